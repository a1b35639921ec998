//! Studies one after another that have worlds in common: what one has run and a later one needs is kept until then.

use super::{Progress, Runs, Study, Subject};
use crate::observe::Record;
use std::sync::atomic::AtomicBool;

/// Worlds that have been run and are needed again.
#[derive(Debug, Default)]
pub struct Shelf {
    worlds: Vec<Kept>,
}

/// A world that has been run.
#[derive(Debug)]
struct Kept {
    subject: Subject,
    /// The seed it was run with.
    seed: u64,
    /// One of each replication, from the first on.
    records: Vec<Record>,
}

impl Kept {
    /// Whether what a study wants of a subject is among these records: the same world, luck and plan.
    fn serves(&self, study: &Study, subject: &Subject) -> bool {
        self.seed == study.seed
            && self.records.len() >= study.replications
            && is_same(&self.subject, subject)
    }
}

impl Shelf {
    /// Runs a study, but for the worlds that are on the shelf.
    pub fn run(
        &mut self,
        study: &Study,
        threads: usize,
        progress: &impl Progress,
        stop: &AtomicBool,
    ) -> Runs {
        let mut kept: Vec<Option<Vec<Record>>> =
            study.subjects.iter().map(|s| self.take(study, s)).collect();
        let missing = study.subjects.iter().zip(&kept);
        let missing: Vec<Subject> = missing
            .filter(|(_, kept)| kept.is_none())
            .map(|(subject, _)| Subject {
                baseline: None,
                ..subject.clone()
            })
            .collect();
        let fewer = Study {
            subjects: missing,
            ..*study
        };
        let mut runs = if fewer.subjects.is_empty() {
            Runs::default()
        } else {
            fewer.run(threads, progress, stop)
        };
        let mut new = runs.records.into_iter();
        let records = kept
            .iter_mut()
            .filter_map(|kept| kept.take().or_else(|| new.next()));
        runs.records = records.collect();
        let least = runs.replications();
        for records in &mut runs.records {
            records.truncate(least);
        }
        runs
    }

    /// Keeps what was run for the studies to come that have it in common.
    pub fn put_away(&mut self, study: &Study, runs: Runs, later: &[Study]) {
        let is_needed = |kept: &Kept| {
            let mut coming = later.iter();
            coming.any(|study| study.subjects.iter().any(|s| kept.serves(study, s)))
        };
        self.worlds.retain(is_needed);
        for (subject, records) in study.subjects.iter().zip(runs.records) {
            let new = Kept {
                subject: subject.clone(),
                seed: study.seed,
                records,
            };
            let there = |kept: &Kept| {
                kept.seed == new.seed
                    && kept.records.len() >= new.records.len()
                    && is_same(&kept.subject, &new.subject)
            };
            if is_needed(&new) && !self.worlds.iter().any(there) {
                self.worlds.push(new);
            }
        }
    }

    /// How many worlds are kept.
    pub fn len(&self) -> usize {
        self.worlds.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.worlds.is_empty()
    }

    fn take(&mut self, study: &Study, subject: &Subject) -> Option<Vec<Record>> {
        let serves = |kept: &Kept| kept.serves(study, subject);
        let at = self.worlds.iter().position(serves)?;
        let mut records = self.worlds.swap_remove(at).records;
        records.truncate(study.replications);
        Some(records)
    }
}

/// Whether the records of one say everything that those of the other would.
fn is_same(a: &Subject, b: &Subject) -> bool {
    a.scenario.is_world_of(&b.scenario)
        && a.plan.windows == b.plan.windows
        && a.plan.distributions == b.plan.distributions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Silent;
    use crate::scenario::reading::Reader;

    static NEVER: AtomicBool = AtomicBool::new(false);

    fn of(seed: u64, replications: usize) -> Study {
        let scenario = Reader::new().read(
            "scenarios/verification/blocked-line.toml",
            &["run.horizon_days=20".to_owned()],
        );
        Study {
            subjects: vec![Subject::new("line", scenario.unwrap(), &[], None)],
            seed,
            replications,
        }
    }

    fn values(runs: &Runs) -> Vec<Vec<u64>> {
        let bits = |r: &Record| r.values.iter().map(|v| v.to_bits()).collect();
        runs.records[0].iter().map(bits).collect()
    }

    #[test]
    fn what_was_run_with_another_seed_or_too_seldom_is_run_again() {
        let first = of(1, 2);
        for (seed, replications, kept) in [(1, 2, 1), (1, 1, 1), (2, 2, 0), (1, 3, 0)] {
            let next = of(seed, replications);
            let mut shelf = Shelf::default();
            let runs = shelf.run(&first, 1, &Silent, &NEVER);
            shelf.put_away(&first, runs, std::slice::from_ref(&next));
            assert_eq!(shelf.len(), kept, "{seed} {replications}");
            let found = shelf.run(&next, 1, &Silent, &NEVER);
            let fresh = next.run(1, &Silent, &NEVER);
            assert_eq!(values(&found), values(&fresh), "{seed} {replications}");
        }
    }
}
