//! What a blog lets others do.

use crate::account::actor;
use crate::{Result, Site};
use model::{BlogName, BlogSettings, PostExtra, PostId};
use std::collections::HashMap;
use store::{blog_settings, follows, post_options};

impl Site {
    /// A blog's settings.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog.
    pub async fn blog_settings(&self, blog: &BlogName) -> Result<BlogSettings> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                Ok(blog_settings::read_blog_settings(tx, blog.id)?)
            })
            .await
    }

    /// Changes a blog's settings.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog.
    pub async fn set_blog_settings(&self, blog: &BlogName, settings: BlogSettings) -> Result<()> {
        let blog = blog.clone();
        self.store
            .write(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                Ok(blog_settings::put_blog_settings(tx, blog.id, settings)?)
            })
            .await
    }

    /// How many blogs a blog follows and how many follow it.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog.
    pub async fn follow_counts(&self, blog: &BlogName) -> Result<follows::Counts> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &blog)?;
                Ok(follows::read_follow_counts(tx, blog.id.into())?)
            })
            .await
    }

    /// What these posts have beside them; those with nothing out of the ordinary are left out.
    pub async fn post_extras(&self, posts: &[PostId]) -> Result<HashMap<PostId, PostExtra>> {
        let ids: Vec<i64> = posts.iter().map(|id| id.0).collect();
        self.store.read(move |tx| Ok(post_options::read_options_of_posts(tx, &ids)?)).await
    }
}
