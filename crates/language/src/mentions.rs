//! Mentions: every place where the text speaks of somebody or something: names, descriptions, pronouns.
//!
//! Names come from [`Language::name`] and from the packs, descriptions are noun phrases, pronouns a closed
//! list. What matters most is a mention's head: the word that governs its others, because a rule that finds
//! the subject of a verb finds one word and asks which mention it heads.

use std::ops::Range;

use chancery_document::{
    EntryKind, Features, Id, Known, Mention, MentionKind, Mentions, Morphology, Relation, Syntax, TokenId,
    Tokens, Upos, Value, Values, Words, each,
};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{Language, name::fits};

/// The layers that the names are set among.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct MentionInput<'a> {
    pub tokens: &'a Tokens,
    pub morphology: &'a Morphology,
    pub syntax: &'a Syntax,
    pub words: &'a Words,
    pub known: &'a Known,
    pub values: &'a Values,
}

/// Sorts of nouns, by what a description headed by them may stand for. Lemmas, lower case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NounLists {
    /// Sorts of people.
    pub persons: Vec<String>,
    /// Ministries, firms, courts.
    pub bodies: Vec<String>,
    /// Words that stand for many people without being a body.
    pub groups: Vec<String>,
    /// Words for a state.
    pub states: Vec<String>,
    /// Words for a government: with a state told, they are the state.
    pub governments: Vec<String>,
    /// Words for those who face each other: "both sides".
    pub sides: Vec<String>,
    /// Words by which any holder of a high office goes.
    pub leaders: Vec<String>,
    /// Words for those who speak for the body named after "of".
    pub proxies: Vec<String>,
    /// Forms of address, no part of a name: "mr.", "h.e.".
    pub honorifics: Vec<String>,
}

impl NounLists {
    /// The nouns for those who can act.
    pub(crate) fn acting(&self) -> impl Iterator<Item = &String> {
        let lists =
            [&self.persons, &self.bodies, &self.groups, &self.governments, &self.sides, &self.leaders];
        lists.into_iter().chain([&self.proxies, &self.states]).flatten()
    }
}

/// What a noun may stand for; several of these may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Noun(u16);

impl Noun {
    pub(crate) const PERSON: Noun = Noun(1);
    pub(crate) const BODY: Noun = Noun(2);
    pub(crate) const GROUP: Noun = Noun(4);
    pub(crate) const STATE: Noun = Noun(8);
    pub(crate) const GOVERNMENT: Noun = Noun(16);
    pub(crate) const SIDE: Noun = Noun(32);
    pub(crate) const LEADER: Noun = Noun(64);
    pub(crate) const PROXY: Noun = Noun(128);

    pub(crate) fn is(self, other: Noun) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_actor(self) -> bool {
        self.0 != 0
    }
}

/// The lists, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nouns {
    sorts: FxHashMap<String, Noun>,
    // Given names, and whether women bear them.
    given: FxHashMap<String, bool>,
}

impl Nouns {
    pub(crate) fn new(lists: &NounLists) -> Nouns {
        let mut nouns = Nouns::default();
        for (list, sort) in [
            (&lists.persons, Noun::PERSON),
            (&lists.bodies, Noun::BODY),
            (&lists.groups, Noun::GROUP),
            (&lists.states, Noun::STATE),
            (&lists.governments, Noun::GOVERNMENT),
            (&lists.sides, Noun::SIDE),
            (&lists.leaders, Noun::LEADER),
            (&lists.proxies, Noun::PROXY),
        ] {
            for word in list {
                nouns.sorts.entry(word.clone()).or_default().0 |= sort.0;
            }
        }
        nouns
    }

    /// The same, with given names of men and of women.
    pub(crate) fn with_given(mut self, men: &[String], women: &[String]) -> Nouns {
        self.given.extend(men.iter().map(|name| (name.clone(), false)));
        self.given.extend(women.iter().map(|name| (name.clone(), true)));
        self
    }

    /// True if a given name is a woman's, false if a man's. Lower case.
    pub(crate) fn is_womans(&self, given: &str) -> Option<bool> {
        self.given.get(given).copied()
    }

    /// What a lemma may stand for; the packs' offices, agents and bodies speak as well.
    pub(crate) fn of(&self, lemma: &str, kind: Option<EntryKind>) -> Noun {
        let mut noun = self.sorts.get(lemma).copied().unwrap_or_default();
        noun.0 |= match kind {
            Some(EntryKind::Office) if !noun.is(Noun::GROUP) || noun.is(Noun::PERSON) => Noun::PERSON.0,
            Some(EntryKind::Agent) if noun.0 == 0 => Noun::PERSON.0,
            Some(EntryKind::Body | EntryKind::Firm) if noun.0 == 0 => Noun::BODY.0,
            Some(EntryKind::Group) if noun.0 == 0 => Noun::GROUP.0,
            _ => 0,
        };
        noun
    }
}

impl Language {
    /// Sets names in the tree, adds the names of the packs that the labeller missed, and gathers descriptions
    /// and pronouns.
    pub fn mentions(&self, names: Vec<Mention>, input: MentionInput<'_>) -> Mentions {
        let MentionInput { tokens, syntax, known, .. } = input;
        let gather = Gather { input, honorifics: &self.config.mentions.honorifics, nouns: &self.nouns };
        let mut found: Vec<Mention> = names.into_iter().filter_map(|name| gather.trim(name)).collect();
        gather.put_given(&mut found);
        let mut named = vec![false; tokens.spans.len()];
        for name in &found {
            each(name.tokens.clone()).for_each(|token| named[token.index()] = true);
        }
        for hit in &known.hits {
            if each(hit.tokens.clone()).any(|token| named[token.index()]) {
                continue;
            }
            if let Some(name) = gather.known_name(hit) {
                each(name.tokens.clone()).for_each(|token| named[token.index()] = true);
                found.push(name);
            }
        }
        found.sort_by_key(|name| name.tokens.start);
        gather.mend(&mut found);
        for name in &mut found {
            name.head = head_of(syntax, &name.tokens);
            let titled = title_start(input.tokens, input.morphology, known, name)..name.tokens.end;
            // A tree that hangs a name on its title: the title governs the phrase, so it is the head.
            if titled.contains(&syntax.head(name.head)) {
                name.head = head_of(syntax, &titled);
            }
        }
        // Who has a name of his own, or where: no title.
        let mut own = vec![false; named.len()];
        for name in &found {
            if matches!(name.kind, MentionKind::Person | MentionKind::Place | MentionKind::Nationality) {
                each(name.tokens.clone()).for_each(|token| own[token.index()] = true);
            }
        }
        for name in found.iter_mut().filter(|name| name.kind == MentionKind::Person) {
            name.head = gather.governor(name, &own).unwrap_or(name.head);
        }
        // Of two with one head the first stays: whoever is titled, before the adjective in his title.
        found.sort_by_key(|name| (name.kind == MentionKind::Nationality, name.tokens.start));
        for token in tokens.spans.ids().filter(|token| !named[token.index()]) {
            found.extend(gather.description(token).or_else(|| gather.pronoun(token)));
        }
        Mentions::new(found)
    }
}

/// The word of a range whose governor is outside; of several the first with a preposition, else the first: of "left for
/// Minas Gerais" a tree may hang both words on the verb.
fn head_of(syntax: &Syntax, range: &Range<TokenId>) -> TokenId {
    let outside = |token: &TokenId| syntax.head(*token) == *token || !range.contains(&syntax.head(*token));
    let heads = || each(range.clone()).filter(outside);
    let led =
        heads().find(|&token| syntax.dependent(token, Relation::CASE).is_some_and(|case| case < range.start));
    led.or_else(|| heads().next()).unwrap_or(range.start)
}

// How many words a title may have.
const TITLE: usize = 14;

/// Where the title before a name begins, by the names of the packs: "Xish Minister of Trade" before "Ann Lee".
/// Trees are often wrong just there.
pub(crate) fn title_start(
    tokens: &Tokens,
    morphology: &Morphology,
    known: &Known,
    name: &Mention,
) -> TokenId {
    let sentence = tokens.sentences[tokens.sentence_of(name.tokens.start)].start;
    let mut start = name.tokens.start;
    if !matches!(name.kind, MentionKind::Person | MentionKind::Organisation) {
        return start;
    }
    let (mut at, mut plain) = (start, 0);
    while at > sentence && start.index() - at.index() < 12 && plain < 4 {
        let before = TokenId::new(at.index() - 1);
        let hit = known.at(before).filter(|hit| hit.tokens.end == at && hit.tokens.start >= sentence);
        match hit {
            Some(hit) => {
                at = hit.tokens.start;
                start = at;
                plain = 0;
            }
            // Words between that the packs do not know: "public", "Trade and", "'s".
            None if matches!(morphology.tags[before], Upos::Adj | Upos::Noun | Upos::Propn | Upos::Part) => {
                at = before;
                plain += 1;
            }
            // "Minister of Trade and Public Works".
            None if plain > 0 && morphology.tags[before] == Upos::Cconj => {
                at = before;
                plain += 1;
            }
            None => break,
        }
    }
    start
}

struct Gather<'a> {
    input: MentionInput<'a>,
    honorifics: &'a [String],
    nouns: &'a Nouns,
}

impl Gather<'_> {
    fn form(&self, token: TokenId) -> &str {
        self.input.words.text(self.input.tokens.forms[token])
    }

    // The word that governs a person's title, where the tree takes that for another phrase: "Natural Resources and
    // Environment Minister Ann Lee", "Director for the Lima Bureau Ann Lee".
    fn governor(&self, name: &Mention, own: &[bool]) -> Option<TokenId> {
        let MentionInput { tokens, morphology, syntax, known, .. } = self.input;
        let above = syntax.head(name.head);
        let near = above < name.tokens.start && name.tokens.start.index() - above.index() <= TITLE;
        if !near || own[above.index()] {
            return None;
        }
        let is_person = |token: TokenId| {
            let kind = known.entry(token).map(|entry| entry.kind);
            self.nouns
                .of(&self.input.words.text(morphology.lemmas[token]).to_lowercase(), kind)
                .is(Noun::PERSON)
        };
        let tag = |token: TokenId| morphology.tags[token];
        let joined = || {
            let title = title_start(tokens, morphology, known, name);
            let capital = |token: TokenId| self.form(token).starts_with(char::is_uppercase);
            let of_title = |token: TokenId| match tag(token) {
                Upos::Noun | Upos::Propn | Upos::Adj => capital(token) && !own[token.index()],
                tag => tag == Upos::Cconj,
            };
            (above < title
                && title < name.tokens.start
                && !is_person(above)
                && each(above..title).all(of_title))
            .then_some(above)
        };
        let placed = || {
            let title = syntax.head(above);
            let bound = title < above
                && !is_person(above)
                && syntax.relation(above) == Relation::NMOD
                && is_person(title)
                && !own[title.index()]
                && syntax.dependent(name.head, Relation::CASE).is_none()
                && each(title..name.tokens.start).all(|token| tag(token) != Upos::Punct);
            bound.then_some(title)
        };
        match syntax.relation(name.head) {
            Relation::CONJ => joined(),
            Relation::APPOS | Relation::FLAT => placed(),
            _ => None,
        }
    }

    // Puts the names of bodies together again that a place in them took apart: "Xish Bank of" + "Land", "Land" +
    // "Trade Council".
    fn mend(&self, found: &mut Vec<Mention>) {
        let MentionInput { tokens, morphology, known, .. } = self.input;
        let mut mended: Vec<Mention> = Vec::with_capacity(found.len());
        for name in found.drain(..) {
            let near = mended.last_mut().filter(|last| {
                last.tokens.end == name.tokens.start
                    && tokens.sentence_of(last.tokens.start) == tokens.sentence_of(name.tokens.start)
            });
            if let Some(last) = near {
                let body = last.kind == MentionKind::Organisation;
                let end = TokenId::new(last.tokens.end.index() - 1);
                // A name ends neither in "of" nor in "of Xish".
                let open = morphology.tags[end] == Upos::Adp
                    || known.entry(end).is_some_and(|entry| entry.kind == EntryKind::Demonym);
                let continues = matches!(
                    name.kind,
                    MentionKind::Organisation | MentionKind::Place | MentionKind::Nationality
                );
                let state =
                    known.entry(last.tokens.start).is_some_and(|entry| entry.kind == EntryKind::State)
                        && morphology.tags[last.tokens.start] == Upos::Propn
                        && last.kind == MentionKind::Place;
                if body && open && continues || state && name.kind == MentionKind::Organisation {
                    last.tokens.end = name.tokens.end;
                    (last.kind, last.entry) = (MentionKind::Organisation, None);
                    continue;
                }
            }
            mended.push(name);
        }
        *found = mended;
    }

    // An actor that the user's dictionary names is one, whatever the labeller took the words for: in its place or
    // across its border. A longer name that holds it stays ("Bank of Land"), but for common words before it.
    fn put_given(&self, found: &mut Vec<Mention>) {
        let known = self.input.known;
        for hit in &known.hits {
            let given = hit.entries.iter().copied().find(|&id| known.entries[id].is_given());
            let Some(mut name) = given.and_then(|_| self.known_name(hit)) else { continue };
            name.entry = given;
            let overlaps =
                |other: &Mention| other.tokens.start < hit.tokens.end && hit.tokens.start < other.tokens.end;
            let common = |token: TokenId| self.input.morphology.tags[token] != Upos::Propn;
            let longer = |other: &Mention| {
                let before = other.tokens.start..hit.tokens.start;
                let within = other.tokens.start <= hit.tokens.start && hit.tokens.end <= other.tokens.end;
                within
                    && other.tokens != hit.tokens
                    && (other.tokens.end > hit.tokens.end || !each(before).all(common))
            };
            if found.iter().any(|other| overlaps(other) && longer(other)) {
                continue;
            }
            // A person may be told by the country alone.
            if found.iter().any(|other| overlaps(other) && other.kind == MentionKind::Person) {
                name.kind = MentionKind::Person;
            }
            found.retain(|other| !overlaps(other));
            found.push(name);
        }
    }

    // A title is not part of a name, nor is what shows whose.
    fn trim(&self, mut name: Mention) -> Option<Mention> {
        let known = self.input.known;
        let whole = name.tokens.clone();
        if matches!(name.kind, MentionKind::Person) {
            while name.tokens.start < name.tokens.end {
                let start = name.tokens.start;
                if start.next() < name.tokens.end
                    && self.honorifics.contains(&self.form(start).to_lowercase())
                {
                    name.tokens.start = start.next();
                    continue;
                }
                let title = known.at(start).filter(|hit| {
                    hit.tokens.start == start
                        && matches!(
                            known.entries[hit.entries[0]].kind,
                            EntryKind::Office | EntryKind::Demonym | EntryKind::Agent
                        )
                });
                let Some(title) = title.filter(|hit| hit.tokens.end < name.tokens.end) else { break };
                name.tokens.start = title.tokens.end;
            }
        }
        while name.tokens.start < name.tokens.end {
            let last = TokenId::new(name.tokens.end.index() - 1);
            if !matches!(self.input.morphology.tags[last], Upos::Part | Upos::Punct)
                || self.form(last).ends_with('.')
            {
                break;
            }
            name.tokens.end = last;
        }
        if name.tokens.start >= name.tokens.end {
            return None;
        }
        // The packs know the name in full.
        if let Some(hit) = known.at(name.tokens.start)
            && hit.tokens != name.tokens
            && hit.tokens.start <= name.tokens.start
            && hit.tokens.end >= name.tokens.end
            && let Some(&entry) = hit.entries.iter().find(|&&entry| match known.entries[entry].kind {
                EntryKind::Seat => true,
                EntryKind::Intergovernmental | EntryKind::Body | EntryKind::Firm => {
                    name.kind == MentionKind::Organisation
                }
                _ => false,
            })
        {
            name.tokens = hit.tokens.clone();
            name.entry = Some(entry);
            // No person goes by a seat of power with its article.
            if name.kind == MentionKind::Person {
                name.kind = MentionKind::Organisation;
            }
            return Some(name);
        }
        if name.tokens != whole {
            let hit = known.at(name.tokens.start).filter(|hit| hit.tokens == name.tokens);
            let entries = hit.map_or(&[][..], |hit| &hit.entries);
            name.entry = entries.iter().copied().find(|&entry| fits(known.entries[entry].kind, name.kind));
        }
        Some(name)
    }

    // A name of the packs that the labeller passed over: only of the sorts that are hardly ever other words.
    fn known_name(&self, hit: &chancery_document::Hit) -> Option<Mention> {
        let entry = &self.input.known.entries[hit.entries[0]];
        let kind = match entry.kind {
            EntryKind::State | EntryKind::Capital => MentionKind::Place,
            EntryKind::Demonym => MentionKind::Nationality,
            EntryKind::Intergovernmental | EntryKind::Seat => MentionKind::Organisation,
            EntryKind::Body if entry.country.is_some() || entry.is_given() => MentionKind::Organisation,
            EntryKind::Firm | EntryKind::Group => MentionKind::Organisation,
            EntryKind::Person => MentionKind::Person,
            EntryKind::City | EntryKind::Region if hit.tokens.end.index() - hit.tokens.start.index() > 1 => {
                MentionKind::Place
            }
            _ => return None,
        };
        let capital = |token: TokenId| self.form(token).starts_with(char::is_uppercase);
        let tag = |token: TokenId| self.input.morphology.tags[token];
        let last = TokenId::new(hit.tokens.end.index() - 1);
        // "US was willing": taggers take it for the pronoun.
        let shouted = |token: TokenId| {
            tag(token) == Upos::Pron && self.form(token).chars().filter(|c| c.is_uppercase()).count() > 1
        };
        let named = each(hit.tokens.clone()).any(|token| {
            capital(token)
                && (matches!(tag(token), Upos::Propn | Upos::Adj | Upos::Noun | Upos::X) || shouted(token))
        });
        (named && (capital(last) || hit.tokens.end.index() - hit.tokens.start.index() > 2)).then(|| Mention {
            tokens: hit.tokens.clone(),
            head: last,
            kind,
            entry: Some(hit.entries[0]),
        })
    }

    fn description(&self, token: TokenId) -> Option<Mention> {
        let MentionInput { morphology, syntax, values, .. } = self.input;
        let relation = syntax.relation(token);
        let tag = morphology.tags[token];
        let inner = [
            Relation::COMPOUND,
            Relation::FLAT,
            Relation::FIXED,
            Relation::GOESWITH,
            Relation::NMOD_DESC,
            Relation::AMOD,
            Relation::CASE,
            Relation::MARK,
            Relation::CC,
        ];
        // "Said the 46-year-old": an age, and whose it is.
        let aged = tag == Upos::Adj
            && syntax.dependent(token, Relation::DET).is_some()
            && values.at(token).is_some_and(|valued| valued.tokens.start < token);
        let nominal = match tag {
            Upos::Noun | Upos::Propn => !inner.contains(&relation),
            // "The two agreed", "both signed".
            Upos::Num | Upos::Det | Upos::Adj | Upos::Sym => {
                matches!(relation.base(), "nsubj") && (values.at(token).is_none() || tag == Upos::Num || aged)
            }
            _ => false,
        };
        if !nominal || is_time(values, token) && !aged {
            return None;
        }
        // From the first of the words before the head that hang on it without a break.
        let mut start = token;
        for &dependent in syntax.dependents(token).iter().rev() {
            let reach = syntax.reach(dependent);
            if dependent > token || reach.start >= start {
                continue;
            }
            let belongs = [
                Relation::DET,
                Relation::DET_PREDET,
                Relation::AMOD,
                Relation::COMPOUND,
                Relation::NMOD_POSS,
                Relation::NUMMOD,
                Relation::NMOD_DESC,
                Relation::NMOD,
                Relation::FLAT,
                Relation::PUNCT,
            ];
            if !belongs.contains(&syntax.relation(dependent)) || reach.end < start || reach.end > token {
                break;
            }
            start = reach.start;
        }
        // Trees go wrong where a preposition or a comma is the first word.
        while start < token
            && matches!(morphology.tags[start], Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Sconj)
        {
            start = start.next();
        }
        Some(Mention { tokens: start..token.next(), head: token, kind: MentionKind::Nominal, entry: None })
    }

    fn pronoun(&self, token: TokenId) -> Option<Mention> {
        let MentionInput { morphology, syntax, .. } = self.input;
        let features = morphology.features[token];
        let tag = morphology.tags[token];
        let relation = syntax.relation(token);
        if !matches!(tag, Upos::Pron | Upos::Det) || relation == Relation::EXPL {
            return None;
        }
        let personal = features.has(Features::PRONTYPE_PRS) && !features.has(Features::PERSON_2);
        let relative = features.has(Features::PRONTYPE_REL) && tag == Upos::Pron;
        let both = features.has(Features::PRONTYPE_TOT) && relation.base() == "nsubj";
        (personal || relative || both).then(|| Mention {
            tokens: token.alone(),
            head: token,
            kind: MentionKind::Pronoun,
            entry: None,
        })
    }
}

fn is_time(values: &Values, token: TokenId) -> bool {
    values.at(token).is_some_and(|valued| {
        matches!(valued.value, Value::Time { .. } | Value::Duration { .. } | Value::Recurrence { .. })
    })
}
