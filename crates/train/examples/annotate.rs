//! Prints CoNLL-U: `annotate LANGUAGE.toml MODEL given|raw|text|quiet|sentences FILE...`, and the speed of each stage.
use std::{error::Error, sync::Arc, time::Instant};

use chancery_document::{Lexicon, Words};
use chancery_formats::conllu::conllu_of;
use chancery_language::{Language, Scratch};
use chancery_train::{Annotated, Start, Treebank};

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lists, model, how, files @ ..] = &args[..] else {
        return Err("LANGUAGE.toml MODEL given|raw|text|quiet|sentences FILE...".into());
    };
    let language = Language::load(&std::fs::read_to_string(lists)?, &std::fs::read(model)?)?;
    let mut scratch = Scratch::default();
    let (mut seconds, mut count) = ([0.0; 4], 0);
    for file in files {
        let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
        if how == "given" || how == "raw" {
            let treebank = Treebank::parse(&text);
            let start = if how == "given" { Start::Tokens } else { Start::Text };
            let annotated = Annotated::new(&language, &treebank, start);
            print!("{}", annotated.conllu());
            eprintln!("{}", annotated.score(&treebank));
            continue;
        }
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let mut last = Instant::now();
        let mut lap = |stage: usize| {
            let now = Instant::now();
            seconds[stage] += (now - last).as_secs_f64();
            last = now;
        };
        let blocks = language.layout(&text);
        lap(0);
        let tokens = language.segment(&text, &blocks, &mut words);
        lap(1);
        if how == "sentences" {
            for id in tokens.sentences.ids() {
                let part = blocks.all[tokens.blocks[id]].part.as_str();
                let sentence = tokens.cover(tokens.sentences[id].clone()).of(&text);
                println!("{file}\t{part}\t{:?}\t{sentence:?}", tokens.blocks[id]);
            }
            continue;
        }
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        lap(2);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        lap(3);
        count += tokens.spans.len();
        if how == "text" {
            print!("{}", conllu_of(&text, &words, &blocks, &tokens, &morphology, &syntax));
        }
    }
    if count > 0 {
        let total: f64 = seconds.iter().sum();
        let [layout, segment, tag, parse] = seconds.map(|each| 1e6 * each / count as f64);
        eprintln!(
            "{count} tokens, {:.0} a second; microseconds a token: layout {layout:.2}, segment {segment:.2}, tag and lemma {tag:.2}, parse {parse:.2}",
            count as f64 / total
        );
    }
    Ok(())
}
