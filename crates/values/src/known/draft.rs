//! Reading the tables of the world pack: what takes long, and so is done when the program is built.

use std::collections::{BTreeMap, BTreeSet};

use chancery_document::{Country, Day, Entry, EntryId, EntryKind, Id, Name};
use rustc_hash::FxHashMap;

use super::{
    gazetteer::Gazetteer,
    table::{Error, Row, Table, parts},
    world::{Currency, Spot},
};

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

// One scale for all: of two entries of one name the greater is likelier. Capitals lie between cities and
// states: ten times their people, so that San José beats San Jose and Melbourne's state beats Mahé's capital.
const STATE: u32 = 2_000_000_000;
const SEAT: u32 = 1_900_000_000;
const DEMONYM: u32 = 1_800_000_000;
const INTERGOVERNMENTAL: u32 = 1_700_000_000;
pub(super) const ACTOR: u32 = 1_650_000_000;
const PERSON: u32 = 1_600_000_000;
// "State Department" is one body, "health department" any state's.
const BODY: u32 = 1_050_000_000;
const GENERIC: u32 = 1_000_000_000;
const PEOPLE: u32 = 950_000_000;
const GROUP: u32 = 900_000_000;
const FIRM: u32 = 700_000_000;
const REGION: u32 = 5_000_000;
const DIVISION: u32 = 3_000_000;

/// What a small word does between names.
pub(super) const ROLES: [&str; 7] = ["of", "at", "article", "and", "past", "acting", "place"];

/// The world as the tables tell it, not yet laid out to be asked.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) entries: Vec<Entry>,
    pub(super) names: Gazetteer,
    pub(super) borrowing: BTreeSet<EntryId>,
    /// Role and folded word.
    pub(super) links: BTreeSet<(String, String)>,
    /// By entry; shorter than the entries where the last have none.
    pub(super) spots: Vec<Option<Spot>>,
    pub(super) offices: BTreeMap<EntryId, Name>,
    pub(super) aliases: BTreeMap<String, Country>,
    pub(super) currencies: Vec<Currency>,
    pub(super) divisions: Vec<Name>,
    portfolios: Vec<String>,
    capitals: FxHashMap<String, Country>,
}

impl Draft {
    /// Reads the tables, given as name and text.
    pub(super) fn read(files: &[(&str, &str)]) -> Result<Draft, Error> {
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
        Ok(draft)
    }

    fn push(&mut self, entry: Entry) -> EntryId {
        let id = EntryId::new(self.entries.len());
        self.entries.push(entry);
        id
    }

    fn named<'a>(&mut self, names: impl Iterator<Item = &'a str>, id: EntryId) {
        let names: Vec<&str> = names.collect();
        for name in &names {
            // An article adds nothing to a name that also stands without it.
            let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("The "));
            if !bare.is_some_and(|bare| names.contains(&bare)) {
                self.names.add(name, id, false);
            }
        }
    }

    fn links(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["role", "words"])?.rows() {
            let role = row.cell("role");
            if !ROLES.contains(&role) {
                return Err(row.error("role", "unknown role"));
            }
            self.links.extend(row.list("words").map(|word| (role.to_owned(), word.to_lowercase())));
        }
        Ok(())
    }

    fn codes(&mut self, file: &str, text: &str) -> Result<(), Error> {
        for row in Table::parse(file, text, &["code", "is"])?.rows() {
            let country = country(row, "is")?.ok_or_else(|| row.error("is", "no code"))?;
            self.aliases.insert(row.cell("code").into(), country);
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
            self.offices.insert(id, row.cell("office").into());
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
        // Whose office it is: anybody's, a state's, that of a body between states, or of one state alone.
        let (scope, country) = match row.cell("scope") {
            "any" => (true, None),
            "" | "state" => (false, None),
            "igo" => (false, Country::new("IGO")),
            code => {
                let of_one = Country::new(code).filter(|_| code.len() == 3 && code == code.to_uppercase());
                (false, Some(of_one.ok_or_else(|| row.error("scope", "unknown scope"))?))
            }
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
                    self.borrowing.insert(id);
                }
                self.names.add(&name, id, false);
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
        self.spots.reserve(count);
        self.spots.resize(self.entries.len(), None);
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
                self.names.add(name, id, is_common);
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
            self.spots.push(latitude.zip(longitude).map(|(latitude, longitude)| Spot {
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
            if let Some(spot) = self.spots.get(city.index()).cloned().flatten() {
                self.spots[index] = Some(spot);
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
            self.spots.resize(first, None);
            self.spots.resize(self.entries.len(), Some(spot));
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
            self.currencies.push(Currency {
                code: row.cell("code").into(),
                name: row.cell("name").into(),
                names,
                states,
                rank: row.value("rank")?.unwrap_or(u32::MAX),
            });
        }
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
