//! Names: reads labelled articles, fits the labeller of `chancery_language::name`, and scores it.
//!
//! Sets with fewer types than ours teach what they know: where one leaves a word unlabelled, or labels it
//! with a type that covers several of ours, every label it allows is as right as the others (the chain's
//! likelihood is summed over all of them).

use std::fmt;

use chancery_document::{Id, Known, Morphology, Reading, Span, Syntax, TokenId, Tokens, Words, each};
use chancery_language::{
    Language, Scratch,
    name::{
        Clusters, FORBIDDEN, NAME_LABELS as L, NAME_TYPES, NameInput, NameView, NamedSpan, StateWeights,
        WordLists, inner_hash, may_follow,
    },
};
use chancery_model::Linear;
use rustc_hash::{FxHashMap, FxHashSet};

/// A text and its names.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// The text, put together from the words of the set.
    pub text: String,
    /// Where names stand, and which types each may have, as bits.
    pub names: Vec<(Span, u16)>,
    /// Types that words outside all names may have all the same, because the set does not label them.
    pub unlabelled: u16,
}

const ALL: u16 = (1 << NAME_TYPES.len()) - 1;
const PERSON: u16 = 1;
const ORGANISATION: u16 = 2;
const PLACE: u16 = 4 | 8;
const OTHER: u16 = 16 | 32 | 64;

/// Reads an article of `ner/worldwide`: a word and its label a line, blank lines between paragraphs. A name within a
/// name has a further label ("Columbia", of an organisation that bears a place's name): the outer ones count.
pub fn worldwide(tsv: &str) -> Article {
    let mut article = Builder::default();
    for line in tsv.lines() {
        let mut columns = line.split('\t');
        let (word, label) = (columns.next().unwrap_or_default(), columns.next().unwrap_or("O"));
        if word.trim().is_empty() {
            article.paragraph();
            continue;
        }
        let (begins, name) = label.trim().split_once('-').unwrap_or(("O", ""));
        let types = NAME_TYPES.iter().position(|each| *each == name).map_or(0, |i| 1 << i);
        article.word(word.trim(), types, begins == "B");
    }
    article.finish(0)
}

/// Reads the documents of a Universal NER file (person, organisation, place; others as one).
pub fn universal(iob2: &str) -> Vec<Article> {
    let mut articles = Vec::new();
    let mut article = Builder::default();
    for line in iob2.lines() {
        if line.starts_with("# newdoc") {
            articles.push(std::mem::take(&mut article).finish(ALL & !PERSON & !ORGANISATION & !4));
        }
        if line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, word, label, ..] = columns[..] else {
            article.paragraph();
            continue;
        };
        let types = match label.get(2..) {
            Some("PER") => PERSON,
            Some("ORG") => ORGANISATION,
            Some("LOC") => PLACE,
            _ => 0,
        };
        article.word(word, types, label.starts_with('B'));
    }
    articles.push(article.finish(ALL & !PERSON & !ORGANISATION & !4));
    articles.retain(|article| !article.text.is_empty());
    articles
}

/// Reads the documents of WikiGold (person, organisation, place, miscellaneous; no begin labels).
pub fn wikigold(conll: &str) -> Vec<Article> {
    let mut articles = Vec::new();
    let mut article = Builder::default();
    let mut last = "";
    for line in conll.lines() {
        let (word, label) = line.rsplit_once(' ').unwrap_or((line, ""));
        if word.trim().is_empty() {
            article.paragraph();
            last = "";
            continue;
        }
        if word == "-DOCSTART-" {
            articles.push(std::mem::take(&mut article).finish(ALL & !(ALL >> 2)));
            continue;
        }
        let types = match label {
            "I-PER" => PERSON,
            "I-ORG" => ORGANISATION,
            "I-LOC" => PLACE,
            "I-MISC" => OTHER,
            _ => 0,
        };
        article.word(word, types, label != last);
        last = label;
    }
    articles.push(article.finish(ALL & !(ALL >> 2)));
    articles.retain(|article| !article.text.is_empty());
    articles
}

// Puts a text together again from words that were cut at each sign.
#[derive(Default)]
struct Builder {
    text: String,
    names: Vec<(Span, u16)>,
    going_on: bool,
    open_quote: bool,
}

impl Builder {
    fn paragraph(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push_str("\n\n");
        }
        (self.going_on, self.open_quote) = (false, false);
    }

    fn word(&mut self, word: &str, types: u16, begins: bool) {
        if self.space_before(word) {
            self.text.push(' ');
        }
        if word == "\"" {
            self.open_quote = !self.open_quote;
        }
        let start = self.text.len();
        self.text.push_str(word);
        let span = Span::at(start, self.text.len());
        match self.names.last_mut() {
            Some((name, of)) if types != 0 && self.going_on && !begins && *of == types => {
                *name = name.cover(span)
            }
            _ if types != 0 => self.names.push((span, types)),
            _ => {}
        }
        self.going_on = types != 0;
    }

    // The usual spacing of print. Wrong at times ("5 - 10"), but the same words come out of it.
    fn space_before(&self, word: &str) -> bool {
        let Some(last) = self.text.chars().next_back().filter(|c| !c.is_whitespace()) else { return false };
        let mut letters = self.text.chars().rev().skip(1);
        let initial = last == '.'
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_none_or(|c| !c.is_alphanumeric());
        match word {
            "." | "," | ";" | ":" | "?" | "!" | ")" | "]" | "”" | "’" | "%" | "-" | "/" | "'" => false,
            "\"" => !self.open_quote,
            _ if word.starts_with(['\'', '’']) || word == "n't" || word == "n’t" => false,
            _ if initial && word.len() == 1 && word.chars().all(char::is_uppercase) => false,
            "s" | "t" | "re" | "ve" | "ll" | "d" | "m" if last == '’' => false,
            _ if last == '"' => !self.open_quote,
            _ => !matches!(last, '(' | '[' | '“' | '‘' | '$' | '-' | '/' | '@' | '#' | '£' | '€'),
        }
    }

    fn finish(self, unlabelled: u16) -> Article {
        Article { text: self.text, names: self.names, unlabelled }
    }
}

/// Copies of every `nth` article with its paragraphs in capitals or with a capital for each word by turns, so
/// that headlines are no foreign tongue.
pub fn headlines(articles: &[Article], nth: usize) -> Vec<Article> {
    let shout = |text: &str| -> String {
        let mut turn = false;
        let mut start = true;
        text.chars()
            .map(|c| {
                if c == '\n' {
                    turn = !turn;
                }
                let upper = turn || start;
                start = !c.is_alphanumeric() && c != '\'' && c != '’';
                let mut capital = c.to_uppercase();
                match (capital.next(), capital.next()) {
                    (Some(one), None) if upper && one.len_utf8() == c.len_utf8() => one,
                    _ => c,
                }
            })
            .collect()
    };
    let some = articles.iter().step_by(nth);
    some.map(|article| Article { text: shout(&article.text), ..article.clone() }).collect()
}

/// Copies of every `nth` article without capitals, as many write where nobody corrects them.
fn careless(articles: &[Article], nth: usize) -> Vec<Article> {
    let small = |c: char| {
        let mut small = c.to_lowercase();
        small.next().filter(|one| one.len_utf8() == c.len_utf8() && small.next().is_none()).unwrap_or(c)
    };
    if nth == 0 {
        return Vec::new();
    }
    let some = articles.iter().step_by(nth);
    some.map(|article| Article { text: article.text.chars().map(small).collect(), ..article.clone() })
        .collect()
}

/// The layers that the labeller looks at.
pub struct Layers {
    /// The words.
    pub words: Words,
    /// Where they stand.
    pub tokens: Tokens,
    /// What each is.
    pub morphology: Morphology,
    /// Their trees.
    pub syntax: Syntax,
    /// Names of the packs.
    pub known: Known,
}

impl Layers {
    /// The layers as the labeller wants them.
    pub fn input(&self) -> NameInput<'_> {
        let Layers { words, tokens, morphology, syntax, known } = self;
        NameInput { tokens, morphology, syntax, words, known }
    }
}

/// A sentence ready to learn from: features and the network's state of each word, the labels it may have, and those
/// that the set says it has, as bits.
struct Lesson {
    features: Vec<Vec<u32>>,
    states: Vec<i8>,
    open: Vec<u32>,
    allowed: Vec<u32>,
}

/// How to fit.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Rounds over all sentences.
    pub rounds: usize,
    /// Features seen fewer times are dropped.
    pub least: u32,
    /// Step size, and the pull of weights to zero: absolute and squared.
    pub pace: f32,
    /// Absolute pull.
    pub absolute: f32,
    /// Squared pull.
    pub squared: f32,
    /// Which of the orders of the lessons: fits of unlike orders make a mean.
    pub seed: u64,
    /// Of how many articles one is told once more without capitals; 0 for none.
    pub careless: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { rounds: 7, least: 2, pace: 0.05, absolute: 0.5, squared: 1.0, seed: 0, careless: 8 }
    }
}

/// What was fitted, as the bytes of sections.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Those of `NameModel::SECTIONS`.
    pub sections: [Vec<u8>; 3],
    /// Those of `NameModel::MORE_SECTIONS`.
    pub more_sections: [Vec<u8>; 2],
}

/// Fits the labeller on what `read` and the language's network make of the articles.
pub fn fit(
    articles: &[Article],
    clusters: Clusters,
    settings: Settings,
    language: &Language,
    mut read: impl FnMut(&str) -> Layers,
) -> Fitted {
    let mut lessons = Vec::new();
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let lists = WordLists::new(clusters, Some(inner_words(articles)), &language.config().names);
    let mut width = 0;
    for article in articles.iter().chain(&careless(articles, settings.careless)) {
        let layers = read(&article.text);
        let states = language.states(&layers.tokens, &layers.words);
        width = states.0;
        let view = NameView::new(layers.input(), &lists);
        lessons_of(article, &layers, &view, (width, &states.1), &mut lessons);
    }
    for feature in lessons.iter().flat_map(|lesson| lesson.features.iter().flatten()) {
        *counts.entry(*feature).or_default() += 1;
    }
    let mut kept: Vec<u32> = counts.iter().filter(|(_, n)| **n >= settings.least).map(|(f, _)| *f).collect();
    kept.sort_unstable();
    let index: FxHashMap<u32, u32> = kept.iter().zip(0..).map(|(&feature, i)| (feature, i)).collect();
    for features in lessons.iter_mut().flat_map(|lesson| &mut lesson.features) {
        *features = features.iter().filter_map(|feature| index.get(feature).copied()).collect();
    }
    let mut chain = Chain::new(kept.len(), width, settings);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut random = 0x2545_F491_4F6C_DD1D_u64 ^ settings.seed << 32;
    for _ in 0..settings.rounds {
        for i in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        for &i in &order {
            chain.learn(&lessons[i]);
        }
    }
    let mut inner: Vec<u32> = lists.inner.into_iter().flatten().collect();
    inner.sort_unstable();
    let (weights, transitions) = chain.finish(&kept);
    Fitted {
        sections: [weights, transitions, lists.clusters.to_bytes()],
        more_sections: [inner.into_iter().flat_map(u32::to_le_bytes).collect(), chain.states().to_bytes()],
    }
}

// Words that stand in names without a capital or a digit, now and then: seen there twice, and one time in twenty.
fn inner_words(articles: &[Article]) -> FxHashSet<u32> {
    let mut counts: FxHashMap<u32, [u32; 2]> = FxHashMap::default();
    for article in articles.iter().filter(|article| article.unlabelled == 0) {
        let mut names = article.names.iter().peekable();
        let mut start = None;
        let text = article.text.char_indices().chain([(article.text.len(), ' ')]);
        for (at, c) in text {
            match (start, c.is_alphabetic() || c == '$') {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    start = None;
                    let word = &article.text[from..at];
                    if word.chars().any(char::is_uppercase) {
                        continue;
                    }
                    while names.next_if(|(name, _)| name.end() as usize <= from).is_some() {}
                    let within = names.peek().is_some_and(|(name, _)| name.start() as usize <= from);
                    counts.entry(inner_hash(word)).or_default()[usize::from(!within)] += 1;
                }
                _ => {}
            }
        }
    }
    let often = |[within, without]: [u32; 2]| within >= 2 && within * 20 >= within + without;
    counts.into_iter().filter(|(_, counts)| often(*counts)).map(|(word, _)| word).collect()
}

// A sentence longer than this teaches nothing that shorter ones do not.
const LONGEST: usize = 150;

fn lessons_of(
    article: &Article,
    layers: &Layers,
    view: &NameView<'_>,
    (width, states): (usize, &[i8]),
    lessons: &mut Vec<Lesson>,
) {
    let tokens = &layers.tokens;
    for sentence in tokens.sentences.as_slice() {
        if sentence.end.index() - sentence.start.index() > LONGEST {
            continue;
        }
        let mut lesson =
            Lesson { features: Vec::new(), states: Vec::new(), open: Vec::new(), allowed: Vec::new() };
        let rows = width * sentence.start.index()..width * sentence.end.index();
        lesson.states.extend(states.get(rows).unwrap_or_default());
        let mut before: Option<u32> = None;
        for token in each(sentence.clone()) {
            let mut features = Vec::new();
            if !view.may_be_named(token, sentence) {
                lesson.features.push(features);
                lesson.open.push(1);
                lesson.allowed.push(1);
                before = Some(1);
                continue;
            }
            lesson.open.push(u32::MAX);
            view.features(token, sentence, &mut features);
            features.sort_unstable();
            features.dedup();
            lesson.features.push(features);
            let wanted = allowed(article, tokens.spans[token], before.is_some());
            // A label that nothing before allows would make the sentence impossible.
            let reachable = (0..L).filter(|&label| match before {
                None => may_follow(None, label),
                Some(before) => (0..L).any(|from| before >> from & 1 == 1 && may_follow(Some(from), label)),
            });
            let mut bits = reachable.map(|label| 1 << label).sum::<u32>() & wanted;
            if bits == 0 {
                bits = (wanted >> 1) & BEGINS;
            }
            lesson.allowed.push(if bits == 0 { 1 } else { bits });
            before = lesson.allowed.last().copied();
        }
        lessons.push(lesson);
    }
}

/// Writes the words of a text as their teacher wants them: one a line, a blank line after each sentence, two after the
/// text.
pub fn tell(layers: &Layers, out: &mut String) {
    let Layers { words, tokens, .. } = layers;
    for sentence in tokens.sentences.as_slice() {
        for token in each(sentence.clone()) {
            out.push_str(&words.text(tokens.forms[token]).replace(char::is_whitespace, "\u{a0}"));
            out.push('\n');
        }
        out.push('\n');
    }
    out.push('\n');
}

const BEGINS: u32 = 0b0101_0101_0101_0101_0101_0101_0101_0101 << 1;

fn allowed(article: &Article, span: Span, inside_sentence: bool) -> u32 {
    let after = article.names.partition_point(|(name, _)| name.end() <= span.start());
    let labels = |types: u16, offset: usize| -> u32 {
        (0..NAME_TYPES.len()).filter(|t| types >> t & 1 == 1).map(|t| 1 << (offset + 2 * t)).sum()
    };
    match article.names.get(after).filter(|(name, _)| name.overlaps(span)) {
        Some((name, types)) if name.start() >= span.start() || !inside_sentence => labels(*types, 1),
        Some((_, types)) => labels(*types, 2),
        None => 1 | labels(article.unlabelled, 1) | labels(article.unlabelled, 2),
    }
}

// Follow-the-regularised-leader over the chain's likelihood: weights of little evidence stay exactly zero.
struct Chain {
    settings: Settings,
    state_settings: Settings,
    weights: Vec<Cell>,
    transitions: Vec<Cell>,
    // For each number of the network's state, for each label.
    states: Vec<Cell>,
    width: usize,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    pull: f32,
    seen: f32,
}

impl Cell {
    fn weight(self, absolute: f32, settings: &Settings) -> f32 {
        if self.pull.abs() <= absolute {
            return 0.0;
        }
        let over = self.pull - self.pull.signum() * absolute;
        -over / ((1.0 + self.seen.sqrt()) / settings.pace + settings.squared)
    }

    fn learn(&mut self, gradient: f32, absolute: f32, settings: &Settings) {
        let weight = self.weight(absolute, settings);
        let seen = self.seen + gradient * gradient;
        self.pull += gradient - (seen.sqrt() - self.seen.sqrt()) / settings.pace * weight;
        self.seen = seen;
    }
}

// Chances of labels at each word, given what each may be, and of each step between two.
struct Chances {
    labels: Vec<[f32; L]>,
    steps: [[f32; L]; L + 1],
}

impl Chain {
    fn new(features: usize, width: usize, settings: Settings) -> Chain {
        let cells = |n: usize| vec![Cell::default(); n];
        let (weights, transitions, states) = (cells(features * L), cells((L + 1) * L), cells(width * L));
        // All states speak at once: what is right for rare features is too bold for them.
        let state_settings = Settings { pace: settings.pace / 20.0, ..settings };
        Chain { settings, state_settings, weights, transitions, states, width }
    }

    fn states(&self) -> StateWeights {
        let weight = |cell: &Cell| cell.weight(0.0, &self.state_settings);
        let row = |row: &[Cell]| std::array::from_fn(|label| weight(&row[label]));
        StateWeights::new(self.states.chunks_exact(L).map(row).collect())
    }

    fn step_weight(&self, from: usize, to: usize) -> f32 {
        let before = (from < L).then_some(from);
        if may_follow(before, to) {
            self.transitions[from * L + to].weight(0.0, &self.settings)
        } else {
            f32::MIN
        }
    }

    fn learn(&mut self, lesson: &Lesson) {
        let absolute = self.settings.absolute;
        let mut scores: Vec<[f32; L]> = lesson.features.iter().map(|features| self.score(features)).collect();
        let weights = self.states();
        let open = |i: usize| lesson.open[i] != 1;
        for (i, state) in lesson.states.chunks_exact(self.width.max(1)).enumerate().filter(|(i, _)| open(*i))
        {
            for (score, more) in scores[i].iter_mut().zip(weights.sums(state)) {
                *score += more;
            }
        }
        let mut steps = [[0.0; L]; L + 1];
        for (from, row) in steps.iter_mut().enumerate() {
            for (to, step) in row.iter_mut().enumerate() {
                *step = self.step_weight(from, to).exp();
            }
        }
        let (Some(free), Some(right)) =
            (chances(&scores, &steps, &lesson.open), chances(&scores, &steps, &lesson.allowed))
        else {
            return;
        };
        for from in 0..=L {
            for to in 0..L {
                let gradient = free.steps[from][to] - right.steps[from][to];
                if gradient != 0.0 {
                    self.transitions[from * L + to].learn(gradient, 0.0, &self.settings);
                }
            }
        }
        let mut slopes = vec![[0.0; L]; self.width];
        for (i, state) in lesson.states.chunks_exact(self.width.max(1)).enumerate().filter(|(i, _)| open(*i))
        {
            let gradient: [f32; L] = std::array::from_fn(|l| free.labels[i][l] - right.labels[i][l]);
            if gradient.iter().all(|gradient| gradient.abs() < 1e-3) {
                continue;
            }
            for (slope, &x) in slopes.iter_mut().zip(state) {
                for (slope, gradient) in slope.iter_mut().zip(gradient) {
                    *slope += gradient * f32::from(x) / 16.0;
                }
            }
        }
        for (cell, gradient) in self.states.iter_mut().zip(slopes.into_iter().flatten()) {
            if gradient != 0.0 {
                cell.learn(gradient, 0.0, &self.state_settings);
            }
        }
        for (i, features) in lesson.features.iter().enumerate() {
            for label in 0..L {
                let gradient = free.labels[i][label] - right.labels[i][label];
                // Not worth the walk through memory.
                if gradient.abs() < 1e-3 {
                    continue;
                }
                for &feature in features {
                    self.weights[feature as usize * L + label].learn(gradient, absolute, &self.settings);
                }
            }
        }
    }

    fn score(&self, features: &[u32]) -> [f32; L] {
        let mut scores = [0.0; L];
        for &feature in features {
            let row = &self.weights[feature as usize * L..][..L];
            for (score, cell) in scores.iter_mut().zip(row) {
                *score += cell.weight(self.settings.absolute, &self.settings);
            }
        }
        scores
    }

    fn finish(&self, kept: &[u32]) -> (Vec<u8>, Vec<u8>) {
        // A byte holds the square root of a weight, see `chancery_model::linear`; 127 of them are a weight of 15.7.
        const SCALE: f32 = 1024.0;
        let byte = |weight: f32| ((weight.abs() * SCALE).sqrt().round().min(127.0) * weight.signum()) as i8;
        let mut rows = Vec::new();
        for (i, &feature) in kept.iter().enumerate() {
            let cells = &self.weights[i * L..][..L];
            let weights = cells.iter().map(|cell| byte(cell.weight(self.settings.absolute, &self.settings)));
            let row: Vec<(u8, i8)> = (0..).zip(weights).filter(|(_, weight)| *weight != 0).collect();
            if !row.is_empty() {
                rows.push((feature, row));
            }
        }
        let classes = (0..L).map(|label| match label {
            0 => "O".to_owned(),
            _ => format!("{}-{}", if label % 2 == 1 { "B" } else { "I" }, NAME_TYPES[(label - 1) / 2]),
        });
        let weights = Linear::new(classes.collect(), rows).to_bytes();
        let mut transitions = Vec::new();
        for from in 0..=L {
            for to in 0..L {
                let weight = self.step_weight(from, to);
                let number = if weight == f32::MIN { FORBIDDEN } else { (weight * SCALE).round() as i32 };
                transitions.extend(number.to_le_bytes());
            }
        }
        (weights, transitions)
    }
}

// Forward and backward over the chain, scaled at each word. None where numbers fail.
fn chances(scores: &[[f32; L]], steps: &[[f32; L]; L + 1], allowed: &[u32]) -> Option<Chances> {
    let n = scores.len();
    let mut emitted = vec![[0.0; L]; n];
    let mut forward = vec![[0.0; L]; n];
    let mut scale = vec![0.0; n];
    for i in 0..n {
        let top = scores[i].iter().copied().fold(f32::MIN, f32::max);
        for label in 0..L {
            let may = allowed[i] >> label & 1 == 1;
            emitted[i][label] = if may { (scores[i][label] - top).exp() + 1e-30 } else { 0.0 };
        }
        let mut here = [0.0; L];
        if i == 0 {
            here = steps[L];
        } else {
            for (from, &chance) in forward[i - 1].iter().enumerate() {
                for to in 0..L {
                    here[to] += chance * steps[from][to];
                }
            }
        }
        for label in 0..L {
            here[label] *= emitted[i][label];
        }
        scale[i] = here.iter().sum::<f32>();
        if scale[i] <= 1e-30 || !scale[i].is_finite() {
            return None;
        }
        forward[i] = here.map(|chance| chance / scale[i]);
    }
    let mut labels = vec![[0.0; L]; n];
    let mut totals = [[0.0; L]; L + 1];
    let mut backward = [1.0; L];
    for i in (0..n).rev() {
        for label in 0..L {
            labels[i][label] = forward[i][label] * backward[label];
        }
        let mut ahead = [0.0; L];
        for label in 0..L {
            ahead[label] = emitted[i][label] * backward[label] / scale[i];
        }
        if i == 0 {
            for to in 0..L {
                totals[L][to] += labels[0][to];
            }
            break;
        }
        for from in 0..L {
            let mut sum = 0.0;
            for to in 0..L {
                let step = steps[from][to] * ahead[to];
                sum += step;
                totals[from][to] += forward[i - 1][from] * step;
            }
            backward[from] = sum;
        }
    }
    Some(Chances { labels, steps: totals })
}

/// Counts of names of one type: found and right, found, there.
pub type Counts = [usize; 3];

/// Compares found names with those of an article by their bytes, counting by type. `fold` says which type each
/// type counts as, or none.
pub fn count(
    article: &Article,
    tokens: &Tokens,
    found: &[NamedSpan],
    fold: impl Fn(usize) -> Option<usize>,
    counts: &mut [Counts; NAME_TYPES.len()],
) {
    let gold: Vec<(Span, usize)> = article
        .names
        .iter()
        .filter_map(|(span, types)| Some((*span, fold(types.trailing_zeros() as usize)?)))
        .collect();
    for (_, sort) in &gold {
        counts[*sort][2] += 1;
    }
    for (range, sort) in found {
        let Some(sort) = fold(*sort) else { continue };
        counts[sort][1] += 1;
        if gold.contains(&(tokens.cover(range.clone()), sort)) {
            counts[sort][0] += 1;
        }
    }
}

/// The type that a type counts as: in a set of three, facilities are places and others are not asked for.
pub fn fold(sort: usize, three: bool) -> Option<usize> {
    match sort {
        3 if three => Some(2),
        sort if three && sort > 2 => None,
        sort => Some(sort),
    }
}

/// Counts the names that a language finds in readings.
#[derive(Clone, Debug)]
pub struct Scores<'a> {
    language: &'a Language,
    scratch: Scratch,
    counts: [Counts; NAME_TYPES.len()],
    three: bool,
}

impl<'a> Scores<'a> {
    /// Of a language; `three` if the set has persons, organisations and places only.
    pub fn new(language: &'a Language, three: bool) -> Scores<'a> {
        Scores { language, scratch: Scratch::default(), counts: [[0; 3]; NAME_TYPES.len()], three }
    }

    /// Counts an article; tells what was missed and what was spurious.
    pub fn count(&mut self, article: &Article, reading: &Reading) -> Vec<String> {
        let Reading { words, tokens, morphology, syntax, known, .. } = reading;
        let input = NameInput { tokens, morphology, syntax, words, known };
        let found = self.language.named_spans(input, &mut self.scratch);
        count(article, tokens, &found, |sort| fold(sort, self.three), &mut self.counts);
        let found = found.iter().map(|(range, sort)| (tokens.cover(range.clone()), *sort));
        let found: Vec<_> = found.filter_map(|(span, sort)| Some((span, fold(sort, self.three)?))).collect();
        let gold = article.names.iter().map(|(span, types)| (*span, types.trailing_zeros() as usize));
        let gold: Vec<_> = gold.filter_map(|(span, sort)| Some((span, fold(sort, self.three)?))).collect();
        let mut wrong = Vec::new();
        for (what, ones, others) in [("missed", &gold, &found), ("spurious", &found, &gold)] {
            for (span, sort) in ones.iter().filter(|one| !others.contains(one)) {
                wrong.push(format!("{what} {}: {}", NAME_TYPES[*sort], span.of(&article.text)));
            }
        }
        wrong
    }

    /// F1 over persons, organisations and places, and over all types.
    pub fn f1(&self) -> [f64; 2] {
        [f1(&self.counts, 0..3), f1(&self.counts, 0..NAME_TYPES.len())]
    }
}

impl fmt::Display for Scores<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "type           there  found  right     F1")?;
        for (sort, [right, found, there]) in self.counts.iter().enumerate().filter(|(_, count)| count[2] > 0)
        {
            let own = f1(&self.counts, [sort]);
            writeln!(f, "{:<13} {there:>6} {found:>6} {right:>6}  {own:.3}", NAME_TYPES[sort])?;
        }
        Ok(())
    }
}

/// F1 over some types.
pub fn f1(counts: &[Counts; NAME_TYPES.len()], types: impl IntoIterator<Item = usize>) -> f64 {
    let mut sum = [0; 3];
    for sort in types {
        for (sum, count) in sum.iter_mut().zip(counts[sort]) {
            *sum += count;
        }
    }
    2.0 * sum[0] as f64 / (sum[1] + sum[2]).max(1) as f64
}

/// The last token before a byte; a help for printing errors.
pub fn token_before(tokens: &Tokens, at: u32) -> TokenId {
    TokenId::new(tokens.spans.as_slice().partition_point(|span| span.end() <= at).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_print_again() {
        let article = worldwide(
            "Mr\tO\nU\tB-Location\n.\tI-Location\nS\tI-Location\n.\tI-Location\nhas\tO\n\"\tO\nno\tO\n\"\tO\n.\tO\n\nAli\tB-Person\nsaid\tO\n",
        );
        assert_eq!(article.text, "Mr U.S. has \"no\".\n\nAli said");
        let names: Vec<&str> = article.names.iter().map(|(span, _)| span.of(&article.text)).collect();
        assert_eq!(names, ["U.S.", "Ali"]);
    }

    #[test]
    fn the_outer_of_two_names_counts() {
        let article = worldwide("the\tO\nYork\tB-Organization\tB-Location\nBank\tI-Organization\n.\tO\n");
        let names: Vec<_> =
            article.names.iter().map(|(span, types)| (span.of(&article.text), *types)).collect();
        assert_eq!(names, [("York Bank", ORGANISATION)]);
    }
}
