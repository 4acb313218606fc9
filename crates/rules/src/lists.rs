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

use crate::{Error, Path, Step, error::nearest};

// Lists inside lists deeper than this nobody writes.
const MAX_DEPTH: usize = 64;

/// Word lists and maps by name, of all packs loaded.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    words: BTreeMap<String, Vec<String>>,
    maps: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    paths: BTreeMap<String, Vec<Path>>,
    // The files and their texts, to point at what is wrong in them.
    files: Vec<(String, String)>,
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
        self.files.push((file.to_owned(), text.to_owned()));
        Ok(())
    }

    /// What is wrong in the lists and shared paths of all files together: circles, lists that no pack has, and words
    /// that no word of a text can be.
    pub(crate) fn faults(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        let inner = |words: &Vec<String>| -> Vec<String> {
            words.iter().filter_map(|word| word.strip_prefix('@')).map(str::to_owned).collect()
        };
        let lists = self.words.iter().map(|(name, words)| (name.as_str(), inner(words))).collect();
        self.circles(&lists, "list", &mut errors);
        let named = |ways: &Vec<Path>| -> Vec<String> {
            let steps = ways.iter().flat_map(|way| &way.steps);
            steps
                .filter_map(|step| if let Step::Named(name) = step { Some(name.clone()) } else { None })
                .collect()
        };
        let paths = self.paths.iter().map(|(name, ways)| (name.as_str(), named(ways))).collect();
        self.circles(&paths, "shared path", &mut errors);
        for (name, held) in &lists {
            for unknown in held.iter().filter(|each| !self.words.contains_key(*each)) {
                let hint = nearest(unknown, self.list_names());
                let message = format!("no pack has a word list `{unknown}`{hint}");
                errors.push(self.error(name, &format!("@{unknown}"), message));
            }
        }
        let lists = self.words.iter();
        let maps = self.maps.values().flatten();
        for (name, words) in lists.chain(maps) {
            for word in words.iter().filter(|word| word.contains(char::is_whitespace)) {
                errors.push(self.error(name, word, several_words(word)));
            }
        }
        errors
    }

    // Names that hold each other in a circle, each circle told once.
    fn circles(&self, all: &BTreeMap<&str, Vec<String>>, what: &str, errors: &mut Vec<Error>) {
        let mut done: Vec<&str> = Vec::new();
        for &start in all.keys() {
            // The names that lead to where we are, each with the number of the next that it holds.
            let mut way: Vec<(&str, usize)> = vec![(start, 0)];
            while let Some((name, next)) = way.last_mut() {
                let (name, held) = (*name, all.get(*name).and_then(|held| held.get(*next)));
                *next += 1;
                match held.and_then(|held| all.get_key_value(held.as_str())).map(|(key, _)| *key) {
                    None if held.is_some() => {}
                    None => {
                        done.push(name);
                        way.pop();
                    }
                    Some(inner) if done.contains(&inner) => {}
                    Some(inner) => match way.iter().position(|(each, _)| *each == inner) {
                        Some(first) => {
                            let circle: Vec<&str> = way[first..].iter().map(|(each, _)| *each).collect();
                            let message = format!(
                                "the {what} `{inner}` leads back to itself ({} > {inner}); one may hold others, but no \
                                 circle: take `@{inner}` out of `{name}`",
                                circle.join(" > ")
                            );
                            errors.push(self.error(name, &format!("@{inner}"), message));
                        }
                        None if way.len() < MAX_DEPTH => way.push((inner, 0)),
                        None => {}
                    },
                }
            }
        }
    }

    // Points at a word in what a file has under a name.
    fn error(&self, name: &str, word: &str, message: String) -> Error {
        let under = |text: &str| {
            let lines: Vec<&str> = text.lines().collect();
            let begins = |line: &&str| {
                let key = line.split('=').next().unwrap_or_default().trim();
                line.contains('=') && key.trim_matches('"') == name
            };
            let mut firsts =
                (0..lines.len()).filter(|&at| begins(&lines[at])).collect::<Vec<_>>().into_iter();
            firsts.find_map(|first| {
                let below = (first..lines.len()).take_while(|&at| at == first || !lines[at].contains('='));
                below
                    .into_iter()
                    .find_map(|at| lines[at].find(word).map(|byte| (at, byte, lines[at].to_owned())))
            })
        };
        let found = self.files.iter().find_map(|(file, text)| under(text).map(|place| (file.clone(), place)));
        let (file, (line, byte, source)) = found.unwrap_or_default();
        let column = source[..byte].chars().count() + 1;
        Error { file, line: line + 1, column, width: word.chars().count(), source, message }
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

/// What is wrong with a word that is several.
pub(crate) fn several_words(word: &str) -> String {
    format!(
        "`{word}` is no single word, so that nothing in a text can be it; write the word that governs first and the others \
         behind it, as `pull_out` or `servant_civil`"
    )
}
