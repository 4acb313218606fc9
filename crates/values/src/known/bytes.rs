//! Tables that need no making: numbers and keys in stretches of bytes, used where they lie.
//!
//! What the build prepared stays in the program: a process that reads one report touches the few pages it asks. A table
//! that grows is copied first.

use std::borrow::Cow;

/// A stretch of bytes, of the program or of one's own.
pub(crate) type Bytes = Cow<'static, [u8]>;

/// The `N` bytes at a row of a table.
pub(crate) fn row<const N: usize>(bytes: &[u8], row: usize) -> Option<[u8; N]> {
    bytes.get(row.checked_mul(N)?..)?.first_chunk().copied()
}

/// Whole numbers by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(pub(crate) Bytes);

impl Numbers {
    pub(crate) fn get(&self, place: u32) -> Option<u32> {
        row(&self.0, place as usize).map(u32::from_le_bytes)
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.0.len() / 4).expect("more than 2^32 numbers")
    }

    pub(crate) fn push(&mut self, number: u32) {
        self.0.to_mut().extend(number.to_le_bytes());
    }

    pub(crate) fn set(&mut self, place: u32, number: u32) {
        self.0.to_mut()[place as usize * 4..][..4].copy_from_slice(&number.to_le_bytes());
    }
}

/// Numbers by key: open addressing, in rows of twelve bytes: the key, and the number counted from 1; 0 where a row is
/// empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    bytes: Bytes,
    full: usize,
}

const ROW: usize = 12;

impl Slots {
    /// A table that [`Slots::bytes`] gave.
    pub(crate) fn new(bytes: Bytes) -> Slots {
        // How many there are matters only to one that grows.
        Slots { bytes, full: usize::MAX }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn rows(&self) -> usize {
        self.bytes.len() / ROW
    }

    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        self.find(key).and_then(|place| self.at(place)).and_then(|(_, number)| number.checked_sub(1))
    }

    /// Adds a key that is not there yet.
    pub(crate) fn insert(&mut self, key: u64, number: u32) {
        if self.full == usize::MAX {
            self.full =
                (0..self.rows()).filter(|&place| self.at(place).is_some_and(|row| row.1 != 0)).count();
        }
        // Three of five rows full: a look for what is not there passes four of them.
        if self.rows() * 3 < (self.full + 1) * 5 {
            let grown = vec![0; ((self.full + 8) * 2 * 5 / 3) * ROW];
            let old = std::mem::replace(&mut self.bytes, grown.into());
            for place in 0..old.len() / ROW {
                let (key, number) = parse(row(&old, place).unwrap_or_default());
                if number != 0 {
                    self.put(key, number);
                }
            }
        }
        self.put(key, number + 1);
        self.full += 1;
    }

    /// The same table with no more room than it needs.
    pub(crate) fn fitted(&self) -> Slots {
        let rows: Vec<_> =
            (0..self.rows()).filter_map(|place| self.at(place)).filter(|row| row.1 != 0).collect();
        let mut fitted = Slots { bytes: vec![0; (rows.len() + 1) * 5 / 3 * ROW].into(), full: rows.len() };
        rows.into_iter().for_each(|(key, number)| fitted.put(key, number));
        fitted
    }

    fn put(&mut self, key: u64, number: u32) {
        let place = self.find(key).expect("a table that was just given room");
        let row = &mut self.bytes.to_mut()[place * ROW..][..ROW];
        row[..8].copy_from_slice(&key.to_le_bytes());
        row[8..].copy_from_slice(&number.to_le_bytes());
    }

    fn at(&self, place: usize) -> Option<(u64, u32)> {
        row(&self.bytes, place).map(parse)
    }

    // Where the key stands, or the empty row where it would.
    fn find(&self, key: u64) -> Option<usize> {
        let rows = self.rows();
        let mixed = (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut place = ((u128::from(mixed) * rows as u128) >> 64) as usize;
        for _ in 0..rows {
            match self.at(place)? {
                (known, _) if known == key => return Some(place),
                (_, 0) => return Some(place),
                _ => place = if place + 1 == rows { 0 } else { place + 1 },
            }
        }
        None
    }
}

fn parse(row: [u8; ROW]) -> (u64, u32) {
    let [key @ .., a, b, c, d] = row;
    (u64::from_le_bytes(key), u32::from_le_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_and_others_are_not() {
        let mut slots = Slots::default();
        assert_eq!(slots.get(0), None);
        let keys = || (0..5000u64).map(|i| ((i % 7) << 60) | (i * 3));
        keys().enumerate().for_each(|(number, key)| slots.insert(key, number as u32));
        for table in [&slots, &slots.fitted(), &Slots::new(slots.fitted().bytes().to_vec().into())] {
            keys().enumerate().for_each(|(number, key)| assert_eq!(table.get(key), Some(number as u32)));
            keys().for_each(|key| assert_eq!(table.get(key + 1), None));
        }
        let mut again = Slots::new(slots.fitted().bytes().to_vec().into());
        again.insert(1, 7);
        assert_eq!((again.get(1), again.get(3)), (Some(7), slots.get(3)));
    }
}
