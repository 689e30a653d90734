//! How much an account may do in a day and a blog may have in all: every number in one place.

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $most:literal, $daily:literal, $words:literal;)+) => {
        /// What is limited.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Limit { $($(#[$doc])* $variant = $number),+ }

        impl Limit {
            /// Every limit.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How many are accepted.
            pub const fn most(self) -> i64 {
                match self { $(Self::$variant => $most),+ }
            }

            /// Whether it is counted by the day and by account; otherwise it is how many there may be at once.
            pub const fn daily(self) -> bool {
                match self { $(Self::$variant => $daily),+ }
            }

            /// What is counted, in words.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

limits!(
    // The first number of each is stored with daily usage, so it must never change.
    /// Posts made, in whatever state.
    Posts = 1, 250, true, "posts a day";
    /// Pictures in posts made.
    Photos = 2, 250, true, "photos a day";
    /// Uploaded films in posts made.
    Videos = 3, 20, true, "videos a day";
    /// Seconds of uploaded film.
    VideoSeconds = 4, 3600, true, "seconds of video a day";
    /// Follows begun.
    Follows = 5, 200, true, "follows a day";
    /// Likes given.
    Likes = 6, 1000, true, "likes a day";
    /// Replies written.
    Replies = 7, 1000, true, "replies a day";
    /// Questions asked and posts submitted.
    Asks = 8, 100, true, "asks and submissions a day";
    /// Blogs made.
    Blogs = 9, 10, true, "new blogs a day";
    /// Blogs a blog follows.
    Following = 20, 5000, false, "blogs followed";
    /// Posts in a queue.
    Queue = 21, 1000, false, "posts in a queue";
    /// Asks and submissions that wait in a blog's inbox.
    Inbox = 22, 1000, false, "messages in an inbox";
    /// Filtered tags of an account.
    FilteredTags = 23, 1000, false, "filtered tags";
    /// Filtered phrases of an account.
    FilteredContent = 24, 200, false, "filtered phrases";
    /// Blogs blocked by one request.
    Bulk = 25, 100, false, "blogs blocked at once";
    /// Searches an account keeps.
    SavedSearches = 26, 200, false, "saved searches";
);
