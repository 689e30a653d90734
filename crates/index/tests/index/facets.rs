//! Facet ids and note classes are what is stored: they must not move.

use index::{Class, Facet, FacetId, Has, NotesClass};
use model::{BlogId, Lang, Origin, PostType, State, TagId, Withheld};
use proptest::prelude::*;

#[test]
fn ids_do_not_change() {
    let az = Lang::parse("az").ok();
    let facets = [
        Facet::All,
        Facet::Tag(TagId(7)),
        Facet::Type(PostType::Answer),
        Facet::Lang(None),
        Facet::Lang(az),
        Facet::Blog(BlogId(9)),
        Facet::Host(1),
        Facet::Robot,
        Facet::Original,
        Facet::Reblog,
        Facet::Has(Has::Poll),
        Facet::Notes(NotesClass::MAX),
        Facet::Word((1 << 55) - 1),
        Facet::Reason(Withheld::Legal),
        Facet::Origin(Origin::Feed),
        Facet::Run(model::RunId(7)),
        Facet::Precision(model::Precision::Month),
        Facet::State(State::Unapproved),
        Facet::Copy,
    ];
    let lines: Vec<String> =
        facets.iter().map(|facet| format!("{:016x} {facet:?}", facet.id(Class::Withheld).0)).collect();
    insta::assert_snapshot!(lines.join("\n"));
    for facet in facets {
        for class in Class::ALL {
            let id = facet.id(class);
            assert!(id.0 > 0);
            assert_eq!(id.facet(), Some((facet, class)));
            assert_eq!(id.is_open(), facet.is_open());
            assert_eq!(id.0 & FacetId::STORAGE_BIT, 0);
            assert_eq!(id.with_value(id.value()), id);
            assert_eq!(id.with_value(-1).value(), (1 << FacetId::VALUE_BITS) - 1);
            assert_eq!(id.with_value(-1).kind(), id.kind());
            let (first, last) = facet.kind_range();
            assert!((first..=last).contains(&id));
        }
    }
}

proptest! {
    #[test]
    fn every_count_is_in_the_range_of_its_class(count in 0_i64..) {
        let class = NotesClass::of(count);
        let (low, high) = class.range();
        prop_assert!((low..=high).contains(&count));
        prop_assert_eq!(NotesClass::from_number(class.number()), Some(class));
        prop_assert_eq!(class.is_exact(), low == high);
    }

    #[test]
    fn any_number_is_a_facet_or_none(number in any::<i64>()) {
        if let Some((facet, class)) = FacetId(number).facet() {
            prop_assert_eq!(facet.id(class).facet(), Some((facet, class)));
        }
    }
}

#[test]
fn classes_follow_one_another() {
    assert_eq!(NotesClass::of(-5), NotesClass::of(0));
    assert_eq!(NotesClass::of(i64::MAX), NotesClass::MAX);
    for number in 1..=NotesClass::MAX.number() {
        let below = NotesClass::from_number(number - 1).unwrap().range();
        let this = NotesClass::from_number(number).unwrap().range();
        assert_eq!(below.1 + 1, this.0);
    }
    assert_eq!(NotesClass::MAX.range().1, i64::MAX);
    assert_eq!(NotesClass::from_number(134), None);
}
