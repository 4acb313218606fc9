//! How fast a language reads, stage by stage.

use std::{sync::Arc, time::Instant};

use chancery_document::{Lexicon, Words};
use chancery_language::{Language, Scratch};

/// Seconds by stage, summed over documents, and what was read in them.
#[derive(Clone, Debug, Default)]
pub struct Speed {
    /// How many documents.
    pub documents: usize,
    /// How many tokens.
    pub tokens: usize,
    /// Seconds of each of [`STAGES`].
    pub seconds: [f64; STAGES.len()],
    lexicon: Arc<Lexicon>,
    scratch: Scratch,
}

/// What is timed. The network tags and builds trees at once, within `tag and lemma`; `tree` hands them over.
pub const STAGES: [&str; 4] = ["layout", "sentences and words", "tag and lemma", "tree"];

impl Speed {
    /// Reads a document and adds what each stage took.
    pub fn time(&mut self, language: &Language, text: &str) {
        let mut words = Words::new(self.lexicon.clone());
        let mut last = Instant::now();
        let mut stage = 0;
        let seconds = &mut self.seconds;
        let mut lap = || {
            let now = Instant::now();
            seconds[stage] += (now - last).as_secs_f64();
            last = now;
            stage += 1;
        };
        let blocks = language.layout(text);
        lap();
        let tokens = language.segment(text, &blocks, &mut words);
        lap();
        let morphology = language.tag(&tokens, &mut words, &mut self.scratch);
        lap();
        let syntax = language.parse(&tokens, &morphology, &words, &mut self.scratch);
        lap();
        std::hint::black_box(&syntax);
        self.documents += 1;
        self.tokens += tokens.spans.len();
    }

    /// Seconds of all stages.
    pub fn total(&self) -> f64 {
        self.seconds.iter().sum()
    }
}
