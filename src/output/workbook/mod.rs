//! `results.xlsx`: the results as a workbook, for those who go on in a spreadsheet.
//!
//! A cover, then one table a sheet, in the words of the report, with numbers as numbers; and charts that the spreadsheet
//! draws from the cells. What it holds is what the tables and the report hold; nothing is computed here.

mod cover;
mod figures;
mod sheet;
mod sheets;

use super::chart::Chart;
use super::comparison;
use super::introduction;
use crate::results::Results;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::{Looks, Sheet};
use std::io::{self, Write};

/// Its file.
pub const FILE: &str = "results.xlsx";

/// How hard to press: half the time of the usual level, for files a tenth larger.
const COMPRESSION: u8 = 3;

/// Writes the workbook.
///
/// # Errors
/// When it cannot be written.
pub fn write(results: &Results, charts: &[Chart], w: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(results, charts).and_then(|mut book| book.save_to_buffer());
    w.write_all(&bytes.map_err(io::Error::other)?)
}

fn workbook(results: &Results, charts: &[Chart]) -> Result<Workbook, XlsxError> {
    let looks = &Looks::new();
    let keys = &sheets::key_tables(results);
    // The two large ones take as long as everything else.
    let (levels, others) = rayon::join(
        || sheets::levels(results, looks),
        || -> Result<Vec<Option<Sheet>>, XlsxError> {
            let mut others = vec![
                sheets::key_measures(keys, looks)?,
                sheets::key_levels(keys, looks)?,
                sheets::expectations(results, looks)?,
            ];
            for chart in charts {
                others.push(figures::sheet(looks, chart)?);
            }
            others.push(sheets::over_time(results, looks)?);
            others.push(sheets::differences(results, looks)?);
            Ok(others)
        },
    );
    let mut all = others?;
    all.push(levels?);
    all.push(sheets::moves(results, looks)?);
    all.push(sheets::scenarios(results, looks)?);
    all.push(sheets::assumptions(results, looks)?);
    let mut all: Vec<Sheet> = all.into_iter().flatten().collect();
    all.extend(sheets::limits(results, looks, &all)?);

    let mut book = Workbook::new();
    book.set_zip_compression_level(COMPRESSION);
    book.set_properties(&properties(results));
    book.push_worksheet(cover::sheet(results, charts, looks, &all)?);
    for sheet in all {
        book.push_worksheet(sheet.worksheet);
    }
    Ok(book)
}

/// The same results give the same file, so it was created when they were.
fn properties(results: &Results) -> DocProperties {
    let manifest = &results.manifest;
    let comparisons = comparison::comparisons(results);
    let started = manifest.started.trim_end_matches(" UTC");
    let created = ExcelDateTime::parse_from_str(started)
        .or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))
        .unwrap_or_default();
    DocProperties::new()
        .set_title(introduction::title(&comparisons))
        .set_subject(introduction::basis(results, &comparisons))
        .set_author(format!("caremarket {}", manifest.version))
        .set_comment(manifest.headline.join(" "))
        .set_creation_datetime(&created)
}

#[cfg(test)]
mod tests;
