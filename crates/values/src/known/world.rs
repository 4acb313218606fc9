//! The facts of the world pack and the names they go by.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use chancery_document::{Country, Day, Entries, Entry, EntryId, EntryKind, Hit, Holders, Id, Name};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    actors::Actors,
    bytes::Bytes,
    draft::{ACTOR, Draft},
    gazetteer::{Gazetteer, split},
    image::{Image, lay_out},
    table::Error,
};

/// The facts of the world pack, and of the actor dictionaries that came with it.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) entries: Arc<Entries>,
    pub(super) names: Gazetteer,
    /// Offices and agents that take the sector of the body they belong to.
    pub(super) borrowing: FxHashSet<EntryId>,
    pub(super) links: Links,
    divisions: Vec<Name>,
    sectors: BTreeSet<Name>,
    aliases: FxHashMap<String, Country>,
    currencies: OnceLock<Currencies>,
    image: Image,
}

#[derive(Clone, Debug)]
struct Currencies {
    all: Vec<Currency>,
    by_name: FxHashMap<Box<str>, Vec<usize>>,
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
    /// The first-level division it lies in, as the press abbreviates it (`TX`, `ON`), where known.
    pub division: Option<Name>,
}

/// A currency.
#[derive(Clone, Debug)]
pub struct Currency {
    /// ISO 4217.
    pub code: Name,
    /// Its name in full.
    pub name: Name,
    /// What papers call it, symbols included.
    pub names: Vec<Name>,
    /// The states whose tender it is.
    pub states: Vec<Country>,
    /// Of several currencies of one name the lesser is likelier.
    pub rank: u32,
}

/// Small words that bind names to offices and bodies, folded.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    pub(super) of: FxHashSet<String>,
    pub(super) at: FxHashSet<String>,
    pub(super) article: FxHashSet<String>,
    pub(super) and: FxHashSet<String>,
    pub(super) past: FxHashSet<String>,
    pub(super) acting: FxHashSet<String>,
    /// Words before a place, never before a person: "in", not "from".
    pub(super) place: FxHashSet<String>,
}

impl Links {
    fn role(&mut self, role: &str) -> Option<&mut FxHashSet<String>> {
        Some(match role {
            "of" => &mut self.of,
            "at" => &mut self.at,
            "article" => &mut self.article,
            "and" => &mut self.and,
            "past" => &mut self.past,
            "acting" => &mut self.acting,
            "place" => &mut self.place,
            _ => return None,
        })
    }
}

impl World {
    /// Reads the pack's tables, given as name and text. A table that is not given stays empty, one that the
    /// pack does not know is passed over.
    pub fn parse(files: &[(&str, &str)]) -> Result<World, Error> {
        Ok(World::new(World::prepare(files)?.into()).expect("a world that was just laid out"))
    }

    /// Reads the same tables and lays their facts out as bytes, for [`World::prepared`].
    pub fn prepare(files: &[(&str, &str)]) -> Result<Vec<u8>, Error> {
        Ok(lay_out(&Draft::read(files)?))
    }

    /// The world that [`World::prepare`] laid out. It is used where it lies; None if these bytes are something else.
    pub fn prepared(bytes: &'static [u8]) -> Option<World> {
        World::new(Cow::Borrowed(bytes))
    }

    fn new(bytes: Bytes) -> Option<World> {
        let image = Image::new(bytes)?;
        let mut world = World {
            entries: Arc::default(),
            names: Gazetteer::new(image.names()),
            borrowing: FxHashSet::default(),
            links: Links::default(),
            divisions: Vec::new(),
            sectors: BTreeSet::new(),
            aliases: FxHashMap::default(),
            currencies: OnceLock::new(),
            image,
        };
        let (mut sectors, mut holders) = (Vec::<Name>::new(), Holders::new());
        let id = |cell: &str| Some(EntryId::new(cell.parse().ok()?));
        for (list, first, second) in world.image.lists() {
            match list {
                "sector" => sectors.push(first.into()),
                "division" => world.divisions.push(first.into()),
                "link" => {
                    world.links.role(first)?.insert(second.to_owned());
                }
                "alias" => {
                    world.aliases.insert(first.to_owned(), Country::new(second)?);
                }
                "state" | "union" => {
                    let kind = if list == "state" { EntryKind::State } else { EntryKind::Intergovernmental };
                    holders.entry((kind, Country::new(first)?)).or_default().push(id(second)?);
                }
                "borrowing" => {
                    world.borrowing.insert(id(first)?);
                }
                _ => return None,
            }
        }
        world.sectors.extend(sectors.iter().cloned());
        let image = world.image.clone();
        let entry = move |id| image.entry(id, &sectors);
        world.entries = Arc::new(Entries::later(world.image.len(), holders, entry));
        Some(world)
    }

    /// The same facts, and those of actor dictionaries, which come first where both know a name.
    #[must_use]
    pub fn with_actors(mut self, actors: &Actors) -> World {
        let mut entries: Vec<Entry> = self.entries.iter().cloned().collect();
        for actor in actors.all() {
            let states: Vec<Country> =
                actor.names.iter().flat_map(|name| self.states_named(name, &entries)).collect();
            // A state that had another code once is a state then, too.
            let lasting = actor.roles.iter().any(|role| {
                (role.from, role.to) == (None, None) && self.decode(&role.code, false).1.is_none()
            });
            // "[FRO/SAM]": several under one name, each with an id of its own.
            for (place, role) in actor.roles.iter().flat_map(|role| role.each().enumerate()) {
                let (country, sector) = self.decode(&role.code, actor.agent);
                let dated = role.from.is_some() || role.to.is_some();
                let kind = match (&sector, country) {
                    _ if actor.agent => EntryKind::Agent,
                    (None, Some(_)) if lasting && !states.is_empty() => EntryKind::State,
                    _ if dated => EntryKind::Person,
                    (_, Some(country)) if country.as_str() == "IGO" => EntryKind::Intergovernmental,
                    (None, Some(_)) => EntryKind::State,
                    (Some(sector), _) if matches!(sector.as_str(), "REB" | "UAF" | "CRM") => EntryKind::Group,
                    _ => EntryKind::Body,
                };
                let id = EntryId::new(entries.len());
                entries.push(Entry {
                    id: match place {
                        0 => Entry::given_id(&actor.id),
                        _ => Entry::given_id(&format!("{}/{}", actor.id, role.code.to_lowercase())),
                    },
                    kind,
                    name: actor.name.as_str().into(),
                    country,
                    sector,
                    valid: (role.from, role.to),
                    // What a state is to the user, goes before what it is to the packs.
                    weight: match states.iter().all(|state| Some(*state) == country) {
                        true => ACTOR,
                        false => u32::MAX,
                    },
                });
                for name in &actor.names {
                    match actor.agent {
                        true => self.names.add(&name.to_lowercase(), id, false),
                        false => self
                            .names
                            .add_shouted(name, id, |word| self.links.article.contains(&word.to_lowercase())),
                    }
                }
            }
        }
        self.entries = Arc::new(entries.into_iter().collect());
        self
    }

    // The states that go by a name in the packs, or whose people do.
    fn states_named(&self, name: &str, entries: &[Entry]) -> Vec<Country> {
        let mut buffer = String::new();
        let words: Vec<_> = split(name).into_iter().map(|word| self.names.ready(word, &mut buffer)).collect();
        let whole = self.names.names_at(&words, false).filter(|(length, _)| *length == words.len());
        let entries = whole.flat_map(|(_, ends)| ends.filter_map(|end| entries.get(end.value.index())));
        let states = entries
            .filter(|entry| !entry.is_given() && matches!(entry.kind, EntryKind::State | EntryKind::Demonym));
        states.filter_map(|entry| entry.country).collect()
    }

    /// All facts.
    pub fn entries(&self) -> &Arc<Entries> {
        &self.entries
    }

    /// How many words the names of the pack are made of.
    pub fn word_count(&self) -> usize {
        self.names.word_count()
    }

    /// The state of a code.
    pub fn state(&self, country: Country) -> Option<&Entry> {
        self.entries.holding(EntryKind::State, country).first().map(|&id| &self.entries[id])
    }

    /// The country that an adjective or a word for a people speaks of: "Egyptian", "Dutchmen".
    pub fn country_of_demonym(&self, word: &str) -> Option<Country> {
        let kinds = [EntryKind::Demonym];
        self.named(word).into_iter().find(|entry| kinds.contains(&entry.kind)).and_then(|entry| entry.country)
    }

    /// All facts that go by exactly this name, the likeliest first.
    pub fn named(&self, name: &str) -> Vec<&Entry> {
        self.ids_named(name).into_iter().map(|id| &self.entries[id]).collect()
    }

    /// The ids of all facts that go by exactly this name, the likeliest first.
    pub fn ids_named(&self, name: &str) -> Vec<EntryId> {
        let mut buffer = String::new();
        let words: Vec<_> = split(name).into_iter().map(|word| self.names.ready(word, &mut buffer)).collect();
        let whole = self.names.names_at(&words, false).filter(|(length, _)| *length == words.len());
        let mut found: Vec<EntryId> = whole.flat_map(|(_, ends)| ends.map(|end| end.value)).collect();
        self.sort(&mut found);
        found
    }

    /// The likeliest of a hit's entries that held on this day; any of them where no day is known.
    pub fn on(&self, hit: &Hit, day: Option<Day>) -> Option<&Entry> {
        let held = |entry: &&Entry| {
            let (from, to) = entry.valid;
            day.is_none_or(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
        };
        hit.entries.iter().map(|&id| &self.entries[id]).find(held)
    }

    /// Where the place of an entry lies: a city or region; the middle of a state for it and its people; the city
    /// itself for a capital.
    pub fn spot(&self, id: EntryId) -> Option<Spot> {
        self.image.spot(id, &self.divisions)
    }

    /// The office that an entry of kind person held.
    pub fn office(&self, id: EntryId) -> Option<Name> {
        self.image.office(id)
    }

    /// All currencies, by code.
    pub fn currencies(&self) -> &[Currency] {
        &self.money().all
    }

    /// The currencies that go by a name, code or symbol, the likeliest first. Case matters ("Rs"), except that
    /// a name in small letters is also found written with capitals.
    pub fn currency(&self, name: &str) -> impl Iterator<Item = &Currency> {
        let Currencies { all, by_name } = self.money();
        let found = by_name.get(name).or_else(|| by_name.get(name.to_lowercase().as_str()));
        found.into_iter().flatten().map(|&place| &all[place])
    }

    // Few ask.
    fn money(&self) -> &Currencies {
        self.currencies.get_or_init(|| {
            let all = self.image.currencies();
            let mut by_name: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
            for (place, currency) in all.iter().enumerate() {
                for name in &currency.names {
                    by_name.entry(name.as_str().into()).or_default().push(place);
                }
            }
            by_name.values_mut().for_each(|places| places.sort_by_key(|&place| (all[place].rank, place)));
            Currencies { all, by_name }
        })
    }

    pub(super) fn sort(&self, found: &mut Vec<EntryId>) {
        // Of offices held one after another the last comes first; other ties go to the entry named first.
        let late = Day { year: i16::MAX, month: 12, day: 31 };
        let rank = |entry: &Entry| (Reverse(entry.weight), Reverse(entry.valid.1.unwrap_or(late)));
        found.sort_by_key(|&id| (rank(&self.entries[id]), id));
        found.dedup();
    }

    /// Reads a CAMEO code: a country first, if the world knows it, then the first sector that it knows.
    fn decode(&self, code: &str, agent: bool) -> (Option<Country>, Option<Name>) {
        let parts: Vec<&str> = (0..code.len() / 3).filter_map(|at| code.get(3 * at..3 * at + 3)).collect();
        let country = parts.first().filter(|_| !agent).and_then(|part| {
            let own = Country::new(part).filter(|c| self.state(*c).is_some() || c.as_str() == "IGO");
            // A dictionary may bring states of its own: what is neither a sector nor known otherwise is one.
            let theirs = || {
                Country::new(part)
                    .filter(|_| !self.sectors.contains(&Name::from(*part)) && !GLOBAL.contains(part))
            };
            own.or_else(|| self.aliases.get(*part).copied()).or_else(theirs)
        });
        let sector = parts.iter().skip(usize::from(country.is_some()));
        let sector = sector.map(|part| Name::from(*part)).find(|part| self.sectors.contains(part));
        (country, sector)
    }
}

// What CAMEO codes begin with where no state is meant.
const GLOBAL: [&str; 6] = ["IMG", "INT", "MNC", "NGM", "NGO", "UIS"];
