//! Studies one after another that have worlds in common: what one has run and a later one needs is kept until then.

use super::{Progress, Runs, Study, Subject};
use crate::observe::Record;
use std::sync::atomic::AtomicBool;

/// Worlds that have been run and are needed again, all with the same seed and replications.
#[derive(Debug, Default)]
pub struct Shelf {
    worlds: Vec<(Subject, Vec<Record>)>,
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
            study.subjects.iter().map(|s| self.take(s)).collect();
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
        let is_needed = |subject: &Subject| {
            let mut coming = later.iter().flat_map(|study| &study.subjects);
            coming.any(|other| is_same(other, subject))
        };
        self.worlds.retain(|(subject, _)| is_needed(subject));
        for (subject, records) in study.subjects.iter().zip(runs.records) {
            if is_needed(subject) && !self.worlds.iter().any(|(kept, _)| is_same(kept, subject)) {
                self.worlds.push((subject.clone(), records));
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

    fn take(&mut self, subject: &Subject) -> Option<Vec<Record>> {
        let at = self
            .worlds
            .iter()
            .position(|(kept, _)| is_same(kept, subject))?;
        Some(self.worlds.swap_remove(at).1)
    }
}

/// Whether the records of one say everything that those of the other would.
fn is_same(a: &Subject, b: &Subject) -> bool {
    a.scenario.is_world_of(&b.scenario)
        && a.plan.windows == b.plan.windows
        && a.plan.distributions == b.plan.distributions
}
