//! Copies of one text.

use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction};

use super::{
    Memory,
    bucket::{Key, Kin},
    fingerprint::{Fingerprint, tie},
    hash::Lately,
    shelf::Shelves,
    traits::day,
};

/// So many are remembered.
const MOST: usize = 4096;

/// Documents, grouped with their copies.
pub(crate) struct Documents<'m>(pub(crate) &'m mut Memory);

/// What is compared of a document.
#[derive(Debug, Default)]
pub(crate) struct Print {
    fingerprint: Fingerprint,
    tie: u32,
    day: Option<i64>,
}

/// Documents lately looked at.
pub(crate) type Cache = Lately<Arc<Print>, MOST>;

impl Print {
    /// Of a text that is at hand, and the document that it is of.
    pub(crate) fn new(text: &str, id: &str, published: Option<&str>) -> Print {
        Print { fingerprint: Fingerprint::of(text), tie: tie(id), day: published.and_then(day) }
    }

    /// What is kept of a text that is not kept, to know its copies.
    pub(crate) fn fingerprint(&self) -> Vec<u8> {
        self.fingerprint.to_bytes()
    }
}

impl Documents<'_> {
    /// Takes note of a text that is at hand.
    pub(crate) fn remember(&mut self, document: i64, print: Arc<Print>) {
        self.0.documents.insert(document, print);
    }

    /// True if one is told in the words of the other.
    pub(crate) fn same_words(&mut self, tx: &Transaction<'_>, a: i64, b: i64) -> rusqlite::Result<bool> {
        let (a, b) = (self.print(tx, a)?, self.print(tx, b)?);
        Ok(a.fingerprint.same_words(&b.fingerprint))
    }

    fn print(&mut self, tx: &Transaction<'_>, document: i64) -> rusqlite::Result<Arc<Print>> {
        if let Some(known) = self.0.documents.get(document) {
            return Ok(known);
        }
        let print = tx
            .prepare_cached("SELECT id, text, fingerprint, published FROM documents WHERE document = ?1")?
            .query_row([document], |row| {
                let id = crate::claims::written(row.get_ref(0)?)?;
                let text = row.get_ref(1)?.as_str_or_null()?;
                let kept = row.get_ref(2)?.as_blob_or_null()?;
                let fingerprint = match (kept, text) {
                    (Some(bytes), _) => Fingerprint::from_bytes(bytes),
                    (None, Some(text)) => Fingerprint::of(text),
                    (None, None) => Fingerprint::default(),
                };
                let day = row.get_ref(3)?.as_str_or_null()?.and_then(day);
                Ok(Arc::new(Print { fingerprint, tie: tie(&id), day }))
            })
            .optional()?
            .unwrap_or_default();
        self.remember(document, Arc::clone(&print));
        Ok(print)
    }
}

impl Kin for Documents<'_> {
    const TABLE: &'static str = "document_keys";

    fn shelves(&mut self) -> &mut Shelves {
        &mut self.0.document_shelves
    }

    fn place(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<(Vec<Key>, u32)> {
        let print = self.print(tx, thing)?;
        let key = |run: u32| Key::new(u64::from(run) << 32 | u64::from(run), None);
        Ok((print.fingerprint.keys().map(key).collect(), print.tie))
    }

    fn alike(&mut self, tx: &Transaction<'_>, a: i64, b: i64) -> rusqlite::Result<bool> {
        let (a, b) = (self.print(tx, a)?, self.print(tx, b)?);
        let apart = a.day.zip(b.day).map_or(0, |(a, b)| (a - b).abs());
        Ok(a.fingerprint.copies(&b.fingerprint, apart))
    }

    fn group(&mut self, tx: &Transaction<'_>, thing: i64) -> rusqlite::Result<Vec<i64>> {
        let original = original(tx, thing)?;
        let mut group = vec![original];
        let mut ask = tx.prepare_cached("SELECT document FROM document_copies WHERE original = ?1")?;
        for copy in ask.query_map([original], |row| row.get(0))? {
            group.push(copy?);
        }
        Ok(group)
    }

    fn join(&mut self, tx: &Transaction<'_>, things: &[i64]) -> rusqlite::Result<()> {
        let mut originals = Vec::new();
        for thing in things {
            originals.push(original(tx, *thing)?);
        }
        originals.sort_unstable();
        originals.dedup();
        let mut first: Option<((Option<String>, String), i64)> = None;
        for document in &originals {
            let order = tx
                .prepare_cached("SELECT published, hex(id) FROM documents WHERE document = ?1")?
                .query_row([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if first.as_ref().is_none_or(|(before, _)| earlier(&order, before)) {
                first = Some((order, *document));
            }
        }
        let Some((_, first)) = first else { return Ok(()) };
        for original in originals.into_iter().filter(|original| *original != first) {
            tx.prepare_cached("UPDATE document_copies SET original = ?2 WHERE original = ?1")?
                .execute([original, first])?;
            tx.prepare_cached("INSERT OR REPLACE INTO document_copies VALUES (?1, ?2)")?
                .execute([original, first])?;
            tx.prepare_cached("DELETE FROM document_copies WHERE document = ?1")?.execute([first])?;
        }
        Ok(())
    }

    fn part(&mut self, tx: &Transaction<'_>, group: &[i64]) -> rusqlite::Result<()> {
        for thing in group {
            tx.prepare_cached("DELETE FROM document_copies WHERE document = ?1")?.execute([thing])?;
        }
        Ok(())
    }

    fn anchors(&self) -> usize {
        self.0.anchors()
    }
}

// What has no day comes last.
fn earlier(a: &(Option<String>, String), b: &(Option<String>, String)) -> bool {
    (a.0.is_none(), &a.0, &a.1) < (b.0.is_none(), &b.0, &b.1)
}

fn original(tx: &Transaction<'_>, document: i64) -> rusqlite::Result<i64> {
    let original = tx
        .prepare_cached("SELECT original FROM document_copies WHERE document = ?1")?
        .query_row([document], |row| row.get(0))
        .optional()?;
    Ok(original.unwrap_or(document))
}
