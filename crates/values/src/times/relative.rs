//! Times told from the day of publication or from the last date told: "on Monday", "last month", "a week
//! after", "earlier this year".

use chancery_document::Granularity;
use jiff::civil::Date;

use super::{
    Scan, Sense, Tense,
    calendar::{self, Part, When, step},
    spans::Length,
};
use crate::{
    atoms::Kind,
    tables::{Meaning, Role, Unit},
};

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
        // "Monday the 21st", "Sunday 31." — but "on Friday 31 people" counts people.
        if let Some((day, after)) = self.day_number(dated)
            && (dated > end || line.glued(after - 1) && line.is_word(after - 1) || after >= line.len() || line.kind(after).is_some_and(|kind| matches!(kind, Kind::Mark(mark) if mark.is_ascii_punctuation() && mark != '%' && mark != '$')))
            && !(dated > end && line.mark(end, ',') && line.is_number(dated))
            && let Some(when) = self.weekday_number(word.weekday, day, i)
        {
            return Some((when, after));
        }
        // "the previous Friday": before the day that was told.
        if the > i
            && line.is(the, Role::Told)
            && let Some((told, same)) = self.clock.told.as_ref().and_then(|told| told.days)
            && told == same
        {
            let between = i64::from(word.weekday - calendar::weekday(told)).rem_euclid(7);
            let days = if line.is(the, Role::Last) {
                between - 7
            } else if between == 0 {
                7
            } else {
                between
            };
            return Some((calendar::day(step(told, Unit::Day, days)?), end));
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
            Pointer::Last if from_now < 0 && base.is_none() => from_now,
            Pointer::Last => from_now - 7,
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

    /// The nearest day that is both this weekday and this day of a month: "Monday the 21st".
    fn weekday_number(&self, weekday: i8, day: i8, i: usize) -> Option<When> {
        let today = self.clock.today?;
        let fits = |months: i64| {
            let first = step(today.first_of_month(), Unit::Month, months)?;
            let date = Date::new(first.year(), first.month(), day).ok()?;
            (calendar::weekday(date) == weekday).then_some(date)
        };
        let past = (0..15).filter_map(|back| fits(-back)).find(|date| *date <= today);
        let future = (0..15).filter_map(fits).find(|date| *date >= today);
        let far = |date: &Option<Date>| {
            date.map_or(i32::MAX, |date| today.until(date).map_or(i32::MAX, |span| span.get_days().abs()))
        };
        let near = if far(&future) < far(&past) { future } else { past };
        let date = match self.tense(i) {
            Tense::Past => past,
            Tense::Future => future,
            Tense::Unknown => near,
        };
        date.or(near).map(calendar::day)
    }

    // "Sun" and "Sat" are names and verbs without a date or preposition beside them.
    fn is_weekday(&self, at: usize) -> bool {
        let line = self.line;
        if !line.is(at, Role::Ambiguous) {
            return true;
        }
        let before = at.checked_sub(1);
        let placed = before.is_some_and(|k| {
            line.is(k, Role::On)
                || line.is(k, Role::This)
                || line.is(k, Role::Next)
                || line.is(k, Role::Last)
                || line.is(k, Role::By)
                || line.is(k, Role::From)
                || line.is(k, Role::To)
                || line.is(k, Role::Every)
                || line.word(k).unit == Some(Unit::Week)
        });
        let stop = line.skip_abbreviation(at + 1);
        let dated = self.partial(line.skip(stop, ',')).is_some_and(|(partial, _)| partial.day.is_some());
        let numbered =
            self.day_number(stop).is_some_and(|(_, after)| line.glued(after - 1) && line.is_word(after - 1));
        let dated = dated || numbered;
        let whole_capitals = line.surface(at).bytes().all(|b| b.is_ascii_uppercase());
        (placed || dated || stop > at + 1) && (line.capital(at) && !whole_capitals || dated)
    }

    /// "Monday this week", "Tuesday of next week", "Friday last".
    fn week_of_weekday(&self, end: usize) -> Option<(Pointer, usize)> {
        let line = self.line;
        let of = line.skip_role(line.skip_role(end, Role::Of), Role::The);
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
        // "last fiscal year"
        let fiscal = line.is(at, Role::Fiscal)
            && !line.is(at, Role::Year)
            && line.word(at + 1).unit == Some(Unit::Year);
        let (at, end) = if fiscal { (at + 1, end + 1) } else { (at, end) };
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
        let behind = line.surface(end).to_ascii_lowercase();
        let after_next = behind == "after" && line.is(end + 1, Role::Next);
        if (after_next || behind == "before" && line.is(end + 1, Role::Last))
            && let Some(unit) = word.unit.filter(|unit| *unit >= Unit::Day)
            && line.word(end + 2).unit.is_none()
        {
            let day = self.clock.today.and_then(|today| step(today, unit, if after_next { 2 } else { -2 }));
            let when = day.and_then(|day| calendar::containing(day, unit));
            return Some((Sense::Time(when.unwrap_or_else(|| When::reference(&unknown(unit)))), end + 2));
        }
        // "the day before": of what was told
        if word.unit == Some(Unit::Day)
            && matches!(behind.as_str(), "before" | "after")
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
                .and_then(|told| step(told, Unit::Day, if behind == "after" { 1 } else { -1 }))
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
            "to" => {
                let ends =
                    end >= line.len() || line.kind(end).is_some_and(|kind| matches!(kind, Kind::Mark(_)));
                !line.surface(i.wrapping_sub(1)).eq_ignore_ascii_case("up") && ends
            }
            "soon" => {
                let surface = |k: usize| line.surface(k).to_ascii_lowercase();
                surface(i.wrapping_sub(1)) != "as" && !matches!(surface(end).as_str(), "after" | "before")
            }
            "shortly" => !matches!(line.surface(end).to_ascii_lowercase().as_str(), "after" | "before"),
            "the" => {
                let counted =
                    line.word(end).unit.is_some() || line.is_number(end) || line.word(end).cardinal.is_some();
                !counted && !line.is(end, Role::Few)
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
        let noun =
            word.is(Role::End) || word.is(Role::Begin) || line.surface(the).eq_ignore_ascii_case("middle");
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
        if line.surface(at).eq_ignore_ascii_case("from")
            && let Some((base, after)) = self.base_day(at + 1)
        {
            let when = self.distant(base.1, length, 1);
            return Some((Sense::Time(when.unwrap_or_else(|| When::reference("FUTURE_REF"))), after));
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
            // "two days after today", "ten years before 1961"
            if matches!(surface.as_str(), "after" | "before")
                && let Some((base, after)) = self.base_day(at + 1)
            {
                let day = if earlier { base.0 } else { base.1 };
                let when = self.distant(day, length, if earlier { -1 } else { 1 });
                return Some((Sense::Time(when.unwrap_or_else(|| When::reference("FUTURE_REF"))), after));
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

    /// The first and last day of a date that a distance is counted from.
    fn base_day(&self, i: usize) -> Option<((Date, Date), usize)> {
        let found = self.partial(i).and_then(|(partial, end)| Some((self.resolve(partial, None, i)?, end)));
        let (when, end) =
            found.or_else(|| self.weekday(i)).or_else(|| self.reference(i)).or_else(|| self.years(i))?;
        Some((when.days?, end))
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
