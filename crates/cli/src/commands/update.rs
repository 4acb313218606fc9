//! `chancery update`: what another engine read is read anew, and what changed is told.

use std::{collections::BTreeMap, io::Write, path::Path};

use chancery::Reader;
use chancery_document::{Document, Source};
use chancery_formats::{json, parse_day, plain};
use chancery_register::{Filing, Read, Register};
use serde_json::Value;

use crate::{
    End,
    args::{self, Form},
    commands::add::name,
    many::each,
    packs,
    terminal::out,
};

/// So many documents are under way at once.
const BATCH: usize = 256;

#[derive(Default)]
struct Counts {
    gained: usize,
    lost: usize,
    changed: usize,
    kept: usize,
}

/// Reads anew and reports.
pub(crate) fn update(args: &args::Update, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let mut register = Register::open_existing(&args.file.register)?;
    if register.relink()? {
        anstream::eprintln!("chancery: all records were linked anew");
    }
    let stale = register.stale(&name(&engine))?;
    let (mut counts, mut failed) = (Counts::default(), 0);
    let mut out = out();
    for ids in stale.chunks(BATCH) {
        let mut before = Vec::new();
        for id in ids {
            match register.read_again(id)?.map(with_text) {
                Some(Ok(read)) => before.push(read),
                Some(Err(why)) => {
                    failed += 1;
                    anstream::eprintln!("chancery: {}", plain(&why));
                }
                None => {}
            }
        }
        let read = |reader: &mut Reader<'_>, (read, text): &(Read, String)| {
            let reading = reader.read(document(read, text));
            let records = json::records(&reading, &engine.extract(&reading));
            (json::document(&reading), json::engine(&reading), records)
        };
        let after = each(&engine, args.threads, &before, |(read, _)| origin(read), read)?;
        let mut filings = Vec::new();
        let mut read = Vec::new();
        for ((before, text), after) in before.iter().zip(after) {
            match after {
                Ok((document, engine, records)) => {
                    filings.push(Filing { document, text: Some(text.clone()), records, engine });
                    read.push(before);
                }
                Err(why) => {
                    failed += 1;
                    anstream::eprintln!("chancery: {}", plain(&why));
                }
            }
        }
        // One transaction for all of them.
        register.enter_all(&filings)?;
        for (read, filing) in read.into_iter().zip(&filings) {
            let after = register.read_again(filing.document["id"].as_str().unwrap_or_default())?;
            compare(
                &read.records,
                &after.map(|after| after.records).unwrap_or_default(),
                &mut counts,
                |what, record| {
                    let line = match args.format {
                        Form::Jsonl => serde_json::json!({"change": what, "record": record}).to_string(),
                        Form::Table => line(what, record),
                    };
                    writeln!(out, "{line}")
                },
            )?;
        }
    }
    out.flush()?;
    register.settle()?;
    let Counts { gained, lost, changed, kept } = counts;
    anstream::eprintln!(
        "{}: {} documents read anew; records: {gained} gained, {lost} lost, {changed} changed, {kept} as before",
        args.file.register.display(),
        stale.len() - failed
    );
    Ok(if failed == 0 { End::Well } else { End::SomeFailed })
}

// Where the register keeps no text, the source is asked, and must be what it was.
fn with_text(read: Read) -> Result<(Read, String), String> {
    if let Some(text) = read.text.clone() {
        return Ok((read, text));
    }
    let source = origin(&read);
    let text = packs::text(Path::new(&source)).map_err(|cause| {
        format!("{source} cannot be read anew, the register keeps no text of it: {cause:#}")
    })?;
    if read.document["text"] != json::text_hash(&text) {
        return Err(format!("{source} cannot be read anew: its text is no longer what was read"));
    }
    Ok((read, text))
}

fn origin(read: &Read) -> String {
    read.document["source"].as_str().unwrap_or_default().to_owned()
}

fn document(read: &Read, text: &str) -> Document {
    let word = |key: &str| read.document[key].as_str().map(str::to_owned);
    let published = word("published").and_then(|day| parse_day(&day));
    Document {
        source: Source { origin: origin(read), outlet: word("outlet"), published },
        text: text.to_owned(),
    }
}

fn compare<E>(
    before: &[Value],
    after: &[Value],
    counts: &mut Counts,
    mut tell: impl FnMut(&str, &Value) -> Result<(), E>,
) -> Result<(), E> {
    fn by_id(records: &[Value]) -> BTreeMap<&str, &Value> {
        records.iter().filter_map(|record| Some((record["id"].as_str()?, record))).collect()
    }
    let (before, after) = (by_id(before), by_id(after));
    for (id, record) in &before {
        match after.get(id) {
            None => {
                counts.lost += 1;
                tell("lost", record)?;
            }
            Some(new) if told(record) != told(new) => {
                counts.changed += 1;
                tell("changed", new)?;
            }
            Some(_) => counts.kept += 1,
        }
    }
    for (_, record) in after.iter().filter(|(id, _)| !before.contains_key(*id)) {
        counts.gained += 1;
        tell("gained", record)?;
    }
    Ok(())
}

// What a record tells, without who read it and how sure they were.
fn told(record: &Value) -> Value {
    let mut record = record.clone();
    if let Some(object) = record.as_object_mut() {
        for key in ["engine", "rule", "confidence", "document"] {
            object.shift_remove(key);
        }
    }
    record
}

fn line(what: &str, record: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    plain(&format!(
        "{what:<8} {} {} {} \"{}\" in {}",
        text(&record["id"]),
        text(&record["kind"]),
        text(&record["factuality"]),
        text(&record["trigger"]["exact"]),
        text(&record["document"]["source"])
    ))
}
