//! Times of day and stretches between two of them: "5 p.m.", "half past seven", "from 3 to 5 pm", "Tuesday
//! evening", "between 10am and noon on Friday".

use chancery_document::Name;
use jiff::civil::Date;

use super::{
    Scan,
    calendar::{self, When},
    relative::Pointer,
};
use crate::{
    atoms::Kind,
    tables::{Role, Unit},
};

/// A time of day as it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hour {
    hour: i64,
    minute: i64,
    second: Option<i64>,
    /// Whether it is of the second half of the day, where words say so.
    half: Option<bool>,
    /// True if no other number is written so: "5 pm", "17:00", "five o'clock".
    sure: bool,
}

impl Hour {
    fn minutes(self) -> i64 {
        self.hour * 60 + self.minute
    }

    // "Five" may be either half of the day, "17:00" and "noon" may not.
    fn open(self) -> bool {
        self.half.is_none() && (1..=12).contains(&self.hour)
    }

    fn later(self) -> Hour {
        Hour { hour: if self.hour < 12 { self.hour + 12 } else { self.hour }, ..self }
    }

    fn timex(self) -> String {
        let seconds = self.second.map_or(String::new(), |second| format!(":{second:02}"));
        format!("T{:02}:{:02}{seconds}", self.hour, self.minute)
    }
}

/// Two hours, each in the half of the day that the other and the part of the day leave for it; true if the second
/// is of the day after.
fn settle(from: Hour, to: Hour, part: Option<&str>) -> (Hour, Hour, bool) {
    let (from, to) = match (from.open(), to.open()) {
        (true, false) if to.half == Some(true) && from.later().minutes() < to.minutes() => (from.later(), to),
        (false, true) if to.minutes() <= from.minutes() => (from, to.later()),
        (true, true) => {
            let from = in_part(from, part);
            let to = if part.is_some() { in_part(to, part) } else { to };
            (from, if to.minutes() <= from.minutes() { to.later() } else { to })
        }
        _ => (from, to),
    };
    (from, to, to.minutes() <= from.minutes())
}

// "Seven" of an evening is nineteen; three of a night is three.
fn in_part(hour: Hour, part: Option<&str>) -> Hour {
    let late = match part {
        Some("AF" | "EV") => true,
        Some("NI") => hour.hour > 4,
        _ => false,
    };
    if late && hour.open() { hour.later() } else { hour }
}

impl Scan<'_> {
    // The hour that begins here ("3 pm", "15:00 GMT", "noon", "half past seven", "5 o'clock"), with minutes, half of the day and zone; `loose` takes "9.30" and "two thirty" as well,
    // which other words must show to be a time.
    fn hour(&self, i: usize, loose: bool) -> Option<(Hour, usize)> {
        let line = self.line;
        if line.glued(i)
            && i > 0
            && line.is_number(i)
            && !matches!(line.kind(i - 1), Some(Kind::Mark('(' | '@' | '-' | '–')))
        {
            return None;
        }
        let sharp = |hour| Hour { hour, minute: 0, second: None, half: Some(true), sure: true };
        if line.is(i, Role::Noon) {
            return Some((sharp(12), i + 1));
        }
        if line.is(i, Role::Midnight) {
            return Some((sharp(24), i + 1));
        }
        let past = self.minutes_past(i);
        let (hour, minute, second, end) = past.or_else(|| self.hands(i, loose))?;
        let (half, after) = self.half_day(end);
        let oclock = line.is(after, Role::OClock);
        let after = after + usize::from(oclock);
        let (half, after) = if oclock {
            let (half2, end) = self.half_day(after);
            (half.or(half2), end)
        } else {
            (half, after)
        };
        let zone = line.is(after, Role::Zone)
            && (line.surface(after).bytes().all(|b| b.is_ascii_uppercase()) || line.is(after, Role::Local));
        let colon = minute.is_some() && (line.mark(i + 1, ':') || half.is_some() || past.is_some());
        let plain_hours = zone && line.surface(i).len() == 4;
        let (hour, minute) = match (hour, minute) {
            (hour, None) if line.surface(i).len() == 4 && line.is_number(i) => (hour / 100, Some(hour % 100)),
            other => other,
        };
        let hour = match half {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            Some(_) if hour > 12 => return None,
            _ => hour,
        };
        if hour > 24
            || minute.is_some_and(|minute| minute > 59)
            || second.is_some_and(|second| second > 59)
            || hour == 24 && minute.unwrap_or(0) > 0
        {
            return None;
        }
        let mut end = after + usize::from(zone);
        if zone && line.is(after, Role::Local) {
            end += usize::from(line.is(end, Role::Time));
        }
        let sure = half.is_some() || oclock || colon || plain_hours;
        Some((Hour { hour, minute: minute.unwrap_or(0), second, half, sure }, end))
    }

    // "Ten minutes past nine", "a quarter to six", "10 past 9".
    fn minutes_past(&self, i: usize) -> Option<(i64, Option<i64>, Option<i64>, usize)> {
        let line = self.line;
        let at = if line.is(i, Role::A) && line.word(i).cardinal.is_none() { i + 1 } else { i };
        let (minutes, end, sure) = if line.word(at).unit == Some(Unit::Quarter) && !line.word(at).plural {
            (15, at + 1, true)
        } else {
            let (minutes, end) = self.small_number(i)?;
            let unit = line.word(end).unit == Some(Unit::Minute);
            (minutes, end + usize::from(unit), unit)
        };
        let past = line.is(end, Role::Past) && line.surface(end).eq_ignore_ascii_case("past");
        let to = sure && line.is(end, Role::To) && line.surface(end).len() == 2;
        if !(past || to) || !(1..60).contains(&minutes) {
            return None;
        }
        let (hour, end) = self.small_number(end + 1).filter(|(hour, _)| (1..=12).contains(hour))?;
        // "A quarter past 5 percent" counts something else.
        if !self.free_behind(end) && self.half_day(end).0.is_none() {
            return None;
        }
        let at = if past { hour * 60 + minutes } else { hour * 60 - minutes };
        Some((at / 60, Some(at % 60), None, end))
    }

    // A number below a hundred, in digits or words.
    fn small_number(&self, i: usize) -> Option<(i64, usize)> {
        let line = self.line;
        if let Some((number, 1 | 2)) = line.integer(i) {
            return Some((number, i + 1));
        }
        let number = line.word(i).cardinal.filter(|number| *number < 100)?;
        let next = line.skip_dash(i + 1);
        let units = line.word(next).cardinal.filter(|units| number >= 20 && (1..=9).contains(units));
        match units {
            Some(units) => Some(((number + units) as i64, next + 1)),
            None => Some((number as i64, i + 1)),
        }
    }

    fn hands(&self, i: usize, loose: bool) -> Option<(i64, Option<i64>, Option<i64>, usize)> {
        let line = self.line;
        if let Some((hour, width)) = line.integer(i) {
            if width > 2
                && !(width == 4
                    && (line.is(i + 1, Role::Zone) || line.is(i + 1, Role::Am) || line.is(i + 1, Role::Pm)))
            {
                return None;
            }
            if line.mark(i + 1, ':')
                && line.glued(i + 1)
                && line.glued(i + 2)
                && let Some((minute, 2)) = line.integer(i + 2)
            {
                if line.mark(i + 3, ':')
                    && line.glued(i + 3)
                    && line.glued(i + 4)
                    && let Some((second, 2)) = line.integer(i + 4)
                {
                    return Some((hour, Some(minute), Some(second), i + 5));
                }
                return Some((hour, Some(minute), None, i + 3));
            }
            if width == 4 {
                return Some((hour / 100, Some(hour % 100), None, i + 1));
            }
            return Some((hour, None, None, i + 1));
        }
        // "8.30 am"
        if line.is_number(i)
            && let Some((hour, minute)) = line.surface(i).split_once('.')
            && minute.len() == 2
            && let (Ok(hour), Ok(minute)) = (hour.parse(), minute.parse())
            && (loose || self.half_day(i + 1).0.is_some())
        {
            return Some((hour, Some(minute), None, i + 1));
        }
        // "half past seven", "seven o'clock"
        if line.is(i, Role::Half) && line.is(i + 1, Role::Past) {
            let hour = line.word(i + 2).cardinal.filter(|hour| *hour <= 12)?;
            return Some((i64::try_from(hour).ok()?, Some(30), None, i + 3))
                .filter(|_| self.half_day(i + 3).0.is_some() || line.is(i + 3, Role::OClock));
        }
        let hour = line.word(i).cardinal.filter(|hour| (1..=12).contains(hour))?;
        let hour = i64::try_from(hour).ok()?;
        // "seven twenty-five"
        let minutes = self.small_number(line.skip_dash(i + 1)).filter(|(minute, end)| {
            (10..60).contains(minute) && line.is_word(i + 1) && (loose || self.half_day(*end).0.is_some())
        });
        match minutes {
            // "five-thirty" and "six forty-three minutes"
            Some((minute, end)) => {
                let unit = usize::from(loose && line.word(end).unit == Some(Unit::Minute));
                Some((hour, Some(minute), None, end + unit))
            }
            None => Some((hour, None, None, i + 1)),
        }
    }

    /// "a.m." or "p.m.", or "in the evening" behind an hour; true for the second half.
    fn half_day(&self, i: usize) -> (Option<bool>, usize) {
        let line = self.line;
        for (role, second) in [(Role::Am, false), (Role::Pm, true)] {
            if line.is(i, role) {
                let dotted = line.surface(i).contains('.');
                let end = if dotted && line.mark(i + 1, '.') && line.glued(i + 1) && i + 2 < line.len() {
                    i + 2
                } else {
                    i + 1
                };
                // "I am", "5 am" — a verb needs no number before it.
                return (Some(second), end);
            }
        }
        if line.is(i, Role::In)
            && line.is(i + 1, Role::The)
            && let Some(part) = &line.word(i + 2).day_part
        {
            return match part.as_str() {
                "MO" => (Some(false), i + 3),
                "AF" | "EV" => (Some(true), i + 3),
                _ => (None, i),
            };
        }
        (None, i)
    }

    // "5 to 6pm", "3:00-4:00", "between 10am and noon", "from 3 in the morning until 5pm": both ends, where the range
    // ends, and whether nothing else is written so.
    pub(crate) fn clock_range(&self, i: usize) -> Option<(Hour, Hour, usize, bool)> {
        let line = self.line;
        let (from, end) = self.hour(i, true)?;
        let between = i > 0 && line.is(i - 1, Role::Between);
        let joined = line.is(end, Role::To) || line.dash(end) || between && line.is(end, Role::And);
        let (to, after) = joined.then(|| self.hour(end + 1, true)).flatten()?;
        Some((from, to, after, from.sure || to.sure))
    }

    // True where a number that ends here counts nothing.
    fn free_behind(&self, end: usize) -> bool {
        let line = self.line;
        let counts = line.word(end).unit.is_some()
            || line.word(end).multiplier > 0
            || line.mark(end, '%')
            || line.dash(end)
            || line.mark(end, '/')
            || line.is_number(end)
            || line.glued(end) && line.is_word(end)
            || line.word(end).cardinal.is_some();
        !counts && self.ends_phrase(end)
    }

    /// A time of day with its date before or behind it, or a part of a day with its date.
    pub(crate) fn timed(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        if let Some(found) = self.timed_range(i) {
            return Some(found);
        }
        if let Some((hour, end)) = self.hour(i, false).filter(|(hour, _)| hour.sure) {
            let next = line.skip_role(line.skip(end, ','), Role::On);
            let the = if line.is(next, Role::Of) { next + 1 } else { next };
            let behind = self.part_of_day(the).filter(|_| the > end || !line.is(the, Role::The));
            if let Some((when, after)) =
                behind.or_else(|| self.day_at(the).map(|(when, after)| self.with_part(when, after)))
            {
                let (day, part) = apart(when);
                return Some((day.at_time(&in_part(hour, part.as_ref().map(Name::as_str)).timex()), after));
            }
            let time = hour.timex();
            let when = self
                .clock
                .in_sentence
                .clone()
                .filter(|when| when.days.is_some_and(|(start, end)| start == end));
            let when = when.map(|when| calendar::day(when.days.map_or(Date::ZERO, |(start, _)| start)));
            return Some((when.unwrap_or_else(unset).at_time(&time), end));
        }
        let (when, end) = self.part_of_day(i)?;
        Some(self.with_time(when, end))
    }

    // Two clock times, with the day and the part of the day behind them.
    fn timed_range(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let (from, to, end, sure) = self.clock_range(i)?;
        let next = line.skip_role(line.skip(end, ','), Role::On);
        let next = line.skip_role(next, Role::Of);
        let in_the = if line.is(next, Role::In) && line.is(next + 1, Role::The) { next + 2 } else { next };
        let (day, part, after) = if let Some((when, after)) = self.part_of_day(next) {
            let (day, part) = apart(when);
            (Some(day), part, after)
        } else if let Some(part) = line.word(in_the).day_part.clone().filter(|_| in_the > next) {
            (None, Some(part), in_the + 1)
        } else if let Some((when, after)) = self.day_at(next) {
            let (when, end) = self.with_part(when, after);
            let (day, part) = apart(when);
            (Some(day), part, end)
        } else {
            (None, None, end)
        };
        // Two bare numbers are hours only of a part of a day.
        let placed = i > 0
            && (line.is(i - 1, Role::From) || line.is(i - 1, Role::Between) || line.is(i - 1, Role::At));
        if !(sure || part.is_some() && placed) {
            return None;
        }
        let day = day.or_else(|| {
            let told = self.clock.in_sentence.as_ref().and_then(|when| when.days);
            told.filter(|(start, end)| start == end).map(|(start, _)| calendar::day(start))
        });
        Some((between(day, settle(from, to, part.as_ref().map(Name::as_str))), after))
    }

    // "this morning", "last night", "late Thursday evening", "mid-afternoon yesterday", "Saturday night"
    fn part_of_day(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let the = line.skip_role(i, Role::The);
        let mid = if line.is(the, Role::Mid) || line.is(the, Role::Early) || line.is(the, Role::Late) {
            line.skip_dash(the + 1)
        } else {
            the
        };
        if let Some(part) = line.word(mid).day_part.clone() {
            let plural = line.surface(mid).ends_with('s');
            let next = line.skip_role(mid + 1, Role::On);
            let next = line.skip_role(next, Role::Of);
            if let Some((when, end)) = self.day_at(next) {
                return Some((when.at_time(&format!("T{part}")), end));
            }
            let overnight = line.is(mid, Role::Overnight);
            let placed = the > i || overnight || mid > the && i > 0;
            return (placed
                && !plural
                && ((the > i || mid > the)
                    && i > 0
                    && (line.is(i - 1, Role::In)
                        || line.is(i - 1, Role::Over)
                        || line.is(i - 1, Role::By))
                    || overnight && self.ends_phrase(mid + 1)))
            .then(|| {
                let day = self.clock.in_sentence.clone().filter(|when| {
                    when.days.is_some_and(|(start, end)| start == end) && when.timex.len() == 10
                });
                (day.unwrap_or_else(unset).at_time(&format!("T{part}")), mid + 1)
            });
        }
        let (way, at) = self.pointer(i);
        let early = line.is(at, Role::Early) || line.is(at, Role::Late) || line.is(at, Role::Mid);
        let at = if early { line.skip_dash(at + 1) } else { at };
        if matches!(way, Pointer::This | Pointer::Last | Pointer::Next)
            && let Some(part) = line.word(at).day_part.clone()
            && !line.surface(at).ends_with('s')
        {
            let shift = match way {
                Pointer::This => 0,
                Pointer::Next => 1,
                _ => -1,
            };
            let day =
                self.clock.today.and_then(|today| calendar::step(today, Unit::Day, shift)).map(calendar::day);
            return Some((day.unwrap_or_else(unset).at_time(&format!("T{part}")), at + 1));
        }
        None
    }

    /// A single day, for a time of day to stand by.
    fn day_at(&self, i: usize) -> Option<(When, usize)> {
        let single = |found: &(When, usize)| {
            found.0.days.is_none_or(|(start, end)| start == end) && found.0.timex.len() >= 10
        };
        self.weekday(i)
            .or_else(|| self.numbered_weekday(i))
            .or_else(|| {
                self.partial(i)
                    .filter(|(partial, _)| partial.day.is_some())
                    .and_then(|(partial, end)| Some((self.resolve(partial, None, i)?, end)))
            })
            .or_else(|| self.reference(i))
            .or_else(|| self.part_of_today(i))
            .filter(single)
    }

    /// "this morning", "tonight" behind a time of day.
    fn part_of_today(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        let part = line.is(i, Role::This) && line.word(i + 1).day_part.is_some();
        part.then(|| self.clock.today.map(|today| (calendar::day(today), i + 2))).flatten()
    }

    /// A time or part of the day behind a date: "Tuesday evening", "Nov. 9 at 5 p.m.", "tomorrow from 7 to 9 pm".
    pub(crate) fn with_time(&self, when: When, end: usize) -> (When, usize) {
        let (when, end) = self.with_part(when, end);
        let (day, part) = apart(when.clone());
        if day.days.is_some_and(|(start, end)| start != end)
            || day.timex.contains('T') && day.days.is_none()
            || day.days.is_none() && !day.timex.starts_with("XXXX") && part.is_none()
        {
            return (when, end);
        }
        let line = self.line;
        let comma = line.skip(end, ',');
        let at = line.skip_role(comma, Role::At);
        let placed = line.is(comma, Role::From) || line.is(comma, Role::Between) || at > comma;
        let begin = if placed { comma + 1 } else { comma };
        if let Some((from, to, after, sure)) = self.clock_range(begin)
            // What comes after two bare numbers is what they count.
            && (sure || placed && part.is_some() && self.free_behind(after))
        {
            return (between(Some(day), settle(from, to, part.as_ref().map(Name::as_str))), after);
        }
        if let Some((hour, after)) = self.hour(at, false).filter(|(hour, _)| hour.sure) {
            return (day.at_time(&in_part(hour, part.as_ref().map(Name::as_str)).timex()), after);
        }
        // "last night at 8", "tonight around seven": a bare hour beside a day.
        let near = line.skip_role(at, Role::Near);
        if (at > comma || near > at && part.is_some())
            && let Some((hour, after)) = self.hour(near, true)
            && hour.open()
            && self.free_behind(after)
        {
            // Of a day without its part, the small hours are seldom told.
            let hour = match part {
                Some(part) => in_part(hour, Some(part.as_str())),
                None if hour.hour < 7 => hour.later(),
                None => hour,
            };
            return (day.at_time(&hour.timex()), after);
        }
        (when, end)
    }

    // A part of the day behind a date: "Tuesday evening", "Tuesday in the evening", "yesterday early morning".
    fn with_part(&self, when: When, end: usize) -> (When, usize) {
        let line = self.line;
        if when.days.is_some_and(|(start, end)| start != end)
            || when.timex.contains('T')
            || when.days.is_none() && !when.timex.starts_with("XXXX")
        {
            return (when, end);
        }
        let in_the = if line.is(end, Role::In) && line.is(end + 1, Role::The) { end + 2 } else { end };
        let early =
            if line.is(in_the, Role::Early) || line.is(in_the, Role::Late) || line.is(in_the, Role::Mid) {
                line.skip_dash(in_the + 1)
            } else {
                in_the
            };
        if let Some(part) = line.word(early).day_part.clone()
            && !line.surface(early).ends_with('s')
        {
            return (when.at_time(&format!("T{part}")), early + 1);
        }
        (when, end)
    }
}

// A time of no known day.
fn unset() -> When {
    When { vague: false, ..When::reference("") }
}

// A day, and the part of it that was told: "2022-07-24TEV".
fn apart(when: When) -> (When, Option<Name>) {
    let cut = when.timex.len().wrapping_sub(3);
    let part = when.timex.get(cut..).and_then(|end| end.strip_prefix('T'));
    match part.filter(|part| part.bytes().all(|b| b.is_ascii_uppercase())).map(Name::from) {
        Some(part) => {
            let timex = when.timex[..cut].to_owned();
            (When { timex, ..when }, Some(part))
        }
        None => (when, None),
    }
}

// The stretch between two times of a day, as ISO 8601 writes it.
fn between(day: Option<When>, (from, to, over): (Hour, Hour, bool)) -> When {
    let (from, to) = (from.timex(), to.timex());
    let Some(When { days: Some((start, _)), .. }) = day else {
        let day = day.unwrap_or_else(unset);
        let timex = format!("{0}{from}/{0}{to}", day.timex);
        return When { timex, grain: chancery_document::Granularity::Time, ..day };
    };
    let last = if over { calendar::step(start, Unit::Day, 1).unwrap_or(start) } else { start };
    let when = calendar::day(start).until(last);
    When { timex: format!("{start}{from}/{last}{to}"), grain: chancery_document::Granularity::Time, ..when }
}
