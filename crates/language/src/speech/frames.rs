//! Frames: what a word could report, if it reports anything.
//!
//! Each word that can report is asked for all stretches of the text that its grammar offers as content. Which
//! of them is meant, if any, is for [`choose`](super::choose) to say.

use std::{ops::Range, slice::from_ref};

use chancery_document::{Features, Id, Relation, SentenceId, TokenId, Upos};

use super::{
    tail::tail,
    view::{View, length, overlap},
};

/// A way in which a cue and its content hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum FrameKind {
    /// A clause: "said (that) A".
    Clause,
    /// An infinitive or predicate: "vowed to go".
    Open,
    /// An object with a predicate: "called it a farce".
    ObjectOpen,
    /// An object: "stressed the need".
    Object,
    /// An object without what is told about it after a comma.
    ObjectShort,
    /// A prepositional phrase without its preposition: "called for talks".
    Oblique,
    /// An object and a prepositional phrase: "described it as a farce".
    ObjectOblique,
    /// An adverbial clause: "wondered if they would come".
    Adverbial,
    /// An object and an adverbial clause: "criticised her for leaving".
    ObjectAdverbial,
    /// A clause set beside: "said: A".
    Beside,
    /// All that follows the cue.
    All,
    /// The subject of a passive: "the plan was praised".
    Subject,
    /// The subject and its predicate: "it is expected to end".
    SubjectOpen,
    /// What a light noun governs: "expressed doubts about it".
    Light,
    /// The clause that the cue is set beside: "A, he said".
    Host,
    /// All of the sentence but the cue: "A, he said".
    Sentence,
    /// The noun that the cue describes: "a plan backed by them".
    Noun,
    /// A quotation before it in the sentence.
    QuoteBefore,
    /// A quotation after it in the sentence.
    QuoteAfter,
    /// Quotations before and after it.
    QuoteAround,
    /// A quotation in the next sentence.
    QuoteNext,
    /// A quotation in the previous sentence.
    QuotePrevious,
    /// What stands after a colon.
    ColonAfter,
    /// What stands before a colon.
    ColonBefore,
    /// The clause that a source is named for: "according to them, A".
    Source,
    /// What stands before the comma of a closing attribution, whatever the tree says: "A, he said".
    Tail,
    /// The rest of the sentence, whatever the tree says.
    Rest,
    /// The rest of the sentence from "that" on, whatever the tree says.
    RestThat,
}

/// A word that may report, and what it may report.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// How they hang together.
    pub kind: FrameKind,
    /// The stretches of its content, in text order, punctuation and quotation marks at the edges included.
    pub parts: Vec<Range<TokenId>>,
    /// The word of the content that hangs on the cue.
    pub pivot: TokenId,
    /// "that", "about", "as": the word that leads the content in.
    pub lead: Option<TokenId>,
    /// A word between cue and content: "expressed DOUBTS about it", "continue to INSIST".
    pub via: Option<TokenId>,
    /// How its bounds differ from what the tree offers.
    pub cut: Cut,
}

/// How the bounds of a content differ from those of the tree: trees are wrong where clauses end, and what is
/// told about a thing after a comma is often the reporter's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Cut {
    /// Not at all.
    None,
    /// It ends earlier.
    Shorter,
    /// It goes on to the end of the sentence.
    Longer,
    /// It goes on to the next comma.
    ToComma,
    /// It begins later.
    Later,
    /// It begins at its subject.
    AtSubject,
}

/// The most frames of a word.
const MOST_FRAMES: usize = 96;

/// Words looked at on either side of a cue.
const WINDOW: usize = 400;

pub(super) struct Frames<'v, 'a> {
    view: &'v View<'a>,
    head: TokenId,
    sentence: Range<TokenId>,
    out: Vec<Frame>,
}

/// All frames of a word of a sentence.
pub(super) fn frames(view: &View<'_>, id: SentenceId, head: TokenId) -> Vec<Frame> {
    let sentence = view.sentence(id);
    let near = |at: usize| TokenId::new(at);
    let sentence = near(sentence.start.index().max(head.index().saturating_sub(WINDOW)))
        ..near(sentence.end.index().min(head.index() + WINDOW));
    let mut frames = Frames { view, head, sentence, out: Vec::new() };
    match view.tag(head) {
        Upos::Punct => frames.colon(),
        Upos::Adv => frames.adverb(),
        _ if view.lemma(head) == "accord" || view.form(head).eq_ignore_ascii_case("according") => {
            frames.source()
        }
        Upos::Adp => frames.source(),
        _ => {
            frames.complements(head, None);
            frames.hosts();
            frames.quotes(id);
            frames.places();
        }
    }
    frames.vary();
    frames.out
}

impl Frames<'_, '_> {
    fn push(
        &mut self,
        kind: FrameKind,
        parts: &[Range<TokenId>],
        pivot: TokenId,
        around: (Option<TokenId>, Option<TokenId>),
    ) {
        let (lead, via) = around;
        let mut kept: Vec<Range<TokenId>> = Vec::new();
        for part in parts {
            let part = self.view.trim(part.start.max(self.sentence.start)..part.end.min(self.sentence.end));
            if part.start < part.end && !part.contains(&self.head) {
                kept.push(part);
            }
        }
        if kept.is_empty() || self.out.len() >= MOST_FRAMES / 2 {
            return;
        }
        if self.out.iter().any(|frame| frame.parts == kept) {
            return;
        }
        self.out.push(Frame { kind, parts: kept, pivot, lead, via, cut: Cut::None });
    }

    // What stands before and after, whatever the tree says.
    fn places(&mut self) {
        let view = self.view;
        let sentence = self.sentence.clone();
        if let Some(tail) = tail(view, self.head, &sentence) {
            self.push(FrameKind::Tail, &tail.content, tail.content[0].start, (None, None));
        }
        let mut start = self.head.next();
        while start < sentence.end
            && (matches!(view.tag(start), Upos::Adv | Upos::Part) && view.lemma(start) != "to"
                || matches!(view.relation(start), Relation::COMPOUND_PRT | Relation::FIXED)
                || view.form(start) == ",")
        {
            start = start.next();
        }
        if start < sentence.end {
            let lead = matches!(view.tag(start), Upos::Adp | Upos::Sconj | Upos::Part).then_some(start);
            if view.tag(start) == Upos::Adp {
                self.push(
                    FrameKind::Rest,
                    &[start.next()..sentence.end],
                    start.next().min(start),
                    (lead, None),
                );
            } else {
                self.push(FrameKind::Rest, &[start..sentence.end], start, (lead, None));
            }
        }
        let that = chancery_document::each(self.head.next()..sentence.end)
            .take(12)
            .find(|&token| view.lemma(token) == "that" && self.leads(token));
        if let Some(that) = that {
            self.push(FrameKind::RestThat, &[that..sentence.end], that, (Some(that), None));
        }
    }

    // "That" before a clause, also where the tagger takes it for a relative pronoun: "told them that it fell".
    fn leads(&self, that: TokenId) -> bool {
        let view = self.view;
        let next = that.next();
        match view.tag(that) {
            Upos::Sconj => true,
            Upos::Pron => {
                // A relative pronoun that is no subject has a subject after it, and a clause of its own.
                view.relation(that) != Relation::NSUBJ
                    && next < self.sentence.end
                    && matches!(
                        view.tag(next),
                        Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num
                    )
                    && view.head(that) > that
            }
            _ => false,
        }
    }

    // The same frames with other bounds.
    fn vary(&mut self) {
        let view = self.view;
        for i in 0..self.out.len() {
            let frame = self.out[i].clone();
            if matches!(frame.kind, FrameKind::QuoteNext | FrameKind::QuotePrevious) {
                continue;
            }
            let Some(last) = frame.parts.last().cloned() else { continue };
            if last.start > self.head {
                for end in self.cuts(&last) {
                    self.bounded(&frame, last.start..end, Cut::Shorter);
                }
                if last.end < self.sentence.end {
                    self.bounded(&frame, last.start..self.sentence.end, Cut::Longer);
                    let comma =
                        chancery_document::each(last.end.next()..self.sentence.end.max(last.end.next()))
                            .take(30)
                            .find(|&token| view.form(token) == ",");
                    if let Some(comma) = comma {
                        self.bounded(&frame, last.start..comma, Cut::ToComma);
                    }
                }
                let subject = view.subject(frame.pivot).map(|subject| view.reach(subject).start);
                if let Some(start) = subject.filter(|start| last.contains(start) && *start > last.start) {
                    self.bounded(&frame, start..last.end, Cut::AtSubject);
                }
                let that =
                    view.dependent(frame.pivot, &[Relation::MARK]).filter(|&that| view.lemma(that) == "that");
                if let Some(that) = that.filter(|that| last.contains(that) && *that > last.start) {
                    self.bounded(&frame, that..last.end, Cut::Later);
                }
            } else if frame.parts.len() == 1 {
                // "But A, he said", "On Friday, A, he said".
                let first = last.start;
                if matches!(view.tag(first), Upos::Cconj | Upos::Adv) {
                    self.bounded(&frame, first.next()..last.end, Cut::Later);
                }
                let comma = chancery_document::each(last.clone())
                    .take(24)
                    .find(|&token| view.is_break(token) && view.quotation(token).is_none());
                if let Some(comma) = comma {
                    self.bounded(&frame, comma.next()..last.end, Cut::Later);
                }
            }
        }
    }

    // Places inside a stretch where what is said may end: commas and dashes, and clauses that hang on it.
    fn cuts(&self, range: &Range<TokenId>) -> Vec<TokenId> {
        let view = self.view;
        let mut ends = Vec::new();
        for token in chancery_document::each(range.clone()).skip(1) {
            if view.quotation(token).is_some() && view.quotation(range.start) == view.quotation(token) {
                continue;
            }
            let comma = view.is_break(token) || view.form(token) == "(";
            let clause = || {
                let governor = view.head(token);
                matches!(view.relation(token).base(), "mark" | "advmod" | "nsubj" | "case")
                    && matches!(view.relation(governor).base(), "advcl" | "acl")
                    && view.reach(governor).start == token
            };
            if comma || clause() {
                ends.push(token);
            }
        }
        if ends.len() > 5 {
            ends.drain(3..ends.len() - 2);
        }
        ends
    }

    fn bounded(&mut self, frame: &Frame, last: Range<TokenId>, cut: Cut) {
        let last = self.view.trim(last);
        if last.start >= last.end || last.contains(&self.head) || self.out.len() >= MOST_FRAMES {
            return;
        }
        let mut parts = frame.parts.clone();
        if let Some(part) = parts.last_mut() {
            *part = last;
        }
        if !self.out.iter().any(|other| other.parts == parts) {
            self.out.push(Frame { parts, cut, ..frame.clone() });
        }
    }

    // The reach of a dependent, without stretches that hold the cue itself where trees cross.
    fn stretch(&self, token: TokenId) -> Range<TokenId> {
        let reach = self.view.reach(token);
        if !reach.contains(&self.head) {
            return reach;
        }
        if token < self.head { reach.start..self.head } else { self.head.next()..reach.end }
    }

    // "A, he said, and B", where B hangs on A: what is said stands on both sides of the cue and its subject.
    fn around_cue(&self, token: TokenId) -> Vec<Range<TokenId>> {
        let reach = self.view.reach(token);
        if !reach.contains(&self.head) {
            return vec![reach];
        }
        let mut hole = self.head.alone();
        for &d in self.view.dependents(self.head) {
            let own = self.view.reach(d);
            if matches!(self.view.relation(d).base(), "nsubj" | "aux" | "advmod" | "obl" | "obj" | "iobj")
                && !own.contains(&token)
            {
                hole = hole.start.min(own.start)..hole.end.max(own.end);
            }
        }
        minus(&reach, &hole)
    }

    fn complements(&mut self, governor: TokenId, via: Option<TokenId>) {
        let view = self.view;
        let dependents = view.dependents(governor);
        let object = dependents.iter().copied().find(|&d| view.relation(d) == Relation::OBJ && d > governor);
        let subject = view.subject(governor);
        let passive = subject.filter(|&s| view.relation(s) == Relation::NSUBJ_PASS);
        let mut first: Option<TokenId> = None;
        let nominal = matches!(view.tag(governor), Upos::Noun | Upos::Propn);
        for &d in dependents {
            let relation = view.relation(d);
            let reach = self.stretch(d);
            match relation.base() {
                "ccomp" => {
                    let lead = view.dependent(d, &[Relation::MARK]);
                    let parts = self.around_cue(d);
                    self.push(FrameKind::Clause, &parts, d, (lead, via));
                }
                "csubj" => self.push(
                    FrameKind::Clause,
                    from_ref(&reach),
                    d,
                    (view.dependent(d, &[Relation::MARK]), via),
                ),
                "xcomp" => {
                    let lead = view.dependent(d, &[Relation::MARK]);
                    self.push(FrameKind::Open, from_ref(&reach), d, (lead, via));
                    if let Some(object) = object.filter(|&o| o < d) {
                        let start = self.stretch(object).start;
                        self.push(FrameKind::ObjectOpen, &[start..reach.end], d, (lead, via));
                    }
                    if let Some(subject) = subject {
                        let parts = [self.stretch(subject), reach.clone()];
                        self.push(FrameKind::SubjectOpen, &parts, d, (lead, via));
                    }
                    if via.is_none() {
                        self.complements(d, Some(d));
                    }
                }
                "obj" => {
                    self.push(FrameKind::Object, from_ref(&reach), d, (None, via));
                    self.object(d, via);
                }
                "obl" => self.oblique(d, object, via),
                "nmod" if nominal && relation != Relation::NMOD_POSS => self.oblique(d, None, via),
                "acl" if nominal => {
                    let lead = view.dependent(d, &[Relation::MARK]);
                    self.push(FrameKind::Clause, from_ref(&reach), d, (lead, via));
                }
                "appos" if nominal => self.push(FrameKind::Beside, from_ref(&reach), d, (None, via)),
                "advcl" => {
                    let lead = view.dependent(d, &[Relation::MARK, Relation::CASE]);
                    let bare = match lead {
                        Some(lead) if lead == reach.start => lead.next()..reach.end,
                        _ => reach.clone(),
                    };
                    self.push(FrameKind::Adverbial, &[bare], d, (lead, via));
                    if let Some(object) = object.filter(|&o| o < d) {
                        let start = self.stretch(object).start;
                        self.push(FrameKind::ObjectAdverbial, &[start..reach.end], d, (lead, via));
                    }
                }
                "parataxis" => self.push(FrameKind::Beside, from_ref(&reach), d, (None, via)),
                "nsubj" if passive == Some(d) => {
                    self.push(FrameKind::Subject, from_ref(&reach), d, (None, via));
                    let agentless = view.dependent(governor, &[Relation::OBL]);
                    if let Some(oblique) = agentless {
                        let parts = [reach.clone(), self.stretch(oblique)];
                        let lead = view.dependent(oblique, &[Relation::CASE]);
                        self.push(FrameKind::SubjectOpen, &parts, oblique, (lead, via));
                    }
                }
                _ => {}
            }
            let complement =
                matches!(relation.base(), "ccomp" | "xcomp" | "obj" | "obl" | "advcl" | "parataxis");
            if complement && d > self.head && first.is_none() {
                first = Some(d);
            }
        }
        if let Some(first) = first {
            let start = self.stretch(first).start;
            let end = view.reach(governor).end;
            if start < end {
                self.push(FrameKind::All, &[start..end], first, (None, via));
            }
        }
    }

    // The object as far as the comma that something told about it follows, and what a light noun governs.
    fn object(&mut self, object: TokenId, via: Option<TokenId>) {
        let view = self.view;
        let reach = self.stretch(object);
        for &d in view.dependents(object) {
            if d < object {
                continue;
            }
            let inner = self.stretch(d);
            let relation = view.relation(d);
            let comma = inner.start > reach.start
                && (view.form(inner.start) == "," || view.form(TokenId::new(inner.start.index() - 1)) == ",");
            if comma && matches!(relation.base(), "appos" | "acl" | "parataxis" | "advcl") {
                self.push(FrameKind::ObjectShort, &[reach.start..inner.start], object, (None, via));
            }
            match relation.base() {
                "acl" | "ccomp" | "xcomp" => {
                    let lead = view.dependent(d, &[Relation::MARK]);
                    self.push(FrameKind::Light, &[inner], d, (lead, Some(object)));
                }
                "nmod" if relation != Relation::NMOD_POSS => {
                    let (lead, bare) = self.bare(d);
                    self.push(FrameKind::Light, &[bare], d, (lead, Some(object)));
                }
                _ => {}
            }
        }
    }

    // A phrase without the preposition that leads it in.
    fn bare(&self, d: TokenId) -> (Option<TokenId>, Range<TokenId>) {
        let view = self.view;
        let reach = self.stretch(d);
        let cases =
            view.dependents(d).iter().copied().filter(|&c| view.relation(c) == Relation::CASE && c < d);
        let mut lead = None;
        let mut start = reach.start;
        for case in cases {
            if case == start {
                start = view.reach(case).end.max(case.next());
                lead = Some(lead.unwrap_or(case));
            }
        }
        // "of eleven dead": a parser may hang "of" on "eleven".
        if lead.is_none()
            && start < d
            && view.relation(start) == Relation::CASE
            && reach.contains(&view.head(start))
        {
            lead = Some(start);
            start = start.next();
        }
        (lead, start.min(reach.end)..reach.end)
    }

    fn oblique(&mut self, d: TokenId, object: Option<TokenId>, via: Option<TokenId>) {
        let (lead, bare) = self.bare(d);
        if d < self.head && self.view.tag(self.head) != Upos::Noun {
            // "On trade, he spoke": fronted phrases are rarely what is said.
            if self.view.tag(d) != Upos::Pron {
                return;
            }
        }
        self.push(FrameKind::Oblique, from_ref(&bare), d, (lead, via));
        if let Some(object) = object.filter(|&o| o < d) {
            let start = self.stretch(object).start;
            self.push(FrameKind::ObjectOblique, &[start..bare.end], d, (lead, via));
        }
        for &clause in self.view.dependents(d) {
            if matches!(self.view.relation(clause).base(), "acl" | "ccomp") && clause > d {
                let inner = self.stretch(clause);
                let mark = self.view.dependent(clause, &[Relation::MARK]);
                self.push(FrameKind::Light, &[inner], clause, (mark, Some(d)));
            }
        }
    }

    // The clause around, where the cue is set beside it or describes a noun of it.
    fn hosts(&mut self) {
        let view = self.view;
        let head = self.head;
        let relation = view.relation(head);
        let host = view.head(head);
        let own = view.reach(head);
        match relation.base() {
            "acl" if relation == Relation::ACL || view.dependent(head, &[Relation::OBL_AGENT]).is_some() => {
                let noun = view.reach(host);
                self.push(FrameKind::Noun, &[noun.start..own.start.max(noun.start)], host, (None, None));
            }
            "parataxis" | "discourse" | "dep" | "advcl" | "conj" | "appos" | "ccomp" | "list" => {
                let lead = view.dependent(head, &[Relation::MARK]);
                let around = view.reach(host);
                let parts = minus(&around, &own);
                self.push(FrameKind::Host, &parts, host, (lead, None));
                if around != self.sentence {
                    let parts = minus(&self.sentence.clone(), &own);
                    self.push(FrameKind::Sentence, &parts, host, (lead, None));
                }
            }
            _ => {}
        }
        // A parser that takes the cue for the root leaves what is said in its reach, before it.
        if matches!(relation.base(), "root" | "parataxis" | "conj") {
            let left = view.dependents(head).iter().copied().filter(|&d| {
                d < head
                    && !matches!(
                        view.relation(d).base(),
                        "nsubj" | "aux" | "advmod" | "punct" | "cc" | "mark" | "ccomp"
                    )
            });
            if let Some(first) = left.into_iter().next() {
                let subject = view.subject(head).map_or(head, |s| view.reach(s).start.min(head));
                let start = self.sentence.start;
                if view.reach(first).start < subject && start < subject {
                    self.push(FrameKind::Sentence, &[start..subject], first, (None, None));
                }
            }
        }
    }

    fn quotes(&mut self, id: SentenceId) {
        let view = self.view;
        let own = view.quotation(self.head);
        if own.is_some() {
            return;
        }
        let sentence = self.sentence.clone();
        let after_head = view.quoted.partition_point(|range| range.start <= self.head);
        let in_sentence = |range: &Range<TokenId>| overlap(range, &sentence);
        let speaks = |range: &&Range<TokenId>| in_sentence(range) && !self.is_title(range);
        let before = after_head.checked_sub(1).map(|i| &view.quoted[i]).filter(speaks);
        let after = view.quoted.get(after_head).filter(speaks);
        let clip = |range: &Range<TokenId>| range.start.max(sentence.start)..range.end.min(sentence.end);
        if let Some(before) = before {
            let before = clip(before);
            self.push(FrameKind::QuoteBefore, from_ref(&before), before.start, (None, None));
            if let Some(after) = after {
                self.push(FrameKind::QuoteAround, &[before.clone(), clip(after)], before.start, (None, None));
            }
        }
        if let Some(after) = after {
            let after = clip(after);
            self.push(FrameKind::QuoteAfter, from_ref(&after), after.start, (None, None));
        }
        // Neighbour sentences, of the same block or, after a colon, of the next.
        let all = view.input.tokens.sentences.len();
        let full = view.sentence(id);
        let last = TokenId::new(full.end.index() - 1);
        if id.index() + 1 < all {
            let next = view.sentence(SentenceId::new(id.index() + 1));
            let near = view.input.tokens.blocks[id]
                == view.input.tokens.blocks[SentenceId::new(id.index() + 1)]
                || matches!(view.form(last), ":" | ",");
            let bare = before.is_none() && after.is_none();
            if near
                && bare
                && view.is_mark(next.start)
                && let Some(i) = view.quotation(next.start)
            {
                self.neighbour(FrameKind::QuoteNext, view.quoted[i].clone());
            }
        }
        if id.index() > 0 {
            let previous = SentenceId::new(id.index() - 1);
            let range = view.sentence(previous);
            let end = TokenId::new(range.end.index() - 1);
            if view.input.tokens.blocks[id] == view.input.tokens.blocks[previous]
                && let Some(i) = view.quotation(end)
                && view.quoted[i].end == range.end
            {
                self.neighbour(FrameKind::QuotePrevious, view.quoted[i].clone());
            }
        }
    }

    // A few words without a verb that no punctuation sets off: a title, or words held at a distance.
    fn is_title(&self, quoted: &Range<TokenId>) -> bool {
        let view = self.view;
        let inner = view.trim(quoted.clone());
        let set_off = |token: TokenId| {
            token < self.sentence.end
                && view.is_punctuation(token)
                && !view.is_mark(token)
                && !inner.contains(&token)
        };
        length(&inner) < 4
            && !chancery_document::each(inner.clone())
                .any(|token| matches!(view.tag(token), Upos::Verb | Upos::Aux))
            && !set_off(inner.end)
            && !set_off(quoted.end)
    }

    // A quotation in another sentence: the bounds of this one do not cut it.
    fn neighbour(&mut self, kind: FrameKind, quoted: Range<TokenId>) {
        let part = self.view.trim(quoted);
        if part.start < part.end && length(&part) < 4 * WINDOW {
            let (lead, via, cut) = (None, None, Cut::None);
            self.out.push(Frame { kind, pivot: part.start, parts: vec![part], lead, via, cut });
        }
    }

    fn colon(&mut self) {
        let head = self.head;
        let Range { start, end } = self.sentence.clone();
        if head.next() < end {
            self.push(FrameKind::ColonAfter, &[head.next()..end], head.next(), (None, None));
        }
        if start < head && self.view.trim(head.next()..end).start < end {
            self.push(FrameKind::ColonBefore, &[start..head], start, (None, None));
        }
    }

    fn adverb(&mut self) {
        let host = self.view.head(self.head);
        if host == self.head {
            return;
        }
        let parts = minus(&self.view.reach(host), &self.head.alone());
        self.push(FrameKind::Host, &parts, host, (None, None));
    }

    // "According to them, A": the phrase hangs on the clause, or on a noun of it.
    fn source(&mut self) {
        let view = self.view;
        // "According" hangs on the source as its preposition, or governs it as a verb would.
        let own = view.dependent(self.head, &[Relation::OBL, Relation::OBJ, Relation::OBL_ARG]);
        let top = if own.is_some() { self.head } else { view.head(self.head) };
        let named = own.unwrap_or(top);
        let (mut phrase, host) = (view.reach(top), view.head(top));
        if host == top || !phrase.contains(&self.head) || length(&phrase) < 2 {
            return;
        }
        // "According to the office, 600 men serve": a tree may take the subject for an apposition of the source.
        let opens = view.trim(self.sentence.clone()).start == phrase.start;
        if opens && phrase.end < self.sentence.end && view.form(phrase.end) != "," {
            let comma = |token: &TokenId| view.form(*token) == "," && *token > named;
            let mut commas = chancery_document::each(phrase.clone()).filter(comma);
            if let (Some(only), None) = (commas.next(), commas.next()) {
                phrase.end = only;
            }
        }
        let around = view.reach(host);
        let around = around.start.min(phrase.end)..around.end;
        let parts = self.sourced(&around, &phrase);
        self.push(FrameKind::Source, &parts, host, (None, Some(named)));
        let mut top = host;
        for up in view.input.syntax.ancestors(host).take(8) {
            if view.relation(top).base() == "ccomp" && view.has(up, Features::VERBFORM_FIN) {
                break;
            }
            top = up;
        }
        if top != host {
            let parts = self.sourced(&view.reach(top), &phrase);
            self.push(FrameKind::Host, &parts, top, (None, Some(named)));
        }
        let parts = self.sourced(&self.sentence.clone(), &phrase);
        self.push(FrameKind::Sentence, &parts, host, (None, Some(named)));
    }

    // What a source is named for: as far as a semicolon, and not "but B" behind "A, according to them".
    fn sourced(&self, around: &Range<TokenId>, phrase: &Range<TokenId>) -> Vec<Range<TokenId>> {
        let view = self.view;
        let mut parts = minus(around, phrase);
        if let Some(last) = parts.last_mut().filter(|last| last.start >= phrase.end) {
            let ends = |token: &TokenId| view.form(*token) == ";" && view.quotation(*token).is_none();
            if let Some(end) = chancery_document::each(last.clone()).find(ends) {
                last.end = end;
            }
            let mut first = last.start;
            while first < last.end && view.form(first) == "," {
                first = first.next();
            }
            if parts.len() > 1 && first < self.sentence.end && view.lemma(first) == "but" {
                parts.pop();
            }
        }
        parts
    }
}

// What is left of a stretch without another.
fn minus(range: &Range<TokenId>, hole: &Range<TokenId>) -> Vec<Range<TokenId>> {
    let mut parts = Vec::new();
    if range.start < hole.start {
        parts.push(range.start..hole.start.min(range.end));
    }
    if hole.end < range.end {
        parts.push(hole.end.max(range.start)..range.end);
    }
    parts
}
