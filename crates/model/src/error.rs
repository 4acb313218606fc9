//! Why a model file cannot be used.

/// A model file that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Error {
    /// An error with this message. For the readers of sections, in this crate and above it.
    pub fn new(message: impl Into<String>) -> Error {
        Error(message.into())
    }
}
