//! Words as numbers.
//!
//! An engine freezes the words it knows in a [`Lexicon`] that all threads share without locks; each reading
//! numbers the words it lacks in its own [`Words`]. Equal words in one reading have equal symbols, and a word
//! of the lexicon has the same symbol in every reading of that engine.

use std::{fmt, sync::Arc};

use rustc_hash::FxHashMap;

/// A word form or lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

/// A name that a pack gives to something: a kind, a role, a rule, a class of words. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name(text.into())
    }
}
impl From<String> for Name {
    fn from(text: String) -> Name {
        Name(text.into())
    }
}
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

/// The words an engine knows, frozen once the engine is built.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    symbols: FxHashMap<Box<str>, Symbol>,
    words: Vec<Box<str>>,
}

impl Lexicon {
    /// The symbol of a word, numbering it if it is new.
    pub fn add(&mut self, word: &str) -> Symbol {
        if let Some(&symbol) = self.symbols.get(word) {
            return symbol;
        }
        let symbol = Symbol(u32::try_from(self.words.len()).expect("more than 2^32 words"));
        self.words.push(word.into());
        self.symbols.insert(word.into(), symbol);
        symbol
    }

    /// The symbol of a word the lexicon holds.
    pub fn get(&self, word: &str) -> Option<Symbol> {
        self.symbols.get(word).copied()
    }

    /// How many words it holds.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The words of one reading: the engine's lexicon, and the words it lacks.
#[derive(Clone, Debug, Default)]
pub struct Words {
    lexicon: Arc<Lexicon>,
    own: Lexicon,
}

impl Words {
    /// No words yet beyond the engine's.
    pub fn new(lexicon: Arc<Lexicon>) -> Words {
        Words { lexicon, own: Lexicon::default() }
    }

    /// The symbol of a word, numbering it if neither the engine nor this reading knows it.
    pub fn add(&mut self, word: &str) -> Symbol {
        match self.lexicon.get(word) {
            Some(symbol) => symbol,
            None => Symbol(self.own.add(word).0 + self.base()),
        }
    }

    /// The symbol of a word that occurs.
    pub fn get(&self, word: &str) -> Option<Symbol> {
        self.lexicon.get(word).or_else(|| self.own.get(word).map(|symbol| Symbol(symbol.0 + self.base())))
    }

    /// The word a symbol stands for.
    pub fn text(&self, symbol: Symbol) -> &str {
        match symbol.0.checked_sub(self.base()) {
            Some(own) => &self.own.words[own as usize],
            None => &self.lexicon.words[symbol.0 as usize],
        }
    }

    fn base(&self) -> u32 {
        self.lexicon.words.len() as u32
    }
}
