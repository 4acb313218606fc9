//! Do two records tell the same? Measures of likeness, weighed for each kind.

use super::{
    hash::shared,
    traits::{Scene, Sort, Traits},
};

/// How many measures there are.
pub(crate) const MEASURES: usize = 18;
/// What each measures, for who asks why.
pub(crate) const NAMES: [&str; MEASURES] = [
    "words of the claim in common",
    "words of the sentence in common",
    "names and numbers in common",
    "parties in common",
    "people in common",
    "the documents tell of the same",
    "the same word tells it",
    "the same place",
    "another place",
    "the same day named",
    "otherwise meant (factuality, status, mode)",
    "the same value",
    "other days named",
    "words about the trigger in common",
    "other numbers",
    "who does it to whom exchanged",
    "told on other days",
    "the headlines open alike",
];

/// The measures of a pair; None where something forbids that they tell the same.
pub(crate) fn measures(a: &Traits, b: &Traits, scenes: (&Scene, &Scene)) -> Option<[f64; MEASURES]> {
    if a.document == b.document
        || a.class != b.class
        || other_happening(a, b)
        || nobody(a, b, scenes)
        || other_speaker(a, b)
        || beside(a, b)
    {
        return None;
    }
    let both = |x: u32, y: u32| x != 0 && y != 0;
    let value = match (a.value, b.value) {
        (Some(x), Some(y)) => f64::from(x == y),
        _ => 0.0,
    };
    let other = |x: u32, y: u32| f64::from(both(x, y) && x != y);
    let named = a.days.is_some() && a.days == b.days;
    Some([
        overlap(&a.words, &b.words),
        overlap(&a.sentence.stems, &b.sentence.stems),
        overlap(a.marks(), b.marks()),
        overlap(&a.parties, &b.parties),
        overlap(&a.people, &b.people),
        overlap(&scenes.0.names, &scenes.1.names),
        f64::from(a.trigger == b.trigger),
        f64::from(both(a.place, b.place) && a.place == b.place),
        other(a.place, b.place),
        f64::from(named),
        (other(a.factuality, b.factuality) + other(a.status, b.status) + other(a.mode, b.mode)).min(2.0),
        value,
        f64::from(a.days.zip(b.days).is_some_and(|(a, b)| a.0 > b.1 || b.0 > a.1)),
        overlap(&a.about, &b.about),
        if a.sentence.numbers.is_empty() || b.sentence.numbers.is_empty() {
            0.0
        } else {
            1.0 - share(&a.sentence.numbers, &b.sentence.numbers)
        },
        f64::from(exchanged(a, b)),
        a.published.zip(b.published).map_or(0.0, |(a, b)| ((a - b).abs().min(2)) as f64 / 2.0),
        overlap(&scenes.0.opening, &scenes.1.opening),
    ])
}

/// Above 0 if they tell the same.
pub(crate) fn score(sort: Sort, measures: &[f64; MEASURES]) -> f64 {
    let (bias, weights) = match sort {
        Sort::Event => EVENT,
        Sort::Statement => STATEMENT,
        Sort::Instrument => INSTRUMENT,
        Sort::Commitment => COMMITMENT,
        Sort::Figure => FIGURE,
    };
    bias + measures.iter().zip(weights).map(|(measure, weight)| measure * weight).sum::<f64>()
}

type Weights = (f64, [f64; MEASURES]);
// Fitted to `eval/entries/pairs.tsv`, drawn towards what was guessed before; in the order of NAMES.
const EVENT: Weights =
    (-5.0, [0.0, 3.0, 1.2, 1.0, 1.8, 2.1, 0.4, 0.5, -0.7, 1.4, -0.6, 0.0, -0.6, 2.1, -2.1, -3.0, -0.7, 0.0]);
const INSTRUMENT: Weights =
    (-5.2, [0.0, 1.8, 1.7, 2.2, 0.5, 2.4, 1.4, 0.0, 0.0, 0.2, -0.4, 0.0, -0.5, 0.7, -2.2, 0.0, 0.0, 2.3]);
const STATEMENT: Weights =
    (-8.1, [6.7, 1.6, 2.1, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -3.7, 0.0, -0.7, 1.0]);
const COMMITMENT: Weights =
    (-6.3, [3.6, 0.3, 3.4, 0.0, 0.0, 2.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.5, 0.0, -1.5, 0.0]);
const FIGURE: Weights =
    (-5.3, [2.9, 0.0, 2.2, 0.0, 0.0, 3.1, 0.0, 0.0, 0.0, 0.0, 0.0, 2.6, 0.0, 0.0, -3.0, 0.0, -1.6, 3.6]);

// What share of the smaller set stands in the other; a set of one or two tells little.
fn overlap(a: &[u32], b: &[u32]) -> f64 {
    let smaller = a.len().min(b.len());
    if smaller == 0 { 0.0 } else { shared(a, b) as f64 / (smaller as f64).max(2.0) }
}

fn share(a: &[u32], b: &[u32]) -> f64 {
    shared(a, b) as f64 / a.len().min(b.len()) as f64
}

// Does one do to the other what the other does to the one?
fn exchanged(a: &Traits, b: &Traits) -> bool {
    shared(&a.doers, &b.doers) == 0 && (shared(&a.doers, &b.done_to) > 0 || shared(&a.done_to, &b.doers) > 0)
}

// "Baker" may be "James Baker"; two companies that end on the same word are two.
fn other_speaker(a: &Traits, b: &Traits) -> bool {
    let smaller = a.speaker.len().min(b.speaker.len());
    matches!(a.sort, Sort::Statement | Sort::Commitment) && shared(&a.speaker, &b.speaker) < smaller
}

// Two figures that stand in one sentence are two, and no rival claims to one.
fn beside(a: &Traits, b: &Traits) -> bool {
    let value = |each: &Traits| each.value.map(f64::to_bits);
    a.sort == Sort::Figure
        && value(a) != value(b)
        && (shared(&a.told_by, &b.sentence.all) == a.told_by.len()
            || shared(&b.told_by, &a.sentence.all) == b.told_by.len())
}

// Most figures are told in one form of many things: of whom must be told too, by the headline or by names.
fn nobody(a: &Traits, b: &Traits, scenes: (&Scene, &Scene)) -> bool {
    let headline = scenes.0.first != 0 && scenes.0.first == scenes.1.first;
    let names = shared(a.marks(), b.marks()) > 1 && overlap(a.marks(), b.marks()) >= 0.5;
    a.sort == Sort::Figure && !headline && !names
}

// Things that happened on days that are told exactly are the same only on the same day, give or take a time zone. An
// instrument is told of on many days.
fn other_happening(a: &Traits, b: &Traits) -> bool {
    let exact = |each: &Traits| each.days.filter(|(from, to)| to - from < 2);
    a.sort == Sort::Event && exact(a).zip(exact(b)).is_some_and(|(a, b)| a.0 > b.1 + 1 || b.0 > a.1 + 1)
}
