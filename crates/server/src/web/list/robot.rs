//! What a page says of robots.

use model::{Blog, Post, Robot};
use npf::Document;
use tumblelog::{Declared, SaidBy};

/// That a program posted a post, and how that is known; nothing of what people post.
pub fn robot_words(post: &Post, document: &Document) -> Option<String> {
    let host = || tumblelog::link_shortener(document, post.source.as_ref());
    Some(match post.robot? {
        Robot::Link | Robot::Itself => match host() {
            Some(host) => format!("feed robot: {host}"),
            None => "robot, self-declared".to_owned(),
        },
        Robot::Feed => "feed robot".to_owned(),
        Robot::Blog => "robot blog".to_owned(),
    })
}

/// That a blog is a robot's, and who says so; or that a moderator says it is none.
pub fn of_blog(blog: &Blog, said: Option<&Declared>) -> Option<&'static str> {
    match (blog.robot, said.map(|said| said.by)) {
        (true, Some(SaidBy::Owner)) => Some("robot, says its owner"),
        (true, Some(SaidBy::Moderator)) => Some("robot, says a moderator"),
        (true, None) => Some("feed robot"),
        (false, Some(SaidBy::Moderator)) => Some("not a robot, says a moderator"),
        // An owner who says “no robot” only states what readers assume anyway.
        (false, _) => None,
    }
}
