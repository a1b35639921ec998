//! Reading scenarios and running them, as every test does.

#![allow(dead_code, reason = "each file of tests uses its own part")]

pub mod program;

use caremarket::engine;
use caremarket::experiment::{Runs, Silent, Study, Subject};
use caremarket::scenario::Scenario;
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use caremarket::stats::Estimate;
use caremarket::world::setup::Setup;
use caremarket::world::{Calendar, World};
use std::sync::atomic::AtomicBool;

/// A scenario, and what is said about it, as far as it can be read.
pub fn try_read(typed: &str, set: &[&str]) -> (Option<Scenario>, String) {
    let set: Vec<String> = set.iter().map(|&s| s.to_owned()).collect();
    let mut reader = Reader::new();
    let scenario = reader.read(typed, &set);
    let said = reader.problems.render(&reader.sources, Look::default());
    (scenario, said)
}

/// A scenario by name or path, with values set.
pub fn read(typed: &str, set: &[&str]) -> Scenario {
    let (scenario, said) = try_read(typed, set);
    scenario.unwrap_or_else(|| panic!("{typed} {set:?} cannot be read:\n{said}"))
}

/// A scenario written out in a test, and what is said about it.
pub fn try_written(text: &str) -> (Option<Scenario>, String) {
    let mut reader = Reader::new();
    let scenario = reader.read_bytes("written", text.as_bytes(), &[]);
    let said = reader.problems.render(&reader.sources, Look::default());
    (scenario, said)
}

/// A scenario written out in a test.
pub fn written(text: &str) -> Scenario {
    let (scenario, said) = try_written(text);
    let mut scenario = scenario.unwrap_or_else(|| panic!("cannot be read:\n{said}\n{text}"));
    "written".clone_into(&mut scenario.name);
    scenario
}

/// Riverbridge after so many days of warm-up for so many days, with more said about it.
pub fn riverbridge(warm_up: u32, days: u32, more: &str) -> String {
    format!(
        "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = {warm_up}\nhorizon_days = {days}\n{more}"
    )
}

/// A policy of the integrated care board from the first day on, at someone's expense.
pub fn policy(payer: &str, lever: &str) -> String {
    format!("[[policy]]\nby = \"icb\"\npaid_by = \"{payer}\"\nstart = \"day 0\"\n{lever}\n")
}

/// A study of scenarios that are each compared with the first.
pub fn study(scenarios: &[&Scenario], seed: u64, replications: usize) -> Study {
    let subjects = scenarios.iter().enumerate().map(|(i, scenario)| {
        let name = if i == 0 {
            "baseline".to_owned()
        } else {
            format!("scenario {i}")
        };
        Subject::new(&name, (*scenario).clone(), &[], (i > 0).then_some(0))
    });
    Study {
        subjects: subjects.collect(),
        seed,
        replications,
    }
}

/// Runs a study to its end.
pub fn run(study: &Study, threads: usize) -> Runs {
    study.run(threads, &Silent, &AtomicBool::new(false))
}

/// What the replications of one scenario showed.
pub struct Seen {
    study: Study,
    runs: Runs,
}

/// Runs one scenario by itself, on one thread, and asks that nothing was lost.
pub fn seen(scenario: &Scenario, replications: usize) -> Seen {
    let study = study(&[scenario], scenario.seed, replications);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    assert_eq!(runs.replications(), replications);
    Seen { study, runs }
}

impl Seen {
    /// A measure in a window, replication by replication.
    pub fn values(&self, window: &str, measure: &str) -> Vec<f64> {
        values_of(&self.study, &self.runs, 0, window, measure)
    }

    /// The share at or below a threshold of a distribution that the scenario asks for, in the whole run.
    pub fn shares(&self, at: usize) -> Vec<f64> {
        self.runs.records[0].iter().map(|r| r.shares[at]).collect()
    }
}

/// A measure of a subject in a window, replication by replication.
pub fn values_of(
    study: &Study,
    runs: &Runs,
    subject: usize,
    window: &str,
    measure: &str,
) -> Vec<f64> {
    let plan = &study.subjects[subject].plan;
    let w = plan.windows.iter().position(|w| w.name == window);
    let m = plan.measures.iter().position(|m| m.record.key == measure);
    let w = w.unwrap_or_else(|| panic!("no window is called {window}"));
    let m = m.unwrap_or_else(|| panic!("no measure is called {measure}"));
    let at = w * plan.measures.len() + m;
    runs.records[subject].iter().map(|r| r.values[at]).collect()
}

/// The paired difference of a measure: the second subject less the first.
pub fn difference(study: &Study, runs: &Runs, window: &str, measure: &str) -> Estimate {
    let with = values_of(study, runs, 1, window, measure);
    let without = values_of(study, runs, 0, window, measure);
    let pairs: Vec<(f64, f64)> = with.into_iter().zip(without).collect();
    caremarket::stats::difference(&pairs).unwrap()
}

/// A world run to its end.
pub fn world_at_the_end(setup: &Setup, seed: u64, replication: u64) -> (World<'_>, Calendar) {
    let (mut world, mut calendar) = World::new(setup, seed, replication);
    engine::run(&mut world, &mut calendar, setup.run.end());
    (world, calendar)
}
