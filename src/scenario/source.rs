//! The texts a scenario is made of: files, shipped scenarios, and what stood after `--set`.
//!
//! Whatever is not a readable text of sensible size is refused here, before anything parses it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use super::names;
use super::problem::{Problem, Problems};
use super::text::{grouped, one_line, quoted};

/// Largest scenario file, in bytes. The whole of Riverbridge with its sources is below a tenth of it.
pub const LARGEST_FILE: usize = 4_000_000;

/// Which of the texts in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(usize);

/// A stretch of one text, in bytes; `start == end` is a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A stretch of a text.
    pub const fn new(file: FileId, range: Range<usize>) -> Self {
        Self {
            file,
            start: range.start,
            end: range.end,
        }
    }

    /// The bytes.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// One text and the name it is shown by.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line starts, in bytes.
    lines: Vec<usize>,
}

impl Source {
    fn new(name: &str, text: &str) -> Self {
        // Some editors begin a file with a byte-order mark; it is no part of the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            name: one_line(name),
            text: text.to_owned(),
            lines,
        }
    }

    /// The name as shown: what the user wrote to have it read.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte, both from 1; columns count characters.
    ///
    /// A byte past the end counts as the end; a byte within a character as that character.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let byte = floor_char(&self.text, byte);
        let line = self.lines.partition_point(|&start| start <= byte);
        let column = self.text[self.lines[line - 1]..byte].chars().count() + 1;
        (line, column)
    }

    /// The bytes of a line, counted from 1, without its ending.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let start = self.lines[line - 1];
        let end = self
            .lines
            .get(line)
            .map_or(self.text.len(), |&next| next - 1);
        let text = self.text[start..end].trim_end_matches('\r');
        start..start + text.len()
    }
}

/// The nearest character boundary at or before a byte.
pub(super) fn floor_char(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// All texts of one scenario, in the order they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text that is known to be good, such as a scenario within the program.
    pub fn add(&mut self, name: &str, text: &str) -> FileId {
        self.files.push(Source::new(name, text));
        FileId(self.files.len() - 1)
    }

    /// One of the texts.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0]
    }

    /// All texts with their ids, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(index), source))
    }

    /// Reads a file, or says in `problems` why that cannot be done.
    ///
    /// `known` are names that would have been understood instead of a path, such as the scenarios
    /// within the program; together with the files beside it they are what is suggested if there is
    /// no such file.
    pub fn read(&mut self, path: &Path, known: &[&str], problems: &mut Problems) -> Option<FileId> {
        let name = one_line(&path.to_string_lossy());
        match read_at_most(path, LARGEST_FILE + 1) {
            Ok(bytes) => self.add_bytes(&name, &bytes, problems),
            Err(error) => {
                problems.push(unreadable(path, &name, known, &error));
                None
            }
        }
    }

    /// Adds bytes as a text, or says in `problems` what is wrong with them: too many, not text, or none.
    pub fn add_bytes(
        &mut self,
        name: &str,
        bytes: &[u8],
        problems: &mut Problems,
    ) -> Option<FileId> {
        let problem = if bytes.len() > LARGEST_FILE {
            Problem::error(format!(
                "{name} is larger than {} MB",
                LARGEST_FILE / 1_000_000
            ))
            .help("a scenario is a text of some kB; is this the file that was meant?")
        } else if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
            not_text(name, bytes, at)
        } else {
            match std::str::from_utf8(bytes) {
                Err(error) => not_utf8(name, bytes, error.valid_up_to()),
                Ok(text) if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() => {
                    Problem::error(format!("{name} is empty"))
                        .help("a scenario says at least which place it is about, such as place = \"riverbridge\"")
                }
                Ok(text) => return Some(self.add(name, text)),
            }
        };
        problems.push(problem.in_file(name));
        None
    }
}

/// At most `limit` bytes of a file, so that neither a huge file nor an endless one is read whole.
fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limit as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where a byte stands: `byte 17 (line 2)`.
fn whereabouts(bytes: &[u8], at: usize) -> String {
    let line = bytes[..at].split(|&byte| byte == b'\n').count();
    format!(
        "byte {} (line {})",
        grouped(at as f64),
        grouped(line as f64)
    )
}

fn not_text(name: &str, bytes: &[u8], at: usize) -> Problem {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Problem::error(format!("{name} is UTF-16, not UTF-8 text"))
            .help("save it again as UTF-8");
    }
    Problem::error(format!(
        "{name} is not a text: {} is zero",
        whereabouts(bytes, at)
    ))
    .help("a scenario is a text in TOML; is this the file that was meant?")
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Problem {
    let problem = Problem::error(format!(
        "{name} is not UTF-8 text from {}",
        whereabouts(bytes, at)
    ));
    match bytes.get(at) {
        Some(0xa3) => {
            problem.help("it may be a £ as older programs write it; save the file again as UTF-8")
        }
        Some(0x91..=0x97) => problem.help(
            "it may be a quote or dash as older programs write it; save the file again as UTF-8",
        ),
        Some(0xff | 0xfe) if at == 0 => {
            problem.help("it looks like UTF-16; save it again as UTF-8")
        }
        _ => problem
            .help("a scenario is a text in TOML, saved as UTF-8; is this the file that was meant?"),
    }
}

/// Why a file could not be read, with what may have been meant.
fn unreadable(path: &Path, name: &str, known: &[&str], error: &io::Error) -> Problem {
    let problem = match error.kind() {
        io::ErrorKind::NotFound => missing(path, name, known),
        io::ErrorKind::IsADirectory => {
            let files = scenario_files(path);
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let problem = Problem::error(format!("{name} is a folder, not a file"));
            if files.is_empty() {
                problem.help("name a scenario file")
            } else {
                problem.help(format!("name one of its files: {}", names::list(&files)))
            }
        }
        io::ErrorKind::PermissionDenied => {
            Problem::error(format!("could not read {name}: permission denied"))
        }
        _ => Problem::error(format!("could not read {name}: {error}")),
    };
    problem.in_file(name)
}

fn missing(path: &Path, name: &str, known: &[&str]) -> Problem {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let is_path = path.extension().is_some() || path.components().count() > 1;
    if is_path && !folder.is_dir() {
        let meant = names::nearest(&stem, known);
        let meant = meant.map_or_else(String::new, |meant| format!("did you mean {meant}? "));
        let help = format!("{meant}there is no folder {} either", folder.display());
        return Problem::error(format!("there is no file {name}")).help(help);
    }
    let beside = scenario_files(folder);
    let beside: Vec<&str> = beside.iter().map(String::as_str).collect();
    let bare = path
        .file_name()
        .map(|bare| bare.to_string_lossy().into_owned())
        .unwrap_or_default();
    let meant = names::nearest(&bare, &beside)
        .or_else(|| {
            names::nearest(&stem, known)
                .filter(|_| path.components().count() == 1 || beside.is_empty())
        })
        .or_else(|| names::nearest(&format!("{stem}.toml"), &beside));
    let message = if is_path {
        format!("there is no file {name}")
    } else {
        format!(
            "there is neither a scenario nor a file called {}",
            quoted(name)
        )
    };
    let mut hints = Vec::new();
    if let Some(meant) = meant {
        let shown = if beside.contains(&meant) {
            path.with_file_name(meant).display().to_string()
        } else {
            meant.to_owned()
        };
        hints.push(format!("did you mean {shown}?"));
    }
    if !beside.is_empty() && is_path {
        hints.push(format!("that folder has {}", names::list(&beside)));
    } else if !known.is_empty() {
        hints.push(format!("shipped scenarios are {}", names::list(known)));
    }
    let problem = Problem::error(message);
    if hints.is_empty() {
        problem
    } else {
        problem.help(hints.join(" "))
    }
}

/// The scenario files of a folder, in order of name; none if it cannot be listed.
fn scenario_files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<String> = entries
        .take(1000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|file| {
            Path::new(file)
                .extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("toml"))
        })
        .collect();
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> String {
        let mut problems = Problems::new();
        assert_eq!(
            Sources::new().add_bytes("a.toml", bytes, &mut problems),
            None
        );
        let [problem] = problems.list() else {
            panic!("one problem: {problems:?}")
        };
        match &problem.help {
            Some(help) => format!("{}; {help}", problem.message),
            None => problem.message.clone(),
        }
    }

    #[test]
    fn what_is_not_a_text_is_refused_with_one_problem() {
        let noise: Vec<u8> = (0..10_000_000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        for (bytes, expected) in [
            (
                &b""[..],
                "a.toml is empty; a scenario says at least which place it is about, such as place = \"riverbridge\"",
            ),
            (
                b" \r\n\t\n",
                "a.toml is empty; a scenario says at least which place it is about, such as place = \"riverbridge\"",
            ),
            (
                &noise,
                "a.toml is larger than 4 MB; a scenario is a text of some kB; is this the file that was meant?",
            ),
            (
                b"a = 1\n\0",
                "a.toml is not a text: byte 6 (line 2) is zero; a scenario is a text in TOML; is this the file that was meant?",
            ),
            (
                b"\xff\xfea\0=\0",
                "a.toml is UTF-16, not UTF-8 text; save it again as UTF-8",
            ),
            (
                b"a = 1\nprice = \"\xa314\"",
                "a.toml is not UTF-8 text from byte 15 (line 2); it may be a £ as older programs write it; save the file again as UTF-8",
            ),
            (
                b"\xc3(",
                "a.toml is not UTF-8 text from byte 0 (line 1); a scenario is a text in TOML, saved as UTF-8; is this the file that was meant?",
            ),
        ] {
            assert_eq!(message(bytes), expected);
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let mut sources = Sources::new();
        let file = sources
            .add_bytes("a.toml", b"\xef\xbb\xbfa = 1", &mut Problems::new())
            .unwrap();
        assert_eq!(sources.get(file).text(), "a = 1");
        assert_eq!(sources.get(file).position(0), (1, 1));
    }

    #[test]
    fn positions_count_lines_and_characters() {
        let source = Source::new("a", "é = 1\r\nb = 2\n");
        for (byte, expected) in [
            (0, (1, 1)),
            (1, (1, 1)),
            (2, (1, 2)),
            (8, (2, 1)),
            (14, (3, 1)),
            (999, (3, 1)),
        ] {
            assert_eq!(source.position(byte), expected, "{byte}");
        }
        assert_eq!(&source.text()[source.line(1)], "é = 1");
        assert_eq!(&source.text()[source.line(3)], "");
    }

    #[test]
    fn a_file_that_is_not_there_is_answered_with_the_nearest() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("winter.toml"), "a = 1").unwrap();
        fs::write(folder.path().join("notes.txt"), "a = 1").unwrap();
        let read = |name: &str| {
            let mut problems = Problems::new();
            let path = folder.path().join(name);
            let found = Sources::new().read(&path, &["step-down", "own-homecare"], &mut problems);
            let said = problems
                .list()
                .first()
                .map(|p| format!("{} | {}", p.message, p.help.clone().unwrap_or_default()));
            (
                found.is_some(),
                said.unwrap_or_default()
                    .replace(&format!("{}/", folder.path().display()), "F/"),
            )
        };
        assert_eq!(read("winter.toml"), (true, String::new()));
        assert_eq!(
            read("wintr.toml"),
            (false, "there is no file F/wintr.toml | did you mean F/winter.toml? that folder has winter.toml".to_owned())
        );
        assert_eq!(
            read("zebra.toml").1,
            "there is no file F/zebra.toml | that folder has winter.toml"
        );
        assert!(
            read("no/such/folder.toml")
                .1
                .contains("there is no folder F/no/such either")
        );
        let mut problems = Problems::new();
        assert_eq!(Sources::new().read(folder.path(), &[], &mut problems), None);
        let problem = &problems.list()[0];
        assert!(problem.message.ends_with("is a folder, not a file"));
        assert_eq!(
            problem.help.as_deref(),
            Some("name one of its files: winter.toml")
        );
    }

    #[test]
    fn a_name_that_is_no_path_is_taken_for_a_scenario() {
        let mut problems = Problems::new();
        let known = ["step-down", "own-homecare"];
        assert_eq!(
            Sources::new().read(Path::new("stepdwn"), &known, &mut problems),
            None
        );
        let problem = &problems.list()[0];
        assert_eq!(
            problem.message,
            "there is neither a scenario nor a file called \"stepdwn\""
        );
        assert_eq!(
            problem.help.as_deref(),
            Some("did you mean step-down? shipped scenarios are step-down, own-homecare")
        );
    }
}
