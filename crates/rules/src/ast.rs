//! A rule as it is written.

use chancery_document::{Features, Upos};

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, unique within the pack.
    pub name: String,
    /// The kind of record it draws.
    pub kind: String,
    /// One sentence on what it finds.
    pub doc: String,
    /// What calls it.
    pub trigger: Trigger,
    /// Fields with a fixed word.
    pub sets: Vec<(String, String)>,
    /// Fields filled from the tree.
    pub roles: Vec<RoleLine>,
    /// What must hold, and what must not.
    pub conditions: Vec<Condition>,
    /// Sentences it finds.
    pub finds: Vec<Example>,
    /// Sentences it skips.
    pub skips: Vec<Example>,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// What calls a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// A word by its lemma, of one of these parts of speech (none given: of any).
    Word {
        /// Parts of speech.
        tags: Vec<Upos>,
        /// Lemmas.
        words: WordSet,
    },
    /// A quantity with a unit.
    Quantity,
    /// A saying of the Speech layer, of one of these cue lemmas (none given: of any).
    Saying(WordSet),
    /// A verb to which the scorer of the pack gives one of these words, where no other rule draws the kind from it.
    Scored(Vec<String>),
}

/// Words in a rule: single ones and `@lists`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordSet {
    /// Single lemmas.
    pub words: Vec<String>,
    /// Names of lists.
    pub lists: Vec<String>,
}

impl WordSet {
    /// True if nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.lists.is_empty()
    }
}

/// A line that fills a field.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleLine {
    /// The field.
    pub field: String,
    /// True if the rule does without it.
    pub optional: bool,
    /// True if each filler makes a record of its own.
    pub each: bool,
    /// The ways to it; the first that yields anything is taken.
    pub paths: Vec<Path>,
    /// What the filler must be.
    pub cast: Cast,
}

/// A way through the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Its steps, from the trigger.
    pub steps: Vec<Step>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The word itself.
    Trigger,
    /// Who does it, seen through passives, control, relative clauses, coordination and light verbs.
    Subject,
    /// To what it is done, seen through the same.
    Object,
    /// To whom it is given or told.
    Indirect,
    /// A phrase with one of these prepositions (none given: any), of the word or of the light verb above it.
    Oblique(WordSet),
    /// A phrase with one of these prepositions anywhere below the word.
    Anywhere(WordSet),
    /// Whose it is.
    Possessor,
    /// A noun or adjective before a noun that names a people or state: "Russian", "U.S.".
    Demonym,
    /// A clause it governs: that, infinitive or gerund.
    Complement,
    /// A clause or phrase of purpose, means or manner.
    Adverbial,
    /// A word in apposition.
    Apposition,
    /// The verb or noun it is an argument of.
    Governor,
    /// Another way to say the same place: conjuncts.
    Conjunct,
    /// A dependent by its universal relation.
    Down(String),
    /// The head, by the universal relation to it.
    Up(String),
    /// Ways that several rules share, by their name in the packs.
    Named(String),
}

/// What a filler must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Cast {
    /// Somebody who can act; joint ones one by one.
    Actor,
    /// The state, body or group that is bound where the filler acts: of a person the state acted for.
    Party,
    /// An actor; of a place the state it lies in, since what is done to a town is done to its state.
    Side,
    /// Those whose words or deed the record of the filler is: the parties of "the treaty" in "the treaty was signed".
    Makers,
    /// The state that the filler is, belongs to or lies in.
    State,
    /// A named place.
    Place,
    /// A time.
    Date,
    /// A noun phrase, as a span.
    Phrase,
    /// A clause without cue, subject and auxiliaries, as a span.
    Clause,
    /// A number that counts the phrase.
    Count,
    /// The quantity of the trigger.
    Quantity,
    /// How many it befell: the number that counts the filler, under the trigger's word of a map.
    Size(String),
    /// A word of a field by a map of the packs, from the filler's lemma.
    Map(String),
}

/// What must hold, or must not.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// True for `where`, false for `unless`.
    pub wanted: bool,
    /// The ways to the words that are asked: it is enough that one of them holds.
    pub paths: Vec<Path>,
    /// One of them must be among these words (none given: it is enough that there is one).
    pub words: WordSet,
    /// One of them must have these features.
    pub features: Features,
    /// One of them must be this.
    pub cast: Option<Cast>,
}

/// An example sentence and what is expected of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Fields and their expected values: names, words, or part of a span.
    pub expect: Vec<(String, Vec<String>)>,
    /// The line it stands on, from 1.
    pub line: usize,
}
