//! Whom and what the mentions speak of.

use crate::{Column, Country, MentionId, Name};

crate::id! {
    /// Somebody or something that the document's mentions speak of.
    EntityId
}

/// What sort of actor an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A state or territory, or its government.
    State,
    /// A person.
    Person,
    /// A named office, firm, agency, force.
    Body,
    /// Officials, lawmakers, the West.
    Group,
}

impl Level {
    /// Its word in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::State => "state",
            Level::Person => "person",
            Level::Body => "body",
            Level::Group => "group",
        }
    }
}

/// An entity of the document.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The fullest name that the document gives; the noun phrase of one without a name.
    pub name: String,
    /// State, person, body or group; None for what cannot act (a product, a report).
    pub level: Option<Level>,
    /// The state it belongs to or acts for, at the date of the document. Never a guess by mere nearness.
    pub country: Option<Country>,
    /// True if no word says so but that the report is at home there.
    pub at_home: bool,
    /// PLOVER sector code.
    pub sector: Option<Name>,
    /// The office it holds, as the document says: "president".
    pub office: Option<String>,
    /// The pack's id of it, or `#N`, its number in the document.
    pub id: Name,
    /// Where it stands for several ("the two leaders", "both sides"): who they are.
    pub members: Vec<EntityId>,
}

/// All entities, and which mention speaks of which.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// The entities, in order of their first mention.
    pub all: Column<EntityId, Entity>,
    /// The entity each mention speaks of.
    pub of: Column<MentionId, EntityId>,
}

impl Entities {
    /// Who is meant: the entity itself, or those for whom it stands together.
    pub fn actors(&self, entity: EntityId) -> Vec<EntityId> {
        let mut actors = Vec::new();
        self.gather(entity, 0, &mut actors);
        actors
    }

    // Members may have members ("the delegations": of both sides, each of several); never deeper than that.
    fn gather(&self, entity: EntityId, depth: u8, actors: &mut Vec<EntityId>) {
        let members = &self.all[entity].members;
        if members.is_empty() || depth > 2 {
            if !actors.contains(&entity) {
                actors.push(entity);
            }
            return;
        }
        for &member in members {
            self.gather(member, depth + 1, actors);
        }
    }
}
