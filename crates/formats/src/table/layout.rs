//! What a line says of a record, kind by kind.

use anstyle::Style;
use serde_json::Value;

use super::{
    CODE, DATE, DOUBT, FAINT, NAME, VOICE,
    line::{Piece, Row},
};
use crate::plain;

/// The record's line.
pub(crate) fn layout(record: &Value) -> Row {
    let mut row = Row { id: short(record), ..Row::default() };
    match record["kind"].as_str().unwrap_or_default() {
        "event" => event(record, &mut row),
        "statement" => statement(record, &mut row),
        "instrument" => instrument(record, &mut row),
        "commitment" => commitment(record, &mut row),
        "figure" => figure(record, &mut row),
        _ => other(record, &mut row),
    }
    flags(record, &mut row);
    row
}

/// What a record holds, field by field, for people.
pub(crate) fn details(record: &Value) -> Vec<(String, String)> {
    let mut details = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            details.push((plain(name), value));
        }
    };
    for (field, value) in record.as_object().into_iter().flatten() {
        if !COMMON.contains(&field.as_str()) {
            add(field, list(value).iter().map(filler).collect::<Vec<_>>().join("; "));
            add(field, if value.is_array() || value.is_null() { String::new() } else { filler(value) });
        }
    }
    add("date", days(&record["date"]));
    let voices = list(&record["voice"]).iter().map(|link| {
        let speakers: Vec<String> = list(&link["speakers"]).iter().map(filler).collect();
        speakers.join(", ")
    });
    let voice = voices.collect::<Vec<_>>().join(", in whose words ");
    add("voice", if voice.is_empty() { "the outlet".into() } else { voice });
    add("factuality", word(record, "factuality").into());
    add("confidence", record["confidence"].as_number().map(ToString::to_string).unwrap_or_default());
    add("rule", plain(word(record, "rule")));
    let document = &record["document"];
    let published = document["published"].as_str().unwrap_or("day unknown");
    add("source", plain(&format!("{}, {published}", word(document, "source"))));
    add("title", plain(word(document, "title")));
    add("engine", plain(word(record, "engine")));
    add("id", plain(word(record, "id")));
    details
}

// What every record has, told apart from the fields of its kind.
const COMMON: [&str; 15] = [
    "id",
    "kind",
    "document",
    "trigger",
    "evidence",
    "mentions",
    "voice",
    "factuality",
    "historical",
    "date",
    "confidence",
    "rule",
    "engine",
    "roles",
    "text",
];

/// Where a kind stands among the groups: what happened and was said first, what was counted last.
pub(crate) fn order(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

/// The heading of a group.
pub(crate) fn plural(kind: &str) -> String {
    format!("{}s", plain(kind))
}

const KINDS: [&str; 5] = ["event", "instrument", "commitment", "statement", "figure"];
// Long enough to be one record's alone in any register a person looks at.
const SHORT: usize = 8;

fn short(record: &Value) -> String {
    plain(record["id"].as_str().unwrap_or_default()).chars().take(SHORT).collect()
}

fn event(record: &Value, row: &mut Row) {
    row.columns = vec![(days(&record["date"]), DATE), (word(record, "plover").into(), CODE)];
    row.actors(&record["actors"]);
    if !list(&record["recipients"]).is_empty() {
        row.say(" → ");
        row.actors(&record["recipients"]);
    }
    if list(&record["actors"]).is_empty() && list(&record["recipients"]).is_empty() {
        row.quote(&record["evidence"]);
    } else {
        row.faint(&format!("  {}", exact(&record["trigger"])));
    }
    let place = record["place"]["name"].as_str().map(plain).unwrap_or_default();
    for detail in [word(record, "mode"), &place, &size(&record["size"])] {
        if !detail.is_empty() {
            row.say(&format!("  {detail}"));
        }
    }
}

fn statement(record: &Value, row: &mut Row) {
    row.columns = vec![(days(&record["date"]), DATE)];
    row.actors(&record["speaker"]);
    if list(&record["speaker"]).is_empty() {
        row.faint("somebody");
    }
    if !list(&record["addressee"]).is_empty() {
        row.say(" to ");
        row.actors(&record["addressee"]);
    }
    let content: Vec<String> = list(&record["content"]).iter().map(|part| closed(exact(part))).collect();
    let form = word(record, "form");
    let (open, close) = if form == "direct" { (": “", "”") } else { (": ", "") };
    row.say(open);
    row.long(content.join(" … "));
    row.say(close);
    if !form.is_empty() {
        row.faint(&format!("  [{form}]"));
    }
}

// Content ends before the outer mark: where a quotation ends it, the mark that was opened in it is closed.
fn closed(words: String) -> String {
    let count = |mark: char| words.matches(mark).count();
    let mark = match () {
        () if count('"') % 2 == 1 => "\"",
        () if count('“') > count('”') => "”",
        () if count('«') > count('»') => "»",
        () => "",
    };
    words + mark
}

fn instrument(record: &Value, row: &mut Row) {
    row.columns = vec![
        (days(&record["date"]), DATE),
        (word(record, "status").into(), CODE),
        (word(record, "type").into(), CODE),
    ];
    let parties = if list(&record["parties"]).is_empty() { "signatories" } else { "parties" };
    row.actors(&record[parties]);
    let about = [exact(&record["title"]), exact(&record["subject"])];
    let about: Vec<String> = about.into_iter().filter(|words| !words.is_empty()).collect();
    if !about.is_empty() {
        row.say(if row.body.is_empty() { "on: " } else { "  on: " });
        row.long(about.join("; "));
    } else if row.body.is_empty() {
        row.quote(&record["evidence"]);
    }
    if let Some(count) = number(&record["count"]["value"]) {
        row.say(&format!("  {}{count} of them", operator(&record["count"]["op"])));
    }
}

fn commitment(record: &Value, row: &mut Row) {
    row.columns = vec![(days(&record["date"]), DATE), (word(record, "firmness").into(), CODE)];
    row.actors(&record["actors"]);
    row.say(": ");
    row.long(exact(&record["action"]));
    if !list(&record["beneficiaries"]).is_empty() {
        row.say("  for ");
        row.actors(&record["beneficiaries"]);
    }
    if record["deadline"].is_object() {
        row.push(&format!("  by {}", days(&record["deadline"])), DATE, false);
    }
    if let Some(rule) = record["recurrence"].as_str() {
        row.push(&format!("  {}", plain(rule)), DATE, false);
    }
    if record["condition"].is_object() {
        row.faint("  ");
        row.long(exact(&record["condition"]));
    }
}

fn figure(record: &Value, row: &mut Row) {
    let value = match (number(&record["value"]), number(&record["low"]), number(&record["high"])) {
        (Some(value), ..) => value,
        (None, Some(low), Some(high)) => format!("{low}–{high}"),
        (None, low, high) => low.or(high).unwrap_or_else(|| "?".into()),
    };
    // A level is what a figure tells unless it says otherwise.
    let change = Some(word(record, "change")).filter(|change| *change != "level").unwrap_or_default();
    let value = format!("{}{value} {}", operator(&record["op"]), word(record, "unit"));
    row.columns = vec![(value.trim_end().into(), CODE), (change.into(), Style::new())];
    let indicator = exact(&record["indicator"]);
    if indicator.is_empty() {
        row.quote(&record["evidence"])
    } else {
        row.long(indicator)
    }
    if record["period"].is_object() {
        row.push(&format!("  in {}", days(&record["period"])), DATE, false);
    }
}

// A kind nobody here has heard of.
fn other(record: &Value, row: &mut Row) {
    row.columns = vec![(days(&record["date"]), DATE)];
    for (role, fillers) in record["roles"].as_object().into_iter().flatten() {
        let gap = if row.body.is_empty() { "" } else { "  " };
        row.faint(&format!("{gap}{}: ", plain(role)));
        row.long(list(fillers).iter().map(filler).collect::<Vec<_>>().join(", "));
    }
}

fn flags(record: &Value, row: &mut Row) {
    let factuality = word(record, "factuality");
    if !matches!(factuality, "" | "actual") {
        row.flags.push((factuality.into(), DOUBT));
    }
    if record["historical"] == true {
        row.flags.push(("long ago".into(), DOUBT));
    }
    if let Some(innermost) = list(&record["voice"]).last() {
        let speakers: Vec<String> = list(&innermost["speakers"]).iter().map(name).collect();
        let speakers = if speakers.is_empty() { "somebody".into() } else { speakers.join(", ") };
        row.flags.push((format!("says {speakers}"), VOICE));
    }
}

impl Row {
    fn push(&mut self, text: &str, style: Style, gives: bool) {
        self.body.push(Piece { text: text.to_owned(), style, gives });
    }

    fn say(&mut self, text: &str) {
        self.push(text, Style::new(), false);
    }

    fn faint(&mut self, text: &str) {
        self.push(text, FAINT, false);
    }

    fn long(&mut self, text: String) {
        self.push(&text, Style::new(), true);
    }

    fn quote(&mut self, evidence: &Value) {
        self.push(&exact(evidence), FAINT, true);
    }

    fn actors(&mut self, actors: &Value) {
        for (n, actor) in list(actors).iter().enumerate() {
            if n > 0 {
                self.say(", ");
            }
            self.push(&name(actor), NAME, true);
            // A state's own name says its code.
            if let Some(country) = actor["country"].as_str().filter(|_| actor["level"] != "state") {
                self.faint(&format!(" ({})", plain(country)));
            }
        }
    }
}

fn name(actor: &Value) -> String {
    actor["name"].as_str().map_or_else(|| "?".into(), plain)
}

fn filler(value: &Value) -> String {
    match value {
        Value::String(word) => plain(word),
        Value::Number(number) => number.to_string(),
        _ if value["level"].is_string() && value["level"] != "state" => match value["country"].as_str() {
            Some(country) => format!("{} ({})", name(value), plain(country)),
            None => name(value),
        },
        _ if value["name"].is_string() => name(value),
        _ if value["exact"].is_string() => exact(value),
        _ if value["granularity"].is_string() => days(value),
        _ if value["op"].is_string() => {
            format!("{}{}", operator(&value["op"]), number(&value["value"]).unwrap_or_default())
        }
        _ => size(value),
    }
}

fn word<'r>(record: &'r Value, field: &str) -> &'r str {
    record[field].as_str().unwrap_or_default()
}

fn exact(span: &Value) -> String {
    span["exact"].as_str().map(plain).unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn operator(op: &Value) -> &str {
    match op.as_str() {
        Some("=") | None => "",
        Some(">") => "≥ ",
        Some("<") => "≤ ",
        Some(other) => other,
    }
}

fn size(size: &Value) -> String {
    let counts = size.as_object().into_iter().flatten();
    let counts = counts.filter_map(|(what, count)| Some(format!("{} {}", number(count)?, plain(what))));
    counts.collect::<Vec<_>>().join(", ")
}

// With thin gaps between thousands, as 200 000 000 is read more easily than 200000000.
fn number(value: &Value) -> Option<String> {
    let digits = value.as_number()?.to_string();
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    if whole.len() < 5 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(digits);
    }
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    Some(grouped + rest)
}

// An interval as short as its words allow: `2030`, `2023-03`, `2023-03-20`, `2023-03-20…22`.
fn days(interval: &Value) -> String {
    let (Some(start), Some(end)) = (interval["start"].as_str(), interval["end"].as_str()) else {
        return String::new();
    };
    let about = if interval["vague"] == true { "~" } else { "" };
    let year = start.get(..4).unwrap_or(start);
    let shown = match interval["granularity"].as_str().unwrap_or_default() {
        _ if start == end => start.to_owned(),
        "year" if end.starts_with(year) && start.ends_with("-01-01") && end.ends_with("-12-31") => {
            year.into()
        }
        "decade" => format!("{year}s"),
        "month" if start.get(..7) == end.get(..7) && start.ends_with("-01") => start[..7].into(),
        _ if start.get(..7) == end.get(..7) => format!("{start}…{}", end.get(8..).unwrap_or_default()),
        _ if start.get(..4) == end.get(..4) => format!("{start}…{}", end.get(5..).unwrap_or_default()),
        _ => format!("{start}…{end}"),
    };
    format!("{about}{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn intervals_are_as_short_as_their_words() {
        let check = |start: &str, end: &str, granularity: &str, expect: &str| {
            let interval = json!({"start": start, "end": end, "granularity": granularity, "vague": false});
            assert_eq!(days(&interval), expect);
        };
        check("2023-03-20", "2023-03-20", "day", "2023-03-20");
        check("2023-03-20", "2023-03-22", "day", "2023-03-20…22");
        check("2023-03-30", "2023-04-02", "day", "2023-03-30…04-02");
        check("2030-01-01", "2030-12-31", "year", "2030");
        check("2023-01-01", "2023-03-21", "year", "2023-01-01…03-21");
        check("2023-03-01", "2023-03-31", "month", "2023-03");
        check("1950-01-01", "1959-12-31", "decade", "1950s");
        assert_eq!(days(&Value::Null), "");
    }

    #[test]
    fn numbers_are_grouped() {
        let shown: Vec<_> =
            [json!(1987), json!(200000), json!(1234567.5), json!(-20000)].iter().map(number).collect();
        assert_eq!(shown, ["1987", "200 000", "1 234 567.5", "-20000"].map(|text| Some(text.to_owned())));
    }
}
