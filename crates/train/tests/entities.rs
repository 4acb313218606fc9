//! Who is meant, in small reports made up for it, with the bundled packs.

#![expect(clippy::unwrap_used, reason = "a test")]

mod reports;

use chancery_document::MentionKind;
use reports::{last_mention, read};

/// The last place where `words` stand names, describes or stands for these: "name/COUNTRY/level", members apart.
#[track_caller]
fn check(text: &str, words: &str, expect: &[&str]) {
    let reading = read(text);
    let mention = last_mention(&reading, text, words);
    let entity = reading.entities.of[mention.expect("no mention stands there")];
    let told: Vec<String> = reading
        .entities
        .actors(entity)
        .into_iter()
        .map(|id| {
            let entity = &reading.entities.all[id];
            let country = entity.country.map_or_else(|| "-".to_owned(), |country| country.to_string());
            format!("{}/{country}/{}", entity.name, entity.level.map_or("-", |level| level.as_str()))
        })
        .collect();
    assert_eq!(told, expect, "{words:?} in {text:?}");
}

/// The names of a text, in its order.
#[track_caller]
fn check_names(text: &str, expect: &[&str]) {
    let reading = read(text);
    let all = reading.mentions.all.as_slice().iter();
    let named = all.filter(|mention| !matches!(mention.kind, MentionKind::Nominal | MentionKind::Pronoun));
    let told: Vec<&str> =
        named.map(|mention| reading.tokens.cover(mention.tokens.clone()).of(text)).collect();
    assert_eq!(told, expect, "{text:?}");
}

#[test]
fn what_a_transcript_notes_is_no_name() {
    check_names(
        "We shall not forget Peru. (Applause.) Thank you, Rosa Quispe. (Laughter.)",
        &["Peru", "Rosa Quispe"],
    );
}

#[test]
fn who_does_not_care_for_capitals_names_places_all_the_same() {
    check_names("i flew from kenya to florida last week and i loved it", &["kenya", "florida"]);
}

#[test]
fn titles_tell_the_country() {
    let text = "Peruvian President Rosa Quispe met Kenyan Foreign Minister John Kamau in Lima on Monday.";
    check(text, "Rosa Quispe", &["Rosa Quispe/PER/person"]);
    check(text, "Kenyan Foreign Minister John Kamau", &["John Kamau/KEN/person"]);
}

#[test]
fn long_titles_are_of_who_is_named_after_them() {
    let text = "Natural Resources and Environment Minister Rosa Quispe of Peru met Kenyan envoys in Lima. Quispe said the talks were useful.";
    check(text, "Natural Resources and Environment Minister Rosa Quispe", &["Rosa Quispe/PER/person"]);
    check(text, "Quispe", &["Rosa Quispe/PER/person"]);
    let text = "Trade Minister Kari Lund and USAID Acting Assistant Administrator for the Horn Bureau Andrew Vale discussed aid. Vale said it was due.";
    check(text, "Vale", &["Andrew Vale/USA/person"]);
}

#[test]
fn a_short_name_is_the_long_one() {
    check(
        "Norwegian President Kari Lund arrived on Friday. Lund said the talks were useful.",
        "Lund",
        &["Kari Lund/NOR/person"],
    );
}

#[test]
fn an_office_is_its_holder() {
    let text = "Peruvian President Rosa Quispe met Kenyan President John Kamau on Monday. The Kenyan president praised the talks.";
    check(text, "The Kenyan president", &["John Kamau/KEN/person"]);
}

#[test]
fn capitals_act_and_stand() {
    check("Lima and Nairobi agreed to open embassies.", "Nairobi", &["Kenya/KEN/state"]);
    check("The ministers met in Nairobi on Monday.", "Nairobi", &["Nairobi/KEN/-"]);
}

#[test]
fn both_sides_are_two() {
    let text = "Peru and Kenya signed an agreement on Monday. The two countries will share data.";
    check(text, "The two countries", &["Peru/PER/state", "Kenya/KEN/state"]);
}

#[test]
fn governments_are_states() {
    check("The Kenyan government rejected the plan.", "government", &["Kenya/KEN/state"]);
}

#[test]
fn pronouns_look_back() {
    let text = "Peruvian President Rosa Quispe visited Nairobi on Monday. She praised the talks.";
    check(text, "She", &["Rosa Quispe/PER/person"]);
}

#[test]
fn nobody_is_of_a_country_by_nearness() {
    check(
        "Diplomats met in Kenya. An official said the talks would go on.",
        "An official",
        &["official/-/person"],
    );
}

#[test]
fn hostile_texts_end() {
    let many = "He and she said that they and we met both sides of it. ".repeat(400);
    let names = "Ali and Omar and Zaid and the president of Kenya, ".repeat(400);
    let quotes = "\" ' “ ”".repeat(3000);
    for text in [many.as_str(), &names, &quotes, "", "I", "\u{feff}\u{200b}"] {
        let reading = read(text);
        assert_eq!(reading.entities.of.len(), reading.mentions.all.len());
    }
}
