//! Word lists and maps of the packs: `words/<language>.toml`.
//!
//! ```toml
//! [words]
//! sign = ["sign", "initial", "ink"]
//! deal = ["@treaty", "deal"]        # a list may hold another
//!
//! [maps.instrument_type]            # field word -> lemmas
//! agreement = ["agreement", "accord", "pact"]
//!
//! [paths]                           # ways that rules share: `recipients? = object | @beyond as Actor`
//! beyond = "complement > object | oblique(to against)"
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Path;

/// Word lists and maps by name, of all packs loaded.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    words: BTreeMap<String, Vec<String>>,
    maps: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    paths: BTreeMap<String, Vec<Path>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    maps: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    paths: BTreeMap<String, String>,
}

impl Lists {
    /// Adds the lists of a file. A list of the same name gains the new words: topics may enlarge each other's.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), String> {
        let parsed: File = toml::from_str(text).map_err(|error| format!("{file}: {error}"))?;
        for (name, words) in parsed.words {
            self.words.entry(name).or_default().extend(words);
        }
        for (name, ways) in parsed.paths {
            let ways = crate::parse::alternatives(file, &ways).map_err(|error| error.to_string())?;
            self.paths.entry(name).or_default().extend(ways);
        }
        for (name, map) in parsed.maps {
            let target = self.maps.entry(name).or_default();
            for (word, lemmas) in map {
                target.entry(word).or_default().extend(lemmas);
            }
        }
        Ok(())
    }

    /// The words of a list, those of the lists inside it included.
    pub fn words(&self, name: &str) -> Option<Vec<&str>> {
        self.words.get(name)?;
        let mut all = Vec::new();
        let mut visited = vec![name];
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            for word in self.words.get(name).into_iter().flatten() {
                match word.strip_prefix('@') {
                    // A list that holds itself, through others or not, is read once.
                    Some(inner) if !visited.contains(&inner) => {
                        visited.push(inner);
                        waiting.push(inner);
                    }
                    Some(_) => {}
                    None => all.push(word.as_str()),
                }
            }
        }
        Some(all)
    }

    /// A map: each field word with its lemmas.
    pub fn map(&self, name: &str) -> Option<&BTreeMap<String, Vec<String>>> {
        self.maps.get(name)
    }

    /// Ways that rules share.
    pub fn paths(&self, name: &str) -> Option<&[Path]> {
        self.paths.get(name).map(Vec::as_slice)
    }

    /// The names of all shared ways.
    pub fn path_names(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// The names of all lists.
    pub fn list_names(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// The names of all maps.
    pub fn map_names(&self) -> impl Iterator<Item = &str> {
        self.maps.keys().map(String::as_str)
    }
}
