//! Values that nobody knows well: drawn anew in each replication, between the bounds stated beside them.
//!
//! A value written `{ value, low, high }` is drawn from the triangular distribution between its bounds
//! with its mode at the value. A draw is keyed by seed, replication and the path of the value, so that all
//! scenarios of a comparison share it; draws of different values are independent. What is drawn stands in the
//! merged file in the place of the value, with its unit, and is checked and built like any other file.

use super::Scenario;
use super::annotated;
use super::build::{Origin, build};
use super::problem::{Problem, Problems, Severity};
use super::shape::{Alternative, Shape};
use super::spec::Spec;
use super::tree::{Annotated, Node, Tree, Value};
use super::validate;
use crate::engine::{self, Distribution, Sampler, Streams};
use crate::world::chance::ASSUMPTION;
use crate::world::setup::Setup;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// Parts of a file that say how it is run and read, not what the place is like: never drawn.
const NOT_DRAWN: [&str; 6] = [
    "run",
    "scenario",
    "window",
    "distribution",
    "expect",
    "knob",
];

/// A scenario whose values with a range are drawn.
#[derive(Clone, Debug)]
pub struct Uncertain {
    tree: Tree,
    origin: Origin,
    schema: Json,
    /// Paths at or below which values are drawn.
    under: Vec<String>,
    ranges: Vec<Range>,
}

/// A value that is drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Range {
    /// Its path in the scenario.
    pub path: String,
    /// Least value.
    pub low: f64,
    /// The value as written, the mode.
    pub value: f64,
    /// Greatest value.
    pub high: f64,
    /// What is written after the number; empty for a bare number.
    pub unit: String,
    /// How finely it can be written.
    pub grid: Grid,
}

/// How finely a value can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grid {
    /// Whole numbers.
    Whole,
    /// Pounds and whole pence.
    Pence,
    /// Anything; six significant digits are drawn.
    Fine,
}

impl Grid {
    /// The nearest value that can be written.
    pub fn nearest(self, value: f64) -> f64 {
        match self {
            Self::Whole => libm::rint(value),
            Self::Pence => libm::rint(value * 100.0) / 100.0,
            Self::Fine => format!("{value:.5e}").parse().unwrap_or(value),
        }
    }
}

impl Range {
    /// The value drawn.
    fn draw(&self, streams: &Streams, attempt: u64) -> f64 {
        let shape = engine::distribution::Shape::Triangular {
            low: self.low,
            mode: self.value,
            high: self.high,
        };
        let mut draw = streams.draw(ASSUMPTION, subject(&self.path), attempt);
        let drawn = Sampler::new(Distribution::of(shape)).sample(&mut draw);
        self.grid.nearest(drawn).clamp(self.low, self.high)
    }

    /// The value as it would stand in a file.
    fn written(&self, drawn: f64) -> Value {
        if !self.unit.is_empty() {
            Value::String(format!("{drawn} {}", self.unit))
        } else if self.grid == Grid::Whole {
            Value::Integer(drawn as i64)
        } else {
            Value::Float(drawn)
        }
    }
}

/// What tells the draws of one value from those of the others.
fn subject(path: &str) -> u64 {
    let hash = Sha256::digest(path.as_bytes());
    hash.iter()
        .take(8)
        .fold(0, |n, &byte| n << 8 | u64::from(byte))
}

impl Uncertain {
    /// What is drawn of a merged file: every value with a range at or below one of these paths, or anywhere if
    /// an empty one is among them.
    ///
    /// A range that cannot be drawn from is a problem.
    pub(super) fn of(
        tree: &Tree,
        origin: &Origin,
        schema: &Json,
        under: &[String],
        problems: &mut Problems,
    ) -> Self {
        let mut ranges = Vec::new();
        for value in tree.annotations() {
            let part = value.path.split('.').next().unwrap_or_default();
            if NOT_DRAWN.contains(&part) || value.low.is_none() && value.high.is_none() {
                continue;
            }
            if !under.iter().any(|path| is_under(&value.path, path)) {
                continue;
            }
            match range(&value, schema) {
                Ok(range) if range.low < range.high => ranges.push(range),
                Ok(_) => {}
                Err(why) => problems.push(
                    Problem::error(format!("{} cannot be drawn: {why}", value.path))
                        .at(&value.path)
                        .span(value.span)
                        .help("write value, low and high as numbers in the same unit"),
                ),
            }
        }
        for path in under {
            if !ranges.iter().any(|range| is_under(&range.path, path)) {
                let message = if path.is_empty() {
                    format!(
                        "{} has no value with a low and a high to draw from",
                        origin.name
                    )
                } else {
                    format!(
                        "there is no value with a low and a high under {path} in {}",
                        origin.name
                    )
                };
                problems.push(Problem::error(message).help(
                    "values are drawn that are written { value = 14, low = 7, high = 28 } and not set to something else",
                ));
            }
        }
        Self {
            tree: tree.clone(),
            origin: origin.clone(),
            schema: schema.clone(),
            under: under.to_vec(),
            ranges,
        }
    }

    /// Paths at or below which values are drawn, as asked for; the empty one stands for everything.
    pub fn under(&self) -> &[String] {
        &self.under
    }

    /// What is drawn, in order of path.
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// Whether another scenario draws the same values from the same ranges; policies are left out if either has none.
    pub fn draws_like(&self, other: &Self, with_policies: bool) -> bool {
        let of = |uncertain: &Self| -> Vec<Range> {
            let mut ranges = uncertain.ranges.clone();
            ranges.retain(|r| with_policies || !is_under(&r.path, "policy"));
            ranges
        };
        of(self) == of(other)
    }

    /// The values of one replication, in order of path.
    pub fn draw(&self, seed: u64, replication: u64, attempt: u64) -> Vec<f64> {
        let streams = Streams::new(seed, replication);
        let values = self
            .ranges
            .iter()
            .map(|range| range.draw(&streams, attempt));
        values.collect()
    }

    /// The world with these values in the place of those written.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn setup(&self, drawn: &[f64]) -> Result<Setup, String> {
        let mut tree = self.tree.clone();
        for (range, &value) in self.ranges.iter().zip(drawn) {
            tree.replace(&range.path, range.written(value));
        }
        let mut problems = Problems::new();
        let spec: Option<Spec> = validate::read_as(&tree, &self.schema, &mut problems);
        let sound = problems.errors() == 0;
        let built: Option<Scenario> = spec
            .filter(|_| sound)
            .and_then(|spec| build(&spec, self.origin.clone(), &mut problems));
        match built.filter(|_| problems.errors() == 0) {
            Some(scenario) => Ok(scenario.setup),
            None => Err(first_error(&problems)),
        }
    }
}

/// The first thing that is wrong, in a line.
fn first_error(problems: &Problems) -> String {
    let errors = problems.list().iter();
    let mut errors = errors.filter(|problem| problem.severity == Severity::Error);
    let Some(problem) = errors.next() else {
        return "what was drawn cannot be read".to_owned();
    };
    let at = problem
        .path
        .as_deref()
        .map_or_else(String::new, |path| format!("{path}: "));
    format!("{at}{}", problem.message)
}

/// Whether a path is this one or below it.
fn is_under(path: &str, above: &str) -> bool {
    above.is_empty()
        || path
            .strip_prefix(above)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

pub(super) fn range(value: &Annotated, schema: &Json) -> Result<Range, String> {
    let (middle, unit) = number(&value.value)?;
    let bound = |text: &Option<String>| match text {
        None => Ok(middle),
        Some(text) => match number(text)? {
            (bound, same) if same_unit(same, unit) => Ok(bound),
            (_, other) => Err(format!("its bounds are in {other} and it is in {unit}")),
        },
    };
    Ok(Range {
        path: value.path.clone(),
        low: bound(&value.low)?,
        value: middle,
        high: bound(&value.high)?,
        unit: unit.to_owned(),
        grid: grid(&value.path, unit, schema),
    })
}

/// The number a value begins with, and its unit.
pub(super) fn number(text: &str) -> Result<(f64, &str), String> {
    let bare = text.trim().trim_start_matches('£').trim_start();
    let unit = annotated::unit(text).unwrap_or_default();
    let digits: String = bare[..bare.len() - unit.len()]
        .chars()
        .filter(|c| !matches!(c, ',' | '_' | ' '))
        .collect();
    let number = digits.parse::<f64>().ok().filter(|n| n.is_finite());
    number
        .map(|number| (number, unit))
        .ok_or_else(|| format!("\"{text}\" is not a number"))
}

/// "1 day" and "3 days" are in the same unit.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
    let words = |unit: &str| -> Vec<String> {
        let words = unit
            .split_whitespace()
            .map(|w| w.trim_end_matches('s').to_owned());
        words.collect()
    };
    words(a) == words(b)
}

/// How finely what stands at a path can be written.
pub(super) fn grid(path: &str, unit: &str, schema: &Json) -> Grid {
    let steps = super::path::split(path).unwrap_or_default();
    let root = Some(Shape::new(schema));
    let shape = steps.iter().fold(root, |shape, (step, _)| {
        shape.and_then(|shape| shape.child(step))
    });
    for alternative in shape.map(Shape::alternatives).unwrap_or_default() {
        match alternative {
            Alternative::Number { whole: true, .. } => return Grid::Whole,
            Alternative::Quantity { name: "capacity" } if unit.is_empty() => return Grid::Whole,
            Alternative::Quantity { name }
                if name.starts_with("Price") || name.starts_with("Money") =>
            {
                return Grid::Pence;
            }
            _ => {}
        }
    }
    Grid::Fine
}

impl Tree {
    /// Puts a value in the place of the one at a path; nothing if there is none.
    fn replace(&mut self, path: &str, value: Value) {
        let steps = super::path::split(path).unwrap_or_default();
        let mut node: Option<&mut Node> = Some(&mut self.root);
        for (step, _) in &steps {
            node = match node.map(|node| &mut node.value) {
                Some(Value::Table(table)) => table.get_mut(step).map(|entry| &mut entry.node),
                Some(Value::Array(items)) => {
                    step.parse().ok().and_then(|i: usize| items.get_mut(i))
                }
                _ => None,
            };
        }
        if let Some(node) = node {
            node.value = value;
            // The value drawn need not stand in any order to the bounds it was drawn from.
            node.annotation = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::Reader;

    const WARD: &str = r#"
[run]
warm_up_days = 0
horizon_days = { value = 10, low = 5, high = 20 }
[streams.come]
rate = { value = "2 per day", low = 1, high = 4 }
to = "ward"
[places.ward]
beds = { value = 10, low = 5, high = 30 }
stay = { fixed = { value = "3 days", low = 2 } }
"#;

    fn read(text: &str, set: &[&str]) -> (Option<Scenario>, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ward.toml");
        std::fs::write(&file, text).unwrap();
        let mut reader = Reader::new();
        reader.uncertain = vec![String::new()];
        let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
        let scenario = reader.read(file.to_str().unwrap(), &set);
        let told = reader
            .problems
            .render(&reader.sources, crate::scenario::render::Look::default());
        (scenario, told)
    }

    fn paths(scenario: &Scenario) -> Vec<&str> {
        let uncertain = scenario.uncertain.as_ref().unwrap();
        uncertain.ranges().iter().map(|r| r.path.as_str()).collect()
    }

    #[test]
    fn what_has_a_range_is_drawn_unless_it_is_set_or_says_how_to_run() {
        let (scenario, told) = read(WARD, &[]);
        let scenario = scenario.expect(&told);
        assert_eq!(
            paths(&scenario),
            [
                "places.ward.beds",
                "places.ward.stay.fixed",
                "streams.come.rate"
            ]
        );
        let (scenario, _) = read(WARD, &["places.ward.beds=7"]);
        assert_eq!(
            paths(&scenario.unwrap()),
            ["places.ward.stay.fixed", "streams.come.rate"]
        );
    }

    #[test]
    fn draws_lie_within_their_bounds_keep_unit_and_kind_and_have_the_mean_of_a_triangle() {
        let scenario = read(WARD, &[]).0.unwrap();
        let uncertain = scenario.uncertain.unwrap();
        let n = 4000;
        let draws: Vec<Vec<f64>> = (0..n).map(|r| uncertain.draw(1, r, 0)).collect();
        for (i, range) in uncertain.ranges().iter().enumerate() {
            let values: Vec<f64> = draws.iter().map(|d| d[i]).collect();
            assert!(values.iter().all(|&v| range.low <= v && v <= range.high));
            let mean = values.iter().sum::<f64>() / n as f64;
            let expected = (range.low + range.value + range.high) / 3.0;
            // The sd of a triangle is at most a third of its base; five standard errors, and rounding.
            let allowed = 5.0 * (range.high - range.low) / 3.0 / libm::sqrt(n as f64);
            assert!((mean - expected).abs() < allowed, "{}: {mean}", range.path);
            assert!(range.grid != Grid::Whole || values.iter().all(|v| v.fract() == 0.0));
        }
        let drawn = &draws[0];
        let setup = uncertain.setup(drawn).unwrap();
        assert_eq!(setup.flow.places[0].capacity, Some(drawn[0] as u32));
        assert_eq!(
            setup.run, scenario.setup.run,
            "how long it is run is not drawn"
        );
        assert_ne!(
            drawn,
            &uncertain.draw(1, 0, 1),
            "another attempt, other values"
        );
        assert_ne!(
            drawn,
            &uncertain.draw(2, 0, 0),
            "another seed, other values"
        );
    }

    #[test]
    fn a_range_in_another_unit_is_a_problem() {
        let (scenario, told) = read(
            &WARD.replace("low = 2 }", "low = \"2 weeks\", high = 9 }"),
            &[],
        );
        assert!(scenario.is_none());
        assert!(told.contains("stay.fixed"), "{told}");
    }
}
