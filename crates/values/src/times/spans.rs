//! Lengths of time and sets of times: "three days", "every two years", ages.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    Scan, Sense,
    calendar::{When, letters},
};
use crate::{
    numbers::{Form, number},
    tables::{Meaning, Role, Unit},
};

/// So many units of time.
#[derive(Clone, Debug)]
pub(crate) struct Length {
    pub(crate) unit: Unit,
    pub(crate) count: Decimal,
    /// Smaller units behind: "3 hours 30 minutes".
    pub(crate) also: Option<(Unit, i64)>,
    /// True if a number tells how many.
    pub(crate) counted: bool,
    /// True for "a few", "several".
    pub(crate) several: bool,
    /// True for "three-day".
    pub(crate) adjective: bool,
}

impl Length {
    pub(crate) fn whole(&self) -> i64 {
        self.count.to_i64().unwrap_or(0)
    }

    /// What remains of "two and a half years" and "3 hours 30 minutes" in smaller units.
    pub(crate) fn rest(&self) -> impl Iterator<Item = (Unit, i64)> {
        let part = self.count.fract();
        let months = if self.unit == Unit::Year {
            (part * Decimal::from(12u8)).round().to_i64().filter(|n| *n > 0)
        } else {
            None
        };
        months.map(|months| (Unit::Month, months)).into_iter().chain(self.also)
    }

    /// As TIMEX3 writes it.
    pub(crate) fn timex(&self) -> String {
        let (time, letter, factor) = letters(self.unit);
        if self.several {
            return some(self.unit);
        }
        let half = Decimal::new(5, 1);
        let tail = match self.also {
            Some((unit, count)) => {
                let (_, letter, factor) = letters(unit);
                format!(
                    "{}{}{letter}",
                    if time.is_empty() && unit < Unit::Day { "T" } else { "" },
                    count * factor
                )
            }
            None => String::new(),
        };
        match (self.unit, self.count.fract() == half && tail.is_empty()) {
            (Unit::Year, true) if self.whole() > 0 => format!("P{}Y6M", self.whole()),
            (Unit::Hour, true) if self.whole() > 0 => format!("PT{}H30M", self.whole()),
            (Unit::Hour, true) => "PT30M".to_owned(),
            (Unit::Minute, true) if self.whole() > 0 => format!("PT{}M30S", self.whole()),
            (Unit::Year, true) => "P6M".to_owned(),
            _ => format!("P{time}{}{letter}{tail}", (self.count * Decimal::from(factor)).normalize()),
        }
    }
}

/// An unknown number of units.
pub(crate) fn some(unit: Unit) -> String {
    match unit {
        Unit::Decade => "PXE".to_owned(),
        Unit::Century => "PXC".to_owned(),
        Unit::Quarter => "PXQ".to_owned(),
        _ => {
            let (time, letter, _) = letters(unit);
            format!("P{time}X{letter}")
        }
    }
}

impl Scan<'_> {
    /// "three days", "a week", "two and a half years", "20-year", "a few months", "half an hour", "2 1/2 years".
    pub(crate) fn length(&self, i: usize) -> Option<(Length, usize)> {
        let line = self.line;
        let made = |unit, count, end| {
            Some((Length { unit, count, also: None, counted: true, several: false, adjective: false }, end))
        };
        // "half an hour", "half a year"
        if line.is(i, Role::Half) {
            let at = line.skip_dash(line.skip_role(i + 1, Role::A));
            let unit = line.word(at).unit.filter(|unit| *unit != Unit::Quarter && *unit != Unit::Second)?;
            return made(unit, Decimal::new(5, 1), at + 1);
        }
        // "a few days", "several years", "a couple of weeks", "a number of years"
        let few = line.skip_role(i, Role::A);
        if line.is(few, Role::Few) {
            let of = line.skip_role(few + 1, Role::Of);
            let dashed = line.skip_dash(of);
            let at = self.skip_more(dashed);
            let unit = line.word(at).unit?;
            let couple = line.is(few, Role::Couple);
            return Some((
                Length {
                    unit,
                    count: if couple { Decimal::TWO } else { Decimal::from(3u8) },
                    also: None,
                    counted: couple,
                    several: !couple,
                    adjective: dashed > of,
                },
                at + 1,
            ));
        }
        // "a week", "an additional year", "one day"
        if line.is(i, Role::A) && line.word(i).cardinal.is_none() {
            let at = self.skip_more(i + 1);
            if let Some(unit) = line.word(at).unit
                && !line.word(at).plural
                && unit != Unit::Weekend
                && (unit != Unit::Second || line.is(i.wrapping_sub(1), Role::For))
                && !(line.dash(at + 1) && line.glued(at + 1))
                && unit != Unit::Quarter
            {
                return self.and_more(
                    Length {
                        unit,
                        count: Decimal::ONE,
                        also: None,
                        counted: true,
                        several: false,
                        adjective: false,
                    },
                    at + 1,
                );
            }
        }
        // "all day", "all month"
        if line.is(i, Role::All)
            && let Some(unit) = line.word(i + 1).unit
            && !line.word(i + 1).plural
            && unit >= Unit::Day
            && unit != Unit::Quarter
            && self.ends_phrase(i + 2)
        {
            return made(unit, Decimal::ONE, i + 2);
        }
        // "another day"
        if line.is(i, Role::Another)
            && let Some(unit) = line.word(i + 1).unit
            && !line.word(i + 1).plural
            && unit >= Unit::Minute
        {
            return made(unit, Decimal::ONE, i + 2);
        }
        // "three quarters" of years, not of a whole
        if let Some(count @ 2..=12) = line.word(i).cardinal
            && line.word(i + 1).unit == Some(Unit::Quarter)
            && line.word(i + 1).plural
            && i > 0
            && (line.is(i - 1, Role::Last) || line.is(i - 1, Role::Next))
        {
            return made(Unit::Quarter, Decimal::from(count), i + 2);
        }
        let count = number(line, i, true)?;
        if count.form == Form::Ordinal
            || count.form == Form::Vague
            || count.low.is_sign_negative()
            || count.low > Decimal::from(1_000_000_000u64)
        {
            return None;
        }
        // "30m" may be minutes, but hardly in the news; "3h" is hours.
        // "two to three weeks", "12-18 months": at least the first.
        let (count_end, ranged) = self.range_end(count.end);
        let dashed = !ranged && line.dash(count_end) && line.glued(count_end) && line.glued(count_end + 1);
        let at = if dashed { count_end + 1 } else { self.skip_more(count_end) };
        let unit = line.word(at).unit?;
        // "4Q" and "2 quarter" are told elsewhere; "5 second" needs its number.
        if unit == Unit::Second && line.word(at).ordinal > 0 && !dashed {
            return None;
        }
        if unit == Unit::Quarter && !line.word(at).plural
            || unit == Unit::Weekend && !line.word(at).plural && !dashed
        {
            return None;
        }
        if line.surface(at).len() <= 2
            && (!line.glued(at) || dashed)
            && !matches!(line.surface(at), "hr" | "yr" | "wk")
        {
            return None;
        }
        let length =
            Length { unit, count: count.low, also: None, counted: true, several: false, adjective: dashed };
        self.and_more(length, line.skip_abbreviation(at + 1))
    }

    /// Past "to three" and "-18" behind a number of units.
    fn range_end(&self, end: usize) -> (usize, bool) {
        let line = self.line;
        let between = line.is(end, Role::And) && end > 1 && line.is(end - 2, Role::Between);
        if !(line.is(end, Role::To)
            || line.is(end, Role::Or)
            || between
            || line.dash(end) && (line.is_number(end + 1) || line.word(end + 1).cardinal.is_some()))
        {
            return (end, false);
        }
        match number(line, end + 1, false) {
            Some(second)
                if second.form == Form::Cardinal && line.word(self.skip_more(second.end)).unit.is_some() =>
            {
                (second.end, true)
            }
            _ => (end, false),
        }
    }

    fn skip_more(&self, i: usize) -> usize {
        let line = self.line;
        let mut at = i;
        while at < i + 2 && line.is(at, Role::More) {
            at += 1;
        }
        at
    }

    /// "and a half", "and 30 minutes" behind a length.
    fn and_more(&self, mut length: Length, end: usize) -> Option<(Length, usize)> {
        let line = self.line;
        let and = line.skip_role(end, Role::And);
        let article = line.skip_role(and, Role::A);
        let part = line.word(article).part;
        if and > end && part > 0 && (article > and || part == 2) && !length.adjective {
            length.count += Decimal::ONE.checked_div(Decimal::from(part))?;
            return Some((length, article + 1));
        }
        if !length.adjective
            && let Some(small) = number(line, and, false)
            && small.form == Form::Cardinal
            && small.low.is_integer()
            && let Some(unit) = line.word(small.end).unit
            && unit < length.unit
            && (unit >= Unit::Day) == (length.unit >= Unit::Day)
            && line.surface(small.end).len() > 1
        {
            length.also = Some((unit, small.low.to_i64()?));
            return Some((length, small.end + 1));
        }
        Some((length, end))
    }

    /// A length with what it turns into: an age, a time some lengths ago, or a mere duration.
    pub(crate) fn duration(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let Some((length, end)) = self.length(i) else {
            return self.number_pointer(i).or_else(|| self.bare_plural(i));
        };
        // Ages: "29 years old", "29-year-old", "three years of age"
        let at = if line.dash(end) { end + 1 } else { line.skip_role(end, Role::Of) };
        if line.is(at, Role::Old) {
            return Some((Sense::Length { timex: length.timex(), vague: true }, at + 1));
        }
        if let Some(found) = self.moved(&length, i, end) {
            return Some(found);
        }
        // "Will one day be": some day to come.
        let adverb =
            line.word(i).cardinal == Some(1) && length.unit == Unit::Day && end == i + 2 && line.is_word(i);
        let governed = i > 0
            && (line.is(i - 1, Role::For)
                || line.is(i - 1, Role::Over)
                || line.is(i - 1, Role::Within)
                || line.is(i - 1, Role::Of)
                || line.is(i - 1, Role::At)
                || line.is(i - 1, Role::By));
        if adverb && !governed && line.is_word(end) {
            return Some((Sense::Time(When::reference("FUTURE_REF")), end));
        }
        // "a year" behind an amount tells how often: "$33 million a year".
        if line.is(i, Role::A)
            && line.word(i).cardinal.is_none()
            && end == i + 2
            && i > 0
            && self.behind_amount(i)
        {
            return Some((Sense::Rule(frequency(length.unit, 1)?), end));
        }
        // "a day" and "a second" by themselves are no lengths to speak of, "the first year" no length.
        let spoken = line.is(i, Role::A)
            && end == i + 2
            && length.unit <= Unit::Day
            && i > 0
            && !line.is(i - 1, Role::For)
            && !line.is(i - 1, Role::Over)
            && !line.is(i - 1, Role::Within);
        if spoken && length.unit < Unit::Hour {
            return None;
        }
        Some((Sense::Length { timex: length.timex(), vague: length.several }, end))
    }

    /// "the two coming months", "ten previous weeks".
    fn number_pointer(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let count =
            number(line, i, false).filter(|count| count.form == Form::Cardinal && count.low.is_integer())?;
        let (way, at) = self.pointer(count.end);
        let unit = line.word(at).unit.filter(|_| line.word(at).plural && at > count.end)?;
        let length =
            Length { unit, count: count.low, also: None, counted: true, several: false, adjective: false };
        self.stretch(way, &length, at + 1)
    }

    fn behind_amount(&self, i: usize) -> bool {
        let line = self.line;
        let before = i - 1;
        line.is_number(before)
            || line.mark(before, '%')
            || line.word(before).multiplier > 0
            || line
                .word(before)
                .phrases
                .iter()
                .any(|phrase| matches!(phrase.meaning, Meaning::Money { .. } | Meaning::Measure(_)))
            || line.is(before, Role::Once)
            || line.is(before, Role::Twice)
            || line.is(before, Role::Times)
            || self.counts(i.saturating_sub(2), i - 1) && line.is_number(i.saturating_sub(2))
    }

    /// "weeks", "months", "years" without a number, where they are lengths: "within weeks", "for years".
    fn bare_plural(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let word = line.word(i);
        let unit = word.unit.filter(|unit| *unit >= Unit::Minute && word.plural && *unit != Unit::Weekend)?;
        if line.glued(i) && i > 0 || line.surface(i).len() < 4 {
            return None;
        }
        let ago = i + 1;
        if line.is(ago, Role::Ago) {
            return Some((Sense::Time(When::reference("PAST_REF")), ago + 1));
        }
        if line.is(ago, Role::AfterNow) || line.is(ago, Role::Sooner) {
            return Some((
                Sense::Time(When::reference(if line.is(ago, Role::Later) {
                    "FUTURE_REF"
                } else {
                    "PAST_REF"
                })),
                ago + 1,
            ));
        }
        if line.is(ago, Role::Ahead) {
            return Some((Sense::Time(When::reference("FUTURE_REF")), ago + 1));
        }
        let before = i.checked_sub(1)?;
        let placed = line.is(before, Role::For)
            || line.is(before, Role::Within)
            || line.is(before, Role::Over)
            || line.is(before, Role::Or)
            || line.is(before, Role::Follows)
            || line.is(before, Role::After);
        placed.then(|| (Sense::Length { timex: some(unit), vague: true }, i + 1))
    }

    /// "every two years", "each Monday", "once a week", "weekly", "Mondays", "per year".
    pub(crate) fn set(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let word = line.word(i);
        if word.is(Role::Every) {
            return self.every(i);
        }
        // "bi-weekly"
        if let Some((phrase, end)) = line.phrase(i, |phrase| matches!(phrase.meaning, Meaning::Often(_)))
            && let Meaning::Often(rule) = &phrase.meaning
        {
            return Some((Sense::Rule(rule.as_str().to_owned()), end));
        }
        if let Some(rule) = &word.frequency {
            // "annual" and "monthly" before a noun tell how often only of what comes again.
            let free = line.is(i, Role::Often) || self.ends_phrase(i + 1) || line.is(i + 1, Role::Recurring);
            return free.then(|| (Sense::Rule(rule.as_str().to_owned()), i + 1));
        }
        if word.is(Role::Once) || word.is(Role::Twice) {
            let at = i + 1;
            let unit = line.word(at + 1).unit;
            if (line.is(at, Role::A) || line.is(at, Role::Per) || line.is(at, Role::Every))
                && !line.word(at + 1).plural
            {
                let rule = if word.is(Role::Twice) && unit == Some(Unit::Year) {
                    "FREQ=MONTHLY;INTERVAL=6".to_owned()
                } else {
                    frequency(unit?, 1)?
                };
                return Some((Sense::Rule(rule), at + 2));
            }
            if line.is(at, Role::Every)
                && let Some((sense, end)) = self.every(at)
            {
                return Some((sense, end));
            }
        }
        if word.is(Role::Per)
            && let Some(unit) = line.word(i + 1).unit
            && unit >= Unit::Day
            && i > 0
        {
            return Some((Sense::Rule(frequency(unit, 1)?), i + 2));
        }
        // "Friday mornings"
        if word.weekday > 0 && line.word(i + 1).day_part.is_some() && line.surface(i + 1).ends_with('s') {
            let day = DAYS[usize::from(word.weekday.unsigned_abs()) - 1];
            return Some((Sense::Rule(format!("FREQ=WEEKLY;BYDAY={day}")), i + 2));
        }
        if word.weekday > 0 && word.plural && line.surface(i).ends_with('s') {
            return Some((
                Sense::Rule(format!(
                    "FREQ=WEEKLY;BYDAY={}",
                    DAYS[usize::from(word.weekday.unsigned_abs()) - 1]
                )),
                i + 1,
            ));
        }
        None
    }

    fn every(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let at = i + 1;
        if line.is(at, Role::Workday) {
            return Some((Sense::Rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR".to_owned()), at + 1));
        }
        if let Some(unit) = line.word(at).unit.filter(|_| !line.word(at).plural) {
            return Some((Sense::Rule(frequency(unit, 1)?), at + 1));
        }
        if line.word(at).weekday > 0 {
            return Some((
                Sense::Rule(format!(
                    "FREQ=WEEKLY;BYDAY={}",
                    DAYS[usize::from(line.word(at).weekday.unsigned_abs()) - 1]
                )),
                at + 1,
            ));
        }
        if let Some(month) = self.month(at) {
            if let Some((partial, end)) = self.partial(at)
                && let Some(day) = partial.day
            {
                return Some((Sense::Rule(format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}")), end));
            }
            return Some((Sense::Rule(format!("FREQ=YEARLY;BYMONTH={month}")), at + 1));
        }
        if let Some(season) = &line.word(at).season {
            let months = match season.as_str() {
                "SP" => "3,4,5",
                "SU" => "6,7,8",
                "FA" => "9,10,11",
                _ => "12,1,2",
            };
            return Some((Sense::Rule(format!("FREQ=YEARLY;BYMONTH={months}")), at + 1));
        }
        if line.word(at).day_part.is_some() && !line.word(at).plural {
            return Some((Sense::Rule("FREQ=DAILY".to_owned()), at + 1));
        }
        // "every other Friday"
        if line.is(at, Role::Other) && line.word(at + 1).weekday > 0 {
            let day = DAYS[usize::from(line.word(at + 1).weekday.unsigned_abs()) - 1];
            return Some((Sense::Rule(format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={day}")), at + 2));
        }
        // "every other week", "every second year"
        if (line.is(at, Role::Other) || line.is(at, Role::Second)) && line.word(at + 1).unit.is_some() {
            return Some((Sense::Rule(frequency(line.word(at + 1).unit?, 2)?), at + 2));
        }
        if line.is(at, Role::Few) {
            return None;
        }
        let count = number(line, at, false)?;
        let unit = line.word(count.end).unit?;
        let count_whole = count.low.to_i64().filter(|n| (1..=1000).contains(n) && count.low.is_integer())?;
        if count.form == Form::Ordinal {
            return Some((Sense::Rule(frequency(unit, count_whole)?), count.end + 1));
        }
        Some((Sense::Rule(frequency(unit, count_whole)?), count.end + 1))
    }

    /// "aged 29", "age 87", and "Lind, 52, said".
    pub(crate) fn age(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let years = |value: i64| {
            (value > 0 && value < 125).then(|| Sense::Length { timex: format!("P{value}Y"), vague: true })
        };
        if line.is(i, Role::Aged) {
            let (value, _) = line.integer(i + 1)?;
            return years(value).map(|sense| (sense, i + 2));
        }
        let (value, width) = line.integer(i)?;
        // "He is 52."
        let told = i > 1
            && line.is(i - 2, Role::Subject)
            && (line.is(i - 1, Role::Had) || line.is(i - 1, Role::Will))
            && (i + 1 >= line.len() || line.mark(i + 1, '.') || line.mark(i + 1, ','));
        if told && width == 2 {
            return years(value).map(|sense| (sense, i + 1));
        }
        let named = width == 2
            && i > 1
            && line.mark(i - 1, ',')
            && line.mark(i + 1, ',')
            && line.capital(i - 2)
            && !line.is_number(i + 2)
            && !line.glued(i + 1 + 1);
        let month = line.word(i.wrapping_sub(2)).month > 0;
        (named && !month && self.is_name(i - 2)).then(|| years(value)).flatten().map(|sense| (sense, i + 1))
    }
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn frequency(unit: Unit, count: i64) -> Option<String> {
    let (name, factor) = match unit {
        Unit::Second => ("SECONDLY", 1),
        Unit::Minute => ("MINUTELY", 1),
        Unit::Hour => ("HOURLY", 1),
        Unit::Day => ("DAILY", 1),
        Unit::Week | Unit::Weekend => ("WEEKLY", 1),
        Unit::Fortnight => ("WEEKLY", 2),
        Unit::Month => ("MONTHLY", 1),
        Unit::Quarter => ("MONTHLY", 3),
        Unit::Half => ("MONTHLY", 6),
        Unit::Year => ("YEARLY", 1),
        Unit::Decade => ("YEARLY", 10),
        Unit::Century => ("YEARLY", 100),
        Unit::Millennium => ("YEARLY", 1000),
    };
    let interval = factor * count;
    Some(if unit == Unit::Weekend && interval == 1 {
        "FREQ=WEEKLY;BYDAY=SA,SU".to_owned()
    } else if unit == Unit::Weekend {
        format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY=SA,SU")
    } else if interval == 1 {
        format!("FREQ={name}")
    } else {
        format!("FREQ={name};INTERVAL={interval}")
    })
}
