//! The `chancery` command.
//!
//! Each command is a file under `commands`; what they share is here: the arguments, the packs, reading many
//! documents on many threads, and the terminal. Exit codes: 0 all read, 1 some documents failed, 2 wrong use.

mod args;
mod clock;
mod commands;
mod many;
mod packs;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use terminal::is_closed_pipe;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(end) => end.into(),
        // The reader of our output has what it wanted, as `head` has.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("chancery: {error:#}");
            End::WrongUse.into()
        }
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// All was read.
    Well,
    /// Some documents failed, each named on standard error; the others were kept.
    SomeFailed,
    /// Nothing could be done as asked.
    WrongUse,
}

fn run(args: &Args) -> anyhow::Result<End> {
    let packs = args.packs.as_deref();
    match &args.command {
        Command::Read(read) => commands::read(read, packs),
        Command::Add(add) => commands::add(add, packs),
        Command::Find(find) => commands::find(find),
        Command::Who(who) => commands::who(who),
        Command::Timeline(timeline) => commands::timeline(timeline),
        Command::Dyad(dyad) => commands::dyad(dyad),
        Command::Due(due) => commands::due(due),
        Command::Sql(sql) => commands::sql(sql),
        Command::Show(show) => commands::show(show),
        Command::Entry(entry) => commands::entry(entry),
        Command::Instrument(entry) => commands::instrument(entry),
        Command::Overdue(overdue) => commands::overdue(overdue),
        Command::Correct(correct) => commands::correct(correct),
        Command::Undo(undo) => commands::undo(undo),
        Command::Corrections(log) => commands::corrections(log),
        Command::Update(update) => commands::update(update, packs),
        Command::Explain(explain) => commands::explain(explain, packs),
        Command::Annotate(annotate) => commands::annotate(annotate, packs),
        Command::Rules(rules) => commands::rules(rules, packs),
        Command::Diff(diff) => commands::diff(diff),
        Command::Check(check) => commands::check(check, packs),
        Command::Score(score) => commands::score(score, packs),
        Command::Bench(bench) => commands::bench(bench, packs),
        Command::Train(train) => commands::train(train),
    }
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        match end {
            End::Well => ExitCode::SUCCESS,
            End::SomeFailed => ExitCode::from(1),
            End::WrongUse => ExitCode::from(2),
        }
    }
}
