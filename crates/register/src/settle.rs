//! Making one piece of the pieces that the indexes come to consist of while documents are added.

use crate::{Error, Register};

/// Indexes made of pieces.
const INDEXES: [&str; 2] = ["sentence_words", "record_ids"];
/// So many pages of an index are written in one transaction: others need not wait long, and the room of what was merged
/// is used again by the next.
const PAGES: i64 = 128;
/// Where all smaller pieces together are as large as this part of the largest, it is worth the work.
const PART: i64 = 4;
/// And where free pages are more than this part of all.
const FREE: i64 = 200;

impl Register {
    /// After much was added: the indexes become smaller by it, and are sooner asked. Does nothing where little was added
    /// since. It may be left out, or cut off, at any time.
    pub fn settle(&mut self) -> Result<(), Error> {
        for index in INDEXES {
            let pieces = format!("SELECT count(*) FROM {index}_idx GROUP BY segid");
            let ask = || -> rusqlite::Result<Vec<i64>> {
                self.connection.prepare_cached(&pieces)?.query_map([], |row| row.get(0))?.collect()
            };
            let pieces = ask().map_err(|cause| self.error(cause))?;
            let largest = pieces.iter().max().copied().unwrap_or(0);
            if pieces.len() < 2 || (pieces.iter().sum::<i64>() - largest) * PART < largest {
                continue;
            }
            // A number below zero begins to make one of all.
            let mut pages = -PAGES;
            loop {
                let written = self.transact(|tx, _| {
                    let changes = |tx: &rusqlite::Transaction<'_>| {
                        tx.query_row("SELECT total_changes()", [], |row| row.get::<_, i64>(0))
                    };
                    let before = changes(tx)?;
                    tx.execute(
                        &format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', ?1)"),
                        [pages],
                    )?;
                    Ok(changes(tx)? - before)
                })?;
                // So SQLite tells that nothing was left to do.
                if written < 2 {
                    break;
                }
                pages = PAGES;
            }
        }
        // What became free is given back, where there is more of it than a little.
        let give_back = || -> rusqlite::Result<()> {
            let free: i64 = self.connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
            let all: i64 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            if free * FREE > all {
                // It gives back one page for each step.
                let mut pages = self.connection.prepare("PRAGMA incremental_vacuum")?;
                let mut pages = pages.query([])?;
                while pages.next()?.is_some() {}
            }
            Ok(())
        };
        give_back().map_err(|cause| self.error(cause))
    }
}
