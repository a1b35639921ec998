//! Which worlds to run, how often, and what follows from it.
//!
//! A study is a list of scenarios, each with what it is compared with. Replications of all of them
//! share seeds, run on any number of threads in any order, and are put together in the order of
//! their index: the number of threads changes nothing but the wait.

pub mod assemble;
pub mod control_chart;
pub mod design;
pub mod details;
pub mod draws;
pub mod expectation;
pub mod golden;
pub mod kept;
pub mod precision;
pub mod rebound;
pub mod shares;
pub mod shelf;
pub mod sweep;
pub mod theory;
pub mod warm_up;
pub mod workload;

use crate::observe::window::Window;
use crate::observe::{Plan, Record};
use crate::scenario::Scenario;
use crate::world::invariant::Broken;
use draws::Draws;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The number of results, which stands in a constant and in a text.
macro_rules! results_version {
    () => {
        1
    };
}

/// Which results this version gives: the same scenario, values set and seed give the same bytes in every table for the
/// same number.
///
/// It grows by one with any change after which some scenario gives another byte in some table: another draw or order of
/// draws, another rule or default, a measure or a window more or less, a digit more. A change of the report, of charts,
/// of messages or of speed leaves it alone. Results of different numbers are never put together:
/// `extend` and `compare` refuse, and `reproduce` says so. CHANGELOG.md gives the number of every version.
pub const RESULTS_VERSION: u32 = results_version!();

/// Version and [`RESULTS_VERSION`] in words, by which a program is known without running it.
pub const MARK: &str = concat!(
    "caremarket program, version ",
    env!("CARGO_PKG_VERSION"),
    ", results number ",
    results_version!(),
    ";"
);

/// Scenarios to run, and what each is compared with.
#[derive(Clone, Debug)]
pub struct Study {
    /// What to run: a baseline before what is compared with it.
    pub subjects: Vec<Subject>,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications.
    pub replications: usize,
}

/// One scenario of a study.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Name, unique in the study.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// What to watch.
    pub plan: Plan,
    /// Index of what it is compared with.
    pub baseline: Option<usize>,
}

impl Subject {
    /// A scenario to run under a name, watched in these windows beside its own.
    pub fn new(
        name: &str,
        scenario: Scenario,
        windows: &[Window],
        baseline: Option<usize>,
    ) -> Self {
        let windows = scenario.all_windows(windows);
        let plan = Plan::new(&scenario.setup, windows, scenario.distributions.clone());
        Self {
            name: name.to_owned(),
            scenario,
            plan,
            baseline,
        }
    }
}

/// How far a study has come; called from many threads.
pub trait Progress: Sync {
    /// A replication of the subject with this index is done.
    fn replication_done(&self, subject: usize, replication: usize, record: &Record);

    /// It turns out that so many replications are to be done.
    fn replications(&self, _: usize) {}
}

/// Nobody is told.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn replication_done(&self, _: usize, _: usize, _: &Record) {}
}

/// What the replications showed.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// By subject: the replications done, from the first without a gap.
    pub records: Vec<Vec<Record>>,
    /// How often the uncertain values of each replication were drawn again, since they did not fit together.
    pub drawn_again: Vec<u64>,
    /// Events handled, warm-up included.
    pub events: u64,
    /// What stopped the study: a replication in which the program lost count, or that the scenario kept from going on.
    pub broken: Option<(String, usize, Broken)>,
}

impl Runs {
    /// Replications done by every subject.
    pub fn replications(&self) -> usize {
        self.records.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// Nothing yet, of so many subjects.
    pub fn none(subjects: usize) -> Self {
        Self {
            records: vec![Vec::new(); subjects],
            ..Self::default()
        }
    }

    /// Takes off what lies beyond so many replications; some subjects may have more of them than others.
    pub fn cut(&mut self, replications: usize) -> Vec<Vec<Record>> {
        let beyond = |records: &mut Vec<Record>| records.split_off(replications.min(records.len()));
        self.records.iter_mut().map(beyond).collect()
    }

    /// Puts back what was taken off.
    pub fn join(&mut self, beyond: Vec<Vec<Record>>) {
        for (records, beyond) in self.records.iter_mut().zip(beyond) {
            records.extend(beyond);
        }
    }

    /// Adds replications that follow upon these.
    fn append(&mut self, more: Self) {
        self.join(more.records);
        self.drawn_again.extend(more.drawn_again);
        self.events += more.events;
        self.broken = more.broken;
    }
}

impl Study {
    /// Runs everything on this many threads, until done or told to stop.
    ///
    /// What is finished when told to stop is kept, up to the first replication that some subject has not done.
    pub fn run(&self, threads: usize, progress: &impl Progress, stop: &AtomicBool) -> Runs {
        self.run_on(Runs::none(self.subjects.len()), threads, progress, stop)
    }

    /// Runs what is missing from replications that were run before: in the end they are the same as if all had been run at once.
    pub fn run_on(
        &self,
        mut begun: Runs,
        threads: usize,
        progress: &impl Progress,
        stop: &AtomicBool,
    ) -> Runs {
        let first = begun.replications();
        if first < self.replications {
            begun.append(self.run_from(first, threads, progress, stop));
        }
        begun
    }

    /// The replications from this one on.
    fn run_from(
        &self,
        first: usize,
        threads: usize,
        progress: &impl Progress,
        stop: &AtomicBool,
    ) -> Runs {
        let subjects = self.subjects.len();
        let (first, jobs) = (subjects * first, subjects * self.replications);
        let next = AtomicUsize::new(first);
        // All subjects of one replication before the next: what is kept after a stop is paired.
        let failed = AtomicBool::new(false);
        let draws = Draws::of(self, first / subjects);
        let work = || {
            let mut done: Vec<(usize, Result<Record, Broken>)> = Vec::new();
            while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
                let job = next.fetch_add(1, Ordering::Relaxed);
                if job >= jobs {
                    break;
                }
                let (replication, s) = (job / subjects, job % subjects);
                let subject = &self.subjects[s];
                let record = draws.world(replication, s).and_then(|drawn| {
                    let setup = drawn.as_ref().unwrap_or(&subject.scenario.setup);
                    subject.plan.observe(setup, self.seed, replication as u64)
                });
                match &record {
                    Ok(record) => progress.replication_done(s, replication, record),
                    Err(_) => failed.store(true, Ordering::Relaxed),
                }
                done.push((job, record));
            }
            done
        };
        let mut done: Vec<(usize, Result<Record, Broken>)> = if threads <= 1 {
            work()
        } else {
            std::thread::scope(|scope| {
                let workers: Vec<_> = (0..threads.min(jobs - first))
                    .map(|_| scope.spawn(work))
                    .collect();
                let joined = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
                joined
                    .flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                    .collect()
            })
        };
        done.sort_unstable_by_key(|&(job, _)| job);
        let mut broken = None;
        let events = done
            .iter()
            .filter_map(|(_, record)| record.as_ref().ok())
            .map(|r| r.events)
            .sum();
        let mut records: Vec<Vec<Record>> = vec![Vec::with_capacity(self.replications); subjects];
        for (expected, (job, record)) in (first..).zip(done) {
            if job != expected {
                break;
            }
            match record {
                Ok(record) => records[job % subjects].push(record),
                Err(fault) => {
                    broken = Some((
                        self.subjects[job % subjects].name.clone(),
                        job / subjects,
                        fault,
                    ));
                    break;
                }
            }
        }
        let least = records.iter().map(Vec::len).min().unwrap_or(0);
        for of_subject in &mut records {
            of_subject.truncate(least);
        }
        Runs {
            drawn_again: draws.drawn_again(least),
            records,
            events,
            broken,
        }
    }
}
