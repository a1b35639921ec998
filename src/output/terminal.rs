//! What `run` and `compare` print: the key measures as a table, and the same as JSON.

use super::comparison::{self, Comparison};
use super::finding::Finding;
use super::key_table::{self, Cell, KeyRow, KeyTable};
use super::words::{self, Style};
use crate::results::{Better, Results, WindowRecord, of_a_comparison};
use comfy_table::{Attribute, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// How a table may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: u16,
    /// Whether verdicts may stand out: not if `NO_COLOR` is set or nobody looks.
    pub emphasis: bool,
    /// Whether only ASCII may be printed.
    pub ascii: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            width: 100,
            emphasis: false,
            ascii: false,
        }
    }
}

/// The key measures of all comparisons, ready to be printed: in the windows of these names, or in the main one.
pub fn tables(results: &Results, look: Look, asked: &[String]) -> String {
    let mut text = String::new();
    for comparison in comparison::comparisons(results) {
        for window in windows(results, &comparison, asked) {
            for part in comparison.parts(side_by_side(look)) {
                let keys = key_table::of(results, &part, window);
                writeln!(text, "{}", heading(results, &part, &keys))
                    .expect("a string takes what is written to it");
                writeln!(text, "{}\n", table(&part, &keys, look))
                    .expect("a string takes what is written to it");
            }
        }
    }
    plain(&text, look)
}

/// The windows asked for, or the main one.
fn windows<'a>(
    results: &'a Results,
    comparison: &Comparison<'a>,
    asked: &[String],
) -> Vec<Option<&'a WindowRecord>> {
    let there: Vec<Option<&WindowRecord>> = results
        .manifest
        .windows
        .iter()
        .filter(|w| asked.contains(&w.name))
        .map(Some)
        .collect();
    if there.is_empty() {
        vec![comparison.main_window(results)]
    } else {
        there
    }
}

/// Text as this terminal can show it.
pub fn plain(text: &str, look: Look) -> String {
    let text = text.replace('\u{a0}', " ");
    if look.ascii { ascii(&text) } else { text }
}

/// Least width of the column of a scenario, and of the two before it.
const NARROWEST: u16 = 24;
const BEFORE: u16 = 44;

/// How many scenarios fit beside one another.
fn side_by_side(look: Look) -> usize {
    usize::from((look.width.saturating_sub(BEFORE) / NARROWEST).max(1))
}

fn heading(results: &Results, comparison: &Comparison<'_>, keys: &KeyTable<'_>) -> String {
    let when = keys
        .window
        .map_or_else(|| "over the whole period".to_owned(), words::in_window);
    let basis = words::basis(results);
    if keys.scenarios.is_empty() {
        format!(
            "{}: means {when}\n{}",
            words::name(comparison.baseline),
            words::capitalised(&basis)
        )
    } else {
        format!(
            "Paired differences from {} {when}\n{}",
            words::name(comparison.baseline),
            words::capitalised(&basis)
        )
    }
}

/// Lines above, below and under the header; none between rows.
fn lines(fill: char) -> TableStyle {
    let line = LineStyle::none().fill(fill).junction(fill);
    TableStyle::new()
        .top_border(line)
        .header_separator(line)
        .bottom_border(line)
}

/// A table without rows, as every table here looks.
pub(super) fn bare_table(look: Look) -> Table {
    let mut table = Table::new();
    table
        .load_style(lines(if look.ascii { '-' } else { '─' }))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(look.width);
    if look.emphasis {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn table(comparison: &Comparison<'_>, keys: &KeyTable<'_>, look: Look) -> Table {
    let mut table = bare_table(look);
    let alone = keys.scenarios.is_empty();
    let mut header = vec![String::new(), words::name(comparison.baseline)];
    if alone {
        header.push("95% interval".to_owned());
    }
    header.extend(comparison.scenarios.iter().map(|s| words::name(s)));
    table.set_header(header);
    for row in &keys.rows {
        let mut cells = vec![
            comfy_table::Cell::new(row.title()),
            comfy_table::Cell::new(row.level()),
        ];
        if alone {
            cells.push(comfy_table::Cell::new(row.level_interval()));
        }
        cells.extend(
            row.cells
                .iter()
                .map(|cell| printed(row, cell.as_ref(), look)),
        );
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn printed(row: &KeyRow<'_>, cell: Option<&Cell<'_>>, look: Look) -> comfy_table::Cell {
    let Some(cell) = cell.filter(|cell| !cell.value.is_nan()) else {
        return comfy_table::Cell::new(words::NOTHING);
    };
    if row.is_same(cell) {
        return comfy_table::Cell::new("no change");
    }
    let (value, interval) = row.cell(cell);
    // Lines break between number, interval and verdict, but not inside them.
    let mut parts = vec![value];
    parts.extend(interval);
    parts.extend(cell.other_window.map(words::window));
    parts.push(cell.verdict.to_owned());
    let whole: Vec<String> = parts
        .iter()
        .map(|part| part.replace(' ', "\u{a0}"))
        .collect();
    let text = whole.join(" ").trim_end().to_owned();
    let clear = Finding::new(cell.value, cell.lower, cell.upper).is_clear();
    let printed = comfy_table::Cell::new(text);
    if look.emphasis && clear && !of_a_comparison::contains(&row.measure.key) {
        printed.add_attribute(Attribute::Bold)
    } else {
        printed
    }
}

/// The same words in letters that every terminal has.
fn ascii(text: &str) -> String {
    text.replace('£', "GBP ")
        .replace('…', "...")
        .chars()
        .map(|letter| match letter {
            '−' | '–' => '-',
            c if c.is_ascii() => c,
            _ => '?',
        })
        .collect()
}

/// What became of the expectations, one to a line, and a line that counts them; empty if there are none.
pub fn expectations(results: &Results, look: Look) -> String {
    let mut text = String::new();
    for row in &results.expectations {
        let record = comparison::measure(results, &row.measure);
        let style = Style::of(
            record.map_or("", |m| m.unit.as_str()),
            &[row.value, row.lower, row.upper],
        );
        let level = row.versus.is_empty();
        let found = if row.value.is_nan() {
            "no value".to_owned()
        } else if row.lower.is_nan() || row.upper.is_nan() {
            let value = if level {
                style.level(row.value)
            } else {
                style.difference(row.value)
            };
            format!("{value}, no interval")
        } else if level {
            style.level_interval(row.lower, row.upper)
        } else {
            style.difference_interval(row.lower, row.upper)
        };
        let title = record.map_or(row.measure.as_str(), |m| m.title.as_str());
        writeln!(
            text,
            "{:9}  {}: {title}, {}: expected {}, found {found}",
            row.outcome,
            row.scenario,
            words::window(&row.window),
            words::with_windows(&row.expected),
        )
        .expect("a string takes what is written to it");
    }
    let met = results
        .expectations
        .iter()
        .filter(|row| row.outcome == "met")
        .count();
    if !text.is_empty() {
        let all = words::count(results.expectations.len(), "expectation");
        writeln!(text, "{met} of {all} met").expect("a string takes what is written to it");
    }
    plain(&text, look)
}

/// The key measures of all comparisons as JSON, with what was run, in the windows of these names or in the main one;
/// numbers that do not exist are null.
pub fn json(results: &Results, asked: &[String]) -> Value {
    let manifest = &results.manifest;
    let all = comparison::comparisons(results);
    let comparisons: Vec<Value> = all
        .iter()
        .flat_map(|comparison| {
            let windows = windows(results, comparison, asked).into_iter();
            windows.map(move |window| (comparison, window))
        })
        .map(|(comparison, window)| {
            let keys = key_table::of(results, comparison, window);
            json!({
                "baseline": comparison.baseline.name,
                "scenarios": keys.scenarios,
                "window": keys.window.map(|w| w.name.as_str()),
                "measures": keys.rows.iter().map(|row| row_json(&keys, row)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "version": manifest.version,
        "kind": manifest.kind,
        "headline": manifest.headline,
        "seed": manifest.seed,
        "replications": manifest.replications_done,
        "comparisons": comparisons,
        "expectations": results.expectations.iter().map(|row| json!({
            "scenario": row.scenario,
            "versus": row.versus,
            "window": row.window,
            "measure": row.measure,
            "expected": row.expected,
            "value": row.value,
            "lower": row.lower,
            "upper": row.upper,
            "outcome": row.outcome,
        })).collect::<Vec<_>>(),
        "warnings": manifest.warnings,
    })
}

fn row_json(keys: &KeyTable<'_>, row: &KeyRow<'_>) -> Value {
    let differences: Map<String, Value> = keys
        .scenarios
        .iter()
        .zip(&row.cells)
        .filter_map(|(name, cell)| {
            let cell = cell.as_ref()?;
            let value = json!({
                "value": cell.value,
                "lower": cell.lower,
                "upper": cell.upper,
                "verdict": cell.verdict,
                "window": cell.other_window.or(keys.window.map(|w| w.name.as_str())),
            });
            Some(((*name).to_owned(), value))
        })
        .collect();
    json!({
        "measure": row.measure.key,
        "title": row.measure.title,
        "unit": row.measure.unit,
        "better": match row.measure.better {
            Better::Lower => "lower",
            Better::Higher => "higher",
            Better::Neither => "neither",
        },
        "baseline": row.baseline.map(|[mean, lower, upper]| json!({ "mean": mean, "lower": lower, "upper": upper })),
        "differences": differences,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, Sample};

    fn widest(text: &str) -> usize {
        text.lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn tables_keep_to_the_width_and_stay_plain() {
        for (name, results) in sample::every() {
            for width in [80, 100, 160] {
                let text = tables(
                    results,
                    Look {
                        width,
                        ..Look::default()
                    },
                    &[],
                );
                assert!(
                    widest(&text) <= usize::from(width),
                    "{name} at {width}:\n{text}"
                );
                assert!(
                    !text.contains('\u{1b}'),
                    "{name}: no colours unless asked for"
                );
                assert!(!text.contains("NaN"), "{name}");
            }
            let ascii = Look {
                ascii: true,
                ..Look::default()
            };
            let plain = tables(results, ascii, &[]);
            assert!(plain.is_ascii(), "{name}:\n{plain}");
        }
    }

    #[test]
    fn every_scenario_stands_in_some_table() {
        let results = sample::of(&Sample {
            scenarios: 8,
            ..Sample::market()
        });
        let text = tables(
            &results,
            Look {
                width: 80,
                ..Look::default()
            },
            &[],
        );
        for scenario in &results.manifest.scenarios {
            assert!(text.contains(&scenario.name), "{}", scenario.name);
        }
        assert!(
            text.contains("better") && text.contains("worse") && text.contains("no clear change")
        );
    }

    #[test]
    fn expectations_are_told_and_counted() {
        let results = sample::of(&Sample::market());
        let text = expectations(&results, Look::default());
        assert!(
            text.starts_with(
                "met        step-down: Delayed all, month 1: expected falls, found +19 to +31\n"
            ),
            "{text}"
        );
        assert!(text.ends_with("2 of 4 expectations met\n"));
        assert_eq!(expectations(&Results::default(), Look::default()), "");
    }

    #[test]
    fn json_says_the_same_in_numbers() {
        let results = sample::of(&Sample {
            replications: 1,
            ..Sample::market()
        });
        let value = json(&results, &[]);
        let acute = &value["comparisons"][0]["measures"][0];
        assert_eq!(acute["measure"], "delayed.acute");
        assert!(acute["differences"]["step-down"]["value"].is_number());
        assert!(
            acute["differences"]["step-down"]["lower"].is_null(),
            "one replication has no interval"
        );
        let text = serde_json::to_string(&value).unwrap();
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }
}
