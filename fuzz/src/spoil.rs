//! Sound inputs, spoilt.

/// Longer inputs tell nothing that shorter ones do not.
const LONGEST: usize = 48 << 10;

pub(crate) struct Spoiler {
    state: u64,
    pool: Vec<Vec<u8>>,
    words: &'static [&'static str],
}

impl Spoiler {
    pub(crate) fn new(seed: u64, pool: Vec<Vec<u8>>, words: &'static [&'static str]) -> Spoiler {
        Spoiler { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, pool, words }
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let at = self.below(self.pool.len());
        let mut bytes = self.pool[at].clone();
        for _ in 0..=self.below(6) {
            self.spoil(&mut bytes);
        }
        bytes.truncate(LONGEST);
        // Some live on and are spoilt again.
        if self.below(20) == 0 && self.pool.len() < 2_000 && bytes.len() < 4 << 10 {
            self.pool.push(bytes.clone());
        }
        bytes
    }

    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            bytes.push(b' ');
        }
        let (from, length) = (self.below(bytes.len()), 1 + self.below(64));
        let to = (from + length).min(bytes.len());
        match self.below(11) {
            0 => bytes[from] ^= 1 << self.below(8),
            1 => bytes[from] = [0, 0x7F, 0x80, 0xFF, b'\n', b'"', b' ', b'{'][self.below(8)],
            2 => drop(bytes.drain(from..to)),
            3 => bytes.truncate(from),
            4 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(from..from, part);
            }
            // One part many times: what is not linear shows.
            5 => {
                let times = 1 << self.below(11);
                let part = bytes[from..to].repeat(times);
                bytes.splice(from..to, part);
            }
            6 | 7 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())];
                let times = if self.below(8) == 0 { 1 << self.below(10) } else { 1 };
                bytes.splice(from..from, word.repeat(times).into_bytes());
            }
            8 => {
                let other = self.below(self.pool.len());
                let other = self.pool[other].clone();
                let cut = self.below(other.len().max(1));
                bytes.truncate(from);
                bytes.extend_from_slice(&other[cut.min(other.len())..]);
            }
            // Lines or fields change places.
            9 => {
                let far = self.below(bytes.len());
                let end = (far + to - from).min(bytes.len());
                let part = bytes[far..end].to_vec();
                bytes.splice(from..to, part);
            }
            _ => {
                let number = [0u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX][self.below(5)].to_le_bytes();
                let end = (from + 4).min(bytes.len());
                bytes[from..end].copy_from_slice(&number[..end - from]);
            }
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % bound.max(1)
    }
}
