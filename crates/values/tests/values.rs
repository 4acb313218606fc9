//! What times and quantities the pack of English finds, in invented sentences.
#![expect(clippy::unwrap_used, reason = "tests may stop")]

use chancery_document::{Day, Value};

mod plain;

use plain::{find, tables};

/// The 18th of May 2022, a Wednesday.
const TODAY: Day = Day { year: 2022, month: 5, day: 18 };

/// Each found value as `[words] meaning`.
fn found(text: &str, published: Option<Day>) -> Vec<String> {
    find(&tables(), text, published)
        .into_iter()
        .map(|(span, valued)| format!("[{}] {}", span.of(text), print(&valued.value)))
        .collect()
}

fn print(value: &Value) -> String {
    match value {
        Value::Time { interval, timex } => {
            let days = interval.map_or("-".to_owned(), |i| {
                format!("{}..{}{}", i.start, i.end, if i.vague { "?" } else { "" })
            });
            format!("{timex} {days}")
        }
        Value::Duration { timex, vague } => format!("{timex}{}", if *vague { "?" } else { "" }),
        Value::Recurrence { rule } => rule.to_string(),
        Value::Quantity(q) => {
            let high = if q.high == q.low { String::new() } else { format!("..{}", q.high) };
            let unit = q.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
            format!("{}{}{high}{unit}{}", q.op, q.low, if q.ordinal { " th" } else { "" })
        }
    }
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(found(text, Some(TODAY)), expect, "{text}");
}

#[test]
fn absolute_dates() {
    check("They met on 24 July 2021.", &["[24 July 2021] 2021-07-24 2021-07-24..2021-07-24"]);
    check("It was signed in March 1961.", &["[March 1961] 1961-03 1961-03-01..1961-03-31"]);
    check("In 1961 they agreed.", &["[1961] 1961 1961-01-01..1961-12-31"]);
    check("Talks began in the 1950s.", &["[the 1950s] 195 1950-01-01..1959-12-31"]);
    check(
        "It is open from May 1 to December 31 this year.",
        &["[May 1 to December 31 this year] 2022-05-01/2022-12-31 2022-05-01..2022-12-31"],
    );
    check(
        "Sales fell in the third quarter of 2021.",
        &["[the third quarter of 2021] 2021-Q3 2021-07-01..2021-09-30"],
    );
}

#[test]
fn relative_dates() {
    check("They met on Monday.", &["[Monday] 2022-05-16 2022-05-16..2022-05-16"]);
    check("They will meet on Monday.", &["[Monday] 2022-05-23 2022-05-23..2022-05-23"]);
    check("He spoke last night.", &["[last night] 2022-05-17TNI 2022-05-17..2022-05-17"]);
    check("They signed it last week.", &["[last week] 2022-W19 2022-05-09..2022-05-15"]);
    check("They signed it earlier this month.", &["[earlier this month] 2022-05 2022-05-01..2022-05-18"]);
    check("They will sign it later this year.", &["[later this year] 2022 2022-05-19..2022-12-31"]);
    check("The pledge holds until 2030.", &["[2030] 2030 2030-01-01..2030-12-31"]);
    check("He arrived by Tuesday evening.", &["[Tuesday evening] 2022-05-17TEV 2022-05-17..2022-05-17"]);
    check("They left two days ago.", &["[two days ago] 2022-05-16 2022-05-16..2022-05-16"]);
}

#[test]
fn without_a_day_of_publication_only_absolute_dates_fix_days() {
    assert_eq!(found("They met on Monday.", None), ["[Monday] XXXX-WXX-1 -"]);
    assert_eq!(found("They met today.", None), ["[today] PRESENT_REF -"]);
    assert_eq!(
        found("They met on 24 July 2021.", None),
        ["[24 July 2021] 2021-07-24 2021-07-24..2021-07-24"]
    );
}

#[test]
fn lengths_and_sets() {
    check("A three-day visit lasted three days.", &["[three-day] P3D", "[three days] P3D"]);
    check("They meet every two years.", &["[every two years] FREQ=YEARLY;INTERVAL=2"]);
    check("They meet annually.", &["[annually] FREQ=YEARLY"]);
    check("The bridge is 29 years old.", &["[29 years old] P29Y?"]);
}

#[test]
fn quantities() {
    check(
        "Trade grew by 30 per cent to $200 billion from $147 billion.",
        &[
            "[30 per cent] =30 percent",
            "[$200 billion] =200000000000 USD",
            "[$147 billion] =147000000000 USD",
        ],
    );
    check("About two thirds of it went north.", &["[two thirds] ~0.6667 share"]);
    check(
        "It cost Rs 3 crore, or SR14 billion.",
        &["[Rs 3 crore] =30000000 INR", "[SR14 billion] =14000000000 SAR"],
    );
    check("Net 14 mln dlrs vs 75 pct.", &["[14 mln dlrs] =14000000 USD", "[75 pct] =75 percent"]);
    check(
        "More than a dozen ships carried at least 200 tonnes.",
        &["[a dozen] >12", "[200 tonnes] >200 tonne"],
    );
    check("Between 5 and 7 million barrels.", &["[5 and 7 million barrels] =5000000..7000000 barrel"]);
}

#[test]
fn what_is_no_value_stays_words() {
    check("On 30 February and at 25:00 nobody came.", &[]);
    check("Version 1.2.3 of COVID-19 and flight 370.", &[]);
    check("The one they want won 2-1.", &[]);
    let long = "9".repeat(10_000);
    check(&format!("The number {long} is long."), &[]);
}

#[test]
fn separators_follow_the_habit_of_the_document() {
    check("It cost 1.234,56 euros.", &["[1.234,56 euros] =1234.56 EUR"]);
    check("It cost 1,234.56 euros.", &["[1,234.56 euros] =1234.56 EUR"]);
    check(
        "It cost 1.234,56 euros, then 2.345 euros.",
        &["[1.234,56 euros] =1234.56 EUR", "[2.345 euros] =2345 EUR"],
    );
    check("It cost 2.345 euros.", &["[2.345 euros] =2.345 EUR"]);
}

#[test]
fn a_broken_table_is_an_error_with_its_file() {
    let error =
        chancery_values::ValueTables::parse(&[("dates.toml", "[months]\nmay = \"five\"")]).unwrap_err();
    assert_eq!(error.to_string(), "dates.toml: [months] may: must be a number");
}

#[test]
fn money_means_what_the_document_says() {
    check("The Egyptian pound fell. The loan is 5 million pounds.", &["[5 million pounds] =5000000 EGP"]);
    check("A loan of 5 million pounds.", &["[5 million pounds] =5000000 GBP"]);
    check("Crude rose $1.20 to $96.30.", &["[$1.20] =1.2 USD", "[$96.30] =96.3 USD"]);
    check("It costs 5 to 7 percent more.", &["[5 to 7 percent] =5..7 percent"]);
    check(
        "Hundreds of millions of dollars.",
        &["[Hundreds of millions of dollars] ~100000000..999999999 USD"],
    );
}

#[test]
fn parts_of_names_and_addresses_are_no_numbers() {
    check("See https://news.example/a/123?x=45 for 7 reasons.", &["[7] =7"]);
    check("They missed one bus.", &[]);
    check("The 120 or so kilometres to the coast.", &["[120 or so kilometres] ~120 kilometre"]);
    check(
        "Protests between March and May of this year.",
        &["[March and May of this year] 2022-03/2022-05 2022-03-01..2022-05-31"],
    );
    check("It was paid on 05-08-2021.", &["[05-08-2021] 2021-08-05 2021-08-05..2021-08-05"]);
}
