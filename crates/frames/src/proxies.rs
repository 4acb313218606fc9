//! Documents that speak: "the joint statement affirmed" is said by its parties.

use chancery_document::{Actor, Filler, Id, SayingId, TokenId, each};
use chancery_rules::TriggerAt;
use rustc_hash::FxHashMap;

use crate::{Context, draft::Draft, ground};

/// For each word that names a document: those who speak in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(FxHashMap<TokenId, Vec<Actor>>);

impl Proxies {
    /// Those who speak where this word is said to.
    pub(crate) fn of(&self, token: TokenId) -> &[Actor] {
        self.0.get(&token).map_or(&[], Vec::as_slice)
    }

    /// Finds the documents among the speakers of a reading: records of a kind whose declaration says whose
    /// words it holds, and definite words for one told before.
    pub(crate) fn find(context: &Context<'_>, drafts: &[Draft<'_>]) -> Proxies {
        let reading = context.reading;
        let mut told: Vec<(TokenId, Vec<Actor>)> = Vec::new();
        for draft in drafts {
            let Some(field) = draft.declared.merge.speaks.as_deref() else { continue };
            let speakers = draft.field(field).iter().filter_map(|filler| match filler {
                Filler::Actor(actor) => Some(actor.clone()),
                _ => None,
            });
            let speakers: Vec<Actor> = speakers.collect();
            let places =
                std::iter::once(draft.trigger).chain(draft.others.iter().map(|(trigger, _)| *trigger));
            if !speakers.is_empty() {
                let tokens = places.flat_map(|place| each(reading.tokens.within(place)));
                told.extend(tokens.map(|token| (token, speakers.clone())));
            }
        }
        told.sort_by_key(|(token, _)| *token);
        let mut proxies = FxHashMap::default();
        for id in reading.speech.all.ids() {
            for &speaker in &reading.speech.all[id].speakers {
                let before = &told[..told.partition_point(|(token, _)| *token <= speaker)];
                let named = |(token, _): &&(TokenId, Vec<Actor>)| {
                    *token == speaker
                        || reading.morphology.lemmas[*token] == reading.morphology.lemmas[speaker]
                            && is_definite(context, speaker)
                };
                if ground::actors(context, speaker).is_empty()
                    && let Some((_, speakers)) = before.iter().rev().take(WINDOW).find(named)
                {
                    proxies.insert(speaker, speakers.clone());
                }
            }
        }
        Proxies(proxies)
    }

    /// Gives statements without a speaker those of the document that speaks.
    pub(crate) fn complete(&self, context: &Context<'_>, drafts: &mut [Draft<'_>]) {
        for draft in drafts {
            if let TriggerAt::Saying(saying) = draft.at
                && draft.field("speaker").is_empty()
                && draft.rule.kind.field("speaker").is_some()
            {
                let speakers = self.speakers(context, saying);
                draft.fill(&"speaker".into(), speakers.into_iter().map(Filler::Actor).collect());
            }
        }
    }

    /// Those who speak in a saying, themselves or through a document.
    pub(crate) fn speakers(&self, context: &Context<'_>, saying: SayingId) -> Vec<Actor> {
        let mut speakers: Vec<Actor> = Vec::new();
        let saying = &context.reading.speech.all[saying];
        // Where the speech layer found nobody, the grammar of the cue may still tell.
        let heads = match saying.speakers.as_slice() {
            [] if context.paths.is_predicate(saying.head) => context
                .paths
                .subject(saying.head)
                .into_iter()
                .flat_map(|each| context.paths.conjuncts(each))
                .collect(),
            told => told.to_vec(),
        };
        for head in heads {
            let own = ground::actors(context, head);
            let through = if own.is_empty() { self.of(head).to_vec() } else { own };
            // Nobody the document names: kept with the words that stand for them.
            let through = if through.is_empty() { vec![ground::as_said(context, head)] } else { through };
            for actor in through {
                if speakers.iter().all(|each| each.entity != actor.entity) {
                    speakers.push(actor);
                }
            }
        }
        speakers
    }
}

/// Fills the fields that ask for the makers of what a word names, and drops the drafts that stay without a party.
pub(crate) fn fill_makers<'a>(context: &Context<'a>, mut drafts: Vec<Draft<'a>>) -> Vec<Draft<'a>> {
    let mut told: FxHashMap<TokenId, Vec<Filler>> = FxHashMap::default();
    for draft in &drafts {
        if let Some(field) = draft.declared.merge.speaks.as_deref() {
            told.insert(draft.token, draft.field(field).to_vec());
        }
    }
    for draft in &mut drafts {
        for (field, token) in std::mem::take(&mut draft.makers) {
            if draft.field(field.as_str()).is_empty() {
                draft.fill(&field, told.get(&token).cloned().unwrap_or_default());
            }
        }
    }
    drafts.retain(|draft| ground::has_party(context, draft));
    drafts
}

// Looking back is bounded, as everything is that grows with a document.
const WINDOW: usize = 200;

fn is_definite(context: &Context<'_>, token: TokenId) -> bool {
    context.reading.syntax.dependents(token).iter().any(|&each| context.paths.is_listed(each, &context.cues.definite))
        // A tree may hang the article elsewhere; the word before says it too.
        || token.index() > 0 && context.paths.is_listed(TokenId::new(token.index() - 1), &context.cues.definite)
}
