//! Languages, by the ISO 639 code a browser expects in `lang`.

use crate::Invalid;
use serde::{Deserialize, Serialize};

/// An ISO 639 language code of two or three lower-case letters, such as `az` or `kat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang([u8; 3]);

impl Lang {
    /// Reads a code; a longer tag (`az-Latn`, `pt_BR`) is cut to its language.
    ///
    /// # Errors
    /// When the text does not begin with two or three ASCII letters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Posts are listed by language alone, so region and script would only split their lists.
        let code = text.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let bytes = code.as_bytes();
        if !(2..=3).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_lowercase) {
            return Err(Invalid::new(format!(
                "“{text}” is not a language; use a two- or three-letter code such as az, en or ru"
            )));
        }
        let mut out = [0; 3];
        out[..bytes.len()].copy_from_slice(bytes);
        Ok(Self(out))
    }

    /// The code, two or three letters.
    pub fn code(&self) -> &str {
        // A code of two letters is padded with a zero byte, which no letter is.
        let len = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..len]).unwrap_or("und")
    }

    /// The three bytes as a number, for facets: 24 bits, never zero.
    pub fn number(self) -> u32 {
        u32::from_be_bytes([0, self.0[0], self.0[1], self.0[2]])
    }

    /// The reverse of [`Lang::number`].
    pub fn from_number(number: u32) -> Option<Self> {
        let [_, a, b, c] = number.to_be_bytes();
        let text: String = [a, b, c].iter().filter(|&&b| b != 0).map(|&b| char::from(b)).collect();
        Self::parse(&text).ok()
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Lang {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> Self {
        lang.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_its_number() {
        for code in ["az", "kat", "en"] {
            let lang = Lang::parse(code).unwrap();
            assert_eq!(Lang::from_number(lang.number()), Some(lang));
            assert_eq!(lang.code(), code);
        }
        assert_eq!(Lang::parse("pt_BR").unwrap().code(), "pt");
        assert!(Lang::parse("é").is_err());
    }
}
