//! Memory that a thread uses again from text to text.

use chancery_model::Scores;

/// Memory that a thread uses again from text to text. It carries nothing over but its capacity.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(crate) scores: Scores,
}
