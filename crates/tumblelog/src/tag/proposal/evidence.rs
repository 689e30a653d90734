//! What speaks for two tags being one, and against it, kept as JSON and told in words.

use serde::{Deserialize, Serialize};
use spelling::SpellingKind;

/// What is known about two tags, `a` and `b` in the order of their folds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// How likely their letters make it, 0 to 1.
    pub letters: f32,
    /// In which way they are written alike.
    #[serde(with = "kind")]
    pub kind: SpellingKind,
    /// The letters alone would not do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near: bool,
    /// They differ by marks (accents, dots, hooks) alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marks: bool,
    /// They stand on the same posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts: Option<SharedPosts>,
    /// Their posts share sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<SharedSources>,
    /// The same people write both as if they were two words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<WrittenApart>,
}

/// Posts that carry both tags.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SharedPosts {
    /// Posts with both, among those looked at.
    pub both: u64,
    /// Posts of the rarer tag that were looked at, the newest.
    pub of: u64,
    /// How many would have both if the tags had nothing to do with each other.
    pub chance: f32,
    /// Cosine of the two sets of posts, 0 to 1, as far as the posts looked at tell.
    pub cosine: f32,
}

/// Sources that posts with one tag share with posts with the other, those with both left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedSources {
    /// Addresses that posts of both were taken from.
    pub links: u64,
    /// Trails that posts of both belong to.
    pub stories: u64,
    /// One of the addresses, without scheme; empty where there are stories only.
    pub example: String,
}

/// Blogs that write both in one language, on different posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WrittenApart {
    /// Blogs.
    pub blogs: u64,
    /// Code of the language of most of them.
    pub lang: String,
}

impl Evidence {
    /// Each thing that is known in a sentence with its numbers.
    pub fn in_words(&self) -> Vec<String> {
        let mut words = vec![self.letters_in_words()];
        if let Some(posts) = &self.posts {
            words.push(format!(
                "Posts: {} of the {} looked at of the rarer carry both; chance would give {:.1}. Cosine {:.2}.",
                posts.both, posts.of, posts.chance, posts.cosine
            ));
        }
        if let Some(sources) = &self.sources {
            let mut parts = Vec::new();
            if sources.links > 0 {
                parts.push(format!("{} (such as {})", counted_words(sources.links, "link"), sources.example));
            }
            if sources.stories > 0 {
                parts.push(counted_words(sources.stories, "reblogged post"));
            }
            words.push(format!("Sources: posts of the one and of the other share {}.", parts.join(" and ")));
        }
        if let Some(apart) = &self.apart {
            words.push(format!(
                "Against it: {} both in one language ({}), on different posts, as if they were two words.",
                if apart.blogs == 1 {
                    "1 blog writes".to_owned()
                } else {
                    format!("{} blogs write", apart.blogs)
                },
                apart.lang
            ));
        }
        words
    }

    fn letters_in_words(&self) -> String {
        let how = match self.kind {
            SpellingKind::SameName if self.marks => "the same but for marks",
            SpellingKind::SameName => "the same but for spaces and punctuation",
            SpellingKind::Spelling => "spelled alike",
            SpellingKind::OtherScript => "alike in another script",
        };
        let near = if self.near { ", too little by itself" } else { "" };
        format!("Letters: {how}, score {:.2}{near}.", self.letters)
    }

    /// As it is kept.
    pub(crate) fn to_json(&self) -> String {
        // Such a struct always serializes; an empty text would be read as unknown evidence.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Kept evidence; `None` for what another version wrote.
    pub(crate) fn from_json(json: &str) -> Option<Self> {
        // Swallowed: old evidence is shown as unknown, and a moderator can still decide.
        serde_json::from_str(json).ok()
    }
}

fn counted_words(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

mod kind {
    use serde::{Deserialize, Deserializer, Serializer};
    use spelling::SpellingKind;

    pub fn serialize<S: Serializer>(kind: &SpellingKind, out: S) -> Result<S::Ok, S::Error> {
        // Names and not numbers, so that a new kind does not change the meaning of kept rows.
        out.serialize_str(match kind {
            SpellingKind::SameName => "same name",
            SpellingKind::Spelling => "spelling",
            SpellingKind::OtherScript => "other script",
        })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SpellingKind, D::Error> {
        let name = String::deserialize(from)?;
        match name.as_str() {
            "same name" => Ok(SpellingKind::SameName),
            "spelling" => Ok(SpellingKind::Spelling),
            "other script" => Ok(SpellingKind::OtherScript),
            _ => Err(serde::de::Error::custom(format!("a kind of likeness called “{name}”"))),
        }
    }
}
