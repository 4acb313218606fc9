//! What the user asks for: words, and filters such as `kind:statement speaker:"Elin Berg" since:2023-03`.
//!
//! Words go to the full-text index as quoted strings, so that no operator of FTS5 is left in them. Filters are
//! asked of the printed record; those that name a word or a day are also marks of the index, so that few documents
//! have to be looked at.

use serde_json::Value;

use crate::{
    fold::{self, words},
    marks,
};

/// A question of more parts than this is none.
const MOST: usize = 64;
/// A question longer than this is none.
const LONGEST: usize = 4096;

/// What is looked for; every part of it must hold. An empty one asks for everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Words that must stand in the sentence or the names of the record.
    pub(crate) terms: Vec<Term>,
    /// What else must hold of the record.
    pub(crate) filters: Vec<Filter>,
}

/// A word or words that stand together, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) words: Vec<String>,
    pub(crate) begins: bool,
}

/// One `key:value`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Filter {
    pub(crate) key: Key,
    pub(crate) test: Test,
}

/// What is asked of the value of a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// It is one of these words.
    OneOf(Vec<String>),
    /// It holds one of these rows of words.
    Holds(Vec<Vec<String>>),
    /// It is on or after a day.
    Since(String),
    /// It is on or before a day.
    Until(String),
    /// It compares so.
    Number(Order, f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// What can be asked of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A word that the record has under this name.
    Word(&'static str),
    /// `type` of an instrument, PLOVER type of an event.
    Type,
    Speaker,
    Actor,
    About,
    Country,
    Place,
    Day,
    /// Words of what its document says of itself.
    Document(&'static str),
    Deadline,
    Number(&'static str),
}

/// All keys, with what they ask and an example, in the order of the help.
pub const KEYS: [(&str, &str); 25] = [
    ("kind", "event, statement, instrument, commitment, figure, or a kind of your own"),
    ("speaker", "who says it: speaker:\"Elin Berg\""),
    ("actor", "who says it, does it, or has it done to them"),
    ("about", "words of what is said, agreed, promised or counted"),
    ("country", "of somebody in it, or of the place: country:RUS, country:Norway"),
    ("place", "where it happened"),
    ("since", "it happened, or else was published, on this day or later: 2023, 2023-03, 2023-03-21"),
    ("until", "on this day or earlier"),
    ("factuality", "actual, planned, possible, requested, negated"),
    ("type", "of an instrument or an event: type:treaty, type:CONSULT"),
    ("status", "of an instrument: status:signed,ratified"),
    ("firmness", "of a commitment: agreed, pledged, planned, offered, conditional, refused"),
    ("form", "of a statement: direct, indirect, mixed"),
    ("mode", "of an event, as PLOVER has it"),
    ("unit", "of a figure: unit:percent, unit:USD"),
    ("change", "of a figure: level, increase, decrease"),
    ("rule", "that found it: rule:diplomacy/signing"),
    ("outlet", "that published it"),
    ("source", "path or address of the document"),
    ("title", "of the document"),
    ("language", "of the document"),
    ("confidence", "confidence>0.7"),
    ("value", "of a figure: value>=1000000"),
    ("id", "of the record"),
    ("document", "id of the document"),
];

fn key(name: &str) -> Option<Key> {
    Some(match name {
        "kind" => Key::Word("kind"),
        "factuality" => Key::Word("factuality"),
        "status" => Key::Word("status"),
        "firmness" => Key::Word("firmness"),
        "form" => Key::Word("form"),
        "mode" => Key::Word("mode"),
        "unit" => Key::Word("unit"),
        "change" => Key::Word("change"),
        "rule" => Key::Word("rule"),
        "id" => Key::Word("id"),
        "type" => Key::Type,
        "speaker" => Key::Speaker,
        "actor" => Key::Actor,
        "about" => Key::About,
        "country" => Key::Country,
        "place" => Key::Place,
        "since" | "until" => Key::Day,
        "outlet" => Key::Document("outlet"),
        "source" => Key::Document("source"),
        "title" => Key::Document("title"),
        "language" => Key::Document("language"),
        "document" => Key::Document("id"),
        "confidence" => Key::Number("confidence"),
        "value" => Key::Number("value"),
        _ => return None,
    })
}

impl Question {
    /// Reads a question; a mistake in it comes back with the question and a caret under the place.
    pub fn parse(text: &str) -> Result<Question, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let mut question = Question::default();
        let mut at = 0;
        while let Some(part) = next_part(text, &mut at) {
            if question.terms.len() + question.filters.len() == MOST {
                return Err(format!("it has more than {MOST} parts"));
            }
            match part.key(text) {
                Some((name, sign)) => {
                    question
                        .filters
                        .push(part.filter(text, name, sign).map_err(|why| part.point(text, &why))?);
                }
                None => question.terms.extend(part.term(text)),
            }
        }
        if question == Question::default() && !text.trim().is_empty() {
            return Err("it holds no word".into());
        }
        Ok(question)
    }

    /// True if it asks for everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }

    /// True if it asks for what a document says of itself.
    pub(crate) fn asks_documents(&self) -> bool {
        self.filters.iter().any(|filter| matches!(filter.key, Key::Document(_)))
    }

    /// Also asks that somebody in the record is called so.
    #[must_use]
    pub fn with_actor(mut self, name: &str) -> Question {
        self.filters.push(Filter { key: Key::Actor, test: Test::Holds(vec![words(name)]) });
        self
    }

    /// Also asks that a country has to do with it.
    #[must_use]
    pub fn with_country(mut self, name: &str) -> Question {
        self.filters.push(Filter { key: Key::Country, test: Test::OneOf(vec![fold::fold(name.trim())]) });
        self
    }

    /// Also asks for a deadline.
    #[must_use]
    pub fn with_deadline(mut self) -> Question {
        self.filters.push(Filter { key: Key::Deadline, test: Test::OneOf(Vec::new()) });
        self
    }

    /// Also asks for one of these kinds.
    #[must_use]
    pub fn with_kind(mut self, kinds: &[&str]) -> Question {
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        self.filters.push(Filter { key: Key::Word("kind"), test: Test::OneOf(kinds) });
        self
    }
}

// A stretch of the question between spaces, its quoted spaces within.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
}

fn next_part(text: &str, at: &mut usize) -> Option<Part> {
    let rest = text.get(*at..)?;
    let start = *at + rest.find(|c: char| !c.is_whitespace())?;
    let mut quoted = false;
    let mut end = text.len();
    for (place, c) in text[start..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if c.is_whitespace() && !quoted => {
                end = start + place;
                break;
            }
            _ => {}
        }
    }
    *at = end;
    Some(Part { start, end })
}

impl Part {
    fn text(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    // `name` and the sign behind it, where the part begins so.
    fn key(self, text: &str) -> Option<(&str, &str)> {
        let part = self.text(text);
        let length = part.find(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'))?;
        let sign =
            [">=", "<=", ":", ">", "<", "="].into_iter().find(|sign| part[length..].starts_with(sign))?;
        (length > 0).then(|| (&part[..length], sign))
    }

    fn filter(self, text: &str, name: &str, sign: &str) -> Result<Filter, String> {
        let Some(key) = key(&name.to_ascii_lowercase()) else {
            let near = nearest(&name.to_ascii_lowercase());
            let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Err(format!(
                "there is no key `{name}`{near} (put words that hold a sign in quotation marks)"
            ));
        };
        let value = self.text(text)[name.len() + sign.len()..].replace('"', " ");
        let value = value.trim();
        if value.is_empty() {
            return Err(format!("nothing stands after {name}{sign}"));
        }
        let test = match key {
            Key::Number(_) => {
                let number = value.parse().map_err(|_| format!("{value} is no number, as in {name}>0.7"))?;
                let order = match sign {
                    ">" => Order::More,
                    ">=" => Order::AtLeast,
                    "<" => Order::Less,
                    "<=" => Order::AtMost,
                    _ => Order::Equal,
                };
                Test::Number(order, number)
            }
            _ if sign != ":" && sign != "=" => {
                return Err(format!("{name} is no number: write {name}:{value}"));
            }
            Key::Day => {
                let until = name.eq_ignore_ascii_case("until");
                let day = day(value, until)
                    .ok_or_else(|| format!("{value} is no day such as 2023, 2023-03 or 2023-03-21"))?;
                if until { Test::Until(day) } else { Test::Since(day) }
            }
            Key::Word(_) | Key::Type | Key::Country => Test::OneOf(
                value.split(',').map(|one| fold::fold(one.trim())).filter(|one| !one.is_empty()).collect(),
            ),
            _ => Test::Holds(value.split(',').map(words).filter(|row| !row.is_empty()).collect()),
        };
        match &test {
            Test::OneOf(some) if some.is_empty() => Err(format!("nothing stands after {name}{sign}")),
            Test::Holds(some) if some.is_empty() => Err(format!("no word stands after {name}{sign}")),
            _ => Ok(Filter { key, test }),
        }
    }

    fn term(self, text: &str) -> Option<Term> {
        let part = self.text(text);
        let words = words(part);
        let begins = part.trim_end_matches('"').ends_with('*');
        (!words.is_empty()).then_some(Term { words, begins })
    }

    fn point(self, text: &str, why: &str) -> String {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before = text[..self.start].chars().count();
        let width = self.text(text).chars().count();
        format!("{why}\n  {line}\n  {}{}", " ".repeat(before), "^".repeat(width.clamp(1, 60)))
    }
}

// The day at which an interval such as 2023-03 begins, or ends; days beyond the month's end do no harm.
fn day(text: &str, last: bool) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, width: usize| part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
    let in_range = |part: &str, most: u32| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    match parts[..] {
        [year] if digits(year, 4) => {
            Some(if last { format!("{year}-12-31") } else { format!("{year}-01-01") })
        }
        [year, month] if digits(year, 4) && digits(month, 2) && in_range(month, 12) => {
            Some(format!("{text}-{}", if last { "31" } else { "01" }))
        }
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            (in_range(month, 12) && in_range(day, 31)).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// The key that is written most like this.
fn nearest(name: &str) -> Option<&'static str> {
    let best = KEYS.iter().map(|(key, _)| (distance(name, key), *key)).min()?;
    // Half the letters at most may be others.
    (best.0 * 2 < name.len().max(4)).then_some(best.1)
}

// How many letters differ.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<u8> = other.bytes().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().take(64).enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = before + usize::from(a != *b);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row[other.len()]
}

/// True if all of a question holds of a printed record.
pub(crate) fn holds(question: &Question, record: &Value) -> bool {
    let filters = question.filters.iter().all(|filter| filter.holds(record));
    // Of a sentence that is not kept only the index knows the words: it has been asked.
    let blind = record["evidence"].get("exact").is_none();
    filters
        && (question.terms.is_empty() || blind || {
            let mut rows = vec![words(text(&record["evidence"]["exact"]))];
            each_actor(record, &mut |actor| {
                rows.push(words(text(&actor["name"])));
                rows.push(words(text(&actor["country"])));
            });
            let found = |term: &Term| rows.iter().any(|row| fold::holds(row, &term.words, term.begins));
            question.terms.iter().all(found)
        })
}

/// False if what the document says of itself rules its records out.
pub(crate) fn may_hold_in(question: &Question, record: &Value) -> bool {
    question.filters.iter().all(|filter| !matches!(filter.key, Key::Document(_)) || filter.holds(record))
}

/// False if what a record shares with others rules it out.
pub(crate) fn may_hold(question: &Question, shared: &Value) -> bool {
    question.filters.iter().all(|filter| match filter.key {
        // A word that a field lacks may yet stand in the record: only what is there can rule out.
        Key::Word(name) => shared[name].is_null() || name == "id" || filter.holds(shared),
        Key::Number("confidence") => filter.holds(shared),
        _ => true,
    })
}

impl Filter {
    fn holds(&self, record: &Value) -> bool {
        match (&self.test, self.key) {
            (Test::Number(order, number), Key::Number(name)) => {
                record[name].as_f64().is_some_and(|value| match order {
                    Order::Less => value < *number,
                    Order::AtMost => value <= *number,
                    Order::Equal => value == *number,
                    Order::AtLeast => value >= *number,
                    Order::More => value > *number,
                })
            }
            (Test::Since(since), _) => day_of(record).is_some_and(|day| day >= since.as_str()),
            (Test::Until(until), _) => day_of(record).is_some_and(|day| day <= until.as_str()),
            (Test::OneOf(some), key) => {
                let same = |value: &Value| {
                    let word = value.as_str().map(fold::fold);
                    word.is_some_and(|word| some.contains(&word))
                };
                match key {
                    Key::Deadline => !record["deadline"].is_null(),
                    Key::Word(name) => same(&record[name]),
                    Key::Type => same(&record["type"]) || same(&record["plover"]),
                    Key::Country => {
                        let mut found = same(&record["place"]["country"]);
                        let codes = some.iter().all(|word| marks::is_code(word));
                        each_actor(record, &mut |actor| {
                            found |= same(&actor["country"]);
                            found |= actor["level"] == "state" && same(&actor["name"]) && !codes;
                        });
                        found
                    }
                    _ => false,
                }
            }
            (Test::Holds(some), key) => {
                let has = |value: &Value| {
                    let row = words(text(value));
                    some.iter().any(|wanted| fold::holds(&row, wanted, false))
                };
                match key {
                    Key::Document(name) => has(&record["document"][name]),
                    Key::Place => has(&record["place"]["name"]),
                    Key::Speaker => {
                        let said = list(&record["voice"]).iter().flat_map(|link| list(&link["speakers"]));
                        said.chain(list(&record["speaker"])).any(|actor| has(&actor["name"]))
                    }
                    Key::Actor => {
                        let mut found = false;
                        each_actor(record, &mut |actor| found |= has(&actor["name"]));
                        found
                    }
                    Key::About => {
                        let roles = record["roles"].as_object();
                        let fillers = roles.into_iter().flatten().flat_map(|(_, fillers)| list(fillers));
                        let mut spans = fillers.filter(|filler| filler["exact"].is_string()).peekable();
                        match spans.peek() {
                            // The cue alone says nothing of what it is about.
                            Some(_) => spans.any(|span| has(&span["exact"])),
                            None => has(&record["evidence"]["exact"]),
                        }
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// When it happened as far as it is told, else when it was published.
pub(crate) fn day_of(record: &Value) -> Option<&str> {
    record["date"]["start"].as_str().or_else(|| record["document"]["published"].as_str())
}

/// Everybody in a record: its voices, then whoever fills its roles.
pub(crate) fn each_actor(record: &Value, with: &mut dyn FnMut(&Value)) {
    let voices = list(&record["voice"]).iter().flat_map(|link| list(&link["speakers"]));
    let roles = record["roles"].as_object().into_iter().flatten().flat_map(|(_, fillers)| list(fillers));
    voices.chain(roles).filter(|filler| filler["level"].is_string()).for_each(with);
}

/// All words of the text that fill a role of a record.
pub(crate) fn each_passage(record: &Value, with: &mut dyn FnMut(&Value)) {
    let roles = record["roles"].as_object().into_iter().flatten().flat_map(|(_, fillers)| list(fillers));
    roles.filter(|filler| filler["exact"].is_string()).for_each(with);
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn questions_are_read() {
        let check = |text: &str, terms: usize, filters: usize| {
            let question = Question::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!((question.terms.len(), question.filters.len()), (terms, filters), "{text}");
        };
        check("pact  Lima", 2, 0);
        check(r#""joint patrols" Lim*"#, 2, 0);
        check(r#"kind:statement speaker:"Elin Berg" krill"#, 1, 2);
        check("confidence>0.7 value>=1e6 since:2023-03 until:2023 status:signed,ratified", 0, 5);
        check("a OR NEAR(b, c) ^d -e", 6, 0);
        check(r#"an "open quotation"#, 2, 0);
        check("", 0, 0);
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let check = |text: &str, expect: &str| {
            let why = Question::parse(text).expect_err(text);
            assert!(why.contains(expect), "{why}");
        };
        check("krill speker:Berg", "there is no key `speker`; did you mean speaker?");
        check("krill speker:Berg", "\n  krill speker:Berg\n        ^^^^^^^^^^^");
        check("factualty:planned", "did you mean factuality?");
        check("https://x.example", "no key `https` (put words");
        check("since:yesterday", "yesterday is no day");
        check("since:2023-13", "is no day");
        check("confidence>high", "high is no number");
        check("kind>statement", "kind is no number: write kind:statement");
        check("kind:", "nothing stands after kind:");
        check("\"\" * ( )", "holds no word");
        check(&"a ".repeat(65), "more than 64");
        check(&"a".repeat(10_000_000), "longer than");
    }

    #[test]
    fn filters_ask_the_record() {
        let berg = json!({"name": "Elin Berg", "country": "NOR", "level": "person"});
        let record = json!({"id": "ab", "kind": "statement", "factuality": "actual", "confidence": 0.75,
            "date": {"start": "2021-05-03"}, "document": {"published": "2021-05-04", "outlet": "The Krill Times"},
            "evidence": {"exact": "Chile will sign, Elin Berg said."}, "voice": [], "speaker": [berg],
            "roles": {"speaker": [berg], "content": [{"exact": "Chile will sign"}]}});
        for (question, expect) in [
            ("kind:statement", true),
            ("kind:event,Statement", true),
            ("kind:event", false),
            ("speaker:berg", true),
            ("speaker:\"berg elin\"", false),
            ("about:chile", true),
            ("about:berg", false),
            ("country:nor", true),
            ("country:CHL", false),
            ("since:2021-05-03 until:2021-05", true),
            ("since:2021-05-04", false),
            ("until:2020", false),
            ("outlet:krill", true),
            ("confidence>0.7", true),
            ("confidence>0.75", false),
            ("value>1", false),
            ("\"will sign\" norw*", false),
            ("\"will sign\" NOR", true),
        ] {
            assert_eq!(holds(&Question::parse(question).expect(question), &record), expect, "{question}");
        }
    }
}
