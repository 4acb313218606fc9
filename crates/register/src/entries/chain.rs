//! Chains: of records that links lead to from one to the next the ends may be unlike. Where a chain is long, entries are
//! cut out of it.
//!
//! What becomes of a chain hangs on its records alone and not on the order in which they came, so a chain is kept whole
//! beside its entries and cut anew whenever it changes, once for each transaction.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Memory, compare::score, records::Records};

/// Shorter chains are not cut.
pub(crate) const LONG: usize = 6;
/// Of longer ones a record is compared with the first few of each entry only.
const LONGEST: usize = 256;
const FEW: usize = 8;
/// Entries are made one while their records are so much alike on average: not much, as much is told of an accord in months.
pub(crate) const ALIKE: f64 = -1.4;
/// No pair tells more than so much for or against.
const MOST: f64 = 2.0;

/// The chain that a record is in.
pub(crate) fn of(tx: &Transaction<'_>, record: i64) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT chain FROM chains WHERE record = ?1")?
        .query_row([record], |row| row.get(0))
        .optional()
}

/// All records of a chain.
pub(crate) fn records(tx: &Transaction<'_>, chain: i64) -> rusqlite::Result<Vec<i64>> {
    let mut ask = tx.prepare_cached("SELECT record FROM chains WHERE chain = ?1 ORDER BY record")?;
    ask.query_map([chain], |row| row.get(0))?.collect()
}

/// Makes one of chains and of records that are in none, to be cut before the transaction ends.
pub(crate) fn join(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    (chains, others): (&BTreeSet<i64>, &BTreeSet<i64>),
) -> rusqlite::Result<()> {
    let Some(chain) = chains.first().or(others.first()).copied() else { return Ok(()) };
    if chains.len() < 2 && others.is_empty() {
        // All are in it.
        return Ok(());
    }
    for other in chains.iter().skip(1) {
        tx.prepare_cached("UPDATE chains SET chain = ?2 WHERE chain = ?1")?.execute([*other, chain])?;
    }
    for record in others {
        tx.prepare_cached("INSERT OR REPLACE INTO chains VALUES (?1, ?2)")?.execute([*record, chain])?;
    }
    memory.chains.insert(chain);
    Ok(())
}

/// Makes one chain of records, to be cut before the transaction ends.
fn make(tx: &Transaction<'_>, memory: &mut Memory, records: &[i64]) -> rusqlite::Result<()> {
    let Some(chain) = records.iter().min() else { return Ok(()) };
    for record in records {
        tx.prepare_cached("INSERT OR REPLACE INTO chains VALUES (?1, ?2)")?.execute([record, chain])?;
    }
    memory.chains.insert(*chain);
    Ok(())
}

/// Leaves each record of a chain alone.
pub(crate) fn part(tx: &Transaction<'_>, chain: i64) -> rusqlite::Result<()> {
    let mut entries = tx.prepare_cached(
        "DELETE FROM entries WHERE entry IN (SELECT entry FROM chains JOIN entry_records USING (record) WHERE chain = ?1)",
    )?;
    entries.execute([chain])?;
    let mut told = tx.prepare_cached(
        "DELETE FROM entry_records WHERE record IN (SELECT record FROM chains WHERE chain = ?1)",
    )?;
    told.execute([chain])?;
    tx.prepare_cached("DELETE FROM chains WHERE chain = ?1")?.execute([chain])?;
    Ok(())
}

/// Cuts the chains that changed.
pub(crate) fn cut(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    for chain in std::mem::take(&mut memory.chains) {
        let records = in_order(tx, chain)?;
        if records.is_empty() {
            // It was made part of another, or is none any more.
            continue;
        }
        part(tx, chain)?;
        make(tx, memory, &records)?;
        let floor = memory.floor();
        let alike = &mut |a: usize, b: usize| alike(tx, memory, records[a], records[b]);
        let entries = entries((records.len(), floor), alike)?;
        for entry in entries.into_iter().filter(|entry| entry.len() > 1) {
            let number = tx
                .prepare_cached(
                    "INSERT INTO entries (kind, first)
                     SELECT s.kind, record FROM records JOIN spelled_shapes s USING (shape) WHERE record = ?1",
                )?
                .insert([records[entry[0]]])?;
            for place in entry {
                tx.prepare_cached("INSERT INTO entry_records VALUES (?1, ?2)")?
                    .execute([records[place], number])?;
            }
        }
    }
    memory.chains.clear();
    Ok(())
}

// By what they hold and not by when they came.
fn in_order(tx: &Transaction<'_>, chain: i64) -> rusqlite::Result<Vec<i64>> {
    let mut ask = tx.prepare_cached(
        "SELECT record FROM chains JOIN records r USING (record) JOIN documents d USING (document) WHERE chain = ?1
         ORDER BY d.published IS NULL, d.published, d.id, r.trigger_start, r.id",
    )?;
    ask.query_map(params![chain], |row| row.get(0))?.collect()
}

// How much tells for it that two records tell the same; None where they cannot be compared.
fn alike(tx: &Transaction<'_>, memory: &mut Memory, a: i64, b: i64) -> rusqlite::Result<Option<f64>> {
    let pair = (a.min(b), a.max(b));
    if let Some(known) = memory.likeness.get(&pair) {
        return Ok(*known);
    }
    let found = Records(memory).measures(tx, a, b)?;
    let found = found.map(|(traits, measures)| score(traits.sort, &measures).clamp(-MOST, MOST));
    if memory.likeness.len() >= PAIRS {
        memory.likeness.clear();
    }
    memory.likeness.insert(pair, found);
    Ok(found)
}

/// So many pairs are remembered.
const PAIRS: usize = 1 << 20;

type Alike<'a> = dyn FnMut(usize, usize) -> rusqlite::Result<Option<f64>> + 'a;

// Entries of so many records, each in order.
fn entries((many, floor): (usize, f64), alike: &mut Alike<'_>) -> rusqlite::Result<Vec<Vec<usize>>> {
    let mut entries: Vec<Vec<usize>> = Vec::new();
    if many > LONGEST {
        for record in 0..many {
            let mut best = (floor, None);
            for (n, entry) in entries.iter().enumerate() {
                let mut told = Told::default();
                for other in entry.iter().take(FEW) {
                    told.add(alike(*other, record)?);
                }
                if told.mean() > best.0 {
                    best = (told.mean(), Some(n));
                }
            }
            match best.1 {
                Some(n) => entries[n].push(record),
                None => entries.push(vec![record]),
            }
        }
        return Ok(entries);
    }
    // What is told of each two entries, row by row.
    let mut told = vec![Told::default(); many * many];
    let at = |a: usize, b: usize| a * many + b;
    for b in 0..many {
        for a in 0..b {
            let found = alike(a, b)?;
            told[at(a, b)].add(found);
            told[at(b, a)].add(found);
        }
        entries.push(vec![b]);
    }
    // Those most alike become one, again and again; of equals the first.
    loop {
        let mut best = (floor, None);
        for a in 0..many {
            for b in a + 1..many {
                if !entries[a].is_empty() && !entries[b].is_empty() && told[at(a, b)].mean() > best.0 {
                    best = (told[at(a, b)].mean(), Some((a, b)));
                }
            }
        }
        let Some((a, b)) = best.1 else { break };
        let taken = std::mem::take(&mut entries[b]);
        entries[a].extend(taken);
        for other in 0..many {
            let more = told[at(b, other)];
            told[at(a, other)].sum += more.sum;
            told[at(a, other)].many += more.many;
            told[at(other, a)] = told[at(a, other)];
        }
    }
    entries.iter_mut().for_each(|entry| entry.sort_unstable());
    Ok(entries)
}

#[derive(Clone, Copy, Debug, Default)]
struct Told {
    sum: f64,
    many: u32,
}

impl Told {
    fn add(&mut self, alike: Option<f64>) {
        self.sum += alike.unwrap_or(0.0);
        self.many += u32::from(alike.is_some());
    }

    // Of what cannot be compared nothing tells for it.
    fn mean(self) -> f64 {
        if self.many == 0 { f64::NEG_INFINITY } else { self.sum / f64::from(self.many) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{ALIKE, LONGEST, entries};

    // Records stand at places; those near each other are alike.
    fn cut(places: &[f64]) -> Vec<Vec<f64>> {
        let found =
            entries((places.len(), ALIKE), &mut |a, b| Ok(Some(ALIKE + 1.5 - (places[a] - places[b]).abs())))
                .unwrap();
        found
            .into_iter()
            .filter(|entry| !entry.is_empty())
            .map(|entry| entry.into_iter().map(|place| places[place]).collect())
            .collect()
    }

    #[test]
    fn unlike_ends_of_a_chain_are_two_entries() {
        assert_eq!(cut(&[0.0, 0.2, 0.4]), [[0.0, 0.2, 0.4]]);
        assert_eq!(cut(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]), [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]);
        assert_eq!(
            cut(&[0.0, 0.1, 0.2, 1.4, 2.6, 2.7, 2.8]),
            [vec![0.0, 0.1, 0.2, 1.4], vec![2.6, 2.7, 2.8]]
        );
        let long: Vec<f64> = (0..=LONGEST).map(|n| (n % 4) as f64 * 5.0).collect();
        assert_eq!(cut(&long).len(), 4);
    }
}
