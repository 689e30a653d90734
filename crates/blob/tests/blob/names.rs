//! Only what cannot leave the store is a name.

use crate::common::name;
use tagstead_blob::{BlobName, S3Settings};

#[test]
fn only_names_that_are_given_out_are_read() {
    let hash = "0123456789abcdef".repeat(4);
    for rest in [".jpg", "_1280.png", "_75sq.jpg", ".webm", ".avif"] {
        let parsed = BlobName::parse(&format!("{hash}{rest}")).unwrap();
        assert_eq!((parsed.hash(), parsed.is_original()), (hash.as_str(), !rest.starts_with('_')));
        assert_eq!(BlobName::from_path(&parsed.path()), Some(parsed));
    }
    for text in [
        String::new(),
        hash.clone(),
        format!("{hash}."),
        format!("{hash}_.jpg"),
        format!("{hash}_1234567.jpg"),
        format!("{hash}x.jpg"),
        format!("{hash}.jpg/x"),
        format!("{hash}.jp g"),
        format!("{hash}.tar.gz"),
        format!("{hash}_../.jpg"),
        format!("{hash}_..%2f.jpg"),
        format!("{}.jpg", hash.to_uppercase()),
        format!("../{}.jpg", &hash[3..]),
        format!("{}é.jpg", &hash[2..]),
    ] {
        assert_eq!(BlobName::parse(&text), None, "{text}");
    }
    let other = format!("ff/{}", name("01", ".jpg"));
    assert_eq!(BlobName::from_path(&other), None, "in the folder of another hash");
}

#[test]
fn a_bucket_and_a_prefix_are_read() {
    for (text, bucket, prefix) in [
        ("s3://media", "media", ""),
        ("s3://my.media-1/", "my.media-1", ""),
        ("s3://media/a/b_c/", "media", "a/b_c"),
    ] {
        assert_eq!(S3Settings::parse_bucket(text).unwrap(), (bucket.to_owned(), prefix.to_owned()));
    }
    for text in [
        "media",
        "s3:/media",
        "s3://",
        "s3://ab",
        "s3://Media",
        "s3://media/a//b",
        "s3://media/../x",
        "s3://media/a b",
    ] {
        let error = S3Settings::parse_bucket(text).unwrap_err().to_string();
        assert!(error.contains("accepted are folder, s3://BUCKET"), "{text}: {error}");
    }
}
