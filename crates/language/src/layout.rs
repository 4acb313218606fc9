//! Layout: which stretch of a text is its address line, title, dateline, heading, paragraph.
//!
//! Lines are gathered into paragraphs: where a text is wrapped by hand, as wire copy is, a paragraph goes on
//! until a blank line, an indent or a line that ends early; else every line is a paragraph. What a paragraph
//! is for shows in its place, its length, its letters and how it ends. A block never holds more than
//! [`LARGEST`] bytes, so that no later stage has to fear a text that is one line.

mod dateline;
mod lines;

use chancery_document::{Block, Blocks, Part, Span};

use crate::Language;
use lines::Paragraph;

/// The most bytes a block may hold.
pub(crate) const LARGEST: usize = 1 << 16;

impl Language {
    /// Tells the parts of a text apart.
    pub fn layout(&self, text: &str) -> Blocks {
        let config = &self.config.layout;
        let paragraphs = lines::paragraphs(text, |line| is_agency(line, &config.agencies));
        let mut blocks = Blocks::default();
        let mut seen_title = false;
        // Bodies so far: a dateline stands before the first.
        let mut bodies = 0;
        for (at, paragraph) in paragraphs.iter().enumerate() {
            let words = paragraph.of(text);
            let is_last = at + 1 == paragraphs.len();
            // A standfirst may stand between title and byline.
            let last = blocks.all.as_slice().last().map(|block: &Block| block.part);
            let open = bodies == 0 || bodies == 1 && last == Some(Part::Caption);
            let dateline = if open { dateline::end(words, config) } else { None };
            if bodies == 0 && dateline::is_line(words, config) {
                blocks
                    .all
                    .push(Block { part: Part::Dateline, span: Span::at(paragraph.start, paragraph.end) });
                continue;
            }
            let part = if at == 0 && is_address(words) {
                Part::Address
            } else if dateline.is_some() {
                Part::Body
            } else if is_byline(words, &config.bylines)
                || is_furniture(words, &config.furniture)
                || (bodies > 0 && is_agency(words, &config.agencies))
            {
                Part::Caption
            } else if is_heading(paragraph, words, !seen_title && bodies == 0) && !is_last {
                if seen_title || bodies > 0 { Part::Heading } else { Part::Title }
            } else {
                Part::Body
            };
            seen_title |= part == Part::Title;
            if part != Part::Body {
                blocks.all.push(Block { part, span: Span::at(paragraph.start, paragraph.end) });
                continue;
            }
            let mut start = paragraph.start;
            if let Some(end) = dateline {
                blocks.all.push(Block { part: Part::Dateline, span: Span::at(start, start + end) });
                let rest = &words[end..];
                start += end + (rest.len() - rest.trim_start().len());
            }
            bodies += 1;
            push_body(text, start, paragraph.end, &mut blocks);
        }
        as_lists(blocks)
    }
}

/// Many headings in a row are none, but the items of a list or the lines of a table.
fn as_lists(blocks: Blocks) -> Blocks {
    let mut all = blocks.all.as_slice().to_vec();
    // Above the first paragraph lines without a stop are what they seem.
    let first = all.iter().position(|block| block.part == Part::Body).unwrap_or(all.len());
    for run in all[first..].chunk_by_mut(|a, b| a.part == Part::Heading && b.part == Part::Heading) {
        if run.len() >= 3 {
            run.iter_mut().for_each(|block| block.part = Part::Body);
        }
    }
    Blocks { all: all.into_iter().collect() }
}

/// "By", and names.
fn is_byline(words: &str, bylines: &[String]) -> bool {
    if words.len() > 80 {
        return false;
    }
    let lower = words.to_lowercase();
    let cue = bylines
        .iter()
        .find(|cue| lower.strip_prefix(cue.as_str()).is_some_and(|rest| rest.starts_with([' ', ':'])));
    let Some(names) = cue.and_then(|cue| words.get(cue.len()..)) else { return false };
    let mut count = 0;
    names
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '\'' | '’'))
        .filter(|name| !name.is_empty())
        .all(|name| {
            count += 1;
            name.starts_with(char::is_uppercase) || name.len() <= 3
        })
        && (1..=8).contains(&count)
        && !names.trim_end().ends_with('.')
}

fn push_body(text: &str, mut start: usize, end: usize, blocks: &mut Blocks) {
    while end - start > LARGEST {
        let mut cut = start + LARGEST;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let piece = &text[start..cut];
        // Between words if there is a gap in the last tenth, else wherever it falls.
        if let Some(gap) = piece.rfind(char::is_whitespace).filter(|gap| *gap > LARGEST * 9 / 10) {
            cut = start + gap;
        }
        let piece = text[start..cut].trim_end();
        if !piece.is_empty() {
            blocks.all.push(Block { part: Part::Body, span: Span::at(start, start + piece.len()) });
        }
        let rest = &text[cut..end];
        start = cut + (rest.len() - rest.trim_start().len());
    }
    if start < end {
        blocks.all.push(Block { part: Part::Body, span: Span::at(start, end) });
    }
}

fn is_address(words: &str) -> bool {
    let starts = |start: &str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    (starts("http://") || starts("https://") || starts("www.")) && !words.contains(char::is_whitespace)
}

fn is_furniture(words: &str, furniture: &[String]) -> bool {
    if words.len() > 300 {
        return false;
    }
    let lower = words.to_lowercase();
    furniture.iter().any(|start| {
        lower.strip_prefix(start.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn is_agency(words: &str, agencies: &[String]) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    agencies.iter().any(|agency| agency.eq_ignore_ascii_case(bare))
}

/// A short line that does not end as a sentence does.
fn is_heading(paragraph: &Paragraph, words: &str, is_first: bool) -> bool {
    if words.len() > if is_first { 160 } else { 110 }
        || (paragraph.lines > 1 && !is_capitals(words))
        || paragraph.lines > 3
        || paragraph.is_table
    {
        return false;
    }
    let last = words.chars().rev().find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»'));
    let ends = last.is_some_and(|c| matches!(c, '.' | ':' | ';' | ',' | '…' | '-' | '—' | '–'));
    let count = words.split_whitespace().count();
    let begins = words.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    // A question or a shout may be either; a heading is shorter.
    let asks = last.is_some_and(|c| matches!(c, '?' | '!'));
    begins
        && !ends
        && count
            <= if asks {
                9
            } else if is_first {
                18
            } else {
                14
            }
        && !words.starts_with(['-', '•', '*', '–', '—'])
}

fn is_capitals(words: &str) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in words.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper > 3 && lower * 8 <= upper
}
