//! Why a record stands: which rule, which words, which entries, why this voice and this factuality.

use std::fmt::Write as _;

use chancery_document::{Filler, Reading, Record, Span};

use crate::{Engine, check};

impl Engine {
    /// The whole story of a record, as text for people.
    pub fn explain(&self, reading: &Reading, record: &Record) -> String {
        let mut told = String::new();
        self.tell(reading, record, &mut told).expect("writing to a string");
        told
    }

    /// The rules that were called by a word within a span but did not hold, and the line that failed.
    pub fn near(&self, reading: &Reading, within: Span) -> Vec<String> {
        let near = self.frames.near(reading);
        let here = near.into_iter().filter(|each| within.contains(reading.tokens.spans[each.token]));
        here.map(|each| {
            format!(
                "{} was called by \"{}\" but failed at: {}",
                each.rule.name,
                reading.form(each.token),
                each.failed
            )
        })
        .collect()
    }

    /// Every rule that fires or nearly fires on a reading, in order of the words that call them: what each draws, at
    /// which line it failed, or that it held and no record came of it.
    pub fn rules_tried(&self, reading: &Reading) -> Vec<String> {
        let records = self.extract(reading);
        let (held, near) = self.frames.tried(reading);
        let mut told: Vec<(u32, u8, String)> = Vec::new();
        for record in &records {
            let evidence = record.evidence();
            let line = format!("{}  draws {}", evidence.rule, check::describe(reading, record));
            told.push((evidence.trigger.start(), 0, line));
        }
        for each in held {
            let span = reading.tokens.spans[each.token];
            let drew = records.iter().any(|record| {
                let evidence = record.evidence();
                let others = evidence.others.iter().map(|(trigger, _)| trigger);
                let mut places = std::iter::once(&evidence.trigger).chain(others);
                evidence.rule == each.rule.name
                    && places.any(|trigger| trigger.contains(span) || span.contains(*trigger))
            });
            if !drew && each.rule.scored().is_none() {
                let line = format!(
                    "{}  holds at \"{}\", but no record came of it: nobody in it is a party, or another record tells it",
                    each.rule.name,
                    reading.form(each.token)
                );
                told.push((span.start(), 1, line));
            }
        }
        for each in near {
            let line = format!(
                "{}  called by \"{}\", fails at: {}",
                each.rule.name,
                reading.form(each.token),
                each.failed
            );
            told.push((reading.tokens.spans[each.token].start(), 2, line));
        }
        told.sort();
        told.into_iter().map(|(.., line)| line).collect()
    }

    /// The tree of a reading on one line: `form/TAG:relation>head` for each word.
    pub fn tree(&self, reading: &Reading) -> String {
        check::outline(reading).trim().to_owned()
    }

    fn tell(&self, reading: &Reading, record: &Record, told: &mut String) -> std::fmt::Result {
        let evidence = record.evidence();
        let rule = self.frames.rules().all().iter().find(|rule| rule.name == evidence.rule);
        writeln!(told, "{} {}", record.kind().name, record.id())?;
        writeln!(
            told,
            "  rule        {}{}",
            evidence.rule,
            rule.map(|rule| format!(": {}", rule.doc)).unwrap_or_default()
        )?;
        writeln!(told, "  called by   \"{}\"", one_line(reading, evidence.trigger))?;
        writeln!(told, "  sentence    {}", one_line(reading, evidence.sentence))?;
        for (field, fillers) in record.fields() {
            for filler in fillers {
                writeln!(told, "  {:<11} {}", field.as_str(), self.filler(reading, filler))?;
            }
        }
        if let Some(date) = record.date {
            let words =
                date.span.map(|span| format!(", from \"{}\"", one_line(reading, span))).unwrap_or_default();
            writeln!(told, "  date        {} to {}{words}", date.start, date.end)?;
        }
        match record.voice().0.as_slice() {
            [] => writeln!(told, "  voice       the outlet's: the trigger stands in nobody else's words")?,
            chain => {
                for link in chain {
                    let names: Vec<&str> = link.speakers.iter().map(|actor| actor.name.as_str()).collect();
                    let statement =
                        link.statement.as_deref().map(|id| format!(", statement {id}")).unwrap_or_default();
                    writeln!(told, "  voice       in the words of {}{statement}", names.join(" and "))?;
                }
            }
        }
        let factuality = record.factuality();
        writeln!(
            told,
            "  factuality  {}: {}, {:?}, {:?}{}",
            factuality.word(),
            if factuality.negated { "denied" } else { "affirmed" },
            factuality.modality,
            factuality.tense,
            if factuality.historical { ", long ago" } else { "" }
        )?;
        for (trigger, sentence) in &evidence.others {
            writeln!(
                told,
                "  also told   \"{}\" in: {}",
                one_line(reading, *trigger),
                one_line(reading, *sentence)
            )?;
        }
        if let Some(rule) = rule {
            writeln!(told, "\n{}", rule.source)?;
        }
        writeln!(told, "{}", check::outline_of(reading, evidence.sentence))
    }

    fn filler(&self, reading: &Reading, filler: &Filler) -> String {
        match filler {
            Filler::Actor(actor) => {
                let country =
                    actor.country.map_or("no country told".to_owned(), |country| country.to_string());
                let office = actor.office.as_ref().map(|office| format!(", {office}")).unwrap_or_default();
                format!(
                    "{} ({country}, {}{office}) for \"{}\", entry {}",
                    actor.name,
                    actor.level.as_str(),
                    one_line(reading, actor.span),
                    actor.entity
                )
            }
            other => check::word(reading, other),
        }
    }
}

fn one_line(reading: &Reading, span: Span) -> String {
    reading.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}
