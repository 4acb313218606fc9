//! What words are worth: dates, numbers, money, units; states, places and actors by name.
//!
//! [`known`] finds the names of the packs in the tokens of a document, [`ValueTables`] the expressions that
//! stand for times and for quantities. Each answers with one layer of the reading. The
//! crate reads no files, asks no clock and knows no model: packs come in as text, the day of publication with
//! the document.

mod atoms;
mod find;
pub mod known;
mod numbers;
mod quantities;
mod tables;
mod times;

pub use find::ValueInput;
pub use tables::{Error, ValueTables};
