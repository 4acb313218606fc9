//! The model file: a header, a directory of named sections, and their bytes, guarded by a checksum.
//!
//! ```text
//! 8 bytes  "CHANCRYM"
//! u32      version of this format, 1
//! u32      how many sections
//! u64      checksum of all that follows
//! then for each section: u32 length of its name, its name, u64 length of its bytes
//! then the bytes of each section in the same order
//! ```
//! All numbers are little-endian. A reader takes nothing on trust: lengths are compared with what is there
//! before anything is allocated, so a foreign or damaged file costs no more than its own size.

use std::{borrow::Cow, ops::Range};

use crate::{Error, hash};

const MAGIC: &[u8; 8] = b"CHANCRYM";
const VERSION: u32 = 1;
const HEADER: usize = 24;

/// A model file, read and checked.
#[derive(Clone, Debug)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    sections: Vec<(String, Range<usize>)>,
}

impl Model {
    /// Reads a file that [`ModelWriter`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, Error> {
        let sections = sections(bytes, true)?;
        Ok(Model { bytes: Cow::Owned(bytes.to_vec()), sections })
    }

    /// Reads a file that is part of the program, which cannot be damaged without the program: the bytes stay where
    /// they are, and their checksum is not counted again.
    pub fn bundled(bytes: &'static [u8]) -> Result<Model, Error> {
        Ok(Model { bytes: Cow::Borrowed(bytes), sections: sections(bytes, false)? })
    }

    /// The bytes of a section.
    pub fn section(&self, name: &str) -> Result<&[u8], Error> {
        self.find(name).ok_or_else(|| Error::new(format!("the model has no section {name:?}")))
    }

    /// The bytes of a section that a model may lack.
    pub fn find(&self, name: &str) -> Option<&[u8]> {
        let (_, range) = self.sections.iter().find(|(each, _)| each == name)?;
        Some(&self.bytes[range.clone()])
    }

    /// The bytes of a section, to be kept: not copied where the model is part of the program.
    pub fn keep(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        let (_, range) = self.sections.iter().find(|(each, _)| each == name)?;
        Some(match &self.bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[range.clone()]),
            Cow::Owned(bytes) => Cow::Owned(bytes[range.clone()].to_vec()),
        })
    }

    /// The names of all sections, in file order, and their sizes.
    pub fn sections(&self) -> impl Iterator<Item = (&str, usize)> {
        self.sections.iter().map(|(name, range)| (name.as_str(), range.len()))
    }
}

// Where the sections lie.
fn sections(bytes: &[u8], check: bool) -> Result<Vec<(String, Range<usize>)>, Error> {
    if !bytes.starts_with(MAGIC) {
        return Err(Error::new("not a model file: it does not begin with CHANCRYM"));
    }
    let mut cursor = Cursor { bytes, at: MAGIC.len() };
    let version = cursor.u32()?;
    if version != VERSION {
        return Err(Error::new(format!(
            "model format {version} is unknown here; this build reads {VERSION}"
        )));
    }
    let count = cursor.u32()?;
    let checksum = cursor.u64()?;
    if check && hash::bytes(&bytes[HEADER..]) != checksum {
        return Err(Error::new("the model file is damaged or cut short: its checksum does not fit"));
    }
    let mut lengths = Vec::new();
    for _ in 0..count {
        let name_length = cursor.u32()? as usize;
        let name = std::str::from_utf8(cursor.take(name_length)?)
            .map_err(|_| Error::new("the name of a section is not UTF-8"))?;
        lengths.push((name.to_owned(), cursor.u64()?));
    }
    let mut sections = Vec::new();
    for (name, length) in lengths {
        let length = usize::try_from(length).map_err(|_| Error::new("a section is too long"))?;
        let start = cursor.at;
        cursor.take(length)?;
        sections.push((name, start..cursor.at));
    }
    if cursor.at != bytes.len() {
        return Err(Error::new("the model file goes on after its last section"));
    }
    Ok(sections)
}

/// Gathers sections and writes them as one file.
#[derive(Clone, Debug, Default)]
pub struct ModelWriter {
    sections: Vec<(String, Vec<u8>)>,
}

impl ModelWriter {
    /// Starts from the sections of a model, to replace some of them.
    pub fn from_model(model: &Model) -> ModelWriter {
        let sections = model.sections.iter();
        ModelWriter {
            sections: sections.map(|(n, r)| (n.clone(), model.bytes[r.clone()].to_vec())).collect(),
        }
    }

    /// Adds a section, in place of one of the same name.
    pub fn set(&mut self, name: &str, bytes: Vec<u8>) {
        match self.sections.iter_mut().find(|(each, _)| each == name) {
            Some((_, old)) => *old = bytes,
            None => self.sections.push((name.to_owned(), bytes)),
        }
    }

    /// Takes a section out, if it is there.
    pub fn remove(&mut self, name: &str) {
        self.sections.retain(|(each, _)| each != name);
    }

    /// The file. Sections stand in the order of their names, so that the order of making does not matter.
    pub fn finish(mut self) -> Vec<u8> {
        self.sections.sort();
        let mut body = Vec::new();
        for (name, bytes) in &self.sections {
            body.extend((name.len() as u32).to_le_bytes());
            body.extend(name.as_bytes());
            body.extend((bytes.len() as u64).to_le_bytes());
        }
        for (_, bytes) in &self.sections {
            body.extend(bytes);
        }
        let mut file = MAGIC.to_vec();
        file.extend(VERSION.to_le_bytes());
        file.extend((self.sections.len() as u32).to_le_bytes());
        file.extend(hash::bytes(&body).to_le_bytes());
        file.extend(body);
        file
    }
}

/// Reads numbers and stretches off a slice, complaining where it ends too early.
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Begins at the start of the slice.
    pub fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { bytes, at: 0 }
    }

    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let rest = &self.bytes[self.at..];
        if length > rest.len() {
            return Err(Error::new("the model file is cut short"));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    /// The next four bytes as a number.
    pub fn u32(&mut self) -> Result<u32, Error> {
        let mut word = [0; 4];
        word.copy_from_slice(self.take(4)?);
        Ok(u32::from_le_bytes(word))
    }

    /// The next eight bytes as a number.
    pub fn u64(&mut self) -> Result<u64, Error> {
        let mut word = [0; 8];
        word.copy_from_slice(self.take(8)?);
        Ok(u64::from_le_bytes(word))
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| Error::new("a text of the model is not UTF-8"))
    }

    /// True if nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

/// Writes what [`Cursor::text`] reads.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}
