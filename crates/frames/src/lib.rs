//! Readings to records: who says so, who does what, on which day.
//!
//! The rules of the packs find where something is told ([`chancery_rules`]); this crate makes claims of their
//! matches. It fills fields from words ([`ground`]), tells in whose voice a record stands ([`attribute`]), how
//! that voice puts it ([`factuality`]) and when it happened ([`dates`]), and merges what the document tells
//! twice ([`merge`]). It knows no kind of record by name: packs declare kinds, and which words mean what.

mod attribute;
mod dates;
mod draft;
mod factuality;
mod ground;
mod identity;
mod merge;
mod proxies;
mod scorer;
mod spans;

use chancery_document::{Name, Reading, Record, TokenId};
use chancery_rules::{KindDeclaration, Match, Near, Paths, Rules};
use rustc_hash::FxHashSet;

pub use scorer::{Asked, Scorer};

use draft::Draft;
use factuality::Cues;
use merge::Sharing;
use proxies::Proxies;

/// The kinds and rules of all loaded topics.
#[derive(Clone, Debug)]
pub struct Frames {
    kinds: Vec<KindDeclaration>,
    rules: Rules,
    cues: Cues,
    scorers: Vec<Scorer>,
}

impl Frames {
    /// Puts kinds and compiled rules together.
    pub fn new(kinds: Vec<KindDeclaration>, rules: Rules) -> Frames {
        let cues = Cues::new(&rules);
        Frames { kinds, rules, cues, scorers: Vec::new() }
    }

    /// The same, with the scorers of packs.
    #[must_use]
    pub fn with_scorers(mut self, scorers: Vec<Scorer>) -> Frames {
        self.scorers = scorers;
        self
    }

    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The kinds.
    pub fn kinds(&self) -> &[KindDeclaration] {
        &self.kinds
    }

    /// The records a reading yields, in order of trigger, kind and id.
    pub fn extract(&self, reading: &Reading) -> Vec<Record> {
        let found = self.rules.find(reading);
        let triggers: FxHashSet<TokenId> = found.iter().map(|each| each.token).collect();
        let paths = Paths::new(reading, &self.rules);
        let context = Context { reading, paths, cues: &self.cues, triggers: &triggers };
        let found = scorer::choose(&context, self, found);
        let mut drafts = self.drafts(&context, found);
        merge::share(&context, &mut drafts, Sharing::OfSome);
        let drafts = proxies::fill_makers(&context, drafts);
        let mut merged = merge::merge(&context, drafts);
        let proxies = Proxies::find(&context, &merged);
        proxies.complete(&context, &mut merged);
        identity::records(&context, &proxies, merged)
    }

    /// What the scorer of a kind is asked of a reading, and what it sees of each: for those who fit one.
    pub fn candidates(&self, reading: &Reading, kind: &str) -> Vec<Asked> {
        let Some(scorer) = self.scorers.iter().find(|scorer| scorer.kind() == kind) else {
            return Vec::new();
        };
        let found = self.rules.find(reading);
        let paths = Paths::new(reading, &self.rules);
        let triggers = FxHashSet::default();
        let context = Context { reading, paths, cues: &self.cues, triggers: &triggers };
        scorer::candidates(&context, scorer, &found)
    }

    /// Every rule that held on a reading, whether or not a record came of it, and every one that was called but did
    /// not hold, with the line that failed.
    pub fn tried(&self, reading: &Reading) -> (Vec<Match<'_>>, Vec<Near<'_>>) {
        self.rules.find_and_near(reading)
    }

    /// Every rule that was called on a reading but did not hold, and the line that failed.
    pub fn near(&self, reading: &Reading) -> Vec<Near<'_>> {
        self.rules.find_and_near(reading).1
    }

    fn drafts<'a>(
        &'a self,
        context: &Context<'a>,
        matches: Vec<(Match<'a>, Option<Name>)>,
    ) -> Vec<Draft<'a>> {
        let mut drafts: Vec<Draft<'a>> = Vec::with_capacity(matches.len());
        for (found, label) in matches {
            let kind = &found.rule.kind.name;
            let declared = self.kinds.iter().find(|each| each.kind.name == *kind);
            let declared = declared.expect("rules are compiled against the declared kinds");
            let mut draft = ground::ground(context, declared, found, label);
            let may_gain = !draft.makers.is_empty()
                || merge::shared(&draft).is_some_and(|shared| !shared.words.is_empty());
            if !may_gain && !ground::has_party(context, &draft) {
                continue;
            }
            factuality::judge(context, &mut draft);
            draft.lower();
            dates::date(context, &mut draft);
            draft.saying = attribute::voice_of(context, &draft);
            drafts.push(draft);
        }
        drafts
    }
}

/// What every step looks at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) paths: Paths<'a>,
    pub(crate) cues: &'a Cues,
    /// The words that called rules: a day that hangs on one of them is no other's.
    pub(crate) triggers: &'a FxHashSet<TokenId>,
}
