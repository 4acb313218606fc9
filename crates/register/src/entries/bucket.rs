//! Groups of what is alike, kept as things come and go, the same whatever the order of coming.
//!
//! Two things are linked where they share a bucket (or stand in buckets of neighbouring days) and are alike; a group
//! is all that links lead to. A bucket that grows large would cost each newcomer a look at all of it. So in every
//! bucket the few with the lowest ties are its anchors, and links need an anchor at one end: most newcomers look at
//! the anchors only, the few that become anchors look at the whole bucket, and each costs about the same however
//! large the bucket. Ties come from content, so anchors, links and groups hang on what is there and on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;

use super::shelf::Shelves;

/// How many anchors a bucket has.
pub(crate) const ANCHORS: usize = 48;

/// A bucket that a thing stands in: a class of things, of a day or of none (0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    day: u32,
    class: u32,
}

const DAY_BITS: u32 = 22;
const CLASS_BITS: u32 = 26;
/// So many bits of the class tell the shelf: among the keys of a day, and among those of none, which are many.
const SHELF_BITS: u32 = 8;
const DAYLESS_SHELF_BITS: u32 = 14;

impl Key {
    /// Of what kind of thing and which day. The hash is cut: what falls together by chance is told apart by looking.
    pub(crate) fn new(class: u64, day: Option<i64>) -> Key {
        let day = day.map_or(0, |day| (day + 1_000_000).clamp(2, (1 << DAY_BITS) - 2));
        Key { day: day as u32, class: (class >> (64 - CLASS_BITS)) as u32 }
    }

    /// As the third form of a register wrote it.
    pub(crate) fn old(key: i64) -> Key {
        Key {
            day: (key & ((1 << DAY_BITS) - 1)) as u32,
            class: (key >> DAY_BITS & ((1 << CLASS_BITS) - 1)) as u32,
        }
    }

    /// The shelf it stands on, and where.
    pub(crate) fn shelf(self) -> (i64, u32) {
        let bits = CLASS_BITS - if self.day == 0 { DAYLESS_SHELF_BITS } else { SHELF_BITS };
        (i64::from(self.day) << CLASS_BITS | i64::from(self.class >> bits), self.class & ((1 << bits) - 1))
    }

    // The same class of the day before, the day, and the day after. Without a day there are no neighbours.
    fn near(self) -> impl Iterator<Item = Key> {
        let days = if self.day == 0 { 0..=0 } else { self.day - 1..=self.day + 1 };
        days.map(move |day| Key { day, class: self.class })
    }
}

/// What is grouped, and where its groups are kept.
pub(crate) trait Kin {
    /// The table of its shelves.
    const TABLE: &'static str;
    /// Its shelves.
    fn shelves(&mut self) -> &mut Shelves;
    /// The buckets of a thing, and its tie in them.
    fn place(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<(Vec<Key>, u32)>;
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
    let (mut candidates, mut displaced) = (Vec::new(), Vec::new());
    let most = kin.anchors();
    for key in keys {
        let own = kin.shelves().bucket(tx, K::TABLE, key)?;
        let (full, last) = (own.len() >= most, own.take(most).last());
        // An anchor looks at all of the bucket and its neighbours, others look at the anchors; of few all are anchors.
        let anchor = !full || last.is_some_and(|last| (tie, thing) < last);
        if anchor && full {
            displaced.extend(last.map(|last| last.1));
        }
        let look = if anchor { usize::MAX } else { most };
        for near in key.near() {
            candidates.extend(kin.shelves().bucket(tx, K::TABLE, near)?.take(look).map(|place| place.1));
        }
        kin.shelves().insert(tx, K::TABLE, (key, (tie, thing)))?;
    }
    join_alike(kin, tx, thing, candidates)?;
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
        let own: Vec<i64> =
            kin.shelves().bucket(tx, K::TABLE, *key)?.take(most + 1).map(|place| place.1).collect();
        if own.len() > most && own[..most].contains(&thing) {
            promoted.push((*key, own[most]));
        }
        kin.shelves().remove(tx, K::TABLE, (*key, (tie, thing)))?;
    }
    regroup(kin, tx, thing, Some(thing))?;
    for (key, anchor) in promoted {
        let mut all = Vec::new();
        for near in key.near() {
            all.extend(kin.shelves().bucket(tx, K::TABLE, near)?.map(|place| place.1));
        }
        join_alike(kin, tx, anchor, all)?;
    }
    Ok(())
}

fn join_alike<K: Kin>(
    kin: &mut K,
    tx: &Transaction<'_>,
    thing: i64,
    mut candidates: Vec<i64>,
) -> rusqlite::Result<()> {
    candidates.sort_unstable();
    candidates.dedup();
    let mut found = vec![thing];
    for other in candidates {
        if other != thing && kin.alike(tx, thing, other)? {
            found.push(other);
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
    let mut buckets: BTreeMap<Key, Vec<i64>> = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for member in group.into_iter().filter(|member| Some(*member) != without) {
        let places = kin.place(tx, member)?.0;
        places.iter().for_each(|key| buckets.entry(*key).or_default().push(member));
        keys.insert(member, places);
    }
    let mut anchors: BTreeMap<Key, BTreeSet<i64>> = BTreeMap::new();
    let most = kin.anchors();
    for bucket in buckets.keys() {
        let first = kin.shelves().bucket(tx, K::TABLE, *bucket)?.take(most);
        anchors.insert(*bucket, first.map(|place| place.1).collect());
    }
    let anchor = |bucket: Key, thing: i64| anchors.get(&bucket).is_some_and(|all| all.contains(&thing));
    for (member, places) in keys {
        let mut candidates = Vec::new();
        for key in places {
            for bucket in key.near() {
                let others = buckets.get(&bucket).map_or(&[][..], Vec::as_slice);
                let linked =
                    |other: &&i64| **other > member && (anchor(key, member) || anchor(bucket, **other));
                candidates.extend(others.iter().filter(linked).copied());
            }
        }
        join_alike(kin, tx, member, candidates)?;
    }
    Ok(())
}
