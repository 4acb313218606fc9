//! The commands, one a file.

mod add;
mod annotate;
mod bench;
mod check;
mod diff;
mod explain;
mod find;
mod read;
mod rules;
mod score;
mod show;
mod train;

pub(crate) use add::add;
pub(crate) use annotate::annotate;
pub(crate) use bench::bench;
pub(crate) use check::check;
pub(crate) use diff::diff;
pub(crate) use explain::explain;
pub(crate) use find::find;
pub(crate) use read::read;
pub(crate) use rules::rules;
pub(crate) use score::score;
pub(crate) use show::show;
pub(crate) use train::train;
