//! Asking for entries: what tells the same as a record, why, and where the tellers disagree.

use rusqlite::{Transaction, params};
use serde_json::Value;

use super::{
    Memory,
    compare::{MEASURES, NAMES, score},
    records::{self, Records},
};
use crate::{
    Error, Register,
    question::{self, Question},
};

/// Records that tell the same thing, the earliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happening {
    /// Who tells it.
    pub told: Vec<Told>,
    /// Sources that are no copies of each other.
    pub sources: usize,
    /// Where they disagree.
    pub rivals: Vec<Rival>,
    /// Of an instrument or a commitment: what became of it, by day.
    pub history: Vec<Standing>,
}

/// What became of an instrument or a commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// When: the day that is told, else that of publication.
    pub day: Option<String>,
    /// How it stood: `negotiated`, `signed`, `pledged`.
    pub status: String,
    /// How that is meant: `actual`, `planned`, `negated`.
    pub factuality: String,
    /// The records of the entry (by position) that tell so.
    pub told: Vec<usize>,
}

/// A record of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The record as it was printed.
    pub record: Value,
    /// The source that its document copies, if it is a copy.
    pub copies: Option<String>,
    /// Whether a correction withdraws it.
    pub withdrawn: bool,
    /// Which others of the entry (by position) it is linked with, and why.
    pub links: Vec<(usize, Likeness)>,
}

/// How alike two records are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Likeness {
    /// Above 0 if they tell the same.
    pub score: f64,
    /// What was measured, from 0 to 1; what is 0 is left out.
    pub measures: Vec<(&'static str, f64)>,
}

/// A field that is not told alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The field.
    pub field: String,
    /// What is told, and which records of the entry (by position) tell it so; the most told first.
    pub claims: Vec<(Value, Vec<usize>)>,
}

/// What of each kind can be told otherwise of the same thing.
const FIELDS: [&str; 6] = ["factuality", "status", "size", "value", "deadline", "firmness"];

/// A commitment that has a deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The last day of its deadline, the latest that is told of it.
    pub deadline: String,
    /// The record that tells so.
    pub record: Value,
    /// Sources that are no copies of each other.
    pub sources: u64,
}

impl Register {
    /// Commitments with a deadline that a question asks for and that were neither refused nor withdrawn, each entry
    /// once, the soonest first. It is overdue where the day it is has a later name than its deadline.
    pub fn due(&self, question: &Question) -> Result<Vec<Due>, Error> {
        const SQL: &str = "SELECT r.record, max(substr(w.text, 12)) AS deadline,
                 count(DISTINCT ifnull(c.original, d.document))
             FROM fields f JOIN words w USING (word) JOIN records r USING (record)
             JOIN spelled_shapes s USING (shape)
             JOIN documents d USING (document) LEFT JOIN document_copies c USING (document)
             JOIN record_entries e USING (record)
             WHERE f.field = (SELECT word FROM words WHERE text = 'deadline') AND s.kind = 'commitment'
                 AND r.withdrawn IS NULL AND s.factuality <> 'negated'
                 AND ifnull(s.words ->> '$.firmness', '') <> 'refused'
             GROUP BY e.first ORDER BY deadline, d.published, d.id, r.trigger_start";
        let ask = || {
            let mut ask = self.connection.prepare_cached(SQL)?;
            let rows = ask.query_map([], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
            })?;
            let mut found = Vec::new();
            for row in rows {
                let (record, deadline, sources) = row?;
                let record = crate::claims::record(&self.connection, record)?.0;
                if question::holds(question, &record) {
                    found.push(Due { deadline, record, sources: sources as u64 });
                }
            }
            Ok(found)
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// The entry of a record: of the first document, by day and id, that holds a record of this id.
    pub fn entry(&mut self, record_id: &str) -> Result<Option<Happening>, Error> {
        let Register { connection, memory, file, .. } = self;
        let mut ask = || {
            let tx = connection.unchecked_transaction()?;
            let key = crate::ready::key(record_id);
            let record = tx
                .prepare_cached(
                    "SELECT record FROM record_ids i JOIN documents d ON d.document = i.rowid
                     JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
                     WHERE record_ids MATCH ?2 AND r.id = ?1
                     ORDER BY d.published IS NULL, d.published, d.id LIMIT 1",
                )?
                .query_map(params![key, crate::ready::short(&key)], |row| row.get(0))?
                .next()
                .transpose()?;
            record.map(|record| entry(&tx, memory, record)).transpose()
        };
        ask().map_err(|cause| Error::sqlite(file, cause))
    }

    /// How alike two records are, each given by the ids of its document and its own; None where something forbids
    /// that they tell the same.
    pub fn likeness(&mut self, a: (&str, &str), b: (&str, &str)) -> Result<Option<Likeness>, Error> {
        let Register { connection, memory, file, .. } = self;
        let mut ask = || {
            let tx = connection.unchecked_transaction()?;
            let (a, b) = (row(&tx, a)?, row(&tx, b)?);
            likeness(&tx, memory, a, b)
        };
        ask().map_err(|cause| Error::sqlite(file, cause))
    }

    /// True if two records, each given by the ids of its document and its own, stand in one entry.
    pub fn together(&self, a: (&str, &str), b: (&str, &str)) -> Result<bool, Error> {
        let ask = || {
            let tx = self.connection.unchecked_transaction()?;
            let first = |record: i64| -> rusqlite::Result<i64> {
                tx.prepare_cached("SELECT first FROM record_entries WHERE record = ?1")?
                    .query_row([record], |row| row.get(0))
            };
            Ok(first(row(&tx, a)?)? == first(row(&tx, b)?)?)
        };
        ask().map_err(|cause| self.error(cause))
    }

    /// Sources with the sources that they copy.
    pub fn copies(&self) -> Result<Vec<(String, String)>, Error> {
        let ask = || {
            let mut ask = self.connection.prepare(
                "SELECT d.source, o.source FROM document_copies c JOIN documents d USING (document)
                 JOIN documents o ON o.document = c.original ORDER BY o.source, d.source",
            )?;
            ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|cause| self.error(cause))
    }
}

fn row(tx: &Transaction<'_>, (document, record): (&str, &str)) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "SELECT r.record FROM documents d JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
         WHERE r.id = ?2 AND d.id = ?1",
    )?
    .query_row(params![crate::ready::key(document), crate::ready::key(record)], |row| row.get(0))
}

fn likeness(tx: &Transaction<'_>, memory: &mut Memory, a: i64, b: i64) -> rusqlite::Result<Option<Likeness>> {
    let found = Records(memory).measures(tx, a, b)?;
    Ok(found.map(|(traits, measures): (_, [f64; MEASURES])| Likeness {
        score: score(traits.sort, &measures),
        measures: NAMES.iter().copied().zip(measures).filter(|(_, measure)| *measure != 0.0).collect(),
    }))
}

fn entry(tx: &Transaction<'_>, memory: &mut Memory, record: i64) -> rusqlite::Result<Happening> {
    let mut rows: Vec<(i64, Told, i64)> = Vec::new();
    for member in records::entry_of(tx, record)? {
        rows.push(told(tx, member)?);
    }
    let order = |told: &Told| {
        let document = &told.record["document"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let published = text(&document["published"]);
        (published.is_none(), published, text(&document["id"]), told.record["trigger"]["start"].as_i64())
    };
    rows.sort_by_cached_key(|(_, told, _)| order(told));
    let mut originals: Vec<i64> =
        rows.iter().filter(|(_, told, _)| !told.withdrawn).map(|(_, _, original)| *original).collect();
    originals.sort_unstable();
    originals.dedup();
    for a in 0..rows.len() {
        for b in 0..a {
            if let Some(likeness) = likeness(tx, memory, rows[a].0, rows[b].0)?
                && likeness.score > 0.0
            {
                rows[a].1.links.push((b, likeness));
            }
        }
    }
    let told: Vec<Told> = rows.into_iter().map(|(_, told, _)| told).collect();
    Ok(Happening { sources: originals.len(), rivals: rivals(&told), history: history(&told), told })
}

// The record, who tells it, and the row of the document that is no copy.
fn told(tx: &Transaction<'_>, record: i64) -> rusqlite::Result<(i64, Told, i64)> {
    let (withdrawn, copies, original) = tx
        .prepare_cached(
            "SELECT r.withdrawn IS NOT NULL, o.source, ifnull(o.document, r.document)
             FROM records r LEFT JOIN document_copies c USING (document)
             LEFT JOIN documents o ON o.document = c.original WHERE r.record = ?1",
        )?
        .query_row([record], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let printed = crate::claims::record(tx, record)?.0;
    Ok((record, Told { record: printed, withdrawn, copies, links: Vec::new() }, original))
}

fn rivals(told: &[Told]) -> Vec<Rival> {
    let mut rivals = Vec::new();
    for field in FIELDS {
        let mut claims: Vec<(Value, Vec<usize>)> = Vec::new();
        for (at, each) in told.iter().enumerate().filter(|(_, each)| !each.withdrawn) {
            let mut value = each.record[field].clone();
            if let Some(interval) = value.as_object_mut() {
                interval.remove("span");
            }
            if value.is_null() || value == "unknown" {
                continue;
            }
            match claims.iter_mut().find(|(other, _)| *other == value) {
                Some((_, who)) => who.push(at),
                None => claims.push((value, vec![at])),
            }
        }
        if claims.len() > 1 {
            claims.sort_by_key(|(_, who)| (usize::MAX - who.len(), who[0]));
            rivals.push(Rival { field: field.to_owned(), claims });
        }
    }
    rivals
}

fn history(told: &[Told]) -> Vec<Standing> {
    let mut steps: Vec<Standing> = Vec::new();
    for (at, each) in told.iter().enumerate().filter(|(_, each)| !each.withdrawn) {
        let record = &each.record;
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let Some(status) = word(&record["status"]).or_else(|| word(&record["firmness"])) else { continue };
        let exact = &record["date"]["granularity"] == "day";
        let day = word(&record["date"]["start"])
            .filter(|_| exact)
            .or_else(|| word(&record["document"]["published"]));
        let factuality = word(&record["factuality"]).unwrap_or_default();
        match steps
            .iter_mut()
            .find(|step| step.day == day && step.status == status && step.factuality == factuality)
        {
            Some(step) => step.told.push(at),
            None => steps.push(Standing { day, status, factuality, told: vec![at] }),
        }
    }
    steps.sort_by(|a, b| (a.day.is_none(), &a.day).cmp(&(b.day.is_none(), &b.day)));
    steps
}
