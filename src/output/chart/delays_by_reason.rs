//! Why people in acute beds wait: delays by reason over time, the baseline beside each policy.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Area, Canvas};
use super::groups::{self, Group};
use super::over_time::{self, Thinned};
use super::palette::{CATEGORIES, DASHES};
use super::panel::{self, Frame, Heading};
use super::stack::{self, EndLabel, LABEL};
use super::{Chart, Picture, Shape};
use crate::output::comparison::Comparison;
use crate::output::finding::{self, Direction, Finding};
use crate::output::words;
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if delays in acute beds have reasons.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let reasons = reasons(results, comparison);
    if reasons.is_empty() {
        return None;
    }
    let panels: Vec<Panel> = comparison
        .all()
        .map(|scenario| Panel {
            heading: Heading {
                title: words::title(scenario),
                finding: finding(results, comparison, scenario, &reasons),
            },
            starts: comparison.policy_starts(scenario),
            lines: reasons
                .iter()
                .map(|reason| {
                    (
                        reason.label.clone(),
                        over_time::level(results, &scenario.name, &reason.keys),
                    )
                })
                .collect(),
        })
        .collect();
    let note =
        "People ready to leave acute beds, by what they wait for; weekly means of midnight levels.";
    Some(Chart {
        file: "delays_by_reason".to_owned(),
        question: "Why are they waiting?",
        title: title(results, comparison, &reasons),
        caption: super::caption(results, comparison, note),
        table: groups::table(
            results,
            comparison,
            "People delayed in acute beds, mean of",
            "people",
            &reasons,
            Shape::Lines,
        ),
        picture: Box::new(DelaysByReason {
            time: TimeAxis::of(comparison.baseline),
            panels,
        }),
    })
}

const PREFIX: &str = "delayed.acute.";
/// Lines that have names of their own, when there are more reasons than fit.
const NAMED: usize = 4;

/// Reasons as they are reported in England, which add up to all delays, and their words.
///
/// Where they are there, the finer reasons are parts of them.
const REPORTED: [(&str, &str); 5] = [
    ("capacity", "lack of capacity"),
    ("arranging", "arranging care"),
    ("hospital_process", "hospital process"),
    ("transfer_hub", "transfer hub"),
    ("wellbeing", "wellbeing"),
];

/// The reason that is told apart from the arranging of care, of which it is a part, where it matters: the care is there,
/// and nobody pays for it.
const FUNDING: &str = "funding";
/// The other parts of arranging care.
const ARRANGING: [&str; 3] = ["community_assessment", "care_home_assessment", "start_lag"];
/// It matters if it is this share of arranging care in any world,
const MUCH: f64 = 0.6;
/// or if it differs between two worlds by this share.
const CHANGED: f64 = 0.15;

/// The reasons: the largest, and the others together.
fn reasons(results: &Results, comparison: &Comparison<'_>) -> Vec<Group> {
    // In the world in which there is most of it: what a policy brings about must not be hidden.
    let in_worlds = |key: &str| -> Vec<f64> {
        let in_world = |scenario: &ScenarioRecord| {
            let values = over_time::level(results, &scenario.name, &[key.to_owned()]).values;
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        comparison.all().map(in_world).collect()
    };
    let mean = |key: &str| in_worlds(key).into_iter().fold(0.0, f64::max);
    let there = |reason: &str| {
        let key = format!("{PREFIX}{reason}");
        results.manifest.measures.iter().any(|m| m.key == key)
    };
    let grouped = REPORTED.iter().all(|(reason, _)| there(reason));
    let reported = |reason: &str| REPORTED.iter().find(|(name, _)| *name == reason);
    let mut found: Vec<(f64, String, Vec<String>)> = results
        .manifest
        .measures
        .iter()
        .filter_map(|m| Some((m, m.key.strip_prefix(PREFIX)?)))
        .filter(|(_, reason)| !grouped || reported(reason).is_some())
        .filter(|(m, reason)| {
            !reason.contains('.')
                && results
                    .series_of(&comparison.baseline.name, &m.key)
                    .is_some()
        })
        .map(|(m, reason)| {
            let words = match reported(reason).filter(|_| grouped) {
                Some((_, words)) => (*words).to_owned(),
                None => words::label(reason),
            };
            (mean(&m.key), words, vec![m.key.clone()])
        })
        .collect();
    let key = |reason: &str| format!("{PREFIX}{reason}");
    let arranging = vec![key("arranging")];
    let unpaid = mean(&key(FUNDING));
    let least = in_worlds(&key(FUNDING)).into_iter().fold(unpaid, f64::min);
    let whole = mean(&arranging[0]);
    if grouped
        && there(FUNDING)
        && (unpaid > MUCH * whole || unpaid - least > CHANGED * whole)
        && let Some(all) = found.iter_mut().find(|f| f.2 == arranging)
    {
        all.2 = ARRANGING
            .into_iter()
            .filter(|r| there(r))
            .map(key)
            .collect();
        // Another name, for it is less than what is so called where funding is no part of its own.
        "assessment and start".clone_into(&mut all.1);
        all.0 -= unpaid;
        found.push((unpaid, "funding not agreed".to_owned(), vec![key(FUNDING)]));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rest = if found.len() > NAMED + 1 {
        found.split_off(NAMED)
    } else {
        Vec::new()
    };
    let mut reasons: Vec<Group> = found
        .into_iter()
        .map(|(_, label, keys)| Group { label, keys })
        .collect();
    if !rest.is_empty() {
        reasons.push(Group {
            label: "other".to_owned(),
            keys: rest.into_iter().flat_map(|(_, _, keys)| keys).collect(),
        });
    }
    reasons
}

/// What becomes of each reason in a scenario, the largest change first, and none that is next to nothing beside it.
fn changes(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
    reasons: &[Group],
) -> Vec<(String, Finding)> {
    let baseline = &comparison.baseline.name;
    let mut found: Vec<(String, Finding)> = reasons
        .iter()
        .filter_map(|Group { label, keys }| {
            let sum = finding::of_sum(results, &scenario.name, baseline, &window.name, keys, &[])?;
            Some((label.clone(), sum))
        })
        .collect();
    found.sort_by(|a, b| b.1.difference.abs().total_cmp(&a.1.difference.abs()));
    // What is a twentieth of the largest change may be clear, and says nothing.
    let largest = found.first().map_or(0.0, |f| f.1.difference.abs());
    found.retain(|f| f.1.difference.abs() >= largest / 20.0);
    found
}

fn finding(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    reasons: &[Group],
) -> String {
    let Some(window) = comparison.main_window(results) else {
        return String::new();
    };
    let when = words::window(&window.name);
    if scenario.name == comparison.baseline.name {
        let largest: Option<(&str, f64)> = reasons
            .iter()
            .filter_map(|Group { label, keys }| {
                let sum: Option<f64> = keys
                    .iter()
                    .map(|key| Some(results.summary_of(&scenario.name, &window.name, key)?.mean))
                    .sum();
                Some((label.as_str(), sum?))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        return largest.map_or_else(String::new, |(label, most)| {
            format!("most often {label}: {} people ({when})", words::size(most))
        });
    }
    let said: Vec<String> = changes(results, comparison, scenario, window, reasons)
        .iter()
        .filter(|(_, finding)| finding.is_clear())
        .take(2)
        .map(|(label, finding)| format!("{label} {}", finding.brief()))
        .collect();
    if said.is_empty() {
        format!("no clear change ({when})")
    } else {
        format!("{} ({when})", said.join(", "))
    }
}

fn title(results: &Results, comparison: &Comparison<'_>, reasons: &[Group]) -> String {
    let plain = "Why people wait in acute beds".to_owned();
    let Some(window) = comparison.main_window(results) else {
        return plain;
    };
    let when = words::window(&window.name);
    let largest = |scenario: &ScenarioRecord| {
        changes(results, comparison, scenario, window, reasons)
            .into_iter()
            .filter(|(_, finding)| finding.is_clear())
            .collect::<Vec<_>>()
    };
    let unknown = |scenario: &ScenarioRecord| {
        changes(results, comparison, scenario, window, reasons)
            .iter()
            .all(|(_, finding)| finding.direction() == Direction::Unknown)
    };
    match comparison.scenarios.as_slice() {
        [] => {
            let most = finding(results, comparison, comparison.baseline, reasons);
            format!("Delay in acute beds: {most}")
        }
        several if several.iter().all(|s| unknown(s)) => {
            finding::one_replication("reasons for delay change")
        }
        several if several.iter().all(|s| largest(s).is_empty()) => {
            format!("No clear change in any reason for delay in acute beds ({when})")
        }
        [one] => match largest(one).as_slice() {
            [] => plain,
            [(label, finding)] => format!(
                "Acute delays for one reason, {label}, {} ({when})",
                finding.they()
            ),
            [(first, a), (second, b), ..] => {
                format!(
                    "Acute delays for {first} {}, for {second} {} ({when})",
                    a.they(),
                    b.they()
                )
            }
        },
        several => {
            let said: Vec<String> = several
                .iter()
                .map(|s| match largest(s).first() {
                    Some((label, finding)) => {
                        format!("{label} {} with {}", finding.brief(), words::name(s))
                    }
                    None => format!("nothing clear with {}", words::name(s)),
                })
                .collect();
            format!(
                "Largest changes in why people wait in acute beds: {} ({when})",
                said.join("; ")
            )
        }
    }
}

struct DelaysByReason {
    time: TimeAxis,
    panels: Vec<Panel>,
}

struct Panel {
    heading: Heading,
    starts: Vec<f64>,
    lines: Vec<(String, Thinned)>,
}

impl DelaysByReason {
    fn headings(&self) -> Vec<Heading> {
        self.panels.iter().map(|p| p.heading.clone()).collect()
    }
}

impl Picture for DelaysByReason {
    fn height(&self, width: f64) -> f64 {
        panel::height(width, &self.headings(), 260.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let all = self.panels.iter().flat_map(|p| &p.lines);
        let values = Scale::covering(all.flat_map(|(_, line)| line.values.iter().copied()), 4);
        let areas = panel::panels(canvas, area, &self.headings());
        for (panel, area) in self.panels.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "people",
                signed: false,
                starts: &panel.starts,
                any_starts: self.panels.iter().any(|p| !p.starts.is_empty()),
                room: stack::room(panel.lines.iter().map(|(label, _)| label.as_str()), area.w),
                named: true,
            };
            let plot = frame.draw(canvas, area);
            let mut labels = Vec::new();
            for (i, (label, line)) in panel.lines.iter().enumerate() {
                let colour = CATEGORIES[i % CATEGORIES.len()];
                canvas.line(
                    plot.points(&line.days, &line.values),
                    colour,
                    2.2,
                    DASHES[i % DASHES.len()],
                );
                labels.extend(line.values.last().map(|last| EndLabel {
                    text: label.clone(),
                    at: plot.y(*last),
                    importance: *last,
                    colour,
                    letters: LABEL,
                }));
            }
            stack::write_labels(canvas, area, &plot, &labels);
        }
    }
}
