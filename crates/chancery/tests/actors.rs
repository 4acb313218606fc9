//! Who somebody is, and for whom he acts: from the text to the actors of the records.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::OnceLock;

use chancery::document::{Day, Filler, Source};
use chancery::{Document, Engine, Packs};

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&Packs::bundled()).unwrap())
}

// The actors of all records of a text, in its order, each once: `Rosa Quispe PER; U.N. officials IGO; guest -`.
fn check(text: &str, expect: &str) {
    check_with(engine(), text, expect);
}

fn check_with(engine: &Engine, text: &str, expect: &str) {
    check_document(engine, Document { text: text.to_owned(), ..Document::default() }, expect);
}

fn check_document(engine: &Engine, document: Document, expect: &str) {
    let text = document.text.clone();
    let reading = engine.reader().read(document);
    let mut actors = Vec::new();
    for record in engine.extract(&reading) {
        for filler in record.fields().iter().flat_map(|(_, fillers)| fillers) {
            if let Filler::Actor(actor) = filler {
                let country = actor.country.as_ref().map_or("-", |country| country.as_str());
                actors.push((actor.span.start(), format!("{} {country}", actor.name)));
            }
        }
    }
    actors.sort();
    let mut named: Vec<String> = Vec::new();
    for (_, actor) in actors {
        if !named.contains(&actor) {
            named.push(actor);
        }
    }
    assert_eq!(named.join("; "), expect, "{text}");
}

#[test]
fn who_is_described_and_named_is_one() {
    check(
        "Peruvian President Rosa Quispe met her Chilean guest, Foreign Minister Tomas Arancibia, in Lima on Monday.",
        "Rosa Quispe PER; Tomas Arancibia CHL",
    );
}

#[test]
fn titles_told_otherwise_are_of_those_named() {
    check(
        "OPEC Secretary General Haitham Ghais met Omani officials. OPEC Secretary General said the talks were useful.",
        "Haitham Ghais IGO; Omani officials OMN",
    );
    check(
        "Former President of Peru, Rosa Quispe, went to Lima. “I will teach,” wrote the ex-president.",
        "Rosa Quispe PER",
    );
    check(
        "The claim is untrue, said former deputy president Paul Lind. The former Transport Minister said he had no money.",
        "Paul Lind -",
    );
}

#[test]
fn a_parliament_tells_where_a_report_is_at_home() {
    check(
        "Army bases are surveyed, the Ministry of Defence said. It said in a report to the Knesset that it seeks land.",
        "Ministry of Defence ISR",
    );
}

#[test]
fn who_leads_a_sentence_is_whom_the_last_one_is_about() {
    let text = "President Paul Lind of Norway spoke in Oslo. Lind praised Peru. “We are proud,” Lind said. Peruvian Foreign Minister Jose \
                Vega brought the greetings of President Rosa Quispe. He affirmed that trade would grow.";
    let reading = engine().reader().read(Document { text: text.to_owned(), ..Document::default() });
    let speakers: Vec<String> = engine()
        .extract(&reading)
        .iter()
        .flat_map(|record| record.fields().iter().filter(|(field, _)| field.as_str() == "speaker"))
        .flat_map(|(_, fillers)| fillers)
        .filter_map(
            |filler| if let Filler::Actor(actor) = filler { Some(actor.name.to_string()) } else { None },
        )
        .collect();
    assert_eq!(speakers.last().map(String::as_str), Some("Jose Vega"), "{speakers:?}");
}

#[test]
fn some_offices_are_of_one_state() {
    check("Deputy Secretary of State Ann Lee met Kenyan officials.", "Ann Lee USA; Kenyan officials KEN");
    check("The Taoiseach, Ann Lee, visited Lima.", "Ann Lee IRL; Peru PER");
    check("British Assistant Secretary of State Ann Lee visited Lima.", "Ann Lee GBR; Peru PER");
}

#[test]
fn ages_and_bare_titles_are_of_those_named() {
    check(
        "Trade Minister Paul Lind of Norway spoke to Ann Berg. “I nearly starved,” said the 46-year-old, who sold her shop.",
        "Paul Lind NOR; Ann Berg -",
    );
    check(
        "Crown Prince Olav Lind of Norway met the president of Chile. “We are friends,” Crown Prince said.",
        "Olav Lind NOR; president of Chile CHL",
    );
    check(
        "Foreign Minister Olav Lind of Norway, deputy premier and minister of trade, visited Chile.",
        "Olav Lind NOR; Chile CHL",
    );
}

#[test]
fn who_disagrees_holds_what_is_told_next() {
    check(
        "Chile says it owns the river. Bolivia disagrees. It maintains that it owns the river.",
        "Chile CHL; Bolivia BOL",
    );
}

#[test]
fn nobody_does_what_it_would_be_a_mistake_to_do() {
    check("Norway said it was a mistake to invade Chile.", "Norway NOR");
}

#[test]
fn who_receives_a_minister_of_another_state_is_none_of_it() {
    check(
        "AMMAN — Prime Minister Omar Lind on Monday received Lebanese Minister of Interior Paul Berg, who is on a visit.\n\n\
         Deputy Prime Minister Ann Sand met Berg, too.",
        "Omar Lind JOR; Paul Berg LBN; Ann Sand JOR",
    );
}

#[test]
fn a_description_is_of_nobody_named_only_later() {
    check(
        "CAIRO - President Omar Lind spoke on Monday.\n\nThe Lebanese minister met Lind.\n\nPetroleum Minister Paul \
         Berg met Ann Sand of Norway.",
        "Lebanese minister LBN; Omar Lind EGY; Paul Berg EGY; Ann Sand NOR",
    );
}

#[test]
fn congress_is_that_of_a_state_which_is_told_of() {
    check("Congress leader Paul Lind met the president of India.", "Paul Lind -; president of India IND");
}

#[test]
fn a_title_beside_a_titled_name_is_another_person() {
    check(
        "Crown Prince Olav Lind of Norway visited Athens. The Crown Prince and Prime Minister Paul Berg of Greece met on Monday.",
        "Olav Lind NOR; Greece GRC; Paul Berg GRC",
    );
}

#[test]
fn a_leader_of_a_part_of_the_world_is_not_whoever_leads() {
    check(
        "Norwegian President Olav Lind hosted his Chilean counterpart Ann Berg in Oslo. The South American leader thanked Peru.",
        "Olav Lind NOR; Ann Berg CHL; South American leader -; Peru PER",
    );
}

#[test]
fn a_small_town_in_a_name_tells_no_country() {
    check("The Palang Pracharath Party met a visitor.", "Palang Pracharath Party -; visitor -");
}

#[test]
fn a_description_between_two_names_is_of_the_one_it_introduces() {
    check(
        "At the invitation of the Minister of Foreign Affairs of Chile, Rodrigo Vidal, the Minister of Foreign Affairs of \
         Estonia, Kadri Lepp, paid an official visit to Santiago. The two ministers met on Monday.",
        "Kadri Lepp EST; Rodrigo Vidal CHL",
    );
}

#[test]
fn two_that_are_told_anew_are_not_the_two_spoken_of() {
    check(
        "Norwegian President Elin Berg met Chilean President Tomas Vidal in Oslo. Two soldiers were killed in Chile.",
        "Elin Berg NOR; Tomas Vidal CHL; Two soldiers -",
    );
}

#[test]
fn which_behind_a_comma_is_what_stands_before_it() {
    // The tree hangs the clause on "told".
    check(
        "“The sea isn’t a menu,” Bjarni Lund told the daily Vesturland, which also quoted a coast guard report as saying \
         that the crew had hidden herring.",
        "Bjarni Lund -; Vesturland -; coast guard report -",
    );
}

#[test]
fn those_of_the_united_nations_are_of_no_state() {
    check("U.N. officials said that the truce held.", "U.N. officials IGO");
}

#[test]
fn a_report_is_at_home_where_it_tells_of_throughout() {
    let about =
        "Floods have hit the south of Kenya. Kenyan farmers lost their crops, and prices in Kenya rose. ";
    check(
        &format!("{about}The government said that help was on its way. Nairobi has seen worse."),
        "government KEN",
    );
    // Of two countries told as often, neither is.
    check(
        &format!(
            "{about}Floods hit Uganda, too. Ugandan farmers lost crops, and prices in Uganda rose. The army said that help was on its way. Kampala is dry."
        ),
        "army -",
    );
}

#[test]
fn a_dateline_abroad_is_not_the_home_of_what_it_tells() {
    check(
        "LIMA, May 3 - Negotiators of the Kenyan government signed a truce with the rebels here on Sunday.\n\n\
         The army said that it welcomed the truce.",
        "Negotiators of the Kenyan government KEN; rebels KEN; army KEN",
    );
    check(
        "LIMA, May 3 - Peru may sell its copper to Norway.\n\nThe army said that it welcomed the truce.",
        "Peru PER; Norway NOR; army PER",
    );
}

#[test]
fn a_pronoun_tells_whose_minister_once_it_is_known_who_it_is() {
    check(
        "LIMA, May 3 - Peru accused Chile of theft. Chile rejected the charge. Its foreign minister, Tomas Vidal, \
         said that the charge was baseless.",
        "Peru PER; Chile CHL; Tomas Vidal CHL",
    );
}

#[test]
fn who_speaks_somewhere_is_of_there_but_soldiers_and_diplomats_are_not() {
    check("Dockers in Lima said that the port was closed.", "Dockers PER");
    check("Soldiers in Lima said that the port was closed.", "Soldiers -");
    check("A diplomat in Lima said that the port was closed.", "diplomat -");
}

#[test]
fn half_a_name_is_the_one_state_that_has_it() {
    check(
        "South Sudan met rebels. The South accused Sudan of raids.",
        "South Sudan SSD; rebels SSD; Sudan SDN",
    );
    check("East Timor thanked Portugal. Portugal praised the East.", "East Timor TLS; Portugal PRT");
}

#[test]
fn after_the_last_of_a_list_a_name_is_no_further_member() {
    check(
        "Economy Minister Goran Petkov and his Albanian guest, Besa Leka, signed an agreement in Tirana.",
        "Goran Petkov -; Albania ALB; Besa Leka ALB",
    );
}

#[test]
fn whom_the_users_dictionary_names_is_a_party_whatever_the_words_look_like() {
    let dictionary = "THE_SALT_KINGDOM [SLT]\nPELLA_VORN [VRN]\n\t[VRNGOV 20010101-20051231]\nKUWAIT [KUA]\nVARNIA [VAA/VAB]\n";
    let given = [("own.txt".to_owned(), dictionary.to_owned())];
    let engine = Engine::new(&Packs::bundled()).unwrap().with_actors(&given).unwrap();
    check_with(&engine, "On Monday the Salt Kingdom attacked Kuwait.", "the Salt Kingdom SLT; Kuwait KUA");
    check_with(
        &engine,
        "Pella Vorn met a bunch of Norwegian officials.",
        "Pella Vorn VRN; Norwegian officials NOR",
    );
    check_with(&engine, "On Monday Norway attacked Varnia.", "Norway NOR; VARNIA VAA; VARNIA VAB");
}

#[test]
fn the_government_is_the_one_told_of() {
    check(
        "The Sudanese government met rebels in Geneva. The government promised to free prisoners.",
        "Sudan SDN; rebels SDN",
    );
}

#[test]
fn states_in_a_row_are_a_row_whatever_stands_before_them() {
    check(
        "Norway, the proud Chile, and good Peru praised Kuwait.",
        "Norway NOR; Chile CHL; Peru PER; Kuwait KWT",
    );
    check(
        "Deputies in Chile and Peru praised the government of Norway.",
        "Deputies of Chile CHL; Deputies of Peru PER; Norway NOR",
    );
}

#[test]
fn a_head_of_state_is_known_by_the_family_name_but_its_other_bearers_are_not_he() {
    check("Erdogan met the prime minister of Togo.", "Erdogan TUR; prime minister of Togo TGO");
    check(
        "Kofi Erdogan met the prime minister of Togo. Erdogan praised Togo.",
        "Kofi Erdogan -; prime minister of Togo TGO; Togo TGO",
    );
}

#[test]
fn those_of_home_are_told_of_without_a_country() {
    check(
        "LUANDA, May 3 - Angola signed a treaty with Peru on Monday, the daily Vesturland reported. The paper accused \
         the army of shelling a village. Residents denied the report, and union leader Joao Kimba praised it.",
        "Angola AGO; Peru PER; Vesturland AGO; army AGO; Residents AGO; Joao Kimba AGO",
    );
    // Mediators and their capital are not what is reported.
    check(
        "NOUAKCHOTT, May 3 - Talks between Mali and the rebel group Dune Front broke up on Monday, Mauritanian \
         mediators said. The army denied that it had shelled a market, and rebel spokesman Musa Diallo accused it of lies.",
        "Mali MLI; Dune Front MLI; Mauritanian mediators MRT; army MLI; Musa Diallo MLI",
    );
}

#[test]
fn officials_without_a_country_are_of_where_the_newspaper_is() {
    // Japan's prime minister is known.
    let text = "SEOUL - Foreign Minister Kenji Arai met South Korean Foreign Minister Park Min-su on Monday. Prime Minister \
                Fumio Kishida praised the meeting. The army is ready to help South Korea.";
    let day = Day { year: 2022, month: 5, day: 10 };
    let source = Source { published: Some(day), ..Source::default() };
    let document = Document { text: text.to_owned(), source };
    check_document(
        engine(),
        document,
        "Kenji Arai JPN; Park Min-su KOR; Fumio Kishida JPN; army JPN; South Korea KOR",
    );
}

#[test]
fn a_shared_seat_is_the_unions_unless_the_state_is_told_of() {
    check("Brussels accused Norway of dumping.", "European Union EUE; Norway NOR");
    check("Belgium is angry. Brussels accused Norway of dumping.", "Belgium BEL; Norway NOR");
}

#[test]
fn the_ministers_of_two_countries_are_two() {
    check(
        "Peru and Chile held talks in Lima. The two countries' defence ministers signed a treaty.",
        "Peru PER; Chile CHL; defence minister of Chile CHL; defence minister of Peru PER",
    );
    check(
        "Peru and Chile held talks in Lima. The ministries of trade signed a protocol.",
        "Peru PER; Chile CHL; ministry of trade of Chile CHL; ministry of trade of Peru PER",
    );
    // Of three ministers the two that bear the title.
    check(
        "Foreign Minister Ana Ruiz of Peru, Foreign Minister Tomas Vidal of Chile and President Rosa Quispe of Peru met in \
         Lima. The two ministers signed a treaty.",
        "Ana Ruiz PER; Tomas Vidal CHL; Rosa Quispe PER; Chile CHL; Peru PER",
    );
}

#[test]
fn who_wrote_a_report_is_nobody_in_it() {
    check(
        "The price of salt\n\nBy Marta Holm\n\nOSLO, May 3 - Fisherman Arne Dahl is angry. “It is our salt,” he told Chile.",
        "Arne Dahl NOR; Chile CHL",
    );
}

#[test]
fn where_a_sentence_begins_tells_whose_are_first_told_of_in_it() {
    check(
        "AMMAN, May 3 - Jordan signed a treaty with Peru on Monday. In Kuwait, Foreign Minister Badr Salim accused Peru of \
         dumping. The foreign minister praised Jordan.",
        "Jordan JOR; Peru PER; Badr Salim KWT",
    );
    check(
        "Trinidad and Tobago and Suriname met in Bridgetown. Their navies attacked Peru.",
        "Trinidad and Tobago TTO; Suriname SUR; navies -; Peru PER",
    );
}

#[test]
fn the_town_of_the_dateline_is_the_one_that_it_tells() {
    check(
        "The price of salt\n\nA lake, two navies and a wounded child: salt has become a matter for diplomats\n\nBy Marta \
         Holm\n\nCOPACABANA, Bolivia - The lake is calm. The mayor of Copacabana, Sixto Rojas, accused Peru of dumping.",
        "Sixto Rojas BOL; Peru PER",
    );
}

#[test]
fn officials_who_speak_are_of_the_state_that_a_report_is_about() {
    check(
        "Germany lifted sanctions against Peru, a government spokesman said. He praised Peru.",
        "Germany DEU; Peru PER; government spokesman DEU",
    );
    check(
        "Germany lifted sanctions against Peru, a Western diplomat said.",
        "Germany DEU; Peru PER; Western diplomat -",
    );
}

#[test]
fn a_body_that_any_state_may_have_is_the_best_known_one_only_abroad() {
    check("Obama faces pressure from Congress to help Iran.", "Obama USA; Congress USA; Iran IRN");
    check(
        "LIMA, May 3 - Peru signed a treaty with Chile. Congress rejected it.",
        "Peru PER; Chile CHL; Congress PER",
    );
    check(
        "LIMA, May 3 - Peru met Chile. The State Department praised Chile.",
        "Peru PER; Chile CHL; State Department USA",
    );
}
