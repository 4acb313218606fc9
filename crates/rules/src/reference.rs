//! What the rule language knows, in one place: the parser takes its names from here, and the reference is printed
//! from here.

use std::fmt::Write as _;

/// Keywords that begin a line inside a rule.
pub(crate) const KEYWORDS: &[(&str, &str)] = &[
    ("doc", "`doc \"…\"`: in one sentence, what the rule finds"),
    ("trigger", "`trigger SORT words @list`: the words that call it, by their dictionary form"),
    (
        "set",
        "`set FIELD = WORD`: a field with a fixed word; `set factuality = planned` overrides the sentence",
    ),
    ("where", "`where PATH | PATH in words has Feature=Value as TYPE`: one of the words reached must be so"),
    ("unless", "the same: none may be so"),
    (
        "finds",
        "`finds \"…\" FIELD VALUE, VALUE; FIELD VALUE`: a sentence it finds, and what its fields then hold",
    ),
    ("skips", "`skips \"…\"`: a sentence it leaves alone"),
    ("each", "`each FIELD = PATH as TYPE`: every filler makes a record of its own"),
];

/// Sorts of triggers.
pub(crate) const TRIGGERS: &[(&str, &str)] = &[
    ("verb", "a verb; sorts are joined by `|`: `verb|noun`"),
    ("noun", "a noun"),
    ("adjective", "an adjective"),
    ("adverb", "an adverb"),
    ("name", "a word of a name"),
    ("word", "any word"),
    ("quantity", "a number with a unit; takes no words"),
    ("saying", "reported speech, of these cues or of any"),
    (
        "scored",
        "a verb to which the scorer of the pack gives one of these words, where no other rule knows it",
    ),
];

/// Steps of paths.
pub(crate) const STEPS: &[(&str, &str)] = &[
    ("trigger", "the word itself"),
    (
        "subject",
        "who does it, through passives, control, relative clauses, coordination; of a noun its possessor, its \
                 \"by\"-phrase, or the subject of a light verb above it",
    ),
    ("object", "to what it is done, through the same; of a noun its \"of\"-phrase"),
    ("indirect", "to whom it is given or told"),
    (
        "oblique",
        "`oblique(with to)`: phrases with these prepositions, none named: with any; of a noun under a light verb \
                 also the verb's",
    ),
    (
        "anywhere",
        "`anywhere(by until)`: phrases with these prepositions anywhere below, but not in the subject",
    ),
    ("possessor", "whose it is"),
    ("demonym", "a word before a noun that names a people or state"),
    ("complement", "the clause or infinitive it governs"),
    ("adverbial", "a clause of purpose, means or manner"),
    ("apposition", "a word in apposition"),
    ("governor", "the verb or noun it is an argument of"),
    ("conjunct", "the words joined with it, itself first"),
    ("down", "`down(amod)`: a dependent by its universal relation"),
    ("up", "`up(ccomp)`: the head, by the universal relation to it"),
];

/// Types of fillers.
pub(crate) const CASTS: &[(&str, &str)] = &[
    ("Actor", "somebody who can act; joint ones one by one"),
    ("Party", "an actor; of a person the state acted for"),
    ("Side", "an actor; of a place the state it lies in"),
    ("Makers", "the actors of the record that this word draws: the parties of \"the treaty\""),
    ("State", "the state that it is, belongs to or lies in"),
    ("Place", "a named place"),
    ("Date", "a time: its days"),
    ("Phrase", "any noun phrase, as words of the text; what stands where no type is given"),
    ("Clause", "a verb phrase without subject and auxiliaries, as words of the text"),
    ("Count", "the number that counts it, with its operator"),
    ("Quantity", "the number of a `quantity` trigger: value or range, operator, unit"),
    ("Size", "`Size(map)`: how many it befell, under the trigger's word of a map"),
    ("Map", "`Map(map)`: the word that a map of the packs has for it"),
];

/// The names of a table.
pub(crate) fn names(table: &'static [(&'static str, &'static str)]) -> Vec<&'static str> {
    table.iter().map(|(name, _)| *name).collect()
}

/// The reference of the rule language, as Markdown. `docs/reference/rules.md` is this text.
pub fn reference() -> String {
    let mut text = String::from(
        "# The rule language\n\nPrinted from the code (`crates/rules/src/reference.rs`); a test keeps it current. The guide is \
         `docs/guide/rules.md`.\n\nAn item begins at the margin with `rule NAME -> KIND`; what belongs to it is indented; `#` \
         begins a comment. A word that is a keyword too stands in quotation marks. `pull_out` is \"pull\" with \"out\" among its \
         dependents, `@list` all words of a list of the packs.\n",
    );
    let mut table = |title: &str, about: &str, rows: &[(&str, &str)]| {
        write!(text, "\n## {title}\n\n{about}\n\n| | |\n|---|---|\n").expect("a string takes any length");
        for (name, told) in rows {
            let told = told.replace('|', "\\|");
            writeln!(text, "| `{name}` | {told} |").expect("a string takes any length");
        }
    };
    table("Lines", "Besides these, `FIELD = PATH as TYPE` fills a field; `FIELD? =` does without.", KEYWORDS);
    table("Triggers", "Before the words of a `trigger` stands what they are.", TRIGGERS);
    table(
        "Paths",
        "Steps from the trigger, joined by `>`; alternatives by `|`: the first that yields anything is taken. Several lines \
         for one field add up. `@name` stands for the ways that `[paths]` of the packs hold under that name.",
        STEPS,
    );
    table("Types", "What a filler must be, and what it gives.", CASTS);
    text
}
