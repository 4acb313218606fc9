//! Pronouns: the one spoken of lately who agrees, "who" and "which" the noun they hang on, "I" and "we" in
//! quotations the speaker.

use chancery_document::{Features, Id, Level, Mention, MentionKind, Relation, SayingId, TokenId};

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
        let shut = self.shut_out(head);
        let fits = |number: usize, draft: &Draft| {
            let right = match gender {
                Gender::Unknown => draft.sort != Sort::Person && draft.sort != Sort::Group,
                _ => {
                    draft.sort == Sort::Person && (draft.gender == Gender::Unknown || draft.gender == gender)
                }
            };
            right && !draft.plural && !shut.contains(&number) && self.drafts.age(number, sentence) <= WINDOW
        };
        let ranked = self.drafts.ranked(sentence, fits);
        // Whose something is, is mostly told in the same sentence.
        let possessive = self.input.syntax.relation(head) == Relation::NMOD_POSS;
        let close = |&&number: &&usize| possessive && self.drafts.age(number, sentence) == 0;
        let found = *ranked.iter().find(close).or(ranked.first())?;
        if gender != Gender::Unknown {
            self.drafts.all[found].gender = gender;
        }
        Some(found)
    }

    // "Who" and "which" are the noun that their clause describes.
    fn governed_by(&self, head: TokenId) -> Option<usize> {
        let syntax = self.input.syntax;
        let clause = std::iter::once(head)
            .chain(syntax.ancestors(head))
            .take(12)
            .find(|&token| syntax.relation(token) == Relation::ACL_RELCL)?;
        self.of_head(syntax.head(clause))
    }

    // Those whom a word cannot mean: the other arguments of its verb, unless it is a possessor among them.
    fn shut_out(&self, head: TokenId) -> Vec<usize> {
        let syntax = self.input.syntax;
        let relation = syntax.relation(head);
        let mut shut = Vec::new();
        if relation == Relation::NMOD_POSS {
            // "Her sister" is not "her".
            shut.extend(self.of_head(syntax.head(head)));
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
        shut
    }

    // "They": those named side by side, or a group, whichever has more attention.
    fn plural(&mut self, head: TokenId, sentence: u32) -> Option<usize> {
        let shut = self.shut_out(head);
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
        let speech = self.input.speech;
        for id in self.mentions() {
            let mention = self.input.mentions.all[id].clone();
            if mention.kind != MentionKind::Pronoun || !self.has(mention.head, Features::PERSON_1) {
                continue;
            }
            let span = self.input.tokens.spans[mention.head];
            let Some(speakers) = self.speakers_of(speech.around(span)) else { continue };
            let plural = self.has(mention.head, Features::NUMBER_PLUR);
            let [only] = speakers[..] else {
                let mut draft = Draft::new(Sort::Group, self.text(mention.tokens.clone()));
                (draft.members, draft.plural) = (speakers, true);
                self.of[id.index()] = Some(self.drafts.add(draft));
                continue;
            };
            let speaker = &self.drafts.all[only];
            let official = speaker.office.is_some() && speaker.sort.level() == Some(Level::Person);
            self.of[id.index()] = match speaker.country {
                Some(country) if plural && official => Some(self.state(country)),
                _ => Some(only),
            };
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
