//! The cue words of a language, by class, as its pack lists them.

use chancery_document::Upos;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// The section `[speech]` of a `language.toml`: dictionary forms, by class.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpeechLists {
    /// Verbs that put a clause or a quotation in words: "say", "announce", "warn".
    pub say: Vec<String>,
    /// Verbs that put even a bare noun phrase in words: "stress", "recall", "deny".
    pub stress: Vec<String>,
    /// Verbs of undertaking: statements with a clause or a quotation, not with an infinitive: "promise", "agree".
    pub undertake: Vec<String>,
    /// Verbs that documents say things by: "show", "find". Statements of people and documents, not of facts.
    pub show: Vec<String>,
    /// Nouns for what can say things by such verbs: "report", "figure", "poll".
    pub documents: Vec<String>,
    /// Verbs for giving a feeling words: "express", "voice".
    pub voice: Vec<String>,
    /// Nouns that such verbs make an act of, not a statement: "support", "thanks".
    pub acts: Vec<String>,
    /// Verbs that say what something is: "describe X as Y", "call X Y".
    pub describe: Vec<String>,
    /// Verbs that ask somebody to act: "urge", "ask", "call on".
    pub urge: Vec<String>,
    /// Verbs that praise or blame: statements only with a clause or a quotation.
    pub judge: Vec<String>,
    /// Verbs of belief, wish, intent and decision: attributed, but not put in words.
    pub attitude: Vec<String>,
    /// Nouns for words and their makers: "statement", "insistence", "warning".
    pub nouns: Vec<String>,
    /// Nouns of belief, wish, intent and decision.
    pub attitude_nouns: Vec<String>,
    /// Adjectives of belief, wish and intent: "sure", "eager".
    pub adjectives: Vec<String>,
    /// Words that name a source before it: "according".
    pub sources: Vec<String>,
    /// Adverbs that leave the source untold: "reportedly".
    pub adverbs: Vec<String>,
    /// Verbs that pass on what somebody else says: "quote A as saying".
    pub relays: Vec<String>,
    /// Verbs that put a noun phrase in words behind "of": "spoke of eleven dead".
    pub speak_of: Vec<String>,
    /// Verbs of `say` that put a thing in words where it is their object: "announced the closure".
    pub speak_bare: Vec<String>,
    /// Verbs by which somebody makes the words of a noun: "issued a statement", "made the claim".
    pub make: Vec<String>,
    /// What those who speak unnamed ask for: "asked not to be named" puts nothing in words.
    pub unnamed: Vec<String>,
    /// Verbs of asking that are acts more than words: "invite".
    pub summons: Vec<String>,
    /// Verbs of undertaking whose infinitive is said and not undertaken: "threaten".
    pub threats: Vec<String>,
}

/// What sort of cue a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Class {
    /// Puts a clause or quotation in words.
    Say,
    /// Puts even a noun phrase in words.
    Stress,
    /// Undertakes something.
    Undertake,
    /// Lets a document speak.
    Show,
    /// Gives a feeling words.
    Voice,
    /// Says what something is.
    Describe,
    /// Asks somebody to act.
    Urge,
    /// Praises or blames.
    Judge,
    /// Believes, wishes, intends, decides.
    Attitude,
    /// A noun for words.
    Noun,
    /// Names a source.
    Source,
    /// Leaves the source untold.
    Adverb,
}

/// Endings of English verb forms, and what the dictionary form has in their place.
const ENDINGS: [(&str, &str); 8] =
    [("ied", "y"), ("ies", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("es", ""), ("s", "")];

/// The cue words, ready to look up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    verbs: FxHashMap<Box<str>, Class>,
    others: FxHashMap<Box<str>, Class>,
    documents: FxHashSet<Box<str>>,
    acts: FxHashSet<Box<str>>,
    relays: FxHashSet<Box<str>>,
    acting: FxHashSet<Box<str>>,
    speak_of: FxHashSet<Box<str>>,
    speak_bare: FxHashSet<Box<str>>,
    make: FxHashSet<Box<str>>,
    unnamed: FxHashSet<Box<str>>,
    summons: FxHashSet<Box<str>>,
    threats: FxHashSet<Box<str>>,
}

impl Cues {
    pub(crate) fn new<'a>(lists: &SpeechLists, acting: impl Iterator<Item = &'a String>) -> Cues {
        let mut cues = Cues::default();
        let verbs = [
            (&lists.attitude, Class::Attitude),
            (&lists.judge, Class::Judge),
            (&lists.urge, Class::Urge),
            (&lists.describe, Class::Describe),
            (&lists.undertake, Class::Undertake),
            (&lists.show, Class::Show),
            (&lists.voice, Class::Voice),
            (&lists.stress, Class::Stress),
            (&lists.say, Class::Say),
        ];
        for (list, class) in verbs {
            cues.verbs.extend(list.iter().map(|word| (word.as_str().into(), class)));
        }
        let others = [
            (&lists.adjectives, Class::Attitude),
            (&lists.attitude_nouns, Class::Attitude),
            (&lists.adverbs, Class::Adverb),
            (&lists.sources, Class::Source),
            (&lists.nouns, Class::Noun),
        ];
        for (list, class) in others {
            cues.others.extend(list.iter().map(|word| (word.as_str().into(), class)));
        }
        cues.documents.extend(lists.documents.iter().map(|word| Box::from(word.as_str())));
        cues.acts.extend(lists.acts.iter().map(|word| Box::from(word.as_str())));
        cues.speak_of.extend(lists.speak_of.iter().map(|word| Box::from(word.as_str())));
        cues.speak_bare.extend(lists.speak_bare.iter().map(|word| Box::from(word.as_str())));
        cues.make.extend(lists.make.iter().map(|word| Box::from(word.as_str())));
        cues.unnamed.extend(lists.unnamed.iter().map(|word| Box::from(word.as_str())));
        cues.summons.extend(lists.summons.iter().map(|word| Box::from(word.as_str())));
        cues.threats.extend(lists.threats.iter().map(|word| Box::from(word.as_str())));
        cues.acting.extend(acting.map(|word| Box::from(word.as_str())));
        cues.relays.extend(lists.relays.iter().map(|word| Box::from(word.as_str())));
        cues
    }

    /// True for a noun for something that is read: a report, a letter, figures.
    pub(crate) fn is_document(&self, lemma: &str) -> bool {
        self.documents.contains(lemma)
    }

    /// True for a noun that is an act when it is voiced or affirmed: support, thanks.
    pub(crate) fn is_act(&self, lemma: &str) -> bool {
        self.acts.contains(lemma)
    }

    /// True for a verb whose object is words of whoever does it.
    pub(crate) fn makes(&self, lemma: &str) -> bool {
        self.make.contains(lemma) || self.class(lemma, Upos::Verb) == Some(Class::Voice)
    }

    /// True for a verb of saying whose object is what is said.
    pub(crate) fn speaks_bare(&self, lemma: &str) -> bool {
        self.speak_bare.contains(lemma)
    }

    /// True for a verb that puts a thing in words behind "of".
    pub(crate) fn speaks_of(&self, lemma: &str) -> bool {
        self.speak_of.contains(lemma)
    }

    /// True for a verb for giving somebody's name.
    pub(crate) fn is_naming(&self, lemma: &str) -> bool {
        self.unnamed.contains(lemma)
    }

    /// True for a verb of asking that is an act more than words.
    pub(crate) fn is_summons(&self, lemma: &str) -> bool {
        self.summons.contains(lemma)
    }

    /// True for a verb whose infinitive is said and not undertaken.
    pub(crate) fn is_threat(&self, lemma: &str) -> bool {
        self.threats.contains(lemma)
    }

    /// True for a noun for somebody who can act: a person, a body, a group.
    pub(crate) fn is_acting(&self, lemma: &str) -> bool {
        self.acting.contains(lemma)
    }

    /// True for a verb that passes on what somebody else says: "quoted her as saying".
    pub(crate) fn is_relay(&self, lemma: &str) -> bool {
        self.relays.contains(lemma)
    }

    /// The dictionary form of a word as the lists have it, and its class. A lemma that the tagger got wrong is
    /// mended where the form leaves no doubt: "underscored" is a form of "underscore".
    pub(crate) fn find<'a>(&'a self, lemma: &'a str, form: &str, tag: Upos) -> (&'a str, Option<Class>) {
        if let Some(class) = self.class(lemma, tag) {
            return (lemma, Some(class));
        }
        // Taggers take "Smith adds" and "Minister Praises Pact" for nouns.
        let verbal = tag == Upos::Verb;
        if !verbal && !matches!(tag, Upos::Noun | Upos::Propn | Upos::Adj | Upos::X) {
            return (lemma, None);
        }
        let form = form.to_lowercase();
        if matches!(tag, Upos::Propn | Upos::X)
            && let Some((word, class)) = self.verbs.get_key_value(form.as_str())
        {
            return (word, Some(*class));
        }
        for (ending, instead) in ENDINGS {
            if !verbal && ending == "ing" {
                continue;
            }
            let Some(stem) = form.strip_suffix(ending) else { continue };
            if let Some((word, class)) = self.verbs.get_key_value(format!("{stem}{instead}").as_str()) {
                return (word, Some(*class));
            }
        }
        (lemma, None)
    }

    /// The class of a dictionary form, if it is a cue word.
    pub(crate) fn class(&self, lemma: &str, tag: Upos) -> Option<Class> {
        match tag {
            Upos::Verb | Upos::Aux => self.verbs.get(lemma).copied(),
            _ => self.others.get(lemma).copied(),
        }
    }
}
