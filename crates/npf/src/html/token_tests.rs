//! The tokens of any HTML are those of the browser's algorithm, as html5ever has it.

use super::token::{Token, Tokens};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tokenizer::{Tag as TheirTag, Token as Theirs};
use proptest::prelude::*;
use std::cell::RefCell;

#[derive(Debug, PartialEq, Clone)]
enum Seen {
    Text(String),
    Start(String, Vec<(String, String)>, bool),
    End(String),
}

fn push(seen: &mut Vec<Seen>, text: &str) {
    match seen.last_mut() {
        Some(Seen::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => seen.push(Seen::Text(text.to_owned())),
    }
}

#[derive(Default)]
struct Sink(RefCell<Vec<Seen>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Theirs, _: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            Theirs::CharacterTokens(text) => push(&mut seen, &text),
            Theirs::NullCharacterToken => push(&mut seen, "\u{fffd}"),
            Theirs::TagToken(TheirTag { kind: TagKind::EndTag, name, .. }) => {
                seen.push(Seen::End(name.to_string()));
            }
            Theirs::TagToken(tag) => {
                let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string()));
                seen.push(Seen::Start(tag.name.to_string(), attributes.collect(), tag.self_closing));
                if !tag.self_closing {
                    match &*tag.name {
                        "textarea" | "title" => return TokenSinkResult::RawData(RawKind::Rcdata),
                        "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                            return TokenSinkResult::RawData(RawKind::Rawtext);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn theirs(html: &str) -> Vec<Seen> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

fn ours(html: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => push(&mut seen, &text),
            Token::Start(tag) => {
                let attributes = tag.attributes().map(|(name, value)| (name.to_owned(), value.to_owned()));
                seen.push(Seen::Start(tag.name.to_string(), attributes.collect(), tag.closed));
            }
            Token::End(name) => seen.push(Seen::End(name.into_owned())),
            Token::Comment(_) => {}
        }
    }
    seen
}

fn html() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        8 => proptest::sample::select(vec![
            "<", ">", "</", "/>", "=", "\"", "'", "/", "!", "-", "--", "<!--", "-->", "--!>", "<!", "<?", "</>", " ",
            "\n", "\r\n", "&", "&amp;", "&amp", "&notit;", "&notin;", "&#", "&#x", "&#x41;", "&#65", "&#0;", "&#x80;",
            "&#xd800;", "&#99999999999;", "&copy=1", "&copyx", ";", "<p>", "</p>", "<a href=", "<b ", "<img src='",
            "<script>", "</script", "</script >", "<title>", "</TITLE>", "<style", "<textarea>", "</textarea/", "<xmp>",
            "<iframe src=x />", "<!doctype html>", "<![CDATA[", "]]>", "A", "é", "😀", "x=1", "y='", "Z=\"&lt", "<É",
        ]),
        1 => "[ -~]{0,4}".prop_map(String::leak).prop_map(|text| &*text),
    ];
    proptest::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn tokens_are_those_of_the_standard(html in html()) {
        prop_assert_eq!(ours(&html), theirs(&html));
    }
}
