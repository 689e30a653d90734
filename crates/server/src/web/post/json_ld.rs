//! A post for search engines, in the vocabulary of <https://schema.org>.

use crate::http::age::DisplayTime;
use crate::http::text;
use crate::web::list::card::kind_name;
use model::Time;
use serde_json::{Map, Value, json};
use tumblelog::view::PostCard;

/// Code points of the words that stand for a whole post.
const WORDS: usize = 500;
/// Tags named.
const KEYWORDS: usize = 30;

/// A post as a `SocialMediaPosting` of the site at `base`. `picture` is the address of its first picture here.
pub fn posting(card: &PostCard, base: &str, picture: Option<&str>, now: Time) -> Value {
    let post = &card.post;
    let blog = card.blog.name.as_str();
    let url = format!("{base}{}", text::post_path(blog, post));
    let mut thing = Map::new();
    let mut add = |name: &str, value: Value| thing.insert(name.to_owned(), value);
    add("@context", "https://schema.org".into());
    add("@type", "SocialMediaPosting".into());
    add("@id", url.clone().into());
    add("url", url.into());
    add("headline", headline(card).into());
    let published = DisplayTime::new(now, post.published, post.precision).machine;
    // A post without a date has no machine-readable one, and an empty one is no date.
    if !published.is_empty() {
        add("datePublished", published.into());
    }
    // What programs post has a publisher and no person behind it.
    let kind = if post.robot.is_some() { "Organization" } else { "Person" };
    let address = format!("{base}{}", text::blog_path(blog));
    add("author", json!({"@type": kind, "name": card.blog.title, "alternateName": blog, "url": address}));
    let words = npf::plain::excerpt(&card.document, WORDS);
    if !words.is_empty() {
        add("articleBody", words.into());
    }
    if let Some(lang) = &post.lang {
        add("inLanguage", lang.code().into());
    }
    if let Some(picture) = picture {
        add("image", picture.into());
    }
    let tags: Vec<&str> = post.tags.iter().take(KEYWORDS).map(|tag| &*tag.name).collect();
    if !tags.is_empty() {
        add("keywords", tags.into());
    }
    if let Some(source) = &post.source {
        add("isBasedOn", source.url.clone().into());
    }
    let act = json!({"@type": "InteractAction"});
    add(
        "interactionStatistic",
        json!({"@type": "InteractionCounter", "interactionType": act, "userInteractionCount": post.notes}),
    );
    Value::Object(thing)
}

fn headline(card: &PostCard) -> String {
    const LENGTH: usize = 110;
    let titled = card.document.title().map(|title| npf::Document::new(vec![npf::Block::text(title)]));
    let words = npf::plain::excerpt(titled.as_ref().unwrap_or(&card.document), LENGTH);
    if words.is_empty() { format!("{} by {}", kind_name(card.post.kind), card.blog.name) } else { words }
}

/// JSON for the inside of a `<script>`, which ends at the first `</script` whatever the JSON says. The signs that markup
/// is made of are written as escapes, so that none is left in it.
pub fn script_text(thing: &Value) -> String {
    let mut out = String::new();
    for c in thing.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_and_every_text_is_read_back() {
        for text in
            ["</script><script>alert(1)</script>", "<!-- <script", "a & b", "\u{2028}\u{2029}", "“\\\"”"]
        {
            let thing = json!({"headline": text});
            let script = script_text(&thing);
            assert!(!script.contains(['<', '>', '&', '\u{2028}']), "{script}");
            assert_eq!(serde_json::from_str::<Value>(&script).unwrap(), thing);
        }
    }
}
