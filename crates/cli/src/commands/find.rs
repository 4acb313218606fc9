//! `chancery find`: records of a register by words.

use std::io::Write;

use chancery_formats::table;
use chancery_register::Register;
use serde_json::Value;

use crate::{
    End,
    args::{self, Form},
    terminal::{look, out},
};

/// Finds and prints.
pub(crate) fn find(args: &args::Find) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let limit = args.limit as usize;
    let mut found = register.find(&args.words.join(" "), limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let mut out = out();
    match args.format {
        Form::Jsonl => {
            for record in &found {
                writeln!(out, "{record}")?;
            }
        }
        Form::Table => {
            let same = |one: &Value, other: &Value| one["document"]["id"] == other["document"]["id"];
            for records in found.chunk_by(same) {
                writeln!(out, "{}", table::report(&records[0]["document"], records, look()))?;
            }
        }
    }
    out.flush()?;
    if more {
        anstream::eprintln!("chancery: there are more than {limit}; ask for more with --limit");
    } else if found.is_empty() {
        anstream::eprintln!("chancery: nothing found in {}", args.file.register.display());
    }
    Ok(End::Well)
}
