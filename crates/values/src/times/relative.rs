//! Times told from the day of publication or from the last date told: "on Monday", "last month", "a week
//! after", "earlier this year".

use chancery_document::Granularity;
use jiff::civil::Date;

use super::{
    Scan, Sense, Tense,
    calendar::{self, Part, When, step},
    spans::Length,
};
use crate::tables::{Meaning, Role, Unit};

impl Scan<'_> {
    /// A weekday with what stands around it: "Monday", "last Friday", "this coming Sunday", "Monday 21".
    pub(crate) fn weekday(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let (way, at) = self.pointer(the);
        let word = line.word(at);
        if word.weekday == 0 || word.plural && line.surface(at).ends_with('s') || !self.is_weekday(at) {
            return None;
        }
        let end = line.skip_abbreviation(at + 1);
        // The date beside it says it all: "Tuesday, December 3, 1991".
        let dated = line.skip_role(line.skip(end, ','), Role::The);
        if let Some((partial, after)) = self.partial(dated)
            && partial.day.is_some()
            && let Some(when) = self.resolve(partial, None, i)
        {
            return Some((when, after));
        }
        let missing = || {
            Some((
                When { days: None, timex: format!("XXXX-WXX-{}", word.weekday), ..When::reference("") },
                end,
            ))
        };
        let Some(today) = self.clock.today else { return missing() };
        let (base, end) = self.week_of_weekday(end).map_or((None, end), |(way, after)| (Some(way), after));
        let way = base.unwrap_or(way);
        let from_now = i64::from(word.weekday - calendar::weekday(today));
        let behind = from_now.rem_euclid(7) - if from_now == 0 { 0 } else { 7 };
        let ahead = from_now.rem_euclid(7);
        let days = match way {
            Pointer::None | Pointer::That => match self.tense(i) {
                Tense::Future => ahead,
                _ => behind,
            },
            Pointer::This => match self.tense(i) {
                Tense::Past if from_now > 0 => behind,
                Tense::Future if from_now < 0 => ahead,
                _ => from_now,
            },
            Pointer::Last => {
                if from_now < 0 && base.is_none() && self.news(i) {
                    from_now
                } else {
                    from_now - 7
                }
            }
            Pointer::Past => {
                if from_now >= 0 {
                    from_now - 7
                } else {
                    from_now
                }
            }
            Pointer::Next => from_now + 7,
            Pointer::Coming => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
        };
        Some((calendar::day(step(today, Unit::Day, days)?), end))
    }

    // "Last Friday" on a Wednesday lies in the week before for all; on a Saturday only in the telling of news
    // it is yesterday.
    fn news(&self, _: usize) -> bool {
        true
    }

    fn is_weekday(&self, at: usize) -> bool {
        let line = self.line;
        let word = line.word(at);
        !word.is(Role::Ambiguous)
            || line.capital(at)
                && line.surface(at).len() <= 5
                && !(line.glued(at) && at > 0 && line.is_word(at - 1))
                && !line.surface(at).bytes().all(|b| b.is_ascii_uppercase())
    }

    /// "Monday this week", "Tuesday of next week", "Friday last".
    fn week_of_weekday(&self, end: usize) -> Option<(Pointer, usize)> {
        let line = self.line;
        let of = line.skip_role(end, Role::Of);
        let (way, at) = self.pointer(of);
        (way != Pointer::None && line.word(at).unit == Some(Unit::Week)).then_some((way, at + 1))
    }

    /// "last", "next", "this", "this coming", and what they mean.
    pub(crate) fn pointer(&self, i: usize) -> (Pointer, usize) {
        let line = self.line;
        let word = line.word(i);
        let next = i + 1;
        if word.is(Role::This) {
            return match line.surface(next).to_ascii_lowercase().as_str() {
                "past" => (Pointer::Past, next + 1),
                "coming" | "upcoming" => (Pointer::Coming, next + 1),
                _ => (Pointer::This, next),
            };
        }
        match line.surface(i).to_ascii_lowercase().as_str() {
            "past" => (Pointer::Past, next),
            "coming" | "upcoming" | "forthcoming" => (Pointer::Coming, next),
            _ if word.is(Role::Last) => (Pointer::Last, next),
            _ if word.is(Role::Next) => (Pointer::Next, next),
            _ if word.is(Role::Same) => (Pointer::That, next),
            _ => (Pointer::None, i),
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
            Pointer::That => self.that(unit, line.is(the, Role::Same) && line.surface(the).len() == 4),
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
    fn that(&self, unit: Unit, _same: bool) -> Option<When> {
        let told = self.clock.told.as_ref();
        let start = told.and_then(|told| told.days).map(|(start, _)| start);
        calendar::containing(start.or(self.clock.today)?, unit)
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
        let word = line.word(at);
        let end = at + 1;
        if word.plural || line.glued(end) && line.dash(end) {
            return None;
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
                let free = !line.is(end, Role::Of) && !line.is_number(end);
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
    fn stretch(&self, way: Pointer, length: &Length, end: usize) -> Option<(Sense, usize)> {
        let past = matches!(way, Pointer::Last | Pointer::Past);
        let timex = length.timex();
        let Some(today) = self.clock.today else {
            return Some((Sense::Time(When { vague: length.several, ..When::reference(&timex) }), end));
        };
        let count = length.whole();
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
                let tonight = line.surface(i).to_ascii_lowercase().starts_with("toni");
                Some((if tonight { when.at_time("TNI") } else { when }, end))
            }
            Meaning::Reference(timex) => {
                self.stands_alone(i, end).then(|| (When::reference(timex.as_str()), end))
            }
            Meaning::Feast(month, day) => {
                if !line.capital(i) {
                    return None;
                }
                let (year, after) = match self.year_number(line.skip(end, ',')) {
                    Some((year, after)) => (Some(year), after),
                    None => (None, end),
                };
                let partial = super::absolute::Partial { year, month: *month, day: Some(*day), last: None };
                Some((self.resolve(partial, None, i)?, after))
            }
            _ => None,
        }
    }

    // "Once" and "earlier" are often something else.
    fn stands_alone(&self, i: usize, end: usize) -> bool {
        let line = self.line;
        match line.surface(i).to_ascii_lowercase().as_str() {
            "once" => {
                line.is(i.wrapping_sub(1), Role::Had)
                    && !line.is(end, Role::A)
                    && !line.is(end, Role::Every)
                    && i > 0
            }
            "earlier" => {
                end >= line.len()
                    || line.mark(end, '.')
                    || line.mark(end, ',')
                    || line.word(end).unit.is_none() && i > 0 && line.is(i - 1, Role::Had)
            }
            _ => true,
        }
    }

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
        let of = line.is(rest, Role::Of) || line.is(rest, Role::In);
        let noun =
            word.is(Role::End) || word.is(Role::Begin) || line.surface(the).eq_ignore_ascii_case("middle");
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
    fn base(&self, i: usize, loose: bool) -> Option<(When, usize)> {
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
                let unit = line
                    .word(the)
                    .unit
                    .filter(|unit| *unit >= Unit::Day && loose && the > i && !line.word(the).plural)?;
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

    /// "the week of April 10".
    pub(crate) fn week_of(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        if line.word(the).unit != Some(Unit::Week) || line.word(the).plural || !line.is(the + 1, Role::Of) {
            return None;
        }
        let (partial, end) = self.partial(the + 2)?;
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
            when = day.and_then(|day| calendar::containing(day, Unit::Quarter));
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
            return calendar::quarter(year - 1, quarter);
        }
        calendar::year(today.year() - 1)
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
            return Some((calendar::quarter(year, number)?, end + 1));
        }
        None
    }

    /// "two weeks ago", "a day earlier", "a week after", "in two weeks", "within three days", "three days from now".
    pub(crate) fn moved(&self, length: &Length, start: usize, end: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let today = self.clock.today;
        let at = if line.dash(end) && line.glued(end) { end + 1 } else { end };
        let or_so = if line.is(at, Role::Or) && line.surface(at + 1).eq_ignore_ascii_case("so") {
            at + 2
        } else {
            at
        };
        if line.is(or_so, Role::Ago) && line.surface(or_so).len() != 4
            || line.is(or_so, Role::Ago) && line.surface(or_so).eq_ignore_ascii_case("ago")
        {
            let when = self.ago(length);
            return Some((Sense::Time(when.unwrap_or_else(|| When::reference("PAST_REF"))), or_so + 1));
        }
        if line.is(at, Role::FromNow) && line.is(at + 1, Role::Now) {
            let when = today
                .and_then(|today| self.distant(today, length, 1))
                .unwrap_or_else(|| When::reference("FUTURE_REF"));
            return Some((Sense::Time(when), at + 2));
        }
        let told = self.clock.told.as_ref().and_then(|told| told.days);
        let earlier = line.is(at, Role::Earlier);
        if (earlier || line.is(at, Role::Later)) && length.unit >= Unit::Day && !length.adjective {
            if length.unit == Unit::Year
                && length.whole() == 1
                && length.counted
                && earlier
                && line.is(at, Role::Sooner)
                && self.clock.quarter.is_some()
            {
                return Some((Sense::Time(self.year_before_told()?), at + 1));
            }
            let surface = line.surface(at).to_ascii_lowercase();
            if surface == "on" || surface == "prior" && !line.is(at + 1, Role::To) {
                return None;
            }
            // "A week after his meeting" dates the meeting: a week before what was told.
            let of_noun = matches!(surface.as_str(), "after" | "before")
                && at + 1 < line.len()
                && (line.is_word(at + 1) || line.is_number(at + 1));
            let forward = earlier == of_noun;
            let base = told.map(|(start, _)| start).or(if earlier && !of_noun || told.is_none() {
                today
            } else {
                None
            });
            let when = base.and_then(|base| self.distant(base, length, if forward { 1 } else { -1 }));
            let fallback = When::reference(if forward { "FUTURE_REF" } else { "PAST_REF" });
            return Some((Sense::Time(when.unwrap_or(fallback)), at + 1));
        }
        let before = start.checked_sub(1)?;
        if line.is(before, Role::In)
            && self.tense(start) == Tense::Future
            && !length.adjective
            && !line.is(at, Role::Of)
            && line.surface(before).len() == 2
        {
            let when = today
                .and_then(|today| self.distant(today, length, 1))
                .unwrap_or_else(|| When::reference("FUTURE_REF"));
            return Some((Sense::Time(when), end));
        }
        if line.is(before, Role::Within) && self.tense(start) == Tense::Future && length.unit >= Unit::Day {
            let base =
                told.map(|(_, end)| end).filter(|end| today.is_none_or(|today| *end >= today)).or(today);
            let days = base.and_then(|base| Some((base, step(base, length.unit, length.whole())?)));
            let when = days.map_or_else(
                || When::reference(&length.timex()),
                |(from, to)| When::days(from, to, grain(length.unit), length.timex()),
            );
            return Some((Sense::Time(if length.several { when.vaguely() } else { when }), end));
        }
        None
    }

    fn ago(&self, length: &Length) -> Option<When> {
        let today = self.clock.today?;
        if length.several {
            return Some(When::reference("PAST_REF"));
        }
        if length.unit == Unit::Year && length.whole() == 1 && self.clock.quarter.is_some() {
            return self.year_before_told();
        }
        self.distant(today, length, -1)
    }

    /// So many units from a day: years and months as wholes, weeks and days to the day.
    fn distant(&self, base: Date, length: &Length, sign: i64) -> Option<When> {
        if length.several {
            return None;
        }
        let mut day = step(base, length.unit, sign * length.whole())?;
        for (unit, count) in length.rest() {
            day = step(day, unit, sign * count)?;
        }
        let when = match length.unit {
            Unit::Second | Unit::Minute | Unit::Hour => calendar::day(base),
            Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium
                if length.rest().next().is_none() =>
            {
                calendar::year(day.year())?
            }
            Unit::Month
            | Unit::Quarter
            | Unit::Half
            | Unit::Year
            | Unit::Decade
            | Unit::Century
            | Unit::Millennium => calendar::containing(day, Unit::Month)?,
            _ => calendar::day(day),
        };
        Some(when)
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

fn grain(unit: Unit) -> Granularity {
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

fn unit_of(when: &When) -> Option<Unit> {
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
fn unknown(unit: Unit) -> String {
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
