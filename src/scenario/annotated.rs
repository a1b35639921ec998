//! Values written with their range and source: `{ value = 0.02, low = 0.0, high = 0.035, source = "…" }`.
//!
//! Whatever type a value has, it may be written so. The rest of the program sees the value alone.

use super::names;
use super::path;
use super::problem::{Problem, Problems};
use super::text::{printable, quoted};
use super::tree::{Annotated, Annotation, Node, Table, Value};

/// The key that makes a table an annotated value; no table of a scenario may use it otherwise.
const VALUE: &str = "value";
/// What may stand beside it.
const BESIDE: [&str; 4] = ["low", "high", "source", "note"];

/// Replaces every annotated value below `root` by the value, and keeps the rest beside it.
pub(super) fn extract(root: &mut Node, problems: &mut Problems) {
    below(root, "", problems);
}

fn below(node: &mut Node, path: &str, problems: &mut Problems) {
    match &mut node.value {
        Value::Table(table) => {
            for (key, entry) in table.iter_mut() {
                below(&mut entry.node, &path::join(path, key), problems);
            }
            if !path.is_empty() && table.contains_key(VALUE) {
                unwrap(node, path, problems);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                below(item, &path::join_index(path, index), problems);
            }
        }
        _ => {}
    }
}

/// Takes an annotated value out of its table.
fn unwrap(node: &mut Node, path: &str, problems: &mut Problems) {
    let Value::Table(table) = &mut node.value else {
        return;
    };
    let strangers: Vec<&String> = table
        .keys()
        .filter(|key| *key != VALUE && !BESIDE.contains(&key.as_str()))
        .collect();
    if !strangers.is_empty() {
        if table
            .get(VALUE)
            .is_some_and(|entry| entry.node.as_table().is_some())
        {
            // Something that happens to be called "value".
            return;
        }
        for stranger in strangers {
            problems.push(
                Problem::error(format!("beside value there is no key {}", quoted(stranger)))
                    .at(path::join(path, stranger))
                    .span(table[stranger].key)
                    .help(names::help(stranger, &BESIDE, "beside value there may be")),
            );
        }
        node.value = Value::Broken;
        return;
    }
    let unit = table
        .get(VALUE)
        .and_then(|entry| entry.node.as_str())
        .and_then(unit)
        .map(str::to_owned);
    let annotation = Annotation {
        low: bound(table, "low", unit.as_deref()),
        high: bound(table, "high", unit.as_deref()),
        source: words(table, "source", path, problems),
        note: words(table, "note", path, problems),
        span: node.span,
    };
    let Some(value) = table.remove(VALUE) else {
        return;
    };
    check_order(&value.node, &annotation, path, Node::as_number, problems);
    *node = Node {
        annotation: Some(Box::new(annotation)),
        ..value.node
    };
}

/// A bound; a bare number has the unit of the value it stands beside.
fn bound(table: &mut Table, key: &str, unit: Option<&str>) -> Option<Node> {
    let mut node = table.remove(key)?.node;
    if let (Some(_), Some(unit)) = (node.as_number(), unit) {
        node.value = Value::String(format!("{} {unit}", node.text()));
    }
    Some(node)
}

/// What follows the number in a value such as `"£24.10 per hour"`.
pub(super) fn unit(text: &str) -> Option<&str> {
    let number = text.trim().trim_start_matches('£').trim_start();
    let unit = number
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_'))
        .trim();
    (unit.len() < number.len() && !unit.is_empty()).then_some(unit)
}

fn words(table: &mut Table, key: &str, path: &str, problems: &mut Problems) -> Option<String> {
    let node = table.remove(key)?.node;
    match node.value {
        Value::String(text) => Some(text),
        Value::Broken => None,
        _ => {
            problems.push(
                Problem::error(format!(
                    "{key} needs text in quotes; this is {}",
                    node.kind()
                ))
                .at(path::join(path, key))
                .span(node.span),
            );
            None
        }
    }
}

/// Reports a range that does not hold its value, as far as `measure` can tell one value from another.
pub(super) fn check_order(
    value: &Node,
    annotation: &Annotation,
    path: &str,
    measure: impl Fn(&Node) -> Option<f64>,
    problems: &mut Problems,
) {
    let Some(middle) = measure(value) else { return };
    let mut wrong =
        |bound: Option<&Node>, key: &str, side: &str, is_wrong: fn(f64, f64) -> bool| {
            if let Some(bound) = bound
                && measure(bound).is_some_and(|bound| is_wrong(bound, middle))
            {
                let (bound_text, value_text) = (printable(&bound.text()), printable(&value.text()));
                problems.push(
                    Problem::error(format!(
                        "{key} is {bound_text}, {side} the value {value_text}"
                    ))
                    .at(path)
                    .span(bound.span)
                    .help("low, value and high stand in rising order"),
                );
            }
        };
    wrong(annotation.low.as_ref(), "low", "above", |low, value| {
        low > value
    });
    wrong(annotation.high.as_ref(), "high", "below", |high, value| {
        high < value
    });
}

/// Lists every annotated value at or below a node.
pub(super) fn collect(node: &Node, path: &str, found: &mut Vec<Annotated>) {
    if let Some(annotation) = &node.annotation {
        found.push(Annotated {
            path: path.to_owned(),
            value: node.text(),
            low: annotation.low.as_ref().map(Node::text),
            high: annotation.high.as_ref().map(Node::text),
            source: annotation.source.clone(),
            note: annotation.note.clone(),
            span: annotation.span,
        });
    }
    match &node.value {
        Value::Table(table) => {
            for (key, entry) in table {
                collect(&entry.node, &path::join(path, key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &path::join_index(path, index), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn a_unit_is_what_follows_the_number() {
        assert_eq!(unit("24.10 per hour"), Some("per hour"));
        assert_eq!(unit("£1,298 per week"), Some("per week"));
        assert_eq!(unit("6 weeks"), Some("weeks"));
        assert_eq!(unit("hold"), None);
        assert_eq!(unit("12"), None);
    }
}
