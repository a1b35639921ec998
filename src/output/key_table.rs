//! The table of key measures: what the baseline is like, and how much each scenario differs from it.

use super::comparison::Comparison;
use super::finding::{Direction, Finding};
use super::key_measures;
use super::words::{self, NOTHING, Style};
use crate::results::{
    DifferenceRow, MeasureRecord, Results, SummaryRow, WindowRecord, of_a_comparison,
};
use std::collections::BTreeMap;

/// Key measures in one window: a baseline and the scenarios compared with it.
#[derive(Clone, Debug)]
pub struct KeyTable<'a> {
    /// The window; `None` if the results have none.
    pub window: Option<&'a WindowRecord>,
    /// Names of the scenarios, in the order of the cells.
    pub scenarios: Vec<&'a str>,
    /// A row for each measure.
    pub rows: Vec<KeyRow<'a>>,
}

/// A measure.
#[derive(Clone, Debug)]
pub struct KeyRow<'a> {
    /// What it is and how to read it.
    pub measure: &'a MeasureRecord,
    /// Its level in the baseline: mean, and the ends of its interval.
    pub baseline: Option<[f64; 3]>,
    /// What each scenario makes of it.
    pub cells: Vec<Option<Cell<'a>>>,
}

/// What a scenario makes of a measure.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Level of the scenario itself; `None` for a measure of the change itself.
    pub level: Option<f64>,
    /// Scenario less baseline; for a measure of the change itself, its value.
    pub value: f64,
    /// Lower end of the 95% interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// What the interval says: better, worse, no clear change; empty where neither direction is better.
    pub verdict: &'a str,
    /// Name of the window, if it is not that of the table.
    pub other_window: Option<&'a str>,
    /// In how many pairs of replications the difference lies on the side of the mean difference, and of how many; `None`
    /// where there is nothing to count.
    pub on_its_side: Option<(usize, usize)>,
}

/// The key measures of a comparison in a window.
pub fn of<'a>(
    results: &'a Results,
    comparison: &Comparison<'a>,
    window: Option<&'a WindowRecord>,
) -> KeyTable<'a> {
    let name = window.map_or("all", |w| w.name.as_str());
    let there = Rows::of(results, name);
    let rows = key_measures::of(results)
        .into_iter()
        .filter_map(|measure| {
            let baseline = there
                .levels
                .get(&(comparison.baseline.name.as_str(), measure.key.as_str()))
                .filter(|_| !of_a_comparison::contains(&measure.key))
                .map(|row| [row.mean, row.lower, row.upper]);
            let cells: Vec<Option<Cell<'a>>> = comparison
                .scenarios
                .iter()
                .map(|s| cell(results, &there, comparison, &s.name, measure))
                .collect();
            let nothing = |cell: &Option<Cell<'_>>| cell.as_ref().is_none_or(|c| c.value.is_nan());
            let empty =
                baseline.is_none_or(|[mean, ..]| mean.is_nan()) && cells.iter().all(nothing);
            (!empty).then_some(KeyRow {
                measure,
                baseline,
                cells,
            })
        })
        .collect();
    KeyTable {
        window,
        scenarios: comparison
            .scenarios
            .iter()
            .map(|s| s.name.as_str())
            .collect(),
        rows,
    }
}

/// The rows of one window by scenario and measure: a table looks up many of them.
struct Rows<'a> {
    window: &'a str,
    levels: BTreeMap<(&'a str, &'a str), &'a SummaryRow>,
    differences: BTreeMap<(&'a str, &'a str), &'a DifferenceRow>,
}

impl<'a> Rows<'a> {
    fn of(results: &'a Results, window: &'a str) -> Self {
        let levels = results.summary.iter().filter(|r| r.window == window);
        let differences = results.differences.iter().filter(|r| r.window == window);
        Self {
            window,
            levels: levels
                .map(|r| ((r.scenario.as_str(), r.measure.as_str()), r))
                .collect(),
            differences: differences
                .map(|r| ((r.scenario.as_str(), r.measure.as_str()), r))
                .collect(),
        }
    }
}

fn cell<'a>(
    results: &'a Results,
    there: &Rows<'a>,
    comparison: &Comparison<'a>,
    scenario: &str,
    measure: &MeasureRecord,
) -> Option<Cell<'a>> {
    let (window, key) = (there.window, measure.key.as_str());
    let row = match there.differences.get(&(scenario, key)) {
        Some(row) => row,
        // A measure of the change itself may be told once for the whole run.
        None if of_a_comparison::contains(key) => {
            comparison.difference_of(results, scenario, window, key)?
        }
        None => return None,
    };
    let level = there.levels.get(&(scenario, key));
    Some(Cell {
        level: level.map(|row| row.mean).filter(|mean| !mean.is_nan()),
        value: row.difference,
        lower: row.lower,
        upper: row.upper,
        verdict: &row.verdict,
        other_window: (row.window != window).then_some(row.window.as_str()),
        on_its_side: on_its_side(results, row),
    })
}

/// In how many pairs of replications a difference has the sign of its mean, and how many pairs there are; `None` where
/// there is nothing to count.
pub fn on_its_side(results: &Results, row: &DifferenceRow) -> Option<(usize, usize)> {
    if of_a_comparison::contains(&row.measure) || row.difference == 0.0 {
        return None;
    }
    let column = |name: &str| {
        let table = results.replications.iter().find(|t| t.scenario == name)?;
        table.column(&row.window, &row.measure)
    };
    let (ours, theirs) = (column(&row.scenario)?, column(&row.baseline)?);
    let pairs = ours.iter().zip(&theirs).map(|(a, b)| a - b);
    let known: Vec<f64> = pairs.filter(|d| !d.is_nan()).collect();
    let same = |d: &&f64| (**d < 0.0) == (row.difference < 0.0) && **d != 0.0;
    (known.len() > 1).then(|| (known.iter().filter(same).count(), known.len()))
}

impl KeyRow<'_> {
    /// How levels of this row are written.
    pub fn level_style(&self) -> Style {
        let of_scenarios = self.cells.iter().flatten().filter_map(|cell| cell.level);
        let of_baseline = self.baseline.map_or([0.0; 3], |level| level);
        let all: Vec<f64> = of_baseline.into_iter().chain(of_scenarios).collect();
        Style::of(&self.measure.unit, &all)
    }

    /// The level of a scenario, written as that of the baseline is.
    pub fn level_of(&self, cell: &Cell<'_>) -> Option<String> {
        Some(self.level_style().level(cell.level?))
    }

    /// How differences of this row are written, the same for all scenarios.
    pub fn difference_style(&self) -> Style {
        let values: Vec<f64> = self
            .cells
            .iter()
            .flatten()
            .flat_map(|c| [c.value, c.lower, c.upper])
            .collect();
        Style::of(&self.measure.unit, &values)
    }

    /// Title and unit: "Delayed in acute beds (people)". Shares need no unit: they are written with their sign.
    pub fn title(&self) -> String {
        let unit = &self.measure.unit;
        let title = words::measure_title(self.measure);
        if unit.is_empty() || unit.starts_with("share") || title.ends_with(')') {
            title
        } else {
            format!("{title} ({unit})")
        }
    }

    /// The level of the baseline.
    pub fn level(&self) -> String {
        self.baseline.map_or_else(
            || NOTHING.to_owned(),
            |[mean, ..]| self.level_style().level(mean),
        )
    }

    /// The interval of the level of the baseline.
    pub fn level_interval(&self) -> String {
        self.baseline.map_or_else(String::new, |[_, lower, upper]| {
            self.level_style().level_interval(lower, upper)
        })
    }

    /// A cell in words: the difference, and its interval in brackets if there is a difference at all. Measures of a
    /// change have no sign.
    pub fn cell(&self, cell: &Cell<'_>) -> (String, Option<String>) {
        if self.is_share_of_a_change() {
            return share_of_a_change(&self.measure.key, cell);
        }
        let style = self.difference_style();
        let (value, interval) = if of_a_comparison::contains(&self.measure.key) {
            (
                style.level(cell.value),
                style.level_interval(cell.lower, cell.upper),
            )
        } else {
            (
                style.difference(cell.value),
                style.difference_interval(cell.lower, cell.upper),
            )
        };
        (
            value,
            cell.value.is_finite().then(|| format!("({interval})")),
        )
    }

    fn is_share_of_a_change(&self) -> bool {
        of_a_comparison::contains(&self.measure.key) && self.measure.unit == "share"
    }

    /// Whether nothing differs in any pair of replications.
    pub fn is_same(&self, cell: &Cell<'_>) -> bool {
        let finding = Finding::new(cell.value, cell.lower, cell.upper);
        !of_a_comparison::contains(&self.measure.key) && finding.direction() == Direction::Same
    }

    /// The largest distance from zero of any interval of the row, if there is one to draw.
    pub fn reach(&self) -> Option<f64> {
        let reach = self
            .cells
            .iter()
            .flatten()
            .flat_map(|c| [c.value, c.lower, c.upper])
            .filter(|x| x.is_finite())
            .fold(0.0, |most: f64, x| most.max(x.abs()));
        (reach > 0.0 && !of_a_comparison::contains(&self.measure.key)).then_some(reach)
    }
}

/// A share that is none or all but for the rounding of sums is none or all.
pub fn whole_share(share: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    match share {
        x if x.abs() < ROUNDING => 0.0,
        x if (x - 1.0).abs() < ROUNDING => 1.0,
        x => x,
    }
}

/// A share of a change in words: between none and all as it is, and beyond as what that means.
///
/// Such a share is a ratio, and may lie below none (delay fell elsewhere too) or above all (it grew elsewhere); how far is
/// no longer a share of anything.
fn share_of_a_change(key: &str, cell: &Cell<'_>) -> (String, Option<String>) {
    let [value, lower, upper] = [cell.value, cell.lower, cell.upper].map(whole_share);
    if value.is_nan() {
        return (NOTHING.to_owned(), None);
    }
    let (below, above) = match key {
        "moved_share" => ("none: it fell elsewhere too", "all of it, and more"),
        "shift_share" => ("none", "all of it, and more"),
        _ => (
            "none: others lost more than was added",
            "all of it, and others gained",
        ),
    };
    // Beyond the bounds with the whole interval: then there is nothing to be said in numbers.
    if upper < 0.0 {
        return (below.to_owned(), None);
    }
    if lower > 1.0 {
        return (above.to_owned(), None);
    }
    if lower == 1.0 && upper == 1.0 {
        return ("all of it".to_owned(), None);
    }
    let style = Style::of("share", &[value.clamp(0.0, 1.0)]);
    let share = match value {
        x if x < 0.0 => "none".to_owned(),
        x if x > 1.0 => "all of it".to_owned(),
        x => style.level(x),
    };
    let interval = match (lower < 0.0, upper > 1.0) {
        _ if lower.is_nan() || upper.is_nan() => "no interval".to_owned(),
        (false, false) => style.level_interval(lower, upper),
        (true, false) => format!("up to {}", style.level(upper)),
        (false, true) => format!("{} or more", style.level(lower)),
        (true, true) => "anything from none to all".to_owned(),
    };
    (share, Some(format!("({interval})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::comparison::comparisons;
    use crate::output::sample::{self, Sample};

    #[test]
    fn rows_tell_level_difference_interval_and_verdict() {
        let results = sample::of(&Sample::market());
        let comparison = &comparisons(&results)[0];
        let table = of(&results, comparison, comparison.main_window(&results));
        assert_eq!(table.scenarios, ["step-down", "own-homecare"]);
        let acute = &table.rows[0];
        assert_eq!(acute.title(), "Delayed acute beds (people)");
        let cell = acute.cells[0].as_ref().unwrap();
        assert_eq!(cell.verdict, "better");
        let (difference, interval) = acute.cell(cell);
        let interval = interval.unwrap();
        assert!(
            difference.starts_with('−') && interval.contains(" to −"),
            "{difference} {interval}"
        );
        // Every pair of the sample has fewer.
        assert_eq!(cell.on_its_side, Some((30, 30)));
        let moved = table
            .rows
            .iter()
            .find(|r| r.measure.key == "moved_share")
            .unwrap();
        assert_eq!(moved.level(), NOTHING);
        let cell = moved.cells[0].as_ref().unwrap();
        // 160% (130% to 190%) of a fall is more than there was.
        assert_eq!(moved.cell(cell), ("all of it, and more".to_owned(), None));
        let between = Cell {
            value: 0.9,
            lower: 0.7,
            upper: 1.1,
            ..*cell
        };
        let (share, interval) = moved.cell(&between);
        assert_eq!(
            (share.as_str(), interval.unwrap().as_str()),
            ("90%", "(70% or more)")
        );
        let elsewhere = Cell {
            value: -1.52,
            lower: -3.0,
            upper: -0.2,
            ..*cell
        };
        assert_eq!(moved.cell(&elsewhere).0, "none: it fell elsewhere too");
        assert_eq!(cell.other_window, Some("m1"));
        // A sum of parts may be all of it but for the last digit.
        let all = Cell {
            value: 0.999_999_999_999_999_8,
            lower: 0.999_999_999_999_999_2,
            upper: 1.000_000_000_000_000_4,
            ..*cell
        };
        assert_eq!(moved.cell(&all), ("all of it".to_owned(), None));
        let undefined = Cell {
            value: f64::NAN,
            ..*cell
        };
        assert_eq!(moved.cell(&undefined), (NOTHING.to_owned(), None));
    }
}
