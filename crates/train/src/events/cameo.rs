//! Reads verb dictionaries in the form of the PETRARCH coders: which verb, with which words around it, stands for
//! which CAMEO code. They are facts of English that a scorer may learn from; nothing of the files is kept.
//!
//! ```text
//! &ARMS
//! +RIFLE
//!
//! --- GIVE [070] ---
//! GIVE
//! HAND_OVER [070]
//! - * &ARMS (TO)        [072]
//! ```

use std::collections::BTreeMap;

/// A verb with words around it, and the code they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The verb's dictionary form, particles joined by `_`.
    pub verb: String,
    /// Nouns before it.
    pub before: Vec<String>,
    /// Nouns right after it.
    pub after: Vec<String>,
    /// Nouns after a preposition.
    pub phrases: Vec<(String, String)>,
    /// The code, as text.
    pub code: String,
}

const MOST_OF_A_SET: usize = 5;

/// Reads a dictionary.
pub fn patterns(text: &str) -> Vec<Pattern> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut open: Option<String> = None;
    let mut block: Option<String> = None;
    let mut verbs: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('&').filter(|_| !line.contains(' ')) {
            open = Some(name.to_owned());
        } else if let (Some(word), Some(name)) = (line.strip_prefix('+'), &open) {
            sets.entry(name.clone()).or_default().push(plain(word));
        } else if line.starts_with("---") {
            (open, block) = (None, code(line));
            verbs.clear();
        } else if let Some(pattern) = line.strip_prefix("- ") {
            let Some(code) = code(pattern) else { continue };
            let words = pattern.split('[').next().unwrap_or_default();
            for verb in &verbs {
                all.extend(expand(verb, words, &code, &sets));
            }
        } else if line.starts_with(|c: char| c.is_ascii_uppercase()) {
            let verb = plain(line.split(['{', '[']).next().unwrap_or_default());
            if let Some(code) = code(line).or_else(|| block.clone()) {
                all.push(Pattern {
                    verb: verb.clone(),
                    before: vec![],
                    after: vec![],
                    phrases: vec![],
                    code,
                });
            }
            verbs.push(verb);
        }
    }
    all
}

// The first code in square brackets; of an exchange "042:043" the part of who acts.
fn code(line: &str) -> Option<String> {
    let inside = line.split_once('[')?.1.split(']').next()?;
    let code: String = inside.split(':').next()?.trim().chars().filter(char::is_ascii_alphanumeric).collect();
    code.starts_with(|c: char| c.is_ascii_digit()).then_some(code)
}

fn plain(word: &str) -> String {
    word.trim().trim_end_matches('_').to_lowercase().replace(['+', ' '], "_")
}

fn expand(verb: &str, words: &str, code: &str, sets: &BTreeMap<String, Vec<String>>) -> Vec<Pattern> {
    let base = Pattern {
        verb: verb.to_owned(),
        before: Vec::new(),
        after: Vec::new(),
        phrases: Vec::new(),
        code: code.to_owned(),
    };
    let mut all = vec![base];
    let mut after = false;
    let mut preposition: Option<String> = None;
    let spaced = words.replace('(', " ( ").replace(')', " ) ");
    let mut tokens = spaced.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        match token {
            "*" => after = true,
            "(" => preposition = tokens.next().map(|word| word.to_lowercase()),
            ")" => preposition = None,
            "$" | "%" | "^" => {}
            word => {
                let mut name = word.trim_start_matches('{').to_owned();
                // "{HUMAN RIGHTS ABUSE}": the last word is what the others describe.
                if word.starts_with('{') && !word.ends_with('}') {
                    for next in tokens.by_ref() {
                        next.clone_into(&mut name);
                        if next.ends_with('}') {
                            break;
                        }
                    }
                }
                let name = name.trim_end_matches('}');
                let nouns = match name.strip_prefix('&') {
                    Some(set) => sets.get(set).into_iter().flatten().take(MOST_OF_A_SET).cloned().collect(),
                    None => vec![plain(name)],
                };
                let mut grown = Vec::new();
                for pattern in &all {
                    for noun in &nouns {
                        let mut pattern = pattern.clone();
                        match &preposition {
                            Some(preposition) => pattern.phrases.push((preposition.clone(), noun.clone())),
                            None if after => pattern.after.push(noun.clone()),
                            None => pattern.before.push(noun.clone()),
                        }
                        grown.push(pattern);
                    }
                }
                if !grown.is_empty() && grown.len() <= MOST_OF_A_SET * MOST_OF_A_SET {
                    all = grown;
                }
            }
        }
    }
    all
}

/// The PLOVER type of each CAMEO code, as a conversion table `code: TYPE, mode, context` gives it.
pub fn types(table: &str) -> BTreeMap<String, String> {
    let row = |line: &str| {
        let (code, rest) = line.split_once(':')?;
        let plover = rest.split([',', '#']).next()?.trim();
        let told = code.chars().all(|c| c.is_ascii_digit()) && !plover.is_empty();
        told.then(|| (code.trim().to_owned(), plover.to_owned()))
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_the_words_around_them() {
        let dictionary = "&ARMS\n+RIFLE\n+GUN\n\n---  GIVE   [070]  ---\nGIVE {GAVE }\nHAND_OVER\n\
                          - * &ARMS (TO ARMY)   [072]  # GIVE\n- SIGN * \n---  GO   [---]  ---\nGO\n";
        let all = patterns(dictionary);
        assert_eq!(all.len(), 2 + 4);
        assert_eq!(all[0].verb, "give");
        assert_eq!(all[0].code, "070");
        assert_eq!(all[2].after, ["rifle"]);
        assert_eq!(all[2].phrases, [("to".to_owned(), "army".to_owned())]);
        assert_eq!(all[2].code, "072");
        assert_eq!(types("07: AID\n072: AID, , military # arms\n")["072"], "AID");
    }
}
