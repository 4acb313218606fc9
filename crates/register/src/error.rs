//! What can go wrong with a register. Nothing in the file has changed when one of these comes back.

use std::fmt;

use rusqlite::ErrorCode;

/// Why a register could not be opened, filled or asked: which file, why, and what would help.
#[derive(Debug)]
pub struct Error {
    file: String,
    kind: Kind,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("does not exist; fill one first with: chancery add REPORT.txt --register {0}")]
    Missing(String),
    #[error("is a folder; name a file in it")]
    Folder,
    #[error("is not a register of chancery but another file; name another one")]
    Foreign,
    #[error(
        "was written by a newer chancery (form {found}, this one knows up to {known}); update the program"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "was written by an older chancery (form {found}, this one asks in form {known}) and may not be written; \
         copy it to where it may, and ask the copy"
    )]
    Older { found: i64, known: i64 },
    #[error("is damaged; restore it from a copy, or add the documents anew to another file")]
    Damaged(#[source] rusqlite::Error),
    #[error("is held by another program; try again when that has ended")]
    Locked(#[source] rusqlite::Error),
    #[error("may not be written; check who may write the file and its folder")]
    ReadOnly(#[source] rusqlite::Error),
    #[error("does not fit: the disk is full")]
    Full(#[source] rusqlite::Error),
    #[error("cannot be opened; check that its folder exists and who may read it")]
    Unopened(#[source] rusqlite::Error),
    #[error("cannot be asked that: {0}")]
    Question(&'static str),
    #[error("cannot be corrected so: {0}")]
    Correction(&'static str),
    #[error("cannot be asked that: {0}")]
    Asked(String),
    #[error("takes SQL that reads only: one SELECT, without PRAGMA, ATTACH or anything that writes")]
    Writes,
    #[error("did not answer that SQL: {0}")]
    Sql(String),
    #[error("did not answer within {0} seconds; ask for less, or give more time with --seconds")]
    Late(f64),
    #[error("cannot hold that record: it has no {0}")]
    Incomplete(&'static str),
    #[error("failed: {0}")]
    Other(#[source] rusqlite::Error),
}

impl Error {
    pub(crate) fn new(file: &str, kind: Kind) -> Error {
        Error { file: file.to_owned(), kind }
    }

    pub(crate) fn sqlite(file: &str, cause: rusqlite::Error) -> Error {
        let kind = match cause.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Kind::Foreign,
            Some(ErrorCode::DatabaseCorrupt) => Kind::Damaged(cause),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Locked(cause),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Kind::ReadOnly(cause),
            Some(ErrorCode::DiskFull) => Kind::Full(cause),
            Some(ErrorCode::CannotOpen) => Kind::Unopened(cause),
            // An index that a damaged page leaves without its table, and the like.
            Some(ErrorCode::SystemIoFailure) => Kind::Damaged(cause),
            _ => Kind::Other(cause),
        };
        Error::new(file, kind)
    }

    /// True if there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, Kind::Missing(_))
    }

    /// True if the file is no register, or one of a newer program.
    pub fn is_foreign(&self) -> bool {
        matches!(self.kind, Kind::Foreign | Kind::Newer { .. } | Kind::Folder)
    }

    /// True if the file is a register whose bytes are spoilt.
    pub fn is_damaged(&self) -> bool {
        matches!(self.kind, Kind::Damaged(_))
    }

    /// True if another program holds it.
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, Kind::Locked(_))
    }

    /// True if it may not be written.
    pub fn is_read_only(&self) -> bool {
        matches!(self.kind, Kind::ReadOnly(_))
    }

    /// True if the question was at fault and not the file.
    pub fn is_question(&self) -> bool {
        let asked = matches!(self.kind, Kind::Question(_) | Kind::Asked(_) | Kind::Correction(_));
        asked || matches!(self.kind, Kind::Writes | Kind::Sql(_) | Kind::Late(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the register {} {}", self.file, self.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}
