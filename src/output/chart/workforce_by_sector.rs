//! Who has the staff: workers by sector over time with their total, and the change against the baseline,
//! which shows at a glance whether the workforce grew or only moved.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Area, Canvas, Letters, TEXT};
use super::groups::{self, Group};
use super::over_time;
use super::palette::{INK, PAPER, SOFT, SOLID};
use super::panel::{self, Frame, Heading, Plot};
use super::stack::{self, Band, EndLabel, LABEL};
use super::{Chart, Picture, Shape};
use crate::output::comparison::{Comparison, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::words;
use crate::results::{Results, ScenarioRecord, WindowRecord};

/// The chart, if there is a workforce.
pub fn chart(results: &Results, comparison: &Comparison<'_>) -> Option<Chart> {
    let sectors: Vec<Group> = parts_of(results, "staff")
        .into_iter()
        .map(|sector| Group {
            label: words::label(&sector),
            keys: vec![format!("staff.{sector}")],
        })
        .collect();
    let sectors = groups::shown(results, sectors, "other sectors");
    if sectors.is_empty() {
        return None;
    }
    let levels: Vec<Panel> = comparison
        .all()
        .map(|scenario| level_panel(results, comparison, scenario, &sectors))
        .collect();
    let changes = comparison
        .scenarios
        .iter()
        .zip(&levels[1..])
        .map(|(scenario, level)| Panel {
            heading: Heading {
                title: format!("Change with {}", words::name(scenario)),
                finding: change_finding(results, comparison, scenario, &sectors),
            },
            starts: level.starts.clone(),
            days: level.days.clone(),
            bands: less(&level.bands, &levels[0].bands),
        })
        .collect();
    let note = if comparison.scenarios.is_empty() {
        "Workers at work, weekly means of midnight levels."
    } else {
        "Workers at work, weekly means of midnight levels. Where the black line of the change stays at zero, the \
         workforce has not grown: it has shifted."
    };
    Some(Chart {
        file: "workforce_by_sector".to_owned(),
        question: "Who has the staff?",
        title: title(results, comparison, &sectors),
        caption: super::caption(results, comparison, note),
        table: groups::table(
            results,
            comparison,
            "Workers at work, mean of",
            "workers",
            &groups::with_sum(&sectors, "total"),
            Shape::Parts,
        ),
        picture: Box::new(WorkforceBySector {
            time: TimeAxis::of(comparison.baseline),
            levels,
            changes,
        }),
    })
}

fn level_panel(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    sectors: &[Group],
) -> Panel {
    let all = groups::keys(sectors);
    let mean = comparison.main_window(results).and_then(|window| {
        let sum: Option<f64> = all
            .iter()
            .map(|key| Some(results.summary_of(&scenario.name, &window.name, key)?.mean))
            .sum();
        Some(format!(
            "{} at work in all ({})",
            words::grouped(sum?, 0),
            words::window(&window.name)
        ))
    });
    Panel {
        heading: Heading {
            title: words::title(scenario),
            finding: mean.unwrap_or_default(),
        },
        starts: comparison.policy_starts(scenario),
        days: over_time::level(results, &scenario.name, &all).days,
        bands: sectors
            .iter()
            .enumerate()
            .map(|(i, sector)| Band {
                label: sector.label.clone(),
                colour: i,
                values: over_time::level(results, &scenario.name, &sector.keys).values,
            })
            .collect(),
    }
}

fn less(scenario: &[Band], baseline: &[Band]) -> Vec<Band> {
    scenario
        .iter()
        .zip(baseline)
        .map(|(s, b)| Band {
            values: s.values.iter().zip(&b.values).map(|(s, b)| s - b).collect(),
            ..s.clone()
        })
        .collect()
}

/// The change in the total, and the clear ones in sectors, the largest first.
fn change(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    window: &WindowRecord,
    sectors: &[Group],
) -> Option<Change> {
    let of = |keys: &[String]| {
        finding::of_sum(
            results,
            &scenario.name,
            &comparison.baseline.name,
            &window.name,
            keys,
            &[],
        )
    };
    let mut clear: Vec<(String, Finding)> = sectors
        .iter()
        .filter_map(|sector| Some((sector.label.clone(), of(&sector.keys)?)))
        .filter(|(_, finding)| finding.is_clear())
        .collect();
    clear.sort_by(|a, b| b.1.difference.abs().total_cmp(&a.1.difference.abs()));
    Some((of(&groups::keys(sectors))?, clear))
}

/// The change in the total, and the clear ones in sectors.
type Change = (Finding, Vec<(String, Finding)>);

fn named(clear: &[(String, Finding)]) -> String {
    // What is a twentieth of the largest change is clear, and says nothing in a title.
    let largest = clear.first().map_or(0.0, |c| c.1.difference.abs());
    let said: Vec<String> = clear
        .iter()
        .filter(|c| c.1.difference.abs() >= largest / 20.0)
        .take(3)
        .map(|(label, finding)| format!("{label} {}", finding.brief()))
        .collect();
    words::list(&said)
}

fn change_finding(
    results: &Results,
    comparison: &Comparison<'_>,
    scenario: &ScenarioRecord,
    sectors: &[Group],
) -> String {
    let Some(window) = comparison.main_window(results) else {
        return String::new();
    };
    match change(results, comparison, scenario, window, sectors) {
        Some((total, clear)) => {
            let sectors = if clear.is_empty() {
                String::new()
            } else {
                format!("; {}", named(&clear))
            };
            format!(
                "total: {}{sectors} ({})",
                total.brief(),
                words::window(&window.name)
            )
        }
        None => String::new(),
    }
}

fn title(results: &Results, comparison: &Comparison<'_>, sectors: &[Group]) -> String {
    let plain = "Who has the staff".to_owned();
    let Some(window) = comparison.main_window(results) else {
        return plain;
    };
    let when = words::window(&window.name);
    let of = |s: &ScenarioRecord| change(results, comparison, s, window, sectors);
    match comparison.scenarios.as_slice() {
        [] => {
            let finding = level_panel(results, comparison, comparison.baseline, sectors)
                .heading
                .finding;
            if finding.is_empty() {
                plain
            } else {
                format!("Workforce: {finding}")
            }
        }
        [one] => match of(one) {
            Some((total, clear)) => format!("{} ({when})", one_title(total, &clear)),
            None => plain,
        },
        several => {
            let found: Vec<(String, Change)> = several
                .iter()
                .filter_map(|s| Some((words::name(s), of(s)?)))
                .collect();
            if found.len() == several.len() && found.iter().all(|f| f.1.0.is_known()) {
                let said = found.iter().map(|(name, (total, clear))| {
                    let told = one_title(*total, clear);
                    format!("with {name} {}", told.replacen("The", "the", 1))
                });
                let said: Vec<String> = said.collect();
                return words::capitalised(&format!("{} ({when})", said.join("; ")));
            }
            let totals = found.into_iter().map(|(name, (total, _))| (name, total));
            finding::across(
                &words::in_window(window),
                "staff in all sectors together",
                &totals.collect::<Vec<_>>(),
            )
        }
    }
}

fn one_title(total: Finding, clear: &[(String, Finding)]) -> String {
    let up = clear.iter().any(|(_, f)| f.direction() == Direction::Rises);
    let down = clear.iter().any(|(_, f)| f.direction() == Direction::Falls);
    let sectors = if clear.is_empty() {
        String::new()
    } else {
        format!(": {}", named(clear))
    };
    match total.direction() {
        Direction::Unknown => finding::one_replication("the workforce grows or moves"),
        Direction::Rises => format!(
            "The workforce grows by {}{sectors}",
            words::size(total.difference)
        ),
        Direction::Falls => format!(
            "The workforce shrinks by {}{sectors}",
            words::size(total.difference)
        ),
        _ if up && down => {
            format!("The workforce shifts and its total does not clearly change{sectors}")
        }
        _ => format!("The total workforce does not clearly change{sectors}"),
    }
}

struct WorkforceBySector {
    time: TimeAxis,
    levels: Vec<Panel>,
    changes: Vec<Panel>,
}

struct Panel {
    heading: Heading,
    starts: Vec<f64>,
    days: Vec<f64>,
    bands: Vec<Band>,
}

const LEVEL_HEIGHT: f64 = 190.0;
const CHANGE_HEIGHT: f64 = 270.0;
/// Between the row of levels and the row of changes.
const GAP: f64 = 16.0;
const HOW_TO_READ: &str = "Each colour is a sector: what it gains lies above zero, what it loses below. The black line \
                           is the total. Where it stays at zero, the workforce has not grown: it has shifted.";

/// How the panels stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Levels and the one change side by side.
    OneRow,
    /// Levels above changes, with how to read them below the baseline.
    TwoRows,
    /// Levels, then changes, below one another.
    Stacked,
}

impl WorkforceBySector {
    fn layout(&self, width: f64) -> Layout {
        let (levels, changes) = (self.levels.len(), self.changes.len());
        if changes <= 1 && panel::columns(width, levels + changes) == levels + changes {
            Layout::OneRow
        } else if panel::columns(width, levels) == levels {
            Layout::TwoRows
        } else {
            Layout::Stacked
        }
    }

    fn level_headings(&self) -> Vec<Heading> {
        self.levels.iter().map(|p| p.heading.clone()).collect()
    }

    fn change_headings(&self, layout: Layout) -> Vec<Heading> {
        let key = Heading {
            title: "How to read the lower row".to_owned(),
            finding: String::new(),
        };
        let changes = self.changes.iter().map(|p| p.heading.clone());
        (layout == Layout::TwoRows)
            .then_some(key)
            .into_iter()
            .chain(changes)
            .collect()
    }

    /// Height of the levels, and of the changes below them.
    fn heights(&self, width: f64) -> (f64, f64) {
        let layout = self.layout(width);
        if layout == Layout::OneRow {
            let all = [self.level_headings(), self.change_headings(layout)].concat();
            return (panel::height(width, &all, CHANGE_HEIGHT), 0.0);
        }
        (
            panel::height(width, &self.level_headings(), LEVEL_HEIGHT),
            panel::height(width, &self.change_headings(layout), CHANGE_HEIGHT),
        )
    }

    fn draw_levels(&self, canvas: &mut Canvas, areas: &[Area], named: bool) {
        let values = Scale::covering(self.levels.iter().flat_map(Panel::total), 3);
        for (panel, &area) in self.levels.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "workers",
                signed: false,
                starts: &[],
                any_starts: named && self.any_starts(),
                room: stack::room(panel.bands.iter().map(|b| b.label.as_str()), area.w),
                named,
            };
            let plot = frame.draw(canvas, area);
            panel.draw(canvas, area, &plot, 2.0);
        }
    }

    fn draw_changes(&self, canvas: &mut Canvas, areas: &[Area]) {
        let ends = self.changes.iter().flat_map(|p| {
            stack::edges(&p.bands)
                .into_iter()
                .flat_map(|(low, high)| low.into_iter().chain(high))
        });
        let values = Scale::covering(ends, 4);
        for (panel, &area) in self.changes.iter().zip(areas) {
            let frame = Frame {
                time: &self.time,
                values: &values,
                unit: "workers more or fewer",
                signed: true,
                starts: &panel.starts,
                any_starts: self.any_starts(),
                room: stack::room(panel.bands.iter().map(|b| b.label.as_str()), area.w),
                named: true,
            };
            let plot = frame.draw(canvas, area);
            panel.draw(canvas, area, &plot, 2.6);
        }
    }

    fn any_starts(&self) -> bool {
        self.changes.iter().any(|p| !p.starts.is_empty())
    }
}

impl Panel {
    fn total(&self) -> Vec<f64> {
        (0..self.days.len())
            .map(|i| self.bands.iter().filter_map(|b| b.values.get(i)).sum())
            .collect()
    }

    /// Draws the bands, the line of the total on top, and their labels.
    fn draw(&self, canvas: &mut Canvas, area: Area, plot: &Plot<'_>, width: f64) {
        stack::draw(canvas, plot, &self.days, &self.bands);
        let total = self.total();
        let points = plot.points(&self.days, &total);
        canvas.line(points.clone(), PAPER, width + 2.0, SOLID);
        canvas.line(points, INK, width, SOLID);
        let mut labels = stack::band_labels(plot, &self.bands);
        labels.extend(total.last().map(|last| EndLabel {
            text: "total".to_owned(),
            at: plot.y(*last),
            importance: f64::INFINITY,
            colour: INK,
            letters: LABEL.semibold(),
        }));
        stack::write_labels(canvas, area, plot, &labels);
    }
}

impl Picture for WorkforceBySector {
    fn height(&self, width: f64) -> f64 {
        let (levels, changes) = self.heights(width);
        levels + changes + if changes > 0.0 { GAP } else { 0.0 }
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let layout = self.layout(area.w);
        if layout == Layout::OneRow {
            let headings = [self.level_headings(), self.change_headings(layout)].concat();
            let areas = panel::panels(canvas, area, &headings);
            self.draw_levels(canvas, &areas[..self.levels.len()], true);
            self.draw_changes(canvas, &areas[self.levels.len()..]);
            return;
        }
        let (levels, changes) = self.heights(area.w);
        let top = Area {
            h: (area.h - GAP) * levels / (levels + changes),
            ..area
        };
        let bottom = area.inside(0.0, top.h + GAP, 0.0, 0.0);
        let areas = panel::panels(canvas, top, &self.level_headings());
        self.draw_levels(canvas, &areas, false);
        let areas = panel::panels(canvas, bottom, &self.change_headings(layout));
        if layout == Layout::TwoRows {
            let letters = Letters::of(TEXT).in_colour(SOFT);
            let lines = letters.wrap(HOW_TO_READ, areas[0].w - 20.0, 8);
            canvas.lines(&lines, (bottom.x, bottom.y + 22.0), letters);
        }
        self.draw_changes(canvas, &areas[areas.len() - self.changes.len()..]);
    }
}
