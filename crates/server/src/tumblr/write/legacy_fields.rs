//! The fields of posts of the older types.

use super::super::route::{Kind, Param};

/// The fields of every type.
pub const TYPED: &[Param] = &[
    Param::new(
        "type",
        Kind::Choice(&["text", "photo", "quote", "link", "chat", "audio", "video"]),
        "Its type",
    ),
    Param::new("format", Kind::Choice(&["html", "markdown"]), "What its words are written in"),
    Param::new(
        "native_inline_images",
        Kind::Flag,
        "Ignored: pictures in the words are blocks of their own always",
    ),
    Param::new("tweet", Kind::Text, "Ignored"),
    Param::new("title", Kind::Text, "text, link, chat: its title"),
    Param::new("body", Kind::Text, "text: its words"),
    Param::new("caption", Kind::Text, "photo, audio, video: words under it"),
    Param::new("link", Kind::Text, "photo: where it leads"),
    Param::new("source", Kind::Text, "photo: its address elsewhere; quote: where it is from"),
    Param::new("data", Kind::List, "photo, audio, video: the file, or data[0] and on for several photos"),
    Param::new("data64", Kind::List, "The same, in base64"),
    Param::new("quote", Kind::Text, "quote: its words"),
    Param::new("url", Kind::Text, "link: where it leads"),
    Param::new("description", Kind::Text, "link: words about it"),
    Param::new("thumbnail", Kind::Text, "link: the address of a picture"),
    Param::new("excerpt", Kind::Text, "link: words of the page"),
    Param::new("author", Kind::Text, "link: who wrote the page"),
    Param::new("conversation", Kind::Text, "chat: its lines, each as Name: words"),
    Param::new("external_url", Kind::Text, "audio: its address elsewhere"),
    Param::new("embed", Kind::Text, "video: the address or the markup of a player elsewhere"),
];
