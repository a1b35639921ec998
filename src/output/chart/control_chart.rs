//! What a board's control chart would have shown: one typical history with the policy and without.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Anchor, Area, Canvas, SMALL};
use super::legend::{self, Item, Sign};
use super::palette::{COMMON, CONCERN, GRID, IMPROVEMENT, INK, SOFT, SOLID};
use super::panel::{self, AXIS, Frame, Heading, Plot};
use super::stack::{self, EndLabel, LABEL};
use super::{Chart, DataCell, DataRow, DataTable, Picture, Shape};
use crate::output::comparison::Comparison;
use crate::output::finding;
use crate::output::words::{self, DAYS_A_MONTH, Style};
use crate::results::{ControlChartRow, Results, ScenarioRecord};

/// The question of both charts.
pub const QUESTION: &str = "What would your control chart have shown?";

/// The chart, if there is a control chart of the one scenario compared.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let [scenario] = comparison.scenarios.as_slice() else {
        return None;
    };
    let baseline = comparison.baseline;
    let histories: Vec<History> = [*scenario, baseline]
        .into_iter()
        .map(|world| History::of(results, scenario, world))
        .collect::<Option<_>>()?;
    let replication = histories[0].months.first()?.replication;
    let note = format!(
        "People delayed in acute beds, means of months, in the history whose difference is the median (replication \
         {replication}, counted from 0). The mean and the limits are those of the months before the policy: 2.66 mean moving \
         ranges either side. Signals by the rules of Making data count: beyond a limit, a trend of 7, 2 of 3 near a limit, 7 on \
         one side. Limits tell what is usual over time in one history, not how far histories differ."
    );
    Some(Chart {
        file: "control_chart".to_owned(),
        question: QUESTION,
        title: title(results, scenario, &histories),
        caption: super::caption(results, comparison, &note),
        table: table(&histories),
        picture: Box::new(ControlChart {
            time: TimeAxis::of(baseline).with_before(365.0),
            panels: histories
                .iter()
                .map(|h| Panel::of(h, &comparison.policy_starts(scenario)))
                .collect(),
        }),
    })
}

/// A world and its typical history.
struct History<'a> {
    world: &'a ScenarioRecord,
    months: Vec<&'a ControlChartRow>,
}

impl<'a> History<'a> {
    fn of(
        results: &'a Results,
        scenario: &ScenarioRecord,
        world: &'a ScenarioRecord,
    ) -> Option<Self> {
        let months = results.control_chart_of(&scenario.name, &world.name);
        (!months.is_empty()).then_some(Self { world, months })
    }

    /// Months since the policy, and how many of them are marked as improvement and as concern.
    fn since(&self) -> (usize, usize, usize) {
        let later = || self.months.iter().filter(|m| !m.sets_limits);
        let marked = |signal: &str| later().filter(|m| m.signal == signal).count();
        (later().count(), marked("improvement"), marked("concern"))
    }

    fn finding(&self) -> String {
        let (months, improvement, concern) = self.since();
        match (improvement, concern) {
            (0, 0) => format!(
                "no signal in {} after the policy starts",
                words::count(months, "month")
            ),
            _ => format!(
                "of {} after the policy starts {improvement} signal improvement and {concern} concern",
                words::count(months, "month")
            ),
        }
    }
}

fn title(results: &Results, scenario: &ScenarioRecord, histories: &[History<'_>]) -> String {
    if results.manifest.replications_done < 2 {
        return finding::one_replication("a control chart would show the policy");
    }
    let told: Vec<String> = histories
        .iter()
        .map(|h| {
            let (months, improvement, concern) = h.since();
            match (improvement, concern) {
                (0, 0) => format!("none of {}", words::count(months, "month")),
                (some, 0) => {
                    format!("{some} of {months} months as improvement and none as concern")
                }
                (0, some) => {
                    format!("{some} of {months} months as concern and none as improvement")
                }
                (a, b) => format!("{a} of {months} months as improvement and {b} as concern"),
            }
        })
        .collect();
    format!(
        "In one typical history a board's chart marks {} with {}, and {} without it",
        told[0],
        words::name(scenario),
        told[1]
    )
}

/// One of the lines of a chart, as any of its months has it.
type Limit = fn(&ControlChartRow) -> f64;

/// Most rows of the table.
const MOST: usize = 60;

fn table(histories: &[History<'_>]) -> DataTable {
    let months = &histories[0].months;
    let values: Vec<f64> = histories
        .iter()
        .flat_map(|h| h.months.iter().map(|m| m.value))
        .collect();
    let style = Style::of("people", &values);
    let cells = |h: &History<'_>, at: usize| {
        let Some(month) = h.months.get(at) else {
            let nothing = DataCell::Text(words::NOTHING.to_owned());
            return [DataCell::Level(f64::NAN, style), nothing];
        };
        let signal = match (month.signal.as_str(), month.sets_limits) {
            ("", true) => "sets the limits".to_owned(),
            ("", false) => words::NOTHING.to_owned(),
            (signal, _) => format!("{signal}: {}", month.rule),
        };
        [DataCell::Level(month.value, style), DataCell::Text(signal)]
    };
    let row = |name: String, cells: Vec<DataCell>| DataRow {
        name,
        starts: None,
        cells,
    };
    let mut rows: Vec<DataRow> = Vec::new();
    let limits: [(&str, Limit); 3] = [
        ("Upper limit", |m| m.upper_limit),
        ("Mean", |m| m.mean),
        ("Lower limit", |m| m.lower_limit.max(0.0)),
    ];
    for (name, limit) in limits {
        let of = |h: &History<'_>| {
            let value = h.months.first().map_or(f64::NAN, |m| limit(m));
            [DataCell::Level(value, style), DataCell::Text(String::new())]
        };
        rows.push(row(
            name.to_owned(),
            histories.iter().flat_map(of).collect(),
        ));
    }
    let shown = months.len().min(MOST - rows.len());
    rows.extend((0..shown).map(|at| {
        let number = months[at].month;
        let sign = if number < 0 { "−" } else { "" };
        let name = format!("Month {sign}{}", number.abs());
        row(name, histories.iter().flat_map(|h| cells(h, at)).collect())
    }));
    let more = months.len() - shown;
    DataTable {
        rows_are: if more == 0 {
            "Month, 1 begins on the first day".to_owned()
        } else {
            format!("Month, 1 begins on the first day; {more} more are in control_chart.csv")
        },
        groups: histories
            .iter()
            .map(|h| (h.world.name.clone(), 2))
            .collect(),
        columns: histories
            .iter()
            .flat_map(|_| ["People".to_owned(), "Signal".to_owned()])
            .collect(),
        rows,
        shape: Shape::Words,
    }
}

struct ControlChart {
    time: TimeAxis,
    panels: Vec<Panel>,
}

struct Panel {
    heading: Heading,
    starts: Vec<f64>,
    /// Day in the middle of each month, its value, and its sign.
    months: Vec<(f64, f64, Sign)>,
    /// Mean, lower and upper limit.
    limits: [f64; 3],
    /// Day on which the months that set the limits are over.
    since: f64,
}

impl Panel {
    fn of(history: &History<'_>, starts: &[f64]) -> Self {
        let first = history.months[0];
        let day = |month: i64| (month as f64 - 0.5) * DAYS_A_MONTH;
        let sign = |signal: &str| match signal {
            "improvement" => Sign::Down,
            "concern" => Sign::Up,
            _ => Sign::Dot,
        };
        let set = history.months.iter().filter(|m| m.sets_limits);
        let last = set.map(|m| m.month).max().unwrap_or(0);
        Self {
            heading: Heading {
                title: words::title(history.world),
                finding: history.finding(),
            },
            starts: starts.to_vec(),
            months: history
                .months
                .iter()
                .map(|m| (day(m.month), m.value, sign(&m.signal)))
                .collect(),
            limits: [first.mean, first.lower_limit.max(0.0), first.upper_limit],
            since: last as f64 * DAYS_A_MONTH,
        }
    }

    fn draw(&self, canvas: &mut Canvas, area: Area, plot: &Plot<'_>) {
        let inner = plot.area;
        let since = plot.x(self.since);
        canvas.bar(
            (inner.x, inner.y),
            (since, inner.bottom()),
            GRID.with_opacity(0.4),
        );
        let words = "sets the limits";
        // A policy that starts late has its own words on this side.
        let beside = since + AXIS.width("policies start") + 6.0 <= inner.right();
        if beside && AXIS.width(words) + 6.0 <= since - inner.x {
            let at = (since - 4.0, inner.y - 6.0);
            canvas.text(words, at, Anchor::End, AXIS);
        }
        let [mean, lower, upper] = self.limits;
        let across = |value: f64| vec![(inner.x, plot.y(value)), (inner.right(), plot.y(value))];
        canvas.line(across(mean), INK, 1.2, SOLID);
        let mut labels = Vec::new();
        let mut label = |text: &str, value: f64| {
            labels.push(EndLabel {
                text: text.to_owned(),
                at: plot.y(value),
                importance: 1.0,
                colour: SOFT,
                letters: LABEL,
            });
        };
        label("mean", mean);
        for (name, limit) in [("lower limit", lower), ("upper limit", upper)] {
            // No count lies below zero: there is no limit to draw.
            if limit > 0.0 {
                canvas.line(across(limit), SOFT, 1.4, &[6.0, 4.0]);
                label(name, limit);
            }
        }
        let points: Vec<(f64, f64)> = self
            .months
            .iter()
            .map(|&(day, value, _)| (plot.x(day), plot.y(value)))
            .collect();
        canvas.line(points.clone(), COMMON, 1.4, SOLID);
        // Narrow pictures have smaller signs, so that neighbours do not hide one another.
        let apart = inner.w / self.months.len().max(1) as f64;
        let size = (0.5 * apart).clamp(1.8, 4.0);
        for (&(_, _, sign), at) in self.months.iter().zip(points) {
            let colour = colour_of(sign);
            legend::sign(canvas, sign, at, size, colour);
        }
        stack::write_labels(canvas, area, plot, &labels);
    }
}

fn colour_of(sign: Sign) -> super::palette::Colour {
    match sign {
        Sign::Down => IMPROVEMENT,
        Sign::Up => CONCERN,
        Sign::Dot | Sign::Square => COMMON,
    }
}

/// What the signs stand for.
fn signs() -> [Item; 3] {
    let item = |sign, words| Item {
        sign,
        colour: colour_of(sign),
        words,
    };
    [
        item(Sign::Dot, "as usual"),
        item(Sign::Down, "signal of improvement"),
        item(Sign::Up, "signal of concern"),
    ]
}

impl ControlChart {
    fn headings(&self) -> Vec<Heading> {
        self.panels.iter().map(|p| p.heading.clone()).collect()
    }
}

impl Picture for ControlChart {
    fn height(&self, width: f64) -> f64 {
        panel::height(width, &self.headings(), 270.0) + legend::height(width, &signs())
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let below = legend::height(area.w, &signs());
        let ends = self.panels.iter().flat_map(|p| {
            let values = p.months.iter().map(|m| m.1);
            values.chain(p.limits)
        });
        let values = Scale::covering(ends, 4);
        let areas = panel::panels(canvas, area.inside(0.0, 0.0, 0.0, below), &self.headings());
        for (panel, area) in self.panels.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "people delayed in acute beds",
                signed: false,
                starts: &panel.starts,
                any_starts: true,
                room: stack::room(["upper limit"], area.w),
                named: true,
            };
            let plot = frame.draw(canvas, area);
            panel.draw(canvas, area, &plot);
        }
        let row = Area {
            y: area.bottom() - below,
            h: below,
            ..area
        };
        debug_assert!(below >= SMALL);
        legend::draw(canvas, row, &signs());
    }
}
