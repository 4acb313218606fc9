//! CoNLL-U treebanks, as training and scoring want them.

use std::{collections::BTreeMap, ops::Range};

use chancery_document::{Block, BlockId, Blocks, Id, Part, Span, TokenId, Tokens, Words};

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
    /// True if a paragraph or document begins here.
    pub begins_paragraph: bool,
    /// True if a document begins here.
    pub begins_document: bool,
    /// The document's name, where it begins here and has one.
    pub document: String,
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
                if let Some(name) = comment.strip_prefix("newdoc id = ") {
                    name.clone_into(&mut sentence.document);
                }
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

impl Treebank {
    /// The documents of each genre, in the order of their names. A document's name begins with its genre, in GUM after
    /// the treebank's own name: `GUM_news_nasa`, `weblog-typepad.com_x`.
    pub fn genres(&self) -> BTreeMap<String, Treebank> {
        let mut genres: BTreeMap<String, Treebank> = BTreeMap::new();
        let mut genre = String::new();
        for sentence in &self.sentences {
            if sentence.begins_document {
                let mut parts = sentence.document.split(['_', '-']).filter(|part| *part != "GUM");
                parts.next().unwrap_or_default().clone_into(&mut genre);
            }
            genres.entry(genre.clone()).or_default().sentences.push(sentence.clone());
        }
        genres
    }
}

/// A treebank as a document with its words given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The text: sentences of a paragraph joined by a space, a blank line before each paragraph.
    pub text: String,
    /// One block a paragraph.
    pub blocks: Blocks,
    /// The words of the treebank.
    pub tokens: Tokens,
}

impl Treebank {
    /// The raw text of the sentences, with their words where they stand in it.
    pub fn given(&self, words: &mut Words) -> Given {
        let mut given = Given::default();
        let mut start = 0;
        for (at, sentence) in self.sentences.iter().enumerate() {
            if at > 0 {
                if sentence.begins_paragraph {
                    given.close(start);
                    given.text.push_str("\n\n");
                    start = given.text.len();
                } else {
                    given.text.push(' ');
                }
            }
            let first = given.tokens.spans.len();
            sentence.place(given.text.len(), words, &mut given.tokens);
            given.text.push_str(&sentence.text);
            given.tokens.sentences.push(TokenId::new(first)..TokenId::new(given.tokens.spans.len()));
            given.tokens.blocks.push(BlockId::new(given.blocks.all.len()));
        }
        given.close(start);
        given
    }
}

impl Given {
    fn close(&mut self, start: usize) {
        self.blocks.all.push(Block { part: Part::Body, span: Span::at(start, self.text.len()) });
    }
}

impl Sentence {
    // Words of a contraction stand where their own letters are, or all where the contraction is.
    fn place(&self, start: usize, words: &mut Words, tokens: &mut Tokens) {
        let mut at = 0;
        let mut find = |surface: &str| {
            let found = self.text[at..].find(surface).map(|skip| (at + skip, at + skip + surface.len()));
            let (from, to) = found.unwrap_or((at, at));
            at = to;
            Span::at(start + from, start + to)
        };
        let mut shared: Option<Span> = None;
        for (i, word) in self.words.iter().enumerate() {
            let whole = self.contractions.iter().find(|(range, _)| range.contains(&i));
            let span = match whole {
                Some((range, surface)) => {
                    let parts = self.words[range.clone()].iter().map(|word| word.form.as_str());
                    if parts.collect::<String>() == *surface {
                        find(&word.form)
                    } else {
                        if i == range.start {
                            shared = Some(find(surface));
                        }
                        shared.unwrap_or(Span::at(start, start))
                    }
                }
                None => find(&word.form),
            };
            tokens.spans.push(span);
            tokens.forms.push(words.add(&word.form));
        }
    }

    fn row(&mut self, line: &str) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, _, feats, head, relation, _, misc] = columns[..] else { return };
        if let Some((first, last)) = id.split_once('-') {
            if let (Ok(first @ 1..), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
                self.contractions.push((first - 1..last.max(first), form.to_owned()));
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
    }
}
