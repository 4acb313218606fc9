//! Why a language cannot be loaded.

/// A language pack that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

impl Error {
    /// True if the fault lies in the model file, not in the lists.
    pub fn is_model(&self) -> bool {
        matches!(self.0, Kind::Model(_))
    }
}

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("language.toml: {0}")]
    Config(#[from] toml::de::Error),
    #[error("model.bin: {0}")]
    Model(#[from] chancery_model::Error),
}

impl From<toml::de::Error> for Error {
    fn from(error: toml::de::Error) -> Error {
        Error(error.into())
    }
}
impl From<chancery_model::Error> for Error {
    fn from(error: chancery_model::Error) -> Error {
        Error(error.into())
    }
}
