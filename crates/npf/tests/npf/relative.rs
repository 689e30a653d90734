//! Relative addresses in HTML.

use tagstead_npf as npf;
use url::Url;

fn links(html: &str, base: Option<&str>) -> String {
    let base = base.map(|base| Url::parse(base).expect("an address"));
    npf::html::parse_at(html, base.as_ref()).to_json()
}

const PAGE: &str = "https://mill-road.example/post/7/wheels";

#[test]
fn addresses_are_read_from_the_page_they_stood_on() {
    for (html, url) in [
        (r#"<a href="/tagged/mill">m</a>"#, "https://mill-road.example/tagged/mill"),
        (r#"<a href="8">m</a>"#, "https://mill-road.example/post/7/8"),
        (r#"<a href="?page=2">m</a>"#, "https://mill-road.example/post/7/wheels?page=2"),
        (r##"<a href="#note">m</a>"##, "https://mill-road.example/post/7/wheels#note"),
        (r#"<a href="//cdn.example/x">m</a>"#, "https://cdn.example/x"),
        (r#"<a href="https://other.example/x">m</a>"#, "https://other.example/x"),
        (r#"<img src="/pic.png">"#, "https://mill-road.example/pic.png"),
        (r#"<img src="/media/pic.png">"#, "https://mill-road.example/media/pic.png"),
        (r#"<img srcset="/a.png 640w, b.png 320w">"#, "https://mill-road.example/a.png"),
        (r#"<img srcset="/a.png 640w, b.png 320w">"#, "https://mill-road.example/post/7/b.png"),
        (r#"<video poster="/p.png"><source src="film.mp4"></video>"#, "https://mill-road.example/p.png"),
        (
            r#"<video poster="/p.png"><source src="film.mp4"></video>"#,
            "https://mill-road.example/post/7/film.mp4",
        ),
        (r#"<audio src="/sound.mp3"></audio>"#, "https://mill-road.example/sound.mp3"),
        (r#"<iframe src="/embed/1"></iframe>"#, "https://mill-road.example/embed/1"),
    ] {
        let read = links(html, Some(PAGE));
        assert!(read.contains(&format!("\"{url}\"")), "{html}: {read}");
    }
}

#[test]
fn what_is_no_web_address_stays_out() {
    for html in
        [r#"<a href="javascript:alert(1)">m</a>"#, r#"<a href="">m</a>"#, r#"<a href="data:,x">m</a>"#]
    {
        assert!(!links(html, Some(PAGE)).contains("\"url\""), "{html}");
    }
    assert!(!links(r#"<a href="/tagged/mill">m</a>"#, None).contains("\"url\""));
}
