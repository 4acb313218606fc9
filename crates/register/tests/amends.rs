//! Documents that amend earlier ones withdraw what those claimed and they do not.
#![expect(clippy::unwrap_used, reason = "tests")]

use chancery_register::{Register, Signed};
use serde_json::{Value, json};

const REPORT: &str = "OSLO, May 4 - A ferry sank off Bergen in heavy seas on Monday, killing 41 people, the coast guard\n\
    said. Minister Elin Berg flew to the harbour and promised help to the families of the crew. The ferry had left\n\
    Stavanger in the morning with cars and timber on board, and no other ship was near when it sent its call.";

struct Told {
    document: Value,
    text: String,
    records: Vec<Value>,
}

// A report of a title and day, with the dead that it tells of; and what it amends.
fn told(id: &str, (day, title): (&str, &str), text: String, dead: Option<u32>, amends: Value) -> Told {
    let mut document = json!({"id": format!("{id:0>32}"), "text": format!("{id:0>64}"), "source": format!("{id}.txt"),
        "title": title, "published": day, "outlet": null, "language": "en"});
    if !amends.is_null() {
        document["amends"] = amends;
    }
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        json!({"start": start, "end": start + words.len(), "exact": words})
    };
    let record = |n: u32, kind: &str, trigger: &str, roles: Value| {
        json!({"id": format!("{id:0>15}{n}"), "kind": kind, "document": document, "trigger": span(trigger),
            "evidence": span(trigger), "mentions": [], "voice": [], "factuality": "actual", "historical": false,
            "date": null, "confidence": 0.9, "rule": "r", "engine": "e1", "roles": roles})
    };
    let berg =
        json!({"name": "Elin Berg", "country": "NOR", "level": "person", "span": {"start": 0, "end": 1}});
    let mut records = Vec::new();
    if let Some(dead) = dead {
        let unit = json!({"value": [dead], "unit": ["person"], "indicator": [span("people")]});
        records.push(record(1, "figure", &dead.to_string(), unit));
        records.push(record(2, "event", "promised", json!({"plover": ["AID"], "actors": [berg]})));
    }
    Told { document, text, records }
}

fn enter(told: &[&Told], engine: &str) -> Register {
    let mut register = Register::in_memory().unwrap();
    told.iter().for_each(|told| again(&mut register, told, engine));
    register
}

fn again(register: &mut Register, told: &Told, engine: &str) {
    register.enter(&told.document, Some(&told.text), &told.records, engine).unwrap();
}

// Which records stand, by how their ids end.
fn standing(register: &Register) -> Vec<String> {
    let found = register.find("confidence>0", 99).unwrap();
    let id = |record: &Value| record["id"].as_str().unwrap().trim_start_matches('0').to_owned();
    let mut all: Vec<String> = found.iter().map(id).collect();
    all.sort();
    all
}

fn wrong() -> Told {
    told("a", ("2021-05-04", "Ferry sinks off Bergen"), REPORT.into(), Some(41), Value::Null)
}

fn amends(how: &str, title: Option<&str>) -> Value {
    json!({"how": how, "title": title, "published": null, "span": {"start": 0, "end": 9, "exact": "(Corrects)"}})
}

#[test]
fn what_a_corrected_report_claims_no_more_is_withdrawn() {
    let right = told(
        "b",
        ("2021-05-05", "CORRECTED-Ferry sinks off Bergen"),
        REPORT.replace("41", "14"),
        Some(14),
        amends("corrected", Some("Ferry sinks off Bergen")),
    );
    let wrong = wrong();
    // Whichever comes first.
    let mut register = enter(&[&right, &wrong], "e1");
    assert_eq!(standing(&register), ["a2", "b1", "b2"]);
    register = enter(&[&wrong, &right], "e1");
    assert_eq!(standing(&register), ["a2", "b1", "b2"]);
    let log = register.corrections("").unwrap();
    assert_eq!((log.len(), log[0].who.as_str(), log[0].why.as_str()), (1, "b.txt", "(Corrects)"));
    assert_eq!(
        (log[0].made.as_str(), log[0].document.as_deref()),
        ("2021-05-05", right.document["id"].as_str())
    );
    // What the document says of another is printed again.
    assert_eq!(register.find("kind:event", 9).unwrap()[0]["document"], right.document);
    // It stays so when either is read anew.
    again(&mut register, &wrong, "e2");
    again(&mut register, &right, "e2");
    assert_eq!((standing(&register).len(), register.corrections("").unwrap().len()), (3, 1));
    // And stands again once it is undone, whoever reads it.
    let signed =
        Signed { who: "Elin", why: "both counts stand", when: "2021-05-06T10:00:00Z", document: None };
    register.undo(1, signed).unwrap();
    again(&mut register, &wrong, "e3");
    again(&mut register, &right, "e3");
    assert_eq!((standing(&register).len(), register.corrections("").unwrap().len()), (4, 1));
}

#[test]
fn a_report_that_is_taken_back_is_known_by_its_title() {
    let notice = |day: &str, title: &str| {
        let text = "The story \"Ferry sinks off Bergen\" is withdrawn.".to_owned();
        told("c", (day, "Story withdrawn"), text, None, amends("retracted", Some(title)))
    };
    let check = |told: &[&Told], expect: usize| {
        assert_eq!(standing(&enter(told, "e1")).len(), expect);
        let turned: Vec<&Told> = told.iter().rev().copied().collect();
        assert_eq!(standing(&enter(&turned, "e1")).len(), expect);
    };
    let wrong = wrong();
    check(&[&wrong, &notice("2021-05-05", "Ferry sinks off Bergen")], 0);
    check(&[&wrong, &notice("2021-05-05", "Ferry sinks")], 2);
    check(&[&wrong, &notice("2021-05-05", "A ferry sinks off Oslo")], 2);
    check(&[&wrong, &notice("2021-05-03", "Ferry sinks off Bergen")], 2);
    check(&[&wrong, &notice("2021-06-05", "Ferry sinks off Bergen")], 2);
    // Another of that title: which one is meant cannot be told.
    let text =
        "OSLO, May 3 - Seven people were saved from a ferry, promised Berg; people cheered. 7".to_owned();
    let other = told("d", ("2021-05-03", "Ferry sinks off Bergen"), text, Some(7), Value::Null);
    check(&[&wrong, &other, &notice("2021-05-05", "Ferry sinks off Bergen")], 4);
}

#[test]
fn a_corrected_report_of_other_numbers_is_known_by_its_title() {
    let text = REPORT
        .replace("41", "14")
        .replace("May 4", "May 6")
        .replace("Bergen", "Molde")
        .replace("Elin Berg", "Ada Lie");
    let amends = amends("corrected", Some("Ferry sinks off Bergen"));
    let right = told("b", ("2021-05-06", "CORRECTED-Ferry sinks off Bergen"), text, Some(14), amends);
    let register = enter(&[&wrong(), &right], "e1");
    assert_eq!(register.copies().unwrap(), []);
    assert_eq!(standing(&register), ["a2", "b1", "b2"]);
}

#[test]
fn a_correction_that_is_no_whole_report_withdraws_nothing() {
    let text = "OSLO, May 5 - In the report of a ferry that sank off Bergen in heavy seas on Monday, 14 people died. It promised.";
    let short = told(
        "b",
        ("2021-05-05", "CORRECTED-Ferry sinks off Bergen"),
        text.into(),
        Some(14),
        amends("corrected", Some("Ferry sinks off Bergen")),
    );
    assert_eq!(standing(&enter(&[&wrong(), &short], "e1")).len(), 4);
}
