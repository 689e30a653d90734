//! Every field and every parameter that the Tumblr API documents, against what is answered here: it is there, with its
//! type, or it is listed as not given and `docs/api.md` says why.

mod collect;
mod fields;
mod params;

use serde_json::Value;
use std::collections::BTreeMap;

/// The type a field is documented with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Int,
    Text,
    Bool,
    List,
    Object,
}

/// Whether a documented field is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// In every such object.
    Always,
    /// Where the documentation's condition holds; the words say when.
    When(&'static str),
    /// In none; the words say why.
    Never(&'static str),
}

type Field = (&'static str, Type, Given);

/// The page that states every difference.
fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md")).unwrap()
}

#[test]
fn every_documented_field_is_given_or_listed_with_a_reason() {
    let objects = collect::objects();
    let page = page();
    for (object, fields) in fields::DOCUMENTED {
        let found = objects.get(object).unwrap_or_else(|| panic!("no answer holds the object “{object}”"));
        for (name, wanted, given) in fields.iter().copied() {
            check_field(object, found, (name, wanted, given), &page);
        }
    }
    let listed: Vec<&str> = fields::DOCUMENTED.iter().map(|(object, _)| *object).collect();
    let unlisted: Vec<&&str> = objects.keys().filter(|name| !listed.contains(*name)).collect();
    assert!(unlisted.is_empty(), "objects without a table: {unlisted:?}");
}

fn check_field(object: &str, found: &[Value], (name, wanted, given): Field, page: &str) {
    let values: Vec<&Value> = found.iter().filter_map(|object| object.get(name)).collect();
    let told = format!("{object}.{name}");
    match given {
        Given::Always => assert_eq!(values.len(), found.len(), "{told} is missing somewhere"),
        Given::When(condition) => {
            assert!(!values.is_empty(), "{told} is in no answer, though it is given {condition}");
            assert!(values.len() < found.len(), "{told} is always given, not only {condition}");
        }
        Given::Never(reason) => {
            assert!(values.is_empty(), "{told} is given though it is listed as not given: {reason}");
            assert!(reason.len() > 10, "{told}: say why");
            assert!(page.contains(&format!("`{name}`")), "docs/api.md does not say that {told} is not given");
        }
    }
    for value in values {
        assert!(is_of(value, wanted), "{told} is {value}, documented as {wanted:?}");
    }
}

/// Whether a value has the documented type; `null` where the real API answers `null` too.
fn is_of(value: &Value, wanted: Type) -> bool {
    match wanted {
        Type::Int => value.is_i64(),
        Type::Text => value.is_string() || value.is_null(),
        Type::Bool => value.is_boolean(),
        Type::List => value.is_array(),
        Type::Object => value.is_object(),
    }
}

/// Objects by the name of their table.
type Objects = BTreeMap<&'static str, Vec<Value>>;
