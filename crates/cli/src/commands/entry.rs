//! `chancery entry`: who tells the same as a record, where they disagree, and what became of it.

use std::io::Write;

use anyhow::{Context, bail};
use chancery_formats::{plain, table};
use chancery_register::{Happening, Register};
use serde_json::{Value, json};

use crate::{
    End,
    args::{self, Form},
    commands::show::the_one,
    terminal::{counted, look, out},
};

/// Shows the entry of the record that the id means.
pub(crate) fn entry(args: &args::Entry) -> anyhow::Result<End> {
    let mut register = Register::read(&args.file.register)?;
    let record = the_one(&register, &args.id)?.swap_remove(0).record;
    let id = record["id"].as_str().unwrap_or_default();
    let entry = register.entry(id)?.context("the record is gone")?;
    let mut out = out();
    match args.format {
        Form::Jsonl => writeln!(out, "{}", printed(&entry))?,
        Form::Table => table(&mut out, &entry, args.why)?,
    }
    out.flush()?;
    Ok(End::Well)
}

/// Shows how an instrument or a commitment stood, step by step, and who tells each step.
pub(crate) fn instrument(args: &args::Entry) -> anyhow::Result<End> {
    let mut register = Register::read(&args.file.register)?;
    let record = the_one(&register, &args.id)?.swap_remove(0).record;
    let id = record["id"].as_str().unwrap_or_default();
    let kind = record["kind"].as_str().unwrap_or_default();
    if !["instrument", "commitment"].contains(&kind) {
        bail!(
            "{id} is of kind {kind}, and only instruments and commitments have a history; see chancery entry {id}"
        );
    }
    let entry = register.entry(id)?.context("the record is gone")?;
    let mut out = out();
    match args.format {
        Form::Jsonl => writeln!(out, "{}", printed(&entry))?,
        Form::Table => {
            writeln!(out, "{}", table::line(&record, look()).trim_end())?;
            for step in &entry.history {
                let day = step.day.as_deref().unwrap_or("no day");
                writeln!(out, "{day:<12} {} ({})", step.status, step.factuality)?;
                for told in step.told.iter().map(|at| &entry.told[*at]) {
                    let source = plain(told.record["document"]["source"].as_str().unwrap_or_default());
                    let copy = if told.copies.is_some() { "  (a copy)" } else { "" };
                    let words = plain(told.record["evidence"]["exact"].as_str().unwrap_or_default());
                    writeln!(out, "             {source}{copy}: {words}")?;
                }
            }
            if let Some(step) = entry.history.iter().rfind(|step| step.factuality == "actual") {
                writeln!(out, "stands as {} in {}", step.status, counted(entry.sources, "source"))?;
            }
        }
    }
    out.flush()?;
    Ok(End::Well)
}

fn table(out: &mut impl Write, entry: &Happening, why: bool) -> anyhow::Result<()> {
    let look = look();
    let documents = entry.told.len();
    let copy = if entry.sources == 1 { "copies" } else { "copy" };
    writeln!(out, "told {} by {} that {copy} nobody\n", times(documents), counted(entry.sources, "source"))?;
    for (at, told) in entry.told.iter().enumerate() {
        let document = &told.record["document"];
        let day = document["published"].as_str().unwrap_or("no day");
        let mut heading =
            format!("{}. {day}  {}", at + 1, plain(document["source"].as_str().unwrap_or_default()));
        if let Some(original) = &told.copies {
            heading.push_str(&format!("  (a copy of {})", plain(original)));
        }
        if told.withdrawn {
            heading.push_str("  (withdrawn)");
        }
        writeln!(out, "{heading}\n{}", table::line(&told.record, look).trim_end())?;
        writeln!(out, "   {}", plain(told.record["evidence"]["exact"].as_str().unwrap_or_default()))?;
        for (other, likeness) in told.links.iter().filter(|_| why) {
            let measures: Vec<String> =
                likeness.measures.iter().map(|(name, measure)| format!("{name} {measure:.2}")).collect();
            writeln!(out, "   as {}, by {:.1}: {}", other + 1, likeness.score, measures.join(", "))?;
        }
    }
    let who = |told: &[usize]| told.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(", ");
    if !entry.rivals.is_empty() {
        writeln!(out, "\nnot told alike")?;
        for rival in &entry.rivals {
            for (value, told) in &rival.claims {
                writeln!(out, "   {:<12} {} ({})", rival.field, value_of(value), who(told))?;
            }
        }
    }
    if entry.history.len() > 1 {
        writeln!(out, "\nwhat became of it")?;
        for step in &entry.history {
            let day = step.day.as_deref().unwrap_or("no day");
            writeln!(out, "   {day:<12} {} ({}; {})", step.status, step.factuality, who(&step.told))?;
        }
    }
    Ok(())
}

fn times(count: usize) -> String {
    if count == 1 { "once".into() } else { format!("{count} times") }
}

fn value_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), plain)
}

fn printed(entry: &Happening) -> Value {
    let told: Vec<Value> = entry
        .told
        .iter()
        .map(|told| {
            let links: Vec<Value> = told
                .links
                .iter()
                .map(|(other, likeness)| {
                    let measures: Value = likeness
                        .measures
                        .iter()
                        .map(|(name, measure)| ((*name).to_owned(), json!(measure)))
                        .collect();
                    json!({"with": other, "score": likeness.score, "measures": measures})
                })
                .collect();
            json!({"record": told.record, "copies": told.copies, "withdrawn": told.withdrawn, "links": links})
        })
        .collect();
    let claims = |claims: &[(Value, Vec<usize>)]| -> Vec<Value> {
        claims.iter().map(|(value, told)| json!({"value": value, "told": told})).collect()
    };
    let rivals: Vec<Value> = entry
        .rivals
        .iter()
        .map(|rival| json!({"field": rival.field, "claims": claims(&rival.claims)}))
        .collect();
    let history: Vec<Value> = entry
        .history
        .iter()
        .map(|step| {
            json!({"day": step.day, "status": step.status, "factuality": step.factuality, "told": step.told})
        })
        .collect();
    json!({"sources": entry.sources, "told": told, "rivals": rivals, "history": history})
}
