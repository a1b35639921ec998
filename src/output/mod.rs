//! Results into something to read: tables, charts, a report, and a manifest to run it all again.
//!
//! Sees nothing but [`Results`] and the statistics.

pub mod catalogue;
pub mod chart;
pub mod comparison;
mod error;
pub mod finding;
pub mod folder;
pub mod headline;
pub mod html;
pub mod key_measures;
pub mod key_table;
pub mod manifest;
#[cfg(test)]
mod sample;
pub mod sensitivity;
pub mod table;
pub mod terminal;
pub mod unfinished;
pub mod verification;
pub mod words;

pub use error::OutputError;
pub use folder::must_be_free;
pub use manifest::read_results;

use crate::results::{Details, FileRecord, Results};
use chart::Chart;
use folder::NewFolder;
use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The report's file.
const REPORT: &str = "report.html";

/// Writes everything about these results into a new folder, and returns its files.
///
/// The folder gets its name when it is whole; until then nothing stands under that name.
///
/// # Errors
/// When something of that name exists, or a file cannot be written.
pub fn write(results: &Results, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    write_with(results, &Details::default(), folder)
}

/// The same, and the tables that were asked for beside the usual ones.
///
/// # Errors
/// When something of that name exists, or a file cannot be written.
pub fn write_with(
    results: &Results,
    details: &Details<'_>,
    folder: &Path,
) -> Result<Vec<PathBuf>, OutputError> {
    let mut new = NewFolder::begin(folder)?;
    table::write_all(results, &mut new)?;
    table::write_details(details, &mut new)?;
    for (name, bytes) in pictures(results).map_err(OutputError::writing(folder.join("charts")))? {
        new.file(&name, |w| w.write_all(&bytes))?;
    }
    let files = new.files().to_vec();
    new.file(manifest::FILE, |w| {
        manifest::write(&results.manifest, &files, w)
    })?;
    new.finish()
}

/// Draws the charts and the report of a saved folder again, and returns the files it has changed.
///
/// Nothing is simulated, and the tables are not touched. Each file is replaced in one step, the manifest last.
///
/// # Errors
/// When the folder does not hold whole results, or a file cannot be written.
pub fn redraw(folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let results = read_results(folder)?;
    let drawn = pictures(&results).map_err(OutputError::writing(folder.join("charts")))?;
    let mut records: Vec<FileRecord> = Vec::new();
    for (name, bytes) in &drawn {
        records.push(folder::replace_file(folder, name, |w| w.write_all(bytes))?);
    }
    let old = &results.manifest.files;
    for file in old.iter().filter(|f| is_drawn(&f.name)) {
        let path = folder.join(&file.name);
        if !records.iter().any(|r| r.name == file.name) && path.exists() {
            fs::remove_file(&path).map_err(OutputError::writing(&path))?;
        }
    }
    let mut files: Vec<FileRecord> = old.iter().filter(|f| !is_drawn(&f.name)).cloned().collect();
    let mut changed: Vec<PathBuf> = records.iter().map(|r| folder.join(&r.name)).collect();
    files.extend(records);
    folder::replace_file(folder, manifest::FILE, |w| {
        manifest::write(&results.manifest, &files, w)
    })?;
    changed.push(folder.join(manifest::FILE));
    Ok(changed)
}

/// Whether a file can be drawn again from the tables.
fn is_drawn(name: &str) -> bool {
    name == REPORT || name.starts_with("charts/")
}

/// Charts as SVG and PNG, and the report: names within the folder, and bytes.
fn pictures(results: &Results) -> io::Result<Vec<(String, Vec<u8>)>> {
    let charts = chart::all(results);
    let drawn: Vec<[(String, Vec<u8>); 2]> = charts
        .par_iter()
        .map(both_files)
        .collect::<io::Result<_>>()?;
    let report = html::page(results, &charts).into_bytes();
    Ok(drawn
        .into_iter()
        .flatten()
        .chain([(REPORT.to_owned(), report)])
        .collect())
}

fn both_files(chart: &Chart) -> io::Result<[(String, Vec<u8>); 2]> {
    let (mut svg, mut png) = (Vec::new(), Vec::new());
    chart.write_svg(&mut svg)?;
    chart.write_png(&mut png)?;
    Ok([
        (format!("charts/{}.svg", chart.file), svg),
        (format!("charts/{}.png", chart.file), png),
    ])
}

#[cfg(test)]
mod tests;
