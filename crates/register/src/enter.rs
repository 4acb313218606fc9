//! Entering a document and its records: once, whole or not at all.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::Value;

use crate::{Error, Register, corrections, entries, error::Kind};

/// What entering a document did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It was not there before.
    New,
    /// It was there, read by the same engine: nothing changed.
    Already,
    /// It was there, read by another engine: its records are now those of this reading.
    Again,
}

/// The texts that one engine has read and entered.
#[derive(Clone, Debug, Default)]
pub struct KnownTexts {
    // By hash: source and day.
    texts: HashMap<String, Vec<(String, Option<String>)>>,
}

impl KnownTexts {
    /// True if reading this text from this source again would change nothing. Where no day is given, the
    /// reading that stands there may have found one.
    pub fn holds(&self, text_hash: &str, source: &str, published: Option<&str>) -> bool {
        let places = self.texts.get(text_hash);
        places.is_some_and(|places| {
            places
                .iter()
                .any(|(other, day)| other == source && (published.is_none() || published == day.as_deref()))
        })
    }
}

impl Register {
    /// From now on texts are not kept, but pointers into them only.
    #[must_use]
    pub fn pointers_only(mut self) -> Register {
        self.keeps_text = false;
        self
    }

    /// Enters a document and its records in their printed form, in one transaction. The text may be left out, but
    /// then copies of it are not known.
    pub fn enter(
        &mut self,
        document: &Value,
        text: Option<&str>,
        records: &[Value],
        engine: &str,
    ) -> Result<Entered, Error> {
        let claims = records.iter().map(Claim::new).collect::<Result<Vec<_>, _>>();
        let claims = claims.map_err(|lacking| Error::new(&self.file, Kind::Incomplete(lacking)))?;
        self.write(document, text, &claims, engine).map_err(|cause| {
            // What was remembered of this document is not there.
            self.memory.forget();
            self.error(cause)
        })
    }

    /// What this engine has read and entered already.
    pub fn known(&self, engine: &str) -> Result<KnownTexts, Error> {
        let ask = || {
            let sql = "SELECT text_hash, source, published FROM documents WHERE engine = ?1";
            let mut ask = self.connection.prepare(sql)?;
            let rows = ask.query_map([engine], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
            let mut texts: HashMap<String, Vec<(String, Option<String>)>> = HashMap::new();
            for row in rows {
                let (hash, place) = row?;
                texts.entry(hash).or_default().push(place);
            }
            Ok(KnownTexts { texts })
        };
        ask().map_err(|cause| self.error(cause))
    }

    fn write(
        &mut self,
        document: &Value,
        text: Option<&str>,
        claims: &[Claim<'_>],
        engine: &str,
    ) -> rusqlite::Result<Entered> {
        let entry = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before: Option<(i64, String, bool)> = entry
            .prepare_cached("SELECT document, engine, text IS NOT NULL FROM documents WHERE id = ?1")?
            .query_row([string(document, "id")], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        // What is read anew is kept as it was.
        let keeps_text = before.as_ref().map_or(self.keeps_text, |(_, _, kept)| *kept);
        let entered = match &before {
            Some((_, reader, _)) if reader == engine => return Ok(Entered::Already),
            Some((number, ..)) => {
                entries::unlink(&entry, &mut self.memory, *number)?;
                remove(&entry, *number)?;
                Entered::Again
            }
            None => Entered::New,
        };
        let number = insert_document(&entry, document, (text, keeps_text), engine)?;
        let standing = corrections::standing(&entry, string(document, "text").unwrap_or_default())?;
        let mut records = Vec::new();
        for claim in claims {
            records.push((insert_claim(&entry, number, claim)?, claim.record));
        }
        entries::link(&entry, &mut self.memory, number, &records)?;
        corrections::renew(&entry, &mut self.memory, number, (&records, &standing))?;
        entry.commit()?;
        Ok(entered)
    }
}

// What a record must have, taken out of its printed form.
pub(crate) struct Claim<'r> {
    record: &'r Value,
    id: &'r str,
    kind: &'r str,
    voice: &'r Vec<Value>,
    factuality: &'r str,
    evidence: (i64, i64),
    trigger: (i64, i64),
}

impl<'r> Claim<'r> {
    pub(crate) fn new(record: &'r Value) -> Result<Claim<'r>, &'static str> {
        Ok(Claim {
            record,
            id: record["id"].as_str().ok_or("id")?,
            kind: record["kind"].as_str().ok_or("kind")?,
            voice: record["voice"].as_array().ok_or("voice")?,
            factuality: record["factuality"].as_str().ok_or("factuality")?,
            evidence: span(&record["evidence"]).ok_or("evidence")?,
            trigger: span(&record["trigger"]).ok_or("trigger")?,
        })
    }

    // Without what its document says once for all its records.
    fn json(&self) -> String {
        let mut record = self.record.clone();
        if let Some(object) = record.as_object_mut() {
            object.shift_remove("document");
            object.shift_remove("engine");
        }
        record.to_string()
    }
}

fn insert_document(
    entry: &Transaction<'_>,
    document: &Value,
    (text, kept): (Option<&str>, bool),
    engine: &str,
) -> rusqlite::Result<i64> {
    let column = |name| string(document, name);
    entry
        .prepare_cached(
            "INSERT INTO documents (id, text_hash, source, title, published, outlet, language, engine, text,
                 fingerprint)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .insert(params![
            column("id"),
            column("text"),
            column("source"),
            column("title"),
            column("published"),
            column("outlet"),
            column("language"),
            engine,
            text.filter(|_| kept),
            text.filter(|_| !kept).map(entries::fingerprint)
        ])
        .and_then(|number| {
            entry
                .prepare_cached("INSERT INTO document_words (rowid, title, text) VALUES (?1, ?2, ?3)")?
                .execute(params![number, column("title"), text])?;
            Ok(number)
        })
}

pub(crate) fn insert_claim(
    entry: &Transaction<'_>,
    document: i64,
    claim: &Claim<'_>,
) -> rusqlite::Result<i64> {
    let record = claim.record;
    let number = entry
        .prepare_cached(
            "INSERT INTO records (document, id, kind, voice, evidence_start, evidence_end, trigger_start,
                 trigger_end, factuality, historical, date_start, date_end, confidence, rule, json)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .insert(params![
            document,
            claim.id,
            claim.kind,
            record["voice"].to_string(),
            claim.evidence.0,
            claim.evidence.1,
            claim.trigger.0,
            claim.trigger.1,
            claim.factuality,
            record["historical"].as_bool().unwrap_or(false),
            record["date"]["start"].as_str(),
            record["date"]["end"].as_str(),
            record["confidence"].as_f64().unwrap_or(0.0),
            record["rule"].as_str().unwrap_or_default(),
            claim.json(),
        ])?;

    let mut names = String::new();
    let speakers = claim.voice.iter().flat_map(|link| link["speakers"].as_array().into_iter().flatten());
    for (position, speaker) in speakers.enumerate() {
        insert_role(entry, number, ("voice", position), speaker, &mut names)?;
    }
    for (role, fillers) in record["roles"].as_object().into_iter().flatten() {
        for (position, filler) in fillers.as_array().into_iter().flatten().enumerate() {
            insert_role(entry, number, (role, position), filler, &mut names)?;
        }
    }
    for (position, place) in record["mentions"].as_array().into_iter().flatten().enumerate() {
        if let (Some(trigger), Some(evidence)) = (span(&place["trigger"]), span(&place["evidence"])) {
            entry.prepare_cached("INSERT INTO spans VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                number,
                position as i64,
                trigger.0,
                trigger.1,
                evidence.0,
                evidence.1
            ])?;
        }
    }
    entry
        .prepare_cached("INSERT INTO record_words (rowid, sentence, names) VALUES (?1, ?2, ?3)")?
        .execute(params![number, record["evidence"]["exact"].as_str(), names])?;
    Ok(number)
}

fn insert_role(
    entry: &Transaction<'_>,
    record: i64,
    (role, position): (&str, usize),
    filler: &Value,
    names: &mut String,
) -> rusqlite::Result<()> {
    let actor = match (filler["name"].as_str(), filler["level"].as_str()) {
        (Some(name), Some(level)) => Some(actor(entry, name, level, filler)?),
        _ => None,
    };
    if let Some(name) = filler["name"].as_str() {
        names.push_str(name);
        names.push(' ');
        names.push_str(filler["country"].as_str().unwrap_or_default());
        names.push('\n');
    }
    // The words of a span are in the text; an actor is in its table.
    let value = match filler {
        _ if actor.is_some() || filler["exact"].is_string() => None,
        Value::String(word) => Some(word.clone()),
        other => Some(other["name"].as_str().map_or_else(|| other.to_string(), str::to_owned)),
    };
    let place = span(filler).or_else(|| span(&filler["span"]));
    entry.prepare_cached("INSERT OR IGNORE INTO roles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(
        params![
            record,
            role,
            position as i64,
            actor,
            filler["office"].as_str(),
            value,
            place.map(|place| place.0),
            place.map(|place| place.1)
        ],
    )?;
    Ok(())
}

// The row of an actor; an entity without a pack, as `#3`, means nothing outside its document.
fn actor(entry: &Transaction<'_>, name: &str, level: &str, filler: &Value) -> rusqlite::Result<i64> {
    let country = filler["country"].as_str();
    let entity = filler["entity"].as_str().filter(|entity| entity.contains(':'));
    let key = params![name, country, level, entity];
    let known = entry
        .prepare_cached(
            "SELECT actor FROM actors WHERE name = ?1 AND ifnull(country, '') = ifnull(?2, '')
             AND level = ?3 AND ifnull(entity, '') = ifnull(?4, '')",
        )?
        .query_row(key, |row| row.get(0))
        .optional()?;
    match known {
        Some(actor) => Ok(actor),
        None => entry
            .prepare_cached("INSERT INTO actors (name, country, level, entity) VALUES (?1, ?2, ?3, ?4)")?
            .insert(key),
    }
}

/// Deletes one record. The words are dropped by hand: a virtual table knows no foreign keys.
pub(crate) fn remove_record(entry: &Transaction<'_>, record: i64) -> rusqlite::Result<()> {
    entry.prepare_cached("DELETE FROM record_words WHERE rowid = ?1")?.execute([record])?;
    entry.prepare_cached("DELETE FROM records WHERE record = ?1")?.execute([record])?;
    Ok(())
}

// The words are dropped by hand: a virtual table knows no foreign keys.
fn remove(entry: &Transaction<'_>, document: i64) -> rusqlite::Result<()> {
    entry.execute(
        "DELETE FROM record_words WHERE rowid IN (SELECT record FROM records WHERE document = ?1)",
        [document],
    )?;
    entry.execute("DELETE FROM document_words WHERE rowid = ?1", [document])?;
    entry.execute("DELETE FROM documents WHERE document = ?1", [document])?;
    Ok(())
}

fn span(span: &Value) -> Option<(i64, i64)> {
    Some((span["start"].as_i64()?, span["end"].as_i64()?))
}

fn string<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}
