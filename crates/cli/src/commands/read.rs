//! `chancery read`: what reports claim, printed.

use std::{io::Write, path::Path};

use chancery::Reader;
use chancery_document::{Document, Reading};
use chancery_formats::{conllu::conllu, html, json, plain, table};

use crate::{
    End,
    args::{self, Format},
    many::read_all,
    packs,
    terminal::{look, out},
};

/// Reads and prints.
pub(crate) fn read(args: &args::Read, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let look = look();
    let print = |reader: &mut Reader<'_>, document: Document| {
        let reading = reader.read(document);
        match args.format {
            Format::Jsonl => (json::lines(&reading, &engine.extract(&reading)), notes(&reading)),
            Format::Html => (html::article(&reading, &engine.extract(&reading)), notes(&reading)),
            Format::Conllu => (conllu(&reading), notes(&reading)),
            Format::Table => {
                let records = json::records(&reading, &engine.extract(&reading));
                (table::report(&json::document(&reading), &records, look) + "\n", notes(&reading))
            }
        }
    };
    let mut out = out();
    let page = args.format == Format::Html;
    out.write_all(if page { html::HEAD } else { "" }.as_bytes())?;
    let end = read_all(&engine, &args.documents, print, |(printed, notes)| {
        out.write_all(printed.as_bytes())?;
        if !notes.is_empty() {
            out.flush()?;
            anstream::eprint!("{notes}");
        }
        Ok(())
    })?;
    out.write_all(if page { html::TAIL } else { "" }.as_bytes())?;
    out.flush()?;
    Ok(end)
}

// What the reader should know about a reading goes to standard error: standard output holds records only.
fn notes(reading: &Reading) -> String {
    let mut notes = String::new();
    for issue in &reading.issues {
        let line = reading.document.text[..issue.span.start() as usize].matches('\n').count() + 1;
        let origin = &reading.document.source.origin;
        notes.push_str(&format!("chancery: {}\n", plain(&format!("{origin}:{line}: {}", issue.message))));
    }
    notes
}
