//! Records without what their text, their rows and each other tell: what is kept of them, before it is compressed.
//!
//! A document's records are one list. A record is a list too: the names of its fields (or which earlier record has the
//! same), what differs from its row, then the values. Where a value is a list that begins with a number it is a span
//! (`[start, length]`), or, below 0, one of the codes below; a list that began so has null put before it.

use std::{borrow::Cow, collections::HashMap, fmt::Write};

use rusqlite::types::Value as Cell;
use serde_json::{Map, Value};

use super::{ASIS, COMMON, DEEPEST, Place, Shape, Shared, Words, same_document, with_document};
use crate::ready::Row;

/// An actor: name (0 where its words are the name), country, level, sector, office, start, length, entity.
const ACTOR: i64 = -1;
/// An actor named before: which, start, length.
const AGAIN: i64 = -2;
/// The words of the trigger.
const TRIGGER: i64 = -3;
/// The id of a record of the document: which.
const RECORD: i64 = -4;
/// What the row of the record tells of the field: its word, its value, the words that it is about.
const WORD: i64 = -5;
const VALUE: i64 = -6;
const PASSAGE: i64 = -7;
/// A link of a voice, of a statement of the document and whoever speaks there: which.
const LINK: i64 = -8;

const ACTOR_KEYS: [&str; 7] = ["name", "country", "level", "sector", "office", "span", "entity"];
/// Stands among the names of fields for roles that the fields tell.
const TOLD: &str = "=";
/// Shorter strings are no ids.
const ID: usize = 8;

/// Writes the records of a document.
pub(super) fn write((records, rows): (&[Value], &[Row]), shared: Shared<'_>, words: &Words<'_>) -> String {
    let plain: Vec<Option<&Map<String, Value>>> =
        records.iter().map(|record| record.as_object().filter(|object| plain(object, shared))).collect();
    let ids = records.iter().enumerate().filter_map(|(n, record)| Some((record["id"].as_str()?, n)));
    let mut writer = Writer {
        out: String::with_capacity(records.len() * 128),
        words,
        ids: ids.filter(|(id, _)| id.len() >= ID).collect(),
        actors: HashMap::new(),
        layouts: HashMap::new(),
        key: String::new(),
        trigger: None,
        records: &plain,
    };
    writer.out.push('[');
    for (n, record) in records.iter().enumerate() {
        if n > 0 {
            writer.out.push(',');
        }
        match plain[n] {
            Some(object) => writer.record(object, rows.get(n)),
            None => writer.as_is(record),
        }
    }
    writer.out.push(']');
    writer.out
}

struct Writer<'w> {
    out: String,
    words: &'w Words<'w>,
    ids: HashMap<&'w str, usize>,
    actors: HashMap<String, usize>,
    layouts: HashMap<String, usize>,
    key: String,
    trigger: Option<&'w Map<String, Value>>,
    // Those that are not kept as they are.
    records: &'w [Option<&'w Map<String, Value>>],
}

// True of a record that is printed in the usual order, of this document.
fn plain(object: &Map<String, Value>, shared: Shared<'_>) -> bool {
    object.len() >= COMMON.len()
        && object.keys().zip(COMMON).all(|(key, known)| key == known)
        && object.keys().skip(COMMON.len()).all(|key| key != TOLD && !key.contains(','))
        && object["engine"] == shared.engine
        && same_document(&object["document"], shared.document)
        && object["id"].is_string()
        && object.values().all(|value| shallow(value, 1))
}

fn shallow(value: &Value, depth: usize) -> bool {
    depth < DEEPEST
        && match value {
            Value::Array(list) => list.iter().all(|each| shallow(each, depth + 1)),
            Value::Object(object) => object.values().all(|each| shallow(each, depth + 1)),
            _ => true,
        }
}

impl<'w> Writer<'w> {
    fn as_is(&mut self, record: &Value) {
        let mut object = record.as_object().cloned().unwrap_or_default();
        object.shift_remove("document");
        object.shift_remove("engine");
        let mut whole = Map::new();
        whole.insert(ASIS.into(), object.into());
        self.scalar(&whole.into());
    }

    fn record(&mut self, object: &'w Map<String, Value>, row: Option<&Row>) {
        self.trigger = None;
        let told = roles_told(object);
        self.out.push('[');
        self.layout(object, told);
        self.out.push(',');
        self.exceptions(object);
        self.trigger = object["trigger"].as_object();
        for (key, value) in object.iter().skip(COMMON.len()) {
            if !(told && key == "roles") {
                self.out.push(',');
                match row.filter(|_| told) {
                    Some(row) => self.field(key, value, row),
                    None => self.value(value),
                }
            }
        }
        self.out.push(']');
    }

    // A field that is the view of a role; what its row tells is left out.
    fn field(&mut self, key: &str, value: &'w Value, row: &Row) {
        let list = value.as_array();
        let fillers = list.map_or(std::slice::from_ref(value), Vec::as_slice);
        let Some(code) = fillers.first().and_then(|first| self.told(key, (first, fillers.len()), row)) else {
            return self.value(value);
        };
        if list.is_none() {
            let _ = write!(self.out, "[{code}]");
            return;
        }
        let _ = write!(self.out, "[[{code}]");
        for each in &fillers[1..] {
            self.out.push(',');
            self.value(each);
        }
        self.out.push(']');
    }

    fn told(&self, key: &str, (first, many): (&Value, usize), row: &Row) -> Option<i64> {
        match first {
            Value::String(word) if many == 1 => {
                (row.words.get(key).and_then(Value::as_str) == Some(word)).then_some(WORD)
            }
            Value::Number(number) if many == 1 && key == "value" => match row.value {
                Some(Cell::Integer(whole)) => (number.as_i64() == Some(whole)).then_some(VALUE),
                Some(Cell::Real(real)) => (number.is_f64() && number.as_f64() == Some(real)).then_some(VALUE),
                _ => None,
            },
            Value::Object(span) => {
                let (role, (from, to)) = row.passage.as_ref()?;
                let (start, length, None) = self.words.tell(span)? else { return None };
                let place = (i64::try_from(start).ok()?, i64::try_from(start + length).ok()?);
                (role == key && place == (*from, *to)).then_some(PASSAGE)
            }
            _ => None,
        }
    }

    // A voice, whose links are those of statements of the document.
    fn voice(&mut self, value: &'w Value) {
        let Some(links) = value.as_array().filter(|links| links.iter().all(Value::is_object)) else {
            return self.value(value);
        };
        self.out.push('[');
        for (n, link) in links.iter().enumerate() {
            if n > 0 {
                self.out.push(',');
            }
            match self.link(link) {
                Some(statement) => drop(write!(self.out, "[{LINK},{statement}]")),
                None => self.value(link),
            }
        }
        self.out.push(']');
    }

    fn link(&self, link: &Value) -> Option<usize> {
        let link = link.as_object().filter(|link| link.keys().eq(["statement", "speakers"]))?;
        let statement = *self.ids.get(link["statement"].as_str()?)?;
        let said = (*self.records.get(statement)?)?;
        (said["id"] == link["statement"] && same(said.get("speaker")?, &link["speakers"]))
            .then_some(statement)
    }

    fn layout(&mut self, object: &Map<String, Value>, told: bool) {
        let mut layout = std::mem::take(&mut self.key);
        layout.clear();
        for key in object.keys().skip(COMMON.len()).filter(|key| !(told && *key == "roles")) {
            layout.push_str(key);
            layout.push(',');
        }
        if told {
            layout.push_str(TOLD);
        }
        match self.layouts.get(&layout) {
            Some(n) => drop(write!(self.out, "{n}")),
            None => {
                self.string(&layout);
                self.layouts.insert(layout.clone(), self.layouts.len());
            }
        }
        self.key = layout;
    }

    // What its row does not tell.
    fn exceptions(&mut self, object: &'w Map<String, Value>) {
        let start = self.out.len();
        for key in COMMON {
            let value = &object[key];
            let told = match key {
                "mentions" => only_mention(value, &object["trigger"], &object["evidence"]),
                "voice" => value.as_array().is_some_and(Vec::is_empty),
                "historical" => value.is_boolean(),
                "date" => value.is_null(),
                "confidence" => value.is_f64(),
                "rule" => value.is_string(),
                "trigger" => value
                    .as_object()
                    .and_then(|span| self.words.tell(span))
                    .is_some_and(|told| told.2.is_none()),
                "evidence" => value
                    .as_object()
                    .and_then(|span| self.words.tell(span))
                    .is_some_and(|told| told.2.is_some()),
                _ => true,
            };
            if !told {
                self.out.push(if self.out.len() == start { '{' } else { ',' });
                self.string(key);
                self.out.push(':');
                if key == "voice" { self.voice(value) } else { self.value(value) }
            }
        }
        self.out.push(if self.out.len() == start { '0' } else { '}' });
    }

    fn value(&mut self, value: &'w Value) {
        match value {
            Value::Array(list) => {
                self.out.push('[');
                if matches!(list.first(), Some(Value::Null | Value::Number(_))) {
                    self.out.push_str("null,");
                }
                for (n, each) in list.iter().enumerate() {
                    if n > 0 {
                        self.out.push(',');
                    }
                    self.value(each);
                }
                self.out.push(']');
            }
            Value::Object(object) => self.object(object),
            Value::String(text) => match self.ids.get(text.as_str()) {
                Some(n) => drop(write!(self.out, "[{RECORD},{n}]")),
                None => self.string(text),
            },
            other => self.scalar(other),
        }
    }

    fn object(&mut self, object: &'w Map<String, Value>) {
        if let Some((start, length, around)) = self.words.tell(object) {
            let same = around.is_none()
                && self
                    .trigger
                    .is_some_and(|trigger| trigger.len() == object.len() && same_map(trigger, object));
            let _ = match around {
                _ if same => write!(self.out, "[{TRIGGER}]"),
                Some(()) => write!(self.out, "[{start},{length},0]"),
                None => write!(self.out, "[{start},{length}]"),
            };
        } else if !self.actor(object) {
            self.out.push('{');
            for (n, (key, each)) in object.iter().enumerate() {
                if n > 0 {
                    self.out.push(',');
                }
                self.string(key);
                self.out.push(':');
                self.value(each);
            }
            self.out.push('}');
        }
    }

    fn actor(&mut self, object: &Map<String, Value>) -> bool {
        if object.len() != ACTOR_KEYS.len() || !object.keys().zip(ACTOR_KEYS).all(|(key, known)| key == known)
        {
            return false;
        }
        let part = |key: &str| match &object[key] {
            Value::Null => Some(None),
            Value::String(text) => Some(Some(text.as_str())),
            _ => None,
        };
        let parts = [part("country"), part("level"), part("sector"), part("office"), part("entity")];
        let [Some(country), Some(level), Some(sector), Some(office), Some(entity)] = parts else {
            return false;
        };
        let Some(name) = object["name"].as_str() else { return false };
        let Some((start, length, None)) = object["span"].as_object().and_then(|span| self.words.tell(span))
        else {
            return false;
        };
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.push_str(name);
        for part in [country, level, sector, office, entity] {
            key.push('\0');
            key.push_str(part.unwrap_or("\0"));
        }
        if let Some(n) = self.actors.get(&key) {
            let _ = write!(self.out, "[{AGAIN},{n},{start},{length}]");
        } else {
            let _ = write!(self.out, "[{ACTOR},");
            if !self.words.blind && object["span"]["exact"] == name {
                self.out.push('0');
            } else {
                self.string(name);
            }
            for part in [country, level, sector, office] {
                self.out.push(',');
                self.part(part);
            }
            let _ = write!(self.out, ",{start},{length},");
            self.part(entity);
            self.out.push(']');
            self.actors.insert(key.clone(), self.actors.len());
        }
        self.key = key;
        true
    }

    fn part(&mut self, part: Option<&str>) {
        match part {
            Some(text) => self.string(text),
            None => self.out.push_str("null"),
        }
    }

    fn string(&mut self, text: &str) {
        if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
            self.out.push('"');
            self.out.push_str(text);
            self.out.push('"');
        } else {
            self.scalar(&Value::from(text));
        }
    }

    fn scalar(&mut self, value: &Value) {
        let _ = write!(self.out, "{value}");
    }
}

// The record's own place, the one mention of most.
fn only_mention(mentions: &Value, trigger: &Value, evidence: &Value) -> bool {
    let Some([mention]) = mentions.as_array().map(Vec::as_slice) else { return false };
    let Some(mention) = mention.as_object().filter(|mention| mention.keys().eq(["trigger", "evidence"]))
    else {
        return false;
    };
    let keys = ["start", "end", "exact"];
    same(&mention["trigger"], trigger)
        && mention["evidence"].as_object().is_some_and(|place| {
            place.keys().eq(keys) && keys.iter().all(|key| place.get(*key) == evidence.get(*key))
        })
}

// True if the roles stand last, and are the fields of the kind, those that are filled, as lists.
fn roles_told(object: &Map<String, Value>) -> bool {
    let mut fields = object.iter().skip(COMMON.len());
    let Some(("roles", Value::Object(roles))) = fields.next_back().map(|(key, value)| (key.as_str(), value))
    else {
        return false;
    };
    let mut roles = roles.iter();
    for (key, value) in fields {
        let told = match value {
            Value::Null => continue,
            Value::Array(list) if list.is_empty() => continue,
            value => roles.next().is_some_and(|(role, fillers)| {
                role == key
                    && match (value, fillers) {
                        (Value::Array(_), fillers) => same(value, fillers),
                        (value, Value::Array(fillers)) => fillers.len() == 1 && same(value, &fillers[0]),
                        _ => false,
                    }
            }),
        };
        if !told {
            return false;
        }
    }
    roles.next().is_none()
}

// The same, and in the same order.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => same_map(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}

fn same_map(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((x, a), (y, b))| x == y && same(a, b))
}

/// What reading a list of records needs.
pub(super) struct Reader<'r> {
    pub(super) shared: Shared<'r>,
    pub(super) words: Option<&'r Words<'r>>,
    pub(super) rows: &'r [Place],
    pub(super) shapes: &'r HashMap<i64, Shape>,
    layouts: Vec<Cow<'r, str>>,
    actors: Vec<Vec<Value>>,
    records: &'r [Value],
}

// Where a value stands.
#[derive(Clone, Copy)]
struct At<'a> {
    key: &'a str,
    row: &'a Place,
    shape: &'a Shape,
    trigger: Option<&'a Value>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        (shared, words): (Shared<'r>, Option<&'r Words<'r>>),
        (rows, shapes): (&'r [Place], &'r HashMap<i64, Shape>),
        records: &'r [Value],
    ) -> Option<Reader<'r>> {
        let (layouts, actors) = (Vec::new(), Vec::new());
        let mut reader = Reader { shared, words, rows, shapes, layouts, actors, records };
        for record in records.iter().filter_map(Value::as_array) {
            if let Some(Value::String(layout)) = record.first() {
                reader.layouts.push(layout.clone().into());
            }
            for value in record.iter().skip(1) {
                reader.collect(value)?;
            }
        }
        Some(reader)
    }

    // Actors in the order of naming.
    fn collect(&mut self, value: &Value) -> Option<()> {
        match value {
            Value::Array(list) if list.first().and_then(Value::as_i64) == Some(ACTOR) => {
                let mut actor = list.clone();
                if actor.get(1)?.is_number() {
                    // Without its text its name is not known; but then names are kept.
                    let (start, length) = (number(list, 6)?, number(list, 7)?);
                    actor[1] = self.words?.at(start, start.checked_add(length)?)?.into();
                }
                self.actors.push(actor);
            }
            Value::Array(list) => list.iter().try_for_each(|each| self.collect(each))?,
            Value::Object(object) => object.values().try_for_each(|each| self.collect(each))?,
            _ => {}
        }
        Some(())
    }

    /// The record of a row.
    pub(super) fn record(&self, lean: &Value, row: &Place) -> Option<Value> {
        let lean = match lean {
            Value::Array(list) => list,
            Value::Object(object) => {
                return Some(Value::Object(with_document(object.get(ASIS)?.as_object()?, self.shared)));
            }
            _ => return None,
        };
        let layout = self.layout(lean)?;
        let shape = self.shapes.get(&row.shape)?;
        let exceptions = lean.get(1)?;
        let mut record = Map::new();
        for key in COMMON {
            let value = match (key, exceptions.get(key)) {
                ("document", _) => self.shared.document.clone(),
                ("engine", _) => self.shared.engine.into(),
                (_, Some(other)) => {
                    let trigger = record.get("trigger");
                    self.value(other, At { key, row, shape, trigger })?
                }
                ("id", _) => row.id.clone().into(),
                ("kind", _) => shape.kind.clone().into(),
                ("trigger", _) => {
                    self.span(row.trigger.0, row.trigger.1.checked_sub(row.trigger.0)?, false)?
                }
                ("evidence", _) => {
                    self.span(row.evidence.0, row.evidence.1.checked_sub(row.evidence.0)?, true)?
                }
                ("mentions", _) => super::only_mention(record.get("trigger")?, record.get("evidence")?),
                ("voice", _) => Value::Array(Vec::new()),
                ("factuality", _) => shape.factuality.clone().into(),
                ("historical", _) => shape.historical.into(),
                ("confidence", _) => shape.confidence.into(),
                ("rule", _) => shape.rule.clone().into(),
                _ => Value::Null,
            };
            record.insert(key.into(), value);
        }
        let mut values = lean.iter().skip(2);
        for key in layout.split(',') {
            match key {
                "" => {}
                TOLD => {
                    let roles = super::roles_told(&record)?;
                    record.insert("roles".into(), roles);
                }
                key => {
                    let trigger = record.get("trigger");
                    let value = self.value(values.next()?, At { key, row, shape, trigger })?;
                    record.insert(key.into(), value);
                }
            }
        }
        Some(Value::Object(record))
    }

    fn layout(&self, lean: &'r [Value]) -> Option<&str> {
        match lean.first()? {
            Value::String(layout) => Some(layout),
            which => self.layouts.get(which.as_u64()? as usize).map(AsRef::as_ref),
        }
    }

    // Of a statement of the document: its id, and whoever speaks.
    fn link(&self, statement: usize) -> Option<Value> {
        let (lean, row) = (self.records.get(statement)?.as_array()?, self.rows.get(statement)?);
        let at = self.layout(lean)?.split(',').position(|key| key == "speaker")?;
        let shape = self.shapes.get(&row.shape)?;
        let at_speaker = At { key: "speaker", row, shape, trigger: None };
        let speakers = self.value(lean.get(at + 2)?, at_speaker)?;
        let mut link = Map::new();
        link.insert("statement".into(), row.id.clone().into());
        link.insert("speakers".into(), speakers);
        Some(Value::Object(link))
    }

    fn value(&self, lean: &Value, at: At<'_>) -> Option<Value> {
        Some(match lean {
            Value::Array(list) => match list.first() {
                Some(Value::Number(first)) => match first.as_i64()? {
                    ACTOR => self.actor(list, (number(list, 6)?, number(list, 7)?))?,
                    AGAIN => {
                        let actor = self.actors.get(number(list, 1)?)?;
                        self.actor(actor, (number(list, 2)?, number(list, 3)?))?
                    }
                    TRIGGER => at.trigger?.clone(),
                    WORD => at.shape.words.get(at.key)?.clone(),
                    VALUE => at.row.value.clone()?,
                    PASSAGE => {
                        let (start, end) = at.row.passage?;
                        self.span(start, end.checked_sub(start)?, false)?
                    }
                    // Nobody speaks through a voice of its own.
                    LINK if at.key == "voice" => self.link(number(list, 1)?)?,
                    LINK => return None,
                    RECORD => self.rows.get(number(list, 1)?)?.id.clone().into(),
                    _ => self.span(number(list, 0)?, number(list, 1)?, list.len() > 2)?,
                },
                first => {
                    let skip = usize::from(matches!(first, Some(Value::Null)));
                    list.iter().skip(skip).map(|each| self.value(each, at)).collect::<Option<_>>()?
                }
            },
            Value::Object(object) => {
                let each = object.iter().map(|(key, each)| Some((key.clone(), self.value(each, at)?)));
                Value::Object(each.collect::<Option<_>>()?)
            }
            other => other.clone(),
        })
    }

    fn actor(&self, list: &[Value], (start, length): (usize, usize)) -> Option<Value> {
        let mut actor = Map::new();
        for (key, at) in ACTOR_KEYS.into_iter().zip([1, 2, 3, 4, 5, 0, 8]) {
            let value = match (key, list.get(at)?) {
                ("span", _) => self.span(start, length, false)?,
                // It is named here for the first time, by these words.
                ("name", Value::Number(_)) => self.words?.at(start, start.checked_add(length)?)?.into(),
                (_, value) => value.clone(),
            };
            actor.insert(key.into(), value);
        }
        Some(Value::Object(actor))
    }

    fn span(&self, start: usize, length: usize, around: bool) -> Option<Value> {
        super::span(start, length, around, self.words)
    }
}

fn number(list: &[Value], at: usize) -> Option<usize> {
    usize::try_from(list.get(at)?.as_u64()?).ok()
}
