//! Rule files are foreign bytes: whatever they hold, reading them ends, and ends without a panic.

use chancery_rules::{KindDeclaration, Lists, Rules, parse};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        let _ = parse("x.rule", &text);
        let _ = KindDeclaration::parse("kinds.toml", &text);
        let _ = Lists::default().add("words.toml", &text);
    }

    #[test]
    fn almost_rules(lines in prop::collection::vec("(rule |  )?[a-zé@_>|=?()\"#,; -]{0,30}", 0..20)) {
        let _ = parse("x.rule", &lines.join("\n"));
    }

    #[test]
    fn what_parses_prints_and_parses_again(
        words in prop::collection::vec("[a-z]{1,6}", 1..4),
        steps in prop::collection::vec(prop::sample::select(vec!["subject", "object", "oblique(with to)", "anywhere(by)", "governor", "down(amod)", "demonym"]), 1..5),
        optional in any::<bool>(),
    ) {
        let text = format!(
            "rule r -> k\n  doc \"D.\"\n  trigger verb|noun {}\n  actors{} = {} as Actor\n  finds \"F \\\"x\\\"\" actors A, B; place C\n",
            words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" "), if optional { "?" } else { "" }, steps.join(" > "),
        );
        let once = parse("x.rule", &text).expect("a rule of the grammar parses");
        let printed = once[0].to_string();
        let mut again = parse("x.rule", &printed).expect("what prints parses");
        again[0].line = once[0].line;
        again[0].finds[0].line = once[0].finds[0].line;
        prop_assert_eq!(&once[0], &again[0]);
    }
}

#[test]
fn a_cycle_of_lists_ends() {
    let mut lists = Lists::default();
    let text = "[words]\na = [\"x\", \"@b\"]\nb = [\"@a\", \"y\", \"@b\"]\n";
    assert!(lists.add("words.toml", text).is_ok());
    assert_eq!(lists.words("a"), Some(vec!["x", "y"]));
}

#[test]
fn a_huge_file_is_bounded() {
    let mut text = String::from("rule r -> k\n");
    text.push_str(&"  nonsense here\n".repeat(50_000));
    let errors = parse("x.rule", &text).err().unwrap_or_default();
    assert_eq!(errors.len(), 100, "the first hundred errors are told");
    let long = format!("rule r -> k\n  doc \"{}\n", "x".repeat(5_000_000));
    let errors = parse("x.rule", &long).err().unwrap_or_default();
    assert!(errors[0].to_string().len() < 1_000, "a long line is not printed back");
    let _ = Rules::compile(&[], &[], &Lists::default(), &mut Default::default());
}
