//! Which names of the world stand in a text.

use std::{ops::Range, sync::Arc};

use chancery_document::{
    Country, EntryId, EntryKind, Hit, Id, Known, Morphology, Symbol, TokenId, Tokens, Upos, Words,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    World,
    gazetteer::{Case, Ready},
};

impl World {
    /// The names of the packs that stand in the text: the longest at each place, the likeliest entry first.
    pub fn known(&self, tokens: &Tokens, words: &Words, morphology: &Morphology) -> Known {
        self.find(tokens, words, Some(&morphology.tags))
    }

    pub(super) fn find(&self, tokens: &Tokens, words: &Words, tags: Option<&Tags>) -> Known {
        let mut buffer = String::new();
        // A word that comes again is made ready once.
        let mut made: FxHashMap<Symbol, Ready> = FxHashMap::default();
        let mut ready = |token: TokenId| {
            let form = tokens.forms[token];
            let ready = *made.entry(form).or_insert_with(|| self.names.ready(words.text(form), &mut buffer));
            // Who writes in haste spares the capitals, but not the grammar: "from kerala".
            let spared = tags.is_some_and(|tags| tags[token] == Upos::Propn);
            if spared { ready.capitalised() } else { ready }
        };
        let ready: Vec<Ready> = tokens.forms.ids().map(&mut ready).collect();
        let mut hits = Vec::new();
        for sentence in tokens.sentences.as_slice() {
            let place = Place {
                world: self,
                ready: &ready,
                words,
                forms: tokens.forms.as_slice(),
                tags,
                sentence: sentence.clone(),
            };
            place.hits(&mut hits);
        }
        self.drop_borrowed(&mut hits, |token| words.text(tokens.forms[token]));
        self.settle(&mut hits, |token| words.text(tokens.forms[token]) == ",");
        Known { hits, entries: Arc::clone(&self.entries) }
    }
}

impl World {
    /// "Congress" in a text that tells of India and not of the United States is not their Congress: a body's last word
    /// alone is its name only where nothing speaks for another country.
    fn drop_borrowed<'w>(&self, hits: &mut Vec<Hit>, form: impl Fn(TokenId) -> &'w str) {
        let borrowed = |hit: &Hit| {
            let entry = &self.entries[hit.entries[0]];
            let word = form(hit.tokens.start);
            let last = entry.name.as_str().rsplit_once(' ').map(|(_, last)| last);
            let own = entry.kind == EntryKind::Body && hit.tokens.end == hit.tokens.start.next();
            let country = entry.country.filter(|country| country.as_str() != "IGO");
            country.filter(|_| own && last == Some(word) && word.chars().skip(1).any(char::is_lowercase))
        };
        let told: FxHashSet<Country> = hits
            .iter()
            .filter(|hit| borrowed(hit).is_none())
            .filter_map(|hit| self.entries[hit.entries[0]].country)
            .filter(|country| country.as_str() != "IGO")
            .collect();
        if told.is_empty() {
            return;
        }
        for hit in hits.iter_mut() {
            if borrowed(hit).is_some_and(|country| !told.contains(&country)) {
                // It may still be the one of a state that the text is about.
                hit.entries.retain(|&id| self.entries[id].country.is_none());
            }
        }
        hits.retain(|hit| !hit.entries.is_empty());
    }
}

pub(super) type Tags = chancery_document::Column<TokenId, Upos>;

/// The sentence being searched.
struct Place<'a> {
    world: &'a World,
    ready: &'a [Ready],
    words: &'a Words,
    forms: &'a [Symbol],
    tags: Option<&'a Tags>,
    sentence: Range<TokenId>,
}

impl Place<'_> {
    fn hits(&self, hits: &mut Vec<Hit>) {
        let (start, end) = (self.sentence.start.index(), self.sentence.end.index());
        let shouting = shouts(&self.ready[start..end]);
        let mut at = start;
        while at < end {
            let mut best = self.best(at, end, shouting);
            // "the West" must not hide "West Bank" behind it.
            if let Some((length, _)) = best.as_ref().filter(|(length, _)| *length > 1)
                && self.is_article(at)
                && self.best(at + 1, end, shouting).is_some_and(|(more, _)| more >= *length)
            {
                best = None;
            }
            match best {
                Some((length, mut entries)) => {
                    self.world.sort(&mut entries);
                    hits.push(Hit { tokens: TokenId::new(at)..TokenId::new(at + length), entries });
                    at += length;
                }
                None => at += 1,
            }
        }
    }

    /// The longest name that begins at a word, and what it may stand for.
    fn best(&self, at: usize, end: usize, shouting: bool) -> Option<(usize, Vec<EntryId>)> {
        let mut best = None;
        for (length, ends) in self.world.names.names_at(&self.ready[at..end], shouting) {
            let sound = ends.filter(|end| self.sound(at, length, end.value, end.doubtful, shouting));
            let entries: Vec<EntryId> = sound.map(|end| end.value).collect();
            if !entries.is_empty() {
                best = Some((length, entries));
            }
        }
        best
    }

    /// True if the words around say that a doubtful name is a place: "in Reading", "Reading, England".
    fn placed(&self, at: usize, length: usize, entry: EntryId, shouting: bool) -> bool {
        let next = at + length;
        let home = self.world.entries[entry].country;
        if next + 1 < self.sentence.end.index() && self.text(next) == "," {
            let words = &self.ready[next + 1..self.sentence.end.index()];
            let around = self.world.names.names_at(words, shouting).last();
            let holds = |id: EntryId| {
                let around = &self.world.entries[id];
                matches!(around.kind, EntryKind::State | EntryKind::Region) && around.country == home
            };
            if around.is_some_and(|(_, mut ends)| ends.any(|end| holds(end.value))) {
                return true;
            }
        }
        let before = (at > self.sentence.start.index()).then(|| self.text(at - 1).to_lowercase());
        !shouting && before.is_some_and(|word| self.world.links.place.contains(&word))
    }

    fn text(&self, at: usize) -> &str {
        self.words.text(self.forms[at])
    }

    /// True for "Sabah" in "Al-Sabah" and "Ho" in "Ho-jen"; not for "Moscow" in "Moscow-based".
    fn in_personal_name(&self, at: usize) -> bool {
        let hyphen = |at: usize| matches!(self.text(at), "-" | "–");
        let start = self.sentence.start.index();
        let glued = at >= start + 2 && hyphen(at - 1);
        let short = at + 2 < self.sentence.end.index() && hyphen(at + 1) && self.ready[at].is_short();
        short || glued && self.ready[at - 2].case == Case::Title && self.best_before(at - 1).is_none()
    }

    /// A place that ends just before a word: "London" before the hyphen of "London-Paris".
    fn best_before(&self, end: usize) -> Option<usize> {
        let start = self.sentence.start.index().max(end.saturating_sub(3));
        (start..end).find(|&at| {
            let mut names = self.world.names.names_at(&self.ready[at..end], false);
            names.any(|(length, mut ends)| at + length == end && ends.any(|end| self.is_place(end.value)))
        })
    }

    fn is_place(&self, entry: EntryId) -> bool {
        let kind = self.world.entries[entry].kind;
        matches!(kind, EntryKind::City | EntryKind::Region | EntryKind::Capital | EntryKind::State)
    }

    fn is_article(&self, at: usize) -> bool {
        let word = self.text(at);
        self.world.links.article.iter().any(|article| article.eq_ignore_ascii_case(word))
    }

    /// True if the words around do not speak against the name. A tag is evidence, not proof: taggers stumble
    /// over headlines and rare names, so it counts only where the words by themselves leave doubt.
    fn sound(&self, at: usize, length: usize, entry: EntryId, doubtful: bool, shouting: bool) -> bool {
        let kind = self.world.entries[entry].kind;
        let place = matches!(kind, EntryKind::City | EntryKind::Region | EntryKind::Capital);
        if place && length == 1 && self.in_personal_name(at) {
            return false;
        }
        let Some(tags) = self.tags else { return !doubtful };
        let tag = |place: usize| tags[TokenId::new(place)];
        let (first, last) = (self.ready[at], tag(at + length - 1));
        let common = matches!(kind, EntryKind::Office | EntryKind::Body | EntryKind::Agent) && length == 1;
        if common && first.case == Case::Lower {
            return matches!(last, Upos::Noun | Upos::Propn);
        }
        if length > 1 && !doubtful {
            return true;
        }
        let opens = at == self.sentence.start.index();
        if doubtful {
            return self.placed(at, length, entry, shouting);
        }
        if opens || shouting {
            return !matches!(
                last,
                Upos::Verb
                    | Upos::Aux
                    | Upos::Pron
                    | Upos::Adv
                    | Upos::Adp
                    | Upos::Sconj
                    | Upos::Cconj
                    | Upos::Det
            );
        }
        // "told US officials": taggers take it for the pronoun.
        last != Upos::Pron || first.case == Case::Capitals
    }
}

/// True if nearly all words of a sentence are in capitals, as in a headline: then capitals tell nothing.
fn shouts(words: &[Ready]) -> bool {
    let capitals = words.iter().filter(|word| word.case == Case::Capitals).count();
    let small = words.iter().filter(|word| word.case == Case::Lower && word.is_word()).count();
    capitals >= 3 && small * 8 <= capitals
}
