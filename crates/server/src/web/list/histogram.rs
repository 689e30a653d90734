//! Posts by month as bars, each a link to its time, and the same figures as a table.

use super::list_url::ListUrl;
use crate::http::text::{count_words, group_digits};
use model::Time;
use model::time::Month;
use tumblelog::view::{PostCard, Sort};

/// Months per bar, tried from the finest; a chart has at most [`MOST_BARS`] bars.
const STEPS: [usize; 6] = [1, 3, 12, 60, 120, 1200];
const MOST_BARS: usize = 120;
/// Height of the chart in its own units; a bar is 10 wide with its gap.
const HEIGHT: u64 = 60;

/// The chart.
#[derive(Debug)]
pub struct Histogram {
    /// Width in its own units.
    pub width: usize,
    /// Earliest first.
    pub bars: Vec<Bar>,
    /// Years under the bars, each with the place where it begins, in hundredths of a percent of the width.
    pub axis: Vec<(i16, usize)>,
    /// Columns of the table after the first.
    pub heads: Vec<&'static str>,
    /// Rows of the table: name and indices into `bars`, `None` outside the chart.
    pub rows: Vec<(String, Vec<Option<usize>>)>,
}

/// A bar.
#[derive(Debug)]
pub struct Bar {
    /// Where it begins, in the chart's units.
    pub x: usize,
    /// Where it begins from the top.
    pub y: u64,
    /// Its height.
    pub height: u64,
    /// Where it leads, where there are posts.
    pub href: Option<String>,
    /// “May 2023: 12 posts”.
    pub label: String,
    /// The count alone.
    pub count: String,
    /// The page shows posts of this time.
    pub on: bool,
}

impl Histogram {
    /// The chart of `months` (a month after the other, earliest first); nothing for fewer than two.
    pub fn new(months: &[(Month, u64)], place: &ListUrl, cards: &[PostCard]) -> Option<Self> {
        if months.len() < 2 {
            return None;
        }
        // The last fallback covers all the years that a date can have.
        let step = STEPS.into_iter().find(|step| months.len().div_ceil(*step) <= MOST_BARS).unwrap_or(12_000);
        let shown = place.start_cursor().and_then(|_| shown_months(place.sort_order(), cards));
        let groups = group_months(months, step);
        let most = groups.iter().map(|group| group.count).max().unwrap_or(0).max(1);
        let (sort, prefix) = (place.sort_order(), place.url_at(""));
        let bars = groups
            .iter()
            .enumerate()
            .map(|(i, group)| {
                let height = match group.count {
                    0 => 0,
                    // At least three units, or a month with one post could not be seen or hit with
                    // a finger.
                    count => (count.saturating_mul(HEIGHT) / most).max(3),
                };
                Bar {
                    x: i * 10,
                    y: HEIGHT - height,
                    height,
                    href: (group.count > 0).then(|| [&*prefix, &group.date(sort)].concat()),
                    label: [&*group.name(), ": ", &count_words(group.count, "post", "posts")].concat(),
                    count: group_digits(group.count),
                    on: shown.is_some_and(|(from, to)| group.first <= to && group.last >= from),
                }
            })
            .collect();
        let (heads, rows) = histogram_table(&groups, step);
        Some(Self { width: groups.len() * 10, bars, axis: axis_labels(&groups), heads, rows })
    }
}

/// The months between the first and last post on the page.
fn shown_months(sort: Sort, cards: &[PostCard]) -> Option<(Month, Month)> {
    // By notes the posts of a page come from all times, so a span would mean nothing.
    if sort == Sort::Top {
        return None;
    }
    let times = || cards.iter().map(|card| card.post.published);
    Some((times().min()?.month(), times().max()?.month()))
}

struct Group {
    first: Month,
    last: Month,
    count: u64,
}

impl Group {
    fn name(&self) -> String {
        let years = (self.first.year, self.last.year);
        match () {
            () if self.first == self.last => [self.first.name(), " ", &years.0.to_string()].concat(),
            () if years.0 == years.1 && (self.first.month, self.last.month) == (1, 12) => years.0.to_string(),
            () if years.0 == years.1 => {
                format!("{} to {} {}", self.first.short(), self.last.short(), years.0)
            }
            () => format!("{} to {}", years.0, years.1),
        }
    }

    /// What `before` must be to begin here: the last month for latest, the first for oldest.
    fn date(&self, sort: Sort) -> String {
        if sort == Sort::Oldest { self.first.to_string() } else { self.last.to_string() }
    }
}

/// Months in steps that begin at multiples, so that quarters, years and decades are whole.
fn group_months(months: &[(Month, u64)], step: usize) -> Vec<Group> {
    let key = |month: Month| {
        // Counted from the year 0, so that groups of months begin at whole quarters and years.
        let n = (i64::from(month.year) * 12 + i64::from(month.month) - 1).max(0);
        usize::try_from(n).unwrap_or(0) / step
    };
    months
        .chunk_by(|a, b| key(a.0) == key(b.0))
        .filter_map(|chunk| {
            let (first, last) = (chunk.first()?.0, chunk.last()?.0);
            Some(Group { first, last, count: chunk.iter().map(|month| month.1).sum() })
        })
        .collect()
}

/// Years under the bars: at most eight, none squeezed.
fn axis_labels(groups: &[Group]) -> Vec<(i16, usize)> {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return Vec::new() };
    let years = i32::from(last.last.year) - i32::from(first.first.year) + 1;
    let every =
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].into_iter().find(|n| years / n <= 7).unwrap_or(5000);
    // A year at the edge may be a few bars wide, too narrow for its label.
    let narrowest = groups.len().div_ceil(14);
    let mut begins = 0;
    groups
        .chunk_by(|a, b| i32::from(a.first.year) / every == i32::from(b.first.year) / every)
        .filter_map(|chunk| {
            let place = begins * 10_000 / groups.len();
            begins += chunk.len();
            (chunk.len() >= narrowest).then_some((chunk.first()?.first.year, place))
        })
        .collect()
}

type Table = (Vec<&'static str>, Vec<(String, Vec<Option<usize>>)>);

/// A row for each year with its months, or for each bar where bars are wider than a month.
fn histogram_table(groups: &[Group], step: usize) -> Table {
    // Bars wider than a month do not fit a grid of twelve columns.
    if step > 1 {
        return (vec!["Posts"], groups.iter().enumerate().map(|(i, g)| (g.name(), vec![Some(i)])).collect());
    }
    let heads = (1..=12).map(|month| Month { year: 1, month }.short()).collect();
    let mut rows: Vec<(String, Vec<Option<usize>>)> = Vec::new();
    let mut year = None;
    for (i, group) in groups.iter().enumerate() {
        if year.replace(group.first.year) != Some(group.first.year) {
            rows.push((group.first.year.to_string(), vec![None; 12]));
        }
        let month = usize::try_from(group.first.month - 1).unwrap_or(0);
        if let Some(cell) = rows.last_mut().and_then(|(_, cells)| cells.get_mut(month)) {
            *cell = Some(i);
        }
    }
    (heads, rows)
}

/// “November 2019 to today”, “May 2023”.
pub fn span_words(reach: (Time, Time), now: Time) -> String {
    let (first, last) = (reach.0.month(), reach.1.month());
    let name = |month: Month| format!("{} {}", month.name(), month.year);
    match () {
        () if last == now.month() && first == last => "this month".to_owned(),
        () if last == now.month() => format!("{} to today", name(first)),
        () if first == last => name(first),
        () => format!("{} to {}", name(first), name(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(from: (i16, i8), count: usize) -> Histogram {
        let mut month = Month { year: from.0, month: from.1 };
        let months: Vec<_> = (0..count)
            .map(|i| {
                let this = month;
                month = month.next();
                (this, u64::try_from(i % 7).unwrap())
            })
            .collect();
        Histogram::new(&months, &ListUrl::of_query("/tagged/x", ""), &[]).unwrap()
    }

    #[test]
    fn every_month_has_its_bar_and_its_cell() {
        let chart = chart((2019, 11), 30);
        assert_eq!(chart.bars.len(), 30);
        assert_eq!(chart.bars[0].href, None);
        assert_eq!(chart.bars[1].label, "December 2019: 1 post");
        assert_eq!(chart.bars[1].href.as_deref(), Some("/tagged/x?before=2019-12"));
        assert_eq!(chart.rows.iter().flat_map(|row| &row.1).flatten().count(), 30);
        // November and December 2019 are too narrow for a label of their own.
        assert_eq!(chart.axis, [(2020, 666), (2021, 4666), (2022, 8666)]);
    }

    #[test]
    fn a_long_history_stays_a_chart() {
        for count in [121, 400, 1500, 5000, 12_000, 119_000] {
            let chart = chart((1, 1), count);
            assert!((2..=MOST_BARS).contains(&chart.bars.len()), "{count}: {}", chart.bars.len());
            assert!(chart.axis.len() <= 9, "{count}: {}", chart.axis.len());
            let places: Vec<_> = chart.axis.iter().map(|label| label.1).collect();
            assert!(places.is_sorted() && places.iter().all(|place| *place < 9_500), "{count}: {places:?}");
        }
        let years = chart((1990, 1), 400);
        assert_eq!(years.bars[1].label, "1991: 35 posts");
        assert_eq!(years.bars[1].href.as_deref(), Some("/tagged/x?before=1991-12"));
    }
}
