//! Which records of a document a question may mean, told by their rows: most documents that the index gives in vain
//! are done with before their records are unpacked.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::{
    claims::Words,
    fold, marks,
    question::{self, Key, Question, Term, Test},
};

/// Sifts the rows of documents.
pub(crate) struct Sieve<'q> {
    question: &'q Question,
    shapes: HashMap<i64, bool>,
    /// True if more than shape and day can rule a record out.
    by_words: bool,
}

// Somebody in a record.
struct Actor {
    name: Vec<String>,
    whole: String,
    country: Option<String>,
    is_state: bool,
}

impl<'q> Sieve<'q> {
    pub(crate) fn new(question: &'q Question) -> Sieve<'q> {
        let named = |key| matches!(key, Key::Country | Key::Speaker | Key::Actor);
        let by_words = !question.terms.is_empty() || question.filters.iter().any(|filter| named(filter.key));
        Sieve { question, shapes: HashMap::new(), by_words }
    }

    /// Which of the records of a document may be meant, of those that stand in these rows of the index.
    pub(crate) fn sift(
        &mut self,
        connection: &Connection,
        (document, published): (i64, Option<&str>),
        in_rows: u8,
    ) -> rusqlite::Result<Vec<bool>> {
        let mut ask = connection.prepare_cached(
            "SELECT r.record, r.evidence_start, r.evidence_end, r.shape, r.date_start, r.withdrawn IS NOT NULL
             FROM documents d JOIN records r ON r.record BETWEEN d.first_record AND d.last_record
             WHERE d.document = ?1 ORDER BY r.record",
        )?;
        let mut found = ask.query([document])?;
        let (mut rows, mut evidence, mut fits) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(row) = found.next()? {
            let day = row.get_ref(4)?.as_str_or_null()?.or(published);
            rows.push((row.get(0)?, row.get(3)?));
            evidence.push((row.get(1)?, row.get(2)?));
            fits.push(self.in_time(day) && !row.get::<_, bool>(5)?);
        }
        for (n, of_index) in marks::rows(&evidence).into_iter().enumerate() {
            fits[n] = fits[n] && in_rows >> of_index & 1 == 1 && self.fit(connection, rows[n].1)?;
        }
        if !self.by_words || !fits.contains(&true) {
            return Ok(fits);
        }
        let text: Option<String> = match self.question.terms.is_empty() {
            true => None,
            false => connection
                .prepare_cached("SELECT text FROM documents WHERE document = ?1")?
                .query_row([document], |row| row.get(0))?,
        };
        let words = text.as_deref().map(|text| Words::new(text, false));
        // Records of one sentence follow each other.
        let mut sentence = ((-1, -1), Vec::new());
        let rows = rows.iter().zip(evidence).zip(&mut fits);
        for (((record, _), evidence), fits) in rows.filter(|(_, fits)| **fits) {
            let mut missing: Vec<&Term> = Vec::new();
            if let Some(words) = &words {
                if sentence.0 != evidence {
                    let at = |at| usize::try_from(at).unwrap_or(usize::MAX);
                    let told = words.at(at(evidence.0), at(evidence.1)).unwrap_or_default();
                    sentence = (evidence, fold::words(told));
                }
                let found = |term: &&Term| !fold::holds(&sentence.1, &term.words, term.begins);
                missing.extend(self.question.terms.iter().filter(found));
            }
            *fits = self.actors_fit(connection, *record, &missing)?;
        }
        Ok(fits)
    }

    // Is every word that the sentence lacks a name of somebody, and is everybody there that is asked for?
    fn actors_fit(&self, connection: &Connection, record: i64, missing: &[&Term]) -> rusqlite::Result<bool> {
        let named = |key| matches!(key, Key::Country | Key::Speaker | Key::Actor);
        if missing.is_empty() && !self.question.filters.iter().any(|filter| named(filter.key)) {
            return Ok(true);
        }
        let mut ask = connection.prepare_cached(
            "SELECT a.name, a.country, a.level FROM fillers f JOIN actors a USING (actor) WHERE f.record = ?1",
        )?;
        let actors = ask.query_map([record], |row| {
            let name = row.get_ref(0)?.as_str()?;
            let country = row.get_ref(1)?.as_str_or_null()?;
            Ok(Actor {
                name: fold::words(name),
                whole: fold::fold(name),
                country: country.map(fold::fold),
                is_state: row.get_ref(2)?.as_str()? == "state",
            })
        })?;
        let actors: Vec<Actor> = actors.collect::<rusqlite::Result<_>>()?;
        let told = |term: &&Term| {
            actors.iter().any(|actor| {
                let country = actor.country.iter().cloned().collect::<Vec<String>>();
                fold::holds(&actor.name, &term.words, term.begins)
                    || fold::holds(&country, &term.words, term.begins)
            })
        };
        if !missing.iter().all(told) {
            return Ok(false);
        }
        for filter in &self.question.filters {
            let found = match (&filter.test, filter.key) {
                (Test::Holds(some), Key::Speaker | Key::Actor) => actors
                    .iter()
                    .any(|actor| some.iter().any(|wanted| fold::holds(&actor.name, wanted, false))),
                (Test::OneOf(some), Key::Country) => {
                    let names = !some.iter().all(|word| marks::is_code(word));
                    let of = |actor: &Actor| {
                        actor.country.as_ref().is_some_and(|country| some.contains(country))
                            || names && actor.is_state && some.contains(&actor.whole)
                    };
                    actors.iter().any(of) || has_place(connection, record)?
                }
                _ => true,
            };
            if !found {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn in_time(&self, day: Option<&str>) -> bool {
        self.question.filters.iter().all(|filter| match &filter.test {
            Test::Since(since) => day.is_some_and(|day| day >= since.as_str()),
            Test::Until(until) => day.is_some_and(|day| day <= until.as_str()),
            _ => true,
        })
    }

    fn fit(&mut self, connection: &Connection, shape: i64) -> rusqlite::Result<bool> {
        if let Some(known) = self.shapes.get(&shape) {
            return Ok(*known);
        }
        let mut ask = connection.prepare_cached(
            "SELECT kind, factuality, confidence, rule, words FROM spelled_shapes WHERE shape = ?1",
        )?;
        let fits = ask.query_row([shape], |row| {
            let words: String = row.get(4)?;
            let mut printed: Value = serde_json::from_str(&words).unwrap_or_default();
            for (n, key) in ["kind", "factuality"].into_iter().enumerate() {
                printed[key] = row.get::<_, String>(n)?.into();
            }
            printed["confidence"] = row.get::<_, f64>(2)?.into();
            printed["rule"] = row.get::<_, String>(3)?.into();
            Ok(question::may_hold(self.question, &printed))
        })?;
        self.shapes.insert(shape, fits);
        Ok(fits)
    }
}

fn has_place(connection: &Connection, record: i64) -> rusqlite::Result<bool> {
    let found = connection
        .prepare_cached("SELECT 1 FROM fields f JOIN words w ON w.word = f.field WHERE f.record = ?1 AND w.text = 'place'")?
        .query_row([record], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
