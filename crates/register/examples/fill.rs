//! Fills a register from records that were printed before, and tells how fast: `fill RECORDS.jsonl REGISTER`.
//!
//! Texts are read from where the records say they come from. Times are of entering alone.

use std::{error::Error, fs, io::BufRead, path::Path, time::Instant};

use chancery_register::Register;
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, records, file] = &args[..] else { return Err("fill RECORDS.jsonl REGISTER".into()) };
    let mut documents: Vec<(Value, String, String, Vec<Value>)> = Vec::new();
    for line in std::io::BufReader::new(fs::File::open(records)?).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        if documents.last().is_none_or(|last| last.0["id"] != record["document"]["id"]) {
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let text = fs::read_to_string(Path::new(source))?;
            let engine = record["engine"].as_str().unwrap_or_default().to_owned();
            documents.push((record["document"].clone(), text, engine, Vec::new()));
        }
        if let Some(last) = documents.last_mut() {
            last.3.push(record);
        }
    }
    let mut register = Register::open(Path::new(file))?;
    let start = Instant::now();
    for (document, text, engine, records) in &documents {
        register.enter(document, Some(text), records, engine)?;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} documents in {seconds:.2} s: {:.0} a second",
        documents.len(),
        documents.len() as f64 / seconds
    );
    Ok(())
}
