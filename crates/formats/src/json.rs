//! Records as JSON: the printed form that programs, the register and the tables all read.
//!
//! Keys are only ever added. Offsets count Unicode code points of the text as stored. A kind's own fields
//! follow what its ontology declares, so that a kind nobody here has heard of prints as the others do.

use std::fmt::Write as _;

use chancery_document::{
    Actor, Document, FieldSpec, Filler, Interval, Part, Place, Reading, Record, Span, Voice,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Map, Number, Value, json};
use sha2::{Digest, Sha256};

use crate::{Offsets, plain};

/// How many code points of context stand on each side of the evidence.
const CONTEXT: usize = 32;

/// The records of a reading, each as one object.
pub fn records(reading: &Reading, records: &[Record]) -> Vec<Value> {
    each(reading, records).collect()
}

/// The same, as lines.
pub fn lines(reading: &Reading, records: &[Record]) -> String {
    let mut lines = String::new();
    for record in each(reading, records) {
        writeln!(lines, "{record}").expect("a string takes any length");
    }
    lines
}

/// What is said once of a document: the object under `document` of each of its records.
pub fn document(reading: &Reading) -> Value {
    let Document { source, text } = &reading.document;
    let title = reading.blocks.all.as_slice().iter().find(|block| block.part == Part::Title);
    let mut printed = json!({
        "id": document_id(&reading.document),
        "text": text_hash(text),
        "source": source.origin,
        "title": title.map(|block| plain(block.span.of(text))),
        "published": source.published.map(|day| day.to_string()),
        "outlet": source.outlet,
        "language": reading.provenance.language,
    });
    if let Some(notice) = &reading.notice {
        let title = notice.title.map(|title| plain(title.of(text)));
        printed["amends"] = json!({
            "how": notice.how.as_str(),
            "title": title,
            "published": notice.day.map(|day| day.to_string()),
            "span": span(&Offsets::new(text), notice.span),
        });
    }
    printed
}

/// The SHA-256 of a text, in hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text), 64)
}

/// One reading of one source: a hash of its address, its day and its text. The same words from another source
/// have another id (and the same hash under `text`).
pub fn document_id(document: &Document) -> String {
    let mut hash = Sha256::new();
    let day = document.source.published.map(|day| day.to_string()).unwrap_or_default();
    for part in [&document.source.origin, &day, &document.text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize(), 32)
}

/// What read it: engine and packs with their digests.
pub fn engine(reading: &Reading) -> String {
    let mut engine = reading.provenance.engine.clone();
    for pack in &reading.provenance.packs {
        engine.push(' ');
        engine.push_str(pack);
    }
    engine
}

fn each(reading: &Reading, records: &[Record]) -> impl Iterator<Item = Value> {
    let page = (!records.is_empty()).then(|| Page {
        offsets: Offsets::new(&reading.document.text),
        document: document(reading),
        engine: engine(reading),
    });
    records.iter().filter_map(move |record| page.as_ref().map(|page| page.record(record)))
}

// What all records of a document share.
struct Page<'r> {
    offsets: Offsets<'r>,
    document: Value,
    engine: String,
}

fn span(offsets: &Offsets<'_>, span: Span) -> Value {
    json!({
        "start": offsets.point(span.start()),
        "end": offsets.point(span.end()),
        "exact": span.of(offsets.text()),
    })
}

impl Page<'_> {
    fn record(&self, record: &Record) -> Value {
        let evidence = record.evidence();
        let kind = record.kind();
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.into(), value);
        put("id", record.id().into());
        put("kind", kind.name.as_str().into());
        put("document", self.document.clone());
        put("trigger", self.span(evidence.trigger));
        put("evidence", self.quote(evidence.sentence));
        let best = (evidence.trigger, evidence.sentence);
        let places = std::iter::once(&best).chain(&evidence.others);
        let mention = |(trigger, sentence): &(Span, Span)| json!({"trigger": self.span(*trigger), "evidence": self.span(*sentence)});
        put("mentions", places.map(mention).collect());
        put("voice", self.voice(record.voice()));
        put("factuality", record.factuality().word().into());
        put("historical", record.factuality().historical.into());
        put("date", record.date.as_ref().map_or(Value::Null, |date| self.interval(date)));
        put("confidence", json!((f64::from(record.confidence) * 100.0).round() / 100.0));
        put("rule", evidence.rule.as_str().into());
        put("engine", self.engine.as_str().into());
        for field in &kind.fields {
            // A kind of the user's own may name a field `date` or `rule`; it then stands under `roles` only.
            if !object.contains_key(field.name.as_str()) {
                object.insert(field.name.as_str().into(), self.field(record, field));
            }
        }
        let roles = record.fields().iter().map(|(name, fillers)| {
            let fillers = fillers.iter().map(|filler| self.filler(filler)).collect();
            (name.as_str().to_owned(), fillers)
        });
        object.insert("roles".into(), Value::Object(roles.collect()));
        Value::Object(object)
    }

    fn field(&self, record: &Record, field: &FieldSpec) -> Value {
        let mut fillers = record.field(field.name.as_str()).iter().map(|filler| self.filler(filler));
        if field.many {
            return fillers.collect();
        }
        let default = || field.default.as_ref().map_or(Value::Null, |word| word.as_str().into());
        fillers.next().unwrap_or_else(default)
    }

    fn filler(&self, filler: &Filler) -> Value {
        match filler {
            Filler::Actor(actor) => self.actor(actor),
            Filler::Span(span) => self.span(*span),
            Filler::Word(word) | Filler::Recurrence(word) => word.as_str().into(),
            Filler::Place(place) => self.place(place),
            Filler::Interval(interval) => self.interval(interval),
            Filler::Number(number) => decimal(*number),
            Filler::Count { op, value } => json!({"op": op.to_string(), "value": decimal(*value)}),
            Filler::Size(counts) => {
                counts.iter().map(|(what, count)| (what.as_str().to_owned(), decimal(*count))).collect()
            }
        }
    }

    fn actor(&self, actor: &Actor) -> Value {
        json!({
            "name": actor.name,
            "country": actor.country.as_ref().map(|country| country.as_str()),
            "level": actor.level.as_str(),
            "sector": actor.sector.as_ref().map(|sector| sector.as_str()),
            "office": actor.office,
            "span": self.span(actor.span),
            "entity": actor.entity.as_str(),
        })
    }

    fn place(&self, place: &Place) -> Value {
        json!({
            "name": place.name,
            "country": place.country.as_ref().map(|country| country.as_str()),
            "geonames": place.geonames,
            "span": self.span(place.span),
        })
    }

    fn interval(&self, interval: &Interval) -> Value {
        json!({
            "start": interval.start.to_string(),
            "end": interval.end.to_string(),
            "granularity": interval.granularity.as_str(),
            "vague": interval.vague,
            "span": interval.span.map(|span| self.span(span)),
        })
    }

    fn voice(&self, voice: &Voice) -> Value {
        let link = |link: &chancery_document::Attribution| {
            let speakers: Value = link.speakers.iter().map(|speaker| self.actor(speaker)).collect();
            json!({"statement": link.statement, "speakers": speakers})
        };
        voice.0.iter().map(link).collect()
    }

    fn span(&self, place: Span) -> Value {
        span(&self.offsets, place)
    }

    // As W3C Web Annotation's TextQuoteSelector: the words, and what stands before and after them.
    fn quote(&self, span: Span) -> Value {
        let text = self.offsets.text();
        let (before, after) = (&text[..span.start() as usize], &text[span.end() as usize..]);
        let from = before.char_indices().rev().take(CONTEXT).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        let mut quote = self.span(span);
        quote["prefix"] = before[from..].into();
        quote["suffix"] = after[..to].into();
        quote
    }
}

// Whole numbers print whole; a JSON number has no other promise than IEEE 754, so others go through f64.
fn decimal(number: Decimal) -> Value {
    if number.is_integer()
        && let Some(whole) = number.to_i64()
    {
        return whole.into();
    }
    // Parsed from its digits: `to_f64` may be off by the last bit.
    number.to_string().parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

fn hex(bytes: &[u8], digits: usize) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(hex, "{byte:02x}").expect("a string takes any length");
    }
    hex.truncate(digits);
    hex
}
