//! What the labeller of names sees: each word by itself, beside its neighbours, in its tree, in its other places.

use std::ops::Range;

use chancery_document::{Id, Known, Symbol, Syntax, TokenId, Tokens, Upos, Words, each};
use chancery_model::{
    Error,
    hash::{bytes, feature, mix},
};
use rustc_hash::FxHashMap;

use super::{Lately, NameInput, WordLists, inner_hash};

/// How words looked that were seen lately.
pub(super) type Looks = Lately<Look>;

/// Words that are used alike, at three grains.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    of: FxHashMap<u32, [u16; 3]>,
}

impl Clusters {
    /// Puts words into clusters. Words are to be lower case.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, [u16; 3])>) -> Clusters {
        let mut of = FxHashMap::default();
        for (word, clusters) in words {
            of.entry(bytes(word.as_bytes()) as u32).or_insert(clusters);
        }
        Clusters { of }
    }

    /// Writes them as the bytes of a section: sorted by hash.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<(u32, [u16; 3])> =
            self.of.iter().map(|(&hash, &clusters)| (hash, clusters)).collect();
        rows.sort_unstable();
        let mut out = Vec::with_capacity(rows.len() * 10);
        for (hash, clusters) in rows {
            out.extend(hash.to_le_bytes());
            out.extend(clusters.iter().flat_map(|cluster| cluster.to_le_bytes()));
        }
        out
    }

    /// Reads what [`Clusters::to_bytes`] wrote.
    pub fn from_bytes(section: &[u8]) -> Result<Clusters, Error> {
        if !section.len().is_multiple_of(10) {
            return Err(Error::new("the clusters of names are cut short"));
        }
        let short = |row: &[u8], i: usize| u16::from_le_bytes([row[i], row[i + 1]]);
        let rows = section.chunks_exact(10).map(|row| {
            (
                u32::from_le_bytes([row[0], row[1], row[2], row[3]]),
                [short(row, 4), short(row, 6), short(row, 8)],
            )
        });
        Ok(Clusters { of: rows.collect() })
    }

    fn get(&self, word: u64) -> [u16; 3] {
        self.of.get(&(word as u32)).copied().unwrap_or([UNKNOWN; 3])
    }
}

const USUAL: u8 = 0;
const TITLED: u8 = 1;
const SHOUTED: u8 = 2;
const SMALL: u8 = 3;
const LOOSE: u8 = 4;

const UNKNOWN: u16 = u16::MAX;
const EDGE: u16 = u16::MAX - 1;

// How often a word's other places are looked at.
const OTHERS: usize = 3;

/// A document as the labeller sees it.
pub struct NameView<'a> {
    tokens: &'a Tokens,
    known: &'a Known,
    syntax: &'a Syntax,
    looks: Vec<Look>,
    words: &'a Words,
    folds: Vec<Fold>,
    casing: Vec<u8>,
}

// A word whatever its case: where it stands with a capital, the first few places, and whether it stands without one
// as well, and with one that no sentence asks for.
#[derive(Clone, Copy)]
struct Fold {
    places: [TokenId; OTHERS + 2],
    count: u8,
    lower: bool,
    capital: bool,
}

// What a word looks like by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    form: u64,
    lower: u64,
    shape: u64,
    clusters: [u16; 3],
    // Its place among the words of the document without regard to case.
    fold: u32,
    tag: u8,
    capital: bool,
    letters: bool,
    shouted: bool,
    // Has no capital because nobody cared.
    careless: bool,
    // In brackets: what was heard and not said.
    noted: bool,
    // Opens a bracket.
    opens: bool,
    // Has a capital or a digit, is tagged as a name, or is known to stand in names without any of these.
    strong: bool,
    // A sign that binds words.
    joins: bool,
    known: u8,
}

const NOTHING: Look = Look {
    form: 1,
    lower: 1,
    shape: 1,
    clusters: [EDGE; 3],
    fold: 0,
    tag: 99,
    capital: false,
    letters: false,
    shouted: false,
    careless: false,
    noted: false,
    opens: false,
    strong: false,
    joins: false,
    known: 0,
};

impl<'a> NameView<'a> {
    /// Looks at every word of a document once.
    pub fn new(input: NameInput<'a>, lists: &WordLists) -> NameView<'a> {
        NameView::remembered(input, lists, &mut Looks::default())
    }

    /// The same; `lately` has seen words only with these lists.
    pub(super) fn remembered(input: NameInput<'a>, lists: &WordLists, lately: &mut Looks) -> NameView<'a> {
        let NameInput { tokens, morphology, syntax, words, known } = input;
        let mut seen: FxHashMap<Symbol, Look> = FxHashMap::default();
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut looks: Vec<Look> = Vec::with_capacity(tokens.forms.len());
        for token in tokens.forms.ids() {
            let form = tokens.forms[token];
            let mut look = *seen.entry(form).or_insert_with(|| {
                let text = words.text(form);
                let hash = bytes(text.as_bytes());
                let look = *lately.get(hash, || Look::at(text, hash, lists));
                let next = numbers.len() as u32;
                Look { fold: *numbers.entry(look.lower).or_insert(next), ..look }
            });
            look.tag = morphology.tags[token] as u8;
            look.strong |= morphology.tags[token] == Upos::Propn;
            looks.push(look);
        }
        for hit in &known.hits {
            let kind = known.entries[hit.entries[0]].kind as u8;
            for (i, token) in each(hit.tokens.clone()).enumerate() {
                looks[token.index()].known = 1 + 2 * kind + u8::from(i > 0);
            }
        }
        let unseen = Fold { places: [TokenId::new(0); OTHERS + 2], count: 0, lower: false, capital: false };
        let folds = vec![unseen; numbers.len()];
        let casing = Vec::with_capacity(looks.len());
        let mut view = NameView { tokens, known, syntax, looks, words, folds, casing };
        for sentence in tokens.sentences.as_slice() {
            let casing = view.casing_of(sentence.clone());
            for (i, token) in each(sentence.clone()).enumerate() {
                view.casing.push(casing);
                let look = view.looks[token.index()];
                let fold = &mut view.folds[look.fold as usize];
                if !look.capital {
                    fold.lower = true;
                    continue;
                }
                fold.capital |= i > 0 && casing == USUAL;
                if let Some(place) = fold.places.get_mut(fold.count as usize) {
                    *place = token;
                    fold.count += 1;
                }
            }
        }
        view
    }

    /// True if a word may be part of a name; the others are not scored.
    pub fn may_be_named(&self, token: TokenId, sentence: &Range<TokenId>) -> bool {
        let i = token.index();
        if self.looks[i].noted && token > sentence.start && self.looks[i - 1].opens {
            return false;
        }
        if matches!(self.casing[i], SMALL | LOOSE) {
            return self.looks[i].letters;
        }
        let (start, end) = (sentence.start.index(), sentence.end.index());
        let strong = |j: usize| (start..end).contains(&j) && self.looks[j].strong;
        let after = || strong(i + 1) || strong(i + 2);
        let before = || i > 0 && strong(i - 1) || i > 1 && strong(i - 2);
        // "Ann-lee": what a hyphen or an apostrophe binds to a name.
        let joins = |j: usize| j > 0 && self.looks[j].joins && strong(j - 1);
        let joined = || joins(i) || i > 0 && joins(i - 1);
        strong(i) || strong(i + 1) || joined() || before() && after()
    }

    // How a sentence is written: all in capitals, a capital for nearly each word, without any, with few by one who
    // does not care ("i think", no capital at the start), or as usual.
    fn casing_of(&self, sentence: Range<TokenId>) -> u8 {
        let looks = &self.looks[sentence.start.index()..sentence.end.index()];
        let letters = looks.iter().filter(|look| look.letters).count();
        let shouted = looks.iter().filter(|look| look.shouted).count();
        let capital = looks.iter().filter(|look| look.capital).count();
        if letters > 2 && shouted * 10 >= letters * 9 {
            SHOUTED
        } else if letters > 2 && capital == 0 {
            SMALL
        } else if letters > 3 && capital * 10 >= letters * 8 {
            TITLED
        } else if letters > 2 && looks.iter().find(|look| look.letters).is_some_and(|look| !look.capital)
            || looks.iter().any(|look| look.careless)
        {
            LOOSE
        } else {
            USUAL
        }
    }

    /// Appends the features of a word.
    pub fn features(&self, token: TokenId, sentence: &Range<TokenId>, out: &mut Vec<u32>) {
        self.tell(token, sentence, out);
    }

    /// Tells the features of a word. Those that hang on the same few things go together.
    pub(super) fn tell(&self, token: TokenId, sentence: &Range<TokenId>, out: &mut impl Sink) {
        let i = token.index();
        let (start, end) = (sentence.start.index(), sentence.end.index());
        let at = |offset: isize| {
            let j = i.wrapping_add_signed(offset);
            if j >= start && j < end { &self.looks[j] } else { &NOTHING }
        };
        let (far, before, this, after, beyond) = (at(-2), at(-1), at(0), at(1), at(2));
        let middle = |look: &Look| u64::from(look.clusters[1]);

        // Each word by itself.
        out.group(key(1, &[this.form]), |out| {
            out.push(of(1, &[]));
            out.push(of(2, &[this.form]));
            out.push(of(3, &[this.lower]));
            out.push(of(8, &[this.shape]));
            let affixes = affixes(&self.words.text(self.tokens.forms[token]).to_lowercase());
            out.extend((21..).zip(affixes).map(|(template, affix)| of(template, &[affix])));
            out.extend((27..).zip(this.clusters).map(|(template, cluster)| of(template, &[cluster.into()])));
        });
        for (look, word, shape, clusters) in [(before, 4, 9, 30), (after, 5, 10, 33)] {
            out.group(key(word, &[look.form]), |out| {
                out.push(of(word, &[look.lower]));
                out.push(of(shape, &[look.shape]));
                let clusters = (clusters..).zip(look.clusters);
                out.extend(clusters.map(|(template, cluster)| of(template, &[cluster.into()])));
            });
        }
        for (look, word, cluster) in [(far, 6, 36), (beyond, 7, 37)] {
            out.group(key(word, &[look.form]), |out| {
                out.push(of(word, &[look.lower]));
                out.push(of(cluster, &[middle(look)]));
            });
        }

        // Words beside each other.
        out.group(key(11, &[before.shape, this.shape, after.shape]), |out| {
            out.push(of(11, &[before.shape, this.shape, after.shape]));
        });
        out.one(of(12, &[far.shape, before.shape, this.shape]));
        out.one(of(13, &[this.shape, after.shape, beyond.shape]));
        out.one(of(14, &[before.lower, this.lower]));
        out.one(of(15, &[this.lower, after.lower]));
        out.one(of(16, &[before.lower, this.shape]));
        out.one(of(17, &[this.shape, after.lower]));
        out.one(of(18, &[before.lower, after.lower]));
        out.one(of(19, &[far.lower, before.lower]));
        out.one(of(20, &[after.lower, beyond.lower]));
        out.one(of(38, &[middle(before), middle(this)]));
        out.one(of(39, &[middle(this), middle(after)]));
        out.one(of(40, &[middle(before), this.shape]));
        out.one(of(41, &[this.shape, middle(after)]));
        out.one(of(42, &[u64::from(before.clusters[2]), this.shape, middle(after)]));

        // Capitals.
        let (first, casing) = (u64::from(i == start), u64::from(self.casing[i]));
        let fold = &self.folds[this.fold as usize];
        let capitals = u64::from(fold.lower) | u64::from(fold.capital) << 1 | first << 2 | casing << 3;
        out.group(key(43, &[capitals, this.shape]), |out| {
            out.push(of(43, &[casing, this.shape, first]));
            out.push(of(44, &[capitals, this.shape]));
        });

        // Where a writer does not care for capitals, the word itself says more than its lack of one.
        if matches!(self.casing[i], SMALL | LOOSE) && !this.capital {
            out.group(key(57, &[this.form]), |out| {
                out.push(of(57, &[this.lower]));
                out.extend(
                    (58..).zip(this.clusters).map(|(template, cluster)| of(template, &[cluster.into()])),
                );
            });
            out.one(of(61, &[before.lower, middle(this)]));
            out.one(of(62, &[middle(before), middle(this)]));
            out.one(of(63, &[middle(this), middle(after)]));
        }

        // Parts of speech, and names of the packs.
        let [tag_far, tag_before, tag, tag_after, tag_beyond] =
            [far, before, this, after, beyond].map(|look| u64::from(look.tag));
        out.group(key(46, &[tag_before, tag, tag_after]), |out| {
            out.push(of(46, &[tag_before, tag]));
            out.push(of(47, &[tag, tag_after]));
            out.push(of(48, &[tag_before, tag, tag_after]));
        });
        out.one(of(49, &[tag_far, tag_before, tag]));
        out.one(of(50, &[tag, tag_after, tag_beyond]));
        let [known_before, known, known_after] = [before, this, after].map(|look| u64::from(look.known));
        let packs = known_before | known << 8 | known_after << 16 | tag << 24;
        out.group(key(52, &[packs, this.shape]), |out| {
            out.push(of(45, &[tag]));
            out.push(of(51, &[tag, this.shape]));
            out.push(of(52, &[known]));
            out.push(of(53, &[known, this.shape]));
            out.push(of(54, &[known_before, known, known_after]));
            out.push(of(55, &[known_before, tag, this.shape]));
            out.push(of(56, &[known_after, tag, this.shape]));
        });
        if let Some(hit) = self.known.at(token).filter(|_| known > 0) {
            for &entry in hit.entries.iter().take(3) {
                let begins = u64::from(hit.tokens.start == token);
                out.one(feature(120, self.known.entries[entry].kind as u64 * 2 + begins));
            }
        }
        self.governed(token, sentence, out);
        if this.capital {
            self.elsewhere(token, fold, out);
        }
    }

    // What the tree hangs a word on, and what the phrase that it is part of does in its clause.
    fn governed(&self, token: TokenId, sentence: &Range<TokenId>, out: &mut impl Sink) {
        let this = &self.looks[token.index()];
        let relation = |token: TokenId| mix(3, u64::from(self.syntax.relation(token).number()));
        let head = self.syntax.head(token);
        if !sentence.contains(&head) {
            return;
        }
        let pair = |template: u8, one: u64, other: u64| feature(template, mix(one, other));
        let look = &self.looks[head.index()];
        let side = u64::from(head > token) + 2 * u64::from(head.index().abs_diff(token.index()) == 1);
        out.group(key(210, &[relation(token), side, this.shape]), |out| {
            out.push(pair(210, relation(token), side));
            out.push(pair(211, relation(token), this.shape));
        });
        out.one(pair(212, look.lower, relation(token)));
        out.one(pair(213, u64::from(look.clusters[1]), mix(relation(token), this.shape)));
        // The top of the phrase: "of" the ministry, "for" the company.
        let mut top = token;
        for _ in 0..6 {
            let inner = matches!(
                self.syntax.relation(top).base(),
                "compound" | "flat" | "amod" | "nmod" | "case" | "det"
            );
            let head = self.syntax.head(top);
            if !inner || !sentence.contains(&head) || head == top {
                break;
            }
            top = head;
            if self.syntax.relation(top).base() == "nmod" {
                break;
            }
        }
        let above = self.syntax.head(top);
        if top != token {
            let look = &self.looks[top.index()];
            out.one(pair(214, look.lower, this.shape));
            out.one(pair(215, u64::from(look.clusters[1]), relation(token)));
            out.one(pair(216, look.shape, relation(token)));
        }
        if sentence.contains(&above) && above != top {
            let look = &self.looks[above.index()];
            out.one(pair(217, look.lower, relation(top)));
            out.one(pair(218, u64::from(look.clusters[1]), mix(relation(top), this.shape)));
        }
    }

    // What stands around the same word in other places of the document.
    fn elsewhere(&self, token: TokenId, fold: &Fold, out: &mut impl Sink) {
        let places = &fold.places[..fold.count as usize];
        for &place in places.iter().filter(|&&place| place != token).take(OTHERS) {
            let i = place.index();
            let sentence = &self.tokens.sentences[self.tokens.sentence_of(place)];
            let before = if place > sentence.start { &self.looks[i - 1] } else { &NOTHING };
            let after = if place.next() < sentence.end { &self.looks[i + 1] } else { &NOTHING };
            for (look, word, cluster) in [(before, 200, 202), (after, 201, 203)] {
                out.group(key(word, &[look.form]), |out| {
                    out.push(feature(word, look.lower));
                    out.push(feature(cluster, mix(u64::from(look.clusters[1]), look.shape)));
                });
            }
        }
    }
}

/// Where features go.
pub(super) trait Sink {
    /// One that hangs on much.
    fn one(&mut self, feature: u32);

    /// Some that hang on what is in the key and on nothing else, so that what they say can be remembered.
    fn group(&mut self, key: u64, features: impl FnOnce(&mut Vec<u32>));
}

/// One who learns wants them all.
impl Sink for Vec<u32> {
    fn one(&mut self, feature: u32) {
        self.push(feature);
    }

    fn group(&mut self, _: u64, features: impl FnOnce(&mut Vec<u32>)) {
        features(self);
    }
}

fn of(template: u8, parts: &[u64]) -> u32 {
    feature(template, parts.iter().fold(0, |seen, &part| mix(seen, part)))
}

fn key(group: u8, parts: &[u64]) -> u64 {
    parts.iter().fold(u64::from(group), |seen, &part| mix(seen, part))
}

impl Look {
    fn at(form: &str, hash: u64, lists: &WordLists) -> Look {
        let lower = form.to_lowercase();
        let word = bytes(lower.as_bytes());
        let letters = form.chars().any(char::is_alphabetic);
        let capital = form.chars().next().is_some_and(char::is_uppercase);
        let marked = capital || form.chars().any(|c| c.is_uppercase() || c.is_numeric());
        Look {
            strong: marked || lists.inner.as_ref().is_none_or(|inner| inner.contains(&inner_hash(&lower))),
            joins: matches!(form, "-" | "\u{2010}" | "\u{2011}" | "'" | "\u{2019}" | "\u{2018}" | "/" | "&"),
            form: hash,
            lower: word,
            shape: shape(form),
            clusters: lists.clusters.get(word),
            capital,
            careless: lists.careless.contains(&hash),
            noted: lists.noted.contains(&word),
            opens: matches!(form, "(" | "["),
            letters,
            shouted: letters && !form.chars().any(char::is_lowercase),
            ..NOTHING
        }
    }
}

impl Default for Look {
    fn default() -> Look {
        NOTHING
    }
}

// Hashes of the first and last two, three and four letters.
fn affixes(lower: &str) -> [u64; 6] {
    let mut affixes = [0; 6];
    let starts: Vec<usize> = lower.char_indices().map(|(at, _)| at).take(5).collect();
    let ends: Vec<usize> = lower.char_indices().rev().map(|(at, _)| at).take(5).collect();
    for k in 2..=4 {
        if starts.len() > k {
            affixes[k - 2] = bytes(&lower.as_bytes()[..starts[k]]);
            affixes[k + 1] = bytes(&lower.as_bytes()[ends[k - 1]..]);
        }
    }
    affixes
}

// Capitals, small letters and digits as classes, other signs as they are, at most three alike in a row.
fn shape(form: &str) -> u64 {
    let (mut shape, mut last, mut run, mut length) = (0, '\0', 0, 0);
    for c in form.chars() {
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_lowercase() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 3 {
            shape = mix(shape, u64::from(class));
            length += 1;
        }
        if length >= 14 {
            break;
        }
    }
    shape
}
