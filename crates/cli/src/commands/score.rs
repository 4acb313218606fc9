//! `chancery score`: how well the reader reads what was read by hand.

mod duplicates;
mod entries;
mod pieces;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use chancery::Reader;
use chancery_document::{Document, Source};
use chancery_formats::{json, parse_day};
use chancery_train::{
    Annotated, EventSet, GoldSet, Start, Treebank,
    events::{Part, Sentence, traits::TraitSet},
    quotes,
};
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
        Set::Quotes => quotes(args, packs),
        Set::Events => events(args, packs),
        Set::Entries => entries::score(args, packs),
        Set::Duplicates => duplicates::score(args),
        Set::Spurious => spurious(args, packs),
        Set::Ner
        | Set::Numbers
        | Set::Units
        | Set::Times
        | Set::Timex
        | Set::Geo
        | Set::Coref
        | Set::Actors => piece(args, packs),
    }
}

fn piece(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let measured = pieces::measure(args, packs)?;
    let wrong: Vec<String> = measured.wrong.iter().map(|line| line.replace('\n', " ")).collect();
    let figures: Map<String, Value> =
        measured.figures.iter().map(|&(name, figure)| (name.into(), figure.into())).collect();
    let line = |&(name, figure): &(&str, f64)| match figure {
        whole if whole > 1.0 => format!("{name} {whole}"),
        share => format!("{name} {share:.3}"),
    };
    let line = measured.figures.iter().map(line).collect::<Vec<_>>().join("  ");
    tell(args, &[&wrong], &figures.into(), &(measured.told + &line))
}

// What was wrong, where it is asked for; then the figures as one object, or the table for people.
fn tell(
    args: &args::Score,
    wrong: &[&[String]],
    figures: &Value,
    table: &dyn std::fmt::Display,
) -> anyhow::Result<End> {
    let mut out = out();
    for line in wrong.iter().copied().flatten().filter(|_| args.errors) {
        writeln!(out, "{line}")?;
    }
    match args.json {
        true => writeln!(out, "{figures}")?,
        false => writeln!(out, "{table}")?,
    }
    out.flush()?;
    Ok(End::Well)
}

fn ud(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let language = packs::language(packs, LANGUAGE)?;
    let treebank = Treebank::parse(&packs::text(&args.gold)?);
    let start = match args.tokens {
        Words::Found => Start::Text,
        Words::Given => Start::Tokens,
    };
    if args.genres {
        let mut out = out();
        for (genre, treebank) in treebank.genres() {
            let scores = Annotated::new(&language, &treebank, start).score(&treebank);
            writeln!(out, "{genre:<14}{scores}")?;
        }
        out.flush()?;
        return Ok(End::Well);
    }
    let scores = Annotated::new(&language, &treebank, start).score(&treebank);
    let figures: Map<String, Value> = scores.figures().map(|(name, f1)| (name.into(), f1.into())).collect();
    tell(args, &[], &figures.into(), &scores)
}

fn quotes(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let language = packs::language(packs, LANGUAGE)?;
    let mut counts = quotes::Counts::default();
    for (text, annotation) in attributed(&args.gold)? {
        let article = quotes::Article::parse(&packs::text(&text)?, &packs::text(&annotation)?);
        let layers = quotes::Layers::read(&language, &article.text);
        counts.add(quotes::score(&article, &layers, &language.speech(layers.input())).0);
    }
    let share = |right: usize, all: usize| right as f64 / (all as f64).max(1.0);
    let figures = serde_json::json!({
        "overlap F1": counts.f1(counts.overlap),
        "exact F1": counts.f1(counts.exact),
        "cue F1": counts.f1(counts.cue),
        "source right": share(counts.source, counts.overlap),
    });
    tell(args, &[], &figures, &counts)
}

// Modes, contexts, codes, sizes and places of events entered by hand in whole articles.
fn traits(args: &args::Score, packs: Option<&Path>, folder: &Path) -> anyhow::Result<End> {
    let set = TraitSet::parse(&packs::text(&args.gold)?).map_err(anyhow::Error::msg)?;
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let mut reader = engine.reader();
    let mut records = Vec::new();
    for name in set.documents() {
        let text = packs::text(&folder.join(format!("{name}.txt")))?;
        let reading = reader.read(Document { text, ..Document::default() });
        records.push(json::records(&reading, &engine.extract(&reading)));
    }
    let scores = set.score(&records);
    tell(args, &[&scores.errors], &scores.figures(), &scores)
}

fn events(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    if let Some(folder) = &args.stories {
        return traits(args, packs, folder);
    }
    let part = if args.rest { Part::Rest } else { Part::Measured };
    let mut set = EventSet::parse(&packs::text(&args.gold)?, part)
        .with_context(|| format!("{} is no JSONL", args.gold.display()))?;
    set.older = args.weis;
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let mut reader = engine.reader();
    let mut read = |sentence: &Sentence| {
        let digits = |range| sentence.date.get(range).unwrap_or_default();
        let day = format!("{}-{}-{}", digits(0..4), digits(4..6), digits(6..8));
        let source = Source { published: parse_day(&day), ..Source::default() };
        let reading = reader.read(Document { text: sentence.text.clone(), source });
        json::records(&reading, &engine.extract(&reading))
    };
    let records: Vec<Vec<Value>> = set.sentences().iter().map(&mut read).collect();
    let scores = set.score(&records);
    tell(args, &[&scores.errors], &scores.figures(), &scores)
}

// The texts of a corpus with their annotations; of several annotations of one text the first by name.
fn attributed(folder: &Path) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    let texts = std::fs::read_dir(folder.join("text"))
        .with_context(|| format!("{} has no folder `text` with the articles", folder.display()))?;
    let mut names: Vec<String> = Vec::new();
    for entry in texts {
        let name = entry?.file_name();
        names.extend(name.to_str().and_then(|name| name.strip_suffix(".txt")).map(str::to_owned));
    }
    names.sort();
    let mut annotations: Vec<PathBuf> = Vec::new();
    let marked = std::fs::read_dir(folder.join("attributions"))
        .with_context(|| format!("{} has no folder `attributions`", folder.display()))?;
    for entry in marked {
        annotations.push(entry?.path());
    }
    annotations.sort();
    let annotation = |name: &String| {
        let own = annotations.iter().find(|path| {
            path.extension().is_some_and(|kind| kind == "ann")
                && path
                    .file_name()
                    .and_then(|file| file.to_str())
                    .is_some_and(|file| file.starts_with(name.as_str()))
        });
        own.map(|path| (folder.join("text").join(format!("{name}.txt")), path.clone()))
    };
    let found: Vec<(PathBuf, PathBuf)> = names.iter().filter_map(annotation).collect();
    anyhow::ensure!(
        !found.is_empty(),
        "{} holds no text with an annotation `attributions/NAME*.ann`",
        folder.display()
    );
    Ok(found)
}

fn gold(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let set = GoldSet::open(&args.gold)
        .with_context(|| format!("cannot open the gold in {}", args.gold.display()))?;
    let (records, end) = match &args.records {
        Some(file) => (printed(file)?, End::Well),
        None => read(args, set.names().map(|name| args.gold.join(format!("{name}.txt"))).collect(), packs)?,
    };
    let scores = set.score(&records);
    tell(args, &[&scores.wrong_spans, &scores.invalid, &scores.errors], &scores.figures(), &scores)?;
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

// What is entered where nothing should be: events and instruments of articles that tell of no such thing.
fn spurious(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<End> {
    let folder =
        args.stories.as_deref().context("where are the articles? name their folder with --stories")?;
    let list = packs::text(&args.gold)?;
    let names = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let paths: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
    anyhow::ensure!(!paths.is_empty(), "{} names no article", args.gold.display());
    let articles = paths.len();
    let (records, end) = read(args, paths, packs)?;
    let of = |kind: &str| records.iter().filter(|record| record["kind"] == kind).count();
    let (events, instruments) = (of("event"), of("instrument"));
    let share = (events + instruments) as f64 / articles as f64;
    let figures = serde_json::json!({ "events": events, "instruments": instruments, "an article": share });
    let line =
        format!("articles {articles}  events {events}  instruments {instruments}  an article {share:.3}");
    tell(args, &[], &figures, &line)?;
    Ok(end)
}

fn read(args: &args::Score, paths: Vec<PathBuf>, packs: Option<&Path>) -> anyhow::Result<(Vec<Value>, End)> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
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
