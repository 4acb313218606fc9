//! What an older engine read, so that it can be read anew.

use rusqlite::OptionalExtension;
use serde_json::Value;

use crate::{Error, Register, claims, entries};

/// A document with the records of its last reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// As it is printed with its records.
    pub document: Value,
    /// Its text, where the register keeps it.
    pub text: Option<String>,
    /// Its records as printed.
    pub records: Vec<Value>,
}

/// The version of how records and documents are linked.
pub(crate) const LINKING: &str = "2";

impl Register {
    /// The ids of the documents that another engine read, in the order they were entered.
    pub fn stale(&self, engine: &str) -> Result<Vec<String>, Error> {
        let ask = || {
            let mut ask = self.connection.prepare(
                "SELECT d.id FROM documents d JOIN words w ON w.word = d.engine WHERE w.text <> ?1
                 ORDER BY d.document",
            )?;
            ask.query_map([engine], |row| claims::written(row.get_ref(0)?))?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// A document and what was read in it.
    pub fn read_again(&self, document_id: &str) -> Result<Option<Read>, Error> {
        let ask = || {
            let number = self
                .connection
                .prepare_cached("SELECT document FROM documents WHERE id = ?1")?
                .query_row([crate::ready::key(document_id)], |row| row.get(0))
                .optional()?;
            let Some(number) = number else { return Ok(None) };
            let kept = claims::document(&self.connection, number)?;
            let records = claims::records(&kept)?;
            Ok(Some(Read { document: kept.printed, text: kept.text, records }))
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// Links all records anew if an older program linked them; true if it did.
    pub fn relink(&mut self) -> Result<bool, Error> {
        let sql = "SELECT value FROM settings WHERE name = 'linking'";
        let linked = self.transact(|tx, memory| {
            let known: Option<String> =
                tx.prepare(sql)?.query_map([], |row| row.get(0))?.next().transpose()?;
            if known.as_deref() == Some(LINKING) {
                return Ok(false);
            }
            entries::rebuild(tx, memory)?;
            tx.execute("INSERT OR REPLACE INTO settings VALUES ('linking', ?1)", [LINKING])?;
            Ok(true)
        })?;
        Ok(linked)
    }
}
