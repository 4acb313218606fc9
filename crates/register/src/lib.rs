//! The register: one SQLite file that outlives the program.
//!
//! It takes documents and records in their printed form (one JSON object a record) and gives them back
//! unchanged. That form is a promise and the engine's types are not, so this crate knows the form and none of
//! the types: a register can be filled from a file of records that another version printed years ago.
//!
//! The file is meant to be opened with other tools too; [`SCHEMA`] says what they find there.
//!
//! ```
//! # fn main() -> Result<(), chancery_register::Error> {
//! # let folder = std::env::temp_dir().join(format!("register-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! # let path = folder.join("r.sqlite");
//! let mut register = chancery_register::Register::open(&path)?;
//! let document = serde_json::json!({"id": "d1", "text": "5e1f", "source": "report.txt"});
//! register.enter(&document, Some("Oslo."), &[], "chancery 0.1.0")?;
//! assert_eq!(register.holdings()?.documents, 1);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok(())
//! # }
//! ```

mod amends;
mod ask;
mod claims;
mod corrections;
mod enter;
mod entries;
mod error;
mod find;
mod fold;
mod marks;
mod names;
mod open;
mod question;
mod ready;
mod settle;
mod sift;
mod sql;
mod stale;

use rusqlite::Connection;

pub use ask::{Found, Holdings};
pub use corrections::{Change, Correction, Signed};
pub use enter::{Entered, Filing, KnownTexts};
pub use entries::{Due, Happening, Likeness, Rival, Standing, Told};
pub use error::Error;
pub use find::{Counts, FACETS, Order};
pub use question::{KEYS, Question};
pub use ready::Ready;
pub use sql::{Answer, Limits};
pub use stale::Read;

/// Tables and views, with what each column means.
pub const SCHEMA: &str = concat!(include_str!("schema.sql"), "\n", include_str!("entries/tables.sql"));

/// An open register.
#[derive(Debug)]
pub struct Register {
    connection: Connection,
    file: String,
    memory: entries::Memory,
    keeps_text: bool,
}
