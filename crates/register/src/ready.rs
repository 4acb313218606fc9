//! A document made ready to be entered: all that can be told of it without the register, on whatever thread.

use std::{borrow::Cow, collections::BTreeSet};

use rusqlite::types::Value as Cell;
use serde_json::{Map, Number, Value};

use crate::{
    Error, Filing,
    claims::{self, Shared},
    entries::Looks,
    error::Kind,
    marks,
    names::Shape,
};

/// A document made ready to be entered.
#[derive(Debug)]
pub struct Ready {
    pub(crate) document: Value,
    pub(crate) text: Option<String>,
    pub(crate) engine: String,
    pub(crate) rows: Vec<Row>,
    packed: Vec<u8>,
    /// True where `packed` holds no words of the text.
    blind: bool,
    /// Its rows in the full-text index.
    pub(crate) words: Vec<(u8, String)>,
    pub(crate) looks: Looks,
}

impl Ready {
    /// Makes a document ready; `pointers_only` where the register keeps no texts. It is an error if a record lacks what
    /// every record has.
    pub fn new(filing: &Filing, pointers_only: bool) -> Result<Ready, Error> {
        let Filing { document, text, records, engine } = filing;
        Ready::of((document, text.as_deref(), records, engine), pointers_only)
            .map_err(|lacking| Error::new("cannot", Kind::Incomplete(lacking)))
    }

    pub(crate) fn of(
        (document, text, records, engine): (&Value, Option<&str>, &[Value], &str),
        blind: bool,
    ) -> Result<Ready, &'static str> {
        let rows: Vec<Row> = records.iter().map(Row::new).collect::<Result<_, _>>()?;
        let packed = claims::pack((records, &rows), Shared { document, engine, text }, blind);
        Ok(Ready {
            packed: packed.map_err(|_| "end")?,
            blind,
            words: marks::words_of(document, text, records),
            looks: Looks::of(document, text, records),
            rows,
            document: document.clone(),
            text: text.map(str::to_owned),
            engine: engine.to_owned(),
        })
    }

    pub(crate) fn shared(&self) -> Shared<'_> {
        Shared { document: &self.document, engine: &self.engine, text: self.text.as_deref() }
    }

    /// Its records, packed with or without the words of its text.
    pub(crate) fn packed(&self, blind: bool) -> rusqlite::Result<Cow<'_, [u8]>> {
        if blind == self.blind {
            return Ok(Cow::Borrowed(&self.packed));
        }
        let records = claims::unpack_rows(&self.packed, self.shared(), &self.rows)?;
        Ok(Cow::Owned(claims::pack((&records, &self.rows), self.shared(), blind)?))
    }

    /// How many records it has.
    pub fn records(&self) -> usize {
        self.rows.len()
    }
}

// Where something begins and ends.
type Span = (i64, i64);

/// The rows of a record, where words and actors stand for themselves and have no numbers yet.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: Cell,
    pub(crate) shape: Shape,
    pub(crate) voice: i64,
    pub(crate) evidence: (i64, i64),
    pub(crate) trigger: (i64, i64),
    pub(crate) date: [Option<String>; 2],
    pub(crate) value: Option<Cell>,
    /// The words that it is about: which role, and where.
    pub(crate) passage: Option<(String, (i64, i64))>,
    pub(crate) fillers: Vec<Filler>,
    pub(crate) fields: Vec<Field>,
    /// Where else it is told: position, trigger, evidence.
    pub(crate) spans: Vec<(i64, Span, Span)>,
    /// Words of fields, of which the shape tells.
    pub(crate) words: Map<String, Value>,
}

/// A role that is filled.
#[derive(Debug)]
pub(crate) struct Filler {
    pub(crate) role: String,
    pub(crate) position: i64,
    pub(crate) actor: Option<Actor>,
    pub(crate) place: Option<(i64, i64)>,
}

/// Who fills it.
#[derive(Debug)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) level: String,
    pub(crate) entity: Option<String>,
    pub(crate) office: Option<String>,
}

/// A field that has a value.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) position: i64,
    pub(crate) value: Cell,
}

/// A word longer than this is no word that records share.
pub(crate) const WORD: usize = 40;

impl Row {
    /// Of a record in its printed form; else what it lacks.
    pub(crate) fn new(record: &Value) -> Result<Row, &'static str> {
        let text = |key: &'static str| record[key].as_str().ok_or(key);
        let voice = record["voice"].as_array().ok_or("voice")?;
        let mut row = Row {
            id: key(text("id")?),
            voice: voice.len() as i64,
            evidence: span(&record["evidence"]).ok_or("evidence")?,
            trigger: span(&record["trigger"]).ok_or("trigger")?,
            date: ["start", "end"].map(|end| record["date"][end].as_str().map(str::to_owned)),
            value: None,
            passage: None,
            fillers: Vec::new(),
            fields: Vec::new(),
            spans: Vec::new(),
            words: Map::new(),
            shape: Shape {
                kind: text("kind")?.to_owned(),
                factuality: text("factuality")?.to_owned(),
                historical: record["historical"].as_bool().unwrap_or(false),
                confidence: record["confidence"].as_f64().unwrap_or(0.0),
                rule: record["rule"].as_str().unwrap_or_default().to_owned(),
                words: String::new(),
            },
        };
        let speakers = voice.iter().flat_map(|link| link["speakers"].as_array().into_iter().flatten());
        for (position, speaker) in speakers.enumerate() {
            row.filler("voice", position, speaker);
        }
        for (name, fillers) in record["roles"].as_object().into_iter().flatten() {
            if let Some(fillers) = fillers.as_array() {
                row.role(name, fillers);
            }
        }
        row.shape.words = Value::Object(row.words.clone()).to_string();
        row.mentions(&record["mentions"]);
        Ok(row)
    }

    fn role(&mut self, name: &str, fillers: &[Value]) {
        if let [one] = fillers {
            if let Some(word) = one.as_str().filter(|word| word.len() <= WORD) {
                self.words.insert(name.to_owned(), word.into());
                return;
            }
            if one["exact"].is_string() && span(one) == Some(self.trigger) {
                self.words.insert(name.to_owned(), true.into());
                return;
            }
            if let ("value", Value::Number(value)) = (name, one) {
                self.value = Some(number(value));
                return;
            }
        }
        for (position, filler) in fillers.iter().enumerate() {
            if position == 0
                && self.passage.is_none()
                && filler["exact"].is_string()
                && let Some(place) = place(filler)
            {
                self.passage = Some((name.to_owned(), place));
                continue;
            }
            if filler["level"].is_string() || (filler["start"].is_u64() && filler["granularity"].is_null()) {
                self.filler(name, position, filler);
            } else if let Some(value) = plain(filler) {
                self.fields.push(Field { name: name.to_owned(), position: position as i64, value });
            }
        }
    }

    fn filler(&mut self, role: &str, position: usize, filler: &Value) {
        let text = |key: &str| filler[key].as_str().map(str::to_owned);
        let actor = text("name").zip(text("level")).map(|(name, level)| Actor {
            name,
            level,
            country: text("country"),
            // An entity without a pack, as `#3`, means nothing outside its document.
            entity: text("entity").filter(|entity| entity.contains(':')),
            office: text("office"),
        });
        let (role, position) = (role.to_owned(), position as i64);
        self.fillers.push(Filler { role, position, actor, place: place(filler) });
    }

    fn mentions(&mut self, mentions: &Value) {
        let mut seen = BTreeSet::new();
        for (position, mention) in mentions.as_array().into_iter().flatten().enumerate() {
            let (trigger, evidence) = (span(&mention["trigger"]), span(&mention["evidence"]));
            let (Some(trigger), Some(evidence)) = (trigger, evidence) else { continue };
            // The best place stands in `records`.
            let best = (trigger, evidence) == (self.trigger, self.evidence);
            if !best && seen.insert((trigger, evidence)) {
                self.spans.push((position as i64, trigger, evidence));
            }
        }
    }
}

// A number, a word, an interval; what has other parts stays JSON.
fn plain(filler: &Value) -> Option<Cell> {
    Some(match filler {
        Value::Null => return None,
        Value::String(text) => text.clone().into(),
        Value::Number(value) => number(value),
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

fn number(value: &Number) -> Cell {
    match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) => whole.into(),
        (None, Some(real)) => real.into(),
        _ => value.to_string().into(),
    }
}

/// A record's id as the register holds it: the bytes that its hexadecimal digits write, or as it is.
pub(crate) fn key(id: &str) -> Cell {
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

/// By which `record_ids` knows an id: the first three digits of its bytes, in hexadecimal digits.
pub(crate) fn short(id: &Cell) -> String {
    let bytes = match id {
        Cell::Blob(bytes) => bytes.as_slice(),
        Cell::Text(text) => text.as_bytes(),
        _ => &[],
    };
    let mut digits = claims::hexadecimal(&bytes[..bytes.len().min(2)]);
    digits.truncate(3);
    digits
}

fn place(filler: &Value) -> Option<(i64, i64)> {
    span(filler).or_else(|| span(&filler["span"]))
}

fn span(span: &Value) -> Option<(i64, i64)> {
    Some((span["start"].as_i64()?, span["end"].as_i64()?))
}
