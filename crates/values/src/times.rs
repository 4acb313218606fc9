//! Dates, times, durations and sets: what they say, on which days they fall.
//!
//! A [`Clock`] reads a document's expressions in text order, since some count from the day of publication
//! ("on Monday"), some from the date told last ("a week after"). What would need the day of publication
//! fixes no day without it.

use std::ops::Range;

use chancery_document::{Features, Relation, TokenId, Upos, Value, Valued};
use jiff::civil::Date;

use crate::{
    atoms::{Kind, Line},
    find::ValueInput,
    tables::Role,
};

mod absolute;
mod calendar;
mod distances;
mod hours;
mod parts;
mod relative;
mod spans;
mod weekdays;

use calendar::{When, to_date};

/// What an expression of time turns out to be.
#[derive(Clone, Debug)]
pub(crate) enum Sense {
    Time(When),
    Length { timex: String, vague: bool },
    // RFC 5545.
    Rule(String),
}

/// Whether the verb that governs an expression tells what was or what will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Unknown,
}

/// Reads the times of a document in order, and remembers what was told.
pub(crate) struct Clock<'a> {
    reading: ValueInput<'a>,
    today: Option<Date>,
    // The last time told that can be counted from.
    told: Option<When>,
    // In which sentence it was told, and in which we are.
    told_in: usize,
    sentence: usize,
    // The last one within this sentence.
    in_sentence: Option<When>,
    // The quarter under discussion.
    quarter: Option<(i16, i8)>,
}

/// One look at a sentence.
pub(crate) struct Scan<'a> {
    clock: &'a Clock<'a>,
    line: &'a Line<'a>,
}

impl<'a> Clock<'a> {
    pub(crate) fn new(reading: ValueInput<'a>) -> Clock<'a> {
        let today = reading.published.and_then(to_date);
        Clock { reading, today, told: None, told_in: 0, sentence: 0, in_sentence: None, quarter: None }
    }

    /// Begins a sentence.
    pub(crate) fn enter(&mut self, _: &Line<'_>) {
        self.in_sentence = None;
        self.sentence += 1;
        // What was told pages ago is no day to count from.
        if self.sentence > self.told_in + 8 {
            self.told = None;
        }
    }

    /// The time that begins at a piece.
    pub(crate) fn at(&mut self, line: &Line<'_>, i: usize) -> Option<(Range<usize>, Valued)> {
        let (sense, end) = Scan { clock: self, line }.expression(i)?;
        let pieces = i..end;
        let tokens = line.tokens(pieces.clone());
        let place = self.reading.tokens.cover(tokens.clone());
        let value = match sense {
            Sense::Time(when) => {
                let value = Value::Time { interval: when.interval(place), timex: when.name() };
                self.remember(when);
                value
            }
            Sense::Length { timex, vague } => Value::Duration { timex: timex.into(), vague },
            Sense::Rule(rule) => Value::Recurrence { rule: rule.into() },
        };
        Some((pieces, Valued { tokens, counted: None, value }))
    }

    /// Where a date ends that no calendar holds, as 30 February: it stays words, and no part of it is a value.
    pub(crate) fn impossible(&self, line: &Line<'_>, i: usize) -> Option<usize> {
        if !line.is_number(i) && line.word(i).month == 0 && line.word(i).ordinal == 0 {
            return None;
        }
        let scan = Scan { clock: self, line };
        let (partial, end) = scan.partial(i)?;
        (partial.day.is_some() && scan.resolve(partial, None, i).is_none()).then_some(end)
    }

    fn remember(&mut self, when: When) {
        let Some((start, _)) = when.days else { return };
        if when.timex.contains("-Q") && when.anchor {
            self.quarter = Some(calendar::quarter_of(start));
        }
        if !when.timex.starts_with('P') && when.anchor {
            self.in_sentence = Some(when.clone());
            self.told = Some(when);
            self.told_in = self.sentence;
        }
    }

    /// The quarter under discussion, or else the last one that is over.
    fn last_quarter(&self) -> Option<(i16, i8)> {
        self.quarter.or_else(|| calendar::quarter_after(calendar::quarter_of(self.today?), -1))
    }
}

impl Scan<'_> {
    fn expression(&self, i: usize) -> Option<(Sense, usize)> {
        let line = self.line;
        if line.glued(i) && line.is_word(i) && (line.is_number(i - 1) || line.is_word(i - 1)) {
            return None;
        }
        let time = |(when, end): (When, usize)| (Sense::Time(when), end);
        if let Some(found) = self.set(i).or_else(|| self.age(i)) {
            return Some(found);
        }
        let found = self
            .timed(i)
            .or_else(|| self.year_ago(i))
            .or_else(|| self.part_of(i))
            .or_else(|| self.week_of(i))
            .or_else(|| self.numbered_weekday(i));
        if let Some(found) = found {
            return Some(time(found));
        }
        if let Some((when, end)) = self.modified(i) {
            return Some(time(self.range(i, when, end)));
        }
        if let Some((when, end)) = self.dated(i) {
            let (when, end) = self.with_time(when, end);
            return Some(time(self.range(i, when, end)));
        }
        if let Some((when, end)) = self.quarters(i).or_else(|| self.period(i)) {
            return Some(time(self.range(i, when, end)));
        }
        if let Some(found) = self.pointed(i) {
            // "from this May to October 2020"
            return match found {
                (Sense::Time(when), end) if i > 0 && self.line.is(i - 1, Role::From) => {
                    Some(time(self.range(i, when, end)))
                }
                found => Some(found),
            };
        }
        if let Some(found) = self.duration(i) {
            return Some(found);
        }
        if let Some((when, end)) = self.years(i) {
            return Some(time(self.range(i, when, end)));
        }
        self.season(i, false).or_else(|| self.reference(i)).map(time)
    }

    /// A date, weekday or word for a day.
    fn dated(&self, i: usize) -> Option<(When, usize)> {
        let line = self.line;
        if line.glued(i) && line.is_number(i) {
            let opens = matches!(
                line.kind(i - 1),
                Some(Kind::Mark('(' | '[' | '"' | '“' | '-' | '–' | '—' | ',' | '=' | ':'))
            );
            // The middle of a code: "133-03-03-2020".
            let code = line.dash(i - 1) && line.glued(i - 1) && i > 1 && line.is_number(i - 2);
            if !opens || code {
                return None;
            }
        }
        if let Some((partial, end)) = self.partial(i) {
            // The year may stand behind the end of a range only: "May 1 to December 31 this year".
            let close = self.end_of_range(i, end).map(|(close, _)| close).filter(|_| partial.year.is_none());
            // "Nov-Feb 2017" begins in 2016.
            let hint = close.and_then(|close| {
                close.year.map(|year| if partial.month > close.month { year - 1 } else { year })
            });
            return Some((self.resolve(partial, hint, i)?, end));
        }
        self.weekday(i)
            .or_else(|| self.reference(i).filter(|_| !self.line.is(i, Role::The)))
            .or_else(|| self.bare_day(i))
    }

    fn end_of_range(&self, i: usize, end: usize) -> Option<(absolute::Partial, usize)> {
        let line = self.line;
        let joined = line.is(end, Role::To)
            || line.dash(end)
            || line.is(end, Role::And) && i > 0 && line.is(i - 1, Role::Between);
        joined.then(|| self.partial(line.skip_role(end + 1, Role::The))).flatten()
    }

    /// "May 1 to December 31", "Monday to Wednesday", "between 1961 and 1965".
    fn range(&self, i: usize, when: When, end: usize) -> (When, usize) {
        let line = self.line;
        let from = i > 0 && line.is(i - 1, Role::From);
        let between = i > 0 && line.is(i - 1, Role::Between);
        let joined = line.is(end, Role::To)
            || line.dash(end)
            || line.mark(end, '~')
            || between && line.is(end, Role::And);
        let now = when.timex == "PRESENT_REF" && (from || between);
        let start = when.days.map(|(start, _)| start).or(self.clock.today.filter(|_| now));
        let Some(start) = start.filter(|_| joined) else { return (when, end) };
        let next = line.skip_role(end + 1, Role::The);
        // Three numbers with dashes are no years.
        if line.dash(end)
            && line.glued(end)
            && line.dash(end + 2)
            && line.glued(end + 2)
            && line.is_number(end + 1)
        {
            return (when, end);
        }
        let second = match self.partial(next) {
            _ if self.edge(next) => self.modified(end + 1).filter(|(when, _)| when.days.is_some()),
            Some((partial, after)) => {
                let hint = Some(start.year()).filter(|_| partial.year.is_none());
                self.resolve(partial, hint, i).map(|when| (when, after))
            }
            // "Monday to Friday": the Friday that follows.
            None if line.word(next).weekday > 0 && when.timex.len() == 10 => {
                self.weekday(next).and_then(|(_, after)| {
                    let days = i64::from(line.word(next).weekday - calendar::weekday(start)).rem_euclid(7);
                    Some((calendar::day(calendar::step(start, crate::tables::Unit::Day, days)?), after))
                })
            }
            None => self.weekday(next).or_else(|| self.quarters(next)).or_else(|| self.years(next)).or_else(
                || {
                    self.reference(next).filter(|(when, _)| {
                        (from || between) && (when.days.is_some() || when.timex == "PRESENT_REF")
                    })
                },
            ),
        };
        let Some((last, after)) = second else { return (when, end) };
        let until_now = last.timex == "PRESENT_REF" && (from || between);
        let close = last.days.map(|(_, close)| close).or(self.clock.today.filter(|_| until_now));
        let Some(mut close) = close else { return (when, end) };
        // "Friday to December's figures" is no stretch.
        if when.timex.len() == 10 && last.timex.len() < 10 {
            return (when, end);
        }
        if close < start
            && calendar::weekday(close) > 0
            && last.timex.len() == 10
            && when.timex.len() == 10
            && line.word(next).weekday > 0
        {
            close = calendar::step(close, crate::tables::Unit::Week, 1).unwrap_or(close);
        }
        // "November to March" runs into the next year.
        if close < start && (line.word(next).month > 0 || self.edge(next)) {
            close = calendar::step(close, crate::tables::Unit::Year, 1).unwrap_or(close);
        }
        if close < start {
            return (when, end);
        }
        let timex = if line.word(next).weekday > 0 || close != last.days.map_or(close, |(_, end)| end) {
            format!("{start}/{close}")
        } else {
            format!("{}/{}", when.timex, last.timex)
        };
        let grain = when.grain.max(last.grain);
        (
            When { days: Some((start, close)), grain, vague: when.vague || last.vague, timex, anchor: true },
            after,
        )
    }

    /// "the end of", which closes a stretch as well as a date does.
    fn edge(&self, i: usize) -> bool {
        self.line.is(i, Role::End) || self.line.is(i, Role::Begin) || self.line.is(i, Role::Mid)
    }

    fn token(&self, i: usize) -> Option<TokenId> {
        self.line.atoms.get(i).map(|atom| atom.token)
    }

    /// True if the next word is a noun that the number before it counts.
    fn counts(&self, i: usize, end: usize) -> bool {
        let (Some(token), Some(next)) = (self.token(i), self.token(end)) else { return false };
        let reading = &self.clock.reading;
        let syntax = reading.syntax;
        let head = syntax.head(token);
        syntax.relation(token) == Relation::NUMMOD
            && head == next
            && reading.morphology.features[next].has(Features::NUMBER_PLUR)
            || self.plural_behind(end)
    }

    fn plural_behind(&self, end: usize) -> bool {
        let Some(next) = self.token(end) else { return false };
        let morphology = &self.clock.reading.morphology;
        morphology.tags[next] == Upos::Noun && morphology.features[next].has(Features::NUMBER_PLUR)
            || self.line.is(end, Role::Group)
    }

    fn superlative(&self, i: usize) -> bool {
        self.token(i)
            .is_some_and(|token| self.clock.reading.morphology.features[token].has(Features::DEGREE_SUP))
    }

    fn is_name(&self, i: usize) -> bool {
        self.token(i)
            .is_some_and(|token| matches!(self.clock.reading.morphology.tags[token], Upos::Propn | Upos::X))
    }

    /// "the under 40s": people by age, not years.
    fn person(&self, i: usize) -> bool {
        i > 0 && self.line.is(i - 1, Role::Possessor)
    }

    /// True if a phrase can end before this piece.
    fn ends_phrase(&self, i: usize) -> bool {
        let line = self.line;
        match line.kind(i) {
            None | Some(Kind::Mark(_)) => true,
            _ => {
                let tag = self.token(i).map_or(Upos::X, |token| self.clock.reading.morphology.tags[token]);
                !matches!(tag, Upos::Noun | Upos::Adj | Upos::Propn | Upos::X)
            }
        }
    }

    /// The tense of the verb that governs a piece.
    fn tense(&self, i: usize) -> Tense {
        let Some(token) = self.token(i.min(self.line.len().saturating_sub(1))) else { return Tense::Unknown };
        self.tense_by_tree(token).unwrap_or_else(|| self.tense_by_words(i))
    }

    fn tense_by_tree(&self, token: TokenId) -> Option<Tense> {
        let ValueInput { syntax, morphology, words, .. } = self.clock.reading;
        let tables = self.line.tables;
        let mut infinitive = false;
        // Trees of hostile sentences may be deep: a verb further up governs nothing here.
        for governor in syntax.ancestors(token).take(24) {
            let verbal = matches!(morphology.tags[governor], Upos::Verb | Upos::Aux)
                || syntax
                    .dependents(governor)
                    .iter()
                    .take(64)
                    .any(|&each| syntax.relation(each) == Relation::COP);
            if !verbal {
                continue;
            }
            let own = morphology.features[governor];
            let mut finite = own.has(Features::VERBFORM_FIN).then_some(own);
            let mut will = false;
            let mut to = own.has(Features::VERBFORM_INF);
            for &each in syntax.dependents(governor).iter().take(24) {
                let relation = syntax.relation(each);
                if !matches!(relation, Relation::AUX | Relation::AUX_PASS | Relation::COP | Relation::MARK) {
                    continue;
                }
                let form = tables.entry(tables.look_up(words.text(self.clock.reading.tokens.forms[each])));
                if relation == Relation::MARK {
                    to |= form.is(Role::To);
                    continue;
                }
                will |= form.is(Role::Auxiliary);
                if morphology.features[each].has(Features::VERBFORM_FIN) {
                    finite = Some(morphology.features[each]);
                }
            }
            if will {
                return Some(Tense::Future);
            }
            // "is to meet", "plans to meet", "agreed to meet": what is to come.
            if to && finite.is_none() {
                infinitive = true;
                continue;
            }
            if infinitive {
                return Some(Tense::Future);
            }
            let lemma = tables.entry(tables.look_up(words.text(morphology.lemmas[governor])));
            let participle = own.has(Features::VOICE_PASS) || own.has(Features::VERBFORM_PART);
            if lemma.is(Role::Planned) && (participle || morphology.tags[governor] == Upos::Adj) {
                return Some(Tense::Future);
            }
            if let Some(finite) = finite {
                if finite.has(Features::TENSE_PAST) {
                    return Some(Tense::Past);
                }
                // "have signed this week" is past, "meets on Monday" is to come, "is going to".
                let perfect = own.has(Features::VERBFORM_PART) && own.has(Features::TENSE_PAST);
                if perfect {
                    return Some(Tense::Past);
                }
                let acts = morphology.tags[governor] == Upos::Verb && !lemma.is(Role::Saying);
                let present = finite.has(Features::TENSE_PRES) && acts;
                return Some(if present { Tense::Future } else { Tense::Unknown });
            }
            // A participle: "held on Monday", or "meeting on Monday", whose verb is further up.
            if own.has(Features::VERBFORM_PART) && own.has(Features::TENSE_PAST) {
                return Some(Tense::Past);
            }
        }
        infinitive.then_some(Tense::Future)
    }

    /// Without a tree: the nearest word that betrays the tense, first before the piece, then behind it.
    fn tense_by_words(&self, i: usize) -> Tense {
        let line = self.line;
        let i = i.min(line.len());
        for k in (i.saturating_sub(16)..i).rev() {
            if line.is(k, Role::Had) {
                return Tense::Past;
            }
            if line.is(k, Role::Will) {
                return Tense::Future;
            }
            if line.is_word(k) && line.surface(k).len() > 4 && line.surface(k).ends_with("ed") {
                return Tense::Past;
            }
        }
        for k in i..line.len().min(i + 12) {
            if line.is(k, Role::Had) {
                return Tense::Past;
            }
            if line.is(k, Role::Will) {
                return Tense::Future;
            }
        }
        Tense::Unknown
    }
}
