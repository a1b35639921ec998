//! Scatter on two scales, with their intervals as crosses and their names at the side.

use super::Picture;
use super::axis::Scale;
use super::canvas::{Anchor, Area, Canvas, Letters, SMALL, TEXT};
use super::labels;
use super::palette::{Colour, GRID, INK, SOFT, SOLID};
use super::panel::AXIS;

/// The picture.
pub struct Scatter {
    /// What is told across.
    pub across: Axis,
    /// What is told upwards.
    pub up: Axis,
    /// The dots; the first are named first where there is no room for all names.
    pub dots: Vec<Dot>,
    /// Scatter joined by a line, in this order.
    pub joined: Vec<usize>,
}

/// A scale.
pub struct Axis {
    /// What it shows.
    pub name: String,
    /// A number of it in words.
    pub tick: Box<dyn Fn(f64) -> String + Send + Sync>,
}

/// A dot.
pub struct Dot {
    /// Its name; none if it is not to be named.
    pub name: String,
    /// Where it is across: the value, and its interval.
    pub across: [f64; 3],
    /// Where it is upwards.
    pub up: [f64; 3],
    /// Its colour.
    pub colour: Colour,
}

const NAME: Letters = Letters::of(TEXT);
const LINE: f64 = 16.0;
const BELOW: f64 = 2.0 * SMALL + 14.0;
const ABOVE: f64 = SMALL + 10.0;

impl Picture for Scatter {
    fn height(&self, _: f64) -> f64 {
        let named = self.dots.iter().filter(|dot| !dot.name.is_empty()).count();
        (named as f64 * LINE).clamp(330.0, 520.0) + ABOVE + BELOW
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let finite = |of: fn(&Dot) -> [f64; 3]| self.dots.iter().flat_map(of);
        let up = Scale::covering(finite(|d| d.up), 5);
        let ticks: Vec<(f64, String)> = up
            .ticks()
            .into_iter()
            .map(|t| (t, (self.up.tick)(t)))
            .collect();
        let widths = ticks.iter().map(|(_, label)| AXIS.width(label));
        let left = widths.fold(0.0, f64::max) + 8.0;
        let names = self.dots.iter().map(|dot| NAME.width(&dot.name));
        let right = (names.fold(0.0, f64::max) + 26.0).min(area.w * 0.42);
        let plot = area.inside(left, ABOVE, right, BELOW);
        let across = Scale::covering(
            finite(|d| d.across),
            (plot.w / 95.0).clamp(2.0, 6.0) as usize,
        );
        let x = |value: f64| plot.x + plot.w * across.share(value).clamp(0.0, 1.0);
        let y = |value: f64| plot.bottom() - plot.h * up.share(value).clamp(0.0, 1.0);
        let axis = |tick: f64| {
            if tick == 0.0 {
                (SOFT, 1.4)
            } else {
                (GRID, 1.0)
            }
        };
        for (tick, label) in ticks {
            let (colour, width) = axis(tick);
            canvas.stroke((plot.x, y(tick)), (plot.right(), y(tick)), colour, width);
            let at = (plot.x - 5.0, y(tick) + 0.36 * SMALL);
            canvas.text(&label, at, Anchor::End, AXIS);
        }
        let mut free = area.x;
        for tick in across.ticks() {
            let (colour, width) = axis(tick);
            canvas.stroke((x(tick), plot.y), (x(tick), plot.bottom()), colour, width);
            let label = (self.across.tick)(tick);
            let half = AXIS.width(&label) / 2.0;
            // A label that would touch the last one is left out.
            if x(tick) - half >= free {
                let at = (x(tick), plot.bottom() + SMALL + 3.0);
                canvas.text(&label, at, Anchor::Middle, AXIS);
                free = x(tick) + half + 6.0;
            }
        }
        let name = AXIS.fit(&self.up.name, area.w);
        canvas.text(&name, (area.x, area.y + 0.8 * SMALL), Anchor::Start, AXIS);
        let name = AXIS.fit(&self.across.name, area.w);
        let half = AXIS.width(&name) / 2.0;
        let middle = (plot.x + plot.w / 2.0)
            .min(area.right() - half)
            .max(area.x + half);
        let at = (middle, plot.bottom() + 2.0 * SMALL + 8.0);
        canvas.text(&name, at, Anchor::Middle, AXIS);

        let path = self.joined.iter().map(|&i| &self.dots[i]);
        let path = path.map(|dot| (x(dot.across[0]), y(dot.up[0]))).collect();
        canvas.line(path, SOFT, 1.8, SOLID);
        for dot in self.dots.iter().rev() {
            let at = (x(dot.across[0]), y(dot.up[0]));
            let [_, lower, upper] = dot.across;
            if lower.is_finite() && upper.is_finite() {
                canvas.stroke(
                    (x(lower), at.1),
                    (x(upper), at.1),
                    dot.colour.with_opacity(0.45),
                    1.4,
                );
            }
            let [_, lower, upper] = dot.up;
            if lower.is_finite() && upper.is_finite() {
                canvas.stroke(
                    (at.0, y(lower)),
                    (at.0, y(upper)),
                    dot.colour.with_opacity(0.45),
                    1.4,
                );
            }
            canvas.dot(at, 4.0, dot.colour);
        }
        let named: Vec<&Dot> = self
            .dots
            .iter()
            .filter(|dot| !dot.name.is_empty())
            .collect();
        let wanted: Vec<f64> = named.iter().map(|dot| y(dot.up[0])).collect();
        let importance: Vec<f64> = (0..named.len()).map(|i| -(i as f64)).collect();
        let placed = labels::most(&wanted, &importance, LINE, plot.y, plot.bottom());
        for (dot, placed) in named.into_iter().zip(placed) {
            let Some(middle) = placed else { continue };
            let from = (x(dot.across[0]) + 5.0, y(dot.up[0]));
            let start = plot.right() + 18.0;
            canvas.stroke(from, (start - 3.0, middle), GRID, 1.0);
            let name = NAME.fit(&dot.name, area.right() - start);
            let at = (start, middle + 0.36 * TEXT);
            canvas.text(&name, at, Anchor::Start, NAME.in_colour(INK));
        }
    }
}
