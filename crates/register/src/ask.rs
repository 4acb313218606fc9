//! Asking a register: records by id, how much there is.

use rusqlite::{params, types::Value as Cell};
use serde_json::Value;

use crate::{
    Error, Register, claims,
    error::Kind,
    ready::{hexadecimal, key, short},
};

/// A record found, in its printed form, and the text it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The record as it was printed when it was read.
    pub record: Value,
    /// The document's text, where the register keeps it.
    pub text: Option<String>,
}

impl Found {
    /// Puts the words of spans back from the document's text, where the register keeps pointers only.
    pub fn spell(&mut self, text: &str) {
        claims::spell(&mut self.record, text);
        self.text = Some(text.to_owned());
    }
}

/// How much a register holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Documents.
    pub documents: u64,
    /// Records, by kind, in alphabetical order of the kinds.
    pub records: Vec<(String, u64)>,
}

impl Register {
    /// The records whose id begins so, with their texts; at most `limit`. Wire copies share a record's id: the
    /// same id may stand in several documents.
    pub fn show(&self, prefix: &str, limit: usize) -> Result<Vec<Found>, Error> {
        if prefix.is_empty() {
            return Err(Error::new(&self.file, Kind::Question("it holds no id")));
        }
        let ask = || {
            let mut ask = self.connection.prepare_cached(
                "SELECT r.record FROM record_ids i JOIN documents d ON d.document = i.rowid
                 JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
                 WHERE record_ids MATCH ?4 AND r.id >= ?1 AND r.id <= ?2
                 ORDER BY r.id, d.published, d.id LIMIT ?3",
            )?;
            let mut found = Vec::new();
            for (first, last, digits) in ranges(prefix) {
                for asked in shelves(&digits) {
                    if found.len() >= limit {
                        return Ok(found);
                    }
                    let left = (limit - found.len()) as i64;
                    let rows = ask.query_map(params![first, last, left, asked], |row| row.get(0))?;
                    for record in rows.collect::<rusqlite::Result<Vec<i64>>>()? {
                        let (record, kept) = claims::record(&self.connection, record)?;
                        found.push(Found { record, text: kept.text });
                    }
                }
            }
            Ok(found)
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// How much there is.
    pub fn holdings(&self) -> Result<Holdings, Error> {
        let count = || {
            let documents = self
                .connection
                .query_row("SELECT count(*) FROM documents", [], |row| row.get::<_, i64>(0))?;
            let mut ask = self.connection.prepare(
                "SELECT w.text, sum(many) FROM (SELECT shape, count(*) AS many FROM records GROUP BY shape)
                     JOIN shapes USING (shape) JOIN words w ON w.word = kind GROUP BY w.text ORDER BY w.text",
            )?;
            let kinds = ask.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
            Ok(Holdings { documents: documents as u64, records: kinds.collect::<rusqlite::Result<_>>()? })
        };
        count().map_err(|cause| self.error(cause))
    }
}

// What to ask `record_ids` for ids whose digits begin so, in the order of the ids: of few digits many things, so that a
// large register need not be gone through for the first of them.
fn shelves(digits: &str) -> Vec<String> {
    match digits.len() {
        0..2 => {
            // An id may be as short as that.
            let mut all = vec![digits.to_owned()];
            "0123456789abcdef".chars().for_each(|next| all.extend(shelves(&format!("{digits}{next}"))));
            all
        }
        2 => vec![format!("{digits}*")],
        _ => vec![digits[..3].to_owned()],
    }
}

// Where ids that begin so lie among the ids: bytes for hexadecimal digits, text for others; and the digits of those.
fn ranges(prefix: &str) -> Vec<(Cell, Cell, String)> {
    // Whatever begins with the prefix sorts before the prefix and the last of all characters.
    let text: Cell = prefix.to_owned().into();
    let digits = short(&text);
    let mut ranges = vec![(text, format!("{prefix}\u{10ffff}").into(), digits)];
    if hexadecimal(prefix) {
        let even = prefix.len().is_multiple_of(2);
        let first = if even { prefix.to_owned() } else { format!("{prefix}0") };
        let last = format!("{prefix}{}{}", if even { "" } else { "f" }, "ff".repeat(32));
        ranges.push((key(&first), key(&last), prefix.to_owned()));
    }
    ranges
}
