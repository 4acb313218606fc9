//! Chores of the house, as `cargo xtask CHORE`.

mod scores;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
cargo xtask tidy            is the house in order: modules, files, names, arrows between the rooms
cargo xtask scores          score the reader and write eval/SCORES.md
cargo xtask scores --check  score it and fail where a floor of eval/floors.toml is not reached";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tidy"] => tidy::tidy(&root()),
        ["scores"] => scores::write(&root()),
        ["scores", "--check"] => scores::check(&root()),
        _ => Err(vec![HELP.to_owned()]),
    };
    match outcome {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            ExitCode::FAILURE
        }
    }
}

/// What a chore has to say, or all that is wrong.
type Outcome = Result<String, Vec<String>>;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the workspace").to_owned()
}
