//! How a voice puts it: done, planned, possible, asked for, or not so.
//!
//! Read off the words above a trigger: its own auxiliaries and negation, then the verbs and nouns it is embedded
//! under, up to the words of whoever says it. What each word does to what is below it stands in lists of the
//! packs (`fact_intended`, `fact_possible`, `fact_requested`, `fact_negated`, …), never here.

use chancery_document::{Factuality, Features, Form, Modality, Relation, Span, Tense, TokenId};
use chancery_rules::{Listed, Rules, TriggerAt};

use crate::{Context, draft::Draft};

const MAX_CLIMB: usize = 8;

/// The word lists that tell.
#[derive(Clone, Debug)]
pub(crate) struct Cues {
    intended: Listed,
    possible: Listed,
    requested: Listed,
    negated: Listed,
    denied: Listed,
    future: Listed,
    modal: Listed,
    duty: Listed,
    condition: Listed,
    awaited: Listed,
    transparent: Listed,
    sought: Listed,
    pub(crate) telling_adverbs: Listed,
    pub(crate) deadline: Listed,
    pub(crate) since: Listed,
    pub(crate) kind_of: Listed,
    pub(crate) contrast: Listed,
    pub(crate) negation: Listed,
    pub(crate) party: Listed,
    pub(crate) definite: Listed,
}

impl Cues {
    pub(crate) fn new(rules: &Rules) -> Cues {
        Cues {
            intended: rules.list("fact_intended"),
            possible: rules.list("fact_possible"),
            requested: rules.list("fact_requested"),
            negated: rules.list("fact_negated"),
            denied: rules.list("fact_denied"),
            future: rules.list("fact_future_auxiliary"),
            modal: rules.list("fact_possible_auxiliary"),
            duty: rules.list("fact_requested_auxiliary"),
            condition: rules.list("fact_condition"),
            awaited: rules.list("fact_awaited"),
            transparent: rules.list("fact_transparent"),
            sought: rules.list("fact_sought_case"),
            telling_adverbs: rules.list("telling_adverb"),
            deadline: rules.list("deadline_case"),
            since: rules.list("since_case"),
            kind_of: rules.list("kind_of_case"),
            contrast: rules.list("contrast"),
            negation: rules.list("negation"),
            party: rules.list("party_noun"),
            definite: rules.list("definite"),
        }
    }
}

/// Judges a draft by the words above its trigger.
pub(crate) fn judge(context: &Context<'_>, draft: &mut Draft<'_>) {
    let set = draft
        .rule
        .sets
        .iter()
        .find(|(field, _)| field.as_str() == "factuality")
        .map(|(_, word)| word.as_str());
    let start = match draft.at {
        TriggerAt::Value(_) => context.paths.governor_of(draft.token).unwrap_or(draft.token),
        _ if matches!(context.reading.syntax.relation(draft.token), Relation::AUX | Relation::COP) => {
            context.reading.syntax.head(draft.token)
        }
        _ => draft.token,
    };
    let mut judged = climb(context, start, limit_of(context, draft), &draft.weighed);
    match set {
        Some("planned") => judged.modality = Modality::Intended,
        Some("possible") => judged.modality = Modality::Possible,
        Some("requested") => judged.modality = Modality::Requested,
        Some("negated") => judged.negated = true,
        Some("actual") => judged = Factuality { historical: judged.historical, ..Factuality::ACTUAL },
        _ => {}
    }
    draft.factuality = judged;
}

// The words of a saying end where its cue begins: what stands above is the saying's own factuality, but for a denial of
// what is not quoted.
#[derive(Clone, Copy)]
struct Limit {
    span: Span,
    quoted: bool,
}

fn limit_of(context: &Context<'_>, draft: &Draft<'_>) -> Option<Limit> {
    let speech = &context.reading.speech;
    let saying = &speech.all[speech.around(draft.trigger)?];
    let span = saying.content.iter().copied().find(|part| part.contains(draft.trigger))?;
    Some(Limit { span, quoted: saying.form == Form::Direct })
}

fn climb(context: &Context<'_>, start: TokenId, limit: Option<Limit>, weighed: &[TokenId]) -> Factuality {
    let reading = context.reading;
    let syntax = &reading.syntax;
    let mut judged = Factuality::ACTUAL;
    let mut at = start;
    own_words(context, at, &mut judged);
    for _ in 0..MAX_CLIMB {
        let head = syntax.head(at);
        if head == at {
            break;
        }
        let relation = syntax.relation(at);
        if let Some(limit) = limit.filter(|limit| !limit.span.contains(reading.tokens.spans[head])) {
            if !limit.quoted && is_denied(context, head, relation) {
                judged.negated = !judged.negated;
            }
            // "Threatened to shell the town": an infinitive is as the word above it puts it.
            let infinitive = reading.morphology.features[at].has(Features::VERBFORM_INF);
            if !limit.quoted && relation == Relation::XCOMP && infinitive {
                embed(context, head, &mut judged);
            }
            if !limit.quoted && is_asked_for(context, head, at, relation) {
                raise(&mut judged, Modality::Requested);
            }
            break;
        }
        let infinitive = reading.morphology.features[at].has(Features::VERBFORM_INF);
        match relation {
            // Joined verbs share the auxiliaries of the first, unless they have their own subject or auxiliary.
            Relation::CONJ => {
                if !has_own_frame(context, at) {
                    own_words(context, head, &mut judged);
                }
            }
            Relation::XCOMP | Relation::CCOMP | Relation::CSUBJ => {
                embed(context, head, &mut judged);
            }
            // A purpose: what is above it tells nothing more of it.
            Relation::ADVCL if infinitive => {
                // "faces pressure to pay": what the verb's noun asks for hangs on the verb.
                let noun = syntax.dependent(head, Relation::OBJ).filter(|_| context.paths.is_light(head));
                let told = noun.is_some_and(|noun| embed(context, noun, &mut judged));
                if !told && !embed(context, head, &mut judged) {
                    raise(&mut judged, Modality::Intended);
                }
                break;
            }
            Relation::ACL if infinitive => {
                if !embed(context, head, &mut judged) {
                    raise(&mut judged, Modality::Intended);
                }
            }
            // What a thing is said to be: "plan a visit", "the visit was cancelled", "talk of a deal".
            Relation::OBJ | Relation::NSUBJ_PASS | Relation::NMOD | Relation::OBL | Relation::COMPOUND => {
                let away = matches!(relation, Relation::NMOD | Relation::OBL) && !is_sought(context, at);
                if away {
                    break;
                }
                let lent =
                    matches!(relation, Relation::OBJ | Relation::NSUBJ_PASS) && context.paths.is_light(head);
                if weighed.contains(&head) || lent {
                    own_words(context, head, &mut judged);
                } else if !embed(context, head, &mut judged)
                    && !context.paths.is_listed(head, &context.cues.transparent)
                {
                    break;
                }
            }
            Relation::NSUBJ if syntax.dependent(head, Relation::COP).is_some() => {
                own_words(context, head, &mut judged)
            }
            _ => break,
        }
        at = head;
    }
    judged
}

// "urged them to leave", "demanded that it withdraw its troops"; not "insisted that it had withdrawn".
fn is_asked_for(context: &Context<'_>, head: TokenId, verb: TokenId, relation: Relation) -> bool {
    let reading = context.reading;
    let bare = || {
        let auxiliary = reading.syntax.dependents(verb).iter().any(|&each| {
            matches!(reading.syntax.relation(each), Relation::AUX | Relation::COP)
                && !context.paths.is_listed(each, &context.cues.duty)
        });
        !auxiliary
            && reading.form(verb) == reading.lemma(verb)
            && reading.syntax.dependent(verb, Relation::MARK).is_some()
    };
    context.paths.is_listed(head, &context.cues.requested)
        && match relation {
            Relation::XCOMP => true,
            Relation::CCOMP => bare(),
            _ => false,
        }
}

// "denied that it had sold arms", "denied the raid", "rejected claims that it had".
fn is_denied(context: &Context<'_>, head: TokenId, relation: Relation) -> bool {
    let denies = |word: TokenId| context.paths.is_listed(word, &context.cues.denied);
    let syntax = &context.reading.syntax;
    match relation {
        Relation::CCOMP | Relation::XCOMP | Relation::OBJ => denies(head),
        Relation::ACL => {
            denies(head)
                || matches!(syntax.relation(head), Relation::OBJ | Relation::NSUBJ_PASS)
                    && denies(syntax.head(head))
        }
        _ => false,
    }
}

// "call for talks", "agree on a plan": what is sought, not where or when or by whom.
fn is_sought(context: &Context<'_>, token: TokenId) -> bool {
    context
        .reading
        .syntax
        .dependents_by(token, Relation::CASE)
        .any(|case| context.paths.is_listed(case, &context.cues.sought))
}

// True of "frees", "has freed" and "is freed".
fn is_present(context: &Context<'_>, verb: TokenId) -> bool {
    let reading = context.reading;
    let present = |token: TokenId| {
        let features = reading.morphology.features[token];
        features.has(Features::VERBFORM_FIN) && !features.has(Features::TENSE_PAST)
    };
    let auxiliary = |&each: &TokenId| {
        matches!(reading.syntax.relation(each), Relation::AUX | Relation::AUX_PASS | Relation::COP)
    };
    let mut auxiliaries = reading.syntax.dependents(verb).iter().copied().filter(auxiliary).peekable();
    match auxiliaries.peek() {
        Some(_) => auxiliaries.any(present),
        None => present(verb),
    }
}

// What stands directly by a verb or noun: auxiliaries, negation, "if".
fn own_words(context: &Context<'_>, token: TokenId, judged: &mut Factuality) {
    let reading = context.reading;
    let syntax = &reading.syntax;
    for &dependent in syntax.dependents(token) {
        let features = reading.morphology.features[dependent];
        let listed = |list: &Listed| context.paths.is_listed(dependent, list);
        match syntax.relation(dependent) {
            Relation::AUX if listed(&context.cues.future) => {
                judged.tense = Tense::Future;
                raise(judged, Modality::Intended);
            }
            // "Is to sign": what somebody is to do is not done.
            Relation::COP | Relation::AUX if is_to(context, token, dependent) => {
                judged.tense = Tense::Future;
                raise(judged, Modality::Intended);
            }
            Relation::AUX if listed(&context.cues.modal) => raise(judged, Modality::Possible),
            Relation::AUX if listed(&context.cues.duty) => raise(judged, Modality::Requested),
            // "Until it frees the crew" waits for it, "until it freed the crew" does not.
            Relation::MARK if listed(&context.cues.awaited) && is_present(context, token) => {
                raise(judged, Modality::Possible)
            }
            Relation::MARK | Relation::ADVMOD if listed(&context.cues.condition) => {
                raise(judged, Modality::Possible)
            }
            Relation::ADVMOD | Relation::DET | Relation::CC_PRECONJ | Relation::CC
                if features.has(Features::POLARITY_NEG) || features.has(Features::PRONTYPE_NEG) =>
            {
                judged.negated = !judged.negated;
            }
            Relation::NSUBJ | Relation::NSUBJ_PASS => {
                let negative = |&each: &TokenId| {
                    matches!(syntax.relation(each), Relation::DET | Relation::CC_PRECONJ)
                        && reading.morphology.features[each].has(Features::PRONTYPE_NEG)
                        || matches!(reading.lemma(each), "neither")
                };
                if features.has(Features::PRONTYPE_NEG) || syntax.dependents(dependent).iter().any(negative) {
                    judged.negated = true;
                }
            }
            _ => {}
        }
    }
}

// True of a copula before the mark of an infinitive.
fn is_to(context: &Context<'_>, verb: TokenId, copula: TokenId) -> bool {
    let reading = context.reading;
    reading.morphology.features[verb].has(Features::VERBFORM_INF)
        && reading.syntax.dependents_by(verb, Relation::MARK).any(|mark| mark > copula && mark < verb)
}

// What a governing verb or noun does to what is below it. True if its word says anything.
fn embed(context: &Context<'_>, head: TokenId, judged: &mut Factuality) -> bool {
    let listed = |list: &Listed| context.paths.is_listed(head, list);
    let cues = context.cues;
    let mut told = true;
    if listed(&cues.negated) {
        judged.negated = !judged.negated;
    } else if listed(&cues.requested) {
        raise(judged, Modality::Requested);
    } else if listed(&cues.possible) {
        raise(judged, Modality::Possible);
    } else if listed(&cues.intended) {
        raise(judged, Modality::Intended);
    } else {
        told = false;
    }
    own_words_above(context, head, judged, told, listed(&cues.negated));
    told
}

// The auxiliaries of an embedding verb reach through it only where its own word says nothing ("will begin to
// talk") or is undone ("would not hesitate to strike"); its negation always ("does not plan to visit").
fn own_words_above(context: &Context<'_>, head: TokenId, judged: &mut Factuality, told: bool, denies: bool) {
    let mut above = Factuality::ACTUAL;
    own_words(context, head, &mut above);
    if above.negated {
        judged.negated = !judged.negated;
    }
    if !told || above.negated && denies {
        raise(judged, above.modality);
    }
}

fn has_own_frame(context: &Context<'_>, token: TokenId) -> bool {
    let syntax = &context.reading.syntax;
    syntax.dependents(token).iter().any(|&each| {
        matches!(
            syntax.relation(each),
            Relation::AUX | Relation::AUX_PASS | Relation::NSUBJ | Relation::NSUBJ_PASS | Relation::MARK
        )
    })
}

// The weaker claim wins: what is asked for or possible is no plan.
fn raise(judged: &mut Factuality, modality: Modality) {
    let rank = |modality| match modality {
        Modality::Asserted => 0,
        Modality::Intended => 1,
        Modality::Possible => 2,
        Modality::Requested => 3,
    };
    if rank(modality) > rank(judged.modality) {
        judged.modality = modality;
    }
}
