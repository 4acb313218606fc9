//! Names: which of them name the same, and what their titles, appositions and brackets add.

use std::collections::BTreeSet;

use chancery_document::{
    Country, Entry, EntryId, EntryKind, Hit, Id, Mention, MentionId, MentionKind, Relation, Span, TokenId,
    Upos, each,
};
use chancery_model::hash::bytes;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Resolver,
    draft::{Draft, Gender, Sort},
    facts::{Article, Facts},
};
use crate::mentions::{Noun, title_start};

impl Resolver<'_> {
    /// Gives each name its entity.
    pub(super) fn names(&mut self) {
        let kinds = self.settled_kinds();
        self.told = self.told_as_states();
        self.dateline = self.written_in();
        let mut last: Option<(MentionId, usize)> = None;
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            if !Self::is_name(mention.kind) {
                continue;
            }
            let kind = kinds[id.index()];
            let draft = match self.alias(&mention, last) {
                Some(draft) => draft,
                None => self.name(&mention, kind),
            };
            self.of[id.index()] = Some(draft);
            last = Some((id, draft));
        }
    }

    // What the labeller said of the same words elsewhere, and of longer names that hold them: the many are
    // right. A place or body of the packs stays what it is.
    fn settled_kinds(&self) -> Vec<MentionKind> {
        let all = self.input.mentions.all.as_slice();
        let mut votes: FxHashMap<u64, [u32; 4]> = FxHashMap::default();
        let slot = |kind: MentionKind| match kind {
            MentionKind::Person => Some(0),
            MentionKind::Organisation => Some(1),
            MentionKind::Place => Some(2),
            MentionKind::Facility => Some(3),
            _ => None,
        };
        let key = |mention: &Mention| {
            each(mention.tokens.clone())
                .fold(0, |key, token| chancery_model::hash::mix(key, self.word_hash(token)))
        };
        let mut persons: FxHashMap<u64, u32> = FxHashMap::default();
        for mention in all {
            let Some(slot) = slot(mention.kind) else { continue };
            votes.entry(key(mention)).or_default()[slot] += 1;
            if slot == 0 && mention.tokens.end.index() - mention.tokens.start.index() > 1 {
                *persons.entry(self.word_hash(TokenId::new(mention.tokens.end.index() - 1))).or_default() +=
                    1;
            }
        }
        let parts: FxHashSet<u64> = all
            .iter()
            .filter(|mention| {
                slot(mention.kind) == Some(0) && mention.tokens.start.next() < mention.tokens.end
            })
            .flat_map(|mention| each(mention.tokens.clone()).take(8).map(|token| self.word_hash(token)))
            .collect();
        let inside = |mention: &Mention| parts.contains(&self.word_hash(mention.tokens.start));
        let settle = |mention: &Mention| {
            let Some(own) = slot(mention.kind).filter(|_| mention.entry.is_none()) else {
                return mention.kind;
            };
            let votes = votes[&key(mention)];
            let single = mention.tokens.end.index() - mention.tokens.start.index() == 1;
            let lent = persons.get(&self.word_hash(mention.tokens.start)).copied().unwrap_or(0);
            // A capital alone that no longer name holds is the capital, though people are called so: "Santiago agreed".
            if own == 0 && single && self.is_capital_alone(mention) && !inside(mention) {
                return MentionKind::Place;
            }
            let person = votes[0] + if single { lent } else { 0 };
            let best = [person, votes[1], votes[2], votes[3]];
            let top = (0..4).max_by_key(|&i| (best[i], i == own)).unwrap_or(own);
            [MentionKind::Person, MentionKind::Organisation, MentionKind::Place, MentionKind::Facility][top]
        };
        all.iter().map(settle).collect()
    }

    // True of a capital's or state's name that nothing before makes somebody's: no "Mr", no title.
    fn is_capital_alone(&self, mention: &Mention) -> bool {
        let hit = self.input.known.at(mention.tokens.start).filter(|hit| hit.tokens == mention.tokens);
        let capital = hit.is_some_and(|hit| {
            let entry = self.entry_of(hit).1;
            matches!(entry.kind, EntryKind::Capital | EntryKind::State)
        });
        let before = mention.tokens.start.index().checked_sub(1).map(TokenId::new);
        let titled = before.is_some_and(|before| {
            matches!(self.tag(before), Upos::Propn | Upos::Noun)
                && self.sentence(before) == self.sentence(mention.tokens.start)
        });
        capital && !titled
    }

    // A short form in brackets right after a name: "the Example Trade Council (ETC)".
    fn alias(&mut self, mention: &Mention, last: Option<(MentionId, usize)>) -> Option<usize> {
        let (before, draft) = last?;
        let before = &self.input.mentions.all[before];
        let start = mention.tokens.start;
        let gap = start.index().checked_sub(before.tokens.end.index())?;
        if gap != 1 || self.form(before.tokens.end) != "(" || self.drafts.all[draft].sort == Sort::Person {
            return None;
        }
        let form = self.form(start);
        let short = start.next() == mention.tokens.end
            && form.chars().count() >= 2
            && form.chars().filter(|c| c.is_uppercase()).count() * 2 > form.chars().count();
        if !short {
            return None;
        }
        let word = self.word_hash(start);
        self.drafts.set_words(draft, &[word]);
        self.take_entry(draft, mention);
        Some(draft)
    }

    fn name(&mut self, mention: &Mention, kind: MentionKind) -> usize {
        let hit = self.input.known.at(mention.head).filter(|hit| hit.tokens == mention.tokens).cloned();
        let entry = match (&hit, mention.entry) {
            (Some(hit), _) => {
                Some(self.entry_of(hit)).filter(|_| mention.entry.is_some() || kind != MentionKind::Person)
            }
            (None, Some(id)) => Some((id, &self.input.known.entries[id])),
            _ => None,
        };
        let entry = entry.map(|(id, entry)| (id, entry.kind, entry.country));
        match (kind, entry) {
            (MentionKind::Person, _) => self.person(mention),
            (_, Some((id, EntryKind::State, Some(country)))) => {
                if let Some(joint) = hit.as_ref().and_then(|hit| self.joint_states(hit, id)) {
                    return joint;
                }
                let state = self.named_state(mention, country);
                if let Some((id, ..)) = entry {
                    self.drafts.set_entry(id, state);
                }
                state
            }
            (_, Some((_, EntryKind::Demonym, Some(country)))) => self.people(mention, country),
            (_, Some((_, EntryKind::Capital, Some(country)))) => {
                let kind = if kind == MentionKind::Organisation { kind } else { MentionKind::Place };
                if self.is_place(mention.head, kind) {
                    return self.place(mention);
                }
                let governed = hit.as_ref().and_then(|hit| self.governed_from(hit));
                self.state(governed.unwrap_or(country))
            }
            (_, Some((_, EntryKind::Seat, _))) if self.is_site(mention.head) => self.place(mention),
            (_, Some((_, EntryKind::City | EntryKind::Region, _))) if kind != MentionKind::Organisation => {
                self.place(mention)
            }
            (MentionKind::Place, None) => self.place(mention),
            (MentionKind::Facility | MentionKind::Product | MentionKind::Event, None) => {
                self.other(mention, Sort::Thing)
            }
            (MentionKind::Miscellaneous, None) => self.other(mention, Sort::Thing),
            (MentionKind::Nationality, _) => self.other(mention, Sort::Group),
            _ => self.other(mention, Sort::Body),
        }
    }

    // Of those that a city is the seat of, the one that the document names, or else the greater: "Brussels" is the
    // Union, unless Belgium is told of.
    fn governed_from(&self, hit: &Hit) -> Option<Country> {
        let entries = &self.input.known.entries;
        // The capital of a state that is no more, on a day when it was.
        if self.entry_of(hit).1.valid.1.is_some() {
            return None;
        }
        let seats =
            hit.entries.iter().map(|&id| &entries[id]).filter(|entry| entry.kind == EntryKind::Capital);
        let states: Vec<Country> = seats.filter_map(|entry| entry.country).collect();
        if states.len() < 2 {
            return None;
        }
        let size = |country: &Country| {
            let state = entries.holding(EntryKind::State, *country).iter();
            (self.told.contains(country), state.map(|&id| entries[id].weight).max())
        };
        states.into_iter().max_by_key(size)
    }

    // The states that are named, or whose people are.
    fn told_as_states(&self) -> BTreeSet<Country> {
        let state = |entry: &Entry| matches!(entry.kind, EntryKind::State | EntryKind::Demonym);
        let named = self.input.known.hits.iter().map(|hit| self.entry_of(hit).1);
        named.filter(|entry| state(entry)).filter_map(|entry| entry.country).collect()
    }

    // Several states that a dictionary of the user has under one name.
    fn joint_states(&mut self, hit: &Hit, first: EntryId) -> Option<usize> {
        let entries = &self.input.known.entries;
        let entry = &entries[first];
        let same = |id: &EntryId| {
            let other = &entries[*id];
            let of_it = other.id.as_str().strip_prefix(entry.id.as_str());
            other.is_given()
                && of_it.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                && (other.kind, other.valid) == (entry.kind, entry.valid)
        };
        let mut countries: Vec<Country> =
            hit.entries.iter().filter(|id| same(id)).filter_map(|&id| entries[id].country).collect();
        countries.dedup();
        if countries.len() < 2 {
            return None;
        }
        let name = entry.name.to_string();
        let members = countries.into_iter().map(|country| self.state(country)).collect();
        let mut draft = Draft::new(Sort::Group, name);
        (draft.members, draft.plural) = (members, true);
        Some(self.drafts.add(draft))
    }

    fn named_state(&mut self, mention: &Mention, country: Country) -> usize {
        let state = self.state(country);
        let name = self.text(mention.tokens.clone());
        let draft = &mut self.drafts.all[state];
        // The fullest name that the document gives; an abbreviation is never the fullest.
        let full = name.len() > 3 && !name.contains('.') && name.chars().any(char::is_lowercase);
        if full && name.len() > draft.fullness {
            draft.fullness = name.len();
            draft.name = name;
        }
        draft.named = true;
        state
    }

    // "Russian" is Russia's; "the Russians" are a group of it.
    fn people(&mut self, mention: &Mention, country: Country) -> usize {
        let head = mention.head;
        let alone = matches!(self.tag(head), Upos::Noun | Upos::Propn)
            && !matches!(self.input.syntax.relation(head).base(), "compound" | "amod" | "flat")
            && (self.is_plural(head) || self.input.syntax.dependent(head, Relation::DET).is_some());
        if !alone {
            return self.state(country);
        }
        let draft = self.other(mention, if self.is_plural(head) { Sort::Group } else { Sort::Person });
        self.drafts.all[draft].country = Some(country);
        self.drafts.all[draft].plural = self.is_plural(head);
        draft
    }

    fn person(&mut self, mention: &Mention) -> usize {
        let words = self.name_words(mention.tokens.clone());
        let mut facts = self.title(mention, Noun::PERSON);
        if facts.gender == Gender::Unknown && words.len() > 1 {
            let given = self.nouns.is_womans(&self.form(mention.tokens.start).to_lowercase());
            facts.gender =
                given.map_or(Gender::Unknown, |woman| if woman { Gender::Female } else { Gender::Male });
        }
        let last = words.last().copied().unwrap_or_default();
        let mut found = None;
        let mut best = 0;
        for candidate in words.iter().rev().flat_map(|&word| self.drafts.with_word(word)) {
            let draft = &self.drafts.all[candidate];
            if draft.sort != Sort::Person || !compatible(draft, &facts) {
                continue;
            }
            let within = words.iter().all(|word| draft.words.contains(word));
            let around = draft.words.iter().all(|word| words.contains(word));
            if !within && !around {
                continue;
            }
            // A family name binds more than a given one.
            let score = 1 + usize::from(draft.words.contains(&last)) + 2 * usize::from(within && around);
            if score > best {
                best = score;
                found = Some(candidate);
            }
        }
        let draft = found.unwrap_or_else(|| self.drafts.add(Draft::new(Sort::Person, String::new())));
        self.drafts.set_words(draft, &words);
        self.take_name(draft, mention, words.len());
        // A family name alone, of somebody told in full before, is theirs and not its best known bearer's.
        if found.is_none() || words.len() > 1 {
            self.take_entry(draft, mention);
        }
        let unmarked =
            facts.office.is_some() && facts.country.is_none() && facts.owner.is_none() && !facts.past;
        if unmarked && found.is_none() {
            let entry = self.drafts.all[draft].entry.map(|id| &self.input.known.entries[id]);
            self.unmarked.extend(entry.and_then(|entry| entry.country));
        }
        self.take_facts(draft, &facts);
        self.drafts.all[draft].given = true;
        draft
    }

    /// "The North", where one state of the document has a name of two words that begins so.
    pub(super) fn half_named(&self, mention: &Mention) -> Option<usize> {
        let form = self.form(mention.head);
        let single = mention.tokens.end == mention.head.next() && form.starts_with(char::is_uppercase);
        if !single || self.article(mention.head) != Article::Definite {
            return None;
        }
        let begins = |&at: &usize| {
            let draft = &self.drafts.all[at];
            let mut words = draft.name.split(' ');
            draft.named && words.next() == Some(form) && words.next().is_some() && words.next().is_none()
        };
        let mut states = self.drafts.states().filter(begins);
        states.next().filter(|_| states.next().is_none())
    }

    fn place(&mut self, mention: &Mention) -> usize {
        if let Some(state) = self.half_named(mention) {
            return state;
        }
        let words = self.name_words(mention.tokens.clone());
        let same = |draft: &Draft| {
            draft.sort == Sort::Place
                && draft.words.len() == words.len()
                && words.iter().all(|w| draft.words.contains(w))
        };
        let found =
            words.first().and_then(|&word| self.drafts.with_word(word).find(|&d| same(&self.drafts.all[d])));
        let bloc = self.lists.blocs.contains(&self.form(mention.head).to_lowercase())
            && mention.tokens.end.index() - mention.tokens.start.index() == 1
            && !self.is_place(mention.head, MentionKind::Facility);
        if bloc {
            return self.other(mention, Sort::Group);
        }
        let draft = found.unwrap_or_else(|| self.drafts.add(Draft::new(Sort::Place, String::new())));
        self.drafts.set_words(draft, &words);
        self.take_name(draft, mention, words.len());
        self.take_entry(draft, mention);
        draft
    }

    // Bodies, groups and things: by entry, by words, by initials, by a part of a longer name.
    fn other(&mut self, mention: &Mention, sort: Sort) -> usize {
        let words = self.name_words(mention.tokens.clone());
        let facts = match sort {
            Sort::Thing => Facts::default(),
            _ => self.title(mention, Noun::BODY),
        };
        let found = mention.entry.and_then(|entry| self.drafts.entry(entry)).or_else(|| {
            let mut candidates =
                words.first().into_iter().chain(words.last()).flat_map(|&w| self.drafts.with_word(w));
            candidates.find(|&candidate| {
                let draft = &self.drafts.all[candidate];
                if draft.sort != sort || !draft.may_be_of(facts.country) {
                    return false;
                }
                let within = words.iter().all(|word| draft.words.contains(word));
                let around = draft.words.len() > 1 && draft.words.iter().all(|word| words.contains(word));
                let common = words.len() == 1 && self.noun(mention.head).is(Noun::BODY);
                (within && !common) || around
            })
        });
        let draft = found.unwrap_or_else(|| self.drafts.add(Draft::new(sort, String::new())));
        let mut all = words.clone();
        if sort == Sort::Body {
            all.extend(self.initials(mention));
        }
        self.drafts.set_words(draft, &all);
        self.take_name(draft, mention, words.len());
        // "The Philippine Justice Department" is not the one that goes by that name alone.
        // Nor is "Congress" the best known one where a report from a state that has one tells of it.
        let known = mention.entry.and_then(|entry| self.input.known.entries[entry].country);
        let other = |country: Option<Country>| known.is_some() && country.is_some() && known != country;
        let of_a_state = known.is_some_and(|known| known.as_str() != "IGO");
        let home = self.dateline.map(|(_, country)| country);
        let home = home.filter(|_| of_a_state && self.is_any_states(mention));
        if !other(facts.country) && !other(home) {
            self.take_entry(draft, mention);
        }
        self.take_facts(draft, &facts);
        self.drafts.all[draft].given = true;
        if sort == Sort::Body && self.drafts.all[draft].sector.is_none() {
            // "Trade Ministry": what sort of body it is, its last word tells.
            let last = TokenId::new(mention.tokens.end.index() - 1);
            let hit = self.input.known.at(last).filter(|hit| hit.tokens.end <= mention.tokens.end);
            let hit = hit.map(|hit| self.entry_of(hit));
            let sector = hit.filter(|(_, entry)| entry.kind == EntryKind::Body && entry.sector.is_some());
            self.drafts.all[draft].sector = sector.map(|(id, _)| id);
        }
        if sort == Sort::Body && self.drafts.all[draft].country.is_none() {
            let country = self.country_in(&mention.tokens).or_else(|| self.between_states(&mention.tokens));
            self.drafts.all[draft].country = country;
        }
        self.drafts.all[draft].plural |= sort == Sort::Group;
        draft
    }

    // True of a name that the packs also know as that of a body which any state may have.
    fn is_any_states(&self, mention: &Mention) -> bool {
        let entries = &self.input.known.entries;
        let hit = self.input.known.at(mention.head).filter(|hit| hit.tokens == mention.tokens);
        hit.is_some_and(|hit| {
            hit.entries.iter().any(|&id| entries[id].kind == EntryKind::Body && entries[id].country.is_none())
        })
    }

    // "International … Council" is a body of many states, unless its name says of which.
    fn between_states(&self, name: &std::ops::Range<TokenId>) -> Option<Country> {
        let mut words = each(name.clone()).map(|token| self.form(token).to_lowercase());
        let first = words.find(|word| word != "the")?;
        let among = |list: &[String], word: &String| list.contains(word);
        let sort = self.lists.between_states_sorts.as_slice();
        (among(&self.lists.between_states, &first) && words.any(|word| among(sort, &word)))
            .then(|| Country::new("IGO"))
            .flatten()
    }

    // The hash of "etc" for "Example Trade Council".
    fn initials(&self, mention: &Mention) -> Option<u64> {
        let initials: String = each(mention.tokens.clone())
            .take(12)
            .filter_map(|token| self.form(token).chars().next().filter(|c| c.is_uppercase()))
            .flat_map(char::to_lowercase)
            .collect();
        (initials.chars().count() > 2).then(|| bytes(initials.as_bytes()))
    }

    fn take_name(&mut self, draft: usize, mention: &Mention, fullness: usize) {
        let mut name = self.text(mention.tokens.clone());
        for article in ["the ", "The ", "THE "] {
            if let Some(rest) = name.strip_prefix(article) {
                name = rest.to_owned();
            }
        }
        let shouted = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
        let draft = &mut self.drafts.all[draft];
        let short_form = shouted && fullness == 1 && draft.fullness > 1;
        if draft.name.is_empty()
            || (fullness > draft.fullness && !short_form)
            || (fullness == draft.fullness && draft.shouted && !shouted)
        {
            (draft.name, draft.fullness, draft.shouted) = (name, fullness, shouted);
        }
        draft.named = true;
    }

    fn take_entry(&mut self, draft: usize, mention: &Mention) {
        let Some(mut id) = mention.entry else { return };
        let known = self.input.known;
        if known.entries[id].is_given()
            && let Some(hit) = known.at(mention.tokens.start).filter(|hit| hit.entries.contains(&id))
        {
            id = self.entry_of(hit).0;
        }
        self.drafts.set_entry(id, draft);
        let country = self.input.known.entries[id].country;
        let entity = &mut self.drafts.all[draft];
        if entity.country.is_none() {
            entity.country = country;
        }
    }

    // "president" of one of the "presidents X and Y"; "former president" of who is it no more.
    fn office_text(&self, office: std::ops::Range<TokenId>, draft: usize, past: bool) -> String {
        let one = self.drafts.all[draft].sort == Sort::Person && !self.drafts.all[draft].plural;
        let syntax = self.input.syntax;
        let top = each(office.clone()).find(|&token| !office.contains(&syntax.head(token)));
        let plural = top.filter(|&top| one && self.is_plural(top) && self.tag(top) == Upos::Noun);
        let text = match plural {
            Some(top) => {
                let before = self.text(office.start..top);
                let after = self.text(top.next()..office.end);
                format!("{before} {} {after}", self.lemma(top))
            }
            None => self.text(office),
        };
        let text = text.trim().to_lowercase();
        match self.lists.past.first() {
            Some(former) if past => format!("{former} {text}"),
            _ => text,
        }
    }

    pub(super) fn take_facts(&mut self, draft: usize, facts: &Facts) {
        let office = facts.office.clone().map(|office| self.office_text(office, draft, facts.past));
        let owner = facts.owner.and_then(|owner| self.of[owner.index()]);
        let owner = owner.filter(|&owner| owner != draft).and_then(|owner| self.drafts.all[owner].country);
        // Whose country will be known later, if ever.
        let pending = facts.owner.filter(|&id| match self.of[id.index()] {
            Some(owner) => owner != draft && self.drafts.all[owner].country.is_none(),
            None => true,
        });
        let entity = &mut self.drafts.all[draft];
        if entity.country.is_none() {
            entity.country = facts.country.or(owner).or(facts.seat);
            entity.owner = entity.owner.or(pending);
        }
        if entity.office.is_none() && office.is_some() {
            (entity.office, entity.past) = (office, facts.past);
        }
        if entity.sector.is_none() {
            entity.sector = facts.sector;
        }
        if entity.gender == Gender::Unknown {
            entity.gender = facts.gender;
        }
        for &title in &facts.titles {
            if entity.titles.len() < 40 && !entity.titles.contains(&title) {
                entity.titles.push(title);
            }
        }
    }

    /// Descriptions beside names, and descriptions that a sentence says somebody is, speak of the same.
    pub(super) fn appositions(&mut self) {
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            let head = mention.head;
            let syntax = self.input.syntax;
            let beside = matches!(syntax.relation(head).base(), "appos" | "flat");
            if mention.kind == MentionKind::Nationality && beside {
                self.native(&mention, id);
            } else if Self::is_name(mention.kind) {
                self.titled(&mention, id);
                if let Some(description) = self.right_before(&mention) {
                    self.join(description, id);
                }
                // Both tell of him in "her guest, Minister X".
                if beside && !self.named_between(syntax.head(head), &mention) {
                    self.join(syntax.head(head), id);
                }
            } else if mention.kind == MentionKind::Nominal
                && (beside || self.second_title(head))
                && !self.names_another(head)
            {
                // "X, premier and minister of trade": both are X's.
                let governor = syntax.head(if beside { head } else { syntax.head(head) });
                if let Some(named) = self.of_head(governor) {
                    self.describe(id, named);
                }
            } else if mention.kind == MentionKind::Nominal
                && syntax.dependent(head, Relation::COP).is_some()
                && !self.is_plural(head)
                && let Some(subject) = syntax.dependent(head, Relation::NSUBJ)
                && let Some(named) = self.of_head(subject)
                && self.drafts.all[named].sort == Sort::Person
                && self.noun(head).is(Noun::PERSON)
            {
                self.describe(id, named);
            }
        }
    }

    // True of the minister in "X, premier and minister of trade, left".
    fn second_title(&self, head: TokenId) -> bool {
        let syntax = self.input.syntax;
        let first = syntax.head(head);
        let bare = |token: TokenId| {
            self.noun(token).is(Noun::PERSON)
                && !self.is_plural(token)
                && syntax.dependent(token, Relation::DET).is_none()
        };
        syntax.relation(head) == Relation::CONJ
            && syntax.relation(first) == Relation::APPOS
            && syntax.head(first) < first
            && bare(head)
            && bare(first)
    }

    // "Ms. Lee, the Xish": a people's name beside a person's tells the country.
    fn native(&mut self, people: &Mention, id: MentionId) {
        let country = people.entry.and_then(|entry| self.input.known.entries[entry].country);
        let named = self.of_head(self.input.syntax.head(people.head));
        if let (Some(country), Some(named)) = (country, named)
            && self.drafts.all[named].sort == Sort::Person
            && !self.is_plural(people.head)
        {
            let person = &mut self.drafts.all[named];
            person.country = person.country.or(Some(country));
            self.of[id.index()] = Some(named);
        }
    }

    // True of a description that a name follows: in "X, the minister of trade, Y" the minister is Y.
    fn names_another(&self, description: TokenId) -> bool {
        let name = |token: TokenId| {
            let mention = self.input.mentions.headed_by(token).map(|id| &self.input.mentions.all[id]);
            mention.is_some_and(|mention| Self::is_name(mention.kind))
        };
        self.input
            .syntax
            .dependents_by(description, Relation::APPOS)
            .any(|token| token > description && name(token))
    }

    // Descriptions headed by a word of a name's title are of its bearer.
    fn titled(&mut self, name: &Mention, id: MentionId) {
        let Some(named) = self.of[id.index()] else { return };
        let (tokens, morphology, known) = (self.input.tokens, self.input.morphology, self.input.known);
        for token in each(title_start(tokens, morphology, known, name)..name.tokens.start) {
            if let Some(description) = self.input.mentions.headed_by(token)
                && self.input.mentions.all[description].kind == MentionKind::Nominal
            {
                self.describe(description, named);
            }
        }
    }

    // The noun that ends right before a name, or before it and a comma where the tree has an apposition: a guest X;
    // the minister of trade X; the head of the Council (C), X. The tree may hang the name elsewhere.
    fn right_before(&self, name: &Mention) -> Option<TokenId> {
        let wanted = match name.kind {
            MentionKind::Person => Noun::PERSON,
            MentionKind::Organisation => Noun::BODY,
            _ => return None,
        };
        let syntax = self.input.syntax;
        let first = self.input.tokens.sentences[self.input.tokens.sentence_of(name.head)].start;
        let step = |at: TokenId| (at > first).then(|| TokenId::new(at.index() - 1));
        let mut at = step(name.tokens.start)?;
        if self.form(step(at)?) == "," && syntax.relation(at) == Relation::NMOD_DESC {
            at = step(at)?;
        }
        // Where nothing joins it to what it is named beside, the tree means an apposition as well.
        let beside = match syntax.relation(name.head) {
            Relation::APPOS => true,
            // "X and his guest, Y": what follows the last of a list without "and" is no further member of it.
            Relation::CONJ if syntax.dependent(name.head, Relation::CC).is_none() => {
                let before = TokenId::new(at.index().saturating_sub(1));
                let list = syntax.head(name.head);
                let is_last = |token: TokenId| {
                    syntax.relation(token) == Relation::CONJ
                        && self.noun(token).is(wanted)
                        && syntax.head(token) == list
                        && syntax.dependent(token, Relation::CC).is_some()
                };
                list == before || is_last(before) || syntax.ancestors(before).take(4).any(is_last)
            }
            _ => false,
        };
        if self.form(at) == "," && beside {
            at = step(at)?;
        }
        if self.form(at) == ")" {
            for _ in 0..8 {
                at = step(at)?;
                if self.form(at) == "(" {
                    break;
                }
            }
            at = step(at)?;
        }
        // "The ambassador of X to Y, Z", where a tree hangs "to Y" on the verb.
        let serves = |token: TokenId| {
            self.noun(token).is(Noun::PERSON)
                && self.lists.abroad.iter().any(|word| word == self.lemma(token))
        };
        if syntax.relation(at).base() == "obl"
            && let Some(case) = step(at).filter(|&case| syntax.head(case) == at)
            && let Some(before) = step(case)
            && std::iter::once(before).chain(syntax.ancestors(before)).take(4).any(serves)
        {
            at = before;
        }
        // Not by way of the name: in "the prince and Minister X" the prince is another.
        let up = std::iter::once(at).chain(syntax.ancestors(at)).take(5);
        let noun = up.take_while(|token| !name.tokens.contains(token)).find(|&token| {
            let description = self.input.mentions.headed_by(token);
            token <= at
                && self.noun(token).is(wanted)
                && description.is_some_and(|id| self.input.mentions.all[id].kind == MentionKind::Nominal)
        })?;
        // Only through what complements it may the way lead up.
        let complement = |token: TokenId| {
            matches!(syntax.relation(token).base(), "nmod" | "conj" | "compound" | "flat" | "appos")
        };
        let mut way = std::iter::once(at).chain(syntax.ancestors(at)).take_while(|&token| token != noun);
        way.all(complement).then_some(noun)
    }

    // True if somebody else is named between a description and a name.
    fn named_between(&self, description: TokenId, name: &Mention) -> bool {
        let all = self.input.mentions.all.as_slice();
        let before = all.partition_point(|mention| mention.tokens.start < name.tokens.start);
        let mut near =
            all[..before].iter().rev().take(24).take_while(|mention| mention.tokens.start > description);
        near.any(|mention| mention.kind == MentionKind::Person)
    }

    // A description whose apposition is a name; several names share out what a plural says.
    fn join(&mut self, description: TokenId, name: MentionId) {
        let Some(id) = self.input.mentions.headed_by(description) else { return };
        let head = self.input.mentions.all[name].head;
        let nominal = self.input.mentions.all[id].kind == MentionKind::Nominal;
        if !nominal || self.of[id.index()].is_some() {
            return;
        }
        let noun = self.noun(description);
        // No state is a minister: "the ministers of X, Y and Z", whatever the tree says.
        let fits = |sort: Sort| match sort {
            Sort::Person => noun.is(Noun::PERSON) || noun.is(Noun::GROUP) || noun.is(Noun::SIDE),
            Sort::State => !noun.is(Noun::PERSON),
            _ => true,
        };
        let names: Vec<usize> = self
            .conjuncts(head)
            .into_iter()
            .filter_map(|token| self.of_head(token))
            .filter(|&named| !self.is_plural(description) || fits(self.drafts.all[named].sort))
            .collect();
        if !self.is_plural(description) || names.len() < 2 {
            if let Some(&named) = names.first() {
                self.describe(id, named);
            }
            return;
        }
        let mention = self.input.mentions.all[id].clone();
        let facts = self.described(&mention.tokens, description, self.noun(description));
        let mut countries: Vec<Country> = self.owners(&mention).iter().map(|owner| owner.country).collect();
        if countries.is_empty() {
            for token in each(mention.tokens.clone()) {
                let hit = self.input.known.at(token).filter(|hit| hit.tokens.start == token);
                countries.extend(hit.and_then(|hit| self.country_at(hit)));
            }
        }
        for (i, &named) in names.iter().enumerate() {
            let country = if countries.len() == names.len() { Some(countries[i]) } else { facts.country };
            let country = country.filter(|_| countries.len() <= 1 || countries.len() == names.len());
            self.take_facts(named, &Facts { country, ..facts.clone() });
        }
        let mut draft = Draft::new(Sort::Group, self.description(&mention));
        draft.members = names;
        draft.plural = true;
        self.of[id.index()] = Some(self.drafts.add(draft));
    }

    fn describe(&mut self, description: MentionId, named: usize) {
        let mention = self.input.mentions.all[description].clone();
        let noun = self.noun(mention.head);
        let sort = self.drafts.all[named].sort;
        let fits = match sort {
            Sort::Person => noun.is(Noun::PERSON),
            Sort::Body => noun.is(Noun::BODY) || noun.is(Noun::GROUP),
            Sort::State => noun.is(Noun::STATE),
            Sort::Group => noun.is(Noun::GROUP) || noun.is(Noun::BODY),
            Sort::Place | Sort::Thing => !noun.is_actor(),
        };
        if !fits || self.of[description.index()].is_some() {
            return;
        }
        if sort != Sort::State && sort != Sort::Place {
            let facts = self.described(&mention.tokens, mention.head, noun);
            self.take_facts(named, &facts);
        }
        self.of[description.index()] = Some(named);
    }

    /// "The Xish president" further on tells the country of the one president of no known country.
    pub(super) fn offices(&mut self) {
        let mut bearers: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (number, draft) in
            self.drafts.all.iter().enumerate().filter(|(_, draft)| draft.sort == Sort::Person)
        {
            for &title in &draft.titles {
                let bearers = bearers.entry(title).or_default();
                if bearers.len() < 32 {
                    bearers.push(number);
                }
            }
        }
        let mut told: FxHashSet<usize> = FxHashSet::default();
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            let noun = self.noun(mention.head);
            told.extend(self.of[id.index()]);
            if mention.kind != MentionKind::Nominal
                || self.of[id.index()].is_some()
                || !noun.is(Noun::PERSON)
                || self.is_plural(mention.head)
                || self.article(mention.head) == super::facts::Article::Indefinite
            {
                continue;
            }
            let facts = self.described(&mention.tokens, mention.head, noun);
            let Some(country) = facts.country else { continue };
            let office = self.office_words(&facts, mention.head);
            let held = |draft: &Draft| draft.named && office.iter().all(|word| draft.titles.contains(word));
            let bearers = office.first().and_then(|word| bearers.get(word)).into_iter().flatten().copied();
            let holders: Vec<usize> = bearers.filter(|&bearer| held(&self.drafts.all[bearer])).collect();
            if holders.iter().any(|&holder| self.drafts.all[holder].country == Some(country)) {
                continue;
            }
            // "The X-ish minister" is nobody named only later.
            let free = holders
                .into_iter()
                .filter(|holder| told.contains(holder) && self.drafts.all[*holder].country.is_none());
            let free: Vec<usize> = free.collect();
            if let [only] = free[..] {
                self.drafts.all[only].country = Some(country);
            }
        }
    }

    pub(super) fn office_words(&self, facts: &Facts, head: TokenId) -> Vec<u64> {
        match &facts.office {
            Some(office) if office.contains(&head) => {
                let content =
                    |token: &TokenId| matches!(self.tag(*token), Upos::Noun | Upos::Propn | Upos::Adj);
                each(office.clone()).filter(content).map(|token| self.lemma_hash(token)).collect()
            }
            _ => vec![self.lemma_hash(head)],
        }
    }

    /// A president or premier of no known country is that of the state which acts in their words.
    pub(super) fn heads_of_state(&mut self) {
        let speech = self.input.speech;
        for saying in speech.all.as_slice() {
            for &speaker in &saying.speakers {
                let Some(draft) = self.of_head(speaker).filter(|&draft| self.is_head_of_state(draft)) else {
                    continue;
                };
                let Some(content) = saying.content.first() else { continue };
                if let Some(country) = self.acting(*content) {
                    self.drafts.all[draft].country = Some(country);
                }
            }
        }
    }

    fn is_head_of_state(&self, draft: usize) -> bool {
        let draft = &self.drafts.all[draft];
        let heads = |office: &String| self.lists.heads.contains(office);
        draft.sort == Sort::Person && draft.country.is_none() && draft.office.as_ref().is_some_and(heads)
    }

    // The state that is the subject of the first clause within a span.
    fn acting(&self, content: Span) -> Option<Country> {
        let tokens = self.input.tokens.within(content);
        let syntax = self.input.syntax;
        let outer = |token: &TokenId| {
            let head = syntax.head(*token);
            syntax.relation(*token) == Relation::NSUBJ
                && (!tokens.contains(&syntax.head(head)) || syntax.head(head) == head)
        };
        let subject = each(tokens.clone()).take(60).find(outer)?;
        let draft = &self.drafts.all[self.of_head(subject)?];
        (draft.sort == Sort::State).then_some(draft.country)?
    }
}

fn compatible(draft: &Draft, facts: &Facts) -> bool {
    draft.may_be_of(facts.country)
        && (draft.gender == Gender::Unknown
            || facts.gender == Gender::Unknown
            || draft.gender == facts.gender)
}
