//! Which of the frames of a word is meant, if any: a linear score of each, from what the words and the tree
//! show. The word reports nothing where no frame scores above nothing.

use chancery_document::{Features, Id, Relation, SentenceId, TokenId, Upos};
use chancery_model::hash;

use super::{
    cues::Cues,
    frames::Frame,
    view::{View, length},
};

/// What does not change from frame to frame of one word.
struct Word {
    lemma: u64,
    class: u64,
    tag: u64,
    relation: u64,
    subject: u64,
    subject_lemma: u64,
    governor: u64,
    shape: u64,
    auxiliary: u64,
    signature: u64,
    before: u64,
    after: u64,
    part: u64,
    quoted: u64,
    // Whether it stands where an attribution would.
    tail: u64,
    // Of a colon: what stands before it.
    colon: u64,
}

/// The features of each frame of a word.
pub(super) fn features(
    view: &View<'_>,
    cues: &Cues,
    id: SentenceId,
    head: TokenId,
    frames: &[Frame],
    mut each: impl FnMut(&[u32]),
) {
    let word = Word::new(view, cues, id, head);
    let kinds = frames.iter().fold(0u64, |set, frame| set | 1 << frame.kind as u64);
    let mut out = Vec::with_capacity(64);
    for frame in frames {
        out.clear();
        word.frame(view, cues, head, frame, kinds, &mut out);
        each(&out);
    }
}

fn text(text: &str) -> u64 {
    hash::bytes(text.as_bytes())
}

fn join(a: u64, b: u64) -> u64 {
    hash::mix(a, b)
}

impl Word {
    fn new(view: &View<'_>, cues: &Cues, id: SentenceId, head: TokenId) -> Word {
        let (lemma, class) = cues.find(view.lemma(head), view.form(head), view.tag(head));
        let sentence = view.sentence(id);
        let subject = super::source::subject(view, head);
        let own = view.subject(head);
        let kind = subject.map_or("none", |token| match view.tag(token) {
            Upos::Pron if matches!(view.lemma(token), "who" | "which" | "that") => "relative",
            Upos::Pron if matches!(view.lemma(token), "it" | "this" | "what") => "thing",
            Upos::Pron if view.has(token, Features::PERSON_1) => "first",
            Upos::Pron if view.has(token, Features::PERSON_2) => "second",
            Upos::Pron => "pronoun",
            Upos::Propn => "name",
            Upos::Noun => "noun",
            _ => "other",
        });
        let how = match (own.is_some(), own.is_some_and(|own| own < head)) {
            (false, _) => 0,
            (true, true) => 1,
            (true, false) => 2,
        };
        let shape = [
            Features::VERBFORM_FIN,
            Features::VERBFORM_GER,
            Features::VERBFORM_INF,
            Features::VERBFORM_PART,
            Features::TENSE_PAST,
            Features::VOICE_PASS,
        ];
        let shape = shape.into_iter().enumerate().filter(|(_, feature)| view.has(head, *feature));
        let shape = shape.fold(0u64, |set, (bit, _)| set | 1 << bit);
        let mut signature = 0u64;
        let mut auxiliary = 0u64;
        for &d in view.dependents(head) {
            let relation = view.relation(d);
            if relation.base() == "aux" || (relation == Relation::ADVMOD && view.lemma(d) == "not") {
                auxiliary = join(auxiliary, text(view.lemma(d)));
            }
            if matches!(
                relation.base(),
                "obj" | "iobj" | "ccomp" | "xcomp" | "parataxis" | "obl" | "advcl" | "acl" | "cop"
            ) {
                let side = if d < head { 17 } else { 1 };
                signature |= 1u64 << (relation.index() % 31 + side);
            }
        }
        let neighbour =
            |at: Option<TokenId>| at.filter(|at| sentence.contains(at)).map_or(1, |at| text(view.lemma(at)));
        let before = head.index().checked_sub(1).map(TokenId::new);
        let governor = view.head(head);
        Word {
            lemma: join(text(lemma), view.tag(head) as u64),
            class: class.map_or(99, |class| class as u64),
            tag: view.tag(head) as u64,
            relation: view.relation(head).index() as u64,
            subject: join(text(kind), how),
            subject_lemma: subject.map_or(0, |token| text(view.lemma(token))),
            governor: if governor == head { 0 } else { text(view.lemma(governor)) },
            shape,
            auxiliary,
            signature,
            before: neighbour(before),
            after: neighbour(Some(head.next())),
            part: view.block(id).part as u64,
            quoted: u64::from(view.quotation(head).is_some()),
            tail: match super::tail::tail(view, head, &sentence) {
                None => 0,
                Some(tail) if tail.subject.start > head => 1,
                Some(_) => 2,
            },
            colon: if view.is_punctuation(head) { colon(view, id, head) } else { 0 },
        }
    }

    fn frame(
        &self,
        view: &View<'_>,
        cues: &Cues,
        head: TokenId,
        frame: &Frame,
        kinds: u64,
        out: &mut Vec<u32>,
    ) {
        let kind = frame.kind as u64;
        let lead = frame.lead.map_or(0, |token| text(view.lemma(token)));
        let via = frame.via.map_or(0, |token| text(view.lemma(token)));
        let via_class = frame.via.map_or(98, |token| {
            let (_, class) = cues.find(view.lemma(token), view.form(token), view.tag(token));
            class.map_or(99, |class| class as u64)
        });
        let pivot = text(view.lemma(frame.pivot));
        let pivot_tag = view.tag(frame.pivot) as u64;
        let size: usize = frame.parts.iter().map(length).sum();
        let size = (usize::BITS - size.leading_zeros()) as u64;
        let first = &frame.parts[0];
        let place = u64::from(first.start > head) + 2 * u64::from(frame.parts.len() > 1);
        let quotes = quotes(view, frame);
        let gap = if first.start > head {
            (first.start.index() - head.index()).min(6) as u64
        } else {
            (head.index().saturating_sub(frame.parts[frame.parts.len() - 1].end.index())).min(6) as u64 + 8
        };
        let edge = |at: Option<usize>| {
            let token = at.map(TokenId::new).filter(|token| token.index() < view.input.tokens.spans.len());
            token.map_or(0, |token| if view.is_punctuation(token) { text(view.form(token)) } else { 1 })
        };
        let before = edge(first.start.index().checked_sub(1));
        let after = edge(Some(frame.parts[frame.parts.len() - 1].end.index()));
        let end = frame.parts[frame.parts.len() - 1].end;
        let beyond = beyond(view, head, frame, end);
        let cut = join(frame.cut as u64, kind);
        let opening = text(view.lemma(first.start));
        let lead_kind = join(lead, kind);
        let lemma_kind = join(self.lemma, kind);
        let mut add = |template: u8, seen: u64| out.push(hash::feature(template, seen));
        add(1, kind);
        add(2, lemma_kind);
        add(3, join(kind, self.tag));
        add(4, lead_kind);
        add(5, join(lemma_kind, lead));
        add(6, join(join(via, kind), lead));
        add(7, join(via_class, lead_kind));
        add(8, join(kind, self.relation));
        add(9, join(kind, self.subject));
        add(10, join(self.lemma, self.subject));
        add(11, join(kind, quotes));
        add(12, join(self.lemma, quotes));
        add(13, join(kind, size));
        add(14, join(kind, place));
        add(15, join(join(kind, self.shape), self.tag));
        add(16, join(self.lemma, self.shape));
        add(17, join(kind, pivot_tag));
        add(18, pivot);
        add(19, join(self.lemma, pivot));
        add(20, join(kind, kinds));
        add(21, join(self.auxiliary, kind));
        add(22, self.lemma);
        add(23, join(self.class, kind));
        add(24, join(join(self.class, kind), lead));
        add(25, join(self.subject_lemma, kind));
        add(26, join(self.part, kind));
        add(27, join(join(self.governor, self.relation), 5));
        add(28, join(self.lemma, self.after));
        add(29, join(kind, self.after));
        add(30, join(self.lemma, self.before));
        add(31, join(join(kind, before), after));
        add(32, join(kind, gap));
        add(33, join(self.quoted, kind));
        add(34, join(self.quoted, self.lemma));
        add(35, join(kind, opening));
        add(36, join(self.lemma, self.signature));
        add(37, join(kind, self.signature));
        add(38, join(self.class, quotes));
        add(39, join(self.lemma, join(via, kind)));
        add(40, join(self.subject_lemma, self.lemma));
        add(41, join(self.tag, self.relation));
        add(53, join(self.tail, kind));
        add(54, join(join(self.tail, self.class), kind));
        let that = chancery_document::each(first.clone())
            .take(14)
            .position(|token| view.lemma(token) == "that" && view.tag(token) == Upos::Sconj);
        let that = that.map_or(3, |at| if at == 0 { 0 } else { 1 });
        add(55, join(that, self.lemma));
        add(56, join(that, kind));
        let tags = join(
            view.tag(first.start) as u64,
            view.tag(first.start.next().min(TokenId::new(first.end.index() - 1))) as u64,
        );
        add(57, join(tags, self.class));
        add(58, join(opening, self.lemma));
        let between = head.next()..first.start.max(head.next());
        let verbs =
            chancery_document::each(between).take(20).filter(|&token| view.tag(token) == Upos::Verb).count();
        add(59, join(verbs.min(3) as u64, kind));
        add(60, join(join(verbs.min(3) as u64, quotes), self.class));
        if self.colon != 0 {
            add(50, join(self.colon, kind));
            add(51, join(join(self.colon, kind), self.part));
            add(52, join(join(self.colon, kind), quotes));
        }
        add(43, cut);
        add(44, join(cut, beyond.0));
        add(45, join(frame.cut as u64, beyond.1));
        add(46, join(beyond.0, after));
        add(47, join(frame.cut as u64, join(beyond.0, join(after, quotes))));
        add(48, join(frame.cut as u64, join(before, opening)));
        add(49, join(cut, size));
        add(42, join(join(self.class, self.subject), self.quoted));
    }
}

// What stands before a colon: how many words, whether a verb, a name, a number is among them, and the last.
fn colon(view: &View<'_>, id: SentenceId, head: TokenId) -> u64 {
    let before = view.sentence(id).start..head;
    let count = (before.end.index() - before.start.index()).min(8) as u64;
    let tags = chancery_document::each(before.clone()).take(20).map(|token| view.tag(token));
    let mut shape = 0u64;
    for tag in tags {
        shape |= match tag {
            Upos::Verb | Upos::Aux => 1,
            Upos::Propn => 2,
            Upos::Num => 4,
            Upos::Pron => 8,
            _ => 0,
        };
    }
    let last = head.index().checked_sub(1).map(TokenId::new).filter(|last| before.contains(last));
    let next = (head.next() < view.sentence(id).end).then(|| u64::from(view.is_mark(head.next())));
    join(join(count, shape), join(last.map_or(0, |last| view.tag(last) as u64 + 1), next.unwrap_or(2)))
}

// What follows the content in its sentence: its relation and where it hangs, and the word.
fn beyond(view: &View<'_>, head: TokenId, frame: &Frame, end: TokenId) -> (u64, u64) {
    let sentence = view.sentence(view.input.tokens.sentence_of(TokenId::new(end.index() - 1)));
    let mut next = end;
    while next < sentence.end && view.is_punctuation(next) {
        next = next.next();
    }
    if next >= sentence.end {
        return (1, 1);
    }
    let mut top = next;
    for up in view.input.syntax.ancestors(next).take(12) {
        if up < next {
            break;
        }
        top = up;
    }
    let governor = view.head(top);
    let place = if governor == head {
        1
    } else if frame.parts.iter().any(|part| part.contains(&governor)) {
        2
    } else if governor == top {
        3
    } else {
        4
    };
    (join(view.relation(top).index() as u64, place), text(view.lemma(next)))
}

// Whether the content is a quotation, begins with one, holds one.
fn quotes(view: &View<'_>, frame: &Frame) -> u64 {
    let mut all = true;
    let mut some = false;
    for part in &frame.parts {
        let first = view.quotation(part.start);
        let last = view.quotation(TokenId::new(part.end.index() - 1));
        some |= first.is_some() || last.is_some();
        all &= first.is_some() && first == last;
    }
    match (all, some) {
        (true, _) => 1,
        (_, true) => 2,
        _ => {
            let held = frame.parts.iter().any(|part| {
                let next = view.quoted.partition_point(|range| range.end <= part.start);
                view.quoted.get(next).is_some_and(|range| range.start < part.end)
            });
            if held { 3 } else { 4 }
        }
    }
}
