//! Who says what: the one layer that statements, voice and "I" inside quotations stand on.

use std::{cmp::Reverse, ops::Range};

use crate::{Column, Span, TokenId};

crate::id! {
    /// A saying reported by the document.
    SayingId
}

/// How words are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// All of it between quotation marks.
    Direct,
    /// None of it.
    Indirect,
    /// Part of it.
    Mixed,
}

impl Form {
    /// Its word in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Direct => "direct",
            Form::Indirect => "indirect",
            Form::Mixed => "mixed",
        }
    }
}

/// A saying: somebody is reported to say, write, stress, deny something.
#[derive(Clone, Debug)]
pub struct Saying {
    /// The words that report: "said", "pointed out", "according to". Empty for a quotation without cue.
    pub cue: Range<TokenId>,
    /// The word of the cue that the others hang on; of a quotation without cue its first word.
    pub head: TokenId,
    /// The head words of those who speak, several only where they speak jointly. Empty where untold.
    pub speakers: Vec<TokenId>,
    /// The head words of those spoken to.
    pub addressees: Vec<TokenId>,
    /// What is said, without outer quotation marks and without "that", in text order. Never empty.
    pub content: Vec<Span>,
    /// How.
    pub form: Form,
    /// The saying in whose content this one stands.
    pub within: Option<SayingId>,
    /// True if a source puts something in words. False for what is merely attributed to somebody: a belief, a
    /// wish, a plan, an approval, praise of a bare thing.
    pub statement: bool,
}

/// All sayings, and the other attributions, in order of their heads.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The sayings.
    pub all: Column<SayingId, Saying>,
    // The content of statements, part by part, in order of their starts.
    parts: Vec<Stretch>,
}

// A part of a statement's content.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    span: Span,
    saying: SayingId,
    // How long the whole content is.
    size: u32,
    // How many sayings it stands within: of two with the same words, the deeper one is nearer to them.
    depth: u32,
    // The nearest part before this one that ends no earlier.
    around: Option<u32>,
}

// How many parts before a place are looked at one by one, and how many further ones through `around`. Quotations
// nested or crossing deeper than that are no longer told apart, which keeps a question from costing more than it
// is worth in a text of nothing but quotations.
const NEAR: usize = 64;

impl Speech {
    /// The layer of these sayings, which must be in order of their heads.
    pub fn new(all: Column<SayingId, Saying>) -> Speech {
        let mut parts: Vec<Stretch> = Vec::new();
        for id in all.ids().filter(|id| all[*id].statement) {
            let size = all[id].content.iter().map(|part| part.len()).sum();
            parts.extend(all[id].content.iter().map(|&span| Stretch {
                span,
                saying: id,
                size,
                depth: depth(&all, id),
                around: None,
            }));
        }
        parts.sort_by_key(|part| (part.span.start(), Reverse(part.span.end()), part.saying));
        let mut open: Vec<u32> = Vec::new();
        for at in 0..parts.len() {
            while open.last().is_some_and(|&last| parts[last as usize].span.end() < parts[at].span.end()) {
                open.pop();
            }
            parts[at].around = open.last().copied();
            open.push(at as u32);
        }
        Speech { all, parts }
    }

    /// The sayings that are statements: those that put something in words.
    pub fn statements(&self) -> impl Iterator<Item = SayingId> {
        self.all.ids().filter(|id| self.all[*id].statement)
    }

    /// The innermost statement whose content holds this span.
    pub fn around(&self, span: Span) -> Option<SayingId> {
        let before = self.parts.partition_point(|part| part.span.start() <= span.start());
        let near = before.saturating_sub(NEAR)..before;
        let first = near.start;
        let beyond = std::iter::successors(self.parts.get(first), |part| {
            part.around.map(|at| &self.parts[at as usize])
        });
        let far = beyond.skip(1).take(NEAR);
        let holds = |part: &&Stretch| part.span.contains(span);
        let holders = self.parts[near].iter().chain(far).filter(holds);
        holders.min_by_key(|part| (part.size, Reverse(part.depth), part.saying)).map(|part| part.saying)
    }
}

// Chains longer than this end here; sayings that stand in each other's words have none.
fn depth(all: &Column<SayingId, Saying>, saying: SayingId) -> u32 {
    std::iter::successors(all[saying].within, |&outer| all[outer].within).take(16).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;

    #[test]
    fn the_innermost_statement_holds_a_place() {
        let saying = |start: u32, end: u32, statement: bool| Saying {
            cue: TokenId::new(0)..TokenId::new(0),
            head: TokenId::new(0),
            speakers: Vec::new(),
            addressees: Vec::new(),
            content: vec![Span::new(start, end)],
            form: Form::Direct,
            within: None,
            statement,
        };
        let mut all: Vec<Saying> = vec![saying(0, 9_000, true), saying(10, 30, true), saying(12, 20, false)];
        // Far more small ones than are looked at one by one.
        all.extend((0..500).map(|n| saying(100 + 10 * n, 105 + 10 * n, true)));
        let speech = Speech::new(all.into_iter().collect());
        let around = |start, end| speech.around(Span::new(start, end)).map(Id::index);
        assert_eq!([around(13, 14), around(31, 32), around(4_102, 4_103)], [Some(1), Some(0), Some(403)]);
        assert_eq!([around(4_107, 4_108), around(8_999, 9_001), around(9_001, 9_002)], [Some(0), None, None]);
    }
}
