//! What the terminal can show, and printing to it.

use super::options::Format;
use crate::output::terminal::Look;
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// Columns where nobody says how many there are.
const USUAL_WIDTH: u16 = 100;
/// Fewer than this cannot hold a table.
const NARROWEST: u16 = 60;

/// What one of the two streams can show.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns.
    pub width: u16,
    /// Whether colours and bold letters are shown.
    pub colour: bool,
    /// Whether only ASCII is shown.
    pub ascii: bool,
}

impl Screen {
    /// Where results go.
    pub fn stdout() -> Self {
        let width = terminal_size::terminal_size_of(io::stdout());
        Self::of(io::stdout().is_terminal(), width)
    }

    /// Where problems go.
    pub fn stderr() -> Self {
        let width = terminal_size::terminal_size_of(io::stderr());
        Self::of(io::stderr().is_terminal(), width)
    }

    fn of(is_terminal: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            width: size
                .map_or(USUAL_WIDTH, |(width, _)| width.0)
                .max(NARROWEST),
            colour: is_terminal && !dumb && !set("NO_COLOR") && takes_colours(),
            ascii: is_terminal && speaks_ascii_only(),
        }
    }

    /// How tables look on it.
    pub fn look(self) -> Look {
        Look {
            width: self.width,
            emphasis: self.colour,
            ascii: self.ascii,
        }
    }
}

/// Whether the locale says outright that there is nothing but ASCII.
fn speaks_ascii_only() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    locale.is_some_and(|locale| locale == "C" || locale == "POSIX")
}

/// Whether a terminal takes colours as they are written: that of Windows has to be asked to, and older ones do not.
fn takes_colours() -> bool {
    anstyle_query::windows::enable_ansi_colors() != Some(false)
}

/// Prints to where results go. Whoever reads may stop reading.
pub fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    // A closed pipe is the reader's choice, and there is nobody left to tell of anything else.
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// Prints one JSON document to where results go.
pub fn print_json(value: &Value) {
    let mut text = format!("{value:#}");
    text.push('\n');
    print(&text);
}

/// Tells which files were written, after a word or two of what they are.
pub fn print_files(heading: &str, files: &[PathBuf], format: Format) {
    // With one kind of stroke between their parts.
    let files = files.iter().map(|file| file.components().collect());
    let files: Vec<PathBuf> = files.collect();
    match format {
        Format::Text => {
            let mut text = format!("{heading}:\n");
            for file in &files {
                text.push_str(&format!("  {}\n", file.display()));
            }
            print(&text);
        }
        Format::Json => {
            let files: Vec<_> = files.iter().map(|f| f.to_string_lossy()).collect();
            print_json(&json!({ "files": files }));
        }
    }
}

/// Prints to where problems go.
pub fn complain(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}

/// A text broken into lines of at most `width` columns, all but the first indented by `indent` spaces.
pub fn wrapped(text: &str, width: u16, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(usize::from(width))
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    textwrap::fill(text, options)
}

/// The same for a line of a table, whose first `indent` columns stay as they are.
pub fn wrapped_after(line: &str, width: u16, indent: usize) -> String {
    if line.chars().count() <= usize::from(width) {
        return line.to_owned();
    }
    let at = line
        .char_indices()
        .nth(indent)
        .map_or(line.len(), |(at, _)| at);
    let (lead, rest) = line.split_at(at);
    let rest = wrapped(rest.trim_start(), width.saturating_sub(indent as u16), 0);
    format!(
        "{lead}{}",
        rest.replace('\n', &format!("\n{}", " ".repeat(indent)))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrapped("one two three four", 9, 2),
            "one two\n  three\n  four"
        );
        assert_eq!(wrapped("", 9, 2), "");
    }
}
