//! Matching: every rule whose trigger stands in a reading and whose conditions hold there.

use chancery_document::{
    EntityId, Id, Level, MentionKind, Name, Reading, Relation, SayingId, TokenId, Upos, Value, ValueId,
};

use std::fmt;

use crate::{
    Cast, Compiled, Condition, Paths, RoleLine, Rules, Step,
    compile::{CompiledCondition, CompiledRole},
};

// More records from one word than this are no reader's.
const MAX_EACH: usize = 32;
const MAX_CLIMB: usize = 64;

/// A rule that held somewhere.
#[derive(Clone, Debug)]
pub struct Match<'r> {
    /// The rule.
    pub rule: &'r Compiled,
    /// What called it.
    pub at: TriggerAt,
    /// The word that called it; of a quantity the word that governs its tokens, of a saying the head of its cue.
    pub token: TokenId,
    /// Further words of the trigger, as the particle of "pull out".
    pub extras: Vec<TokenId>,
    /// The roles filled.
    pub roles: Vec<Role>,
}

/// What called a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerAt {
    /// A word.
    Word,
    /// A quantity.
    Value(ValueId),
    /// A saying.
    Saying(SayingId),
}

/// A role filled.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The field.
    pub field: Name,
    /// What the fillers are.
    pub cast: Cast,
    /// The head words of the fillers.
    pub fillers: Vec<TokenId>,
    /// For maps: the word they map to.
    pub word: Option<Name>,
    /// True if other fillers of this field made records of their own beside this one.
    pub one_of_several: bool,
}

/// A rule that was called, and why it did not hold.
#[derive(Clone, Debug)]
pub struct Near<'r> {
    /// The rule.
    pub rule: &'r Compiled,
    /// The word that called it.
    pub token: TokenId,
    /// The line of the rule that failed.
    pub failed: Failed<'r>,
}

/// The line of a rule that failed. Prints as the line is written.
#[derive(Clone, Copy, Debug)]
pub enum Failed<'r> {
    /// A condition.
    Condition(&'r Condition),
    /// A role that nothing fills.
    Role(&'r RoleLine),
}

impl fmt::Display for Failed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Condition(condition) => condition.fmt(f),
            Failed::Role(role) => role.fmt(f),
        }
    }
}

impl Rules {
    /// Everything the rules find in a reading, in order of the trigger words. Of several rules that draw the
    /// same kind from one word, the most specific is taken.
    pub fn find<'r>(&'r self, reading: &Reading) -> Vec<Match<'r>> {
        self.search(reading, &mut |_| {})
    }

    /// The same, and every rule that was called but did not hold.
    pub fn find_and_near<'r>(&'r self, reading: &Reading) -> (Vec<Match<'r>>, Vec<Near<'r>>) {
        let mut near = Vec::new();
        let found = self.search(reading, &mut |each| near.push(each));
        (found, near)
    }

    fn search<'r>(&'r self, reading: &Reading, near: &mut dyn FnMut(Near<'r>)) -> Vec<Match<'r>> {
        let finder = Finder { rules: self, reading, paths: Paths::new(reading, self) };
        let mut found = Vec::new();
        for token in reading.tokens.spans.ids() {
            let called: Vec<(u32, Vec<TokenId>)> = finder
                .paths
                .look_up(token, &self.by_word)
                .map(|(extras, &rule)| {
                    (
                        rule,
                        extras
                            .iter()
                            .filter_map(|&extra| finder.paths.dependent_with(token, extra))
                            .collect(),
                    )
                })
                .collect();
            finder.best(token, TriggerAt::Word, called, &mut found, near);
            if reading.morphology.tags[token] == Upos::Verb {
                // All of them: which one is meant, if any, the scorer says.
                for &number in &self.by_score {
                    let rule = &self.all[number as usize];
                    found
                        .extend(finder.matches(rule, TriggerAt::Word, token, Vec::new()).unwrap_or_default());
                }
            }
        }
        // "Dozens" and "tens of thousands" are no quantities that anybody could hold against their source.
        for id in reading.values.all.ids() {
            let valued = &reading.values.all[id];
            if let Value::Quantity(quantity) = &valued.value
                && quantity.unit.is_some()
                && !quantity.ordinal
                && !(quantity.op == '~' && quantity.low != quantity.high)
            {
                let token = finder.paths.top(valued.tokens.clone());
                let called = self.by_quantity.iter().map(|&rule| (rule, Vec::new())).collect();
                finder.best(token, TriggerAt::Value(id), called, &mut found, near);
            }
        }
        for id in reading.speech.all.ids() {
            if !reading.speech.all[id].statement {
                continue;
            }
            let token = reading.speech.all[id].head;
            let by_cue = finder.paths.look_up(token, &self.by_saying).map(|(_, &rule)| (rule, Vec::new()));
            let called = by_cue.chain(self.by_any_saying.iter().map(|&rule| (rule, Vec::new()))).collect();
            finder.best(token, TriggerAt::Saying(id), called, &mut found, near);
        }
        found.sort_by_key(|each| each.token);
        found
    }
}

struct Finder<'r, 'a> {
    rules: &'r Rules,
    reading: &'a Reading,
    paths: Paths<'a>,
}

impl<'r> Finder<'r, '_> {
    fn best(
        &self,
        token: TokenId,
        at: TriggerAt,
        called: Vec<(u32, Vec<TokenId>)>,
        found: &mut Vec<Match<'r>>,
        near: &mut dyn FnMut(Near<'r>),
    ) {
        let mut held: Vec<(usize, Vec<Match<'r>>)> = Vec::new();
        for (number, extras) in called {
            let rule = &self.rules.all[number as usize];
            if matches!(at, TriggerAt::Word)
                && !rule.tags.is_empty()
                && !rule.tags.contains(&self.reading.morphology.tags[token])
            {
                continue;
            }
            let specificity = rule.specificity + 2 * extras.len();
            match self.matches(rule, at, token, extras) {
                Ok(matches) => held.push((specificity, matches)),
                Err(failed) => near(Near { rule, token, failed }),
            }
        }
        held.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a[0].rule.name.cmp(&b[0].rule.name)));
        let mut kinds: Vec<Name> = Vec::new();
        for (_, matches) in held {
            let kind = &matches[0].rule.kind.name;
            if !kinds.contains(kind) {
                kinds.push(kind.clone());
                found.extend(matches);
            }
        }
    }

    // The matches of one rule at one place, or the line that failed.
    fn matches(
        &self,
        rule: &'r Compiled,
        at: TriggerAt,
        token: TokenId,
        extras: Vec<TokenId>,
    ) -> Result<Vec<Match<'r>>, Failed<'r>> {
        for condition in &rule.conditions {
            if self.holds(condition, token) != condition.source.wanted {
                return Err(Failed::Condition(&condition.source));
            }
        }
        let mut roles: Vec<Role> = Vec::new();
        let mut several: Option<(usize, Vec<TokenId>)> = None;
        for (line, role) in rule.roles.iter().enumerate() {
            let (fillers, word) = self.fill(role, token, &roles);
            if fillers.is_empty() {
                if !role.optional {
                    return Err(Failed::Role(&rule.source.roles[line]));
                }
                continue;
            }
            if role.each && several.is_none() {
                several = Some((roles.len(), fillers.clone()));
            }
            // Each line of a map gives a word of its own.
            let same =
                |each: &&mut Role| each.field == role.field && each.cast == role.cast && word.is_none();
            match roles.iter_mut().find(same) {
                Some(earlier) => {
                    for filler in fillers {
                        if !earlier.fillers.contains(&filler) {
                            earlier.fillers.push(filler);
                        }
                    }
                }
                None => roles.push(Role {
                    field: role.field.clone(),
                    cast: role.cast.clone(),
                    fillers,
                    word,
                    one_of_several: false,
                }),
            }
        }
        let whole = Match { rule, at, token, extras, roles };
        let Some((role, fillers)) = several else { return Ok(vec![whole]) };
        let one_of_several = fillers.len() > 1;
        let syntax = &self.reading.syntax;
        let one = |filler: TokenId| {
            let mut each = whole.clone();
            each.roles[role].fillers = vec![filler];
            each.roles[role].one_of_several = one_of_several;
            // A day that hangs on another of the fillers is that one's own.
            let nearest = |token: TokenId| {
                std::iter::once(token)
                    .chain(syntax.ancestors(token))
                    .take(MAX_CLIMB)
                    .find(|above| fillers.contains(above))
            };
            for other in each.roles.iter_mut().filter(|other| other.cast == Cast::Date) {
                other.fillers.retain(|&token| nearest(token).is_none_or(|owner| owner == filler));
            }
            each.roles.retain(|each| !each.fillers.is_empty() || each.word.is_some());
            each
        };
        Ok(fillers.iter().copied().take(MAX_EACH).map(one).collect())
    }

    fn holds(&self, condition: &CompiledCondition, token: TokenId) -> bool {
        let mut reached = condition.paths.iter().flat_map(|path| self.paths.follow(token, path));
        reached.any(|each| {
            (condition.words.is_empty()
                || self.paths.conjuncts(each).into_iter().any(|one| self.paths.is_in(one, &condition.words)))
                && self.reading.morphology.features[each].has(condition.features)
                && condition.cast.as_ref().is_none_or(|cast| self.is(each, cast))
        })
    }

    // The first way that leads to anybody but those who fill another field already: nobody is the other side of their
    // own deed, so that "opened its borders to Togo" goes on to Togo.
    fn fill(&self, role: &CompiledRole, token: TokenId, earlier: &[Role]) -> (Vec<TokenId>, Option<Name>) {
        let acts = |cast: &Cast| matches!(cast, Cast::Actor | Cast::Party | Cast::Side);
        let entity = |token| self.entity(token);
        let others = earlier.iter().filter(|each| each.field != role.field && acts(&each.cast));
        let taken: Vec<TokenId> = match acts(&role.cast) {
            true => others.flat_map(|each| each.fillers.iter().copied()).collect(),
            false => Vec::new(),
        };
        // Nor is the state that their own words tell: "an attack by Chadian soldiers".
        let within = |token: TokenId, filler: TokenId| {
            let mention = self.reading.mentions.headed_by(filler);
            mention.is_some_and(|mention| self.reading.mentions.all[mention].tokens.contains(&token))
        };
        // "They welcomed their talks with Togo": nor are all of them together.
        let acting: Vec<_> = taken.iter().filter_map(|&filler| entity(filler)).collect();
        let is_all_acting = |token: TokenId| {
            let members = entity(token).map_or(&[][..], |own| &self.reading.entities.all[own].members);
            !members.is_empty() && members.iter().all(|member| acting.contains(member))
        };
        let is_free = |token: TokenId| {
            let own = entity(token);
            !taken.iter().any(|&filler| own.is_some() && own == entity(filler) || within(token, filler))
                && !is_all_acting(token)
        };
        let mut first: Option<Vec<TokenId>> = None;
        for path in &role.paths {
            let mut reached: Vec<TokenId> = Vec::new();
            for each in self.paths.follow(token, path) {
                let parts = match role.cast {
                    Cast::Actor | Cast::Party | Cast::Side | Cast::State | Cast::Place => self
                        .paths
                        .conjuncts(each)
                        .into_iter()
                        .flat_map(|part| self.measured(part, &role.cast))
                        .collect(),
                    Cast::Clause if role.each => self.paths.joint_acts(each),
                    _ => vec![each],
                };
                reached.extend(parts.into_iter().filter(|&part| self.is(part, &role.cast) && is_free(part)));
            }
            let far = matches!(path.first().map(|step| &step.step), Some(Step::Anywhere(_)));
            if role.cast == Cast::Side && far {
                reached.retain(|&each| !self.is_at_home(each, &taken));
            }
            // Of the sides that several ways lead to, a state or somebody of one goes before "houses" or "a company",
            // and others before what those who act have themselves: "sent its soldiers to Togo". Far away only states and
            // those of states are meant.
            if role.cast == Cast::Side && !reached.is_empty() {
                let aside = |each| self.is_common(each) || self.is_owned_by(each, &taken);
                let told = reached.iter().any(|&each| !aside(each));
                if !told || far && !reached.iter().any(|&each| self.is_of_state(each)) {
                    if !far {
                        first.get_or_insert(reached);
                    }
                    continue;
                }
            }
            if let (Cast::Map(_), Some(map)) = (&role.cast, &role.map) {
                let mapped = reached.iter().find_map(|&each| {
                    self.paths.look_up(each, map).next().map(|(_, word)| (each, word.clone()))
                });
                if let Some((each, word)) = mapped {
                    return (vec![each], Some(word));
                }
                continue;
            }
            if let (Cast::Size(_), Some(map)) = (&role.cast, &role.map) {
                let befell = self.paths.look_up(token, map).next().map(|(_, word)| word.clone());
                if befell.is_some() && !reached.is_empty() {
                    return (reached, befell);
                }
                continue;
            }
            if !reached.is_empty() {
                return (reached, None);
            }
        }
        (first.unwrap_or_default(), None)
    }

    // "A bunch of soldiers", "thousands of soldiers" are soldiers.
    fn measured(&self, token: TokenId, cast: &Cast) -> Vec<TokenId> {
        match self.is(token, cast) {
            true => vec![token],
            // "Tens of thousands of people".
            false => {
                let counted = |each| match self.is(each, cast) {
                    true => vec![each],
                    false => self.paths.measured(each),
                };
                self.paths.measured(token).into_iter().flat_map(counted).collect()
            }
        }
    }

    // Whom a word stands for.
    fn entity(&self, token: TokenId) -> Option<EntityId> {
        self.reading.mentions.headed_by(token).map(|mention| self.reading.entities.of[mention])
    }

    // A body that no name and no country tells: "a company"; houses and what is sent to others: "a team".
    fn is_common(&self, token: TokenId) -> bool {
        let reading = self.reading;
        reading.mentions.headed_by(token).is_some_and(|id| {
            let entity = &reading.entities.all[reading.entities.of[id]];
            reading.mentions.all[id].kind == MentionKind::Nominal
                && entity.country.is_none()
                && entity.members.is_empty()
                && (entity.level == Some(Level::Body) || self.paths.is_in(token, &self.rules.means))
        })
    }

    // "Its soldiers", of one of these.
    fn is_owned_by(&self, token: TokenId, owners: &[TokenId]) -> bool {
        let is_pronoun = |token: TokenId| {
            let mention = self.reading.mentions.headed_by(token);
            mention.is_some_and(|mention| self.reading.mentions.all[mention].kind == MentionKind::Pronoun)
        };
        self.reading.syntax.dependents(token).iter().any(|&each| {
            self.reading.syntax.relation(each) == Relation::NMOD_POSS
                && is_pronoun(each)
                && owners.iter().any(|&owner| self.entity(each) == self.entity(owner))
        })
    }

    // A place in a state that is one of these: where it does it, not to whom.
    fn is_at_home(&self, token: TokenId, actors: &[TokenId]) -> bool {
        let reading = self.reading;
        let country = |token: TokenId| {
            let entity = self.entity(token)?;
            let known = || reading.known.entry(token).and_then(|entry| entry.country);
            reading.entities.all[entity].country.or_else(known)
        };
        let is_place = reading
            .mentions
            .headed_by(token)
            .is_some_and(|mention| reading.mentions.all[mention].kind == MentionKind::Place);
        let home = if is_place { country(token) } else { None };
        let is_state = |token: TokenId| {
            self.entity(token).is_some_and(|entity| reading.entities.all[entity].level == Some(Level::State))
        };
        home.is_some() && actors.iter().any(|&actor| is_state(actor) && country(actor) == home)
    }

    // Of a state told, or somebody that the packs know.
    fn is_of_state(&self, token: TokenId) -> bool {
        self.is(token, &Cast::State)
            || self.reading.mentions.headed_by(token).is_some_and(|id| {
                let entity = &self.reading.entities.all[self.reading.entities.of[id]];
                self.reading.mentions.all[id].kind != MentionKind::Nominal || entity.sector.is_some()
            })
    }

    fn is(&self, token: TokenId, cast: &Cast) -> bool {
        let reading = self.reading;
        match cast {
            Cast::Actor | Cast::Party => reading.mentions.headed_by(token).is_some_and(|mention| {
                let entity = &reading.entities.all[reading.entities.of[mention]];
                entity.level.is_some() || !entity.members.is_empty()
            }),
            Cast::Side => {
                self.is(token, &Cast::Actor)
                    || self.is(token, &Cast::State)
                    || reading
                        .mentions
                        .headed_by(token)
                        .is_some_and(|mention| reading.mentions.all[mention].kind == MentionKind::Place)
            }
            Cast::State => reading.mentions.headed_by(token).is_some_and(|mention| {
                let entity = &reading.entities.all[reading.entities.of[mention]];
                entity.country.is_some()
                    || !entity.members.is_empty()
                    || reading.known.entry(token).is_some_and(|entry| entry.country.is_some())
            }),
            Cast::Place => reading.mentions.headed_by(token).is_some_and(|mention| {
                matches!(reading.mentions.all[mention].kind, MentionKind::Place | MentionKind::Facility)
            }),
            Cast::Date => value_under(reading, token)
                .is_some_and(|value| matches!(reading.values.all[value].value, Value::Time { .. })),
            Cast::Count | Cast::Size(_) => value_under(reading, token)
                .is_some_and(|value| matches!(reading.values.all[value].value, Value::Quantity(_))),
            Cast::Clause => self.paths.is_predicate(token),
            Cast::Phrase | Cast::Makers | Cast::Quantity | Cast::Map(_) => true,
        }
    }
}

/// The value that covers a word, or a number among its dependents.
pub fn value_under(reading: &Reading, token: TokenId) -> Option<ValueId> {
    let all = reading.values.all.as_slice();
    let at = |token: TokenId| {
        let after = all.partition_point(|valued| valued.tokens.end <= token);
        all.get(after).filter(|valued| valued.tokens.contains(&token)).map(|_| ValueId::new(after))
    };
    at(token).or_else(|| {
        reading.syntax.dependents(token).iter().find_map(|&each| match reading.syntax.relation(each) {
            chancery_document::Relation::NUMMOD => at(each),
            _ => None,
        })
    })
}
