//! That a report puts an earlier one right, or takes it back.

use crate::{Day, Span};

/// What a notice does to the earlier report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amends {
    /// It tells it anew, put right.
    Corrected,
    /// It takes it back.
    Retracted,
}

impl Amends {
    /// Its word in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Amends::Corrected => "corrected",
            Amends::Retracted => "retracted",
        }
    }
}

/// A report says that it amends an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it does to it.
    pub how: Amends,
    /// The words that say so.
    pub span: Span,
    /// What the earlier report is called, where it is named.
    pub title: Option<Span>,
    /// On which day it appeared, where that is told.
    pub day: Option<Day>,
}
