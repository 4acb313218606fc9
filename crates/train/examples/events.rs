//! Fits the scorer of events: `events PACKS DATA NEWS OUT.bin [weights]`. DATA holds `plv-train.jsonl` (four in five
//! of its sentences are learnt from), a CAMEO verb dictionary and the table from CAMEO to PLOVER; NEWS texts of
//! ordinary news that no score is measured on. With weights (of verbs of the news that no rule knows, of those that
//! one knows, of what the dictionary knows) the sentences are first scored by fifths, each by a scorer that has not
//! seen it.

mod packs;

use std::{error::Error, fs, path::Path};

use chancery::{Asked, Document, Engine, Reader, Reading};
use chancery_model::{Linear, Scores};
use chancery_train::events::{
    EventSet, Part, Sentence, cameo,
    fit::{Example, Sign, fit, stands_for},
};

use packs::packs;

const KIND: &str = "event";
const ROUNDS: usize = 8;
/// Both retreats and concessions are marked YIELD: what is let go or left is a retreat.
const RETREATS: &[&str] = &[
    "release",
    "free",
    "withdraw",
    "withdrawal",
    "ceasefire",
    "truce",
    "cease-fire",
    "troop",
    "prisoner",
    "hostage",
    "surrender",
    "retreat",
    "disarm",
    "evacuate",
    "return",
    "repatriate",
    "detainee",
    "inmate",
    "demobilize",
    "pull_out",
];

#[derive(Clone, Copy)]
struct Weights {
    news: f32,
    rule: f32,
    fact: f32,
}

struct Question {
    candidate: Asked,
    sign: Sign,
    features: Vec<u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, data, news, out, rest @ ..] = &arguments[..] else {
        return Err("events PACKS DATA NEWS OUT.bin [NEWS,RULE,FACT]".into());
    };
    let mut weights = Weights { news: 0.01, rule: 0.1, fact: 0.1 };
    if let Some(given) = rest.first() {
        let given: Vec<f32> = given.split(',').map(str::parse).collect::<Result<_, _>>()?;
        let [news, rule, fact] = given[..] else { return Err("three weights".into()) };
        weights = Weights { news, rule, fact };
    }
    let engine = Engine::new(&packs(Path::new(folder))?)?;
    let mut reader = engine.reader();
    let set = EventSet::parse(&fs::read_to_string(Path::new(data).join("plv-train.jsonl"))?, Part::Rest)?;
    let sentences: Vec<(&Sentence, Vec<Question>)> =
        set.sentences().iter().map(|sentence| (sentence, ask(&engine, &mut reader, sentence))).collect();
    let facts = facts(Path::new(data), &Path::new(folder).join("plover/clusters.tsv"), weights.fact)?;
    eprintln!("{} facts", facts.len());
    let mut news = ordinary(&engine, &mut reader, Path::new(news), weights)?;
    news.extend(facts);
    eprintln!("{} sentences, {} verbs of news", sentences.len(), news.len());
    if !rest.is_empty() {
        let mut right = 0;
        let mut silent = 0;
        for fold in 0..5 {
            let (held, taught): (Vec<_>, Vec<_>) =
                sentences.iter().enumerate().partition(|(at, _)| at % 5 == fold);
            let examples = taught.iter().flat_map(|(_, (sentence, asked))| teach(sentence, asked));
            let model = fit(&examples.chain(news.iter().cloned()).collect::<Vec<_>>(), ROUNDS, 1);
            for (_, (sentence, asked)) in held {
                let said = first(&model, asked);
                silent += usize::from(said.is_none());
                right += usize::from(said.as_deref().map(yielded) == sentence.label());
            }
        }
        let share = |part: usize| 100.0 * part as f64 / sentences.len() as f64;
        eprintln!("by unseen fifths: right {:.1}, silent {:.1}", share(right), share(silent));
    }
    let examples = sentences.iter().flat_map(|(sentence, asked)| teach(sentence, asked));
    let model = fit(&examples.chain(news.iter().cloned()).collect::<Vec<_>>(), ROUNDS, 3);
    fs::write(out, model.to_bytes())?;
    Ok(())
}

fn ask(engine: &Engine, reader: &mut Reader<'_>, sentence: &Sentence) -> Vec<Question> {
    let reading = reader.read(Document { text: sentence.text.clone(), ..Document::default() });
    let asked = |candidate: Asked| {
        let [who, whom] = [0, 1].map(|end| words(&reading, &candidate.ends[end]));
        let rule = candidate.rule.as_ref().map(|rule| yielded(rule.as_str()));
        let sign = Sign {
            says: reading.speech.statements().any(|id| reading.speech.all[id].head == candidate.token),
            source: who.iter().any(|words| sentence.shares(words).0),
            target: whom.iter().any(|words| sentence.shares(words).1),
            named: rule.is_some() && rule == sentence.label(),
        };
        let features = candidate.seen.iter().map(|seen| chancery::Scorer::feature(seen)).collect();
        Question { candidate, sign, features }
    };
    engine.candidates(&reading, KIND).into_iter().map(asked).collect()
}

fn words(reading: &Reading, heads: &[chancery_document::TokenId]) -> Vec<String> {
    let mentions = heads.iter().filter_map(|&head| reading.mentions.headed_by(head));
    let told = mentions.flat_map(|mention| {
        let span = reading.span(reading.mentions.all[mention].tokens.clone());
        let entity = &reading.entities.all[reading.entities.of[mention]];
        [reading.text(span).to_owned(), entity.name.clone()]
    });
    told.collect()
}

fn teach(sentence: &Sentence, asked: &[Question]) -> Vec<Example> {
    let signs: Vec<Sign> = asked.iter().map(|asked| asked.sign).collect();
    let Some(at) = stands_for(&signs) else { return Vec::new() };
    let example = |(number, asked): (usize, &Question)| Example {
        features: asked.features.clone(),
        class: if number == at { class(sentence, &asked.candidate) } else { "none".to_owned() },
        weight: 1.0,
    };
    asked.iter().take(at + 1).enumerate().map(example).collect()
}

fn class(sentence: &Sentence, candidate: &Asked) -> String {
    let label = sentence.label().unwrap_or_default();
    if label != "YIELD" {
        return label.to_owned();
    }
    let retreat = |seen: &String| {
        let mut words = seen.split_whitespace();
        matches!(words.next(), Some("l" | "b")) && words.next().is_some_and(|word| RETREATS.contains(&word))
    };
    if candidate.seen.iter().any(retreat) { "RETREAT" } else { "CONCEDE" }.to_owned()
}

fn yielded(class: &str) -> &str {
    if matches!(class, "RETREAT" | "CONCEDE") { "YIELD" } else { class }
}

// What the first trigger that tells anything tells.
fn first(model: &Linear, asked: &[Question]) -> Option<String> {
    let mut scores = Scores::default();
    let none = model.classes().iter().position(|class| class == "none");
    asked.iter().find_map(|asked| {
        model.score(&asked.features, &mut scores);
        let wanted = |&class: &usize| asked.candidate.rule.is_none() || Some(class) != none;
        let best = scores.best_of((0..model.classes().len()).filter(wanted))?;
        (Some(best) != none).then(|| model.classes()[best].clone())
    })
}

fn ordinary(
    engine: &Engine,
    reader: &mut Reader<'_>,
    folder: &Path,
    weights: Weights,
) -> Result<Vec<Example>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut examples = Vec::new();
    for path in paths {
        let reading = reader.read(Document { text: fs::read_to_string(path)?, ..Document::default() });
        examples.extend(engine.candidates(&reading, KIND).into_iter().map(|candidate| Example {
            features: candidate.seen.iter().map(|seen| chancery::Scorer::feature(seen)).collect(),
            weight: if candidate.rule.is_some() { weights.rule } else { weights.news },
            class: candidate.rule.map_or_else(|| "none".to_owned(), |rule| rule.to_string()),
        }));
    }
    Ok(examples)
}

// What verb dictionaries know, as if seen: a verb and the nouns around it.
fn facts(folder: &Path, clusters: &Path, weight: f32) -> Result<Vec<Example>, Box<dyn Error>> {
    let types = cameo::types(&fs::read_to_string(folder.join("CAMEO2PLOVER-2021.txt"))?);
    let dictionary = fs::read_to_string(folder.join("petrarch-dictionaries/CAMEO.2.0.txt"))?;
    let text = fs::read_to_string(clusters)?;
    let clusters: std::collections::BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once('\t')).collect();
    let example = |pattern: cameo::Pattern| {
        let length = (2..=pattern.code.len()).rev().find(|&n| types.contains_key(&pattern.code[..n]))?;
        let class = match types.get(&pattern.code[..length])?.as_str() {
            "STATEMENT" => "none".to_owned(),
            other => other.to_owned(),
        };
        let verb = &pattern.verb;
        let mut seen = vec![format!("l {verb}"), format!("b  {verb}")];
        if let Some(class) = clusters.get(verb.as_str()) {
            seen.push(format!("lc  #{class}"));
        }
        let mut word = |way: &str, noun: &str| {
            for noun in [noun, noun.strip_suffix('s').unwrap_or(noun)] {
                seen.push(format!("w {way} {noun}"));
                seen.push(format!("wl {way} {noun} {verb}"));
                seen.push(format!("b  {noun}"));
                if let Some(class) = clusters.get(noun) {
                    seen.push(format!("w {way} #{class}"));
                    seen.push(format!("b  #{class}"));
                }
            }
        };
        pattern.before.iter().for_each(|noun| word("nsubj", noun));
        pattern.after.iter().for_each(|noun| word("obj", noun));
        pattern.phrases.iter().for_each(|(case, noun)| word(&format!("obl {case}"), noun));
        seen.dedup();
        let features = seen.iter().map(|seen| chancery::Scorer::feature(seen)).collect();
        Some(Example { features, class, weight })
    };
    Ok(cameo::patterns(&dictionary).into_iter().filter_map(example).collect())
}
