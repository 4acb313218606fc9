//! Parsing: a tree over each sentence.

use chancery_document::{Column, Morphology, Relation, Syntax, TokenId, Tokens, Words, each};

use crate::{Language, Scratch};

impl Language {
    /// Builds the tree of each sentence.
    pub fn parse(
        &self,
        tokens: &Tokens,
        morphology: &Morphology,
        words: &Words,
        scratch: &mut Scratch,
    ) -> Syntax {
        let _ = (morphology, words, scratch);
        let mut heads: Column<TokenId, TokenId> = Column::default();
        let mut relations = Column::default();
        for sentence in tokens.sentences.as_slice() {
            for token in each(sentence.clone()) {
                heads.push(sentence.start);
                relations.push(if token == sentence.start { Relation::ROOT } else { Relation::DEP });
            }
        }
        Syntax::new(heads, relations)
    }
}
