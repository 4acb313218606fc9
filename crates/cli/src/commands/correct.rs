//! `chancery correct`, `undo` and `corrections`: what people put right, and its log.

use std::io::Write;

use anyhow::{Context, bail};
use chancery_formats::{parse_day, plain};
use chancery_register::{Change, Correction, Register, Signed};
use serde_json::{Value, json};

use crate::{
    End,
    args::{self, Form},
    clock,
    commands::show::the_one,
    terminal::out,
};

/// Corrects a record.
pub(crate) fn correct(args: &args::Correct) -> anyhow::Result<End> {
    let mut register = Register::open_existing(&args.file.register)?;
    let record = the_one(&register, &args.id)?.swap_remove(0).record;
    let id = record["id"].as_str().unwrap_or_default();
    let changes: Vec<Change> = if args.withdraw {
        vec![Change::Withdraw]
    } else {
        args.set.iter().map(|set| change(set, &record)).collect::<anyhow::Result<_>>()?
    };
    let when = clock::now();
    let signed = Signed {
        who: &args.signed.who,
        why: &args.signed.why,
        when: &when,
        document: args.document.as_deref(),
    };
    for change in &changes {
        let made = register.correct(id, change, signed)?;
        anstream::eprintln!("{}", line(&made));
    }
    Ok(End::Well)
}

/// Takes a correction back.
pub(crate) fn undo(args: &args::Undo) -> anyhow::Result<End> {
    let mut register = Register::open_existing(&args.file.register)?;
    let when = clock::now();
    let signed = Signed { who: &args.signed.who, why: &args.signed.why, when: &when, document: None };
    let undone = register.undo(args.number, signed)?;
    anstream::eprintln!("{}", line(&undone));
    Ok(End::Well)
}

/// Prints the log.
pub(crate) fn corrections(args: &args::Corrections) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let mut out = out();
    let all = register.corrections(args.id.as_deref().unwrap_or_default())?;
    if all.is_empty() {
        anstream::eprintln!("chancery: nothing was corrected in {}", args.file.register.display());
    }
    for correction in all {
        match args.format {
            Form::Table => writeln!(out, "{}", line(&correction))?,
            Form::Jsonl => writeln!(out, "{}", printed(&correction))?,
        }
    }
    out.flush()?;
    Ok(End::Well)
}

// `status=signed`: JSON where it is JSON, else the word; a day for what holds days.
fn change(set: &str, record: &Value) -> anyhow::Result<Change> {
    let (field, value) = set.split_once('=').context("write --set FIELD=VALUE")?;
    let read = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    let days = matches!(field, "date" | "deadline" | "period");
    let value = match (days, parse_day(value)) {
        (true, Some(day)) => {
            let day = day.to_string();
            json!({"start": day, "end": day, "granularity": "day", "vague": false, "span": null})
        }
        (true, None) if read.is_string() => bail!("{field} takes a day such as 2023-03-21"),
        // A word that looks like a number is still a word where a word stood.
        _ if record[field].is_string() => Value::from(value),
        _ => read,
    };
    Ok(Change::Set { field: field.to_owned(), value })
}

fn line(correction: &Correction) -> String {
    let mut line = format!("{}. {} ", correction.number, correction.record);
    match &correction.change {
        Change::Withdraw => line.push_str("withdrawn"),
        Change::Set { field, value } => {
            line.push_str(&format!("{field} set to {value}, was {}", correction.before))
        }
    }
    line.push_str(&format!(": {} ({}, {})", correction.why, correction.who, correction.made));
    if let Some(document) = &correction.document {
        line.push_str(&format!(", as document {document} says"));
    }
    if let Some((when, who, why)) = &correction.undone {
        line.push_str(&format!("; taken back: {why} ({who}, {when})"));
    }
    plain(&line)
}

fn printed(correction: &Correction) -> Value {
    let (action, field, value) = match &correction.change {
        Change::Withdraw => ("withdraw", Value::Null, Value::Null),
        Change::Set { field, value } => ("set", field.as_str().into(), value.clone()),
    };
    let undone =
        correction.undone.as_ref().map(|(when, who, why)| json!({"when": when, "who": who, "why": why}));
    json!({"number": correction.number, "record": correction.record, "action": action, "field": field,
           "value": value, "before": correction.before, "document": correction.document, "who": correction.who,
           "why": correction.why, "made": correction.made, "undone": undone})
}
