//! The tables of a result folder: every row of [`Results`] as comma-separated values, and back.
//!
//! Numbers are the shortest decimals that read back as the same number, and a value that does not
//! exist is an empty cell. A table without rows is still written, with its header.

mod cells;
mod details;
mod levels;
mod replications;
mod rows;

use super::error::OutputError;
use super::folder::Content;
use crate::results::{Details, Results};
use cells::{Problem, Records};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The tables, in the order in which they are written.
pub const FILES: [&str; 8] = [
    "summary.csv",
    "differences.csv",
    "replications.csv",
    "series.csv",
    "difference_series.csv",
    "distributions.csv",
    "moves.csv",
    "expectations.csv",
];

/// Every table.
pub fn all(results: &Results) -> Vec<Content<'_>> {
    vec![
        Content::new("summary.csv", |w| rows::write(&results.summary, w)),
        Content::new("differences.csv", |w| rows::write(&results.differences, w)),
        Content::new("replications.csv", |w| {
            replications::write(&results.replications, w)
        }),
        Content::new("series.csv", |w| levels::write(&results.series, w)),
        Content::new("difference_series.csv", |w| {
            levels::write(&results.difference_series, w)
        }),
        Content::new("distributions.csv", |w| {
            rows::write(&results.distributions, w)
        }),
        Content::new("moves.csv", |w| rows::write(&results.moves, w)),
        Content::new("expectations.csv", |w| {
            rows::write(&results.expectations, w)
        }),
    ]
}

/// The tables that were asked for beside the usual ones.
pub fn details<'a>(details: &Details<'a>) -> Vec<Content<'a>> {
    let census = details
        .census
        .map(|rows| Content::new("census.csv", move |w| details::census(rows, w)));
    let people = details
        .people
        .map(|rows| Content::new("people.csv", move |w| details::people(rows, w)));
    let drawn = details
        .drawn
        .map(|rows| Content::new("drawn.csv", move |w| details::drawn(rows, w)));
    census.into_iter().chain(people).chain(drawn).collect()
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

/// A table of text, with these columns.
pub(super) fn of_text<'a>(
    name: &str,
    columns: Vec<String>,
    lines: impl FnOnce(&mut dyn FnMut(&[String]) -> std::io::Result<()>) -> std::io::Result<()>
    + Send
    + 'a,
) -> Content<'a> {
    Content::new(name, move |w| {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut record = cells::Record::new(w, &columns)?;
        lines(&mut |line| {
            for cell in line {
                record.text(cell)?;
            }
            record.end()
        })?;
        record.finish()
    })
}

/// Reads every table of a folder into `results`.
///
/// # Errors
/// When a file cannot be read, or does not hold what it should.
pub fn read_all(folder: &Path, results: &mut Results) -> Result<(), OutputError> {
    results.summary = read(folder, "summary.csv", rows::read)?;
    results.differences = read(folder, "differences.csv", rows::read)?;
    results.replications = read(folder, "replications.csv", replications::read)?;
    results.series = read(folder, "series.csv", levels::read)?;
    results.difference_series = read(folder, "difference_series.csv", levels::read)?;
    results.distributions = read(folder, "distributions.csv", rows::read)?;
    results.moves = read(folder, "moves.csv", rows::read)?;
    results.expectations = read(folder, "expectations.csv", rows::read)?;
    Ok(())
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
