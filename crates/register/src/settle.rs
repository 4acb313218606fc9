//! Making one piece of the pieces that the indexes come to consist of while documents are added.

use rusqlite::limits::Limit;

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
/// A file of no more bytes than this is written anew in a second or two.
const SMALL: i64 = 256 << 20;

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
            let size: i64 = self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let packed = "SELECT CAST(ifnull(max(value), 0) AS INTEGER) FROM settings WHERE name = 'packed'";
            let packed: i64 = self.connection.query_row(packed, [], |row| row.get(0))?;
            // Pages that rows were put into here and there are a fortieth emptier than they need be. Not while another
            // process adds: then the next one does it.
            if all * PART > packed * (PART + 1) && all * size <= SMALL {
                let done = self.pack().is_ok();
                let now: i64 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
                let told = "INSERT OR REPLACE INTO settings VALUES ('packed', CAST(?1 AS TEXT))";
                if done && self.connection.execute(told, [now]).is_ok() {
                    return Ok(());
                }
            }
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

    // Writes the file anew. SQLite attaches another for that, which is else not allowed here.
    fn pack(&self) -> rusqlite::Result<()> {
        let before = self.connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
        let done = self.connection.execute_batch("VACUUM");
        self.connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, before)?;
        done
    }
}
