//! Expressions with a value: dates, durations, numbers, money, shares, counts.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::{Column, Interval, Name, TokenId};

crate::id! {
    /// A place where the text states a value.
    ValueId
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A day or stretch of days: "on Monday", "by 2030", "last month". None where the day of publication would
    /// be needed and is unknown.
    Time {
        /// The days it fixes.
        interval: Option<Interval>,
        /// TIMEX3 value, as `2023-03-20`, `P3D`, `2030`, `FUTURE_REF`.
        timex: Name,
    },
    /// A length of time: "three days", "25 years".
    Duration {
        /// TIMEX3 value, as `P3D`.
        timex: Name,
        /// True for ages and for "a few years".
        vague: bool,
    },
    /// A set of times: "every two years", "weekly", "regularly".
    Recurrence {
        /// RFC 5545, as `FREQ=YEARLY;INTERVAL=2`.
        rule: Name,
    },
    /// A number of something.
    Quantity(Quantity),
}

/// A number with its unit, as the words claim it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number, or the lower bound of a range.
    pub low: Decimal,
    /// The upper bound; equals `low` where there is no range.
    pub high: Decimal,
    /// `=`, `>` (at least, over), `<` (up to, under) or `~` (about, nearly).
    pub op: char,
    /// `percent`, `share`, an ISO 4217 code, a unit of the units table, or the lemma of the counted noun; None
    /// for a bare number.
    pub unit: Option<Name>,
    /// True for "first", "third place", and the like.
    pub ordinal: bool,
}

/// A value at a place in the text.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The number or date expression itself, with sign, multiplier and unit where they stand beside it:
    /// "$200 billion", "75 pct", "80 per cent", "10 soldiers" gives "10".
    pub tokens: Range<TokenId>,
    /// The counted noun's token, where the unit is a counted noun.
    pub counted: Option<TokenId>,
    /// What it means.
    pub value: Value,
}

/// All values, in text order, none overlapping another.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// The values.
    pub all: Column<ValueId, Valued>,
}

impl Values {
    /// The value that covers a token.
    pub fn at(&self, token: TokenId) -> Option<&Valued> {
        let all = self.all.as_slice();
        let after = all.partition_point(|valued| valued.tokens.end <= token);
        all.get(after).filter(|valued| valued.tokens.contains(&token))
    }
}
