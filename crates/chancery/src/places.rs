//! Where the places of a document lie, and whom a phrase by itself speaks of.

use chancery_document::{
    Country, Day, EntryId, EntryKind, Id, MentionId, MentionKind, Name, Reading, TokenId,
};
use chancery_values::known::{Placed, Toponym};

use crate::Engine;

/// A place that a document names.
#[derive(Clone, Debug)]
pub struct Located {
    /// The mention.
    pub mention: MentionId,
    /// The places it may mean, the likeliest first, each with its score; none if no pack knows it.
    pub candidates: Vec<(EntryId, f32)>,
}

/// Where a place lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Degrees north.
    pub latitude: f32,
    /// Degrees east.
    pub longitude: f32,
    /// Its number in GeoNames, where known.
    pub geonames: Option<u32>,
}

impl Engine {
    /// The places that a document names, peoples among them, by the evidence of the whole document.
    pub fn places(&self, reading: &Reading) -> Vec<Located> {
        let mentions = &reading.mentions.all;
        let entries = &reading.known.entries;
        let kinds =
            [EntryKind::State, EntryKind::Capital, EntryKind::City, EntryKind::Region, EntryKind::Demonym];
        let named = |&id: &MentionId| {
            let mention = &mentions[id];
            let local = mention.entry.is_some_and(|entry| kinds.contains(&entries[entry].kind));
            match mention.kind {
                MentionKind::Place => true,
                MentionKind::Nominal | MentionKind::Pronoun | MentionKind::Person => false,
                _ => local,
            }
        };
        let mut ids: Vec<MentionId> = mentions.ids().filter(named).collect();
        ids.sort_by_key(|&id| mentions[id].tokens.start);
        let text = &reading.document.text;
        let name = |&id: &MentionId| {
            let words = reading.tokens.cover(mentions[id].tokens.clone()).of(text);
            let words = words.strip_prefix("the ").or(words.strip_prefix("The ")).unwrap_or(words);
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let names: Vec<String> = ids.iter().map(name).collect();
        let word = |token: TokenId| reading.words.text(reading.tokens.forms[token]);
        // "Paris, Texas".
        let within = |i: usize| {
            let (end, next) = (mentions[ids[i]].tokens.end, mentions[*ids.get(i + 1)?].tokens.start);
            (next.index() == end.index() + 1 && word(end) == ",").then_some(i + 1)
        };
        let toponyms: Vec<Toponym<'_>> =
            (0..ids.len()).map(|i| Toponym { name: &names[i], within: within(i) }).collect();
        let placed = self.world.places(&toponyms);
        let candidates = |placed: Vec<Placed>| placed.into_iter().map(|p| (p.entry, p.score)).collect();
        let places = ids.into_iter().zip(placed);
        places.map(|(mention, placed)| Located { mention, candidates: candidates(placed) }).collect()
    }

    /// Where the place of an entry lies, if the packs tell.
    pub fn spot(&self, entry: EntryId) -> Option<Spot> {
        let spot = self.world.spot(entry)?;
        Some(Spot { latitude: spot.latitude, longitude: spot.longitude, geonames: spot.geonames })
    }

    /// What a phrase by itself, such as a coder would list, says of country and sector.
    pub fn actor_phrase(&self, phrase: &str, day: Option<Day>) -> (Option<Country>, Option<Name>) {
        self.world.actor_phrase(phrase, day)
    }
}
