//! What stands in each sheet that holds a table of its own.

use super::sheet::{Filling, Looks, Sheet};
use crate::output::chart::over_time;
use crate::output::comparison::{self, Comparison, measure};
use crate::output::introduction;
use crate::output::key_measures;
use crate::output::key_table::{self, KeyTable};
use crate::output::table::columns::{DIFFERENCES, EXPECTATIONS, MOVES, SUMMARY};
use crate::output::words::{self, Style};
use crate::results::{Better, MeasureRecord, Results, ScenarioRecord, of_a_comparison};
use rust_xlsxwriter::XlsxError;
use std::collections::{BTreeMap, BTreeSet};

type Made = Result<Option<Sheet>, XlsxError>;

/// Headings, as they stand in every sheet.
const SCENARIO: &str = "Scenario";
const AGAINST: &str = "Compared with";
const MEASURE: &str = "Measure";
const UNIT: &str = "Unit";
const BETTER: &str = "Better if";
const WINDOW: &str = "When";
const LOWER: &str = "95% from";
const UPPER: &str = "95% to";
const IN_WORDS: &str = "In words";
const KEY: &str = "Key";

fn owned<const N: usize>(headings: [&str; N]) -> [String; N] {
    headings.map(str::to_owned)
}

fn better(measure: &MeasureRecord) -> &'static str {
    match measure.better {
        Better::Lower => "lower",
        Better::Higher => "higher",
        Better::Neither => "",
    }
}

/// Titles of measures by their keys.
fn titles(results: &Results) -> BTreeMap<&str, String> {
    let all = results.manifest.measures.iter();
    all.map(|m| (m.key.as_str(), words::measure_title(m)))
        .collect()
}

/// The key tables of all comparisons, each in its own main window.
pub type KeyTables<'a> = Vec<(Comparison<'a>, KeyTable<'a>)>;

/// Them.
pub fn key_tables(results: &Results) -> KeyTables<'_> {
    comparison::comparisons(results)
        .into_iter()
        .map(|comparison| {
            let window = comparison.main_window(results);
            let table = key_table::of(results, &comparison, window);
            (comparison, table)
        })
        .collect()
}

/// "in months 7–12", after the title of a table of key measures.
fn when(tables: &KeyTables<'_>) -> String {
    let window = tables.first().and_then(|(_, table)| table.window);
    window.map_or_else(String::new, |w| format!(" {}", words::in_window(w)))
}

/// How far each scenario is from its baseline, in the measures that are shown first.
pub fn key_measures(tables: &KeyTables<'_>, looks: &Looks) -> Made {
    let title = format!("Key measures{}: how each scenario differs", when(tables));
    let note = "The level of what it is compared with, the mean difference, and the 95% interval of the difference. \
                Differences of shares are in percentage points. All windows are in the sheet of differences.";
    let headings = [
        SCENARIO,
        AGAINST,
        MEASURE,
        UNIT,
        BETTER,
        WINDOW,
        "Level without",
        "Difference",
        LOWER,
        UPPER,
        IN_WORDS,
        "Verdict",
    ];
    let mut sheet = Filling::new(looks, "Key measures", &title, note, owned(headings), 0);
    for (comparison, table) in tables {
        for (at, scenario) in table.scenarios.iter().enumerate() {
            for row in &table.rows {
                let Some(cell) = row.cells[at].as_ref().filter(|c| !c.value.is_nan()) else {
                    continue;
                };
                let own = table.window.map_or("all", |w| w.name.as_str());
                let window = words::window(cell.other_window.unwrap_or(own));
                let of_a_change = of_a_comparison::contains(&row.measure.key);
                let (value, interval) = row.cell(cell);
                let told = format!("{value} {}", interval.unwrap_or_default());
                let verdict = if row.is_same(cell) {
                    "no change"
                } else {
                    cell.verdict
                };
                sheet
                    .text(scenario)?
                    .text(&comparison.baseline.name)?
                    .text(&words::measure_title(row.measure))?
                    .text(&row.measure.unit)?
                    .text(better(row.measure))?
                    .text(&window)?
                    .number(
                        row.baseline.map_or(f64::NAN, |b| b[0]),
                        row.level_style(),
                        false,
                    )?
                    .interval(
                        [cell.value, cell.lower, cell.upper],
                        row.difference_style(),
                        !of_a_change,
                    )?
                    .text(told.trim())?
                    .text(verdict)?;
                sheet.end();
            }
        }
    }
    sheet.finish(DIFFERENCES.file)
}

/// What baselines, and scenarios on their own, are like.
pub fn key_levels(tables: &KeyTables<'_>, looks: &Looks) -> Made {
    let title = format!("Key measures{}: levels", when(tables));
    let note = "Means over replications with their 95% intervals, of what the others are compared with, and of scenarios \
                that are compared with nothing. All windows and scenarios are in the sheet of levels.";
    let headings = [
        SCENARIO, MEASURE, UNIT, BETTER, WINDOW, "Mean", LOWER, UPPER, IN_WORDS,
    ];
    let mut sheet = Filling::new(looks, "Key levels", &title, note, owned(headings), 0);
    for (comparison, table) in tables {
        let window = words::window(table.window.map_or("all", |w| w.name.as_str()));
        for row in &table.rows {
            let Some(level) = row.baseline.filter(|level| !level[0].is_nan()) else {
                continue;
            };
            let told = format!("{} ({})", row.level(), row.level_interval());
            sheet
                .text(&comparison.baseline.name)?
                .text(&words::measure_title(row.measure))?
                .text(&row.measure.unit)?
                .text(better(row.measure))?
                .text(&window)?
                .interval(level, row.level_style(), false)?
                .text(&told)?;
            sheet.end();
        }
    }
    sheet.finish(SUMMARY.file)
}

/// Hypotheses, and what became of them.
pub fn expectations(results: &Results, looks: &Looks) -> Made {
    let note = "Written into the scenarios before they were run.";
    let headings = [
        SCENARIO, AGAINST, MEASURE, UNIT, WINDOW, "Expected", "Found", LOWER, UPPER, "Outcome",
    ];
    let title = "What was expected, and what became of it";
    let mut sheet = Filling::new(looks, "Expectations", title, note, owned(headings), 0);
    for row in &results.expectations {
        let record = measure(results, &row.measure);
        let values = [row.value, row.lower, row.upper];
        let unit = record.map_or("", |m| m.unit.as_str());
        sheet
            .text(&row.scenario)?
            .text(&row.versus)?
            .text(&record.map_or_else(|| row.measure.clone(), words::measure_title))?
            .text(unit)?
            .text(&words::window(&row.window))?
            .text(&words::with_windows(&row.expected))?
            .interval(values, Style::of(unit, &values), !row.versus.is_empty())?
            .text(&row.outcome)?;
        sheet.end();
    }
    sheet.finish(EXPECTATIONS.file)
}

/// Levels of the key measures week by week or month by month, each scenario below the other.
pub fn over_time(results: &Results, looks: &Looks) -> Made {
    let scenarios = &results.manifest.scenarios;
    let has_levels = |m: &&MeasureRecord| {
        scenarios
            .iter()
            .any(|s| results.series_of(&s.name, &m.key).is_some())
    };
    let measures: Vec<&MeasureRecord> = key_measures::of(results)
        .into_iter()
        .filter(has_levels)
        .collect();
    let title = "Key levels over time";
    let note = "Means over replications of the levels at midnight, and over the days of each stretch of time.";
    let headings = owned([SCENARIO, "Period", "From"]).into_iter().chain(
        measures
            .iter()
            .map(|m| format!("{} ({})", words::measure_title(m), m.unit)),
    );
    let mut sheet = Filling::new(looks, "Over time", title, note, headings, 0).slim();
    if measures.is_empty() {
        return Ok(None);
    }
    for scenario in scenarios {
        let stretches = over_time::rows(scenario);
        let columns: Vec<(Vec<f64>, Style)> = measures
            .iter()
            .map(|m| {
                let keys = [m.key.clone()];
                let means = over_time::means(results, &scenario.name, &keys, &stretches);
                let style = Style::of(&m.unit, &means);
                (means, style)
            })
            .collect();
        for (i, stretch) in stretches.iter().enumerate() {
            sheet
                .text(&scenario.name)?
                .text(&stretch.name)?
                .date(stretch.date)?;
            for (means, style) in &columns {
                sheet.number(means[i], *style, false)?;
            }
            sheet.end();
        }
    }
    sheet.finish("series.csv")
}

/// Every difference in every window: `differences.csv` without the measures that differ nowhere.
pub fn differences(results: &Results, looks: &Looks) -> Made {
    let title = "Differences in every window";
    let note = "Mean of scenario less baseline, paired by replication, with its 95% interval; for shares of a change the \
                share itself. Filter by measure and by when. An empty cell: there is no such number.";
    let headings = [
        SCENARIO,
        AGAINST,
        WINDOW,
        MEASURE,
        UNIT,
        "Pairs",
        "Difference",
        LOWER,
        UPPER,
        "Verdict",
        KEY,
    ];
    let titles = titles(results);
    let mut windows = InWords::default();
    let mut sheet = Filling::new(looks, "Differences", title, note, owned(headings), 0);
    let shown = happening(
        results
            .differences
            .iter()
            .map(|r| (&r.measure, r.difference)),
    );
    sheet.leave_out(shown.1, "measure", "differ nowhere");
    for row in &results.differences {
        if !shown.0.contains(row.measure.as_str()) {
            continue;
        }
        let values = [row.difference, row.lower, row.upper];
        let signed = !of_a_comparison::contains(&row.measure);
        sheet
            .text(&row.scenario)?
            .text(&row.baseline)?
            .text(windows.of(&row.window))?
            .text(titles.get(row.measure.as_str()).unwrap_or(&row.measure))?
            .text(&row.unit)?
            .whole(row.replications)?
            .interval(values, Style::of(&row.unit, &values), signed)?
            .text(&row.verdict)?
            .text(&row.measure)?;
        sheet.end();
    }
    sheet.finish(DIFFERENCES.file)
}

/// Every level in every window: `summary.csv` without the measures that are 0 throughout.
pub fn levels(results: &Results, looks: &Looks) -> Made {
    let title = "Levels in every window";
    let note = "Mean over replications with its 95% interval, standard deviation and percentiles over replications. \
                Filter by measure and by when. An empty cell: there is no such number.";
    let headings = [
        SCENARIO,
        WINDOW,
        MEASURE,
        UNIT,
        "Replications",
        "Mean",
        LOWER,
        UPPER,
        "Standard deviation",
        "5% are below",
        "Median",
        "95% are below",
        KEY,
    ];
    let titles = titles(results);
    let mut windows = InWords::default();
    let mut sheet = Filling::new(looks, "Levels", title, note, owned(headings), 0);
    let shown = happening(results.summary.iter().map(|r| (&r.measure, r.mean)));
    sheet.leave_out(shown.1, "measure", "are 0 or nothing throughout");
    for row in &results.summary {
        if !shown.0.contains(row.measure.as_str()) {
            continue;
        }
        let style = Style::of(&row.unit, &[row.mean, row.lower, row.upper]);
        sheet
            .text(&row.scenario)?
            .text(windows.of(&row.window))?
            .text(titles.get(row.measure.as_str()).unwrap_or(&row.measure))?
            .text(&row.unit)?
            .whole(row.replications)?;
        for value in [
            row.mean, row.lower, row.upper, row.sd, row.p05, row.p50, row.p95,
        ] {
            sheet.number(value, style, false)?;
        }
        sheet.text(&row.measure)?.end();
    }
    sheet.finish(SUMMARY.file)
}

/// The measures that are something other than 0 somewhere, and how many others there are.
fn happening<'a>(rows: impl Iterator<Item = (&'a String, f64)>) -> (BTreeSet<&'a str>, usize) {
    let mut something = BTreeSet::new();
    let mut all = BTreeSet::new();
    for (measure, value) in rows {
        all.insert(measure.as_str());
        if value.is_finite() && value != 0.0 {
            something.insert(measure.as_str());
        }
    }
    let others = all.len() - something.len();
    (something, others)
}

/// Names of windows in words, each put into words once.
#[derive(Default)]
struct InWords(BTreeMap<String, String>);

impl InWords {
    fn of(&mut self, name: &str) -> &str {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), words::window(name));
        }
        &self.0[name]
    }
}

/// Every move between sectors in every window: `moves.csv` without those that nobody makes.
pub fn moves(results: &Results, looks: &Looks) -> Made {
    let title = "All moves of workers between sectors, in every window";
    let note = "Workers in the window, means over replications with their 95% intervals. Outside is outside care, or \
                outside all sectors.";
    let headings = [SCENARIO, "From", "To", WINDOW, "Workers", LOWER, UPPER];
    let mut sheet = Filling::new(looks, "All moves", title, note, owned(headings), 0);
    let mut made = BTreeSet::new();
    let mut all = BTreeSet::new();
    for row in &results.moves {
        let pair = (row.from.as_str(), row.to.as_str());
        all.insert(pair);
        if row.workers != 0.0 {
            made.insert(pair);
        }
    }
    sheet.leave_out(all.len() - made.len(), "move", "nobody makes");
    for row in &results.moves {
        if !made.contains(&(row.from.as_str(), row.to.as_str())) {
            continue;
        }
        let values = [row.workers, row.lower, row.upper];
        sheet
            .text(&row.scenario)?
            .text(&words::label(&row.from))?
            .text(&words::label(&row.to))?
            .text(&words::window(&row.window))?
            .interval(values, Style::of("people", &values), false)?;
        sheet.end();
    }
    sheet.finish(MOVES.file)
}

/// Stories, questions and policies.
pub fn scenarios(results: &Results, looks: &Looks) -> Made {
    let note = "Every scenario, and what is done in it.";
    let headings = [
        SCENARIO,
        "Title",
        AGAINST,
        "Story",
        "Question",
        "Policies",
        "Set on the command line",
        "Days reported",
        "Days of warm-up",
    ];
    let mut sheet = Filling::new(
        looks,
        "Scenarios",
        "What was simulated",
        note,
        owned(headings),
        0,
    );
    for scenario in &results.manifest.scenarios {
        let policies = scenario.policies.iter();
        let policies: Vec<String> = policies.map(|p| introduction::does(scenario, p)).collect();
        sheet
            .text(&scenario.name)?
            .text(&words::title(scenario))?
            .text(scenario.baseline.as_deref().unwrap_or_default())?
            .text(&scenario.story)?
            .text(&scenario.question)?
            .text(&policies.join(" "))?
            .text(&scenario.set.join(", "))?
            .whole(libm::rint(scenario.horizon_days) as usize)?
            .whole(libm::rint(scenario.warm_up_days) as usize)?;
        sheet.end();
    }
    sheet.finish(crate::output::manifest::FILE)
}

/// Every value that says where it comes from: all of a baseline, and what other scenarios change.
pub fn assumptions(results: &Results, looks: &Looks) -> Made {
    let note = "All values of what the others are compared with, then those that another scenario has otherwise. Low and \
                high: what would be plausible too.";
    let headings = [
        SCENARIO,
        "Where in the scenario",
        "Value",
        "Low",
        "High",
        "Source",
    ];
    let title = "Assumptions, and where they come from";
    let mut sheet = Filling::new(looks, "Assumptions", title, note, owned(headings), 0);
    for comparison in comparison::comparisons(results) {
        let baseline: &ScenarioRecord = comparison.baseline;
        let all = baseline.assumptions.iter().map(|a| (baseline, a));
        let others = comparison.scenarios.iter().flat_map(|s| {
            let own = introduction::own_assumptions(s, baseline);
            own.into_iter().map(|a| (*s, a))
        });
        for (scenario, row) in all.chain(others) {
            let range = [row.low, row.high].map(|x| x.unwrap_or(f64::NAN));
            sheet.text(&scenario.name)?.text(&row.path)?;
            match row.value.parse::<f64>() {
                Ok(value) => sheet.plain_number(value)?,
                Err(_) => sheet.text(row.value.trim_matches('"'))?,
            };
            sheet
                .plain_number(range[0])?
                .plain_number(range[1])?
                .text(&row.source)?;
            sheet.end();
        }
    }
    sheet.finish(crate::output::manifest::FILE)
}

/// Warnings, and what bounds what may be concluded.
pub fn limits(results: &Results, looks: &Looks, others: &[Sheet]) -> Made {
    let manifest = &results.manifest;
    let mut sheet = Filling::new(
        looks,
        "Warnings and limits",
        introduction::WARNINGS,
        "What the run warned of, what the numbers rest on, and what this workbook leaves out.",
        owned(["Kind", "What to know"]),
        0,
    );
    for warning in introduction::warnings(manifest) {
        sheet.text("Warning")?.text(&warning)?.end();
    }
    for limit in introduction::limits(manifest) {
        sheet.text("Limit")?.text(limit)?.end();
    }
    for comparison in comparison::comparisons(results) {
        let all = &comparison.baseline.assumptions;
        let assumed = all
            .iter()
            .filter(|a| a.source.starts_with("assumed"))
            .count();
        let text = match all.len() {
            0 => format!(
                "{} states no sources for its values.",
                comparison.baseline.name
            ),
            n => format!(
                "Of {} of {} that say where they come from, {assumed} are assumed and not measured.",
                words::count(n, "value"),
                comparison.baseline.name,
            ),
        };
        sheet.text("Assumptions")?.text(&text)?.end();
    }
    for other in others {
        if let Some(cut) = &other.cut {
            let text = format!("{}: {cut}", other.name);
            sheet.text("Left out")?.text(&text)?.end();
        }
    }
    let elsewhere = "Single replications, and levels day by day, are in replications.csv and series.csv beside this file.";
    sheet.text("Left out")?.text(elsewhere)?.end();
    sheet.finish(crate::output::manifest::FILE)
}
