//! Texts that databases dislike go in and come out the same on each of them, or are refused in words.

use crate::common::{name, on_each, post};
use model::{Lang, Source};
use std::sync::Mutex;
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{Error, NewBlog, NewPost};

const TEXTS: &[&str] = &[
    "a\0b",
    "\0",
    "'; DROP TABLE post; --",
    "$1 ?1 %s {} /*pg: x*/",
    "\u{feff}\u{202e}\u{200b}\u{fffd}\u{10ffff}",
    "Z\u{301}\u{302}\u{303}ə\u{307}İı",
    "\\ \" \\u0000 \\x00 \r\n\t",
    "👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
];

#[test]
fn texts_that_databases_dislike_are_the_same_on_each() {
    let told = Mutex::new(Vec::new());
    on_each(async |world| {
        let (site, mut story) = (&world.site, Vec::new());
        for (n, text) in TEXTS.iter().enumerate() {
            let blog = name(&format!("b{n}"));
            let new = NewBlog {
                title: (*text).to_owned(),
                description: (*text).to_owned(),
                ..NewBlog::with_name(blog.clone())
            };
            let made = site.create_blog(new).await.unwrap();
            story.push(format!("{:?} {:?}", made.title, made.description));
            let new = NewPost {
                place: (*text).to_owned(),
                slug: (*text).to_owned(),
                lang: Lang::parse("az").ok(),
                source: Some(Source { url: "https://example.org/\0".into(), title: (*text).to_owned() }),
                ..post(&blog, &format!("said {text}"), &[text])
            };
            let kept = site.publish_post(new).await;
            if let Err(error) = &kept {
                assert!(matches!(error, Error::Invalid(_)), "{} {text:?}: {error:?}", world.label);
                story.push(error.to_string());
                continue;
            }
            let kept = kept.unwrap();
            site.reply_to_post(kept.id, blog.clone(), format!("r {text}")).await.unwrap();
            let page = site.post_page(blog.as_str(), kept.id).await.unwrap().unwrap();
            story.push(format!("{:?} {:?}", page.card.post, page.notes));
            let found = site.tag_page(text, &ListRequest::default()).await.unwrap();
            assert_eq!(found.list.total, 1, "{text:?}");
        }
        for text in TEXTS {
            for query in [format!("#\"{text}\""), (*text).to_owned(), format!("from:{text}")] {
                match site.search_page(&query, &ListRequest::default()).await {
                    Ok(page) => story.push(format!("{query:?} {}", page.list.total)),
                    Err(Error::Query { message, .. }) => story.push(message),
                    Err(error) => panic!("{} {query:?}: {error:?}", world.label),
                }
            }
            assert!(site.blog_page(text, Some(text), &ListRequest::default()).await.unwrap().is_none());
        }
        assert_eq!(site.check_site(false, |_| {}).await.unwrap().differences, [] as [&str; 0]);
        told.lock().unwrap().push(story);
    });
    let told = told.into_inner().unwrap();
    for story in &told {
        assert_eq!(*story, told[0]);
    }
}
