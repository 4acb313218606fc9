//! `chancery diff`: which records a change of packs gains and loses.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use chancery::{Engine, Packs, Reader, Reading};
use chancery_document::Document;
use chancery_formats::{json, plain};
use serde_json::Value;

use crate::{
    End, args,
    many::{again, read_all},
    packs,
    terminal::out,
};

/// How often a watched folder is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Reads the documents and prints what only one of the sets of packs finds, in order of the text. Where both read
/// alike, each document is read once.
pub(crate) fn diff(args: &args::Diff) -> anyhow::Result<End> {
    let before = packs::packs(Some(&args.before))?;
    let path = args.after.canonicalize().with_context(|| format!("cannot read {}", args.after.display()))?;
    let one = Engine::new(&before)?;
    if args.watch {
        return watch(args, &path, &before, &one);
    }
    let after = changed(&before, &path)?;
    let mut tally = Tally::default();
    let mut out = out();
    let end = match one.topics(&before, &after)? {
        Some(topics) => {
            let work = |reader: &mut Reader<'_>, document: Document| {
                let mut reading = reader.read(document);
                let old = json::records(&reading, &one.extract(&reading));
                let new = topics.extract(&mut reading);
                (old, json::records(&reading, &new))
            };
            read_all(&one, &args.documents, work, |(old, new)| tally.tell(&old, &new, &mut out))?
        }
        None => {
            let other = Engine::new(&after)?;
            let print = |reader: &mut Reader<'_>, engine: &Engine, document: Document| {
                let reading = reader.read(document);
                json::records(&reading, &engine.extract(&reading))
            };
            let work = |reader: &mut Reader<'_>, document: Document| {
                (print(reader, &one, document.clone()), print(&mut other.reader(), &other, document))
            };
            read_all(&one, &args.documents, work, |(old, new)| tally.tell(&old, &new, &mut out))?
        }
    };
    writeln!(out, "{}", tally.told())?;
    out.flush()?;
    Ok(end)
}

// Reads once and compares again after every change, until somebody ends the program.
fn watch(args: &args::Diff, path: &Path, before: &Packs, one: &Engine) -> anyhow::Result<End> {
    let start = Instant::now();
    let mut read: Vec<(Reading, Vec<Value>)> = Vec::new();
    let work = |reader: &mut Reader<'_>, document: Document| {
        let reading = reader.read(document);
        let old = json::records(&reading, &one.extract(&reading));
        (reading, old)
    };
    read_all(one, &args.documents, work, |each| {
        read.push(each);
        Ok(())
    })?;
    let sentences: usize = read.iter().map(|(reading, _)| reading.tokens.sentences.as_slice().len()).sum();
    let mut out = out();
    writeln!(out, "{sentences} sentences read in {:.2} s", start.elapsed().as_secs_f64())?;
    loop {
        let seen = packs::stamp(path)?;
        let start = Instant::now();
        // A mistake in a rule is told, and mended by the next change.
        let topics = match changed(before, path).and_then(|after| Ok(one.topics(before, &after)?)) {
            Ok(Some(topics)) => Some(topics),
            Ok(None) => {
                bail!("only rules, kinds and word lists can be watched: these packs read texts another way")
            }
            Err(error) => {
                writeln!(out, "{error:#}")?;
                None
            }
        };
        if let Some(topics) = topics {
            let new = again(args.documents.threads, &mut read, |(reading, _)| {
                let records = topics.extract(reading);
                json::records(reading, &records)
            })?;
            let mut tally = Tally::default();
            for ((_, old), new) in read.iter().zip(&new) {
                tally.tell(old, new, &mut out)?;
            }
            writeln!(out, "{}, in {:.2} s", tally.told(), start.elapsed().as_secs_f64())?;
        }
        out.flush()?;
        while packs::stamp(path)? == seen {
            thread::sleep(LOOK);
        }
    }
}

// The packs as a change leaves them: one pack, which has files of its own, takes the place of the same in the first set.
fn changed(before: &Packs, path: &Path) -> anyhow::Result<Packs> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let alone = path.read_dir()?.flatten().any(|entry| entry.path().is_file());
    let mut after = if alone { before.without(&name) } else { Packs::default() };
    packs::files(path, &if alone { format!("{name}/") } else { String::new() })?
        .into_iter()
        .for_each(|file| after.put(file));
    Ok(after)
}

#[derive(Default)]
struct Tally {
    gained: usize,
    lost: usize,
    kept: usize,
}

impl Tally {
    // Prints what one document gained and lost.
    fn tell(&mut self, old: &[Value], new: &[Value], out: &mut impl Write) -> anyhow::Result<()> {
        let mut all: BTreeMap<(u64, String), [Option<&Value>; 2]> = BTreeMap::new();
        for (side, records) in [old, new].into_iter().enumerate() {
            for record in records {
                let start = record["trigger"]["start"].as_u64().unwrap_or_default();
                all.entry((start, told(record))).or_default()[side] = Some(record);
            }
        }
        for ((_, told), sides) in all {
            let (sign, count, record) = match sides {
                [Some(record), None] => ("-", &mut self.lost, record),
                [None, Some(record)] => ("+", &mut self.gained, record),
                _ => {
                    self.kept += 1;
                    continue;
                }
            };
            *count += 1;
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let rule = record["rule"].as_str().unwrap_or_default();
            writeln!(out, "{}", plain(&format!("{sign} {source}: {told}  ({rule})")))?;
        }
        Ok(())
    }

    fn told(&self) -> String {
        format!("{} gained, {} lost, {} as before", self.gained, self.lost, self.kept)
    }
}

// What a record says, without what only tells where it came from.
fn told(record: &Value) -> String {
    let mut parts = vec![
        record["kind"].as_str().unwrap_or_default().to_owned(),
        format!("\"{}\"", record["trigger"]["exact"].as_str().unwrap_or_default()),
        record["factuality"].as_str().unwrap_or_default().to_owned(),
    ];
    for (name, fillers) in record["roles"].as_object().into_iter().flatten() {
        let word = |filler: &Value| {
            let named = [&filler["name"], &filler["exact"]].into_iter().find_map(Value::as_str);
            named.map_or_else(
                || filler.as_str().map_or_else(|| filler.to_string(), str::to_owned),
                str::to_owned,
            )
        };
        let fillers: Vec<String> = fillers.as_array().into_iter().flatten().map(word).collect();
        parts.push(format!("{name}: {}", fillers.join(", ")));
    }
    parts.join("; ")
}
