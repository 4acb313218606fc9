//! Tagging: part of speech, features and dictionary form of each word.
//!
//! The network of `encoder` where the model has one. Without it one classifier, greedy from left to right,
//! chooses among the pairs of part of speech and features that the treebanks show. It sees the word and its
//! neighbours by their letters, what the next words mostly are, and the tags it gave to the words before.

use chancery_document::{Features, Morphology, Tokens, Upos, Words};
use chancery_model::{Linear, Model, Scores, hash};
use rustc_hash::FxHashMap;

use crate::{Analyser, Error, Language, Scratch, lexeme::Lexeme};

impl Language {
    /// Says what each word is by itself.
    pub fn tag(&self, tokens: &Tokens, words: &mut Words, scratch: &mut Scratch) -> Morphology {
        let mut morphology = Morphology::default();
        match &self.analyser {
            Analyser::Network(network) => {
                network.read(tokens, words, &mut scratch.reading);
                morphology.tags = scratch.reading.tags.iter().copied().collect();
                morphology.features = scratch.reading.features.iter().copied().collect();
            }
            Analyser::Greedy(tagger, _) => {
                for sentence in tokens.sentences.as_slice() {
                    let forms = tokens.forms.slice(sentence.clone()).iter().map(|&form| words.text(form));
                    scratch.context.look(forms, tagger.usual());
                    tagger.tag(&mut scratch.context, &mut scratch.features, &mut scratch.scores);
                    for &class in &scratch.context.tags {
                        let (tag, features) = tagger.tags[class as usize];
                        morphology.tags.push(tag);
                        morphology.features.push(features);
                    }
                }
            }
        }
        for token in tokens.forms.ids() {
            let (tag, features) = (morphology.tags[token], morphology.features[token]);
            let known = self.lemmas.of(words.text(tokens.forms[token]), tag, features, &mut scratch.text);
            let lemma = if known { words.add(&scratch.text) } else { tokens.forms[token] };
            morphology.lemmas.push(lemma);
        }
        morphology
    }
}

/// The tagger's weights.
#[derive(Clone, Debug)]
pub struct Tagger {
    linear: Linear,
    tags: Vec<(Upos, Features)>,
    usual: Usual,
}

/// What frequent words mostly are, by the hash of their lower form.
#[derive(Clone, Debug, Default)]
pub struct Usual(FxHashMap<u32, u8>);

/// The words of a sentence as the tagger sees them.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Looks of the words, with two empty places before and after the sentence.
    pub looks: Vec<Lexeme>,
    /// What each mostly is, in the same places.
    pub usual: Vec<u8>,
    /// Classes given so far, in sentence order.
    pub tags: Vec<u8>,
}

/// Empty places on each side of a sentence.
pub const MARGIN: usize = 2;

impl Context {
    /// Looks at the words of a sentence.
    pub fn look<'a>(&mut self, forms: impl Iterator<Item = &'a str> + Clone, usual: &Usual) {
        self.looks.clear();
        self.usual.clear();
        self.tags.clear();
        self.looks.resize(MARGIN, Lexeme::default());
        self.usual.resize(MARGIN, 0);
        let shout = is_shout(forms.clone());
        for form in forms {
            let look = Lexeme::of(form, shout);
            self.usual.push(usual.of(look.lower));
            self.looks.push(look);
        }
        self.looks.resize(self.looks.len() + MARGIN, Lexeme::default());
        self.usual.resize(self.usual.len() + MARGIN, 0);
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.looks.len() - 2 * MARGIN
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The features of the next word to be tagged.
    pub fn features(&self, out: &mut Vec<u32>) {
        out.clear();
        let at = self.tags.len();
        let i = at + MARGIN;
        let w = &self.looks;
        let (one, two) = (&w[i - 1], &w[i - 2]);
        let (this, next, after) = (&w[i], &w[i + 1], &w[i + 2]);
        let tag = |back: usize| if at >= back { u64::from(self.tags[at - back]) + 1 } else { 0 };
        let (t1, t2) = (tag(1), tag(2));
        let (u0, u1, u2) =
            (u64::from(self.usual[i]), u64::from(self.usual[i + 1]), u64::from(self.usual[i + 2]));
        let mut put = |template: u8, seen: u64| out.push(hash::feature(template, seen));
        put(0, 0);
        put(1, this.exact);
        put(2, this.lower);
        for (n, &suffix) in this.suffixes.iter().enumerate() {
            if suffix != 0 {
                put(3 + n as u8, suffix);
            }
        }
        for (n, &prefix) in this.prefixes.iter().enumerate() {
            if prefix != 0 {
                put(9 + n as u8, prefix);
            }
        }
        put(12, hash::mix(this.shape, u64::from(at == 0)));
        put(13, hash::mix(this.shape, this.suffixes[2]));
        put(14, one.lower);
        put(15, two.lower);
        put(16, next.lower);
        put(17, after.lower);
        put(18, one.suffixes[2]);
        put(19, next.suffixes[2]);
        put(20, t1);
        put(21, hash::mix(t1, t2));
        put(22, hash::mix(t1, this.lower));
        put(23, hash::mix(one.lower, this.lower));
        put(24, hash::mix(this.lower, next.lower));
        put(25, hash::mix(t1, next.lower));
        put(26, hash::mix(t1, hash::mix(u0, u1)));
        put(27, hash::mix(u1, u2));
        put(28, hash::mix(this.suffixes[2], u1));
        put(29, hash::mix(t1, this.suffixes[1]));
        put(30, hash::mix(next.shape, this.shape));
        put(31, hash::mix(one.shape, this.shape));
        put(32, hash::mix(this.lower, u1));
        put(33, hash::mix(hash::mix(t1, t2), this.lower));
        put(34, hash::mix(one.lower, u1));
        put(35, hash::mix(t1, hash::mix(u1, u2)));
    }
}

/// True if a sentence is written in capitals: then capitals tell nothing.
fn is_shout<'a>(forms: impl Iterator<Item = &'a str>) -> bool {
    let (mut upper, mut lower) = (0, 0);
    for c in forms.flat_map(str::chars) {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper > 12 && lower * 10 < upper
}

impl Usual {
    /// From the hash of a lower form to what the word mostly is, never 0.
    pub fn new(usual: FxHashMap<u32, u8>) -> Usual {
        Usual(usual)
    }

    /// What a word mostly is; 0 for a word that is not known well.
    pub fn of(&self, lower: u64) -> u8 {
        self.0.get(&(lower as u32)).copied().unwrap_or(0)
    }

    /// Writes it as the bytes of a section.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rows: Vec<(u32, u8)> = self.0.iter().map(|(&hash, &usual)| (hash, usual)).collect();
        rows.sort_unstable();
        rows.into_iter().flat_map(|(hash, usual)| hash.to_le_bytes().into_iter().chain([usual])).collect()
    }

    fn from_bytes(bytes: &[u8]) -> Usual {
        let row = |row: &[u8]| (u32::from_le_bytes([row[0], row[1], row[2], row[3]]), row[4]);
        Usual(bytes.chunks_exact(5).map(row).collect())
    }
}

impl Tagger {
    /// The tagger of a model.
    pub fn from_model(model: &Model) -> Result<Tagger, Error> {
        let linear = Linear::from_bytes(model.section("tagger")?)?;
        let tags = linear.classes().iter().map(|class| read_class(class)).collect::<Result<_, Error>>()?;
        Ok(Tagger { linear, tags, usual: Usual::from_bytes(model.section("usual")?) })
    }

    /// What words mostly are.
    pub fn usual(&self) -> &Usual {
        &self.usual
    }

    /// The part of speech and features of each class.
    pub fn tags(&self) -> &[(Upos, Features)] {
        &self.tags
    }

    /// Tags the words looked at.
    pub fn tag(&self, context: &mut Context, features: &mut Vec<u32>, scores: &mut Scores) {
        for _ in 0..context.len() {
            context.features(features);
            self.linear.score(features, scores);
            context.tags.push(scores.best() as u8);
        }
    }
}

fn read_class(class: &str) -> Result<(Upos, Features), Error> {
    let (upos, features) = class.split_once('|').unwrap_or((class, "_"));
    let upos = Upos::named(upos)
        .ok_or_else(|| chancery_model::Error::new(format!("the tagger knows a part of speech {upos:?}")))?;
    Ok((upos, Features::parse(features).0))
}
