//! The fields of posts of the older types.

use super::super::route::{Param, ParamKind};

/// The fields of every type.
pub const TYPED: &[Param] = &[
    Param::new(
        "type",
        ParamKind::Choice(&["text", "photo", "quote", "link", "chat", "audio", "video"]),
        "Its type",
    ),
    Param::new("format", ParamKind::Choice(&["html", "markdown"]), "What its words are written in"),
    Param::new(
        "native_inline_images",
        ParamKind::Flag,
        "Ignored: pictures in the words are blocks of their own always",
    ),
    Param::new("tweet", ParamKind::Text, "Ignored"),
    Param::new("title", ParamKind::Text, "text, link, chat: its title"),
    Param::new("body", ParamKind::Text, "text: its words"),
    Param::new("caption", ParamKind::Text, "photo, audio, video: words under it"),
    Param::new("link", ParamKind::Text, "photo: where it leads"),
    Param::new("source", ParamKind::Text, "photo: its address elsewhere; quote: where it is from"),
    Param::new(
        "data",
        ParamKind::List,
        "photo, audio, video: the file, or data[0] and on for several photos",
    ),
    Param::new("data64", ParamKind::List, "The same, in base64"),
    Param::new("quote", ParamKind::Text, "quote: its words"),
    Param::new("url", ParamKind::Text, "link: where it leads"),
    Param::new("description", ParamKind::Text, "link: words about it"),
    Param::new("thumbnail", ParamKind::Text, "link: the address of a picture"),
    Param::new("excerpt", ParamKind::Text, "link: words of the page"),
    Param::new("author", ParamKind::Text, "link: who wrote the page"),
    Param::new("conversation", ParamKind::Text, "chat: its lines, each as Name: words"),
    Param::new("external_url", ParamKind::Text, "audio: its address elsewhere"),
    Param::new("embed", ParamKind::Text, "video: the address or the markup of a player elsewhere"),
];
