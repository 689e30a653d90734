//! Markup for the pages of a site: pictures, links to blogs, and the bound of a card in a list.

use serde_json::{Value, json};
use std::collections::HashSet;
use tagstead_npf::Document;
use tagstead_npf::html::{NO_DESCRIPTION, Options, Page, Rendered, render};

fn on_page(content: Value, layout: Value, first_at_once: bool) -> Rendered {
    let document = Document::from_values(&content, &layout).expect("reads");
    let blogs = HashSet::from(["river".to_owned()]);
    let options = Options { blogs: Some(&blogs), page: Some(Page { first_at_once }), ..Options::default() };
    render(&document, &options)
}

fn page(content: Value) -> String {
    on_page(content, json!([]), false).html
}

#[test]
fn a_caption_is_no_description() {
    let picture = |more: Value| {
        let mut block = json!({"type": "image", "media": [{"url": "/media/a.jpg"}]});
        block.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        page(json!([block]))
    };
    let captioned = picture(json!({"caption": "The weir at noon"}));
    assert_eq!(captioned.matches("The weir at noon").count(), 1, "{captioned}");
    assert!(captioned.contains(&format!("alt=\"{NO_DESCRIPTION}\"")), "{captioned}");
    let described = picture(json!({"caption": "At noon", "alt_text": "Water over a weir"}));
    assert!(described.contains("alt=\"Water over a weir\"") && !described.contains(NO_DESCRIPTION));
    assert!(picture(json!({})).contains(NO_DESCRIPTION));
    // A poster stands beside the title that says what it is: nothing to read out.
    let card = page(json!([{"type": "link", "url": "https://a.example/", "title": "A walk",
        "poster": [{"url": "/media/a.jpg"}]}]));
    assert!(card.contains("alt=\"\""), "{card}");
    // For other programs nobody's words are made up, and those of a page are not taken for the author's.
    let plain =
        Document::from_values(&json!([{"type": "image", "media": [{"url": "/media/a.jpg"}]}]), &json!([]));
    assert!(render(&plain.unwrap(), &Options::default()).html.contains("alt=\"\""));
    for alt in [NO_DESCRIPTION, "image", "Image", ""] {
        let read = tagstead_npf::html::parse(&format!("<img src=\"https://a.example/b.jpg\" alt=\"{alt}\">"));
        assert!(!read.to_json().contains("alt_text"), "{alt}");
    }
}

#[test]
fn the_browser_chooses_among_the_sizes_kept_here() {
    let sizes = json!([
        {"url": "/media/l.jpg", "width": 2000, "height": 1500}, {"url": "/media/m_1280.jpg", "width": 1280, "height": 960},
        {"url": "/media/s_75sq.jpg", "width": 75, "height": 75, "cropped": true},
        {"url": "/media/odd.jpg", "width": 500, "height": 500}, {"url": "https://elsewhere.example/n.jpg", "width": 640, "height": 480},
        {"url": "/media/s,1.jpg", "width": 540, "height": 405}]);
    let picture = json!({"type": "image", "media": sizes});
    let one = on_page(json!([picture]), json!([]), true);
    let srcset = "srcset=\"/media/s%2C1.jpg 540w, /media/m_1280.jpg 1280w, /media/l.jpg 2000w\" \
                  sizes=\"(min-width: 672px) 640px, 100vw\"";
    assert!(one.html.contains("src=\"/media/m_1280.jpg\"") && one.html.contains(srcset), "{}", one.html);
    assert!(one.html.contains("fetchpriority=\"high\"") && !one.html.contains("loading=\"lazy\""));
    // Two in a row share the column; only the first of the page comes at once.
    let rows = json!([{"type": "rows", "display": [{"blocks": [0, 1]}]}]);
    let two = on_page(json!([picture, picture]), rows, true);
    assert_eq!(two.pictures, 2);
    assert_eq!(two.html.matches("sizes=\"(min-width: 672px) 320px, 50vw\"").count(), 2, "{}", two.html);
    assert_eq!((two.html.matches("fetchpriority").count(), two.html.matches("lazy").count()), (1, 1));
    // One size is no choice.
    assert!(
        !page(json!([{"type": "image", "media": [{"url": "/media/a.jpg", "width": 9, "height": 9}]}]))
            .contains("srcset")
    );
}

#[test]
fn a_blog_is_linked_only_where_it_has_a_page() {
    let mention = |blog: Value| {
        page(
            json!([{"type": "text", "text": "@them", "formatting": [{"start": 0, "end": 5, "type": "mention", "blog": blog}]}]),
        )
    };
    assert!(mention(json!({"name": "river"})).contains("href=\"/@river\""));
    let told = mention(json!({"name": "lake", "url": "https://lake.example/"}));
    assert!(told.contains("href=\"https://lake.example/\" rel=\"nofollow"), "{told}");
    for stranger in
        [json!({"name": "lake"}), json!({"name": "lake", "url": "javascript:alert(1)"}), json!({})]
    {
        assert_eq!(mention(stranger), "<p>@them</p>");
    }
    let asked = |attribution: Value| {
        let ask = json!([{"type": "ask", "blocks": [0], "attribution": attribution}]);
        on_page(json!([{"type": "text", "text": "Where?"}]), ask, false).html
    };
    assert!(
        asked(json!({"type": "blog", "blog": {"name": "river"}}))
            .contains("<a class=\"mention\" href=\"/@river\">river</a>")
    );
    let told = asked(json!({"type": "blog", "url": "https://lake.example/", "blog": {"name": "lake"}}));
    assert!(
        told.contains("<a href=\"https://lake.example/\"") && told.contains(">lake</a> asked:"),
        "{told}"
    );
    assert!(asked(json!({"type": "blog", "blog": {"name": "<Lake>"}})).contains("\">&lt;Lake&gt; asked:"));
    assert!(asked(json!({"type": "blog"})).contains("Anonymous asked:"));
}

#[test]
fn a_list_shows_no_wall_whatever_it_is_made_of() {
    let long = "w ".repeat(2000);
    let address = format!("https://a.example/{}", "p".repeat(2000));
    let kinds = [
        json!({"type": "text", "text": ""}),
        json!({"type": "text", "text": "a", "subtype": "unordered-list-item"}),
        json!({"type": "text", "text": "a", "formatting": [{"start": 0, "end": 1, "type": "link", "url": address}]}),
        json!({"type": "image", "media": [{"url": "/media/a.jpg"}], "alt_text": long, "caption": long}),
        json!({"type": "image", "media": [{"url": address}], "alt_text": "a"}),
        json!({"type": "link", "url": address, "title": long, "description": long}),
        json!({"type": "audio", "url": address, "title": long}),
        json!({"type": "video", "url": address, "caption": long}),
        json!({"type": "poll", "question": "?", "answers": vec![json!({"answer_text": "a"}); 1000]}),
        json!({"type": "paywall", "url": address, "text": long}),
        json!({"type": "hologram"}),
    ];
    for kind in kinds {
        let blocks = vec![kind.clone(); 1000];
        let all: Vec<usize> = (0..1000).collect();
        for layout in [json!([]), json!([{"type": "rows", "display": [{"blocks": all}]}])] {
            let document = Document::from_values(&Value::from(blocks.clone()), &layout).unwrap();
            let shown = render(&document, &Options { cut: true, ..Options::default() });
            assert!(shown.cut && shown.html.len() < 40_000, "{}: {} bytes", kind["type"], shown.html.len());
        }
    }
}
