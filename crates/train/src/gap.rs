//! GAP: does an ambiguous pronoun speak of the one name or of the other?

use chancery_document::{Reading, Span, each};

/// A case: a passage, a pronoun, two names, and which of them it means.
#[derive(Clone, Debug)]
pub struct Case {
    /// The passage.
    pub text: String,
    /// The pronoun.
    pub pronoun: Span,
    /// The names, and whether the pronoun means each.
    pub names: [(Span, bool); 2],
}

/// Reads the cases of a GAP file. Rows of another shape are left out.
pub fn cases(tsv: &str) -> Vec<Case> {
    tsv.lines().skip(1).filter_map(case).collect()
}

fn case(row: &str) -> Option<Case> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [_, text, pronoun, pronoun_at, a, a_at, a_right, b, b_at, b_right, ..] = columns[..] else {
        return None;
    };
    // Offsets count characters.
    let byte = |at: &str| text.char_indices().map(|(byte, _)| byte).nth(at.parse().ok()?);
    let span = |at: &str, word: &str| Some(Span::at(byte(at)?, byte(at)? + word.len()));
    Some(Case {
        text: text.to_owned(),
        pronoun: span(pronoun_at, pronoun)?,
        names: [(span(a_at, a)?, a_right == "TRUE"), (span(b_at, b)?, b_right == "TRUE")],
    })
}

/// Names the pronoun was said to mean: rightly, in all, and that it does mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Rightly found.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// There.
    pub gold: usize,
}

impl Counts {
    /// Counts a case.
    pub fn count(&mut self, case: &Case, reading: &Reading) {
        let entities_at = |span: Span| {
            let mentions = &reading.mentions;
            each(reading.tokens.within(span))
                .filter_map(|token| mentions.headed_by(token))
                .map(|mention| reading.entities.of[mention])
                .collect::<Vec<_>>()
        };
        let pronoun = entities_at(case.pronoun);
        for (name, right) in case.names {
            let found = entities_at(name).iter().any(|entity| pronoun.contains(entity));
            self.right += usize::from(found && right);
            self.found += usize::from(found);
            self.gold += usize::from(right);
        }
    }

    /// Precision, recall and F1.
    pub fn scores(&self) -> [f64; 3] {
        let part = |of: usize| self.right as f64 / of.max(1) as f64;
        let both = 2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64;
        [part(self.found), part(self.gold), both]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn offsets_count_characters() {
        let head = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL";
        let row = "x-1\tZoé met Ann; she left.\tshe\t13\tZoé\t0\tTRUE\tAnn\t8\tFALSE\thttp://e";
        let case = cases(&format!("{head}\n{row}\n")).pop().unwrap();
        assert_eq!(case.pronoun.of(&case.text), "she");
        assert_eq!(
            case.names.map(|(span, right)| (span.of(&case.text), right)),
            [("Zoé", true), ("Ann", false)]
        );
    }
}
