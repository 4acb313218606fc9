//! What of a record tells whether another record tells the same.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;

use super::{
    bucket::Key,
    hash::{hash, join, set},
    words::{shouted, words},
};

/// The kinds that are compared each in its own way; others as events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Event,
    Statement,
    Instrument,
    Commitment,
    Figure,
}

/// A document, as far as its records' comparison needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    /// Words of its title and names it tells of.
    pub(crate) names: Vec<u32>,
    /// The first words of its title: of whom it tells.
    pub(crate) opening: Vec<u32>,
    /// The very first.
    pub(crate) first: u32,
}

/// A record, as far as comparing needs it.
#[derive(Clone, Debug)]
pub(crate) struct Traits {
    pub(crate) sort: Sort,
    /// Its document's row, once it has one.
    pub(crate) document: i64,
    pub(crate) scene: Arc<Scene>,
    /// Kind, and type of event or unit of figure: what must be the same.
    pub(crate) class: u64,
    pub(crate) mode: u32,
    pub(crate) factuality: u32,
    pub(crate) status: u32,
    pub(crate) published: Option<i64>,
    /// First and last day, where the text tells.
    pub(crate) days: Option<(i64, i64)>,
    /// Countries, or names of who has none.
    pub(crate) parties: Vec<u32>,
    /// The names of all who take part, by their last word.
    pub(crate) people: Vec<u32>,
    /// Words of what was said, promised or measured; of the sentence for other kinds.
    pub(crate) words: Vec<u32>,
    /// Its sentence.
    pub(crate) sentence: Arc<Sentence>,
    /// Words on both sides of the trigger.
    pub(crate) about: Vec<u32>,
    /// Parties that do it, and to whom it is done.
    pub(crate) doers: Vec<u32>,
    pub(crate) done_to: Vec<u32>,
    pub(crate) trigger: u32,
    /// The words of the name of who says or promises it, and the last of them.
    pub(crate) speaker: Vec<u32>,
    pub(crate) surname: u32,
    /// Of a figure: the words of its value.
    pub(crate) told_by: Vec<u32>,
    pub(crate) place: u32,
    pub(crate) value: Option<f64>,
    tie: u32,
}

impl Traits {
    /// Names and numbers of the sentence; of a figure's names alone, as its numbers are compared by themselves.
    pub(crate) fn marks(&self) -> &[u32] {
        if self.sort == Sort::Figure { &self.sentence.names } else { &self.sentence.marks }
    }

    /// Of the records of a document in their printed form.
    pub(crate) fn of_document(document: &Value, records: &[Value]) -> Vec<Traits> {
        let id = document["id"].as_str().unwrap_or_default();
        let published = document["published"].as_str().and_then(day);
        let title = document["title"].as_str().unwrap_or_default();
        let scene = Arc::new(Scene::new(title, records.iter()));
        let mut sentences = Sentences::default();
        records.iter().map(|record| Traits::new(record, (&scene, id, published), &mut sentences)).collect()
    }

    fn new<'r>(
        record: &'r Value,
        (scene, document_id, published): (&Arc<Scene>, &str, Option<i64>),
        sentences: &mut Sentences<'r>,
    ) -> Traits {
        let kind = record["kind"].as_str().unwrap_or_default();
        let sort = match kind {
            "statement" => Sort::Statement,
            "instrument" => Sort::Instrument,
            "commitment" => Sort::Commitment,
            "figure" => Sort::Figure,
            _ => Sort::Event,
        };
        let roles = &record["roles"];
        let class = match sort {
            Sort::Event => word(&roles["plover"][0]),
            Sort::Figure => word(&roles["unit"][0]),
            _ => 0,
        };
        let told_in = record["evidence"]["exact"].as_str().unwrap_or_default();
        let sentence = sentences.of(told_in);
        let told = match sort {
            Sort::Statement => joined(&roles["content"]),
            Sort::Commitment => joined(&roles["action"]),
            Sort::Figure => joined(&roles["indicator"]),
            _ => String::new(),
        };
        let (mut parties, mut people) = (Vec::new(), Vec::new());
        for filler in roles.as_object().into_iter().flatten().flat_map(|(_, all)| all.as_array()).flatten() {
            if filler["level"].is_string() {
                party(filler, &mut parties, &mut people);
            }
        }
        let speaker =
            if roles["speaker"][0].is_object() { &roles["speaker"][0] } else { &roles["actors"][0] };
        let name = speaker["name"].as_str().unwrap_or_default();
        let days = days(&record["date"]).or_else(|| days(&roles["period"][0]));
        Traits {
            sort,
            document: 0,
            scene: Arc::clone(scene),
            class: join(hash(kind.as_bytes()), class),
            mode: word(&roles["mode"][0]) as u32,
            factuality: word(&record["factuality"]) as u32,
            status: word(&roles["status"][0]) as u32,
            published,
            days,
            parties: set(parties),
            people: set(people),
            words: if told.is_empty() { sentence.stems.clone() } else { stems(&told) },
            about: if matches!(sort, Sort::Event | Sort::Instrument) {
                about(record, told_in)
            } else {
                Vec::new()
            },
            doers: parties_of(&roles["actors"]),
            done_to: parties_of(&roles["recipients"]),
            trigger: words(record["trigger"]["exact"].as_str().unwrap_or_default())
                .next()
                .map_or(0, |word| word.stem),
            surname: surname(speaker),
            speaker: set(words(name).map(|word| word.hash).collect()),
            told_by: every(record["trigger"]["exact"].as_str().unwrap_or_default(), sort),
            sentence,
            place: words(roles["place"][0]["name"].as_str().unwrap_or_default())
                .next()
                .map_or(0, |word| word.hash),
            value: roles["value"][0].as_f64(),
            tie: super::fingerprint::tie(&format!(
                "{document_id} {}",
                record["id"].as_str().unwrap_or_default()
            )),
        }
    }

    /// The tie of the record in its buckets.
    pub(crate) fn tie(&self) -> u32 {
        self.tie
    }

    /// The day it stands under: when it happened where the text tells one day, else when it was told.
    pub(crate) fn day(&self) -> Option<i64> {
        self.days.filter(|(from, to)| to - from < 2).map(|(from, _)| from).or(self.published)
    }

    /// The buckets it stands in.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut put = |of: u64, day: Option<i64>| keys.push(Key::new(join(self.class, of), day));
        match self.sort {
            Sort::Event => {
                // It is told of on its day, and again by those who explain the news of another.
                for who in self.parties.iter().take(4).chain(self.people.iter().take(4)) {
                    put(u64::from(*who), self.day());
                    put(u64::from(*who), self.published);
                }
            }
            Sort::Statement | Sort::Commitment => {
                if self.surname != 0 && self.words.len() > 2 {
                    let most = if self.sort == Sort::Statement { 2 } else { 4 };
                    for word in lowest(&self.words, most) {
                        put(join(u64::from(self.surname), word), self.published);
                    }
                }
            }
            Sort::Instrument => {
                let month = self.published.map(|day| day.div_euclid(30));
                let mut parties = self.parties.iter().take(4).peekable();
                let alone = self.parties.len() < 2;
                while let Some(one) = parties.next() {
                    if alone {
                        put(u64::from(*one), month);
                    }
                    for other in parties.clone() {
                        put(join(u64::from(*one), u64::from(*other)), month);
                    }
                }
                for word in lowest(&self.sentence.marks, 4) {
                    put(join(1, word), self.published);
                }
            }
            Sort::Figure => {
                if let Some(value) = self.value {
                    put(join(1, value.to_bits()), self.published);
                }
                for word in lowest(&self.words, 1) {
                    put(join(2, word), self.published);
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Words of a sentence, as far as comparing needs them.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    /// Words that tell something.
    pub(crate) stems: Vec<u32>,
    /// Names, and with them numbers.
    pub(crate) names: Vec<u32>,
    pub(crate) marks: Vec<u32>,
    pub(crate) numbers: Vec<u32>,
    /// Every word.
    pub(crate) all: Vec<u32>,
}

/// The sentences of a document: many records stand in one.
#[derive(Debug, Default)]
pub(crate) struct Sentences<'t>(HashMap<&'t str, Arc<Sentence>>);

impl<'t> Sentences<'t> {
    fn of(&mut self, text: &'t str) -> Arc<Sentence> {
        Arc::clone(self.0.entry(text).or_insert_with(|| Arc::new(Sentence::new(text))))
    }
}

impl Sentence {
    fn new(text: &str) -> Sentence {
        let mut sentence = Sentence::default();
        let named = !shouted(text);
        for word in words(text) {
            sentence.all.push(word.hash);
            if word.length > 3 || word.number {
                sentence.stems.push(word.stem);
            }
            if word.number {
                sentence.numbers.push(word.stem);
                sentence.marks.push(word.stem);
            } else if word.mark && named && word.length > 2 {
                sentence.names.push(word.stem);
                sentence.marks.push(word.stem);
            }
        }
        let Sentence { stems, names, marks, numbers, all } = sentence;
        Sentence {
            stems: set(stems),
            names: set(names),
            marks: set(marks),
            numbers: set(numbers),
            all: set(all),
        }
    }
}

/// A day such as 2023-03-21, counted from 1970.
pub(crate) fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    // Days from civil: the year begins in March, so that leap days come last.
    let year = if month < 3 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Words that tell something, by their stems: the longer ones and the numbers.
pub(crate) fn stems(text: &str) -> Vec<u32> {
    set(words(text).filter(|word| word.length > 3 || word.number).map(|word| word.stem).collect())
}

impl Scene {
    /// Of a title and the names that the records of the document tell of.
    pub(crate) fn new<'r>(title: &str, records: impl Iterator<Item = &'r Value>) -> Scene {
        let mut names = stems(title);
        for record in records {
            let voice = record["voice"].as_array().into_iter().flatten();
            let speakers = voice.flat_map(|link| link["speakers"].as_array().into_iter().flatten());
            let roles = record["roles"].as_object().into_iter().flatten();
            let actors = roles.filter_map(|(_, fillers)| fillers.as_array()).flatten();
            for actor in speakers.chain(actors).filter(|filler| filler["level"].is_string()) {
                let name = actor["name"].as_str().unwrap_or_default();
                names.extend(words(name).filter(|word| word.mark && word.length > 2).map(|word| word.stem));
            }
        }
        let opening: Vec<u32> =
            words(title).filter(|word| word.length > 1).take(3).map(|word| word.stem).collect();
        Scene {
            names: set(names),
            first: opening.first().copied().unwrap_or_default(),
            opening: set(opening),
        }
    }
}

// Every word, of figures only.
fn every(text: &str, sort: Sort) -> Vec<u32> {
    if sort == Sort::Figure { set(words(text).map(|word| word.hash).collect()) } else { Vec::new() }
}

// The words next to the trigger on both sides.
fn about(record: &Value, sentence: &str) -> Vec<u32> {
    const BEFORE: usize = 60;
    const AFTER: usize = 80;
    let start = |span: &Value| span["start"].as_u64().map_or(0, |start| start as usize);
    let at = start(&record["trigger"]).saturating_sub(start(&record["evidence"]));
    let from = sentence.char_indices().nth(at.saturating_sub(BEFORE)).map_or(0, |(byte, _)| byte);
    let to = sentence.char_indices().nth(at + AFTER).map_or(sentence.len(), |(byte, _)| byte);
    stems(&sentence[from.min(to)..to])
}

fn parties_of(actors: &Value) -> Vec<u32> {
    let (mut parties, mut people) = (Vec::new(), Vec::new());
    for actor in actors.as_array().into_iter().flatten() {
        party(actor, &mut parties, &mut people);
    }
    set(parties)
}

fn days(interval: &Value) -> Option<(i64, i64)> {
    Some((day(interval["start"].as_str()?)?, day(interval["end"].as_str()?)?))
}

fn party(actor: &Value, parties: &mut Vec<u32>, people: &mut Vec<u32>) {
    let who = surname(actor);
    people.push(who);
    parties.push(actor["country"].as_str().map_or(who, |country| hash(country.as_bytes()) as u32));
}

// By which word of its name somebody is known: the last; but a short last word, where no country is told, ends the
// names of many companies, and then the first.
fn surname(actor: &Value) -> u32 {
    const SHORT: usize = 4;
    let mut name = words(actor["name"].as_str().unwrap_or_default());
    let first = name.next();
    match (first, name.last()) {
        (Some(first), Some(last)) if last.length <= SHORT && actor["country"].is_null() => first.hash,
        (first, last) => last.or(first).map_or(0, |word| word.hash),
    }
}

fn joined(spans: &Value) -> String {
    let parts = spans.as_array().into_iter().flatten().filter_map(|span| span["exact"].as_str());
    parts.collect::<Vec<_>>().join(" ")
}

fn word(value: &Value) -> u64 {
    value.as_str().map_or(0, |word| hash(word.as_bytes()))
}

// The lowest of the hashes, scattered anew: a sample that records with like words share.
fn lowest(values: &[u32], most: usize) -> Vec<u64> {
    let mut scattered: Vec<u64> = values.iter().map(|value| join(u64::from(*value), 7)).collect();
    scattered.sort_unstable();
    scattered.truncate(most);
    scattered
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted() {
        for (text, expect) in [
            ("1970-01-01", Some(0)),
            ("2000-03-01", Some(11_017)),
            ("1987-02-26", Some(6_265)),
            ("0000-01-01", Some(-719_528)),
            ("1987-13-01", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(day(text), expect, "{text}");
        }
    }
}
