//! Parts of other stretches: "early 2022", "the end of the year", "the first week of March", "the latest quarter".

use chancery_document::Granularity;
use jiff::civil::Date;

use super::{
    Scan, Sense, Tense,
    calendar::{self, Part, When, step},
    relative::{Pointer, grain, unit_of, unknown},
};
use crate::tables::{Role, Unit};

impl Scan<'_> {
    /// "earlier this year", "later this month", "early next week", "the end of 1990", "mid-May", "year-end".
    pub(crate) fn modified(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let unit = line.word(the).unit;
        // "year-end", "the year's end", "month end"
        if let Some(unit @ (Unit::Year | Unit::Month | Unit::Quarter | Unit::Week)) = unit {
            let next = if matches!(line.surface(the + 1), "'s" | "’s") {
                the + 2
            } else {
                line.skip_dash(the + 1)
            };
            if line.is(next, Role::End) && line.surface(next).len() == 3 && !line.is(next + 1, Role::Of) {
                let when = match self.this_unit(Pointer::This, unit, usize::MAX - 8) {
                    Some(when) => calendar::part(when, Part::Late),
                    None => When::reference(&unknown(unit)),
                };
                return Some((when, next + 1));
            }
        }
        let word = line.word(the);
        let part = if word.is(Role::Early) {
            Part::Early
        } else if word.is(Role::Mid) {
            Part::Mid
        } else if word.is(Role::Late) {
            Part::Late
        } else {
            return None;
        };
        let rest = line.skip_dash(the + 1);
        let rest = if line.is(rest, Role::PartWord) { rest + 1 } else { rest };
        let noun = word.is(Role::End) || word.is(Role::Begin) || word.is(Role::Middle);
        let of = line.is(rest, Role::Of) || line.is(rest, Role::In) && !noun;
        if noun && !of && the == i {
            return None;
        }
        let base = if of { rest + 1 } else { rest };
        if base >= line.len() {
            return None;
        }
        // "earlier in the day", "later on Monday"
        let base = if line.is(base, Role::On) { base + 1 } else { base };
        let comparing = word.is(Role::Sooner) || word.is(Role::AfterNow);
        let (when, end) = self.base(base, comparing || of)?;
        let Some(today) = self.clock.today else { return Some((when.vaguely(), end)) };
        let this = when.days.is_some_and(|(start, last)| start <= today && today <= last)
            && when.grain >= Granularity::Week;
        if word.is(Role::Sooner) && this {
            return Some((when.until(today), end));
        }
        if word.is(Role::AfterNow) && this {
            let whole = calendar::containing(today, unit_of(&when)?)?;
            return Some((whole.since(step(today, Unit::Day, 1)?), end));
        }
        // "this" was cut at today: the part is of the whole.
        let when = match (this, unit_of(&when)) {
            (true, Some(unit)) => calendar::containing(today, unit).unwrap_or(when),
            _ => when,
        };
        Some((calendar::part(when, part), end))
    }

    /// What "early", "the end of" and so on may modify.
    pub(crate) fn base(&self, i: usize, loose: bool) -> Option<(When, usize)> {
        let line = self.line;
        let time = |sense: (Sense, usize)| match sense {
            (Sense::Time(when), end) => Some((when, end)),
            _ => None,
        };
        self.quarters(i)
            .or_else(|| {
                self.partial(i).and_then(|(partial, end)| Some((self.resolve(partial, None, i)?, end)))
            })
            .or_else(|| self.weekday(i))
            .or_else(|| self.pointed(i).and_then(time))
            .or_else(|| self.reference(i).filter(|(when, _)| when.days.is_some()))
            .or_else(|| self.years(i))
            .or_else(|| self.season(i, true))
            .or_else(|| {
                // "later in the day", "the end of the year"
                let the = line.skip_role(i, Role::The);
                // "end of year", but hardly "end of day"
                let told = |unit| the > i || unit > Unit::Day && i > 0 && line.is(i - 1, Role::Of);
                let unit = line
                    .word(the)
                    .unit
                    .filter(|unit| *unit >= Unit::Day && loose && told(*unit) && !line.word(the).plural)?;
                let when = calendar::containing(self.clock.today?, unit)?;
                Some((when, the + 1))
            })
    }

    /// "summer 2020", "the winter of 1994", "the summer".
    pub(crate) fn season(&self, i: usize, modified: bool) -> Option<(When, usize)> {
        let line = self.line;
        let at = line.skip_role(i, Role::The);
        let code = line.word(at).season.clone()?;
        let after = line.skip_role(line.skip(at + 1, ','), Role::Of);
        if let Some((year, end)) = self.year_number(after).or_else(|| self.year_in_words(after)) {
            return Some((calendar::season(year, code.as_str())?, end));
        }
        let lone = line.is(at, Role::Ambiguous) || line.word(at).plural;
        let placed = at > 0
            && (line.is(at - 1, Role::In)
                || at > i
                    && i > 0
                    && (line.is(i - 1, Role::Over)
                        || line.is(i - 1, Role::By)
                        || line.is(i - 1, Role::To)
                        || line.is(i - 1, Role::From)));
        if lone || !(placed || modified) || line.capital(at) && at > i {
            return None;
        }
        let Some(today) = self.clock.today else {
            return Some((When::reference(&format!("XXXX-{code}")), at + 1));
        };
        let this = calendar::season(today.year(), code.as_str())?;
        let (start, last) = this.days?;
        let shift = match self.tense(i) {
            Tense::Past if start > today => -1,
            Tense::Future if last < today => 1,
            _ => 0,
        };
        Some((calendar::season(today.year() + shift, code.as_str())?, at + 1))
    }

    /// "the first week of March", "the last four months of 2021", "the third month of next year", "week 31".
    pub(crate) fn part_of(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        if line.word(the).unit == Some(Unit::Week) && !line.word(the).plural {
            return self.week_number(the);
        }
        let (number, end) = match line.integer(the) {
            Some((number, _)) if line.glued(the + 1) && line.is_word(the + 1) => (number, the + 2),
            _ if line.word(the).ordinal > 0 => (i64::try_from(line.word(the).ordinal).ok()?, the + 1),
            _ if line.is(the, Role::Last) => (0, the + 1),
            _ => return None,
        };
        let counted = match line.integer(end) {
            Some((count, _)) => Some(count),
            None => line.word(end).cardinal.and_then(|count| i64::try_from(count).ok()),
        };
        let (count, at) = counted.map_or((1, end), |count| (count, end + 1));
        let unit = line.word(at).unit.filter(|unit| {
            matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year)
        })?;
        if !line.is(at + 1, Role::Of)
            || !(1..=400).contains(&count)
            || number > 400
            || counted.is_some() && number > 1
        {
            return None;
        }
        let (when, after) = self.base(at + 2, false).filter(|(when, _)| when.grain > grain(unit))?;
        let Some((first, last)) = when.days else { return Some((when, after)) };
        let unit_start = |day: Date| -> Option<Date> {
            match unit {
                // The week with the fourth day of a month or year is its first.
                Unit::Week => Some(calendar::week(step(day, Unit::Day, 3)?)?.days?.0),
                _ => Some(day),
            }
        };
        let days = if number == 0 {
            let end =
                if unit == Unit::Week { calendar::week(step(last, Unit::Day, -3)?)?.days?.1 } else { last };
            // A day after the end keeps months whole.
            let start = step(step(end, Unit::Day, 1)?, unit, -count)?;
            (start, end)
        } else {
            let start = step(unit_start(first)?, unit, number - 1)?;
            (start, step(step(start, unit, count)?, Unit::Day, -1)?)
        };
        let timex = match (count, unit) {
            (1, Unit::Week) => calendar::week(days.0)?.timex,
            (1, unit) => calendar::containing(days.0, unit)?.timex,
            _ => format!("{}/{}", days.0, days.1),
        };
        (days.0 <= days.1).then(|| (When::days(days.0, days.1, grain(unit), timex), after))
    }

    /// "week 31", "week 3 of 2027".
    fn week_number(&self, the: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (number, width) = line.integer(the + 1)?;
        let named = line
            .is(the + 2, Role::Of)
            .then(|| self.base(the + 3, false))
            .flatten()
            .filter(|(when, _)| when.grain == Granularity::Year);
        let alone = line.mark(the + 2, ',') || line.mark(the + 2, '.') || the + 2 >= line.len();
        if width > 2 || !(1..=53).contains(&number) || !(alone || named.is_some()) {
            return None;
        }
        let (year, end) = match named {
            Some((when, end)) => (when.days?.0.year(), end),
            None => (self.clock.today?.year(), the + 2),
        };
        let first = calendar::week(Date::new(year, 1, 4).ok()?)?.days?.0;
        Some((calendar::week(step(first, Unit::Week, number - 1)?)?, end))
    }

    /// "the week of April 10", "the week beginning on 4 February".
    pub(crate) fn week_of(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let starting = line.is(the + 1, Role::Starting);
        if line.word(the).unit != Some(Unit::Week)
            || line.word(the).plural
            || !(line.is(the + 1, Role::Of) || starting)
        {
            return None;
        }
        let at = if starting { line.skip_role(the + 2, Role::On) } else { the + 2 };
        let Some((partial, end)) = self.partial(at) else {
            // "the week of the 18th"
            let (when, end) = line.is(at, Role::The).then(|| self.bare_day(at)).flatten()?;
            return Some((calendar::week(when.days?.0)?, end));
        };
        partial.day?;
        let when = self.resolve(partial, None, i)?;
        let Some((day, _)) = when.days else { return Some((when, end)) };
        Some((calendar::week(day)?, end))
    }

    /// The quarter, or else the day, a year ago: "a year ago", "year-earlier", "the year-ago quarter".
    pub(crate) fn year_ago(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        if line.word(the).unit != Some(Unit::Year) || line.word(the).plural || !line.dash(the + 1) {
            return None;
        }
        let way = the + 2;
        if !(line.is(way, Role::Ago) || line.is(way, Role::Sooner)) {
            return None;
        }
        let mut end = way + 1;
        let mut when = self.year_before_told();
        if let Some((told, after)) = self.quarters(end) {
            let day = told.days.and_then(|(start, _)| step(start, Unit::Year, -1));
            when = day
                .and_then(|day| calendar::containing(day, Unit::Quarter))
                .map(|when| When { anchor: false, ..when });
            end = after;
        } else if line.word(end).unit == Some(Unit::Quarter) || line.is(end, Role::Period) {
            end += 1;
        }
        Some((when.unwrap_or_else(|| When::reference("PAST_REF")), end))
    }

    /// The same stretch one year before: of the quarter that was told, else of today's year.
    pub(crate) fn year_before_told(&self) -> Option<When> {
        let today = self.clock.today?;
        if let Some((year, quarter)) = self.clock.quarter {
            return Some(When { anchor: false, ..calendar::quarter(year - 1, quarter)? });
        }
        Some(When { anchor: false, ..calendar::year(today.year() - 1)? })
    }

    /// "the latest quarter", "the 1988 period", "the latest period".
    pub(crate) fn period(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        if line.is(the, Role::Latest)
            && (line.is(the + 1, Role::Period)
                || line.word(the + 1).unit == Some(Unit::Quarter) && !line.word(the + 1).plural)
        {
            let when = self.clock.last_quarter().and_then(|(year, quarter)| calendar::quarter(year, quarter));
            return Some((when.unwrap_or_else(|| When::reference("XXXX-QX")), the + 2));
        }
        let (year, end) = self.year_number(the)?;
        let quarter = line.word(end).unit == Some(Unit::Quarter) && !line.word(end).plural;
        if the > i && quarter {
            let (_, number) = self.clock.last_quarter()?;
            return Some((When { anchor: false, ..calendar::quarter(year, number)? }, end + 1));
        }
        None
    }
}
