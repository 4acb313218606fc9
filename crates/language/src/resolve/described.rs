//! Descriptions: "the Xish president", "both sides", "a senior official", read in the order of the text.

use chancery_document::{
    Country, Features, Form, Id, Mention, MentionId, MentionKind, Part, Relation, TokenId, Upos, each,
};

use chancery_model::hash::bytes;

use super::{
    Resolver,
    draft::{Draft, Sort},
    facts::{Article, Facts},
};
use crate::mentions::Noun;

// How far back a description looks for whom it may mean, in sentences.
const DESCRIBED: u32 = 60;
const UNDESCRIBED: u32 = 4;
// What a description inside a quotation weighs beside one outside.
const QUOTED: f32 = 0.3;
// And a name there.
const NAMED_QUOTED: f32 = 0.5;

impl Resolver<'_> {
    /// Goes through the text once more, with names settled: descriptions and pronouns find their entities.
    pub(super) fn read_on(&mut self) {
        let mut order: Vec<MentionId> = self.mentions().collect();
        order.sort_by_key(|id| self.input.mentions.all[*id].head);
        for id in order {
            let mention = self.input.mentions.all[id].clone();
            let sentence = self.sentence(mention.head);
            let draft = match self.of[id.index()] {
                Some(draft) => draft,
                None if mention.kind == MentionKind::Pronoun => self.pronoun(&mention),
                None => self.nominal(&mention),
            };
            self.of[id.index()] = Some(draft);
            self.counterpart(&mention, draft);
            let modifier = matches!(self.input.syntax.relation(mention.head).base(), "amod" | "compound");
            let mut weight = if modifier { 0.1 } else { self.weight(mention.head) };
            // Whom somebody quoted merely brings up is hardly spoken of outside the quotation.
            if self.is_quoted(mention.head) {
                weight *= if mention.kind == MentionKind::Nominal { QUOTED } else { NAMED_QUOTED };
            }
            // Who wrote or pictured a report is not spoken of in it.
            if self.part(mention.head) == Part::Caption {
                continue;
            }
            if self.speakers.contains(&mention.head) {
                self.spoke.push((sentence, draft));
                self.drafts.all[draft].speaks = true;
            }
            self.drafts.touch(draft, sentence, weight);
            self.stand_for(draft, sentence, weight);
            self.company(mention.head, sentence);
        }
    }

    // "Her Xish colleague, X": who is told of as the other of two has the office of the one.
    fn counterpart(&mut self, mention: &Mention, draft: usize) {
        let other = mention.kind == MentionKind::Nominal
            && self.lists.counterparts.iter().any(|word| word == self.lemma(mention.head));
        if !other {
            return;
        }
        let whose = self.input.syntax.dependent(mention.head, Relation::NMOD_POSS);
        let Some(one) = whose.and_then(|whose| self.of_head(whose)).filter(|&one| one != draft) else {
            return;
        };
        let (office, sector) = (self.drafts.all[one].office.clone(), self.drafts.all[one].sector);
        let (past, titles) = (self.drafts.all[one].past, self.drafts.all[one].titles.clone());
        let entity = &mut self.drafts.all[draft];
        if entity.sort == Sort::Person && entity.office.is_none() && entity.sector.is_none() {
            (entity.office, entity.sector, entity.past) = (office, sector, past);
            entity.titles.extend(titles.into_iter().take(8));
        }
    }

    fn is_quoted(&self, token: TokenId) -> bool {
        let saying = self.saying_of[token.index()];
        saying.is_some_and(|saying| self.input.speech.all[saying].form == Form::Direct)
    }

    // Who is named brings his state to mind.
    fn stand_for(&mut self, draft: usize, sentence: u32, weight: f32) {
        let entity = &self.drafts.all[draft];
        if matches!(entity.sort, Sort::Person | Sort::Body)
            && let Some(country) = entity.country
            && let Some(state) = self.drafts.state(country)
        {
            self.drafts.touch(state, sentence, weight * 0.3);
        }
    }

    // "X and Y": once Y is reached, both are known.
    fn company(&mut self, head: TokenId, sentence: u32) {
        let syntax = self.input.syntax;
        if syntax.relation(head) != Relation::CONJ {
            return;
        }
        let conjuncts = self.conjuncts(syntax.head(head));
        if conjuncts.last() != Some(&head) {
            return;
        }
        let mut members: Vec<usize> = conjuncts.iter().filter_map(|&token| self.of_head(token)).collect();
        members.dedup();
        let sort = members.first().map(|&member| self.drafts.all[member].sort);
        let alike = members.iter().all(|&member| Some(self.drafts.all[member].sort) == sort);
        if members.len() > 1
            && alike
            && matches!(sort, Some(Sort::Person | Sort::State | Sort::Body | Sort::Group))
        {
            self.companies.push((sentence, members));
        }
    }

    /// The words of a description, without "the".
    pub(super) fn description(&self, mention: &Mention) -> String {
        let syntax = self.input.syntax;
        let mut start = mention.tokens.start;
        while start < mention.head
            && (matches!(self.tag(start), Upos::Det | Upos::Punct)
                || self.tag(start) == Upos::Pron && syntax.relation(start) == Relation::NMOD_POSS)
        {
            start = start.next();
        }
        // "foreign ministers of X" says more than "foreign ministers".
        let mut end = mention.head.next();
        for &dependent in syntax.dependents(mention.head) {
            let reach = syntax.reach(dependent);
            let near = reach.start == end && reach.end.index() - reach.start.index() <= 5;
            if near
                && syntax.relation(dependent) == Relation::NMOD
                && self.is_of(dependent)
                && !syntax.dependents(dependent).iter().any(|&inner| inner > dependent)
            {
                end = reach.end;
            }
        }
        self.text(start..end)
    }

    fn nominal(&mut self, mention: &Mention) -> usize {
        let head = mention.head;
        let noun = self.noun(head);
        let sentence = self.sentence(head);
        if let Some(draft) = self.pair(mention, noun, sentence).or_else(|| self.half_named(mention)) {
            return draft;
        }
        if let Some(draft) = self.aged(mention, sentence) {
            return draft;
        }
        let mut facts = self.described(&mention.tokens, head, noun);
        if facts.country.is_none()
            && let Some(owner) = facts.owner.and_then(|owner| self.of[owner.index()])
        {
            facts.country = self.drafts.all[owner].country;
        }
        facts.country = facts.country.or(facts.seat);
        if noun.is(Noun::GOVERNMENT)
            && !noun.is(Noun::PERSON)
            && let Some(draft) = self.governments(mention, &facts)
        {
            return draft;
        }
        if noun.is(Noun::STATE)
            && !self.is_plural(head)
            && !mention_is_modified_by_other(self, mention)
            && let Some(draft) = self.country_meant(mention, sentence)
        {
            return draft;
        }
        if noun.is(Noun::PERSON) && !self.is_plural(head) {
            return self.one_person(mention, &facts, sentence);
        }
        if noun.is(Noun::BODY) && !self.is_plural(head) {
            return self.one_body(mention, &facts, sentence);
        }
        let side = noun.is(Noun::SIDE) && !self.is_plural(head) && !noun.is(Noun::BODY);
        // "The X-ish side" is X.
        if side
            && facts.owner.is_none()
            && let Some(country) = facts.country
        {
            return self.state(country);
        }
        if noun.is_actor() && !side {
            return self.several(mention, noun, &facts, sentence);
        }
        let mut draft = Draft::new(Sort::Thing, self.description(mention));
        draft.plural = self.is_plural(head);
        self.drafts.add(draft)
    }

    // "The 46-year-old", "the 42-year-old consultant": whoever was named lately.
    fn aged(&self, mention: &Mention, sentence: u32) -> Option<usize> {
        if self.article(mention.head) != Article::Definite || self.is_plural(mention.head) {
            return None;
        }
        let words = self.text(mention.tokens.clone());
        self.lists.aged.iter().find(|age| words.contains(age.as_str()))?;
        let found = self.drafts.foremost(sentence, |_, draft| draft.is_person_by_name())?;
        (self.drafts.age(found, sentence) <= UNDESCRIBED).then_some(found)
    }

    // "The Xish government" is X; "the governments in X and Y" are both.
    fn governments(&mut self, mention: &Mention, facts: &Facts) -> Option<usize> {
        let syntax = self.input.syntax;
        let head = mention.head;
        let mut countries: Vec<Country> = Vec::new();
        if self.is_plural(head) {
            let seats: Vec<TokenId> = syntax
                .dependents(head)
                .iter()
                .copied()
                .filter(|&d| syntax.relation(d) == Relation::NMOD)
                .collect();
            for seat in seats.into_iter().flat_map(|seat| self.conjuncts(seat)) {
                let hit = self.input.known.at(seat);
                countries.extend(hit.and_then(|hit| self.country_at(hit)));
            }
            for token in each(mention.tokens.clone()) {
                let hit = self.input.known.at(token).filter(|hit| hit.tokens.start == token);
                countries.extend(hit.and_then(|hit| self.country_at(hit)));
            }
            countries.dedup();
        }
        if countries.len() > 1 {
            let members = countries.into_iter().map(|country| self.state(country)).collect();
            let mut draft = Draft::new(Sort::Group, self.description(mention));
            (draft.members, draft.plural) = (members, true);
            return Some(self.drafts.add(draft));
        }
        let country = facts.country.or_else(|| countries.first().copied()).or_else(|| {
            // "The Smith administration".
            let named = syntax.dependents(head).iter().filter_map(|&d| self.of_head(d));
            named.filter_map(|draft| self.drafts.all[draft].country).next()
        });
        if let Some(country) = country.filter(|_| !self.is_plural(head)) {
            self.governments.insert(country);
        }
        // "The government", once one state's has been told of and no other's.
        let bare = !self.is_plural(head)
            && self.article(head) == Article::Definite
            && mention.tokens.end.index() - mention.tokens.start.index() <= 2
            && syntax.dependent(head, Relation::NMOD).is_none();
        let only = (self.governments.len() == 1).then(|| self.governments.iter().next().copied()).flatten();
        country.or(only.filter(|_| bare)).map(|country| self.state(country))
    }

    // "The kingdom", "the country": the state lately spoken of that may be called so.
    fn country_meant(&mut self, mention: &Mention, sentence: u32) -> Option<usize> {
        if self.article(mention.head) == Article::Indefinite {
            return None;
        }
        let lemma = self.lemma(mention.head).to_lowercase();
        // "His country" is his.
        let owner = self.input.syntax.dependent(mention.head, Relation::NMOD_POSS);
        if let Some(owner) = owner {
            let country = self.of_head(owner).and_then(|draft| self.drafts.all[draft].country)?;
            return Some(self.state(country));
        }
        let called = self.lists.epithets.get(&lemma);
        let fits = |draft: &Draft| {
            draft.sort == Sort::State
                && called.is_none_or(|called| {
                    draft.country.is_some_and(|country| called.iter().any(|code| code == country.as_str()))
                })
        };
        let found = self.drafts.foremost(sentence, |_, draft| fits(draft))?;
        (self.drafts.age(found, sentence) <= DESCRIBED).then_some(found)
    }

    fn one_person(&mut self, mention: &Mention, facts: &Facts, sentence: u32) -> usize {
        let head = mention.head;
        let noun = self.noun(head);
        let office = self.office_words(facts, head);
        if self.article(head) == Article::Definite {
            // "The union's president" is not the one president lately named.
            let mut office = office.clone();
            office.extend(self.own_words(mention, &[Upos::Noun, Upos::Propn]));
            let bears = |draft: &Draft| office.iter().all(|word| draft.titles.contains(word));
            let person = |draft: &Draft| draft.sort == Sort::Person && !draft.plural;
            let of_it = |draft: &Draft| facts.country.is_some() && draft.country == facts.country;
            let free = |draft: &Draft| facts.country.is_none() || draft.country.is_none() && draft.named;
            let leads = |draft: &Draft| {
                noun.is(Noun::LEADER)
                    && draft.named
                    && draft.office.as_ref().is_some_and(|o| self.lists.heads.contains(o))
            };
            let found = self
                .drafts
                .foremost(sentence, |_, draft| person(draft) && bears(draft) && of_it(draft))
                .or_else(|| {
                    self.drafts.foremost(sentence, |_, draft| person(draft) && bears(draft) && free(draft))
                })
                .or_else(|| {
                    self.drafts.foremost(sentence, |_, draft| person(draft) && leads(draft) && of_it(draft))
                })
                .or_else(|| {
                    // "The South American leader" is not whoever leads.
                    let marked = each(mention.tokens.start..head).skip(1).any(|token| {
                        matches!(self.tag(token), Upos::Adj | Upos::Propn)
                            && self.form(token).starts_with(char::is_uppercase)
                    });
                    let plain = facts.country.is_none() && facts.owner.is_none() && !marked;
                    self.drafts.foremost(sentence, |_, draft| plain && person(draft) && leads(draft))
                });
            // "His X-ish guest" is the one of X lately named.
            let found = found.or_else(|| {
                let other = self.lists.counterparts.iter().any(|word| word == self.lemma(head));
                let fits = |_: usize, draft: &Draft| other && person(draft) && draft.named && of_it(draft);
                self.drafts
                    .foremost(sentence, fits)
                    .filter(|&found| self.drafts.age(found, sentence) <= UNDESCRIBED)
            });
            if let Some(found) = found.filter(|&found| self.drafts.age(found, sentence) <= DESCRIBED) {
                self.take_facts(found, facts);
                return found;
            }
        }
        // "Crown prince said": a title without an article is that of whoever bears it.
        let of_state =
            |token: TokenId| self.input.known.at(token).is_some_and(|hit| self.country_at(hit).is_some());
        let office_start = facts.office.as_ref().map_or(head, |office| office.start);
        let bare = facts.office.is_some()
            // "OPEC Secretary General said".
            && each(mention.tokens.start..office_start).all(of_state)
            && self.input.syntax.relation(head) == Relation::NSUBJ
            && self.input.syntax.dependent(head, Relation::DET).is_none();
        if bare {
            let bears = |draft: &Draft| {
                draft.sort == Sort::Person
                    && draft.named
                    && office.iter().all(|word| draft.titles.contains(word))
                    && (facts.country.is_none() || draft.country == facts.country)
            };
            let found = self.drafts.foremost(sentence, |_, draft| bears(draft));
            if let Some(found) = found.filter(|&found| self.drafts.age(found, sentence) <= DESCRIBED) {
                self.take_facts(found, facts);
                return found;
            }
        }
        if let Some(found) = self.sole(mention, facts, sentence) {
            self.take_facts(found, facts);
            return found;
        }
        let mut draft = Draft::new(Sort::Person, self.description(mention));
        draft.titles = office;
        draft.given = self.article(head) == Article::Definite && facts.office.is_some();
        let draft = self.drafts.add(draft);
        self.take_facts(draft, facts);
        draft
    }

    // "The former minister said", where one person alone has been named so far, just before.
    fn sole(&self, mention: &Mention, facts: &Facts, sentence: u32) -> Option<usize> {
        let head = mention.head;
        let told = facts.past
            && self.article(head) == Article::Definite
            && self.input.syntax.relation(head) == Relation::NSUBJ
            && facts.country.is_none()
            && facts.owner.is_none();
        let named: Vec<usize> = self
            .drafts
            .recent()
            .filter(|&draft| told && self.drafts.all[draft].is_person_by_name())
            .collect();
        match named[..] {
            [only] if self.drafts.age(only, sentence) <= 2 => Some(only),
            _ => None,
        }
    }

    fn one_body(&mut self, mention: &Mention, facts: &Facts, sentence: u32) -> usize {
        let head = mention.head;
        let lemma = self.lemma_hash(head);
        let noun = self.noun(head);
        if self.article(head) == Article::Definite {
            let body =
                |draft: &Draft| draft.sort == Sort::Body && !draft.plural && draft.may_be_of(facts.country);
            let own = self.own_words(mention, &[Upos::Noun, Upos::Propn, Upos::Adj]);
            let words = self.words_for(head);
            let called = |draft: &Draft| {
                words.iter().any(|word| draft.words.contains(word) || draft.titles.contains(word))
                    && own.iter().all(|word| draft.words.contains(word) || draft.titles.contains(word))
            };
            let plain = facts.country.is_none() && facts.owner.is_none() && !noun.is(Noun::GOVERNMENT);
            let found = self.drafts.foremost(sentence, |_, draft| body(draft) && called(draft));
            let found = found.filter(|&found| self.drafts.age(found, sentence) <= DESCRIBED).or_else(|| {
                let found = self.drafts.foremost(sentence, |_, draft| plain && body(draft) && draft.named)?;
                let firm = own.is_empty() && self.lists.firms.iter().any(|firm| firm == self.lemma(head));
                (firm && self.drafts.age(found, sentence) <= UNDESCRIBED).then_some(found)
            });
            if let Some(found) = found {
                self.take_facts(found, facts);
                return found;
            }
        }
        let mut draft = Draft::new(Sort::Body, self.description(mention));
        draft.titles.push(lemma);
        draft.given = self.article(head) == Article::Definite;
        let draft = self.drafts.add(draft);
        self.take_facts(draft, facts);
        draft
    }

    // What else the same body may be called: "the paper" is the daily lately named.
    fn words_for(&self, head: TokenId) -> Vec<u64> {
        let lemma = self.lemma(head).to_lowercase();
        let alike = self.lists.alike.iter().filter(|words| words.contains(&lemma)).flatten();
        let mut words = vec![self.lemma_hash(head)];
        words.extend(alike.map(|word| bytes(word.as_bytes())));
        words
    }

    // The adjectives and nouns before a noun that tell which one it is: not whose.
    fn own_words(&self, mention: &Mention, tags: &[Upos]) -> Vec<u64> {
        let syntax = self.input.syntax;
        let tells = |token: &TokenId| {
            *token != mention.head
                && matches!(syntax.relation(*token).base(), "amod" | "compound" | "flat" | "nmod")
                && tags.contains(&self.tag(*token))
                && self.input.known.at(*token).is_none_or(|hit| self.country_at(hit).is_none())
        };
        each(mention.tokens.clone()).filter(tells).take(8).map(|token| self.lemma_hash(token)).collect()
    }

    // "French officials", "consuming countries", and words for many.
    fn several(&mut self, mention: &Mention, noun: Noun, facts: &Facts, sentence: u32) -> usize {
        let head = mention.head;
        if noun.is(Noun::PROXY)
            && self.is_plural(head)
            && let Some(draft) = self.proxies(mention)
        {
            return draft;
        }
        if self.is_plural(head)
            && let Some(draft) = self.compound(mention, noun, facts, sentence)
        {
            return draft;
        }
        let name = self.description(mention);
        let lemma = self.lemma_hash(head);
        let definite = self.article(head) == Article::Definite;
        let found = self.drafts.foremost(sentence, |_, draft| {
            draft.sort == Sort::Group
                && draft.members.is_empty()
                && draft.may_be_of(facts.country)
                && (draft.name == name
                    || definite && facts.country.is_none() && draft.titles.contains(&lemma))
        });
        if let Some(found) = found {
            // What a headline in capitals called them is no name.
            let group = &mut self.drafts.all[found];
            if group.shouted && name.chars().any(char::is_lowercase) {
                (group.name, group.shouted) = (name, false);
            }
            return found;
        }
        // "The rebels" are the one that was named "the rebel Front X".
        if definite && facts.country.is_none() {
            let titled = |draft: &Draft| {
                draft.named && matches!(draft.sort, Sort::Body | Sort::Group) && draft.titles.contains(&lemma)
            };
            if let [only] = self.drafts.ranked(sentence, |_, draft| titled(draft))[..] {
                return only;
            }
        }
        let shouted = !name.chars().any(char::is_lowercase);
        let mut draft = Draft::new(Sort::Group, name);
        draft.shouted = shouted;
        (draft.plural, draft.titles, draft.given) = (true, vec![lemma], true);
        let draft = self.drafts.add(draft);
        self.take_facts(draft, facts);
        draft
    }

    // "Representatives of the ministry and the bank" speak for both.
    fn proxies(&mut self, mention: &Mention) -> Option<usize> {
        let syntax = self.input.syntax;
        let whose = syntax.dependents_by(mention.head, Relation::NMOD).find(|&token| self.is_of(token))?;
        // The bodies come later in the text than those who speak for them, but names are settled by now.
        let members: Vec<usize> = self
            .conjuncts(whose)
            .into_iter()
            .filter_map(|token| self.of_head(token))
            .filter(|&draft| self.drafts.all[draft].sort == Sort::Body)
            .collect();
        if members.is_empty() {
            return None;
        }
        let mut draft = Draft::new(Sort::Group, self.description(mention));
        (draft.members, draft.plural) = (members, true);
        Some(self.drafts.add(draft))
    }

    // "Both sides", "the two leaders", "the two countries", "both".
    pub(super) fn pair(&mut self, mention: &Mention, noun: Noun, sentence: u32) -> Option<usize> {
        let head = mention.head;
        let two = |token: TokenId| self.lists.two.contains(&self.form(token).to_lowercase());
        // "The first two laureates" are told anew.
        let ranked = |token: TokenId| token != head && self.has(token, Features::NUMTYPE_ORD);
        let counted = each(mention.tokens.clone()).any(two) && !each(mention.tokens.clone()).any(ranked);
        // "The four parties" are not the two.
        let many = |token: TokenId| {
            token != head && self.tag(token) == Upos::Num && !two(token) && self.form(token).len() > 1
        };
        let sides = noun.is(Noun::SIDE)
            && self.is_plural(head)
            && self.article(head) == Article::Definite
            && !each(mention.tokens.clone()).any(many);
        let alone = two(head) && !matches!(self.tag(head), Upos::Noun | Upos::Propn);
        // "Two soldiers" are told anew; "the two soldiers", "both soldiers" were spoken of.
        let given = alone || self.article(head) == Article::Definite;
        if !(counted && given && (self.is_plural(head) || alone) || sides) {
            return None;
        }
        // A description that says whose they are is none of those spoken of.
        if !sides && !alone && self.described(&mention.tokens, head, noun).country.is_some() {
            return None;
        }
        let states = noun.is(Noun::STATE) || noun.is(Noun::SIDE) || noun.is(Noun::GOVERNMENT);
        let persons = noun.is(Noun::PERSON) && !states;
        let bodies = noun.is(Noun::BODY) && !states && !persons;
        if !states && !persons && !bodies && !alone {
            return None;
        }
        let members = if alone {
            // "Both agreed": the two just told.
            let just =
                |members: &Vec<usize>| members.iter().all(|&member| self.drafts.age(member, sentence) <= 1);
            self.latest_company(sentence, 3, |_| true)
                .or_else(|| self.two_of(sentence, Sort::Person).filter(just))
        } else if states {
            self.two_states(sentence)
        } else if persons {
            // "The two ministers" bear that title, "the two leaders" may bear any.
            let title = self.lemma_hash(head);
            let titled = |draft: &Draft| draft.sort == Sort::Person && draft.titles.contains(&title);
            let both = |members: Vec<usize>| (members.len() == 2).then_some(members);
            self.latest_company(sentence, 8, titled)
                .or_else(|| both(self.drafts.ranked(sentence, |_, draft| draft.named && titled(draft))))
                .or_else(|| self.latest_company(sentence, 8, |draft| draft.sort == Sort::Person))
                .or_else(|| self.two_of(sentence, Sort::Person))
        } else {
            self.latest_company(sentence, 8, |draft| draft.sort == Sort::Body)
                .or_else(|| self.two_of(sentence, Sort::Body))
        };
        let mut draft = Draft::new(Sort::Group, self.description(mention));
        draft.plural = true;
        draft.members = members?;
        Some(self.drafts.add(draft))
    }

    // The two lately named side by side who pass a test.
    pub(super) fn latest_company(
        &self,
        sentence: u32,
        window: u32,
        passes: impl Fn(&Draft) -> bool,
    ) -> Option<Vec<usize>> {
        let fits = |members: &[usize]| {
            members.len() == 2 && members.iter().all(|&member| passes(&self.drafts.all[member]))
        };
        let (_, members) = self
            .companies
            .iter()
            .rev()
            .take(24)
            .take_while(|(at, _)| sentence.saturating_sub(*at) <= window)
            .find(|(_, members)| fits(members))?;
        Some(members.clone())
    }

    // Two states just told side by side, themselves or by those who act for them.
    pub(super) fn paired_states(&mut self, sentence: u32) -> Option<Vec<usize>> {
        self.latest_company(sentence, 6, |draft| draft.sort == Sort::State).or_else(|| {
            let persons = self.latest_company(sentence, 3, |draft| draft.sort == Sort::Person)?;
            let countries: Vec<Country> =
                persons.iter().filter_map(|&person| self.drafts.all[person].country).collect();
            (countries.len() == 2 && countries[0] != countries[1])
                .then(|| countries.into_iter().map(|country| self.state(country)).collect())
        })
    }

    fn two_states(&mut self, sentence: u32) -> Option<Vec<usize>> {
        self.paired_states(sentence).or_else(|| {
            // Each state by itself and through those who act for it.
            let mut weights: Vec<(Country, f32)> = Vec::new();
            let lately: Vec<usize> = self.drafts.recent().collect();
            for draft in lately {
                let entity = &self.drafts.all[draft];
                let share = match entity.sort {
                    Sort::State => 1.0,
                    Sort::Person => 0.7,
                    Sort::Body => 0.3,
                    _ => continue,
                };
                let Some(country) = entity.country.filter(|country| country.as_str() != "IGO") else {
                    continue;
                };
                let weight = share * self.drafts.weight(draft, sentence);
                match weights.iter_mut().find(|(each, _)| *each == country) {
                    Some((_, sum)) => *sum += weight,
                    None => weights.push((country, weight)),
                }
            }
            weights.sort_by(|one, other| other.1.total_cmp(&one.1));
            let [(one, _), (other, _), ..] = weights[..] else { return None };
            Some(vec![self.state(one), self.state(other)])
        })
    }

    fn two_of(&self, sentence: u32, sort: Sort) -> Option<Vec<usize>> {
        let ranked = self.drafts.ranked(sentence, |_, draft| {
            draft.sort == sort && !draft.plural && draft.members.is_empty() && draft.named
        });
        (ranked.len() > 1).then(|| ranked[..2].to_vec())
    }
}

// "The oil-producing country", "the neighbouring state" may be any: only a plain "the country" looks back.
fn mention_is_modified_by_other(resolver: &Resolver<'_>, mention: &Mention) -> bool {
    resolver.input.syntax.dependents(mention.head).iter().any(|&d| {
        matches!(resolver.input.syntax.relation(d).base(), "amod" | "compound" | "nummod" | "acl" | "nmod")
            && resolver.input.syntax.relation(d) != Relation::NMOD_POSS
    })
}
