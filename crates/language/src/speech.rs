//! Speech: who says what to whom, in quotation marks or not.
//!
//! Quotation marks are paired first ([`quotation`]). Then each word that may report is asked what it could
//! report by its grammar ([`frames`]), a linear model says which of it is meant, if any ([`choose`]), and the
//! speaker is read off the tree ([`source`]). What is said may then go on in the sentences that follow
//! ([`content`]). The lists of cue words decide which attributions are statements ([`cues`]).

pub(crate) mod choose;
pub(crate) mod content;
pub(crate) mod cues;
pub(crate) mod frames;
pub(crate) mod quotation;
pub(crate) mod relay;
pub(crate) mod source;
pub(crate) mod tail;
pub(crate) mod turn;
pub(crate) mod view;

use std::ops::Range;

use chancery_document::{
    Blocks, Features, Id, MentionKind, Mentions, Morphology, Relation, Saying, SayingId, SentenceId, Span,
    Speech, Syntax, TokenId, Tokens, Upos, Words, each,
};
use chancery_model::{Linear, Scores};

use crate::Language;
pub use cues::SpeechLists;
use cues::{Class, Cues};
use frames::{Frame, FrameKind};
use view::View;

/// The layers that speech is read from.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each layer documents itself")]
pub struct SpeechInput<'a> {
    pub text: &'a str,
    pub blocks: &'a Blocks,
    pub tokens: &'a Tokens,
    pub morphology: &'a Morphology,
    pub syntax: &'a Syntax,
    pub words: &'a Words,
    pub mentions: &'a Mentions,
}

/// What speech knows of a language.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeechModel {
    pub(crate) cues: Cues,
    pub(crate) weights: Option<Linear>,
}

impl SpeechModel {
    /// `acting` are the nouns for those who can act.
    pub(crate) fn new<'a>(
        lists: &SpeechLists,
        acting: impl Iterator<Item = &'a String>,
        weights: Option<Linear>,
    ) -> SpeechModel {
        SpeechModel { cues: Cues::new(lists, acting), weights }
    }
}

/// A word that could report, for training: what it could report, and the features of each possibility.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The word.
    pub head: TokenId,
    /// The stretches of each possible content.
    pub parts: Vec<Vec<Range<TokenId>>>,
    /// The features of each possible content.
    pub features: Vec<Vec<u32>>,
}

/// The feature that every candidate has: its weight is the threshold.
pub const BIAS: u32 = 1;

impl Language {
    /// Finds who says what.
    pub fn speech(&self, input: SpeechInput<'_>) -> Speech {
        find(&self.speech, input)
    }

    /// All words that could report, with what they could report, whether they do or not. For training.
    pub fn speech_candidates(&self, input: SpeechInput<'_>) -> Vec<Candidate> {
        let all = quotation::quotations(input.text, input.blocks);
        let view = View::new(input, &all, &self.speech.cues);
        let mut out = Vec::new();
        for id in input.tokens.sentences.ids() {
            for head in each(view.sentence(id)) {
                if !may_report(&view, &self.speech.cues, head) {
                    continue;
                }
                let frames = frames::frames(&view, id, head);
                let mut features = Vec::with_capacity(frames.len());
                choose::features(&view, &self.speech.cues, id, head, &frames, |row| {
                    features.push(row.to_vec())
                });
                // Content that goes on as the reader would read it.
                let parts = frames.iter().map(|frame| content::whole(&view, head, frame)).collect();
                out.push(Candidate { head, parts, features });
            }
        }
        out
    }
}

/// A word that reports, and what.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    head: TokenId,
    frame: Frame,
    score: i32,
    statement: bool,
    // Who speaks, where another word of the sentence tells it.
    speakers: Option<Vec<TokenId>>,
    // The cue of the saying that passes this one on.
    under: Option<TokenId>,
}

fn find(model: &SpeechModel, input: SpeechInput<'_>) -> Speech {
    let all = quotation::quotations(input.text, input.blocks);
    let view = View::new(input, &all, &model.cues);
    let mut found = Vec::new();
    let mut scores = Scores::default();
    for id in input.tokens.sentences.ids() {
        for head in each(view.sentence(id)) {
            if may_report(&view, &model.cues, head) {
                found.extend(best(model, &view, id, head, &mut scores));
            }
        }
    }
    relay::relays(&view, &model.cues, &mut found, |head| {
        let id = input.tokens.sentence_of(head);
        best(model, &view, id, head, &mut scores).or_else(|| plainest(model, &view, id, head))
    });
    let mut found = content::settle(&view, found);
    relay::part_joined(&view, &model.cues, &mut found);
    let sayings = content::continued(&view, found);
    nest(sayings)
}

// Words that may report at all: verbs, and other words that the pack lists.
fn may_report(view: &View<'_>, cues: &Cues, head: TokenId) -> bool {
    // "The above-mentioned pact" reports nothing, and "Shihab bin Tarik Al Said" is a name.
    if view.relation(head) == Relation::AMOD || is_in_name(view, head) {
        return false;
    }
    match view.tag(head) {
        Upos::Verb => true,
        Upos::Punct => view.form(head) == ":",
        tag => {
            cues.find(view.lemma(head), view.form(head), tag).1.is_some()
                || (tag == Upos::Adj && view.dependent(head, &[Relation::CCOMP, Relation::XCOMP]).is_some())
        }
    }
}

// A verb with a capital within a sentence whose other verbs and nouns have none.
fn is_in_name(view: &View<'_>, head: TokenId) -> bool {
    let capital = |token: TokenId| view.form(token).starts_with(char::is_uppercase);
    let before = || head.index().checked_sub(1).map(TokenId::new);
    let sentence = view.sentence(view.input.tokens.sentence_of(head));
    view.tag(head) == Upos::Verb
        && capital(head)
        && head > sentence.start
        && before().is_some_and(|before| view.tag(before) == Upos::Propn)
        && each(sentence)
            .take(60)
            .any(|token| matches!(view.tag(token), Upos::Verb | Upos::Noun) && !capital(token))
}

fn best(
    model: &SpeechModel,
    view: &View<'_>,
    id: SentenceId,
    head: TokenId,
    scores: &mut Scores,
) -> Option<Found> {
    // "Name: words" in a transcript leaves no doubt.
    if let Some(words) = view.turn(head.next()) {
        let (kind, pivot, cut) = (FrameKind::ColonAfter, words.start, frames::Cut::None);
        let turn = Frame { kind, parts: vec![view.trim(words)], pivot, lead: None, via: None, cut };
        return Some(found(view, &model.cues, head, &turn, CERTAIN));
    }
    let frames = frames::frames(view, id, head);
    if frames.is_empty() {
        return None;
    }
    let statements: Vec<bool> =
        frames.iter().map(|frame| is_statement(view, &model.cues, head, frame)).collect();
    let mut totals = Vec::with_capacity(frames.len());
    match &model.weights {
        Some(weights) => choose::features(view, &model.cues, id, head, &frames, |row| {
            scores.clear(weights);
            weights.add(BIAS, scores);
            row.iter().for_each(|feature| weights.add(*feature, scores));
            totals.push(scores.all()[0]);
        }),
        // Without weights the lists decide, and of several contents the first.
        None => totals.extend(statements.iter().map(|statement| i32::from(*statement))),
    }
    let by_score = |i: &usize| (totals[*i], std::cmp::Reverse(*i));
    let (_, class) = model.cues.find(view.lemma(head), view.form(head), view.tag(head));
    let mut top = (0..frames.len()).max_by_key(by_score)?;
    // "Described it as a farce": the object alone is not what is said.
    if class == Some(Class::Describe) && totals[top] > 0 && !statements[top] {
        top =
            (0..frames.len()).filter(|&i| statements[i] && totals[i] > 0).max_by_key(by_score).unwrap_or(top);
    }
    // What a verb of saying puts in words goes before what else it may govern: "the paper reported on Monday".
    if (matches!(class, Some(Class::Say | Class::Urge)) || cues_threaten(model, view, head))
        && totals[top] > 0
        && !statements[top]
        && matches!(
            frames[top].kind,
            FrameKind::All | FrameKind::Rest | FrameKind::Object | FrameKind::Oblique
        )
    {
        let told = |i: &usize| statements[*i] && totals[*i] > 0;
        top = (0..frames.len()).filter(told).max_by_key(by_score).unwrap_or(top);
    }
    // "A, the agency, Vika, reported": what stands before the comma, not all that the tree hangs there.
    let before = frames[top].parts.iter().all(|part| part.end <= head);
    // "The firm, which builds ships in Lima, has yet to fall, said Vika": nor a clause without its subject.
    let beheaded = || {
        let part = &frames[top].parts[0];
        view.quotation(part.start).is_none()
            && !view.subject(frames[top].pivot).is_some_and(|subject| part.contains(&subject))
    };
    if matches!(class, Some(Class::Say | Class::Stress))
        && matches!(frames[top].kind, FrameKind::Clause | FrameKind::Host)
        && before
        && (view.subject(head).is_none() || beheaded())
    {
        let tail = |i: &usize| is_tail(view, head, &frames[*i]) && frames[*i].cut == frames::Cut::None;
        top = (0..frames.len()).find(tail).unwrap_or(top);
    }
    // "“A,” the head of the fund, Ann Berg, remarked": what follows the mark without a verb is who says it.
    if matches!(class, Some(Class::Say | Class::Stress)) && before && frames[top].parts.len() == 1 {
        let part = &frames[top].parts[0];
        let quote = view.quotation(part.start).map(|i| view.quoted[i].clone());
        let named = quote.filter(|quote| quote.end < part.end).is_some_and(|quote| {
            each(quote.end..part.end).all(|token| !matches!(view.tag(token), Upos::Verb | Upos::Aux))
        });
        let quoted =
            |i: &usize| frames[*i].kind == FrameKind::QuoteBefore && frames[*i].cut == frames::Cut::None;
        if named {
            top = (0..frames.len()).find(quoted).unwrap_or(top);
        }
    }
    // "A, recalled the minister": who recalls it is not what is recalled.
    if class == Some(Class::Stress) && !statements[top] {
        let object = view.dependent(head, &[Relation::OBJ]);
        let tail = |i: &usize| is_tail(view, head, &frames[*i]) && frames[*i].cut == frames::Cut::None;
        if object.is_some_and(|object| is_somebody(view, &model.cues, object)) && view.subject(head).is_none()
        {
            top = (0..frames.len()).find(tail).unwrap_or(top);
        }
    }
    top = told_whole(view, class, &frames, &statements, top, totals[top] > 0);
    // The weights are of a corpus that leaves out sayings within sayings, and of other news: what the grammar of
    // a verb of saying leaves no doubt about needs less of them.
    let plain =
        matches!(class, Some(Class::Say | Class::Stress | Class::Noun | Class::Urge | Class::Describe));
    // "Told them that A": whom is no part of what.
    if class == Some(Class::Say)
        && totals[top] > 0
        && matches!(frames[top].kind, FrameKind::All | FrameKind::Rest | FrameKind::Object)
    {
        let that = |i: &usize| frames[*i].kind == FrameKind::RestThat && frames[*i].cut == frames::Cut::None;
        top = (0..frames.len()).find(that).unwrap_or(top);
    }
    if plain && totals[top] <= 0 {
        let sure = |i: &usize| {
            statements[*i] && frames[*i].cut == frames::Cut::None && is_plain(view, class, head, &frames[*i])
        };
        top = (0..frames.len()).filter(sure).max_by_key(by_score).filter(|&i| totals[i] > DOUBT)?;
        return Some(found(view, &model.cues, head, &frames[top], 1));
    }
    (totals[top] > 0).then(|| found(view, &model.cues, head, &frames[top], totals[top]))
}

fn cues_threaten(model: &SpeechModel, view: &View<'_>, head: TokenId) -> bool {
    model.cues.is_threat(view.lemma(head))
}

// A few words between marks are often a part of what is said: "They are "ready to talk", she said". And what the own
// sentence tells goes before a quotation in the next one.
fn told_whole(
    view: &View<'_>,
    class: Option<Class>,
    frames: &[Frame],
    statements: &[bool],
    top: usize,
    reports: bool,
) -> usize {
    use FrameKind as Kind;
    if !reports || !matches!(class, Some(Class::Say | Class::Stress | Class::Describe)) {
        return top;
    }
    let quote = &frames[top].parts[0];
    let holds = |frame: &Frame| {
        let part = &frame.parts[0];
        frame.parts.len() == 1
            && frame.cut == frames::Cut::None
            && part.start < quote.start
            && part.end >= quote.end
            // A quotation that opens the sentence, or one after a full stop, stands for itself.
            && view.quotation(view.trim(part.clone()).start).is_none()
    };
    let whole = |wanted: &dyn Fn(&Frame) -> bool| {
        (0..frames.len()).find(|&i| statements[i] && wanted(&frames[i])).unwrap_or(top)
    };
    match frames[top].kind {
        // The same stretch may be the clause that the tree hangs on the cue.
        Kind::QuoteBefore => {
            whole(&|frame| matches!(frame.kind, Kind::Tail | Kind::Clause | Kind::Host) && holds(frame))
        }
        Kind::QuoteAfter if class == Some(Class::Describe) => {
            whole(&|frame| matches!(frame.kind, Kind::ObjectOpen | Kind::ObjectOblique) && holds(frame))
        }
        _ if class == Some(Class::Describe) => top,
        Kind::QuoteAfter => {
            whole(&|frame| matches!(frame.kind, Kind::Clause | Kind::RestThat) && holds(frame))
        }
        Kind::QuotePrevious => whole(&|frame| {
            frame.kind == Kind::Clause && frame.cut == frames::Cut::None && frame.parts.len() == 1
        }),
        _ => top,
    }
}

/// The score of what no other reading may take the place of.
const CERTAIN: i32 = 1_000_000;

/// How far below nothing the score of a plain saying may lie.
const DOUBT: i32 = -6_000;

// What stands before an attribution at its place, whether or not the tree hangs it there as well.
fn is_tail(view: &View<'_>, head: TokenId, frame: &Frame) -> bool {
    let beside = matches!(frame.kind, FrameKind::Host | FrameKind::Sentence);
    let before = beside && frame.parts.len() == 1 && frame.parts[0].end <= head;
    let placed = || {
        let sentence = view.sentence(view.input.tokens.sentence_of(head));
        let tail = tail::tail(view, head, &sentence).filter(|tail| tail.content.len() == 1);
        tail.is_some_and(|tail| view.trim(tail.content[0].clone()) == frame.parts[0])
    };
    frame.kind == FrameKind::Tail || before && placed()
}

// A finite verb with a subject of its own and a clause, or one at the place of an attribution.
fn is_plain(view: &View<'_>, class: Option<Class>, head: TokenId, frame: &Frame) -> bool {
    match frame.kind {
        FrameKind::Tail | FrameKind::Host | FrameKind::Sentence if is_tail(view, head, frame) => {
            view.tag(head) == Upos::Verb
        }
        // "Their insistence that A".
        FrameKind::Clause | FrameKind::RestThat if view.tag(head) == Upos::Noun => {
            let that = frame.parts[0].start;
            view.lemma(that) == "that"
                && that == head.next()
                && !source::speakers(view, head, frame).is_empty()
        }
        // "The council called on the army to withdraw."
        FrameKind::Open | FrameKind::ObjectOpen | FrameKind::Clause
            if frame.lead.is_some_and(|to| view.lemma(to) == "to")
                && matches!(class, Some(Class::Urge | Class::Describe))
                && view.has(head, Features::VERBFORM_FIN) =>
        {
            view.dependent(head, &[Relation::NSUBJ_PASS, Relation::AUX_PASS]).is_none()
                && source::subject(view, head).is_some()
                && !frame.parts.iter().any(|part| part.start < head)
        }
        _ if matches!(class, Some(Class::Urge | Class::Describe)) => false,
        FrameKind::Clause | FrameKind::Beside | FrameKind::RestThat => {
            let subject = source::subject(view, head);
            subject.is_some_and(|subject| view.relation(subject).base() != "expl")
        }
        _ => false,
    }
}

fn found(view: &View<'_>, cues: &Cues, head: TokenId, frame: &Frame, score: i32) -> Found {
    let statement = is_statement(view, cues, head, frame);
    let mut frame = frame.clone();
    let (_, class) = cues.find(view.lemma(head), view.form(head), view.tag(head));
    // Who is urged to go is not part of what is urged.
    if class == Some(Class::Urge)
        && let Some(to) = frame.lead
        && view.lemma(to) == "to"
        && let Some(part) = frame.parts.iter_mut().find(|part| part.contains(&to))
    {
        // "Not to sign" is not "to sign".
        let not = to.index().checked_sub(1).map(TokenId::new).filter(|&not| part.contains(&not));
        part.start = not.filter(|&not| view.lemma(not) == "not").unwrap_or(to);
    }
    // Nor who is accused of going of what they are accused of.
    if class == Some(Class::Judge)
        && let Some(part) = frame.parts.first_mut().filter(|part| part.start > head)
    {
        let leads = |&token: &TokenId| {
            let next = token.next();
            matches!(view.lemma(token), "of" | "for")
                && next < part.end
                && view.quotation(token).is_none()
                && view.form(next).ends_with("ing")
                && matches!(view.tag(next), Upos::Verb | Upos::Aux)
        };
        if let Some(lead) = each(part.clone()).take(14).find(leads) {
            part.start = lead.next();
        }
    }
    Found { head, frame, score, statement, speakers: None, under: None }
}

// What a word reports by its grammar alone, whatever the weights say.
fn plainest(model: &SpeechModel, view: &View<'_>, id: SentenceId, head: TokenId) -> Option<Found> {
    let frames = frames::frames(view, id, head);
    let rank = |frame: &&Frame| match frame.kind {
        FrameKind::RestThat => 0,
        FrameKind::Clause => 1,
        FrameKind::QuoteAfter => 2,
        FrameKind::Beside | FrameKind::All => 3,
        FrameKind::Rest => 4,
        _ => 5,
    };
    let plain =
        frames.iter().filter(|frame| frame.cut == frames::Cut::None && rank(frame) < 5).min_by_key(rank)?;
    Some(found(view, &model.cues, head, plain, 1))
}

// Which attributions are statements: those that put a clause, an infinitive, a quotation, or after some verbs
// a noun phrase in words.
fn is_statement(view: &View<'_>, cues: &Cues, head: TokenId, frame: &Frame) -> bool {
    use FrameKind as Kind;
    let (_, class) = cues.find(view.lemma(head), view.form(head), view.tag(head));
    let kind = frame.kind;
    let quoted = content::is_quoted(view, head, frame);
    let lead = frame.lead.map_or("", |lead| view.lemma(lead));
    let placed = matches!(
        kind,
        Kind::Host
            | Kind::Sentence
            | Kind::Tail
            | Kind::QuoteBefore
            | Kind::QuoteAfter
            | Kind::QuoteAround
            | Kind::QuoteNext
            | Kind::QuotePrevious
    );
    let told = placed
        || matches!(kind, Kind::Clause | Kind::Beside | Kind::RestThat)
        || (matches!(kind, Kind::Adverbial | Kind::ObjectAdverbial)
            && matches!(lead, "if" | "whether" | "that"))
        || (matches!(kind, Kind::All | Kind::Rest) && content::is_clause(view, frame));
    let passive = view.dependent(head, &[Relation::NSUBJ_PASS, Relation::AUX_PASS]).is_some();
    if passive && !quoted && source::speakers(view, head, frame).is_empty() {
        return false;
    }
    // "It is worth mentioning that A": nobody says it.
    let finite = view.has(head, Features::VERBFORM_FIN) || view.tag(head) != Upos::Verb;
    if !finite
        && !quoted
        && view.form(head).ends_with("ing")
        && source::speakers(view, head, frame).is_empty()
    {
        return false;
    }
    // "Said agreement is a step": nobody says it.
    let opens = head == view.sentence(view.input.tokens.sentence_of(head)).start;
    if opens && class == Some(Class::Say) && !quoted && source::speakers(view, head, frame).is_empty() {
        return false;
    }
    // "Can you confirm A?": whoever is spoken to has said nothing yet.
    if !quoted && view.subject(head).is_some_and(|subject| view.has(subject, Features::PERSON_2)) {
        return false;
    }
    // "Asked if A, he declined to comment": others asked. "Commenting on A" tells nothing of what was said.
    let fronted = view.relation(head) == Relation::ADVCL
        && view.has(head, Features::TENSE_PAST)
        && view.dependent(head, &[Relation::AUX, Relation::AUX_PASS, Relation::NSUBJ]).is_none();
    if fronted && !quoted && source::agent(view, head).is_none() {
        return false;
    }
    let after = view.dependent(head, &[Relation::COMPOUND_PRT]).unwrap_or(head).next();
    let about = matches!(kind, Kind::All | Kind::Rest)
        && after.index() < view.input.tokens.spans.len()
        && matches!(view.tag(after), Upos::Adp | Upos::Sconj)
        && matches!(view.lemma(after), "on" | "about" | "for" | "from" | "in" | "at");
    if about && !quoted {
        return false;
    }
    let pivot = view.lemma(frame.pivot);
    // "Any agreement should mention A": a wish about a document, which says nothing yet.
    let wished = || {
        let subject = view.subject(head).filter(|&subject| cues.is_document(view.lemma(subject)));
        let aux = view.dependent(head, &[Relation::AUX]).map(|aux| view.lemma(aux));
        subject.is_some() && matches!(aux, Some("should" | "must"))
    };
    if wished() {
        return false;
    }
    match class {
        // "According to the ministry", not "according to plan".
        _ if kind == Kind::Source || view.form(head).eq_ignore_ascii_case("according") => {
            let speaks = |&token: &TokenId| {
                cues.is_acting(view.lemma(token))
                    || cues.is_document(view.lemma(token))
                    || cues.class(view.lemma(token), Upos::Noun) == Some(Class::Noun)
                    || view.tag(token) != Upos::Noun
            };
            source::speakers(view, head, frame).iter().any(speaks)
        }
        // "Minister: A", but not "Ingredients: A, B".
        _ if matches!(kind, Kind::ColonAfter | Kind::ColonBefore) => {
            let named = source::speakers(view, head, frame);
            let named =
                named.iter().any(|&token| matches!(view.tag(token), Upos::Propn | Upos::Noun | Upos::Pron));
            named && (quoted || content::is_clause(view, frame))
        }
        _ if kind == Kind::Oblique && lead == "of" && cues.speaks_of(view.lemma(head)) => true,
        None | Some(Class::Attitude | Class::Adverb) => false,
        // A noun by its tag, a verb by its form: only where its place bears it out.
        Some(class) if class < Class::Noun && view.tag(head) != Upos::Verb => told || quoted,
        Some(Class::Source) => true,
        Some(Class::Say) => {
            // "Announced the closure of the mine."
            let bare = || {
                let object = view.dependent(head, &[Relation::OBJ]);
                let thing = object.filter(|&object| {
                    view.tag(object) == Upos::Noun
                        && !is_somebody(view, cues, object)
                        && !cues.is_act(view.lemma(object))
                });
                let kinds =
                    [Kind::Object, Kind::ObjectShort, Kind::ObjectOblique, Kind::ObjectAdverbial, Kind::All];
                kinds.contains(&kind) && cues.speaks_bare(view.lemma(head)) && thing.is_some()
            };
            told || kind == Kind::Open || (quoted && kind != Kind::Noun) || bare()
        }
        // A threat is said, a promise undertaken.
        Some(Class::Undertake) => told || (kind == Kind::Open && cues.is_threat(view.lemma(head))),
        Some(Class::Show) => {
            let speaks = source::subject(view, head).is_some_and(|subject| {
                cues.is_document(view.lemma(subject))
                    || cues.is_acting(view.lemma(subject))
                    || matches!(view.tag(subject), Upos::Propn | Upos::Pron)
            });
            speaks && (told || quoted)
        }
        // "Expressed thanks" is an act, "expressed regret that A" puts it in words.
        Some(Class::Voice) => {
            let object = view.dependent(head, &[Relation::OBJ]);
            let noun = frame.via.or(object).map_or(pivot, |via| view.lemma(via));
            let clause = kind == Kind::RestThat || (kind == Kind::Light && lead == "that");
            clause || (told || quoted || kind != Kind::Noun) && !cues.is_act(noun)
        }
        // "Recalled its ambassador", "mentioned the minister": somebody, who is no words.
        Some(Class::Stress) => {
            let object = view.dependent(head, &[Relation::OBJ]).filter(|_| !told && !quoted);
            let somebody = object.is_some_and(|object| is_somebody(view, cues, object));
            // "Pointed out on speaking to them".
            let led = kind == Kind::Adverbial
                && !lead.is_empty()
                && view.dependent(head, &[Relation::COMPOUND_PRT]).is_some();
            told || quoted || (!led && kind != Kind::Noun && !cues.is_act(pivot) && !somebody)
        }
        Some(Class::Describe) => {
            quoted
                || told
                || lead == "as"
                || matches!(kind, Kind::ObjectOpen | Kind::ObjectOblique)
                // "Called on them to go."
                || (kind == Kind::Open && lead == "to")
        }
        Some(Class::Urge) if kind == Kind::Open && cues.is_naming(pivot) => false,
        // An invitation is an act; its words are told only where they are quoted.
        Some(Class::Urge) if cues.is_summons(view.lemma(head)) => quoted,
        Some(Class::Urge) => quoted || told || matches!(kind, Kind::Open | Kind::ObjectOpen),
        // "Violence hit the east, where A": what does not speak praises and blames nobody.
        Some(Class::Judge) if !quoted && subject_is_thing(view, cues, head) => false,
        Some(Class::Judge) => {
            let gerund = matches!(kind, Kind::Adverbial | Kind::ObjectAdverbial);
            quoted || gerund || told
        }
        Some(Class::Noun) => quoted || matches!(kind, Kind::Clause | Kind::Beside | Kind::RestThat),
    }
}

fn subject_is_thing(view: &View<'_>, cues: &Cues, head: TokenId) -> bool {
    view.subject(head).is_some_and(|subject| {
        view.tag(subject) == Upos::Noun
            && !cues.is_acting(view.lemma(subject))
            && !cues.is_document(view.lemma(subject))
            && cues.class(view.lemma(subject), Upos::Noun) != Some(Class::Noun)
    })
}

fn is_somebody(view: &View<'_>, cues: &Cues, token: TokenId) -> bool {
    cues.is_acting(view.lemma(token)) || view.kind(token) == Some(MentionKind::Person)
}

// Puts sayings in order of their heads and finds for each the one in whose content it stands: of those that
// hold its cue, the innermost. A stack of those still open suffices, since text order opens outer ones first
// except where a cue follows its content; the few such are looked up among their neighbours.
fn nest(mut sayings: Vec<(Saying, Span, Option<TokenId>)>) -> Speech {
    sayings.sort_by_key(|(saying, ..)| saying.head);
    // All stretches of content, by start; those that hold a point are found by walking a stack.
    let mut stretches: Vec<(Span, usize)> = Vec::new();
    for (i, (saying, ..)) in sayings.iter().enumerate() {
        stretches.extend(saying.content.iter().map(|span| (*span, i)));
    }
    stretches.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
    let mut within = vec![None; sayings.len()];
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    for (i, (_, cue, under)) in sayings.iter().enumerate() {
        while next < stretches.len() && stretches[next].0.start() <= cue.start() {
            open.push(stretches[next]);
            next += 1;
        }
        open.retain(|(span, _)| span.end() > cue.start());
        // Of nested stretches the last opened is the innermost.
        let depth = open.len().saturating_sub(DEEPEST);
        open.drain(..depth);
        let holder = open.iter().filter(|(span, holder)| *holder != i && span.contains(*cue));
        within[i] = holder.min_by_key(|(span, _)| span.len()).map(|(_, holder)| *holder);
        if let Some(under) = under {
            within[i] = sayings.binary_search_by_key(under, |(saying, ..)| saying.head).ok().or(within[i]);
        }
    }
    let nested = sayings.into_iter().zip(within).map(|((mut saying, ..), within)| {
        saying.within = within.map(SayingId::new);
        saying
    });
    Speech::new(nested.collect())
}

/// Sayings inside sayings are told apart this deep.
const DEEPEST: usize = 16;
