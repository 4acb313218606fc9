//! Scores printed records against registers made by hand.
//!
//! A folder of gold holds `NAME.txt` (the text), `NAME.date` (its day) and `NAME.gold.jsonl` (a record a line;
//! `eval/gold/README.md` tells the form). A record found counts not as one but as the mean of its roles, so
//! that only a perfect register reaches a register F1 of 1:
//!
//! - a found record may match a gold one of its kind when its trigger (at most six words) overlaps an anchor;
//!   a statement or commitment also when its words agree by half; a figure also when value and unit are equal
//!   in the same sentence. Pairs are one to one, those with the best roles first.
//! - an optional gold record is never missed, and what is matched to it enters no count.
//! - `NAME.people.jsonl`, where there is one, holds fields that weigh nothing: they are reported for records found.
//! - every span of every record must be found at its place in the text, and every record must be complete.

mod roles;
mod tally;
mod text;

use std::{collections::BTreeMap, fs, io, path::Path};

use serde_json::Value;

pub use tally::RegisterScores;
use text::GoldText;

/// The documents of a folder with their registers.
#[derive(Debug)]
pub struct GoldSet {
    documents: BTreeMap<String, GoldText>,
}

impl GoldSet {
    /// Opens a folder. A document without a gold file is left out.
    pub fn open(folder: &Path) -> io::Result<GoldSet> {
        let mut documents = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(name) = file.strip_suffix(".gold.jsonl") else { continue };
            let text = fs::read_to_string(folder.join(format!("{name}.txt")))?;
            let gold = fs::read_to_string(&path)?;
            let people = match fs::read_to_string(folder.join(format!("{name}.people.jsonl"))) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                told => Some(told?),
            };
            let document = GoldText::new(&text, &gold, people.as_deref()).map_err(|why| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()))
            })?;
            documents.insert(name.to_owned(), document);
        }
        Ok(GoldSet { documents })
    }

    /// The names of the documents, without `.txt`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.documents.keys().map(String::as_str)
    }

    /// Scores records of these documents in their printed form.
    pub fn score(&self, records: &[Value]) -> RegisterScores {
        let mut scores = RegisterScores::new(self.documents.len());
        let mut by_document: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for record in records {
            let source = record["document"]["source"].as_str().unwrap_or_default();
            let name = source.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".txt");
            match roles::is_kind(record["kind"].as_str().unwrap_or_default())
                && self.documents.contains_key(name)
            {
                true => by_document.entry(name).or_default().push(record),
                false => scores.ignored += 1,
            }
        }
        for (name, document) in &self.documents {
            let found = by_document.remove(name.as_str()).unwrap_or_default();
            tally::tally(name, document, &found, &mut scores);
        }
        scores
    }
}
