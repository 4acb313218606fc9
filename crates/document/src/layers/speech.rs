//! Who says what: the one layer that statements, voice and "I" inside quotations stand on.

use std::ops::Range;

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
}

impl Speech {
    /// The sayings that are statements: those that put something in words.
    pub fn statements(&self) -> impl Iterator<Item = SayingId> {
        self.all.ids().filter(|id| self.all[*id].statement)
    }

    /// The innermost statement whose content holds this span.
    pub fn around(&self, span: Span) -> Option<SayingId> {
        let size = |id: &SayingId| self.all[*id].content.iter().map(|part| part.len()).sum::<u32>();
        let holds = |id: &SayingId| self.all[*id].content.iter().any(|part| part.contains(span));
        self.statements().filter(holds).min_by_key(size)
    }
}
