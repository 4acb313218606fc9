//! `chancery check`: is a pack in order?

use std::{io::Write, path::Path};

use anyhow::Context;
use chancery::Engine;

use crate::{End, args, packs, terminal::out};

/// Parses a pack, with the other packs at hand, and runs the examples of its rules.
pub(crate) fn check(args: &args::Check, folder: Option<&Path>) -> anyhow::Result<End> {
    let path = args.pack.canonicalize().with_context(|| format!("cannot read {}", args.pack.display()))?;
    // A folder of packs has folders only; a pack has files of its own.
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let alone = path.read_dir()?.flatten().any(|entry| entry.path().is_file());
    let files = packs::files(&path, &if alone { format!("{name}/") } else { String::new() })?;
    let topics: Vec<String> = match alone {
        true => vec![name],
        false => chancery::Packs::new(files.clone()).names().into_iter().map(str::to_owned).collect(),
    };
    let mut packs = packs::packs(folder)?;
    files.into_iter().for_each(|file| packs.put(file));

    let engine = Engine::new(&packs)?;
    let checked = engine.check(&topics.iter().map(String::as_str).collect::<Vec<_>>());
    let mut out = out();
    for finding in &checked.findings {
        writeln!(out, "{}, line {}: \"{}\"", finding.rule, finding.line, finding.text)?;
        writeln!(out, "  {}\n", finding.message.replace('\n', "\n  "))?;
    }
    let (rules, examples, wrong) = (checked.rules, checked.examples, checked.findings.len());
    writeln!(out, "{}: {rules} rules, {examples} examples, {wrong} do not hold", topics.join(", "))?;
    out.flush()?;
    Ok(if wrong == 0 { End::Well } else { End::SomeFailed })
}
