//! What a key of a scenario file means: its description, unit, range and default, from the schema.

use super::path;
use super::schema::strict_schema;
use super::shape::{Alternative, Shape};
use super::spec::Spec;
use super::wording::needs;
use serde_json::Value as Json;

/// Steps followed in a list of all paths; deeper ones repeat what stands above.
const DEEPEST: usize = 9;

/// A key of a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its path, as asked for.
    pub path: String,
    /// What it is.
    pub description: String,
    /// What to write: "a whole number, such as 20".
    pub needs: String,
    /// What holds where it is left out.
    pub default: Option<String>,
    /// Whether it must be written where its table is.
    pub required: bool,
    /// Least and greatest value.
    pub range: Option<String>,
    /// The keys it has itself, each with the first sentence of its description.
    pub keys: Vec<(String, String)>,
}

impl Key {
    /// What holds where it is left out, in a word; empty where nothing does.
    pub fn unless_given(&self) -> &str {
        match &self.default {
            Some(default) => default,
            None if self.required => "must be given",
            None => "",
        }
    }

    /// The last step of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}

/// What stands at a path; names of places and the like may be any.
///
/// Items of lists may be addressed with or without their number: `policy.0.start`, `policy.start`.
pub fn key(path: &str) -> Option<Key> {
    let steps = path::split(path).ok().filter(|steps| !steps.is_empty())?;
    let schema = strict_schema::<Spec>();
    let mut shape = Shape::new(&schema);
    let mut required = false;
    for (step, _) in steps {
        required = requires(shape, &step);
        // Values that differ from the files below have the same paths.
        shape = below(shape, &step)?;
    }
    let alternatives = shape.alternatives();
    let keys = members(shape)
        .into_iter()
        .map(|(name, member)| (name, member.summary().unwrap_or_default().to_owned()))
        .collect();
    Some(Key {
        path: path.trim().to_owned(),
        description: tidy(shape.word("description").unwrap_or_default()),
        needs: needs(&alternatives),
        default: shape.keyword("default").and_then(as_written),
        required,
        range: range(shape),
        keys,
    })
}

/// Every path whose last step is this key, with NAME for names of the user's choice.
pub fn paths_to(key: &str) -> Vec<String> {
    let ends = |path: &&String| path.rsplit('.').next() == Some(key);
    paths().iter().filter(ends).cloned().collect()
}

/// Every key there is, once each.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = paths()
        .iter()
        .filter_map(|path| path.rsplit('.').next().map(str::to_owned))
        .filter(|name| name != "NAME")
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Every path of a scenario file.
pub fn paths() -> Vec<String> {
    let schema = strict_schema::<Spec>();
    let mut found = Vec::new();
    gather(Shape::new(&schema), "", DEEPEST, &mut found);
    found
}

fn gather(shape: Shape<'_>, path: &str, deeper: usize, found: &mut Vec<String>) {
    let Some(deeper) = deeper.checked_sub(1) else {
        return;
    };
    for (name, member) in members(shape) {
        let longer = path::join(path, &name);
        // A distribution holds distributions: once is enough.
        let repeats = path.split('.').any(|step| step == name) && name == "of";
        if !repeats {
            gather(member, &longer, deeper, found);
            found.push(longer);
        }
    }
}

/// The keys under a place in the schema; those of a list are those of its items.
fn members(shape: Shape<'_>) -> Vec<(String, Shape<'_>)> {
    let mut found: Vec<(String, Shape<'_>)> = Vec::new();
    for alternative in shape.alternatives() {
        match alternative {
            Alternative::Choice { tag, of } => found.push((tag.to_owned(), of)),
            Alternative::Table { of } => {
                for key in of.keys() {
                    found.extend(of.child(key).map(|member| (key.to_owned(), member)));
                }
                if of.is_open() {
                    found.extend(of.child("NAME").map(|member| ("NAME".to_owned(), member)));
                }
            }
            Alternative::List { of } => {
                if let Some(item) = of.item(0) {
                    found.extend(members(item));
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a table at a place in the schema must have a key.
fn requires(shape: Shape<'_>, step: &str) -> bool {
    let tables = shape.alternatives().into_iter();
    let mut tables = tables.filter_map(|alternative| match alternative {
        Alternative::Table { of } => Some(of),
        _ => None,
    });
    tables.any(|of| of.required().contains(&step))
}

fn below<'a>(shape: Shape<'a>, step: &str) -> Option<Shape<'a>> {
    shape.child(step).or_else(|| {
        // `policy.start` means the start of any policy.
        let items = shape.alternatives();
        let mut items = items.iter().filter_map(|alternative| match alternative {
            Alternative::List { of } => of.item(0),
            _ => None,
        });
        items.next()?.child(step)
    })
}

fn range(shape: Shape<'_>) -> Option<String> {
    let (least, most) = (shape.number("minimum"), shape.number("maximum"));
    match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("{least} or more")),
        (None, Some(most)) => Some(format!("{most} or less")),
        (None, None) => None,
    }
}

/// A default as it would be written in a file; nothing for what is empty.
fn as_written(default: &Json) -> Option<String> {
    match default {
        Json::Object(_) | Json::Null => None,
        Json::Array(items) if items.is_empty() => None,
        other => Some(other.to_string()),
    }
}

/// A doc comment as running text.
fn tidy(text: &str) -> String {
    let paragraphs = text.trim().split("\n\n");
    let joined: Vec<String> = paragraphs.map(|p| p.replace('\n', " ")).collect();
    joined.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_and_what_to_write() {
        let beds = key("places.acute.beds").unwrap();
        assert!(beds.description.contains("beds"), "{beds:?}");
        assert!(!beds.needs.is_empty(), "{beds:?}");
        let replications = key("run.replications").unwrap();
        assert_eq!(replications.default.as_deref(), Some("30"));
        assert_eq!(replications.range.as_deref(), Some("1 to 1000000"));
    }

    #[test]
    fn a_key_that_must_be_written_says_so() {
        let of = |name: &str| key(&format!("policy.action.buy_step_down.{name}")).unwrap();
        assert!(of("beds").required && of("price").required);
        assert!(!of("from").required && of("from").default.is_some());
        assert!(!of("stay_cap").required);
    }

    #[test]
    fn items_of_lists_need_no_number() {
        let with = key("policy.0.start").unwrap();
        assert_eq!(with.description, key("policy.start").unwrap().description);
        assert!(key("policy.action.buy_step_down.beds").is_some());
        assert!(key("places.acute.bedz").is_none());
        assert!(key("").is_none());
    }

    #[test]
    fn a_bare_key_is_found_wherever_it_stands() {
        assert_eq!(paths_to("warm_up_days"), ["run.warm_up_days"]);
        assert!(paths_to("beds").contains(&"places.NAME.beds".to_owned()));
    }
}
