use super::*;

fn ask(mime: &str, body: impl Into<Body>) -> Result<(Params, RequestBody), Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, mime.parse().unwrap());
    let mut params = Params::parse_query("a=query&b=query").unwrap();
    let read = runtime.block_on(read_body(Accepts::Fields, None, &headers, body.into(), &mut params))?;
    Ok((params, read))
}

#[test]
fn fields_come_in_every_form() {
    let (params, read) = ask("application/x-www-form-urlencoded; charset=utf-8", "a=f%20g&tag[]=x").unwrap();
    assert_eq!(
        (params.text_value("a"), params.text_value("b"), params.list_values("tag")),
        (Some("f g"), Some("query"), vec!["x"])
    );
    assert_eq!(read.form[0], ("a".to_owned(), "f g".to_owned()), "a signature covers the form as it came");
    let (params, read) = ask("application/json", r#"{"a": 7, "content": [{"type": "text"}]}"#).unwrap();
    assert_eq!((params.text_value("a"), read.form.len()), (Some("7"), 0));
    assert!(params.json_body().unwrap()["content"].is_array());
    let (_, read) = ask("multipart/form-data; boundary=x", "--x--").unwrap();
    let stream = read.stream.unwrap();
    assert_eq!(stream.mime, "multipart/form-data; boundary=x");
    drop(stream.body);
    assert!(ask("application/json", " ").is_ok(), "an empty body has no fields");
}

#[test]
fn half_a_character_is_replaced_in_any_text() {
    let (params, _) =
        ask("application/json", r#"{"a": "x\ud83dy", "content": [{"text": "\ude00\ud83d\ude00"}]}"#).unwrap();
    assert_eq!(params.text_value("a"), Some("x\u{FFFD}y"));
    assert_eq!(params.json_body().unwrap()["content"][0]["text"], "\u{FFFD}😀");
}

#[test]
fn what_cannot_be_read_is_told() {
    for bad in ["{", "[]", "7", &format!("{}1", "[".repeat(5_000))] {
        let Err(Refusal::Parameter(words)) = ask("application/json", bad.to_owned()) else { panic!("{bad}") };
        assert!(words.contains("JSON object"), "{words}");
    }
    assert!(matches!(ask("text/plain", "a=1"), Err(Refusal::MediaType(_))));
    assert!(matches!(ask("application/json", vec![b' '; LONGEST + 1]), Err(Refusal::TooLarge(LONGEST))));
    let cut = futures_util::stream::iter([
        Ok::<_, std::io::Error>("a=1"),
        Err(std::io::ErrorKind::BrokenPipe.into()),
    ]);
    assert!(ask("", Body::from_stream(cut)).is_err());
}

#[test]
fn a_form_of_millions_of_names_is_not_taken_apart() {
    assert_eq!(parse_pairs("a&".repeat(1 << 20).as_bytes()).len(), MOST + 1);
    let told = ask("application/x-www-form-urlencoded", "a&".repeat(1 << 20));
    assert!(matches!(told, Err(Refusal::Parameter(words)) if words.contains("too many")));
}
