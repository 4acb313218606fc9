//! A hash that is the same on every machine and in every version: what is stored under it must be found again.

/// FNV-1a with murmur's last step, which spreads short words over all bits.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hash = Hash::new();
    bytes.iter().for_each(|byte| hash.take(u64::from(*byte)));
    hash.finish()
}

/// The same, letter by letter.
#[derive(Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn new() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn letter(&mut self, letter: char) {
        self.take(u64::from(u32::from(letter)));
    }

    pub(crate) fn finish(self) -> u64 {
        mix(self.0)
    }

    fn take(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x0100_0000_01b3);
    }
}

/// One hash of two.
pub(crate) fn join(a: u64, b: u64) -> u64 {
    mix(a.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b)
}

fn mix(mut state: u64) -> u64 {
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^= state >> 33;
    state = state.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

/// Maps by the numbers of rows: they are nobody's to choose, so scattering them needs no secret.
pub(crate) type ByNumber<T> = std::collections::HashMap<i64, T, std::hash::BuildHasherDefault<Scatter>>;

/// Scatters numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scatter(u64);

impl std::hash::Hasher for Scatter {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = join(self.0, u64::from(*byte)));
    }

    fn write_i64(&mut self, number: i64) {
        let scattered = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = scattered ^ scattered >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What was lately looked at: at least the last `MOST`, at most twice as many.
#[derive(Debug)]
pub(crate) struct Lately<T, const MOST: usize> {
    young: ByNumber<T>,
    old: ByNumber<T>,
}

impl<T, const MOST: usize> Default for Lately<T, MOST> {
    fn default() -> Self {
        Lately { young: ByNumber::default(), old: ByNumber::default() }
    }
}

impl<T: Clone, const MOST: usize> Lately<T, MOST> {
    pub(crate) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    pub(crate) fn insert(&mut self, number: i64, thing: T) {
        if self.young.len() >= MOST {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        self.young.insert(number, thing);
    }

    pub(crate) fn get(&mut self, number: i64) -> Option<T> {
        if let Some(known) = self.young.get(&number) {
            return Some(known.clone());
        }
        let known = self.old.get(&number)?.clone();
        self.insert(number, known.clone());
        Some(known)
    }
}

/// How many values two sorted lists without repetitions share.
pub(crate) fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

/// Sorted, each once.
pub(crate) fn set(mut values: Vec<u32>) -> Vec<u32> {
    values.sort_unstable();
    values.dedup();
    values
}
