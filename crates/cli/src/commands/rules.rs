//! `chancery rules`: what each rule makes of a sentence.

use std::{
    io::{Read, Write},
    path::Path,
};

use chancery_document::Document;
use chancery_formats::plain;

use crate::{End, args, packs, terminal::out};

/// Prints the tree, every rule that fires, and every rule that nearly does with the line that failed.
pub(crate) fn rules(args: &args::RulesOn, packs: Option<&Path>) -> anyhow::Result<End> {
    let mut text = args.text.clone();
    if text == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text)?;
    }
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let reading = engine.reader().read(Document { text, ..Document::default() });
    let mut out = out();
    writeln!(out, "{}\n", plain(&engine.tree(&reading)))?;
    for line in engine.rules_tried(&reading) {
        writeln!(out, "{}", plain(&line))?;
    }
    out.flush()?;
    Ok(End::Well)
}
