//! Values given on the command line: `--set places.acute.beds=900`.

use std::ops::Range;

use toml::de::DeValue;

use super::annotated;
use super::merge::MergeRules;
use super::path;
use super::problem::{Problem, Problems};
use super::source::{Sources, Span};
use super::syntax::Faults;
use super::text::quoted;
use super::tree::{Entry, Node, Reading, Table, Tree, Value};

/// The name by which these values are shown, as if they stood in a file, one on each line.
pub const SHOWN_AS: &str = "--set";

impl Tree {
    /// Reads settings of the form `key.path=value`, the later winning over the earlier.
    ///
    /// A value is written as in a file, but text needs no quotes: `14.06 per hour`, `match`, `month 3`.
    /// Items of lists are addressed from 0: `policy.0.start=month 3`. `None` if there are no settings.
    pub fn parse_settings<S: AsRef<str>>(
        settings: &[S],
        sources: &mut Sources,
        problems: &mut Problems,
    ) -> Option<Self> {
        if settings.is_empty() {
            return None;
        }
        let text: Vec<&str> = settings.iter().map(AsRef::as_ref).collect();
        let text = text.join("\n");
        let file = sources.add(SHOWN_AS, &text);
        let text = sources.get(file).text();
        let mut all = Self::empty(file);
        let mut start = 0;
        for setting in settings {
            let end = (start + setting.as_ref().len()).min(text.len());
            let range = start..end;
            start = end + 1;
            let line = Span::new(file, range.clone());
            if let Some(tree) = one(text, range, line, problems) {
                all.lay(tree, &MergeRules::default(), problems);
            }
        }
        Some(all)
    }
}

/// One setting, that takes up `range` of the text.
fn one(text: &str, range: Range<usize>, line: Span, problems: &mut Problems) -> Option<Tree> {
    let setting = text.get(range.clone())?;
    let Some(equals) = equals_sign(setting) else {
        problems.push(
            Problem::error(format!("{} gives no value", quoted(setting)))
                .span(line)
                .help("write key=value, such as --set places.acute.beds=900"),
        );
        return None;
    };
    let (key, value) = (&setting[..equals], &setting[equals + 1..]);
    let steps = match path::split(key) {
        Ok(steps) if !steps.is_empty() => steps,
        Ok(_) => {
            problems.push(
                Problem::error("a key is missing before =")
                    .span(line)
                    .help("write key=value, such as --set places.acute.beds=900"),
            );
            return None;
        }
        Err(message) => {
            let key = Span::new(line.file, range.start..range.start + equals);
            problems.push(
                Problem::error(message)
                    .span(key)
                    .help("keys are joined by dots, such as places.acute.beds"),
            );
            return None;
        }
    };
    let path = steps
        .iter()
        .fold(String::new(), |path, (step, _)| path::join(&path, step));
    let lead = value.len() - value.trim_start().len();
    let offset = range.start + equals + 1 + lead;
    let value = value.trim();
    if value.is_empty() {
        problems.push(
            Problem::error(format!("{} gives no value", quoted(setting)))
                .at(path)
                .span(line)
                .help("write a value after ="),
        );
        return None;
    }
    let mut node = read_value(text, value, offset, &path, line, problems);
    for (step, step_range) in steps.into_iter().rev() {
        let key = Span::new(
            line.file,
            range.start + step_range.start..range.start + step_range.end,
        );
        let table = Table::from([(step, Entry { key, node })]);
        node = Node::new(Value::Table(table), key);
    }
    let mut tree = Tree {
        root: node,
        ..Tree::empty(line.file)
    };
    annotated::extract(&mut tree.root, problems);
    Some(tree)
}

/// Where the first `=` stands that is not in quotes.
fn equals_sign(setting: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in setting.char_indices() {
        match quote {
            None if c == '=' => return Some(at),
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// A value that begins at byte `offset` of the whole text: as TOML if it is that, else as plain text.
fn read_value(
    text: &str,
    value: &str,
    offset: usize,
    path: &str,
    line: Span,
    problems: &mut Problems,
) -> Node {
    let (parsed, errors) = DeValue::parse_recoverable(value);
    if errors.is_empty() {
        let mut reading = Reading {
            file: line.file,
            text,
            offset,
            faults: Faults::new(&[], 0),
            problems,
        };
        return reading.node(parsed.get_ref(), parsed.span(), path);
    }
    let span = Span::new(line.file, offset..offset + value.len());
    if !value.starts_with(['"', '\'', '[', '{']) {
        return Node::new(Value::String(value.to_owned()), span);
    }
    let faults = Faults::new(&errors, offset);
    let broken = Node::new(Value::Broken, span);
    faults.report(line.file, text, &broken, problems);
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::render::Look;
    use proptest::prelude::*;

    fn set(settings: &[&str]) -> (Tree, String) {
        let (mut sources, mut problems) = (Sources::new(), Problems::new());
        let tree = Tree::parse_settings(settings, &mut sources, &mut problems).unwrap();
        (tree, problems.render(&sources, Look::default()))
    }

    #[test]
    fn values_are_read_as_in_a_file_or_as_plain_text() {
        for (setting, expected) in [
            (
                "places.acute.beds=900",
                "{ places = { acute = { beds = 900 } } }",
            ),
            ("a = 14.06 per hour", "{ a = 14.06 per hour }"),
            ("a=6 weeks", "{ a = 6 weeks }"),
            ("a=£1,298 per week", "{ a = £1,298 per week }"),
            ("a=match", "{ a = match }"),
            ("a=\"1\"", "{ a = 1 }"),
            ("a=true", "{ a = true }"),
            ("a=truth", "{ a = truth }"),
            ("a=2024-09-01", "{ a = 2024-09-01 }"),
            ("a=[1, 2]", "{ a = [1, 2] }"),
            ("a={ value = 3, low = 1 }", "{ a = 3 }"),
            ("a.value=3", "{ a = 3 }"),
            (
                "policy.0.start=month 3",
                "{ policy = { 0 = { start = month 3 } } }",
            ),
            ("a.\"x=y\"=1", "{ a = { \"x=y\" = 1 } }"),
            ("a=b=c", "{ a = b=c }"),
        ] {
            let (tree, problems) = set(&[setting]);
            assert_eq!(problems, "", "{setting}");
            assert_eq!(tree.root.text(), expected, "{setting}");
        }
        let (tree, _) = set(&["a.b=1", "a.c=2", "a.b=3"]);
        assert_eq!(tree.root.text(), "{ a = { b = 3, c = 2 } }");
        assert_eq!(
            Tree::parse_settings::<&str>(&[], &mut Sources::new(), &mut Problems::new()),
            None
        );
    }

    #[test]
    fn a_wrong_setting_is_shown_as_if_in_a_file() {
        let (_, problems) = set(&[
            "a=1",
            "places.acute.beds",
            "=3",
            "a..b=1",
            "a=",
            "a=[1",
            "a=nan",
        ]);
        let expected = "\
error: \"places.acute.beds\" gives no value
 --> --set:2:1
  |
2 | places.acute.beds
  | ^^^^^^^^^^^^^^^^^
  = help: write key=value, such as --set places.acute.beds=900

error: a key is missing before =
 --> --set:3:1
  |
3 | =3
  | ^^
  = help: write key=value, such as --set places.acute.beds=900

error: \"a..b\" has a dot with no key beside it
 --> --set:4:1
  |
4 | a..b=1
  | ^^^^
  = help: keys are joined by dots, such as places.acute.beds

error: \"a=\" gives no value
 --> --set:5:1
  |
5 | a=
  | ^^
  = help: write a value after =

error: this list is not closed
 --> --set:6:5
  |
6 | a=[1
  |     ^
  = help: end it with ]

error: nan is not a number
 --> --set:7:3
  |
7 | a=nan
  |   ^^^
  = help: write a number, or leave the key out

6 problems; nothing was run
";
        assert_eq!(problems, expected);
    }

    proptest! {
        #[test]
        fn no_setting_upsets_the_reader(settings in prop::collection::vec("[a-c=.\"'\\[{}\\]0-9 é£\n]{0,20}|\\PC{0,20}", 1..4)) {
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            set(&settings);
        }
    }
}
