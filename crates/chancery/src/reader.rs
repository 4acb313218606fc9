//! The pipeline on one page.

use chancery_document::{Document, Reading, Words};
use chancery_language::{MentionInput, ResolveInput, Scratch, SpeechInput};
use chancery_values::ValueInput;

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
        let known = engine.world.known(&tokens, &words, &morphology);
        let published = document.source.published;
        let value_input = ValueInput {
            text: &document.text,
            words: &words,
            blocks: &blocks,
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            published,
        };
        let values = engine.values.find(value_input);
        let names = language.name(&tokens, &morphology, &words, &known, scratch);
        let mentions = language.mentions(
            names,
            MentionInput {
                tokens: &tokens,
                morphology: &morphology,
                syntax: &syntax,
                words: &words,
                known: &known,
                values: &values,
            },
        );
        let speech = language.speech(SpeechInput {
            text: &document.text,
            blocks: &blocks,
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            mentions: &mentions,
        });
        let entities = language.resolve(ResolveInput {
            text: &document.text,
            blocks: &blocks,
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            known: &known,
            mentions: &mentions,
            speech: &speech,
            published,
        });

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
