//! `caremarket compare`: scenarios, and what would have happened without them.

use super::carry_out::{self, Order};
use super::catalogue;
use super::lineup::Lineup;
use super::options::RunOptions;
use super::read::Library;
use super::{Code, Failure};
use crate::scenario::embedded::{DEFAULT_COMPARISON, DEFAULT_REPLICATIONS};
use clap::Args;

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
  caremarket compare --all --replications 30
  caremarket compare --all --uncertain --replications 100
  caremarket compare riverbridge riverbridge+winter.toml --window m10-12

Scenarios of more than 50 thousand million events, or of more memory than there is (16 GB at most), are not begun.")]
pub struct Compare {
    /// Scenarios: those of `caremarket list`, or files. `a+b` lays b over a. Without any: two that come with the program.
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

impl Compare {
    /// Runs and compares.
    ///
    /// # Errors
    /// What went wrong.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        if self.all {
            return catalogue::carry_out(&self.options, typed);
        }
        let usual = self.scenarios.is_empty();
        let scenarios = if usual {
            DEFAULT_COMPARISON.iter().map(|&n| n.to_owned()).collect()
        } else {
            self.scenarios
        };
        let mut library = Library::uncertain(&self.options.uncertain);
        let baseline = self.baseline.as_deref();
        let lineup = Lineup::draw_up(&scenarios, &self.options.set, baseline, &mut library)?;
        let name = carry_out::folder_name(&scenarios);
        carry_out::carry_out(&Order {
            kind: "compare",
            name: &name,
            typed,
            lineup,
            replications: usual.then_some(DEFAULT_REPLICATIONS),
            options: &self.options,
            frontier: self.frontier,
            warnings: library.warnings,
            notes: Vec::new(),
        })
    }
}
