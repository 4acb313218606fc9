//! The doors, each with sound inputs and what is done with spoilt ones.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use chancery::{Document, Engine, Packs};
use chancery_document::{Lexicon, Span};
use chancery_formats::{conllu::conllu, html, json, marked, table};
use chancery_model::{Linear, Model, ModelWriter, Trainer, encoder::Encoder};
use chancery_register::{Question, Register};
use chancery_rules::{KindDeclaration, Lists, Rules, parse};
use chancery_train::{EventSet, Treebank};
use chancery_values::known::Actors;
use serde_json::Value;

type Run = Box<dyn FnMut(&[u8])>;

pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) words: &'static [&'static str],
    pub(crate) sound: fn(&Path) -> Vec<Vec<u8>>,
    pub(crate) run: fn(&Path) -> Run,
}

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "read",
        doc: "texts, from the first byte to every printed form",
        words: TEXT,
        sound: texts,
        run: read,
    },
    Target { name: "model", doc: "files of weights", words: &[], sound: models, run: model },
    Target { name: "rules", doc: "rule files", words: RULE, sound: rules, run: rule },
    Target { name: "packs", doc: "kinds and word lists of packs", words: TOML, sound: tomls, run: pack },
    Target { name: "language", doc: "the lists of a language", words: TOML, sound: languages, run: language },
    Target {
        name: "actors",
        doc: "dictionaries of actors and agents",
        words: ACTOR,
        sound: dictionaries,
        run: actors,
    },
    Target {
        name: "question",
        doc: "questions to a register",
        words: ASKED,
        sound: questions,
        run: question,
    },
    Target { name: "register", doc: "register files", words: &[], sound: registers, run: register },
    Target { name: "conllu", doc: "treebanks", words: TREE, sound: treebanks, run: treebank },
    Target { name: "jsonl", doc: "printed records", words: JSON, sound: records, run: record },
];

const TEXT: &[&str] = &[
    "\"",
    "“",
    "”",
    "'",
    "(",
    ")",
    "[",
    "]",
    ". ",
    "\n\n",
    ", ",
    ": ",
    "; ",
    " - ",
    "--",
    "U.S. ",
    "said ",
    "who ",
    "and ",
    "of the ",
    "he ",
    "it ",
    "10 ",
    "$5 million ",
    "2020-02-30",
    "Monday ",
    "between ",
    "from ",
    "to ",
    "%",
    "é",
    "\u{0}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{1F600}",
    "e\u{301}",
    "\u{200D}",
    "中",
    "A.",
    "Mr. ",
    "the treaty ",
    "signed ",
    "will ",
    "not ",
    "\t",
    "\r\n",
    "http://x.y/z?a=b ",
    "9999999999999999999999 ",
    "1/2 ",
    "1.5.2020 ",
    "3-4 ",
    "&amp;",
    "<b>",
    "Last week ",
    "in 2019 ",
    "the day after ",
];
const RULE: &[&str] = &[
    "rule ",
    " -> ",
    "event",
    "\n  where ",
    "\n  unless ",
    "\n  trigger ",
    "\n  finds \"",
    " in ",
    " as ",
    " has ",
    "@",
    "|",
    ">",
    "(",
    ")",
    "\"",
    "oblique(",
    "up(",
    "down(",
    "Map(",
    "\n  each ",
    " = ",
    "? = ",
    "VerbForm=Inf",
    "#",
    "\\",
    "@sign_verb",
    "trigger",
    "subject",
];
const TOML: &[&str] = &[
    "[", "]", "[[kind]]", "\"", "\"@", "= ", "\n", "{", "}", "words", "[maps.", "[paths]", " > ", " | ", "@",
    "fields", "'''", "1e999",
];
const ACTOR: &[&str] = &[
    "[",
    "]",
    "[USAGOV <",
    ">2010",
    "+",
    "*",
    "_",
    ";",
    "#",
    "\n",
    "\n+",
    "~",
    "{",
    "}",
    "!",
    "(",
    ")",
    "99999999",
];
const ASKED: &[&str] = &[
    "\"",
    "(",
    ")",
    "*",
    ":",
    "-",
    " OR ",
    " AND ",
    " NOT ",
    "kind:event ",
    "country:",
    "after:2020-01-01",
    "before:",
    "actor:",
    "\u{0}",
    "NEAR(",
    "^",
];
const TREE: &[&str] = &[
    "\t",
    "\n",
    "\n\n",
    "_",
    "# text = ",
    "# sent_id = ",
    "1-2",
    "1.1",
    "0",
    "nsubj",
    "VERB",
    "|",
    "=",
    "-1",
    "999999",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "\"",
    "1e999",
    "-1",
    "\"start\":",
    "\"end\":",
    "4294967295",
    "\\ud800",
    "\\u0000",
    "\n",
];

fn files(folder: PathBuf, ending: &str) -> Vec<Vec<u8>> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|each| each.path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(ending));
    found.sort();
    found.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn packs(repository: &Path, inner: &str, ending: &str) -> Vec<Vec<u8>> {
    let folders = fs::read_dir(repository.join("packs")).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = folders.map(|each| each.path().join(inner)).collect();
    folders.sort();
    folders.into_iter().flat_map(|folder| files(folder, ending)).collect()
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

// Texts: every layer, every record, every printed form; every span lies in the text.

fn texts(repository: &Path) -> Vec<Vec<u8>> {
    let mut all = files(repository.join("examples"), ".txt");
    // Parts, so that more inputs are tried.
    let parts: Vec<Vec<u8>> = all.iter().flat_map(|text| text.chunks(600)).map(<[u8]>::to_vec).collect();
    let examples =
        rules(repository).into_iter().flat_map(|text| parse("x", &lossy(&text)).unwrap_or_default());
    let sentences =
        examples.flat_map(|rule| rule.finds.into_iter().chain(rule.skips)).map(|each| each.text.into_bytes());
    all.extend(parts);
    all.extend(sentences);
    all.retain(|text| text.len() < 6_000);
    all
}

fn read(_: &Path) -> Run {
    let engine: &'static Engine =
        Box::leak(Box::new(Engine::new(&Packs::bundled()).expect("the own packs are in order")));
    let mut reader = engine.reader();
    Box::new(move |bytes| {
        let text = lossy(bytes).into_owned();
        let reading = reader.read(Document { text, ..Document::default() });
        let records = engine.extract(&reading);
        let whole = Span::at(0, reading.document.text.len());
        for record in &records {
            let evidence = record.evidence();
            assert!(
                whole.contains(evidence.sentence) && evidence.sentence.contains(evidence.trigger),
                "spans stand in the text"
            );
        }
        let printed = json::records(&reading, &records);
        let look = table::Look { width: 80, colour: false };
        table::report(&json::document(&reading), &printed, look);
        html::article(&reading, &records);
        conllu(&reading);
        for (record, printed) in records.iter().zip(&printed) {
            table::card(printed, look);
            marked(printed, look);
            engine.explain(&reading, record);
        }
    })
}

// Weights: small ones, since a large file is mostly numbers.

fn models(_: &Path) -> Vec<Vec<u8>> {
    let mut trainer = Trainer::new(vec!["no".into(), "yes".into()]);
    for step in 0..200u32 {
        trainer.tick();
        trainer.update(&[step % 7 + 1, step % 11 + 100, 77], (step % 2) as usize, ((step + 1) % 2) as usize);
    }
    let linear = trainer.finish(1, 0.0).to_bytes();
    let mut writer = ModelWriter::default();
    writer.set("tagger", linear.clone());
    writer.set("words", b"some words".to_vec());
    let bundled = Packs::bundled();
    let model =
        bundled.files().iter().find(|file| file.path == "en/model.bin").map(|file| file.bytes.to_vec());
    let model = model.and_then(|bytes| Model::from_bytes(&bytes).ok());
    let mut all = vec![linear, writer.finish()];
    // The heads of the real sections: sizes and names stand there.
    for name in ["encoder", "sentences", "lemmas", "names", "parser", "tagger"] {
        all.extend(
            model
                .as_ref()
                .and_then(|model| model.find(name))
                .map(|bytes| bytes[..bytes.len().min(8 << 10)].to_vec()),
        );
    }
    all
}

fn model(_: &Path) -> Run {
    Box::new(|bytes| {
        let _ = Model::from_bytes(bytes);
        let _ = Linear::from_bytes(bytes);
        let _ = Encoder::from_bytes(bytes);
    })
}

// Packs: parsed, and compiled with the own kinds and lists.

fn rules(repository: &Path) -> Vec<Vec<u8>> {
    packs(repository, "rules", ".rule")
}

fn own(repository: &Path) -> (Vec<KindDeclaration>, Lists) {
    let kinds = packs(repository, "", "kinds.toml")
        .iter()
        .flat_map(|text| KindDeclaration::parse("kinds.toml", &lossy(text)).unwrap_or_default())
        .collect();
    let mut lists = Lists::default();
    for text in packs(repository, "words", ".toml") {
        let _ = lists.add("words.toml", &lossy(&text));
    }
    (kinds, lists)
}

fn rule(repository: &Path) -> Run {
    let (kinds, lists) = own(repository);
    Box::new(move |bytes| {
        let text = lossy(bytes).into_owned();
        match parse("x.rule", &text) {
            Ok(rules) => {
                let printed: String = rules.iter().map(ToString::to_string).collect();
                assert!(parse("x.rule", &printed).is_ok(), "what prints parses");
                let files = [("x".to_owned(), "x.rule".to_owned(), text, rules)];
                if let Err(errors) = Rules::compile(&files, &kinds, &lists, &mut Lexicon::default()) {
                    errors.iter().for_each(|error| drop(error.to_string()));
                }
            }
            Err(errors) => errors.iter().for_each(|error| drop(error.to_string())),
        }
    })
}

fn tomls(repository: &Path) -> Vec<Vec<u8>> {
    let mut all = packs(repository, "", "kinds.toml");
    all.extend(packs(repository, "words", ".toml"));
    all
}

fn pack(repository: &Path) -> Run {
    let rules: Vec<(String, String, String, Vec<chancery_rules::Rule>)> = rules(repository)
        .iter()
        .filter_map(|text| {
            let text = lossy(text).into_owned();
            let rules = parse("x.rule", &text).ok()?;
            Some(("x".to_owned(), "x.rule".to_owned(), text, rules))
        })
        .collect();
    let (kinds, _) = own(repository);
    Box::new(move |bytes| {
        let text = lossy(bytes);
        let mut lists = Lists::default();
        if let Ok(mut kinds) = KindDeclaration::parse("kinds.toml", &text) {
            let _ = Rules::compile(&rules, &kinds, &lists, &mut Lexicon::default());
            kinds.iter_mut().for_each(|kind| drop(kind.take_maps(&lists)));
        }
        if lists.add("words.toml", &text).is_ok() {
            let _ = Rules::compile(&rules, &kinds, &lists, &mut Lexicon::default());
        }
    })
}

fn languages(repository: &Path) -> Vec<Vec<u8>> {
    packs(repository, "", "language.toml")
}

fn language(_: &Path) -> Run {
    Box::new(|bytes| drop(chancery_language::Language::load(&lossy(bytes), b"")))
}

fn dictionaries(_: &Path) -> Vec<Vec<u8>> {
    let actors = "# A dictionary.\nGHANA_ [GHA]\n+GHANAIAN\n\t[GHAGOV 20010101-20090107]\n\t[GHAELI >090107]\n\nKOFI_MENSAH ;a note\n\t[GHAGOV <20120724]\n\t[GHA]\n";
    let agents = "POLICE [~COP]\nPOLICEMAN {POLICEMEN} [~COP]\n!PERSON! = MAN MEN WOMAN WOMEN\nTRADE_!PERSON! [~BUS]\nSOLDIER_ [~MIL]\n";
    vec![actors.into(), agents.into()]
}

fn actors(_: &Path) -> Run {
    Box::new(|bytes| {
        let text = lossy(bytes);
        for read in [Actors::read, Actors::parse_actors, Actors::parse_agents] {
            match read("x.txt", &text) {
                Ok(actors) => actors.issues().iter().for_each(|issue| drop(issue.to_string())),
                Err(error) => drop(error.to_string()),
            }
        }
    })
}

// Registers: of the records of the examples.

fn printed(repository: &Path) -> Vec<(Value, String, Vec<Value>)> {
    let engine = Engine::new(&Packs::bundled()).expect("the own packs are in order");
    let mut reader = engine.reader();
    let texts = files(repository.join("examples"), ".txt");
    let read = |text: &Vec<u8>| {
        let reading = reader.read(Document { text: lossy(text).into_owned(), ..Document::default() });
        let records = json::records(&reading, &engine.extract(&reading));
        (json::document(&reading), reading.document.text.clone(), records)
    };
    texts.iter().map(read).collect()
}

fn filled(repository: &Path, mut register: Register) -> Register {
    for (document, text, records) in printed(repository) {
        register.enter(&document, Some(&text), &records, "fuzz").expect("sound records are entered");
    }
    register
}

fn questions(_: &Path) -> Vec<Vec<u8>> {
    let all = [
        "ship",
        "\"signed a treaty\"",
        "kind:event country:GHA ship",
        "actor:Norway after:2020-01-01 before:2021-01-01",
        "port OR ship -sea",
        "kind:commitment due:2030",
    ];
    all.iter().map(|each| each.as_bytes().to_vec()).collect()
}

fn question(repository: &Path) -> Run {
    let register = filled(repository, Register::in_memory().expect("memory is at hand"));
    Box::new(move |bytes| {
        let text = lossy(bytes);
        if let Ok(found) = register.find(&text, 5) {
            assert!(found.len() <= 5, "no more than asked for");
        }
        if let Ok(question) = Question::parse(&text) {
            let _ = register.count(&question, &["kind".to_owned()]);
        }
    })
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("chancery-fuzz-{}-{name}.sqlite", std::process::id()))
}

fn registers(repository: &Path) -> Vec<Vec<u8>> {
    let path = scratch("sound");
    let _ = fs::remove_file(&path);
    drop(filled(repository, Register::open(&path).expect("a file can be made")));
    let bytes = fs::read(&path).unwrap_or_default();
    let _ = fs::remove_file(&path);
    vec![bytes]
}

fn register(_: &Path) -> Run {
    let path = scratch("spoilt");
    Box::new(move |bytes| {
        if fs::write(&path, bytes).is_ok() {
            for open in [Register::read, Register::open_existing] {
                if let Ok(register) = open(&path) {
                    let _ = register.find("ship", 10);
                    let _ = register.find("kind:event", 10);
                }
            }
        }
        let _ = fs::remove_file(&path);
    })
}

fn treebanks(_: &Path) -> Vec<Vec<u8>> {
    let text = "# newdoc\n# sent_id = 1\n# text = Norway won't leave.\n1\tNorway\tNorway\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\t_\n2-3\twon't\t_\t_\t_\t_\t_\t_\t_\t_\n2\two\twill\tAUX\tMD\tVerbForm=Fin\t4\taux\t_\t_\n3\tn't\tnot\tPART\tRB\tPolarity=Neg\t4\tadvmod\t_\t_\n4\tleave\tleave\tVERB\tVB\tVerbForm=Inf\t0\troot\t4:root\tSpaceAfter=No\n4.1\tit\tit\tPRON\t_\t_\t_\t_\t4:obj\t_\n5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n";
    vec![text.into(), text.repeat(3).into()]
}

fn treebank(_: &Path) -> Run {
    Box::new(|bytes| drop(Treebank::parse(&lossy(bytes))))
}

fn records(repository: &Path) -> Vec<Vec<u8>> {
    printed(repository)
        .into_iter()
        .flat_map(|(_, _, records)| records)
        .map(|record| record.to_string().into_bytes())
        .collect()
}

fn record(_: &Path) -> Run {
    let mut register = Register::in_memory().expect("memory is at hand");
    let mut entered = 0;
    Box::new(move |bytes| {
        let text = lossy(bytes);
        let look = table::Look { width: 60, colour: false };
        for line in text.lines() {
            let Ok(record) = serde_json::from_str::<Value>(line) else { continue };
            let document = record["document"].clone();
            let list = [record];
            if register.enter(&document, None, &list, "fuzz").is_ok() {
                entered += 1;
                let _ = register.find("kind:event", 3);
            }
            table::report(&document, &list, look);
            table::card(&list[0], look);
            marked(&list[0], look);
        }
        let _ = EventSet::parse(&text, chancery_train::events::Part::Rest);
        // A register that grows would only grow slower.
        if entered > 500 {
            entered = 0;
            register = Register::in_memory().expect("memory is at hand");
        }
    })
}
