//! Panels side by side or below one another, each with a heading, and the frame of a plot over time.

use super::axis::{Scale, TimeAxis};
use super::canvas::{Anchor, Area, Canvas, LEADING, Letters, SMALL, TEXT};
use super::palette::{GRID, PAPER, SOFT};

/// What stands above a panel: its name, and what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Name of the scenario.
    pub title: String,
    /// What is found in it.
    pub finding: String,
}

/// The letters of headings.
const TITLE: Letters = Letters::of(14.0).semibold();
const FINDING: Letters = Letters::of(TEXT).in_colour(SOFT);
/// Letters on axes.
pub const AXIS: Letters = Letters::of(SMALL).in_colour(SOFT);

/// Least width of a panel with room for labels.
const NARROWEST: f64 = 290.0;
const GAP: f64 = 26.0;

/// How many panels stand in a row.
pub fn columns(width: f64, panels: usize) -> usize {
    let room = (((width + GAP) / (NARROWEST + GAP)) as usize).max(1);
    // Four are better two by two than three and one.
    let even = if panels == 4 { 2 } else { panels };
    even.min(room).max(1)
}

/// The height that panels need when each has this much for its plot.
pub fn height(width: f64, headings: &[Heading], plot: f64) -> f64 {
    let columns = columns(width, headings.len());
    let rows = headings.len().div_ceil(columns);
    let each = (width - GAP * (columns - 1) as f64) / columns as f64;
    rows as f64 * (plot + heading_height(headings, each)) + GAP * rows.saturating_sub(1) as f64
}

/// Cuts an area into panels, writes their headings, and returns what is left of each.
pub fn panels(canvas: &mut Canvas, area: Area, headings: &[Heading]) -> Vec<Area> {
    let columns = columns(area.w, headings.len());
    let rows = headings.len().div_ceil(columns).max(1);
    let w = (area.w - GAP * (columns - 1) as f64) / columns as f64;
    let h = (area.h - GAP * (rows - 1) as f64) / rows as f64;
    let above = heading_height(headings, w);
    headings
        .iter()
        .enumerate()
        .map(|(i, heading)| {
            let panel = Area {
                x: area.x + (i % columns) as f64 * (w + GAP),
                y: area.y + (i / columns) as f64 * (h + GAP),
                w,
                h,
            };
            let title = TITLE.wrap(&heading.title, w, TITLE_LINES);
            let below = canvas.lines(&title, (panel.x, panel.y), TITLE);
            canvas.lines(
                &FINDING.wrap(&heading.finding, w, MOST_LINES),
                (panel.x, below + 1.0),
                FINDING,
            );
            panel.inside(0.0, above, 0.0, 0.0)
        })
        .collect()
}

/// Most lines of a title.
const TITLE_LINES: usize = 2;
/// Most lines of a finding.
const MOST_LINES: usize = 3;

/// All panels leave the same room above their plots, so that rows of plots are level.
fn heading_height(headings: &[Heading], width: f64) -> f64 {
    let needs = |h: &Heading| {
        let lines = |letters: Letters, text: &str, most: usize| {
            let lines = letters.wrap(text, width, most).len();
            lines as f64 * letters.size * LEADING / TEXT
        };
        lines(TITLE, &h.title, TITLE_LINES) + lines(FINDING, &h.finding, MOST_LINES)
    };
    headings.iter().map(needs).fold(0.0, f64::max) + 8.0
}

/// Height of a line of words above a plot.
const ABOVE: f64 = 15.0;

/// The frame of a plot over time.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// Time.
    pub time: &'a TimeAxis,
    /// Values.
    pub values: &'a Scale,
    /// Their unit.
    pub unit: &'a str,
    /// Whether values are differences.
    pub signed: bool,
    /// Days on which something begins.
    pub starts: &'a [f64],
    /// Whether something begins in any panel, so that all leave room for the words.
    pub any_starts: bool,
    /// Room on the right for labels.
    pub room: f64,
    /// Whether the name of the time axis is written below it.
    pub named: bool,
}

/// Where a plot's values are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Plot<'a> {
    /// The rectangle between the axes.
    pub area: Area,
    time: &'a TimeAxis,
    values: &'a Scale,
}

impl Plot<'_> {
    /// Where a day is.
    pub fn x(&self, day: f64) -> f64 {
        self.area.x + self.area.w * self.time.share(day)
    }

    /// Where a value is.
    pub fn y(&self, value: f64) -> f64 {
        self.area.bottom() - self.area.h * self.values.share(value)
    }

    /// Where these values on these days are; no nearer to one another than one can see, but for the last.
    pub fn points(&self, days: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
        const NEAREST: f64 = 1.9;
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(days.len());
        let mut last = f64::NEG_INFINITY;
        for (i, (&day, &value)) in days.iter().zip(values).enumerate() {
            let x = self.x(day);
            if value.is_finite() && (x - last >= NEAREST || i + 1 == days.len()) {
                points.push((x, self.y(value)));
                last = x;
            }
        }
        points
    }
}

impl<'a> Frame<'a> {
    /// Draws axes, ticks and names, and returns the room between them.
    pub fn draw(&self, canvas: &mut Canvas, area: Area) -> Plot<'a> {
        let ticks = self.values.ticks();
        let labels: Vec<String> = ticks
            .iter()
            .map(|&t| self.values.label(t, self.signed))
            .collect();
        let left = labels.iter().map(|l| AXIS.width(l)).fold(0.0, f64::max) + 7.0;
        let above = if self.any_starts {
            2.0 * ABOVE + 2.0
        } else {
            ABOVE + 6.0
        };
        let below = if self.named {
            2.0 * SMALL + 12.0
        } else {
            SMALL + 9.0
        };
        let plot = Plot {
            area: area.inside(left, above, self.room.max(10.0), below),
            time: self.time,
            values: self.values,
        };
        let inner = plot.area;
        for (&tick, label) in ticks.iter().zip(&labels) {
            let y = plot.y(tick);
            let (colour, width) = if tick == 0.0 {
                (SOFT, 1.2)
            } else {
                (GRID, 1.0)
            };
            canvas.stroke((inner.x, y), (inner.right(), y), colour, width);
            canvas.text(label, (inner.x - 6.0, y + 0.36 * SMALL), Anchor::End, AXIS);
        }
        canvas.text(
            &AXIS.fit(self.unit, area.w),
            (area.x, area.y + 0.8 * SMALL),
            Anchor::Start,
            AXIS,
        );
        self.starts(canvas, &plot);

        let most = (inner.w / 30.0) as usize;
        for (day, label) in self.time.ticks(most) {
            let x = plot.x(day);
            canvas.stroke((x, inner.bottom()), (x, inner.bottom() + 4.0), SOFT, 1.0);
            canvas.text(
                &label,
                (x, inner.bottom() + SMALL + 5.0),
                Anchor::Middle,
                AXIS,
            );
        }
        if self.named {
            let name = AXIS.fit(&self.time.name(), area.w);
            let half = AXIS.width(&name) / 2.0;
            let middle = (inner.x + inner.w / 2.0)
                .min(area.right() - half)
                .max(area.x + half);
            canvas.text(
                &name,
                (middle, inner.bottom() + 2.0 * SMALL + 8.0),
                Anchor::Middle,
                AXIS,
            );
        }
        plot
    }

    /// Marks where a policy begins; the words stand above the plot.
    fn starts(&self, canvas: &mut Canvas, plot: &Plot<'_>) {
        let inner = plot.area;
        for &day in self.starts.iter().take(4) {
            let x = plot.x(day);
            canvas.line(
                vec![(x, inner.y - ABOVE + 5.0), (x, inner.bottom())],
                SOFT,
                1.2,
                &[3.0, 3.0],
            );
        }
        if let Some(&day) = self.starts.first() {
            let words = match self.starts {
                [_] => "policy starts",
                _ => "policies start",
            };
            let width = AXIS.width(words);
            let x = plot.x(day);
            let end = inner.right() + self.room;
            let (at, anchor) = if x + 4.0 + width <= end {
                (x + 4.0, Anchor::Start)
            } else {
                (x - 4.0, Anchor::End)
            };
            // The line of a later start does not run through the words.
            let from = at - width * anchor.before();
            canvas.bar(
                (from - 1.0, inner.y - ABOVE + 2.0),
                (from + width + 1.0, inner.y - 3.0),
                PAPER,
            );
            canvas.text(words, (at, inner.y - 6.0), anchor, AXIS);
        }
    }
}
