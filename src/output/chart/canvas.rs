//! A picture as a list of marks, in units of its own: drawn once, painted on any surface at any scale.

use super::font::{self, Weight};
use super::palette::{Colour, Dash, INK, SOLID};

/// A rectangle; `y` grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Area {
    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// What is left when strips are taken off left, top, right and bottom.
    #[must_use]
    pub fn inside(&self, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            x: self.x + left,
            y: self.y + top,
            w: (self.w - left - right).max(0.0),
            h: (self.h - top - bottom).max(0.0),
        }
    }
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled outline.
    Shape {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its filling.
        colour: Colour,
    },
    /// A stroke.
    Line {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
        /// Its width.
        width: f64,
        /// Its dashes.
        dash: Dash,
    },
    /// A line of letters.
    Text {
        /// What it says.
        text: String,
        /// A point on its baseline.
        at: (f64, f64),
        /// Where that point is in the text.
        anchor: Anchor,
        /// Size of the letters: their em.
        size: f64,
        /// Their weight.
        weight: Weight,
        /// Their colour.
        colour: Colour,
    },
}

impl Mark {
    /// The rectangle that the letters of a text fill: from its capitals' top to its descenders' bottom.
    pub fn letters(&self) -> Option<Area> {
        let Self::Text {
            text,
            at,
            anchor,
            size,
            weight,
            ..
        } = self
        else {
            return None;
        };
        let width = font::width(text, *size, *weight);
        Some(Area {
            x: at.0 - width * anchor.before(),
            y: at.1 - 0.74 * size,
            w: width,
            h: 0.96 * size,
        })
    }
}

impl Anchor {
    /// The share of a text that stands before its point.
    pub fn before(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}

/// A picture under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What has been drawn, from back to front; letters stand before everything else.
    pub marks: Vec<Mark>,
}

/// Size of ordinary text.
pub const TEXT: f64 = 13.0;
/// Size of text on axes.
pub const SMALL: f64 = 12.0;
/// Distance between baselines of ordinary text.
pub const LEADING: f64 = 17.0;

impl Canvas {
    /// An empty picture.
    pub fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            marks: Vec::new(),
        }
    }

    /// All of it.
    pub fn area(&self) -> Area {
        Area {
            x: 0.0,
            y: 0.0,
            w: self.width,
            h: self.height,
        }
    }

    /// A filled outline.
    pub fn shape(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        if points.len() > 2 {
            self.marks.push(Mark::Shape { points, colour });
        }
    }

    /// A filled rectangle between two corners.
    pub fn bar(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), colour: Colour) {
        self.shape(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour);
    }

    /// A round dot, as an outline of many corners.
    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour) {
        const CORNERS: u32 = 16;
        let corner = |i: u32| {
            let angle = f64::from(i) * core::f64::consts::TAU / f64::from(CORNERS);
            (x + radius * libm::cos(angle), y + radius * libm::sin(angle))
        };
        self.shape((0..CORNERS).map(corner).collect(), colour);
    }

    /// A stroke along these points.
    pub fn line(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64, dash: Dash) {
        if points.len() > 1 {
            self.marks.push(Mark::Line {
                points,
                colour,
                width,
                dash,
            });
        }
    }

    /// An unbroken stroke between two points.
    pub fn stroke(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        self.line(vec![from, to], colour, width, SOLID);
    }

    /// A line of letters whose baseline passes through `at`.
    pub fn text(&mut self, text: &str, at: (f64, f64), anchor: Anchor, letters: Letters) {
        if !text.is_empty() {
            self.marks.push(Mark::Text {
                text: text.to_owned(),
                at,
                anchor,
                size: letters.size,
                weight: letters.weight,
                colour: letters.colour,
            });
        }
    }

    /// Lines of letters below one another, the first with its capitals' top at `top`; returns where they end.
    pub fn lines(&mut self, lines: &[String], (x, top): (f64, f64), letters: Letters) -> f64 {
        let leading = letters.size * LEADING / TEXT;
        for (i, line) in lines.iter().enumerate() {
            let baseline = top + letters.size * 0.8 + i as f64 * leading;
            self.text(line, (x, baseline), Anchor::Start, letters);
        }
        top + lines.len() as f64 * leading
    }
}

/// The look of letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letters {
    /// Their em.
    pub size: f64,
    /// Their weight.
    pub weight: Weight,
    /// Their colour.
    pub colour: Colour,
}

impl Letters {
    /// Regular letters of this size, in ink.
    pub const fn of(size: f64) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            colour: INK,
        }
    }

    /// The same, semibold.
    #[must_use]
    pub const fn semibold(self) -> Self {
        Self {
            weight: Weight::Semibold,
            ..self
        }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// How wide a text is in these letters.
    pub fn width(self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }

    /// As much of a text as fits.
    pub fn fit(self, text: &str, room: f64) -> String {
        font::fit(text, self.size, self.weight, room)
    }

    /// A text in at most so many lines.
    pub fn wrap(self, text: &str, room: f64, lines: usize) -> Vec<String> {
        font::wrap(text, self.size, self.weight, room, lines)
    }
}
