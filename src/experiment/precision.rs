//! As many replications as it takes for some means to be known well enough.

use super::{Progress, Runs, Study, Subject};
use crate::stats::Estimate;
use std::sync::atomic::AtomicBool;

/// How well some means are to be known, and how much to do for it at most.
#[derive(Clone, Debug)]
pub struct Precision {
    /// Half the width of the 95% interval of each mean, as a share of the mean.
    pub within: f64,
    /// The means.
    pub of: Vec<Wanted>,
    /// Most replications.
    pub at_most: usize,
}

/// A measure in a window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Key of the measure.
    pub measure: String,
    /// Name of the window.
    pub window: String,
}

/// How well a mean is known.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Which mean.
    pub wanted: &'a Wanted,
    /// Half the width of its interval, as a share of the mean; not a number if there is none.
    pub within: f64,
}

impl Wanted {
    /// The measure in every replication; `None` if the subject has no such measure or window.
    fn values(&self, subject: &Subject, runs: &Runs, s: usize) -> Option<Vec<f64>> {
        let plan = &subject.plan;
        let window = plan.windows.iter().position(|w| w.name == self.window)?;
        let mut measures = plan.measures.iter();
        let measure = measures.position(|m| m.record.key == self.measure)?;
        let at = window * plan.measures.len() + measure;
        Some(runs.records[s].iter().map(|r| r.values[at]).collect())
    }
}

impl Precision {
    /// How well every mean is known, in every scenario.
    pub fn known<'a>(&'a self, study: &'a Study, runs: &Runs) -> Vec<Known<'a>> {
        let subjects = study.subjects.iter().enumerate();
        let all = subjects.flat_map(|(s, subject)| self.of.iter().map(move |w| (s, subject, w)));
        all.map(|(s, subject, wanted)| Known {
            scenario: &subject.name,
            wanted,
            within: wanted
                .values(subject, runs, s)
                .and_then(|values| Estimate::of(&values))
                .map_or(f64::NAN, relative_half_width),
        })
        .collect()
    }

    /// Whether every mean is known well enough.
    pub fn is_reached(&self, study: &Study, runs: &Runs) -> bool {
        let known = self.known(study, runs);
        known.iter().all(|known| known.within <= self.within)
    }

    /// How many replications it looks like taking: without bound while a mean is not known at all.
    fn looks_like(&self, study: &Study, runs: &Runs) -> f64 {
        let known = self.known(study, runs);
        let widest = known.iter().fold(0.0, |most: f64, known| {
            // The interval of one value, or of none, has no width.
            most.max(if known.within.is_nan() {
                f64::INFINITY
            } else {
                known.within
            })
        });
        let ratio = widest / self.within;
        runs.replications() as f64 * ratio * ratio
    }

    /// How many replications to allow next time, where so many were not enough: what it looks like taking and a fifth more, but
    /// ten times as many at most, in round numbers.
    pub fn enough(&self, study: &Study, runs: &Runs) -> usize {
        let n = runs.replications();
        let looks_like = self.looks_like(study, runs) * 1.2;
        let round = 10_usize.pow((n.max(10).ilog10()).saturating_sub(1).max(1));
        let enough = (looks_like.min(10.0 * n as f64) as usize).max(n + 1);
        enough.div_ceil(round) * round
    }

    /// How many replications to try next: as many as it looks like taking, but a tenth more at least and twice as many at most.
    fn next(&self, study: &Study, runs: &Runs) -> usize {
        let n = study.replications;
        let (least, most) = (n + n.div_ceil(10), 2 * n);
        (self.looks_like(study, runs).min(most as f64) as usize)
            .clamp(least, most.max(least))
            .min(self.at_most)
    }
}

/// Half the width of an interval as a share of its mean: 0 where all values are 0.
fn relative_half_width(e: Estimate) -> f64 {
    let half = (e.upper - e.lower) / 2.0;
    if half == 0.0 {
        0.0
    } else {
        half / e.mean.abs()
    }
}

impl Study {
    /// Runs what is missing of the replications asked for, and then more of them until the means are known well enough, or the
    /// most are done.
    ///
    /// Afterwards `replications` says how many it came to. They are the same as if so many had been asked for at once.
    pub fn run_until(
        &mut self,
        begun: Runs,
        precision: &Precision,
        threads: usize,
        progress: &impl Progress,
        stop: &AtomicBool,
    ) -> Runs {
        let mut runs = self.run_on(begun, threads, progress, stop);
        while runs.broken.is_none()
            && runs.replications() == self.replications
            && self.replications < precision.at_most
            && !precision.is_reached(self, &runs)
        {
            self.replications = precision.next(self, &runs);
            progress.replications(self.replications);
            runs = self.run_on(runs, threads, progress, stop);
        }
        runs
    }
}
