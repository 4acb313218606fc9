//! What a register promises: entered once, given back as printed, never harmed by what it is handed.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use chancery_register::{Change, Entered, Filing, Limits, Order, Question, Register, Signed};
use serde_json::{Value, json};

const TEXT: &str = "LIMA — Norway and Chile signed a pact on krill, Elin Berg said.";
const ENGINE: &str = "chancery 0.1.0 en@1";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }
    fn path(&self) -> PathBuf {
        self.folder.path().join("r.sqlite")
    }
    fn open(&self) -> Register {
        Register::open(&self.path()).unwrap()
    }
}

fn document(id: &str) -> Value {
    json!({"id": id, "text": "5e1f", "source": "lima.txt", "title": null, "published": "2021-05-04",
           "outlet": null, "language": "en"})
}

fn span(words: &str) -> Value {
    let start = TEXT.split(words).next().unwrap().chars().count();
    json!({"start": start, "end": start + words.chars().count(), "exact": words})
}

fn record(id: &str) -> Value {
    let berg = json!({"name": "Elin Berg", "country": "NOR", "level": "person", "sector": "GOV",
                      "office": "minister", "span": span("Elin Berg"), "entity": "#2"});
    let chile = json!({"name": "Chile", "country": "CHL", "level": "state", "sector": null, "office": null,
                       "span": span("Chile"), "entity": "world:CHL"});
    json!({"id": id, "kind": "instrument", "document": document("d1"), "trigger": span("signed"),
           "evidence": span(TEXT), "mentions": [{"trigger": span("signed"), "evidence": span(TEXT)}],
           "voice": [{"statement": "s1", "speakers": [berg]}], "factuality": "actual", "historical": false,
           "date": null, "confidence": 0.93, "rule": "diplomacy/signing", "engine": ENGINE,
           "type": "treaty", "status": "signed", "parties": [chile], "subject": span("krill"),
           "roles": {"parties": [chile], "subject": [span("krill")], "count": [{"op": ">", "value": 2}]}})
}

#[test]
fn what_goes_in_comes_out() {
    let place = Place::new();
    let mut register = place.open();
    assert_eq!(register.enter(&document("d1"), Some(TEXT), &[record("ab12")], ENGINE).unwrap(), Entered::New);
    let reading = Register::read(&place.path()).unwrap();
    let found = reading.find("krill Norway", 10).unwrap();
    assert_eq!(found, [record("ab12")]);
    // Key by key in the order of printing, not only as maps.
    assert_eq!(found[0].to_string(), record("ab12").to_string());
    assert_eq!(reading.find("krill Oslo", 10).unwrap(), [] as [Value; 0]);
    assert_eq!(reading.find("\"Chile signed\" KRIL*", 10).unwrap().len(), 1);
    assert_eq!(reading.find("\"signed Chile\"", 10).unwrap().len(), 0);
    let shown = reading.show("ab", 10).unwrap();
    assert_eq!((shown.len(), shown[0].text.as_deref()), (1, Some(TEXT)));
    assert_eq!(reading.show("b", 10).unwrap().len(), 0);
    let known = reading.known(ENGINE).unwrap();
    assert!(known.holds("5e1f", "lima.txt", Some("2021-05-04")) && known.holds("5e1f", "lima.txt", None));
    assert!(!known.holds("5e1f", "lima.txt", Some("2021-05-05")) && !known.holds("5e1f", "other.txt", None));
    assert!(!reading.known("chancery 0.2.0").unwrap().holds("5e1f", "lima.txt", None));
}

#[test]
fn entering_twice_is_entering_once() {
    let place = Place::new();
    let mut register = place.open();
    let dump = || {
        let file = rusqlite::Connection::open(place.path()).unwrap();
        let count = |table: &str| -> i64 {
            file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        ["documents", "records", "roles", "actors", "fields", "calendar"].map(count)
    };
    register.enter(&document("d1"), Some(TEXT), &[record("a"), record("b")], ENGINE).unwrap();
    let before = dump();
    assert_eq!(before, [1, 2, 6, 2, 2, 1]);
    let again = register.enter(&document("d1"), Some(TEXT), &[record("a"), record("b")], ENGINE).unwrap();
    assert_eq!((again, dump()), (Entered::Already, before));
    let newer = register.enter(&document("d1"), Some(TEXT), &[record("a")], "chancery 0.2.0").unwrap();
    assert_eq!((newer, dump()), (Entered::Again, [1, 1, 3, 2, 1, 1]));
    assert_eq!(register.find("krill", 10).unwrap().len(), 1);
    assert_eq!(register.holdings().unwrap().records, [("instrument".to_owned(), 1)]);
}

#[test]
fn a_small_register_is_packed_once_it_has_grown() {
    let place = Place::new();
    let mut register = place.open();
    register.enter(&document("d1"), Some(TEXT), &[record("ab12")], ENGINE).unwrap();
    register.settle().unwrap();
    drop(register);
    let file = rusqlite::Connection::open(place.path()).unwrap();
    let told: i64 = file
        .query_row("SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'packed'", [], |row| row.get(0))
        .unwrap();
    let pages: i64 = file.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    assert_eq!(told, pages);
    let found = Register::read(&place.path()).unwrap().find("krill Norway", 10).unwrap();
    assert_eq!(found.len(), 1);
}

#[test]
fn the_views_answer() {
    let place = Place::new();
    place.open().enter(&document("d1"), Some(TEXT), &[record("a")], ENGINE).unwrap();
    let file = rusqlite::Connection::open(place.path()).unwrap();
    for view in [
        "record_entries",
        "entry_sources",
        "passages",
        "field_values",
        "claims",
        "names",
        "statements",
        "events",
        "instruments",
        "commitments",
        "figures",
    ] {
        file.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get::<_, i64>(0)).unwrap();
    }
    let (parties, subject, said_by): (String, String, String) = file
        .query_row("SELECT parties, subject, said_by FROM instruments", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!([parties, subject, said_by], ["Chile", "krill", "Elin Berg"]);
    // Offsets find their words from SQL alone, as SQL counts characters too.
    let words: String = file
        .query_row(
            "SELECT substr(text, span_start + 1, span_end - span_start)
             FROM roles JOIN records USING (record) JOIN documents USING (document)
             WHERE role = (SELECT word FROM words WHERE text = 'voice')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(words, "Elin Berg");
}

#[test]
fn a_record_without_voice_or_evidence_is_refused_whole() {
    for lacking in ["voice", "evidence", "trigger", "factuality", "kind", "id"] {
        let place = Place::new();
        let mut register = place.open();
        let mut bad = record("b");
        bad.as_object_mut().unwrap().remove(lacking);
        let error = register.enter(&document("d1"), Some(TEXT), &[record("a"), bad], ENGINE).unwrap_err();
        assert!(error.to_string().ends_with(&format!("it has no {lacking}")), "{error}");
        assert_eq!(register.holdings().unwrap(), Default::default());
    }
}

#[test]
fn other_peoples_files_are_left_alone() {
    let place = Place::new();
    let check = |make: &dyn Fn(&PathBuf), expect: &str| {
        let path = place.folder.path().join("other");
        make(&path);
        let before = fs::read(&path).unwrap();
        for error in [Register::open(&path).unwrap_err(), Register::read(&path).unwrap_err()] {
            assert!(error.is_foreign(), "{error:?}");
            assert!(error.to_string().contains(expect), "{error}");
        }
        assert_eq!(fs::read(&path).unwrap(), before);
        fs::remove_file(&path).unwrap();
    };
    check(&|path| fs::write(path, "These are minutes of a meeting.".repeat(50)).unwrap(), "another file");
    let sql = |sql: &'static str| {
        move |path: &PathBuf| rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap()
    };
    check(&sql("CREATE TABLE recipes (name)"), "another file");
    check(&sql("PRAGMA user_version = 7; CREATE TABLE recipes (name)"), "another file");
    check(&sql("PRAGMA application_id = 0x43686379; PRAGMA user_version = 999; CREATE TABLE t (x)"), "newer");
    let folder = Register::open(place.folder.path()).unwrap_err();
    assert!(folder.is_foreign() && folder.to_string().contains("folder"), "{folder}");
    assert!(Register::read(&place.folder.path().join("gone")).unwrap_err().is_missing());
    assert!(Register::open(&place.folder.path().join("no/such/r.sqlite")).is_err());
}

#[test]
fn spoilt_bytes_give_errors_or_answers() {
    let place = Place::new();
    let mut register = place.open();
    for n in 0..40 {
        register.enter(&document(&format!("d{n}")), Some(TEXT), &[record("a")], ENGINE).unwrap();
    }
    drop(register);
    let whole = fs::read(place.path()).unwrap();
    let probe = |bytes: &[u8]| {
        fs::write(place.path(), bytes).unwrap();
        let Ok(register) = Register::read(&place.path()) else { return };
        let _ = (register.find("krill", 9), register.show("a", 9), register.holdings());
        drop(register);
        let Ok(mut register) = Register::open(&place.path()) else { return };
        let _ = register.enter(&document("new"), Some(TEXT), &[record("a")], ENGINE);
    };
    for cut in (0..whole.len()).step_by(whole.len() / 12) {
        probe(&whole[..cut]);
    }
    // Bits turned at places spread over the file.
    for n in 0..60 {
        let mut bytes = whole.clone();
        let at = n * 2_654_435_761usize % bytes.len();
        bytes[at] ^= 1 << (n % 8);
        probe(&bytes);
    }
    fs::write(place.path(), &whole[..whole.len() / 2]).unwrap();
    let error = Register::read(&place.path()).and_then(|register| register.find("krill", 9)).unwrap_err();
    assert!(error.is_damaged(), "{error:?}");
}

#[test]
fn two_may_add_at_once() {
    let place = Place::new();
    let add = |from: usize| {
        let path = place.path();
        move || {
            let mut register = Register::open(&path).unwrap();
            for n in (from..60).step_by(2) {
                register.enter(&document(&format!("d{n}")), Some(TEXT), &[record("a")], ENGINE).unwrap();
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(add(0));
        scope.spawn(add(1));
    });
    assert_eq!(Register::read(&place.path()).unwrap().holdings().unwrap().documents, 60);
}

#[test]
fn nothing_in_a_record_or_question_is_taken_for_sql() {
    let place = Place::new();
    let mut register = place.open();
    let evil = "'); DROP TABLE records; -- \" % \0 \u{10ffff}";
    let mut hostile = record("ab12");
    for key in ["kind", "rule", "factuality"] {
        hostile[key] = evil.into();
    }
    hostile["roles"] = json!({evil: [{"name": evil, "level": evil}, evil, 1.5, null]});
    register
        .enter(&json!({"id": evil, "text": evil, "source": evil}), Some(evil), &[hostile], ENGINE)
        .unwrap();
    assert_eq!(register.show("ab12", 9).unwrap()[0].record["rule"], evil);
    for words in [evil, "\"", "NEAR(", "a AND", "*", "krill*\"", "-x", "{a b}: c", "sentence:krill"] {
        if let Err(error) = register.find(words, 9) {
            assert!(error.is_question(), "{words}: {error}");
        }
        assert_eq!(register.show(words, 9).unwrap(), []);
    }
    assert!(register.find(&"krill ".repeat(2_000_000), 9).unwrap_err().is_question());
    assert_eq!(register.holdings().unwrap().documents, 1);
}

#[test]
fn registers_of_older_forms_open() {
    let place = Place::new();
    fs::copy("tests/compat/form-1.register", place.path()).unwrap();
    // Whoever asks first brings it to the newest form; where that may not be, it says so.
    let before = Register::read(&place.path()).unwrap().holdings().unwrap();
    assert_eq!((before.documents, before.records.len()), (2, 5));
    let mut register = place.open();
    assert_eq!(register.holdings().unwrap(), before);
    register.enter(&document("d1"), Some(TEXT), &[record("a")], ENGINE).unwrap();
    assert_eq!(Register::read(&place.path()).unwrap().find("krill", 9).unwrap(), [record("a")]);
    assert_eq!(tables(&place.path()), new_tables());
}

#[test]
fn registers_of_the_second_form_open() {
    let place = Place::new();
    fs::copy("tests/compat/form-1.register", place.path()).unwrap();
    // As the program of the second form left it, with a record withdrawn.
    let file = rusqlite::Connection::open(place.path()).unwrap();
    file.execute_batch(include_str!("../src/forms/2.sql")).unwrap();
    file.execute_batch(
        "INSERT INTO corrections (record_id, text_hash, kind, trigger_start, trigger_end, action, who, why, made)
             SELECT r.id, d.text_hash, r.kind, r.trigger_start, r.trigger_end, 'withdraw', 'Elin', 'twice', '2021-05-06'
             FROM records r JOIN documents d USING (document) LIMIT 1;
         UPDATE records SET withdrawn = 1 WHERE id = (SELECT record_id FROM corrections);
         PRAGMA user_version = 2;",
    )
    .unwrap();
    let of_records = |file: &rusqlite::Connection| -> (i64, i64) {
        let sql = "SELECT count(*), count(withdrawn) FROM records";
        file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    };
    let before = of_records(&file);
    drop(file);
    let register = place.open();
    assert_eq!(register.corrections("").unwrap().len(), 1);
    drop(register);
    let file = rusqlite::Connection::open(place.path()).unwrap();
    assert_eq!((of_records(&file), before.1), (before, 1));
    assert_eq!(tables(&place.path()), new_tables());
}

#[test]
fn registers_of_the_third_form_open() {
    let place = Place::new();
    fs::copy("tests/compat/form-3.register", place.path()).unwrap();
    let register = Register::read(&place.path()).unwrap();
    assert_eq!(register.holdings().unwrap().documents, 3);
    // What was printed, withdrawn, set, copied and told together is as it was.
    let found = register.find("kind:commitment", 9).unwrap();
    let firmness: Vec<&str> = found.iter().filter_map(|record| record["firmness"].as_str()).collect();
    assert_eq!(found.len(), 2);
    assert_eq!(firmness, ["planned", "pledged"]);
    assert_eq!(register.corrections("").unwrap().len(), 2);
    assert_eq!(register.copies().unwrap().len(), 1);
    assert_eq!(register.find("ships kind:figure", 9).unwrap().len(), 1);
    // Of a text that is not kept the index alone knows the words, and shows no sentence.
    assert_eq!(register.find("patrols kind:event", 9).unwrap().len(), 2);
    assert_eq!(register.show("bab0edd5d08aa103", 9).unwrap()[0].record["evidence"]["exact"], Value::Null);
    drop(register);
    assert_eq!(tables(&place.path()), new_tables());
    // Documents that come now find those of before.
    let text = "LIMA, May 4, 2021 - Norway and Chile signed a pact on krill fishing on Monday, Foreign Minister Elin \
                Berg said. Norway will pay $20 million by June 30, 2021. At least 12 ships were inspected.";
    place.open().enter(&document("d9"), Some(text), &[record("a")], ENGINE).unwrap();
    assert_eq!(Register::read(&place.path()).unwrap().copies().unwrap().len(), 2);
}

#[test]
fn registers_of_the_fifth_form_open() {
    let place = Place::new();
    fs::copy("tests/compat/form-5.register", place.path()).unwrap();
    let register = Register::read(&place.path()).unwrap();
    let many = |question: &str| register.find(question, 99).unwrap().len();
    assert_eq!(register.holdings().unwrap().documents, 3);
    assert_eq!((register.corrections("").unwrap().len(), register.copies().unwrap().len()), (2, 1));
    assert_eq!((many("country:NOR"), many("ships kind:figure"), many("title:pact kind:event")), (8, 1, 1));
    assert_eq!((many("since:2021-05-05 country:CHL"), many("until:2021-05-05 firmness:pledged")), (1, 1));
    // Of a text that is not kept only the old index knew the words.
    assert_eq!((many("patrols kind:event"), many("Punta kind:statement")), (2, 1));
    assert_eq!(register.show("c529403a6c1af637", 9).unwrap().len(), 1);
    drop(register);
    assert_eq!(tables(&place.path()), new_tables());
}

#[test]
fn registers_of_the_fourth_form_open() {
    let place = Place::new();
    fs::copy("tests/compat/form-4.register", place.path()).unwrap();
    let values = |file: &str| -> Vec<String> {
        let file = rusqlite::Connection::open(file).unwrap();
        let mut found = Vec::new();
        for (sql, many) in [
            ("SELECT count(*) || ' ' || group_concat(kind || rule || confidence) FROM claims", 1),
            ("SELECT record || field || value FROM field_values ORDER BY 1", 2),
            ("SELECT firmness || ifnull(deadline_end, '') FROM commitments ORDER BY 1", 2),
        ] {
            let mut ask = file.prepare(sql).unwrap();
            let rows: Vec<String> =
                ask.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert!(rows.len() >= many, "{sql}");
            found.extend(rows);
        }
        found
    };
    let before = values("tests/compat/form-4.register");
    let register = Register::read(&place.path()).unwrap();
    assert_eq!(register.holdings().unwrap().documents, 3);
    assert_eq!((register.corrections("").unwrap().len(), register.copies().unwrap().len()), (2, 1));
    assert_eq!(register.find("kind:figure", 9).unwrap().len(), 3);
    // Ids are found by the new index: whole, cut and of a text that is not kept.
    let patrols = register.find("patrols kind:event", 9).unwrap();
    for record in register.find("kind:commitment", 9).unwrap().iter().chain(&patrols) {
        let id = record["id"].as_str().unwrap();
        for cut in [1, 2, 3, 4, 7, 16] {
            let found = register.show(&id[..cut], 99).unwrap();
            assert!(found.iter().any(|found| &found.record == record), "{id} {cut}");
        }
    }
    assert_eq!(patrols.len(), 2);
    drop(register);
    assert_eq!(tables(&place.path()), new_tables());
    assert_eq!(values(place.path().to_str().unwrap()), before);
    let text = "OSLO, May 5, 2021 - Norway sent patrols to the krill grounds on Tuesday, and Chile sent patrols too. \
                Defence Minister Elin Berg said patrols would go on.";
    place.open().enter(&document("d9"), Some(text), &[record("a")], ENGINE).unwrap();
    assert_eq!(Register::read(&place.path()).unwrap().copies().unwrap().len(), 2);
}

// What a register's file is made of.
fn tables(path: &Path) -> Vec<String> {
    let file = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
    let mut ask = file.prepare(sql).unwrap();
    ask.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn new_tables() -> Vec<String> {
    let place = Place::new();
    drop(place.open());
    tables(&place.path())
}

#[test]
fn copies_are_known_whether_or_not_texts_are_kept() {
    let text = "Norway and Chile signed a pact on krill fishing here on Tuesday, which limits the catch to 620,000 \
                tonnes a year in the waters south of Cape Horn and lets inspectors board ships.";
    let place = Place::new();
    for (n, keep) in [(0, true), (1, false), (2, true)] {
        let mut register = place.open();
        if !keep {
            register = register.pointers_only();
        }
        let mut document = document(&format!("d{n}"));
        document["source"] = format!("s{n}").into();
        register
            .enter(&document, Some(&text.replace("here ", ["", "at home ", "here "][n])), &[], ENGINE)
            .unwrap();
    }
    let copies = Register::read(&place.path()).unwrap().copies().unwrap();
    let expect = [("s1", "s0"), ("s2", "s0")].map(|(copy, original)| (copy.to_owned(), original.to_owned()));
    assert_eq!(copies, expect);
}

#[test]
fn what_is_corrected_stays_so_until_it_is_taken_back() {
    let place = Place::new();
    let mut register = place.open();
    let signed = |why| Signed { who: "ada", why, when: "2021-06-01T10:00:00Z", document: None };
    let set = |value: &str| Change::Set { field: "status".into(), value: value.into() };
    let state = |register: &mut Register, expect: (&str, bool)| {
        let told = register.entry("a").unwrap().unwrap().told.remove(0);
        assert_eq!((told.record["status"].as_str().unwrap(), told.withdrawn), expect);
        // What was withdrawn is not found.
        let found = register.find("krill", 9).unwrap();
        assert_eq!(
            found.first().map(|found| &found["status"]),
            (!told.withdrawn).then_some(&expect.0.into())
        );
    };
    register.enter(&document("d1"), Some(TEXT), &[record("a")], ENGINE).unwrap();
    state(&mut register, ("signed", false));
    let first = register.correct("a", &set("agreed"), signed("misread")).unwrap();
    assert_eq!((first.number, &first.before, first.who.as_str()), (1, &json!("signed"), "ada"));
    register.correct("a", &set("ratified"), signed("it was later")).unwrap();
    let withdrawal = register.correct("a", &Change::Withdraw, signed("the agency took it back")).unwrap();
    state(&mut register, ("ratified", true));
    // A newer engine reads the same, gives the record another id and, in a copy, the same again.
    register.enter(&document("d1"), Some(TEXT), &[record("a")], "chancery 0.2.0").unwrap();
    state(&mut register, ("ratified", true));
    register.enter(&document("d1"), Some(TEXT), &[record("b")], "chancery 0.3.0").unwrap();
    assert_eq!(
        register.corrections("").unwrap().iter().map(|each| each.record.as_str()).collect::<Vec<_>>(),
        ["b"; 3]
    );
    register.enter(&document("d1"), Some(TEXT), &[record("a")], "chancery 0.4.0").unwrap();
    state(&mut register, ("ratified", true));

    register.undo(withdrawal.number, signed("they confirm it")).unwrap();
    state(&mut register, ("ratified", false));
    register.undo(first.number, signed("it was right")).unwrap();
    state(&mut register, ("ratified", false));
    register.undo(2, signed("nor was it later")).unwrap();
    state(&mut register, ("signed", false));
    assert_eq!(
        register.find("krill", 9).unwrap()[0].to_string(),
        record("a").to_string().replace(ENGINE, "chancery 0.4.0")
    );
    assert!(register.corrections("a").unwrap().iter().all(|each| each.undone.is_some()));
    let refused = [
        register.undo(2, signed("again")).unwrap_err(),
        register.undo(9, signed("none")).unwrap_err(),
        register.correct("x", &Change::Withdraw, signed("none")).unwrap_err(),
        register.correct("a", &Change::Withdraw, signed(" ")).unwrap_err(),
        register
            .correct("a", &Change::Set { field: "id".into(), value: "b".into() }, signed("no"))
            .unwrap_err(),
        register
            .correct("a", &Change::Set { field: "status".into(), value: 3.into() }, signed("no"))
            .unwrap_err(),
    ];
    assert!(refused.iter().all(chancery_register::Error::is_question), "{refused:?}");
}

#[test]
fn an_entry_tells_who_tells_what() {
    let mut register = Register::in_memory().unwrap();
    for (n, (status, day)) in
        [("agreed", "2021-05-03"), ("signed", "2021-05-04"), ("signed", "2021-05-04")].iter().enumerate()
    {
        let mut document = document(&format!("d{n}"));
        document["title"] = "Norway and Chile in pact on krill".into();
        document["published"] = (*day).into();
        let mut told = record(&format!("r{n}"));
        told["status"] = (*status).into();
        told["roles"]["status"] = json!([status]);
        register.enter(&document, Some(&format!("{TEXT} {n}")), &[told], ENGINE).unwrap();
    }
    let entry = register.entry("r2").unwrap().unwrap();
    assert_eq!((entry.told.len(), entry.sources, entry.told[0].links.len()), (3, 3, 0));
    assert!(entry.told[2].links.iter().all(|(_, likeness)| likeness.score > 0.0));
    let claims = &entry.rivals[0].claims;
    assert_eq!(
        (entry.rivals[0].field.as_str(), claims),
        ("status", &vec![(json!("signed"), vec![1, 2]), (json!("agreed"), vec![0])])
    );
    let history: Vec<_> =
        entry.history.iter().map(|step| (step.day.as_deref().unwrap(), step.status.as_str())).collect();
    assert_eq!(history, [("2021-05-03", "agreed"), ("2021-05-04", "signed")]);
    assert_eq!(register.entry("none").unwrap(), None);
    assert!(register.together(("d0", "r0"), ("d2", "r2")).unwrap());
}

#[test]
fn what_is_overdue_is_listed_once() {
    let mut register = Register::in_memory().unwrap();
    // Two tell of one commitment, with rival deadlines; the third is another one.
    for (n, deadline) in ["2021-06-30", "2021-09-30", "2021-05-31"].iter().enumerate() {
        let mut told = record(&format!("r{n}"));
        if n == 2 {
            told["evidence"]["exact"] = "Peru will lower its tariffs.".into();
        }
        told["kind"] = "commitment".into();
        told["deadline"] = json!({"start": deadline, "end": deadline});
        let who = json!({"name": "Elin Berg", "level": "person"});
        told["roles"] =
            json!({"actors": [who], "action": [told["evidence"]], "deadline": [told["deadline"]]});
        let mut document = document(&format!("d{n}"));
        document["title"] =
            if n == 2 { "Peru on tariffs" } else { "Norway to cut its catch of krill" }.into();
        register.enter(&document, None, &[told], ENGINE).unwrap();
    }
    let due = |day: &str| {
        let due = register.due(&Question::default()).unwrap();
        due.into_iter()
            .map(|each| each.deadline)
            .filter(|deadline| deadline.as_str() < day)
            .collect::<Vec<_>>()
    };
    assert_eq!(due("2021-05-31"), [] as [&str; 0]);
    assert_eq!(due("2021-07-01"), ["2021-05-31"]);
    assert_eq!(due("2022-01-01"), ["2021-05-31", "2021-09-30"]);
}

#[test]
fn many_are_entered_at_once_or_none() {
    let place = Place::new();
    let mut register = place.open();
    let reading = |id: &str, records: Vec<Value>| Filing {
        document: document(id),
        text: Some(TEXT.into()),
        records,
        engine: ENGINE.into(),
    };
    let mut bad = record("b");
    bad.as_object_mut().unwrap().remove("voice");
    assert!(register.enter_all(&[reading("d1", vec![record("a")]), reading("d2", vec![bad])]).is_err());
    assert_eq!(register.holdings().unwrap(), Default::default());
    let both = [reading("d1", vec![record("a")]), reading("d2", vec![]), reading("d1", vec![record("a")])];
    assert_eq!(register.enter_all(&both).unwrap(), [Entered::New, Entered::New, Entered::Already]);
    assert_eq!(register.holdings().unwrap().documents, 2);
}

#[test]
fn finding_counts_sorts_and_pages() {
    let place = Place::new();
    let mut register = place.open();
    for (n, day) in ["2021-05-04", "2020-01-02", "2022-12-31", "2021-06-01"].iter().enumerate() {
        let mut document = document(&format!("d{n}"));
        document["published"] = (*day).into();
        let mut one = record(&format!("a{n}"));
        one["document"] = document.clone();
        register.enter(&document, Some(TEXT), &[one], ENGINE).unwrap();
    }
    let days = |text: &str, order, page| -> Vec<String> {
        let found = register.page(&register.question(text).unwrap(), order, page).unwrap();
        found.iter().map(|record| record["document"]["published"].as_str().unwrap().into()).collect()
    };
    assert_eq!(days("krill", Order::Newest, (0, 2)), ["2022-12-31", "2021-06-01"]);
    assert_eq!(days("krill", Order::Newest, (2, 9)), ["2021-05-04", "2020-01-02"]);
    assert_eq!(days("", Order::Oldest, (0, 9)), ["2020-01-02", "2021-05-04", "2021-06-01", "2022-12-31"]);
    assert_eq!(
        days("status:signed country:CHL since:2021 until:2021-05", Order::Oldest, (0, 9)),
        ["2021-05-04"]
    );
    assert_eq!(days("status:ratified", Order::Oldest, (0, 9)), [] as [&str; 0]);
    assert_eq!(days("speaker:\"elin berg\" type:treaty", Order::Oldest, (0, 1)), ["2020-01-02"]);
    let counts = register.count(&Question::default(), &["year".into(), "kind".into()]).unwrap();
    let shown: Vec<String> = counts.by.iter().map(|(row, n)| format!("{} {n}", row.join(" "))).collect();
    assert_eq!(shown, ["2020 instrument 1", "2021 instrument 2", "2022 instrument 1"]);
    assert!(register.count(&Question::default(), &["size".into()]).unwrap_err().is_question());
    let error = register.question("krill spaeker:x").unwrap_err();
    assert!(error.is_question() && error.to_string().contains("did you mean speaker?"), "{error}");
}

#[test]
fn sql_reads_and_only_reads() {
    let place = Place::new();
    place.open().enter(&document("d1"), Some(TEXT), &[record("ab12")], ENGINE).unwrap();
    let before = fs::read(place.path()).unwrap();
    let mut register = Register::read(&place.path()).unwrap();
    let limits = Limits { rows: 2, time: std::time::Duration::from_millis(300) };
    let answer = register.sql("SELECT id, parties, evidence FROM instruments", limits).unwrap();
    assert_eq!(answer.columns, ["id", "parties", "evidence"]);
    assert_eq!(answer.rows, [[Value::from("ab12"), "Chile".into(), TEXT.into()]]);
    let found = register.sql("SELECT rowid FROM sentence_words WHERE sentence_words MATCH 'krill'", limits);
    assert_eq!(found.unwrap().rows.len(), 1);
    assert!(register.sql("SELECT 1 UNION SELECT 2 UNION SELECT 3", limits).unwrap().more);
    for sql in [
        "DELETE FROM records",
        "DROP TABLE records",
        "PRAGMA user_version = 9",
        "ATTACH ':memory:' AS x",
        "CREATE TEMP TABLE t (x)",
        "SELECT load_extension('x')",
        "VACUUM INTO 'copy'",
        "SELECT",
        "SELECT nothing FROM nowhere",
        "SELECT 1; DELETE FROM records",
        "BEGIN EXCLUSIVE",
        "",
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
    ] {
        let error = register.sql(sql, limits).unwrap_err();
        assert!(error.is_question(), "{sql}: {error:?}");
    }
    assert_eq!(register.holdings().unwrap().documents, 1);
    assert_eq!(fs::read(place.path()).unwrap(), before);
}

#[test]
fn pointers_hold_no_words_and_find_them_again() {
    let place = Place::new();
    let mut register = place.open().pointers_only();
    register.enter(&document("d1"), Some(TEXT), &[record("ab12")], ENGINE).unwrap();
    drop(register);
    let bytes = fs::read(place.path()).unwrap();
    assert!(!bytes.windows(9).any(|window| window == b"pact on k"), "the text is in the file");
    let register = Register::read(&place.path()).unwrap();
    let mut found = register.show("ab1", 9).unwrap().remove(0);
    assert_eq!((found.text.as_deref(), &found.record["evidence"].get("exact")), (None, &None));
    found.spell(TEXT);
    assert_eq!(found.record["evidence"]["exact"], TEXT);
    assert_eq!(found.record["roles"]["subject"][0], span("krill"));
    assert_eq!(register.find("krill", 9).unwrap().len(), 1);
}
