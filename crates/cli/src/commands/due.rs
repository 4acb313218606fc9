//! `chancery due`: commitments by their deadlines, those past apart. `chancery overdue` lists those past alone.

use std::io::Write;

use chancery_formats::{plain, table};
use chancery_register::{Due, Register};

use crate::{
    End,
    args::{self, Form},
    clock,
    commands::find::joined,
    terminal::{counted, look, out},
};

/// Lists them, each entry once.
pub(crate) fn due(args: &args::Due) -> anyhow::Result<End> {
    let (found, past, day) = split(args)?;
    list(&found, past, args.format)?;
    match found.len() {
        0 => {
            anstream::eprintln!("chancery: no commitment in {} has a deadline", args.file.register.display())
        }
        many => anstream::eprintln!("{past} of {many} overdue on {day}"),
    }
    Ok(End::Well)
}

/// Lists those that are overdue.
pub(crate) fn overdue(args: &args::Due) -> anyhow::Result<End> {
    let (mut found, past, day) = split(args)?;
    found.truncate(past);
    list(&found, past, args.format)?;
    if found.is_empty() {
        anstream::eprintln!("chancery: nothing was due before {day}");
    }
    Ok(End::Well)
}

// What is due, how much of it is overdue, and on which day.
fn split(args: &args::Due) -> anyhow::Result<(Vec<Due>, usize, String)> {
    let register = Register::read(&args.file.register)?;
    let found = register.due(&register.question(&joined(&args.words))?)?;
    let day = args.as_of.map_or_else(clock::today, |day| day.to_string());
    let past = found.partition_point(|each| each.deadline < day);
    Ok((found, past, day))
}

fn list(found: &[Due], past: usize, form: Form) -> anyhow::Result<()> {
    let mut out = out();
    for (title, group) in [("OVERDUE", &found[..past]), ("DUE", &found[past..])] {
        if form == Form::Table && !group.is_empty() {
            writeln!(out, "{title}  {}", group.len())?;
        }
        for each in group {
            if form == Form::Jsonl {
                writeln!(out, "{}", each.record)?;
                continue;
            }
            let source = plain(each.record["document"]["source"].as_str().unwrap_or_default());
            let sources = counted(each.sources as usize, "source");
            let line = table::line(&each.record, look());
            writeln!(out, "{}  {sources}, as in {source}\n{}", each.deadline, line.trim_end())?;
        }
    }
    Ok(out.flush()?)
}
