//! `chancery score`: how well the reader reads what was read by hand.

use std::{io::Write, path::Path};

use anyhow::Context;
use chancery::Reader;
use chancery_document::Document;
use chancery_formats::json;
use chancery_train::{Annotated, GoldSet, Start, Treebank};
use serde_json::{Map, Value};

use crate::{
    End,
    args::{self, Documents, Set, Words},
    commands::annotate::LANGUAGE,
    many::read_all,
    packs,
    terminal::out,
};

/// Scores and prints.
pub(crate) fn score(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    match args.set {
        Set::Gold => gold(args, packs),
        Set::Ud => ud(args, packs),
    }
}

fn ud(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let language = packs::language(packs, LANGUAGE)?;
    let treebank = Treebank::parse(&packs::text(&args.gold)?);
    let start = match args.tokens {
        Words::Found => Start::Text,
        Words::Given => Start::Tokens,
    };
    let scores = Annotated::new(&language, &treebank, start).score(&treebank);
    let mut out = out();
    match args.json {
        true => {
            let figures: Map<String, Value> =
                scores.figures().map(|(name, f1)| (name.into(), f1.into())).collect();
            writeln!(out, "{}", Value::Object(figures))?;
        }
        false => writeln!(out, "{scores}")?,
    }
    out.flush()?;
    Ok(End::Well)
}

fn gold(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let set = GoldSet::open(&args.gold)
        .with_context(|| format!("cannot open the gold in {}", args.gold.display()))?;
    let (records, end) = match &args.records {
        Some(file) => (printed(file)?, End::Well),
        None => read(args, &set, packs)?,
    };
    let scores = set.score(&records);
    let mut out = out();
    if args.errors {
        for line in scores.wrong_spans.iter().chain(&scores.invalid).chain(&scores.errors) {
            writeln!(out, "{line}")?;
        }
    }
    if args.json {
        writeln!(out, "{}", scores.figures())?
    } else {
        writeln!(out, "{scores}")?
    }
    out.flush()?;
    Ok(end)
}

fn printed(file: &Path) -> anyhow::Result<Vec<Value>> {
    let text = packs::text(file)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is no JSONL", file.display()))
}

fn read(args: &args::Score, set: &GoldSet, packs: Option<&Path>) -> anyhow::Result<(Vec<Value>, End)> {
    let engine = packs::engine(packs)?;
    let paths = set.names().map(|name| args.gold.join(format!("{name}.txt"))).collect();
    let documents = Documents { paths, published: None, threads: None };
    let mut records = Vec::new();
    let work = |reader: &mut Reader<'_>, document: Document| {
        let reading = reader.read(document);
        json::records(&reading, &engine.extract(&reading))
    };
    let end = read_all(&engine, &documents, work, |own| {
        records.extend(own);
        Ok(())
    })?;
    Ok((records, end))
}
