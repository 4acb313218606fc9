//! Layout: which stretch of a text is its address line, title, dateline, heading, paragraph.

use chancery_document::{Block, Blocks, Part, Span};

use crate::Language;

impl Language {
    /// Tells the parts of a text apart.
    pub fn layout(&self, text: &str) -> Blocks {
        let mut blocks = Blocks::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            if !trimmed.is_empty() {
                let start = at + (line.len() - line.trim_start().len());
                let span = Span::at(start, start + trimmed.len());
                blocks.all.push(Block { part: Part::Body, span });
            }
            at += line.len();
        }
        blocks
    }
}
