//! The pipeline on one page.

use chancery_document::{Blocks, Day, Document, Part, Reading, Span, Tokens, Value, Values, Words};
use chancery_language::{MentionInput, NameInput, ResolveInput, Scratch, SpeechInput};
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
    pub fn read(&mut self, mut document: Document) -> Reading {
        let Reader { engine, scratch } = self;
        let language = &engine.language;
        let mut words = Words::new(engine.lexicon.clone());

        let blocks = language.layout(&document.text);
        let tokens = language.segment(&document.text, &blocks, &mut words);
        let morphology = language.tag(&tokens, &mut words, scratch);
        let syntax = language.parse(&tokens, &morphology, &words, scratch);
        let known = engine.world.known(&tokens, &words, &morphology);
        let find = |text: &str, published: Option<Day>| {
            engine.values.find(ValueInput {
                text,
                words: &words,
                blocks: &blocks,
                tokens: &tokens,
                morphology: &morphology,
                syntax: &syntax,
                published,
            })
        };
        let mut values = find(&document.text, document.source.published);
        if document.source.published.is_none()
            && let Some(day) = dateline_day(&blocks, &tokens, &values)
        {
            document.source.published = Some(day);
            values = find(&document.text, Some(day));
        }
        let published = document.source.published;
        let input = NameInput {
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            known: &known,
        };
        let names = language.name(input, scratch);
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
        let issues = language.complaints(&tokens);
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

// The full date that a dateline tells: "CAIRO, 24 July 2022 -". A day without its year is none.
fn dateline_day(blocks: &Blocks, tokens: &Tokens, values: &Values) -> Option<Day> {
    let datelines: Vec<Span> = blocks
        .all
        .as_slice()
        .iter()
        .filter(|block| block.part == Part::Dateline)
        .map(|block| block.span)
        .collect();
    values.all.as_slice().iter().find_map(|valued| match &valued.value {
        Value::Time { interval: Some(interval), .. } if interval.start == interval.end => {
            let span = tokens.cover(valued.tokens.clone());
            datelines.iter().any(|dateline| dateline.contains(span)).then_some(interval.start)
        }
        _ => None,
    })
}
