//! Where people wait: delayed people by place over time, the baseline beside each policy.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Area, Canvas};
use super::groups::{self, Group};
use super::over_time;
use super::panel::{self, Frame, Heading};
use super::stack::{self, Band};
use super::{Chart, Picture, Shape};
use crate::output::comparison::{Comparison, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::key_measures::has_market;
use crate::output::words;
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if there is anywhere to wait.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let places = Places::of(results);
    if places.is_empty() {
        return None;
    }
    let time = TimeAxis::of(comparison.baseline);
    let panels: Vec<Panel> = comparison
        .all()
        .map(|scenario| Panel {
            heading: Heading {
                title: words::title(scenario),
                finding: finding(results, comparison, scenario, &places),
            },
            starts: comparison.policy_starts(scenario),
            days: over_time::level(results, &scenario.name, &places.all()).days,
            bands: bands(results, scenario, &places),
        })
        .collect();
    let note =
        "Levels are weekly means of midnight levels; the height of all bands is everyone waiting.";
    Some(Chart {
        file: "where_people_wait".to_owned(),
        question: "Where are people waiting?",
        title: title(results, comparison, &places),
        caption: super::caption(results, comparison, note),
        table: groups::table(
            results,
            comparison,
            "People waiting, mean of",
            "people",
            &groups::with_sum(&places.list, "all"),
            Shape::Parts,
        ),
        picture: Box::new(WherePeopleWait { time, panels }),
    })
}

/// Where people can wait.
struct Places {
    list: Vec<Group>,
    /// Whether they are the places of a care market, the acute hospital among them.
    market: bool,
}

impl Places {
    fn of(results: &Results) -> Self {
        let market = has_market(results);
        let counted: &[&str] = if market {
            &["delayed"]
        } else {
            &["queue", "blocked"]
        };
        let list = parts_of(results, counted[0])
            .into_iter()
            .map(|place| Group {
                label: words::label(&place),
                keys: counted
                    .iter()
                    .map(|what| format!("{what}.{place}"))
                    .collect(),
            })
            .collect();
        Self {
            list: groups::shown(results, list, "elsewhere"),
            market,
        }
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn all(&self) -> Vec<String> {
        groups::keys(&self.list)
    }

    /// The difference in everyone waiting.
    fn everyone(
        &self,
        results: &Results,
        c: &Comparison<'_>,
        s: &ScenarioRecord,
        w: &WindowRecord,
    ) -> Option<Finding> {
        if self.market
            && let Some(row) = results.difference_of(&s.name, &w.name, "delayed.all")
        {
            return Some(Finding::of(row));
        }
        finding::of_sum(
            results,
            &s.name,
            &c.baseline.name,
            &w.name,
            &self.all(),
            &[],
        )
    }

    /// The difference in the hospital.
    fn hospital(&self, results: &Results, s: &ScenarioRecord, w: &WindowRecord) -> Option<Finding> {
        let row = results.difference_of(&s.name, &w.name, "delayed.acute")?;
        self.market.then(|| Finding::of(row))
    }

    /// What everyone waiting is called.
    fn name(&self) -> &'static str {
        if self.market {
            "all delays"
        } else {
            "people waiting"
        }
    }
}

/// What the whole chart shows.
fn title(results: &Results, comparison: &Comparison<'_>, places: &Places) -> String {
    let Some(window) = comparison.main_window(results) else {
        return "Where people wait".to_owned();
    };
    match comparison.scenarios.as_slice() {
        [] => level_title(results, comparison.baseline, places, window),
        [one] => story(results, comparison, one, places, window),
        several => {
            let found: Vec<(String, Finding)> = several
                .iter()
                .filter_map(|s| {
                    Some((
                        words::name(s),
                        places.everyone(results, comparison, s, window)?,
                    ))
                })
                .collect();
            finding::across(&words::in_window(window), places.name(), &found)
        }
    }
}

/// What one scenario does, first in the hospital and then everywhere.
fn story(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    places: &Places,
    window: &WindowRecord,
) -> String {
    let everyone = places.everyone(results, comparison, scenario, window);
    let (Some(hospital), Some(everyone)) = (places.hospital(results, scenario, window), everyone)
    else {
        return match everyone {
            Some(finding) if finding.direction() == Direction::Unknown => {
                finding::one_replication("delays change")
            }
            Some(finding) => {
                let name = words::capitalised(places.name());
                format!("{name} {} {}", finding.they(), words::in_window(window))
            }
            None => "Where people wait".to_owned(),
        };
    };
    if hospital.direction() == Direction::Unknown {
        return finding::one_replication("delays change");
    }
    let early = comparison
        .early_window(results)
        .and_then(|w| Some((w, places.hospital(results, scenario, w)?)))
        .filter(|(_, early)| early.is_clear() && early.direction() != hospital.direction());
    let when = words::in_window(window);
    let and = joined(hospital, everyone);
    match early {
        Some((first, early)) => format!(
            "Delays in acute beds {} {} and {} {when}; all delays {}",
            early.they(),
            words::in_window(first),
            hospital.they(),
            everyone.they()
        ),
        None if [hospital, everyone].map(|f| f.direction()) == [Direction::Unclear; 2] => {
            format!("No clear change in delays {when}, in acute beds or anywhere")
        }
        None => format!(
            "Delays in acute beds {}{and} all delays {} {when}",
            hospital.they(),
            everyone.they()
        ),
    }
}

/// The word between two findings: "but" only where one rises and the other falls.
fn joined(first: Finding, second: Finding) -> &'static str {
    match (first.direction(), second.direction()) {
        (Direction::Falls, Direction::Rises) | (Direction::Rises, Direction::Falls) => ", but",
        (a, b) if a == b => " and",
        _ => ";",
    }
}

/// What is so when nothing is compared.
fn level_title(
    results: &Results,
    scenario: &ScenarioRecord,
    places: &Places,
    window: &WindowRecord,
) -> String {
    let mean = |keys: &[String]| -> Option<f64> {
        keys.iter()
            .map(|key| Some(results.summary_of(&scenario.name, &window.name, key)?.mean))
            .sum()
    };
    let Some(everyone) = mean(&places.all()) else {
        return "Where people wait".to_owned();
    };
    let largest = places
        .list
        .iter()
        .filter_map(|place| Some((&place.label, mean(&place.keys)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let start = format!(
        "On average {} people wait {}",
        words::size(everyone),
        words::in_window(window)
    );
    match largest {
        Some((label, most)) if most > 0.0 && places.list.len() > 1 => {
            let part = if 2.0 * most > everyone {
                "most of them"
            } else {
                "the largest part"
            };
            format!(
                "{start}, {part} ({}) in one place: {label}",
                words::size(most)
            )
        }
        _ => start,
    }
}

/// What stands above the panel of a scenario.
fn finding(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    places: &Places,
) -> String {
    let Some(window) = comparison.main_window(results) else {
        return String::new();
    };
    let when = words::window(&window.name);
    if scenario.name == comparison.baseline.name {
        let sum: Option<f64> = places
            .all()
            .iter()
            .map(|key| Some(results.summary_of(&scenario.name, &window.name, key)?.mean))
            .sum();
        return sum.map_or_else(String::new, |sum| {
            format!("{} people waiting ({when})", words::size(sum))
        });
    }
    let everyone = places.everyone(results, comparison, scenario, window);
    match (places.hospital(results, scenario, window), everyone) {
        (Some(hospital), Some(all)) => format!(
            "acute beds: {}; all: {} ({when})",
            hospital.brief(),
            all.brief()
        ),
        (None, Some(all)) => format!("all: {} ({when})", all.brief()),
        _ => String::new(),
    }
}

fn bands(results: &Results, scenario: &ScenarioRecord, places: &Places) -> Vec<Band> {
    places
        .list
        .iter()
        .enumerate()
        .map(|(i, place)| Band {
            label: place.label.clone(),
            colour: i,
            values: over_time::level(results, &scenario.name, &place.keys).values,
        })
        .collect()
}

struct WherePeopleWait {
    time: TimeAxis,
    panels: Vec<Panel>,
}

struct Panel {
    heading: Heading,
    starts: Vec<f64>,
    days: Vec<f64>,
    bands: Vec<Band>,
}

impl WherePeopleWait {
    fn headings(&self) -> Vec<Heading> {
        self.panels.iter().map(|p| p.heading.clone()).collect()
    }
}

impl Picture for WherePeopleWait {
    fn height(&self, width: f64) -> f64 {
        panel::height(width, &self.headings(), 270.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let tops = self.panels.iter().flat_map(|p| {
            (0..p.days.len()).map(|i| p.bands.iter().filter_map(|b| b.values.get(i)).sum::<f64>())
        });
        let values = Scale::covering(tops, 4);
        let areas = panel::panels(canvas, area, &self.headings());
        for (panel, area) in self.panels.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "people",
                signed: false,
                starts: &panel.starts,
                any_starts: self.panels.iter().any(|p| !p.starts.is_empty()),
                room: stack::room(panel.bands.iter().map(|b| b.label.as_str()), area.w),
                named: true,
            };
            let plot = frame.draw(canvas, area);
            stack::draw(canvas, &plot, &panel.days, &panel.bands);
            stack::write_labels(
                canvas,
                area,
                &plot,
                &stack::band_labels(&plot, &panel.bands),
            );
        }
    }
}
