//! Lists of the API show subjects whole.

use super::ask::response;
use crate::subjects::joined;

#[test]
fn a_tag_is_answered_with_all_its_spellings() {
    let world = joined();
    assert_eq!(response(&world, "/v2/tagged?tag=kelbecer").as_array().unwrap().len(), 6);
    for (path, expected) in [
        ("/v2/timeline/search?query=%23kelbecer", 6),
        ("/v2/timeline/search?query=%23%23kelbecer", 2),
        ("/v2/timeline/search?tag[]=kelbecer", 6),
        ("/v2/hubs/kelbecer/timeline", 6),
    ] {
        let answer = response(&world, path);
        assert_eq!(answer["total_posts"], expected, "{path}");
        assert_eq!(answer["timeline"]["elements"].as_array().unwrap().len(), expected, "{path}");
    }
}
