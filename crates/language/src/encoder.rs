//! The network's reading of a document: rows for each word, then tags, features and trees.
//!
//! `training/features.py` and `training/student.py` are the other half of this file: the numbers of the rows
//! must be the same there, bit for bit. A sentence of more than [`LONGEST`] words is cut into pieces of that
//! size, and the pieces after the first hang from its root as parataxis, so that time stays linear.

use std::{borrow::Cow, ops::Range};

use chancery_document::{Features, Id, Relation, TokenId, Tokens, Upos, Words};
use chancery_model::{
    Error,
    encoder::{Encoder, LONGEST, Work},
    hash,
};

use crate::{
    name::{NAME_LABELS, StateWeights},
    tree::best_tree,
};

// How many words are read at once, so that their numbers stay in the cache.
const CHUNK: usize = 192;

/// The network, and what its classes are here.
#[derive(Clone, Debug)]
pub(crate) struct Neural {
    encoder: Encoder,
    tags: Vec<Upos>,
    bundles: Vec<Features>,
    relations: Vec<Relation>,
    names: Option<StateWeights>,
}

/// What the network made of a document, kept between tagging and parsing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    // Which words this is about: see `fingerprint`.
    of: u64,
    pub(crate) tags: Vec<Upos>,
    pub(crate) features: Vec<Features>,
    pub(crate) heads: Vec<TokenId>,
    pub(crate) relations: Vec<Relation>,
    /// What the network's states say of the names, a row a word; empty if nobody asks.
    pub(crate) names: Vec<NameScores>,
    /// The states themselves, where they are kept to learn from.
    states: Vec<i8>,
    keep_states: bool,
    state: Vec<i8>,
    work: Work,
    rows: Rows,
    pieces: Vec<Range<usize>>,
    tree: Vec<usize>,
    labels: Vec<u16>,
}

/// Scores of the labels of names for one word, in steps of 1/256.
pub(crate) type NameScores = [i16; NAME_LABELS];

impl Neural {
    /// The same network, which also scores names.
    pub(crate) fn with_names(mut self, weights: Option<StateWeights>) -> Neural {
        self.names = weights.filter(|weights| weights.width() == self.encoder.width());
        self
    }

    /// How many numbers stand for a word, and those of all words, one word after another.
    pub(crate) fn states(&self, tokens: &Tokens, words: &Words) -> (usize, Vec<i8>) {
        let mut reading = Reading { keep_states: true, ..Reading::default() };
        self.read(tokens, words, &mut reading);
        (self.encoder.width(), reading.states)
    }

    /// Reads the section of the model file.
    pub(crate) fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Neural, Error> {
        let encoder = Encoder::read(bytes)?;
        let unknown =
            |what: &str, name: &str| Error::new(format!("the encoder has the unknown {what} {name:?}"));
        let tags =
            encoder.tag_names().iter().map(|name| Upos::named(name).ok_or_else(|| unknown("tag", name)));
        // A pair that the closed list lacks (two genders at once) is left out.
        let bundles = encoder.bundle_names().iter().map(|name| Features::parse(name).0).collect();
        let relations = encoder
            .label_names()
            .iter()
            .map(|name| Relation::named(name).ok_or_else(|| unknown("relation", name)));
        Ok(Neural {
            tags: tags.collect::<Result<_, _>>()?,
            bundles,
            relations: relations.collect::<Result<_, _>>()?,
            encoder,
            names: None,
        })
    }

    /// Reads all sentences, unless this reading is already about them.
    pub(crate) fn read(&self, tokens: &Tokens, words: &Words, reading: &mut Reading) {
        let of = fingerprint(tokens);
        if reading.of == of && reading.tags.len() == tokens.forms.len() {
            return;
        }
        reading.of = of;
        reading.tags.clear();
        reading.features.clear();
        reading.heads.clear();
        reading.relations.clear();
        reading.names.clear();
        reading.states.clear();
        reading.pieces.clear();
        let mut waiting = 0;
        for sentence in tokens.sentences.as_slice() {
            let mut start = sentence.start.index();
            while start < sentence.end.index() {
                let end = sentence.end.index().min(start + LONGEST);
                reading.pieces.push(start..end);
                waiting += end - start;
                start = end;
                if waiting >= CHUNK {
                    self.chunk(tokens, words, reading);
                    waiting = 0;
                }
            }
        }
        self.chunk(tokens, words, reading);
        join_pieces(tokens, reading);
    }

    // Reads the pieces that wait.
    fn chunk(&self, tokens: &Tokens, words: &Words, reading: &mut Reading) {
        let forms = tokens.forms.as_slice();
        let Reading { work, rows, pieces, tree, labels, state, .. } = reading;
        work.clear();
        for piece in &*pieces {
            let word = |i: usize| words.text(forms[piece.start + i]);
            // At 64 bits no two words will share a key.
            let key = |i: usize| hash::bytes(word(i).as_bytes());
            self.encoder.push(work, piece.len(), key, |i, sum| {
                rows.of(word(i), self.encoder.buckets());
                self.encoder.embed(rows.word, &rows.whole, &rows.grams, sum);
            });
        }
        if work.is_empty() {
            return;
        }
        self.encoder.run(work);
        for (i, piece) in pieces.iter().enumerate() {
            reading.tags.extend(work.tags(i).iter().map(|&tag| self.tags[tag as usize]));
            reading.features.extend(work.bundles(i).iter().map(|&bundle| self.bundles[bundle as usize]));
            if self.names.is_some() || reading.keep_states {
                for word in 0..piece.len() {
                    self.encoder.state(work, i, word, state);
                    reading.names.extend(self.names.as_ref().map(|names| names.score(&self.encoder, state)));
                    if reading.keep_states {
                        reading.states.extend(&*state);
                    }
                }
            }
            best_tree(piece.len(), self.encoder.arcs(work, i), tree);
            self.encoder.labels(work, i, tree, labels);
            for (word, (&head, &label)) in tree.iter().zip(&*labels).enumerate() {
                let relation = match (head, self.relations[label as usize]) {
                    (0, _) => Relation::ROOT,
                    (_, Relation::ROOT) => Relation::PARATAXIS,
                    (_, relation) => relation,
                };
                let head = if head == 0 { word } else { head - 1 };
                reading.heads.push(TokenId::new(piece.start + head));
                reading.relations.push(relation);
            }
        }
        pieces.clear();
    }
}

// The pieces of a long sentence become one tree.
fn join_pieces(tokens: &Tokens, reading: &mut Reading) {
    for sentence in tokens.sentences.as_slice() {
        let range = sentence.start.index()..sentence.end.index();
        if range.len() <= LONGEST {
            continue;
        }
        let mut root = None;
        for i in range {
            if reading.heads[i].index() == i {
                match root {
                    None => root = Some(TokenId::new(i)),
                    Some(root) => {
                        reading.heads[i] = root;
                        reading.relations[i] = Relation::PARATAXIS;
                    }
                }
            }
        }
    }
}

// Equal for equal words in equal sentences of one document; that is all the stages need to tell apart.
fn fingerprint(tokens: &Tokens) -> u64 {
    let mut state = 1 + tokens.forms.len() as u64;
    for form in tokens.forms.as_slice() {
        state = (state.rotate_left(5) ^ u64::from(form.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    for sentence in tokens.sentences.as_slice() {
        state = (state.rotate_left(5) ^ sentence.end.index() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    state
}

/// The rows of one word.
#[derive(Clone, Debug, Default)]
struct Rows {
    word: u64,
    whole: Vec<u32>,
    grams: Vec<u32>,
    // The norm in angle brackets, and where its characters begin.
    marked: String,
    starts: Vec<usize>,
    shape: String,
}

// Of a longer word only both ends count.
const ENDS: usize = 12;

impl Rows {
    fn of(&mut self, word: &str, buckets: usize) {
        self.marked.clear();
        self.marked.push('<');
        let mut put = |c: char| match plain(c) {
            '0'..='9' => self.marked.push('0'),
            c if c.is_ascii() => self.marked.push(c.to_ascii_lowercase()),
            c => self.marked.extend(c.to_lowercase().map(plain)),
        };
        // Bytes bound characters: only a word of more bytes can be too long.
        let long = if word.len() > 2 * ENDS { word.chars().count() > 2 * ENDS } else { false };
        if long {
            let tail = word.char_indices().rev().nth(ENDS - 1).map_or(0, |(at, _)| at);
            word.chars().take(ENDS).for_each(&mut put);
            word[tail..].chars().for_each(&mut put);
        } else {
            word.chars().for_each(&mut put);
        }
        self.marked.push('>');
        self.starts.clear();
        self.starts.extend(self.marked.char_indices().map(|(at, _)| at));
        self.starts.push(self.marked.len());
        let bytes = self.marked.as_bytes();
        let (starts, n) = (&self.starts, self.starts.len() - 3);
        // The first and the last characters of the norm, without the brackets.
        let first = |k: usize| &bytes[1..starts[1 + k.min(n)]];
        let last = |k: usize| &bytes[starts[1 + n - k.min(n)]..bytes.len() - 1];
        let bucket = |seed, bytes: &[u8]| {
            let hash = fnv(seed, bytes);
            ((hash ^ (hash >> 29) ^ (hash >> 43)) & (buckets as u64 - 1)) as u32
        };
        self.word = fnv(0, first(n));
        shape(word, &mut self.shape);
        self.whole.clear();
        self.whole.extend([
            bucket(1, first(n)),
            bucket(2, first(1)),
            bucket(3, first(2)),
            bucket(4, first(3)),
            bucket(5, last(2)),
            bucket(6, last(3)),
            bucket(7, last(4)),
            bucket(8, self.shape.as_bytes()),
        ]);
        self.grams.clear();
        for k in [3, 4] {
            let ends = starts.iter().skip(k);
            self.grams
                .extend(starts.iter().zip(ends).map(|(&from, &to)| bucket(8 + k as u64, &bytes[from..to])));
        }
    }
}

// Curly quotation marks and dashes as a typewriter has them.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2014}' => '-',
        c => c,
    }
}

// Letters and digits by class, repeats dropped: `Xx`, `X.X`, `d,d`. Two capitals count, so that "I" and "US"
// differ.
fn shape(word: &str, out: &mut String) {
    out.clear();
    let mut count = 0;
    let mut run = ('\0', 0);
    for c in word.chars().take(2 * ENDS) {
        let kind = match c {
            '0'..='9' => 'd',
            c if c.is_lowercase() => 'x',
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'l',
            c => plain(c),
        };
        run = if kind == run.0 { (kind, run.1 + 1) } else { (kind, 1) };
        if run.1 == 1 || (kind == 'X' && run.1 == 2) {
            out.push(kind);
            count += 1;
        }
        if count == 8 {
            break;
        }
    }
}

fn fnv(seed: u64, bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01B3;
    let mut state = (0xCBF2_9CE4_8422_2325 ^ seed).wrapping_mul(PRIME);
    for &byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    state
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use chancery_document::Lexicon;
    use chancery_model::{Model, kernel::Path};

    use super::*;

    fn document(sentences: &[Vec<&str>], words: &mut Words) -> Tokens {
        let mut tokens = Tokens::default();
        for sentence in sentences {
            let start = TokenId::new(tokens.forms.len());
            for word in sentence {
                tokens.forms.push(words.add(word));
            }
            tokens.sentences.push(start..TokenId::new(tokens.forms.len()));
        }
        tokens
    }

    fn neural() -> Neural {
        let model = include_bytes!("../../../packs/en/model.bin");
        Neural::from_bytes(Model::from_bytes(model).unwrap().keep("encoder").unwrap()).unwrap()
    }

    // `training/export.py --check` wrote what a plain interpreter of the same integers reads.
    #[test]
    fn reads_what_the_reference_reads() {
        let neural = neural();
        let expected = include_str!("../tests/encoder.tsv");
        for path in Path::available() {
            let neural = Neural { encoder: neural.encoder.clone().on(path), ..neural.clone() };
            for block in expected.split_terminator("\n\n") {
                let (arcs, rows) = block.split_once('\n').unwrap();
                let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split('\t').collect()).collect();
                let mut words = Words::new(Arc::new(Lexicon::default()));
                let tokens = document(&[rows.iter().map(|row| row[0]).collect()], &mut words);
                let mut reading = Reading::default();
                neural.read(&tokens, &words, &mut reading);
                for (i, row) in rows.iter().enumerate() {
                    let head = reading.heads[i].index();
                    let head = if head == i { 0 } else { head + 1 };
                    let found =
                        (reading.tags[i].as_str(), reading.features[i], head, reading.relations[i].as_str());
                    let wanted = (row[1], Features::parse(row[2]).0, row[3].parse().unwrap(), row[4]);
                    assert_eq!(found, wanted, "{path:?}: {} in {block}", row[0]);
                }
                let table = neural.encoder.arcs(&mut reading.work, 0);
                let sum: i64 =
                    table.iter().filter(|&&arc| arc > i32::MIN / 8).map(|&arc| i64::from(arc)).sum();
                assert_eq!(format!("# arcs = {sum}"), arcs, "{path:?}");
            }
        }
    }

    #[test]
    fn long_and_odd_sentences() {
        let neural = neural();
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let long = vec!["and"; 3 * LONGEST + 7];
        let odd = vec!["\u{130}\u{130}", "", "\u{1F600}", "\u{2019}s", "\0"];
        let tokens = document(&[long, vec![], odd, vec!["x"]], &mut words);
        let mut reading = Reading::default();
        neural.read(&tokens, &words, &mut reading);
        assert_eq!(reading.heads.len(), tokens.forms.len());
        for sentence in tokens.sentences.as_slice().iter().filter(|sentence| !sentence.is_empty()) {
            let range = sentence.start.index()..sentence.end.index();
            let roots = range.clone().filter(|&i| reading.heads[i].index() == i).count();
            assert_eq!(roots, 1);
            assert!(range.clone().all(|i| range.contains(&reading.heads[i].index())));
        }
    }

    // The numbers are those of `training/features.py`.
    #[test]
    fn rows_are_those_of_training() {
        let mut rows = Rows::default();
        let mut check = |word: &str, expected: u64| {
            rows.of(word, 1 << 15);
            let numbers = rows.whole.iter().chain(&rows.grams);
            let sum = numbers.fold(rows.word, |sum, &row| sum.wrapping_mul(31).wrapping_add(u64::from(row)));
            assert_eq!(sum, expected, "{word:?}");
        };
        check("Minister", 17306258474098373163);
        check("3,000-strong", 14238086589484485978);
        check("\u{c9}T\u{c9}\u{2019}s", 8107739593541552269);
        check("I", 9085093337242740048);
        check("US", 12124219350449595219);
        check("U.S.", 11927662853667242655);
        check("x", 3296686924704260530);
        check("\u{201c}", 16705669492002395048);
        check("\u{130}stanbul", 12581617195753829092);
        check("Donaudampfschifffahrtsgesellschaftskapit\u{e4}n", 16605781752126760539);
        check("\u{421}\u{43e}\u{44e}\u{437}", 10745370642922797265);
    }
}
