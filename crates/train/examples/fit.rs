//! Fits the English reader: `fit LANGUAGE.toml OUT FILE.conllu...`; `fit quick ...` keeps tagger and parser.
use chancery_language::Config;
use chancery_model::{Model, ModelWriter};
use chancery_train::{Effort, Treebank, fit, fit_quick};

fn main() {
    let mut args = std::env::args().skip(1).peekable();
    let quick = args.next_if_eq("quick").is_some();
    let toml = args.next().expect("LANGUAGE.toml OUT FILE.conllu...");
    let out = args.next().expect("LANGUAGE.toml OUT FILE.conllu...");
    let config =
        Config::parse(&std::fs::read_to_string(toml).expect("readable")).expect("a good language.toml");
    let mut treebank = Treebank::default();
    for path in args {
        let text = std::fs::read_to_string(&path).expect("readable");
        treebank.sentences.extend(Treebank::parse(&text).sentences);
    }
    let start = std::time::Instant::now();
    let mut model = ModelWriter::default();
    if quick {
        let old = Model::from_bytes(&std::fs::read(&out).expect("readable")).expect("a good model");
        model = ModelWriter::from_model(&old);
        fit_quick(&treebank, &config, &mut model);
    } else {
        fit(&treebank, &config, Effort::default(), &mut model, |what| {
            eprintln!("{:6.1} s  {what}", start.elapsed().as_secs_f64());
        });
    }
    std::fs::write(out, model.finish()).expect("writable");
    eprintln!("{:6.1} s  done", start.elapsed().as_secs_f64());
}
