//! Options that `run` and `compare` share.

use super::precision;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How results are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Words and tables, for people.
    #[default]
    Text,
    /// One JSON document, for programs.
    Json,
}

/// How often, with what, and where to.
#[derive(Clone, Debug, Default, Args)]
pub struct RunOptions {
    /// How many histories to simulate; more make intervals narrower. Without this, what the scenario says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,

    /// Add replications until means are known this well: half the 95% interval is at most this share of the mean.
    /// Begins with --replications, or 10; what comes out is what that many would have given at once.
    #[arg(long, value_name = "SHARE", value_parser = precision::share)]
    pub precision: Option<f64>,

    /// Which mean --precision is about, in every scenario; may be given several times. Without this,
    /// `delayed.all@m7-12`; where there is no such thing, the first wait and the first level.
    #[arg(long, value_name = "MEASURE[@WINDOW]", requires = "precision")]
    pub of: Vec<String>,

    /// Where --precision stops at the latest: 2000 unless given.
    #[arg(long, value_name = "N", requires = "precision",
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub at_most: Option<u32>,

    /// The seed of all chance: the same seed gives the same results, to the last digit.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,

    /// A new folder for the results. Without this, a folder in `out` named by the time and the scenario.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Change a value of the scenario, such as `places.acute.beds=900`; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// Draw every value written with a low and a high anew in each replication, triangular with the value as its peak,
    /// the same for all scenarios compared; with `=PATH` only values at or below that path, such as `=workforce`.
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub uncertain: Vec<String>,

    /// Report one more stretch of time: `m4-9` (months 4 to 9), or `day 90`; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub window: Vec<String>,

    /// What to show first, instead of the usual key measures; may be given several times. Every measure is in the tables
    /// all the same.
    #[arg(long, value_name = "MEASURE", visible_alias = "kpi")]
    pub measure: Vec<String>,

    /// Also write `census.csv`: every level at each whole day of each replication. Such a file is large:
    /// a care market fills some megabytes a replication.
    #[arg(long)]
    pub census: bool,

    /// Also write `people.csv`: who asked for which place, when they started, were ready and left, and what
    /// became of it. Such a file is large, and so is the memory it takes.
    #[arg(long)]
    pub people: bool,

    /// Show the report in the browser when it is written.
    #[arg(long)]
    pub open: bool,

    #[command(flatten)]
    pub machine: Machine,

    /// How results are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

/// How the program works; nothing of it changes a result.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Machine {
    /// How many processors to use; changes nothing but the wait. Without this, all of them.
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Show no progress.
    #[arg(long, short)]
    pub quiet: bool,
}

impl Machine {
    /// Processors to use: so many as asked for, or all there are.
    pub fn processors(self) -> usize {
        self.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            usize::from,
        )
    }
}
