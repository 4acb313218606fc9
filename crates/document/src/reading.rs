//! What the engine saw in a document.

use crate::{
    Blocks, Document, Entities, Known, Lexicon, Mentions, Morphology, Notice, Span, Speech, Symbol, Syntax,
    TokenId, Tokens, Values, Words,
};
use rustc_hash::FxHashMap;
use std::{ops::Range, sync::Arc};

/// A document and its layers, in the order the stages write them. Complete once made.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct Reading {
    pub document: Document,
    pub words: Words,
    pub blocks: Blocks,
    /// That it amends an earlier report, where it says so.
    pub notice: Option<Notice>,
    pub tokens: Tokens,
    pub morphology: Morphology,
    pub syntax: Syntax,
    pub known: Known,
    pub values: Values,
    pub mentions: Mentions,
    pub speech: Speech,
    pub entities: Entities,
    pub issues: Vec<Issue>,
    pub provenance: Provenance,
}

impl Reading {
    /// The word form of a token, as the language sees it (the surface is `text` of its span).
    pub fn form(&self, token: TokenId) -> &str {
        self.words.text(self.tokens.forms[token])
    }

    /// The dictionary form of a token.
    pub fn lemma(&self, token: TokenId) -> &str {
        self.words.text(self.morphology.lemmas[token])
    }

    /// The text of a symbol.
    pub fn word(&self, symbol: Symbol) -> &str {
        self.words.text(symbol)
    }

    /// Numbers its words by another lexicon, for rules that know that one.
    pub fn renumber(&mut self, lexicon: &Arc<Lexicon>) {
        let mut words = Words::new(lexicon.clone());
        let mut known: FxHashMap<Symbol, Symbol> = FxHashMap::default();
        for symbol in self.tokens.forms.iter_mut().chain(self.morphology.lemmas.iter_mut()) {
            let new = known.entry(*symbol).or_insert_with(|| words.add(self.words.text(*symbol)));
            *symbol = *new;
        }
        self.words = words;
    }

    /// The span from the first to the last of these tokens.
    pub fn span(&self, tokens: Range<TokenId>) -> Span {
        self.tokens.cover(tokens)
    }

    /// The words at a span.
    pub fn text(&self, span: Span) -> &str {
        span.of(&self.document.text)
    }
}

/// Something the reader should know about a reading. Reading never fails; it complains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
}

/// What made a reading: said once, where it is true once.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// Engine version, as `chancery 0.1.0`.
    pub engine: String,
    /// Pack names and digests, as `en@1a2b3c4d`.
    pub packs: Vec<String>,
    /// The language it was read in, as BCP 47 writes it: `en`.
    pub language: Option<String>,
}
