//! Hashes of words and features. They are part of the model format: a change here spoils every trained file.

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a string of bytes.
pub fn bytes(bytes: &[u8]) -> u64 {
    let mut state = (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = mix(state, u64::from_le_bytes(word));
    }
    let mut word = [0; 8];
    let rest = chunks.remainder();
    word[..rest.len()].copy_from_slice(rest);
    mix(state, u64::from_le_bytes(word))
}

/// Two hashes in one; the order matters.
#[inline]
pub fn mix(state: u64, value: u64) -> u64 {
    let product = (state.rotate_left(26) ^ value).wrapping_mul(MULTIPLIER);
    product ^ (product >> 32)
}

/// The number of a feature: which template made it, and what the template saw. Never 0.
#[inline]
pub fn feature(template: u8, seen: u64) -> u32 {
    let mixed = (seen ^ u64::from(template).wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(MULTIPLIER);
    ((mixed ^ (mixed >> 32)) as u32).max(1)
}
