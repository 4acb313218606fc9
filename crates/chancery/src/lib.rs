//! Chancery, as a library: documents in, readings and records out.
//!
//! ```no_run
//! # fn documents() -> Vec<chancery::Document> { vec![] }
//! let engine = chancery::Engine::new(&chancery::Packs::bundled())?;
//! let mut reader = engine.reader();
//! for document in documents() {
//!     let reading = reader.read(document);
//!     let records = engine.extract(&reading);
//!     println!("{}: {} records", reading.document.source.origin, records.len());
//! }
//! # Ok::<(), chancery::Error>(())
//! ```

mod check;
mod digest;
mod engine;
mod explain;
mod packs;
mod places;
mod reader;
mod topics;

pub use chancery_document::{Day, Document, Reading, Record, Source};
pub use chancery_frames::{Asked, Scorer};
pub use check::{Checked, Finding};
pub use engine::Engine;
pub use packs::{Error, PackFile, Packs};
pub use places::{Located, Spot};
pub use reader::{Reader, Stage};
pub use topics::Topics;

/// Everything that can be known about a document, as plain data.
pub use chancery_document as document;
