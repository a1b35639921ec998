//! A picture painted on any surface that plotters can draw on, at any scale; and as a PNG.

use super::canvas::{Canvas, Mark};
use super::font;
use super::palette::Colour;
use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{
    BitMapBackend, Color as _, DrawingArea, DrawingBackend, IntoDrawingArea, Polygon, RGBAColor,
};
use std::io::{self, Write};

type Painted<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Paints everything but the letters.
///
/// # Errors
/// When the surface refuses.
pub fn shapes<DB: DrawingBackend>(
    canvas: &Canvas,
    surface: &DrawingArea<DB, Shift>,
    scale: f64,
) -> Painted<DB> {
    for mark in &canvas.marks {
        match mark {
            Mark::Shape { points, colour } => polygon(points, *colour, surface, scale)?,
            Mark::Line {
                points,
                colour,
                width,
                dash,
            } => {
                for piece in dashed(points, dash) {
                    thick(&piece, *width, *colour, surface, scale)?;
                }
            }
            Mark::Text { .. } => {}
        }
    }
    Ok(())
}

/// Paints the letters, pixel by pixel: the surface's own text knows neither our font nor half pixels.
///
/// # Errors
/// When the surface refuses.
pub fn letters<DB: DrawingBackend>(
    canvas: &Canvas,
    surface: &DrawingArea<DB, Shift>,
    scale: f64,
) -> Painted<DB> {
    for mark in &canvas.marks {
        if let Mark::Text {
            text,
            at,
            size,
            weight,
            colour,
            anchor,
        } = mark
        {
            let size = size * scale;
            let start = at.0 * scale - font::width(text, size, *weight) * anchor.before();
            font::pixels(text, size, *weight, (start, at.1 * scale), |x, y, cover| {
                surface.draw_pixel((x, y), &rgba(colour.with_opacity(colour.opacity * cover)))
            })?;
        }
    }
    Ok(())
}

/// The picture as a PNG file: `scale` pixels to a unit, with its title and description inside.
///
/// Shapes are painted twice as large and averaged, which smooths their edges; letters are smooth already.
///
/// # Errors
/// When it cannot be painted or written.
pub fn png(
    canvas: &Canvas,
    scale: f64,
    title: &str,
    description: &str,
    w: &mut dyn Write,
) -> io::Result<()> {
    let pixels = |x: f64| libm::ceil(x * scale) as u32;
    let (width, height) = (pixels(canvas.width), pixels(canvas.height));
    let mut twice = vec![255; 12 * (width * height) as usize];
    paint(&mut twice, (2 * width, 2 * height), |surface| {
        shapes(canvas, surface, 2.0 * scale)
    })?;
    let mut once = halved(&twice, width as usize);
    paint(&mut once, (width, height), |surface| {
        letters(canvas, surface, scale)
    })?;

    let mut encoder = png::Encoder::new(w, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Default);
    encoder.set_filter(png::FilterType::NoFilter);
    encoder.add_itxt_chunk("Title".to_owned(), title.to_owned())?;
    encoder.add_itxt_chunk("Description".to_owned(), description.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&once)?;
    writer.finish()?;
    Ok(())
}

fn paint<F>(buffer: &mut [u8], size: (u32, u32), draw: F) -> io::Result<()>
where
    F: FnOnce(&DrawingArea<BitMapBackend<'_>, Shift>) -> Painted<BitMapBackend<'static>>,
{
    let surface = BitMapBackend::with_buffer(buffer, size).into_drawing_area();
    draw(&surface).map_err(|e| io::Error::other(e.to_string()))?;
    surface
        .present()
        .map_err(|e| io::Error::other(e.to_string()))
}

/// Half as wide and high, each pixel the mean of four.
fn halved(twice: &[u8], width: usize) -> Vec<u8> {
    let row = 6 * width;
    let mut once = Vec::with_capacity(twice.len() / 4);
    for rows in twice.chunks_exact(2 * row) {
        let (upper, lower) = rows.split_at(row);
        for (upper, lower) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for i in 0..3 {
                let four = [upper[i], upper[i + 3], lower[i], lower[i + 3]];
                let sum: u16 = four.map(u16::from).iter().sum();
                once.push(((sum + 2) / 4) as u8);
            }
        }
    }
    once
}

fn rgba(colour: Colour) -> RGBAColor {
    let (r, g, b) = colour.rgb;
    RGBAColor(r, g, b, colour.opacity)
}

fn polygon<DB: DrawingBackend>(
    points: &[(f64, f64)],
    colour: Colour,
    surface: &DrawingArea<DB, Shift>,
    scale: f64,
) -> Painted<DB> {
    let whole = |x: f64| libm::rint(x * scale) as i32;
    let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (whole(x), whole(y))).collect();
    surface.draw(&Polygon::new(points, rgba(colour).filled()))
}

/// A stroke as a quadrilateral for each piece, and a small disc where pieces meet.
fn thick<DB: DrawingBackend>(
    points: &[(f64, f64)],
    width: f64,
    colour: Colour,
    surface: &DrawingArea<DB, Shift>,
    scale: f64,
) -> Painted<DB> {
    let half = width / 2.0;
    for piece in points.windows(2) {
        let (dx, dy) = (piece[1].0 - piece[0].0, piece[1].1 - piece[0].1);
        let length = libm::sqrt(dx * dx + dy * dy);
        if length > 0.0 {
            let (nx, ny) = (-dy / length * half, dx / length * half);
            let corners = [
                (piece[0].0 + nx, piece[0].1 + ny),
                (piece[1].0 + nx, piece[1].1 + ny),
                (piece[1].0 - nx, piece[1].1 - ny),
                (piece[0].0 - nx, piece[0].1 - ny),
            ];
            polygon(&corners, colour, surface, scale)?;
        }
    }
    if half * scale >= 1.0 {
        for &(x, y) in points.iter().skip(1).take(points.len().saturating_sub(2)) {
            let corner = |i: u32| {
                let angle = std::f64::consts::TAU * f64::from(i) / 12.0;
                (x + half * libm::cos(angle), y + half * libm::sin(angle))
            };
            let disc: Vec<(f64, f64)> = (0..12).map(corner).collect();
            polygon(&disc, colour, surface, scale)?;
        }
    }
    Ok(())
}

/// The pieces of a dashed line: as long in all as the dashes say, corners kept.
fn dashed(points: &[(f64, f64)], dash: &[f64]) -> Vec<Vec<(f64, f64)>> {
    if dash.is_empty() {
        return vec![points.to_vec()];
    }
    let mut pieces: Vec<Vec<(f64, f64)>> = vec![vec![points[0]]];
    let mut turn = 0;
    let mut left = dash[0];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = libm::sqrt(dx * dx + dy * dy);
            let drawing = turn % 2 == 0;
            if length < left {
                left -= length;
                if drawing {
                    pieces.last_mut().expect("there is a first piece").push(to);
                }
                break;
            }
            let part = if length > 0.0 { left / length } else { 0.0 };
            from = (from.0 + dx * part, from.1 + dy * part);
            if drawing {
                pieces
                    .last_mut()
                    .expect("there is a first piece")
                    .push(from);
            } else {
                pieces.push(vec![from]);
            }
            turn += 1;
            left = dash[turn % dash.len()];
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::canvas::{Anchor, Letters};
    use crate::output::chart::palette::{CATEGORIES, SOLID};

    #[test]
    fn a_picture_is_painted_at_its_scale_with_its_description() {
        let mut canvas = Canvas::new(40.0, 20.0);
        canvas.bar((0.0, 0.0), (20.0, 20.0), CATEGORIES[0]);
        canvas.stroke((20.0, 10.0), (40.0, 10.0), CATEGORIES[3], 2.0);
        canvas.text("a", (30.0, 8.0), Anchor::Middle, Letters::of(8.0));
        let mut file = Vec::new();
        png(&canvas, 2.0, "Title", "It falls by −18", &mut file).unwrap();
        let mut reader = png::Decoder::new(file.as_slice()).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        reader.next_frame(&mut pixels).unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (80, 40));
        assert_eq!(info.utf8_text[1].get_text().unwrap(), "It falls by −18");
        let at = |x: usize, y: usize| (pixels[3 * (80 * y + x)], pixels[3 * (80 * y + x) + 2]);
        assert_eq!(at(10, 10), (0x12, 0x6d));
        assert_eq!(at(60, 20), (0xf4, 0x25));
        assert_eq!(at(60, 35), (255, 255));
        let inked = (50..70).any(|x| (2..18).any(|y| at(x, y).0 < 80));
        assert!(inked, "the letter is there");
    }

    #[test]
    fn dashes_are_as_long_as_they_say() {
        let bent = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(
            dashed(&bent, &[6.0, 3.0]),
            [
                vec![(0.0, 0.0), (6.0, 0.0)],
                vec![(9.0, 0.0), (10.0, 0.0), (10.0, 5.0)],
                vec![(10.0, 8.0), (10.0, 10.0)],
            ]
        );
        assert_eq!(dashed(&bent, SOLID), [bent.to_vec()]);
    }
}
