//! On which assumptions conclusions hang: a table for the terminal, a page, and comma-separated values.

use super::catalogue::decimals;
use super::chart::{Chart, tornado};
use super::error::OutputError;
use super::folder::{Content, NewFolder};
use super::table;
use super::terminal::{self, Look};
use super::words;
use crate::results::{MeasureRecord, SensitivityRow};
use std::path::{Path, PathBuf};

/// Writes the table twice, as comma-separated values and as a page, and a chart of each of these measures.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    rows: &[SensitivityRow],
    measures: &[MeasureRecord],
    command: &str,
    folder: &Path,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut new = NewFolder::begin(folder)?;
    let charts = measures
        .iter()
        .filter_map(|m| tornado::of_sensitivity(rows, m));
    let charts: Vec<Chart> = charts.collect();
    let page = page(rows, command);
    new.file(table::of_rows("sensitivity.csv", rows))?;
    new.file(Content::new("sensitivity.md", |w| {
        w.write_all(page.as_bytes())
    }))?;
    new.all(charts.iter().flat_map(Chart::files).collect())?;
    new.finish()
}

/// The measures of the table, in order.
fn measures(rows: &[SensitivityRow]) -> Vec<&str> {
    let mut measures: Vec<&str> = rows.iter().map(|row| row.measure.as_str()).collect();
    let first = rows.first().map_or("", |row| row.measure.as_str());
    let again = measures.iter().skip(1).position(|&m| m == first);
    measures.truncate(again.map_or(measures.len(), |at| at + 1));
    measures
}

/// One line for each case: its assumption, its value, and a cell for each measure.
fn lines(rows: &[SensitivityRow]) -> Vec<Vec<String>> {
    let width = measures(rows).len().max(1);
    rows.chunks(width)
        .map(|cells| {
            let mut line = vec![
                cells[0].assumption.clone(),
                cells[0].case.clone(),
                cells[0].value.clone(),
            ];
            line.extend(cells.iter().map(cell));
            line
        })
        .collect()
}

/// "−12.3 (−20.1 to −4.5), flips".
fn cell(row: &SensitivityRow) -> String {
    if !row.difference.is_finite() {
        let change = if row.change.is_empty() {
            String::new()
        } else {
            format!(", {}", row.change)
        };
        return format!("{}{change}", row.sign);
    }
    let decimals = decimals(row.lower, row.upper);
    let number = |x: f64| words::grouped(x, decimals);
    let mut text = format!(
        "{} ({} to {})",
        number(row.difference),
        number(row.lower),
        number(row.upper)
    );
    if !row.change.is_empty() {
        text.push_str(&format!(", {}", row.change));
    }
    text
}

/// The table for the terminal, and what hangs on what.
pub fn table(rows: &[SensitivityRow], look: Look) -> String {
    let mut table = terminal::bare_table(look);
    let mut header = vec![
        "assumption".to_owned(),
        "case".to_owned(),
        "value".to_owned(),
    ];
    header.extend(measures(rows).into_iter().map(str::to_owned));
    table.set_header(header);
    for line in lines(rows) {
        table.add_row(line);
    }
    terminal::plain(&format!("{table}\n\n{}", conclusions(rows)), look)
}

/// For each measure: what is concluded as written, and which assumptions change it.
pub fn conclusions(rows: &[SensitivityRow]) -> String {
    let mut text = String::new();
    for measure in measures(rows) {
        let of_it: Vec<&SensitivityRow> = rows.iter().filter(|r| r.measure == measure).collect();
        let Some(middle) = of_it.first() else {
            continue;
        };
        text.push_str(&format!("{measure}: {} as written", middle.sign));
        if of_it.iter().all(|row| row.sign == middle.sign) {
            text.push_str(", and in every other case");
        }
        let clear = [ABOVE, BELOW].map(|sign| (CLEARS, sign, sign));
        let unclear = [(FLIPS, "", FLIPS), (LOST, "", LOST)];
        for (change, sign, said) in unclear.into_iter().chain(clear) {
            let changed = of_it.iter().filter(|row| row.change == change);
            let cases: Vec<String> = changed
                .filter(|row| sign.is_empty() || row.sign == sign)
                .map(|row| format!("{} ({})", row.assumption, row.case))
                .collect();
            if !cases.is_empty() {
                text.push_str(&format!("; {said} with {}", words::list(&cases)));
            }
        }
        text.push_str(".\n");
    }
    text
}

/// A conclusion is turned round.
pub const FLIPS: &str = "flips";
/// A conclusion can no longer be drawn.
pub const LOST: &str = "no longer clear";
/// A conclusion can be drawn that could not be.
pub const CLEARS: &str = "becomes clear";
/// The interval of a difference lies above zero.
pub const ABOVE: &str = "above 0";
/// The interval lies below zero.
pub const BELOW: &str = "below 0";

fn page(rows: &[SensitivityRow], command: &str) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let mut text = format!(
        "# On which assumptions the conclusions of {} hang\n\ncaremarket {}, seed {}, {}, {}: `{command}`\n\n\
         Each assumption is put to its low and its high, all others as written. Differences are to the same place without \
         policies, with 95 % intervals.\n\n",
        first.scenario,
        first.version,
        first.seed,
        words::count(first.replications, "replication"),
        words::window(&first.window),
    );
    let measures = measures(rows);
    let heads: Vec<String> = measures.iter().map(|m| format!("`{m}`")).collect();
    text.push_str(&format!(
        "| assumption | case | value | {} |\n|---|---|---|{}\n",
        heads.join(" | "),
        "---|".repeat(measures.len())
    ));
    for line in lines(rows) {
        text.push_str(&format!("| {} |\n", line.join(" | ")));
    }
    text.push('\n');
    for line in conclusions(rows).lines() {
        text.push_str(&format!("- {line}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(
        assumption: &str,
        case: &str,
        measure: &str,
        difference: f64,
        change: &str,
    ) -> SensitivityRow {
        SensitivityRow {
            scenario: "step-down".to_owned(),
            assumption: assumption.to_owned(),
            case: case.to_owned(),
            value: String::new(),
            set: String::new(),
            window: "m7-12".to_owned(),
            measure: measure.to_owned(),
            difference,
            lower: difference - 1.0,
            upper: difference + 1.0,
            sign: if difference < 0.0 {
                "below 0"
            } else {
                "above 0"
            }
            .to_owned(),
            change: change.to_owned(),
            replications: 20,
            seed: 1,
            version: "0".to_owned(),
        }
    }

    fn rows() -> Vec<SensitivityRow> {
        vec![
            row("as written", "", "delayed.acute", -10.0, ""),
            row("as written", "", "delayed.all", -5.0, ""),
            row("Weight", "low", "delayed.acute", -8.0, ""),
            row("Weight", "low", "delayed.all", 7.0, FLIPS),
            row("Weight", "high", "delayed.acute", -12.0, ""),
            row("Weight", "high", "delayed.all", -0.5, LOST),
        ]
    }

    #[test]
    fn what_a_conclusion_hangs_on_is_named() {
        assert_eq!(
            conclusions(&rows()),
            "delayed.acute: below 0 as written, and in every other case.\n\
             delayed.all: below 0 as written; flips with Weight (low); no longer clear with Weight (high).\n"
        );
    }

    #[test]
    fn what_becomes_clear_only_in_some_cases_is_named() {
        let mut rows = vec![
            row("as written", "", "delayed.all", -0.5, ""),
            row("Weight", "low", "delayed.all", 7.0, CLEARS),
            row("Weight", "high", "delayed.all", -7.0, CLEARS),
            row("Growth", "low", "delayed.all", -0.5, ""),
        ];
        for row in [0, 3] {
            rows[row].sign = "unclear".to_owned();
        }
        assert_eq!(
            conclusions(&rows),
            "delayed.all: unclear as written; above 0 with Weight (low); below 0 with Weight (high).\n"
        );
    }

    #[test]
    fn each_case_is_a_line_of_the_page() {
        let page = page(&rows(), "caremarket sensitivity step-down");
        assert!(
            page.contains("| Weight | low |  | -8.0 (-9.0 to -7.0) | 7.0 (6.0 to 8.0), flips |"),
            "{page}"
        );
        assert_eq!(
            page.lines()
                .filter(|line| line.starts_with("| Weight"))
                .count(),
            2
        );
    }
}
