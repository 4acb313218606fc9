//! Actor and agent dictionaries in the PETRARCH format, read unchanged.
//!
//! ```text
//! # a comment
//! NAME_OF_ACTOR_ [CODE]           the name, `_` for a space, and its code
//! +OTHER_NAME_                    another name of the actor above
//!     [CODEGOV 610120-631122]     a role, from one day to another (YYMMDD or YYYYMMDD)
//!     [CODEELI >631122]           after a day; `<` before one
//! !PERSON! = MAN, WOMAN           a set, for agents
//! HERDS!PERSON! {PLURALS} [~AGR]  an agent; `{}` has no plural
//! ```

use chancery_document::Day;
use rustc_hash::FxHashMap;

use super::table::Error;

/// What an actor or agent dictionary holds.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    all: Vec<Actor>,
}

/// An actor or a word for a sort of actor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Actor {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) names: Vec<String>,
    pub(super) roles: Vec<Role>,
    pub(super) agent: bool,
}

/// A code, and when it holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    pub(super) code: String,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
}

/// How many names one set may make of one line: enough for the field's dictionaries, a bound for hostile ones.
const EXPANSIONS: usize = 1_000;

impl Actors {
    /// Reads a dictionary of actors.
    pub fn parse_actors(file: &str, text: &str) -> Result<Actors, Error> {
        let mut actors = Actors::default();
        let lines = Lines { lines: text.lines().enumerate(), comment: false };
        for (number, line, content) in lines {
            let (name, codes) =
                content.split_once('[').map_or((content, ""), |(name, _)| (name, &content[name.len()..]));
            let name = name.trim();
            if let Some(synonym) = name.strip_prefix('+') {
                let Some(actor) = actors.all.last_mut() else {
                    return Err(Error::at(
                        file,
                        number,
                        line,
                        synonym,
                        "another name, but no actor above it",
                    ));
                };
                actor.names.extend(spoken(synonym));
            } else if !name.is_empty() {
                let spoken: Vec<String> = spoken(name).into_iter().collect();
                let Some(first) = spoken.first() else {
                    return Err(Error::at(file, number, line, name, "a name without letters"));
                };
                let first = first.clone();
                let id = first.to_lowercase().replace(' ', "-");
                actors.all.push(Actor { id, name: first, names: spoken, roles: Vec::new(), agent: false });
            }
            if !codes.is_empty() {
                let Some(actor) = actors.all.last_mut() else {
                    return Err(Error::at(file, number, line, codes, "a code, but no actor above it"));
                };
                roles(file, number, line, codes, &mut actor.roles)?;
            }
        }
        Ok(actors)
    }

    /// Reads a dictionary of agents.
    pub fn parse_agents(file: &str, text: &str) -> Result<Actors, Error> {
        let mut actors = Actors::default();
        let mut sets: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let lines = Lines { lines: text.lines().enumerate(), comment: false };
        for (number, line, content) in lines {
            if let Some((name, members)) = content.split_once('=').filter(|_| content.starts_with('!')) {
                sets.insert(
                    name.trim(),
                    members.split(',').map(str::trim).filter(|m| !m.is_empty()).collect(),
                );
                continue;
            }
            let Some((name, _)) = content.split_once('[') else {
                return Err(Error::at(file, number, line, content, "an agent without a code in brackets"));
            };
            let codes = &content[name.len()..];
            let (name, plural) = match name.split_once('{') {
                Some((name, rest)) => {
                    let inside = rest.split_once('}').map(|(inside, _)| inside);
                    let message = "a brace that does not close";
                    (name, Some(inside.ok_or_else(|| Error::at(file, number, line, rest, message))?))
                }
                None => (name, None),
            };
            let mut names = Vec::new();
            for name in expand(name.trim(), &sets).map_err(|part| {
                Error::at(file, number, line, part, "a set that no line above defines, or one too large")
            })? {
                let Some(spoken) = spoken(&name) else { continue };
                if plural.is_none() && !name.contains('!') {
                    names.push(plural_of(&spoken));
                }
                names.insert(0, spoken);
            }
            names.extend(plural.into_iter().flat_map(|plural| plural.split(',')).filter_map(spoken));
            let Some(first) = names.first().cloned() else {
                return Err(Error::at(file, number, line, name, "a name without letters"));
            };
            let mut found = Vec::new();
            roles(file, number, line, codes, &mut found)?;
            let id = first.to_lowercase().replace(' ', "-");
            actors.all.push(Actor { id, name: first, names, roles: found, agent: true });
        }
        Ok(actors)
    }

    /// Adds another dictionary's actors after these.
    #[must_use]
    pub fn and(mut self, more: Actors) -> Actors {
        self.all.extend(more.all);
        self
    }

    /// How many actors there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn all(&self) -> &[Actor] {
        &self.all
    }
}

/// The lines that say something, without their comments.
struct Lines<I> {
    lines: I,
    comment: bool,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Iterator for Lines<I> {
    type Item = (usize, &'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (index, line) = self.lines.next()?;
            // The validation dictionaries hold comments of XML, over several lines.
            let mut content = line;
            if self.comment {
                match content.split_once("-->") {
                    Some((_, rest)) => {
                        self.comment = false;
                        content = rest;
                    }
                    None => continue,
                }
            }
            if let Some((before, rest)) = content.split_once("<!--") {
                self.comment = !rest.contains("-->");
                content = before;
            }
            content = content.split('#').next().unwrap_or_default();
            content = content.split(';').next().unwrap_or_default().trim();
            if !content.is_empty() {
                return Some((index + 1, line, content));
            }
        }
    }
}

/// A dictionary's name as people write it; None if nothing is left of it.
fn spoken(name: &str) -> Option<String> {
    let words: Vec<&str> =
        name.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    name.chars().any(char::is_alphanumeric).then_some(name)
}

fn plural_of(name: &str) -> String {
    let lower = name.to_lowercase();
    match lower {
        _ if lower.ends_with('y')
            && !lower.ends_with("ay")
            && !lower.ends_with("ey")
            && !lower.ends_with("oy") =>
        {
            format!("{}IES", &name[..name.len() - 1])
        }
        _ if lower.ends_with(['s', 'x', 'z']) || lower.ends_with("ch") || lower.ends_with("sh") => {
            format!("{name}ES")
        }
        _ => format!("{name}S"),
    }
}

/// All names that the sets in a name make; Err holds the part that cannot be resolved. Sets hold plain words,
/// so nothing can run in a circle.
fn expand<'a>(name: &'a str, sets: &FxHashMap<&str, Vec<&str>>) -> Result<Vec<String>, &'a str> {
    let mut made = vec![String::new()];
    let mut rest = name;
    while let Some(open) = rest.find('!') {
        let close = rest[open + 1..].find('!').map(|at| open + 1 + at).ok_or(&rest[open..])?;
        let members = sets.get(&rest[open..=close]).ok_or(&rest[open..=close])?;
        if made.len() * members.len() > EXPANSIONS {
            return Err(&rest[open..=close]);
        }
        made = made
            .iter()
            .flat_map(|start| members.iter().map(move |member| format!("{start}{}{member}", &rest[..open])))
            .collect();
        rest = &rest[close + 1..];
    }
    made.iter_mut().for_each(|start| start.push_str(rest));
    Ok(made)
}

/// Reads `[CODE]`, `[CODE from-to]`, `[CODE <day]`, `[CODE >day]`, one after another.
fn roles(file: &str, number: usize, line: &str, codes: &str, out: &mut Vec<Role>) -> Result<(), Error> {
    let mut rest = codes;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|at| open + at) else {
            return Err(Error::at(file, number, line, &rest[open..], "a bracket that does not close"));
        };
        let inside = &rest[open + 1..close];
        rest = &rest[close + 1..];
        let (code, dates) = inside.trim().split_once(char::is_whitespace).unwrap_or((inside.trim(), ""));
        let (code, dates) = match code.find(['<', '>']) {
            Some(at) => (&code[..at], &code[at..]),
            None => (code, dates.trim()),
        };
        let code = code.trim_start_matches('~').trim_end_matches('~').to_uppercase();
        let day = |text: &'_ str| {
            day(text)
                .ok_or_else(|| Error::at(file, number, line, inside, format!("not a day: `{}`", text.trim())))
        };
        let (from, to) = match (dates.strip_prefix('<'), dates.strip_prefix('>'), dates.split_once('-')) {
            (Some(before), ..) => (None, Some(day(before)?)),
            (_, Some(after), _) => (Some(day(after)?), None),
            (_, _, Some((from, to))) => (Some(day(from)?), Some(day(to)?)),
            _ if dates.is_empty() => (None, None),
            _ => {
                return Err(Error::at(
                    file,
                    number,
                    line,
                    inside,
                    format!("not a stretch of days: `{dates}`"),
                ));
            }
        };
        out.push(Role { code, from, to });
    }
    Ok(())
}

/// A day as YYMMDD or YYYYMMDD. Years of two digits are of the century from 1930 on, as the field reads them.
fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        8 => (text[..4].parse().ok()?, &text[4..]),
        6 => {
            let short: i16 = text[..2].parse().ok()?;
            (if short < 30 { 2000 + short } else { 1900 + short }, &text[2..])
        }
        _ => return None,
    };
    // Dictionaries write 00 for a month or day that they do not know, and 31 for the end of any month.
    let (month, day): (u8, u8) = (rest[..2].parse().ok()?, rest[2..].parse().ok()?);
    (month <= 12 && day <= 31).then_some(Day { year, month: month.max(1), day: day.max(1) })
}
