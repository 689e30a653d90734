//! Addresses of posts and blogs, against which relative addresses in their HTML are read.

use super::wire::RecordFields;
use url::Url;

/// The page of a post object: the address it names, else the one its blog and id make.
pub(super) fn post_page(post: RecordFields<'_>) -> Option<Url> {
    post.text("post_url").and_then(web_address).or_else(|| {
        let blog = post.object("blog");
        let name = post.text("blog_name").or_else(|| blog.text("name")).or_else(|| post.text("tumblelog"));
        page_below(blog, name, post.post_id("id").or_else(|| post.post_id("id_string")))
    })
}

/// The page of an item of a trail.
pub(super) fn item_page(item: RecordFields<'_>) -> Option<Url> {
    let blog = item.object("blog");
    page_below(
        blog,
        blog.text("name").or_else(|| item.text("broken_blog_name")),
        item.object("post").post_id("id"),
    )
}

fn page_below(blog: RecordFields<'_>, name: Option<&str>, id: Option<model::PostId>) -> Option<Url> {
    let named = || name.and_then(|name| web_address(&format!("https://{name}.tumblr.com/")));
    let home = blog.text("url").and_then(web_address).or_else(named)?;
    // On `www.tumblr.com/blog` and the like a blog's relative addresses would mean other pages.
    let home = if home.path() == "/" { home } else { named()? };
    match id {
        Some(id) => home.join(&format!("/post/{id}")).ok(),
        None => Some(home),
    }
}

fn web_address(text: &str) -> Option<Url> {
    npf::url::safe(text).and_then(|safe| Url::parse(&safe).ok())
}
