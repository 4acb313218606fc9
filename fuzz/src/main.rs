//! Spoils what the doors are given and looks for panics and for inputs that cost more than their size.
//!
//! ```text
//! cargo run --manifest-path fuzz/Cargo.toml -- TARGET|all [SECONDS] [SEED]
//! ```
//!
//! Every target begins with sound inputs of this repository and changes them at random: cut, doubled, spliced, flipped,
//! and with words put in that mean something there. What is found lies in `fuzz/found`. It needs no nightly compiler and
//! no instrumentation; a seed gives the same inputs again.

mod spoil;
mod targets;

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use spoil::Spoiler;
use targets::{TARGETS, Target};

/// Nothing honest takes as long; the process ends, since a thread cannot be stopped.
const HANGS: Duration = Duration::from_secs(30);
/// What an input may take beside its length.
const START: f64 = 0.4;
const PER_BYTE: f64 = 200e-6;

/// The input under way, and since when.
type Current = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let wanted = args.first().map_or("", String::as_str);
    let seconds: u64 = args.get(1).and_then(|each| each.parse().ok()).unwrap_or(60);
    let seed: u64 = args.get(2).and_then(|each| each.parse().ok()).unwrap_or(1);
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| wanted == "all" || target.name == wanted).collect();
    if chosen.is_empty() {
        eprintln!("usage: TARGET|all [SECONDS] [SEED]\ntargets:");
        TARGETS.iter().for_each(|target| eprintln!("  {:10} {}", target.name, target.doc));
        std::process::exit(2);
    }
    panic::set_hook(Box::new(|_| {}));
    let found: usize = chosen.into_iter().map(|target| hunt(target, seconds, seed)).sum();
    std::process::exit(i32::from(found > 0));
}

fn hunt(target: &Target, seconds: u64, seed: u64) -> usize {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sound = (target.sound)(&repository);
    assert!(!sound.is_empty(), "{} has nothing to begin with", target.name);
    let mut run = (target.run)(&repository);
    let mut spoiler = Spoiler::new(seed, sound, target.words);
    let current: Current = Current::default();
    watch(target.name, current.clone());
    let (end, mut count, mut found) = (Instant::now() + Duration::from_secs(seconds), 0usize, 0usize);
    let mut slowest = 0.0f64;
    while Instant::now() < end && found < 20 {
        let input = spoiler.next();
        let start = Instant::now();
        *current.lock().unwrap_or_else(|held| held.into_inner()) = Some((start, input.clone()));
        let result = panic::catch_unwind(AssertUnwindSafe(|| run(&input)));
        *current.lock().unwrap_or_else(|held| held.into_inner()) = None;
        let mut took = start.elapsed().as_secs_f64();
        slowest = slowest.max(took);
        count += 1;
        let bound = START + PER_BYTE * input.len() as f64;
        // A machine that is busy with something else makes everything slow once.
        for _ in 0..3 {
            if took > bound && result.is_ok() {
                let start = Instant::now();
                let _ = panic::catch_unwind(AssertUnwindSafe(|| run(&input)));
                took = took.min(start.elapsed().as_secs_f64());
            }
        }
        if let Err(cause) = result {
            let text = cause.downcast_ref::<String>().map(String::as_str);
            let why = text.or(cause.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            println!(
                "{}: panics: {} ({})",
                target.name,
                why.chars().take(300).collect::<String>(),
                keep(target.name, &input)
            );
            found += 1;
            run = (target.run)(&repository);
        } else if took > bound {
            println!(
                "{}: {took:.2} s for {} bytes ({})",
                target.name,
                input.len(),
                keep(target.name, &input)
            );
            found += 1;
        }
    }
    println!("{}: {count} inputs, {found} found, slowest {slowest:.3} s", target.name);
    found
}

fn watch(name: &'static str, current: Current) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let held = current.lock().unwrap_or_else(|held| held.into_inner());
            if let Some((start, input)) = held.as_ref()
                && start.elapsed() > HANGS
            {
                println!("{name}: hangs ({})", keep(name, input));
                std::process::exit(1);
            }
        }
    });
}

fn keep(name: &str, input: &[u8]) -> String {
    let mut hash = DefaultHasher::new();
    input.hash(&mut hash);
    let path: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("found/{name}-{:016x}", hash.finish()));
    let written = path.parent().map(fs::create_dir_all).transpose().and_then(|_| fs::write(&path, input));
    written.map_or_else(|error| format!("not kept: {error}"), |()| path.display().to_string())
}
