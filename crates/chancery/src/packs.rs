//! Packs: folders of data that teach the engine a language, the world, or a topic.

use std::{borrow::Cow, fmt};

use crate::digest::digest;

/// A file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its path below the folder of packs, with forward slashes: `diplomacy/kinds.toml`.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// The files of all packs, in order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    files: Vec<PackFile>,
    // Packs that are as the build saw them, and their digests.
    unchanged: Vec<(&'static str, &'static str)>,
}

// Files, digests, and what was prepared of them.
type Bundled = (Files, &'static [(&'static str, &'static str)], Files);
type Files = &'static [(&'static str, &'static [u8])];

static BUNDLED: Bundled = include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

impl Packs {
    /// The packs that the binary carries.
    pub fn bundled() -> Packs {
        let file = |&(path, bytes): &(&str, &'static [u8])| PackFile {
            path: path.to_owned(),
            bytes: Cow::Borrowed(bytes),
        };
        Packs { files: BUNDLED.0.iter().map(file).collect(), unchanged: BUNDLED.1.to_vec() }
    }

    /// Packs from files read elsewhere. A later file of the same path replaces an earlier one.
    pub fn new(files: Vec<PackFile>) -> Packs {
        let mut packs = Packs::default();
        files.into_iter().for_each(|file| packs.put(file));
        packs
    }

    /// Adds a file, or replaces the one of the same path.
    pub fn put(&mut self, file: PackFile) {
        self.unchanged.retain(|(name, _)| file.path.split('/').next() != Some(name));
        match self.files.binary_search_by(|each| each.path.cmp(&file.path)) {
            Ok(at) => self.files[at] = file,
            Err(at) => self.files.insert(at, file),
        }
    }

    /// The same without one of them.
    #[must_use]
    pub fn without(&self, name: &str) -> Packs {
        let other = |file: &&PackFile| file.path.split('/').next() != Some(name);
        let unchanged = self.unchanged.iter().filter(|(each, _)| *each != name).copied();
        Packs { files: self.files.iter().filter(other).cloned().collect(), unchanged: unchanged.collect() }
    }

    /// All files, in order of their paths.
    pub fn files(&self) -> &[PackFile] {
        &self.files
    }

    /// The names of the packs: their folders.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.files.iter().filter_map(|file| file.path.split_once('/')).map(|(name, _)| name).collect();
        names.dedup();
        names
    }

    /// `name@digest` of each pack: what a record must say to be made again.
    pub fn digests(&self) -> Vec<String> {
        let of = |name: &str| match self.unchanged.iter().find(|(each, _)| *each == name) {
            Some((_, known)) => (*known).to_owned(),
            None => self.digest(name),
        };
        self.names().into_iter().map(of).collect()
    }

    pub(crate) fn digest(&self, name: &str) -> String {
        let files = self.files.iter().filter(|file| file.path.split('/').next() == Some(name));
        digest(name, files.map(|file| (file.path.as_str(), &*file.bytes)))
    }

    /// The bytes of a file as the build bundled it.
    pub(crate) fn bundled_bytes(&self, path: &str) -> Option<&'static [u8]> {
        let pack = path.split('/').next()?;
        self.unchanged.iter().find(|(name, _)| *name == pack)?;
        self.files.iter().find(|file| file.path == path).and_then(|file| match file.bytes {
            Cow::Borrowed(bytes) => Some(bytes),
            Cow::Owned(_) => None,
        })
    }

    /// What the build prepared of a pack or of a file in it, if that pack is as the build saw it.
    pub(crate) fn prepared(&self, name: &str) -> Option<&'static [u8]> {
        let pack = name.split('/').next()?;
        self.unchanged.iter().find(|(each, _)| *each == pack)?;
        BUNDLED.2.iter().find(|(each, _)| *each == name).map(|(_, bytes)| *bytes)
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, path: &str) -> Option<&Cow<'static, [u8]>> {
        self.files.iter().find(|file| file.path == path).map(|file| &file.bytes)
    }

    /// The files whose path passes a test, as text.
    pub(crate) fn texts<'a>(
        &'a self,
        wanted: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = Result<(&'a str, &'a str), Error>> + 'a {
        self.files.iter().filter(move |file| wanted(&file.path)).map(|file| {
            match std::str::from_utf8(&file.bytes) {
                Ok(text) => Ok((file.path.as_str(), text)),
                Err(error) => Err(Error::new(format!(
                    "{}: not UTF-8 at byte {}; save the file as UTF-8",
                    file.path,
                    error.valid_up_to()
                ))),
            }
        })
    }
}

/// What is wrong with the packs: each message names its file and place.
#[derive(Clone, Debug)]
pub struct Error {
    messages: Vec<String>,
}

impl Error {
    pub(crate) fn new(message: impl fmt::Display) -> Error {
        Error { messages: vec![message.to_string()] }
    }

    pub(crate) fn all(messages: Vec<String>) -> Error {
        Error { messages }
    }

    /// The messages, one for each mistake.
    pub fn messages(&self) -> &[String] {
        &self.messages
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n\n"))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_digests_are_those_of_the_files() {
        let mut packs = Packs::bundled();
        let bundled = packs.digests();
        assert_eq!(packs.names().into_iter().map(|name| packs.digest(name)).collect::<Vec<_>>(), bundled);
        assert!(packs.bundled_bytes("en/model.bin").is_some());
        assert!(packs.prepared("world").is_some());
        assert!(packs.without("world").prepared("world").is_none());
        packs.put(PackFile { path: "en/more.toml".into(), bytes: Cow::Borrowed(b"") });
        assert!(packs.bundled_bytes("en/model.bin").is_none());
        let changed = packs.digests();
        let same = changed.iter().zip(&bundled).filter(|(a, b)| a == b).count();
        assert_eq!(same, bundled.len() - 1);
    }
}
