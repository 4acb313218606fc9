//! Where sentences end.

use chancery_model::{Linear, Model, Scores, hash};

use super::{Cuts, Piece};
use crate::{Error, lexeme};

/// The weights that decide.
#[derive(Clone, Debug)]
pub struct Boundaries {
    linear: Linear,
}

// In units of the classifier's sums; chosen on dev sets and by reading news.
const DOUBT: i32 = 3000;

/// Memory used again from place to place.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) features: Vec<u32>,
    pub(super) scores: Scores,
}

impl Boundaries {
    /// Those of a model.
    pub fn from_model(model: &Model) -> Result<Boundaries, Error> {
        let linear = Linear::from_bytes(model.section("boundaries")?)?;
        if linear.classes().len() != 2 {
            return Err(chancery_model::Error::new("sentence boundaries are a matter of yes or no").into());
        }
        Ok(Boundaries { linear })
    }

    /// True if a sentence ends here. Without a mark a sentence ends only where that is beyond doubt: texts of the web
    /// leave out their stops, news hardly ever does.
    pub(super) fn decide(&self, features: &[u32], is_marked: bool, scores: &mut Scores) -> bool {
        self.linear.score(features, scores);
        let doubt = if is_marked { 0 } else { DOUBT };
        scores.all()[1] > scores.all()[0] + doubt
    }
}

/// What the place after a piece is to sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// No sentence ends there.
    Inside,
    /// One does.
    End,
    /// The features decide.
    Open,
}

/// Judges the place after a piece, and gives its features where it is open.
pub fn features(text: &str, pieces: &[Piece], at: usize, cuts: &Cuts, out: &mut Vec<u32>) -> Place {
    let form = |i: Option<usize>| i.and_then(|i| pieces.get(i)).map_or("", |piece| piece.of(text));
    let this = form(Some(at));
    let next = form(Some(at + 1));
    if next.is_empty() || pieces[at + 1].start == pieces[at].end && !is_mark(this) {
        return Place::Inside;
    }
    if !is_mark(this) && !is_beginning(next) && !this.ends_with('.') {
        return Place::Inside;
    }
    // She said: "We agree."
    if this == ":" && matches!(next, "\"" | "“" | "«" | "‘" | "''" | "„") {
        return Place::Inside;
    }
    // "We agree," she said: a comma before the closing mark hands the sentence on to whoever spoke.
    if at > 0 && is_closing_quote(this) && pieces[at - 1].of(text) == "," {
        return Place::Inside;
    }
    // "She was born in 1962. Her": a number that opens no line of a list.
    let numbered = |form: &str| form.starts_with(|c: char| c.is_ascii_digit());
    if this == "."
        && numbered(form(at.checked_sub(1)))
        && since_end(text, pieces, at) >= 3
        && is_name_like(next)
    {
        return Place::End;
    }
    out.clear();
    let before = form(at.checked_sub(1));
    let earlier = form(at.checked_sub(2));
    let after = form(Some(at + 2));
    let gap = &text[pieces[at].end as usize..pieces[at + 1].start as usize];
    let space = match gap {
        "" => 0,
        " " => 1,
        _ if gap.contains('\n') => 2,
        _ => 3,
    };
    let kinds = [earlier, before, this, next, after].map(kind);
    let [_, _, k0, k1, k2] = kinds;
    let words = [before, this, next, after].map(lexeme::key);
    let [wb, w0, w1, w2] = words;
    let quotes = open_marks(text, pieces, at);
    let listed = u64::from(cuts.titles.contains(&this.to_lowercase()))
        | u64::from(cuts.abbreviations.contains(&this.to_lowercase())) << 1;
    let length = this.chars().take(6).count() as u64;
    let mix = hash::mix;
    let mut n = 0;
    let mut put = |seen: u64| {
        out.push(hash::feature(60 + n, seen));
        n += 1;
    };
    put(0);
    put(w0);
    put(w1);
    put(mix(w0, k1));
    put(mix(k0, k1));
    put(mix(mix(k0, k1), k2));
    put(mix(mix(k0, k1), space));
    put(mix(mix(w0, w1), space));
    put(mix(kinds[1], mix(k0, k1)));
    put(mix(mix(kinds[1], k0), mix(k1, space)));
    put(mix(mix(kinds[0], kinds[1]), mix(k0, k1)));
    put(mix(wb, mix(w0, k1)));
    put(mix(w0, mix(k1, quotes)));
    put(mix(mix(listed, length), k1));
    put(mix(listed, w1));
    put(mix(k0, w1));
    put(mix(w1, w2));
    put(mix(mix(w0, k1), mix(k2, space)));
    put(mix(w0, mix(kinds[1], w1)));
    put(mix(listed, mix(k1, k2)));
    put(mix(quotes, mix(k0, space)));
    let since = u64::from(since_end(text, pieces, at));
    put(mix(since, k0));
    // "5." opens an item of a list, or closes a sentence that ends in a number.
    put(mix(mix(since.min(3), kinds[1]), mix(k0, k1)));
    Place::Open
}

fn is_name_like(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

/// True for marks after which a sentence may end.
pub(super) fn is_mark(form: &str) -> bool {
    form.chars()
        .next_back()
        .is_some_and(|c| !c.is_alphanumeric() && !matches!(c, ',' | '$' | '%' | '&' | '#' | '+' | '='))
}

fn is_closing_quote(form: &str) -> bool {
    matches!(form, "\"" | "”" | "''" | "’" | "'" | "»" | "“")
}

/// True for words that look like a beginning.
fn is_beginning(form: &str) -> bool {
    form.chars()
        .next()
        .is_some_and(|c| !c.is_lowercase() && !matches!(c, ',' | '.' | '%' | '&' | '+' | '=' | ';'))
}

fn kind(form: &str) -> u64 {
    let Some(first) = form.chars().next() else { return 1 };
    let one = form.chars().nth(1).is_none();
    let stopped = form.len() > 1 && form.ends_with('.');
    let rank = match first {
        '.' | '!' | '?' | '…' => 2 + u64::from(!one),
        '"' | '“' | '”' | '«' | '»' | '\'' | '‘' | '’' => {
            10 + u64::from(matches!(first, '”' | '»')) + 2 * u64::from(matches!(first, '“' | '«'))
        }
        '(' | '[' | '{' => 20,
        ')' | ']' | '}' => 21,
        ':' | ';' => {
            if one {
                22 + u64::from(first == ';')
            } else {
                24
            }
        }
        '-' | '–' | '—' | '*' | '•' | '_' | '=' | '~' | '#' | '>' => {
            if one {
                25
            } else {
                26
            }
        }
        _ if first.is_numeric() => 30,
        _ if first.is_uppercase() => match (one, form.chars().any(char::is_lowercase)) {
            (true, _) => 40,
            (_, true) => 41,
            _ => 42,
        },
        _ if first.is_alphabetic() => 50,
        _ => 60,
    };
    rank * 2 + u64::from(stopped)
}

// Whether a bracket or double quotation mark is open, looking back over a bounded stretch.
fn open_marks(text: &str, pieces: &[Piece], at: usize) -> u64 {
    let (mut quotes, mut brackets) = (0i32, 0i32);
    for piece in &pieces[at.saturating_sub(40)..=at] {
        match piece.of(text) {
            "\"" => quotes += 1,
            "“" | "«" => quotes |= 1,
            "”" | "»" => quotes &= !1,
            "(" | "[" => brackets = 1,
            ")" | "]" => brackets = 0,
            _ => {}
        }
    }
    (quotes & 1) as u64 | (brackets as u64) << 1
}

// How many pieces since the last full stop, up to 6: a beginning that is just behind an end is none.
fn since_end(text: &str, pieces: &[Piece], at: usize) -> u8 {
    let end = |piece: &&Piece| matches!(piece.of(text), "." | "!" | "?");
    pieces[..at].iter().rev().take(6).take_while(|piece| !end(piece)).count() as u8
}
