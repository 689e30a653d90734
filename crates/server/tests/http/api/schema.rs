//! The documented fields of every object with their types. A field that is not here may not be sent, one that is here
//! without a `?` must be.

use serde_json::Value;

pub enum Type {
    Int,
    Text,
    Bool,
    /// An address of this site or another, whole.
    Url,
    /// As the type, or `null`.
    Or(&'static Type),
    List(&'static Type),
    Object(&'static [&'static Fields]),
    /// The objects of npf, whose fields are that crate's.
    Npf,
    /// Any of the legacy types by its `type`, or blocks.
    Post,
}

pub type Fields = [(&'static str, Type)];

use Type::{Bool, Int, List, Npf, Object, Or, Post, Text, Url};

pub static SHORT_BLOG: &Fields = &[
    ("name", Text),
    ("title", Text),
    ("description", Text),
    ("url", Url),
    ("uuid", Text),
    ("updated", Int),
    ("tumblrmart_accessories", Object(&[])),
    ("can_show_badges", Bool),
];

static AVATAR: &Fields = &[("width", Int), ("height", Int), ("url", Url)];

static THEME: &Fields = &[
    ("avatar_shape", Text),
    ("background_color", Text),
    ("body_font", Text),
    ("header_bounds", Text),
    ("header_image", Text),
    ("header_image_focused", Text),
    ("header_image_poster", Text),
    ("header_image_scaled", Text),
    ("header_stretch", Bool),
    ("link_color", Text),
    ("show_avatar", Bool),
    ("show_description", Bool),
    ("show_header_image", Bool),
    ("show_title", Bool),
    ("title_color", Text),
    ("title_font", Text),
    ("title_font_weight", Text),
];

pub static WHOLE_BLOG: &Fields = &[
    ("posts", Int),
    ("total_posts", Int),
    ("ask", Bool),
    ("ask_anon?", Bool),
    ("likes?", Int),
    ("ask_page_title", Text),
    ("asks_allow_media", Bool),
    ("avatar", List(&Object(&[AVATAR]))),
    ("can_chat", Bool),
    ("can_subscribe", Bool),
    ("subscribed", Bool),
    ("followed", Bool),
    ("is_blocked_from_primary", Bool),
    ("is_nsfw", Bool),
    ("share_likes", Bool),
    ("share_following", Bool),
    ("theme", Object(&[THEME])),
    ("is_robot", Bool),
    ("admin?", Bool),
    ("primary?", Bool),
    ("type?", Text),
    ("tweet?", Text),
    ("facebook?", Text),
    ("facebook_opengraph_enabled?", Text),
    ("followers?", Int),
];

static COMMON: &Fields = &[
    ("object_type", Text),
    ("type", Text),
    ("is_blocks_post_format", Bool),
    ("original_type?", Text),
    ("blog_name", Text),
    ("blog", Object(&[SHORT_BLOG])),
    ("tumblelog_uuid", Text),
    ("id", Int),
    ("id_string", Text),
    ("genesis_post_id?", Text),
    ("post_url", Url),
    ("slug", Text),
    ("date", Text),
    ("timestamp", Int),
    ("state", Text),
    ("format", Text),
    ("reblog_key", Text),
    ("tags", List(&Text)),
    ("short_url", Url),
    ("summary", Text),
    ("should_open_in_legacy", Bool),
    ("recommended_source", Or(&Text)),
    ("recommended_color", Or(&Text)),
    ("header_cta", Or(&Text)),
    ("followed", Bool),
    ("liked", Bool),
    ("note_count", Int),
    ("source_url?", Url),
    ("source_title?", Text),
    ("parent_post_url?", Url),
    ("parent_post_id?", Text),
    ("parent_tumblelog_uuid?", Text),
    ("notes?", List(&Object(&[NOTE]))),
    ("queued_state?", Text),
    ("scheduled_publish_time?", Int),
    ("publish_on?", Text),
    ("muted?", Bool),
    ("mute_end_timestamp?", Int),
    ("is_submission?", Bool),
    ("post_author?", Text),
    ("anonymous_name?", Text),
    ("anonymous_email?", Text),
    ("liked_timestamp?", Int),
    ("filtered?", Object(&[&[("tags", List(&Text)), ("content", List(&Text))]])),
    ("can_like", Bool),
    ("can_reblog", Bool),
    ("can_reply", Bool),
    ("can_send_in_message", Bool),
    ("can_blaze", Bool),
    ("can_ignite", Bool),
    ("is_blazed", Bool),
    ("is_blaze_pending", Bool),
    ("interactability_blaze", Text),
    ("interactability_reblog", Text),
    ("display_avatar", Bool),
];

static REBLOG_INFO: &Fields = &[
    ("reblogged_from_id?", Text),
    ("reblogged_from_url?", Url),
    ("reblogged_from_name?", Text),
    ("reblogged_from_title?", Text),
    ("reblogged_from_uuid?", Text),
    ("reblogged_from_can_message?", Bool),
    ("reblogged_from_following?", Bool),
    ("reblogged_root_id?", Text),
    ("reblogged_root_url?", Url),
    ("reblogged_root_name?", Text),
    ("reblogged_root_title?", Text),
    ("reblogged_root_uuid?", Text),
    ("reblogged_root_can_message?", Bool),
    ("reblogged_root_following?", Bool),
];

static TRAIL_BLOG: &Fields = &[
    ("name", Text),
    ("title", Text),
    ("description", Text),
    ("updated", Int),
    ("url", Url),
    ("uuid?", Text),
    ("active", Bool),
    ("theme", Object(&[THEME])),
    ("share_likes", Bool),
    ("share_following", Bool),
    ("can_be_followed", Bool),
];

static LEGACY: &Fields = &[
    ("reblog", Object(&[&[("comment", Text), ("tree_html", Text)]])),
    ("trail", List(&Object(&[LEGACY_TRAIL]))),
];

static LEGACY_TRAIL: &Fields = &[
    ("blog", Object(&[TRAIL_BLOG])),
    ("post", Object(&[&[("id", Text), ("timestamp?", Int)]])),
    ("content_raw", Text),
    ("content", Text),
    ("is_current_item?", Bool),
    ("is_root_item?", Bool),
];

static BLOCKS: &Fields =
    &[("content", List(&Npf)), ("layout", List(&Npf)), ("trail", List(&Object(&[BLOCK_TRAIL])))];

static BLOCK_TRAIL: &Fields = &[
    ("post?", Object(&[&[("id?", Text), ("timestamp?", Int)]])),
    ("blog?", Object(&[TRAIL_BLOG])),
    ("broken_blog_name?", Text),
    ("content", List(&Npf)),
    ("layout", List(&Npf)),
];

static PHOTO: &Fields = &[
    ("caption", Text),
    ("alt_text?", Text),
    ("original_size", Object(&[SIZE])),
    ("alt_sizes", List(&Object(&[SIZE]))),
];

static SIZE: &Fields = &[("url", Url), ("width", Int), ("height", Int)];

/// The fields of each legacy type.
static OF_TYPE: &[(&str, &Fields)] = &[
    ("text", &[("title", Text), ("body", Text)]),
    (
        "photo",
        &[
            ("caption", Text),
            ("photos", List(&Object(&[PHOTO]))),
            ("photoset_layout?", Text),
            ("link_url?", Url),
            ("image_permalink", Url),
            ("width", Int),
            ("height", Int),
        ],
    ),
    ("quote", &[("text", Text), ("source", Text)]),
    (
        "link",
        &[
            ("url", Url),
            ("title", Text),
            ("description", Text),
            ("link_author", Or(&Text)),
            ("excerpt", Or(&Text)),
            ("publisher", Or(&Text)),
            ("link_image", Or(&Url)),
            ("photos", List(&Object(&[PHOTO]))),
        ],
    ),
    (
        "chat",
        &[
            ("title", Text),
            ("body", Text),
            ("dialogue", List(&Object(&[&[("name", Text), ("label", Text), ("phrase", Text)]]))),
        ],
    ),
    (
        "audio",
        &[
            ("caption", Text),
            ("player", Text),
            ("embed", Text),
            ("plays", Int),
            ("audio_url", Url),
            ("audio_source_url", Url),
            ("audio_type", Text),
            ("album_art?", Url),
            ("artist?", Text),
            ("album?", Text),
            ("track_name?", Text),
        ],
    ),
    (
        "video",
        &[
            ("caption", Text),
            ("video_url?", Url),
            ("permalink_url?", Url),
            ("video_type", Text),
            ("thumbnail_url", Text),
            ("thumbnail_width", Int),
            ("thumbnail_height", Int),
            ("duration?", Int),
            ("html5_capable", Bool),
            ("player", List(&Object(&[&[("width", Int), ("embed_code", Text)]]))),
        ],
    ),
    ("answer", &[("asking_name", Text), ("asking_url", Text), ("question", Text), ("answer", Text)]),
];

fn of_type(name: &str) -> &'static Fields {
    let found = OF_TYPE.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("“{name}” is not a type of post")).1
}

pub static NOTE: &Fields = &[
    ("type", Text),
    ("timestamp", Int),
    ("blog_name", Text),
    ("blog_uuid?", Text),
    ("blog_url", Url),
    ("followed", Bool),
    ("avatar_shape", Text),
    ("reply_text?", Text),
    ("post_id?", Text),
    ("reblog_parent_blog_name?", Text),
    ("added_text?", Text),
    ("tags?", List(&Text)),
];

/// `query_params` holds texts under any names and is looked at apart.
static LINKS: &Fields =
    &[("next", Object(&[&[("type", Text), ("href", Text), ("method", Text), ("query_params", Npf)]]))];

pub static TAGGED: Type = List(&Post);
pub static INFO: Type = Object(&[&[("blog", Object(&[SHORT_BLOG, WHOLE_BLOG]))]]);
pub static POSTS: Type = Object(&[&[
    ("blog", Object(&[SHORT_BLOG, WHOLE_BLOG])),
    ("posts", List(&Post)),
    ("total_posts", Int),
    ("_links?", Object(&[LINKS])),
]]);
pub static SINGLE: Type = Post;
pub static TIMELINE: Type = Object(&[&[
    ("timeline", Object(&[&[("elements", List(&Post)), ("_links?", Object(&[LINKS]))]])),
    ("total_posts", Int),
]]);
pub static NOTES: Type = Object(&[&[
    ("notes", List(&Object(&[NOTE]))),
    ("rollup_notes?", List(&Object(&[NOTE]))),
    ("total_notes", Int),
    ("total_likes?", Int),
    ("total_reblogs?", Int),
    ("_links?", Object(&[LINKS])),
]]);
static RELATION: &Fields = &[("_links?", Object(&[LINKS]))];

pub static BLOGS: Type =
    Object(&[&[("blogs", List(&Object(&[SHORT_BLOG]))), ("total_blogs", Int)], RELATION]);
pub static FOLLOWERS: Type = Object(&[
    &[
        ("total_users", Int),
        ("users", List(&Object(&[&[("name", Text), ("following", Bool), ("url", Url), ("updated", Int)]]))),
        ("total_blogs", Int),
        ("blogs", List(&Object(&[SHORT_BLOG]))),
    ],
    RELATION,
]);
pub static FOLLOWED_BY: Type = Object(&[&[("followed_by", Bool)]]);
pub static BLOCKED: Type = Object(&[
    &[("blocked_tumblelogs", List(&Object(&[SHORT_BLOG, &[("blocked_timestamp", Int)]])))],
    RELATION,
]);
pub static LIKES: Type = Object(&[&[("liked_posts", List(&Post)), ("liked_count", Int)], RELATION]);
pub static HELD: Type = Object(&[&[("posts", List(&Post)), ("total_posts", Int)], RELATION]);
pub static DASHBOARD: Type = Object(&[&[("posts", List(&Post))], RELATION]);
pub static FILTERED_TAGS: Type = Object(&[&[("filtered_tags", List(&Text))]]);
pub static SAVED_SEARCH: &Fields = &[
    ("id", Text),
    ("name", Text),
    ("query", Text),
    ("timestamp", Int),
    ("read_timestamp", Int),
    ("unread_count?", Int),
    ("unread_more", Bool),
    ("error?", Text),
];
pub static SAVED_SEARCHES: Type = Object(&[&[("saved_searches", List(&Object(&[SAVED_SEARCH])))]]);
pub static FILTERED_CONTENT: Type = Object(&[&[("filtered_content", List(&Text))]]);
pub static POLL_RESULTS: Type = Object(&[&[("results", Npf)]]);
/// Of the envelope alone.
pub static ANY: Type = Npf;

static NOTICE: &Fields = &[
    ("id", Text),
    ("type", Text),
    ("timestamp", Int),
    ("target_tumblelog_name", Text),
    ("target_tumblelog_uuid", Text),
    ("target_post_id?", Text),
    ("target_post_type?", Text),
    ("target_post_summary?", Text),
    ("from_tumblelog_name?", Text),
    ("from_tumblelog_uuid?", Text),
    ("from_tumblelog_is_adult", Bool),
    ("is_anonymous", Bool),
    ("followed", Bool),
    ("post_id?", Text),
    ("post_type?", Text),
    ("post_tags?", List(&Text)),
    ("added_text?", Text),
    ("reblog_key?", Text),
    ("reply_text?", Text),
];
/// Older ones that are told together with a newer.
static ROLLED: &Fields = &[("rollups?", List(&Object(&[NOTICE])))];
pub static NOTIFICATIONS: Type = Object(&[&[("notifications", List(&Object(&[NOTICE, ROLLED])))], RELATION]);

static LIMIT: &Fields = &[("description", Text), ("limit", Int), ("remaining", Int), ("reset_at", Int)];
pub static LIMITS: Type = Object(&[&[(
    "user",
    Object(&[&[
        ("asks", Object(&[LIMIT])),
        ("blogs", Object(&[LIMIT])),
        ("follows", Object(&[LIMIT])),
        ("likes", Object(&[LIMIT])),
        ("photos", Object(&[LIMIT])),
        ("posts", Object(&[LIMIT])),
        ("replies", Object(&[LIMIT])),
        ("video_seconds", Object(&[LIMIT])),
        ("videos", Object(&[LIMIT])),
    ]]),
)]]);
pub static AVATAR_URL: Type = Object(&[&[("avatar_url", Url)]]);
pub static USER: Type = Object(&[&[(
    "user",
    Object(&[&[
        ("name", Text),
        ("following", Int),
        ("likes", Int),
        ("default_post_format", Text),
        ("blogs", List(&Object(&[SHORT_BLOG, WHOLE_BLOG]))),
    ]]),
)]]);

/// The envelope of an answer whose response is of a type; a refusal has an empty list and says why.
pub fn check(answer: &Value, response: &Type) {
    let status = answer["meta"]["status"].as_u64().expect("a status");
    object("meta", &answer["meta"], &[&[("status", Int), ("msg", Text)]]);
    if status < 400 {
        object("", answer, &[&[("meta", Npf), ("response", Npf)]]);
        value("response", &answer["response"], response);
    } else {
        object("", answer, &[&[("meta", Npf), ("response", Npf), ("errors", Npf)]]);
        assert_eq!(answer["response"], serde_json::json!([]));
        let error: Type = List(&Object(&[&[("title", Text), ("code", Int), ("detail", Text)]]));
        value("errors", &answer["errors"], &error);
    }
}

fn value(path: &str, found: &Value, wanted: &Type) {
    match wanted {
        Int => assert!(found.is_i64(), "{path} is {found}"),
        Text => assert!(found.is_string(), "{path} is {found}"),
        Bool => assert!(found.is_boolean(), "{path} is {found}"),
        Url => assert!(found.as_str().is_some_and(|url| url.starts_with("http")), "{path} is {found}"),
        Or(wanted) => {
            if !found.is_null() {
                value(path, found, wanted);
            }
        }
        List(item) => {
            let list = found.as_array().unwrap_or_else(|| panic!("{path} is {found}"));
            list.iter().enumerate().for_each(|(at, found)| value(&format!("{path}[{at}]"), found, item));
        }
        Object(fields) => object(path, found, fields),
        Npf => assert!(!found.is_null(), "{path} is null"),
        Post => match found["type"].as_str().unwrap_or_else(|| panic!("{path} has no type")) {
            "blocks" => object(path, found, &[COMMON, REBLOG_INFO, BLOCKS]),
            name => object(path, found, &[COMMON, REBLOG_INFO, LEGACY, of_type(name)]),
        },
    }
}

fn object(path: &str, found: &Value, fields: &[&Fields]) {
    let map = found.as_object().unwrap_or_else(|| panic!("{path} is {found}"));
    let all = || fields.iter().flat_map(|fields| fields.iter());
    for (name, wanted) in all() {
        let (name, optional) = name.strip_suffix('?').map_or((*name, false), |name| (name, true));
        match map.get(name) {
            Some(found) => value(&format!("{path}.{name}"), found, wanted),
            None => assert!(optional, "{path} has no {name}"),
        }
    }
    for name in map.keys() {
        let known = all().any(|(known, _)| known.trim_end_matches('?') == name);
        assert!(known, "{path}.{name} is not documented");
    }
}
