//! No text makes the finders stop, or slow.
#![expect(clippy::disallowed_methods, reason = "time is what one test measures")]

use std::time::Instant;

use chancery_document::{Day, Value};
use proptest::prelude::*;

mod plain;

use plain::{find, tables};

const TODAY: Day = Day { year: 2022, month: 5, day: 18 };

/// Pieces that expressions are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "the", "last", "next", "this", "of", "to", "from", "between", "and", "a", "few", "two", "three",
        "hundred", "million", "half", "third", "quarter", "week", "weeks", "year", "years", "day", "ago",
        "after", "before", "early", "mid", "end", "Monday", "May", "March", "2022", "1961", "30", "31", "5",
        "1.2.3", "1,234.5", "-", "–", "/", ":", ".", ",", "'", "s", "%", "$", "€", "pct", "dlrs", "mln",
        "Rs", "SR", "pm", "am", "o'clock", "GMT", "every", "once", "fiscal", "Q3", "first", "twenty",
        "-first", "in", "out", "weekend", "summer", "night", "noon", "today", "now", "per", "cent", "km",
        "2", "feet", "inches", "one", "second", "½", "+", "'80", "20th", "century", "decade", "9999",
        "99999999", "0", "BC", "aged", "old", "x", "\u{a0}", "000", "th", "(", ")", "=", "<", ">",
    ];
    prop::collection::vec((prop::sample::select(words.to_vec()), prop::bool::ANY), 0..24).prop_map(|parts| {
        parts.into_iter().map(|(word, space)| format!("{word}{}", if space { " " } else { "" })).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn values_lie_in_order_and_are_whole(text in pieces()) {
        for published in [Some(TODAY), None] {
            let found = find(tables_once(), &text, published);
            let mut end = 0;
            for (span, valued) in &found {
                prop_assert!(span.start() >= end && !span.is_empty());
                end = span.end();
                if let Value::Time { interval: Some(interval), .. } = &valued.value {
                    prop_assert!(interval.start <= interval.end, "{:?}", valued);
                }
                if let Value::Quantity(quantity) = &valued.value {
                    prop_assert!(quantity.low <= quantity.high, "{:?}", valued);
                    prop_assert!("=<>~".contains(quantity.op));
                }
            }
        }
    }

    #[test]
    fn any_text_can_be_read(text in ".{0,60}") {
        find(tables_once(), &text, Some(TODAY));
    }
}

fn tables_once() -> &'static chancery_values::ValueTables {
    static TABLES: std::sync::OnceLock<chancery_values::ValueTables> = std::sync::OnceLock::new();
    TABLES.get_or_init(tables)
}

#[test]
fn long_sentences_take_time_in_proportion() {
    for piece in [
        "one hundred and ",
        "5 ",
        "twenty ",
        "1 234 ",
        "the last ",
        "May 5 to ",
        "1-",
        "Monday ",
        "2 million and ",
        "$",
        "a half of ",
        "9",
    ] {
        // The best of some runs: other programs may be busy.
        let time = |count: usize| {
            let text = piece.repeat(count);
            let run = || {
                let start = Instant::now();
                find(tables_once(), &text, Some(TODAY));
                start.elapsed().as_secs_f64()
            };
            (0..2).map(|_| run()).fold(f64::INFINITY, f64::min)
        };
        let (short, long) = (time(2_000).max(0.01), time(16_000));
        assert!(long < 40.0 * short, "{piece:?}: {short} s, then {long} s for eight times as much");
    }
}
