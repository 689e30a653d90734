//! What two tags' posts say about their being one, and how much that counts beside their letters.

use super::evidence::{Evidence, SharedPosts, SharedSources, WrittenApart};
use super::newest_posts::Sample;
use super::similar_names::{SimilarName, by_marks};
use spelling::SpellingKind;
use std::collections::{BTreeMap, BTreeSet};
use store::tags::TagRow;

/// Posts with both tags below which they say nothing: one may be chance, or a person who lists everything.
const POSTS_LEAST: u64 = 2;
/// How many times as many as by chance there must be.
const LIFT_LEAST: f32 = 3.0;
/// Where the letters alone would not do: posts with both, share of the rarer tag's, times as many as by chance.
const STRONG: (u64, f32, f32) = (3, 0.25, 5.0);
/// The same for links and stories that posts of both share.
const STRONG_SOURCES: u64 = 2;
/// How much of what the letters leave open the best evidence can fill.
const FILLS: f32 = 0.5;
/// What is left of a score when the same people write both in one language, as if they were two words.
const WRITTEN_APART: f32 = 0.85;
/// Share of the rarer tag's posts with both above which two spellings stand side by side on purpose.
const SIDE_BY_SIDE: f32 = 0.2;

/// What is known about two tags.
pub(crate) fn gather_evidence(
    tag: &TagRow,
    ours: &Sample,
    alike: &SimilarName,
    theirs: &Sample,
    total: u64,
) -> Evidence {
    let marks = alike.kind == SpellingKind::SameName && by_marks(&tag.fold, &alike.tag.fold);
    let posts = shared_posts(ours, theirs, total);
    let side_by_side = posts.is_some_and(|p| p.both as f32 > SIDE_BY_SIDE * p.of as f32);
    Evidence {
        letters: alike.score,
        kind: alike.kind,
        near: alike.near,
        marks,
        posts,
        sources: shared_sources(ours, theirs),
        apart: if marks && !side_by_side { written_apart(ours, theirs) } else { None },
    }
}

fn shared_posts(a: &Sample, b: &Sample, total: u64) -> Option<SharedPosts> {
    // By the rarer tag: of a common tag's newest posts hardly any could carry the rare one.
    let (rare, often) = if a.posts <= b.posts { (a, b) } else { (b, a) };
    let (both, of) = (rare.count_with(often.tag), rare.newest.len() as u64);
    if both == 0 {
        return None;
    }
    let chance = of as f32 * often.posts as f32 / total.max(1) as f32;
    // The sample is of the newest posts, so the share is scaled to all posts of the tag.
    let together = both as f32 / of as f32 * rare.posts as f32;
    let cosine = together / (rare.posts as f32 * often.posts as f32).sqrt().max(1.0);
    Some(SharedPosts { both, of, chance, cosine: cosine.min(1.0) })
}

fn shared_sources(a: &Sample, b: &Sample) -> Option<SharedSources> {
    let links = |one: &Sample, other: &Sample| -> BTreeSet<String> {
        // Posts with both tags are counted already and would count twice.
        one.posts_without(other.tag).filter_map(|p| p.source.as_deref()).map(canonical_url).collect()
    };
    let stories = |one: &Sample, other: &Sample| -> BTreeSet<i64> {
        one.posts_without(other.tag).map(|p| p.root.0).collect()
    };
    let (ours, theirs) = (links(a, b), links(b, a));
    let shared: Vec<&String> = ours.intersection(&theirs).collect();
    let stories = stories(a, b).intersection(&stories(b, a)).count() as u64;
    if shared.is_empty() && stories == 0 {
        return None;
    }
    // Kept in the evidence of every link, so it is cut short.
    let example = shared.first().map(|link| link.chars().take(80).collect()).unwrap_or_default();
    Some(SharedSources { links: shared.len() as u64, stories, example })
}

/// An address without what does not matter to where it leads: scheme, `www.`, fragment, the last slash, tracking.
fn canonical_url(url: &str) -> String {
    let url = npf::url::untracked(url);
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

fn written_apart(a: &Sample, b: &Sample) -> Option<WrittenApart> {
    let by = |one: &Sample, other: &Sample| -> BTreeSet<(i64, String)> {
        one.posts_without(other.tag).filter_map(|p| Some((p.blog.0, p.lang.clone()?))).collect()
    };
    let (ours, theirs) = (by(a, b), by(b, a));
    let mut langs: BTreeMap<&str, u64> = BTreeMap::new();
    let mut blogs = BTreeSet::new();
    for (blog, lang) in ours.intersection(&theirs) {
        blogs.insert(blog);
        *langs.entry(lang).or_default() += 1;
    }
    let (lang, _) = langs.into_iter().max_by_key(|(_, count)| *count)?;
    Some(WrittenApart { blogs: blogs.len() as u64, lang: lang.to_owned() })
}

/// The score of two tags; `None` where their letters would not do and nothing else is strong.
pub(crate) fn score_evidence(evidence: &Evidence, cut: f32) -> Option<f32> {
    let sources = evidence.sources.as_ref().map_or(0, |s| s.links + s.stories);
    // Two common tags meet by chance; only what is far above chance counts.
    let lifted = evidence.posts.filter(|p| p.both >= POSTS_LEAST && p.both as f32 >= LIFT_LEAST * p.chance);
    if evidence.near {
        let (both, share, lift) = STRONG;
        let strong = lifted.is_some_and(|p| {
            p.both >= both && p.both as f32 >= share * p.of as f32 && p.both as f32 >= lift * p.chance
        });
        if !strong && sources < STRONG_SOURCES {
            return None;
        }
    }
    let by_posts = lifted.map_or(0.0, |p| (2.0 * p.both as f32 / p.of.max(1) as f32).min(1.0));
    let by_sources = (sources as f32 / 3.0).min(1.0);
    let filled = evidence.letters + (1.0 - evidence.letters) * FILLS * by_posts.max(by_sources);
    // Strong evidence carries weak letters over the cut, but only just.
    let score = if evidence.near { filled.max(cut) } else { filled };
    Some(if evidence.apart.is_some() { score * WRITTEN_APART } else { score })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: f32 = 0.8;

    fn letters(letters: f32) -> Evidence {
        Evidence {
            letters,
            kind: SpellingKind::OtherScript,
            near: letters < CUT,
            marks: false,
            posts: None,
            sources: None,
            apart: None,
        }
    }

    fn posts(both: u64, of: u64, chance: f32) -> Option<SharedPosts> {
        Some(SharedPosts { both, of, chance, cosine: 0.5 })
    }

    fn links(links: u64) -> Option<SharedSources> {
        Some(SharedSources { links, stories: 0, example: "example.org/a".into() })
    }

    #[test]
    fn letters_alone_propose_from_the_cut_on() {
        assert_eq!(score_evidence(&letters(0.9), CUT), Some(0.9));
        assert_eq!(score_evidence(&letters(0.7), CUT), None);
    }

    #[test]
    fn what_is_near_needs_strong_evidence() {
        for (posts, links, proposed) in [
            (posts(3, 6, 0.1), None, true),
            (posts(2, 2, 0.1), None, false),
            (posts(3, 100, 0.1), None, false),
            (posts(30, 60, 20.0), None, false),
            (None, links(1), false),
            (None, links(2), true),
        ] {
            let evidence = Evidence { posts, sources: links.clone(), ..letters(0.6) };
            assert_eq!(
                score_evidence(&evidence, CUT).is_some_and(|score| score >= CUT),
                proposed,
                "{posts:?} {links:?}"
            );
        }
    }

    #[test]
    fn evidence_fills_half_of_what_the_letters_leave_open() {
        let evidence = Evidence { posts: posts(10, 10, 0.1), ..letters(0.9) };
        assert!((score_evidence(&evidence, CUT).unwrap() - 0.95).abs() < 1e-6);
        let by_chance = Evidence { posts: posts(10, 10, 9.0), ..letters(0.9) };
        assert_eq!(score_evidence(&by_chance, CUT), Some(0.9));
    }

    #[test]
    fn two_words_of_one_language_count_less() {
        let apart = Some(WrittenApart { blogs: 2, lang: "de".into() });
        let evidence = Evidence { apart, ..letters(0.99) };
        assert!(score_evidence(&evidence, CUT).unwrap() < 0.9);
    }

    #[test]
    fn addresses_that_lead_to_one_place_are_one() {
        let ways =
            ["https://www.example.org/a/?utm_source=x#b", "http://example.org/a", "https://example.org/a/"];
        assert!(
            ways.iter().all(|way| canonical_url(way) == "example.org/a"),
            "{:?}",
            ways.map(canonical_url)
        );
    }
}
