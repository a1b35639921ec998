//! The reference model for speed as a program of its own: by the simulator, or by a loop written by hand.
//!
//! Whole processes are what instructions, processor time and memory are counted of (`benches/peers/`,
//! `.ci/instructions`), and nothing but replications runs in this one: no tables or charts are made.
//! Prints one row for each replication and measure.
//!
//! ```text
//! cargo run --release --example reference -- caremarket blocked-line --scale 10
//! cargo run --release --example reference -- hand-written blocked-line --scale 10
//! ```

#[path = "../benches/peers/mod.rs"]
mod peers;

use clap::{Parser, ValueEnum};
use peers::hand_written;
use std::io::{self, BufWriter, Write};

/// The reference model for speed.
#[derive(Parser)]
struct Args {
    /// Who runs it.
    by: By,
    /// What is run.
    model: Model,
    /// Multiplies arrivals and capacities.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    scale: u32,
    /// How many histories.
    #[arg(long, default_value_t = 1)]
    replications: u32,
    /// The seed of all chance.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// How many days, from empty.
    #[arg(long, default_value_t = peers::DAYS, value_parser = clap::value_parser!(u32).range(1..))]
    days: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum By {
    /// The simulator, from the scenario.
    Caremarket,
    /// A loop for this model alone.
    HandWritten,
}

#[derive(Clone, Copy, ValueEnum)]
enum Model {
    /// Overloaded on purpose.
    BlockedLine,
    /// Its stable twin.
    OpenLine,
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    let model = match args.model {
        Model::BlockedLine => peers::Model::BlockedLine,
        Model::OpenLine => peers::Model::OpenLine,
    };
    let replications = 0..u64::from(args.replications);
    let seed = u64::from(args.seed);
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "replication,measure,value")?;
    match args.by {
        By::Caremarket => {
            let subject = model.subject(args.scale, args.days);
            for replication in replications {
                for (measure, value) in peers::measures(&subject, seed, replication) {
                    writeln!(out, "{replication},{measure},{value}")?;
                }
            }
        }
        By::HandWritten => {
            let line = model.line(args.scale, args.days);
            for replication in replications {
                for (measure, value) in hand_written::replicate(&line, seed, replication).measures()
                {
                    writeln!(out, "{replication},{measure},{value}")?;
                }
            }
        }
    }
    out.flush()
}
