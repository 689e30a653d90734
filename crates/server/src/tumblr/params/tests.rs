use super::*;
use proptest::prelude::*;

fn read(query: &str) -> Params {
    Params::parse_query(query).unwrap()
}

#[test]
fn names_and_lists_are_read_however_they_are_spelt() {
    for query in [
        "tag=a&tag=b",
        "tag[]=a&tag[]=b",
        "tag[0]=a&tag[1]=b",
        "tag%5B1%5D=b&tag%5B0%5D=a",
        "tag[]=&tag=a&tag=b",
    ] {
        assert_eq!(read(query).list_values("tag"), ["a", "b"], "{query}");
    }
    let params = read("fields%5Bblogs%5D=name%2C%3Fis_following_you&q=a+b%20c&x=1&x=2");
    assert_eq!(params.keyed_value("fields", "blogs"), Some("name,?is_following_you"));
    assert_eq!(
        (params.text_value("q"), params.text_value("x"), params.text_value("fields")),
        (Some("a b c"), Some("2"), None)
    );
}

#[test]
fn flags_and_numbers_say_what_is_accepted() {
    for yes in ["true", "True", "TRUE", "1"] {
        assert!(read(&format!("npf={yes}")).flag_value("npf").unwrap(), "{yes}");
    }
    for no in ["false", "False", "0", "", "None"] {
        assert!(!read(&format!("npf={no}")).flag_value("npf").unwrap(), "{no}");
    }
    for (query, part) in [
        ("limit=51", "limit: “51” is not accepted; use a whole number from 1 to 50"),
        ("limit=0", "from 1 to 50"),
        ("limit=ten", "“ten”"),
        ("limit=99999999999999999999", "from 1 to 50"),
    ] {
        let Err(Refusal::Parameter(words)) = read(query).limit_value(20) else {
            panic!("{query} was accepted")
        };
        assert!(words.contains(part), "{words}");
    }
    assert_eq!((read("").limit_value(20).unwrap(), read("limit=50").limit_value(20).unwrap()), (20, 50));
    assert!(read("npf=maybe").flag_value("npf").is_err());
    assert!(read("before=yesterday").time_value("before").is_err());
    assert!(read("before=9223372036854775807").time_value("before").is_err());
    assert!(read("id=-4").post_id("id").is_err());
}

#[test]
fn a_json_body_is_read_by_the_same_names() {
    let mut params = read("type=quote");
    let Value::Object(body) =
        serde_json::json!({"type": "text", "id": 5, "tweet": false, "tags": ["a", "b"], "content": [{}]})
    else {
        panic!("not an object")
    };
    params.add_json(body).unwrap();
    assert_eq!(params.text_value("type"), Some("text"));
    assert_eq!(params.post_id("id").unwrap(), Some(model::PostId(5)));
    assert_eq!(params.list_values("tags"), ["a", "b"]);
    assert!(params.json_body().unwrap().contains_key("content"));
}

proptest! {
    #[test]
    fn any_text_is_parameters(query in "\\PC{0,200}", name in "[a-z\\[\\]]{0,8}") {
        check(&query, &name);
    }

    #[test]
    fn any_pairs_are_parameters(query in "([a-f\\[\\]%0-9]{0,6}=?[a-f%+0-9-]{0,24}&?){0,20}", name in "[a-f]{0,3}") {
        check(&query, &name);
    }
}

/// Nothing panics, and every refusal names its parameter.
fn check(query: &str, name: &str) {
    let params = Params::parse_query(query).unwrap();
    let _ = (
        params.raw_value(name),
        params.text_value(name),
        params.list_values(name),
        params.keyed_value(name, name),
    );
    let refused = [
        params.number_value(name, 1..=50).err(),
        params.flag_value(name).err(),
        params.time_value(name).err(),
        params.post_id(name).err(),
        params.choice_value(name, &[("a", 1)]).err(),
    ];
    for refusal in refused.into_iter().flatten() {
        let Refusal::Parameter(words) = refusal else { panic!("{refusal:?}") };
        assert!(words.starts_with(name), "{words}");
    }
    let _ = params.limit_value(20);
    assert!(params.all_values().count() <= MOST);
}
