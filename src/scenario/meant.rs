//! A scenario as meant: what to run, and what to say about it.

use super::knob::Knob;
use super::reading::short_name;
use super::uncertain::Uncertain;
use crate::observe::Thresholds;
use crate::observe::window::Window;
use crate::results::{AssumptionRecord, PolicyRecord, ScenarioFile, of_a_comparison};
use crate::world::setup::Setup;
use std::sync::Arc;

/// A scenario, read and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name, as in file names and results.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The story in a sentence or two.
    pub story: String,
    /// The question it asks.
    pub question: String,
    /// Where the story comes from.
    pub source: String,
    /// Name of the place.
    pub place: String,
    /// Names of what it is to be compared with; `no policy` is the same files without their policies.
    pub compare_with: Vec<String>,
    /// Its files, those that later ones build on first.
    pub files: Vec<ScenarioFile>,
    /// Values set on the command line.
    pub set: Vec<String>,
    /// What a run is a function of.
    pub setup: Setup,
    /// Seed of all draws, unless the command says otherwise.
    pub seed: u64,
    /// Replications, unless the command says otherwise.
    pub replications: usize,
    /// Date of day 0, year-month-day.
    pub start_date: String,
    /// Windows that the scenario asks for beside the usual ones.
    pub windows: Vec<Window>,
    /// Thresholds at or below which shares are reported.
    pub distributions: Vec<Thresholds>,
    /// What is done differently, in words.
    pub policies: Vec<PolicyRecord>,
    /// What its policies pay for, as measures of care delivered and of staff.
    pub sponsored: Vec<Sponsored>,
    /// Every value that states where it comes from.
    pub assumptions: Vec<AssumptionRecord>,
    /// Values that are drawn anew in each replication, if that was asked for.
    pub uncertain: Option<Arc<Uncertain>>,
    /// Questions in plain words, in the order of the file that asks them, with their present answers.
    pub knobs: Vec<Knob>,
    /// Hypotheses.
    pub expectations: Vec<Expectation>,
    /// Whether its policies have been left out.
    pub without_policies: bool,
    /// What hypotheses about differences may be about, where all others have been left out.
    pub only_against: Option<Vec<String>>,
}

/// Care and staff that a policy pays for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sponsored {
    /// A sector.
    Sector(String),
    /// Beds for people leaving hospital, staffed by care homes.
    StepDown,
}

/// A hypothesis about a paired difference, or about a level.
#[derive(Clone, PartialEq, Debug)]
pub struct Expectation {
    /// Key of the measure.
    pub measure: String,
    /// What the scenario is compared with; `None` for a level of the scenario itself.
    pub versus: Option<String>,
    /// Name of the window.
    pub window: String,
    /// What a level is judged relative to: a measure and a window, if not by itself.
    pub relative_to: Option<(String, String)>,
    /// What is expected.
    pub expected: Expected,
    /// Whether it follows directly from an assumed effect rather than from the model.
    pub assumed: bool,
}

/// What is expected of a difference, or of a level.
#[derive(Clone, PartialEq, Debug)]
pub enum Expected {
    /// The difference is below zero.
    Lower,
    /// The difference is above zero.
    Higher,
    /// The whole interval lies at or above `least` and at or below `most`.
    Between {
        /// Least value.
        least: Option<f64>,
        /// Greatest value.
        most: Option<f64>,
    },
    /// The whole interval lies within this much of zero.
    Unchanged {
        /// How much.
        within: f64,
    },
    /// The size of the difference here is below this share of its size in another window.
    Fades {
        /// The share.
        below: f64,
        /// The other window.
        of_window: String,
    },
    /// The difference here is above that of another window.
    Grows {
        /// The other window.
        of_window: String,
    },
}

impl Expectation {
    /// Whether it is about a level, and can be looked at without a comparison.
    pub fn is_of_a_level(&self) -> bool {
        self.versus.is_none() && !of_a_comparison::contains(&self.measure)
    }
}

impl Scenario {
    /// Leaves out hypotheses about differences, but for those from what has one of these names.
    pub fn expect_only_against(&mut self, names: &[String]) {
        // A scenario beside its own file is named as a file, and called by its short name.
        let is_one = |e: &Expectation| {
            let versus = e.versus.as_deref();
            versus.is_some_and(|v| names.iter().any(|n| n == v || n == short_name(v)))
        };
        self.expectations.retain(|e| e.is_of_a_level() || is_one(e));
        self.only_against = Some(names.to_vec());
    }

    /// The windows to report: the usual ones, those asked for, and those that hypotheses name.
    pub fn all_windows(&self, more: &[Window]) -> Vec<Window> {
        let mut windows = Window::usual(self.setup.run.end());
        for window in self.windows.iter().chain(more) {
            if !windows.iter().any(|w| w.name == window.name) {
                windows.push(window.clone());
            }
        }
        windows
    }

    /// Whether this is the same world as another, with the same values drawn in it.
    pub fn is_world_of(&self, other: &Self) -> bool {
        let with_policies = !self.setup.policies.is_empty();
        let draws_alike = match (&self.uncertain, &other.uncertain) {
            (Some(ours), Some(theirs)) => ours.draws_like(theirs, with_policies),
            (ours, theirs) => ours.is_none() && theirs.is_none(),
        };
        self.setup == other.setup && draws_alike
    }

    /// The world with the values of one replication, or `None` if nothing is drawn in it.
    ///
    /// # Errors
    /// Why these values do not fit together.
    pub fn drawn(
        &self,
        seed: u64,
        replication: u64,
        attempt: u64,
    ) -> Option<Result<Setup, String>> {
        let uncertain = self.uncertain.as_ref()?;
        let setup = uncertain.setup(&uncertain.draw(seed, replication, attempt));
        Some(setup.map(|mut setup| {
            if self.setup.policies.is_empty() {
                setup.policies.clear();
            }
            setup
        }))
    }

    /// The same scenario without its policies.
    #[must_use]
    pub fn without_policies(&self) -> Self {
        let mut baseline = self.clone();
        baseline.setup.policies.clear();
        baseline.policies.clear();
        baseline.sponsored.clear();
        baseline
            .knobs
            .retain(|knob| !knob.path.starts_with("policy."));
        baseline.expectations.clear();
        baseline.compare_with.clear();
        baseline.without_policies = true;
        baseline
    }
}
