//! Scores printed records against sentences whose event is marked: who did what to whom, told in one sentence.
//!
//! Two shapes of gold are read, a sentence a line, as JSON:
//!
//! - a *labelled* set gives for its event a PLOVER type and the words of source and target:
//!   `{"id": "X_5", "text": …, "events": [{"event": "ACCUSE", "source_text": …, "target_text": …}]}`. The first
//!   event found in the sentence, by its trigger, is compared, as such a set has it ([`coded`]): CONCEDE and RETREAT
//!   both count as YIELD, what is only planned to be done with or for others as AGREE, the signing of a document
//!   as SUPPORT; where nothing but a commitment is told, that is an AGREE, one refused a REJECT. The words of an actor are all those that the records of the sentence have for it. One
//!   sentence in five, those whose number five divides, is measured; the others are for learning.
//! - a *coded* set gives CAMEO codes and the codes of the actors:
//!   `{"id": …, "text": …, "events": [{"source": "ARNGOV", "target": "GON", "code": "050"}]}`. Compared are
//!   triples of the code's first two digits and the countries of source and target. Every actor of a record acts
//!   on every recipient; those who consult, agree, work together or renew ties without recipients act on each other,
//!   those before the verb on those after it where there are both. Such coders know nothing but deeds: what is
//!   only asked for makes no triple, cooperation that is said not to happen is a rejection (12), words against
//!   somebody that are said not to fall ("will not quarrel over") are cooperation (05), and other deeds that are
//!   said not to happen make none. A record without a source or a target makes no triple.

pub mod cameo;
pub mod fit;
pub mod traits;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::{Value, json};

/// Which sentences of a labelled set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those that are measured.
    Measured,
    /// Those to learn from.
    Rest,
}

/// Sentences with their events.
#[derive(Clone, Debug, Default)]
pub struct EventSet {
    sentences: Vec<Sentence>,
    /// True if the set gives types and words, false if codes.
    labelled: bool,
    /// True if the codes are those of the older scheme WEIS, as in the unit tests of PETRARCH.
    pub older: bool,
}

/// A sentence with its events.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Its name in the set.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its day, in eight digits, if the set gives one.
    pub date: String,
    gold: Vec<Value>,
}

impl Sentence {
    /// The PLOVER type of its first event, in a labelled set.
    pub fn label(&self) -> Option<&str> {
        self.gold.first()?["event"].as_str()
    }

    /// Whether words share any with those of the source and of the target of its first event.
    pub fn shares(&self, text: &str) -> (bool, bool) {
        let own = words(text);
        let gold =
            |key: &str| self.gold.first().and_then(|gold| gold[key].as_str()).map(words).unwrap_or_default();
        (!own.is_disjoint(&gold("source_text")), !own.is_disjoint(&gold("target_text")))
    }
}

impl EventSet {
    /// Reads a set.
    pub fn parse(text: &str, part: Part) -> Result<EventSet, serde_json::Error> {
        let mut set = EventSet::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let object: Value = serde_json::from_str(line)?;
            let gold = object["events"].as_array().cloned().unwrap_or_default();
            let word = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
            let (id, text, date) = (word("id"), word("text"), word("date"));
            let labelled = gold.iter().any(|event| event["event"].is_string());
            set.labelled |= labelled;
            let measured = !labelled || number(&id).is_some_and(|number| number % 5 == 0);
            // Sentences that other coders are asked to stumble over, and headlines of the set's own.
            let skipped = object["skip"] == true || object["error"].is_string();
            if (measured == (part == Part::Measured) || !labelled) && !skipped && !text.is_empty() {
                set.sentences.push(Sentence { id, text, date, gold });
            }
        }
        Ok(set)
    }

    /// The sentences to be read, in the order of the set.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Scores the printed records of each sentence, in the order of the sentences.
    pub fn score(&self, records: &[Vec<Value>]) -> EventScores {
        let mut scores = EventScores { labelled: self.labelled, older: self.older, ..EventScores::default() };
        for (sentence, records) in self.sentences.iter().zip(records) {
            let events: Vec<&Value> = records.iter().filter(|record| record["kind"] == "event").collect();
            match self.labelled {
                true => {
                    let undertaken = undertaken(records);
                    let first = events.first().copied().or(undertaken.as_ref());
                    scores.label(sentence, first, &called(records));
                }
                false => scores.code(sentence, &events),
            }
        }
        scores
    }
}

/// How well the events of a set are found.
#[derive(Clone, Debug, Default)]
pub struct EventScores {
    labelled: bool,
    older: bool,
    sentences: usize,
    // By type: gold, found, right.
    types: BTreeMap<String, [usize; 3]>,
    source: usize,
    target: usize,
    both: usize,
    silent: usize,
    // Triples: gold, found, right.
    triples: [usize; 3],
    /// What was wrong, a line each.
    pub errors: Vec<String>,
}

impl EventScores {
    fn label(&mut self, sentence: &Sentence, first: Option<&Value>, called: &Called) {
        let Some(gold) = sentence.gold.first() else { return };
        let wanted = gold["event"].as_str().unwrap_or_default();
        let found = first.and_then(coded);
        self.sentences += 1;
        self.types.entry(wanted.to_owned()).or_default()[0] += 1;
        match found {
            Some(found) => {
                let counts = self.types.entry(found.to_owned()).or_default();
                counts[1] += 1;
                counts[2] += usize::from(found == wanted);
            }
            None => self.silent += 1,
        }
        let (source, target) = first.map_or((false, false), |event| ends(event, gold, called));
        self.source += usize::from(source);
        self.target += usize::from(target);
        self.both += usize::from(source && target);
        if found != Some(wanted) || !source || !target {
            let told = first.map_or_else(String::new, outline);
            self.errors.push(format!(
                "{} {wanted} {} > {} | {} | found: {told}",
                sentence.id, gold["source_text"], gold["target_text"], sentence.text
            ));
        }
    }

    fn code(&mut self, sentence: &Sentence, events: &[&Value]) {
        // "FRO/SAM" stands for two.
        let first = |text: &str, length| text.chars().take(length).collect::<String>();
        let codes = |value: &Value| {
            let text = value.as_str().unwrap_or_default().to_owned();
            text.split('/').map(|part| first(part, 3)).collect::<Vec<_>>()
        };
        let mut gold: BTreeSet<[String; 3]> = BTreeSet::new();
        for event in &sentence.gold {
            let root = first(event["code"].as_str().unwrap_or_default(), 2);
            for source in codes(&event["source"]) {
                let each = |target| [source.clone(), root.clone(), target];
                gold.extend(codes(&event["target"]).into_iter().map(each));
            }
        }
        let mut found: BTreeSet<[String; 3]> = events.iter().flat_map(|event| triples(event)).collect();
        if self.older {
            found = found.into_iter().map(|triple| in_weis(triple, &gold)).collect();
        }
        let right = gold.intersection(&found).count();
        self.sentences += 1;
        for (at, count) in [gold.len(), found.len(), right].into_iter().enumerate() {
            self.triples[at] += count;
        }
        if gold != found {
            let list = |triples: &BTreeSet<[String; 3]>| {
                triples.iter().map(|triple| triple.join(" ")).collect::<Vec<_>>().join(", ")
            };
            self.errors.push(format!(
                "{} expected {} found {} | {}",
                sentence.id,
                list(&gold),
                list(&found),
                sentence.text
            ));
        }
    }

    /// The figures by name, in percent.
    pub fn figures(&self) -> Value {
        let share = |part: usize, whole: usize| (1000.0 * part as f64 / whole.max(1) as f64).round() / 10.0;
        if !self.labelled {
            let [gold, found, right] = self.triples;
            return json!({
                "sentences": self.sentences,
                "triples": gold,
                "triple F1": share(2 * right, gold + found),
                "precision": share(right, found),
                "recall": share(right, gold),
                "extra": share(found - right, gold),
            });
        }
        let right = self.types.values().map(|counts| counts[2]).sum();
        json!({
            "sentences": self.sentences,
            "accuracy": share(right, self.sentences),
            "macro F1": (10.0 * self.macro_f1()).round() / 10.0,
            "source": share(self.source, self.sentences),
            "target": share(self.target, self.sentences),
            "both": share(self.both, self.sentences),
            "silent": share(self.silent, self.sentences),
        })
    }

    // The mean over the types that the gold has.
    fn macro_f1(&self) -> f64 {
        let of_gold = self.types.values().filter(|counts| counts[0] > 0);
        let f1 = of_gold.clone().map(|[gold, found, right]| 200.0 * *right as f64 / (gold + found) as f64);
        f1.sum::<f64>() / of_gold.count().max(1) as f64
    }
}

impl fmt::Display for EventScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.figures();
        let pairs = figures.as_object().into_iter().flatten();
        let line: Vec<String> = pairs.map(|(name, value)| format!("{name} {value}")).collect();
        f.write_str(&line.join("  "))?;
        for (name, [gold, found, right]) in &self.types {
            let f1 = 200.0 * *right as f64 / (gold + found).max(1) as f64;
            write!(f, "\n{name:<10} gold {gold:>4}  found {found:>4}  right {right:>4}  F1 {f1:>5.1}")?;
        }
        Ok(())
    }
}

fn number(id: &str) -> Option<u32> {
    id.rsplit(['_', '-']).next().and_then(|number| number.parse().ok())
}

/// The type under which a labelled set has an event of this kind. Records tell a deed and how it is put; the coders of
/// such sets follow CAMEO, where the intent to cooperate is a type of its own (03, AGREE), whatever is intended, and
/// PLOVER, which has the signing of a document (CAMEO 057) under SUPPORT.
pub fn coded(event: &Value) -> Option<&str> {
    let intended = matches!(event["factuality"].as_str(), Some("planned" | "possible"));
    let signed = event["cameo"].as_str().is_some_and(|code| code.starts_with("057"));
    Some(match event["plover"].as_str()? {
        "CONSULT" | "COOPERATE" | "CONCEDE" | "RETREAT" if intended => "AGREE",
        "CONCEDE" | "RETREAT" => "YIELD",
        "AGREE" if signed && event["factuality"] == "actual" => "SUPPORT",
        other => other,
    })
}

// The first commitment as the event that such a set has for it.
fn undertaken(records: &[Value]) -> Option<Value> {
    let first = records.iter().find(|record| record["kind"] == "commitment")?;
    let refused = first["firmness"] == "refused" || first["factuality"] == "negated";
    let mut event = first.clone();
    event["plover"] = json!(if refused { "REJECT" } else { "AGREE" });
    Some(event)
}

// What each entity is called in the records of a sentence.
type Called = BTreeMap<String, BTreeSet<String>>;

fn called(records: &[Value]) -> Called {
    let mut called = Called::new();
    let fields = ["actors", "recipients", "speaker", "parties"];
    for actor in records.iter().flat_map(|record| fields.into_iter().flat_map(|field| fillers(record, field)))
    {
        if let Some(entity) = actor["entity"].as_str() {
            let texts = [&actor["span"]["exact"], &actor["name"]];
            let own = texts.into_iter().flat_map(|text| words(text.as_str().unwrap_or_default()));
            called.entry(entity.to_owned()).or_default().extend(own);
        }
    }
    called
}

// Do the words of an actor overlap those of the source, and the words of a recipient those of the target? Where
// nobody is a recipient, joint actors are both ends.
fn ends(event: &Value, gold: &Value, called: &Called) -> (bool, bool) {
    let actors = fillers(event, "actors");
    let recipients = fillers(event, "recipients");
    let wanted = |key: &str| words(gold[key].as_str().unwrap_or_default());
    let overlap = |actors: &[&Value], wanted: &BTreeSet<String>| {
        actors.iter().any(|actor| {
            let own = [&actor["span"]["exact"], &actor["name"]];
            own.iter().any(|text| !words(text.as_str().unwrap_or_default()).is_disjoint(wanted))
                || actor["entity"]
                    .as_str()
                    .and_then(|entity| called.get(entity))
                    .is_some_and(|own| !own.is_disjoint(wanted))
        })
    };
    // "House and Senate negotiators" are both ends too.
    let joined = || {
        actors.iter().any(|actor| actor["span"]["exact"].as_str().is_some_and(|text| text.contains(" and ")))
    };
    let others = match recipients.is_empty() && (actors.len() > 1 || joined()) {
        true => &actors,
        false => &recipients,
    };
    (overlap(&actors, &wanted("source_text")), overlap(others, &wanted("target_text")))
}

fn fillers<'a>(event: &'a Value, field: &str) -> Vec<&'a Value> {
    event[field].as_array().into_iter().flatten().collect()
}

// Words that tell somebody apart.
fn words(text: &str) -> BTreeSet<String> {
    let empty = [
        "a", "an", "and", "at", "by", "for", "from", "her", "his", "in", "its", "of", "on", "s", "the",
        "their", "to", "with",
    ];
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| !word.is_empty() && !empty.contains(&word.as_str())).collect()
}

fn triples(event: &Value) -> Vec<[String; 3]> {
    let Some(root) = acted(event) else { return Vec::new() };
    let (actors, recipients) = (fillers(event, "actors"), fillers(event, "recipients"));
    // Those who act together are not of one state; whom a state's police arrest may be of it.
    let joined = recipients.is_empty() || event["plover"] == "CONSULT";
    let pairs = |sources: &[&Value], targets: &[&Value]| {
        let mut all = Vec::new();
        for source in sources.iter().filter_map(|actor| actor["country"].as_str()) {
            let others = targets.iter().filter_map(|actor| actor["country"].as_str());
            all.extend(
                others
                    .filter(|target| !joined || *target != source)
                    .map(|target| [source.to_owned(), root.clone(), target.to_owned()]),
            );
        }
        all
    };
    // Those who meet meet each other, and who is visited is host; who only takes credentials is neither.
    let mutual = event["plover"] == "CONSULT" && (recipients.is_empty() || event["cameo"] != "040");
    let joint = mutual || event["plover"] == "AGREE" || event["plover"] == "COOPERATE";
    // "A and B met C and D": A and B are of one side.
    let at = |value: &Value, end: &str| value[end].as_u64().unwrap_or_default();
    let (before, after): (Vec<&Value>, Vec<&Value>) =
        actors.iter().partition(|actor| at(&actor["span"], "end") <= at(&event["trigger"], "start"));
    // "A and B renewed their ties."
    let joint = joint || event["cameo"] == "050" && after.is_empty();
    let (sources, targets) = match recipients.is_empty() && joint {
        false => (actors, recipients),
        true if before.is_empty() || after.is_empty() => (actors.clone(), actors),
        true => (before, after),
    };
    let mut all = pairs(&sources, &targets);
    // Of two that do not meet, the one told first will not.
    if mutual && event["factuality"] != "negated" {
        all.extend(pairs(&targets, &sources));
    }
    all
}

// The root of what is told as done or to be done.
fn acted(event: &Value) -> Option<String> {
    let root = root(event)?;
    match event["factuality"].as_str() {
        Some("requested") => None,
        Some("negated") if ("03".."09").contains(&root.as_str()) => Some("12".to_owned()),
        Some("negated") if ("11".."14").contains(&root.as_str()) => Some("05".to_owned()),
        Some("negated") if ("15".."21").contains(&root.as_str()) => None,
        _ => Some(root),
    }
}

// The first two digits of the code; where none is given, those that the type has most often.
fn root(event: &Value) -> Option<String> {
    if let Some(code) = event["cameo"].as_str() {
        return Some(code.chars().take(2).collect());
    }
    let root = match event["plover"].as_str()? {
        "AGREE" => "03",
        "CONSULT" => "04",
        "SUPPORT" => "05",
        "COOPERATE" => "06",
        "AID" => "07",
        "CONCEDE" | "RETREAT" => "08",
        "REQUEST" => "10",
        "ACCUSE" => "11",
        "REJECT" => "12",
        "THREATEN" => "13",
        "PROTEST" => "14",
        "MOBILIZE" => "15",
        "SANCTION" => "16",
        "COERCE" => "17",
        "ASSAULT" => "19",
        _ => return None,
    };
    Some(root.to_owned())
}

// A triple with the root that WEIS has for it: several roots of the one scheme may stand for several of the other, and
// that of the gold is taken if it is among them. What stands for what, the scheme says and the sentences that both
// sets of unit tests have, each with its own code.
fn in_weis([source, root, target]: [String; 3], gold: &BTreeSet<[String; 3]>) -> [String; 3] {
    let roots: &[&str] = match root.as_str() {
        "01" => &["02"],
        "02" => &["09", "10"],
        "03" => &["05", "08", "10", "03"],
        "04" => &["03"],
        // Being of one mind is consulting, acting on what was resolved proposing.
        "05" => &["04", "06", "08", "03", "10"],
        "06" => &["08", "06"],
        "07" => &["07", "06"],
        // Who accedes agrees, who concedes that something is so comments.
        "08" => &["01", "06", "08", "02"],
        // Who opposes rejects.
        "09" | "11" => &["12", "13", "11"],
        "10" => &["15", "09", "10"],
        // What was to be done together and is put off or called off is WEIS 191.
        "12" => &["11", "14", "19"],
        "13" => &["16", "17"],
        "14" => &["18", "13"],
        "15" => &["18"],
        "16" => &["19", "20"],
        "17" => &["21", "20", "19"],
        // Shots of artillery have CAMEO's own code in that set.
        "19" => &["22", "19"],
        "18" | "20" => &["22"],
        _ => &[],
    };
    let all = roots.iter().map(|root| [source.clone(), (*root).to_owned(), target.clone()]);
    let named = all.clone().find(|triple| gold.contains(triple));
    named.or_else(|| all.clone().next()).unwrap_or([source, root, target])
}

fn outline(event: &Value) -> String {
    let names = |field: &str| {
        let names = fillers(event, field).into_iter().filter_map(|actor| actor["name"].as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    format!(
        "{} \"{}\" {} > {} ({})",
        event["plover"].as_str().unwrap_or_default(),
        event["trigger"]["exact"].as_str().unwrap_or_default(),
        names("actors"),
        names("recipients"),
        event["rule"].as_str().unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
    use std::slice::from_ref;

    use super::*;

    fn actor(name: &str, country: &str) -> Value {
        json!({"name": name, "country": country, "span": {"exact": name}})
    }

    fn event(plover: &str, actors: &[Value], recipients: &[Value]) -> Value {
        json!({"kind": "event", "plover": plover, "cameo": null, "trigger": {"exact": ""}, "rule": "",
            "actors": actors, "recipients": recipients})
    }

    #[test]
    fn the_first_event_is_compared_with_the_label() {
        let gold = r#"{"id": "X_5", "text": "The army of Chad left Togo.", "events":
            [{"event": "YIELD", "source_text": "army of Chad", "target_text": "Togo"}]}"#
            .replace('\n', " ");
        assert!(EventSet::parse(&gold, Part::Rest).unwrap().sentences().is_empty());
        let set = EventSet::parse(&gold, Part::Measured).unwrap();
        let check = |records: Vec<Value>, accuracy: f64, both: f64| {
            let figures = set.score(&[records]).figures();
            assert_eq!(figures["accuracy"], accuracy);
            assert_eq!(figures["both"], both);
        };
        let right = event("RETREAT", &[actor("the army", "TCD")], &[actor("Togo", "TGO")]);
        let wrong = event("AID", &[actor("Togo", "TGO")], &[]);
        check(vec![right.clone(), wrong.clone()], 100.0, 100.0);
        check(vec![wrong, right], 0.0, 0.0);
        check(vec![event("CONCEDE", &[actor("The", "TCD"), actor("Togo", "TGO")], &[])], 100.0, 0.0);
        check(Vec::new(), 0.0, 0.0);
    }

    #[test]
    fn codes_are_compared_as_triples() {
        let gold = r#"{"id": "A-1", "text": "Chad met Togo.", "events":
            [{"source": "TCDGOV", "target": "TGO", "code": "042"},
             {"source": "TGO", "target": "TCDGOV", "code": "043"}]}"#
            .replace('\n', " ");
        let set = EventSet::parse(&gold, Part::Measured).unwrap();
        let check = |records: Vec<Value>, f1: f64, extra: f64| {
            let figures = set.score(&[records]).figures();
            assert_eq!(figures["triple F1"], f1);
            assert_eq!(figures["extra"], extra);
        };
        let (chad, togo) = (actor("Chad", "TCD"), actor("Togo", "TGO"));
        check(vec![event("CONSULT", from_ref(&chad), from_ref(&togo))], 100.0, 0.0);
        check(vec![event("CONSULT", &[chad.clone(), togo.clone()], &[])], 100.0, 0.0);
        check(vec![event("AID", from_ref(&chad), &[togo])], 0.0, 50.0);
        check(vec![event("CONSULT", &[chad], &[])], 0.0, 0.0);
    }

    #[test]
    fn what_is_said_not_to_happen_is_another_triple() {
        let check = |source: &str, code: &str, mut record: Value, f1: f64| {
            let gold = format!(
                r#"{{"id": "A-1", "text": "T.", "events": [{{"source": "{source}", "target": "TGO", "code": "{code}"}}]}}"#
            );
            record["factuality"] = json!("negated");
            let set = EventSet::parse(&gold, Part::Measured).unwrap();
            assert_eq!(set.score(&[vec![record]]).figures()["triple F1"], f1);
        };
        let (chad, togo) = (actor("Chad", "TCD"), actor("Togo", "TGO"));
        check("TCD", "050", event("ACCUSE", from_ref(&chad), from_ref(&togo)), 100.0);
        check("TCD/NER", "050", event("ACCUSE", from_ref(&chad), from_ref(&togo)), 66.7);
        check("TCD", "120", event("CONSULT", from_ref(&chad), from_ref(&togo)), 100.0);
        check("TCD", "190", event("ASSAULT", from_ref(&chad), from_ref(&togo)), 0.0);
    }
}
