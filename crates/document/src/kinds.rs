//! Kinds of records, as an ontology declares them.
//!
//! The engine's own five kinds are declared in packs like anybody's: nothing here names them.

use crate::Name;

/// What may fill a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// Somebody who can act.
    Actor,
    /// Words of the document.
    Span,
    /// A word of a closed list.
    Word,
    /// A named place.
    Place,
    /// A stretch of days.
    Interval,
    /// A number.
    Number,
    /// A number with an operator, as "at least 14".
    Count,
    /// An RFC 5545 recurrence rule.
    Recurrence,
    /// Counts of dead, injured and arrested.
    Size,
}

/// A field of a kind.
#[derive(Clone, Debug)]
pub struct FieldSpec {
    /// Its name.
    pub name: Name,
    /// What may fill it.
    pub kind: FieldKind,
    /// True if it holds a list, printed as one even when it holds one value or none.
    pub many: bool,
    /// For words: the words allowed. Empty allows any.
    pub words: Vec<Name>,
    /// For words: the word that stands where no rule says otherwise.
    pub default: Option<Name>,
}

/// A kind of record: its name and its fields, in the order they print.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name: `event`.
    pub name: Name,
    /// One sentence on what it is.
    pub doc: String,
    /// Its fields.
    pub fields: Vec<FieldSpec>,
}

impl Kind {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name.as_str() == name)
    }
}
