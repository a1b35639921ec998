//! `caremarket explain`: what a warning, a key or a measure means.

use super::options::Format;
use super::{Code, Failure};
use clap::Args;

/// Explain a warning, a key of a scenario file, or a measure.
#[derive(Debug, Args)]
pub struct Explain {
    /// What to explain.
    #[arg(value_name = "CODE|KEY|MEASURE|PATH")]
    what: String,

    /// How it is told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Explain {
    /// Explains it.
    ///
    /// # Errors
    /// When nobody knows it.
    pub fn carry_out(self) -> Result<Code, Failure> {
        Err(Failure::wrong(format!("nothing is known of {}", self.what)))
    }
}
