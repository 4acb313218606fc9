//! Attributions told by their place alone: "A, he said", "A, said the minister", "A, he said on Monday, B".
//!
//! Long sentences break trees, but not the comma before the last four words. What stands here holds whatever
//! the tree says.

use std::ops::Range;

use chancery_document::{Id, MentionKind, TokenId, Upos, each};

use super::view::View;

/// An attribution at the end or in the middle of its sentence.
#[derive(Clone, Debug)]
pub(crate) struct Tail {
    /// The stretches around it.
    pub(crate) content: Vec<Range<TokenId>>,
    /// Who speaks.
    pub(crate) subject: Range<TokenId>,
}

/// The longest phrase taken for the one who speaks, in words.
const LONGEST: usize = 18;

/// The attribution around a word, if it stands where an attribution would.
pub(super) fn tail(view: &View<'_>, head: TokenId, sentence: &Range<TokenId>) -> Option<Tail> {
    let at = |index: usize| TokenId::new(index);
    if head == sentence.start {
        return None;
    }
    // Leftwards over "has", "also" and the subject as far as a comma.
    let mut left = head;
    while left > sentence.start && matches!(view.tag(at(left.index() - 1)), Upos::Aux | Upos::Adv) {
        left = at(left.index() - 1);
    }
    let subject_end = left;
    while left > sentence.start
        && subject_end.index() - left.index() < LONGEST
        && !is_edge(view, at(left.index() - 1))
        && !matches!(view.tag(at(left.index() - 1)), Upos::Verb | Upos::Aux | Upos::Sconj)
    {
        left = at(left.index() - 1);
    }
    if left == sentence.start || !is_edge(view, at(left.index() - 1)) {
        return None;
    }
    let inverted = left == subject_end;
    // "A, the firm's head, Ann Berg, told them": the comma before the cue closes an apposition of its subject.
    let apposed = view
        .subject(head)
        .map(|subject| view.reach(subject).start)
        .filter(|&start| {
            inverted && start < head && start > sentence.start && is_edge(view, at(start.index() - 1))
        })
        .filter(|&start| {
            each(start..head).len() <= LONGEST
                && each(start..head).all(|token| {
                    !matches!(view.tag(token), Upos::Verb | Upos::Aux | Upos::Sconj) && !view.is_mark(token)
                })
        });
    let apposed = apposed.or_else(|| apposed_by_place(view, head, sentence).filter(|_| inverted));
    if let Some(start) = apposed {
        left = start;
    }
    let inverted = inverted && apposed.is_none();
    let before = sentence.start..at(left.index() - 1);
    let (subject, after) = if inverted {
        let end = each(head.next()..sentence.end).find(|&token| is_edge(view, token)).unwrap_or(sentence.end);
        (head.next()..end, end)
    } else {
        let rest = head.next();
        let end = each(rest..sentence.end).take(LONGEST).find(|&token| {
            is_edge(view, token) || matches!(view.tag(token), Upos::Verb | Upos::Aux | Upos::Sconj)
        });
        let end = end.unwrap_or(sentence.end);
        (left..subject_end, end)
    };
    let nominal =
        |token: TokenId| matches!(view.tag(token), Upos::Propn | Upos::Noun | Upos::Pron | Upos::Num);
    if !each(subject.clone()).take(LONGEST).any(nominal)
        || subject.end.index() - subject.start.index() > LONGEST
    {
        return None;
    }
    // Something must be said before it, and nothing but an adjunct or more of it after.
    let long = before.end.index().saturating_sub(before.start.index()) >= 3;
    let mut content = vec![before];
    if after < sentence.end {
        // "A, she pointed out on speaking to them".
        let adjunct = view.tag(after) == Upos::Sconj
            && after.next() < sentence.end
            && view.form(after.next()).ends_with("ing");
        if !is_edge(view, after) && !adjunct {
            return None;
        }
        let rest = view.trim(after..sentence.end);
        if rest.start < rest.end && !adjunct {
            let relative =
                matches!(view.lemma(rest.start), "who" | "which" | "whose" | "add" | "note" | "say");
            let participle = view.tag(rest.start) == Upos::Verb;
            if !relative && !participle && !inverted {
                content.push(after..sentence.end);
            }
        }
    }
    (long || content.len() > 1).then_some(Tail { content, subject })
}

// "A, the state agency, Berg, reported.": where the phrase and its apposition begin, whatever the tree hangs them on.
fn apposed_by_place(view: &View<'_>, head: TokenId, sentence: &Range<TokenId>) -> Option<TokenId> {
    let ends = head.next() >= sentence.end || is_edge(view, head.next());
    let plain = |token: TokenId| {
        matches!(view.tag(token), Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adp | Upos::Part)
            && !view.is_mark(token)
    };
    // The stretch of plain words before a comma.
    let stretch = |comma: TokenId| {
        let mut start = comma;
        while start > sentence.start
            && comma.index() - start.index() < LONGEST / 2
            && plain(TokenId::new(start.index() - 1))
        {
            start = TokenId::new(start.index() - 1);
        }
        (start < comma && start > sentence.start).then_some(start)
    };
    let comma = |token: TokenId| TokenId::new(token.index() - 1);
    let is_comma = |token: TokenId| view.form(token) == ",";
    let last = Some(comma(head)).filter(|&last| ends && is_comma(last))?;
    let apposition = stretch(last).filter(|&start| is_comma(comma(start)))?;
    let phrase = stretch(comma(apposition)).filter(|&start| is_comma(comma(start)))?;
    each(phrase..comma(apposition)).any(|token| view.speaks(token)).then_some(phrase)
}

/// The head word of a phrase: of the first mention in it that is a person's, else of the first, else its top.
pub(super) fn phrase_head(view: &View<'_>, range: Range<TokenId>) -> Option<TokenId> {
    let person = each(range.clone()).find(|&token| view.kind(token) == Some(MentionKind::Person));
    let top = || {
        each(range.clone()).find(|&token| {
            let head = view.head(token);
            matches!(view.tag(token), Upos::Propn | Upos::Noun | Upos::Pron)
                && (head == token || !range.contains(&head))
        })
    };
    let any = || {
        each(range.clone()).find(|&token| {
            matches!(
                view.kind(token),
                Some(MentionKind::Organisation | MentionKind::Nominal | MentionKind::Pronoun)
            )
        })
    };
    person.or_else(top).or_else(any)
}

fn is_edge(view: &View<'_>, token: TokenId) -> bool {
    view.is_mark(token) || matches!(view.form(token), "," | "—" | "–" | "--" | ";" | "?" | "!" | ".")
}
