//! Other rules over what is read already: what who writes rules waits for is only their matching.

use std::sync::Arc;

use chancery_document::{Lexicon, Provenance, Reading, Record};
use chancery_frames::Frames;

use crate::{Engine, Error, Packs, engine::topics};

/// The topics of a set of packs, to be run on readings of an [`Engine`] whose packs read alike.
#[derive(Debug)]
pub struct Topics {
    frames: Frames,
    lexicon: Arc<Lexicon>,
    provenance: Provenance,
}

impl Engine {
    /// The topics of other packs, for readings of this engine, which has these packs. None where the two do not read
    /// alike: where their languages or worlds differ.
    pub fn topics(&self, own: &Packs, other: &Packs) -> Result<Option<Topics>, Error> {
        let reads = |path: &str| {
            READ.iter().any(|pack| path.strip_prefix(pack).is_some_and(|rest| rest.starts_with('/')))
        };
        let mut of = [own, other].map(|packs| packs.files().iter().filter(|file| reads(&file.path)));
        let [own, others] = &mut of;
        if !own
            .by_ref()
            .map(|file| (&file.path, &file.bytes))
            .eq(others.map(|file| (&file.path, &file.bytes)))
        {
            return Ok(None);
        }
        let mut lexicon = Lexicon::default();
        let frames = topics(other, &mut lexicon)?;
        // What reads is the same, and so is its digest.
        let digest = |name: &str| {
            let known = self.provenance.packs.iter().find(|each| each.split('@').next() == Some(name));
            known.filter(|_| READ.contains(&name)).cloned().unwrap_or_else(|| other.digest(name))
        };
        let packs = other.names().into_iter().map(digest).collect();
        let provenance = Provenance { packs, ..self.provenance.clone() };
        Ok(Some(Topics { frames, lexicon: Arc::new(lexicon), provenance }))
    }
}

// The packs that a reading is made with; the others only draw records from it.
const READ: [&str; 2] = ["en", "world"];

impl Topics {
    /// The records that these topics draw from a reading, which then tells that they did.
    pub fn extract(&self, reading: &mut Reading) -> Vec<Record> {
        reading.renumber(&self.lexicon);
        reading.provenance = self.provenance.clone();
        self.frames.extract(reading)
    }
}
