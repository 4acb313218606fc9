//! Actor and agent dictionaries in the PETRARCH format, read unchanged.
//!
//! ```text
//! # a comment
//! NAME_OF_ACTOR_ [CODE]           the name, `_` for a space, and its code
//! +OTHER_NAME_                    another name of the actor above
//!     [CODEGOV 610120-631122]     a role, from one day to another (YYMMDD or YYYYMMDD)
//!     [CODEELI >631122]           after a day; `<` before one
//! NAMES_OF_TWO [ONE/TWO]          a name for several, each of whom acts
//! !PERSON! = MAN, WOMAN           a set, for agents
//! HERDS!PERSON! {PLURALS} [~AGR]  an agent; `{}` has no plural
//! ```
//!
//! The field's own dictionaries hold slips (`9008223`, `[~ENV}`): a faulty line is left out and kept as an
//! issue. A file in which such lines are not rare is no dictionary: its first fault is the error.

use chancery_document::Day;
use rustc_hash::FxHashMap;

use super::table::Error;

/// What an actor or agent dictionary holds.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    all: Vec<Actor>,
    issues: Vec<Error>,
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

/// A code, or several between slashes, and when it holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    pub(super) code: String,
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
}

impl Role {
    /// One for each of its codes.
    pub(super) fn each(&self) -> impl Iterator<Item = Role> {
        let (from, to) = (self.from, self.to);
        self.code.split('/').map(move |code| Role { code: code.trim().to_owned(), from, to })
    }
}

/// One faulty line in so many good ones is a slip.
const SLIPS: usize = 20;
/// How many names one set may make of one line: enough for the field's dictionaries, a bound for hostile ones.
const EXPANSIONS: usize = 1_000;

impl Actors {
    /// Reads a dictionary of either sort; `file` is the name that errors give. Agents are told by their codes,
    /// which begin with `~`, and by their sets.
    pub fn read(file: &str, text: &str) -> Result<Actors, Error> {
        let (mut agents, mut actors) = (0, 0);
        for line in (Lines { file, lines: text.lines().enumerate(), comment: false }) {
            match line.content.contains("[~") || line.content.starts_with('!') {
                true => agents += 1,
                false => actors += usize::from(line.content.contains('[')),
            }
        }
        if agents > actors { Actors::parse_agents(file, text) } else { Actors::parse_actors(file, text) }
    }

    /// Reads a dictionary of actors.
    pub fn parse_actors(file: &str, text: &str) -> Result<Actors, Error> {
        Actors::parse(file, text, |actors, _, line| actors.actor(line))
    }

    /// Reads a dictionary of agents.
    pub fn parse_agents(file: &str, text: &str) -> Result<Actors, Error> {
        Actors::parse(file, text, Actors::agent)
    }

    fn parse<'a>(
        file: &'a str,
        text: &'a str,
        read: impl Fn(&mut Actors, &mut Sets<'a>, Line<'a>) -> Result<(), Error>,
    ) -> Result<Actors, Error> {
        let mut actors = Actors::default();
        let mut sets = Sets::default();
        for line in (Lines { file, lines: text.lines().enumerate(), comment: false }) {
            if let Err(issue) = read(&mut actors, &mut sets, line) {
                actors.issues.push(issue);
            }
        }
        match actors.issues.len() * SLIPS > actors.all.len() {
            true => Err(actors.issues.swap_remove(0)),
            false => Ok(actors),
        }
    }

    fn actor(&mut self, line: Line<'_>) -> Result<(), Error> {
        let (name, codes) = line.content.split_at(line.content.find('[').unwrap_or(line.content.len()));
        let name = name.trim();
        if name.starts_with(['-', '*', '&', '~']) {
            return Err(line.error(name, "a line of a dictionary of verbs, not of actors"));
        }
        if let Some(synonym) = name.strip_prefix('+') {
            let actor = self.all.last_mut();
            let actor = actor.ok_or_else(|| line.error(synonym, "another name, but no actor above it"))?;
            actor.names.extend(spoken(synonym));
        } else if !name.is_empty() {
            let first = spoken(name).ok_or_else(|| line.error(name, "a name without letters"))?;
            let id = first.to_lowercase().replace(' ', "-");
            self.all.push(Actor {
                id,
                names: vec![first.clone()],
                name: first,
                roles: Vec::new(),
                agent: false,
            });
        }
        if !codes.is_empty() {
            let actor = self.all.last_mut();
            let actor = actor.ok_or_else(|| line.error(codes, "a code, but no actor above it"))?;
            roles(line, codes, &mut actor.roles)?;
        }
        Ok(())
    }

    fn agent<'a>(&mut self, sets: &mut Sets<'a>, line: Line<'a>) -> Result<(), Error> {
        let content = line.content;
        if let Some((name, members)) = content.split_once('=').filter(|_| content.starts_with('!')) {
            if let Some(at) = members.find('!') {
                return Err(line.error(&members[at..], "a set inside a set: sets hold plain words"));
            }
            sets.insert(name.trim(), members.split(',').map(str::trim).filter(|m| !m.is_empty()).collect());
            return Ok(());
        }
        let open =
            content.find('[').ok_or_else(|| line.error(content, "an agent without a code in brackets"))?;
        let (name, codes) = content.split_at(open);
        let (name, plural) = match name.split_once('{') {
            Some((name, rest)) => {
                let inside = rest.split_once('}').map(|(inside, _)| inside);
                (name, Some(inside.ok_or_else(|| line.error(rest, "a brace that does not close"))?))
            }
            None => (name, None),
        };
        let mut names = Vec::new();
        let unknown = "a set that no line above defines, or one too large";
        for name in expand(name.trim(), sets).map_err(|part| line.error(part, unknown))? {
            let Some(spoken) = spoken(&name) else { continue };
            if plural.is_none() {
                names.push(plural_of(&spoken));
            }
            names.insert(0, spoken);
        }
        names.extend(plural.into_iter().flat_map(|plural| plural.split(',')).filter_map(spoken));
        let first = names.first().cloned().ok_or_else(|| line.error(name, "a name without letters"))?;
        let mut found = Vec::new();
        roles(line, codes, &mut found)?;
        let id = first.to_lowercase().replace(' ', "-");
        self.all.push(Actor { id, name: first, names, roles: found, agent: true });
        Ok(())
    }

    /// The lines that were left out.
    pub fn issues(&self) -> &[Error] {
        &self.issues
    }

    /// Adds another dictionary's actors after these.
    #[must_use]
    pub fn and(mut self, more: Actors) -> Actors {
        self.all.extend(more.all);
        self.issues.extend(more.issues);
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

type Sets<'a> = FxHashMap<&'a str, Vec<&'a str>>;

/// A line that says something, without its comment.
#[derive(Clone, Copy)]
struct Line<'a> {
    file: &'a str,
    number: usize,
    whole: &'a str,
    content: &'a str,
}

impl Line<'_> {
    fn error(&self, part: &str, message: impl Into<String>) -> Error {
        Error::at(self.file, self.number, self.whole, part, message)
    }
}

struct Lines<'a, I> {
    file: &'a str,
    lines: I,
    comment: bool,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Iterator for Lines<'a, I> {
    type Item = Line<'a>;

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
                return Some(Line { file: self.file, number: index + 1, whole: line, content });
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
fn expand<'a>(name: &'a str, sets: &Sets<'_>) -> Result<Vec<String>, &'a str> {
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
fn roles(line: Line<'_>, codes: &str, out: &mut Vec<Role>) -> Result<(), Error> {
    let mut rest = codes;
    while let Some(open) = rest.find('[') {
        let close = rest[open..].find(']').map(|at| open + at);
        let close = close.ok_or_else(|| line.error(&rest[open..], "a bracket that does not close"))?;
        let inside = &rest[open + 1..close];
        rest = &rest[close + 1..];
        let cut = inside.trim().find(|c: char| c.is_whitespace() || c == '<' || c == '>');
        let (code, dates) = inside.trim().split_at(cut.unwrap_or(inside.trim().len()));
        let (code, dates) = (code.trim_matches('~').to_uppercase(), dates.trim());
        let day =
            |text: &str| day(text).ok_or_else(|| line.error(inside, format!("not a day: `{}`", text.trim())));
        let (from, to) = match (dates.strip_prefix('<'), dates.strip_prefix('>'), dates.split_once('-')) {
            (Some(before), ..) => (None, Some(day(before)?)),
            (_, Some(after), _) => (Some(day(after)?), None),
            (_, _, Some((from, to))) => (Some(day(from)?), Some(day(to)?)),
            _ if dates.is_empty() => (None, None),
            _ => return Err(line.error(inside, format!("not a stretch of days: `{dates}`"))),
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
