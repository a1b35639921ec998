//! A picture as SVG, with its title and description, small enough for a page that holds many.
//!
//! Written from the marks themselves: paths in whole tenths relative to the last point, dashes as
//! such, and the font named once.

use super::canvas::{Anchor, Canvas, Mark, SMALL};
use super::font::{FAMILY, Weight};
use super::palette::{Colour, SOFT};
use std::fmt::Write as _;

/// Units of the file in one of the picture: a tenth is finer than any screen.
const FINE: f64 = 10.0;

/// A file of its own, in which screen readers find the title and the description.
pub fn file(canvas: &Canvas, title: &str, description: &str) -> String {
    let mut svg = String::new();
    let (w, h) = (canvas.width, canvas.height);
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-labelledby=\"title desc\" {}>\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        tenths(w),
        tenths(h),
        letters(),
        escaped(title),
        escaped(description),
    )
    .expect(STRING);
    marks(canvas, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

/// A part of a page that names and describes the picture around it.
pub fn inline(canvas: &Canvas, class: &str) -> String {
    let mut svg = String::new();
    write!(
        svg,
        "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\" focusable=\"false\" {}>",
        tenths(canvas.width),
        tenths(canvas.height),
        letters()
    )
    .expect(STRING);
    marks(canvas, &mut svg);
    svg.push_str("</svg>");
    svg
}

/// What most letters have in common, said once.
fn letters() -> String {
    let size = tenths(SMALL);
    format!(
        "font-family=\"{FAMILY}\" font-size=\"{size}\" fill=\"{}\"",
        SOFT.hex()
    )
}

const STRING: &str = "a string takes what is written to it";

fn tenths(x: f64) -> i64 {
    libm::rint(x * FINE) as i64
}

fn marks(canvas: &Canvas, svg: &mut String) {
    for mark in &canvas.marks {
        match mark {
            Mark::Shape { points, colour } => {
                svg.push_str("<path");
                fill(svg, *colour, "fill");
                path(svg, points);
                svg.push_str("z\"/>\n");
            }
            Mark::Line {
                points,
                colour,
                width,
                dash,
            } => {
                svg.push_str("<path fill=\"none\"");
                fill(svg, *colour, "stroke");
                write!(svg, " stroke-width=\"{}\"", tenths(*width)).expect(STRING);
                if !dash.is_empty() {
                    let dash: Vec<String> = dash.iter().map(|d| tenths(*d).to_string()).collect();
                    write!(svg, " stroke-dasharray=\"{}\"", dash.join(" ")).expect(STRING);
                }
                path(svg, points);
                svg.push_str("\"/>\n");
            }
            Mark::Text { .. } => {}
        }
    }
    for mark in &canvas.marks {
        if let Mark::Text {
            text,
            at,
            anchor,
            size,
            weight,
            colour,
        } = mark
        {
            write!(svg, "<text x=\"{}\" y=\"{}\"", tenths(at.0), tenths(at.1)).expect(STRING);
            if *size != SMALL {
                write!(svg, " font-size=\"{}\"", tenths(*size)).expect(STRING);
            }
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => svg.push_str(" text-anchor=\"middle\""),
                Anchor::End => svg.push_str(" text-anchor=\"end\""),
            }
            if *weight == Weight::Semibold {
                svg.push_str(" font-weight=\"600\"");
            }
            if *colour != SOFT {
                fill(svg, *colour, "fill");
            }
            writeln!(svg, ">{}</text>", escaped(text)).expect(STRING);
        }
    }
}

fn fill(svg: &mut String, colour: Colour, what: &str) {
    write!(svg, " {what}=\"{}\"", colour.hex()).expect(STRING);
    if colour.opacity < 1.0 {
        write!(svg, " {what}-opacity=\"{}\"", colour.opacity).expect(STRING);
    }
}

/// The start of a `d` attribute: the first point, then steps; a step that goes nowhere is left out.
fn path(svg: &mut String, points: &[(f64, f64)]) {
    let mut last = None;
    for (x, y) in simplified(points) {
        let (x, y) = (tenths(x), tenths(y));
        match last {
            None => write!(svg, " d=\"M{x} {y}l").expect(STRING),
            Some(here) if here == (x, y) => continue,
            Some((a, b)) => {
                step(svg, x - a);
                step(svg, y - b);
            }
        }
        last = Some((x, y));
    }
    if svg.ends_with('l') {
        // A stroke along one point still shows where it is.
        svg.push_str("0 0");
    }
}

/// How far a line may pass from a point that is left out.
const TOLERANCE: f64 = 0.3;

/// The points without those that lie on the line between their neighbours, as far as one can see
/// (Ramer, Douglas and Peucker).
fn simplified(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    let mut open = vec![(0, points.len() - 1)];
    while let Some((first, last)) = open.pop() {
        (keep[first], keep[last]) = (true, true);
        let furthest = (first + 1..last)
            .map(|i| (i, distance(points[i], points[first], points[last])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((i, far)) = furthest
            && far > TOLERANCE
        {
            open.push((first, i));
            open.push((i, last));
        }
    }
    points
        .iter()
        .zip(keep)
        .filter(|(_, keep)| *keep)
        .map(|(p, _)| *p)
        .collect()
}

/// The distance of a point from the line between two others.
fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (px, py) = (point.0 - from.0, point.1 - from.1);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 {
        ((px * dx + py * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (ex, ey) = (px - along * dx, py - along * dy);
    libm::sqrt(ex * ex + ey * ey)
}

/// A number after another: a minus sign parts them as well as a space.
fn step(svg: &mut String, by: i64) {
    if by >= 0 && !svg.ends_with('l') {
        svg.push(' ');
    }
    write!(svg, "{by}").expect(STRING);
}

/// Text as it may stand in a page.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // No other control character is allowed in XML.
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::chart::canvas::Letters;
    use crate::output::chart::palette::{CATEGORIES, DASHES};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_simplified_line_passes_by_every_point(
            heights in prop::collection::vec(-3.0..3.0_f64, 1..80),
        ) {
            let points: Vec<(f64, f64)> = heights.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect();
            let kept = simplified(&points);
            prop_assert_eq!(kept.first(), points.first());
            prop_assert_eq!(kept.last(), points.last());
            for &point in &points {
                let nearest = kept
                    .windows(2)
                    .map(|w| distance(point, w[0], w[1]))
                    .fold(if kept.len() == 1 { 0.0 } else { f64::INFINITY }, f64::min);
                prop_assert!(nearest <= TOLERANCE);
            }
        }
    }

    #[test]
    fn marks_become_paths_and_texts() {
        let mut canvas = Canvas::new(100.0, 50.0);
        canvas.line(
            vec![(1.0, 2.0), (3.0, 1.5), (3.0, 1.5)],
            CATEGORIES[0],
            1.5,
            DASHES[1],
        );
        canvas.text(
            "a < b",
            (5.0, 6.0),
            Anchor::End,
            Letters::of(13.0).semibold(),
        );
        let svg = file(&canvas, "Delays fall", "By \"18\"");
        assert!(svg.contains("viewBox=\"0 0 1000 500\""));
        assert!(svg.contains("<title id=\"title\">Delays fall</title>"));
        assert!(svg.contains("<desc id=\"desc\">By &quot;18&quot;</desc>"));
        assert!(
            svg.contains("stroke-dasharray=\"90 40\" d=\"M10 20l20-5\"/>"),
            "{svg}"
        );
        assert!(
            svg.contains(
                "text-anchor=\"end\" font-weight=\"600\" fill=\"#0b0c0c\">a &lt; b</text>"
            )
        );
        assert!(!inline(&canvas, "wide").contains("id="));
    }
}
