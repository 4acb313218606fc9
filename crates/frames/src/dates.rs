//! When it happened: only by an expression tied to this very happening, in its own clause.

use std::ops::Range;

use crate::{Context, draft::Draft, ground};
use chancery_document::{Features, Filler, Id, Interval, Relation, Span, TokenId, Upos, Value};
use chancery_rules::TriggerAt;

const MAX_CLIMB: usize = 8;

/// Gives a draft its days: those of a rule's own line, else of the time expression that hangs on its trigger. They
/// are its date, or fill the field that its kind names for them.
pub(crate) fn date(context: &Context<'_>, draft: &mut Draft<'_>) {
    let own = draft.field("date").iter().find_map(|filler| match filler {
        Filler::Interval(interval) => Some(*interval),
        _ => None,
    });
    draft.fields.retain(|(name, _)| name.as_str() != "date");
    // What is said may speak of other days than that of the saying.
    let content = match draft.at {
        TriggerAt::Saying(id) => context.reading.speech.all[id].content.as_slice(),
        _ => &[],
    };
    match &draft.declared.dated {
        None => draft.date = own.or_else(|| tied(context, draft.token, content)),
        Some(field) if draft.field(field.as_str()).is_empty() => {
            let happening = happening(context, draft.token);
            let days = own.or_else(|| tied(context, happening, &[]));
            draft.fill(field, days.into_iter().map(Filler::Interval).collect());
        }
        Some(_) => {}
    }
}

// The verb that a quantity is told by.
fn happening(context: &Context<'_>, token: TokenId) -> TokenId {
    let mut at = token;
    for _ in 0..4 {
        match context.paths.governor_of(at) {
            Some(head) if !context.paths.is_predicate(at) => at = head,
            _ => break,
        }
    }
    at
}

// The days told by an expression that hangs on a word, or on the light verb above it, outside of `content`.
fn tied(context: &Context<'_>, token: TokenId, content: &[Span]) -> Option<Interval> {
    let reading = context.reading;
    let sentence = reading.tokens.sentences[reading.tokens.sentence_of(token)].clone();
    let governors = governors_that_date(context, token);
    ground::values_in(context, sentence)
        .filter_map(|id| {
            let valued = &reading.values.all[id];
            let Value::Time { interval: Some(interval), .. } = &valued.value else { return None };
            let span = reading.span(valued.tokens.clone());
            if content.iter().any(|part| part.contains(span)) {
                return None;
            }
            let top = context.paths.top(valued.tokens.clone());
            if is_in_a_name(context, top) {
                return None;
            }
            let anchor = led_by(context, valued.tokens.clone()).or_else(|| anchor(context, top))?;
            let deadline = reading
                .syntax
                .dependents(top)
                .iter()
                .any(|&each| context.paths.is_listed(each, &context.cues.deadline));
            let distance = top.index().abs_diff(token.index());
            let rank =
                if anchor == token { 0 } else { 1 + governors.iter().position(|&each| each == anchor)? };
            let since = reading
                .syntax
                .dependents(top)
                .iter()
                .any(|&each| context.paths.is_listed(each, &context.cues.since));
            let end = reading.document.source.published.filter(|day| since && *day > interval.start);
            let interval = Interval { end: end.unwrap_or(interval.end), ..*interval };
            (!deadline).then_some((rank, distance, interval))
        })
        .min_by_key(|(rank, distance, _)| (*rank, *distance))
        .map(|(.., interval)| interval)
}

// "The 2030 Agenda": a year that a name begins with dates nothing but what bears the name.
fn is_in_a_name(context: &Context<'_>, time: TokenId) -> bool {
    let reading = context.reading;
    let named = reading.syntax.head(time);
    let within = matches!(reading.syntax.relation(time).base(), "compound" | "nummod" | "amod");
    within
        && time < named
        && reading.morphology.tags[named] == Upos::Propn
        && !context.triggers.contains(&named)
}

// "A day after they seized it": the clause that the last word of the expression leads in, whatever "a day" hangs on.
fn led_by(context: &Context<'_>, time: Range<TokenId>) -> Option<TokenId> {
    let syntax = &context.reading.syntax;
    let last = TokenId::new(time.end.index() - 1);
    let clause = syntax.head(last);
    let leads =
        syntax.relation(last) == Relation::MARK && clause > last && context.paths.is_predicate(clause);
    leads.then_some(clause)
}

// The happening that a time expression hangs on: up through the nouns that only carry it ("moved soldiers to the
// border on Monday"), to the first verb, or the first noun that tells of a happening itself.
fn anchor(context: &Context<'_>, top: TokenId) -> Option<TokenId> {
    let syntax = &context.reading.syntax;
    let mut at = top;
    for _ in 0..MAX_CLIMB {
        let head = syntax.head(at);
        let carried = matches!(
            syntax.relation(at).base(),
            "obl"
                | "nmod"
                | "advmod"
                | "compound"
                | "amod"
                | "obj"
                | "nsubj"
                | "appos"
                | "conj"
                | "nummod"
                | "flat"
                | "dep"
        );
        if head == at || !carried && syntax.relation(at) != Relation::ACL {
            return None;
        }
        if context.paths.is_predicate(head) || context.triggers.contains(&head) {
            return Some(head);
        }
        at = head;
    }
    None
}

// The words whose day is also a word's own, the nearest first: of a noun its verb ("held talks on Monday",
// "arrived on Monday for a visit") and what is told of it ("the plan proposed last month"); of a participle the
// verb it hangs on and those that hang on that ("speaking last night, she set out the plan, saying"); of a
// relative clause the noun it begins with ("the meeting on Monday in which they signed").
fn governors_that_date(context: &Context<'_>, token: TokenId) -> Vec<TokenId> {
    let reading = context.reading;
    let syntax = &reading.syntax;
    let participle = |token: TokenId| {
        reading.morphology.features[token].has(Features::VERBFORM_PART)
            || reading.morphology.features[token].has(Features::VERBFORM_GER)
    };
    let mut governors = Vec::new();
    if context.paths.is_predicate(token) {
        let head = syntax.head(token);
        governors.extend(syntax.dependents_by(token, Relation::ADVCL).filter(|&each| participle(each)));
        match syntax.relation(token) {
            Relation::ADVCL if participle(token) => {
                governors.push(head);
                governors.extend(
                    syntax
                        .dependents_by(head, Relation::ADVCL)
                        .filter(|&each| each != token && participle(each)),
                );
            }
            // "on Saturday recalled its envoy and suspended the pact": the day before the first is that of both.
            Relation::CONJ if own_subject(context, token).is_none() => governors.push(head),
            Relation::ACL_RELCL if !has_subject_relative(context, token) => {
                governors.push(head);
                governors.extend(noun_governor(context, head));
            }
            _ => {}
        }
    } else {
        governors.extend(noun_governor(context, token));
        governors.extend(syntax.dependents_by(token, Relation::ACL).filter(|&each| participle(each)));
    }
    governors
}

// The verb that a noun is an argument of, seen through coordination and apposition.
fn noun_governor(context: &Context<'_>, token: TokenId) -> Option<TokenId> {
    let syntax = &context.reading.syntax;
    let mut at = token;
    for _ in 0..MAX_CLIMB {
        let head = syntax.head(at);
        match syntax.relation(at) {
            Relation::CONJ | Relation::APPOS | Relation::NMOD if head != at => at = head,
            Relation::OBJ | Relation::OBL | Relation::NSUBJ | Relation::NSUBJ_PASS if head != at => {
                return Some(head);
            }
            _ => return None,
        }
        if context.paths.is_predicate(at) {
            return Some(at);
        }
    }
    None
}

// "the meeting that ended": the clause tells of its noun, not of something that happened within it.
fn has_subject_relative(context: &Context<'_>, token: TokenId) -> bool {
    let reading = context.reading;
    let subject = reading
        .syntax
        .dependent(token, Relation::NSUBJ)
        .or(reading.syntax.dependent(token, Relation::NSUBJ_PASS));
    subject.is_some_and(|subject| reading.morphology.features[subject].has(Features::PRONTYPE_REL))
}

fn own_subject(context: &Context<'_>, token: TokenId) -> Option<TokenId> {
    let syntax = &context.reading.syntax;
    syntax.dependent(token, Relation::NSUBJ).or(syntax.dependent(token, Relation::NSUBJ_PASS))
}
