//! A text with its gold records, counted in code points as the records are.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::roles::ACTOR_ROLES;

/// A text with its gold records.
#[derive(Debug)]
pub(super) struct GoldText {
    pub(super) chars: Vec<char>,
    pub(super) gold: Vec<Value>,
    /// Where the anchors of each gold record stand.
    pub(super) anchors: Vec<Vec<(usize, usize)>>,
    /// The gold's actors by name.
    pub(super) actors: BTreeMap<String, Value>,
    /// True if fields for people are told, so that what is found there may be wrong.
    pub(super) people: bool,
    // Where sentences begin, but for the first.
    breaks: Vec<usize>,
}

impl GoldText {
    /// Places the gold records in the text, or says which anchor is not there. `people` holds further fields of
    /// records, known by their kind and anchors.
    pub(super) fn new(text: &str, gold: &str, people: Option<&str>) -> Result<GoldText, String> {
        let chars: Vec<char> = text.chars().collect();
        let breaks = breaks(&chars);
        let lines = gold.lines().filter(|line| !line.trim().is_empty());
        let gold = lines.map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
        let mut gold = gold.map_err(|error| error.to_string())?;
        for line in people.unwrap_or_default().lines().filter(|line| !line.trim().is_empty()) {
            let told: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
            let same =
                |record: &&mut Value| record["kind"] == told["kind"] && record["anchors"] == told["anchors"];
            let record = gold.iter_mut().find(same).ok_or_else(|| format!("no record has {line}"))?;
            for (field, value) in told.as_object().into_iter().flatten() {
                record[field.as_str()] = value.clone();
            }
        }
        let mut document = GoldText {
            chars,
            gold: Vec::new(),
            anchors: Vec::new(),
            actors: BTreeMap::new(),
            people: people.is_some(),
            breaks,
        };
        for record in gold {
            let anchors = record["anchors"].as_array().into_iter().flatten();
            let anchors = anchors.map(|anchor| document.anchor(anchor)).collect::<Result<_, _>>()?;
            document.anchors.push(anchors);
            for role in ACTOR_ROLES {
                for actor in record[role].as_array().into_iter().flatten() {
                    if let Some(name) = actor["name"].as_str() {
                        document.actors.insert(name.to_owned(), actor.clone());
                    }
                }
            }
            document.gold.push(record);
        }
        Ok(document)
    }

    /// The words between two places, where those are in the text.
    pub(super) fn slice(&self, start: usize, end: usize) -> Option<String> {
        self.chars.get(start..end.min(self.chars.len())).map(|chars| chars.iter().collect())
    }

    /// The number of the sentence at a place.
    pub(super) fn sentence(&self, at: usize) -> usize {
        self.breaks.partition_point(|&start| start <= at)
    }

    fn anchor(&self, anchor: &Value) -> Result<(usize, usize), String> {
        let words: Vec<char> = anchor[0].as_str().unwrap_or_default().chars().collect();
        let nth = anchor[1].as_u64().unwrap_or(1).max(1) as usize - 1;
        let starts = self.chars.windows(words.len().max(1)).enumerate().filter(|(_, at)| *at == words);
        let start = starts.map(|(start, _)| start).nth(nth);
        start
            .map(|start| (start, start + words.len()))
            .ok_or_else(|| format!("no anchor {anchor} in the text"))
    }
}

/// The words of a text with case and accents folded and dotted initials joined: `U.S.` is `us`.
pub(super) fn words(text: &str) -> Vec<String> {
    thread_local! {
        // The same few names are compared again and again.
        static SEEN: RefCell<HashMap<String, Vec<String>>> = RefCell::new(HashMap::new());
    }
    if let Some(known) = SEEN.with_borrow(|seen| seen.get(text).cloned()) {
        return known;
    }
    let chars: Vec<char> = text.chars().collect();
    let capital = |at: usize| chars.get(at).is_some_and(char::is_ascii_uppercase);
    let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|&c| is_word(c));
    let joins = |at: usize| {
        let before = at > 0 && capital(at - 1) && !word(at.checked_sub(2));
        chars[at] == '.' && before && capital(at + 1) && !word(Some(at + 2))
    };
    let joined: String = (0..chars.len()).filter(|&at| !joins(at)).map(|at| chars[at]).collect();
    let folded = joined.nfkd().collect::<String>().to_lowercase().replace('ß', "ss");
    let plain: String = folded.chars().filter(|&c| !is_combining_mark(c)).collect();
    let words: Vec<String> =
        plain.split(|c| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    SEEN.with_borrow_mut(|seen| seen.insert(text.to_owned(), words.clone()));
    words
}

/// How far the words of two texts agree, in any order.
pub(super) fn token_f1(one: &str, other: &str) -> f64 {
    let (one, other) = (words(one), words(other));
    let total = one.len() + other.len();
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &one {
        *left.entry(word).or_default() += 1;
    }
    let mut shared = 0;
    for word in &other {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    2.0 * f64::from(shared) / total.max(1) as f64
}

/// True if two names may be one: they share a telling word, or one is the initials of the other.
pub(super) fn names_match(one: &str, other: &str) -> bool {
    const SMALL: [&str; 23] = [
        "a", "al", "an", "and", "at", "bin", "da", "de", "di", "du", "el", "for", "ibn", "in", "la", "le",
        "of", "on", "s", "the", "to", "van", "von",
    ];
    const TITLES: [&str; 15] = [
        "ambassador",
        "chancellor",
        "dr",
        "king",
        "minister",
        "mr",
        "mrs",
        "ms",
        "president",
        "prime",
        "prince",
        "queen",
        "secretary",
        "sir",
        "vice",
    ];
    let parts = |name: &str| {
        let plain: Vec<String> =
            words(name).into_iter().filter(|word| !SMALL.contains(&word.as_str())).collect();
        let content: BTreeSet<String> =
            plain.iter().filter(|word| !TITLES.contains(&word.as_str())).cloned().collect();
        let content = if content.is_empty() { plain.iter().cloned().collect() } else { content };
        let initials: Option<String> =
            (plain.len() > 1).then(|| plain.iter().filter_map(|word| word.chars().next()).collect());
        (content, initials)
    };
    let ((content, initials), (content2, initials2)) = (parts(one), parts(other));
    !content.is_disjoint(&content2)
        || initials.is_some_and(|initials| content2.contains(&initials))
        || initials2.is_some_and(|initials| content.contains(&initials))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

// Where sentences begin, roughly: after a full stop that no abbreviation or initial explains, and at indented
// or empty lines. Only figures ask, and only whether two places are near.
fn breaks(chars: &[char]) -> Vec<usize> {
    let mut breaks = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = match chars[at] {
            '.' | '!' | '?' if !abbreviates(&chars[..at]) => after_stop(chars, at),
            '\n' => after_line(chars, at),
            _ => None,
        };
        if let Some(end) = end {
            breaks.push(end);
        }
        at = end.unwrap_or(at + 1);
    }
    breaks
}

fn abbreviates(before: &[char]) -> bool {
    let ends = |word: &str| {
        let word: Vec<char> = word.chars().collect();
        before.ends_with(&word)
    };
    let bounded = |length: usize| {
        let at = before.len().checked_sub(length + 1);
        !at.is_some_and(|at| is_word(before[at]))
    };
    let initial = before.last().is_some_and(char::is_ascii_uppercase) && bounded(1);
    initial || ["Dr", "Mr", "Ms", "St", "Mrs", "Gen"].iter().any(|word| ends(word) && bounded(word.len()))
}

fn after_stop(chars: &[char], stop: usize) -> Option<usize> {
    let skip = |from: usize, wanted: &dyn Fn(char) -> bool| {
        from + chars[from..].iter().take_while(|&&c| wanted(c)).count()
    };
    let closed = skip(stop + 1, &|c| "\"'”’)]".contains(c));
    let next = skip(closed, &char::is_whitespace);
    let first = skip(next, &|c| "\"'“‘([".contains(c));
    let begins = chars.get(first).is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (next > closed && begins).then_some(next)
}

fn after_line(chars: &[char], line: usize) -> Option<usize> {
    let next = line + 1 + chars[line + 1..].iter().take_while(|&&c| c == ' ' || c == '\t').count();
    match chars.get(next) {
        Some('\n') => Some(next + 1),
        _ => (next > line + 2).then_some(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words() {
        assert_eq!(words("The U.S. Élysée’s Straße"), ["the", "us", "elysee", "s", "strasse"]);
        assert!(names_match("President Ana Lind", "Lind") && names_match("North Sea Fund", "NSF"));
        assert!(!names_match("Minister Lind", "Minister Berg") && !names_match("the", "the"));
        assert!((token_f1("a big pact", "the big pact on a") - 0.75).abs() < 1e-9);
    }

    #[test]
    fn sentences() {
        let text: Vec<char> =
            "Mr. Lind left. \"Why?\" he asked. J. Doe knew\n  New. 5 ships".chars().collect();
        let starts: Vec<String> =
            breaks(&text).into_iter().map(|at| text[at..].iter().take(3).collect()).collect();
        assert_eq!(starts, ["\"Wh", "J. ", "New", "5 s"]);
    }
}
