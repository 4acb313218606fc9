//! What the user named, opened: files, the texts of a folder, standard input.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use chancery_document::{Day, Document, Source};

use crate::{Error, error::Kind};

/// The largest text that is read, in bytes. Offsets would allow 4 GiB, but what is longer than a book is no
/// report, and what it claims would fill memory before it filled a page.
pub const LARGEST: u64 = 4 << 20;

/// A document not yet opened. Cheap, so that a million may be listed before the first is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, named `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// Lists the documents under paths, in the order given: `-` is standard input, a folder stands for the `.txt`
/// files in it and below it, sorted by path. What cannot be listed stands as an error at its place.
pub fn inputs(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Result<Input, Error>> {
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Ok(Input::Stdin));
        } else if path.is_dir() {
            let before = found.len();
            walk(&path, &mut found);
            if found.len() == before {
                found.push(Err(Error::new(path.to_string_lossy(), Kind::NoText)));
            }
        } else {
            found.push(Ok(Input::File(path)));
        }
    }
    found
}

/// The day that a text such as `2023-03-21` names, if it is one of the calendar.
pub fn parse_day(text: &str) -> Option<Day> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: jiff::civil::Date = plain.then(|| text.parse().ok())??;
    Some(Day { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() })
}

impl Input {
    /// Its path as the user gave it, or `-`: what `document.source` prints.
    pub fn origin(&self) -> String {
        match self {
            Input::Stdin => "-".into(),
            Input::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// Opens it. The day of publication is the one given, else the one in the file `NAME.date` beside
    /// `NAME.txt`, else unknown; the reading may still find it in the text's own dateline. It is never today.
    pub fn load(&self, published: Option<Day>) -> Result<Document, Error> {
        let fail = |kind: Kind| Error::new(self.origin(), kind);
        let bytes = match self {
            Input::Stdin => slurp(io::stdin().lock()),
            Input::File(path) => open(path).and_then(slurp),
        };
        let text = decode(bytes.map_err(|cause| fail(cause.into()))?).map_err(fail)?;
        let published = match (published, self) {
            (Some(day), _) => Some(day),
            (None, Input::Stdin) => None,
            (None, Input::File(path)) => sidecar(&path.with_extension("date"))?,
        };
        Ok(Document { source: Source { origin: self.origin(), outlet: None, published }, text })
    }
}

// Links to folders are not followed: they may lead in circles.
fn walk(folder: &Path, found: &mut Vec<Result<Input, Error>>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(cause) => return found.push(Err(Error::new(folder.to_string_lossy(), cause))),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt")) {
            found.push(Ok(Input::File(path)));
        }
    }
}

// Opening a folder succeeds on some systems and then fails strangely.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

// One byte more than allowed tells a text that fits from one that does not.
fn slurp(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, Kind> {
    if bytes.len() as u64 > LARGEST {
        return Err(Kind::TooLarge(LARGEST >> 20));
    }
    if let Some(what) = foreign(&bytes) {
        return Err(Kind::Binary(what));
    }
    let text = String::from_utf8(bytes).map_err(|error| Kind::Encoding(error.utf8_error().valid_up_to()))?;
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Kind::Empty);
    }
    Ok(text)
}

// What a file that is no text seems to be.
fn foreign(bytes: &[u8]) -> Option<String> {
    const SIGNS: [(&[u8], &str); 7] = [
        (b"%PDF-", "it begins like a PDF"),
        (b"PK\x03\x04", "it begins like a ZIP archive or a Word document"),
        (b"\x1f\x8b", "it begins like gzip"),
        (b"\x28\xb5\x2f\xfd", "it begins like zstd"),
        (b"\xd0\xcf\x11\xe0", "it begins like an old Office document"),
        (b"\xff\xfe", "it begins like UTF-16"),
        (b"\xfe\xff", "it begins like UTF-16"),
    ];
    if let Some((_, what)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Some((*what).into());
    }
    bytes.iter().position(|&byte| byte == 0).map(|at| format!("byte {at} is zero"))
}

fn sidecar(path: &Path) -> Result<Option<Day>, Error> {
    let fail = |kind: Kind| Error::new(path.to_string_lossy(), kind);
    let mut text = String::new();
    match open(path).and_then(|file| file.take(1024).read_to_string(&mut text)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(fail(cause.into())),
        Ok(_) => {}
    }
    let text = text.trim();
    let short = || text.chars().take(40).collect();
    parse_day(text).map(Some).ok_or_else(|| fail(Kind::Day(short())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(bytes: &[u8], expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        fs::write(&path, bytes).unwrap();
        let loaded = Input::File(path.clone()).load(None);
        let shown = match loaded {
            Ok(document) => document.text,
            Err(error) => error.to_string().replace(&*path.to_string_lossy(), "FILE"),
        };
        assert_eq!(shown, expect);
    }

    #[test]
    fn bad_files_are_named_with_cause_and_remedy() {
        check("\u{feff}Lima.\r\n".as_bytes(), "\u{feff}Lima.\r\n");
        check(b"", "FILE is empty; fetch or export it again");
        check(b" \n\t\n", "FILE is empty; fetch or export it again");
        check(b"a\0b", "FILE is not text: byte 1 is zero; export it as plain text first");
        check(b"%PDF-1.7", "FILE is not text: it begins like a PDF; export it as plain text first");
        check(
            b"caf\xe9 talks",
            "FILE is not UTF-8: byte 3 begins no character; convert it first, as with: iconv -f WINDOWS-1252 -t UTF-8",
        );
    }

    #[test]
    fn folders_stand_for_their_texts_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("b.txt")).unwrap();
        fs::create_dir(at("empty")).unwrap();
        for name in ["c.txt", "a.TXT", "note.md", "b.txt/x.txt"] {
            fs::write(at(name), "Oslo.").unwrap();
        }
        let listed = inputs([folder.path().into(), "-".into(), at("empty"), at("gone.txt")]);
        let shown: Vec<String> = listed
            .into_iter()
            .map(|each| each.map_or_else(|error| error.to_string(), |input| input.origin()))
            .map(|shown| shown.replace(&*folder.path().to_string_lossy(), "F"))
            .collect();
        let expect = [
            "F/a.TXT",
            "F/b.txt/x.txt",
            "F/c.txt",
            "-",
            "F/empty is a folder without .txt files; name the files themselves, or another folder",
            "F/gone.txt",
        ];
        assert_eq!(shown, expect);
        assert!(Input::File(at("gone.txt")).load(None).unwrap_err().is_unreadable());
        assert!(Input::File(at("b.txt")).load(None).unwrap_err().to_string().contains("directory"));
    }

    #[test]
    fn the_day_is_the_flag_else_the_sidecar_else_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let input = Input::File(folder.path().join("n.txt"));
        fs::write(folder.path().join("n.txt"), "Oslo.").unwrap();
        let flag = parse_day("2020-02-29");
        assert_eq!(input.load(None).unwrap().source.published, None);
        fs::write(folder.path().join("n.date"), "2023-03-21\n").unwrap();
        assert_eq!(input.load(None).unwrap().source.published, parse_day("2023-03-21"));
        assert_eq!(input.load(flag).unwrap().source.published, flag);
        fs::write(folder.path().join("n.date"), "21/3/2023").unwrap();
        assert!(input.load(None).unwrap_err().to_string().contains("n.date holds no day such as 2023-03-21"));
        for wrong in ["2023-02-29", "20230321", "2023-3-21", "today", "+02023-01-01"] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }
}
