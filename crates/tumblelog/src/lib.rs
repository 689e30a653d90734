//! The rules: the only crate that changes state. One file a rule or page; [`Site`] is what all of them work on.

pub mod account;
mod blog;
pub mod duplicates;
mod error;
pub mod export;
pub mod import;
mod maintenance;
pub mod media;
pub mod oauth;
mod post;
mod query;
mod queue;
mod site;
mod site_base_url;
mod social;
mod tag;

pub use crate::media::upload::{SiteUpload, UploadStore};
pub use crate::tag::{proposal, subject, trends};
pub use account::actor::Actor;
pub use account::viewer::Viewer;
pub use account::{limits, saved_searches};
pub use blog::lookup::{BlogFigures, BlogLookup};
pub use error::{Error, Result};
pub use import::import_run::NewRun;
pub use intake::robot::shortener as link_shortener;
pub use maintenance::{bench_probe, check_index, failed_searches};
pub use media::post_media::FileAccess;
pub use post::change::Edit;
pub use post::post_address;
pub use post::publish::{NewPost, TAGS_TYPED};
pub use post::unpublished::{HeldRequest, OwnPost};
pub use post::withhold::{NOTE, NewDecision, WithheldList, WithheldPost};
pub use query::coverage::{
    Coverage, CoverageGap, CoverageSource, DELETED, ImportFaults, RUNS_COUNTED, SourceLine,
};
pub use query::explain::{Explained, Joined, tag_origin_words as tag_found};
pub use query::feed_stamp::FeedStamp;
pub use query::listing::PAGE_LIMIT;
pub use query::post_filter::{COUNT_CHECKS, PAGE_CHECKS};
pub use query::post_list::{EXTENDED_LIMIT, ListExtras, Posts, Selection, Start, TAGS_ASKED, Window};
pub use query::why::{HOST_LOOKED, Unknown, Why, WhyMatch, WhyVerdict, WithheldFor};
pub use query::{charts, known_pages, sitemap, view};
pub use queue::blog_queue::{QueueList, QueuedPost};
pub use site::{NewBlog, Site, derived_uuid};
pub use social::ask::Submission;
pub use social::content_filters::{Filtered, Filters};
pub use social::dashboard::{Dashboard, DashboardRequest};
pub use social::follow::{Related, RelatedList, RelatedRequest};
pub use social::like_list::{LikeList, Liked, LikesFrom, LikesRequest};
pub use social::note_page::{NoteMode, NotePage, NoteShown};
pub use social::notification_page::{NoticeList, NoticeRequest, NotificationShown};
pub use social::relations::Relations;
pub use store::blog_robots::{Declared, SaidBy};
pub use store::follows::Counts as FollowCounts;
pub use store::import_runs::RunRecord;
pub use store::{ClientId, PER_CLIENT as EXPENSIVE_PER_CLIENT, run_for_client};
