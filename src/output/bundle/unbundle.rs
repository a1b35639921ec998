//! A bundle, packed or not, or a plain folder of results: what it was run from, and whether it is whole.

use super::super::folder::{hex, sha256_of};
use super::super::manifest;
use super::program::PROGRAM;
use super::{LOCK, Lock, OutputError, Program, RESULTS, SUMS};
use crate::results::Manifest;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A study that can be run again.
#[derive(Debug)]
pub struct Bundled {
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Zip(Box<ZipArchive<BufReader<File>>>),
    /// The same, unpacked.
    Unpacked,
    /// A folder of results.
    Results,
}

impl Bundled {
    /// Opens a bundle, an unpacked one, or a folder of results.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        let form = if path.is_dir() {
            if path.join(LOCK).is_file() {
                Form::Unpacked
            } else {
                manifest::read(path)?;
                Form::Results
            }
        } else {
            let file = File::open(path).map_err(OutputError::reading(path))?;
            let zip = ZipArchive::new(BufReader::new(file));
            let zip = zip.map_err(|e| OutputError::NotABundle(path.to_owned(), e.to_string()))?;
            Form::Zip(Box::new(zip))
        };
        let mut bundled = Self {
            path: path.to_owned(),
            form,
        };
        if let Form::Zip(_) = bundled.form
            && !bundled.names().iter().any(|name| name == LOCK)
        {
            let why = format!("it holds no {LOCK}");
            return Err(OutputError::NotABundle(path.to_owned(), why));
        }
        Ok(bundled)
    }

    /// Names of the files in a packed bundle.
    fn names(&mut self) -> Vec<String> {
        match &self.form {
            Form::Zip(zip) => {
                let names = zip.file_names().flatten();
                names.map(std::borrow::Cow::into_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Where a file of the bundle is said to be.
    fn shown(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The bytes of a file by its name in the bundle.
    fn bytes(&mut self, name: &str) -> Result<Vec<u8>, OutputError> {
        let path = self.shown(name);
        match &mut self.form {
            Form::Zip(zip) => {
                let mut bytes = Vec::new();
                let mut file = match zip.by_name(name) {
                    Ok(file) => file,
                    Err(zip::result::ZipError::FileNotFound) => {
                        return Err(OutputError::Missing(path));
                    }
                    Err(e) => return Err(OutputError::reading(path)(e.into())),
                };
                file.read_to_end(&mut bytes)
                    .map_err(OutputError::reading(path))?;
                Ok(bytes)
            }
            _ => fs::read(&path).map_err(|cause| match cause.kind() {
                std::io::ErrorKind::NotFound => OutputError::Missing(path),
                _ => OutputError::Read { path, cause },
            }),
        }
    }

    /// The bytes of a file of the folder of results.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub fn result(&mut self, name: &str) -> Result<Vec<u8>, OutputError> {
        match self.form {
            Form::Results => self.bytes(name),
            _ => self.bytes(&format!("{RESULTS}{name}")),
        }
    }

    /// Makes sure that every file is the one that was bundled or written, and returns how many there are.
    ///
    /// # Errors
    /// Names every file that is missing or changed.
    pub fn check(&mut self) -> Result<usize, OutputError> {
        if let Form::Results = self.form {
            let manifest = manifest::read(&self.path)?;
            manifest::check_files(&self.path)?;
            for file in manifest.scenarios.iter().flat_map(|s| &s.files) {
                let found = hex(&Sha256::digest(file.text.as_bytes()));
                if found != file.sha256 {
                    return Err(OutputError::Changed {
                        path: self.shown(manifest::FILE).join(&file.name),
                        expected: file.sha256.clone(),
                        found,
                    });
                }
            }
            return Ok(manifest.files.len());
        }
        let sums = self.bytes(SUMS)?;
        let sums = String::from_utf8_lossy(&sums).into_owned();
        let mut expected: Vec<(String, String)> = Vec::new();
        for (line, sum) in (1..).zip(sums.lines()) {
            let Some((hash, name)) = sum.split_once("  ") else {
                return Err(OutputError::Malformed {
                    path: self.shown(SUMS),
                    line,
                    problem: "a hash, two spaces and a name should stand here".to_owned(),
                });
            };
            expected.push((name.to_owned(), hash.to_owned()));
        }
        // What the lock says of them must be the same: a bundle whose sums were made anew is not what was locked.
        let checked: Vec<Result<(), OutputError>> = expected
            .iter()
            .map(|(name, hash)| self.must_have(name, hash))
            .collect();
        let checked = OutputError::all(checked)?.len();
        let lock = self.lock()?;
        let locked: Vec<Result<(), OutputError>> = lock
            .hashes()
            .iter()
            .filter(|wanted| !expected.contains(wanted))
            .map(|(name, hash)| self.must_have(name, hash))
            .collect();
        OutputError::all(locked)?;
        Ok(checked)
    }

    fn must_have(&mut self, name: &str, expected: &str) -> Result<(), OutputError> {
        let path = self.shown(name);
        let found = match &self.form {
            Form::Zip(_) => hex(&Sha256::digest(self.bytes(name)?)),
            _ => sha256_of(&path).map_err(|cause| match cause.kind() {
                std::io::ErrorKind::NotFound => OutputError::Missing(path.clone()),
                _ => OutputError::Read {
                    path: path.clone(),
                    cause,
                },
            })?,
        };
        if found == expected {
            return Ok(());
        }
        Err(OutputError::Changed {
            path,
            expected: expected.to_owned(),
            found,
        })
    }

    /// Whether it has to be unpacked before a program in it can be used.
    pub fn is_packed(&self) -> bool {
        matches!(self.form, Form::Zip(_))
    }

    /// The programs it carries; none if that cannot be told. Whether they are as they were is for [`Bundled::check`].
    pub fn programs(&mut self) -> Vec<Program> {
        let sums = self.bytes(SUMS).unwrap_or_default();
        let sums = String::from_utf8_lossy(&sums).into_owned();
        let names = sums.lines().filter_map(|line| {
            let (_, name) = line.split_once("  ")?;
            name.strip_prefix(PROGRAM)
        });
        let files = names.filter(|name| !name.contains(['/', '\\']));
        files
            .filter_map(|name| {
                let bytes = self.bytes(&format!("{PROGRAM}{name}")).ok()?;
                Program::of(name, &bytes)
            })
            .collect()
    }

    fn lock(&mut self) -> Result<Lock, OutputError> {
        let bytes = self.bytes(LOCK)?;
        Lock::from_json(&bytes, &self.shown(LOCK))
    }

    /// What was run: as much of a manifest as it takes to run it again, with the files that came out.
    ///
    /// # Errors
    /// When it cannot be read, or is of a later version.
    pub fn manifest(&mut self) -> Result<Manifest, OutputError> {
        if let Form::Results = self.form {
            return manifest::read(&self.path);
        }
        let lock = self.lock()?;
        lock.to_manifest(|path| self.bytes(path))
    }
}
