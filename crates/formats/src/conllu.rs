//! Readings as CoNLL-U, the common form of treebanks.

use std::fmt::Write as _;

use chancery_document::{Blocks, Id, Morphology, Part, Reading, Syntax, TokenId, Tokens, Upos, Words, each};

use crate::plain;

/// Writes a reading, its source as the document's id.
pub fn conllu(reading: &Reading) -> String {
    let Reading { words, blocks, tokens, morphology, syntax, .. } = reading;
    let text = &reading.document.text;
    format!("# newdoc id = {}\n", plain(&reading.document.source.origin))
        + &conllu_of(text, words, blocks, tokens, morphology, syntax)
}

/// Writes the words, tags and trees of a text. Words without letters of their own (they share a span) are
/// written as a range, as CoNLL-U has it.
pub fn conllu_of(
    text: &str,
    words: &Words,
    blocks: &Blocks,
    tokens: &Tokens,
    morphology: &Morphology,
    syntax: &Syntax,
) -> String {
    let mut out = String::new();
    let mut block = None;
    for (number, id) in tokens.sentences.ids().enumerate() {
        let range = tokens.sentences[id].clone();
        if block != Some(tokens.blocks[id]) {
            block = Some(tokens.blocks[id]);
            out.push_str("# newpar\n");
            let part =
                blocks.all.as_slice().get(tokens.blocks[id].index()).map_or(Part::Body, |block| block.part);
            if part != Part::Body {
                let _ = writeln!(out, "# part = {}", part.as_str());
            }
        }
        let surface: Vec<&str> = tokens.cover(range.clone()).of(text).split_whitespace().collect();
        let _ = writeln!(out, "# sent_id = {}\n# text = {}", number + 1, surface.join(" "));
        let first = range.start.index();
        // The last word of the contraction that is being written, counted from 1.
        let mut contracted = 0;
        for (at, token) in each(range.clone()).enumerate().map(|(at, token)| (at + 1, token)) {
            let span = tokens.spans[token];
            let joined = |last: TokenId| {
                last.next() < range.end && tokens.spans[last.next()].start() == tokens.spans[last].end()
            };
            if at > contracted {
                let is_part = |next: TokenId| is_part(text, tokens, morphology, next);
                let last = each(token.next()..range.end).take_while(|next| is_part(*next)).last();
                if let Some(last) = last {
                    contracted = last.index() - first + 1;
                    let form = flat(span.cover(tokens.spans[last]).of(text));
                    let space = if joined(last) { "SpaceAfter=No" } else { "_" };
                    let _ = writeln!(out, "{at}-{contracted}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{space}");
                }
            }
            let features = morphology.features[token].pairs().collect::<Vec<_>>().join("|");
            let features = if features.is_empty() { "_" } else { &features };
            let head = syntax.head(token);
            let head = if head == token { 0 } else { head.index() - first + 1 };
            let space = if at > contracted && joined(token) { "SpaceAfter=No" } else { "_" };
            // Words that share a span have no letters of their own.
            let form = if at <= contracted {
                words.text(tokens.forms[token]).to_owned()
            } else {
                flat(span.of(text))
            };
            let _ = writeln!(
                out,
                "{at}\t{form}\t{}\t{}\t_\t{features}\t{head}\t{}\t_\t{space}",
                words.text(morphology.lemmas[token]),
                morphology.tags[token].as_str(),
                syntax.relation(token).as_str(),
            );
        }
        out.push('\n');
    }
    out
}

/// True if a word is written on to the one before as part of a contraction.
fn is_part(text: &str, tokens: &Tokens, morphology: &Morphology, token: TokenId) -> bool {
    let before = tokens.spans[TokenId::new(token.index() - 1)];
    let this = tokens.spans[token];
    if this == before {
        return true;
    }
    let letters = this.of(text);
    let plain = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '`');
    let possessive = morphology.tags[token] == Upos::Part || letters.chars().any(char::is_alphabetic);
    this.start() == before.end()
        && before.of(text).ends_with(char::is_alphabetic)
        && letters.chars().all(plain)
        && possessive
}

// CoNLL-U allows no tabs and no line ends inside a column, and the scorer compares letters without spaces.
fn flat(surface: &str) -> String {
    surface.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}
