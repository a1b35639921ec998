//! Tables that are written only when asked for, against the tables that always are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Two wards in a row: people wait for the first, are blocked in it for the second, and some give up.
const WARDS: &str = r#"
[scenario]
name = "Two wards"
story = "A ward, and a smaller one after it."

[run]
warm_up_days = 50
horizon_days = 200
replications = 4
seed = 11

[groups.old]
[groups.young]

[streams.people]
to = "ward"
rate = "1.4 per day"
group = { old = 0.6, young = 0.4 }
patience = { exponential = { mean = "30 days" } }

[places.ward]
beds = 5
stay = { exponential = { mean = "2 days" } }
routes = { recovery = 0.5, out = 0.5 }

[places.recovery]
beds = 3
stay = { exponential = { mean = "4 days" } }
"#;

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder for the test");
    fs::write(home.path().join("wards.toml"), WARDS).expect("the scenario is written");
    home
}

fn caremarket(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

/// Runs the wards with these options into a folder.
fn run(home: &Path, out: &str, options: &[&str]) -> Output {
    let mut arguments = vec!["run", "wards.toml", "--out", out];
    arguments.extend(options);
    caremarket(&arguments, home)
}

fn done(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// The rows of a table, each by column.
fn rows(home: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_path(home.join(file)).expect("the table is there");
    let rows = table.deserialize().collect::<Result<_, _>>();
    rows.expect("the table is sound")
}

fn columns(home: &Path, file: &str) -> String {
    let text = fs::read_to_string(home.join(file)).expect("the table is there");
    text.lines().next().unwrap_or_default().to_owned()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

/// The tables that are always written are the same, byte for byte.
fn same_tables(home: &Path, one: &str, other: &str) {
    for table in caremarket::output::table::FILES {
        let bytes = |folder: &str| fs::read(home.join(folder).join(table)).expect("it is there");
        assert!(bytes(one) == bytes(other), "{table} differs");
    }
}

fn is_in_the_manifest(home: &Path, folder: &str, file: &str) -> bool {
    let text = fs::read(home.join(folder).join("manifest.json")).expect("it is there");
    let manifest: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
    let files = manifest["files"].as_array().expect("files are listed");
    files.iter().any(|f| f["name"] == file)
}

#[test]
fn the_census_of_all_replications_is_the_series() {
    let home = home();
    let home = home.path();
    done(&run(home, "plain", &[]));
    done(&run(home, "census", &["--census"]));
    same_tables(home, "plain", "census");
    assert!(!home.join("plain/census.csv").exists());
    assert!(is_in_the_manifest(home, "census", "census.csv"));
    assert_eq!(
        columns(home, "census/census.csv"),
        "scenario,replication,day,measure,value"
    );
    let mut levels: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    let census = rows(home, "census/census.csv");
    for row in &census {
        let at = (row["measure"].clone(), row["day"].clone());
        let values = levels.entry(at).or_default();
        assert_eq!(row["replication"], values.len().to_string());
        values.push(number(row, "value"));
    }
    let series = rows(home, "census/series.csv");
    assert_eq!(census.len(), 4 * series.len());
    for row in &series {
        let values = &levels[&(row["measure"].clone(), row["day"].clone())];
        let values: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let expected = number(row, "mean");
        assert!(
            (mean - expected).abs() <= 1e-6 || mean.is_nan() && expected.is_nan(),
            "{row:?}: {mean}"
        );
    }
    // A folder with such a table can be drawn again, and keeps it.
    done(&caremarket(&["report", "census"], home));
    assert!(is_in_the_manifest(home, "census", "census.csv"));
}
