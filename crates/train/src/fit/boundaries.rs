//! Fits the classifier of sentence ends.

use chancery_language::segment::{
    Cuts,
    boundary::{Place, features},
    pieces,
};
use chancery_model::Trainer;

use super::{Dice, tagger::best};
use crate::Treebank;

/// Learns from paragraphs rebuilt as running text, cut by the rules that will cut it in use.
pub(crate) fn fit(treebank: &Treebank, cuts: &Cuts) -> Trainer {
    let mut examples: Vec<(Vec<u32>, usize)> = Vec::new();
    let mut paragraph = String::new();
    let mut ends = Vec::new();
    let mut found = Vec::new();
    for (at, sentence) in treebank.sentences.iter().enumerate() {
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(&sentence.text);
        ends.push(paragraph.len() as u32);
        if treebank.sentences.get(at + 1).is_some_and(|next| !next.begins_paragraph) {
            continue;
        }
        found.clear();
        pieces(&paragraph, cuts, &mut found);
        let mut seen = Vec::new();
        for i in 0..found.len().saturating_sub(1) {
            if features(&paragraph, &found, i, cuts, &mut seen) == Place::Open {
                examples.push((seen.clone(), usize::from(ends.binary_search(&found[i].end).is_ok())));
            }
        }
        paragraph.clear();
        ends.clear();
    }
    let mut trainer = Trainer::new(vec!["no".to_owned(), "yes".to_owned()]);
    let mut dice = Dice::new(3);
    let mut scores = Vec::new();
    for _ in 0..10 {
        for at in dice.shuffle(examples.len()) {
            let (features, right) = &examples[at];
            trainer.score(features, &mut scores);
            trainer.tick();
            trainer.update(features, *right, best(&scores));
        }
    }
    trainer
}
