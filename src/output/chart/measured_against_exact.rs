//! What theory says of networks that can be solved, and what was measured.

use super::super::words;
use super::canvas::{Anchor, Area, Canvas, Letters, SMALL};
use super::palette::{CATEGORIES, Colour, GRID, INK, RISE, SOFT};
use super::panel::{self, AXIS, Heading};
use super::{Chart, DataCell, DataRow, DataTable, Picture, Shape};
use crate::results::TheoryRow;

/// The chart of these numbers.
pub fn chart(rows: &[TheoryRow]) -> Chart {
    let off = rows.iter().filter(|r| !r.agrees).count();
    let numbers = words::count(rows.len(), "number");
    let title = if off == 0 {
        format!("{numbers} measured, and all agree with theory")
    } else {
        format!("{off} of {numbers} measured do not agree with theory")
    };
    let limit = rows.iter().map(|r| r.limit).fold(0.0, f64::max);
    Chart {
        file: "measured_against_exact".to_owned(),
        question: "Does the program reproduce what is known exactly?",
        title,
        caption: format!(
            "Each dot is a mean over replications. A number agrees if it is off by no more standard errors than chance \
             would allow once in a hundred such pictures: {limit:.1} at most, fewer where there are more replications."
        ),
        table: DataTable {
            rows_are: "case".to_owned(),
            groups: Vec::new(),
            columns: ["measure", "exact", "measured", "off by"]
                .map(str::to_owned)
                .into(),
            rows: rows
                .iter()
                .map(|r| {
                    let cells = [
                        r.measure.clone(),
                        r.exact.to_string(),
                        r.mean.to_string(),
                        format!("{:+.1}", r.z),
                    ];
                    DataRow {
                        name: format!("{}, {}", r.file, r.case),
                        starts: None,
                        cells: cells.map(DataCell::Text).into(),
                    }
                })
                .collect(),
            shape: Shape::Words,
        },
        picture: Box::new(MeasuredAgainstExact {
            dots: rows.iter().map(Dot::of).collect(),
        }),
    }
}

struct MeasuredAgainstExact {
    dots: Vec<Dot>,
}

struct Dot {
    file: String,
    exact: f64,
    mean: f64,
    z: f64,
    colour: Colour,
}

impl Dot {
    fn of(row: &TheoryRow) -> Self {
        Self {
            file: row.file.clone(),
            exact: row.exact,
            mean: row.mean,
            z: row.z,
            colour: if row.agrees { CATEGORIES[0] } else { RISE },
        }
    }
}

impl Picture for MeasuredAgainstExact {
    fn height(&self, width: f64) -> f64 {
        panel::height(width, &headings(), 340.0)
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let areas = panel::panels(canvas, area, &headings());
        self.draw_values(canvas, areas[0]);
        self.draw_errors(canvas, areas[1]);
    }
}

fn headings() -> [Heading; 2] {
    let heading = |title: &str, finding: &str| Heading {
        title: title.to_owned(),
        finding: finding.to_owned(),
    };
    [
        heading("Measured against exact", "on the line: the same"),
        heading(
            "Measured less exact",
            "in standard errors, by scenario; shaded: where 19 of 20 belong",
        ),
    ]
}

/// Room below a plot for ticks and the name of the axis.
const BELOW: f64 = 2.0 * SMALL + 16.0;
const NAME: Letters = AXIS.in_colour(INK);

impl MeasuredAgainstExact {
    /// Both on scales of powers of ten.
    fn draw_values(&self, canvas: &mut Canvas, area: Area) {
        let values = || self.dots.iter().flat_map(|d| [d.exact, d.mean]);
        let positive = || values().filter(|&x| x > 0.0 && x.is_finite());
        let low = libm::floor(libm::log10(positive().fold(1.0, f64::min)));
        let high = libm::ceil(libm::log10(positive().fold(1.0, f64::max))).max(low + 1.0);
        let plot = area.inside(46.0, 4.0, 8.0, BELOW);
        let share = |x: f64| ((libm::log10(x) - low) / (high - low)).clamp(0.0, 1.0);
        let at = |x: f64, y: f64| {
            (
                plot.x + plot.w * share(x),
                plot.bottom() - plot.h * share(y),
            )
        };
        for power in low as i32..=high as i32 {
            let tick = libm::pow(10.0, f64::from(power));
            let (x, y) = at(tick, tick);
            canvas.stroke((x, plot.y), (x, plot.bottom()), GRID, 1.0);
            canvas.stroke((plot.x, y), (plot.right(), y), GRID, 1.0);
            let label = words::grouped(tick, (-power).max(0) as usize);
            canvas.text(
                &label,
                (x, plot.bottom() + SMALL + 3.0),
                Anchor::Middle,
                AXIS,
            );
            canvas.text(&label, (plot.x - 5.0, y + 0.36 * SMALL), Anchor::End, AXIS);
        }
        let (from, to) = (libm::pow(10.0, low), libm::pow(10.0, high));
        canvas.stroke(at(from, from), at(to, to), SOFT, 1.2);
        for d in self.dots.iter().filter(|d| d.exact > 0.0 && d.mean > 0.0) {
            canvas.dot(at(d.exact, d.mean), 3.2, d.colour);
        }
        let middle = (plot.x + plot.w / 2.0, plot.bottom() + 2.0 * SMALL + 7.0);
        let name = "exact (days, people or shares)";
        canvas.text(name, middle, Anchor::Middle, AXIS);
    }

    /// A row for each scenario.
    fn draw_errors(&self, canvas: &mut Canvas, area: Area) {
        let mut files: Vec<&str> = self.dots.iter().map(|d| d.file.as_str()).collect();
        files.dedup();
        let left = files.iter().map(|f| NAME.width(f)).fold(0.0, f64::max) + 10.0;
        let plot = area.inside(left, 4.0, 8.0, BELOW);
        let largest = self.dots.iter().map(|d| d.z.abs());
        let most = libm::ceil(largest.filter(|z| z.is_finite()).fold(4.0, f64::max));
        let x = |z: f64| plot.x + plot.w * ((z / most).clamp(-1.0, 1.0) + 1.0) / 2.0;
        let shade = CATEGORIES[0].with_opacity(0.08);
        canvas.bar((x(-1.96), plot.y), (x(1.96), plot.bottom()), shade);
        let step = if most > 8.0 { (most / 4.0) as usize } else { 1 };
        for tick in (-(most as i32)..=most as i32).step_by(step) {
            let tick = f64::from(tick);
            let zero = tick == 0.0;
            let (colour, width) = if zero { (SOFT, 1.4) } else { (GRID, 1.0) };
            canvas.stroke((x(tick), plot.y), (x(tick), plot.bottom()), colour, width);
            let label = format!("{tick:+.0}").replace('-', "−").replace("+0", "0");
            let below = (x(tick), plot.bottom() + SMALL + 3.0);
            canvas.text(&label, below, Anchor::Middle, AXIS);
        }
        let row = plot.h / files.len().max(1) as f64;
        for (i, file) in files.iter().enumerate() {
            let y = plot.y + (i as f64 + 0.5) * row;
            let beside = (plot.x - 8.0, y + 0.36 * SMALL);
            canvas.text(file, beside, Anchor::End, NAME);
            for d in self.dots.iter().filter(|d| d.file == *file) {
                canvas.dot((x(d.z), y), 3.2, d.colour.with_opacity(0.75));
            }
        }
        let middle = (plot.x + plot.w / 2.0, plot.bottom() + 2.0 * SMALL + 7.0);
        canvas.text("standard errors", middle, Anchor::Middle, AXIS);
    }
}
