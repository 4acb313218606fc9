//! Scores of what fills the roles of records: names, values, places, pronouns, actors by name.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use chancery::{Engine, Located, Reader};
use chancery_document::{Day, Document, MentionKind, Reading, Source};
use chancery_train::{actors, gap, geo, names, recognizers, timebank};

use crate::{
    args::{self, Set},
    commands::annotate::LANGUAGE,
    packs,
};

/// What was measured: figures by name, what else is told of it, and what was wrong.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) figures: Vec<(&'static str, f64)>,
    pub(super) told: String,
    pub(super) wrong: Vec<String>,
}

/// Measures one of the sets that are scored piece by piece.
pub(super) fn measure(args: &args::Score, packs: Option<&Path>) -> anyhow::Result<Measured> {
    let engine = packs::engine_with(packs, &args.actors.files)?;
    let files = files(&args.gold)?;
    let measured = match args.set {
        Set::Ner => ner(&engine, packs, &files)?,
        Set::Numbers => cases(&engine, recognizers::Kind::Numbers, &files)?,
        Set::Units => cases(&engine, recognizers::Kind::Units, &files)?,
        Set::Times => cases(&engine, recognizers::Kind::Times, &files)?,
        Set::Timex => timex(&engine, &files)?,
        Set::Geo => geo(&engine, &files)?,
        Set::Coref => coref(&engine, &files)?,
        Set::Actors => actors(&engine, &files)?,
        _ => bail!("this set is scored elsewhere"),
    };
    Ok(measured)
}

// Name and text of a file, or of all files of a folder in the order of their names.
fn files(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let one = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, packs::text(path)?))
    };
    if !path.is_dir() {
        return Ok(vec![one(path)?]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.iter().map(|path| one(path)).collect()
}

fn read(reader: &mut Reader<'_>, text: &str, published: Option<Day>) -> Reading {
    let source = Source { published, ..Source::default() };
    reader.read(Document { text: text.to_owned(), source })
}

fn ner(engine: &Engine, packs: Option<&Path>, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let language = packs::language(packs, LANGUAGE)?;
    let mut reader = engine.reader();
    let three = files.iter().all(|(name, _)| name.ends_with(".iob2"));
    let mut scores = names::Scores::new(&language, three);
    let mut wrong = Vec::new();
    for (_, text) in files {
        let articles = if three { names::universal(text) } else { vec![names::worldwide(text)] };
        for article in articles {
            wrong.extend(scores.count(&article, &read(&mut reader, &article.text, None)));
        }
    }
    let [some, all] = scores.f1();
    let mut figures = vec![("PER ORG LOC F1", some)];
    if !three {
        figures.push(("F1", all));
    }
    Ok(Measured { figures, told: scores.to_string(), wrong })
}

fn cases(engine: &Engine, kind: recognizers::Kind, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let mut reader = engine.reader();
    let mut measured = Measured::default();
    let (mut right, mut all) = (0usize, 0usize);
    let mut left_out: Vec<(&'static str, usize)> = Vec::new();
    for (name, text) in files {
        let Some(model) = name.strip_suffix(".json").filter(|model| kind.takes(model)) else { continue };
        let cases =
            recognizers::cases(kind, model, text).with_context(|| format!("{name} holds no cases"))?;
        let (mut own, mut counted) = (0usize, 0usize);
        for case in cases {
            if let Some(reason) = case.excluded() {
                match left_out.iter_mut().find(|(each, _)| *each == reason) {
                    Some((_, count)) => *count += 1,
                    None => left_out.push((reason, 1)),
                }
                measured.wrong.push(format!("left out ({reason}): {}", case.text()));
                continue;
            }
            counted += 1;
            match case.judge(&read(&mut reader, case.text(), case.published())) {
                Ok(()) => own += 1,
                Err(why) => measured.wrong.push(format!("{model}: {} | {why}", case.text())),
            }
        }
        if counted > 0 {
            measured.told.push_str(&format!("{model:<26} {own:>5} of {counted:>5}\n"));
        }
        (right, all) = (right + own, all + counted);
    }
    let excluded: usize = left_out.iter().map(|(_, count)| count).sum();
    measured.told.push_str(&format!("left out: {excluded}\n"));
    left_out.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    for (reason, count) in left_out {
        measured.told.push_str(&format!("{count:>5} {reason}\n"));
    }
    measured.figures = vec![("right", right as f64 / all.max(1) as f64), ("left out", excluded as f64)];
    Ok(measured)
}

fn timex(engine: &Engine, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let mut reader = engine.reader();
    let mut counts = timebank::Counts::default();
    let mut wrong = Vec::new();
    for (_, markup) in files.iter().filter(|(name, _)| name.ends_with(".tml")) {
        let story = timebank::story(markup).context("a story without <TEXT>")?;
        wrong.extend(counts.count(&story, &read(&mut reader, &story.text, story.published)));
    }
    let [overlap, value] = counts.f1();
    Ok(Measured { figures: vec![("overlap F1", overlap), ("value F1", value)], told: String::new(), wrong })
}

fn geo(engine: &Engine, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let mut reader = engine.reader();
    let mut counts = geo::Counts::default();
    let mut wrong = Vec::new();
    for article in files.iter().flat_map(|(_, xml)| geo::articles(xml)) {
        let reading = read(&mut reader, &article.text, None);
        let found = |place: &Located| {
            let mention = &reading.mentions.all[place.mention];
            let best = place.candidates.first().and_then(|(entry, _)| engine.spot(*entry));
            geo::Found {
                span: reading.tokens.cover(place.tokens.clone()),
                people: mention.kind == MentionKind::Nationality,
                spot: best.map(|spot| (f64::from(spot.latitude), f64::from(spot.longitude))),
            }
        };
        let found: Vec<geo::Found> = engine.places(&reading).iter().map(found).collect();
        wrong.extend(counts.count(&article, &found));
    }
    let [f1, near, placed] = counts.scores();
    let figures = vec![("mention F1", f1), ("within 161 km", near), ("placed", placed)];
    Ok(Measured { figures, told: String::new(), wrong })
}

fn coref(engine: &Engine, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let mut reader = engine.reader();
    let mut counts = gap::Counts::default();
    for case in files.iter().flat_map(|(_, tsv)| gap::cases(tsv)) {
        counts.count(&case, &read(&mut reader, &case.text, None));
    }
    let [precision, recall, f1] = counts.scores();
    let figures = vec![("precision", precision), ("recall", recall), ("F1", f1)];
    Ok(Measured { figures, ..Measured::default() })
}

fn actors(engine: &Engine, files: &[(String, String)]) -> anyhow::Result<Measured> {
    let mut counts = actors::Counts::default();
    let mut wrong = Vec::new();
    for case in files.iter().flat_map(|(_, jsonl)| actors::cases(jsonl)) {
        let (country, sector) = engine.actor_phrase(&case.phrase, None);
        let country = country.as_ref().map(|country| country.as_str());
        wrong.extend(counts.count(&case, country, sector.as_ref().map(|sector| sector.as_str())));
    }
    let [country, sector] = counts.shares();
    Ok(Measured { figures: vec![("country", country), ("sector", sector)], told: String::new(), wrong })
}
