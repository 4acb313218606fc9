//! What the user asks for, as a question that FTS5 cannot misread.

/// More words than this are no question.
const MOST: usize = 64;

/// Turns words into a full-text question: every word must occur; "words in quotation marks" in that order;
/// `word*` begins a word. Everything goes in as quoted strings, so that no operator of FTS5 is left in it.
pub(crate) fn question(words: &str) -> Result<String, &'static str> {
    if words.len() > 4096 {
        return Err("it is longer than 4,096 bytes");
    }
    let mut terms = Vec::new();
    for (n, part) in words.split('"').enumerate() {
        if n % 2 == 1 {
            terms.extend(term(part));
        } else {
            terms.extend(part.split_whitespace().filter_map(term));
        }
    }
    match terms.len() {
        0 => Err("it holds no word"),
        1..=MOST => Ok(terms.join(" ")),
        _ => Err("it holds more than 64 words"),
    }
}

fn term(words: &str) -> Option<String> {
    let begins = words.ends_with('*');
    let clean: String = words.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect();
    clean
        .chars()
        .any(char::is_alphanumeric)
        .then(|| format!("\"{}\"{}", clean.trim_end_matches('*').trim(), if begins { " *" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn no_operator_survives() {
        let check = |words: &str, expect: &str| assert_eq!(question(words).as_deref(), Ok(expect), "{words}");
        check("pact  Lima", r#""pact" "Lima""#);
        check(r#""joint patrols" Lim*"#, r#""joint patrols" "Lim" *"#);
        check("a OR NEAR(b, c) ^d -e names:f", r#""a" "OR" "NEAR(b," "c)" "^d" "-e" "names:f""#);
        check(r#"an "open quotation"#, r#""an" "open quotation""#);
        for wrong in ["", "  ", "\"\" * ( )", &"a ".repeat(65), &"a".repeat(5000)] {
            assert!(question(wrong).is_err(), "{wrong}");
        }
    }
}
