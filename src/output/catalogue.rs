//! What became of the expectations of every scenario: one table, for programs and for people.

use super::error::OutputError;
use super::folder::{Content, NewFolder};
use super::table;
use super::words;
use crate::results::CatalogueRow;
use std::path::{Path, PathBuf};

/// Writes the table twice: as comma-separated values, and as a page.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    rows: &[CatalogueRow],
    command: &str,
    folder: &Path,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut new = NewFolder::begin(folder)?;
    let page = page(rows, command);
    new.file(table::of_rows("catalogue.csv", rows))?;
    new.file(Content::new("catalogue.md", |w| {
        w.write_all(page.as_bytes())
    }))?;
    new.finish()
}

/// How many expectations were met, and how many not.
pub fn verdict(rows: &[CatalogueRow]) -> String {
    let count = |outcome: &str| rows.iter().filter(|row| row.outcome == outcome).count();
    let assumed = rows
        .iter()
        .filter(|row| row.assumed && row.outcome == "met")
        .count();
    let by_assumption = match assumed {
        0 => String::new(),
        n => format!(", {n} of them by assumption"),
    };
    format!(
        "Of {}, {} met{by_assumption}, {} not met, {} undecided.",
        words::count(rows.len(), "expectation"),
        count("met"),
        count("not met"),
        count("undecided"),
    )
}

fn page(rows: &[CatalogueRow], command: &str) -> String {
    let mut text = String::from("# What the scenarios expect, and what was found\n");
    if let Some(row) = rows.first() {
        text.push_str(&format!(
            "\ncaremarket {}, seed {}, {}: `{command}`\n",
            row.version,
            row.seed,
            words::count(row.replications, "replication")
        ));
    }
    text.push_str(&format!("\n{}\n", verdict(rows)));
    let mut of = "";
    for row in rows {
        if row.scenario != of {
            of = &row.scenario;
            text.push_str(&format!(
                "\n## {of}: {}\n\n\
                 | outcome | measure | window | versus | expected | found | 95 % interval |\n\
                 |---|---|---|---|---|--:|--:|\n",
                row.title
            ));
        }
        let decimals = decimals(row.lower, row.upper);
        let number = |x: f64| {
            if x.is_finite() {
                words::grouped(x, decimals)
            } else {
                "–".to_owned()
            }
        };
        text.push_str(&format!(
            "| {} | `{}` | {} | {} | {} | {} | {} to {} |\n",
            row.outcome,
            row.measure,
            row.window,
            row.versus,
            row.expected,
            number(row.value),
            number(row.lower),
            number(row.upper),
        ));
    }
    text
}

/// As many decimals as show half the width of an interval to two figures.
pub(super) fn decimals(lower: f64, upper: f64) -> usize {
    let half = (upper - lower) / 2.0;
    if half.is_finite() && half > 0.0 {
        (1.0 - libm::floor(libm::log10(half))).clamp(0.0, 4.0) as usize
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_counted_by_what_became_of_them() {
        let row = |outcome: &str, assumed: bool| CatalogueRow {
            scenario: "step-down".to_owned(),
            title: "Beds".to_owned(),
            versus: "no policy".to_owned(),
            window: "m2-3".to_owned(),
            measure: "delayed.acute".to_owned(),
            expected: "lower".to_owned(),
            value: -10.25,
            lower: -11.0,
            upper: f64::NAN,
            outcome: outcome.to_owned(),
            assumed,
            replications: 30,
            seed: 7,
            version: "0".to_owned(),
        };
        let rows = [row("met", false), row("met", true), row("undecided", true)];
        assert_eq!(
            verdict(&rows),
            "Of 3 expectations, 2 met, 1 of them by assumption, 0 not met, 1 undecided."
        );
        let page = page(&rows, "caremarket compare --all");
        let line = "| met | `delayed.acute` | m2-3 | no policy | lower | -10.25 | -11.00 to – |";
        assert!(page.contains(line), "{page}");
    }
}
