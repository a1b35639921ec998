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
use super::folder::NewFolder;
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

/// Writes every table into a new folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write_all(results: &Results, folder: &mut NewFolder) -> Result<(), OutputError> {
    folder.file("summary.csv", |w| rows::write(&results.summary, w))?;
    folder.file("differences.csv", |w| rows::write(&results.differences, w))?;
    folder.file("replications.csv", |w| {
        replications::write(&results.replications, w)
    })?;
    folder.file("series.csv", |w| levels::write(&results.series, w))?;
    folder.file("difference_series.csv", |w| {
        levels::write(&results.difference_series, w)
    })?;
    folder.file("distributions.csv", |w| {
        rows::write(&results.distributions, w)
    })?;
    folder.file("moves.csv", |w| rows::write(&results.moves, w))?;
    folder.file("expectations.csv", |w| {
        rows::write(&results.expectations, w)
    })
}

/// Writes the tables that were asked for beside the usual ones.
///
/// # Errors
/// When a file cannot be written.
pub fn write_details(details: &Details<'_>, folder: &mut NewFolder) -> Result<(), OutputError> {
    if let Some(rows) = details.census {
        folder.file("census.csv", |w| details::census(rows, w))?;
    }
    if let Some(rows) = details.people {
        folder.file("people.csv", |w| details::people(rows, w))?;
    }
    if let Some(rows) = details.drawn {
        folder.file("drawn.csv", |w| details::drawn(rows, w))?;
    }
    Ok(())
}

/// Writes one table of rows into a new folder.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_rows<R: rows::Row>(
    name: &str,
    all: &[R],
    folder: &mut NewFolder,
) -> Result<(), OutputError> {
    folder.file(name, |w| rows::write(all, w))
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
