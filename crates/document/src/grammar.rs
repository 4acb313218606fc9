//! Universal Dependencies as plain data: parts of speech, relations, morphological features.
//!
//! The lists are closed and in alphabetical order; numbers are positions in them. A model file stores the
//! names, so that adding a name here does not spoil an older model.

/// A universal part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "universaldependencies.org/u/pos defines them")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All of them, in order.
    pub const ALL: [Upos; 17] = [
        Upos::Adj,
        Upos::Adp,
        Upos::Adv,
        Upos::Aux,
        Upos::Cconj,
        Upos::Det,
        Upos::Intj,
        Upos::Noun,
        Upos::Num,
        Upos::Part,
        Upos::Pron,
        Upos::Propn,
        Upos::Punct,
        Upos::Sconj,
        Upos::Sym,
        Upos::Verb,
        Upos::X,
    ];

    /// Its name in CoNLL-U.
    pub fn as_str(self) -> &'static str {
        match self {
            Upos::Adj => "ADJ",
            Upos::Adp => "ADP",
            Upos::Adv => "ADV",
            Upos::Aux => "AUX",
            Upos::Cconj => "CCONJ",
            Upos::Det => "DET",
            Upos::Intj => "INTJ",
            Upos::Noun => "NOUN",
            Upos::Num => "NUM",
            Upos::Part => "PART",
            Upos::Pron => "PRON",
            Upos::Propn => "PROPN",
            Upos::Punct => "PUNCT",
            Upos::Sconj => "SCONJ",
            Upos::Sym => "SYM",
            Upos::Verb => "VERB",
            Upos::X => "X",
        }
    }

    /// The part of speech of this name.
    pub fn named(name: &str) -> Option<Upos> {
        Upos::ALL.into_iter().find(|upos| upos.as_str() == name)
    }
}

/// A universal relation, with its subtype where it has one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation(u8);

const RELATIONS: [&str; 54] = [
    "acl",
    "acl:relcl",
    "advcl",
    "advcl:relcl",
    "advmod",
    "amod",
    "appos",
    "aux",
    "aux:pass",
    "case",
    "cc",
    "cc:preconj",
    "ccomp",
    "clf",
    "compound",
    "compound:prt",
    "conj",
    "cop",
    "csubj",
    "csubj:outer",
    "csubj:pass",
    "dep",
    "det",
    "det:predet",
    "discourse",
    "dislocated",
    "expl",
    "fixed",
    "flat",
    "flat:foreign",
    "goeswith",
    "iobj",
    "list",
    "mark",
    "nmod",
    "nmod:desc",
    "nmod:poss",
    "nmod:unmarked",
    "nsubj",
    "nsubj:outer",
    "nsubj:pass",
    "nummod",
    "obj",
    "obl",
    "obl:agent",
    "obl:arg",
    "obl:unmarked",
    "orphan",
    "parataxis",
    "punct",
    "reparandum",
    "root",
    "vocative",
    "xcomp",
];

#[expect(missing_docs, reason = "universaldependencies.org/u/dep defines them")]
impl Relation {
    pub const ACL: Relation = Relation(0);
    pub const ACL_RELCL: Relation = Relation(1);
    pub const ADVCL: Relation = Relation(2);
    pub const ADVCL_RELCL: Relation = Relation(3);
    pub const ADVMOD: Relation = Relation(4);
    pub const AMOD: Relation = Relation(5);
    pub const APPOS: Relation = Relation(6);
    pub const AUX: Relation = Relation(7);
    pub const AUX_PASS: Relation = Relation(8);
    pub const CASE: Relation = Relation(9);
    pub const CC: Relation = Relation(10);
    pub const CC_PRECONJ: Relation = Relation(11);
    pub const CCOMP: Relation = Relation(12);
    pub const CLF: Relation = Relation(13);
    pub const COMPOUND: Relation = Relation(14);
    pub const COMPOUND_PRT: Relation = Relation(15);
    pub const CONJ: Relation = Relation(16);
    pub const COP: Relation = Relation(17);
    pub const CSUBJ: Relation = Relation(18);
    pub const CSUBJ_OUTER: Relation = Relation(19);
    pub const CSUBJ_PASS: Relation = Relation(20);
    pub const DEP: Relation = Relation(21);
    pub const DET: Relation = Relation(22);
    pub const DET_PREDET: Relation = Relation(23);
    pub const DISCOURSE: Relation = Relation(24);
    pub const DISLOCATED: Relation = Relation(25);
    pub const EXPL: Relation = Relation(26);
    pub const FIXED: Relation = Relation(27);
    pub const FLAT: Relation = Relation(28);
    pub const FLAT_FOREIGN: Relation = Relation(29);
    pub const GOESWITH: Relation = Relation(30);
    pub const IOBJ: Relation = Relation(31);
    pub const LIST: Relation = Relation(32);
    pub const MARK: Relation = Relation(33);
    pub const NMOD: Relation = Relation(34);
    pub const NMOD_DESC: Relation = Relation(35);
    pub const NMOD_POSS: Relation = Relation(36);
    pub const NMOD_UNMARKED: Relation = Relation(37);
    pub const NSUBJ: Relation = Relation(38);
    pub const NSUBJ_OUTER: Relation = Relation(39);
    pub const NSUBJ_PASS: Relation = Relation(40);
    pub const NUMMOD: Relation = Relation(41);
    pub const OBJ: Relation = Relation(42);
    pub const OBL: Relation = Relation(43);
    pub const OBL_AGENT: Relation = Relation(44);
    pub const OBL_ARG: Relation = Relation(45);
    pub const OBL_UNMARKED: Relation = Relation(46);
    pub const ORPHAN: Relation = Relation(47);
    pub const PARATAXIS: Relation = Relation(48);
    pub const PUNCT: Relation = Relation(49);
    pub const REPARANDUM: Relation = Relation(50);
    pub const ROOT: Relation = Relation(51);
    pub const VOCATIVE: Relation = Relation(52);
    pub const XCOMP: Relation = Relation(53);
}

impl Relation {
    /// All relations, in order.
    pub fn all() -> impl ExactSizeIterator<Item = Relation> {
        (0..RELATIONS.len() as u8).map(Relation)
    }

    /// Its place among all relations.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Its name in CoNLL-U.
    pub fn as_str(self) -> &'static str {
        RELATIONS[self.0 as usize]
    }

    /// Its name without the subtype: `nsubj` of `nsubj:pass`.
    pub fn base(self) -> &'static str {
        self.as_str().split(':').next().unwrap_or_default()
    }

    /// The relation of this name; one with an unknown subtype falls back to its base.
    pub fn named(name: &str) -> Option<Relation> {
        let find = |name: &str| RELATIONS.iter().position(|known| *known == name).map(|i| Relation(i as u8));
        find(name).or_else(|| find(name.split(':').next().unwrap_or_default()))
    }

    /// Its position among all relations.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::fmt::Debug for Relation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of universal features, each `Name=Value` pair one bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Features(u64);

const FEATURES: [&str; 63] = [
    "Abbr=Yes",
    "Case=Acc",
    "Case=Gen",
    "Case=Nom",
    "Definite=Def",
    "Definite=Ind",
    "Degree=Cmp",
    "Degree=Pos",
    "Degree=Sup",
    "ExtPos=ADP",
    "ExtPos=ADV",
    "ExtPos=CCONJ",
    "ExtPos=PRON",
    "ExtPos=PROPN",
    "ExtPos=SCONJ",
    "Foreign=Yes",
    "Gender=Fem",
    "Gender=Masc",
    "Gender=Neut",
    "Mood=Imp",
    "Mood=Ind",
    "Mood=Sub",
    "NumForm=Combi",
    "NumForm=Digit",
    "NumForm=Roman",
    "NumForm=Word",
    "NumType=Card",
    "NumType=Frac",
    "NumType=Mult",
    "NumType=Ord",
    "Number=Plur",
    "Number=Ptan",
    "Number=Sing",
    "Person=1",
    "Person=2",
    "Person=3",
    "Polarity=Neg",
    "Polarity=Pos",
    "Poss=Yes",
    "PronType=Art",
    "PronType=Dem",
    "PronType=Emp",
    "PronType=Ind",
    "PronType=Int",
    "PronType=Neg",
    "PronType=Prs",
    "PronType=Rcp",
    "PronType=Rel",
    "PronType=Tot",
    "Reflex=Yes",
    "Style=Arch",
    "Style=Coll",
    "Style=Expr",
    "Style=Slng",
    "Style=Vrnc",
    "Tense=Past",
    "Tense=Pres",
    "Typo=Yes",
    "VerbForm=Fin",
    "VerbForm=Ger",
    "VerbForm=Inf",
    "VerbForm=Part",
    "Voice=Pass",
];

#[expect(missing_docs, reason = "universaldependencies.org/u/feat defines them")]
impl Features {
    pub const ABBR_YES: Features = Features(1 << 0);
    pub const CASE_ACC: Features = Features(1 << 1);
    pub const CASE_GEN: Features = Features(1 << 2);
    pub const CASE_NOM: Features = Features(1 << 3);
    pub const DEFINITE_DEF: Features = Features(1 << 4);
    pub const DEFINITE_IND: Features = Features(1 << 5);
    pub const DEGREE_CMP: Features = Features(1 << 6);
    pub const DEGREE_POS: Features = Features(1 << 7);
    pub const DEGREE_SUP: Features = Features(1 << 8);
    pub const EXTPOS_ADP: Features = Features(1 << 9);
    pub const EXTPOS_ADV: Features = Features(1 << 10);
    pub const EXTPOS_CCONJ: Features = Features(1 << 11);
    pub const EXTPOS_PRON: Features = Features(1 << 12);
    pub const EXTPOS_PROPN: Features = Features(1 << 13);
    pub const EXTPOS_SCONJ: Features = Features(1 << 14);
    pub const FOREIGN_YES: Features = Features(1 << 15);
    pub const GENDER_FEM: Features = Features(1 << 16);
    pub const GENDER_MASC: Features = Features(1 << 17);
    pub const GENDER_NEUT: Features = Features(1 << 18);
    pub const MOOD_IMP: Features = Features(1 << 19);
    pub const MOOD_IND: Features = Features(1 << 20);
    pub const MOOD_SUB: Features = Features(1 << 21);
    pub const NUMFORM_COMBI: Features = Features(1 << 22);
    pub const NUMFORM_DIGIT: Features = Features(1 << 23);
    pub const NUMFORM_ROMAN: Features = Features(1 << 24);
    pub const NUMFORM_WORD: Features = Features(1 << 25);
    pub const NUMTYPE_CARD: Features = Features(1 << 26);
    pub const NUMTYPE_FRAC: Features = Features(1 << 27);
    pub const NUMTYPE_MULT: Features = Features(1 << 28);
    pub const NUMTYPE_ORD: Features = Features(1 << 29);
    pub const NUMBER_PLUR: Features = Features(1 << 30);
    pub const NUMBER_PTAN: Features = Features(1 << 31);
    pub const NUMBER_SING: Features = Features(1 << 32);
    pub const PERSON_1: Features = Features(1 << 33);
    pub const PERSON_2: Features = Features(1 << 34);
    pub const PERSON_3: Features = Features(1 << 35);
    pub const POLARITY_NEG: Features = Features(1 << 36);
    pub const POLARITY_POS: Features = Features(1 << 37);
    pub const POSS_YES: Features = Features(1 << 38);
    pub const PRONTYPE_ART: Features = Features(1 << 39);
    pub const PRONTYPE_DEM: Features = Features(1 << 40);
    pub const PRONTYPE_EMP: Features = Features(1 << 41);
    pub const PRONTYPE_IND: Features = Features(1 << 42);
    pub const PRONTYPE_INT: Features = Features(1 << 43);
    pub const PRONTYPE_NEG: Features = Features(1 << 44);
    pub const PRONTYPE_PRS: Features = Features(1 << 45);
    pub const PRONTYPE_RCP: Features = Features(1 << 46);
    pub const PRONTYPE_REL: Features = Features(1 << 47);
    pub const PRONTYPE_TOT: Features = Features(1 << 48);
    pub const REFLEX_YES: Features = Features(1 << 49);
    pub const STYLE_ARCH: Features = Features(1 << 50);
    pub const STYLE_COLL: Features = Features(1 << 51);
    pub const STYLE_EXPR: Features = Features(1 << 52);
    pub const STYLE_SLNG: Features = Features(1 << 53);
    pub const STYLE_VRNC: Features = Features(1 << 54);
    pub const TENSE_PAST: Features = Features(1 << 55);
    pub const TENSE_PRES: Features = Features(1 << 56);
    pub const TYPO_YES: Features = Features(1 << 57);
    pub const VERBFORM_FIN: Features = Features(1 << 58);
    pub const VERBFORM_GER: Features = Features(1 << 59);
    pub const VERBFORM_INF: Features = Features(1 << 60);
    pub const VERBFORM_PART: Features = Features(1 << 61);
    pub const VOICE_PASS: Features = Features(1 << 62);
}

impl Features {
    /// True if all of the other's pairs are among these.
    pub fn has(self, other: Features) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets in one.
    #[must_use]
    pub fn with(self, other: Features) -> Features {
        Features(self.0 | other.0)
    }

    /// True if there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set that CoNLL-U writes as `Number=Sing|Person=3`, and whether every pair was known.
    pub fn parse(text: &str) -> (Features, bool) {
        let mut set = Features::default();
        let mut complete = true;
        for pair in text.split('|').filter(|pair| !pair.is_empty() && *pair != "_") {
            match FEATURES.binary_search(&pair) {
                Ok(bit) => set.0 |= 1 << bit,
                Err(_) => complete = false,
            }
        }
        (set, complete)
    }

    /// The pairs, in alphabetical order.
    pub fn pairs(self) -> impl Iterator<Item = &'static str> {
        (0..FEATURES.len()).filter(move |bit| self.0 >> bit & 1 == 1).map(|bit| FEATURES[bit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_names_lead_back() {
        assert!(FEATURES.is_sorted() && RELATIONS.is_sorted());
        for relation in Relation::all() {
            assert_eq!(Relation::named(relation.as_str()), Some(relation));
        }
        for upos in Upos::ALL {
            assert_eq!(Upos::named(upos.as_str()), Some(upos));
        }
        assert_eq!(Relation::named("nsubj:strange"), Some(Relation::NSUBJ));
        assert_eq!(Relation::named("strange"), None);
    }

    #[test]
    fn features_print_as_they_parse() {
        let text = "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin";
        let (set, complete) = Features::parse(text);
        assert!(complete && set.has(Features::TENSE_PAST) && !set.has(Features::VOICE_PASS));
        assert_eq!(set.pairs().collect::<Vec<_>>().join("|"), text);
        assert_eq!(Features::parse("_"), (Features::default(), true));
        assert_eq!(Features::parse("Colour=Red"), (Features::default(), false));
    }
}
