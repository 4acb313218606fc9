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

use std::ops::Range;

use chancery_document::{
    EntryKind, Id, Known, Mention, MentionKind, Morphology, Symbol, Syntax, TokenId, Tokens, Words, each,
};
use chancery_model::{
    Error, Linear, Model,
    encoder::{Encoder, weigh},
    file::Cursor,
    hash::{bytes, feature, mix},
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Analyser, Language, Scratch, encoder::NameScores};

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
        let view = NameView::new(input, &model.clusters, model.inner.as_ref());
        let mut found = Vec::new();
        let mut features = Vec::new();
        for sentence in input.tokens.sentences.as_slice() {
            model.label(&view, sentence.clone(), &mut features, scratch);
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

/// The weights of the labeller.
#[derive(Clone, Debug)]
pub struct NameModel {
    linear: Linear,
    // From label (the last row: from the start of the sentence) to label.
    transitions: Vec<[i32; NAME_LABELS]>,
    clusters: Clusters,
    inner: Option<FxHashSet<u32>>,
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
    pub fn find(model: &Model) -> Result<Option<NameModel>, Error> {
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
        Ok(Some(NameModel {
            linear,
            transitions: rows,
            clusters: Clusters::from_bytes(clusters)?,
            inner: inner.map(|bytes| bytes.chunks_exact(4).map(word).collect()),
            states: states.map(StateWeights::from_bytes).transpose()?,
        }))
    }

    fn label(
        &self,
        view: &NameView<'_>,
        sentence: Range<TokenId>,
        features: &mut Vec<u32>,
        scratch: &mut Scratch,
    ) {
        let n = sentence.end.index() - sentence.start.index();
        scratch.labels.clear();
        scratch.labels.resize(n, 0);
        scratch.back.clear();
        let mut best = [0i64; NAME_LABELS];
        for (i, token) in each(sentence.clone()).enumerate() {
            if !view.may_be_named(token, &sentence) {
                // Outside, whatever came before.
                let mut back = [0u8; NAME_LABELS];
                let start = i64::from(self.transitions[NAME_LABELS][0]);
                let ways = best.iter().zip(&self.transitions).map(|(before, row)| before + i64::from(row[0]));
                let (from, score) =
                    ways.enumerate().fold((0, i64::MIN), |top, way| if way.1 > top.1 { way } else { top });
                best = [OUT_OF_REACH; NAME_LABELS];
                best[0] = if i == 0 { start } else { score };
                back[0] = from as u8;
                scratch.back.push(back);
                continue;
            }
            features.clear();
            view.features(token, &sentence, features);
            self.linear.score(features, &mut scratch.scores);
            let states = scratch.reading.names.get(token.index()).unwrap_or(&[0; NAME_LABELS]);
            let sums = scratch.scores.all();
            let mut next = [0i64; NAME_LABELS];
            let mut back = [0u8; NAME_LABELS];
            for to in 0..NAME_LABELS {
                let mut top = (i64::MIN, 0);
                if i == 0 {
                    top.0 = i64::from(self.transitions[NAME_LABELS][to]);
                } else {
                    for (from, before) in best.iter().enumerate() {
                        let score = before + i64::from(self.transitions[from][to]);
                        if score > top.0 {
                            top = (score, from as u8);
                        }
                    }
                }
                // Sums count 1/1024, states 1/256.
                next[to] = top.0 + i64::from(sums[to]) + 4 * i64::from(states[to]);
                back[to] = top.1;
            }
            best = next;
            scratch.back.push(back);
        }
        let mut label = 0;
        for other in 1..NAME_LABELS {
            if best[other] > best[label] {
                label = other;
            }
        }
        for i in (0..n).rev() {
            scratch.labels[i] = label as u8;
            label = scratch.back[i][label] as usize;
        }
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

/// Words that are used alike, at three grains.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    of: FxHashMap<u32, [u16; 3]>,
}

impl Clusters {
    /// Puts words into clusters. Words are to be lower case.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, [u16; 3])>) -> Clusters {
        let mut of = FxHashMap::default();
        for (word, clusters) in words {
            of.entry(bytes(word.as_bytes()) as u32).or_insert(clusters);
        }
        Clusters { of }
    }

    /// Writes them as the bytes of a section: sorted by hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<(u32, [u16; 3])> =
            self.of.iter().map(|(&hash, &clusters)| (hash, clusters)).collect();
        rows.sort_unstable();
        let mut out = Vec::with_capacity(rows.len() * 10);
        for (hash, clusters) in rows {
            out.extend(hash.to_le_bytes());
            out.extend(clusters.iter().flat_map(|cluster| cluster.to_le_bytes()));
        }
        out
    }

    /// Reads what [`Clusters::to_bytes`] wrote.
    pub fn from_bytes(section: &[u8]) -> Result<Clusters, Error> {
        if !section.len().is_multiple_of(10) {
            return Err(Error::new("the clusters of names are cut short"));
        }
        let short = |row: &[u8], i: usize| u16::from_le_bytes([row[i], row[i + 1]]);
        let rows = section.chunks_exact(10).map(|row| {
            (
                u32::from_le_bytes([row[0], row[1], row[2], row[3]]),
                [short(row, 4), short(row, 6), short(row, 8)],
            )
        });
        Ok(Clusters { of: rows.collect() })
    }

    fn get(&self, word: u64) -> [u16; 3] {
        self.of.get(&(word as u32)).copied().unwrap_or([UNKNOWN; 3])
    }
}

const UNKNOWN: u16 = u16::MAX;
const EDGE: u16 = u16::MAX - 1;

// How often a word's other places are looked at.
const OTHERS: usize = 3;

/// A document as the labeller sees it.
pub struct NameView<'a> {
    tokens: &'a Tokens,
    known: &'a Known,
    syntax: &'a Syntax,
    looks: Vec<Look>,
    // For each word by its lower case: where it stands capitalised, the first few places.
    places: FxHashMap<u64, Vec<TokenId>>,
    lower: FxHashSet<u64>,
    capital: FxHashSet<u64>,
    casing: Vec<u8>,
}

// What a word looks like by itself.
#[derive(Clone, Copy)]
struct Look {
    form: u64,
    lower: u64,
    shape: u64,
    // Hashes of the first and last two, three and four letters.
    affixes: [u64; 6],
    clusters: [u16; 3],
    tag: u8,
    capital: bool,
    letters: bool,
    shouted: bool,
    // Has a capital or a digit, or is known to stand in names without either.
    strong: bool,
    // A sign that binds words.
    joins: bool,
    known: u8,
}

const NOTHING: Look = Look {
    form: 1,
    lower: 1,
    shape: 1,
    affixes: [0; 6],
    clusters: [EDGE; 3],
    tag: 99,
    capital: false,
    letters: false,
    shouted: false,
    strong: false,
    joins: false,
    known: 0,
};

impl<'a> NameView<'a> {
    /// Looks at every word of a document once. Without a list of words that stand in names without a capital, all
    /// may.
    pub fn new(input: NameInput<'a>, clusters: &Clusters, inner: Option<&FxHashSet<u32>>) -> NameView<'a> {
        let NameInput { tokens, morphology, syntax, words, known } = input;
        let mut seen: FxHashMap<Symbol, Look> = FxHashMap::default();
        let mut looks: Vec<Look> = Vec::with_capacity(tokens.forms.len());
        for token in tokens.forms.ids() {
            let form = tokens.forms[token];
            let mut look = *seen.entry(form).or_insert_with(|| Look::at(words.text(form), clusters, inner));
            look.tag = morphology.tags[token] as u8;
            looks.push(look);
        }
        for hit in &known.hits {
            let kind = known.entries[hit.entries[0]].kind as u8;
            for (i, token) in each(hit.tokens.clone()).enumerate() {
                looks[token.index()].known = 1 + 2 * kind + u8::from(i > 0);
            }
        }
        let mut view = NameView {
            tokens,
            known,
            syntax,
            looks,
            places: FxHashMap::default(),
            lower: FxHashSet::default(),
            capital: FxHashSet::default(),
            casing: Vec::new(),
        };
        for sentence in tokens.sentences.as_slice() {
            let casing = view.casing_of(sentence.clone());
            for (i, token) in each(sentence.clone()).enumerate() {
                view.casing.push(casing);
                let look = view.looks[token.index()];
                if !look.capital {
                    view.lower.insert(look.lower);
                    continue;
                }
                if i > 0 && casing == 0 {
                    view.capital.insert(look.lower);
                }
                let places = view.places.entry(look.lower).or_default();
                if places.len() < OTHERS + 2 {
                    places.push(token);
                }
            }
        }
        view
    }

    /// True if a word may be part of a name; the others are not scored.
    pub fn may_be_named(&self, token: TokenId, sentence: &Range<TokenId>) -> bool {
        let i = token.index();
        let (start, end) = (sentence.start.index(), sentence.end.index());
        let strong = |j: usize| (start..end).contains(&j) && self.looks[j].strong;
        let after = || strong(i + 1) || strong(i + 2);
        let before = || i > 0 && strong(i - 1) || i > 1 && strong(i - 2);
        // "Ann-lee": what a hyphen or an apostrophe binds to a name.
        let joins = |j: usize| j > 0 && self.looks[j].joins && strong(j - 1);
        let joined = || joins(i) || i > 0 && joins(i - 1);
        strong(i) || strong(i + 1) || joined() || before() && after()
    }

    // 2 for a sentence all in capitals, 1 for one where nearly each word has one, else 0.
    fn casing_of(&self, sentence: Range<TokenId>) -> u8 {
        let looks = &self.looks[sentence.start.index()..sentence.end.index()];
        let letters = looks.iter().filter(|look| look.letters).count();
        let shouted = looks.iter().filter(|look| look.shouted).count();
        let capital = looks.iter().filter(|look| look.capital).count();
        if letters > 2 && shouted * 10 >= letters * 9 {
            2
        } else {
            u8::from(letters > 3 && capital * 10 >= letters * 8)
        }
    }

    /// Appends the features of a word.
    pub fn features(&self, token: TokenId, sentence: &Range<TokenId>, out: &mut Vec<u32>) {
        let i = token.index();
        let (start, end) = (sentence.start.index(), sentence.end.index());
        let at = |offset: isize| {
            let j = i.wrapping_add_signed(offset);
            if j >= start && j < end { &self.looks[j] } else { &NOTHING }
        };
        let (far, before, this, after, beyond) = (at(-2), at(-1), at(0), at(1), at(2));
        let mut template = 0;
        let mut add = |parts: &[u64]| {
            template += 1;
            let seen = parts.iter().fold(0, |seen, &part| mix(seen, part));
            out.push(feature(template, seen));
        };
        let first = u64::from(i == start);
        let casing = u64::from(self.casing[i]);
        add(&[]);
        add(&[this.form]);
        for look in [this, before, after, far, beyond] {
            add(&[look.lower]);
        }
        for look in [this, before, after] {
            add(&[look.shape]);
        }
        add(&[before.shape, this.shape, after.shape]);
        add(&[far.shape, before.shape, this.shape]);
        add(&[this.shape, after.shape, beyond.shape]);
        add(&[before.lower, this.lower]);
        add(&[this.lower, after.lower]);
        add(&[before.lower, this.shape]);
        add(&[this.shape, after.lower]);
        add(&[before.lower, after.lower]);
        add(&[far.lower, before.lower]);
        add(&[after.lower, beyond.lower]);
        for affix in this.affixes {
            add(&[affix]);
        }
        for look in [this, before, after] {
            for cluster in look.clusters {
                add(&[u64::from(cluster)]);
            }
        }
        let middle = |look: &Look| u64::from(look.clusters[1]);
        add(&[middle(far)]);
        add(&[middle(beyond)]);
        add(&[middle(before), middle(this)]);
        add(&[middle(this), middle(after)]);
        add(&[middle(before), this.shape]);
        add(&[this.shape, middle(after)]);
        add(&[u64::from(before.clusters[2]), this.shape, middle(after)]);
        add(&[casing, this.shape, first]);
        let (lower, capital) = (self.lower.contains(&this.lower), self.capital.contains(&this.lower));
        add(&[u64::from(lower) | u64::from(capital) << 1 | first << 2 | casing << 3, this.shape]);
        let tag = |look: &Look| u64::from(look.tag);
        add(&[tag(this)]);
        add(&[tag(before), tag(this)]);
        add(&[tag(this), tag(after)]);
        add(&[tag(before), tag(this), tag(after)]);
        add(&[tag(far), tag(before), tag(this)]);
        add(&[tag(this), tag(after), tag(beyond)]);
        add(&[tag(this), this.shape]);
        let known = |look: &Look| u64::from(look.known);
        add(&[known(this)]);
        add(&[known(this), this.shape]);
        add(&[known(before), known(this), known(after)]);
        add(&[known(before), tag(this), this.shape]);
        add(&[known(after), tag(this), this.shape]);
        if let Some(hit) = self.known.at(token).filter(|_| this.known > 0) {
            for &entry in hit.entries.iter().take(3) {
                out.push(feature(
                    120,
                    self.known.entries[entry].kind as u64 * 2 + u64::from(hit.tokens.start == token),
                ));
            }
        }
        self.governed(token, sentence, out);
        if this.capital {
            self.elsewhere(token, this, out);
        }
    }

    // What the tree hangs a word on, and what the phrase that it is part of does in its clause.
    fn governed(&self, token: TokenId, sentence: &Range<TokenId>, out: &mut Vec<u32>) {
        let this = &self.looks[token.index()];
        let relation = |token: TokenId| mix(3, u64::from(self.syntax.relation(token).number()));
        let head = self.syntax.head(token);
        if !sentence.contains(&head) {
            return;
        }
        let mut add = |template: u8, one: u64, other: u64| out.push(feature(template, mix(one, other)));
        let look = &self.looks[head.index()];
        let side = u64::from(head > token) + 2 * u64::from(head.index().abs_diff(token.index()) == 1);
        add(210, relation(token), side);
        add(211, relation(token), this.shape);
        add(212, look.lower, relation(token));
        add(213, u64::from(look.clusters[1]), mix(relation(token), this.shape));
        // The top of the phrase: "of" the ministry, "for" the company.
        let mut top = token;
        for _ in 0..6 {
            let inner = matches!(
                self.syntax.relation(top).base(),
                "compound" | "flat" | "amod" | "nmod" | "case" | "det"
            );
            let head = self.syntax.head(top);
            if !inner || !sentence.contains(&head) || head == top {
                break;
            }
            top = head;
            if self.syntax.relation(top).base() == "nmod" {
                break;
            }
        }
        let above = self.syntax.head(top);
        if top != token {
            let look = &self.looks[top.index()];
            add(214, look.lower, this.shape);
            add(215, u64::from(look.clusters[1]), relation(token));
            add(216, look.shape, relation(token));
        }
        if sentence.contains(&above) && above != top {
            let look = &self.looks[above.index()];
            add(217, look.lower, relation(top));
            add(218, u64::from(look.clusters[1]), mix(relation(top), this.shape));
        }
    }

    // What stands around the same word in other places of the document.
    fn elsewhere(&self, token: TokenId, this: &Look, out: &mut Vec<u32>) {
        let Some(places) = self.places.get(&this.lower) else { return };
        for &place in places.iter().filter(|&&place| place != token).take(OTHERS) {
            let i = place.index();
            let sentence = &self.tokens.sentences[self.tokens.sentence_of(place)];
            let before = if place > sentence.start { &self.looks[i - 1] } else { &NOTHING };
            let after = if place.next() < sentence.end { &self.looks[i + 1] } else { &NOTHING };
            out.push(feature(200, before.lower));
            out.push(feature(201, after.lower));
            out.push(feature(202, mix(u64::from(before.clusters[1]), before.shape)));
            out.push(feature(203, mix(u64::from(after.clusters[1]), after.shape)));
        }
    }
}

impl Look {
    fn at(form: &str, clusters: &Clusters, inner: Option<&FxHashSet<u32>>) -> Look {
        let lower = form.to_lowercase();
        let word = bytes(lower.as_bytes());
        let mut affixes = [0; 6];
        let starts: Vec<usize> = lower.char_indices().map(|(at, _)| at).take(5).collect();
        let ends: Vec<usize> = lower.char_indices().rev().map(|(at, _)| at).take(5).collect();
        for k in 2..=4 {
            if starts.len() > k {
                affixes[k - 2] = bytes(&lower.as_bytes()[..starts[k]]);
                affixes[k + 1] = bytes(&lower.as_bytes()[ends[k - 1]..]);
            }
        }
        let letters = form.chars().any(char::is_alphabetic);
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        let marked = capital || form.chars().any(|c| c.is_uppercase() || c.is_numeric());
        Look {
            strong: marked || inner.is_none_or(|inner| inner.contains(&inner_hash(&lower))),
            joins: matches!(form, "-" | "\u{2010}" | "\u{2011}" | "'" | "\u{2019}" | "\u{2018}" | "/" | "&"),
            form: bytes(form.as_bytes()),
            lower: word,
            shape: shape(form),
            affixes,
            clusters: clusters.get(word),
            capital,
            letters,
            shouted: letters && !form.chars().any(char::is_lowercase),
            ..NOTHING
        }
    }
}

// Capitals, small letters and digits as classes, other signs as they are, at most three alike in a row.
fn shape(form: &str) -> u64 {
    let (mut shape, mut last, mut run, mut length) = (0, '\0', 0, 0);
    for c in form.chars() {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_lowercase() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 3 {
            shape = mix(shape, u64::from(class));
            length += 1;
        }
        if length >= 14 {
            break;
        }
    }
    shape
}
