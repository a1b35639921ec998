//! `caremarket report`: the charts, the report and the workbook of a saved result, drawn again.

use super::options::Format;
use super::{Code, Failure, screen};
use crate::output::{self, OutputError};
use clap::Args;
use std::path::PathBuf;

/// Draw the charts, the report and the workbook of a saved result again. Nothing is simulated.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket report out/2026-04-01-093000-step-down
  caremarket report out/2026-04-01-093000-step-down --with out/2026-04-01-094500-sweep-step-down")]
pub struct Report {
    /// The folder that `run` or `compare` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Also say what matters most: the folder of a `sweep`, or of `sensitivity`, of one of the scenarios.
    #[arg(long, value_name = "DIR")]
    with: Option<PathBuf>,

    /// How the files drawn are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Report {
    /// Draws them.
    ///
    /// # Errors
    /// When the folder does not hold whole results, or cannot be written to.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let files = match output::redraw(&self.folder, self.with.as_deref()) {
            Ok(files) => files,
            // Another folder was meant.
            Err(
                e @ (OutputError::NotAFolder(_)
                | OutputError::NoManifest(_)
                | OutputError::Elsewhere { .. }),
            ) => {
                return Err(Failure::wrong(e.to_string()));
            }
            Err(e) => {
                let what = format!("could not draw {} again", self.folder.display());
                return Err(Failure::could_not(&anyhow::Error::new(e).context(what)));
            }
        };
        screen::print_files("Drawn again", &files, self.format);
        Ok(Code::Done)
    }
}
