//! `chancery show`: a record of a register in its source sentence.

use std::{io::Write, path::Path};

use anyhow::bail;
use chancery_formats::{Input, json, plain, table};
use chancery_register::{Found, Register};
use serde_json::Value;

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
    let mut found = the_one(&register, &args.id)?;
    for each in found.iter_mut().filter(|each| each.text.is_none()) {
        spell(each, args.text.as_deref())?;
    }
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

// The register keeps pointers only: the words are in the document, if it is still the same.
fn spell(found: &mut Found, given: Option<&Path>) -> anyhow::Result<()> {
    let document = &found.record["document"];
    let source = document["source"].as_str().unwrap_or_default();
    let path = given.unwrap_or(Path::new(source)).to_owned();
    let Ok(read) = Input::File(path.clone()).load(None) else {
        bail!(
            "the register keeps only pointers into {}, which cannot be read; name it with --text FILE",
            plain(&path.to_string_lossy())
        );
    };
    if document["text"] != json::text_hash(&read.text) {
        bail!("{} is not the text that was read: its hash is another", plain(&path.to_string_lossy()));
    }
    found.spell(&read.text);
    Ok(())
}

/// Puts the words back where the document still lies where it was.
pub(crate) fn spell_if_there(record: &mut Value) {
    if record["evidence"].get("exact").is_none() {
        let mut found = Found { record: record.take(), text: None };
        // Without them the record is told as far as it is known.
        let _ = spell(&mut found, None);
        *record = found.record;
    }
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
