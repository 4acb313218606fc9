//! Tables of a pack: tab-separated text whose second comment line names the columns.

use std::fmt;

/// What is wrong with a file of a pack or a dictionary, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The line as it stands, cut if it is long.
    pub text: String,
}

impl Error {
    /// An error at a part of a line; `part` must be a slice of `line` or may be empty for its start.
    pub(crate) fn at(file: &str, number: usize, line: &str, part: &str, message: impl Into<String>) -> Error {
        let offset = (part.as_ptr() as usize).wrapping_sub(line.as_ptr() as usize);
        let column = line.get(..offset).map_or(1, |before| before.chars().count() + 1);
        let text = line.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
        Error { file: file.into(), line: number, column, message: message.into(), text }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        writeln!(f, "  | {}", self.text)?;
        write!(f, "  | {:>width$}", '^', width = self.column.min(121))
    }
}

impl std::error::Error for Error {}

/// A table, its cells by column name.
pub(crate) struct Table<'a> {
    file: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<(usize, &'a str)>,
    /// Where each cell ends in its line, one row after another.
    ends: Vec<u32>,
}

/// The place of a column in a table, for tables of many rows.
#[derive(Clone, Copy)]
pub(crate) struct Place(Option<usize>);

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t, 'a> {
    table: &'t Table<'a>,
    index: usize,
}

impl<'a> Table<'a> {
    /// Reads a table and demands these columns of it.
    pub(crate) fn parse(file: &'a str, text: &'a str, demanded: &[&str]) -> Result<Table<'a>, Error> {
        let mut columns: Vec<&str> = Vec::new();
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(comment) = line.strip_prefix('#') {
                if rows.is_empty() && comment.contains('\t') || comment.trim_start().starts_with("names") {
                    columns = comment.trim().split('\t').map(str::trim).collect();
                    if let Some(missing) = demanded.iter().find(|name| !columns.contains(*name)) {
                        return Err(Error::at(file, number, line, line, format!("no column `{missing}`")));
                    }
                }
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            let before = ends.len();
            let tabs = line.bytes().enumerate().filter(|(_, b)| *b == b'\t');
            ends.extend(tabs.map(|(at, _)| at as u32).chain([line.len() as u32]));
            let width = ends.len() - before;
            if columns.is_empty() {
                return Err(Error::at(
                    file,
                    number,
                    line,
                    line,
                    "a row before the line that names the columns",
                ));
            }
            if width != columns.len() {
                let message = format!("{width} cells where the table has {} columns", columns.len());
                return Err(Error::at(file, number, line, line, message));
            }
            rows.push((number, line));
        }
        Ok(Table { file, columns, rows, ends })
    }

    /// Where a column stands.
    pub(crate) fn place(&self, column: &str) -> Place {
        Place(self.columns.iter().position(|name| *name == column))
    }

    /// Its rows.
    pub(crate) fn rows<'t>(&'t self) -> impl ExactSizeIterator<Item = Row<'t, 'a>> {
        (0..self.rows.len()).map(move |index| Row { table: self, index })
    }
}

/// The parts of a cell that holds a list.
pub(crate) fn parts(cell: &str) -> impl Iterator<Item = &str> + Clone + use<'_> {
    let mut rest = Some(cell);
    std::iter::from_fn(move || {
        let text = rest?;
        let bar = text.bytes().position(|b| b == b'|');
        rest = bar.map(|bar| &text[bar + 1..]);
        Some(text[..bar.unwrap_or(text.len())].trim_matches(' '))
    })
    .filter(|part| !part.is_empty())
}

impl<'a> Row<'_, 'a> {
    /// The cell of a column; empty where the table lacks the column.
    pub(crate) fn cell(self, column: &str) -> &'a str {
        self.at(self.table.place(column))
    }

    /// The cell of a column whose place is known.
    pub(crate) fn at(self, place: Place) -> &'a str {
        let Place(Some(place)) = place else { return "" };
        let ends = &self.table.ends[self.index * self.table.columns.len()..][..=place];
        let start = place.checked_sub(1).map_or(0, |before| ends[before] as usize + 1);
        let (_, line) = self.table.rows[self.index];
        line[start..ends[place] as usize].trim_matches(' ')
    }

    /// The parts of a cell that holds a list.
    pub(crate) fn list(self, column: &str) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        parts(self.cell(column))
    }

    /// The first of a cell's list, which is the name to print.
    pub(crate) fn first(self, column: &str) -> Result<&'a str, Error> {
        self.list(column).next().ok_or_else(|| self.error(column, "no name"))
    }

    /// A cell that holds a value or nothing.
    pub(crate) fn value<T: std::str::FromStr>(self, column: &str) -> Result<Option<T>, Error> {
        match self.cell(column) {
            "" => Ok(None),
            cell => cell.parse().map(Some).map_err(|_| self.error(column, "not a number")),
        }
    }

    /// An error at a cell of this row.
    pub(crate) fn error(self, column: &str, message: &str) -> Error {
        let cell = self.cell(column);
        let message = format!("{message} in `{column}`: `{cell}`");
        let (number, line) = self.table.rows[self.index];
        Error::at(self.table.file, number, line, cell, message)
    }
}
