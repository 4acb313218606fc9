//! Documents that amend earlier ones: what the earlier one claimed and the later one does not is withdrawn, in the later
//! one's name.
//!
//! Which words make a document a notice is not known here: its printed form tells, under `amends`. The earlier document is
//! a copy of the later one but for what was put right; else the one document of its title, of the day that is named or
//! the week before. Where several may be meant, none is.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use crate::{
    claims::{self, Kept},
    corrections::{self, Signed},
    entries::{self, Memory},
    fold, marks,
};

/// The earlier document appeared at most so many days before.
const DAYS: i64 = 7;
/// A title of fewer words names nothing.
const FEWEST: usize = 3;
/// A correction that is much shorter than what it corrects may leave out what it does not correct.
const WHOLE: f64 = 0.7;

/// Looks, after documents were entered or read anew, at what they amend and at what amends them.
pub(crate) fn look(tx: &Transaction<'_>, memory: &mut Memory, entered: &[i64]) -> rusqlite::Result<()> {
    let mut notices = BTreeSet::new();
    for document in entered {
        let (amends, published, title): (bool, Option<String>, Option<String>) = tx
            .prepare_cached(
                "SELECT n.document IS NOT NULL, d.published, d.title
                 FROM documents d LEFT JOIN notices n USING (document) WHERE document = ?1",
            )?
            .query_row([document], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if amends {
            notices.insert(*document);
        }
        // Notices that came before what they amend.
        let title = fold::words(&title.unwrap_or_default());
        let mut ask = tx.prepare_cached(
            "SELECT document, amends ->> '$.title' FROM notices
             WHERE published >= ?1 AND published <= date(?1, ?2)",
        )?;
        let mut rows = ask.query(params![published, format!("+{DAYS} days")])?;
        let mut copies: Option<Vec<i64>> = None;
        while let Some(row) = rows.next()? {
            let notice: i64 = row.get(0)?;
            let named = fold::words(row.get_ref(1)?.as_str_or_null()?.unwrap_or_default());
            if copies.is_none() {
                copies = Some(entries::copies_of(tx, memory, *document)?);
            }
            let meant = named == title || copies.as_ref().is_some_and(|copies| copies.contains(&notice));
            if meant && precedes(&claims::printed(tx, *document)?, &claims::printed(tx, notice)?) {
                notices.insert(notice);
            }
        }
    }
    for notice in notices {
        amend(tx, memory, notice)?;
    }
    Ok(())
}

// Withdraws what a notice does not claim of the documents that it amends.
fn amend(tx: &Transaction<'_>, memory: &mut Memory, notice: i64) -> rusqlite::Result<()> {
    let later = claims::document(tx, notice)?;
    let (amends, retracted) = (&later.printed["amends"], later.printed["amends"]["how"] == "retracted");
    let mut earlier = Vec::new();
    for other in entries::copies_of(tx, memory, notice)? {
        if other != notice && precedes(&claims::printed(tx, other)?, &later.printed) {
            earlier.push((other, claims::document(tx, other)?));
        }
    }
    let by_title = earlier.is_empty();
    if by_title {
        earlier = called(tx, amends, (notice, &later))?;
        let texts: BTreeSet<&str> =
            earlier.iter().filter_map(|(_, kept)| kept.printed["text"].as_str()).collect();
        if texts.len() > 1 {
            // Perhaps one was meant while there was no other.
            let (id, day) = (later.printed["id"].as_str(), later.printed["published"].as_str());
            return corrections::leave_off(tx, memory, id.unwrap_or_default(), day.unwrap_or_default());
        }
    }
    let claimed: Vec<Claim> = claims::records(&later)?.iter().map(claim).collect();
    let who = later.printed["source"].as_str().unwrap_or_default();
    let why = amends["span"]["exact"].as_str().or(amends["how"].as_str()).unwrap_or_default();
    let signed = Signed {
        who: if who.is_empty() { "a later document" } else { who },
        why: if why.is_empty() { "amended" } else { why },
        when: later.printed["published"].as_str().unwrap_or_default(),
        document: later.printed["id"].as_str(),
    };
    for (number, kept) in earlier {
        let records = claims::records(&kept)?;
        let gone: Vec<&Value> =
            records.iter().filter(|record| retracted || !claimed.contains(&claim(record))).collect();
        let whole = length(&later, claimed.len()) >= length(&kept, records.len()) * WHOLE;
        // One that is called so must be told in its words, but for what is put right.
        let told = retracted || whole && (!by_title || entries::same_words(tx, memory, notice, number)?);
        if !told {
            continue;
        }
        for record in gone {
            corrections::withdraw_once(tx, memory, record, signed)?;
        }
    }
    Ok(())
}

// How long a document is: by its text, else by what it claims.
fn length(kept: &Kept, records: usize) -> f64 {
    kept.text.as_ref().map_or(records as f64 * 100.0, |text| text.len() as f64)
}

// May this document be one that the other amends?
fn precedes(earlier: &Value, later: &Value) -> bool {
    let text = |document: &Value, key: &str| document[key].as_str().map(fold::fold);
    let (before, after) = (text(earlier, "published"), text(later, "published"));
    let sooner = match (&before, &after) {
        // A notice is amended by one of a later day.
        (Some(before), Some(after)) => before < after || before == after && earlier["amends"].is_null(),
        _ => earlier["amends"].is_null(),
    };
    let (one, other) = (text(earlier, "outlet"), text(later, "outlet"));
    sooner && earlier["text"] != later["text"] && (one.is_none() || other.is_none() || one == other)
}

// The documents that are called as the notice says.
fn called(
    tx: &Transaction<'_>,
    amends: &Value,
    (notice, later): (i64, &Kept),
) -> rusqlite::Result<Vec<(i64, Kept)>> {
    let title = fold::words(amends["title"].as_str().unwrap_or_default());
    let asked = marks::every(&title, false);
    let (Some(asked), true, Some(day)) = (asked, title.len() >= FEWEST, later.printed["published"].as_str())
    else {
        return Ok(Vec::new());
    };
    let last = marks::place_of(Some(day));
    let named = amends["published"].as_str().map(|day| marks::place_of(Some(day)));
    let (from, to) = match named {
        Some(named) if named <= last => (named, named),
        _ => (last - (DAYS << marks::OF_DAY_BITS), last),
    };
    let mut ask = tx.prepare_cached(
        "SELECT document FROM sentence_words JOIN calendar ON place = sentence_words.rowid >> ?4
         WHERE sentence_words MATCH ?1 AND sentence_words.rowid >= ?2 AND sentence_words.rowid < ?3",
    )?;
    let row = |place: i64| place << marks::ROW_BITS;
    let end = to + (1 << marks::OF_DAY_BITS);
    let rows = ask.query_map(params![asked, row(from), row(end), marks::ROW_BITS], |row| row.get(0))?;
    let mut found: BTreeMap<i64, Kept> = BTreeMap::new();
    for document in rows.collect::<rusqlite::Result<BTreeSet<i64>>>()? {
        let kept = claims::document(tx, document)?;
        let same = fold::words(kept.printed["title"].as_str().unwrap_or_default()) == title;
        if document != notice && same && precedes(&kept.printed, &later.printed) {
            found.insert(document, kept);
        }
    }
    Ok(found.into_iter().collect())
}

type Claim = BTreeMap<String, BTreeSet<String>>;

// What a record claims, wherever it stands: who, what, how much, in which words; days by the words for them.
fn claim(record: &Value) -> Claim {
    let mut claim = Claim::new();
    let mut put = |key: &str, value: &Value| {
        if let Some(told) = told(value) {
            claim.entry(key.to_owned()).or_default().insert(told);
        }
    };
    for key in ["kind", "factuality", "date"] {
        put(key, &record[key]);
    }
    for link in record["voice"].as_array().into_iter().flatten() {
        link["speakers"].as_array().into_iter().flatten().for_each(|speaker| put("voice", speaker));
    }
    for (key, fillers) in record["roles"].as_object().into_iter().flatten() {
        fillers.as_array().into_iter().flatten().for_each(|filler| put(key, filler));
    }
    claim
}

fn told(value: &Value) -> Option<String> {
    let words = |value: &Value| value.as_str().map(|text| fold::words(text).join(" "));
    match value {
        Value::Null => None,
        // Another record of its document.
        Value::String(id) if id.len() == 16 && crate::ready::hexadecimal(id) => None,
        Value::Object(_) => words(&value["exact"])
            .or_else(|| words(&value["span"]["exact"]).filter(|_| value["name"].is_null()))
            .or_else(|| words(&value["name"]))
            .or_else(|| value["start"].is_null().then(|| value.to_string())),
        other => Some(other.to_string()),
    }
}

/// True if documents of the register amend others.
pub(crate) fn any(tx: &Transaction<'_>) -> rusqlite::Result<bool> {
    let found = tx.prepare_cached("SELECT 1 FROM notices LIMIT 1")?.query_row([], |_| Ok(())).optional()?;
    Ok(found.is_some())
}
