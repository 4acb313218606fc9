//! From drafts to records: ids, voices, order.

use std::collections::BTreeMap;

use chancery_document::{Evidence, Filler, Record, SayingId};
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
    let make = |(draft, id): (Draft<'_>, &String)| {
        let voice = attribute::chain(context, proxies, draft.saying, |saying| {
            statements.get(&saying).map(|id| (*id).clone())
        });
        let evidence = Evidence {
            trigger: draft.trigger,
            sentence: draft.sentence.cover(draft.trigger),
            others: draft.others.clone(),
            rule: draft.rule.name.clone(),
        };
        let confidence = confidence(&draft);
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

// Not calibrated yet: more filled roles make a claim surer, a title or a weak modality less so.
fn confidence(draft: &Draft<'_>) -> f32 {
    let filled = draft
        .fields
        .iter()
        .filter(|(_, fillers)| fillers.iter().any(|filler| !matches!(filler, Filler::Word(_))))
        .count();
    let base = 0.45 + 0.1 * filled.min(4) as f32;
    let title = if draft.part == chancery_document::Part::Body { 0.0 } else { 0.15 };
    (base - title).clamp(0.05, 0.95)
}
