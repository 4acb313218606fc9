//! Entering a document and its records: once, whole or not at all.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, OptionalExtension, Transaction, params, types::Value as Cell};
use serde_json::{Map, Value};

use crate::{
    Error, Register, amends,
    claims::{self, Shared},
    corrections,
    entries::{self, Memory},
    error::Kind,
    marks,
    ready::{Ready, Row, WORD, key, short},
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
        let ready = self.ready((document, text, records, engine))?;
        Ok(self.enter_ready(vec![ready])?.remove(0))
    }

    /// Enters documents in one transaction, all of them or none. Much faster than one by one.
    pub fn enter_all(&mut self, readings: &[Filing]) -> Result<Vec<Entered>, Error> {
        let ready = readings
            .iter()
            .map(|Filing { document, text, records, engine }| {
                self.ready((document, text.as_deref(), records, engine))
            })
            .collect::<Result<_, _>>()?;
        self.enter_ready(ready)
    }

    /// What this engine has read and entered already.
    pub fn known(&self, engine: &str) -> Result<KnownTexts, Error> {
        let file = Register::read(Path::new(&self.file))?.connection;
        Ok(KnownTexts { file: Mutex::new(file), engine: engine.to_owned() })
    }

    /// Enters documents that were made ready, in one transaction, all of them or none.
    pub fn enter_ready(&mut self, documents: Vec<Ready>) -> Result<Vec<Entered>, Error> {
        let keeps_text = self.keeps_text;
        self.transact(|tx, memory| {
            let (mut done, mut numbers) = (Vec::with_capacity(documents.len()), Vec::new());
            for ready in documents {
                let (entered, number) = write(tx, memory, ready, keeps_text)?;
                done.push(entered);
                numbers.extend(number);
            }
            if amends::any(tx)? {
                // They are looked for in the indexes.
                memory.write(tx)?;
                amends::look(tx, memory, &numbers)?;
            }
            Ok(done)
        })
    }

    fn ready(&self, whole: (&Value, Option<&str>, &[Value], &str)) -> Result<Ready, Error> {
        Ready::of(whole, !self.keeps_text)
            .map_err(|lacking| Error::new(&self.file, Kind::Incomplete(lacking)))
    }
}

fn write(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    mut ready: Ready,
    keeps_text: bool,
) -> rusqlite::Result<(Entered, Option<i64>)> {
    let engine = memory.names.word(tx, &ready.engine)?;
    let before: Option<(i64, i64, bool)> = tx
        .prepare_cached("SELECT document, engine, text IS NOT NULL FROM documents WHERE id = ?1")?
        .query_row([string(&ready.document, "id").map(key)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    // What is read anew is kept as it was.
    let keeps_text = before.map_or(keeps_text, |(_, _, kept)| kept);
    let (entered, number) = match before {
        Some((_, reader, _)) if reader == engine => return Ok((Entered::Already, None)),
        Some((number, ..)) => {
            entries::unlink(tx, memory, number)?;
            remove_records(tx, memory, number, ready.text.as_deref())?;
            (Entered::Again, Some(number))
        }
        None => (Entered::New, None),
    };
    let first: i64 = tx
        .prepare_cached("SELECT ifnull(max(record), 0) + 1 FROM records")?
        .query_row([], |row| row.get(0))?;
    let numbers: Vec<i64> = (first..).take(ready.rows.len()).collect();
    let number = insert(tx, memory, &mut ready, (number, &numbers, keeps_text))?;
    entries::link(tx, memory, number, (ready.looks, &numbers))?;
    let standing = corrections::standing(tx, string(&ready.document, "text").unwrap_or_default())?;
    if !standing.is_empty() {
        let records = claims::records(&claims::document(tx, number)?)?;
        let records: Vec<(i64, &Value)> = numbers.iter().copied().zip(&records).collect();
        corrections::renew(tx, memory, number, (&records, &standing))?;
    }
    Ok((entered, Some(number)))
}

// The row of a document, given where it had one before, and those of its records, whose numbers are given.
fn insert(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    ready: &mut Ready,
    (number, numbers, keeps_text): (Option<i64>, &[i64], bool),
) -> rusqlite::Result<i64> {
    let column = |name| string(&ready.document, name);
    let text = ready.text.as_deref();
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
        memory.names.word(tx, &ready.engine)?,
        numbers.first(),
        numbers.last(),
        ready.looks.fingerprint().filter(|_| !keeps_text),
        text.filter(|_| keeps_text),
        ready.packed(!keeps_text)?,
    ])?;
    let before = number;
    let number = number.unwrap_or_else(|| tx.last_insert_rowid());
    if before.is_some() {
        tx.prepare_cached("DELETE FROM notices WHERE document = ?1")?.execute([number])?;
    }
    if let Some(amends) = ready.document.get("amends").filter(|amends| amends.is_object()) {
        let mut amends = amends.clone();
        if let Some(span) = amends.get_mut("span").and_then(Value::as_object_mut).filter(|_| !keeps_text) {
            span.shift_remove("exact");
        }
        tx.prepare_cached("INSERT INTO notices VALUES (?1, ?2, ?3)")?.execute(params![
            number,
            column("published"),
            amends.to_string()
        ])?;
    }
    for (row, record) in ready.rows.iter().zip(numbers) {
        insert_record(tx, memory, (number, *record), row)?;
    }
    let place = place(tx, number, column("published"))?;
    for (row, words) in std::mem::take(&mut ready.words) {
        memory.words.insert(index_row(place, row), words);
    }
    memory.ids.insert(number, ids(ready.rows.iter().map(|row| &row.id)));
    Ok(number)
}

/// Writes a record in place of another of its document, under the number that it has.
pub(crate) fn replace(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    (document, row): (i64, i64),
    record: &Value,
) -> rusqlite::Result<()> {
    let Ok(told) = Row::new(record) else { return Ok(()) };
    let kept = claims::document(tx, document)?;
    let mut records = claims::records(&kept)?;
    let place = place(tx, document, kept.printed["published"].as_str())?;
    if kept.text.is_some() {
        forget_words(memory, place, marks::words_of(&kept.printed, kept.text.as_deref(), &records));
    }
    if let Some(at) = entries::records_of(tx, document)?
        .iter()
        .position(|other| *other == row)
        .and_then(|n| records.get_mut(n))
    {
        *at = record.clone();
    }
    let shared = Shared { document: &kept.printed, engine: &kept.engine, text: kept.text.as_deref() };
    let rows = records.iter().map(Row::new).collect::<Result<Vec<Row>, _>>();
    // What stands in a register has all that a record needs.
    let packed = claims::pack((&records, &rows.unwrap_or_default()), shared, false)?;
    tx.prepare_cached("UPDATE documents SET claims = ?2 WHERE document = ?1")?
        .execute(params![document, packed])?;
    let shape = memory.names.shape(tx, &told.shape)?;
    let role = told.passage.as_ref().map(|(role, _)| memory.names.word(tx, role)).transpose()?;
    tx.prepare_cached(
        "UPDATE records SET shape = ?2, date_start = ?3, date_end = ?4, value = ?5, passage_role = ?6,
             passage_start = ?7, passage_end = ?8 WHERE record = ?1",
    )?
    .execute(params![
        row,
        shape,
        told.date[0],
        told.date[1],
        told.value,
        role,
        told.passage.as_ref().map(|passage| passage.1.0),
        told.passage.as_ref().map(|passage| passage.1.1),
    ])?;
    for table in ["fillers", "fields", "spans"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE record = ?1"))?.execute([row])?;
    }
    insert_fields(tx, memory, row, &told)?;
    // Of a text that is not kept the index alone knows the words: they stay, and marks come to them.
    for (row, words) in marks::words_of(&kept.printed, kept.text.as_deref(), &records) {
        let known = memory.words.entry(index_row(place, row)).or_default();
        if !known.is_empty() {
            known.push(' ');
        }
        known.push_str(&words);
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
        let whole = (&document, text.as_deref(), &records[..], engine.as_str());
        if let Ok(mut ready) = Ready::of(whole, text.is_none()) {
            insert(tx, memory, &mut ready, (Some(number), &numbers, text.is_some()))?;
        }
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

fn insert_record(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    (document, number): (i64, i64),
    row: &Row,
) -> rusqlite::Result<()> {
    let shape = memory.names.shape(tx, &row.shape)?;
    let role = row.passage.as_ref().map(|(role, _)| memory.names.word(tx, role)).transpose()?;
    tx.prepare_cached(
        "INSERT INTO records (record, document, id, shape, voice, evidence_start, evidence_end, trigger_start,
             trigger_end, date_start, date_end, value, passage_role, passage_start, passage_end)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        number,
        document,
        row.id,
        shape,
        row.voice,
        row.evidence.0,
        row.evidence.1,
        row.trigger.0,
        row.trigger.1,
        row.date[0],
        row.date[1],
        row.value,
        role,
        row.passage.as_ref().map(|passage| passage.1.0),
        row.passage.as_ref().map(|passage| passage.1.1),
    ])?;
    insert_fields(tx, memory, number, row)
}

fn insert_fields(tx: &Transaction<'_>, memory: &mut Memory, number: i64, row: &Row) -> rusqlite::Result<()> {
    for filler in &row.fillers {
        let role = memory.names.word(tx, &filler.role)?;
        let (mut actor, mut office) = (None, None);
        if let Some(who) = &filler.actor {
            office = who.office.as_ref().map(|office| memory.names.word(tx, office)).transpose()?;
            actor = Some(memory.names.actor(tx, who)?);
        }
        let (start, end) = (filler.place.map(|place| place.0), filler.place.map(|place| place.1));
        tx.prepare_cached("INSERT OR IGNORE INTO fillers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![number, role, filler.position, actor, office, start, end])?;
    }
    for field in &row.fields {
        let name = memory.names.word(tx, &field.name)?;
        let (word, value) = match &field.value {
            Cell::Text(text) if text.len() <= WORD => (Some(memory.names.word(tx, text)?), None),
            value => (None, Some(value)),
        };
        tx.prepare_cached("INSERT OR IGNORE INTO fields VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
            number,
            name,
            field.position,
            word,
            value
        ])?;
    }
    for (position, trigger, evidence) in &row.spans {
        tx.prepare_cached("INSERT INTO spans VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![number, position, trigger.0, trigger.1, evidence.0, evidence.1])?;
    }
    Ok(())
}

// Where a document stands in the calendar: at the end of its day, if it is new there.
fn place(tx: &Transaction<'_>, document: i64, published: Option<&str>) -> rusqlite::Result<i64> {
    let day = marks::place_of(published);
    let known = tx
        .prepare_cached("SELECT place FROM calendar WHERE place >= ?1 AND document = ?2 LIMIT 1")?
        .query_row([day, document], |row| row.get(0))
        .optional()?;
    if let Some(place) = known {
        return Ok(place);
    }
    let mut from = day;
    let place = loop {
        let to = from + (1 << marks::OF_DAY_BITS);
        let last: Option<i64> = tx
            .prepare_cached(
                "SELECT place FROM calendar WHERE place >= ?1 AND place < ?2 ORDER BY place DESC LIMIT 1",
            )?
            .query_row([from, to], |row| row.get(0))
            .optional()?;
        match last {
            None => break from,
            Some(last) if last + 1 < to => break last + 1,
            _ => from = to,
        }
    };
    tx.prepare_cached("INSERT INTO calendar VALUES (?1, ?2)")?.execute([place, document])?;
    Ok(place)
}

fn index_row(place: i64, row: u8) -> i64 {
    place << marks::ROW_BITS | i64::from(row)
}

// Of rows that came in this same transaction the index does not know yet.
fn forget_words(memory: &mut Memory, place: i64, rows: Vec<(u8, String)>) {
    let of_document = index_row(place, 0)..index_row(place + 1, 0);
    let pending: Vec<i64> = memory.words.range(of_document).map(|(row, _)| *row).collect();
    for row in &pending {
        memory.words.remove(row);
    }
    if pending.is_empty() {
        memory.old_words.extend(rows.into_iter().map(|(row, words)| (index_row(place, row), words)));
    }
}

/// The index of words and the calendar of a register of before there were such.
pub(crate) fn index_words(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    // Of texts that are not kept only the old index knows the words.
    let mut unkept: HashMap<i64, String> = HashMap::new();
    let mut ask = tx.prepare("SELECT document FROM documents WHERE text IS NULL")?;
    for document in ask.query_map([], |row| row.get(0))? {
        unkept.insert(document?, String::new());
    }
    if !unkept.is_empty() {
        tx.execute_batch(
            "CREATE VIRTUAL TABLE temp.old_words USING fts5vocab (main, document_words, instance)",
        )?;
        let mut ask = tx.prepare("SELECT doc, term FROM temp.old_words WHERE term NOT GLOB '*=*'")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(words) = unkept.get_mut(&row.get(0)?) {
                words.push(' ');
                words.push_str(row.get_ref(1)?.as_str()?);
            }
        }
        drop(rows);
        drop(ask);
        tx.execute_batch("DROP TABLE temp.old_words")?;
    }
    let mut ask = tx.prepare("SELECT document FROM documents ORDER BY document")?;
    let mut documents = ask.query([])?;
    while let Some(row) = documents.next()? {
        let document = row.get(0)?;
        let kept = claims::document(tx, document)?;
        let records = claims::records(&kept)?;
        let place = place(tx, document, kept.printed["published"].as_str())?;
        for (row, mut words) in marks::words_of(&kept.printed, kept.text.as_deref(), &records) {
            words.push_str(unkept.get(&document).map_or("", String::as_str));
            memory.words.insert(index_row(place, row), words);
        }
        if memory.words.len() > 4096 {
            memory.write(tx)?;
        }
    }
    tx.execute_batch("DROP TABLE document_words")
}

// What `record_ids` is to know a document by.
fn ids<'c>(records: impl Iterator<Item = &'c Cell>) -> String {
    let mut ids: Vec<String> = records.map(short).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.join(" ")
}

/// The ids of records of a register of before there was an index of them.
pub(crate) fn index_ids(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    let mut ask = tx.prepare("SELECT document, id FROM records ORDER BY record")?;
    let mut rows = ask.query([])?;
    let mut of: (i64, Vec<Cell>) = (0, Vec::new());
    loop {
        let row = rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?;
        if of.0 != row.as_ref().map_or(0, |row| row.0) && !of.1.is_empty() {
            memory.ids.insert(of.0, ids(of.1.iter()));
            of.1.clear();
            // Of many at once: the index writes a piece of itself each time.
            if memory.ids.len() > 4096 {
                memory.write(tx)?;
            }
        }
        let Some((document, id)) = row else { return Ok(()) };
        of.0 = document;
        of.1.push(id);
    }
}

// What a document holds is deleted by the numbers of its records: no index leads from it to them. Nothing is deleted
// for us, as what rows point to is not checked while adding.
fn remove_records(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    document: i64,
    text: Option<&str>,
) -> rusqlite::Result<()> {
    let kept = claims::document(tx, document)?;
    let place = place(tx, document, kept.printed["published"].as_str())?;
    // What the index goes on knowing of records that are not there any more is of no harm.
    if let Ok(mut records) = claims::records(&kept) {
        let text = kept.text.as_deref().or(text);
        if let Some(text) = text.filter(|_| kept.text.is_none()) {
            records.iter_mut().for_each(|record| claims::spell(record, text));
        }
        forget_words(memory, place, marks::words_of(&kept.printed, text, &records));
    }
    const OF: &str = "BETWEEN (SELECT first_record FROM documents WHERE document = ?1)
        AND (SELECT last_record FROM documents WHERE document = ?1)";
    let mut ask = tx.prepare_cached(&format!("SELECT id FROM records WHERE record {OF}"))?;
    let before = ask.query_map([document], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Cell>>>()?;
    // Of one that came in this same transaction the index does not know yet.
    if memory.ids.remove(&document).is_none() {
        tx.prepare_cached("INSERT INTO record_ids (record_ids, rowid, ids) VALUES ('delete', ?1, ?2)")?
            .execute(params![document, ids(before.iter())])?;
    }
    for table in ["fillers", "fields", "spans", "chains", "entry_records", "records"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE record {OF}"))?.execute([document])?;
    }
    Ok(())
}

fn string<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}
