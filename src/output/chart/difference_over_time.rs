//! The difference a policy makes, day by day: in the hospital and everywhere, with its interval.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Area, Canvas};
use super::over_time::{self, Thinned};
use super::palette::{CATEGORIES, Colour, DASHES, Dash, INK};
use super::panel::{self, Frame, Heading};
use super::stack::{self, EndLabel, LABEL};
use super::{Chart, DataCell, DataRow, DataTable, Picture, Shape};
use crate::output::comparison::{Comparison, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::key_measures::has_market;
use crate::output::words::{self, Style};
use crate::results::{DifferenceSeries, Results, ScenarioRecord};

/// The chart, if something is compared.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let subjects = subjects(results, comparison);
    let panels: Vec<Panel> = comparison
        .scenarios
        .iter()
        .map(|scenario| panel(results, comparison, scenario, &subjects))
        .filter(|panel| !panel.lines.is_empty())
        .collect();
    if panels.is_empty() {
        return None;
    }
    let mut note = "Scenario less baseline, paired by replication; each point is the mean of the 28 days up to it, \
                    shading its 95% interval. Months are told by their last point."
        .to_owned();
    if panels.iter().any(|p| p.helped.is_some()) {
        note += " The black bar on the zero line: when nine tenths of the largest fall in acute beds are gone, and its \
                 interval.";
    }
    Some(Chart {
        file: "difference_over_time".to_owned(),
        question: "When does it help, and when does it wear off?",
        title: title(results, comparison, &subjects),
        caption: super::caption(results, comparison, &note),
        table: table(results, comparison, &subjects),
        picture: Box::new(DifferenceOverTime {
            time: TimeAxis::of(comparison.baseline),
            panels,
        }),
    })
}

/// Something whose difference is followed.
struct Subject {
    key: String,
    /// In a sentence: "delays in acute beds".
    words: String,
    /// At the end of its line: "in acute beds".
    label: String,
}

/// Delays in hospital and everywhere; in a plain network the two queues that change most.
fn subjects(results: &Results, comparison: &Comparison<'_>) -> Vec<Subject> {
    if has_market(results) {
        let subject = |key: &str, words: &str, label: &str| Subject {
            key: key.to_owned(),
            words: words.to_owned(),
            label: label.to_owned(),
        };
        return vec![
            subject("delayed.acute", "delays in acute beds", "in acute beds"),
            subject("delayed.all", "all delays", "everywhere"),
        ];
    }
    let mut found: Vec<(f64, Subject)> = ["queue", "blocked"]
        .iter()
        .flat_map(|what| {
            parts_of(results, what)
                .into_iter()
                .map(move |place| (*what, place))
        })
        .map(|(what, place)| {
            let key = format!("{what}.{place}");
            let most = comparison
                .scenarios
                .iter()
                .filter_map(|s| results.difference_series_of(&s.name, &key))
                .flat_map(|series| &series.difference)
                .fold(0.0, |most: f64, x| most.max(x.abs()));
            let place = words::label(&place);
            let (words, label) = match what {
                "queue" => (
                    format!("people waiting for {place}"),
                    format!("waiting for {place}"),
                ),
                _ => (
                    format!("people blocked in {place}"),
                    format!("blocked in {place}"),
                ),
            };
            (most, Subject { key, words, label })
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
        .into_iter()
        .take(2)
        .map(|(_, subject)| subject)
        .collect()
}

fn panel(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    subjects: &[Subject],
) -> Panel {
    let time = TimeAxis::of(comparison.baseline);
    let followed = || {
        subjects.iter().enumerate().filter_map(|(i, subject)| {
            Some((
                i,
                subject,
                results.difference_series_of(&scenario.name, &subject.key)?,
            ))
        })
    };
    let mut findings: Vec<String> = followed()
        .map(|(_, subject, series)| {
            let spells = spells(series, &time);
            format!(
                "{}: {}",
                subject.label,
                spells.unwrap_or_else(|| unclear(series).to_owned())
            )
        })
        .collect();
    let helped = Helped::of(results, comparison, scenario);
    findings.extend(helped.as_ref().map(Helped::words));
    Panel {
        heading: Heading {
            title: words::title(scenario),
            finding: findings.join("; "),
        },
        helped: helped.and_then(|h| h.day),
        starts: comparison.policy_starts(scenario),
        lines: followed()
            .map(|(i, subject, series)| Line::of(i, subject, series))
            .collect(),
    }
}

/// Until when a policy has helped: nine tenths of the largest fall in acute beds are gone.
struct Helped {
    /// The day and its interval; `None` if the relief lasts to the end.
    day: Option<[f64; 3]>,
    /// The last day.
    end: f64,
}

impl Helped {
    /// `None` if acute delay did not clearly fall, or there is no telling.
    fn of(
        results: &Results,
        comparison: &Comparison<'_>,
        scenario: &ScenarioRecord,
    ) -> Option<Self> {
        let row = comparison.difference_of(results, &scenario.name, "all", "helped_until_day")?;
        let day = [row.difference, row.lower, row.upper];
        let end = scenario.horizon_days;
        if day.iter().all(|x| x.is_finite()) {
            return Some(Self {
                day: Some(day),
                end,
            });
        }
        // Not gone is more than not known to be gone: there must be a clear difference on the last day.
        let series = results.difference_series_of(&scenario.name, "delayed.acute")?;
        let lasts = series.upper.last().is_some_and(|&upper| upper < 0.0);
        (lasts && row.verdict == "not within the horizon").then_some(Self { day: None, end })
    }

    /// "nine tenths of the relief gone by month 14 (12 to 16)".
    fn words(&self) -> String {
        let Some([day, lower, upper]) = self.day else {
            return "relief in acute beds not gone by the end".to_owned();
        };
        let month = |day: f64| words::grouped(libm::floor(day / words::DAYS_A_MONTH) + 1.0, 0);
        let upper = if upper >= self.end {
            "the end or later".to_owned()
        } else {
            month(upper)
        };
        format!(
            "nine tenths of the relief in acute beds gone by month {} ({} to {upper})",
            month(day),
            month(lower)
        )
    }
}

/// A stretch of days in which the interval lies on one side of zero.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spell {
    from: f64,
    to: f64,
    direction: Direction,
}

/// Shorter spells than this are not worth a word: with an interval for each day some lie beside zero by chance.
const SHORTEST: f64 = 14.0;

/// The spells of a difference, in order.
fn spells_of(series: &DifferenceSeries) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for (i, &day) in series.day.iter().enumerate() {
        let day = day as f64;
        let direction =
            Finding::new(series.difference[i], series.lower[i], series.upper[i]).direction();
        match spells.last_mut() {
            Some(last) if last.direction == direction => last.to = day,
            _ => spells.push(Spell {
                from: day,
                to: day,
                direction,
            }),
        }
    }
    spells.retain(|s| matches!(s.direction, Direction::Falls | Direction::Rises));
    spells
}

/// What is said of a difference without spells.
fn unclear(series: &DifferenceSeries) -> &'static str {
    if has_interval(series) {
        "no clear difference"
    } else {
        "no interval from one replication"
    }
}

fn has_interval(series: &DifferenceSeries) -> bool {
    series.lower.iter().any(|x| x.is_finite())
}

/// Most spells of one side that are told.
const MOST: usize = 3;

/// The longest falls and the longest rises in words, in order of time: "lower in months 2–9".
fn spells(series: &DifferenceSeries, time: &TimeAxis) -> Option<String> {
    let spells = spells_of(series);
    let horizon = series.day.last().map_or(0.0, |&day| day as f64);
    let shortest = SHORTEST.min(horizon / 2.0);
    let longest = |direction: Direction| {
        let mut found: Vec<(f64, f64)> = spells
            .iter()
            .filter(|s| s.direction == direction && s.to - s.from >= shortest)
            .map(|s| (s.from, s.to))
            .collect();
        found.sort_by(|a, b| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
        found.truncate(MOST);
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found
    };
    let mut told: Vec<(&str, Vec<(f64, f64)>)> =
        [("lower", Direction::Falls), ("higher", Direction::Rises)]
            .map(|(side, direction)| (side, longest(direction)))
            .into_iter()
            .filter(|(_, found)| !found.is_empty())
            .collect();
    told.sort_by(|a, b| a.1[0].0.total_cmp(&b.1[0].0));
    let said: Vec<String> = told
        .iter()
        .map(|(side, found)| format!("{side} {}", time.stretches(found)))
        .collect();
    (!said.is_empty()).then(|| words::list(&said))
}

fn title(results: &Results, comparison: &Comparison<'_>, subjects: &[Subject]) -> String {
    let time = TimeAxis::of(comparison.baseline);
    let series = || {
        comparison.scenarios.iter().flat_map(|s| {
            subjects.iter().filter_map(|subject| {
                Some((
                    *s,
                    subject,
                    results.difference_series_of(&s.name, &subject.key)?,
                ))
            })
        })
    };
    let Some(first) = subjects
        .first()
        .filter(|_| series().any(|(_, _, s)| has_interval(s)))
    else {
        return finding::one_replication("delays change over time");
    };
    if let [one] = comparison.scenarios.as_slice() {
        let found: Vec<(&Subject, Option<String>)> = subjects
            .iter()
            .filter_map(|subject| {
                let series = results.difference_series_of(&one.name, &subject.key)?;
                Some((subject, spells(series, &time)))
            })
            .collect();
        if found.len() > 1 && found.iter().all(|(_, spells)| spells.is_none()) {
            let those: Vec<String> = found.iter().map(|(s, _)| s.words.clone()).collect();
            return format!("No clear difference at any time in {}", words::list(&those));
        }
        let said = found.iter().map(|(subject, spells)| match spells {
            Some(spells) => format!("{} are {spells}", subject.words),
            None => format!("{} show no clear difference", subject.words),
        });
        return words::capitalised(&said.collect::<Vec<_>>().join("; "));
    }
    let said: Vec<String> = series()
        .filter(|(_, subject, _)| subject.key == first.key)
        .map(|(scenario, _, series)| {
            let spells = spells(series, &time).unwrap_or_else(|| unclear(series).to_owned());
            format!("{spells} with {}", words::name(scenario))
        })
        .collect();
    format!("{}: {}", words::capitalised(&first.words), said.join("; "))
}

fn table(results: &Results, comparison: &Comparison<'_>, subjects: &[Subject]) -> DataTable {
    let rows = over_time::rows(comparison.baseline);
    // A point already stands for the days before it: each row shows the one at its end.
    let at = |series: &DifferenceSeries, end: f64| {
        series
            .day
            .iter()
            .rposition(|&day| (day as f64) < end)
            .map(|i| [series.difference[i], series.lower[i], series.upper[i]])
    };
    let all: Vec<&DifferenceSeries> = comparison
        .scenarios
        .iter()
        .flat_map(|s| subjects.iter().map(move |subject| (s, subject)))
        .filter_map(|(s, subject)| results.difference_series_of(&s.name, &subject.key))
        .collect();
    let style = Style::of(
        "people",
        &all.iter()
            .flat_map(|s| s.difference.clone())
            .collect::<Vec<_>>(),
    );
    let label = |key: &str| {
        subjects
            .iter()
            .find(|s| s.key == key)
            .map_or_else(String::new, |s| s.label.clone())
    };
    let mut groups: Vec<(String, usize)> = Vec::new();
    for series in &all {
        match groups.last_mut() {
            Some((name, count)) if *name == series.scenario => *count += 1,
            _ => groups.push((series.scenario.clone(), 1)),
        }
    }
    DataTable {
        rows_are: "Difference in people delayed (95% interval), 28 days to the end of".to_owned(),
        groups,
        columns: all.iter().map(|s| label(&s.measure)).collect(),
        rows: rows
            .iter()
            .map(|stretch| DataRow {
                name: stretch.name.clone(),
                starts: stretch.date,
                cells: all
                    .iter()
                    .map(|series| at(series, stretch.to).unwrap_or([f64::NAN; 3]))
                    .map(|found| DataCell::Interval(found, style))
                    .collect(),
            })
            .collect(),
        shape: Shape::Differences,
    }
}

struct DifferenceOverTime {
    time: TimeAxis,
    panels: Vec<Panel>,
}

struct Panel {
    heading: Heading,
    starts: Vec<f64>,
    lines: Vec<Line>,
    /// Until when it has helped, with its interval.
    helped: Option<[f64; 3]>,
}

struct Line {
    label: String,
    colour: Colour,
    dash: Dash,
    middle: Thinned,
    lower: Thinned,
    upper: Thinned,
}

impl Line {
    fn of(i: usize, subject: &Subject, series: &DifferenceSeries) -> Self {
        Self {
            label: subject.label.clone(),
            // The two-colour palette: dark blue and orange.
            colour: if i == 0 { CATEGORIES[0] } else { CATEGORIES[3] },
            dash: DASHES[i % DASHES.len()],
            middle: over_time::thin(&series.day, &series.difference),
            lower: over_time::thin(&series.day, &series.lower),
            upper: over_time::thin(&series.day, &series.upper),
        }
    }
}

impl DifferenceOverTime {
    fn headings(&self) -> Vec<Heading> {
        self.panels.iter().map(|p| p.heading.clone()).collect()
    }
}

impl Picture for DifferenceOverTime {
    fn height(&self, width: f64) -> f64 {
        panel::height(width, &self.headings(), 270.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let lines = || self.panels.iter().flat_map(|p| &p.lines);
        let values = Scale::covering(
            lines().flat_map(|l| {
                l.middle
                    .values
                    .iter()
                    .chain(&l.lower.values)
                    .chain(&l.upper.values)
                    .copied()
            }),
            5,
        );
        let areas = panel::panels(canvas, area, &self.headings());
        for (panel, area) in self.panels.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "people more or fewer",
                signed: true,
                starts: &panel.starts,
                any_starts: self.panels.iter().any(|p| !p.starts.is_empty()),
                room: stack::room(panel.lines.iter().map(|l| l.label.as_str()), area.w),
                named: true,
            };
            let plot = frame.draw(canvas, area);
            for line in &panel.lines {
                let mut band = plot.points(&line.upper.days, &line.upper.values);
                let mut back = plot.points(&line.lower.days, &line.lower.values);
                back.reverse();
                band.extend(back);
                canvas.shape(band, line.colour.with_opacity(0.22));
            }
            for line in &panel.lines {
                let points = plot.points(&line.middle.days, &line.middle.values);
                canvas.line(points, line.colour, 2.2, line.dash);
            }
            if let Some([day, lower, upper]) = panel.helped {
                let (y, from, to) = (plot.y(0.0), plot.x(lower), plot.x(upper));
                canvas.stroke((from, y), (to, y), INK, 3.0);
                for x in [from, plot.x(day), to] {
                    canvas.stroke((x, y - 5.0), (x, y + 5.0), INK, 1.6);
                }
            }
            let labels: Vec<EndLabel> = panel
                .lines
                .iter()
                .filter_map(|line| {
                    let last = line.middle.values.iter().rfind(|x| x.is_finite())?;
                    Some(EndLabel {
                        text: line.label.clone(),
                        at: plot.y(*last),
                        importance: 1.0,
                        colour: line.colour,
                        letters: LABEL,
                    })
                })
                .collect();
            stack::write_labels(canvas, area, &plot, &labels);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn series(middles: &[f64], half: f64) -> DifferenceSeries {
        DifferenceSeries {
            day: (0..middles.len() as i64).collect(),
            difference: middles.to_vec(),
            lower: middles.iter().map(|x| x - half).collect(),
            upper: middles.iter().map(|x| x + half).collect(),
            ..DifferenceSeries::default()
        }
    }

    #[test]
    fn a_relief_that_fades_is_told_with_its_months() {
        let time = TimeAxis::of(&ScenarioRecord {
            horizon_days: 365.0,
            ..ScenarioRecord::default()
        });
        let middles: Vec<f64> = (0..365)
            .map(|day| match day {
                40..250 => -10.0,
                300.. => 10.0,
                _ => 0.0,
            })
            .collect();
        assert_eq!(
            spells(&series(&middles, 2.0), &time).unwrap(),
            "lower in months\u{a0}2–8 and higher in months\u{a0}10–12"
        );
        let wide = series(&middles, 12.0);
        assert_eq!(
            (spells(&wide, &time), unclear(&wide)),
            (None, "no clear difference")
        );
        let alone = series(&middles, f64::NAN);
        assert_eq!(
            (spells(&alone, &time), unclear(&alone)),
            (None, "no interval from one replication")
        );
    }

    proptest! {
        #[test]
        fn every_day_of_a_spell_excludes_zero(
            middles in prop::collection::vec(-9.0..9.0_f64, 1..200),
            half in 0.1..5.0_f64,
        ) {
            let series = series(&middles, half);
            for spell in spells_of(&series) {
                for day in spell.from as usize..=spell.to as usize {
                    let clear = match spell.direction {
                        Direction::Falls => series.upper[day] < 0.0,
                        _ => series.lower[day] > 0.0,
                    };
                    prop_assert!(clear);
                }
            }
        }
    }
}
