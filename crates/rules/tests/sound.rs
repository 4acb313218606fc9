//! What the rules are refused for when they are loaded: what can never hold, what another always goes before, circles.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chancery_rules::{KindDeclaration, Lists, Rules, parse};

const WORDS: &str = r#"[words]
sign = ["sign", "ink"]
sign_off = ["sign_off"]
go = ["go", "leave"]
none = []
hollow = ["@none"]

[maps.firmness]
agreed = ["agree"]

[maps.casualty]
dead = ["kill"]

[paths]
beyond = "complement > object | oblique(to)"
"#;

const KINDS: &str = r#"[[kind]]
name = "event"
doc = "A deed."
fields = [
  { name = "actors", kind = "actor", many = true },
  { name = "place", kind = "place" },
  { name = "mode", kind = "word" },
  { name = "size", kind = "size" },
]
"#;

/// The errors of rules, as printed; `rules` are bodies that stand under `rule a`, `rule b` and so on.
fn errors(words: &str, rules: &[&str]) -> Vec<String> {
    let mut text = String::new();
    for (name, body) in ('a'..).zip(rules) {
        text.push_str(&format!("rule {name} -> event\n  doc \"A.\"\n  finds \"A.\"\n"));
        body.lines().for_each(|line| text.push_str(&format!("  {}\n", line.trim())));
    }
    let kinds = KindDeclaration::parse("kinds.toml", KINDS).unwrap();
    let mut lists = Lists::default();
    lists.add("words.toml", words).unwrap();
    let files = [("t".to_owned(), "x.rule".to_owned(), text.clone(), parse("x.rule", &text).unwrap())];
    match Rules::compile(&files, &kinds, &lists, &mut Default::default()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// The first error begins so; nothing expected: the rules are in order.
fn check(rules: &[&str], expect: &str) {
    let found = errors(WORDS, rules);
    match expect {
        "" => assert!(found.is_empty(), "{}", found.join("\n")),
        _ => assert!(found.first().is_some_and(|each| each.starts_with(expect)), "{found:#?}\nnot: {expect}"),
    }
}

fn check_words(words: &str, expect: &str) {
    let found = errors(words, &[]);
    match expect {
        "" => assert!(found.is_empty(), "{}", found.join("\n")),
        _ => assert!(found.first().is_some_and(|each| each.starts_with(expect)), "{found:#?}\nnot: {expect}"),
    }
}

#[test]
fn what_is_asked_for_is_not_forbidden() {
    check(
        &["trigger verb go\nwhere object in @sign\nunless object"],
        "x.rule:6:3: `where object in @sign` asks for what",
    );
    check(&["trigger verb go\nwhere object in ink\nunless subject | object in @sign"], "x.rule:6:3: ");
    check(
        &["trigger verb go\nactors = oblique(with) > possessor as Actor\nunless oblique"],
        "x.rule:6:3: `actors = ",
    );
    check(
        &["trigger verb go\nwhere object has Number=Plur|Case=Acc\nunless object has Number=Plur"],
        "x.rule:6:3: ",
    );
    check(&["trigger verb go\nwhere object as Actor\nunless object as Actor"], "x.rule:6:3: ");
    check(&["trigger verb go\nwhere @beyond\nunless complement | oblique"], "x.rule:6:3: ");
    // Another word, another way, another feature, or another word reached may be so.
    check(&["trigger verb go\nwhere object in @sign\nunless object in ink"], "");
    check(&["trigger verb go\nwhere object | subject\nunless object"], "");
    check(&["trigger verb go\nwhere oblique\nunless oblique(with)"], "");
    check(&["trigger verb go\nwhere object\nunless object has Number=Plur"], "");
    check(&["trigger verb go\nwhere object in ink\nunless object in ink as Actor"], "");
    check(&["trigger verb go\nwhere object\nunless object > possessor"], "");
    // Joined with somebody who is no actor may stand one.
    check(&["trigger verb go\nactors = subject as Actor\nunless subject as Actor"], "");
    check(&["trigger verb go\nactors? = subject as Actor\nunless subject"], "");
}

#[test]
fn something_can_call_a_rule() {
    check(
        &["trigger verb go\nunless trigger in @go"],
        "x.rule:5:3: `trigger verb go` allows only what this line forbids",
    );
    check(&["trigger verb go sign_off\nunless trigger in go sign"], "x.rule:5:3: ");
    check(&["trigger verb go\nunless trigger > trigger"], "x.rule:5:3: ");
    check(&["trigger verb @go\nunless trigger in go"], "");
    check(&["trigger verb sign\nunless trigger in sign_off"], "");
    check(&["trigger verb @none"], "x.rule:4:17: the list `none` is empty");
    check(&["trigger verb go\nwhere object in @hollow"], "x.rule:5:20: the list `hollow` is empty");
    check(&["trigger verb go\nwhere oblique(@hollow)"], "x.rule:5:18: the list `hollow` is empty");
    check(&["trigger verb @none go"], "");
    check(
        &["trigger verb \"sign off\" go"],
        "x.rule:4:17: `sign off` is no single word, so that nothing in a text can be it; write the word that governs first",
    );
}

#[test]
fn a_word_has_one_place_and_one_form() {
    check(
        &["trigger word will\nactors = up(aux) > subject as Actor\nwhere up(cop)"],
        "x.rule:5:3: `where up(cop)` asks for a word that is `cop` of its head, this line for one that is `aux`",
    );
    check(&["trigger word will\nactors = up(aux) > subject as Actor\nwhere up(cop) | up(aux)"], "");
    check(&["trigger word will\nactors? = up(aux) > subject as Actor\nwhere up(cop)"], "");
    check(
        &["trigger verb go\nwhere trigger has VerbForm=Ger\nwhere trigger has VerbForm=Inf"],
        "x.rule:6:3: with `where trigger has VerbForm=Ger` this asks for a word that is both VerbForm=Ger and VerbForm=Inf",
    );
    check(
        &["trigger verb go\nunless object has Number=Plur|Number=Sing"],
        "x.rule:5:3: no word is both Number=Plur and Number=Sing",
    );
    check(&["trigger verb go\nwhere object has Number=Plur\nwhere object has Number=Sing"], "");
    check(&["trigger verb go\nwhere trigger has VerbForm=Ger\nunless trigger has VerbForm=Inf"], "");
}

#[test]
fn a_map_that_must_answer_knows_a_word_of_the_trigger() {
    check(
        &["trigger verb go\nmode = trigger as Map(firmness)"],
        "x.rule:5:3: no word of the trigger stands in the map `firmness`",
    );
    check(
        &["trigger verb go\nsize = object as Size(casualty)"],
        "x.rule:5:3: no word of the trigger stands in the map `casualty`",
    );
    check(&["trigger verb go agree\nmode = trigger as Map(firmness)"], "");
    check(&["trigger verb go\nmode? = trigger as Map(firmness)"], "");
    check(&["trigger verb go\nmode = trigger | object as Map(firmness)"], "");
}

#[test]
fn no_rule_always_goes_before_another() {
    let same = "trigger verb go\nactors = subject as Actor";
    check(
        &[same, same],
        "x.rule:6:6: this rule never tells anything: `t/a` holds wherever it does and goes first, by its name",
    );
    // What asks twice for one thing goes before what asks once.
    check(
        &[
            "trigger verb go\nwhere object in ink",
            "trigger verb|noun @go\nwhere object\nwhere object in @sign",
        ],
        "x.rule:1:6: this rule never tells anything: `t/b` holds wherever it does and goes first, asking for more lines",
    );
    check(
        &["trigger verb go\nunless object", "trigger word go\nunless object in ink\nunless object in sign"],
        "x.rule:1:6: ",
    );
    check(&["trigger saying say", "trigger saying\nwhere trigger"], "x.rule:1:6: ");
    check(
        &[
            "trigger quantity\nplace = oblique(in) as Place",
            "trigger quantity\nplace = oblique(in at) as Place\nwhere oblique",
        ],
        "x.rule:1:6: ",
    );
    // The more special one goes first; another word, sort, kind of filler or line before leaves it something.
    check(&["trigger verb go", "trigger verb go\nwhere object"], "");
    check(&["trigger verb go", "trigger verb @go leave_for"], "");
    check(&["trigger verb go leave", "trigger verb go"], "x.rule:5:6: ");
    check(&["trigger verb go", "trigger verb leave"], "");
    check(&["trigger verb go", "trigger verb go_on"], "");
    check(&["trigger verb go", "trigger noun go"], "");
    check(&["trigger verb go\nactors = subject as Actor", "trigger verb go\nactors = object as Actor"], "");
    check(&["trigger verb go\nactors = subject as Actor", "trigger verb go\nactors = subject as Party"], "");
    check(&["trigger verb go\nwhere object in ink", "trigger verb go\nwhere object in sign"], "");
    check(&["trigger verb go\nunless object in ink", "trigger verb go\nunless object in sign"], "");
}

#[test]
fn lists_and_paths_lead_in_no_circle() {
    check_words(
        "[words]\na = [\"x\", \"@b\"]\nb = [\"@c\"]\nc = [\n  \"y\",\n  \"@a\",\n]\n",
        "words.toml:6:4: the list `a` leads back to itself (a > b > c > a)",
    );
    check_words("[words]\na = [\"@a\"]\n", "words.toml:2:7: the list `a` leads back to itself (a > a)");
    check_words(
        "[paths]\nnear = \"object | @far\"\nfar = \"subject > @near\"\n",
        "words.toml:2:18: the shared path `far` leads back to itself (far > near > far)",
    );
    check_words("[words]\na = [\"@b\", \"@c\"]\nb = [\"@c\"]\nc = [\"x\"]\n", "");
    check_words(
        "[words]\nwater = [\"x\"]\na = [\"@watr\"]\n",
        "words.toml:3:7: no pack has a word list `watr` (did you mean `water`?)",
    );
    check_words("[words]\na = [\"civil servant\"]\n", "words.toml:2:7: `civil servant` is no single word");
}

#[test]
fn a_hostile_circle_costs_no_more_than_its_size() {
    let ways = vec!["@a"; 2_000].join(" | ");
    let found = errors(&format!("[paths]\na = \"{ways}\"\n"), &["trigger verb go\nwhere @a"]);
    assert!(found[0].contains("leads back to itself"), "{}", found[0]);
}
