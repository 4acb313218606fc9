//! What the user may say on the command line, and the help that teaches it.

use std::path::PathBuf;

use chancery_document::Day;
use clap::{Args as Group, Parser, Subcommand, ValueEnum};

/// Reads news reports and keeps a sourced register: who met whom, who signed, said, promised or did what, and
/// which figures were claimed.
///
/// Every record names whose word it is and the sentence it stands in; nothing is taken for a fact. Works
/// offline and gives the same records for the same texts, always.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, max_term_width = 100, after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder of packs (languages, names, topics) to use in place of those built in.
    ///
    /// Else $CHANCERY_PACKS, else the folder `packs` beside the program, else those built in.
    #[arg(long, global = true, value_name = "DIR", env = "CHANCERY_PACKS", hide_env_values = true)]
    pub(crate) packs: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  chancery read report.txt                      what a report claims, as a table
  chancery read --published 2023-03-21 r.txt    so that \"on Monday\" is a day
  chancery read --format jsonl news/ > r.jsonl  one JSON object a record
  chancery add news/ --register r.sqlite        keep it all in one file
  chancery find '\"joint patrols\" Lima'          search that file
  chancery who Elin Berg                        what she said, signed, promised, did
  chancery show 3f2a91c0                        a record in its source sentence
  chancery explain report.txt:12                why line 12 gives what it gives

Exit codes: 0 all documents were read, 1 some failed (each is named, the others are kept), 2 wrong use.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and print what they claim.
    Read(Read),
    /// Read reports and enter what they claim in a register.
    Add(Add),
    /// Find records in a register by words and filters, and count them.
    Find(Find),
    /// Tell what somebody said, signed, promised and did, year by year.
    Who(Who),
    /// Tell what happened, day by day.
    Timeline(Timeline),
    /// Tell what happened between two countries.
    Dyad(Dyad),
    /// List commitments by their deadlines.
    Due(Due),
    /// Ask a register in SQL.
    Sql(Sql),
    /// Show a record of a register in its source sentence, the words of every role marked.
    Show(Show),
    /// Show who tells the same as a record, where they disagree, and what became of it.
    Entry(Entry),
    /// Show what became of a treaty, agreement or commitment, by day and with who tells it.
    Instrument(Entry),
    /// List commitments whose deadline is past.
    Overdue(Due),
    /// Put a record of a register right, or withdraw it; logged, and kept when it is read anew.
    Correct(Correct),
    /// Take a correction back.
    Undo(Undo),
    /// Print the log of corrections.
    Corrections(Corrections),
    /// Read anew what another version of the program or its packs read, and tell what changed.
    Update(Update),
    /// Tell why a line of a report, or a record of a register, was read as it was.
    Explain(Explain),
    /// Print the words, tags and trees of texts as CoNLL-U.
    Annotate(Annotate),
    /// Tell which rules fire or nearly fire on a sentence, and the condition that failed.
    Rules(RulesOn),
    /// Tell which records two sets of packs give and the other does not.
    Diff(Diff),
    /// Check a pack: parse it, and run the examples of its rules.
    Check(Check),
    /// Score the reader against texts read by hand.
    Score(Score),
    /// Measure how fast texts are read, and in how much memory.
    Bench(Bench),
    /// Fit the reader of a language to treebanks.
    Train(Train),
}

/// Documents to read, and how.
#[derive(Debug, Group)]
pub(crate) struct Documents {
    /// Text files; a folder stands for its .txt files; `-` is standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub(crate) paths: Vec<PathBuf>,
    /// Day of publication of all these documents, as 2023-03-21.
    ///
    /// Without it the file NAME.date beside NAME.txt is asked, then the text's own dateline. It is never taken
    /// to be today: where it stays unknown, "on Monday" stays unresolved.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) published: Option<Day>,
    /// How many threads read; as many as there are processors by default. The output is the same for any.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// Dictionaries that the user brings.
#[derive(Debug, Group)]
pub(crate) struct Actors {
    /// Dictionary of actors or agents in the format of PETRARCH; may be given several times.
    ///
    /// Its names come before those built in; its roles hold for their dates. Records tell that it was there.
    #[arg(long = "actors", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery read report.txt
  chancery read --actors mine.actors.txt --actors mine.agents.txt report.txt
  chancery read --format jsonl --threads 8 news/ > records.jsonl
  chancery read --format html report.txt > report.html
  zcat report.gz | chancery read --published 1987-03-20 -")]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) documents: Documents,
    #[command(flatten)]
    pub(crate) actors: Actors,
    /// How to print the records.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

/// How `read` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: grouped by kind, a line a record.
    Table,
    /// For programs: a JSON object a record.
    Jsonl,
    /// For people with a browser: one page, the text beside its records, every role marked.
    Html,
    /// For linguists: words, tags and trees, without records.
    Conllu,
}

/// The register file.
#[derive(Debug, Group)]
pub(crate) struct File {
    /// The register.
    #[arg(
        long,
        value_name = "FILE",
        env = "CHANCERY_REGISTER",
        default_value = "chancery.sqlite",
        hide_env_values = true
    )]
    pub(crate) register: PathBuf,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Entering the same document twice is entering it once; a run that was cut off may be started again.

Examples:
  chancery add news/ --register 2023.sqlite
  CHANCERY_REGISTER=2023.sqlite chancery add - < report.txt")]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) documents: Documents,
    #[command(flatten)]
    pub(crate) actors: Actors,
    /// Keep no texts, but hashes, places and addresses; `chancery show` then reads the document again.
    #[arg(long)]
    pub(crate) pointers_only: bool,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
All the words must occur in the sentence of a record or in the names it holds. Words in quotation marks must
stand together, and a word that ends in * may go on. Filters: kind: speaker: actor: about: country: place:
since: until: factuality: type: status: firmness: form: mode: unit: change: rule: outlet: source: title:
language: id: document: confidence> value>; several values of one with commas. Without words, everything.

Examples:
  chancery find pact Norway
  chancery find kind:statement speaker:Berg about:krill since:2023-03
  chancery find country:NOR type:treaty status:signed,ratified --format csv > treaties.csv
  chancery find krill --count-by month
  chancery find '\"free trade\" Kazakh*' --format jsonl")]
pub(crate) struct Find {
    /// Words to look for, and filters such as kind:statement.
    #[arg(value_name = "WORD|KEY:VALUE")]
    pub(crate) words: Vec<String>,
    /// How many records to print at most; a page of 50 in the table, else all.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
    /// Which page.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) page: u32,
    /// Which come first.
    #[arg(long, value_enum, default_value_t = Sort::Newest)]
    pub(crate) sort: Sort,
    /// Count instead of printing, by one or several of: kind, year, month, day, actor, speaker, country, type,
    /// status, firmness, form, mode, unit, change, factuality, outlet, source, rule, language.
    #[arg(long, value_name = "FACET,…", value_delimiter = ',')]
    pub(crate) count_by: Vec<String>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    pub(crate) format: Shape,
    #[command(flatten)]
    pub(crate) file: File,
}

/// Which records come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// Those of documents published last.
    Newest,
    /// Those of documents published first.
    Oldest,
    /// The surest.
    Confidence,
}

/// How what was found prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// For people.
    Table,
    /// For programs: a JSON object a record.
    Jsonl,
    /// For spreadsheets.
    Csv,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery timeline country:NOR since:2023
  chancery timeline krill kind:event,statement")]
pub(crate) struct Timeline {
    /// Words and filters, as `chancery find` has them.
    #[arg(value_name = "WORD|KEY:VALUE")]
    pub(crate) words: Vec<String>,
    /// About how many records to show, the last ones.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: u32,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery who Elin Berg
  chancery who \"Trade Ministry\" --limit 50")]
pub(crate) struct Who {
    /// The name, or some words of it.
    #[arg(required = true, value_name = "NAME")]
    pub(crate) name: Vec<String>,
    /// How many records to list for each year and kind.
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) limit: u32,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Example:
  chancery dyad NOR CHL")]
pub(crate) struct Dyad {
    /// A country, as ISO 3166-1 has it (NOR), or the name that reports give it.
    pub(crate) one: String,
    /// Another.
    pub(crate) other: String,
    /// How many records to list for each year and kind.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery due --as-of 2023-03-21
  chancery due country:NOR")]
pub(crate) struct Due {
    /// Words and filters, as `chancery find` has them.
    #[arg(value_name = "WORD|KEY:VALUE")]
    pub(crate) words: Vec<String>,
    /// The day it is; else today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Views: claims, statements, events, instruments, commitments, figures. All of it: docs/reference/register.md.

Examples:
  chancery sql 'SELECT speakers, content FROM statements LIMIT 5'
  chancery sql 'SELECT unit, count(*) FROM figures GROUP BY unit ORDER BY 2 DESC' --format csv")]
pub(crate) struct Sql {
    /// One statement that reads.
    pub(crate) sql: String,
    /// How many rows at most.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) rows: u32,
    /// How long it may take.
    #[arg(long, value_name = "S", default_value_t = 30)]
    pub(crate) seconds: u16,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Shape::Table)]
    pub(crate) format: Shape,
    #[command(flatten)]
    pub(crate) file: File,
}

/// How records of a register print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Table,
    /// For programs: a JSON object a record.
    Jsonl,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery show 3f2a91c0                 the id that stands at the end of a line of the table
  chancery show 3f2a --format jsonl      the whole record")]
pub(crate) struct Show {
    /// The record's id, or how it begins.
    pub(crate) id: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
    /// The document, where the register keeps only pointers into it and it is no longer where it was.
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Sources are counted apart from copies: a wire story that twenty papers print is one source.

Examples:
  chancery entry 3f2a91c0
  chancery entry 3f2a91c0 --why          and what makes them the same, link by link
  chancery entry 3f2a --format jsonl")]
pub(crate) struct Entry {
    /// The id of a record in it, or how that begins.
    pub(crate) id: String,
    /// Tell which records are linked, and by what.
    #[arg(long)]
    pub(crate) why: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
    #[command(flatten)]
    pub(crate) file: File,
}

/// Who puts it right, and why.
#[derive(Debug, Group)]
pub(crate) struct SignedBy {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// Who says so.
    #[arg(long, value_name = "NAME", env = "CHANCERY_WHO", hide_env_values = true)]
    pub(crate) who: String,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
A correction holds for all copies of the text that the record stands in.

Examples:
  chancery correct 3f2a91c0 --withdraw --why \"the agency took it back\" --who ada
  chancery correct 3f2a91c0 --set status=signed --set date=2023-03-21 --why \"misread\" --who ada")]
pub(crate) struct Correct {
    /// The record's id, or how it begins.
    pub(crate) id: String,
    /// The record does not stand.
    #[arg(long, conflicts_with = "set", required_unless_present = "set")]
    pub(crate) withdraw: bool,
    /// A field is otherwise; may be given several times.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// The id of a later document that says so.
    #[arg(long, value_name = "ID")]
    pub(crate) document: Option<String>,
    #[command(flatten)]
    pub(crate) signed: SignedBy,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
pub(crate) struct Undo {
    /// The correction's number in the log.
    pub(crate) number: i64,
    #[command(flatten)]
    pub(crate) signed: SignedBy,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
pub(crate) struct Corrections {
    /// Only of records whose id begins so.
    pub(crate) id: Option<String>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Corrections stay. Where the register keeps no texts, the sources are read again and must be what they were.

Example:
  chancery update --register 2023.sqlite")]
pub(crate) struct Update {
    #[command(flatten)]
    pub(crate) actors: Actors,
    /// How many threads read; as many as there are processors by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// How to print what changed.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery explain report.txt:12
  chancery explain 3f2a91c0 --register 2023.sqlite")]
pub(crate) struct Explain {
    /// A line of a report, or the id of a record in the register.
    #[arg(value_name = "FILE:LINE|ID")]
    pub(crate) what: String,
    /// Day of publication of the report.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) published: Option<Day>,
    #[command(flatten)]
    pub(crate) actors: Actors,
    #[command(flatten)]
    pub(crate) file: File,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Examples:
  chancery annotate report.txt > report.conllu
  chancery annotate --tokens given gold.conllu    only tags and trees are the reader's own")]
pub(crate) struct Annotate {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// Where the reader begins; with `given`, the documents are CoNLL-U.
    #[arg(long, value_enum, default_value_t = Words::Found)]
    pub(crate) tokens: Words,
}

/// Where sentences and words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Words {
    /// The reader finds them in the text.
    Found,
    /// CoNLL-U gives them.
    Given,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Sentence ends, tags, lemmas and trees are fitted; sections of an existing model that are fitted from other data
(names, speech) are kept. The same treebanks give the same bytes. Takes minutes and some gigabytes of memory.

Example:
  chancery train packs/en en-ewt/train.conllu en-gum/train.conllu")]
pub(crate) struct Train {
    /// The language's folder: language.toml is read, model.bin is written.
    #[arg(value_name = "LANGUAGE")]
    pub(crate) language: PathBuf,
    /// Treebanks in CoNLL-U.
    #[arg(required = true, value_name = "TREEBANK")]
    pub(crate) treebanks: Vec<PathBuf>,
    /// Write the model here in place of LANGUAGE/model.bin.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Fit only what takes seconds (sentence ends, lemmas) and keep the rest.
    #[arg(long)]
    pub(crate) quick: bool,
}

/// Texts to measure by.
#[derive(Debug, Group)]
#[command(after_long_help = "\
One thread reads every text twice: once to its trees, stage by stage, and once to its records. Files are opened
before the clock starts. `bench/run FOLDER` keeps what this prints, with day and machine, in bench/runs.

Example:
  chancery bench news/")]
pub(crate) struct Bench {
    /// Text files; a folder stands for its .txt files.
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print the figures as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Example:
  chancery rules 'Norway urged Kenya to free the crew.'")]
pub(crate) struct RulesOn {
    /// The sentence, in quotation marks; `-` reads it from standard input.
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) actors: Actors,
}

#[derive(Debug, Group)]
#[command(after_long_help = "\
Example:
  chancery diff packs/ my-packs/ news/     + what my-packs find and packs do not, - the reverse
  chancery diff packs/ my-pack news/ --watch   the same after every change of a rule, without reading again")]
pub(crate) struct Diff {
    /// A folder of packs.
    #[arg(value_name = "PACKS_A")]
    pub(crate) before: PathBuf,
    /// Another, or one pack that takes the place of the same in the first.
    #[arg(value_name = "PACKS_B")]
    pub(crate) after: PathBuf,
    /// Read once, and compare again whenever a file of PACKS_B changes; for rules, kinds and word lists.
    #[arg(long)]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) documents: Documents,
}

#[derive(Debug, Group)]
pub(crate) struct Check {
    /// The pack's folder, or a folder of packs.
    #[arg(value_name = "PACK")]
    pub(crate) pack: PathBuf,
}

/// What to score, and how to tell it.
#[derive(Debug, Group)]
#[command(
    arg_required_else_help = true,
    after_long_help = "\
Examples:
  chancery score gold eval/gold              the records, against registers made by hand
  chancery score gold eval/gold --errors     and what was missed and what was spurious
  chancery score gold DIR --records r.jsonl  records that were printed before
  chancery score events events.jsonl         who did what to whom, sentence by sentence
  chancery score quotes polnear/dev          who says what, against attributions marked by hand
  chancery score ner worldwide/dev           names; so with numbers, units, times, timex, geo, coref, actors
  chancery score entries eval/entries --stories DIR    which records tell the same, against pairs
  chancery score duplicates DIR              copies known among the stories of a folder
  chancery score ud dev.conllu               words, tags and trees, from the text of a treebank
  chancery score ud dev.conllu --tokens given    tags and trees alone"
)]
pub(crate) struct Score {
    /// What is scored.
    #[arg(value_enum)]
    pub(crate) set: Set,
    /// Where the gold lies.
    #[arg(value_name = "GOLD")]
    pub(crate) gold: PathBuf,
    #[command(flatten)]
    pub(crate) actors: Actors,
    /// Score these records, printed before, in place of reading the texts now.
    #[arg(long, value_name = "FILE")]
    pub(crate) records: Option<PathBuf>,
    /// For treebanks: where the reader begins.
    #[arg(long, value_enum, default_value_t = Words::Found)]
    pub(crate) tokens: Words,
    /// For treebanks: one line for each genre, as the names of the documents tell it.
    #[arg(long)]
    pub(crate) genres: bool,
    /// For sentences with labelled events: those to learn from, in place of the fifth that is measured.
    #[arg(long)]
    pub(crate) rest: bool,
    /// For sentences with coded events: the codes are those of WEIS, an older scheme, and CAMEO roots are compared by
    /// what they have in common.
    #[arg(long)]
    pub(crate) weis: bool,
    /// List what was missed and what was spurious.
    #[arg(long)]
    pub(crate) errors: bool,
    /// For entries, spurious records and events in whole articles (a table, as `eval/gold/events.tsv`): the folder
    /// of the stories that they point into.
    #[arg(long, value_name = "DIR")]
    pub(crate) stories: Option<PathBuf>,
    /// Print the figures as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A sort of gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    /// Registers made by hand: a folder of NAME.txt, NAME.date and NAME.gold.jsonl.
    #[value(alias = "register")]
    Gold,
    /// A treebank in CoNLL-U.
    Ud,
    /// Sentences with their events, a JSON object a line: PLOVER types with the words of source and target, or
    /// CAMEO codes with those of the actors.
    Events,
    /// Attributions: a folder with `text/NAME.txt` and `attributions/NAME*.ann`, as PolNeAR has them.
    Quotes,
    /// Names: a folder of words with their labels, as `worldwide` has them, or a file of Universal NER (.iob2).
    Ner,
    /// Numbers: a folder of Recognizers-Text cases (.json).
    Numbers,
    /// Money, dimensions and percentages: a folder of Recognizers-Text cases.
    Units,
    /// Dates, times, durations and sets: a folder of Recognizers-Text cases.
    Times,
    /// The times of news stories: a folder of TimeML (.tml).
    Timex,
    /// Places and where they lie: LGL or GeoVirus (.xml).
    Geo,
    /// Ambiguous pronouns: GAP (.tsv).
    Coref,
    /// Phrases with the country and sector they stand for, a JSON object a line.
    Actors,
    /// Pairs of records that do or do not tell the same: a folder with `pairs.tsv`.
    Entries,
    /// Copies: a folder of stories, of which copies are made.
    Duplicates,
    /// Events and instruments where none are told: a list of articles, a name a line, in the folder of `--stories`.
    Spurious,
}

fn day(text: &str) -> Result<Day, String> {
    chancery_formats::parse_day(text).ok_or_else(|| "not a day such as 2023-03-21".into())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Args::command().debug_assert();
    }
}
