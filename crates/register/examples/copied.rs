//! A large register in minutes: `copied REGISTER DOCUMENTS` copies the rows of one that `fill` made, until there are so many.
//!
//! Copies have ids and days of their own, in order as news comes, and the words and records of the real ones. They are
//! not compared with each other, so there are no entries of them; finding does not ask for these. The register is left as
//! the fifth form had it: whoever opens it next, as `synthetic` does, makes the index of words and the calendar.

use std::{error::Error, path::Path, time::Instant};

use chancery_register::Register;
use rusqlite::Connection;

/// Over so many years of twelve months of 28 days.
const YEARS: i64 = 24;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, path, many] = &args[..] else { return Err("copied REGISTER DOCUMENTS".into()) };
    let many: i64 = many.parse()?;
    drop(Register::open(Path::new(path))?);
    let file = Connection::open(path)?;
    let number = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0));
    let base = number("SELECT max(document) FROM documents")?;
    let records = number("SELECT max(record) FROM records")?;
    let clock = Instant::now();
    file.execute_batch(
        "PRAGMA synchronous = off; DROP TABLE sentence_words; DELETE FROM calendar;
         CREATE VIRTUAL TABLE document_words USING fts5 (words, content = '', detail = none);",
    )?;
    let day = format!(
        "printf('%04d-%02d-%02d', 2000 + ?1 * {YEARS} / {many},
             1 + ?1 * {YEARS} * 12 / {many} % 12, 1 + ?1 * {YEARS} * 336 / {many} % 28)"
    );
    for n in (1..).take_while(|n| n * base < many) {
        let (documents, shift) = (n * base, n * records);
        let left = many - documents;
        let day = day.replace("?1", &format!("(document + {documents})"));
        let of_those =
            format!("SELECT last_record FROM documents WHERE document <= {left} AND last_record NOT NULL");
        let last = number(&format!("SELECT ifnull(max(last_record), 0) FROM ({of_those})"))?;
        file.execute_batch(&format!(
            "BEGIN;
             INSERT INTO documents SELECT document + {documents}, randomblob(16), randomblob(32), source, title, {day},
                 outlet, language, engine, first_record + {shift}, last_record + {shift}, fingerprint, text, claims
                 FROM documents WHERE document <= min({base}, {left});
             INSERT INTO records SELECT record + {shift}, document + {documents}, randomblob(8), shape, voice,
                 evidence_start, evidence_end, trigger_start, trigger_end, date_start, date_end, value, passage_role,
                 passage_start, passage_end, NULL FROM records WHERE record <= min({records}, {last});
             INSERT INTO fillers SELECT record + {shift}, role, position, actor, office, span_start, span_end
                 FROM fillers WHERE record <= min({records}, {last});
             INSERT INTO fields SELECT record + {shift}, field, position, word, value FROM fields
                 WHERE record <= min({records}, {last});
             COMMIT;"
        ))?;
        eprintln!("{} documents, {:.0} s", documents + base.min(left), clock.elapsed().as_secs_f64());
    }
    let day = day.replace("?1", "document");
    file.execute_batch(&format!(
        "UPDATE documents SET published = {day} WHERE document <= {base}; PRAGMA user_version = 5;"
    ))?;
    Ok(())
}
