//! The printed form: every span holds its words, whatever stands around them, and every table line fits.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use chancery_document::{
    Actor, Attribution, Block, Country, Day, Document, Evidence, Factuality, FieldKind, FieldSpec, Filler,
    Granularity, Interval, Kind, Level, Modality, Part, Place, Provenance, Reading, Record, Source, Span,
    Tense, Voice,
};
use chancery_formats::{
    html, json, plain,
    table::{self, Look},
};
use proptest::prelude::*;
use serde_json::{Value, json};

const SENTENCE: &str = "In “Lima” Norway and Chile signed a pact 🐟 on krill by 2030, Elin Berg said.";

fn field(name: &str, kind: FieldKind, many: bool) -> FieldSpec {
    FieldSpec { name: name.into(), kind, many, words: Vec::new(), default: None }
}

fn kind() -> Arc<Kind> {
    let mut status = field("status", FieldKind::Word, false);
    status.default = Some("unknown".into());
    let fields = vec![
        field("type", FieldKind::Word, false),
        status,
        field("parties", FieldKind::Actor, true),
        field("signatories", FieldKind::Actor, true),
        field("subject", FieldKind::Span, false),
        field("title", FieldKind::Span, false),
        field("place", FieldKind::Place, false),
        field("deadline", FieldKind::Interval, false),
        field("count", FieldKind::Count, false),
        field("share", FieldKind::Number, false),
        field("size", FieldKind::Size, false),
        // Its name is taken by every record's own date.
        field("date", FieldKind::Word, false),
    ];
    Arc::new(Kind { name: "instrument".into(), doc: String::new(), fields })
}

// A reading of some text before and after the sentence, with one record that fills everything.
fn reading(before: &str, after: &str) -> (Reading, Record) {
    let text = format!("{before}{SENTENCE}{after}");
    let at = |words: &str| {
        let start = before.len() + SENTENCE.find(words).unwrap();
        Span::at(start, start + words.len())
    };
    let day = |month, day| Day { year: 2030, month, day };
    let actor = |name: &str, level, country: &str| Actor {
        name: name.into(),
        country: Country::new(country),
        at_home: false,
        level,
        sector: Some("GOV".into()),
        office: None,
        span: at(name),
        entity: format!("world:{name}").as_str().into(),
    };
    let interval = Interval {
        start: day(1, 1),
        end: day(12, 31),
        granularity: Granularity::Year,
        vague: false,
        span: Some(at("2030")),
    };
    let place = Place {
        name: "Lima".into(),
        country: Country::new("PER"),
        geonames: Some(3_936_456),
        span: at("Lima"),
    };
    let speakers = vec![actor("Elin Berg", Level::Person, "NOR")];
    let evidence = Evidence {
        trigger: at("signed"),
        sentence: at(SENTENCE),
        others: vec![(at("pact"), at(SENTENCE))],
        rule: "diplomacy/signing".into(),
    };
    let factuality = Factuality { modality: Modality::Possible, tense: Tense::Present, ..Factuality::ACTUAL };
    let voice = Voice(vec![Attribution { statement: Some("s1".into()), speakers }]);
    let mut record = Record::new("3f2a91c0ffee".into(), kind(), voice, evidence, factuality)
        .with(
            "parties",
            vec![
                Filler::Actor(actor("Norway", Level::State, "NOR")),
                Filler::Actor(actor("Chile", Level::State, "CHL")),
            ],
        )
        .with("subject", vec![Filler::Span(at("krill"))])
        .with("place", vec![Filler::Place(place)])
        .with("deadline", vec![Filler::Interval(interval)])
        .with("count", vec![Filler::Count { op: '>', value: 14.into() }])
        .with("share", vec![Filler::Number("0.10".parse().unwrap())])
        .with("size", vec![Filler::Size(vec![("dead".into(), 3.into())])])
        .with("date", vec![Filler::Word("odd".into())]);
    record.date = Some(interval);
    record.confidence = 0.126;

    let mut reading = empty(Document {
        source: Source { origin: "lima.txt".into(), outlet: None, published: Some(day(3, 21)) },
        text,
    });
    reading.blocks.all.push(Block { part: Part::Title, span: at("Norway and Chile") });
    (reading, record)
}

fn empty(document: Document) -> Reading {
    Reading {
        document,
        words: Default::default(),
        blocks: Default::default(),
        notice: None,
        tokens: Default::default(),
        morphology: Default::default(),
        syntax: Default::default(),
        known: Default::default(),
        values: Default::default(),
        mentions: Default::default(),
        speech: Default::default(),
        entities: Default::default(),
        issues: Vec::new(),
        provenance: Provenance {
            engine: "chancery 0.1.0".into(),
            packs: vec!["en@1a2b".into()],
            language: Some("en".into()),
        },
    }
}

// Every span object within a value.
fn spans<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    if value["exact"].is_string() {
        found.push(value);
    }
    match value {
        Value::Object(object) => object.values().for_each(|value| spans(value, found)),
        Value::Array(values) => values.iter().for_each(|value| spans(value, found)),
        _ => {}
    }
}

#[test]
fn a_record_prints_as_promised() {
    let (reading, record) = reading("Ære. ", " End.");
    let printed = json::records(&reading, &[record]).remove(0);
    let keys: Vec<&str> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    let expect = "id kind document trigger evidence mentions voice factuality historical date confidence rule engine \
                  type status parties signatories subject title place deadline count share size roles";
    assert_eq!(keys.join(" "), expect);
    assert_eq!(printed["trigger"], json!({"start": 32, "end": 38, "exact": "signed"}));
    assert_eq!(printed["evidence"]["prefix"], "Ære. ");
    assert_eq!(printed["evidence"]["suffix"], " End.");
    assert_eq!(printed["mentions"].as_array().unwrap().len(), 2);
    assert_eq!(printed["voice"][0]["speakers"][0]["name"], "Elin Berg");
    assert_eq!(printed["factuality"], "possible");
    assert_eq!(printed["date"]["end"], "2030-12-31");
    assert_eq!(printed["confidence"].to_string(), "0.13");
    assert_eq!(printed["engine"], "chancery 0.1.0 en@1a2b");
    assert_eq!((&printed["type"], &printed["status"]), (&Value::Null, &json!("unknown")));
    assert_eq!(printed["signatories"], json!([]));
    assert_eq!(printed["count"].to_string(), r#"{"op":">","value":14}"#);
    assert_eq!(printed["share"].to_string(), "0.1");
    assert_eq!(printed["size"], json!({"dead": 3}));
    assert_eq!(printed["roles"]["date"], json!(["odd"]));
    assert_eq!(printed["document"]["title"], "Norway and Chile");
    assert_eq!(printed["document"]["published"], "2030-03-21");
    assert_eq!(printed["document"]["language"], "en");
    assert_eq!(printed["document"]["id"].as_str().unwrap().len(), 32);
    assert_eq!(printed["document"]["text"].as_str().unwrap().len(), 64);
}

#[test]
fn a_table_reads_well() {
    let (reading, record) = reading("", "");
    let records = json::records(&reading, &[record]);
    let table = table::report(&json::document(&reading), &records, Look { width: 93, colour: false });
    let expect = "\
Norway and Chile                                                         2030-03-21  1 record
lima.txt

  INSTRUMENTS  1
    2030  unknown  Norway, Chile  on: krill  ≥ 14 of them  possible  says Elin Berg  3f2a91c0
";
    assert_eq!(table, expect);
}

proptest! {
    #[test]
    fn every_span_holds_its_words(before in "(?s).{0,60}", after in "(?s).{0,60}") {
        let (reading, record) = reading(&before, &after);
        let points: Vec<char> = reading.document.text.chars().collect();
        let printed = json::records(&reading, &[record]);
        let mut found = Vec::new();
        spans(&printed[0], &mut found);
        prop_assert!(found.len() > 15);
        for span in found {
            let place = |key: &str| span[key].as_u64().unwrap() as usize;
            let words: String = points[place("start")..place("end")].iter().collect();
            prop_assert_eq!(&words, span["exact"].as_str().unwrap());
        }
        let evidence = &printed[0]["evidence"];
        let quoted = ["prefix", "exact", "suffix"].map(|key| evidence[key].as_str().unwrap()).concat();
        prop_assert!(reading.document.text.contains(&quoted));
    }

    #[test]
    fn a_page_shows_all_words_and_nothing_of_them_is_markup(before in "(?s)[<>&\"'a/ \n\\PC]{0,60}", after in "(?s).{0,60}") {
        let (mut reading, record) = reading(&before, &after);
        reading.blocks = Default::default();
        reading.blocks.all.push(Block { part: Part::Body, span: Span::at(0, reading.document.text.len()) });
        let page = html::article(&reading, &[record.clone(), record]);
        let paragraph = page.split("<p class=\"body\">").nth(1).unwrap().split("</p>").next().unwrap();
        let mut shown = String::new();
        let mut inside = false;
        for c in paragraph.chars() {
            inside |= c == '<';
            shown.extend((!inside).then_some(c));
            inside &= c != '>';
        }
        for (name, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            shown = shown.replace(name, c);
        }
        prop_assert_eq!(plain(&shown), plain(&reading.document.text));
        prop_assert!(paragraph.contains("trigger"));
        prop_assert_eq!(page.matches("<span").count(), page.matches("</span>").count());
        prop_assert!(!page.contains("<script"));
    }

    #[test]
    fn every_line_fits(before in "(?s).{0,60}", width in 40usize..200) {
        let (reading, record) = reading(&before, &before);
        let records = json::records(&reading, &[record]);
        for colour in [false, true] {
            let look = Look { width, colour };
            let table = table::report(&json::document(&reading), &records, look) + &table::card(&records[0], look);
            prop_assert_eq!(table.contains('\x1b'), colour);
            if !colour {
                for line in table.lines().take_while(|line| !line.contains("source")) {
                    // Very narrow, the flags of a line and its id may still need more.
                    let most = width.max(90);
                    prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= most, "{}", line);
                }
            }
        }
    }
}
