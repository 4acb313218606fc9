//! Which records of different stories tell the same, against pairs that were judged by hand.
//!
//! `pairs.tsv` holds pointers only, a pair a line: `same` or `other`, the kind, and twice a story and the offset of a
//! trigger in it. A record that the reader no longer finds is told with nothing.

use std::{collections::BTreeMap, io::Write, path::Path};

use anyhow::{Context, bail};
use chancery::Reader;
use chancery_document::Document;
use chancery_formats::json;
use chancery_register::Register;
use serde_json::{Value, json};

use crate::{
    End,
    args::{self, Documents},
    many::read_all,
    packs,
    terminal::out,
};

struct Pair<'t> {
    same: bool,
    kind: &'t str,
    places: [(&'t str, i64); 2],
}

// A story as it was entered.
struct Story {
    document: String,
    records: Vec<Value>,
}

pub(crate) fn score(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let text = packs::text(&args.gold.join("pairs.tsv"))?;
    let pairs = pairs(&text)?;
    let folder = args.stories.as_deref().context("name the folder of the stories with --stories DIR")?;
    let (mut register, stories, end) = enter(folder, &pairs, packs)?;

    let (mut right, mut wrong, mut missed, mut unread) = (0, 0, 0, 0);
    let mut out = out();
    for pair in &pairs {
        let found = pair.places.map(|(story, start)| {
            let story = stories.get(story)?;
            let record = story.records.iter().find(|record| holds(record, pair.kind, start))?;
            Some((story.document.as_str(), record["id"].as_str()?))
        });
        let (together, likeness) = match found {
            [Some(a), Some(b)] => (register.together(a, b)?, register.likeness(a, b)?),
            _ => {
                unread += 1;
                (false, None)
            }
        };
        match (pair.same, together) {
            (true, true) => right += 1,
            (true, false) => missed += 1,
            (false, true) => wrong += 1,
            (false, false) => {}
        }
        if args.errors {
            let [a, b] = pair.places;
            let verdict = if pair.same == together { "right" } else { "WRONG" };
            let measures = likeness.map_or(Value::Null, |likeness| {
                json!({"score": likeness.score, "measures": likeness.measures.into_iter().collect::<BTreeMap<_, _>>()})
            });
            let same = if pair.same { "same" } else { "other" };
            writeln!(out, "{verdict} {same} {} {}:{} {}:{} {measures}", pair.kind, a.0, a.1, b.0, b.1)?;
        }
    }
    let share = |part: usize, all: usize| part as f64 / (all as f64).max(1.0);
    let (precision, recall) = (share(right, right + wrong), share(right, right + missed));
    let f1 = share(2 * right, 2 * right + wrong + missed);
    if args.json {
        writeln!(
            out,
            "{}",
            json!({"precision": precision, "recall": recall, "F1": f1, "pairs": pairs.len()})
        )?;
    } else {
        writeln!(
            out,
            "{} pairs, {unread} with a record that was not read\nprecision {precision:.3}  recall {recall:.3}  F1 {f1:.3}",
            pairs.len()
        )?;
    }
    out.flush()?;
    Ok(end)
}

fn pairs(text: &str) -> anyhow::Result<Vec<Pair<'_>>> {
    let mut pairs = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [same, kind, a, a_start, b, b_start, ..] = cells[..] else {
            bail!("pairs.tsv, line {}: a pair has six columns", n + 1);
        };
        let start = |cell: &str| {
            cell.parse().with_context(|| format!("pairs.tsv, line {}: {cell} is no offset", n + 1))
        };
        pairs.push(Pair { same: same == "same", kind, places: [(a, start(a_start)?), (b, start(b_start)?)] });
    }
    Ok(pairs)
}

fn enter(
    folder: &Path,
    pairs: &[Pair<'_>],
    packs: Option<&Path>,
) -> anyhow::Result<(Register, BTreeMap<String, Story>, End)> {
    let mut names: Vec<&str> = pairs.iter().flat_map(|pair| pair.places.map(|place| place.0)).collect();
    names.sort_unstable();
    names.dedup();
    let paths = names.iter().map(|name| folder.join(format!("{name}.txt"))).collect();
    let documents = Documents { paths, published: None, threads: None };
    let engine = packs::engine(packs)?;
    let mut register = Register::in_memory()?;
    let mut stories = BTreeMap::new();
    let work = |reader: &mut Reader<'_>, document: Document| {
        let reading = reader.read(document);
        let records = json::records(&reading, &engine.extract(&reading));
        (json::document(&reading), json::engine(&reading), reading.document.text, records)
    };
    let end = read_all(&engine, &documents, work, |(document, engine, text, records)| {
        register.enter(&document, Some(&text), &records, &engine)?;
        let source = document["source"].as_str().unwrap_or_default();
        let name =
            Path::new(source).file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let document = document["id"].as_str().unwrap_or_default().to_owned();
        stories.insert(name, Story { document, records });
        Ok(())
    })?;
    Ok((register, stories, end))
}

// Is this the record that a pair points at?
fn holds(record: &Value, kind: &str, start: i64) -> bool {
    let at = |trigger: &Value| {
        let (from, to) = (trigger["start"].as_i64(), trigger["end"].as_i64());
        from.zip(to).is_some_and(|(from, to)| from <= start && start < to)
    };
    record["kind"] == kind
        && (at(&record["trigger"])
            || record["mentions"].as_array().is_some_and(|all| all.iter().any(|place| at(&place["trigger"]))))
}
