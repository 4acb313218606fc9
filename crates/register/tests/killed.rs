//! A process that is killed while it adds loses no committed document and leaves no half one.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use chancery_register::{Filing, Register};
use serde_json::{Value, json};

/// Kills in the run of all tests; the hundreds are in a run of their own.
const FEW: usize = 12;
const MANY: usize = 200;

#[test]
fn killed_at_any_moment_nothing_is_lost() {
    kill(FEW);
}

#[test]
#[ignore = "takes a minute: cargo test -p chancery-register --test killed -- --ignored"]
fn killed_two_hundred_times_nothing_is_lost() {
    kill(MANY);
}

// Not a test but what is killed: adds documents for ever, and says which are in the file.
#[test]
fn victim() {
    let Some(path) = std::env::var_os("CHANCERY_VICTIM") else { return };
    let mut register = Register::open(Path::new(&path)).unwrap();
    let from = register.holdings().unwrap().documents as usize;
    for batch in (from..).step_by(7) {
        let filings: Vec<Filing> = (batch..batch + 7).map(filing).collect();
        register.enter_all(&filings).unwrap();
        println!("\nCOMMITTED {}", batch + 7);
    }
}

fn kill(times: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    // Moments that look random and are the same each time.
    let mut dice = 7_u64;
    for _ in 0..times {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["victim", "--exact", "--nocapture"])
            .env("CHANCERY_VICTIM", &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(2_000 + (dice >> 33) % 120_000));
        victim.kill().unwrap();
        let mut committed = 0;
        for line in BufReader::new(victim.stdout.take().unwrap()).lines() {
            if let Some(number) = line.unwrap().strip_prefix("COMMITTED ") {
                committed = number.parse().unwrap();
            }
        }
        victim.wait().unwrap();
        if !path.exists() {
            continue;
        }
        // It may have been killed before there was a register.
        let Ok(register) = Register::open(&path) else { panic!("the register does not open") };
        let holdings = register.holdings().unwrap();
        assert!(holdings.documents >= committed, "{committed} committed, {} there", holdings.documents);
        assert_eq!(holdings.documents % 7, 0, "a batch is half entered");
        let records: u64 = holdings.records.iter().map(|(_, many)| many).sum();
        assert_eq!(records, holdings.documents * 2, "a document is half entered");
        let found = register.find("krill", usize::MAX).unwrap();
        assert_eq!(found.len() as u64, records, "the index lacks some");
    }
    let file = rusqlite::Connection::open(&path).unwrap();
    let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let broken: i64 =
        file.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
}

fn filing(n: usize) -> Filing {
    let text =
        format!("LIMA, May 4 - Norway and Chile signed pact {n} on krill, Elin Berg said on day {}.", n * 31);
    let document = json!({"id": format!("d{n}"), "text": format!("h{n}"), "source": format!("{n}.txt"), "title": null,
                          "published": "2021-05-04", "outlet": null, "language": "en"});
    let span = |words: &str| -> Value {
        let start = text.find(words).unwrap();
        json!({"start": start, "end": start + words.len(), "exact": words})
    };
    let records = ["signed", "said"].iter().map(|trigger| {
        json!({"id": format!("{n:08x}{}", trigger.len()), "kind": "event", "document": document,
               "trigger": span(trigger), "evidence": span(&text), "mentions": [], "voice": [],
               "factuality": "actual", "historical": false, "date": null, "confidence": 0.9, "rule": "r",
               "engine": "e1", "actors": [{"name": "Chile", "country": "CHL", "level": "state",
               "span": span("Chile"), "entity": "world:CHL"}], "roles": {}})
    });
    Filing {
        records: records.collect(),
        document: document.clone(),
        text: Some(text.clone()),
        engine: "e1".into(),
    }
}
