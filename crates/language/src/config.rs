//! The lists of a language: `language.toml`, one section a stage. An unknown key is an error that names it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Error, SpeechLists, mentions::NounLists, resolve::ResolveLists};

/// All lists of a language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Its code, as `en`.
    pub code: String,
    /// For telling the parts of a document apart.
    #[serde(default)]
    pub layout: Layout,
    /// For telling what amends an earlier report.
    #[serde(default)]
    pub notices: Notices,
    /// For sentences and words.
    #[serde(default)]
    pub segment: Segment,
    /// For dictionary forms.
    #[serde(default)]
    pub lemma: Lemma,
    /// For trees.
    #[serde(default)]
    pub parse: Parse,
    /// For names.
    #[serde(default)]
    pub names: Names,
    /// For telling who says what.
    #[serde(default)]
    pub speech: SpeechLists,
    /// For descriptions: what nouns stand for.
    #[serde(default)]
    pub mentions: NounLists,
    /// For telling who is meant.
    #[serde(default)]
    pub resolve: ResolveLists,
}

/// For telling the parts of a document apart.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layout {
    /// Month names and their short forms, lower case, without stops: they give a dateline away.
    pub months: Vec<String>,
    /// Agencies that sign their datelines, as "Reuters".
    pub agencies: Vec<String>,
    /// How lines begin that name the author: "by". Lower case.
    pub bylines: Vec<String>,
    /// How lines begin that are no part of the report: "Photo:", "Read more". Lower case.
    pub furniture: Vec<String>,
}

/// For trees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parse {
    /// Verbs that tell what their object did, or keep it from doing: "accused X of doing". Dictionary forms.
    pub of_object: Vec<String>,
}

/// For names.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// Words that have a capital unless the writer does not care for capitals, as they then stand: "i".
    pub careless: Vec<String>,
    /// What a transcript notes in brackets that was heard and not said: "applause". Lower case.
    pub noted: Vec<String>,
}

/// How a report says that it amends an earlier one. Lower case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// At the head of a headline, or of brackets by themselves: it tells it anew, put right.
    pub corrected: Vec<String>,
    /// There, too: it takes it back.
    pub retracted: Vec<String>,
    /// At the end of a headline: it takes it back.
    pub ends: Vec<String>,
}

/// For sentences and words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Segment {
    /// Abbreviations that a name or number follows ("Gen.", "No."): they end no sentence.
    pub titles: Vec<String>,
    /// Words that their stop shortens only before a number: "no" of "No. 5". Without the stop.
    pub numbered: Vec<String>,
    /// Other abbreviations, written with their stop; they end a sentence where the next word begins one.
    pub abbreviations: Vec<String>,
    /// Those of them that leave their stop to the sentence that they end, as "etc." does.
    pub closing: Vec<String>,
    /// Words that are split at these places: `cannot = ["can", "not"]`. Lower case.
    pub splits: BTreeMap<String, Vec<String>>,
    /// Words that are split only before some words: "its a" without its apostrophe. Lower case.
    pub loose: BTreeMap<String, Loose>,
    /// Endings that are words of their own, as "n't" and "'s", the apostrophe straight. Lower case.
    pub clitics: Vec<String>,
    /// Beginnings that keep their hyphen, as "non" and "co". Lower case.
    pub prefixes: Vec<String>,
    /// Words that are kept whole whatever marks they hold, as "'em" and "w/o". Lower case.
    pub wholes: Vec<String>,
    /// Endings of names of files, as "doc". Lower case.
    pub extensions: Vec<String>,
    /// Units written on to a number, as "km". Case counts.
    pub units: Vec<String>,
}

/// A word that is split only before some words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Loose {
    /// Its parts.
    pub parts: Vec<String>,
    /// The words before which it is split.
    pub before: Vec<String>,
}

/// For dictionary forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lemma {
    /// Forms whose dictionary form no treebank may teach, by part of speech: `VERB.wrought = "work"`.
    pub irregular: BTreeMap<String, BTreeMap<String, String>>,
    /// Endings of verbs and what stands in their place in the dictionary form, the likelier first. What they make is
    /// taken only where it is a verb that the pack lists.
    pub verb_endings: Vec<(String, String)>,
}

impl Config {
    /// Reads a `language.toml`.
    pub fn parse(text: &str) -> Result<Config, Error> {
        Ok(toml::from_str(text)?)
    }
}
