//! Rows of two lines: words, and below them bars on one scale.

use super::Picture;
use super::axis::Scale;
use super::canvas::{Anchor, Area, Canvas, Letters, SMALL, TEXT};
use super::palette::{Colour, GRID, INK, SOFT};
use super::panel::AXIS;

/// The picture.
pub struct Strips {
    /// What the scale shows.
    pub axis: String,
    /// A number of the scale in words.
    pub tick: Box<dyn Fn(f64) -> String + Send + Sync>,
    /// A line across all rows, and its name.
    pub line: Option<(f64, String)>,
    /// What the colours mean.
    pub key: Vec<(Colour, &'static str)>,
    /// The rows, from the top; those for which there is no room are left out from the end.
    pub rows: Vec<Strip>,
}

/// A row.
pub struct Strip {
    /// What it is about.
    pub name: String,
    /// What is to be noted, at the end of the line.
    pub note: String,
    /// Its bars, from back to front.
    pub bars: Vec<Bar>,
    /// What stands before the bars.
    pub before: String,
    /// What stands after them.
    pub after: String,
    /// Where something turns.
    pub turn: Option<f64>,
}

/// A bar.
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Interval of where it ends.
    pub interval: (f64, f64),
    /// Where it lies in the room for bars, which is from 0 at the top to 1.
    pub lane: (f64, f64),
    /// Its filling.
    pub colour: Colour,
}

const NAME: Letters = Letters::of(TEXT);
const NOTE: Letters = Letters::of(SMALL).semibold();
const LABEL: Letters = Letters::of(SMALL).in_colour(INK);
/// Height of a row on a page, and the least it needs.
const ROW: f64 = 40.0;
const LOWEST: f64 = 31.0;
/// Room above the rows for the key and the name of the line, and below them for the scale.
const ABOVE: f64 = 40.0;
const BELOW: f64 = 2.0 * SMALL + 14.0;
/// Least and most room for bars in a row.
const BARS: (f64, f64) = (13.0, 22.0);

impl Strip {
    /// Where its bars and their intervals begin and end.
    fn reach(&self) -> (f64, f64) {
        let ends = self.bars.iter().flat_map(|bar| {
            let (lower, upper) = bar.interval;
            [bar.from, bar.to, lower, upper]
        });
        let finite = ends.filter(|x| x.is_finite());
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        })
    }
}

impl Picture for Strips {
    fn height(&self, _: f64) -> f64 {
        ABOVE + self.rows.len() as f64 * ROW + BELOW
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let room = area.h - ABOVE - BELOW;
        let rows = &self.rows[..self.rows.len().min((room / LOWEST) as usize)];
        let step = (room / rows.len().max(1) as f64).min(1.5 * ROW);
        let room_for_bars = (0.38 * step).clamp(BARS.0, BARS.1);
        let widest = |text: &dyn Fn(&Strip) -> &str| {
            let widths = rows.iter().map(|row| LABEL.width(text(row)));
            (widths.fold(0.0, f64::max) + 10.0).min(area.w * 0.3)
        };
        let (left, right) = (widest(&|r| &r.before), widest(&|r| &r.after));
        let plot = area.inside(left.max(16.0), ABOVE, right.max(16.0), 0.0);
        let plot = Area {
            h: step * rows.len() as f64,
            ..plot
        };
        let reach = rows.iter().flat_map(|row| {
            let (low, high) = row.reach();
            [low, high]
        });
        let line = self.line.iter().map(|line| line.0);
        let scale = Scale::covering(reach.chain(line), (plot.w / 90.0).clamp(2.0, 5.0) as usize);
        let x = |value: f64| plot.x + plot.w * scale.share(value).clamp(0.0, 1.0);
        // Lines are seen behind bars, not behind words.
        let bands: Vec<(f64, f64)> = (0..rows.len())
            .map(|i| plot.y + i as f64 * step)
            .map(|top| (top + TEXT + 1.0, top + step - 1.0))
            .collect();
        self.scale(canvas, area, plot, &scale, &bands);
        self.above(canvas, area, plot, &scale, &bands);
        for (i, row) in rows.iter().enumerate() {
            let top = plot.y + i as f64 * step;
            let note = NOTE.fit(&row.note, area.w * 0.55);
            let beside = if note.is_empty() {
                0.0
            } else {
                NOTE.width(&note) + 12.0
            };
            let baseline = top + 0.8 * TEXT;
            let name = NAME.fit(&row.name, area.w - beside);
            canvas.text(&name, (area.x, baseline), Anchor::Start, NAME);
            canvas.text(&note, (area.right(), baseline), Anchor::End, NOTE);
            let under = top + TEXT + 3.0;
            let middle = under + room_for_bars / 2.0;
            let lane = |share: f64| under + share * room_for_bars;
            for bar in &row.bars {
                let (upper_edge, lower_edge) = (lane(bar.lane.0), lane(bar.lane.1));
                canvas.bar(
                    (x(bar.from), upper_edge),
                    (x(bar.to), lower_edge),
                    bar.colour,
                );
                let (lower, upper) = bar.interval;
                let along = f64::midpoint(upper_edge, lower_edge);
                if lower.is_finite() && upper.is_finite() {
                    canvas.stroke((x(lower), along), (x(upper), along), INK, 1.2);
                }
            }
            if let Some(turn) = row.turn {
                let (up, down) = (under - 2.0, under + room_for_bars + 2.0);
                canvas.stroke((x(turn), up), (x(turn), down), INK, 3.0);
            }
            let (low, high) = row.reach();
            if low <= high {
                let baseline = middle + 0.36 * SMALL;
                let before = LABEL.fit(&row.before, (x(low) - area.x - 5.0).max(0.0));
                canvas.text(&before, (x(low) - 5.0, baseline), Anchor::End, LABEL);
                let after = LABEL.fit(&row.after, (area.right() - x(high) - 5.0).max(0.0));
                canvas.text(&after, (x(high) + 5.0, baseline), Anchor::Start, LABEL);
            }
        }
    }
}

impl Strips {
    /// The scale below the rows, and its lines through them.
    fn scale(
        &self,
        canvas: &mut Canvas,
        area: Area,
        plot: Area,
        scale: &Scale,
        bands: &[(f64, f64)],
    ) {
        for tick in scale.ticks() {
            let x = plot.x + plot.w * scale.share(tick);
            let (colour, width) = if tick == 0.0 {
                (SOFT, 1.4)
            } else {
                (GRID, 1.0)
            };
            for &(top, bottom) in bands {
                canvas.stroke((x, top), (x, bottom), colour, width);
            }
            let label = (self.tick)(tick);
            let half = AXIS.width(&label) / 2.0;
            let middle = x.min(area.right() - half).max(area.x + half);
            let baseline = plot.bottom() + SMALL + 3.0;
            canvas.text(&label, (middle, baseline), Anchor::Middle, AXIS);
        }
        let name = AXIS.fit(&self.axis, area.w);
        let half = AXIS.width(&name) / 2.0;
        let middle = (plot.x + plot.w / 2.0)
            .min(area.right() - half)
            .max(area.x + half);
        let baseline = plot.bottom() + 2.0 * SMALL + 8.0;
        canvas.text(&name, (middle, baseline), Anchor::Middle, AXIS);
    }

    /// What the colours mean, and the line across with its name.
    fn above(
        &self,
        canvas: &mut Canvas,
        area: Area,
        plot: Area,
        scale: &Scale,
        bands: &[(f64, f64)],
    ) {
        let mut at = area.x;
        for (colour, meaning) in &self.key {
            canvas.bar((at, area.y + 2.0), (at + 11.0, area.y + 13.0), *colour);
            let name = AXIS.fit(meaning, (area.right() - at - 16.0).max(0.0));
            canvas.text(&name, (at + 16.0, area.y + 12.0), Anchor::Start, AXIS);
            at += 16.0 + AXIS.width(&name) + 18.0;
        }
        if let Some((value, name)) = &self.line {
            let x = plot.x + plot.w * scale.share(*value).clamp(0.0, 1.0);
            canvas.stroke((x, area.y + ABOVE - 8.0), (x, area.y + ABOVE), SOFT, 1.4);
            for &(top, bottom) in bands {
                canvas.line(vec![(x, top), (x, bottom)], SOFT, 1.4, &[4.0, 3.0]);
            }
            let name = AXIS.fit(name, area.w);
            let half = AXIS.width(&name) / 2.0;
            let middle = x.min(area.right() - half).max(area.x + half);
            let baseline = area.y + ABOVE - 11.0;
            canvas.text(&name, (middle, baseline), Anchor::Middle, AXIS);
        }
    }
}
