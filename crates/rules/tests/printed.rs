//! `parse(print(rule)) == rule`, for every form that a rule can have.

use chancery_document::{Features, Relation, Upos};
use chancery_rules::{Cast, Condition, Example, Path, RoleLine, Rule, Step, Trigger, WordSet, parse};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = String> {
    "[a-zé][a-zé0-9_-]{0,7}".prop_filter("keywords begin lines of their own", |name| {
        !["doc", "trigger", "set", "where", "unless", "finds", "skips", "each", "as", "has", "in"]
            .contains(&name.as_str())
    })
}

/// Any characters, those that mean something in a line among them.
fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![2 => any::<char>(), 1 => prop::sample::select(vec!['"', '\\', '\n', '\r', '#', ' ', ',', ';'])];
    prop::collection::vec(character, 0..12).prop_map(|all| all.into_iter().collect())
}

/// Words as people write them, words that are keywords, and words that nobody would write.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Zé]{1,8}(_[a-z]{1,4})?",
        1 => prop::sample::select(vec!["as", "has", "in", "as-if", "has.", "n't", "->", "@x", "#", "a b", ""]).prop_map(String::from),
        1 => any_text(),
    ]
}

fn words() -> impl Strategy<Value = WordSet> {
    (prop::collection::vec(word(), 0..4), prop::collection::vec(name(), 0..3))
        .prop_map(|(words, lists)| WordSet { words, lists })
}

fn some_words() -> impl Strategy<Value = WordSet> {
    words().prop_filter("some", |words| !words.is_empty())
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let tags = prop::collection::vec(
        prop::sample::select(vec![Upos::Verb, Upos::Noun, Upos::Adj, Upos::Adv, Upos::Propn]),
        0..4,
    );
    prop_oneof![
        3 => (tags, words()).prop_map(|(tags, words)| match words.is_empty() {
            // A rule that is not yet called by anything.
            true => Trigger::Word { tags: Vec::new(), words },
            false => Trigger::Word { tags, words },
        }),
        1 => Just(Trigger::Quantity),
        1 => words().prop_map(Trigger::Saying),
        1 => prop::collection::vec(word(), 0..4).prop_map(Trigger::Scored),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let relations: Vec<String> = Relation::all().map(|each| each.as_str().to_owned()).collect();
    let (down, up) = (prop::sample::select(relations.clone()), prop::sample::select(relations));
    prop_oneof![
        8 => prop::sample::select(vec![
            Step::Trigger, Step::Subject, Step::Object, Step::Indirect, Step::Possessor, Step::Demonym,
            Step::Complement, Step::Adverbial, Step::Apposition, Step::Governor, Step::Conjunct,
        ]),
        1 => words().prop_map(Step::Oblique),
        1 => words().prop_map(Step::Anywhere),
        1 => down.prop_map(Step::Down),
        1 => up.prop_map(Step::Up),
        1 => name().prop_map(Step::Named),
    ]
}

fn paths() -> impl Strategy<Value = Vec<Path>> {
    let path = prop::collection::vec(step(), 1..=8).prop_map(|steps| Path { steps });
    prop::collection::vec(path, 1..4)
}

fn cast() -> impl Strategy<Value = Cast> {
    prop_oneof![
        8 => prop::sample::select(vec![
            Cast::Actor, Cast::Party, Cast::Side, Cast::Makers, Cast::State, Cast::Place, Cast::Date, Cast::Phrase,
            Cast::Clause, Cast::Count, Cast::Quantity,
        ]),
        1 => name().prop_map(Cast::Size),
        1 => name().prop_map(Cast::Map),
    ]
}

fn role() -> impl Strategy<Value = RoleLine> {
    (name(), any::<bool>(), any::<bool>(), paths(), cast())
        .prop_map(|(field, optional, each, paths, cast)| RoleLine { field, optional, each, paths, cast })
}

fn condition() -> impl Strategy<Value = Condition> {
    let pairs = vec!["VerbForm=Inf", "Number=Plur", "Tense=Past", "Voice=Pass", "Abbr=Yes"];
    let features =
        prop::sample::subsequence(pairs, 0..4).prop_map(|pairs| Features::parse(&pairs.join("|")).0);
    let words = prop_oneof![Just(WordSet::default()), some_words()];
    (any::<bool>(), paths(), words, features, prop::option::of(cast()))
        .prop_map(|(wanted, paths, words, features, cast)| Condition { wanted, paths, words, features, cast })
}

fn example() -> impl Strategy<Value = Example> {
    let values = prop::collection::vec(any_text(), 1..3);
    (any_text(), prop::collection::vec((name(), values), 0..3)).prop_map(|(text, expect)| Example {
        text,
        expect,
        line: 0,
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let sets = prop::collection::vec((name(), "[A-Za-z0-9é-]{1,8}"), 0..3);
    let roles = prop::collection::vec(role(), 0..4);
    let conditions = prop::collection::vec(condition(), 0..4);
    let examples = || prop::collection::vec(example(), 0..3);
    ((name(), name(), any_text(), trigger()), (sets, roles, conditions), (examples(), examples())).prop_map(
        |((name, kind, doc, trigger), (sets, roles, conditions), (finds, skips))| Rule {
            name,
            kind,
            doc,
            trigger,
            sets,
            roles,
            conditions,
            finds,
            skips,
            line: 0,
        },
    )
}

fn lineless(mut rules: Vec<Rule>) -> Vec<Rule> {
    for rule in &mut rules {
        rule.line = 0;
        rule.finds.iter_mut().chain(&mut rule.skips).for_each(|example| example.line = 0);
    }
    rules
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_prints_parses_to_the_same(rules in prop::collection::vec(rule(), 1..4)) {
        let printed: String = rules.iter().map(ToString::to_string).collect();
        match parse("x.rule", &printed) {
            Ok(again) => prop_assert_eq!(lineless(again), rules, "{}", printed),
            Err(errors) => prop_assert!(false, "{}\n{}", errors[0], printed),
        }
    }

    #[test]
    fn what_parses_prints(lines in prop::collection::vec("  (where|unless|trigger|a =) [a-z@|>() ]{0,30}", 0..12)) {
        let text = format!("rule r -> k\n{}\n", lines.join("\n"));
        if let Ok(once) = parse("x.rule", &text) {
            let again = parse("x.rule", &once[0].to_string());
            prop_assert_eq!(again.map(lineless).ok(), Some(lineless(once)), "{}", text);
        }
    }
}
