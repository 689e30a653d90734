//! Elements of EBML (RFC 8794).

use crate::error::{Error, Result};
use std::io::{BufReader, Read, Seek};

/// An element: where it begins, and where its content does.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub id: u64,
    pub at: u64,
    pub start: u64,
    pub end: u64,
    /// Written as it came, without a length.
    pub endless: bool,
}

pub(super) fn broken(why: &str) -> Error {
    Error::broken("WebM", why)
}

/// Reads elements one after the other, as far as possible without moving in the file.
pub(super) struct Elements<F> {
    file: BufReader<F>,
    at: u64,
    left: usize,
}

impl<F: Read + Seek> Elements<F> {
    /// Looks at so many elements at most.
    pub(super) fn new(file: F, left: usize) -> Result<Self> {
        let mut file = BufReader::new(file);
        file.rewind()?;
        Ok(Self { file, at: 0, left })
    }

    /// The element that begins here, within something that ends there.
    pub(super) fn read_element(&mut self, at: u64, end: u64) -> Result<Element> {
        self.left = self.left.checked_sub(1).ok_or_else(|| broken("it has too many elements"))?;
        let (id, id_length) = self.number(at, 4, true)?;
        let (size, size_length) = self.number(at + id_length, 8, false)?;
        let start = at + id_length + size_length;
        // All bits set means an unknown length (RFC 8794, 6.2).
        let endless = size == (1 << (7 * size_length)) - 1;
        let stop = if endless { Some(end) } else { start.checked_add(size).filter(|stop| *stop <= end) };
        let stop =
            stop.filter(|stop| *stop >= start).ok_or_else(|| broken("an element reaches beyond the end"))?;
        Ok(Element { id, at, start, end: stop, endless })
    }

    /// A number whose first byte tells its length; an id keeps the bit that tells. Gives its bytes' count too.
    pub(super) fn number(&mut self, at: u64, longest: u32, id: bool) -> Result<(u64, u64)> {
        let [first] = self.read(at, 1)?.try_into().map_err(|_| broken("it ends within an element"))?;
        // A first byte of zero gives nine, which every limit of the callers refuses.
        let length = u32::leading_zeros(u32::from(first)) - 24 + 1;
        if length > longest {
            return Err(broken("an element has no length"));
        }
        let rest = self.read(at + 1, u64::from(length) - 1)?;
        if rest.len() as u64 + 1 != u64::from(length) {
            return Err(broken("it ends within an element"));
        }
        let number = rest.iter().fold(u64::from(first), |number, byte| number << 8 | u64::from(*byte));
        let mark = 1_u64 << (7 * length);
        Ok((if id { number } else { number & (mark - 1) }, u64::from(length)))
    }

    pub(super) fn unsigned(&mut self, element: &Element) -> Result<u64> {
        let bytes = self.short(element)?;
        Ok(bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub(super) fn float(&mut self, element: &Element) -> Result<Option<f64>> {
        let bytes = self.short(element)?;
        let single = <[u8; 4]>::try_from(&bytes[..]).map(|bytes| f64::from(f32::from_be_bytes(bytes)));
        let double = <[u8; 8]>::try_from(&bytes[..]).map(f64::from_be_bytes);
        Ok(single.or(double).ok())
    }

    fn short(&mut self, element: &Element) -> Result<Vec<u8>> {
        match element.end - element.start {
            0..=8 => self.read(element.start, element.end - element.start),
            _ => Err(broken("a number is too long")),
        }
    }

    pub(super) fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>> {
        let by = i64::try_from(at).ok().zip(i64::try_from(self.at).ok()).map(|(to, from)| to - from);
        // Unlike `seek`, this keeps the buffer where the target lies within it.
        self.file.seek_relative(by.ok_or_else(|| broken("an element reaches beyond the end"))?)?;
        let mut bytes = Vec::new();
        (&mut self.file).take(length).read_to_end(&mut bytes)?;
        self.at = at + bytes.len() as u64;
        Ok(bytes)
    }
}
