//! Networks with a known answer: what theory says of them, and what the program measures.
//!
//! The catalogue is a list of scenarios (those of `scenarios/verification`), each with the numbers that a
//! formula or a small solver gives for it. The tests and `caremarket verify` run the same list.
//!
//! A measured mean lies within a few of its own standard errors of the exact value. How many are
//! allowed follows from how many numbers are looked at: of all runs of a program that is right, each with
//! other luck, at most [`FALSE_ALARMS`] have a number anywhere that is further off. Each standard error must
//! also be small enough for a wrong formula to show.

mod cases;
pub mod solve;

pub use cases::catalogue;

use super::{Progress, Runs, Study, Subject};
use crate::results::TheoryRow;
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use crate::scenario::{Scenario, embedded};
use crate::stats::{self, Estimate};
use crate::world::invariant::Broken;
use std::sync::atomic::AtomicBool;

/// Share of runs of a program that is right, with any luck, in which some number of all those looked at is
/// said to be off (Bonferroni's bound, so at most this).
pub const FALSE_ALARMS: f64 = 0.01;

/// A scenario, and what is exact about it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is special about it, in a few words.
    pub name: String,
    /// The law or the method that gives the exact values.
    pub law: &'static str,
    /// The scenario: a file of `scenarios/verification`, without its ending.
    pub file: &'static str,
    /// Values set differently in it.
    pub set: Vec<String>,
    /// What is exact.
    pub numbers: Vec<Number>,
    /// Whether it takes minutes rather than a second.
    pub is_long: bool,
}

/// A number that is known exactly.
#[derive(Clone, Debug)]
pub struct Number {
    /// How it is measured.
    pub measured: Measured,
    /// Its exact value.
    pub exact: f64,
    /// Largest standard error, as a share of the exact value, from which the comparison can still fail.
    pub fine_enough: f64,
}

/// How a number is measured in each replication.
#[derive(Clone, Debug)]
pub enum Measured {
    /// A measure in a window.
    Mean {
        /// Key of the measure.
        measure: String,
        /// Name of the window.
        window: &'static str,
    },
    /// The share of people who waited longer than a threshold of the scenario's first distribution.
    LongerThan {
        /// Which threshold.
        threshold: usize,
        /// What it is called.
        title: String,
    },
}

impl Measured {
    /// What is measured: a key, or words where there is no key.
    pub fn title(&self) -> &str {
        match self {
            Self::Mean { measure, .. } => measure,
            Self::LongerThan { title, .. } => title,
        }
    }

    /// Where in the run.
    pub fn window(&self) -> &str {
        match self {
            Self::Mean { window, .. } => window,
            Self::LongerThan { .. } => "all",
        }
    }
}

/// What the replications of a case showed.
#[derive(Debug)]
pub struct Seen {
    study: Study,
    runs: Runs,
}

impl Case {
    /// The scenario, with its values set.
    ///
    /// # Panics
    /// If the catalogue names a scenario that is not there or is not sound.
    pub fn scenario(&self) -> Scenario {
        let file = embedded::VERIFICATION.iter().find(|e| e.name == self.file);
        let file = file.expect("the catalogue names files that come with the program");
        let mut reader = Reader::new();
        let scenario = reader.read_embedded(file, &self.set);
        scenario.unwrap_or_else(|| {
            let said = reader.problems.render(&reader.sources, Look::default());
            panic!("{} {:?}:\n{said}", self.file, self.set)
        })
    }

    /// Runs it, `times` as many replications as its file says.
    ///
    /// # Errors
    /// If something that must always hold did not.
    pub fn run(
        &self,
        times: usize,
        threads: usize,
        progress: &impl Progress,
    ) -> Result<Seen, Broken> {
        let scenario = self.scenario();
        let study = Study {
            seed: scenario.seed,
            replications: scenario.replications * times,
            subjects: vec![Subject::new(self.file, scenario, &[], None)],
        };
        let runs = study.run(threads, progress, &AtomicBool::new(false));
        match runs.broken {
            Some((_, _, broken)) => Err(broken),
            None => Ok(Seen { study, runs }),
        }
    }

    /// Each of its numbers as it was measured, where so many numbers are looked at in all.
    pub fn rows(&self, seen: &Seen, of_all: usize) -> Vec<TheoryRow> {
        let numbers = self.numbers.iter();
        numbers
            .map(|number| number.row(self, &seen.values(&number.measured), of_all))
            .collect()
    }
}

impl Number {
    fn row(&self, case: &Case, values: &[f64], of_all: usize) -> TheoryRow {
        let estimate = Estimate::of(values).expect("a number of the catalogue is measured");
        let error = estimate.standard_error();
        let z = (estimate.mean - self.exact) / error;
        let limit = limit(of_all, estimate.n);
        let is_fine_enough = error <= self.fine_enough * self.exact.abs();
        TheoryRow {
            case: case.name.clone(),
            law: case.law.to_owned(),
            file: case.file.to_owned(),
            set: case.set.clone(),
            measure: self.measured.title().to_owned(),
            window: self.measured.window().to_owned(),
            replications: estimate.n,
            exact: self.exact,
            mean: estimate.mean,
            lower: estimate.lower,
            upper: estimate.upper,
            z,
            limit,
            // What is not a number agrees with nothing.
            agrees: is_fine_enough && z.abs() <= limit,
        }
    }
}

/// Standard errors by which one of so many numbers, each a mean of `n` values, may be off.
fn limit(numbers: usize, n: usize) -> f64 {
    let chance = FALSE_ALARMS / numbers.max(1) as f64;
    stats::student_t(1.0 - chance / 2.0, n.max(2) - 1)
}

impl Seen {
    /// What was measured, replication by replication.
    ///
    /// # Panics
    /// If the scenario has no such measure or window.
    pub fn values(&self, measured: &Measured) -> Vec<f64> {
        let records = self.runs.records[0].iter();
        match measured {
            Measured::Mean { measure, window } => {
                let plan = &self.study.subjects[0].plan;
                let w = plan.windows.iter().position(|w| w.name == *window);
                let m = plan.measures.iter().position(|m| m.record.key == *measure);
                let (w, m) = w.zip(m).unwrap_or_else(|| {
                    panic!("there is no measure {measure}, or no window {window}")
                });
                records
                    .map(|r| r.values[w * plan.measures.len() + m])
                    .collect()
            }
            Measured::LongerThan { threshold, .. } => {
                records.map(|r| 1.0 - r.shares[*threshold]).collect()
            }
        }
    }

    /// Events handled.
    pub fn events(&self) -> u64 {
        self.runs.events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_numbers_allow_more_and_more_replications_less() {
        assert!(limit(100, 20) > limit(1, 20));
        assert!(limit(100, 200) < limit(100, 20));
        // Two-sided 1 % of a normal variate, and 1 % shared by a hundred.
        assert!((limit(1, 1_000_000) - 2.575_83).abs() < 1e-4);
        assert!((limit(100, 1_000_000) - 3.890_59).abs() < 1e-4);
    }

    #[test]
    fn a_number_that_is_off_or_too_coarse_does_not_agree() {
        let case = Case {
            name: String::new(),
            law: "",
            file: "mmc",
            set: Vec::new(),
            numbers: Vec::new(),
            is_long: false,
        };
        let number = |exact: f64, fine_enough: f64| Number {
            measured: Measured::LongerThan {
                threshold: 0,
                title: String::new(),
            },
            exact,
            fine_enough,
        };
        let values = [0.9, 1.1, 1.0, 0.95, 1.05, 1.0];
        assert!(number(1.01, 0.05).row(&case, &values, 10).agrees);
        assert!(!number(2.0, 0.05).row(&case, &values, 10).agrees);
        assert!(!number(1.01, 0.01).row(&case, &values, 10).agrees);
        assert!(!number(1.01, 0.05).row(&case, &[f64::NAN, 1.0], 10).agrees);
    }
}
