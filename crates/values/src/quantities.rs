//! Numbers, percentages, money and measures.
//!
//! A quantity is a number with what stands beside it: sign or word of money, unit, comparator, the other end
//! of a range, or the noun that it counts.

use std::ops::Range;

use chancery_document::{Features, Id, Name, Quantity, Relation, TokenId, Upos, Value, Valued};
use rust_decimal::Decimal;

use crate::{
    atoms::{Atom, Habit, Kind, Line, same_word},
    find::{ValueInput, behind},
    numbers::{Form, Number, number},
    tables::{Meaning, Role, ValueTables},
};

// Times and numbers between a number and the one whose unit it has.
const MOST_BETWEEN: usize = 4;

/// A number and its unit.
#[derive(Clone, Debug)]
struct Amount {
    number: Number,
    unit: Option<Name>,
    start: usize,
    end: usize,
}

/// Which currency each shared word ("pounds", "francs") means in this document, where it says so.
pub(crate) struct Money(Vec<Option<Name>>);

/// Reads from the words of a document what its shared words for money mean: the currency it names in full
/// ("Egyptian pounds"), else the choice with most of its words present, the first of several.
pub(crate) fn settle(tables: &ValueTables, atoms: &[Atom], text: &str) -> Money {
    let line = Line { text, tables, atoms, habit: Habit::English };
    let mut shared_here = false;
    let mut named: Vec<(Name, Box<str>)> = Vec::new();
    for (i, atom) in atoms.iter().enumerate().filter(|(_, atom)| atom.word != 0) {
        for phrase in &tables.entry(atom.word).phrases {
            match &phrase.meaning {
                Meaning::SharedMoney(_) => shared_here = true,
                Meaning::Money { code, minor: false, .. } if phrase.words.len() > 1 && !phrase.exact => {
                    if let Some((found, end)) = line.phrase(i, |each| std::ptr::eq(each, phrase)) {
                        named.push((code.clone(), found.words[end - i - 1].clone()));
                    }
                }
                _ => {}
            }
        }
    }
    let shared = tables.shared_all();
    if !shared_here {
        return Money(vec![None; shared.len()]);
    }
    let mut counts: Vec<Vec<usize>> = shared.iter().map(|shared| vec![0; shared.choices.len()]).collect();
    for atom in atoms {
        let surface = atom.span.of(text);
        for (shared, counts) in shared.iter().zip(&mut counts) {
            for ((_, words), count) in shared.choices.iter().zip(counts) {
                *count += usize::from(words.iter().any(|word| same_word(surface, word)));
            }
        }
    }
    let winner = |(shared, counts): (&crate::tables::Shared, &Vec<usize>)| {
        let full =
            named.iter().find(|(_, word)| word.strip_suffix('s').unwrap_or(word) == shared.word.as_str());
        if let Some((code, _)) = full {
            return Some(code.clone());
        }
        let best = *counts.iter().max()?;
        let index = counts.iter().position(|count| *count == best)?;
        if best == 0 { shared.unsettled.clone() } else { Some(shared.choices[index].0.clone()) }
    };
    Money(shared.iter().zip(&counts).map(winner).collect())
}

/// The quantity that begins at a piece.
pub(crate) fn at(
    line: &Line<'_>,
    i: usize,
    reading: &ValueInput<'_>,
    money: &Money,
) -> Option<(Range<usize>, Valued)> {
    let between = i > 0 && line.is(i - 1, Role::Between);
    let mut first = amount(line, i, money, !between)?;
    if first.number.form == Form::Ordinal {
        return (!blocked(line, &first)).then(|| ordinal(line, &first));
    }
    let mut high = first.number.high;
    let mut end = first.end;
    if let Some(second) = upper(line, &mut first, between, money, reading) {
        high = second.number.high;
        end = second.end;
        first.unit = second.unit.clone();
        if first.number.digits && blocked_before(line, first.start) {
            return None;
        }
    } else if blocked(line, &first) {
        return None;
    }
    let mut op = match particle(line, first.start) {
        true => '=',
        false => comparator(line, first.start),
    };
    if let Some((after, behind)) = after(line, end) {
        (op, end) = (after, behind);
        // "120 or so kilometres"
        if first.unit.is_none()
            && let Some((unit, behind)) = measure(line, end)
        {
            (first.unit, end) = (Some(unit), behind);
        }
    }
    if first.number.form == Form::Vague {
        op = '~';
    }
    let (unit, counted) = match first.unit {
        Some(unit) => (Some(unit), None),
        None => {
            let counted = counted(line, first.start..end, reading);
            if let Some(letter) = first.number.letter {
                // "10m people", but "10m tall".
                counted?;
                first.number = first.number.times(letter)?;
                high = first.number.high;
                end += 1;
            }
            let share = first.number.form == Form::Fraction
                && !first.number.scaled
                && first.number.low.abs() < Decimal::ONE
                && !(first.number.digits && counted.is_some());
            // "The first half of the century" is when.
            let ordered = first.start > 0
                && number(line, first.start - 1, false).is_some_and(|before| before.form == Form::Ordinal);
            match counted {
                _ if share && ordered => return None,
                _ if share => (Some("share".into()), None),
                Some(noun) => (Some(reading.words.text(reading.morphology.lemmas[noun]).into()), Some(noun)),
                None if lone(line, &first.number, i) || named(line, &first.number, reading) => return None,
                None => (None, None),
            }
        }
    };
    if op == '='
        && let Some(noun) = counted
    {
        // "100 people or more"
        let behind = line.atoms.partition_point(|atom| atom.token <= noun);
        op = after(line, behind).map_or(op, |(op, _)| op);
    }
    let quantity = Quantity { low: first.number.low, high, op, unit, ordinal: false };
    let pieces = first.start..end;
    let value = Valued { tokens: line.tokens(pieces.clone()), counted, value: Value::Quantity(quantity) };
    Some((pieces, value))
}

/// "Rose to $200 billion from 147 billion": a bare number behind "from" has the unit of the one before it in its
/// sentence.
pub(crate) fn borrow(line: &Line<'_>, start: usize, value: &mut Valued, earlier: &[Valued]) {
    let from = (start.saturating_sub(2)..start).any(|k| line.is(k, Role::From));
    let Value::Quantity(quantity) = &mut value.value else { return };
    let year = quantity.low == quantity.high
        && (Decimal::from(1000)..Decimal::from(2100)).contains(&quantity.low)
        && !line.surface(start).contains([',', '.']);
    if !from || quantity.unit.is_some() || quantity.ordinal || year {
        return;
    }
    let first = line.atoms.first().map(|atom| atom.token);
    let here = earlier.iter().rev().take_while(|each| Some(each.tokens.start) >= first);
    let unit = here.take(MOST_BETWEEN).find_map(|each| match &each.value {
        Value::Quantity(other) if !other.ordinal => other.unit.clone(),
        _ => None,
    });
    quantity.unit = unit.filter(|unit| unit.as_str() != "percent" && unit.as_str() != "share");
}

fn ordinal(line: &Line<'_>, first: &Amount) -> (Range<usize>, Valued) {
    let low = first.number.low;
    let quantity = Quantity { low, high: low, op: '=', unit: None, ordinal: true };
    let pieces = first.start..first.end;
    (pieces.clone(), Valued { tokens: line.tokens(pieces), counted: None, value: Value::Quantity(quantity) })
}

/// "One" by itself is a pronoun, and a four-digit number without a noun is a year.
fn lone(line: &Line<'_>, number: &Number, i: usize) -> bool {
    let one = !number.scaled
        && number.start == i
        && number.end == i + 1
        && number.low == Decimal::ONE
        && !number.digits;
    one || list_number(line, number)
}

/// A number that tells one thing from others of its name: "Calle 311", "the Big Three".
fn named(line: &Line<'_>, number: &Number, reading: &ValueInput<'_>) -> bool {
    let token = line.atoms[number.start].token;
    let morphology = reading.morphology;
    if !number.digits {
        return number.start > 0 && morphology.tags[token] == Upos::Propn;
    }
    let Some(before) = number.start.checked_sub(1).map(|before| line.atoms[before].token) else {
        return false;
    };
    let plain = number.form == Form::Cardinal
        && !number.scaled
        && number.low.is_integer()
        && line.surface(number.start).len() < 5;
    let under =
        reading.syntax.head(token) == before && matches!(morphology.tags[before], Upos::Noun | Upos::Propn);
    plain && under && reading.syntax.relation(token) != Relation::APPOS
}

/// "1." or "2)" at the start of a line of a list.
fn list_number(line: &Line<'_>, number: &Number) -> bool {
    number.digits
        && number.start == 0
        && line.len() > number.end + 1
        && line.glued(number.end)
        && (line.mark(number.end, ')') || line.mark(number.end, '.'))
}

/// A number with its unit, from its sign to its last word.
fn amount(line: &Line<'_>, i: usize, money: &Money, join: bool) -> Option<Amount> {
    let minus = usize::from(line.dash(i) && !line.glued(i) && line.glued(i + 1) && !line.is_number(i + 1));
    if let Some((code, minor, after)) = money_sign(line, i + minus, money) {
        let mut number = number(line, line.skip(after, '.'), join)?;
        let alphabetic =
            line.surface(i + minus).len() == 1 && line.is_word(i + minus) && after == i + minus + 1;
        let plain = !number.scaled
            && number.letter.is_none()
            && number.low.is_integer()
            && !line.surface(number.start).contains(',');
        // "R200 million" is money, "N95" a mask.
        if number.form == Form::Ordinal
            || number.form == Form::Vague
            || alphabetic && (plain || !line.glued(after))
            // "COP27" is a conference.
            || plain
                && line.tables.stands_apart(&code)
                && line.glued(after)
                && number.low < Decimal::ONE_HUNDRED
        {
            return None;
        }
        if let Some(letter) = number.letter.take() {
            number = number.times(letter)?;
            number.end += 1;
        }
        if minor {
            return None;
        }
        if minus == 1 {
            (number.low, number.high) = (-number.low, -number.high);
        }
        let mut end = number.end;
        // "$10 dollars", "$5 USD": said twice.
        if let Some((again, false, after)) = money_word(line, end)
            && (again == code || code.as_str() == "USD")
            && line.is_word(end)
        {
            let code = again;
            return Some(Amount { number, unit: Some(code), start: i, end: after });
        }
        let mut amount = Amount { number, unit: Some(code.clone()), start: i, end };
        end = amount.end;
        if let Some(cents) = hundredths(line, end, &code) {
            add(&mut amount, cents)?;
        }
        return Some(amount);
    }
    let mut number = number(line, i, join)?;
    let (start, mut end) = (number.start, number.end);
    if matches!(number.form, Form::Ordinal) {
        return Some(Amount { number, unit: None, start, end });
    }
    let at = if line.dash(end) && line.glued(end) && line.glued(end + 1) { end + 1 } else { end };
    if let Some((mut unit, minor, after)) = money_word(line, at) {
        if let Some(letter) = number.letter.take() {
            number = number.times(letter)?;
        }
        if minor {
            number.low = number.low.checked_div(Decimal::ONE_HUNDRED)?.normalize();
            number.high = number.high.checked_div(Decimal::ONE_HUNDRED)?.normalize();
        }
        end = after;
        // "75 USD million"
        let factor = line.word(end).multiplier;
        if factor >= 1000 && !number.scaled {
            number = number.times(factor)?;
            end += 1;
        }
        let mut amount = Amount { number, unit: Some(unit.clone()), start, end };
        if !minor && let Some(cents) = hundredths(line, end, &unit) {
            add(&mut amount, cents)?;
        }
        unit = amount.unit.clone()?;
        return Some(Amount { unit: Some(unit), ..amount });
    }
    if let Some((index, after)) = shared_word(line, at) {
        let word = line.tables.shared(index).word.clone();
        let weight = word.as_str() == "pound"
            && (line.atoms.len() < 400 && (0..line.len()).any(|k| line.is(k, Role::Weigh)));
        let settled = money.0.get(index).cloned().flatten();
        let unit = match settled {
            Some(code) if !weight => code,
            _ if word.as_str() == "pound" && number.scaled && !weight => "GBP".into(),
            _ if word.as_str() == "pound" => "lb".into(),
            _ => word,
        };
        return Some(Amount { number, unit: Some(unit), start, end: after });
    }
    // A letter behind the number may be a multiplier of the unit that follows: "10m tonnes".
    if let Some(letter) = number.letter
        && let Some((unit, after)) = measure(line, number.end + 1)
        && line.is_word(number.end + 1)
        && (counts_behind(line, number.end + 1) || letter != 1_000_000)
    {
        let mut number = number.times(letter)?;
        number.letter = None;
        return Some(Amount { number, unit: Some(unit), start, end: after });
    }
    if let Some(letter) = number.letter
        && let Some((code, minor, after)) = money_word(line, number.end + 1)
        && !minor
    {
        let mut number = number.times(letter)?;
        number.letter = None;
        return Some(Amount { number, unit: Some(code), start, end: after });
    }
    if let Some((unit, after)) = measure(line, at)
        && (number.letter.is_none() || !counts_behind(line, after))
    {
        number.letter = None;
        let mut amount = Amount { number, unit: Some(unit), start, end: after };
        feet_and_inches(line, &mut amount);
        return Some(amount);
    }
    end = number.end;
    // "hundreds of millions of dollars"
    if number.form == Form::Vague
        && line.is(end, Role::Of)
        && let Some((unit, false, after)) = money_word(line, end + 1)
    {
        return Some(Amount { number, unit: Some(unit), start, end: after });
    }
    Some(Amount { number, unit: None, start, end })
}

fn counts_behind(line: &Line<'_>, i: usize) -> bool {
    line.is_word(i) && line.surface(i).len() > 3 && line.surface(i).ends_with('s') || line.is(i, Role::Group)
}

fn money_sign(line: &Line<'_>, i: usize, money: &Money) -> Option<(Name, bool, usize)> {
    let (phrase, end) = line.phrase(i, |phrase| match phrase.meaning {
        Meaning::Money { sign, .. } => sign,
        Meaning::SharedMoney(_) => phrase.exact,
        _ => false,
    })?;
    // A sign glued to a word before it is part of that word.
    if line.glued(i) && (line.is_word(i - 1) || line.is_number(i - 1)) {
        return None;
    }
    match &phrase.meaning {
        Meaning::Money { code, minor, .. } => Some((code.clone(), *minor, end)),
        // "Rs 3 crore"
        Meaning::SharedMoney(index) => Some((money.0.get(*index).cloned().flatten()?, false, end)),
        _ => None,
    }
}

fn money_word(line: &Line<'_>, i: usize) -> Option<(Name, bool, usize)> {
    let (phrase, end) = line.phrase(i, |phrase| match phrase.meaning {
        // A single letter behind a number is no sign of money.
        Meaning::Money { .. } => {
            !phrase.exact || phrase.words.len() > 1 || phrase.words[0].len() > 1 || line.mark(i, '$')
        }
        _ => false,
    })?;
    // "50 $20 bills"
    if line.glued(end) && line.is_number(end) && !line.glued(i) {
        return None;
    }
    match &phrase.meaning {
        Meaning::Money { code, minor, .. } => Some((code.clone(), *minor, end)),
        _ => None,
    }
}

fn shared_word(line: &Line<'_>, i: usize) -> Option<(usize, usize)> {
    let (phrase, end) = line.phrase(i, |phrase| matches!(phrase.meaning, Meaning::SharedMoney(_)))?;
    match phrase.meaning {
        Meaning::SharedMoney(index) => Some((index, end)),
        _ => None,
    }
}

fn measure(line: &Line<'_>, i: usize) -> Option<(Name, usize)> {
    let (phrase, end) = line.phrase(i, |phrase| matches!(phrase.meaning, Meaning::Measure(_)))?;
    // Digits that follow without a space make it a code: "24703m212".
    if line.glued(end)
        && (line.is_number(end) || line.dash(end) && line.glued(end + 1) && line.is_number(end + 1))
    {
        return None;
    }
    match &phrase.meaning {
        Meaning::Measure(unit) => Some((unit.clone(), line.skip_abbreviation(end))),
        _ => None,
    }
}

/// "… and 45 cents" behind dollars.
fn hundredths(line: &Line<'_>, i: usize, code: &Name) -> Option<(Decimal, usize)> {
    let start = i + usize::from(line.is(i, Role::And));
    let cents =
        number(line, start, false).filter(|number| number.form == Form::Cardinal && !number.scaled)?;
    // "15 dollars 50."
    let bare = cents.digits
        && line.surface(cents.start).len() == 2
        && cents.end == cents.start + 1
        && line.is_word(i - 1);
    if bare && (cents.end >= line.len() || line.mark(cents.end, '.') && !line.glued(cents.end + 1)) {
        return Some((cents.low / Decimal::ONE_HUNDRED, cents.end));
    }
    let (unit, minor, end) = money_word(line, cents.end)?;
    let fits = minor && unit == *code && cents.low < Decimal::ONE_HUNDRED && cents.low > Decimal::ZERO;
    fits.then(|| (cents.low / Decimal::ONE_HUNDRED, end))
}

fn add(amount: &mut Amount, (rest, end): (Decimal, usize)) -> Option<()> {
    amount.number.low = amount.number.low.checked_add(rest)?;
    amount.number.high = amount.number.low;
    amount.end = end;
    Some(())
}

fn feet_and_inches(line: &Line<'_>, amount: &mut Amount) {
    let is = |unit: &Option<Name>, name: &str| unit.as_ref().is_some_and(|unit| unit.as_str() == name);
    if !is(&amount.unit, "foot") {
        return;
    }
    let start = amount.end + usize::from(line.is(amount.end, Role::And));
    if let Some(inches) = number(line, start, false)
        && inches.form == Form::Cardinal
        && let end = inches.end
        && (measure(line, end).is_some_and(|(unit, _)| unit.as_str() == "inch") || line.surface(end) == "in")
        && let Some(feet) = inches.low.checked_div(Decimal::from(12u8))
        && let Some(sum) = amount.number.low.checked_add(feet.round_dp(4))
    {
        (amount.number.low, amount.number.high) = (sum, sum);
        amount.end = end + 1;
    }
}

/// The other end of a range: "5 to 7", "between 5 and 7", "$5-7 billion".
fn upper(
    line: &Line<'_>,
    first: &mut Amount,
    between: bool,
    money: &Money,
    reading: &ValueInput<'_>,
) -> Option<Amount> {
    let dash = line.dash(first.end) || line.mark(first.end, '~');
    let joined = if between {
        line.is(first.end, Role::And) || line.is(first.end, Role::To)
    } else {
        line.is(first.end, Role::To)
    };
    if !(dash || joined) || matches!(first.number.form, Form::Vague) {
        return None;
    }
    let second = amount(line, first.end + 1, money, true)?;
    if second.number.form == Form::Ordinal
        || second.number.form == Form::Vague
        || first.number.letter.is_some()
        || second.number.letter.is_some()
    {
        return None;
    }
    let same_unit = first.unit.is_none() || first.unit == second.unit || second.unit.is_none();
    if !same_unit || blocked_after(line, &second) {
        return None;
    }
    let mut low = first.number.low;
    let plain = second.number.low.checked_div(second.number.factor)?;
    if !first.number.scaled && second.number.scaled && low <= plain {
        low = low.checked_mul(second.number.factor)?;
    }
    if low >= second.number.low {
        return None;
    }
    let unit = second.unit.clone().or_else(|| first.unit.clone());
    if !between {
        // "Rose 30 to 50" tells two numbers, "from 5 to 7" a change, unless something ranges from one to the other.
        let before = first.start.checked_sub(1);
        let changes = before.is_some_and(|k| line.is(k, Role::Change));
        let from = before.is_some_and(|k| line.is(k, Role::From));
        let ranges = before.and_then(|k| k.checked_sub(1)).is_some_and(|k| line.is(k, Role::Ranging));
        if joined
            && (changes && (second.unit.is_none() || first.unit.is_some())
                || from && !ranges && changing(line, first.start))
        {
            return None;
        }
        // "2-1" is a score: a range in digits needs something that it counts.
        let glued = dash && line.glued(first.end) && line.glued(first.end + 1);
        let small = second.number.low < Decimal::ONE_HUNDRED && !second.number.scaled;
        if glued
            && unit.is_none()
            && small
            && !counted(line, first.start..second.end, reading).is_some_and(|noun| plural(noun, reading))
        {
            return None;
        }
        if dash && !glued && line.glued(first.end) != line.glued(first.end + 1) {
            return None;
        }
    }
    first.number.low = low.normalize();
    Some(Amount { unit, ..second })
}

/// True if a verb of change stands before "from".
fn changing(line: &Line<'_>, start: usize) -> bool {
    (start.saturating_sub(8)..start).any(|k| line.is(k, Role::Change))
}

fn plural(noun: TokenId, reading: &ValueInput<'_>) -> bool {
    reading.morphology.features[noun].has(Features::NUMBER_PLUR)
}

/// True of "over" in "handed over 700 kg".
fn particle(line: &Line<'_>, start: usize) -> bool {
    start > 1 && line.is(start - 1, Role::Over) && line.is(start - 2, Role::Handing)
}

/// What the words before a number say of it.
fn comparator(line: &Line<'_>, start: usize) -> char {
    let mut op = '=';
    let mut at = start;
    for _ in 0..3 {
        let Some(last) = at.checked_sub(1) else { break };
        if matches!(line.kind(last), Some(Kind::Mark('>' | '<' | '~'))) {
            return line.surface(last).chars().next().unwrap_or('=');
        }
        if line.mark(last, '=') && last > 0 && matches!(line.kind(last - 1), Some(Kind::Mark('>' | '<'))) {
            return line.surface(last - 1).chars().next().unwrap_or('=');
        }
        let matched = line.word(last).before.iter().find(|(words, _)| {
            words.len() <= last
                && words.iter().enumerate().all(|(k, word)| same_word(line.surface(last - 1 - k), word))
        });
        match matched {
            Some((words, found)) => {
                if op == '=' || *found != '~' {
                    op = *found;
                }
                at = last - words.len();
            }
            None if at == start
                && (line.is(last, Role::Article)
                    || line.is(last, Role::The)
                    || line.is(last, Role::Other)) =>
            {
                at = last
            }
            None => break,
        }
    }
    op
}

fn after(line: &Line<'_>, end: usize) -> Option<(char, usize)> {
    if line.mark(end, '+') && line.glued(end) {
        return Some(('>', end + 1));
    }
    let at = if line.dash(end) && line.glued(end) { end + 1 } else { end };
    let (phrase, end) = line.phrase(at, |phrase| matches!(phrase.meaning, Meaning::After(_)))?;
    // "plus" between two numbers adds.
    if number(line, end, false).is_some() || line.is(end, Role::Than) {
        return None;
    }
    match phrase.meaning {
        Meaning::After(op) => Some((op, end)),
        _ => None,
    }
}

/// The noun that a number counts.
fn counted(line: &Line<'_>, pieces: Range<usize>, reading: &ValueInput<'_>) -> Option<TokenId> {
    let behind = behind(line, pieces.end);
    let last = line.atoms.last()?.token;
    let inside = line.tokens(pieces.clone());
    let syntax = reading.syntax;
    let by_tree = chancery_document::each(inside.clone()).find_map(|token| {
        let head = syntax.head(token);
        let near = head >= behind && head.index_after(behind) <= 6;
        // "12 F-16 jets" counts no F.
        let whole = reading.tokens.spans[head].len() > 1;
        (syntax.relation(token) == Relation::NUMMOD && near && whole && is_noun(head, reading))
            .then_some(head)
    });
    let pointed = |noun: TokenId| {
        let before = line.atoms.partition_point(|atom| atom.token < noun).checked_sub(1);
        before
            .is_some_and(|k| k >= pieces.end && [Role::Last, Role::This].iter().any(|&role| line.is(k, role)))
    };
    if let Some(noun) = by_tree.filter(|&noun| !pointed(noun)) {
        return Some(noun);
    }
    // "two of the soldiers", "tens of thousands of people"
    let mut at = behind;
    if line.is(pieces.end, Role::Of) {
        at = behind.next();
        while at <= last
            && matches!(reading.morphology.tags[at], Upos::Det | Upos::Pron)
            && at.index_after(behind) < 4
        {
            at = at.next();
        }
    }
    let mut noun = None;
    // "Earned 71 mln last year" counts no years.
    let pointing = line.atoms.partition_point(|atom| atom.token < at);
    if [Role::Last, Role::Next, Role::This, Role::Every].iter().any(|&role| line.is(pointing, role)) {
        return None;
    }
    while at <= last && at.index_after(behind) < 7 {
        match reading.morphology.tags[at] {
            Upos::Noun => noun = Some(at),
            Upos::Adj | Upos::Propn => {
                // The noun run is over once an adjective follows it.
                if noun.is_some() && reading.morphology.tags[at] == Upos::Adj {
                    break;
                }
            }
            Upos::Num
                if at > behind
                    && reading.tokens.spans[at].start()
                        == reading.tokens.spans[TokenId::new(at.index() - 1)].end() => {}
            Upos::Punct if noun.is_none() && reading.tokens.spans[at].of(reading.text) == "-" => {}
            _ => break,
        }
        at = at.next();
    }
    noun
}

fn is_noun(token: TokenId, reading: &ValueInput<'_>) -> bool {
    matches!(reading.morphology.tags[token], Upos::Noun | Upos::Propn | Upos::Sym)
}

/// How many tokens further on.
trait IndexAfter {
    fn index_after(self, other: TokenId) -> usize;
}

impl IndexAfter for TokenId {
    fn index_after(self, other: TokenId) -> usize {
        self.index().saturating_sub(other.index())
    }
}

/// True if the number is part of a name or code: "Article 5", "COVID-19", "2-1", "3D".
fn blocked(line: &Line<'_>, amount: &Amount) -> bool {
    blocked_before(line, amount.start) || blocked_after(line, amount)
}

fn blocked_before(line: &Line<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else { return false };
    if line.glued(start) {
        let fine = match line.kind(before) {
            Some(Kind::Mark('(' | '[' | '{' | '"' | '“' | '‘' | '~' | '<' | '>' | '=' | '¿' | ',')) => {
                true
            }
            // "A zero-growth year", but no figure in "Covid-zero".
            Some(Kind::Mark('-')) if line.glued(before) && line.is_word(before.wrapping_sub(1)) => false,
            Some(Kind::Mark('-' | '–' | '—')) => {
                line.is_number(start) && !line.glued(before) && !line.is_number(before.wrapping_sub(1))
                    || !line.is_number(start)
            }
            Some(Kind::Mark('+' | '±' | '≈')) => !line.glued(before) && !line.dash(start + 1),
            Some(Kind::Mark('\'' | '’')) => !line.is_number(start),
            Some(Kind::Mark('.' | '/' | '…')) => !line.is_number(start),
            Some(Kind::Mark(mark)) => !mark.is_ascii() && !line.is_number(start),
            _ => false,
        };
        return !fine;
    }
    let label = if line.mark(before, '.') && line.glued(before) { before.wrapping_sub(1) } else { before };
    let is_label = line.is(label, Role::Label)
        && (line.capital(label) || !line.is(label, Role::Capitalised) || label < before);
    is_label && (line.is_number(start) || line.capital(label))
}

fn blocked_after(line: &Line<'_>, amount: &Amount) -> bool {
    let end = amount.end;
    if amount.unit.is_some() || !line.glued(end) {
        return false;
    }
    match line.kind(end) {
        // "3D": a letter that is no unit.
        Some(Kind::Word) => {
            amount.number.letter.is_none()
                && amount.number.digits
                && !line.surface(end).starts_with(['\'', '’'])
        }
        Some(Kind::Mark('-' | '–' | '‑')) => {
            let compound = line.glued(end + 1) && (line.is_word(end + 1) || line.is_number(end + 1));
            compound && line.phrase(end + 1, |phrase| matches!(phrase.meaning, Meaning::After(_))).is_none()
        }
        Some(Kind::Mark('/' | ':')) => amount.number.digits && line.glued(end + 1) && line.is_number(end + 1),
        _ => false,
    }
}
