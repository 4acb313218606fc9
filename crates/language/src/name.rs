//! Names: which words are the name of somebody or something, and of what sort.
//!
//! A linear chain over `O` and a begin and an inside label for each of nine types: every word's features speak
//! for labels, neighbouring labels speak for each other, and the best path through a sentence is its labels.
//! The features look at the word and its neighbours, at clusters of words that are used alike, at the names of
//! the packs, and at the other places of the document where the same word stands: a name that one sentence
//! leaves open, another often settles; at the word that its tree hangs it on; and at the network's state there.
//! Only words that may be part of a name are scored: those with a capital or a digit, those that stand in names
//! all the same ("million", "last"), and their neighbours.
//!
//! Dates and sums of money are labelled too, because a word cannot be both a name and part of a date; they are
//! no mentions: the values layer reads them better.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
};

use chancery_document::{
    EntryKind, Id, Known, Mention, MentionKind, Morphology, Syntax, TokenId, Tokens, Words, each,
};
use chancery_model::{
    Error, Linear, Model, Scores,
    encoder::{Encoder, weigh},
    file::Cursor,
    hash::bytes,
};
use rustc_hash::FxHashSet;

use crate::{Analyser, Language, Scratch, config, encoder::NameScores};

mod view;

pub use view::{Clusters, NameView};
use view::{Looks, Sink};

/// The sorts of names that a model tells apart, in the order of its labels.
pub const NAME_TYPES: [&str; 9] =
    ["Person", "Organization", "Location", "Facility", "NORP", "Product", "Misc", "Date", "Money"];

/// Label 0 is outside; label `1 + 2 t` begins a name of type `t`, label `2 + 2 t` goes on with it.
pub const NAME_LABELS: usize = 1 + 2 * NAME_TYPES.len();

/// A stretch of words and its type, a position in [`NAME_TYPES`].
pub type NamedSpan = (Range<TokenId>, usize);

/// The layers that names are read from.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct NameInput<'a> {
    pub tokens: &'a Tokens,
    pub morphology: &'a Morphology,
    pub syntax: &'a Syntax,
    pub words: &'a Words,
    pub known: &'a Known,
}

impl Language {
    /// Finds the names. Their heads are their last words until [`Language::mentions`] has seen the tree.
    pub fn name(&self, input: NameInput<'_>, scratch: &mut Scratch) -> Vec<Mention> {
        let found = self.named_spans(input, scratch);
        let mention = |(range, sort): NamedSpan| {
            let kind = match sort {
                0 => MentionKind::Person,
                1 => MentionKind::Organisation,
                2 => MentionKind::Place,
                3 => MentionKind::Facility,
                4 => MentionKind::Nationality,
                5 => MentionKind::Product,
                6 => MentionKind::Miscellaneous,
                _ => return None,
            };
            let head = TokenId::new(range.end.index() - 1);
            let entry = entry_of(input.known, &range, kind);
            Some(Mention { tokens: range, head, kind, entry })
        };
        found.into_iter().filter_map(mention).collect()
    }

    /// The names with their types, dates and money among them, as the scorer wants them.
    pub fn named_spans(&self, input: NameInput<'_>, scratch: &mut Scratch) -> Vec<NamedSpan> {
        let Some(model) = &self.names else { return Vec::new() };
        // What tagging left there, unless it was about another document.
        if let Analyser::Network(network) = &self.analyser {
            network.read(input.tokens, input.words, &mut scratch.reading);
        } else {
            scratch.reading.names.clear();
        }
        scratch.named.of(model.stamp);
        let view = NameView::remembered(input, &model.lists, &mut scratch.named.looks);
        let mut found = Vec::new();
        for sentence in input.tokens.sentences.as_slice() {
            model.label(&view, sentence.clone(), scratch);
            spans_of(&scratch.labels, sentence.start, &mut found);
        }
        found
    }

    /// The network's states of all words, to learn names from: how many numbers each has, and the numbers.
    pub fn states(&self, tokens: &Tokens, words: &Words) -> (usize, Vec<i8>) {
        match &self.analyser {
            Analyser::Network(network) => network.states(tokens, words),
            Analyser::Greedy(..) => (0, Vec::new()),
        }
    }
}

/// The entry that a name stands for, where a hit covers just its words and the sorts agree.
fn entry_of(known: &Known, range: &Range<TokenId>, kind: MentionKind) -> Option<chancery_document::EntryId> {
    let hit = known.at(range.start)?;
    if hit.tokens != *range {
        return None;
    }
    hit.entries.iter().copied().find(|&entry| fits(known.entries[entry].kind, kind))
}

/// True if an entry of this kind may bear a name of that kind.
pub(crate) fn fits(entry: EntryKind, kind: MentionKind) -> bool {
    use EntryKind as E;
    use MentionKind as M;
    match kind {
        M::Person => entry == E::Person,
        M::Organisation => matches!(
            entry,
            E::Intergovernmental | E::Body | E::Group | E::Firm | E::Seat | E::Agent | E::State | E::Capital
        ),
        M::Place => {
            matches!(entry, E::State | E::Capital | E::Seat | E::City | E::Region | E::Intergovernmental)
        }
        M::Facility => matches!(entry, E::Seat | E::Body),
        M::Nationality => matches!(entry, E::Demonym | E::State | E::Group),
        _ => true,
    }
}

/// The stretches that labels make. A label that goes on with nothing begins a stretch.
fn spans_of(labels: &[u8], start: TokenId, found: &mut Vec<NamedSpan>) {
    let first = found.len();
    for (i, &label) in labels.iter().enumerate() {
        if label == 0 {
            continue;
        }
        let (at, sort) = (TokenId::new(start.index() + i), (label as usize - 1) / 2);
        match found[first..].last_mut() {
            Some((range, last)) if label % 2 == 0 && *last == sort && range.end == at => {
                range.end = at.next()
            }
            _ => found.push((at.alone(), sort)),
        }
    }
}

/// What the labeller knows of words before it sees them.
#[derive(Clone, Debug, Default)]
pub struct WordLists {
    /// Words that are used alike.
    pub clusters: Clusters,
    /// Words without a capital that stand in names, by their hash; without the list all may.
    pub inner: Option<FxHashSet<u32>>,
    /// Words that have a capital unless the writer does not care for capitals, by the hash of how they then stand.
    pub careless: Vec<u64>,
    /// What a transcript notes in brackets, by the hash of the lower case.
    pub noted: Vec<u64>,
}

impl WordLists {
    /// What a model and a language know.
    pub fn new(clusters: Clusters, inner: Option<FxHashSet<u32>>, lists: &config::Names) -> WordLists {
        let hashes = |words: &[String]| words.iter().map(|word| bytes(word.as_bytes())).collect();
        WordLists { clusters, inner, careless: hashes(&lists.careless), noted: hashes(&lists.noted) }
    }
}

/// The weights of the labeller.
#[derive(Clone, Debug)]
pub struct NameModel {
    // No other model of this process has it, but those cloned from this one.
    stamp: u64,
    linear: Linear,
    // From label (the last row: from the start of the sentence) to label.
    transitions: Vec<[i32; NAME_LABELS]>,
    lists: WordLists,
    states: Option<StateWeights>,
}

impl NameModel {
    /// The sections of a model file that hold it, weights, transitions, clusters.
    pub const SECTIONS: [&str; 3] = ["names.weights", "names.transitions", "names.clusters"];

    /// The sections besides, which a model may lack: words without a capital that stand in names, by their hash,
    /// and what the network's states say.
    pub const MORE_SECTIONS: [&str; 2] = ["names.inner", "names.states"];

    pub(crate) fn states(&self) -> Option<&StateWeights> {
        self.states.as_ref()
    }

    /// Reads it off a model that has it.
    pub fn find(model: &Model, lists: &config::Names) -> Result<Option<NameModel>, Error> {
        let [weights, transitions, clusters] = NameModel::SECTIONS;
        let found = (model.keep(weights), model.find(transitions), model.find(clusters));
        let (Some(weights), Some(transitions), Some(clusters)) = found else { return Ok(None) };
        let linear = Linear::read(weights)?;
        if linear.classes().len() != NAME_LABELS {
            return Err(Error::new("the names of the model have other labels than this build"));
        }
        let mut cursor = Cursor::new(transitions);
        let mut rows = vec![[0; NAME_LABELS]; NAME_LABELS + 1];
        for cell in rows.iter_mut().flatten() {
            // Bounded, so that no sum over a long sentence can overflow.
            *cell = (cursor.u32()? as i32).clamp(FORBIDDEN, -FORBIDDEN);
        }
        if !cursor.is_at_end() {
            return Err(Error::new("the transitions of names go on after their end"));
        }
        let [inner, states] = NameModel::MORE_SECTIONS.map(|name| model.find(name));
        let word = |row: &[u8]| u32::from_le_bytes([row[0], row[1], row[2], row[3]]);
        static STAMPS: AtomicU64 = AtomicU64::new(1);
        Ok(Some(NameModel {
            stamp: STAMPS.fetch_add(1, Ordering::Relaxed),
            linear,
            transitions: rows,
            lists: WordLists::new(
                Clusters::from_bytes(clusters)?,
                inner.map(|bytes| bytes.chunks_exact(4).map(word).collect()),
                lists,
            ),
            states: states.map(StateWeights::from_bytes).transpose()?,
        }))
    }

    fn label(&self, view: &NameView<'_>, sentence: Range<TokenId>, scratch: &mut Scratch) {
        let Scratch { named, reading, labels, back: backs, .. } = scratch;
        let n = sentence.end.index() - sentence.start.index();
        labels.clear();
        labels.resize(n, 0);
        backs.clear();
        let start = &self.transitions[NAME_LABELS];
        let mut best = [0i64; NAME_LABELS];
        for (i, token) in each(sentence.clone()).enumerate() {
            let mut back = [0u8; NAME_LABELS];
            // The best way from any label to this one.
            let way = |to: usize, from: &mut dyn Iterator<Item = usize>| {
                from.map(|from| (best[from] + i64::from(self.transitions[from][to]), from))
                    .fold((i64::MIN, 0), |top, way| if way.0 > top.0 { way } else { top })
            };
            if !view.may_be_named(token, &sentence) {
                // Outside, whatever came before.
                let (score, from) = way(0, &mut (0..NAME_LABELS));
                best = [OUT_OF_REACH; NAME_LABELS];
                best[0] = if i == 0 { i64::from(start[0]) } else { score };
                back[0] = from as u8;
                backs.push(back);
                continue;
            }
            let sums = named.score(&self.linear, |scorer| view.tell(token, &sentence, scorer));
            let states = reading.names.get(token.index()).unwrap_or(&[0; NAME_LABELS]);
            let mut next = [0i64; NAME_LABELS];
            for to in 0..NAME_LABELS {
                let (score, from) = if i == 0 {
                    (i64::from(start[to]), 0)
                } else if to > 0 && to % 2 == 0 {
                    // A name goes on only from its own type.
                    way(to, &mut (to - 1..=to))
                } else {
                    way(to, &mut (0..NAME_LABELS))
                };
                // Sums count 1/1024, states 1/256.
                next[to] = score + i64::from(sums[to]) + 4 * i64::from(states[to]);
                back[to] = from as u8;
            }
            best = next;
            backs.push(back);
        }
        let mut label = 0;
        for other in 1..NAME_LABELS {
            if best[other] > best[label] {
                label = other;
            }
        }
        for i in (0..n).rev() {
            labels[i] = label as u8;
            label = backs[i][label] as usize;
        }
    }
}

/// What a thread remembers of the words it saw lately: most words of a text, and most ways in which they stand
/// beside each other, are a few.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    stamp: u64,
    looks: Looks,
    sums: Lately<Sums>,
    // Features that are looked up one by one, and those of a group that was not remembered.
    single: Vec<u32>,
    group: Vec<u32>,
    scores: Scores,
}

type Sums = [i32; LANES];

impl Memory {
    // Makes room for the words of a model, and forgets those of another.
    fn of(&mut self, stamp: u64) {
        if self.stamp != stamp {
            *self = Memory { stamp, ..Memory::default() };
        }
    }

    // What all features that are told say of the labels.
    fn score(&mut self, linear: &Linear, tell: impl FnOnce(&mut Scorer<'_>)) -> Sums {
        self.single.clear();
        let mut scorer = Scorer { linear, memory: self, sums: [0; LANES] };
        tell(&mut scorer);
        let mut sums = scorer.sums;
        linear.score(&self.single, &mut self.scores);
        for (sum, single) in sums.iter_mut().zip(self.scores.all()) {
            *sum += single;
        }
        sums
    }
}

struct Scorer<'a> {
    linear: &'a Linear,
    memory: &'a mut Memory,
    sums: Sums,
}

impl Sink for Scorer<'_> {
    fn one(&mut self, feature: u32) {
        self.memory.single.push(feature);
    }

    fn group(&mut self, key: u64, features: impl FnOnce(&mut Vec<u32>)) {
        let Memory { sums, group, scores, .. } = &mut *self.memory;
        let row = sums.get(key, || {
            group.clear();
            features(group);
            self.linear.score(group, scores);
            let all = scores.all();
            std::array::from_fn(|label| all.get(label).copied().unwrap_or_default())
        });
        for (sum, more) in self.sums.iter_mut().zip(row) {
            *sum += more;
        }
    }
}

/// Values by key; a newer one takes the place of an older one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lately<T> {
    // 0 where nothing is. At 64 bits no two keys will be the same by accident.
    keys: Vec<u64>,
    values: Vec<T>,
}

// How many; a power of two.
const LATELY: usize = 8192;

impl<T: Copy + Default> Lately<T> {
    pub(crate) fn get(&mut self, key: u64, make: impl FnOnce() -> T) -> &T {
        if self.keys.is_empty() {
            self.keys.resize(LATELY, 0);
            self.values.resize(LATELY, T::default());
        }
        let key = key.max(1);
        let place = (key ^ key >> 40) as usize & (LATELY - 1);
        if self.keys[place] != key {
            self.keys[place] = key;
            self.values[place] = make();
        }
        &self.values[place]
    }
}

/// The transition into an inside label from anything but its own name.
pub const FORBIDDEN: i32 = -1_000_000;

// Far below what any path scores, and far from an overflow.
const OUT_OF_REACH: i64 = i64::MIN / 4;

/// What the network's state at a word says of its label: a row of weights for each number of the state.
#[derive(Clone, Debug)]
pub struct StateWeights {
    // A full number of lanes: the last of 19 labels would be added one by one.
    rows: Vec<[f32; LANES]>,
}

const LANES: usize = NAME_LABELS.next_multiple_of(8);

impl StateWeights {
    /// Weights as they were fitted: for each number of the state, for each label.
    pub fn new(rows: Vec<[f32; NAME_LABELS]>) -> StateWeights {
        let lanes =
            |row: [f32; NAME_LABELS]| std::array::from_fn(|i| row.get(i).copied().unwrap_or_default());
        StateWeights { rows: rows.into_iter().map(lanes).collect() }
    }

    pub(crate) fn width(&self) -> usize {
        self.rows.len()
    }

    /// Scores of the labels; the numbers of a state count 1/16.
    pub fn sums(&self, state: &[i8]) -> [f32; NAME_LABELS] {
        steps(weigh(state, &self.rows))
    }

    /// The same in steps of 1/256, by the loops of this encoder.
    pub(crate) fn score(&self, encoder: &Encoder, state: &[i8]) -> NameScores {
        steps(encoder.weigh(state, &self.rows)).map(|sum| (sum * 256.0) as i16)
    }

    /// Writes them as the bytes of a section.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.rows.iter().flat_map(|row| &row[..NAME_LABELS]).flat_map(|weight| weight.to_le_bytes()).collect()
    }

    fn from_bytes(section: &[u8]) -> Result<StateWeights, Error> {
        let mut cursor = Cursor::new(section);
        let mut rows = Vec::new();
        while !cursor.is_at_end() {
            let mut row = [0.0; NAME_LABELS];
            for weight in &mut row {
                *weight = f32::from_bits(cursor.u32()?);
                if !weight.is_finite() {
                    return Err(Error::new("a weight of names that is no number"));
                }
            }
            rows.push(row);
        }
        Ok(StateWeights::new(rows))
    }
}

fn steps(sums: [f32; LANES]) -> [f32; NAME_LABELS] {
    std::array::from_fn(|label| sums[label] / 16.0)
}

/// The hash of a lower-case word, as the list of words in names has it.
pub fn inner_hash(word: &str) -> u32 {
    bytes(word.as_bytes()) as u32
}

/// True if one label may follow another; `None` is the start of the sentence.
pub fn may_follow(before: Option<usize>, label: usize) -> bool {
    label == 0
        || label % 2 == 1
        || before.is_some_and(|before| before > 0 && (before - 1) / 2 == (label - 1) / 2)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use chancery_document::Lexicon;

    use super::*;

    // Whatever is remembered from whatever text, the sums are those of all features.
    #[test]
    fn what_is_remembered_says_the_same() {
        let lists = include_str!("../../../packs/en/language.toml");
        let language = Language::load(lists, include_bytes!("../../../packs/en/model.bin")).unwrap();
        let model = language.names.as_ref().unwrap();
        let mut scratch = Scratch::default();
        let mut memory = Memory::default();
        let mut scored = 0;
        for text in [
            "Ann Lee of the Trade Bank met the Bank's head, lee said. TRADE BANK OF XLAND CLOSES.",
            "The Bank of Xland lent Lee Ann 3 million. \u{130}lk \u{c9}t\u{e9}-Lee, of X, closes; Ann Lee met him.",
            "",
            "Ann Lee of the Trade Bank met the Bank's head, lee said. TRADE BANK OF XLAND CLOSES.",
        ] {
            let mut words = Words::new(Arc::new(Lexicon::default()));
            let blocks = language.layout(text);
            let tokens = language.segment(text, &blocks, &mut words);
            let morphology = language.tag(&tokens, &mut words, &mut scratch);
            let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
            let input = NameInput {
                tokens: &tokens,
                morphology: &morphology,
                syntax: &syntax,
                words: &words,
                known: &Known::default(),
            };
            let fresh = NameView::new(input, &model.lists);
            let view = NameView::remembered(input, &model.lists, &mut memory.looks);
            for sentence in tokens.sentences.as_slice() {
                for token in each(sentence.clone()) {
                    let mut features = Vec::new();
                    fresh.features(token, sentence, &mut features);
                    let mut scores = Scores::default();
                    model.linear.score(&features, &mut scores);
                    let sums = memory.score(&model.linear, |scorer| view.tell(token, sentence, scorer));
                    assert_eq!(&sums[..NAME_LABELS], scores.all(), "{:?}", words.text(tokens.forms[token]));
                    scored += usize::from(scores.all().iter().any(|&sum| sum != 0));
                }
            }
        }
        assert!(scored > 50);
    }
}
