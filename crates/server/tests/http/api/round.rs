//! What the API writes is read back by the import of the original's answers as the same post.

use super::ask::response;
use super::made::{DOCUMENTS, Made};
use npf::Document;

#[test]
fn legacy_posts_read_back() {
    let made = Made::new();
    let answer = response(&made.world, "/v2/blog/staff/posts?sort=asc&reblog_info=true");
    let posts = answer["posts"].as_array().unwrap();
    assert_eq!(posts.len(), DOCUMENTS.len());
    for (post, (kind, content)) in posts.iter().zip(DOCUMENTS) {
        let back = intake::tumblr::post(post).unwrap();
        let mut wanted = Document::from_json(content).unwrap();
        wanted.normalise();
        assert_eq!(back.kind, kind, "{post:#}");
        assert_eq!(words(&back.document), words(&wanted), "{kind}");
        let names: Vec<&str> = wanted.content.iter().map(npf::Block::name).collect();
        let back_names: Vec<&str> = back.document.content.iter().map(npf::Block::name).collect();
        assert_eq!(back_names, names, "{kind}");
        assert_eq!(back.id.unwrap().0, post["id"].as_i64().unwrap());
        assert_eq!(back.tags.len(), 2);
        assert_eq!(back.published.seconds(), post["timestamp"].as_i64().unwrap());
    }
}

#[test]
fn a_reblog_reads_back_with_its_trail() {
    let made = Made::new();
    for (blog, post) in [("bees", &made.reblog), ("reader", &made.bare)] {
        for npf in [false, true] {
            let answer = response(&made.world, &format!("/v2/blog/{blog}/posts?reblog_info=true&npf={npf}"));
            let back = intake::tumblr::post(&answer["posts"][0]).unwrap();
            assert_eq!(back.reblog, post.reblog);
            assert_eq!(back.kind, post.kind);
            assert_eq!(back.trail.len(), post.trail.len());
            for (back, item) in back.trail.iter().zip(&post.trail) {
                assert_eq!((&back.blog, &back.uuid, back.post), (&item.blog, &item.uuid, item.post));
                assert_eq!(back.published.unwrap().seconds(), item.published.unwrap().seconds());
                let read = |text: &str| words(&Document::from_json(text).unwrap());
                assert_eq!(read(&back.content), read(&item.content));
            }
            let own = Document::from_json(&post.content).unwrap();
            assert_eq!(words(&back.document), words(&own), "{blog} {npf}");
        }
    }
}

/// The words with their ranges, and the addresses of files.
fn words(document: &Document) -> Vec<String> {
    let mut out: Vec<String> = document
        .content
        .iter()
        .filter_map(|block| match block {
            npf::Block::Text(text) => {
                let ranges: Vec<_> =
                    text.formatting.iter().map(|f| (f.start, f.end, f.kind.clone())).collect();
                Some(format!("{:?} {} {ranges:?}", text.subtype, text.text))
            }
            _ => None,
        })
        .collect();
    out.extend(document.media().map(|media| media.url.trim_start_matches("https://tags.example").to_owned()));
    out
}
