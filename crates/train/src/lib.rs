//! Fits models to treebanks and gold, and scores readings against them.
//!
//! [`fit()`] makes a model file of treebanks; [`treebank`] reads CoNLL-U. What a fitted model needs at run time lives in `chancery-language`; what only
//! fitting needs lives here.

pub mod fit;
pub mod gap;
pub mod gold;
pub mod names;
pub mod quotes;
pub mod treebank;

pub use fit::{Effort, fit, fit_quick};
pub use gold::{GoldSet, RegisterScores};
pub use treebank::{Sentence, Treebank, Word};
