//! Kinds of records, as a pack's `kinds.toml` declares them.
//!
//! ```toml
//! [[kind]]
//! name = "event"
//! doc = "Who did what to whom."
//! participants = ["actors", "recipients"]      # at least one must be a party to international affairs
//! outsiders = ["CVL", "MED"]                    # sectors that make nobody such a party
//! anybody = { field = "plover", words = ["PROTEST"] }   # but of these records any group is one
//! common = ["place? = oblique(in at) as Place"] # lines that every rule of the kind has, unless it has its own
//! confidence = { base = 0.9, filled = 0.1, known = 0.1, voiced = -0.7, unsure = -0.7, long = 0.1 } # log odds, fitted
//! fields = [
//!   { name = "plover", kind = "word", words = ["AGREE", "CONSULT"] },
//!   { name = "actors", kind = "actor", many = true },
//! ]
//! ```

use std::{collections::BTreeMap, sync::Arc};

use chancery_document::{FieldKind, FieldSpec, Kind, Name};
use serde::Deserialize;

use crate::{Condition, Error, Lists, RoleLine};

/// A kind, and what the engine must know of it beyond its fields.
#[derive(Clone, Debug)]
pub struct KindDeclaration {
    /// The kind.
    pub kind: Arc<Kind>,
    /// Fields of which at least one filler must be a party to international affairs; none: any record will do.
    pub participants: Vec<Name>,
    /// Sectors whose people and bodies are no such party by themselves.
    pub outsiders: Vec<Name>,
    /// Words of a field by which any group is a party.
    pub anybody: Option<Anybody>,
    /// The field that takes the days a record's words hang on; none: they are the day of the happening.
    pub dated: Option<Name>,
    /// Lines that every rule of the kind has, unless it fills their field itself.
    pub common: Vec<RoleLine>,
    /// Conditions that every rule of the kind has; they make none more specific.
    pub asks: Vec<Condition>,
    /// How records of the kind that tell the same are known.
    pub merge: Merge,
    /// What the pack's scorer decides, if it has one.
    pub scored: Option<Scored>,
    /// Words of a field that hold only of what is told as done.
    pub unreal: Vec<Unreal>,
    /// Fields that, where nothing fills them, follow from another.
    pub implied: Vec<Implied>,
    /// Fields that follow from what the finished record tells.
    pub derived: Vec<Derived>,
    /// How sure its records are.
    pub confidence: Confidence,
}

/// Deeds that make many who do them together a party: a protest is the people's affair of state.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Anybody {
    /// The field.
    pub field: String,
    /// The words.
    pub words: Vec<String>,
}

/// Words of a field that hold only of what is told as done, and what stands in their place elsewhere: an accord that
/// is to be signed is not signed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Unreal {
    /// The field.
    pub field: String,
    /// The words.
    pub words: Vec<String>,
    /// What the field says where the record is planned or possible.
    pub expected: String,
    /// What it says where somebody asks for it.
    pub requested: String,
}

/// What makes a record of a kind surer or less sure, in log odds: fitted to registers made by hand.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// Of any record of the kind.
    pub base: f32,
    /// For each field that is filled with words of the text, up to four.
    pub filled: f32,
    /// If all its actors have a country.
    pub known: f32,
    /// If it stands in somebody's words.
    pub voiced: f32,
    /// If it is not told as done.
    pub unsure: f32,
    /// For each hundred bytes of its sentence, up to six.
    pub long: f32,
}

impl Default for Confidence {
    /// Of a kind that nobody has measured: as likely as not, and surer with each field.
    fn default() -> Confidence {
        Confidence { base: -0.4, filled: 0.4, known: 0.0, voiced: 0.0, unsure: 0.0, long: 0.0 }
    }
}

/// A field whose word, where the text tells none, follows from another field's: the root of a code from a type.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Implied {
    /// The field.
    pub field: String,
    /// The field it follows from.
    pub from: String,
    /// Its word for each of the other's.
    pub words: BTreeMap<String, String>,
}

/// A field that follows, by a map of the packs, from what the finished record tells: a score from a code, the modes of
/// another convention from how a deed is put. It says nothing of how sure a record is, and rules cannot fill it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The field.
    pub field: String,
    /// A field with words; `trigger`: the dictionary form of the word that told it; `factuality`: the one-word view,
    /// `historical`, and `later` where its day is after that of the text.
    pub from: String,
    /// The map: its words, each with those of the other field.
    pub map: String,
    /// What it is where the map knows none.
    pub default: Option<String>,
    /// The map turned round, once the packs are read.
    #[serde(skip)]
    pub words: BTreeMap<String, String>,
}

/// What a scorer decides: it chooses the word of a field, for verbs that no rule knows and against rules that it
/// knows better. Thresholds are in its own unit, by which the winner must be ahead.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// The field whose word it chooses.
    pub field: String,
    /// By how much a word must be ahead of none for a verb that no rule knows.
    pub keep: i32,
    /// By how much a word must be ahead of a rule's to take its place.
    pub relabel: i32,
    /// Pairs of words that rules tell apart by what they are defined to mean: the scorer takes none for the other.
    #[serde(default)]
    pub apart: Vec<[String; 2]>,
    /// Words that it never puts in the place of a rule's.
    #[serde(default)]
    pub never: Vec<String>,
    /// Words of rules in whose place it never puts another.
    #[serde(default)]
    pub kept: Vec<String>,
}

/// How records of one document that tell the same are known.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Merge {
    /// Words of these fields must be equal.
    pub equal: Vec<String>,
    /// Actors of these fields must be the same, or those of one among those of the other.
    pub actors: Vec<String>,
    /// Records of other kinds that are no deeds of their own where they stand in the words of a field.
    pub absorbs: Option<Absorbs>,
    /// The field of those who speak where the record's word is said to: "the joint statement affirmed".
    pub speaks: Option<String>,
    /// Actors of these fields must be the same on both sides.
    pub same: Vec<String>,
    /// A field of states that a document tells once for all its records of the kind.
    pub shared: Option<Shared>,
    /// True if a record is merged only where its words refer back ("the agreement"), stand in a title, or tell
    /// it by the same verb or noun of a definite phrase; false if equal fields suffice.
    pub anaphoric: bool,
    /// Words of the first of the `equal` fields whose records merge without referring back: meetings.
    pub series: Vec<String>,
}

/// Where all records that name several states in a field name the same ones, those that name none or one of them mean
/// them, too.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// The field.
    pub field: String,
    /// A kind, and a field of it: where no record of the own kind tells two states, the two who are together in all of
    /// those.
    pub by: Option<(String, String)>,
    /// Only records with such a word in the first of the `equal` fields, and only those that name nobody: meetings.
    #[serde(default)]
    pub words: Vec<String>,
}

/// What a record's own words hold: what is undertaken is not told again as a deed, unless as done.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Absorbs {
    /// The field whose words hold it.
    pub field: String,
    /// The kinds that it holds.
    pub kinds: Vec<String>,
    /// Words of which the record must have one in a field, if any are given: an agreed deed is not told again, one
    /// that is merely announced is a deed to come.
    #[serde(default)]
    pub only: Vec<String>,
    /// The kinds that are kept, but no more real than the record: what a promise would cost is not spent.
    #[serde(default)]
    pub colours: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<KindEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    name: String,
    doc: String,
    #[serde(default)]
    participants: Vec<String>,
    #[serde(default)]
    outsiders: Vec<String>,
    anybody: Option<Anybody>,
    dated: Option<String>,
    #[serde(default)]
    common: Vec<String>,
    #[serde(default)]
    merge: Merge,
    scored: Option<Scored>,
    #[serde(default)]
    unreal: Vec<Unreal>,
    #[serde(default)]
    implied: Vec<Implied>,
    #[serde(default)]
    derived: Vec<Derived>,
    #[serde(default)]
    confidence: Confidence,
    fields: Vec<FieldEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    name: String,
    kind: String,
    #[serde(default)]
    many: bool,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    default: Option<String>,
}

impl KindDeclaration {
    /// Reads the kinds of a file.
    pub fn parse(file: &str, text: &str) -> Result<Vec<KindDeclaration>, Vec<String>> {
        let parsed: File = toml::from_str(text).map_err(|error| vec![format!("{file}: {error}")])?;
        let mut errors = Vec::new();
        let mut kinds = Vec::new();
        for entry in parsed.kind {
            let fields: Vec<FieldSpec> = entry
                .fields
                .iter()
                .filter_map(|field| {
                    spec(field).map_err(|message| errors.push(format!("{file}: {message}"))).ok()
                })
                .collect();
            let lines = entry.common.iter().map(|line| format!("  {line}\n"));
            let rule = format!("rule common -> {}\n{}", entry.name, lines.collect::<String>());
            let (common, asks) = match crate::parse(file, &rule) {
                Ok(rules) => {
                    let lines = rules.into_iter().map(|rule| (rule.roles, rule.conditions));
                    let (roles, conditions): (Vec<_>, Vec<_>) = lines.unzip();
                    (roles.concat(), conditions.concat())
                }
                Err(wrong) => {
                    errors.extend(wrong.iter().map(Error::to_string));
                    (Vec::new(), Vec::new())
                }
            };
            let kind = Kind { name: entry.name.as_str().into(), doc: entry.doc, fields };
            let names = |words: &[String]| words.iter().map(|word| word.as_str().into()).collect();
            let (participants, outsiders) = (names(&entry.participants), names(&entry.outsiders));
            let dated = entry.dated.as_deref().map(Name::from);
            kinds.push(KindDeclaration {
                dated,
                kind: Arc::new(kind),
                participants,
                outsiders,
                anybody: entry.anybody,
                common,
                asks,
                merge: entry.merge,
                scored: entry.scored,
                unreal: entry.unreal,
                implied: entry.implied,
                derived: entry.derived,
                confidence: entry.confidence,
            });
        }
        match errors.is_empty() {
            true => Ok(kinds),
            false => Err(errors),
        }
    }
}

impl KindDeclaration {
    /// Takes the maps of its derived fields from the packs. What is wrong is told with the kind's name.
    pub fn take_maps(&mut self, lists: &Lists) -> Vec<String> {
        let mut errors = Vec::new();
        let kind = &self.kind;
        for derived in &mut self.derived {
            let words = ["trigger", "factuality"];
            for field in [&derived.field, &derived.from] {
                let known = field == &derived.from && words.contains(&field.as_str());
                if !known && kind.field(field).is_none_or(|spec| spec.kind != FieldKind::Word) {
                    errors.push(format!(
                        "the kind `{}` derives `{field}`, but has no such field of words",
                        kind.name
                    ));
                }
            }
            match lists.map(&derived.map) {
                Some(map) => {
                    let turned =
                        map.iter().flat_map(|(word, from)| from.iter().map(move |each| (each, word)));
                    derived.words.extend(turned.map(|(from, word)| (from.clone(), word.clone())));
                }
                None => {
                    let hint = crate::error::nearest(&derived.map, lists.map_names());
                    let (kind, field, map) = (&kind.name, &derived.field, &derived.map);
                    errors.push(format!(
                        "the kind `{kind}` derives `{field}` by a map `{map}` that no pack has{hint}"
                    ));
                }
            }
        }
        errors
    }
}

fn spec(field: &FieldEntry) -> Result<FieldSpec, String> {
    let kind = match field.kind.as_str() {
        "actor" => FieldKind::Actor,
        "span" => FieldKind::Span,
        "word" => FieldKind::Word,
        "place" => FieldKind::Place,
        "interval" => FieldKind::Interval,
        "number" => FieldKind::Number,
        "count" => FieldKind::Count,
        "recurrence" => FieldKind::Recurrence,
        "size" => FieldKind::Size,
        other => {
            let known =
                ["actor", "span", "word", "place", "interval", "number", "count", "recurrence", "size"];
            let hint = crate::error::nearest(other, known);
            return Err(format!(
                "field `{}`: unknown kind `{other}`{hint}; known: {}",
                field.name,
                known.join(", ")
            ));
        }
    };
    Ok(FieldSpec {
        name: field.name.as_str().into(),
        kind,
        many: field.many,
        words: field.words.iter().map(|word| word.as_str().into()).collect(),
        default: field.default.as_deref().map(Name::from),
    })
}
