//! Memory that a thread uses again from text to text.

use chancery_model::Scores;

use crate::{
    encoder::Reading,
    name::{Memory, NAME_LABELS},
    parse::State,
    tag::Context,
};

/// Memory that a thread uses again from text to text. It carries nothing over but its capacity, and what is cheaper to
/// remember than to work out anew.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(crate) scores: Scores,
    /// What the network made of the words, between tagging and parsing.
    pub(crate) reading: Reading,
    /// The labels of a sentence's words, and where the best way to each label came from.
    pub(crate) labels: Vec<u8>,
    pub(crate) back: Vec<[u8; NAME_LABELS]>,
    /// What the labeller of names saw lately.
    pub(crate) named: Memory,
    pub(crate) features: Vec<u32>,
    pub(crate) context: Context,
    pub(crate) state: State,
    pub(crate) text: String,
}
