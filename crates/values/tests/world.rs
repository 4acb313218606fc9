//! The world pack as it ships: every table parses, and its names are found as news writes them.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![expect(clippy::disallowed_methods, reason = "a test of the pack opens the pack")]

use std::{path::Path, sync::LazyLock};

use chancery_document::{
    BlockId, Country, Features, Id, Known, Lexicon, Morphology, Span, TokenId, Tokens, Upos, Words,
};
use chancery_values::known::{Actors, Toponym, World};

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/world");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "tsv"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.file_name().unwrap().to_str().unwrap().to_string(), text)
        })
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for (name, text) in &files {
        let head = text.lines().next().unwrap();
        assert!(head.contains("source: ") && head.contains("licence: "), "{name} names no source or licence");
    }
    World::parse(&files).unwrap_or_else(|error| panic!("{error}"))
});

/// Words parted by spaces, each with a tag after a slash where it is not a proper noun.
fn scene(text: &str) -> (Tokens, Words, Morphology) {
    let mut words = Words::new(Lexicon::default().into());
    let (mut tokens, mut morphology) = (Tokens::default(), Morphology::default());
    for (place, word) in text.split(' ').enumerate() {
        let (form, tag) = word.rsplit_once('/').unwrap_or((word, ""));
        let tag = Upos::named(tag).unwrap_or(match form {
            "'s" | "to" => Upos::Part,
            "of" | "in" | "for" => Upos::Adp,
            "and" => Upos::Cconj,
            "the" | "The" => Upos::Det,
            "," | "-" | "." => Upos::Punct,
            _ if form.starts_with(char::is_lowercase) => Upos::Noun,
            _ => Upos::Propn,
        });
        tokens.spans.push(Span::at(place, place + 1));
        let symbol = words.add(form);
        tokens.forms.push(symbol);
        morphology.lemmas.push(symbol);
        morphology.tags.push(tag);
        let plural = tag == Upos::Noun && form.ends_with('s');
        morphology.features.push(if plural { Features::NUMBER_PLUR } else { Features::default() });
    }
    tokens.sentences.push(TokenId::new(0)..TokenId::new(tokens.forms.len()));
    tokens.blocks.push(BlockId::new(0));
    (tokens, words, morphology)
}

fn ids(known: &Known) -> Vec<&str> {
    known.hits.iter().map(|hit| known.entries[hit.entries[0]].id.as_str()).collect()
}

fn check(text: &str, expected: &[&str]) {
    let (tokens, words, morphology) = scene(text);
    let known = WORLD.known(&tokens, &words, &morphology);
    assert_eq!(ids(&known), expected, "{text}");
}

#[test]
fn codes_are_those_of_iso_and_of_historic_states() {
    let extra = ["SUN", "DDR", "YUG", "CSK", "SCG", "YMD", "ANT", "EUE", "IGO", "XKX"];
    let codes = include_str!("iso3166.txt");
    for entry in WORLD.entries().iter() {
        if let Some(country) = entry.country {
            let code = country.as_str();
            assert!(
                codes.split_whitespace().any(|known| known == code) || extra.contains(&code),
                "{code}: {entry:?}"
            );
        }
    }
    for code in codes.split_whitespace().filter(|code| !["ATA", "ATF", "BVT", "HMD", "UMI"].contains(code)) {
        assert!(WORLD.state(Country::new(code).unwrap()).is_some(), "{code} has no name");
    }
}

#[test]
fn names_as_news_writes_them() {
    check("Turkey and Chad", &["world:TUR", "world:TCD"]);
    check("turkey/NOUN", &[]);
    check("told/VERB us/PRON that U.S. and US", &["world:USA", "world:USA"]);
    check("Guinea - Bissau", &["world:GNB"]);
    check("the Kremlin", &["world:seat/kremlin"]);
    check("the West Bank and the West", &["geonames:285153", "world:region/west"]);
    check("Russia 's Foreign Ministry", &["world:RUS", "world:foreign-ministry"]);
    check("the Russian/ADJ president", &["world:RUS/people", "world:president"]);
    check("West German Chancellor", &["world:BRD/people", "world:chancellor"]);
    check("in Nice", &["geonames:2990440"]);
    check("the Maori/ADJ and the Zulu/ADJ", &["world:maori", "world:zulu"]);
    check("Nice/ADJ work/NOUN", &[]);
    check("in March", &[]);
    check("told/VERB Palmer", &[]);
    check("at Reading", &["geonames:2639577"]);
    check("from Reading , England", &["geonames:2639577", "geonames:6269131"]);
    check("PARIS , MARCH", &["world:FRA/capital"]);
    check("Omar Al - Sabah of Rome - based Eni", &["world:ITA/capital", "world:eni"]);
    check("a London - Paris train", &["world:GBR/capital", "world:FRA/capital"]);
    check("in Kiev and Kyiv", &["world:UKR/capital", "world:UKR/capital"]);
    check("the United Nations Security Council", &["world:un-security-council"]);
    check("Minister of Foreign Affairs", &["world:minister-of-foreign-affairs"]);
}

#[test]
fn candidates_are_kept_the_likeliest_first() {
    let (tokens, words, morphology) = scene("Georgia");
    let known = WORLD.known(&tokens, &words, &morphology);
    let ids: Vec<&str> = known.hits[0].entries.iter().map(|&id| known.entries[id].id.as_str()).collect();
    assert_eq!(ids[0], "world:GEO");
    assert!(ids.len() > 1, "{ids:?}");
}

#[test]
fn offices_have_their_years() {
    let (tokens, words, morphology) = scene("Julius Nyerere");
    let known = WORLD.known(&tokens, &words, &morphology);
    let at = |year| WORLD.on(&known.hits[0], Some(chancery_document::Day { year, month: 5, day: 5 }));
    assert_eq!(at(1970).unwrap().sector.as_ref().unwrap().as_str(), "GOV");
    assert_eq!(at(1990).unwrap().sector.as_ref().unwrap().as_str(), "ELI");
    assert_eq!(WORLD.office(known.hits[0].entries[1]).unwrap().as_str(), "president");
}

#[test]
fn phrases_bind_offices_to_states() {
    let check = |text: &str, expected: &[&str]| {
        let (tokens, words, morphology) = scene(text);
        let known = WORLD.known(&tokens, &words, &morphology);
        let phrases = WORLD.phrases(&known, &tokens, &words, &morphology);
        let shown: Vec<String> = phrases
            .iter()
            .map(|phrase| {
                let countries: Vec<&str> = phrase.countries.iter().map(Country::as_str).collect();
                let sector = phrase.sector.as_ref().map_or("-", |sector| sector.as_str());
                let name = known.entries[phrase.entry].name.as_str();
                format!("{name} {} {sector} {}", countries.join("+"), phrase.level.as_str())
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    };
    check("the Peruvian/ADJ foreign minister", &["foreign minister PER GOV person"]);
    check("President of Ghana", &["president GHA GOV person"]);
    check("Norway 's central bank", &["central bank NOR GOV body"]);
    check("Omani/ADJ Presidential/ADJ Spokesperson", &["presidential spokesperson OMN GOV person"]);
    check(
        "the foreign ministers of Chile , Fiji and the Ivory Coast",
        &["foreign ministers CHL+FJI+CIV GOV group"],
    );
    check("Chilean/ADJ and Fijian/ADJ officials", &["officials CHL+FJI GOV group"]);
    check("ambassador to Fiji", &["ambassador  GOV person"]);
    check(
        "spokesman for the Foreign Ministry of Fiji",
        &["spokesman FJI GOV person", "foreign ministry FJI GOV body"],
    );
    check("Fijian/ADJ army spokesman", &["army spokesman FJI MIL person"]);
    check("the former/ADJ Fijian/ADJ president", &["president FJI ELI person"]);
    check("rebels in Fiji", &["rebels  REB group"]);
}

#[test]
fn phrases_by_themselves() {
    let check = |text: &str, country: &str, sector: &str| {
        let (found, kind) = WORLD.actor_phrase(text, None);
        let found =
            (found.map_or(String::new(), |c| c.to_string()), kind.map_or(String::new(), |s| s.to_string()));
        assert_eq!(found, (country.to_string(), sector.to_string()), "{text}");
    };
    check("Fijian police", "FJI", "COP");
    check("Norway’s prime minister", "NOR", "GOV");
    check("the Pentagon", "USA", "MIL");
    check("striking miners", "", "LAB");
    check("an agreement", "", "");
}

#[test]
fn currencies_by_any_name() {
    let first = |name: &str| WORLD.currency(name).next().map(|currency| currency.code.to_string());
    assert_eq!(first("rupees").as_deref(), Some("INR"));
    assert_eq!(first("Saudi riyals").as_deref(), Some("SAR"));
    assert_eq!(first("SR").as_deref(), Some("SAR"));
    assert_eq!(first("€").as_deref(), Some("EUR"));
    assert_eq!(first("NT$").as_deref(), Some("TWD"));
    assert_eq!(first("shells"), None);
}

#[test]
fn dictionaries_of_the_field() {
    let text = "# a comment\nOLD_KING_OF_FIJI_ [FJIELI 320101-331108]\n+KING_TUIVANUA\n\t[FJIGOV 331108-730717] # reign\n\
                FIJI_REBELS [FJIREB]\n";
    let actors = Actors::parse_actors("actors.txt", text).unwrap();
    let world = WORLD.clone().with_actors(&actors);
    let (tokens, words, morphology) = scene("King Tuivanua met/VERB Fiji rebels");
    let known = world.known(&tokens, &words, &morphology);
    assert_eq!(ids(&known)[0], "actors:old-king-of-fiji");
    let day = |year| Some(chancery_document::Day { year, month: 5, day: 5 });
    let sector = |year| world.on(&known.hits[0], day(year)).and_then(|entry| entry.sector.clone());
    assert_eq!(sector(1933).unwrap().as_str(), "ELI");
    assert_eq!(sector(1950).unwrap().as_str(), "GOV");
    assert_eq!(sector(1999), None);

    let agents =
        Actors::parse_agents("agents.txt", "!PERSON! = MAN, WOMEN\nYAM!PERSON! [~AGR]\nCORSAIR [~CRM]\n")
            .unwrap();
    let world = WORLD.clone().with_actors(&agents);
    assert_eq!(world.actor_phrase("Fijian corsairs", None).1.unwrap().as_str(), "CRM");
    assert_eq!(world.actor_phrase("yamwomen", None).1.unwrap().as_str(), "AGR");
}

#[test]
fn errors_point_at_the_spot() {
    let actor = |text: &str| Actors::parse_actors("a.txt", text).unwrap_err().to_string();
    assert!(actor("+LOST\n").starts_with("a.txt:1:2: another name"), "{}", actor("+LOST\n"));
    assert!(actor("X [AAA\n").contains("does not close\n  | X [AAA\n  |   ^"), "{}", actor("X [AAA\n"));
    assert!(actor("X [AAA 991399-000101]").contains("not a day: `991399`"));
    let agent = |text: &str| Actors::parse_agents("g.txt", text).unwrap_err().to_string();
    assert!(agent("A!B!C [~GOV]").starts_with("g.txt:1:2: a set that no line"));
    let circle = agent("!A! = !B!, MAN\n!B! = !A!\n!A! [~GOV]\n");
    assert!(circle.starts_with("g.txt:1:7: a set inside a set"), "{circle}");
    let either = |text: &str| Actors::read("d.txt", text).map(|actors| actors.len());
    assert_eq!(either("!M! = MAN, WOMEN\nYAM!M! [~AGR]\nCORSAIR [~CRM]\n"), Ok(2));
    assert_eq!(either("OLD_KING [FJIELI]\n+TUI\nREBELS [FJIREB]\n"), Ok(2));
    assert_eq!(either(""), Ok(0));
    let table = World::parse(&[("states.tsv", "# source\n# id\tcode\nx\ty\tz\n")]).unwrap_err().to_string();
    assert!(table.starts_with("states.tsv:2:1: no column"), "{table}");
}

#[test]
fn hostile_text_takes_linear_time() {
    let (tokens, words, morphology) = scene(&"Minister of ".repeat(40_000));
    let known = WORLD.known(&tokens, &words, &morphology);
    WORLD.phrases(&known, &tokens, &words, &morphology);
    let (tokens, words, morphology) = scene(&"Fiji , ".repeat(40_000));
    let known = WORLD.known(&tokens, &words, &morphology);
    WORLD.phrases(&known, &tokens, &words, &morphology);
}

#[test]
fn places_by_the_evidence_of_the_document() {
    let check = |toponyms: &[(&str, Option<usize>)], expected: &[&str]| {
        let list: Vec<Toponym<'_>> =
            toponyms.iter().map(|&(name, within)| Toponym { name, within }).collect();
        let placed = WORLD.places(&list);
        let best =
            placed.iter().map(|list| list.first().map_or("-", |p| WORLD.entries()[p.entry].id.as_str()));
        assert_eq!(best.collect::<Vec<_>>(), expected, "{toponyms:?}");
    };
    check(&[("Paris", None)], &["geonames:2988507"]);
    check(&[("Paris", Some(1)), ("Texas", None)], &["geonames:4717560", "geonames:4736286"]);
    check(
        &[("London", None), ("Ontario", None), ("Toronto", None)],
        &["geonames:6058560", "world:region/ontario", "geonames:6167865"],
    );
    check(&[("Nowhereville", None)], &["-"]);
}

/// Any words in any order: hits are in order, apart and within their sentence; nothing panics.
#[test]
fn layers_hold_for_any_words() {
    let vocabulary: Vec<&str> = "the The of for and , - ' 's / Egypt U.S. US us U. S. New York Paris Texas Russian Foreign \
        Ministry spokesman president PRESIDENT former deputy Al Sabah UN Security Council rebels \u{301} ß İ 1 \u{200d} East \
        West Bank officials Korean GEORGIA Reading in , . Minister Affairs"
        .split(' ')
        .collect();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..400 {
        let words: Vec<&str> = (0..=next(30)).map(|_| vocabulary[next(vocabulary.len())]).collect();
        let (tokens, words, morphology) = scene(&words.join(" "));
        let known = WORLD.known(&tokens, &words, &morphology);
        let mut end = TokenId::new(0);
        for hit in &known.hits {
            assert!(end <= hit.tokens.start && hit.tokens.start < hit.tokens.end && !hit.entries.is_empty());
            // The likeliest first, but for a place that the document puts before it.
            assert!(hit.entries[1..].is_sorted_by_key(|&id| std::cmp::Reverse(known.entries[id].weight)));
            end = hit.tokens.end;
        }
        assert!(end.index() <= tokens.forms.len());
        for phrase in WORLD.phrases(&known, &tokens, &words, &morphology) {
            assert!(phrase.tokens.start <= phrase.noun.start && phrase.noun.end <= phrase.tokens.end);
            assert!(phrase.tokens.end.index() <= tokens.forms.len());
        }
    }
}

/// Dictionaries cut and mixed anyhow end in actors or an error, never in a panic.
#[test]
fn mangled_dictionaries_are_harmless() {
    let text = "!M! = A, B\nX!M!Y {ZS} [~GOV] # c\nNAME_Ä_ [FJIGOV 610120-631122][FJIELI >631122]\n+OTHER\n\t[MIL <990101]\n";
    for cut in 0..text.len() {
        for rest in [0, 5, 17, 40] {
            let from = (cut + rest).min(text.len());
            if let (Some(start), Some(end)) = (text.get(..cut), text.get(from..)) {
                let mangled = format!("{start}{end}");
                let _ = Actors::parse_actors("a", &mangled).map_err(|error| error.to_string());
                let _ = Actors::parse_agents("a", &mangled).map_err(|error| error.to_string());
            }
        }
    }
}
