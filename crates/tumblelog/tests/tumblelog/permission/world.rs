//! The people, blogs, posts and files that the tables speak of.

use crate::common::tumblelog::account::{Adopt, NewAccount};
use crate::common::tumblelog::media::{Stored, media_objects};
use crate::common::tumblelog::{Actor, NewBlog, NewPost, Viewer};
use crate::common::{World, name, picture, post};
use model::{Account, ActorName, BlogName, BlogSettings, PostId, Reblogs, Scopes, State, Withheld};
use npf::{Block, Document, Image};

/// The posts, in the order of the tables.
pub const STATES: [&str; 8] =
    ["published", "closed", "withheld", "private", "draft", "queued", "unapproved", "deleted"];

/// The blogs, in the order of the tables.
pub const BLOGS: [&str; 3] = ["usual", "shut", "open"];

pub struct Cast {
    pub posts: [PostId; 8],
    pub blogs: [BlogName; 3],
    pub files: Vec<String>,
    owner: Viewer,
    other: Viewer,
    blocked: Viewer,
    moderator: Viewer,
    elsewhere: Actor,
}

impl Cast {
    pub async fn gather(world: &World) -> Self {
        let site = &world.site;
        let owner = person(world, "usual").await;
        for blog in ["shut", "open"] {
            site.add_blog(owner.id, NewBlog::with_name(name(blog)), Adopt::New).await.unwrap();
        }
        let owner = site.find_account(owner.id).await.unwrap().unwrap();
        let (other, blocked) = (person(world, "other").await, person(world, "blocked").await);
        let moderator = person(world, "moderator").await;
        site.set_moderator(moderator.id, true).await.unwrap();
        let moderator = site.find_account(moderator.id).await.unwrap().unwrap();
        let blogs = BLOGS.map(name);
        let shut =
            BlogSettings { asks: false, share_likes: false, share_following: false, ..Default::default() };
        let open = BlogSettings { anonymous_asks: true, submissions: true, ..Default::default() };
        site.set_blog_settings(&blogs[1], shut).await.unwrap();
        site.set_blog_settings(&blogs[2], open).await.unwrap();
        for blog in &blogs {
            site.block_blogs(blog, &[name("blocked")]).await.unwrap();
        }
        let elsewhere = site.keep_actor(&ActorName::parse("ada@example.org").unwrap()).await.unwrap();
        Self {
            posts: publish_posts(world, &blogs[0]).await,
            files: publish_files(world, &blogs[0]).await,
            blogs,
            owner: Viewer::of_account(&owner),
            other: Viewer::of_account(&other),
            blocked: Viewer::of_account(&blocked),
            moderator: Viewer::of_account(&moderator),
            elsewhere: Actor::Row(elsewhere),
        }
    }

    pub fn actor(&self, text: &str) -> Actor {
        let within = |viewer: &Viewer, scopes| Actor::Person(viewer.clone().within_scopes(scopes));
        match text {
            "guest" => Actor::Guest,
            "owner" => Actor::Person(self.owner.clone()),
            "other" => Actor::Person(self.other.clone()),
            "blocked" => Actor::Person(self.blocked.clone()),
            "moderator" => Actor::Person(self.moderator.clone()),
            "operator" => Actor::Operator,
            "site" => Actor::Site,
            "owner's reading client" => within(&self.owner, Scopes::BASIC),
            "owner's powerless client" => within(&self.owner, Scopes::default()),
            "other's reading client" => within(&self.other, Scopes::BASIC),
            "moderator's reading client" => within(&self.moderator, Scopes::BASIC),
            "the blog itself" => name("usual").into(),
            "a blocked blog" => name("blocked").into(),
            "an actor elsewhere" => self.elsewhere.clone(),
            other => panic!("there is no {other}"),
        }
    }
}

async fn person(world: &World, text: &str) -> Account {
    let new = NewAccount {
        name: name(text),
        password: None,
        blog: NewBlog::with_name(name(text)),
        adopt: Adopt::New,
    };
    world.site.create_account(new).await.unwrap().0
}

async fn publish_posts(world: &World, blog: &BlogName) -> [PostId; 8] {
    let mut ids = Vec::new();
    for state in STATES {
        let new = post(blog, state, &["tea"]);
        let new = match state {
            "closed" => NewPost { reblogs: Reblogs::Noone, ..new },
            "private" => NewPost { state: State::Private, ..new },
            "draft" => NewPost { state: State::Draft, ..new },
            "queued" => NewPost { state: State::Queued, ..new },
            _ => new,
        };
        let made = match state {
            // Only what others send waits for approval.
            "unapproved" => {
                world.site.send_ask(blog.clone(), Some(name("other").into()), false, new.content).await
            }
            _ => world.site.publish_post(new).await,
        };
        let id = made.unwrap().id;
        match state {
            "withheld" => drop(world.site.withhold_post(id, Some(Withheld::Spam)).await.unwrap()),
            "deleted" => world.site.delete_post(id).await.unwrap(),
            _ => {}
        }
        ids.push(id);
    }
    ids.try_into().unwrap()
}

async fn keep_file(world: &World, side: u16) -> Stored {
    let mut intake = world.site.begin_upload().await.unwrap();
    intake.push(&picture(side, side)).await.unwrap();
    let upload = intake.finish_upload().await.unwrap();
    world.site.keep_uploads(vec![upload]).await.unwrap().remove(0)
}

async fn publish_files(world: &World, blog: &BlogName) -> Vec<String> {
    let mut names = Vec::new();
    for (side, state) in [(90, Some(State::Published)), (91, Some(State::Draft)), (92, None)] {
        let file = keep_file(world, side).await;
        if let Some(state) = state {
            let image = Block::Image(Image { media: media_objects(&file), ..Image::default() });
            let new = NewPost { state, ..NewPost::new(blog.clone(), Document::new(vec![image])) };
            world.site.publish_post(new).await.unwrap();
        }
        names.push(file.name);
    }
    names
}
