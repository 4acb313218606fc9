//! One pass over a document: times where they begin, else quantities.

use chancery_document::{
    Blocks, Column, Day, Id, Morphology, Part, Syntax, TokenId, Tokens, Valued, Values, Words,
};

use crate::{
    atoms::{Atom, Kind, Line, atoms},
    quantities,
    tables::ValueTables,
    times::Clock,
};

/// What values are found in: a document's text and the layers below them.
#[derive(Clone, Copy, Debug)]
pub struct ValueInput<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words.
    pub words: &'a Words,
    /// Its parts.
    pub blocks: &'a Blocks,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// What they are.
    pub morphology: &'a Morphology,
    /// How they hang together: whose verb a weekday belongs to.
    pub syntax: &'a Syntax,
    /// The day of publication. Without it "on Monday" fixes no day.
    pub published: Option<Day>,
}

impl ValueTables {
    /// Finds all times and quantities.
    pub fn find(&self, reading: ValueInput<'_>) -> Values {
        let (atoms, habit) = atoms(reading.text, &reading.tokens.spans, self);
        let money = quantities::settle(self, &atoms, reading.text);
        let mut clock = Clock::new(reading);
        let mut all: Column<_, Valued> = Column::default();
        let mut from = 0;
        for id in reading.tokens.sentences.ids() {
            let sentence = &reading.tokens.sentences[id];
            let upto = from + atoms[from..].partition_point(|atom| atom.token < sentence.end);
            let block = reading.tokens.blocks.as_slice().get(id.index()).copied();
            if block.is_some_and(|block| reading.blocks.all[block].part == Part::Address) {
                from = upto;
                continue;
            }
            let line = Line { text: reading.text, tables: self, atoms: &atoms[from..upto], habit };
            clock.enter(&line);
            let mut i = 0;
            while i < line.len() {
                if !promising(&line, i) {
                    i += 1;
                    continue;
                }
                if let Some(end) = clock.impossible(&line, i) {
                    i = end;
                    continue;
                }
                let found = clock
                    .at(&line, i)
                    .or_else(|| quantities::at(&line, i, &reading, &money))
                    .filter(|(pieces, _)| free(&all, &line, pieces.start));
                let Some((pieces, mut value)) = found else {
                    i += 1;
                    continue;
                };
                i = pieces.end.max(i + 1);
                while i < line.len() && line.atoms[i].token < value.tokens.end {
                    i += 1;
                }
                quantities::borrow(&line, pieces.start, &mut value, all.as_slice());
                all.push(value);
            }
            from = upto;
        }
        Values { all }
    }
}

// No value may begin inside the tokens of the one before.
fn free(all: &Column<chancery_document::ValueId, Valued>, line: &Line<'_>, start: usize) -> bool {
    all.as_slice().last().is_none_or(|last: &Valued| last.tokens.end <= line.atoms[start].token)
}

fn promising(line: &Line<'_>, i: usize) -> bool {
    let Atom { word, kind, .. } = line.atoms[i];
    word != 0
        || match kind {
            Kind::Number => true,
            Kind::Mark(mark) => !mark.is_ascii_punctuation() || matches!(mark, '$' | '-' | '\'' | '.'),
            Kind::Word | Kind::Space => false,
        }
}

/// The first token behind a piece.
pub(crate) fn behind(line: &Line<'_>, end: usize) -> TokenId {
    TokenId::new(line.atoms[end - 1].token.index() + 1)
}
