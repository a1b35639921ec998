//! Checks a tree against the schema of the type it is to be read into, and reads it.
//!
//! Everything that is wrong is reported at once, each with its path, in words that do not presume
//! that the reader knows TOML, JSON or Rust.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_path_to_error::Segment;

use super::annotated;
use super::names;
use super::path;
use super::problem::{Problem, Problems};
use super::quantity;
use super::schema::strict_schema;
use super::shape::{Alternative, Member, Shape};
use super::text::{both, counted, grouped, printable, quoted};
use super::tree::{Node, Table, Tree, Trust, Value};
use super::wording;

/// Greatest number that can be meant where nothing else limits it.
const LARGEST: f64 = 1e15;

/// Reads a tree into a type, or says in `problems` everything that keeps it from being read.
///
/// A value may be returned although `problems` has errors from elsewhere, such as a range that does not hold
/// its value: whether to run is for the caller to decide by [`Problems::errors`].
///
/// What a schema cannot say (names that do not exist, sums, dates) is for the caller to check afterwards. Of
/// a file that could not be read in part, the parts that could are still checked.
pub fn read<T: DeserializeOwned + JsonSchema>(tree: &Tree, problems: &mut Problems) -> Option<T> {
    read_as(tree, &strict_schema::<T>(), problems)
}

/// The same, with the [strict schema](strict_schema) of the type at hand: for reading the same type often.
pub(super) fn read_as<T: DeserializeOwned>(
    tree: &Tree,
    schema: &Json,
    problems: &mut Problems,
) -> Option<T> {
    if tree.trust == Trust::Lost {
        return None;
    }
    let mut check = Check {
        problems,
        wrong: false,
        gaps: tree.trust == Trust::Gaps,
    };
    check.value(&tree.root, Shape::new(schema), "");
    if check.wrong || tree.trust != Trust::Whole {
        return None;
    }
    match serde_path_to_error::deserialize(tree.root.to_json()) {
        Ok(read) => Some(read),
        Err(error) => {
            problems.push(unread(&error).at(path_of(error.path())));
            problems.locate(tree);
            None
        }
    }
}

/// What a type refused although it fits its schema: a relation between its parts.
fn unread(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let said = error.inner().to_string();
    let is_derived = [
        "invalid ",
        "missing field",
        "unknown ",
        "duplicate ",
        "data did not match",
        "expected ",
    ]
    .iter()
    .any(|start| said.starts_with(start));
    if is_derived {
        return Problem::error("this cannot be read as it is written").note(said);
    }
    match said.split_once("; ") {
        Some((message, help)) => Problem::error(message).help(help),
        None => Problem::error(said),
    }
}

fn path_of(found: &serde_path_to_error::Path) -> String {
    found
        .iter()
        .fold(String::new(), |path, segment| match segment {
            Segment::Seq { index } => path::join_index(&path, *index),
            Segment::Map { key } => path::join(&path, key),
            Segment::Enum { variant } => path::join(&path, variant),
            Segment::Unknown => path,
        })
}

/// A check under way.
struct Check<'p> {
    problems: &'p mut Problems,
    /// Whether anything was found wrong, here or when the file was read.
    wrong: bool,
    /// Whether keys may be missing because they could not be read.
    gaps: bool,
}

impl Check<'_> {
    fn report(&mut self, node: &Node, path: &str, problem: Problem) {
        self.wrong = true;
        let mut problem = problem.at(path);
        if problem.span.is_none() {
            if path.is_empty() {
                problem.file = Some(node.span.file);
            } else {
                problem.span = Some(node.span);
            }
        }
        self.problems.push(problem);
    }

    fn value(&mut self, node: &Node, shape: Shape<'_>, path: &str) {
        if self.problems.break_off() {
            self.wrong = true;
            return;
        }
        let before = self.wrong;
        self.wrong = false;
        let ways = shape.alternatives();
        match &node.value {
            Value::Broken => self.wrong = true,
            Value::Table(table) => self.table(node, table, &ways, path),
            Value::Array(items) => self.array(node, items, &ways, path),
            Value::Boolean(_) => self.truth(node, &ways, path),
            Value::Integer(_) | Value::Float(_) => self.number(node, &ways, path),
            Value::String(text) => self.text(node, text, &ways, path),
            Value::Date(_) => self.date(node, &ways, path),
        }
        if let Some(annotation) = &node.annotation {
            for (bound, key) in [(&annotation.low, "low"), (&annotation.high, "high")] {
                if let Some(bound) = bound {
                    self.value(bound, shape, &path::join(path, key));
                }
            }
            if !self.wrong && node.as_number().is_none() {
                let measure = |node: &Node| measure(&ways, node);
                let count = self.problems.errors();
                annotated::check_order(node, annotation, path, measure, self.problems);
                self.wrong = self.problems.errors() > count;
            }
        }
        self.wrong |= before;
    }

    fn needs(&mut self, node: &Node, ways: &[Alternative<'_>], path: &str) {
        let name = path::spoken_last(path);
        let message = format!(
            "{name} needs {}; this is {}",
            wording::needs(ways),
            node.kind()
        );
        let problem = Problem::error(message).maybe_help(wording::instead(node, ways, &name));
        self.report(node, path, problem);
    }

    /// Reads the value as one of the quantities it may be. `None` if there are none for its type.
    fn quantity(&mut self, node: &Node, ways: &[Alternative<'_>], path: &str) -> Option<()> {
        let mut refused = None;
        for way in ways {
            let Alternative::Quantity { name } = way else {
                continue;
            };
            match quantity::check(name, node) {
                Some(Ok(_)) => return Some(()),
                Some(Err(wrong)) => refused = refused.or(Some(wrong)),
                // Not one of ours: its own type will read it.
                None if quantity::needs(name).is_none() => return Some(()),
                None => {}
            }
        }
        let wrong = refused?;
        self.report(
            node,
            path,
            Problem::error(wrong.message).maybe_help(wrong.help),
        );
        Some(())
    }

    fn truth(&mut self, node: &Node, ways: &[Alternative<'_>], path: &str) {
        if !ways
            .iter()
            .any(|way| matches!(way, Alternative::Truth | Alternative::Anything))
        {
            self.needs(node, ways, path);
        }
    }

    fn date(&mut self, node: &Node, ways: &[Alternative<'_>], path: &str) {
        if ways.iter().any(|way| matches!(way, Alternative::Anything)) {
            return;
        }
        if self.quantity(node, ways, path).is_none() {
            self.needs(node, ways, path);
        }
    }

    fn number(&mut self, node: &Node, ways: &[Alternative<'_>], path: &str) {
        if ways.iter().any(|way| matches!(way, Alternative::Anything)) {
            return;
        }
        let whole_only =
            |way: &&Alternative<'_>| matches!(way, Alternative::Number { whole: true, .. });
        let any = ways
            .iter()
            .find(|way| matches!(way, Alternative::Number { whole: false, .. }));
        let Some(Alternative::Number { whole, of }) = any.or_else(|| ways.iter().find(whole_only))
        else {
            if self.quantity(node, ways, path).is_none() {
                self.needs(node, ways, path);
            }
            return;
        };
        let name = path::spoken_last(path);
        let Some(number) = node.as_number() else {
            return;
        };
        if let (true, Value::Float(number)) = (*whole, &node.value) {
            let problem = if number.fract() == 0.0 && number.abs() < 1e15 {
                Problem::error(format!("{name} needs a whole number"))
                    .help(format!("write {number}"))
            } else {
                Problem::error(format!(
                    "{name} needs a whole number; {number} is not whole"
                ))
            };
            return self.report(node, path, problem);
        }
        let range = wording::Range::of(*of);
        if let Some(side) = range.missed_by(number) {
            let shown = grouped(number);
            let problem = Problem::error(format!("{name} must be {range}; {shown} is too {side}"));
            self.report(node, path, problem);
        } else if number.abs() > LARGEST && !*whole {
            let shown = printable(&node.text());
            let problem = Problem::error(format!("{name} is {shown}, which cannot be meant"))
                .help(format!("numbers go up to {}", grouped(1e12)));
            self.report(node, path, problem);
        }
    }

    fn text(&mut self, node: &Node, text: &str, ways: &[Alternative<'_>], path: &str) {
        let mut words = Vec::new();
        let mut free = None;
        for way in ways {
            match way {
                Alternative::Anything => return,
                Alternative::Word(word) if *word == text => return,
                Alternative::Word(word) => words.push(*word),
                Alternative::Text { of } => free = Some(*of),
                _ => {}
            }
        }
        let name = path::spoken_last(path);
        if let Some(of) = free {
            return self.length_of_text(node, text, of, path);
        }
        let tags: Vec<&str> = tags(ways).collect();
        if tags.contains(&text) {
            let problem = Problem::error(format!("{text} needs its values")).help(format!(
                "write {name} = {{ {text} = {} }}",
                wording::sample(ways, text)
            ));
            return self.report(node, path, problem);
        }
        let has_quantity = ways
            .iter()
            .any(|way| matches!(way, Alternative::Quantity { .. }));
        if has_quantity && (words.is_empty() || names::nearest(text, &words).is_none()) {
            if self.quantity(node, ways, path).is_none() {
                self.needs(node, ways, path);
            }
            return;
        }
        if words.is_empty() && tags.is_empty() {
            return self.needs(node, ways, path);
        }
        let known: Vec<&str> = words.iter().chain(&tags).copied().collect();
        let problem = Problem::error(format!("{name} cannot be {}", quoted(text)))
            .help(names::help(text, &known, "it can be"));
        self.report(node, path, problem);
    }

    fn length_of_text(&mut self, node: &Node, text: &str, of: Shape<'_>, path: &str) {
        let name = path::spoken_last(path);
        let length = text.chars().count() as f64;
        if of.number("minLength").is_some_and(|least| length < least) {
            let problem = if text.is_empty() {
                Problem::error(format!("{name} is empty"))
                    .help("write some text, or leave the key out")
            } else {
                Problem::error(format!("{name} is too short"))
            };
            self.report(node, path, problem);
        } else if let Some(most) = of.number("maxLength").filter(|&most| length > most) {
            let problem = Problem::error(format!("{name} is too long")).help(format!(
                "write at most {}",
                counted(most as usize, "character")
            ));
            self.report(node, path, problem);
        }
    }

    fn array(&mut self, node: &Node, items: &[Node], ways: &[Alternative<'_>], path: &str) {
        if ways.iter().any(|way| matches!(way, Alternative::Anything)) {
            return;
        }
        let Some(of) = ways.iter().find_map(|way| match way {
            Alternative::List { of } => Some(*of),
            _ => None,
        }) else {
            return self.needs(node, ways, path);
        };
        let name = path::spoken_last(path);
        let range = (of.number("minItems"), of.number("maxItems"));
        let count = items.len() as f64;
        let has = if items.is_empty() {
            "none".to_owned()
        } else {
            grouped(count)
        };
        let asked = match range {
            (Some(least), Some(most)) if least == most && count != least => {
                Some(counted(least as usize, "value"))
            }
            (Some(least), _) if count < least => {
                Some(format!("at least {}", counted(least as usize, "value")))
            }
            (_, Some(most)) if count > most => {
                Some(format!("at most {}", counted(most as usize, "value")))
            }
            _ => None,
        };
        if let Some(asked) = asked {
            let problem = Problem::error(format!("{name} needs {asked}; it has {has}"));
            self.report(node, path, problem);
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(shape) = of.item(index) {
                self.value(item, shape, &path::join_index(path, index));
            }
        }
        if of
            .keyword("uniqueItems")
            .and_then(serde_json::Value::as_bool)
            == Some(true)
        {
            // Each is compared with all before it, which is too slow for lists nobody writes by hand.
            for (index, item) in items.iter().enumerate().take(1000) {
                if items[..index]
                    .iter()
                    .any(|earlier| earlier.value == item.value)
                {
                    let problem =
                        Problem::error(format!("{name} has {} twice", printable(&item.text())));
                    self.report(
                        item,
                        &path::join_index(path, index),
                        problem.help("keep one of the two"),
                    );
                }
            }
        }
    }

    fn table(&mut self, node: &Node, table: &Table, ways: &[Alternative<'_>], path: &str) {
        if ways.iter().any(|way| matches!(way, Alternative::Anything)) {
            return;
        }
        let tables = ways.iter().filter_map(|way| match way {
            Alternative::Table { of } => Some(*of),
            _ => None,
        });
        // Of several kinds of tables the one is meant that shares most keys.
        let shared = |of: &Shape<'_>| {
            table
                .keys()
                .filter(|key| matches!(of.member(key), Member::Known(_)))
                .count()
        };
        let plain = tables.max_by_key(|of| (shared(of), std::cmp::Reverse(of.is_open())));
        let tags: Vec<&str> = tags(ways).collect();
        let chosen = table.keys().any(|key| tags.contains(&key.as_str()));
        match plain {
            Some(of) if !chosen => self.keys(node, table, of, path),
            _ if !tags.is_empty() => self.choice(node, table, ways, &tags, path),
            _ => self.needs(node, ways, path),
        }
    }

    /// A table whose one key chooses what it is.
    fn choice(
        &mut self,
        node: &Node,
        table: &Table,
        ways: &[Alternative<'_>],
        tags: &[&str],
        path: &str,
    ) {
        let name = path::spoken_last(path);
        let chosen: Vec<&str> = tags
            .iter()
            .copied()
            .filter(|tag| table.contains_key(*tag))
            .collect();
        let words: Vec<&str> = ways
            .iter()
            .filter_map(|way| match way {
                Alternative::Word(word) => Some(*word),
                _ => None,
            })
            .collect();
        let known: Vec<&str> = tags.iter().chain(&words).copied().collect();
        if table.is_empty() {
            if !self.gaps {
                let problem =
                    Problem::error(format!("{name} needs one of {}", names::list(&known)));
                self.report(node, path, problem);
            }
            return;
        }
        if let [first, second, ..] = chosen.as_slice() {
            let problem = Problem::error(format!("{name} is both {first} and {second}"))
                .help("keep one of the two")
                .span(table[*second].key);
            self.report(node, &path::join(path, second), problem);
        }
        for (key, entry) in table {
            let inner = path::join(path, key);
            let of = ways.iter().find_map(|way| match way {
                Alternative::Choice { tag, of } if tag == key => Some(*of),
                _ => None,
            });
            if let Some(of) = of {
                self.value(&entry.node, of, &inner);
                continue;
            }
            let problem = if words.contains(&key.as_str()) {
                Problem::error(format!("{key} has no values of its own"))
                    .help(format!("write {name} = \"{key}\""))
            } else if let [tag, ..] = chosen.as_slice() {
                let problem =
                    Problem::error(format!("beside {tag} there is no key {}", quoted(key)));
                let within = ways.iter().any(|way| match way {
                    Alternative::Choice { tag: of, of: shape } => {
                        of == tag && shape.child(key).is_some()
                    }
                    _ => false,
                });
                problem.help(if within {
                    format!("put {key} among the values of {tag}")
                } else {
                    format!("{tag} stands alone: leave {key} out")
                })
            } else {
                Problem::error(format!("{name} cannot be {}", quoted(key))).help(names::help(
                    key,
                    &known,
                    "it can be",
                ))
            };
            self.report(node, &inner, problem.span(entry.key));
        }
    }

    /// A table with named keys, or with names of the user's choice.
    fn keys(&mut self, node: &Node, table: &Table, of: Shape<'_>, path: &str) {
        let before = self.wrong;
        self.wrong = false;
        let mut missing: Vec<&str> = of
            .required()
            .into_iter()
            .filter(|key| !table.contains_key(*key))
            .collect();
        for (key, entry) in table {
            if self.problems.break_off() {
                self.wrong = true;
                return;
            }
            let inner = path::join(path, key);
            match of.member(key) {
                Member::Known(shape) => self.value(&entry.node, shape, &inner),
                Member::Unknown if of.keys().is_empty() => {
                    let name = path::spoken_last(path);
                    let problem = Problem::error(format!(
                        "the keys of {name} are whole numbers; {} is not",
                        quoted(key)
                    ));
                    self.report(node, &inner, problem.span(entry.key));
                }
                Member::Unknown => {
                    // One slip makes one problem: the key that was meant is not missing as well.
                    if let Some(meant) = names::nearest(key, &missing) {
                        missing.retain(|key| *key != meant);
                    }
                    let known = of.keys();
                    let holder = match of.word("x-name") {
                        Some(name) => format!("{name} has no key called"),
                        None if path.is_empty() => "there is no key called".to_owned(),
                        None => format!("{} has no key called", path::spoken(path)),
                    };
                    let problem = Problem::error(format!("{holder} {}", quoted(key)))
                        .span(entry.key)
                        .help(names::help(key, &known, "its keys are"));
                    self.report(node, &inner, problem);
                }
            }
        }
        if !missing.is_empty() && !self.gaps {
            let name = if path.is_empty() {
                "the scenario".to_owned()
            } else {
                path::spoken(path)
            };
            let keys: Vec<String> = missing.iter().map(|key| (*key).to_owned()).collect();
            let ending = if keys.len() == 1 { "" } else { "s" };
            let problem = Problem::error(format!("{name} needs the key{ending} {}", both(&keys)));
            let problem = match missing.as_slice() {
                [key] => match of.member(key) {
                    Member::Known(shape) => problem.help(wording::about(key, shape)),
                    Member::Unknown => problem,
                },
                _ => problem,
            };
            self.report(node, path, problem);
        }
        let least = of.number("minProperties").unwrap_or(0.0);
        if (table.len() as f64) < least && !self.gaps {
            let name = path::spoken_last(path);
            let problem = Problem::error(format!(
                "{name} needs at least {}",
                counted(least as usize, "key")
            ));
            self.report(node, path, problem);
        }
        if let (false, Some(name)) = (self.wrong, of.word("x-quantity"))
            && let Some(Err(wrong)) = quantity::check(name, node)
        {
            let (message, help) = wrong
                .message
                .split_once("; ")
                .unwrap_or((&wrong.message, ""));
            let help = Some(help.to_owned())
                .filter(|help| !help.is_empty())
                .or(wrong.help.clone());
            let problem = Problem::error(message).maybe_help(help);
            self.report(node, path, problem);
        }
        self.wrong |= before;
    }
}

/// The keys that choose what a table is.
fn tags<'a>(ways: &[Alternative<'a>]) -> impl Iterator<Item = &'a str> {
    ways.iter().filter_map(|way| match way {
        Alternative::Choice { tag, .. } => Some(*tag),
        _ => None,
    })
}

/// A number by which values can be told apart: of a number itself, of a quantity what it measures.
fn measure(ways: &[Alternative<'_>], node: &Node) -> Option<f64> {
    node.as_number().or_else(|| {
        ways.iter().find_map(|way| match way {
            Alternative::Quantity { name } => quantity::check(name, node)?.ok()?,
            _ => None,
        })
    })
}
