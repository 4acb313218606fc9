//! From rules as written to rules that match: words become symbols, names are checked against the packs.

use std::{collections::BTreeMap, sync::Arc};

use chancery_document::{Features, FieldKind, Kind, Lexicon, Name, Symbol, Upos};
use rustc_hash::FxHashMap;

use crate::{
    Cast, Condition, Error, KindDeclaration, Lists, Path, RoleLine, Rule, Step, Trigger, WordSet,
    error::nearest,
    lists::several_words,
    sound::{self, Place},
};

/// Words to be met in a text: each lemma with the lemmas that must stand among its dependents (for
/// `point_out`, the particle "out") and what it is mapped to.
pub(crate) type Table<T> = FxHashMap<Symbol, Vec<(Vec<Symbol>, T)>>;

// Shared paths that name others that name others: deeper is no reader's, and a circle.
const MAX_NAMED: usize = 4;
const MAX_WAYS: usize = 64;
const MAX_ERRORS: usize = 100;

/// A rule ready to match.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Its full name, as `diplomacy/signing`.
    pub name: Name,
    /// What it is for.
    pub doc: String,
    /// The kind it draws.
    pub kind: Arc<Kind>,
    /// Fields with a fixed word.
    pub sets: Vec<(Name, Name)>,
    /// The rule as written, for explanations.
    pub source: Arc<Rule>,
    pub(crate) tags: Vec<Upos>,
    pub(crate) roles: Vec<CompiledRole>,
    pub(crate) conditions: Vec<CompiledCondition>,
    pub(crate) specificity: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledRole {
    pub(crate) field: Name,
    pub(crate) optional: bool,
    pub(crate) each: bool,
    pub(crate) paths: Vec<CompiledPath>,
    pub(crate) cast: Cast,
    pub(crate) map: Option<Arc<Table<Name>>>,
}

pub(crate) type CompiledPath = Vec<CompiledStep>;

#[derive(Clone, Debug)]
pub(crate) struct CompiledStep {
    pub(crate) step: Step,
    pub(crate) words: Table<()>,
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledCondition {
    pub(crate) source: Condition,
    pub(crate) paths: Vec<CompiledPath>,
    pub(crate) words: Table<()>,
    pub(crate) features: Features,
    pub(crate) cast: Option<Cast>,
}

/// Rules, checked and compiled, indexed by the words that call them.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(crate) all: Vec<Compiled>,
    pub(crate) by_word: Table<u32>,
    pub(crate) by_quantity: Vec<u32>,
    pub(crate) by_saying: Table<u32>,
    pub(crate) by_any_saying: Vec<u32>,
    pub(crate) by_score: Vec<u32>,
    pub(crate) light: Table<()>,
    pub(crate) means: Table<()>,
    pub(crate) worded: Table<()>,
    pub(crate) controlling: Table<()>,
    lists: BTreeMap<String, Listed>,
}

/// A word list of the packs, ready to match.
#[derive(Clone, Debug, Default)]
pub struct Listed(pub(crate) Table<()>);

impl Compiled {
    /// The words of a scorer that call this rule, if that is what calls it.
    pub fn scored(&self) -> Option<&[String]> {
        match &self.source.trigger {
            Trigger::Scored(words) => Some(words),
            _ => None,
        }
    }
}

impl Rules {
    /// A word list of the packs; an empty one where no pack has it.
    pub fn list(&self, name: &str) -> Listed {
        self.lists.get(name).cloned().unwrap_or_default()
    }

    /// Checks rules against the kinds and lists of the packs, and numbers their words in the lexicon.
    ///
    /// `files` holds for each rule file its topic, its name, its text and its rules.
    pub fn compile(
        files: &[(String, String, String, Vec<Rule>)],
        kinds: &[KindDeclaration],
        lists: &Lists,
        lexicon: &mut Lexicon,
    ) -> Result<Rules, Vec<Error>> {
        let mut compiler = Compiler { kinds, lists, lexicon, maps: BTreeMap::new(), errors: Vec::new() };
        let mut rules = Rules::default();
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        // Of each compiled rule where it is written and the words that call it.
        let mut scopes: Vec<Scope<'_>> = Vec::new();
        let mut triggers: Vec<Table<()>> = Vec::new();
        compiler.errors.extend(lists.faults());
        for (topic, file, text, written) in files {
            for rule in written {
                let scope = Scope { file, text, rule };
                let full = format!("{topic}/{}", rule.name);
                if let Some(first) = places.insert(full.clone(), format!("{file}:{}", rule.line)) {
                    compiler.error(
                        &scope,
                        rule.line,
                        &rule.name,
                        format!("the rule `{full}` stands already at {first}"),
                    );
                }
                let called = compiler.rule(&scope, full, &mut rules);
                if rules.all.len() > scopes.len() {
                    scopes.push(scope);
                    triggers.push(called);
                }
            }
        }
        for name in lists.list_names() {
            let words = lists.words(name).unwrap_or_default().into_iter().map(|word| (word.to_owned(), ()));
            rules.lists.insert(name.to_owned(), Listed(compiler.table(words)));
        }
        let mut table = |name| {
            compiler
                .table(lists.words(name).unwrap_or_default().into_iter().map(|word| (word.to_owned(), ())))
        };
        rules.light = table("light_verb");
        rules.means = table("means_noun");
        rules.worded = table("worded_noun");
        rules.controlling = table("object_control");
        // Of those that the scorer may call the most specific comes first, too.
        let all = &rules.all;
        rules.by_score.sort_by_key(|&number| std::cmp::Reverse(all[number as usize].specificity));
        // Lines that are wrong themselves contradict nothing.
        if compiler.errors.is_empty() {
            for fault in sound::faults(&rules.all, &triggers) {
                compiler.error_on(&scopes[fault.rule], &rules.all[fault.rule], fault.place, fault.message);
            }
        }
        match compiler.errors.is_empty() {
            true => Ok(rules),
            false => Err(compiler.errors),
        }
    }

    /// The compiled rules.
    pub fn all(&self) -> &[Compiled] {
        &self.all
    }
}

struct Scope<'a> {
    file: &'a str,
    text: &'a str,
    rule: &'a Rule,
}

struct Compiler<'a> {
    kinds: &'a [KindDeclaration],
    lists: &'a Lists,
    lexicon: &'a mut Lexicon,
    maps: BTreeMap<String, Arc<Table<Name>>>,
    errors: Vec<Error>,
}

impl Compiler<'_> {
    // Compiles a rule, and gives the words that call it.
    fn rule(&mut self, scope: &Scope<'_>, full: String, rules: &mut Rules) -> Table<()> {
        let rule = scope.rule;
        let Some(declared) = self.kinds.iter().find(|each| each.kind.name.as_str() == rule.kind) else {
            let known: Vec<String> = self.kinds.iter().map(|each| each.kind.name.to_string()).collect();
            let hint = nearest(&rule.kind, known.iter().map(String::as_str));
            let message =
                format!("no pack declares the kind `{}`{hint}; known: {}", rule.kind, known.join(", "));
            self.error(scope, rule.line, &rule.kind, message);
            return Table::default();
        };
        let kind = declared.kind.clone();
        let (common, asks) = (declared.common.clone(), declared.asks.clone());
        if rule.doc.is_empty() {
            self.error(
                scope,
                rule.line,
                &rule.name,
                "a rule needs a line `doc \"…\"` that says what it finds".into(),
            );
        }
        if rule.finds.is_empty() {
            self.error(scope, rule.line, &rule.name, "a rule needs an example: a line `finds \"…\"`".into());
        }
        let number = u32::try_from(rules.all.len()).expect("the parser bounds the number of rules");
        let mut tags = Vec::new();
        let mut called = Table::default();
        match &rule.trigger {
            Trigger::Word { tags: wanted, words } => {
                tags.clone_from(wanted);
                called = self.called(scope, words, number, &mut rules.by_word);
                if words.is_empty() {
                    self.error(scope, rule.line, &rule.name, "a rule needs a line `trigger …`".into());
                }
            }
            Trigger::Quantity => rules.by_quantity.push(number),
            Trigger::Scored(words) => {
                self.check_scored(scope, declared, words);
                rules.by_score.push(number);
            }
            Trigger::Saying(words) if words.is_empty() => rules.by_any_saying.push(number),
            Trigger::Saying(words) => called = self.called(scope, words, number, &mut rules.by_saying),
        }
        let sets = rule.sets.iter().map(|(field, word)| {
            self.check_set(scope, &kind, field, word);
            (Name::from(field.as_str()), Name::from(word.as_str()))
        });
        let sets = sets.collect();
        let mut rule = rule.clone();
        let specificity = 2 * rule.conditions.len() + rule.roles.iter().filter(|role| !role.optional).count();
        let told = rule.roles.iter().map(|role| &role.field).chain(rule.sets.iter().map(|(field, _)| field));
        let own: Vec<String> = told.cloned().collect();
        rule.conditions.extend(asks);
        rule.roles.extend(common.into_iter().filter(|line| !own.contains(&line.field)));
        let roles: Vec<CompiledRole> = rule.roles.iter().map(|role| self.role(scope, &kind, role)).collect();
        let conditions: Vec<CompiledCondition> =
            rule.conditions.iter().map(|each| self.condition(scope, each)).collect();
        let doc = rule.doc.clone();
        let source = Arc::new(rule);
        rules.all.push(Compiled {
            name: full.into(),
            doc,
            kind,
            sets,
            source,
            tags,
            roles,
            conditions,
            specificity,
        });
        called
    }

    // Enters a rule under the words that call it, each once.
    fn called(
        &mut self,
        scope: &Scope<'_>,
        words: &WordSet,
        number: u32,
        index: &mut Table<u32>,
    ) -> Table<()> {
        let mut called: Table<()> = Table::default();
        for word in self.words(scope, words) {
            let (head, extras) = self.symbols(&word);
            let entries = called.entry(head).or_default();
            if !entries.contains(&(extras.clone(), ())) {
                entries.push((extras.clone(), ()));
                index.entry(head).or_default().push((extras, number));
            }
        }
        called
    }

    fn check_scored(&mut self, scope: &Scope<'_>, declared: &KindDeclaration, words: &[String]) {
        let line = scope.rule.line;
        let Some(scored) = &declared.scored else {
            let message =
                format!("the kind `{}` has no scorer: its `kinds.toml` has no `scored`", scope.rule.kind);
            return self.error(scope, line, "scored", message);
        };
        if words.is_empty() {
            self.error(scope, line, "scored", format!("which words of `{}`? name them", scored.field));
        }
        for word in words {
            self.check_set(scope, &declared.kind, &scored.field, word);
        }
    }

    fn check_set(&mut self, scope: &Scope<'_>, kind: &Kind, field: &str, word: &str) {
        // `factuality` and `voice` are every record's own; a rule may set the first.
        let factualities = ["actual", "planned", "possible", "requested", "negated"];
        let allowed: Vec<String> = match kind.field(field) {
            _ if field == "factuality" => factualities.map(String::from).to_vec(),
            Some(spec) if spec.kind == FieldKind::Word => {
                spec.words.iter().map(ToString::to_string).collect()
            }
            Some(_) => {
                return self.error(
                    scope,
                    scope.rule.line,
                    field,
                    format!("the field `{field}` of `{}` takes no word", kind.name),
                );
            }
            None => return self.unknown_field(scope, kind, field),
        };
        if !allowed.is_empty() && !allowed.iter().any(|each| each == word) {
            let hint = nearest(word, allowed.iter().map(String::as_str));
            let message = format!("`{word}` is no value of `{field}`{hint}; allowed: {}", allowed.join(", "));
            self.error(scope, scope.rule.line, word, message);
        }
    }

    fn role(&mut self, scope: &Scope<'_>, kind: &Kind, role: &RoleLine) -> CompiledRole {
        let wanted: &[FieldKind] = match &role.cast {
            Cast::Actor | Cast::Party | Cast::Side | Cast::Makers | Cast::State => &[FieldKind::Actor],
            Cast::Place => &[FieldKind::Place],
            Cast::Date => &[FieldKind::Interval],
            Cast::Phrase | Cast::Clause => &[FieldKind::Span],
            Cast::Count => &[FieldKind::Count],
            Cast::Quantity => &[FieldKind::Number],
            Cast::Size(_) => &[FieldKind::Size],
            Cast::Map(_) => &[FieldKind::Word],
        };
        match kind.field(&role.field) {
            // The day of the happening is every record's own.
            None if role.field == "date" && role.cast == Cast::Date => {}
            None => self.unknown_field(scope, kind, &role.field),
            Some(spec) if !wanted.contains(&spec.kind) => self.error(
                scope,
                scope.rule.line,
                &role.field,
                format!(
                    "the field `{}` of `{}` holds {:?}, which `as {}` does not give",
                    role.field, kind.name, spec.kind, role.cast
                ),
            ),
            Some(_) => {}
        }
        let map = match &role.cast {
            Cast::Map(name) | Cast::Size(name) => self.map(scope, kind, &role.field, name),
            _ => None,
        };
        CompiledRole {
            field: role.field.as_str().into(),
            optional: role.optional,
            each: role.each,
            paths: role.paths.iter().flat_map(|path| self.ways(scope, path, 0)).collect(),
            cast: role.cast.clone(),
            map,
        }
    }

    fn unknown_field(&mut self, scope: &Scope<'_>, kind: &Kind, field: &str) {
        let known: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
        let hint = nearest(field, known.iter().copied());
        let message = format!("`{}` has no field `{field}`{hint}; known: {}", kind.name, known.join(", "));
        self.error(scope, scope.rule.line, field, message);
    }

    fn condition(&mut self, scope: &Scope<'_>, condition: &Condition) -> CompiledCondition {
        let words = self.words(scope, &condition.words);
        CompiledCondition {
            source: condition.clone(),
            paths: condition.paths.iter().flat_map(|path| self.ways(scope, path, 0)).collect(),
            words: self.table(words.into_iter().map(|word| (word, ()))),
            features: condition.features,
            cast: condition.cast.clone(),
        }
    }

    // A path, or the paths that it stands for where a step names shared ones.
    fn ways(&mut self, scope: &Scope<'_>, path: &Path, depth: usize) -> Vec<CompiledPath> {
        let named = path.steps.iter().enumerate().find_map(|(at, step)| match step {
            Step::Named(name) => Some((at, name)),
            _ => None,
        });
        let Some((at, name)) = named else { return vec![self.path(scope, path)] };
        let Some(shared) = self.lists.paths(name) else {
            let hint = nearest(name, self.lists.path_names());
            let message = format!("no pack has shared paths `{name}`{hint}");
            self.error(scope, scope.rule.line, name, message);
            return Vec::new();
        };
        if self.errors.len() >= MAX_ERRORS {
            return Vec::new();
        }
        if depth >= MAX_NAMED {
            let message = format!("the shared paths `{name}` lead in a circle, or name others too deep");
            self.error(scope, scope.rule.line, name, message);
            return Vec::new();
        }
        let whole = |way: &Path| {
            let steps = path.steps[..at].iter().chain(&way.steps).chain(&path.steps[at + 1..]);
            Path { steps: steps.cloned().collect() }
        };
        let all: Vec<Path> = shared.iter().take(MAX_WAYS).map(whole).collect();
        all.iter().flat_map(|way| self.ways(scope, way, depth + 1)).take(MAX_WAYS).collect()
    }

    fn path(&mut self, scope: &Scope<'_>, path: &Path) -> CompiledPath {
        let step = |step: &Step| {
            let words = match step {
                Step::Oblique(words) | Step::Anywhere(words) => self.words(scope, words),
                Step::Down(name) | Step::Up(name) if chancery_document::Relation::named(name).is_none() => {
                    let known: Vec<&str> =
                        chancery_document::Relation::all().map(|each| each.as_str()).collect();
                    let hint = nearest(name, known);
                    self.error(
                        scope,
                        scope.rule.line,
                        name,
                        format!("`{name}` is no universal relation{hint}"),
                    );
                    Vec::new()
                }
                _ => Vec::new(),
            };
            CompiledStep { step: step.clone(), words: self.table(words.into_iter().map(|word| (word, ()))) }
        };
        path.steps.iter().map(step).collect()
    }

    fn map(&mut self, scope: &Scope<'_>, kind: &Kind, field: &str, name: &str) -> Option<Arc<Table<Name>>> {
        let Some(map) = self.lists.map(name) else {
            let hint = nearest(name, self.lists.map_names());
            self.error(scope, scope.rule.line, name, format!("no pack has a map `{name}`{hint}"));
            return None;
        };
        if let Some(spec) = kind.field(field) {
            for word in map.keys().filter(|word| {
                !spec.words.is_empty() && !spec.words.iter().any(|each| each.as_str() == *word)
            }) {
                let message = format!("the map `{name}` gives `{word}`, which is no value of `{field}`");
                self.error(scope, scope.rule.line, name, message);
            }
        }
        if !self.maps.contains_key(name) {
            let pairs: Vec<(String, Name)> = map
                .iter()
                .flat_map(|(word, lemmas)| {
                    lemmas.iter().map(|lemma| (lemma.clone(), Name::from(word.as_str())))
                })
                .collect();
            let table = Arc::new(self.table(pairs));
            self.maps.insert(name.to_owned(), table);
        }
        self.maps.get(name).cloned()
    }

    fn words(&mut self, scope: &Scope<'_>, set: &WordSet) -> Vec<String> {
        let mut all = set.words.clone();
        for word in set.words.iter().filter(|word| word.contains(char::is_whitespace)) {
            self.error(scope, scope.rule.line, word, several_words(word));
        }
        for list in &set.lists {
            match self.lists.words(list) {
                Some(words) => all.extend(words.into_iter().map(str::to_owned)),
                None => {
                    let hint = nearest(list, self.lists.list_names());
                    self.error(
                        scope,
                        scope.rule.line,
                        list,
                        format!("no pack has a word list `{list}`{hint}"),
                    );
                }
            }
        }
        // No words would mean any word.
        if let (true, Some(list)) = (all.is_empty(), set.lists.first())
            && set.lists.iter().all(|list| self.lists.words(list).is_some())
        {
            let message = format!(
                "the list `{list}` is empty, so that no word can stand here; give it words, or leave it out"
            );
            self.error(scope, scope.rule.line, list, message);
        }
        all
    }

    fn table<T>(&mut self, pairs: impl IntoIterator<Item = (String, T)>) -> Table<T> {
        let mut table: Table<T> = FxHashMap::default();
        for (word, value) in pairs {
            let (head, extras) = self.symbols(&word);
            table.entry(head).or_default().push((extras, value));
        }
        for entries in table.values_mut() {
            // The entry that asks for more words is the better one.
            entries.sort_by_key(|(extras, _)| std::cmp::Reverse(extras.len()));
        }
        table
    }

    fn symbols(&mut self, word: &str) -> (Symbol, Vec<Symbol>) {
        let mut parts = word.split('_').filter(|part| !part.is_empty());
        let head = self.lexicon.add(parts.next().unwrap_or(word));
        (head, parts.map(|part| self.lexicon.add(part)).collect())
    }

    // Points at the first place of `word` in the rule's lines from `line` on.
    fn error(&mut self, scope: &Scope<'_>, line: usize, word: &str, message: String) {
        let lines = scope.text.lines().enumerate().skip(line - 1).take(200);
        let rule = lines
            .enumerate()
            .take_while(|(i, (_, text))| *i == 0 || text.starts_with([' ', '\t', '#']) || text.is_empty());
        let found = rule.map(|(_, each)| each).find(|(_, text)| text.contains(word));
        let (number, source) =
            found.unwrap_or((line - 1, scope.text.lines().nth(line - 1).unwrap_or_default()));
        let at = source.find(word).unwrap_or(0);
        let width = word.chars().count();
        self.tell(scope, number, at, width, message);
    }

    // Points at a whole line of a rule, or at its name if the line stands with the kind.
    fn error_on(&mut self, scope: &Scope<'_>, rule: &Compiled, place: Place, message: String) {
        let is_it = |line: &str| {
            let Ok(parsed) = crate::parse("", &format!("rule a -> a\n{line}\n")) else { return false };
            parsed.first().is_some_and(|parsed| match place {
                Place::Name => false,
                Place::Trigger => parsed.trigger == rule.source.trigger,
                Place::Condition(at) => parsed.conditions.first() == rule.source.conditions.get(at),
                Place::Role(at) => parsed.roles.first() == rule.source.roles.get(at),
            })
        };
        let lines = scope.text.lines().enumerate().skip(scope.rule.line).take(200);
        let mut own = lines.take_while(|(_, text)| text.starts_with([' ', '\t', '#']) || text.is_empty());
        match own.find(|(_, text)| !text.trim().is_empty() && is_it(text)) {
            Some((number, source)) => {
                let at = source.len() - source.trim_start().len();
                self.tell(scope, number, at, source.trim().chars().count(), message);
            }
            None => self.error(scope, scope.rule.line, &scope.rule.name, message),
        }
    }

    fn tell(&mut self, scope: &Scope<'_>, number: usize, at: usize, width: usize, message: String) {
        let source = scope.text.lines().nth(number).unwrap_or_default();
        let error = Error {
            file: scope.file.to_owned(),
            line: number + 1,
            column: source[..at].chars().count() + 1,
            width,
            source: source.to_owned(),
            message,
        };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}
