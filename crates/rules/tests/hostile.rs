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
