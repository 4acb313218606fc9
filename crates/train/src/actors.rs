//! Phrases that coders listed, with the country and sector that each stands for.

use serde_json::Value;

/// A phrase, and what is asked of it: no answer at all, or none to be given.
#[derive(Clone, Debug)]
pub struct Case {
    /// The phrase.
    pub phrase: String,
    country: Option<String>,
    sector: Option<String>,
}

/// Reads the cases of a file, a JSON object a line. Those that need an encyclopedia are left out.
pub fn cases(jsonl: &str) -> Vec<Case> {
    let case = |line: &str| {
        let row: Value = serde_json::from_str(line).ok()?;
        let word = |key: &str| row[key].as_str().map(|word| code(word).to_owned());
        let plain = row["needs_encyclopedia"] != true;
        plain.then_some(())?;
        Some(Case {
            phrase: row["phrase"].as_str()?.to_owned(),
            country: word("country"),
            sector: word("sector"),
        })
    };
    jsonl.lines().filter_map(case).collect()
}

// The codes of the records for those of other coders. UNK and JNK are nobody in particular.
fn code(code: &str) -> &str {
    match code {
        "UNK" | "JNK" => "",
        "UNO" => "IGO",
        "EUR" => "EUE",
        code => code,
    }
}

/// Countries and sectors: right, and asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    country: [usize; 2],
    sector: [usize; 2],
}

impl Counts {
    /// Counts a case; tells what was wrong.
    pub fn count(&mut self, case: &Case, country: Option<&str>, sector: Option<&str>) -> Option<String> {
        let mut wrong = Vec::new();
        for (counts, wanted, found) in
            [(&mut self.country, &case.country, country), (&mut self.sector, &case.sector, sector)]
        {
            let Some(wanted) = wanted else { continue };
            let found = found.unwrap_or_default();
            counts[1] += 1;
            counts[0] += usize::from(wanted == found);
            if wanted != found {
                wrong.push(format!("{found:?} for {wanted:?}"));
            }
        }
        (!wrong.is_empty()).then(|| format!("{}: {}", case.phrase, wrong.join(", ")))
    }

    /// The share of countries and of sectors that are right.
    pub fn shares(&self) -> [f64; 2] {
        [self.country, self.sector].map(|[right, all]| right as f64 / all.max(1) as f64)
    }
}
