//! Charts as tables of a sheet, with charts that the spreadsheet draws from them.

use super::sheet::{FIRST_FREE, Filling, Looks, Sheet};
use crate::output::chart::axis::Scale;
use crate::output::chart::palette::{CATEGORIES, Colour, GRID, INK};
use crate::output::chart::{Chart, DataCell, DataTable, Shape};
use crate::output::words;
use jiff::civil::Date;
use rust_xlsxwriter::{
    Chart as Drawing, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartLineDashType, ChartSolidFill, ChartType, XlsxError,
};

/// Size of a drawing, in pixels.
const WIDTH: u32 = 620;
const HEIGHT: u32 = 340;
const GAP: u32 = 12;
/// Height of a row, in pixels.
const ROW: u32 = 20;
/// Drawings side by side.
const ABREAST: usize = 2;
/// Most dates below a drawing.
const DATES: usize = 9;
/// Most rows that are printed on one page with the drawings above them.
const ON_A_PAGE: usize = 60;

/// A sheet with the numbers behind a chart, and drawings of them above.
pub fn sheet(looks: &Looks, chart: &Chart) -> Result<Option<Sheet>, XlsxError> {
    let table = &chart.table;
    let panels = panels(table);
    let lines = panels.len().div_ceil(ABREAST) as u32;
    let above = lines * (HEIGHT + GAP).div_ceil(ROW);
    let name = words::capitalised(&words::label(&chart.file));
    let dated = table.rows.iter().any(|row| row.starts.is_some());
    let first = [table.rows_are.clone()].into_iter();
    let headings = first
        .chain(dated.then(|| "From".to_owned()))
        .chain(headings(table));
    let mut sheet = Filling::new(looks, &name, &chart.title, &chart.caption, headings, above);
    if dated || table.shape == Shape::Differences || table.shape == Shape::Parts {
        sheet = sheet.slim();
    }
    for row in &table.rows {
        sheet.text(&row.name)?;
        if dated {
            sheet.date(row.starts)?;
        }
        for cell in &row.cells {
            match cell {
                DataCell::Text(text) => sheet.text(text)?,
                DataCell::Level(value, style) => sheet.number(*value, *style, false)?,
                DataCell::Difference(value, style) => sheet.number(*value, *style, true)?,
                DataCell::Interval(values, style) => sheet.interval(*values, *style, true)?,
            };
        }
        sheet.end();
    }
    let place = Place {
        sheet: &name,
        rows: sheet.filled(),
        first_cell: 1 + u16::from(dated),
        dated,
        days_a_row: days_a_row(table),
        scale: scale(table),
    };
    for (i, panel) in panels.iter().enumerate() {
        let mut drawing = place.draw(table, panel);
        drawing
            .set_width(WIDTH)
            .set_height(HEIGHT)
            .set_alt_text(cut_alternative(&chart.alternative()));
        let down = (i / ABREAST) as u32 * (HEIGHT + GAP);
        let right = (i % ABREAST) as u32 * (WIDTH + GAP);
        sheet
            .worksheet()
            .insert_chart_with_offset(FIRST_FREE, 0, &drawing, right, down)?;
    }
    let finished = sheet.finish("the tables beside this file")?;
    Ok(finished.map(|mut sheet| {
        if table.rows.len() <= ON_A_PAGE {
            sheet.worksheet.set_print_fit_to_pages(1, 1);
        }
        sheet
    }))
}

/// Alternative texts may not be longer.
fn cut_alternative(text: &str) -> String {
    text.chars().take(255).collect()
}

/// The headings of the cells of a row: three where there is an interval.
fn headings(table: &DataTable) -> Vec<String> {
    let mut groups = table
        .groups
        .iter()
        .flat_map(|(name, width)| std::iter::repeat_n(name.as_str(), *width));
    let first = table.rows.first();
    let mut headings = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let name = match groups.next() {
            Some(group) => format!("{group}: {column}"),
            None => column.clone(),
        };
        let cell = first.and_then(|row| row.cells.get(i));
        if matches!(cell, Some(DataCell::Interval(..))) {
            let name = name.trim_end_matches(" (95% interval)");
            headings.extend([
                name.to_owned(),
                format!("{name}, 95% from"),
                format!("{name}, 95% to"),
            ]);
        } else {
            headings.push(name);
        }
    }
    headings
}

/// Columns of the table that are drawn together, under a name.
struct Panel {
    title: String,
    columns: std::ops::Range<usize>,
}

/// What is drawn: a panel for each group of columns, or one of all.
fn panels(table: &DataTable) -> Vec<Panel> {
    if table.shape == Shape::Words || table.columns.is_empty() {
        return Vec::new();
    }
    if table.groups.is_empty() {
        return vec![Panel {
            title: table.rows_are.clone(),
            columns: 0..table.columns.len(),
        }];
    }
    let mut from = 0;
    let panel = |(name, width): &(String, usize)| {
        let columns = from..from + width;
        from += width;
        Panel {
            title: name.clone(),
            columns,
        }
    };
    table.groups.iter().map(panel).collect()
}

/// A scale that all panels share, so that they can be compared.
fn scale(table: &DataTable) -> Scale {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let values = cells.flat_map(|cell| match cell {
        DataCell::Text(_) => vec![],
        DataCell::Level(value, _) | DataCell::Difference(value, _) => vec![*value],
        DataCell::Interval(values, _) => values.to_vec(),
    });
    Scale::covering(values.filter(|x| x.is_finite()), 5)
}

/// Days from one row to the next.
fn days_a_row(table: &DataTable) -> u32 {
    let starts: Vec<Date> = table
        .rows
        .iter()
        .filter_map(|row| row.starts)
        .take(2)
        .collect();
    let days = match starts[..] {
        [first, second] => second.duration_since(first).as_hours() / 24,
        _ => 1,
    };
    u32::try_from(days).unwrap_or(1).max(1)
}

/// Where the numbers stand.
struct Place<'a> {
    sheet: &'a str,
    /// The first row and the last.
    rows: (u32, u32),
    /// The column of the first cell.
    first_cell: u16,
    /// Whether dates stand in the column before it.
    dated: bool,
    days_a_row: u32,
    scale: Scale,
}

impl Place<'_> {
    fn draw(&self, table: &DataTable, panel: &Panel) -> Drawing {
        let mut drawing = Drawing::new(match table.shape {
            Shape::Parts => ChartType::AreaStacked,
            Shape::Sum => ChartType::Column,
            _ => ChartType::Line,
        });
        let mut ends = Vec::new();
        let mut series = 0;
        for (i, column) in panel.columns.clone().enumerate() {
            let colour = colour(table.shape, i);
            let label = table.columns[column].as_str();
            match table.shape {
                // The sum is the height of all.
                Shape::Parts if column + 1 == panel.columns.end => {}
                Shape::Parts | Shape::Sum => {
                    let mut fill = ChartSolidFill::new();
                    fill.set_color(colour);
                    let at = self.first_cell + column as u16;
                    self.add(
                        &mut drawing,
                        at,
                        label,
                        ChartFormat::new().set_solid_fill(&fill),
                    );
                }
                Shape::Differences => {
                    for end in 0..3_u16 {
                        let at = self.first_cell + 3 * column as u16 + end;
                        let mut line = ChartLine::new();
                        line.set_color(colour)
                            .set_width(if end == 0 { 2.25 } else { 1.0 });
                        if end > 0 {
                            line.set_dash_type(ChartLineDashType::Dash);
                            ends.push(series);
                        }
                        self.add(&mut drawing, at, label, ChartFormat::new().set_line(&line));
                        series += 1;
                    }
                }
                Shape::Lines | Shape::Words => {
                    let mut line = ChartLine::new();
                    line.set_color(colour).set_width(2.0);
                    let at = self.first_cell + column as u16;
                    self.add(&mut drawing, at, label, ChartFormat::new().set_line(&line));
                }
            }
        }
        self.frame(&mut drawing, panel, &ends);
        drawing
    }

    fn add(&self, drawing: &mut Drawing, column: u16, label: &str, look: &mut ChartFormat) {
        let (first, last) = self.rows;
        let categories = u16::from(self.dated);
        drawing
            .add_series()
            .set_name(label)
            .set_categories((self.sheet, first, categories, last, categories))
            .set_values((self.sheet, first, column, last, column))
            .set_format(look);
    }

    fn frame(&self, drawing: &mut Drawing, panel: &Panel, ends: &[usize]) {
        let mut letters = ChartFont::new();
        letters.set_size(9).set_color(hex(INK));
        let mut title = ChartFont::new();
        title.set_size(11).set_bold().set_color(hex(INK));
        drawing.title().set_name(&panel.title).set_font(&title);
        drawing
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&letters)
            .delete_entries(ends);
        let mut grid = ChartLine::new();
        grid.set_color(hex(GRID));
        drawing
            .y_axis()
            .set_min(self.scale.low)
            .set_max(self.scale.high)
            .set_num_format("#,##0.###;-#,##0.###;0")
            .set_major_gridlines_line(&grid)
            .set_font(&letters);
        let axis = drawing.x_axis();
        axis.set_font(&letters)
            .set_label_position(ChartAxisLabelPosition::Low);
        let rows = (self.rows.1 - self.rows.0 + 1) as usize;
        let labels = rows.div_ceil(DATES) as u32;
        if self.dated {
            let months = self.days_a_row >= 28;
            let (unit, each) = if months {
                (ChartAxisDateUnitType::Months, self.days_a_row.div_ceil(31))
            } else {
                (ChartAxisDateUnitType::Days, self.days_a_row)
            };
            axis.set_date_axis(true)
                .set_num_format(if months { "mmm yy" } else { "d mmm" })
                .set_major_unit(labels * each)
                .set_major_unit_date_type(unit);
        } else {
            axis.set_label_interval(labels as u16);
        }
    }
}

fn colour(shape: Shape, i: usize) -> u32 {
    // Two lines are told apart best in the first and the fourth colour, as on the page.
    let of_two = [CATEGORIES[0], CATEGORIES[3]];
    match shape {
        Shape::Differences => hex(of_two[i % 2]),
        _ => hex(CATEGORIES[i % CATEGORIES.len()]),
    }
}

fn hex(colour: Colour) -> u32 {
    let (red, green, blue) = colour.rgb;
    u32::from_be_bytes([0, red, green, blue])
}
