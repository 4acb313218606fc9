//! Offices, bodies and sorts of people with the state they belong to: "the Egyptian foreign minister",
//! "spokesman for the Foreign Ministry of Qatar", "Norway's central bank".
//!
//! Only words that say so bind an office to a state: an adjective, a genitive or "of" beside it. A state that
//! merely stands near ("ambassador to Egypt", "officials in Cairo") does not.

use std::{ops::Range, sync::Arc};

use chancery_document::{
    BlockId, Country, Day, Entry, EntryId, EntryKind, Features, Hit, Id, Known, Level, Lexicon, Morphology,
    Name, Span, TokenId, Tokens, Upos, Words, each,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    World,
    find::Tags,
    gazetteer::{Case, fold, split},
};

/// An office, a body or a sort of people, with what the words beside it tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// The whole of it, states and modifiers included, without the article.
    pub tokens: Range<TokenId>,
    /// The noun that says what it is: "foreign minister". Its last word is the head.
    pub noun: Range<TokenId>,
    /// The entry of the noun: an office, body or agent.
    pub entry: EntryId,
    /// The body it belongs to, where the phrase names one: the ministry of its spokesman.
    pub body: Option<EntryId>,
    /// The states it belongs to or acts for; several where the words join several.
    pub countries: Vec<Country>,
    /// PLOVER sector.
    pub sector: Option<Name>,
    /// One person, a body, or a group.
    pub level: Level,
    /// "former", "late": no longer.
    pub past: bool,
}

impl Phrase {
    /// The state it belongs to, if it is one.
    pub fn country(&self) -> Option<Country> {
        match *self.countries {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// How many words may stand between an adjective of a state and the noun: "Russian first deputy foreign minister".
const GAP: usize = 3;
/// How many states one office may belong to.
const STATES: usize = 12;
/// The sector of those who were in office.
const ELITE: &str = "ELI";
/// The sector of those who live in a place.
const CIVILIAN: &str = "CVL";

impl World {
    /// The offices, bodies and sorts of people in a text, in text order. `known` must come from this world.
    pub fn phrases(
        &self,
        known: &Known,
        tokens: &Tokens,
        words: &Words,
        morphology: &Morphology,
    ) -> Vec<Phrase> {
        Scene { world: self, known, tokens, words, morphology: Some(morphology) }.phrases()
    }

    /// What a phrase by itself, such as a coder would list, says of country and sector: "Norway's central
    /// bank" is Norwegian and governmental. Both are None where its words do not tell. Offices are those held on
    /// the day, or last, where no day is given.
    pub fn actor_phrase(&self, text: &str, day: Option<Day>) -> (Option<Country>, Option<Name>) {
        let (tokens, words) = tokenise(text);
        let known = self.find(&tokens, &words, None);
        let scene = Scene { world: self, known: &known, tokens: &tokens, words: &words, morphology: None };
        let phrases = scene.phrases();
        let likeliest = |hit: &Hit| self.on(hit, day).unwrap_or(&known.entries[hit.entries[0]]);
        let entries = || known.hits.iter().map(likeliest);
        // A person known by name says more than any word beside it.
        if let Some(person) = entries().find(|entry| entry.kind == EntryKind::Person) {
            return (person.country, person.sector.clone());
        }
        let main = scene.main(&phrases);
        let country = main.and_then(|phrase| phrase.countries.first().copied());
        // Then any name in it, a state's before a town's.
        let country = country.or_else(|| {
            let state = |entry: &&Entry| !matches!(entry.kind, EntryKind::City | EntryKind::Capital);
            entries()
                .filter(state)
                .find_map(|entry| entry.country)
                .or_else(|| entries().find_map(|e| e.country))
        });
        let past = known.hits.first().is_some_and(|hit| scene.any_past(TokenId::new(0)..hit.tokens.start));
        let sector = match main {
            Some(phrase) if past || phrase.past => phrase.sector.as_ref().map(|_| Name::from(ELITE)),
            Some(phrase) => phrase.sector.clone(),
            None => entries().find_map(|entry| match entry.kind {
                // What befalls a town befalls its people.
                EntryKind::City => Some(Name::from(CIVILIAN)),
                _ => entry.sector.clone(),
            }),
        };
        (country, sector)
    }
}

struct Scene<'a> {
    world: &'a World,
    known: &'a Known,
    tokens: &'a Tokens,
    words: &'a Words,
    morphology: Option<&'a Morphology>,
}

impl Scene<'_> {
    fn phrases(&self) -> Vec<Phrase> {
        let hits = &self.known.hits;
        // From the right, so that "spokesman for the ministry" finds its ministry made.
        let mut found: Vec<Phrase> = Vec::new();
        let mut by_start: FxHashMap<TokenId, usize> = FxHashMap::default();
        let mut within: FxHashSet<usize> = FxHashSet::default();
        for place in (0..hits.len()).rev() {
            if within.contains(&place) || !is_role(self.kind(place)) {
                continue;
            }
            let mut first = place;
            while first > 0 && self.joins(first - 1, first) {
                first -= 1;
                within.insert(first);
            }
            let right = self.right(place, &by_start, &found);
            let phrase = self.compose(first, place, right);
            by_start.insert(phrase.tokens.start, found.len());
            found.push(phrase);
        }
        found.reverse();
        found
    }

    /// The phrase that says what the whole is: the last of those that only modifiers part ("crowd control
    /// police"), but one with a state before one without.
    fn main<'p>(&self, phrases: &'p [Phrase]) -> Option<&'p Phrase> {
        let mut groups: Vec<&Phrase> = Vec::new();
        let mut end = None;
        for phrase in phrases.iter().filter(|phrase| phrase.sector.is_some()) {
            let start = phrase.tokens.start;
            let gap = end.map(|end: TokenId| end.index()..start.index());
            let title = |phrase: &Phrase| self.known.entries[phrase.entry].kind == EntryKind::Office;
            match groups.last_mut().filter(|last| !title(last)) {
                Some(last)
                    if gap.is_some_and(|mut gap| !gap.is_empty() && gap.all(|at| self.modifies(at))) =>
                {
                    *last = phrase;
                }
                _ => groups.push(phrase),
            }
            end = Some(phrase.tokens.end);
        }
        let settled = groups.iter().find(|phrase| !phrase.countries.is_empty());
        settled.or(groups.first()).copied()
    }

    fn compose(&self, first: usize, place: usize, right: Right) -> Phrase {
        let hits = &self.known.hits;
        let noun = hits[place].tokens.clone();
        let entry = hits[place].entries[0];
        let (start, mut countries, mut past) = self.left(first);
        past |= self.any_past(hits[first].tokens.start..noun.start);
        let modifiers = || (first..place).rev().map(|at| &self.known.entries[hits[at].entries[0]]);
        let facts = &self.known.entries[entry];
        let body = modifiers().find(|entry| entry.sector.is_some() && entry.kind != EntryKind::Agent);
        let body_id = (first..place).rev().map(|at| hits[at].entries[0]).find(|&id| {
            let each = &self.known.entries[id];
            each.kind != EntryKind::Agent && each.kind != EntryKind::Office
        });
        if countries.is_empty() {
            countries.extend(modifiers().find_map(|entry| entry.country));
        }
        if countries.is_empty() {
            countries = right.countries;
        }
        let borrowed = match facts.kind {
            // A group's gunmen are the group's; an army doctor is a doctor still.
            EntryKind::Office if !self.world.borrowing.contains(&entry) => None,
            EntryKind::Body => None,
            _ => body.and_then(|body| body.sector.clone()),
        };
        let sector = borrowed.or(right.sector).or_else(|| facts.sector.clone());
        let plural = self.morphology.map(|morphology| {
            morphology.features[TokenId::new(noun.end.index() - 1)].has(Features::NUMBER_PLUR)
        });
        let level = match (facts.kind, plural) {
            (EntryKind::Body, _) => Level::Body,
            (EntryKind::Agent, None) | (_, Some(true)) => Level::Group,
            _ => Level::Person,
        };
        let sector = match past && facts.kind == EntryKind::Office {
            true => Some(ELITE.into()),
            false => sector,
        };
        let tokens = start..right.end.unwrap_or(noun.end);
        Phrase { tokens, noun, entry, body: body_id.or(right.body), countries, sector, level, past }
    }

    /// The states before a noun, and whether a word there says that it is over.
    fn left(&self, first: usize) -> (TokenId, Vec<Country>, bool) {
        let floor = self.sentence_start(first);
        let mut at = self.known.hits[first].tokens.start.index();
        let mut start = at;
        let mut past = false;
        let mut countries = Vec::new();
        let mut gap = 0;
        let mut place = first;
        while at > floor {
            let owner = place.checked_sub(1).map(|before| &self.known.hits[before]);
            let owner = owner.filter(|hit| hit.tokens.end.index() == at);
            let genitive = self.is_genitive(at - 1) && gap == 0;
            match owner {
                Some(hit) => {
                    place -= 1;
                    let entry = &self.known.entries[hit.entries[0]];
                    // "Washington" beside an office is the city's or the state's only when it is next to it.
                    let near = matches!(entry.kind, EntryKind::State | EntryKind::Demonym) || gap == 0;
                    let giver = gives_country(entry.kind) && near;
                    at = hit.tokens.start.index();
                    if !giver {
                        break;
                    }
                    start = at;
                    countries.extend(entry.country);
                    let (more, begin) = self.joined_before(place, floor);
                    if countries.len() + more.len() <= STATES {
                        countries.splice(0..0, more);
                        start = begin.min(start);
                    }
                    // "former Egyptian president"
                    past |= start > floor && self.is_past(start - 1);
                    break;
                }
                None if genitive && place > 0 && self.known.hits[place - 1].tokens.end.index() == at - 1 => {
                    at -= 1
                }
                None if gap < GAP && self.modifies(at - 1) => {
                    past |= self.is_past(at - 1);
                    at -= 1;
                    gap += 1;
                }
                None => break,
            }
        }
        (TokenId::new(start), countries, past)
    }

    /// The states that commas, hyphens and "and" join to the one before a noun: "Iraqi, Syrian and Turkish
    /// ministers".
    fn joined_before(&self, mut place: usize, floor: usize) -> (Vec<Country>, usize) {
        let mut found = Vec::new();
        let mut start = self.known.hits[place].tokens.start.index();
        while place > 0 && found.len() < STATES {
            let before = &self.known.hits[place - 1];
            let (end, begin) = (before.tokens.end.index(), before.tokens.start.index());
            let entry = &self.known.entries[before.entries[0]];
            let kind = self.kind(place);
            let between = end..start;
            let joined = (1..=2).contains(&between.len()) && between.clone().all(|at| self.is_joint(at));
            if begin < floor || !joined || !same_sort(kind, entry.kind) {
                break;
            }
            found.extend(entry.country);
            start = begin;
            place -= 1;
        }
        found.reverse();
        (found, start)
    }

    /// What follows a noun by "of": states, or a body with its own.
    fn right(&self, place: usize, by_start: &FxHashMap<TokenId, usize>, found: &[Phrase]) -> Right {
        let mut right = Right::default();
        let end = self.known.hits[place].tokens.end.index();
        let ceiling = self.tokens.sentences[self.tokens.sentence_of(TokenId::new(end - 1))].end.index();
        if end + 1 >= ceiling {
            return right;
        }
        let link = self.folded(end);
        let of = self.world.links.of.contains(&link);
        if !of && !self.world.links.at.contains(&link) {
            return right;
        }
        let mut at = end + 1;
        if self.world.links.article.contains(&self.folded(at)) {
            at += 1;
        }
        if let Some(phrase) = by_start.get(&TokenId::new(at)).map(|&index| &found[index]) {
            let kind = self.known.entries[phrase.entry].kind;
            if kind == EntryKind::Body || kind == EntryKind::Office && !of {
                right.countries.clone_from(&phrase.countries);
                right.sector.clone_from(&phrase.sector);
                right.body = Some(phrase.entry).filter(|_| kind == EntryKind::Body);
                right.end = Some(phrase.tokens.end);
            }
            return right;
        }
        let mut next = place + 1;
        while let Some(hit) = self.known.hits.get(next).filter(|hit| hit.tokens.start.index() == at) {
            let entry = &self.known.entries[hit.entries[0]];
            let body = matches!(
                entry.kind,
                EntryKind::Intergovernmental
                    | EntryKind::Body
                    | EntryKind::Group
                    | EntryKind::Firm
                    | EntryKind::Seat
            );
            if body && right.countries.is_empty() {
                right.countries.extend(entry.country);
                right.sector.clone_from(&entry.sector);
                right.body = Some(hit.entries[0]);
                right.end = Some(hit.tokens.end);
                break;
            }
            let state = gives_country(entry.kind) && entry.kind != EntryKind::Demonym && of;
            let Some(country) = entry.country.filter(|_| state && right.countries.len() < STATES) else {
                break;
            };
            right.countries.push(country);
            right.end = Some(hit.tokens.end);
            at = hit.tokens.end.index();
            while at < ceiling && (self.is_joint(at) || self.world.links.article.contains(&self.folded(at))) {
                at += 1;
            }
            if at == hit.tokens.end.index() {
                break;
            }
            next += 1;
        }
        right
    }

    /// True if the earlier hit modifies the later: "Defence Ministry | spokesman", "CIA | officials".
    fn joins(&self, earlier: usize, later: usize) -> bool {
        let (before, after) = (&self.known.hits[earlier], &self.known.hits[later]);
        let gap = before.tokens.end.index()..after.tokens.start.index();
        let close =
            gap.is_empty() || gap.len() == 1 && (self.is_genitive(gap.start) || self.form(gap.start) == "-");
        use EntryKind::{Agent, Body, Firm, Group, Intergovernmental, Office, Seat};
        let kinds = [Office, Body, Agent, Intergovernmental, Group, Firm, Seat];
        let sort = kinds.contains(&self.kind(earlier));
        let sentences = &self.tokens.sentences;
        let floor = sentences[self.tokens.sentence_of(after.tokens.start)].start;
        // "Defence Minister General Berg" holds two offices; "the president's spokesman" holds one.
        let titles = gap.is_empty() && self.kind(earlier) == Office && self.kind(later) == Office;
        close && sort && !titles && before.tokens.start >= floor
    }

    fn kind(&self, place: usize) -> EntryKind {
        self.known.entries[self.known.hits[place].entries[0]].kind
    }

    fn sentence_start(&self, place: usize) -> usize {
        let token = self.known.hits[place].tokens.start;
        self.tokens.sentences[self.tokens.sentence_of(token)].start.index()
    }

    fn form(&self, at: usize) -> &str {
        self.words.text(self.tokens.forms[TokenId::new(at)])
    }

    fn folded(&self, at: usize) -> String {
        let mut out = String::new();
        fold(self.form(at), &mut out);
        out
    }

    fn tag(&self, at: usize) -> Option<Upos> {
        self.morphology.map(|morphology| {
            let tags: &Tags = &morphology.tags;
            tags[TokenId::new(at)]
        })
    }

    fn is_genitive(&self, at: usize) -> bool {
        matches!(self.form(at), "'s" | "’s" | "'" | "’")
    }

    fn is_joint(&self, at: usize) -> bool {
        matches!(self.form(at), "," | "-" | "/" | "–") || self.world.links.and.contains(&self.folded(at))
    }

    fn is_past(&self, at: usize) -> bool {
        self.world.links.past.contains(&self.folded(at))
    }

    fn any_past(&self, range: Range<TokenId>) -> bool {
        each(range).any(|token| self.is_past(token.index()))
    }

    /// True if a word may stand between a state and the noun it belongs to.
    fn modifies(&self, at: usize) -> bool {
        if self.form(at) == "-" || self.is_past(at) || self.world.links.acting.contains(&self.folded(at)) {
            return true;
        }
        match self.tag(at) {
            Some(tag) => matches!(tag, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num),
            None => {
                let links = &self.world.links;
                let word = self.folded(at);
                let bound =
                    [&links.of, &links.at, &links.article, &links.and].iter().any(|set| set.contains(&word));
                !bound && word.chars().count() > 2 && word.chars().all(char::is_alphabetic)
            }
        }
    }
}

/// What stands after a noun.
#[derive(Default)]
struct Right {
    countries: Vec<Country>,
    sector: Option<Name>,
    body: Option<EntryId>,
    end: Option<TokenId>,
}

fn is_role(kind: EntryKind) -> bool {
    matches!(kind, EntryKind::Office | EntryKind::Body | EntryKind::Agent)
}

fn gives_country(kind: EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::State | EntryKind::Demonym | EntryKind::Capital | EntryKind::City | EntryKind::Region
    )
}

/// True if two words for states are of one sort, so that "and" joins them: two adjectives, two names.
fn same_sort(one: EntryKind, other: EntryKind) -> bool {
    let sort = |kind| match kind {
        EntryKind::State | EntryKind::Demonym => 0,
        EntryKind::Capital | EntryKind::City => 1,
        _ => 2,
    };
    gives_country(one) && gives_country(other) && sort(one) == sort(other)
}

/// A phrase as tokens, parted as the gazetteer parts its names.
fn tokenise(text: &str) -> (Tokens, Words) {
    let mut words = Words::new(Arc::new(Lexicon::default()));
    let mut tokens = Tokens::default();
    let mut forms = split(text);
    if let Some(last) = forms.last_mut() {
        let bare = last.strip_suffix('.').filter(|bare| !bare.contains('.') && Case::of(bare) != Case::Title);
        *last = bare.unwrap_or(last);
    }
    for form in forms {
        let start = form.as_ptr() as usize - text.as_ptr() as usize;
        tokens.spans.push(Span::at(start, start + form.len()));
        let symbol = words.add(form);
        tokens.forms.push(symbol);
    }
    let all = TokenId::new(0)..TokenId::new(tokens.forms.len());
    tokens.sentences.push(all);
    tokens.blocks.push(BlockId::new(0));
    (tokens, words)
}
