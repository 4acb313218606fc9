//! The layers of a text, and the questions that speech asks of them.

use std::ops::Range;

use chancery_document::{Block, Features, Id, MentionKind, Relation, SentenceId, Span, TokenId, Upos, each};

use super::{
    SpeechInput,
    cues::Cues,
    quotation::{End, Quotation},
    turn,
};

/// The layers of a text and its quotations.
pub(super) struct View<'a> {
    pub(super) input: SpeechInput<'a>,
    /// The words that report.
    pub(super) cues: &'a Cues,
    /// The quotations that stand in no other, in text order.
    pub(super) quotations: Vec<Quotation>,
    /// The tokens of each of them, with its marks.
    pub(super) quoted: Vec<Range<TokenId>>,
    // For each token the quotation it stands in, plus one.
    inside: Vec<u32>,
    // The turns of a transcript.
    turns: Vec<Range<TokenId>>,
}

impl<'a> View<'a> {
    pub(super) fn new(input: SpeechInput<'a>, all: &[Quotation], cues: &'a Cues) -> View<'a> {
        let turns = turn::turns(&input);
        let said: Vec<Span> = turns.iter().map(|turn| input.tokens.cover(turn.clone())).collect();
        // What somebody quotes in his turn is within it.
        let outer = |quotation: &&Quotation| {
            let turn = said.partition_point(|turn| turn.start() <= quotation.span.start()).checked_sub(1);
            quotation.depth == 0 && !turn.is_some_and(|turn| said[turn].contains(quotation.span))
        };
        let mut quotations: Vec<Quotation> = all.iter().filter(outer).copied().collect();
        let whole = |&span: &Span| Quotation { span, inner: span, depth: 0, end: End::Closed };
        quotations.extend(said.iter().map(whole));
        quotations.sort_by_key(|quotation| quotation.span.start());
        let quoted: Vec<_> = quotations.iter().map(|quotation| input.tokens.within(quotation.span)).collect();
        let mut inside = vec![0; input.tokens.spans.len()];
        for (i, range) in quoted.iter().enumerate() {
            for token in each(range.clone()) {
                inside[token.index()] = i as u32 + 1;
            }
        }
        View { input, cues, quotations, quoted, inside, turns }
    }

    /// The turn that begins with a word.
    pub(super) fn turn(&self, first: TokenId) -> Option<Range<TokenId>> {
        let at = self.turns.binary_search_by_key(&first, |turn| turn.start).ok()?;
        Some(self.turns[at].clone())
    }

    /// The quotation a token stands in, or is a mark of.
    pub(super) fn quotation(&self, token: TokenId) -> Option<usize> {
        self.inside[token.index()].checked_sub(1).map(|i| i as usize)
    }

    pub(super) fn lemma(&self, token: TokenId) -> &'a str {
        self.input.words.text(self.input.morphology.lemmas[token])
    }

    pub(super) fn form(&self, token: TokenId) -> &'a str {
        self.input.words.text(self.input.tokens.forms[token])
    }

    pub(super) fn tag(&self, token: TokenId) -> Upos {
        self.input.morphology.tags[token]
    }

    pub(super) fn has(&self, token: TokenId, feature: Features) -> bool {
        self.input.morphology.features[token].has(feature)
    }

    pub(super) fn head(&self, token: TokenId) -> TokenId {
        self.input.syntax.head(token)
    }

    pub(super) fn relation(&self, token: TokenId) -> Relation {
        self.input.syntax.relation(token)
    }

    pub(super) fn dependents(&self, token: TokenId) -> &'a [TokenId] {
        let dependents = self.input.syntax.dependents(token);
        &dependents[..dependents.len().min(MOST_DEPENDENTS)]
    }

    pub(super) fn reach(&self, token: TokenId) -> Range<TokenId> {
        self.input.syntax.reach(token)
    }

    /// The first dependent of one of these relations.
    pub(super) fn dependent(&self, token: TokenId, relations: &[Relation]) -> Option<TokenId> {
        self.dependents(token).iter().copied().find(|&each| relations.contains(&self.relation(each)))
    }

    /// The subject of a predicate in its own clause; "there" and "it" of "it rains" are none.
    /// The nearest, where a tree gives a cue the subject of what is said, too: "The talks but not this one, he said".
    pub(super) fn subject(&self, token: TokenId) -> Option<TokenId> {
        let subjects = self.dependents(token).iter().filter(|&&each| SUBJECTS.contains(&self.relation(each)));
        subjects.copied().min_by_key(|each| each.index().abs_diff(token.index()))
    }

    /// What sort of mention a word heads.
    pub(super) fn kind(&self, token: TokenId) -> Option<MentionKind> {
        let mentions = self.input.mentions;
        mentions.headed_by(token).map(|id| mentions.all[id].kind)
    }

    /// True of who or what words may be of: somebody, a body, a document.
    pub(super) fn speaks(&self, token: TokenId) -> bool {
        self.cues.is_document(self.lemma(token))
            || self.cues.is_acting(self.lemma(token))
            || matches!(self.kind(token), Some(MentionKind::Person | MentionKind::Organisation))
    }

    pub(super) fn is_punctuation(&self, token: TokenId) -> bool {
        self.tag(token) == Upos::Punct
    }

    pub(super) fn is_mark(&self, token: TokenId) -> bool {
        let form = self.form(token);
        matches!(form, "''" | "``" | "’’" | "‘‘")
            || (form.chars().count() == 1 && form.chars().all(|c| "\"“”„‟«»‹›「」『』‘’‚'`".contains(c)))
    }

    /// True for a comma, a dash between words (not a hyphen within one), and what else may end a clause.
    pub(super) fn is_break(&self, token: TokenId) -> bool {
        match self.form(token) {
            "," | "—" | "–" | "--" | ";" | ":" => true,
            "-" => {
                let spans = &self.input.tokens.spans;
                let before = token.index().checked_sub(1).map(|before| spans[TokenId::new(before)].end());
                before.is_none_or(|before| before < spans[token].start())
            }
            _ => false,
        }
    }

    pub(super) fn sentence(&self, id: SentenceId) -> Range<TokenId> {
        self.input.tokens.sentences[id].clone()
    }

    pub(super) fn block(&self, id: SentenceId) -> Block {
        self.input.blocks.all[self.input.tokens.blocks[id]]
    }

    pub(super) fn span(&self, tokens: Range<TokenId>) -> Span {
        self.input.tokens.cover(tokens)
    }

    /// The range without the punctuation at its edges that belongs to the sentence around it: commas, stops,
    /// colons, dashes and quotation marks, and a conjunction that opens the next clause.
    pub(super) fn trim(&self, range: Range<TokenId>) -> Range<TokenId> {
        let Range { mut start, mut end } = range;
        while start < end && self.is_trimmed(start) {
            start = start.next();
        }
        while start < end {
            let last = TokenId::new(end.index() - 1);
            if !(self.is_trimmed(last) || (self.tag(last) == Upos::Cconj && end.index() - start.index() > 1))
            {
                break;
            }
            end = last;
        }
        start..end
    }

    fn is_trimmed(&self, token: TokenId) -> bool {
        self.is_mark(token)
            || (self.tag(token) == Upos::Punct || self.tag(token) == Upos::Sym)
                && matches!(self.form(token), "," | "." | ":" | ";" | "-" | "--" | "–" | "—" | "―" | "...")
    }
}

/// A word with more dependents than this is a list or a slip.
const MOST_DEPENDENTS: usize = 64;

/// The relations of subjects.
pub(super) const SUBJECTS: [Relation; 4] =
    [Relation::NSUBJ, Relation::NSUBJ_PASS, Relation::NSUBJ_OUTER, Relation::CSUBJ];

/// True if the ranges share a token.
pub(super) fn overlap(a: &Range<TokenId>, b: &Range<TokenId>) -> bool {
    a.start < b.end && b.start < a.end
}

/// How many tokens a range holds.
pub(super) fn length(range: &Range<TokenId>) -> usize {
    range.end.index().saturating_sub(range.start.index())
}
