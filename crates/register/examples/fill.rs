//! Fills a register from records that were printed before, and tells how fast: `fill RECORDS.jsonl REGISTER`.
//!
//! Texts are read from where the records say they come from. Times are of entering alone.

use std::{error::Error, fs, io::BufRead, path::Path, time::Instant};

use chancery_register::{Filing, Ready, Register};
use serde_json::Value;

/// Documents in one transaction.
const BATCH: usize = 256;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, records, file] = &args[..] else { return Err("fill RECORDS.jsonl REGISTER".into()) };
    let mut documents: Vec<Filing> = Vec::new();
    for line in std::io::BufReader::new(fs::File::open(records)?).lines() {
        let record: Value = serde_json::from_str(&line?)?;
        if documents.last().is_none_or(|last| last.document["id"] != record["document"]["id"]) {
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let text = fs::read_to_string(Path::new(source))?;
            let engine = record["engine"].as_str().unwrap_or_default().to_owned();
            documents.push(Filing {
                document: record["document"].clone(),
                text: Some(text),
                records: Vec::new(),
                engine,
            });
        }
        if let Some(last) = documents.last_mut() {
            last.records.push(record);
        }
    }
    let mut register = Register::open(Path::new(file))?;
    // Made ready is what the threads that read do; entered, what the one that writes does.
    let (mut readying, mut entering) = ((0.0, 0.0), (0.0, 0.0));
    for batch in documents.chunks(BATCH) {
        let ready = timed(&mut readying, || {
            batch.iter().map(|filing| Ready::new(filing, false)).collect::<Result<Vec<Ready>, _>>()
        })?;
        timed(&mut entering, || register.enter_ready(ready))?;
    }
    timed(&mut entering, || register.settle())?;
    let many = documents.len() as f64;
    println!("{many} documents");
    let both = (readying.0 + entering.0, readying.1 + entering.1);
    for (what, (seconds, computed)) in [("made ready", readying), ("entered", entering), ("both", both)] {
        let (clock, processor) = (many / seconds, many / computed);
        println!("{what}: {clock:.0} a second by the clock; {processor:.0} a second of the processor");
    }
    drop(register);
    let text: usize = documents.iter().filter_map(|reading| reading.text.as_ref()).map(String::len).sum();
    let size = fs::metadata(file)?.len();
    println!("{size} bytes for {text} bytes of text: {:.2} x", size as f64 / text as f64);
    Ok(())
}

// Adds how long something took: seconds, and seconds of the processor.
fn timed<T>(times: &mut (f64, f64), work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), computed());
    let done = work();
    times.0 += start.elapsed().as_secs_f64();
    times.1 += computed() - before;
    done
}

// Seconds that this process has computed, as the system counts them; 0 where it does not tell.
fn computed() -> f64 {
    let told = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
