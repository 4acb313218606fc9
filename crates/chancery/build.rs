//! Bundles `packs/` into the binary: a list of every pack file with its bytes, one of the packs' digests, and one of
//! what was prepared of them, so that no process need make it again.
#![expect(clippy::disallowed_methods, reason = "a build script is a door: it lists files for the compiler")]

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use chancery_values::known::World;

#[path = "src/digest.rs"]
mod digest;

fn main() {
    // Asked when it runs, not when it is compiled: a build folder may serve several checkouts.
    let home = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let packs = Path::new(&home).join("../../packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut files = Vec::new();
    collect(&packs, &mut files);
    files.sort();
    assert!(!files.is_empty(), "no packs to bundle in {}; is the checkout whole?", packs.display());
    let mut code = String::from("(&[\n");
    let mut packs_files: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for path in &files {
        let name = path
            .strip_prefix(&packs.to_string_lossy().into_owned())
            .expect("found below packs")
            .trim_start_matches('/');
        println!("cargo::rerun-if-changed={path}");
        writeln!(code, "    ({name:?}, include_bytes!({path:?}) as &[u8]),").expect("writing to a string");
        let bytes = fs::read(path).expect("a file that was just listed");
        let pack = name.split('/').next().unwrap_or_default();
        packs_files.entry(pack.to_owned()).or_default().push((name.to_owned(), bytes));
    }
    code.push_str("],\n&[\n");
    for (name, files) in &packs_files {
        let digest =
            digest::digest(name, files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        writeln!(code, "    ({name:?}, {digest:?}),").expect("writing to a string");
    }
    code.push_str("],\n&[\n");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (name, bytes) in prepared(&packs_files) {
        let path = Path::new(&out).join(name.replace('/', "-"));
        fs::write(&path, bytes).expect("cargo's OUT_DIR is writable");
        writeln!(code, "    ({name:?}, include_bytes!({path:?}) as &[u8]),").expect("writing to a string");
    }
    code.push_str("])\n");
    fs::write(Path::new(&out).join("bundled.rs"), code).expect("cargo's OUT_DIR is writable");
}

// Packs that cannot be read are left as they are: the engine tells what is wrong with them.
fn prepared(packs: &BTreeMap<String, Vec<(String, Vec<u8>)>>) -> Vec<(&'static str, Vec<u8>)> {
    let world = packs.get("world").into_iter().flatten().filter(|(path, _)| path.ends_with(".tsv"));
    let table =
        |(path, bytes): &'_ (String, Vec<u8>)| Some((path.clone(), String::from_utf8(bytes.clone()).ok()?));
    let tables: Option<Vec<(String, String)>> = world.map(table).collect();
    let world = tables.and_then(|tables| {
        let tables: Vec<(&str, &str)> =
            tables.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        World::prepare(&tables).ok()
    });
    world.map(|bytes| ("world", bytes)).into_iter().collect()
}

// What the engine reads; builders, cards and licences stay outside of the binary.
fn collect(folder: &Path, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != "build" {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|kind| ["toml", "tsv", "rule", "bin"].iter().any(|each| kind == *each))
        {
            files.push(path.to_string_lossy().into_owned());
        }
    }
}
