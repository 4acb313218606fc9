//! Fits the reader of a language to treebanks.
//!
//! The tagger is fitted first; the parser then learns from tags that taggers gave which had not seen the
//! sentence, so that it meets in training the mistakes it will meet in use. Orders of sentences and random
//! choices come from fixed seeds: the same data give the same bytes.

mod boundaries;
mod lemmas;
mod parser;
mod tagger;

use chancery_language::{Config, segment::Cuts};
use chancery_model::ModelWriter;

use crate::Treebank;

/// How hard to work.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Passes over the data for the tagger.
    pub tagger: usize,
    /// Passes over the data for the parser.
    pub parser: usize,
    /// Parts for tagging the training data by taggers that have not seen it.
    pub folds: usize,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { tagger: 6, parser: 7, folds: 4 }
    }
}

/// Fits what takes seconds: sentence ends and lemmas.
pub fn fit_quick(treebank: &Treebank, config: &Config, model: &mut ModelWriter) {
    let cuts = Cuts::new(&config.segment);
    model.set("boundaries", boundaries::fit(treebank, &cuts).finish(2, 0.1).to_bytes());
    model.set("lemmas", lemmas::fit(treebank, &tagger::classes(treebank)).to_bytes());
}

/// Fits all of a language's stages, and puts their sections into the file.
pub fn fit(
    treebank: &Treebank,
    config: &Config,
    effort: Effort,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str),
) {
    progress("sentence ends and lemmas");
    fit_quick(treebank, config, model);
    let usual = tagger::usual(treebank);
    let classes = tagger::classes(treebank);
    progress("tagging by taggers that have not seen the sentence");
    let tags = tagger::jackknife(treebank, &usual, &classes, effort);
    progress("tagger");
    let linear =
        tagger::fit(treebank, &usual, &classes, effort.tagger, |_| true).finish(tagger::OFTEN, tagger::LEAST);
    // The network of `training/` would go before these.
    model.remove("encoder");
    model.set("tagger", linear.to_bytes());
    model.set("usual", usual.to_bytes());
    progress("parser");
    let parser = parser::fit(treebank, &usual, &classes, &tags, effort.parser, &mut progress);
    model.set("parser", parser.finish(parser::OFTEN, parser::LEAST).to_bytes());
}

/// Small and the same everywhere: xorshift.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// An order of the numbers below `n`.
    pub(crate) fn shuffle(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, (self.roll() % (i as u64 + 1)) as usize);
        }
        order
    }
}
