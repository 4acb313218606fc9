//! Ways through a tree that see what grammar hides: who does it in a passive, whose wish a "to visit" is,
//! that the second of two joined verbs has the first one's subject.

use chancery_document::{
    EntityId, EntryKind, Features, Level, MentionKind, Reading, Relation, TokenId, Upos, Value,
};

use crate::{
    Listed, Rules, Step,
    compile::{CompiledPath, CompiledStep, Table},
};

// A chain of control, coordination and relative clauses longer than this is no sentence of a reader's.
const MAX_DEPTH: usize = 8;
const MAX_FANOUT: usize = 64;
const MAX_REACH: usize = 200;

/// Walks the trees of a reading.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    reading: &'a Reading,
    rules: &'a Rules,
}

impl<'a> Paths<'a> {
    /// Over a reading, with the lists of the rules.
    pub fn new(reading: &'a Reading, rules: &'a Rules) -> Paths<'a> {
        Paths { reading, rules }
    }

    pub(crate) fn follow(&self, from: TokenId, path: &CompiledPath) -> Vec<TokenId> {
        let mut at = vec![from];
        for step in path {
            let mut next = Vec::new();
            for token in at {
                for found in self.step(token, step) {
                    if !next.contains(&found) && next.len() < MAX_FANOUT {
                        next.push(found);
                    }
                }
            }
            at = next;
        }
        at
    }

    fn step(&self, token: TokenId, step: &CompiledStep) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        match &step.step {
            Step::Trigger => vec![token],
            Step::Subject => self.subject(token),
            Step::Object => self.object(token),
            Step::Indirect => self.down(token, Relation::IOBJ),
            Step::Possessor => self.down(token, Relation::NMOD_POSS),
            Step::Oblique(_) => self.oblique(token, &step.words),
            Step::Anywhere(_) => self.anywhere(token, &step.words),
            Step::Demonym => self.demonym(token),
            Step::Complement => self.complement(token),
            Step::Adverbial => self.down(token, Relation::ADVCL),
            Step::Apposition => self.down(token, Relation::APPOS),
            Step::Governor => self.governor(token, 0).into_iter().collect(),
            Step::Conjunct => self.conjuncts(token),
            Step::Down(name) => match Relation::named(name) {
                Some(relation) => self.down(token, relation),
                None => Vec::new(),
            },
            // Compiling put what it stands for in its place.
            Step::Named(_) => Vec::new(),
            Step::Up(name) => match Relation::named(name) {
                Some(relation) if syntax.relation(token) == relation => vec![syntax.head(token)],
                _ => Vec::new(),
            },
        }
    }

    /// Who does it.
    pub fn subject(&self, token: TokenId) -> Vec<TokenId> {
        self.subject_within(token, 0)
    }

    fn subject_within(&self, token: TokenId, depth: usize) -> Vec<TokenId> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        if !self.is_predicate(token) {
            return self.noun_subject(token, depth);
        }
        let syntax = &self.reading.syntax;
        if self.is_passive(token) {
            return self.agents(token);
        }
        let own = self.own_subjects(token);
        if !own.is_empty() {
            return own.into_iter().map(|each| self.antecedent(each)).collect();
        }
        // "Accused Chad of arming rebels", "thanked Chad for lending ships": whom the verb above is done to.
        if let Some(object) = self.object_behind(token) {
            return vec![object];
        }
        let head = syntax.head(token);
        match syntax.relation(token) {
            Relation::CONJ if !self.is_passive(head) => self.subject_within(head, depth + 1),
            Relation::CONJ | Relation::ADVCL | Relation::PARATAXIS => {
                self.grammatical_subject(head, depth + 1)
            }
            Relation::XCOMP => match self.down(head, Relation::OBJ) {
                objects if !objects.is_empty() => objects,
                // "Prompted Chad to call for talks."
                _ => match self.down(head, Relation::IOBJ).first() {
                    Some(&object) if head < object && object < token => vec![object],
                    _ => self.grammatical_subject(head, depth + 1),
                },
            },
            Relation::CCOMP => self.subject_within(head, depth + 1),
            Relation::ACL_RELCL => vec![head],
            // "It was a mistake to attack": "it" attacks nobody.
            Relation::ACL
                if self.features(token).has(Features::VERBFORM_INF) && self.is_empty_subject(head) =>
            {
                Vec::new()
            }
            Relation::ACL if self.features(token).has(Features::VERBFORM_INF) => {
                self.subject_within(head, depth + 1)
            }
            // "Issued a report accusing Togo": who issued it accuses.
            Relation::ACL if self.is_in(head, &self.rules.worded) && self.is_argument(head) => {
                self.subject_within(syntax.head(head), depth + 1)
            }
            Relation::ACL => vec![head],
            _ => self.series_subject(token),
        }
    }

    // "It was a mistake": a noun said of "it".
    fn is_empty_subject(&self, noun: TokenId) -> bool {
        let subjects = self.own_subjects(noun);
        !self.down(noun, Relation::EXPL).is_empty()
            || !self.down(noun, Relation::COP).is_empty()
                && subjects.iter().any(|&subject| self.features(subject).has(Features::GENDER_NEUT))
    }

    // The object that does what a gerund behind it and a preposition tell.
    fn object_behind(&self, token: TokenId) -> Option<TokenId> {
        let syntax = &self.reading.syntax;
        let head = syntax.head(token);
        let marked =
            syntax.dependents_by(token, Relation::MARK).any(|mark| self.is_in(mark, &self.rules.controlling));
        let gerund = self.features(token).has(Features::VERBFORM_GER);
        if syntax.relation(token) != Relation::ADVCL || !marked || !gerund || self.is_passive(head) {
            return None;
        }
        let objects = [Relation::OBJ, Relation::IOBJ];
        let object = objects.into_iter().find_map(|relation| syntax.dependent(head, relation))?;
        (object > head && object < token).then_some(object)
    }

    // "Peru reaffirmed its stand, stressed its weight and agreed": where a tree hangs the first of a series of verbs
    // below a later one, the first has the subject of all.
    fn series_subject(&self, token: TokenId) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let first = syntax.dependents(token).iter().copied().find(|&each| {
            each < token
                && syntax.relation(each) == Relation::ADVCL
                && self.features(each).has(Features::VERBFORM_FIN)
                && self.down(each, Relation::MARK).is_empty()
                && self
                    .down(each, Relation::ADVMOD)
                    .iter()
                    .all(|&adverb| !self.features(adverb).has(Features::PRONTYPE_INT))
        });
        first.map(|first| self.own_subjects(first)).unwrap_or_default()
    }

    fn is_argument(&self, token: TokenId) -> bool {
        let syntax = &self.reading.syntax;
        matches!(syntax.relation(token), Relation::OBJ | Relation::OBL)
            && self.is_predicate(syntax.head(token))
    }

    // The subject as grammar has it: of a passive the one that suffers.
    fn grammatical_subject(&self, token: TokenId, depth: usize) -> Vec<TokenId> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        let own = self.own_subjects(token);
        if !own.is_empty() {
            return own.into_iter().map(|each| self.antecedent(each)).collect();
        }
        let syntax = &self.reading.syntax;
        let head = syntax.head(token);
        match syntax.relation(token) {
            Relation::CONJ | Relation::ADVCL | Relation::PARATAXIS => {
                self.grammatical_subject(head, depth + 1)
            }
            Relation::ACL | Relation::ACL_RELCL if self.is_passive(token) => vec![head],
            _ => self.subject_within(token, depth + 1),
        }
    }

    fn noun_subject(&self, token: TokenId, depth: usize) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let owners = self.down(token, Relation::NMOD_POSS);
        if !owners.is_empty() {
            return owners;
        }
        let by: Vec<TokenId> = self.phrases(token, |lemma| matches!(lemma, "by" | "between" | "among"));
        if !by.is_empty() {
            return by;
        }
        let head = syntax.head(token);
        match syntax.relation(token) {
            Relation::OBJ | Relation::OBL | Relation::XCOMP if self.is_light(head) => {
                self.subject_within(head, depth + 1)
            }
            Relation::NSUBJ_PASS if self.is_light(head) => self.agents(head),
            Relation::OBL if self.has_case(token, |lemma| matches!(lemma, "on" | "for" | "in")) => {
                self.subject_within(head, depth + 1)
            }
            // One level of "the resumption of talks", "a round of negotiations".
            Relation::NMOD if self.is_measure(head) && self.has_case(token, |lemma| lemma == "of") => {
                self.noun_subject_under(head, depth + 1)
            }
            Relation::CONJ => self.subject_within(head, depth + 1),
            _ => Vec::new(),
        }
    }

    fn noun_subject_under(&self, token: TokenId, depth: usize) -> Vec<TokenId> {
        match depth > MAX_DEPTH || self.is_predicate(token) {
            true => Vec::new(),
            false => self.noun_subject(token, depth),
        }
    }

    /// To what it is done.
    pub fn object(&self, token: TokenId) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        if !self.is_predicate(token) {
            return self.phrases(token, |lemma| lemma == "of");
        }
        if self.is_passive(token) {
            return self.grammatical_subject(token, 0);
        }
        let own: Vec<TokenId> =
            self.down(token, Relation::OBJ).into_iter().map(|each| self.antecedent(each)).collect();
        if !own.is_empty() {
            return own;
        }
        // "signed and ratified the treaty": the object stands by the last.
        let later =
            self.down(token, Relation::CONJ).into_iter().filter(|&each| self.own_subjects(each).is_empty());
        let shared: Vec<TokenId> = later.flat_map(|each| self.down(each, Relation::OBJ)).collect();
        if !shared.is_empty() {
            return shared;
        }
        match syntax.relation(token) {
            // "the treaty (that) they signed"
            Relation::ACL_RELCL if !self.own_subjects(token).iter().any(|&each| self.is_relative(each)) => {
                vec![syntax.head(token)]
            }
            _ => Vec::new(),
        }
    }

    /// Phrases of a word with a preposition of the table, or any; a noun under a light verb has the verb's too.
    fn oblique(&self, token: TokenId, words: &Table<()>) -> Vec<TokenId> {
        let wanted = |case: TokenId| words.is_empty() || self.is_in(case, words);
        let of = |token: TokenId| -> Vec<TokenId> {
            let deps = self.reading.syntax.dependents(token).iter().copied();
            let phrase = |&each: &TokenId| {
                matches!(self.reading.syntax.relation(each).base(), "obl" | "nmod")
                    && self.cases(each).any(wanted)
            };
            deps.filter(phrase).map(|each| self.antecedent(each)).collect()
        };
        let mut found = of(token);
        let syntax = &self.reading.syntax;
        let head = syntax.head(token);
        if !self.is_predicate(token)
            && self.is_light(head)
            && matches!(syntax.relation(token), Relation::OBJ | Relation::NSUBJ_PASS)
        {
            found.extend(of(head));
        }
        found
    }

    fn anywhere(&self, token: TokenId, words: &Table<()>) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let phrase = |&each: &TokenId| {
            matches!(syntax.relation(each).base(), "obl" | "nmod" | "conj")
                && self.cases(each).any(|case| words.is_empty() || self.is_in(case, words))
                && syntax.is_below(each, token)
                && !self.is_in_subject(each, token)
        };
        chancery_document::each(syntax.reach(token)).take(MAX_REACH).filter(phrase).take(MAX_FANOUT).collect()
    }

    // What stands in a subject belongs to who acts, not to what is done.
    fn is_in_subject(&self, token: TokenId, verb: TokenId) -> bool {
        let syntax = &self.reading.syntax;
        let mut at = token;
        for _ in 0..MAX_FANOUT {
            let head = syntax.head(at);
            if head == verb || head == at {
                return head == verb
                    && matches!(
                        syntax.relation(at),
                        Relation::NSUBJ | Relation::NSUBJ_PASS | Relation::NSUBJ_OUTER
                    );
            }
            at = head;
        }
        false
    }

    fn demonym(&self, token: TokenId) -> Vec<TokenId> {
        let kinds = [
            EntryKind::Demonym,
            EntryKind::State,
            EntryKind::Capital,
            EntryKind::Seat,
            EntryKind::Intergovernmental,
        ];
        let deps = self.reading.syntax.dependents(token).iter().copied();
        deps.filter(|&each| {
            let relation = self.reading.syntax.relation(each);
            matches!(
                relation,
                Relation::AMOD | Relation::COMPOUND | Relation::NMOD_DESC | Relation::NMOD_UNMARKED
            ) && self.reading.known.entry(each).is_some_and(|entry| kinds.contains(&entry.kind))
        })
        .collect()
    }

    fn complement(&self, token: TokenId) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let deps = syntax.dependents(token).iter().copied();
        let noun = !self.is_predicate(token);
        deps.filter(|&each| match syntax.relation(each) {
            Relation::CCOMP | Relation::XCOMP => true,
            Relation::ACL | Relation::ADVCL if noun => self.is_to_clause(each),
            // An infinitive that begins right after its verb is what the verb asks for, whatever the tree calls it.
            Relation::ADVCL => self.is_to_clause(each) && syntax.reach(each).start == token.next(),
            // "pledged to deepen ties and create a fund": the second infinitive may hang on the verb above both.
            Relation::CONJ => {
                self.features(each).has(Features::VERBFORM_INF)
                    && !self.features(token).has(Features::VERBFORM_INF)
                    && !noun
                    && self.own_subjects(each).is_empty()
                    && self.down(each, Relation::AUX).is_empty()
            }
            _ => false,
        })
        .collect()
    }

    /// The verb or noun a word is an argument of, seen through coordination and measures.
    pub fn governor_of(&self, token: TokenId) -> Option<TokenId> {
        self.governor(token, 0)
    }

    fn is_to_clause(&self, token: TokenId) -> bool {
        self.features(token).has(Features::VERBFORM_INF)
            || self.down(token, Relation::MARK).iter().any(|&mark| self.reading.lemma(mark) == "to")
    }

    fn governor(&self, token: TokenId, depth: usize) -> Option<TokenId> {
        let syntax = &self.reading.syntax;
        let head = syntax.head(token);
        if head == token || depth > MAX_DEPTH {
            return None;
        }
        match syntax.relation(token).base() {
            "conj" | "appos" | "nummod" | "flat" | "compound" | "fixed" => self.governor(head, depth + 1),
            // What is made of two or three things at once: "a number of accords", "a total of 14 statements".
            "nmod" if self.is_measure(head) => self.governor(head, depth + 1),
            _ => Some(head),
        }
    }

    /// The words joined with this one, itself first.
    pub fn conjuncts(&self, token: TokenId) -> Vec<TokenId> {
        let mut all = vec![token];
        let mut next = 0;
        while next < all.len() && all.len() < MAX_FANOUT {
            all.extend(self.down(all[next], Relation::CONJ));
            // "Minas Gerais and Goias": trees may hang the second name on the last word of the first.
            all.extend(self.joined_inside(all[next]));
            let head = all[next];
            all.extend(
                self.down(head, Relation::ADVCL).into_iter().filter(|&later| self.in_series(head, later)),
            );
            // "the agencies Ada and Bel": those joined in the apposition are meant, too.
            for apposed in self.down(all[next], Relation::APPOS) {
                all.extend(self.down(apposed, Relation::CONJ));
                // "Peru, the proud Chile, and Bolivia": of a list, a state is no other state.
                if self
                    .state_of(apposed)
                    .is_some_and(|one| self.state_of(all[next]).is_some_and(|other| one != other))
                {
                    all.push(apposed);
                }
            }
            next += 1;
        }
        all
    }

    /// True of "to share" in "agreed to open a line, to share its cost and to meet": of infinitives in a row trees hang
    /// the later on the earlier as if they told what for. Each has the mark of the first, and the last is joined.
    pub fn in_series(&self, head: TokenId, later: TokenId) -> bool {
        let syntax = &self.reading.syntax;
        let mark = |token: TokenId| {
            let mark = syntax.dependent(token, Relation::MARK)?;
            Some(self.reading.morphology.lemmas[mark])
        };
        let infinitive = |token: TokenId| self.reading.morphology.features[token].has(Features::VERBFORM_INF);
        let alike = |one: TokenId, other: TokenId| {
            infinitive(one) && infinitive(other) && mark(one).is_some() && mark(one) == mark(other)
        };
        let joined = |token: TokenId| syntax.dependent(token, Relation::CC).is_some();
        let parted = |token: TokenId| syntax.dependents_by(token, Relation::PUNCT).any(|each| each < token);
        let last = |token: TokenId| {
            let below = self.down(token, Relation::CONJ).into_iter().chain(self.down(token, Relation::ADVCL));
            below.into_iter().any(|each| alike(token, each) && joined(each))
        };
        later > head
            && syntax.relation(later) == Relation::ADVCL
            && alike(head, later)
            && (joined(later) || parted(later) && last(later))
    }

    fn joined_inside(&self, head: TokenId) -> Vec<TokenId> {
        let Some(id) = self.reading.mentions.headed_by(head) else { return Vec::new() };
        let mention = &self.reading.mentions.all[id];
        if matches!(mention.kind, MentionKind::Nominal | MentionKind::Pronoun) {
            return Vec::new();
        }
        let inner = chancery_document::each(mention.tokens.clone()).filter(|&token| token != head);
        let joined = inner.take(MAX_DEPTH).flat_map(|token| self.down(token, Relation::CONJ));
        joined.filter(|token| !mention.tokens.contains(token)).collect()
    }

    // The state that a word names, or the states.
    fn state_of(&self, token: TokenId) -> Option<EntityId> {
        let reading = self.reading;
        let id = reading.entities.of[reading.mentions.headed_by(token)?];
        let is_state = |id: EntityId| reading.entities.all[id].level == Some(Level::State);
        let members = &reading.entities.all[id].members;
        let states = !members.is_empty() && members.iter().all(|&member| is_state(member));
        (is_state(id) || states).then_some(id)
    }

    /// A verb and those joined with it that have no subject of their own and are as finite as it: of "agreed to
    /// open a line, train crews, but left early" not the leaving.
    pub(crate) fn joint_acts(&self, token: TokenId) -> Vec<TokenId> {
        let all = self.conjuncts(token);
        let infinitive = |each: TokenId| self.features(each).has(Features::VERBFORM_INF);
        let past = |each: TokenId| {
            let features = self.features(each);
            features.has(Features::VERBFORM_FIN) && features.has(Features::TENSE_PAST)
        };
        let fits = |&each: &TokenId| {
            each == token
                || self.own_subjects(each).is_empty()
                    && self.down(each, Relation::AUX).is_empty()
                    && !(infinitive(token) && past(each))
        };
        all.into_iter().filter(fits).collect()
    }

    /// The word of a range that governs the others.
    pub fn top(&self, tokens: std::ops::Range<TokenId>) -> TokenId {
        let outside = |token: &TokenId| {
            let head = self.reading.syntax.head(*token);
            head == *token || !tokens.contains(&head)
        };
        chancery_document::each(tokens.clone()).find(outside).unwrap_or(tokens.start)
    }

    /// True of verbs, and of adjectives and nouns with a copula.
    pub fn is_predicate(&self, token: TokenId) -> bool {
        match self.reading.morphology.tags[token] {
            Upos::Verb | Upos::Aux => true,
            _ => self.reading.syntax.dependent(token, Relation::COP).is_some(),
        }
    }

    /// True of a verb in the passive, and of a participle after its noun: "the pact signed by".
    pub fn is_passive(&self, token: TokenId) -> bool {
        let syntax = &self.reading.syntax;
        let marked = syntax.dependents(token).iter().any(|&each| {
            matches!(syntax.relation(each), Relation::NSUBJ_PASS | Relation::AUX_PASS | Relation::CSUBJ_PASS)
        });
        let bare_participle = || {
            let features = self.features(token);
            features.has(Features::VERBFORM_PART)
                && features.has(Features::TENSE_PAST)
                && match syntax.relation(token) {
                    Relation::ACL | Relation::ADVCL => true,
                    Relation::CONJ => {
                        self.own_subjects(token).is_empty() && self.is_passive_marked(syntax.head(token))
                    }
                    _ => false,
                }
                && syntax.dependents(token).iter().all(|&each| syntax.relation(each) != Relation::AUX)
        };
        marked || bare_participle()
    }

    fn is_passive_marked(&self, token: TokenId) -> bool {
        let syntax = &self.reading.syntax;
        syntax
            .dependents(token)
            .iter()
            .any(|&each| matches!(syntax.relation(each), Relation::AUX_PASS | Relation::NSUBJ_PASS))
    }

    /// True if a word list holds a token, with its particle where the list asks for one.
    pub fn is_listed(&self, token: TokenId, list: &Listed) -> bool {
        self.is_in(token, &list.0)
    }

    /// True if a word list holds a word as written.
    pub fn is_listed_word(&self, word: &str, list: &Listed) -> bool {
        self.reading.words.get(word).is_some_and(|symbol| list.0.contains_key(&symbol))
    }

    /// True if a table holds a token's lemma, with its particle or other words where the table asks for them.
    pub(crate) fn is_in<T>(&self, token: TokenId, table: &Table<T>) -> bool {
        self.look_up(token, table).next().is_some()
    }

    /// What a table holds for a token, the entry that asks for most first.
    pub(crate) fn look_up<'t, T>(
        &self,
        token: TokenId,
        table: &'t Table<T>,
    ) -> impl Iterator<Item = (&'t [chancery_document::Symbol], &'t T)> {
        let lemma = self.reading.morphology.lemmas[token];
        let entries = table.get(&lemma).or_else(|| {
            let text = self.reading.word(lemma);
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            let lower = if capital { self.reading.words.get(&text.to_lowercase()) } else { None };
            lower.and_then(|lower| table.get(&lower))
        });
        entries.into_iter().flatten().filter_map(move |(extras, value)| {
            extras.iter().all(|&extra| self.has_dependent(token, extra)).then_some((extras.as_slice(), value))
        })
    }

    pub(crate) fn has_dependent(&self, token: TokenId, lemma: chancery_document::Symbol) -> bool {
        self.dependent_with(token, lemma).is_some()
    }

    pub(crate) fn dependent_with(&self, token: TokenId, lemma: chancery_document::Symbol) -> Option<TokenId> {
        let syntax = &self.reading.syntax;
        let lemmas = &self.reading.morphology.lemmas;
        let mut direct = syntax.dependents(token).iter().copied();
        direct.find(|&each| lemmas[each] == lemma).or_else(|| {
            // "on behalf of": words fixed to a preposition hang on it; "meets with X": so does a case.
            let below =
                syntax.dependents(token).iter().flat_map(|&each| syntax.dependents(each).iter().copied());
            below.take(MAX_FANOUT).find(|&each| {
                lemmas[each] == lemma && matches!(syntax.relation(each), Relation::FIXED | Relation::CASE)
            })
        })
    }

    /// By whom, in a passive.
    pub fn agents(&self, token: TokenId) -> Vec<TokenId> {
        let marked = self.down(token, Relation::OBL_AGENT);
        match marked.is_empty() {
            true => self.phrases(token, |lemma| lemma == "by"),
            false => marked,
        }
    }

    fn own_subjects(&self, token: TokenId) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let deps = syntax.dependents(token).iter().copied();
        deps.filter(|&each| {
            matches!(syntax.relation(each), Relation::NSUBJ | Relation::NSUBJ_PASS | Relation::NSUBJ_OUTER)
        })
        .collect()
    }

    // The noun a relative pronoun stands for, or the word itself.
    fn antecedent(&self, token: TokenId) -> TokenId {
        if !self.is_relative(token) {
            return token;
        }
        let syntax = &self.reading.syntax;
        let mut at = token;
        for _ in 0..MAX_DEPTH {
            let head = syntax.head(at);
            if matches!(syntax.relation(at), Relation::ACL_RELCL) {
                return head;
            }
            if head == at {
                break;
            }
            at = head;
        }
        token
    }

    fn is_relative(&self, token: TokenId) -> bool {
        self.features(token).has(Features::PRONTYPE_REL)
    }

    /// True of a verb that lends its subject to the noun below it: "hold talks".
    pub fn is_light(&self, token: TokenId) -> bool {
        self.is_in(token, &self.rules.light)
    }

    /// What a word for many counts: of "a number of ships", "hundreds of ships" the ships.
    pub(crate) fn measured(&self, token: TokenId) -> Vec<TokenId> {
        let number = self.reading.values.at(token);
        let number = number.is_some_and(|valued| matches!(valued.value, Value::Quantity(_)));
        match number || self.is_measure(token) {
            true => self.phrases(token, |lemma| lemma == "of"),
            false => Vec::new(),
        }
    }

    fn is_measure(&self, token: TokenId) -> bool {
        matches!(
            self.reading.lemma(token),
            "number"
                | "total"
                | "series"
                | "set"
                | "pair"
                | "raft"
                | "package"
                | "host"
                | "range"
                | "round"
                | "bunch"
                | "handful"
                | "couple"
        )
    }

    fn phrases(&self, token: TokenId, wanted: impl Fn(&str) -> bool + Copy) -> Vec<TokenId> {
        let syntax = &self.reading.syntax;
        let deps = syntax.dependents(token).iter().copied();
        deps.filter(|&each| {
            matches!(syntax.relation(each).base(), "obl" | "nmod") && self.has_case(each, wanted)
        })
        .collect()
    }

    fn has_case(&self, token: TokenId, wanted: impl Fn(&str) -> bool) -> bool {
        self.cases(token).any(|case| wanted(self.reading.lemma(case)))
    }

    // The prepositions of a phrase. Of "from US President X" a tree may hang it on a word before the name.
    fn cases(&self, token: TokenId) -> impl Iterator<Item = TokenId> {
        let syntax = &self.reading.syntax;
        let case = move |token: TokenId| syntax.dependents_by(token, Relation::CASE);
        let before = move |token: TokenId| {
            let titles = syntax.dependents(token).iter().copied();
            titles.filter(move |&each| {
                each < token && matches!(syntax.relation(each), Relation::NMOD_DESC | Relation::COMPOUND)
            })
        };
        let own = syntax.dependent(token, Relation::CASE).is_some();
        let lent = before(token).flat_map(move |each| case(each).chain(before(each).flat_map(case)));
        case(token).chain(lent.take_while(move |_| !own))
    }

    fn down(&self, token: TokenId, relation: Relation) -> Vec<TokenId> {
        self.reading.syntax.dependents_by(token, relation).collect()
    }

    fn features(&self, token: TokenId) -> Features {
        self.reading.morphology.features[token]
    }
}
