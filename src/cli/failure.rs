//! How the program ends, and what it says when something went wrong.

use super::options::Format;
use super::screen::{self, Screen};
use crate::scenario::problem::Problems;
use crate::scenario::render::Look;
use crate::scenario::source::Sources;
use serde_json::{Value, json};
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Done.
    Done,
    /// Something could not be done.
    CouldNot,
    /// The scenario or the command is wrong; nothing was run.
    Wrong,
    /// Not all that was asked for came about; what was finished is kept.
    Incomplete,
    /// Results are not as published, or not as theory says.
    Differs,
    /// Interrupted; what was finished is kept.
    Interrupted,
}

impl Code {
    /// As the operating system is told.
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::CouldNot => 1,
            Self::Wrong => 2,
            Self::Incomplete => 3,
            Self::Differs => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}

/// Why a command was not carried out.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub code: Code,
    /// What went wrong, in a line or two.
    message: String,
    /// Problems of scenarios: as text, ready to print, and as JSON.
    problems: Option<(String, Vec<Value>)>,
    format: Format,
}

impl Failure {
    /// The same, with words before it that say where.
    #[must_use]
    pub fn at(self, place: &str) -> Self {
        Self {
            message: format!("{place}: {}", self.message),
            ..self
        }
    }

    /// The command is wrong.
    pub fn wrong(message: impl Into<String>) -> Self {
        Self {
            code: Code::Wrong,
            message: message.into(),
            problems: None,
            format: Format::Text,
        }
    }

    /// It could not be done.
    pub fn could_not(error: &anyhow::Error) -> Self {
        Self {
            code: Code::CouldNot,
            ..Self::wrong(format!("{error:#}"))
        }
    }

    /// Something is not as it was when it was written.
    pub fn differs(error: &anyhow::Error) -> Self {
        Self {
            code: Code::Differs,
            ..Self::could_not(error)
        }
    }

    /// Someone stopped it before there was anything to keep.
    pub fn interrupted(message: &str) -> Self {
        Self {
            code: Code::Interrupted,
            ..Self::wrong(message)
        }
    }

    /// Scenarios are wrong.
    pub fn problems<'a>(all: impl IntoIterator<Item = (&'a Problems, &'a Sources)>) -> Self {
        let screen = Screen::stderr();
        let look = Look {
            colour: screen.colour,
            width: usize::from(screen.width),
        };
        let (mut texts, mut values) = (Vec::<String>::new(), Vec::<Value>::new());
        let mut summary = String::new();
        for (problems, sources) in all {
            if problems.errors() == 0 {
                continue;
            }
            // Scenarios of one place share what is wrong with it.
            let text = problems.render(sources, look);
            if !texts.contains(&text) {
                texts.push(text);
                summary = problems.summary();
            }
            if let Value::Array(list) = problems.to_json(sources) {
                for problem in list {
                    if !values.contains(&problem) {
                        values.push(problem);
                    }
                }
            }
        }
        Self {
            problems: Some((texts.join("\n"), values)),
            ..Self::wrong(summary)
        }
    }

    /// What went wrong, as one text.
    #[cfg(feature = "serve")]
    pub fn told(&self) -> &str {
        self.problems
            .as_ref()
            .map_or(&self.message, |(text, _)| text)
    }

    /// The same, told as the command was asked to tell things.
    #[must_use]
    pub fn shown_as(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Tells the user.
    pub fn print(&self) {
        match (self.format, &self.problems) {
            (Format::Json, problems) => {
                let problems = problems.as_ref().map_or(&[][..], |(_, list)| list);
                screen::print_json(&json!({
                    "error": self.message,
                    "exit_code": self.code.number(),
                    "problems": problems,
                }));
            }
            (Format::Text, Some((text, _))) => screen::complain(text),
            (Format::Text, None) => screen::complain(&format!("error: {}\n", self.message)),
        }
    }
}
