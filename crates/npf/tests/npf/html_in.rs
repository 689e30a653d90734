use insta::assert_snapshot;
use tagstead_npf::html::parse;
use tagstead_npf::{Block, Document, Layout};

/// One line a block, as JSON.
fn read(html: &str) -> String {
    let Document { content, layout } = parse(html);
    let line = |value: &dyn erased::Json| value.json();
    let blocks = content.iter().map(|block| line(block));
    blocks.chain(layout.iter().map(|layout| line(layout))).collect::<Vec<_>>().join("\n")
}

mod erased {
    pub trait Json {
        fn json(&self) -> String;
    }
    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).expect("JSON")
        }
    }
}

fn texts(html: &str) -> Vec<String> {
    let text = |block| match block {
        Block::Text(text) => Some(text.text),
        _ => None,
    };
    parse(html).content.into_iter().filter_map(text).collect()
}

#[test]
fn prose() {
    assert_snapshot!(read(
        "<h1>Title &amp; more</h1><h4>Lesser</h4><p>  Some <b>bold <i>and</b> italic</i>&nbsp;text\n on <small>two</small>
        lines<br>here.<p>No end tag <strike>gone</strike> <a href='https://example.org/?a=1&amp;b=2'>link</a>
        <div>A <span style='color: #F00'>red</span> <span style='font-size:900px'>word</span></div>tail
        <blockquote>said<blockquote><p>that was said</p></blockquote></blockquote><pre>  kept\n   as is</pre>"
    ));
}

#[test]
fn lists() {
    assert_snapshot!(read(
        "<ul><li>A<ul><li>A.a<li><p>A.b</p><p>more of it</p></ul></li><li><b>B</b></li></ul><ol><li>1</li><li>2</ol>
        <li>stray</li><table><tr><th>Name<td>Age</tr><tr><td>Hill</td><td>old</td></tr></table>"
    ));
}

#[test]
fn pictures() {
    assert_snapshot!(read(
        r#"<figure class="tmblr-full" data-orig-height="1200" data-orig-width="1600"><img alt="A hill" src="https://media.example.org/s640/a.jpg"
           srcset="https://media.example.org/s75/a.jpg 75w, https://media.example.org/s640/a.jpg 640w, https://media.example.org/s1280/a.jpg 1280w">
           <figcaption>The hill, <i>seen</i> from the road</figcaption></figure>
           <p>Before <img src="/media/b.png" width="300" height=200px> after <img class=emoji alt="🙂" src=/media/e.png> <img src="https://count.example.org/x" width=1 height=1></p>
           <a href="https://example.org/album"><img src="https://media.example.org/c.jpg"></a><img src="data:image/png;base64,AAAA"><img>
           <div class="npf_row"><figure><img src=/media/1></figure><figure><img src=/media/2></figure></div>"#
    ));
}

#[test]
fn players() {
    assert_snapshot!(read(
        r#"<iframe src="https://www.youtube-nocookie.com/embed/abc?rel=0" width=300></iframe><iframe src="//player.vimeo.com/video/42"></iframe>
           <iframe src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/7&color=1"></iframe>
           <iframe src="https://open.spotify.com/embed/track/9"></iframe><iframe title="A map" src="https://maps.example.org/1"></iframe>
           <iframe src="javascript:alert(1)">x</iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>
           <video poster="/media/p.jpg"><source src="/media/v.mp4" type="video/mp4"><source src="/media/v.webm">No video here</video>
           <audio src="https://example.org/a.mp3" controls /><video>nothing</video>tail"#
    ));
}

#[test]
fn tumblr_markup() {
    assert_snapshot!(read(
        r#"<p class="npf_quirky">Quirky</p><p class="npf_chat"><b>A:</b> hello</p><blockquote class="npf_indented">In</blockquote>
           <figure class="tmblr-embed" data-npf='{"type":"video","provider":"youtube","url":"https://www.youtube.com/watch?v=x","embed_html":"&lt;iframe&gt;"}'><iframe src=x></iframe></figure>
           <p class="npf_link" data-npf='{"type":"link","url":"https://example.org","title":"T"}'><a href="https://example.org">T</a></p>
           <p data-npf='{"subtype":"ask"}'>kept</p><a class="mention" href="https://site.example/@river">@river</a>"#
    ));
}

#[test]
fn the_read_more() {
    let after = |html| match parse(html).layout.as_slice() {
        [Layout::Rows(rows)] => rows.truncate_after,
        _ => None,
    };
    assert_eq!(after("<p>a</p><!-- more --><p>b</p>"), Some(0));
    assert_eq!(after("<p>a</p>[[MORE]]<p>b</p>"), Some(0));
    assert_eq!(after("a [[MORE]] b <!-- more --> c"), Some(0));
    assert_eq!(after("<!--more--><p>b</p>"), Some(-1));
    assert_eq!(after("<p>a</p><!-- more -->"), None);
    assert_eq!(after("<p>a</p><!-- more or less --><p>b</p>"), None);
    assert_eq!(texts("one[[MORE]]two"), ["one", "two"]);
}

#[test]
fn what_is_not_for_reading_is_left_out() {
    let html = "<title>t</title><style>p{}</style>a<script>x<p>y</p></script>b<svg><text>c</text></svg>d\
                <textarea>e</textarea><select><option>f</select><noscript>g</noscript><template>h</template>i<!-- j -->";
    assert_eq!(texts(html), ["abdi"]);
    assert_eq!(texts("<p>&nbsp;</p><div> <br> </div><p></p>"), [""; 0]);
    assert_eq!(texts("a<script>unended"), ["a"]);
    assert_eq!(texts("2 < 3 &lt; 4 & 5 &unknown; &eacute;"), ["2 < 3 < 4 & 5 &unknown; é"]);
}

#[test]
fn only_web_and_mail_are_linked() {
    for (href, links) in [
        ("https://example.org", 1),
        (" HTTP://example.org ", 1),
        ("//example.org/x", 1),
        ("mailto:a@example.org", 1),
        ("java\nscript:alert(1)", 0),
        ("&#106;avascript:alert(1)", 0),
        ("data:text/html,x", 0),
        ("vbscript:x", 0),
        ("/relative", 0),
        ("https://user:word@example.org", 0),
        ("#top", 0),
        ("", 0),
    ] {
        let html = format!("<a href=\"{href}\">text</a>");
        assert_eq!(parse(&html).links().len(), links, "{href}");
        assert_eq!(texts(&html), ["text"]);
    }
}

#[test]
fn long_text_is_cut_into_blocks_that_fit() {
    let html = format!("<b>{}</b>", "A sentence of some words. ".repeat(2000));
    let document = parse(&html);
    assert_eq!(document.validate(), Ok(()));
    assert!(document.content.len() > 10);
    for block in &document.content {
        let Block::Text(text) = block else { panic!("text") };
        assert_eq!(text.formatting.len(), 1);
        assert_eq!((text.formatting[0].start, text.formatting[0].end), (0, text.text.chars().count()));
        assert!(text.text.ends_with('.'));
    }
    assert_eq!(parse(&"語".repeat(10_000)).content.len(), 3);
}

#[test]
fn nothing_is_lost_of_a_page_with_more_blocks_than_are_read_one_by_one() {
    let paragraphs: String =
        (0..2_500).map(|n| format!("<p>word{n} <a href='https://example.org/{n}'>link{n}</a>")).collect();
    let pictures: String =
        (0..300).map(|n| format!("<img src='https://example.org/{n}.jpg' alt='alt{n}'>")).collect();
    // Pictures first, so that the last block read by itself may be one; then pictures again behind the limit.
    let html = format!(
        "{pictures}{paragraphs}{pictures}<figure><img src='https://example.org/last.png'><figcaption>caption</figcaption></figure><p>end"
    );
    let document = parse(&html);
    let text = tagstead_npf::plain::text(&document);
    let links: std::collections::HashSet<&str> = document.links().into_iter().collect();
    for n in 0..2_500 {
        assert!(text.contains(&format!("word{n} link{n}")), "{n}");
        assert!(links.contains(format!("https://example.org/{n}").as_str()), "{n}");
    }
    for n in 0..300 {
        assert!(text.matches(&format!("alt{n}")).count() >= 2, "{n}");
        assert!(text.contains(&format!("https://example.org/{n}.jpg")), "{n}");
    }
    for last in ["https://example.org/last.png", "caption", "end"] {
        assert!(text.contains(last), "{last}");
    }
    assert!(document.content.len() < 2_100, "{}", document.content.len());
    let is_short = |block: &Block| !matches!(block, Block::Text(text) if text.text.chars().count() > 4096);
    assert!(document.content.iter().all(is_short));
    // All blocks before the limit may be pictures.
    let only = parse(&format!("{}<p>after</p>", "<img src='https://example.org/a.jpg'>".repeat(2_100)));
    assert!(tagstead_npf::plain::text(&only).ends_with("after"));
}
