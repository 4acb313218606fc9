//! Entries: what several documents tell, once.
//!
//! Documents that copy each other are collapsed first (`fingerprint`), so that sources can be counted apart from
//! copies. Records that tell the same (`compare`) are linked, and what links lead to is an entry (`bucket`). Nothing
//! is lost by it: an entry is a list of records.

mod ask;
mod bucket;
mod chain;
mod compare;
mod documents;
mod fingerprint;
mod hash;
mod records;
mod shelf;
mod traits;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use rusqlite::Transaction;
use serde_json::Value;

pub use ask::{Due, Happening, Likeness, Rival, Standing, Told};
use bucket::Kin as _;
use documents::Documents;
use records::Records;
pub(crate) use traits::day;

/// What was lately looked at, so that it need not be read again.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    documents: documents::Cache,
    records: records::Cache,
    document_shelves: shelf::Shelves,
    record_shelves: shelf::Shelves,
    /// Of documents of this transaction, rows of the full-text index. It writes a piece of itself whenever rows come out
    /// of their order or another statement could fail, so it is told of all of them at once.
    pub(crate) words: BTreeMap<i64, String>,
    /// And rows that it is to forget before, with what they held.
    pub(crate) old_words: BTreeMap<i64, String>,
    /// And the index of their ids.
    pub(crate) ids: BTreeMap<i64, String>,
    /// Chains that are to be cut anew, and how alike records of chains are.
    chains: BTreeSet<i64>,
    likeness: HashMap<(i64, i64), Option<f64>>,
    /// By which it is seen that another program wrote.
    pub(crate) version: Option<i64>,
    pub(crate) names: crate::names::Names,
    /// Fewer anchors than usual, and chains cut in more places, for tests.
    #[cfg(test)]
    pub(crate) anchors: Option<usize>,
}

impl Memory {
    /// After a transaction that failed: what it wrote is not there.
    pub(crate) fn forget(&mut self) {
        self.forget_rows();
        self.names.clear();
        self.document_shelves.clear();
        self.record_shelves.clear();
        self.chains.clear();
        self.words.clear();
        self.old_words.clear();
        self.ids.clear();
    }

    /// Writes what is held back: before every commit.
    pub(crate) fn write(&mut self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        chain::cut(tx, self)?;
        let mut delete = tx.prepare_cached(
            "INSERT INTO sentence_words (sentence_words, rowid, words) VALUES ('delete', ?1, ?2)",
        )?;
        for (row, words) in std::mem::take(&mut self.old_words) {
            delete.execute(rusqlite::params![row, words])?;
        }
        let mut insert = tx.prepare_cached("INSERT INTO sentence_words (rowid, words) VALUES (?1, ?2)")?;
        for (row, words) in std::mem::take(&mut self.words) {
            insert.execute(rusqlite::params![row, words])?;
        }
        let mut insert = tx.prepare_cached("INSERT INTO record_ids (rowid, ids) VALUES (?1, ?2)")?;
        for (document, ids) in std::mem::take(&mut self.ids) {
            insert.execute(rusqlite::params![document, ids])?;
        }
        self.document_shelves.write(tx, Documents::TABLE)?;
        self.record_shelves.write(tx, Records::TABLE)
    }

    // Rows are numbered anew.
    fn forget_rows(&mut self) {
        self.documents.clear();
        self.records.clear();
        self.likeness.clear();
    }

    fn floor(&self) -> f64 {
        #[cfg(test)]
        if self.anchors.is_some() {
            return 0.0;
        }
        chain::ALIKE
    }

    fn anchors(&self) -> usize {
        #[cfg(test)]
        if let Some(anchors) = self.anchors {
            return anchors;
        }
        bucket::ANCHORS
    }
}

/// What is compared of a document and its records, told before they have rows.
#[derive(Debug)]
pub(crate) struct Looks {
    print: Option<Arc<documents::Print>>,
    traits: Vec<traits::Traits>,
}

impl Looks {
    /// Of a document and records in their printed form.
    pub(crate) fn of(document: &Value, text: Option<&str>, records: &[Value]) -> Looks {
        let id = document["id"].as_str().unwrap_or_default();
        let print = text.map(|text| documents::Print::new(text, id, document["published"].as_str()));
        Looks { print: print.map(Arc::new), traits: traits::Traits::of_document(document, records) }
    }

    /// What is kept of a text that is not kept, to know its copies.
    pub(crate) fn fingerprint(&self) -> Option<Vec<u8>> {
        self.print.as_ref().map(|print| print.fingerprint())
    }
}

/// Links a document that was just written, and its records, to what tells the same.
pub(crate) fn link(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    document: i64,
    (looks, records): (Looks, &[i64]),
) -> rusqlite::Result<()> {
    if let Some(print) = looks.print {
        Documents(memory).remember(document, print);
    }
    bucket::enter(&mut Documents(memory), tx, document)?;
    Records(memory).remember(document, records.iter().copied().zip(looks.traits));
    for record in records {
        bucket::enter(&mut Records(memory), tx, *record)?;
    }
    Ok(())
}

/// So many bits more had the ties of the third form.
const OLD_TIE: u32 = 7;

/// Keys as the third form of a register wrote them.
pub(crate) fn enter_old(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    type Row = (i64, u32, i64);
    let each = |sql: &str, put: &mut dyn FnMut(Row) -> rusqlite::Result<()>| {
        let mut ask = tx.prepare(sql)?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            put((row.get(0)?, row.get(1)?, row.get(2)?))?;
        }
        Ok::<(), rusqlite::Error>(())
    };
    each("SELECT key, tie, document FROM old_document_keys", &mut |(key, tie, document)| {
        memory.document_shelves.insert(
            tx,
            Documents::TABLE,
            (bucket::Key::old(key), (tie >> OLD_TIE, document)),
        )
    })?;
    each("SELECT key, tie, record FROM old_record_keys", &mut |(key, tie, record)| {
        memory.record_shelves.insert(tx, Records::TABLE, (bucket::Key::old(key), (tie >> OLD_TIE, record)))
    })?;
    tx.execute_batch("DROP TABLE old_document_keys; DROP TABLE old_record_keys")
}

/// Takes a document and its records out of all entries, before they are deleted.
pub(crate) fn unlink(tx: &Transaction<'_>, memory: &mut Memory, document: i64) -> rusqlite::Result<()> {
    for record in records_of(tx, document)? {
        bucket::leave(&mut Records(memory), tx, record)?;
    }
    bucket::leave(&mut Documents(memory), tx, document)?;
    // Rows are numbered anew.
    memory.forget_rows();
    Ok(())
}

/// Links one record that was written anew.
pub(crate) fn link_record(tx: &Transaction<'_>, memory: &mut Memory, record: i64) -> rusqlite::Result<()> {
    bucket::enter(&mut Records(memory), tx, record)
}

/// Takes one record out of its entry, before it is deleted.
pub(crate) fn unlink_record(tx: &Transaction<'_>, memory: &mut Memory, record: i64) -> rusqlite::Result<()> {
    bucket::leave(&mut Records(memory), tx, record)?;
    memory.forget_rows();
    Ok(())
}

/// Links all there is, as if it were entered now: for registers of before entries were, or linked otherwise.
pub(crate) fn rebuild(tx: &Transaction<'_>, memory: &mut Memory) -> rusqlite::Result<()> {
    memory.forget_rows();
    memory.document_shelves.clear();
    memory.record_shelves.clear();
    for table in ["chains", "entry_records", "entries", "record_keys", "document_copies", "document_keys"] {
        tx.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut ask = tx.prepare("SELECT document FROM documents ORDER BY document")?;
    let documents = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for document in documents {
        bucket::enter(&mut Documents(memory), tx, document)?;
        for record in records_of(tx, document)? {
            bucket::enter(&mut Records(memory), tx, record)?;
        }
    }
    Ok(())
}

/// A document and the copies of it.
pub(crate) fn copies_of(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    document: i64,
) -> rusqlite::Result<Vec<i64>> {
    Documents(memory).group(tx, document)
}

/// True if one document is told in the words of the other, whatever its names and numbers.
pub(crate) fn same_words(
    tx: &Transaction<'_>,
    memory: &mut Memory,
    a: i64,
    b: i64,
) -> rusqlite::Result<bool> {
    Documents(memory).same_words(tx, a, b)
}

/// The numbers of a document's records, in the order of the text.
pub(crate) fn records_of(tx: &Transaction<'_>, document: i64) -> rusqlite::Result<Vec<i64>> {
    let mut ask = tx.prepare_cached(
        "SELECT r.record FROM documents d JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
         WHERE d.document = ?1 ORDER BY r.record",
    )?;
    ask.query_map([document], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use crate::Register;

    // Numbers that look random and are the same each time.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % sides
        }
    }

    struct Report {
        document: Value,
        text: String,
        records: Vec<Value>,
    }

    fn event(id: &str, actors: &[&str], sentence: &str) -> Value {
        let actors: Vec<Value> = actors
            .iter()
            .map(|name| json!({"name": name, "country": name[..3].to_uppercase(), "level": "state"}))
            .collect();
        let place = json!({"start": 0, "end": 1, "exact": sentence});
        json!({"id": id, "kind": "event", "trigger": {"start": 0, "end": 1, "exact": "met"}, "evidence": place,
               "voice": [], "factuality": "actual", "confidence": 0.5, "rule": "r", "date": null,
               "roles": {"plover": ["CONSULT"], "actors": actors}})
    }

    fn instrument(id: &str, sentence: &str) -> Value {
        let mut record = event(id, &["Norway", "Chile"], sentence);
        record["kind"] = "instrument".into();
        record["roles"] = json!({"type": ["treaty"], "parties": record["roles"]["actors"]});
        record
    }

    fn reports(dice: &mut Dice, many: usize) -> Vec<Report> {
        const FIRST: [&str; 9] = ["Kri", "bor", "fer", "Har", "mis", "quo", "pac", "tal", "Lim"];
        const LAST: [&str; 9] =
            ["llan", "derung", "rying", "boured", "sional", "taran", "tual", "kative", "anese"];
        let mut report = |n: usize| {
            // A few topics, each told in some of its words.
            let topic = dice.roll(8);
            let mut sentence = String::new();
            for at in 0..12 {
                let other = if dice.roll(3) == 0 { dice.roll(81) } else { topic * 10 + at };
                sentence.push_str(FIRST[other % 9]);
                sentence.push_str(LAST[other / 9 % 9]);
                sentence.push(' ');
            }
            let day = format!("2021-05-0{}", 1 + dice.roll(3));
            let text =
                format!("{sentence}{sentence}{}", if dice.roll(2) == 0 { "more words here" } else { "" });
            let records = vec![
                event(&format!("r{n}a"), &["Norway", "Chile"], &sentence),
                event(&format!("r{n}b"), &["Norway"], &sentence[sentence.len() / 3..]),
                instrument(&format!("r{n}c"), &sentence),
            ];
            let document = json!({"id": format!("d{n}"), "text": "5e1f", "source": "s", "title": &sentence[..40],
                                   "published": day});
            Report { document, text, records }
        };
        (0..many).map(&mut report).collect()
    }

    fn shuffled(dice: &mut Dice, many: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..many).collect();
        for n in (1..many).rev() {
            order.swap(n, dice.roll(n + 1));
        }
        order
    }

    // What stands together, by names that do not hang on the order of entering.
    fn groups(register: &Register) -> BTreeSet<String> {
        let asks = [
            "SELECT hex(f.id) || ' <- ' || (SELECT group_concat(hex(id), ' ' ORDER BY id) FROM records JOIN entry_records m
             USING (record) WHERE m.entry = e.entry) FROM entries e JOIN records f ON f.record = e.first",
            "SELECT hex(o.id) || ' <= ' || hex(d.id) FROM document_copies c JOIN documents d USING (document)
             JOIN documents o ON o.document = c.original",
        ];
        let mut all = BTreeSet::new();
        for ask in asks {
            let mut ask = register.connection.prepare(ask).unwrap();
            all.extend(ask.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
        }
        all
    }

    #[test]
    fn the_order_of_adding_changes_nothing() {
        let (mut chains, mut cut) = (0, 0);
        for (round, anchors) in [(1, 2), (2, 3), (3, 6), (4, 48)] {
            let mut dice = Dice(round);
            let reports = reports(&mut dice, 18);
            let mut expect = None;
            for turn in 0..3 {
                let mut register = Register::in_memory().unwrap();
                register.memory.anchors = Some(anchors);
                let mut enter = |n: usize, engine: &str| {
                    let Report { document, text, records } = &reports[n];
                    register.enter(document, Some(text), records, engine).unwrap();
                };
                for n in shuffled(&mut dice, reports.len()) {
                    enter(n, "e1");
                }
                // Some are read anew, by an engine that finds the same.
                for n in shuffled(&mut dice, reports.len()).into_iter().take(8 * turn) {
                    enter(n, "e2");
                }
                let found = groups(&register);
                assert!(found.len() > 1, "{found:?}");
                assert_eq!(*expect.get_or_insert_with(|| found.clone()), found, "round {round}, turn {turn}");
                let count =
                    |sql: &str| -> i64 { register.connection.query_row(sql, [], |row| row.get(0)).unwrap() };
                chains += count("SELECT count(DISTINCT chain) FROM chains");
                cut += count("SELECT count(DISTINCT entry) FROM chains JOIN entry_records USING (record)");
                let tx = register.connection.transaction().unwrap();
                super::rebuild(&tx, &mut register.memory).unwrap();
                register.memory.write(&tx).unwrap();
                tx.commit().unwrap();
                assert_eq!(expect, Some(groups(&register)));
            }
        }
        // Some chains were cut.
        assert!(chains > 0 && cut > chains, "{chains} {cut}");
    }
}
