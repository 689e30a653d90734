use crate::made;
use proptest::prelude::*;
use tagstead_npf::html::{Options, parse, render};
use tagstead_npf::{Block, Document};

/// Ranges that begin and end together stand in no order of their own.
fn sorted(mut document: Document) -> Vec<Block> {
    document.normalise();
    for block in &mut document.content {
        if let Block::Text(text) = block {
            text.formatting.sort_by_key(|format| (format.start, format.end, format!("{:?}", format.kind)));
        }
    }
    document.content
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_shown_reads_back(document in made::written()) {
        let html = render(&document, &Options::default()).html;
        prop_assert_eq!(sorted(parse(&html)), sorted(document), "{}", html);
    }

    #[test]
    fn normalising_twice_is_normalising_once(mut document in made::any_document()) {
        document.normalise();
        let once = document.clone();
        document.normalise();
        prop_assert_eq!(document, once);
    }

    #[test]
    fn what_is_read_needs_no_normalising(html in made::nasty()) {
        let read = parse(&html);
        let mut normal = read.clone();
        normal.normalise();
        prop_assert_eq!(read, normal);
    }
}

#[test]
fn pictures_of_this_site_read_back() {
    let json = concat!(
        r#"{"content":[{"type":"image","media":[{"url":"/media/a.jpg","width":640,"height":480}],"#,
        r#""alt_text":"A hill at \"dawn\"","caption":"Seen from\nthe road","attribution":{"type":"link","url":"https://example.org/a"}},"#,
        r#"{"type":"image","media":[{"url":"/media/b.jpg"}]},{"type":"image","media":[{"url":"/media/c.jpg"}]},"#,
        r#"{"type":"video","media":{"url":"/media/v.mp4"},"caption":"Waves"}],"layout":[{"type":"rows","display":"#,
        r#"[{"blocks":[0]},{"blocks":[1,2]},{"blocks":[3]}]}]}"#
    );
    let document = Document::from_json(json).expect("reads");
    assert_eq!(parse(&render(&document, &Options::default()).html).to_json(), json);
}
