//! Fits models to treebanks and gold, and scores readings against them.
//!
//! [`fit()`] makes a model file of treebanks; [`treebank`] reads CoNLL-U; [`gold`] and [`ud`] score. What a fitted
//! model needs at run time lives in `chancery-language`; what only fitting needs lives here.

pub mod actors;
pub mod confidence;
pub mod copies;
pub mod events;
pub mod fit;
pub mod gap;
pub mod geo;
pub mod gold;
mod markup;
pub mod names;
pub mod quotes;
pub mod recognizers;
pub mod refit;
pub mod speed;
pub mod timebank;
pub mod treebank;
pub mod ud;

pub use events::{EventScores, EventSet};
pub use fit::{Effort, fit, fit_quick};
pub use gold::{GoldSet, RegisterScores};
pub use refit::{Depth, refit};
pub use speed::Speed;
pub use treebank::{Sentence, Treebank, Word};
pub use ud::{Annotated, Start, TreebankScores};

/// What is fitted.
pub use chancery_language::Language;
