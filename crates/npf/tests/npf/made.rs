//! Documents for tests: arbitrary JSON, and documents of what HTML can say.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tagstead_npf::{Block, BlogRef, Document, Format, FormatKind, Subtype, TextBlock};

/// Strings that would be markup, addresses or script if anything let them.
pub fn nasty() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "<",
        ">",
        "\"",
        "'",
        "&",
        "&lt;",
        "&#60;",
        "<script>",
        "</p>",
        "</b>",
        "-->",
        "<!--",
        "javascript:",
        "data:",
        "https://example.org/",
        "HTTP://example.org",
        "//",
        "/media/a.jpg",
        "mailto:",
        "onerror=",
        " ",
        "\n",
        "\t",
        "\r",
        "\0",
        "\u{1}",
        "\u{7f}",
        "\u{a0}",
        "\u{feff}",
        "\u{202e}",
        "a",
        "é",
        "語",
        "😀",
        "@",
        "#",
        "\\",
        "[[MORE]]",
    ]);
    vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => nasty().prop_map(Value::from),
        2 => (-3i64..5000).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn field() -> impl Strategy<Value = String> {
    let names = select(vec![
        "type",
        "text",
        "subtype",
        "indent_level",
        "formatting",
        "start",
        "end",
        "url",
        "hex",
        "blog",
        "media",
        "width",
        "height",
        "alt_text",
        "caption",
        "poster",
        "attribution",
        "title",
        "description",
        "author",
        "provider",
        "embed_html",
        "embed_url",
        "question",
        "answers",
        "answer_text",
        "name",
        "uuid",
        "extra",
        "colors",
    ]);
    names.prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((field(), inner), 0..5).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn range() -> impl Strategy<Value = Value> {
    let kind = select(vec!["bold", "italic", "strikethrough", "small", "link", "mention", "color", "glow"]);
    (0u64..20, 0u64..20, kind, nasty(), select(vec!["#ff4930", "#xyz", "#fff"])).prop_map(
        |(start, end, kind, url, hex)| {
            json!({"start": start, "end": end, "type": kind, "url": url, "hex": hex,
            "blog": {"uuid": "t:x", "name": url}})
        },
    )
}

/// A block as a client might send it, right or wrong.
pub fn block() -> impl Strategy<Value = Value> {
    let kind = select(vec!["text", "image", "link", "audio", "video", "poll", "paywall", "hologram"]);
    let subtype =
        select(vec!["heading1", "heading2", "quote", "indented", "chat", "ordered-list-item", "none"]);
    let own = select(vec!["/media/a.png", "https://example.org/a.png", "javascript:alert(1)", "//x", "/\\x"]);
    (kind, subtype, vec((field(), value()), 0..6), nasty(), vec(range(), 0..4), own, 0u64..9).prop_map(
        |(kind, subtype, fields, text, formatting, url, level)| {
            let mut block = json!({"type": kind, "text": text, "subtype": subtype, "indent_level": level,
                "formatting": formatting, "url": url, "media": [{"url": url, "width": 10, "height": 20}],
                "alt_text": text, "question": text, "title": text, "poster": {"url": url}});
            for (name, value) in fields {
                block[name] = value;
            }
            block
        },
    )
}

/// A layout as a client might send it, right or wrong.
pub fn layout() -> impl Strategy<Value = Value> {
    let blocks = || vec(0u64..5, 0..4);
    prop_oneof![
        (vec(blocks(), 0..4), -2i64..5).prop_map(|(rows, at)| {
            let display: Vec<Value> = rows.into_iter().map(|blocks| json!({ "blocks": blocks })).collect();
            json!({"type": "rows", "display": display, "truncate_after": at})
        }),
        (blocks(), nasty()).prop_map(|(blocks, name)| {
            json!({"type": "ask", "blocks": blocks, "attribution": {"type": "blog", "blog": {"name": name}}})
        }),
        blocks().prop_map(|blocks| json!({"type": "condensed", "blocks": blocks, "truncate_after": 1})),
        value().prop_map(|value| json!({"type": "spiral", "value": value})),
    ]
}

/// Any document that can be read.
pub fn any_document() -> impl Strategy<Value = Document> {
    (vec(block(), 0..6), vec(layout(), 0..3)).prop_map(|(content, layout)| {
        Document::from_values(&Value::from(content), &Value::from(layout))
            .expect("arrays of objects are read")
    })
}

fn words() -> impl Strategy<Value = String> {
    let word = select(vec!["one", "two", "<b>", "a&b", "\"q\"", "Kəlbəcər", "Истису", "👨‍👨‍👦", "温泉", "x"]);
    let line = vec(word, 1..6).prop_map(|words| words.join(" "));
    vec(line, 1..3).prop_map(|lines| lines.join("\n"))
}

fn formats(length: usize) -> impl Strategy<Value = Vec<Format>> {
    let kind = prop_oneof![
        Just(FormatKind::Bold),
        Just(FormatKind::Italic),
        Just(FormatKind::Strikethrough),
        Just(FormatKind::Small),
        select(vec!["#ff4930", "#00cf35"]).prop_map(|hex| FormatKind::Color(hex.to_owned())),
    ];
    let leads = prop_oneof![
        select(vec!["https://example.org/?a=1&b=\"2\"", "http://example.org/x", "mailto:a@example.org"])
            .prop_map(|url| FormatKind::Link(url.to_owned())),
        Just(FormatKind::Mention(Box::new(BlogRef {
            name: Some("river-notes".to_owned()),
            ..BlogRef::default()
        }))),
    ];
    let styles = vec((0..length, 0..length, kind), 0..5);
    // Links do not cross: one at most, which styles may cross as they like.
    let leads = vec((0..length, 0..length, leads), 0..2);
    (styles, leads).prop_map(|(styles, leads)| {
        let ranges = styles.into_iter().chain(leads);
        ranges.map(|(a, b, kind)| Format::new(a.min(b), a.max(b) + 1, kind)).collect()
    })
}

fn text_block() -> impl Strategy<Value = TextBlock> {
    let subtype = select(vec![
        None,
        Some(Subtype::Heading1),
        Some(Subtype::Heading2),
        Some(Subtype::Quirky),
        Some(Subtype::Quote),
        Some(Subtype::Indented),
        Some(Subtype::Chat),
        Some(Subtype::OrderedListItem),
        Some(Subtype::UnorderedListItem),
    ]);
    let text = words().prop_flat_map(|text| {
        let length = text.chars().count();
        (Just(text), formats(length))
    });
    (text, subtype, 0u8..4).prop_map(|((text, formatting), subtype, level)| {
        let nests = matches!(
            subtype,
            Some(Subtype::Indented | Subtype::OrderedListItem | Subtype::UnorderedListItem)
        );
        TextBlock {
            text,
            subtype,
            formatting,
            indent_level: if nests { level } else { 0 },
            ..TextBlock::default()
        }
    })
}

/// Documents of what HTML can say: text in every form. Lists go down one level at a time.
pub fn written() -> impl Strategy<Value = Document> {
    vec(text_block(), 0..8).prop_map(|mut blocks| {
        let item = |block: &TextBlock| {
            matches!(block.subtype, Some(Subtype::OrderedListItem | Subtype::UnorderedListItem))
        };
        let mut room = 0;
        for block in &mut blocks {
            if item(block) {
                block.indent_level = block.indent_level.min(room);
                room = block.indent_level + 1;
            } else {
                room = 0;
            }
        }
        let mut document = Document::new(blocks.into_iter().map(Block::Text).collect());
        document.normalise();
        document
    })
}
