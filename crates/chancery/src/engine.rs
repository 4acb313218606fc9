//! The engine: everything the packs brought, ready to read. Shared by all threads, never changed.

use std::{panic::resume_unwind, sync::Arc, thread};

use chancery_document::{Lexicon, Provenance, Reading, Record};
use chancery_frames::{Asked, Frames, Scorer};
use chancery_language::Language;
use chancery_rules::{KindDeclaration, Lists, Rules};
use chancery_values::{
    ValueTables,
    known::{Actors, World},
};

use crate::{Error, Packs, Reader, digest::digest};

/// Everything the packs brought, ready to read.
#[derive(Debug)]
pub struct Engine {
    pub(crate) language: Language,
    pub(crate) world: World,
    pub(crate) values: ValueTables,
    pub(crate) frames: Frames,
    pub(crate) lexicon: Arc<Lexicon>,
    pub(crate) provenance: Provenance,
    slips: Vec<String>,
}

impl Engine {
    /// Reads and checks the packs. What is wrong is told with file, line and remedy, all of it at once.
    pub fn new(packs: &Packs) -> Result<Engine, Error> {
        // Half of the work is the world's names, the other half everything else: whoever waits for the first record
        // waits for one half. Both are joined here, and neither sees the other.
        let (language, values, world) = thread::scope(|scope| {
            let reader = scope.spawn(|| Ok((language(packs)?, values(packs)?)));
            let world = world(packs);
            let (language, values) = reader.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            Ok((language, values, world?))
        })?;
        let mut lexicon = Lexicon::default();
        let frames = topics(packs, &mut lexicon)?;
        let provenance = Provenance {
            engine: concat!("chancery ", env!("CARGO_PKG_VERSION")).to_owned(),
            packs: packs.digests(),
            language: Some("en".to_owned()),
        };
        Ok(Engine {
            language,
            world,
            values,
            frames,
            lexicon: Arc::new(lexicon),
            provenance,
            slips: Vec::new(),
        })
    }

    /// The same engine, which also knows the names of dictionaries of actors or agents, in the format of PETRARCH.
    /// Each is a pair: the name that errors give, and the text. They come before the packs where both know a name,
    /// and records tell that they were there.
    pub fn with_actors(mut self, dictionaries: &[(String, String)]) -> Result<Engine, Error> {
        if dictionaries.is_empty() {
            return Ok(self);
        }
        let (mut all, mut wrong) = (Actors::default(), Vec::new());
        for (name, text) in dictionaries {
            match Actors::read(name, text) {
                Ok(actors) => all = all.and(actors),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        if !wrong.is_empty() {
            return Err(Error::all(wrong));
        }
        self.slips.extend(all.issues().iter().map(ToString::to_string));
        self.world = self.world.with_actors(&all);
        // Only what they say counts, not where they lie.
        let texts = dictionaries.iter().map(|(_, text)| ("", text.as_bytes()));
        self.provenance.packs.push(digest("actors", texts));
        Ok(self)
    }

    /// What was left out of the dictionaries of actors: single faulty lines, each with its place.
    pub fn slips(&self) -> &[String] {
        &self.slips
    }

    /// A reader for this thread.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    /// The records a reading yields, in order of trigger, kind and id.
    pub fn extract(&self, reading: &Reading) -> Vec<Record> {
        self.frames.extract(reading)
    }
}

impl Engine {
    /// What the scorer of a kind is asked of a reading, and what it sees: for those who fit one.
    pub fn candidates(&self, reading: &Reading, kind: &str) -> Vec<Asked> {
        self.frames.candidates(reading, kind)
    }
}

// For now the one language that is bundled; a second one brings its own folder and a choice by the document.
fn language(packs: &Packs) -> Result<Language, Error> {
    let toml = packs.texts(|path| path == "en/language.toml").next();
    let (path, toml) =
        toml.ok_or_else(|| Error::new("no pack brings a language: en/language.toml is missing"))??;
    let language = match packs.bundled_bytes("en/model.bin") {
        Some(model) => Language::bundled(toml, model),
        None => Language::load(toml, packs.bytes("en/model.bin").map_or(&[][..], |bytes| bytes)),
    };
    let language = language.map_err(|error| Error::new(format!("{path} with en/model.bin: {error}")))?;
    let table = |name: &'static str| {
        packs
            .texts(move |path| path == name)
            .next()
            .transpose()
            .map(|found| found.map_or("", |(_, text)| text))
    };
    Ok(language.with_forms(table("en/verbs.tsv")?, table("en/irregular.tsv")?))
}

fn world(packs: &Packs) -> Result<World, Error> {
    if let Some(world) = packs.prepared("world").and_then(World::prepared) {
        return Ok(world);
    }
    let tables = texts(packs, |path| path.starts_with("world/") && path.ends_with(".tsv"))?;
    World::parse(&tables).map_err(Error::new)
}

fn values(packs: &Packs) -> Result<ValueTables, Error> {
    let tables = texts(packs, |path| path.starts_with("en/values/"))?;
    ValueTables::parse(&tables).map_err(Error::new)
}

fn texts<'a>(packs: &'a Packs, wanted: impl Fn(&str) -> bool + 'a) -> Result<Vec<(&'a str, &'a str)>, Error> {
    packs.texts(wanted).collect()
}

// The scorer of a topic stands beside its kinds: `scorer.bin`, and `clusters.tsv` with the classes of words.
fn scorers(packs: &Packs, scored: &[(String, String)]) -> Result<Vec<Scorer>, Error> {
    let scorer = |(topic, kind): &(String, String)| {
        let name = format!("{topic}/clusters.tsv");
        let clusters = packs.texts(|path| path == name).next().transpose()?;
        let scorer = Scorer::new(kind, clusters.map_or("", |(_, text)| text));
        let path = format!("{topic}/scorer.bin");
        match packs.bytes(&path).cloned() {
            Some(bytes) => scorer.with_weights(bytes).map_err(|error| Error::new(format!("{path}: {error}"))),
            None => Ok(scorer),
        }
    };
    scored.iter().map(scorer).collect()
}

pub(crate) fn topics(packs: &Packs, lexicon: &mut Lexicon) -> Result<Frames, Error> {
    let mut errors: Vec<String> = Vec::new();
    let mut kinds: Vec<KindDeclaration> = Vec::new();
    let mut lists = Lists::default();
    let mut files = Vec::new();
    let mut scored = Vec::new();
    for file in packs.texts(|path| path.ends_with("/kinds.toml")) {
        let (path, text) = file?;
        match KindDeclaration::parse(path, text) {
            Ok(declared) => {
                for kind in declared {
                    match kinds.iter().any(|each| each.kind.name == kind.kind.name) {
                        true => errors.push(format!(
                            "{path}: the kind `{}` is declared by another pack already",
                            kind.kind.name
                        )),
                        false => {
                            if kind.scored.is_some() {
                                let topic = path.split('/').next().unwrap_or_default();
                                scored.push((topic.to_owned(), kind.kind.name.to_string()));
                            }
                            kinds.push(kind);
                        }
                    }
                }
            }
            Err(wrong) => errors.extend(wrong),
        }
    }
    for file in packs.texts(|path| path.contains("/words/")) {
        let (path, text) = file?;
        errors.extend(lists.add(path, text).err());
    }
    errors.extend(kinds.iter_mut().flat_map(|kind| kind.take_maps(&lists)));
    for file in packs.texts(|path| path.ends_with(".rule")) {
        let (path, text) = file?;
        let topic = path.split('/').next().unwrap_or_default();
        match chancery_rules::parse(path, text) {
            Ok(rules) => files.push((topic.to_owned(), path.to_owned(), text.to_owned(), rules)),
            Err(wrong) => errors.extend(wrong.iter().map(ToString::to_string)),
        }
    }
    // What depends on broken files would only repeat their errors.
    if !errors.is_empty() {
        return Err(Error::all(errors));
    }
    match Rules::compile(&files, &kinds, &lists, lexicon) {
        Ok(rules) => {
            let scorers = scorers(packs, &scored)?;
            Ok(Frames::new(kinds, rules).with_scorers(scorers))
        }
        Err(wrong) => Err(Error::all(wrong.iter().map(ToString::to_string).collect())),
    }
}
