//! Pronouns: the one spoken of lately who agrees, "who" and "which" the noun they hang on, "I" and "we" in
//! quotations the speaker.

use chancery_document::{
    Country, Features, Form, Id, Level, Mention, MentionKind, Relation, SayingId, SentenceId, TokenId, each,
};

use crate::mentions::Noun;

use super::{
    Resolver,
    draft::{Draft, Gender, Sort},
};

// How far back a pronoun looks, in sentences.
const WINDOW: u32 = 3;

impl Resolver<'_> {
    pub(super) fn pronoun(&mut self, mention: &Mention) -> usize {
        let head = mention.head;
        let found = self.antecedent(head);
        found.unwrap_or_else(|| {
            let personal = self.has(head, Features::GENDER_MASC) || self.has(head, Features::GENDER_FEM);
            let first = self.has(head, Features::PERSON_1);
            let sort = if personal || first { Sort::Person } else { Sort::Thing };
            let mut draft = Draft::new(sort, self.text(mention.tokens.clone()));
            draft.plural = self.has(head, Features::NUMBER_PLUR);
            self.drafts.add(draft)
        })
    }

    fn antecedent(&mut self, head: TokenId) -> Option<usize> {
        if self.has(head, Features::PRONTYPE_REL) {
            return self.governed_by(head);
        }
        if self.has(head, Features::PERSON_1) {
            return None;
        }
        let sentence = self.sentence(head);
        if self.has(head, Features::NUMBER_PLUR) || self.has(head, Features::PRONTYPE_TOT) {
            return self.plural(head, sentence);
        }
        let gender = if self.has(head, Features::GENDER_MASC) {
            Gender::Male
        } else if self.has(head, Features::GENDER_FEM) {
            Gender::Female
        } else {
            Gender::Unknown
        };
        let shut = if self.has(head, Features::REFLEX_YES) { Vec::new() } else { self.shut_out(head) };
        let country = self.said_to_be_of(head);
        let fits = |number: usize, draft: &Draft| {
            let right = match gender {
                Gender::Unknown => draft.sort != Sort::Person,
                _ => {
                    draft.sort == Sort::Person && (draft.gender == Gender::Unknown || draft.gender == gender)
                }
            };
            right
                && draft.may_be_of(country)
                && !draft.plural
                && !shut.contains(&number)
                && self.drafts.age(number, sentence) <= WINDOW
        };
        let above = self.subjects_above(head).into_iter().filter_map(|subject| self.of_head(subject));
        let above = above.into_iter().find(|&subject| fits(subject, &self.drafts.all[subject]));
        // "It said", "he added": whoever spoke before.
        let said = || {
            let spoke = self.spoke.iter().rev().take_while(|(at, _)| sentence.saturating_sub(*at) <= WINDOW);
            let last = spoke.copied().find(|&(_, draft)| fits(draft, &self.drafts.all[draft]));
            // "Chile says A. Peru disagrees. It holds that B": whom the sentence in between is about.
            let since = last.is_none_or(|(at, _)| at + 1 < sentence);
            let between = self.subject_of(
                sentence.checked_sub(1).filter(|_| since && gender == Gender::Unknown),
                &[Sort::Body, Sort::State, Sort::Group],
            );
            between.filter(|&draft| fits(draft, &self.drafts.all[draft])).or(last.map(|(_, draft)| draft))
        };
        let speaks = gender == Gender::Unknown && self.speakers.contains(&head);
        // "Ann conveyed to the president the greetings of Eve. She affirmed": whom the sentence before is about.
        let about = || {
            let leads = gender != Gender::Unknown
                && self.input.syntax.relation(head) == Relation::NSUBJ
                && self.input.syntax.relation(self.input.syntax.head(head)) == Relation::ROOT;
            let person = self.subject_of(sentence.checked_sub(1).filter(|_| leads), &[Sort::Person]);
            person.filter(|&draft| self.drafts.all[draft].named && fits(draft, &self.drafts.all[draft]))
        };
        let found = above.or_else(|| if speaks { said() } else { about() }).or_else(|| {
            let ranked = self.drafts.ranked(sentence, fits);
            // Whose something is, is mostly told in the same sentence.
            let possessive = self.input.syntax.relation(head) == Relation::NMOD_POSS;
            let close = |number: &usize| possessive && self.drafts.age(*number, sentence) == 0;
            ranked.iter().copied().find(close).or(ranked.first().copied())
        });
        let found = found.or_else(|| self.awaited(head, &shut, gender))?;
        if gender != Gender::Unknown {
            self.drafts.all[found].gender = gender;
        }
        Some(found)
    }

    // "He was the last X-ish premier": the country of whom he can only be.
    fn said_to_be_of(&self, head: TokenId) -> Option<Country> {
        let syntax = self.input.syntax;
        let noun = syntax.head(head);
        let said = syntax.relation(head) == Relation::NSUBJ
            && head < noun
            && syntax.dependent(noun, Relation::COP).is_some()
            && self.noun(noun).is(Noun::PERSON);
        let mention = &self.input.mentions.all[self.input.mentions.headed_by(noun).filter(|_| said)?];
        self.described(&mention.tokens, noun, self.noun(noun)).country
    }

    // Whom a sentence is about, if it is of one of these sorts.
    fn subject_of(&self, sentence: Option<u32>, sorts: &[Sort]) -> Option<usize> {
        let syntax = self.input.syntax;
        let words = self.input.tokens.sentences[SentenceId::new(sentence? as usize)].clone();
        let root = each(words).find(|&token| syntax.relation(token) == Relation::ROOT)?;
        let subject =
            syntax.dependents(root).iter().find(|&&token| syntax.relation(token) == Relation::NSUBJ)?;
        let found = self.of_head(*subject)?;
        sorts.contains(&self.drafts.all[found].sort).then_some(found)
    }

    // The subjects of the clauses that a word stands in, the nearest first: "X said he", "X praised his minister".
    // Whose something is may also be told by an object before it ("it cost X his seat"), or by the subject that
    // comes after a phrase in front: "In his speech, X said".
    fn subjects_above(&self, head: TokenId) -> Vec<TokenId> {
        let syntax = self.input.syntax;
        let possessive = syntax.relation(head) == Relation::NMOD_POSS;
        let mut found = Vec::new();
        let mut below = head;
        for above in syntax.ancestors(head).take(24) {
            let fronted =
                possessive && matches!(syntax.relation(below).base(), "obl" | "advcl") && below < above;
            let others = || syntax.dependents(above).iter().copied().filter(|&token| token != below);
            found.extend(
                others().find(|&token| (token < head || fronted) && syntax.relation(token).base() == "nsubj"),
            );
            if possessive {
                found.extend(
                    others().find(|&token| {
                        token < head && matches!(syntax.relation(token).base(), "obj" | "iobj")
                    }),
                );
            }
            below = above;
        }
        found
    }

    // "X and Y will meet again, they said": those of whom they say it.
    fn subject_said_of(&self, speaker: TokenId) -> Option<TokenId> {
        let syntax = self.input.syntax;
        let cue = syntax.head(speaker);
        let said = syntax.dependent(cue, Relation::CCOMP).filter(|&said| said < speaker)?;
        let subject = syntax.dependent(said, Relation::NSUBJ)?;
        (self.speakers.contains(&speaker) && self.conjuncts(subject).len() > 1).then_some(subject)
    }

    // "In his speech, X said": nobody before, but the subject of the sentence after.
    fn awaited(&self, head: TokenId, shut: &[usize], gender: Gender) -> Option<usize> {
        if gender == Gender::Unknown {
            return None;
        }
        let syntax = self.input.syntax;
        let root = syntax.ancestors(head).take(40).last()?;
        let subject =
            syntax.dependents(root).iter().find(|&&token| syntax.relation(token).base() == "nsubj")?;
        let found = self.of_head(*subject).filter(|found| !shut.contains(found))?;
        let draft = &self.drafts.all[found];
        let right = draft.sort == Sort::Person && (draft.gender == Gender::Unknown || draft.gender == gender);
        right.then_some(found)
    }

    // "Who" and "which" are the noun that their clause describes.
    fn governed_by(&self, head: TokenId) -> Option<usize> {
        let syntax = self.input.syntax;
        let clause = std::iter::once(head)
            .chain(syntax.ancestors(head))
            .take(12)
            .find(|&token| syntax.relation(token) == Relation::ACL_RELCL);
        match clause {
            Some(clause) => self.of_head(syntax.head(clause)),
            None => self.just_before(head),
        }
    }

    // "He told the daily, which": a tree that hangs the clause elsewhere leaves the name before the comma.
    fn just_before(&self, head: TokenId) -> Option<usize> {
        let before = |token: TokenId| token.index().checked_sub(1).map(TokenId::new);
        let comma = before(head).filter(|&token| self.form(token) == ",")?;
        let last = before(comma)?;
        if self.sentence(last) != self.sentence(head) {
            return None;
        }
        let syntax = self.input.syntax;
        let inside =
            |token: TokenId| matches!(syntax.relation(token).base(), "flat" | "compound" | "appos" | "nmod");
        std::iter::successors(Some(last), |&token| inside(token).then(|| syntax.head(token)))
            .take(6)
            .find_map(|token| self.of_head(token))
    }

    // Those whom a word cannot mean: the other arguments of its verb, unless it is a possessor among them.
    fn shut_out(&self, head: TokenId) -> Vec<usize> {
        let syntax = self.input.syntax;
        let relation = syntax.relation(head);
        let mut shut = Vec::new();
        if relation == Relation::NMOD_POSS {
            // "Her sister" is not "her".
            shut.extend(self.of_head(syntax.head(head)));
            shut.extend(self.speaking(head));
            return shut;
        }
        let verb = syntax.head(head);
        for &argument in syntax.dependents(verb) {
            if argument != head
                && matches!(syntax.relation(argument).base(), "nsubj" | "obj" | "iobj" | "obl")
            {
                shut.extend(self.of_head(argument));
            }
        }
        // "X said he" may be X, "X told him" may not; and "he" in a noun's phrase is not that noun.
        if relation.base() == "nmod" {
            shut.extend(self.of_head(verb));
        }
        shut.extend(self.speaking(head));
        shut
    }

    // Who speaks the words that a word stands in: nobody quoted calls himself "he".
    fn speaking(&self, head: TokenId) -> Vec<usize> {
        let speech = self.input.speech;
        let Some(saying) = self.saying_of[head.index()] else { return Vec::new() };
        let saying = &speech.all[saying];
        if saying.form != Form::Direct {
            return Vec::new();
        }
        saying.speakers.iter().filter_map(|&speaker| self.of_head(speaker)).collect()
    }

    // "They": those named side by side, or a group, whichever has more attention.
    fn plural(&mut self, head: TokenId, sentence: u32) -> Option<usize> {
        let shut = self.shut_out(head);
        let above = self.subjects_above(head);
        for subject in above.into_iter().chain(self.subject_said_of(head)) {
            let members: Vec<usize> =
                self.conjuncts(subject).into_iter().filter_map(|each| self.of_head(each)).collect();
            match members[..] {
                [only] if !shut.contains(&only) && self.drafts.all[only].plural => return Some(only),
                [first, _, ..] if !shut.contains(&first) && self.drafts.all[first].sort != Sort::Thing => {
                    let mut draft = Draft::new(Sort::Group, self.form(head).to_owned());
                    (draft.members, draft.plural) = (members, true);
                    return Some(self.drafts.add(draft));
                }
                _ => {}
            }
        }
        let group = self.drafts.foremost(sentence, |number, draft| {
            (draft.plural || draft.sort == Sort::Group)
                && !shut.contains(&number)
                && self.drafts.age(number, sentence) <= WINDOW
        });
        let company = self.companies.iter().rev().find(|(at, _)| sentence.saturating_sub(*at) <= 2).cloned();
        let heaviest = group.map_or(0.0, |group| self.drafts.weight(group, sentence));
        if let Some((_, members)) = company {
            let weights = members.iter().map(|&member| self.drafts.weight(member, sentence));
            let lightest = weights.fold(f32::MAX, f32::min);
            let actors = group.is_none_or(|group| self.drafts.all[group].sort == Sort::Thing);
            if lightest >= heaviest || actors && lightest * 2.0 >= heaviest {
                let mut draft = Draft::new(Sort::Group, self.form(head).to_owned());
                (draft.members, draft.plural) = (members, true);
                return Some(self.drafts.add(draft));
            }
        }
        group
    }

    /// "I", "we" and "our" inside a quotation are its speaker's.
    pub(super) fn speakers(&mut self) {
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            if mention.kind != MentionKind::Pronoun || !self.has(mention.head, Features::PERSON_1) {
                continue;
            }
            let Some(speakers) = self.speakers_of(self.saying_of[mention.head.index()]) else { continue };
            let plural = self.has(mention.head, Features::NUMBER_PLUR);
            let [only] = speakers[..] else {
                let mut draft = Draft::new(Sort::Group, self.text(mention.tokens.clone()));
                (draft.members, draft.plural) = (speakers, true);
                self.of[id.index()] = Some(self.drafts.add(draft));
                continue;
            };
            let speaker = &self.drafts.all[only];
            let holds = speaker.office.is_some() && !speaker.past;
            let official = holds && speaker.sort.level() == Some(Level::Person);
            self.of[id.index()] = match speaker.country {
                Some(country) if plural && official => Some(self.state(country)),
                _ => Some(only),
            };
        }
    }

    /// "Our country" inside a quotation is its speaker's.
    pub(super) fn own_countries(&mut self) {
        for id in self.mentions() {
            let mention = &self.input.mentions.all[id];
            let noun = self.noun(mention.head);
            if mention.kind != MentionKind::Nominal
                || !(noun.is(Noun::STATE) || noun.is(Noun::GOVERNMENT))
                || self.is_plural(mention.head)
            {
                continue;
            }
            let owner = self.input.syntax.dependent(mention.head, Relation::NMOD_POSS);
            let Some(owner) = owner.filter(|&owner| self.has(owner, Features::PERSON_1)) else { continue };
            let speakers = self.speakers_of(self.saying_of[owner.index()]).unwrap_or_default();
            let [only] = speakers[..] else { continue };
            if let Some(country) = self.drafts.all[only].country {
                self.of[id.index()] = Some(self.state(country));
            }
        }
    }

    fn speakers_of(&self, saying: Option<SayingId>) -> Option<Vec<usize>> {
        let saying = &self.input.speech.all[saying?];
        let mut speakers: Vec<usize> =
            saying.speakers.iter().filter_map(|&head| self.of_head(head)).collect();
        speakers.dedup();
        (!speakers.is_empty()).then_some(speakers)
    }
}
