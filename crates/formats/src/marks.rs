//! A record's source sentence with the words of every role marked: a label under the words, not only a colour.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::table::{Look, painted};

/// The sentence of a printed record, wrapped to the width, each role's words underlined with the role's name.
/// Roles whose words stand in another sentence are listed below it.
pub fn marked(record: &Value, look: Look) -> String {
    let evidence = &record["evidence"];
    let start = evidence["start"].as_u64().unwrap_or(0);
    let sentence = evidence["exact"].as_str().unwrap_or_default();
    let marks = marks(record);
    let lines = wrap(sentence, start, look.width.max(20) - INDENT.len());
    let end = start + sentence.chars().count() as u64;

    let mut out = String::new();
    for line in &lines {
        let words: String = line.iter().map(|cell| cell.shown).collect();
        let _ = writeln!(out, "{INDENT}{}", words.trim_end());
        for row in rows(line, &marks) {
            let _ = writeln!(out, "{INDENT}{}", painted(row.trim_end(), LABEL, look));
        }
    }
    let outside: Vec<&Mark> = marks.iter().filter(|mark| mark.end <= start || mark.start >= end).collect();
    for mark in outside {
        let _ = writeln!(
            out,
            "{INDENT}{} {} (elsewhere, at {})",
            painted(&mark.label, LABEL, look),
            mark.words,
            mark.start
        );
    }
    out
}

const INDENT: &str = "  ";
const LABEL: Style = AnsiColor::Cyan.on_default();

/// Words that fill roles of a record.
pub(crate) struct Mark {
    /// The roles, with a blank between them.
    pub(crate) label: String,
    /// What sort of thing fills them.
    pub(crate) family: Family,
    pub(crate) words: String,
    /// Code points of the text.
    pub(crate) start: u64,
    pub(crate) end: u64,
}

/// What sort of thing fills a role.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Trigger,
    Who,
    When,
    Where,
    What,
}

impl Family {
    fn of(filler: &Value) -> Family {
        match filler {
            _ if filler["level"].is_string() => Family::Who,
            _ if filler["granularity"].is_string() => Family::When,
            _ if filler.get("geonames").is_some() => Family::Where,
            _ => Family::What,
        }
    }
}

// A character as shown, and its place in the text.
struct Cell {
    shown: char,
    point: u64,
    column: usize,
}

/// The words of every role of a printed record, in the order of the text.
pub(crate) fn marks(record: &Value) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |label: &str, family: Family, span: &Value| {
        if let (Some(start), Some(end)) = (span["start"].as_u64(), span["end"].as_u64())
            && let Some(words) = span["exact"].as_str()
        {
            let same = |mark: &Mark| mark.start == start && mark.end == end;
            match marks.iter_mut().find(|mark| same(mark)) {
                Some(mark) if mark.label.split(' ').any(|each| each == label) => {}
                Some(mark) => mark.label = format!("{} {label}", mark.label),
                None => {
                    marks.push(Mark { label: label.into(), family, words: crate::plain(words), start, end })
                }
            }
        }
    };
    for (role, fillers) in record["roles"].as_object().into_iter().flatten() {
        for filler in fillers.as_array().into_iter().flatten() {
            add(role, Family::What, filler);
            add(role, Family::of(filler), &filler["span"]);
        }
    }
    add("date", Family::When, &record["date"]["span"]);
    add("trigger", Family::Trigger, &record["trigger"]);
    marks.sort_by_key(|mark| (mark.start, mark.end));
    marks
}

// The sentence on lines of this width, broken between words; white space of any sort is one blank.
fn wrap(sentence: &str, start: u64, width: usize) -> Vec<Vec<Cell>> {
    let mut lines: Vec<Vec<Cell>> = vec![Vec::new()];
    let mut column = 0;
    for (point, c) in (start..).zip(sentence.chars()) {
        let shown = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        let line = lines.last_mut().expect("there is a first line");
        if shown == ' ' && line.last().is_none_or(|cell| cell.shown == ' ') {
            continue;
        }
        line.push(Cell { shown, point, column });
        column += shown.width().unwrap_or(0);
        if column > width && shown != ' ' {
            // A word longer than the line is cut where the line ends.
            let blank = line.iter().rposition(|cell| cell.shown == ' ').map_or(line.len() - 1, |at| at + 1);
            let mut carried = line.split_off(blank.max(1));
            column = 0;
            for cell in &mut carried {
                cell.column = column;
                column += cell.shown.width().unwrap_or(0);
            }
            lines.push(carried);
        }
    }
    lines
}

// Labels under a line: as few rows as hold them without touching each other, the longest stretch lowest.
fn rows(line: &[Cell], marks: &[Mark]) -> Vec<String> {
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for mark in marks {
        let cells = line.iter().filter(|cell| (mark.start..mark.end).contains(&cell.point));
        let mut cells = cells.peekable();
        let Some(first) = cells.peek() else { continue };
        let (from, continues) = (first.column, first.point > mark.start);
        let last = cells.last().expect("the first was there");
        let to = last.column + last.shown.width().unwrap_or(0).max(1);
        let label = if continues { format!("…{}", mark.label) } else { mark.label.clone() };
        let line = to.saturating_sub(from + 1 + label.width());
        found.push((from, to, format!("╰{label}{}", "─".repeat(line))));
    }
    found.sort_by_key(|(from, to, _)| (to - from, *from));
    let mut rows: Vec<Vec<(usize, usize, String)>> = Vec::new();
    for (from, _, text) in found {
        let to = from + text.width();
        let free = |row: &&mut Vec<(usize, usize, String)>| row.iter().all(|(a, b, _)| to < *a || *b < from);
        match rows.iter_mut().find(free) {
            Some(row) => row.push((from, to, text)),
            None => rows.push(vec![(from, to, text)]),
        }
    }
    let draw = |mut row: Vec<(usize, usize, String)>| {
        row.sort();
        let mut drawn = String::new();
        for (from, _, text) in row {
            let gap = from.saturating_sub(drawn.width());
            drawn.extend(std::iter::repeat_n(' ', gap));
            drawn.push_str(&text);
        }
        drawn
    };
    rows.into_iter().map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn labels_stand_under_their_words() {
        let span = |start: u64, exact: &str| json!({"start": start, "end": start + exact.chars().count() as u64, "exact": exact});
        let record = json!({
            "evidence": span(10, "Norway and Chile\nsigned a pact on krill in Lima."),
            "trigger": span(27, "signed"),
            "date": null,
            "roles": {
                "parties": [{"name": "Norway", "span": span(10, "Norway")}, {"name": "Chile", "span": span(21, "Chile")}],
                "subject": [span(44, "krill")],
                "host": [{"name": "Peru", "span": span(2, "Peru")}],
            },
        });
        let expect = "  Norway and Chile signed a pact
  ╰parties   ╰parties
                   ╰trigger
  on krill in Lima.
     ╰subject
  host Peru (elsewhere, at 2)
";
        assert_eq!(marked(&record, Look { width: 34, colour: false }), expect);
    }
}
