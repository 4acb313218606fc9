//! How well a found record tells what the gold one does: each role from 0 to 1.

use serde_json::Value;

use super::text::{GoldText, names_match, token_f1};

pub(super) const ACTOR_ROLES: [&str; 4] = ["actors", "recipients", "speaker", "parties"];

/// A kind, its own roles, and a field that is reported and weighs nothing.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) roles: &'static [&'static str],
    pub(super) extra: Option<&'static str>,
    /// Further fields for people, which weigh nothing either and which not every set tells.
    pub(super) people: &'static [&'static str],
    needs: &'static [&'static str],
}

pub(super) const KINDS: [Kind; 5] = [
    Kind {
        name: "event",
        roles: &["type", "actors", "recipients"],
        extra: None,
        people: &["place"],
        needs: &["plover", "actors"],
    },
    Kind {
        name: "statement",
        roles: &["speaker", "content", "form"],
        extra: None,
        people: &["addressee"],
        needs: &["form", "speaker", "cue"],
    },
    Kind {
        name: "instrument",
        roles: &["type", "status", "parties", "count"],
        extra: Some("subject"),
        people: &["signatories", "place"],
        needs: &["type", "status", "parties"],
    },
    Kind {
        name: "commitment",
        roles: &["actors", "action", "deadline"],
        extra: Some("firmness"),
        people: &["condition", "beneficiaries"],
        needs: &["actors", "firmness"],
    },
    Kind {
        name: "figure",
        roles: &["value", "op", "unit", "change", "period"],
        extra: Some("indicator"),
        people: &[],
        needs: &["op", "unit", "change"],
    },
];

/// The roles that every kind has.
pub(super) const COMMON: [&str; 3] = ["voice", "factuality", "date"];

const WORDS: [(&str, &str); 7] = [
    (
        "plover",
        "ACCUSE AGREE AID ASSAULT COERCE CONCEDE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST RETREAT SANCTION SUPPORT THREATEN",
    ),
    ("form", "direct indirect mixed"),
    ("op", "= > < ~"),
    ("change", "level increase decrease"),
    (
        "type",
        "treaty agreement protocol memorandum joint-statement declaration programme contract resolution other",
    ),
    (
        "status",
        "proposed negotiated agreed initialled signed adopted ratified in-force suspended broken denied unknown",
    ),
    ("firmness", "agreed pledged planned offered conditional refused"),
];

/// True for the five kinds that gold knows.
pub(super) fn is_kind(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.name == name)
}

/// What keeps a found record from being one.
pub(super) fn fault(document: &GoldText, record: &Value, kind: &Kind) -> Option<&'static str> {
    let (trigger, evidence) = (&record["trigger"], &record["evidence"]);
    let places = (|| {
        let (from, start) = (evidence["start"].as_u64()?, trigger["start"].as_u64()?);
        let (end, to) = (trigger["end"].as_u64()?, evidence["end"].as_u64()?);
        Some(from <= start && start < end && end <= to && to as usize <= document.chars.len())
    })();
    if places != Some(true) {
        return Some("trigger and evidence");
    }
    let speaks = |link: &Value| link["speakers"].as_array().is_some_and(|speakers| !speakers.is_empty());
    if !record["voice"].as_array().is_some_and(|chain| chain.iter().all(speaks)) {
        return Some("voice");
    }
    if !known("actual planned possible requested negated", &record["factuality"]) {
        return Some("factuality");
    }
    for field in kind.needs {
        let allowed = WORDS.iter().find(|(name, _)| name == field).map(|(_, words)| *words);
        if record[field].is_null() || allowed.is_some_and(|words| !known(words, &record[field])) {
            return Some(field);
        }
    }
    let numbers: Vec<&Value> =
        ["value", "low", "high"].iter().map(|name| &record[*name]).filter(|value| !value.is_null()).collect();
    let counted = !numbers.is_empty() && numbers.iter().all(|value| value.is_number());
    (kind.name == "figure" && !counted).then_some("value")
}

/// The roles of a pair; `date` only where one of the two has one.
pub(super) fn scores(
    document: &GoldText,
    kind: &Kind,
    gold: &Value,
    found: &Value,
) -> Vec<(&'static str, f64)> {
    let mut scores = Vec::new();
    for &role in kind.roles.iter().chain(&COMMON) {
        let (wanted, got) = (&gold[role], &found[role]);
        let score = match role {
            "actors" | "recipients" | "speaker" | "parties" => {
                actors_f1(list(wanted), list(got), actors_match)
            }
            "content" | "action" => content_f1(gold, found),
            "date" if wanted.is_null() && got.is_null() => continue,
            "date" | "deadline" | "period" => flag(pair(wanted) == told(got, ["start", "end"])),
            "count" => flag(pair(wanted) == told(got, ["op", "value"])),
            "type" if kind.name == "event" => flag(list(&gold["types"]).contains(&found["plover"])),
            "value" => flag(value_equal(gold, found)),
            "unit" => flag(lemma(wanted) == lemma(got)),
            "voice" => voice_f1(document, wanted, list(got)),
            _ => flag(wanted == got),
        };
        scores.push((role, score));
    }
    scores
}

/// The score of the field that weighs nothing, where the gold has it.
pub(super) fn extra(kind: &Kind, gold: &Value, found: &Value) -> Option<f64> {
    match kind.extra? {
        "firmness" => Some(flag(gold["firmness"] == found["firmness"])),
        name => gold[name].as_str().map(|words| token_f1(words, exact(&found[name]))),
    }
}

/// The score of a field for people, where the gold or the record found has it.
pub(super) fn for_people(gold: &Value, found: &Value, field: &str) -> Option<f64> {
    let names = |value: &Value| -> Vec<String> {
        let one = |value: &Value| {
            value.as_str().or(value["name"].as_str()).filter(|name| !name.is_empty()).map(str::to_owned)
        };
        match value {
            Value::Array(all) => all.iter().filter_map(one).collect(),
            other => one(other).into_iter().collect(),
        }
    };
    if field == "condition" {
        let (wanted, got) = (gold[field].as_str().unwrap_or_default(), exact(&found[field]));
        return (!wanted.is_empty() || !got.is_empty()).then(|| token_f1(wanted, got));
    }
    let (wanted, mut got) = (names(&gold[field]), names(&found[field]));
    let total = wanted.len() + got.len();
    let mut right = 0;
    for name in &wanted {
        if let Some(at) = got.iter().position(|other| names_match(name, other)) {
            got.remove(at);
            right += 1;
        }
    }
    (total > 0).then(|| 2.0 * f64::from(right) / total as f64)
}

/// How far the words of a statement or commitment agree.
pub(super) fn content_f1(gold: &Value, found: &Value) -> f64 {
    if gold["kind"] == "statement" {
        let wanted: Vec<&str> = list(&gold["content"]).iter().filter_map(Value::as_str).collect();
        let got: Vec<&str> = list(&found["content"]).iter().map(exact).collect();
        return token_f1(&wanted.join(" "), &got.join(" "));
    }
    token_f1(gold["action"].as_str().unwrap_or_default(), exact(&found["action"]))
}

/// True if two figures are the same number. Shares were rounded by hand.
pub(super) fn value_equal(gold: &Value, found: &Value) -> bool {
    let both = |value: &Value| match value.as_array() {
        Some(range) => (range.first().and_then(Value::as_f64), range.get(1).and_then(Value::as_f64)),
        None => (value.as_f64(), value.as_f64()),
    };
    let (low, high) = both(&gold["value"]);
    let (got_low, got_high) = match found["value"].as_f64() {
        Some(value) => (Some(value), Some(value)),
        None => (found["low"].as_f64(), found["high"].as_f64()),
    };
    let slack = if gold["unit"] == "share" { 5e-5 } else { 0.0 };
    let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= (1e-6 * a.abs().max(b.abs())).max(slack),
        _ => false,
    };
    close(low, got_low) && close(high, got_high)
}

/// A unit in the singular.
pub(super) fn lemma(unit: &Value) -> String {
    let unit = unit.as_str().unwrap_or_default().trim().to_lowercase();
    let unit = match unit.as_str() {
        "people" => "person",
        "men" => "man",
        "women" => "woman",
        "children" => "child",
        "pct" | "%" => "percent",
        other => other,
    };
    let letter = |c: char| c.is_ascii_lowercase();
    let unit = match unit.strip_suffix("ies") {
        Some(stem) if stem.chars().rev().take(2).filter(|&c| letter(c)).count() == 2 => format!("{stem}y"),
        _ => unit.to_owned(),
    };
    match unit.strip_suffix('s') {
        Some(stem) if stem.ends_with(|c| letter(c) && c != 's') => stem.to_owned(),
        _ => unit,
    }
}

pub(super) fn exact(span: &Value) -> &str {
    span["exact"].as_str().unwrap_or_default()
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn known(words: &str, value: &Value) -> bool {
    value.as_str().is_some_and(|value| words.split(' ').any(|word| word == value))
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

// The two halves of an interval or count, as text or number.
fn pair(wanted: &Value) -> Option<[Half; 2]> {
    let wanted = wanted.as_array().filter(|wanted| wanted.len() == 2)?;
    Some([half(&wanted[0]), half(&wanted[1])])
}

fn told(found: &Value, names: [&str; 2]) -> Option<[Half; 2]> {
    found.is_object().then(|| names.map(|name| half(&found[name])))
}

// 14 and 14.0 are one number, whatever JSON thinks.
type Half = Result<Option<String>, u64>;

fn half(value: &Value) -> Half {
    match value.as_f64() {
        Some(number) => Err(number.to_bits()),
        None => Ok(value.as_str().map(str::to_owned)),
    }
}

fn name(actor: &Value) -> &str {
    actor["name"].as_str().unwrap_or_default()
}

fn actors_match(gold: &Value, found: &Value) -> bool {
    let country =
        |actor: &Value| actor["country"].as_str().filter(|code| !code.is_empty()).map(str::to_owned);
    let state = gold["level"] == "state" && country(gold).is_some();
    country(gold) == country(found) && (state || names_match(name(gold), name(found)))
}

// Two empty lists agree.
fn actors_f1(gold: &[Value], found: &[Value], matches: impl Fn(&Value, &Value) -> bool) -> f64 {
    let total = gold.len() + found.len();
    if total == 0 {
        return 1.0;
    }
    let mut owners: Vec<Option<usize>> = vec![None; found.len()];
    let matched = (0..gold.len()).filter(|&one| {
        let mut tried = vec![false; found.len()];
        assign(one, gold, found, &matches, &mut owners, &mut tried)
    });
    2.0 * matched.count() as f64 / total as f64
}

// Finds a partner by moving earlier pairs aside where need be. Lists of actors are short.
fn assign(
    one: usize,
    gold: &[Value],
    found: &[Value],
    matches: &impl Fn(&Value, &Value) -> bool,
    owners: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for other in 0..found.len() {
        if !tried[other] && matches(&gold[one], &found[other]) {
            tried[other] = true;
            if owners[other].is_none_or(|owner| assign(owner, gold, found, matches, owners, tried)) {
                owners[other] = Some(one);
                return true;
            }
        }
    }
    false
}

// The innermost speakers; a gold voice gives names only, whose countries the gold's actors may know.
fn voice_f1(document: &GoldText, gold: &Value, found: &[Value]) -> f64 {
    let (outlet, last) = (gold == "outlet", found.last());
    let (false, Some(last)) = (outlet, last) else {
        return flag(outlet && last.is_none());
    };
    let actor = |name: &Value| match name.as_str().and_then(|name| document.actors.get(name)) {
        Some(actor) => actor.clone(),
        None => serde_json::json!({"name": name, "country": null, "level": "person"}),
    };
    let gold: Vec<Value> = list(gold).iter().map(actor).collect();
    actors_f1(&gold, list(&last["speakers"]), |one, other| {
        let known = document.actors.contains_key(name(one))
            && other["country"].as_str().is_some_and(|c| !c.is_empty());
        if known { actors_match(one, other) } else { names_match(name(one), name(other)) }
    })
}
