//! The words of a phrase or clause, as one span.

use std::ops::Range;

use chancery_document::{Features, Relation, Span, TokenId, Upos, each};

use crate::{Context, ground};

/// A noun phrase without the preposition and article before it, without loose clauses after it.
pub(crate) fn phrase(context: &Context<'_>, head: TokenId) -> Span {
    let reading = context.reading;
    let syntax = &reading.syntax;
    // "Unless the fee is cut": without its first words a condition says something else.
    let clause = syntax.relation(head) == Relation::ADVCL;
    let mut range = within_sentence(context, head, syntax.reach(head));
    for &dependent in syntax.dependents(head) {
        let reach = syntax.reach(dependent);
        let loose = matches!(
            syntax.relation(dependent),
            Relation::PARATAXIS | Relation::NSUBJ | Relation::COP | Relation::ADVCL | Relation::DISCOURSE
        );
        let relative = syntax.relation(dependent) == Relation::ACL_RELCL;
        let dated = syntax.relation(dependent).base() == "nmod" && ground::is_time(context, dependent);
        if dependent > head && (loose || dated || relative && comma_before(context, reach.start)) {
            range.end = range.end.min(reach.start);
        }
        if dependent < head && loose && reach.end <= head && !clause {
            range.start = range.start.max(reach.end);
        }
    }
    while range.start < head
        && !(clause && syntax.relation(range.start) == Relation::MARK)
        && (is_border(context, range.start, head) || is_article(context, range.start))
    {
        range.start = range.start.next();
    }
    trim(context, range, head)
}

/// What a number measures, without the number: of "some 300 bank tellers" the tellers, of "a fund of $65 million"
/// the fund. Of a verb the word alone.
pub(crate) fn measured(context: &Context<'_>, head: TokenId, number: Range<TokenId>) -> Span {
    let reading = context.reading;
    if context.paths.is_predicate(head) {
        return reading.tokens.spans[head];
    }
    let phrase = phrase(context, head);
    let mut range = reading.tokens.within(phrase);
    if !range.contains(&number.start) || number.contains(&head) {
        return phrase;
    }
    match number.start < head {
        true => {
            range.start = number.end.min(head);
            // "soldiers in Chad", "doses of vaccine": only the latter tells what is counted.
            let of = |token: TokenId| {
                let syntax = &reading.syntax;
                syntax
                    .dependents_by(token, Relation::CASE)
                    .any(|case| context.paths.is_listed(case, &context.cues.kind_of))
            };
            let kept = reading.syntax.dependents(head).iter().filter(|&&each| each > head && of(each));
            let end = kept.map(|&each| reading.syntax.reach(each).end).max();
            range.end = range.end.min(end.unwrap_or(head.next()).max(head.next()));
        }
        false => {
            // With the preposition that leads it in, and what stands between.
            let top = context.paths.top(number.clone());
            let first = reading.syntax.reach(top).start.min(number.start);
            range.end = first.max(head.next());
        }
    }
    trim(context, range, head)
}

/// What is undertaken: a verb with its objects, times and conditions, without cue, subject and auxiliaries. Of
/// several joined ones each alone.
pub(crate) fn clause(context: &Context<'_>, head: TokenId) -> Span {
    let reading = context.reading;
    let syntax = &reading.syntax;
    let mut range = within_sentence(context, head, syntax.reach(head));
    let passive = syntax.dependents(head).iter().any(|&each| syntax.relation(each) == Relation::NSUBJ_PASS);
    for &dependent in syntax.dependents(head) {
        let reach = syntax.reach(dependent);
        let relation = syntax.relation(dependent);
        let verbal = context.paths.is_predicate(dependent);
        let ends = match relation {
            Relation::CONJ => verbal,
            Relation::PARATAXIS => true,
            Relation::ADVCL => contrasts(context, dependent) || context.paths.in_series(head, dependent),
            _ => false,
        };
        if dependent > head && ends {
            range.end = range.end.min(reach.start);
        }
        let before = matches!(
            relation,
            Relation::MARK
                | Relation::AUX
                | Relation::COP
                | Relation::NSUBJ_OUTER
                | Relation::NSUBJ
                | Relation::CC
                | Relation::CSUBJ
                | Relation::EXPL
                | Relation::PUNCT
        );
        if dependent < head && before && !passive {
            range.start = range.start.max(reach.end);
        }
        if dependent < head && passive && matches!(relation, Relation::MARK | Relation::CC) {
            range.start = range.start.max(reach.end);
        }
        // The "not" of a refusal is its firmness, not its deed.
        let negation = reading.morphology.features[dependent].has(Features::POLARITY_NEG)
            || context.paths.is_listed(dependent, &context.cues.negation);
        if dependent < head && relation == Relation::ADVMOD && negation && reach.start <= range.start {
            range.start = range.start.max(reach.end);
        }
        // "also", "now" between auxiliary and verb belong to the telling, "regularly" to the deed.
        if dependent < head
            && relation == Relation::ADVMOD
            && is_telling(context, dependent)
            && reach.start <= range.start
        {
            range.start = range.start.max(reach.end);
        }
    }
    trim(context, range, head)
}

fn contrasts(context: &Context<'_>, clause: TokenId) -> bool {
    let syntax = &context.reading.syntax;
    syntax
        .dependents_by(clause, Relation::MARK)
        .any(|mark| context.paths.is_listed(mark, &context.cues.contrast))
}

fn is_telling(context: &Context<'_>, token: TokenId) -> bool {
    context.paths.is_listed(token, &context.cues.telling_adverbs)
}

// Punctuation, coordinators and prepositions at the edges, and a quotation mark whose partner is cut off.
fn trim(context: &Context<'_>, mut range: Range<TokenId>, head: TokenId) -> Span {
    let reading = context.reading;
    // Where trees cross, what hangs on one side of the head may reach to the other; the head is always held.
    range = range.start.min(head)..range.end.max(head.next());
    let edge = |token: TokenId| matches!(reading.morphology.tags[token], Upos::Punct | Upos::Cconj);
    while range.start < head && edge(range.start) {
        range.start = range.start.next();
    }
    while range.end > head.next() && each(range.clone()).next_back().is_some_and(edge) {
        range.end = each(range.clone()).next_back().expect("the range holds the head");
    }
    reading.span(range)
}

fn within_sentence(context: &Context<'_>, head: TokenId, reach: Range<TokenId>) -> Range<TokenId> {
    let tokens = &context.reading.tokens;
    let sentence = tokens.sentences[tokens.sentence_of(head)].clone();
    reach.start.max(sentence.start)..reach.end.min(sentence.end)
}

// A relative clause that begins with a comma only adds to what is named.
fn comma_before(context: &Context<'_>, token: TokenId) -> bool {
    context.reading.form(token) == ","
}

fn is_border(context: &Context<'_>, token: TokenId, head: TokenId) -> bool {
    let reading = context.reading;
    let relation = reading.syntax.relation(token);
    reading.syntax.head(token) == head
        && matches!(
            relation,
            Relation::CASE | Relation::MARK | Relation::CC | Relation::PUNCT | Relation::CC_PRECONJ
        )
        || relation == Relation::FIXED
}

fn is_article(context: &Context<'_>, token: TokenId) -> bool {
    context.reading.morphology.features[token].has(Features::PRONTYPE_ART)
}
