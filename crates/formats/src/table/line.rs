//! A line of the table: aligned columns, a body that gives way, flags, and the record's short id at the end.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{FAINT, Look, painted};

/// A record laid out, before anything is measured.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Short codes that stand under each other.
    pub(crate) columns: Vec<(String, Style)>,
    /// What fills the line.
    pub(crate) body: Vec<Piece>,
    /// What must not be cut off: whose word, and whether it is so.
    pub(crate) flags: Vec<(String, Style)>,
    /// What `chancery show` takes.
    pub(crate) id: String,
}

/// A stretch of the body.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// True if it may be shortened to fit.
    pub(crate) gives: bool,
}

/// The rows under each other, each as one line of the look's width.
pub(super) fn aligned(mut rows: Vec<Row>, look: Look) -> String {
    thin_out(&mut rows);
    let count = rows.iter().map(|row| row.columns.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|n| rows.iter().filter_map(|row| row.columns.get(n)).map(|(text, _)| text.width()).max())
        .map(|width| width.unwrap_or(0).min(look.width / 4))
        .collect();
    rows.iter().map(|row| line(row, &widths, look)).collect()
}

// A column that most rows leave empty wastes the width of all: what few have stands behind their body.
fn thin_out(rows: &mut [Row]) {
    let filled =
        rows.iter().filter(|row| row.columns.first().is_some_and(|(text, _)| !text.is_empty())).count();
    if filled * 3 < rows.len() {
        for row in rows.iter_mut().filter(|row| !row.columns.is_empty()) {
            let (text, style) = row.columns.remove(0);
            if !text.is_empty() {
                row.flags.insert(0, (text, style));
            }
        }
    }
}

/// The text cut to so many columns, with an ellipsis where something is missing.
pub(super) fn clipped(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        cut.push(c);
    }
    let mut cut = cut.trim_end().to_owned();
    if room > 0 {
        cut.push('…');
    }
    cut
}

const INDENT: &str = "    ";
// A piece that gives way keeps at least so much, or it says nothing.
const LEAST: usize = 8;

fn line(row: &Row, widths: &[usize], look: Look) -> String {
    let mut out = String::from(INDENT);
    let mut used = INDENT.len();
    for (&width, (text, style)) in widths.iter().zip(&row.columns) {
        if width > 0 {
            let text = clipped(text, width);
            let gap = " ".repeat(width - text.width() + 2);
            out.push_str(&painted(&text, *style, look));
            out.push_str(&gap);
            used += width + 2;
        }
    }
    let flags: Vec<(String, Style)> =
        row.flags.iter().map(|(text, style)| (clipped(text, look.width / 3), *style)).collect();
    let ends: usize = flags.iter().map(|(text, _)| text.width() + 2).sum::<usize>() + row.id.width() + 2;
    let mut pieces: Vec<(String, Style)> = fitted(&row.body, look.width.saturating_sub(used + ends));
    pieces.retain(|(text, _)| !text.is_empty());
    for (text, style) in &pieces {
        out.push_str(&painted(text, *style, look));
        used += text.width();
    }
    for (text, style) in &flags {
        out.push_str("  ");
        out.push_str(&painted(text, *style, look));
        used += text.width() + 2;
    }
    let gap = look.width.saturating_sub(used + row.id.width()).max(2);
    out.push_str(&" ".repeat(gap));
    out.push_str(&painted(&row.id, FAINT, look));
    out.push('\n');
    out
}

// Shortens what may be shortened, the last first; if that is not enough, cuts the end.
fn fitted(body: &[Piece], room: usize) -> Vec<(String, Style)> {
    let mut over = body.iter().map(|piece| piece.text.width()).sum::<usize>().saturating_sub(room);
    let mut pieces: Vec<(String, Style)> = Vec::with_capacity(body.len());
    for piece in body.iter().rev() {
        let width = piece.text.width();
        let mut text = piece.text.clone();
        if piece.gives && over > 0 && width > LEAST {
            text = clipped(&text, width.saturating_sub(over).max(LEAST));
            over = over.saturating_sub(width - text.width());
        }
        pieces.push((text, piece.style));
    }
    pieces.reverse();
    let mut left = room;
    for (text, _) in &mut pieces {
        *text = clipped(text, left);
        left -= text.width();
    }
    pieces
}
