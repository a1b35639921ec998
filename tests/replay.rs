//! A history told again is the history that was: times, numbers and events are those of the run.

mod common;

use common::program::{caremarket, done, ended, home_with, told};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A ward, a smaller one after it, and porters who change between them.
const WARDS: &str = r#"
[scenario]
name = "Two wards"

[run]
warm_up_days = 20
horizon_days = 60
replications = 3
seed = 11

[streams.people]
to = "ward"
rate = "1.4 per day"
patience = { exponential = { mean = "30 days" } }

[places.ward]
beds = 5
stay = { exponential = { mean = "2 days" } }
routes = { recovery = 0.5, out = 0.5 }

[places.recovery]
beds = 3
stay = { exponential = { mean = "4 days" } }
"#;

type Row = BTreeMap<String, String>;

fn home() -> tempfile::TempDir {
    home_with(&[("wards.toml", WARDS)])
}

/// What a command prints that does what it should.
fn printed(home: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = caremarket(home, arguments);
    let told = told(&output);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    output.stdout
}

fn refused(home: &Path, arguments: &[&str], why: &str) {
    let said = ended(home, 2, arguments);
    assert!(said.contains(why), "{arguments:?}: {said}");
}

fn rows(table: &[u8]) -> Vec<Row> {
    let mut table = csv::Reader::from_reader(table);
    let rows = table.deserialize().collect::<Result<_, _>>();
    rows.expect("the table is sound")
}

/// When someone was in each place, from their history: a change of place is a start in one and an end in another.
fn stays(history: &[Row]) -> BTreeSet<(String, String)> {
    let places = history
        .iter()
        .filter(|row| row["what"] == "place" && !row["to"].is_empty());
    let starts = places.map(|row| (row["to"].clone(), row["day"].clone()));
    starts.filter(|(_, day)| !day.starts_with('-')).collect()
}

/// The same from `people.csv`.
fn stays_in_table(people: &[Row], person: &str) -> BTreeSet<(String, String)> {
    let theirs = people
        .iter()
        .filter(|row| row["person"] == person && row["replication"] == "2");
    let starts = theirs.map(|row| (row["place"].clone(), row["started"].clone()));
    starts
        .filter(|(_, day)| !day.is_empty() && !day.starts_with('-'))
        .collect()
}

/// Everyone who went from place to place in the table went so, at the same second, in their history.
fn histories_are_those_of_the_table(home: &Path, scenario: &[&str], moves: usize) {
    let mut run = vec!["run"];
    run.extend(scenario);
    run.extend(["--people", "--replications", "3", "--out", "out"]);
    done(home, &run);
    let people = rows(&fs::read(home.join("out/people.csv")).expect("the table is there"));
    let everyone: BTreeSet<&str> = people.iter().map(|row| row["person"].as_str()).collect();
    let many = |person: &&str| stays_in_table(&people, person).len() >= moves;
    let chosen: Vec<&str> = everyone.into_iter().filter(many).take(2).collect();
    assert_eq!(chosen.len(), 2, "people with {moves} places");
    for person in chosen {
        let mut replay = vec!["replay"];
        replay.extend(scenario);
        replay.extend(["--replication", "2", "--person", person, "--trace", "csv"]);
        let history = rows(&printed(home, &replay));
        let told = stays(&history);
        assert!(told.len() >= moves, "person {person}: {history:?}");
        assert_eq!(told, stays_in_table(&people, person), "person {person}");
        // The folder knows what was run.
        let of_folder = [
            "replay",
            "out",
            "--replication",
            "2",
            "--person",
            person,
            "--trace",
            "csv",
        ];
        assert_eq!(rows(&printed(home, &of_folder)), history, "person {person}");
    }
}

#[test]
fn people_of_a_network_went_where_the_table_says() {
    histories_are_those_of_the_table(home().path(), &["wards.toml"], 2);
}

#[test]
fn people_of_a_care_market_went_where_the_table_says() {
    let short = [
        "riverbridge",
        "--set",
        "run.warm_up_days=30",
        "--set",
        "run.horizon_days=40",
        "--set",
        "window=[]",
    ];
    histories_are_those_of_the_table(home().path(), &short, 3);
}

#[test]
fn every_event_of_a_replication_is_told_once() {
    let home = home();
    let out = ["run", "wards.toml", "--replications", "1", "--out", "out"];
    done(home.path(), &out);
    let manifest = fs::read_to_string(home.path().join("out/manifest.json")).expect("it is there");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("it is JSON");
    let replay = [
        "replay",
        "wards.toml",
        "--replication",
        "0",
        "--events",
        "--format",
        "json",
    ];
    let told: serde_json::Value =
        serde_json::from_slice(&printed(home.path(), &replay)).expect("it is JSON");
    let told = told.as_array().expect("a list").len() as u64;
    assert_eq!(Some(told), manifest["events"].as_u64());
}

/// Events that came too late for someone are theirs all the same, though their record may be someone else's by then.
#[test]
fn every_event_says_whom_it_was_for_also_when_they_have_gone() {
    let home = home();
    let replay = |scenario: &[&str], whom: &[&str]| {
        let all = [
            &["replay"],
            scenario,
            &["--replication", "0", "--format", "csv"],
            whom,
        ]
        .concat();
        rows(&printed(home.path(), &all))
    };
    let market = [
        "riverbridge",
        "--set",
        "run.warm_up_days=30",
        "--set",
        "run.horizon_days=30",
        "--set",
        "window=[]",
    ];
    // Who leaves the wards leaves with an event of their own.
    let gone = replay(&["wards.toml"], &["--person", "3"]);
    let last = gone.last().expect("they came and went");
    assert_eq!(
        (last["to"].as_str(), last["due_for"].as_str()),
        ("", "person 3"),
        "{gone:?}"
    );

    let personal = [
        "end of a stay or delay",
        "end of patience",
        "hazard",
        "end of a hold",
        "step of care",
    ];
    let busy = [
        "wards.toml",
        "--set",
        "streams.people.rate=2 per day",
        "--set",
        "run.horizon_days=200",
    ];
    for scenario in [&busy[..], &market] {
        let log = replay(scenario, &["--events"]);
        let theirs: Vec<&Row> = log
            .iter()
            .filter(|row| personal.contains(&row["event"].as_str()))
            .collect();
        assert!(theirs.len() > 100);
        for row in &theirs {
            assert!(row["due_for"].starts_with("person "), "{row:?}");
        }
        // In the wards everyone has a patience; it ends once for each, in time or too late.
        if scenario == busy {
            let ends = theirs
                .iter()
                .filter(|row| row["event"] == "end of patience");
            let whose: Vec<&str> = ends.map(|row| row["due_for"].as_str()).collect();
            let each: BTreeSet<&str> = whose.iter().copied().collect();
            assert!(whose.len() > 20 && each.len() == whose.len(), "{whose:?}");
        }
    }
}

/// Whoever finds the list full is numbered as well, and gone at once.
#[test]
fn someone_who_is_turned_away_was_there() {
    let home = home();
    let full = ["--set", "places.ward.when_full=turn_away"];
    let replay = ["replay", "wards.toml", "--replication", "0", "--person"];
    let people = [
        &[
            "run",
            "wards.toml",
            "--people",
            "--replications",
            "1",
            "--out",
            "out",
        ],
        &full[..],
    ];
    done(home.path(), &people.concat());
    let people = rows(&fs::read(home.path().join("out/people.csv")).expect("the table is there"));
    let away = people.iter().find(|row| row["outcome"] == "turned away");
    let away = &away.expect("someone is turned away")["person"];
    let told = done(
        home.path(),
        &[&replay[..], &[away.as_str()], &full].concat(),
    );
    assert!(told.contains("Nothing changed."), "{told}");
}

/// A worker found at work has a provider by name, and each change of a provider's staff begins where the last one ended.
#[test]
fn workers_have_providers_and_staff_adds_up() {
    let home = home();
    let scenario = |whom: [&'static str; 2]| {
        let mut all = vec![
            "replay",
            "riverbridge",
            "--replication",
            "1",
            "--format",
            "csv",
        ];
        all.extend([
            "--set",
            "run.warm_up_days=60",
            "--set",
            "run.horizon_days=30",
        ]);
        all.extend(["--set", "window=[]"]);
        all.extend(whom);
        rows(&printed(home.path(), &all))
    };
    let worker = scenario(["--worker", "40"]);
    let hired = worker.iter().find(|row| row["what"] == "employer");
    let employer = hired.expect("found in work, or looking for it")["to"].clone();
    assert!(
        employer.starts_with("agency") || employer.starts_with("home"),
        "{worker:?}"
    );
    let staff = |row: &&Row| row["what"] == "staff";
    let provider = scenario(["--provider", "agency 1"]);
    let counts: Vec<i64> = provider
        .iter()
        .filter(staff)
        .map(|r| r["to"].parse().unwrap())
        .collect();
    assert!(
        counts.len() > 1 && counts.iter().all(|n| *n >= 0),
        "{provider:?}"
    );
    for pair in provider.iter().filter(staff).collect::<Vec<_>>().windows(2) {
        assert_eq!(
            pair[0]["to"], pair[1]["from"],
            "each change begins where the last one ended"
        );
    }
}

#[test]
fn what_cannot_be_told_is_said_so() {
    let home = home();
    let home = home.path();
    let wards = |rest: &[&'static str]| {
        let mut all = vec!["replay", "wards.toml", "--replication", "0"];
        all.extend(rest);
        all
    };
    refused(
        home,
        &wards(&[]),
        "add --person, --worker, --provider or --events",
    );
    refused(
        home,
        &wards(&["--person", "4000000"]),
        "numbers go from 0 to",
    );
    // Not even the beginning of a list is printed.
    let nobody = caremarket(home, &wards(&["--person", "4000000", "--format", "json"]));
    let nobody: serde_json::Value = serde_json::from_slice(&nobody.stdout).expect("one document");
    assert_eq!(nobody["exit_code"], 2);
    refused(
        home,
        &wards(&["--worker", "1"]),
        "there is nobody of the kind",
    );
    refused(
        home,
        &wards(&["--provider", "agency 1"]),
        "it has no care market",
    );
    let market = [
        "replay",
        "riverbridge",
        "--replication",
        "0",
        "--provider",
        "agency 99",
    ];
    refused(home, &market, "there are agency 1 to 60, home 1 to 95");
    fs::write(home.join("there.csv"), "mine").unwrap();
    refused(
        home,
        &wards(&["--person", "3", "--out", "there.csv"]),
        "is not overwritten",
    );
    assert_eq!(fs::read_to_string(home.join("there.csv")).unwrap(), "mine");
    let written = done(
        home,
        &wards(&["--person", "3", "--format", "csv", "--out", "new.csv"]),
    );
    assert_eq!(written, "Written: new.csv\n");
    assert!(!rows(&fs::read(home.join("new.csv")).unwrap()).is_empty());
}
