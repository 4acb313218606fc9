//! `chancery train`: the reader of a language, fitted to treebanks.

use std::fs;

use anyhow::{Context, ensure};
use chancery_train::{Depth, Effort, Treebank, refit};

use crate::{End, args, packs::text};

/// Fits and writes the model.
pub(crate) fn train(args: &args::Train) -> anyhow::Result<End> {
    let lists = text(&args.language.join("language.toml"))?;
    let path = args.language.join("model.bin");
    let before = path.exists().then(|| fs::read(&path)).transpose();
    let before = before.with_context(|| format!("cannot read {}", path.display()))?;
    let mut treebank = Treebank::default();
    for path in &args.treebanks {
        treebank.sentences.extend(Treebank::parse(&text(path)?).sentences);
    }
    ensure!(!treebank.sentences.is_empty(), "the treebanks hold no sentences");
    let depth = if args.quick { Depth::Quick } else { Depth::Whole(Effort::default()) };
    let told = |what: &str| anstream::eprintln!("chancery: {what}");
    let model = refit(&lists, before.as_deref(), &treebank, depth, told)?;
    let out = args.out.as_ref().unwrap_or(&path);
    fs::write(out, model).with_context(|| format!("cannot write {}", out.display()))?;
    anstream::eprintln!("chancery: {} is written", out.display());
    Ok(End::Well)
}
