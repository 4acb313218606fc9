//! `chancery who`, `dyad` and `timeline`: what a register tells of somebody, of two countries, day by day.

use std::{collections::BTreeMap, io::Write};

use chancery_formats::{plain, table};
use chancery_register::{Order, Question, Register};
use serde_json::Value;

use crate::{
    End, args,
    commands::{find::joined, plot},
    terminal::{counted, look, out},
};

/// What somebody said, signed, promised and did, year by year.
pub(crate) fn who(args: &args::Who) -> anyhow::Result<End> {
    let name = args.name.join(" ");
    let register = Register::read(&args.file.register)?;
    let records = register.page(&Question::default().with_actor(&name), Order::Oldest, (0, usize::MAX))?;
    told(&records, &name, args.limit as usize)
}

/// What happened between two countries.
pub(crate) fn dyad(args: &args::Dyad) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let question = Question::default().with_country(&args.one).with_country(&args.other).with_kind(&[
        "event",
        "instrument",
        "commitment",
        "statement",
    ]);
    let records = register.page(&question, Order::Oldest, (0, usize::MAX))?;
    told(&records, &format!("{} and {}", args.one, args.other), args.limit as usize)
}

/// What was told, day by day.
pub(crate) fn timeline(args: &args::Timeline) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let mut question = register.question(&joined(&args.words))?;
    // Words and numbers have no place in time of their own: unless they are asked for, what happened is shown.
    if !args.words.iter().any(|word| word.contains("kind:")) {
        question = question.with_kind(&["event", "instrument", "commitment"]);
    }
    let records = register.page(&question, Order::Oldest, (0, usize::MAX))?;
    let mut days: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for record in &records {
        days.entry(day(record).unwrap_or("day unknown")).or_default().push(record);
    }
    let mut out = out();
    let shown = args.limit as usize;
    let mut left = records.len();
    let months = tallied(records.iter().filter_map(|record| day(record)?.get(..7)));
    if months.len() > 1 {
        writeln!(out, "{}", plot::bars(&months, look()))?;
    }
    for (day, records) in days {
        if records.len() + shown < left + records.len() && left > shown {
            // Of a long story the end is shown.
            left -= records.len();
            continue;
        }
        writeln!(out, "{day}")?;
        for record in records {
            write!(out, "{}", table::line(record, look()))?;
        }
    }
    if records.len() > shown {
        writeln!(out, "the last {shown} or so of {}; more with --limit", records.len())?;
    }
    out.flush()?;
    nothing(&records, &args.words.join(" "));
    Ok(End::Well)
}

fn told(records: &[Value], name: &str, limit: usize) -> anyhow::Result<End> {
    let mut out = out();
    let years = tallied(records.iter().filter_map(|record| day(record)?.get(..4)));
    if !years.is_empty() {
        let sources: std::collections::BTreeSet<&str> =
            records.iter().filter_map(|record| record["document"]["id"].as_str()).collect();
        let (records, documents) = (counted(records.len(), "record"), counted(sources.len(), "document"));
        writeln!(out, "{}: {records} in {documents}\n", plain(name))?;
        if years.len() > 1 {
            writeln!(out, "{}", plot::bars(&years, look()))?;
        }
    }
    // Newest first, as whoever asks wants to know how it stands.
    let mut by_year: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for record in records {
        by_year
            .entry(day(record).and_then(|day| day.get(..4)).unwrap_or("year unknown"))
            .or_default()
            .push(record);
    }
    for (year, records) in by_year.iter().rev() {
        writeln!(out, "{year}")?;
        for (kind, what) in DEEDS {
            let mut group: Vec<&&Value> = records.iter().filter(|record| record["kind"] == kind).collect();
            if group.is_empty() {
                continue;
            }
            group.sort_by_key(|record| std::cmp::Reverse(day(record).map(str::to_owned)));
            writeln!(out, "  {what}: {}", group.len())?;
            for record in group.iter().take(limit) {
                write!(out, "{}", table::line(record, look()))?;
            }
            if group.len() > limit {
                writeln!(out, "    and {} more; see them with --limit", group.len() - limit)?;
            }
        }
    }
    out.flush()?;
    nothing(records, name);
    Ok(End::Well)
}

const DEEDS: [(&str, &str); 5] = [
    ("instrument", "signed and agreed"),
    ("commitment", "promised"),
    ("event", "did and met"),
    ("statement", "said"),
    ("figure", "counted"),
];

fn nothing(records: &[Value], name: &str) {
    if records.is_empty() {
        let name = plain(name);
        anstream::eprintln!(
            "chancery: nothing is told of {name}; try fewer words of the name, or chancery find {name}"
        );
    }
}

fn tallied<'r>(keys: impl Iterator<Item = &'r str>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    counts.into_iter().map(|(key, many)| (key.to_owned(), many)).collect()
}

// When it happened as far as it is told, else when it was published.
fn day(record: &Value) -> Option<&str> {
    record["date"]["start"].as_str().or_else(|| record["document"]["published"].as_str())
}
