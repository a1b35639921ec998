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
use crate::results::{
    Details, DifferenceRow, DistributionRow, ExpectationRow, MoveRow, Results, SummaryRow,
};
use cells::{Problem, Record, Records};
use std::fs::File;
use std::io::{self, BufReader, Write};
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
    folder.file("summary.csv", |w| write_rows(&results.summary, w))?;
    folder.file("differences.csv", |w| write_rows(&results.differences, w))?;
    folder.file("replications.csv", |w| {
        replications::write(&results.replications, w)
    })?;
    folder.file("series.csv", |w| levels::write(&results.series, w))?;
    folder.file("difference_series.csv", |w| {
        levels::write(&results.difference_series, w)
    })?;
    folder.file("distributions.csv", |w| {
        write_rows(&results.distributions, w)
    })?;
    folder.file("moves.csv", |w| write_rows(&results.moves, w))?;
    folder.file("expectations.csv", |w| write_rows(&results.expectations, w))
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
    Ok(())
}

/// Reads every table of a folder into `results`.
///
/// # Errors
/// When a file cannot be read, or does not hold what it should.
pub fn read_all(folder: &Path, results: &mut Results) -> Result<(), OutputError> {
    results.summary = read(folder, "summary.csv", read_rows::<SummaryRow>)?;
    results.differences = read(folder, "differences.csv", read_rows::<DifferenceRow>)?;
    results.replications = read(folder, "replications.csv", replications::read)?;
    results.series = read(folder, "series.csv", levels::read)?;
    results.difference_series = read(folder, "difference_series.csv", levels::read)?;
    results.distributions = read(folder, "distributions.csv", read_rows::<DistributionRow>)?;
    results.moves = read(folder, "moves.csv", read_rows::<MoveRow>)?;
    results.expectations = read(folder, "expectations.csv", read_rows::<ExpectationRow>)?;
    Ok(())
}

/// A struct that is one row of a table.
trait Row: Sized {
    /// Names of the columns, in order.
    const COLUMNS: &'static [&'static str];

    /// Puts its cells down, in the order of the columns.
    fn write(&self, record: &mut Record<&mut dyn Write>) -> io::Result<()>;

    /// Takes the cells of a row that has as many as there are columns.
    fn read(cells: &mut cells::Cells<'_>) -> Result<Self, Problem>;
}

fn write_rows<R: Row>(rows: &[R], w: &mut dyn Write) -> io::Result<()> {
    let mut record = Record::new(w, R::COLUMNS)?;
    for row in rows {
        row.write(&mut record)?;
        record.end()?;
    }
    record.finish()
}

fn read_rows<R: Row>(mut records: Records) -> Result<Vec<R>, Problem> {
    records.expect_columns(R::COLUMNS)?;
    let mut rows = Vec::new();
    while let Some(mut cells) = records.next_cells()? {
        rows.push(R::read(&mut cells)?);
    }
    Ok(rows)
}

fn read<T>(
    folder: &Path,
    name: &str,
    rows: impl FnOnce(Records) -> Result<T, Problem>,
) -> Result<T, OutputError> {
    let path = folder.join(name);
    let file = File::open(&path).map_err(OutputError::reading(&path))?;
    rows(Records::of(BufReader::new(file))).map_err(|Problem { line, problem }| {
        OutputError::Malformed {
            path,
            line,
            problem,
        }
    })
}

#[cfg(test)]
mod tests;
