//! From words to what they stand for: actors, places, days, numbers.

use crate::{
    Context,
    draft::{self, Draft, place_of, trigger_span},
    spans,
};
use chancery_document::{
    Actor, Country, EntityId, Entry, EntryKind, Features, FieldKind, Filler, Id, Interval, Level,
    MentionKind, Name, Place, Quantity, Saying, Span, TokenId, Value, ValueId,
};
use chancery_rules::{Anybody, Cast, KindDeclaration, Match, Role, TriggerAt, value_under};

const MAX_MEMBERS: usize = 16;

/// Makes a draft of a match, its fields filled.
pub(crate) fn ground<'a>(
    context: &Context<'a>,
    declared: &'a KindDeclaration,
    found: Match<'a>,
    label: Option<Name>,
) -> Draft<'a> {
    let reading = context.reading;
    let (part, sentence) = place_of(reading, found.token);
    let trigger = match found.at {
        TriggerAt::Word => trigger_span(reading, found.token, &found.extras),
        TriggerAt::Value(id) => reading.span(reading.values.all[id].tokens.clone()),
        TriggerAt::Saying(id) if !reading.speech.all[id].cue.is_empty() => {
            reading.span(reading.speech.all[id].cue.clone())
        }
        TriggerAt::Saying(id) => reading.tokens.spans[reading.speech.all[id].head],
    };
    let salt = found.roles.iter().find(|role| role.one_of_several).or(found.roles.first());
    let mut draft = Draft {
        rule: found.rule,
        declared,
        at: found.at,
        token: found.token,
        trigger,
        sentence,
        part,
        others: Vec::new(),
        fields: Vec::new(),
        factuality: chancery_document::Factuality::ACTUAL,
        date: None,
        makers: Vec::new(),
        weighed: found
            .roles
            .iter()
            .filter(|role| matches!(role.cast, Cast::Map(_)))
            .flat_map(|role| role.fillers.clone())
            .collect(),
        saying: None,
        salt: salt
            .and_then(|role| role.fillers.first())
            .map_or(0, |&token| reading.tokens.spans[token].start()),
    };
    // What a scorer says goes before what the rule says.
    let scored = declared.scored.as_ref().map(|scored| Name::from(scored.field.as_str()));
    if let (Some(field), Some(label)) = (&scored, &label) {
        draft.fill(field, vec![Filler::Word(label.clone())]);
    }
    for (field, word) in &found.rule.sets {
        if label.is_some() && scored.as_ref() == Some(field) {
            continue;
        }
        if found.rule.kind.field(field.as_str()).is_some() {
            draft.fill(field, vec![Filler::Word(word.clone())]);
        }
    }
    for role in &found.roles {
        // Of a field that holds one word, the first line that knows any.
        let single = found.rule.kind.field(role.field.as_str()).is_some_and(|field| !field.many);
        if single && matches!(role.cast, Cast::Map(_)) && !draft.field(role.field.as_str()).is_empty() {
            continue;
        }
        let mut fillers = fillers(context, role, &mut draft);
        // Nobody is the other side of their own deed.
        if declared.participants.contains(&role.field) {
            fillers.retain(|filler| !acting(&draft, role).any(|each| draft::same(each, filler)));
        }
        draft.fill(&role.field, fillers);
    }
    if let TriggerAt::Saying(id) = found.at {
        saying(context, &reading.speech.all[id], &mut draft);
    }
    for implied in &declared.implied {
        let word = draft.word(&implied.from).and_then(|word| implied.words.get(word.as_str())).cloned();
        if let (true, Some(word)) = (draft.field(&implied.field).is_empty(), word) {
            draft.fill(&implied.field.as_str().into(), vec![Filler::Word(word.into())]);
        }
    }
    for field in &found.rule.kind.fields {
        if let Some(word) = &field.default
            && draft.field(field.name.as_str()).is_empty()
        {
            draft.fill(&field.name, vec![Filler::Word(word.clone())]);
        }
    }
    draft
}

// Who fills the fields of those who take part before that of a role: who acts, where it asks to whom.
fn acting<'d>(draft: &'d Draft<'_>, role: &'d Role) -> impl Iterator<Item = &'d Filler> {
    let earlier = draft.declared.participants.iter().take_while(|name| **name != role.field);
    earlier.flat_map(|name| draft.field(name.as_str()))
}

fn fillers(context: &Context<'_>, role: &Role, draft: &mut Draft<'_>) -> Vec<Filler> {
    let reading = context.reading;
    let first = role.fillers.first().copied();
    let acts = |state: &Actor| {
        let own = |filler: &Filler| matches!(filler, Filler::Actor(actor) if actor.entity == state.entity);
        acting(draft, role).any(own)
    };
    match &role.cast {
        Cast::Actor => {
            role.fillers.iter().flat_map(|&token| actors(context, token)).map(Filler::Actor).collect()
        }
        Cast::Party => {
            role.fillers.iter().flat_map(|&token| parties(context, token)).map(Filler::Actor).collect()
        }
        Cast::Makers => {
            draft.makers.extend(role.fillers.iter().map(|&token| (role.field.clone(), token)));
            Vec::new()
        }
        Cast::State => {
            role.fillers.iter().flat_map(|&token| states(context, token)).map(Filler::Actor).collect()
        }
        Cast::Side => role
            .fillers
            .iter()
            .flat_map(|&token| match actors(context, token) {
                own if !own.is_empty() => own,
                _ => match states(context, token) {
                    own if own.is_empty() || own.iter().all(&acts) => {
                        people_of(context, token).into_iter().collect()
                    }
                    own => own,
                },
            })
            .map(Filler::Actor)
            .collect(),
        Cast::Place => role
            .fillers
            .iter()
            .filter_map(|&token| place(context, token))
            .map(Filler::Place)
            .take(1)
            .collect(),
        Cast::Date => {
            first.and_then(|token| interval(context, token)).map(Filler::Interval).into_iter().collect()
        }
        Cast::Phrase => {
            let phrase = |&token: &TokenId| match draft.at {
                TriggerAt::Value(id) => {
                    spans::measured(context, token, reading.values.all[id].tokens.clone())
                }
                _ => spans::phrase(context, token),
            };
            // The 60 days of "a 60-day truce" are not what it is about.
            let measure = |&token: &TokenId| {
                reading.syntax.relation(token) == chancery_document::Relation::COMPOUND
                    && reading.values.at(token).is_some()
            };
            role.fillers
                .iter()
                .filter(|token| !measure(token))
                .map(|token| Filler::Span(within_words(context, phrase(token))))
                .take(1)
                .collect()
        }
        Cast::Clause => role
            .fillers
            .iter()
            .map(|&token| Filler::Span(within_words(context, spans::clause(context, token))))
            .take(1)
            .collect(),
        Cast::Count => first
            .and_then(|token| value_under(reading, token))
            .and_then(|value| match &reading.values.all[value].value {
                Value::Quantity(quantity) if !quantity.ordinal => {
                    Some(Filler::Count { op: quantity.op, value: quantity.low })
                }
                _ => None,
            })
            .into_iter()
            .collect(),
        Cast::Quantity => match draft.at {
            TriggerAt::Value(id) => quantity(context, id, draft),
            _ => Vec::new(),
        },
        Cast::Size(_) => first
            .and_then(|token| value_under(reading, token))
            .and_then(|value| size(&reading.values.all[value].value, role))
            .into_iter()
            .collect(),
        Cast::Map(_) => role.word.iter().cloned().map(Filler::Word).collect(),
    }
}

// What begins in somebody's words ends with them: "A unless B, the paper reported".
fn within_words(context: &Context<'_>, span: Span) -> Span {
    let speech = &context.reading.speech;
    let first = Span::new(span.start(), span.start() + 1);
    let Some(saying) = speech.around(first) else { return span };
    let part = speech.all[saying].content.iter().find(|part| part.contains(first));
    part.filter(|part| part.end() < span.end()).map_or(span, |part| Span::new(span.start(), part.end()))
}

// "killed at least ten": the number, under what befell them.
fn size(value: &Value, role: &Role) -> Option<Filler> {
    match value {
        Value::Quantity(quantity) if !quantity.ordinal => {
            Some(Filler::Size(vec![(role.word.clone()?, quantity.low)]))
        }
        _ => None,
    }
}

// What a saying tells of itself. The fields are those that the Speech layer knows, where the kind has them.
fn saying(context: &Context<'_>, saying: &Saying, draft: &mut Draft<'_>) {
    let kind = draft.rule.kind.clone();
    let mut fill = |name: &str, wanted: FieldKind, fillers: Vec<Filler>| {
        if kind.field(name).is_some_and(|field| field.kind == wanted) {
            draft.fill(&name.into(), fillers);
        }
    };
    let people =
        |heads: &[TokenId]| heads.iter().flat_map(|&head| actors(context, head)).map(Filler::Actor).collect();
    fill("form", FieldKind::Word, vec![Filler::Word(saying.form.as_str().into())]);
    fill("speaker", FieldKind::Actor, people(&saying.speakers));
    // "Told a news briefing": kept with the words that stand for them.
    let told = saying.addressees.iter().flat_map(|&head| match actors(context, head) {
        nobody if nobody.is_empty() => vec![as_said(context, head)],
        told => told,
    });
    fill("addressee", FieldKind::Actor, told.map(Filler::Actor).collect());
    let cue = match saying.cue.is_empty() {
        true => context.reading.tokens.spans[saying.head],
        false => context.reading.span(saying.cue.clone()),
    };
    fill("cue", FieldKind::Span, vec![Filler::Span(cue)]);
    fill("content", FieldKind::Span, saying.content.iter().copied().map(Filler::Span).collect());
}

// Value or range, operator and unit, as fields of those names.
fn quantity(context: &Context<'_>, id: ValueId, draft: &mut Draft<'_>) -> Vec<Filler> {
    let Value::Quantity(Quantity { low, high, op, unit, .. }) = &context.reading.values.all[id].value else {
        return Vec::new();
    };
    draft.fill(&"op".into(), vec![Filler::Word(op.to_string().into())]);
    draft.fill(&"unit".into(), unit.iter().cloned().map(Filler::Word).collect());
    if low == high {
        return vec![Filler::Number(*low)];
    }
    draft.fill(&"low".into(), vec![Filler::Number(*low)]);
    draft.fill(&"high".into(), vec![Filler::Number(*high)]);
    Vec::new()
}

/// Somebody of whom the document tells no more than the words that stand here: "residents", "a harbour pilot".
pub(crate) fn as_said(context: &Context<'_>, token: TokenId) -> Actor {
    let reading = context.reading;
    let span = spans::phrase(context, token);
    let name = reading.text(span).split_whitespace().take(12).collect::<Vec<_>>().join(" ");
    let plural = reading.morphology.features[token].has(Features::NUMBER_PLUR);
    let level = if plural { Level::Group } else { Level::Person };
    let entity = format!("#word-{}", reading.tokens.spans[token].start()).into();
    Actor { name, country: None, at_home: false, level, sector: None, office: None, span, entity }
}

/// Those who act where this word stands; a plural that stands for told ones gives them.
pub(crate) fn actors(context: &Context<'_>, token: TokenId) -> Vec<Actor> {
    let reading = context.reading;
    let Some(mention) = reading.mentions.headed_by(token) else { return Vec::new() };
    let span = reading.span(reading.mentions.all[mention].tokens.clone());
    let entities = members(context, reading.entities.of[mention]);
    let actor = |id: EntityId| {
        let entity = &reading.entities.all[id];
        entity.level.map(|level| Actor {
            name: entity.name.clone(),
            country: entity.country,
            at_home: entity.at_home,
            level,
            sector: entity.sector.clone(),
            office: entity.office.clone(),
            span,
            entity: entity.id.clone(),
        })
    };
    entities.into_iter().filter_map(actor).collect()
}

// Who is bound by what these sign: of persons the states they act for.
fn parties(context: &Context<'_>, token: TokenId) -> Vec<Actor> {
    let bound = |actor: Actor| match actor.level {
        Level::Person => actor.country.and_then(|country| state(context, country, actor.span)),
        _ => Some(actor),
    };
    actors(context, token).into_iter().filter_map(bound).collect()
}

// The states that these are, belong to or lie in.
fn states(context: &Context<'_>, token: TokenId) -> Vec<Actor> {
    let reading = context.reading;
    let Some(mention) = reading.mentions.headed_by(token) else { return Vec::new() };
    let span = reading.span(reading.mentions.all[mention].tokens.clone());
    let entities = members(context, reading.entities.of[mention]);
    let mut countries: Vec<Country> =
        entities.into_iter().filter_map(|entity| reading.entities.all[entity].country).collect();
    if countries.is_empty() {
        countries.extend(reading.known.entry(token).and_then(|entry| entry.country));
    }
    countries.into_iter().filter_map(|country| state(context, country, span)).collect()
}

// Of a place of which no state is known, or whose own state does it, those who are there: "shelled the Golan Heights".
fn people_of(context: &Context<'_>, token: TokenId) -> Option<Actor> {
    let reading = context.reading;
    let mention = reading.mentions.headed_by(token)?;
    let entity = &reading.entities.all[reading.entities.of[mention]];
    let span = reading.span(reading.mentions.all[mention].tokens.clone());
    let country = entity.country.or_else(|| reading.known.entry(token).and_then(|entry| entry.country));
    let (name, entity) = (entity.name.clone(), entity.id.clone());
    Some(Actor {
        name,
        country,
        at_home: false,
        level: Level::Group,
        sector: None,
        office: None,
        span,
        entity,
    })
}

// A state by its code, under the name that the pack gives it.
pub(crate) fn state(context: &Context<'_>, country: Country, span: Span) -> Option<Actor> {
    let entries = &context.reading.known.entries;
    let entry = &entries[*entries.holding(EntryKind::State, country).first()?];
    let (name, entity) = (entry.name.to_string(), entry.id.clone());
    let sector = Some("GOV".into());
    Some(Actor {
        name,
        country: Some(country),
        at_home: false,
        level: Level::State,
        sector,
        office: None,
        span,
        entity,
    })
}

fn members(context: &Context<'_>, entity: EntityId) -> Vec<EntityId> {
    let all = &context.reading.entities.all;
    match all[entity].members.as_slice() {
        [] => vec![entity],
        // Members are told ones; a plural of plurals is opened once more, not for ever.
        several => several
            .iter()
            .flat_map(
                |&each| if all[each].members.is_empty() { vec![each] } else { all[each].members.clone() },
            )
            .take(MAX_MEMBERS)
            .collect(),
    }
}

fn place(context: &Context<'_>, token: TokenId) -> Option<Place> {
    let reading = context.reading;
    let id = reading.mentions.headed_by(token)?;
    let mention = &reading.mentions.all[id];
    if !matches!(mention.kind, MentionKind::Place | MentionKind::Facility) {
        return None;
    }
    let entry = mention.entry.map(|entry| &reading.known.entries[entry]);
    let span = reading.span(mention.tokens.clone());
    let own = reading.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Place { name: own, country: entry.and_then(|entry| entry.country), geonames: None, span })
}

/// The days that an expression at or under a word fixes.
pub(crate) fn interval(context: &Context<'_>, token: TokenId) -> Option<Interval> {
    let reading = context.reading;
    let value = value_under(reading, token)?;
    match &reading.values.all[value].value {
        Value::Time { interval, .. } => *interval,
        _ => None,
    }
}

/// True if a word stands in an expression of time.
pub(crate) fn is_time(context: &Context<'_>, token: TokenId) -> bool {
    let at = context.reading.values.at(token);
    at.is_some_and(|valued| matches!(valued.value, Value::Time { .. } | Value::Recurrence { .. }))
}

/// True if no participant is asked for, or at least one is a party to international affairs: a state, a body or
/// group of a state or of several, an armed group, or one who holds an office.
pub(crate) fn has_party(context: &Context<'_>, draft: &Draft<'_>) -> bool {
    let kind = draft.declared;
    let fillers = kind.participants.iter().flat_map(|name| draft.field(name.as_str()));
    let mut actors = fillers.filter_map(|filler| match filler {
        Filler::Actor(actor) => Some(actor),
        _ => None,
    });
    let is_anybodys = |each: &Anybody| {
        draft.word(&each.field).is_some_and(|word| each.words.iter().any(|known| word.as_str() == known))
    };
    let open = kind.anybody.as_ref().is_some_and(is_anybodys);
    kind.participants.is_empty()
        || actors.any(|actor| {
            // Many together: what one does alone is a private matter.
            open && actor.level == Level::Group
                || is_party(actor, &kind.outsiders)
                || is_called_party(context, actor)
        })
}

// "the army", "police", "rebels", and those who hold an office of state: parties by what they are called.
fn is_called_party(context: &Context<'_>, actor: &Actor) -> bool {
    let words = actor
        .office
        .iter()
        .flat_map(|office| office.split([' ', '-']))
        .chain(actor.name.rsplit([' ', '-']).next());
    words.map(str::to_lowercase).any(|word| {
        let single = word.strip_suffix('s').unwrap_or(&word);
        // "countries", "authorities"
        let country = word.strip_suffix("ies").map(|stem| format!("{stem}y")).unwrap_or_default();
        [word.as_str(), single, &country]
            .iter()
            .any(|each| context.paths.is_listed_word(each, &context.cues.party))
    })
}

fn is_party(actor: &Actor, outsiders: &[Name]) -> bool {
    let known_sector = actor.sector.as_ref().is_some_and(|sector| !outsiders.contains(sector));
    match actor.level {
        // Whom the user's dictionary names matters to the user.
        _ if Entry::is_given_id(&actor.entity) => true,
        Level::State => true,
        Level::Person => known_sector,
        Level::Body | Level::Group => {
            actor.country.is_some() && !actor.at_home
                || known_sector
                || actor.entity.as_str().starts_with("world:")
        }
    }
}

/// The values of a sentence, by their first word.
pub(crate) fn values_in(
    context: &Context<'_>,
    sentence: std::ops::Range<TokenId>,
) -> impl Iterator<Item = ValueId> {
    let all = context.reading.values.all.as_slice();
    let from = all.partition_point(|valued| valued.tokens.start < sentence.start);
    let to = all.partition_point(|valued| valued.tokens.start < sentence.end);
    (from..to).map(ValueId::new)
}
