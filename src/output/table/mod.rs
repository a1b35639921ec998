//! The tables of a result folder: every row of [`Results`] as comma-separated values, and back.
//!
//! Numbers are the shortest decimals that read back as the same number, and a value that does not
//! exist is an empty cell. A table without rows is still written, with its header.

mod cells;
pub mod columns;
mod details;
mod levels;
#[cfg(feature = "parquet")]
pub mod parquet;
mod replications;
mod rows;

use super::error::OutputError;
use super::folder::Content;
use crate::results::{Details, Results};
use cells::{Problem, Records};
use columns::{
    CENSUS, CONTROL_CHART, CONTROL_SIGNALS, DIFFERENCE_SERIES, DIFFERENCES, DISTRIBUTIONS, DRAWN,
    EACH_REPLICATION, EXPECTATIONS, MOVES, PEOPLE, SERIES, SUMMARY,
};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The tables, in the order in which they are written.
pub const FILES: [&str; 10] = [
    SUMMARY.file,
    DIFFERENCES.file,
    EACH_REPLICATION.file,
    SERIES.file,
    DIFFERENCE_SERIES.file,
    DISTRIBUTIONS.file,
    MOVES.file,
    EXPECTATIONS.file,
    CONTROL_CHART.file,
    CONTROL_SIGNALS.file,
];

/// Every table.
pub fn all(results: &Results) -> Vec<Content<'_>> {
    vec![
        Content::new(SUMMARY.file, |w| rows::write(&results.summary, w)),
        Content::new(DIFFERENCES.file, |w| rows::write(&results.differences, w)),
        Content::new(EACH_REPLICATION.file, |w| {
            replications::write(&results.replications, w)
        }),
        Content::new(SERIES.file, |w| levels::write(&results.series, w)),
        Content::new(DIFFERENCE_SERIES.file, |w| {
            levels::write(&results.difference_series, w)
        }),
        Content::new(DISTRIBUTIONS.file, |w| {
            rows::write(&results.distributions, w)
        }),
        Content::new(MOVES.file, |w| rows::write(&results.moves, w)),
        Content::new(EXPECTATIONS.file, |w| rows::write(&results.expectations, w)),
        Content::new(CONTROL_CHART.file, |w| {
            rows::write(&results.control_chart, w)
        }),
        Content::new(CONTROL_SIGNALS.file, |w| {
            rows::write(&results.control_signals, w)
        }),
    ]
}

/// What was asked for beside the usual tables.
pub fn details<'a>(details: &Details<'a>) -> Vec<Content<'a>> {
    let census = details
        .census
        .map(|rows| Content::new(CENSUS.file, move |w| details::census(rows, w)));
    let people = details
        .people
        .map(|rows| Content::new(PEOPLE.file, move |w| details::people(rows, w)));
    let drawn = details
        .drawn
        .map(|rows| Content::new(DRAWN.file, move |w| details::drawn(rows, w)));
    let kept = details
        .kept
        .map(|kept| Content::new(kept.name, move |w| (kept.write)(w)));
    let all = [census, people, drawn, kept];
    all.into_iter().flatten().collect()
}

/// A table of its own.
pub(super) fn of_rows<'a, R: rows::Row + Sync>(name: &str, all: &'a [R]) -> Content<'a> {
    Content::new(name, move |w| rows::write(all, w))
}

/// Reads a table of its own.
///
/// # Errors
/// When the file cannot be read, or does not hold what it should.
pub(super) fn rows_of<R: rows::Row>(folder: &Path, name: &str) -> Result<Vec<R>, OutputError> {
    read(folder, name, rows::read)
}

/// A table of text, whose columns are not always the same.
pub(super) fn of_text<'a>(
    name: &str,
    columns: Vec<String>,
    lines: Vec<Vec<String>>,
) -> Content<'a> {
    Content::new(name, move |w| {
        let mut table = csv::Writer::from_writer(w);
        table.write_record(&columns)?;
        for line in &lines {
            table.write_record(line)?;
        }
        table.flush()
    })
}

/// Reads every table of a folder into `results`.
///
/// # Errors
/// When a file cannot be read, or does not hold what it should.
pub fn read_all(folder: &Path, results: &mut Results) -> Result<(), OutputError> {
    results.summary = read(folder, SUMMARY.file, rows::read)?;
    results.differences = read(folder, DIFFERENCES.file, rows::read)?;
    results.replications = read(folder, EACH_REPLICATION.file, replications::read)?;
    results.series = read(folder, SERIES.file, levels::read)?;
    results.difference_series = read(folder, DIFFERENCE_SERIES.file, levels::read)?;
    results.distributions = read(folder, DISTRIBUTIONS.file, rows::read)?;
    results.moves = read(folder, MOVES.file, rows::read)?;
    results.expectations = read(folder, EXPECTATIONS.file, rows::read)?;
    results.control_chart = read(folder, CONTROL_CHART.file, rows::read)?;
    results.control_signals = read(folder, CONTROL_SIGNALS.file, rows::read)?;
    Ok(())
}

/// A table of a folder as Parquet.
///
/// # Errors
/// When it cannot be read, or does not hold what it should.
#[cfg(feature = "parquet")]
pub(super) fn as_parquet(folder: &Path, table: &columns::Table) -> Result<Vec<u8>, OutputError> {
    read(folder, table.file, |records| {
        parquet::convert(table, records)
    })
}

fn read<T>(
    folder: &Path,
    name: &str,
    table: impl FnOnce(Records) -> Result<T, Problem>,
) -> Result<T, OutputError> {
    let path = folder.join(name);
    let file = File::open(&path).map_err(OutputError::reading(&path))?;
    table(Records::of(BufReader::new(file))).map_err(|Problem { line, problem }| {
        OutputError::Malformed {
            path,
            line,
            problem,
        }
    })
}

#[cfg(test)]
mod tests;
