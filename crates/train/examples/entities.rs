//! Prints the entities of texts: `entities FILE…` (`quiet` first: only reads); `entities gap FILE [-v]` prints
//! the GAP score, and the cases that went wrong.

mod packs;

use std::{error::Error, fs};

use chancery::{Day, Document, Engine, Source};
use chancery_document::Id;
use chancery_train::gap;

use packs::packs;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let files = &arguments[..];
    let engine = Engine::new(&packs(std::path::Path::new("packs"))?)?;
    let mut reader = engine.reader();
    let mut read = |text: &str, published: Option<Day>| {
        reader.read(Document { source: Source { published, ..Source::default() }, text: text.to_owned() })
    };
    if let [word, file, rest @ ..] = files
        && word == "gap"
    {
        let mut counts = gap::Counts::default();
        for case in gap::cases(&fs::read_to_string(file)?) {
            let reading = read(&case.text, None);
            let before = counts;
            counts.count(&case, &reading);
            let missed = counts.right - before.right + before.gold < counts.gold
                || counts.found - before.found > counts.right - before.right;
            if missed && !rest.is_empty() {
                let at = |span: chancery_document::Span| reading.tokens.within(span).start;
                let of = reading
                    .mentions
                    .headed_by(at(case.pronoun))
                    .map(|m| reading.entities.all[reading.entities.of[m]].name.clone());
                println!(
                    "{:?} -> {of:?}; {:?}\n   {}",
                    case.pronoun.of(&case.text),
                    case.names.map(|(span, right)| (span.of(&case.text).to_owned(), right)),
                    case.text
                );
            }
        }
        println!("gap: {:?}", counts.scores());
        return Ok(());
    }
    if let [word, text] = files
        && word == "tree"
    {
        let reading = read(text, None);
        for token in reading.tokens.spans.ids() {
            let mention = reading.mentions.headed_by(token);
            let entity = mention.map(|id| {
                let entity = &reading.entities.all[reading.entities.of[id]];
                (entity.name.clone(), entity.country)
            });
            let hit = reading.known.at(token).map(|hit| {
                (reading.known.entries[hit.entries[0]].kind, reading.known.entries[hit.entries[0]].country)
            });
            println!(
                "{}\t{}\t{}\t{}\t{}\t{hit:?}\t{:?}\t{entity:?}",
                token.index(),
                reading.form(token),
                reading.morphology.tags[token].as_str(),
                reading.syntax.head(token).index(),
                reading.syntax.relation(token).as_str(),
                mention.map(|id| reading.mentions.all[id].kind),
            );
        }
        return Ok(());
    }
    let quiet = files.first().is_some_and(|word| word == "quiet");
    for file in &files[usize::from(quiet)..] {
        let text = fs::read_to_string(file)?;
        let day = fs::read_to_string(file.replace(".txt", ".date")).ok().and_then(|day| {
            let mut parts = day.trim().split('-').map(|part| part.parse::<u32>());
            let (Some(Ok(y)), Some(Ok(m)), Some(Ok(d))) = (parts.next(), parts.next(), parts.next()) else {
                return None;
            };
            Some(Day { year: y as i16, month: m as u8, day: d as u8 })
        });
        let reading = read(&text, day);
        if quiet {
            continue;
        }
        println!("=== {file}");
        let entities = &reading.entities;
        for id in entities.all.ids() {
            let entity = &entities.all[id];
            let mentions: Vec<String> = reading
                .mentions
                .all
                .ids()
                .filter(|&m| entities.of[m] == id)
                .map(|m| {
                    let mention = &reading.mentions.all[m];
                    let text = reading.text(reading.span(mention.tokens.clone())).replace('\n', " ");
                    format!("{text}@{}", mention.head.index())
                })
                .collect();
            if entity.level.is_none() && mentions.len() < 2 {
                continue;
            }
            let members: Vec<&str> = entity.members.iter().map(|&m| entities.all[m].name.as_str()).collect();
            println!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                entity.name,
                entity.level.map_or("-", |l| l.as_str()),
                entity.country.map_or(String::new(), |c| c.to_string()),
                entity.sector.as_ref().map_or("", |s| s.as_str()),
                entity.office.as_deref().unwrap_or(""),
                entity.id,
                if members.is_empty() { String::new() } else { format!("{members:?} ") },
                mentions.join(" · ")
            );
        }
    }
    Ok(())
}
