//! Problems: where, what, and what would be right; collected, so that all are shown at once.
//!
//! A check names a *path* (`policy.0.start`) and need not know about lines:
//! [`Problems::locate`] turns paths into places in files. How problems look is left to `render`.

use super::source::{FileId, Span};
use super::text::counted;
use super::tree::Tree;

/// Most problems shown at once.
pub const SHOWN: usize = 20;
/// Most problems kept at all.
const KEPT: usize = 1000;

/// Whether a scenario can be run in spite of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be run.
    Error,
    /// It can, but may not mean what was meant.
    Warning,
}

impl Severity {
    /// The word in front of a message: `error` or `warning`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong, or may be.
///
/// ```
/// use caremarket::scenario::problem::Problem;
/// let problem = Problem::error("policy 3 stops on day 60, before it starts on day 90")
///     .at("policy.2.end")
///     .help("let it stop later, or leave out end");
/// assert_eq!(problem.path.as_deref(), Some("policy.2.end"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops a run.
    pub severity: Severity,
    /// A short name that `explain` knows, such as `W014`.
    pub code: Option<&'static str>,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Which value is concerned, as a dotted path.
    pub path: Option<String>,
    /// Point at the key, not at its value.
    pub at_key: bool,
    /// Where it stands.
    pub span: Option<Span>,
    /// The file concerned, where no span can be given.
    pub file: Option<FileId>,
    /// The name of a file that could not be read, and so has no id.
    pub file_name: Option<String>,
    /// A word beside the caret.
    pub label: Option<String>,
    /// What would be right.
    pub help: Option<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

impl Problem {
    fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            code: None,
            message: message.into(),
            path: None,
            at_key: false,
            span: None,
            file: None,
            file_name: None,
            label: None,
            help: None,
            notes: Vec::new(),
        }
    }

    /// Something that stops a run.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// Something that does not stop a run, but should be known.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// Gives it a code that `explain` knows.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// Says which value is concerned.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Says which key is concerned: the caret points at the key, not at its value.
    #[must_use]
    pub fn at_key(self, path: impl Into<String>) -> Self {
        Self {
            at_key: true,
            ..self.at(path)
        }
    }

    /// Says where it stands. Only needed where no path leads.
    #[must_use]
    pub fn span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says which file could not be read.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Puts a word beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says what would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// As [`Problem::help`], where there may be nothing to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Adds something worth knowing.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Where it stands among others: by file and position; what has no position comes first in its file.
    fn place(&self) -> (Option<FileId>, usize) {
        match (self.span, self.file) {
            (Some(span), _) => (Some(span.file), span.start + 1),
            (None, file) => (file, 0),
        }
    }
}

/// All that is wrong with a scenario.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// Errors and warnings that were counted but not kept, since there were too many.
    dropped: (usize, usize),
    /// Whether the search for problems was broken off.
    broken_off: bool,
}

impl Problems {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem. When there are very many already it is only counted.
    pub fn push(&mut self, problem: Problem) {
        if self.list.len() < KEPT {
            self.list.push(problem);
        } else if problem.severity == Severity::Error {
            self.dropped.0 += 1;
        } else {
            self.dropped.1 += 1;
        }
    }

    /// Whether there are so many that a search for more may be broken off, and notes that it is.
    pub(super) fn break_off(&mut self) -> bool {
        self.broken_off |= self.list.len() >= KEPT;
        self.broken_off
    }

    /// Counts further errors that are not worth keeping: more of the same in a file that is mostly wrong.
    pub fn more_errors(&mut self, number: usize) {
        self.dropped.0 += number;
    }

    /// The problems, in the order they were found.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// Whether there is neither an error nor a warning.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.dropped == (0, 0)
    }

    /// How many problems stop a run.
    pub fn errors(&self) -> usize {
        self.kept(Severity::Error) + self.dropped.0
    }

    /// How many problems do not.
    pub fn warnings(&self) -> usize {
        self.kept(Severity::Warning) + self.dropped.1
    }

    fn kept(&self, severity: Severity) -> usize {
        let of_it = |problem: &&Problem| problem.severity == severity;
        self.list.iter().filter(of_it).count()
    }

    /// Finds the place of every problem that has a path and no place yet.
    ///
    /// A path that leads nowhere is placed where its nearest parent stands.
    pub fn locate(&mut self, tree: &Tree) {
        for problem in &mut self.list {
            if problem.span.is_some() || problem.file.is_some() || problem.file_name.is_some() {
                continue;
            }
            if let Some(path) = &problem.path {
                let place = tree.place(path, problem.at_key);
                problem.file = Some(place.file);
                problem.span = place.span;
            }
        }
    }

    /// The problems to show, by file and position, and how many are left out.
    ///
    /// Where there are too many, errors are shown before warnings.
    pub(super) fn shown(&self) -> (Vec<&Problem>, usize) {
        let mut shown: Vec<&Problem> = self.list.iter().collect();
        shown.sort_by_key(|problem| (problem.severity, problem.place()));
        shown.truncate(SHOWN);
        shown.sort_by_key(|problem| (problem.place(), problem.severity));
        let left_out = self.list.len() - shown.len() + self.dropped.0 + self.dropped.1;
        (shown, left_out)
    }

    /// All kept problems, by file and position.
    pub(super) fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.list.iter().collect();
        sorted.sort_by_key(|problem| (problem.place(), problem.severity));
        sorted
    }

    /// The last line: `2 problems; nothing was run`, or `3 warnings` where nothing stops a run.
    pub fn summary(&self) -> String {
        let at_least = if self.broken_off { "at least " } else { "" };
        let problems = format!("{at_least}{}", counted(self.errors(), "problem"));
        let warnings = counted(self.warnings(), "warning");
        match (self.errors(), self.warnings()) {
            (0, 0) => "no problems".to_owned(),
            (0, _) => warnings,
            (_, 0) => format!("{problems}; nothing was run"),
            (_, _) => format!("{problems} and {warnings}; nothing was run"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts() {
        let with = |errors: usize, warnings: usize| {
            let mut problems = Problems::new();
            (0..errors).for_each(|_| problems.push(Problem::error("e")));
            (0..warnings).for_each(|_| problems.push(Problem::warning("w")));
            problems.summary()
        };
        assert_eq!(with(0, 0), "no problems");
        assert_eq!(with(1, 0), "1 problem; nothing was run");
        assert_eq!(with(2, 0), "2 problems; nothing was run");
        assert_eq!(with(1, 3), "1 problem and 3 warnings; nothing was run");
        assert_eq!(with(0, 1), "1 warning");
    }

    #[test]
    fn errors_are_shown_before_warnings_when_there_are_too_many() {
        let mut problems = Problems::new();
        (0..30).for_each(|_| problems.push(Problem::warning("w")));
        problems.push(Problem::error("e"));
        problems.more_errors(5);
        let (shown, left_out) = problems.shown();
        assert_eq!((shown.len(), left_out), (20, 16));
        assert_eq!(shown[0].message, "e");
        assert_eq!(
            problems.summary(),
            "6 problems and 30 warnings; nothing was run"
        );
    }
}
