//! Blogs.

use super::avatar::{self, Avatar};
use super::maker::ObjectBuilder;
use super::partial::PartialObject;
use crate::http::text;
use crate::tumblr::error::Refusal;
use model::{Blog, BlogSettings, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::BlogFigures;

/// A blog as posts and lists carry it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ShortBlog {
    /// The name.
    pub name: String,
    /// The title. The name where the blog has no title.
    pub title: String,
    /// The description, as plain text.
    pub description: String,
    /// The address of the page of the blog.
    pub url: String,
    /// The permanent identifier: `t:` and 22 characters.
    pub uuid: String,
    /// When the blog last published, in seconds since 1970. In a list of posts of many blogs: when it published the
    /// newest of its posts in the list.
    pub updated: i64,
    /// Always empty: the site sells nothing.
    pub tumblrmart_accessories: EmptyObject,
    /// Always false: the site has no badges.
    pub can_show_badges: bool,
    /// The time zone, `UTC`. Only for the owner of the blog, and only where `?timezone` is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<&'static str>,
    /// The offset of the time zone, `GMT+0000`. Only for the owner of the blog, and only where `?timezone_offset` is asked
    /// for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone_offset: Option<&'static str>,
    /// True where the blog follows the first blog of the visitor. Only where `?is_following_you` is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_following_you: Option<bool>,
    /// For how many seconds the blog has followed the first blog of the visitor; -1 where it does not. Only where
    /// `?duration_blog_following_you` is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_blog_following_you: Option<i64>,
    /// For how many seconds the first blog of the visitor has followed the blog; -1 where it does not. Only where
    /// `?duration_following_blog` is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_following_blog: Option<i64>,
}

/// An object without fields.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmptyObject {}

/// A blog with its figures and settings.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WholeBlog {
    /// The fields of a blog in lists.
    #[serde(flatten)]
    pub short: ShortBlog,
    /// The number of published posts, reblogs included.
    pub posts: u64,
    /// The same number.
    pub total_posts: u64,
    /// True where the blog takes questions.
    pub ask: bool,
    /// True where the blog takes anonymous questions. Absent where it takes no questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask_anon: Option<bool>,
    /// Always empty: the form for questions has no title of its own.
    pub ask_page_title: String,
    /// Always false: a question cannot have pictures.
    pub asks_allow_media: bool,
    /// The picture of the blog in its sizes, widest first.
    pub avatar: Vec<Avatar>,
    /// Always false: the site has no messages.
    pub can_chat: bool,
    /// Always false: the site has no subscriptions.
    pub can_subscribe: bool,
    /// Always false: the site has no subscriptions.
    pub subscribed: bool,
    /// True where the first blog of the visitor follows the blog.
    pub followed: bool,
    /// True where the first blog of the visitor blocks the blog.
    pub is_blocked_from_primary: bool,
    /// Always false: blogs are not rated.
    pub is_nsfw: bool,
    /// True where everybody may see what the blog likes.
    pub share_likes: bool,
    /// The number of posts that the blog likes. Only for the first blog of an account, where everybody may see its likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<u64>,
    /// True where everybody may see which blogs the blog follows.
    pub share_following: bool,
    /// The appearance of the blog.
    pub theme: Theme,
    /// True where the site takes the posts of the blog for those of a program.
    pub is_robot: bool,
    /// Fields for the owner of the blog.
    #[serde(flatten)]
    pub own: Option<OwnerFields>,
}

/// The fields of a blog that only its owner gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnerFields {
    /// Always true: the visitor owns the blog.
    pub admin: bool,
    /// True for the first blog of the account.
    pub primary: bool,
    /// Always `public`: the site has no private blogs.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Always `N`: posts are not sent to other services.
    pub tweet: &'static str,
    /// Always `N`: posts are not sent to other services.
    pub facebook: &'static str,
    /// Always `N`: posts are not sent to other services.
    pub facebook_opengraph_enabled: &'static str,
}

/// The appearance of a blog. It is the same for all blogs of the site.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Theme {
    /// The shape of the picture: `square`.
    pub avatar_shape: &'static str,
    /// The background color: `#` and hexadecimal digits.
    pub background_color: &'static str,
    /// The font of the text.
    pub body_font: &'static str,
    /// How the header is cropped. Always empty: blogs have no header picture.
    pub header_bounds: &'static str,
    /// The address of the header picture. Always empty: blogs have none.
    pub header_image: &'static str,
    /// The address of the cropped header picture. Always empty: blogs have none.
    pub header_image_focused: &'static str,
    /// The address of a still of the header picture. Always empty: blogs have none.
    pub header_image_poster: &'static str,
    /// The address of the scaled header picture. Always empty: blogs have none.
    pub header_image_scaled: &'static str,
    /// Always false: blogs have no header picture.
    pub header_stretch: bool,
    /// The color of links: `#` and hexadecimal digits.
    pub link_color: &'static str,
    /// Always true: the picture of the blog is shown.
    pub show_avatar: bool,
    /// Always true: the description is shown.
    pub show_description: bool,
    /// Always false: blogs have no header picture.
    pub show_header_image: bool,
    /// Always true: the title is shown.
    pub show_title: bool,
    /// The color of the title: `#` and hexadecimal digits.
    pub title_color: &'static str,
    /// The font of the title.
    pub title_font: &'static str,
    /// The weight of the font of the title: `bold`.
    pub title_font_weight: &'static str,
}

/// The appearance of every blog.
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
