//! The rule language: patterns over dependency trees, each with its own examples.
//!
//! A rule names the words that call it (its *trigger*), says along which paths of the tree its roles are
//! filled and by what, and carries sentences that it finds and sentences that it skips:
//!
//! ```text
//! rule signing -> event
//!   doc "Parties sign a document: an accord between them."
//!   trigger verb @sign
//!   set plover = AGREE
//!   actors = subject as Actor
//!   where object in @instrument
//!   finds "Jordan and Egypt signed a protocol on water in Amman." actors Jordan, Egypt
//!   skips "Jordan signed off on the visit."
//! ```
//!
//! [`parse`] reads a file into [`Rule`]s, [`Rules::compile`] checks them against the kinds and word lists of
//! the packs, [`Rules::find`] yields every [`Match`] of a reading. A rule is tried only where one of its
//! trigger words stands, so the cost of a reading follows the triggers found, not the number of rules.
//!
//! This crate knows only `document`: no language, no files. What a word list holds is the packs' business.

mod ast;
mod compile;
mod error;
mod find;
mod kinds;
mod lists;
mod parse;
mod paths;
mod print;
mod reference;
mod sound;

pub use ast::{Cast, Condition, Example, Path, RoleLine, Rule, Step, Trigger, WordSet};
pub use compile::{Compiled, Listed, Rules};
pub use error::Error;
pub use find::{Failed, Match, Near, Role, TriggerAt, value_under};
pub use kinds::{Absorbs, Anybody, Derived, Implied, KindDeclaration, Merge, Scored, Shared};
pub use lists::Lists;
pub use parse::parse;
pub use paths::Paths;
pub use reference::reference;
