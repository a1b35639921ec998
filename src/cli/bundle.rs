//! `caremarket bundle`: a study in one file, to be archived and run again.

use super::options::Format;
use super::saved;
use super::{Code, Failure, screen};
use crate::output::{OutputError, bundle, words};
use clap::Args;
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// Put a saved result into one file that can be archived, cited and run again.
///
/// A zip file after the RO-Crate convention: every scenario file, seed and hash, all tables, charts and the report, a
/// checklist for the report of the study (STRESS-DES) filled in as far as the program knows, and how to cite the program.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket bundle out/2026-04-01-093000-step-down -o step-down.zip
  caremarket reproduce step-down.zip

The same folder gives the same bytes.")]
pub struct Bundle {
    /// The folder that `run`, `compare` or `extend` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The file to write. Without this, the name of the folder with `.zip`, in the present folder.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// How the file is told.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

impl Bundle {
    /// Writes it.
    ///
    /// # Errors
    /// When the folder does not hold whole results that can be run again, or the file cannot be written.
    pub fn carry_out(self) -> Result<Code, Failure> {
        let manifest = saved::manifest_of(&self.folder)?;
        if manifest.results_version == 0 {
            return Err(Failure::could_not(&anyhow::anyhow!(
                "{} was written by a version of caremarket that did not note all it takes to run it again; run it again with \
                 this version: {}",
                self.folder.display(),
                manifest.command
            )));
        }
        let file = self.out.unwrap_or_else(|| {
            let whole = self.folder.canonicalize().ok();
            let name = whole.as_ref().and_then(|whole| whole.file_name());
            let name = name.map_or_else(|| "study".into(), |name| name.to_string_lossy());
            PathBuf::from(format!("{name}.zip"))
        });
        let names = bundle::write(&self.folder, &file).map_err(|e| match e {
            OutputError::Exists(path) => Failure::wrong(format!(
                "{} is there already and is not overwritten; give another file with -o, or move this one away",
                path.display()
            )),
            e => Failure::could_not(&anyhow::Error::new(e)),
        })?;
        let bytes = fs::metadata(&file).map_or(0, |file| file.len());
        match self.format {
            Format::Text => {
                let megabytes = words::size(bytes as f64 / 1e6);
                screen::print(&format!(
                    "Written: {} ({}, {megabytes} MB)\n\
                     What only the author knows is marked \"[to be completed by the author: …]\" in STRESS-DES.md and README.md.\n\
                     Check it anywhere with: caremarket reproduce {}\n",
                    file.display(),
                    words::count(names.len() + 1, "file"),
                    super::carry_out::as_a_word(&file)
                ));
            }
            Format::Json => screen::print_json(&json!({
                "file": file.to_string_lossy(),
                "bytes": bytes,
                "holds": names,
            })),
        }
        Ok(Code::Done)
    }
}
