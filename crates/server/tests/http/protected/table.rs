//! The routes that ask who is there, and those that do not. A route that is in neither list fails a test.

/// Who gets past the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admits {
    /// Everybody who signed in.
    SignedIn,
    /// The owner of the blog in the address, who is bela, alone.
    Owner,
    /// Moderators alone.
    Moderators,
}

/// What comes in at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `GET`: a page.
    Page,
    /// `POST`: a form. Without a session it leads to the plain sign-in page, since its own address answers no `GET`.
    Form,
    /// `POST` of a form whose token is looked at first, and the session after that.
    ConsentForm,
    /// `POST` of a file. Without a session it leads back to the page of the form.
    Upload,
}

/// A protected route.
pub struct Protected {
    pub kind: Kind,
    pub route: &'static str,
    /// An address of it; `{post}` stands for the id of a post of bela's.
    pub path: &'static str,
    pub admits: Admits,
    /// What who is admitted gets: of a form, with the right token and no other field.
    pub status: u16,
}

const fn page(route: &'static str, path: &'static str, admits: Admits) -> Protected {
    Protected { kind: Kind::Page, route, path, admits, status: 200 }
}

const fn form(route: &'static str, admits: Admits, status: u16) -> Protected {
    Protected { kind: Kind::Form, route, path: route, admits, status }
}

use Admits::{Moderators, Owner, SignedIn};

pub const PROTECTED: &[Protected] = &[
    page("/account", "/account?done=blog", SignedIn),
    page("/account/blog/{name}", "/account/blog/bela", SignedIn),
    page("/account/withheld", "/account/withheld", SignedIn),
    page("/complete/withheld", "/complete/withheld?q=honey", SignedIn),
    page("/copies/{id}/part", "/copies/{post}/part", SignedIn),
    page("/apps", "/apps", SignedIn),
    page("/saved", "/saved", SignedIn),
    page("/saved/new", "/saved/new?q=%23honey", SignedIn),
    page("/moderate/missed", "/moderate/missed", Moderators),
    page("/moderate/post/{id}", "/moderate/post/{post}", Moderators),
    page("/moderate/proposals", "/moderate/proposals?id=1", Moderators),
    page("/moderate/settings", "/moderate/settings", Moderators),
    page("/moderate/subject", "/moderate/subject?name=honey", Moderators),
    page("/moderate/subjects", "/moderate/subjects", Moderators),
    page("/moderate/subjects/history", "/moderate/subjects/history", Moderators),
    // Both need more than a session: the request of a client.
    Protected { status: 403, ..page("/oauth/authorize", "/oauth/authorize?oauth_token=x", SignedIn) },
    form("/account/blogs", SignedIn, 422),
    Protected { path: "/account/blog/bela", ..form("/account/blog/{name}", SignedIn, 400) },
    Protected { path: "/account/blog/bela/profile", ..form("/account/blog/{name}/profile", Owner, 422) },
    Protected { path: "/account/blog/bela/inbox", ..form("/account/blog/{name}/inbox", Owner, 422) },
    Protected { path: "/account/blog/bela/queue", ..form("/account/blog/{name}/queue", Owner, 422) },
    Protected {
        path: "/account/blog/bela/queue/pause",
        ..form("/account/blog/{name}/queue/pause", Owner, 422)
    },
    Protected { path: "/copies/{post}/part", ..form("/copies/{id}/part", SignedIn, 400) },
    form("/account/password", SignedIn, 422),
    form("/account/sessions", SignedIn, 303),
    form("/saved/add", SignedIn, 422),
    form("/saved/open", SignedIn, 422),
    form("/saved/change", SignedIn, 422),
    form("/saved/remove", SignedIn, 422),
    form("/saved/feed", SignedIn, 422),
    form("/saved/unfeed", SignedIn, 422),
    form("/saved/follow", SignedIn, 422),
    form("/saved/unfollow", SignedIn, 303),
    form("/apps/register", SignedIn, 422),
    form("/apps/change", SignedIn, 422),
    form("/apps/remove", SignedIn, 422),
    form("/apps/revoke", SignedIn, 422),
    Protected { path: "/moderate/post/{post}", ..form("/moderate/post/{id}", Moderators, 422) },
    form("/moderate/proposals", Moderators, 422),
    form("/moderate/settings", Moderators, 303),
    form("/moderate/settings/reset", Moderators, 422),
    form("/moderate/subjects/join", Moderators, 422),
    form("/moderate/subjects/part", Moderators, 422),
    form("/moderate/subjects/refuse", Moderators, 422),
    form("/moderate/subjects/allow", Moderators, 422),
    form("/moderate/subjects/undo", Moderators, 422),
    Protected { kind: Kind::Upload, ..form("/moderate/subjects/import", Moderators, 422) },
    Protected { kind: Kind::ConsentForm, ..form("/oauth/authorize", SignedIn, 403) },
    Protected { kind: Kind::ConsentForm, ..form("/oauth2/authorize", SignedIn, 400) },
];

/// Pages that everybody may read, and what a stranger gets there. None of them sets a cookie.
pub const PUBLIC: &[(&str, &str, u16)] = &[
    ("/", "/", 200),
    ("/tagged/{*tag}", "/tagged/honey", 200),
    ("/search", "/search?q=honey", 200),
    ("/search/help", "/search/help", 200),
    ("/search/{format}", "/search/rss?q=honey", 200),
    ("/complete", "/complete?q=honey", 200),
    ("/complete.json", "/complete.json?q=honey", 200),
    ("/why", "/why?post={post}&q=honey", 200),
    ("/trends", "/trends", 200),
    ("/trends.json", "/trends.json", 200),
    ("/charts", "/charts?q=honey", 200),
    ("/charts/{file}", "/charts/months.csv?q=honey", 200),
    ("/export", "/export?q=honey", 200),
    ("/export/posts.zip", "/export/posts.zip?q=honey", 200),
    ("/suggest", "/suggest?q=%23h", 200),
    ("/@{blog}", "/@bela", 200),
    ("/@{blog}/rss", "/@bela/rss", 200),
    ("/@{blog}/atom", "/@bela/atom", 200),
    ("/@{blog}/feed.json", "/@bela/feed.json", 200),
    ("/@{blog}/tagged/{tag}", "/@bela/tagged/honey", 200),
    ("/@{blog}/tagged/{tag}/{format}", "/@bela/tagged/honey/atom", 200),
    ("/@{blog}/{id}", "/@bela/{post}", 308),
    ("/@{blog}/{id}/{slug}", "/@bela/{post}/x", 308),
    ("/copies/{id}", "/copies/{post}", 404),
    ("/saved/feed/{token}/{format}", "/saved/feed/x/rss", 404),
    ("/media/{file}", "/media/x.png", 404),
    ("/docs/api", "/docs/api", 200),
    ("/docs/source", "/docs/source", 200),
    ("/docs/license.txt", "/docs/license.txt", 200),
    ("/avatar/{file}", "/avatar/bela.svg", 200),
    ("/assets/{file}", "/assets/x.css", 404),
    ("/favicon.svg", "/favicon.svg", 200),
    ("/favicon.ico", "/favicon.ico", 200),
    ("/opensearch.xml", "/opensearch.xml", 200),
    ("/sitemap.xml", "/sitemap.xml", 200),
    ("/sitemap/{file}", "/sitemap/pages.xml", 200),
    ("/subjects.txt", "/subjects.txt", 200),
    ("/robots.txt", "/robots.txt", 200),
    ("/healthz", "/healthz", 200),
    ("/readyz", "/readyz", 200),
    ("/metrics", "/metrics", 404),
];

/// Routes with tests of their own: people who sign in and out, and programs.
pub const ELSEWHERE: &[&str] = &[
    "/sign-in",
    "/sign-out",
    "/oauth/request_token",
    "/oauth/access_token",
    "/v2/oauth2/token",
    "/v2/oauth2/exchange",
];
