//! Rows that many others point to: words, actors, shapes. Each is written once and remembered.

use std::{collections::HashMap, fmt::Write};

use rusqlite::{OptionalExtension, Transaction, params};

use crate::ready::Actor;

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

/// What a record has in common with others.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) kind: String,
    pub(crate) factuality: String,
    pub(crate) historical: bool,
    pub(crate) confidence: f64,
    pub(crate) rule: String,
    pub(crate) words: String,
}

// Between parts; what a part is missing is told apart from an empty one.
const PART: char = '\0';

impl Actor {
    fn key(&self, key: &mut String) {
        key.clear();
        key.push_str(&self.name);
        for part in [self.country.as_deref(), Some(self.level.as_str()), self.entity.as_deref()] {
            key.push(PART);
            if let Some(part) = part {
                key.push('=');
                key.push_str(part);
            }
        }
    }
}

impl Shape {
    fn key(&self, key: &mut String) {
        key.clear();
        for part in [&self.kind, &self.factuality, &self.rule, &self.words] {
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

    pub(crate) fn actor(&mut self, tx: &Transaction<'_>, actor: &Actor) -> rusqlite::Result<i64> {
        actor.key(&mut self.asked);
        if let Some(known) = self.actors.get(&self.asked) {
            return Ok(*known);
        }
        let key = params![actor.name, actor.country, actor.level, actor.entity];
        let found = tx
            .prepare_cached(
                "SELECT actor FROM actors WHERE substr(name, 1, 8) = substr(?1, 1, 8)
                     AND name = ?1 AND country IS ?2 AND level = ?3 AND entity IS ?4",
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

    pub(crate) fn shape(&mut self, tx: &Transaction<'_>, shape: &Shape) -> rusqlite::Result<i64> {
        if self.shapes.is_empty() {
            // An index of all they say would be larger than they are: all are remembered.
            self.shapes = shapes(tx)?;
        }
        shape.key(&mut self.asked);
        if let Some(known) = self.shapes.get(&self.asked) {
            return Ok(*known);
        }
        let mut parts = [0; 4];
        for (part, text) in parts.iter_mut().zip([&shape.kind, &shape.factuality, &shape.rule, &shape.words])
        {
            *part = self.word(tx, text)?;
        }
        let number = tx
            .prepare_cached(
                "INSERT INTO shapes (kind, factuality, historical, confidence, rule, words)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .insert(params![parts[0], parts[1], shape.historical, shape.confidence, parts[2], parts[3]])?;
        shape.key(&mut self.asked);
        self.shapes.insert(self.asked.clone(), number);
        Ok(number)
    }
}

fn shapes(tx: &Transaction<'_>) -> rusqlite::Result<HashMap<String, i64>> {
    let mut ask = tx.prepare_cached(
        "SELECT shape, kind, factuality, historical, confidence, rule, words FROM spelled_shapes",
    )?;
    let rows = ask.query_map([], |row| {
        let shape = Shape {
            kind: row.get(1)?,
            factuality: row.get(2)?,
            historical: row.get(3)?,
            confidence: row.get(4)?,
            rule: row.get(5)?,
            words: row.get(6)?,
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
