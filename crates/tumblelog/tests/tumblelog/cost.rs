//! Requests that would cost too much are refused before they are read, in words that say what to narrow.

use crate::common::{World, on_each, post};
use tagstead_tumblelog::view::ListRequest;
use tagstead_tumblelog::{
    ClientId, Error, ListExtras, Result, Selection, Site, Start, Window, run_for_client,
};

async fn search(site: &Site, query: &str) -> Result<u64> {
    let request = ListRequest { limit: 20, ..ListRequest::default() };
    Ok(site.search_page(query, &request).await?.list.total)
}

async fn list(site: &Site, query: &str) -> Result<usize> {
    let selection = Selection { query: query.to_owned(), ..Selection::default() };
    let window = Window {
        sort: tagstead_tumblelog::view::Sort::Latest,
        from: None,
        until: None,
        start: Start::First,
        limit: 20,
        whole_seconds: false,
    };
    Ok(site.list_posts(selection, window, ListExtras::default()).await?.cards.len())
}

async fn filled(world: &World) {
    let blog = world.blog("walks").await;
    for n in 0..30 {
        world.site.publish_post(post(&blog, &format!("a mineral spring {n}"), &["water"])).await.unwrap();
    }
    world.site.compact_tail().await.unwrap();
}

#[test]
fn expensive_lists_over_the_budget_are_refused_and_plain_ones_are_not() {
    on_each(async |world| {
        filled(world).await;
        // Three words with a block in the one bucket there is, in two classes: six blocks a pass, of four passes at least.
        let small = world.site.clone().with_read_budget(20);
        let phrases = "\"mineral spring\" OR \"a mineral\"";
        let many = (0..40).map(|n| format!("spring{n}")).collect::<Vec<_>>().join(" OR ");
        for query in [phrases, &many] {
            let refused = [
                search(&small, query).await.map(|_| ()),
                list(&small, query).await.map(|_| ()),
                small.read_charts(query).await.map(|_| ()),
                small.read_coverage(query).await.map(|_| ()),
                small.export_outline(query).await.map(|_| ()),
            ];
            for refused in refused {
                match refused {
                    Err(Error::TooExpensive(words)) => assert!(words.contains("during:2025"), "{words}"),
                    other => panic!("{} {query}: {other:?}", world.label),
                }
            }
            assert!(search(&world.site, query).await.is_ok());
        }
        assert_eq!(search(&small, "#water").await.unwrap(), 30);
        assert_eq!(list(&small, "mineral spring").await.unwrap(), 20);
        // What it says helps: in a time without posts there is nothing to read.
        assert_eq!(search(&small, &format!("({phrases}) during:1999")).await.unwrap(), 0);
    });
}

#[test]
fn a_client_has_a_share_of_the_expensive_requests_and_others_have_theirs() {
    on_each(async |world| {
        filled(world).await;
        let phrase = || {
            let site = world.site.clone();
            async move { search(&site, "\"mineral spring\"").await }
        };
        let (one, other) = (ClientId(1), ClientId(2));
        // Far more than can be answered while they are being begun.
        let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(run_for_client(one, phrase()))).collect();
        let others = tokio::spawn(run_for_client(other, phrase()));
        assert_eq!(
            run_for_client(one, search(&world.site, "#water")).await.unwrap(),
            30,
            "a page has no share"
        );
        let mut busy = 0;
        for task in tasks {
            match task.await.unwrap() {
                Err(Error::ClientBusy) => busy += 1,
                answered => assert_eq!(answered.unwrap(), 30),
            }
        }
        assert!((1..=98).contains(&busy), "{busy}");
        assert_eq!(others.await.unwrap().unwrap(), 30);
        assert_eq!(run_for_client(one, phrase()).await.unwrap(), 30);
    });
}
