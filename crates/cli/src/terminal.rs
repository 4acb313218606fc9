//! The terminal: its width, its colours, its patience.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use chancery_formats::table::Look;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// `1 record`, `2 records`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// The width where nobody looks.
const WIDTH: usize = 100;

/// How to print for whoever reads standard output: in colour only on a terminal, and only without NO_COLOR.
pub(crate) fn look() -> Look {
    let width = terminal_size::terminal_size_of(io::stdout())
        .map(|(width, _)| usize::from(width.0))
        .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
        .unwrap_or(WIDTH);
    let colour = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    Look { width, colour }
}

/// Standard output, buffered.
pub(crate) fn out() -> impl Write {
    io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// A bar on standard error for this many documents, where somebody may see it and it disturbs nothing.
pub(crate) fn progress(documents: usize) -> ProgressBar {
    let seen = io::stderr().is_terminal() && !io::stdout().is_terminal() && documents > 1;
    let bar = ProgressBar::new(documents as u64);
    bar.set_draw_target(if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
    let form = "{bar:32} {pos} of {len} documents  {per_sec}  {eta} left";
    bar.set_style(ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A line on standard error about one document, above the bar if there is one.
pub(crate) fn complain(bar: &ProgressBar, message: &str) {
    bar.suspend(|| anstream::eprintln!("chancery: {}", chancery_formats::plain(message)));
}

/// True if the reader of our output has gone away.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(closed))
}
