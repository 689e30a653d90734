//! What tells that a program posted.

use crate::link;
use model::Source;
use npf::{Block, Document};

/// Services that do nothing but post for feeds.
const FEEDERS: &[&str] = &["dlvr.it", "ift.tt", "buff.ly", "hubs.ly", "ow.ly"];

/// Characters that a feeder puts beside its link: a headline and the beginning of the article.
const BESIDE: usize = 400;

/// The host of the service a post was posted through, where it is little but a link of such a service: with a headline
/// for those that serve feeds, with nothing at all for those that shorten anybody's links.
pub fn service(document: &Document, source: Option<&Source>) -> Option<String> {
    let host = shortener(document, source)?;
    let mut words = String::new();
    for block in &document.content {
        match block {
            Block::Text(text) => words.push_str(&without_addresses(&text.text)),
            Block::Link(_) => {}
            // Whoever adds a picture or sound has more to say than a link.
            _ if !FEEDERS.contains(&host.as_str()) => return None,
            _ => {}
        }
    }
    let most = if FEEDERS.contains(&host.as_str()) { BESIDE } else { 0 };
    (words.trim().chars().count() <= most).then_some(host)
}

/// The host of a link shortener that a post names as its source or links to.
pub fn shortener(document: &Document, source: Option<&Source>) -> Option<String> {
    let written = document.content.iter().filter_map(|block| match block {
        Block::Text(text) => link::find(&text.text).into_iter().next().map(|range| &text.text[range]),
        _ => None,
    });
    let named = source.map(|source| source.url.as_str());
    named
        .into_iter()
        .chain(document.links())
        .chain(written)
        .find(|url| link::is_shortener(url))
        .and_then(npf::url::host)
}

fn without_addresses(text: &str) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for range in link::find(text) {
        rest.push_str(&text[at..range.start]);
        at = range.end;
    }
    rest.push_str(&text[at..]);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_robot_words(text: &str, source: Option<&str>) -> Option<String> {
        let source = source.map(|url| Source { url: url.to_owned(), title: String::new() });
        service(&Document::new(vec![Block::text(text)]), source.as_ref())
    }

    #[test]
    fn little_but_a_link_of_such_a_service() {
        assert_eq!(
            find_robot_words("Road to Kalbajar open http://dlvr.it/Tabc", None).as_deref(),
            Some("dlvr.it")
        );
        assert_eq!(
            find_robot_words("Road to Kalbajar open", Some("https://buff.ly/3x")).as_deref(),
            Some("buff.ly")
        );
        assert_eq!(find_robot_words("https://bit.ly/3abc", None).as_deref(), Some("bit.ly"));
        assert_eq!(find_robot_words("What I cooked today: https://bit.ly/3abc", None), None);
        assert_eq!(find_robot_words(&format!("{} http://dlvr.it/Tabc", "word ".repeat(100)), None), None);
        assert_eq!(find_robot_words("https://example.org/a", None), None);
    }
}
