//! `/metrics`: its form, and what it counts.

use crate::consent::asking;
use crate::world::World;
use axum::body::Body;
use axum::http::Request;
use std::collections::BTreeSet;
use store::jobs::{NewJob, enqueue_job};
use store::{DatabaseUrl, Store};
use tagstead_server::{Operation, Protection, metrics_router};
use tower::ServiceExt;

fn scrape(world: &World) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    world.wait(async {
        let response = metrics_router(world.app.clone()).oneshot(request).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), 4 << 20).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    })
}

fn watched(mut world: World) -> World {
    let data_folder = Some(world.media.path().to_owned());
    world.watch_with(Operation { data_folder, ..Operation::default() }, Protection::default());
    world
}

/// The number of a sample, which must be there.
fn sample(text: &str, name: &str) -> f64 {
    let line = text.lines().find(|line| line.rsplit_once(' ').is_some_and(|(sample, _)| sample == name));
    let (_, number) = line.unwrap_or_else(|| panic!("{name} is not in {text}")).rsplit_once(' ').unwrap();
    number.parse().unwrap()
}

#[test]
fn each_metric_is_described_once_and_each_sample_stands_once() {
    let world = watched(World::peopled());
    asking(&world);
    for path in ["/", "/tagged/honey", "/nothing", "/v2/info", "/metrics"] {
        world.get(path);
    }
    let text = scrape(&world);
    let (mut described, mut samples) = (Vec::new(), BTreeSet::new());
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            described.push(kind.split(' ').next().unwrap());
        }
        if line.starts_with('#') {
            continue;
        }
        let (sample, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok(), "{line}");
        assert!(samples.insert(sample), "twice: {line}");
        let name = sample.split('{').next().unwrap();
        // Samples follow the description of their metric; a histogram has three kinds of them.
        let metric = described.last().unwrap();
        let ending = name.strip_prefix(metric).unwrap_or_else(|| panic!("{line} is below {metric}"));
        assert!(["", "_bucket", "_sum", "_count"].contains(&ending), "{line}");
    }
    assert_eq!(described.iter().collect::<BTreeSet<_>>().len(), described.len(), "{described:?}");
}

/// A job that has been due since 2001.
fn enqueue_old_job(world: &World) {
    let store = Store::open(&DatabaseUrl::parse(world.database_url()).unwrap(), 1, [7; 16]).unwrap();
    let run_at = model::Time(1_000_000_000_000);
    let job = NewJob { kind: "old", key: "", lane: "due", payload: "", run_at };
    world.wait(store.write(move |tx| enqueue_job(tx, &job))).unwrap();
}

#[test]
fn requests_are_counted_by_route_and_class() {
    let world = watched(World::peopled());
    let key = asking(&world).client.key;
    for path in ["/tagged/kalbajar", "/tagged/honey", "/tagged/kalbajar?q=%28", "/nothing", "/other"] {
        world.get(path);
    }
    world.get(&format!("/v2/blog/almanac/info?api_key={key}"));
    let text = scrape(&world);
    let count = |route: &str, class: &str| {
        let labels = format!("{{route=\"{route}\",class=\"{class}\"}}");
        let name = "tagstead_http_request_duration_seconds";
        let whole = format!("{{route=\"{route}\",class=\"{class}\",le=\"+Inf\"}}");
        let count = sample(&text, &format!("{name}_count{labels}"));
        assert_eq!(sample(&text, &format!("{name}_bucket{whole}")), count);
        assert!(sample(&text, &format!("{name}_sum{labels}")) > 0.0);
        count
    };
    assert_eq!((count("/tagged/{*tag}", "2xx"), count("/tagged/{*tag}", "4xx")), (2.0, 1.0), "{text}");
    assert_eq!((count("unmatched", "4xx"), count("/v2/blog/{blog}/info", "2xx")), (2.0, 1.0));
    assert!(!text.contains("kalbajar") && !text.contains("almanac"), "labels are templates alone");
    assert_eq!(sample(&text, "tagstead_http_responses_total{class=\"2xx\"}"), 3.0);
    assert_eq!(sample(&text, "tagstead_http_open"), 0.0);
    assert_eq!(sample(&text, "tagstead_http_connections_open"), 0.0);
}

#[test]
fn the_database_the_index_the_jobs_and_the_disk_are_told() {
    for world in World::each() {
        let world = watched(world);
        world.publish("almanac", "The honey of this valley", &["honey"], "2026-11-01");
        world.publish("almanac", "The water of that spring", &["honey"], "2026-11-02");
        world.get("/tagged/honey");
        enqueue_old_job(&world);
        let text = scrape(&world);
        assert_eq!(sample(&text, "tagstead_database_up"), 1.0, "{}", world.label);
        assert_eq!(sample(&text, "tagstead_index_tail_posts"), 2.0, "{text}");
        assert!(sample(&text, "tagstead_store_run_seconds_count{lane=\"write\"}") >= 2.0);
        let reads = sample(&text, "tagstead_store_wait_seconds_count{lane=\"read\"}");
        assert!(reads >= 1.0 && sample(&text, "tagstead_store_waiting{lane=\"read\"}") == 0.0, "{text}");
        assert_eq!(sample(&text, "tagstead_store_refused_total{lane=\"write\"}"), 0.0);
        // New posts are compared by a job, which nobody runs here.
        assert!(sample(&text, "tagstead_jobs{lane=\"duplicates\",state=\"waiting\"}") >= 1.0, "{text}");
        assert_eq!(sample(&text, "tagstead_jobs{lane=\"duplicates\",state=\"dead\"}"), 0.0);
        assert!(
            !text.contains("tagstead_job_oldest_due_seconds{lane=\"duplicates\"}"),
            "enqueued without a time"
        );
        assert!(sample(&text, "tagstead_job_oldest_due_seconds{lane=\"due\"}") > 3600.0, "{text}");
        assert!(sample(&text, "tagstead_disk_free_bytes") > 0.0);
        for cache in ["attributes", "times", "summaries", "related"] {
            sample(&text, &format!("tagstead_cache_bytes{{cache=\"{cache}\"}}"));
        }
        assert!(sample(&text, "tagstead_cache_misses_total{cache=\"summaries\"}") >= 1.0, "{text}");
    }
}

#[test]
fn without_the_database_the_rest_is_told() {
    let world = watched(World::new());
    std::fs::remove_file(world.database_file()).unwrap();
    let text = scrape(&world);
    assert_eq!(sample(&text, "tagstead_database_up"), 0.0, "{text}");
    assert!(!text.contains("tagstead_index_tail_posts"), "unknown is not nought: {text}");
    sample(&text, "tagstead_http_open");
}
