//! A linear classifier over hashed features, with integer weights.
//!
//! A feature that was kept has a row: the few classes it speaks for or against, and how loudly. Rows are found
//! by open addressing on the feature's number, so most features that training dropped cost one look.

use std::borrow::Cow;

use crate::{
    Error,
    file::{Cursor, put_text},
};

/// The classifier.
#[derive(Clone, Debug)]
pub struct Linear {
    classes: Vec<String>,
    // Feature number (0 where empty), and its row: start << 8 | length.
    slots: Vec<(u32, u32)>,
    // Class and level of each weight.
    names: Cow<'static, [u8]>,
    levels: Cow<'static, [u8]>,
}

/// One sum a class, to be used again from token to token.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    sums: Vec<i32>,
    rows: Vec<u32>,
}

impl Scores {
    /// Sets all sums to zero, for a classifier.
    pub fn clear(&mut self, linear: &Linear) {
        self.sums.clear();
        self.sums.resize(linear.classes.len(), 0);
    }

    /// The sums, by class.
    pub fn all(&self) -> &[i32] {
        &self.sums
    }

    /// The class of the greatest sum, the first of several.
    pub fn best(&self) -> usize {
        self.best_of(0..self.sums.len()).unwrap_or(0)
    }

    /// The same among some of the classes.
    pub fn best_of(&self, classes: impl IntoIterator<Item = usize>) -> Option<usize> {
        let mut best: Option<usize> = None;
        for class in classes {
            if best.is_none_or(|best| self.sums[class] > self.sums[best]) {
                best = Some(class);
            }
        }
        best
    }
}

impl Linear {
    /// The most classes a classifier may have.
    pub const MOST_CLASSES: usize = 256;

    /// Puts rows in place. Each row is a feature and the levels of its weights by class.
    pub fn new(classes: Vec<String>, mut rows: Vec<(u32, Vec<(u8, i8)>)>) -> Linear {
        assert!(classes.len() <= Self::MOST_CLASSES, "a class is one byte");
        rows.sort();
        let mut slots = vec![(0, 0); size(rows.len())];
        let (mut names, mut levels) = (Vec::new(), Vec::new());
        for (feature, row) in rows {
            let at = free(&slots, feature);
            slots[at] = (feature, (names.len() as u32) << 8 | row.len() as u32);
            names.extend(row.iter().map(|(class, _)| *class));
            levels.extend(row.iter().map(|(_, level)| *level as u8));
        }
        Linear { classes, slots, names: names.into(), levels: levels.into() }
    }

    /// The names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Sets the sums to what all these features say.
    pub fn score(&self, features: &[u32], scores: &mut Scores) {
        scores.clear(self);
        // First all rows are found and then all are added: memory answers many questions at once, if it is asked them
        // before any answer is waited for.
        let mut rows = std::mem::take(&mut scores.rows);
        rows.clear();
        for &feature in features {
            soon(&self.slots, place(feature, self.slots.len()));
        }
        rows.extend(features.iter().map(|&feature| {
            let (key, row) = self.slots[place(feature, self.slots.len())];
            if key == feature {
                row
            } else if key == 0 {
                0
            } else {
                self.find(feature)
            }
        }));
        for &row in &rows {
            soon(&self.names, (row >> 8) as usize);
            soon(&self.levels, (row >> 8) as usize);
        }
        for &row in &rows {
            self.add_row(row, scores);
        }
        scores.rows = rows;
    }

    /// Adds what a feature says to the sums.
    pub fn add(&self, feature: u32, scores: &mut Scores) {
        self.add_row(self.find(feature), scores);
    }

    // The row of a feature; the empty row where it has none.
    fn find(&self, feature: u32) -> u32 {
        let mut at = place(feature, self.slots.len());
        loop {
            match self.slots[at] {
                (key, row) if key == feature => return row,
                // There is always an empty place.
                (0, _) => return 0,
                _ => at = if at + 1 == self.slots.len() { 0 } else { at + 1 },
            }
        }
    }

    fn add_row(&self, row: u32, scores: &mut Scores) {
        let start = (row >> 8) as usize;
        let all = start..start + (row & 0xFF) as usize;
        for (&class, &level) in self.names[all.clone()].iter().zip(&self.levels[all]) {
            scores.sums[class as usize] += i32::from(weight(level as i8));
        }
    }

    /// Writes it as the bytes of a section.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = (self.classes.len() as u32).to_le_bytes().to_vec();
        for class in &self.classes {
            put_text(&mut out, class);
        }
        let rows: Vec<&(u32, u32)> = self.slots.iter().filter(|slot| slot.0 != 0).collect();
        out.extend((rows.len() as u32).to_le_bytes());
        out.extend((self.names.len() as u32).to_le_bytes());
        let mut rows = rows;
        rows.sort_by_key(|slot| slot.1 >> 8);
        for (feature, row) in &rows {
            out.extend(feature.to_le_bytes());
            out.push(*row as u8);
        }
        out.extend(&*self.names);
        out.extend(&*self.levels);
        out
    }

    /// Reads what [`Linear::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Linear, Error> {
        Linear::parse(bytes, |part| Cow::Owned(part.to_vec()))
    }

    /// The same; what is part of the program stays where it is.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Linear, Error> {
        match bytes {
            Cow::Borrowed(bytes) => Linear::parse(bytes, Cow::Borrowed),
            Cow::Owned(bytes) => Linear::from_bytes(&bytes),
        }
    }

    fn parse<'a>(bytes: &'a [u8], keep: impl Fn(&'a [u8]) -> Cow<'static, [u8]>) -> Result<Linear, Error> {
        let mut cursor = Cursor::new(bytes);
        let count = cursor.u32()? as usize;
        if count == 0 || count > Self::MOST_CLASSES {
            return Err(Error::new(format!("a classifier of {count} classes")));
        }
        let mut classes = Vec::new();
        for _ in 0..count {
            classes.push(cursor.text()?.to_owned());
        }
        let rows = cursor.u32()? as usize;
        let entries = cursor.u32()? as usize;
        if entries >= 1 << 24 {
            return Err(Error::new("a classifier of too many weights"));
        }
        // `take` fails before anything of that size is allocated.
        let index = cursor.take(rows.saturating_mul(5))?;
        let names = cursor.take(entries)?;
        let values = cursor.take(entries)?;
        if !cursor.is_at_end() {
            return Err(Error::new("a classifier goes on after its weights"));
        }
        if names.iter().any(|&class| class as usize >= count) {
            return Err(Error::new("a weight for a class that there is not"));
        }
        let mut slots = vec![(0u32, 0u32); size(rows)];
        let mut start = 0;
        for row in index.chunks_exact(5) {
            let feature = u32::from_le_bytes([row[0], row[1], row[2], row[3]]);
            let length = u32::from(row[4]);
            if feature == 0 || start + length as usize > entries {
                return Err(Error::new("a row of a classifier that cannot be"));
            }
            let at = free(&slots, feature);
            slots[at] = (feature, (start as u32) << 8 | length);
            start += length as usize;
        }
        Ok(Linear { classes, slots, names: keep(names), levels: keep(values) })
    }
}

// Asks memory for a place that will be read in a moment.
#[inline(always)]
fn soon<T>(of: &[T], place: usize) {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "a hint to the processor, for which there is no safe word")]
    if let Some(place) = of.get(place) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 has the instruction; it reads nothing, and the place is there.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (of, place);
}

// How many slots hold so many rows: a look for what is not there passes a few of them.
fn size(rows: usize) -> usize {
    rows * 5 / 3 + 2
}

// Where to look first. Rows lie in the file in the order of their features: so they go into memory in one sweep.
fn place(feature: u32, slots: usize) -> usize {
    ((u64::from(feature) * slots as u64) >> 32) as usize
}

fn free(slots: &[(u32, u32)], feature: u32) -> usize {
    let mut at = place(feature, slots.len());
    while slots[at].0 != 0 {
        at = if at + 1 == slots.len() { 0 } else { at + 1 };
    }
    at
}

/// The weight of a level. Levels are the square roots of weights: a few common features have weights fifty times
/// those of the many rare ones, and a byte must hold both.
pub fn weight(level: i8) -> i16 {
    let level = i16::from(level.max(-127));
    level * level.abs()
}

/// The level nearest to a weight, where 127 stands for 16,129.
pub fn level(weight: i16) -> i8 {
    let root = f32::from(weight).abs().sqrt().round().min(127.0) as i8;
    if weight < 0 { -root } else { root }
}
