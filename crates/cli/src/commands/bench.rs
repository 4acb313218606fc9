//! `chancery bench`: how fast texts are read, in how much memory.
//!
//! One thread. Files are opened and decoded before the clock starts, nothing is printed while it runs. Where the
//! system tells a thread's own processor time (Linux), that is told besides: on a busy machine it is what counts.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, bail};
use chancery::{Document, Stage};
use chancery_train::{Speed, speed::STAGES};
use serde_json::{Map, Value, json};

use crate::{End, args, commands::annotate::LANGUAGE, packs, terminal::out};

// So often the program is started anew; the middle time is told.
const STARTS: usize = 5;

/// Measures and prints.
pub(crate) fn bench(args: &args::Bench, packs: Option<&Path>) -> anyhow::Result<End> {
    let inputs = chancery_formats::inputs(args.paths.iter().cloned());
    let inputs = inputs.into_iter().collect::<Result<Vec<_>, _>>()?;
    let first = inputs.first().context("nothing to read")?;
    let start_up = start_up(Path::new(&first.origin()), packs)?;

    let language = packs::language(packs, LANGUAGE)?;
    let mut speed = Speed::default();
    let before = processor();
    for input in &inputs {
        speed.time(&language, &input.load(None)?.text);
    }
    let reading = before.zip(processor()).map(|(before, after)| after - before);
    if speed.tokens == 0 {
        bail!("there is no word in what was to be read");
    }
    drop(language);

    let engine = packs::engine_with(packs, &[])?;
    let mut reader = engine.reader();
    let [mut read, mut extract] = [0.0; 2];
    let mut stages = [0.0; Stage::Resolve as usize + 1];
    let mut records = 0;
    for input in &inputs {
        let document: Document = input.load(None)?;
        let start = Instant::now();
        let mut last = start;
        let reading = reader.read_watched(document, |stage| {
            let now = Instant::now();
            stages[stage as usize] += (now - last).as_secs_f64();
            last = now;
        });
        let middle = Instant::now();
        records += engine.extract(&reading).len();
        read += (middle - start).as_secs_f64();
        extract += middle.elapsed().as_secs_f64();
    }

    let rate = |seconds: f64| (speed.tokens as f64 / seconds.max(1e-9)).round() as u64;
    let mut told = Map::new();
    told.insert("documents".into(), json!(speed.documents));
    told.insert("tokens".into(), json!(speed.tokens));
    let mut rates = Map::new();
    for (stage, seconds) in STAGES.iter().zip(speed.seconds) {
        rates.insert((*stage).to_owned(), json!(rate(seconds)));
    }
    rates.insert("all four".into(), json!(rate(speed.total())));
    if let Some(seconds) = reading {
        rates.insert("all four, files opened too, by processor time".into(), json!(rate(seconds)));
    }
    let later = [
        ("names that the packs know", Stage::Known),
        ("values", Stage::Values),
        ("names and mentions", Stage::Mentions),
        ("who says what", Stage::Speech),
        ("who is who", Stage::Resolve),
    ];
    for (name, stage) in later {
        rates.insert(name.into(), json!(rate(stages[stage as usize])));
    }
    rates.insert("whole reading".into(), json!(rate(read)));
    rates.insert("records".into(), json!(rate(extract)));
    rates.insert("reading and records".into(), json!(rate(read + extract)));
    told.insert("tokens a second".into(), Value::Object(rates));
    let seconds = |of: &[Stage]| of.iter().map(|&stage| stages[stage as usize]).sum::<f64>();
    let trees = seconds(&[Stage::Segment, Stage::Tag, Stage::Parse]);
    let who = seconds(&[Stage::Known, Stage::Values, Stage::Mentions, Stage::Resolve]);
    told.insert(
        "time of names, values and who is who, by that of words and trees".into(),
        json!((who / trees.max(1e-9) * 100.0).round() / 100.0),
    );
    told.insert(
        "documents a second".into(),
        json!((speed.documents as f64 / (read + extract).max(1e-9)).round() as u64),
    );
    told.insert("records found".into(), json!(records));
    told.insert(
        "start to last record of the first document, ms".into(),
        json!((start_up * 1e3).round() as u64),
    );
    if let Some(memory) = memory() {
        told.insert("most memory, MB".into(), json!(memory));
    }
    let mut out = out();
    match args.json {
        true => writeln!(out, "{}", Value::Object(told))?,
        false => print(&mut out, &told)?,
    }
    out.flush()?;
    Ok(End::Well)
}

fn print(out: &mut impl Write, told: &Map<String, Value>) -> anyhow::Result<()> {
    for (name, value) in told {
        match value {
            Value::Object(inner) => {
                writeln!(out, "{name}:")?;
                for (name, value) in inner {
                    writeln!(out, "  {name:<64} {value:>12}")?;
                }
            }
            value => writeln!(out, "{name:<66} {value:>12}")?,
        }
    }
    Ok(())
}

// From the start of a process to its end: what a user waits for one report.
fn start_up(report: &Path, packs: Option<&Path>) -> anyhow::Result<f64> {
    let program = std::env::current_exe()?;
    let mut seconds = Vec::new();
    for _ in 0..STARTS {
        let mut command = Command::new(&program);
        if let Some(packs) = packs {
            command.arg("--packs").arg(packs);
        }
        command.args(["read", "--threads", "1", "--format", "jsonl"]).arg(report);
        let start = Instant::now();
        command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[STARTS / 2])
}

// Seconds that this thread ran on a processor.
fn processor() -> Option<f64> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

// The most memory this process has held.
fn memory() -> Option<u64> {
    let told = fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}
