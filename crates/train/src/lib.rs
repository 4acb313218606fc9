//! Fits models to treebanks and gold, and scores readings against them.
//!
//! [`treebank`] reads CoNLL-U. What a fitted model needs at run time lives in `chancery-language`; what only
//! fitting needs lives here.

pub mod quotes;
pub mod names;
pub mod treebank;

pub use treebank::{Sentence, Treebank, Word};
