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
