//! What each word does in its sentence: one tree a sentence.

use std::ops::Range;

use crate::{Column, Id, Relation, TokenId};

/// Heads and relations, and the dependents of each word as compressed rows.
#[derive(Clone, Debug, Default)]
pub struct Syntax {
    heads: Column<TokenId, TokenId>,
    relations: Column<TokenId, Relation>,
    // Dependents of token `t` are `dependents[starts[t] .. starts[t + 1]]`.
    dependents: Vec<TokenId>,
    starts: Vec<u32>,
    // The first and the last token of the subtree of each token, last excluded.
    reach: Vec<Range<TokenId>>,
}

impl Syntax {
    /// Builds the layer from its two columns. A root governs itself. The caller vouches for trees.
    pub fn new(heads: Column<TokenId, TokenId>, relations: Column<TokenId, Relation>) -> Syntax {
        let n = heads.len();
        let mut starts = vec![0u32; n + 1];
        for token in heads.ids() {
            if heads[token] != token {
                starts[heads[token].index() + 1] += 1;
            }
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut dependents = vec![TokenId::new(0); starts[n] as usize];
        for token in heads.ids() {
            if heads[token] != token {
                let slot = &mut next[heads[token].index()];
                dependents[*slot as usize] = token;
                *slot += 1;
            }
        }
        let mut syntax = Syntax { heads, relations, dependents, starts, reach: Vec::new() };
        syntax.reach = syntax.measure();
        syntax
    }

    /// The governor of a word; a root governs itself.
    pub fn head(&self, token: TokenId) -> TokenId {
        self.heads[token]
    }

    /// The relation of a word to its governor.
    pub fn relation(&self, token: TokenId) -> Relation {
        self.relations[token]
    }

    /// The dependents of a word, in text order.
    pub fn dependents(&self, token: TokenId) -> &[TokenId] {
        let i = token.index();
        &self.dependents[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// The dependents of a word that stand in this relation to it.
    pub fn dependents_by(&self, token: TokenId, relation: Relation) -> impl Iterator<Item = TokenId> {
        self.dependents(token).iter().copied().filter(move |&each| self.relations[each] == relation)
    }

    /// The first dependent in this relation.
    pub fn dependent(&self, token: TokenId, relation: Relation) -> Option<TokenId> {
        self.dependents_by(token, relation).next()
    }

    /// The stretch from the first to the last word of the tree below a word (words of other trees may stand
    /// inside it where trees cross).
    pub fn reach(&self, token: TokenId) -> Range<TokenId> {
        self.reach[token.index()].clone()
    }

    /// The words from a word's governor up to the root.
    pub fn ancestors(&self, token: TokenId) -> impl Iterator<Item = TokenId> {
        let mut at = token;
        std::iter::from_fn(move || {
            let head = self.heads[at];
            (head != at).then(|| {
                at = head;
                head
            })
        })
    }

    /// True if `token` is `top` or stands somewhere below it.
    pub fn is_below(&self, token: TokenId, top: TokenId) -> bool {
        token == top || self.ancestors(token).any(|each| each == top)
    }

    // Leaves first: each word hands its reach up once all its dependents have handed theirs to it.
    fn measure(&self) -> Vec<Range<TokenId>> {
        let n = self.heads.len();
        let mut reach: Vec<Range<TokenId>> = (0..n).map(|i| TokenId::new(i).alone()).collect();
        let mut waiting: Vec<u32> = (0..n).map(|i| self.starts[i + 1] - self.starts[i]).collect();
        let mut ready: Vec<usize> = (0..n).filter(|&i| waiting[i] == 0).collect();
        while let Some(i) = ready.pop() {
            let head = self.heads[TokenId::new(i)].index();
            if head == i {
                continue;
            }
            reach[head] = reach[head].start.min(reach[i].start)..reach[head].end.max(reach[i].end);
            waiting[head] -= 1;
            if waiting[head] == 0 {
                ready.push(head);
            }
        }
        reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn syntax(heads: &[usize]) -> Syntax {
        let relations = heads.iter().map(|_| Relation::DEP).collect();
        Syntax::new(heads.iter().map(|&head| TokenId::new(head)).collect(), relations)
    }

    #[test]
    fn dependents_and_reach() {
        // "He bought old books", and a sentence of one word after it.
        let syntax = syntax(&[1, 1, 3, 1, 4]);
        let t = TokenId::new;
        assert_eq!(syntax.dependents(t(1)), [t(0), t(3)]);
        assert_eq!(syntax.reach(t(1)), t(0)..t(4));
        assert_eq!(syntax.reach(t(3)), t(2)..t(4));
        assert_eq!(syntax.reach(t(4)), t(4)..t(5));
        assert!(syntax.is_below(t(2), t(1)) && !syntax.is_below(t(1), t(2)) && !syntax.is_below(t(4), t(1)));
        assert_eq!(syntax.ancestors(t(2)).collect::<Vec<_>>(), [t(3), t(1)]);
    }
}
