//! Panels of bars, a row each: a name, a bar from one value to another, and what it says.

use super::Picture;
use super::axis::Scale;
use super::canvas::{Anchor, Area, Canvas, Letters, SMALL, TEXT};
use super::legend::{self, Item};
use super::palette::{Colour, GRID, INK, PAPER, SOFT};
use super::panel::{self, AXIS, Heading};

/// A picture of panels that share their scale.
pub struct Bars {
    /// Unit of the values.
    pub unit: &'static str,
    /// Whether values are differences, which have a sign.
    pub signed: bool,
    /// Whether each bar begins where the last one ends.
    pub joined: bool,
    /// What colours stand for, if that is not plain.
    pub key: Vec<Item>,
    /// The panels.
    pub panels: Vec<Panel>,
}

/// A panel.
pub struct Panel {
    /// What stands above it.
    pub heading: Heading,
    /// Its rows, from the top.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// Where its bar begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What stands beside it.
    pub value: String,
    /// Filling of the bar.
    pub colour: Colour,
    /// Whether there is anything clear about it: if not, it is pale.
    pub clear: bool,
    /// An interval of where it ends, if there is one to show.
    pub interval: Option<(f64, f64)>,
    /// Whether it sums up the others.
    pub total: bool,
}

/// Height of a row.
const ROW: f64 = 40.0;
const LABEL: Letters = Letters::of(TEXT);
const BAR: f64 = 20.0;

/// Height of the axis below the rows.
const AXIS_HEIGHT: f64 = 2.0 * SMALL + 16.0;

impl Bars {
    fn headings(&self) -> Vec<Heading> {
        self.panels.iter().map(|p| p.heading.clone()).collect()
    }

    fn most_rows(&self) -> usize {
        self.panels.iter().map(|p| p.rows.len()).max().unwrap_or(0)
    }
}

impl Picture for Bars {
    fn height(&self, width: f64) -> f64 {
        let plot = self.most_rows() as f64 * ROW + AXIS_HEIGHT;
        panel::height(width, &self.headings(), plot) + legend::height(width, &self.key)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let ends = self.panels.iter().flat_map(|p| &p.rows).flat_map(|row| {
            let (lower, upper) = row.interval.unwrap_or((row.to, row.to));
            [row.from, row.to, lower, upper]
        });
        let frame = Frame {
            values: &Scale::covering(ends, 4),
            unit: self.unit,
            signed: self.signed,
            rows: self.most_rows(),
            joined: self.joined,
        };
        let below = legend::height(area.w, &self.key);
        let above = area.inside(0.0, 0.0, 0.0, below);
        let areas = panel::panels(canvas, above, &self.headings());
        for (panel, area) in self.panels.iter().zip(areas) {
            draw(canvas, area, &panel.rows, &frame);
        }
        let key = Area {
            y: above.bottom(),
            h: below,
            ..area
        };
        legend::draw(canvas, key, &self.key);
    }
}

/// What all panels share.
struct Frame<'a> {
    /// Covers all bars.
    values: &'a Scale,
    unit: &'a str,
    signed: bool,
    /// Rows in the panel that has most.
    rows: usize,
    joined: bool,
}

/// Draws rows and the axis below them.
fn draw(canvas: &mut Canvas, area: Area, rows: &[Row], frame: &Frame<'_>) {
    let letters = |row: &Row| if row.total { LABEL.semibold() } else { LABEL };
    let widest = |text: &dyn Fn(&Row) -> String| {
        rows.iter()
            .map(|r| letters(r).width(&text(r)))
            .fold(0.0, f64::max)
    };
    let left = (widest(&|r| r.label.clone()) + 10.0).min(area.w * 0.42);
    let right = widest(&|r| r.value.clone()) + 10.0;
    let step = ((area.h - AXIS_HEIGHT) / frame.rows.max(1) as f64).clamp(18.0, 58.0);
    let plot = Area {
        h: step * rows.len() as f64,
        ..area.inside(left, 0.0, right, 0.0)
    };
    let x = |value: f64| plot.x + plot.w * frame.values.share(value);
    axis(canvas, area, plot, frame);

    for (i, row) in rows.iter().enumerate() {
        let middle = plot.y + (i as f64 + 0.5) * step;
        let letters = letters(row);
        let lines = letters.wrap(&row.label, left - 10.0, if step < 30.0 { 1 } else { 2 });
        let top = middle - (lines.len() as f64 - 1.0) * 8.5 - 0.44 * TEXT;
        canvas.lines(&lines, (area.x, top), letters);

        let (low, high) = (x(row.from.min(row.to)), x(row.from.max(row.to)));
        let (low, high) = (low.min(high - 1.5), high.max(low + 1.5));
        let half = BAR.min(step * 0.5) / 2.0;
        if row.from != row.to {
            let colour = if row.clear {
                row.colour
            } else {
                row.colour.with_opacity(0.35)
            };
            canvas.bar((low, middle - half), (high, middle + half), colour);
        }
        let mut end = high;
        if let Some((lower, upper)) = row.interval.filter(|(l, u)| l.is_finite() && u.is_finite()) {
            let (from, to) = (x(lower), x(upper));
            // Each stroke on a wider one of paper, so that it is seen on a dark bar.
            for (colour, width) in [(PAPER, 4.4), (INK, 1.4)] {
                let over = (width - 1.4) / 2.0;
                canvas.stroke((from, middle), (to, middle), colour, width);
                for at in [from, to] {
                    let (low, high) = (middle - 4.0 - over, middle + 4.0 + over);
                    canvas.stroke((at, low), (at, high), colour, width);
                }
            }
            end = end.max(to);
        }
        let letters = if row.clear {
            letters
        } else {
            letters.in_colour(SOFT)
        };
        let width = letters.width(&row.value);
        canvas.bar(
            (end + 5.0, middle - 7.0),
            (end + 7.0 + width, middle + 7.0),
            PAPER,
        );
        canvas.text(
            &row.value,
            (end + 6.0, middle + 0.36 * TEXT),
            Anchor::Start,
            letters,
        );
        if frame.joined && i + 1 < rows.len() {
            let edge = |row: &Row| if row.from == row.to { 0.0 } else { half };
            let at = x(row.to);
            let below = middle + step - edge(&rows[i + 1]);
            canvas.stroke((at, middle + edge(row)), (at, below), SOFT, 1.0);
        }
    }
}

fn axis(canvas: &mut Canvas, area: Area, plot: Area, frame: &Frame<'_>) {
    let values = frame.values;
    let x = |value: f64| plot.x + plot.w * values.share(value);
    let mut free = f64::NEG_INFINITY;
    for tick in values.ticks() {
        let zero = tick == 0.0;
        let (colour, width) = if zero { (SOFT, 1.4) } else { (GRID, 1.0) };
        canvas.stroke((x(tick), plot.y), (x(tick), plot.bottom()), colour, width);
        let label = values.label(tick, frame.signed);
        let half = AXIS.width(&label) / 2.0;
        if x(tick) - half > free {
            canvas.text(
                &label,
                (x(tick), plot.bottom() + SMALL + 3.0),
                Anchor::Middle,
                AXIS,
            );
            free = x(tick) + half + 4.0;
        }
    }
    let unit = AXIS.fit(frame.unit, area.w);
    let half = AXIS.width(&unit) / 2.0;
    let middle =
        (plot.x + plot.w / 2.0).clamp(area.x + half, (area.right() - half).max(area.x + half));
    canvas.text(
        &unit,
        (middle, plot.bottom() + 2.0 * SMALL + 7.0),
        Anchor::Middle,
        AXIS,
    );
}
