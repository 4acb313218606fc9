//! The printed reference is the one that the code gives.

#[test]
fn the_reference_is_current() {
    let printed = include_str!("../../../docs/reference/rules.md");
    let now = chancery_rules::reference();
    assert!(printed == now, "docs/reference/rules.md is old; it should read:\n{now}");
}
