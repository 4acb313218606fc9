//! What the full-text index knows a document by: words of its sentences, and marks of what its records are.
//!
//! Marks answer filters as fast as words: `kind=event`, `country=nor`, `month=2023_03`. No word of a text holds
//! the sign, so no text can be taken for a mark. A document has a row for each sentence that records stand in, so
//! that what must hold of one record is asked of one sentence. The index only says where to look; records are asked
//! themselves.

use std::{collections::BTreeSet, ops::Range};

use serde_json::Value;

use crate::{
    entries, fold,
    question::{Filter, Key, Order, Question, Term, Test, each_actor, each_passage},
};

/// Longer words are cut: no language writes them, and an index of them serves nobody.
const LONGEST: usize = 64;

/// The index is asked for at most so many words that stand together.
const MOST: usize = 64;

/// So many bits of the number of a row of the index tell which of the document's rows it is.
pub(crate) const ROW_BITS: u32 = 3;
/// Rows of a document that are of its sentences; one more is of the rest of it.
const SENTENCES: usize = (1 << ROW_BITS) - 1;
/// So many bits of the place of a document tell which of its day it is. Documents that do not fit in the room of their
/// day go on in that of the next.
pub(crate) const OF_DAY_BITS: u32 = 12;
/// Where the days begin in the calendar, with the year 1000: below it stands what is of unknown day.
pub(crate) const KNOWN: i64 = (365_243 + 1) << OF_DAY_BITS;
/// Days from the first of the year 0 to that of 1970.
const YEAR_0: i64 = 719_528;

/// Where the room of a day begins in the calendar.
pub(crate) fn place_of(published: Option<&str>) -> i64 {
    // Of a month or a year its first day.
    let more = |day: &str| match day.len() {
        4 => "-01-01",
        7 => "-01",
        _ => "",
    };
    let day = published.and_then(|day| entries::day(&format!("{day}{}", more(day))));
    let place = day.map_or(0, |day| (day + YEAR_0 + 1) << OF_DAY_BITS);
    if place < KNOWN { 0 } else { place }
}

/// In which row of its document each record stands, by where their evidence begins and ends: the first sentence that
/// records stand in is row 1, and so on; of many sentences several share a row.
pub(crate) fn rows(evidence: &[(i64, i64)]) -> Vec<u8> {
    let mut run = 0;
    let mut runs: Vec<usize> = Vec::with_capacity(evidence.len());
    for (n, place) in evidence.iter().enumerate() {
        run += usize::from(n > 0 && evidence[n - 1] != *place);
        runs.push(run);
    }
    let row = |n: usize| 1 + if run < SENTENCES { n } else { n * SENTENCES / (run + 1) };
    runs.into_iter().map(|n| row(n) as u8).collect()
}

/// The rows of a document, with words and marks, each once, as a text of words between spaces.
pub(crate) fn words_of(document: &Value, text: Option<&str>, records: &[Value]) -> Vec<(u8, String)> {
    let at = |span: &Value| (span["start"].as_i64().unwrap_or(-1), span["end"].as_i64().unwrap_or(-1));
    let evidence: Vec<(i64, i64)> = records.iter().map(|record| at(&record["evidence"])).collect();
    let numbers = rows(&evidence);
    let mut rows: Vec<(u8, String)> = Vec::new();
    let mut from = 0;
    for group in numbers.chunk_by(|a, b| a == b) {
        rows.push((group[0], words_of_some(&records[from..from + group.len()])));
        from += group.len();
    }
    let mut told: Vec<&str> = rows.iter().flat_map(|(_, words)| words.split(' ')).collect();
    told.sort_unstable();
    told.dedup();
    let mut head = String::new();
    for key in ["title", "outlet"] {
        fold::fold_into(document[key].as_str().unwrap_or_default(), &mut head);
        head.push(' ');
    }
    let mut rest = String::new();
    fold::fold_into(text.unwrap_or_default(), &mut rest);
    let rest = fold::split(&rest).map(cut).filter(|word| told.binary_search(word).is_err());
    let rest = written(fold::split(&head).map(cut).chain(rest).collect());
    if !rest.is_empty() {
        rows.insert(0, (0, rest));
    }
    rows
}

// Of the records of a sentence or a few.
fn words_of_some(records: &[Value]) -> String {
    // All texts in one, folded once.
    let mut texts = String::new();
    let mut add = |text: &str| {
        fold::fold_into(text, &mut texts);
        texts.push(' ');
    };
    let mut marks = BTreeSet::new();
    let mut sentence: &Value = &Value::Null;
    for record in records {
        if record["evidence"]["start"] != sentence["start"] || record["evidence"]["end"] != sentence["end"] {
            sentence = &record["evidence"];
            add(sentence["exact"].as_str().unwrap_or_default());
        }
        each_actor(record, &mut |actor| {
            add(actor["name"].as_str().unwrap_or_default());
            marks.extend(actor["country"].as_str().map(|country| mark("country", country)));
        });
        each_passage(record, &mut |passage| {
            // Most stand in the sentence.
            let inside = passage["start"].as_i64() >= sentence["start"].as_i64()
                && passage["end"].as_i64() <= sentence["end"].as_i64();
            if !inside {
                add(passage["exact"].as_str().unwrap_or_default());
            }
        });
        if let Some(place) = record["place"].as_object() {
            add(place.get("name").and_then(Value::as_str).unwrap_or_default());
            marks
                .extend(place.get("country").and_then(Value::as_str).map(|country| mark("country", country)));
        }
        marks.insert(confidence(record["confidence"].as_f64().unwrap_or(0.0)));
        for key in MARKED {
            if let Some(word) = record[key].as_str() {
                marks.insert(mark(if key == "plover" { "type" } else { key }, word));
            }
        }
        if !record["deadline"].is_null() {
            marks.insert(DUE.into());
        }
        // The day of the document tells of all others.
        if let Some(day) = record["date"]["start"].as_str() {
            marks.insert(DATED.into());
            marks.extend(day.get(..7).map(|month| mark("month", month)));
        }
    }
    written(fold::split(&texts).map(cut).chain(marks.iter().map(String::as_str)).collect())
}

fn written(mut words: Vec<&str>) -> String {
    words.retain(|word| told(word));
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// The mark of documents that hold a deadline.
const DUE: &str = "has=deadline";
/// The mark of records that tell on which day it was.
const DATED: &str = "has=day";

// Fields whose words are marks.
const MARKED: [&str; 10] =
    ["kind", "factuality", "status", "firmness", "form", "mode", "unit", "change", "type", "plover"];

fn mark(key: &str, value: &str) -> String {
    let mut mark = format!("{key}=");
    mark.extend(fold::fold(value).chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(LONGEST));
    mark
}

fn cut(word: &str) -> &str {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => &word[..end],
        None => word,
    }
}

/// A question as the index is asked it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Rows of sentences: those that it does not give hold no record that is asked for. None where the index cannot
    /// help.
    pub(crate) sentences: Option<String>,
    /// The row of the rest of the document, likewise.
    pub(crate) documents: Option<String>,
    /// The days that are asked for.
    pub(crate) days: Option<Days>,
}

/// Days that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// Where documents of these days stand in the calendar.
    pub(crate) places: Range<i64>,
    /// What documents of other days must have in the index.
    pub(crate) elsewhere: String,
}

/// The question to the index.
pub(crate) fn asked(question: &Question) -> Asked {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(question.terms.iter().filter_map(said));
    let of_document = |filter: &&Filter| matches!(filter.key, Key::Document(_));
    parts.extend(question.filters.iter().filter(|filter| !of_document(filter)).filter_map(filtered));
    parts.extend(question.filters.iter().filter_map(confident));
    let documents: Vec<String> = question.filters.iter().filter(of_document).filter_map(filtered).collect();
    let all = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join(" AND "));
    Asked { sentences: all(parts), documents: all(documents), days: days(question) }
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

// A word that is said, or the code of a country.
fn said(term: &Term) -> Option<String> {
    let said = every(&term.words, term.begins)?;
    match &term.words[..] {
        [word] if word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic()) => {
            let code = quoted(&mark("country", word));
            Some(format!("({said} OR {code}{})", if term.begins { "*" } else { "" }))
        }
        _ => Some(said),
    }
}

fn confident(filter: &Filter) -> Option<String> {
    let (Key::Number("confidence"), Test::Number(Order::More | Order::AtLeast, least)) =
        (filter.key, &filter.test)
    else {
        return None;
    };
    let tenths = (tenth(*least)..=tenth(1.0)).map(|n| quoted(&format!("confidence={n}")));
    Some(format!("({})", tenths.collect::<Vec<_>>().join(" OR ")))
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

// Days that are asked for; None where the calendar cannot help.
fn days(question: &Question) -> Option<Days> {
    // More than so many are not asked for one by one.
    const MONTHS: u32 = 36;
    let mut since: Option<&str> = None;
    let mut until: Option<&str> = None;
    for filter in &question.filters {
        match &filter.test {
            Test::Since(day) => since = since.max(Some(day)),
            Test::Until(day) => until = Some(until.map_or(day.as_str(), |other| other.min(day))),
            _ => {}
        }
    }
    since.or(until)?;
    // A month has no day 31 if it has not; the day after it is the first of the next.
    let first = |day: &str| {
        let (month, of_month) = day.split_at(day.len().min(8));
        place_of(Some(&format!("{month}{}", if of_month > "28" { "28" } else { of_month })))
    };
    let start = since.map_or(KNOWN, first);
    let end = until.map_or(i64::MAX >> ROW_BITS, |day| place_of(Some(day)) + (1 << OF_DAY_BITS));
    if start < KNOWN || end < KNOWN {
        return None;
    }
    let month =
        |day: &str| Some(day.get(..4)?.parse::<u32>().ok()? * 12 + day.get(5..7)?.parse::<u32>().ok()? - 1);
    let months = match (since.and_then(month), until.and_then(month)) {
        (Some(first), Some(last)) if last - last.min(first) < MONTHS => (first..=last)
            .map(|n| quoted(&format!("month={:04}_{:02}", n / 12, n % 12 + 1)))
            .collect::<Vec<String>>(),
        _ => Vec::new(),
    };
    let elsewhere = if months.is_empty() { quoted(DATED) } else { format!("({})", months.join(" OR ")) };
    Some(Days { places: start..end, elsewhere })
}

/// Words that must all be there.
pub(crate) fn every(words: &[String], begins: bool) -> Option<String> {
    let last = words.len().checked_sub(1)?;
    let asked = words.iter().enumerate().filter(|(n, word)| (begins && *n == last) || told(word));
    let one = |(n, word): (usize, &String)| quoted(cut(word)) + if begins && n == last { "*" } else { "" };
    // More than a name or a title has need not be asked for: records are asked themselves.
    let asked: Vec<String> = asked.map(one).take(MOST).collect();
    (!asked.is_empty()).then(|| format!("({})", asked.join(" AND ")))
}

// A single letter or digit tells too little to be worth its room.
fn told(word: &str) -> bool {
    word.len() > 1
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
        let check = |question: &str, sentences: Option<&str>, documents: Option<&str>| {
            let asked = asked(&Question::parse(question).unwrap());
            assert_eq!(
                (asked.sentences.as_deref(), asked.documents.as_deref()),
                (sentences, documents),
                "{question}"
            );
        };
        check("krill Lim*", Some(r#"("krill") AND (("lim"*) OR "country=lim"*)"#), None);
        check("a \"b krill\"", Some(r#"("krill")"#), None);
        check("a", None, None);
        check("kind:event,figure", Some(r#"("kind=event" OR "kind=figure")"#), None);
        check("speaker:\"Elin Berg\"", Some(r#"(("elin" AND "berg"))"#), None);
        check("country:NOR", Some(r#"("country=nor")"#), None);
        check("country:Norway", Some(r#"(("country=norway" OR ("norway")))"#), None);
        check("kind:event title:krill", Some(r#"("kind=event")"#), Some(r#"(("krill"))"#));
        check("confidence>0.85", Some(r#"("confidence=8" OR "confidence=9" OR "confidence=10")"#), None);
        check("confidence<0.5 since:2020", None, None);
        check("status:in-force", Some(r#"("status=in_force")"#), None);
    }

    #[test]
    fn a_text_cannot_make_marks() {
        let document = json!({"published": "2021-05-04", "title": "A kind=event b_c"});
        assert_eq!(
            words_of(&document, Some("Krill country=nor KRILL"), &[]),
            [(0, "country event kind krill nor".to_owned())]
        );
    }

    #[test]
    fn sentences_have_rows_of_their_own() {
        let record = |start: i64, kind: &str, exact: &str| json!({"kind": kind, "evidence": {"start": start, "end": start + 9, "exact": exact}, "confidence": 0.5});
        let records =
            [record(0, "event", "Oslo met"), record(0, "figure", "Oslo met"), record(20, "event", "Lima")];
        let expect = [
            (0, "krill"),
            (1, "confidence=5 kind=event kind=figure met oslo"),
            (2, "confidence=5 kind=event lima"),
        ];
        let found = words_of(&json!({}), Some("Oslo met. Krill. Lima"), &records);
        assert_eq!(found, expect.map(|(row, words)| (row, words.to_owned())));
        // Of many a row holds several, in their order.
        let many: Vec<(i64, i64)> = (0..40).map(|n| (n / 2 * 10, n / 2 * 10 + 9)).collect();
        let found = rows(&many);
        assert!(found.is_sorted() && found[0] == 1 && found[39] == 7, "{found:?}");
        assert_eq!(rows(&many[..14]), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
        assert_eq!(rows(&[]), [] as [u8; 0]);
    }

    #[test]
    fn documents_stand_by_day() {
        let days =
            [None, Some("soon"), Some("0999-12-31"), Some("1000"), Some("1987-02"), Some("1987-02-26")];
        assert_eq!(days.map(place_of)[..4], [0, 0, 0, KNOWN]);
        assert!(days.map(place_of).is_sorted());
        assert_eq!(place_of(Some("1970-01-01")), 719_529 << OF_DAY_BITS);
    }

    #[test]
    fn days_are_asked_of_the_calendar() {
        let check = |question: &str, expect: Option<(&str, &str, &str)>| {
            let days = asked(&Question::parse(question).unwrap()).days;
            let expect = expect.map(|(start, end, elsewhere)| {
                let end = if end.is_empty() { i64::MAX >> ROW_BITS } else { place_of(Some(end)) };
                let start = if start.is_empty() { KNOWN } else { place_of(Some(start)) };
                Days { places: start..end, elsewhere: elsewhere.to_owned() }
            });
            assert_eq!(days, expect, "{question}");
        };
        check("krill", None);
        check(
            "since:2021-11 until:2021-12-05",
            Some(("2021-11-01", "2021-12-06", r#"("month=2021_11" OR "month=2021_12")"#)),
        );
        check("since:2021-02-31", Some(("2021-02-28", "", r#""has=day""#)));
        check("until:2021", Some(("", "2022-01-01", r#""has=day""#)));
        check("since:2001 until:2005", Some(("2001-01-01", "2006-01-01", r#""has=day""#)));
        check("since:2005 until:2001", Some(("2005-01-01", "2002-01-01", r#""has=day""#)));
        check("since:0999", None);
    }
}
