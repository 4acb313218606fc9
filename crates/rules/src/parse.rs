//! From the text of a rule file to rules.
//!
//! The language is one of lines: an item begins at the margin, what belongs to it is indented, and a line is a
//! keyword with its words. So an error never spoils more than its line, and every error names a place.

use chancery_document::{Features, Upos};

use crate::{
    Cast, Condition, Error, Example, Path, RoleLine, Rule, Step, Trigger, WordSet,
    error::nearest,
    reference::{CASTS, KEYWORDS, STEPS, TRIGGERS, names},
};

/// Bounds that no honest file meets; they keep a hostile one from costing more than its size.
const MAX_RULES: usize = 20_000;
const MAX_LINES: usize = 400_000;
const MAX_STEPS: usize = 8;

/// Reads the rules of a file. All errors of the file are told, not only the first.
pub fn parse(file: &str, text: &str) -> Result<Vec<Rule>, Vec<Error>> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut errors = Vec::new();
    for (number, source) in text.lines().enumerate().take(MAX_LINES) {
        let mut line = Line { file, number: number + 1, source, at: 0 };
        line.skip_space();
        if line.rest().is_empty() || line.rest().starts_with('#') {
            continue;
        }
        let result = if line.at == 0 {
            let begun = line.rule();
            begun.and_then(|rule| match rules.len() < MAX_RULES {
                true => {
                    rules.push(rule);
                    Ok(())
                }
                false => Err(line.error_at(0, "too many rules in one file; split it".into())),
            })
        } else {
            match rules.last_mut() {
                Some(rule) => line.inside(rule),
                None => Err(line.error_at(
                    line.at,
                    "an indented line belongs to a rule, but none was begun; \
                     begin one at the margin with `rule NAME -> KIND`"
                        .into(),
                )),
            }
        };
        errors.extend(result.err());
        if errors.len() >= 100 {
            break;
        }
    }
    match errors.is_empty() {
        true => Ok(rules),
        false => Err(errors),
    }
}

/// Reads alternatives of a path, as the packs share them under a name.
pub(crate) fn alternatives(file: &str, text: &str) -> Result<Vec<Path>, Error> {
    let mut line = Line { file, number: 1, source: text, at: 0 };
    line.skip_space();
    let mut paths = vec![line.path()?];
    while line.eat("|") {
        paths.push(line.path()?);
    }
    line.end()?;
    Ok(paths)
}

struct Line<'a> {
    file: &'a str,
    number: usize,
    source: &'a str,
    at: usize,
}

type Parsed<T> = Result<T, Error>;

impl<'a> Line<'a> {
    fn rule(&mut self) -> Parsed<Rule> {
        self.keyword("rule")?;
        let name = self.name("the rule's name")?.to_owned();
        self.symbol("->")?;
        let kind = self.name("the kind of record it draws")?.to_owned();
        self.end()?;
        Ok(Rule {
            name,
            kind,
            doc: String::new(),
            trigger: Trigger::Word { tags: Vec::new(), words: WordSet::default() },
            sets: Vec::new(),
            roles: Vec::new(),
            conditions: Vec::new(),
            finds: Vec::new(),
            skips: Vec::new(),
            line: self.number,
        })
    }

    fn inside(&mut self, rule: &mut Rule) -> Parsed<()> {
        let start = self.at;
        let word = self.name("a keyword or the name of a field")?;
        match word {
            "doc" => rule.doc = self.string()?,
            "trigger" => rule.trigger = self.trigger()?,
            "set" => {
                let field = self.name("the field to set")?.to_owned();
                self.symbol("=")?;
                rule.sets.push((field, self.bare_word("its word")?.to_owned()));
            }
            "where" => rule.conditions.push(self.condition(true)?),
            "unless" => rule.conditions.push(self.condition(false)?),
            "finds" => rule.finds.push(self.example()?),
            "skips" => rule.skips.push(self.example()?),
            "each" => {
                let field = self.name("the field that each filler makes a record for")?;
                rule.roles.push(self.role(field, true)?);
            }
            field if self.rest().starts_with(['=', '?']) => {
                let role = self.role(field, false)?;
                rule.roles.push(role);
            }
            other => {
                let hint = nearest(other, names(KEYWORDS));
                return Err(self.error_at(start, format!(
                    "expected `doc`, `trigger`, `set`, `where`, `unless`, `finds`, `skips`, `each`, or `FIELD = PATH`, \
                     not `{other}`{hint}"
                )));
            }
        }
        self.end()
    }

    fn trigger(&mut self) -> Parsed<Trigger> {
        let start = self.at;
        let mut tags = Vec::new();
        loop {
            let at = self.at;
            let word = self.name(
                "`verb`, `noun`, `adjective`, `adverb`, `name`, `word`, `quantity`, `saying` or `scored`",
            )?;
            match word {
                "verb" => tags.push(Upos::Verb),
                "noun" => tags.push(Upos::Noun),
                "adjective" => tags.push(Upos::Adj),
                "adverb" => tags.push(Upos::Adv),
                "name" => tags.push(Upos::Propn),
                "word" => {}
                "quantity" => return Ok(Trigger::Quantity),
                "saying" => return Ok(Trigger::Saying(self.words()?)),
                "scored" => {
                    let at = self.at;
                    let set = self.words()?;
                    return match set.lists.is_empty() {
                        true => Ok(Trigger::Scored(set.words)),
                        false => Err(self.error_at(
                            at,
                            "`scored` takes the scorer's own words, no lists; name each".into(),
                        )),
                    };
                }
                other => {
                    let hint = nearest(other, names(TRIGGERS));
                    return Err(self.error_at(
                        at,
                        format!(
                            "a trigger is a `verb`, `noun`, `adjective`, `adverb`, \
                        `name`, `word`, `quantity`, `saying` or `scored`, not `{other}`{hint}"
                        ),
                    ));
                }
            }
            if !self.eat("|") {
                break;
            }
        }
        let words = self.words()?;
        if words.is_empty() {
            return Err(self.error_at(start, "a trigger needs words: lemmas or `@list`".into()));
        }
        Ok(Trigger::Word { tags, words })
    }

    fn role(&mut self, field: &str, each: bool) -> Parsed<RoleLine> {
        let optional = self.eat("?");
        self.symbol("=")?;
        let mut paths = vec![self.path()?];
        while self.eat("|") {
            paths.push(self.path()?);
        }
        let cast = match self.eat_word("as") {
            true => self.cast()?,
            false => Cast::Phrase,
        };
        Ok(RoleLine { field: field.to_owned(), optional, each, paths, cast })
    }

    fn cast(&mut self) -> Parsed<Cast> {
        let start = self.at;
        let known = names(CASTS);
        Ok(match self.name("a type of filler")? {
            "Actor" => Cast::Actor,
            "Party" => Cast::Party,
            "Makers" => Cast::Makers,
            "State" => Cast::State,
            "Side" => Cast::Side,
            "Place" => Cast::Place,
            "Date" => Cast::Date,
            "Phrase" => Cast::Phrase,
            "Clause" => Cast::Clause,
            "Count" => Cast::Count,
            "Quantity" => Cast::Quantity,
            "Map" => Cast::Map(self.map_name()?),
            "Size" => Cast::Size(self.map_name()?),
            other => {
                let hint = nearest(other, known.iter().copied());
                return Err(self.error_at(
                    start,
                    format!("unknown type of filler `{other}`{hint}; known: {}", known.join(", ")),
                ));
            }
        })
    }

    fn map_name(&mut self) -> Parsed<String> {
        self.symbol("(")?;
        let name = self.name("the name of a map")?.to_owned();
        self.symbol(")")?;
        Ok(name)
    }

    fn condition(&mut self, wanted: bool) -> Parsed<Condition> {
        let mut paths = vec![self.path()?];
        while self.eat("|") {
            paths.push(self.path()?);
        }
        let mut condition =
            Condition { wanted, paths, words: WordSet::default(), features: Features::default(), cast: None };
        loop {
            if self.eat_word("in") {
                let start = self.at;
                condition.words = self.words()?;
                if condition.words.is_empty() {
                    return Err(self.error_at(start, "`in` needs words: lemmas or `@list`".into()));
                }
            } else if self.eat_word("has") {
                let start = self.at;
                let text = self.take(|c| !c.is_whitespace());
                let (features, known) = Features::parse(text);
                if !known || features.is_empty() {
                    return Err(self.error_at(
                        start,
                        format!("`{text}` is not a universal feature; write `Name=Value`, as `VerbForm=Inf`"),
                    ));
                }
                condition.features = features;
                self.skip_space();
            } else if self.eat_word("as") {
                condition.cast = Some(self.cast()?);
            } else {
                return Ok(condition);
            }
        }
    }

    fn path(&mut self) -> Parsed<Path> {
        let start = self.at;
        let mut steps = vec![self.step()?];
        while self.eat(">") {
            steps.push(self.step()?);
        }
        match steps.len() <= MAX_STEPS {
            true => Ok(Path { steps }),
            false => Err(self.error_at(start, format!("a path has at most {MAX_STEPS} steps"))),
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        if self.eat("@") {
            return Ok(Step::Named(self.name("the name of shared paths")?.to_owned()));
        }
        let start = self.at;
        Ok(match self.name("a step: `subject`, `object`, `oblique(with)`, …")? {
            "trigger" => Step::Trigger,
            "subject" => Step::Subject,
            "object" => Step::Object,
            "indirect" => Step::Indirect,
            "possessor" => Step::Possessor,
            "demonym" => Step::Demonym,
            "complement" => Step::Complement,
            "adverbial" => Step::Adverbial,
            "apposition" => Step::Apposition,
            "governor" => Step::Governor,
            "conjunct" => Step::Conjunct,
            "oblique" => Step::Oblique(self.prepositions()?),
            "anywhere" => Step::Anywhere(self.prepositions()?),
            way @ ("down" | "up") => {
                self.symbol("(")?;
                let relation = self.take(|c: char| c.is_ascii_lowercase() || c == ':').to_owned();
                self.skip_space();
                self.symbol(")")?;
                if way == "down" { Step::Down(relation) } else { Step::Up(relation) }
            }
            other => {
                let known = names(STEPS);
                let hint = nearest(other, known.iter().copied());
                return Err(self
                    .error_at(start, format!("unknown step `{other}`{hint}; known: {}", known.join(", "))));
            }
        })
    }

    fn prepositions(&mut self) -> Parsed<WordSet> {
        let mut words = WordSet::default();
        if self.eat("(") {
            words = self.words()?;
            self.symbol(")")?;
        }
        Ok(words)
    }

    fn example(&mut self) -> Parsed<Example> {
        let text = self.string()?;
        let mut expect = Vec::new();
        while !self.rest().is_empty() && !self.rest().starts_with('#') {
            let field = self.name("the name of a field")?.to_owned();
            let mut values = Vec::new();
            loop {
                let value = if self.rest().starts_with('"') {
                    self.string()?
                } else {
                    self.take(|c| c != ',' && c != ';' && c != '#').trim().to_owned()
                };
                values.push(value);
                if !self.eat(",") {
                    break;
                }
            }
            expect.push((field, values));
            if !self.eat(";") {
                break;
            }
        }
        Ok(Example { text, expect, line: self.number })
    }

    fn words(&mut self) -> Parsed<WordSet> {
        let mut set = WordSet::default();
        loop {
            let rest = self.rest();
            if rest.is_empty()
                || rest.starts_with(['#', ')', '>', '='])
                || self.at_word("as")
                || self.at_word("has")
            {
                return Ok(set);
            }
            if rest.starts_with('|') {
                return Ok(set);
            }
            if self.eat(",") {
                continue;
            }
            if self.eat("@") {
                set.lists.push(self.name("the name of a word list")?.to_owned());
            } else if rest.starts_with('"') {
                // A word that is also a keyword: "as".
                set.words.push(self.string()?);
            } else {
                set.words.push(self.bare_word("a word")?.to_owned());
            }
        }
    }

    // The small parts.

    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.source.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn name(&mut self, expected: &str) -> Parsed<&'a str> {
        let start = self.at;
        let name = self.take(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if name.is_empty() {
            return Err(self.error_at(start, format!("expected {expected}")));
        }
        self.skip_space();
        Ok(name)
    }

    fn bare_word(&mut self, expected: &str) -> Parsed<&'a str> {
        let start = self.at;
        let word = self.take(|c| !c.is_whitespace() && !"()|,@#>=\"".contains(c));
        if word.is_empty() {
            return Err(self.error_at(start, format!("expected {expected}")));
        }
        self.skip_space();
        Ok(word)
    }

    fn keyword(&mut self, wanted: &str) -> Parsed<()> {
        let start = self.at;
        let word = self.take(|c| c.is_alphanumeric());
        if word != wanted {
            let hint = nearest(word, [wanted]);
            return Err(self.error_at(start, format!("expected `{wanted} NAME -> KIND` at the margin{hint}")));
        }
        self.skip_space();
        Ok(())
    }

    fn at_word(&self, word: &str) -> bool {
        self.rest()
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.at += word.len();
            self.skip_space();
        }
        found
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len();
            self.skip_space();
        }
        found
    }

    fn symbol(&mut self, symbol: &str) -> Parsed<()> {
        match self.eat(symbol) {
            true => Ok(()),
            false => Err(self.error_at(self.at, format!("expected `{symbol}`"))),
        }
    }

    fn string(&mut self) -> Parsed<String> {
        let start = self.at;
        if !self.eat_quote() {
            return Err(self.error_at(start, "expected a text in straight double quotation marks".into()));
        }
        let mut text = String::new();
        let mut escaped = false;
        for (i, c) in self.rest().char_indices() {
            match (escaped, c) {
                (true, 'n') => text.push('\n'),
                (true, c) => text.push(c),
                (false, '\\') => {
                    escaped = true;
                    continue;
                }
                (false, '"') => {
                    self.at += i + 1;
                    self.skip_space();
                    return Ok(text);
                }
                (false, c) => text.push(c),
            }
            escaped = false;
        }
        Err(self
            .error_at(start, "this text has no closing quotation mark (write \\\" for one inside)".into()))
    }

    fn eat_quote(&mut self) -> bool {
        let found = self.rest().starts_with('"');
        self.at += usize::from(found);
        found
    }

    fn end(&self) -> Parsed<()> {
        match self.rest().is_empty() || self.rest().starts_with('#') {
            true => Ok(()),
            false => Err(self.error_at(self.at, "unexpected words at the end of the line".into())),
        }
    }

    fn error_at(&self, at: usize, message: String) -> Error {
        let before = &self.source[..at];
        let width = self.source[at..].chars().take_while(|c| !c.is_whitespace()).count();
        Error {
            file: self.file.to_owned(),
            line: self.number,
            column: before.chars().count() + 1,
            width,
            source: self.source.to_owned(),
            message,
        }
    }
}
