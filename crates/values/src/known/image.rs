//! The world laid out in one stretch of bytes, to be asked where it lies.
//!
//! ```text
//! 8 bytes   "WORLD" and the number of this layout
//! u32 each  how long the tables are, in the order of `Table`
//! then the tables
//! ```
//! All numbers are little-endian. The build makes the stretch and puts it into the program, so that a process that
//! reads one report makes no table of a hundred thousand names. Packs of a folder go the same way, in memory.

use std::{borrow::Cow, collections::BTreeSet};

use chancery_document::{Country, Day, Entry, EntryId, EntryKind, Id, Name};
use rustc_hash::FxHashMap;

use super::{
    bytes::{Bytes, row},
    draft::Draft,
    world::{Currency, Spot},
};

const MAGIC: &[u8; 8] = b"WORLD\0\0\x01";

/// The tables, in order; those of the names stand last.
#[derive(Clone, Copy)]
enum Table {
    Entries,
    Text,
    Spots,
    Offices,
    Lists,
    Currencies,
    Names,
}

const TABLES: usize = Table::Names as usize + 5;

/// The stretch, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Image {
    tables: [Bytes; TABLES],
}

impl Image {
    /// Takes a stretch apart; None if it is not one.
    pub(super) fn new(bytes: Bytes) -> Option<Image> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut lengths = [0; TABLES];
        for length in &mut lengths {
            let (four, after) = rest.split_first_chunk()?;
            *length = u32::from_le_bytes(*four) as usize;
            rest = after;
        }
        let mut at = bytes.len() - rest.len();
        let mut tables: [Bytes; TABLES] = std::array::from_fn(|_| Bytes::default());
        for (table, length) in tables.iter_mut().zip(lengths) {
            let range = at..at.checked_add(length)?;
            at = range.end;
            *table = match &bytes {
                Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(range)?),
                Cow::Owned(bytes) => Cow::Owned(bytes.get(range)?.to_vec()),
            };
        }
        (at == bytes.len()).then_some(Image { tables })
    }

    fn table(&self, table: Table) -> &Bytes {
        &self.tables[table as usize]
    }

    /// The tables of the names.
    pub(super) fn names(&self) -> [Bytes; 5] {
        std::array::from_fn(|place| self.tables[Table::Names as usize + place].clone())
    }

    /// The lines of the short lists: what is listed, and its cells.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let text = std::str::from_utf8(self.table(Table::Lists)).unwrap_or_default();
        text.lines().filter_map(|line| {
            let (list, cells) = line.split_once('\t')?;
            let (first, second) = cells.split_once('\t').unwrap_or((cells, ""));
            Some((list, first, second))
        })
    }

    /// All currencies, by code.
    pub(super) fn currencies(&self) -> Vec<Currency> {
        let text = std::str::from_utf8(self.table(Table::Currencies)).unwrap_or_default();
        let currency = |line: &str| {
            let mut cells = line.split('\t');
            Some(Currency {
                code: cells.next()?.into(),
                name: cells.next()?.into(),
                rank: cells.next()?.parse().ok()?,
                states: cells.next()?.split(',').filter_map(Country::new).collect(),
                names: cells.map(Name::from).collect(),
            })
        };
        text.lines().filter_map(currency).collect()
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.table(Table::Entries).len() / ENTRY
    }

    /// An entry. `sectors` are those of the lists, in their order.
    pub(super) fn entry(&self, id: EntryId, sectors: &[Name]) -> Entry {
        let row: [u8; ENTRY] = row(self.table(Table::Entries), id.index()).unwrap_or([0; ENTRY]);
        let mut cells = Cells(&row);
        let id = self.text(&mut cells).into();
        let name = self.text(&mut cells).into();
        let kind = EntryKind::ALL.get(cells.take::<1>()[0] as usize).copied().unwrap_or(EntryKind::City);
        let country = Country::new(std::str::from_utf8(&cells.take::<3>()).unwrap_or_default());
        let sector = u32::from_le_bytes(cells.take()).checked_sub(1);
        Entry {
            id,
            name,
            kind,
            country,
            sector: sector.and_then(|place| sectors.get(place as usize).cloned()),
            valid: (day(cells.take()), day(cells.take())),
            weight: u32::from_le_bytes(cells.take()),
        }
    }

    /// The office that an entry of kind person held.
    pub(super) fn office(&self, id: EntryId) -> Option<Name> {
        let (table, wanted) = (self.table(Table::Offices), id.index() as u32);
        let at = |place: usize| row::<OFFICE>(table, place);
        let (mut from, mut to) = (0, table.len() / OFFICE);
        while from < to {
            let middle = from.midpoint(to);
            let row = at(middle)?;
            let mut cells = Cells(&row);
            let found = u32::from_le_bytes(cells.take());
            match found.cmp(&wanted) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return Some(self.text(&mut cells).into()),
            }
        }
        None
    }

    /// Where the place of an entry lies. `divisions` are those of the lists, in their order.
    pub(super) fn spot(&self, id: EntryId, divisions: &[Name]) -> Option<Spot> {
        let row: [u8; SPOT] = row(self.table(Table::Spots), id.index())?;
        let mut cells = Cells(&row);
        let latitude = f32::from_le_bytes(cells.take());
        let longitude = f32::from_le_bytes(cells.take());
        let geonames = u32::from_le_bytes(cells.take());
        let division = u32::from_le_bytes(cells.take()).checked_sub(1);
        (!latitude.is_nan()).then(|| Spot {
            latitude,
            longitude,
            geonames: (geonames != u32::MAX).then_some(geonames),
            division: division.and_then(|place| divisions.get(place as usize).cloned()),
        })
    }

    fn text(&self, cells: &mut Cells<'_>) -> &str {
        let [start, length] = [cells.take(), cells.take()].map(u32::from_le_bytes).map(|n| n as usize);
        let text = self.table(Table::Text).get(start..).and_then(|rest| rest.get(..length));
        text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

const ENTRY: usize = 36;
const OFFICE: usize = 12;
const SPOT: usize = 16;

// What is left of a row.
struct Cells<'a>(&'a [u8]);

impl Cells<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (first, rest) = self.0.split_first_chunk().expect("rows are as long as their cells");
        self.0 = rest;
        *first
    }
}

// A month of 0 stands for no day.
fn day([low, high, month, day]: [u8; 4]) -> Option<Day> {
    (month != 0).then_some(Day { year: i16::from_le_bytes([low, high]), month, day })
}

fn day_bytes(day: Option<Day>) -> [u8; 4] {
    day.map_or([0; 4], |day| {
        let [low, high] = day.year.to_le_bytes();
        [low, high, day.month, day.day]
    })
}

/// Lays the world out.
pub(super) fn lay_out(draft: &Draft) -> Vec<u8> {
    let mut text = Text::default();
    let sectors: BTreeSet<&Name> = draft.entries.iter().filter_map(|entry| entry.sector.as_ref()).collect();
    let sectors: Vec<&Name> = sectors.into_iter().collect();
    let divisions: Vec<&Name> = draft.divisions.iter().collect();
    // Counted from 1; 0 for none.
    let place = |all: &[&Name], one: Option<&Name>| {
        let place = one.and_then(|one| all.iter().position(|each| *each == one));
        place.map_or(0, |place| place as u32 + 1).to_le_bytes()
    };

    let (mut entries, mut spots, mut offices) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &draft.entries {
        entries.extend(text.put(entry.id.as_str()));
        entries.extend(text.put(entry.name.as_str()));
        entries.push(entry.kind as u8);
        let mut country = [0; 3];
        entry.country.iter().for_each(|code| country.copy_from_slice(code.as_str().as_bytes()));
        entries.extend(country);
        entries.extend(place(&sectors, entry.sector.as_ref()));
        entries.extend([day_bytes(entry.valid.0), day_bytes(entry.valid.1)].concat());
        entries.extend(entry.weight.to_le_bytes());
    }
    for spot in &draft.spots {
        let nowhere = Spot { latitude: f32::NAN, longitude: f32::NAN, geonames: None, division: None };
        let spot = spot.as_ref().unwrap_or(&nowhere);
        spots.extend([spot.latitude, spot.longitude].map(f32::to_le_bytes).concat());
        spots.extend(spot.geonames.unwrap_or(u32::MAX).to_le_bytes());
        spots.extend(place(&divisions, spot.division.as_ref()));
    }
    for (id, office) in &draft.offices {
        offices.extend((id.index() as u32).to_le_bytes());
        offices.extend(text.put(office.as_str()));
    }

    let mut lists = String::new();
    let mut list = |list: &str, first: &str, second: &str| {
        lists.push_str(&format!("{list}\t{first}\t{second}\n"));
    };
    sectors.iter().for_each(|sector| list("sector", sector.as_str(), ""));
    draft.divisions.iter().for_each(|division| list("division", division.as_str(), ""));
    draft.links.iter().for_each(|(role, word)| list("link", role, word));
    draft.aliases.iter().for_each(|(code, country)| list("alias", code, country.as_str()));
    for (index, entry) in draft.entries.iter().enumerate() {
        let kind = match entry.kind {
            EntryKind::State => "state",
            EntryKind::Intergovernmental => "union",
            _ => continue,
        };
        entry.country.iter().for_each(|code| list(kind, code.as_str(), &index.to_string()));
    }
    draft.borrowing.iter().for_each(|id| list("borrowing", &id.index().to_string(), ""));

    let mut currencies = String::new();
    for currency in &draft.currencies {
        let states: Vec<&str> = currency.states.iter().map(Country::as_str).collect();
        currencies.push_str(&format!("{}\t{}\t", currency.code, currency.name));
        currencies.push_str(&format!("{}\t{}", currency.rank, states.join(",")));
        currency.names.iter().for_each(|name| currencies.push_str(&format!("\t{name}")));
        currencies.push('\n');
    }

    let tables = [entries, text.bytes, spots, offices, lists.into_bytes(), currencies.into_bytes()];
    let tables: Vec<Vec<u8>> = tables.into_iter().chain(draft.names.tables()).collect();
    let length = |table: &Vec<u8>| u32::try_from(table.len()).expect("a table of more than 4 GB");
    let mut image = MAGIC.to_vec();
    image.extend(tables.iter().flat_map(|table| length(table).to_le_bytes()));
    image.extend(tables.into_iter().flatten());
    image
}

// Texts one after another, each once.
#[derive(Default)]
struct Text {
    bytes: Vec<u8>,
    known: FxHashMap<String, u32>,
}

impl Text {
    fn put(&mut self, text: &str) -> [u8; 8] {
        let start = *self.known.entry(text.to_owned()).or_insert_with(|| {
            let start = u32::try_from(self.bytes.len()).expect("texts of more than 4 GB");
            self.bytes.extend(text.as_bytes());
            start
        });
        let mut cells = [0; 8];
        cells[..4].copy_from_slice(&start.to_le_bytes());
        cells[4..].copy_from_slice(&(text.len() as u32).to_le_bytes());
        cells
    }
}
