//! The worlds of a replication whose uncertain values are drawn.
//!
//! All scenarios of a study share the draws of a replication. Values that do not fit together in one of them are
//! drawn again in all: what is simulated is the draws, given that they fit.

use super::Study;
use crate::engine::Time;
use crate::observe::measures;
use crate::world::invariant::{Broken, Fault};
use crate::world::setup::Setup;
use std::borrow::Cow;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Draws in a row that may fail to fit together before the scenario is held to be at fault.
pub const ATTEMPTS: u64 = 50;

/// The worlds of every replication, each worked out when it is first asked for.
pub(super) struct Draws<'a> {
    study: &'a Study,
    first: usize,
    replications: Vec<OnceLock<Result<Drawn, String>>>,
}

/// The worlds of one replication.
#[derive(Debug)]
pub struct Drawn {
    /// How often values were drawn again.
    again: u64,
    /// By subject; `None` where nothing is drawn, or once it is taken.
    worlds: Vec<Mutex<Option<Setup>>>,
}

impl<'a> Draws<'a> {
    /// Nothing drawn yet, from this replication on.
    pub fn of(study: &'a Study, first: usize) -> Self {
        let certain = study
            .subjects
            .iter()
            .all(|s| s.scenario.uncertain.is_none());
        let count = if certain {
            0
        } else {
            study.replications.saturating_sub(first)
        };
        Self {
            study,
            first,
            replications: (0..count).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The world of a subject in a replication, taken out: it is asked for once. `None` if it is the one that is written.
    pub fn world(&self, replication: usize, subject: usize) -> Result<Option<Setup>, Broken> {
        let Some(slot) = self.replications.get(replication - self.first) else {
            return Ok(None);
        };
        match slot.get_or_init(|| self.study.draw(replication)) {
            Ok(drawn) => {
                let world = drawn.worlds[subject].lock();
                Ok(world.unwrap_or_else(PoisonError::into_inner).take())
            }
            Err(why) => Err(Broken {
                what: why.clone(),
                when: Time::ZERO,
                fault: Fault::Scenario,
            }),
        }
    }

    /// How often the values of the first so many replications were drawn again.
    pub fn drawn_again(&self, count: usize) -> Vec<u64> {
        let done = self.replications.iter().take(count);
        done.map(|slot| match slot.get() {
            Some(Ok(drawn)) => drawn.again,
            _ => 0,
        })
        .collect()
    }
}

impl Study {
    /// The world of a subject in a replication, with its values drawn where they are uncertain.
    ///
    /// # Errors
    /// What did not fit together.
    pub fn world(&self, replication: usize, subject: usize) -> Result<Cow<'_, Setup>, String> {
        let written = &self.subjects[subject].scenario;
        let mut drawn = None;
        if self.subjects.iter().any(|s| s.scenario.uncertain.is_some()) {
            let worlds = &self.draw(replication)?.worlds[subject];
            drawn = worlds.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        Ok(drawn.map_or(Cow::Borrowed(&written.setup), Cow::Owned))
    }

    /// Draws the uncertain values of a replication, as often as it takes for them to fit together in every scenario.
    ///
    /// # Errors
    /// What did not fit in the last of [`ATTEMPTS`] draws.
    pub fn draw(&self, replication: usize) -> Result<Drawn, String> {
        let mut why = String::new();
        for again in 0..ATTEMPTS {
            let worlds: Result<Vec<_>, String> = self
                .subjects
                .iter()
                .map(|subject| {
                    let drawn = subject.scenario.drawn(self.seed, replication as u64, again);
                    let world = drawn.transpose()?;
                    let measured = world.as_ref().map(measures::catalogue);
                    if measured.is_some_and(|measured| measured != subject.plan.measures) {
                        return Err("another place would be measured in another way".to_owned());
                    }
                    Ok(Mutex::new(world))
                })
                .collect();
            match worlds {
                Ok(worlds) => return Ok(Drawn { again, worlds }),
                Err(problem) => why = problem,
            }
        }
        Err(format!(
            "the uncertain values do not fit together: {ATTEMPTS} draws in a row were no sound scenario, the last because: {why}"
        ))
    }
}
