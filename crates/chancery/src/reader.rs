//! The pipeline on one page.

use chancery_document::{Document, Entities, Known, Mentions, Reading, Speech, Values, Words};
use chancery_language::Scratch;

use crate::Engine;

/// One thread's hold on an engine.
#[derive(Debug)]
pub struct Reader<'e> {
    engine: &'e Engine,
    scratch: Scratch,
}

impl<'e> Reader<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Reader<'e> {
        Reader { engine, scratch: Scratch::default() }
    }

    /// Reads a document. Never fails: what went wrong is among the reading's issues.
    pub fn read(&mut self, document: Document) -> Reading {
        let Reader { engine, scratch } = self;
        let language = &engine.language;
        let mut words = Words::new(engine.lexicon.clone());

        let blocks = language.layout(&document.text);
        let tokens = language.segment(&document.text, &blocks, &mut words);
        let morphology = language.tag(&tokens, &mut words, scratch);
        let syntax = language.parse(&tokens, &morphology, &words, scratch);
        let (known, values, mentions) = (Known::default(), Values::default(), Mentions::default());
        let (speech, entities) = (Speech::default(), Entities::default());

        let provenance = engine.provenance.clone();
        let issues = Vec::new();
        Reading {
            document,
            words,
            blocks,
            tokens,
            morphology,
            syntax,
            known,
            values,
            mentions,
            speech,
            entities,
            issues,
            provenance,
        }
    }
}
