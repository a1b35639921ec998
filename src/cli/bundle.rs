//! `caremarket bundle`: a study in one file, to be archived and run again.

use super::options::Format;
use super::saved;
use super::{Code, Failure, screen};
use crate::experiment::MARK;
use crate::output::bundle::Program;
use crate::output::{OutputError, bundle, words};
use crate::results::Manifest;
use clap::Args;
use serde_json::json;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Put a saved result into one file that can be archived, cited and run again.
///
/// A zip file after the RO-Crate convention: every scenario file, seed and hash, all tables, charts and the report, a
/// checklist for the report of the study (STRESS-DES) filled in as far as the program knows, and how to cite the program.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  caremarket bundle out/2026-04-01-093000-step-down -o step-down.zip
  caremarket reproduce step-down.zip
  caremarket bundle out/2026-04-01-093000-step-down -o step-down.zip --program
  caremarket bundle out/2026-04-01-093000-step-down --program linux/caremarket --program windows/caremarket.exe

The same folder gives the same bytes.")]
pub struct Bundle {
    /// The folder that `run`, `compare` or `extend` wrote.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The file to write. Without this, the name of the folder with `.zip`, in the present folder.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Put the program into the file, too, so that the study can be run again when it is hard to come by: this one, or FILE
    /// instead, such as one that needs no library of the system, or one for Windows. May be given several times.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "")]
    program: Vec<OsString>,

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
        let programs = programs(&self.program, &manifest)?;
        let file = self.out.unwrap_or_else(|| {
            let whole = self.folder.canonicalize().ok();
            let name = whole.as_ref().and_then(|whole| whole.file_name());
            let name = name.map_or_else(|| "study".into(), |name| name.to_string_lossy());
            PathBuf::from(format!("{name}.zip"))
        });
        let names = bundle::write(&self.folder, &programs, &file).map_err(|e| match e {
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
                let with = programs
                    .iter()
                    .map(|p| format!("With {}: {}\n", p.place(), p.in_words()));
                let with: String = with.collect();
                screen::print(&format!(
                    "Written: {} ({}, {megabytes} MB)\n{with}\
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
                "programs": programs.iter().map(|p| json!({
                    "file": p.place(),
                    "version": p.version,
                    "results_version": p.results_version,
                    "system": p.system,
                    "processor": p.processor,
                    "bytes": p.bytes,
                    "sha256": p.sha256,
                })).collect::<Vec<_>>(),
            })),
        }
        Ok(Code::Done)
    }
}

/// The programs that are to go with a study; an empty word stands for this one.
fn programs(asked: &[OsString], manifest: &Manifest) -> Result<Vec<Program>, Failure> {
    let mut programs: Vec<Program> = Vec::new();
    for word in asked {
        let program = if word.is_empty() {
            this_program()?
        } else {
            let path = Path::new(word);
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            read(path, &name)?
        };
        if program.results_version != manifest.results_version {
            return Err(Failure::wrong(format!(
                "{} holds {}, and those of the study are number {}: give a program that would reproduce it with --program FILE",
                Path::new(word).display(),
                program.in_words(),
                manifest.results_version
            )));
        }
        if programs.iter().any(|other| other.name == program.name) {
            return Err(Failure::wrong(format!(
                "two programs are called {}; give one of them another name",
                program.name
            )));
        }
        programs.push(program);
    }
    Ok(programs)
}

fn read(path: &Path, name: &str) -> Result<Program, Failure> {
    Program::at(path, name).map_err(|e| match e {
        e @ OutputError::NotAProgram(_) => Failure::wrong(e.to_string()),
        e => Failure::could_not(&anyhow::Error::new(e)),
    })
}

fn this_program() -> Result<Program, Failure> {
    let name = format!("caremarket{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::current_exe().map_err(|cause| {
        let what = "the file of this program cannot be found; name it with --program FILE";
        Failure::could_not(&anyhow::Error::new(cause).context(what))
    })?;
    let program = read(&path, &name)?;
    // The file may have been replaced since this one began.
    let mark = std::hint::black_box(MARK);
    let own = format!(
        "version {}, results number {};",
        program.version, program.results_version
    );
    if mark.ends_with(&own) {
        return Ok(program);
    }
    Err(Failure::could_not(&anyhow::anyhow!(
        "{} is another version by now: {}; run the command again",
        path.display(),
        program.in_words()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_what_stands_in_it() {
        // The test itself holds the mark, as the program does.
        let path = std::env::current_exe().unwrap();
        let program = read(&path, "caremarket").unwrap();
        assert_eq!(program.version, env!("CARGO_PKG_VERSION"));
        assert_eq!(program.results_version, crate::experiment::RESULTS_VERSION);
        assert!(program.runs_here(), "{}", program.in_words());
        assert_eq!(this_program().unwrap(), program);
    }
}
