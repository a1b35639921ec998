//! What is wrong with how a file is written, in words that help someone who has never heard of TOML.

use std::ops::Range;

use toml::de::Error;

use super::path::written;
use super::problem::{Problem, Problems, SHOWN};
use super::source::{FileId, Span};
use super::text::{printable, quoted};
use super::tree::{Node, Trust, Value};

/// What the parser could not read, by position.
pub(super) struct Faults {
    faults: Vec<Fault>,
}

/// One thing the parser could not read.
#[derive(Clone)]
struct Fault {
    range: Range<usize>,
    message: String,
    /// Whether it lies in a single value, so that nothing else suffers.
    in_value: bool,
}

impl Fault {
    fn begins(&self, words: &[&str]) -> bool {
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

/// A fault in its surroundings.
struct Faulty<'a> {
    text: &'a str,
    line: Range<usize>,
    fault: &'a Fault,
    file: FileId,
    root: &'a Node,
}

impl Faulty<'_> {
    fn problem(&self) -> Problem {
        let Range { start, end } = self.fault.range.clone();
        let raw = self.fault.message.as_str();
        let here = |message: String| Problem::error(message).span(Span::new(self.file, start..end));
        let begins = |words: &str| raw.starts_with(words);
        let token = self.token();
        let value = || self.value(&token);
        if begins("string values must be quoted")
            || begins("invalid boolean")
            || begins("invalid float")
        {
            value()
        } else if begins("invalid date") || begins("invalid time") {
            self.date(&token)
        } else if begins("unexpected leading zero")
            || begins("`_` may only")
            || begins("invalid mantissa")
        {
            value()
        } else if begins("invalid fraction")
            || begins("invalid exponent")
            || begins("redundant numeric sign")
        {
            value()
        } else if begins("unexpected key or value") {
            self.trailing()
        } else if begins("duplicate key") || begins("cannot extend") {
            self.duplicate()
        } else if begins("key with no value") {
            self.no_value()
        } else if begins("unclosed array table") || begins("unclosed table") {
            let closing = if begins("unclosed table") { "]" } else { "]]" };
            here("this heading is not closed".to_owned()).help(format!("end it with {closing}"))
        } else if begins("unclosed array") {
            self.unclosed("this list is not closed", "end it with ]")
        } else if begins("unclosed inline table") {
            self.unclosed("this table is not closed", "end it with }")
        } else if raw.contains("string, expected `\"`") || raw.contains("string, expected `'`") {
            here("this text is not closed".to_owned()).help("end it with the quote it begins with")
        } else if raw.contains("string, expected non") || begins("invalid comment character") {
            here("here is a character that cannot be shown".to_owned()).help("leave it out")
        } else if begins("missing escaped value")
            || begins("too few unicode")
            || begins("invalid value")
        {
            here("in double quotes, \\ begins a special character".to_owned())
                .help("write \\\\ for one \\, or put the text in single quotes")
        } else if begins("invalid unquoted key") {
            here(format!(
                "{} cannot stand in a key",
                quoted(self.slice(start..end))
            ))
            .help("a key has letters from a to z, digits, _ and -; anything else stands in quotes")
        } else if begins("unquoted keys cannot be empty") || begins("missing key") {
            here("a key is missing here".to_owned()).help("write key = value")
        } else if begins("missing comma") || begins("extra assignment") {
            here("a comma is missing here".to_owned())
                .help("put a comma between one value and the next")
        } else if begins("extra comma") {
            here("here is a comma too many".to_owned()).help("leave it out")
        } else if begins("unexpected `=` in array") {
            here("a list has values, not keys".to_owned()).help("is a ] missing before this?")
        } else if begins("cannot recurse") || begins("recursion limit") {
            here("brackets are nested too deeply".to_owned())
                .help("a scenario needs no more than a few levels")
        } else if begins("carriage return") {
            here("this line ends in half a line end".to_owned())
                .help("save the file with ordinary line ends")
        } else {
            let (what, expected) = raw.split_once(", expected ").unwrap_or((raw, ""));
            let problem = here(format!("this cannot be read: {what}"));
            if expected.is_empty() {
                problem
            } else {
                problem.help(format!("here may stand {expected}"))
            }
        }
    }

    /// Part of the text; nothing if the range does not fit it.
    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// The bytes of the value the fault lies in: up to the next comma, bracket, comment or line end.
    fn token(&self) -> Range<usize> {
        let Range { start, end } = self.fault.range.clone();
        let before = self.slice(self.line.start..start.max(self.line.start));
        let from = before
            .rfind(['=', '[', '{', ','])
            .map_or(self.line.start, |at| self.line.start + at + 1);
        let rest = self.slice(start..self.line.end.max(start));
        let to = rest
            .find([',', ']', '}', '#'])
            .map_or(start + rest.len(), |at| start + at)
            .max(end);
        let token = self.slice(from..to);
        let lead = token.len() - token.trim_start().len();
        from + lead..(from + lead).max(from + token.trim_end().len())
    }

    /// A value that is neither a number nor true or false nor text in quotes.
    fn value(&self, token: &Range<usize>) -> Problem {
        let word = self.slice(token.clone());
        let shown = printable(word);
        let lower = word.to_lowercase();
        let said = |message: String, help: String| {
            Problem::error(message)
                .span(Span::new(self.file, token.clone()))
                .help(help)
        };
        let number = word.trim_end_matches('%').trim_end();
        if word.is_empty() {
            return said(
                "there is no value here".to_owned(),
                "write a value, or leave the key out".to_owned(),
            );
        }
        if let (true, Ok(percent)) = (word.ends_with('%'), number.parse::<f64>()) {
            return said(
                format!("{shown} is not a number"),
                format!("write {number} % as {}", percent / 100.0),
            );
        }
        if word.contains(['“', '”', '„', '‘', '’']) {
            let inner = printable(word.trim_matches(['“', '”', '„', '‘', '’', '"']));
            return said(
                "these are not straight quotes".to_owned(),
                format!("write \"{inner}\""),
            );
        }
        if word.contains("//") {
            return said(
                "a comment begins with #".to_owned(),
                "write # in place of //".to_owned(),
            );
        }
        if word.contains('=') {
            return said(
                "here are two keys on one line".to_owned(),
                "give each key a line of its own".to_owned(),
            );
        }
        if word.split_whitespace().count() > 1
            && word
                .split_whitespace()
                .all(|part| part.parse::<f64>().is_ok())
        {
            let apart: Vec<&str> = word.split_whitespace().collect();
            let apart = printable(&apart.join(", "));
            return if self
                .slice(self.line.start..token.start)
                .trim_end()
                .ends_with(['[', ','])
            {
                said(
                    "a comma is missing here".to_owned(),
                    format!("write {apart}"),
                )
            } else {
                said(
                    "here are several numbers".to_owned(),
                    format!("write one, or a list: [{apart}]"),
                )
            };
        }
        if let Some(truth) = match lower.as_str() {
            "true" | "yes" | "on" => Some("true"),
            "false" | "no" | "off" => Some("false"),
            _ => None,
        } {
            return said(
                format!("{shown} is neither true nor false"),
                format!("write {truth}"),
            );
        }
        if lower
            .strip_prefix(['-', '+'])
            .unwrap_or(&lower)
            .starts_with("inf")
            && lower.len() < 10
        {
            return said(
                format!("{shown} is not a finite number"),
                "write a number, or leave the key out".to_owned(),
            );
        }
        if ["null", "none", "nil", "na", "n/a", "-"].contains(&lower.as_str()) {
            return said(
                format!("{shown} is not a value"),
                "to say nothing, leave the key out".to_owned(),
            );
        }
        if word.split('/').count() == 3 && word.bytes().all(|b| b.is_ascii_digit() || b == b'/') {
            return said(
                format!("{shown} is not a date"),
                "write year-month-day, such as 2024-04-01".to_owned(),
            );
        }
        if let Some(whole) = self.thousands(token) {
            return said(
                "a number has no commas in it".to_owned(),
                format!("write {whole}"),
            );
        }
        let (digits, sign) = word
            .strip_prefix(['-', '+'])
            .map_or((word, ""), |digits| (digits, &word[..1]));
        let plain = digits.trim_start_matches('0').replace("__", "_");
        let plain = plain.trim_end_matches(['_', '.', 'e', 'E']);
        let mended = if plain.starts_with(['.', 'e']) || plain.is_empty() {
            format!("0{plain}")
        } else {
            plain.to_owned()
        };
        if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && let Ok(_) = mended.replace('_', "").parse::<f64>()
        {
            let sign = sign.trim_start_matches('+');
            return said(
                format!("{shown} is not a number"),
                format!("write {sign}{mended}"),
            );
        }
        if digits
            .bytes()
            .all(|b| b.is_ascii_digit() || b".-+eE_".contains(&b))
        {
            return said(
                format!("{shown} is not a number"),
                "write a number such as 20 or 0.5".to_owned(),
            );
        }
        let safe = shown.replace('\\', "\\\\").replace('"', "\\\"");
        said(
            "text must stand in quotes".to_owned(),
            format!("write \"{safe}\""),
        )
    }

    /// The number that was meant if a thousands comma stands before or after the token.
    fn thousands(&self, token: &Range<usize>) -> Option<String> {
        let group = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
        let word = self.slice(token.clone());
        let before = self.slice(self.line.start..token.start).strip_suffix(',')?;
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let lead = &before[before.len() - digits..];
        (group(word) && (1..=3).contains(&digits)).then(|| format!("{lead}{word} or {lead}_{word}"))
    }

    fn date(&self, token: &Range<usize>) -> Problem {
        let word = self.slice(token.clone());
        let problem =
            |message: String| Problem::error(message).span(Span::new(self.file, token.clone()));
        if word.contains(':') && !word.contains('-') {
            return problem(format!("{} is not a time of day", printable(word)))
                .help("write a time of day in quotes, such as \"08:00\" or \"24:00\"");
        }
        let expected = self
            .fault
            .message
            .split_once(", expected ")
            .map(|(_, expected)| expected.replace("between", "from"));
        let problem = problem(format!("{} is not a date", printable(word)))
            .help("write a date such as 2024-04-01");
        match expected {
            Some(expected) if expected.contains(" and ") => problem.note(format!(
                "the parser wants a {}",
                expected.replace(" and ", " to ")
            )),
            _ => problem,
        }
    }

    /// Something after a value or a heading.
    fn trailing(&self) -> Problem {
        let start = self.fault.range.start;
        let rest = self.slice(start..self.line.end.max(start)).trim_end();
        let digits: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == ',')
            .collect();
        let before = self.slice(self.line.start..start);
        let lead = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if digits.len() >= 4 && digits.starts_with(',') && lead > 0 {
            let lead = &before[before.len() - lead..];
            let plain = format!("{lead}{}", digits.replace(',', ""));
            let span = Span::new(self.file, start - lead.len()..start + digits.len());
            return Problem::error("a number has no commas in it")
                .span(span)
                .help(format!(
                    "write {plain} or {lead}{}",
                    digits.replace(',', "_")
                ));
        }
        let what = if before.trim_start().starts_with('[') {
            "heading"
        } else {
            "value"
        };
        Problem::error(format!("this line goes on after its {what}"))
            .span(Span::new(self.file, start..start + rest.len()))
            .help("give each key a line of its own; a comment begins with #")
    }

    /// A key or heading that was there before.
    fn duplicate(&self) -> Problem {
        let range = self.fault.range.clone();
        let line = self.slice(self.line.clone()).trim();
        let twice = self.fault.message.starts_with("duplicate");
        let heading =
            (twice && line.starts_with('[')).then(|| line.split('#').next().unwrap_or(line).trim());
        let key = printable(heading.unwrap_or(self.slice(range.clone())));
        let problem = if !twice {
            Problem::error(format!(
                "{key} has a value already, and cannot hold keys as well"
            ))
            .help("keep one of the two")
        } else if heading.is_some() {
            Problem::error(format!("{key} stands here for the second time"))
                .help("put its keys under the first one")
        } else {
            Problem::error(format!("{key} is given twice")).help("keep one of the two")
        };
        let problem = problem.span(Span::new(self.file, range));
        match self.earlier(heading) {
            Some(number) => problem.note(format!("first given on line {number}")),
            None => problem,
        }
    }

    /// The line on which the same heading, or the same key under the same heading, stood before.
    fn earlier(&self, heading: Option<&str>) -> Option<usize> {
        let key = self.slice(self.fault.range.clone());
        let before = self.slice(0..self.line.start);
        let number = before.matches('\n').count();
        for (back, line) in before.lines().rev().enumerate() {
            let line = line.trim();
            let is_same = match heading {
                Some(heading) => line
                    .split('#')
                    .next()
                    .is_some_and(|line| line.trim() == heading),
                None => line
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.trim_start().starts_with(['=', '.'])),
            };
            if is_same {
                return Some(number - back);
            }
            if heading.is_none() && line.starts_with('[') {
                break;
            }
        }
        None
    }

    /// A line without `=`.
    fn no_value(&self) -> Problem {
        let line = self.slice(self.line.clone());
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        let start = self.line.start + indent;
        let problem = Problem::error("this line has no key with a value")
            .span(Span::new(self.file, start..start + line.len()));
        let help = if line.starts_with("//") {
            "a comment begins with #".to_owned()
        } else if line.starts_with(['"', '\'']) {
            "is a quote missing? write key = value".to_owned()
        } else if let Some((key, value)) = line.split_once('=') {
            format!(
                "a key of several words stands in quotes: {} ={}",
                printable(&written(key.trim())),
                printable(value)
            )
        } else if line.contains(':') {
            "write = in place of :".to_owned()
        } else {
            "write key = value; a comment begins with #".to_owned()
        };
        problem.help(help)
    }

    /// A bracket that is never closed: points at where it opens, if that can be found.
    fn unclosed(&self, message: &str, help: &str) -> Problem {
        let end = self.fault.range.start;
        let opening =
            opening(self.root, end).unwrap_or(Span::new(self.file, self.fault.range.clone()));
        Problem::error(message).span(opening).help(help)
    }
}

/// Where the innermost bracket opens whose content runs to `end`.
fn opening(node: &Node, end: usize) -> Option<Span> {
    let here = Span {
        end: node.span.start + 1,
        ..node.span
    };
    match &node.value {
        Value::Table(table) => table.values().find_map(|entry| opening(&entry.node, end)),
        Value::Array(items) => items.iter().find_map(|item| opening(item, end)),
        _ => return None,
    }
    .or_else(|| (node.span.end == end && node.span.start < end).then_some(here))
}
