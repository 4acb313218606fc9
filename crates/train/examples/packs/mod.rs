//! Packs from a folder.

use std::{fs, io, path::Path};

use chancery::{PackFile, Packs};

/// All packs below a folder, as `chancery --packs` takes them.
pub(crate) fn packs(folder: &Path) -> io::Result<Packs> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    Ok(Packs::new(files))
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<PackFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if name != "build" {
                walk(&entry.path(), &format!("{prefix}{name}/"), files)?;
            }
        } else if [".toml", ".tsv", ".rule", ".bin"].iter().any(|ending| name.ends_with(ending)) {
            files.push(PackFile { path: format!("{prefix}{name}"), bytes: fs::read(entry.path())?.into() });
        }
    }
    Ok(())
}
