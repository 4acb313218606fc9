//! Dates that stand by themselves: "24 July 2022", "2022-07-24", "in 1961", "the 1950s", "the third quarter".

use jiff::civil::Date;

use super::{
    Scan, Tense,
    calendar::{self, When},
};
use crate::{atoms::Kind, tables::Role};

/// A day or month whose year may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Partial {
    pub(crate) year: Option<i16>,
    pub(crate) month: i8,
    pub(crate) day: Option<i8>,
    // The last day where several are told at once: "May 1-5".
    pub(crate) last: Option<i8>,
}

impl Scan<'_> {
    /// A date that names a month, or one in digits.
    pub(crate) fn partial(&self, i: usize) -> Option<(Partial, usize)> {
        self.month_first(i)
            .or_else(|| self.day_first(i))
            .or_else(|| self.numeric(i))
            .or_else(|| self.year_first(i))
    }

    /// "March 20", "Sept. 27, 1989", "May 1-5", "March 2022", "March this year".
    fn month_first(&self, i: usize) -> Option<(Partial, usize)> {
        let line = self.line;
        let month = self.month(i)?;
        let at = line.skip_abbreviation(i + 1);
        let slash = line.skip(at, '/');
        let the = line.skip_role(slash, Role::The);
        if let Some((day, end)) = self.day_number(the)
            && !(line.glued(end) && line.is_word(end) && self.year_number(the).is_some())
        {
            let (last, end) = self.second_day(end, day);
            let (year, end) = self.year_behind(end);
            return Some((Partial { year, month, day: Some(day), last }, end));
        }
        let (year, end) = self.year_behind(at);
        Some((Partial { year, month, day: None, last: None }, end))
    }

    /// "24 July 2022", "5th of May", "the 5th of May", "3-5 May".
    fn day_first(&self, i: usize) -> Option<(Partial, usize)> {
        let line = self.line;
        let at = line.skip_role(i, Role::The);
        let (day, end) = self.day_number(at)?;
        let (last, end) = self.second_day(end, day);
        let end = line.skip(line.skip_dash(end), '/');
        let end = line.skip_role(end, Role::Of);
        let month = self.month_by(end, true)?;
        let end = line.skip_abbreviation(end + 1);
        let written = (line.dash(end) || line.mark(end, '/')) && self.year_number(end + 1).is_some();
        let (year, end) = self.year_behind(end + usize::from(written));
        Some((Partial { year, month, day: Some(day), last }, end))
    }

    /// "2017 April", "2017 April 5".
    fn year_first(&self, i: usize) -> Option<(Partial, usize)> {
        let line = self.line;
        let (year, end) = self.year_number(i)?;
        let written = (line.dash(end) || line.mark(end, '/')) && line.glued(end);
        let end = end + usize::from(written);
        let month = self.month_by(end, written).filter(|_| written || !line.is(end, Role::Ambiguous))?;
        let at = line.skip_abbreviation(end + 1);
        let at = at + usize::from(written && (line.dash(at) || line.mark(at, '/')));
        match self.day_number(at) {
            Some((day, after)) => {
                Some((Partial { year: Some(year), month, day: Some(day), last: None }, after))
            }
            None => Some((Partial { year: Some(year), month, day: None, last: None }, at)),
        }
    }

    /// "1-5" behind a month or before one: the second day of a pair.
    fn second_day(&self, end: usize, first: i8) -> (Option<i8>, usize) {
        let line = self.line;
        let words = line.is(end, Role::To)
            || line.is(end, Role::And)
                && (0..4).any(|back| end > back && line.is(end - back - 1, Role::Between));
        let dash = line.dash(end) && line.glued(end) && line.glued(end + 1);
        if !(words || dash) {
            return (None, end);
        }
        match self.day_number(if words { line.skip_role(end + 1, Role::The) } else { end + 1 }) {
            // "May 10 to 12" may go on: "May 10 to 12 million".
            Some((last, after))
                if last > first
                    && line.word(after).multiplier == 0
                    && !line.mark(after, '%')
                    && !line.mark(after, '/') =>
            {
                (Some(last), after)
            }
            _ => (None, end),
        }
    }

    /// A day of the month: "5", "5th", "fifth", "twenty-first".
    pub(crate) fn day_number(&self, i: usize) -> Option<(i8, usize)> {
        let line = self.line;
        if let Some((day, width)) = line.integer(i) {
            let ordinal = line.glued(i + 1) && line.is(i + 1, Role::OrdinalEnd);
            let end = i + 1 + usize::from(ordinal);
            // "May 10 percent" hardly, but "May 10,000" and "May 5.5" are numbers of their own pieces.
            let plain = ordinal
                || !(line.glued(end)
                    && (line.is_word(end)
                        || line.mark(end, '%')
                        || line.mark(end, ':') && line.is_number(end + 1)));
            return (width <= 2 && (1..=31).contains(&day) && plain)
                .then(|| i8::try_from(day).ok().map(|day| (day, end)))
                .flatten();
        }
        let word = line.word(i);
        let value = |n: u64| i8::try_from(n).ok().filter(|day| (1..=31).contains(day));
        if let Some(tens @ (20 | 30)) = word.cardinal {
            let next = line.skip_dash(i + 1);
            let units = line.word(next);
            if matches!(units.ordinal, 1..=9) {
                return value(tens + units.ordinal).map(|day| (day, next + 1));
            }
            if let Some(units @ 1..=9) = units.cardinal {
                return value(tens + units).map(|day| (day, next + 1));
            }
        }
        if word.ordinal > 0 {
            return value(word.ordinal).map(|day| (day, i + 1));
        }
        None
    }

    /// ", 1989", "2022", "of 2022", "this year", "last year" behind a day or month.
    fn year_behind(&self, i: usize) -> (Option<i16>, usize) {
        let line = self.line;
        let comma =
            if line.dash(i) && line.glued(i) && line.glued(i + 1) { i + 1 } else { line.skip(i, ',') };
        let of = line.skip_role(comma, Role::Of);
        let of = line.skip_role(of, Role::In);
        if let Some((year, end)) = self.year_number(line.skip(of, '/')).or_else(|| self.year_in_words(of)) {
            return (Some(year), end);
        }
        // "the same year", "that year"
        let the = line.skip_role(comma, Role::The);
        if line.is(the, Role::Same)
            && line.is(the + 1, Role::Year)
            && (the > comma || line.is(the, Role::Pointing))
        {
            let told = self.clock.told.as_ref().and_then(|told| told.days);
            if let Some((start, _)) = told {
                return (Some(start.year()), the + 2);
            }
        }
        // "'98"
        if matches!(line.kind(of), Some(Kind::Mark('\'' | '’')))
            && line.glued(of + 1)
            && let Some((short, 2)) = line.integer(of + 1)
        {
            return (Some(full_year(short as i16)), of + 2);
        }
        let at = if line.is(of + 1, Role::Year) { of } else { comma };
        if line.is(at + 1, Role::Year)
            && let Some(today) = self.clock.today
        {
            let shift = if line.is(at, Role::This) {
                0
            } else if line.is(at, Role::Last) {
                -1
            } else if line.is(at, Role::Next) {
                1
            } else {
                return (None, i);
            };
            return (Some(today.year() + shift), at + 2);
        }
        (None, i)
    }

    /// Four digits that can be a year.
    pub(crate) fn year_number(&self, i: usize) -> Option<(i16, usize)> {
        let line = self.line;
        let (year, width) = line.integer(i)?;
        let ends = !line.glued(i + 1)
            || !(line.is_word(i + 1) && !line.surface(i + 1).starts_with(['\'', '’'])
                || line.mark(i + 1, '%')
                || line.mark(i + 1, ':') && line.glued(i + 2) && line.is_number(i + 2));
        (width == 4 && (1000..=2199).contains(&year) && ends && line.word(i + 1).multiplier == 0)
            .then_some((year as i16, i + 1))
    }

    /// "nineteen ninety-seven", "twenty twenty-two", "two thousand and thirty two".
    pub(crate) fn year_in_words(&self, i: usize) -> Option<(i16, usize)> {
        let line = self.line;
        let two = |i: usize| -> Option<(u64, usize)> {
            let value = line.word(i).cardinal?;
            if value >= 20 {
                let next = line.skip_dash(i + 1);
                if let Some(units @ 1..=9) = line.word(next).cardinal {
                    return Some((value + units, next + 1));
                }
            }
            (value >= 10).then_some((value, i + 1))
        };
        if let Some(first @ (11..=20)) = line.word(i).cardinal {
            let hundred = line.word(i + 1).multiplier == 100;
            let (second, end) =
                two(if hundred { line.skip_role(i + 2, Role::And) } else { line.skip_dash(i + 1) })?;
            return i16::try_from(first * 100 + second).ok().map(|year| (year, end));
        }
        let thousand = line.word(i).cardinal == Some(2) && line.word(i + 1).multiplier == 1000;
        if thousand {
            let next = line.skip_role(i + 2, Role::And);
            if let Some((rest, end)) =
                two(next).or_else(|| line.word(next).cardinal.map(|rest| (rest, next + 1)))
            {
                return i16::try_from(2000 + rest).ok().map(|year| (year, end));
            }
            return Some((2000, i + 2));
        }
        None
    }

    /// The month a word names, where it names one.
    pub(crate) fn month(&self, i: usize) -> Option<i8> {
        self.month_by(i, false)
    }

    fn month_by(&self, i: usize, sure: bool) -> Option<i8> {
        let line = self.line;
        let word = line.word(i);
        if word.month == 0 || line.glued(i) && line.is_number(i - 1) && !sure {
            return None;
        }
        if !word.is(Role::Ambiguous) || sure {
            return Some(word.month);
        }
        let next = line.skip_abbreviation(i + 1);
        let joined = line.dash(next) && line.word(next + 1).month > 0;
        let dated = joined
            || self.day_number(line.skip(next, '/')).is_some()
            || self.year_number(line.skip(next, ',')).is_some()
            || self.year_in_words(next).is_some();
        let before = i > 0
            && (line.is(i - 1, Role::In)
                || line.is(i - 1, Role::Last)
                || line.is(i - 1, Role::Next)
                || line.is(i - 1, Role::This)
                || line.is(i - 1, Role::From)
                || line.is(i - 1, Role::By)
                || line.is(i - 1, Role::Early)
                || line.is(i - 1, Role::Late)
                || line.is(i - 1, Role::Mid)
                || line.is(i - 1, Role::Of)
                || line.is(i - 1, Role::To)
                || line.is(i - 1, Role::Every)
                || line.is(i - 1, Role::Over)
                || line.is(i - 1, Role::Between)
                || line.is(i - 1, Role::And) && i > 1 && line.word(i - 2).month > 0
                || line.dash(i - 1) && line.is(i.wrapping_sub(2), Role::Mid));
        // A capital within a sentence; "May I ask" begins one.
        let named = line.capital(i) && i > 0 && before && !line.is(i + 1, Role::Modal);
        (dated && (line.capital(i) || self.day_number(next).is_some())
            || named
            || before && (line.is(i - 1, Role::In) || line.is(i - 1, Role::Between)))
        .then_some(word.month)
    }

    /// "2022-03-20", "20/03/2022", "03/20/22", "20.03.2022", "12/2015", "2015-12".
    fn numeric(&self, i: usize) -> Option<(Partial, usize)> {
        let line = self.line;
        if let Some(found) = dotted(line.surface(i)).filter(|_| line.is_number(i)) {
            return Some((found, i + 1));
        }
        let (first, width) = line.integer(i)?;
        // "20161016"
        if width == 8 && !(line.glued(i + 1) && (line.is_word(i + 1) || line.dash(i + 1))) {
            let partial = Partial {
                year: Some((first / 10_000) as i16),
                month: (first / 100 % 100) as i8,
                day: Some((first % 100) as i8),
                last: None,
            };
            return ((1900..2100).contains(&(first / 10_000)) && valid(partial)).then_some((partial, i + 1));
        }
        let separator = match line.kind(i + 1) {
            Some(Kind::Mark(mark @ ('-' | '/' | '–'))) if line.glued(i + 1) && line.glued(i + 2) => mark,
            _ => return None,
        };
        let (second, width2) = line.integer(i + 2)?;
        let third = (line.mark(i + 3, separator) && line.glued(i + 3) && line.glued(i + 4))
            .then(|| line.integer(i + 4))
            .flatten();
        let small = |n: i64| i8::try_from(n).ok();
        if let Some((third, width3)) = third {
            let end = i + 5;
            if line.mark(end, separator) && line.glued(end) && line.is_number(end + 1) || width2 > 2 {
                return None;
            }
            let (year, month, day) = if width == 4 {
                (first, second, third)
            } else if width3 == 4 || width3 == 2 && width <= 2 && separator == '/' {
                let year = if width3 == 2 { i64::from(full_year(third as i16)) } else { third };
                // With slashes as Americans write, else as all others, unless only the other way makes a date.
                let day_first = if separator == '/' { first > 12 } else { second <= 12 };
                if day_first { (year, second, first) } else { (year, first, second) }
            } else {
                return None;
            };
            let partial = Partial {
                year: Some(i16::try_from(year).ok()?),
                month: small(month)?,
                day: Some(small(day)?),
                last: None,
            };
            return (valid(partial) && (1000..=2199).contains(&year)).then_some((partial, end));
        }
        if line.glued(i + 3)
            && matches!(line.kind(i + 3), Some(Kind::Mark('-' | '/' | ':') | Kind::Word))
            && (line.glued(i + 4) || line.is_word(i + 3))
        {
            return None;
        }
        // "2015-12", "12/2015", "12-2015"
        let month_of = |year: i64, month: i64| {
            let partial = Partial { year: Some(year as i16), month: small(month)?, day: None, last: None };
            ((1800..=2199).contains(&year) && (1..=12).contains(&month)).then_some((partial, i + 3))
        };
        if width == 4
            && width2 <= 2
            && (separator == '-' && width2 == 2 && self.year_pair(i).is_none()
                || width2 == 1 && separator == '-')
        {
            return month_of(first, second);
        }
        if width2 == 4 && width <= 2 {
            return month_of(second, first);
        }
        // "on 11/20": month and day, by the same custom, and only where a preposition makes it a date.
        if separator == '/'
            && width <= 2
            && width2 <= 2
            && i > 0
            && (line.is(i - 1, Role::On)
                || line.is(i - 1, Role::By)
                || line.is(i - 1, Role::From)
                || line.word(i - 1).weekday > 0)
        {
            let (month, day) = if first > 12 { (second, first) } else { (first, second) };
            let partial = Partial { year: None, month: small(month)?, day: Some(small(day)?), last: None };
            return valid(Partial { year: Some(2000), ..partial }).then_some((partial, i + 3));
        }
        None
    }

    /// The days of a date, in the year that it names or that the telling makes likely; None if there is no such day.
    pub(crate) fn resolve(&self, partial: Partial, hint: Option<i16>, i: usize) -> Option<When> {
        let Partial { year, month, day, last } = partial;
        let make = |year: i16| -> Option<When> {
            match (day, last) {
                (Some(day), Some(last)) => {
                    let (first, last) =
                        (Date::new(year, month, day).ok()?, Date::new(year, month, last).ok()?);
                    Some(When { timex: format!("{first}/{last}"), ..calendar::day(first).until(last) })
                }
                (Some(day), None) => Some(calendar::day(Date::new(year, month, day).ok()?)),
                (None, _) => calendar::month(year, month),
            }
        };
        if let Some(year) = year.or(hint) {
            return make(year);
        }
        let Some(today) = self.clock.today else {
            // 30 February exists in no year; 29 February in some.
            let leap = make(2000)?;
            return Some(When { days: None, timex: leap.timex.replacen("2000", "XXXX", 1), ..leap });
        };
        let this = make(today.year());
        let starts = |when: &Option<When>| when.as_ref().and_then(|when| when.days).map(|(start, _)| start);
        let ends = |when: &Option<When>| when.as_ref().and_then(|when| when.days).map(|(_, end)| end);
        let past = || {
            if starts(&this).is_some_and(|start| start <= today) {
                this.clone()
            } else {
                make(today.year() - 1)
            }
        };
        let future = || {
            if ends(&this).is_some_and(|end| end >= today) { this.clone() } else { make(today.year() + 1) }
        };
        let (past, future) = (past(), future());
        let far = |when: &Option<When>| {
            starts(when)
                .map_or(i32::MAX, |start| today.until(start).map_or(i32::MAX, |span| span.get_days().abs()))
        };
        // A report names the year of what lies most of a year away: the other day is meant, whatever the verb.
        let (back, ahead) = (far(&past), far(&future));
        match self.tense(i) {
            Tense::Past if ahead < 60 && back > 300 => future,
            Tense::Past => past,
            Tense::Future if back < 60 && ahead > 300 => past,
            Tense::Future => future,
            Tense::Unknown if ahead < back && ahead < 120 => future,
            Tense::Unknown => past,
        }
    }

    /// Years, decades, centuries, fiscal years.
    pub(crate) fn years(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let at = line.skip_role(i, Role::The);
        if let Some(found) = self.decade(at).or_else(|| self.century(at)) {
            return Some(found);
        }
        // "fiscal 1989", "fiscal year 2022-23", "FY2023"
        if line.is(at, Role::Fiscal) && (line.surface(at).len() == 2 || !line.is(at, Role::Year)) {
            let next = line.skip_role(at + 1, Role::Year);
            let next = line.skip_dash(next);
            let found =
                self.year_pair(next).or_else(|| self.year_number(next).map(|(year, end)| (year, year, end)));
            let found = found.or_else(|| match line.integer(next) {
                Some((short, 2)) if line.is(at, Role::Fy) => {
                    Some((full_year(short as i16), full_year(short as i16), next + 1))
                }
                _ => None,
            });
            if let Some((from, to, end)) = found {
                return Some((between_years(from, to)?.vaguely(), end));
            }
        }
        // "the year 2000"
        if line.is(at, Role::Year) && line.surface(at).len() == 4 {
            let (year, end) = self.year_number(at + 1).or_else(|| self.year_in_words(at + 1))?;
            return Some((calendar::year(year)?, end));
        }
        if at > i {
            // "the 2022 budget", "the 1988 period": the year alone is the expression.
            return None;
        }
        if let Some((from, to, end)) = self.year_pair(i)
            && !(line.glued(i)
                && i > 0
                && !matches!(line.kind(i - 1), Some(Kind::Mark('(' | '[' | '"' | '“' | '\'' | '-'))))
        {
            return Some((between_years(from, to)?, end));
        }
        if let Some((year, end)) = self.year_in_words(i) {
            let taken = line.word(end).unit.is_some()
                || line.word(end).multiplier > 0
                || line.word(i + 1).multiplier > 0 && !self.line.is(i.wrapping_sub(1), Role::In);
            return (!taken).then(|| calendar::year(year).map(|when| (when, end))).flatten();
        }
        self.bare_year(i)
    }

    fn bare_year(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        if let Some(era) = self.before_christ(i) {
            return Some(era);
        }
        let (year, end) = self.year_number(i)?;
        let before = i.checked_sub(1);
        if line.glued(i)
            && before.is_some_and(|k| {
                !matches!(
                    line.kind(k),
                    Some(Kind::Mark('(' | '[' | '"' | '“' | '-' | '–' | ',' | '\'' | '='))
                ) && !line.is(k, Role::Mid)
            })
        {
            return None;
        }
        let likely = before.is_some_and(|k| {
            line.is(k, Role::YearBefore)
                || line.mark(k, '(')
                || line.mark(k, '=')
                || line.mark(k, ',')
                || line.mark(k, '[')
                || line.dash(k) && (line.is(k.wrapping_sub(1), Role::Mid) || line.glued(i))
                || line.word(k).month > 0
                || line.word(k).season.is_some()
        });
        let modern = (1900..=2099).contains(&year);
        let counts = self.counts(i, end);
        let label = before
            .is_some_and(|k| line.is(k, Role::Label) && (line.capital(k) || !line.is(k, Role::Capitalised)));
        let followed_by_unit = line.word(end).unit.is_some()
            && line.word(end).unit != Some(crate::tables::Unit::Quarter)
            && line.surface(end).ends_with('s');
        let measured = line.word(end).phrases.iter().any(|phrase| {
            !matches!(
                phrase.meaning,
                crate::tables::Meaning::After(_)
                    | crate::tables::Meaning::Reference(_)
                    | crate::tables::Meaning::Feast(..)
                    | crate::tables::Meaning::Day(_)
            ) && !phrase.exact
        }) && line.is_word(end);
        let fits = !label
            && !followed_by_unit
            && !measured
            && if modern {
                !counts || likely && !self.plural_behind(end)
            } else {
                likely
                    && before.is_some_and(|k| {
                        line.is(k, Role::In)
                            || line.is(k, Role::From)
                            || line.is(k, Role::Of)
                            || line.is(k, Role::By)
                            || line.is(k, Role::To)
                            || line.is(k, Role::Between)
                            || line.is(k, Role::And)
                    })
                    && !counts
            };
        fits.then(|| calendar::year(year).map(|when| (when, end))).flatten()
    }

    fn before_christ(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (year, width) = line.integer(i)?;
        let old = line.is(i + 1, Role::Bc) && line.capital(i + 1);
        let year = i16::try_from(year).ok().filter(|year| *year > 0 && width <= 4)?;
        if old {
            // The year before 1 is 0 for calendars.
            let when = calendar::year(1 - year)?;
            return Some((When { timex: format!("BC{year:04}"), ..when }, line.skip_abbreviation(i + 2)));
        }
        (line.is(i + 1, Role::Ad) && line.capital(i + 1))
            .then(|| calendar::year(year).map(|when| (when, line.skip_abbreviation(i + 2))))
            .flatten()
    }

    /// "2010-15", "1939–1945", "2021/22".
    fn year_pair(&self, i: usize) -> Option<(i16, i16, usize)> {
        let line = self.line;
        let (first, width) = line.integer(i)?;
        let joined = (line.dash(i + 1) || line.mark(i + 1, '/') || line.mark(i + 1, '~'))
            && line.glued(i + 1) == line.glued(i + 2)
            && !(line.glued(i) && i > 1 && line.is_number(i - 2));
        let (second, width2) = line.integer(i + 2)?;
        if width != 4
            || !(1500..=2199).contains(&first)
            || !joined
            || line.glued(i + 3) && (line.dash(i + 3) || line.mark(i + 3, '/') || line.is_word(i + 3))
        {
            return None;
        }
        let second = if width2 == 4 {
            second
        } else if width2 == 2 {
            first / 100 * 100 + second
        } else {
            return None;
        };
        // "2015-12" is a month, "2015-16" a pair.
        let pair = second > first
            && second - first < 200
            && (width2 == 4 || line.glued(i + 2) && (second - first == 1 || second % 100 > 12));
        pair.then_some((first as i16, second as i16, i + 3))
    }

    /// "the 1950s", "the '80s", "the eighties", "the 1990's".
    fn decade(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let named = line.word(i).decade;
        if named > 0
            && i > 0
            && (line.is(i - 1, Role::The)
                || line.is(i - 1, Role::Early)
                || line.is(i - 1, Role::Mid)
                || line.is(i - 1, Role::Late)
                || line.dash(i - 1))
        {
            return Some((calendar::decade(1900 + named)?, i + 1));
        }
        let short = matches!(line.kind(i), Some(Kind::Mark('\'' | '’' | '‘')));
        let at = i + usize::from(short);
        let (value, width) = line.integer(at)?;
        let apostrophe = line.surface(at + 1).trim_start_matches(['\'', '’']) == "s";
        let spaced = apostrophe && !line.glued(at + 1) && line.surface(at + 1) == "s";
        if !apostrophe || !line.glued(at + 1) && !spaced || value % 10 != 0 {
            return None;
        }
        let first = match width {
            4 if (1000..=2190).contains(&value) => value,
            2 if value >= 20
                && (short
                    || i > 0
                        && (line.is(i - 1, Role::The)
                            || line.is(i - 1, Role::Mid)
                            || line.is(i - 1, Role::Late)
                            || line.is(i - 1, Role::Early)))
                && !(i > 1 && line.is(i - 2, Role::In) && self.person(i)) =>
            {
                1900 + value
            }
            _ => return None,
        };
        Some((calendar::decade(first as i16)?, at + 2))
    }

    /// "the 20th century", "the nineteenth century".
    fn century(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (number, end) = match line.integer(i) {
            Some((number, _)) if line.glued(i + 1) && line.is_word(i + 1) => (number, i + 2),
            _ => {
                let word = line.word(i);
                match word.cardinal {
                    Some(20) if line.word(line.skip_dash(i + 1)).ordinal == 1 => {
                        (21, line.skip_dash(i + 1) + 1)
                    }
                    _ if word.ordinal > 2 => (i64::try_from(word.ordinal).ok()?, i + 1),
                    _ => return None,
                }
            }
        };
        let at = line.skip_dash(end);
        let fits = line.word(at).unit == Some(crate::tables::Unit::Century)
            && !line.word(at).plural
            && (1..=30).contains(&number);
        let when = calendar::century(i16::try_from(number).ok()?)?;
        if line.is(at + 1, Role::Bc) {
            return None;
        }
        fits.then_some((when, at + 1))
    }

    /// Quarters and halves: "the third quarter of 2022", "Q1 2023", "fiscal second-quarter", "the first half".
    pub(crate) fn quarters(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        // "2022 third quarter", "the 1988 third quarter"
        let at = line.skip_role(i, Role::The);
        let (year_before, at) = match self.year_number(at) {
            Some((year, end)) => (Some(year), line.skip_dash(end)),
            None => (None, at),
        };
        let fiscal = line.is(at, Role::Fiscal) && !line.is(at, Role::Year);
        let at = if fiscal { line.skip_dash(at + 1) } else { at };
        let (number, halves, last_half, end) = self.ordinal_quarter(at)?;
        let (year, end) = match self.year_behind(end) {
            (Some(year), after) if year_before.is_none() => (Some(year), after),
            _ => (year_before, end),
        };
        let (year, end) = match year {
            Some(_) => (year, end),
            None if line.is(line.skip_role(end, Role::Of), Role::Fiscal) => {
                let next = line.skip_role(line.skip_role(end, Role::Of) + 1, Role::Year);
                self.year_number(next).map_or((None, end), |(year, end)| (Some(year), end))
            }
            None => (None, end),
        };
        let make = |year: i16| {
            if halves {
                calendar::half(year, if last_half { 2 } else { number })
            } else {
                calendar::quarter(year, number)
            }
        };
        let when = match (year, self.clock.today) {
            (Some(year), _) => make(year)?,
            (None, Some(today)) => {
                let this = make(today.year())?;
                let begun = this.days.is_some_and(|(start, _)| start <= today);
                let over = this.days.is_some_and(|(_, end)| end < today);
                match self.tense(i) {
                    Tense::Future if over && !begun => make(today.year() + 1)?,
                    Tense::Future => this,
                    _ if begun => this,
                    _ => make(today.year() - 1)?,
                }
            }
            (None, None) => {
                let when = make(2000)?;
                When { days: None, timex: when.timex.replacen("2000", "XXXX", 1), ..when }
            }
        };
        Some((if fiscal { when.vaguely() } else { when }, end))
    }

    fn ordinal_quarter(&self, i: usize) -> Option<(i8, bool, bool, usize)> {
        use crate::tables::Unit;
        let line = self.line;
        // "Q3", "H1", "3Q"
        for (role, most, halves) in [(Role::Q, 4, false), (Role::H, 2, true)] {
            let year_near = self.year_number(line.skip_role(line.skip_dash(i + 2), Role::Of)).is_some()
                || i > 0 && self.year_number(line.skip_back_dash(i)).is_some();
            if line.is(i, role)
                && (line.capital(i) || year_near)
                && line.glued(i + 1)
                && let Some((number, 1)) = line.integer(i + 1)
                && (1..=most).contains(&number)
                && !(line.glued(i + 2) && line.is_word(i + 2))
            {
                return Some((number as i8, halves, false, i + 2));
            }
            if line.is(i + 1, role)
                && line.capital(i + 1)
                && line.glued(i + 1)
                && let Some((number, 1)) = line.integer(i)
                && (1..=most).contains(&number)
            {
                return Some((number as i8, halves, false, i + 2));
            }
        }
        let (number, end) = match line.integer(i) {
            Some((number, 1)) if line.glued(i + 1) && line.is_word(i + 1) => (number, i + 2),
            _ if line.word(i).ordinal > 0 => (line.word(i).ordinal as i64, i + 1),
            _ if line.is(i, Role::Last) => (0, i + 1),
            _ => return None,
        };
        let end = line.skip_role(end, Role::Fiscal);
        let at = line.skip_dash(end);
        match line.word(at).unit {
            Some(Unit::Quarter) if (1..=4).contains(&number) && !line.word(at).plural => {
                Some((number as i8, false, false, at + 1))
            }
            None if line.is(at, Role::Half) && (number <= 2) && self.half_of_time(at + 1, i) => {
                Some((number.max(1) as i8, true, number == 0, at + 1))
            }
            _ => None,
        }
    }

    /// Matches have first halves too: years must be near.
    fn half_of_time(&self, end: usize, i: usize) -> bool {
        let line = self.line;
        let of = line.skip_role(end, Role::Of);
        let the = line.skip_role(of, Role::The);
        let named = line.is(the, Role::This)
            || line.is(the, Role::Last)
            || line.is(the, Role::Next)
            || line.is(the, Role::Year)
            || self.year_number(the).is_some()
            || line.is(the, Role::Fiscal);
        named || self.year_number(i.wrapping_sub(1)).is_some()
    }
}

pub(crate) fn between_years(from: i16, to: i16) -> Option<When> {
    let (first, last) = (calendar::year(from)?, calendar::year(to)?);
    if from == to {
        return Some(first);
    }
    Some(When { timex: format!("{from:04}/{to:04}"), ..first }.until(last.days?.1))
}

/// "20.03.2022", which is one piece since full stops stand between its digits.
fn dotted(text: &str) -> Option<Partial> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || day.len() > 2 || month.len() > 2 || !matches!(year.len(), 4) {
        return None;
    }
    let partial = Partial {
        year: Some(year.parse().ok()?),
        month: month.parse().ok()?,
        day: Some(day.parse().ok()?),
        last: None,
    };
    valid(partial).then_some(partial)
}

fn valid(partial: Partial) -> bool {
    partial.year.is_some_and(|year| Date::new(year, partial.month, partial.day.unwrap_or(1)).is_ok())
}

/// Two digits of a year, as people read them.
fn full_year(short: i16) -> i16 {
    if short < 50 { 2000 + short } else { 1900 + short }
}
