//! Finding: the records that a question asks for, by day of their documents; and how many there are, by what.

use std::{
    collections::BTreeMap,
    ops::{ControlFlow, Range},
};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use crate::{
    Error, Register, claims,
    error::Kind,
    marks::{self, Asked},
    question::{self, Question, day_of, each_actor},
    sift::Sieve,
};

/// Of so many documents of a day or fewer those with the lowest ids come first. Of more each such part is sorted by
/// itself, in the order of their coming.
const PART_BITS: u32 = 10;
/// Where fewer documents than this have the words that are asked for in titles, these are looked at alone.
const FEW: usize = 2_000;

/// Which documents come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Those published last.
    Newest,
    /// Those published first.
    Oldest,
}

/// How many records there are, by the values of some facets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records.
    pub all: u64,
    /// For each value of the facets, in their order.
    pub by: BTreeMap<Vec<String>, u64>,
}

/// What records can be counted by.
pub const FACETS: [&str; 19] = [
    "kind",
    "year",
    "month",
    "day",
    "actor",
    "speaker",
    "country",
    "type",
    "status",
    "firmness",
    "form",
    "mode",
    "unit",
    "change",
    "factuality",
    "outlet",
    "source",
    "rule",
    "language",
];

impl Register {
    /// The records that a question asks for, newest documents first: at most `limit` of them.
    pub fn find(&self, question: &str, limit: usize) -> Result<Vec<Value>, Error> {
        let question = self.question(question)?;
        if question.is_empty() {
            return Err(Error::new(&self.file, Kind::Question("it holds no word")));
        }
        self.page(&question, Order::Newest, (0, limit))
    }

    /// Reads a question.
    pub fn question(&self, text: &str) -> Result<Question, Error> {
        Question::parse(text).map_err(|why| Error::new(&self.file, Kind::Asked(why)))
    }

    /// Some of the records that a question asks for: `(skipped, at most)`.
    pub fn page(
        &self,
        question: &Question,
        order: Order,
        (skip, limit): (usize, usize),
    ) -> Result<Vec<Value>, Error> {
        let (mut seen, mut found) = (0, Vec::new());
        if limit == 0 {
            return Ok(found);
        }
        self.visit(question, order, &mut |record| {
            seen += 1;
            if seen > skip {
                found.push(record);
            }
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(found)
    }

    /// Hands over the records that a question asks for, one after the other, until told to stop. Withdrawn ones are
    /// left out.
    pub fn visit(
        &self,
        question: &Question,
        order: Order,
        each: &mut dyn FnMut(Value) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let asked = marks::asked(question);
        let mut visit = || {
            // All of one moment, whoever adds meanwhile.
            let _moment = self.connection.unchecked_transaction()?;
            let mut look =
                Look { connection: &self.connection, question, sieve: Sieve::new(question), order, each };
            for (range, mark) in self.ranges(&asked, order)? {
                let asked = Asked { sentences: also(&asked.sentences, mark), ..asked.clone() };
                if self.candidates(&asked, order, range, &mut look)?.is_break() {
                    break;
                }
            }
            Ok(())
        };
        visit().map_err(|cause| self.error(cause))
    }

    /// How many records a question asks for, by facets: `["year", "kind"]`. A record with several values of a facet
    /// counts under each.
    pub fn count(&self, question: &Question, facets: &[String]) -> Result<Counts, Error> {
        for facet in facets {
            if !FACETS.contains(&facet.as_str()) {
                let why = format!("nothing is counted by `{facet}`, but by {}", FACETS.join(", "));
                return Err(Error::new(&self.file, Kind::Asked(why)));
            }
        }
        let mut counts = Counts::default();
        self.visit(question, Order::Oldest, &mut |record| {
            counts.all += 1;
            let mut rows: Vec<Vec<String>> = vec![Vec::new()];
            for facet in facets {
                let values = values(&record, facet);
                rows = rows
                    .iter()
                    .flat_map(|row| {
                        values.iter().map(|value| [&row[..], std::slice::from_ref(value)].concat())
                    })
                    .collect();
            }
            if !facets.is_empty() {
                rows.into_iter().for_each(|row| *counts.by.entry(row).or_default() += 1);
            }
            ControlFlow::Continue(())
        })?;
        Ok(counts)
    }

    // Which parts of the calendar to look through, in order, and what else to ask the index for there. What is of
    // unknown day comes last in either order.
    fn ranges<'a>(
        &self,
        asked: &'a Asked,
        order: Order,
    ) -> rusqlite::Result<Vec<(Range<i64>, Option<&'a str>)>> {
        const END: i64 = i64::MAX >> marks::ROW_BITS;
        let Some(days) = &asked.days else {
            return Ok(vec![(marks::KNOWN..END, None), (0..marks::KNOWN, None)]);
        };
        // Those that did not fit in the room of the last day stand behind it.
        let mut end = days.places.end.max(days.places.start);
        let mut full = self.connection.prepare_cached("SELECT 1 FROM calendar WHERE place = ?1 - 1")?;
        while end < END && full.exists([end])? {
            end += 1 << marks::OF_DAY_BITS;
        }
        let elsewhere = Some(days.elsewhere.as_str());
        let mut ranges = vec![
            (marks::KNOWN..days.places.start, elsewhere),
            (days.places.start..end, None),
            (end..END, elsewhere),
        ];
        if order == Order::Newest {
            ranges.reverse();
        }
        ranges.push((0..marks::KNOWN, elsewhere));
        Ok(ranges)
    }

    // Hands over documents that may hold what is asked for, by their places and their rows of the index, a part of a day
    // at a time.
    fn candidates(
        &self,
        asked: &Asked,
        order: Order,
        range: Range<i64>,
        look: &mut Look<'_>,
    ) -> rusqlite::Result<ControlFlow<()>> {
        let down = if order == Order::Newest { "DESC" } else { "ASC" };
        let mut parts = Parts { gathered: Vec::new(), look };
        let Some(first) = asked.sentences.as_ref().or(asked.documents.as_ref()) else {
            let sql =
                format!("SELECT place FROM calendar WHERE place >= ?1 AND place < ?2 ORDER BY place {down}");
            let mut all = self.connection.prepare_cached(&sql)?;
            let mut places = all.query([range.start, range.end])?;
            while let Some(row) = places.next()? {
                if parts.one(row.get(0)?, EVERY_ROW)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            return parts.end();
        };
        let sql = format!(
            "SELECT rowid FROM sentence_words
             WHERE sentence_words MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid {down}",
        );
        let mut ask = self.connection.prepare_cached(&sql)?;
        let row_of = |place: i64| place << marks::ROW_BITS;
        let split = |rowid: i64| (rowid >> marks::ROW_BITS, rowid & (row_of(1) - 1));
        if let (Some(sentences), Some(documents)) = (&asked.sentences, &asked.documents) {
            let rows =
                ask.query_map(params![documents, row_of(range.start), row_of(range.end)], |row| row.get(0))?;
            let places =
                rows.map(|row| row.map(split)).filter(|row| row.as_ref().map_or(true, |row| row.1 == 0));
            let few = places.take(FEW + 1).collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
            if few.len() <= FEW {
                for (place, _) in few {
                    let rows = ask
                        .query_map(params![sentences, row_of(place), row_of(place + 1)], |row| row.get(0))?;
                    let mut bits = 0;
                    for row in rows {
                        bits |= 1 << split(row?).1;
                    }
                    if parts.one(place, bits)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                return parts.end();
            }
        }
        let mut rows = ask.query(params![first, row_of(range.start), row_of(range.end)])?;
        while let Some(row) = rows.next()? {
            let (place, row) = split(row.get(0)?);
            let bits = match (&asked.sentences, row) {
                (Some(_), row) => 1 << row,
                (None, 0) => EVERY_ROW,
                _ => continue,
            };
            if parts.one(place, bits)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        parts.end()
    }
}

/// All rows that the index may have of a document.
const EVERY_ROW: u8 = u8::MAX;

fn also(asked: &Option<String>, mark: Option<&str>) -> Option<String> {
    match (asked, mark) {
        (Some(asked), Some(mark)) => Some(format!("{asked} AND {mark}")),
        (asked, mark) => asked.clone().or(mark.map(str::to_owned)),
    }
}

// Gathers documents until a part of a day is whole.
struct Parts<'a, 'l> {
    gathered: Vec<(i64, u8)>,
    look: &'a mut Look<'l>,
}

impl Parts<'_, '_> {
    fn one(&mut self, place: i64, rows: u8) -> rusqlite::Result<ControlFlow<()>> {
        match self.gathered.last_mut() {
            Some((last, known)) if *last == place => *known |= rows,
            Some((last, _)) if *last >> PART_BITS == place >> PART_BITS => self.gathered.push((place, rows)),
            _ => {
                let done = self.end()?;
                self.gathered.push((place, rows));
                return Ok(done);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end(&mut self) -> rusqlite::Result<ControlFlow<()>> {
        // No record stands in the row of the rest.
        self.gathered.retain(|(_, rows)| *rows != 1);
        self.look.at(std::mem::take(&mut self.gathered))
    }
}

// Looks at the records of documents.
struct Look<'l> {
    connection: &'l Connection,
    question: &'l Question,
    sieve: Sieve<'l>,
    order: Order,
    each: &'l mut dyn FnMut(Value) -> ControlFlow<()>,
}

impl Look<'_> {
    fn at(&mut self, some: Vec<(i64, u8)>) -> rusqlite::Result<ControlFlow<()>> {
        let mut day = self.connection.prepare_cached(
            "SELECT document, published, hex(id) FROM calendar JOIN documents USING (document) WHERE place = ?1",
        )?;
        let mut sorted: Vec<(Option<String>, String, i64, u8)> = Vec::with_capacity(some.len());
        for (place, rows) in some {
            let found = day.query_row([place], |row| Ok((row.get(1)?, row.get(2)?, row.get(0)?, rows)));
            // The index may know more than there is.
            sorted.extend(found.optional()?);
        }
        match self.order {
            Order::Newest => sorted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1))),
            Order::Oldest => sorted.sort_unstable_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1))),
        }
        for (published, _, document, rows) in sorted {
            if self.question.asks_documents() {
                let printed = claims::printed(self.connection, document)?;
                if !question::may_hold_in(self.question, &json!({"document": printed})) {
                    continue;
                }
            }
            let fits = self.sieve.sift(self.connection, (document, published.as_deref()), rows)?;
            if !fits.contains(&true) {
                continue;
            }
            let kept = claims::document(self.connection, document)?;
            for record in claims::some(&kept, &|n| fits[n])? {
                if question::holds(self.question, &record) && (self.each)(record).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

// What a record is counted under; under a dash where it has no such thing.
fn values(record: &Value, facet: &str) -> Vec<String> {
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let part = |length: usize| day_of(record).and_then(|day| day.get(..length)).map(str::to_owned);
    let mut values: Vec<String> = match facet {
        "year" => part(4).into_iter().collect(),
        "month" => part(7).into_iter().collect(),
        "day" => part(10).into_iter().collect(),
        "type" => word(&record["type"]).or_else(|| word(&record["plover"])).into_iter().collect(),
        "outlet" | "source" | "language" => word(&record["document"][facet]).into_iter().collect(),
        "speaker" => {
            let speakers = record["speaker"].as_array().into_iter().flatten();
            speakers.filter_map(|actor| word(&actor["name"])).collect()
        }
        "actor" | "country" => {
            let mut found = Vec::new();
            let key = if facet == "actor" { "name" } else { "country" };
            each_actor(record, &mut |actor| found.extend(word(&actor[key])));
            found
        }
        _ => word(&record[facet]).into_iter().collect(),
    };
    values.sort();
    values.dedup();
    if values.is_empty() {
        values.push("-".into());
    }
    values
}
