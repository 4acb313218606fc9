//! The words of a text as hashes: no word list, no language.

use super::hash::Hash;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Of the whole word in small letters.
    pub(crate) hash: u32,
    /// Of its first letters, so that inflected forms meet.
    pub(crate) stem: u32,
    /// True of numbers and of words with a capital: what tells one happening from another.
    pub(crate) mark: bool,
    /// True if it has digits.
    pub(crate) number: bool,
    /// Letters.
    pub(crate) length: usize,
}

/// How many letters tell a word from its inflected forms well enough.
const STEM: usize = 5;
/// No word is longer; what is, is no word.
const LONGEST: usize = 64;

/// Goes over the words. Letters and digits make a word; a point or comma between digits belongs to the number.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        rest = &rest[start..];
        let mut end = rest.len();
        let mut before = ' ';
        let mut letters = rest.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let inside = matches!(c, '.' | ',')
                && before.is_ascii_digit()
                && letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
            if !c.is_alphanumeric() && !inside {
                end = at;
                break;
            }
            before = c;
        }
        let word = &rest[..end];
        rest = &rest[end..];
        Some(Word::new(word))
    })
}

/// True if most letters are capitals, as in a headline of a wire: capitals tell nothing there.
pub(crate) fn shouted(text: &str) -> bool {
    let (mut upper, mut letters) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        upper += usize::from(c.is_uppercase());
    }
    upper * 2 > letters
}

impl Word {
    fn new(word: &str) -> Word {
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        let mark = number || word.starts_with(char::is_uppercase);
        let (mut whole, mut stem, mut length) = (Hash::new(), Hash::new(), 0);
        for c in word.chars().filter(|c| *c != ',').take(LONGEST) {
            let mut letter = |c: char| {
                whole.letter(c);
                length += 1;
                if length <= STEM || number {
                    stem.letter(c);
                }
            };
            if c.is_ascii() { letter(c.to_ascii_lowercase()) } else { c.to_lowercase().for_each(letter) }
        }
        Word { hash: whole.finish() as u32, stem: stem.finish() as u32, mark, number, length }
    }
}

#[cfg(test)]
mod tests {
    use super::{shouted, words};

    #[test]
    fn numbers_are_whole_and_case_is_a_mark() {
        let found: Vec<_> = words("Oslo signed, 1,250.5 tonnes... ÉLAN").collect();
        assert_eq!(found.iter().map(|word| word.length).collect::<Vec<_>>(), [4, 6, 6, 6, 4]);
        assert_eq!(found.iter().map(|word| word.mark).collect::<Vec<_>>(), [true, false, true, false, true]);
        let one = |text| words(text).next().map(|word| (word.hash, word.stem));
        assert_eq!(one("Signed"), one("SIGNED"));
        assert_eq!(one("1,250"), one("1250"));
        let stem = |text| words(text).next().map(|word| word.stem);
        assert_eq!((stem("meeting"), stem("1250")), (stem("meetings"), stem("1,250")));
        assert!(shouted("OSLO SIGNS PACT on krill") && !shouted("Oslo signs PACT on krill"));
        assert_eq!(words(&"x".repeat(100_000)).count(), 1);
        assert_eq!(words(" .,; \u{1F600}").count(), 0);
    }
}
