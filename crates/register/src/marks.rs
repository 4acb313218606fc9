//! What the full-text index knows a document by: its words, and marks of what its records are.
//!
//! Marks answer filters as fast as words: `kind=event`, `country=nor`, `month=2023_03`. No word of a text holds
//! the sign, so no text can be taken for a mark. The index only says where to look; records are asked themselves.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    fold,
    question::{Filter, Key, Order, Question, Test, day_of, each_actor},
};

/// Longer words are cut: no language writes them, and an index of them serves nobody.
const LONGEST: usize = 64;

/// Words and marks of a document, each once, as one text of words between spaces.
pub(crate) fn words_of(document: &Value, text: Option<&str>, records: &[Value]) -> String {
    // All texts in one, folded once.
    let mut texts = String::new();
    let mut add = |text: &str| {
        fold::fold_into(text, &mut texts);
        texts.push(' ');
    };
    add(text.unwrap_or_default());
    add(document["title"].as_str().unwrap_or_default());
    add(document["outlet"].as_str().unwrap_or_default());
    let mut marks = BTreeSet::new();
    marks.insert(published(document["published"].as_str()));
    for record in records {
        let kind = record["kind"].as_str().unwrap_or_default();
        if text.is_none() {
            add(record["evidence"]["exact"].as_str().unwrap_or_default());
        }
        each_actor(record, &mut |actor| {
            add(actor["name"].as_str().unwrap_or_default());
            if let Some(country) = actor["country"].as_str() {
                add(country);
                marks.insert(mark("country", country));
                marks.insert(joint(kind, &mark("country", country)));
            }
        });
        if let Some(place) = record["place"].as_object() {
            add(place.get("name").and_then(Value::as_str).unwrap_or_default());
            if let Some(country) = place.get("country").and_then(Value::as_str) {
                marks.insert(mark("country", country));
                marks.insert(joint(kind, &mark("country", country)));
            }
        }
        let confidence = confidence(record["confidence"].as_f64().unwrap_or(0.0));
        marks.insert(joint(kind, &confidence));
        marks.insert(confidence);
        for key in MARKED {
            if let Some(word) = record[key].as_str() {
                marks.insert(mark(if key == "plover" { "type" } else { key }, word));
                // With its kind: of one record both, which two marks do not tell.
                if ["factuality", "status", "form"].contains(&key) {
                    marks.insert(joint(kind, &mark(key, word)));
                }
            }
        }
        if !record["deadline"].is_null() {
            marks.insert(DUE.into());
        }
        if let Some(day) = day_of(record).filter(|day| day.len() >= 7) {
            marks.insert(mark("month", &day[..7]));
            marks.insert(mark("year", &day[..4]));
        }
    }
    let mut words: Vec<&str> = fold::split(&texts).map(cut).chain(marks.iter().map(String::as_str)).collect();
    words.sort_unstable();
    words.dedup();
    let mut all = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
    for word in words {
        all.push_str(word);
        all.push(' ');
    }
    all
}

/// The mark of the month in which a document was published.
pub(crate) fn published(day: Option<&str>) -> String {
    mark("published", day.and_then(|day| day.get(..7)).unwrap_or("none"))
}

/// The mark of documents that hold a deadline.
const DUE: &str = "has=deadline";

// Fields whose words are marks.
const MARKED: [&str; 10] =
    ["kind", "factuality", "status", "firmness", "form", "mode", "unit", "change", "type", "plover"];

fn mark(key: &str, value: &str) -> String {
    let mut mark = format!("{key}=");
    mark.extend(fold::fold(value).chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(LONGEST));
    mark
}

fn joint(kind: &str, other: &str) -> String {
    mark("with", &format!("{kind} {other}"))
}

fn cut(word: &str) -> &str {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => &word[..end],
        None => word,
    }
}

/// The question to the index: documents that it does not give hold no record that is asked for. None where the
/// index cannot help.
pub(crate) fn asked(question: &Question) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for term in &question.terms {
        parts.extend(every(&term.words, term.begins));
    }
    parts.extend(question.filters.iter().filter_map(filtered));
    parts.extend(together(question));
    parts.extend(days(question));
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn filtered(filter: &Filter) -> Option<String> {
    let either = |parts: Vec<Option<String>>| -> Option<String> {
        let parts: Vec<String> = parts.into_iter().collect::<Option<_>>()?;
        Some(format!("({})", parts.join(" OR ")))
    };
    match (&filter.test, filter.key) {
        (_, Key::Deadline) => Some(quoted(DUE)),
        (Test::OneOf(some), Key::Word(name)) if MARKED.contains(&name) => {
            either(some.iter().map(|word| Some(quoted(&mark(name, word)))).collect())
        }
        (Test::OneOf(some), Key::Type) => {
            either(some.iter().map(|word| Some(quoted(&mark("type", word)))).collect())
        }
        (Test::OneOf(some), Key::Country) => {
            let one = |word: &String| {
                let code = quoted(&mark("country", word));
                if is_code(word) {
                    return Some(code);
                }
                let name = every(&fold::words(word), false);
                Some(name.map_or(code.clone(), |name| format!("({code} OR {name})")))
            };
            either(some.iter().map(one).collect())
        }
        (Test::Holds(some), Key::Speaker | Key::Actor | Key::About | Key::Place)
        | (Test::Holds(some), Key::Document("title" | "outlet")) => {
            either(some.iter().map(|words| every(words, false)).collect())
        }
        _ => None,
    }
}

// The kind with whatever else one record must have: only where one of each is asked for.
fn together(question: &Question) -> Vec<String> {
    let single = |wanted: Key| {
        let mut found = question.filters.iter().filter(|filter| filter.key == wanted);
        match (found.next().map(|filter| &filter.test), found.next()) {
            (Some(Test::OneOf(some)), None) if some.len() == 1 => some.first(),
            _ => None,
        }
    };
    let kind = single(Key::Word("kind"));
    let with = |other: String| quoted(&kind.map_or(other.clone(), |kind| joint(kind, &other)));
    let mut parts = Vec::new();
    for filter in &question.filters {
        if let (Key::Number("confidence"), Test::Number(Order::More | Order::AtLeast, least)) =
            (filter.key, &filter.test)
        {
            let tenths = (tenth(*least)..=tenth(1.0)).map(|n| with(format!("confidence={n}")));
            parts.push(format!("({})", tenths.collect::<Vec<_>>().join(" OR ")));
        }
    }
    if kind.is_some() {
        parts.extend(
            single(Key::Country).filter(|word| is_code(word)).map(|word| with(mark("country", word))),
        );
        for key in ["factuality", "status", "form"] {
            parts.extend(single(Key::Word(key)).map(|word| with(mark(key, word))));
        }
    }
    parts
}

/// True of what can only be the code of a country, and not its name.
pub(crate) fn is_code(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn confidence(confidence: f64) -> String {
    format!("confidence={}", tenth(confidence))
}

fn tenth(confidence: f64) -> u8 {
    (confidence.clamp(0.0, 1.0) * 10.0) as u8
}

// Months or years between two days, where both are asked for.
fn days(question: &Question) -> Option<String> {
    const MONTHS: u32 = 36;
    const YEARS: u32 = 60;
    let mut since: Option<&str> = None;
    let mut until: Option<&str> = None;
    for filter in &question.filters {
        match &filter.test {
            Test::Since(day) => since = since.max(Some(day)),
            Test::Until(day) => until = Some(until.map_or(day.as_str(), |other| other.min(day))),
            _ => {}
        }
    }
    let month =
        |day: &str| Some(day.get(..4)?.parse::<u32>().ok()? * 12 + day.get(5..7)?.parse::<u32>().ok()? - 1);
    let (first, last) = (month(since?)?, month(until?)?);
    let marks: Vec<String> = if last < first {
        return None;
    } else if last - first < MONTHS {
        (first..=last).map(|n| quoted(&format!("month={:04}_{:02}", n / 12, n % 12 + 1))).collect()
    } else if last / 12 - first / 12 < YEARS {
        (first / 12..=last / 12).map(|year| quoted(&format!("year={year:04}"))).collect()
    } else {
        return None;
    };
    Some(format!("({})", marks.join(" OR ")))
}

fn every(words: &[String], begins: bool) -> Option<String> {
    let last = words.len().checked_sub(1)?;
    let one = |(n, word): (usize, &String)| quoted(cut(word)) + if begins && n == last { "*" } else { "" };
    Some(format!("({})", words.iter().enumerate().map(one).collect::<Vec<_>>().join(" AND ")))
}

// No word and no mark holds a quotation mark.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    #[test]
    fn questions_become_words_and_marks() {
        let check = |question: &str, expect: Option<&str>| {
            assert_eq!(asked(&Question::parse(question).unwrap()).as_deref(), expect, "{question}");
        };
        check("krill Lim*", Some(r#"("krill") AND ("lim"*)"#));
        check("kind:event,figure", Some(r#"("kind=event" OR "kind=figure")"#));
        check("speaker:\"Elin Berg\"", Some(r#"(("elin" AND "berg"))"#));
        check("country:NOR", Some(r#"("country=nor")"#));
        check("country:Norway", Some(r#"(("country=norway" OR ("norway")))"#));
        check(
            "kind:event country:NOR",
            Some(r#"("kind=event") AND ("country=nor") AND "with=event_country_nor""#),
        );
        check(
            "kind:event confidence>0.85",
            Some(
                r#"("kind=event") AND ("with=event_confidence_8" OR "with=event_confidence_9" OR "with=event_confidence_10")"#,
            ),
        );
        check(
            "since:2021-11 until:2022-01",
            Some(r#"("month=2021_11" OR "month=2021_12" OR "month=2022_01")"#),
        );
        check(
            "since:2001 until:2005",
            Some(r#"("year=2001" OR "year=2002" OR "year=2003" OR "year=2004" OR "year=2005")"#),
        );
        check("confidence<0.5 since:2020", None);
        check("status:in-force", Some(r#"("status=in_force")"#));
    }

    #[test]
    fn a_text_cannot_make_marks() {
        let document = json!({"published": "2021-05-04", "title": "A kind=event b_c"});
        assert_eq!(
            words_of(&document, Some("Krill country=nor KRILL"), &[]),
            "a b c country event kind krill nor published=2021_05 "
        );
    }
}
