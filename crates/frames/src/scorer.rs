//! Where rules do not suffice: a linear classifier that chooses the word of a field, as the type of an event.
//!
//! It is asked of every verb that a `scored` rule of its kind holds at and no other rule knows, and of every
//! trigger that a rule knows. What it sees are dictionary forms and their classes, along the paths of the tree, never
//! names: a deed is not judged by who did it. What it says goes for a verb that no rule knows if it is surer of a
//! word than of none, and against a rule if it is much surer; by how much, the kind's declaration says.

use std::{borrow::Cow, fmt::Write as _};

use chancery_document::{Features, Id, Level, Name, Relation, TokenId, Upos, each};
use chancery_model::{Linear, Scores, hash};
use chancery_rules::{Cast, Match, TriggerAt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Context, Frames};

/// The class of what is no record.
const NONE: &str = "none";
/// A deed takes no more words than this to tell.
const MOST_WORDS: usize = 60;
const MAX_CLIMB: usize = 8;

/// A classifier of a pack, and the classes of words that it knows.
#[derive(Clone, Debug)]
pub struct Scorer {
    kind: Name,
    linear: Option<Linear>,
    // By the hash of the word: at 64 bits no two will share one.
    clusters: FxHashMap<u64, u16>,
}

/// What a scorer is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The trigger.
    pub token: TokenId,
    /// What a rule says, if one knows the trigger.
    pub rule: Option<Name>,
    /// The heads of who acts and of whom it befalls.
    pub ends: [Vec<TokenId>; 2],
    /// What the scorer sees; [`Scorer::feature`] makes numbers of it.
    pub seen: Vec<String>,
}

impl Scorer {
    /// A scorer of a kind that has learnt nothing, and so says nothing. The classes of words stand one a line: the
    /// word, a tabulator, a number.
    pub fn new(kind: &str, clusters: &str) -> Scorer {
        let pair = |line: &str| {
            let (word, class) = line.split_once('\t')?;
            Some((hash::bytes(word.as_bytes()), class.trim().parse().ok()?))
        };
        Scorer { kind: kind.into(), linear: None, clusters: clusters.lines().filter_map(pair).collect() }
    }

    /// The same with weights, as the bytes of a [`Linear`].
    pub fn with_weights(mut self, bytes: Cow<'static, [u8]>) -> Result<Scorer, chancery_model::Error> {
        self.linear = Some(Linear::read(bytes)?);
        Ok(self)
    }

    pub(crate) fn kind(&self) -> &str {
        self.kind.as_str()
    }

    /// The number of a feature.
    pub fn feature(seen: &str) -> u32 {
        hash::feature(0, hash::bytes(seen.as_bytes()))
    }
}

/// Chooses among the matches of scored kinds, and says what the scorer makes of them.
pub(crate) fn choose<'r>(
    context: &Context<'_>,
    frames: &'r Frames,
    found: Vec<Match<'r>>,
) -> Vec<(Match<'r>, Option<Name>)> {
    let mut verdicts: FxHashMap<(TokenId, Name), Name> = FxHashMap::default();
    for scorer in &frames.scorers {
        let declared = frames.kinds.iter().find(|each| each.kind.name == scorer.kind);
        let Some(policy) = declared.and_then(|each| each.scored.as_ref()) else { continue };
        let Some(linear) = &scorer.linear else { continue };
        let mut numbers = Vec::new();
        let mut scores = Scores::default();
        let mut kept: FxHashSet<TokenId> = FxHashSet::default();
        let classes = linear.classes();
        let class_of = |word: &str| classes.iter().position(|class| class == word);
        let none = class_of(NONE);
        for asked in asked(context, scorer, &found) {
            numbers.clear();
            features(context, scorer, &asked, &mut |seen| numbers.push(Scorer::feature(seen)));
            linear.score(&numbers, &mut scores);
            let rule = asked.rule.as_ref().map(Name::as_str);
            let told = (0..classes.len()).filter(|&class| Some(class) != none);
            let Some(best) = scores.best_of(told) else { continue };
            let word = &classes[best];
            let barred = |rule: &str| {
                policy.never.contains(word)
                    || policy.kept.iter().any(|each| each == rule)
                    || policy
                        .apart
                        .iter()
                        .any(|pair| pair.contains(word) && pair.iter().any(|each| each == rule))
            };
            if rule.is_some_and(barred) {
                continue;
            }
            // Long clauses say more of everything.
            let length = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX)).sqrt().max(1.0);
            let ahead = |of: usize| (f64::from(scores.all()[best] - scores.all()[of]) / length) as i32;
            let said = match &asked.rule {
                Some(rule) => {
                    class_of(rule.as_str()).is_some_and(|own| own != best && ahead(own) >= policy.relabel)
                }
                None => {
                    none.is_none_or(|none| ahead(none) >= policy.keep)
                        && !governs(context, asked.token, &kept)
                }
            };
            if said && asked.rule.is_none() {
                kept.insert(asked.token);
            }
            if said {
                verdicts.insert((asked.token, scorer.kind.clone()), Name::from(classes[best].as_str()));
            }
        }
    }
    let known: FxHashSet<(TokenId, Name)> = found
        .iter()
        .filter(|each| each.rule.scored().is_none())
        .map(|each| (each.token, each.rule.kind.name.clone()))
        .collect();
    let mut drawn: FxHashSet<(TokenId, Name)> = FxHashSet::default();
    let judge = |each: Match<'r>| {
        let key = (each.token, each.rule.kind.name.clone());
        let label = verdicts.get(&key).cloned();
        match each.rule.scored() {
            None => Some((each, label)),
            Some(words) => {
                let label = label?;
                let called = words.iter().any(|word| word == label.as_str());
                (called && !known.contains(&key) && drawn.insert(key)).then_some((each, Some(label)))
            }
        }
    };
    found.into_iter().filter_map(judge).collect()
}

/// Everything a scorer is asked of a reading, with what it sees in words.
pub(crate) fn candidates(context: &Context<'_>, scorer: &Scorer, found: &[Match<'_>]) -> Vec<Asked> {
    let with = |mut asked: Asked| {
        let mut seen = Vec::new();
        features(context, scorer, &asked, &mut |each| seen.push(each.to_owned()));
        asked.seen = seen;
        asked
    };
    asked(context, scorer, found).into_iter().map(with).collect()
}

// The triggers of a scorer's kind, in text order: those of rules, and the verbs that are no part of what rules tell.
fn asked(context: &Context<'_>, scorer: &Scorer, found: &[Match<'_>]) -> Vec<Asked> {
    let own = |each: &&Match<'_>| each.rule.kind.name == scorer.kind && each.at == TriggerAt::Word;
    let known: FxHashSet<TokenId> =
        found.iter().filter(own).filter(|each| each.rule.scored().is_none()).map(|each| each.token).collect();
    let mut seen: FxHashSet<TokenId> = FxHashSet::default();
    let mut all = Vec::new();
    for each in found.iter().filter(own) {
        let scored = each.rule.scored().is_some();
        if scored && (known.contains(&each.token) || is_told(context, each.token, &known))
            || !seen.insert(each.token)
        {
            continue;
        }
        let actors = |first: bool| {
            let roles = each
                .roles
                .iter()
                .filter(|role| matches!(role.cast, Cast::Actor | Cast::Side | Cast::State | Cast::Party));
            let mut names: Vec<&Name> = Vec::new();
            for role in roles.clone() {
                if !names.contains(&&role.field) {
                    names.push(&role.field);
                }
            }
            let wanted = names.get(usize::from(!first)).copied();
            roles.filter(|role| Some(&role.field) == wanted).flat_map(|role| role.fillers.clone()).collect()
        };
        let field = |name: &Name| Some(name.as_str()) != Some("factuality");
        all.push(Asked {
            token: each.token,
            rule: if scored {
                None
            } else {
                each.rule.sets.iter().find(|(name, _)| field(name)).map(|set| set.1.clone())
            },
            ends: [actors(true), actors(false)],
            seen: Vec::new(),
        });
    }
    all
}

// True of a verb whose own words already tell a record, or that only continues one.
fn is_told(context: &Context<'_>, token: TokenId, known: &FxHashSet<TokenId>) -> bool {
    let syntax = &context.reading.syntax;
    let within = each(syntax.reach(token)).take(4 * MOST_WORDS).any(|below| {
        known.contains(&below) && {
            let mut at = below;
            let mut inside = false;
            for _ in 0..MAX_CLIMB {
                if at == token {
                    inside = true;
                    break;
                }
                let plain = matches!(
                    syntax.relation(at).base(),
                    "obj" | "obl" | "nsubj" | "nmod" | "xcomp" | "compound" | "amod" | "appos" | "iobj"
                );
                // "Issued a report accusing Togo", but not "freed the men arrested on Monday".
                let plain = plain || syntax.relation(at) == Relation::ACL && !context.paths.is_passive(at);
                if !plain || syntax.head(at) == at {
                    break;
                }
                at = syntax.head(at);
            }
            inside
        }
    });
    within || governs(context, token, known)
}

// True of a verb that one of these governs as what it is about: "agreed to open".
fn governs(context: &Context<'_>, token: TokenId, known: &FxHashSet<TokenId>) -> bool {
    let syntax = &context.reading.syntax;
    let mut at = token;
    for _ in 0..MAX_CLIMB {
        let about = matches!(
            syntax.relation(at).base(),
            "xcomp" | "ccomp" | "acl" | "advcl" | "obj" | "nmod" | "obl"
        );
        let head = syntax.head(at);
        if !about || head == at {
            return false;
        }
        if known.contains(&head) {
            return true;
        }
        at = head;
    }
    false
}

struct View<'c, 'a, 's> {
    context: &'c Context<'a>,
    scorer: &'c Scorer,
    text: String,
    sink: &'s mut dyn FnMut(&str),
}

impl View<'_, '_, '_> {
    fn tell(&mut self, template: &str, parts: &[&str]) {
        self.text.clear();
        self.text.push_str(template);
        for part in parts {
            self.text.push(' ');
            self.text.push_str(part);
        }
        (self.sink)(&self.text);
    }

    // A word as the scorer may see it: names by what they name.
    fn word(&self, token: TokenId) -> String {
        let reading = self.context.reading;
        if let Some(mention) = reading.mentions.headed_by(token)
            && (reading.morphology.tags[token] == Upos::Propn || reading.known.entry(token).is_some())
        {
            let entity = &reading.entities.all[reading.entities.of[mention]];
            return format!("<{} {}>", level(entity.level), entity.sector.as_ref().map_or("-", Name::as_str));
        }
        match reading.morphology.tags[token] {
            Upos::Propn => "<name>".to_owned(),
            Upos::Num => "<number>".to_owned(),
            _ if reading.known.entry(token).is_some() => "<known>".to_owned(),
            _ => reading.lemma(token).to_lowercase(),
        }
    }

    // The word, and its class.
    fn both(&mut self, template: &str, before: &str, token: TokenId) {
        let word = self.word(token);
        self.tell(template, &[before, &word]);
        if let Some(&class) = self.scorer.clusters.get(&hash::bytes(word.as_bytes())) {
            let mut number = String::new();
            write!(number, "#{class}").expect("a string takes any length");
            self.tell(template, &[before, &number]);
        }
    }
}

fn level(level: Option<Level>) -> &'static str {
    level.map_or("-", Level::as_str)
}

fn features(context: &Context<'_>, scorer: &Scorer, asked: &Asked, sink: &mut dyn FnMut(&str)) {
    let reading = context.reading;
    let syntax = &reading.syntax;
    let token = asked.token;
    let mut view = View { context, scorer, text: String::new(), sink };
    let particle = syntax.dependent(token, Relation::COMPOUND_PRT).map(|each| reading.lemma(each).to_owned());
    let mut lemma = reading.lemma(token).to_lowercase();
    if let Some(particle) = &particle {
        lemma.push('_');
        lemma.push_str(particle);
    }
    view.tell("bias", &[]);
    view.tell("l", &[&lemma]);
    view.both("lc", "", token);
    view.tell("tag", &[reading.morphology.tags[token].as_str()]);
    let passive = context.paths.is_passive(token);
    view.tell("voice", &[if passive { "passive" } else { "active" }, &lemma]);
    view.tell("r", &[asked.rule.as_ref().map_or("-", Name::as_str)]);
    if let Some(rule) = &asked.rule {
        view.tell("rl", &[rule.as_str(), &lemma]);
    }
    for (end, heads) in ["who", "whom"].into_iter().zip(&asked.ends) {
        view.tell(end, &[if heads.is_empty() { "nobody" } else { "somebody" }]);
        for &head in heads.iter().take(2) {
            if let Some(mention) = reading.mentions.headed_by(head) {
                let entity = &reading.entities.all[reading.entities.of[mention]];
                let sector = entity.sector.as_ref().map_or("-", Name::as_str).to_owned();
                view.tell(end, &[level(entity.level), &sector]);
                view.tell(end, &[&sector, &lemma]);
            }
            view.both(end, "head", head);
        }
    }
    around(&mut view, token, &lemma);
    let head = syntax.head(token);
    let relation = syntax.relation(token).base();
    view.tell("g", &[relation]);
    if head != token {
        view.both("g", relation, head);
        let word = view.word(head);
        view.tell("gl", &[relation, &word, &lemma]);
    }
    // What a report begins with is its news.
    if reading.tokens.sentence_of(token).index() == first_sentence(context) {
        view.tell("lead", &[]);
    }
    // "Announced the release of a citizen" tells a deed as well.
    let deed = |saying: &chancery_document::Saying| {
        let object = syntax.dependent(token, Relation::OBJ);
        let starts = saying.content.first().map(|content| content.start());
        object.is_some_and(|object| {
            let reach = syntax.reach(object);
            Some(reading.tokens.spans[reach.start].start()) == starts
        })
    };
    let mut sayings = reading.speech.statements().map(|id| &reading.speech.all[id]);
    if sayings.any(|saying| saying.head == token && !deed(saying)) {
        view.tell("says", &[]);
    }
    bag(&mut view, token);
}

fn first_sentence(context: &Context<'_>) -> usize {
    let tokens = &context.reading.tokens;
    let body = tokens.blocks.ids().find(|&sentence| {
        context.reading.blocks.all[tokens.blocks[sentence]].part == chancery_document::Part::Body
    });
    body.map_or(0, |sentence| sentence.index())
}

// What hangs on the trigger, two steps deep.
fn around(view: &mut View<'_, '_, '_>, token: TokenId, lemma: &str) {
    let reading = view.context.reading;
    let syntax = &reading.syntax;
    let case = |token: TokenId| {
        syntax.dependent(token, Relation::CASE).map_or("", |case| reading.lemma(case)).to_owned()
    };
    for &below in syntax.dependents(token) {
        let relation = syntax.relation(below).base();
        if matches!(relation, "punct" | "cc" | "det") {
            continue;
        }
        let mut way = relation.to_owned();
        let case = case(below);
        if !case.is_empty() {
            way.push(' ');
            way.push_str(&case);
        }
        view.tell("d", &[&way]);
        view.tell("dl", &[&way, lemma]);
        view.both("w", &way, below);
        let word = view.word(below);
        view.tell("wl", &[&way, &word, lemma]);
        if reading.morphology.features[below].has(Features::POLARITY_NEG) {
            view.tell("not", &[lemma]);
            view.tell("not", &[]);
        }
        if matches!(relation, "obj" | "obl" | "nsubj" | "xcomp" | "ccomp") {
            for &deep in syntax.dependents(below) {
                let deeper = syntax.relation(deep).base();
                if matches!(deeper, "amod" | "nmod" | "compound" | "obj" | "obl" | "xcomp" | "acl") {
                    view.both("deep", deeper, deep);
                    view.tell("dd", &[relation, deeper]);
                }
            }
        }
    }
}

// All words of the clause, and those of the sentence outside it.
fn bag(view: &mut View<'_, '_, '_>, token: TokenId) {
    let reading = view.context.reading;
    let syntax = &reading.syntax;
    let sentence = reading.tokens.sentences[reading.tokens.sentence_of(token)].clone();
    let reach = syntax.reach(token);
    let content: Vec<_> = reading
        .speech
        .statements()
        .map(|id| &reading.speech.all[id])
        .filter(|saying| saying.head == token)
        .flat_map(|saying| saying.content.iter().copied())
        .collect();
    let mut before: Option<String> = None;
    let from = sentence.start.index().max(token.index().saturating_sub(MOST_WORDS));
    for at in (from..sentence.end.index()).take(2 * MOST_WORDS).map(TokenId::new) {
        let tag = reading.morphology.tags[at];
        if matches!(tag, Upos::Punct | Upos::Sym | Upos::X) {
            before = None;
            continue;
        }
        let inside =
            reach.contains(&at) && !content.iter().any(|span| span.contains(reading.tokens.spans[at]));
        let word = view.word(at);
        if inside && matches!(tag, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Adv | Upos::Propn) {
            view.both("b", "", at);
        }
        if let (Some(before), true) = (&before, inside) {
            view.tell("bb", &[before, &word]);
        }
        before = Some(word);
    }
}
