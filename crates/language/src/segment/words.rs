//! Where words begin and end.

use super::Cuts;

/// A word of a block, by its bytes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Piece {
    /// Its letters.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

// A word of more bytes is cut: nobody wrote it to be read.
const LONGEST: usize = 200;

/// Marks that are written but not seen: soft hyphens, zero-width spaces and joiners, direction marks.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Cuts a block into words.
pub fn pieces(text: &str, cuts: &Cuts, out: &mut Vec<Piece>) {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let skip = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        at += skip;
        let rest = &text[at..];
        let mut end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if end > LONGEST {
            end = floor(rest, LONGEST);
        }
        if end > 0 {
            chunk(text, at, at + end, cuts, out);
            at += end;
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

// What the next word looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Number,
    // Of a sentence; so does nothing at all.
    Beginning,
    Other,
}

// A stretch without white space.
fn chunk(text: &str, start: usize, end: usize, cuts: &Cuts, out: &mut Vec<Piece>) {
    let after = match text[end..].trim_start().chars().next() {
        Some('0'..='9' | '#') => After::Number,
        Some(c) if !c.is_uppercase() => After::Other,
        _ => After::Beginning,
    };
    let mut at = start;
    while at < end {
        let length = word(&text[start..end], at - start, after, cuts);
        let to = (at + length).min(end);
        let form = &text[at..to];
        if form.chars().all(is_unseen) {
            // Unseen marks alone are part of the word before.
            match out.last_mut() {
                Some(last) if at > start => last.end = to as u32,
                _ => {}
            }
        } else if form.starts_with(|c: char| c.is_alphanumeric() || is_apostrophe(c)) {
            split(text, at, to, cuts, out);
        } else {
            out.push(Piece { start: at as u32, end: to as u32 });
        }
        at = to;
    }
}

/// The length of the word that begins at a place of a chunk.
fn word(chunk: &str, at: usize, after: After, cuts: &Cuts) -> usize {
    let rest = &chunk[at..];
    let Some(first) = rest.chars().next() else { return 1 };
    let starts = !chunk[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    if starts && let Some(length) = address(rest) {
        return length;
    }
    if at == 0
        && let Some(length) = whole(rest, cuts)
    {
        return length;
    }
    if let Some(length) = face(rest, at == 0) {
        return length;
    }
    let second = rest[first.len_utf8()..].chars().next();
    let is_digit = second.is_some_and(|c| c.is_ascii_digit());
    match first {
        // ".04", "+852", "#harvest", "@ministry", ".doc"
        '.' | '+' if starts && is_digit => letters(rest, 1, after, cuts),
        '#' | '@' if starts && second.is_some_and(char::is_alphabetic) => letters(rest, 1, after, cuts),
        '.' if starts && is_extension(&rest[1..], cuts) => letters(rest, 1, after, cuts),
        '.' if second == Some('?') || second == Some('!') => 1 + run(&rest[1..], '?'),
        '.' | '!' | '?' | '-' | '*' | '_' | '=' | '~' | '…' | '<' | '>' | '$' | '+' | '|' | '^' => {
            run(rest, first)
        }
        '\'' | '`' if second == Some(first) => 2,
        '‘' | '’' if second == Some('’') => first.len_utf8() + '’'.len_utf8(),
        _ if is_apostrophe(first) && second.is_some_and(char::is_alphanumeric) => {
            let tail = letters(rest, first.len_utf8(), after, cuts);
            let word = rest[first.len_utf8()..tail].to_lowercase();
            let digits = word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s')
                || word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit());
            if digits || cuts.wholes.contains(&format!("'{word}")) { tail } else { first.len_utf8() }
        }
        _ if first.is_alphanumeric() => letters(rest, 0, after, cuts),
        _ if is_joined(first) || is_unseen(first) => first.len_utf8(),
        _ => symbol(rest, first),
    }
}

fn run(rest: &str, first: char) -> usize {
    let mixes =
        |c: char| c == first || matches!((first, c), ('!', '?') | ('?', '!') | ('-', '=') | ('=', '-'));
    rest.find(|c: char| !mixes(c)).unwrap_or(rest.len())
}

// A symbol, an emoji with what modifies it.
fn symbol(rest: &str, first: char) -> usize {
    let mut length = first.len_utf8();
    if first.is_ascii() {
        return length;
    }
    let mut joined = false;
    for c in rest[length..].chars() {
        let modifies = matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}');
        let flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
            && ('\u{1f1e6}'..='\u{1f1ff}').contains(&first)
            && length == 4;
        let links = c == '\u{200d}';
        if !(modifies || flag || links || joined) {
            break;
        }
        joined = links;
        length += c.len_utf8();
    }
    length
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

// Marks that belong to the letter before: accents written apart.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{962}' | '\u{963}' | '\u{981}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

/// Letters and digits, with the marks that may stand inside a word.
fn letters(rest: &str, from: usize, after: After, cuts: &Cuts) -> usize {
    let number = rest[from..].starts_with(|c: char| c.is_ascii_digit());
    let mut end = from;
    let mut chars = rest[from..].char_indices().peekable();
    let mut last = ' ';
    while let Some((offset, c)) = chars.next() {
        let at = from + offset;
        if c.is_alphanumeric() || is_joined(c) || is_unseen(c) {
            end = at + c.len_utf8();
            last = c;
            continue;
        }
        let next = chars.peek().map(|(_, next)| *next);
        let follows = next.is_some_and(char::is_alphanumeric);
        let digits = last.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit());
        let keeps = match c {
            '.' => {
                let so_far = &rest[from..at];
                if follows {
                    digits
                        || number && is_extension(&rest[at + 1..], cuts)
                        || (!number || last.is_alphabetic()) && !is_sentence_gap(so_far, &rest[at + 1..])
                } else {
                    // A stop at the end stays with an abbreviation.
                    return if is_abbreviation(&rest[..at], after, cuts) { at + 1 } else { end };
                }
            }
            ',' => digits && thousands(&rest[at + 1..]),
            ':' => digits && matches!(at - from, 1 | 2 | 5),
            '/' => digits || (number && follows && next.is_some_and(|n| n.is_ascii_digit())),
            '&' => follows && last.is_uppercase() && next.is_some_and(char::is_uppercase),
            '_' | '@' => follows,
            // US$, C$
            '$' => {
                return if at - from <= 3 && rest[from..at].chars().all(char::is_uppercase) {
                    at + 1
                } else {
                    end
                };
            }
            // "th- the": a word broken off.
            '-' if at + 1 == rest.len() && at - from <= 3 && !number => return at + 1,
            '-' => follows && keeps_hyphen(&rest[from..], at - from, cuts),
            _ if is_apostrophe(c) => follows && last.is_alphanumeric(),
            _ => false,
        };
        if !keeps {
            break;
        }
        last = c;
    }
    end
}

fn thousands(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3 || digits == 2
}

// "end.Next": a stop that lacks its space.
fn is_sentence_gap(before: &str, after: &str) -> bool {
    let small = before.chars().filter(|c| c.is_lowercase()).count();
    let mut after = after.chars();
    small >= 3
        && !before.contains('.')
        && after.next().is_some_and(char::is_uppercase)
        && after.next().is_some_and(char::is_lowercase)
}

fn is_abbreviation(before: &str, after: After, cuts: &Cuts) -> bool {
    let mut letters = before.chars();
    let (first, second) = (letters.next(), letters.next());
    // "No. 5", "c. 1900", but "She said no."
    if before.len() <= 3
        && before.starts_with(char::is_lowercase) | (second.is_some())
        && cuts.numbered.contains(&before.to_lowercase())
    {
        return after == After::Number;
    }
    if second.is_none() {
        // An initial; "I" ends sentences more often than it shortens names.
        return first.is_some_and(|c| c.is_uppercase() && c != 'I');
    }
    // U.S, a.m, Ph.D
    if before.contains('.')
        && before
            .split('.')
            .all(|part| part.chars().all(char::is_alphabetic) && (1..=2).contains(&part.chars().count()))
    {
        return true;
    }
    let stopped = format!("{}.", before.to_lowercase());
    if after == After::Beginning && cuts.closing.contains(&stopped) {
        return false;
    }
    cuts.titles.contains(&stopped) || cuts.abbreviations.contains(&stopped)
}

/// True if the hyphen at `at` of a word does not part it.
fn keeps_hyphen(word: &str, at: usize, cuts: &Cuts) -> bool {
    let before = &word[..at];
    let after = &word[at + 1..];
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    // Telephone numbers.
    let tail = word.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(word.len());
    let groups: Vec<&str> = word[..tail].trim_end_matches('-').split('-').collect();
    let phone = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    if phone && groups.len() >= 2 {
        let sizes: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        return matches!(sizes[..], [3, 4] | [1, 4] | [5, 4] | [3, 3, 4] | [1, 3, 3, 4] | [3, 3])
            && !(groups.len() == 2 && sizes == [4, 4])
            || groups.len() == 3 && sizes[0] <= 2 && sizes[1] <= 2;
    }
    if digits(before) == before.len() && digits(after) > 0 {
        return false;
    }
    let lower = before.rsplit('-').next().unwrap_or(before).to_lowercase();
    cuts.prefixes.contains(&lower)
}

// Addresses of the network and of mail, names of files.
fn address(chunk: &str) -> Option<usize> {
    let starts = |start: &str| chunk.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let web = starts("http://") || starts("https://") || starts("www.") || starts("ftp://");
    let mail = chunk.find('@').is_some_and(|at| {
        at > 0
            && chunk[at..].contains('.')
            && chunk[..at].chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
    });
    if !web && !mail {
        return None;
    }
    let trimmed =
        chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '”', '’', '»']);
    let stop = trimmed.find(['<', '>', '"', '”', '»']).unwrap_or(trimmed.len());
    (stop > 4).then_some(stop)
}

// Words that the language keeps whole, whatever marks they hold.
fn whole(chunk: &str, cuts: &Cuts) -> Option<usize> {
    if chunk.len() > 24 || cuts.wholes.is_empty() {
        return None;
    }
    let mut bare = chunk;
    while !bare.is_empty() && !cuts.wholes.contains(&bare.to_lowercase()) {
        bare = bare.strip_suffix(['.', ',', ';', ':', '!', '?', ')', ']', '"', '”'])?;
    }
    (!bare.is_empty()).then_some(bare.len())
}

// Faces made of marks.
fn face(rest: &str, starts: bool) -> Option<usize> {
    const FACES: [&str; 24] = [
        ":-)", ":-(", ";-)", ":-D", ":-P", ":-/", ":'(", ":)", ":(", ";)", ":D", ":P", ":p", "=)", "=(",
        "<3", "^_^", "(:", ":]", ":/", ";D", "XD", "^^", "D:",
    ];
    let face = FACES.iter().find(|face| rest.starts_with(**face))?;
    let alphabetic = face.ends_with(char::is_alphanumeric) || face.starts_with(char::is_alphanumeric);
    let after = &rest[face.len()..];
    let ends = after.is_empty()
        || after.starts_with([')', '.', ',', '!', '"'])
        || after.starts_with(face.chars().last()?);
    if (alphabetic || face.contains('/')) && (!starts || !after.is_empty()) || !ends {
        return None;
    }
    let last = face.chars().last()?;
    Some(
        face.len()
            + after.find(|c| c != last || alphabetic).unwrap_or(if alphabetic { 0 } else { after.len() }),
    )
}

/// Cuts a word into the words it contracts.
fn split(text: &str, start: usize, end: usize, cuts: &Cuts, out: &mut Vec<Piece>) {
    let mut push = |from: usize, to: usize| {
        if from < to {
            out.push(Piece { start: from as u32, end: to as u32 });
        }
    };
    let word = &text[start..end];
    if word.len() > 60 || !word.is_ascii() && !word.contains(is_apostrophe) && word.len() > 24 {
        return push(start, end);
    }
    let lower: String = word
        .chars()
        .map(|c| if is_apostrophe(c) { '\'' } else { c.to_lowercase().next().unwrap_or(c) })
        .collect();
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    // "the 1980's", but "1984's"
    let decade = digits != 4 || lower.as_bytes()[3] == b'0';
    if digits > 0 && decade && &lower[digits..] == "'s" {
        return push(start, end);
    }
    let contracted = || {
        let loose = cuts.loose.get(&lower)?;
        loose.before.contains(&following(&text[end..])).then_some(&loose.lengths)
    };
    if let Some(lengths) = cuts.splits.get(&lower).or_else(contracted) {
        let mut from = start;
        for &length in lengths {
            let to = from + text[from..end].chars().take(length).map(char::len_utf8).sum::<usize>();
            push(from, to);
            from = to;
        }
        return push(from, end);
    }
    // A unit written on to its number.
    let digits = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':')));
    if let Some(at) = digits.filter(|at| *at > 0 && word.as_bytes()[at - 1].is_ascii_digit()) {
        let unit = &word[at..];
        if cuts.units.contains(unit) || cuts.units.contains(unit.trim_end_matches('.')) {
            push(start, start + at);
            return push(start + at, end);
        }
    }
    let clitic =
        cuts.clitics.iter().filter(|clitic| lower.len() > clitic.len() && lower.ends_with(clitic.as_str()));
    if let Some(clitic) = clitic.max_by_key(|clitic| clitic.len()) {
        let count = clitic.chars().count();
        let tail: usize = word.chars().rev().take(count).map(char::len_utf8).sum();
        // "shouldn't've", "who'll've": the rest may hold another.
        split(text, start, end - tail, cuts, out);
        out.push(Piece { start: (end - tail) as u32, end: end as u32 });
        return;
    }
    push(start, end);
}

// The word after, in lower case.
fn following(rest: &str) -> String {
    let word = rest.trim_start();
    let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    if end > 24 { String::new() } else { word[..end].to_lowercase() }
}

// The end of the name of a file, and nothing behind it.
fn is_extension(rest: &str, cuts: &Cuts) -> bool {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    end <= 4 && cuts.extensions.contains(&rest[..end].to_lowercase())
}
