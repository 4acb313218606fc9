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
pub fn mix(state: u64, value: u64) -> u64 {
    let product = u128::from(state ^ 0x2545_F491_4F6C_DD1D) * u128::from((value ^ MULTIPLIER) | 1);
    (product as u64) ^ ((product >> 64) as u64) ^ value.rotate_left(29)
}

/// The number of a feature: which template made it, and what the template saw. Never 0.
pub fn feature(template: u8, seen: u64) -> u32 {
    let mixed = (seen ^ u64::from(template).wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(MULTIPLIER);
    ((mixed ^ (mixed >> 32)) as u32).max(1)
}
