//! The parts of a document: its address line, title, dateline, headings, paragraphs and captions.

use crate::{Column, Span};

crate::id! {
    /// A block of a document.
    BlockId
}

/// What a stretch of a document is for. News says where and when it was written in its dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A line that holds only where the text was fetched from.
    Address,
    /// What the report is called.
    Title,
    /// Where and when it was written, before the first sentence: `GENEVA, March 20 -`.
    Dateline,
    /// A line that names what follows.
    Heading,
    /// A paragraph.
    Body,
    /// Words below a picture, credits, and other furniture of a page.
    Caption,
}

impl Part {
    /// Its word in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Address => "address",
            Part::Title => "title",
            Part::Dateline => "dateline",
            Part::Heading => "heading",
            Part::Body => "body",
            Part::Caption => "caption",
        }
    }
}

/// A block: no sentence crosses its bounds. A wrapped paragraph is one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is for.
    pub part: Part,
    /// Where it stands, without white space around it.
    pub span: Span,
}

/// All blocks, in text order, none overlapping another.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// The blocks.
    pub all: Column<BlockId, Block>,
}
