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
    let mut wrong: Vec<String> = Vec::new();
    for (object, fields) in fields::DOCUMENTED {
        match objects.get(object) {
            Some(found) => {
                wrong.extend(fields.iter().filter_map(|field| problem(object, found, *field, &page)));
            }
            None => wrong.push(format!("no answer holds the object “{object}”")),
        }
    }
    let listed = |name: &&str| fields::DOCUMENTED.iter().any(|(object, _)| object == name);
    wrong.extend(objects.keys().filter(|name| !listed(name)).map(|name| format!("{name} has no table")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is wrong with a field of all objects of a kind.
fn problem(object: &str, found: &[Value], (name, wanted, given): Field, page: &str) -> Option<String> {
    let values: Vec<&Value> = found.iter().filter_map(|object| object.get(name)).collect();
    let told = format!("{object}.{name}");
    if let Some(value) = values.iter().find(|value| !is_of(value, wanted)) {
        return Some(format!("{told} is {value}, documented as {wanted:?}"));
    }
    let (count, all) = (values.len(), found.len());
    match given {
        Given::Always => (count < all).then(|| format!("{told} is missing in {} of {all}", all - count)),
        Given::When(condition) if count == 0 => {
            Some(format!("{told} is in none of {all}; it is given {condition}"))
        }
        Given::When(condition) if count == all => Some(format!("{told} is in all, not only {condition}")),
        Given::When(_) => None,
        Given::Never(reason) if count > 0 => Some(format!("{told} is given, though {reason}")),
        Given::Never(_) => {
            (!page.contains(&format!("`{name}`"))).then(|| format!("docs/api.md is silent on {told}"))
        }
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
