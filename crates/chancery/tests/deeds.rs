//! Who did what to whom, in sentences on which coders of events fail: what is only said, willed or asked for, who
//! speaks, and who merely stands near.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::OnceLock;

use chancery::document::{Filler, Voice};
use chancery::{Day, Document, Engine, Packs, Record};

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&Packs::bundled()).unwrap())
}

/// A record on one line: what, how put, by whom to whom, in whose voice, and what else it holds.
fn told(record: &Record) -> String {
    let fillers = |name: &str| {
        let word = |filler: &Filler| match filler {
            Filler::Actor(actor) => {
                let parts = [
                    actor.country.as_ref().map(|each| each.as_str()),
                    actor.sector.as_ref().map(|each| each.as_str()),
                ];
                let codes: Vec<&str> = parts.into_iter().flatten().collect();
                if codes.is_empty() { actor.name.to_string() } else { codes.join(" ") }
            }
            Filler::Word(word) => word.to_string(),
            Filler::Place(place) => place.name.to_string(),
            Filler::Number(number) => number.to_string(),
            Filler::Size(counts) => {
                counts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        };
        record.field(name).iter().map(word).collect::<Vec<_>>().join(", ")
    };
    let Voice(links) = record.voice();
    let voice: Vec<&str> =
        links.iter().flat_map(|link| link.speakers.iter().map(|speaker| speaker.name.as_str())).collect();
    let mut line = format!("{} {}", record.kind().name, record.factuality().word());
    let roles = [
        ("", "plover"),
        ("", "firmness"),
        ("", "value"),
        ("", "unit"),
        ("by ", "actors"),
        ("by ", "speaker"),
        ("to ", "recipients"),
        ("in ", "place"),
        ("with ", "size"),
        ("mode ", "mode"),
        ("cameo ", "cameo"),
        ("score ", "goldstein"),
        ("aux ", "auxiliary"),
    ];
    for (word, field) in roles {
        let held = fillers(field);
        if !held.is_empty() {
            line.push_str(&format!("; {word}{held}"));
        }
    }
    if !voice.is_empty() {
        line.push_str(&format!("; says {}", voice.join(", ")));
    }
    line
}

/// Among the records of a sentence are these, one a line; no record but they begins as `never` does.
fn check(text: &str, expect: &str, never: &str) {
    let published = Some(Day { year: 2023, month: 3, day: 21 });
    let mut document = Document { text: text.to_owned(), ..Document::default() };
    document.source.published = published;
    let reading = engine().reader().read(document);
    let records: Vec<String> = engine().extract(&reading).iter().map(told).collect();
    let wanted: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for line in &wanted {
        assert!(records.iter().any(|record| record == line), "{text}\nno {line}\nin {records:#?}");
    }
    let more = records
        .iter()
        .find(|record| !never.is_empty() && record.starts_with(never) && !wanted.contains(&record.as_str()));
    assert_eq!(more, None, "{text}");
}

#[test]
fn what_is_said_or_willed_is_not_done() {
    check(
        "Portugal has said it will back a UN General Assembly resolution.",
        "statement actual; by PRT GOV; cameo 010; score 0
         commitment planned; planned; by PRT GOV; says Portugal",
        "event actual",
    );
    check(
        "Eritrea is willing to pull its soldiers out of Badme.",
        "event possible; RETREAT; by ERI GOV; to Badme; mode withdraw; cameo 0874; score 10; aux hypothetical",
        "event",
    );
    check(
        "Australia will withdraw its soldiers from Iraq.",
        "event planned; RETREAT; by AUS GOV; to IRQ GOV; mode withdraw; cameo 0874; score 10; aux future",
        "event",
    );
}

#[test]
fn what_somebody_is_to_do_is_not_done() {
    check(
        "Norway is to sign a treaty with Chile on Monday.",
        "event planned; AGREE; by NOR GOV, CHL GOV; cameo 057; score 8; aux future",
        "event",
    );
    check(
        "Norwegian Foreign Minister Elin Berg met her Chilean colleague, Tomas Vidal. Vidal rejected the demand.",
        "event actual; CONSULT; by NOR GOV, CHL GOV; cameo 040; score 1
         event actual; REJECT; by CHL GOV; cameo 120; score -4",
        "event",
    );
}

#[test]
fn who_tells_a_deed_does_not_do_it() {
    check(
        "Brazil on Monday eased sanctions against beef from Paraguay, a ministry spokesman said.",
        "event actual; CONCEDE; by BRA GOV; to PRY GOV; cameo 085; score 7; says ministry spokesman",
        "event",
    );
    check(
        "France kept sending weapons to Chad, a Defence Ministry spokeswoman said.",
        "event actual; AID; by FRA GOV; to TCD GOV; cameo 072; score 8.3; says Defence Ministry spokeswoman",
        "event",
    );
}

#[test]
fn who_does_it_and_to_whom_is_not_turned_round() {
    check(
        "The Bolivian government has issued an ultimatum to the National Liberation Army.",
        "event actual; THREATEN; by BOL GOV; to COL REB; cameo 139; score -7",
        "event",
    );
    check(
        "Danish nurses handed over 300 kg of blankets to the Red Cross.",
        "event actual; AID; by DNK MED; to NGO; cameo 07; score 7
         figure actual; 300; kilogram",
        "event",
    );
}

#[test]
fn whom_a_verb_is_done_to_does_what_it_is_for() {
    check(
        "Chad accused Sudan of arming Niger.",
        "event actual; ACCUSE; by TCD GOV; to SDN GOV; mode allege; cameo 112; score -2
         event actual; AID; by SDN GOV; to NER GOV; cameo 07; score 7; says Chad",
        "event",
    );
}

#[test]
fn who_merely_stands_near_does_nothing() {
    check(
        "There were 15 Turkish soldiers killed in Syria yesterday.",
        "event actual; ASSAULT; to TUR MIL; in Syria; with 15 dead; cameo 190; score -10",
        "event",
    );
    check(
        "Macron faces pressure from the Senate to help Armenia.",
        "event actual; REQUEST; by FRA LEG; to FRA GOV; cameo 020; score 3",
        "event actual",
    );
}

#[test]
fn statements_have_codes_by_the_word_that_tells_them() {
    check("Norway denied that its ships had left.", "statement actual; by NOR GOV; cameo 016; score -5", "");
    check("Kenya admitted that its ships had left.", "statement actual; by KEN GOV; cameo 015; score 0", "");
    check(
        "The president of Ghana urged that the ships leave.",
        "statement actual; by GHA GOV; cameo 020; score 3",
        "",
    );
    check("Kenya said that its ships had left.", "statement actual; by KEN GOV; cameo 010; score 0", "");
}

#[test]
fn a_day_after_a_deed_dates_the_deed() {
    let mut document = Document {
        text: "Iceland's ambassador was called to the Norwegian foreign ministry on Thursday, a day after the Icelandic \
               coast guard seized the trawler Havglimt."
            .to_owned(),
        ..Document::default()
    };
    document.source.published = Some(Day { year: 2017, month: 2, day: 11 });
    let reading = engine().reader().read(document);
    let records = engine().extract(&reading);
    let seized = records.iter().find(|record| told(record).contains("COERCE")).unwrap();
    let day = Day { year: 2017, month: 2, day: 8 };
    assert_eq!(seized.date.as_ref().map(|date| (date.start, date.end)), Some((day, day)));
}
