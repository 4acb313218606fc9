//! Gathers the lemmatiser's tables.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chancery_language::lemma::{Lemmas, Rule, ending_keys, word_key};
use rustc_hash::FxHashMap;

use super::tagger::Classes;
use crate::Treebank;

type Counts = BTreeMap<u32, BTreeMap<Rule, usize>>;

// One type is evidence enough for an ending of so many letters.
const LONG: usize = 4;

/// Counts which rule makes the lemma of each form and of each ending, and keeps the best.
pub(crate) fn fit(treebank: &Treebank, classes: &Classes) -> Lemmas {
    let mut words: BTreeMap<u32, BTreeMap<(&str, &str), usize>> = BTreeMap::new();
    let mut endings = [Counts::new(), Counts::new()];
    let mut types = BTreeMap::new();
    for word in treebank.sentences.iter().flat_map(|sentence| &sentence.words) {
        if word.lemma == "_" && word.form != "_" {
            continue;
        }
        let (tag, features) = classes.tags[classes.of(word)];
        let pair = (word.form.as_str(), word.lemma.as_str());
        *words.entry(word_key(&word.form, tag, features)).or_default().entry(pair).or_default() += 1;
        let rule = Rule::between(&word.form, &word.lemma);
        types.entry((&word.form, tag, features.pairs().collect::<Vec<_>>(), rule)).or_insert(features);
    }
    // An ending speaks for words, not for how often they are said.
    for ((form, tag, _, rule), features) in &types {
        for (length, key) in ending_keys(form, *tag, *features) {
            let counts = &mut endings[usize::from(length >= LONG)];
            *counts.entry(key).or_default().entry(rule.clone()).or_default() += 1;
        }
    }
    let mut rules = Rules::default();
    let words = words.into_iter().map(|(key, pairs)| (key, rules.number(best_for(&pairs)))).collect();
    let mut table = FxHashMap::default();
    for (least, counts) in [2, 1].into_iter().zip(endings) {
        for (key, counts) in counts {
            let best = counts.into_iter().max_by_key(|(rule, count)| (*count, Reverse(rule.clone())));
            if let Some((rule, _)) = best.filter(|(_, count)| *count >= least) {
                table.insert(key, rules.number(rule));
            }
        }
    }
    Lemmas::new(rules.list(), words, table)
}

/// The rule that is right for the most occurrences of a word, be it written large or small.
fn best_for(pairs: &BTreeMap<(&str, &str), usize>) -> Rule {
    let mut out = String::new();
    let mut right = |rule: &Rule| -> usize {
        let fits = pairs.iter().filter(|((form, lemma), _)| {
            rule.apply(form, &mut out);
            out == *lemma
        });
        fits.map(|(_, count)| count).sum()
    };
    let rules: BTreeSet<Rule> = pairs.keys().map(|(form, lemma)| Rule::between(form, lemma)).collect();
    let best = rules.into_iter().max_by_key(|rule| (right(rule), Reverse(rule.clone())));
    best.expect("a word was seen at least once")
}

#[derive(Default)]
struct Rules(BTreeMap<Rule, u16>);

impl Rules {
    fn number(&mut self, rule: Rule) -> u16 {
        let next = u16::try_from(self.0.len()).expect("English has fewer rules than 65,536");
        *self.0.entry(rule).or_insert(next)
    }

    fn list(self) -> Vec<Rule> {
        let mut list: Vec<(u16, Rule)> = self.0.into_iter().map(|(rule, number)| (number, rule)).collect();
        list.sort();
        list.into_iter().map(|(_, rule)| rule).collect()
    }
}
