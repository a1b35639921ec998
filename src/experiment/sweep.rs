//! Sweeps: one scenario at many points of what is varied, and what that says of each factor.
//!
//! Point 0 is the scenario as written; the others are those of the design. All points share the seed, and so their
//! histories: what differs between two points is what was varied.

use super::design::{Design, Found, Line, MOST_POINTS, indices, lines, morris};
use crate::results::of_a_sweep::{EffectRow, FactorRecord, SweepPoint, SweepRow, statistic};
use crate::scenario::vary::Factor;
use std::collections::BTreeSet;

/// What is varied, and at which points.
#[derive(Clone, Debug)]
pub struct Sweep {
    factors: Vec<Factor>,
    design: Design,
    seed: u64,
    points: Vec<Vec<f64>>,
}

/// Why there is no such sweep.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// It has too many points.
    #[error("that is {} points, and {MOST_POINTS} are the most; vary less, or ask for fewer points", .0.map_or_else(|| "too many".to_owned(), |n| n.to_string()))]
    TooMany(Option<usize>),
    /// It has too few points for anything to follow.
    #[error("{0} needs --points of 2 or more")]
    TooFew(&'static str),
    /// It varies more than the design can tell apart.
    #[error(
        "{0} factors are more than this design can tell apart; vary fewer, or screen them first with --design morris"
    )]
    TooWide(usize),
    /// Elementary effects need distances.
    #[error(
        "{0} has listed values, and morris needs values between two ends; write --vary PATH=LOW..HIGH, or take another design"
    )]
    Listed(String),
    /// The same is varied twice.
    #[error("{0} is varied twice")]
    Twice(String),
}

impl Sweep {
    /// The points of a design.
    ///
    /// # Errors
    /// When the design does not fit what is varied.
    pub fn new(factors: Vec<Factor>, design: Design, seed: u64) -> Result<Self, Unfit> {
        let n = factors.len();
        let paths = factors.iter().flat_map(|f| &f.parts).map(|p| &p.path);
        // What comes of a factor is told by its name.
        let names = factors.iter().map(|f| &f.name);
        if let Some(twice) = twice(paths).or_else(|| twice(names)) {
            return Err(Unfit::Twice(twice.clone()));
        }
        let listed = factors.iter().find(|f| f.count().is_some());
        match (&design, listed) {
            (Design::Morris(_), Some(factor)) => return Err(Unfit::Listed(factor.name.clone())),
            (Design::Morris(1), _) => return Err(Unfit::TooFew("morris")),
            (Design::Indices(1), _) => return Err(Unfit::TooFew("indices")),
            _ => {}
        }
        if !design.has_room_for(n) {
            return Err(Unfit::TooWide(n));
        }
        let count = design.len(n);
        if count.is_none_or(|count| count > MOST_POINTS) {
            return Err(Unfit::TooMany(count));
        }
        Ok(Self {
            points: design.points(n, seed),
            factors,
            design,
            seed,
        })
    }

    /// Points besides the scenario as written.
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// What is set at a point; nothing at point 0.
    pub fn settings(&self, point: usize) -> Vec<String> {
        let along = point.checked_sub(1).map_or(&[][..], |i| &self.points[i]);
        let each = self.factors.iter().zip(along);
        each.flat_map(|(factor, &u)| factor.settings(u)).collect()
    }

    /// Every point, the scenario as written first.
    pub fn table(&self) -> Vec<SweepPoint> {
        let parts = || self.factors.iter().flat_map(|f| &f.parts);
        let as_written = |part: &crate::scenario::vary::Part| {
            let value = part.as_written.map(|x| format!("{x} {}", part.unit));
            value.unwrap_or_default().trim().to_owned()
        };
        let mut table = vec![SweepPoint {
            along: Vec::new(),
            values: parts().map(as_written).collect(),
        }];
        table.extend(self.points.iter().map(|along| {
            let each = self.factors.iter().zip(along);
            SweepPoint {
                along: along.clone(),
                values: each
                    .flat_map(|(factor, &u)| factor.parts.iter().map(move |p| p.with_unit(u)))
                    .collect(),
            }
        }));
        table
    }

    /// What is varied, in words.
    pub fn records(&self) -> Vec<FactorRecord> {
        self.factors.iter().map(record).collect()
    }

    /// What each factor has to do with the outcome of each of these measures.
    pub fn effects(&self, measures: &[String], rows: &[SweepRow]) -> Vec<EffectRow> {
        let mut effects = Vec::new();
        for measure in measures {
            let mut outcomes = vec![f64::NAN; self.points.len()];
            for row in rows
                .iter()
                .filter(|row| row.measure == *measure && row.point > 0)
            {
                outcomes[row.point - 1] = row.outcome;
            }
            self.of_measure(measure, &outcomes, &mut effects);
        }
        effects
    }

    /// How far a point is from the low end of each factor to its high; of listed values the first is the low end, the
    /// last the high, and all are as far apart.
    fn on_the_line(&self, along: &[f64]) -> Vec<f64> {
        let each = self.factors.iter().zip(along);
        each.map(|(factor, &u)| match factor.count() {
            Some(n) => libm::floor(u * n as f64).min((n - 1) as f64) / (n - 1) as f64,
            None => u,
        })
        .collect()
    }

    fn of_measure(&self, measure: &str, outcomes: &[f64], effects: &mut Vec<EffectRow>) {
        let mut row = |factor: &str, statistic: &str, found: Found, basis: usize| {
            effects.push(EffectRow {
                measure: measure.to_owned(),
                factor: factor.to_owned(),
                statistic: statistic.to_owned(),
                value: found.value,
                lower: found.lower,
                upper: found.upper,
                basis,
            });
        };
        let alone = |value: f64| Found {
            value,
            lower: f64::NAN,
            upper: f64::NAN,
        };
        let along = |line: &Line| {
            [
                (statistic::AT_LOW, line.at_low),
                (statistic::AT_HIGH, line.at_high),
                (statistic::LOW_TO_HIGH, line.low_to_high),
            ]
        };
        if let Design::Morris(_) = self.design {
            let found = morris::effects(&self.points, outcomes);
            for (factor, effects) in self.factors.iter().zip(found) {
                let Some(e) = effects else { continue };
                for (name, found) in along(&e.line) {
                    row(&factor.name, name, found, e.trajectories);
                }
                row(&factor.name, statistic::MU, e.mu, e.trajectories);
                row(&factor.name, statistic::MU_STAR, e.mu_star, e.trajectories);
                row(
                    &factor.name,
                    statistic::SIGMA,
                    alone(e.sigma),
                    e.trajectories,
                );
            }
            return;
        }
        // Of a design of indices, the mixtures would count every point of A again and again.
        let is_taken = |i: usize| match self.design {
            Design::Indices(_) => i % (self.factors.len() + 2) < 2,
            _ => true,
        };
        let taken = (0..self.points.len()).filter(|&i| is_taken(i));
        let taken = taken.map(|i| (self.on_the_line(&self.points[i]), outcomes[i]));
        let (points, seen): (Vec<Vec<f64>>, Vec<f64>) = taken.unzip();
        if let Some(found) = lines::lines(&points, &seen) {
            for (factor, line) in self.factors.iter().zip(&found.lines) {
                for (name, of_line) in along(line) {
                    row(&factor.name, name, of_line, found.points);
                }
            }
            row(
                "all",
                statistic::EXPLAINED,
                alone(found.share_explained),
                found.points,
            );
        }
        if let Design::Indices(_) = self.design
            && let Some((found, rows)) = indices::indices(self.factors.len(), outcomes, self.seed)
        {
            for (factor, of_factor) in self.factors.iter().zip(found) {
                row(&factor.name, statistic::FIRST, of_factor.first, rows);
                row(&factor.name, statistic::TOTAL, of_factor.total, rows);
            }
        }
    }
}

/// The first that has been there before.
fn twice<'a>(mut all: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = BTreeSet::new();
    all.find(|one| !seen.insert(*one))
}

/// A factor in words.
fn record(factor: &Factor) -> FactorRecord {
    let written = factor.parts.iter().map(|part| {
        let value = part.as_written.map(|x| format!("{x} {}", part.unit));
        value.map(|value| value.trim().to_owned())
    });
    let written: Option<Vec<String>> = written.collect();
    let values = factor.count().map_or_else(Vec::new, |n| {
        let middle = |i: usize| (i as f64 + 0.5) / n as f64;
        (0..n).map(|i| factor.label(middle(i))).collect()
    });
    FactorRecord {
        name: factor.name.clone(),
        paths: factor.parts.iter().map(|p| p.path.clone()).collect(),
        low: factor.label(0.0),
        high: factor.label(1.0),
        as_written: written.unwrap_or_default().join("; "),
        values,
        unit: match factor.parts.as_slice() {
            [one] => one.unit.clone(),
            _ => String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vary::Assumption;

    fn factors(texts: &[&str]) -> Vec<Factor> {
        let factor = |text: &&str| Assumption::named(text).unwrap().factor(&[]).unwrap();
        texts.iter().map(factor).collect()
    }

    /// Outcomes 10 + 4 u - 2 v at every point.
    fn rows(sweep: &Sweep) -> Vec<SweepRow> {
        let outcome = |(i, along): (usize, &Vec<f64>)| SweepRow {
            point: i + 1,
            window: "all".to_owned(),
            measure: "delayed.all".to_owned(),
            unit: "people".to_owned(),
            replications: 2,
            scenario: f64::NAN,
            baseline: f64::NAN,
            outcome: 10.0 + 4.0 * along[0] - 2.0 * along[1],
            lower: 0.0,
            upper: 0.0,
            sign: String::new(),
        };
        sweep.points.iter().enumerate().map(outcome).collect()
    }

    #[test]
    fn every_design_finds_the_slopes_of_a_plane() {
        for design in [
            Design::LatinHypercube(12),
            Design::Sobol(16),
            Design::Morris(4),
            Design::Indices(16),
        ] {
            let sweep = Sweep::new(factors(&["a=0..1", "b=10..20"]), design.clone(), 3).unwrap();
            let effects = sweep.effects(&["delayed.all".to_owned()], &rows(&sweep));
            let found = |factor: &str, statistic: &str| {
                let row = effects
                    .iter()
                    .find(|e| e.factor == factor && e.statistic == statistic);
                row.map(|row| row.value)
            };
            let near = |found: Option<f64>, expected: f64| {
                let found = found.unwrap();
                assert!((found - expected).abs() < 1e-9, "{design:?}: {found}");
            };
            near(found("a", "low_to_high"), 4.0);
            near(found("b", "low_to_high"), -2.0);
            if design == Design::Morris(4) {
                near(found("b", "mu_star"), 2.0);
                near(found("b", "sigma"), 0.0);
            } else {
                near(found("a", "at_low"), 9.0);
                near(found("all", "share_explained"), 1.0);
            }
            assert_eq!(
                found("a", "total").is_some(),
                matches!(design, Design::Indices(_))
            );
        }
    }

    /// With values 1, 2 and 5 in a row, and an outcome of 10 at the first, 12 at the second and 14 at the last.
    #[test]
    fn the_ends_of_listed_values_are_the_first_and_the_last() {
        let grid = Sweep::new(factors(&["a=1,2,5", "b=1,2"]), Design::Grid(vec![3, 2]), 1).unwrap();
        let mut rows = rows(&grid);
        for row in &mut rows {
            row.outcome = [10.0, 10.0, 12.0, 12.0, 14.0, 14.0][row.point - 1];
        }
        let effects = grid.effects(&["delayed.all".to_owned()], &rows);
        for (statistic, expected) in [("at_low", 10.0), ("at_high", 14.0), ("low_to_high", 4.0)] {
            let row = effects
                .iter()
                .find(|e| e.factor == "a" && e.statistic == statistic);
            assert!((row.unwrap().value - expected).abs() < 1e-9, "{statistic}");
        }
    }

    #[test]
    fn points_say_what_is_set() {
        let grid = Sweep::new(factors(&["a=1,2", "b=x,y,z"]), Design::Grid(vec![2, 3]), 1).unwrap();
        assert_eq!(grid.points(), 6);
        assert_eq!(grid.settings(0), [""; 0]);
        assert_eq!(grid.settings(1), ["a=1", "b=x"]);
        assert_eq!(grid.settings(6), ["a=2", "b=z"]);
        assert_eq!(grid.table()[6].values, ["2", "z"]);
        assert_eq!(grid.records()[1].values, ["x", "y", "z"]);
    }

    #[test]
    fn designs_that_do_not_fit_are_refused() {
        let two = || factors(&["a=1,2", "b=0..1"]);
        let refused = |factors, design| Sweep::new(factors, design, 1).unwrap_err();
        assert_eq!(
            refused(two(), Design::Morris(4)),
            Unfit::Listed("a".to_owned())
        );
        assert_eq!(
            refused(factors(&["a=0..1"]), Design::Indices(1)),
            Unfit::TooFew("indices")
        );
        assert_eq!(
            refused(two(), Design::Sobol(100_000)),
            Unfit::TooMany(Some(100_000))
        );
        assert_eq!(
            refused(factors(&["a=0..1", "a=1..2"]), Design::Sobol(4)),
            Unfit::Twice("a".to_owned())
        );
        let mut same_name = two();
        same_name[1].name = "a".to_owned();
        assert_eq!(
            refused(same_name, Design::Sobol(4)),
            Unfit::Twice("a".to_owned())
        );
        let most: Vec<String> = (0..200).map(|i| format!("a{i}=0..1")).collect();
        let most: Vec<&str> = most.iter().map(String::as_str).collect();
        assert_eq!(
            refused(factors(&most), Design::Indices(4)),
            Unfit::TooWide(200)
        );
    }
}
