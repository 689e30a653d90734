//! The text form of Prometheus, version 0.0.4. Written by hand: the kept libraries (`metrics-exporter-prometheus`,
//! `prometheus-client`) want to own the counters, and most of ours are the store's, the index's or rows of the database.

use std::fmt::{Display, Write};
use tumblelog::HistogramCounts;

/// Labels of a sample, by name and value.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

/// Metrics, written one after another.
#[derive(Default)]
pub struct Exposition(String);

impl Exposition {
    /// Begins a metric: `kind` is `counter`, `gauge` or `histogram`.
    pub fn describe_metric(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One number of it.
    pub fn write_sample(&mut self, name: &str, labels: Labels<'_>, value: impl Display) {
        self.0.push_str(name);
        self.write_labels(labels, None);
        let _ = writeln!(self.0, " {value}");
    }

    /// A whole histogram of it.
    pub fn write_histogram(&mut self, name: &str, labels: Labels<'_>, counts: &HistogramCounts) {
        for (end, count) in &counts.at_most {
            let _ = write!(self.0, "{name}_bucket");
            self.write_labels(labels, Some(&end.to_string()));
            let _ = writeln!(self.0, " {count}");
        }
        let _ = write!(self.0, "{name}_bucket");
        self.write_labels(labels, Some("+Inf"));
        let _ = writeln!(self.0, " {}", counts.count);
        self.write_sample(&format!("{name}_sum"), labels, counts.seconds);
        self.write_sample(&format!("{name}_count"), labels, counts.count);
    }

    fn write_labels(&mut self, labels: Labels<'_>, end: Option<&str>) {
        let all = labels.iter().copied().chain(end.map(|end| ("le", end)));
        let mut before = '{';
        for (name, value) in all {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.0, "{before}{name}=\"{value}\"");
            before = ',';
        }
        if before == ',' {
            self.0.push('}');
        }
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.0
    }
}
