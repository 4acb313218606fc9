//! Everything that can be known about one document, as plain data.
//!
//! A [`Document`] is what came in: a source and its text, never changed. A [`Reading`] is what the engine saw
//! in it, layer upon layer, each layer written once by one stage and addressed by the ids of the layer below.
//! [`Record`]s are what the register keeps: claims, each with its voice and its evidence.
//!
//! This crate computes nothing beyond looking up its own columns; it reads no files and knows no language,
//! no clock and no serialisation.

pub mod column;
pub mod grammar;
pub mod kinds;
pub mod layers;
pub mod notice;
pub mod reading;
pub mod records;
pub mod source;
pub mod span;
pub mod time;
pub mod words;

pub use column::{Column, Id};
pub use grammar::{Features, Relation, Upos};
pub use kinds::{FieldKind, FieldSpec, Kind};
pub use layers::{
    Block, BlockId, Blocks, Entities, Entity, EntityId, Entries, Entry, EntryId, EntryKind, Form, Hit,
    Holders, Known, Level, Mention, MentionId, MentionKind, Mentions, Morphology, Part, Quantity, Saying,
    SayingId, SentenceId, Speech, Syntax, TokenId, Tokens, Value, ValueId, Valued, Values, each,
};
pub use notice::{Amends, Notice};
pub use reading::{Issue, Provenance, Reading};
pub use records::{Actor, Attribution, Evidence, Factuality, Filler, Modality, Place, Record, Tense, Voice};
pub use source::{Country, Document, Source};
pub use span::Span;
pub use time::{Day, Granularity, Interval};
pub use words::{Lexicon, Name, Symbol, Words};
