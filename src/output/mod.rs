//! Results into something to read: tables, charts, a report, and a manifest to run it all again.
//!
//! Sees nothing but [`Results`] and the statistics.

pub mod bundle;
pub mod catalogue;
pub mod chart;
pub mod comparison;
mod datapackage;
pub mod differ;
mod error;
pub mod finding;
pub mod folder;
pub mod headline;
pub mod html;
pub mod introduction;
pub mod key_measures;
pub mod key_table;
pub mod manifest;
#[cfg(test)]
mod sample;
pub mod sensitivity;
pub mod sweep;
pub mod table;
pub mod terminal;
pub mod unfinished;
pub mod verification;
pub mod words;
mod workbook;

pub use error::OutputError;
pub use folder::must_be_free;
pub use manifest::read_results;

use crate::results::{Details, FileRecord, Results};
use chart::Chart;
use folder::{Content, NewFolder};
use rayon::prelude::*;
use std::fs;
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
    let charts = chart::all(results);
    let mut contents = table::all(results);
    contents.extend(table::details(details));
    contents.extend(pictures(results, &charts));
    contents.push(book(results, &charts));
    new.all(contents)?;
    let tables = new.files().to_vec();
    new.file(described(results, &tables))?;
    let files = new.files().to_vec();
    new.file(Content::new(manifest::FILE, |w| {
        manifest::write(&results.manifest, &files, w)
    }))?;
    new.finish()
}

/// The report of these results by itself, as text of a page.
pub fn report(results: &Results) -> String {
    html::page(results, &chart::all(results))
}

/// The workbook of these results by itself, as bytes of a file.
///
/// # Errors
/// When it cannot be made.
pub fn workbook(results: &Results) -> std::io::Result<Vec<u8>> {
    let charts = chart::all(results);
    book(results, &charts).into_bytes()
}

/// Draws the charts, the report and the workbook of a saved folder again, describes its tables, and returns the files it
/// has changed.
///
/// Nothing is simulated, and the tables are not touched. Each file is replaced in one step, the manifest last. With the
/// folder of a sweep, or of `sensitivity`, of one of the scenarios, the report says what matters most, too.
///
/// # Errors
/// When the folder does not hold whole results, the other is not about them, or a file cannot be written.
pub fn redraw(folder: &Path, with: Option<&Path>) -> Result<Vec<PathBuf>, OutputError> {
    let results = read_results(folder)?;
    let mut charts = chart::all(&results);
    if let Some(with) = with {
        let names: Vec<String> = results.manifest.scenario_names();
        charts.extend(sweep::what_matters(
            with,
            &names,
            &results.manifest.measures,
        )?);
    }
    let draw = |picture: Content<'_>| {
        let name = picture.name.clone();
        let bytes = picture.into_bytes();
        let bytes = bytes.map_err(OutputError::writing(folder.join(&name)))?;
        Ok((name, bytes))
    };
    let old = &results.manifest.files;
    let mut contents = pictures(&results, &charts);
    contents.push(book(&results, &charts));
    contents.push(described(&results, old));
    let contents = contents.into_par_iter().with_max_len(1);
    let drawn = OutputError::all(contents.map(draw).collect::<Vec<_>>())?;
    let mut records: Vec<FileRecord> = Vec::new();
    for (name, bytes) in &drawn {
        records.push(folder::replace_file(folder, name, |w| w.write_all(bytes))?);
    }
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

/// Writes every table of a saved folder as Parquet into a new folder, and returns the files.
///
/// # Errors
/// When the folder does not hold whole results, something of the new one's name exists, or a file cannot be written.
#[cfg(feature = "parquet")]
pub fn export(folder: &Path, out: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let manifest = manifest::read(folder)?;
    let mut new = NewFolder::begin(out)?;
    for table in table::columns::ALL {
        let Some(record) = manifest.files.iter().find(|f| f.name == table.file) else {
            continue;
        };
        manifest::check(folder, table.file, Some(&record.sha256))?;
        let bytes = table::as_parquet(folder, table)?;
        let name = table::parquet::file_of(table);
        new.file(Content::new(name, move |w| w.write_all(&bytes)))?;
    }
    new.finish()
}

/// Whether a file can be drawn again from the tables. What a manifest calls a chart may only stand among the charts.
fn is_drawn(name: &str) -> bool {
    let chart = name.strip_prefix("charts/");
    [REPORT, workbook::FILE, datapackage::FILE].contains(&name)
        || chart.is_some_and(|name| !name.contains(['/', '\\']) && name != "..")
}

/// The workbook.
fn book<'a>(results: &'a Results, charts: &'a [Chart]) -> Content<'a> {
    Content::new(workbook::FILE, |w| workbook::write(results, charts, w))
}

/// What the tables among these files hold.
fn described<'a>(results: &'a Results, files: &'a [FileRecord]) -> Content<'a> {
    Content::new(datapackage::FILE, |w| datapackage::write(results, files, w))
}

/// Charts as SVG and PNG, and the report.
fn pictures<'a>(results: &'a Results, charts: &'a [Chart]) -> Vec<Content<'a>> {
    let files = charts.iter().flat_map(|chart| chart.files());
    let report = Content::new(REPORT, |w| {
        w.write_all(html::page(results, charts).as_bytes())
    });
    files.chain([report]).collect()
}

#[cfg(test)]
mod tests;
