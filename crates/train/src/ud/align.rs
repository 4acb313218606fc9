//! Which words of two readings of one text are the same word, and what they agree in.
//!
//! As the official scorer of Universal Dependencies has it (`udeval` of PyPI's `udtools`; compared to the last digit on
//! two dev sets, with words given and from raw text). Words are matched by where their letters stand, white space left
//! out; words inside a contraction by their forms.

use std::ops::Range;

use crate::{Treebank, Word};

/// Wanted, found, right.
pub(super) type Counts = [usize; 3];

/// Counts tokens, sentences, words, parts of speech, features, lemmas, heads, and heads with relations. Fails if the
/// two do not hold the same text.
pub(super) fn compare(gold: &Treebank, system: &Treebank) -> Result<[Counts; 8], String> {
    let (gold, system) = (Side::of(gold), Side::of(system));
    if gold.letters != system.letters {
        let same = gold.letters.chars().zip(system.letters.chars()).take_while(|(a, b)| a == b).count();
        let shown: String = gold.letters.chars().skip(same).take(20).collect();
        return Err(format!("the texts differ after {same} letters, where gold goes on {shown:?}"));
    }
    let pairs = align(&gold.words, &system.words);
    let mut partner = vec![None; gold.words.len()];
    pairs.iter().for_each(|&(g, s)| partner[g] = Some(s));
    let right = |same: &dyn Fn(&Placed, &Placed) -> bool| {
        let right = pairs.iter().filter(|(g, s)| same(&gold.words[*g], &system.words[*s])).count();
        [gold.words.len(), system.words.len(), right]
    };
    let attached = |g: &Placed, s: &Placed| match (g.head, s.head) {
        (None, None) => true,
        (Some(g), Some(s)) => partner[g] == Some(s),
        _ => false,
    };
    let base = |relation: &str| relation.split(':').next().unwrap_or_default().to_owned();
    Ok([
        spans(&gold.tokens, &system.tokens),
        spans(&gold.sentences, &system.sentences),
        right(&|_, _| true),
        right(&|g, s| g.word.upos == s.word.upos),
        right(&|g, s| universal(&g.word.feats) == universal(&s.word.feats)),
        right(&|g, s| g.word.lemma == "_" || g.word.lemma == s.word.lemma),
        right(&attached),
        right(&|g, s| attached(g, s) && base(&g.word.relation) == base(&s.word.relation)),
    ])
}

/// One of the two readings.
struct Side {
    letters: String,
    sentences: Vec<Range<usize>>,
    tokens: Vec<Range<usize>>,
    words: Vec<Placed>,
}

struct Placed {
    word: Word,
    span: Range<usize>,
    is_contracted: bool,
    head: Option<usize>,
}

impl Side {
    fn of(treebank: &Treebank) -> Side {
        let mut side = Side { letters: String::new(), sentences: vec![], tokens: vec![], words: vec![] };
        let mut at = 0;
        for sentence in &treebank.sentences {
            let (start, first) = (at, side.words.len());
            let mut i = 0;
            while i < sentence.words.len() {
                let contraction = sentence.contractions.iter().find(|(range, _)| range.start == i);
                let (end, surface) = match contraction {
                    Some((range, surface)) => (range.end.max(i + 1), surface.as_str()),
                    None => (i + 1, sentence.words[i].form.as_str()),
                };
                let before = at;
                for c in surface.chars().filter(|c| !c.is_whitespace()) {
                    side.letters.push(c);
                    at += 1;
                }
                side.tokens.push(before..at);
                for word in &sentence.words[i..end.min(sentence.words.len())] {
                    side.words.push(Placed {
                        word: word.clone(),
                        span: before..at,
                        is_contracted: contraction.is_some(),
                        head: word.head.checked_sub(1).map(|head| first + head),
                    });
                }
                i = end;
            }
            side.sentences.push(start..at);
        }
        side
    }
}

fn spans(gold: &[Range<usize>], system: &[Range<usize>]) -> Counts {
    let (mut g, mut s, mut right) = (0, 0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].start == system[s].start {
            right += usize::from(gold[g].end == system[s].end);
            g += 1;
            s += 1;
        } else if gold[g].start < system[s].start {
            g += 1;
        } else {
            s += 1;
        }
    }
    [gold.len(), system.len(), right]
}

fn universal(features: &str) -> Vec<&str> {
    const UNIVERSAL: [&str; 21] = [
        "Abbr", "Animacy", "Aspect", "Case", "Definite", "Degree", "Evident", "Foreign", "Gender", "Mood",
        "NumType", "Number", "Person", "Polarity", "Polite", "Poss", "PronType", "Reflex", "Tense",
        "VerbForm", "Voice",
    ];
    let mut features: Vec<&str> = features
        .split('|')
        .filter(|pair| pair.split('=').next().is_some_and(|name| UNIVERSAL.contains(&name)))
        .collect();
    features.sort_unstable();
    features
}

/// Pairs of words that are the same word.
fn align(gold: &[Placed], system: &[Placed]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].is_contracted || system[s].is_contracted {
            let (next_g, next_s) = contraction(gold, system, &mut g, &mut s);
            common(gold, g..next_g, system, s..next_s, &mut pairs);
            (g, s) = (next_g, next_s);
        } else if gold[g].span == system[s].span {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if gold[g].span.start <= system[s].span.start {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

// Moves to the first words of a contraction of either side, and tells where the words that it touches end.
fn contraction(gold: &[Placed], system: &[Placed], g: &mut usize, s: &mut usize) -> (usize, usize) {
    let mut end;
    if gold[*g].is_contracted {
        end = gold[*g].span.end;
        if !system[*s].is_contracted && system[*s].span.start < gold[*g].span.start {
            *s += 1;
        }
    } else {
        end = system[*s].span.end;
        if !gold[*g].is_contracted && gold[*g].span.start < system[*s].span.start {
            *g += 1;
        }
    }
    let beyond = |words: &[Placed], i: usize, end: usize| match words.get(i) {
        None => true,
        Some(word) if word.is_contracted => word.span.start >= end,
        Some(word) => word.span.end > end,
    };
    let (mut next_g, mut next_s) = (*g, *s);
    while !beyond(gold, next_g, end) || !beyond(system, next_s, end) {
        let first_is_gold = next_g < gold.len()
            && (next_s >= system.len() || gold[next_g].span.start <= system[next_s].span.start);
        let (words, next) = if first_is_gold { (gold, &mut next_g) } else { (system, &mut next_s) };
        if words[*next].is_contracted {
            end = end.max(words[*next].span.end);
        }
        *next += 1;
    }
    (next_g, next_s)
}

// The longest common run of forms, gaps allowed.
fn common(
    gold: &[Placed],
    g: Range<usize>,
    system: &[Placed],
    s: Range<usize>,
    pairs: &mut Vec<(usize, usize)>,
) {
    let same = |i: usize, j: usize| gold[i].word.form.to_lowercase() == system[j].word.form.to_lowercase();
    let width = s.len() + 1;
    let mut best = vec![0u32; (g.len() + 1) * width];
    for i in (0..g.len()).rev() {
        for j in (0..s.len()).rev() {
            best[i * width + j] = if same(g.start + i, s.start + j) {
                1 + best[(i + 1) * width + j + 1]
            } else {
                best[(i + 1) * width + j].max(best[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < g.len() && j < s.len() {
        if same(g.start + i, s.start + j) {
            pairs.push((g.start + i, s.start + j));
            i += 1;
            j += 1;
        } else if best[i * width + j] == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
}
