//! The pipeline on one page.

use chancery_document::{Blocks, Day, Document, Part, Reading, Span, Tokens, Value, Values, Words};
use chancery_language::{MentionInput, NameInput, ResolveInput, Scratch, SpeechInput};
use chancery_values::ValueInput;

use crate::Engine;

/// The stages of reading, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Parts of the document.
    Layout,
    /// Sentences and words.
    Segment,
    /// Parts of speech, features and dictionary forms; a network reads the trees here as well.
    Tag,
    /// Trees.
    Parse,
    /// Names that the packs know.
    Known,
    /// Dates, numbers, money.
    Values,
    /// Names and mentions.
    Mentions,
    /// Who says what.
    Speech,
    /// Who is who.
    Resolve,
}

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
        self.read_watched(document, |_| {})
    }

    /// The same; `done` is told each stage when it has made its layer, for those who measure.
    pub fn read_watched(&mut self, mut document: Document, mut done: impl FnMut(Stage)) -> Reading {
        let Reader { engine, scratch } = self;
        let language = &engine.language;
        let mut words = Words::new(engine.lexicon.clone());

        let blocks = language.layout(&document.text);
        let mut notice = language.notice(&document.text, &blocks);
        done(Stage::Layout);
        let tokens = language.segment(&document.text, &blocks, &mut words);
        done(Stage::Segment);
        let morphology = language.tag(&tokens, &mut words, scratch);
        done(Stage::Tag);
        let syntax = language.parse(&tokens, &morphology, &words, scratch);
        done(Stage::Parse);
        let known = engine.world.known(&tokens, &words, &morphology);
        done(Stage::Known);
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
        if let Some(notice) = &mut notice {
            notice.day = day_within(notice.span, &tokens, &values);
        }
        done(Stage::Values);
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
        done(Stage::Mentions);
        let speech = language.speech(SpeechInput {
            text: &document.text,
            blocks: &blocks,
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            mentions: &mentions,
        });
        done(Stage::Speech);
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
        done(Stage::Resolve);

        let provenance = engine.provenance.clone();
        let issues = language.complaints(&tokens);
        Reading {
            document,
            words,
            blocks,
            notice,
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

// The first day that stands within a stretch of the text.
fn day_within(stretch: Span, tokens: &Tokens, values: &Values) -> Option<Day> {
    values.all.as_slice().iter().find_map(|valued| match &valued.value {
        Value::Time { interval: Some(interval), .. } if interval.start == interval.end => {
            stretch.contains(tokens.cover(valued.tokens.clone())).then_some(interval.start)
        }
        _ => None,
    })
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
    datelines.into_iter().find_map(|dateline| day_within(dateline, tokens, values))
}
