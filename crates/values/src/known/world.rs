//! The facts of the world pack and the names they go by.

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use chancery_document::{Column, Country, Day, Entry, EntryId, EntryKind, Hit, Id, Lexicon, Name};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    actors::Actors,
    gazetteer::{Gazetteer, split},
    table::{Error, Row, Table, parts},
};

/// The facts of the world pack, and of the actor dictionaries that came with it.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub(super) entries: Arc<Column<EntryId, Entry>>,
    pub(super) names: Gazetteer<EntryId>,
    /// Offices and agents that take the sector of the body they belong to.
    pub(super) borrowing: FxHashSet<EntryId>,
    pub(super) links: Links,
    states: FxHashMap<Country, EntryId>,
    /// By entry; shorter than the entries where the last have none.
    spots: Vec<Option<Spot>>,
    offices: FxHashMap<EntryId, Name>,
    sectors: BTreeSet<Name>,
    aliases: FxHashMap<String, Country>,
    currencies: Vec<Currency>,
    currency_names: FxHashMap<Box<str>, Vec<usize>>,
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

/// The files of the pack, in the order they are read.
const FILES: [(&str, Reader); 13] = [
    ("links.tsv", Draft::links),
    ("codes.tsv", Draft::codes),
    ("states.tsv", Draft::states),
    ("seats.tsv", Draft::seats),
    ("organisations.tsv", Draft::organisations),
    ("persons.tsv", Draft::persons),
    ("portfolios.tsv", Draft::portfolios),
    ("bodies.tsv", Draft::bodies),
    ("offices.tsv", Draft::offices),
    ("agents.tsv", Draft::agents),
    ("regions.tsv", Draft::regions),
    ("cities.tsv", Draft::cities),
    ("currencies.tsv", Draft::currencies),
];

type Reader = fn(&mut Draft, &str, &str) -> Result<(), Error>;

impl World {
    /// Reads the pack's tables, given as name and text. A table that is not given stays empty, one that the
    /// pack does not know is passed over.
    pub fn parse(files: &[(&str, &str)]) -> Result<World, Error> {
        let mut draft = Draft::default();
        for (wanted, read) in FILES {
            for &(name, text) in files {
                // The builder's own tables bear the same names; they are no part of the pack.
                let mut parts = name.rsplit(['/', '\\']);
                if parts.next() == Some(wanted) && parts.next() != Some("own") {
                    read(&mut draft, name, text)?;
                }
            }
        }
        let mut world = draft.world;
        world.entries = Arc::new(draft.entries.into_iter().collect());
        Ok(world)
    }

    /// The same facts, and those of actor dictionaries, which come first where both know a name.
    #[must_use]
    pub fn with_actors(mut self, actors: &Actors) -> World {
        let mut entries: Vec<Entry> = self.entries.as_slice().to_vec();
        for actor in actors.all() {
            for role in &actor.roles {
                let (country, sector) = self.decode(&role.code, actor.agent);
                let kind = match (&sector, country) {
                    _ if actor.agent => EntryKind::Agent,
                    _ if role.from.is_some() || role.to.is_some() => EntryKind::Person,
                    (_, Some(country)) if country.as_str() == "IGO" => EntryKind::Intergovernmental,
                    (None, Some(_)) => EntryKind::State,
                    (Some(sector), _) if matches!(sector.as_str(), "REB" | "UAF" | "CRM") => EntryKind::Group,
                    _ => EntryKind::Body,
                };
                let id = EntryId::new(entries.len());
                entries.push(Entry {
                    id: format!("actors:{}", actor.id).into(),
                    kind,
                    name: actor.name.as_str().into(),
                    country,
                    sector,
                    valid: (role.from, role.to),
                    weight: ACTOR,
                });
                for name in &actor.names {
                    match actor.agent {
                        true => self.names.add(&name.to_lowercase(), id, false),
                        false => self.names.add_shouted(name, id),
                    }
                }
            }
        }
        self.entries = Arc::new(entries.into_iter().collect());
        self
    }

    /// Adds the words of all names to a lexicon.
    pub fn lexicon(&self, lexicon: &mut Lexicon) {
        let cities = [EntryKind::City, EntryKind::Firm];
        for entry in self.entries.as_slice().iter().filter(|entry| !cities.contains(&entry.kind)) {
            for word in split(entry.name.as_str()) {
                lexicon.add(word);
            }
        }
    }

    /// All facts.
    pub fn entries(&self) -> &Arc<Column<EntryId, Entry>> {
        &self.entries
    }

    /// How many words the names of the pack are made of.
    pub fn word_count(&self) -> usize {
        self.names.word_count()
    }

    /// The state of a code.
    pub fn state(&self, country: Country) -> Option<&Entry> {
        self.states.get(&country).map(|&id| &self.entries[id])
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
    pub fn spot(&self, id: EntryId) -> Option<&Spot> {
        self.spots.get(id.index())?.as_ref()
    }

    /// The office that an entry of kind person held.
    pub fn office(&self, id: EntryId) -> Option<&Name> {
        self.offices.get(&id)
    }

    /// All currencies, by code.
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// The currencies that go by a name, code or symbol, the likeliest first. Case matters ("Rs"), except that
    /// a name in small letters is also found written with capitals.
    pub fn currency(&self, name: &str) -> impl Iterator<Item = &Currency> {
        let found = self.currency_names.get(name);
        let found = found.or_else(|| self.currency_names.get(name.to_lowercase().as_str()));
        found.into_iter().flatten().map(|&place| &self.currencies[place])
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
            let own = Country::new(part).filter(|c| self.states.contains_key(c) || c.as_str() == "IGO");
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

// One scale for all: of two entries of one name the greater is likelier. Capitals lie between cities and
// states: ten times their people, so that San José beats San Jose and Melbourne's state beats Mahé's capital.
const STATE: u32 = 2_000_000_000;
const SEAT: u32 = 1_900_000_000;
const DEMONYM: u32 = 1_800_000_000;
const INTERGOVERNMENTAL: u32 = 1_700_000_000;
const ACTOR: u32 = 1_650_000_000;
const PERSON: u32 = 1_600_000_000;
const GENERIC: u32 = 1_000_000_000;
const PEOPLE: u32 = 950_000_000;
const GROUP: u32 = 900_000_000;
const BODY: u32 = 800_000_000;
const FIRM: u32 = 700_000_000;
const REGION: u32 = 5_000_000;
const DIVISION: u32 = 3_000_000;

#[derive(Default)]
struct Draft {
    world: World,
    entries: Vec<Entry>,
    portfolios: Vec<String>,
    capitals: FxHashMap<String, Country>,
    divisions: Vec<Name>,
}

impl Draft {
    fn push(&mut self, entry: Entry) -> EntryId {
        let id = EntryId::new(self.entries.len());
        self.world.sectors.extend(entry.sector.clone());
        self.entries.push(entry);
        id
    }

    fn named<'a>(&mut self, names: impl Iterator<Item = &'a str>, id: EntryId) {
        let names: Vec<&str> = names.collect();
        for name in &names {
            // An article adds nothing to a name that also stands without it.
            let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("The "));
            if !bare.is_some_and(|bare| names.contains(&bare)) {
                self.world.names.add(name, id, false);
            }
        }
    }

    fn links(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["role", "words"])?.rows() {
            let links = &mut self.world.links;
            let set = match row.cell("role") {
                "of" => &mut links.of,
                "at" => &mut links.at,
                "article" => &mut links.article,
                "and" => &mut links.and,
                "past" => &mut links.past,
                "acting" => &mut links.acting,
                "place" => &mut links.place,
                _ => return Err(row.error("role", "unknown role")),
            };
            set.extend(row.list("words").map(str::to_lowercase));
        }
        Ok(())
    }

    fn codes(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["code", "is"])?.rows() {
            let country = country(row, "is")?.ok_or_else(|| row.error("is", "no code"))?;
            self.world.aliases.insert(row.cell("code").into(), country);
        }
        Ok(())
    }

    fn states(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["id", "code", "names", "adjectives", "people", "capitals", "from", "to"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let country = country(row, "code")?.ok_or_else(|| row.error("code", "no code"))?;
            let population = row.value::<u32>("population")?.unwrap_or_default();
            let first = self.entries.len();
            let id: Name = format!("world:{}", row.first("id")?).into();
            let valid = years(row)?;
            let name: Name = row.first("names")?.into();
            let base = Entry {
                id,
                kind: EntryKind::State,
                name: name.clone(),
                country: Some(country),
                sector: None,
                valid,
                weight: STATE + population.min(1_500_000_000) / 10,
            };
            let people = row.list("adjectives").chain(row.list("people"));
            if let Some(adjective) = people.clone().next() {
                let id = self.push(Entry {
                    id: format!("{}/people", base.id).into(),
                    kind: EntryKind::Demonym,
                    name: adjective.into(),
                    weight: DEMONYM + population / 20,
                    ..base.clone()
                });
                self.named(people, id);
            }
            if let Some(capital) = row.list("capitals").next() {
                let id = self.push(Entry {
                    id: format!("{}/capital", base.id).into(),
                    kind: EntryKind::Capital,
                    name: capital.into(),
                    sector: Some("GOV".into()),
                    // Until the cities tell how many live there.
                    weight: 10_000_000,
                    ..base.clone()
                });
                self.named(row.list("capitals"), id);
                if base.valid.1.is_none() {
                    let capitals = row.list("capitals").map(|name| (name.to_string(), country));
                    self.capitals.extend(capitals);
                }
            }
            let id = self.push(base);
            self.named(row.list("names"), id);
            self.world.states.entry(country).or_insert(id);
            self.locate(row, first)?;
        }
        Ok(())
    }

    fn seats(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["code", "level", "sector", "names"])?.rows() {
            let name = row.first("names")?;
            let id = self.push(Entry {
                id: format!("world:seat/{}", slug(name)).into(),
                kind: EntryKind::Seat,
                name: name.into(),
                country: country(row, "code")?,
                sector: sector(row)?,
                valid: (None, None),
                weight: SEAT,
            });
            self.named(row.list("names"), id);
        }
        Ok(())
    }

    fn organisations(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["id", "kind", "code", "sector", "names"])?.rows() {
            let (kind, weight) = match row.cell("kind") {
                "igo" => (EntryKind::Intergovernmental, INTERGOVERNMENTAL),
                "body" => (EntryKind::Body, BODY),
                "group" => (EntryKind::Group, GROUP),
                "firm" => (EntryKind::Firm, FIRM),
                // A people or a faith speaks for no state.
                "people" => (EntryKind::Demonym, PEOPLE),
                _ => return Err(row.error("kind", "unknown kind")),
            };
            let id = self.push(Entry {
                id: format!("world:{}", row.cell("id")).into(),
                kind,
                name: row.first("names")?.into(),
                country: country(row, "code")?,
                sector: sector(row)?,
                valid: (None, None),
                weight,
            });
            self.named(row.list("names"), id);
        }
        Ok(())
    }

    fn persons(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["id", "code", "sector", "office", "names", "from", "to"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let id = self.push(Entry {
                id: format!("world:{}", row.cell("id")).into(),
                kind: EntryKind::Person,
                name: row.first("names")?.into(),
                country: country(row, "code")?,
                sector: sector(row)?,
                valid: years(row)?,
                weight: PERSON,
            });
            self.named(row.list("names"), id);
            self.world.offices.insert(id, row.cell("office").into());
        }
        Ok(())
    }

    fn portfolios(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["names"])?.rows() {
            self.portfolios.extend(row.list("names").map(String::from));
        }
        Ok(())
    }

    fn bodies(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["sector", "names"])?.rows() {
            self.generic(row, EntryKind::Body)?;
        }
        Ok(())
    }

    fn offices(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["sector", "scope", "names"])?.rows() {
            self.generic(row, EntryKind::Office)?;
        }
        Ok(())
    }

    fn agents(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["sector", "names"])?.rows() {
            self.generic(row, EntryKind::Agent)?;
        }
        Ok(())
    }

    /// Words for something that every state may have, one entry a word; `{portfolio}` stands for each of the
    /// portfolios in turn.
    fn generic(&mut self, row: Row<'_, '_>, kind: EntryKind) -> Result<(), Error> {
        let sector = sector(row)?;
        // Whose office it is: anybody's, a state's, or that of a body between states.
        let (scope, country) = match row.cell("scope") {
            "any" => (true, None),
            "" | "state" => (false, None),
            "igo" => (false, Country::new("IGO")),
            _ => return Err(row.error("scope", "unknown scope")),
        };
        for pattern in row.list("names") {
            let names = match pattern.contains("{portfolio}") {
                true => self.portfolios.iter().map(|each| pattern.replace("{portfolio}", each)).collect(),
                false => vec![pattern.to_string()],
            };
            for name in names {
                let id = self.push(Entry {
                    id: format!("world:{}", slug(&name)).into(),
                    kind,
                    name: name.as_str().into(),
                    country,
                    sector: sector.clone(),
                    valid: (None, None),
                    weight: GENERIC,
                });
                if scope {
                    self.world.borrowing.insert(id);
                }
                self.world.names.add(&name, id, false);
            }
        }
        Ok(())
    }

    fn regions(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["names", "code", "adjectives", "lat", "lon", "geonames", "division"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let name = row.first("names")?;
            let country = country(row, "code")?;
            let id: Name = match row.value::<u32>("geonames")? {
                Some(number) => format!("geonames:{number}").into(),
                None => format!("world:region/{}", slug(name)).into(),
            };
            let first = self.entries.len();
            let base = Entry {
                id,
                kind: EntryKind::Region,
                name: name.into(),
                country,
                sector: None,
                valid: (None, None),
                weight: if row.cell("division").is_empty() { REGION } else { DIVISION },
            };
            // "Gulf" and "West Bank" are names before they are adjectives.
            let adjectives =
                row.list("adjectives").filter(|each| row.list("names").all(|name| name != *each));
            if let Some(adjective) = adjectives.clone().next() {
                let id = self.push(Entry {
                    id: format!("{}/people", base.id).into(),
                    kind: EntryKind::Demonym,
                    name: adjective.into(),
                    weight: DEMONYM,
                    ..base.clone()
                });
                self.named(adjectives, id);
            }
            let id = self.push(base);
            self.named(row.list("names"), id);
            self.locate(row, first)?;
        }
        Ok(())
    }

    fn cities(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["names", "code", "division", "geonames", "lat", "lon", "population", "common"];
        let table = Table::parse(file, text, &columns)?;
        let mut people: FxHashMap<(Country, &str), (u32, EntryId)> = FxHashMap::default();
        // By far the longest table: the others are read by the names of their columns.
        let [names, code, division, geonames, lat, lon, population, common] =
            columns.map(|column| table.place(column));
        let count = table.rows().len();
        self.entries.reserve(count);
        self.world.spots.reserve(count);
        self.world.names.reserve(count);
        self.world.spots.resize(self.entries.len(), None);
        let mut written = String::new();
        for row in table.rows() {
            let number = row.at(geonames);
            let geonames: u32 = number.parse().map_err(|_| row.error("geonames", "no number"))?;
            let population = match row.at(population) {
                "" => 0,
                cell => cell.parse().map_err(|_| row.error("population", "not a number"))?,
            };
            let country = match row.at(code) {
                "" => None,
                code => Some(Country::new(code).ok_or_else(|| row.error("code", "not a country code"))?),
            };
            let Some(first) = parts(row.at(names)).next() else { return Err(row.error("names", "no name")) };
            written.clear();
            written.push_str("geonames:");
            written.push_str(number);
            let id = self.push(Entry {
                id: written.as_str().into(),
                kind: EntryKind::City,
                name: first.into(),
                country,
                sector: None,
                valid: (None, None),
                weight: population,
            });
            let is_common = row.at(common) == "~";
            for name in parts(row.at(names)) {
                self.world.names.add(name, id, is_common);
                if let Some(place) = country.filter(|place| self.capitals.get(name) == Some(place)) {
                    let most = people.entry((place, name)).or_insert((population, id));
                    *most = (population, id).max(*most);
                }
            }
            let degree = |place, column| match row.at(place) {
                "" => Ok(None),
                cell => degrees(cell).map(Some).ok_or_else(|| row.error(column, "not a number")),
            };
            let (latitude, longitude) = (degree(lat, "lat")?, degree(lon, "lon")?);
            let division = self.division(row.at(division));
            self.world.spots.push(latitude.zip(longitude).map(|(latitude, longitude)| Spot {
                latitude,
                longitude,
                geonames: Some(geonames),
                division,
            }));
        }
        for (index, entry) in self.entries.iter_mut().enumerate() {
            let country =
                entry.country.filter(|_| entry.kind == EntryKind::Capital && entry.valid.1.is_none());
            let Some((people, city)) = country.and_then(|c| people.get(&(c, entry.name.as_str()))) else {
                continue;
            };
            entry.weight = people.saturating_mul(10).min(1_500_000_000);
            if let Some(spot) = self.world.spot(*city).cloned() {
                self.world.spots[index] = Some(spot);
            }
        }
        Ok(())
    }

    /// Tells where all entries since `first` lie: the state, its people and its capital.
    fn locate(&mut self, row: Row<'_, '_>, first: usize) -> Result<(), Error> {
        if let (Some(latitude), Some(longitude)) = (row.value("lat")?, row.value("lon")?) {
            let geonames = row.value("geonames")?;
            let division = self.division(row.cell("division"));
            let spot = Spot { latitude, longitude, geonames, division };
            self.world.spots.resize(first, None);
            self.world.spots.resize(self.entries.len(), Some(spot));
        }
        Ok(())
    }

    // Many places lie in few divisions.
    fn division(&mut self, code: &str) -> Option<Name> {
        if code.is_empty() {
            return None;
        }
        let known = self.divisions.iter().find(|each| each.as_str() == code).cloned();
        Some(known.unwrap_or_else(|| {
            self.divisions.push(code.into());
            code.into()
        }))
    }

    fn currencies(&mut self, file: &str, text: &str) -> Result<(), Error> {
        let columns = ["code", "name", "names", "symbols", "states", "rank"];
        for row in Table::parse(file, text, &columns)?.rows() {
            let mut names: Vec<Name> = vec![row.cell("code").into(), row.cell("name").into()];
            names.extend(row.list("names").chain(row.list("symbols")).map(Name::from));
            names.sort();
            names.dedup();
            let states = row.list("states").filter_map(Country::new).collect();
            self.world.currencies.push(Currency {
                code: row.cell("code").into(),
                name: row.cell("name").into(),
                names,
                states,
                rank: row.value("rank")?.unwrap_or(u32::MAX),
            });
        }
        let currencies = &self.world.currencies;
        let mut by_name: FxHashMap<Box<str>, Vec<usize>> = FxHashMap::default();
        for (place, currency) in currencies.iter().enumerate() {
            for name in &currency.names {
                by_name.entry(name.as_str().into()).or_default().push(place);
            }
        }
        for places in by_name.values_mut() {
            places.sort_by_key(|&place| (currencies[place].rank, place));
        }
        self.world.currency_names = by_name;
        Ok(())
    }
}

fn country(row: Row<'_, '_>, column: &str) -> Result<Option<Country>, Error> {
    match row.cell(column) {
        "" => Ok(None),
        code => Country::new(code).map(Some).ok_or_else(|| row.error(column, "not a country code")),
    }
}

/// From the first day of one year to the last of another.
fn years(row: Row<'_, '_>) -> Result<(Option<Day>, Option<Day>), Error> {
    let first = |year: i16| Day { year, month: 1, day: 1 };
    let last = |year: i16| Day { year, month: 12, day: 31 };
    Ok((row.value("from")?.map(first), row.value("to")?.map(last)))
}

/// A number as the tables have them, "-12.75": digits that fit into a float, and a power of ten that does, so that
/// their quotient is the nearest float; anything else goes the long way.
fn degrees(cell: &str) -> Option<f32> {
    let (sign, digits) = cell.strip_prefix('-').map_or((1.0, cell), |rest| (-1.0, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + part.len() > 7 || !plain(whole) || !plain(part) {
        return cell.parse().ok();
    }
    let number =
        whole.bytes().chain(part.bytes()).fold(0u32, |sum, digit| 10 * sum + u32::from(digit - b'0'));
    Some(sign * number as f32 / 10u32.pow(part.len() as u32) as f32)
}

fn sector(row: Row<'_, '_>) -> Result<Option<Name>, Error> {
    match row.cell("sector") {
        "" => Ok(None),
        code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => Ok(Some(code.into())),
        _ => Err(row.error("sector", "not a sector code")),
    }
}

fn slug(name: &str) -> String {
    let mut folded = String::new();
    super::gazetteer::fold(name, &mut folded);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
