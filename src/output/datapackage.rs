//! `datapackage.json`: what every table of a folder holds, in the form of a Frictionless Data Package (version 2), which
//! programs for R, Python and data catalogues read.

use super::comparison;
use super::introduction;
use super::table::columns::{self, Column, Kind, Table};
use crate::results::{FileRecord, Manifest, Results};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Its file.
pub const FILE: &str = "datapackage.json";

/// Writes the description of the tables among these files.
///
/// # Errors
/// When it cannot be written.
pub fn write(results: &Results, files: &[FileRecord], w: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *w, &package(results, files))?;
    w.write_all(b"\n")
}

fn package(results: &Results, files: &[FileRecord]) -> Value {
    let manifest = &results.manifest;
    let described = |file: &FileRecord| Some((columns::of_file(&file.name)?, file.clone()));
    let tables: Vec<(&Table, FileRecord)> = files.iter().filter_map(described).collect();
    let resources: Vec<Value> = tables
        .iter()
        .map(|(table, file)| resource(table, file))
        .collect();
    let title = introduction::title(&comparison::comparisons(results));
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name(manifest),
        "title": title,
        "description": manifest.headline.join("\n\n"),
        "created": manifest.started.replacen(' ', "T", 1).replace(" UTC", "Z"),
        "keywords": ["simulation", "health", "social care", "queueing"],
        "contributors": [{ "title": format!("caremarket {}", manifest.version), "roles": ["software"] }],
        "licenses": LICENCES.map(|(name, path)| json!({
            "name": name,
            "path": path,
            "title": "At your choice, for what comes with caremarket; scenarios of your own are yours to license",
        })),
        "sources": sources(manifest),
        "resources": resources,
    });
    // What is not known is left out, as the form asks.
    let all = package.as_object_mut().expect("it is an object");
    all.retain(|_, value| !is_empty(value));
    package
}

/// Those of the program, the same as in its `Cargo.toml`.
const LICENCES: [(&str, &str); 2] = [
    ("MIT", "https://opensource.org/license/mit"),
    ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
];

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Lower case, digits and dashes: what a package may be called.
fn name(manifest: &Manifest) -> String {
    let scenarios = manifest.scenarios.iter().map(|s| s.name.as_str());
    let mut name = String::from("caremarket");
    for word in scenarios.flat_map(|s| s.split(|c: char| !c.is_ascii_alphanumeric())) {
        if !word.is_empty() && name.len() < 80 {
            name.push('-');
            name.push_str(&word.to_ascii_lowercase());
        }
    }
    name
}

/// Where values come from, each once: not those that are assumed.
fn sources(manifest: &Manifest) -> Vec<Value> {
    let assumptions = manifest.scenarios.iter().flat_map(|s| &s.assumptions);
    let mut titles: Vec<&str> = Vec::new();
    for source in assumptions.map(|a| a.source.as_str()) {
        if !source.is_empty() && !source.starts_with("assumed") && !titles.contains(&source) {
            titles.push(source);
        }
    }
    titles
        .into_iter()
        .map(|title| json!({ "title": title }))
        .collect()
}

fn resource(table: &Table, file: &FileRecord) -> Value {
    json!({
        "name": table.name(),
        "type": "table",
        "path": file.name,
        "description": format!("A row is {}.", table.a_row_is),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
        "schema": schema(table),
    })
}

fn schema(table: &Table) -> Value {
    let mut schema = Map::new();
    let fields: Vec<Value> = table.columns.iter().map(field).collect();
    schema.insert("fields".to_owned(), json!(fields));
    schema.insert("missingValues".to_owned(), json!([""]));
    if !table.key.is_empty() {
        schema.insert("primaryKey".to_owned(), json!(table.key));
    }
    if let Some((other, names)) = table.refers_to {
        let reference = json!([{
            "fields": names,
            "reference": { "resource": other.name(), "fields": names },
        }]);
        schema.insert("foreignKeys".to_owned(), reference);
    }
    Value::Object(schema)
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text | Kind::MaybeText | Kind::OneOf(_) => "string",
        Kind::YesNo => "boolean",
        Kind::Whole => "integer",
        Kind::Number | Kind::MaybeNumber => "number",
    };
    let mut field = Map::new();
    field.insert("name".to_owned(), json!(column.name));
    field.insert("type".to_owned(), json!(kind));
    field.insert("description".to_owned(), json!(column.about));
    if !column.unit.is_empty() {
        field.insert("unit".to_owned(), json!(column.unit));
    }
    let mut constraints = Map::new();
    if !matches!(column.kind, Kind::MaybeText | Kind::MaybeNumber) {
        constraints.insert("required".to_owned(), json!(true));
    }
    if let Kind::OneOf(values) = column.kind {
        constraints.insert("enum".to_owned(), json!(values));
    }
    if !constraints.is_empty() {
        field.insert("constraints".to_owned(), Value::Object(constraints));
    }
    Value::Object(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output;
    use crate::output::sample::{self, Sample};
    use std::fs;

    /// A check written from the form itself: headers, kinds, keys and references of every table in a folder.
    fn check(folder: &std::path::Path) -> usize {
        let text = fs::read_to_string(folder.join(FILE)).unwrap();
        let package: Value = serde_json::from_str(&text).unwrap();
        let resources = package["resources"].as_array().unwrap();
        let read = |resource: &Value| -> (Vec<String>, Vec<Vec<String>>) {
            let path = folder.join(resource["path"].as_str().unwrap());
            let bytes = fs::read(&path).unwrap();
            assert_eq!(resource["bytes"], bytes.len());
            let hash = resource["hash"].as_str().unwrap();
            assert_eq!(
                hash,
                format!("sha256:{}", output::folder::sha256_of(&path).unwrap())
            );
            let mut csv = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(&bytes[..]);
            let mut rows = csv
                .records()
                .map(|row| row.unwrap().iter().map(str::to_owned).collect());
            (rows.next().unwrap(), rows.collect())
        };
        let mut cells = 0;
        for resource in resources {
            let (header, rows) = read(resource);
            let schema = &resource["schema"];
            let fields = schema["fields"].as_array().unwrap();
            let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
            assert_eq!(header, names, "{}", resource["path"]);
            for (at, field) in fields.iter().enumerate() {
                for row in &rows {
                    let cell = row[at].as_str();
                    let what = format!("{} {}: {cell:?}", resource["path"], field["name"]);
                    cells += 1;
                    if cell.is_empty() {
                        assert!(field["constraints"]["required"].is_null(), "{what}");
                        continue;
                    }
                    match field["type"].as_str().unwrap() {
                        "integer" => assert!(cell.parse::<i64>().is_ok(), "{what}"),
                        "number" => {
                            assert!(cell.parse::<f64>().is_ok_and(f64::is_finite), "{what}");
                        }
                        "boolean" => assert!(["true", "false"].contains(&cell), "{what}"),
                        "string" => {}
                        other => panic!("{what}: {other}"),
                    }
                    if let Some(values) = field["constraints"]["enum"].as_array() {
                        assert!(values.iter().any(|v| v == cell), "{what}");
                    }
                }
            }
            let columns = |header: &[String], names: &Value| -> Vec<usize> {
                let names = names.as_array().unwrap().iter();
                names
                    .map(|n| header.iter().position(|h| n == h).unwrap())
                    .collect()
            };
            let picked = |rows: &[Vec<String>], at: &[usize]| -> Vec<Vec<String>> {
                rows.iter()
                    .map(|row| at.iter().map(|&i| row[i].clone()).collect())
                    .collect()
            };
            if !schema["primaryKey"].is_null() {
                let mut keys = picked(&rows, &columns(&header, &schema["primaryKey"]));
                let n = keys.len();
                keys.sort();
                keys.dedup();
                assert_eq!(
                    keys.len(),
                    n,
                    "{}: rows with the same key",
                    resource["path"]
                );
            }
            for key in schema["foreignKeys"].as_array().into_iter().flatten() {
                let other = &key["reference"]["resource"];
                let other = resources.iter().find(|r| r["name"] == *other).unwrap();
                let (other_header, other_rows) = read(other);
                let there = picked(
                    &other_rows,
                    &columns(&other_header, &key["reference"]["fields"]),
                );
                let there: std::collections::BTreeSet<_> = there.into_iter().collect();
                for row in picked(&rows, &columns(&header, &key["fields"])) {
                    assert!(
                        there.contains(&row),
                        "{}: {row:?} refers to nothing",
                        resource["path"]
                    );
                }
            }
        }
        cells
    }

    #[test]
    fn every_table_is_as_described() {
        for sample in [
            Sample {
                days: 40,
                ..Sample::market()
            },
            Sample {
                days: 40,
                ..Sample::network()
            },
            Sample {
                days: 40,
                replications: 1,
                ..Sample::market()
            },
        ] {
            let home = tempfile::tempdir().unwrap();
            let folder = home.path().join("out");
            output::write(&sample::of(&sample), &folder).unwrap();
            assert!(check(&folder) > 1_000);
        }
    }

    #[test]
    fn a_package_says_what_it_is() {
        let results = sample::of(&Sample::market());
        let package = package(&results, &[]);
        assert_eq!(
            package["name"],
            "caremarket-baseline-step-down-own-homecare"
        );
        let created = package["created"].as_str().unwrap();
        assert!(created.parse::<jiff::Timestamp>().is_ok(), "{created}");
        let licences: Vec<&str> = LICENCES.iter().map(|(name, _)| *name).collect();
        assert_eq!(licences.join(" OR "), env!("CARGO_PKG_LICENSE"));
    }
}
