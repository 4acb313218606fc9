//! Where the places of a document lie, and whom a phrase by itself speaks of.

use std::ops::Range;

use chancery_document::{
    Country, Day, EntryId, EntryKind, Hit, Id, MentionId, MentionKind, Name, Reading, TokenId, Upos,
};
use chancery_values::known::{Placed, Toponym};

use crate::Engine;

/// A place that a document names.
#[derive(Clone, Debug)]
pub struct Located {
    /// The mention; of a place that stands in the name of a body, the body's.
    pub mention: MentionId,
    /// The words of the place.
    pub tokens: Range<TokenId>,
    /// The places it may mean, the likeliest first, each with its score; none if no pack knows it.
    pub candidates: Vec<(EntryId, f32)>,
}

// The places that a body's name holds: "Xton" in "Xton Police Department", "Yland" in "University of Yland".
fn inside(reading: &Reading, body: MentionId) -> Vec<Range<TokenId>> {
    let mention = &reading.mentions.all[body];
    if !matches!(mention.kind, MentionKind::Organisation | MentionKind::Facility) {
        return Vec::new();
    }
    let hits = &reading.known.hits;
    let from = hits.partition_point(|hit| hit.tokens.start < mention.tokens.start);
    let inner = hits[from..].iter().take_while(|hit| hit.tokens.end <= mention.tokens.end);
    let place = |hit: &&Hit| {
        let kind = reading.known.entries[hit.entries[0]].kind;
        let local =
            matches!(kind, EntryKind::State | EntryKind::Capital | EntryKind::City | EntryKind::Region);
        let start = hit.tokens.start;
        let placed = start == mention.tokens.start
            || reading.morphology.tags[TokenId::new(start.index() - 1)] == Upos::Adp;
        local && placed && hit.tokens != mention.tokens
    };
    inner.filter(place).map(|hit| hit.tokens.clone()).collect()
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
        let whole = mentions.ids().filter(named).map(|id| (id, mentions[id].tokens.clone()));
        let mut found: Vec<(MentionId, Range<TokenId>)> = whole.collect();
        let bodies = mentions.ids().filter(|id| !named(id));
        found.extend(bodies.flat_map(|id| inside(reading, id).into_iter().map(move |tokens| (id, tokens))));
        found.sort_by_key(|(_, tokens)| tokens.start);
        let text = &reading.document.text;
        let name = |(_, tokens): &(MentionId, Range<TokenId>)| {
            let words = reading.tokens.cover(tokens.clone()).of(text);
            let words = words.strip_prefix("the ").or(words.strip_prefix("The ")).unwrap_or(words);
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let names: Vec<String> = found.iter().map(name).collect();
        let word = |token: TokenId| reading.words.text(reading.tokens.forms[token]);
        // "Paris, Texas".
        let within = |i: usize| {
            let (end, next) = (found[i].1.end, found.get(i + 1)?.1.start);
            (next.index() == end.index() + 1 && word(end) == ",").then_some(i + 1)
        };
        let toponyms: Vec<Toponym<'_>> =
            (0..found.len()).map(|i| Toponym { name: &names[i], within: within(i) }).collect();
        let placed = self.world.places(&toponyms);
        let candidates = |placed: Vec<Placed>| placed.into_iter().map(|p| (p.entry, p.score)).collect();
        let places = found.into_iter().zip(placed);
        places
            .map(|((mention, tokens), placed)| Located { mention, tokens, candidates: candidates(placed) })
            .collect()
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
