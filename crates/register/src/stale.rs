//! What an older engine read, so that it can be read anew.

use rusqlite::params;
use serde_json::{Value, json};

use crate::{Error, Register, entries};

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
const LINKING: &str = "1";

impl Register {
    /// The ids of the documents that another engine read, in the order they were entered.
    pub fn stale(&self, engine: &str) -> Result<Vec<String>, Error> {
        let ask = || {
            let mut ask =
                self.connection.prepare("SELECT id FROM documents WHERE engine <> ?1 ORDER BY document")?;
            ask.query_map([engine], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// A document and what was read in it.
    pub fn read_again(&self, document_id: &str) -> Result<Option<Read>, Error> {
        let ask = || {
            let mut ask = self.connection.prepare_cached(
                "SELECT document, id, text_hash, source, title, published, outlet, language, text
                 FROM documents WHERE id = ?1",
            )?;
            let mut rows = ask.query([document_id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let column = |at| row.get::<_, Option<String>>(at);
            let document = json!({
                "id": column(1)?, "text": column(2)?, "source": column(3)?, "title": column(4)?,
                "published": column(5)?, "outlet": column(6)?, "language": column(7)?,
            });
            let mut records = Vec::new();
            let sql = format!(
                "{} FROM records r JOIN documents d USING (document) WHERE d.document = ?1
                 ORDER BY r.trigger_start, r.kind, r.id",
                crate::ask::FOUND
            );
            let mut ask = self.connection.prepare_cached(&sql)?;
            for record in ask.query_map(params![row.get::<_, i64>(0)?], crate::ask::printed)? {
                records.push(record?);
            }
            Ok(Some(Read { document, text: column(8)?, records }))
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
