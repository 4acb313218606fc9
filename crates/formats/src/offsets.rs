//! From bytes, as the engine counts, to Unicode code points, as everybody outside does.

/// Where each byte of a text stands when code points are counted. Built once a document.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    // How many code points begin before each block of `BLOCK` bytes; empty for ASCII, where bytes are points.
    before: Vec<u32>,
}

// A block's worth of bytes is counted per question; a quarter of a byte per byte of text is kept.
const BLOCK: usize = 16;

impl<'t> Offsets<'t> {
    /// Counts the text through once.
    pub fn new(text: &'t str) -> Offsets<'t> {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut points = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(points);
                points += starts(block);
            }
            before.push(points);
        }
        Offsets { text, before }
    }

    /// The text itself.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The number of code points before this byte, which must be the first of a character or the text's end.
    pub fn point(&self, byte: u32) -> u32 {
        if self.before.is_empty() {
            return byte;
        }
        let block = byte as usize / BLOCK;
        self.before[block] + starts(&self.text.as_bytes()[block * BLOCK..byte as usize])
    }
}

// Every byte but a continuation byte begins a character.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_many_points_as_characters(text in "(?s).{0,80}") {
            let offsets = Offsets::new(&text);
            for (points, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.point(byte as u32), points as u32);
            }
            prop_assert_eq!(offsets.point(text.len() as u32), text.chars().count() as u32);
        }
    }
}
