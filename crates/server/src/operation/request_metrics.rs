//! Requests counted by route and class of status.

use crate::operation::exposition::Exposition;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tumblelog::Histogram;

/// Classes of status, from 1xx to 5xx.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
const DURATION: &str = "tagstead_http_request_duration_seconds";

/// Requests since the start.
#[derive(Debug, Default)]
pub struct RequestMetrics {
    answered: [AtomicU64; CLASSES.len()],
    abandoned: AtomicU64,
    open: AtomicU64,
    /// By template of the route: the router and the table of the API bound how many there are.
    routes: RwLock<BTreeMap<String, Arc<[Histogram; CLASSES.len()]>>>,
}

impl RequestMetrics {
    /// A request begins.
    pub fn note_begin(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    /// A request ends, with or without an answer.
    pub fn note_end(&self, answered: bool) {
        self.open.fetch_sub(1, Relaxed);
        self.abandoned.fetch_add(u64::from(!answered), Relaxed);
    }

    /// A request was answered.
    pub fn note_answer(&self, route: &str, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.answered.get(class) {
            counter.fetch_add(1, Relaxed);
        }
        if let Some(histogram) = self.times_of(route).get(class) {
            histogram.record_duration(took);
        }
    }

    fn times_of(&self, route: &str) -> Arc<[Histogram; CLASSES.len()]> {
        // Nearly always it is there, and readers do not keep each other waiting.
        if let Some(times) = self.routes.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return Arc::clone(times);
        }
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(routes.entry(route.to_owned()).or_default())
    }

    /// Writes them down.
    pub fn write_metrics(&self, text: &mut Exposition) {
        let name = "tagstead_http_responses_total";
        text.describe_metric(name, "counter", "Requests answered, by class of status.");
        for (class, counter) in CLASSES.iter().zip(&self.answered) {
            text.write_sample(name, &[("class", class)], counter.load(Relaxed));
        }
        let name = "tagstead_http_abandoned_total";
        text.describe_metric(name, "counter", "Requests whose client left before the answer.");
        text.write_sample(name, &[], self.abandoned.load(Relaxed));
        text.describe_metric("tagstead_http_open", "gauge", "Requests being worked on.");
        text.write_sample("tagstead_http_open", &[], self.open.load(Relaxed));
        let help = "Time from a request to the head of its answer, by route and class of status.";
        text.describe_metric(DURATION, "histogram", help);
        for (route, times) in self.routes.read().unwrap_or_else(PoisonError::into_inner).iter() {
            for (class, histogram) in CLASSES.iter().zip(times.iter()) {
                let counts = histogram.read_counts();
                // What never happened is left out: most routes answer with one or two classes.
                if counts.count > 0 {
                    text.write_histogram(DURATION, &[("route", route), ("class", class)], &counts);
                }
            }
        }
    }
}
