//! The tables, a row an act and a letter a thing: `+` may, `0` is not there to the actor, `-` is refused, `!` is done by
//! nobody.

use crate::common::tumblelog::permission::Act;

/// Who acts.
pub const ACTORS: [&str; 14] = [
    "guest",
    "owner",
    "other",
    "blocked",
    "moderator",
    "operator",
    "site",
    "owner's reading client",
    "owner's powerless client",
    "other's reading client",
    "moderator's reading client",
    "the blog itself",
    "a blocked blog",
    "an actor elsewhere",
];

/// Acts on posts: the rows of [`Row::posts`].
pub const POST_ACTS: [Act; 9] = [
    Act::ViewPost,
    Act::ListPost,
    Act::Like,
    Act::Reply,
    Act::Reblog,
    Act::EditPost,
    Act::DeletePost,
    Act::ViewDecisions,
    Act::WithholdPost,
];

/// Acts on blogs: the rows of [`Row::blogs`].
pub const BLOG_ACTS: [Act; 9] = [
    Act::Follow,
    Act::Ask,
    Act::AskAnonymously,
    Act::Submit,
    Act::ViewUnpublished,
    Act::ViewLikes,
    Act::ViewFollowing,
    Act::ManageBlog,
    Act::DescribeBlog,
];

/// What one actor may do.
pub struct Row {
    /// To posts that are published, closed to reblogs, withheld, private, a draft, queued, unapproved, deleted.
    pub posts: [&'static str; 9],
    /// To a blog with usual settings, one that is shut, one that is open.
    pub blogs: [&'static str; 9],
}

const GUEST: Row = Row {
    posts: [
        "+++00000", "++000000", "---00000", "---00000", "---00000", "---00000", "---00000", "00000000",
        "---00000",
    ],
    blogs: ["---", "--+", "--+", "--+", "---", "+-+", "+-+", "---", "---"],
};
const OWNER: Row = Row {
    posts: [
        "+++++++0", "++000000", "+++00000", "+++00000", "+--00000", "+++++++0", "+++++++0", "+++++++0",
        "-------0",
    ],
    blogs: ["!++", "+-+", "--+", "--+", "+++", "+++", "+++", "+++", "+++"],
};
const OTHER: Row = Row {
    posts: [
        "+++00000", "++000000", "+++00000", "+++00000", "+--00000", "---00000", "---00000", "00000000",
        "---00000",
    ],
    blogs: ["+++", "+-+", "--+", "--+", "---", "+-+", "+-+", "---", "---"],
};
const BLOCKED: Row = Row {
    posts: [
        "+++00000", "++000000", "---00000", "---00000", "---00000", "---00000", "---00000", "00000000",
        "---00000",
    ],
    blogs: ["---", "---", "---", "---", "---", "+-+", "+-+", "---", "---"],
};
const MODERATOR: Row = Row {
    posts: [
        "+++00000", "++000000", "+++00000", "+++00000", "+--00000", "---00000", "---00000", "+++00000",
        "+++00000",
    ],
    blogs: ["+++", "+-+", "--+", "--+", "---", "+-+", "+-+", "---", "+++"],
};
const OPERATOR: Row = Row {
    posts: [
        "+++++++0", "++000000", "---00000", "---00000", "---00000", "+++++++0", "+++++++0", "+++++++0",
        "+++00000",
    ],
    blogs: ["---", "---", "---", "---", "+++", "+++", "+++", "+++", "+++"],
};
const OWNER_READS: Row = Row {
    posts: [
        "+++++++0", "++000000", "-------0", "-------0", "-------0", "-------0", "-------0", "+++++++0",
        "-------0",
    ],
    blogs: ["---", "---", "---", "---", "+++", "+++", "+++", "---", "---"],
};
const OWNER_POWERLESS: Row = Row {
    posts: [
        "+++00000", "++000000", "---00000", "---00000", "---00000", "---00000", "---00000", "---00000",
        "---00000",
    ],
    blogs: ["---", "---", "---", "---", "---", "+-+", "+-+", "---", "---"],
};
const OTHER_READS: Row = Row {
    posts: [
        "+++00000", "++000000", "---00000", "---00000", "---00000", "---00000", "---00000", "00000000",
        "---00000",
    ],
    blogs: ["---", "---", "---", "---", "---", "+-+", "+-+", "---", "---"],
};
const MODERATOR_READS: Row = Row {
    posts: [
        "+++00000", "++000000", "---00000", "---00000", "---00000", "---00000", "---00000", "+++00000",
        "---00000",
    ],
    blogs: ["---", "---", "---", "---", "---", "+-+", "+-+", "---", "---"],
};
const ELSEWHERE: Row = Row {
    posts: [
        "+++00000", "++000000", "+++00000", "+++00000", "+--00000", "---00000", "---00000", "00000000",
        "---00000",
    ],
    blogs: ["+++", "---", "---", "---", "---", "+-+", "+-+", "---", "---"],
};

/// The row of each actor.
pub const ROWS: [Row; 14] = [
    GUEST,
    OWNER,
    OTHER,
    BLOCKED,
    MODERATOR,
    OPERATOR,
    OPERATOR,
    OWNER_READS,
    OWNER_POWERLESS,
    OTHER_READS,
    MODERATOR_READS,
    // Of three blogs of one owner, a blog alone is itself: the other two are not its own.
    Row { blogs: ["!++", "+-+", "--+", "--+", "+--", "+-+", "+-+", "+--", "+--"], ..OWNER },
    BLOCKED,
    ELSEWHERE,
];

/// Who manages subjects, a letter an actor.
pub const SUBJECTS: &str = "----+++-------";

/// Who reads the file of a published post, of a draft, and of no post.
pub const FILES: [&str; 14] =
    ["+00", "++0", "+00", "+00", "+00", "++0", "++0", "++0", "+00", "+00", "+00", "++0", "+00", "+00"];
