//! TimeBank: the times of news stories, by TimeML.

use chancery_document::{Day, Reading, Span, Value};

use crate::{
    markup::unescape,
    recognizers::{day_of, print, same_length, same_set},
};

/// A story: its text, its day, and its times.
#[derive(Clone, Debug)]
pub struct Story {
    /// The text.
    pub text: String,
    /// The day of publication.
    pub published: Option<Day>,
    times: Vec<Timex>,
}

/// Reads a story; None if the markup holds no text.
pub fn story(markup: &str) -> Option<Story> {
    let day = markup.split("<DCT>").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).and_then(day_of);
    let body = markup.split("<TEXT>").nth(1).and_then(|rest| rest.split("</TEXT>").next())?;
    let (text, times) = timexes(body);
    Some(Story { text, published: day, times })
}

/// Times told, found, found in one place, and there of the same value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    gold: usize,
    found: usize,
    overlap: usize,
    equal: usize,
}

impl Counts {
    /// Counts a story, and tells what was missed, spurious, or of another value.
    pub fn count(&mut self, story: &Story, reading: &Reading) -> Vec<String> {
        let mut wrong = Vec::new();
        let all = reading.values.all.as_slice().iter();
        let found: Vec<(Span, &Value)> = all
            .filter(|valued| !matches!(valued.value, Value::Quantity(_)) && !is_age(&valued.value))
            .map(|valued| (reading.tokens.cover(valued.tokens.clone()), &valued.value))
            .collect();
        self.gold += story.times.len();
        self.found += found.len();
        let mut used = vec![false; found.len()];
        for timex in &story.times {
            let near =
                found.iter().enumerate().filter(|(i, (span, _))| !used[*i] && span.overlaps(timex.span));
            let best = near.max_by_key(|(i, (_, value))| (timex_equal(value, &timex.value), usize::MAX - i));
            let told = timex.span.of(&story.text);
            match best {
                Some((i, (_, value))) => {
                    used[i] = true;
                    self.overlap += 1;
                    let equal = timex_equal(value, &timex.value);
                    self.equal += usize::from(equal);
                    if !equal {
                        wrong.push(format!("other value [{told}] {} | {}", timex.value, print(value)));
                    }
                }
                None => wrong.push(format!("missed [{told}] {}", timex.value)),
            }
        }
        for ((span, value), _) in found.iter().zip(used).filter(|(_, used)| !used) {
            wrong.push(format!("spurious [{}] {}", span.of(&story.text), print(value)));
        }
        wrong
    }

    /// F1 of those that overlap, and of those that have the same value besides.
    pub fn f1(&self) -> [f64; 2] {
        let all = (self.gold + self.found).max(1) as f64;
        [self.overlap, self.equal].map(|right| 2.0 * right as f64 / all)
    }
}

#[derive(Clone, Debug)]
struct Timex {
    span: Span,
    value: String,
}

// Ages are lengths in TimeML only where the text says so.
fn is_age(value: &Value) -> bool {
    matches!(value, Value::Duration { vague: true, timex } if !timex.as_str().contains('X'))
}

fn timex_equal(value: &Value, expected: &str) -> bool {
    match value {
        Value::Duration { timex, .. } => timex.as_str() == expected || same_length(timex.as_str(), expected),
        Value::Recurrence { rule } => same_set(rule.as_str(), expected),
        Value::Time { timex, interval } => {
            timex.as_str() == expected
                || same_length(timex.as_str(), expected)
                || expected.ends_with("-WXX")
                    && interval.is_some_and(|i| expected.starts_with(&format!("{:04}", i.start.year)))
                    && timex.as_str().contains("-W")
        }
        Value::Quantity(_) => false,
    }
}

fn timexes(body: &str) -> (String, Vec<Timex>) {
    let mut text = String::new();
    let mut gold = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        text.push_str(&unescape(&rest[..at]));
        let Some(end) = rest[at..].find('>').map(|end| end + at) else { break };
        let tag = &rest[at + 1..end];
        let attribute = |name: &str| {
            tag.split(&format!(" {name}=\""))
                .nth(1)
                .and_then(|v| v.split('"').next())
                .unwrap_or_default()
                .to_owned()
        };
        if tag.starts_with("TIMEX3") {
            open = Some((text.len(), attribute("value")));
        } else if tag == "/TIMEX3"
            && let Some((start, value)) = open.take()
        {
            gold.push(Timex { span: Span::at(start, text.len()), value });
        }
        rest = &rest[end + 1..];
    }
    text.push_str(&unescape(rest));
    (text, gold)
}
