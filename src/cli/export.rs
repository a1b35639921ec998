//! `caremarket export`: the tables of a saved result as Parquet files.

use super::options::Format;
use super::{Code, Failure, saved, screen};
use crate::output::{self, OutputError, words};
use clap::Args;
use std::path::PathBuf;

/// Write the tables of a saved result as Parquet files.
///
/// The same rows and columns as the CSV tables, with types, in a fraction of the space: for R (arrow), Python (pandas, polars),
/// databases and the like. docs/results.md describes the columns.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket export out/2026-04-01-093000-step-down
  caremarket export out/2026-04-01-093000-step-down --out tables")]
pub struct Export {
    /// The folder that `run`, `compare` or `extend` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// A new folder for the files. Without this, the name of the folder with `-parquet`, beside it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// How the files are told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Export {
    /// Writes them.
    ///
    /// # Errors
    /// When the folder does not hold whole results, or the new one exists or cannot be written.
    pub fn carry_out(self) -> Result<Code, Failure> {
        saved::manifest_of(&self.folder)?;
        let out = self.out.unwrap_or_else(|| {
            // What Windows makes of a name without links is not for people to read.
            let whole = if cfg!(windows) {
                std::path::absolute(&self.folder)
            } else {
                self.folder.canonicalize()
            };
            let mut name = whole.unwrap_or(self.folder.clone()).into_os_string();
            name.push("-parquet");
            PathBuf::from(name)
        });
        let files = output::export(&self.folder, &out).map_err(|e| match e {
            e @ OutputError::Exists(_) => Failure::wrong(e.to_string()),
            e => Failure::could_not(&anyhow::Error::new(e)),
        })?;
        let heading = format!("Written, {}", words::count(files.len(), "table"));
        screen::print_files(&heading, &files, self.format);
        Ok(Code::Done)
    }
}
