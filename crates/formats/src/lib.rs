//! Doors: documents in, records out.
//!
//! [`inputs`] lists what the user named, [`Input::load`] makes a [`Document`] of each; [`json`] turns records
//! into the printed form that everything else reads: the [`table`] and the [`html`] page for people, the register,
//! other programs.
//!
//! Formats are promises, types are not: a type of `chancery-document` may change, what is printed here may
//! only grow. This crate therefore knows the document and nothing else; it runs no engine and opens no register.
//!
//! [`Document`]: chancery_document::Document

pub mod conllu;
mod error;
pub mod html;
mod input;
pub mod json;
mod marks;
mod offsets;
mod plain;
pub mod table;

pub use error::Error;
pub use input::{Input, LARGEST, inputs, parse_day};
pub use marks::marked;
pub use offsets::Offsets;
pub use plain::plain;
