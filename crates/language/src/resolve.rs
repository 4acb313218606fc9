//! Resolution: which mentions speak of the same, and who that is.

use chancery_document::{
    Blocks, Day, Entities, Entity, Known, Mentions, Morphology, Name, Speech, Syntax, Tokens, Words,
};

use crate::Language;

/// The layers that entities are resolved from.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct ResolveInput<'a> {
    pub text: &'a str,
    pub blocks: &'a Blocks,
    pub tokens: &'a Tokens,
    pub morphology: &'a Morphology,
    pub syntax: &'a Syntax,
    pub words: &'a Words,
    pub known: &'a Known,
    pub mentions: &'a Mentions,
    pub speech: &'a Speech,
    pub published: Option<Day>,
}

impl Language {
    /// Says of whom each mention speaks.
    pub fn resolve(&self, input: ResolveInput<'_>) -> Entities {
        let mut entities = Entities::default();
        for (mention, number) in input.mentions.all.as_slice().iter().zip(1..) {
            let span = input.tokens.cover(mention.tokens.clone());
            let id = entities.all.push(Entity {
                name: span.of(input.text).to_owned(),
                level: None,
                country: None,
                sector: None,
                office: None,
                id: Name::from(format!("#{number}")),
                members: Vec::new(),
            });
            entities.of.push(id);
        }
        entities
    }
}
