//! Buckets on shelves: many small ones packed into one row, held open while a transaction lasts.
//!
//! A row for each key would cost more than twice the bytes, and every newcomer would dirty a page for each of its
//! keys. Keys of one day stand together, so that news that comes by day touches few rows.

use std::collections::hash_map;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{bucket::Key, hash::ByNumber};

/// More rows than this are not held open after a transaction.
const MOST: usize = 1 << 21;

/// Tie, of 24 bits, and thing: the order within a bucket.
pub(crate) type Place = (u32, i64);

/// The shelves of one table.
#[derive(Debug, Default)]
pub(crate) struct Shelves {
    open: ByNumber<Shelf>,
    held: usize,
}

// What is left of the key, tie and thing.
type Row = (u32, u32, i64);

#[derive(Debug, Default)]
struct Shelf {
    // Sorted.
    rows: Vec<Row>,
    changed: bool,
}

impl Shelves {
    /// Nothing of what was held open is to be written.
    pub(crate) fn clear(&mut self) {
        *self = Shelves::default();
    }

    /// What stands in a bucket, the lowest first.
    pub(crate) fn bucket(
        &mut self,
        tx: &Transaction<'_>,
        table: &str,
        key: Key,
    ) -> rusqlite::Result<impl ExactSizeIterator<Item = Place>> {
        let (shelf, rest) = key.shelf();
        let rows = &self.shelf(tx, table, shelf)?.rows;
        let from = rows.partition_point(|row| row.0 < rest);
        let many = rows[from..].partition_point(|row| row.0 == rest);
        Ok(rows[from..from + many].iter().map(|row| (row.1, row.2)))
    }

    /// One more in a bucket.
    pub(crate) fn insert(
        &mut self,
        tx: &Transaction<'_>,
        table: &str,
        place: (Key, Place),
    ) -> rusqlite::Result<()> {
        let (shelf, row) = self.shelf_of(tx, table, place)?;
        if let Err(at) = shelf.rows.binary_search(&row) {
            shelf.rows.insert(at, row);
            shelf.changed = true;
            self.held += 1;
        }
        Ok(())
    }

    /// One less.
    pub(crate) fn remove(
        &mut self,
        tx: &Transaction<'_>,
        table: &str,
        place: (Key, Place),
    ) -> rusqlite::Result<()> {
        let (shelf, row) = self.shelf_of(tx, table, place)?;
        if let Ok(at) = shelf.rows.binary_search(&row) {
            shelf.rows.remove(at);
            shelf.changed = true;
        }
        Ok(())
    }

    /// Writes what changed; before every commit.
    pub(crate) fn write(&mut self, tx: &Transaction<'_>, table: &str) -> rusqlite::Result<()> {
        let mut changed: Vec<(&i64, &mut Shelf)> =
            self.open.iter_mut().filter(|(_, shelf)| shelf.changed).collect();
        changed.sort_unstable_by_key(|(number, _)| **number);
        let mut put = tx.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES (?1, ?2)"))?;
        let mut drop = tx.prepare_cached(&format!("DELETE FROM {table} WHERE shelf = ?1"))?;
        for (number, shelf) in changed {
            if shelf.rows.is_empty() {
                drop.execute([number])?;
            } else {
                put.execute(params![number, packed(&shelf.rows)])?;
            }
            shelf.changed = false;
        }
        if self.held > MOST {
            self.clear();
        }
        Ok(())
    }

    // The shelf of a place in a bucket, and the row that stands for it there.
    fn shelf_of(
        &mut self,
        tx: &Transaction<'_>,
        table: &str,
        (key, (tie, thing)): (Key, Place),
    ) -> rusqlite::Result<(&mut Shelf, Row)> {
        let (shelf, rest) = key.shelf();
        Ok((self.shelf(tx, table, shelf)?, (rest, tie, thing)))
    }

    fn shelf(&mut self, tx: &Transaction<'_>, table: &str, number: i64) -> rusqlite::Result<&mut Shelf> {
        Ok(match self.open.entry(number) {
            hash_map::Entry::Occupied(open) => open.into_mut(),
            hash_map::Entry::Vacant(place) => {
                let rows = tx
                    .prepare_cached(&format!("SELECT keys FROM {table} WHERE shelf = ?1"))?
                    .query_row([number], |row| Ok(unpacked(row.get_ref(0)?.as_blob()?)))
                    .optional()?
                    .unwrap_or_default();
                self.held += rows.len();
                place.insert(Shelf { rows, changed: false })
            }
        })
    }
}

// By how much the rest of the key grows, the tie, by how much the thing differs.
fn packed(rows: &[Row]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * 8);
    let (mut last_rest, mut last_thing) = (0, 0_i64);
    for (rest, tie, thing) in rows {
        number(&mut bytes, u64::from(rest - last_rest));
        bytes.extend(&tie.to_le_bytes()[..3]);
        let apart = thing.wrapping_sub(last_thing);
        number(&mut bytes, (apart << 1 ^ apart >> 63) as u64);
        (last_rest, last_thing) = (*rest, *thing);
    }
    bytes
}

// Of spoilt bytes what can be had.
fn unpacked(bytes: &[u8]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(bytes.len() / 7);
    let (mut rest, mut thing) = (0_u32, 0_i64);
    let mut left = bytes;
    let mut next = || {
        rest = rest.wrapping_add(take(&mut left)? as u32);
        let ([a, b, c], after) = left.split_first_chunk::<3>()?;
        left = after;
        let apart = take(&mut left)?;
        thing = thing.wrapping_add((apart >> 1) as i64 ^ -((apart & 1) as i64));
        Some((rest, u32::from_le_bytes([*a, *b, *c, 0]), thing))
    };
    while let Some(row) = next() {
        rows.push(row);
    }
    if !rows.is_sorted() {
        rows.sort_unstable();
    }
    rows
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 127 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 127) << shift;
        if *first < 128 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{packed, unpacked};

    #[test]
    fn rows_come_back() {
        let rows = [
            (0, 0, 1),
            (0, 0, i64::MAX),
            (0, 9, -4),
            (3, 0xff_ffff, 8_400_000),
            (3, 0xff_ffff, 8_400_001),
            (u32::MAX, 1, 0),
        ];
        let bytes = packed(&rows);
        assert_eq!(unpacked(&bytes), rows);
        for n in 0..bytes.len() {
            assert!(unpacked(&bytes[..n]).len() < rows.len());
        }
        assert!(unpacked(&[]).is_empty());
        // Never ends in a panic.
        unpacked(&[255; 64]);
    }
}
