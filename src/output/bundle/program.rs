//! A program that goes with a study, so that the study can be run again when programs have changed.
//!
//! Nothing is run to learn what it is: the head of the file says for which system it is, and words in it which version.

use super::super::folder::hex;
use super::OutputError;
use object::{BinaryFormat, Object};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Where programs stand in a bundle.
pub(super) const PROGRAM: &str = "program/";

/// A program of caremarket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name in the bundle, below `program/`.
    pub name: String,
    /// Where it was read from.
    pub(super) path: PathBuf,
    /// Its version of caremarket.
    pub version: String,
    /// The number of the results it gives.
    pub results_version: u32,
    /// The system it runs on, as Rust calls it: `linux`, `windows`, `macos`.
    pub system: String,
    /// The processor it runs on, as Rust calls it: `x86_64`, `aarch64`.
    pub processor: String,
    /// Its length.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

impl Program {
    /// Looks at a file that is to be called so in the bundle.
    ///
    /// # Errors
    /// When it cannot be read, or is no program of caremarket.
    pub fn at(path: &Path, name: &str) -> Result<Self, OutputError> {
        let bytes = fs::read(path).map_err(OutputError::reading(path))?;
        let program = Self::of(name, &bytes);
        let program = program.ok_or_else(|| OutputError::NotAProgram(path.to_owned()))?;
        Ok(Self {
            path: path.to_owned(),
            ..program
        })
    }

    /// What a file holds, if it is a program of caremarket.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let file = object::File::parse(bytes).ok()?;
        let system = match file.format() {
            BinaryFormat::Elf => "linux",
            BinaryFormat::Pe => "windows",
            BinaryFormat::MachO => "macos",
            _ => return None,
        };
        let (version, results_version) = marked(bytes)?;
        Some(Self {
            name: name.to_owned(),
            path: PathBuf::new(),
            version,
            results_version,
            system: system.to_owned(),
            processor: format!("{:?}", file.architecture()).to_lowercase(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        })
    }

    /// Whether it runs where this one does.
    pub fn runs_here(&self) -> bool {
        self.system == std::env::consts::OS && self.processor == std::env::consts::ARCH
    }

    /// Its name with the folder it is in.
    pub fn place(&self) -> String {
        format!("{PROGRAM}{}", self.name)
    }

    /// "caremarket 0.1.0 for linux on `x86_64`, whose results are number 1".
    pub fn in_words(&self) -> String {
        format!(
            "caremarket {} for {} on {}, whose results are number {}",
            self.version, self.system, self.processor, self.results_version
        )
    }
}

/// Version and number of results, as the program itself has them in words: `caremarket program, version 0.1.0, results
/// number 1;`.
fn marked(bytes: &[u8]) -> Option<(String, u32)> {
    const BEGINS: &[u8] = b"caremarket program, version ";
    const LONGEST: usize = 100;
    let places = bytes.windows(BEGINS.len()).enumerate();
    let places = places.filter(|(_, window)| *window == BEGINS);
    places.map(|(at, _)| at + BEGINS.len()).find_map(|from| {
        let words = &bytes[from..bytes.len().min(from + LONGEST)];
        let end = words.iter().position(|&byte| byte == b';')?;
        let words = std::str::from_utf8(&words[..end]).ok()?;
        let (version, number) = words.split_once(", results number ")?;
        let is_one = !version.contains(char::is_whitespace);
        is_one.then_some((version.to_owned(), number.parse().ok()?))
    })
}
