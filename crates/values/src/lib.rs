//! What words are worth: dates, numbers, money, units; states, places and actors by name.
//!
//! [`known`] finds the names of the packs in the tokens of a document, [`ValueTables`] the expressions that
//! stand for times and for quantities. Each answers with one layer of the reading. The
//! crate reads no files, asks no clock and knows no model: packs come in as text, the day of publication with
//! the document.
//!
//! ```
//! use chancery_values::known::World;
//!
//! // Packs come in as text; a fault is told with its file and line.
//! let fault = World::parse(&[("states.tsv", "not a table")]).expect_err("this is no table");
//! assert!(fault.to_string().contains("states.tsv"));
//! ```

mod atoms;
mod find;
pub mod known;
mod numbers;
mod quantities;
mod tables;
mod times;

pub use find::ValueInput;
pub use tables::{Error, ValueTables};
