//! A large register made of real records, and how fast it answers: `synthetic RECORDS.jsonl REGISTER DOCUMENTS`.
//!
//! Each document is one of those that were read, its words changed letter by letter (so that it is no copy of it), and
//! another day, the days in order as news comes. The same every time. Prints times of entering, of opening, and of questions of two filters and words.

use std::{error::Error, fs, io::BufRead, path::Path, time::Instant};

use chancery_register::{Filing, Order, Register};
use serde_json::Value;

/// Documents in one transaction.
const BATCH: usize = 512;
/// Questions asked.
const QUESTIONS: usize = 400;
/// Over so many years.
const YEARS: usize = 24;
/// As many words in a hundred are changed.
const CHANGED: u64 = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, records, file, many] = &args[..] else {
        return Err("synthetic RECORDS.jsonl REGISTER DOCUMENTS".into());
    };
    let many: usize = many.parse()?;
    let bases = bases(records)?;
    let mut register = Register::open(Path::new(file))?;
    let before = register.holdings()?.documents as usize;
    let (mut seconds, mut text) = (0.0, 0);
    for start in (before..many).step_by(BATCH) {
        let filings: Vec<Filing> = (start..many.min(start + BATCH)).map(|n| made(&bases, n, many)).collect();
        text += filings.iter().filter_map(|filing| filing.text.as_ref()).map(String::len).sum::<usize>();
        let clock = Instant::now();
        register.enter_all(&filings)?;
        seconds += clock.elapsed().as_secs_f64();
        if (start / BATCH).is_multiple_of(100) {
            eprintln!("{} documents, {seconds:.0} s", start + filings.len());
        }
    }
    let clock = Instant::now();
    register.settle()?;
    println!("indexes settled in {:.1} s", clock.elapsed().as_secs_f64());
    let holdings = register.holdings()?;
    drop(register);
    let records: u64 = holdings.records.iter().map(|(_, many)| many).sum();
    println!("{} documents, {records} records", holdings.documents);
    if before < many {
        let entered = (many - before) as f64;
        let size = fs::metadata(file)?.len();
        println!("entered {:.0} a second; {size} bytes", entered / seconds);
        if before == 0 {
            println!("{:.2} x the text", size as f64 / text as f64);
        }
    }
    ask(Path::new(file), &bases)
}

fn ask(file: &Path, bases: &[Filing]) -> Result<(), Box<dyn Error>> {
    let mut dice = Dice(1);
    let questions: Vec<String> = (0..QUESTIONS)
        .map(|n| {
            let base = &bases[dice.roll(bases.len() as u64) as usize];
            let words: Vec<&str> = base
                .text
                .iter()
                .flat_map(|text| text.split(|c: char| !c.is_ascii_alphabetic()))
                .filter(|word| word.len() > 4)
                .collect::<std::collections::BTreeSet<&str>>()
                .into_iter()
                .collect();
            let word = words.get(dice.roll(words.len().max(1) as u64) as usize).copied().unwrap_or("said");
            let filters = [
                "kind:statement country:USA",
                "kind:figure unit:percent",
                "kind:event since:2005-03 until:2005-09",
                "kind:commitment factuality:planned",
                "kind:statement since:2010-01 until:2010-12",
                "country:JPN form:indirect",
                "kind:instrument status:signed",
                "kind:figure confidence>0.8",
            ];
            format!("{word} {}", filters[n % filters.len()])
        })
        .collect();
    let (clock, before) = (Instant::now(), computed());
    let first = Register::read(file)?;
    first.page(&first.question(&questions[0])?, Order::Newest, (0, 50))?;
    let (waited, computed_by_then) = (clock.elapsed().as_secs_f64() * 1e3, (computed() - before) * 1e3);
    println!("open to first answer {waited:.1} ms, of the processor {computed_by_then:.1} ms");
    let mut times: Vec<(f64, &str, usize)> = Vec::new();
    let mut waits: Vec<f64> = Vec::new();
    for question in &questions {
        let asked = first.question(question)?;
        let (clock, before) = (Instant::now(), computed());
        let found = first.page(&asked, Order::Newest, (0, 50))?;
        times.push(((computed() - before) * 1e3, question, found.len()));
        waits.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    waits.sort_by(f64::total_cmp);
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |part: usize| times[(times.len() - 1) * part / 100].0;
    println!(
        "find of two filters and a word: p50 {:.1} ms, p95 {:.1} ms, most {:.1} ms of the processor",
        at(50),
        at(95),
        at(100)
    );
    let at = |part: usize| waits[(waits.len() - 1) * part / 100];
    println!("by the clock: p50 {:.1} ms, p95 {:.1} ms, most {:.1} ms", at(50), at(95), at(100));
    for (time, question, found) in times.iter().rev().take(5) {
        println!("  {time:.1} ms, {found} found: {question}");
    }
    Ok(())
}

fn bases(records: &str) -> Result<Vec<Filing>, Box<dyn Error>> {
    let mut bases: Vec<Filing> = Vec::new();
    for line in std::io::BufReader::new(fs::File::open(records)?).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        if bases.last().is_none_or(|last| last.document["id"] != record["document"]["id"]) {
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let text = fs::read_to_string(source)?;
            let engine = record["engine"].as_str().unwrap_or_default().to_owned();
            bases.push(Filing {
                document: record["document"].clone(),
                text: Some(text),
                records: Vec::new(),
                engine,
            });
        }
        if let Some(last) = bases.last_mut() {
            last.records.push(record);
        }
    }
    bases.retain(|base| base.text.as_ref().is_some_and(|text| text.is_ascii()));
    Ok(bases)
}

fn made(bases: &[Filing], n: usize, many: usize) -> Filing {
    // News comes by day.
    let day = n * YEARS * 336 / many.max(1);
    let day = format!("{}-{:02}-{:02}", 2000 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    let n = n as u64;
    let mut dice = Dice(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let base = &bases[dice.roll(bases.len() as u64) as usize];
    let text = changed(base.text.as_deref().unwrap_or_default(), &mut dice);
    let mut document = base.document.clone();
    document["id"] = format!("{:016x}{n:016x}", dice.roll(u64::MAX)).into();
    document["text"] = format!("{:016x}{n:048x}", dice.roll(u64::MAX)).into();
    document["source"] = format!("news/{n:07}.txt").into();
    document["published"] = day.into();
    let records = base.records.iter().map(|record| {
        let mut record = record.clone();
        spell(&mut record, &text);
        record["id"] = format!("{:016x}", dice.roll(u64::MAX)).into();
        record["document"] = document.clone();
        record
    });
    Filing {
        records: records.collect(),
        text: Some(text.clone()),
        document: document.clone(),
        engine: base.engine.clone(),
    }
}

// Letters of some words are others; their number and places stay.
fn changed(text: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    let mut by = 0;
    let mut inside = false;
    for c in text.chars() {
        let letter = c.is_ascii_alphabetic();
        if letter && !inside {
            by = if dice.roll(100) < CHANGED { 1 + dice.roll(5) as u8 } else { 0 };
        }
        inside = letter;
        out.push(match c {
            'a'..='z' => char::from((c as u8 - b'a' + by) % 26 + b'a'),
            'A'..='Z' => char::from((c as u8 - b'A' + by) % 26 + b'A'),
            other => other,
        });
    }
    out
}

fn spell(value: &mut Value, text: &str) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|each| spell(each, text)),
        Value::Object(object) => {
            let at = |key: &str| object.get(key).and_then(Value::as_u64).map(|at| at as usize);
            if let (Some(start), Some(end), true) = (at("start"), at("end"), object.contains_key("exact")) {
                if object.contains_key("prefix") {
                    object.insert("prefix".into(), text[start.saturating_sub(32)..start].into());
                    object.insert("suffix".into(), text[end..(end + 32).min(text.len())].into());
                }
                object.insert("exact".into(), text[start..end].into());
            } else {
                object.iter_mut().for_each(|(_, each)| spell(each, text));
            }
        }
        _ => {}
    }
}

// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % sides
    }
}

// Seconds that this process has computed, as the system counts them; 0 where it does not tell.
fn computed() -> f64 {
    let told = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
