//! What no rule may be: one that nothing can ever satisfy, and one that another always goes before.
//!
//! Only what follows from the lines themselves is told, whatever the text: a doubt is no fault.

use std::collections::BTreeMap;

use chancery_document::{Features, Symbol};

use crate::{
    Cast, Compiled, Step, Trigger,
    compile::{CompiledCondition, CompiledPath, CompiledRole, CompiledStep, Table},
};

// More comparisons of two rules than this no packs need; a hostile file ends there.
const MAX_PAIRS: usize = 1_000_000;

/// A line of a rule that has a fault; numbers count the rule's own lines of the sort and then those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Name,
    Trigger,
    Condition(usize),
    Role(usize),
}

/// A fault, in the rule of this number.
pub(crate) struct Fault {
    pub(crate) rule: usize,
    pub(crate) place: Place,
    pub(crate) message: String,
}

// Something that holds wherever a rule holds: along one of these ways there is a word that is so.
struct Fact<'a> {
    place: Place,
    told: String,
    paths: Vec<&'a [CompiledStep]>,
    words: Option<&'a Table<()>>,
    features: Features,
    cast: Option<&'a Cast>,
}

/// The faults of compiled rules, whose triggers have these words.
pub(crate) fn faults(rules: &[Compiled], triggers: &[Table<()>]) -> Vec<Fault> {
    let mut found = Vec::new();
    let facts: Vec<Vec<Fact<'_>>> =
        rules.iter().zip(triggers).map(|(rule, words)| facts(rule, words)).collect();
    for (number, (rule, words)) in rules.iter().zip(triggers).enumerate() {
        let first = unreachable(rule, words, &facts[number]);
        found.extend(first.map(|(place, message)| Fault { rule: number, place, message }));
    }
    let broken: Vec<usize> = found.iter().map(|fault| fault.rule).collect();
    let mut pairs = 0;
    let called = by_first_word(rules, triggers);
    for (number, rule) in rules.iter().enumerate() {
        if broken.contains(&number) {
            continue;
        }
        let beside = called.get(&key(rule, &triggers[number])).map(Vec::as_slice).unwrap_or_default();
        let first = beside.iter().copied().take(MAX_PAIRS - pairs).find(|&other| {
            pairs += 1;
            other != number
                && !broken.contains(&other)
                && goes_first(&rules[other], rule)
                && is_called(&rules[other], &triggers[other], rule, &triggers[number])
                && holds_where(&rules[other], rule, &facts[number])
        });
        if let Some(other) = first {
            let other = &rules[other];
            let why = match other.specificity == rule.specificity {
                true => "by its name",
                false => "asking for more lines",
            };
            let message = format!(
                "this rule never tells anything: `{}` holds wherever it does and goes first, {why}; take one of them \
                 away, or give this one a `where` that the other has not",
                other.name
            );
            found.push(Fault { rule: number, place: Place::Name, message });
        }
    }
    found
}

fn facts<'a>(rule: &'a Compiled, words: &'a Table<()>) -> Vec<Fact<'a>> {
    let trigger = Fact {
        place: Place::Trigger,
        told: format!("trigger {}", rule.source.trigger),
        paths: vec![&[]],
        words: (!words.is_empty()).then_some(words),
        features: Features::default(),
        cast: None,
    };
    let wanted = rule.conditions.iter().enumerate().filter(|(_, each)| each.source.wanted);
    let wanted = wanted.map(|(number, each)| Fact {
        place: Place::Condition(number),
        told: each.source.to_string(),
        paths: each.paths.iter().map(bare).collect(),
        words: (!each.words.is_empty()).then_some(&each.words),
        features: each.features,
        cast: each.cast.as_ref(),
    });
    let filled = rule.roles.iter().enumerate().filter(|(_, each)| !each.optional);
    let filled = filled.map(|(number, each)| Fact {
        place: Place::Role(number),
        told: rule.source.roles[number].to_string(),
        paths: each.paths.iter().map(bare).collect(),
        words: None,
        features: Features::default(),
        // Others are looked for among the words joined with the one reached, too.
        cast: matches!(each.cast, Cast::Date | Cast::Count).then_some(&each.cast),
    });
    std::iter::once(trigger).chain(wanted).chain(filled).collect()
}

// A path that begins with the trigger itself begins with what follows.
fn bare(path: &CompiledPath) -> &[CompiledStep] {
    let own = path.iter().take_while(|each| each.step == Step::Trigger).count();
    &path[own..]
}

// Why a rule can never hold, if so.
fn unreachable(rule: &Compiled, words: &Table<()>, facts: &[Fact<'_>]) -> Option<(Place, String)> {
    let conditions = || rule.conditions.iter().enumerate();
    let split = conditions().find_map(|(number, each)| {
        clash(each.features).map(|(one, other)| (number, format!("no word is both {one} and {other}")))
    });
    if let Some((number, why)) = split {
        return Some((Place::Condition(number), format!("{why}; name one, or write two rules")));
    }
    for (number, each) in conditions().filter(|(_, each)| !each.source.wanted) {
        if let Some(fact) = facts.iter().find(|fact| implies(fact, each)) {
            let told = &fact.told;
            let message = match fact.place {
                Place::Trigger => format!(
                    "`{told}` allows only what this line forbids: nothing can call the rule; narrow it"
                ),
                _ => format!(
                    "`{told}` asks for what this line forbids: the rule can never hold; narrow one of the two"
                ),
            };
            return Some((Place::Condition(number), message));
        }
    }
    for (i, one) in facts.iter().enumerate() {
        for other in &facts[..i] {
            if let (Some(a), Some(b)) = (heads(one), heads(other))
                && !a.iter().any(|each| b.contains(each))
            {
                let (a, b) = (a.join("` or `"), b.join("` or `"));
                return Some((
                    one.place,
                    format!(
                        "`{}` asks for a word that is `{b}` of its head, this line for one that is `{a}`: no word is both; \
                         write two rules, or alternatives of one line",
                        other.told
                    ),
                ));
            }
            if let ([a], [b]) = (&one.paths[..], &other.paths[..])
                && is_one_word(a)
                && covers(a, b)
                && covers(b, a)
                && let Some((a, b)) = clash(one.features.with(other.features))
            {
                return Some((
                    one.place,
                    format!(
                        "with `{}` this asks for a word that is both {a} and {b}; write two rules",
                        other.told
                    ),
                ));
            }
        }
    }
    for (number, role) in rule.roles.iter().enumerate().filter(|(_, role)| !role.optional) {
        let asked = match (&role.cast, &role.map) {
            (Cast::Size(name), Some(map)) => Some((name, map)),
            (Cast::Map(name), Some(map)) if role.paths.iter().all(|path| bare(path).is_empty()) => {
                Some((name, map))
            }
            _ => None,
        };
        if let Some((name, map)) = asked
            && !words.is_empty()
            && !words.keys().any(|head| map.contains_key(head))
        {
            let message = format!(
                "no word of the trigger stands in the map `{name}`: the rule can never hold; add them to the map, or \
                 write `{}? =`",
                role.field
            );
            return Some((Place::Role(number), message));
        }
    }
    None
}

// Two values of one feature.
fn clash(features: Features) -> Option<(&'static str, &'static str)> {
    let mut last: Option<&str> = None;
    for pair in features.pairs() {
        let name = |pair: &'static str| pair.split('=').next();
        if let Some(before) = last
            && name(before) == name(pair)
        {
            return Some((before, pair));
        }
        last = Some(pair);
    }
    None
}

// The relations to its head of which the trigger must have one.
fn heads<'a>(fact: &'a Fact<'_>) -> Option<Vec<&'a str>> {
    let up = |path: &&'a [CompiledStep]| match path.first().map(|first| &first.step) {
        Some(Step::Up(name)) => Some(name.as_str()),
        _ => None,
    };
    (!fact.paths.is_empty()).then(|| fact.paths.iter().map(up).collect()).flatten()
}

// True if a path never leads to two words.
fn is_one_word(path: &[CompiledStep]) -> bool {
    path.iter().all(|each| matches!(each.step, Step::Up(_) | Step::Governor))
}

// True if a condition holds of every word of which the fact holds.
fn implies(fact: &Fact<'_>, asked: &CompiledCondition) -> bool {
    let any = |cast: &Cast| matches!(cast, Cast::Phrase | Cast::Makers | Cast::Quantity | Cast::Map(_));
    let free = asked.cast.as_ref().is_none_or(any);
    // Whoever gets to the end of a way was at each of its steps.
    let passing = asked.words.is_empty() && asked.features.is_empty() && free;
    let reached = |path: &[CompiledStep]| {
        asked.paths.iter().map(bare).any(|way| match passing && way.len() <= path.len() {
            true => covers(way, &path[..way.len()]),
            false => covers(way, path),
        })
    };
    !fact.paths.is_empty()
        && fact.paths.iter().all(|path| reached(path))
        && (asked.words.is_empty() || fact.words.is_some_and(|words| is_among(words, &asked.words)))
        && fact.features.has(asked.features)
        && (free || fact.cast == asked.cast.as_ref())
}

// True if the first way leads wherever the second does.
fn covers(wide: &[CompiledStep], narrow: &[CompiledStep]) -> bool {
    let step = |(wide, narrow): (&CompiledStep, &CompiledStep)| match (&wide.step, &narrow.step) {
        (Step::Oblique(_), Step::Oblique(_)) | (Step::Anywhere(_), Step::Anywhere(_)) => {
            wide.words.is_empty() || !narrow.words.is_empty() && is_among(&narrow.words, &wide.words)
        }
        (one, other) => one == other,
    };
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(step)
}

// True if whatever stands in the first table stands in the second.
fn is_among(narrow: &Table<()>, wide: &Table<()>) -> bool {
    narrow.iter().all(|(head, entries)| {
        let others = wide.get(head).map(Vec::as_slice).unwrap_or_default();
        entries.iter().all(|(extras, ())| {
            others.iter().any(|(fewer, ())| fewer.iter().all(|each| extras.contains(each)))
        })
    })
}

// What two rules that draw one kind from one word have in common.
type Key = (String, u8, Option<Symbol>);

fn sort(rule: &Compiled) -> Option<u8> {
    match rule.source.trigger {
        Trigger::Word { .. } => Some(0),
        Trigger::Quantity => Some(1),
        Trigger::Saying(_) => Some(2),
        // Which of these tells, the scorer says.
        Trigger::Scored(_) => None,
    }
}

fn key(rule: &Compiled, words: &Table<()>) -> Key {
    let first = match sort(rule) {
        Some(0) => words.keys().min().copied(),
        _ => None,
    };
    (rule.kind.name.to_string(), sort(rule).unwrap_or(u8::MAX), first)
}

fn by_first_word(rules: &[Compiled], triggers: &[Table<()>]) -> BTreeMap<Key, Vec<usize>> {
    let mut called: BTreeMap<Key, Vec<usize>> = Default::default();
    for (number, (rule, words)) in rules.iter().zip(triggers).enumerate() {
        let Some(sort) = sort(rule) else { continue };
        let heads: Vec<Option<Symbol>> = match sort {
            0 => words.keys().copied().map(Some).collect(),
            _ => vec![None],
        };
        for head in heads {
            called.entry((rule.kind.name.to_string(), sort, head)).or_default().push(number);
        }
    }
    called
}

// As the finder orders them.
fn goes_first(one: &Compiled, other: &Compiled) -> bool {
    (other.specificity, &one.name) < (one.specificity, &other.name)
}

// True if whatever calls the other calls the one.
fn is_called(one: &Compiled, words: &Table<()>, other: &Compiled, others: &Table<()>) -> bool {
    let tags =
        one.tags.is_empty() || !other.tags.is_empty() && other.tags.iter().all(|tag| one.tags.contains(tag));
    let called = match one.source.trigger {
        Trigger::Saying(_) if words.is_empty() => true,
        Trigger::Saying(_) => !others.is_empty() && is_among(others, words),
        // With as many words beside the verb: they count for the order of the two.
        _ => others.iter().all(|(head, entries)| {
            let own = words.get(head).map(Vec::as_slice).unwrap_or_default();
            entries.iter().all(|entry| own.contains(entry))
        }),
    };
    tags && called
}

// True if the one holds wherever the other does.
fn holds_where(one: &Compiled, other: &Compiled, facts: &[Fact<'_>]) -> bool {
    let condition = |asked: &CompiledCondition| match asked.source.wanted {
        true => facts.iter().any(|fact| implies(fact, asked)),
        false => other.conditions.iter().filter(|each| !each.source.wanted).any(|each| forbids(each, asked)),
    };
    one.conditions.iter().all(condition)
        && one.roles.iter().enumerate().all(|(i, role)| role.optional || is_filled(one, i, role, other))
}

// True if what the second line forbids is forbidden by the first.
fn forbids(wide: &CompiledCondition, narrow: &CompiledCondition) -> bool {
    let covered = |path: &CompiledPath| wide.paths.iter().any(|way| covers(bare(way), bare(path)));
    narrow.paths.iter().all(covered)
        && (wide.words.is_empty() || !narrow.words.is_empty() && is_among(&narrow.words, &wide.words))
        && narrow.features.has(wide.features)
        && (wide.cast.is_none() || wide.cast == narrow.cast)
}

// True if a line of the other fills what this line asks for.
fn is_filled(one: &Compiled, line: usize, role: &CompiledRole, other: &Compiled) -> bool {
    let acts = |cast: &Cast| matches!(cast, Cast::Actor | Cast::Party | Cast::Side);
    // Who fills another field already fills none: what goes before must be the same.
    fn before(rule: &Compiled, line: usize) -> Vec<&crate::RoleLine> {
        let field = &rule.source.roles[line].field;
        rule.source.roles[..line].iter().filter(|each| each.field != *field).collect()
    }
    other.roles.iter().enumerate().any(|(i, own)| {
        !own.optional
            && own.cast == role.cast
            && own.paths.iter().all(|path| role.paths.iter().any(|way| covers(bare(way), bare(path))))
            && (!acts(&role.cast)
                || before(one, line).iter().all(|each| !acts(&each.cast))
                || before(one, line) == before(other, i))
    })
}
