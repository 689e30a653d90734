use insta::assert_snapshot;
use tagstead_npf::legacy::{ChatLine, Legacy, LegacyPhoto};
use tagstead_npf::{Document, markdown};

fn lines(document: &Document) -> String {
    let (content, layout) = document.to_values();
    let items = content.as_array().into_iter().chain(layout.as_array()).flatten();
    items.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn s(text: &str) -> String {
    text.to_owned()
}

#[test]
fn markdown_as_blocks() {
    assert_snapshot!(lines(&markdown::parse(
        "# Title\n\nSome *italic*, **bold**, ~~gone~~ and a [link](https://example.org).\nSame line  \nnext line\n\n\
         > said\n> > that was said\n\n* a\n  1. one\n* b\n\n![A hill](https://example.org/a.png)\n\n[[MORE]]\n\n\
         https://example.org/bare <b>html</b>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode  kept\n```\n"
    )));
}

#[test]
fn the_eight_types() {
    let photo = LegacyPhoto {
        caption: s("<i>One</i>"),
        url: s("https://example.org/1.jpg"),
        width: Some(640),
        height: Some(480),
        alt: s("A hill"),
    };
    let posts = [
        Legacy::Text { title: s("Title"), body: s("<p>a</p><!-- more --><p>b</p>") },
        Legacy::Photo {
            caption: s("<p>Caption</p>"),
            photos: vec![photo.clone(), LegacyPhoto { url: s("/media/2"), ..LegacyPhoto::default() }],
            link: s("https://example.org/album"),
        },
        Legacy::Quote { text: s("To <b>be</b>"), source: s("<a href='https://example.org'>Source</a>") },
        Legacy::Link {
            url: s("https://example.org"),
            title: s("T"),
            description: s("<p>Words</p>"),
            author: s("A"),
            excerpt: s("E &amp; e"),
            publisher: s("example.org"),
            photos: vec![photo],
        },
        Legacy::Chat {
            title: s("Talk"),
            dialogue: vec![
                ChatLine { name: s("Guest"), label: s("Guest:"), phrase: s("Hello") },
                ChatLine { name: s("Host"), label: s(""), phrase: s("Welcome") },
                ChatLine { phrase: s("(laughter)"), ..ChatLine::default() },
            ],
        },
        Legacy::Audio {
            caption: s("<p>C</p>"),
            url: s("https://example.org/a.mp3"),
            provider: s("tumblr"),
            track: s("Song"),
            artist: s("Singer"),
            album: s(""),
            cover: s("https://example.org/c.jpg"),
        },
        Legacy::Video {
            caption: s("C"),
            url: s(""),
            provider: s("youtube"),
            thumbnail: s("https://example.org/t.jpg"),
            player: s("<iframe src='https://www.youtube.com/embed/x'></iframe>"),
        },
        Legacy::Video {
            caption: s(""),
            url: s("https://example.org/v.mp4"),
            provider: s("tumblr"),
            thumbnail: s(""),
            player: s(""),
        },
        Legacy::Answer {
            asking_name: s("river"),
            asking_url: s("https://river.example"),
            question: s("Why?"),
            answer: s("<p>So.</p>"),
        },
        Legacy::Answer {
            asking_name: s("Anonymous"),
            asking_url: s(""),
            question: s("Why?"),
            answer: s("<p>So.</p>"),
        },
    ];
    let shown = posts.map(|post| {
        let document = post.into_document();
        assert_eq!(document.validate(), Ok(()));
        format!("{}\n{}", document.kind(), lines(&document))
    });
    assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn empty_posts_are_empty() {
    let text = Legacy::Text { title: s(" "), body: s("<p> </p>") };
    assert_eq!(text.into_document(), Document::default());
    let answer = Legacy::Answer { asking_name: s(""), asking_url: s(""), question: s(""), answer: s("") };
    assert_eq!(answer.into_document(), Document::default());
}
