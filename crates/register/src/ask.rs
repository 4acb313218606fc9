//! Asking a register: records by words, records by id, how much there is.

use rusqlite::{Row, params};
use serde_json::{Map, Value, json};

use crate::{Error, Register, error::Kind, words::question};

/// A record found, in its printed form, and the text it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The record as it was printed when it was read.
    pub record: Value,
    /// The document's text, where the register keeps it.
    pub text: Option<String>,
}

/// How much a register holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Documents.
    pub documents: u64,
    /// Records, by kind, in alphabetical order of the kinds.
    pub records: Vec<(String, u64)>,
}

pub(crate) const FOUND: &str =
    "SELECT r.json, d.id, d.text_hash, d.source, d.title, d.published, d.outlet, d.language, d.engine";

impl Register {
    /// Records whose sentence or names hold all these words, in order of their documents' days and places;
    /// at most `limit` of them. Words in quotation marks must stand together; `word*` begins a word.
    pub fn find(&self, words: &str, limit: usize) -> Result<Vec<Value>, Error> {
        let question = question(words).map_err(|why| Error::new(&self.file, Kind::Question(why)))?;
        let sql = format!(
            "{FOUND} FROM record_words w JOIN records r ON r.record = w.rowid JOIN documents d USING (document)
             WHERE record_words MATCH ?1
             ORDER BY d.published, d.source, d.id, r.trigger_start, r.kind, r.id LIMIT ?2"
        );
        let ask = || {
            let mut ask = self.connection.prepare_cached(&sql)?;
            let rows = ask.query_map(params![question, limit as i64], printed)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// The records whose id begins so, with their texts; at most `limit`. Wire copies share a record's id: the
    /// same id may stand in several documents.
    pub fn show(&self, prefix: &str, limit: usize) -> Result<Vec<Found>, Error> {
        if prefix.is_empty() {
            return Err(Error::new(&self.file, Kind::Question("it holds no id")));
        }
        // Ids are ASCII: whatever begins with the prefix sorts before the prefix and a byte beyond ASCII.
        let sql = format!(
            "{FOUND}, d.text FROM records r JOIN documents d USING (document)
             WHERE r.id >= ?1 AND r.id < ?1 || char(1114111) ORDER BY r.id, d.published, d.id LIMIT ?2"
        );
        let ask = || {
            let mut ask = self.connection.prepare_cached(&sql)?;
            let found = |row: &Row<'_>| Ok(Found { record: printed(row)?, text: row.get(9)? });
            let rows = ask.query_map(params![prefix, limit as i64], found)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// How much there is.
    pub fn holdings(&self) -> Result<Holdings, Error> {
        let count = || {
            let documents = self
                .connection
                .query_row("SELECT count(*) FROM documents", [], |row| row.get::<_, i64>(0))?;
            let mut ask =
                self.connection.prepare("SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind")?;
            let kinds = ask.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
            Ok(Holdings { documents: documents as u64, records: kinds.collect::<rusqlite::Result<_>>()? })
        };
        count().map_err(|cause| self.error(cause))
    }
}

// The record as it was printed: what its document says once goes back to its places.
pub(crate) fn printed(row: &Row<'_>) -> rusqlite::Result<Value> {
    let json: String = row.get(0)?;
    let column = |at| row.get::<_, Option<String>>(at);
    let document = json!({
        "id": column(1)?, "text": column(2)?, "source": column(3)?, "title": column(4)?,
        "published": column(5)?, "outlet": column(6)?, "language": column(7)?,
    });
    let engine = column(8)?;
    let fault =
        |error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error));
    let stored: Map<String, Value> = serde_json::from_str(&json).map_err(fault)?;
    let mut record = Map::new();
    for (key, value) in stored {
        let after = match key.as_str() {
            "kind" => Some(("document", document.clone())),
            "rule" => Some(("engine", engine.clone().into())),
            _ => None,
        };
        record.insert(key, value);
        if let Some((key, value)) = after {
            record.insert(key.into(), value);
        }
    }
    Ok(Value::Object(record))
}
