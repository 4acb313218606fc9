//! What else is told of an event: its mode, contexts, CAMEO code, size and place, scored against events entered by
//! hand in whole articles. The gold holds places in the texts and labels, no text: a line for an event, tabulated.
//!
//! ```text
//! document  spots        plover   cameo  mode             contexts  size               place
//! paper_12  81-89,140-6  ASSAULT  194    heavy-weapons    military  dead:9,injured:22  93-98
//! ```
//!
//! Spots are the words that tell it, the best first, as half-open ranges of code points. An event is found where a
//! record's trigger, or another mention of it, overlaps one of them. Fields are compared on those found.

use std::{collections::BTreeSet, fmt, ops::Range};

use serde_json::{Value, json};

/// An event entered by hand.
#[derive(Clone, Debug)]
struct Entered {
    document: String,
    spots: Vec<Range<u64>>,
    plover: String,
    cameo: String,
    mode: String,
    contexts: BTreeSet<String>,
    size: BTreeSet<String>,
    place: Option<Range<u64>>,
}

/// The events of some articles.
#[derive(Clone, Debug, Default)]
pub struct TraitSet {
    events: Vec<Entered>,
}

impl TraitSet {
    /// Reads the table; Err tells the line that is none.
    pub fn parse(text: &str) -> Result<TraitSet, String> {
        let mut events = Vec::new();
        for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            let wrong = || format!("no event: {line}");
            let cells: Vec<&str> = line.split('\t').collect();
            let [document, spots, plover, cameo, mode, contexts, size, place] = cells[..] else {
                return Err(wrong());
            };
            let spots: Option<Vec<Range<u64>>> = spots.split(',').map(range).collect();
            events.push(Entered {
                document: document.to_owned(),
                spots: spots.ok_or_else(wrong)?,
                plover: plover.to_owned(),
                cameo: cameo.to_owned(),
                mode: mode.to_owned(),
                contexts: parts(contexts),
                size: parts(size),
                place: if place.is_empty() { None } else { Some(range(place).ok_or_else(wrong)?) },
            });
        }
        Ok(TraitSet { events })
    }

    /// The names of the articles, each once.
    pub fn documents(&self) -> Vec<&str> {
        let names: BTreeSet<&str> = self.events.iter().map(|event| event.document.as_str()).collect();
        names.into_iter().collect()
    }

    /// Scores the printed records of the articles, in the order of [`TraitSet::documents`].
    pub fn score(&self, records: &[Vec<Value>]) -> TraitScores {
        let mut scores = TraitScores { events: self.events.len(), ..TraitScores::default() };
        let documents = self.documents();
        for event in &self.events {
            let own = documents.iter().position(|name| *name == event.document);
            let told = own.and_then(|at| records.get(at)).into_iter().flatten();
            let events = told.filter(|record| record["kind"] == "event");
            // Of several at the place one of the same type.
            let mut at: Vec<&Value> = events.filter(|record| event.is_at(record)).collect();
            at.sort_by_key(|record| record["plover"] != event.plover.as_str());
            match at.first() {
                Some(record) => scores.compare(event, record),
                None => scores
                    .errors
                    .push(format!("{} {:?} {} missed", event.document, event.spots, event.plover)),
            }
        }
        scores
    }
}

impl Entered {
    fn is_at(&self, record: &Value) -> bool {
        let mentions = record["mentions"].as_array().into_iter().flatten().map(|mention| &mention["trigger"]);
        std::iter::once(&record["trigger"])
            .chain(mentions)
            .filter_map(span)
            .any(|told| self.spots.iter().any(|spot| spot.start < told.end && told.start < spot.end))
    }
}

/// How well the traits of events are told.
#[derive(Clone, Debug, Default)]
pub struct TraitScores {
    events: usize,
    found: usize,
    types: usize,
    // Expected, told, right.
    mode: [usize; 3],
    contexts: [usize; 3],
    size: [usize; 3],
    place: [usize; 3],
    // The code: two digits, three, all of them; of those found.
    codes: [usize; 3],
    coded: usize,
    /// What was wrong, a line each.
    pub errors: Vec<String>,
}

impl TraitScores {
    fn compare(&mut self, gold: &Entered, record: &Value) {
        let word = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let list = |key: &str| -> BTreeSet<String> {
            let words = record[key].as_array().into_iter().flatten().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        };
        self.found += 1;
        self.types += usize::from(word("plover") == gold.plover);
        let one = |text: &str| -> BTreeSet<String> { parts(text) };
        let (mode, code, contexts) = (word("mode"), word("cameo"), list("contexts"));
        count(&mut self.mode, &one(&gold.mode), &one(&mode));
        count(&mut self.contexts, &gold.contexts, &contexts);
        let sizes = record["size"].as_object().into_iter().flatten();
        let sizes: BTreeSet<String> = sizes.map(|(what, many)| format!("{what}:{many}")).collect();
        count(&mut self.size, &gold.size, &sizes);
        let place = span(&record["place"]["span"]);
        self.place[0] += usize::from(gold.place.is_some());
        self.place[1] += usize::from(place.is_some());
        let near = |(one, other): (&Range<u64>, Range<u64>)| one.start < other.end && other.start < one.end;
        self.place[2] += usize::from(gold.place.as_ref().zip(place).is_some_and(near));
        if !gold.cameo.is_empty() {
            self.coded += 1;
            for (at, digits) in [2, 3, 4].into_iter().enumerate() {
                self.codes[at] +=
                    usize::from(code.len() >= 2 && head(&code, digits) == head(&gold.cameo, digits));
            }
        }
        let contexts: Vec<String> = contexts.into_iter().collect();
        let expected: Vec<&str> = gold.contexts.iter().map(String::as_str).collect();
        self.errors.push(format!(
            "{} {:?} expected {} {} {} {:?} found {} {code} {mode} {:?} \"{}\"",
            gold.document,
            gold.spots,
            gold.plover,
            gold.cameo,
            gold.mode,
            expected.join(","),
            word("plover"),
            contexts.join(","),
            record["trigger"]["exact"].as_str().unwrap_or_default()
        ));
    }

    /// The figures by name, in percent.
    pub fn figures(&self) -> Value {
        let share = |part: usize, whole: usize| (1000.0 * part as f64 / whole.max(1) as f64).round() / 10.0;
        let f1 = |[gold, told, right]: [usize; 3]| share(2 * right, gold + told);
        json!({
            "events": self.events,
            "found": share(self.found, self.events),
            "type": share(self.types, self.found),
            "mode F1": f1(self.mode),
            "contexts F1": f1(self.contexts),
            "CAMEO root": share(self.codes[0], self.coded),
            "CAMEO three digits": share(self.codes[1], self.coded),
            "CAMEO code": share(self.codes[2], self.coded),
            "size F1": f1(self.size),
            "place F1": f1(self.place),
        })
    }
}

impl fmt::Display for TraitScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.figures();
        let pairs = figures.as_object().into_iter().flatten();
        let line: Vec<String> = pairs.map(|(name, value)| format!("{name} {value}")).collect();
        f.write_str(&line.join("  "))?;
        let rows =
            [("mode", self.mode), ("contexts", self.contexts), ("size", self.size), ("place", self.place)];
        for (name, [gold, told, right]) in rows {
            write!(f, "\n{name:<10} expected {gold:>4}  told {told:>4}  right {right:>4}")?;
        }
        Ok(())
    }
}

fn count(counts: &mut [usize; 3], gold: &BTreeSet<String>, told: &BTreeSet<String>) {
    for (at, number) in [gold.len(), told.len(), gold.intersection(told).count()].into_iter().enumerate() {
        counts[at] += number;
    }
}

fn head(code: &str, digits: usize) -> &str {
    code.get(..digits).unwrap_or(code)
}

fn parts(text: &str) -> BTreeSet<String> {
    text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn range(text: &str) -> Option<Range<u64>> {
    let (start, end) = text.split_once('-')?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

fn span(value: &Value) -> Option<Range<u64>> {
    Some(value["start"].as_u64()?..value["end"].as_u64()?)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
    use super::*;

    #[test]
    fn traits_are_compared_where_the_trigger_stands() {
        let table = "document\tspots\tplover\tcameo\tmode\tcontexts\tsize\tplace\n\
                     a_1\t4-9,20-25\tASSAULT\t1951\theavy-weapons\tmilitary,cbrn\tdead:9\t12-17\n";
        let set = TraitSet::parse(table).unwrap();
        assert_eq!(set.documents(), ["a_1"]);
        let check = |at: u64, found: f64, code: f64| {
            let record = json!({"kind": "event", "trigger": {"start": at, "end": at + 2}, "plover": "ASSAULT",
                "cameo": "195", "mode": "heavy-weapons", "contexts": ["military"], "size": {"dead": 9},
                "place": {"span": {"start": 12, "end": 17}}});
            let figures = set.score(&[vec![record]]).figures();
            assert_eq!(figures["found"], found);
            assert_eq!(figures["CAMEO three digits"], code);
            assert_eq!(figures["CAMEO code"], 0.0);
        };
        check(21, 100.0, 100.0);
        check(10, 0.0, 0.0);
        assert!(TraitSet::parse("head\na\tb").is_err());
    }
}
