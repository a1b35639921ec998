//! What can go wrong between results and files, and what to do about it.

use std::io;
use std::path::PathBuf;

/// Why results could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder to be made is there already.
    #[error(
        "{} is there already and results are never overwritten; give another folder with --out, or move this one away",
        .0.display()
    )]
    Exists(PathBuf),
    /// A file or folder could not be made or changed.
    #[error("could not write {}: {cause}; check that the folder may be written to and that the disk is not full", .path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },
    /// A folder, or part of it, was removed by someone else while it was written.
    #[error(
        "{} was removed, or part of it, while it was being written, and is not there; run the command again",
        .0.display()
    )]
    Removed(PathBuf),
    /// Several files could not be written.
    #[error("{}", first_of(.0))]
    Several(Vec<OutputError>),
    /// A file could not be read.
    #[error("could not read {}: {cause}", .path.display())]
    Read {
        /// What was being read.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },
    /// There is no such folder, or it is a file.
    #[error("{} is not a folder; give the folder that `caremarket run` or `compare` wrote", .0.display())]
    NotAFolder(PathBuf),
    /// The folder does not hold results.
    #[error(
        "{} holds no manifest.json, so it is not a folder of results; give the folder that `caremarket run` or `compare` wrote",
        .0.display()
    )]
    NoManifest(PathBuf),
    /// A file is not a bundled study.
    #[error("{} is not a study that `caremarket bundle` wrote: {}", .0.display(), .1)]
    NotABundle(PathBuf, String),
    /// A file is not a program that can go with a study.
    #[error(
        "{} is no program of caremarket for Linux, Windows or macOS, or one from before programs could go with a study, or it is packed",
        .0.display()
    )]
    NotAProgram(PathBuf),
    /// A file that the manifest names is not there.
    #[error("{} is missing, though the manifest names it; copy the whole folder again, or run the command again", .0.display())]
    Missing(PathBuf),
    /// A file is not the one that was written.
    #[error("{} has changed since it was written: its sha256 is {found}, and was {expected}; restore the file, or run the command again", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// Hash in the manifest.
        expected: String,
        /// Hash of the file as it is.
        found: String,
    },
    /// The folder was written by a later version.
    #[error("{} has format {found}, and this version reads up to format {known}; use caremarket {version} or later", .path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The latest format this version knows.
        known: u32,
        /// The version that wrote the folder.
        version: String,
    },
    /// Another sweep was begun in a folder.
    #[error(
        "another sweep was begun in {}; what differs:\n  {differing}\nIt was begun with: {command}\nGive another folder with --out, or remove that one",
        .folder.display()
    )]
    OtherSweep {
        /// The folder.
        folder: PathBuf,
        /// What differs, a line each.
        differing: String,
        /// The command that began it.
        command: String,
    },
    /// A folder is about another scenario.
    #[error("{} is about {about}, and these results are about {wanted}", .folder.display())]
    Elsewhere {
        /// The folder.
        folder: PathBuf,
        /// What it is about.
        about: String,
        /// What it should be about.
        wanted: String,
    },
    /// A file does not say what it should.
    #[error("{}, line {line}: {problem}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Its line, counted from 1; 0 where it has none.
        line: u64,
        /// What is wrong, and what would be right.
        problem: String,
    },
}

/// The first few of many errors, a line each.
fn first_of(errors: &[OutputError]) -> String {
    const FEW: usize = 3;
    let few = errors.iter().take(FEW).map(ToString::to_string);
    let mut lines: Vec<String> = few.collect();
    if errors.len() > FEW {
        lines.push(format!(
            "and so it is with {} more files",
            errors.len() - FEW
        ));
    }
    lines.join("\n")
}

impl OutputError {
    /// Whether files are all there and some of them are not as they were written.
    pub fn is_a_change(&self) -> bool {
        match self {
            Self::Changed { .. } => true,
            Self::Several(errors) => errors.iter().all(Self::is_a_change),
            _ => false,
        }
    }

    /// An error of writing this path.
    pub(super) fn writing(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Write { path, cause }
    }

    /// What came of writing several files: what each gave, or everything that went wrong.
    pub(super) fn all<T>(
        written: impl IntoIterator<Item = Result<T, Self>>,
    ) -> Result<Vec<T>, Self> {
        let (mut whole, mut errors) = (Vec::new(), Vec::new());
        for file in written {
            match file {
                Ok(file) => whole.push(file),
                Err(error) => errors.push(error),
            }
        }
        match errors.len() {
            0 => Ok(whole),
            1 => Err(errors.remove(0)),
            // One reason says it all.
            _ if errors.iter().all(|e| matches!(e, Self::Removed(_))) => Err(errors.remove(0)),
            _ => Err(Self::Several(errors)),
        }
    }

    /// An error of reading this path.
    pub(super) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Read { path, cause }
    }
}
