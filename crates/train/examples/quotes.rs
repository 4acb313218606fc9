//! Fits and scores the speech layer on an attribution corpus.
//!
//! ```text
//! quotes fit   CORPUS SECTION   fits weights on CORPUS/train, scores on CORPUS/dev, writes the section's bytes
//! quotes tune  CORPUS           the same for several plans, and writes nothing
//! quotes put   SECTION          puts a section into packs/en/model.bin
//! quotes score CORPUS           scores the pack as it is on CORPUS/dev
//! quotes show  CORPUS N         prints the first N articles of CORPUS/train with what is found
//! quotes gaps  CORPUS N         prints what no candidate of these articles could reach
//! quotes tree  FILE             prints the trees that speech reads, a word as form/lemma/TAG/head/relation
//! quotes read  FILE             prints what is found in a text
//! quotes spans FILE             the same as lines of tab-separated byte spans: statement, form, cue, speakers, content
//! ```
use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use chancery_language::Language;
use chancery_model::{Model, ModelWriter};
use chancery_train::quotes::{self, Article, Counts, Layers, Plan};

// Where the annotated contents of the held-out articles are found best.
const THRESHOLD: i8 = -55;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let lists = fs::read_to_string("packs/en/language.toml").expect("run in the project's root");
    let model = fs::read("packs/en/model.bin").expect("run in the project's root");
    let language = Language::load(&lists, &model).expect("a sound pack");
    match words[..] {
        ["fit", corpus, section] => fit(&lists, &model, &language, Path::new(corpus), Path::new(section)),
        ["tune", corpus] => tune(&lists, &model, &language, Path::new(corpus)),
        ["put", section] => {
            let mut writer = ModelWriter::from_model(&Model::from_bytes(&model).expect("a sound model"));
            writer.set("speech", fs::read(section).expect("a section's bytes"));
            fs::write("packs/en/model.bin", writer.finish()).expect("writable");
        }
        ["score", corpus] => {
            let dev = load(&language, &Path::new(corpus).join("dev"), usize::MAX);
            println!("{}", score(&language, &dev));
        }
        ["show", corpus, count] => {
            let articles =
                load(&language, &Path::new(corpus).join("train"), count.parse().expect("a number"));
            for (article, layers) in &articles {
                show(&language, article, layers);
            }
        }
        ["gaps", corpus, count] => {
            let articles =
                load(&language, &Path::new(corpus).join("train"), count.parse().expect("a number"));
            for line in quotes::gaps(&language, &articles) {
                println!("{line}");
            }
        }
        ["tree", file] => {
            let text = fs::read_to_string(file).expect("a text file");
            print!("{}", Layers::read(&language, &text).tell_trees());
        }
        ["spans", file] => {
            let text = fs::read_to_string(file).expect("a text file");
            let layers = Layers::read(&language, &text);
            for saying in language.speech(layers.input()).all.as_slice() {
                println!("{}", layers.tell_spans(saying));
            }
        }
        ["read", file] => {
            let text = fs::read_to_string(file).expect("a text file");
            let layers = Layers::read(&language, &text);
            let speech = language.speech(layers.input());
            for saying in speech.all.as_slice() {
                println!("{}", layers.tell(saying));
            }
        }
        _ => {
            eprintln!("quotes fit CORPUS SECTION | put SECTION | score CORPUS | show CORPUS N | read FILE");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

// Of an article that several people annotated, the first annotation counts.
fn load(language: &Language, part: &Path, most: usize) -> Vec<(Article, Layers)> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(part.join("attributions")).expect("a corpus") {
        let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
        let Some(base) = name.strip_suffix(".ann").and_then(|name| name.get(..name.len() - 5)) else {
            continue;
        };
        let slot = files.entry(base.to_owned()).or_insert_with(|| name.clone());
        if name < *slot {
            *slot = name;
        }
    }
    let mut articles = Vec::new();
    for (base, name) in files.into_iter().take(most) {
        let text = fs::read_to_string(part.join("text").join(format!("{base}.txt"))).expect("its text");
        let annotation = fs::read_to_string(part.join("attributions").join(name)).expect("its annotation");
        let article = Article::parse(&text, &annotation);
        let layers = Layers::read(language, &article.text);
        articles.push((article, layers));
    }
    articles
}

fn score(language: &Language, articles: &[(Article, Layers)]) -> Counts {
    let mut counts = Counts::default();
    for (article, layers) in articles {
        let speech = language.speech(layers.input());
        counts.add(quotes::score(article, layers, &speech).0);
    }
    counts
}

fn fit(lists: &str, model: &[u8], language: &Language, corpus: &Path, section: &Path) {
    let train = load(language, &corpus.join("train"), usize::MAX);
    let dev = load(language, &corpus.join("dev"), usize::MAX);
    println!("read {} + {} articles", train.len(), dev.len());
    let mut choices = Vec::new();
    for (article, layers) in &train {
        choices.extend(quotes::choices(language, article, layers));
    }
    println!("{} choices; {}", choices.len(), quotes::ceiling(language, &train[..84.min(train.len())]));
    let weights = quotes::fit(&choices, Plan::default());
    let bytes = weights.linear(THRESHOLD).to_bytes();
    fs::write(section, &bytes).expect("writable");
    println!("{} bytes", bytes.len());
    for threshold in [-80, -60, THRESHOLD, -40, -20, 0] {
        let moved = weights.linear(threshold);
        let mut writer = ModelWriter::from_model(&Model::from_bytes(model).expect("a sound model"));
        writer.set("speech", moved.to_bytes());
        let fitted = Language::load(lists, &writer.finish()).expect("a sound pack");
        println!("threshold {threshold}: {}", score(&fitted, &dev));
    }
}

fn tune(lists: &str, model: &[u8], language: &Language, corpus: &Path) {
    let train = load(language, &corpus.join("train"), usize::MAX);
    let dev = load(language, &corpus.join("dev"), usize::MAX);
    let choices: Vec<_> =
        train.iter().flat_map(|(article, layers)| quotes::choices(language, article, layers)).collect();
    let base = Plan::default();
    let plans = [
        Plan { rate: 0.03, rounds: 4, ..base },
        Plan { rate: 0.015, rounds: 8, ..base },
        Plan { rate: 0.03, hidden: 64, ..base },
        Plan { rate: 0.05, hidden: 100, ..base },
        Plan { rate: 0.05, hidden: 100, rounds: 16, ..base },
        Plan { rate: 0.03, hidden: 128, rounds: 16, ..base },
    ];
    for plan in plans {
        let fitted = quotes::fit(&choices, plan);
        println!("{plan:?}");
        for threshold in [-30, -15, 0, 15] {
            let mut writer = ModelWriter::from_model(&Model::from_bytes(model).expect("a sound model"));
            writer.set("speech", fitted.linear(threshold).to_bytes());
            let fitted = Language::load(lists, &writer.finish()).expect("a sound pack");
            println!("  {threshold}: {}", score(&fitted, &dev));
        }
    }
}

fn show(language: &Language, article: &Article, layers: &Layers) {
    let speech = language.speech(layers.input());
    let (counts, pairs) = quotes::score(article, layers, &speech);
    println!("##### {counts}");
    for pair in pairs {
        if pair.exact && pair.cue && pair.source {
            continue;
        }
        println!(
            "{}{}{}{}",
            if pair.gold.is_none() {
                "SPURIOUS "
            } else if pair.found.is_none() {
                "MISSED "
            } else {
                ""
            },
            if pair.exact || pair.gold.is_none() || pair.found.is_none() { "" } else { "EXTENT " },
            if pair.cue || pair.gold.is_none() || pair.found.is_none() { "" } else { "CUE " },
            if pair.source || pair.gold.is_none() || pair.found.is_none() { "" } else { "SOURCE " },
        );
        if let Some(gold) = pair.gold {
            println!("   gold  {}", layers.tell_gold(gold));
        }
        if let Some(found) = pair.found {
            println!("   found {}", layers.tell(&speech.all.as_slice()[found]));
        }
    }
}
