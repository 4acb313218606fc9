//! What words are worth: dates, numbers, money, units; states, places and actors by name.
//!
//! [`known`] finds the names of the packs in the tokens of a document, [`times`] and [`quantities`] the
//! expressions that stand for time and for numbers. Each answers with one layer of the reading. The crate
//! reads no files, asks no clock and knows no model: packs come in as text, the day of publication with the
//! document.

pub mod known;
pub mod quantities;
pub mod times;
