//! Who is spoken of: a table for each kind of word that points to somebody told elsewhere, in small reports made up
//! for it.

#![expect(clippy::unwrap_used, reason = "a test")]

mod reports;

use reports::{last_mention, read};

/// Whom the last place of `words` means, as "name/COUNTRY; name/COUNTRY".
fn told(text: &str, words: &str) -> String {
    let reading = read(text);
    let mention = last_mention(&reading, text, words);
    let Some(mention) = mention else { return "nobody".to_owned() };
    let names = reading.entities.actors(reading.entities.of[mention]).into_iter().map(|id| {
        let entity = &reading.entities.all[id];
        let country = entity.country.map_or_else(|| "-".to_owned(), |country| country.to_string());
        format!("{}/{country}", entity.name)
    });
    names.collect::<Vec<_>>().join("; ")
}

/// Text, words, whom they mean.
#[track_caller]
fn check(table: &[(&str, &str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, words, expect)| {
            let told = told(text, words);
            (told != *expect)
                .then(|| format!("{words:?} in {text:?}\n    expected {expect}\n    told     {told}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn pronouns() {
    check(&[
        (
            "Peruvian President Rosa Quispe met Kenyan President John Kamau. She thanked him.",
            "She",
            "Rosa Quispe/PER",
        ),
        (
            "Peruvian President Rosa Quispe met Kenyan President John Kamau. She thanked him.",
            "him",
            "John Kamau/KEN",
        ),
        ("Kenyan President John Kamau said he would visit Lima.", "he", "John Kamau/KEN"),
        ("Kenya said it would sign the treaty.", "it", "Kenya/KEN"),
        ("The Kenyan army said it had taken the town.", "it", "Kenyan army/KEN"),
        ("Peru and Kenya said they would sign the treaty.", "they", "Peru/PER; Kenya/KEN"),
        (
            "Rosa Quispe and John Kamau met on Monday. They agreed to meet again.",
            "They",
            "Rosa Quispe/-; John Kamau/-",
        ),
        ("Kenyan lawmakers met on Monday. They rejected the plan.", "They", "Kenyan lawmakers/KEN"),
        ("The Kenyan president, who visited Lima, praised the talks.", "who", "Kenyan president/KEN"),
        ("Peru, which borders Chile, protested.", "which", "Peru/PER"),
        ("In his speech, Kenyan President John Kamau praised Peru.", "his", "John Kamau/KEN"),
        ("Peru recalled its ambassador.", "its", "Peru/PER"),
    ]);
}

#[test]
fn descriptions() {
    let guest = "Norwegian Prime Minister Elin Berg received Chinese Foreign Minister Li Wen on Monday. ";
    check(&[
        (&format!("{guest}She told her Chinese guest that talks would go on."), "guest", "Li Wen/CHN"),
        (&format!("{guest}The Chinese minister left on Tuesday."), "minister", "Li Wen/CHN"),
        (&format!("{guest}The prime minister thanked him."), "prime minister", "Elin Berg/NOR"),
        (&format!("{guest}The foreign minister thanked her."), "foreign minister", "Li Wen/CHN"),
        (
            "Russian President Ivan Sokolov left for Lima. The Russian leader will stay for two days.",
            "The Russian leader",
            "Ivan Sokolov/RUS",
        ),
        ("Kenya closed the border. The country has no other road to the sea.", "The country", "Kenya/KEN"),
        ("Jordan closed the border. The kingdom has no other road.", "The kingdom", "Jordan/JOR"),
        (
            "The Nordsten Corporation signed a contract with Peru. The company will build a mine.",
            "The company",
            "Nordsten Corporation/-",
        ),
        (
            "The Kenyan Red Cross asked for help. The organisation has no trucks.",
            "The organisation",
            "Kenyan Red Cross/KEN",
        ),
    ]);
}

#[test]
fn two_and_both() {
    let met = "Kenyan President John Kamau met Peruvian President Rosa Quispe in Lima. ";
    check(&[
        (
            &format!("{met}The two leaders signed a treaty."),
            "The two leaders",
            "John Kamau/KEN; Rosa Quispe/PER",
        ),
        (&format!("{met}Both sides praised the talks."), "Both sides", "Kenya/KEN; Peru/PER"),
        (&format!("{met}The two countries will open embassies."), "The two countries", "Kenya/KEN; Peru/PER"),
        (
            &format!("{met}The two presidents signed a treaty."),
            "The two presidents",
            "John Kamau/KEN; Rosa Quispe/PER",
        ),
        (&format!("{met}Both agreed to meet again."), "Both", "John Kamau/KEN; Rosa Quispe/PER"),
    ]);
}

#[test]
fn short_forms() {
    check(&[
        ("The Lake Fisheries Board (LFB) met in Lima. The LFB set a limit.", "LFB", "Lake Fisheries Board/-"),
        (
            "The Lake Fisheries Board met in Lima. The board set a limit.",
            "The board",
            "Lake Fisheries Board/-",
        ),
        ("President John Kamau spoke. Kamau was brief.", "Kamau", "John Kamau/-"),
        ("The African Union condemned the attack. The AU will meet.", "AU", "African Union/IGO"),
    ]);
}

#[test]
fn seats_and_capitals() {
    check(&[
        ("Beijing protested.", "Beijing", "China/CHN"),
        ("Talks between Beijing and New Delhi broke off.", "New Delhi", "India/IND"),
        ("Santiago accused Lima of spying.", "Santiago", "Chile/CHL"),
        ("Santiago Vera accused Lima of spying. Santiago left.", "Santiago", "Santiago Vera/-"),
        ("The White House denied it.", "White House", "White House/USA"),
    ]);
}

#[test]
fn those_who_speak() {
    check(&[
        ("\"I will not sign,\" Kenyan President John Kamau said.", "I", "John Kamau/KEN"),
        ("\"We will not sign,\" Kenyan President John Kamau said.", "We", "Kenya/KEN"),
        ("\"Our country will not sign,\" Kenyan Foreign Minister John Kamau said.", "Our", "Kenya/KEN"),
        ("\"Our country will not sign,\" Kenyan Foreign Minister John Kamau said.", "country", "Kenya/KEN"),
        ("\"We lost our crops,\" said John Kamau, a farmer.", "We", "John Kamau/-"),
        ("\"We will not sign,\" former Kenyan President John Kamau said.", "We", "John Kamau/KEN"),
    ]);
}

#[test]
fn compounds() {
    check(&[
        (
            "The foreign ministers of Egypt, Jordan and Iraq met in Cairo.",
            "foreign ministers",
            "foreign minister of Egypt/EGY; foreign minister of Jordan/JOR; foreign minister of Iraq/IRQ",
        ),
        (
            "The Turkish, Greek and Cypriot presidents met in Oslo.",
            "presidents",
            "Turkish president/TUR; Greek president/GRC; Cypriot president/CYP",
        ),
        (
            "Turkish President Aylin Demir arrived. The Turkish and Greek presidents met.",
            "presidents",
            "Aylin Demir/TUR; Greek president/GRC",
        ),
        ("French and German officials met.", "officials", "French officials/FRA; German officials/DEU"),
        (
            "The presidents of Peru and Chile, Rosa Quispe and Tomas Vidal, met on Monday.",
            "presidents",
            "Rosa Quispe/PER; Tomas Vidal/CHL",
        ),
        ("The presidents of Peru and the central bank met.", "presidents", "presidents/PER"),
        ("Presidents Rosa Quispe of Peru and Tomas Vidal of Chile met.", "Tomas Vidal", "Tomas Vidal/CHL"),
    ]);
}

#[test]
fn bodies_by_pattern() {
    check(&[
        ("The Foreign Ministry of Kenya protested.", "Ministry", "Foreign Ministry of Kenya/KEN"),
        ("Kenya's central bank raised rates.", "bank", "Kenya's central bank/KEN"),
        ("The Kenyan Ministry of Defence denied it.", "Ministry", "Kenyan Ministry of Defence/KEN"),
        ("The ruling party of Kenya won.", "party", "ruling party of Kenya/KEN"),
        ("The National Bank of Kenya raised rates.", "Bank", "National Bank of Kenya/KEN"),
        ("The Soviet Union signed it in 1961.", "Soviet Union", "Soviet Union/SUN"),
        ("Yugoslavia signed it in 1961.", "Yugoslavia", "Yugoslavia/YUG"),
    ]);
}
