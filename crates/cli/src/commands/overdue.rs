//! `chancery overdue`: commitments whose deadline is past.

use std::io::Write;

use chancery_formats::{plain, table};
use chancery_register::Register;

use crate::{
    End,
    args::{self, Form},
    clock,
    terminal::{look, out},
};

/// Lists them.
pub(crate) fn overdue(args: &args::Overdue) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let day = args.as_of.map_or_else(clock::today, |day| day.to_string());
    let found = register.overdue(&day, args.limit as usize)?;
    let mut out = out();
    for each in &found {
        match args.format {
            Form::Jsonl => writeln!(out, "{}", each.record)?,
            Form::Table => {
                let source = plain(each.record["document"]["source"].as_str().unwrap_or_default());
                let line = table::line(&each.record, look());
                writeln!(
                    out,
                    "{}  {} sources, first {source}\n{}",
                    each.deadline,
                    each.sources,
                    line.trim_end()
                )?;
            }
        }
    }
    out.flush()?;
    if found.is_empty() {
        anstream::eprintln!("chancery: nothing was due before {day}");
    }
    Ok(End::Well)
}
