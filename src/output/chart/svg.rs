//! A picture as SVG, with its title and description, small enough for a page that holds many.
//!
//! Written from the marks themselves: paths in whole tenths relative to the last point, dashes as
//! such, and the font named once.

use super::canvas::{Anchor, Canvas, Mark};
use super::font::{FAMILY, Weight};
use super::palette::{Colour, INK};
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
         aria-labelledby=\"title desc\" font-family=\"{FAMILY}\" fill=\"{}\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        tenths(w),
        tenths(h),
        INK.hex(),
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
        "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\" focusable=\"false\" font-family=\"{FAMILY}\" \
         fill=\"{}\">",
        tenths(canvas.width),
        tenths(canvas.height),
        INK.hex()
    )
    .expect(STRING);
    marks(canvas, &mut svg);
    svg.push_str("</svg>");
    svg
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
            write!(svg, " font-size=\"{}\"", tenths(*size)).expect(STRING);
            match anchor {
                Anchor::Start => {}
                Anchor::Middle => svg.push_str(" text-anchor=\"middle\""),
                Anchor::End => svg.push_str(" text-anchor=\"end\""),
            }
            if *weight == Weight::Semibold {
                svg.push_str(" font-weight=\"600\"");
            }
            if *colour != INK {
                fill(svg, *colour, "fill");
            }
            write!(svg, ">{}</text>\n", escaped(text)).expect(STRING);
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
    for &(x, y) in points {
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

    #[test]
    fn marks_become_paths_and_texts() {
        let mut canvas = Canvas::new(100.0, 50.0);
        canvas.line(vec![(1.0, 2.0), (3.0, 1.5), (3.0, 1.5)], CATEGORIES[0], 1.5, DASHES[1]);
        canvas.text("a < b", (5.0, 6.0), Anchor::End, Letters::of(13.0).semibold());
        let svg = file(&canvas, "Delays fall", "By \"18\"");
        assert!(svg.contains("viewBox=\"0 0 1000 500\""));
        assert!(svg.contains("<title id=\"title\">Delays fall</title>"));
        assert!(svg.contains("<desc id=\"desc\">By &quot;18&quot;</desc>"));
        assert!(svg.contains("stroke-dasharray=\"90 40\" d=\"M10 20l20-5\"/>"), "{svg}");
        assert!(svg.contains("text-anchor=\"end\" font-weight=\"600\">a &lt; b</text>"));
        assert!(!inline(&canvas, "wide").contains("id="));
    }
}
