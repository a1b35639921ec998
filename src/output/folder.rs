//! A fresh folder of results: whole under its name, or not there at all.
//!
//! Files are written into a sibling with a temporary name, several at a time; each is brought
//! safely to disk and hashed on the way, and the folder gets its name when the last one is done. Whatever goes wrong
//! before that, the sibling is removed: by the program itself, or by the next one that writes beside it if this one was
//! killed. A lock, which the system takes off whoever ends, tells such a sibling from one that is being written.

use super::error::OutputError;
use crate::results::FileRecord;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What puts a file's content down.
type Writing<'a> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'a>;

/// A file to be written.
pub struct Content<'a> {
    /// Its path within the folder, with `/` between parts.
    pub name: String,
    write: Writing<'a>,
}

impl<'a> Content<'a> {
    /// A file of this name, and what puts its content down.
    pub fn new(
        name: impl Into<String>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'a,
    ) -> Self {
        Self {
            name: name.into(),
            write: Box::new(write),
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (self.write)(&mut bytes)?;
        Ok(bytes)
    }
}

/// A folder under construction.
#[derive(Debug)]
pub struct NewFolder {
    name: PathBuf,
    building: Building,
    files: Vec<FileRecord>,
}

impl NewFolder {
    /// Begins a folder that will be called `name`; folders above it are made if need be.
    ///
    /// # Errors
    /// When something of that name exists, or nothing can be written beside it.
    pub fn begin(name: &Path) -> Result<Self, OutputError> {
        must_be_free(name)?;
        let parent = parent_of(name);
        fs::create_dir_all(parent).map_err(OutputError::writing(parent))?;
        remove_left_over(parent);
        Ok(Self {
            name: name.to_owned(),
            building: Building::beside(name)?,
            files: Vec::new(),
        })
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When the file, or a folder it is in, cannot be written.
    pub fn file(&mut self, content: Content<'_>) -> Result<(), OutputError> {
        self.files.push(self.write(content)?);
        Ok(())
    }

    /// Writes files, on as many processors as there are threads; they are recorded in the order given.
    ///
    /// # Errors
    /// When any of them, or a folder it is in, cannot be written: all that went wrong, in the same order.
    pub fn all(&mut self, contents: Vec<Content<'_>>) -> Result<(), OutputError> {
        // They differ too much in size to be shared out beforehand.
        let one_by_one = contents.into_par_iter().with_max_len(1);
        let written: Vec<_> = one_by_one.map(|content| self.write(content)).collect();
        self.files.extend(OutputError::all(written)?);
        Ok(())
    }

    fn write(&self, content: Content<'_>) -> Result<FileRecord, OutputError> {
        let Content { name, write } = content;
        let path = self.building.path.join(&name);
        let shown = self.name.join(&name);
        let written = self
            .make_folder_of(&name)
            .and_then(|()| write_file(&path, &name, write));
        written.map_err(|cause| {
            if self.is_there() {
                OutputError::writing(shown)(cause)
            } else {
                OutputError::Removed(self.name.clone())
            }
        })
    }

    /// Makes the folders that a file is in, below this one: if someone has removed this one, it is not made again, for
    /// what was in it is gone.
    fn make_folder_of(&self, name: &str) -> io::Result<()> {
        let mut folder = self.building.path.clone();
        let (above, _) = name.rsplit_once('/').unwrap_or_default();
        for part in above.split('/').filter(|part| !part.is_empty()) {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => return Err(cause),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether nobody has removed the folder.
    fn is_there(&self) -> bool {
        self.building.path.is_dir()
    }

    /// Whether every file written is as long as when it was written.
    fn is_whole(&self) -> bool {
        self.files.iter().all(|file| {
            let there = fs::metadata(self.building.path.join(&file.name));
            there.is_ok_and(|there| there.len() == file.bytes)
        })
    }

    /// The files written so far.
    pub fn files(&self) -> &[FileRecord] {
        &self.files
    }

    /// Gives the folder its name, and returns the paths of its files.
    ///
    /// # Errors
    /// When something of that name has appeared meanwhile, or the disk refuses.
    pub fn finish(self) -> Result<Vec<PathBuf>, OutputError> {
        must_be_free(&self.name)?;
        if !self.is_whole() {
            return Err(OutputError::Removed(self.name));
        }
        sync_folders(&self.building.path).map_err(OutputError::writing(&self.name))?;
        fs::rename(&self.building.path, &self.name).map_err(OutputError::writing(&self.name))?;
        sync_folder(parent_of(&self.name)).map_err(OutputError::writing(&self.name))?;
        Ok(self.files.iter().map(|f| self.name.join(&f.name)).collect())
    }
}

/// Refuses a name that something already has: worth asking before a long run, too.
///
/// # Errors
/// When a file or folder of this name exists.
pub fn must_be_free(name: &Path) -> Result<(), OutputError> {
    if name.symlink_metadata().is_ok() {
        return Err(OutputError::Exists(name.to_owned()));
    }
    Ok(())
}

/// Puts a file in the place of another in one step: readers see the old one or the new one, whole.
///
/// # Errors
/// When it cannot be written; the old one is as it was.
pub fn replace_file<F>(folder: &Path, name: &str, content: F) -> Result<FileRecord, OutputError>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()>,
{
    let path = folder.join(name);
    let parent = parent_of(&path);
    fs::create_dir_all(parent).map_err(OutputError::writing(parent))?;
    let mut partial = path.clone().into_os_string();
    partial.push(format!(".{}.partial", std::process::id()));
    let partial = PathBuf::from(partial);
    let written = write_file(&partial, name, content).and_then(|record| {
        fs::rename(&partial, &path)?;
        sync_folder(parent)?;
        Ok(record)
    });
    written.map_err(|cause| {
        // The file may not even have come into being; the first error is the one to tell.
        let _ = fs::remove_file(&partial);
        OutputError::Write { path, cause }
    })
}

/// The hash of a file as it is now.
pub(super) fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// How a temporary name ends.
const PARTIAL: &str = ".partial";

/// The folder while it has a temporary name; gone when dropped, unless renamed.
#[derive(Debug)]
struct Building {
    path: PathBuf,
    /// Held as long as the folder is written; none where folders cannot be locked.
    _lock: Option<File>,
}

impl Building {
    fn beside(name: &Path) -> Result<Self, OutputError> {
        let shown = name.file_name().unwrap_or_default().to_string_lossy();
        let mut attempt = 0;
        loop {
            let pid = std::process::id();
            let path = parent_of(name).join(format!(".{shown}.{pid}-{attempt}{PARTIAL}"));
            match fs::create_dir(&path) {
                Ok(()) => {
                    let lock = File::open(&path).ok().filter(|open| open.lock().is_ok());
                    // Whoever clears up may have come in between.
                    if path.is_dir() {
                        return Ok(Self { path, _lock: lock });
                    }
                    attempt += 1;
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => attempt += 1,
                Err(cause) => return Err(OutputError::Write { path, cause }),
            }
        }
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // After a rename there is nothing to remove; after a failure its own error matters more.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes what programs that were killed left half written in a folder, as far as that can be told and done.
fn remove_left_over(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if !is_partial(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        // Only a folder that nobody writes can be locked; where folders cannot be, nothing is removed.
        if path.is_dir()
            && let Ok(open) = File::open(&path)
            && open.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Whether this is the name of a folder that is being written, or was: `.NAME.1234-0.partial`.
fn is_partial(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let stem = name.strip_prefix('.').and_then(|n| n.strip_suffix(PARTIAL));
    let number = stem.and_then(|stem| stem.rsplit_once('.')).map(|(_, n)| n);
    number
        .and_then(|number| number.split_once('-'))
        .is_some_and(|(process, attempt)| digits(process) && digits(attempt))
}

/// Counts and hashes what passes through.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(buffer)?;
        self.hash.update(&buffer[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn write_file<F>(path: &Path, name: &str, content: F) -> io::Result<FileRecord>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()>,
{
    let hashing = Hashing {
        inner: File::create(path)?,
        hash: Sha256::new(),
        bytes: 0,
    };
    let mut buffered = BufWriter::with_capacity(1 << 16, hashing);
    content(&mut buffered)?;
    let Hashing { inner, hash, bytes } = buffered
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    inner.sync_all()?;
    Ok(FileRecord {
        name: name.to_owned(),
        bytes,
        sha256: hex(&hash.finalize()),
    })
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes what is written to it");
        text
    })
}

/// The folder something is in; the present one for a bare name.
pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Brings the entries of a folder and of those in it to disk.
fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// Brings the entries of a folder to disk; only Unix lets a folder be opened for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_finished_folder_holds_its_files_and_their_hashes() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("deep/er/out");
        let mut folder = NewFolder::begin(&name).unwrap();
        folder
            .file(Content::new("charts/a.svg", |w| w.write_all(b"abc")))
            .unwrap();
        assert!(
            !name.exists(),
            "nothing stands under the final name before the end"
        );
        let record = folder.files()[0].clone();
        let files = folder.finish().unwrap();
        assert_eq!(files, [name.join("charts/a.svg")]);
        assert_eq!(record.bytes, 3);
        assert_eq!(
            record.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(sha256_of(&files[0]).unwrap(), record.sha256);
        assert_eq!(names_in(&home.path().join("deep/er")), ["out"]);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        let mut folder = NewFolder::begin(&name).unwrap();
        let half = |name: &str| {
            Content::new(name, |w| {
                w.write_all(b"half")?;
                Err(io::Error::other("the disk is full"))
            })
        };
        let whole = |name: &str| Content::new(name, |w| w.write_all(b"1"));
        folder.file(whole("whole.csv")).unwrap();
        let error = folder.file(half("half.csv")).unwrap_err().to_string();
        assert!(error.contains("half.csv") && error.contains("the disk is full"));
        // Of several at a time every failure is told, in the order asked for, and nothing is recorded.
        let several = vec![half("b.csv"), whole("c.csv"), half("a.csv")];
        let error = folder.all(several).unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert!(lines.len() == 2 && lines[0].contains("b.csv") && lines[1].contains("a.csv"));
        assert_eq!(folder.files().len(), 1);
        drop(folder);
        assert!(names_in(home.path()).is_empty());
    }

    #[test]
    fn what_a_killed_program_left_is_removed_and_what_is_being_written_is_not() {
        let home = tempfile::tempdir().unwrap();
        let mut written = NewFolder::begin(&home.path().join("out")).unwrap();
        let left_over = home.path().join(".winter.4000000000-0.partial");
        fs::create_dir(&left_over).unwrap();
        fs::write(left_over.join("summary.csv"), "half").unwrap();
        for other in [".mine.partial", ".a.b-0.partial", "x.1-0.partial", ".x.1-0"] {
            assert!(!is_partial(other), "{other}");
            fs::create_dir(home.path().join(other)).unwrap();
        }
        let before = names_in(home.path()).len();
        let other = NewFolder::begin(&home.path().join("other")).unwrap();
        if cfg!(unix) {
            assert!(!left_over.exists());
            assert_eq!(names_in(home.path()).len(), before, "one gone, one begun");
        }
        written
            .file(Content::new("a", |w| w.write_all(b"a")))
            .unwrap();
        drop(other);
        written.finish().unwrap();
        assert_eq!(names_in(&home.path().join("out")), ["a"]);
    }

    #[test]
    fn files_written_together_stand_in_the_order_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = NewFolder::begin(&home.path().join("out")).unwrap();
        let names: Vec<String> = (0..40).map(|n| format!("{}.csv", 97 * n % 40)).collect();
        let content = |name: &String| {
            let text = name.repeat(1_000);
            Content::new(name.clone(), move |w| w.write_all(text.as_bytes()))
        };
        folder.all(names.iter().map(content).collect()).unwrap();
        let recorded: Vec<&String> = folder.files().iter().map(|f| &f.name).collect();
        assert_eq!(recorded, names.iter().collect::<Vec<_>>());
        for file in folder.finish().unwrap() {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            assert_eq!(fs::read_to_string(&file).unwrap(), name.repeat(1_000));
        }
    }

    #[test]
    fn a_folder_removed_under_way_is_no_half_folder() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        let content = |name: &str| Content::new(name, |w: &mut dyn Write| w.write_all(b"a"));
        let removed =
            |e: Result<_, OutputError>| matches!(e, Err(OutputError::Removed(n)) if n == name);

        // All of it, before another file and before the end.
        let mut folder = NewFolder::begin(&name).unwrap();
        folder.file(content("a")).unwrap();
        fs::remove_dir_all(&folder.building.path).unwrap();
        assert!(removed(folder.file(content("charts/b"))));
        assert!(removed(folder.file(content("c"))));
        assert!(removed(folder.finish().map(drop)));
        // While a file is written.
        let mut folder = NewFolder::begin(&name).unwrap();
        let path = folder.building.path.clone();
        let late = Content::new("a", |w: &mut dyn Write| {
            fs::remove_dir_all(&path)?;
            w.write_all(b"a")
        });
        // On some systems a file that is open cannot be removed.
        if folder.file(late).is_ok() {
            assert!(removed(folder.finish().map(drop)));
        }
        // A single file of it.
        let mut folder = NewFolder::begin(&name).unwrap();
        folder.file(content("a")).unwrap();
        folder.file(content("b")).unwrap();
        fs::remove_file(folder.building.path.join("a")).unwrap();
        assert!(removed(folder.finish().map(drop)));
        assert!(names_in(home.path()).is_empty());
    }

    #[test]
    fn a_folder_that_is_there_is_never_touched() {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().join("out");
        let late = NewFolder::begin(&name).unwrap();
        fs::create_dir(&name).unwrap();
        assert!(matches!(
            NewFolder::begin(&name),
            Err(OutputError::Exists(_))
        ));
        assert!(matches!(late.finish(), Err(OutputError::Exists(_))));
        assert_eq!(names_in(home.path()), ["out"]);
        assert!(names_in(&name).is_empty());
    }

    #[test]
    fn replacing_a_file_leaves_the_old_one_when_it_fails() {
        let home = tempfile::tempdir().unwrap();
        replace_file(home.path(), "report.html", |w| w.write_all(b"old")).unwrap();
        replace_file(home.path(), "report.html", |_| Err(io::Error::other("no"))).unwrap_err();
        assert_eq!(fs::read(home.path().join("report.html")).unwrap(), b"old");
        replace_file(home.path(), "report.html", |w| w.write_all(b"new")).unwrap();
        assert_eq!(fs::read(home.path().join("report.html")).unwrap(), b"new");
        assert_eq!(names_in(home.path()), ["report.html"]);
    }
}
