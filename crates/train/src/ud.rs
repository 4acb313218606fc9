//! Tags and trees against a treebank: words, sentences, parts of speech, features, lemmas, heads and relations.
//!
//! As the shared tasks count: what is found is compared with the treebank's words where both stand at the same
//! letters; relations without their subtypes.

use std::{collections::BTreeMap, fmt, sync::Arc};

use chancery_document::{
    Blocks, Features, Id, Lexicon, Morphology, Relation, SentenceId, Syntax, TokenId, Tokens, Words,
};
use chancery_formats::conllu::conllu_of;
use chancery_language::{Language, Scratch};

use crate::Treebank;

/// Where the language begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the text: it finds sentences and words itself.
    Text,
    /// With the treebank's own sentences and words.
    Tokens,
}

/// A text as a language saw it.
#[derive(Clone, Debug)]
pub struct Annotated {
    text: String,
    words: Words,
    blocks: Blocks,
    tokens: Tokens,
    morphology: Morphology,
    syntax: Syntax,
}

impl Annotated {
    /// Lets a language read the text of a treebank.
    pub fn new(language: &Language, treebank: &Treebank, start: Start) -> Annotated {
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let given = treebank.given(&mut words);
        let (blocks, tokens) = match start {
            Start::Tokens => (given.blocks, given.tokens),
            Start::Text => {
                let blocks = language.layout(&given.text);
                let tokens = language.segment(&given.text, &blocks, &mut words);
                (blocks, tokens)
            }
        };
        let mut scratch = Scratch::default();
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        Annotated { text: given.text, words, blocks, tokens, morphology, syntax }
    }

    /// It as CoNLL-U.
    pub fn conllu(&self) -> String {
        conllu_of(&self.text, &self.words, &self.blocks, &self.tokens, &self.morphology, &self.syntax)
    }

    /// How well it agrees with the treebank.
    pub fn score(&self, treebank: &Treebank) -> TreebankScores {
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let gold = treebank.given(&mut words).tokens;
        let mut scores = TreebankScores { counts: [[0; 3]; MEASURES.len()] };
        let pairs = pairs(&gold, &self.tokens);
        let bounds = |tokens: &Tokens| -> Vec<(u32, u32)> {
            let cover = |id: SentenceId| tokens.cover(tokens.sentences[id].clone());
            tokens.sentences.ids().map(cover).map(|span| (span.start(), span.end())).collect()
        };
        let (wanted, got) = (bounds(&gold), bounds(&self.tokens));
        let found: std::collections::BTreeSet<_> = got.iter().collect();
        let right = wanted.iter().filter(|bounds| found.contains(bounds)).count();
        scores.counts[0] = [wanted.len(), got.len(), right];
        let total = [gold.spans.len(), self.tokens.spans.len()];
        for counts in &mut scores.counts[1..] {
            *counts = [total[0], total[1], 0];
        }
        let mut number = 0;
        for sentence in &treebank.sentences {
            let first = number;
            for word in &sentence.words {
                let (gold, found) = (number, pairs.get(&number).copied().map(TokenId::new));
                number += 1;
                let Some(found) = found else { continue };
                let head = self.syntax.head(found);
                let head = (head != found).then(|| head.index());
                let wanted = (word.head > 0).then(|| pairs.get(&(first + word.head - 1)).copied());
                let attached = match (wanted, head) {
                    (None, None) => true,
                    (Some(wanted), Some(head)) => wanted == Some(head),
                    _ => false,
                };
                let base = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
                let relation = match head {
                    None => Relation::ROOT,
                    Some(_) => self.syntax.relation(found),
                };
                let same = base(relation.as_str()) == base(&word.relation);
                let lemma = self.words.text(self.morphology.lemmas[found]);
                let holds = [
                    true,
                    self.morphology.tags[found].as_str() == word.upos,
                    universal(self.morphology.features[found]) == universal(Features::parse(&word.feats).0),
                    word.lemma == "_" || lemma == word.lemma,
                    attached,
                    attached && same,
                ];
                debug_assert!(gold < total[0], "the treebank's words are counted as its tokens are");
                for (counts, holds) in scores.counts[1..].iter_mut().zip(holds) {
                    counts[2] += usize::from(holds);
                }
            }
        }
        scores
    }
}

// The shared tasks leave out features that not all treebanks have.
fn universal(features: Features) -> Vec<&'static str> {
    const LEFT_OUT: [&str; 4] = ["ExtPos", "NumForm", "Style", "Typo"];
    features.pairs().filter(|pair| !LEFT_OUT.iter().any(|name| pair.starts_with(name))).collect()
}

/// How well a language reads a treebank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreebankScores {
    // Wanted, found, right.
    counts: [[usize; 3]; MEASURES.len()],
}

const MEASURES: [&str; 7] = ["sentences", "words", "UPOS", "UFeats", "lemmas", "UAS", "LAS"];

impl TreebankScores {
    /// F1 of each measure, in percent.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let f1 = |[wanted, found, right]: [usize; 3]| 200.0 * right as f64 / (wanted + found).max(1) as f64;
        MEASURES.into_iter().zip(self.counts).map(move |(name, counts)| (name, f1(counts)))
    }
}

impl fmt::Display for TreebankScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.figures().map(|(name, f1)| format!("{name} {f1:.2}")).collect();
        f.write_str(&told.join("  "))
    }
}

// Which found word stands at the letters of each of the treebank's; of several at the same letters the first with the
// first.
fn pairs(gold: &Tokens, found: &Tokens) -> BTreeMap<usize, usize> {
    let key = |tokens: &Tokens| {
        let mut keys = Vec::with_capacity(tokens.spans.len());
        for (at, span) in tokens.spans.as_slice().iter().enumerate() {
            let before = tokens.spans.as_slice()[..at].iter().rev().take_while(|each| *each == span).count();
            keys.push((span.start(), span.end(), before));
        }
        keys
    };
    let found: BTreeMap<_, usize> = key(found).into_iter().enumerate().map(|(at, key)| (key, at)).collect();
    let pair = |(at, key): (usize, _)| found.get(&key).map(|&other| (at, other));
    key(gold).into_iter().enumerate().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "# text = She can't go.\n1\tShe\tshe\tPRON\t_\tCase=Nom\t4\tnsubj\t_\t_\n\
        2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tca\tcan\tAUX\t_\t_\t4\taux\t_\t_\n3\tn't\tnot\tPART\t_\t_\t4\tadvmod\t_\t_\n\
        4\tgo\tgo\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_\n\n";

    // A treebank scored against itself with some of its columns spoilt.
    fn check(from: &str, to: &str, expect: &str) {
        let spoilt = Treebank::parse(&SENTENCE.replace(from, to));
        let mut words = Words::new(Arc::new(Lexicon::default()));
        let given = spoilt.given(&mut words);
        let all = &spoilt.sentences[0].words;
        let named = |at: usize| Relation::named(&all[at].relation).unwrap_or(Relation::DEP);
        let head = |at: usize| TokenId::new(if all[at].head == 0 { at } else { all[at].head - 1 });
        let syntax = Syntax::new((0..5).map(head).collect(), (0..5).map(named).collect());
        let morphology = Morphology {
            lemmas: all.iter().map(|word| words.add(&word.lemma)).collect(),
            tags: all.iter().filter_map(|word| chancery_document::Upos::named(&word.upos)).collect(),
            features: all.iter().map(|word| Features::parse(&word.feats).0).collect(),
        };
        let own = Annotated {
            text: given.text,
            words,
            blocks: given.blocks,
            tokens: given.tokens,
            morphology,
            syntax,
        };
        let figures: Vec<String> =
            own.score(&Treebank::parse(SENTENCE)).figures().map(|(_, f1)| format!("{f1:.0}")).collect();
        assert_eq!(figures.join(" "), expect, "{from} -> {to}");
    }

    #[test]
    fn each_column_is_scored() {
        check("", "", "100 100 100 100 100 100 100");
        check("AUX", "VERB", "100 100 80 100 100 100 100");
        check("Case=Nom", "Case=Acc", "100 100 100 80 100 100 100");
        check("\tnot\t", "\tno\t", "100 100 100 100 80 100 100");
        check("4\tnsubj", "2\tnsubj", "100 100 100 100 100 80 80");
        check("nsubj", "obj", "100 100 100 100 100 100 80");
        check("advmod", "advmod:emph", "100 100 100 100 100 100 100");
    }
}
