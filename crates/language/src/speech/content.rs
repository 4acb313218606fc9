//! What is said: whole quotations, what goes on in the next sentences, and spans without outer marks.

use std::ops::Range;

use chancery_document::{BlockId, Features, Form, Id, Part, Relation, Saying, Span, TokenId, Upos};
use rustc_hash::FxHashMap;

use super::{
    Found,
    cues::Class,
    frames::{Frame, FrameKind},
    quotation::End,
    source,
    view::{View, length, overlap},
};

/// The stretches of a frame, lengthened to the whole of a quotation that runs over several sentences.
pub(super) fn whole(view: &View<'_>, head: TokenId, frame: &Frame) -> Vec<Range<TokenId>> {
    let own = view.quotation(head);
    let mut parts: Vec<Range<TokenId>> = Vec::new();
    for part in &frame.parts {
        let mut part = part.clone();
        let last = TokenId::new(part.end.index() - 1);
        if let Some(i) = view.quotation(part.start).filter(|&i| Some(i) != own) {
            let quoted = &view.quoted[i];
            // Content that begins within a quotation holds all of it, unless the sentence tells something else.
            let only_marks = quoted.start < part.start && view.trim(quoted.start..part.start).is_empty();
            if only_marks || (quoted.start < part.start && begins_sentence(view, part.start)) {
                part.start = quoted.start;
            }
        }
        if let Some(i) = view.quotation(last).filter(|&i| Some(i) != own) {
            let quoted = &view.quoted[i];
            if quoted.end > part.end && !quoted.contains(&head) {
                part.end = quoted.end;
            }
        }
        // Words inside a quotation say nothing outside it.
        if let Some(own) = own {
            let quoted = &view.quoted[own];
            part = part.start.max(quoted.start)..part.end.min(quoted.end);
            if part.start >= part.end {
                continue;
            }
        }
        // "A", noting that B: the second saying is none of the first's words.
        if let Some(i) = view.quotation(part.start).filter(|&i| Some(i) != own)
            && view.trim(part.start..view.quoted[i].end).start == view.trim(view.quoted[i].clone()).start
            && view.quoted[i].end < part.end
        {
            let after = view.quoted[i].end;
            let rest = view.trim(after..part.end);
            if rest.start > after && view.form(after) == "," && view.has(rest.start, Features::VERBFORM_PART)
            {
                part.end = after;
            }
        }
        let mut part = view.trim(part);
        // "But A, he said."
        if length(&part) > 2
            && view.relation(part.start) == Relation::CC
            && view.quotation(part.start).is_none()
        {
            part = view.trim(part.start.next()..part.end);
        }
        // "That" leads in what is said and is no part of it.
        while length(&part) > 1
            && view.lemma(part.start) == "that"
            && (view.relation(part.start) == Relation::MARK
                || frame.kind == FrameKind::RestThat
                || view.tag(part.start) == Upos::Sconj)
        {
            part = view.trim(part.start.next()..part.end);
        }
        part = with_subject(view, head, part);
        part = view.trim(bounded(view, head, part));
        // "Said A, a day after B": when it was said.
        let after = |&token: &TokenId| {
            let unit = TokenId::new(token.index() + 2);
            view.form(token) == ","
                && token > head
                && unit.next() < part.end
                && view.quotation(token).is_none()
                && matches!(view.lemma(unit), "hour" | "day" | "week" | "month" | "year" | "minute")
                && matches!(view.lemma(unit.next()), "after" | "before")
        };
        if let Some(comma) = chancery_document::each(part.clone()).find(after) {
            part.end = comma;
        }
        if length(&part) > 0 && !part.contains(&head) {
            match parts.last_mut() {
                Some(before) if before.end >= part.start => before.end = before.end.max(part.end),
                _ => parts.push(part),
            }
        }
    }
    // "A, but according to them B": the "but" is nobody's.
    let several = parts.len() > 1;
    parts.retain(|part| {
        let bare = several && length(part) == 1 && view.relation(part.start) == Relation::CC;
        !part.is_empty() && !bare
    });
    // "A, he said while speaking to them": when he said it is none of what he said.
    let aside = |part: &Range<TokenId>| {
        part.start == head.next()
            && view.tag(part.start) == Upos::Sconj
            && length(part) > 1
            && view.form(part.start.next()).ends_with("ing")
    };
    if parts.len() > 1 && parts.last().is_some_and(aside) {
        parts.pop();
    }
    parts
}

// Where what is said begins and ends by its punctuation: not "A; B", not "A, without naming them", but "A and that B";
// before its cue not "B: A"; behind it from "that" on where a few words come before.
fn bounded(view: &View<'_>, head: TokenId, mut part: Range<TokenId>) -> Range<TokenId> {
    let each = chancery_document::each;
    let bare = |token: TokenId| view.quotation(token).is_none();
    if part.end <= head {
        let last = each(part.clone()).rfind(|&token| view.form(token) == ":" && bare(token));
        if let Some(colon) = last.filter(|colon| colon.index() + 3 < part.end.index()) {
            part.start = colon.next();
        }
        return part;
    }
    if part.start < head {
        return part;
    }
    let that = |token: TokenId| view.lemma(token) == "that" && view.tag(token) == Upos::Sconj;
    if view.tag(part.start) == Upos::Adp
        && let Some(that) = each(part.clone()).take(7).find(|&token| that(token))
    {
        part.start = that.next().min(TokenId::new(part.end.index() - 1));
    }
    let ends = |&token: &TokenId| {
        let next = token.next();
        bare(token)
            && (view.form(token) == ";"
                || view.form(token) == ","
                    && next.next() < part.end
                    && view.lemma(next) == "without"
                    && view.form(next.next()).ends_with("ing"))
    };
    if let Some(end) = each(part.clone()).skip(1).find(ends) {
        part.end = end;
        return part;
    }
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    let mut after = part.end;
    while after < sentence.end && view.is_punctuation(after) {
        after = after.next();
    }
    let goes_on = after.next() < sentence.end
        && bare(head)
        && sentence.contains(&part.start)
        && view.tag(after) == Upos::Cconj
        && that(after.next());
    if goes_on {
        let end = each(after..sentence.end).find(|&token| view.form(token) == ";" && bare(token));
        part.end = end.unwrap_or(sentence.end);
    }
    part
}

// Content before its cue holds the subject of its verb, and not that of the cue: "A and B are meeting, C, the
// minister, said".
fn with_subject(view: &View<'_>, head: TokenId, mut part: Range<TokenId>) -> Range<TokenId> {
    if part.end > head {
        return part;
    }
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    let own = view.subject(head).map(|subject| view.reach(subject).start);
    if let Some(own) = own.filter(|own| part.start < *own && *own < part.end) {
        part.end = own;
        return view.trim(part);
    }
    if !matches!(view.tag(part.start), Upos::Verb | Upos::Aux) || view.quotation(part.start).is_some() {
        return part;
    }
    let verb = match view.tag(part.start) {
        Upos::Aux => view.head(part.start),
        _ => part.start,
    };
    let subject = view.subject(verb).filter(|&subject| {
        subject < part.start && sentence.contains(&subject) && !view.has(subject, Features::PRONTYPE_REL)
    });
    if let Some(start) = subject.map(|subject| view.reach(subject).start)
        && sentence.contains(&start)
        && start < part.start
        && own.is_none_or(|own| own > part.start)
    {
        part.start = start;
    }
    part
}

fn begins_sentence(view: &View<'_>, token: TokenId) -> bool {
    let sentence = view.sentence(view.input.tokens.sentence_of(token));
    view.trim(sentence).start == token
}

/// True if all of the content stands between quotation marks, and the cue does not.
pub(super) fn is_quoted(view: &View<'_>, head: TokenId, frame: &Frame) -> bool {
    let own = view.quotation(head);
    frame.parts.iter().all(|part| {
        let first = view.quotation(part.start);
        first.is_some() && first != own && first == view.quotation(TokenId::new(part.end.index() - 1))
    })
}

/// True if a finite clause begins the content: a subject and its verb, or an auxiliary.
pub(super) fn is_clause(view: &View<'_>, frame: &Frame) -> bool {
    let part = &frame.parts[0];
    let own = |token: TokenId| part.contains(&view.head(token));
    let mut tokens = chancery_document::each(part.clone()).take(40);
    tokens.any(|token| {
        (matches!(view.relation(token).base(), "nsubj" | "csubj") && own(token))
            || (token > part.start && view.has(token, Features::VERBFORM_FIN))
    })
}

/// Of words that claim the same content, the surest keeps it, unless both put something in words.
pub(super) fn settle(view: &View<'_>, mut found: Vec<Found>) -> Vec<Found> {
    // Inside quotation marks only what is put in words matters: the rest is somebody else's attitude anyway.
    found.retain(|each| {
        each.statement || view.quotation(each.head).is_none_or(|i| length(&view.quoted[i]) < 6)
    });
    found.sort_by_key(|each| each.head);
    // "Reading out page 7, where he wrote: A": a quotation is of the last word before it that reports.
    let mut last: FxHashMap<TokenId, TokenId> = FxHashMap::default();
    let behind = |each: &Found| match &each.frame.parts[..] {
        [part] if each.statement && each.head < part.start && is_quoted(view, each.head, &each.frame) => {
            Some(part.start)
        }
        _ => None,
    };
    for each in &found {
        last.extend(behind(each).map(|start| (start, each.head)));
    }
    found.retain(|each| behind(each).is_none_or(|start| last[&start] == each.head || each.under.is_some()));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for each in found {
        let mut drop = false;
        // Only near words can compete.
        for other in kept.iter_mut().rev().take(6) {
            let same = other.frame.parts.iter().any(|a| each.frame.parts.iter().any(|b| overlap(a, b)));
            let nested = other.frame.parts.iter().any(|part| part.contains(&each.head))
                || each.frame.parts.iter().any(|part| part.contains(&other.head));
            let relayed = each.under == Some(other.head) || other.under == Some(each.head);
            if !same || nested || relayed || (each.statement && other.statement) {
                continue;
            }
            if (other.statement, other.score) >= (each.statement, each.score) {
                drop = true;
            } else {
                other.score = i32::MIN;
            }
        }
        kept.retain(|other| other.score != i32::MIN);
        if !drop {
            kept.push(each);
        }
    }
    within_tails(view, &mut kept);
    kept
}

// "Berg said A, the agency reported": what Berg says ends where the agency's words end.
fn within_tails(view: &View<'_>, found: &mut [Found]) {
    for i in 0..found.len() {
        let (inner, outer) = found.split_at_mut(i);
        let (head, frame) = (outer[0].head, &outer[0].frame);
        let [whole] = &frame.parts[..] else { continue };
        if frame.kind != FrameKind::Tail || whole.end > head {
            continue;
        }
        for each in inner.iter_mut().rev().take(6).filter(|each| whole.contains(&each.head)) {
            for part in each.frame.parts.iter_mut().filter(|part| whole.contains(&part.start)) {
                if part.end > whole.end && part.end <= head {
                    part.end = whole.end;
                    *part = view.trim(part.clone());
                }
            }
        }
    }
}

/// Makes sayings of what was found: with the sentences that go on with it, and with speakers. Beside each
/// saying stands the span of its head.
pub(super) fn continued(view: &View<'_>, found: Vec<Found>) -> Vec<(Saying, Span, Option<TokenId>)> {
    let mut parts: Vec<Vec<Range<TokenId>>> =
        found.iter().map(|each| whole(view, each.head, &each.frame)).collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&i| found[i].head);
    go_on(view, &found, &order, &mut parts);
    let mut out = Vec::new();
    for (i, each) in found.iter().enumerate() {
        let mut ranges = std::mem::take(&mut parts[i]);
        ranges.retain(|range| range.start < range.end);
        if ranges.is_empty() {
            continue;
        }
        ranges.sort_by_key(|range| (range.start, range.end));
        let content: Vec<Span> = ranges.iter().map(|range| view.span(range.clone())).collect();
        let speakers = match &each.speakers {
            Some(speakers) => speakers.clone(),
            None => source::speakers(view, each.head, &each.frame),
        };
        let mut addressees = source::addressees(view, each.head, &each.frame);
        // Who is accused, praised or quoted is not spoken to.
        let (_, class) = view.cues.find(view.lemma(each.head), view.form(each.head), view.tag(each.head));
        let spoken_to =
            !matches!(class, Some(Class::Judge | Class::Voice)) && !view.cues.is_relay(view.lemma(each.head));
        addressees.retain(|token| spoken_to && !speakers.contains(token));
        let saying = Saying {
            cue: cue(view, each),
            head: each.head,
            speakers,
            addressees,
            form: form(view, &ranges),
            content,
            within: None,
            statement: each.statement,
        };
        out.push((saying, view.input.tokens.spans[each.head], each.under));
    }
    out
}

// Sentences that are nothing but a quotation, and report nothing themselves, go on with what was quoted before
// them in the same paragraph, or open the next one.
fn go_on(view: &View<'_>, found: &[Found], order: &[usize], parts: &mut [Vec<Range<TokenId>>]) {
    let tokens = view.input.tokens;
    // Whose each quotation is.
    let mut taken: Vec<Option<usize>> = vec![None; view.quotations.len()];
    for (k, ranges) in parts.iter().enumerate() {
        for part in ranges {
            let first = view.quoted.partition_point(|range| range.end <= part.start);
            for (i, range) in view.quoted.iter().enumerate().skip(first).take(64) {
                if range.start >= part.end {
                    break;
                }
                // What is reported within a quotation has it not from the one who is quoted.
                if !range.contains(&found[k].head) {
                    taken[i].get_or_insert(k);
                }
            }
        }
    }
    // One that runs on into the next paragraph, where it is told whose it is, and opens its own.
    for i in (0..taken.len().saturating_sub(1)).rev() {
        let range = &view.quoted[i];
        if taken[i].is_some() || view.quotations[i].end != End::RunsOn || !stands_alone(view, range) {
            continue;
        }
        let sentence = tokens.sentence_of(range.start);
        let before = order.partition_point(|&k| found[k].head < range.start);
        let earlier = order[..before].last().map(|&k| tokens.sentence_of(found[k].head));
        let opens = earlier.is_none_or(|earlier| tokens.blocks[earlier] != tokens.blocks[sentence]);
        let Some(k) = taken[i + 1].filter(|&k| opens && found[k].head >= range.end) else { continue };
        let next = tokens.sentence_of(view.quoted[i + 1].start);
        if tokens.blocks[next].index() == tokens.blocks[sentence].index() + 1 {
            parts[k].push(view.trim(range.clone()));
            taken[i] = Some(k);
        }
    }
    for (i, range) in view.quoted.iter().enumerate() {
        if i >= view.quotations.len() || taken[i].is_some() || !stands_alone(view, range) {
            continue;
        }
        let sentence = tokens.sentence_of(range.start);
        // The nearest saying before it, if what it says is quoted and stands in this or the last block.
        let before = order.partition_point(|&k| found[k].head < range.start);
        let block = tokens.blocks[sentence];
        let candidate = order[..before].iter().rev().take(4).copied().find(|&k| {
            view.quotation(found[k].head).is_none() && parts[k].iter().any(|part| holds_quotation(view, part))
        });
        let Some(k) = candidate else { continue };
        let last_part = parts[k].iter().map(|part| part.end).max().unwrap_or(range.start);
        let close = TokenId::new(last_part.index().saturating_sub(1)).max(found[k].head);
        let near = near_blocks(view, tokens.blocks[tokens.sentence_of(close)], block, i);
        // Nothing but the rest of the cue's sentence may stand between.
        let between = tokens.sentence_of(close);
        let adjacent = between.index() + 1 >= sentence.index();
        if near && adjacent {
            parts[k].push(view.trim(range.clone()));
            taken[i] = Some(k);
        }
    }
}

// Nothing but a quotation, of some words, from the start of a sentence to the end of one.
fn stands_alone(view: &View<'_>, range: &Range<TokenId>) -> bool {
    if length(range) < 5 {
        return false;
    }
    let tokens = view.input.tokens;
    let first = view.sentence(tokens.sentence_of(range.start));
    let last = TokenId::new(range.end.index() - 1);
    let end = view.sentence(tokens.sentence_of(last)).end;
    view.trim(first).start == view.trim(range.clone()).start
        && view.trim(range.start..end).end <= view.trim(range.clone()).end.max(last)
}

fn holds_quotation(view: &View<'_>, part: &Range<TokenId>) -> bool {
    let first = view.quoted.partition_point(|range| range.end <= part.start);
    view.quoted.get(first).is_some_and(|range| range.start < part.end)
}

fn near_blocks(view: &View<'_>, cue: BlockId, block: BlockId, quotation: usize) -> bool {
    if cue == block {
        return true;
    }
    let before = quotation.checked_sub(1).map(|i| view.quotations[i].end);
    let body = view.input.blocks.all[block].part == Part::Body;
    body && block.index() == cue.index() + 1
        || (before == Some(End::RunsOn) && block.index() <= cue.index() + 8)
}

// The cue: its head with a particle or preposition that belongs to it, "point out", "refer to", "according to".
fn cue(view: &View<'_>, found: &Found) -> Range<TokenId> {
    let head = found.head;
    let mut end = head.next();
    if view.dependent(head, &[Relation::COMPOUND_PRT, Relation::FIXED]) == Some(end) {
        end = end.next();
    }
    if let (FrameKind::Light, Some(via)) = (found.frame.kind, found.frame.via)
        && via > head
        && via.index() - head.index() < 4
    {
        end = via.next().max(end);
    }
    if found.frame.kind == FrameKind::Oblique && found.frame.lead == Some(end) {
        end = end.next();
    }
    head..end
}

fn form(view: &View<'_>, parts: &[Range<TokenId>]) -> Form {
    let (mut inside, mut outside) = (false, false);
    for part in parts {
        for token in chancery_document::each(part.clone()) {
            if view.is_punctuation(token) || view.is_mark(token) {
                continue;
            }
            if view.quotation(token).is_some() { inside = true } else { outside = true }
        }
    }
    match (inside, outside) {
        (true, false) => Form::Direct,
        (true, true) => Form::Mixed,
        _ => Form::Indirect,
    }
}
