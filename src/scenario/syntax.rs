//! What the parser could not read of a file: where, how much harm it does, and which faults are worth telling.

use std::ops::Range;

use toml::de::Error;

use super::fault::Faulty;
use super::problem::{Problems, SHOWN};
use super::source::FileId;
use super::tree::{Node, Trust};

/// What the parser could not read, by position.
pub(super) struct Faults {
    faults: Vec<Fault>,
}

/// One thing the parser could not read.
#[derive(Clone)]
pub(super) struct Fault {
    /// The bytes of the file.
    pub range: Range<usize>,
    /// What the parser says.
    pub message: String,
    /// Whether it lies in a single value, so that nothing else suffers.
    in_value: bool,
}

impl Fault {
    /// Whether the parser's message begins with one of these.
    pub fn begins(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.message.starts_with(word))
    }

    /// Whether what follows may have ended up in the wrong place.
    fn loses_place(&self) -> bool {
        self.begins(&[
            "unclosed array",
            "unclosed table",
            "unclosed inline",
            "cannot recurse",
            "recursion",
            "unexpected `=`",
        ])
    }

    /// Whether other faults of the same line are only its consequences.
    fn is_decisive(&self) -> bool {
        self.begins(&[
            "key with no value",
            "extra assignment",
            "missing comma",
            "unexpected `=`",
            "missing assignment",
        ])
    }
}

impl Faults {
    /// The parser's errors about a text that begins at byte `offset` of its file.
    pub(super) fn new(errors: &[Error], offset: usize) -> Self {
        let mut faults: Vec<Fault> = errors
            .iter()
            .map(|error| {
                let range = error.span().unwrap_or(0..0);
                Fault {
                    range: range.start + offset..range.end + offset,
                    message: error.message().to_owned(),
                    in_value: false,
                }
            })
            .collect();
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        Self { faults }
    }

    /// Notes that a single value stands at `range` of `text`, and says whether something in it is wrong.
    pub(super) fn touch(&mut self, text: &str, range: &Range<usize>) -> bool {
        let first = self
            .faults
            .partition_point(|fault| fault.range.start < range.start);
        let one_line = !text.get(range.clone()).unwrap_or_default().contains('\n');
        let mut touched = false;
        for fault in self.faults[first..]
            .iter_mut()
            .take_while(|fault| fault.range.start <= range.end)
        {
            if !fault.loses_place() {
                fault.in_value |= one_line;
                touched = true;
            }
        }
        touched
    }

    /// How far the rest of the file can be relied on.
    pub(super) fn trust(&self) -> Trust {
        let of_one = |fault: &Fault| {
            let harmless = ["duplicate key", "unexpected key or value"];
            if fault.in_value || fault.begins(&harmless) {
                Trust::Whole
            } else if fault.loses_place() || fault.message.starts_with("invalid multi-line") {
                Trust::Lost
            } else {
                Trust::Gaps
            }
        };
        self.faults.iter().map(of_one).max().unwrap_or(Trust::Whole)
    }

    /// The first line that has a key and no value: there the parser stops reading.
    pub(super) fn stopped_at(&self) -> Option<usize> {
        let stopped = self
            .faults
            .iter()
            .find(|fault| fault.message.starts_with("key with no value"));
        stopped.map(|fault| fault.range.start)
    }

    /// Adds the faults of one line of another reading.
    pub(super) fn adopt(&mut self, other: &Self, line: &Range<usize>) {
        let on_line = |fault: &&Fault| (line.start..=line.end).contains(&fault.range.start);
        self.faults
            .extend(other.faults.iter().filter(on_line).cloned());
        self.faults
            .sort_by_key(|fault| (fault.range.start, fault.range.end));
    }

    /// Reports all of them, each once, the first twenty in full.
    pub(super) fn report(&self, file: FileId, text: &str, root: &Node, problems: &mut Problems) {
        let mut reported = 0;
        let mut last: Option<&Fault> = None;
        for (line, faults) in by_line(text, &self.faults) {
            let decisive = faults.iter().find(|fault| fault.is_decisive());
            let shown = decisive.map_or(faults, std::slice::from_ref);
            for fault in shown {
                // The parser stumbles more than once over the same spot.
                if last.is_some_and(|last| {
                    fault.range.start <= last.range.end + 1 && fault.range.start < line.end
                }) {
                    continue;
                }
                last = Some(fault);
                reported += 1;
                if reported > SHOWN {
                    problems.more_errors(1);
                } else {
                    problems.push(
                        Faulty {
                            text,
                            line: line.clone(),
                            fault,
                            file,
                            root,
                        }
                        .problem(),
                    );
                }
            }
        }
    }
}

/// Faults line by line, with the bytes of each line.
fn by_line<'a>(
    text: &'a str,
    faults: &'a [Fault],
) -> impl Iterator<Item = (Range<usize>, &'a [Fault])> {
    let mut rest = faults;
    std::iter::from_fn(move || {
        let line = line_at(text, rest.first()?.range.start);
        let end = rest.partition_point(|fault| fault.range.start <= line.end);
        let (these, others) = rest.split_at(end.max(1));
        rest = others;
        Some((line, these))
    })
}

/// The bytes of the line a byte stands in, without its end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = super::source::floor_char(text, at);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    start..end
}
