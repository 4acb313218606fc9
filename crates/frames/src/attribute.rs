//! In whose words a record stands.

use chancery_document::{Attribution, SayingId, Span, Voice};
use chancery_rules::TriggerAt;

use crate::{Context, draft::Draft, proxies::Proxies};

const MAX_CHAIN: usize = 8;

/// The innermost statement in whose content the trigger stands. A statement never stands in its own words.
pub(crate) fn voice_of(context: &Context<'_>, draft: &Draft<'_>) -> Option<SayingId> {
    match draft.at {
        TriggerAt::Saying(id) => {
            enclosing(context, id).or_else(|| other(context.reading.speech.around(draft.trigger), id))
        }
        _ => context.reading.speech.around(draft.trigger),
    }
}

fn other(found: Option<SayingId>, own: SayingId) -> Option<SayingId> {
    found.filter(|&found| found != own)
}

/// The chain of speakers of a saying, outermst first; links without a told speaker are left out. `statement`
/// tells the id of the record that a saying became.
pub(crate) fn chain(
    context: &Context<'_>,
    proxies: &Proxies,
    innermost: Option<SayingId>,
    statement: impl Fn(SayingId) -> Option<String>,
) -> Voice {
    let mut links = Vec::new();
    let mut seen: Vec<SayingId> = Vec::new();
    let mut at = innermost;
    // Two sayings may stand in each other's words where quotations cross; the chain ends there.
    while let Some(id) = at.filter(|id| !seen.contains(id) && seen.len() < MAX_CHAIN) {
        seen.push(id);
        let speakers = proxies.speakers(context, id);
        if !speakers.is_empty() {
            links.push(Attribution { statement: statement(id), speakers });
        }
        at = enclosing(context, id);
    }
    links.reverse();
    Voice(links)
}

// The statement around a saying; what is merely attributed lends no voice.
fn enclosing(context: &Context<'_>, id: SayingId) -> Option<SayingId> {
    let speech = &context.reading.speech.all;
    let mut at = speech[id].within;
    for _ in 0..MAX_CHAIN {
        match at {
            Some(outer) if outer == id => return None,
            Some(outer) if speech[outer].statement => return Some(outer),
            Some(outer) => at = speech[outer].within,
            None => return None,
        }
    }
    None
}

/// True if two spans stand in the words of the same saying, or both in none's.
pub(crate) fn same_voice(context: &Context<'_>, one: Span, other: Span) -> bool {
    context.reading.speech.around(one) == context.reading.speech.around(other)
}
