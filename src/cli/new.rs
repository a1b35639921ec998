//! `caremarket new`: a scenario of one's own to change.

use super::{Code, Failure};
use clap::Args;
use std::path::PathBuf;

/// Begin a scenario of your own.
#[derive(Debug, Args)]
pub struct New {
    /// The file to write.
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
}

impl New {
    /// Writes it.
    ///
    /// # Errors
    /// When it exists, or cannot be written.
    pub fn carry_out(self) -> Result<Code, Failure> {
        Err(Failure::wrong(format!(
            "{} is not written yet",
            self.file.display()
        )))
    }
}
