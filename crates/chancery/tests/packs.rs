//! The packs as people will use them: every example of every rule holds, a topic needs no code, and whatever
//! is read, the same bytes give the same records, each on words that stand in the text.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::OnceLock;

use chancery::document::{Filler, Span};
use chancery::{Document, Engine, PackFile, Packs, Reading, Record};
use proptest::prelude::*;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&Packs::bundled()).unwrap())
}

fn read(engine: &Engine, text: &str) -> (Reading, Vec<Record>) {
    let reading = engine.reader().read(Document { text: text.to_owned(), ..Document::default() });
    let records = engine.extract(&reading);
    (reading, records)
}

#[test]
fn every_example_of_every_rule_holds() {
    let checked = engine().check(&[]);
    let findings: Vec<String> = checked
        .findings
        .iter()
        .map(|f| format!("{}, line {}: {:?}\n  {}", f.rule, f.line, f.text, f.message))
        .collect();
    assert!(
        checked.rules > 50 && checked.examples > 100,
        "{} rules, {} examples",
        checked.rules,
        checked.examples
    );
    assert!(findings.is_empty(), "{} examples do not hold:\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn a_topic_is_a_folder() {
    let mut packs = Packs::bundled();
    let file =
        |path: &str, text: &'static str| PackFile { path: path.to_owned(), bytes: text.as_bytes().into() };
    packs.put(file(
        "festivals/kinds.toml",
        "[[kind]]\nname = \"festival\"\ndoc = \"Something is celebrated.\"\nfields = [{ name = \"hosts\", kind = \"actor\", many = true }, { name = \"of\", kind = \"span\" }]\n",
    ));
    packs.put(file("festivals/words/en.toml", "[words]\nfeast = [\"celebrate\", \"commemorate\"]\n"));
    packs.put(file(
        "festivals/rules/feasts.rule",
        "rule feast -> festival\n  doc \"Somebody celebrates something.\"\n  trigger verb @feast\n  hosts = subject as Actor\n  of = object as Phrase\n  finds \"Norway celebrated the long peace.\" hosts Norway; of long peace\n  skips \"Norway sang.\"\n",
    ));
    let engine = Engine::new(&packs).unwrap();
    let checked = engine.check(&["festivals"]);
    assert_eq!(
        (checked.rules, checked.examples, checked.findings.len()),
        (1, 2, 0),
        "{:?}",
        checked.findings
    );
}

#[test]
fn other_rules_run_over_what_is_read_as_if_it_were_read_anew() {
    let (own, mut other) = (Packs::bundled(), Packs::bundled().without("figures"));
    let file =
        |path: &str, text: &'static str| PackFile { path: path.to_owned(), bytes: text.as_bytes().into() };
    // Words that the first lexicon lacks, and one that it has under another number.
    other.put(file(
        "feasts/kinds.toml",
        "[[kind]]\nname = \"feast\"\ndoc = \"A feast.\"\nfields = [{ name = \"hosts\", kind = \"actor\" }]\n",
    ));
    other.put(file(
        "feasts/rules/feasts.rule",
        "rule feast -> feast\n  doc \"A.\"\n  trigger verb feast sign\n  hosts = subject as Actor\n  finds \"Norway feasted.\"\n",
    ));
    let text = "Norway signed a treaty with Kenya on Monday. Kenya feasted, and 40 ships sailed.";
    let topics = engine().topics(&own, &other).unwrap().unwrap();
    let (mut reading, before) = read(engine(), text);
    let again = topics.extract(&mut reading);
    let (anew, expect) = read(&Engine::new(&other).unwrap(), text);
    assert_eq!(format!("{again:?}"), format!("{expect:?}"));
    assert_eq!(reading.provenance.packs, anew.provenance.packs);
    let feasts = again.iter().filter(|record| record.kind().name.as_str() == "feast");
    assert_eq!(feasts.count(), 2, "{again:?}");
    // And back.
    let same = engine().topics(&own, &own).unwrap().unwrap();
    assert_eq!(format!("{:?}", same.extract(&mut reading)), format!("{before:?}"));
    // What reads another way is read anew.
    other.put(file("world/states.tsv", "id\n"));
    assert!(engine().topics(&own, &other).unwrap().is_none());
}

#[test]
fn mistakes_in_packs_are_told_with_place_and_remedy() {
    let mut packs = Packs::bundled();
    let text = "rule oops -> evnt\n  doc \"No such kind.\"\n  trigger verb go\n  finds \"They go.\"\n";
    packs.put(PackFile { path: "oops/rules/oops.rule".to_owned(), bytes: text.as_bytes().into() });
    let error = Engine::new(&packs).unwrap_err();
    assert!(
        error.to_string().contains("oops/rules/oops.rule:1:14")
            && error.to_string().contains("did you mean `event`?"),
        "{error}"
    );
}

#[test]
fn the_full_date_of_a_dateline_is_the_day_of_publication() {
    let text = "ACCRA, 17 May 1994 - The foreign minister of Ghana visited Togo on Monday.\n";
    let (reading, records) = read(engine(), text);
    assert_eq!(reading.document.source.published.map(|day| day.to_string()).as_deref(), Some("1994-05-17"));
    assert!(
        records.iter().any(|record| record.date.is_some_and(|date| date.start.to_string() == "1994-05-16")),
        "{records:#?}"
    );
    let (reading, _) =
        read(engine(), "ACCRA, May 17 - The foreign minister of Ghana visited Togo on Monday.\n");
    assert_eq!(
        reading.document.source.published, None,
        "a day without its year is never filled up with today's"
    );
}

fn spans(record: &Record) -> Vec<Span> {
    let evidence = record.evidence();
    let mut spans = vec![evidence.trigger, evidence.sentence];
    spans.extend(evidence.others.iter().flat_map(|(trigger, sentence)| [*trigger, *sentence]));
    spans.extend(record.date.and_then(|date| date.span));
    let actors = record.voice().0.iter().flat_map(|link| &link.speakers);
    spans.extend(actors.map(|actor| actor.span));
    for (_, fillers) in record.fields() {
        for filler in fillers {
            match filler {
                Filler::Actor(actor) => spans.push(actor.span),
                Filler::Span(span) => spans.push(*span),
                Filler::Place(place) => spans.push(place.span),
                Filler::Interval(interval) => spans.extend(interval.span),
                _ => {}
            }
        }
    }
    spans
}

fn check(text: &str) {
    let (_, records) = read(engine(), text);
    let (_, again) = read(engine(), text);
    assert_eq!(format!("{records:?}"), format!("{again:?}"));
    for record in &records {
        let evidence = record.evidence();
        assert!(evidence.sentence.contains(evidence.trigger), "the trigger stands in its evidence");
        for (field, fillers) in record.fields() {
            let mut entities: Vec<&str> = fillers
                .iter()
                .filter_map(|filler| match filler {
                    Filler::Actor(actor) => Some(actor.entity.as_str()),
                    _ => None,
                })
                .collect();
            entities.sort_unstable();
            let all = entities.len();
            entities.dedup();
            assert_eq!(entities.len(), all, "somebody fills {} twice in {text:?}", field.as_str());
        }
        for span in spans(record) {
            assert!(
                text.get(span.start() as usize..span.end() as usize).is_some(),
                "{span:?} cuts a character of {text:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        check(&text);
    }

    #[test]
    fn any_mixture_of_news_is_read(parts in prop::collection::vec(prop::sample::select(vec![
        "Norway", "Kenya", " signed ", " said ", "“", "”", "\"", "a treaty", " with ", ", ", ". ", "\n\n", "on Monday", " not ", "the two sides ",
        " agreed to ", "visit ", "President Ada Obi", " will ", "$3.5 billion", "30%", "’s ", "—", "‘", "according to ", "he ", "their ", "🕊", "e\u{301}", "\u{ad}", "\u{200b}",
        "GENEVA, March 20 - ", " that ", " attacked ", "its ", "minister", " by 2030", "talks", " and ",
    ]), 0..60)) {
        check(&parts.concat());
    }
}

#[test]
fn monstrous_texts_end() {
    check(&"\"".repeat(100_000));
    check(&"Norway said ".repeat(2_000));
    check(&"(".repeat(20_000));
    check(&"said that ".repeat(5_000));
    check(&"the minister of the minister ".repeat(1_000));
}

#[test]
fn who_is_described_and_named_fills_a_field_once() {
    check(
        "LIMA, March 12 - Chile pledged help.\n\nOpposition leader Marco Ruiz accused the government of selling out fishermen.\n",
    );
}
