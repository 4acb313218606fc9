//! The command from outside: what it prints, what it says when something is wrong, and how it ends.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const REPORT: &str = "LIMA, May 3 - Norway and Chile signed an agreement on krill on Monday.\n\n\
    \u{201c}We will send two ships by June,\u{201d} Norwegian Foreign Minister Elin Berg told reporters in Lima. \
    Trade rose by 18 percent to 64 million euros \u{1f41f} in 2020, she said.\r\n";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.current_dir(self.folder.path()).args(words).stdin(Stdio::null());
        for name in ["CHANCERY_PACKS", "CHANCERY_REGISTER", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, words: &[&str]) -> Ran {
        Ran::new(self.command(words).output().unwrap())
    }

    fn pipe(&self, words: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::new(child.wait_with_output().unwrap())
    }
}

#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    told: String,
}

impl Ran {
    fn new(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            told: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    fn ends(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    #[track_caller]
    fn tells(self, words: &str) -> Ran {
        assert!(self.told.contains(words), "{words:?} not in {self:?}");
        self
    }

    fn records(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

// Every span of every record holds its words at its place, counted in code points of the file.
#[track_caller]
fn spans_hold(text: &str, records: &[Value]) {
    fn walk(value: &Value, points: &[char], count: &mut usize) {
        if let (Some(exact), Some(start), Some(end)) =
            (value["exact"].as_str(), value["start"].as_u64(), value["end"].as_u64())
        {
            let words: String = points[start as usize..end as usize].iter().collect();
            assert_eq!(words, exact);
            *count += 1;
        }
        match value {
            Value::Object(object) => object.values().for_each(|value| walk(value, points, count)),
            Value::Array(values) => values.iter().for_each(|value| walk(value, points, count)),
            _ => {}
        }
    }
    let points: Vec<char> = text.chars().collect();
    let mut count = 0;
    records.iter().for_each(|record| walk(record, &points, &mut count));
    assert!(count >= records.len() * 2);
}

#[test]
fn people_bring_their_own_actors() {
    let desk = Desk::new();
    desk.write("report.txt", "Oru Vanek met Norwegian Foreign Minister Elin Berg on 3 May 2021.\n");
    desk.write("mine.txt", "VANEK_ORU_ [CHL]\n+ORU_VANEK_\n\t[CHLGOV 200101-220101]\n");
    let ran = desk
        .run(&[
            "read",
            "report.txt",
            "--actors",
            "mine.txt",
            "--published",
            "2021-05-04",
            "--format",
            "jsonl",
        ])
        .ends(0);
    assert!(ran.out.contains(r#""country":"CHL""#) && ran.out.contains(" actors@"), "{ran:?}");
    desk.write("slip.txt", format!("{}LEAST_ [CHL 9]\n", "SOME_ACTOR_ [CHL]\n".repeat(40)));
    let ran = desk.run(&["read", "report.txt", "--actors", "slip.txt"]).ends(0);
    assert!(ran.told.contains("slip.txt:41:9: not a stretch of days"), "{ran:?}");
    desk.write("wrong.txt", "VANEK [CHL\n");
    let ran = desk.run(&["read", "report.txt", "--actors", "wrong.txt"]).ends(2);
    assert!(
        ran.told.contains("wrong.txt:1:7: a bracket that does not close\n  | VANEK [CHL\n  |       ^"),
        "{ran:?}"
    );
}

#[test]
fn the_first_command_of_the_readme_prints_a_register() {
    let desk = Desk::new();
    let table = desk.run(&["read", examples().to_str().unwrap()]).ends(0);
    for words in ["GHANA, TOGO SIGN ACCORD ON LAKE FERRIES", "1994-05-17", "EVENTS", "STATEMENTS", "Ghana"] {
        assert!(table.out.contains(words), "{words} not in {}", table.out);
    }
    assert!(!table.out.contains('\x1b'), "no colours where nobody looks");
    assert_eq!(table.told, "");
}

#[test]
fn the_two_commands_stand_on_the_first_screen_and_in_the_checks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let screen: Vec<&str> = readme.lines().take(30).collect();
    for command in ["cargo run --release -- read examples", "cargo test --workspace"] {
        assert!(screen.contains(&command), "{command}");
    }
    let checks = fs::read_to_string(root.join(".ci/run")).unwrap();
    assert!(checks.lines().last().unwrap().contains("cargo test --workspace"));
}

#[test]
fn records_stand_where_they_say() {
    let desk = Desk::new();
    desk.write("r.txt", REPORT);
    desk.write("r.date", "2021-05-04");
    let records = desk.run(&["read", "--format", "jsonl", "r.txt"]).ends(0).records();
    assert!(!records.is_empty());
    spans_hold(REPORT, &records);
    assert_eq!(records[0]["document"]["source"], "r.txt");
    assert_eq!(records[0]["document"]["published"], "2021-05-04");
    let key = |record: &Value| {
        let text = |key: &str| record[key].as_str().unwrap().to_owned();
        (record["trigger"]["start"].as_u64().unwrap(), text("kind"), text("id"))
    };
    assert!(records.is_sorted_by_key(key), "by trigger, kind and id");
    let flagged =
        desk.run(&["read", "--format", "jsonl", "--published", "2020-02-02", "r.txt"]).ends(0).records();
    assert_eq!(flagged[0]["document"]["published"], "2020-02-02");
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    for n in 0..36 {
        desk.write(&format!("news/{n:02}.txt"), REPORT.replace("two", &format!("{n}")));
    }
    desk.write("news/17.txt", b"\xff");
    let run = |threads: &str, format: &str| {
        let ran = desk.run(&["read", "news", "--format", format, "--threads", threads]).ends(1);
        (ran.out, ran.told)
    };
    for format in ["jsonl", "table"] {
        let one = run("1", format);
        assert!(one.0.contains("16.txt") && one.0.contains("18.txt"));
        assert_eq!(one, run("2", format));
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
    let desk = Desk::new();
    desk.write("good.txt", REPORT);
    desk.write("latin.txt", b"The caf\xe9 talks.");
    desk.write("empty.txt", "");
    desk.write("binary.txt", b"MZ\x90\x00\x03");
    desk.write("paper.txt", b"%PDF-1.4 ...");
    desk.write("dated.txt", REPORT);
    desk.write("dated.date", "yesterday");
    fs::create_dir(desk.path("folder")).unwrap();
    let files =
        ["latin.txt", "empty.txt", "good.txt", "binary.txt", "paper.txt", "dated.txt", "folder", "gone.txt"];
    let ran = desk.run(&[&["read", "--format", "jsonl"], &files[..]].concat()).ends(1);
    assert!(ran.records().iter().all(|record| record["document"]["source"] == "good.txt"));
    assert!(!ran.records().is_empty());
    ran.tells("latin.txt is not UTF-8: byte 7 begins no character; convert it first")
        .tells("empty.txt is empty")
        .tells("binary.txt is not text: byte 3 is zero")
        .tells("paper.txt is not text: it begins like a PDF")
        .tells("dated.date holds no day such as 2023-03-21, but `yesterday`")
        .tells("folder is a folder without .txt files")
        .tells("gone.txt cannot be read: No such file")
        .tells("7 of 8 documents failed");
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.write("secret.txt", REPORT);
    fs::set_permissions(desk.path("secret.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything; there is then nothing to see.
    if fs::read(desk.path("secret.txt")).is_err() {
        desk.run(&["read", "secret.txt"]).ends(1).tells("secret.txt cannot be read: Permission denied");
    }
}

#[test]
fn wrong_use_ends_with_2_and_help() {
    let desk = Desk::new();
    desk.run(&[]).ends(2).tells("Usage: chancery");
    desk.run(&["read"]).ends(2).tells("chancery read <FILE|DIR|->");
    desk.run(&["read", "x", "--published", "2023-02-30"]).ends(2).tells("not a day such as 2023-03-21");
    desk.run(&["read", "x", "--threads", "0"]).ends(2).tells("--threads");
    desk.run(&["read", "x", "--format", "xml"]).ends(2).tells("table, jsonl, html, conllu");
    desk.run(&["--packs", "nowhere", "read", "x"]).ends(2).tells("cannot read packs in nowhere");
    desk.run(&["find", "word"]).ends(2).tells("chancery.sqlite does not exist; fill one first");
    desk.run(&["show", "ab", "--register", "."]).ends(2).tells("folder");
    let help = desk.run(&["--help"]).ends(0);
    for words in ["Examples:", "chancery read report.txt", "Exit codes: 0"] {
        assert!(help.out.contains(words), "{words}");
    }
    assert!(desk.run(&["--version"]).ends(0).out.starts_with("chancery 0."));
}

#[test]
fn hostile_texts_are_read_in_bounds() {
    let desk = Desk::new();
    let texts = [
        ("quotes", "\u{201c}".repeat(50_000) + &"\"".repeat(50_000)),
        ("sentence", "minister and ".repeat(10_000) + "Norway signed a pact"),
        ("line", "Norway said it signed a pact with Chile. ".repeat(6_000)),
        ("brackets", "(".repeat(20_000) + "Norway" + &")".repeat(20_000)),
        ("marks", "a\u{301}\u{301}\u{202e}\u{200b}\u{feff} \u{1f1f3}\u{1f1f4} ".repeat(5_000)),
        ("lines", "\n\r\n\r ".repeat(20_000) + "."),
        ("capitals", "NORWAY AND CHILE SIGN ".repeat(3_000)),
        ("digits", "1,".repeat(20_000)),
    ];
    for (name, text) in &texts {
        desk.write(&format!("{name}.txt"), text);
    }
    let ran = desk.run(&["read", "--format", "jsonl", "--threads", "2", "."]).ends(0);
    for (name, text) in &texts {
        let own: Vec<Value> = ran.records();
        let own: Vec<Value> =
            own.into_iter().filter(|each| each["document"]["source"] == format!("./{name}.txt")).collect();
        spans_hold(text, &own);
    }
}

#[test]
fn fifty_megabytes_of_one_line_are_refused_at_once() {
    let desk = Desk::new();
    desk.write("line.txt", "Norway said it signed a pact with Chile. ".repeat(50 * 25_575));
    desk.write("good.txt", REPORT);
    let ran = desk.run(&["read", "--format", "jsonl", "line.txt", "good.txt"]).ends(1);
    assert!(ran.records().iter().all(|record| record["document"]["source"] == "good.txt"));
    ran.tells("line.txt holds more than 4 MiB; split it into its reports");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::new();
    for n in 0..60 {
        desk.write(&format!("news/{n}.txt"), REPORT);
    }
    let mut child = desk
        .command(&["read", "news", "--format", "conllu"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut few = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let ran = Ran::new(child.wait_with_output().unwrap()).ends(0);
    assert_eq!(ran.told, "");
}

#[test]
fn colours_only_where_asked_and_never_with_no_color() {
    let desk = Desk::new();
    desk.write("r.txt", REPORT);
    let run = |settings: &[(&str, &str)]| {
        let mut command = desk.command(&["read", "r.txt"]);
        settings.iter().for_each(|(name, value)| {
            command.env(name, value);
        });
        Ran::new(command.output().unwrap()).ends(0).out
    };
    assert!(!run(&[]).contains('\x1b'));
    assert!(run(&[("CLICOLOR_FORCE", "1")]).contains('\x1b'));
    assert!(!run(&[("NO_COLOR", "1")]).contains('\x1b'));
    // Each line of a table fits.
    let narrow = run(&[("COLUMNS", "72")]);
    assert!(narrow.lines().all(|line| line.chars().count() <= 72), "{narrow}");
}

#[test]
fn standard_input_is_a_document() {
    let desk = Desk::new();
    let ran = desk.pipe(&["read", "--format", "jsonl", "--published", "2021-05-04", "-"], REPORT).ends(0);
    assert_eq!(ran.records()[0]["document"]["source"], "-");
    desk.pipe(&["read", "-"], "").ends(1).tells("- is empty");
}

#[test]
fn a_register_keeps_finds_shows_and_explains() {
    let desk = Desk::new();
    desk.write("news/r.txt", REPORT);
    desk.write("news/r.date", "2021-05-04");
    let add = ["add", "news", "--register", "r.sqlite"];
    desk.run(&add).ends(0).tells("r.sqlite: 1 documents (1 new)");
    desk.run(&add).ends(0).tells("r.sqlite: 1 documents (0 new, 1 entered before)");
    let printed = desk.run(&["read", "--format", "jsonl", "news"]).ends(0);
    let agreement = printed.records().into_iter().find(|each| each["kind"] == "instrument").unwrap();

    let in_file = |words: &[&str]| {
        let mut command = desk.command(words);
        Ran::new(command.env("CHANCERY_REGISTER", "r.sqlite").output().unwrap())
    };
    let found = in_file(&["find", "krill", "--format", "jsonl"]).ends(0);
    assert!(found.records().contains(&agreement), "what find prints is what read printed");
    assert!(in_file(&["find", "krill"]).ends(0).out.contains("INSTRUMENTS"));
    in_file(&["find", "Oslo"]).ends(0).tells("nothing found");
    in_file(&["find", "\"", "*"]).ends(2).tells("it holds no word");

    let id = agreement["id"].as_str().unwrap();
    let shown = in_file(&["show", id]).ends(0).out;
    for words in ["Norway", "parties", "trigger", "news/r.txt, 2021-05-04", "╰"] {
        assert!(shown.contains(words), "{words} not in {shown}");
    }
    assert_eq!(
        in_file(&["show", &id[..12], "--format", "jsonl"]).ends(0).records(),
        std::slice::from_ref(&agreement)
    );
    in_file(&["show", "zz"]).ends(2).tells("no record has an id that begins with zz");

    let rule = agreement["rule"].as_str().unwrap();
    for what in [id, "news/r.txt:1"] {
        let told = in_file(&["explain", what]).ends(0).out;
        assert!(told.contains(rule), "{rule} not in {told}");
    }
    in_file(&["explain", "news/r.txt:99"]).ends(2).tells("has no line 99");
    in_file(&["explain", "gone.txt:1"]).ends(2).tells("gone.txt cannot be read");
}

#[test]
fn the_bundled_packs_hold_their_examples() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let desk = Desk::new();
    let ran = desk.run(&["check", packs.join("diplomacy").to_str().unwrap()]);
    assert!(ran.out.lines().last().unwrap().starts_with("diplomacy: "), "{ran:?}");
}

#[test]
fn a_topic_is_added_without_code() {
    let desk = Desk::new();
    desk.write("topic/pack.toml", "name = \"topic\"\nabout = \"A topic of the user's own.\"\n");
    desk.write("topic/rules/broken.rule", "rule -> nothing\n");
    desk.run(&["check", "topic"]).ends(2).tells("topic/rules/broken.rule:1");
    desk.run(&["check", "nowhere"]).ends(2).tells("cannot read nowhere");
}

#[test]
fn trees_are_conllu() {
    let desk = Desk::new();
    desk.write("r.txt", REPORT);
    let trees = desk.run(&["annotate", "r.txt"]).ends(0).out;
    assert!(trees.starts_with("# newdoc id = r.txt\n# newpar\n"));
    let words = trees.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    assert!(words.clone().count() > 30);
    assert!(words.clone().all(|line| line.split('\t').count() == 10));
    assert_eq!(trees, desk.run(&["read", "--format", "conllu", "r.txt"]).ends(0).out);
}
