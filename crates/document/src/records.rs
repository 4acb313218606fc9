//! What the register keeps.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{Country, Interval, Kind, Level, Name, Span};

/// A claim: of a kind, in a voice, on evidence, with its fields filled.
#[derive(Clone, Debug)]
pub struct Record {
    /// Unique in the world for the same text, kind and place.
    id: String,
    kind: Arc<Kind>,
    voice: Voice,
    evidence: Evidence,
    factuality: Factuality,
    /// When it happened, as far as the text tells.
    pub date: Option<Interval>,
    /// How sure the engine is that a careful reader would enter it, 0 to 1.
    pub confidence: f32,
    fields: Vec<(Name, Vec<Filler>)>,
}

/// Whose word a record rests on: empty where the outlet says so, else the chain of those in whose words it
/// stands, outermost first. There is no variant for fact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Voice(pub Vec<Attribution>);

/// A link of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The id of the statement record, where it is one.
    pub statement: Option<String>,
    /// Who speaks, jointly if several.
    pub speakers: Vec<Actor>,
}

/// Where a record stands in the text and which rule drew it.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The word or few that called the rule.
    pub trigger: Span,
    /// The sentence.
    pub sentence: Span,
    /// The other places where the document tells the same: trigger and sentence.
    pub others: Vec<(Span, Span)>,
    /// The rule, as `diplomacy/signing`.
    pub rule: Name,
}

/// How the voice puts it: polarity, modality and time kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factuality {
    /// True if said not to be so.
    pub negated: bool,
    /// How firmly.
    pub modality: Modality,
    /// When, seen from the day of the text.
    pub tense: Tense,
    /// Background of long ago.
    pub historical: bool,
}

/// How firmly something is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Modality {
    Asserted,
    Intended,
    Possible,
    Requested,
}

/// When, seen from the day of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tense {
    Past,
    Present,
    Future,
}

impl Factuality {
    /// Told as happened or so.
    pub const ACTUAL: Factuality =
        Factuality { negated: false, modality: Modality::Asserted, tense: Tense::Past, historical: false };

    /// The one-word view.
    pub fn word(self) -> &'static str {
        match (self.negated, self.modality, self.tense) {
            (true, ..) => "negated",
            (_, Modality::Requested, _) => "requested",
            (_, Modality::Possible, _) => "possible",
            (_, Modality::Intended, _) | (_, _, Tense::Future) => "planned",
            _ => "actual",
        }
    }
}

/// What fills a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Filler {
    /// Somebody who can act.
    Actor(Actor),
    /// Words of the document.
    Span(Span),
    /// A word of a closed list.
    Word(Name),
    /// A named place.
    Place(Place),
    /// A stretch of days.
    Interval(Interval),
    /// A number.
    Number(Decimal),
    /// A number with an operator.
    Count {
        /// `=`, `>`, `<` or `~`.
        op: char,
        /// How many.
        value: Decimal,
    },
    /// An RFC 5545 recurrence rule.
    Recurrence(Name),
    /// Counts of people, by what befell them: `dead`, `injured`, `arrested`.
    Size(Vec<(Name, Decimal)>),
}

/// Somebody who acts, as the document tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The canonical name within the document.
    pub name: String,
    /// The state it belongs to or acts for.
    pub country: Option<Country>,
    /// True if no word says so but that the report is at home there.
    pub at_home: bool,
    /// What sort of actor.
    pub level: Level,
    /// PLOVER sector code.
    pub sector: Option<Name>,
    /// The office held.
    pub office: Option<String>,
    /// The words that stand for it here.
    pub span: Span,
    /// The pack's id, or one local to the document.
    pub entity: Name,
}

/// A named place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// The state it lies in.
    pub country: Option<Country>,
    /// Its number in GeoNames.
    pub geonames: Option<u32>,
    /// The words that name it here.
    pub span: Span,
}

impl Record {
    /// A record cannot be made without saying whose word it is and where it stands.
    pub fn new(
        id: String,
        kind: Arc<Kind>,
        voice: Voice,
        evidence: Evidence,
        factuality: Factuality,
    ) -> Record {
        Record { id, kind, voice, evidence, factuality, date: None, confidence: 0.5, fields: Vec::new() }
    }

    /// Fills a field; an empty list of fillers leaves it unfilled.
    #[must_use]
    pub fn with(mut self, field: impl Into<Name>, fillers: Vec<Filler>) -> Record {
        if !fillers.is_empty() {
            self.fields.push((field.into(), fillers));
        }
        self
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is.
    pub fn kind(&self) -> &Arc<Kind> {
        &self.kind
    }

    /// Whose word it is.
    pub fn voice(&self) -> &Voice {
        &self.voice
    }

    /// Where it stands.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// How it is put.
    pub fn factuality(&self) -> Factuality {
        self.factuality
    }

    /// Its filled fields, in the order they were filled.
    pub fn fields(&self) -> &[(Name, Vec<Filler>)] {
        &self.fields
    }

    /// What fills a field.
    pub fn field(&self, name: &str) -> &[Filler] {
        self.fields.iter().find(|(each, _)| each.as_str() == name).map_or(&[], |(_, fillers)| fillers)
    }
}
