//! `caremarket compare`: scenarios, and what would have happened without them.

use super::carry_out::{self, Begun, Order};
use super::catalogue;
use super::lineup::Lineup;
use super::options::RunOptions;
use super::read::{self, Library};
use super::saved::{Beside, Saved};
use super::{Code, Failure};
use crate::output::manifest;
use crate::scenario::embedded::{DEFAULT_COMPARISON, DEFAULT_REPLICATIONS};
use clap::Args;
use std::path::{Path, PathBuf};

/// Compare scenarios with what would have happened without them.
///
/// A scenario and its baseline live through the same luck: the same people fall ill on the same
/// days. So their difference is what the policy does, and it is shown first, with its 95% interval.
///
/// Each scenario is compared with what it names in `compare_with`, usually "no policy": the same place
/// without its policies. A scenario without policies, if named first, is the baseline of all others.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket compare
  caremarket compare step-down own-homecare --replications 50
  caremarket compare baseline.toml mine.toml --precision 5% --measure delayed.all --open
  caremarket compare --all --replications 30
  caremarket compare --all --uncertain --replications 100
  caremarket compare riverbridge riverbridge+winter.toml --window m10-12
  caremarket compare out/step-down out/own-homecare       saved results: nothing is simulated

Scenarios of more than 50 thousand million events, or of more memory than there is (16 GB at most), are not begun.")]
pub struct Compare {
    /// Scenarios: those of `caremarket list`, files, or folders of files. `a+b` lays b over a. Without any: two that come
    /// with the program.
    /// Or folders of results of the same seed, which are paired by replication as they are.
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,

    /// What all of them are compared with, instead of what each says itself.
    #[arg(long, value_name = "SCENARIO")]
    baseline: Option<String>,

    /// Every scenario that comes with the program and expects something, one after the other, each against what it is to
    /// be compared with: which expectations are met, in one table.
    #[arg(
        long,
        conflicts_with_all = [
            "scenarios", "baseline", "precision", "of", "at_most", "window", "census", "people",
        ]
    )]
    all: bool,

    /// Also draw what can be had for what: one measure against another, such as `public_money,delayed.all`, and which
    /// scenarios no other betters in both.
    #[arg(long, value_name = "ACROSS,UP", value_parser = super::sweep::pair, conflicts_with = "all")]
    frontier: Option<(String, String)>,

    #[command(flatten)]
    pub options: RunOptions,
}

/// Whether a folder of results is meant.
fn is_saved(typed: &str) -> bool {
    Path::new(typed).join(manifest::FILE).is_file()
}

impl Compare {
    /// Runs and compares.
    ///
    /// # Errors
    /// What went wrong.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        if self.all {
            return catalogue::carry_out(&self.options, typed);
        }
        if self.scenarios.iter().any(|s| is_saved(s)) {
            return self.compare_saved(typed);
        }
        let usual = self.scenarios.is_empty();
        let scenarios = if usual {
            DEFAULT_COMPARISON.iter().map(|&n| n.to_owned()).collect()
        } else {
            read::in_folders(&self.scenarios)?
        };
        let mut library = Library::uncertain(&self.options.uncertain);
        let baseline = self.baseline.as_deref();
        let lineup = Lineup::draw_up(&scenarios, &self.options.set, baseline, &mut library)?;
        let name = carry_out::folder_name(&scenarios);
        let usual = usual.then_some(DEFAULT_REPLICATIONS);
        let study = carry_out::study(&lineup, &self.options, usual, &[])?;
        carry_out::carry_out(Order {
            kind: "compare",
            name: &name,
            typed,
            study,
            begun: None,
            options: &self.options,
            frontier: self.frontier,
            warnings: library.warnings,
            notes: Vec::new(),
        })
    }

    /// Compares what was saved; nothing is simulated.
    fn compare_saved(self, typed: &str) -> Result<Code, Failure> {
        let given = self.scenarios.iter().chain(&self.baseline);
        if let Some(scenario) = self.scenarios.iter().find(|s| !is_saved(s)) {
            let folder = self.scenarios.iter().find(|s| is_saved(s));
            return Err(Failure::wrong(format!(
                "{scenario} is a scenario and {} a folder of results: results are compared with results; run the scenario \
                 with the same seed and as many replications, and compare the two folders",
                folder.map_or("another", String::as_str)
            )));
        }
        self.nothing_to_simulate_with()?;
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in given.map(PathBuf::from).filter(|f| f.is_dir()) {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        carry_out::use_processors(self.options.machine.processors());
        let saved = folders.iter().map(|folder| Saved::open(folder));
        let saved: Vec<Saved> = saved.collect::<Result<_, _>>()?;
        let kept_people = saved.iter().all(|s| s.manifest.asked.people);
        if self.options.people && !kept_people {
            return Err(Failure::wrong(
                "--people: not all of these folders were written with --people, and nothing is simulated here",
            ));
        }
        let commands: Vec<String> = saved.iter().map(|s| s.manifest.command.clone()).collect();
        let names: Vec<String> = folders
            .iter()
            .map(|f| {
                f.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        let beside = Beside::of(saved, self.baseline.as_deref())?;
        let options = RunOptions {
            uncertain: beside.uncertain,
            people: kept_people,
            ..self.options
        };
        carry_out::carry_out(Order {
            kind: "compare",
            name: &carry_out::folder_name(&names),
            typed,
            study: beside.study,
            begun: Some(Begun {
                runs: beside.runs,
                command: commands.join("; "),
                folder: None,
            }),
            options: &options,
            frontier: self.frontier,
            warnings: beside.warnings,
            notes: vec![
                "Nothing was simulated: these are saved results, paired by replication.".to_owned(),
            ],
        })
    }

    /// Saved results are what they are.
    fn nothing_to_simulate_with(&self) -> Result<(), Failure> {
        let options = &self.options;
        let given = [
            ("--set", !options.set.is_empty()),
            ("--seed", options.seed.is_some()),
            ("--replications", options.replications.is_some()),
            ("--precision", options.precision.is_some()),
            ("--uncertain", !options.uncertain.is_empty()),
            ("--window", !options.window.is_empty()),
        ];
        match given.iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((option, _)) => Err(Failure::wrong(format!(
                "{option} cannot change results that are saved; run the scenarios again with it, or add replications with \
                 `caremarket extend`"
            ))),
        }
    }
}
