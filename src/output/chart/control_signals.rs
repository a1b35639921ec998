//! How often a board's control chart signals, and when first: over all histories, with the policy and without.

use super::bars::{Bars, Panel, Row};
use super::control_chart::QUESTION;
use super::palette::{CATEGORIES, Colour, SOFT};
use super::panel::Heading;
use super::{Chart, DataRow, DataTable, Shape};
use crate::output::comparison::Comparison;
use crate::output::finding;
use crate::output::words;
use crate::results::{ControlSignalRow, Results, ScenarioRecord};

/// The chart, if there are control charts.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let told: Vec<Told<'_>> = comparison
        .scenarios
        .iter()
        .filter_map(|s| Told::of(results, comparison.baseline, s))
        .collect();
    if told.is_empty() {
        return None;
    }
    let note = "Control charts of people delayed in acute beds, of every history, with limits set by the months before the \
                policy; the month is that by which half of those that signal have first done so. Such counts depend on \
                those before them, for people stay for weeks and winters are busy: charts then signal without any cause. \
                What is seen without the policy is how often.";
    Some(Chart {
        file: "control_chart_signals".to_owned(),
        question: QUESTION,
        title: title(results, &told),
        caption: super::caption(results, comparison, note),
        table: table(&told),
        picture: Box::new(Bars {
            unit: "% of histories",
            signed: false,
            joined: false,
            key: Vec::new(),
            panels: told.iter().map(Told::panel).collect(),
        }),
    })
}

/// Signals, and their words.
const SIGNALS: [(&str, &str); 3] = [
    ("improvement", "Improvement"),
    ("concern after improvement", "Concern after it"),
    ("concern", "Concern at all"),
];

/// A scenario and the signals of its histories, each beside that without the policy.
struct Told<'a> {
    scenario: &'a ScenarioRecord,
    pairs: Vec<(&'static str, &'a ControlSignalRow, &'a ControlSignalRow)>,
}

impl<'a> Told<'a> {
    fn of(
        results: &'a Results,
        baseline: &ScenarioRecord,
        scenario: &'a ScenarioRecord,
    ) -> Option<Self> {
        let row = |of: &str, signal: &str| results.control_signal_of(&scenario.name, of, signal);
        let pair = |(signal, words): (&str, &'static str)| {
            Some((
                words,
                row(&scenario.name, signal)?,
                row(&baseline.name, signal)?,
            ))
        };
        let pairs: Vec<_> = SIGNALS.into_iter().filter_map(pair).collect();
        (!pairs.is_empty()).then_some(Self { scenario, pairs })
    }

    fn panel(&self) -> Panel {
        let rows = self.pairs.iter().flat_map(|(words, with, without)| {
            [
                bar(&format!("{words}, with it"), with, CATEGORIES[0]),
                bar(&format!("{words}, without"), without, SOFT),
            ]
        });
        Panel {
            heading: Heading {
                title: words::title(self.scenario),
                finding: "share of histories whose chart signals after the policy starts"
                    .to_owned(),
            },
            rows: rows.collect(),
        }
    }
}

fn bar(label: &str, row: &ControlSignalRow, colour: Colour) -> Row {
    Row {
        label: label.to_owned(),
        from: 0.0,
        to: 100.0 * row.share,
        value: counted(row),
        colour,
        clear: true,
        interval: Some((100.0 * row.lower, 100.0 * row.upper)),
        total: false,
    }
}

/// "19 of 20", "none of 20".
fn counted(row: &ControlSignalRow) -> String {
    match row.signalled {
        0 => format!("none of {}", row.replications),
        some => format!("{some} of {}", row.replications),
    }
}

/// "month 3 (2 to 5)".
fn month(row: &ControlSignalRow) -> String {
    // The middle of an even number may lie between two months: by the later one half of them have signalled.
    let whole = |x: f64| words::grouped(libm::ceil(x), 0);
    if row.month.is_nan() {
        return words::NOTHING.to_owned();
    }
    if row.month_lower.is_nan() || row.month_lower == row.month_upper {
        return format!("month {}", whole(row.month));
    }
    format!(
        "month {} ({} to {})",
        whole(row.month),
        whole(row.month_lower),
        whole(row.month_upper)
    )
}

fn title(results: &Results, told: &[Told<'_>]) -> String {
    if results.manifest.replications_done < 2 {
        return finding::one_replication("control charts would signal");
    }
    let said: Vec<String> = told
        .iter()
        .filter_map(|t| {
            let (_, with, without) = t.pairs.first()?;
            let by = if with.signalled > 0 {
                format!(", half of them by {}", month(with))
            } else {
                String::new()
            };
            Some(format!(
                "in {} histories with {}{by}, and in {} without it",
                counted(with),
                words::name(t.scenario),
                counted(without)
            ))
        })
        .collect();
    format!("A board's chart signals improvement {}", said.join("; "))
}

fn table(told: &[Told<'_>]) -> DataTable {
    let rows = told.iter().flat_map(|t| {
        t.pairs.iter().flat_map(|(words, with, without)| {
            let row = |what: &str, row: &ControlSignalRow| {
                let percent = |x: f64| format!("{:.0}%", 100.0 * x);
                let cells = vec![
                    t.scenario.name.clone(),
                    counted(row),
                    format!(
                        "{} ({} to {})",
                        percent(row.share),
                        percent(row.lower),
                        percent(row.upper)
                    ),
                    month(row),
                ];
                (format!("{words}, {what}"), cells)
            };
            [row("with it", with), row("without", without)]
        })
    });
    DataTable {
        rows_are: "Signal after the policy starts".to_owned(),
        groups: Vec::new(),
        columns: vec![
            "Scenario".to_owned(),
            "Histories".to_owned(),
            "Share (95% interval)".to_owned(),
            "First seen by half of them".to_owned(),
        ],
        rows: rows.map(DataRow::of_words).collect(),
        shape: Shape::Words,
    }
}
