//! A fault in how a file is written, said in words that help someone who has never heard of TOML.

use std::ops::Range;

use super::path::written;
use super::problem::Problem;
use super::source::{FileId, Span};
use super::syntax::Fault;
use super::text::{printable, quoted};
use super::tree::{Node, Value};

/// What the parser says at the start of its message, what is said instead, and what would be right.
const PLAIN: [(&str, &str, &str); 23] = [
    (
        "unclosed array table",
        "this heading is not closed",
        "end it with ]]",
    ),
    (
        "unclosed table",
        "this heading is not closed",
        "end it with ]",
    ),
    (
        "missing escaped value",
        ESCAPE,
        "write \\\\ for one \\, or put the text in single quotes",
    ),
    (
        "too few unicode",
        ESCAPE,
        "write \\\\ for one \\, or put the text in single quotes",
    ),
    (
        "invalid value",
        ESCAPE,
        "write \\\\ for one \\, or put the text in single quotes",
    ),
    (
        "invalid comment character",
        "here is a character that cannot be shown",
        "leave it out",
    ),
    (
        "unquoted keys cannot be empty",
        "a key is missing here",
        "write key = value",
    ),
    ("missing key", "a key is missing here", "write key = value"),
    (
        "missing comma",
        "a comma is missing here",
        "put a comma between one value and the next",
    ),
    (
        "extra assignment",
        "a comma is missing here",
        "put a comma between one value and the next",
    ),
    ("extra comma", "here is a comma too many", "leave it out"),
    (
        "unexpected `=` in array",
        "a list has values, not keys",
        "is a ] missing before this?",
    ),
    ("missing assignment", "here is no =", "write key = value"),
    ("extra `=`", "here is an = too many", "leave it out"),
    (
        "missing value",
        "there is no value here",
        "write a value, or leave the key out",
    ),
    (
        "invalid inline table element",
        "this is no key with a value",
        "write key = value",
    ),
    (
        "invalid key-value pair",
        "this is no key with a value",
        "write key = value",
    ),
    (
        "missing table open",
        "this bracket closes what was not opened",
        "leave it out",
    ),
    (
        "missing array opening",
        "this bracket closes what was not opened",
        "leave it out",
    ),
    (
        "missing inline table opening",
        "this bracket closes what was not opened",
        "leave it out",
    ),
    (
        "keys cannot be multi-line",
        "a key stands on one line",
        "write it in single quotes",
    ),
    (
        "cannot recurse",
        "brackets are nested too deeply",
        "a scenario needs no more than a few levels",
    ),
    (
        "carriage return",
        "this line ends in half a line end",
        "save the file with ordinary line ends",
    ),
];
const ESCAPE: &str = "in double quotes, \\ begins a special character";

/// What the parser says of a value that it takes for a number, for true or false, or for text without quotes.
const OF_A_VALUE: [&str; 9] = [
    "string values must be quoted",
    "invalid ",
    "unexpected leading zero",
    "unexpected sign",
    "`_` may only",
    "redundant",
    "integers with",
    "radix",
    "missing opening quote",
];

/// A fault in its surroundings.
pub(super) struct Faulty<'a> {
    /// The file.
    pub file: FileId,
    /// Its whole text.
    pub text: &'a str,
    /// The bytes of the line the fault is in.
    pub line: Range<usize>,
    /// The fault.
    pub fault: &'a Fault,
    /// What could be read of the file.
    pub root: &'a Node,
}

impl Faulty<'_> {
    /// The fault in words.
    pub fn problem(&self) -> Problem {
        let fault = self.fault;
        let raw = fault.message.as_str();
        let here = |message: &str, help: &str| {
            Problem::error(message)
                .span(Span::new(self.file, fault.range.clone()))
                .help(help)
        };
        if let Some((_, message, help)) = PLAIN.iter().find(|(start, ..)| raw.starts_with(start)) {
            return here(message, help);
        }
        if fault.begins(&["invalid date", "invalid time"]) {
            self.date(&self.token())
        } else if fault.begins(&["unexpected key or value", "unexpected content"]) {
            self.trailing()
        } else if fault.begins(&["duplicate key", "cannot extend"]) {
            self.duplicate()
        } else if raw.starts_with("key with no value") {
            self.no_value()
        } else if raw.starts_with("unclosed array") {
            self.unclosed("this list is not closed", "end it with ]")
        } else if raw.starts_with("unclosed inline table") {
            self.unclosed("this table is not closed", "end it with }")
        } else if raw.contains("string, expected `\"`") || raw.contains("string, expected `'`") {
            here(
                "this text is not closed",
                "end it with the quote it begins with",
            )
        } else if raw.contains("string, expected non")
            || raw.contains("string, expected") && raw.contains("characters")
        {
            here("here is a character that cannot be shown", "leave it out")
        } else if raw.starts_with("invalid unquoted key") {
            let key = quoted(self.slice(fault.range.clone()));
            here(
                &format!("{key} cannot stand in a key"),
                "a key has letters from a to z, digits, _ and -; anything else stands in quotes",
            )
        } else if fault.begins(&OF_A_VALUE) {
            self.value(&self.token())
        } else {
            let (what, expected) = raw
                .split_once(", expected ")
                .unwrap_or((raw, "something else"));
            here(
                &format!("this cannot be read: {what}"),
                &format!("here may stand {expected}"),
            )
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
