//! Tables of a pack: tab-separated text whose second comment line names the columns.

use std::fmt;

use rustc_hash::FxHashMap;

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
    columns: FxHashMap<&'a str, usize>,
    rows: Vec<(usize, &'a str)>,
    /// The cells of all rows, one row after another.
    cells: Vec<&'a str>,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'t, 'a> {
    table: &'t Table<'a>,
    index: usize,
}

impl<'a> Table<'a> {
    /// Reads a table and demands these columns of it.
    pub(crate) fn parse(file: &'a str, text: &'a str, demanded: &[&str]) -> Result<Table<'a>, Error> {
        let mut columns = FxHashMap::default();
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(comment) = line.strip_prefix('#') {
                if rows.is_empty() && comment.contains('\t') || comment.trim_start().starts_with("names") {
                    let names = comment.trim().split('\t').enumerate();
                    columns = names.map(|(place, name)| (name.trim(), place)).collect();
                    if let Some(missing) = demanded.iter().find(|name| !columns.contains_key(*name)) {
                        return Err(Error::at(file, number, line, line, format!("no column `{missing}`")));
                    }
                }
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            cells.extend(line.split('\t').map(str::trim));
            let width = cells.len() - rows.len() * columns.len();
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
        Ok(Table { file, columns, rows, cells })
    }

    /// Its rows.
    pub(crate) fn rows<'t>(&'t self) -> impl Iterator<Item = Row<'t, 'a>> {
        (0..self.rows.len()).map(move |index| Row { table: self, index })
    }
}

impl<'a> Row<'_, 'a> {
    /// The cell of a column; empty where the table lacks the column.
    pub(crate) fn cell(self, column: &str) -> &'a str {
        let place = self.table.columns.get(column);
        place.map_or("", |place| self.table.cells[self.index * self.table.columns.len() + place])
    }

    /// The parts of a cell that holds a list.
    pub(crate) fn list(self, column: &str) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.cell(column).split('|').map(str::trim).filter(|part| !part.is_empty())
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
