//! Base64 piece by piece, as clients write it: either alphabet, line ends within, padding or none, and the front of a
//! `data:` address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Longest front of a `data:` address.
const FRONT: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Characters that do not make a whole group yet; at the beginning, those that may be a front.
    waiting: Vec<u8>,
    begun: bool,
    padded: bool,
}

impl Decoder {
    /// Decodes the groups that are whole.
    pub(super) fn push_piece(&mut self, piece: &[u8]) -> Result<Vec<u8>, &'static str> {
        for &byte in piece.iter().filter(|byte| !byte.is_ascii_whitespace()) {
            match byte {
                // The front ends at the first comma; base64 itself has none.
                b',' if !self.begun && self.waiting.starts_with(b"data:") => {
                    self.waiting.clear();
                    self.begun = true;
                }
                b'=' if self.begun || !self.waiting.starts_with(b"data:") => self.padded = true,
                _ if self.padded => return Err("something follows the padding"),
                byte => self.waiting.push(byte),
            }
            // A front begins with a colon where base64 has none.
            self.begun |= self.waiting.len() >= 5 && !self.waiting.starts_with(b"data:");
            if !self.begun && self.waiting.len() > FRONT {
                return Err("the front of its data: address is too long");
            }
        }
        if !self.begun {
            return Ok(Vec::new());
        }
        // Four characters make three bytes; a remainder waits for the next piece.
        let rest = self.waiting.split_off(self.waiting.len() / 4 * 4);
        decode_groups(&std::mem::replace(&mut self.waiting, rest))
    }

    /// Decodes what is left.
    pub(super) fn finish_text(self) -> Result<Vec<u8>, &'static str> {
        decode_groups(&self.waiting)
    }
}

fn decode_groups(groups: &[u8]) -> Result<Vec<u8>, &'static str> {
    // Clients mix the alphabets of URLs and of MIME, and no character means two things.
    let standard = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let groups: Vec<u8> = groups.iter().map(standard).collect();
    STANDARD_NO_PAD.decode(groups).map_err(|_| "it has characters of another alphabet or is cut off")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str, piece: usize) -> Result<Vec<u8>, &'static str> {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        for piece in text.as_bytes().chunks(piece) {
            out.extend(decoder.push_piece(piece)?);
        }
        out.extend(decoder.finish_text()?);
        Ok(out)
    }

    #[test]
    fn what_clients_write_is_read() {
        for piece in [1, 3, 4, 7, 100] {
            for (text, bytes) in [
                ("", &b""[..]),
                ("aGk=", b"hi"),
                ("aGk", b"hi"),
                ("aGVs\r\nbG8g d29y bGQ=\n", b"hello world"),
                ("data:image/png;base64,aGVsbG8", b"hello"),
                ("+/+/+/+/", b"\xfb\xff\xbf\xfb\xff\xbf"),
                ("-_-_-_-_", b"\xfb\xff\xbf\xfb\xff\xbf"),
            ] {
                assert_eq!(whole(text, piece).as_deref(), Ok(bytes), "{text}");
            }
            for wrong in ["a", "aGk=aGk=", "a.b.", "data:image/png;base64", "é"] {
                assert!(whole(wrong, piece).is_err(), "{wrong}");
            }
        }
    }
}
