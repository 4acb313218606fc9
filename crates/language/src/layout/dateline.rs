//! Datelines: where, and often when and by whom, a report was filed.

use crate::config::Layout;

// Beyond this many bytes there is no dateline.
const FARTHEST: usize = 90;

/// Where the dateline at the start of a paragraph ends, its mark included.
pub(super) fn end(words: &str, config: &Layout) -> Option<usize> {
    let mut found = None;
    for (at, c) in words.char_indices().take_while(|(at, _)| *at < FARTHEST) {
        let after = at + c.len_utf8();
        let rest = &words[after..];
        let is_mark = match c {
            '-' => {
                let doubled = rest.starts_with('-');
                !doubled && (rest.starts_with(char::is_whitespace) || words[..at].ends_with(") "))
            }
            '–' | '—' => true,
            ':' => rest.starts_with(char::is_whitespace),
            _ => false,
        };
        if !is_mark {
            let dashed = c == '.' && rest.starts_with("- ");
            if matches!(c, '.' | '"' | '“' | '?' | '!') && !dashed && !is_abbreviation_stop(words, at) {
                break;
            }
            continue;
        }
        let before = match found {
            // A second mark, as in "CAIRO- 24 July 2022:": what stands between must be a date.
            Some(first) => {
                let between = &words[first..at];
                if has_date(between, config) && between.split_whitespace().count() <= 4 {
                    return Some(after);
                }
                break;
            }
            None => words[..at].trim_end_matches(['-', ' ']),
        };
        if !is_dateline(before, c, rest.trim_start(), config) {
            break;
        }
        found = Some(after);
    }
    found
}

/// True for a line that is a date, perhaps with a place, and nothing else: "Santiago, 23 September 2021", "6 May 2023".
pub(super) fn is_line(words: &str, config: &Layout) -> bool {
    if is_bare_date(words, config) {
        return true;
    }
    let named = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        is_month(bare, config)
            || bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || bare.is_empty()
    };
    words.len() <= 60
        && words.contains(',')
        && has_date(words, config)
        && !words.ends_with(['.', '?', '!', ':'])
        && words.split_whitespace().count() <= 7
        && words.split_whitespace().all(named)
}

// "6 August 2023", "Sunday, August 6, 2023", "2023-08-06": a day and a year, and one word more at most.
fn is_bare_date(words: &str, config: &Layout) -> bool {
    let bare = words.trim();
    if bare.len() == 10 && bare.split('-').map(str::len).eq([4, 2, 2]) {
        return bare.chars().all(|c| c == '-' || c.is_ascii_digit());
    }
    let mut parts =
        bare.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty()).peekable();
    let (mut months, mut days, mut years, mut others) = (0, 0, 0, 0);
    for part in parts.by_ref().take(8) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            4 if part.len() == 4 => years += 1,
            1 | 2 if matches!(&part[digits..], "" | "st" | "nd" | "rd" | "th") => days += 1,
            _ if is_month(part, config) => months += 1,
            _ if part.starts_with(char::is_uppercase) => others += 1,
            _ => return false,
        }
    }
    parts.peek().is_none() && (months, days, years) == (1, 1, 1) && others <= 1
}

// "COMMACK, N.Y., Feb 26 -"
fn is_abbreviation_stop(words: &str, at: usize) -> bool {
    let word = words[..at].rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    word.chars().count() <= 5
}

fn is_dateline(before: &str, mark: char, rest: &str, config: &Layout) -> bool {
    let (place, agency) = match before.split_once('(') {
        Some((place, tail)) => (place.trim_end(), tail.trim_end().strip_suffix(')')),
        None => (before, None),
    };
    if place.is_empty() || !place.starts_with(char::is_uppercase) && !has_date(place, config) {
        return false;
    }
    let starts_sentence = rest.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '<' | '«')
    });
    let known = agency.is_some_and(|agency| {
        config
            .agencies
            .iter()
            .any(|name| agency.split(['/', ',', ' ']).any(|part| part.eq_ignore_ascii_case(name)))
    });
    let mut loud = false;
    let mut small = 0;
    let mut count = 0;
    for word in
        place.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/')).filter(|word| !word.is_empty())
    {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let month = is_month(word, config);
        count += usize::from(!month && letters().next().is_some());
        loud |= letters().count() >= 3 && letters().all(char::is_uppercase);
        small += usize::from(!month && letters().next().is_some_and(char::is_lowercase));
    }
    let dated = has_date(place, config);
    // A headline in capitals, with a dash in it.
    if !dated && !known && !rest.chars().take(FARTHEST).any(char::is_lowercase) {
        return false;
    }
    let plain = small == 0 || (small == 1 && count > 2);
    if known || (dated && count <= 5) {
        return plain || dated;
    }
    match mark {
        ':' => starts_sentence && small == 0 && (loud && count <= 4 || count == 1),
        _ => starts_sentence && plain && (loud && count <= 6 || count <= 3),
    }
}

fn is_month(word: &str, config: &Layout) -> bool {
    let word = word.trim_end_matches('.');
    word.len() <= 12 && config.months.iter().any(|month| month.eq_ignore_ascii_case(word))
}

fn has_date(words: &str, config: &Layout) -> bool {
    let month = words.split(|c: char| c.is_whitespace() || c == ',').any(|word| is_month(word, config));
    month && words.chars().any(|c| c.is_ascii_digit())
}
