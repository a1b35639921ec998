//! The first sheet: what it is about, what was found, what to beware of, how to read it, and where to find what.

use super::sheet::{COVER, Looks, Sheet, for_paper, link_to, paragraph};
use crate::output::chart::Chart;
use crate::output::comparison;
use crate::output::introduction;
use crate::results::Results;
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Widths of the two columns, in characters.
const WIDTHS: [usize; 2] = [30, 105];

/// The cover of a workbook with these sheets.
pub fn sheet(
    results: &Results,
    charts: &[Chart],
    looks: &Looks,
    sheets: &[Sheet],
) -> Result<Worksheet, XlsxError> {
    let manifest = &results.manifest;
    let comparisons = comparison::comparisons(results);
    let mut cover = Cover {
        sheet: Worksheet::new(),
        looks,
        row: 0,
    };
    cover.sheet.set_name(COVER)?;
    for (column, width) in (0..).zip(WIDTHS) {
        cover.sheet.set_column_width(column, width as f64)?;
    }
    cover.across(
        &introduction::title(&comparisons),
        &looks.title,
        15.0 / 11.0,
    )?;
    cover.across(
        &introduction::basis(results, &comparisons),
        &looks.soft,
        1.0,
    )?;
    cover.heading("What was found")?;
    let charts: Vec<&Chart> = charts.iter().collect();
    for sentence in introduction::headline(manifest, &charts) {
        cover.across(&sentence, &looks.text, 1.0)?;
    }
    let warnings = introduction::warnings(manifest);
    if !warnings.is_empty() {
        cover.heading(introduction::WARNINGS)?;
        for warning in warnings {
            cover.across(&warning, &looks.text, 1.0)?;
        }
    }
    cover.heading("Sheets")?;
    for sheet in sheets {
        let link = link_to(&sheet.name).set_text(&sheet.name);
        cover
            .sheet
            .write_url_with_format(cover.row, 0, link, &looks.link)?;
        cover.beside(&sheet.about)?;
    }
    cover.heading(introduction::HOW_TO_READ)?;
    for (term, meaning) in introduction::how_to_read(manifest) {
        cover.line(term, &meaning)?;
    }
    cover.heading("How it was made")?;
    for (name, value) in [
        ("Version", format!("caremarket {}", manifest.version)),
        ("Seed", manifest.seed.to_string()),
        ("Replications", manifest.replications_done.to_string()),
        ("Started", manifest.started.clone()),
        ("Command", manifest.command.clone()),
    ] {
        cover.line(name, &value)?;
    }
    for_paper(&mut cover.sheet);
    cover.sheet.set_portrait();
    Ok(cover.sheet)
}

struct Cover<'a> {
    sheet: Worksheet,
    looks: &'a Looks,
    row: u32,
}

impl Cover<'_> {
    /// A paragraph over both columns.
    fn across(
        &mut self,
        text: &str,
        look: &rust_xlsxwriter::Format,
        size: f64,
    ) -> Result<(), XlsxError> {
        let width = WIDTHS.iter().sum();
        paragraph(&mut self.sheet, self.row, 1, text, look, width, size)?;
        self.row += 1;
        Ok(())
    }

    /// A heading, after a free row.
    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.sheet
            .write_string_with_format(self.row, 0, text, &self.looks.heading)?;
        self.row += 1;
        Ok(())
    }

    /// A name and what it means.
    fn line(&mut self, name: &str, meaning: &str) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, 0, name, &self.looks.name)?;
        self.beside(meaning)
    }

    /// Text in the second column, and on to the next row.
    fn beside(&mut self, text: &str) -> Result<(), XlsxError> {
        super::sheet::wrapped(
            &mut self.sheet,
            self.row,
            1,
            text,
            &self.looks.text,
            WIDTHS[1],
        )?;
        self.row += 1;
        Ok(())
    }
}
