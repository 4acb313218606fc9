//! Lines gathered into paragraphs.

/// A paragraph: a stretch of lines without the white space around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paragraph {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) lines: usize,
    /// A row of a table: columns held apart by spaces.
    pub(super) is_table: bool,
}

impl Paragraph {
    pub(super) fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    indent: usize,
    /// In letters; no more than a hundred thousand are counted.
    width: usize,
    blank_before: bool,
    is_table: bool,
}

/// The paragraphs of a text, in order. A line that stands alone, as the name of an agency does, is one for itself.
pub(super) fn paragraphs(text: &str, stands_alone: impl Fn(&str) -> bool) -> Vec<Paragraph> {
    let lines = lines(text);
    let wrap = wrap(text, &lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let goes_on = before.is_some_and(|before| goes_on(text, before, line, wrap))
            && !stands_alone(&text[line.start..line.end]);
        match paragraphs.last_mut() {
            Some(last) if goes_on => {
                last.end = line.end;
                last.lines += 1;
            }
            _ => paragraphs.push(Paragraph {
                start: line.start,
                end: line.end,
                lines: 1,
                is_table: line.is_table,
            }),
        }
        before = Some(line);
    }
    paragraphs
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut blanks = 0;
    // A carriage return before a line feed ends an empty line of its own, which must not count as blank.
    for (line, end) in split(text) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            blanks += usize::from(end != "\r\n" || line.is_empty());
        } else {
            let indent = line.len() - line.trim_start().len();
            let start = at + indent;
            lines.push(Line {
                start,
                end: start + trimmed.len(),
                indent: line
                    .chars()
                    .take_while(|c| c.is_whitespace())
                    .map(|c| if c == '\t' { 4 } else { 1 })
                    .sum(),
                width: trimmed.chars().take(100_000).count(),
                blank_before: blanks > 0,
                is_table: is_table(trimmed),
            });
            blanks = 0;
        }
        at += line.len() + end.len();
    }
    lines
}

// Lines and what ends each: any of the line ends of Unicode, a carriage return and line feed as one.
fn split(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_end =
            |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let Some(cut) = rest.find(is_end) else { return Some((std::mem::take(&mut rest), "")) };
        let length = match rest[cut..].chars().next() {
            Some('\r') if rest[cut..].starts_with("\r\n") => 2,
            c => c.map_or(0, char::len_utf8),
        };
        let line = (&rest[..cut], &rest[cut..cut + length]);
        rest = &rest[cut + length..];
        Some(line)
    })
}

fn is_table(line: &str) -> bool {
    let gaps = line.match_indices("   ").count();
    gaps >= 2 || (gaps == 1 && line.chars().filter(char::is_ascii_digit).count() * 4 > line.len())
}

// Nobody wraps at more letters than these.
const WIDEST: usize = 100;

/// How wide the lines of a text are, and whether it is wrapped throughout.
#[derive(Clone, Copy)]
struct Wrap {
    width: usize,
    is_usual: bool,
    /// Of the lines that are indented least.
    indent: usize,
}

fn wrap(text: &str, lines: &[Line]) -> Wrap {
    let mut widths: Vec<usize> = lines.iter().filter(|line| !line.is_table).map(|line| line.width).collect();
    widths.sort_unstable();
    let width = widths.get(widths.len().saturating_sub(1 + widths.len() / 20)).copied().unwrap_or(0);
    let indent = lines.iter().filter(|line| !line.is_table).map(|line| line.indent).min().unwrap_or(0);
    if !(40..=WIDEST).contains(&width) {
        return Wrap { width, is_usual: false, indent };
    }
    // Lines with a neighbour below: wrapped ones are nearly full and seldom end a sentence.
    let (mut pairs, mut full, mut open) = (0, 0, 0);
    for pair in lines.windows(2) {
        if pair[1].blank_before || pair[1].indent > pair[0].indent + 1 || pair[0].is_table || pair[1].is_table
        {
            continue;
        }
        pairs += 1;
        full += usize::from(pair[0].width * 10 >= width * 7);
        open += usize::from(!ends_sentence(&text[pair[0].start..pair[0].end]));
    }
    Wrap { width, indent, is_usual: pairs > 0 && full * 10 >= pairs * 6 && open * 2 >= pairs }
}

fn goes_on(text: &str, before: &Line, line: &Line, wrap: Wrap) -> bool {
    if line.is_table || before.is_table {
        return false;
    }
    let words = &text[line.start..line.end];
    // "...what we have," and, a blank line on, "he said".
    if last_letter(&text[before.start..before.end]) == Some(',') && words.starts_with(char::is_lowercase) {
        return true;
    }
    if line.blank_before {
        return false;
    }
    let Wrap { width, is_usual, indent } = wrap;
    let short = before.width * 10 < width * 7;
    let ended = ends_sentence(&text[before.start..before.end]);
    // An indent opens a paragraph, unless lines are indented one like the other and this one only goes on.
    if line.indent >= indent + 2 && (line.indent > before.indent + 1 || short || ended) {
        return false;
    }
    if !is_usual {
        // Lines are paragraphs, but one that is full and breaks off before a small letter goes on.
        return width <= WIDEST && !short && !ended && words.starts_with(char::is_lowercase);
    }
    let starts_item =
        words.starts_with(['•', '*', '–', '—']) || words.starts_with("- ") || words.starts_with("-- ");
    !ended || !starts_item && !short
}

fn ends_sentence(line: &str) -> bool {
    last_letter(line).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | ':'))
}

// The last letter or mark before the marks that close.
fn last_letter(line: &str) -> Option<char> {
    line.chars().rev().find(|c| !matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»'))
}
