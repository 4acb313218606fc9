//! Names from the packs found in the text, before any model has spoken.

use std::{ops::Range, sync::Arc};

use crate::{Country, Day, Entries, Name, TokenId};

crate::id! {
    /// An entry of the packs.
    EntryId
}

/// What sort of thing an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A state or territory by name: "France".
    State,
    /// A word for its people or of it: "French", "Frenchman".
    Demonym,
    /// A city that stands for its government: "Paris".
    Capital,
    /// A seat of power that stands for a government or office: "the Kremlin".
    Seat,
    /// An intergovernmental body: "the United Nations", "NATO".
    Intergovernmental,
    /// A ministry, agency, parliament, court, force, party or other body of a state.
    Body,
    /// A named office without its state: "president", "foreign minister".
    Office,
    /// A person by name.
    Person,
    /// An armed group, movement or people.
    Group,
    /// A firm, bank or news agency.
    Firm,
    /// A populated place.
    City,
    /// A region, mountain, sea or other place.
    Region,
    /// A word for a sort of people with a role: "rebels", "police", "students".
    Agent,
}

impl EntryKind {
    /// All kinds, in order.
    pub const ALL: [EntryKind; 13] = [
        EntryKind::State,
        EntryKind::Demonym,
        EntryKind::Capital,
        EntryKind::Seat,
        EntryKind::Intergovernmental,
        EntryKind::Body,
        EntryKind::Office,
        EntryKind::Person,
        EntryKind::Group,
        EntryKind::Firm,
        EntryKind::City,
        EntryKind::Region,
        EntryKind::Agent,
    ];
}

/// A fact of a pack: what a name stands for.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The pack and the entry's id in it: `world:RUS`.
    pub id: Name,
    /// What sort of thing it is.
    pub kind: EntryKind,
    /// The name to print.
    pub name: Name,
    /// The country it is, belongs to or acts for.
    pub country: Option<Country>,
    /// PLOVER sector code, as `GOV`.
    pub sector: Option<Name>,
    /// When it was so: first and last day, each open where unknown.
    pub valid: (Option<Day>, Option<Day>),
    /// Of several entries of one name, the greater is the likelier: population, or a rank.
    pub weight: u32,
}

/// What the ids of the users' own dictionaries of actors begin with.
const GIVEN: &str = "actors:";

impl Entry {
    /// True of an actor that a dictionary of the user names. Its name stands for it whatever a reader takes the
    /// words for.
    pub fn is_given(&self) -> bool {
        self.kind != EntryKind::Agent && Entry::is_given_id(&self.id)
    }

    /// True of the id of such an actor, or of a sort of actors that a dictionary of the user names.
    pub fn is_given_id(id: &Name) -> bool {
        id.as_str().starts_with(GIVEN)
    }

    /// The id of an actor in the dictionaries of the user.
    pub fn given_id(actor: &str) -> Name {
        format!("{GIVEN}{actor}").into()
    }
}

/// A name of the packs at a place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The words that make the name.
    pub tokens: Range<TokenId>,
    /// The entries it may stand for, the likeliest first. Never empty.
    pub entries: Vec<EntryId>,
}

/// All hits, in text order; a longer name wins over the shorter ones inside it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Names found.
    pub hits: Vec<Hit>,
    /// The facts of all packs, shared by all readings.
    pub entries: Arc<Entries>,
}

impl Known {
    /// The hit that covers a token.
    pub fn at(&self, token: TokenId) -> Option<&Hit> {
        let after = self.hits.partition_point(|hit| hit.tokens.end <= token);
        self.hits.get(after).filter(|hit| hit.tokens.contains(&token))
    }

    /// The likeliest entry at a token.
    pub fn entry(&self, token: TokenId) -> Option<&Entry> {
        self.at(token).map(|hit| &self.entries[hit.entries[0]])
    }
}
