//! Puts the metrics together.

use crate::operation::disk::free_bytes;
use crate::operation::exposition::Exposition;
use crate::state::App;
use std::time::Duration;
use tumblelog::SiteFigures;

/// How long a scrape waits for the database. Without its figures it still tells all others.
const PATIENCE: Duration = Duration::from_secs(2);

/// All metrics as text.
pub async fn gather_metrics(app: &App) -> String {
    let mut text = Exposition::default();
    write_process(app, &mut text);
    app.watched().requests.write_metrics(&mut text);
    let name = "tagstead_http_connections_open";
    text.describe_metric(name, "gauge", "Connections of clients.");
    text.write_sample(name, &[], app.watched().connections.count());
    let name = "tagstead_security_events_total";
    text.describe_metric(name, "counter", "Security events, written to the log or not.");
    for (event, total) in app.flood().totals() {
        text.write_sample(name, &[("event", event.name())], total);
    }
    write_store(app, &mut text);
    write_caches(app, &mut text);
    write_disk(app, &mut text).await;
    let read = tokio::time::timeout(PATIENCE, app.site().read_figures());
    let figures = app.watched().figures.get_or_work_out(async { read.await.ok()?.ok() }).await;
    write_figures(figures.as_ref(), &mut text);
    text.into_text()
}

fn write_process(app: &App, text: &mut Exposition) {
    text.describe_metric("tagstead_build_info", "gauge", "1, with the version of the program.");
    text.write_sample("tagstead_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    let name = "tagstead_uptime_seconds";
    text.describe_metric(name, "gauge", "Time since the server started.");
    text.write_sample(name, &[], app.watched().started.elapsed().as_secs());
}

fn write_store(app: &App, text: &mut Exposition) {
    let lanes = app.site().store_calls().read_figures();
    let name = "tagstead_store_wait_seconds";
    text.describe_metric(name, "histogram", "How long calls of the database waited for a thread.");
    for lane in &lanes {
        text.write_histogram(name, &[("lane", lane.lane.name())], &lane.wait);
    }
    let name = "tagstead_store_run_seconds";
    text.describe_metric(name, "histogram", "How long calls of the database took once they had a thread.");
    for lane in &lanes {
        text.write_histogram(name, &[("lane", lane.lane.name())], &lane.run);
    }
    let name = "tagstead_store_waiting";
    text.describe_metric(name, "gauge", "Calls of the database that wait for a thread.");
    for lane in &lanes {
        text.write_sample(name, &[("lane", lane.lane.name())], lane.waiting);
    }
    let name = "tagstead_store_refused_total";
    text.describe_metric(name, "counter", "Calls of the database refused because too much waited.");
    for lane in &lanes {
        text.write_sample(name, &[("lane", lane.lane.name())], lane.refused);
    }
}

fn write_caches(app: &App, text: &mut Exposition) {
    let caches = app.site().cache_usage();
    type Field = fn(&tumblelog::CacheUsage) -> u64;
    let fields: [(&str, &str, &str, Field); 4] = [
        ("tagstead_cache_bytes", "gauge", "Memory of a cache of the index.", |cache| cache.bytes as u64),
        ("tagstead_cache_entries", "gauge", "Values in a cache of the index.", |cache| cache.entries as u64),
        ("tagstead_cache_hits_total", "counter", "Questions a cache had a value for.", |cache| cache.hits),
        ("tagstead_cache_misses_total", "counter", "Questions a cache had no value for.", |cache| {
            cache.misses
        }),
    ];
    for (name, kind, help, value) in fields {
        text.describe_metric(name, kind, help);
        for cache in &caches {
            text.write_sample(name, &[("cache", cache.name)], value(cache));
        }
    }
}

async fn write_disk(app: &App, text: &mut Exposition) {
    let Some(folder) = &app.watched().settings.data_folder else { return };
    // A disk that does not answer must not take the other figures with it.
    let Ok(Ok(free)) = tokio::time::timeout(PATIENCE, free_bytes(folder)).await else { return };
    text.describe_metric("tagstead_disk_free_bytes", "gauge", "Room on the disk of the data folder.");
    text.write_sample("tagstead_disk_free_bytes", &[], free);
}

fn write_figures(figures: Option<&SiteFigures>, text: &mut Exposition) {
    text.describe_metric("tagstead_database_up", "gauge", "1 where the database answered, else 0.");
    text.write_sample("tagstead_database_up", &[], u8::from(figures.is_some()));
    let Some(figures) = figures else { return };
    let help = "New posts that are not in blocks of the index yet.";
    text.describe_metric("tagstead_index_tail_posts", "gauge", help);
    text.write_sample("tagstead_index_tail_posts", &[], figures.tail);
    text.describe_metric("tagstead_jobs", "gauge", "Jobs of all processes, by lane and state.");
    for lane in &figures.jobs {
        for (state, count) in [("waiting", lane.waiting), ("claimed", lane.claimed), ("dead", lane.dead)] {
            text.write_sample("tagstead_jobs", &[("lane", &lane.lane), ("state", state)], count);
        }
    }
    let name = "tagstead_job_oldest_due_seconds";
    text.describe_metric(name, "gauge", "For how long the oldest due job has waited for a worker.");
    for (lane, age) in &figures.overdue {
        text.write_sample(name, &[("lane", lane)], age.as_secs_f64());
    }
}
