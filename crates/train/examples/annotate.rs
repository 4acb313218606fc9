//! Prints CoNLL-U: `annotate LANGUAGE.toml MODEL given|raw FILE`, for the official scorer.
use std::sync::Arc;

use chancery_document::{Lexicon, Words};
use chancery_formats::conllu::conllu_of;
use chancery_language::{Language, Scratch};
use chancery_train::Treebank;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [toml, model, how, files @ ..] = &args[..] else {
        panic!("LANGUAGE.toml MODEL given|raw|text FILE...")
    };
    let toml = std::fs::read_to_string(toml).expect("readable");
    let language = Language::load(&toml, &std::fs::read(model).expect("readable")).expect("a good pack");
    let (mut scratch, mut seconds, mut count) = (Scratch::default(), 0.0, 0);
    for file in files {
        let bytes = String::from_utf8_lossy(&std::fs::read(file).expect("readable")).into_owned();
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let given = (how != "text").then(|| Treebank::parse(&bytes).given(&mut words));
        let text = given.as_ref().map_or(&bytes, |given| &given.text);
        let start = std::time::Instant::now();
        let (blocks, tokens) = match &given {
            Some(given) if how == "given" => (given.blocks.clone(), given.tokens.clone()),
            _ => {
                let blocks = language.layout(text);
                let tokens = language.segment(text, &blocks, &mut words);
                (blocks, tokens)
            }
        };
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        seconds += start.elapsed().as_secs_f64();
        count += tokens.spans.len();
        print!("{}", conllu_of(text, &words, &blocks, &tokens, &morphology, &syntax));
    }
    eprintln!("{count} tokens, {:.0} a second", count as f64 / seconds);
}
