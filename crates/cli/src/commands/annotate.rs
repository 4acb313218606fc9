//! `chancery annotate`: the words, tags and trees of texts, as CoNLL-U.

use std::{io::Write, path::Path};

use chancery::Reader;
use chancery_document::Document;
use chancery_formats::conllu::conllu;
use chancery_train::{Annotated, Start, Treebank};

use crate::{
    End,
    args::{self, Words},
    many::read_all,
    packs,
    terminal::out,
};

/// The language that is annotated; a second one will bring a flag.
pub(crate) const LANGUAGE: &str = "en";

/// Reads and prints the trees.
pub(crate) fn annotate(args: &args::Annotate, packs: Option<&Path>) -> anyhow::Result<End> {
    let mut out = out();
    let end = match args.tokens {
        Words::Found => {
            let engine = packs::engine(packs)?;
            let trees = |reader: &mut Reader<'_>, document: Document| conllu(&reader.read(document));
            read_all(&engine, &args.documents, trees, |printed| Ok(out.write_all(printed.as_bytes())?))?
        }
        Words::Given => {
            let language = packs::language(packs, LANGUAGE)?;
            for path in &args.documents.paths {
                let treebank = Treebank::parse(&packs::text(path)?);
                out.write_all(Annotated::new(&language, &treebank, Start::Tokens).conllu().as_bytes())?;
            }
            End::Well
        }
    };
    out.flush()?;
    Ok(end)
}
