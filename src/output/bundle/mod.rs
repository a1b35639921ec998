//! A study in one file: everything it takes to run it again and to read it, as an RO-Crate.
//!
//! The same folder of results gives the same bytes. `SHA256SUMS` holds the hash of every other file, so that a changed
//! byte is found and named, here or by `sha256sum --check`.

mod crate_metadata;
mod lock;
mod program;
mod stress;
mod unbundle;

pub use lock::Lock;
pub use program::Program;
pub use unbundle::Bundled;

use super::error::OutputError;
use super::folder::parent_of;
use super::manifest;
use crate::results::Manifest;
use lock::scenario_files;
use program::PROGRAM;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// What the study is run from: seed, windows, and the hash of every file.
pub(super) const LOCK: &str = "lock.json";
/// The hash of every file but itself.
pub(super) const SUMS: &str = "SHA256SUMS";
/// Where the folder of results stands.
pub(super) const RESULTS: &str = "results/";

/// Texts that go with every bundle.
const WITH_IT: [(&str, &str); 3] = [
    ("CITATION.cff", include_str!("../../../CITATION.cff")),
    ("LICENSE-APACHE", include_str!("../../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../../LICENSE-MIT")),
];

/// Where a file of a bundle comes from.
enum From {
    Text(String),
    File(PathBuf),
}

/// Bundles a folder of results, and programs to run it again, into a new file, and returns the names of the files in it.
///
/// # Errors
/// When the folder is not whole, the file is there already, or it cannot be written.
pub fn write(folder: &Path, programs: &[Program], to: &Path) -> Result<Vec<String>, OutputError> {
    super::must_be_free(to)?;
    manifest::check_files(folder)?;
    let manifest = manifest::read(folder)?;
    let contents = contents(folder, &manifest, programs)?;
    let names = contents.iter().map(|(name, _)| name.clone()).collect();
    let partial = {
        let name = to.file_name().unwrap_or_default().to_string_lossy();
        to.with_file_name(format!(".{name}.{}.partial", std::process::id()))
    };
    let written = File::create(&partial)
        .and_then(|file| zipped(contents, file))
        .and_then(|()| super::must_be_free(to).map_err(io::Error::other))
        .and_then(|()| fs::rename(&partial, to));
    written.map_err(|cause| {
        // It may not even have come into being; the first error is the one to tell.
        let _ = fs::remove_file(&partial);
        OutputError::writing(to)(cause)
    })?;
    // The name is there; that it stays after a power cut is up to the folder.
    let _ = File::open(parent_of(to)).and_then(|folder| folder.sync_all());
    Ok(names)
}

/// Every file of a bundle, in order of name.
fn contents(
    folder: &Path,
    manifest: &Manifest,
    programs: &[Program],
) -> Result<Vec<(String, From)>, OutputError> {
    let lock = Lock::of(manifest);
    let mut all: Vec<(String, From)> = Vec::new();
    let mut text = |name: &str, text: String| all.push((name.to_owned(), From::Text(text)));
    for (name, words) in WITH_IT {
        text(name, words.to_owned());
    }
    for (file, words) in scenario_files(manifest) {
        text(&file.path, words.to_owned());
    }
    text(LOCK, lock.to_json());
    text("README.md", readme(manifest, programs));
    text("STRESS-DES.md", stress::checklist(manifest));
    let names = manifest.files.iter().map(|f| f.name.as_str());
    for name in names.chain([manifest::FILE]) {
        all.push((format!("{RESULTS}{name}"), From::File(folder.join(name))));
    }
    for program in programs {
        all.push((program.place(), From::File(program.path.clone())));
    }
    let mut described: Vec<(String, u64)> = Vec::new();
    for (name, from) in &all {
        let bytes = match from {
            From::Text(text) => text.len() as u64,
            From::File(path) => fs::metadata(path)
                .map_err(OutputError::reading(path))?
                .len(),
        };
        described.push((name.clone(), bytes));
    }
    let metadata = crate_metadata::of(manifest, &described, programs);
    all.push((crate_metadata::FILE.to_owned(), From::Text(metadata)));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

/// Puts the files down, and the hash of each as it is put down.
fn zipped(contents: Vec<(String, From)>, file: File) -> io::Result<()> {
    let mut careful = Careful {
        file: BufWriter::new(file),
        failed: None,
        at: 0,
        end: 0,
    };
    let zipped = fill(contents, ZipWriter::new(&mut careful));
    if let Some(failed) = careful.failed {
        return Err(failed);
    }
    zipped?;
    careful.file.flush()?;
    careful.file.get_ref().sync_all()
}

/// A file that, once it cannot be written, takes everything and writes nothing: an archive that is given up is
/// finished all the same, and would complain.
struct Careful {
    file: BufWriter<File>,
    failed: Option<io::Error>,
    /// Where the next byte goes, or would.
    at: u64,
    /// How long the file is, or would be.
    end: u64,
}

impl Careful {
    fn attempt<T>(
        &mut self,
        instead: T,
        what: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
    ) -> T {
        if self.failed.is_some() {
            return instead;
        }
        what(&mut self.file).unwrap_or_else(|error| {
            self.failed = Some(error);
            instead
        })
    }
}

impl Write for Careful {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.attempt(bytes.len(), |file| file.write(bytes));
        self.at += taken as u64;
        self.end = self.end.max(self.at);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), Write::flush);
        Ok(())
    }
}

impl Seek for Careful {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let there = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        let there = there.ok_or(io::ErrorKind::InvalidInput)?;
        self.at = self.attempt(there, |file| file.seek(SeekFrom::Start(there)));
        Ok(self.at)
    }
}

fn fill(contents: Vec<(String, From)>, mut zip: ZipWriter<&mut Careful>) -> io::Result<()> {
    let mut sums = String::new();
    for (name, from) in contents {
        let (mut text, mut stored);
        let (source, length): (&mut dyn Read, u64) = match &from {
            From::Text(words) => {
                text = words.as_bytes();
                (&mut text, words.len() as u64)
            }
            From::File(path) => {
                let open = File::open(path)?;
                let length = open.metadata()?.len();
                stored = BufReader::new(open);
                (&mut stored, length)
            }
        };
        zip.start_file(&name, options(&name, length))?;
        let hash = copied(source, &mut zip)?;
        let _ = writeln!(sums, "{hash}  {name}");
    }
    zip.start_file(SUMS, options(SUMS, sums.len() as u64))?;
    zip.write_all(sums.as_bytes())?;
    zip.finish()?;
    Ok(())
}

/// The same on every machine and at any time. A program may be run when it is unpacked.
fn options(name: &str, length: u64) -> SimpleFileOptions {
    let mode = if name.starts_with(PROGRAM) {
        0o755
    } else {
        0o644
    };
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::DEFAULT)
        .system(System::Unix)
        .unix_permissions(mode)
        .large_file(length >= 1 << 31)
}

/// Copies everything, and returns its hash.
fn copied(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(super::folder::hex(&hash.finalize())),
            n => {
                hash.update(&buffer[..n]);
                to.write_all(&buffer[..n])?;
            }
        }
    }
}

/// What it is and how to run it again, for someone who opens the file.
fn readme(manifest: &Manifest, programs: &[Program]) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n",
        title(manifest),
        manifest.headline.join(" ")
    );
    let _ = write!(
        text,
        "A study made with caremarket {}, bundled so that it can be run again.\n\n\
         - `results/report.html`: the findings; open it in a browser, it needs no network\n\
         - `results/*.csv`: every number; `results/manifest.json` says what the columns hold\n\
         - `scenarios/`: what was simulated, and `lock.json`: with which seed, values set, windows and hashes\n\
         - `STRESS-DES.md`: what a report of a simulation study should say, filled in as far as the program knows\n\
         - `SHA256SUMS`: `sha256sum --check SHA256SUMS` finds a changed byte\n\n\
         To check it: unzip nothing, and run\n\n    caremarket reproduce FILE.zip\n\n\
         with caremarket {} or a later version whose results are number {} (its CHANGELOG says which). On the machine\n\
         it was made on ({}) it took {} seconds. The program, its scenarios and these texts are under the MIT or the\n\
         Apache 2.0 licence, as you prefer. Licence of the study: [to be completed by the author: the licence]\n",
        manifest.version,
        manifest.version,
        manifest.results_version,
        manifest.platform,
        super::words::size(manifest.wall_seconds),
    );
    if let Some(first) = programs.first() {
        text.push_str(
            "\nThe program is in here, too, for the time when it is hard to come by:\n\n",
        );
        for program in programs {
            let _ = writeln!(text, "- `{}`: {}", program.place(), program.in_words());
        }
        let _ = write!(
            text,
            "\nUnpack it and let it run the study again, if you trust whoever gave you this file:\n\n    unzip FILE.zip {0}\n    \
             ./{0} reproduce FILE.zip\n\nOn Windows `tar -xf FILE.zip program/NAME.exe` unpacks it.\n",
            first.place()
        );
    }
    text
}

/// The study in a few words: titles of what is not a mere baseline.
pub(super) fn title(manifest: &Manifest) -> String {
    let scenarios = manifest.scenarios.iter();
    let told = scenarios.filter(|s| s.baseline.is_some() || manifest.scenarios.len() == 1);
    let titles: Vec<String> = told.map(|s| s.title.clone()).collect();
    match titles.len() {
        0 => "A care market study".to_owned(),
        _ => titles.join("; "),
    }
}

#[cfg(test)]
mod tests;
