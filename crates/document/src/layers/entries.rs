//! The entries of all packs, made as they are asked for.

use std::{collections::BTreeMap, fmt, ops::Index, sync::OnceLock};

use super::known::{Entry, EntryId, EntryKind};
use crate::{Country, Id};

/// The facts of all packs, by id. Of the hundred thousand that the packs may hold, a document names a few dozen: an
/// entry that lies in a table is made when it is first asked for, its neighbours with it, and stays.
#[derive(Default)]
pub struct Entries {
    len: usize,
    blocks: Box<[OnceLock<Box<[Entry]>>]>,
    make: Option<Box<Make>>,
    holders: Holders,
}

/// The states, and the bodies between states, of each code, in order of their ids.
pub type Holders = BTreeMap<(EntryKind, Country), Vec<EntryId>>;

type Make = dyn Fn(EntryId) -> Entry + Send + Sync;

// How many are made at once.
const BLOCK: usize = 16;

impl Entries {
    /// So many entries, each made by `make` when it is first asked for; it must always make the same.
    pub fn later(
        len: usize,
        holders: Holders,
        make: impl Fn(EntryId) -> Entry + Send + Sync + 'static,
    ) -> Entries {
        let blocks = (0..len.div_ceil(BLOCK)).map(|_| OnceLock::new()).collect();
        Entries { len, blocks, make: Some(Box::new(make)), holders }
    }

    /// The entries of a code that are states, or bodies between states, in order of their ids. Other kinds are not
    /// listed.
    pub fn holding(&self, kind: EntryKind, country: Country) -> &[EntryId] {
        self.holders.get(&(kind, country)).map_or(&[], Vec::as_slice)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries, in order of their ids. Makes them all.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        (0..self.len).map(|index| &self[EntryId::new(index)])
    }

    fn block(&self, block: usize) -> &[Entry] {
        self.blocks[block].get_or_init(|| {
            let ids = block * BLOCK..self.len.min((block + 1) * BLOCK);
            self.make.iter().flat_map(|make| ids.clone().map(|index| make(EntryId::new(index)))).collect()
        })
    }
}

impl Index<EntryId> for Entries {
    type Output = Entry;
    fn index(&self, id: EntryId) -> &Entry {
        &self.block(id.index() / BLOCK)[id.index() % BLOCK]
    }
}

impl FromIterator<Entry> for Entries {
    fn from_iter<It: IntoIterator<Item = Entry>>(entries: It) -> Entries {
        let (mut entries, mut blocks, mut len) = (entries.into_iter(), Vec::new(), 0);
        let mut holders = Holders::new();
        loop {
            let block: Box<[Entry]> = entries.by_ref().take(BLOCK).collect();
            if block.is_empty() {
                return Entries { len, blocks: blocks.into(), make: None, holders };
            }
            for (place, entry) in block.iter().enumerate() {
                if let (EntryKind::State | EntryKind::Intergovernmental, Some(country)) =
                    (entry.kind, entry.country)
                {
                    holders.entry((entry.kind, country)).or_default().push(EntryId::new(len + place));
                }
            }
            len += block.len();
            blocks.push(OnceLock::from(block));
        }
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entries({})", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: EntryId) -> Entry {
        Entry {
            id: format!("test:{}", id.index()).into(),
            kind: EntryKind::City,
            name: "Nowhere".into(),
            country: None,
            sector: None,
            valid: (None, None),
            weight: id.index() as u32,
        }
    }

    #[test]
    fn made_later_or_at_once() {
        for len in [0, 1, BLOCK, 3 * BLOCK + 5] {
            let later = Entries::later(len, Holders::new(), entry);
            let now: Entries = (0..len).map(|index| entry(EntryId::new(index))).collect();
            assert_eq!((later.len(), now.len()), (len, len));
            assert!(later.iter().zip(now.iter()).all(|(a, b)| a.id == b.id && a.weight == b.weight));
        }
        for (index, kind) in EntryKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
        }
    }
}
