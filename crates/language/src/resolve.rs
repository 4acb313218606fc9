//! Resolution: which mentions speak of the same, and who that is.
//!
//! Names come first, all over the document, with what their titles say; then descriptions and pronouns in the
//! order of the text, each looking back at what was spoken of lately; then "I" and "we" inside quotations,
//! which are their speaker's. A country is taken from a title, a possessor, an apposition, a part of the name
//! or the packs; never from what merely stands nearby.

mod compound;
mod described;
mod draft;
mod facts;
mod home;
mod named;
mod pronouns;

use chancery_document::{
    Blocks, Country, Day, Entities, Entity, EntityId, EntryKind, Id, Known, Level, MentionId, MentionKind,
    Mentions, Morphology, Name, Part, Relation, SayingId, Speech, Syntax, TokenId, Tokens, Words, each,
};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::{Language, mentions::Nouns};
use draft::{Draft, Drafts, Sort};

/// The layers that entities are resolved from.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct ResolveInput<'a> {
    pub text: &'a str,
    pub blocks: &'a Blocks,
    pub tokens: &'a Tokens,
    pub morphology: &'a Morphology,
    pub syntax: &'a Syntax,
    pub words: &'a Words,
    pub known: &'a Known,
    pub mentions: &'a Mentions,
    pub speech: &'a Speech,
    pub published: Option<Day>,
}

/// Words that tell who is meant. Lower case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResolveLists {
    /// Parts of names that do not count: "al", "bin", "van".
    pub particles: Vec<String>,
    /// Prepositions that tell whose somebody is: "of".
    pub belonging: Vec<String>,
    /// And of those who speak for somebody: "for".
    pub speaking_for: Vec<String>,
    /// Prepositions that tell where a body sits: "in".
    pub seated: Vec<String>,
    /// Prepositions before a place: "in Paris" is no government.
    pub places: Vec<String>,
    /// Prepositions before a building: "at the palace".
    pub sites: Vec<String>,
    /// Titles and words of men, and of women.
    pub male: Vec<String>,
    /// The same of women.
    pub female: Vec<String>,
    /// Given names of men, and of women.
    pub given_male: Vec<String>,
    /// The same of women.
    pub given_female: Vec<String>,
    /// Words for two: "both", "two".
    pub two: Vec<String>,
    /// Offices whose holder stands for a state: "president", "prime minister". Last words of them.
    pub heads: Vec<String>,
    /// Sectors that are a state's own: those of them told of no state are at home.
    pub home_sectors: Vec<String>,
    /// Sectors of those who are told of without a country at home only: rebels, unions, newspapers, residents.
    pub local_sectors: Vec<String>,
    /// Nouns for the same body: "the paper" is the daily lately named.
    pub alike: Vec<Vec<String>>,
    /// Words that are said of a body at home: "state-owned", "opposition".
    pub domestic: Vec<String>,
    /// Words of offices that are held abroad: "ambassador".
    pub abroad: Vec<String>,
    /// Datelines of cities where many states have their seat.
    pub shared_seats: Vec<String>,
    /// Words for states of a sort, and which: `kingdom = ["SAU", "GBR"]`.
    pub epithets: std::collections::BTreeMap<String, Vec<String>>,
    /// First words of the names of bodies of many states: "International".
    pub between_states: Vec<String>,
    /// And a word that such a name must hold: "Council".
    pub between_states_sorts: Vec<String>,
    /// Nouns for a firm that may go back to any body lately named: "company".
    pub firms: Vec<String>,
    /// Parts of the world that act: "West".
    pub blocs: Vec<String>,
    /// Nouns for those of whom a state has one: "minister". Others are many: "officials".
    pub sole: Vec<String>,
    /// Nouns for the other of two who meet: "guest".
    pub counterparts: Vec<String>,
    /// Words before an office that is held no more: "former".
    pub past: Vec<String>,
    /// What tells somebody's age in a description: "the 46-year-old" is somebody named before.
    pub aged: Vec<String>,
}

impl Language {
    /// Says of whom each mention speaks.
    pub fn resolve(&self, input: ResolveInput<'_>) -> Entities {
        let mut resolver = Resolver::new(input, &self.nouns, &self.config.resolve);
        resolver.names();
        resolver.shared_titles();
        resolver.appositions();
        resolver.offices();
        resolver.heads_of_state();
        resolver.at_home();
        resolver.read_on();
        resolver.heads_of_state();
        resolver.belonging();
        resolver.speakers();
        resolver.own_countries();
        resolver.finish()
    }
}

pub(crate) struct Resolver<'a> {
    input: ResolveInput<'a>,
    nouns: &'a Nouns,
    lists: &'a ResolveLists,
    drafts: Drafts,
    // The entity of each mention, once known.
    of: Vec<Option<usize>>,
    sentence_of: Vec<u32>,
    // The innermost saying that each word stands in the content of.
    saying_of: Vec<Option<SayingId>>,
    // Those who speak, by their heads; and who spoke lately, in which sentence.
    speakers: FxHashSet<TokenId>,
    spoke: Vec<(u32, usize)>,
    // Who was named side by side, by sentence: "X and Y".
    // The states whose governments were told of as theirs so far.
    governments: std::collections::BTreeSet<Country>,
    // The states that the document names.
    told: std::collections::BTreeSet<Country>,
    // The first word and the country of the place where it was written.
    dateline: Option<(u64, Country)>,
    // The countries of known holders of offices who are named without them.
    unmarked: std::collections::BTreeSet<Country>,
    companies: Vec<(u32, Vec<usize>)>,
}

// No saying goes on for more words than this.
const LONGEST_SAYING: usize = 4000;

fn sayings(input: ResolveInput<'_>) -> Vec<Option<SayingId>> {
    let mut innermost = vec![None; input.tokens.spans.len()];
    let size = |id: SayingId| input.speech.all[id].content.iter().map(|part| part.len()).sum::<u32>();
    let mut order: Vec<SayingId> = input.speech.all.ids().collect();
    // The greater first, so that the lesser inside them are written over them.
    order.sort_by_key(|&id| std::cmp::Reverse(size(id)));
    for id in order {
        for &part in &input.speech.all[id].content {
            each(input.tokens.within(part))
                .take(LONGEST_SAYING)
                .for_each(|token| innermost[token.index()] = Some(id));
        }
    }
    innermost
}

impl<'a> Resolver<'a> {
    fn new(input: ResolveInput<'a>, nouns: &'a Nouns, lists: &'a ResolveLists) -> Resolver<'a> {
        let mut sentence_of = vec![0; input.tokens.spans.len()];
        for (sentence, number) in input.tokens.sentences.as_slice().iter().zip(0..) {
            each(sentence.clone()).for_each(|token| sentence_of[token.index()] = number);
        }
        Resolver {
            input,
            nouns,
            lists,
            drafts: Drafts::default(),
            of: vec![None; input.mentions.all.len()],
            sentence_of,
            saying_of: sayings(input),
            speakers: input.speech.all.as_slice().iter().flat_map(|saying| saying.speakers.clone()).collect(),
            spoke: Vec::new(),
            governments: std::collections::BTreeSet::new(),
            told: std::collections::BTreeSet::new(),
            dateline: None,
            unmarked: std::collections::BTreeSet::new(),
            companies: Vec::new(),
        }
    }

    // The words of a stretch on one line, without "the" before them.
    fn text(&self, tokens: std::ops::Range<TokenId>) -> String {
        let words = self.input.tokens.cover(tokens).of(self.input.text).split_whitespace();
        let mut text = String::new();
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }

    fn of_head(&self, token: TokenId) -> Option<usize> {
        self.input.mentions.headed_by(token).and_then(|mention| self.of[mention.index()])
    }

    /// The entity of a state, made where the document does not name it.
    fn state(&mut self, country: Country) -> usize {
        if let Some(state) = self.drafts.state(country) {
            return state;
        }
        let entries = &self.input.known.entries;
        let own = |kind: EntryKind| {
            // Of several (a territory that acts for its state), the greatest.
            let found = entries.holding(kind, country).iter().copied();
            found.fold(None, |best: Option<chancery_document::EntryId>, id| match best {
                Some(best) if entries[best].weight >= entries[id].weight => Some(best),
                _ => Some(id),
            })
        };
        let entry = own(EntryKind::State).or_else(|| own(EntryKind::Intergovernmental));
        let name = entry.map_or(country.to_string(), |id| entries[id].name.to_string());
        let mut draft = Draft::new(Sort::State, name);
        draft.country = Some(country);
        draft.entry = entry;
        let state = self.drafts.add(draft);
        self.drafts.set_state(country, state);
        state
    }

    // The part of the document that a word stands in.
    fn part(&self, token: TokenId) -> Part {
        let sentence = self.input.tokens.sentence_of(token);
        self.input.blocks.all[self.input.tokens.blocks[sentence]].part
    }

    // What a mention's place in its sentence weighs.
    fn weight(&self, head: TokenId) -> f32 {
        match self.input.syntax.relation(head).base() {
            "nsubj" => 1.0,
            "root" | "obj" => 0.7,
            "obl" | "iobj" => 0.5,
            "conj" => 0.6,
            "appos" | "flat" => 0.2,
            _ => 0.35,
        }
    }

    fn finish(self) -> Entities {
        let mut entities = Entities::default();
        let known = self.input.known;
        // Entities are numbered in order of their first mention; those that only others stand for come last.
        let mut number: Vec<Option<EntityId>> = vec![None; self.drafts.all.len()];
        let mut order = Vec::new();
        let members = self.drafts.all.iter().flat_map(|draft| draft.members.iter().copied());
        for draft in self.of.iter().flatten().copied().chain(members.collect::<Vec<_>>()) {
            if number[draft].is_none() {
                number[draft] = Some(EntityId::new(order.len()));
                order.push(draft);
            }
        }
        for (place, &draft) in order.iter().enumerate() {
            let draft = &self.drafts.all[draft];
            let own = draft.entry.map(|id| &known.entries[id]);
            let sector = own.and_then(|entry| entry.sector.clone());
            let sector = sector.or_else(|| draft.sector.and_then(|id| known.entries[id].sector.clone()));
            entities.all.push(Entity {
                name: draft.name.clone(),
                level: draft.sort.level().map(|level| match level {
                    Level::Person if draft.plural => Level::Group,
                    level => level,
                }),
                country: draft.country.or_else(|| own.and_then(|entry| entry.country)),
                at_home: draft.at_home,
                sector: sector.or_else(|| (draft.sort == Sort::State).then(|| Name::from("GOV"))),
                office: draft.office.clone(),
                id: own.map_or_else(|| Name::from(format!("#{}", place + 1)), |entry| entry.id.clone()),
                members: draft.members.iter().filter_map(|&member| number[member]).collect(),
            });
        }
        for draft in &self.of {
            let id = draft.and_then(|draft| number[draft]);
            entities.of.push(id.expect("reading on gives each mention an entity"));
        }
        entities
    }

    fn mentions(&self) -> impl Iterator<Item = MentionId> + use<> {
        self.input.mentions.all.ids()
    }

    // Those named side by side with a word, itself first: "X, Y and Z".
    fn conjuncts(&self, head: TokenId) -> Vec<TokenId> {
        let syntax = self.input.syntax;
        let mut all = vec![head];
        all.extend(syntax.dependents_by(head, Relation::CONJ).take(16));
        all
    }

    fn is_name(kind: MentionKind) -> bool {
        !matches!(kind, MentionKind::Nominal | MentionKind::Pronoun)
    }
}
