//! Puts an encoder into a model file: `with_encoder ENCODER.bin MODEL.bin`. What it replaces goes.
#![expect(clippy::disallowed_methods, reason = "a tool at the door: it reads and writes model files")]

use chancery_model::{Model, ModelWriter};

const REPLACED: [&str; 3] = ["tagger", "parser", "usual"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [encoder, path] = &arguments[..] else { panic!("with_encoder ENCODER.bin MODEL.bin") };
    let old = Model::from_bytes(&std::fs::read(path).expect("a readable file")).expect("a model file");
    let mut writer = ModelWriter::from_model(&old);
    REPLACED.iter().for_each(|name| writer.remove(name));
    writer.set("encoder", std::fs::read(encoder).expect("a readable file"));
    let new = writer.finish();
    for (name, size) in Model::from_bytes(&new).expect("what was just written").sections() {
        println!("{name}: {size} bytes");
    }
    std::fs::write(path, new).expect("a writable file");
}
