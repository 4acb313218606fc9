//! CoNLL-U treebanks, as training and scoring want them.

use std::ops::Range;

/// A word of a treebank.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// The form.
    pub form: String,
    /// The dictionary form.
    pub lemma: String,
    /// Universal part of speech, as written.
    pub upos: String,
    /// Features, as written.
    pub feats: String,
    /// The position of the governor in the sentence, from 1; 0 for the root.
    pub head: usize,
    /// The relation, as written.
    pub relation: String,
    /// The last column.
    pub misc: String,
}

/// A sentence of a treebank.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// The raw text.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Surface tokens of several words: which words, and the surface form.
    pub contractions: Vec<(Range<usize>, String)>,
    /// For each word, true if its surface token is followed by a space (of a contraction: its last word).
    pub space_after: Vec<bool>,
    /// True if a paragraph or document begins here.
    pub begins_paragraph: bool,
    /// True if a document begins here.
    pub begins_document: bool,
}

/// All sentences of some files.
#[derive(Clone, Debug, Default)]
pub struct Treebank {
    /// The sentences, in order.
    pub sentences: Vec<Sentence>,
}

impl Treebank {
    /// Reads CoNLL-U text; empty nodes are left out.
    pub fn parse(conllu: &str) -> Treebank {
        let mut treebank = Treebank::default();
        let mut sentence = Sentence::default();
        for line in conllu.lines().chain([""]) {
            if let Some(comment) = line.strip_prefix('#') {
                let comment = comment.trim();
                sentence.begins_paragraph |= comment.starts_with("newpar") || comment.starts_with("newdoc");
                sentence.begins_document |= comment.starts_with("newdoc");
                if let Some(text) = comment.strip_prefix("text = ") {
                    text.clone_into(&mut sentence.text);
                }
            } else if line.trim().is_empty() {
                if !sentence.words.is_empty() {
                    treebank.sentences.push(std::mem::take(&mut sentence));
                }
            } else {
                sentence.row(line);
            }
        }
        treebank
    }
}

impl Sentence {
    fn row(&mut self, line: &str) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, _, feats, head, relation, _, misc] = columns[..] else { return };
        let space = !misc.split('|').any(|pair| pair == "SpaceAfter=No");
        if let Some((first, last)) = id.split_once('-') {
            if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
                self.contractions.push((first - 1..last, format!("{form}{}", if space { " " } else { "" })));
            }
            return;
        }
        if id.contains('.') {
            return;
        }
        self.words.push(Word {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: upos.to_owned(),
            feats: feats.to_owned(),
            head: head.parse().unwrap_or(0),
            relation: relation.to_owned(),
            misc: misc.to_owned(),
        });
        let at = self.words.len() - 1;
        let space = match self.contractions.last() {
            Some((range, surface)) if range.contains(&at) => at + 1 == range.end && surface.ends_with(' '),
            _ => space,
        };
        self.space_after.push(space);
    }
}
