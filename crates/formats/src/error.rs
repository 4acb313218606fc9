//! What can go wrong at the doors.

use std::fmt;

/// A document that could not be opened: which, why, and what would help.
#[derive(Debug)]
pub struct Error {
    origin: String,
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("is empty")]
    Empty,
    #[error("is not text: {0}")]
    Binary(String),
    #[error("is not UTF-8: byte {0} begins no character")]
    Encoding(usize),
    #[error("holds more than {0} MiB")]
    TooLarge(u64),
    #[error("is a folder without .txt files")]
    NoText,
    #[error("holds no day such as 2023-03-21, but `{0}`")]
    Day(String),
}

impl Error {
    pub(crate) fn new(origin: impl Into<String>, kind: impl Into<Kind>) -> Error {
        Error { origin: origin.into(), kind: kind.into() }
    }

    /// The file, folder or address.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> &'static str {
        match &self.kind {
            Kind::Unreadable(cause) => match cause.kind() {
                std::io::ErrorKind::NotFound => "check the spelling of the path",
                std::io::ErrorKind::PermissionDenied => "check who may read it",
                std::io::ErrorKind::IsADirectory => "a file was expected here",
                _ => "try again, or copy it to another disk first",
            },
            Kind::Empty => "fetch or export it again",
            Kind::Binary(_) => "export it as plain text first",
            Kind::Encoding(_) => "convert it first, as with: iconv -f WINDOWS-1252 -t UTF-8",
            Kind::TooLarge(_) => "split it into its reports",
            Kind::NoText => "name the files themselves, or another folder",
            Kind::Day(_) => "write the day of publication as YYYY-MM-DD, or remove the file",
        }
    }

    /// True if the text is not in UTF-8.
    pub fn is_encoding(&self) -> bool {
        matches!(self.kind, Kind::Encoding(_))
    }

    /// True if there is nothing to read.
    pub fn is_empty(&self) -> bool {
        matches!(self.kind, Kind::Empty | Kind::NoText)
    }

    /// True if it could not be opened or read.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.kind, Kind::Unreadable(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; {}", self.origin, self.kind, self.remedy())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Unreadable(cause) => Some(cause),
            _ => None,
        }
    }
}
