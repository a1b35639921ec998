//! A comparison on its way: a first answer after a few histories, which tightens while the rest is simulated.

use crate::cli::carry_out::{self, Order};
use crate::cli::options::RunOptions;
use crate::cli::{Failure, memory};
use crate::experiment::workload::{self, Workload};
use crate::experiment::{Progress, Runs, Study, Subject, assemble};
use crate::observe::Record;
use crate::output::{chart, headline, html, unfinished};
use crate::results::Results;
use jiff::Timestamp;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// Histories behind the first answer.
const FIRST: usize = 5;

/// How far it has come, and the switch that stops it.
#[derive(Debug)]
pub struct Meter {
    worlds: AtomicUsize,
    of: AtomicUsize,
    events: AtomicU64,
    began: Instant,
    /// Turned on by whoever wants it to stop.
    pub stop: AtomicBool,
}

impl Meter {
    /// Of something that begins now.
    pub fn new() -> Self {
        Self {
            worlds: AtomicUsize::new(0),
            of: AtomicUsize::new(0),
            events: AtomicU64::new(0),
            began: Instant::now(),
            stop: AtomicBool::new(false),
        }
    }

    /// The share that is done, and what there is to say of it: "30% simulated, about 6 s left".
    pub fn told(&self) -> (f64, String) {
        let (worlds, of) = (
            self.worlds.load(Ordering::Relaxed),
            self.of.load(Ordering::Relaxed),
        );
        if self.stop.load(Ordering::Relaxed) {
            return (0.0, "Stopping".to_owned());
        }
        if worlds == 0 || of == 0 {
            return (0.0, "Starting".to_owned());
        }
        let share = worlds as f64 / of as f64;
        if worlds >= of {
            return (1.0, "Drawing".to_owned());
        }
        let left = self.began.elapsed().as_secs_f64() * (1.0 - share) / share;
        let left = match libm::ceil(left) as u64 {
            seconds @ 0..90 => format!("{seconds} s"),
            seconds => format!("{} minutes", seconds.div_ceil(60)),
        };
        let percent = libm::floor(share * 100.0);
        (share, format!("{percent}% simulated, about {left} left"))
    }
}

impl Progress for Meter {
    fn replication_done(&self, _: usize, _: usize, record: &Record) {
        self.events.fetch_add(record.events, Ordering::Relaxed);
        self.worlds.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was simulated, kept so that more can be laid beside it.
#[derive(Debug)]
pub struct Done {
    /// What was run.
    pub study: Study,
    /// What its replications showed.
    pub runs: Runs,
}

impl Done {
    /// Whether this is what an answer rests on.
    pub fn is_behind(&self, answer: &Answer) -> bool {
        let manifest = &answer.results.manifest;
        let names = self.study.subjects.iter().map(|s| &s.name);
        self.study.replications == manifest.replications_done
            && names.eq(manifest.scenarios.iter().map(|s| &s.name))
    }
}

/// What there is to look at.
pub struct Answer {
    /// Everything found.
    pub results: Results,
    /// The part of the report that answers, as a piece of a page.
    pub page: String,
}

/// What is to be simulated, and what it is called in the results.
#[derive(Debug)]
pub struct Work {
    /// What to run.
    pub study: Study,
    /// The command that would give the same, without how often.
    pub typed: String,
    /// `run` or `compare`.
    pub kind: &'static str,
    /// What a reader of the results should know.
    pub warnings: Vec<String>,
}

impl Work {
    /// That it can be begun on this machine; each replication is held to the memory there is.
    ///
    /// # Errors
    /// When it is too much.
    pub fn fit(&mut self, processors: usize) -> Result<(), Failure> {
        let memory = memory::to_be_had();
        let workload = Workload::of(&self.study, processors);
        if workload.is_too_much(memory) {
            return Err(carry_out::too_much(workload, memory, &self.warnings));
        }
        for subject in &mut self.study.subjects {
            subject.plan.most_people =
                workload::most_people(&subject.scenario.setup, memory, processors);
        }
        Ok(())
    }

    /// Simulates what `before` does not hold already, and shows each answer on the way.
    ///
    /// # Errors
    /// What stopped it, beside what was done.
    pub fn carry_out(
        self,
        before: Option<Done>,
        processors: usize,
        meter: &Meter,
        mut show: impl FnMut(Answer),
    ) -> (Done, Result<(), String>) {
        let started = Timestamp::now();
        let clock = Instant::now();
        let options = RunOptions::default();
        let replications = self.study.replications;
        let mut records = begun(&self.study, before);
        let missing = records
            .iter()
            .map(|r| replications.saturating_sub(r.len()))
            .sum();
        meter.of.store(missing, Ordering::Relaxed);
        let mut order = Order {
            kind: self.kind,
            name: "",
            typed: &self.typed,
            study: self.study,
            begun: None,
            options: &options,
            frontier: None,
            warnings: self.warnings,
            notes: Vec::new(),
        };
        let mut outcome = Ok(());
        let least = records.iter().map(Vec::len).min().unwrap_or(0);
        let mut shown = 0;
        for step in steps(least, replications) {
            order.study.replications = step;
            outcome = simulate(&order.study, &mut records, processors, meter);
            let there = records.iter().map(Vec::len).min().unwrap_or(0).min(step);
            if there > shown {
                // What is there of some scenarios only waits for the others.
                let mut runs = runs_of(records);
                let later = runs.cut(there);
                order.study.replications = there;
                let mut results = assemble::assemble(&order.study, &runs);
                carry_out::sign(&mut results, &order, None, started);
                let still_waiting = unfinished::waits(&results);
                let manifest = &mut results.manifest;
                manifest
                    .command
                    .push_str(&format!(" --replications {there}"));
                manifest.warnings.extend(outcome.clone().err());
                manifest.warnings.extend(still_waiting);
                let here = meter.events.load(Ordering::Relaxed) as f64;
                manifest.events_per_second = here / clock.elapsed().as_secs_f64().max(1e-9);
                manifest.wall_seconds = clock.elapsed().as_secs_f64();
                manifest.peak_rss_bytes = memory::peak();
                results.manifest.headline = headline::of(&results);
                let page = html::answer_alone(&results, &chart::all(&results));
                show(Answer { results, page });
                shown = there;
                runs.join(later);
                records = runs.records;
            }
            if outcome.is_err() || meter.stop.load(Ordering::Relaxed) {
                break;
            }
        }
        order.study.replications = records.iter().map(Vec::len).min().unwrap_or(0);
        let done = Done {
            study: order.study,
            runs: runs_of(records),
        };
        (done, outcome)
    }
}

/// After how many histories there is something to show, from so many that are there to so many asked for.
fn steps(from: usize, to: usize) -> impl Iterator<Item = usize> {
    let doubled = std::iter::successors(Some(FIRST), |n| n.checked_mul(2));
    doubled
        .take_while(move |&n| n < to)
        .filter(move |&n| n > from)
        .chain([to])
}

/// What was simulated before of the same worlds, watched in the same way.
fn begun(study: &Study, before: Option<Done>) -> Vec<Vec<Record>> {
    let mut before = before.filter(|done| done.study.seed == study.seed);
    let mut taken = |subject: &Subject| -> Option<Vec<Record>> {
        let done = before.as_mut()?;
        let same = |other: &Subject| {
            other.scenario.is_world_of(&subject.scenario)
                && other.plan.windows == subject.plan.windows
                && other.plan.distributions == subject.plan.distributions
        };
        let at = done.study.subjects.iter().position(same)?;
        let records = std::mem::take(&mut done.runs.records[at]);
        Some(records).filter(|records| !records.is_empty())
    };
    study
        .subjects
        .iter()
        .map(|subject| taken(subject).unwrap_or_default())
        .collect()
}

/// Adds what is missing of the study's replications, those first that have fewest.
fn simulate(
    study: &Study,
    records: &mut [Vec<Record>],
    processors: usize,
    meter: &Meter,
) -> Result<(), String> {
    loop {
        let least = records.iter().map(Vec::len).min().unwrap_or(usize::MAX);
        if least >= study.replications || meter.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let behind: Vec<usize> = (0..records.len())
            .filter(|&s| records[s].len() == least)
            .collect();
        let part = Study {
            subjects: behind
                .iter()
                .map(|&s| Subject {
                    baseline: None,
                    ..study.subjects[s].clone()
                })
                .collect(),
            ..*study
        };
        let there = behind.iter().map(|&s| std::mem::take(&mut records[s]));
        let runs = part.run_on(runs_of(there.collect()), processors, meter, &meter.stop);
        for (&s, of_one) in behind.iter().zip(runs.records) {
            records[s] = of_one;
        }
        if let Some(broken) = &runs.broken {
            return Err(carry_out::lost_count(broken, study.seed));
        }
    }
}

/// Records as what a study's replications showed; no value of a place is drawn here.
fn runs_of(records: Vec<Vec<Record>>) -> Runs {
    Runs {
        drawn_again: Vec::new(),
        events: records.iter().flatten().map(|r| r.events).sum(),
        records,
        broken: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_early_and_then_when_there_is_twice_as_much() {
        let steps = |from, to| steps(from, to).collect::<Vec<_>>();
        assert_eq!(steps(0, 40), [5, 10, 20, 40]);
        assert_eq!(steps(0, 30), [5, 10, 20, 30]);
        assert_eq!(steps(0, 3), [3]);
        assert_eq!(steps(40, 80), [80]);
        assert_eq!(steps(40, 40), [40]);
    }
}
