//! Small reports made up for tests, read with the bundled languages and names and no rules.

use std::sync::OnceLock;

use chancery::{Document, Engine, Packs, Reading};
use chancery_document::{MentionId, Span, each};

pub(crate) fn read(text: &str) -> Reading {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let packs = Packs::bundled();
    let wanted =
        packs.files().iter().filter(|file| file.path.starts_with("en/") || file.path.starts_with("world/"));
    let engine = ENGINE.get_or_init(|| Engine::new(&Packs::new(wanted.cloned().collect())).unwrap());
    engine.reader().read(Document { text: text.to_owned(), ..Document::default() })
}

/// The mention that the last place of `words` holds.
pub(crate) fn last_mention(reading: &Reading, text: &str, words: &str) -> Option<MentionId> {
    let at = text.rfind(words).unwrap();
    let span = Span::at(at, at + words.len());
    each(reading.tokens.within(span)).rev().find_map(|token| reading.mentions.headed_by(token))
}
