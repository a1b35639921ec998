//! Layers laid over one another.

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::merge::MergeRules;
use super::problem::Problems;
use super::render::Look;
use super::schema::strict_schema;
use super::source::Sources;
use super::tree::{Node, Tree};

const GROWING: MergeRules<'static> = MergeRules {
    appended: &["policy", "expect", "window"],
    schema: None,
};

fn tree(text: &str) -> Tree {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let file = sources.add("a.toml", text);
    let tree = Tree::parse(file, &sources, &mut problems);
    assert!(problems.is_empty(), "{text}");
    tree
}

fn laid(below: &str, above: &str) -> String {
    let mut base = tree(below);
    let mut problems = Problems::new();
    base.lay_with_set(tree(above), &GROWING, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    base.root.text()
}

#[test]
fn the_later_layer_wins_key_by_key() {
    for (below, above, expected) in [
        ("a = 1\nb = 2", "b = 3\nc = 4", "{ a = 1, b = 3, c = 4 }"),
        ("a.b = 1\na.c = 2", "[a]\nb = 3", "{ a = { b = 3, c = 2 } }"),
        ("a = [1, 2, 3]", "a = [4]", "{ a = [4] }"),
        ("a = 1", "a.b = 2", "{ a = { b = 2 } }"),
        ("a.b = 2", "a = 1", "{ a = 1 }"),
        (
            "policy = [1]\nlist = [1]",
            "policy = [2]\nlist = [2]",
            "{ list = [2], policy = [1, 2] }",
        ),
        (
            "x.policy = [1]",
            "x.policy = [2]",
            "{ x = { policy = [2] } }",
        ),
        ("a = 1", "b = 2\n[set]\na = 3", "{ a = 3, b = 2 }"),
        (
            "policy = [1]",
            "policy = [2]\n[set]\npolicy = [3]",
            "{ policy = [3] }",
        ),
        (
            "[[policy]]\nstart = 1\nby = 2\n[[policy]]\nstart = 1",
            "[set.policy.1]\nstart = 3",
            "{ policy = [{ by = 2, start = 1 }, { start = 3 }] }",
        ),
        (
            "a = { value = 1, low = 0, source = \"x\" }",
            "a = 2",
            "{ a = 2 }",
        ),
    ] {
        assert_eq!(laid(below, above), expected, "{below} / {above}");
    }
    let mut base =
        tree("a = { value = 1, low = 0, source = \"x\" }\nb = { value = 1, source = \"y\" }");
    base.lay(tree("a = 2"), &GROWING, &mut Problems::new());
    let sources: Vec<_> = base
        .annotations()
        .into_iter()
        .map(|of| (of.path, of.source))
        .collect();
    assert_eq!(
        sources,
        [("b".to_owned(), Some("y".to_owned()))],
        "a new value has no old source"
    );
}

#[test]
fn what_cannot_be_laid_is_said() {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let below = sources.add("place.toml", "policy = [1, 2]\n");
    let above = sources.add("winter.toml", "set = 3\n");
    let mut base = Tree::parse(below, &sources, &mut problems);
    let over = Tree::parse(above, &sources, &mut problems);
    base.lay_with_set(over, &GROWING, &mut problems);
    let set = Tree::parse_settings(&["policy.2=x"], &mut sources, &mut problems).unwrap();
    base.lay(set, &MergeRules::default(), &mut problems);
    let expected = "\
error: set needs a table; this is a number
 --> winter.toml:1:7
  |
1 | set = 3
  |       ^
  = help: write [set.council] and its keys below it, or set.council.price_policy = \"match\"

error: there is no policy.2
 --> --set:1:8
  |
1 | policy.2=x
  |        ^
  = help: items count from 0: there is policy.0, policy.1

2 problems; nothing was run
";
    assert_eq!(problems.render(&sources, Look::default()), expected);
}

#[test]
fn a_value_is_found_in_the_file_that_gave_it() {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let below = sources.add("place.toml", "[a]\nb = 1\nc = 2\n");
    let above = sources.add("winter.toml", "\n\na.b = 3\n");
    let mut base = Tree::parse(below, &sources, &mut problems);
    base.lay(
        Tree::parse(above, &sources, &mut problems),
        &GROWING,
        &mut problems,
    );
    let at = |path: &str, of_key: bool| {
        let place = base.place(path, of_key);
        let source = sources.get(place.file);
        (
            source.name(),
            place
                .span
                .map(|span| (source.position(span.start), &source.text()[span.range()])),
        )
    };
    assert_eq!(at("a.b", false), ("winter.toml", Some(((3, 7), "3"))));
    assert_eq!(at("a.b", true), ("winter.toml", Some(((3, 3), "b"))));
    assert_eq!(at("a.c", false), ("place.toml", Some(((3, 5), "2"))));
    assert_eq!(at("a", false), ("place.toml", Some(((1, 1), "[a]"))));
    assert_eq!(
        at("a.x.y", false),
        ("place.toml", Some(((1, 1), "[a]"))),
        "the nearest parent"
    );
    assert_eq!(at("x", false), ("place.toml", None));
    assert_eq!(base.find("a.b").map(Node::text).as_deref(), Some("3"));
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only the schema is used")]
enum Stay {
    Fixed(f64),
    Lognormal { mean: f64, sd: f64 },
    Forever,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the schema is used")]
enum OneOrByGroup {
    One(Stay),
    ByGroup(std::collections::BTreeMap<String, Stay>),
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only the schema is used")]
struct Place {
    stay: Stay,
    patience: OneOrByGroup,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only the schema is used")]
struct Places {
    places: std::collections::BTreeMap<String, Place>,
}

#[test]
fn one_choice_replaces_another() {
    let schema = strict_schema::<Places>();
    let rules = MergeRules {
        appended: &[],
        schema: Some(&schema),
    };
    for (below, above, expected) in [
        (
            "stay.fixed = 1",
            "stay.lognormal.mean = 2",
            "{ stay = { lognormal = { mean = 2 } } }",
        ),
        (
            "stay.lognormal = { mean = 1, sd = 1 }",
            "stay.lognormal.mean = 2",
            "{ stay = { lognormal = { mean = 2, sd = 1 } } }",
        ),
        ("stay.fixed = 1", "stay = \"forever\"", "{ stay = forever }"),
        (
            "stay = \"forever\"",
            "stay.fixed = 1",
            "{ stay = { fixed = 1 } }",
        ),
        (
            "patience.a.fixed = 1",
            "patience.b.fixed = 1",
            "{ patience = { a = { fixed = 1 }, b = { fixed = 1 } } }",
        ),
        (
            "patience.a.fixed = 1",
            "patience.a.lognormal.sd = 1",
            "{ patience = { a = { lognormal = { sd = 1 } } } }",
        ),
        (
            "patience.a.fixed = 1",
            "patience.fixed = 1",
            "{ patience = { fixed = 1 } }",
        ),
        (
            "patience.fixed = 1",
            "patience.a.fixed = 1",
            "{ patience = { a = { fixed = 1 } } }",
        ),
    ] {
        let place = |text: &str| tree(&format!("[places.x]\n{text}"));
        let mut base = place(below);
        base.lay(place(above), &rules, &mut Problems::new());
        assert_eq!(
            base.find("places.x").unwrap().text(),
            expected,
            "{below} / {above}"
        );
    }
}

/// Any tree, as JSON, which TOML can write too.
fn any_table() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        (-1e9..1e9_f64).prop_map(serde_json::Value::from),
        "[a-z ]{0,4}".prop_map(serde_json::Value::from),
    ];
    let key = "[a-d]|policy|é|a b";
    let inner = leaf.prop_recursive(3, 20, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(serde_json::Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|table| serde_json::Value::Object(table.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(key, inner, 0..5)
        .prop_map(|table| serde_json::Value::Object(table.into_iter().collect()))
}

fn written(table: &serde_json::Value) -> Tree {
    tree(&toml::to_string(table).unwrap())
}

/// What is laid over what, without regard to lists that grow: the later value wins.
fn winner(below: &serde_json::Value, above: &serde_json::Value) -> serde_json::Value {
    match (below.as_object(), above.as_object()) {
        (Some(below), Some(above)) => {
            let mut merged = below.clone();
            for (key, value) in above {
                let value = below
                    .get(key)
                    .map_or_else(|| value.clone(), |old| winner(old, value));
                merged.insert(key.clone(), value);
            }
            serde_json::Value::Object(merged)
        }
        _ => above.clone(),
    }
}

proptest! {
    #[test]
    fn a_tree_keeps_what_was_written(table in any_table()) {
        prop_assert_eq!(written(&table).root.to_json(), table);
    }

    #[test]
    fn laying_nothing_over_or_under_changes_nothing(table in any_table()) {
        let tree = written(&table);
        let empty = Tree::empty(tree.root.span.file);
        let mut over = tree.clone();
        over.lay(empty.clone(), &GROWING, &mut Problems::new());
        prop_assert_eq!(&over, &tree);
        let mut under = empty;
        under.lay(tree.clone(), &GROWING, &mut Problems::new());
        prop_assert_eq!(&under, &tree);
    }

    #[test]
    fn the_later_wins(below in any_table(), above in any_table()) {
        let mut base = written(&below);
        base.lay(written(&above), &MergeRules::default(), &mut Problems::new());
        prop_assert_eq!(base.root.to_json(), winner(&below, &above));
    }

    #[test]
    fn laying_in_steps_is_laying_at_once(a in any_table(), b in any_table(), c in any_table()) {
        let rules = MergeRules::default();
        let mut problems = Problems::new();
        let mut one_by_one = written(&a);
        one_by_one.lay(written(&b), &rules, &mut problems);
        one_by_one.lay(written(&c), &rules, &mut problems);
        let mut upper = written(&b);
        upper.lay(written(&c), &rules, &mut problems);
        let mut at_once = written(&a);
        at_once.lay(upper, &rules, &mut problems);
        // A list between two tables is gone in one order and replaced in the other.
        let same_kind = winner(&winner(&a, &b), &c) == winner(&a, &winner(&b, &c));
        prop_assert_eq!(one_by_one.root.to_json() == at_once.root.to_json(), same_kind);
    }

    #[test]
    fn the_order_of_keys_does_not_matter(mut lines in prop::collection::vec("[a-f]\\.[a-f]", 1..8), keys in any::<u64>()) {
        lines.sort();
        lines.dedup();
        let text = |lines: &[String]| {
            lines.iter().fold(String::new(), |text, key| text + key + " = 1
")
        };
        let in_order = tree(&text(&lines));
        let by = usize::try_from(keys % lines.len() as u64).unwrap();
        lines.rotate_left(by);
        lines.reverse();
        prop_assert_eq!(tree(&text(&lines)).root.to_json(), in_order.root.to_json());
    }
}
