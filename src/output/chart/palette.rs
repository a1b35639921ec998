//! The colours and dashes of every chart.
//!
//! The categorical palette is that of the Government Analysis Function (*Data visualisation: colours in
//! charts*): neighbours differ by 3:1 in contrast, and colour-blind readers can tell them apart. Colour never
//! stands alone: bands have white gaps and labels, lines have dashes and labels.

/// A colour with an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: (u8, u8, u8),
    /// From 0, not seen, to 1.
    pub opacity: f64,
}

impl Colour {
    const fn of(r: u8, g: u8, b: u8) -> Self {
        Self {
            rgb: (r, g, b),
            opacity: 1.0,
        }
    }

    /// The same colour, let through.
    #[must_use]
    pub const fn with_opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// As written in HTML: `#12436d`.
    pub fn hex(self) -> String {
        let (r, g, b) = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// Categories, in the order of use: dark and light in turn.
pub const CATEGORIES: [Colour; 6] = [
    Colour::of(0x12, 0x43, 0x6d),
    Colour::of(0x28, 0xa1, 0x97),
    Colour::of(0x80, 0x16, 0x50),
    Colour::of(0xf4, 0x6a, 0x25),
    Colour::of(0x3d, 0x3d, 0x3d),
    Colour::of(0xa2, 0x85, 0xd1),
];

/// Text.
pub const INK: Colour = Colour::of(0x0b, 0x0c, 0x0c);
/// Text that explains: seven to one on white.
pub const SOFT: Colour = Colour::of(0x50, 0x5a, 0x5f);
/// Lines to read values by.
pub const GRID: Colour = Colour::of(0xdc, 0xde, 0xdf);
/// Paper, and the gaps between bands.
pub const PAPER: Colour = Colour::of(0xff, 0xff, 0xff);
/// A fall, of the two-colour palette.
pub const FALL: Colour = CATEGORIES[0];
/// A rise, of the two-colour palette.
pub const RISE: Colour = CATEGORIES[3];

/// Signals of control charts, as the NHS colours them (*Making data count*): improvement.
pub const IMPROVEMENT: Colour = Colour::of(0x28, 0x9d, 0xe0);
/// Concern. Pale on white: always with an edge of ink.
pub const CONCERN: Colour = Colour::of(0xfa, 0xb4, 0x28);
/// What is as usual.
pub const COMMON: Colour = Colour::of(0x7b, 0x7d, 0x7d);

/// A stroke that goes on and off: lengths drawn and left out, in turn; none for an unbroken line.
pub type Dash = &'static [f64];

/// Unbroken.
pub const SOLID: Dash = &[];
/// Dashes for lines in the order of use.
pub const DASHES: [Dash; 6] = [
    SOLID,
    &[9.0, 4.0],
    &[2.5, 3.0],
    &[12.0, 3.0, 2.5, 3.0],
    &[5.0, 3.0],
    &[16.0, 4.0],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (Web Content Accessibility Guidelines 2.2).
    fn luminance(colour: Colour) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                libm::pow((c + 0.055) / 1.055, 2.4)
            }
        };
        let (r, g, b) = colour.rgb;
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        (a / b).max(b / a)
    }

    #[test]
    fn text_can_be_read_and_shapes_can_be_seen() {
        assert!(contrast(INK, PAPER) > 7.0 && contrast(SOFT, PAPER) > 4.5);
        for colour in CATEGORIES {
            assert!(contrast(colour, PAPER) > 2.9, "{} on white", colour.hex());
        }
        for pair in CATEGORIES[..4].windows(2) {
            assert!(contrast(pair[0], pair[1]) > 2.9);
        }
    }

    #[test]
    fn no_two_lines_are_dashed_alike() {
        for (i, a) in DASHES.iter().enumerate() {
            assert!(DASHES[i + 1..].iter().all(|b| a != b));
        }
    }
}
