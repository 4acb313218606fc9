//! From drafts to records: ids, voices, order.

use std::collections::BTreeMap;

use chancery_document::{Evidence, Filler, Interval, Record, SayingId};
use chancery_rules::TriggerAt;
use sha2::{Digest, Sha256};

use crate::{Context, attribute, draft::Draft, proxies::Proxies};

/// The records of a document, in order of trigger, kind and id.
pub(crate) fn records(context: &Context<'_>, proxies: &Proxies, drafts: Vec<Draft<'_>>) -> Vec<Record> {
    let text = Sha256::digest(context.reading.document.text.as_bytes());
    let ids: Vec<String> = distinct(drafts.iter().map(|draft| id(&text, draft)).collect());
    let statements: BTreeMap<SayingId, &String> = drafts
        .iter()
        .zip(&ids)
        .filter_map(|(draft, id)| match draft.at {
            TriggerAt::Saying(saying) => Some((saying, id)),
            _ => None,
        })
        .collect();
    let make = |(mut draft, id): (Draft<'_>, &String)| {
        let voice = attribute::chain(context, proxies, draft.saying, |saying| {
            statements.get(&saying).map(|id| (*id).clone())
        });
        let evidence = Evidence {
            trigger: draft.trigger,
            sentence: draft.sentence.cover(draft.trigger),
            others: draft.others.clone(),
            rule: draft.rule.name.clone(),
        };
        let confidence = confidence(&draft, !voice.0.is_empty());
        derive(context, &mut draft);
        let mut record = Record::new(id.clone(), draft.rule.kind.clone(), voice, evidence, draft.factuality);
        record.date = draft.date;
        record.confidence = confidence;
        // Fields print in the order of the kind; what it does not declare is nothing a rule could fill.
        draft.rule.kind.fields.iter().fold(record, |record, field| {
            record.with(field.name.clone(), draft.field(field.name.as_str()).to_vec())
        })
    };
    let mut records: Vec<Record> = drafts.into_iter().zip(&ids).map(make).collect();
    records.sort_by(|a, b| {
        let key = |record: &Record| {
            (record.evidence().trigger.start(), record.kind().name.clone(), record.id().to_owned())
        };
        key(a).cmp(&key(b))
    });
    records
}

// Fills the fields that follow from what the record tells now.
fn derive(context: &Context<'_>, draft: &mut Draft<'_>) {
    let reading = context.reading;
    for derived in &draft.declared.derived {
        let told: Vec<&str> = match derived.from.as_str() {
            "trigger" => vec![reading.lemma(draft.token)],
            "factuality" => {
                let later =
                    |date: &Interval| reading.document.source.published.is_some_and(|day| date.start > day);
                let historical = draft.factuality.historical.then_some("historical");
                let later = draft.date.as_ref().is_some_and(later).then_some("later");
                [Some(draft.factuality.word()), historical, later].into_iter().flatten().collect()
            }
            field => draft
                .field(field)
                .iter()
                .filter_map(|filler| match filler {
                    Filler::Word(word) => Some(word.as_str()),
                    _ => None,
                })
                .collect(),
        };
        let known = told.into_iter().filter_map(|each| derived.words.get(each)).map(String::as_str);
        let mut words: Vec<Filler> = known.map(|word| Filler::Word(word.into())).collect();
        if words.is_empty() {
            words.extend(derived.default.as_deref().map(|word| Filler::Word(word.into())));
        }
        draft.fill(&derived.field.as_str().into(), words);
    }
}

// The text, the kind, the trigger and the head of the first filler: not the rule, so that renaming one keeps it.
fn id(text: &[u8], draft: &Draft<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(text);
    hash.update(draft.rule.kind.name.as_str().as_bytes());
    for number in [draft.trigger.start(), draft.trigger.end(), draft.salt] {
        hash.update(number.to_le_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

// Two records of one trigger and one first filler are rare; the later ones say so in their id.
fn distinct(ids: Vec<String>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    ids.into_iter()
        .map(|id| {
            let count = seen.entry(id.clone()).or_insert(0);
            *count += 1;
            if *count == 1 { id } else { format!("{id}-{count}") }
        })
        .collect()
}

// The share of a record's roles that are likely right, by what its kind's pack says of such records. What counts is
// read off the printed record alike where it is fitted (`confidence` in the room `train`).
fn confidence(draft: &Draft<'_>, voiced: bool) -> f32 {
    let weights = draft.declared.confidence;
    let fillers = || draft.fields.iter().map(|(_, fillers)| fillers);
    let told = |filler: &Filler| !matches!(filler, Filler::Word(_));
    let filled = fillers().filter(|fillers| fillers.iter().any(told)).count().min(4);
    let known = fillers().flatten().all(|filler| match filler {
        Filler::Actor(actor) => actor.country.is_some(),
        _ => true,
    });
    let unsure = draft.factuality.word() != "actual";
    let long = (draft.sentence.cover(draft.trigger).len() as f32 / 100.0).min(6.0);
    let flag = |holds: bool, weight: f32| if holds { weight } else { 0.0 };
    let odds = weights.base
        + weights.filled * filled as f32
        + flag(known, weights.known)
        + flag(voiced, weights.voiced)
        + flag(unsure, weights.unsure)
        + weights.long * long;
    // Near the middle, where a straight line would do as well, and without `exp`, whose last bit is the machine's own.
    (0.5 + 0.5 * odds / (1.0 + odds.abs())).clamp(0.05, 0.95)
}
