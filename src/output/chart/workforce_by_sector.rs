//! Who has the staff: workers by sector over time with their total, and the change against the baseline,
//! which shows at a glance whether the workforce grew or only moved.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Area, Canvas, Letters, SMALL};
use super::groups::{self, Group};
use super::over_time;
use super::palette::{INK, PAPER, SOFT, SOLID};
use super::panel::{self, Frame, Heading};
use super::stack::{self, Band, EndLabel, LABEL};
use super::{Chart, DataTable, Picture};
use crate::output::comparison::{Comparison, parts_of};
use crate::output::finding::{self, Direction, Finding};
use crate::output::words::{self, Style};
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
    let sectors = groups::shown(results, comparison, sectors, "other sectors");
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
                title: "Change against the baseline".to_owned(),
                finding: change_finding(results, comparison, scenario, &sectors),
            },
            starts: level.starts.clone(),
            days: level.days.clone(),
            bands: less(&level.bands, &levels[0].bands),
        })
        .collect();
    let note = "Workers at work, weekly means of all replications.";
    Some(Chart {
        file: "workforce_by_sector".to_owned(),
        question: "Who has the staff?",
        title: title(results, comparison, &sectors),
        caption: super::caption(results, comparison, note),
        table: table(results, comparison, &sectors),
        picture: Box::new(WorkforceBySector {
            time: TimeAxis::of(comparison.baseline),
            levels,
            changes,
        }),
    })
}

fn level_panel(results: &Results, comparison: &Comparison<'_>, scenario: &ScenarioRecord, sectors: &[Group]) -> Panel {
    let all = groups::keys(sectors);
    let mean = comparison.main_window(results).and_then(|window| {
        let sum: Option<f64> = all
            .iter()
            .map(|key| Some(results.summary_of(&scenario.name, &window.name, key)?.mean))
            .sum();
        Some(format!("{} at work in all ({})", words::grouped(sum?, 0), words::window(&window.name)))
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
) -> Option<(Finding, Vec<(String, Finding)>)> {
    let of = |keys: &[String]| {
        finding::of_sum(results, &scenario.name, &comparison.baseline.name, &window.name, keys, &[])
    };
    let mut clear: Vec<(String, Finding)> = sectors
        .iter()
        .filter_map(|sector| Some((sector.label.clone(), of(&sector.keys)?)))
        .filter(|(_, finding)| finding.is_clear())
        .collect();
    clear.sort_by(|a, b| b.1.difference.abs().total_cmp(&a.1.difference.abs()));
    Some((of(&groups::keys(sectors))?, clear))
}

fn named(clear: &[(String, Finding)]) -> String {
    let said: Vec<String> = clear
        .iter()
        .take(3)
        .map(|(label, finding)| format!("{label} {}", finding.brief()))
        .collect();
    words::list(&said)
}

fn change_finding(results: &Results, comparison: &Comparison<'_>, scenario: &ScenarioRecord, sectors: &[Group]) -> String {
    let Some(window) = comparison.main_window(results) else {
        return String::new();
    };
    match change(results, comparison, scenario, window, sectors) {
        Some((total, clear)) => {
            let sectors = if clear.is_empty() { String::new() } else { format!("; {}", named(&clear)) };
            format!("total: {}{sectors} ({})", total.brief(), words::window(&window.name))
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
            let finding = level_panel(results, comparison, comparison.baseline, sectors).heading.finding;
            if finding.is_empty() { plain } else { format!("Workforce: {finding}") }
        }
        [one] => match of(one) {
            Some((total, clear)) => format!("{} ({when})", one_title(total, &clear)),
            None => plain,
        },
        several => {
            let found: Vec<(String, Finding)> =
                several.iter().filter_map(|s| Some((words::name(s), of(s)?.0))).collect();
            finding::across(&words::in_window(window), "staff in all sectors together", &found)
        }
    }
}

fn one_title(total: Finding, clear: &[(String, Finding)]) -> String {
    let up = clear.iter().any(|(_, f)| f.direction() == Direction::Rises);
    let down = clear.iter().any(|(_, f)| f.direction() == Direction::Falls);
    let sectors = if clear.is_empty() { String::new() } else { format!(": {}", named(clear)) };
    match total.direction() {
        Direction::Unknown => finding::one_replication("the workforce grows or moves"),
        Direction::Rises => format!("The workforce grows by {}{sectors}", words::size(total.difference)),
        Direction::Falls => format!("The workforce shrinks by {}{sectors}", words::size(total.difference)),
        _ if up && down => format!("The workforce shifts and its total does not clearly change{sectors}"),
        _ => format!("The total workforce does not clearly change{sectors}"),
    }
}

fn table(results: &Results, comparison: &Comparison<'_>, sectors: &[Group]) -> DataTable {
    let rows = over_time::rows(comparison.baseline);
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for scenario in comparison.all() {
        for sector in sectors {
            columns.push(over_time::means(results, &scenario.name, &sector.keys, &rows));
        }
        columns.push(over_time::means(results, &scenario.name, &groups::keys(sectors), &rows));
    }
    let style = Style::of("workers", &columns.concat());
    DataTable {
        rows_are: "Workers at work, mean of".to_owned(),
        groups: comparison.all().map(|s| (s.name.clone(), sectors.len() + 1)).collect(),
        columns: comparison
            .all()
            .flat_map(|_| sectors.iter().map(|s| s.label.clone()).chain(["total".to_owned()]))
            .collect(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(i, row)| (row.0.clone(), columns.iter().map(|c| style.level(c[i])).collect()))
            .collect(),
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

impl Panel {
    fn total(&self) -> Vec<f64> {
        (0..self.days.len())
            .map(|i| self.bands.iter().filter_map(|b| b.values.get(i)).sum())
            .collect()
    }
}

const LEVEL_HEIGHT: f64 = 200.0;
const CHANGE_HEIGHT: f64 = 270.0;
/// Between the row of levels and the row of changes.
const GAP: f64 = 16.0;
const HOW_TO_READ: &str = "Each colour is a sector: what it gains lies above zero, what it loses below. The black line \
                           is the total. Where it stays at zero, the workforce has not grown: it has shifted.";

impl WorkforceBySector {
    fn level_headings(&self) -> Vec<Heading> {
        self.levels.iter().map(|p| p.heading.clone()).collect()
    }

    /// Headings of the row of changes; below the baseline stands how to read it, if there is room side by side.
    fn change_headings(&self, width: f64) -> Vec<Heading> {
        let beside = panel::columns(width, self.levels.len()) == self.levels.len();
        let key = Heading {
            title: "How to read the lower row".to_owned(),
            finding: String::new(),
        };
        let changes = self.changes.iter().map(|p| p.heading.clone());
        beside.then_some(key).into_iter().chain(changes).collect()
    }

    fn heights(&self, width: f64) -> (f64, f64) {
        let levels = panel::height(width, &self.level_headings(), LEVEL_HEIGHT);
        if self.changes.is_empty() {
            return (levels, 0.0);
        }
        (levels, panel::height(width, &self.change_headings(width), CHANGE_HEIGHT))
    }

    fn draw_panel(&self, canvas: &mut Canvas, area: Area, panel: &Panel, values: &Scale, signed: bool) {
        let frame = Frame {
            time: &self.time,
            values,
            unit: if signed { "workers more or fewer" } else { "workers" },
            signed,
            starts: &panel.starts,
            any_starts: !self.changes.is_empty(),
            room: stack::room(panel.bands.iter().map(|b| b.label.as_str()), area.w),
        };
        let plot = frame.draw(canvas, area);
        stack::draw(canvas, &plot, &panel.days, &panel.bands);
        let total = panel.total();
        let points = plot.points(&panel.days, &total);
        if signed {
            canvas.line(points.clone(), PAPER, 5.0, SOLID);
        }
        canvas.line(points, INK, if signed { 2.6 } else { 2.0 }, SOLID);
        let mut labels = stack::band_labels(&plot, &panel.bands);
        labels.extend(total.last().map(|last| EndLabel {
            text: "total".to_owned(),
            at: plot.y(*last),
            importance: f64::INFINITY,
            colour: INK,
            letters: LABEL.semibold(),
        }));
        stack::write_labels(canvas, area, &plot, &labels);
    }
}

impl Picture for WorkforceBySector {
    fn height(&self, width: f64) -> f64 {
        let (levels, changes) = self.heights(width);
        levels + changes + if changes > 0.0 { GAP } else { 0.0 }
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let (levels, changes) = self.heights(area.w);
        let top = Area {
            h: if changes > 0.0 { (area.h - GAP) * levels / (levels + changes) } else { area.h },
            ..area
        };
        let values = Scale::covering(self.levels.iter().flat_map(Panel::total), 3);
        let areas = panel::panels(canvas, top, &self.level_headings());
        for (panel, area) in self.levels.iter().zip(areas) {
            self.draw_panel(canvas, area, panel, &values, false);
        }
        if changes == 0.0 {
            return;
        }
        let ends = self.changes.iter().flat_map(|p| {
            stack::edges(&p.bands)
                .into_iter()
                .flat_map(|(low, high)| low.into_iter().chain(high))
        });
        let values = Scale::covering(ends, 4);
        let bottom = area.inside(0.0, top.h + GAP, 0.0, 0.0);
        let headings = self.change_headings(area.w);
        let mut areas = panel::panels(canvas, bottom, &headings).into_iter();
        if headings.len() > self.changes.len() {
            let key = areas.next().expect("there is an area for each heading");
            let letters = Letters::of(SMALL + 1.0).in_colour(SOFT);
            let lines = letters.wrap(HOW_TO_READ, key.w - 20.0, 8);
            // Level with the lines of findings beside it.
            let above = bottom.y + 22.0;
            canvas.lines(&lines, (key.x, above), letters);
        }
        for (panel, area) in self.changes.iter().zip(areas) {
            self.draw_panel(canvas, area, panel, &values, true);
        }
    }
}
