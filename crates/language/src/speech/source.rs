//! Who speaks, and to whom.

use chancery_document::{Features, Id, MentionKind, Relation, TokenId, Upos, each};

use super::{
    cues::Class,
    frames::{Frame, FrameKind},
    tail::{phrase_head, tail},
    view::{SUBJECTS, View},
};

/// How far up a tree the owner of a participle or infinitive is looked for.
const STEPS: usize = 6;

/// The subject of a word: its own, or that of the clause it shares one with.
pub(super) fn subject(view: &View<'_>, head: TokenId) -> Option<TokenId> {
    let mut at = head;
    for _ in 0..STEPS {
        if let Some(subject) = view.subject(at) {
            return Some(subject);
        }
        let up = view.head(at);
        if up == at {
            return None;
        }
        match view.relation(at).base() {
            // "Asked them to say": the object of the one is the subject of the other.
            "xcomp" => {
                if let Some(object) = view.dependent(up, &[Relation::OBJ]).filter(|&object| object < at) {
                    return Some(object);
                }
            }
            // "It was refused, she said, adding": what stands behind the cue is of the cue, wherever the tree hangs it.
            "advcl" if view.relation(up).base() == "ccomp" && (up..at).contains(&view.head(up)) => {
                at = view.head(up);
                continue;
            }
            // "She backed them as they seek A, stressing that B": who said A, not they.
            "advcl" if above(view, up, at).is_some() => {
                at = above(view, up, at).unwrap_or(up);
                continue;
            }
            // The same, where the tree sets the cue beside what is said.
            "advcl" if beside(view, up, at).is_some() => {
                at = beside(view, up, at).unwrap_or(up);
                continue;
            }
            "conj" | "advcl" | "parataxis" => {}
            // "The statement saying that": the noun is the subject.
            "acl" => return Some(up),
            _ => return None,
        }
        at = up;
    }
    None
}

// The word that reports above a clause which does not, for a participle behind a comma.
fn above(view: &View<'_>, clause: TokenId, participle: TokenId) -> Option<TokenId> {
    let class = |token: TokenId| view.cues.class(view.lemma(token), Upos::Verb);
    let reports = |token: &TokenId| {
        let told = matches!(
            class(*token),
            Some(Class::Say | Class::Stress | Class::Voice | Class::Urge | Class::Describe)
        );
        told && view.tag(*token) == Upos::Verb && view.subject(*token).is_some()
    };
    let before = TokenId::new(participle.index().checked_sub(1)?);
    let inside = class(clause).is_none() && view.relation(clause) != Relation::ROOT;
    if !inside || view.form(before) != "," || !view.form(participle).ends_with("ing") {
        return None;
    }
    view.input.syntax.ancestors(clause).take(STEPS).find(reports)
}

// A word that reports between two others, with a subject of its own, set beside the first.
fn beside(view: &View<'_>, first: TokenId, last: TokenId) -> Option<TokenId> {
    view.dependents(first).iter().copied().find(|&cue| {
        view.relation(cue) == Relation::PARATAXIS
            && first < cue
            && cue < last
            && view.subject(cue).is_some()
            && view.cues.class(view.lemma(cue), Upos::Verb) == Some(Class::Say)
    })
}

/// The head words of those who speak.
pub(super) fn speakers(view: &View<'_>, head: TokenId, frame: &Frame) -> Vec<TokenId> {
    match find(view, head, frame) {
        Some(first) => joint(view, first, head),
        None => Vec::new(),
    }
}

fn find(view: &View<'_>, head: TokenId, frame: &Frame) -> Option<TokenId> {
    let inside = |token: &TokenId| frame.parts.iter().any(|part| part.contains(token));
    let first = match frame.kind {
        FrameKind::Source => frame.via,
        FrameKind::Host | FrameKind::Sentence if frame.via.is_some() => frame.via,
        FrameKind::Tail => view.subject(head).or_else(|| placed(view, head)),
        FrameKind::Host if stands_behind(view, head, frame) => placed(view, head),
        FrameKind::ColonAfter => phrase_before(view, head),
        FrameKind::ColonBefore => phrase_after(view, head),
        _ if view.tag(head) == Upos::Adv => None,
        _ if matches!(view.tag(head), Upos::Noun | Upos::Propn)
            && view.dependent(head, &[Relation::COP]).is_none() =>
        {
            owner(view, head, frame)
        }
        _ => {
            let passive = view.has(head, Features::VOICE_PASS)
                || view
                    .dependent(head, &[Relation::NSUBJ_PASS, Relation::AUX_PASS, Relation::OBL_AGENT])
                    .is_some();
            let agent = agent(view, head);
            if agent.is_some() {
                agent
            } else {
                let subject = subject(view, head)
                    .or_else(|| inverted(view, head, frame))
                    .or_else(|| beside_cue(view, head));
                // The subject of "was praised" is what is praised, but who "was quoted as saying" speaks.
                let told = passive
                    && (matches!(frame.kind, FrameKind::Subject | FrameKind::SubjectOpen | FrameKind::Noun)
                        || view.dependent(head, &[Relation::NSUBJ_PASS, Relation::AUX_PASS]).is_some());
                subject.filter(|_| !told)
            }
        }
    };
    // "The plan, she said, would fail": a tree may give the cue the subject of what is said, too.
    let own = |d: &&TokenId| SUBJECTS.contains(&view.relation(**d)) && !inside(d);
    let first = first.map(|token| match inside(&token) {
        true => view.dependents(head).iter().find(own).copied().unwrap_or(token),
        false => token,
    });
    first.filter(|token| !inside(token) && !is_empty(view, *token))
}

// Who speaks by place alone.
fn placed(view: &View<'_>, head: TokenId) -> Option<TokenId> {
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    tail(view, head, &sentence).and_then(|tail| phrase_head(view, tail.subject))
}

// "A, said the minister": a subject after its verb that the tree took for an object.
fn inverted(view: &View<'_>, head: TokenId, frame: &Frame) -> Option<TokenId> {
    let before = frame.parts.first().is_some_and(|part| part.start < head);
    if !before || view.tag(head) != Upos::Verb || !view.has(head, Features::VERBFORM_FIN) {
        return None;
    }
    placed(view, head).or_else(|| view.dependent(head, &[Relation::OBJ]).filter(|&object| object > head))
}

// "A, recalled the minister": a verb of saying behind what is said, with nobody before it.
fn stands_behind(view: &View<'_>, head: TokenId, frame: &Frame) -> bool {
    let inverted = || {
        let before = TokenId::new(head.index().saturating_sub(1));
        view.is_break(before) || view.is_mark(before)
    };
    frame.parts.iter().all(|part| part.end <= head)
        && view.subject(head).is_none()
        && view.has(head, Features::VERBFORM_FIN)
        && view.relation(head) == Relation::PARATAXIS
        && inverted()
        && placed(view, head).is_some()
}

/// How far before a cue who speaks is looked for.
const FAR: usize = 40;

// "In reply, Ann Lee, a minister for two years, said A", "but, says Lee, A": who stands beside a verb of saying that the
// tree gives no subject.
fn beside_cue(view: &View<'_>, head: TokenId) -> Option<TokenId> {
    let says = view.tag(head) == Upos::Verb
        && view.cues.class(view.lemma(head), Upos::Verb) == Some(Class::Say)
        && !view.form(head).ends_with("ing")
        && view.dependent(head, &[Relation::MARK]).is_none();
    if !says {
        return None;
    }
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    let mentions = view.input.mentions;
    let person = |token: TokenId| {
        let id = mentions.headed_by(token)?;
        (mentions.all[id].kind == MentionKind::Person).then(|| mentions.all[id].tokens.clone())
    };
    let starts = |token: TokenId| person(token).is_some_and(|name| name.start == head.next());
    if let Some(after) = each(head.next()..sentence.end).take(4).find(|&token| starts(token)) {
        return Some(after);
    }
    let mut left = head;
    while left > sentence.start && matches!(view.tag(TokenId::new(left.index() - 1)), Upos::Aux | Upos::Adv) {
        left = TokenId::new(left.index() - 1);
    }
    let closes = left.index().checked_sub(1).is_some_and(|last| view.form(TokenId::new(last)) == ",");
    let earliest = sentence.start.max(TokenId::new(left.index().saturating_sub(FAR)));
    let mut apposed: Option<(bool, TokenId)> = None;
    for token in each(earliest..left) {
        let Some(name) = person(token).filter(|name| view.quotation(name.start).is_none()) else { continue };
        if name.end == left {
            return Some(token);
        }
        if !closes || name.end.next() >= left || view.form(name.end) != "," {
            continue;
        }
        // The first that a comma opens, else the last.
        let reach = view.reach(token).start.min(name.start);
        let opens = reach == sentence.start || view.is_break(TokenId::new(reach.index() - 1));
        if !apposed.is_some_and(|(opens, _)| opens) {
            apposed = Some((opens, token));
        }
    }
    apposed.map(|(_, token)| token)
}

// "It" that stands for nothing: "it was reported that".
fn is_empty(view: &View<'_>, token: TokenId) -> bool {
    view.relation(token).base() == "expl"
}

/// By whom, in a passive.
pub(super) fn agent(view: &View<'_>, head: TokenId) -> Option<TokenId> {
    view.dependent(head, &[Relation::OBL_AGENT]).or_else(|| by_phrase(view, head))
}

fn by_phrase(view: &View<'_>, head: TokenId) -> Option<TokenId> {
    let is_by = |d: TokenId| {
        view.relation(d) == Relation::OBL
            && view.dependent(d, &[Relation::CASE]).is_some_and(|case| view.lemma(case) == "by")
    };
    let passive = view.has(head, Features::VOICE_PASS) || view.has(head, Features::VERBFORM_PART);
    view.dependents(head).iter().copied().find(|&d| d > head && passive && is_by(d))
}

// "Their insistence", "criticism from them", "opposition among them"; else who "expressed" or "voiced" it.
fn owner(view: &View<'_>, head: TokenId, frame: &Frame) -> Option<TokenId> {
    let content = |token: TokenId| frame.parts.iter().any(|part| part.contains(&token));
    if let Some(owner) = view.dependent(head, &[Relation::NMOD_POSS]) {
        return Some(owner);
    }
    for &d in view.dependents(head) {
        let from = view.dependent(d, &[Relation::CASE]).map(|case| view.lemma(case));
        if view.relation(d).base() == "nmod"
            && matches!(from, Some("by" | "from" | "among" | "of" | "in"))
            && !content(d)
        {
            return Some(d);
        }
    }
    for &d in view.dependents(head) {
        // "Clinton supporters", "Democratic criticism".
        let named = matches!(view.relation(d).base(), "compound" | "amod") && view.tag(d) == Upos::Propn;
        if named && d < head && !content(d) {
            return Some(d);
        }
    }
    // "Issued a statement that A", "said in a statement that A"; who denies a claim has not made it.
    let governor = view.head(head);
    let made = match view.relation(head).base() {
        "obj" => view.cues.makes(view.lemma(governor)),
        "obl" => {
            let case = view.dependent(head, &[Relation::CASE]).map(|case| view.lemma(case));
            let passive = view.dependent(governor, &[Relation::NSUBJ_PASS, Relation::AUX_PASS]);
            matches!(case, Some("in" | "with")) && passive.is_none()
        }
        _ => false,
    };
    if governor != head && made {
        return subject(view, governor).filter(|&subject| subject != head && may_speak(view, subject));
    }
    None
}

// "There was no accord, giving substance to claims that A": an accord claims nothing.
fn may_speak(view: &View<'_>, token: TokenId) -> bool {
    view.tag(token) != Upos::Noun
        || view.cues.is_acting(view.lemma(token))
        || view.cues.is_document(view.lemma(token))
        || view.input.mentions.headed_by(token).is_some()
}

// "Minister X: ...": the noun phrase that ends at the colon.
fn phrase_before(view: &View<'_>, colon: TokenId) -> Option<TokenId> {
    let sentence = view.sentence(view.input.tokens.sentence_of(colon));
    let last = TokenId::new(colon.index().checked_sub(1)?);
    (sentence.start <= last).then(|| climb(view, last, sentence.start.index(), colon.index()))
}

fn phrase_after(view: &View<'_>, colon: TokenId) -> Option<TokenId> {
    let sentence = view.sentence(view.input.tokens.sentence_of(colon));
    let first = colon.next();
    (first < sentence.end).then(|| climb(view, first, first.index(), sentence.end.index()))
}

fn climb(view: &View<'_>, from: TokenId, start: usize, end: usize) -> TokenId {
    let mut at = from;
    for up in view.input.syntax.ancestors(from).take(16) {
        if up.index() < start || up.index() >= end {
            break;
        }
        at = up;
    }
    at
}

// "A police statement", "the ministry's figures", "a report by the agency": whose document it is.
fn maker(view: &View<'_>, document: TokenId) -> Option<TokenId> {
    let known = |token: TokenId| {
        let kind = view.kind(token);
        matches!(kind, Some(MentionKind::Person | MentionKind::Organisation | MentionKind::Nominal))
    };
    let named = |d: &TokenId| {
        let relation = view.relation(*d);
        let by = || {
            view.dependent(*d, &[Relation::CASE])
                .is_some_and(|case| matches!(view.lemma(case), "by" | "from"))
        };
        (matches!(relation, Relation::NMOD_POSS | Relation::COMPOUND) || relation.base() == "nmod" && by())
            && known(*d)
    };
    view.dependents(document).iter().copied().find(named)
}

/// "A and B said": all that the first word coordinates; the head of a mention where one is near.
pub(super) fn joint(view: &View<'_>, first: TokenId, head: TokenId) -> Vec<TokenId> {
    let mut all = vec![mention_head(view, first)];
    for &d in view.dependents(first) {
        if view.relation(d) == Relation::CONJ
            && matches!(view.tag(d), Upos::Noun | Upos::Propn | Upos::Pron)
            && d != head
        {
            let d = mention_head(view, d);
            if !all.contains(&d) {
                all.push(d);
            }
        }
    }
    all
}

// The head word itself where a mention has it as its head, else the head of the mention that covers it.
fn mention_head(view: &View<'_>, token: TokenId) -> TokenId {
    let mentions = view.input.mentions;
    // "According to what the ministry announced": whoever announced it.
    if view.tag(token) == Upos::Pron
        && let Some(clause) = view.dependent(token, &[Relation::ACL_RELCL]).filter(|&clause| clause > token)
        && view.cues.class(view.lemma(clause), Upos::Verb).is_some()
        && let Some(subject) = view.subject(clause).filter(|&subject| subject > token)
    {
        return mention_head(view, subject);
    }
    let in_words = view.cues.is_document(view.lemma(token))
        || view.cues.class(view.lemma(token), Upos::Noun) == Some(Class::Noun);
    if in_words
        && view.tag(token) == Upos::Noun
        && let Some(maker) = maker(view, token)
    {
        return maker;
    }
    if mentions.headed_by(token).is_some() {
        return token;
    }
    let is_name = |d: TokenId| {
        mentions.headed_by(d).is_some_and(|id| {
            let mention = &mentions.all[id];
            let title = mention.kind == MentionKind::Person && view.head(d) == token && d > token;
            (mention.tokens.contains(&token) || title)
                && matches!(
                    mention.kind,
                    MentionKind::Person | MentionKind::Organisation | MentionKind::Nominal
                )
        })
    };
    let near = view.dependents(token).iter().copied().chain(view.input.syntax.ancestors(token).take(2));
    near.into_iter().find(|&d| is_name(d)).unwrap_or(token)
}

/// The head words of those spoken to: "told reporters", "asked them to go", "said to him".
pub(super) fn addressees(view: &View<'_>, head: TokenId, frame: &Frame) -> Vec<TokenId> {
    if !matches!(view.tag(head), Upos::Verb | Upos::Aux) {
        return Vec::new();
    }
    let outside = |token: &TokenId| !frame.parts.iter().any(|part| part.contains(token));
    let object = view.dependent(head, &[Relation::IOBJ]).or_else(|| {
        view.dependent(head, &[Relation::OBJ])
            .filter(|&object| matches!(view.tag(object), Upos::Noun | Upos::Propn | Upos::Pron))
    });
    let to = view.dependents(head).iter().copied().find(|&d| {
        view.relation(d).base() == "obl"
            && view.dependent(d, &[Relation::CASE]).is_some_and(|case| view.lemma(case) == "to")
    });
    let relative = |token: &TokenId| view.has(*token, Features::PRONTYPE_REL);
    let found = object
        .or(to)
        .filter(|token| outside(token) && !relative(token))
        .map(|token| joint(view, token, head))
        .unwrap_or_default();
    let speakers = speakers(view, head, frame);
    found.into_iter().filter(|token| !speakers.contains(token)).collect()
}
