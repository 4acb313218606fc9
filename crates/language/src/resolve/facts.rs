//! What a mention says by itself: whose it is, which office, how many, of which sex.

use std::ops::Range;

use chancery_document::{
    Country, Entry, EntryId, EntryKind, Features, Hit, Id, Mention, MentionId, MentionKind, Relation,
    TokenId, Upos, each,
};
use chancery_model::hash::bytes;

use super::{Resolver, draft::Gender};
use crate::mentions::{Noun, title_start};

/// What a title or a description says of somebody.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) country: Option<Country>,
    /// Where a body sits: its country, if nothing else tells one.
    pub(super) seat: Option<Country>,
    /// The words of the office, and the entry that knows its sector.
    pub(super) office: Option<Range<TokenId>>,
    pub(super) sector: Option<EntryId>,
    /// Hashed lower-case dictionary forms of the words.
    pub(super) titles: Vec<u64>,
    pub(super) gender: Gender,
    /// The mention whose body or country it belongs to.
    pub(super) owner: Option<MentionId>,
    /// True of an office that is held no more.
    pub(super) past: bool,
}

impl Facts {
    // What these lack, from others.
    fn fill(&mut self, other: Facts) {
        self.country = self.country.or(other.country);
        self.seat = self.seat.or(other.seat);
        if self.office.is_none() {
            (self.office, self.past) = (other.office, other.past);
        } else if self.office == other.office {
            self.past |= other.past;
        }
        self.sector = self.sector.or(other.sector);
        self.owner = self.owner.or(other.owner);
        if self.gender == Gender::Unknown {
            self.gender = other.gender;
        }
        self.titles.extend(other.titles);
    }
}

/// How a description is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Article {
    /// "the", "this", "both", or somebody's.
    Definite,
    /// "a", "some", a number, or nothing.
    Indefinite,
}

// Titles are looked for this many words back.
const TITLE: usize = 18;

// The fewest people of a city whose name in that of a body tells its country: "Karachi Port Trust".
const TELLING_CITY: u32 = 200_000;

impl Resolver<'_> {
    pub(super) fn form(&self, token: TokenId) -> &str {
        self.input.words.text(self.input.tokens.forms[token])
    }

    pub(super) fn lemma(&self, token: TokenId) -> &str {
        self.input.words.text(self.input.morphology.lemmas[token])
    }

    pub(super) fn tag(&self, token: TokenId) -> Upos {
        self.input.morphology.tags[token]
    }

    pub(super) fn has(&self, token: TokenId, features: Features) -> bool {
        self.input.morphology.features[token].has(features)
    }

    pub(super) fn word_hash(&self, token: TokenId) -> u64 {
        bytes(self.form(token).to_lowercase().as_bytes())
    }

    pub(super) fn lemma_hash(&self, token: TokenId) -> u64 {
        bytes(self.held(&self.lemma(token).to_lowercase()).as_bytes())
    }

    // "Ex-president": the office that was held. Lower case.
    fn held<'l>(&self, lemma: &'l str) -> &'l str {
        let past = |word: &String| lemma.strip_prefix(word.as_str())?.strip_prefix('-');
        self.lists.past.iter().find_map(past).unwrap_or(lemma)
    }

    /// The words of a name that count, hashed: without signs, "the", "of", "al", "bin" and the like.
    pub(super) fn name_words(&self, range: Range<TokenId>) -> Vec<u64> {
        let counts = |token: &TokenId| {
            let form = self.form(*token);
            form.chars().any(char::is_alphanumeric)
                && !matches!(self.tag(*token), Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part)
                && !self.lists.particles.contains(&form.to_lowercase())
        };
        let words: Vec<u64> =
            each(range.clone()).filter(counts).take(16).map(|token| self.word_hash(token)).collect();
        if words.is_empty() {
            each(range).take(16).map(|token| self.word_hash(token)).collect()
        } else {
            words
        }
    }

    /// The likeliest entry of a hit that held on the day of publication; one of a state that is no more, on a day
    /// when it was, before one of its heir.
    pub(super) fn entry_of(&self, hit: &Hit) -> (EntryId, &Entry) {
        let entries = &self.input.known.entries;
        let first = hit.entries[0];
        let Some(day) = self.input.published else { return (first, &entries[first]) };
        let held = |id: &EntryId| {
            let (from, to) = entries[*id].valid;
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        };
        // Of an actor with several roles the first listed that holds on the day, before one without days.
        if entries[first].is_given() {
            let own = hit.entries.iter().filter(|&&id| entries[id].id == entries[first].id);
            let dated = |id: &EntryId| entries[*id].valid != (None, None);
            if let Some(&id) = own.filter(|id| dated(id) && held(id)).min() {
                return (id, &entries[id]);
            }
        }
        let alike = |id: &EntryId| entries[*id].kind == entries[first].kind;
        let past = |id: &EntryId| alike(id) && entries[*id].valid.1.is_some() && held(id);
        let found = hit.entries.iter().copied().find(past);
        let id = found.or_else(|| hit.entries.iter().copied().find(held)).unwrap_or(first);
        (id, &entries[id])
    }

    /// What a noun may stand for.
    pub(super) fn noun(&self, token: TokenId) -> Noun {
        let hit = self.input.known.at(token).filter(|hit| hit.tokens.end == token.next());
        let kind = hit.map(|hit| self.entry_of(hit).1.kind);
        let lemma = self.lemma(token);
        if lemma.chars().any(char::is_uppercase) {
            return self.nouns.of(self.held(&lemma.to_lowercase()), kind);
        }
        self.nouns.of(self.held(lemma), kind)
    }

    pub(super) fn is_plural(&self, token: TokenId) -> bool {
        self.has(token, Features::NUMBER_PLUR) || self.has(token, Features::NUMBER_PTAN)
    }

    pub(super) fn article(&self, head: TokenId) -> Article {
        let syntax = self.input.syntax;
        // "The two countries' ministers": a tree may hang "the" on the ministers.
        let owned = (syntax.relation(head) == Relation::NMOD_POSS).then(|| syntax.head(head));
        let before =
            owned.into_iter().flat_map(|owned| syntax.dependents(owned)).filter(|&&word| word < head);
        for &dependent in syntax.dependents(head).iter().chain(before) {
            match syntax.relation(dependent) {
                Relation::DET if self.has(dependent, Features::DEFINITE_IND) => return Article::Indefinite,
                Relation::DET | Relation::DET_PREDET
                    if (self.has(dependent, Features::DEFINITE_DEF)
                        || self.has(dependent, Features::PRONTYPE_DEM)
                        || self.has(dependent, Features::PRONTYPE_TOT)
                        || self.has(dependent, Features::PRONTYPE_ART)) =>
                {
                    return Article::Definite;
                }
                Relation::NMOD_POSS => return Article::Definite,
                _ => {}
            }
        }
        Article::Indefinite
    }

    /// What stands before and after a name that tells more of it: "Prime Minister … of Greece".
    pub(super) fn title(&self, mention: &Mention, noun: Noun) -> Facts {
        let (name, head) = (&mention.tokens, mention.head);
        let (tokens, morphology, known) = (self.input.tokens, self.input.morphology, self.input.known);
        let syntax = self.input.syntax;
        let mut top = head;
        let governor = syntax.head(head);
        let loose = ["appos", "flat", "compound", "nmod", "dep", "list"];
        if governor < name.start
            && loose.contains(&syntax.relation(head).base())
            && matches!(self.tag(governor), Upos::Noun | Upos::Propn)
            && !each(governor..name.start).any(|token| self.form(token) == ",")
            && syntax.dependent(head, Relation::CASE).is_none()
        {
            top = governor;
        }
        let earliest = name.start.index().saturating_sub(TITLE);
        let start = TokenId::new(syntax.reach(top).start.index().max(earliest)).min(name.start);
        let mut facts = Facts::default();
        self.gather(title_start(tokens, morphology, known, mention)..name.start, &mut facts);
        let mut wider = Facts::default();
        self.gather(start..name.start, &mut wider);
        facts.fill(wider);
        let own = each(name.clone()).filter(|&word| word != head && word != top);
        for &dependent in [head, top].into_iter().chain(own).flat_map(|word| syntax.dependents(word)) {
            if dependent >= name.end && syntax.relation(dependent) == Relation::NMOD {
                self.complement(dependent, noun, &mut facts);
            }
        }
        facts
    }

    /// What a description says of whom it describes.
    pub(super) fn described(&self, mention: &Range<TokenId>, head: TokenId, noun: Noun) -> Facts {
        let mut facts = Facts::default();
        self.gather(mention.start..head.next(), &mut facts);
        for &dependent in self.input.syntax.dependents(head) {
            if dependent > head && self.input.syntax.relation(dependent) == Relation::NMOD {
                self.complement(dependent, noun, &mut facts);
            }
        }
        facts
    }

    // The words of a title: offices, whose, and of which sex.
    fn gather(&self, range: Range<TokenId>, facts: &mut Facts) {
        let known = self.input.known;
        let mut at = range.start;
        // "former", while only whose office it is stands between.
        let mut past = false;
        while at < range.end {
            let hit = known.at(at).filter(|hit| hit.tokens.start == at);
            if let Some(hit) = hit {
                let (id, entry) = self.entry_of(hit);
                match entry.kind {
                    EntryKind::Office | EntryKind::Agent => {
                        facts.sector = Some(id).filter(|_| entry.sector.is_some()).or(facts.sector);
                        if entry.kind == EntryKind::Office {
                            facts.office = Some(hit.tokens.start..hit.tokens.end.min(range.end));
                            facts.past = past;
                            past = false;
                        }
                        if facts.country.is_none() {
                            facts.country = entry.country;
                        }
                    }
                    kind => {
                        if facts.country.is_none() && self.belongs(hit, range.start) {
                            facts.country = self.country_at(hit);
                        }
                        if kind == EntryKind::Body && entry.sector.is_some() {
                            facts.sector.get_or_insert(id);
                        }
                    }
                }
            }
            if hit.is_none() {
                let form = self.form(at).to_lowercase();
                let told = self.lists.past.contains(&form);
                past = told || past && !matches!(self.tag(at), Upos::Noun | Upos::Propn | Upos::Cconj);
            }
            let end = hit.map_or(at.next(), |hit| hit.tokens.end);
            for token in each(at..end.min(range.end)) {
                self.title_word(token, facts);
            }
            at = end;
        }
    }

    fn title_word(&self, token: TokenId, facts: &mut Facts) {
        if matches!(self.tag(token), Upos::Noun | Upos::Propn | Upos::Adj) {
            let lemma = self.lemma(token).to_lowercase();
            facts.titles.push(bytes(lemma.as_bytes()));
            let form = self.form(token).to_lowercase();
            if self.lists.male.contains(&form) {
                facts.gender = Gender::Male;
            } else if self.lists.female.contains(&form) {
                facts.gender = Gender::Female;
            }
        }
        if facts.owner.is_none()
            && (self.input.syntax.relation(token) == Relation::NMOD_POSS
                || self.input.syntax.relation(token) == Relation::COMPOUND && self.tag(token) == Upos::Propn)
            && let Some(owner) = self.input.mentions.headed_by(token)
        {
            facts.owner = Some(owner);
        }
    }

    // "of Greece", "of the finance committee", "in Moscow" of a body.
    fn complement(&self, dependent: TokenId, noun: Noun, facts: &mut Facts) {
        let syntax = self.input.syntax;
        let Some(case) = syntax.dependent(dependent, Relation::CASE) else { return };
        let case = self.lemma(case);
        let among = |list: &[String]| list.iter().any(|word| word == case);
        let belonging =
            among(&self.lists.belonging) || noun.is(Noun::PROXY) && among(&self.lists.speaking_for);
        let abroad = self.lists.abroad.iter().any(|word| word == self.lemma(syntax.head(dependent)));
        // "Dockers in Lima", "a spokeswoman in Lima"; soldiers may stand anywhere.
        let settled =
            (noun.is(Noun::GROUP) || noun.is(Noun::PERSON)) && !self.is_armed(syntax.head(dependent));
        let seated = (noun.is(Noun::BODY) || settled) && !abroad && among(&self.lists.seated);
        if !(belonging || seated) {
            return;
        }
        let reach = syntax.reach(dependent);
        let reach = reach.start..reach.end.min(TokenId::new(reach.start.index() + TITLE));
        let own = TokenId::new(dependent.index() + 1).max(reach.start);
        let hits = self.hits(reach.start..own);
        let found = hits.iter().find_map(|hit| self.country_at(hit));
        // "in Bethesda, Maryland", "of the Bank of Japan": what hangs on it tells as well.
        let found = found.or_else(|| {
            self.hits(own..reach.end).iter().find_map(|hit| {
                let inner = syntax.head(hit.tokens.start) == dependent;
                if inner && self.belongs(hit, reach.start) { self.country_at(hit) } else { None }
            })
        });
        let place = if belonging { &mut facts.country } else { &mut facts.seat };
        *place = place.or(found);
        if belonging {
            each(reach.start..own).for_each(|token| self.title_word(token, facts));
            if facts.owner.is_none() {
                facts.owner = self.input.mentions.headed_by(dependent);
            }
        }
    }

    pub(super) fn is_armed(&self, token: TokenId) -> bool {
        let hit = self.input.known.at(token);
        hit.is_some_and(|hit| {
            self.entry_of(hit).1.sector.as_ref().is_some_and(|sector| sector.as_str() == "MIL")
        })
    }

    pub(super) fn hits(&self, range: Range<TokenId>) -> &[Hit] {
        let hits = &self.input.known.hits;
        let from = hits.partition_point(|hit| hit.tokens.start < range.start);
        let to = hits.partition_point(|hit| hit.tokens.start < range.end);
        &hits[from..to.max(from)]
    }

    // True if a name in a title tells whose it is: "the envoy to Cuba" is not of Cuba.
    // A preposition before `start` is that of the whole.
    fn belongs(&self, hit: &Hit, start: TokenId) -> bool {
        let last = TokenId::new(hit.tokens.end.index() - 1);
        let mut cases = self.input.syntax.dependents_by(last, Relation::CASE);
        cases.all(|case| {
            case < start
                || self.tag(case) == Upos::Part
                || self.lists.belonging.iter().any(|word| word == self.lemma(case))
        })
    }

    /// True of a word behind a preposition that tells whose somebody is: "of".
    pub(super) fn is_of(&self, token: TokenId) -> bool {
        let case = self.input.syntax.dependent(token, Relation::CASE).map(|case| self.lemma(case));
        case.is_some_and(|case| self.lists.belonging.iter().any(|word| word == case))
    }

    /// The country that a name of the packs stands for or lies in.
    pub(super) fn country_at(&self, hit: &Hit) -> Option<Country> {
        let (_, entry) = self.entry_of(hit);
        match entry.kind {
            EntryKind::Agent | EntryKind::Office | EntryKind::Person => None,
            EntryKind::City | EntryKind::Region => {
                // A common word that is also a town somewhere says nothing.
                let capital = self.form(hit.tokens.start).starts_with(char::is_uppercase);
                let written = self.dateline.filter(|(word, _)| *word == self.word_hash(hit.tokens.start));
                let part = entry.weight < TELLING_CITY && self.goes_on(hit);
                written.map(|(_, country)| country).or(entry.country).filter(|_| capital && !part)
            }
            _ => entry.country,
        }
    }

    // A piece of a longer name: "Sidi" in "the Sidi M'hamed court".
    fn goes_on(&self, hit: &Hit) -> bool {
        let syntax = self.input.syntax;
        let last = TokenId::new(hit.tokens.end.index() - 1);
        let sentence = &self.input.tokens.sentences[self.input.tokens.sentence_of(last)];
        let next = hit.tokens.end;
        next < sentence.end
            && self.tag(next) == Upos::Propn
            && (syntax.head(last) == next
                || hit.tokens.contains(&syntax.head(next))
                || syntax.head(last) == syntax.head(next))
    }

    /// The country in a body's own name, where it is one: "China Media Group".
    pub(super) fn country_in(&self, range: &Range<TokenId>) -> Option<Country> {
        let mut country = None;
        for hit in self.hits(range.clone()) {
            let entry = self.entry_of(hit).1;
            if !matches!(
                entry.kind,
                EntryKind::State | EntryKind::Demonym | EntryKind::Capital | EntryKind::City
            ) {
                continue;
            }
            // Small towns have their names with too much else in common.
            if entry.kind == EntryKind::City && entry.weight < TELLING_CITY {
                continue;
            }
            match country {
                None => country = entry.country,
                Some(_) if entry.country == country => {}
                Some(_) => return None,
            }
        }
        country
    }

    /// True if a mention of a capital means the place, not the government.
    pub(super) fn is_place(&self, head: TokenId, kind: MentionKind) -> bool {
        let syntax = self.input.syntax;
        let mut at = head;
        // A later conjunct is used as the first is.
        for _ in 0..8 {
            if syntax.relation(at) != Relation::CONJ {
                break;
            }
            at = syntax.head(at);
        }
        let place = |token: TokenId| {
            syntax
                .dependents_by(token, Relation::CASE)
                .any(|case| self.lists.places.iter().any(|word| word == self.lemma(case)))
        };
        if place(head) || place(at) {
            return true;
        }
        kind == MentionKind::Place
            && matches!(
                syntax.relation(at).base(),
                "appos"
                    | "root"
                    | "compound"
                    | "flat"
                    | "list"
                    | "advmod"
                    | "dep"
                    | "parataxis"
                    | "nmod:unmarked"
            )
    }

    /// True if a mention of a seat of power means the building.
    pub(super) fn is_site(&self, head: TokenId) -> bool {
        let cases = self.input.syntax.dependents_by(head, Relation::CASE);
        cases.into_iter().any(|case| self.lists.sites.iter().any(|word| word == self.lemma(case)))
    }

    pub(super) fn sentence(&self, token: TokenId) -> u32 {
        self.sentence_of[token.index()]
    }
}
