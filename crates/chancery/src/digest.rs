//! The digest of a pack. The build script has this file too: what is bundled need not be read to be named.

use sha2::{Digest, Sha256};

/// `name@digest` of a pack, from the paths and bytes of its files in order.
pub(crate) fn digest<'a>(name: &str, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update(path.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    let hex: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{name}@{hex}")
}
