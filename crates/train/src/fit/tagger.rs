//! Fits the tagger.

use std::collections::BTreeMap;

use chancery_document::{Features, Upos};
use chancery_language::{
    lexeme,
    tag::{Context, Usual},
};
use chancery_model::{Scores, Trainer};
use rustc_hash::FxHashMap;

use super::{Dice, Effort};
use crate::{Sentence, Treebank, Word};

/// Mean weights below this are dropped.
pub(crate) const LEAST: f32 = 0.15;
/// Features updated fewer times are dropped.
pub(crate) const OFTEN: u32 = 3;

/// The pairs of part of speech and features that the tagger chooses among.
pub(crate) struct Classes {
    pub(crate) names: Vec<String>,
    pub(crate) tags: Vec<(Upos, Features)>,
    by_tag: BTreeMap<String, u8>,
    by_upos: BTreeMap<String, u8>,
}

impl Classes {
    /// The class of a word; the commonest of its part of speech where its own is too rare to be one.
    pub(crate) fn of(&self, word: &Word) -> usize {
        let name = class_name(word);
        let class = self.by_tag.get(&name).or_else(|| self.by_upos.get(&word.upos));
        usize::from(class.copied().unwrap_or(0))
    }
}

fn class_name(word: &Word) -> String {
    let telling = word.feats.split('|').filter(|pair| !pair.starts_with("Typo") && *pair != "_");
    let features: Vec<&str> = telling.collect();
    let features = if features.is_empty() { "_".to_owned() } else { features.join("|") };
    format!("{}|{}", word.upos, features)
}

/// The pairs that are frequent enough.
pub(crate) fn classes(treebank: &Treebank) -> Classes {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in treebank.sentences.iter().flat_map(|sentence| &sentence.words) {
        *counts.entry(class_name(word)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count >= 4).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(250);
    let names: Vec<String> = counts.into_iter().map(|(name, _)| name).collect();
    let mut classes =
        Classes { tags: Vec::new(), by_tag: BTreeMap::new(), by_upos: BTreeMap::new(), names: names.clone() };
    for (i, name) in names.iter().enumerate() {
        let (upos, features) = name.split_once('|').unwrap_or((name, "_"));
        classes.tags.push((Upos::named(upos).unwrap_or(Upos::X), Features::parse(features).0));
        classes.by_tag.insert(name.clone(), i as u8);
        classes.by_upos.entry(upos.to_owned()).or_insert(i as u8);
    }
    classes
}

/// What frequent words mostly are: the commonest part of speech, and the second where it is common too.
pub(crate) fn usual(treebank: &Treebank) -> Usual {
    let mut counts: FxHashMap<u32, [u32; 17]> = FxHashMap::default();
    for word in treebank.sentences.iter().flat_map(|sentence| &sentence.words) {
        if let Some(upos) = Upos::named(&word.upos) {
            counts.entry(lexeme::key(&word.form) as u32).or_default()[upos as usize] += 1;
        }
    }
    let row = |(key, counts): (u32, [u32; 17])| {
        let total: u32 = counts.iter().sum();
        let mut order: Vec<usize> = (0..17).collect();
        order.sort_by_key(|&upos| std::cmp::Reverse(counts[upos]));
        let (first, second) = (order[0], order[1]);
        let both = counts[second] * 10 >= total;
        // 15 x 15 pairs fit a byte with parts of speech that hardly ever come second folded away.
        let code = 1 + if both { 17 + (first * 14 + second.min(13)) % 230 } else { first };
        (total >= 4).then_some((key, code as u8))
    };
    Usual::new(counts.into_iter().filter_map(row).collect())
}

/// Fits a tagger to the sentences whose numbers are chosen.
pub(crate) fn fit(
    treebank: &Treebank,
    usual: &Usual,
    classes: &Classes,
    passes: usize,
    chosen: impl Fn(usize) -> bool,
) -> Trainer {
    let mut trainer = Trainer::new(classes.names.clone());
    let mut dice = Dice::new(1);
    let (mut context, mut features, mut scores) = (Context::default(), Vec::new(), Vec::new());
    for _ in 0..passes {
        for at in dice.shuffle(treebank.sentences.len()) {
            if !chosen(at) {
                continue;
            }
            let sentence = &treebank.sentences[at];
            look(&mut context, sentence, usual);
            for word in &sentence.words {
                context.features(&mut features);
                trainer.score(&features, &mut scores);
                trainer.tick();
                let (right, best) = (classes.of(word), best(&scores));
                trainer.update(&features, right, best);
                context.tags.push(best as u8);
            }
        }
    }
    trainer
}

/// Tags each part of the treebank by a tagger fitted to the others. One list of classes a sentence.
pub(crate) fn jackknife(
    treebank: &Treebank,
    usual: &Usual,
    classes: &Classes,
    effort: Effort,
) -> Vec<Vec<u8>> {
    let mut tags = vec![Vec::new(); treebank.sentences.len()];
    let folds = effort.folds.max(2);
    // Blocks of neighbours, so that a text is either seen or unseen.
    let fold = |at: usize| at / 50 % folds;
    for part in 0..folds {
        let linear =
            fit(treebank, usual, classes, effort.tagger.min(5), |at| fold(at) != part).finish(OFTEN, LEAST);
        let (mut context, mut features, mut scores) = (Context::default(), Vec::new(), Scores::default());
        for (at, sentence) in treebank.sentences.iter().enumerate().filter(|(at, _)| fold(*at) == part) {
            look(&mut context, sentence, usual);
            for _ in 0..context.len() {
                context.features(&mut features);
                scores.clear(&linear);
                features.iter().for_each(|&feature| linear.add(feature, &mut scores));
                context.tags.push(scores.best() as u8);
            }
            tags[at].clone_from(&context.tags);
        }
    }
    tags
}

pub(crate) fn look(context: &mut Context, sentence: &Sentence, usual: &Usual) {
    context.look(sentence.words.iter().map(|word| word.form.as_str()), usual);
}

pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = class;
        }
    }
    best
}
