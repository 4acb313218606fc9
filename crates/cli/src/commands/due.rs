//! `chancery due`: commitments that have a deadline, those past it apart.

use std::io::Write;

use chancery_formats::table;
use chancery_register::Register;
use serde_json::Value;

use crate::{
    End, args,
    commands::find::joined,
    terminal::{look, out},
};

/// Lists them by their deadlines.
pub(crate) fn due(args: &args::Due) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let mut records = register.deadlines(&register.question(&joined(&args.words))?)?;
    let end = |record: &Value| record["deadline"]["end"].as_str().unwrap_or_default().to_owned();
    records.retain(|record| record["factuality"] != "negated" && record["firmness"] != "refused");
    records.sort_by_cached_key(end);
    let as_of = args.as_of.map(|day| day.to_string());
    let past = as_of.as_ref().map_or(0, |day| records.partition_point(|record| end(record) < *day));
    let mut out = out();
    for (title, group) in [("OVERDUE", &records[..past]), ("DUE", &records[past..])] {
        if group.is_empty() {
            continue;
        }
        writeln!(out, "{title}  {}", group.len())?;
        for record in group {
            write!(out, "{}  {}", end(record), table::line(record, look()).trim_start())?;
        }
    }
    out.flush()?;
    if records.is_empty() {
        anstream::eprintln!("chancery: no commitment in {} has a deadline", args.file.register.display());
    } else if as_of.is_none() {
        anstream::eprintln!(
            "chancery: say which day it is, as in --as-of 2023-03-21, to see what is overdue"
        );
    }
    Ok(End::Well)
}
