//! Matching and counting: who was found, who missed, how well told.

use std::{cmp::Ordering, collections::BTreeMap, fmt};

use serde_json::{Value, json};

use super::{
    roles::{self, KINDS, Kind, exact, list},
    text::{GoldText, words},
};

/// How well a set was read.
#[derive(Debug)]
pub struct RegisterScores {
    /// Records of unknown kinds or of documents without gold.
    pub ignored: usize,
    /// Records that lack what a record needs, as `document: field`.
    pub invalid: Vec<String>,
    /// Spans that do not hold their words, as `document: start..end`.
    pub wrong_spans: Vec<String>,
    /// Missed and spurious records, one line each.
    pub errors: Vec<String>,
    documents: usize,
    checked: usize,
    rows: Vec<Row>,
    hard: BTreeMap<&'static str, Vec<f64>>,
    /// Of each record found that gold does not leave open: its kind, itself, and the share of its roles that are right.
    pub judged: Vec<(&'static str, Value, f64)>,
}

// A kind's counts.
#[derive(Debug, Default)]
struct Row {
    gold: usize,
    found: usize,
    matched: usize,
    neutral: usize,
    soft: f64,
    roles: Vec<(&'static str, Vec<f64>)>,
    extra: Vec<f64>,
    people: Vec<(&'static str, Vec<f64>)>,
}

impl Row {
    fn add(&mut self, other: &Row) {
        self.gold += other.gold;
        self.found += other.found;
        self.matched += other.matched;
        self.neutral += other.neutral;
        self.soft += other.soft;
    }

    fn f1(&self, found: f64) -> Option<f64> {
        let total = self.gold + self.found;
        (total > 0).then(|| 2.0 * found / total as f64)
    }
}

impl RegisterScores {
    pub(super) fn new(documents: usize) -> RegisterScores {
        RegisterScores {
            ignored: 0,
            invalid: Vec::new(),
            wrong_spans: Vec::new(),
            errors: Vec::new(),
            documents,
            checked: 0,
            rows: KINDS.iter().map(|_| Row::default()).collect(),
            hard: BTreeMap::new(),
            judged: Vec::new(),
        }
    }

    /// The headline: F1 over all kinds in which a matched record counts as the mean of its roles.
    pub fn register_f1(&self) -> f64 {
        let all = self.all();
        all.f1(all.soft).unwrap_or(0.0)
    }

    /// All figures by name, for floors and comparisons.
    pub fn figures(&self) -> Value {
        let mut figures = json!({
            "register F1": self.register_f1(),
            "wrong spans": self.wrong_spans.len(),
            "invalid records": self.invalid.len(),
        });
        for (kind, row) in KINDS.iter().zip(&self.rows) {
            figures[format!("{} F1", kind.name)] = row.f1(row.matched as f64).into();
            figures[format!("{} register F1", kind.name)] = row.f1(row.soft).into();
        }
        figures
    }

    /// Confidence against what is right, in five parts of the records, the least sure first: the mean of what was said,
    /// of the share of roles right (none of a spurious record), and how many records.
    pub fn calibration(&self) -> Vec<(f64, f64, usize)> {
        let said = |record: &Value| record["confidence"].as_f64().unwrap_or(0.0);
        let mut sure: Vec<(f64, f64)> =
            self.judged.iter().map(|(_, record, right)| (said(record), *right)).collect();
        sure.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        let size = sure.len().div_ceil(5).max(1);
        let mean = |part: &[(f64, f64)], which: fn(&(f64, f64)) -> f64| {
            part.iter().map(which).sum::<f64>() / part.len() as f64
        };
        sure.chunks(size)
            .map(|part| (mean(part, |each| each.0), mean(part, |each| each.1), part.len()))
            .collect()
    }

    fn all(&self) -> Row {
        let mut all = Row::default();
        self.rows.iter().for_each(|row| all.add(row));
        all
    }
}

/// Scores the records found in one document.
pub(super) fn tally(name: &str, document: &GoldText, found: &[&Value], scores: &mut RegisterScores) {
    for record in found {
        spans(record, &mut |span| {
            scores.checked += 1;
            if !holds(document, span) {
                scores
                    .wrong_spans
                    .push(format!("{name}: {}..{} {}", span["start"], span["end"], span["exact"]));
            }
        });
    }
    for (number, kind) in KINDS.iter().enumerate() {
        let own = found.iter().copied().filter(|record| record["kind"] == kind.name);
        let (mut sound, mut bad): (Vec<&Value>, usize) = (Vec::new(), 0);
        for record in own {
            match roles::fault(document, record, kind) {
                None => sound.push(record),
                Some(field) => {
                    bad += 1;
                    scores.invalid.push(format!("{name}: {field} of {}", describe(record)));
                }
            }
        }
        let gold =
            (0..document.gold.len()).filter(|&g| document.gold[g]["kind"] == kind.name).collect::<Vec<_>>();
        let pairs = pairs(document, kind, &gold, &sound);
        let optional = |g: usize| document.gold[g]["optional"] == true;
        let neutral = pairs.iter().filter(|pair| optional(pair.gold)).count();
        let mut row = Row { found: sound.len() + bad - neutral, neutral, ..Row::default() };
        for &g in gold.iter().filter(|&&g| !optional(g)) {
            row.gold += 1;
            let Some(pair) = pairs.iter().find(|pair| pair.gold == g) else {
                scores.errors.push(format!("{name}: missed   {}", describe(&document.gold[g])));
                continue;
            };
            row.matched += 1;
            row.soft += pair.mean;
            let record = &document.gold[g];
            for &(role, score) in &pair.roles {
                push(&mut scores.rows[number].roles, role, score);
                let plain = ["outlet", "actual"].iter().any(|word| record[role] == *word);
                if matches!(role, "voice" | "factuality") && !plain {
                    scores.hard.entry(role).or_default().push(score);
                }
            }
            scores.rows[number].extra.extend(roles::extra(kind, record, sound[pair.found]));
            for &field in kind.people.iter().filter(|_| document.people) {
                if let Some(score) = roles::for_people(record, sound[pair.found], field) {
                    push(&mut scores.rows[number].people, field, score);
                }
            }
        }
        for (p, &record) in sound.iter().enumerate() {
            let pair = pairs.iter().find(|pair| pair.found == p);
            if pair.is_none_or(|pair| !optional(pair.gold)) {
                scores.judged.push((kind.name, record.clone(), pair.map_or(0.0, |pair| pair.mean)));
            }
            if !pairs.iter().any(|pair| pair.found == p) {
                scores.errors.push(format!("{name}: spurious {}", describe(record)));
            }
        }
        scores.rows[number].add(&row);
    }
}

struct Pair {
    gold: usize,
    found: usize,
    roles: Vec<(&'static str, f64)>,
    mean: f64,
}

// One to one, the best first: by the mean of the roles, then gold that must be found, then the best anchor, then the
// first type.
fn pairs(document: &GoldText, kind: &Kind, gold: &[usize], found: &[&Value]) -> Vec<Pair> {
    let mut candidates: Vec<((f64, bool, bool, bool), Pair)> = Vec::new();
    for &g in gold {
        let record = &document.gold[g];
        for (p, other) in found.iter().enumerate() {
            if may_match(document, kind, g, other) {
                let roles = roles::scores(document, kind, record, other);
                let mean = roles.iter().map(|(_, score)| score).sum::<f64>() / roles.len() as f64;
                let anchor = record["anchors"][0][0] == exact(&other["trigger"]);
                let first = list(&record["types"]).first().is_some_and(|first| *first == other["plover"]);
                let key = (mean, record["optional"] != true, anchor, first);
                candidates.push((key, Pair { gold: g, found: p, roles, mean }));
            }
        }
    }
    candidates.sort_by(|(one, _), (other, _)| other.partial_cmp(one).unwrap_or(Ordering::Equal));
    let mut pairs: Vec<Pair> = Vec::new();
    for (_, pair) in candidates {
        if pairs.iter().all(|taken| taken.gold != pair.gold && taken.found != pair.found) {
            pairs.push(pair);
        }
    }
    pairs
}

fn may_match(document: &GoldText, kind: &Kind, gold: usize, found: &Value) -> bool {
    let trigger = &found["trigger"];
    let (start, end) = (place(&trigger["start"]), place(&trigger["end"]));
    let short = document.slice(start, end).is_some_and(|trigger| words(&trigger).len() <= 6);
    let anchors = &document.anchors[gold];
    if short && anchors.iter().any(|&(from, to)| start < to && from < end) {
        return true;
    }
    let record = &document.gold[gold];
    match kind.name {
        "statement" | "commitment" => roles::content_f1(record, found) >= 0.5,
        "figure" => {
            let sentence = document.sentence(start);
            let near = short && anchors.iter().any(|&(from, _)| document.sentence(from) == sentence);
            let unit = roles::lemma(&record["unit"]) == roles::lemma(&found["unit"]);
            near && unit && roles::value_equal(record, found)
        }
        _ => false,
    }
}

fn place(value: &Value) -> usize {
    value.as_u64().unwrap_or(0) as usize
}

fn holds(document: &GoldText, span: &Value) -> bool {
    let places = span["start"].as_u64().zip(span["end"].as_u64());
    places.is_some_and(|(start, end)| {
        document.slice(start as usize, end as usize).is_some_and(|words| span["exact"] == words.as_str())
    })
}

// Every span object within a record.
fn spans(value: &Value, seen: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(object) => {
            if ["start", "end", "exact"].iter().all(|key| object.contains_key(*key)) {
                seen(value);
            }
            object.values().for_each(|value| spans(value, seen));
        }
        Value::Array(values) => values.iter().for_each(|value| spans(value, seen)),
        _ => {}
    }
}

fn push(columns: &mut Vec<(&'static str, Vec<f64>)>, name: &'static str, score: f64) {
    match columns.iter_mut().find(|(each, _)| *each == name) {
        Some((_, scores)) => scores.push(score),
        None => columns.push((name, vec![score])),
    }
}

// A record on a line, gold or found.
fn describe(record: &Value) -> String {
    let trigger = match exact(&record["trigger"]) {
        "" => record["anchors"][0][0].as_str().unwrap_or_default(),
        trigger => trigger,
    };
    let mut line = format!("{} <{trigger}>", record["kind"].as_str().unwrap_or_default());
    let mut add = |words: &str| {
        line.push(' ');
        line.push_str(words);
    };
    for field in ["plover", "types", "type", "status", "firmness", "op", "value", "low", "high", "unit"] {
        if !record[field].is_null() {
            add(&record[field].to_string().replace('"', ""));
        }
    }
    for role in roles::ACTOR_ROLES {
        let names: Vec<&str> =
            list(&record[role]).iter().filter_map(|actor| actor["name"].as_str()).collect();
        if !names.is_empty() {
            add(&format!("{role}: {}", names.join("/")));
        }
    }
    add(&format!("[{}]", record["factuality"].as_str().unwrap_or_default()));
    let words = list(&record["content"]).iter().map(|part| part.as_str().unwrap_or_else(|| exact(part)));
    let words: Vec<&str> =
        words.chain([exact(&record["action"]), record["action"].as_str().unwrap_or_default()]).collect();
    let words = words.join(" ");
    add(if words.trim().is_empty() { exact(&record["evidence"]) } else { &words });
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for RegisterScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| value.map_or("    -".to_owned(), |value| format!("{value:5.3}"));
        writeln!(
            f,
            "{:<11}{:>5}{:>6}{:>6}{:>6}      P      R     F1  reg.F1",
            "kind", "gold", "pred", "match", "neutr"
        )?;
        let all = self.all();
        let named = KINDS.iter().map(|kind| kind.name).zip(&self.rows).chain([("all", &all)]);
        for (name, row) in named {
            let (matched, ratio) =
                (row.matched as f64, |part: f64, whole: usize| (whole > 0).then(|| part / whole as f64));
            let figures =
                [ratio(matched, row.found), ratio(matched, row.gold), row.f1(matched), row.f1(row.soft)];
            let figures = figures.map(number).join("  ");
            writeln!(
                f,
                "{name:<11}{:>5}{:>6}{:>6}{:>6}  {figures}",
                row.gold, row.found, row.matched, row.neutral
            )?;
        }
        let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len().max(1) as f64;
        for (kind, row) in KINDS.iter().zip(&self.rows).filter(|(_, row)| !row.roles.is_empty()) {
            let order = |role: &str| kind.roles.iter().chain(&roles::COMMON).position(|each| *each == role);
            let mut told: Vec<_> = row.roles.iter().collect();
            told.sort_by_key(|(role, _)| order(role));
            let told: Vec<String> =
                told.iter().map(|(role, scores)| format!("{role} {:.2}", mean(scores))).collect();
            let extra = kind.extra.filter(|_| !row.extra.is_empty());
            let extra = extra.map(|name| format!("  | {name} {:.2}", mean(&row.extra))).unwrap_or_default();
            writeln!(f, "{:<11}{}{extra}", kind.name, told.join("  "))?;
        }
        let hard = self
            .hard
            .iter()
            .rev()
            .map(|(role, scores)| format!("{role} {:.2} of {}", mean(scores), scores.len()));
        writeln!(f, "{:<11}{}", "hard", hard.collect::<Vec<_>>().join("  "))?;
        let people = KINDS.iter().zip(&self.rows).flat_map(|(kind, row)| {
            let tell = |(field, scores): &(&str, Vec<f64>)| {
                format!("{} {field} {:.2} of {}", kind.name, mean(scores), scores.len())
            };
            row.people.iter().map(tell).collect::<Vec<_>>()
        });
        let people = people.collect::<Vec<_>>().join("  ");
        if !people.is_empty() {
            writeln!(f, "{:<11}{people}", "for people")?;
        }
        let bins = self.calibration().into_iter();
        let bins = bins.map(|(said, right, of)| format!("{said:.2} is {right:.2} of {of}"));
        writeln!(f, "{:<11}{}", "confidence", bins.collect::<Vec<_>>().join("  "))?;
        writeln!(
            f,
            "spans: {} checked, {} wrong; invalid records: {}; records ignored: {}; documents: {}",
            self.checked,
            self.wrong_spans.len(),
            self.invalid.len(),
            self.ignored,
            self.documents
        )?;
        write!(f, "register F1: {:.3}", self.register_f1())
    }
}
