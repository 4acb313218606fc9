//! Gathers the lemmatiser's tables.

use std::collections::BTreeMap;

use chancery_language::lemma::{Lemmas, Rule, ending_keys, word_key};
use rustc_hash::FxHashMap;

use super::tagger::Classes;
use crate::Treebank;

type Counts = BTreeMap<u32, BTreeMap<Rule, usize>>;

/// Counts which rule makes the lemma of each form and of each ending, and keeps the commonest.
pub(crate) fn fit(treebank: &Treebank, classes: &Classes) -> Lemmas {
    let mut words = Counts::new();
    let mut endings = Counts::new();
    let mut types = BTreeMap::new();
    for word in treebank.sentences.iter().flat_map(|sentence| &sentence.words) {
        if word.lemma == "_" && word.form != "_" {
            continue;
        }
        let (tag, features) = classes.tags[classes.of(word)];
        let rule = Rule::between(&word.form, &word.lemma);
        *words.entry(word_key(&word.form, tag, features)).or_default().entry(rule.clone()).or_default() += 1;
        *types
            .entry((word.form.clone(), tag, features.pairs().collect::<Vec<_>>(), rule))
            .or_insert((features, 0)) = (features, 1);
    }
    // An ending speaks for words, not for how often they are said.
    for ((form, tag, _, rule), (features, _)) in &types {
        for key in ending_keys(form, *tag, *features) {
            *endings.entry(key).or_default().entry(rule.clone()).or_default() += 1;
        }
    }
    let mut rules: BTreeMap<Rule, u16> = BTreeMap::new();
    let mut keep = |counts: Counts, least: usize| -> FxHashMap<u32, u16> {
        let mut table = FxHashMap::default();
        for (key, counts) in counts {
            let Some((rule, count)) =
                counts.into_iter().max_by_key(|(rule, count)| (*count, std::cmp::Reverse(rule.clone())))
            else {
                continue;
            };
            if count >= least && rules.len() < usize::from(u16::MAX) {
                let next = rules.len() as u16;
                table.insert(key, *rules.entry(rule).or_insert(next));
            }
        }
        table
    };
    let words = keep(words, 1);
    let endings = keep(endings, 2);
    let mut list: Vec<(u16, Rule)> = rules.into_iter().map(|(rule, number)| (number, rule)).collect();
    list.sort();
    Lemmas::new(list.into_iter().map(|(_, rule)| rule).collect(), words, endings)
}
