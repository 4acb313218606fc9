//! Which place of a name a document means: Paris in France or Paris, Texas.
//!
//! The evidence is the document's own: what it says a place lies in, which states, divisions and places it
//! names besides, and how many people live there. Every candidate stays, with its score; a name that no list
//! knows has none.

use chancery_document::{Country, Entry, EntryId, EntryKind, Hit, Id, Name, TokenId};
use rustc_hash::FxHashMap;

use super::{Spot, World};

/// A name of a place in a document.
#[derive(Clone, Copy, Debug)]
pub struct Toponym<'a> {
    /// The name as written.
    pub name: &'a str,
    /// The toponym that the text says it lies in, as its place in the list: "Texas" for "Paris, Texas".
    pub within: Option<usize>,
}

/// A place that a toponym may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The entry: a city, region, state, or the people of one.
    pub entry: EntryId,
    /// How well it fits, higher is better; of one toponym's candidates only.
    pub score: f32,
}

/// How many candidates of one name are weighed.
const CANDIDATES: usize = 40;
/// How many places the others are held near to.
const ANCHORS: usize = 64;
/// How near is near, in kilometres.
const NEAR: f32 = 200.0;

impl World {
    /// For each toponym of a document, in order, what it may mean, the best first.
    pub fn places(&self, toponyms: &[Toponym<'_>]) -> Vec<Vec<Placed>> {
        let mut memo: FxHashMap<&str, Vec<EntryId>> = FxHashMap::default();
        let candidates: Vec<Vec<EntryId>> = toponyms
            .iter()
            .map(|toponym| {
                let found = || self.candidates(self.ids_named(toponym.name));
                memo.entry(toponym.name).or_insert_with(found).clone()
            })
            .collect();
        let within: Vec<Option<usize>> = toponyms.iter().map(|toponym| toponym.within).collect();
        self.weigh(&candidates, &within)
    }

    /// Puts the entry that the document means first, in hits that may mean several places.
    pub(super) fn settle(&self, hits: &mut [Hit], comma: impl Fn(TokenId) -> bool) {
        let local = |&id: &EntryId| matches!(self.entries[id].kind, EntryKind::City | EntryKind::Region);
        if !hits.iter().any(|hit| hit.entries.len() > 1 && hit.entries.iter().any(local)) {
            return;
        }
        // Each name once, and once more with each name that it is said to lie in.
        let mut numbers: FxHashMap<(EntryId, Option<EntryId>), usize> = FxHashMap::default();
        let (mut names, mut within, mut of) = (Vec::new(), Vec::new(), Vec::new());
        for (i, hit) in hits.iter().enumerate() {
            let next = hits.get(i + 1).filter(|next| {
                next.tokens.start.index() == hit.tokens.end.index() + 1 && comma(hit.tokens.end)
            });
            let next = next.map(|next| next.entries[0]);
            let number = *numbers.entry((hit.entries[0], next)).or_insert_with(|| {
                names.push(self.candidates(hit.entries.clone()));
                within.push(next);
                names.len() - 1
            });
            of.push(number);
        }
        let number_of: FxHashMap<EntryId, usize> =
            numbers.iter().map(|(&(first, _), &number)| (first, number)).collect();
        let within: Vec<Option<usize>> =
            within.into_iter().map(|next| number_of.get(&next?).copied()).collect();
        let placed = self.weigh(&names, &within);
        for (hit, number) in hits.iter_mut().zip(of) {
            let Some(&Placed { entry: best, score }) = placed[number].first() else { continue };
            let first = hit.entries[0];
            let own = placed[number].iter().find(|placed| placed.entry == first);
            // A state gives way to a town only where the text says in what that lies.
            let sure = score >= own.map_or(1.0, |own| own.score) + 0.8;
            let (old, new) = (&self.entries[first], &self.entries[best]);
            let other = match old.kind {
                EntryKind::City | EntryKind::Region => best != first,
                // The capital and its state lie where its city lies.
                EntryKind::State | EntryKind::Capital => sure && old.country != new.country,
                _ => false,
            };
            if other {
                hit.entries.retain(|&entry| entry != best);
                hit.entries.insert(0, best);
            }
        }
    }

    fn weigh(&self, candidates: &[Vec<EntryId>], within: &[Option<usize>]) -> Vec<Vec<Placed>> {
        let votes = self.votes(candidates);
        let mut placed: Vec<Vec<Placed>> = Vec::new();
        for (within, entries) in within.iter().zip(candidates) {
            let within = within.and_then(|place| candidates.get(place)).map_or(&[][..], Vec::as_slice);
            let score = |&entry: &EntryId| Placed {
                entry,
                score: self.prior(entry) + self.contained(entry, within) + votes.of(self, entry),
            };
            placed.push(entries.iter().map(score).collect());
            placed.last_mut().into_iter().for_each(|list| rank(list));
        }
        self.draw_near(&mut placed);
        placed
    }

    fn candidates(&self, named: Vec<EntryId>) -> Vec<EntryId> {
        let place = |&id: &EntryId| {
            let kinds = [EntryKind::State, EntryKind::City, EntryKind::Region, EntryKind::Demonym];
            // A capital is a city too, under its own number.
            kinds.contains(&self.entries[id].kind)
        };
        let mut found: Vec<EntryId> = named.into_iter().filter(place).collect();
        found.truncate(CANDIDATES);
        found
    }

    /// Where more people live, there more news is made.
    fn prior(&self, id: EntryId) -> f32 {
        let entry = &self.entries[id];
        match entry.kind {
            EntryKind::State | EntryKind::Demonym => 1.0,
            EntryKind::Region => 0.7,
            _ => (entry.weight.max(1_000) as f32).log10() / 10.0,
        }
    }

    fn contained(&self, id: EntryId, within: &[EntryId]) -> f32 {
        let inside = |&container: &EntryId| {
            let (entry, around) = (&self.entries[id], &self.entries[container]);
            let division = self.spot(container).and_then(|spot| spot.division);
            let own = self.spot(id).and_then(|spot| spot.division);
            match around.kind {
                _ if id == container || entry.country.is_none() || entry.country != around.country => 0.0,
                EntryKind::Region if division.is_some() && entry.kind == EntryKind::City => {
                    if own == division { 2.0 } else { 0.0 }
                }
                EntryKind::City => {
                    let near = self.spot(id).zip(self.spot(container)).is_some_and(|(a, b)| is_near(&a, &b));
                    if near { 0.5 } else { 0.0 }
                }
                _ => 1.0,
            }
        };
        within.iter().map(inside).fold(0.0, f32::max)
    }

    /// What the names that leave no doubt say of where the document is at home.
    fn votes(&self, candidates: &[Vec<EntryId>]) -> Votes {
        let mut votes = Votes::default();
        for entries in candidates {
            let Some(&first) = entries.first() else { continue };
            let entry = &self.entries[first];
            let weight = match entry.kind {
                EntryKind::State => 1.0,
                EntryKind::Demonym | EntryKind::Region => 0.7,
                _ if entries.iter().all(|&other| self.entries[other].country == entry.country) => 0.5,
                _ => continue,
            };
            if let Some(country) = entry.country {
                *votes.countries.entry(country).or_default() += weight;
                votes.all += weight;
                let alone = entry.kind == EntryKind::Region || entries.len() == 1;
                if let Some(division) = self.spot(first).filter(|_| alone).and_then(|spot| spot.division) {
                    *votes.divisions.entry((country, division)).or_default() += weight;
                    votes.divided += weight;
                }
            }
        }
        votes
    }

    /// Lifts the candidates that lie near what the other names mean.
    fn draw_near(&self, placed: &mut [Vec<Placed>]) {
        let mut anchors: Vec<EntryId> = Vec::new();
        for best in placed.iter().filter_map(|list| list.first()) {
            let local = matches!(self.entries[best.entry].kind, EntryKind::City | EntryKind::Region);
            if local && anchors.len() < ANCHORS && !anchors.contains(&best.entry) {
                anchors.push(best.entry);
            }
        }
        for list in placed.iter_mut().filter(|list| list.len() > 1) {
            let names: Vec<EntryId> = list.iter().map(|each| each.entry).collect();
            for each in list.iter_mut() {
                let Some(spot) = self.spot(each.entry) else { continue };
                let near = anchors.iter().filter(|anchor| !names.contains(anchor));
                let near =
                    near.filter(|&&anchor| self.spot(anchor).is_some_and(|other| is_near(&spot, &other)));
                each.score += 0.15 * near.count().min(2) as f32;
            }
            rank(list);
        }
    }
}

#[derive(Default)]
struct Votes {
    countries: FxHashMap<Country, f32>,
    divisions: FxHashMap<(Country, Name), f32>,
    all: f32,
    divided: f32,
}

impl Votes {
    fn of(&self, world: &World, id: EntryId) -> f32 {
        let entry: &Entry = &world.entries[id];
        let Some(country) = entry.country else { return 0.0 };
        let share = |found: Option<&f32>, all: f32| found.map_or(0.0, |votes| votes / all.max(1.0));
        let division = world.spot(id).and_then(|spot| spot.division);
        let division = division.map_or(0.0, |each| share(self.divisions.get(&(country, each)), self.divided));
        0.3 * share(self.countries.get(&country), self.all) + 0.3 * division
    }
}

/// The best first; of equals the one that the world thinks likelier stays first.
fn rank(list: &mut [Placed]) {
    list.sort_by(|one, other| other.score.total_cmp(&one.score));
}

fn is_near(one: &Spot, other: &Spot) -> bool {
    // A degree north is 111 kilometres; most pairs of the world are told apart by that.
    (one.latitude - other.latitude).abs() * 111.0 < NEAR && distance(one, other) < NEAR
}

/// Kilometres between two spots, on a sphere.
fn distance(one: &Spot, other: &Spot) -> f32 {
    let (latitude, other_latitude) = (one.latitude.to_radians(), other.latitude.to_radians());
    let across = ((other_latitude - latitude) / 2.0).sin().powi(2);
    let along = ((other.longitude - one.longitude).to_radians() / 2.0).sin().powi(2);
    let chord = across + latitude.cos() * other_latitude.cos() * along;
    2.0 * 6_371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}
