//! What came in.

use std::fmt;

use crate::Day;

/// Where a text was published and how it reached us.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The address or file it came from.
    pub origin: String,
    /// Who published it, where known.
    pub outlet: Option<String>,
    /// The day it was published, where known; the anchor of "on Monday". Never today by default.
    pub published: Option<Day>,
}

/// A source and its text. Never changed after it is made.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Where it comes from.
    pub source: Source,
    /// Every span of every record points into this text.
    pub text: String,
}

/// A state or other code-bearing party, as ISO 3166-1 alpha-3 (`RUS`), a historic state (`SUN`, `DDR`, `YUG`,
/// `CSK`), `EUE` for the European Union or `IGO` for other intergovernmental bodies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 3]);

impl Country {
    /// The code as written, if it is three capital letters.
    pub fn new(code: &str) -> Option<Country> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Country(bytes))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country code is ASCII by construction")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
