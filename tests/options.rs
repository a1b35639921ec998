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

/// Sums over the people of a place, in one replication of `people.csv`.
struct Place<'a>(Vec<&'a BTreeMap<String, String>>);

const HORIZON: f64 = 200.0;

impl Place<'_> {
    /// Mean people there between two of the columns, over the run: by Little's law, rate times time.
    fn level(&self, from: &str, to: &str) -> f64 {
        let inside = self.0.iter().filter(|row| !row[from].is_empty());
        let days = inside.map(|row| {
            let end = if row[to].is_empty() {
                HORIZON
            } else {
                number(row, to)
            };
            end.clamp(0.0, HORIZON) - number(row, from).clamp(0.0, HORIZON)
        });
        days.sum::<f64>() / HORIZON
    }

    /// Rows in which something happened within the run.
    fn within(&self, column: &str) -> Vec<&BTreeMap<String, String>> {
        let day = |row: &BTreeMap<String, String>| number(row, column);
        let within = self.0.iter().copied();
        within
            .filter(|row| (0.0..HORIZON).contains(&day(row)))
            .collect()
    }
}

#[test]
fn what_people_do_adds_up_to_the_measures() {
    let home = home();
    let home = home.path();
    done(&run(home, "plain", &[]));
    done(&run(home, "people", &["--people"]));
    same_tables(home, "plain", "people");
    assert!(!home.join("plain/people.csv").exists());
    assert!(is_in_the_manifest(home, "people", "people.csv"));
    assert_eq!(
        columns(home, "people/people.csv"),
        "scenario,replication,person,group,place,asked,started,ready,left,outcome"
    );
    let people = rows(home, "people/people.csv");
    let replications = rows(home, "people/replications.csv");
    let values: BTreeMap<(String, String), f64> = replications
        .iter()
        .filter(|row| row["window"] == "all")
        .map(|row| {
            let at = (row["replication"].clone(), row["measure"].clone());
            (at, number(row, "value"))
        })
        .collect();
    let mut checked = 0;
    for replication in 0..4 {
        let replication = replication.to_string();
        for (name, group) in [("ward", ""), ("recovery", ""), ("ward", "young")] {
            let is_meant = |row: &&BTreeMap<String, String>| {
                row["replication"] == replication
                    && row["place"] == name
                    && (group.is_empty() || row["group"] == group)
            };
            let place = Place(people.iter().filter(is_meant).collect());
            let key = if group.is_empty() {
                name.to_owned()
            } else {
                format!("{name}.{group}")
            };
            let mut same = |measure: String, found: f64| {
                let expected = values[&(replication.clone(), measure.clone())];
                checked += 1;
                assert!(
                    (found - expected).abs() < 1e-5,
                    "{measure} of replication {replication}: {found} from people, {expected} measured"
                );
            };
            let started = place.within("started");
            let waits = started
                .iter()
                .map(|row| number(row, "started") - number(row, "asked"));
            same(
                format!("wait_days.{key}"),
                waits.sum::<f64>() / started.len() as f64,
            );
            let left: Vec<_> = place.within("left");
            let left: Vec<_> = left.iter().filter(|r| !r["started"].is_empty()).collect();
            let stays = left
                .iter()
                .map(|row| number(row, "left") - number(row, "started"));
            same(
                format!("stay_days.{key}"),
                stays.sum::<f64>() / left.len() as f64,
            );
            same(format!("occupied.{key}"), place.level("started", "left"));
            same(
                format!("arrivals.{key}"),
                place.within("asked").len() as f64,
            );
            same(format!("starts.{key}"), started.len() as f64);
            same(format!("departures.{key}"), left.len() as f64);
            let left = place.within("left");
            let gave_up = left.iter().filter(|row| row["outcome"] == "gave up");
            same(format!("gave_up.{key}"), gave_up.count() as f64);
            if group.is_empty() {
                same(format!("blocked.{key}"), place.level("ready", "left"));
                same(format!("serving.{key}"), place.level("started", "ready"));
            }
        }
    }
    assert_eq!(checked, 4 * (2 * 9 + 7));
    let seen = |outcome: &str| people.iter().any(|row| row["outcome"] == outcome);
    for outcome in ["moved", "left", "gave up", "in service", "blocked"] {
        assert!(seen(outcome), "nobody has the outcome {outcome}");
    }
}

#[test]
fn people_of_a_care_market_are_told_and_nothing_changes() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let home = home.path();
    let short = [
        "run",
        "riverbridge",
        "--replications",
        "1",
        "--set",
        "run.warm_up_days=100",
        "--set",
        "run.horizon_days=60",
        "--out",
    ];
    let run = |out: &'static str, more: &[&'static str]| {
        let arguments: Vec<&str> = short.iter().copied().chain([out]).collect();
        done(&caremarket(&[&arguments, more].concat(), home));
    };
    run("plain", &[]);
    run("people", &["--people"]);
    same_tables(home, "plain", "people");
    let values: BTreeMap<String, f64> = rows(home, "people/summary.csv")
        .iter()
        .filter(|row| row["window"] == "all")
        .map(|row| (row["measure"].clone(), number(row, "mean")))
        .collect();
    let people = rows(home, "people/people.csv");
    for name in ["acute", "homecare", "care_home", "home", "reablement"] {
        let place = people.iter().filter(|row| row["place"] == name);
        let place = Place(place.collect());
        let started = place.within("started");
        let waits = started
            .iter()
            .map(|row| number(row, "started") - number(row, "asked"));
        let found = waits.sum::<f64>() / started.len() as f64;
        let expected = values[&format!("wait_days.{name}")];
        assert!(
            (found - expected).abs() < 1e-5,
            "{name}: {found}, {expected}"
        );
        let starts = values[&format!("starts.{name}")];
        assert!((started.len() as f64 - starts).abs() < 1e-9, "{name}");
    }
    for outcome in ["moved", "left", "died", "admitted", "waiting", "blocked"] {
        let seen = people.iter().any(|row| row["outcome"] == outcome);
        assert!(seen, "nobody has the outcome {outcome}");
    }
}

#[test]
fn whoever_finds_the_list_full_is_told_of() {
    let home = home();
    let home = home.path();
    done(&run(
        home,
        "full",
        &["--people", "--set", "places.ward.when_full=\"turn_away\""],
    ));
    let turned_away = rows(home, "full/people.csv")
        .iter()
        .filter(|row| row["outcome"] == "turned away")
        .filter(|row| row["started"].is_empty() && row["asked"] == row["left"])
        .count();
    let measured: f64 = rows(home, "full/replications.csv")
        .iter()
        .filter(|row| row["window"] == "all" && row["measure"] == "turned_away.ward")
        .map(|row| number(row, "value"))
        .sum();
    assert!(turned_away > 0);
    assert!(
        (turned_away as f64 - measured).abs() < 1e-9,
        "{turned_away}, {measured}"
    );
}

#[test]
fn a_precision_asked_for_is_reached_and_costs_nothing_else() {
    let home = home();
    let home = home.path();
    let of = [
        "--precision",
        "4%",
        "--of",
        "wait_days.ward",
        "--of",
        "occupied.recovery@m1-3",
    ];
    let ran = run(home, "precise", &of);
    done(&ran);
    let manifest = fs::read(home.join("precise/manifest.json")).expect("it is there");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("it is JSON");
    let n = manifest["replications"].to_string();
    assert_eq!(manifest["replications_done"].to_string(), n);
    assert!(n.parse::<usize>().expect("a number") > 10, "{n}");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        told.contains(&format!("{n} replications were needed")),
        "{told}"
    );
    for (measure, window) in [("wait_days.ward", "all"), ("occupied.recovery", "m1-3")] {
        let summary = rows(home, "precise/summary.csv");
        let row = summary
            .iter()
            .find(|row| row["measure"] == measure && row["window"] == window)
            .expect("the measure is there");
        let half = (number(row, "upper") - number(row, "lower")) / 2.0;
        assert!(half <= 0.04 * number(row, "mean"), "{row:?}");
    }
    done(&run(home, "at-once", &["--replications", &n]));
    same_tables(home, "precise", "at-once");
    done(&run(home, "two", &[&of[..], &["--threads", "2"]].concat()));
    same_tables(home, "precise", "two");
}

#[test]
fn a_precision_out_of_reach_is_told_and_what_is_done_is_kept() {
    let home = home();
    let home = home.path();
    let ran = run(
        home,
        "rough",
        &[
            "--precision",
            "0.01%",
            "--replications",
            "3",
            "--at-most",
            "7",
        ],
    );
    assert_eq!(ran.status.code(), Some(3));
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        told.contains("warning: 7 replications were not enough"),
        "{told}"
    );
    done(&run(home, "seven", &["--replications", "7"]));
    same_tables(home, "rough", "seven");
    for (wrong, hint) in [
        (
            &["--precision", "5%", "--of", "wait_day.ward"][..],
            "did you mean wait_days.ward?",
        ),
        (
            &["--precision", "5%", "--of", "wait_days.ward@m4-9"],
            "--window",
        ),
        (&["--precision", "5%", "--at-most", "9"], "less than"),
        (&["--precision", "0"], "5%"),
        (&["--of", "wait_days.ward"], "--precision"),
    ] {
        let ran = run(home, "wrong", wrong);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{wrong:?}");
        assert!(said.contains(hint), "{wrong:?}: {said}");
        assert!(!home.join("wrong").exists());
    }
}

#[test]
fn a_comparison_is_precise_in_every_scenario_and_lists_everyone() {
    let home = home();
    let home = home.path();
    let more = format!("{WARDS}\n[places.lounge]\nbeds = 3\nstay = {{ fixed = \"1 day\" }}\n");
    fs::write(home.join("more.toml"), more.replace("Two wards", "More")).expect("it is written");
    let compare = |out: &str, more: &[&str]| {
        let arguments = ["compare", "wards.toml", "more.toml", "--out", out];
        done(&caremarket(&[&arguments, more].concat(), home));
    };
    let precise = [
        "--precision",
        "10%",
        "--of",
        "occupied.ward",
        "--census",
        "--people",
    ];
    compare("precise", &precise);
    let replications = rows(home, "precise/summary.csv")[0]["replications"].clone();
    compare("at-once", &["--replications", &replications]);
    same_tables(home, "precise", "at-once");
    for file in ["census.csv", "people.csv"] {
        let told = rows(home, &format!("precise/{file}"));
        let of = |name: &str| told.iter().filter(|row| row["scenario"] == name).count();
        assert!(of("wards") > 0 && of("more") > 0, "{file}");
    }
}
