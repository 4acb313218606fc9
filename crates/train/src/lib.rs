//! Fits models to treebanks and gold, and scores readings against them.
//!
//! [`treebank`] reads CoNLL-U. What a fitted model needs at run time lives in `chancery-language`; what only
//! fitting needs lives here.

pub mod gold;
pub mod names;
pub mod quotes;
pub mod treebank;

pub use gold::{GoldSet, RegisterScores};
pub use treebank::{Sentence, Treebank, Word};
