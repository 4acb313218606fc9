//! Times told from the day of publication or from the last date told: "today", "last month", "this year",
//! "the past two weeks", "that day".

use super::{
    Scan, Sense, Tense,
    calendar::{self, When, step},
    spans::Length,
};
use crate::{
    atoms::Kind,
    tables::{Feast, Meaning, Role, Unit},
};
use chancery_document::Granularity;
use jiff::civil::Date;

impl Scan<'_> {
    /// "last", "next", "this", "this coming", and what they mean.
    pub(crate) fn pointer(&self, i: usize) -> (Pointer, usize) {
        let line = self.line;
        let word = line.word(i);
        let next = i + 1;
        if word.is(Role::This) {
            return if line.is(next, Role::Past) {
                (Pointer::Past, next + 1)
            } else if line.is(next, Role::Coming) {
                (Pointer::Coming, next + 1)
            } else {
                (Pointer::This, next)
            };
        }
        if word.is(Role::Past) {
            (Pointer::Past, next)
        } else if word.is(Role::Coming) {
            (Pointer::Coming, next)
        } else if word.is(Role::Last) {
            (Pointer::Last, next)
        } else if word.is(Role::Next) {
            (Pointer::Next, next)
        } else if word.is(Role::Same) {
            (Pointer::That, next)
        } else {
            (Pointer::None, i)
        }
    }

    /// "last month", "this year", "the next five years", "the coming weeks", "the same day", "last May", "this
    /// summer", "the weekend".
    pub(crate) fn pointed(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let (way, at) = self.pointer(the);
        if line.is(the, Role::Recent) {
            return self.around(the + 1, Pointer::Past, true);
        }
        if way == Pointer::None {
            return (the > i).then(|| self.told_unit(the)).flatten();
        }
        let end = at + 1;
        // "last Easter"
        if let Some((phrase, end)) = line.phrase(at, |phrase| matches!(phrase.meaning, Meaning::Feast(_)))
            && let Meaning::Feast(feast) = phrase.meaning
            && line.capital(at)
            && let Some((when, end)) = self.feast(feast, way, i, end)
        {
            return Some((Sense::Time(when), end));
        }
        // "last May", "this September"
        if line.word(at).month > 0
            && way != Pointer::That
            && (line.capital(at) || !line.is(at, Role::Ambiguous))
        {
            return self.pointed_month(way, at);
        }
        if let Some(code) = line.word(at).season.clone()
            && way != Pointer::That
        {
            let Some(today) = self.clock.today else {
                return Some((Sense::Time(When::reference(&format!("XXXX-{code}"))), end));
            };
            let this = calendar::season(today.year(), code.as_str())?;
            let (start, last) = this.days?;
            let shift = match way {
                Pointer::Last | Pointer::Past => {
                    if last < today {
                        0
                    } else {
                        -1
                    }
                }
                Pointer::Next | Pointer::Coming => {
                    if start > today {
                        0
                    } else {
                        1
                    }
                }
                _ => 0,
            };
            return Some((Sense::Time(calendar::season(today.year() + shift, code.as_str())?), end));
        }
        // "the next few days", "the past two months", "this past decade"
        if matches!(way, Pointer::Last | Pointer::Next | Pointer::Past | Pointer::Coming)
            && let Some((length, end)) = self.length(at)
            && (length.counted || length.several)
        {
            return self.stretch(way, &length, end);
        }
        // "last fiscal year"
        let fiscal = line.is(at, Role::Fiscal)
            && !line.is(at, Role::Year)
            && line.word(at + 1).unit == Some(Unit::Year);
        // "this calendar year", "next working week"
        let sort = line.is(at, Role::More)
            && matches!(line.word(at + 1).unit, Some(Unit::Year | Unit::Week))
            && way != Pointer::None;
        let (at, end) = if fiscal || sort { (at + 1, end + 1) } else { (at, end) };
        let unit = line.word(at).unit?;
        if unit < Unit::Day || line.glued(at) && line.is_word(at - 1) {
            return None;
        }
        if line.word(at).plural {
            return match way {
                Pointer::Last | Pointer::Past | Pointer::Next | Pointer::Coming => {
                    self.around(at, way, false)
                }
                _ => None,
            };
        }
        if line.dash(end) && line.glued(end) && line.is(end + 1, Role::Old) {
            return None;
        }
        // "this year's third quarter", "last year's quarter"
        if matches!(unit, Unit::Year)
            && matches!(line.surface(end), "'s" | "’s")
            && let Some(today) = self.clock.today
        {
            let shift = match way {
                Pointer::Last | Pointer::Past => -1,
                Pointer::Next | Pointer::Coming => 1,
                _ => 0,
            };
            let year = today.year() + shift;
            if let Some((when, after)) = self.quarters(end + 1)
                && let Some((start, _)) = when.days
            {
                let (_, number) = calendar::quarter_of(start);
                return Some((Sense::Time(calendar::quarter(year, number)?), after));
            }
        }
        let when = match way {
            Pointer::That => self.that(unit),
            _ if self.tells_from_told(the) => {
                self.beside_told(unit, if way == Pointer::Last { -1 } else { 1 })
            }
            _ => self.this_unit(way, unit, i),
        };
        let when = when.unwrap_or_else(|| When::reference(&unknown(unit)));
        // "March of this year" is read with March; "this week Monday" and "next week on Tuesday" here.
        if unit == Unit::Week
            && let Some(days) = when.days
        {
            let at = line.skip_role(line.skip_dash(end), Role::On);
            if line.word(at).weekday > 0 && self.is_weekday(at) {
                let (monday, _) = calendar::week(days.0)?.days?;
                return Some((
                    Sense::Time(calendar::day(step(
                        monday,
                        Unit::Day,
                        i64::from(line.word(at).weekday) - 1,
                    )?)),
                    at + 1,
                ));
            }
        }
        Some((Sense::Time(when), end))
    }

    // "The following year" and "the previous week" count from what was told; "next year" and "last week" from today.
    fn tells_from_told(&self, at: usize) -> bool {
        self.line.is(at, Role::Told) && self.clock.told.is_some()
            || at > 0
                && self.line.is(at - 1, Role::The)
                && self.line.is(at, Role::Next)
                && self.line.word(at + 1).unit == Some(Unit::Day)
                && self.clock.told.is_some()
    }

    fn beside_told(&self, unit: Unit, count: i64) -> Option<When> {
        let (start, _) = self.clock.told.as_ref()?.days?;
        calendar::containing(step(start, unit, count)?, unit)
    }

    /// "that year", "the same day": the unit around what was told last.
    fn that(&self, unit: Unit) -> Option<When> {
        match self.clock.told.as_ref() {
            Some(told) if told.grain <= grain(unit) => calendar::containing(told.days?.0, unit),
            // Of a year only the year can be that day's.
            Some(_) => None,
            None => calendar::containing(self.clock.today?, unit),
        }
    }

    /// "last month", "this week", "next year".
    pub(crate) fn this_unit(&self, way: Pointer, unit: Unit, i: usize) -> Option<When> {
        let today = self.clock.today?;
        let shift = match way {
            Pointer::Last | Pointer::Past => -1,
            Pointer::Next | Pointer::Coming => 1,
            _ => 0,
        };
        let latest = self.line.is(self.line.skip_role(i, Role::The), Role::Latest);
        let shift = if latest && unit == Unit::Quarter { -1 } else { shift };
        let when = calendar::containing(step(today, unit, shift)?, unit)?;
        // "The past year" ends today too, "last year" with its last day.
        if way == Pointer::Past && unit >= Unit::Week && unit != Unit::Quarter {
            return Some(When { days: Some((step(today, unit, -1)?, today)), ..when });
        }
        // What this year brought so far ends today.
        if shift == 0 && unit >= Unit::Week && self.tense(i) == Tense::Past {
            return Some(when.until(today));
        }
        Some(when)
    }

    fn pointed_month(&self, way: Pointer, at: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let month = line.word(at).month;
        let (partial, end) = self.partial(at)?;
        let Some(today) = self.clock.today else {
            return Some((Sense::Time(self.resolve(partial, None, at)?), end));
        };
        let year = match way {
            Pointer::Last | Pointer::Past => {
                if month < today.month() {
                    today.year()
                } else {
                    today.year() - 1
                }
            }
            Pointer::Next | Pointer::Coming => {
                if month > today.month() {
                    today.year()
                } else {
                    today.year() + 1
                }
            }
            _ => today.year(),
        };
        let year = partial.year.unwrap_or(year);
        Some((
            Sense::Time(self.resolve(super::absolute::Partial { year: Some(year), ..partial }, None, at)?),
            end,
        ))
    }

    /// "The quarter", "the year", "the weekend", "the period": the one that was told, or the one that is on.
    fn told_unit(&self, at: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let full = if line.is(at, Role::Full)
            || line.is(at, Role::Current)
            || line.is(at, Role::Fiscal) && !line.is(at, Role::Year)
        {
            at + 1
        } else {
            at
        };
        let full = if full > at && line.is(full, Role::Fiscal) && !line.is(full, Role::Year) {
            full + 1
        } else {
            full
        };
        if full > at
            && line.word(full).unit == Some(Unit::Year)
            && !line.word(full).plural
            && self.year_number(full + 1).is_none()
        {
            let year = self.clock.today.and_then(|today| calendar::year(today.year()));
            return Some((Sense::Time(year.unwrap_or_else(|| When::reference("XXXX"))), full + 1));
        }
        let word = line.word(at);
        let end = at + 1;
        if word.plural || line.glued(end) && line.dash(end) {
            return None;
        }
        // "the week after next", "the month before last"
        let after_next = line.is(end, Role::After) && line.is(end + 1, Role::Next);
        if (after_next || line.is(end, Role::Before) && line.is(end + 1, Role::Last))
            && let Some(unit) = word.unit.filter(|unit| *unit >= Unit::Day)
            && line.word(end + 2).unit.is_none()
        {
            let day = self.clock.today.and_then(|today| step(today, unit, if after_next { 2 } else { -2 }));
            let when = day.and_then(|day| calendar::containing(day, unit));
            return Some((Sense::Time(when.unwrap_or_else(|| When::reference(&unknown(unit)))), end + 2));
        }
        // "the day before": of what was told
        if word.unit == Some(Unit::Day)
            && (line.is(end, Role::Before) || line.is(end, Role::After))
            && (end + 1 >= line.len() || line.kind(end + 1).is_some_and(|kind| matches!(kind, Kind::Mark(_))))
        {
            let told = self
                .clock
                .told
                .as_ref()
                .and_then(|told| told.days)
                .map(|(start, _)| start)
                .or(self.clock.today);
            let when = told
                .and_then(|told| step(told, Unit::Day, if line.is(end, Role::After) { 1 } else { -1 }))
                .map(calendar::day);
            return Some((
                Sense::Time(when.unwrap_or_else(|| When::reference(&unknown(Unit::Day)))),
                end + 1,
            ));
        }
        match word.unit? {
            Unit::Weekend => {
                let Some(today) = self.clock.today else {
                    return Some((Sense::Time(When::reference("XXXX-WXX-WE")), end));
                };
                let this = calendar::weekend(today)?;
                let begun = this.days.is_some_and(|(start, _)| start <= today);
                let when = if begun || self.tense(at) == Tense::Future {
                    this
                } else {
                    calendar::weekend(step(today, Unit::Week, -1)?)?
                };
                Some((Sense::Time(when), end))
            }
            Unit::Quarter => {
                let when =
                    self.clock.last_quarter().and_then(|(year, quarter)| calendar::quarter(year, quarter));
                Some((Sense::Time(when.unwrap_or_else(|| When::reference("XXXX-QX"))), end))
            }
            unit @ (Unit::Year | Unit::Month | Unit::Week) => {
                let before = at.checked_sub(2)?;
                let placed = line.is(before, Role::In)
                    || line.is(before, Role::Over)
                    || line.is(before, Role::For)
                    || line.is(before, Role::Of);
                let free =
                    !line.is(end, Role::Of) && !line.is_number(end) && self.year_in_words(end).is_none();
                if !placed || !free {
                    return None;
                }
                let told = self
                    .clock
                    .told
                    .as_ref()
                    .filter(|told| told.grain >= Granularity::Month && unit == Unit::Year)
                    .and_then(|told| told.days);
                let day = told.map(|(start, _)| start).or(self.clock.today);
                let when = day.and_then(|day| calendar::containing(day, unit));
                Some((Sense::Time(when.unwrap_or_else(|| When::reference(&unknown(unit)))), end))
            }
            _ => None,
        }
    }

    /// "The past two months": so many units up to today, or from tomorrow on.
    pub(crate) fn stretch(&self, way: Pointer, length: &Length, end: usize) -> Option<(Sense, usize)> {
        let past = matches!(way, Pointer::Last | Pointer::Past);
        let timex = length.timex();
        let Some(today) = self.clock.today else {
            return Some((Sense::Time(When { vague: length.several, ..When::reference(&timex) }), end));
        };
        let count = length.whole();
        // Quarters are counted whole.
        if length.unit == Unit::Quarter && (1..1000).contains(&count) {
            let now = calendar::quarter_of(today);
            let (from, to) = if past { (-count, -1) } else { (1, count) };
            let bound = |shift| {
                calendar::quarter_after(now, shift)
                    .and_then(|(year, number)| calendar::quarter(year, number)?.days)
            };
            return Some((
                Sense::Time(When::days(bound(from)?.0, bound(to)?.1, Granularity::Quarter, timex)),
                end,
            ));
        }
        let days = if past {
            (step(today, length.unit, -count)?, today)
        } else {
            (
                step(today, Unit::Day, 1).filter(|_| length.unit >= Unit::Day).unwrap_or(today),
                step(today, length.unit, count)?,
            )
        };
        let when = When::days(days.0, days.1.max(days.0), grain(length.unit), timex);
        Some((Sense::Time(if length.several { when.vaguely() } else { when }), end))
    }

    /// "Recent weeks", "the coming months": some units, vaguely.
    fn around(&self, at: usize, way: Pointer, recent: bool) -> Option<(Sense, usize)> {
        let line = self.line;
        let unit = line.word(at).unit.filter(|unit| *unit >= Unit::Hour)?;
        if !line.word(at).plural {
            return None;
        }
        // "recent weeks and months"
        let end =
            if line.is(at + 1, Role::And) && line.word(at + 2).plural && line.word(at + 2).unit.is_some() {
                at + 3
            } else {
                at + 1
            };
        let past = matches!(way, Pointer::Last | Pointer::Past);
        let timex = match (past, unit) {
            (true, Unit::Week | Unit::Month | Unit::Quarter) if recent => super::spans::some(unit),
            (false, Unit::Week) => super::spans::some(unit),
            (true, _) => "PAST_REF".to_owned(),
            (false, _) => "FUTURE_REF".to_owned(),
        };
        let Some(today) = self.clock.today else { return Some((Sense::Time(When::reference(&timex)), end)) };
        let count = match unit {
            Unit::Day => 7,
            Unit::Week => 5,
            Unit::Month => 6,
            Unit::Quarter => 4,
            _ => 5,
        };
        let days = if past {
            (step(today, unit, -count)?, today)
        } else {
            (step(today, Unit::Day, 1)?, step(today, unit, count)?)
        };
        Some((Sense::Time(When::days(days.0, days.1, grain(unit), timex).vaguely()), end))
    }

    /// "today", "now", "the near future", "Christmas".
    pub(crate) fn reference(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (phrase, end) = line.phrase(i, |phrase| {
            matches!(phrase.meaning, Meaning::Day(_) | Meaning::Reference(_) | Meaning::Feast(..))
        })?;
        match &phrase.meaning {
            Meaning::Day(shift) => {
                let Some(today) = self.clock.today else {
                    return Some((
                        When {
                            vague: false,
                            ..When::reference(if *shift == 0 {
                                "PRESENT_REF"
                            } else if *shift < 0 {
                                "PAST_REF"
                            } else {
                                "FUTURE_REF"
                            })
                        },
                        end,
                    ));
                };
                let when = calendar::day(step(today, Unit::Day, i64::from(*shift))?);
                let tonight = line.is(i, Role::Tonight);
                Some((if tonight { when.at_time("TNI") } else { when }, end))
            }
            Meaning::Reference(timex) => {
                self.stands_alone(i, end).then(|| (When::reference(timex.as_str()), end))
            }
            Meaning::Feast(feast) => line.capital(i).then(|| self.feast(*feast, Pointer::None, i, end))?,
            _ => None,
        }
    }

    // A feast in the year behind it, or else in the one that the telling makes likely.
    fn feast(&self, feast: Feast, way: Pointer, i: usize, end: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (year, end) = match self.year_number(line.skip(end, ',')) {
            Some((year, after)) => (Some(year), after),
            None => (None, end),
        };
        if let Feast::Fixed(month, day) = feast
            && way == Pointer::None
        {
            let partial = super::absolute::Partial { year, month, day: Some(day), last: None };
            return Some((self.resolve(partial, None, i)?, end));
        }
        if let Some(year) = year {
            return Some((calendar::day(calendar::feast(feast, year)?), end));
        }
        let Some(today) = self.clock.today else { return Some((When::reference("XXXX-XX-XX"), end)) };
        let years = [today.year() - 1, today.year(), today.year() + 1];
        let days: Vec<Date> = years.into_iter().filter_map(|year| calendar::feast(feast, year)).collect();
        let day = self.nearest(&days, today, way, i)?;
        Some((calendar::day(day), end))
    }

    // Of days in order, the one that the words before or the tense of the verb mean, else the nearest.
    fn nearest(&self, days: &[Date], today: Date, way: Pointer, i: usize) -> Option<Date> {
        let past = days.iter().copied().rfind(|day| *day <= today);
        let future = days.iter().copied().find(|day| *day >= today);
        let far = |day: Date| today.until(day).map_or(i32::MAX, |span| span.get_days().abs());
        let near = match (past, future) {
            (Some(past), Some(future)) if far(future) < far(past) => Some(future),
            (past, future) => past.or(future),
        };
        match way {
            Pointer::Last | Pointer::Past => days.iter().copied().rfind(|day| *day < today),
            Pointer::Next | Pointer::Coming => days.iter().copied().find(|day| *day > today),
            _ => match self.tense(i) {
                Tense::Past => past.or(future),
                Tense::Future => future.or(past),
                Tense::Unknown => near,
            },
        }
    }

    /// "On the 18th", "by the 1st": a day of this month or of one beside it.
    pub(crate) fn bare_day(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let before = i.checked_sub(1)?;
        let placed = line.is(before, Role::On)
            || line.is(before, Role::By)
            || line.is(before, Role::From)
            || line.is(before, Role::To)
            || line.is(before, Role::Near)
            || line.is(before, Role::Before)
            || line.is(before, Role::After)
            || before > 0 && line.is(before, Role::Of) && line.word(before - 1).unit == Some(Unit::Week);
        let the = line.skip_role(i, Role::The);
        let (day, end) = self.day_number(the).filter(|(_, end)| placed && the > i && *end == the + 2)?;
        if !line.is_number(the) || !self.ends_phrase(end) || line.word(end).unit.is_some() {
            return None;
        }
        let today = self.clock.today?;
        let days: Vec<Date> = (-2..=2)
            .filter_map(|months| {
                let first = step(today.first_of_month(), Unit::Month, months)?;
                Date::new(first.year(), first.month(), day).ok()
            })
            .collect();
        Some((calendar::day(self.nearest(&days, today, Pointer::None, i)?), end))
    }

    /// Words for a vague time are parts of other expressions too: "as soon as", "up to date", "the past month".
    fn stands_alone(&self, i: usize, end: usize) -> bool {
        let line = self.line;
        let ends = end >= line.len() || line.kind(end).is_some_and(|kind| matches!(kind, Kind::Mark(_)));
        if line.is(i, Role::To) {
            return ends && !(i > 0 && line.is(i - 1, Role::Up));
        }
        if line.is(i, Role::Soon) {
            let compares = i > 0 && line.is(i - 1, Role::As);
            return !compares && !line.is(end, Role::After) && !line.is(end, Role::Before);
        }
        if line.is(i, Role::The) {
            let counted =
                line.word(end).unit.is_some() || line.is_number(end) || line.word(end).cardinal.is_some();
            return !counted && !line.is(end, Role::Few);
        }
        if line.is(i, Role::Sooner) {
            return ends || line.word(end).unit.is_none() && i > 0 && line.is(i - 1, Role::Had);
        }
        true
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pointer {
    None,
    This,
    Last,
    Past,
    Next,
    Coming,
    That,
}

pub(crate) fn grain(unit: Unit) -> Granularity {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Granularity::Time,
        Unit::Day | Unit::Weekend => Granularity::Day,
        Unit::Week | Unit::Fortnight => Granularity::Week,
        Unit::Month | Unit::Half => Granularity::Month,
        Unit::Quarter => Granularity::Quarter,
        Unit::Year => Granularity::Year,
        Unit::Decade => Granularity::Decade,
        Unit::Century | Unit::Millennium => Granularity::Century,
    }
}

pub(crate) fn unit_of(when: &When) -> Option<Unit> {
    Some(match when.grain {
        Granularity::Week => Unit::Week,
        Granularity::Month => Unit::Month,
        Granularity::Quarter => Unit::Quarter,
        Granularity::Year => Unit::Year,
        Granularity::Decade => Unit::Decade,
        Granularity::Century => Unit::Century,
        _ => return None,
    })
}

/// A unit of which only the size is known.
pub(crate) fn unknown(unit: Unit) -> String {
    match unit {
        Unit::Day => "XXXX-XX-XX",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        _ => "XXXX",
    }
    .to_owned()
}
