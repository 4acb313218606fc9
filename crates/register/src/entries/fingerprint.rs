//! Is this text a copy of that one: cut, re-titled, wrapped anew, lightly edited?
//!
//! Runs of a few words are hashed and the lowest hashes kept, so that of two texts the same runs are kept and what
//! share of the shorter one stands in the longer one can be told from the samples. Names and numbers are compared
//! by themselves: bulletins that fill one form with other figures are no copies of each other.

use super::{
    hash::{hash, join, set, shared},
    words::{shouted, words},
};

/// A run of so many words.
const RUN: usize = 4;
/// So many runs are kept of a text.
const RUNS: usize = 128;
/// So many names and numbers are kept.
const MARKS: usize = 96;
/// Under so many of its runs a text is looked for.
const KEYS: usize = 8;
/// So much of the shorter sample must stand in the longer.
const ALIKE: f64 = 0.45;
/// And so much of its names, and of its numbers.
const NAMED: f64 = 0.7;
const NUMBERED: f64 = 0.8;
/// Texts that appeared so many days apart are rather two issues of one bulletin: they must be alike more closely.
const SOON: i64 = 2;
const ALIKE_LATER: f64 = 0.7;
const NUMBERED_LATER: f64 = 0.95;
/// A sample of fewer runs tells too little.
const FEWEST: usize = 8;

/// What is kept of a text to know its copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    runs: Vec<u32>,
    // All runs below this hash are kept.
    below: u32,
    marks: Vec<u32>,
    marks_below: u32,
    numbers: Vec<u32>,
    numbers_below: u32,
}

impl Fingerprint {
    /// Takes it, in time linear in the text.
    pub(crate) fn of(text: &str) -> Fingerprint {
        let (mut runs, mut marks, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = [0_u64; RUN];
        let mut count = 0;
        for line in text.lines() {
            // A headline in capitals has no names that could be told from other words.
            let plain = !shouted(line);
            for word in words(line) {
                last.rotate_left(1);
                last[RUN - 1] = u64::from(word.hash);
                count += 1;
                if count >= RUN {
                    runs.push(last.iter().fold(0, |state, word| join(state, *word)) as u32);
                }
                if word.number {
                    numbers.push(word.hash);
                } else if word.mark && plain && word.length > 2 {
                    marks.push(word.hash);
                }
            }
        }
        let ((runs, below), (marks, marks_below)) = (lowest(runs, RUNS), lowest(marks, MARKS));
        let (numbers, numbers_below) = lowest(numbers, MARKS);
        Fingerprint { runs, below, marks, marks_below, numbers, numbers_below }
    }

    /// Under what to look for copies.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.runs.iter().take(KEYS).copied()
    }

    /// True if one is a copy of the other; they appeared so many days apart.
    pub(crate) fn copies(&self, other: &Fingerprint, apart: i64) -> bool {
        let Some(runs) = contained((&self.runs, self.below), (&other.runs, other.below), FEWEST) else {
            return self == other;
        };
        let (alike, numbered) = if apart <= SOON { (ALIKE, NUMBERED) } else { (ALIKE_LATER, NUMBERED_LATER) };
        let agree = |a, b, share| contained(a, b, 1).is_none_or(|found| found >= share);
        runs >= alike
            && agree((&self.marks, self.marks_below), (&other.marks, other.marks_below), NAMED)
            && agree((&self.numbers, self.numbers_below), (&other.numbers, other.numbers_below), numbered)
    }

    /// True if one is told in the words of the other, whatever its names and numbers.
    pub(crate) fn same_words(&self, other: &Fingerprint) -> bool {
        contained((&self.runs, self.below), (&other.runs, other.below), FEWEST)
            .is_some_and(|runs| runs >= ALIKE)
    }

    /// As bytes to keep.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (values, below) in
            [(&self.runs, self.below), (&self.marks, self.marks_below), (&self.numbers, self.numbers_below)]
        {
            bytes.extend((values.len() as u32).to_le_bytes());
            bytes.extend(below.to_le_bytes());
            values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        }
        bytes
    }

    /// From what was kept; of spoilt bytes what can be had.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Fingerprint {
        let mut numbers =
            bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let mut part = || {
            let count = numbers.next().unwrap_or(0) as usize;
            let below = numbers.next().unwrap_or(0);
            (set(numbers.by_ref().take(count).collect()), below)
        };
        let ((runs, below), (marks, marks_below), (numbers, numbers_below)) = (part(), part(), part());
        Fingerprint { runs, below, marks, marks_below, numbers, numbers_below }
    }
}

// The lowest values, and the bound below which all are kept.
fn lowest(values: Vec<u32>, most: usize) -> (Vec<u32>, u32) {
    let mut values = set(values);
    let below = values.get(most).copied().unwrap_or(u32::MAX);
    values.truncate(most);
    (values, below)
}

// What share of the shorter stands in the longer, below the bound that both keep to; None if too little is kept.
fn contained((a, a_below): (&[u32], u32), (b, b_below): (&[u32], u32), fewest: usize) -> Option<f64> {
    let below = a_below.min(b_below);
    let a = &a[..a.partition_point(|value| *value < below)];
    let b = &b[..b.partition_point(|value| *value < below)];
    let shorter = a.len().min(b.len());
    (shorter >= fewest).then(|| shared(a, b) as f64 / shorter as f64)
}

/// The tie of a document or record among those of one key: of what it holds, not of when it came.
pub(crate) fn tie(content: &str) -> u32 {
    (hash(content.as_bytes()) as u32) >> 8
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    const STORY: &str = "OSLO SIGNS PACT\n\nOSLO, May 4 - Norway and Chile signed a pact on krill fishing here\n\
        on Tuesday, the Norwegian foreign ministry said. The pact, which takes effect on July 1,\n\
        limits the catch to 620,000 tonnes a year in the waters south of Cape Horn and lets\n\
        inspectors of either side board the other's ships. Minister Elin Berg called it a model\n\
        for what other states could do, while fishermen in Punta Arenas protested for three days.";

    #[test]
    fn copies_are_known_and_other_stories_are_not() {
        let check = |other: &str, expect: bool| {
            let (a, b) = (Fingerprint::of(STORY), Fingerprint::of(other));
            assert_eq!((a.copies(&b, 0), b.copies(&a, 0)), (expect, expect), "{other}");
            assert_eq!(Fingerprint::from_bytes(&b.to_bytes()), b);
            if expect {
                assert!(a.keys().any(|key| b.keys().any(|other| other == key)), "{other}");
            }
        };
        check(STORY, true);
        check(&STORY.replace('\n', " "), true);
        check(&STORY.replace("OSLO SIGNS PACT", "Krill: a catch agreed"), true);
        check(&STORY[..STORY.len() * 6 / 10], true);
        check(&STORY.replace("a model", "an example").replace("protested", "marched"), true);
        check(
            &STORY.replace("620,000", "730,000").replace("May 4", "June 9").replace("July 1", "October 3"),
            false,
        );
        // Too short to tell a copy from another bulletin.
        check("Norway and Chile signed a pact on krill fishing here.", false);
        check("Chile signed a pact on trade with Peru, a ministry in Lima said on Tuesday.", false);
        check("", false);
    }
}
