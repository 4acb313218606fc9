//! Readings as CoNLL-U: one word a line, ten columns.

use std::fmt::Write as _;

use chancery_document::{Id, Reading, SentenceId, Span, TokenId, each};

use crate::plain;

/// The reading as CoNLL-U. White space in the text is written as single spaces.
pub fn conllu(reading: &Reading) -> String {
    let mut out = String::new();
    write(reading, &mut out).expect("a string takes any length");
    out
}

fn write(reading: &Reading, out: &mut String) -> std::fmt::Result {
    writeln!(out, "# newdoc id = {}", plain(&reading.document.source.origin))?;
    for sentence in reading.tokens.sentences.ids() {
        let tokens = reading.tokens.sentences[sentence].clone();
        writeln!(out, "# sent_id = {}", sentence.index() + 1)?;
        writeln!(out, "# text = {}", plain(reading.text(reading.span(tokens.clone()))))?;
        let mut contracted = tokens.start;
        for token in each(tokens.clone()) {
            if token >= contracted {
                contracted = end_of_contraction(reading, token, tokens.end);
                if contracted != token.next() {
                    let (first, last) = (number(token, tokens.start), number(contracted, tokens.start) - 1);
                    let surface = plain(reading.text(reading.tokens.spans[token]));
                    writeln!(
                        out,
                        "{first}-{last}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t{}",
                        space(reading, token)
                    )?;
                }
            }
            word(reading, sentence, token, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn word(reading: &Reading, sentence: SentenceId, token: TokenId, out: &mut String) -> std::fmt::Result {
    let Reading { tokens, morphology, syntax, .. } = reading;
    let first = tokens.sentences[sentence].start;
    let head = syntax.head(token);
    let (head, relation) =
        if head == token { (0, "root") } else { (number(head, first), syntax.relation(token).as_str()) };
    let features: Vec<_> = morphology.features[token].pairs().collect();
    let shared = |other: usize| tokens.spans.as_slice().get(other) == Some(&tokens.spans[token]);
    let inside = shared(token.index() + 1) || (token.index() > 0 && shared(token.index() - 1));
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{relation}\t_\t{}",
        number(token, first),
        column(&plain(reading.form(token))),
        column(&plain(reading.lemma(token))),
        morphology.tags[token].as_str(),
        column(&features.join("|")),
        if inside { "_" } else { space(reading, token) },
    )
}

// The token after the last that shares this one's span.
fn end_of_contraction(reading: &Reading, token: TokenId, end: TokenId) -> TokenId {
    let span = reading.tokens.spans[token];
    token.up_to(end).take_while(|&each| reading.tokens.spans[each] == span).last().unwrap_or(token).next()
}

fn number(token: TokenId, first: TokenId) -> usize {
    token.index() - first.index() + 1
}

fn space(reading: &Reading, token: TokenId) -> &'static str {
    let span: Span = reading.tokens.spans[token];
    let next = reading.document.text[span.end() as usize..].chars().next();
    if next.is_some_and(|c| !c.is_whitespace()) { "SpaceAfter=No" } else { "_" }
}

fn column(text: &str) -> &str {
    if text.is_empty() { "_" } else { text }
}
