//! Records that tell the same.

use std::{collections::BTreeSet, sync::Arc};

use rusqlite::{OptionalExtension, Transaction, params};

use super::{
    Memory,
    bucket::{Key, Kin},
    chain,
    compare::{measures, score},
    hash::Lately,
    shelf::Shelves,
    traits::{Sort, Traits},
};

/// So many are remembered.
const MOST: usize = 40_000;

/// Records, grouped into entries.
pub(crate) struct Records<'m>(pub(crate) &'m mut Memory);

/// Records lately looked at.
pub(crate) type Cache = Lately<Arc<Traits>, MOST>;

impl Records<'_> {
    /// Takes note of records that were just written.
    pub(crate) fn remember(&mut self, document: i64, records: impl Iterator<Item = (i64, Traits)>) {
        for (record, mut traits) in records {
            traits.document = document;
            self.0.records.insert(record, Arc::new(traits));
        }
    }

    /// What is compared of a record.
    pub(crate) fn traits(
        &mut self,
        tx: &Transaction<'_>,
        record: i64,
    ) -> rusqlite::Result<Option<Arc<Traits>>> {
        if let Some(known) = self.0.records.get(record) {
            return Ok(Some(known));
        }
        let document = tx
            .prepare_cached("SELECT document FROM records WHERE record = ?1")?
            .query_row([record], |row| row.get(0))
            .optional()?;
        if let Some(document) = document {
            self.recall(tx, document)?;
        }
        Ok(self.0.records.get(record))
    }

    // Whoever asks for one record of a document soon asks for others.
    fn recall(&mut self, tx: &Transaction<'_>, document: i64) -> rusqlite::Result<()> {
        let kept = crate::claims::document(tx, document)?;
        let records = crate::claims::records(&kept)?;
        let traits = Traits::of_document(&kept.printed, &records);
        self.remember(document, kept.rows.iter().map(|row| row.record).zip(traits));
        Ok(())
    }

    // Accords are told of for months, and in words that other accords share.
    fn makes_chains(&mut self, tx: &Transaction<'_>, things: &[i64]) -> rusqlite::Result<bool> {
        let traits = things.first().map(|thing| self.traits(tx, *thing)).transpose()?.flatten();
        Ok(traits.is_some_and(|traits| traits.sort == Sort::Instrument))
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
        Ok(measures(&one, &other, (&one.scene, &other.scene)).map(|measures| (one, measures)))
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
        match chain::of(tx, thing)? {
            Some(chain) => chain::records(tx, chain),
            None => entry_of(tx, thing),
        }
    }

    fn join(&mut self, tx: &Transaction<'_>, things: &[i64]) -> rusqlite::Result<()> {
        if self.makes_chains(tx, things)? {
            let (mut chains, mut others) = (BTreeSet::new(), BTreeSet::new());
            for thing in things {
                match chain::of(tx, *thing)? {
                    Some(chain) => drop(chains.insert(chain)),
                    None => others.extend(entry_of(tx, *thing)?),
                }
            }
            if !chains.is_empty() || others.len() >= chain::LONG {
                return chain::join(tx, self.0, (&chains, &others));
            }
        }
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
                    "INSERT INTO entries (kind, first)
                     SELECT s.kind, record FROM records JOIN spelled_shapes s USING (shape)
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
        if let Some(chain) = group.first().map(|thing| chain::of(tx, *thing)).transpose()?.flatten() {
            return chain::part(tx, chain);
        }
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

/// All that stand in the entry of a record, itself too.
pub(crate) fn entry_of(tx: &Transaction<'_>, record: i64) -> rusqlite::Result<Vec<i64>> {
    let Some(entry) = entry(tx, record)? else { return Ok(vec![record]) };
    let mut ask = tx.prepare_cached("SELECT record FROM entry_records WHERE entry = ?1 ORDER BY record")?;
    ask.query_map([entry], |row| row.get(0))?.collect()
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
