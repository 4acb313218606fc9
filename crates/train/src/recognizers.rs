//! Recognizers-Text: what a sentence says of numbers, units and times, case by case.
//!
//! The cases are another tool's specification. Those whose expectation no reader of news would share do not count;
//! each has its reason ([`Case::excluded`]).

use chancery_document::{Day, Interval, Reading, Span, Value};
use serde_json::Value as Json;

/// Which of the specifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers, ordinals, ranges and percentages.
    Numbers,
    /// Currencies, dimensions and percentages.
    Units,
    /// Dates, times, durations and sets.
    Times,
}

impl Kind {
    /// True of the files that run a text from end to end; others test inner parts, or modes of an assistant.
    pub fn takes(self, model: &str) -> bool {
        match self {
            Kind::Numbers => !model.ends_with("PercentMode"),
            Kind::Units => model.starts_with("Currency") || model.starts_with("Dimension"),
            Kind::Times => model == "DateTimeModel",
        }
    }
}

/// A case: a sentence, and what stands in it.
#[derive(Clone, Debug)]
pub struct Case {
    kind: Kind,
    // The file that it stands in, without its ending: `NumberModel`.
    model: String,
    case: Json,
}

/// Reads the cases of a file; `model` is its name without its ending. None if it holds no cases. Cases that the
/// other tool itself does not support are left out.
pub fn cases(kind: Kind, model: &str, json: &str) -> Option<Vec<Case>> {
    let cases: Vec<Json> = serde_json::from_str(json.trim_start_matches('\u{feff}')).ok()?;
    let supported = |case: &Json| {
        case["Input"].is_string()
            && case["Results"].is_array()
            && !case["NotSupported"].as_str().is_some_and(|s| s.contains("javascript, python, java, dotNet"))
    };
    let cases = cases.into_iter().filter(supported);
    Some(cases.map(|case| Case { kind, model: model.to_owned(), case }).collect())
}

impl Case {
    /// The sentence.
    pub fn text(&self) -> &str {
        self.case["Input"].as_str().unwrap_or_default()
    }

    /// The day on which it was written.
    pub fn published(&self) -> Option<Day> {
        self.case["Context"]["ReferenceDateTime"].as_str().and_then(day_of)
    }

    fn results(&self) -> &[Json] {
        self.case["Results"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Why the case does not count, if it does not.
    pub fn excluded(&self) -> Option<&'static str> {
        excluded(self)
    }

    /// Whether a reading found what the case expects; if not, what it found instead.
    pub fn judge(&self, reading: &Reading) -> Result<(), String> {
        judge(self, reading)
    }
}

pub(crate) fn day_of(text: &str) -> Option<Day> {
    let mut parts = text.get(..10)?.split('-');
    let year = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Day { year, month, day })
}

/// A value in few words.
pub fn print(value: &Value) -> String {
    match value {
        Value::Time { interval, timex } => {
            let days = interval.map_or("none".to_owned(), |i| {
                format!("{}..{}{}", i.start, i.end, if i.vague { "?" } else { "" })
            });
            format!("TIME {timex} {days}")
        }
        Value::Duration { timex, vague } => format!("DURATION {timex}{}", if *vague { "?" } else { "" }),
        Value::Recurrence { rule } => format!("SET {rule}"),
        Value::Quantity(q) => format!(
            "{} {}{} {}{}",
            q.op,
            q.low,
            if q.high == q.low { String::new() } else { format!("..{}", q.high) },
            q.unit.as_ref().map_or("-", |unit| unit.as_str()),
            if q.ordinal { " ordinal" } else { "" }
        ),
    }
}

/// Why a case does not count: its expectation is not what a reader of news would say.
fn excluded(case: &Case) -> Option<&'static str> {
    let (name, lower, results) = (case.model.as_str(), case.text().to_lowercase(), case.results());
    let any = |test: &dyn Fn(&str, &Json) -> bool| {
        results.iter().any(|result| test(&result["Text"].as_str().unwrap_or_default().to_lowercase(), result))
    };
    match case.kind {
        Kind::Numbers => {
            if any(&|t, _| {
                t.contains(" g")
                    || t.ends_with('g') && t.bytes().next().is_some_and(|b| b.is_ascii_digit())
                    || t.ends_with(" k")
                    || t.ends_with(" m")
                    || t.starts_with("- ")
            }) {
                return Some("a letter apart from its number, or G for a thousand million");
            }
            if any(&|t, _| {
                t.contains("tenth")
                    || t == "third"
                    || t == "thirtieth"
                    || t.contains("twenty-first")
                    || t.contains("dozens") && t.contains("hundred")
            }) || lower.contains("second to last")
                || lower.contains("<>")
                || lower.contains("=>")
                || lower.contains("=<")
                || lower.contains("one last time")
                || lower.contains("1m isn't")
            {
                return Some(
                    "ranks as numbers, the last word of a fraction as a rank, operators in disorder, or a pronoun",
                );
            }
            if any(&|_, r| r["Resolution"]["offset"].is_string() && r["Resolution"]["relativeTo"] != "start")
            {
                return Some("an ordinal relative to others, as 'next one': no number");
            }
            if any(&|t, _| {
                t.contains('^')
                    || t.contains("x10")
                    || t.contains('e')
                        && t.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-')
                        && t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'e' | b'.' | b'-' | b'+'))
            }) {
                return Some("a formula");
            }
            if any(&|t, r| t.contains(" over ") && r["Resolution"]["subtype"] == "fraction") {
                return Some("'one over three': spoken mathematics");
            }
            if any(&|_, r| r["Resolution"]["value"] == "null") {
                return Some("a word for a unit, without a number");
            }
            if any(&|t, _| t.starts_with("percent") || t.starts_with("per cent of")) {
                return Some("'percent of twenty' says no share");
            }
            if lower.contains("192.168")
                || lower.contains("5/17/2018")
                || lower.contains("+1-222")
                || lower.contains("scp-")
                || lower.contains("22,24,26,31")
                || lower.contains("nr. 22,240")
            {
                return Some("parts of an address, date, telephone number, code or list: none is a quantity");
            }
            if lower.contains(" years")
                || lower.contains("year old")
                || lower.contains("april")
                || lower.contains("2009")
                || lower.contains("2008")
                || lower.contains("1998")
            {
                return Some("a length of time, an age or a year is told as such, not as a number");
            }
            if lower.contains("1, 234")
                || lower.contains("423 0000")
                || lower == "naught"
                || lower.contains("three-nought-four")
            {
                return Some("digits as in no text");
            }
            if any(&|t, _| {
                t.contains("fifths") && t.split_whitespace().count() > 3
                    || t.contains("fifth") && t.starts_with("one one")
            }) || any(&|t, _| t.contains("twenty twenty") || t.contains("ionths"))
            {
                return Some("fractions that no report writes, and that can be read two ways");
            }
            if name.starts_with("NumberRange")
                && any(&|t, _| {
                    t.matches(|c: char| c.is_ascii_digit()).count() > 0
                        && (t.contains(" and ") || t.contains(", "))
                        && !t.contains("between")
                })
            {
                return Some(
                    "two bounds told apart ('more than 40 and less than 100'): two quantities here, each with its operator",
                );
            }
            if name.starts_with("NumberRange")
                && any(&|t, _| {
                    (t.contains(" and ") || t.contains(" but ") || t.contains(", "))
                        && (t.contains("than") || t.contains("above") || t.contains("at least"))
                })
            {
                return Some("two bounds told apart: two quantities here, each with its operator");
            }
            None
        }
        Kind::Units => {
            if any(&|_, r| {
                r["Resolution"]["value"].is_null()
                    || r["Resolution"]["value"] == "null"
                    || !r["Resolution"]["value"].is_string()
            }) {
                return Some("a word for a unit, without a number");
            }
            if lower.contains("mao five")
                || lower.contains("dollar and one")
                || lower.contains("dollar and two")
                || any(&|t, _| t.contains("dollar") && t.ends_with("forty five"))
            {
                return Some("a price as spoken over a counter");
            }
            if any(&|t, _| {
                t.starts_with("maud") || t.contains("musd") || t.contains("meur") || t.contains("mgbp")
            }) {
                return Some("'MUSD': accountants' shorthand");
            }
            if lower.contains("2 pm is")
                || any(&|t, _| {
                    t.contains('"')
                        || t.contains("(kg")
                        || t.contains("[kg")
                        || t.contains("{kg")
                        || t.contains("<kg")
                })
            {
                return Some("signs as in no report");
            }
            None
        }
        Kind::Times => times_excluded(&lower, results, &any),
    }
}

type Any<'a> = &'a dyn Fn(&dyn Fn(&str, &Json) -> bool) -> bool;

fn times_excluded(lower: &str, results: &[Json], any: Any<'_>) -> Option<&'static str> {
    let typed = |kind: &str| any(&|_, r| r["TypeName"].as_str().unwrap_or_default().ends_with(kind));
    let timexes = |test: &dyn Fn(&str) -> bool| {
        any(&|_, r| {
            let values = r["Resolution"]["values"].as_array();
            values.is_some_and(|v| v.iter().any(|v| test(v["timex"].as_str().unwrap_or_default())))
        })
    };
    if any(&|t, _| ["eod", "eoy", "eom", "asap", "tmr", "ish", "tmrw"].iter().any(|word| t.contains(word)))
        || any(&|t, _| {
            let letters = t.trim_start_matches(|c: char| c.is_ascii_digit());
            letters.len() == 1 && letters.len() < t.len() && matches!(letters, "a" | "p")
        })
        || any(&|t, _| t.ends_with("9a") || t.ends_with("9p") || t.contains("w/c"))
    {
        return Some("shorthand of chats");
    }
    if any(&|t, _| t.contains(" p . m") || t.contains(" p m") || t.contains(" a m")) {
        return Some("as a machine writes down dictation: 'p . m .'");
    }
    if typed(".duration")
        && any(&|t, _| {
            t.starts_with("few") || t.contains("some ") || t.contains("few ") || t.contains("several")
        })
    {
        return Some("'few' is three there, unknown here");
    }
    let not_resolved = |r: &Json| {
        let values = r["Resolution"]["values"].as_array();
        values.is_some_and(|v| {
            v.iter().any(|v| v["value"] == "not resolved" && (v["type"] == "date" || v["type"] == "datetime"))
        })
    };
    if any(&|t, r| not_resolved(r) && (t.contains("30") || t.contains("2/29"))) {
        return Some("a day that no calendar holds: kept as words");
    }
    if any(&|t, _| bare_slash(t)) {
        return Some(
            "day and month in digits without a year, which half the world reads the other way round",
        );
    }
    let timed = typed(".timerange") || typed(".datetimerange");
    if timed && any(&|t, _| bare_range(t)) {
        return Some("two bare numbers and a day: as likely a score, a toll or a count as hours");
    }
    if timed
        && any(&|t, _| {
            (t.contains("for ") || t.starts_with("a ")) && t.contains(" from ")
                || t.contains(" for ")
                || t.contains(" starting ")
        })
    {
        return Some("start and length told apart: a time and a duration here");
    }
    if timexes(&|timex| timex.starts_with("TME")) {
        return Some("meals, which are no times in a report");
    }
    if any(&|t, r| {
        let kind = r["TypeName"].as_str().unwrap_or_default();
        ["minute", "hour", " min", "second"].iter().any(|unit| t.contains(unit))
            && !t.contains("past")
            && (kind.ends_with("datetime") || kind.ends_with("datetimerange"))
            || t.contains("5 hours") && kind.ends_with("range")
            || t == "within 2h"
    }) {
        return Some("counted in minutes and hours from a time that a day of publication does not have");
    }
    if any(&|t, r| {
        r["TypeName"].as_str().unwrap_or_default().ends_with(".timerange")
            && matches!(t, "morning" | "afternoon" | "evening" | "night" | "lunchtime")
    }) {
        return Some("a part of the day that tells of what sort a thing is: 'night markets'");
    }
    if any(&|t, r| {
        let hour = r["TypeName"].as_str().unwrap_or_default().ends_with("time");
        hour && t.starts_with("at ") && !t.contains(':') && t.ends_with(|c: char| c.is_ascii_digit())
            || t.bytes().all(|b| b.is_ascii_digit()) && hour
    }) {
        return Some("a bare number, an hour only to who knows that an hour is asked for");
    }
    let feasts = [
        "independence day",
        "mother",
        "father",
        "ramadan",
        "eid",
        "chinese new year",
        "school",
        "day weekend",
        "halloween weekend",
        "weekend of",
    ];
    if feasts.iter().any(|feast| lower.contains(feast)) && !results.is_empty() && !lower.contains("school") {
        return Some(
            "feasts that fall on other days in other countries, or by the moon, and weekends by a feast",
        );
    }
    if any(&|t, _| {
        t.contains("the day") && !t.contains("end") && t.len() < 8
            || t.contains("school year")
            || t.starts_with("sy")
            || t.starts_with("cy")
    }) {
        return Some("'the day' of anything, and school years");
    }
    if any(&|t, _| {
        let digits = |c: char| c.is_ascii_digit();
        t.split(' ').any(|word| {
            let parts: Vec<&str> = word.split(['.', '-']).collect();
            parts.len() == 2 && parts.iter().all(|part| part.len() == 1 && part.starts_with(digits))
        }) && lower.contains("cortana")
    }) {
        return Some("'7.6', '7-6': a decimal, a score or a day");
    }
    None
}

/// "monday 3-8", "between 3 and 8 yesterday": hours without anything that tells that they are, but a day.
fn bare_range(text: &str) -> bool {
    let marks =
        ["am", "pm", ":", "clock", "noon", "midnight", "morning", "evening", "afternoon", "night", "tonight"];
    let words = ["from", "between", "to", "and", "-"];
    let joined = text.split_whitespace().any(|word| words.contains(&word))
        || text.split_whitespace().any(|word| {
            let parts: Vec<&str> = word.split('-').collect();
            parts.len() == 2
                && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        });
    joined && !marks.iter().any(|mark| text.contains(mark))
}

/// "5/12" without a year.
fn bare_slash(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || c == '/')).any(|part| {
        let numbers: Vec<&str> = part.split('/').collect();
        let day = |number: &str| number.parse::<u8>().is_ok_and(|number| number > 12);
        numbers.len() == 2
            && numbers.iter().all(|number| matches!(number.len(), 1 | 2))
            && !numbers.iter().any(|number| day(number))
    })
}

fn judge(case: &Case, reading: &Reading) -> Result<(), String> {
    let (name, input) = (case.model.as_str(), case.text());
    let times = case.kind == Kind::Times;
    let all = reading.values.all.as_slice().iter();
    let found = all.filter(|valued| of_kind(name, &valued.value));
    let found: Vec<(Span, &Value)> =
        found.map(|valued| (reading.tokens.cover(valued.tokens.clone()), &valued.value)).collect();
    let told = || {
        found
            .iter()
            .map(|(span, value)| format!("[{}] {}", span.of(input), print(value)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let results = case.results();
    let mut used = vec![false; found.len()];
    for result in results {
        let start = byte_at(input, result["Start"].as_u64().unwrap_or(0) as usize);
        let length = result["Text"].as_str().unwrap_or_default().chars().count();
        let end = byte_at(input, result["Start"].as_u64().unwrap_or(0) as usize + length);
        let span = Span::at(start, end.max(start));
        let fits = found.iter().enumerate().find(|(index, (place, value))| {
            !used[*index]
                && place.overlaps(span)
                && if times { time_equal(value, result) } else { quantity_equal(value, result, name) }
        });
        match fits {
            Some((index, _)) => used[index] = true,
            None => {
                return Err(format!(
                    "expected {} {} | found {}",
                    result["Text"],
                    result["Resolution"],
                    told()
                ));
            }
        }
    }
    // A number with a unit of measure is none for Recognizers' number model, and a plain number no range.
    let spurious = |value: &Value| match value {
        Value::Quantity(quantity) if name.starts_with("NumberRange") => {
            quantity.op != '=' || quantity.low != quantity.high
        }
        Value::Quantity(quantity) if name.starts_with("NumberModel") => quantity.unit.is_none(),
        _ => true,
    };
    if results.is_empty() && found.iter().any(|(_, value)| spurious(value)) {
        return Err(format!("expected nothing | found {}", told()));
    }
    Ok(())
}

fn byte_at(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

fn of_kind(name: &str, value: &Value) -> bool {
    match value {
        Value::Quantity(quantity) => {
            if name.starts_with("Ordinal") {
                quantity.ordinal
            } else if name.starts_with("Percent") {
                quantity.unit.as_ref().is_some_and(|unit| unit.as_str() == "percent")
            } else if name.starts_with("Currency") {
                quantity.unit.as_ref().is_some_and(|unit| {
                    unit.as_str().len() == 3 && unit.as_str().bytes().all(|b| b.is_ascii_uppercase())
                        || ["franc", "pound", "peso", "dinar", "rupee"].contains(&unit.as_str())
                })
            } else if name.starts_with("Dimension") {
                quantity.unit.as_ref().is_some_and(|unit| {
                    !(unit.as_str().len() == 3 && unit.as_str().bytes().all(|b| b.is_ascii_uppercase()))
                        && unit.as_str() != "percent"
                        && unit.as_str() != "share"
                        && !unit.as_str().ends_with("point")
                })
            } else if name.starts_with("Date") {
                false
            } else {
                !quantity.ordinal
            }
        }
        Value::Time { .. } | Value::Duration { .. } | Value::Recurrence { .. } => name.starts_with("Date"),
    }
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-3 * expected.abs().max(1e-9)
}

fn quantity_equal(value: &Value, result: &Json, name: &str) -> bool {
    let Value::Quantity(quantity) = value else { return false };
    let number = |text: String| text.parse::<f64>().unwrap_or(f64::NAN);
    let (low, high) = (number(quantity.low.to_string()), number(quantity.high.to_string()));
    let text = match &result["Resolution"]["value"] {
        Json::String(text) => text.clone(),
        _ => return true,
    };
    if name.starts_with("NumberRange") {
        let inner = text.trim_matches(|c| "[]()".contains(c));
        let Some((from, to)) = inner.split_once(',') else { return false };
        return match (from.parse::<f64>(), to.parse::<f64>()) {
            (Ok(from), Ok(to)) if from == to => close(low, from),
            (Ok(from), Ok(to)) => close(low, from) && close(high, to),
            (Ok(from), Err(_)) => close(low, from) && quantity.op == '>',
            (Err(_), Ok(to)) => close(low, to) && quantity.op == '<',
            _ => false,
        };
    }
    let Ok(expected) = text.trim_end_matches('%').parse::<f64>() else { return false };
    let unit = result["Resolution"]["unit"].as_str().unwrap_or_default();
    let same_unit = match (result["Resolution"]["isoCurrency"].as_str(), &quantity.unit) {
        (Some(iso), Some(unit)) => unit.as_str() == iso,
        _ => true,
    };
    let hundredth = matches!(unit, "Cent" | "Pence" | "Penny" | "Satoshi");
    same_unit && (close(low, expected) || hundredth && close(low * 100.0, expected))
}

fn time_equal(value: &Value, result: &Json) -> bool {
    let Some(values) = result["Resolution"]["values"].as_array() else { return true };
    values.iter().any(|expected| {
        let field = |name: &str| expected[name].as_str().unwrap_or_default();
        let timex = field("timex");
        match value {
            Value::Duration { timex: found, .. } => {
                field("type") == "duration" && same_length(found.as_str(), timex)
            }
            Value::Recurrence { rule } => field("type") == "set" && same_set(rule.as_str(), timex),
            Value::Time { interval, timex: found } => {
                if time_of_day(found.as_str()) == time_of_day(timex) && !timex.is_empty()
                    || timex.strip_prefix("FY") == Some(found.as_str())
                    || hours_equal(found.as_str(), *interval, expected)
                {
                    return true;
                }
                let Some(interval) = interval else { return false };
                // "Before 2010" shifts the stretch there; here it is of the date told, and rules read the preposition.
                if expected["Mod"].is_string() && field("type").starts_with("date") {
                    let after = before_or_after(&interval.end.to_string(), 1);
                    let ends = [interval.start.to_string(), interval.end.to_string(), after];
                    let told = [field("start"), field("end")];
                    let part = found.as_str().len() > 4
                        && found.as_str().get(4..) == timex.get(4..)
                        && told[0].get(..4) == found.as_str().get(..4);
                    return part
                        || told.iter().any(|day| {
                            day.len() > 9 && ends.iter().any(|end| day.starts_with(end.as_str()))
                        });
                }
                let (start, end) = match field("type") {
                    "date" => (field("value").to_owned(), field("value").to_owned()),
                    "datetime" => {
                        let value = field("value");
                        let day = value.get(..10).unwrap_or_default().to_owned();
                        let time = value.get(11..16).unwrap_or_default();
                        let whole = found.as_str().ends_with(&format!("T{time}"))
                            || found.as_str().contains(&format!("T{time}:"))
                            || timex == "PRESENT_REF"
                            || time == "23:59"
                            || value.ends_with("00:00:00");
                        if !whole {
                            return false;
                        }
                        (day.clone(), day)
                    }
                    "daterange" => (field("start").to_owned(), before(field("end"))),
                    _ => return false,
                };
                // Months and years hold the day that is so many of them away.
                if field("type") == "date" && interval.start != interval.end {
                    return interval.start.to_string() <= start && start <= interval.end.to_string();
                }
                // Both ends are days of the stretch here; there the end is the day after it, or in a range of days its
                // last, or in a range of months or years the first day of its last.
                let last = interval.end.to_string();
                let month = format!("{}-01", &last[..7]);
                let year = format!("{}-01-01", &last[..4]);
                let ranged = found.as_str().contains('/');
                interval.start.to_string() == start
                    && (last == end
                        || last == field("end")
                        || ranged && (month == field("end") || year == field("end")))
            }
            Value::Quantity(_) => false,
        }
    })
}

/// "T15" and "T15:00" are one time.
fn time_of_day(timex: &str) -> String {
    match timex.split_once('T') {
        Some((day, time)) if time.len() == 2 && time.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{day}T{time}:00")
        }
        _ => timex.to_owned(),
    }
}

fn before(day: &str) -> String {
    before_or_after(day, -1)
}

fn before_or_after(day: &str, days: i32) -> String {
    let Some(day) = day_of(day) else { return String::new() };
    let date = jiff::civil::Date::new(day.year, day.month as i8, day.day as i8);
    let span = jiff::Span::new().days(days);
    date.and_then(|date| date.checked_add(span)).map_or(String::new(), |date| date.to_string())
}

/// Clock times, stretches between two of them, and parts of days.
fn hours_equal(found: &str, interval: Option<Interval>, expected: &Json) -> bool {
    let field = |name: &str| expected[name].as_str().unwrap_or_default();
    if !matches!(field("type"), "timerange" | "datetimerange" | "time" | "datetime") {
        return false;
    }
    // "T17:00" as "17:00:00", "2016-11-07T17:00" as "2016-11-07 17:00:00".
    let plain = |timex: &str| {
        let (day, time) = timex.split_once('T')?;
        time.starts_with(|c: char| c.is_ascii_digit()).then(|| {
            let time = if time == "24:00" { "00:00" } else { time };
            let seconds = if time.len() == 5 { ":00" } else { "" };
            format!("{day}{}{time}{seconds}", if day.is_empty() { "" } else { " " })
        })
    };
    if let Some((from, to)) = found.split_once('/') {
        return plain(from).is_some_and(|from| from == field("start"))
            && plain(to).is_some_and(|to| to == field("end"));
    }
    if let Some(time) = plain(found) {
        // "Before 4 pm": the time told is one end of the stretch.
        let modified = expected["Mod"].is_string();
        let told = [field("start"), field("end"), field("value")];
        let fits = |time: &str| if modified { told.contains(&time) } else { time == field("value") };
        // The day that the sentence tells besides is no fault.
        let alone = time.split_once(' ').filter(|_| matches!(field("type"), "time" | "timerange"));
        return fits(&time) || alone.is_some_and(|(_, time)| fits(time));
    }
    let part = |timex: &str| timex.rsplit_once('T').map(|(_, part)| part.to_owned());
    let day = |timex: &str| timex.split('T').next().unwrap_or_default().to_owned();
    let timex = field("timex");
    let same_part = part(found).is_some() && part(found) == part(timex);
    let fixed = interval.map(|interval| interval.start.to_string()).unwrap_or_default();
    let same_day = day(timex).is_empty()
        || day(found) == day(timex)
        || !fixed.is_empty() && field("start").starts_with(&fixed);
    // "Early in the day Wednesday".
    let whole = expected["Mod"].is_string() && !timex.contains('T') && !found.contains('T');
    (same_part || whole) && same_day
}

/// Seconds of an ISO length.
fn length(timex: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut number = String::new();
    let mut time = false;
    // Weekends, of two days.
    let timex = timex.replace("WE", "w");
    for c in timex.strip_prefix('P')?.chars() {
        match c {
            'T' => time = true,
            '0'..='9' | '.' => number.push(c),
            _ => {
                let count: f64 = number.parse().ok()?;
                number.clear();
                total += count
                    * match (c, time) {
                        ('Y', _) => 31_536_000.0,
                        ('M', false) => 2_592_000.0,
                        ('W', _) => 604_800.0,
                        ('w', _) => 172_800.0,
                        ('D', _) => 86_400.0,
                        ('H', _) => 3600.0,
                        ('M', true) => 60.0,
                        ('S', _) => 1.0,
                        ('E', _) => 315_360_000.0,
                        ('C', _) => 3_153_600_000.0,
                        ('L', _) => 31_536_000_000.0,
                        ('Q', _) => 7_776_000.0,
                        _ => return None,
                    };
            }
        }
    }
    Some(total)
}

pub(crate) fn same_length(found: &str, expected: &str) -> bool {
    found == expected
        || length(found).is_some()
            && length(expected).is_some_and(|e| length(found).is_some_and(|f| (f - e).abs() <= 0.02 * e))
}

/// An RRULE as TIMEX3 would write it.
fn set_timex(rule: &str) -> String {
    let field = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let interval = field("INTERVAL").unwrap_or("1");
    if let Some(day) = field("BYDAY") {
        if let Some(number) = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|d| *d == day) {
            return format!("XXXX-WXX-{}", number + 1);
        }
        return format!("P{interval}WE");
    }
    if let Some(month) = field("BYMONTH") {
        return format!(
            "XXXX-{:0>2}{}",
            month,
            field("BYMONTHDAY").map_or(String::new(), |day| format!("-{day:0>2}"))
        );
    }
    let unit = match field("FREQ").unwrap_or_default() {
        "YEARLY" => "Y",
        "MONTHLY" => "M",
        "WEEKLY" => "W",
        "DAILY" => "D",
        "HOURLY" => return format!("PT{interval}H"),
        _ => "X",
    };
    format!("P{interval}{unit}")
}

pub(crate) fn same_set(rule: &str, timex: &str) -> bool {
    let found = set_timex(rule);
    found == timex
        || found == "P1WE" && timex == "XXXX-WXX-WE"
        || rule == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" && timex == "P1WD"
        || found == "P1D" && timex == "XXXX-XX-XX"
        || found == "P1Y" && timex == "XXXX"
        || found == "P3M" && timex == "P1Q"
        || found == "P1D" && timex.starts_with('T')
        || same_length(&found, timex)
        || timex.starts_with(&found) && found.starts_with("XXXX-W")
}
