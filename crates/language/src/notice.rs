//! Notices: a report says that it puts an earlier one right, or takes it back.
//!
//! "CORRECTED-Norway, Chile sign pact", "(Corrects paragraph 3 to say 14)", "RETRACTION: …". Such a word counts only where
//! agencies put it: before a dash or a colon at the head of a headline, in brackets there, first in brackets that stand
//! by themselves; or as a phrase at the end of a headline. Running text that tells of corrections is none.

use chancery_document::{Amends, Blocks, Notice, Part, Span};

use crate::{Language, config::Notices};

/// A title that is named has so many words or more.
const FEWEST: usize = 3;
/// Longer brackets are no notice.
const LONGEST: usize = 2_000;

impl Language {
    /// The notice of a report, if it is one.
    pub fn notice(&self, text: &str, blocks: &Blocks) -> Option<Notice> {
        let lists = &self.config.notices;
        let blocks = blocks.all.as_slice();
        let title = blocks.iter().find(|block| block.part == Part::Title).map(|block| block.span);
        let mut found = title.and_then(|title| headline(text, title, lists));
        let below = blocks.iter().filter(|block| block.part != Part::Title);
        if let Some((how, span)) = below.filter_map(|block| brackets(text, block.span, lists)).next() {
            let found = found.get_or_insert(Notice { how, span, title: None, day: None });
            // What the brackets say is why.
            found.span = span;
            if how == Amends::Retracted {
                found.how = how;
            }
        }
        let mut found = found?;
        let body = blocks.iter().find(|block| block.part == Part::Body).map(|block| block.span);
        let places = [Some(found.span), body.filter(|_| found.how == Amends::Retracted)];
        if let Some(named) = places.into_iter().flatten().find_map(|place| quoted(text, place)) {
            found.title = Some(named);
        }
        Some(found)
    }
}

// The notice that a headline begins or ends with.
fn headline(text: &str, title: Span, lists: &Notices) -> Option<Notice> {
    let words = title.of(text);
    let start = title.start() as usize;
    let inner = words.trim_start_matches(['(', '[']);
    let bracketed = inner.len() < words.len();
    if let Some((how, length)) = listed(inner, lists) {
        let word = &inner[..length];
        let rest = inner[length..].trim_start();
        let rest = match bracketed {
            true => rest.strip_prefix([')', ']'])?.trim_start_matches([' ', '-', '–', '—', ':']),
            // A dash may join words: then only capitals are a notice.
            false if word.chars().any(char::is_lowercase) => rest.strip_prefix(':')?,
            false => rest.strip_prefix(['-', '–', '—', ':'])?,
        };
        let rest = rest.trim_start();
        let at = words.len() - rest.len();
        let named = rest.split_whitespace().count() >= 2;
        return Some(Notice {
            how,
            span: Span::at(start, start + words[..at].trim_end().len()),
            title: named.then(|| Span::at(start + at, start + words.len())),
            day: None,
        });
    }
    let lower = words.to_lowercase();
    let ends = |phrase: &&String| {
        lower
            .strip_suffix(phrase.as_str())
            .is_some_and(|before| before.ends_with(|c: char| !c.is_alphanumeric()))
    };
    lists.ends.iter().find(ends).map(|_| Notice {
        how: Amends::Retracted,
        span: title,
        title: None,
        day: None,
    })
}

// Brackets by themselves, between sentences or at the head of a block, that begin with a word of a notice.
fn brackets(text: &str, block: Span, lists: &Notices) -> Option<(Amends, Span)> {
    let words = block.of(text);
    for (at, _) in words.match_indices(['(', '[']) {
        let inner = &words[at + 1..];
        let alone =
            words[..at].trim_end().chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ',');
        if !alone || !inner.starts_with(char::is_uppercase) {
            continue;
        }
        let Some((how, _)) = listed(inner, lists) else { continue };
        let Some(end) = inner.find([')', ']']).filter(|end| *end < LONGEST) else { continue };
        let start = block.start() as usize + at;
        return Some((how, Span::at(start, start + end + 2)));
    }
    None
}

// The longest phrase of the lists that the words begin with.
fn listed(words: &str, lists: &Notices) -> Option<(Amends, usize)> {
    let begins = |phrase: &String| {
        let head = words.get(..phrase.len())?;
        let whole = !words[phrase.len()..].starts_with(char::is_alphanumeric);
        (whole && head.to_lowercase() == *phrase).then_some(phrase.len())
    };
    let of = |how: Amends, list: &[String]| list.iter().filter_map(begins).max().map(|length| (how, length));
    let found = [of(Amends::Corrected, &lists.corrected), of(Amends::Retracted, &lists.retracted)];
    found.into_iter().flatten().max_by_key(|(_, length)| *length)
}

// The first words in quotation marks that may be a title.
fn quoted(text: &str, place: Span) -> Option<Span> {
    let words = place.of(text);
    let mut from = 0;
    while let Some(open) = words[from..].find(['"', '“', '«']).map(|at| from + at) {
        let mark = words[open..].chars().next()?;
        let inner = open + mark.len_utf8();
        let close = match mark {
            '"' => '"',
            '“' => '”',
            _ => '»',
        };
        let end = inner + words[inner..].find(close)?;
        let title = &words[inner..end];
        if title.split_whitespace().count() >= FEWEST {
            let trimmed = title.trim_end_matches([',', '.', ' ']);
            let start = place.start() as usize + inner;
            return Some(Span::at(start, start + trimmed.len()));
        }
        from = end + close.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Notices {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Notices {
            corrected: list(&["corrected", "corrects", "correction"]),
            retracted: list(&["retraction", "kill"]),
            ends: list(&["story withdrawn"]),
        }
    }

    #[test]
    fn headlines_and_brackets_are_notices() {
        use Amends::{Corrected, Retracted};
        let check = |title: &str, expect: Option<(Amends, &str)>| {
            let found = headline(title, Span::at(0, title.len()), &lists());
            let found = found.map(|found| (found.how, found.title.map_or("", |named| named.of(title))));
            assert_eq!(found, expect, "{title}");
        };
        check("CORRECTED-Norway, Chile sign pact", Some((Corrected, "Norway, Chile sign pact")));
        check("(CORRECTED) - NORWAY SIGNS PACT", Some((Corrected, "NORWAY SIGNS PACT")));
        check("Correction: Krill pact", Some((Corrected, "Krill pact")));
        check("KILL - Norway signs", Some((Retracted, "Norway signs")));
        check("ADVISORY-Krill story withdrawn", Some((Retracted, "")));
        check("Corrected-fuel engines sell", None);
        check("Corrections officers strike", None);
        check("Kill switch for drones", None);
        check("Troops withdrawn", None);
        let check = |text: &str, expect: Option<(Amends, &str)>| {
            let found = brackets(text, Span::at(0, text.len()), &lists());
            assert_eq!(found.map(|(how, span)| (how, span.of(text))), expect, "{text}");
        };
        check("(Corrects paragraph 3)", Some((Corrected, "(Corrects paragraph 3)")));
        check("Oslo said. (Corrects to 14.) More", Some((Corrected, "(Corrects to 14.)")));
        check("prices (corrected for inflation) fell", None);
        check("the firm (Correction Corp) fell", None);
        let text = "The story headlined \"Norway, Chile sign pact,\" is wrong.";
        assert_eq!(
            quoted(text, Span::at(0, text.len())).map(|span| span.of(text)),
            Some("Norway, Chile sign pact")
        );
        assert_eq!(quoted("said \"it is\" so", Span::at(0, 15)), None);
    }
}
