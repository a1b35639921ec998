//! Charts: each a picture, the finding it shows in words, and the numbers behind it.
//!
//! Every chart is a file here: a pure function from results to what is drawn ([`Chart`]), and the drawing
//! itself on a [`Canvas`], which becomes SVG or PNG at any size.

pub mod axis;
pub mod canvas;
pub mod font;
pub mod labels;
pub mod paint;
pub mod palette;
pub mod svg;

mod bars;
mod dots;
mod groups;
mod legend;
pub mod over_time;
mod panel;
mod stack;
mod strips;
mod told;

mod control_chart;
mod control_signals;
mod delays_by_reason;
mod difference_over_time;
mod elementary_effects;
pub mod frontier;
pub mod measured_against_exact;
mod moves_between_sectors;
mod shares_of_variance;
pub mod tornado;
mod where_people_wait;
mod where_the_delay_went;
mod who_pays;
mod workforce_by_sector;

use super::comparison::{self, Comparison};
use super::folder::Content;
use super::words::{self, NOTHING, Style};
use crate::results::of_a_sweep::Sweep;
use crate::results::{MeasureRecord, Results};
use canvas::{Area, Canvas, LEADING, Letters, SMALL, TEXT};
use jiff::civil::Date;
use palette::{PAPER, SOFT};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// A chart, drawn when asked for.
pub struct Chart {
    /// Name of its files, without what tells their format.
    pub file: String,
    /// The question it answers, as a heading.
    pub question: &'static str,
    /// What it shows: true, and no stronger than the intervals.
    pub title: String,
    /// What it rests on, in a line or two.
    pub caption: String,
    /// The numbers behind it.
    pub table: DataTable,
    picture: Box<dyn Picture + Send + Sync>,
}

/// The numbers behind a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataTable {
    /// Heading of the first column, whose cells name the rows.
    pub rows_are: String,
    /// Headings over several columns: what they say, and over how many.
    pub groups: Vec<(String, usize)>,
    /// Headings of the other columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<DataRow>,
    /// What its columns are to one another.
    pub shape: Shape,
}

/// A row of the numbers behind a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DataRow {
    /// Its name.
    pub name: String,
    /// The first day of the stretch of time that it is about, if it is about one and has dates.
    pub starts: Option<Date>,
    /// A cell for each column.
    pub cells: Vec<DataCell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum DataCell {
    /// Words.
    Text(String),
    /// A level: how many there are.
    Level(f64, Style),
    /// A difference, its sign always shown.
    Difference(f64, Style),
    /// A difference and the ends of its interval.
    Interval([f64; 3], Style),
}

/// What the columns of a table are to one another, and so how they would be drawn anywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Nothing that could be drawn.
    #[default]
    Words,
    /// Over time, and in each group of columns parts with their sum in the last.
    Parts,
    /// Over time, and in each group of columns one beside the other.
    Lines,
    /// Over time, differences with their intervals.
    Differences,
    /// Differences whose last row is the sum of the others.
    Sum,
}

impl DataRow {
    /// A row whose cells are words.
    pub fn of_words((name, cells): (String, Vec<String>)) -> Self {
        Self {
            name,
            starts: None,
            cells: cells.into_iter().map(DataCell::Text).collect(),
        }
    }
}

impl DataTable {
    /// A table of words and of numbers in words, each row with its name.
    fn of_words(
        rows_are: &str,
        columns: &[&str],
        rows: impl IntoIterator<Item = (String, Vec<String>)>,
    ) -> Self {
        Self {
            rows_are: rows_are.to_owned(),
            groups: Vec::new(),
            columns: columns.iter().map(|&c| c.to_owned()).collect(),
            rows: rows.into_iter().map(DataRow::of_words).collect(),
            shape: Shape::Words,
        }
    }

    /// The name of a row with the date on which it begins: "Month 1, from 1 April 2025".
    pub fn row_name(row: &DataRow) -> String {
        let DataRow { name, starts, .. } = row;
        starts.map_or_else(
            || name.clone(),
            |date| format!("{name}, from {}", words::written_out(date)),
        )
    }
}

impl DataCell {
    /// As people read it.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Level(value, style) => style.level(*value),
            Self::Difference(value, style) => style.difference(*value),
            Self::Interval([value, ..], _) if value.is_nan() => NOTHING.to_owned(),
            Self::Interval([value, lower, upper], style) => format!(
                "{} ({})",
                style.difference(*value),
                style.difference_interval(*lower, *upper)
            ),
        }
    }
}

/// What only the file of a chart knows.
trait Picture {
    /// The height it needs at a width, without title and caption.
    fn height(&self, width: f64) -> f64;

    /// Draws it.
    fn draw(&self, canvas: &mut Canvas, area: Area);
}

/// The size of slides, in units of which a PNG has two pixels.
const SLIDE: (f64, f64) = (1_000.0, 560.0);
/// Pixels of a PNG for each unit.
const SLIDE_SCALE: f64 = 2.0;
const MARGIN: f64 = 22.0;
/// Sizes of titles: the first in which the words fit in two lines, else the last.
const TITLES: [f64; 3] = [21.0, 18.0, 15.5];
const CAPTION: Letters = Letters::of(SMALL).in_colour(SOFT);

impl Chart {
    /// The chart as files of a folder, of which each chart has two.
    pub fn files(&self) -> [Content<'_>; 2] {
        let name = |ending: &str| format!("charts/{}.{ending}", self.file);
        [
            Content::new(name("svg"), |w| self.write_svg(w)),
            Content::new(name("png"), |w| self.write_png(w)),
        ]
    }

    /// The chart with its title and caption, in the shape of a slide.
    pub fn slide(&self) -> Canvas {
        let (width, height) = SLIDE;
        let room = width - 2.0 * MARGIN;
        let mut canvas = Canvas::new(width, height);
        canvas.bar((0.0, 0.0), SLIDE, PAPER);
        let (letters, title) = title_lines(&self.title, room);
        let top = canvas.lines(&title, (MARGIN, MARGIN), letters) + 10.0;
        let caption = CAPTION.wrap(&self.caption, room, 4);
        let bottom = height - MARGIN + 6.0 - caption.len() as f64 * SMALL * LEADING / TEXT;
        canvas.lines(&caption, (MARGIN, bottom), CAPTION);
        let area = Area {
            x: MARGIN,
            y: top,
            w: room,
            h: bottom - 12.0 - top,
        };
        self.picture.draw(&mut canvas, area);
        canvas
    }

    /// The bare picture at a width, as high as it needs to be: title and caption stand beside it on a page.
    pub fn bare(&self, width: f64) -> Canvas {
        let mut canvas = Canvas::new(width, self.picture.height(width));
        let area = canvas.area();
        self.picture.draw(&mut canvas, area);
        canvas
    }

    /// What someone who does not see the picture should know.
    pub fn alternative(&self) -> String {
        format!("{}. {}", self.title.trim_end_matches('.'), self.caption)
    }

    /// The slide as an SVG file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_svg(&self, w: &mut dyn Write) -> io::Result<()> {
        w.write_all(svg::file(&self.slide(), &self.title, &self.alternative()).as_bytes())
    }

    /// The slide as a PNG file, 2,000 by 1,120 pixels.
    ///
    /// # Errors
    /// When it cannot be drawn or written.
    pub fn write_png(&self, w: &mut dyn Write) -> io::Result<()> {
        paint::png(
            &self.slide(),
            SLIDE_SCALE,
            &self.title,
            &self.alternative(),
            w,
        )
    }
}

/// A title in letters as large as leave it two lines; the smallest may fill four.
fn title_lines(title: &str, room: f64) -> (Letters, Vec<String>) {
    let sized = TITLES.map(|size| Letters::of(size).semibold());
    let two = |letters: &Letters| letters.wrap(title, room, 9).len() <= 2;
    let letters = sized
        .into_iter()
        .find(two)
        .unwrap_or(sized[TITLES.len() - 1]);
    (letters, letters.wrap(title, room, 4))
}

/// A function that draws one kind of chart of a comparison, if the results have what it needs.
type Draw = fn(&Results, &Comparison<'_>) -> Option<Chart>;

/// The charts, in the order of the report, and how many scenarios each has room for.
const CHARTS: [(Draw, usize); 9] = [
    (where_people_wait::chart, 2),
    (difference_over_time::chart, 3),
    (delays_by_reason::chart, 2),
    (workforce_by_sector::chart, 2),
    (moves_between_sectors::chart, 3),
    (where_the_delay_went::chart, 3),
    (who_pays::chart, 3),
    (control_signals::chart, 3),
    (control_chart::chart, 1),
];

/// Every chart that these results allow. Charts of one kind stand together; the second of a kind has a 2 in its name.
pub fn all(results: &Results) -> Vec<Chart> {
    let comparisons = comparison::comparisons(results);
    let mut charts = Vec::new();
    for (draw, room) in CHARTS {
        let drawn = comparisons
            .iter()
            .flat_map(|c| c.parts(room))
            .filter_map(|part| draw(results, &part))
            .enumerate();
        charts.extend(drawn.map(|(i, mut chart)| {
            if i > 0 {
                chart.file = format!("{}_{}", chart.file, i + 1);
            }
            chart
        }));
    }
    charts.extend(frontier::of_results(results, &comparisons));
    charts
}

/// Every chart that a sweep allows, question by question.
pub fn of_sweep(sweep: &Sweep) -> Vec<Chart> {
    type OfMeasure = fn(&Sweep, &MeasureRecord) -> Option<Chart>;
    let kinds: [OfMeasure; 3] = [
        tornado::of_sweep,
        elementary_effects::chart,
        shares_of_variance::chart,
    ];
    let measures = &sweep.manifest.measures;
    let mut charts: Vec<Chart> = Vec::new();
    for kind in kinds {
        charts.extend(measures.iter().filter_map(|measure| kind(sweep, measure)));
    }
    charts.extend(frontier::of_sweep(sweep));
    told_apart(charts)
}

/// Charts whose files have names of their own: two keys may differ in what stands between their words alone.
fn told_apart(mut charts: Vec<Chart>) -> Vec<Chart> {
    let mut taken = BTreeSet::new();
    for chart in &mut charts {
        let plain = chart.file.clone();
        let mut number = 2;
        while !taken.insert(chart.file.clone()) {
            chart.file = format!("{plain}_{number}");
            number += 1;
        }
    }
    charts
}

/// A key as part of the name of a file.
fn file_name(key: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    key.chars().map(letter).collect()
}

/// What every caption begins with: who, when, how often.
fn caption(results: &Results, comparison: &Comparison<'_>, note: &str) -> String {
    let names: Vec<String> = comparison.all().map(|s| s.name.clone()).collect();
    let baseline = comparison.baseline;
    let place = if baseline.place.is_empty() {
        String::new()
    } else {
        format!("{}, ", baseline.place)
    };
    let first = words::date(&baseline.start_date, 0.0);
    let last = words::date(&baseline.start_date, (baseline.horizon_days - 1.0).max(0.0));
    let dates = match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(first), _) => first,
        _ => words::count(baseline.horizon_days as usize, "day"),
    };
    let spacer = if note.is_empty() { "" } else { " " };
    format!(
        "{place}{dates}. {}: {}. {}.{spacer}{note}",
        if names.len() == 1 {
            "Scenario"
        } else {
            "Scenarios"
        },
        words::list(&names),
        words::capitalised(&words::basis(results)),
    )
}

#[cfg(test)]
mod tests;
