//! `chancery diff`: which records a change of packs gains and loses.

use std::{collections::BTreeMap, io::Write};

use anyhow::Context;
use chancery::{Engine, Reader};
use chancery_document::Document;
use chancery_formats::{json, plain};
use serde_json::Value;

use crate::{End, args, many::read_all, packs, terminal::out};

/// Reads the documents with both sets of packs and prints what only one of them finds, in order of the text.
pub(crate) fn diff(args: &args::Diff) -> anyhow::Result<End> {
    let before = packs::packs(Some(&args.before))?;
    let path = args.after.canonicalize().with_context(|| format!("cannot read {}", args.after.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // One pack, which has files of its own, takes the place of the same in the first set.
    let alone = path.read_dir()?.flatten().any(|entry| entry.path().is_file());
    let mut after = if alone { before.without(&name) } else { chancery::Packs::default() };
    packs::files(&path, &if alone { format!("{name}/") } else { String::new() })?
        .into_iter()
        .for_each(|file| after.put(file));
    let (one, other) = (Engine::new(&before)?, Engine::new(&after)?);

    let mut counts = [0, 0, 0];
    let mut out = out();
    let work = |reader: &mut Reader<'_>, document: Document| {
        let print = |reader: &mut Reader<'_>, engine: &Engine, document: Document| {
            let reading = reader.read(document);
            json::records(&reading, &engine.extract(&reading))
        };
        let old = print(reader, &one, document.clone());
        (old, print(&mut other.reader(), &other, document))
    };
    let end = read_all(&one, &args.documents, work, |(old, new)| {
        let mut all: BTreeMap<(u64, String), [Option<&Value>; 2]> = BTreeMap::new();
        for (side, records) in [&old, &new].into_iter().enumerate() {
            for record in records {
                let start = record["trigger"]["start"].as_u64().unwrap_or_default();
                all.entry((start, told(record))).or_default()[side] = Some(record);
            }
        }
        for ((_, told), sides) in all {
            let (sign, record) = match sides {
                [Some(record), None] => ("-", record),
                [None, Some(record)] => ("+", record),
                _ => {
                    counts[2] += 1;
                    continue;
                }
            };
            counts[usize::from(sign == "+")] += 1;
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let rule = record["rule"].as_str().unwrap_or_default();
            writeln!(out, "{}", plain(&format!("{sign} {source}: {told}  ({rule})")))?;
        }
        Ok(())
    })?;
    writeln!(out, "{} gained, {} lost, {} as before", counts[1], counts[0], counts[2])?;
    out.flush()?;
    Ok(end)
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
