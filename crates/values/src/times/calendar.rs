//! Stretches of days, and how to step from one to another. All calendar arithmetic is jiff's.

use chancery_document::{Day, Granularity, Interval, Name, Span as Place};
use jiff::{Span, civil::Date};

use crate::tables::{Feast, Unit};

/// A stretch of days that words fix, or that they would fix if the day of publication were known.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) grain: Granularity,
    pub(crate) vague: bool,
    /// As TIMEX3 writes it.
    pub(crate) timex: String,
    /// False where it is told only to compare with: the quarter under discussion is another.
    pub(crate) anchor: bool,
}

impl When {
    /// Points to a time without fixing days.
    pub(crate) fn reference(timex: &str) -> When {
        When { days: None, grain: Granularity::Day, vague: true, timex: timex.to_owned(), anchor: true }
    }

    pub(crate) fn days(start: Date, end: Date, grain: Granularity, timex: String) -> When {
        When { days: Some((start, end)), grain, vague: false, timex, anchor: true }
    }

    pub(crate) fn vaguely(mut self) -> When {
        self.vague = true;
        self
    }

    pub(crate) fn until(mut self, end: Date) -> When {
        if let Some((start, last)) = &mut self.days {
            *last = end.max(*start);
        }
        self
    }

    pub(crate) fn since(mut self, start: Date) -> When {
        if let Some((first, end)) = &mut self.days {
            *first = start.min(*end);
        }
        self
    }

    /// The same days at a time of day, as "T19:15" or "TEV".
    pub(crate) fn at_time(mut self, time: &str) -> When {
        self.timex.push_str(time);
        self.grain = Granularity::Time;
        self
    }

    pub(crate) fn interval(&self, place: Place) -> Option<Interval> {
        self.days.map(|(start, end)| Interval {
            start: to_day(start),
            end: to_day(end),
            granularity: self.grain,
            vague: self.vague,
            span: Some(place),
        })
    }

    pub(crate) fn name(&self) -> Name {
        self.timex.as_str().into()
    }
}

pub(crate) fn to_date(day: Day) -> Option<Date> {
    Date::new(day.year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
}

fn to_day(date: Date) -> Day {
    Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

/// Monday is 1, Sunday 7.
pub(crate) fn weekday(date: Date) -> i8 {
    date.weekday().to_monday_one_offset()
}

/// The date this many units away; None beyond the calendar.
pub(crate) fn step(date: Date, unit: Unit, count: i64) -> Option<Date> {
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return Some(date),
        Unit::Day => Span::new().try_days(count),
        Unit::Week | Unit::Weekend => Span::new().try_weeks(count),
        Unit::Fortnight => Span::new().try_weeks(count.checked_mul(2)?),
        Unit::Month => Span::new().try_months(count),
        Unit::Quarter => Span::new().try_months(count.checked_mul(3)?),
        Unit::Half => Span::new().try_months(count.checked_mul(6)?),
        Unit::Year => Span::new().try_years(count),
        Unit::Decade => Span::new().try_years(count.checked_mul(10)?),
        Unit::Century => Span::new().try_years(count.checked_mul(100)?),
        Unit::Millennium => Span::new().try_years(count.checked_mul(1000)?),
    };
    date.checked_add(span.ok()?).ok()
}

pub(crate) fn day(date: Date) -> When {
    When::days(date, date, Granularity::Day, date.to_string())
}

pub(crate) fn month(year: i16, month: i8) -> Option<When> {
    let first = Date::new(year, month, 1).ok()?;
    Some(When::days(first, first.last_of_month(), Granularity::Month, format!("{year:04}-{month:02}")))
}

pub(crate) fn year(year: i16) -> Option<When> {
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    Some(When::days(first, last, Granularity::Year, format!("{year:04}")))
}

pub(crate) fn quarter(year: i16, quarter: i8) -> Option<When> {
    let first = Date::new(year, 3 * quarter - 2, 1).ok()?;
    let last = Date::new(year, 3 * quarter, 1).ok()?.last_of_month();
    Some(When::days(first, last, Granularity::Quarter, format!("{year:04}-Q{quarter}")))
}

/// Quarters follow each other across years: the one `count` after this one.
pub(crate) fn quarter_after((year, quarter): (i16, i8), count: i64) -> Option<(i16, i8)> {
    let number = i64::from(year) * 4 + i64::from(quarter) - 1 + count;
    Some((i16::try_from(number.div_euclid(4)).ok()?, i8::try_from(number.rem_euclid(4)).ok()? + 1))
}

pub(crate) fn quarter_of(date: Date) -> (i16, i8) {
    (date.year(), (date.month() - 1) / 3 + 1)
}

pub(crate) fn half(year: i16, half: i8) -> Option<When> {
    let first = Date::new(year, if half == 1 { 1 } else { 7 }, 1).ok()?;
    let last = Date::new(year, if half == 1 { 6 } else { 12 }, 30).ok()?.last_of_month();
    Some(When::days(first, last, Granularity::Month, format!("{year:04}-H{half}")))
}

/// The week that a day lies in, Monday to Sunday.
pub(crate) fn week(date: Date) -> Option<When> {
    let monday = step(date, Unit::Day, 1 - i64::from(weekday(date)))?;
    let iso = monday.iso_week_date();
    let sunday = step(monday, Unit::Day, 6)?;
    Some(When::days(monday, sunday, Granularity::Week, format!("{:04}-W{:02}", iso.year(), iso.week())))
}

/// The Saturday and Sunday of the week that a day lies in.
pub(crate) fn weekend(date: Date) -> Option<When> {
    let week = week(date)?;
    let (monday, sunday) = week.days?;
    let saturday = step(monday, Unit::Day, 5)?;
    Some(When::days(saturday, sunday, Granularity::Day, format!("{}-WE", week.timex)))
}

/// Ten years from one that ends with 0.
pub(crate) fn decade(first: i16) -> Option<When> {
    let (start, end) = (Date::new(first, 1, 1).ok()?, Date::new(first.checked_add(9)?, 12, 31).ok()?);
    Some(When::days(start, end, Granularity::Decade, format!("{:03}", first / 10)))
}

/// The 20th century: 1901 to 2000 as calendars count, 1900 to 1999 as people do. People write the news.
pub(crate) fn century(number: i16) -> Option<When> {
    let first = number.checked_sub(1)?.checked_mul(100)?;
    let (start, end) = (Date::new(first.max(1), 1, 1).ok()?, Date::new(first.checked_add(99)?, 12, 31).ok()?);
    Some(When::days(start, end, Granularity::Century, format!("{:02}", number - 1)))
}

/// A season of the north, by months; winter begins in December of its year.
pub(crate) fn season(year: i16, code: &str) -> Option<When> {
    let first = match code {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    };
    let start = Date::new(year, first, 1).ok()?;
    let end = step(start, Unit::Month, 2)?.last_of_month();
    Some(When::days(start, end, Granularity::Quarter, format!("{year:04}-{code}")).vaguely())
}

/// The day of a feast in a year.
pub(crate) fn feast(feast: Feast, year: i16) -> Option<Date> {
    match feast {
        Feast::Fixed(month, day) => Date::new(year, month, day).ok(),
        Feast::Easter(after) => step(easter(year)?, Unit::Day, after.into()),
        Feast::Weekday { month, number, weekday, after } => {
            let first = Date::new(year, month, 1).ok()?;
            let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
            step(first.nth_weekday_of_month(number, weekday).ok()?, Unit::Day, after.into())
        }
    }
}

/// Easter Sunday of the western churches, by the rule of the Gregorian calendar.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century) = (year.rem_euclid(19), year.div_euclid(100));
    let moon = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15).rem_euclid(30);
    let moon = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4).rem_euclid(7);
    let days = moon - weekday;
    let month = 3 + (days + 40) / 44;
    let day = days + 28 - 31 * (month / 4);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The unit of the calendar that a day lies in.
pub(crate) fn containing(date: Date, unit: Unit) -> Option<When> {
    let year_of = date.year();
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some(day(date)),
        Unit::Weekend => weekend(date),
        Unit::Week => week(date),
        Unit::Fortnight => {
            let week = week(date)?;
            let end = step(week.days?.1, Unit::Week, 1)?;
            Some(week.until(end))
        }
        Unit::Month => month(year_of, date.month()),
        Unit::Quarter => {
            let (year, number) = quarter_of(date);
            quarter(year, number)
        }
        Unit::Half => half(year_of, if date.month() <= 6 { 1 } else { 2 }),
        Unit::Year => year(year_of),
        Unit::Decade => decade(year_of.div_euclid(10) * 10),
        Unit::Century => century(year_of.div_euclid(100) + 1),
        Unit::Millennium => {
            let first = year_of.div_euclid(1000) * 1000;
            let end = Date::new(first.checked_add(999)?, 12, 31).ok()?;
            Some(When::days(
                Date::new(first.max(1), 1, 1).ok()?,
                end,
                Granularity::Century,
                format!("{}", first / 1000),
            ))
        }
    }
}

/// The part of a stretch that "early", "mid" and "late" mean.
pub(crate) fn part(when: When, part: Part) -> When {
    let Some((start, end)) = when.days else { return when };
    let Ok(length) = start.until(end).map(|span| i64::from(span.get_days()) + 1) else { return when };
    let at = |days: i64| step(start, Unit::Day, days).unwrap_or(end);
    // Months make the halves of years even.
    let months = |from: i8, to: i8| {
        let first = Date::new(start.year(), from, 1).unwrap_or(start);
        let last = Date::new(end.year(), to, 1).map_or(end, Date::last_of_month);
        Some((first, last))
    };
    let days = match (when.grain, part) {
        (Granularity::Day | Granularity::Time, _) => Some((start, end)),
        (Granularity::Year, Part::Early) => months(1, 6),
        (Granularity::Year, Part::Mid) => months(4, 9),
        (Granularity::Year, Part::Late) => months(7, 12),
        (Granularity::Month, Part::Early) => Some((start, at(14))),
        (Granularity::Month, Part::Mid) => Some((at(10), at(19))),
        (Granularity::Month, Part::Late) => Some((at(15), end)),
        (Granularity::Decade | Granularity::Century, part) => {
            let years = i64::from(end.year() - start.year()) + 1;
            let from = |tenths: i64| step(start, Unit::Year, years * tenths / 10).unwrap_or(start);
            let to = |tenths: i64| step(from(tenths), Unit::Day, -1).unwrap_or(end);
            match part {
                Part::Early => Some((start, to(4))),
                Part::Mid => Some((from(3), to(7))),
                Part::Late => Some((from(6), end)),
            }
        }
        (_, Part::Early) => Some((start, at((length + 1) / 2 - 1))),
        (_, Part::Mid) => Some((at(length / 4), at(length - 1 - length / 4))),
        (_, Part::Late) => Some((at(length / 2), end)),
    };
    When { days, ..when }.vaguely()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Early,
    Mid,
    Late,
}

/// ISO 8601's letter for a unit, with the T of times of day, and how many of it the unit holds.
pub(crate) fn letters(unit: Unit) -> (&'static str, char, i64) {
    match unit {
        Unit::Second => ("T", 'S', 1),
        Unit::Minute => ("T", 'M', 1),
        Unit::Hour => ("T", 'H', 1),
        Unit::Day => ("", 'D', 1),
        Unit::Weekend => ("", 'D', 2),
        Unit::Week => ("", 'W', 1),
        Unit::Fortnight => ("", 'W', 2),
        Unit::Month => ("", 'M', 1),
        Unit::Quarter => ("", 'M', 3),
        Unit::Half => ("", 'M', 6),
        Unit::Year => ("", 'Y', 1),
        Unit::Decade => ("", 'Y', 10),
        Unit::Century => ("", 'Y', 100),
        Unit::Millennium => ("", 'Y', 1000),
    }
}
