//! Words as they are compared: small letters without marks, as the full-text index has them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a text, folded, in their order.
pub(crate) fn words(text: &str) -> Vec<String> {
    split(&fold(text)).map(str::to_owned).collect()
}

/// The words of a folded text.
pub(crate) fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The text in small letters without marks.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::new();
    fold_into(text, &mut folded);
    folded
}

/// The text, folded, behind what there is.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
    } else {
        folded.extend(text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
    }
}

/// True if the words hold these in this order, one after the other; the last may go on where `begins`.
pub(crate) fn holds(words: &[String], wanted: &[String], begins: bool) -> bool {
    let Some((last, before)) = wanted.split_last() else { return true };
    let fits = |place: &[String]| {
        let (end, start) = place.split_last().expect("a window is as long as what is wanted");
        start == before && if begins { end.starts_with(last.as_str()) } else { end == last }
    };
    words.windows(wanted.len()).any(fits)
}

#[cfg(test)]
mod tests {
    use super::{holds, words};

    #[test]
    fn marks_and_capitals_do_not_matter() {
        let check = |text: &str, expect: &[&str]| assert_eq!(words(text), expect, "{text}");
        check("Erdoğan's visit", &["erdogan", "s", "visit"]);
        check("CAFÉ\u{301}-bar 5.93", &["cafe", "bar", "5", "93"]);
        check(" … ", &[]);
        let text = words("Norway and Chile signed a pact on krill");
        for (wanted, begins, expect) in [
            ("Chile signed", false, true),
            ("signed Chile", false, false),
            ("a pa", false, false),
            ("a pa", true, true),
            ("", false, true),
        ] {
            assert_eq!(holds(&text, &words(wanted), begins), expect, "{wanted}");
        }
    }
}
