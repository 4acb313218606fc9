//! Rows that many others point to: words, actors, shapes. Each is written once and remembered.

use std::{collections::HashMap, fmt::Write};

use rusqlite::{OptionalExtension, Transaction, params};

/// As many are remembered; then all are forgotten, and looked up again.
const MOST: usize = 1 << 18;

/// Numbers of rows that were lately written or looked up.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: HashMap<String, i64>,
    // By all that they hold, one part after the other.
    actors: HashMap<String, i64>,
    shapes: HashMap<String, i64>,
    // Written into again and again.
    asked: String,
}

/// An actor as its table has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor<'a> {
    pub(crate) name: &'a str,
    pub(crate) country: Option<&'a str>,
    pub(crate) level: &'a str,
    pub(crate) entity: Option<&'a str>,
}

/// What a record has in common with others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) kind: &'a str,
    pub(crate) factuality: &'a str,
    pub(crate) historical: bool,
    pub(crate) confidence: f64,
    pub(crate) rule: &'a str,
    pub(crate) words: &'a str,
}

// Between parts; what a part is missing is told apart from an empty one.
const PART: char = '\0';

impl Actor<'_> {
    fn key(self, key: &mut String) {
        key.clear();
        key.push_str(self.name);
        for part in [self.country, Some(self.level), self.entity] {
            key.push(PART);
            if let Some(part) = part {
                key.push('=');
                key.push_str(part);
            }
        }
    }
}

impl Shape<'_> {
    fn key(self, key: &mut String) {
        key.clear();
        for part in [self.kind, self.factuality, self.rule, self.words] {
            key.push_str(part);
            key.push(PART);
        }
        let _ = write!(key, "{:x}{}", self.confidence.to_bits(), u8::from(self.historical));
    }
}

impl Names {
    pub(crate) fn clear(&mut self) {
        *self = Names::default();
    }

    pub(crate) fn word(&mut self, tx: &Transaction<'_>, text: &str) -> rusqlite::Result<i64> {
        if let Some(known) = self.words.get(text) {
            return Ok(*known);
        }
        let found = tx
            .prepare_cached("SELECT word FROM words WHERE text = ?1")?
            .query_row([text], |row| row.get(0))
            .optional()?;
        let number = match found {
            Some(number) => number,
            None => tx.prepare_cached("INSERT INTO words (text) VALUES (?1)")?.insert([text])?,
        };
        Ok(remember(&mut self.words, text.to_owned(), number))
    }

    pub(crate) fn actor(&mut self, tx: &Transaction<'_>, actor: Actor<'_>) -> rusqlite::Result<i64> {
        actor.key(&mut self.asked);
        if let Some(known) = self.actors.get(&self.asked) {
            return Ok(*known);
        }
        let key = params![actor.name, actor.country, actor.level, actor.entity];
        let found = tx
            .prepare_cached(
                "SELECT actor FROM actors WHERE name = ?1 AND country IS ?2 AND level = ?3 AND entity IS ?4",
            )?
            .query_row(key, |row| row.get(0))
            .optional()?;
        let number = match found {
            Some(number) => number,
            None => tx
                .prepare_cached("INSERT INTO actors (name, country, level, entity) VALUES (?1, ?2, ?3, ?4)")?
                .insert(key)?,
        };
        Ok(remember(&mut self.actors, self.asked.clone(), number))
    }

    pub(crate) fn shape(&mut self, tx: &Transaction<'_>, shape: Shape<'_>) -> rusqlite::Result<i64> {
        if self.shapes.is_empty() {
            // An index of all they say would be larger than they are: all are remembered.
            self.shapes = shapes(tx)?;
        }
        shape.key(&mut self.asked);
        if let Some(known) = self.shapes.get(&self.asked) {
            return Ok(*known);
        }
        let number = tx
            .prepare_cached(
                "INSERT INTO shapes (kind, factuality, historical, confidence, rule, words)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .insert(params![
                shape.kind,
                shape.factuality,
                shape.historical,
                shape.confidence,
                shape.rule,
                shape.words
            ])?;
        self.shapes.insert(self.asked.clone(), number);
        Ok(number)
    }
}

fn shapes(tx: &Transaction<'_>) -> rusqlite::Result<HashMap<String, i64>> {
    let mut ask =
        tx.prepare_cached("SELECT shape, kind, factuality, historical, confidence, rule, words FROM shapes")?;
    let rows = ask.query_map([], |row| {
        let shape = Shape {
            kind: row.get_ref(1)?.as_str()?,
            factuality: row.get_ref(2)?.as_str()?,
            historical: row.get(3)?,
            confidence: row.get(4)?,
            rule: row.get_ref(5)?.as_str()?,
            words: row.get_ref(6)?.as_str()?,
        };
        let mut key = String::new();
        shape.key(&mut key);
        Ok((key, row.get(0)?))
    })?;
    rows.collect()
}

fn remember(known: &mut HashMap<String, i64>, key: String, number: i64) -> i64 {
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(key, number);
    number
}
