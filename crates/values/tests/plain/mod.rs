//! A plain tokeniser and the pack of English, for tests and scores of values without a trained model.

use chancery_document::{
    Blocks, Column, Day, Features, Id, Lexicon, Morphology, Relation, SentenceId, Span, Syntax, TokenId,
    Tokens, Upos, Valued, Words,
};
use chancery_values::{ValueInput, ValueTables};

/// The tables of the pack of English.
pub(crate) fn tables() -> ValueTables {
    let files = [
        ("currencies.toml", include_str!("../../../../packs/en/values/currencies.toml")),
        ("dates.toml", include_str!("../../../../packs/en/values/dates.toml")),
        ("numbers.toml", include_str!("../../../../packs/en/values/numbers.toml")),
        ("units.toml", include_str!("../../../../packs/en/values/units.toml")),
    ];
    ValueTables::parse(&files).expect("the tables of the pack are well formed")
}

/// A text with the layers below values, as a plain tokeniser makes them.
pub(crate) struct Plain {
    pub(crate) words: Words,
    pub(crate) blocks: Blocks,
    pub(crate) tokens: Tokens,
    pub(crate) morphology: Morphology,
    pub(crate) syntax: Syntax,
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Plain {
    let mut words = Words::new(Lexicon::default().into());
    let mut tokens = Tokens::default();
    let mut blocks = Blocks::default();
    let block = blocks.all.push(chancery_document::Block {
        part: chancery_document::Part::Body,
        span: Span::at(0, text.len()),
    });
    let mut sentences: Column<SentenceId, std::ops::Range<TokenId>> = Column::default();
    let mut first = TokenId::new(0);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let next = TokenId::new(tokens.spans.len());
        if c.is_whitespace() {
            if c == '\n' && text[start + 1..].starts_with('\n') && next > first {
                sentences.push(first..next);
                tokens.blocks.push(block);
                first = next;
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        if text[start..].starts_with("http") && text[start..].contains("://") {
            end = start + text[start..].find(char::is_whitespace).unwrap_or(text.len() - start);
            while chars.peek().is_some_and(|&(at, _)| at < end) {
                chars.next();
            }
        } else if c.is_alphanumeric() {
            while let Some(&(at, d)) = chars.peek() {
                let after = text[at + d.len_utf8()..].chars().next();
                let joins = d.is_alphanumeric()
                    || matches!(d, '.' | ',')
                        && after.is_some_and(|a| a.is_ascii_digit())
                        && text[..at].ends_with(|b: char| b.is_ascii_digit())
                    || d == '.'
                        && after.is_some_and(char::is_alphabetic)
                        && text[..at].ends_with(char::is_alphabetic)
                    || matches!(d, '\'' | '’') && text[start..at].ends_with(['o', 'O']) && after == Some('c')
                    || d == '.' && abbreviated(&text[start..at]) && after.is_some();
                if !joins {
                    break;
                }
                end = at + d.len_utf8();
                chars.next();
            }
        } else if matches!(c, '\'' | '’') {
            while let Some(&(at, d)) = chars.peek() {
                if !d.is_alphabetic() {
                    break;
                }
                end = at + d.len_utf8();
                chars.next();
            }
        }
        tokens.forms.push(words.add(&text[start..end]));
        tokens.spans.push(Span::at(start, end));
        let rest = &text[end..];
        let closes = matches!(&text[start..end], "." | "?" | "!")
            && rest.starts_with(char::is_whitespace)
            && rest.trim_start().starts_with(|c: char| c.is_uppercase() || c == '"' || c == '`');
        if closes {
            let end = TokenId::new(tokens.spans.len());
            sentences.push(first..end);
            tokens.blocks.push(block);
            first = end;
        }
    }
    let end = TokenId::new(tokens.spans.len());
    if end > first {
        sentences.push(first..end);
        tokens.blocks.push(block);
    }
    tokens.sentences = sentences;
    let ids: Vec<TokenId> = tokens.spans.ids().collect();
    let morphology = Morphology {
        lemmas: ids.iter().map(|&id| tokens.forms[id]).collect(),
        tags: ids.iter().map(|_| Upos::X).collect(),
        features: ids.iter().map(|_| Features::default()).collect(),
    };
    let syntax = Syntax::new(ids.iter().copied().collect(), ids.iter().map(|_| Relation::ROOT).collect());
    Plain { words, blocks, tokens, morphology, syntax }
}

fn abbreviated(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sept"
            | "sep"
            | "oct"
            | "nov"
            | "dec"
            | "mr"
            | "mrs"
            | "dr"
            | "no"
            | "corp"
            | "inc"
            | "co"
            | "gen"
            | "sen"
    ) || word.contains('.')
        || word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Finds the values of a text and where they stand.
pub(crate) fn find(tables: &ValueTables, text: &str, published: Option<Day>) -> Vec<(Span, Valued)> {
    let plain = read(text);
    let input = ValueInput {
        text,
        words: &plain.words,
        blocks: &plain.blocks,
        tokens: &plain.tokens,
        morphology: &plain.morphology,
        syntax: &plain.syntax,
        published,
    };
    let values = tables.find(input);
    values
        .all
        .as_slice()
        .iter()
        .map(|value| (plain.tokens.cover(value.tokens.clone()), value.clone()))
        .collect()
}
