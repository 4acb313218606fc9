//! What can be wrong with a rule file: where, what was expected, and the nearest known name.

use std::fmt;

/// An error in a rule file or word list. Prints with the line and a caret below the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters are meant.
    pub width: usize,
    /// The line itself.
    pub source: String,
    /// What is wrong, and the remedy.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error { file, line, column, width, source, message } = self;
        writeln!(f, "{file}:{line}:{column}: {message}")?;
        if source.chars().count() <= 200 {
            let gutter = line.to_string().len();
            writeln!(f, "{:gutter$} |", "")?;
            writeln!(f, "{line} | {source}")?;
            write!(f, "{:gutter$} | {:>2$}{3}", "", "", column - 1, "^".repeat((*width).max(1)))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// ` (did you mean "…"?)` for the known name that is nearest to a mistyped one, or nothing.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let best = known.into_iter().take(10_000).map(|each| (distance(name, each), each)).min();
    match best {
        Some((distance, each)) if distance <= 1 + name.chars().count() / 3 => {
            format!(" (did you mean `{each}`?)")
        }
        _ => String::new(),
    }
}

// Levenshtein distance of short names; long ones are cut, as no suggestion helps there.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(40).collect();
    let other: Vec<char> = other.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let swap = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
