//! The table of key measures: what the baseline is like, and how much each scenario differs from it.

use super::comparison::Comparison;
use super::finding::{Direction, Finding};
use super::key_measures;
use super::words::{NOTHING, Style};
use crate::results::{MeasureRecord, Results, WindowRecord, of_a_comparison};

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
}

/// The key measures of a comparison in a window.
pub fn of<'a>(
    results: &'a Results,
    comparison: &Comparison<'a>,
    window: Option<&'a WindowRecord>,
) -> KeyTable<'a> {
    let name = window.map_or("all", |w| w.name.as_str());
    let rows = key_measures::of(results)
        .into_iter()
        .filter_map(|measure| {
            let baseline = results
                .summary_of(&comparison.baseline.name, name, &measure.key)
                .filter(|_| !of_a_comparison::contains(&measure.key))
                .map(|row| [row.mean, row.lower, row.upper]);
            let cells: Vec<Option<Cell<'a>>> = comparison
                .scenarios
                .iter()
                .map(|s| cell(results, comparison, &s.name, name, measure))
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

fn cell<'a>(
    results: &'a Results,
    comparison: &Comparison<'a>,
    scenario: &str,
    window: &str,
    measure: &MeasureRecord,
) -> Option<Cell<'a>> {
    // A measure of the change itself may be told once for the whole run.
    let row = if of_a_comparison::contains(&measure.key) {
        comparison.difference_of(results, scenario, window, &measure.key)
    } else {
        results.difference_of(scenario, window, &measure.key)
    }?;
    Some(Cell {
        value: row.difference,
        lower: row.lower,
        upper: row.upper,
        verdict: &row.verdict,
        other_window: (row.window != window).then_some(row.window.as_str()),
    })
}

impl KeyRow<'_> {
    /// How levels of this row are written.
    pub fn level_style(&self) -> Style {
        Style::of(
            &self.measure.unit,
            &self.baseline.map_or([0.0; 3], |level| level),
        )
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

    /// Title and unit: "Delayed in acute (people)". Shares need no unit: they are written with their sign.
    pub fn title(&self) -> String {
        let MeasureRecord {
            key, title, unit, ..
        } = self.measure;
        let title = if title.is_empty() { key } else { title };
        if unit.is_empty() || unit.starts_with("share") || title.ends_with(')') {
            title.clone()
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
        assert_eq!(acute.title(), "Delayed acute (people)");
        let cell = acute.cells[0].as_ref().unwrap();
        assert_eq!(cell.verdict, "better");
        let (difference, interval) = acute.cell(cell);
        let interval = interval.unwrap();
        assert!(
            difference.starts_with('−') && interval.contains(" to −"),
            "{difference} {interval}"
        );
        let moved = table
            .rows
            .iter()
            .find(|r| r.measure.key == "moved_share")
            .unwrap();
        assert_eq!(moved.level(), NOTHING);
        let cell = moved.cells[0].as_ref().unwrap();
        assert_eq!(moved.cell(cell).0, "160%");
        assert_eq!(cell.other_window, Some("m1"));
        let undefined = Cell {
            value: f64::NAN,
            ..*cell
        };
        assert_eq!(moved.cell(&undefined), (NOTHING.to_owned(), None));
    }
}
