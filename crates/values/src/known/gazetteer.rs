//! Names as paths of words: which names begin at a token, and with what writing.
//!
//! Words are compared without case and without marks on Latin letters, and each name remembers how it is
//! written: "Turkey" is not "turkey", "US" is neither "us" nor "Us", while a headline may shout "TURKEY".

use chancery_document::{EntryId, Id};

use super::bytes::{Bytes, Numbers, Slots, row};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// No capital at its start: "turkey", "al", "2030", "-".
    Lower,
    /// A capital at its start and no other: "Turkey", "I".
    Title,
    /// A capital at its start and some others: "McDonald".
    Mixed,
    /// At least two letters, all of them capitals: "US", "U.S.", "TURKEY".
    Capitals,
}

impl Case {
    /// How this word is written.
    pub(crate) fn of(word: &str) -> Case {
        // Most words are plain: one capital, then small letters.
        if let [first, rest @ ..] = word.as_bytes()
            && rest.iter().all(u8::is_ascii_lowercase)
        {
            if first.is_ascii_uppercase() {
                return Case::Title;
            } else if first.is_ascii() {
                return Case::Lower;
            }
        }
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        if !letters.next().is_some_and(char::is_uppercase) {
            return Case::Lower;
        }
        let (mut large, mut small) = (false, false);
        for letter in letters {
            match letter.is_lowercase() {
                true => small = true,
                false => large = true,
            }
        }
        match (large, small) {
            (true, true) => Case::Mixed,
            (true, false) => Case::Capitals,
            _ => Case::Title,
        }
    }
}

/// How a word of a name wants to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    /// Any way.
    Any,
    /// With a capital at its start.
    Title,
    /// With another capital inside: "LeT" is not "Let".
    Mixed,
    /// All in capitals.
    Capitals,
}

/// How the words of a name want to be written, two bits a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wants(u64);

/// The longest name that is kept, in words.
const LONGEST: usize = 32;

impl Wants {
    fn of(words: &[&str], want: impl Fn(&str) -> Want) -> Wants {
        Wants(words.iter().rev().fold(0, |bits, word| bits << 2 | want(word) as u64))
    }

    fn at(self, place: usize) -> Want {
        match self.0 >> (2 * place) & 3 {
            0 => Want::Any,
            1 => Want::Title,
            2 => Want::Mixed,
            _ => Want::Capitals,
        }
    }
}

/// A name that ends at a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// What it names.
    pub(crate) value: EntryId,
    /// Needs more evidence than its words: "Reading", "Nice".
    pub(crate) doubtful: bool,
    wants: Wants,
    /// The next name that ends here, counted from 1; 0 for none.
    next: u32,
}

impl End {
    const SIZE: usize = 16;
    const DOUBTFUL: u32 = 1 << 31;

    fn from_bytes(bytes: [u8; End::SIZE]) -> End {
        let [v0, v1, v2, v3, n0, n1, n2, n3, wants @ ..] = bytes;
        let value = u32::from_le_bytes([v0, v1, v2, v3]);
        End {
            value: EntryId::new((value & !End::DOUBTFUL) as usize),
            doubtful: value & End::DOUBTFUL != 0,
            wants: Wants(u64::from_le_bytes(wants)),
            next: u32::from_le_bytes([n0, n1, n2, n3]),
        }
    }

    fn put(self, out: &mut Vec<u8>) {
        let value = u32::try_from(self.value.index()).expect("an id has four bytes");
        out.extend((value | if self.doubtful { End::DOUBTFUL } else { 0 }).to_le_bytes());
        out.extend(self.next.to_le_bytes());
        out.extend(self.wants.0.to_le_bytes());
    }
}

/// A word of a text, made ready for matching.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ready {
    word: u32,
    /// How it is written.
    pub(crate) case: Case,
    letters: u8,
}

impl Ready {
    /// The same with a capital at its start, unless it is too short to be sure of.
    pub(crate) fn capitalised(self) -> Ready {
        let case = if self.case == Case::Lower && self.letters > 3 { Case::Title } else { self.case };
        Ready { case, ..self }
    }

    /// True if it holds a letter.
    pub(crate) fn is_word(self) -> bool {
        self.letters > 0
    }
    /// True if it holds three letters or fewer.
    pub(crate) fn is_short(self) -> bool {
        self.letters <= 3
    }
}

/// All names of the packs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gazetteer {
    /// By the hash of the folded word: at 64 bits no two words of any pack or text will share one.
    words: Slots,
    /// The node after a first word, by word; 0 where no name begins so.
    first: Numbers,
    /// By node and word.
    edges: Slots,
    /// The first name that ends at each node, counted from 1; 0 for none. Node 0 is where all names begin.
    heads: Numbers,
    ends: Bytes,
    /// Scratch.
    key: String,
}

const UNKNOWN: u32 = u32::MAX;

impl Gazetteer {
    /// The tables, to be written one after another.
    pub(crate) fn tables(&self) -> [Vec<u8>; 5] {
        let own = |bytes: &[u8]| bytes.to_vec();
        let [words, edges] = [&self.words, &self.edges].map(|slots| own(slots.fitted().bytes()));
        [words, own(&self.first.0), edges, own(&self.heads.0), own(&self.ends)]
    }

    /// From tables that [`Gazetteer::tables`] gave.
    pub(crate) fn new([words, first, edges, heads, ends]: [Bytes; 5]) -> Gazetteer {
        Gazetteer {
            words: Slots::new(words),
            first: Numbers(first),
            edges: Slots::new(edges),
            heads: Numbers(heads),
            ends,
            key: String::new(),
        }
    }

    /// Adds a name as it is written.
    pub(crate) fn add(&mut self, name: &str, value: EntryId, doubtful: bool) {
        let mut words = [""; LONGEST];
        let mut count = 0;
        parts(name, |part| {
            if let Some(place) = words.get_mut(count) {
                *place = part;
            }
            count += 1;
        });
        if count <= LONGEST {
            self.add_words(&words[..count], value, doubtful, want);
        }
        if name.contains('-') {
            let whole: Vec<&str> = name.split_whitespace().flat_map(clitics).collect();
            self.add_words(&whole, value, doubtful, want);
        }
    }

    /// Adds a name whose dictionary writes all names in capitals: any writing but small letters will do. An article
    /// before it may be small.
    pub(crate) fn add_shouted(&mut self, name: &str, value: EntryId, is_article: impl Fn(&str) -> bool) {
        let words = split(name);
        let last = words.len().saturating_sub(1);
        let first = usize::from(last > 0 && words.first().is_some_and(|word| is_article(word)));
        let edge = |word: &str| words.get(first) == Some(&word) || words.get(last) == Some(&word);
        self.add_words(&words, value, false, |word| match want(word) {
            Want::Any => Want::Any,
            // "US" and "ICE" alone are words as well; beside others they are not: "Ali Khan".
            _ if last == 0 && word.chars().count() <= 3 => Want::Capitals,
            _ if edge(word) => Want::Title,
            _ => Want::Any,
        });
    }

    fn add_words(&mut self, words: &[&str], value: EntryId, doubtful: bool, want: impl Fn(&str) -> Want) {
        if words.len() > LONGEST {
            return;
        }
        if self.heads.len() == 0 {
            self.heads.push(0);
        }
        let mut node = 0;
        let mut key = std::mem::take(&mut self.key);
        for text in words {
            fold(text, &mut key);
            let hash = hash(&key);
            let word = self.words.get(hash).unwrap_or_else(|| {
                let next = self.first.len();
                self.words.insert(hash, next);
                self.first.push(0);
                next
            });
            node = self.after(node, word).unwrap_or_else(|| {
                let new = self.heads.len();
                self.heads.push(0);
                match node {
                    0 => self.first.set(word, new),
                    _ => self.edges.insert(edge(node, word), new),
                }
                new
            });
        }
        self.key = key;
        if node == 0 {
            return;
        }
        let wants = Wants::of(words, want);
        if !self.ends_at(node).any(|end| end.value == value && end.wants == wants) {
            let next = self.heads.get(node).unwrap_or_default();
            End { value, doubtful, wants, next }.put(self.ends.to_mut());
            self.heads.set(node, u32::try_from(self.ends.len() / End::SIZE).expect("more than 2^32 names"));
        }
    }

    /// The node that a word leads to.
    fn after(&self, node: u32, word: u32) -> Option<u32> {
        match node {
            0 => self.first.get(word).filter(|&node| node != 0),
            _ => self.edges.get(edge(node, word)),
        }
    }

    fn ends_at(&self, node: u32) -> impl Iterator<Item = End> {
        let at = |place: u32| row(&self.ends, place.checked_sub(1)? as usize).map(End::from_bytes);
        std::iter::successors(self.heads.get(node).and_then(at), move |end| at(end.next))
    }

    /// Makes a word ready; `buffer` is scratch.
    pub(crate) fn ready(&self, word: &str, buffer: &mut String) -> Ready {
        fold(word, buffer);
        let letters = word.chars().filter(|c| c.is_alphabetic()).take(9).count() as u8;
        Ready { word: self.words.get(hash(buffer)).unwrap_or(UNKNOWN), case: Case::of(word), letters }
    }

    /// The names that begin at the first of these words, the longest last: how many words each takes and the
    /// names written so. `shouting` says that capitals tell nothing here.
    pub(crate) fn names_at<'g>(
        &'g self,
        words: &'g [Ready],
        shouting: bool,
    ) -> impl Iterator<Item = (usize, impl Iterator<Item = End>)> {
        let mut node = 0;
        let mut length = 0;
        std::iter::from_fn(move || {
            loop {
                let word = words.get(length)?.word;
                node = self.after(node, word)?;
                length += 1;
                let written = &words[..length];
                let mut fitting =
                    self.ends_at(node).filter(move |end| end.fits(written, shouting)).peekable();
                if fitting.peek().is_some() {
                    return Some((length, fitting));
                }
            }
        })
    }

    /// How many words the names are made of.
    pub(crate) fn word_count(&self) -> usize {
        self.first.len() as usize
    }
}

impl End {
    fn fits(&self, written: &[Ready], shouting: bool) -> bool {
        written.iter().enumerate().all(|(place, word)| match (self.wants.at(place), word.case) {
            (Want::Any, _) | (Want::Title, Case::Title) => true,
            (Want::Title, Case::Mixed) => word.letters > 4,
            // "TURKEY" in a headline or a dateline; but "ICE" or "ROC" is no shouted "Ice", "Roc".
            (Want::Title, Case::Capitals) => shouting || written.len() > 1 || word.letters > 3,
            // An initial may be the whole of an acronym's first word: "U. S."
            (Want::Mixed | Want::Capitals, Case::Capitals) | (Want::Mixed, Case::Mixed) => true,
            _ => false,
        })
    }
}

fn edge(node: u32, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// Eight bytes at a time; the last stretch tells how long it is.
fn hash(word: &str) -> u64 {
    let mix = |state: u64, value: u64| {
        let product = (state.rotate_left(26) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        product ^ (product >> 32)
    };
    let mut chunks = word.as_bytes().chunks_exact(8);
    let mut state = word.len() as u64;
    for chunk in &mut chunks {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(chunk);
        state = mix(state, u64::from_le_bytes(bytes));
    }
    let mut bytes = [0; 8];
    let rest = chunks.remainder();
    bytes[..rest.len()].copy_from_slice(rest);
    mix(mix(state, u64::from_le_bytes(bytes)), 1)
}

fn want(word: &str) -> Want {
    match Case::of(word) {
        Case::Capitals => Want::Capitals,
        Case::Mixed if word.chars().count() <= 5 => Want::Mixed,
        Case::Title | Case::Mixed if !word.eq_ignore_ascii_case("the") => Want::Title,
        _ => Want::Any,
    }
}

/// The words of a name, parted as the treebanks part them: hyphens, slashes, commas and brackets are words.
pub(crate) fn split(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    parts(name, |part| words.push(part));
    words
}

fn parts<'a>(name: &'a str, mut put: impl FnMut(&'a str)) {
    // Most names are one plain word.
    if name.bytes().all(|b| b.is_ascii_alphabetic()) {
        if !name.is_empty() {
            put(name);
        }
        return;
    }
    for chunk in name.split_whitespace() {
        let mut rest = chunk;
        while let Some(at) =
            rest.find(['-', '–', '/', ',', '(', ')', '+', '[', ']', '"', '“', '”', '?', '!', ';', ':'])
        {
            let mark = rest[at..].chars().next().map_or(1, char::len_utf8);
            clitics(&rest[..at]).for_each(&mut put);
            put(&rest[at..at + mark]);
            rest = &rest[at + mark..];
        }
        clitics(rest).for_each(&mut put);
    }
}

/// A word without its genitive ending, and the ending.
fn clitics(word: &str) -> impl Iterator<Item = &str> {
    let ending = ["'s", "’s", "'S", "’S"].into_iter().find(|ending| word.ends_with(ending));
    let ending =
        ending.or_else(|| ["s'", "s’"].into_iter().find(|end| word.ends_with(end)).map(|end| &end[1..]));
    let cut = word.len() - ending.map_or(0, str::len);
    [&word[..cut], &word[cut..]].into_iter().filter(|part| !part.is_empty())
}

/// Writes a word as the gazetteer compares it: small letters, no marks, acronyms without their points.
pub(crate) fn fold(word: &str, out: &mut String) {
    out.clear();
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        out.push_str(word);
        out.make_ascii_lowercase();
        return;
    }
    let inner = word.strip_suffix('.').unwrap_or(word);
    let acronym = inner.contains('.') && inner.chars().all(|c| c == '.' || c.is_alphabetic());
    for c in word.chars() {
        match c {
            '.' if acronym => {}
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => out.push(c),
            '’' | 'ʻ' | 'ʼ' | '‘' => out.push('\''),
            '‐' | '‑' | '–' => out.push('-'),
            _ => fold_letter(c, out),
        }
    }
}

fn fold_letter(c: char, out: &mut String) {
    for small in c.to_lowercase() {
        match small {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => out.push('a'),
            'æ' => out.push_str("ae"),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' | 'ḍ' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' | 'ə' => out.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
            'ĥ' | 'ħ' | 'ḥ' => out.push('h'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => out.push('i'),
            'ķ' => out.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => out.push('o'),
            'œ' => out.push_str("oe"),
            'ŕ' | 'ŗ' | 'ř' => out.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ţ' | 'ť' | 'ț' | 'ṭ' => out.push('t'),
            'þ' => out.push_str("th"),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => out.push('u'),
            'ŵ' => out.push('w'),
            'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => out.push('y'),
            'ź' | 'ż' | 'ž' | 'ẓ' => out.push('z'),
            // Combining marks of decomposed text.
            '\u{300}'..='\u{36f}' => {}
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
    use super::*;

    fn check(names: &[&str], text: &str, found: Option<&str>) {
        let mut gazetteer = Gazetteer::default();
        for (place, name) in names.iter().enumerate() {
            gazetteer.add(name, EntryId::new(place), false);
        }
        let mut buffer = String::new();
        let words: Vec<&str> = split(text);
        let ready: Vec<Ready> = words.iter().map(|word| gazetteer.ready(word, &mut buffer)).collect();
        let hit = gazetteer
            .names_at(&ready, false)
            .last()
            .map(|(_, mut ends)| names[ends.next().unwrap().value.index()]);
        assert_eq!(hit, found, "{text}");
    }

    #[test]
    fn writing_matters() {
        let names =
            ["Turkey", "U.S.", "Guinea", "Guinea-Bissau", "foreign minister", "Côte d'Ivoire", "The Hague"];
        check(&names, "Turkey", Some("Turkey"));
        check(&names, "turkey", None);
        check(&names, "TURKEY", Some("Turkey"));
        check(&names, "us", None);
        check(&names, "Us", None);
        check(&names, "US", Some("U.S."));
        check(&names, "Guinea-Bissau", Some("Guinea-Bissau"));
        check(&names, "Foreign Minister", Some("foreign minister"));
        check(&names, "FOREIGN MINISTER", Some("foreign minister"));
        check(&names, "Cote d’Ivoire", Some("Côte d'Ivoire"));
        check(&names, "the Hague", Some("The Hague"));
        check(&names, "the hague", None);
        check(&["LeT"], "LeT", Some("LeT"));
        check(&["LeT"], "Let", None);
    }

    #[test]
    fn genitives_and_marks_are_words() {
        assert_eq!(split("People's Party"), ["People", "'s", "Party"]);
        assert_eq!(split("Workers' Party"), ["Workers", "'", "Party"]);
        assert_eq!(split("El-Sisi, D.C."), ["El", "-", "Sisi", ",", "D.C."]);
        let mut out = String::new();
        fold("Şanlıurfa", &mut out);
        assert_eq!(out, "sanliurfa");
        fold("U.N.", &mut out);
        assert_eq!(out, "un");
        fold("St.", &mut out);
        assert_eq!(out, "st.");
    }
}
