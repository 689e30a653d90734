//! Vectors of the specifications, and what must hold for any request.

use super::header::Header;
use super::{base, percent, sign};
use crate::auth::visitor::Refused;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

struct Vector {
    request: (&'static str, &'static str, &'static str, &'static str),
    form: &'static [(&'static str, &'static str)],
    header: &'static str,
    secrets: (&'static str, &'static str),
}

impl Vector {
    fn base(&self) -> String {
        let (method, origin, path, query) = self.request;
        let form: Vec<_> = self.form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        base::base_string(method, origin, path, &base::normalize_params(&read(self.header), query, &form))
    }

    fn holds(&self) -> bool {
        let given = read(self.header).signature_bytes().unwrap();
        sign::verify_signature(self.secrets.0, self.secrets.1, &self.base(), &given)
    }
}

fn read(header: &str) -> Header {
    Header::parse_header(header).unwrap_or_else(|refused| panic!("{refused:?}"))
}

/// RFC 5849, 3.4.1.1, with the secrets and the signature of its erratum 2550.
const RFC: Vector = Vector {
    request: ("POST", "http://example.com", "/request", "b5=%3D%253D&a3=a&c%40=&a2=r%20b"),
    form: &[("c2", ""), ("a3", "2 q")],
    header: "realm=\"Example\",\n oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
        oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", \
        oauth_signature=\"r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D\"",
    secrets: ("j49sk3j29djd", "dh893hdasih9"),
};

/// OAuth Core 1.0, appendix A.5.
const PHOTOS: Vector = Vector {
    request: ("GET", "http://photos.example.net", "/photos", "file=vacation.jpg&size=original"),
    form: &[],
    header: "oauth_consumer_key=\"dpf43f3p2l4k3l03\",oauth_token=\"nnch734d00sl2jdk\",\
        oauth_signature_method=\"HMAC-SHA1\",oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\",\
        oauth_timestamp=\"1191242096\",oauth_nonce=\"kllo9940pd9333jh\",oauth_version=\"1.0\"",
    secrets: ("kd94hf93k423kf44", "pfkkdhi9sl3r4s00"),
};

#[test]
fn the_vectors_hold() {
    assert_eq!(
        RFC.base(),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%25\
         40%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method\
         %3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
    for (name, vector) in [("RFC 5849", RFC), ("photos", PHOTOS)] {
        assert!(vector.holds(), "{name}");
        let other = Vector { secrets: (vector.secrets.0, "another"), ..vector };
        assert!(!other.holds(), "{name}");
    }
}

#[test]
fn a_header_that_cannot_be_read_says_why() {
    let good = "oauth_consumer_key=k,oauth_nonce=n,oauth_signature=cw%3D%3D,oauth_signature_method=HMAC-SHA1,\
        oauth_timestamp=1,oauth_token=\"\"";
    assert_eq!(read(good).token, None, "an empty token is none");
    let long = format!("{good},{}", "x=y,".repeat(40));
    for (header, part) in [
        ("", "oauth_consumer_key is missing"),
        ("nonsense", "name=\"value\""),
        (&good.replace("HMAC-SHA1", "PLAINTEXT"), "use HMAC-SHA1"),
        (&good.replace("oauth_timestamp=1", "oauth_timestamp=soon"), "number of seconds"),
        (&good.replace("oauth_timestamp=1", "oauth_timestamp=-1"), "number of seconds"),
        (&good.replace("oauth_nonce=n", "oauth_nonce="), "oauth_nonce is missing"),
        (&format!("{good},oauth_nonce=m"), "twice"),
        (&format!("{good},oauth_version=2.0"), "use 1.0"),
        (&format!("{good},x=%ff"), "UTF-8"),
        (&long, "too many"),
        (&"a".repeat(9000), "too long"),
    ] {
        match Header::parse_header(header) {
            Err(Refused::Header(why)) => assert!(why.contains(part), "{why}"),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("{header} was accepted"),
        }
    }
}

proptest! {
    #[test]
    fn encoding_is_undone_by_decoding(bytes: Vec<u8>) {
        let text = percent::percent_encode(&bytes);
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
        prop_assert_eq!(&percent::percent_decode(&text, true), &bytes);
        prop_assert_eq!(percent::percent_decode(&text, false), bytes);
    }

    #[test]
    fn any_text_can_be_decoded_and_read(text in "\\PC{0,80}") {
        percent::percent_decode(&text, true);
        let _ = Header::parse_header(&text);
    }

    #[test]
    fn parameters_in_any_order_and_place_are_the_same(
        mut pairs in prop::collection::vec(("[a-z]{1,4}", "\\PC{0,6}"), 0..6),
        cut in 0_usize..6,
    ) {
        let header = read(PHOTOS.header);
        let form = |pairs: &[(String, String)]| pairs.to_vec();
        let all = base::normalize_params(&header, "", &form(&pairs));
        pairs.reverse();
        let cut = cut.min(pairs.len());
        let query: Vec<_> = pairs[..cut].iter()
            .map(|(n, v)| format!("{n}={}", percent::percent_encode(v.as_bytes()).replace("%20", "+"))).collect();
        prop_assert_eq!(base::normalize_params(&header, &query.join("&"), &form(&pairs[cut..])), all);
    }

    #[test]
    fn another_parameter_secret_or_address_is_another_signature(name in "[a-z]{1,5}", value in "\\PC{0,9}") {
        let header = read(PHOTOS.header);
        let text = |origin, pairs: &[(String, String)]| {
            base::base_string("POST", origin, "/x", &base::normalize_params(&header, "a=b", pairs))
        };
        let pairs = [(name.clone(), value.clone())];
        let right = text("https://a.example", &pairs);
        let given = sign::make_signature("c", "t", &right);
        prop_assert!(sign::verify_signature("c", "t", &right, &given));
        prop_assert!(!sign::verify_signature("c", "", &right, &given) && !sign::verify_signature("", "t", &right, &given));
        prop_assert!(!sign::verify_signature("c", "t", &text("http://a.example", &pairs), &given));
        prop_assert!(!sign::verify_signature("c", "t", &text("https://a.example", &[(name, value + "x")]), &given));
        prop_assert!(!sign::verify_signature("c", "t", &right, &given[..19]));
        prop_assert!(STANDARD.encode(&given).len() == 28);
    }
}
