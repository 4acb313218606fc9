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
