//! Is the house in order? What the compiler and clippy cannot see.
//!
//! - every module opens with `//!`
//! - no file is above 1,500 lines
//! - every crate keeps the lints of the workspace (which forbid `unwrap`)
//! - a type name that a room shows at its front door (`lib.rs`) is shown by no other, but for `Error`
//! - the table of arrows in ARCHITECTURE.md is what the Cargo.toml files say; at most 2.5 arrows a crate and
//!   7 levels

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::Outcome;

const MOST_LINES: usize = 1500;
const MOST_ARROWS: f64 = 2.5;
const MOST_LEVELS: usize = 7;

/// Room to the rooms it may know.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Checks it all and tells all faults at once.
pub(crate) fn tidy(root: &Path) -> Outcome {
    let mut faults = Vec::new();
    let mut lengths = modules(root, &mut faults);
    let arrows = manifests(root, &mut faults);
    drawn(root, &arrows, &mut faults);
    let levels = levels(&arrows);
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    let density = count as f64 / arrows.len().max(1) as f64;
    if density > MOST_ARROWS {
        faults.push(format!(
            "{density:.1} arrows a crate, more than {MOST_ARROWS}: which room knows too much?"
        ));
    }
    if levels > MOST_LEVELS {
        faults.push(format!("{levels} levels of crates, more than {MOST_LEVELS}"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    lengths.sort_unstable();
    let at = |share: usize| lengths.get(lengths.len() * share / 100).copied().unwrap_or(0);
    Ok(format!(
        "tidy: {} rooms, {count} arrows ({density:.1} a room), {levels} levels; {} modules, median {} lines, p90 {}",
        arrows.len(),
        lengths.len(),
        at(50),
        at(90),
    ))
}

// Looks into every Rust file; tells their lengths.
fn modules(root: &Path, faults: &mut Vec<String>) -> Vec<usize> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        rust_files(&root.join(folder), &mut files);
    }
    let mut lengths = Vec::new();
    let mut types: BTreeMap<String, PathBuf> = BTreeMap::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap_or(&file).to_owned();
        let Ok(text) = fs::read_to_string(&file) else {
            faults.push(format!("{}: cannot be read", name.display()));
            continue;
        };
        if !text.starts_with("//!") {
            faults.push(format!("{}:1: open the module with `//!` and what it is", name.display()));
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines, more than {MOST_LINES}; divide it", name.display()));
        }
        lengths.push(lines);
        if file.ends_with("src/lib.rs") {
            for shown in front_door(&text).filter(|shown| *shown != "Error") {
                if let Some(other) = types.insert(shown.to_owned(), name.clone()) {
                    let (one, two) = (other.display(), name.display());
                    faults.push(format!("the type {shown} is shown by {one} and by {two}; rename one"));
                }
            }
        }
    }
    lengths
}

// The types that a lib.rs defines or re-exports from its own modules; what it shows of other rooms is theirs.
fn front_door(text: &str) -> impl Iterator<Item = &str> {
    let own = |item: &&str| !item.starts_with("chancery_");
    let reexported = text.split("pub use ").skip(1).filter(own).filter_map(|item| item.split(';').next());
    let names = reexported.flat_map(|item| item.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let types = names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
    types
        .filter(|name| name.contains(|c: char| c.is_ascii_lowercase()))
        .chain(text.lines().filter_map(public_type))
}

// The name that a line gives to a type of the crate's interface.
fn public_type(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let (word, rest) = rest.split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    matches!(word, "struct" | "enum" | "trait" | "type" | "union").then_some(&rest[..end])
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

// The arrows that the manifests draw.
fn manifests(root: &Path, faults: &mut Vec<String>) -> Arrows {
    let mut arrows = Arrows::new();
    let crates = fs::read_dir(root.join("crates")).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in crates.chain([root.join("xtask")]).map(|folder| folder.join("Cargo.toml")) {
        let manifest = fs::read_to_string(&path).ok().and_then(|text| text.parse::<toml::Table>().ok());
        let Some(manifest) = manifest else {
            faults.push(format!("{}: cannot be read", path.display()));
            continue;
        };
        let name = manifest["package"]["name"].as_str().map(room).unwrap_or_default();
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        if inherits.and_then(toml::Value::as_bool) != Some(true) {
            faults.push(format!("{}: add [lints] workspace = true", path.display()));
        }
        let known = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flatten();
        let known = known.map(|(name, _)| name.as_str()).filter(|name| name.starts_with("chancery"));
        arrows.insert(name, known.map(room).collect());
    }
    arrows
}

// `chancery-document` is the room `document`; the library `chancery` keeps its name.
fn room(name: &str) -> String {
    name.strip_prefix("chancery-").unwrap_or(name).to_owned()
}

// Compares with the table in ARCHITECTURE.md whose second column is headed `may know`.
fn drawn(root: &Path, arrows: &Arrows, faults: &mut Vec<String>) {
    let Ok(text) = fs::read_to_string(root.join("ARCHITECTURE.md")) else {
        return faults.push("ARCHITECTURE.md: cannot be read".into());
    };
    let drawn = table(&text);
    for (name, known) in arrows {
        match drawn.get(name) {
            None => faults.push(format!("ARCHITECTURE.md: the table of arrows lacks the room {name}")),
            Some(drawn) if drawn != known => {
                let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
                let (drawn, known) = (list(drawn), list(known));
                faults.push(format!(
                    "ARCHITECTURE.md: {name} may know [{drawn}], but its Cargo.toml says [{known}]"
                ));
            }
            Some(_) => {}
        }
    }
    for name in drawn.keys().filter(|name| !arrows.contains_key(*name)) {
        faults.push(format!("ARCHITECTURE.md: the table of arrows draws {name}, which is no room"));
    }
}

fn table(text: &str) -> Arrows {
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let mut lines = text.lines().skip_while(|line| !(line.starts_with('|') && line.contains("may know")));
    let Some(column) = lines.next().and_then(|line| cells(line).iter().position(|cell| cell == "may know"))
    else {
        return Arrows::new();
    };
    let rows = lines.skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|line| {
        let cells = cells(line);
        let name = cells.get(1).map(|name| name.trim_matches('`').to_owned()).unwrap_or_default();
        let known = cells.get(column).map(String::as_str).unwrap_or_default();
        let known = known.split(',').map(|room| room.trim().to_owned());
        (name, known.filter(|room| !room.is_empty() && room != "nothing").collect())
    })
    .collect()
}

// How many rooms the longest chain of arrows passes through. Cargo allows no circle.
fn levels(arrows: &Arrows) -> usize {
    fn below(room: &str, arrows: &Arrows, known: &mut BTreeMap<String, usize>) -> usize {
        if let Some(&level) = known.get(room) {
            return level;
        }
        let level = arrows.get(room).into_iter().flatten().map(|each| below(each, arrows, known)).max();
        let level = level.unwrap_or(0) + 1;
        known.insert(room.to_owned(), level);
        level
    }
    let mut known = BTreeMap::new();
    arrows.keys().map(|room| below(room, arrows, &mut known)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const TABLE: &str =
        "\n| room | its duty | may know |\n|---|---|---|\n| `a` | x | nothing |\n| `b` | y | a |\n";

    // A house of two rooms, and what tidy says of it once a file has been changed.
    fn check(file: &str, text: &str, expect: &str) {
        let house = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = house.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let manifest = |name: &str, rest: &str| {
            format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n[dependencies]\n{rest}")
        };
        write("crates/a/Cargo.toml", &manifest("chancery-a", "toml = \"1\"\n"));
        write("crates/a/src/lib.rs", "//! A.\npub struct One;\npub struct Error;\n");
        write("crates/b/Cargo.toml", &manifest("chancery-b", "chancery-a.workspace = true\n"));
        write("crates/b/src/lib.rs", "//! B.\npub struct Two<T>(T);\npub struct Error;\n");
        write("xtask/Cargo.toml", &manifest("xtask", ""));
        write("ARCHITECTURE.md", &format!("{TABLE}| `xtask` | z | nothing |\n"));
        if !file.is_empty() {
            write(file, text);
        }
        match tidy(house.path()) {
            Ok(told) => assert!(told.contains(expect), "{told}"),
            Err(faults) => assert!(faults.len() == 1 && faults[0].contains(expect), "{faults:?}"),
        }
    }

    #[test]
    fn each_disorder_is_told() {
        check("", "", "3 rooms, 1 arrows (0.3 a room), 2 levels");
        check("crates/b/src/lib.rs", "pub struct Two;", "crates/b/src/lib.rs:1: open the module");
        check("crates/b/src/lib.rs", "//! B.\npub enum One {", "One is shown by crates/a/src/lib.rs and by");
        check(
            "crates/b/src/lib.rs",
            "//! B.\npub use x::{y, One};",
            "One is shown by crates/a/src/lib.rs and by",
        );
        check("crates/b/src/lib.rs", "//! B.\npub use chancery_a::One;", "3 rooms");
        check("crates/b/src/lib.rs", &"//! B.\n".repeat(1501), "1501 lines");
        check("ARCHITECTURE.md", TABLE, "lacks the room xtask");
        check("ARCHITECTURE.md", &format!("{TABLE}| `xtask` | z | a |\n"), "xtask may know [a], but");
        check("crates/a/Cargo.toml", "[package]\nname = \"chancery-a\"", "add [lints] workspace = true");
    }
}
