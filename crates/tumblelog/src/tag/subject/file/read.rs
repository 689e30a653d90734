//! Reading sets, line by line. Nothing is believed: sizes, letters and words are checked, and a mistake is told with
//! its line.

use super::super::spelling::{Spelling, check_line};
use super::super::{EVIDENCE, REASON, SPELLINGS};
use super::claim::Claim;
use super::{FIRST, LINE, PART_OF, cycle};
use model::{Invalid, LinkFamily, LinkKind, Time};
use std::collections::HashMap;

/// Longest file, in bytes.
pub const BYTES: usize = 5_000_000;
/// Most blocks in a file.
pub const SETS: usize = 10_000;
/// Longest name of who made a claim, in code points.
const WHO: usize = 100;

/// A file that can be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Its claims, block by block.
    pub blocks: Vec<Vec<Claim>>,
}

/// Reads a file.
///
/// # Errors
/// Says in which line something is not accepted, and what is.
pub fn parse_file(bytes: &[u8]) -> Result<File, Invalid> {
    // Before anything is parsed: the file comes from another site and may be hostile.
    if bytes.len() > BYTES {
        return Err(Invalid::new(format!(
            "the file has {} bytes; at most {BYTES} are accepted",
            bytes.len()
        )));
    }
    // Editors on Windows put a byte order mark before the first line.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = Reader::default();
    // Split as bytes, so that a line that is not UTF-8 is told with its number.
    for (at, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = at + 1;
        reader
            .read_line(number, raw)
            .map_err(|Invalid(why)| Invalid::new(format!("line {number}: {why}")))?;
    }
    if !reader.begun {
        return Err(Invalid::new(format!("line 1: the file is empty; it begins with “{FIRST}”")));
    }
    reader.end_block().map_err(|(number, Invalid(why))| Invalid::new(format!("line {number}: {why}")))?;
    // At the end, because a cycle may lead through several blocks.
    cycle::check_cycles(&reader.file.blocks)?;
    Ok(reader.file)
}

#[derive(Default)]
struct Reader {
    begun: bool,
    file: File,
    block: Option<Block>,
    /// The line on which a fold was first said to be a spelling of a set, and of which.
    members: HashMap<String, (usize, usize)>,
}

struct Block {
    line: usize,
    subject: Spelling,
    /// Names of the set by fold.
    names: HashMap<String, String>,
    claims: Vec<Claim>,
}

impl Reader {
    fn read_line(&mut self, number: usize, raw: &[u8]) -> Result<(), Invalid> {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        if raw.len() > LINE {
            return Err(Invalid::new(format!(
                "{} bytes on one line; at most {LINE} are accepted",
                raw.len()
            )));
        }
        let text = std::str::from_utf8(raw)
            .map_err(|e| Invalid::new(format!("byte {} is not UTF-8", e.valid_up_to() + 1)))?;
        // Control characters could hide or forge text where a moderator reads it.
        if let Some(control) = text.chars().find(|c| c.is_control() && *c != '\t') {
            return Err(Invalid::new(format!("the control character {control:?} is not accepted")));
        }
        let text = text.trim();
        if !self.begun {
            if text != FIRST {
                return Err(Invalid::new(format!("the first line must be “{FIRST}”")));
            }
            self.begun = true;
            return Ok(());
        }
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        let Some((word, value)) = text.split_once(':') else {
            return Err(Invalid::new(
                "a line is a word, a colon and a text, or a comment that begins with #",
            ));
        };
        // Files are written by hand too: case, spaces and hyphens make no difference.
        let (word, value) = (word.trim().to_lowercase().replace('-', " "), value.trim());
        if value.is_empty() {
            return Err(Invalid::new(format!("nothing stands behind “{word}:”")));
        }
        if word == "subject" {
            return self.begin_block(number, value);
        }
        let block = self.block.as_mut().ok_or_else(|| Invalid::new("a block begins with “subject:”"))?;
        block.read_line(number, &word, value)
    }

    fn begin_block(&mut self, number: usize, value: &str) -> Result<(), Invalid> {
        self.end_block().map_err(|(line, Invalid(why))| {
            Invalid::new(format!("in the block before, line {line}: {why}"))
        })?;
        if self.file.blocks.len() >= SETS {
            return Err(Invalid::new(format!("more than {SETS} blocks; that many are accepted in one file")));
        }
        let subject = parse_name(value)?;
        let names = HashMap::from([(subject.fold.clone(), subject.name.clone())]);
        self.block = Some(Block { line: number, subject, names, claims: Vec::new() });
        Ok(())
    }

    /// Ends a block; what is wrong with it is told with a line of it.
    fn end_block(&mut self) -> Result<(), (usize, Invalid)> {
        let Some(mut block) = self.block.take() else { return Ok(()) };
        if block.claims.is_empty() {
            return Err((block.line, Invalid::new("a subject of one name; say what else it is called")));
        }
        block.resolve_names()?;
        let set = self.file.blocks.len();
        for claim in block.claims.iter().filter(|claim| claim.kind.family() == LinkFamily::Same) {
            for (fold, written) in [&claim.a, &claim.b] {
                // Sets that share a spelling would become one subject, which the file does not say.
                let (line, first) = *self.members.entry(fold.clone()).or_insert((claim.line, set));
                if first != set {
                    let words = format!("“{written}” stands in two sets; the other is at line {line}");
                    return Err((claim.line, Invalid::new(words)));
                }
            }
        }
        self.file.blocks.push(block.claims);
        Ok(())
    }
}

impl Block {
    fn read_line(&mut self, number: usize, word: &str, value: &str) -> Result<(), Invalid> {
        let kind = if word == PART_OF { Some(LinkKind::Broader) } else { LinkKind::from_name(word) };
        if let Some(kind) = kind {
            return self.read_claim(number, kind, value);
        }
        if !["of", "reason", "evidence", "who", "when"].contains(&word) {
            return Err(unknown_word(word));
        }
        // Details belong to the claim above them, so without one there is nothing to describe.
        let claim = self.claims.last_mut().ok_or_else(|| {
            Invalid::new(format!("“{word}:” belongs below the line of a name, such as “same name: …”"))
        })?;
        match word {
            // Until the block ends the name alone is known.
            "of" => {
                let of = parse_name(value)?;
                claim.a = (of.fold, of.name);
            }
            "reason" => claim.reason = check_line("reason", value, REASON)?,
            "evidence" => claim.evidence = check_line("evidence", value, EVIDENCE)?,
            "who" => claim.who = Some(check_line("name of who said so", value, WHO)?),
            _ => claim.at = Some(parse_time(value)?),
        }
        Ok(())
    }

    fn read_claim(&mut self, number: usize, kind: LinkKind, value: &str) -> Result<(), Invalid> {
        let other = parse_name(value)?;
        if kind.family() == LinkFamily::Same {
            // Only names that join count as members: a broader or different tag is outside the set.
            self.names.entry(other.fold.clone()).or_insert_with(|| other.name.clone());
            if self.names.len() > SPELLINGS {
                return Err(Invalid::new(format!(
                    "more than {SPELLINGS} names in a set; that many are accepted"
                )));
            }
        }
        self.claims.push(Claim {
            line: number,
            kind,
            a: (self.subject.fold.clone(), self.subject.name.clone()),
            b: (other.fold, other.name),
            reason: String::new(),
            evidence: String::new(),
            who: None,
            at: None,
        });
        Ok(())
    }

    /// Every name of the set as it is first written, and every “of” a name of the set.
    fn resolve_names(&mut self) -> Result<(), (usize, Invalid)> {
        let mut pairs = HashMap::new();
        for claim in &mut self.claims {
            let wrong = |why: String| (claim.line, Invalid::new(why));
            let Some(own) = self.names.get(&claim.a.0) else {
                return Err(wrong(format!("“of: {}” is not a name of this set", claim.a.1)));
            };
            // One fold may be written in several ways; the first one is shown everywhere.
            claim.a.1.clone_from(own);
            if claim.kind.family() == LinkFamily::Same
                && let Some(own) = self.names.get(&claim.b.0)
            {
                claim.b.1.clone_from(own);
            }
            if claim.a.0 == claim.b.0 {
                return Err(wrong(format!("“{}” and “{}” are the same tag already", claim.a.1, claim.b.1)));
            }
            // Part of has a direction, so both directions are two claims, and the cycle check
            // refuses them.
            let directed = claim.kind == LinkKind::Broader;
            let (a, b) = (&claim.a.0, &claim.b.0);
            let pair = if directed || a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
            if let Some(line) = pairs.insert((pair, claim.kind.family()), claim.line) {
                return Err(wrong(format!("this was said at line {line} already")));
            }
        }
        self.hangs_together()
    }

    /// A set whose names hang together by “of” alone, away from its subject, would be another subject.
    fn hangs_together(&self) -> Result<(), (usize, Invalid)> {
        let same = || self.claims.iter().filter(|claim| claim.kind.family() == LinkFamily::Same);
        let folds = self.names.keys().map(String::as_str);
        let links = same().map(|claim| (claim.a.0.as_str(), claim.b.0.as_str()));
        let sets = super::super::components::connected_components(folds, links);
        let own = sets.iter().find(|set| set.contains(&self.subject.fold.as_str()));
        match same().find(|claim| own.is_none_or(|own| !own.contains(&claim.a.0.as_str()))) {
            None => Ok(()),
            Some(claim) => {
                let words = format!("“{}” does not hang together with “{}”", claim.a.1, self.subject.name);
                Err((claim.line, Invalid::new(words)))
            }
        }
    }
}

fn unknown_word(word: &str) -> Invalid {
    let kinds: Vec<&str> = LinkKind::ALL
        .into_iter()
        .map(|kind| if kind == LinkKind::Broader { PART_OF } else { kind.name() })
        .collect();
    // The word is echoed in an error page and may be as long as a line.
    let word: String = word.chars().take(40).collect();
    Invalid::new(format!(
        "“{word}” is no kind of link; accepted are subject, {}, and below these of, reason, evidence, who and when",
        kinds.join(", ")
    ))
}

fn parse_name(value: &str) -> Result<Spelling, Invalid> {
    Spelling::parse_name(value).map_err(|error| match error {
        crate::Error::Invalid(invalid) => invalid,
        other => Invalid::new(other.to_string()),
    })
}

fn parse_time(value: &str) -> Result<Time, Invalid> {
    Time::parse(value)
        // Written files carry whole seconds, so a file that is read and written again stays the
        // same.
        .map(|(time, _)| Time(time.seconds().saturating_mul(1000)))
        .map_err(|_| Invalid::new("“when:” takes a moment such as 2026-11-22T12:00:00Z"))
}
