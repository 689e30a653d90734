//! Blogs.

use super::avatar::{self, Avatar};
use super::maker::ObjectBuilder;
use super::partial::PartialObject;
use crate::http::text;
use crate::tumblr::error::Refusal;
use model::{Blog, BlogSettings, Time};
use serde::Serialize;
use tumblelog::BlogFigures;

/// A blog as posts and lists carry it.
#[derive(Debug, Clone, Serialize)]
pub struct ShortBlog {
    /// Its name.
    pub name: String,
    /// Its title; the name where it has none.
    pub title: String,
    /// A line about it, plain text.
    pub description: String,
    /// Its page.
    pub url: String,
    /// Its lasting identity, `t:` and 22 characters.
    pub uuid: String,
    /// When it last published, in seconds. In lists of many blogs' posts: when it published what is shown here.
    pub updated: i64,
    /// Nothing is bought here.
    pub tumblrmart_accessories: EmptyObject,
    /// Nor worn.
    pub can_show_badges: bool,
    /// With `?timezone`, for its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<&'static str>,
    /// With `?timezone_offset`, for its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone_offset: Option<&'static str>,
    /// With `?is_following_you`: it follows the visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_following_you: Option<bool>,
    /// With `?duration_blog_following_you`: for how many seconds; -1 where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_blog_following_you: Option<i64>,
    /// With `?duration_following_blog`: for how many seconds the visitor follows it; -1 where not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_following_blog: Option<i64>,
}

/// An object without fields.
#[derive(Debug, Clone, Serialize)]
pub struct EmptyObject {}

/// A blog as `/info` tells it.
#[derive(Debug, Clone, Serialize)]
pub struct WholeBlog {
    /// What every list tells.
    #[serde(flatten)]
    pub short: ShortBlog,
    /// Posts it shows, reblogs included.
    pub posts: u64,
    /// The same.
    pub total_posts: u64,
    /// Questions can be asked.
    pub ask: bool,
    /// Without saying who asks. Only there where questions can be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_anon: Option<bool>,
    /// Words over the form for asking.
    pub ask_page_title: String,
    /// With pictures.
    pub asks_allow_media: bool,
    /// Its picture, widest first.
    pub avatar: Vec<Avatar>,
    /// Messages can be sent.
    pub can_chat: bool,
    /// Its posts can be told at once.
    pub can_subscribe: bool,
    /// The visitor is told at once.
    pub subscribed: bool,
    /// The visitor follows it.
    pub followed: bool,
    /// The visitor's first blog blocks it.
    pub is_blocked_from_primary: bool,
    /// For grown-ups.
    pub is_nsfw: bool,
    /// Its likes can be seen.
    pub share_likes: bool,
    /// Posts it likes. Only there for an account's first blog that shows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<u64>,
    /// Whom it follows can be seen.
    pub share_following: bool,
    /// How it looks.
    pub theme: Theme,
    /// Posts come from a program, as far as is known.
    pub is_robot: bool,
    /// For its owner.
    #[serde(flatten)]
    pub own: Option<OwnerFields>,
}

/// What a blog's owner is told beside.
#[derive(Debug, Clone, Serialize)]
pub struct OwnerFields {
    /// The visitor decides what it publishes.
    pub admin: bool,
    /// It is the account's first.
    pub primary: bool,
    /// `public`: there are no private blogs.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Not passed on to elsewhere: `N`.
    pub tweet: &'static str,
    /// The same: `N`.
    pub facebook: &'static str,
    /// The same: `N`.
    pub facebook_opengraph_enabled: &'static str,
}

/// How a blog looks: the same for all, because pages have one look here.
#[derive(Debug, Clone, Serialize)]
pub struct Theme {
    /// `square`
    pub avatar_shape: &'static str,
    /// Hexadecimal, with `#`.
    pub background_color: &'static str,
    /// Name of a face.
    pub body_font: &'static str,
    /// How the header is cropped: never.
    pub header_bounds: &'static str,
    /// Address of a header picture: blogs have none here.
    pub header_image: &'static str,
    /// The same, cropped.
    pub header_image_focused: &'static str,
    /// A still of it.
    pub header_image_poster: &'static str,
    /// The same, scaled.
    pub header_image_scaled: &'static str,
    /// It is stretched to fill its room.
    pub header_stretch: bool,
    /// Hexadecimal, with `#`.
    pub link_color: &'static str,
    /// The picture is shown.
    pub show_avatar: bool,
    /// The description is shown.
    pub show_description: bool,
    /// The header is shown.
    pub show_header_image: bool,
    /// The title is shown.
    pub show_title: bool,
    /// Hexadecimal, with `#`.
    pub title_color: &'static str,
    /// Name of a face.
    pub title_font: &'static str,
    /// `bold` or `regular`
    pub title_font_weight: &'static str,
}

/// The one look.
pub const THEME: Theme = Theme {
    avatar_shape: "square",
    background_color: "#FFFFFF",
    body_font: "Serif",
    header_bounds: "",
    header_image: "",
    header_image_focused: "",
    header_image_poster: "",
    header_image_scaled: "",
    header_stretch: false,
    link_color: "#1F5FBF",
    show_avatar: true,
    show_description: true,
    show_header_image: false,
    show_title: true,
    title_color: "#1A1A1A",
    title_font: "Serif",
    title_font_weight: "bold",
};

impl ObjectBuilder<'_> {
    /// A blog in short.
    pub fn short_blog(&self, blog: &Blog, updated: Option<Time>) -> ShortBlog {
        let fields = &self.style.fields;
        let own = self.visitor.owns_blog(blog.id);
        ShortBlog {
            name: blog.name.as_str().to_owned(),
            title: blog.title.clone(),
            description: blog.description.clone(),
            url: [self.base_url(), &text::blog_path(blog.name.as_str())].concat(),
            uuid: blog.uuid.as_str().to_owned(),
            updated: updated.unwrap_or(blog.created).seconds(),
            tumblrmart_accessories: EmptyObject {},
            can_show_badges: false,
            timezone: (fields.asks_for("timezone") && own).then_some("UTC"),
            timezone_offset: (fields.asks_for("timezone_offset") && own).then_some("GMT+0000"),
            is_following_you: fields
                .asks_for("is_following_you")
                .then(|| self.marks.followers.contains_key(&blog.id)),
            duration_blog_following_you: fields
                .asks_for("duration_blog_following_you")
                .then(|| self.seconds_since(self.marks.followers.get(&blog.id))),
            duration_following_blog: fields
                .asks_for("duration_following_blog")
                .then(|| self.seconds_since(self.marks.following.get(&blog.id))),
        }
    }

    /// A blog in short, with the fields that are asked for.
    pub fn blog_object(&self, blog: &Blog, updated: Option<Time>) -> PartialObject<ShortBlog> {
        self.style.fields.of(self.short_blog(blog, updated))
    }

    /// A blog with its figures, with the fields that are asked for.
    pub async fn whole_blog(
        &mut self,
        blog: &Blog,
        figures: BlogFigures,
    ) -> Result<PartialObject<WholeBlog>, Refusal> {
        let whole = self.blog_with(blog, figures).await?;
        Ok(self.style.fields.of(whole))
    }

    /// A blog with its figures, its settings and how the visitor stands to it.
    pub async fn blog_with(&mut self, blog: &Blog, figures: BlogFigures) -> Result<WholeBlog, Refusal> {
        self.load_related(&[], &[blog.id]).await?;
        let settings = self.site().blog_settings(&blog.name).await?;
        let first = self.visitor.account().and_then(|account| account.blogs.first().copied());
        // A blog cannot block itself, so its own page saves the query.
        let blocked = match first.filter(|first| *first != blog.id) {
            Some(first) => match self.site().read_blogs(&[first]).await?.pop() {
                Some(first) => self.site().is_blocked(&first.name, &blog.name).await?,
                None => false,
            },
            None => false,
        };
        let likes = if settings.share_likes { self.likes_of(blog).await? } else { None };
        Ok(WholeBlog { likes, ..self.blog_as(blog, figures, settings, blocked) })
    }

    /// How many posts a blog likes, where it is the blog that likes for its account.
    async fn likes_of(&self, blog: &Blog) -> Result<Option<u64>, Refusal> {
        let Some(owner) = self.site().owner_of(blog.id).await? else { return Ok(None) };
        let first = self.site().blogs_of(owner).await?.first().map(|first| first.id);
        match first == Some(blog.id) {
            true => Ok(Some(self.site().likes_count(&blog.name).await?)),
            false => Ok(None),
        }
    }

    fn blog_as(&self, blog: &Blog, figures: BlogFigures, settings: BlogSettings, blocked: bool) -> WholeBlog {
        let name = blog.name.as_str();
        let own = self.visitor.account().filter(|account| account.blogs.contains(&blog.id));
        WholeBlog {
            short: self.short_blog(blog, figures.updated),
            posts: figures.posts,
            total_posts: figures.posts,
            ask: settings.asks,
            ask_anon: settings.asks.then_some(settings.anonymous_asks),
            ask_page_title: String::new(),
            asks_allow_media: false,
            avatar: avatar::avatar_sizes(self.base_url(), name),
            can_chat: false,
            can_subscribe: false,
            subscribed: false,
            followed: self.follows_blog(blog.id),
            is_blocked_from_primary: blocked,
            is_nsfw: false,
            share_likes: settings.share_likes,
            likes: None,
            share_following: settings.share_following,
            theme: THEME,
            is_robot: blog.robot,
            own: own.map(|account| OwnerFields {
                admin: true,
                primary: account.blogs.first() == Some(&blog.id),
                kind: "public",
                tweet: "N",
                facebook: "N",
                facebook_opengraph_enabled: "N",
            }),
        }
    }
}
