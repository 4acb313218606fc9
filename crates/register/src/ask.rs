//! Asking a register: records by id, how much there is.

use rusqlite::params;
use serde_json::Value;

use crate::{
    Error, Register, claims,
    enter::{hexadecimal, key},
    error::Kind,
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
                "SELECT record FROM records r JOIN documents d USING (document)
                 WHERE substr(r.id, 1, 4) BETWEEN substr(?1, 1, 4) AND substr(?2, 1, 4)
                     AND r.id >= ?1 AND r.id <= ?2 ORDER BY r.id, d.published, d.id LIMIT ?3",
            )?;
            let mut found = Vec::new();
            for (first, last) in ranges(prefix) {
                let rows = ask.query_map(params![first, last, limit as i64], |row| row.get(0))?;
                for record in rows.collect::<rusqlite::Result<Vec<i64>>>()? {
                    let (record, kept) = claims::record(&self.connection, record)?;
                    found.push(Found { record, text: kept.text });
                }
            }
            found.truncate(limit);
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
                "SELECT kind, count(*) FROM records JOIN shapes USING (shape) GROUP BY kind ORDER BY kind",
            )?;
            let kinds = ask.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
            Ok(Holdings { documents: documents as u64, records: kinds.collect::<rusqlite::Result<_>>()? })
        };
        count().map_err(|cause| self.error(cause))
    }
}

// Where ids that begin so lie among the ids: bytes for hexadecimal digits, text for others.
fn ranges(prefix: &str) -> Vec<(rusqlite::types::Value, rusqlite::types::Value)> {
    // Whatever begins with the prefix sorts before the prefix and the last of all characters.
    let mut ranges = vec![(prefix.to_owned().into(), format!("{prefix}\u{10ffff}").into())];
    if hexadecimal(prefix) {
        let even = prefix.len().is_multiple_of(2);
        let first = if even { prefix.to_owned() } else { format!("{prefix}0") };
        let last = format!("{prefix}{}{}", if even { "" } else { "f" }, "ff".repeat(32));
        ranges.push((key(&first), key(&last)));
    }
    ranges
}
