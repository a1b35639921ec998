//! A file as a tree in which every key and every value knows where it stands.
//!
//! The tree is what layers of a scenario are merged as, what checks look at, and what leads from a
//! path back to a line. It holds no meaning: that is for the types it is read into.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::annotated;
use super::path;
use super::problem::{Problem, Problems, SHOWN};
use super::source::{FileId, Sources, Span};
use super::syntax::{self, Faults};
use super::text::{plain, printable};

/// Keys and their values, in order of key: the order in a file has no meaning.
pub type Table = BTreeMap<String, Entry>;

/// A value and the key it stands under.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub node: Node,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands: of a `[table]` its header, of everything a point at the start of the first file.
    pub span: Span,
    /// Range and source, if it was written `{ value, low, high, source, note }`.
    pub annotation: Option<Box<Annotation>>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys and values.
    Table(Table),
    /// Values one after another.
    Array(Vec<Node>),
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number, finite.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// A date, a time of day, or both.
    Date(Datetime),
    /// Something that is wrong in itself and has been reported: not to be reported again.
    Broken,
}

/// What may be said about a value beside the value: `{ value = 0.02, low = 0.0, high = 0.035, source = "…" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Least plausible value.
    pub low: Option<Node>,
    /// Greatest plausible value.
    pub high: Option<Node>,
    /// Where the value comes from.
    pub source: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// The whole of what was written.
    pub span: Span,
}

/// A value with its annotation and its path, as listed for reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// Where the value stands in the scenario.
    pub path: String,
    /// The value as text.
    pub value: String,
    /// Least plausible value as text.
    pub low: Option<String>,
    /// Greatest plausible value as text.
    pub high: Option<String>,
    /// Where the value comes from.
    pub source: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// The whole of what was written.
    pub span: Span,
}

/// Where a path leads in the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The stretch of it, or `None` for the file as a whole.
    pub span: Option<Span>,
}

impl Node {
    /// A value and where it stands.
    pub const fn new(value: Value, span: Span) -> Self {
        Self {
            value,
            span,
            annotation: None,
        }
    }

    /// The table, if it is one.
    pub const fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one, whole or not.
    pub const fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }

    /// The value under a key or, of an array, at a place counted from 0.
    pub fn get(&self, step: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(table) => table.get(step).map(|entry| &entry.node),
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// What it is, in a sentence: "this is text".
    pub const fn kind(&self) -> &'static str {
        match &self.value {
            Value::Table(_) => "a table",
            Value::Array(_) => "a list",
            Value::String(_) => "text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Boolean(true) => "true",
            Value::Boolean(false) => "false",
            Value::Date(date) if date.date.is_none() => "a time of day",
            Value::Date(_) => "a date",
            Value::Broken => "wrong",
        }
    }

    /// The value as plain data: dates and times as text, without spans and annotations.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Table(table) => Json::Object(
                table
                    .iter()
                    .map(|(key, entry)| (key.clone(), entry.node.to_json()))
                    .collect(),
            ),
            Value::Array(items) => items.iter().map(Self::to_json).collect(),
            Value::String(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::Boolean(truth) => Json::from(*truth),
            Value::Date(date) => Json::from(date.to_string()),
            Value::Broken => Json::Null,
        }
    }

    /// The value on one line, as a report shows it: `0.02`, `24.10 per hour`, `[1, 2]`.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Table(table) => {
                let keys: Vec<String> = table
                    .iter()
                    .map(|(key, entry)| format!("{} = {}", path::written(key), entry.node.text()))
                    .collect();
                format!("{{ {} }}", keys.join(", "))
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::text).collect();
                format!("[{}]", items.join(", "))
            }
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => plain(*number),
            Value::Boolean(truth) => truth.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Broken => String::new(),
        }
    }
}

/// How far the shape of a tree can be relied on. Single values that are wrong are marked as such, and do no harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Everything stands where it was meant to.
    Whole,
    /// Something may be missing, for it could not be read.
    Gaps,
    /// Something may stand in the wrong place.
    Lost,
}

/// A file, or several merged, as a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The table of everything.
    pub root: Node,
    /// How far its shape can be relied on.
    pub trust: Trust,
}

/// Bytes worth reading again to find what is wrong after a line without a value: noise is not.
const READ_AGAIN: usize = 2_000_000;

impl Tree {
    /// A tree with nothing in it, that belongs to a file.
    pub const fn empty(file: FileId) -> Self {
        Self {
            root: Node::new(Value::Table(Table::new()), Span::new(file, 0..0)),
            trust: Trust::Whole,
        }
    }

    /// Reads a file. All that is wrong with how it is written is reported at once; what could be read
    /// is in the tree.
    pub fn parse(file: FileId, sources: &Sources, problems: &mut Problems) -> Self {
        let text = sources.get(file).text();
        // The parser goes no further than a line without a value. Such lines are blanked and the rest is
        // read again, since they would hide all that follows.
        let mut blanked = Cow::Borrowed(text);
        let mut skipped = Faults::new(&[], 0);
        let mut skips = 0;
        let (root, faults) = loop {
            let (table, errors) = DeTable::parse_recoverable(&blanked);
            let faults = Faults::new(&errors, 0);
            if let Some(line) = faults.stopped_at().map(|at| syntax::line_at(text, at))
                && skips < SHOWN
                && skips * text.len() < READ_AGAIN
            {
                skips += 1;
                skipped.adopt(&faults, &line);
                let spaces = " ".repeat(line.len());
                blanked.to_mut().replace_range(line, &spaces);
                continue;
            }
            let mut reading = Reading {
                file,
                text,
                offset: 0,
                faults,
                problems,
            };
            let root = Value::Table(reading.table(table.get_ref(), ""));
            break (root, reading.faults);
        };
        let mut faults = faults;
        faults.adopt(&skipped, &(0..text.len()));
        let mut root = Node::new(root, Span::new(file, 0..0));
        faults.report(file, text, &root, problems);
        annotated::extract(&mut root, problems);
        Self {
            root,
            trust: faults.trust(),
        }
    }

    /// Takes a key and what is under it out of the tree, such as `set`, or `policy` for "no policy".
    pub fn take(&mut self, key: &str) -> Option<Node> {
        match &mut self.root.value {
            Value::Table(table) => table.remove(key).map(|entry| entry.node),
            _ => None,
        }
    }

    /// The value at a path; the path of everything is empty.
    pub fn find(&self, path: &str) -> Option<&Node> {
        let steps = path::split(path).ok()?;
        steps
            .iter()
            .try_fold(&self.root, |node, (step, _)| node.get(step))
    }

    /// Where the value at a path stands, or its key; where the path leads nowhere, its nearest parent.
    pub fn place(&self, path: &str, of_key: bool) -> Place {
        let steps = path::split(path).unwrap_or_default();
        let mut node = &self.root;
        let mut span = None;
        for (at, (step, _)) in steps.iter().enumerate() {
            let key = node
                .as_table()
                .and_then(|table| table.get(step))
                .map(|entry| entry.key);
            let Some(next) = node.get(step) else { break };
            node = next;
            let last = at + 1 == steps.len();
            span = Some(key.filter(|_| of_key && last).unwrap_or(node.span));
        }
        Place {
            file: span.map_or(self.root.span.file, |span| span.file),
            span,
        }
    }

    /// All values written with a range or a source, in order of path.
    pub fn annotations(&self) -> Vec<Annotated> {
        let mut found = Vec::new();
        annotated::collect(&self.root, "", &mut found);
        found
    }
}

/// Turns what the parser gives into nodes.
pub(super) struct Reading<'a> {
    /// The file.
    pub file: FileId,
    /// Its whole text.
    pub text: &'a str,
    /// Where in the file the parsed text begins.
    pub offset: usize,
    /// What the parser could not read.
    pub faults: Faults,
    /// Where numbers that are none are reported.
    pub problems: &'a mut Problems,
}

impl Reading<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            range.start + self.offset..range.end + self.offset,
        )
    }

    fn table(&mut self, table: &DeTable<'_>, path: &str) -> Table {
        let mut entries = Table::new();
        for (key, value) in table {
            // The parser puts an empty key where it found none; it has been reported.
            if key.get_ref().is_empty() && key.span().is_empty() {
                continue;
            }
            let path = path::join(path, key.get_ref());
            let node = self.node(value.get_ref(), value.span(), &path);
            entries.insert(
                key.get_ref().to_string(),
                Entry {
                    key: self.span(key.span()),
                    node,
                },
            );
        }
        entries
    }

    /// One value that stands at `range` of the parsed text.
    pub(super) fn node(&mut self, value: &DeValue<'_>, range: Range<usize>, path: &str) -> Node {
        let span = self.span(range);
        let is_single = !matches!(value, DeValue::Table(_) | DeValue::Array(_));
        if is_single && self.faults.touch(self.text, &span.range()) {
            return Node::new(Value::Broken, span);
        }
        let value = match value {
            DeValue::Table(table) => Value::Table(self.table(table, path)),
            DeValue::Array(items) => Value::Array(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        self.node(item.get_ref(), item.span(), &path::join_index(path, index))
                    })
                    .collect(),
            ),
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(digits) => {
                match i64::from_str_radix(digits.as_str(), digits.radix()) {
                    Ok(number) => Value::Integer(number),
                    Err(_) if digits.as_str().is_empty() => {
                        self.no_number(path, span, "is not a whole number")
                    }
                    Err(_) => self.no_number(path, span, "is too large for a whole number"),
                }
            }
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                Ok(_) if digits.as_str().ends_with("inf") => {
                    self.no_number(path, span, "is not a finite number")
                }
                Ok(number) if number.is_infinite() => {
                    self.no_number(path, span, "is too large for a number")
                }
                _ => self.no_number(path, span, "is not a number"),
            },
            DeValue::Boolean(truth) => Value::Boolean(*truth),
            DeValue::Datetime(date) => Value::Date(*date),
        };
        Node::new(value, span)
    }

    fn no_number(&mut self, path: &str, span: Span, what: &str) -> Value {
        let written = printable(self.text.get(span.range()).unwrap_or_default());
        let problem = Problem::error(format!("{written} {what}"))
            .at(path)
            .span(span);
        self.problems
            .push(problem.help("write a number, or leave the key out"));
        Value::Broken
    }
}
