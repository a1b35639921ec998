//! The letters of charts: Open Sans, carried in the binary, so that pictures look the same everywhere.

use ab_glyph::{Font, FontRef, Glyph, GlyphId, PxScale, ScaleFont, point};
use std::sync::LazyLock;

/// What an SVG asks for; whoever lacks the first gets the narrower second.
pub const FAMILY: &str = "Open Sans, Arial, sans-serif";

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For headings.
    Semibold,
}

static REGULAR: LazyLock<FontRef<'static>> =
    LazyLock::new(|| embedded(include_bytes!("../../../assets/fonts/OpenSans-Regular.ttf")));
static SEMIBOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    embedded(include_bytes!(
        "../../../assets/fonts/OpenSans-Semibold.ttf"
    ))
});

fn embedded(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the embedded font is a font")
}

fn font(weight: Weight) -> &'static FontRef<'static> {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::Semibold => &SEMIBOLD,
    }
}

/// The scale at which an em of the font is `size` pixels.
fn scale(font: &FontRef<'_>, size: f64) -> PxScale {
    let em = font.units_per_em().expect("the embedded font has an em");
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// How wide a text is, for a letter size in the same unit.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let font = font(weight);
    // Measured large, so that all sizes have the same proportions.
    let scaled = font.as_scaled(scale(font, 1_000.0));
    let mut width = 0.0;
    walk(text, &scaled, |_, _, advance| width += f64::from(advance));
    width * size / 1_000.0
}

/// Calls back with each glyph, the distance since the last one's start that its own kerning adds, and its advance.
fn walk<F: ScaleFont<T>, T: Font>(text: &str, font: &F, mut each: impl FnMut(GlyphId, f32, f32)) {
    let mut last: Option<GlyphId> = None;
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        let kern = last.map_or(0.0, |last| font.kern(last, id));
        each(id, kern, kern + font.h_advance(id));
        last = Some(id);
    }
}

/// Calls back with every pixel of a text and how much of it is covered; the text starts at `x` on its baseline `y`.
///
/// # Errors
/// The first that the callback returns.
pub fn pixels<E>(
    text: &str,
    size: f64,
    weight: Weight,
    (x, y): (f64, f64),
    mut each: impl FnMut(i32, i32, f64) -> Result<(), E>,
) -> Result<(), E> {
    let font = font(weight);
    let scale = scale(font, size);
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut at = x as f32;
    walk(text, &font.as_scaled(scale), |id, kern, advance| {
        glyphs.push(id.with_scale_and_position(scale, point(at + kern, y as f32)));
        at += advance;
    });
    for glyph in glyphs {
        if let Some(outline) = font.outline_glyph(glyph) {
            let corner = outline.px_bounds().min;
            let mut done = Ok(());
            outline.draw(|dx, dy, cover| {
                if done.is_ok() && cover > 0.0 {
                    done = each(
                        corner.x as i32 + dx as i32,
                        corner.y as i32 + dy as i32,
                        f64::from(cover.min(1.0)),
                    );
                }
            });
            done?;
        }
    }
    Ok(())
}

/// Whether the font has this letter.
#[cfg(test)]
pub fn has(letter: char, weight: Weight) -> bool {
    font(weight).glyph_id(letter).0 != 0
}

/// The text, or as much of its start as fits, with dots for the rest.
pub fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while letters.pop().is_some() {
        let shorter = format!("{}…", letters.iter().collect::<String>().trim_end());
        if width(&shorter, size, weight) <= room {
            return shorter;
        }
    }
    String::new()
}

/// The text in at most `lines` lines, broken between words; the last one ends in dots if it must.
pub fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() {
            (*word).to_owned()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || width(&longer, size, weight) <= room {
            line = longer;
            words.next();
        } else if done.len() + 1 == lines {
            let rest: Vec<&str> = words.by_ref().collect();
            line = format!("{line} {}", rest.join(" "));
        } else {
            done.push(fit(&line, size, weight, room));
            line.clear();
        }
    }
    if !line.is_empty() {
        done.push(fit(&line, size, weight, room));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_embedded_fonts_hold_the_letters_of_reports() {
        for weight in [Weight::Regular, Weight::Semibold] {
            for letter in "\u{a0}−–…£%+,.:;()abcXYZ0189éŵ<>&\"'".chars() {
                assert!(has(letter, weight), "{letter} is missing");
            }
        }
        assert!(width("mm", 10.0, Weight::Regular) > width("ii", 10.0, Weight::Regular));
    }

    #[test]
    fn pixels_lie_where_the_text_is_measured() {
        let (mut left, mut right, mut top, mut bottom) = (i32::MAX, 0, i32::MAX, 0);
        pixels("Hxx", 40.0, Weight::Regular, (100.0, 200.0), |x, y, _| {
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
            Ok::<(), ()>(())
        })
        .unwrap();
        assert!(left >= 100 && f64::from(right) <= 100.0 + width("Hxx", 40.0, Weight::Regular));
        assert!(
            (168..=174).contains(&top) && (198..=201).contains(&bottom),
            "{top} {bottom}"
        );
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit_and_lose_nothing_but_at_the_end(
            text in "[a-z]{1,9}( [a-z]{1,9}){0,20}",
            room in 60.0..400.0_f64,
            lines in 1_usize..4,
        ) {
            let wrapped = wrap(&text, 13.0, Weight::Regular, room, lines);
            prop_assert!(wrapped.len() <= lines);
            for line in &wrapped {
                prop_assert!(width(line, 13.0, Weight::Regular) <= room);
            }
            let joined = wrapped.join(" ");
            prop_assert!(joined == text || joined.contains('…'));
        }
    }
}
