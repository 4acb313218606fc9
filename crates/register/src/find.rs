//! Finding: the records that a question asks for, by day of their documents; and how many there are, by what.

use std::{collections::BTreeMap, ops::ControlFlow};

use rusqlite::params;
use serde_json::Value;

use crate::{
    Error, Register, claims,
    error::Kind,
    marks,
    question::{self, Question, day_of, each_actor},
    sift::Sieve,
};

/// Fewer documents than this are sorted at once; of more, some months after the others are looked at.
const FEW: usize = 600;
/// More months than this are never asked for at once.
const MONTHS: usize = 512;

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
            if let Some(asked) = &asked {
                let few = self.matching(asked, Some(FEW + 1))?;
                if few.len() <= FEW {
                    return self.look(few, question, order, each).map(drop);
                }
            }
            let months = self.months(order)?;
            // As many months at once as give some documents: neither many questions nor many documents in vain.
            let (mut at, mut width) = (0, 1);
            while at < months.len() {
                let some = &months[at..months.len().min(at + width)];
                at += some.len();
                let marks: Vec<String> =
                    some.iter().map(|month| format!("\"{}\"", marks::published(month.as_deref()))).collect();
                let asked = match &asked {
                    Some(asked) => format!("{asked} AND ({})", marks.join(" OR ")),
                    None => marks.join(" OR "),
                };
                let documents = self.matching(&asked, None)?;
                width = if documents.len() < FEW / 4 { (width * 2).min(MONTHS) } else { (width / 2).max(1) };
                if self.look(documents, question, order, each)?.is_break() {
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

    fn matching(&self, asked: &str, limit: Option<usize>) -> rusqlite::Result<Vec<i64>> {
        let mut ask = self
            .connection
            .prepare_cached("SELECT rowid FROM document_words WHERE document_words MATCH ?1 LIMIT ?2")?;
        let limit = limit.map_or(-1, |limit| limit as i64);
        ask.query_map(params![asked, limit], |row| row.get(0))?.collect()
    }

    // The months in which documents were published; those of unknown day come last.
    fn months(&self, order: Order) -> rusqlite::Result<Vec<Option<String>>> {
        let mut months = Vec::new();
        // From one month to the one before it through the index, whatever lies between.
        let mut before = "~".to_owned();
        let mut ask =
            self.connection.prepare_cached("SELECT max(published) FROM documents WHERE published < ?1")?;
        while let Some(last) = ask.query_row([&before], |row| row.get::<_, Option<String>>(0))? {
            let month: String = last.chars().take(7).collect();
            if month >= before {
                break;
            }
            months.push(Some(month.clone()));
            before = month;
        }
        if order == Order::Oldest {
            months.reverse();
        }
        months.push(None);
        Ok(months)
    }

    fn look(
        &self,
        documents: Vec<i64>,
        question: &Question,
        order: Order,
        each: &mut dyn FnMut(Value) -> ControlFlow<()>,
    ) -> rusqlite::Result<ControlFlow<()>> {
        let mut day =
            self.connection.prepare_cached("SELECT published, hex(id) FROM documents WHERE document = ?1")?;
        let mut sorted: Vec<(Option<String>, String, i64)> = Vec::with_capacity(documents.len());
        for document in documents {
            sorted.push(day.query_row([document], |row| Ok((row.get(0)?, row.get(1)?, document)))?);
        }
        match order {
            Order::Newest => sorted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1))),
            // Of unknown days last, too.
            Order::Oldest => {
                sorted.sort_unstable_by(|a, b| (a.0.is_none(), &a.0, &a.1).cmp(&(b.0.is_none(), &b.0, &b.1)));
            }
        }
        let mut sieve = Sieve::new(question);
        for (published, _, document) in sorted {
            let fits = sieve.sift(&self.connection, (document, published.as_deref()))?;
            if !fits.contains(&true) {
                continue;
            }
            let kept = claims::document(&self.connection, document)?;
            for record in claims::some(&kept, &|n| fits[n])? {
                if question::holds(question, &record) && each(record).is_break() {
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
