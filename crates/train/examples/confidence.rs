//! Fits how sure records are: prints the line `confidence` of each kind for its `kinds.toml`.
//!
//! `chancery read --format jsonl eval/gold/*.txt | cargo run -p chancery-train --example confidence -- eval/gold`

use std::{error::Error, io, path::Path};

use chancery_train::{GoldSet, confidence};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: confidence FOLDER < RECORDS.jsonl")?;
    let records: Vec<Value> = io::stdin()
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let scores = GoldSet::open(Path::new(&folder))?.score(&records);
    for (kind, weights) in confidence::fit(&scores) {
        let named =
            confidence::NAMES.iter().zip(weights).map(|(name, weight)| format!("{name} = {weight:.2}"));
        println!("{kind:<11} confidence = {{ {} }}", named.collect::<Vec<_>>().join(", "));
    }
    Ok(())
}
