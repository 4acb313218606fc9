//! `chancery annotate`: the words, tags and trees of texts, as CoNLL-U.

use std::{io::Write, path::Path};

use chancery_formats::conllu::conllu;

use crate::{End, args, many::read_all, packs, terminal::out};

/// Reads and prints the trees.
pub(crate) fn annotate(args: &args::Annotate, packs: Option<&Path>) -> anyhow::Result<End> {
    let engine = packs::engine(packs)?;
    let mut out = out();
    let trees = |reading| conllu(&reading);
    let end = read_all(&engine, &args.documents, trees, |printed| Ok(out.write_all(printed.as_bytes())?))?;
    out.flush()?;
    Ok(end)
}
