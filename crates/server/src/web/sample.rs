//! Hand-made views for tests of pages.

use model::time::Month;
use model::{
    ActorName, Blog, BlogId, BlogName, BlogUuid, Lang, Note, NoteKind, Origin, Post, PostId, PostTag,
    PostType, Precision, Reblog, Source, State, TagOrigin, Time, TrailItem, Withheld,
};
use npf::Document;
use tumblelog::duplicates::cluster_page::ClusterSummary;
use tumblelog::view::{List, PostCard, Summary, TagCount, TrailView};

pub fn time_at(text: &str) -> Time {
    Time::parse(text).unwrap().0
}

pub fn sample_now() -> Time {
    time_at("2026-11-22T12:00:00Z")
}

pub fn sample_blog(name: &str, title: &str, robot: bool) -> Blog {
    Blog {
        id: BlogId(1),
        uuid: BlogUuid::from_bits(7),
        name: BlogName::parse(name).unwrap(),
        title: title.into(),
        description: "Notes from the valleys: water, wool, honey.".into(),
        robot,
        created: time_at("2020-01-01"),
    }
}

pub fn parse_lang(code: &str) -> Option<Lang> {
    Lang::parse(code).ok()
}

fn sample_tags(names: &[&str]) -> Vec<PostTag> {
    names.iter().map(|&name| PostTag { name: name.into(), origin: TagOrigin::Author }).collect()
}

/// A post by a person, with this content.
pub fn sample_card(
    id: i64,
    blog_name: &str,
    kind: PostType,
    published: &str,
    code: &str,
    content: &str,
) -> PostCard {
    let blog = sample_blog(blog_name, blog_name, false);
    let post = Post {
        id: PostId(id),
        blog: blog.id,
        kind,
        state: State::Published,
        withheld: None,
        published: time_at(published),
        precision: Precision::Exact,
        lang: parse_lang(code),
        content: content.into(),
        trail: Vec::new(),
        reblog: None,
        lost_parent: false,
        edited: None,
        tags: sample_tags(&["kalbajar", "mineral springs"]),
        origin: Origin::Person,
        run: None,
        robot: None,
        source: None,
        place: String::new(),
        slug: String::new(),
        notes: 0,
    };
    let document = Document::from_json(content).unwrap();
    PostCard { document, post, blog, trail: Vec::new(), pages: Default::default() }
}

fn sample_earlier(name: &str, broken: bool, content: &str) -> TrailView {
    TrailView {
        item: TrailItem {
            blog: name.into(),
            uuid: None,
            post: Some(PostId(77)),
            published: Some(time_at("2026-09-01T08:00:00Z")),
            url: None,
            broken,
            content: content.into(),
        },
        document: Document::from_json(content).unwrap(),
    }
}

/// A post of many kinds: text behind a read-more, picture, robot's link, reblog, right-to-left, imported.
pub fn sample_cards() -> Vec<PostCard> {
    let mut article = sample_card(
        901,
        "mountain-almanac",
        PostType::Text,
        "2026-11-19T10:00:00Z",
        "en",
        r#"{"content":[{"type":"text","subtype":"heading1","text":"The spring that never freezes"},
        {"type":"text","text":"At two thousand metres the snow stops a hand’s breadth from the water. Shepherds have come to Istisu since before anyone wrote it down; the water leaves the rock at sixty degrees, and the moss around it is green in January.","formatting":[{"start":0,"end":22,"type":"italic"},{"start":88,"end":94,"type":"link","url":"https://example.org/istisu"}]},
        {"type":"text","text":"We walked up from the valley road with a thermometer, three notebooks and far too much bread. What follows is a log of eleven springs."},
        {"type":"text","text":"Behind the cut."}],
        "layout":[{"type":"rows","display":[{"blocks":[0]},{"blocks":[1]},{"blocks":[2]},{"blocks":[3]}],"truncate_after":2}]}"#,
    );
    article.post.notes = 95;
    article.post.slug = "the-spring-that-never-freezes".into();
    let mut photo = sample_card(
        902,
        "kendimiz",
        PostType::Photo,
        "2026-11-06T10:00:00Z",
        "az",
        r#"[{"type":"image","media":[{"url":"/media/valley.svg","type":"image/svg+xml","width":640,"height":400}],"alt_text":"A drawn valley at dusk, three ridges, a low sun.","caption":"Axşamüstü"},
        {"type":"text","text":"Kəlbəcər, axşamüstü. Bal yığımından qayıdanda yol belə görünürdü."}]"#,
    );
    photo.post.notes = 1;
    photo.post.place = "at Kälbäjär, Kəlbəcər".into();
    photo.post.source = Some(Source { url: "https://www.instagram.com/p/abc/".into(), title: String::new() });
    photo.post.tags = sample_tags(&["Kəlbəcər", "İstisu", "bal", "dağlar"]);
    let mut robot = sample_card(
        903,
        "caucasus-wire",
        PostType::Link,
        "2026-10-18T10:00:00Z",
        "en",
        r#"[{"type":"link","url":"https://valleynews.example/hives","title":"Beekeepers move eight hundred hives above the tree line","description":"The lime trees flowered early this year.","site_name":"Valley News"},
        {"type":"image","media":[{"url":"https://valleynews.example/a.jpg"}],"alt_text":"hives <in> a row"}]"#,
    );
    robot.post.robot = Some(model::Robot::Link);
    robot.post.tags = sample_tags(&["Kalbajar", "news"]);
    let mut reblog = sample_card(
        904,
        "gorny-dnevnik",
        PostType::Text,
        "2026-09-02T10:00:00Z",
        "ru",
        r#"[{"type":"text","text":"Минеральная вода из Истису продавалась на каждом вокзале."}]"#,
    );
    reblog.post.reblog = Some(Reblog {
        parent: PostId(77),
        parent_blog: "old-station".into(),
        root: PostId(76),
        root_blog: "gone-blog".into(),
    });
    reblog.trail = vec![
        sample_earlier("gone-blog", true, r#"[{"type":"text","text":"Who remembers the bottle?"}]"#),
        sample_earlier("old-station", false, r#"[{"type":"text","text":"Green label, taste of iron."}]"#),
    ];
    reblog.post.notes = 25;
    let mut rtl = sample_card(
        905,
        "bagh",
        PostType::Quote,
        "2024-08-01",
        "fa",
        r#"[{"type":"text","subtype":"quote","text":"آب از سنگ گرم بیرون می‌آید."}]"#,
    );
    rtl.post.precision = Precision::Month;
    rtl.post.tags = sample_tags(&["آب گرم", "a/b", "c++"]);
    let unknown = sample_card(
        906,
        "kendimiz",
        PostType::Chat,
        "2021-01-01",
        "",
        r#"[{"type":"text","subtype":"chat","text":"A: How warm?"},{"type":"text","subtype":"chat","text":"B: Warm."},{"type":"hologram"}]"#,
    );
    vec![article, photo, robot, reblog, rtl, unknown]
}

/// A list of all of them.
pub fn sample_list() -> List {
    let cards = sample_cards();
    let others = cards
        .first()
        .map(|card| (card.post.id, ClusterSummary { count: 3, later: false, is_excerpt: false }));
    List {
        cards,
        next: Some("1609459200000.906".into()),
        total: 2406,
        others: others.into_iter().collect(),
        ..List::default()
    }
}

/// What describes it.
pub fn sample_summary() -> Summary {
    let mut month = Month { year: 2020, month: 11 };
    let months = (0..73_u64)
        .map(|i| {
            let this = month;
            month = month.next();
            (this, if i % 9 == 4 { 0 } else { 8 + (i * 37 % 29) + if i == 41 { 40 } else { 0 } })
        })
        .collect();
    Summary {
        total: 2418,
        reach: Some((time_at("2020-11-02"), time_at("2026-11-19"))),
        months,
        types: vec![
            (PostType::Text, 1204),
            (PostType::Photo, 963),
            (PostType::Link, 180),
            (PostType::Video, 71),
        ],
        langs: vec![
            (parse_lang("az"), 1010),
            (parse_lang("en"), 884),
            (parse_lang("ru"), 391),
            (parse_lang("fa"), 96),
            (None, 37),
        ],
        robots: 312,
        withheld: Vec::new(),
        related: sample_counts(&[
            ("istisu", 412),
            ("dağlar", 300),
            ("honey", 41),
            ("field notes", 17),
            ("آب گرم", 3),
        ]),
        copies: 41,
        ..Summary::default()
    }
}

/// The same with some withheld.
pub fn sample_withheld() -> Summary {
    Summary { withheld: vec![(Withheld::Spam, 3), (Withheld::Author, 1)], ..sample_summary() }
}

pub fn sample_counts(tags: &[(&str, u64)]) -> Vec<TagCount> {
    tags.iter().map(|&(name, posts)| TagCount { name: name.into(), posts }).collect()
}

pub fn sample_notes() -> Vec<Note> {
    let note = |kind, name: &str, text: &str, post| Note {
        kind,
        actor: ActorName::parse(name).unwrap(),
        at: time_at("2026-11-20T10:00:00Z"),
        post,
        text: text.into(),
    };
    vec![
        note(NoteKind::Reply, "kendimiz", "Thank you for <writing> this down.", None),
        note(NoteKind::Reblog, "old-station", "", Some(PostId(990))),
        note(NoteKind::Like, "bagh", "", None),
    ]
}
