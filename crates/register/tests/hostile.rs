//! Whatever it is handed: an error or an answer, and never damage.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use chancery_register::{Change, Limits, Order, Register, Signed};
use serde_json::{Value, json};

const TEXT: &str = "LIMA — Norway and Chile signed a pact on krill, Elin Berg said.";
const SIGNED: Signed<'static> =
    Signed { who: "Elin", why: "so", when: "2021-05-06T10:00:00Z", document: None };

/// What might be taken for something else.
const HOSTILE: [&str; 20] = [
    "'; DROP TABLE records; --",
    "\"); DELETE FROM documents; --",
    "\" OR 1 = 1 --",
    "krill\" AND \"kind=event",
    "krill NEAR(",
    "NEAR(krill pact, 0)",
    "words : krill",
    "{words}: krill",
    "-krill",
    "^krill",
    "krill AND",
    "NOT NOT",
    "*",
    "\"*\"",
    "((((",
    "\0krill\0",
    "kind=instrument",
    "\u{202e}\u{feff}🦐\u{301}",
    "2021-05-04\u{301}",
    "%s%n${x}",
];

fn document(id: &str) -> Value {
    json!({"id": id, "text": "5e1f", "source": "lima.txt", "title": "Krill pact", "published": "2021-05-04",
        "outlet": "The Times", "language": "en"})
}

fn notice(id: &str) -> Value {
    let mut document = document(id);
    document["amends"] = json!({"how": "corrected", "title": "Krill pact of Lima", "published": "2021-05-03",
        "span": {"start": 0, "end": 4, "exact": "LIMA"}});
    document
}

fn record(id: &str, document: &Value) -> Value {
    let span = json!({"start": 7, "end": 13, "exact": "Norway"});
    let berg = json!({"name": "Elin Berg", "country": "NOR", "level": "person", "office": "minister", "span": span,
        "entity": "world:berg"});
    json!({"id": id, "kind": "instrument", "document": document, "trigger": span, "evidence": span,
        "mentions": [{"trigger": span, "evidence": span}], "voice": [{"statement": "s1", "speakers": [berg]}],
        "factuality": "actual", "historical": false, "date": {"start": "2021-05-03", "end": "2021-05-03"},
        "confidence": 0.93, "rule": "diplomacy/signing", "engine": "e", "type": "treaty", "status": "signed",
        "place": {"name": "Lima", "country": "PER"},
        "roles": {"parties": [berg], "subject": [span], "status": ["signed"], "count": [{"op": ">", "value": 2}]}})
}

// Every string within, one after the other, is the hostile one.
fn each_string(value: &Value, hostile: &str, with: &mut dyn FnMut(Value)) {
    let mut paths = Vec::new();
    find(value, String::new(), &mut paths);
    for path in paths {
        let mut changed = value.clone();
        *changed.pointer_mut(&path).unwrap() = hostile.into();
        with(changed);
    }
}

fn find(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::String(_) => paths.push(path),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, each)| find(each, format!("{path}/{n}"), paths))
        }
        Value::Object(object) => {
            object.iter().for_each(|(key, each)| find(each, format!("{path}/{key}"), paths))
        }
        _ => {}
    }
}

fn sound(path: &Path) {
    let file = rusqlite::Connection::open(path).unwrap();
    let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    file.execute_batch("INSERT INTO sentence_words (sentence_words) VALUES ('integrity-check')").unwrap();
}

#[test]
fn every_field_may_hold_anything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    let mut register = Register::open(&path).unwrap();
    let plain = document("d0");
    register.enter(&plain, Some(TEXT), &[record("ab12", &plain)], "e").unwrap();
    let mut n = 0;
    for hostile in HOSTILE.into_iter().step_by(7) {
        let mut enter = |document: &Value, record: Value| {
            n += 1;
            let mut document = document.clone();
            if document["id"] == "d" {
                document["id"] = format!("d{n}").into();
            }
            let mut record = record;
            record["document"] = document.clone();
            let engine = if n % 7 == 0 { hostile } else { "e" };
            let _ = register.enter(&document, Some(TEXT), &[record], engine);
        };
        each_string(&notice("d"), hostile, &mut |changed| enter(&changed, record("cd34", &changed)));
        let plain = document("d");
        each_string(&record("cd34", &plain), hostile, &mut |changed| enter(&plain, changed));
        let (text, told) = (hostile.repeat(3), record("ef56", &plain));
        let _ = register.enter(&document(&format!("t{n}")), Some(&text), &[told], "e");
    }
    assert!(register.holdings().unwrap().documents > 90);
    let found = register.find("id:ab12", 9).unwrap();
    assert_eq!(found, [record("ab12", &plain)]);
    drop(register);
    sound(&path);
}

#[test]
fn any_question_has_an_answer_or_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    let plain = document("d0");
    Register::open(&path).unwrap().enter(&plain, Some(TEXT), &[record("ab12", &plain)], "e").unwrap();
    let before = fs::read(&path).unwrap();
    let long = ["a", "\"", "é "].map(|part| part.repeat((10 << 20) / part.len()));
    let questions = HOSTILE.iter().copied().chain(long.iter().map(String::as_str));
    let limits = Limits { rows: 10, time: Duration::from_secs(5) };
    for text in questions {
        let clock = Instant::now();
        let mut register = Register::read(&path).unwrap();
        for key in ["", "country:", "title:", "since:"] {
            let _ = register.find(&format!("{key}{text}"), 9);
            let _ = register.find(&format!("{key}\"{text}\""), 9);
        }
        let asked = register.question("kind:instrument").unwrap();
        let _ = register.page(&asked.clone().with_actor(text), Order::Oldest, (0, 9));
        let _ = register.page(&asked.clone().with_country(text).with_kind(&[text]), Order::Newest, (0, 9));
        let _ = register.count(&asked, &[text.to_owned()]);
        let _ =
            (register.show(text, 9), register.entry(text), register.read_again(text), register.stale(text));
        let _ = (register.corrections(text), register.sql(text, limits), register.copies());
        // What would change something is refused: it was opened for asking.
        let set = Change::Set { field: text.into(), value: text.into() };
        assert!(register.correct(text, &Change::Withdraw, SIGNED).is_err());
        assert!(register.correct("ab12", &set, SIGNED).is_err());
        assert!(register.undo(1, SIGNED).is_err());
        assert!(clock.elapsed() < Duration::from_secs(30), "{}", &text[..20.min(text.len())]);
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    sound(&path);
}

#[test]
fn older_registers_that_are_spoilt_are_an_error_or_come_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    for form in [1, 3, 4, 5] {
        let whole = fs::read(format!("tests/compat/form-{form}.register")).unwrap();
        for n in 0..24 {
            let mut bytes = whole.clone();
            let at = (n * 2_654_435_761_usize + 100) % bytes.len();
            bytes[at] ^= 1 << (n % 8);
            if n % 6 == 5 {
                bytes.truncate(at);
            }
            for log in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(format!("{}{log}", path.display()));
            }
            fs::write(&path, bytes).unwrap();
            let Ok(register) = Register::read(&path) else { continue };
            let _ = (register.find("krill", 9), register.find("kind:event", 99), register.show("a", 9));
            let _ = (register.holdings(), register.corrections(""));
        }
    }
}

#[test]
fn a_register_that_lacks_tables_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    let names =
        ["documents", "records", "sentence_words", "calendar", "notices", "chains", "words", "settings"];
    for name in names {
        let _ = fs::remove_file(&path);
        let plain = document("d0");
        Register::open(&path).unwrap().enter(&plain, Some(TEXT), &[record("ab12", &plain)], "e").unwrap();
        rusqlite::Connection::open(&path)
            .unwrap()
            .execute_batch(&format!("PRAGMA foreign_keys = off; DROP TABLE {name}"))
            .unwrap();
        let Ok(mut register) = Register::open(&path) else { continue };
        let _ = (register.find("krill", 9), register.show("ab", 9), register.holdings());
        let _ = (register.entry("ab12"), register.correct("ab12", &Change::Withdraw, SIGNED));
        let other = document("d1");
        let _ = register.enter(&other, Some(TEXT), &[record("cd34", &other)], "e");
    }
}
