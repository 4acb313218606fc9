//! The words of a language that make times and quantities, as its pack lists them.
//!
//! A pack's `values/*.toml` say which words are numbers, months, units, money, and which play a part in
//! expressions ("ago", "between"). [`ValueTables`] holds them by first word, so that a text is read with one
//! look-up a word.

use chancery_document::Name;
use rustc_hash::FxHashMap;
use toml::{Table, Value as Toml};

use crate::atoms::{Kind, split};

/// Why value tables cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct Error {
    file: String,
    message: String,
}

/// The words of a language that make times and quantities.
#[derive(Clone, Debug)]
pub struct ValueTables {
    words: FxHashMap<Box<str>, u32>,
    entries: Vec<Word>,
    // Multipliers that stand only behind digits; true if they are units too and multiply only money and counts.
    suffixes: FxHashMap<Box<str>, (u64, bool)>,
    shared: Vec<Shared>,
    // Codes that are no money where a small whole number is glued to them: "COP27".
    apart: Vec<Name>,
}

/// A word for money of several countries.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) word: Name,
    // Currency, and words whose presence in the document settles it.
    pub(crate) choices: Vec<(Name, Vec<Box<str>>)>,
    // Which it is where nothing settles it.
    pub(crate) unsettled: Option<Name>,
}

/// A stretch of time that calendars know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

/// What a phrase of one or more words means.
#[derive(Clone, Debug)]
pub(crate) enum Meaning {
    Measure(Name),
    // Currency code; hundredths of it; true if written as a sign that may stand before the number.
    Money { code: Name, minor: bool, sign: bool },
    SharedMoney(usize),
    After(char),
    Day(i8),
    Reference(Name),
    Feast(Feast),
    Often(Name),
}

/// On which day of a year a feast falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feast {
    /// Month and day.
    Fixed(i8, i8),
    /// So many days after Easter of the western churches.
    Easter(i8),
    /// Of a month the so manieth weekday, and so many days after it; -1 is the last.
    Weekday { month: i8, number: i8, weekday: i8, after: i8 },
}

impl Feast {
    // "12-25", "easter+1", "11-4TH+1": the day after the fourth Thursday of November.
    fn parse(text: &str) -> Option<Feast> {
        if let Some(after) = text.strip_prefix("easter") {
            return Some(Feast::Easter(if after.is_empty() { 0 } else { after.parse().ok()? }));
        }
        let (month, day) = text.split_once('-')?;
        let month = month.parse().ok()?;
        if let Ok(day) = day.parse() {
            return Some(Feast::Fixed(month, day));
        }
        let (day, after) = day.split_once('+').unwrap_or((day, "0"));
        let cut = day.len().checked_sub(2)?;
        let weekday =
            ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|each| day.ends_with(each))?;
        let number = if day.get(..cut)? == "L" { -1 } else { day.get(..cut)?.parse().ok()? };
        Some(Feast::Weekday { month, number, weekday: weekday as i8 + 1, after: after.parse().ok()? })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    // The first word too, where case matters.
    pub(crate) words: Vec<Box<str>>,
    pub(crate) exact: bool,
    pub(crate) meaning: Meaning,
}

/// All that is known of a word by itself. Zero and empty mean "no".
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    roles: u128,
    pub(crate) cardinal: Option<u64>,
    pub(crate) multiplier: u64,
    pub(crate) group: u64,
    pub(crate) ordinal: u64,
    pub(crate) part: u64,
    pub(crate) vague: u64,
    pub(crate) month: i8,
    pub(crate) weekday: i8,
    pub(crate) decade: i16,
    pub(crate) season: Option<Name>,
    pub(crate) day_part: Option<Name>,
    pub(crate) unit: Option<Unit>,
    pub(crate) plural: bool,
    pub(crate) frequency: Option<Name>,
    // Longest first.
    pub(crate) phrases: Vec<Phrase>,
    // Comparators that end with this word: the words before it, nearest first.
    pub(crate) before: Vec<(Vec<Box<str>>, char)>,
}

/// Declares the parts that words play in expressions, by the names that packs use.
macro_rules! roles {
    ($($role:ident = $name:literal),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Role { $($role),* }
        // One bit each.
        const _: () = assert!([$(Role::$role),*].len() <= 128);
        impl Role {
            fn named(name: &str) -> Option<Role> {
                match name { $($name => Some(Role::$role),)* _ => None }
            }
        }
    };
}

roles! {
    And = "and", Point = "point", Negative = "negative", Article = "article", The = "the", Of = "of", To = "to",
    Between = "between", From = "from", In = "in", Out = "out", Per = "per", Tens = "tens", Several = "several",
    PlainPlural = "plain_plural", PronounBefore = "pronoun_before", Change = "change", Ranging = "ranging", Handing = "handing",
    Subject = "subject", Label = "label", Capitalised = "capitalised",
    Last = "last", Next = "next", Same = "same", This = "this", Current = "current", Told = "told",
    Recent = "recent", Other = "other", Ago = "ago", Earlier = "earlier", Later = "later", Early = "early",
    Mid = "mid", Late = "late", End = "end", Begin = "begin", Sooner = "sooner", AfterNow = "after_now", Every = "every", A = "a", Within = "within",
    On = "on", At = "at", By = "by", Or = "or", For = "for", Over = "over", Few = "few", Couple = "couple",
    Half = "half", More = "more", Fiscal = "fiscal", Year = "year", OClock = "oclock", Am = "am", Pm = "pm",
    Zone = "zone", Past = "past", Noon = "noon", Midnight = "midnight", Old = "old", Aged = "aged",
    Ahead = "ahead", FromNow = "from_now", Now = "now", Once = "once", Twice = "twice", Times = "times",
    First = "first", Second = "second", Bc = "bc", Ad = "ad", Q = "q", H = "h", Fy = "fy", Regular = "regular",
    Time = "time", YearBefore = "year_before", Ambiguous = "ambiguous", Will = "will", Had = "had",
    Modal = "modal", DecadeEnd = "decade_end", AfterDay = "after_day", Yo = "yo", Group = "group_noun",
    Coming = "coming", After = "after", Before = "before", Tonight = "tonight", Up = "up", As = "as", Soon = "soon",
    Another = "another", Follows = "follows", Workday = "workday", Local = "local", Overnight = "overnight",
    OrdinalEnd = "ordinal_end", Pointing = "pointing", So = "so", Middle = "middle", Often = "often",
    Possessor = "possessor", Auxiliary = "auxiliary", Planned = "planned", Saying = "saying",
    Latest = "latest", Period = "period", Full = "full", Recurring = "recurring", PartWord = "part_word", Than = "than", Weigh = "weigh", Near = "near", Starting = "starting", All = "all",
}

impl Word {
    pub(crate) fn is(&self, role: Role) -> bool {
        self.roles >> role as u32 & 1 == 1
    }
}

impl ValueTables {
    /// Reads the tables of a language; the name of each file is for messages only.
    pub fn parse(files: &[(&str, &str)]) -> Result<ValueTables, Error> {
        let mut tables = ValueTables {
            words: FxHashMap::default(),
            entries: vec![Word::default()],
            suffixes: FxHashMap::default(),
            shared: Vec::new(),
            apart: Vec::new(),
        };
        for (file, text) in files {
            let fail = |message: String| Error { file: (*file).to_owned(), message };
            let table: Table = text.parse().map_err(|error: toml::de::Error| fail(error.to_string()))?;
            for (section, content) in &table {
                tables
                    .section(section, content)
                    .map_err(|Fault(message)| fail(format!("[{section}] {message}")))?;
            }
        }
        for entry in &mut tables.entries {
            entry.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
            entry.before.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Ok(tables)
    }

    /// The number of the entry of a word, 0 if it has none.
    pub(crate) fn look_up(&self, word: &str) -> u32 {
        // Longer than any word of a table: not worth lowering.
        let mut lower = [0u8; 24];
        let Some(lower) = lower.get_mut(..word.len()) else { return 0 };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let lower = std::str::from_utf8(lower).expect("lowering ASCII keeps UTF-8 whole");
        self.words.get(lower).copied().unwrap_or(0)
    }

    pub(crate) fn entry(&self, number: u32) -> &Word {
        &self.entries[number as usize]
    }

    pub(crate) fn suffix(&self, word: &str) -> Option<(u64, bool)> {
        self.suffixes.get(word).copied()
    }

    pub(crate) fn shared(&self, index: usize) -> &Shared {
        &self.shared[index]
    }

    pub(crate) fn stands_apart(&self, code: &Name) -> bool {
        self.apart.contains(code)
    }

    pub(crate) fn shared_all(&self) -> &[Shared] {
        &self.shared
    }

    fn word(&mut self, word: &str) -> &mut Word {
        let next = self.entries.len() as u32;
        let number = *self.words.entry(word.into()).or_insert(next);
        if number == next {
            self.entries.push(Word::default());
        }
        &mut self.entries[number as usize]
    }

    fn section(&mut self, section: &str, content: &Toml) -> Result<(), Fault> {
        let table = content.as_table().ok_or_else(|| Fault("must be a table".into()))?;
        match section {
            "words" => return self.roles(table),
            "labels" => {
                for (key, role) in [("words", Role::Label), ("capitalised", Role::Capitalised)] {
                    for word in strings(table.get(key).unwrap_or(&Toml::Array(Vec::new())))? {
                        self.word(&word).roles |= 1 << role as u32;
                    }
                }
                return Ok(());
            }
            "before" => {
                for (op, phrases) in table {
                    let op = operator(op)?;
                    for phrase in strings(phrases)? {
                        let mut words = split_words(&phrase);
                        let last = words.pop().ok_or_else(|| Fault("holds an empty phrase".into()))?;
                        words.reverse();
                        self.word(&last).before.push((words, op));
                    }
                }
                return Ok(());
            }
            "after" => {
                for (op, phrases) in table {
                    let op = operator(op)?;
                    for phrase in strings(phrases)? {
                        self.phrase(&phrase, false, Meaning::After(op))?;
                    }
                }
                return Ok(());
            }
            "references" => {
                for (timex, phrases) in table {
                    for phrase in strings(phrases)? {
                        self.phrase(&phrase, false, Meaning::Reference(timex.as_str().into()))?;
                    }
                }
                return Ok(());
            }
            "shared" => return self.shared_money(table),
            _ if section.len() == 3 && section.bytes().all(|b| b.is_ascii_uppercase()) => {
                return self.currency(section, table);
            }
            _ if table.values().all(Toml::is_table) && !table.is_empty() => return self.measures(table),
            _ => {}
        }
        for (word, value) in table {
            self.simple(section, word, value)?;
        }
        Ok(())
    }

    fn simple(&mut self, section: &str, word: &str, value: &Toml) -> Result<(), Fault> {
        let number = || {
            value
                .as_integer()
                .and_then(|n| u64::try_from(n).ok())
                .ok_or_else(|| Fault(format!("{word}: must be a number")))
        };
        let small = || number()?.try_into().map_err(|_| Fault(format!("{word}: is too large")));
        let text = || value.as_str().ok_or_else(|| Fault(format!("{word}: must be text")));
        match section {
            "cardinals" => self.word(word).cardinal = Some(number()?),
            "multipliers" => self.word(word).multiplier = number()?,
            "groups" => self.word(word).group = number()?,
            "ordinals" => self.word(word).ordinal = number()?,
            "parts" => self.word(word).part = number()?,
            "vague" => self.word(word).vague = number()?,
            "suffixes" => {
                let number = number()?;
                self.suffixes.entry(word.into()).or_insert((number, false));
            }
            "sums" => {
                let number = number()?;
                self.suffixes.insert(word.into(), (number, true));
            }
            "months" => self.word(word).month = small()?,
            "weekdays" => {
                self.word(word).weekday = small()?;
                self.word(word).plural = word.ends_with("days");
            }
            "decades" => self.word(word).decade = small()?.into(),
            "seasons" => self.word(word).season = Some(text()?.into()),
            "parts_of_day" => self.word(word).day_part = Some(text()?.into()),
            "periods" => {
                let unit = period(text()?).ok_or_else(|| Fault(format!("{word}: is no period")))?;
                let entry = self.word(word);
                entry.unit = Some(unit);
                entry.plural = word.ends_with('s') || word.ends_with('a');
            }
            "frequencies" if word.contains('-') => {
                self.phrase(word, false, Meaning::Often(text()?.into()))?
            }
            "frequencies" => self.word(word).frequency = Some(text()?.into()),
            "days" => {
                let days = value.as_integer().and_then(|n| i8::try_from(n).ok());
                let days = days.ok_or_else(|| Fault(format!("{word}: must be a small number")))?;
                self.phrase(word, false, Meaning::Day(days))?;
            }
            "feasts" => {
                let fault =
                    || Fault(format!("{word}: must be month-day, easter+days or month-numberWEEKDAY+days"));
                let feast = Feast::parse(text()?).ok_or_else(fault)?;
                self.phrase(word, false, Meaning::Feast(feast))?;
            }
            _ => return Err(Fault("is no section of value tables".into())),
        }
        Ok(())
    }

    fn roles(&mut self, table: &Table) -> Result<(), Fault> {
        for (name, words) in table {
            let role = Role::named(name).ok_or_else(|| Fault(format!("{name}: no such part is known")))?;
            for word in strings(words)? {
                self.word(&word).roles |= 1 << role as u32;
            }
        }
        Ok(())
    }

    fn currency(&mut self, code: &str, table: &Table) -> Result<(), Fault> {
        let code = Name::from(code);
        for (key, list) in table {
            for word in strings(list)? {
                let money = |minor, sign| Meaning::Money { code: code.clone(), minor, sign };
                match key.as_str() {
                    "names" => {
                        // A code may stand before its number as a sign does.
                        let sign = word.len() == 3 && word.eq_ignore_ascii_case(code.as_str());
                        self.plural_phrase(&word, money(false, sign))?;
                    }
                    "apart" => self.apart.push(word.as_str().into()),
                    "minor" => self.plural_phrase(&word, money(true, false))?,
                    "signs" => self.phrase(&word, true, money(false, true))?,
                    _ => return Err(Fault(format!("{key}: must be names, signs, minor or apart"))),
                }
            }
        }
        Ok(())
    }

    fn shared_money(&mut self, table: &Table) -> Result<(), Fault> {
        for (word, choices) in table {
            let choices = choices.as_table().ok_or_else(|| Fault(format!("{word}: must be a table")))?;
            let index = self.shared.len();
            for sign in choices.get("signs").map(strings).transpose()?.unwrap_or_default() {
                self.phrase(&sign, true, Meaning::SharedMoney(index))?;
            }
            let unsettled = choices.get("unsettled").and_then(|code| code.as_str()).map(Name::from);
            let choices = choices
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "signs" | "unsettled"))
                .map(|(code, words)| {
                    Ok((code.as_str().into(), strings(words)?.into_iter().map(Into::into).collect()))
                })
                .collect::<Result<_, Fault>>()?;
            self.shared.push(Shared { word: word.as_str().into(), choices, unsettled });
            self.plural_phrase(word, Meaning::SharedMoney(index))?;
        }
        Ok(())
    }

    fn measures(&mut self, table: &Table) -> Result<(), Fault> {
        for (unit, spellings) in table {
            self.plural_phrase(&unit.to_lowercase(), Meaning::Measure(unit.as_str().into()))?;
            for (key, exact) in [("names", false), ("signs", true)] {
                for word in strings(&spellings[key])? {
                    let meaning = Meaning::Measure(unit.as_str().into());
                    if exact {
                        self.phrase(&word, true, meaning)?;
                    } else {
                        self.plural_phrase(&word, meaning)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn plural_phrase(&mut self, text: &str, meaning: Meaning) -> Result<(), Fault> {
        // Signs of one or two letters have no plural: "bus" is no bushels.
        let last = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if last.chars().count() > 2 && !last.ends_with('s') {
            self.phrase(&format!("{text}s"), false, meaning.clone())?;
        }
        self.phrase(text, false, meaning)
    }

    fn phrase(&mut self, text: &str, exact: bool, meaning: Meaning) -> Result<(), Fault> {
        let words = if exact { split_exact(text) } else { split_words(text) };
        let first = words.first().ok_or_else(|| Fault("holds an empty phrase".into()))?.to_ascii_lowercase();
        let entry = self.word(&first);
        // A shared spelling goes to whoever lists it first.
        if !entry.phrases.iter().any(|phrase| phrase.exact == exact && phrase.words == words) {
            entry.phrases.push(Phrase { words, exact, meaning });
        }
        Ok(())
    }
}

struct Fault(String);

fn strings(value: &Toml) -> Result<Vec<String>, Fault> {
    let fault = || Fault("must be a list of words".into());
    value
        .as_array()
        .ok_or_else(fault)?
        .iter()
        .map(|v| v.as_str().map(str::to_owned).ok_or_else(fault))
        .collect()
}

fn operator(text: &str) -> Result<char, Fault> {
    match text {
        ">" | "<" | "~" | "=" => Ok(text.chars().next().unwrap_or('=')),
        _ => Err(Fault(format!("{text}: must be one of = > < ~"))),
    }
}

fn split_words(text: &str) -> Vec<Box<str>> {
    split_exact(&text.to_lowercase())
}

fn split_exact(text: &str) -> Vec<Box<str>> {
    split(text).filter(|(_, kind)| *kind != Kind::Space).map(|(range, _)| text[range].into()).collect()
}

fn period(letter: &str) -> Option<Unit> {
    Some(match letter {
        "TS" => Unit::Second,
        "TM" => Unit::Minute,
        "TH" => Unit::Hour,
        "D" => Unit::Day,
        "E" => Unit::Weekend,
        "W" => Unit::Week,
        "F" => Unit::Fortnight,
        "M" => Unit::Month,
        "Q" => Unit::Quarter,
        "S" => Unit::Half,
        "Y" => Unit::Year,
        "A" => Unit::Decade,
        "C" => Unit::Century,
        "L" => Unit::Millennium,
        _ => return None,
    })
}
