//! The JSON Schema of a scenario: one for checking a whole scenario, one for editors.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json, json};

/// The schema that a whole scenario, with all layers merged, is checked against.
///
/// It is what `schemars` derives (draft 2020-12), less all mention of null, which TOML does not have.
pub fn strict_schema<T: JsonSchema>() -> Json {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    without_null(&mut schema);
    schema
}

/// The schema for editors, which complete and check one file as it is written.
///
/// A file may leave out what another layer gives, so only items of lists must be complete; any number
/// may be written `{ value, low, high, source, note }`; and `set` takes what the whole file takes.
pub fn json_schema<T: JsonSchema>() -> Json {
    let mut schema = strict_schema::<T>();
    let whole = schema.clone();
    let mut layered = BTreeSet::new();
    relax(&mut schema, &mut layered);
    let mut done = BTreeSet::new();
    while let Some(name) = layered.difference(&done).next().cloned() {
        done.insert(name.clone());
        if let Some(definition) = schema.get_mut("$defs").and_then(|defs| defs.get_mut(&name)) {
            let mut taken = definition.take();
            relax(&mut taken, &mut layered);
            schema["$defs"][&name] = taken;
        }
    }
    annotate_all(&mut schema, &whole);
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        properties.insert(
            "set".to_owned(),
            json!({ "description": "Values that differ from the files below, at the same paths.", "$ref": "#" }),
        );
    }
    schema
}

/// A schema as text, for a file.
pub fn pretty(schema: &Json) -> String {
    let mut text = serde_json::to_string_pretty(schema).expect("a schema has only text for keys");
    text.push('\n');
    text
}

/// Takes null out of everything: what may be left out is not written at all.
fn without_null(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            object.values_mut().for_each(without_null);
            if object.get("default") == Some(&Json::Null) {
                object.remove("default");
            }
            if let Some(Json::Array(types)) = object.get_mut("type") {
                types.retain(|of| of != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            for list in ["anyOf", "oneOf"] {
                if let Some(Json::Array(all)) = object.get_mut(list) {
                    all.retain(|one| one.get("type").and_then(Json::as_str) != Some("null"));
                    if let [Json::Object(only)] = all.as_slice() {
                        let only = only.clone();
                        lift(object, list, only);
                    }
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// Puts the only alternative in the place of a list of alternatives.
fn lift(object: &mut Map<String, Json>, list: &str, only: Map<String, Json>) {
    object.remove(list);
    for (key, value) in only {
        // What is said of the field goes before what is said of its type.
        object.entry(key).or_insert(value);
    }
}

/// Requires no keys of tables that several files may give parts of, and notes which definitions those are.
fn relax(schema: &mut Json, layered: &mut BTreeSet<String>) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(name) = object
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|path| path.strip_prefix("#/$defs/"))
    {
        layered.insert(name.to_owned());
    }
    object.remove("required");
    if let Some(properties) = object.get_mut("properties").and_then(Json::as_object_mut) {
        properties
            .values_mut()
            .for_each(|property| relax(property, layered));
    }
    if let Some(values) = object.get_mut("additionalProperties") {
        relax(values, layered);
    }
    for list in ["anyOf", "oneOf", "allOf"] {
        for one in object
            .get_mut(list)
            .and_then(Json::as_array_mut)
            .into_iter()
            .flatten()
        {
            // The one key of an alternative is what chooses it.
            let tag = one
                .get("required")
                .cloned()
                .filter(|keys| keys.as_array().is_some_and(|keys| keys.len() == 1));
            relax(one, layered);
            if let (Some(tag), Some(object)) = (tag, one.as_object_mut()) {
                object.insert("required".to_owned(), tag);
            }
        }
    }
}

/// Lets every number and quantity under a key be written with its range and source.
fn annotate_all(schema: &mut Json, whole: &Json) {
    match schema {
        Json::Object(object) => {
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value) {
                    ("properties", Json::Object(properties)) => {
                        properties
                            .values_mut()
                            .for_each(|property| annotate(property, whole));
                    }
                    ("additionalProperties", values) => annotate(values, whole),
                    ("default" | "examples" | "enum" | "const", _) => {}
                    (_, value) => annotate_all(value, whole),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| annotate_all(item, whole)),
        _ => {}
    }
}

/// Wraps one schema if its values are numbers, quantities, or lists of them.
fn annotate(schema: &mut Json, whole: &Json) {
    if !is_number(schema, whole) {
        annotate_all(schema, whole);
        return;
    }
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    let mut outer = Map::new();
    for key in ["title", "description", "default"] {
        if let Some(value) = object.remove(key) {
            outer.insert(key.to_owned(), value);
        }
    }
    let value = schema.take();
    let bound = |description: &str| {
        let mut bound = value.clone();
        if let Some(object) = bound.as_object_mut() {
            object.insert("description".to_owned(), description.into());
        }
        bound
    };
    let (low, high) = (
        bound("Least plausible value."),
        bound("Greatest plausible value."),
    );
    let with_source = json!({
        "type": "object",
        "description": "The value with its range and source.",
        "properties": {
            "value": value,
            "low": low,
            "high": high,
            "source": { "description": "Where the value comes from.", "type": "string" },
            "note": { "description": "Anything else worth knowing.", "type": "string" }
        },
        "required": ["value"],
        "additionalProperties": false
    });
    outer.insert("anyOf".to_owned(), Json::Array(vec![value, with_source]));
    *schema = Json::Object(outer);
}

/// Whether the values of a schema are numbers, quantities, or lists of numbers.
fn is_number(schema: &Json, whole: &Json) -> bool {
    if let Some(name) = schema
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|path| path.strip_prefix('#'))
    {
        return name.starts_with("/$defs/")
            && whole
                .pointer(name)
                .is_some_and(|schema| is_number(schema, whole));
    }
    let of = schema.get("type").and_then(Json::as_str);
    let quantity = schema.get("x-quantity").is_some();
    match of {
        Some("number" | "integer") => true,
        Some("array") => schema
            .get("items")
            .is_some_and(|items| is_number(items, whole)),
        Some("object") => false,
        _ => quantity,
    }
}
