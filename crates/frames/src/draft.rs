//! A record in the making.

use chancery_document::{Factuality, Filler, Interval, Name, Part, Reading, SayingId, Span, TokenId, each};
use chancery_rules::{Compiled, KindDeclaration, TriggerAt};

/// A record in the making: what a rule found, before it is merged and gets its id.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) rule: &'a Compiled,
    /// What its pack says of its kind.
    pub(crate) declared: &'a KindDeclaration,
    pub(crate) at: TriggerAt,
    /// The word that called the rule.
    pub(crate) token: TokenId,
    /// The words that called it.
    pub(crate) trigger: Span,
    pub(crate) sentence: Span,
    pub(crate) part: Part,
    /// Other places where the document tells the same: trigger and sentence.
    pub(crate) others: Vec<(Span, Span)>,
    pub(crate) fields: Vec<(Name, Vec<Filler>)>,
    pub(crate) factuality: Factuality,
    pub(crate) date: Option<Interval>,
    /// Fields to be filled with the makers of the record that a word names.
    pub(crate) makers: Vec<(Name, TokenId)>,
    /// Words whose sense a field already tells, as the "signed" of an instrument's status: they say nothing more of
    /// how it is put.
    pub(crate) weighed: Vec<TokenId>,
    /// The statement in whose words it stands.
    pub(crate) saying: Option<SayingId>,
    /// The place of the first filler, which tells records of one trigger apart.
    pub(crate) salt: u32,
}

impl Draft<'_> {
    pub(crate) fn field(&self, name: &str) -> &[Filler] {
        self.fields.iter().find(|(each, _)| each.as_str() == name).map_or(&[], |(_, fillers)| fillers)
    }

    pub(crate) fn word(&self, name: &str) -> Option<&Name> {
        self.field(name).iter().find_map(|filler| match filler {
            Filler::Word(word) => Some(word),
            _ => None,
        })
    }

    /// Takes back what a field says of a record that is not told as done: "hope to sign the pact".
    pub(crate) fn lower(&mut self) {
        for unreal in &self.declared.unreal {
            let word = match self.factuality.word() {
                "planned" | "possible" => &unreal.expected,
                "requested" => &unreal.requested,
                _ => continue,
            };
            let held = self.fields.iter_mut().filter(|(name, _)| name.as_str() == unreal.field);
            for filler in held.flat_map(|(_, fillers)| fillers) {
                if let Filler::Word(told) = filler
                    && unreal.words.iter().any(|each| each == told.as_str())
                {
                    *told = word.as_str().into();
                }
            }
        }
    }

    /// Adds fillers to a field, each once. A field for one thing keeps what it has.
    pub(crate) fn fill(&mut self, name: &Name, fillers: Vec<Filler>) {
        let single = self.rule.kind.field(name.as_str()).is_some_and(|field| !field.many);
        if fillers.is_empty() || single && !self.field(name.as_str()).is_empty() {
            return;
        }
        let place = self.fields.iter().position(|(each, _)| each == name).unwrap_or_else(|| {
            self.fields.push((name.clone(), Vec::new()));
            self.fields.len() - 1
        });
        let held = &mut self.fields[place].1;
        for filler in fillers {
            if !held.iter().any(|each| same(each, &filler)) {
                held.push(filler);
            }
        }
    }
}

/// True if two fillers stand for the same thing, wherever their words stand.
pub(crate) fn same(one: &Filler, other: &Filler) -> bool {
    match (one, other) {
        (Filler::Actor(a), Filler::Actor(b)) => a.entity == b.entity,
        (Filler::Place(a), Filler::Place(b)) => a.name == b.name,
        (Filler::Interval(a), Filler::Interval(b)) => (a.start, a.end) == (b.start, b.end),
        _ => one == other,
    }
}

/// The part of the document and the sentence that a word stands in.
pub(crate) fn place_of(reading: &Reading, token: TokenId) -> (Part, Span) {
    let sentence = reading.tokens.sentence_of(token);
    let block = reading.tokens.blocks[sentence];
    (reading.blocks.all[block].part, reading.span(reading.tokens.sentences[sentence].clone()))
}

/// The span of the words that called a rule: the word and its particle where they are near, else the word.
pub(crate) fn trigger_span(reading: &Reading, token: TokenId, extras: &[TokenId]) -> Span {
    let first = extras.iter().copied().min().unwrap_or(token).min(token);
    let last = extras.iter().copied().max().unwrap_or(token).max(token);
    match each(first..last.next()).len() <= 4 {
        true => reading.span(first..last.next()),
        false => reading.tokens.spans[token],
    }
}
