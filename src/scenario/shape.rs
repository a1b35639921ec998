//! What a JSON Schema allows at one place, as a list of alternatives.

use serde_json::Value as Json;

use super::tree::Table;

/// References and alternatives followed before giving up on a schema that runs in a circle.
const DEEPEST: usize = 32;

/// A place in a schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'a> {
    /// The whole schema, where definitions are found.
    root: &'a Json,
    here: &'a Json,
}

/// One way in which a value may be written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Alternative<'a> {
    /// In any way.
    Anything,
    /// As a number, perhaps a whole one.
    Number { whole: bool, of: Shape<'a> },
    /// As free text.
    Text { of: Shape<'a> },
    /// As one word of several.
    Word(&'a str),
    /// As a quantity with a unit.
    Quantity { name: &'a str },
    /// As true or false.
    Truth,
    /// As a list.
    List { of: Shape<'a> },
    /// As a table.
    Table { of: Shape<'a> },
    /// As a table with this one key, which chooses what the value is.
    Choice { tag: &'a str, of: Shape<'a> },
}

/// What a key of a table may hold.
pub(super) enum Member<'a> {
    /// Values of this shape.
    Known(Shape<'a>),
    /// Nothing: there is no such key.
    Unknown,
}

impl<'a> Shape<'a> {
    /// The shape of everything.
    pub fn new(root: &'a Json) -> Self {
        Self { root, here: root }
    }

    fn at(self, here: &'a Json) -> Self {
        Self { here, ..self }
    }

    /// A keyword of the schema at this place, or where it refers to.
    pub fn keyword(self, word: &str) -> Option<&'a Json> {
        let mut shape = self;
        for _ in 0..DEEPEST {
            if let Some(found) = shape.here.get(word) {
                return Some(found);
            }
            shape = shape.referred()?;
        }
        None
    }

    /// A keyword that is text.
    pub fn word(self, word: &str) -> Option<&'a str> {
        self.keyword(word).and_then(Json::as_str)
    }

    /// A keyword that is a number.
    pub fn number(self, word: &str) -> Option<f64> {
        self.keyword(word).and_then(Json::as_f64)
    }

    /// A keyword that is a list; empty if it is not there.
    pub fn list(self, word: &str) -> &'a [Json] {
        self.keyword(word)
            .and_then(Json::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The first sentence of the description, without its full stop.
    pub fn summary(self) -> Option<&'a str> {
        let text = self.word("description")?.trim();
        let line = text.split("\n\n").next().unwrap_or(text);
        let end = line.find(". ").unwrap_or(line.len());
        Some(line[..end].trim_end_matches('.'))
            .filter(|line| !line.is_empty() && !line.contains('\n'))
    }

    /// Where this place refers to, if it does.
    fn referred(self) -> Option<Self> {
        let reference = self.here.get("$ref").and_then(Json::as_str)?;
        self.root
            .pointer(reference.strip_prefix('#')?)
            .map(|here| self.at(here))
    }

    /// All ways in which a value may be written here.
    pub fn alternatives(self) -> Vec<Alternative<'a>> {
        let mut found = Vec::new();
        self.collect(&mut found, DEEPEST, false);
        found
    }

    fn collect(self, found: &mut Vec<Alternative<'a>>, depth: usize, one_of_many: bool) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if let Some(shape) = self.referred() {
            return shape.collect(found, depth, one_of_many);
        }
        let quantity = self.word("x-quantity");
        for combined in ["anyOf", "oneOf", "allOf"] {
            if let Some(list) = self.here.get(combined).and_then(Json::as_array) {
                if let Some(name) = quantity {
                    found.push(Alternative::Quantity { name });
                    return;
                }
                return list
                    .iter()
                    .for_each(|here| self.at(here).collect(found, depth, true));
            }
        }
        if let Some(word) = self.here.get("const") {
            found.extend(word.as_str().map(Alternative::Word));
            return;
        }
        if let Some(words) = self.here.get("enum").and_then(Json::as_array) {
            found.extend(words.iter().filter_map(Json::as_str).map(Alternative::Word));
            return;
        }
        let types: Vec<&str> = match self.here.get("type") {
            Some(Json::String(one)) => vec![one],
            Some(Json::Array(many)) => many.iter().filter_map(Json::as_str).collect(),
            _ if self.here == &Json::Bool(false) => return,
            _ => {
                found.push(Alternative::Anything);
                return;
            }
        };
        if let Some(name) =
            quantity.filter(|_| types.iter().any(|&of| of != "object" && of != "array"))
        {
            found.push(Alternative::Quantity { name });
        }
        let single = quantity.is_none();
        for of in types {
            match of {
                "integer" if single => found.push(Alternative::Number {
                    whole: true,
                    of: self,
                }),
                "number" if single => found.push(Alternative::Number {
                    whole: false,
                    of: self,
                }),
                "string" if single => found.push(Alternative::Text { of: self }),
                "boolean" => found.push(Alternative::Truth),
                "array" => found.push(Alternative::List { of: self }),
                "object" => found.push(match self.only_key().filter(|_| one_of_many) {
                    Some((tag, of)) => Alternative::Choice { tag, of },
                    None => Alternative::Table { of: self },
                }),
                _ => {}
            }
        }
    }

    /// The one key an object must have and may only have.
    fn only_key(self) -> Option<(&'a str, Self)> {
        let properties = self.here.get("properties")?.as_object()?;
        let required = self.here.get("required")?.as_array()?;
        let closed = self.here.get("additionalProperties") == Some(&Json::Bool(false));
        let (key, here) = properties.iter().next()?;
        (closed && properties.len() == 1 && required.len() == 1)
            .then(|| (key.as_str(), self.at(here)))
    }

    /// The keys a table may have, in the order they are declared.
    pub fn keys(self) -> Vec<&'a str> {
        let properties = self.here.get("properties").and_then(Json::as_object);
        properties
            .map(|properties| properties.keys().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// The keys a table must have.
    pub fn required(self) -> Vec<&'a str> {
        self.list("required")
            .iter()
            .filter_map(Json::as_str)
            .collect()
    }

    /// What a key of a table holds.
    pub fn member(self, key: &str) -> Member<'a> {
        if let Some(here) = self
            .here
            .get("properties")
            .and_then(|properties| properties.get(key))
        {
            return Member::Known(self.at(here));
        }
        let patterns = self.here.get("patternProperties").and_then(Json::as_object);
        // Keys that are numbers are the only pattern maps are given.
        let is_number = key
            .strip_prefix('-')
            .unwrap_or(key)
            .bytes()
            .all(|b| b.is_ascii_digit());
        if let Some(here) = patterns
            .and_then(|patterns| patterns.values().next())
            .filter(|_| is_number)
        {
            return Member::Known(self.at(here));
        }
        match self.here.get("additionalProperties") {
            Some(Json::Bool(false)) => Member::Unknown,
            Some(here) => Member::Known(self.at(here)),
            // A table with named keys has no others unless it says so.
            None if self.here.get("properties").is_some() => Member::Unknown,
            None => Member::Known(self.at(&Json::Bool(true))),
        }
    }

    /// Whether a table takes names of the user's choice for keys.
    pub fn is_open(self) -> bool {
        matches!(
            self.here.get("additionalProperties"),
            Some(Json::Object(_) | Json::Bool(true))
        )
    }

    /// The shape of an item of a list.
    pub fn item(self, index: usize) -> Option<Self> {
        let first = self.list("prefixItems").get(index);
        first
            .or_else(|| self.here.get("items"))
            .map(|here| self.at(here))
    }

    /// The shape of what stands under a key or at an index, in whichever alternative has it.
    pub fn child(self, step: &str) -> Option<Self> {
        self.alternatives()
            .into_iter()
            .find_map(|alternative| match alternative {
                Alternative::Choice { tag, of } if tag == step => Some(of),
                Alternative::Table { of } => match of.member(step) {
                    Member::Known(shape) => Some(shape),
                    Member::Unknown => None,
                },
                Alternative::List { of } => of.item(step.parse().ok()?),
                _ => None,
            })
    }

    /// Whether two tables written here choose different things, so that one replaces the other and
    /// does not add to it.
    pub fn is_other_choice(self, below: &Table, above: &Table) -> bool {
        let alternatives = self.alternatives();
        let tags = alternatives
            .iter()
            .flat_map(|alternative| match alternative {
                Alternative::Choice { tag, .. } => vec![*tag],
                // A table that must have one of these keys, beside others that go with any of them.
                Alternative::Table { of } => {
                    let choices = of.list("x-choices").iter();
                    choices.filter_map(Json::as_str).collect()
                }
                _ => Vec::new(),
            });
        let (mut of_below, mut of_above, mut of_both) = (false, false, false);
        for tag in tags {
            of_below |= below.contains_key(tag);
            of_above |= above.contains_key(tag);
            of_both |= below.contains_key(tag) && above.contains_key(tag);
        }
        (of_below || of_above) && !of_both && !below.is_empty() && !above.is_empty()
    }
}
