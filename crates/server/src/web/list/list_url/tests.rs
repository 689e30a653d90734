use super::{ListUrl, blog_expressions, tag_expression};
use crate::http::error::PageError;
use model::{BlogName, Lang, PostType, Time};
use tag::query::parse;
use tumblelog::view::{ListRequest, Sort};
use url::form_urlencoded;

fn ask(query: &str) -> Result<ListRequest, PageError> {
    let uri = format!("/tagged/x?{query}").parse().unwrap();
    ListUrl::parse("/tagged/x", &uri).map(|url| url.request().clone())
}

#[test]
fn lists_and_repeats_mean_the_same() {
    let one = ask("type=photo&type=text&lang=az&sort=top&before=2023-05&q=honey+%23bal").unwrap();
    let two =
        ask("type=photo,text,&type=photo&lang=az&sort=top&before=2023-05&q=honey%20%23bal&x=y").unwrap();
    for request in [one, two] {
        assert_eq!(request.types, [PostType::Photo, PostType::Text]);
        assert_eq!(request.langs, [Lang::parse("az").unwrap()]);
        assert_eq!((request.sort, request.before.as_deref()), (Sort::Top, Some("2023-05")));
        assert_eq!(request.query, "honey #bal");
    }
    assert_eq!(ask("sort=&type=").unwrap().sort, Sort::Latest);
}

#[test]
fn a_mistake_says_what_is_accepted() {
    for (query, part) in [
        ("sort=best", "latest, top or oldest"),
        ("type=gif", "text, photo, quote"),
        ("lang=1", "az, en or ru"),
        (&format!("before={}", "9".repeat(201)), "2023-05"),
        (&format!("q={}", "a".repeat(2001)), "2000"),
    ] {
        let Err(PageError::Invalid(message)) = ask(query) else { panic!("{query} was accepted") };
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn links_change_one_thing() {
    let request = ListRequest {
        sort: Sort::Top,
        types: vec![PostType::Photo],
        langs: vec![Lang::parse("az").unwrap()],
        before: Some("abc".into()),
        query: "is:robot".into(),
        ..ListRequest::default()
    };
    let place = ListUrl::new("/tagged/c%2B%2B", request);
    let base = "/tagged/c%2B%2B?q=is:robot";
    assert_eq!(place.sorted_url(Sort::Latest), format!("{base}&type=photo&lang=az"));
    assert_eq!(place.toggle_type(PostType::Photo), format!("{base}&sort=top&lang=az"));
    assert_eq!(place.toggle_type(PostType::Text), format!("{base}&sort=top&type=photo,text&lang=az"));
    assert_eq!(place.toggle_word("is:robot", "-is:robot"), "/tagged/c%2B%2B?sort=top&type=photo&lang=az");
    assert_eq!(place.url_at("2023-05"), format!("{base}&type=photo&lang=az&before=2023-05"));
    assert_eq!(place.filter_query(), "?q=is:robot&type=photo&lang=az");
    assert_eq!(place.current_url(), format!("{base}&sort=top&type=photo&lang=az&before=abc"));
}

proptest::proptest! {
    #[test]
    fn an_address_says_what_was_asked(
        sort in 0..3_usize,
        types in proptest::collection::hash_set(0..8_i64, 0..8),
        langs in proptest::collection::hash_set("[a-z]{2,3}", 0..5),
        query in "\\PC{0,40}",
        only in proptest::bool::ANY,
        before in proptest::option::of("[0-9.-]{1,40}"),
        unfolded in proptest::bool::ANY,
    ) {
        let request = ListRequest {
            sort: [Sort::Latest, Sort::Top, Sort::Oldest][sort],
            types: types.into_iter().filter_map(PostType::from_number).collect(),
            langs: langs.iter().filter_map(|code| Lang::parse(code).ok()).collect(),
            query: query.trim().to_owned(),
            before,
            only,
            unfolded,
            limit: 20,
            ..ListRequest::default()
        };
        let url = ListUrl::new("/tagged/x", request);
        let printed = url.current_url();
        let read = ListUrl::parse("/tagged/x", &printed.parse().unwrap()).unwrap();
        proptest::prop_assert_eq!(format!("{url:?}"), format!("{read:?}"));
        proptest::prop_assert_eq!(read.current_url(), printed, "one list has one address");
        // What a form keeps, with the query it sends and the cursor, is the same list.
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(url.kept_fields()).append_pair("q", url.query());
        form.append_pair("before", url.start_cursor().unwrap_or(""));
        let sent = format!("/tagged/x?{}", form.finish()).parse().unwrap();
        let sent = ListUrl::parse("/tagged/x", &sent).unwrap();
        proptest::prop_assert_eq!(format!("{url:?}"), format!("{sent:?}"));
    }

    #[test]
    fn a_toggle_taken_twice_leads_back(
        types in proptest::collection::hash_set(0..8_i64, 0..8),
        kind in 0..8_i64,
        query in "[a-z]{0,8}",
    ) {
        let parse = |url: &str| ListUrl::parse("/tagged/x", &url.parse().unwrap()).unwrap();
        let types: Vec<_> = types.into_iter().filter_map(PostType::from_number).collect();
        let url = ListUrl::new("/tagged/x", ListRequest { types, query, ..ListRequest::default() });
        let Some(kind) = PostType::from_number(kind) else { return Ok(()) };
        let once = parse(&url.toggle_type(kind));
        proptest::prop_assert_eq!(once.has_type(kind), !url.has_type(kind));
        let twice = parse(&once.toggle_type(kind));
        let names = |url: &ListUrl| url.post_types().iter().map(|kind| kind.name()).collect::<std::collections::BTreeSet<_>>();
        proptest::prop_assert_eq!(names(&twice), names(&url));
        let copies = parse(&parse(&url.toggle_copies()).toggle_copies());
        proptest::prop_assert_eq!(copies.first_url(), url.first_url());
    }
}

#[test]
fn a_list_has_one_query_that_means_the_same() {
    let now = Time(1_795_348_800_000);
    let request = ListRequest {
        sort: Sort::Top,
        types: vec![PostType::Photo],
        langs: vec![model::Lang::parse("az").unwrap()],
        ..ListRequest::default()
    };
    let url = |query: &str| ListUrl::new("/x", ListRequest { query: query.to_owned(), ..request.clone() });
    let tag = vec![tag_expression("dracula daily", false)];
    let text = url("tea OR #honey").whole_query(tag, now).unwrap();
    assert_eq!(text, "#\"dracula daily\" (tea OR #honey) type:photo lang:az sort:top");
    let plain = ListUrl::of_query("/x", "");
    let blog = plain.whole_query(blog_expressions(&BlogName::parse("walks").unwrap()).into(), now);
    assert_eq!(blog.unwrap(), "from:walks (is:original OR is:reblog)");
    assert_eq!(plain.whole_query(Vec::new(), now).unwrap(), "");
    for text in [text.as_str(), "from:walks (is:original OR is:reblog)"] {
        assert_eq!(parse(text, now).unwrap().to_string(), text);
    }
    let long = "tea ".repeat(499);
    assert_eq!(url(&long).whole_query(vec![tag_expression(&"é".repeat(139), false)], now), None);
}
