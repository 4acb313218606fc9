//! Fits the names of English: `names DATA CLUSTERS.tsv PACK [rounds] [least=N] [absolute=X] [careless=N] [seed=N]
//! [FOLDER...]` reads `ner/*` below DATA and the articles of the folders, written as `ner/worldwide` is, and writes the
//! sections into PACK/model.bin. With `score` in place of these it only scores; with `tell OUT FOLDER...` it writes the words of the
//! folders' texts to OUT.FOLDER.tsv, for the teacher of names.

mod packs;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use chancery::{Document, Engine, Reading};
use chancery_language::{
    Language, NameModel, Scratch,
    name::{Clusters, NAME_TYPES},
};
use chancery_model::{Model, ModelWriter};
use chancery_train::names::{self, Article, Layers, Settings};

use packs::packs;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, clusters, pack, rest @ ..] = &arguments[..] else {
        return Err("names DATA CLUSTERS PACK".into());
    };
    let (data, pack) = (Path::new(data), Path::new(pack));
    let lists = fs::read_to_string(pack.join("language.toml"))?;
    let file = pack.join("model.bin");
    let model = fs::read(&file)?;
    let language = Language::load(&lists, &model)?;
    let engine = Engine::new(&packs(std::path::Path::new("packs"))?)?;
    let mut reader = engine.reader();
    let mut read = |text: &str| {
        let reading = reader.read(Document { text: text.to_owned(), ..Document::default() });
        let Reading { words, tokens, morphology, syntax, known, .. } = reading;
        Layers { words, tokens, morphology, syntax, known }
    };
    if let [word, out, folders @ ..] = rest
        && word == "tell"
    {
        for folder in folders {
            let mut told = String::new();
            for file in files(Path::new(folder))? {
                names::tell(&read(&String::from_utf8_lossy(&fs::read(file)?)), &mut told);
            }
            let name = Path::new(folder).file_name().unwrap_or_default().to_string_lossy();
            fs::write(format!("{out}.{name}.tsv"), told)?;
        }
        return Ok(());
    }
    let dev = folder(&data.join("ner/worldwide/dev"))?;
    let web = names::universal(&fs::read_to_string(data.join("ner/uner-en-ewt/dev.iob2"))?);
    let mut trained = language;
    if rest.first().is_none_or(|word| word != "score") {
        let mut articles = to_learn_from(data)?;
        let mut settings = Settings::default();
        for word in rest {
            match word.split_once('=') {
                Some(("least", least)) => settings.least = least.parse()?,
                Some(("absolute", absolute)) => settings.absolute = absolute.parse()?,
                Some(("careless", nth)) => settings.careless = nth.parse()?,
                Some(("seed", seed)) => settings.seed = seed.parse()?,
                _ if Path::new(word).is_dir() => articles.extend(folder(Path::new(word))?),
                _ => {
                    settings.rounds =
                        word.parse().map_err(|_| format!("{word}: no folder, and no number of rounds"))?
                }
            }
        }
        let rows = fs::read_to_string(clusters)?;
        let clusters = Clusters::new(
            rows.lines()
                .filter_map(|row| {
                    let mut columns = row.split('\t');
                    let word = columns.next()?;
                    let mut number = || columns.next()?.parse().ok();
                    Some((word, [number()?, number()?, number()?]))
                })
                .take(120_000),
        );
        let fitted = names::fit(&articles, clusters, settings, &trained, &mut read);
        let mut writer = ModelWriter::from_model(&Model::from_bytes(&model)?);
        let names = NameModel::SECTIONS.into_iter().chain(NameModel::MORE_SECTIONS);
        let sections = fitted.sections.into_iter().chain(fitted.more_sections);
        for (name, bytes) in names.zip(sections) {
            eprintln!("{name}: {} bytes", bytes.len());
            writer.set(name, bytes);
        }
        let bytes = writer.finish();
        trained = Language::load(&lists, &bytes)?;
        fs::write(&file, bytes)?;
    }
    let mut other = Scratch::default();
    for (set, articles, web) in [("worldwide", &dev, false), ("uner", &web, true)] {
        let mut counts = [[0; 3]; NAME_TYPES.len()];
        let started = std::time::Instant::now();
        let mut time = started.elapsed();
        let mut total = 0;
        for article in articles {
            let layers = read(&article.text);
            // Reads the network's states, which are not to be timed here.
            trained.named_spans(layers.input(), &mut other);
            let at = std::time::Instant::now();
            let found = trained.named_spans(layers.input(), &mut other);
            time += at.elapsed();
            total += layers.tokens.forms.len();
            names::count(
                article,
                &layers.tokens,
                &found,
                |sort| match sort {
                    3 if web => Some(2),
                    sort if web && sort > 2 => None,
                    sort => Some(sort),
                },
                &mut counts,
            );
            if rest.iter().any(|word| word == "show") && !web {
                show(article, &layers, &found);
            }
        }
        let by_type: Vec<String> = (0..NAME_TYPES.len())
            .map(|sort| {
                format!(
                    "{} {:.1} ({})",
                    NAME_TYPES[sort],
                    100.0 * names::f1(&counts, [sort]),
                    counts[sort][2]
                )
            })
            .collect();
        println!(
            "{set}: all {:.2}, person organisation place {:.2}; {}; {:.2} us a token",
            100.0 * names::f1(&counts, 0..9),
            100.0 * names::f1(&counts, 0..3),
            by_type.join(", "),
            time.as_secs_f64() * 1e6 / total as f64
        );
    }
    Ok(())
}

/// Articles of all sets, some of them once more in capitals.
fn to_learn_from(data: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    let text = |name: &str| fs::read_to_string(data.join(name));
    let mut articles = folder(&data.join("ner/worldwide/train"))?;
    articles.extend(names::universal(&text("ner/uner-en-ewt/train.iob2")?));
    articles.extend(names::wikigold(&text("ner/wikigold/wikigold.conll.txt")?));
    articles.extend(names::headlines(&articles, 6));
    Ok(articles)
}

fn show(article: &Article, layers: &Layers, found: &[chancery_language::name::NamedSpan]) {
    let found: Vec<_> =
        found.iter().map(|(range, sort)| (layers.tokens.cover(range.clone()), *sort)).collect();
    let gold: Vec<_> =
        article.names.iter().map(|(span, types)| (*span, types.trailing_zeros() as usize)).collect();
    for (sign, ones, others) in [("+", &found, &gold), ("-", &gold, &found)] {
        for (span, sort) in ones.iter().filter(|one| !others.contains(one)) {
            let (mut from, mut to) = (
                (span.start() as usize).saturating_sub(40),
                (span.end() as usize + 40).min(article.text.len()),
            );
            while !article.text.is_char_boundary(from) {
                from -= 1;
            }
            while !article.text.is_char_boundary(to) {
                to += 1;
            }
            println!(
                "{sign} {} {:?} :: {:?}",
                NAME_TYPES[*sort],
                span.of(&article.text),
                &article.text[from..to]
            );
        }
    }
}

fn folder(path: &Path) -> Result<Vec<Article>, Box<dyn Error>> {
    files(path)?.iter().map(|file| Ok(names::worldwide(&fs::read_to_string(file)?))).collect()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?.iter().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}
