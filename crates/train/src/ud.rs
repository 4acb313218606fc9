//! Tags and trees against a treebank: words, sentences, parts of speech, features, lemmas, heads and relations.
//!
//! As the shared tasks count: what is found is compared with the treebank's words where both stand at the same
//! letters; relations without their subtypes, features without those of one language.

mod align;

use std::{fmt, sync::Arc};

use chancery_document::{Blocks, Lexicon, Morphology, Syntax, Tokens, Words};
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
        // The text is the treebank's own, so that the two cannot differ.
        let counts = align::compare(treebank, &Treebank::parse(&self.conllu())).unwrap_or_default();
        TreebankScores { counts }
    }
}

/// How well a language reads a treebank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreebankScores {
    // Wanted, found, right.
    counts: [[usize; 3]; MEASURES.len()],
}

const MEASURES: [&str; 8] = ["tokens", "sentences", "words", "UPOS", "UFeats", "lemmas", "UAS", "LAS"];

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

#[cfg(test)]
mod tests {
    use chancery_document::{Features, Id, Relation, TokenId};

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
        check("", "", "100 100 100 100 100 100 100 100");
        check("AUX", "VERB", "100 100 100 80 100 100 100 100");
        check("Case=Nom", "Case=Acc", "100 100 100 100 80 100 100 100");
        check("\tnot\t", "\tno\t", "100 100 100 100 100 80 100 100");
        check("4\tnsubj", "2\tnsubj", "100 100 100 100 100 100 80 80");
        check("nsubj", "obj", "100 100 100 100 100 100 100 80");
        check("advmod", "advmod:emph", "100 100 100 100 100 100 100 100");
    }
}
