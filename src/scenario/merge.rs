//! Layers: a file laid over another, key by key; the later one wins.

use serde_json::Value as Json;

use super::names;
use super::path;
use super::problem::{Problem, Problems};
use super::shape::Shape;
use super::text::one_line;
use super::tree::{Node, Table, Tree, Value};

/// How one layer is laid over another.
#[derive(Clone, Copy, Debug, Default)]
pub struct MergeRules<'a> {
    /// Lists that grow: paths whose items are put after those below, such as `policy`. All other lists
    /// are replaced whole.
    pub appended: &'a [&'a str],
    /// The JSON Schema of the whole. With it, one of several alternatives replaces another: `stay = { fixed = … }`
    /// over `stay = { lognormal = … }` leaves `fixed`, not both.
    pub schema: Option<&'a Json>,
}

/// Tables whose keys are names that the scenario gives, and what they name.
const NAMED: [(&str, &str); 4] = [
    ("places", "place"),
    ("streams", "stream"),
    ("groups", "group"),
    ("teams", "team"),
];

impl Tree {
    /// Lays another tree over this one.
    ///
    /// Keys of tables are merged, the later value wins; lists are replaced, but for those that
    /// grow. A table whose keys are all numbers addresses the items of a list below it, from 0, as in
    /// `policy.0.start`; an item that is not there is a problem.
    pub fn lay(&mut self, over: Self, rules: &MergeRules<'_>, problems: &mut Problems) {
        self.trust = self.trust.max(over.trust);
        let shape = rules.schema.map(Shape::new);
        lay(&mut self.root, over.root, "", shape, rules, problems);
    }

    /// Lays values set on the command line over this tree.
    pub fn lay_settings(
        &mut self,
        settings: Self,
        rules: &MergeRules<'_>,
        problems: &mut Problems,
    ) {
        self.names_exist(&settings.root, problems);
        self.lay(settings, rules, problems);
    }

    /// A setting changes what is there: a new name in it is a slip of the pen, not a new place.
    fn names_exist(&self, set: &Node, problems: &mut Problems) {
        for (table, kind) in NAMED {
            let Some(given) = set.get(table).and_then(Node::as_table) else {
                continue;
            };
            let there = self.find(table).and_then(Node::as_table);
            let known: Vec<&str> = there
                .into_iter()
                .flat_map(Table::keys)
                .map(String::as_str)
                .collect();
            for (name, entry) in given {
                if !known.contains(&name.as_str()) {
                    let help = names::help(name, &known, "there are");
                    let problem = Problem::error(names::unknown(kind, name));
                    problems.push(problem.span(entry.key).help(help));
                }
            }
        }
    }

    /// Lays a file of a scenario over this tree, and then what stands under its key `set`, in which lists
    /// are always replaced.
    pub fn lay_with_set(
        &mut self,
        mut over: Self,
        rules: &MergeRules<'_>,
        problems: &mut Problems,
    ) {
        let set = over.take("set");
        let trust = over.trust;
        self.lay(over, rules, problems);
        match set {
            Some(set) if set.as_table().is_some() => {
                self.names_exist(&set, problems);
                let rules = MergeRules { appended: &[], ..*rules };
                self.lay(Self { root: set, trust }, &rules, problems);
            }
            Some(set) if set.value != Value::Broken => problems.push(
                Problem::error(format!("set needs a table; this is {}", set.kind()))
                    .at("set")
                    .span(set.span)
                    .help("write [set.council] and its keys below it, or set.council.price_policy = \"match\""),
            ),
            _ => {}
        }
    }
}

fn lay(
    base: &mut Node,
    over: Node,
    path: &str,
    shape: Option<Shape<'_>>,
    rules: &MergeRules<'_>,
    problems: &mut Problems,
) {
    match (&mut base.value, over.value) {
        (Value::Table(below), Value::Table(above)) => {
            if shape.is_some_and(|shape| shape.is_other_choice(below, &above)) {
                base.value = Value::Table(above);
                base.span = over.span;
                base.annotation = None;
                return;
            }
            for (key, entry) in above {
                let path = path::join(path, &key);
                let shape = shape.and_then(|shape| shape.child(&key));
                match below.get_mut(&key) {
                    Some(old) => {
                        let was_table =
                            old.node.as_table().is_some() && entry.node.as_table().is_some();
                        if !was_table {
                            old.key = entry.key;
                        }
                        lay(&mut old.node, entry.node, &path, shape, rules, problems);
                    }
                    None => {
                        below.insert(key, entry);
                    }
                }
            }
            // A range or source said of the whole table no longer holds for a changed one.
            base.annotation = over.annotation;
        }
        (Value::Array(below), Value::Array(above)) if rules.appended.contains(&path) => {
            below.extend(above);
        }
        (Value::Array(below), Value::Table(above)) if addresses_items(&above) => {
            for (key, entry) in above {
                let path = path::join(path, &key);
                let shape = shape.and_then(|shape| shape.child(&key));
                let count = below.len();
                match key
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| below.get_mut(index))
                {
                    Some(item) => lay(item, entry.node, &path, shape, rules, problems),
                    None => problems.push(no_such_item(&path, count).span(entry.key)),
                }
            }
        }
        (_, value) => *base = Node { value, ..over },
    }
}

/// Whether all keys are numbers, as where a path addresses items of a list.
fn addresses_items(table: &Table) -> bool {
    !table.is_empty()
        && table
            .keys()
            .all(|key| !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()))
}

fn no_such_item(path: &str, count: usize) -> Problem {
    let list = path.rsplit_once('.').map_or(path, |(list, _)| list);
    let indices: Vec<String> = (0..count)
        .map(|index| path::join_index(list, index))
        .collect();
    let indices: Vec<&str> = indices.iter().map(String::as_str).collect();
    Problem::error(format!("there is no {}", one_line(path)))
        .at(path)
        .help(format!(
            "items count from 0: there is {}",
            names::list(&indices)
        ))
}
