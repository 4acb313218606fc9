//! Parsing: a tree over each sentence.
//!
//! The network of `encoder` where the model has one. Without it arc-hybrid transitions, chosen greedily by one
//! classifier. A word waits on the stack until its governor is known: the next word takes it (left), or the word
//! below it on the stack does (right). The root waits behind the last word. A move that would spoil the tree is
//! never chosen, so that whatever the weights every sentence gets one root and no cycle.

use chancery_document::{
    Column, Features, Id, Morphology, Relation, Syntax, TokenId, Tokens, Upos, Words, each,
};
use chancery_model::{Linear, Model, Scores, hash};

use crate::{Analyser, Error, Language, Scratch, tag::Context, tag::MARGIN};

impl Language {
    /// Builds the tree of each sentence.
    pub fn parse(
        &self,
        tokens: &Tokens,
        morphology: &Morphology,
        words: &Words,
        scratch: &mut Scratch,
    ) -> Syntax {
        let (tagger, parser) = match &self.analyser {
            Analyser::Network(network) => {
                network.read(tokens, words, &mut scratch.reading);
                let heads = scratch.reading.heads.iter().copied().collect();
                let syntax = Syntax::new(heads, scratch.reading.relations.iter().copied().collect());
                return self.mended(syntax, morphology, words);
            }
            Analyser::Greedy(tagger, parser) => (tagger, parser),
        };
        let mut heads: Column<TokenId, TokenId> = Column::default();
        let mut relations = Column::default();
        for sentence in tokens.sentences.as_slice() {
            let forms = tokens.forms.slice(sentence.clone()).iter().map(|&form| words.text(form));
            scratch.context.look(forms, tagger.usual());
            scratch.state.kinds.clear();
            let kinds = each(sentence.clone()).map(|t| Kind::of(morphology.tags[t], morphology.features[t]));
            scratch.state.kinds.extend(kinds);
            parser.parse(&scratch.context, &mut scratch.state, &mut scratch.features, &mut scratch.scores);
            for (at, token) in each(sentence.clone()).enumerate() {
                let (head, relation) = scratch.state.arc(at);
                heads.push(head.map_or(token, |head| TokenId::new(sentence.start.index() + head)));
                relations.push(parser.relation(relation));
            }
        }
        Syntax::new(heads, relations)
    }

    /// The tree without some errors that its network is known for.
    fn mended(&self, syntax: Syntax, morphology: &Morphology, words: &Words) -> Syntax {
        let mut arcs = in_a_row(&syntax, morphology);
        for token in morphology.tags.ids() {
            let head = syntax.head(token);
            // "He has, however, agreed": an auxiliary governs nothing.
            if matches!(syntax.relation(head), Relation::AUX | Relation::AUX_PASS | Relation::COP)
                && matches!(syntax.relation(token), Relation::NSUBJ | Relation::NSUBJ_PASS | Relation::EXPL)
            {
                arcs.push((token, syntax.head(head), syntax.relation(token)));
                continue;
            }
            match syntax.relation(token) {
                Relation::NSUBJ => named_twice(token, &syntax, morphology, &mut arcs),
                // "President X Y of Z": what is said of a name hangs on its first word.
                Relation::NMOD if syntax.relation(syntax.head(token)) == Relation::FLAT => {
                    arcs.push((token, syntax.head(syntax.head(token)), syntax.relation(token)));
                }
                Relation::CONJ => {
                    let first = syntax.head(syntax.head(token));
                    let name = |token: TokenId| morphology.tags[token] == Upos::Propn;
                    // Of three in a row the last hangs on the first.
                    if syntax.relation(syntax.head(token)) == Relation::CONJ
                        && [token, syntax.head(token), first].into_iter().all(name)
                    {
                        arcs.push((token, first, Relation::CONJ));
                    } else {
                        arcs.extend(leading(token, &syntax, morphology));
                    }
                }
                Relation::OBL => counted(token, &syntax, morphology, &mut arcs),
                Relation::NSUBJ_PASS => arcs.extend(acting(token, &syntax)),
                Relation::APPOS => {
                    arcs.extend(described_each(token, &syntax, morphology).into_iter().flatten())
                }
                Relation::REPARANDUM => begun_once(token, &syntax, morphology, &mut arcs),
                Relation::ACL => {
                    let verb = self.charging(token, &syntax, morphology, words);
                    arcs.extend(verb.map(|verb| (token, verb, Relation::ADVCL)));
                }
                _ => {}
            }
        }
        if arcs.is_empty() {
            return syntax;
        }
        let ids = || morphology.tags.ids();
        let mut heads: Vec<TokenId> = ids().map(|token| syntax.head(token)).collect();
        let mut relations: Vec<Relation> = ids().map(|token| syntax.relation(token)).collect();
        for (word, head, relation) in arcs {
            heads[word.index()] = head;
            relations[word.index()] = relation;
        }
        // Each mend keeps a tree a tree; two at once might not.
        if !is_tree(&heads) {
            return syntax;
        }
        Syntax::new(heads.into_iter().collect(), relations.into_iter().collect())
    }

    /// "Accused the army of shelling it": the verb that what somebody is charged with belongs to, where the tree hangs it
    /// on who is charged.
    fn charging(
        &self,
        deed: TokenId,
        syntax: &Syntax,
        morphology: &Morphology,
        words: &Words,
    ) -> Option<TokenId> {
        let mark = syntax.dependent(deed, Relation::MARK)?;
        let object = syntax.head(deed);
        let verb = syntax.head(object);
        let charges = || {
            let lemma = words.text(morphology.lemmas[verb]);
            self.config.parse.of_object.iter().any(|each| each == lemma)
        };
        let placed = morphology.tags[mark] == Upos::Sconj
            && matches!(syntax.relation(object), Relation::OBJ | Relation::IOBJ)
            && verb < object
            && object < mark;
        (placed && charges()).then_some(verb)
    }
}

/// True if from every word the way up ends at one that hangs on itself.
fn is_tree(heads: &[TokenId]) -> bool {
    // In which walk each word was met; a word met twice in one is on a circle.
    let mut met = vec![0; heads.len()];
    (1..=heads.len()).all(|walk| {
        let mut at = walk - 1;
        loop {
            let up = heads[at].index();
            if up == at || met[at] != 0 && met[at] != walk {
                return true;
            }
            if met[at] == walk {
                return false;
            }
            met[at] = walk;
            at = up;
        }
    })
}

/// A word, what it should hang on, and as what.
type Arc = (TokenId, TokenId, Relation);

/// "He has, however, agreed": an auxiliary whose verb comes later is no slip of the tongue.
fn begun_once(slip: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let verb = syntax.head(slip);
    if morphology.tags[slip] == Upos::Aux && morphology.tags[verb] == Upos::Verb && slip < verb {
        arcs.push((slip, verb, Relation::AUX));
        arcs.extend(syntax.dependents(slip).iter().map(|&word| (word, verb, syntax.relation(word))));
    }
}

/// "The two countries signed on Tuesday an accord": who has no auxiliary but an object does it.
fn acting(subject: TokenId, syntax: &Syntax) -> Option<Arc> {
    let verb = syntax.head(subject);
    let mut others = syntax.dependents(verb).iter().map(|&word| (word, syntax.relation(word)));
    let auxiliary = others.clone().any(|(_, relation)| matches!(relation.base(), "aux" | "cop"));
    let object = others.any(|(word, relation)| relation == Relation::OBJ && word > verb);
    (subject < verb && object && !auxiliary).then_some((subject, verb, Relation::NSUBJ))
}

/// "Ann Berg, a minister, said": two subjects side by side are one name.
fn named_twice(last: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let Some(first) = last.index().checked_sub(1).map(TokenId::new) else { return };
    let name = |token: TokenId| morphology.tags[token] == Upos::Propn;
    if name(first)
        && name(last)
        && syntax.relation(first) == Relation::NSUBJ
        && syntax.head(first) == syntax.head(last)
    {
        arcs.push((last, first, Relation::FLAT));
        arcs.extend(syntax.dependents(last).iter().map(|&word| (word, first, syntax.relation(word))));
    }
}

/// "At the invitation of the minister of X, Ann, the minister of Y, Ben, came": each is the minister before the name, and
/// Ben came.
fn described_each(title: TokenId, syntax: &Syntax, morphology: &Morphology) -> Option<[Arc; 3]> {
    const FAR: usize = 14;
    let name = syntax.head(title);
    let tag = |token: TokenId| morphology.tags[token];
    let back = |token: TokenId| token.index().checked_sub(1).map(TokenId::new);
    if syntax.relation(name) != Relation::NSUBJ || tag(name) != Upos::Propn || name > title {
        return None;
    }
    let comma = back(name).filter(|&comma| tag(comma) == Upos::Punct)?;
    let first = (comma.index().saturating_sub(FAR)..comma.index())
        .rev()
        .map(TokenId::new)
        .find(|&token| morphology.lemmas[token] == morphology.lemmas[title])?;
    let reach = syntax.reach(title);
    let second = each(title.next()..reach.end).take(FAR).find(|&token| {
        syntax.relation(token) == Relation::APPOS
            && tag(token) == Upos::Propn
            && back(token).is_some_and(|before| tag(before) == Upos::Punct)
    })?;
    let verb = syntax.head(name);
    let fronted = syntax.ancestors(first).take(FAR).any(|up| up == verb);
    (fronted && verb > second).then_some([
        (name, first, Relation::APPOS),
        (title, verb, Relation::NSUBJ),
        (second, title, Relation::APPOS),
    ])
}

/// "Spoke of eleven dead": a number and what it counts, hung side by side.
fn counted(counted: TokenId, syntax: &Syntax, morphology: &Morphology, arcs: &mut Vec<Arc>) {
    let Some(number) = counted.index().checked_sub(1).map(TokenId::new) else { return };
    let beside = morphology.tags[counted] == Upos::Adj
        && morphology.tags[number] == Upos::Num
        && syntax.relation(number) == Relation::OBL
        && syntax.head(number) == syntax.head(counted)
        && syntax.dependent(counted, Relation::CASE).is_none();
    if beside {
        arcs.push((number, counted, Relation::NUMMOD));
        arcs.extend(syntax.dependents(number).iter().map(|&word| (word, counted, syntax.relation(word))));
    }
}

/// "Peru would send a ship and Norway would lend two": a noun joined to an object that a verb of its own follows.
fn leading(noun: TokenId, syntax: &Syntax, morphology: &Morphology) -> Option<Arc> {
    let object = syntax.head(noun);
    let first = syntax.head(object);
    let nominal = matches!(morphology.tags[noun], Upos::Noun | Upos::Propn | Upos::Pron);
    if !nominal || syntax.relation(object) != Relation::OBJ || !(first < object && object < noun) {
        return None;
    }
    let next = syntax.reach(noun).end;
    let auxiliary = (next < TokenId::new(morphology.tags.len())).then_some(next)?;
    let verb = syntax.head(auxiliary);
    let own = morphology.tags[auxiliary] == Upos::Aux
        && syntax.relation(auxiliary) == Relation::AUX
        && syntax.relation(verb) == Relation::CONJ
        && syntax.head(verb) == first
        && auxiliary < verb
        && syntax.dependents(verb).iter().all(|&word| syntax.relation(word).base() != "nsubj");
    own.then_some((noun, verb, Relation::NSUBJ))
}

/// What the parser sees of a word's tag.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kind {
    /// The part of speech, never 0.
    pub coarse: u64,
    /// The part of speech with the features that matter to syntax.
    pub fine: u64,
}

impl Kind {
    /// Of a tag.
    pub fn of(tag: Upos, features: Features) -> Kind {
        const TELLING: [Features; 18] = [
            Features::VERBFORM_FIN,
            Features::VERBFORM_INF,
            Features::VERBFORM_PART,
            Features::VERBFORM_GER,
            Features::TENSE_PAST,
            Features::VOICE_PASS,
            Features::MOOD_IMP,
            Features::NUMBER_PLUR,
            Features::CASE_ACC,
            Features::CASE_GEN,
            Features::CASE_NOM,
            Features::POSS_YES,
            Features::PRONTYPE_REL,
            Features::PRONTYPE_INT,
            Features::PRONTYPE_PRS,
            Features::PRONTYPE_DEM,
            Features::DEGREE_CMP,
            Features::NUMTYPE_ORD,
        ];
        let bits = TELLING.iter().enumerate().filter(|(_, each)| features.has(**each));
        let coarse = tag as u64 + 1;
        Kind { coarse, fine: coarse | bits.map(|(bit, _)| 1 << (bit + 8)).sum::<u64>() }
    }
}

/// What a transition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The next word goes on the stack.
    Shift,
    /// The next word governs the top of the stack, which leaves it.
    Left,
    /// The word below governs the top of the stack, which leaves it.
    Right,
}

/// A parse under way. Words are numbered from 0 within the sentence.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The tags, in sentence order. Filled by the caller before a parse begins.
    pub kinds: Vec<Kind>,
    stack: Vec<usize>,
    next: usize,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    head: usize,
    relation: u8,
    left: [usize; 2],
    right: [usize; 2],
    lefts: u8,
    rights: u8,
    left_set: u64,
    right_set: u64,
}

const NONE: usize = usize::MAX;
const EMPTY: Node = Node {
    head: NONE,
    relation: 0,
    left: [NONE; 2],
    right: [NONE; 2],
    lefts: 0,
    rights: 0,
    left_set: 0,
    right_set: 0,
};

impl State {
    /// Begins a sentence whose kinds are filled in.
    pub fn begin(&mut self) {
        self.stack.clear();
        self.next = 0;
        self.nodes.clear();
        self.nodes.resize(self.kinds.len(), EMPTY);
    }

    /// The words on the stack, the top last.
    pub fn stack(&self) -> &[usize] {
        &self.stack
    }

    /// The next word; the number of words once none is left.
    pub fn next(&self) -> usize {
        self.next
    }

    /// True once only the root is left to attach.
    pub fn is_done(&self) -> bool {
        self.next == self.kinds.len() && self.stack.len() <= 1
    }

    /// True if a move leaves a tree within reach.
    pub fn allows(&self, each: Move) -> bool {
        let left = self.next < self.kinds.len();
        match each {
            Move::Shift => left,
            Move::Left => left && !self.stack.is_empty(),
            Move::Right => self.stack.len() > 1,
        }
    }

    /// Makes a move.
    pub fn make(&mut self, each: Move, relation: u8) {
        if each == Move::Shift {
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let Some(child) = self.stack.pop() else { return };
        let bit = 1 << (relation % 64);
        let head = match each {
            Move::Left => self.next,
            _ => self.stack[self.stack.len() - 1],
        };
        self.nodes[child].head = head;
        self.nodes[child].relation = relation;
        let node = &mut self.nodes[head];
        if child < head {
            node.left = [child, node.left[0]];
            node.lefts = (node.lefts + 1).min(5);
            node.left_set |= bit;
        } else {
            node.right = [child, node.right[0]];
            node.rights = (node.rights + 1).min(5);
            node.right_set |= bit;
        }
    }

    /// The governor of a word in the finished parse, none for the root, and the relation.
    pub fn arc(&self, word: usize) -> (Option<usize>, u8) {
        let node = &self.nodes[word];
        ((node.head != NONE).then_some(node.head), node.relation)
    }

    /// The features of the next move.
    pub fn features(&self, context: &Context, out: &mut Vec<u32>) {
        out.clear();
        let at = |depth: usize| self.stack.len().checked_sub(depth + 1).map_or(NONE, |i| self.stack[i]);
        let ahead = |n: usize| if self.next + n < self.kinds.len() { self.next + n } else { NONE };
        let (s0, s1, s2) = (at(0), at(1), at(2));
        let (b0, b1, b2) = (ahead(0), ahead(1), ahead(2));
        let word = |i: usize| if i == NONE { 1 } else { context.looks[i + MARGIN].lower };
        let fine = |i: usize| if i == NONE { 1 << 40 } else { self.kinds[i].fine };
        let coarse = |i: usize| if i == NONE { 1 << 40 } else { self.kinds[i].coarse };
        let node = |i: usize| if i == NONE { &EMPTY } else { &self.nodes[i] };
        let relation = |i: usize| if i == NONE { 255 } else { u64::from(self.nodes[i].relation) };
        let mut n = 0u8;
        let mut put = |seen: u64| {
            out.push(hash::feature(100 + n, seen));
            n += 1;
        };
        let mix = hash::mix;
        let mix3 = |a, b, c| mix(mix(a, b), c);
        put(0);
        let (ws0, ws1, wb0, wb1) = (word(s0), word(s1), word(b0), word(b1));
        let (ks0, ks1, ks2, kb0, kb1, kb2) = (fine(s0), fine(s1), fine(s2), fine(b0), fine(b1), fine(b2));
        let (ps0, ps1, ps2, pb0, pb1, pb2) =
            (coarse(s0), coarse(s1), coarse(s2), coarse(b0), coarse(b1), coarse(b2));
        // Single words.
        put(mix(ws0, ps0));
        put(ks0);
        put(mix(ws1, ps1));
        put(ks1);
        put(mix(wb0, pb0));
        put(kb0);
        put(mix(wb1, pb1));
        put(kb1);
        put(mix(word(b2), pb2));
        put(kb2);
        put(mix(word(s2), ps2));
        put(ks2);
        // Pairs.
        put(mix3(ws0, wb0, mix(ps0, pb0)));
        put(mix3(ws0, kb0, ps0));
        put(mix3(wb0, ks0, pb0));
        put(mix(ws0, wb0));
        put(mix(ks0, kb0));
        put(mix3(ws1, ws0, mix(ps1, ps0)));
        put(mix3(ws1, ks0, ps1));
        put(mix3(ws0, ks1, ps0));
        put(mix(ks1, ks0));
        put(mix(ks1, kb0));
        put(mix(kb0, kb1));
        put(mix3(wb0, kb1, 7));
        put(mix3(ws0, kb1, 8));
        put(mix3(ws1, wb0, 9));
        put(mix3(ws1, kb0, 9));
        put(mix3(wb0, ks1, 9));
        put(mix(ks0, kb1));
        // Three.
        put(mix3(ks0, kb0, kb1));
        put(mix3(ks1, ks0, kb0));
        put(mix3(ps2, ps1, ps0));
        put(mix3(pb0, pb1, pb2));
        put(mix(mix3(ps1, ps0, pb0), pb1));
        put(mix(mix3(ps0, pb0, pb1), pb2));
        put(mix3(ws0, pb0, pb1));
        put(mix3(wb0, ps0, pb1));
        put(mix3(ws0, ps1, pb0));
        put(mix3(ws1, ps0, pb0));
        put(mix3(wb0, ps0, ps1));
        // Dependents.
        let (n0, n1, nb) = (node(s0), node(s1), node(b0));
        for (i, near) in
            [(s0, n0.left[0]), (s0, n0.right[0]), (s1, n1.left[0]), (s1, n1.right[0]), (b0, nb.left[0])]
        {
            put(mix(word(near), relation(near)));
            put(mix3(coarse(i), coarse(near), relation(near)));
            put(mix3(word(i), relation(near), 3));
        }
        put(mix3(ps0, mix(coarse(n0.left[0]), relation(n0.left[0])), pb0));
        put(mix3(ps0, mix(coarse(n0.right[0]), relation(n0.right[0])), pb0));
        put(mix3(ps0, pb0, mix(coarse(nb.left[0]), relation(nb.left[0]))));
        put(mix3(ps1, mix(coarse(n1.right[0]), relation(n1.right[0])), ps0));
        put(mix3(ps1, mix(coarse(n1.left[0]), relation(n1.left[0])), ps0));
        put(mix3(ps1, ps0, mix(coarse(n0.left[0]), relation(n0.left[0]))));
        put(mix3(ps0, relation(n0.left[0]), relation(n0.left[1])));
        put(mix3(ps0, relation(n0.right[0]), relation(n0.right[1])));
        put(mix3(pb0, relation(nb.left[0]), relation(nb.left[1])));
        put(mix3(ps1, relation(n1.right[0]), relation(n1.right[1])));
        // How many dependents, and which.
        put(mix(ws0, u64::from(n0.rights)));
        put(mix(ks0, u64::from(n0.rights)));
        put(mix(ws0, u64::from(n0.lefts)));
        put(mix(ks0, u64::from(n0.lefts)));
        put(mix(wb0, u64::from(nb.lefts)));
        put(mix(kb0, u64::from(nb.lefts)));
        put(mix(ks1, u64::from(n1.rights)));
        put(mix(ps0, n0.left_set));
        put(mix(ps0, n0.right_set));
        put(mix(ps1, n1.right_set));
        put(mix(pb0, nb.left_set));
        put(mix3(ps1, n1.left_set, ps0));
        // How far.
        let distance = |a: usize, b: usize| match (a, b) {
            (NONE, _) | (_, NONE) => 0,
            _ => match b - a {
                near @ 0..=5 => near as u64,
                6..=9 => 6,
                _ => 7,
            },
        };
        let (near, far) = (distance(s0, b0), distance(s1, s0));
        put(mix(ws0, near));
        put(mix(wb0, near));
        put(mix3(ks0, kb0, near));
        put(mix3(ks1, ks0, far));
        put(mix(ws1, far));
        put(mix(ws0, far));
        // The words around the top of the stack.
        let before = |i: usize| if i == NONE || i == 0 { NONE } else { i - 1 };
        let after = |i: usize| if i == NONE || i + 1 >= self.kinds.len() { NONE } else { i + 1 };
        put(mix3(ps0, fine(after(s0)), pb0));
        put(mix3(ps0, fine(before(s0)), pb0));
        put(mix3(ps0, fine(before(b0)), pb0));
        put(mix3(ps1, fine(after(s1)), ps0));
        put(mix3(word(before(b0)), ps0, pb0));
        put(mix(self.stack.len().min(4) as u64, pb0));
    }
}

/// The parser's weights.
#[derive(Clone, Debug)]
pub struct Parser {
    linear: Linear,
    moves: Vec<(Move, u8)>,
    relations: Vec<Relation>,
}

impl Parser {
    /// The parser of a model.
    pub fn from_model(model: &Model) -> Result<Parser, Error> {
        let linear = Linear::from_bytes(model.section("parser")?)?;
        let moves: Vec<(Move, u8)> = moves(linear.classes())?;
        let has = |wanted: Move| moves.iter().any(|(each, _)| *each == wanted);
        if !has(Move::Shift) || !has(Move::Left) || !has(Move::Right) {
            return Err(chancery_model::Error::new("the parser lacks a move").into());
        }
        Ok(Parser { linear, moves, relations: Relation::all().collect() })
    }

    /// Parses the words looked at, whose kinds are in the state.
    pub fn parse(&self, context: &Context, state: &mut State, features: &mut Vec<u32>, scores: &mut Scores) {
        state.begin();
        while !state.is_done() {
            state.features(context, features);
            self.linear.score(features, scores);
            let allowed = [Move::Shift, Move::Left, Move::Right].map(|each| state.allows(each));
            let fits = |class: &usize| allowed[self.moves[*class].0 as usize];
            // One of the moves is always allowed while the parse is not done.
            let best = scores.best_of((0..self.moves.len()).filter(fits)).unwrap_or(0);
            let (each, relation) = self.moves[best];
            state.make(each, relation);
        }
        if let Some(&root) = state.stack.first() {
            state.nodes[root].relation = Relation::ROOT.index() as u8;
        }
    }

    /// The relation of this number.
    pub fn relation(&self, number: u8) -> Relation {
        self.relations.get(number as usize).copied().unwrap_or(Relation::DEP)
    }
}

/// Puts those who stand in a row together where the parser parts them.
///
/// "A B of X, C D of Y and E F of Z" are three people, but a parser may take the last for a neighbour of Y. In "of X, Y and Z"
/// it may see that Z goes with X and not that Y does.
fn in_a_row(syntax: &Syntax, morphology: &Morphology) -> Vec<Arc> {
    let tags = &morphology.tags;
    let name = |token: TokenId| tags[token] == Upos::Propn;
    // With a family name or a title.
    let person = |token: TokenId| {
        let part = |&word: &TokenId| {
            matches!(syntax.relation(word), Relation::FLAT | Relation::NMOD_DESC)
                || syntax.relation(word) == Relation::COMPOUND && name(word) && word < token
        };
        name(token) && syntax.dependents(token).iter().any(part)
    };
    // Each goes to an ancestor, or to one before it beside it: no cycle can come of that.
    let mut arcs = Vec::new();
    for last in tags.ids().filter(|&token| syntax.relation(token) == Relation::CONJ) {
        let first = syntax.head(last);
        let above = syntax.head(first);
        let place = syntax.relation(first) == Relation::NMOD
            && syntax.dependent(first, Relation::CASE).is_some()
            && name(first)
            && !person(first);
        if place && above < first && person(last) && person(above) {
            let top = if syntax.relation(above) == Relation::CONJ { syntax.head(above) } else { above };
            arcs.push((last, top, Relation::CONJ));
        } else if above != first && syntax.dependent(last, Relation::CC).is_some() {
            let between = syntax.dependents(above).iter().copied().filter(|&word| {
                first < word
                    && word < last
                    && tags[word] == tags[first]
                    && tags[word] == tags[last]
                    && (syntax.relation(word) == syntax.relation(first)
                        || syntax.relation(word) == Relation::APPOS)
                    && syntax.dependent(word, Relation::CASE).is_none()
                    && tags[TokenId::new(word.index() - 1)] == Upos::Punct
            });
            arcs.extend(between.map(|word| (word, first, Relation::CONJ)));
        }
    }
    arcs
}

/// The moves that the classes of a parser stand for: `S`, `L nsubj`, `R obj`; a relation by its number here.
pub fn moves(classes: &[String]) -> Result<Vec<(Move, u8)>, Error> {
    let read = |class: &String| {
        let (name, relation) = class.split_once(' ').unwrap_or((class, "dep"));
        let each = match name {
            "S" => Move::Shift,
            "L" => Move::Left,
            "R" => Move::Right,
            _ => return Err(chancery_model::Error::new(format!("the parser has a move {name:?}")).into()),
        };
        let relation = Relation::named(relation)
            .ok_or_else(|| chancery_model::Error::new(format!("the parser has a relation {relation:?}")))?;
        Ok((each, if each == Move::Shift { 0 } else { relation.index() as u8 }))
    };
    classes.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use chancery_document::Lexicon;

    use super::*;

    // What the tree of a sentence hangs a word on.
    fn check(text: &str, word: &str, expect: &str) {
        let lists = include_str!("../../../packs/en/language.toml");
        let language = Language::load(lists, include_bytes!("../../../packs/en/model.bin")).unwrap();
        let mut scratch = Scratch::default();
        let mut words = Words::new(std::sync::Arc::new(Lexicon::default()));
        let tokens = language.segment(text, &language.layout(text), &mut words);
        let morphology = language.tag(&tokens, &mut words, &mut scratch);
        let syntax = language.parse(&tokens, &morphology, &words, &mut scratch);
        let form = |token: TokenId| words.text(tokens.forms[token]);
        let word = tokens.forms.ids().find(|&token| form(token) == word).unwrap();
        let told = format!("{} {}", syntax.relation(word).as_str(), form(syntax.head(word)));
        assert_eq!(told, expect, "{text}");
    }

    #[test]
    fn circles_are_seen() {
        let heads = |heads: &[usize]| heads.iter().map(|&head| TokenId::new(head)).collect::<Vec<_>>();
        assert!(is_tree(&heads(&[1, 1, 1, 2])));
        assert!(is_tree(&heads(&[0, 1])));
        assert!(!is_tree(&heads(&[1, 0, 2])));
        assert!(!is_tree(&heads(&[3, 1, 0, 2])));
    }

    #[test]
    fn known_errors_of_trees_are_mended() {
        check("The foreign ministers of Egypt, Jordan and Iraq met in Cairo.", "Jordan", "conj Egypt");
        check("The rebels accused the army of shelling a market.", "shelling", "advcl accused");
        check("He has, however, agreed to receive a delegation next Tuesday.", "He", "nsubj agreed");
        check(
            "Cemal Ertek, a spokesman for the Turkish ministry, said the report contained errors.",
            "Ertek",
            "flat Cemal",
        );
        check("The two countries signed on Tuesday an agreement.", "countries", "nsubj signed");
        check("The ministry said Peru would send a ship and Norway would lend two.", "Norway", "nsubj lend");
        check("A doctor at the hospital spoke of eleven dead.", "eleven", "nummod dead");
        let guest = "At the invitation of the Minister of Foreign Affairs of Chile, Rodrigo Valdebenito, the Minister of Foreign Affairs of \
                     Estonia, Kadri Lepasaar, paid an official visit to Santiago on 22 and 23 September.";
        check(guest, "Kadri", "appos Minister");
        check(guest, "Rodrigo", "appos Minister");
        let three = "Foreign Minister Ana Ruiz of Peru, Foreign Minister Tomas Vidal of Chile and President Rosa Quispe of \
                     Peru met in Lima.";
        check(three, "Rosa", "conj Ana");
    }

    #[test]
    fn what_belongs_to_a_noun_stays_there() {
        check("They rejected the idea of opening the border.", "opening", "acl idea");
        check("Oslo, the capital, and Bergen are towns.", "capital", "appos Oslo");
    }
}
