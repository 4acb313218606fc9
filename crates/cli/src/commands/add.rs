//! `chancery add`: what reports claim, entered in a register.

use std::path::Path;

use chancery_document::Reading;
use chancery_formats::json;
use chancery_register::{Entered, Register};

use crate::{End, args, many::read_all, packs};

/// Reads and enters.
pub(crate) fn add(args: &args::Add, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine(packs)?;
    // Opened before the first document is read: a register that cannot be written is told at once.
    let mut register = Register::open(&args.file.register)?;
    let (mut new, mut already, mut again, mut count) = (0, 0, 0, 0);
    let prepare = |reading: Reading| {
        let records = json::records(&reading, &engine.extract(&reading));
        (json::document(&reading), json::engine(&reading), reading.document.text, records)
    };
    let end = read_all(&engine, &args.documents, prepare, |(document, engine, text, records)| {
        match register.enter(&document, Some(&text), &records, &engine)? {
            Entered::New => new += 1,
            Entered::Already => already += 1,
            Entered::Again => again += 1,
        }
        count += records.len();
        Ok(())
    })?;
    let mut told = format!("{new} new");
    for (number, what) in [(already, "entered before"), (again, "read anew")] {
        if number > 0 {
            told.push_str(&format!(", {number} {what}"));
        }
    }
    let documents = new + already + again;
    anstream::eprintln!("{}: {documents} documents ({told}), {count} records", args.file.register.display());
    Ok(end)
}
