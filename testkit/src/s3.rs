//! A place of one test in the bucket of the S3 server that `script/with-s3` starts.

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A prefix of its own in the test server's bucket.
#[derive(Debug, Clone)]
pub struct S3Place {
    /// Address of the server.
    pub endpoint: String,
    /// The bucket, which is there.
    pub bucket: &'static str,
    /// What the names of this test's objects begin with.
    pub prefix: String,
    /// Access key.
    pub access: &'static str,
    /// Secret key.
    pub secret: &'static str,
}

const VARIABLE: &str = "TAGSTEAD_TEST_S3";

/// A fresh place on the test server; `None` (said once on standard error) where no server is named.
///
/// # Panics
/// When `CI` is set and no server is named, so that continuous integration cannot skip these tests unnoticed.
pub fn s3_place() -> Option<S3Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static SAID: Once = Once::new();
    let Some(endpoint) = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty()) else {
        if std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false") {
            panic!("{VARIABLE} is not set: under CI the S3 part must run; use script/test");
        }
        SAID.call_once(|| eprintln!("S3 part skipped: {VARIABLE} is not set"));
        return None;
    };
    #[expect(clippy::disallowed_methods, reason = "a prefix that no earlier run has used")]
    let now = SystemTime::now();
    let since = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    // Tests of several programs share the bucket at the same time.
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let prefix = format!("test-{}-{since}-{number}", std::process::id());
    Some(S3Place { endpoint, bucket: "media", prefix, access: "S3RVER", secret: "S3RVER" })
}
