//! The words, where they stand, and what each is by itself.

use std::ops::Range;

use crate::{BlockId, Column, Features, Id, Span, Symbol, Upos};

crate::id! {
    /// A syntactic word of the document. Several words share a span where the language contracts them, as
    /// "cannot" holds "can" and "not".
    TokenId
}
crate::id! {
    /// A sentence of the document.
    SentenceId
}

impl TokenId {
    /// The token after this one.
    #[must_use]
    pub fn next(self) -> TokenId {
        TokenId::new(self.index() + 1)
    }

    /// The tokens from this one up to, not including, `end`.
    pub fn up_to(self, end: TokenId) -> impl DoubleEndedIterator<Item = TokenId> + ExactSizeIterator + use<> {
        each(self..end)
    }

    /// The range that holds this token alone.
    pub fn alone(self) -> Range<TokenId> {
        self..self.next()
    }
}

/// The tokens of a range, one by one.
pub fn each(range: Range<TokenId>) -> impl DoubleEndedIterator<Item = TokenId> + ExactSizeIterator + use<> {
    (range.start.index()..range.end.index()).map(TokenId::new)
}

/// The words and where they stand.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Where each word stands.
    pub spans: Column<TokenId, Span>,
    /// Which word it is, as the language writes it: "not" for the second word of "don't", without soft hyphens
    /// or zero-width marks.
    pub forms: Column<TokenId, Symbol>,
    /// Which words make each sentence. Sentences are in text order and leave out no token.
    pub sentences: Column<SentenceId, Range<TokenId>>,
    /// The block each sentence stands in.
    pub blocks: Column<SentenceId, BlockId>,
}

impl Tokens {
    /// The span from the first to the last of these tokens; empty at the text's start for no tokens.
    pub fn cover(&self, range: Range<TokenId>) -> Span {
        match self.spans.slice(range) {
            [] => Span::new(0, 0),
            [first, .., last] => first.cover(*last),
            [only] => *only,
        }
    }

    /// The sentence a token stands in.
    pub fn sentence_of(&self, token: TokenId) -> SentenceId {
        let after = self.sentences.as_slice().partition_point(|sentence| sentence.end <= token);
        SentenceId::new(after.min(self.sentences.len().saturating_sub(1)))
    }

    /// The tokens that lie wholly within a span.
    pub fn within(&self, span: Span) -> Range<TokenId> {
        let spans = self.spans.as_slice();
        let start = spans.partition_point(|token| token.start() < span.start());
        let end = spans.partition_point(|token| token.end() <= span.end());
        TokenId::new(start)..TokenId::new(end.max(start))
    }
}

/// What each word is, by itself.
#[derive(Clone, Debug, Default)]
pub struct Morphology {
    /// Dictionary form.
    pub lemmas: Column<TokenId, Symbol>,
    /// Universal part of speech.
    pub tags: Column<TokenId, Upos>,
    /// Universal features.
    pub features: Column<TokenId, Features>,
}
