//! Corrections: what people, or later documents, put right in a record. Logged with who, when and why, applied again
//! whenever the document is read anew, and taken back at will.

use rusqlite::{Row, Transaction, params};
use serde_json::{Value, json};

use crate::{
    Error, Register, claims,
    enter::replace,
    entries,
    error::Kind,
    ready::{key, short},
};

/// What is put right.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The record does not stand.
    Withdraw,
    /// A field of it is otherwise.
    Set {
        /// As the record prints it: `status`, `factuality`, `date`.
        field: String,
        /// Its value.
        value: Value,
    },
}

/// Who corrects, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Who.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
    /// When, as 2023-03-21T09:30:00Z.
    pub when: &'a str,
    /// The id of a later document that says so.
    pub document: Option<&'a str>,
}

/// A correction in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its number.
    pub number: i64,
    /// The record's id.
    pub record: String,
    /// What was put right.
    pub change: Change,
    /// What the field was before, as the document was last read.
    pub before: Value,
    /// The id of a later document that says so.
    pub document: Option<String>,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// When.
    pub made: String,
    /// When it was taken back, by whom and why.
    pub undone: Option<(String, String, String)>,
    // The field and its role, as they were read.
    read: Value,
    // Where the record stands, should it get another id.
    kind: String,
    trigger: (i64, i64),
}

/// What makes a record the one it is: nobody corrects it.
const FIXED: [&str; 11] = [
    "id",
    "kind",
    "document",
    "trigger",
    "evidence",
    "mentions",
    "voice",
    "roles",
    "rule",
    "engine",
    "confidence",
];

const COLUMNS: &str =
    "SELECT correction, record_id, action, field, value, before, document, who, why, made, undone,
     undone_by, undone_why, kind, trigger_start, trigger_end FROM corrections";

impl Register {
    /// Corrects the records of this id, in all copies of the text that they stand in.
    pub fn correct(
        &mut self,
        record_id: &str,
        change: &Change,
        signed: Signed<'_>,
    ) -> Result<Correction, Error> {
        let refuse = |why| Err(Error::new(&self.file, Kind::Correction(why)));
        if signed.who.trim().is_empty() || signed.why.trim().is_empty() {
            return refuse("it must say who corrects and why");
        }
        let found = self.show(record_id, 2)?;
        let Some(record) =
            found.first().map(|found| &found.record).filter(|record| record["id"] == record_id)
        else {
            return refuse("there is no record of this id");
        };
        let mut before = Value::Null;
        if let Change::Set { field, value } = change {
            if FIXED.contains(&field.as_str()) || record.get(field).is_none() {
                return refuse("the record has no such field that could be set");
            }
            before = was(record, field);
            if !alike(&before[0], value) {
                return refuse("the field holds another sort of value");
            }
        }
        let (record, text) =
            (record.clone(), record["document"]["text"].as_str().unwrap_or_default().to_owned());
        let number = self.transact(|tx, memory| {
            let field = match change {
                Change::Withdraw => None,
                Change::Set { field, .. } => Some(field),
            };
            // What the field was as it was read, not as another correction left it.
            let first = standing(tx, &text)?.into_iter().find(|each| {
                each.record == record_id
                    && matches!(&each.change, Change::Set { field: other, .. } if Some(other) == field)
            });
            let before = first.map_or(before.clone(), |first| first.read);
            let number = log(tx, &record, (change, &before), signed)?;
            apply(tx, memory, record_id, &text)?;
            Ok(number)
        })?;
        self.correction(number)
    }

    /// Takes a correction back.
    pub fn undo(&mut self, number: i64, signed: Signed<'_>) -> Result<Correction, Error> {
        let correction = self.correction(number)?;
        if correction.undone.is_some() {
            return Err(Error::new(&self.file, Kind::Correction("it was taken back already")));
        }
        self.transact(|tx, memory| {
            tx.execute(
                "UPDATE corrections SET undone = ?2, undone_by = ?3, undone_why = ?4 WHERE correction = ?1",
                params![number, signed.when, signed.who, signed.why],
            )?;
            let text: String =
                tx.query_row("SELECT text_hash FROM corrections WHERE correction = ?1", [number], |row| {
                    row.get(0)
                })?;
            if let Change::Set { field, .. } = &correction.change {
                reset(tx, memory, &correction.record, (field, &correction.read))?;
            }
            apply(tx, memory, &correction.record, &text)
        })?;
        self.correction(number)
    }

    /// The log, newest last: of records whose id begins so, of all with "".
    pub fn corrections(&self, record_prefix: &str) -> Result<Vec<Correction>, Error> {
        let ask = || {
            let mut ask = self.connection.prepare_cached(&format!(
                "{COLUMNS} WHERE record_id >= ?1 AND record_id < ?1 || char(1114111) ORDER BY correction"
            ))?;
            ask.query_map([record_prefix], correction)?.collect::<rusqlite::Result<_>>()
        };
        ask().map_err(|cause| self.error(cause))
    }

    fn correction(&self, number: i64) -> Result<Correction, Error> {
        let found =
            self.connection.query_row(&format!("{COLUMNS} WHERE correction = ?1"), [number], correction);
        found.map_err(|cause| match cause {
            rusqlite::Error::QueryReturnedNoRows => {
                Error::new(&self.file, Kind::Correction("there is no correction of this number"))
            }
            cause => self.error(cause),
        })
    }
}

/// Withdraws a record in the name of a later document, if that was not done or undone before.
pub(crate) fn withdraw_once(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    record: &Value,
    signed: Signed<'_>,
) -> rusqlite::Result<()> {
    let (id, text) = (record["id"].as_str().unwrap_or_default(), record["document"]["text"].as_str());
    let text = text.unwrap_or_default();
    let known = tx
        .prepare_cached(&format!("{COLUMNS} WHERE text_hash = ?1 AND document = ?2"))?
        .query_map(params![text, signed.document], correction)?
        .collect::<rusqlite::Result<Vec<Correction>>>()?;
    if known.iter().any(|each| each.meant(record)) {
        return Ok(());
    }
    log(tx, record, (&Change::Withdraw, &Value::Null), signed)?;
    memory.write(tx)?;
    apply(tx, memory, id, text)
}

/// Takes back what was withdrawn in the name of a document: it cannot be told any more which one it means.
pub(crate) fn leave_off(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    document: &str,
    when: &str,
) -> rusqlite::Result<()> {
    let standing = tx
        .prepare_cached(
            "SELECT correction, record_id, text_hash FROM corrections WHERE document = ?1 AND undone IS NULL
                 AND action = 'withdraw' AND who = (SELECT source FROM documents WHERE id = ?2)",
        )?
        .query_map(params![document, key(document)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String, String)>>>()?;
    for (number, record, text) in standing {
        tx.execute(
            "UPDATE corrections SET undone = ?2, undone_by = ?3, undone_why = 'several documents may be meant'
             WHERE correction = ?1",
            params![number, when, document],
        )?;
        memory.write(tx)?;
        apply(tx, memory, &record, &text)?;
    }
    Ok(())
}

// Writes a correction down.
fn log(
    tx: &Transaction<'_>,
    record: &Value,
    (change, before): (&Change, &Value),
    signed: Signed<'_>,
) -> rusqlite::Result<i64> {
    let (action, field, value) = match change {
        Change::Withdraw => ("withdraw", None, None),
        Change::Set { field, value } => ("set", Some(field), Some(value.to_string())),
    };
    tx.prepare_cached(
        "INSERT INTO corrections (record_id, text_hash, kind, trigger_start, trigger_end, action, field,
             value, before, document, who, why, made)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .insert(params![
        record["id"].as_str(),
        record["document"]["text"].as_str().unwrap_or_default(),
        record["kind"].as_str(),
        record["trigger"]["start"].as_i64(),
        record["trigger"]["end"].as_i64(),
        action,
        field,
        value,
        before.to_string(),
        signed.document,
        signed.who,
        signed.why,
        signed.when,
    ])
}

/// The corrections that hold for a text, oldest first.
pub(crate) fn standing(tx: &Transaction<'_>, text_hash: &str) -> rusqlite::Result<Vec<Correction>> {
    let mut ask =
        tx.prepare_cached(&format!("{COLUMNS} WHERE text_hash = ?1 AND undone IS NULL ORDER BY correction"))?;
    ask.query_map([text_hash], correction)?.collect()
}

// The record after corrections that are meant for it, and which of them withdraws it.
fn corrected(record: &Value, standing: &[Correction]) -> (Value, Option<i64>) {
    let (mut record, mut withdrawn) = (record.clone(), None);
    for correction in standing {
        match &correction.change {
            Change::Withdraw => withdrawn = Some(correction.number),
            Change::Set { field, value } => set(&mut record, field, value),
        }
    }
    (record, withdrawn)
}

impl Correction {
    // A newer engine may name the record otherwise: then it is the one that stands at its place.
    fn meant(&self, record: &Value) -> bool {
        let (start, end) = (record["trigger"]["start"].as_i64(), record["trigger"]["end"].as_i64());
        record["id"] == self.record
            || record["kind"] == self.kind && start == Some(self.trigger.0) && end == Some(self.trigger.1)
    }
}

/// Applies to the records of a new reading what was corrected in them before.
pub(crate) fn renew(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    document: i64,
    (records, standing): (&[(i64, &Value)], &[Correction]),
) -> rusqlite::Result<()> {
    for (row, read) in records {
        let mut mine: Vec<Correction> = standing.iter().filter(|each| each.meant(read)).cloned().collect();
        if mine.iter().any(|each| read["id"] == each.record) {
            mine.retain(|each| read["id"] == each.record);
        } else {
            // Another record of the reading still has the id: it is meant.
            mine.retain(|each| records.iter().all(|(_, other)| other["id"] != each.record));
        }
        if mine.is_empty() {
            continue;
        }
        for each in &mine {
            let id = read["id"].as_str();
            tx.execute(
                "UPDATE corrections SET record_id = ?2 WHERE correction = ?1",
                params![each.number, id],
            )?;
            if let Change::Set { field, .. } = &each.change {
                let before = was(read, field).to_string();
                tx.execute(
                    "UPDATE corrections SET before = ?2 WHERE correction = ?1",
                    params![each.number, before],
                )?;
            }
        }
        rewrite(tx, memory, (*row, document), read, &mine)?;
    }
    Ok(())
}

// Brings the records of an id to what the standing corrections say.
fn apply(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    record_id: &str,
    text: &str,
) -> rusqlite::Result<()> {
    let standing = standing(tx, text)?;
    for (row, document) in rows(tx, record_id)? {
        let printed = claims::record(tx, row)?.0;
        let mine: Vec<Correction> =
            standing.iter().filter(|each| each.record == record_id).cloned().collect();
        rewrite(tx, memory, (row, document), &printed, &mine)?;
    }
    Ok(())
}

fn rewrite(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    (row, document): (i64, i64),
    printed: &Value,
    standing: &[Correction],
) -> rusqlite::Result<()> {
    let (record, withdrawn) = corrected(printed, standing);
    entries::unlink_record(tx, memory, row)?;
    replace(tx, memory, (document, row), &record)?;
    tx.prepare_cached("UPDATE records SET withdrawn = ?2 WHERE record = ?1")?
        .execute(params![row, withdrawn])?;
    entries::link_record(tx, memory, row)
}

// Puts a field back to what it was read as, before what still stands is applied.
fn reset(
    tx: &Transaction<'_>,
    memory: &mut entries::Memory,
    record_id: &str,
    (field, before): (&str, &Value),
) -> rusqlite::Result<()> {
    for (row, document) in rows(tx, record_id)? {
        let mut record = claims::record(tx, row)?.0;
        record[field] = before[0].clone();
        if let Some(roles) = record["roles"].as_object_mut() {
            match &before[1] {
                Value::Null => roles.shift_remove(field),
                fillers => roles.insert(field.to_owned(), fillers.clone()),
            };
        }
        replace(tx, memory, (document, row), &record)?;
    }
    Ok(())
}

// The records of an id, and their documents.
fn rows(tx: &Transaction<'_>, record_id: &str) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut ask = tx.prepare_cached(
        "SELECT r.record, d.document FROM record_ids i JOIN documents d ON d.document = i.rowid
         JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
         WHERE record_ids MATCH ?2 AND r.id = ?1 ORDER BY r.record",
    )?;
    let key = key(record_id);
    ask.query_map(params![key, short(&key)], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

// A field and the role that it is the view of, as they are.
fn was(record: &Value, field: &str) -> Value {
    json!([record[field], record["roles"][field]])
}

fn set(record: &mut Value, field: &str, value: &Value) {
    record[field] = value.clone();
    let fillers = match value {
        Value::Null => json!([]),
        Value::Array(_) => value.clone(),
        one => json!([one]),
    };
    if let Some(roles) = record["roles"].as_object_mut()
        && !["factuality", "historical", "date"].contains(&field)
    {
        roles.insert(field.to_owned(), fillers);
    }
}

fn alike(before: &Value, value: &Value) -> bool {
    before.is_null() || value.is_null() || std::mem::discriminant(before) == std::mem::discriminant(value)
}

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let text = |at| row.get::<_, Option<String>>(at);
    let json = |at| -> rusqlite::Result<Value> {
        Ok(text(at)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    };
    let change = match row.get_ref(2)?.as_str()? {
        "set" => Change::Set { field: text(3)?.unwrap_or_default(), value: json(4)? },
        _ => Change::Withdraw,
    };
    let undone = text(10)?.map(|when| -> rusqlite::Result<_> {
        Ok((when, text(11)?.unwrap_or_default(), text(12)?.unwrap_or_default()))
    });
    Ok(Correction {
        number: row.get(0)?,
        record: row.get(1)?,
        change,
        before: json(5)?[0].clone(),
        read: json(5)?,
        document: text(6)?,
        who: row.get(7)?,
        why: row.get(8)?,
        made: row.get(9)?,
        undone: undone.transpose()?,
        kind: row.get(13)?,
        trigger: (row.get(14)?, row.get(15)?),
    })
}
