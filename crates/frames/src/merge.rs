//! One record for what a document tells twice: the best place first, the others kept with it.
//!
//! Two drafts of a kind tell the same when the fields that the kind's `merge` names agree and nothing
//! contradicts: not the day, not the factuality. A kind may ask that the later one refers back.

use chancery_document::{
    Country, Factuality, Features, Filler, Interval, Level, Name, Part, Relation, Span, Upos,
};
use chancery_rules::{Absorbs, Shared, TriggerAt};

use crate::{Context, attribute, draft::Draft, ground};

// Looking back is bounded, so that a document of ten thousand meetings costs no more than its length.
const WINDOW: usize = 200;

/// Merges the drafts of a document.
pub(crate) fn merge<'a>(context: &Context<'a>, drafts: Vec<Draft<'a>>) -> Vec<Draft<'a>> {
    let mut merged: Vec<Draft<'a>> = Vec::with_capacity(drafts.len());
    // Titles last: the body tells more, and a title is no place of its own.
    let (titles, body): (Vec<_>, Vec<_>) =
        absorb(drafts).into_iter().partition(|draft| matches!(draft.part, Part::Title | Part::Heading));
    for draft in body.into_iter().chain(titles) {
        let window = merged.len().saturating_sub(WINDOW);
        let candidates = merged.iter().enumerate().skip(window).rev();
        let mut like = candidates.filter(|(_, earlier)| tells_same(context, earlier, &draft));
        let same = like.next().map(|(index, _)| index);
        match same {
            Some(index) => join(&mut merged[index], draft),
            None => merged.push(draft),
        }
    }
    share(context, &mut merged, Sharing::OfAll);
    merged
}

/// "Peru and Chile signed a treaty. The protocol was signed, too. Talks will go on": two states that all accords of a
/// document are between, or else all its encounters.
pub(crate) fn share(context: &Context<'_>, drafts: &mut [Draft<'_>], sharing: Sharing) {
    let turn = |shared: &&Shared| shared.words.is_empty() == (sharing == Sharing::OfAll);
    let mut pairs: Vec<(Name, Option<Pair>)> = Vec::new();
    for draft in drafts.iter() {
        let kind = &draft.rule.kind.name;
        if shared(draft).filter(turn).is_some() && pairs.iter().all(|(each, _)| each != kind) {
            pairs.push((kind.clone(), pair_of(context, draft, drafts)));
        }
    }
    for draft in drafts {
        let Some(shared) = shared(draft).filter(turn) else { continue };
        let pair = pairs.iter().find(|(each, _)| *each == draft.rule.kind.name);
        let Some(Pair { countries, fillers, own }) = pair.and_then(|(_, pair)| pair.as_ref()) else {
            continue;
        };
        // A name of its own is another's accord.
        let named = context.reading.morphology.tags[draft.token] == Upos::Propn;
        let told = states(draft.field(&shared.field));
        let fits =
            told.is_some_and(|told| told.len() < 2 && told.iter().all(|each| countries.contains(each)));
        let untold = draft.field(&shared.field).is_empty();
        let may = match sharing {
            Sharing::OfSome => untold,
            // Who met is not yet bound by whatever accord is spoken of, but by what was done there.
            Sharing::OfAll => *own || untold && draft.factuality.word() == "actual",
        };
        if fits && !named && may {
            draft.fill(&shared.field.as_str().into(), fillers.clone());
        }
    }
}

/// Which records are given what others tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Those of the kinds that name words: before it is asked whether they have a party.
    OfSome,
    /// Those of the other kinds: once what is told twice is one.
    OfAll,
}

/// What a draft may be given of others of its kind.
pub(crate) fn shared<'a>(draft: &Draft<'a>) -> Option<&'a Shared> {
    let merge = &draft.declared.merge;
    let shared = merge.shared.as_ref()?;
    let word = merge.equal.first().and_then(|field| draft.word(field));
    let of_word = word.is_some_and(|word| shared.words.iter().any(|each| each == word.as_str()));
    (shared.words.is_empty() || of_word).then_some(shared)
}

/// Two states, as they fill a field.
#[derive(Debug)]
struct Pair {
    countries: Vec<Country>,
    fillers: Vec<Filler>,
    /// True if records of the same kind tell them.
    own: bool,
}

// The two that all records like a draft are between, as far as these tell states; where none does, the two who are
// together in all records of the kind that `by` names.
fn pair_of(context: &Context<'_>, like: &Draft<'_>, drafts: &[Draft<'_>]) -> Option<Pair> {
    let shared = shared(like)?;
    let several = |field: &str, each: &Draft<'_>| {
        let fillers = each.field(field);
        (countries_of(fillers).len() > 1).then(|| fillers.to_vec())
    };
    let alike = drafts
        .iter()
        .filter(|each| each.rule.kind.name == like.rule.kind.name && self::shared(each).is_some());
    let own: Vec<Vec<Filler>> = alike.filter_map(|each| several(&shared.field, each)).collect();
    let of_others = || -> Vec<Vec<Filler>> {
        let Some((kind, field)) = shared.by.as_ref() else { return Vec::new() };
        let others = drafts.iter().filter(|each| each.rule.kind.name.as_str() == kind);
        others.filter_map(|each| several(field, each)).collect()
    };
    // What is signed is between states; whoever meets, all who are told together do.
    let (is_own, told) = match (shared.words.is_empty(), own.is_empty()) {
        (true, false) => (true, own),
        (true, true) => (false, of_others()),
        (false, _) => (true, [own, of_others()].concat()),
    };
    let named = told.iter().find(|fillers| states(fillers).is_some());
    let first = if is_own && shared.words.is_empty() { named? } else { named.or(told.first())? };
    let countries = countries_of(first);
    // Bodies and persons of the two may be among them.
    let within =
        |fillers: &Vec<Filler>| countries_of(fillers).iter().all(|country| countries.contains(country));
    if countries.len() != 2 || !told.iter().all(within) {
        return None;
    }
    let fillers = match named {
        Some(named) => named.clone(),
        None => {
            let state = |&country| ground::state(context, country, like.trigger).map(Filler::Actor);
            countries.iter().map(state).collect::<Option<Vec<Filler>>>()?
        }
    };
    Some(Pair { countries, fillers, own: is_own })
}

// The states that fill a field, in order of their codes; None where others do as well.
fn states(fillers: &[Filler]) -> Option<Vec<Country>> {
    let state = |filler: &Filler| match filler {
        Filler::Actor(actor) if actor.level == Level::State => actor.country,
        _ => None,
    };
    let mut countries = fillers.iter().map(state).collect::<Option<Vec<Country>>>()?;
    countries.sort();
    Some(countries)
}

// The countries of those who fill a field.
fn countries_of(fillers: &[Filler]) -> Vec<Country> {
    let country = |filler: &Filler| match filler {
        Filler::Actor(actor) => actor.country,
        _ => None,
    };
    let mut countries: Vec<Country> = fillers.iter().filter_map(country).collect();
    countries.sort();
    countries.dedup();
    countries
}

// Drops what stands in the words of another record and is not told as done; what is kept there is as real as it.
fn absorb<'a>(mut drafts: Vec<Draft<'a>>) -> Vec<Draft<'a>> {
    let mut held: Vec<(Span, &Absorbs, Factuality, bool)> = Vec::new();
    for draft in &drafts {
        if let Some(absorbs) = &draft.declared.merge.absorbs {
            let words = draft.field(&absorbs.field).iter().filter_map(|filler| match filler {
                Filler::Span(span) => Some(*span),
                _ => None,
            });
            let firm = absorbs.only.is_empty()
                || draft.fields.iter().flat_map(|(_, fillers)| fillers).any(|filler| match filler {
                    Filler::Word(word) => absorbs.only.iter().any(|each| each == word.as_str()),
                    _ => false,
                });
            held.extend(words.map(|span| (span, absorbs, draft.factuality, firm)));
        }
    }
    held.sort_by_key(|(span, ..)| span.start());
    drafts.retain_mut(|draft| {
        let before = held.partition_point(|(span, ..)| span.start() <= draft.trigger.start());
        let around = held[before.saturating_sub(WINDOW)..before]
            .iter()
            .filter(|(span, ..)| span.contains(draft.trigger));
        let kind = draft.rule.kind.name.as_str();
        for (_, absorbs, factuality, firm) in around {
            if *firm && absorbs.kinds.iter().any(|each| each == kind) && draft.factuality.word() != "actual" {
                return false;
            }
            if absorbs.colours.iter().any(|each| each == kind) && draft.factuality.word() == "actual" {
                draft.factuality = *factuality;
            }
        }
        true
    });
    drafts
}

fn tells_same(context: &Context<'_>, earlier: &Draft<'_>, later: &Draft<'_>) -> bool {
    let policy = &earlier.declared.merge;
    if earlier.rule.kind.name != later.rule.kind.name
        || policy.equal.is_empty() && policy.actors.is_empty()
        || earlier.trigger == later.trigger
        || matches!(earlier.at, TriggerAt::Saying(_))
    {
        return false;
    }
    let series = policy
        .equal
        .first()
        .and_then(|field| earlier.word(field))
        .is_some_and(|word| policy.series.iter().any(|each| each == word.as_str()));
    let title = matches!(later.part, Part::Title | Part::Heading);
    if policy.anaphoric && !series && !title && !refers_back(context, later) {
        return false;
    }
    policy.equal.iter().all(|field| {
        compatible_values(earlier.field(field), later.field(field), title || policy.anaphoric && !series)
            || policy.anaphoric && !series && is_unspecific(context, earlier, later, field)
    }) && policy.actors.iter().all(|field| compatible_actors(earlier.field(field), later.field(field)))
        && policy.same.iter().all(|field| title || same_actors(earlier.field(field), later.field(field)))
        && (earlier.factuality.word() == later.factuality.word() || title)
        && compatible_dates(earlier.date, later.date)
        && !(series
            && earlier.date.is_none()
            && later.date.is_some()
            && context.paths.is_predicate(later.token))
        && (title
            || !context.paths.is_predicate(later.token)
            || series
            || attribute::same_voice(context, earlier.trigger, later.trigger))
}

// "the agreement", "this pact", "their talks": a definite noun tells of what was told.
fn refers_back(context: &Context<'_>, draft: &Draft<'_>) -> bool {
    let syntax = &context.reading.syntax;
    let features = &context.reading.morphology.features;
    !context.paths.is_predicate(draft.token)
        && syntax.dependents(draft.token).iter().any(|&each| {
            syntax.relation(each) == Relation::DET && context.paths.is_listed(each, &context.cues.definite)
                || syntax.relation(each) == Relation::NMOD_POSS && features[each].has(Features::PRONTYPE_PRS)
        })
}

// "The document", after a memorandum: a word that tells no sort, of as many.
fn is_unspecific(context: &Context<'_>, earlier: &Draft<'_>, later: &Draft<'_>, field: &str) -> bool {
    let default = later.rule.kind.field(field).and_then(|field| field.default.as_ref());
    let plural =
        |draft: &Draft<'_>| context.reading.morphology.features[draft.token].has(Features::NUMBER_PLUR);
    default.is_some()
        && later.word(field) == default
        && refers_back(context, later)
        && plural(earlier) == plural(later)
}

fn compatible_values(one: &[Filler], other: &[Filler], lax: bool) -> bool {
    one == other || lax && (one.is_empty() || other.is_empty())
}

fn names(fillers: &[Filler]) -> Vec<Name> {
    let name = |filler: &Filler| match filler {
        Filler::Actor(actor) => Some(actor.entity.clone()),
        _ => None,
    };
    fillers.iter().filter_map(name).collect()
}

fn same_actors(one: &[Filler], other: &[Filler]) -> bool {
    let (one, other) = (names(one), names(other));
    one.len() == other.len() && one.iter().all(|each| other.contains(each))
}

// The same people, or the ones among the others, or one side untold.
fn compatible_actors(one: &[Filler], other: &[Filler]) -> bool {
    let (one, other) = (names(one), names(other));
    let within = |few: &[Name], many: &[Name]| few.iter().all(|each| many.contains(each));
    within(&one, &other) || within(&other, &one)
}

fn compatible_dates(one: Option<Interval>, other: Option<Interval>) -> bool {
    match (one, other) {
        (Some(a), Some(b)) => a.start <= b.end && b.start <= a.end,
        _ => true,
    }
}

fn join<'a>(earlier: &mut Draft<'a>, later: Draft<'a>) {
    for (name, fillers) in later.fields {
        let single = earlier.rule.kind.field(name.as_str()).is_some_and(|field| !field.many);
        let default = earlier.rule.kind.field(name.as_str()).and_then(|field| field.default.clone());
        let held = earlier.field(name.as_str());
        let only_default =
            matches!((held, &default), ([Filler::Word(word)], Some(default)) if word == default);
        if held.is_empty() || !single {
            earlier.fill(&name, fillers);
        } else if only_default && let Some(field) = earlier.fields.iter_mut().find(|(each, _)| *each == name)
        {
            field.1 = fillers;
        }
    }
    // Of two tellings the finer date is kept.
    earlier.date = match (earlier.date, later.date) {
        (Some(a), Some(b)) if b.granularity < a.granularity => Some(b),
        (a, b) => a.or(b),
    };
    earlier.others.push((later.trigger, later.sentence));
    earlier.others.extend(later.others);
}
