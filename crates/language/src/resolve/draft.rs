//! Entities in the making.

use chancery_document::{Country, EntryId, Level, MentionId};
use rustc_hash::FxHashMap;

/// What sort of thing an entity is, finer than the level of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Person,
    Body,
    State,
    Group,
    Place,
    Thing,
}

impl Sort {
    pub(super) fn level(self) -> Option<Level> {
        match self {
            Sort::Person => Some(Level::Person),
            Sort::Body => Some(Level::Body),
            Sort::State => Some(Level::State),
            Sort::Group => Some(Level::Group),
            Sort::Place | Sort::Thing => None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gender {
    #[default]
    Unknown,
    Male,
    Female,
}

/// An entity in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) sort: Sort,
    pub(super) name: String,
    /// The words of all its names, hashed; those of the fullest name decide how full it is.
    pub(super) words: Vec<u64>,
    pub(super) fullness: usize,
    pub(super) shouted: bool,
    /// The words of its titles and descriptions, hashed.
    pub(super) titles: Vec<u64>,
    pub(super) office: Option<String>,
    /// True if the office is held no more.
    pub(super) past: bool,
    pub(super) sector: Option<EntryId>,
    pub(super) entry: Option<EntryId>,
    pub(super) country: Option<Country>,
    /// True if only the report's home tells the country.
    pub(super) at_home: bool,
    pub(super) gender: Gender,
    pub(super) plural: bool,
    pub(super) named: bool,
    /// Spoken of as known: by name, with "the", or many of a sort that a state has.
    pub(super) given: bool,
    /// True if something is told in their words.
    pub(super) speaks: bool,
    pub(super) members: Vec<usize>,
    /// A pronoun that tells whose it is, while nobody knows who that is.
    pub(super) owner: Option<MentionId>,
    /// Draws attention: the sum of its mentions' weights, fading from sentence to sentence.
    weight: f32,
    at: u32,
}

impl Draft {
    pub(super) fn new(sort: Sort, name: String) -> Draft {
        Draft {
            sort,
            name,
            words: Vec::new(),
            fullness: 0,
            shouted: false,
            titles: Vec::new(),
            office: None,
            past: false,
            sector: None,
            entry: None,
            country: None,
            at_home: false,
            gender: Gender::Unknown,
            plural: false,
            named: false,
            given: false,
            speaks: false,
            members: Vec::new(),
            owner: None,
            weight: 0.0,
            at: 0,
        }
    }

    /// True if a person, body or group of this country may be meant by this one.
    /// One person, told by name.
    pub(super) fn is_person_by_name(&self) -> bool {
        self.sort == Sort::Person && self.named && !self.plural
    }

    pub(super) fn may_be_of(&self, country: Option<Country>) -> bool {
        country.is_none() || self.country.is_none() || self.country == country
    }
}

// What a mention weighs a sentence later.
const FADE: f32 = 0.6;
// What an entity without a name weighs beside one that has one.
const UNNAMED: f32 = 0.6;
// More than this many entities ago, nobody remembers.
const REMEMBERED: usize = 40;

/// All entities in the making, and ways to find them again.
#[derive(Clone, Debug, Default)]
pub(super) struct Drafts {
    pub(super) all: Vec<Draft>,
    by_word: FxHashMap<u64, Vec<usize>>,
    by_entry: FxHashMap<EntryId, usize>,
    by_state: FxHashMap<Country, usize>,
    // In order of their last mention, the last at the end: persons, other actors, things.
    recent: [Vec<usize>; 3],
}

impl Drafts {
    pub(super) fn add(&mut self, draft: Draft) -> usize {
        self.all.push(draft);
        self.all.len() - 1
    }

    pub(super) fn state(&self, country: Country) -> Option<usize> {
        self.by_state.get(&country).copied()
    }

    /// All states of the document, in no order.
    pub(super) fn states(&self) -> impl Iterator<Item = usize> {
        self.by_state.values().copied()
    }

    pub(super) fn set_state(&mut self, country: Country, draft: usize) {
        self.by_state.insert(country, draft);
    }

    pub(super) fn entry(&self, entry: EntryId) -> Option<usize> {
        self.by_entry.get(&entry).copied()
    }

    pub(super) fn set_entry(&mut self, entry: EntryId, draft: usize) {
        self.by_entry.insert(entry, draft);
        self.all[draft].entry.get_or_insert(entry);
    }

    /// Adds words of a name, so that it is found by each of them.
    pub(super) fn set_words(&mut self, draft: usize, words: &[u64]) {
        for &word in words {
            if !self.all[draft].words.contains(&word) {
                self.all[draft].words.push(word);
                self.by_word.entry(word).or_default().push(draft);
            }
        }
    }

    /// The entities with a word in their name, the newest first, a few of them.
    pub(super) fn with_word(&self, word: u64) -> impl Iterator<Item = usize> + '_ {
        self.by_word.get(&word).into_iter().flatten().rev().take(12).copied()
    }

    /// Says that an entity was mentioned.
    pub(super) fn touch(&mut self, draft: usize, sentence: u32, weight: f32) {
        let now = self.weight(draft, sentence) + weight;
        let entity = &mut self.all[draft];
        (entity.weight, entity.at) = (now, sentence);
        let recent = match self.all[draft].sort {
            Sort::Person => &mut self.recent[0],
            Sort::Place | Sort::Thing => &mut self.recent[2],
            _ => &mut self.recent[1],
        };
        if let Some(place) = recent.iter().rposition(|&each| each == draft) {
            recent.remove(place);
        } else if recent.len() >= REMEMBERED {
            recent.remove(0);
        }
        recent.push(draft);
    }

    /// How much attention an entity has in a sentence.
    pub(super) fn weight(&self, draft: usize, sentence: u32) -> f32 {
        let entity = &self.all[draft];
        let passed = sentence.saturating_sub(entity.at).min(40);
        entity.weight * FADE.powi(passed as i32)
    }

    /// How many sentences ago an entity was mentioned.
    pub(super) fn age(&self, draft: usize, sentence: u32) -> u32 {
        sentence.saturating_sub(self.all[draft].at)
    }

    /// Those mentioned lately, of each sort the last first.
    pub(super) fn recent(&self) -> impl Iterator<Item = usize> + '_ {
        self.recent.iter().flat_map(|recent| recent.iter().rev().copied())
    }

    /// Of those mentioned lately and passing a test, the one with the most attention.
    pub(super) fn foremost(&self, sentence: u32, passes: impl Fn(usize, &Draft) -> bool) -> Option<usize> {
        self.ranked(sentence, passes).first().copied()
    }

    /// The same, all of them in order of attention.
    pub(super) fn ranked(&self, sentence: u32, passes: impl Fn(usize, &Draft) -> bool) -> Vec<usize> {
        let mut found: Vec<usize> = self.recent().filter(|&draft| passes(draft, &self.all[draft])).collect();
        // A stable sort: of equals of one sort the last mentioned stays first.
        let weight = |draft: usize| {
            // Who has a name is likelier to be spoken of again.
            self.weight(draft, sentence) * if self.all[draft].named { 1.0 } else { UNNAMED }
        };
        found.sort_by(|&one, &other| weight(other).total_cmp(&weight(one)));
        found
    }
}
