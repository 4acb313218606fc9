//! Segmentation: sentences and words of each block.
//!
//! Words are cut by rules over letters and the lists of the language, as Universal Dependencies cuts them. Then a small
//! classifier decides at the few places where a sentence may end: after a stop, a mark or a bracket, and before
//! a word that looks like a beginning. A sentence never holds more than [`LONGEST`] words.

pub mod boundary;
mod words;

use chancery_document::{Blocks, Id, Issue, Part, SentenceId, Span, TokenId, Tokens, Words};

use crate::{Language, config::Segment};
use boundary::{Boundaries, Place};
pub use words::{Piece, pieces};

/// The most words a sentence may hold.
pub const LONGEST: usize = 500;

impl Language {
    /// Cuts the blocks of a text into sentences and words.
    pub fn segment(&self, text: &str, blocks: &Blocks, words: &mut Words) -> Tokens {
        let mut tokens = Tokens::default();
        let mut found = Vec::new();
        let mut form = String::new();
        let mut scratch = boundary::Scratch::default();
        for id in blocks.all.ids() {
            let span = blocks.all[id].span;
            found.clear();
            pieces(span.of(text), &self.cuts, &mut found);
            let is_whole = matches!(blocks.all[id].part, Part::Dateline | Part::Address);
            let mut first = tokens.spans.len();
            for (at, piece) in found.iter().enumerate() {
                let words_of = Span::new(span.start() + piece.start, span.start() + piece.end);
                tokens.spans.push(words_of);
                tokens.forms.push(words.add(written(words_of.of(text), &mut form)));
                let end = tokens.spans.len();
                let is_end = at + 1 == found.len()
                    || end - first >= LONGEST
                    || !is_whole && self.boundaries.ends(span.of(text), &found, at, &self.cuts, &mut scratch);
                if is_end {
                    tokens.sentences.push(TokenId::new(first)..TokenId::new(end));
                    tokens.blocks.push(id);
                    first = end;
                }
            }
        }
        tokens
    }
}

impl Language {
    /// What the reader of a text should know about its sentences: which were cut for their length.
    pub fn complaints(&self, tokens: &Tokens) -> Vec<Issue> {
        let ids = tokens.sentences.ids();
        let is_cut = |id: &SentenceId| {
            let sentence = &tokens.sentences[*id];
            sentence.end.index() - sentence.start.index() >= LONGEST
        };
        let complaint = |id| Issue {
            span: tokens.cover(tokens.sentences[id].clone()),
            message: format!("a sentence of more than {LONGEST} words was cut"),
        };
        ids.filter(is_cut).take(MOST_COMPLAINTS).map(complaint).collect()
    }
}

// A text that is one sentence is complained of often enough by then.
const MOST_COMPLAINTS: usize = 20;

/// A form without the marks that nobody sees.
fn written<'a>(surface: &'a str, form: &'a mut String) -> &'a str {
    if surface.is_ascii() || !surface.contains(words::is_unseen) {
        return surface;
    }
    form.clear();
    form.extend(surface.chars().filter(|c| !words::is_unseen(*c)));
    if form.is_empty() { surface } else { form }
}

/// The lists of [`Segment`], ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Cuts {
    titles: rustc_hash::FxHashSet<String>,
    abbreviations: rustc_hash::FxHashSet<String>,
    splits: rustc_hash::FxHashMap<String, Vec<usize>>,
    clitics: Vec<String>,
    prefixes: rustc_hash::FxHashSet<String>,
    units: rustc_hash::FxHashSet<String>,
    numbered: rustc_hash::FxHashSet<String>,
    wholes: rustc_hash::FxHashSet<String>,
    extensions: rustc_hash::FxHashSet<String>,
    closing: rustc_hash::FxHashSet<String>,
    loose: rustc_hash::FxHashMap<String, Loose>,
}

/// A word that is split only before some words.
#[derive(Clone, Debug, Default)]
struct Loose {
    lengths: Vec<usize>,
    before: rustc_hash::FxHashSet<String>,
}

impl Cuts {
    /// Makes the lists ready.
    pub fn new(lists: &Segment) -> Cuts {
        let lower = |list: &Vec<String>| list.iter().map(|word| word.to_lowercase()).collect();
        let lengths = |parts: &Vec<String>| parts.iter().map(|part| part.chars().count()).collect();
        Cuts {
            titles: lower(&lists.titles),
            abbreviations: lower(&lists.abbreviations),
            splits: lists.splits.iter().map(|(word, parts)| (word.clone(), lengths(parts))).collect(),
            clitics: lists.clitics.clone(),
            prefixes: lower(&lists.prefixes),
            units: lists.units.iter().cloned().collect(),
            numbered: lower(&lists.numbered),
            wholes: lower(&lists.wholes),
            extensions: lower(&lists.extensions),
            closing: lower(&lists.closing),
            loose: lists
                .loose
                .iter()
                .map(|(word, how)| {
                    (word.clone(), Loose { lengths: lengths(&how.parts), before: lower(&how.before) })
                })
                .collect(),
        }
    }
}

impl Boundaries {
    /// True if a sentence ends after the piece.
    pub fn ends(
        &self,
        text: &str,
        pieces: &[Piece],
        at: usize,
        cuts: &Cuts,
        scratch: &mut boundary::Scratch,
    ) -> bool {
        match boundary::features(text, pieces, at, cuts, &mut scratch.features) {
            Place::Inside => false,
            Place::End => true,
            Place::Open => {
                let is_marked = boundary::is_mark(pieces[at].of(text));
                self.decide(&scratch.features, is_marked, &mut scratch.scores)
            }
        }
    }
}
