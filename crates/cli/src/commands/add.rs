//! `chancery add`: what reports claim, entered in a register.

use std::path::Path;

use chancery::{Engine, Reader};
use chancery_document::Document;
use chancery_formats::json;
use chancery_register::{Entered, Filing, Ready, Register};

use crate::{End, args, many::read_all, packs};

/// Reads and enters.
pub(crate) fn add(args: &args::Add, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
    // Opened before the first document is read: a register that cannot be written is told at once.
    let mut register = Register::open(&args.file.register)?;
    if args.pointers_only {
        register = register.pointers_only();
    }
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
        let filing = Filing { document: printed, engine, text: Some(reading.document.text), records };
        // All but the writing itself is done here, where there are many threads.
        Some(Ready::new(&filing, args.pointers_only))
    };
    let mut tally = Tally::default();
    let mut ready: Vec<Ready> = Vec::new();
    let end = read_all(&engine, &args.documents, prepare, |prepared| {
        match prepared {
            Some(document) => ready.push(document?),
            None => tally.already += 1,
        }
        if ready.len() >= BATCH { tally.enter(&mut register, &mut ready) } else { Ok(()) }
    })?;
    tally.enter(&mut register, &mut ready)?;
    register.settle()?;
    let Tally { new, already, again, count } = tally;
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

/// Documents in one transaction: many, as each transaction waits for the disk; few, as a run that is cut off reads
/// them again.
const BATCH: usize = 64;

#[derive(Default)]
struct Tally {
    new: usize,
    already: usize,
    again: usize,
    count: usize,
}

impl Tally {
    fn enter(&mut self, register: &mut Register, ready: &mut Vec<Ready>) -> anyhow::Result<()> {
        self.count += ready.iter().map(|document| document.records()).sum::<usize>();
        for entered in register.enter_ready(std::mem::take(ready))? {
            match entered {
                Entered::New => self.new += 1,
                Entered::Already => self.already += 1,
                Entered::Again => self.again += 1,
            }
        }
        Ok(())
    }
}

/// What every reading of this engine says of it.
pub(crate) fn name(engine: &Engine) -> String {
    json::engine(&engine.reader().read(Document::default()))
}
