//! Finding and loading packs: flag, environment, beside the program, built in.

use std::{
    fs, io,
    mem::ManuallyDrop,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, bail};
use chancery::{Engine, PackFile, Packs};
use chancery_formats::plain;
use chancery_train::Language;

/// No file of a pack is larger; what is, is no pack.
const LARGEST: u64 = 512 << 20;

/// The engine of the packs that the user means.
pub(crate) fn engine(folder: Option<&Path>) -> anyhow::Result<Engine> {
    Ok(Engine::new(&packs(folder)?)?)
}

/// The same, with dictionaries of actors besides. It is never taken apart: the program ends before it would be, and
/// giving back a hundred thousand names one by one takes as long as reading a report.
pub(crate) fn engine_with(folder: Option<&Path>, actors: &[PathBuf]) -> anyhow::Result<ManuallyDrop<Engine>> {
    let named = |path: &PathBuf| Ok((path.display().to_string(), text(path)?));
    let dictionaries = actors.iter().map(named).collect::<anyhow::Result<Vec<_>>>()?;
    let engine = engine(folder)?.with_actors(&dictionaries)?;
    if let Some(first) = engine.slips().first() {
        let count = engine.slips().len();
        let lines = if count == 1 { "a faulty line of the dictionaries was" } else { "faulty lines were" };
        let count = if count == 1 { String::new() } else { format!("{count} ") };
        anstream::eprintln!("chancery: {count}{lines} left out, the first:");
        first.lines().for_each(|line| anstream::eprintln!("{}", plain(line)));
    }
    Ok(ManuallyDrop::new(engine))
}

/// The packs that the user means.
pub(crate) fn packs(folder: Option<&Path>) -> anyhow::Result<Packs> {
    match folder.map(Path::to_owned).or_else(beside) {
        Some(folder) => Ok(Packs::new(files(&folder, "")?)),
        None => Ok(Packs::bundled()),
    }
}

/// All files below a folder, in the order of their paths, their paths begun with `prefix`.
pub(crate) fn files(folder: &Path, prefix: &str) -> anyhow::Result<Vec<PackFile>> {
    let mut files = Vec::new();
    walk(folder, prefix, &mut files).with_context(|| format!("cannot read packs in {}", folder.display()))?;
    if files.is_empty() {
        bail!("{} holds no packs", folder.display());
    }
    Ok(files)
}

/// What changes when a file below a folder does: names, lengths and times of all.
pub(crate) fn stamp(folder: &Path) -> anyhow::Result<Vec<(PathBuf, u64, Option<SystemTime>)>> {
    fn look(folder: &Path, found: &mut Vec<(PathBuf, u64, Option<SystemTime>)>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // An editor's file for a moment may be gone again.
            let Ok(about) = entry.metadata() else { continue };
            match about.is_dir() {
                true => look(&entry.path(), found)?,
                false => found.push((entry.path(), about.len(), about.modified().ok())),
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    look(folder, &mut found).with_context(|| format!("cannot read packs in {}", folder.display()))?;
    found.sort();
    Ok(found)
}

/// A language of the packs, by itself: for what is scored or printed below the level of documents.
pub(crate) fn language(folder: Option<&Path>, name: &str) -> anyhow::Result<Language> {
    let packs = packs(folder)?;
    let bytes = |file: &str| {
        let path = format!("{name}/{file}");
        let found = packs.files().iter().find(|each| each.path == path);
        found.map(|file| file.bytes.clone()).with_context(|| format!("the packs hold no {path}"))
    };
    let lists = String::from_utf8(bytes("language.toml")?.into_owned())?;
    Ok(Language::load(&lists, &bytes("model.bin")?)?)
}

/// A file as text.
pub(crate) fn text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn beside() -> Option<PathBuf> {
    let folder = std::env::current_exe().ok()?.parent()?.join("packs");
    folder.is_dir().then_some(folder)
}

// What the engine reads, as the library bundles it: no cards, no licences, no builders. Hidden files are the
// editor's or the version control's; links are not followed, they may lead in circles.
fn walk(folder: &Path, prefix: &str, files: &mut Vec<PackFile>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() && name != "build" {
            walk(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() && is_read(&name) && entry.metadata()?.len() <= LARGEST {
            files.push(PackFile { path: format!("{prefix}{name}"), bytes: fs::read(entry.path())?.into() });
        }
    }
    Ok(())
}

fn is_read(name: &str) -> bool {
    [".toml", ".tsv", ".rule", ".bin"].iter().any(|ending| name.ends_with(ending))
}
