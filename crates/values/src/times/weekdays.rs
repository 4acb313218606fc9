//! Days of the week: which Monday a Monday is.

use chancery_document::Granularity;
use jiff::civil::Date;

use super::{
    Scan, Tense,
    calendar::{self, When, step},
    relative::Pointer,
};
use crate::{
    atoms::Kind,
    tables::{Role, Unit},
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
            && self.clock_range(dated).is_none_or(|(.., sure)| !sure)
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

    /// "the first Monday of next month", "the last Friday of March".
    pub(crate) fn numbered_weekday(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let (number, end) = match line.integer(the) {
            Some((number, _)) if line.glued(the + 1) && line.is(the + 1, Role::OrdinalEnd) => {
                (number, the + 2)
            }
            _ if line.word(the).ordinal > 0 => (i64::try_from(line.word(the).ordinal).ok()?, the + 1),
            _ if line.is(the, Role::Last) => (-1, the + 1),
            _ => return None,
        };
        let weekday = line.word(end).weekday;
        let of = line.is(end + 1, Role::Of) || line.is(end + 1, Role::In);
        if weekday == 0 || line.word(end).plural || !of || number > 5 {
            return None;
        }
        let (when, after) = self.base(end + 2, false).filter(|(when, _)| when.grain == Granularity::Month)?;
        let (first, _) = when.days?;
        let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
        let day = first.nth_weekday_of_month(i8::try_from(number).ok()?, weekday).ok()?;
        Some((calendar::day(day), after))
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
    pub(crate) fn is_weekday(&self, at: usize) -> bool {
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
}
