//! Rows that many others point to: words, actors, shapes. Each is written once and remembered.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Transaction, params};

/// As many are remembered; then all are forgotten, and looked up again.
const MOST: usize = 1 << 18;

/// Numbers of rows that were lately written or looked up.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: HashMap<String, i64>,
    actors: HashMap<Actor, i64>,
    shapes: HashMap<Shape, i64>,
}

/// An actor as its table has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) level: String,
    pub(crate) entity: Option<String>,
}

/// What a record has in common with others. The confidence is held by its bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) kind: String,
    pub(crate) factuality: String,
    pub(crate) historical: bool,
    pub(crate) confidence: u64,
    pub(crate) rule: String,
    pub(crate) words: String,
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

    pub(crate) fn actor(&mut self, tx: &Transaction<'_>, actor: Actor) -> rusqlite::Result<i64> {
        if let Some(known) = self.actors.get(&actor) {
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
        Ok(remember(&mut self.actors, actor, number))
    }

    pub(crate) fn shape(&mut self, tx: &Transaction<'_>, shape: Shape) -> rusqlite::Result<i64> {
        if let Some(known) = self.shapes.get(&shape) {
            return Ok(*known);
        }
        if self.shapes.is_empty() {
            // An index of all they say would be larger than they are: all are remembered.
            self.shapes = shapes(tx)?;
            if let Some(known) = self.shapes.get(&shape) {
                return Ok(*known);
            }
        }
        let confidence = f64::from_bits(shape.confidence);
        let number = tx
            .prepare_cached(
                "INSERT INTO shapes (kind, factuality, historical, confidence, rule, words)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .insert(params![
                shape.kind,
                shape.factuality,
                shape.historical,
                confidence,
                shape.rule,
                shape.words
            ])?;
        self.shapes.insert(shape, number);
        Ok(number)
    }
}

fn shapes(tx: &Transaction<'_>) -> rusqlite::Result<HashMap<Shape, i64>> {
    let mut ask =
        tx.prepare_cached("SELECT shape, kind, factuality, historical, confidence, rule, words FROM shapes")?;
    let rows = ask.query_map([], |row| {
        let shape = Shape {
            kind: row.get(1)?,
            factuality: row.get(2)?,
            historical: row.get(3)?,
            confidence: row.get::<_, f64>(4)?.to_bits(),
            rule: row.get(5)?,
            words: row.get(6)?,
        };
        Ok((shape, row.get(0)?))
    })?;
    rows.collect()
}

fn remember<K: std::hash::Hash + Eq>(known: &mut HashMap<K, i64>, key: K, number: i64) -> i64 {
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(key, number);
    number
}
