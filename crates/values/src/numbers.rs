//! Numbers in digits and words, without their units: "1.5 bn", "two thirds", "half a dozen", "3 crore".

use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    atoms::{Habit, Kind, Line},
    tables::Role,
};

/// A number as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) low: Decimal,
    /// Differs from `low` only in "tens of thousands" and the like.
    pub(crate) high: Decimal,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) form: Form,
    /// True if a word or letter multiplies it: "2 million", "10k".
    pub(crate) scaled: bool,
    /// By how much.
    pub(crate) factor: Decimal,
    /// True if its first piece is in digits.
    pub(crate) digits: bool,
    /// A letter behind it that multiplies money and counts, but is a unit as well: "$10m".
    pub(crate) letter: Option<u64>,
}

/// What sort of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Cardinal,
    Ordinal,
    Fraction,
    Vague,
}

// No number of a text has more digits than a decimal can hold exactly.
const MOST_DIGITS: usize = 28;

impl Number {
    fn new(value: Decimal, start: usize, end: usize, form: Form) -> Number {
        Number {
            low: value,
            high: value,
            start,
            end,
            form,
            scaled: false,
            factor: Decimal::ONE,
            digits: false,
            letter: None,
        }
    }

    /// The same number times something; None if it overflows.
    pub(crate) fn times(mut self, factor: u64) -> Option<Number> {
        let factor = Decimal::from(factor);
        self.low = tidy(self.low.checked_mul(factor)?);
        self.high = tidy(self.high.checked_mul(factor)?);
        self.factor = self.factor.checked_mul(factor)?;
        self.scaled = true;
        Some(self)
    }
}

/// The number that begins at a piece. `join` allows "and" within it, as in "one hundred and six"; between two
/// bounds ("between one hundred and two hundred") it does not.
pub(crate) fn number(line: &Line<'_>, i: usize, join: bool) -> Option<Number> {
    let bound = i > 0 && matches!(line.kind(i - 1), Some(Kind::Mark('<' | '>' | '=' | '(')));
    let signed = line.is(i, Role::Negative)
        || line.dash(i) && (!line.glued(i) || bound) && line.glued(i + 1) && line.is_number(i + 1);
    if signed {
        let mut number = unsigned(line, i + 1, join)?;
        if number.form == Form::Ordinal || number.form == Form::Vague {
            return None;
        }
        (number.low, number.high, number.start) = (-number.low, -number.high, i);
        return Some(number);
    }
    unsigned(line, i, join)
}

fn unsigned(line: &Line<'_>, i: usize, join: bool) -> Option<Number> {
    match line.kind(i)? {
        Kind::Number => in_digits(line, i, join),
        // ".08"
        Kind::Mark('.') => {
            let plain = !line.glued(i)
                && line.glued(i + 1)
                && line.surface(i + 1).bytes().all(|b| b.is_ascii_digit());
            let value = digits(&format!("0.{}", line.surface(i + 1)), Habit::English)
                .filter(|_| plain && line.is_number(i + 1))?;
            Some(Number { digits: true, ..Number::new(value, i, i + 2, Form::Cardinal) })
        }
        Kind::Mark(mark) => {
            let (top, bottom) = vulgar(mark)?;
            scale(line, Number::new(ratio(top.into(), bottom)?, i, i + 1, Form::Fraction))
        }
        Kind::Word => vague(line, i).or_else(|| part(line, i)).or_else(|| in_words(line, i, join)),
        Kind::Space => None,
    }
}

/// The value of digits with separators, as the document's habit reads them; None where it is none.
pub(crate) fn digits(text: &str, habit: Habit) -> Option<Decimal> {
    if text.len() > MOST_DIGITS + 12 {
        return None;
    }
    let dots = text.bytes().filter(|&b| b == b'.').count();
    let commas = text.bytes().filter(|&b| b == b',').count();
    let (whole, decimals) = match (dots, commas) {
        (0, 0) => (text.to_owned(), ""),
        (0, 1) | (1, 0) => {
            let (whole, rest) = text.split_once(['.', ','])?;
            let looks_grouped = rest.len() == 3 && matches!(whole.len(), 1..=3) && whole != "0";
            let separates_thousands =
                if commas == 1 { habit == Habit::English } else { habit == Habit::Continental };
            if looks_grouped && separates_thousands {
                (format!("{whole}{rest}"), "")
            } else {
                (whole.to_owned(), rest)
            }
        }
        (0, _) => (ungroup(text, ',')?, ""),
        (_, 0) => (ungroup(text, '.')?, ""),
        (1, _) if text.rfind('.') > text.rfind(',') => {
            let (whole, rest) = text.split_once('.')?;
            (ungroup(whole, ',')?, rest)
        }
        (_, 1) if text.rfind(',') > text.rfind('.') => {
            let (whole, rest) = text.split_once(',')?;
            (ungroup(whole, '.')?, rest)
        }
        _ => return None,
    };
    if whole.len() + decimals.len() > MOST_DIGITS {
        return None;
    }
    Decimal::from_str_exact(&format!("{whole}.{decimals}0")).ok().map(tidy)
}

// Groups of three, or of two before the last three as in India.
fn ungroup(text: &str, separator: char) -> Option<String> {
    let groups: Vec<&str> = text.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let fits = matches!(first.len(), 1..=3)
        && last.len() == 3
        && (middle.iter().all(|group| group.len() == 3)
            || first.len() < 3 && middle.iter().all(|group| group.len() == 2));
    fits.then(|| groups.concat())
}

fn tidy(value: Decimal) -> Decimal {
    value.normalize()
}

/// A ratio: exact where decimals can write it, else to four places that matter.
fn ratio(top: Decimal, bottom: u64) -> Option<Decimal> {
    let value = top.checked_div(Decimal::from(bottom))?;
    Some(tidy(if value.scale() <= 12 {
        value
    } else if value.abs() < Decimal::ONE {
        value.round_sf(4)?
    } else {
        value.round_dp(4)
    }))
}

fn vulgar(mark: char) -> Option<(u8, u64)> {
    Some(match mark {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

fn in_digits(line: &Line<'_>, i: usize, join: bool) -> Option<Number> {
    let (value, mut end) = grouped_by_spaces(line, i).map_or_else(
        || digits(line.surface(i), line.habit).map(|value| (value, i + 1)),
        |(text, end)| digits(&text, line.habit).map(|value| (value, end)),
    )?;
    let mut number = Number::new(value, i, end, Form::Cardinal);
    number.digits = true;
    if line.glued(end) && line.is_word(end) && line.is(end, Role::OrdinalEnd) {
        number.end += 1;
        number.form = Form::Ordinal;
        return Some(number);
    }
    if let Some((top, bottom, after)) = slashed(line, i) {
        number.low = ratio(top.into(), bottom)?;
        number.form = Form::Fraction;
        end = after;
    } else if value.is_integer()
        && !line.glued(end)
        && let Some((top, bottom, after)) = slashed(line, line.skip_dash(end))
    {
        number.low = value.checked_add(ratio(top.into(), bottom)?)?;
        number.form = Form::Fraction;
        end = after;
    } else if let Some(Kind::Mark(mark)) = line.kind(end)
        && let Some((top, bottom)) = vulgar(mark)
    {
        number.low = value.checked_add(ratio(top.into(), bottom)?)?;
        number.form = Form::Fraction;
        end += 1;
    } else if line.is(end, Role::And)
        && join
        && line.word(end + 2).part > 0
        && line.is(end + 1, Role::Article)
    {
        number.low = value.checked_add(ratio(Decimal::ONE, line.word(end + 2).part)?)?;
        end += 3;
    }
    (number.high, number.end) = (number.low, end);
    if number.form == Form::Cardinal
        && value.is_integer()
        && let Some(top) = value.to_u64()
        && let Some((ratio, after)) = of_whole(line, top, end)
    {
        return Some(Number::new(ratio, i, after, Form::Fraction));
    }
    if line.glued(end) && line.is_word(end) && !(line.glued(end + 1) && line.is_number(end + 1)) {
        match line.tables.suffix(line.surface(end)) {
            Some((factor, false)) => {
                number = number.times(factor)?;
                number.end += 1;
                return Some(number);
            }
            Some((factor, true)) => {
                number.letter = Some(factor);
                return Some(number);
            }
            None => {}
        }
    }
    let number = scale(line, number)?;
    if number.scaled && join { more(line, number) } else { Some(number) }
}

/// "40 000": digits in groups of three, parted by spaces that do not break, or by any where zeros or several
/// groups make it plain.
fn grouped_by_spaces(line: &Line<'_>, i: usize) -> Option<(String, usize)> {
    let mut text = line.surface(i).to_owned();
    if !matches!(text.len(), 1..=3) || text.bytes().any(|b| !b.is_ascii_digit()) || text.starts_with('0') {
        return None;
    }
    let mut end = i + 1;
    let mut sure = false;
    while end - i < 6 && line.is_number(end) {
        let group = line.surface(end);
        let gap = &line.text[line.atoms[end - 1].span.end() as usize..line.atoms[end].span.start() as usize];
        let (head, tail) = group.split_at(group.find(['.', ',']).unwrap_or(group.len()));
        if head.len() != 3 || !matches!(gap, " " | "\u{a0}" | "\u{202f}" | "\u{2009}") {
            break;
        }
        sure |= gap != " " || group == "000" || end > i + 1;
        text.push_str(head);
        end += 1;
        if !tail.is_empty() {
            text.push('.');
            text.push_str(&tail[1..]);
            break;
        }
    }
    (sure && end > i + 1).then_some((text, end))
}

/// "3/4": a fraction that people write, not a date or a season.
fn slashed(line: &Line<'_>, i: usize) -> Option<(u32, u64, usize)> {
    let (top, _) = line.integer(i)?;
    let (bottom, _) = line.integer(i + 2)?;
    let fits = line.mark(i + 1, '/')
        && !line.mark(i + 3, '/')
        && !(line.mark(i + 3, '-') && line.is_number(i + 4))
        && top < bottom
        && matches!(bottom, 2..=10 | 12 | 16 | 20 | 32 | 64 | 100);
    fits.then_some((u32::try_from(top).ok()?, u64::try_from(bottom).ok()?, i + 3))
}

/// Multipliers behind a number: "2 million", "three lakh crore", "2 dozen".
fn scale(line: &Line<'_>, mut number: Number) -> Option<Number> {
    for _ in 0..3 {
        let next = if line.dash(number.end) && line.glued(number.end) { number.end + 1 } else { number.end };
        let word = line.word(next);
        let factor = if word.multiplier > 0 { word.multiplier } else { word.group };
        if factor == 0 {
            break;
        }
        number = number.times(factor)?;
        number.end = next + 1;
        if line.is(number.end, Role::And)
            && let Some((part, after)) = tail_fraction(line, number.end + 1)
            && factor >= 1000
        {
            // "One billion and a half million" adds half a million.
            let own = line.word(after).multiplier;
            let of = Decimal::from(if own > 0 { own } else { factor });
            number.low = tidy(number.low.checked_add(of.checked_mul(part)?)?);
            number.high = number.low;
            number.end = after + usize::from(own > 0);
            break;
        }
        if line.is(number.end, Role::And)
            && line.word(number.end + 2).part == 2
            && (line.is(number.end + 1, Role::Article) || line.word(number.end + 1).cardinal == Some(1))
        {
            let half = Decimal::from(factor).checked_div(Decimal::TWO)?;
            number.low = number.low.checked_add(half)?;
            number.high = number.low;
            number.end += 3;
        }
    }
    Some(number)
}

/// What goes on behind a multiplier: "4 thousand 3 hundred and 21".
fn more(line: &Line<'_>, mut number: Number) -> Option<Number> {
    for _ in 0..4 {
        let joined = line.is(number.end, Role::And);
        let next = number.end + usize::from(joined);
        let step = trailing(number.low);
        let rest = if line.is_number(next) {
            let (value, _) = match line.integer(next) {
                Some(found) => found,
                None => break,
            };
            let part = scale(line, Number::new(value.into(), next, next + 1, Form::Cardinal))?;
            let fits = if part.scaled {
                part.low.is_integer()
            } else {
                joined && step == Decimal::ONE_HUNDRED && value < 100 && value > 0 && !line.glued(next + 1)
            };
            if !fits {
                break;
            }
            part
        } else {
            match below_thousand(line, next, false) {
                Some((value, end)) if value > 0 => {
                    scale(line, Number::new(value.into(), next, end, Form::Cardinal))?
                }
                _ => break,
            }
        };
        if rest.low >= step || !rest.low.is_integer() {
            break;
        }
        number.low = number.low.checked_add(rest.low)?;
        number.high = number.low;
        number.end = rest.end;
    }
    Some(number)
}

/// The power of ten that a whole number ends with: what may follow it is smaller.
fn trailing(value: Decimal) -> Decimal {
    let mut step = Decimal::ONE;
    let mut rest = value;
    while !rest.is_zero() && step < Decimal::from(10u64.pow(15)) {
        let next = rest / Decimal::TEN;
        if !next.is_integer() {
            break;
        }
        (rest, step) = (next, step * Decimal::TEN);
    }
    step
}

/// A number below a thousand in words: "one hundred and six", "twenty-one", "a hundred".
fn below_thousand(line: &Line<'_>, i: usize, join: bool) -> Option<(u64, usize)> {
    let (mut value, mut end) = match line.word(i).cardinal {
        Some(value) => tens(line, i, value),
        None if line.is(i, Role::Article) && line.word(i + 1).multiplier > 0 => (1, i + 1),
        None if line.word(i).multiplier == 100 && !line.is(i + 1, Role::Of) => (1, i),
        None => return None,
    };
    let hundred = if line.dash(end) && line.glued(end) { end + 1 } else { end };
    if line.word(hundred).multiplier == 100 && value < 100 {
        value *= 100;
        end = hundred + 1;
        let joined = line.is(end, Role::And);
        let next = end + usize::from(joined);
        if (!joined || join)
            && let Some(rest) = line.word(next).cardinal
        {
            let (rest, after) = tens(line, next, rest);
            // "one hundred and two thousand"? Then it is the two hundred of "two hundred and two thousand".
            let parts =
                joined && denominator(line, line.skip_dash(after)).is_some_and(|(_, plural, _)| plural);
            if rest > 0 && line.word(after).multiplier != 100 && !parts {
                (value, end) = (value + rest, after);
            }
        }
    }
    Some((value, end))
}

fn tens(line: &Line<'_>, i: usize, value: u64) -> (u64, usize) {
    if value >= 20 && value.is_multiple_of(10) {
        let next = line.skip_dash(i + 1);
        if let Some(units @ 1..=9) = line.word(next).cardinal {
            return (value + units, next + 1);
        }
    }
    (value, i + 1)
}

fn in_words(line: &Line<'_>, i: usize, join: bool) -> Option<Number> {
    if let Some(ordinal) = ordinal(line, i) {
        return Some(ordinal);
    }
    if line.is(i, Role::Article) && line.word(i + 1).group > 0 {
        return Number::new(Decimal::ONE, i, i + 1, Form::Cardinal)
            .times(1)
            .and_then(|number| scale(line, number));
    }
    let (value, end) = match below_thousand(line, i, join) {
        Some(found) => found,
        None if line.word(i).multiplier >= 1000
            && line.word(i + 1).multiplier == 0
            && !line.is(i + 1, Role::Of)
            && i == 0 =>
        {
            (1, i)
        }
        None if line.word(i).group > 0 && line.surface(i).ends_with('n') => (1, i),
        None => return None,
    };
    let mut number = Number::new(value.into(), i, end, Form::Cardinal);
    number.scaled = line.word(end.saturating_sub(1)).multiplier > 0;
    if let Some(found) = decimals_in_words(line, &number).or_else(|| fraction_in_words(line, value, i, end)) {
        return scale(line, found);
    }
    let end_of_tens = line.skip_dash(end);
    if line.word(end_of_tens).ordinal > 0
        && let Some(whole) = ordinal_end(line, i, value, end_of_tens)
    {
        return Some(whole);
    }
    number = scale(line, number)?;
    if number.scaled && join {
        number = more(line, number)?;
        if line.is(number.end, Role::And)
            && let Some((rest, after)) = tail_fraction(line, number.end + 1)
        {
            number.low = number.low.checked_add(rest)?;
            (number.high, number.end, number.form) = (number.low, after, Form::Fraction);
        }
    }
    Some(number)
}

/// "five point seven", "point zero three".
fn decimals_in_words(line: &Line<'_>, number: &Number) -> Option<Number> {
    if !line.is(number.end, Role::Point) {
        return None;
    }
    let mut at = number.end + 1;
    let mut text = String::new();
    while text.len() < 12
        && let Some(value) = line.word(at).cardinal
    {
        let (value, end) = tens(line, at, value);
        text.push_str(&value.to_string());
        at = end;
    }
    let value = Decimal::from_str_exact(&format!("{}.{text}", number.low)).ok()?;
    (!text.is_empty()).then(|| Number::new(tidy(value), number.start, at, Form::Cardinal))
}

/// "two thirds", "one-fifth", "five and a quarter", "one in three".
fn fraction_in_words(line: &Line<'_>, value: u64, start: usize, end: usize) -> Option<Number> {
    let made = |value: Decimal, end| Some(Number::new(value, start, end, Form::Fraction));
    if let Some((bottom, plural, after)) = denominator(line, line.skip_dash(end))
        && (plural || value == 1 || bottom == 4)
        && value > 0
        && !(line.dash(after) && line.word(after + 1).unit.is_some())
        && line.word(after).unit.is_none()
    {
        return of_number(line, made(ratio(value.into(), bottom)?, after)?);
    }
    if line.is(end, Role::And)
        && let Some((rest, after)) = tail_fraction(line, end + 1)
    {
        return made(Decimal::from(value).checked_add(rest)?, after);
    }
    of_whole(line, value, end).and_then(|(value, after)| made(value, after))
}

/// "in three", "out of five hundred" behind the part.
fn of_whole(line: &Line<'_>, part: u64, end: usize) -> Option<(Decimal, usize)> {
    let (between, most) = if line.is(end, Role::In) {
        (end + 1, 100)
    } else if line.is(end, Role::Out) && line.is(end + 1, Role::Of) {
        (end + 2, 1_000_000)
    } else {
        return None;
    };
    let (whole, after) = match line.integer(between) {
        Some((whole, _)) => (whole.unsigned_abs(), between + 1),
        None => {
            let (value, after) = below_thousand(line, between, false)?;
            let factor = line.word(after).multiplier.max(1);
            (value.checked_mul(factor)?, after + usize::from(factor > 1))
        }
    };
    let date = line.word(after).unit.is_some()
        || line.word(after).month > 0
        || line.dash(after)
        || line.is(after, Role::More);
    let plain = !(line.glued(after) && (line.is_word(after) || line.mark(after, '%')));
    (part < whole && part > 0 && whole <= most && !date && plain)
        .then(|| ratio(part.into(), whole).map(|value| (value, after)))
        .flatten()
}

/// "a half", "three quarters", "one half" behind "and".
fn tail_fraction(line: &Line<'_>, i: usize) -> Option<(Decimal, usize)> {
    let (top, next) = match line.word(i).cardinal {
        Some(top) => tens(line, i, top),
        None if line.is(i, Role::Article) => (1, i + 1),
        None if line.word(i).part > 0 => (1, i),
        None => return None,
    };
    let (bottom, plural, end) = denominator(line, line.skip_dash(next))?;
    (plural || top == 1).then(|| ratio(top.into(), bottom).map(|value| (value, end))).flatten()
}

fn denominator(line: &Line<'_>, i: usize) -> Option<(u64, bool, usize)> {
    let word = line.word(i);
    if word.part > 0 {
        return Some((word.part, line.surface(i).ends_with('s'), i + 1));
    }
    let single = |i: usize| {
        let surface = line.surface(i);
        let stem = surface.strip_suffix('s').unwrap_or(surface);
        let ordinal = line.tables.entry(line.tables.look_up(stem)).ordinal;
        (ordinal > 2).then_some((ordinal, stem.len() < surface.len(), i + 1))
    };
    if let Some(tens @ 20..=90) = word.cardinal {
        let next = line.skip_dash(i + 1);
        let surface = line.surface(next);
        let stem = surface.strip_suffix('s').unwrap_or(surface);
        let units = line.tables.entry(line.tables.look_up(stem)).ordinal;
        return matches!(units, 1..=9).then(|| (tens + units, stem.len() < surface.len(), next + 1));
    }
    single(i)
}

/// "half a million", "half of", "a third of", "a quarter of a million", "half a dozen".
fn part(line: &Line<'_>, i: usize) -> Option<Number> {
    let head = i + usize::from(line.is(i, Role::Article));
    let word = line.word(head);
    let article = head > i;
    let after = head + 1;
    // "Cut by a third in May": by how much, unless it is "by a third country".
    let joined = [
        Role::In,
        Role::By,
        Role::From,
        Role::To,
        Role::Over,
        Role::On,
        Role::Within,
        Role::After,
        Role::And,
    ];
    let apart = !line.is_word(after) || joined.iter().any(|&role| line.is(after, role));
    let by = article && apart && i > 0 && line.is(i - 1, Role::By);
    if word.part > 0 && !line.surface(head).ends_with('s') {
        let value = ratio(Decimal::ONE, word.part)?;
        let number = Number::new(value, i, after, Form::Fraction);
        // Half million, half a million, half a dozen.
        let many = after + usize::from(line.is(after, Role::Article));
        if line.word(many).multiplier > 0 || line.word(many).group > 0 {
            return scale(line, Number { end: many, ..number });
        }
        let compared = i > 0
            && line
                .word(i - 1)
                .before
                .iter()
                .any(|(words, _)| !words.is_empty() || line.surface(i - 1).len() > 4);
        let told = line.is(after, Role::Of) || word.part == 2 && (line.is(after, Role::The) || compared);
        let alone = article && after >= line.len();
        let tail = i > 0 && line.is(i - 1, Role::And) && article;
        return (told || by || alone && !tail).then(|| of_number(line, number)).flatten();
    }
    // "A third" is a fraction only of something: "a third country" is the country after two.
    if article && (by || line.is(after, Role::Of) || after >= line.len()) && word.ordinal > 2 {
        return of_number(line, Number::new(ratio(Decimal::ONE, word.ordinal)?, i, after, Form::Fraction));
    }
    None
}

/// "Two thirds of a million".
fn of_number(line: &Line<'_>, number: Number) -> Option<Number> {
    let many = number.end + 2;
    let scales = line.is(number.end, Role::Of)
        && line.is(number.end + 1, Role::Article)
        && line.word(many).multiplier >= 1000;
    let many = if scales { many } else { number.end };
    if line.word(many).multiplier >= 1000 {
        return Number { end: many + 1, ..number.times(line.word(many).multiplier)? }.rounded();
    }
    Some(number)
}

impl Number {
    fn rounded(mut self) -> Option<Number> {
        self.low = tidy(self.low.round_dp(4));
        self.high = self.low;
        Some(self)
    }
}

fn ordinal(line: &Line<'_>, i: usize) -> Option<Number> {
    let word = line.word(i);
    if word.ordinal > 0 {
        return Some(Number::new(word.ordinal.into(), i, i + 1, Form::Ordinal));
    }
    let tens = word.cardinal.filter(|value| *value >= 20 && value.is_multiple_of(10))?;
    let next = line.skip_dash(i + 1);
    let units = line.word(next).ordinal;
    matches!(units, 1..=9).then(|| Number::new((tens + units).into(), i, next + 1, Form::Ordinal))
}

/// "One hundred twenty-fifth": an ordinal at the end of a longer number.
fn ordinal_end(line: &Line<'_>, i: usize, value: u64, end: usize) -> Option<Number> {
    let last = line.word(end).ordinal;
    let total = if last >= 100 {
        value.checked_mul(last)?
    } else if value.is_multiple_of(100) && value > 0 || value >= 20 && value.is_multiple_of(10) && last < 10 {
        value + last
    } else {
        return None;
    };
    Some(Number::new(total.into(), i, end + 1, Form::Ordinal))
}

/// "Tens of thousands", "dozens": a magnitude and no more.
fn vague(line: &Line<'_>, i: usize) -> Option<Number> {
    let first = line.word(i).vague;
    if first == 0 {
        return None;
    }
    let mut end = i + 1;
    let mut low = Decimal::from(first);
    let mut high = if first == 12 || first == 20 {
        Decimal::from(99u64)
    } else {
        Decimal::from(first.checked_mul(10)? - 1)
    };
    for _ in 0..2 {
        if line.is(end, Role::Of) && line.word(end + 1).vague >= 100 {
            let factor = Decimal::from(line.word(end + 1).vague);
            low = low.checked_mul(factor)?;
            high = high.checked_add(Decimal::ONE)?.checked_mul(factor)?.checked_sub(Decimal::ONE)?;
            end += 2;
        }
    }
    // "Tens" alone, and "scores" of a match, say nothing.
    if end == i + 1 && (first == 10 || first == 20) && !line.is(end, Role::Of) {
        return None;
    }
    Some(Number { high, scaled: true, ..Number::new(low, i, end, Form::Vague) })
}
