//! Compound actors: "the foreign ministers of X, Y and Z" are three, each with a state and an office; "X-ish and Y-ish
//! officials" are two groups.

use chancery_document::{Country, EntryKind, Id, Mention, MentionKind, Relation, TokenId, Upos, each};

use super::{
    Resolver,
    draft::{Draft, Sort},
    facts::{Article, Facts},
};
use crate::mentions::Noun;

// No more states than this share one noun.
const MEMBERS: usize = 24;

/// A state whose somebody is, and the words that tell it.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) country: Country,
    /// None where "the two countries" do.
    words: Option<std::ops::Range<TokenId>>,
    /// True of "the ministers of X", false of "X-ish ministers".
    behind: bool,
}

impl Resolver<'_> {
    /// The states that a plural shares out, where there are several.
    pub(super) fn owners(&self, mention: &Mention) -> Vec<Owner> {
        let before = self.owners_before(mention);
        let mut owners = if before.len() > 1 { before } else { self.owners_behind(mention.head) };
        let mut seen: Vec<Country> = Vec::new();
        owners.retain(|owner| {
            let fresh = !seen.contains(&owner.country);
            seen.push(owner.country);
            fresh
        });
        owners.truncate(MEMBERS);
        if owners.len() > 1 { owners } else { Vec::new() }
    }

    // "The X-ish, Y-ish and Z-ish presidents", "X's and Y's leaders".
    fn owners_before(&self, mention: &Mention) -> Vec<Owner> {
        let syntax = self.input.syntax;
        let mut owners = Vec::new();
        for hit in self.hits(mention.tokens.start..mention.head) {
            let Some(country) = self.country_at(hit).filter(|_| hit.tokens.end <= mention.head) else {
                continue;
            };
            let outside = |token: &TokenId| !hit.tokens.contains(&syntax.head(*token));
            let Some(mut at) = each(hit.tokens.clone()).find(outside) else { continue };
            for _ in 0..8 {
                if syntax.relation(at) != Relation::CONJ {
                    break;
                }
                at = syntax.head(at);
            }
            if syntax.head(at) == mention.head
                && matches!(syntax.relation(at).base(), "amod" | "compound" | "nmod" | "flat")
            {
                owners.push(Owner { country, words: Some(hit.tokens.clone()), behind: false });
            }
        }
        owners
    }

    // "The presidents of X and Y"; trees may hang the later ones on the presidents.
    fn owners_behind(&self, head: TokenId) -> Vec<Owner> {
        let syntax = self.input.syntax;
        let known = self.input.known;
        let state = |token: TokenId| {
            let hit = known.at(token)?;
            let kind = self.entry_of(hit).1.kind;
            let fits = matches!(kind, EntryKind::State | EntryKind::Capital | EntryKind::Intergovernmental);
            let country = self.country_at(hit).filter(|_| fits)?;
            Some(Owner { country, words: Some(hit.tokens.clone()), behind: true })
        };
        let belongs = |token: TokenId| {
            let case = syntax.dependent(token, Relation::CASE).map(|case| self.lemma(case));
            // "Deputies in X and Y"; soldiers may stand anywhere.
            let seated = if self.is_armed(head) { &[][..] } else { &self.lists.seated[..] };
            case.is_some_and(|case| self.lists.belonging.iter().chain(seated).any(|word| word == case))
        };
        let mut behind = syntax.dependents_by(head, Relation::NMOD);
        let Some(first) = behind.find(|&token| token > head && belongs(token)) else { return Vec::new() };
        let mut words = self.conjuncts(first);
        let beside = |relation| syntax.dependents_by(head, relation).take(8);
        for token in beside(Relation::APPOS).chain(beside(Relation::CONJ)) {
            // Only what stands right behind the states told.
            let last = words.last().copied().unwrap_or(first);
            if token > last && token.index() - last.index() <= 5 && state(token).is_some() {
                words.extend(self.conjuncts(token));
            }
        }
        // The tree may hang their names there, too: "the presidents of X and Y, A B and C D".
        words.retain(|&token| !self.is_person(token));
        let owners: Vec<Option<Owner>> = words.iter().map(|&token| state(token)).collect();
        // "The presidents of X and the central bank" are no two presidents of states.
        if owners.iter().any(Option::is_none) { Vec::new() } else { owners.into_iter().flatten().collect() }
    }

    // "The two countries' ministers", "the ministers of both sides", and "the ministries" of two just told side by side.
    fn owners_told(&mut self, mention: &Mention, noun: Noun, sentence: u32) -> Vec<Owner> {
        let syntax = self.input.syntax;
        let belongs = |token| syntax.relation(token) == Relation::NMOD_POSS || self.is_of(token);
        let whose = |token: TokenId| {
            let id = self.input.mentions.headed_by(token).filter(|_| belongs(token))?;
            let noun = self.noun(token);
            let states = noun.is(Noun::STATE) || noun.is(Noun::SIDE) || noun.is(Noun::GOVERNMENT);
            (states && self.input.mentions.all[id].kind == MentionKind::Nominal).then_some(id)
        };
        let whose = syntax.dependents(mention.head).iter().find_map(|&token| whose(token));
        let states = match whose {
            Some(id) => {
                let told = self.of[id.index()].or_else(|| {
                    let pair = self.input.mentions.all[id].clone();
                    self.pair(&pair, self.noun(pair.head), sentence)
                });
                self.of[id.index()] = told;
                told.map_or(Vec::new(), |told| self.drafts.all[told].members.clone())
            }
            None if self.is_of_each_state(mention, noun) => self.paired_states(sentence).unwrap_or_default(),
            None => Vec::new(),
        };
        let state = |&state: &usize| {
            let draft = &self.drafts.all[state];
            draft.country.filter(|_| draft.sort == Sort::State)
        };
        let countries: Option<Vec<Country>> = states.iter().map(state).collect();
        let owner = |country| Owner { country, words: None, behind: true };
        let owners: Vec<Owner> = countries.unwrap_or_default().into_iter().map(owner).collect();
        if owners.len() == 2 { owners } else { Vec::new() }
    }

    // "The ministries of science": of a sort that each state has one of, and nobody's by their own words.
    fn is_of_each_state(&self, mention: &Mention, noun: Noun) -> bool {
        let head = mention.head;
        let entry = self.input.known.at(head).map(|hit| self.entry_of(hit).1);
        let entry = entry.filter(|entry| entry.kind == EntryKind::Body);
        let sector = entry.and_then(|entry| entry.sector.as_ref());
        !noun.is(Noun::GOVERNMENT)
            && self.article(head) == Article::Definite
            && sector.is_some_and(|sector| self.lists.home_sectors.iter().any(|each| each == sector.as_str()))
            && self.input.syntax.dependent(head, Relation::NMOD_POSS).is_none()
    }

    fn is_person(&self, token: TokenId) -> bool {
        let mention = self.input.mentions.headed_by(token);
        mention.is_some_and(|id| self.input.mentions.all[id].kind == MentionKind::Person)
    }

    // As many persons as states, named right behind them.
    fn named_behind(&self, owners: &[Owner]) -> Vec<usize> {
        let all = self.input.mentions.all.as_slice();
        let behind = owners.iter().filter(|owner| owner.behind).filter_map(|owner| owner.words.as_ref());
        let Some(last) = behind.map(|words| words.end).max() else { return Vec::new() };
        let from = all.partition_point(|mention| mention.head < last);
        let near = |mention: &&Mention| {
            mention.tokens.start.index() <= last.index() + 6 * owners.len()
                && self.sentence(mention.head) == self.sentence(TokenId::new(last.index() - 1))
        };
        let beside = last.index() + 1;
        let persons: Vec<&Mention> = all[from..]
            .iter()
            .take_while(near)
            .filter(|mention| mention.kind == MentionKind::Person)
            .collect();
        let follows = persons.first().is_some_and(|first| first.tokens.start.index() == beside)
            && last.index() < self.sentence_of.len()
            && self.form(last) == ",";
        if !follows || persons.len() != owners.len() {
            return Vec::new();
        }
        persons.iter().filter_map(|mention| self.of_head(mention.head)).collect()
    }

    /// Whom a plural with several states stands for, one for each of them.
    pub(super) fn compound(
        &mut self,
        mention: &Mention,
        noun: Noun,
        facts: &Facts,
        sentence: u32,
    ) -> Option<usize> {
        let mut owners = self.owners(mention);
        if owners.is_empty() && facts.country.is_none() {
            owners = self.owners_told(mention, noun, sentence);
        }
        if owners.is_empty() {
            return None;
        }
        let head = mention.head;
        let sole = noun.is(Noun::PERSON) && self.lists.sole.iter().any(|word| word == self.lemma(head));
        let sort = match () {
            () if sole => Sort::Person,
            () if noun.is(Noun::BODY) && !noun.is(Noun::PERSON) && !noun.is(Noun::GROUP) => Sort::Body,
            () => Sort::Group,
        };
        let office = self.office_words(facts, head);
        let named = if sole { self.named_behind(&owners) } else { Vec::new() };
        let mut members = Vec::new();
        for (place, owner) in owners.iter().enumerate() {
            let country = Some(owner.country);
            let told = self.drafts.foremost(sentence, |_, draft| {
                draft.sort == sort
                    && sort == Sort::Person
                    && draft.country == country
                    && !draft.plural
                    && office.iter().all(|word| draft.titles.contains(word))
            });
            let told = named.get(place).copied().or(told);
            let member = told.unwrap_or_else(|| {
                let mut draft = Draft::new(sort, self.member_name(mention, owner, sort));
                draft.plural = sort == Sort::Group;
                draft.titles.clone_from(&office);
                draft.given = true;
                self.drafts.add(draft)
            });
            self.take_facts(member, &Facts { country, owner: None, seat: None, ..facts.clone() });
            members.push(member);
            // A state that the tree hangs on the noun itself is no actor beside the ministers.
            if let Some(words) = &owner.words
                && let Some(id) = self.input.mentions.headed_by(TokenId::new(words.end.index() - 1))
                && owner.behind
                && self.hangs_beside(head, self.input.mentions.all[id].head)
            {
                self.of[id.index()] = Some(member);
            }
        }
        let mut draft = Draft::new(Sort::Group, self.description(mention));
        (draft.members, draft.plural) = (members, true);
        Some(self.drafts.add(draft))
    }

    // True of a word that is an apposition or conjunct of a head, or a conjunct of one.
    fn hangs_beside(&self, head: TokenId, token: TokenId) -> bool {
        let syntax = self.input.syntax;
        let conjunct = syntax.relation(token) == Relation::CONJ && syntax.head(token) != head;
        let top = if conjunct { syntax.head(token) } else { token };
        syntax.head(top) == head && matches!(syntax.relation(top), Relation::APPOS | Relation::CONJ)
    }

    // "X-ish president", "president of X", "Y-ish officials".
    fn member_name(&self, mention: &Mention, owner: &Owner, sort: Sort) -> String {
        let head = mention.head;
        let whose = match &owner.words {
            Some(words) => self.text(words.clone()),
            None => {
                self.drafts.state(owner.country).map_or(String::new(), |at| self.drafts.all[at].name.clone())
            }
        };
        let noun = if sort == Sort::Group { self.form(head) } else { self.lemma(head) };
        // The words between the states and the noun: "foreign".
        let syntax = self.input.syntax;
        let own = |token: &TokenId| {
            matches!(self.tag(*token), Upos::Noun | Upos::Propn | Upos::Adj)
                && syntax.head(*token) == head
                && syntax.relation(*token) != Relation::NMOD_POSS
                && self.input.known.at(*token).is_none_or(|hit| self.country_at(hit).is_none())
        };
        let mut words: Vec<&str> =
            each(mention.tokens.start..head).filter(own).map(|token| self.form(token)).collect();
        words.push(noun);
        // "ministry of trade"
        let hit = self.input.known.at(head).filter(|hit| hit.tokens.end > head.next());
        let rest = hit.map(|hit| self.text(head.next()..hit.tokens.end));
        words.extend(rest.as_deref());
        let description = words.join(" ");
        let after = owner.words.as_ref().map(|words| words.end).filter(|_| !owner.behind);
        let possessive =
            after.is_some_and(|after| self.form(after).ends_with('s') && self.tag(after) == Upos::Part);
        match (owner.behind, possessive) {
            (true, _) => format!("{description} of {whose}"),
            (false, true) => format!("{whose}'s {description}"),
            (false, false) => format!("{whose} {description}"),
        }
    }

    /// "Presidents X of … and Y of …": the plural before the first is the title of each.
    pub(super) fn shared_titles(&mut self) {
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            let syntax = self.input.syntax;
            if mention.kind != MentionKind::Person || syntax.relation(mention.head) != Relation::CONJ {
                continue;
            }
            let Some(first) = self.input.mentions.headed_by(syntax.head(mention.head)) else { continue };
            let first = &self.input.mentions.all[first];
            let Some(before) = first.tokens.start.index().checked_sub(1).map(TokenId::new) else { continue };
            let plural = first.kind == MentionKind::Person
                && self.is_plural(before)
                && self
                    .input
                    .known
                    .at(before)
                    .is_some_and(|hit| self.entry_of(hit).1.kind == EntryKind::Office);
            let Some(named) = self.of[id.index()].filter(|_| plural) else { continue };
            let facts = self.title(first, Noun::PERSON);
            self.take_facts(named, &Facts { country: None, seat: None, owner: None, ..facts });
        }
    }
}
