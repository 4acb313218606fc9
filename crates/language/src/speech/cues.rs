//! The cue words of a language, by class, as its pack lists them.

use chancery_document::Upos;
use rustc_hash::FxHashMap;
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

/// The cue words, ready to look up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    verbs: FxHashMap<Box<str>, Class>,
    others: FxHashMap<Box<str>, Class>,
}

impl Cues {
    pub(crate) fn new(lists: &SpeechLists) -> Cues {
        let mut cues = Cues::default();
        let verbs = [
            (&lists.attitude, Class::Attitude),
            (&lists.judge, Class::Judge),
            (&lists.urge, Class::Urge),
            (&lists.describe, Class::Describe),
            (&lists.undertake, Class::Undertake),
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
        cues
    }

    /// The class of a dictionary form, if it is a cue word.
    pub(crate) fn class(&self, lemma: &str, tag: Upos) -> Option<Class> {
        match tag {
            Upos::Verb | Upos::Aux => self.verbs.get(lemma).copied(),
            _ => self.others.get(lemma).copied(),
        }
    }
}
