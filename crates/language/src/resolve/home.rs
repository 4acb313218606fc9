//! Where a report is at home, and who in it is: a report leaves a country out where it is the one that it is written in.

use std::collections::BTreeMap;

use chancery_document::{Country, EntryKind, Hit, Id, MentionKind, Part, Relation, TokenId, each};
use chancery_model::hash::bytes;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Resolver,
    draft::{Draft, Sort},
};

// Named less often, a country is not what a report is about.
const OFTEN: usize = 4;

/// Where a report is at home.
#[derive(Clone, Copy, Debug)]
struct Home {
    /// The country whose officials it need not say are of it.
    country: Country,
    /// The country that it was written in, by its dateline: that of residents and newspapers told of.
    written: Option<Country>,
}

impl Resolver<'_> {
    /// The countries of those told of without one: their owner's, or that of the report's home.
    pub(super) fn belonging(&mut self) {
        self.owned();
        self.at_home();
        // "The Front's spokesman", once it is known where the Front is at home.
        self.owned();
        for draft in 0..self.drafts.all.len() {
            // "Their ministers" are of several.
            let owner = self.drafts.all[draft].owner.and_then(|owner| self.of[owner.index()]);
            if owner.is_none_or(|owner| self.drafts.all[owner].members.is_empty()) {
                self.drafts.all[draft].owner = None;
            }
        }
        self.at_home();
    }

    /// "The foreign minister", "the army", "lawmakers": a report leaves the country out where it is the one that the
    /// report is written in. Not for those who serve abroad, nor where many states have their seat.
    pub(super) fn at_home(&mut self) {
        let home = self.home();
        let heads = self.drafts.all.iter().filter(|draft| {
            draft.sort == Sort::Person
                && draft.country.is_some()
                && draft.country == home.map(|home| home.country)
        });
        let mut taken: FxHashSet<String> = heads.filter_map(|draft| draft.office.clone()).collect();
        let scenes = self.scenes();
        for draft in 0..self.drafts.all.len() {
            let entity = &self.drafts.all[draft];
            let Some(home) = scenes.get(&draft).copied().or(home) else { continue };
            let open = entity.country.is_none() && entity.owner.is_none() && entity.members.is_empty();
            if open
                && (entity.given || entity.speaks)
                && let Some(country) = self.home_of(entity, home, &mut taken)
            {
                let entity = &mut self.drafts.all[draft];
                (entity.country, entity.at_home) = (Some(country), true);
            }
        }
    }

    fn home_of(&self, draft: &Draft, home: Home, taken: &mut FxHashSet<String>) -> Option<Country> {
        let among = |list: &[String], word: &str| list.iter().any(|each| each == word);
        let abroad = |words: &str| words.split_whitespace().any(|word| among(&self.lists.abroad, word));
        let sector = draft.sector.and_then(|id| self.input.known.entries[id].sector.as_ref());
        let sector = sector.map_or("", |sector| sector.as_str());
        let own = among(&self.lists.home_sectors, sector);
        // Residents, newspapers: of where the report was written, and of nowhere if it does not say.
        let local = home.written.is_some() && among(&self.lists.local_sectors, sector);
        let domestic = home.written.is_some() && self.is_called_domestic(draft);
        let at_home = match draft.sort {
            // "A government spokesman said"
            Sort::Person if draft.office.is_none() && !draft.named => {
                own && draft.speaks && !abroad(&draft.name.to_lowercase())
            }
            // "Opposition leader X", "lawmaker Y": of a sort that only this state has, without an office.
            Sort::Person if draft.office.is_none() => {
                matches!(sector, "OPP" | "LEG" | "COP" | "REB") || local
            }
            Sort::Person => draft.office.as_ref().is_some_and(|office| {
                // A state has one president; two of them are of two states.
                (own || local && draft.named)
                    && !abroad(office)
                    && (!self.lists.heads.contains(office) || taken.insert(office.clone()))
            }),
            Sort::Body => (own || local || domestic) && !abroad(&draft.name.to_lowercase()),
            // "Diplomats", "officials" may be anybody's.
            // Residents who speak are of where it was written; those to whom something befell may be of anywhere.
            Sort::Group => {
                own && sector != "GOV" || local && draft.speaks && !abroad(&draft.name.to_lowercase())
            }
            _ => false,
        };
        let country = if own { Some(home.country) } else { home.written };
        country.filter(|_| at_home)
    }

    // "The state-owned operator X", "the opposition Union": said from at home.
    fn is_called_domestic(&self, draft: &Draft) -> bool {
        self.lists.domestic.iter().any(|word| draft.titles.contains(&bytes(word.as_bytes())))
    }

    // "In Kuwait, Foreign Minister X": of those first told of where a sentence begins so, the place tells the country.
    fn scenes(&self) -> FxHashMap<usize, Home> {
        let mut scenes = FxHashMap::default();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut last: Option<(u32, Option<Home>)> = None;
        for (mention, draft) in self.input.mentions.all.as_slice().iter().zip(&self.of) {
            let Some(draft) = draft.filter(|&draft| seen.insert(draft)) else { continue };
            let sentence = self.sentence(mention.head);
            let scene = match last {
                Some((number, scene)) if number == sentence => scene,
                _ => self.scene(mention.head),
            };
            last = Some((sentence, scene));
            scenes.extend(scene.map(|scene| (draft, scene)));
        }
        scenes
    }

    // The state, or the country of the town, with which the sentence of a word begins: "In Seoul, …".
    fn scene(&self, token: TokenId) -> Option<Home> {
        let tokens = self.input.tokens;
        let first = tokens.sentences[tokens.sentence_of(token)].start;
        let hit = self.input.known.at(first.next()).filter(|hit| hit.tokens.start == first.next())?;
        let seated = self.lists.seated.iter().any(|word| word == self.lemma(first));
        let kind = self.entry_of(hit).1.kind;
        let place = matches!(kind, EntryKind::State | EntryKind::Capital | EntryKind::City);
        let sentence = &tokens.sentences[tokens.sentence_of(first)];
        let ends = sentence.contains(&hit.tokens.end) && self.form(hit.tokens.end) == ",";
        let country = self.country_at(hit).filter(|_| seated && place && ends)?;
        Some(Home { country, written: Some(country) })
    }

    // The country that a report is written in: that of its dateline, unless what it reports is another state's
    // affair; without a dateline, the state that its first sentence is about, or else the one of which it tells
    // throughout.
    fn home(&self) -> Option<Home> {
        // What a journalist asks tells nothing of where the answers are at home.
        if self.is_transcript() {
            return self.unmarked_officials().map(|country| Home { country, written: None });
        }
        let tokens = self.input.tokens;
        let parts = || tokens.sentences.as_slice().iter().zip(tokens.blocks.as_slice()).take(8);
        for (sentence, &block) in parts() {
            if self.input.blocks.all[block].part != Part::Dateline {
                continue;
            }
            let shared = |token: TokenId| self.lists.shared_seats.contains(&self.form(token).to_lowercase());
            if each(sentence.clone()).take(8).any(shared) {
                return None;
            }
            // "Reuters: " tells of no place.
            let Some((_, there)) = self.dateline else { continue };
            // "X's government and its rebels signed here": the home is X, and a visitor's is not where he speaks.
            let country = match self.told_of(there)[..] {
                [only] if self.is_received(only) => match only == there {
                    true => self.unmarked_officials()?,
                    false => there,
                },
                [only] if only != there => only,
                ref told if !told.is_empty() && !told.contains(&there) => return None,
                _ => there,
            };
            let officials = self.unmarked_officials().filter(|_| country == there).unwrap_or(country);
            return Some(Home { country: officials, written: Some(country) });
        }
        let body = |block| self.input.blocks.all[block].part == Part::Body;
        let (first, _) = parts().find(|(_, block)| body(**block))?;
        let syntax = self.input.syntax;
        let root = each(first.clone()).find(|&token| syntax.relation(token) == Relation::ROOT)?;
        // "X did it, a spokesman said" is about X.
        let told =
            |token: &TokenId| syntax.relation(*token) == Relation::NSUBJ && !self.speakers.contains(token);
        let subject = syntax.dependent(root, Relation::NSUBJ);
        let subject = match subject.filter(|subject| self.speakers.contains(subject)) {
            Some(speaker) => each(first.start..speaker).find(told).or(Some(speaker)),
            None => subject,
        };
        let subject = subject.and_then(|subject| self.of_head(subject));
        let subject = subject.map(|draft| &self.drafts.all[draft]);
        let state = subject.filter(|draft| draft.sort == Sort::State).and_then(|draft| draft.country);
        // "Obama faces pressure from Congress"
        let state = state.or_else(|| {
            let known = subject.filter(|draft| draft.sort == Sort::Person && draft.entry.is_some());
            known.and_then(|draft| draft.country)
        });
        let told = || self.told_throughout();
        // "The X-ish commission said": at home in X, if of no other country is more told.
        let body = || {
            let body = subject.filter(|draft| matches!(draft.sort, Sort::Body | Sort::Group))?;
            body.country.filter(|country| self.most_told() == Some(*country))
        };
        let house = || self.told_by_its_house();
        let country = self.unmarked_officials().or(state).or_else(told).or_else(body).or_else(house)?;
        Some(Home { country, written: None })
    }

    // "Agency: is it so?", "Name: it is": several speak in turn.
    fn is_transcript(&self) -> bool {
        let speech = self.input.speech;
        let turns = speech.statements().filter(|&id| self.form(speech.all[id].head) == ":");
        turns.take(3).count() > 2
    }

    // True of a country whose official the first sentence names after one that it calls of no country: "Minister X met
    // the Y-ish minister Z" is not at home in Y.
    fn is_received(&self, country: Country) -> bool {
        let tokens = self.input.tokens;
        let body = |block| self.input.blocks.all[block].part == Part::Body;
        let mut parts = tokens.sentences.as_slice().iter().zip(tokens.blocks.as_slice()).take(8);
        let Some((first, _)) = parts.find(|(_, block)| body(**block)) else { return false };
        let heads = each(first.clone()).filter(|&head| self.input.mentions.headed_by(head).is_some());
        let drafts = heads.filter_map(|head| self.of_head(head)).map(|draft| &self.drafts.all[draft]);
        let mut persons = drafts.filter(|draft| draft.is_person_by_name());
        let open = |host: &Draft| host.office.is_some() && (host.country.is_none() || host.at_home);
        persons.next().is_some_and(open)
            && persons.any(|guest| guest.country == Some(country) && !guest.at_home)
    }

    // The country of those known to hold office whose country the report does not tell: "Prime Minister X", of where the
    // newspaper is at home, whatever its correspondent's dateline.
    fn unmarked_officials(&self) -> Option<Country> {
        let mut countries = self.unmarked.iter().copied();
        countries.next().filter(|_| countries.next().is_none())
    }

    /// The first word of the place of the dateline, and its country: "COPACABANA, Bolivia" is in Bolivia, whichever town
    /// of the name is the greater.
    pub(super) fn written_in(&self) -> Option<(u64, Country)> {
        let tokens = self.input.tokens;
        let mut parts = tokens.sentences.as_slice().iter().zip(tokens.blocks.as_slice()).take(8);
        let (sentence, _) = parts.find(|(_, block)| self.input.blocks.all[**block].part == Part::Dateline)?;
        let end = TokenId::new(sentence.end.index().min(sentence.start.index() + 8));
        let hits = || self.hits(sentence.start..end).iter();
        let state = hits().find(|hit| self.entry_of(hit).1.kind == EntryKind::State);
        let state = state.and_then(|hit| self.country_at(hit));
        let place = |hit: &&Hit| {
            let kind = self.entry_of(hit).1.kind;
            !matches!(kind, EntryKind::Body | EntryKind::Firm | EntryKind::Group)
        };
        let country = state.or_else(|| hits().filter(place).find_map(|hit| self.country_at(hit)))?;
        Some((self.word_hash(sentence.start), country))
    }

    // The country that is told of most often.
    fn most_told(&self) -> Option<Country> {
        let told = self.told();
        let most = told.values().copied().max()?;
        let mut top = told.into_iter().filter(|&(_, count)| count == most);
        let first = top.next()?.0;
        top.next().is_none().then_some(first)
    }

    // The country of which the words for states, their people and their capitals tell far more than of any other.
    fn told_throughout(&self) -> Option<Country> {
        self.told_most().filter(|&(_, count)| count >= OFTEN).map(|(most, _)| most)
    }

    // The country of which two in three such words tell, and how many.
    fn told_most(&self) -> Option<(Country, usize)> {
        let told = self.told();
        let all: usize = told.values().sum();
        told.into_iter().max_by_key(|&(_, count)| count).filter(|(_, count)| count * 3 >= all * 2)
    }

    // The same, told less often, if its parliament is told of: "a report to the Knesset".
    fn told_by_its_house(&self) -> Option<Country> {
        let (most, _) = self.told_most()?;
        let house = |hit: &Hit| {
            let entry = self.entry_of(hit).1;
            entry.kind == EntryKind::Body
                && entry.country == Some(most)
                && entry.sector.as_ref().is_some_and(|sector| sector.as_str() == "LEG")
        };
        self.input.known.hits.iter().any(house).then_some(most)
    }

    fn told(&self) -> BTreeMap<Country, usize> {
        let mut told: BTreeMap<Country, usize> = BTreeMap::new();
        for hit in &self.input.known.hits {
            let entry = self.entry_of(hit).1;
            let tells = match entry.kind {
                EntryKind::State | EntryKind::Demonym | EntryKind::Capital => true,
                // A state's own parliament, party or bank.
                EntryKind::Body => entry.country.is_some_and(|country| country.as_str() != "IGO"),
                _ => false,
            };
            if let Some(country) = entry.country.filter(|_| tells) {
                *told.entry(country).or_default() += 1;
            }
        }
        told
    }

    // The states of which the title and the first sentence tell, other than as places; the state that they were
    // written in, unless it only is where something is done.
    fn told_of(&self, there: Country) -> Vec<Country> {
        let tokens = self.input.tokens;
        let part = |block| self.input.blocks.all[block].part;
        let parts = tokens.sentences.as_slice().iter().zip(tokens.blocks.as_slice()).take(8);
        let mut bodies = 0;
        let mut told: Vec<Country> = Vec::new();
        for (sentence, &block) in parts {
            match part(block) {
                Part::Body if bodies == 0 => bodies += 1,
                Part::Title => {}
                _ => continue,
            }
            for hit in self.hits(sentence.clone()) {
                let entry = self.entry_of(hit).1;
                let last = TokenId::new(hit.tokens.end.index() - 1);
                let told_here = match entry.kind {
                    // The Xish government, not a Xish baker, nor Xish mediators.
                    EntryKind::Demonym => {
                        let head = self.input.syntax.head(last);
                        let abroad = self.lists.abroad.iter().any(|word| word == self.lemma(head));
                        let office = self.input.known.at(head).filter(|_| !abroad);
                        office.is_some_and(|hit| {
                            let kind = self.entry_of(hit).1.kind;
                            matches!(kind, EntryKind::Office | EntryKind::Body | EntryKind::Agent)
                        })
                    }
                    EntryKind::State | EntryKind::Capital | EntryKind::Seat => {
                        let mut cases = self.input.syntax.dependents_by(last, Relation::CASE);
                        let seat =
                            cases.any(|case| self.lists.seated.iter().any(|word| word == self.lemma(case)));
                        !self.is_place(last, MentionKind::Place) || entry.country == Some(there) && !seat
                    }
                    _ => false,
                };
                let country = entry.country.filter(|country| told_here && country.as_str() != "IGO");
                told.extend(country.filter(|country| !told.contains(country)));
            }
        }
        told
    }

    // Whose somebody is that another word told: "its foreign minister", once it is known what "it" is.
    fn owned(&mut self) {
        for draft in 0..self.drafts.all.len() {
            let owner = self.drafts.all[draft].owner.and_then(|owner| self.of[owner.index()]);
            let country = owner.and_then(|owner| self.drafts.all[owner].country);
            let entity = &mut self.drafts.all[draft];
            entity.country = entity.country.or(country);
            if entity.country.is_some() {
                entity.owner = None;
            }
        }
    }
}
