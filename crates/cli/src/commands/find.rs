//! `chancery find`: records of a register by words and filters; printed, or counted.

use std::{io::Write, ops::ControlFlow};

use chancery_formats::{plain, table};
use chancery_register::{Order, Question, Register};
use serde_json::Value;

use crate::{
    End,
    args::{self, Shape, Sort},
    commands::{plot, show::spell_if_there},
    terminal::{look, out},
};

/// Finds and prints.
pub(crate) fn find(args: &args::Find) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let question = register.question(&joined(&args.words))?;
    if !args.count_by.is_empty() {
        return count(&register, &question, args);
    }
    let order = if args.sort == Sort::Oldest { Order::Oldest } else { Order::Newest };
    let limit = match (args.limit, args.format) {
        (Some(limit), _) => limit as usize,
        (None, Shape::Table) => PAGE,
        (None, _) => usize::MAX,
    };
    let skip = (args.page.max(1) as usize - 1).saturating_mul(limit);
    let mut out = out();
    if args.format != Shape::Table && args.sort != Sort::Confidence {
        // As they are found: whatever there is need not fit in memory.
        let (mut seen, mut failed) = (0, None);
        if args.format == Shape::Csv {
            writeln!(out, "{}", HEAD.join(","))?;
        }
        register.visit(&question, order, &mut |record| {
            seen += 1;
            if seen > skip {
                let line = if args.format == Shape::Csv { csv(&record) } else { record.to_string() };
                failed = writeln!(out, "{line}").err();
            }
            let enough = failed.is_some() || seen - skip.min(seen) >= limit;
            if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        failed.map_or(Ok(()), Err)?;
        out.flush()?;
        return Ok(End::Well);
    }
    let mut found = match args.sort {
        Sort::Confidence => {
            let mut all = register.page(&question, order, (0, usize::MAX))?;
            let sure = |record: &Value| record["confidence"].as_f64().unwrap_or(0.0);
            all.sort_by(|a, b| sure(b).total_cmp(&sure(a)));
            all.drain(..skip.min(all.len()));
            all
        }
        _ => register.page(&question, order, (skip, limit.saturating_add(1)))?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    match args.format {
        Shape::Jsonl => found.iter().try_for_each(|record| writeln!(out, "{record}"))?,
        Shape::Csv => {
            writeln!(out, "{}", HEAD.join(","))?;
            found.iter().try_for_each(|record| writeln!(out, "{}", csv(record)))?;
        }
        Shape::Table => {
            found.iter_mut().for_each(spell_if_there);
            let same = |one: &Value, other: &Value| one["document"]["id"] == other["document"]["id"];
            for records in found.chunk_by(same) {
                writeln!(out, "{}", table::report(&records[0]["document"], records, look()))?;
            }
        }
    }
    out.flush()?;
    if more {
        let next = args.page.max(1) + 1;
        anstream::eprintln!(
            "chancery: there are more; go on with --page {next}, or count them with --count-by kind"
        );
    } else if found.is_empty() {
        anstream::eprintln!(
            "chancery: nothing found in {}{}",
            args.file.register.display(),
            advice(&args.words)
        );
    }
    Ok(End::Well)
}

/// Records of one page.
const PAGE: usize = 50;

fn advice(words: &[String]) -> &'static str {
    match words.len() {
        0 => "; fill it with chancery add",
        1 => "",
        _ => "; all of the words and filters must hold of one record: try fewer",
    }
}

/// The arguments as one question: what the shell took the quotation marks from gets them back.
pub(crate) fn joined(words: &[String]) -> String {
    let whole = |word: &String| {
        let spaced = word.chars().any(char::is_whitespace) && !word.contains('"');
        match word.split_once(':') {
            Some((key, value))
                if spaced && !value.contains(':') && key.bytes().all(|b| b.is_ascii_alphabetic()) =>
            {
                format!("{key}:\"{value}\"")
            }
            _ => word.clone(),
        }
    };
    words.iter().map(whole).collect::<Vec<_>>().join(" ")
}

fn count(register: &Register, question: &Question, args: &args::Find) -> anyhow::Result<End> {
    let counts = register.count(question, &args.count_by)?;
    let mut out = out();
    match args.format {
        Shape::Table => {
            // Days in their order, other things by how many there are.
            let days = matches!(args.count_by[0].as_str(), "year" | "month" | "day");
            let mut rows: Vec<(String, u64)> =
                counts.by.iter().map(|(row, many)| (plain(&row.join("  ")), *many)).collect();
            if !days {
                rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            }
            let limit = args.limit.map_or(if days { usize::MAX } else { PAGE }, |limit| limit as usize);
            let hidden = rows.len().saturating_sub(limit);
            rows.truncate(limit);
            write!(out, "{}", plot::bars(&rows, look()))?;
            writeln!(out, "{} records", counts.all)?;
            if hidden > 0 {
                writeln!(out, "and {hidden} rarer; see them with --limit or --format csv")?;
            }
        }
        Shape::Csv => {
            writeln!(out, "{},records", args.count_by.join(","))?;
            for (row, many) in &counts.by {
                let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
                writeln!(out, "{},{many}", cells.join(","))?;
            }
        }
        Shape::Jsonl => {
            for (row, many) in &counts.by {
                let mut object: serde_json::Map<String, Value> = args
                    .count_by
                    .iter()
                    .cloned()
                    .zip(row.iter().map(|cell| if cell == "-" { Value::Null } else { cell.clone().into() }))
                    .collect();
                object.insert("records".into(), (*many).into());
                writeln!(out, "{}", Value::Object(object))?;
            }
        }
    }
    out.flush()?;
    Ok(End::Well)
}

const HEAD: [&str; 16] = [
    "id",
    "kind",
    "date",
    "published",
    "who",
    "whom",
    "type",
    "status",
    "words",
    "value",
    "unit",
    "factuality",
    "voice",
    "confidence",
    "source",
    "evidence",
];

// A record as a line for spreadsheets.
fn csv(record: &Value) -> String {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let names = |keys: &[&str]| {
        let lists = keys.iter().flat_map(|key| record[*key].as_array().into_iter().flatten());
        lists.map(|actor| text(&actor["name"])).filter(|name| !name.is_empty()).collect::<Vec<_>>().join("; ")
    };
    let first = |keys: &[&str]| {
        keys.iter().map(|key| text(&record[*key])).find(|found| !found.is_empty()).unwrap_or_default()
    };
    let spans =
        ["content", "subject", "action", "indicator", "title"].iter().flat_map(|key| match &record[*key] {
            Value::Array(list) => list.iter().map(|span| text(&span["exact"])).collect(),
            span => vec![text(&span["exact"])],
        });
    let said: Vec<String> = record["voice"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|link| link["speakers"].as_array().into_iter().flatten())
        .map(|actor| text(&actor["name"]))
        .collect();
    let document = &record["document"];
    let cells = [
        text(&record["id"]),
        text(&record["kind"]),
        text(&record["date"]["start"]),
        text(&document["published"]),
        names(&["speaker", "actors", "parties"]),
        names(&["addressee", "recipients", "signatories", "beneficiaries"]),
        first(&["type", "plover", "form", "change"]),
        first(&["status", "firmness", "mode"]),
        spans.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" … "),
        first(&["value", "low"]),
        text(&record["unit"]),
        text(&record["factuality"]),
        said.join("; "),
        text(&record["confidence"]),
        text(&document["source"]),
        text(&record["evidence"]["exact"]),
    ];
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",")
}

/// A cell as spreadsheets take it; nothing in it is taken for a formula.
pub(crate) fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<f64>().is_err() && cell.len() > 1);
    if formula {
        return format!("\"'{}\"", cell.replace('"', "\"\""));
    }
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{joined, quoted};

    #[test]
    fn what_the_shell_unquoted_is_quoted_again() {
        let check = |words: &[&str], expect: &str| {
            assert_eq!(joined(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()), expect);
        };
        check(
            &["kind:statement", "speaker:Elin Berg", "krill"],
            "kind:statement speaker:\"Elin Berg\" krill",
        );
        check(&["kind:statement speaker:\"Elin Berg\""], "kind:statement speaker:\"Elin Berg\"");
        check(&["kind:event since:2023"], "kind:event since:2023");
        check(&["\"joint patrols\" Lima"], "\"joint patrols\" Lima");
    }

    #[test]
    fn cells_are_cells() {
        for (cell, expect) in [
            ("krill", "krill"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("-5", "-5"),
            ("-", "-"),
        ] {
            assert_eq!(quoted(cell), expect);
        }
    }
}
