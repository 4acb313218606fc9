//! Runs the examples of the rules: each sentence that a rule `finds` must yield its record, each that it
//! `skips` none.

use chancery_document::{Document, Filler, Reading, Record};

use crate::Engine;

/// What a check of the packs found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// How many rules.
    pub rules: usize,
    /// How many examples.
    pub examples: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// The line of the example in the rule's file.
    pub line: usize,
    /// The sentence.
    pub text: String,
    /// What was expected and what came.
    pub message: String,
}

impl Engine {
    /// Runs the examples of all rules, or of the topics named.
    pub fn check(&self, topics: &[&str]) -> Checked {
        let mut checked = Checked::default();
        let mut reader = self.reader();
        for rule in self.frames.rules().all() {
            let topic = rule.name.as_str().split('/').next().unwrap_or_default();
            if !topics.is_empty() && !topics.contains(&topic) {
                continue;
            }
            checked.rules += 1;
            for (example, wanted) in rule
                .source
                .finds
                .iter()
                .map(|e| (e, true))
                .chain(rule.source.skips.iter().map(|e| (e, false)))
            {
                checked.examples += 1;
                let reading = reader.read(Document { text: example.text.clone(), ..Document::default() });
                let records = self.extract(&reading);
                let own: Vec<&Record> =
                    records.iter().filter(|record| record.evidence().rule == rule.name).collect();
                let message = match wanted {
                    true => expectation(&reading, &own, &example.expect),
                    false => own.first().map(|record| {
                        format!("should be skipped, but yields {}", describe(&reading, record))
                    }),
                };
                if let Some(message) = message {
                    let tree = self.why_not(&reading, rule.name.as_str()) + &outline(&reading);
                    checked.findings.push(Finding {
                        rule: rule.name.to_string(),
                        line: example.line,
                        text: example.text.clone(),
                        message: format!("{message}\n{tree}"),
                    });
                }
            }
        }
        checked
    }
}

impl Engine {
    // The lines at which a rule failed on a reading, or that no word called it.
    fn why_not(&self, reading: &Reading, rule: &str) -> String {
        let near = self.frames.near(reading);
        let own = near.iter().filter(|each| each.rule.name.as_str() == rule);
        own.map(|each| {
            format!(
                "    called by \"{}\" ({}), failed at: {}\n",
                reading.form(each.token),
                reading.lemma(each.token),
                each.failed
            )
        })
        .collect()
    }
}

// None if a record of the rule has all that is expected of it, else what came instead.
fn expectation(reading: &Reading, own: &[&Record], expect: &[(String, Vec<String>)]) -> Option<String> {
    let holds = |record: &&&Record| {
        expect.iter().all(|(field, values)| {
            let told = told(reading, record, field);
            values.iter().all(|value| told.iter().any(|each| each == value))
                && (told.len() == values.len() || values.is_empty())
        })
    };
    if own.iter().any(|record| holds(&record)) {
        return None;
    }
    let wanted: Vec<String> =
        expect.iter().map(|(field, values)| format!("{field} {}", values.join(", "))).collect();
    Some(match own {
        [] => "should be found, but the rule yields nothing".to_owned(),
        several => {
            let came: Vec<String> = several.iter().map(|record| describe(reading, record)).collect();
            format!("expected {}, found {}", wanted.join("; "), came.join(" | "))
        }
    })
}

fn told(reading: &Reading, record: &Record, field: &str) -> Vec<String> {
    match field {
        "factuality" => vec![record.factuality().word().to_owned()],
        "trigger" => vec![reading.text(record.evidence().trigger).to_owned()],
        "voice" => record
            .voice()
            .0
            .last()
            .map_or_else(Vec::new, |link| link.speakers.iter().map(|each| each.name.clone()).collect()),
        "date" => record.date.iter().map(|date| format!("{}/{}", date.start, date.end)).collect(),
        field => record.field(field).iter().map(|filler| word(reading, filler)).collect(),
    }
}

pub(crate) fn word(reading: &Reading, filler: &Filler) -> String {
    match filler {
        Filler::Actor(actor) => actor.name.clone(),
        Filler::Span(span) => reading.text(*span).to_owned(),
        Filler::Word(word) | Filler::Recurrence(word) => word.to_string(),
        Filler::Place(place) => place.name.clone(),
        Filler::Interval(interval) => format!("{}/{}", interval.start, interval.end),
        Filler::Number(number) => number.normalize().to_string(),
        Filler::Count { op: '=', value } => value.normalize().to_string(),
        Filler::Count { op, value } => format!("{op}{}", value.normalize()),
        Filler::Size(sizes) => {
            sizes.iter().map(|(what, number)| format!("{number} {what}")).collect::<Vec<_>>().join(" ")
        }
    }
}

pub(crate) fn describe(reading: &Reading, record: &Record) -> String {
    let mut parts = vec![
        record.kind().name.to_string(),
        format!("<{}>", reading.text(record.evidence().trigger)),
        record.factuality().word().to_owned(),
    ];
    for (field, fillers) in record.fields() {
        let fillers: Vec<String> = fillers.iter().map(|filler| word(reading, filler)).collect();
        parts.push(format!("{field}: {}", fillers.join(", ")));
    }
    let voice = told(reading, record, "voice");
    if !voice.is_empty() {
        parts.push(format!("voice: {}", voice.join(", ")));
    }
    parts.join("; ")
}

// The tree of a sentence on one line: form/TAG:relation>head.
pub(crate) fn outline(reading: &Reading) -> String {
    outline_of(reading, chancery_document::Span::at(0, reading.document.text.len()))
}

/// The same of the words within a span.
pub(crate) fn outline_of(reading: &Reading, span: chancery_document::Span) -> String {
    let syntax = &reading.syntax;
    let word = |token| {
        let head = syntax.head(token);
        let above = if head == token { "ROOT" } else { reading.form(head) };
        format!(
            "{}/{}:{}>{above}",
            reading.form(token),
            reading.morphology.tags[token].as_str(),
            syntax.relation(token).as_str()
        )
    };
    let words: Vec<String> =
        chancery_document::each(reading.tokens.within(span)).take(120).map(word).collect();
    format!("    tree: {}", words.join(" "))
}
