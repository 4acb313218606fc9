//! Tagging: part of speech, features and dictionary form of each word.

use chancery_document::{Features, Morphology, Tokens, Upos, Words};

use crate::{Language, Scratch};

impl Language {
    /// Says what each word is by itself.
    pub fn tag(&self, tokens: &Tokens, words: &mut Words, scratch: &mut Scratch) -> Morphology {
        let _ = (&self.model, &scratch.scores);
        let mut morphology = Morphology::default();
        for &form in tokens.forms.as_slice() {
            let lemma = words.text(form).to_lowercase();
            morphology.lemmas.push(words.add(&lemma));
            morphology.tags.push(Upos::X);
            morphology.features.push(Features::default());
        }
        morphology
    }
}
