//! Groups of what is alike, kept as things come and go, the same whatever the order of coming.
//!
//! Two things are linked where they share a bucket (or stand in buckets of neighbouring days) and are alike; a group
//! is all that links lead to. A bucket that grows large would cost each newcomer a look at all of it. So in every
//! bucket the few with the lowest ties are its anchors, and links need an anchor at one end: most newcomers look at
//! the anchors only, the few that become anchors look at the whole bucket, and each costs about the same however
//! large the bucket. Ties come from content, so anchors, links and groups hang on what is there and on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Transaction, params};

/// How many anchors a bucket has.
pub(crate) const ANCHORS: usize = 48;

/// A bucket that a thing stands in. The last [`DAY_BITS`] bits of the key are a day, or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(i64);

const DAY_BITS: u32 = 22;
const CLASS_BITS: u32 = 26;

impl Key {
    /// Of what kind of thing and which day. The hash is cut: what falls together by chance is told apart by looking.
    pub(crate) fn new(class: u64, day: Option<i64>) -> Key {
        let day = day.map_or(0, |day| (day + 1_000_000).clamp(2, (1 << DAY_BITS) - 2));
        let class = (class >> (64 - CLASS_BITS)) as i64;
        Key(class << DAY_BITS | day)
    }

    // Without a day the neighbours would be others' buckets.
    fn near(self) -> (i64, i64) {
        match self.0 & ((1 << DAY_BITS) - 1) {
            0 => (self.0, self.0),
            _ => (self.0 - 1, self.0 + 1),
        }
    }
}

/// What is grouped, and where its groups are kept.
pub(crate) trait Kin {
    /// Key, tie and thing of the rows between two keys, the lowest first, so many.
    const ROWS: &'static str;
    /// A row more: key, tie, thing.
    const INSERT: &'static str;
    /// A row less.
    const DELETE: &'static str;
    /// The buckets of a thing, and its tie in them.
    fn place(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<(Vec<Key>, i64)>;
    /// Are they linked?
    fn alike(&mut self, tx: &Transaction<'_>, a: i64, b: i64) -> rusqlite::Result<bool>;
    /// All in the group of a thing, itself too.
    fn group(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<Vec<i64>>;
    /// Makes one group of the groups of these.
    fn join(&mut self, tx: &Transaction<'_>, things: &[i64]) -> rusqlite::Result<()>;
    /// Leaves each of a whole group alone.
    fn part(&mut self, tx: &Transaction<'_>, group: &[i64]) -> rusqlite::Result<()>;
    /// How many anchors a bucket has: fewer in tests.
    fn anchors(&self) -> usize {
        ANCHORS
    }
}

/// A newcomer finds its group.
pub(crate) fn enter<K: Kin>(kin: &mut K, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<()> {
    let (keys, tie) = kin.place(tx, thing)?;
    let (mut candidates, mut displaced) = (BTreeSet::new(), Vec::new());
    for key in keys {
        let most = kin.anchors();
        let rows = rows::<K>(tx, key.near(), most + 1)?;
        if rows.len() <= most {
            // Few in all: all are anchors, and so is the newcomer.
            candidates.extend(rows.iter().map(|row| row.2));
            if rows.iter().filter(|row| row.0 == key.0).count() == most {
                displaced.extend(displaced_by::<K>(tx, key, (tie, thing), most)?);
            }
        } else {
            let own = self::rows::<K>(tx, (key.0, key.0), most)?;
            if own.len() < most || (tie, thing) < (own[most - 1].1, own[most - 1].2) {
                candidates.extend(self::rows::<K>(tx, key.near(), usize::MAX >> 1)?.iter().map(|row| row.2));
                displaced.extend(displaced_by::<K>(tx, key, (tie, thing), most)?);
            } else {
                let (from, to) = key.near();
                for bucket in from..=to {
                    candidates.extend(self::rows::<K>(tx, (bucket, bucket), most)?.iter().map(|row| row.2));
                }
            }
        }
        insert::<K>(tx, key, tie, thing)?;
    }
    candidates.remove(&thing);
    join_alike(kin, tx, thing, &candidates)?;
    for other in displaced {
        regroup(kin, tx, other, None)?;
    }
    Ok(())
}

/// A thing leaves its group, before it is deleted.
pub(crate) fn leave<K: Kin>(kin: &mut K, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<()> {
    let (keys, tie) = kin.place(tx, thing)?;
    let most = kin.anchors();
    let mut promoted = Vec::new();
    for key in &keys {
        let own = rows::<K>(tx, (key.0, key.0), most + 1)?;
        if own.len() > most && own[..most].iter().any(|row| row.2 == thing) {
            promoted.push((*key, own[most].2));
        }
        tx.prepare_cached(K::DELETE)?.execute(params![key.0, tie, thing])?;
    }
    regroup(kin, tx, thing, Some(thing))?;
    for (key, anchor) in promoted {
        let mut all: BTreeSet<i64> =
            rows::<K>(tx, key.near(), usize::MAX >> 1)?.iter().map(|row| row.2).collect();
        all.remove(&anchor);
        join_alike(kin, tx, anchor, &all)?;
    }
    Ok(())
}

fn join_alike<K: Kin>(
    kin: &mut K,
    tx: &Transaction<'_>,
    thing: i64,
    candidates: &BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let mut found = vec![thing];
    for other in candidates {
        if kin.alike(tx, thing, *other)? {
            found.push(*other);
        }
    }
    if found.len() > 1 { kin.join(tx, &found) } else { Ok(()) }
}

// Looks at all the links within a group anew, without the one that leaves.
fn regroup<K: Kin>(kin: &mut K, tx: &Transaction<'_>, of: i64, without: Option<i64>) -> rusqlite::Result<()> {
    let group = kin.group(tx, of)?;
    if group.len() < 2 {
        return Ok(());
    }
    kin.part(tx, &group)?;
    let mut buckets: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for member in group.into_iter().filter(|member| Some(*member) != without) {
        let places = kin.place(tx, member)?.0;
        places.iter().for_each(|key| buckets.entry(key.0).or_default().push(member));
        keys.insert(member, places);
    }
    let mut anchors: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for bucket in buckets.keys() {
        let first = rows::<K>(tx, (*bucket, *bucket), kin.anchors())?;
        anchors.insert(*bucket, first.into_iter().map(|row| row.2).collect());
    }
    let anchor = |bucket: i64, thing: i64| anchors.get(&bucket).is_some_and(|all| all.contains(&thing));
    for (member, places) in keys {
        let mut candidates = BTreeSet::new();
        for key in places {
            let (from, to) = key.near();
            for (bucket, others) in buckets.range(from..=to) {
                let linked =
                    |other: &&i64| **other > member && (anchor(key.0, member) || anchor(*bucket, **other));
                candidates.extend(others.iter().filter(linked).copied());
            }
        }
        join_alike(kin, tx, member, &candidates)?;
    }
    Ok(())
}

// The anchor that a newcomer would displace from a full bucket.
fn displaced_by<K: Kin>(
    tx: &Transaction<'_>,
    key: Key,
    newcomer: (i64, i64),
    most: usize,
) -> rusqlite::Result<Option<i64>> {
    let own = rows::<K>(tx, (key.0, key.0), most)?;
    let last = own.get(most - 1).filter(|last| newcomer < (last.1, last.2));
    Ok(last.map(|last| last.2))
}

// Key, tie and thing of the rows between two keys, the lowest first.
fn rows<K: Kin>(
    tx: &Transaction<'_>,
    (from, to): (i64, i64),
    most: usize,
) -> rusqlite::Result<Vec<(i64, i64, i64)>> {
    let mut ask = tx.prepare_cached(K::ROWS)?;
    let rows =
        ask.query_map(params![from, to, most as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

fn insert<K: Kin>(tx: &Transaction<'_>, key: Key, tie: i64, thing: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(K::INSERT)?.execute(params![key.0, tie, thing])?;
    Ok(())
}
