//! `chancery show`: a record of a register in its source sentence.

use std::io::Write;

use anyhow::bail;
use chancery_formats::table;
use chancery_register::{Found, Register};

use crate::{
    End,
    args::{self, Form},
    terminal::{look, out},
};

/// How many records that begin alike are listed.
const LISTED: usize = 20;

/// Shows the one record that the id means.
pub(crate) fn show(args: &args::Show) -> anyhow::Result<End> {
    let register = Register::read(&args.file.register)?;
    let found = the_one(&register, &args.id)?;
    let mut out = out();
    for (n, each) in found.iter().enumerate() {
        match args.format {
            Form::Jsonl => writeln!(out, "{}", each.record)?,
            Form::Table if n == 0 => write!(out, "{}", table::card(&each.record, look()))?,
            // Wire copies share a record: the claim is shown once, and where else it stands.
            Form::Table => writeln!(out, "also in {}", each.record["document"]["source"])?,
        }
    }
    out.flush()?;
    Ok(End::Well)
}

/// The record whose id begins so, once for each document that holds it.
pub(crate) fn the_one(register: &Register, prefix: &str) -> anyhow::Result<Vec<Found>> {
    let found = register.show(prefix, LISTED)?;
    let Some(first) = found.first() else {
        bail!("no record has an id that begins with {prefix}");
    };
    if let Some(other) = found.iter().find(|each| each.record["id"] != first.record["id"]) {
        let lines: Vec<_> = [first, other].map(|each| table::line(&each.record, look())).into();
        bail!("several records have ids that begin with {prefix}; give more of it:\n{}", lines.concat());
    }
    Ok(found)
}
