//! Results kept to the last digit, that every build on every machine must give again.
//!
//! They say nothing about what is right; they say that nothing is different. A short run of a small network with
//! something of everything, and a short run of a care market with and without a policy, are written out with
//! as many digits as tell a number from every other, and compared with what is kept in `tests/golden`. Neither
//! time nor paths nor the number of threads can reach these texts.

use super::{Progress, Runs, Study, Subject};
use crate::scenario::reading::{Reader, sha256};
use crate::scenario::{Scenario, embedded};
use crate::world::invariant::Broken;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

/// A run whose results are kept.
#[derive(Clone, Copy, Debug)]
pub struct Golden {
    /// Its name, and that of the file they are kept in.
    pub name: &'static str,
    /// What is run.
    pub what: &'static str,
    kept: &'static str,
    /// A scenario that comes with the program.
    scenario: &'static str,
    set: &'static [&'static str],
    replications: usize,
    /// Whether it is run with its policies as well as without.
    with_policies: bool,
    windows: &'static [&'static str],
    /// Keys of measures; all if there are none.
    measures: &'static [&'static str],
}

/// Every run whose results are kept.
pub const GOLDEN: [Golden; 2] = [
    Golden {
        name: "network",
        what: "a network with something of everything",
        kept: include_str!("../../tests/golden/network.txt"),
        scenario: "everything",
        set: &[],
        replications: 3,
        with_policies: false,
        windows: &["all", "m1"],
        measures: &[],
    },
    Golden {
        name: "market",
        what: "the care market of Riverbridge, with and without step-down beds",
        kept: include_str!("../../tests/golden/market.txt"),
        scenario: "step-down",
        set: &["run.warm_up_days=60", "run.horizon_days=92", "expect=[]"],
        replications: 2,
        with_policies: true,
        windows: &["all", "m2-3"],
        measures: &[
            "delayed.all",
            "delayed.acute",
            "delayed.home",
            "boarding.acute",
            "occupied.acute",
            "wait_days.acute",
            "occupied.care_home",
            "occupied.step_down",
            "staff.homecare",
            "staff.care_home",
            "vacancies.homecare",
            "pay.homecare",
            "hours_delivered.homecare",
            "candidates",
            "arrivals.ed",
            "handbacks",
        ],
    },
];

impl Golden {
    /// The results as they are kept, to the byte.
    pub fn kept(&self) -> String {
        // Where files are checked out with other line ends, the text is still the same.
        self.kept.replace("\r\n", "\n")
    }

    /// The results as they come out here.
    ///
    /// # Errors
    /// If something that must always hold did not.
    pub fn run(&self, threads: usize, progress: &impl Progress) -> Result<String, Broken> {
        let study = self.study();
        let runs = study.run(threads, progress, &AtomicBool::new(false));
        match &runs.broken {
            Some((_, _, broken)) => Err(broken.clone()),
            None => Ok(self.text(&study, &runs)),
        }
    }

    fn study(&self) -> Study {
        let set: Vec<String> = self.set.iter().map(|&s| s.to_owned()).collect();
        let mut reader = Reader::new();
        let network = embedded::VERIFICATION
            .iter()
            .find(|e| e.name == self.scenario);
        let scenario = match network {
            Some(file) => reader.read_embedded(file, &set),
            None => reader.read(self.scenario, &set),
        };
        let scenario: Scenario = scenario.expect("a scenario that comes with the program is sound");
        let seed = scenario.seed;
        let mut subjects = vec![Subject::new(
            "baseline",
            scenario.without_policies(),
            &[],
            None,
        )];
        if self.with_policies {
            subjects.push(Subject::new("scenario 1", scenario, &[], Some(0)));
        }
        Study {
            subjects,
            seed,
            replications: self.replications,
        }
    }

    /// Measures, replication by replication, with as many digits as tell a number from every other.
    fn text(&self, study: &Study, runs: &Runs) -> String {
        let mut text = format!("events {}\n", runs.events);
        for (subject, records) in study.subjects.iter().zip(&runs.records) {
            let plan = &subject.plan;
            for window in self.windows {
                let w = plan.windows.iter().position(|w| w.name == *window);
                let w = w.expect("the run has the windows it is kept in");
                let of = |key: &str| plan.measures.iter().position(|m| m.record.key == key);
                let all: Vec<usize> = if self.measures.is_empty() {
                    (0..plan.measures.len()).collect()
                } else {
                    self.measures.iter().filter_map(|key| of(key)).collect()
                };
                for m in all {
                    let at = w * plan.measures.len() + m;
                    let values = records.iter().map(|r| r.values[at].to_string());
                    let values: Vec<String> = values.collect();
                    let key = &plan.measures[m].record.key;
                    let _ = writeln!(
                        text,
                        "{} {window} {key}: {}",
                        subject.name,
                        values.join(" ")
                    );
                }
            }
        }
        text
    }
}

/// The first lines in which two texts differ, as (kept, found), and how many there are; a line that one text lacks is empty.
pub fn differences<'a>(kept: &'a str, found: &'a str) -> (Vec<(&'a str, &'a str)>, usize) {
    let (kept, found): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), found.lines().collect());
    let line = |lines: &[&'a str], i: usize| lines.get(i).copied().unwrap_or("");
    let differing: Vec<_> = (0..kept.len().max(found.len()))
        .map(|i| (line(&kept, i), line(&found, i)))
        .filter(|(kept, found)| kept != found)
        .collect();
    let count = differing.len();
    (differing.into_iter().take(8).collect(), count)
}

/// The hash under which people may compare results: SHA-256 of the text.
pub fn hash(text: &str) -> String {
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_or_one_line_more_is_a_difference() {
        assert_eq!(differences("a 1\nb 2\n", "a 1\nb 2\n"), (vec![], 0));
        assert_eq!(
            differences("a 1\nb 2\n", "a 1\nb 3\nc\n"),
            (vec![("b 2", "b 3"), ("", "c")], 2)
        );
        assert_ne!(hash("a 1\n"), hash("a 2\n"));
    }
}
