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
    check("The port in Cairo cost 5 million pounds.", &["[5 million pounds] =5000000 EGP"]);
    check("Karachi paid Rs 3 billion.", &["[Rs 3 billion] =3000000000 PKR"]);
    check("It paid 20 million rupees.", &["[20 million rupees] =20000000 INR"]);
    check("COP27 begins. A Covid-zero policy ends.", &[]);
    check("It opened in the first half of the century.", &["[first] =1 th"]);
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

#[test]
fn times_of_day_and_stretches_between_them() {
    let day = "2022-05-19..2022-05-19";
    check("They will meet from 3 to 5 pm.", &["[3 to 5 pm] T15:00/T17:00 -"]);
    check("Polls are open between 10am and noon.", &["[10am and noon] T10:00/T12:00 -"]);
    check("He will speak from 11 to 1 pm.", &["[11 to 1 pm] T11:00/T13:00 -"]);
    check("He will speak at half past seven in the evening.", &["[half past seven in the evening] T19:30 -"]);
    check("It struck at ten minutes past nine.", &["[ten minutes past nine] T09:10 -"]);
    check(
        "The curfew holds tomorrow from 10 pm to 4 am.",
        &["[tomorrow from 10 pm to 4 am] 2022-05-19T22:00/2022-05-20T04:00 2022-05-19..2022-05-20"],
    );
    check(
        "They will meet tomorrow evening at 8.",
        &[&format!("[tomorrow evening at 8] 2022-05-19T20:00 {day}")],
    );
    check(
        "The bridge was shut between 7 and 9 last night.",
        &["[7 and 9 last night] 2022-05-17T19:00/2022-05-17T21:00 2022-05-17..2022-05-17"],
    );
    check("They won 3-1 on Monday.", &["[Monday] 2022-05-16 2022-05-16..2022-05-16"]);
    let toll = found("The toll rose from 5 to 7 on Monday.", Some(TODAY));
    assert!(toll.iter().all(|value| !value.contains('T')), "{toll:?}");
}

#[test]
fn feasts_and_weekdays_of_a_month() {
    check("It opens on Easter Monday 2024.", &["[Easter Monday 2024] 2024-04-01 2024-04-01..2024-04-01"]);
    check("It opened on Good Friday.", &["[Good Friday] 2022-04-15 2022-04-15..2022-04-15"]);
    check(
        "They will vote on the first Tuesday of next month.",
        &["[the first Tuesday of next month] 2022-06-07 2022-06-07..2022-06-07"],
    );
    check("They will meet on the 24th.", &["[the 24th] 2022-05-24 2022-05-24..2022-05-24"]);
    check("They were 4th on the 24th floor.", &["[4th] =4 th", "[24th] =24 th"]);
    check(
        "It was decided in the week beginning on 4 April.",
        &["[the week beginning on 4 April] 2022-W14 2022-04-04..2022-04-10"],
    );
}

#[test]
fn what_no_clock_calendar_or_number_holds_stays_words() {
    for text in [
        "It struck 25 o'clock.",
        "It came at 24:61.",
        "Not on 29 February 2021.",
        "Not on 31/31/2022.",
        "Paid in $ and in €.",
        "The sign is £.",
        "See chapter 1.2.3 and 4.5.6.7.",
        "It is 5:75 now.",
    ] {
        let values = found(text, Some(TODAY));
        let sound = values.iter().all(|value| !value.contains("T25") && !value.contains("2021-0"));
        assert!(sound, "{text} {values:?}");
    }
    check("It came on 31 June.", &[]);
    check("Paid in $ and in €.", &[]);
    check("It has 79,228,162,514,264,337,593,543,950,336,000 parts.", &[]);
    check("A loan of 99999999999999999999999999999 trillion dollars.", &[]);
    check("It took 9999999999 years.", &["[9999999999] =9999999999"]);
}
