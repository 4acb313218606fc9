//! The smallest pieces of a text that an expression is made of.
//!
//! Segmenters differ on "SR14", "20-year" and "30%". Here every token is cut at the borders between letters,
//! digits and marks, so that one grammar reads them all; what is found is told in tokens again.

use std::ops::Range;

use chancery_document::{Column, Id, Span, TokenId};

use crate::tables::{Phrase, Role, ValueTables, Word};

/// What a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with the apostrophes and full stops within: "o'clock", "U.S".
    Word,
    /// Digits, with the separators between them: "1,234.5".
    Number,
    /// Anything else, one character each.
    Mark(char),
    /// White space. Never kept.
    Space,
}

/// A piece of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    pub(crate) span: Span,
    pub(crate) token: TokenId,
    // Its entry in the tables, 0 for none.
    pub(crate) word: u32,
    pub(crate) kind: Kind,
    // True if nothing stands between it and the piece before.
    pub(crate) glued: bool,
}

/// How a document writes thousands and decimals, where "1.234" could be either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Habit {
    /// 1,234.56
    #[default]
    English,
    /// 1.234,56
    Continental,
}

/// Cuts a text into pieces.
pub(crate) fn split(text: &str) -> impl Iterator<Item = (Range<usize>, Kind)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let (length, kind) = if first.is_ascii_digit() {
            (digits(rest), Kind::Number)
        } else if starts_word(rest, first) {
            (letters(rest), Kind::Word)
        } else if first.is_whitespace() {
            (first.len_utf8(), Kind::Space)
        } else {
            (first.len_utf8(), Kind::Mark(first))
        };
        let range = at..at + length;
        at += length;
        Some((range, kind))
    })
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

fn starts_word(rest: &str, first: char) -> bool {
    first.is_alphabetic()
        // "'s" and "'ll" are words of their own.
        || is_apostrophe(first) && rest[first.len_utf8()..].starts_with(|c: char| c.is_alphabetic())
}

// Separators count only between digits.
fn digits(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let joined = matches!(bytes[end], b',' | b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[end].is_ascii_digit() && !joined {
            break;
        }
        end += 1;
    }
    end
}

fn letters(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_letter = || chars.clone().next().is_some_and(|(_, next)| next.is_alphabetic());
        if !(c.is_alphabetic() || (is_apostrophe(c) || c == '.') && next_is_letter()) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// All pieces of a document's tokens, and the habit that its numbers show.
pub(crate) fn atoms(text: &str, spans: &Column<TokenId, Span>, tables: &ValueTables) -> (Vec<Atom>, Habit) {
    let mut atoms = Vec::with_capacity(spans.len() + spans.len() / 4);
    let (mut english, mut continental) = (0usize, 0usize);
    let mut last_end = 0;
    for token in spans.ids() {
        let span = spans[token];
        // Words that share their letters with the word before: read once.
        if span.start() < last_end {
            continue;
        }
        // Numbers of an address are nobody's.
        let surface = span.of(text);
        if surface.len() > 8 && (surface.contains("://") || surface.starts_with("www.")) {
            last_end = span.end();
            continue;
        }
        for (range, kind) in split(surface) {
            if kind == Kind::Space {
                continue;
            }
            let start = span.start() + range.start as u32;
            let piece = &span.of(text)[range.clone()];
            let word = match kind {
                Kind::Number => {
                    match shape(piece) {
                        Some(Habit::English) => english += 1,
                        Some(Habit::Continental) => continental += 1,
                        None => {}
                    }
                    0
                }
                _ => tables.look_up(piece),
            };
            atoms.push(Atom {
                span: Span::new(start, start + range.len() as u32),
                token,
                word,
                kind,
                glued: start == last_end && last_end != 0,
            });
            last_end = start + range.len() as u32;
        }
        last_end = last_end.max(span.end());
    }
    (atoms, if continental > english { Habit::Continental } else { Habit::English })
}

/// The habit that a number proves: both separators, or one of them twice.
fn shape(number: &str) -> Option<Habit> {
    let dots = number.bytes().filter(|&b| b == b'.').count();
    let commas = number.bytes().filter(|&b| b == b',').count();
    match (number.rfind('.'), number.rfind(',')) {
        (Some(dot), Some(comma)) if dot > comma && dots == 1 => Some(Habit::English),
        (Some(dot), Some(comma)) if dot < comma && commas == 1 => Some(Habit::Continental),
        (None, Some(_)) if commas > 1 => Some(Habit::English),
        (None, Some(comma)) if number.len() - comma == 4 => Some(Habit::English),
        (Some(_), None) if dots > 1 => Some(Habit::Continental),
        _ => None,
    }
}

/// The pieces of one sentence, with all that is asked of them.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) tables: &'a ValueTables,
    pub(crate) atoms: &'a [Atom],
    pub(crate) habit: Habit,
}

impl<'a> Line<'a> {
    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    pub(crate) fn word(&self, i: usize) -> &'a Word {
        self.tables.entry(self.atoms.get(i).map_or(0, |atom| atom.word))
    }

    pub(crate) fn is(&self, i: usize, role: Role) -> bool {
        self.word(i).is(role)
    }

    pub(crate) fn surface(&self, i: usize) -> &'a str {
        self.atoms.get(i).map_or("", |atom| atom.span.of(self.text))
    }

    pub(crate) fn kind(&self, i: usize) -> Option<Kind> {
        self.atoms.get(i).map(|atom| atom.kind)
    }

    pub(crate) fn mark(&self, i: usize, mark: char) -> bool {
        self.kind(i) == Some(Kind::Mark(mark))
    }

    pub(crate) fn is_number(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Number)
    }

    pub(crate) fn is_word(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Word)
    }

    /// True if the piece follows the one before without a space.
    pub(crate) fn glued(&self, i: usize) -> bool {
        i > 0 && self.atoms.get(i).is_some_and(|atom| atom.glued)
    }

    pub(crate) fn dash(&self, i: usize) -> bool {
        matches!(self.kind(i), Some(Kind::Mark('-' | '–' | '—' | '‑' | '−')))
    }

    /// The piece after one that may stand there, as a full stop after an abbreviation.
    pub(crate) fn skip(&self, i: usize, mark: char) -> usize {
        if self.mark(i, mark) { i + 1 } else { i }
    }

    pub(crate) fn skip_dash(&self, i: usize) -> usize {
        if self.dash(i) { i + 1 } else { i }
    }

    /// The piece before one, or before the dash before it.
    pub(crate) fn skip_back_dash(&self, i: usize) -> usize {
        let before = i.saturating_sub(1);
        if self.dash(before) { before.saturating_sub(1) } else { before }
    }

    pub(crate) fn skip_role(&self, i: usize, role: Role) -> usize {
        if self.is(i, role) { i + 1 } else { i }
    }

    /// Past the full stop of an abbreviation that does not end the sentence.
    pub(crate) fn skip_abbreviation(&self, i: usize) -> usize {
        let stop = i > 0 && self.mark(i, '.') && self.glued(i);
        let inside = stop && self.atoms[i].token == self.atoms[i - 1].token;
        let short =
            stop && (self.is_number(i + 1) || self.mark(i + 1, ',')) && self.surface(i - 1).len() <= 5;
        if inside || short { i + 1 } else { i }
    }

    pub(crate) fn capital(&self, i: usize) -> bool {
        self.surface(i).starts_with(|c: char| c.is_uppercase())
    }

    /// Digits without separators, as a calendar number.
    pub(crate) fn integer(&self, i: usize) -> Option<(i64, usize)> {
        let text = self.surface(i);
        (self.is_number(i) && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok().map(|number| (number, text.len())))
            .flatten()
    }

    /// The first of the phrases that begin here and please `accept`, longest first, and where it ends.
    pub(crate) fn phrase(&self, i: usize, accept: impl Fn(&Phrase) -> bool) -> Option<(&'a Phrase, usize)> {
        self.word(i).phrases.iter().find_map(|phrase| {
            let end = i + phrase.words.len();
            let same = |(k, word): (usize, &str)| {
                let surface = self.surface(i + k);
                // "km2" is one word, "12 m 2" is not.
                let apart = k > 0 && word.starts_with(|c: char| c.is_ascii_digit()) && !self.glued(i + k);
                !apart && if phrase.exact { surface == word } else { same_word(surface, word) }
            };
            (end <= self.len()
                && accept(phrase)
                && phrase.words.iter().map(|word| &**word).enumerate().all(same))
            .then_some((phrase, end))
        })
    }

    /// The tokens of a range of pieces.
    pub(crate) fn tokens(&self, pieces: Range<usize>) -> Range<TokenId> {
        let last = pieces.end.max(pieces.start + 1) - 1;
        self.atoms[pieces.start].token..TokenId::new(self.atoms[last].token.index() + 1)
    }
}

/// True if a word is this one of a table, in any case.
pub(crate) fn same_word(surface: &str, lower: &str) -> bool {
    surface.eq_ignore_ascii_case(lower)
        || !surface.is_ascii() && surface.chars().flat_map(char::to_lowercase).eq(lower.chars())
        || is_s(surface) && lower == "'s"
}

fn is_s(surface: &str) -> bool {
    surface == "’s"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let pieces: Vec<&str> =
            split(text).filter(|(_, kind)| *kind != Kind::Space).map(|(range, _)| &text[range]).collect();
        assert_eq!(pieces, expect, "{text}");
    }

    #[test]
    fn cuts_between_letters_digits_and_marks() {
        check("SR14", &["SR", "14"]);
        check("20-year", &["20", "-", "year"]);
        check("1,234.56%", &["1,234.56", "%"]);
        check("U.S.$3bn.", &["U.S", ".", "$", "3", "bn", "."]);
        check("the '80s", &["the", "'", "80", "s"]);
        check("year's o’clock 's", &["year's", "o’clock", "'s"]);
        check("½ km²", &["½", "km", "²"]);
    }

    #[test]
    fn numbers_show_a_habit() {
        assert_eq!(shape("1.234,56"), Some(Habit::Continental));
        assert_eq!(shape("1,234.56"), Some(Habit::English));
        assert_eq!(shape("1.234"), None);
        assert_eq!(shape("1,234"), Some(Habit::English));
    }
}
