//! Bands upon one another over time, with white gaps and labels at their right ends.

use super::canvas::{Anchor, Area, Canvas, Letters, SMALL};
use super::labels;
use super::palette::{CATEGORIES, Colour, PAPER, SOLID};
use super::panel::Plot;

/// A band of a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it is.
    pub label: String,
    /// Its place in the palette.
    pub colour: usize,
    /// Its thickness over time; what is below zero lies below the line.
    pub values: Vec<f64>,
}

/// Letters of direct labels.
pub const LABEL: Letters = Letters::of(SMALL);
const LABEL_HEIGHT: f64 = 15.0;
const LEADER: f64 = 14.0;

impl Band {
    fn colour(&self) -> Colour {
        CATEGORIES[self.colour % CATEGORIES.len()]
    }
}

/// The lower and the upper edge of each band.
pub fn edges(bands: &[Band]) -> Vec<(Vec<f64>, Vec<f64>)> {
    let n = bands.iter().map(|b| b.values.len()).max().unwrap_or(0);
    let (mut above, mut below) = (vec![0.0; n], vec![0.0; n]);
    bands
        .iter()
        .map(|band| {
            let mut edge = (vec![0.0; n], vec![0.0; n]);
            for (i, &value) in band.values.iter().enumerate() {
                let heap = if value < 0.0 {
                    &mut below[i]
                } else {
                    &mut above[i]
                };
                let next = *heap + value;
                (edge.0[i], edge.1[i]) = (heap.min(next), heap.max(next));
                *heap = next;
            }
            edge
        })
        .collect()
}

/// Room that labels with these words need on the right of a plot.
pub fn room<'a>(texts: impl IntoIterator<Item = &'a str>, panel: f64) -> f64 {
    let widest = texts
        .into_iter()
        .map(|t| LABEL.width(t))
        .fold(0.0, f64::max);
    (widest + LEADER + 5.0).min(panel * 0.45)
}

/// The edges of the parts of each band on one side of zero: towards zero, and away from it.
///
/// A band that changes sides has a part of no thickness on the side it is not on.
fn one_side(bands: &[Band], part: impl Fn(f64) -> f64) -> Vec<(Vec<f64>, Vec<f64>)> {
    let n = bands.iter().map(|b| b.values.len()).max().unwrap_or(0);
    let mut heap = vec![0.0; n];
    bands
        .iter()
        .map(|band| {
            let towards = heap.clone();
            for (heap, &value) in heap.iter_mut().zip(&band.values) {
                *heap += part(value);
            }
            (towards, heap.clone())
        })
        .collect()
}

/// Draws the bands.
pub fn draw(canvas: &mut Canvas, plot: &Plot<'_>, days: &[f64], bands: &[Band]) {
    let sides = [
        one_side(bands, |value| value.max(0.0)),
        one_side(bands, |value| value.min(0.0)),
    ];
    for edges in &sides {
        for (band, (towards, away)) in bands.iter().zip(edges) {
            if towards == away {
                continue;
            }
            let mut outline = plot.points(days, away);
            let mut back = plot.points(days, towards);
            back.reverse();
            outline.extend(back);
            canvas.shape(outline, band.colour());
        }
    }
    for edges in &sides {
        for (towards, away) in edges {
            // The edge away from zero is where the next band begins.
            if towards != away {
                canvas.line(plot.points(days, away), PAPER, 1.4, SOLID);
            }
        }
    }
}

/// A label for something whose right end is at a height.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// What it says.
    pub text: String,
    /// Height of what it names.
    pub at: f64,
    /// How much it matters, when there is no room for all.
    pub importance: f64,
    /// Colour of the line that leads to it.
    pub colour: Colour,
    /// Its letters.
    pub letters: Letters,
}

/// Labels for bands, at the middle of their right ends; bands too thin to be seen anywhere get none.
pub fn band_labels(plot: &Plot<'_>, bands: &[Band]) -> Vec<EndLabel> {
    bands
        .iter()
        .zip(edges(bands))
        .filter_map(|(band, (low, high))| {
            let (&low, &high) = (low.last()?, high.last()?);
            let thickness = (plot.y(low) - plot.y(high)).abs();
            let thickest = band
                .values
                .iter()
                .fold(0.0, |most: f64, v| most.max(v.abs()));
            let seen = (plot.y(0.0) - plot.y(thickest)).abs();
            (seen >= 1.5 && thickness >= 0.7).then(|| EndLabel {
                text: band.label.clone(),
                at: plot.y(f64::midpoint(low, high)),
                importance: thickness,
                colour: band.colour(),
                letters: LABEL,
            })
        })
        .collect()
}

/// Writes labels on the right of a plot, apart from one another, each with a line from what it names.
pub fn write_labels(canvas: &mut Canvas, area: Area, plot: &Plot<'_>, labels: &[EndLabel]) {
    let wanted: Vec<f64> = labels.iter().map(|l| l.at).collect();
    let importance: Vec<f64> = labels.iter().map(|l| l.importance).collect();
    let inner = plot.area;
    let placed = labels::most(
        &wanted,
        &importance,
        LABEL_HEIGHT,
        inner.y - 2.0,
        inner.bottom() + 2.0,
    );
    for (label, at) in labels.iter().zip(placed) {
        let Some(at) = at else { continue };
        let x = inner.right();
        canvas.line(
            vec![
                (x + 2.0, label.at),
                (x + 5.0, label.at),
                (x + LEADER - 5.0, at),
                (x + LEADER - 2.0, at),
            ],
            label.colour,
            2.0,
            SOLID,
        );
        let text = label
            .letters
            .fit(&label.text, area.right() - x - LEADER - 1.0);
        canvas.text(
            &text,
            (x + LEADER + 1.0, at + 0.36 * SMALL),
            Anchor::Start,
            label.letters,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bands_touch_and_never_overlap(
            values in prop::collection::vec(prop::collection::vec(-9.0..9.0_f64, 4), 1..6),
        ) {
            let bands: Vec<Band> = values
                .iter()
                .map(|v| Band { label: String::new(), colour: 0, values: v.clone() })
                .collect();
            let sides = [one_side(&bands, |v| v.max(0.0)), one_side(&bands, |v| v.min(0.0))];
            let edges = edges(&bands);
            for i in 0..4 {
                let drawn: f64 = sides.iter().flatten().map(|(towards, away)| (away[i] - towards[i]).abs()).sum();
                let all: f64 = bands.iter().map(|b| b.values[i].abs()).sum();
                prop_assert!((drawn - all).abs() < 1e-9);
                let mut spans: Vec<(f64, f64)> = edges.iter().map(|(low, high)| (low[i], high[i])).collect();
                let covered: f64 = spans.iter().map(|(low, high)| high - low).sum();
                let total: f64 = bands.iter().map(|b| b.values[i].abs()).sum();
                prop_assert!((covered - total).abs() < 1e-9);
                spans.sort_by(|a, b| a.partial_cmp(b).unwrap());
                for pair in spans.windows(2) {
                    prop_assert!(pair[0].1 <= pair[1].0 + 1e-9);
                }
            }
        }
    }
}
