//! Places where the text speaks of somebody or something.

use std::{cmp::Reverse, ops::Range};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Column, EntryId, TokenId};

crate::id! {
    /// A place where the text speaks of somebody or something.
    MentionId
}

/// What sort of thing a mention speaks of, or how it speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// A person by name, without title: "Vladimir Putin".
    Person,
    /// An organisation by name.
    Organisation,
    /// A country, city, region, sea or mountain by name.
    Place,
    /// A building, port, base or the like by name.
    Facility,
    /// A word for the people of a place or of it: "Russian", "the Greeks".
    Nationality,
    /// A named product, law, film or prize.
    Product,
    /// A named event.
    Event,
    /// Another name.
    Miscellaneous,
    /// A description that names nobody: "the Russian president", "both sides", "three officials".
    Nominal,
    /// A pronoun: "he", "their", "who".
    Pronoun,
}

/// A place where the text speaks of somebody or something.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The words: of a name the name alone, of a description the noun with its determiner and modifiers before it.
    pub tokens: Range<TokenId>,
    /// The word of them that governs the others. One mention has a given head word at most.
    pub head: TokenId,
    /// What sort of thing.
    pub kind: MentionKind,
    /// The entry of a pack that it names, where it does.
    pub entry: Option<EntryId>,
}

/// All mentions, in text order; a shorter one may stand inside a longer.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// The mentions.
    pub all: Column<MentionId, Mention>,
    by_head: FxHashMap<TokenId, MentionId>,
}

impl Mentions {
    /// Puts mentions in order; of several with one head word the first given stays.
    pub fn new(mut found: Vec<Mention>) -> Mentions {
        let mut seen = FxHashSet::default();
        found.retain(|mention| seen.insert(mention.head));
        found.sort_by_key(|mention| (mention.tokens.start, Reverse(mention.tokens.end), mention.head));
        let all: Column<MentionId, Mention> = found.into_iter().collect();
        let by_head = all.ids().map(|id| (all[id].head, id)).collect();
        Mentions { all, by_head }
    }

    /// The mention with this head word.
    pub fn headed_by(&self, token: TokenId) -> Option<MentionId> {
        self.by_head.get(&token).copied()
    }
}
