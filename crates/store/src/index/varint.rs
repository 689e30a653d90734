//! Numbers in as few bytes as they need, seven bits to a byte.

/// The bytes of numbers.
pub(crate) fn encode_varints(numbers: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut out = Vec::new();
    for mut left in numbers {
        while left >= 0x80 {
            out.push((left as u8 & 0x7f) | 0x80);
            left >>= 7;
        }
        out.push(left as u8);
    }
    out
}

/// The numbers of bytes; `None` where the bytes end inside a number or a number has over 63 bits.
pub(crate) fn decode_varints(bytes: &[u8]) -> Option<Vec<u64>> {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_u64, 0);
    for byte in bytes {
        // Nine bytes of seven bits: this also stops a damaged row of 0xff from shifting too far.
        if shift > 56 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            numbers.push(value);
            (value, shift) = (0, 0);
        }
    }
    // A shift left over means that the last number was cut off.
    (shift == 0).then_some(numbers)
}
