//! Fits the English reader: `fit LANGUAGE.toml OUT FILE.conllu...`; `fit quick ...` keeps tagger and parser.
use std::{error::Error, fs, path::PathBuf, time::Instant};

use chancery_train::{Depth, Effort, Treebank, refit};

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).peekable();
    let quick = args.next_if_eq("quick").is_some();
    let paths: Vec<PathBuf> = args.map(PathBuf::from).collect();
    let [lists, out, data @ ..] = &paths[..] else { return Err("LANGUAGE.toml OUT FILE.conllu...".into()) };
    let mut treebank = Treebank::default();
    for path in data {
        treebank.sentences.extend(Treebank::parse(&fs::read_to_string(path)?).sentences);
    }
    let depth = if quick { Depth::Quick } else { Depth::Whole(Effort::default()) };
    let start = Instant::now();
    let progress = |what: &str| eprintln!("{:6.1} s  {what}", start.elapsed().as_secs_f64());
    let model =
        refit(&fs::read_to_string(lists)?, fs::read(out).ok().as_deref(), &treebank, depth, progress)?;
    fs::write(out, model)?;
    eprintln!("{:6.1} s  done", start.elapsed().as_secs_f64());
    Ok(())
}
