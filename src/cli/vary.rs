//! What `sensitivity` and `sweep` share: what is varied, and how a scenario is tried each time.

use super::Failure;
use super::options::{Format, Machine};
use super::read::{self, Library};
use crate::experiment::{Study, Subject};
use crate::scenario::Scenario;
use crate::scenario::embedded::SENSITIVITY;
use crate::scenario::uncertain::Range;
use crate::scenario::vary::{Assumption, NoEnds};
use clap::Args;
use std::path::PathBuf;

/// What is varied.
#[derive(Clone, Debug, Args)]
pub struct Varied {
    /// Vary the value at a path between its own low and high, or between these; may be given several times. A sweep also
    /// takes steps, `PATH=20..120:20`, and lists, `PATH=20,40,80`.
    #[arg(long, value_name = "PATH[=LOW..HIGH]")]
    pub vary: Vec<String>,

    /// Vary what stands in this file, written like scenarios/lists/sensitivity.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "vary")]
    pub list: Option<PathBuf>,

    /// Vary every value that has a low and a high beside it.
    #[arg(long, conflicts_with_all = ["vary", "list"])]
    pub vary_all: bool,
}

impl Varied {
    /// What is to be varied, each made of its assumption and the ranges that the scenario states; and what is left out,
    /// in words.
    ///
    /// # Errors
    /// When something named has no ends, or nothing is left.
    pub fn each<T>(
        &self,
        scenario: &str,
        set: &[String],
        make: impl Fn(&Assumption, &[Range]) -> Result<T, NoEnds>,
    ) -> Result<(Vec<T>, Vec<String>), Failure> {
        // A scenario that says of no value how far it may lie has no ranges; then each must be given.
        let mut library = Library::uncertain(&[String::new()]);
        let ranges = library.read(scenario, set).and_then(|s| s.uncertain);
        let ranges = ranges.as_ref().map_or(&[][..], |drawn| drawn.ranges());
        let (assumptions, all_must_be_there) = self.assumptions(ranges)?;
        let (mut made, mut notes) = (Vec::new(), Vec::new());
        for assumption in &assumptions {
            match make(assumption, ranges) {
                Ok(one) => made.push(one),
                Err(NoEnds::Wrong(what)) => return Err(Failure::wrong(what)),
                Err(NoEnds::Missing(path)) => {
                    let what = format!(
                        "{path} has no low and no high in {scenario}: the scenario sets it, or does not have it"
                    );
                    if all_must_be_there {
                        return Err(Failure::wrong(format!(
                            "{what}; give both, such as --vary {path}=1..2"
                        )));
                    }
                    notes.push(format!("Not varied: {}; {what}.", assumption.name));
                }
            }
        }
        if made.is_empty() {
            return Err(Failure::wrong(format!(
                "there is nothing to vary; name a value with --vary PATH=LOW..HIGH\n{}",
                notes.join("\n")
            )));
        }
        Ok((made, notes))
    }

    /// What is to be varied, and whether each must be there: what someone named must, what the usual list names need not.
    fn assumptions(&self, ranges: &[Range]) -> Result<(Vec<Assumption>, bool), Failure> {
        if self.vary_all {
            return Ok((Assumption::every(ranges), true));
        }
        if !self.vary.is_empty() {
            let named = self.vary.iter().map(|text| Assumption::named(text));
            let named: Result<Vec<_>, String> = named.collect();
            return Ok((named.map_err(Failure::wrong)?, true));
        }
        let Some(file) = &self.list else {
            let usual = Assumption::list(SENSITIVITY);
            let usual = usual.map_err(|e| Failure::wrong(format!("the usual list: {e}")))?;
            return Ok((usual, false));
        };
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|e| Failure::wrong(format!("could not read {name}: {e}")))?;
        let list = Assumption::list(&text).map_err(|e| Failure::wrong(format!("{name}: {e}")))?;
        Ok((list, true))
    }
}

/// How a scenario is tried each time.
#[derive(Clone, Debug, Args)]
pub struct Tries {
    /// The stretch of time that outcomes are taken from. Without this `m7-12`, or `all` of a shorter run.
    #[arg(long, value_name = "NAME")]
    pub window: Option<String>,

    /// The seed of all chance: the same seed gives the same results, to the last digit.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,

    /// Change a value of the scenario every time, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    #[command(flatten)]
    pub machine: Machine,

    /// How results are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Tries {
    /// The scenario, beside the same place without its policies if it has any: that stands first.
    ///
    /// # Errors
    /// When the window asked for is none.
    pub fn study(
        &self,
        scenario: Scenario,
        seed: u64,
        replications: u32,
    ) -> Result<Study, Failure> {
        let horizon = scenario.setup.run.horizon.days();
        let windows = read::windows(self.window.as_slice(), horizon)?;
        let name = scenario.name.clone();
        let mut subjects = Vec::new();
        let mut baseline = None;
        if !scenario.setup.policies.is_empty() {
            let without = scenario.without_policies();
            subjects.push(Subject::new("no policy", without, &windows, None));
            baseline = Some(0);
        }
        subjects.push(Subject::new(&name, scenario, &windows, baseline));
        for subject in &mut subjects {
            subject.scenario.expectations.clear();
        }
        Ok(Study {
            subjects,
            seed,
            replications: replications as usize,
        })
    }

    /// Name of the window that outcomes of a study are taken from.
    ///
    /// # Errors
    /// When the window asked for is none.
    pub fn window_of(&self, study: &Study) -> Result<String, Failure> {
        let subject = &study.subjects[0];
        // Written in another way it is still the same stretch.
        let horizon = subject.scenario.setup.run.horizon.days();
        if let [asked] = &read::windows(self.window.as_slice(), horizon)?[..] {
            return Ok(asked.name.clone());
        }
        let usual = subject.plan.windows.iter().any(|w| w.name == "m7-12");
        Ok(if usual { "m7-12" } else { "all" }.to_owned())
    }
}

/// Reads a scenario with these values set.
///
/// # Errors
/// What is wrong with it.
pub fn read(typed: &str, set: &[String], more: &[String]) -> Result<Scenario, Failure> {
    let mut library = Library::new();
    let set: Vec<String> = set.iter().chain(more).cloned().collect();
    let scenario = library.read(typed, &set);
    library.sound()?;
    scenario.ok_or_else(|| Failure::wrong("the scenario could not be read"))
}
