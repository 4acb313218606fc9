//! The printed records of a document, kept whole and small beside the tables.
//!
//! Tables answer questions; what was printed must come back byte for byte, whatever keys a later version or a
//! pack of the user adds. So a document's records are kept once more, less all that its text and its rows tell: the
//! words of spans are in the text, and fields of a kind repeat its roles. What is left is compressed with a
//! dictionary of the keys and words that records are made of.

mod lean;

use std::{
    cell::RefCell,
    collections::{HashMap, hash_map},
};

use rusqlite::{Connection, Row, types::ValueRef};
use serde_json::{Map, Value, json};
use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe::CParameter,
};

use crate::{names, ready};
use lean::Reader;

/// What a compressor may take for having been said before. Never changed: registers made with it exist.
const DICTIONARY: &[u8] = include_bytes!("claims/3.dictionary");
/// The ones of the third form, in which records still held the names of their fields, and of the fourth, in which they
/// held what their rows tell.
const OLD_DICTIONARIES: [&[u8]; 2] =
    [include_bytes!("claims/1.dictionary"), include_bytes!("claims/2.dictionary")];
/// In the length of what is compressed: it is not of the third form.
const LEAN: u32 = 1 << 31;
/// And not of the fourth.
const LEANER: u32 = 1 << 30;
/// And not of the fifth, in which the frame began with what all frames begin with.
const BARE: u32 = 1 << 29;
/// That.
const BEGINNING: [u8; 4] = 0xfd2f_b528_u32.to_le_bytes();
const LEVEL: i32 = 9;
/// As many characters stand around evidence.
const AROUND: usize = 32;
/// How deep a record may be nested; what is deeper is kept as it is.
const DEEPEST: usize = 32;

thread_local! {
    // Costly to make, and nothing of one document is left in them for the next.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static OLD_DECOMPRESSORS: [RefCell<Option<Decompressor<'static>>>; 2] =
        const { [RefCell::new(None), RefCell::new(None)] };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// What all records of a document share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shared<'d> {
    pub(crate) document: &'d Value,
    pub(crate) engine: &'d str,
    pub(crate) text: Option<&'d str>,
}

/// A document as the register keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) printed: Value,
    pub(crate) engine: String,
    pub(crate) text: Option<String>,
    pub(crate) rows: Vec<Place>,
    shapes: HashMap<i64, Shape>,
    packed: Vec<u8>,
}

/// What a record has in common with others.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    kind: String,
    factuality: String,
    historical: bool,
    confidence: f64,
    rule: String,
    words: Map<String, Value>,
}

/// What the row of a record tells of it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) record: i64,
    pub(crate) shape: i64,
    pub(crate) evidence: (usize, usize),
    id: String,
    trigger: (usize, usize),
    value: Option<Value>,
    passage: Option<(usize, usize)>,
}

/// A document.
pub(crate) fn document(connection: &Connection, document: i64) -> rusqlite::Result<Kept> {
    kept(connection, document, rows(connection, document)?)
}

/// A document whose rows are at hand.
pub(crate) fn kept(connection: &Connection, document: i64, rows: Vec<Place>) -> rusqlite::Result<Kept> {
    let mut shapes = HashMap::new();
    for row in &rows {
        if let hash_map::Entry::Vacant(place) = shapes.entry(row.shape) {
            place.insert(shape(connection, row.shape)?);
        }
    }
    connection
        .prepare_cached(
            "SELECT d.id, d.text_hash, d.source, d.title, d.published, d.outlet, d.language, w.text, d.text, d.claims,
                 n.amends
             FROM documents d JOIN words w ON w.word = d.engine LEFT JOIN notices n ON n.document = d.document
             WHERE d.document = ?1",
        )?
        .query_row([document], |row| {
            Ok(Kept {
                printed: amending(printed_document(row, 0)?, row.get_ref(10)?)?,
                engine: row.get(7)?,
                text: row.get(8)?,
                rows,
                shapes,
                packed: row.get(9)?,
            })
        })
}

fn shape(connection: &Connection, shape: i64) -> rusqlite::Result<Shape> {
    connection
        .prepare_cached(
            "SELECT kind, factuality, historical, confidence, rule, words FROM spelled_shapes WHERE shape = ?1",
        )?
        .query_row([shape], |row| {
            Ok(Shape {
                kind: row.get(0)?,
                factuality: row.get(1)?,
                historical: row.get(2)?,
                confidence: row.get(3)?,
                rule: row.get(4)?,
                words: serde_json::from_str(row.get_ref(5)?.as_str()?).unwrap_or_default(),
            })
        })
}

/// The rows of a document's records, in the order of printing.
pub(crate) fn rows(connection: &Connection, document: i64) -> rusqlite::Result<Vec<Place>> {
    let mut ask = connection.prepare_cached(
        "SELECT r.record, r.id, r.shape, r.evidence_start, r.evidence_end, r.trigger_start, r.trigger_end,
             r.value, r.passage_start, r.passage_end
         FROM documents d JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
         WHERE d.document = ?1 ORDER BY r.record",
    )?;
    let rows = ask.query_map([document], |row| {
        let at = |n| row.get::<_, i64>(n).map(|at| usize::try_from(at).unwrap_or(usize::MAX));
        let id = written(row.get_ref(1)?)?;
        Ok(Place {
            record: row.get(0)?,
            shape: row.get(2)?,
            evidence: (at(3)?, at(4)?),
            id,
            trigger: (at(5)?, at(6)?),
            value: number(row.get_ref(7)?),
            passage: match row.get_ref(8)? {
                ValueRef::Null => None,
                _ => Some((at(8)?, at(9)?)),
            },
        })
    })?;
    rows.collect()
}

fn number(value: ValueRef<'_>) -> Option<Value> {
    match value {
        ValueRef::Integer(whole) => Some(whole.into()),
        ValueRef::Real(real) => Some(real.into()),
        _ => None,
    }
}

/// An id as it is printed: bytes as hexadecimal digits.
pub(crate) fn written(id: ValueRef<'_>) -> rusqlite::Result<String> {
    Ok(match id {
        ValueRef::Blob(bytes) => hexadecimal(bytes),
        other => other.as_str()?.to_owned(),
    })
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The printed form of a document, whose columns begin at a place.
pub(crate) fn printed_document(row: &Row<'_>, at: usize) -> rusqlite::Result<Value> {
    let column = |n| row.get::<_, Option<String>>(at + n);
    Ok(json!({
        "id": written(row.get_ref(at)?)?, "text": written(row.get_ref(at + 1)?)?, "source": column(2)?, "title": column(3)?,
        "published": column(4)?, "outlet": column(5)?, "language": column(6)?,
    }))
}

/// What a document says of itself, in its printed form.
pub(crate) fn printed(connection: &Connection, document: i64) -> rusqlite::Result<Value> {
    connection
        .prepare_cached(
            "SELECT id, text_hash, source, title, d.published, outlet, language, amends
             FROM documents d LEFT JOIN notices USING (document)
             WHERE document = ?1",
        )?
        .query_row([document], |row| amending(printed_document(row, 0)?, row.get_ref(7)?))
}

// With what it says of an earlier document.
fn amending(mut printed: Value, amends: ValueRef<'_>) -> rusqlite::Result<Value> {
    if let Some(json) = amends.as_str_or_null()? {
        printed["amends"] = serde_json::from_str(json).unwrap_or_default();
    }
    Ok(printed)
}

/// The records of a document as they were printed.
pub(crate) fn records(kept: &Kept) -> rusqlite::Result<Vec<Value>> {
    some(kept, &|_| true)
}

/// Those that are wanted, by their place in the document.
pub(crate) fn some(kept: &Kept, wanted: &dyn Fn(usize) -> bool) -> rusqlite::Result<Vec<Value>> {
    let shared = Shared { document: &kept.printed, engine: &kept.engine, text: kept.text.as_deref() };
    unpack(&kept.packed, shared, (&kept.rows, &kept.shapes), wanted).map_err(spoilt)
}

/// One record as it was printed, and its document.
pub(crate) fn record(connection: &Connection, record: i64) -> rusqlite::Result<(Value, Kept)> {
    let number = connection
        .prepare_cached("SELECT document FROM records WHERE record = ?1")?
        .query_row([record], |row| row.get(0))?;
    let kept = document(connection, number)?;
    let place = kept.rows.iter().position(|row| row.record == record).ok_or_else(|| spoilt(Spoilt))?;
    Ok((some(&kept, &|n| n == place)?.pop().ok_or_else(|| spoilt(Spoilt))?, kept))
}

fn spoilt(cause: Spoilt) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(9, rusqlite::types::Type::Blob, Box::new(cause))
}

/// The records, small. `pointers` leaves out the words of spans also where no text is kept to find them in.
pub(crate) fn pack(
    (records, rows): (&[Value], &[ready::Row]),
    shared: Shared<'_>,
    pointers: bool,
) -> rusqlite::Result<Vec<u8>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let words = Words::new(shared.text.unwrap_or_default(), pointers);
    let plain = lean::write((records, rows), shared, &words);
    let mut packed = (plain.len() as u32 | LEAN | LEANER | BARE).to_le_bytes().to_vec();
    let frame = COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            none => {
                let mut made = Compressor::with_dictionary(LEVEL, DICTIONARY)?;
                // We know how long it is.
                made.set_parameter(CParameter::ContentSizeFlag(false))?;
                none.insert(made)
            }
        };
        compressor.compress(plain.as_bytes())
    });
    let frame = frame.map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
    packed.extend(frame.strip_prefix(&BEGINNING).ok_or_else(|| spoilt(Spoilt))?);
    Ok(packed)
}

/// Those of the records that are wanted, as they were printed; without the words of spans where there is no text.
pub(crate) fn unpack(
    packed: &[u8],
    shared: Shared<'_>,
    (rows, shapes): (&[Place], &HashMap<i64, Shape>),
    wanted: &dyn Fn(usize) -> bool,
) -> Result<Vec<Value>, Spoilt> {
    if packed.is_empty() {
        return Ok(Vec::new());
    }
    let (length, frame) = packed.split_first_chunk::<4>().ok_or(Spoilt)?;
    let length = u32::from_le_bytes(*length);
    let form = if length & LEANER != 0 { 2 } else { usize::from(length & LEAN != 0) };
    let complete = (length & BARE != 0).then(|| [&BEGINNING, frame].concat());
    let frame = complete.as_deref().unwrap_or(frame);
    let length = (length & !(LEAN | LEANER | BARE)) as usize;
    let decompress = |decompressor: &mut Option<Decompressor<'static>>| {
        let decompressor = match decompressor {
            Some(decompressor) => decompressor,
            none => {
                let dictionary = OLD_DICTIONARIES.get(form).copied().unwrap_or(DICTIONARY);
                none.insert(Decompressor::with_dictionary(dictionary)?)
            }
        };
        decompressor.decompress(frame, length)
    };
    let plain = match form {
        2 => DECOMPRESSOR.with_borrow_mut(decompress),
        _ => OLD_DECOMPRESSORS.with(|old| decompress(&mut old[form].borrow_mut())),
    };
    let lean: Vec<Value> = serde_json::from_slice(&plain.map_err(|_| Spoilt)?).map_err(|_| Spoilt)?;
    let words = Words::new(shared.text.unwrap_or_default(), false);
    let words = shared.text.is_some().then_some(&words);
    if lean.len() != rows.len() {
        return Err(Spoilt);
    }
    if form == 0 {
        let numbered = lean.into_iter().zip(rows).enumerate().filter(|(n, _)| wanted(*n));
        return numbered.map(|(_, (record, row))| whole(record, shared, words, row).ok_or(Spoilt)).collect();
    }
    let reader = Reader::new((shared, words), (rows, shapes), &lean).ok_or(Spoilt)?;
    let numbered = lean.iter().zip(rows).enumerate().filter(|(n, _)| wanted(*n));
    numbered.map(|(_, (record, row))| reader.record(record, row).ok_or(Spoilt)).collect()
}

/// The records of a document that has no rows yet.
pub(crate) fn unpack_rows(
    packed: &[u8],
    shared: Shared<'_>,
    rows: &[ready::Row],
) -> rusqlite::Result<Vec<Value>> {
    let pair = |(start, end): (i64, i64)| -> Result<(usize, usize), Spoilt> {
        Ok((usize::try_from(start).map_err(|_| Spoilt)?, usize::try_from(end).map_err(|_| Spoilt)?))
    };
    let (mut places, mut shapes) = (Vec::new(), HashMap::new());
    for (n, row) in rows.iter().enumerate() {
        let shape = n as i64;
        places.push(Place {
            record: 0,
            shape,
            evidence: pair(row.evidence).map_err(spoilt)?,
            id: written(ValueRef::from(&row.id))?,
            trigger: pair(row.trigger).map_err(spoilt)?,
            value: row.value.as_ref().and_then(|value| number(ValueRef::from(value))),
            passage: row.passage.as_ref().map(|passage| pair(passage.1)).transpose().map_err(spoilt)?,
        });
        let names::Shape { kind, factuality, historical, confidence, rule, .. } = row.shape.clone();
        let words = row.words.clone();
        shapes.insert(shape, Shape { kind, factuality, historical, confidence, rule, words });
    }
    unpack(packed, shared, (&places, &shapes), &|_| true).map_err(spoilt)
}

/// Puts the words of spans back into a record that was kept without them.
pub(crate) fn spell(record: &mut Value, text: &str) {
    let words = Words::new(text, false);
    fill(record, &words, 0);
    let at = |key: &str| record["evidence"][key].as_u64().map(|at| at as usize);
    if let (Some(start), Some(end)) = (at("start"), at("end"))
        && let Some((prefix, suffix)) = words.around(start, end)
        && let Some(evidence) = record["evidence"].as_object_mut()
    {
        evidence.insert("prefix".into(), prefix.into());
        evidence.insert("suffix".into(), suffix.into());
    }
}

fn fill(value: &mut Value, words: &Words<'_>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(list) => list.iter_mut().for_each(|each| fill(each, words, depth + 1)),
        Value::Object(object) => {
            let at = |key: &str| object.get(key)?.as_u64().map(|at| at as usize);
            match (at("start"), at("end"), object.len()) {
                (Some(start), Some(end), 2) => {
                    if let Some(exact) = words.at(start, end) {
                        object.insert("exact".into(), exact.into());
                    }
                }
                _ => object.iter_mut().for_each(|(_, each)| fill(each, words, depth + 1)),
            }
        }
        _ => {}
    }
}

/// The stored records of a document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored records of a document cannot be read")]
pub(crate) struct Spoilt;

/// The words at offsets that count characters.
pub(crate) struct Words<'t> {
    text: &'t str,
    // Where each character begins; empty where every character is a byte.
    starts: Vec<u32>,
    length: usize,
    blind: bool,
}

impl<'t> Words<'t> {
    pub(crate) fn new(text: &'t str, blind: bool) -> Words<'t> {
        let starts: Vec<u32> = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(at, _)| at as u32).collect(),
        };
        let length = if starts.is_empty() { text.len() } else { starts.len() };
        Words { text, starts, length, blind }
    }

    pub(crate) fn at(&self, start: usize, end: usize) -> Option<&'t str> {
        if start > end || end > self.length {
            return None;
        }
        self.text.get(self.byte(start)..self.byte(end))
    }

    fn byte(&self, at: usize) -> usize {
        match self.starts.get(at) {
            Some(byte) => *byte as usize,
            None if self.starts.is_empty() => at,
            None => self.text.len(),
        }
    }

    fn around(&self, start: usize, end: usize) -> Option<(&'t str, &'t str)> {
        let before = self.at(start.saturating_sub(AROUND), start)?;
        Some((before, self.at(end, (end + AROUND).min(self.length))?))
    }

    // A span may be told by its place alone: start, length, and whether also what stands around it.
    fn tell(&self, span: &Map<String, Value>) -> Option<(usize, usize, Option<()>)> {
        let start = usize::try_from(span.get("start")?.as_u64()?).ok()?;
        let end = usize::try_from(span.get("end")?.as_u64()?).ok()?;
        let length = end.checked_sub(start)?;
        let exact = span.get("exact")?.as_str()?;
        let keys = ["start", "end", "exact", "prefix", "suffix"];
        if !span.keys().zip(keys).all(|(key, known)| key == known) {
            return None;
        }
        if !self.blind && self.at(start, end) != Some(exact) {
            return None;
        }
        match span.len() {
            3 => Some((start, length, None)),
            5 => {
                let (prefix, suffix) = (span["prefix"].as_str()?, span["suffix"].as_str()?);
                let told = self.blind || self.around(start, end) == Some((prefix, suffix));
                told.then_some((start, length, Some(())))
            }
            _ => None,
        }
    }
}

// What every record has, in the order of printing.
const COMMON: [&str; 13] = [
    "id",
    "kind",
    "document",
    "trigger",
    "evidence",
    "mentions",
    "voice",
    "factuality",
    "historical",
    "date",
    "confidence",
    "rule",
    "engine",
];
// A record that is not printed in that order is kept as it is, under this key.
const ASIS: &str = "@";

// A record of the third form.
fn whole(lean: Value, shared: Shared<'_>, words: Option<&Words<'_>>, row: &Place) -> Option<Value> {
    let Value::Object(mut lean) = lean else { return Some(lean) };
    if let Some(asis) = lean.remove(ASIS) {
        return Some(Value::Object(with_document(asis.as_object()?, shared)));
    }
    let mut record = Map::new();
    for key in COMMON {
        let value = match key {
            "document" => shared.document.clone(),
            "engine" => shared.engine.into(),
            _ => match lean.shift_remove(key) {
                Some(value) => spelled(value, words)?,
                None => match key {
                    "id" => row.id.clone().into(),
                    "trigger" => span(row.trigger.0, length(row.trigger)?, false, words)?,
                    "evidence" => span(row.evidence.0, length(row.evidence)?, true, words)?,
                    "mentions" => only_mention(record.get("trigger")?, record.get("evidence")?),
                    "voice" => json!([]),
                    "historical" => false.into(),
                    "factuality" => "actual".into(),
                    _ => Value::Null,
                },
            },
        };
        record.insert(key.into(), value);
    }
    let mut told = true;
    for (key, value) in lean {
        if key == "roles" {
            told = false;
            if value.is_null() {
                continue;
            }
        }
        record.insert(key, spelled(value, words)?);
    }
    if told && let Some(roles) = roles_told(&record) {
        record.insert("roles".into(), roles);
    }
    Some(Value::Object(record))
}

fn length((start, end): (usize, usize)) -> Option<usize> {
    end.checked_sub(start)
}

// As they were printed before: the document after the kind, the engine after the rule.
pub(crate) fn with_document(stored: &Map<String, Value>, shared: Shared<'_>) -> Map<String, Value> {
    let mut record = Map::new();
    for (key, value) in stored {
        record.insert(key.clone(), value.clone());
        match key.as_str() {
            "kind" => record.insert("document".into(), shared.document.clone()),
            "rule" => record.insert("engine".into(), shared.engine.into()),
            _ => None,
        };
    }
    record
}

fn same_document(one: &Value, other: &Value) -> bool {
    let keys = ["id", "text", "source", "title", "published", "outlet", "language"];
    one.as_object().is_some_and(|one| one.keys().eq(keys.iter()))
        && keys.iter().all(|key| one[key] == other[key])
}

// The record's own place, the one mention of most.
fn only_mention(trigger: &Value, evidence: &Value) -> Value {
    let mut place = Map::new();
    for key in ["start", "end", "exact"] {
        if let Some(value) = evidence.get(key) {
            place.insert(key.into(), value.clone());
        }
    }
    json!([{"trigger": trigger, "evidence": place}])
}

// The roles are the fields of the kind, those that are filled, as lists.
fn roles_told(record: &Map<String, Value>) -> Option<Value> {
    let mut roles = Map::new();
    for (key, value) in record.iter().skip(COMMON.len()) {
        match value {
            Value::Null => {}
            _ if key == "roles" => {}
            Value::Array(list) if list.is_empty() => {}
            Value::Array(_) => drop(roles.insert(key.clone(), value.clone())),
            _ => drop(roles.insert(key.clone(), json!([value]))),
        }
    }
    Some(Value::Object(roles))
}

fn spelled(value: Value, words: Option<&Words<'_>>) -> Option<Value> {
    Some(match value {
        Value::Array(list) => match list.first() {
            Some(Value::Number(_)) => listed(&list, words)?,
            first => {
                let skip = usize::from(matches!(first, Some(Value::Null)));
                let list = list.into_iter().skip(skip).map(|each| spelled(each, words));
                Value::Array(list.collect::<Option<_>>()?)
            }
        },
        Value::Object(object) => {
            let object = object.into_iter().map(|(key, each)| Some((key, spelled(each, words)?)));
            Value::Object(object.collect::<Option<_>>()?)
        }
        other => other,
    })
}

fn listed(list: &[Value], words: Option<&Words<'_>>) -> Option<Value> {
    let number = |at: usize| list.get(at)?.as_u64().map(|n| n as usize);
    span(number(0)?, number(1)?, list.len() > 2, words)
}

fn span(start: usize, length: usize, around: bool, words: Option<&Words<'_>>) -> Option<Value> {
    let end = start.checked_add(length)?;
    let mut span = Map::new();
    span.insert("start".into(), start.into());
    span.insert("end".into(), end.into());
    if let Some(words) = words {
        span.insert("exact".into(), words.at(start, end)?.into());
        if around {
            let (prefix, suffix) = words.around(start, end)?;
            span.insert("prefix".into(), prefix.into());
            span.insert("suffix".into(), suffix.into());
        }
    }
    Some(Value::Object(span))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const TEXT: &str = "LIMA — Norway and Chile signed a pact on krill, Elin Berg said.";

    fn span(words: &str) -> Value {
        let start = TEXT.split(words).next().unwrap().chars().count();
        json!({"start": start, "end": start + words.chars().count(), "exact": words})
    }

    fn document() -> Value {
        json!({"id": "d1", "text": "5e", "source": "a.txt", "title": null, "published": null, "outlet": null,
               "language": "en"})
    }

    fn record(more: &Value) -> Value {
        let mut evidence = span("Norway and Chile signed a pact");
        evidence["prefix"] = "LIMA — ".into();
        evidence["suffix"] = " on krill, Elin Berg said.".into();
        let mut record = json!({"id": "ab12", "kind": "instrument", "document": document(), "trigger": span("signed"),
            "evidence": evidence,
            "mentions": [{"trigger": span("signed"), "evidence": span("Norway and Chile signed a pact")}],
            "voice": [], "factuality": "actual", "historical": false, "date": null, "confidence": 0.93,
            "rule": "diplomacy/signing", "engine": "e1"});
        for (key, value) in more.as_object().unwrap() {
            record[key] = value.clone();
        }
        record
    }

    fn row(record: &Value) -> Place {
        let told = ready::Row::new(record).ok();
        let span = |span: &Value| {
            let at = |key: &str| span[key].as_u64().unwrap_or_default() as usize;
            (at("start"), at("end"))
        };
        Place {
            record: 1,
            shape: 1,
            evidence: span(&record["evidence"]),
            id: record["id"].as_str().unwrap().into(),
            trigger: span(&record["trigger"]),
            value: told.as_ref().and_then(|told| number(ValueRef::from(told.value.as_ref()?))),
            passage: told.as_ref().and_then(|told| {
                let (start, end) = told.passage.as_ref()?.1;
                Some((start as usize, end as usize))
            }),
        }
    }

    fn rows(record: &Value) -> Vec<ready::Row> {
        ready::Row::new(record).into_iter().collect()
    }

    fn shapes(record: &Value) -> HashMap<i64, Shape> {
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let shape = Shape {
            kind: text("kind"),
            factuality: text("factuality"),
            historical: record["historical"].as_bool().unwrap_or_default(),
            confidence: record["confidence"].as_f64().unwrap_or_default(),
            rule: text("rule"),
            words: ready::Row::new(record).map(|told| told.words).unwrap_or_default(),
        };
        HashMap::from([(1, shape)])
    }

    // How the dictionary is made: of records that were printed of reports that are the project's own.
    #[test]
    #[ignore = "CHANCERY_RECORDS=records.jsonl CHANCERY_TEXTS=folder: prints what the dictionary holds"]
    fn dictionary() {
        let Some(path) = std::env::var_os("CHANCERY_RECORDS") else { return };
        let printed = std::fs::read_to_string(path).unwrap();
        let records: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for document in records.chunk_by(|a, b| a["document"]["id"] == b["document"]["id"]) {
            let text = std::fs::read_to_string(document[0]["document"]["source"].as_str().unwrap()).unwrap();
            let engine = document[0]["engine"].as_str().unwrap();
            let shared = Shared { document: &document[0]["document"], engine, text: Some(&text) };
            let rows: Vec<ready::Row> = document.iter().map(|each| ready::Row::new(each).unwrap()).collect();
            println!("{}", lean::write((document, &rows), shared, &Words::new(&text, false)));
        }
    }

    #[test]
    fn what_was_printed_comes_back_byte_for_byte() {
        let check = |record: Value| {
            let document = document();
            let shared = Shared { document: &document, engine: "e1", text: Some(TEXT) };
            let packed = pack((std::slice::from_ref(&record), &rows(&record)), shared, false).unwrap();
            let back = unpack(&packed, shared, (&[row(&record)], &shapes(&record)), &|_| true).unwrap();
            assert_eq!(back[0].to_string(), record.to_string());
        };
        let chile = json!({"name": "Chile", "country": "CHL", "level": "state", "span": span("Chile")});
        check(record(&json!({})));
        check(record(&json!({"type": "treaty", "parties": [chile], "count": null, "of": [],
            "roles": {"type": ["treaty"], "parties": [chile]}})));
        check(record(&json!({"type": "treaty", "roles": {"type": ["other"]}})));
        check(record(&json!({"roles": {}, "type": null})));
        check(record(&json!({"roles": null})));
        check(record(&json!({"@": [1, 2], "roles": {}})));
        check(record(
            &json!({"numbers": [1, 2, 3], "nulls": [null, [4, 5, 0], []], "roles": {"numbers": [1]}}),
        ));
        check(record(&json!({"voice": [{"statement": "s", "speakers": [chile]}], "factuality": "planned",
            "historical": true, "date": {"start": "2021-05-03", "end": "2021-05-03"}, "confidence": 1})));
        check(record(&json!({"trigger": {"start": 5, "end": 9, "exact": "not so"}})));
        check(record(&json!({"trigger": {"end": 9, "start": 5, "exact": "— No"}})));
        check(record(&json!({"trigger": {"start": 500, "end": 509, "exact": "beyond"}, "mentions": []})));
        check(json!({"kind": "x", "document": document(), "rule": "y", "engine": "e1", "id": "odd order"}));
        let mut deep = json!(1);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        check(record(&json!({"deep": deep, "roles": {}})));
        let berg = json!({"name": "Elin Berg", "country": null, "level": "person", "sector": null, "office": "minister",
            "span": span("Elin Berg"), "entity": "#3"});
        let mut later = berg.clone();
        later["span"] = span("pact");
        check(record(&json!({"speaker": [berg, later], "cue": span("signed"), "of": ["ab12ab12", "cd"],
            "roles": {"speaker": [berg, later], "cue": [span("signed")], "of": ["ab12ab12", "cd"]}})));
        check(record(&json!({"codes": [-1, -2, [-3], [-4, 0]], "=": 1, "a,b": 2})));
        check(record(
            &json!({"codes": [-1, -2, [-3], [-4, 0]], "id": "ab12ab12ab12ab12", "own": "ab12ab12ab12ab12"}),
        ));
    }

    #[test]
    fn pointers_hold_no_words() {
        let document = document();
        let shared = Shared { document: &document, engine: "e1", text: Some(TEXT) };
        let record = record(&json!({"subject": span("krill"), "roles": {"subject": [span("krill")]}}));
        let packed = pack((std::slice::from_ref(&record), &rows(&record)), shared, true).unwrap();
        let blind = Shared { text: None, ..shared };
        let bare = unpack(&packed, blind, (&[row(&record)], &shapes(&record)), &|_| true).unwrap().remove(0);
        assert!(!bare.to_string().contains("exact"), "{bare}");
        assert_eq!(bare["subject"]["start"], span("krill")["start"]);
        assert_eq!(
            unpack(&packed, shared, (&[row(&record)], &shapes(&record)), &|_| true).unwrap()[0]["subject"],
            span("krill")
        );
    }

    #[test]
    fn spoilt_bytes_are_an_error() {
        let document = document();
        let shared = Shared { document: &document, engine: "e1", text: Some(TEXT) };
        let only = record(&json!({}));
        let packed = pack((std::slice::from_ref(&only), &rows(&only)), shared, false).unwrap();
        for n in 0..packed.len() {
            let mut bytes = packed.clone();
            bytes[n] ^= 0x55;
            let (rows, shapes) = ([row(&record(&json!({})))], shapes(&record(&json!({}))));
            let _ = unpack(&bytes, shared, (&rows, &shapes), &|_| true);
            assert!(unpack(&packed[..n], shared, (&rows, &shapes), &|_| true).is_err() || n == 0);
        }
    }
}
