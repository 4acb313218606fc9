//! Records for people: grouped by kind, one line a record, fitted to the width of the terminal.
//!
//! Built from the printed form and not from the types, so that what a register gives back looks as it did
//! when it was read. The five kinds that come with the program have a layout each; a kind of a user's own
//! shows its fields by name.

pub(crate) mod layout;
pub(crate) mod line;

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::plain;

use layout::{layout, plural};
use line::{Row, clipped};

/// How wide, and whether in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns a line may fill.
    pub width: usize,
    /// True where the reader can see colours and did not ask for none.
    pub colour: bool,
}

impl Look {
    /// Narrower than this nothing can be laid out; lines then run over.
    pub const NARROWEST: usize = 40;
}

/// The records of one document under its title.
pub fn report(document: &Value, records: &[Value], look: Look) -> String {
    let look = Look { width: look.width.max(Look::NARROWEST), ..look };
    let mut out = heading(document, records.len(), look);
    let mut kinds: Vec<&str> = Vec::new();
    for record in records {
        let kind = kind(record);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort_by_key(|kind| layout::order(kind));
    for name in kinds {
        let group: Vec<&Value> = records.iter().filter(|record| kind(record) == name).collect();
        let title = painted(&plural(name).to_uppercase(), HEADING, look);
        out.push_str(&format!("\n  {title}  {}\n", painted(&group.len().to_string(), FAINT, look)));
        let rows: Vec<Row> = group.iter().map(|record| layout(record)).collect();
        out.push_str(&line::aligned(rows, look));
    }
    out
}

/// One record whole: its fields, its sentence with the words of every role marked, and where it comes from.
pub fn card(record: &Value, look: Look) -> String {
    let look = Look { width: look.width.max(Look::NARROWEST), ..look };
    let mut out = line(record, look);
    out.push('\n');
    out.push_str(&crate::marked(record, look));
    out.push('\n');
    for (name, value) in layout::details(record) {
        let label = painted(&format!("  {name:<13}"), FAINT, look);
        out.push_str(&format!("{label} {value}\n"));
    }
    out
}

/// One record on one line, its kind first.
pub fn line(record: &Value, look: Look) -> String {
    let mut row = layout(record);
    row.columns.insert(0, (kind(record).to_owned(), HEADING));
    line::aligned(vec![row], look)
}

pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const NAME: Style = Style::new().bold();
pub(crate) const CODE: Style = AnsiColor::Cyan.on_default();
pub(crate) const DATE: Style = AnsiColor::Green.on_default();
pub(crate) const DOUBT: Style = AnsiColor::Yellow.on_default();
pub(crate) const VOICE: Style = AnsiColor::Magenta.on_default();

/// The text in a style, where colours are wanted.
pub(crate) fn painted(text: &str, style: Style, look: Look) -> String {
    if !look.colour || text.is_empty() || style == Style::new() {
        return text.to_owned();
    }
    format!("{style}{text}{style:#}")
}

pub(crate) fn kind(record: &Value) -> &str {
    record["kind"].as_str().unwrap_or("record")
}

fn heading(document: &Value, records: usize, look: Look) -> String {
    let source = plain(document["source"].as_str().unwrap_or_default());
    let name = document["title"].as_str().map_or_else(|| source.clone(), plain);
    let day = document["published"].as_str().unwrap_or("day unknown");
    let count = if records == 1 { "1 record".to_owned() } else { format!("{records} records") };
    let side = format!("{day}  {count}");
    let room = look.width.saturating_sub(side.width() + 2);
    let name = clipped(&name, room);
    let gap = " ".repeat(look.width.saturating_sub(name.width() + side.width()));
    let title = painted(&name, HEADING.underline(), look);
    let source = if document["title"].is_string() {
        format!("{}\n", clipped(&source, look.width))
    } else {
        String::new()
    };
    format!("{title}{gap}{}\n{}", painted(&side, FAINT, look), painted(&source, FAINT, look))
}
