//! What can be seen of a word by looking at its letters: hashes that the classifiers' features are made of.

use chancery_model::hash;

/// The looks of a word, as hashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lexeme {
    /// The form with its capitals; digits as zeros, quotation marks straight.
    pub exact: u64,
    /// The same in lower case.
    pub lower: u64,
    /// The last one to five letters in lower case, as far as there are.
    pub suffixes: [u64; 5],
    /// The first one to three letters in lower case.
    pub prefixes: [u64; 3],
    /// Its shape: capitals, small letters, digits, marks, each run as one.
    pub shape: u64,
}

// Letters beyond these are not looked at: a word of a megabyte costs no more than a long one.
const LONGEST: usize = 48;

impl Lexeme {
    /// Looks at a form. A word in a sentence all in capitals is better looked at in lower case.
    pub fn of(form: &str, shout: bool) -> Lexeme {
        let mut exact = [0u8; LONGEST * 4];
        let mut lower = [0u8; LONGEST * 4];
        let mut starts = [0u8; LONGEST + 1];
        let mut shape = [0u8; 8];
        let (mut exact_len, mut lower_len, mut count, mut shape_len) = (0, 0, 0, 0);
        let mut last = 0u8;
        for c in form.chars().take(LONGEST) {
            let c = plain(c);
            let small =
                if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
            let shown = if shout { small } else { c };
            exact_len += shown.encode_utf8(&mut exact[exact_len..]).len();
            starts[count] = lower_len as u8;
            lower_len += small.encode_utf8(&mut lower[lower_len..]).len();
            count += 1;
            let kind = match shown {
                '0' => b'd',
                'a'..='z' => b'x',
                'A'..='Z' => b'X',
                '.' | '-' | '/' | '\'' | ',' => shown as u8,
                _ if shown.is_uppercase() => b'X',
                _ if shown.is_alphabetic() => b'x',
                _ => b'*',
            };
            if kind != last && shape_len < shape.len() {
                shape[shape_len] = kind;
                shape_len += 1;
            }
            last = kind;
        }
        let lower = &lower[..lower_len];
        let mut lexeme = Lexeme {
            exact: hash::bytes(&exact[..exact_len]),
            lower: hash::bytes(lower),
            shape: hash::mix(hash::bytes(&shape[..shape_len]), if count == 1 { 1 } else { 0 }),
            ..Lexeme::default()
        };
        for n in 1..=lexeme.suffixes.len().min(count) {
            lexeme.suffixes[n - 1] = hash::bytes(&lower[starts[count - n] as usize..]);
        }
        for n in 1..=lexeme.prefixes.len().min(count.saturating_sub(1)) {
            lexeme.prefixes[n - 1] = hash::bytes(&lower[..starts[n] as usize]);
        }
        lexeme
    }
}

impl Lexeme {
    /// The hashes of the endings of a form, by length from 0, in lower case; None beyond its own length.
    pub fn endings(form: &str, longest: usize) -> Vec<Option<u64>> {
        let mut letters: Vec<char> = form.chars().rev().take(longest).collect();
        letters.iter_mut().for_each(|c| *c = plain(*c).to_lowercase().next().unwrap_or(*c));
        let mut state = 0;
        let mut hashes = vec![Some(state)];
        for c in &letters {
            state = hash::mix(state, u64::from(*c));
            hashes.push(Some(state));
        }
        hashes.resize(longest + 1, None);
        hashes
    }
}

/// The form as the classifiers and the lemma tables see it, in lower case: [`Lexeme::lower`] without the rest.
pub fn key(form: &str) -> u64 {
    if form.len() > LONGEST || !form.is_ascii() {
        return Lexeme::of(form, true).lower;
    }
    let mut lower = [0u8; LONGEST];
    for (to, from) in lower.iter_mut().zip(form.bytes()) {
        *to = match from {
            b'0'..=b'9' => b'0',
            b'`' => b'\'',
            _ => from.to_ascii_lowercase(),
        };
    }
    hash::bytes(&lower[..form.len()])
}

fn plain(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '‘' | '’' | '`' | '´' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '–' | '—' | '‐' | '‑' | '−' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_is_the_long_way() {
        for form in [
            "",
            "A",
            "U.S.",
            "don`t",
            "1987",
            "McDonald's",
            "É",
            "…",
            "x".repeat(48).as_str(),
            "Xy0".repeat(40).as_str(),
        ] {
            assert_eq!(key(form), Lexeme::of(form, true).lower, "{form}");
        }
    }
}
