//! Times at a distance from others: "two weeks ago", "a day later", "three days after 5 May".

use jiff::civil::Date;

use super::{
    Scan, Sense, Tense,
    calendar::{self, When, step},
    relative::grain,
    spans::Length,
};
use crate::tables::{Role, Unit};

impl Scan<'_> {
    /// "two weeks ago", "a day earlier", "a week after", "in two weeks", "within three days", "three days from now".
    pub(crate) fn moved(&self, length: &Length, start: usize, end: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        let today = self.clock.today;
        let at = if line.dash(end) && line.glued(end) { end + 1 } else { end };
        let or_so = if line.is(at, Role::Or) && line.is(at + 1, Role::So) { at + 2 } else { at };
        if line.is(or_so, Role::Ago) {
            let when = self.ago(length);
            return Some((Sense::Time(when.unwrap_or_else(|| When::reference("PAST_REF"))), or_so + 1));
        }
        if line.is(at, Role::FromNow) && line.is(at + 1, Role::Now) {
            let when = today
                .and_then(|today| self.distant(today, length, 1))
                .unwrap_or_else(|| When::reference("FUTURE_REF"));
            return Some((Sense::Time(when), at + 2));
        }
        if line.is(at, Role::FromNow)
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
            let linking = line.is(at, Role::After) || line.is(at, Role::Before);
            // "two days after today", "ten years before 1961"
            if linking && let Some((base, after)) = self.base_day(at + 1) {
                let day = if earlier { base.0 } else { base.1 };
                let when = self.distant(day, length, if earlier { -1 } else { 1 });
                return Some((Sense::Time(when.unwrap_or_else(|| When::reference("FUTURE_REF"))), after));
            }
            // "A week after his meeting" dates the meeting: a week before what was told.
            let of_noun = linking && (line.is_word(at + 1) || line.is_number(at + 1));
            let forward = earlier == of_noun;
            // "A day earlier" may count from the day of publication, "a day later" only from a day that was told.
            let base = told.map(|(start, _)| start).or(today.filter(|_| earlier && !of_noun));
            let when = base.and_then(|base| self.distant(base, length, if forward { 1 } else { -1 }));
            if of_noun {
                // The words tell the distance; the day is what it says of the other happening.
                let when = when.unwrap_or_else(|| When::reference(""));
                return Some((Sense::Time(When { timex: length.timex(), anchor: false, ..when }), at + 1));
            }
            let fallback = When { timex: length.timex(), ..When::reference("") };
            return Some((Sense::Time(when.unwrap_or(fallback)), at + 1));
        }
        let before = start.checked_sub(1)?;
        // "The first summit in three years" looks back.
        let first = (before.saturating_sub(8)..before)
            .any(|k| line.word(k).ordinal == 1 || line.is(k, Role::Last) || self.superlative(k));
        let ahead =
            !first && (self.tense(start) == Tense::Future || before > 0 && line.is(before - 1, Role::Will));
        if line.is(before, Role::In) && ahead && !length.adjective && !line.is(at, Role::Of) {
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
