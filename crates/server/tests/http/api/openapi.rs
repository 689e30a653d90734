//! The description of the API: whole, well formed, and true.

use super::ask::{Who, get, visitor};
use super::described::{DOCUMENT, fits, resolved};
use super::made::Made;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tagstead_server::tumblr::openapi::route_spellings;
use tagstead_server::tumblr::table::ROUTES;

fn described() -> Value {
    DOCUMENT.clone()
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut all = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((path.as_str(), method.as_str(), operation));
        }
    }
    all
}

#[test]
fn every_endpoint_is_in_it_with_words_for_every_parameter() {
    let document = described();
    let listed: BTreeSet<(String, String)> = operations(&document)
        .into_iter()
        .map(|(path, method, _)| (method.to_uppercase(), path.to_owned()))
        .collect();
    let wanted = ROUTES
        .iter()
        .flat_map(|route| route_spellings(route).into_iter().map(|path| (route.method.to_string(), path)))
        .collect();
    assert_eq!(listed, wanted);
    for (path, method, operation) in operations(&document) {
        let words = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(words(&operation["summary"]), "{method} {path}");
        let success = operation["responses"].as_object().unwrap().iter().next().unwrap().1;
        let holds = &success["content"]["application/json"]["schema"]["properties"]["response"];
        assert!(
            holds.as_object().is_some_and(|schema| !schema.is_empty()),
            "say in answers.rs: {method} {path}"
        );
        for parameter in operation["parameters"].as_array().unwrap() {
            let parameter = resolved(&document, parameter);
            assert!(words(&parameter["description"]), "{method} {path}: {parameter}");
        }
        if let Some(media) = operation["requestBody"]["content"].as_object() {
            for (name, field) in media["application/json"]["schema"]["properties"].as_object().unwrap() {
                assert!(words(&field["description"]), "{method} {path}: {name}");
            }
        }
    }
}

/// What OpenAPI 3.1 asks of a description, where it is more than the form of JSON.
#[test]
fn it_is_well_formed() {
    let document = described();
    assert_eq!(document["openapi"], "3.1.0");
    for name in ["title", "version"] {
        assert!(document["info"][name].is_string());
    }
    let mut ids = BTreeSet::new();
    let mut shapes = BTreeSet::new();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(path.starts_with('/') && !path.contains('?'), "{path}");
        let shape: Vec<&str> =
            path.split('/').map(|word| if word.starts_with('{') { "{}" } else { word }).collect();
        assert!(shapes.insert(shape.join("/")), "{path} is another path under another name");
    }
    for (path, method, operation) in operations(&document) {
        assert!(["get", "put", "post", "delete"].contains(&method), "{method}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{method} {path}: its id is taken");
        let mut names = BTreeSet::new();
        for parameter in operation["parameters"].as_array().unwrap() {
            let parameter = resolved(&document, parameter);
            let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
            assert!(names.insert((name, place)), "{method} {path}: {name} twice");
            assert!(parameter["schema"]["type"].is_string(), "{name}");
            assert_eq!(parameter["required"] == true, place == "path", "{method} {path}: {name}");
            assert!(place == "query" || path.contains(&format!("{{{name}}}")), "{method} {path}: {name}");
        }
        for brace in path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}')) {
            assert!(names.contains(&(brace, "path")), "{method} {path}: {brace}");
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!((100..600).contains(&status.parse::<u16>().unwrap()), "{status}");
            assert!(resolved(&document, response)["description"].is_string(), "{method} {path} {status}");
        }
        for needed in operation["security"].as_array().unwrap() {
            for (name, scopes) in needed.as_object().unwrap() {
                let scheme = &document["components"]["securitySchemes"][name];
                let known = &scheme["flows"]["authorizationCode"]["scopes"];
                assert!(scheme["type"].is_string(), "{name}");
                assert!(
                    scopes.as_array().unwrap().iter().all(|scope| known[scope.as_str().unwrap()].is_string())
                );
            }
        }
    }
    links(&document, &document);
}

/// Every `$ref` leads somewhere.
fn links(document: &Value, value: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(link) = fields.get("$ref") {
                assert!(!resolved(document, value).is_null(), "{link} leads nowhere");
            }
            fields.values().for_each(|inner| links(document, inner));
        }
        Value::Array(list) => list.iter().for_each(|inner| links(document, inner)),
        _ => {}
    }
}

#[test]
fn every_component_is_used_and_every_field_has_words() {
    let document = described();
    let components = document["components"]["schemas"].as_object().unwrap();
    let mut used = BTreeSet::new();
    collect_schemas(&document, &document["paths"], &mut used);
    assert_eq!(used, components.keys().map(String::as_str).collect());
    for (name, schema) in components {
        // A number at the end is given where two types have one name.
        assert!(!name.ends_with(|end: char| end.is_ascii_digit()), "{name}: two types have this name");
        describes_fields(name, schema);
    }
}

/// The names of the components that a value leads to.
fn collect_schemas<'a>(document: &'a Value, value: &'a Value, used: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            if let Some(link) = fields.get("$ref").and_then(Value::as_str) {
                let new = match link.strip_prefix("#/components/schemas/") {
                    Some(name) => used.insert(name),
                    None => true,
                };
                if new {
                    collect_schemas(document, resolved(document, value), used);
                }
            }
            fields.values().for_each(|inner| collect_schemas(document, inner, used));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect_schemas(document, inner, used)),
        _ => {}
    }
}

fn describes_fields(place: &str, schema: &Value) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let said = property["const"].is_string() || property["description"].is_string();
        assert!(said, "{place}.{name} has no description");
    }
    for choice in ["anyOf", "oneOf", "allOf"].iter().filter_map(|name| schema[name].as_array()).flatten() {
        describes_fields(place, choice);
    }
}

#[test]
fn what_is_answered_is_what_is_described() {
    let made = Made::new();
    let document = described();
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        for path in route_spellings(route) {
            let (blog, id) = match path.starts_with("/polls/") {
                true => ("polls", made.poll.id.to_string()),
                false => ("staff", made.text.id.to_string()),
            };
            let at = [
                ("{blog}", blog),
                ("{id}", &id),
                ("{size}", "64"),
                ("{tag}", "blue+sky"),
                ("{poll}", "spring"),
            ];
            let asked = at.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
            let asked = format!("/v2{asked}?tag=blue+sky&query=bees&id={id}");
            let (status, answer) = get(&made.world, Who::Owner, &asked);
            let response = &document["paths"][&path]["get"]["responses"][status.to_string()];
            let schema = &response["content"]["application/json"]["schema"];
            assert!(schema.is_object(), "{asked}: {status} is not described");
            fits(&document, schema, &answer, &asked);
            let refused = get(&made.world, Who::Key, "/v2/blog/nobody/info").1;
            fits(&document, &document["components"]["schemas"]["Refusal"], &refused, "a refusal");
        }
    }
}

#[test]
fn what_is_answered_to_a_change_is_what_is_described() {
    let made = Made::new();
    let document = described();
    let mut left: BTreeSet<(String, &str)> = ROUTES
        .iter()
        .filter(|route| route.method != "GET")
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    let (mut id, mut queued) = (String::new(), Vec::<String>::new());
    let photo = made.photo.id.to_string();
    let key =
        get(&made.world, Who::Key, &format!("/v2/blog/staff/posts/{photo}")).1["response"]["reblog_key"]
            .take();
    let open = model::BlogSettings { submissions: true, ..Default::default() };
    // Searches belong to accounts; the first is the owner's.
    crate::browser::account(&made.world, "mara");
    made.world.run(made.world.site.set_blog_settings(&made.world.blog("staff"), open)).unwrap();
    for (method, path, body) in steps(&photo, &key) {
        left.remove(&(method.to_owned(), path));
        let newest = queued.last().cloned().unwrap_or_default();
        let body = body.to_string().replace("{id}", &id).replace("{queued}", &newest);
        let address = path.replace("{blog}", "staff").replace("{id}", &id).replace("{tag}", "smoke");
        let (status, answer) = send(&made, method, &format!("/v2{address}"), body);
        let operation = &document["paths"][path][method.to_lowercase()];
        let schema = &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path}: {status} is not described: {answer}");
        fits(&document, schema, &answer, &format!("{method} {path}"));
        if let Some(made) = answer["response"]["id"].as_str() {
            id = made.to_owned();
            queued.extend((answer["response"]["state"] == "queued").then(|| made.to_owned()));
        }
    }
    assert!(left.is_empty(), "not tried: {left:?}");
}

/// Every endpoint that changes something, in an order that works; `{id}` is the post made last, `{queued}` the one
/// queued last.
fn steps(photo: &str, key: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let text = json!([{ "type": "text", "text": "Twelve springs" }]);
    vec![
        ("POST", "/blog/{blog}/posts", json!({ "content": text, "state": "queue" })),
        ("POST", "/blog/{blog}/posts", json!({ "content": text, "state": "queue" })),
        ("POST", "/blog/{blog}/posts/queue/reorder", json!({ "post_id": "{queued}", "insert_after": 0 })),
        ("POST", "/blog/{blog}/posts/queue/shuffle", json!({})),
        ("POST", "/blog/{blog}/posts", json!({ "content": text })),
        ("PUT", "/blog/{blog}/posts/{id}", json!({ "content": text })),
        ("POST", "/blog/{blog}/posts/{id}/mute", json!({})),
        ("DELETE", "/blog/{blog}/posts/{id}/mute", json!({})),
        ("POST", "/blog/{blog}/post", json!({ "type": "text", "body": "<p>Warm</p>" })),
        ("POST", "/blog/{blog}/post/edit", json!({ "id": "{id}", "type": "text", "body": "<p>Cold</p>" })),
        ("POST", "/blog/{blog}/post/reblog", json!({ "id": photo, "reblog_key": key, "comment": "Seen" })),
        ("POST", "/blog/{blog}/post/delete", json!({ "id": "{id}" })),
        ("POST", "/user/like", json!({ "id": photo, "reblog_key": key })),
        ("POST", "/user/unlike", json!({ "id": photo, "reblog_key": key })),
        ("POST", "/user/follow", json!({ "url": "reader" })),
        ("POST", "/user/unfollow", json!({ "url": "reader" })),
        ("POST", "/blog/{blog}/blocks", json!({ "blocked_tumblelog": "reader" })),
        ("DELETE", "/blog/{blog}/blocks", json!({ "blocked_tumblelog": "reader" })),
        ("POST", "/blog/{blog}/blocks/bulk", json!({ "blocked_tumblelogs": "reader" })),
        ("POST", "/blog/{blog}/ask", json!({ "question": "Is it warm?" })),
        ("POST", "/blog/{blog}/submit", json!({ "content": text })),
        ("POST", "/user/filtered_tags", json!({ "filtered_tags": ["smoke"] })),
        ("DELETE", "/user/filtered_tags/{tag}", json!({})),
        ("POST", "/user/filtered_content", json!({ "filtered_content": "smoke" })),
        ("DELETE", "/user/filtered_content", json!({ "filtered_content": "smoke" })),
        // The id is from here on that of the search.
        ("POST", "/user/saved_searches", json!({ "query": "#honey" })),
        ("POST", "/user/saved_searches/{id}/read", json!({})),
        ("DELETE", "/user/saved_searches/{id}", json!({})),
    ]
}

fn send(made: &Made, method: &str, address: &str, body: String) -> (u16, Value) {
    let request =
        Request::builder().method(method).uri(address).header(header::CONTENT_TYPE, "application/json");
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(visitor(&made.world, Who::Owner));
    let answer = made.world.ask(request);
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap())
}

#[test]
fn it_is_served_with_a_page_for_people() {
    let made = Made::new();
    let answer = made.world.get("/v2/openapi.json");
    assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/json"));
    assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=300");
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    let again = made.world.get_with("/v2/openapi.json", header::IF_NONE_MATCH, answer.header(header::ETAG));
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let document: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(document["servers"][0]["url"], "https://tags.example/v2");

    let page = made.world.get("/docs/api");
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert_eq!(page.matches("<h1").count(), 1);
    for route in ROUTES {
        let heading = format!("<code>{} {}</code></h3>", route.method, route.path);
        assert_eq!(page.matches(&heading).count(), 1, "{heading}");
    }
    assert!(made.world.get("/").text().contains("href=\"/docs/api\""));
}

#[test]
fn its_endpoints() {
    let document = described();
    let lines: Vec<String> = operations(&document)
        .into_iter()
        .map(|(path, method, operation)| {
            let (status, _) = operation["responses"].as_object().unwrap().iter().next().unwrap();
            let needs: Vec<String> =
                operation["security"].as_array().unwrap().iter().map(Value::to_string).collect();
            let id = operation["operationId"].as_str().unwrap();
            format!("{method} {path} {status} {id}\n    {}", needs.join(" or "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
