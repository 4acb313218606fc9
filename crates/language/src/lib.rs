//! Text to layers: blocks, sentences, words, tags, trees, names, speech, entities.
//!
//! A [`Language`] holds what one language knows: the lists of its `language.toml` and the weights of its
//! `model.bin`. Each stage is a method that reads the layers made before it and returns one layer:
//!
//! ```text
//! layout -> segment -> tag -> parse -> mentions -> speech -> resolve
//! ```
//! Each stage has a file of its own and is read on its own. Reading never fails, whatever the text: every stage is total, takes time in
//! proportion to the text, and bounds what it keeps. This crate reads no files and knows no rules, no calendar
//! and no gazetteer.

pub mod config;
pub mod error;
pub mod scratch;

pub mod lemma;
pub mod lexeme;
pub mod parse;
pub mod segment;
pub mod tag;

mod encoder;
mod layout;
mod mends;
pub mod mentions;
pub mod name;
mod notice;
pub mod resolve;
mod speech;
mod tree;

use chancery_model::{Linear, Model};

use encoder::Neural;
use lemma::Lemmas;
use parse::Parser;
use segment::{Cuts, boundary::Boundaries};
use tag::Tagger;

pub use config::Config;
pub use error::Error;
pub use mentions::MentionInput;
pub use name::{NameInput, NameModel};
pub use resolve::ResolveInput;
pub use scratch::Scratch;
pub use speech::{BIAS as SPEECH_BIAS, Candidate as SpeechCandidate, SpeechInput, SpeechLists};

/// What one language knows. Made once, shared by all threads.
#[derive(Clone, Debug)]
pub struct Language {
    config: Config,
    model: Model,
    cuts: Cuts,
    boundaries: Boundaries,
    analyser: Analyser,
    lemmas: Lemmas,
    speech: speech::SpeechModel,
    names: Option<NameModel>,
    nouns: mentions::Nouns,
}

/// What tags and parses: the network where the model has one, else the greedy classifiers.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one a language, never moved")]
enum Analyser {
    Network(Box<Neural>),
    Greedy(Tagger, Parser),
}

impl Language {
    /// Puts the lists of a `language.toml` and the weights of a `model.bin` together.
    pub fn load(language_toml: &str, model: &[u8]) -> Result<Language, Error> {
        Language::new(Config::parse(language_toml)?, Model::from_bytes(model)?)
    }

    /// The same with weights that are part of the program: they are neither copied nor summed up once more.
    pub fn bundled(language_toml: &str, model: &'static [u8]) -> Result<Language, Error> {
        Language::new(Config::parse(language_toml)?, Model::bundled(model)?)
    }

    fn new(config: Config, model: Model) -> Result<Language, Error> {
        let cuts = Cuts::new(&config.segment);
        let boundaries = Boundaries::from_model(&model)?;
        let names = NameModel::find(&model, &config.names)?;
        let analyser = match model.keep("encoder") {
            Some(bytes) => {
                let states = names.as_ref().and_then(|names| names.states().cloned());
                Analyser::Network(Box::new(Neural::from_bytes(bytes)?.with_names(states)))
            }
            None => Analyser::Greedy(Tagger::from_model(&model)?, Parser::from_model(&model)?),
        };
        let lemmas = Lemmas::from_model(&model)?;
        let speech = model.keep("speech").map(Linear::read).transpose()?;
        let speech = speech::SpeechModel::new(&config.speech, config.mentions.acting(), speech);
        let nouns = mentions::Nouns::new(&config.mentions)
            .with_given(&config.resolve.given_male, &config.resolve.given_female);
        Ok(Language { config, model, cuts, boundaries, analyser, lemmas, speech, names, nouns })
    }

    /// With a list of the language's verbs, one a line, and a table of irregular forms.
    #[must_use]
    pub fn with_forms(mut self, verbs: &str, irregular: &str) -> Language {
        let lemmas = std::mem::take(&mut self.lemmas).with_irregular(irregular);
        self.lemmas = lemmas.with_verbs(verbs, &self.config.lemma.verb_endings);
        self
    }

    /// The lists of the language.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The weights of the language, for stages that keep sections of their own.
    pub fn model(&self) -> &Model {
        &self.model
    }
}
