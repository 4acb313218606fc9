//! Words passed on: "was quoted by the agency as saying A", "A, the paper reported, quoting the ministry".
//!
//! Who quotes and who is quoted are two sayings of one content; the second stands within the first, so that
//! the chain of voices holds both.

use std::ops::Range;

use chancery_document::{Features, Id, MentionKind, Relation, TokenId, Upos, each};

use super::{
    Found, content,
    cues::{Class, Cues},
    frames::{self, Cut, Frame, FrameKind},
    source,
    view::View,
};

/// How far behind its verb "as saying" is looked for.
const NEAR: usize = 16;

/// Adds the sayings of those who quote and of those quoted. `best` finds what a word reports, in doubt too.
pub(super) fn relays(
    view: &View<'_>,
    cues: &Cues,
    found: &mut Vec<Found>,
    mut best: impl FnMut(TokenId) -> Option<Found>,
) {
    let heads: Vec<TokenId> = view
        .input
        .tokens
        .spans
        .ids()
        .filter(|&head| view.tag(head) == Upos::Verb && cues.is_relay(view.lemma(head)))
        .collect();
    for head in heads {
        match as_saying(view, cues, head) {
            Some(inner) => quoted_as(view, head, inner, found, &mut best),
            None => quoting(view, head, found),
        }
    }
}

// "quoted X as saying": the verb behind "as".
fn as_saying(view: &View<'_>, cues: &Cues, head: TokenId) -> Option<TokenId> {
    let end = view.sentence(view.input.tokens.sentence_of(head)).end;
    let as_word = each(head.next()..end).take(NEAR).find(|&token| view.lemma(token) == "as")?;
    let says = |&token: &TokenId| {
        let (_, class) = cues.find(view.lemma(token), view.form(token), Upos::Verb);
        matches!(class, Some(Class::Say | Class::Stress | Class::Describe | Class::Urge | Class::Judge))
    };
    each(as_word.next()..end)
        .take(2)
        .find(|&token| view.tag(token) == Upos::Verb && view.form(token).ends_with("ing"))
        .filter(says)
}

fn quoted_as(
    view: &View<'_>,
    head: TokenId,
    inner: TokenId,
    found: &mut Vec<Found>,
    best: &mut impl FnMut(TokenId) -> Option<Found>,
) {
    let passive = view.dependent(head, &[Relation::NSUBJ_PASS, Relation::AUX_PASS]).is_some()
        || (view.relation(head) == Relation::ACL && !view.form(head).ends_with("ing"));
    // A tree may take whom they quote for a subject, where the quotation stands before them.
    let between = |token: TokenId| head < token && token < inner;
    let object = view.dependents(head).iter().copied().find(|&object| {
        matches!(view.relation(object), Relation::OBJ | Relation::IOBJ | Relation::NSUBJ) && between(object)
    });
    let quoted = match passive {
        true => source::subject(view, head),
        false => object,
    };
    let quoting = match passive {
        true => source::agent(view, head),
        false => source::subject(view, head).filter(|&subject| Some(subject) != quoted),
    };
    let held = found.iter().position(|each| each.head == inner);
    let Some(mut said) = held.map(|at| found.remove(at)).or_else(|| best(inner)) else { return };
    said.statement = true;
    // "A, the agency quoted her as saying on Thursday": what is said stands before the one who quotes.
    let after = said.frame.parts.iter().all(|part| part.start > inner);
    if after
        && !content::is_quoted(view, inner, &said.frame)
        && !content::is_clause(view, &said.frame)
        && let Some(front) = before(view, head)
    {
        said.frame = front;
    }
    found.retain(|each| each.head != head);
    if let Some(quoted) = quoted {
        said.speakers = Some(source::joint(view, quoted, inner));
    }
    if let Some(quoting) = quoting {
        let mut outer = said.clone();
        outer.head = head;
        outer.frame.kind = FrameKind::Rest;
        outer.frame.via = None;
        outer.speakers = Some(source::joint(view, quoting, head));
        outer.under = None;
        said.under = Some(head);
        found.push(outer);
    }
    found.push(said);
}

// What a word reports that stands behind it.
fn before(view: &View<'_>, head: TokenId) -> Option<Frame> {
    let rank = |frame: &Frame| match frame.kind {
        FrameKind::QuoteBefore | FrameKind::Clause => 0,
        FrameKind::Tail => 1,
        FrameKind::Host => 2,
        _ => 3,
    };
    let frames = frames::frames(view, view.input.tokens.sentence_of(head), head);
    let fits = |frame: &Frame| {
        rank(frame) < 3 && frame.cut == Cut::None && frame.parts.iter().all(|part| part.end <= head)
    };
    frames.into_iter().filter(fits).min_by_key(rank)
}

// "A, the paper reported, quoting the ministry"; "Berg, citing officials, claimed that A".
fn quoting(view: &View<'_>, head: TokenId, found: &mut Vec<Found>) {
    let participle = view.form(head).ends_with("ing") && view.subject(head).is_none();
    let Some(object) = view.dependent(head, &[Relation::OBJ]).filter(|&object| participle && object > head)
    else {
        return;
    };
    let speakers = source::joint(view, object, head);
    if !speakers.iter().any(|&token| view.speaks(token)) {
        return;
    }
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    let own = |each: &&mut Found| {
        each.statement
            && each.head != head
            && sentence.contains(&each.head)
            && view.quotation(each.head).is_none()
            && view.tag(each.head) != Upos::Noun
    };
    let governor = view.head(head);
    let near = |each: &&mut Found| (each.head != governor, each.head.index().abs_diff(head.index()));
    let Some(outer) = found.iter_mut().filter(own).min_by_key(near) else { return };
    // "A, reported the daily, quoting B": the phrase is none of what is said.
    for part in &mut outer.frame.parts {
        if part.contains(&head) && outer.head < head && part.start < head {
            part.end = head;
            *part = view.trim(part.clone());
        }
    }
    outer.frame.parts.retain(|part| part.start < part.end && !part.contains(&head));
    if outer.frame.parts.is_empty() {
        return;
    }
    let frame = Frame {
        kind: FrameKind::Rest,
        parts: outer.frame.parts.clone(),
        pivot: outer.frame.pivot,
        lead: None,
        via: None,
        cut: Cut::None,
    };
    let under = Some(outer.head);
    found.retain(|each| each.head != head);
    found.push(Found { head, frame, score: 1, statement: true, speakers: Some(speakers), under });
}

/// Ends what a word reports where a word joined with it reports the next thing: "denied A and said B".
pub(super) fn part_joined(view: &View<'_>, cues: &Cues, found: &mut [Found]) {
    found.sort_by_key(|each| each.head);
    for i in 0..found.len() {
        let outer = &found[i];
        if view.tag(outer.head) != Upos::Verb || !outer.statement {
            continue;
        }
        let cut = found[i + 1..].iter().take(4).enumerate().find_map(|(n, inner)| {
            let part = outer.frame.parts.iter().rev().find(|part| part.start < inner.head)?;
            // "The king noted A, according to the court": the court's words, not his.
            let source =
                matches!(inner.frame.kind, FrameKind::Source | FrameKind::Host | FrameKind::Sentence)
                    && inner.frame.via.is_some();
            (inner.statement && outer.head < inner.head && !source).then_some(())?;
            let link = joined(view, cues, outer, part, inner.head)?;
            (part.end >= link).then_some((i + 1 + n, link))
        });
        let Some((inner, link)) = cut else { continue };
        let speakers = match &found[i].speakers {
            Some(speakers) => speakers.clone(),
            None => source::speakers(view, found[i].head, &found[i].frame),
        };
        for part in &mut found[i].frame.parts {
            if part.contains(&link) {
                part.end = link;
                *part = view.trim(part.clone());
            }
        }
        if !speakers.is_empty() {
            found[inner].speakers = Some(speakers);
        }
    }
}

// Where the words of the second cue begin, if it has the subject of the first.
fn joined(
    view: &View<'_>,
    cues: &Cues,
    outer: &Found,
    part: &Range<TokenId>,
    inner: TokenId,
) -> Option<TokenId> {
    let tokens = view.input.tokens;
    if view.tag(inner) != Upos::Verb
        || tokens.sentence_of(inner) != tokens.sentence_of(outer.head)
        || view.quotation(inner) != view.quotation(outer.head)
        || view.subject(inner).is_some()
        || view.dependent(inner, &[Relation::AUX, Relation::AUX_PASS, Relation::MARK]).is_some()
    {
        return None;
    }
    let mut before = inner;
    while before > part.start && view.tag(TokenId::new(before.index() - 1)) == Upos::Adv {
        before = TokenId::new(before.index() - 1);
    }
    let link = TokenId::new(before.index().checked_sub(1)?);
    if link <= part.start {
        return None;
    }
    let comma = view.form(link) == ",";
    let after_quote = view.is_mark(link);
    let coordinates = view.tag(link) == Upos::Cconj;
    // Where "that" leads the content in, the verb it marks.
    let pivot = match view.relation(outer.frame.pivot) {
        Relation::MARK => view.head(outer.frame.pivot),
        _ => outer.frame.pivot,
    };
    let clause = view.subject(pivot);
    if view.form(inner).ends_with("ing") {
        // "denied that a shot was fired, conceding only A": a thing does not concede.
        let thing = clause.is_some_and(|subject| {
            let kind = view.kind(subject);
            let acts = cues.is_acting(view.lemma(subject))
                || view.tag(subject) == Upos::Pron
                || matches!(
                    kind,
                    Some(
                        MentionKind::Person
                            | MentionKind::Organisation
                            | MentionKind::Place
                            | MentionKind::Nationality
                    )
                );
            // "Said the ministry had refused, saying A": who refuses may say why; who gains does not.
            let tells = cues.class(view.lemma(pivot), Upos::Verb).is_some();
            view.relation(subject) == Relation::NSUBJ_PASS || !acts || !tells
        });
        return ((comma || after_quote) && (thing || clause.is_none())).then_some(link);
    }
    let past = view.has(outer.head, Features::TENSE_PAST) == view.has(inner, Features::TENSE_PAST);
    let same = past
        && view.has(outer.head, Features::VERBFORM_FIN)
        && (view.has(inner, Features::VERBFORM_FIN) || view.form(inner).ends_with("ed"));
    if !(coordinates || comma) || !same {
        return None;
    }
    let tree = view.head(inner) == outer.head && view.relation(inner) == Relation::CONJ;
    let quoted = view.quotation(part.start).is_some();
    // "said they had met and agreed": the auxiliary is for both; "denied they had met and said A" is not so.
    let auxiliary = view.dependent(pivot, &[Relation::AUX, Relation::AUX_PASS, Relation::COP]);
    let apart = match clause {
        None => true,
        Some(_) => auxiliary.is_some() && view.has(inner, Features::VERBFORM_FIN),
    };
    (tree || quoted || apart).then_some(link)
}
