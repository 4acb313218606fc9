//! Fits the parser with a dynamic oracle: it follows its own mistakes, and learns what is still best after them.

use std::collections::BTreeSet;

use chancery_document::Relation;
use chancery_language::{
    parse::{Kind, Move, State, moves},
    tag::{Context, Usual},
};
use chancery_model::Trainer;

use super::{
    Dice,
    tagger::{Classes, look},
};
use crate::{Sentence, Treebank};

/// Mean weights below this are dropped.
pub(crate) const LEAST: f32 = 0.3;
/// Features updated fewer times are dropped.
pub(crate) const OFTEN: u32 = 4;

/// Fits a parser to sentences with the tags given for them.
pub(crate) fn fit(
    treebank: &Treebank,
    usual: &Usual,
    classes: &Classes,
    tags: &[Vec<u8>],
    passes: usize,
    progress: &mut impl FnMut(&str),
) -> Trainer {
    let names = names(treebank);
    let moves = moves(&names).expect("the names were made here");
    let mut trainer = Trainer::new(names);
    let mut dice = Dice::new(2);
    let (mut context, mut state) = (Context::default(), State::default());
    let (mut features, mut scores) = (Vec::new(), Vec::new());
    for pass in 0..passes {
        let (mut right, mut all) = (0, 0);
        for at in dice.shuffle(treebank.sentences.len()) {
            let sentence = &treebank.sentences[at];
            let gold = Gold::of(sentence);
            look(&mut context, sentence, usual);
            state.kinds.clear();
            state.kinds.extend(tags[at].iter().map(|&class| {
                let (tag, features) = classes.tags[class as usize];
                Kind::of(tag, features)
            }));
            state.begin();
            while !state.is_done() {
                state.features(&context, &mut features);
                trainer.score(&features, &mut scores);
                trainer.tick();
                let good = gold.best_moves(&state);
                let best_of = |fits: &dyn Fn(Move, u8) -> bool| {
                    let mut best: Option<usize> = None;
                    for (class, &(each, relation)) in moves.iter().enumerate() {
                        if fits(each, relation) && best.is_none_or(|best| scores[class] > scores[best]) {
                            best = Some(class);
                        }
                    }
                    best
                };
                let Some(guess) = best_of(&|each, _| state.allows(each)) else { break };
                let Some(truth) = best_of(&|each, relation| good.contains(&(each, relation))) else { break };
                let hit = good.contains(&moves[guess]);
                if !hit {
                    trainer.update(&features, truth, guess);
                }
                right += usize::from(hit);
                all += 1;
                let follow = if hit || (pass > 0 && !dice.roll().is_multiple_of(10)) { guess } else { truth };
                state.make(moves[follow].0, moves[follow].1);
            }
        }
        progress(&format!(
            "parser, pass {}: {:.2}% of the moves",
            pass + 1,
            100.0 * right as f64 / all.max(1) as f64
        ));
    }
    trainer
}

fn names(treebank: &Treebank) -> Vec<String> {
    let words = || treebank.sentences.iter().flat_map(|sentence| sentence.words.iter().enumerate());
    let relation = |name: &str| Relation::named(name).unwrap_or(Relation::DEP).as_str();
    let left: BTreeSet<&str> =
        words().filter(|(i, w)| w.head > *i).map(|(_, word)| relation(&word.relation)).collect();
    let right: BTreeSet<&str> = words()
        .filter(|(i, w)| w.head <= *i && w.head > 0)
        .map(|(_, word)| relation(&word.relation))
        .collect();
    let mut names = vec!["S".to_owned()];
    names.extend(left.iter().map(|name| format!("L {name}")));
    names.extend(right.iter().map(|name| format!("R {name}")));
    names
}

struct Gold {
    // The root's head is the number of words: it waits behind the last.
    heads: Vec<usize>,
    relations: Vec<u8>,
    children: Vec<Vec<usize>>,
}

impl Gold {
    fn of(sentence: &Sentence) -> Gold {
        let n = sentence.words.len();
        let mut gold = Gold { heads: Vec::new(), relations: Vec::new(), children: vec![Vec::new(); n + 1] };
        for (i, word) in sentence.words.iter().enumerate() {
            let head = if word.head == 0 { n } else { word.head - 1 };
            gold.heads.push(head);
            gold.children[head].push(i);
            gold.relations.push(Relation::named(&word.relation).unwrap_or(Relation::DEP).index() as u8);
        }
        gold
    }

    /// The allowed moves that lose the fewest right arcs, each with its right relation.
    fn best_moves(&self, state: &State) -> Vec<(Move, u8)> {
        let n = self.heads.len();
        let stack = state.stack();
        let next = state.next();
        let top = stack.last().copied();
        let below = stack.len().checked_sub(2).map(|i| stack[i]);
        // Words from `from` on still wait, and the root behind them.
        let waiting = |word: usize, from: usize| word >= from;
        let cost = |each: Move| -> usize {
            match (each, top) {
                (Move::Shift, _) => {
                    // The next word can no longer be governed from the stack but by its new neighbour, nor govern any of it.
                    let head = self.heads[next];
                    let lost_head = stack.len() >= 2 && stack[..stack.len() - 1].contains(&head);
                    let lost =
                        self.children[next].iter().filter(|child| **child < next && stack.contains(child));
                    usize::from(lost_head) + lost.count()
                }
                (_, None) => 0,
                (Move::Left, Some(top)) => {
                    let head = self.heads[top];
                    let lost_head = Some(head) == below || waiting(head, next + 1);
                    usize::from(lost_head) + self.children[top].iter().filter(|child| **child >= next).count()
                }
                (Move::Right, Some(top)) => {
                    let lost_head = waiting(self.heads[top], next);
                    usize::from(lost_head) + self.children[top].iter().filter(|child| **child >= next).count()
                }
            }
        };
        let allowed = [Move::Shift, Move::Left, Move::Right].into_iter().filter(|each| state.allows(*each));
        let costs: Vec<(Move, usize)> = allowed.map(|each| (each, cost(each))).collect();
        let least = costs.iter().map(|cost| cost.1).min().unwrap_or(0);
        let relation = |each: Move| match (each, top) {
            (Move::Shift, _) | (_, None) => 0,
            // A word that is the root, attached elsewhere by mistake, hangs on as a clause would.
            (_, Some(top)) if self.heads[top] == n => Relation::PARATAXIS.index() as u8,
            (_, Some(top)) => self.relations[top],
        };
        costs.into_iter().filter(|cost| cost.1 == least).map(|(each, _)| (each, relation(each))).collect()
    }
}
