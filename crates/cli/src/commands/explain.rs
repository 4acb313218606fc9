//! `chancery explain`: why a line of a report, or a record of a register, was read as it was.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, bail};
use chancery::Engine;
use chancery_document::{Document, Reading, Record, Source, Span};
use chancery_formats::{Input, json, parse_day, table};
use chancery_register::Register;

use crate::{
    End, args,
    commands::show::the_one,
    many::read_one,
    packs,
    terminal::{look, out},
};

/// Explains.
pub(crate) fn explain(args: &args::Explain, packs: Option<&Path>) -> anyhow::Result<End> {
    match place(&args.what) {
        Some((path, line)) => {
            let engine = packs::engine_with(packs, &args.actors.files)?;
            let input = Input::File(path);
            let reading = read_one(&engine, &input, args.published).map_err(|why| anyhow!(why))?;
            let records = engine.extract(&reading);
            let Some((start, end)) = line_at(&reading.document.text, line) else {
                bail!("{} has no line {line}", input.origin());
            };
            let here = |record: &&Record| {
                let evidence = record.evidence();
                let others = evidence.others.iter().map(|(trigger, _)| *trigger);
                std::iter::once(evidence.trigger)
                    .chain(others)
                    .any(|trigger| (start..end).contains(&(trigger.start() as usize)))
            };
            let here: Vec<&Record> = records.iter().filter(here).collect();
            if here.is_empty() {
                anstream::eprintln!("chancery: line {line} of {} gives no record", input.origin());
            }
            print(&engine, &reading, &here)?;
            let near = engine.near(&reading, Span::at(start, end));
            let mut out = out();
            for each in &near {
                writeln!(out, "{each}")?;
            }
            out.flush()?;
            Ok(End::Well)
        }
        None => {
            let register = Register::read(&args.file.register)?;
            let found = the_one(&register, &args.what)?.swap_remove(0);
            let engine = packs::engine_with(packs, &args.actors.files)?;
            let reading = engine.reader().read(document(&found)?);
            let records = engine.extract(&reading);
            let same: Vec<&Record> = records.iter().filter(|each| found.record["id"] == each.id()).collect();
            if same.is_empty() {
                bail!(
                    "this program, with these packs, no longer reads that record; {} did",
                    found.record["engine"]
                );
            }
            print(&engine, &reading, &same)
        }
    }
}

fn print(engine: &Engine, reading: &Reading, records: &[&Record]) -> anyhow::Result<End> {
    let mut out = out();
    for record in records {
        let printed = json::records(reading, std::slice::from_ref(*record));
        for record in &printed {
            write!(out, "{}", table::card(record, look()))?;
        }
        writeln!(out, "\n{}", engine.explain(reading, record))?;
    }
    out.flush()?;
    Ok(End::Well)
}

// `report.txt:12`; a record's id holds no colon.
fn place(what: &str) -> Option<(PathBuf, usize)> {
    let (path, line) = what.rsplit_once(':')?;
    Some((path.into(), line.parse().ok()?))
}

// The bytes of a line, counted from 1.
fn line_at(text: &str, line: usize) -> Option<(usize, usize)> {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line.checked_sub(1)?).map(str::len).sum();
    lines.next().map(|line| (before, before + line.len()))
}

fn document(found: &chancery_register::Found) -> anyhow::Result<Document> {
    let printed = &found.record["document"];
    let Some(text) = found.text.clone() else {
        bail!("the register keeps no text of {}", printed["source"]);
    };
    let word = |key: &str| printed[key].as_str().map(str::to_owned);
    let origin = word("source").unwrap_or_default();
    let published = word("published").and_then(|day| parse_day(&day));
    Ok(Document { source: Source { origin, outlet: word("outlet"), published }, text })
}
