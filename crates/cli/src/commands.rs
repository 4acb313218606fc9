//! The commands, one a file.

mod add;
mod annotate;
mod bench;
mod check;
mod correct;
mod diff;
mod entry;
mod explain;
mod find;
mod overdue;
mod read;
mod rules;
mod score;
mod show;
mod train;
mod update;

pub(crate) use add::add;
pub(crate) use annotate::annotate;
pub(crate) use bench::bench;
pub(crate) use check::check;
pub(crate) use correct::{correct, corrections, undo};
pub(crate) use diff::diff;
pub(crate) use entry::entry;
pub(crate) use explain::explain;
pub(crate) use find::find;
pub(crate) use overdue::overdue;
pub(crate) use read::read;
pub(crate) use rules::rules;
pub(crate) use score::score;
pub(crate) use show::show;
pub(crate) use train::train;
pub(crate) use update::update;
