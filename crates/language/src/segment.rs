//! Segmentation: sentences and words of each block.

use chancery_document::{Blocks, Column, Id, Span, TokenId, Tokens, Words};

use crate::Language;

impl Language {
    /// Cuts the blocks of a text into sentences and words.
    pub fn segment(&self, text: &str, blocks: &Blocks, words: &mut Words) -> Tokens {
        let mut tokens = Tokens::default();
        for id in blocks.all.ids() {
            let span = blocks.all[id].span;
            let mut first = tokens.spans.len();
            let mut start = None;
            for (at, c) in span.of(text).char_indices().chain([(span.len() as usize, ' ')]) {
                let at = at + span.start() as usize;
                if c.is_alphanumeric() {
                    start.get_or_insert(at);
                    continue;
                }
                if let Some(start) = start.take() {
                    tokens.spans.push(Span::at(start, at));
                    tokens.forms.push(words.add(&text[start..at]));
                }
                if !c.is_whitespace() {
                    tokens.spans.push(Span::at(at, at + c.len_utf8()));
                    tokens.forms.push(words.add(&text[at..at + c.len_utf8()]));
                }
                let end = tokens.spans.len();
                if end > first && (matches!(c, '.' | '!' | '?') || at == span.end() as usize) {
                    tokens.sentences.push(TokenId::new(first)..TokenId::new(end));
                    tokens.blocks.push(id);
                    first = end;
                }
            }
        }
        let _: &Column<TokenId, Span> = &tokens.spans;
        tokens
    }
}
