//! Entering a document and its records: once, whole or not at all.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Map, Value};

use crate::{
    Error, Register,
    claims::{self, Shared},
    corrections,
    entries::{self, Memory},
    error::Kind,
    marks,
    names::{Actor, Shape},
};

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

/// The texts that one engine has read and entered. It looks into the file by itself, also while others add.
#[derive(Debug)]
pub struct KnownTexts {
    file: Mutex<Connection>,
    engine: String,
}

impl KnownTexts {
    /// True if reading this text from this source again would change nothing. Where no day is given, the
    /// reading that stands there may have found one.
    pub fn holds(&self, text_hash: &str, source: &str, published: Option<&str>) -> bool {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let ask = || {
            file.prepare_cached(
                "SELECT 1 FROM documents WHERE substr(text_hash, 1, 4) = substr(?1, 1, 4) AND text_hash = ?1
                     AND source = ?2 AND (?3 IS NULL OR published = ?3)
                     AND engine = (SELECT word FROM words WHERE text = ?4)",
            )?
            .exists(params![key(text_hash), source, published, self.engine])
        };
        // What cannot be asked is read again, and then found to be there.
        ask().unwrap_or(false)
    }
}

/// A document read, to be entered.
#[derive(Clone, Debug)]
pub struct Filing {
    /// The document in its printed form.
    pub document: Value,
    /// Its text; without it copies of it are not known, and its words are not found.
    pub text: Option<String>,
    /// Its records in their printed form.
    pub records: Vec<Value>,
    /// What read it.
    pub engine: String,
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
        let one = Whole { document, text, records, engine };
        Ok(self.enter_wholes(&[one])?.remove(0))
    }

    /// Enters documents in one transaction, all of them or none. Much faster than one by one.
    pub fn enter_all(&mut self, readings: &[Filing]) -> Result<Vec<Entered>, Error> {
        let wholes: Vec<Whole<'_>> = readings
            .iter()
            .map(|reading| Whole {
                document: &reading.document,
                text: reading.text.as_deref(),
                records: &reading.records,
                engine: &reading.engine,
            })
            .collect();
        self.enter_wholes(&wholes)
    }

    /// What this engine has read and entered already.
    pub fn known(&self, engine: &str) -> Result<KnownTexts, Error> {
        let file = Register::read(Path::new(&self.file))?.connection;
        Ok(KnownTexts { file: Mutex::new(file), engine: engine.to_owned() })
    }

    fn enter_wholes(&mut self, wholes: &[Whole<'_>]) -> Result<Vec<Entered>, Error> {
        let claims = wholes.iter().map(|whole| whole.records.iter().map(Claim::new).collect());
        let claims: Result<Vec<Vec<Claim<'_>>>, _> = claims.collect();
        let claims = claims.map_err(|lacking| Error::new(&self.file, Kind::Incomplete(lacking)))?;
        let keeps_text = self.keeps_text;
        self.transact(|tx, memory| {
            let entered = wholes.iter().zip(&claims);
            entered.map(|(whole, claims)| write(tx, memory, whole, claims, keeps_text)).collect()
        })
    }
}

// A document read, lent.
#[derive(Clone, Copy)]
struct Whole<'r> {
    document: &'r Value,
    text: Option<&'r str>,
    records: &'r [Value],
    engine: &'r str,
}

fn write(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    whole: &Whole<'_>,
    claims: &[Claim<'_>],
    keeps_text: bool,
) -> rusqlite::Result<Entered> {
    let engine = memory.names.word(tx, whole.engine)?;
    let before: Option<(i64, i64, bool)> = tx
        .prepare_cached("SELECT document, engine, text IS NOT NULL FROM documents WHERE id = ?1")?
        .query_row([string(whole.document, "id").map(key)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    // What is read anew is kept as it was.
    let keeps_text = before.map_or(keeps_text, |(_, _, kept)| kept);
    let (entered, number) = match before {
        Some((_, reader, _)) if reader == engine => return Ok(Entered::Already),
        Some((number, ..)) => {
            entries::unlink(tx, memory, number)?;
            remove_records(tx, number)?;
            (Entered::Again, Some(number))
        }
        None => (Entered::New, None),
    };
    let (number, first) = insert(tx, memory, whole, claims, (number, keeps_text))?;
    let records: Vec<(i64, &Value)> = (first..).zip(whole.records).collect();
    entries::link(tx, memory, (number, whole.document, whole.text), &records)?;
    let standing = corrections::standing(tx, string(whole.document, "text").unwrap_or_default())?;
    if !standing.is_empty() {
        corrections::renew(tx, memory, number, (&records, &standing))?;
    }
    Ok(entered)
}

// The row of a document, given where it had one before, and those of its records, from the first on.
fn insert(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    whole: &Whole<'_>,
    claims: &[Claim<'_>],
    (number, keeps_text): (Option<i64>, bool),
) -> rusqlite::Result<(i64, i64)> {
    let first: i64 = tx
        .prepare_cached("SELECT ifnull(max(record), 0) + 1 FROM records")?
        .query_row([], |row| row.get(0))?;
    let rows: Vec<i64> = (first..).take(claims.len()).collect();
    Ok((insert_at(tx, memory, whole, claims, (number, &rows, keeps_text))?, first))
}

fn insert_at(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    whole: &Whole<'_>,
    claims: &[Claim<'_>],
    (number, rows, keeps_text): (Option<i64>, &[i64], bool),
) -> rusqlite::Result<i64> {
    let Whole { document, text, records, engine } = *whole;
    let shared = Shared { document, engine, text };
    let packed = claims::pack(records, shared, !keeps_text)?;
    let column = |name| string(document, name);
    // Written over and not deleted: what points to it stays.
    tx.prepare_cached(
        "INSERT INTO documents (document, id, text_hash, source, title, published, outlet, language, engine,
             first_record, last_record, fingerprint, text, claims)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (document) DO UPDATE SET source = excluded.source, title = excluded.title,
             published = excluded.published, outlet = excluded.outlet, language = excluded.language,
             engine = excluded.engine, first_record = excluded.first_record, last_record = excluded.last_record,
             fingerprint = excluded.fingerprint, text = excluded.text, claims = excluded.claims",
    )?
    .execute(params![
        number,
        column("id").map(key),
        column("text").map(key),
        column("source"),
        column("title"),
        column("published"),
        column("outlet"),
        column("language"),
        memory.names.word(tx, engine)?,
        rows.first(),
        rows.last(),
        text.filter(|_| !keeps_text).map(entries::fingerprint),
        text.filter(|_| keeps_text),
        packed,
    ])?;
    let number = number.unwrap_or_else(|| tx.last_insert_rowid());
    for (claim, row) in claims.iter().zip(rows) {
        insert_claim(tx, memory, (number, *row), claim)?;
    }
    memory.words.insert(number, marks::words_of(document, text, records));
    Ok(number)
}

/// Writes a record in place of another of its document, under the number that it has.
pub(crate) fn replace(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    (document, row): (i64, i64),
    record: &Value,
) -> rusqlite::Result<()> {
    let Ok(claim) = Claim::new(record) else { return Ok(()) };
    let kept = claims::document(tx, document)?;
    let mut records = claims::records(&kept)?;
    if let Some(place) = entries::records_of(tx, document)?
        .iter()
        .position(|other| *other == row)
        .and_then(|n| records.get_mut(n))
    {
        *place = record.clone();
    }
    let shared = Shared { document: &kept.printed, engine: &kept.engine, text: kept.text.as_deref() };
    let packed = claims::pack(&records, shared, false)?;
    tx.prepare_cached("UPDATE documents SET claims = ?2 WHERE document = ?1")?
        .execute(params![document, packed])?;
    let fields = fields(tx, memory, &claim)?;
    let (start, end) = (record["date"]["start"].as_str(), record["date"]["end"].as_str());
    let passage = fields.passage.map(|(role, (start, end))| (role, start, end));
    tx.prepare_cached(
        "UPDATE records SET shape = ?2, date_start = ?3, date_end = ?4, value = ?5, passage_role = ?6,
             passage_start = ?7, passage_end = ?8 WHERE record = ?1",
    )?
    .execute(params![
        row,
        fields.shape,
        start,
        end,
        fields.value,
        passage.map(|passage| passage.0),
        passage.map(|passage| passage.1),
        passage.map(|passage| passage.2),
    ])?;
    for table in ["fillers", "fields", "spans"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE record = ?1"))?.execute([row])?;
    }
    insert_fields(tx, row, &claim, fields)?;
    // Of a text that is not kept the index alone knows the words: they stay, and marks of what was corrected with them.
    if kept.text.is_some() {
        tx.prepare_cached("DELETE FROM document_words WHERE rowid = ?1")?.execute([document])?;
        memory.words.insert(document, marks::words_of(&kept.printed, kept.text.as_deref(), &records));
    }
    Ok(())
}

/// Enters anew what a register of an older form held: its rows keep their numbers.
pub(crate) fn enter_old(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    let mut documents = tx.prepare(
        "SELECT document, id, text_hash, source, title, published, outlet, language, engine, text
         FROM old_documents ORDER BY document",
    )?;
    let mut rows = documents.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let document = claims::printed_document(row, 1)?;
        let (engine, text): (String, Option<String>) = (row.get(8)?, row.get(9)?);
        let mut ask =
            tx.prepare_cached("SELECT record, json FROM old_records WHERE document = ?1 ORDER BY record")?;
        let old = ask.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let old = old.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        let shared = Shared { document: &document, engine: &engine, text: text.as_deref() };
        let (numbers, records): (Vec<i64>, Vec<Value>) = old
            .iter()
            .filter_map(|(number, json)| {
                let stored: Map<String, Value> = serde_json::from_str(json).ok()?;
                Some((*number, Value::Object(claims::with_document(&stored, shared))))
            })
            .unzip();
        let claims: Vec<Claim<'_>> = records.iter().filter_map(|record| Claim::new(record).ok()).collect();
        let whole = Whole { document: &document, text: text.as_deref(), records: &records, engine: &engine };
        insert_at(tx, memory, &whole, &claims, (Some(number), &numbers, text.is_some()))?;
    }
    tx.execute(
        "UPDATE records SET withdrawn = o.withdrawn FROM old_records o
         WHERE o.record = records.record AND o.withdrawn IS NOT NULL",
        [],
    )?;
    tx.execute(
        "UPDATE documents SET fingerprint = o.fingerprint FROM old_documents o
         WHERE o.document = documents.document AND o.fingerprint IS NOT NULL",
        [],
    )?;
    tx.execute_batch("DROP TABLE old_records; DROP TABLE old_documents")
}

// What a record must have, taken out of its printed form.
struct Claim<'r> {
    record: &'r Value,
    id: &'r str,
    kind: &'r str,
    voice: &'r Vec<Value>,
    factuality: &'r str,
    evidence: (i64, i64),
    trigger: (i64, i64),
}

impl<'r> Claim<'r> {
    fn new(record: &'r Value) -> Result<Claim<'r>, &'static str> {
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
}

/// A record's id as the register holds it: the bytes that its hexadecimal digits write, or as it is.
pub(crate) fn key(id: &str) -> rusqlite::types::Value {
    let digits = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> =
        if hexadecimal(id) { id.as_bytes().chunks(2).map(digits).collect() } else { None };
    match bytes {
        Some(bytes) if id.len().is_multiple_of(2) && !id.is_empty() => bytes.into(),
        _ => id.to_owned().into(),
    }
}

/// True if all of it are digits of base 16, the letters among them small.
pub(crate) fn hexadecimal(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A word longer than this is no word that records share.
const WORD: usize = 40;

// Role, position, actor, office, place.
type Role = (i64, i64, Option<i64>, Option<i64>, Option<(i64, i64)>);

// Role and place of the words that a record is about.
type Passage = (i64, (i64, i64));

// What the rows of a record hold besides its places.
#[derive(Default)]
struct Fields {
    shape: i64,
    value: Option<rusqlite::types::Value>,
    passage: Option<Passage>,
    roles: Vec<Role>,
    values: Vec<(i64, i64, rusqlite::types::Value)>,
}

fn fields(tx: &Transaction<'_>, memory: &mut Memory, claim: &Claim<'_>) -> rusqlite::Result<Fields> {
    let record = claim.record;
    let (mut fields, mut words) = (Fields::default(), Map::new());
    let speakers = claim.voice.iter().flat_map(|link| link["speakers"].as_array().into_iter().flatten());
    for (position, speaker) in speakers.enumerate() {
        let role = memory.names.word(tx, "voice")?;
        let (actor, office) = actor(tx, memory, speaker)?;
        fields.roles.push((role, position as i64, actor, office, place(speaker)));
    }
    for (name, fillers) in record["roles"].as_object().into_iter().flatten() {
        let Some(fillers) = fillers.as_array() else { continue };
        if let [one] = &fillers[..] {
            if let Some(word) = one.as_str().filter(|word| word.len() <= WORD) {
                words.insert(name.clone(), word.into());
                continue;
            }
            if one["exact"].is_string() && span(one) == Some(claim.trigger) {
                words.insert(name.clone(), true.into());
                continue;
            }
        }
        if let ("value", [Value::Number(number)]) = (name.as_str(), &fillers[..])
            && let Some(value) = plain(&number.clone().into())
        {
            fields.value = Some(value);
            continue;
        }
        for (position, filler) in fillers.iter().enumerate() {
            let (role, position) = (memory.names.word(tx, name)?, position as i64);
            if position == 0
                && fields.passage.is_none()
                && filler["exact"].is_string()
                && let Some(place) = place(filler)
            {
                fields.passage = Some((role, place));
                continue;
            }
            if filler["level"].is_string() || (filler["start"].is_u64() && filler["granularity"].is_null()) {
                let (actor, office) = actor(tx, memory, filler)?;
                fields.roles.push((role, position, actor, office, place(filler)));
            } else if let Some(value) = plain(filler) {
                fields.values.push((role, position, value));
            }
        }
    }
    let words = Value::Object(words).to_string();
    let shape = Shape {
        kind: claim.kind,
        factuality: claim.factuality,
        historical: record["historical"].as_bool().unwrap_or(false),
        confidence: record["confidence"].as_f64().unwrap_or(0.0),
        rule: record["rule"].as_str().unwrap_or_default(),
        words: &words,
    };
    fields.shape = memory.names.shape(tx, shape)?;
    Ok(fields)
}

// A number, a word, an interval; what has other parts stays JSON.
fn plain(filler: &Value) -> Option<rusqlite::types::Value> {
    Some(match filler {
        Value::Null => return None,
        Value::String(text) => text.clone().into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(real)) => real.into(),
            _ => number.to_string().into(),
        },
        other => match (other["start"].as_str(), other["end"].as_str()) {
            (Some(start), Some(end)) => format!("{start}/{end}").into(),
            _ => {
                let mut bare = other.clone();
                if let Some(bare) = bare.as_object_mut() {
                    bare.retain(|key, value| key != "span" && !value.is_null());
                }
                bare.to_string().into()
            }
        },
    })
}

fn insert_claim(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    (document, row): (i64, i64),
    claim: &Claim<'_>,
) -> rusqlite::Result<()> {
    let fields = fields(tx, memory, claim)?;
    tx.prepare_cached(
        "INSERT INTO records (record, document, id, shape, voice, evidence_start, evidence_end, trigger_start,
             trigger_end, date_start, date_end, value, passage_role, passage_start, passage_end)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        row,
        document,
        key(claim.id),
        fields.shape,
        claim.voice.len() as i64,
        claim.evidence.0,
        claim.evidence.1,
        claim.trigger.0,
        claim.trigger.1,
        claim.record["date"]["start"].as_str(),
        claim.record["date"]["end"].as_str(),
        fields.value,
        fields.passage.map(|passage| passage.0),
        fields.passage.map(|passage| passage.1.0),
        fields.passage.map(|passage| passage.1.1),
    ])?;
    insert_fields(tx, row, claim, fields)
}

fn insert_fields(
    tx: &Transaction<'_>,
    number: i64,
    claim: &Claim<'_>,
    fields: Fields,
) -> rusqlite::Result<()> {
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO fillers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (role, position, actor, office, span) in fields.roles {
        let (start, end) = (span.map(|span| span.0), span.map(|span| span.1));
        insert.execute(params![number, role, position, actor, office, start, end])?;
    }
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO fields VALUES (?1, ?2, ?3, ?4)")?;
    for (field, position, value) in fields.values {
        insert.execute(params![number, field, position, value])?;
    }
    let mut insert = tx.prepare_cached("INSERT INTO spans VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut positions = BTreeSet::new();
    for (position, mention) in claim.record["mentions"].as_array().into_iter().flatten().enumerate() {
        let (trigger, evidence) = (span(&mention["trigger"]), span(&mention["evidence"]));
        let (Some(trigger), Some(evidence)) = (trigger, evidence) else { continue };
        // The best place stands in `records`.
        let best = (trigger, evidence) == (claim.trigger, claim.evidence);
        if !best && positions.insert((trigger, evidence)) {
            let position = position as i64;
            insert.execute(params![number, position, trigger.0, trigger.1, evidence.0, evidence.1])?;
        }
    }
    Ok(())
}

// The rows of an actor and of its office. An entity without a pack, as `#3`, means nothing outside its document.
fn actor(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    filler: &Value,
) -> rusqlite::Result<(Option<i64>, Option<i64>)> {
    let (Some(name), Some(level)) = (filler["name"].as_str(), filler["level"].as_str()) else {
        return Ok((None, None));
    };
    let actor = Actor {
        name,
        country: filler["country"].as_str(),
        level,
        entity: filler["entity"].as_str().filter(|entity| entity.contains(':')),
    };
    let office = filler["office"].as_str().map(|office| memory.names.word(tx, office)).transpose()?;
    Ok((Some(memory.names.actor(tx, actor)?), office))
}

// What a document holds is deleted by the numbers of its records: no index leads from it to them.
fn remove_records(tx: &Transaction<'_>, document: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM document_words WHERE rowid = ?1")?.execute([document])?;
    tx.prepare_cached(
        "DELETE FROM records WHERE record BETWEEN (SELECT first_record FROM documents WHERE document = ?1)
             AND (SELECT last_record FROM documents WHERE document = ?1)",
    )?
    .execute([document])?;
    Ok(())
}

fn place(filler: &Value) -> Option<(i64, i64)> {
    span(filler).or_else(|| span(&filler["span"]))
}

fn span(span: &Value) -> Option<(i64, i64)> {
    Some((span["start"].as_i64()?, span["end"].as_i64()?))
}

fn string<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}
