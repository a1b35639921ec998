//! What signs and colours stand for, in a row below a picture.

use super::canvas::{Anchor, Area, Canvas, LEADING, SMALL};
use super::palette::{Colour, INK};
use super::panel::AXIS;

/// A sign: told apart by its shape, not by its colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A square, for bars of a colour.
    Square,
    /// A round point.
    Dot,
    /// A triangle that points down.
    Down,
    /// A triangle that points up.
    Up,
}

/// A sign and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its shape.
    pub sign: Sign,
    /// Its colour.
    pub colour: Colour,
    /// What it stands for.
    pub words: &'static str,
}

const GAP: f64 = 18.0;
const SIGN: f64 = 19.0;
const ABOVE: f64 = 8.0;

/// The height that these items need.
pub fn height(width: f64, items: &[Item]) -> f64 {
    match places(width, items).last() {
        Some(&(_, row)) => ABOVE + (row + 1) as f64 * LEADING,
        None => 0.0,
    }
}

/// Draws them.
pub fn draw(canvas: &mut Canvas, area: Area, items: &[Item]) {
    for (item, (x, row)) in items.iter().zip(places(area.w, items)) {
        let middle = area.y + ABOVE + (row as f64 + 0.5) * LEADING;
        let at = (area.x + x + 7.0, middle);
        sign(canvas, item.sign, at, 4.5, item.colour);
        let words = AXIS.fit(item.words, area.w - SIGN);
        let start = (area.x + x + SIGN, middle + 0.36 * SMALL);
        canvas.text(&words, start, Anchor::Start, AXIS);
    }
}

/// Where each item begins, and in which row.
fn places(width: f64, items: &[Item]) -> Vec<(f64, usize)> {
    let (mut x, mut row) = (0.0, 0);
    let place = |item: &Item| {
        let needs = SIGN + AXIS.width(item.words);
        if x > 0.0 && x + needs > width {
            (x, row) = (0.0, row + 1);
        }
        let here = (x, row);
        x += needs + GAP;
        here
    };
    items.iter().map(place).collect()
}

/// Draws a sign around a point, so large from its middle. Triangles have an edge of ink, since their colours are pale.
pub fn sign(canvas: &mut Canvas, sign: Sign, (x, y): (f64, f64), size: f64, colour: Colour) {
    let outline = |size: f64| -> Vec<(f64, f64)> {
        let corners: Vec<(f64, f64)> = match sign {
            Sign::Square => vec![(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
            Sign::Dot => (0..12)
                .map(|i| {
                    let angle = std::f64::consts::TAU * f64::from(i) / 12.0;
                    (0.8 * libm::cos(angle), 0.8 * libm::sin(angle))
                })
                .collect(),
            Sign::Down => vec![(-1.1, -0.8), (1.1, -0.8), (0.0, 1.2)],
            Sign::Up => vec![(-1.1, 0.8), (0.0, -1.2), (1.1, 0.8)],
        };
        let scaled = corners.into_iter();
        scaled.map(|(a, b)| (x + a * size, y + b * size)).collect()
    };
    if matches!(sign, Sign::Down | Sign::Up) {
        canvas.shape(outline(size + 1.3), INK);
    }
    canvas.shape(outline(size), colour);
}
