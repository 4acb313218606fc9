//! Records that tell the same.

use std::{collections::HashMap, sync::Arc};

use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use super::{
    Memory,
    bucket::{Key, Kin},
    compare::{measures, score},
    shelf::Shelves,
    traits::{Scene, Sentences, Traits, day},
};

/// So many are remembered.
const MOST: usize = 40_000;

/// Records, grouped into entries.
pub(crate) struct Records<'m>(pub(crate) &'m mut Memory);

/// Records and documents lately looked at.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    traits: HashMap<i64, Arc<Traits>>,
    scenes: HashMap<i64, Arc<Scene>>,
}

impl Cache {
    pub(crate) fn clear(&mut self) {
        self.traits.clear();
        self.scenes.clear();
    }

    fn set(&mut self, document: i64, scene: Scene) {
        if self.scenes.len() >= MOST {
            self.scenes.clear();
        }
        self.scenes.insert(document, Arc::new(scene));
    }

    fn keep(&mut self, record: i64, traits: Traits) {
        if self.traits.len() >= MOST {
            self.traits.clear();
        }
        self.traits.insert(record, Arc::new(traits));
    }
}

impl Records<'_> {
    /// Takes note of records whose printed form is at hand.
    pub(crate) fn remember<'r>(
        &mut self,
        (number, document): (i64, &Value),
        records: impl Iterator<Item = (i64, &'r Value)> + Clone,
    ) {
        let id = document["id"].as_str().unwrap_or_default();
        let published = document["published"].as_str().and_then(day);
        let title = document["title"].as_str().unwrap_or_default();
        let mut sentences = Sentences::default();
        self.0.records.set(number, Scene::new(title, records.clone().map(|(_, printed)| printed)));
        for (record, printed) in records {
            self.0.records.keep(record, Traits::new(printed, (number, id, published), &mut sentences));
        }
    }

    /// What is compared of a record.
    pub(crate) fn traits(
        &mut self,
        tx: &Transaction<'_>,
        record: i64,
    ) -> rusqlite::Result<Option<Arc<Traits>>> {
        if let Some(known) = self.0.records.traits.get(&record) {
            return Ok(Some(Arc::clone(known)));
        }
        let document = tx
            .prepare_cached("SELECT document FROM records WHERE record = ?1")?
            .query_row([record], |row| row.get(0))
            .optional()?;
        if let Some(document) = document {
            self.recall(tx, document)?;
        }
        Ok(self.0.records.traits.get(&record).cloned())
    }

    /// What is compared of a document.
    pub(crate) fn scene(&mut self, tx: &Transaction<'_>, document: i64) -> rusqlite::Result<Arc<Scene>> {
        if let Some(known) = self.0.records.scenes.get(&document) {
            return Ok(Arc::clone(known));
        }
        self.recall(tx, document)?;
        Ok(self.0.records.scenes.get(&document).cloned().unwrap_or_default())
    }

    // Whoever asks for one record of a document soon asks for others.
    fn recall(&mut self, tx: &Transaction<'_>, document: i64) -> rusqlite::Result<()> {
        let kept = crate::claims::document(tx, document)?;
        let records = crate::claims::records(&kept)?;
        let numbered = kept.rows.iter().map(|row| row.record).zip(&records);
        self.remember((document, &kept.printed), numbered);
        Ok(())
    }

    /// The measures of a pair, where nothing forbids that they tell the same.
    pub(crate) fn measures(
        &mut self,
        tx: &Transaction<'_>,
        a: i64,
        b: i64,
    ) -> rusqlite::Result<Option<(Arc<Traits>, [f64; super::compare::MEASURES])>> {
        let (Some(one), Some(other)) = (self.traits(tx, a)?, self.traits(tx, b)?) else { return Ok(None) };
        if one.document == other.document || one.class != other.class {
            return Ok(None);
        }
        let scenes = (self.scene(tx, one.document)?, self.scene(tx, other.document)?);
        Ok(measures(&one, &other, (&scenes.0, &scenes.1)).map(|measures| (one, measures)))
    }
}

impl Kin for Records<'_> {
    const TABLE: &'static str = "record_keys";

    fn shelves(&mut self) -> &mut Shelves {
        &mut self.0.record_shelves
    }

    fn place(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<(Vec<Key>, u32)> {
        Ok(self.traits(tx, thing)?.map_or_else(Default::default, |traits| (traits.keys(), traits.tie())))
    }

    fn alike(&mut self, tx: &Transaction<'_>, a: i64, b: i64) -> rusqlite::Result<bool> {
        Ok(self.measures(tx, a, b)?.is_some_and(|(traits, measures)| score(traits.sort, &measures) > 0.0))
    }

    fn group(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<Vec<i64>> {
        let Some(entry) = entry(tx, thing)? else { return Ok(vec![thing]) };
        let mut ask =
            tx.prepare_cached("SELECT record FROM entry_records WHERE entry = ?1 ORDER BY record")?;
        ask.query_map([entry], |row| row.get(0))?.collect()
    }

    fn join(&mut self, tx: &Transaction<'_>, things: &[i64]) -> rusqlite::Result<()> {
        let (mut entries, mut alone) = (Vec::new(), Vec::new());
        for thing in things {
            match entry(tx, *thing)? {
                Some(entry) => entries.push(entry),
                None => alone.push(*thing),
            }
        }
        entries.sort_unstable();
        entries.dedup();
        let mut firsts = alone.clone();
        let first_of = |entry: &i64| {
            tx.prepare_cached("SELECT first FROM entries WHERE entry = ?1")?
                .query_row([entry], |row| row.get(0))
        };
        for entry in &entries {
            firsts.push(first_of(entry)?);
        }
        let Some(first) = first(tx, &firsts)? else { return Ok(()) };
        // The oldest entry takes in the others; which number an entry has means nothing.
        let entry = match entries.first() {
            Some(entry) => {
                tx.prepare_cached("UPDATE entries SET first = ?2 WHERE entry = ?1")?
                    .execute([*entry, first])?;
                *entry
            }
            None => tx
                .prepare_cached(
                    "INSERT INTO entries (kind, first) SELECT kind, record FROM records JOIN shapes USING (shape)
                     WHERE record = ?1",
                )?
                .insert([first])?,
        };
        for other in entries.iter().skip(1) {
            tx.prepare_cached("UPDATE entry_records SET entry = ?2 WHERE entry = ?1")?
                .execute([*other, entry])?;
            tx.prepare_cached("DELETE FROM entries WHERE entry = ?1")?.execute([other])?;
        }
        for record in alone {
            tx.prepare_cached("INSERT INTO entry_records VALUES (?1, ?2)")?.execute([record, entry])?;
        }
        Ok(())
    }

    fn part(&mut self, tx: &Transaction<'_>, group: &[i64]) -> rusqlite::Result<()> {
        let Some(entry) = group.first().map(|thing| entry(tx, *thing)).transpose()?.flatten() else {
            return Ok(());
        };
        tx.prepare_cached("DELETE FROM entry_records WHERE entry = ?1")?.execute([entry])?;
        tx.prepare_cached("DELETE FROM entries WHERE entry = ?1")?.execute([entry])?;
        Ok(())
    }

    fn anchors(&self) -> usize {
        self.0.anchors()
    }
}

fn entry(tx: &Transaction<'_>, record: i64) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT entry FROM entry_records WHERE record = ?1")?
        .query_row([record], |row| row.get(0))
        .optional()
}

// The first of some records, by day and id of their documents, then by place.
fn first(tx: &Transaction<'_>, records: &[i64]) -> rusqlite::Result<Option<i64>> {
    type Order = (bool, Option<String>, String, i64, String);
    let mut first: Option<(Order, i64)> = None;
    for record in records {
        let order: Order = tx
            .prepare_cached(
                "SELECT d.published IS NULL, d.published, hex(d.id), r.trigger_start, hex(r.id)
                 FROM records r JOIN documents d USING (document) WHERE r.record = ?1",
            )?
            .query_row(params![record], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        if first.as_ref().is_none_or(|(before, _)| order < *before) {
            first = Some((order, *record));
        }
    }
    Ok(first.map(|(_, record)| record))
}
