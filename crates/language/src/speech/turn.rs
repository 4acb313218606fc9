//! Turns of a transcript: "Name: words", paragraph by paragraph. What follows the colon is a quotation without marks.

use std::ops::Range;

use chancery_document::{MentionKind, Part, SentenceId, TokenId, Upos, each};
use rustc_hash::FxHashSet;

use super::SpeechInput;

/// The longest label of a turn, in words.
const LABEL: usize = 8;

/// The words of each turn, from the one after its colon to the end of its paragraph. Somebody speaks twice, else it is a
/// list.
pub(super) fn turns(input: &SpeechInput<'_>) -> Vec<Range<TokenId>> {
    let tokens = input.tokens;
    let mut turns: Vec<Range<TokenId>> = Vec::new();
    let mut labels: FxHashSet<&str> = FxHashSet::default();
    let mut twice = false;
    let mut ids = tokens.sentences.ids().peekable();
    while let Some(first) = ids.next() {
        let block = tokens.blocks[first];
        let mut last = first;
        while let Some(next) = ids.next_if(|&next: &SentenceId| tokens.blocks[next] == block) {
            last = next;
        }
        // A short question looks like a heading.
        if matches!(input.blocks.all[block].part, Part::Body | Part::Heading) {
            let paragraph = tokens.sentences[first].start..tokens.sentences[last].end;
            let Some((words, named)) = turn(input, paragraph.clone()) else { continue };
            let label = tokens.cover(paragraph.start..words.start).of(input.text);
            twice |= named && !labels.insert(label);
            turns.push(words);
        }
    }
    if twice { turns } else { Vec::new() }
}

// The words behind a label that names something, and whether it is known to name somebody who speaks.
fn turn(input: &SpeechInput<'_>, paragraph: Range<TokenId>) -> Option<(Range<TokenId>, bool)> {
    let tag = |token: TokenId| input.morphology.tags[token];
    let form = |token: TokenId| input.words.text(input.tokens.forms[token]);
    let colon = each(paragraph.clone()).take(LABEL).find(|&token| form(token) == ":")?;
    let label = paragraph.start..colon;
    let plain = |token: TokenId| {
        matches!(tag(token), Upos::Propn | Upos::Noun | Upos::Adj | Upos::Det | Upos::Adp | Upos::Punct)
    };
    let speaks = |token: TokenId| {
        let mention = input.mentions.headed_by(token).map(|id| input.mentions.all[id].kind);
        matches!(mention, Some(MentionKind::Person | MentionKind::Organisation))
    };
    let words = colon.next()..paragraph.end;
    let told = each(words.clone()).any(|token| matches!(tag(token), Upos::Verb | Upos::Aux));
    let named = each(label.clone()).any(speaks);
    let names = named || each(label.clone()).any(|token| tag(token) == Upos::Propn);
    (names && told && each(label).all(plain)).then_some((words, named))
}
