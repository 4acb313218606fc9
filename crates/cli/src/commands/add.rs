//! `chancery add`: what reports claim, entered in a register.

use std::path::Path;

use chancery::{Engine, Reader};
use chancery_document::Document;
use chancery_formats::json;
use chancery_register::{Entered, Register};
use serde_json::Value;

use crate::{End, args, many::read_all, packs};

/// Reads and enters.
pub(crate) fn add(args: &args::Add, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
    // Opened before the first document is read: a register that cannot be written is told at once.
    let mut register = Register::open(&args.file.register)?;
    // What stands there already is not read again: a run that was cut off goes on where it was.
    let known = register.known(&name(&engine))?;
    let prepare = |reader: &mut Reader<'_>, document: Document| {
        let day = document.source.published.map(|day| day.to_string());
        if known.holds(&json::text_hash(&document.text), &document.source.origin, day.as_deref()) {
            return None;
        }
        let reading = reader.read(document);
        let records = json::records(&reading, &engine.extract(&reading));
        let (printed, engine) = (json::document(&reading), json::engine(&reading));
        Some(Prepared { document: printed, engine, text: reading.document.text, records })
    };
    let (mut new, mut already, mut again, mut count) = (0, 0, 0, 0);
    let end = read_all(&engine, &args.documents, prepare, |prepared| {
        let Some(Prepared { document, engine, text, records }) = prepared else {
            already += 1;
            return Ok(());
        };
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
    let file = args.file.register.display();
    anstream::eprintln!("{file}: {documents} documents ({told}), {count} records entered");
    Ok(end)
}

// A document ready to be entered.
struct Prepared {
    document: Value,
    engine: String,
    text: String,
    records: Vec<Value>,
}

/// What every reading of this engine says of it.
pub(crate) fn name(engine: &Engine) -> String {
    json::engine(&engine.reader().read(Document::default()))
}
