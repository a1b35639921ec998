//! What is varied, and how far: a value at a path, or several that move together.
//!
//! Written after `--vary`, or in a list of assumptions (`scenarios/lists/sensitivity.toml`). Between which ends a value
//! lies is said there, or beside the value in the scenario (`{ value, low, high }`).

use super::schema::strict_schema;
use super::spec::Spec;
use super::uncertain::{Grid, Range, grid, number, same_unit};
use crate::results::number::Shortest;
use serde::Deserialize;

/// A list of assumptions, as in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    assumption: Vec<Assumption>,
}

/// One assumption, or one amount: values that are low together and high together.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Its name.
    pub name: String,
    /// What moves with it.
    pub vary: Vec<Vary>,
}

/// A value, and how far it is moved.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vary {
    /// Its path in the scenario.
    pub path: String,
    /// Its lower end, unless it is the one beside the value.
    pub low: Option<toml::Value>,
    /// Its upper end, likewise.
    pub high: Option<toml::Value>,
    /// From the lower end to the upper in steps of this size.
    pub step: Option<f64>,
    /// Or these values, one after the other.
    pub values: Option<Vec<toml::Value>>,
}

impl Assumption {
    /// What stands after `--vary`: `PATH`, `PATH=LOW..HIGH`, `PATH=LOW..HIGH:STEP` or `PATH=A,B,C`.
    ///
    /// # Errors
    /// What would be right.
    pub fn named(text: &str) -> Result<Self, String> {
        let (path, how) = match text.split_once('=') {
            None => (text.trim(), None),
            Some((path, how)) => (path.trim(), Some(how)),
        };
        let mut vary = Vary {
            path: path.to_owned(),
            low: None,
            high: None,
            step: None,
            values: None,
        };
        if path.is_empty() {
            return Err(format!(
                "--vary {text} names no path; write --vary PATH=1..2"
            ));
        }
        match how.map(|how| (how, how.split_once(".."))) {
            None => {}
            Some((_, Some((low, high)))) => {
                // A time of day has a colon of its own.
                let stepped = high.rsplit_once(':').filter(|_| !low.contains(':'));
                let (high, step) = stepped.map_or((high, None), |(high, step)| (high, Some(step)));
                if let Some(step) = step {
                    let size = step.trim().parse::<f64>().ok();
                    let size = size.filter(|s| s.is_finite() && *s > 0.0).ok_or_else(|| {
                        format!("--vary {text}: \"{step}\" is no step; write a number above 0, such as {path}=20..120:20")
                    })?;
                    vary.step = Some(size);
                }
                (vary.low, vary.high) = (Some(value(low)), Some(value(high)));
            }
            Some((list, None)) => vary.values = Some(list.split(',').map(value).collect()),
        }
        Ok(Self {
            name: path.to_owned(),
            vary: vec![vary],
        })
    }

    /// The assumptions of a list.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn list(text: &str) -> Result<Vec<Self>, String> {
        let list: List =
            toml::from_str(text).map_err(|e| format!("this is no list of assumptions: {e}"))?;
        match list.assumption.iter().find(|a| a.vary.is_empty()) {
            Some(empty) => Err(format!("\"{}\" varies nothing", empty.name)),
            None => Ok(list.assumption),
        }
    }

    /// An assumption for each value with a low and a high.
    pub fn every(ranges: &[Range]) -> Vec<Self> {
        let one = |range: &Range| Self {
            name: range.path.clone(),
            vary: vec![Vary {
                path: range.path.clone(),
                low: None,
                high: None,
                step: None,
                values: None,
            }],
        };
        ranges.iter().map(one).collect()
    }

    /// Its two ends, each as settings of paths.
    ///
    /// # Errors
    /// The path that has none, or what is listed instead.
    pub fn ends(&self, ranges: &[Range]) -> Result<(Vec<String>, Vec<String>), NoEnds> {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for vary in &self.vary {
            let (least, most) = vary.ends(ranges)?;
            low.push(format!("{}={least}", vary.path));
            high.push(format!("{}={most}", vary.path));
        }
        Ok((low, high))
    }

    /// What is varied, as something with values from one end to the other.
    ///
    /// # Errors
    /// The path that has no ends, or what is wrong with them.
    pub fn factor(&self, ranges: &[Range]) -> Result<Factor, NoEnds> {
        let parts: Vec<Part> = self
            .vary
            .iter()
            .map(|vary| vary.part(ranges))
            .collect::<Result<_, _>>()?;
        let first = parts.first().and_then(Part::count);
        if let Some(other) = parts.iter().find(|part| part.count() != first) {
            return Err(NoEnds::Wrong(format!(
                "\"{}\": {} has another number of values than {}; what is varied together needs as many each",
                self.name, other.path, parts[0].path
            )));
        }
        Ok(Factor {
            name: self.name.clone(),
            parts,
        })
    }
}

/// Why something has no two ends.
#[derive(Clone, PartialEq, Debug)]
pub enum NoEnds {
    /// Nobody says where they are: the path.
    Missing(String),
    /// What is said makes none: in words.
    Wrong(String),
}

impl Vary {
    fn range<'a>(&self, ranges: &'a [Range]) -> Option<&'a Range> {
        ranges.iter().find(|range| range.path == self.path)
    }

    /// A value as it is set: a bare number has the unit of the value in the scenario.
    fn written(given: &toml::Value, unit: &str) -> String {
        match given {
            toml::Value::String(text) => text.clone(),
            value => format!("{value} {unit}").trim().to_owned(),
        }
    }

    fn ends(&self, ranges: &[Range]) -> Result<(String, String), NoEnds> {
        if self.step.is_some() || self.values.is_some() {
            return Err(NoEnds::Wrong(format!(
                "--vary {path} gives no two ends; write --vary {path}=1..2",
                path = self.path
            )));
        }
        self.both(ranges)
    }

    fn both(&self, ranges: &[Range]) -> Result<(String, String), NoEnds> {
        let range = self.range(ranges);
        let end = |given: &Option<toml::Value>, own: Option<f64>| {
            let unit = range.map_or("", |range| range.unit.as_str());
            let own = own.map(|own| format!("{own} {unit}").trim().to_owned());
            given.as_ref().map(|g| Self::written(g, unit)).or(own)
        };
        let low = end(&self.low, range.map(|range| range.low));
        let high = end(&self.high, range.map(|range| range.high));
        low.zip(high)
            .ok_or_else(|| NoEnds::Missing(self.path.clone()))
    }

    fn part(&self, ranges: &[Range]) -> Result<Part, NoEnds> {
        let path = &self.path;
        let range = self.range(ranges);
        let known = range.map_or("", |range| range.unit.as_str());
        let wrong = |what: &str| NoEnds::Wrong(format!("{path}: {what}"));
        let as_written = range.map(|range| range.value);
        if let Some(values) = &self.values {
            let texts: Vec<String> = values.iter().map(|v| Self::written(v, known)).collect();
            if texts.len() < 2 || texts.iter().any(String::is_empty) {
                return Err(wrong(
                    "that is one value, and does not vary; write two or more, such as =20,40,80, or =20..80",
                ));
            }
            return Ok(Part {
                path: path.clone(),
                unit: String::new(),
                as_written,
                along: Along::OneOf(texts),
            });
        }
        let (low, high) = self.both(ranges)?;
        let (Ok((least, unit)), Ok((most, other))) = (number(&low), number(&high)) else {
            return Err(wrong(&format!(
                "there are no values between {low} and {high}; list them, such as {path}={low},{high}"
            )));
        };
        if !same_unit(unit, other) {
            return Err(wrong(&format!(
                "{low} and {high} are in different units; write both in the same"
            )));
        }
        if least >= most {
            return Err(wrong(&format!(
                "{low} is not below {high}; write the lower end first"
            )));
        }
        let fineness = grid(path, unit, &strict_schema::<Spec>());
        let along = match self.step {
            None => Along::Between {
                low: least,
                high: most,
                grid: fineness,
            },
            Some(step) => {
                // A step that does not fit stops before the end; the last digits do not count.
                let steps = libm::floor((most - least) / step + 1e-9);
                if !(1.0..=1e5).contains(&steps) {
                    return Err(wrong(&format!(
                        "from {low} to {high} there are {} steps of {step}",
                        if steps < 1.0 { "no" } else { "too many" }
                    )));
                }
                let at = |i: usize| fineness.nearest(least + i as f64 * step);
                let value = |i: usize| format!("{} {unit}", Shortest(at(i))).trim().to_owned();
                Along::OneOf((0..=steps as usize).map(value).collect())
            }
        };
        let unit = if self.step.is_some() { "" } else { unit };
        Ok(Part {
            path: path.clone(),
            unit: unit.to_owned(),
            as_written,
            along,
        })
    }
}

/// A number if it is one, else text.
fn value(text: &str) -> toml::Value {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return toml::Value::Integer(whole);
    }
    let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
    number.map_or_else(|| toml::Value::String(text.to_owned()), toml::Value::Float)
}

/// Something that is varied from one end to the other.
#[derive(Clone, PartialEq, Debug)]
pub struct Factor {
    /// Its name.
    pub name: String,
    /// What moves with it.
    pub parts: Vec<Part>,
}

/// A value that moves.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// Its path in the scenario.
    pub path: String,
    /// The unit in which it is told; empty for bare numbers and for listed values, which are told as they are written.
    pub unit: String,
    /// The value in the scenario, if it has one there with a low or a high.
    pub as_written: Option<f64>,
    along: Along,
}

/// The values from one end to the other.
#[derive(Clone, PartialEq, Debug)]
enum Along {
    Between { low: f64, high: f64, grid: Grid },
    OneOf(Vec<String>),
}

impl Part {
    /// How many values there are, if they are listed.
    fn count(&self) -> Option<usize> {
        match &self.along {
            Along::Between { .. } => None,
            Along::OneOf(values) => Some(values.len()),
        }
    }

    /// Its value so far along, from 0 to 1, without its unit.
    pub fn value(&self, along: f64) -> String {
        match &self.along {
            Along::Between { low, high, grid } => {
                let value = grid.nearest(low + along * (high - low));
                Shortest(value.clamp(*low, *high)).to_string()
            }
            Along::OneOf(values) => {
                let at = (along * values.len() as f64) as usize;
                values[at.min(values.len() - 1)].clone()
            }
        }
    }

    /// The same with its unit.
    pub fn with_unit(&self, along: f64) -> String {
        format!("{} {}", self.value(along), self.unit)
            .trim()
            .to_owned()
    }
}

impl Factor {
    /// How many values it has, if they are listed.
    pub fn count(&self) -> Option<usize> {
        self.parts.first().and_then(Part::count)
    }

    /// What to set so far along, from 0 to 1.
    pub fn settings(&self, along: f64) -> Vec<String> {
        let set = |part: &Part| format!("{}={}", part.path, part.with_unit(along));
        self.parts.iter().map(set).collect()
    }

    /// Its values so far along, in words.
    pub fn label(&self, along: f64) -> String {
        let values: Vec<String> = self.parts.iter().map(|p| p.with_unit(along)).collect();
        values.join("; ")
    }

    /// The same with listed values, as a grid needs them: the two ends, and the values as written where they lie between.
    #[must_use]
    pub fn listed(mut self) -> Self {
        let between = self
            .parts
            .iter()
            .all(|part| match (&part.along, part.as_written) {
                (Along::Between { low, high, .. }, Some(value)) => *low < value && value < *high,
                _ => false,
            });
        for part in &mut self.parts {
            if let Along::Between { low, high, .. } = part.along {
                let middle = part.as_written.filter(|_| between);
                let values = [Some(low), middle, Some(high)].into_iter().flatten();
                let written = |x: f64| format!("{} {}", Shortest(x), part.unit).trim().to_owned();
                part.along = Along::OneOf(values.map(written).collect());
                part.unit = String::new();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(path: &str, low: f64, value: f64, high: f64, unit: &str) -> Range {
        Range {
            path: path.to_owned(),
            low,
            value,
            high,
            unit: unit.to_owned(),
            grid: Grid::Fine,
        }
    }

    fn factor(text: &str) -> Factor {
        let ranges = [range("council.match_lag", 13.0, 26.0, 52.0, "weeks")];
        Assumption::named(text).unwrap().factor(&ranges).unwrap()
    }

    #[test]
    fn what_is_varied_may_name_its_ends() {
        let a = Assumption::named("council.match_lag=2 weeks..1 year").unwrap();
        let (low, high) = a.ends(&[]).unwrap();
        assert_eq!(low, ["council.match_lag=2 weeks"]);
        assert_eq!(high, ["council.match_lag=1 year"]);
        let a = Assumption::named("council.match_lag=8..60.5").unwrap();
        let weeks = [range("council.match_lag", 13.0, 26.0, 52.0, "weeks")];
        let (low, high) = a.ends(&weeks).unwrap();
        assert_eq!(
            (low[0].as_str(), high[0].as_str()),
            ("council.match_lag=8 weeks", "council.match_lag=60.5 weeks")
        );
        let a = Assumption::named("council.match_lag").unwrap();
        assert_eq!(a.ends(&weeks).unwrap().0, ["council.match_lag=13 weeks"]);
        assert_eq!(
            a.ends(&[]),
            Err(NoEnds::Missing("council.match_lag".to_owned()))
        );
        for no_ends in ["a=3", "a=1,2", "a=1..9:2"] {
            let a = Assumption::named(no_ends).unwrap();
            assert!(matches!(a.ends(&[]), Err(NoEnds::Wrong(_))), "{no_ends}");
        }
        let times = Assumption::named("a=08:00..17:30").unwrap();
        assert_eq!(times.ends(&[]).unwrap().1, ["a=17:30"]);
    }

    #[test]
    fn values_lie_from_one_end_to_the_other_in_the_unit_of_the_place() {
        let lag = factor("council.match_lag");
        assert_eq!(lag.settings(0.0), ["council.match_lag=13 weeks"]);
        assert_eq!(lag.settings(1.0), ["council.match_lag=52 weeks"]);
        assert_eq!(lag.label(1.0 / 3.0), "26 weeks");
        let beds = factor("places.acute.beds=20..25");
        assert_eq!(
            beds.settings(0.5),
            ["places.acute.beds=22"],
            "whole, halves to even"
        );
        let listed = factor("places.acute.beds=20..120:40");
        let values: Vec<String> = [0.0, 0.4, 0.99, 1.0].map(|u| listed.label(u)).into();
        assert_eq!(values, ["20", "60", "100", "100"]);
        let words = factor("council.price_policy=match,hold");
        assert_eq!(
            (words.label(0.49), words.label(0.51)),
            ("match".to_owned(), "hold".to_owned())
        );
    }

    #[test]
    fn a_grid_takes_the_ends_and_what_is_written_between() {
        let lag = factor("council.match_lag").listed();
        assert_eq!(lag.count(), Some(3));
        assert_eq!(lag.label(0.5), "26 weeks");
        let without = factor("council.match_lag=30..40").listed();
        assert_eq!(without.count(), Some(2));
        assert_eq!(without.label(0.9), "40 weeks");
    }

    #[test]
    fn what_makes_no_range_is_refused() {
        for (text, why) in [
            ("a=5..5", "not below"),
            ("a=5..1", "not below"),
            ("a=2 weeks..1 year", "different units"),
            ("a=match..hold", "list them"),
            ("a=3", "one value"),
            ("a=0..1:5", "no steps"),
            ("a=0..1:1e-9", "too many"),
        ] {
            let refused = Assumption::named(text).unwrap().factor(&[]);
            let Err(NoEnds::Wrong(said)) = refused else {
                panic!("{text} is taken as {refused:?}");
            };
            assert!(said.contains(why), "{text}: {said}");
        }
        assert!(Assumption::named("a=0..1:0").is_err());
        assert!(Assumption::named("=1..2").is_err());
        let uneven = "[[assumption]]\nname = \"x\"\nvary = [{ path = \"a\", values = [1, 2] }, { path = \"b\", low = 1, high = 2 }]";
        let uneven = Assumption::list(uneven).unwrap();
        assert!(matches!(uneven[0].factor(&[]), Err(NoEnds::Wrong(_))));
    }

    #[test]
    fn the_usual_list_can_be_read() {
        let list = Assumption::list(super::super::embedded::SENSITIVITY).unwrap();
        assert!(list.len() > 10);
        assert!(Assumption::list("[[assumption]]\nname = \"x\"\nvary = []").is_err());
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_reader(text in "[a-c.=:,0-9 é-]{0,20}|\\PC{0,20}") {
            if let Ok(named) = Assumption::named(&text) {
                let _ = named.factor(&[]);
            }
        }

        #[test]
        fn a_value_never_leaves_its_ends(low in -50.0..50.0_f64, width in 0.01..90.0_f64, along in 0.0..=1.0_f64) {
            let named = Assumption::named(&format!("a={low}..{}", low + width)).unwrap();
            let value: f64 = named.factor(&[]).unwrap().parts[0].value(along).parse().unwrap();
            prop_assert!(low <= value && value <= low + width);
        }
    }
}
