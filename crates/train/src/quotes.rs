//! Attribution corpora in the manner of PolNeAR: reading them, scoring the [`Speech`] layer on them, and fitting
//! the weights that choose among its candidates.
//!
//! The corpus marks a source, a cue and a content for each attribution, of words and of beliefs, wishes and
//! decisions alike, and leaves out those inside another's content; so sayings within sayings are not scored.

use std::collections::BTreeMap;

use chancery_document::{
    Blocks, Id, Known, Mentions, Morphology, Span, Speech, Syntax, TokenId, Tokens, Upos, Values, Words, each,
};
use chancery_language::{Language, MentionInput, NameInput, SPEECH_BIAS, Scratch, SpeechInput};
use chancery_model::Linear;

/// An attribution as annotated. Each role is one or several stretches of the text.
#[derive(Clone, Debug, Default)]
pub struct GoldSaying {
    /// Who is said to say, believe, wish.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Vec<Span>,
    /// What is attributed.
    pub content: Vec<Span>,
}

/// An article and its attributions.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// Its text.
    pub text: String,
    /// Its attributions, in order of their cues.
    pub attributions: Vec<GoldSaying>,
}

impl Article {
    /// Reads standoff annotation in the manner of brat; its offsets count characters.
    pub fn parse(text: &str, annotation: &str) -> Article {
        let mut offsets: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
        offsets.push(text.len() as u32);
        let span = |piece: &str| -> Option<Span> {
            let (from, to) = piece.split_once(' ')?;
            let at = |number: &str| Some(*offsets.get(number.trim().parse::<usize>().ok()?)?);
            let (from, to) = (at(from)?, at(to)?);
            (from < to).then(|| Span::new(from, to))
        };
        let mut stretches: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        let mut attributions = Vec::new();
        for line in annotation.lines() {
            let mut columns = line.split('\t');
            let (Some(id), Some(body)) = (columns.next(), columns.next()) else { continue };
            if id.starts_with('T') {
                let Some((_, places)) = body.split_once(' ') else { continue };
                stretches.insert(id, places.split(';').filter_map(span).collect());
            } else if id.starts_with('E') {
                attributions.push(body);
            }
        }
        let mut article = Article { text: text.to_owned(), attributions: Vec::new() };
        for body in attributions {
            let mut attribution = GoldSaying::default();
            for (role, id) in body.split(' ').filter_map(|pair| pair.split_once(':')) {
                let spans = stretches.get(id).cloned().unwrap_or_default();
                match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                    "Source" => attribution.source.extend(spans),
                    "Cue" => attribution.cue.extend(spans),
                    "Content" => attribution.content.extend(spans),
                    _ => {}
                }
            }
            if !attribution.cue.is_empty() && !attribution.content.is_empty() {
                article.attributions.push(attribution);
            }
        }
        article.attributions.sort_by_key(|attribution| attribution.cue[0]);
        article
    }
}

/// The layers of an article, as far as speech needs them.
#[derive(Clone, Debug)]
pub struct Layers {
    text: String,
    blocks: Blocks,
    words: Words,
    tokens: Tokens,
    morphology: Morphology,
    syntax: Syntax,
    mentions: Mentions,
}

impl Layers {
    /// Reads a text as far as its trees.
    pub fn read(language: &Language, text: &str) -> Layers {
        let mut scratch = Scratch::default();
        let mut words = Words::default();
        let blocks = language.layout(text);
        let tokens = language.segment(text, &blocks, &mut words);
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        let (known, values) = (Known::default(), Values::default());
        let input = NameInput {
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            known: &known,
        };
        let names = language.name(input, &mut scratch);
        let input = MentionInput {
            tokens: &tokens,
            morphology: &morphology,
            syntax: &syntax,
            words: &words,
            known: &known,
            values: &values,
        };
        let mentions = language.mentions(names, input);
        Layers { text: text.to_owned(), blocks, words, tokens, morphology, syntax, mentions }
    }

    /// What speech reads.
    pub fn input(&self) -> SpeechInput<'_> {
        SpeechInput {
            text: &self.text,
            blocks: &self.blocks,
            tokens: &self.tokens,
            morphology: &self.morphology,
            syntax: &self.syntax,
            words: &self.words,
            mentions: &self.mentions,
        }
    }

    // The words of some stretches that tell one content from another: no punctuation, no marks, and no "that" at
    // the start, which our contents leave out.
    fn content(&self, spans: &[Span]) -> Vec<TokenId> {
        let mut tokens: Vec<TokenId> = Vec::new();
        for span in spans {
            let part = each(self.begun(*span)).filter(|&t| !self.is_punctuation(t));
            let mut part: Vec<TokenId> = part.collect();
            if part.len() > 1 && self.lemma(part[0]) == "that" && self.morphology.tags[part[0]] == Upos::Sconj
            {
                part.remove(0);
            }
            tokens.extend(part);
        }
        tokens.sort();
        tokens.dedup();
        tokens
    }

    // What of two contents stands in the sentence of the cue, if any of the first does: the sentences that go on
    // with it are found after the choice.
    fn local(&self, cue: TokenId, gold: &[TokenId], found: Vec<TokenId>) -> (Vec<TokenId>, Vec<TokenId>) {
        let sentence = self.tokens.sentences[self.tokens.sentence_of(cue)].clone();
        let near: Vec<TokenId> = gold.iter().copied().filter(|token| sentence.contains(token)).collect();
        if near.is_empty() {
            return (gold.to_vec(), found);
        }
        (near, found.into_iter().filter(|token| sentence.contains(token)).collect())
    }

    // True if a word is in a noun phrase with this head: the head, or a word of the same name or title.
    fn names(&self, token: TokenId, head: TokenId, span: &[Span]) -> bool {
        let inside = |token: TokenId| span.iter().any(|span| span.contains(self.tokens.spans[token]));
        let part = |token: TokenId| {
            matches!(self.syntax.relation(token).base(), "flat" | "compound" | "appos")
                || self.syntax.relation(token).as_str() == "nmod:desc"
        };
        let linked = |from: TokenId, to: TokenId| {
            let mut at = from;
            for up in self.syntax.ancestors(from).take(3) {
                if !part(at) {
                    return false;
                }
                if up == to {
                    return true;
                }
                at = up;
            }
            false
        };
        token == head || (inside(token) && (linked(token, head) || linked(head, token)))
    }

    // The tokens that begin within a span: an annotation may cut the stop off "U.S.".
    fn begun(&self, span: Span) -> std::ops::Range<TokenId> {
        let spans = self.tokens.spans.as_slice();
        let start = spans.partition_point(|token| token.start() < span.start());
        let end = spans.partition_point(|token| token.start() < span.end());
        TokenId::new(start)..TokenId::new(end.max(start))
    }

    fn is_punctuation(&self, token: TokenId) -> bool {
        self.morphology.tags[token] == Upos::Punct
            || !self.tokens.spans[token].of(&self.text).chars().any(char::is_alphanumeric)
    }

    fn lemma(&self, token: TokenId) -> &str {
        self.words.text(self.morphology.lemmas[token])
    }

    // The first word of some stretches that hangs on none of their words; of a lone colon the colon.
    fn head(&self, spans: &[Span]) -> Option<TokenId> {
        let tokens: Vec<TokenId> = spans.iter().flat_map(|span| each(self.begun(*span))).collect();
        let words: Vec<TokenId> = tokens.iter().copied().filter(|&t| !self.is_punctuation(t)).collect();
        if words.is_empty() {
            return tokens.first().copied();
        }
        let inside = |token: TokenId| words.binary_search(&token).is_ok();
        let top = words.iter().copied().find(|&t| {
            let head = self.syntax.head(t);
            head == t || !inside(head)
        });
        top.or(words.first().copied())
    }
}

/// How many of what was expected and found agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Expected.
    pub gold: usize,
    /// Found.
    pub found: usize,
    /// Contents that share a word, one to one.
    pub overlap: usize,
    /// Contents of the same words.
    pub exact: usize,
    /// Cues with the same head word, one to one.
    pub cue: usize,
    /// Of the contents that share a word, those whose source has the same head word, or neither has one.
    pub source: usize,
}

impl Counts {
    /// The harmonic mean of precision and recall of so many right ones.
    pub fn f1(&self, right: usize) -> f64 {
        2.0 * right as f64 / ((self.gold + self.found) as f64).max(1.0)
    }

    /// Adds the counts of another article.
    pub fn add(&mut self, other: Counts) {
        self.gold += other.gold;
        self.found += other.found;
        self.overlap += other.overlap;
        self.exact += other.exact;
        self.cue += other.cue;
        self.source += other.source;
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "overlap {:.3} exact {:.3} cue {:.3} source {:.3} ({} expected, {} found, {} overlap)",
            self.f1(self.overlap),
            self.f1(self.exact),
            self.f1(self.cue),
            self.source as f64 / (self.overlap as f64).max(1.0),
            self.gold,
            self.found,
            self.overlap
        )
    }
}

/// What became of an attribution or a saying, for reading the errors.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// As annotated.
    pub gold: Option<&'a GoldSaying>,
    /// As found: the position in the layer.
    pub found: Option<usize>,
    /// True if the contents are the same words.
    pub exact: bool,
    /// True if the cues have the same head word.
    pub cue: bool,
    /// True if the sources have.
    pub source: bool,
}

/// Compares the sayings of an article with its attributions.
pub fn score<'a>(article: &'a Article, layers: &Layers, speech: &Speech) -> (Counts, Vec<Pair<'a>>) {
    let sayings: Vec<usize> =
        (0..speech.all.len()).filter(|&i| speech.all.as_slice()[i].within.is_none()).collect();
    let found: Vec<Vec<TokenId>> =
        sayings.iter().map(|&i| layers.content(&speech.all.as_slice()[i].content)).collect();
    let gold: Vec<Vec<TokenId>> =
        article.attributions.iter().map(|attribution| layers.content(&attribution.content)).collect();
    let gold_cues: Vec<Option<TokenId>> =
        article.attributions.iter().map(|attribution| layers.head(&attribution.cue)).collect();
    let mut counts = Counts { gold: gold.len(), found: found.len(), ..Counts::default() };
    // Greedy, the best overlap first: same cue before other cues, more common words before fewer.
    let mut choices: Vec<(bool, usize, usize, usize)> = Vec::new();
    for (g, expected) in gold.iter().enumerate() {
        for (f, tokens) in found.iter().enumerate() {
            let common = expected.iter().filter(|token| tokens.binary_search(token).is_ok()).count();
            if common > 0 {
                let same = gold_cues[g] == Some(speech.all.as_slice()[sayings[f]].head);
                choices.push((same, common, g, f));
            }
        }
    }
    choices.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let (mut gold_of, mut found_of) = (vec![None; found.len()], vec![None; gold.len()]);
    for (_, _, g, f) in choices {
        if found_of[g].is_none() && gold_of[f].is_none() {
            found_of[g] = Some(f);
            gold_of[f] = Some(g);
        }
    }
    let mut pairs = Vec::new();
    for (g, attribution) in article.attributions.iter().enumerate() {
        let mut pair = Pair { gold: Some(attribution), found: None, exact: false, cue: false, source: false };
        if let Some(f) = found_of[g] {
            let saying = &speech.all.as_slice()[sayings[f]];
            pair.found = Some(sayings[f]);
            pair.exact = gold[g] == found[f];
            pair.cue = gold_cues[g] == Some(saying.head);
            pair.source = match layers.head(&attribution.source) {
                Some(head) => {
                    saying.speakers.iter().any(|&speaker| layers.names(speaker, head, &attribution.source))
                }
                None => saying.speakers.is_empty(),
            };
            counts.overlap += 1;
            counts.exact += usize::from(pair.exact);
            counts.source += usize::from(pair.source);
        }
        pairs.push(pair);
    }
    for (f, &i) in sayings.iter().enumerate() {
        if gold_of[f].is_none() {
            pairs.push(Pair { gold: None, found: Some(i), exact: false, cue: false, source: false });
        }
    }
    let mut cues: Vec<TokenId> = sayings.iter().map(|&i| speech.all.as_slice()[i].head).collect();
    for cue in gold_cues.into_iter().flatten() {
        if let Some(at) = cues.iter().position(|&head| head == cue) {
            cues.swap_remove(at);
            counts.cue += 1;
        }
    }
    (counts, pairs)
}

/// A choice to learn from: the features of each possible content, and how good each is, from 0 to 1.
#[derive(Clone, Debug)]
pub struct Choice {
    features: Vec<Vec<u32>>,
    worth: Vec<f32>,
}

/// What an article teaches. Words inside the content of an attribution teach nothing: the corpus does not tell
/// whether they report.
pub fn choices(language: &Language, article: &Article, layers: &Layers) -> Vec<Choice> {
    let gold: Vec<Vec<TokenId>> =
        article.attributions.iter().map(|attribution| layers.content(&attribution.content)).collect();
    let heads: BTreeMap<TokenId, usize> = (article.attributions.iter().enumerate())
        .filter_map(|(g, attribution)| Some((layers.head(&attribution.cue)?, g)))
        .collect();
    let mut covered: Vec<TokenId> = gold.iter().flatten().copied().collect();
    covered.sort();
    let mut out = Vec::new();
    for candidate in language.speech_candidates(layers.input()) {
        let attribution = heads.get(&candidate.head);
        if attribution.is_none() && covered.binary_search(&candidate.head).is_ok() {
            continue;
        }
        let worth = candidate.parts.iter().map(|parts| {
            let Some(&g) = attribution else { return 0.0 };
            let spans: Vec<Span> = parts.iter().map(|part| layers.tokens.cover(part.clone())).collect();
            let (gold, found) = layers.local(candidate.head, &gold[g], layers.content(&spans));
            similarity(&gold, &found)
        });
        out.push(Choice { worth: worth.collect(), features: candidate.features });
    }
    out
}

// F1 of the words, and a half for none right.
fn similarity(gold: &[TokenId], found: &[TokenId]) -> f32 {
    let common = gold.iter().filter(|token| found.binary_search(token).is_ok()).count();
    2.0 * common as f32 / (gold.len() + found.len()).max(1) as f32
}

/// How to fit.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rounds over all choices.
    pub rounds: usize,
    /// How large a step is.
    pub rate: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
    /// Weights smaller than this are dropped.
    pub least: f32,
    /// Features that fewer choices show are left out.
    pub seen: u32,
    /// Which share of the features a step does not see, in 256ths: so that no few words alone carry a choice.
    pub hidden: u8,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { rounds: 8, rate: 0.03, decay: 1e-6, least: 0.02, seen: 2, hidden: 0 }
    }
}

/// Fits weights by logistic choice: among the contents of a word and none at all, with AdaGrad steps. Always
/// the same weights for the same choices.
pub fn fit(choices: &[Choice], plan: Plan) -> Fitted {
    let mut weights: rustc_hash::FxHashMap<u32, (f32, f32)> = rustc_hash::FxHashMap::default();
    let mut counts: rustc_hash::FxHashMap<u32, (u32, u32)> = rustc_hash::FxHashMap::default();
    for (i, choice) in choices.iter().enumerate() {
        for feature in choice.features.iter().flatten() {
            let (last, count) = counts.entry(*feature).or_insert((u32::MAX, 0));
            if *last != i as u32 {
                (*last, *count) = (i as u32, *count + 1);
            }
        }
    }
    let known =
        |feature: &&u32| **feature == SPEECH_BIAS || counts.get(*feature).is_some_and(|c| c.1 >= plan.seen);
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..plan.rounds {
        for i in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(i, (seed % (i as u64 + 1)) as usize);
        }
        for &i in &order {
            let choice = &choices[i];
            let veil = seed ^ (i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let seen = |feature: &&u32| {
                let noise = (u64::from(**feature) ^ veil).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 56;
                **feature == SPEECH_BIAS || noise as u8 >= plan.hidden
            };
            seed = seed.wrapping_add(0x2545_F491_4F6C_DD1D);
            let sum = |row: &[u32]| -> f32 {
                let all = row.iter().chain([&SPEECH_BIAS]).filter(seen);
                all.map(|feature| weights.get(feature).map_or(0.0, |weight| weight.0)).sum()
            };
            let scores: Vec<f32> = choice.features.iter().map(|row| sum(row)).collect();
            let most = scores.iter().copied().fold(0.0f32, f32::max);
            let none = (-most).exp();
            let parts: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
            let total: f32 = none + parts.iter().sum::<f32>();
            // The target: all on the best contents, or on none.
            let best = choice.worth.iter().copied().fold(0.0f32, f32::max);
            let targets: Vec<f32> = if best < 0.3 {
                vec![0.0; parts.len()]
            } else {
                let near: Vec<f32> =
                    choice.worth.iter().map(|worth| if *worth >= best - 1e-4 { 1.0 } else { 0.0 }).collect();
                let sum: f32 = near.iter().sum();
                // Among equals the model may prefer one; their common share is what counts.
                let held: f32 = near.iter().zip(&parts).map(|(near, part)| near * part).sum();
                near.iter()
                    .zip(&parts)
                    .map(|(near, part)| if held > 1e-9 { near * part / held } else { near / sum })
                    .collect()
            };
            for ((row, part), target) in choice.features.iter().zip(&parts).zip(&targets) {
                let gradient = part / total - target;
                if gradient.abs() < 1e-4 {
                    continue;
                }
                for feature in row.iter().chain([&SPEECH_BIAS]).filter(known).filter(seen) {
                    let weight = weights.entry(*feature).or_default();
                    let step = gradient + plan.decay * weight.0;
                    weight.1 += step * step;
                    weight.0 -= plan.rate * step / (weight.1.sqrt() + 1e-3);
                }
            }
        }
    }
    let mut rows: Vec<(u32, f32)> = weights
        .into_iter()
        .map(|(feature, weight)| (feature, weight.0))
        .filter(|row| row.1.abs() >= plan.least || row.0 == SPEECH_BIAS)
        .collect();
    rows.sort_by_key(|row| row.0);
    let mut sizes: Vec<f32> = rows.iter().map(|row| row.1.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let loud = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2000)).copied().unwrap_or(1.0);
    let scale = 127.0 / loud.max(1e-6);
    let bytes = |value: f32| (value * scale).round().clamp(-127.0, 127.0) as i8;
    let rows = rows.into_iter().map(|(feature, value)| (feature, bytes(value)));
    Fitted { rows: rows.filter(|row| row.1 != 0 || row.0 == SPEECH_BIAS).collect() }
}

/// Fitted weights.
#[derive(Clone, Debug)]
pub struct Fitted {
    rows: Vec<(u32, i8)>,
}

impl Fitted {
    /// The weights as a model, with a threshold that is higher by so much.
    pub fn linear(&self, higher: i8) -> Linear {
        let rows = self.rows.iter().map(|&(feature, weight)| {
            let weight = if feature == SPEECH_BIAS { weight.saturating_sub(higher) } else { weight };
            (feature, vec![(0u8, weight)])
        });
        Linear::new(vec!["reports".to_owned()], rows.collect())
    }
}

/// How much of the annotation the candidates could at best reach.
pub fn ceiling(language: &Language, articles: &[(Article, Layers)]) -> String {
    let (mut all, mut cues, mut overlap, mut exact) = (0, 0, 0, 0);
    for (article, layers) in articles {
        let candidates = language.speech_candidates(layers.input());
        for attribution in &article.attributions {
            all += 1;
            let head = layers.head(&attribution.cue);
            let Some(candidate) = candidates.iter().find(|candidate| Some(candidate.head) == head) else {
                continue;
            };
            cues += 1;
            let gold = layers.content(&attribution.content);
            let best = candidate.parts.iter().map(|parts| {
                let spans: Vec<Span> = parts.iter().map(|part| layers.tokens.cover(part.clone())).collect();
                similarity(&gold, &layers.content(&spans))
            });
            let best = best.fold(0.0f32, f32::max);
            overlap += usize::from(best > 0.0);
            exact += usize::from(best > 0.999);
        }
    }
    let share = |n: usize| n as f64 / (all as f64).max(1.0);
    format!(
        "candidates hold {:.3} of the cues, {:.3} of the contents in part, {:.3} exactly",
        share(cues),
        share(overlap),
        share(exact)
    )
}

/// Attributions that no candidate holds exactly, with the candidate that comes nearest.
pub fn gaps(language: &Language, articles: &[(Article, Layers)]) -> Vec<String> {
    let mut out = Vec::new();
    for (article, layers) in articles {
        let candidates = language.speech_candidates(layers.input());
        for attribution in &article.attributions {
            let head = layers.head(&attribution.cue);
            let gold = layers.content(&attribution.content);
            let candidate = candidates.iter().find(|candidate| Some(candidate.head) == head);
            let mut best = (0.0f32, Vec::new());
            for parts in candidate.iter().flat_map(|candidate| &candidate.parts) {
                let spans: Vec<Span> = parts.iter().map(|part| layers.tokens.cover(part.clone())).collect();
                let worth = similarity(&gold, &layers.content(&spans));
                if worth > best.0 {
                    best = (worth, spans);
                }
            }
            if best.0 < 0.999 {
                let near: Vec<&str> = best.1.iter().map(|span| span.of(&layers.text)).collect();
                let what = if candidate.is_none() { "NO CUE" } else { "" };
                out.push(format!(
                    "{:.2} {what} {}\n     near [{}]",
                    best.0,
                    layers.tell_gold(attribution),
                    near.join(" … ")
                ));
            }
        }
    }
    out
}

impl Layers {
    /// A saying on one line.
    pub fn tell(&self, saying: &chancery_document::Saying) -> String {
        let words = |tokens: &[TokenId]| {
            let words: Vec<&str> =
                tokens.iter().map(|&token| self.tokens.spans[token].of(&self.text)).collect();
            words.join(", ")
        };
        let content: Vec<&str> = saying.content.iter().map(|span| span.of(&self.text)).collect();
        format!(
            "{{{}}} <{}>{} [{}] {}{}",
            words(&saying.speakers),
            self.tokens.cover(saying.cue.clone()).of(&self.text),
            if saying.addressees.is_empty() {
                String::new()
            } else {
                format!(" ({})", words(&saying.addressees))
            },
            content.join(" … ").replace('\n', " "),
            saying.form.as_str(),
            if saying.statement { " statement" } else { "" },
        )
    }

    /// The trees, a sentence a line, a word as form/lemma/TAG/head/relation.
    pub fn tell_trees(&self) -> String {
        let mut out = String::new();
        for sentence in self.tokens.sentences.as_slice() {
            for token in each(sentence.clone()) {
                let head = self.syntax.head(token);
                let head = if head == token { 0 } else { head.index() + 1 - sentence.start.index() };
                let form = self.tokens.spans[token].of(&self.text);
                let tag = self.morphology.tags[token].as_str();
                let relation = self.syntax.relation(token).as_str();
                out += &format!("{form}/{}/{tag}/{head}/{relation} ", self.lemma(token));
            }
            out.push('\n');
        }
        out
    }

    /// A saying as byte spans, for programs.
    pub fn tell_spans(&self, saying: &chancery_document::Saying) -> String {
        let list = |spans: Vec<Span>| {
            let spans: Vec<String> =
                spans.iter().map(|span| format!("{}:{}", span.start(), span.end())).collect();
            spans.join(" ")
        };
        format!(
            "{}\t{}\t{}\t{}\t{}",
            saying.statement,
            saying.form.as_str(),
            list(vec![self.tokens.cover(saying.cue.clone())]),
            list(saying.speakers.iter().map(|&token| self.tokens.spans[token]).collect()),
            list(saying.content.clone()),
        )
    }

    /// An annotated attribution on one line.
    pub fn tell_gold(&self, attribution: &GoldSaying) -> String {
        let words = |spans: &[Span]| {
            let words: Vec<&str> = spans.iter().map(|span| span.of(&self.text)).collect();
            words.join(" … ").replace('\n', " ")
        };
        format!(
            "{{{}}} <{}> [{}]",
            words(&attribution.source),
            words(&attribution.cue),
            words(&attribution.content)
        )
    }
}
