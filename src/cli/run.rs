//! `caremarket run`: one scenario, as it is.

use super::carry_out::{self, Order};
use super::lineup::Lineup;
use super::options::RunOptions;
use super::read::Library;
use super::{Code, Failure};
use clap::Args;

/// Run one scenario, and say what the place is like.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket run riverbridge
  caremarket run step-down --replications 10 --out results/step-down
  caremarket run step-down+pay-both --uncertain
  caremarket run riverbridge+winter.toml --set places.acute.beds=900 --window m4-9

A scenario of more than 50 thousand million events, or of more memory than there is (16 GB at most), is not begun.")]
pub struct Run {
    /// A scenario: one of `caremarket list`, or a file. `a+b` lays b over a.
    #[arg(value_name = "SCENARIO")]
    scenario: String,

    #[command(flatten)]
    pub options: RunOptions,
}

impl Run {
    /// Runs it.
    ///
    /// # Errors
    /// What went wrong.
    pub fn carry_out(self, typed: &str) -> Result<Code, Failure> {
        let mut library = Library::uncertain(&self.options.uncertain);
        let scenario = library.read(&self.scenario, &self.options.set);
        library.sound()?;
        let Some(mut scenario) = scenario else {
            return Err(Failure::wrong("the scenario could not be read"));
        };
        // What is expected of a difference can only be looked at in a comparison.
        let waiting = scenario.expectations.len();
        scenario.expect_only_against(&[]);
        let mut notes = Vec::new();
        if scenario.expectations.len() < waiting {
            notes.push(format!(
                "What this scenario expects is about differences: see `caremarket compare {}`.",
                self.scenario
            ));
        }
        let name = scenario.name.clone();
        let lineup = Lineup::of_one(scenario);
        let study = carry_out::study(&lineup, &self.options, None, &[])?;
        carry_out::carry_out(Order {
            kind: "run",
            name: &name,
            typed,
            study,
            begun: None,
            options: &self.options,
            frontier: None,
            warnings: library.warnings,
            notes,
        })
    }
}
