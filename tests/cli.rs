//! Commands, exit codes, whole messages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A plain network: two beds, people who come and go.
const TINY: &str = r#"
[scenario]
name = "Two beds"
story = "A ward of two beds."

[run]
horizon_days = 60
replications = 6
seed = 7

[streams.people]
to = "ward"
rate = "0.9 per day"

[places.ward]
beds = 2
stay = { exponential = { mean = "2 days" } }

[[window]]
name = "m1"
"#;

fn caremarket(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is printed is text")
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder for the test");
    fs::write(home.path().join("tiny.toml"), TINY).expect("the scenario is written");
    home
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn json(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).expect("one JSON document")
}

#[test]
fn whole_messages() {
    trycmd::TestCases::new()
        .case("tests/cli/*.trycmd")
        .env("NO_COLOR", "1");
}

#[test]
fn the_committed_schema_is_the_one_the_program_prints() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let committed = fs::read_to_string(root.join("docs/caremarket.schema.json"));
    let printed = caremarket(&["schema"], &root);
    assert_eq!(code(&printed), 0);
    assert!(
        committed.is_ok_and(|committed| committed == text(&printed.stdout)),
        "the schema has changed: caremarket schema > docs/caremarket.schema.json"
    );
}

#[test]
fn a_run_writes_the_files_it_names() {
    let home = home();
    let ran = caremarket(&["run", "tiny.toml", "--out", "results"], home.path());
    assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
    let results = home.path().join("results");
    let names = names_in(&results);
    let tables = [
        "control_chart.csv",
        "control_chart_signals.csv",
        "datapackage.json",
        "difference_series.csv",
        "differences.csv",
        "distributions.csv",
        "expectations.csv",
        "manifest.json",
        "moves.csv",
        "replications.bin",
        "replications.csv",
        "report.html",
        "results.xlsx",
        "series.csv",
        "summary.csv",
    ];
    let expected: Vec<&str> = tables.to_vec();
    let found: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|n| *n != "charts")
        .collect();
    assert_eq!(found, expected);
    let told = text(&ran.stdout);
    for name in &found {
        assert!(told.contains(name), "{name} is not named:\n{told}");
    }
    assert!(text(&ran.stderr).is_empty(), "{}", text(&ran.stderr));
    let header = |name: &str| {
        let file = fs::read_to_string(results.join(name)).expect("the table is there");
        file.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        header("summary.csv"),
        "scenario,window,measure,unit,replications,mean,lower,upper,sd,p05,p50,p95"
    );
    assert_eq!(
        header("replications.csv"),
        "scenario,replication,window,measure,value"
    );
    let manifest = json(&fs::read(results.join("manifest.json")).expect("the manifest is there"));
    assert_eq!(
        manifest["command"],
        "caremarket run tiny.toml --out results"
    );
    assert_eq!(manifest["replications_done"], 6);
    assert_eq!(manifest["seed"], 7);
    assert_eq!(manifest["scenarios"][0]["files"][0]["text"], TINY);
    assert_eq!(names_in(home.path()), ["results", "tiny.toml"]);
}

#[test]
fn threads_change_nothing_and_more_replications_only_add_to_fewer() {
    let home = home();
    let run = |out: &str, more: &[&str]| {
        let mut arguments = vec!["run", "tiny.toml", "--out", out];
        arguments.extend(more);
        let ran = caremarket(&arguments, home.path());
        assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
        home.path().join(out)
    };
    let one = run("one", &["--threads", "1"]);
    let two = run("two", &["--threads", "2"]);
    for name in ["summary.csv", "replications.csv", "series.csv", "charts"] {
        if name == "charts" {
            assert_eq!(names_in(&one.join(name)), names_in(&two.join(name)));
            continue;
        }
        let read = |folder: &Path| fs::read(folder.join(name)).expect("the table is there");
        assert!(
            read(&one) == read(&two),
            "{name} depends on the number of threads"
        );
    }
    let fewer = run("fewer", &["--replications", "3"]);
    let lines = |folder: &Path| -> Vec<String> {
        let file = fs::read_to_string(folder.join("replications.csv")).expect("the table is there");
        file.lines().map(str::to_owned).collect()
    };
    let of_fewer = |line: &&String| {
        line.split(',')
            .nth(1)
            .is_some_and(|n| n < "3" || n == "replication")
    };
    let (all, few) = (lines(&one), lines(&fewer));
    let prefix: Vec<&String> = all.iter().filter(of_fewer).collect();
    assert!(few.len() > 10);
    assert_eq!(few.iter().collect::<Vec<_>>(), prefix);
}

#[test]
fn a_folder_that_is_there_is_not_touched_and_nothing_is_run() {
    let home = home();
    fs::create_dir(home.path().join("results")).expect("a folder");
    let ran = caremarket(&["run", "tiny.toml", "--out", "results"], home.path());
    assert_eq!(code(&ran), 2);
    assert_eq!(
        text(&ran.stderr),
        "error: results is there already and results are never overwritten; give another folder with --out, or move \
         this one away\n"
    );
    assert!(names_in(&home.path().join("results")).is_empty());
}

#[test]
fn what_cannot_be_written_is_not_run() {
    let home = home();
    let ran = caremarket(
        &["run", "tiny.toml", "--out", "tiny.toml/results"],
        home.path(),
    );
    assert_eq!(code(&ran), 1);
    let told = text(&ran.stderr);
    assert!(
        told.starts_with("error: nothing can be written to tiny.toml, so nothing was run"),
        "{told}"
    );
    let ran = caremarket(&["run", "tiny.toml", "--out", ""], home.path());
    assert_eq!(code(&ran), 2);
    assert_eq!(names_in(home.path()), ["tiny.toml"]);
}

#[test]
fn noise_is_refused_with_words_and_leaves_nothing_behind() {
    let home = home();
    let noise: Vec<u8> = (0..10_000_000_u64)
        .map(|i| (i.wrapping_mul(6_364_136_223_846_793_005) >> 33) as u8)
        .collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("noise.toml", noise.clone()),
        ("small-noise.toml", noise[..3_000].to_vec()),
        ("empty.toml", Vec::new()),
        ("latin1.toml", b"[scenario]\nname = \"\xa3\"\n".to_vec()),
        ("zero.toml", b"[scenario]\nname = \"\0\"\n".to_vec()),
        (
            "deep.toml",
            format!("a = {}1{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes(),
        ),
        ("open.toml", b"[scenario\nname = \"x".to_vec()),
        (
            "itself.toml",
            b"[scenario]\noverlays = [\"itself.toml\"]\n".to_vec(),
        ),
    ];
    for (name, bytes) in cases {
        let path = home.path().join(name);
        fs::write(&path, bytes).expect("the file is written");
        for command in ["run", "compare", "check"] {
            let ran = caremarket(&[command, name], home.path());
            let told = text(&ran.stderr) + &text(&ran.stdout);
            assert_eq!(code(&ran), 2, "{command} {name}: {told}");
            assert!(told.contains("error"), "{command} {name}: {told}");
            assert!(!told.contains("panicked"), "{command} {name}: {told}");
            assert!(
                told.len() < 20_000,
                "{command} {name} says too much: {}",
                told.len()
            );
        }
        fs::remove_file(path).expect("the file is removed");
    }
    assert_eq!(names_in(home.path()), ["tiny.toml"]);
}

#[test]
fn values_that_make_no_sense_are_refused() {
    let home = home();
    for set in [
        "places.ward.beds=-1",
        "places.ward.beds=nan",
        "places.ward.beds=inf",
        "places.ward.beds=1e308",
        "streams.people.rate=1e308 per day",
        "streams.people.rate=-1 per day",
        "streams.people.rate=nan",
        "run.horizon_days=1e308",
        "run.horizon_days=-5",
        "run.horizon_days=0",
        "run.replications=0",
        "run.replications=-3",
        "run.seed=-1",
        "run.start_date=2024-02-31",
        "places.ward.stay={ lognormal = { mean = 1e308, sd = 1 } }",
        "places.ward.stay={ exponential = { mean = 0 } }",
        "places.ward.stay=inf",
        "places.ward.capacity_changes=[{ at = \"1 January 1990\", capacity = 3 }]",
        "window.0.from=day 50",
        "places=3",
        "=",
        "places.ward.beds",
        "places..beds=3",
        "\u{0}=3",
    ] {
        let set = set.replace('\u{0}', "\u{7}");
        let ran = caremarket(
            &["run", "tiny.toml", "--set", &set, "--replications", "1"],
            home.path(),
        );
        let told = text(&ran.stderr);
        assert_eq!(code(&ran), 2, "{set}: {told}{}", text(&ran.stdout));
        assert!(told.starts_with("error"), "{set}: {told}");
        assert!(!told.contains("panicked"), "{set}: {told}");
    }
    assert_eq!(names_in(home.path()), ["tiny.toml"]);
}

#[test]
fn what_could_never_finish_is_not_begun() {
    let home = home();
    let arguments = [
        "run",
        "tiny.toml",
        "--set",
        "streams.people.rate=1000000 per day",
        "--replications",
        "1000000",
    ];
    let ran = caremarket(&arguments, home.path());
    assert_eq!(code(&ran), 2, "{}", text(&ran.stderr));
    assert!(
        text(&ran.stderr).starts_with("error: this is too much to begin: about "),
        "{}",
        text(&ran.stderr)
    );
    assert_eq!(names_in(home.path()), ["tiny.toml"]);
}

#[test]
fn programs_are_told_in_json() {
    let home = home();
    let arguments = [
        "run",
        "tiny.toml",
        "--out",
        "r",
        "--format",
        "json",
        "--window",
        "day 30",
    ];
    let ran = caremarket(&arguments, home.path());
    assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
    let value = json(&ran.stdout);
    assert!(value["headline"][0].is_string());
    assert_eq!(value["comparisons"][0]["window"], "day 30");
    let files = value["files"].as_array().expect("a list of files");
    assert!(files.iter().any(|f| f == "r/manifest.json"), "{files:?}");

    let wrong = caremarket(
        &[
            "run",
            "tiny.toml",
            "--set",
            "places.ward.bedz=3",
            "--format",
            "json",
        ],
        home.path(),
    );
    assert_eq!(code(&wrong), 2);
    let value = json(&wrong.stdout);
    assert_eq!(value["exit_code"], 2);
    assert_eq!(value["problems"][0]["line"], 1);
    assert!(text(&wrong.stderr).is_empty());

    let checked = caremarket(
        &["check", "tiny.toml", "nosuch", "--format", "json"],
        home.path(),
    );
    assert_eq!(code(&checked), 2);
    let value = json(&checked.stdout);
    assert_eq!(value[0]["sound"], true);
    assert_eq!(value[1]["problems"][0]["severity"], "error");
}

#[test]
fn an_overlay_is_compared_with_the_place_named_first() {
    let home = home();
    let overlay = "[scenario]\nname = \"Three beds\"\n\n[set]\nplaces.ward.beds = 3\n";
    fs::write(home.path().join("more.toml"), overlay).expect("the overlay is written");
    let arguments = ["compare", "tiny.toml", "tiny.toml+more.toml", "--out", "r"];
    let ran = caremarket(&arguments, home.path());
    assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
    let told = text(&ran.stdout);
    assert!(told.contains("Paired differences from tiny "), "{told}");
    assert!(told.contains("tiny+more"), "{told}");
    assert!(told.starts_with("Three beds: "), "{told}");

    let redrawn = caremarket(&["report", "r"], home.path());
    assert_eq!(code(&redrawn), 0, "{}", text(&redrawn.stderr));
    assert!(text(&redrawn.stdout).contains("report.html"));
    // What is missing comes back.
    for name in ["results.xlsx", "datapackage.json", "report.html"] {
        let file = home.path().join("r").join(name);
        let before = fs::read(&file).expect("it is there");
        fs::remove_file(&file).expect("it goes");
        assert_eq!(code(&caremarket(&["report", "r"], home.path())), 0);
        assert!(fs::read(&file).is_ok_and(|after| after == before), "{name}");
    }
    let none = caremarket(&["report", "nothing-here"], home.path());
    assert_eq!(code(&none), 2);

    let alone = caremarket(&["compare", "tiny.toml"], home.path());
    assert_eq!(code(&alone), 2);
    assert!(text(&alone.stderr).starts_with("error: there is nothing to compare tiny with"));
}

#[test]
fn a_folder_stands_for_the_scenario_files_in_it() {
    let home = home();
    let folder = home.path().join("ours");
    fs::create_dir(&folder).expect("a folder is made");
    fs::copy(home.path().join("tiny.toml"), folder.join("b.toml")).expect("a copy");
    fs::write(
        folder.join("c.toml"),
        "[scenario]\nname = \"Three\"\noverlays = [\"b.toml\"]\n[places.ward]\nbeds = 3\n",
    )
    .expect("it is written");
    fs::write(folder.join("notes.txt"), "not a scenario").expect("it is written");
    let checked = caremarket(&["check", "ours", "--format", "json"], home.path());
    assert_eq!(code(&checked), 0, "{}", text(&checked.stdout));
    let value = json(&checked.stdout);
    let names: Vec<&str> = value
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|v| v["scenario"].as_str())
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names[0].ends_with("b.toml") && names[1].ends_with("c.toml"));

    let compared = caremarket(
        &["compare", "ours", "--replications", "2", "--out", "r", "-q"],
        home.path(),
    );
    assert_eq!(code(&compared), 0, "{}", text(&compared.stderr));
    assert!(text(&compared.stdout).contains("Paired differences from b "));

    fs::create_dir(home.path().join("empty")).expect("a folder is made");
    let checked = caremarket(&["check", "empty"], home.path());
    assert_eq!(code(&checked), 2);
    assert!(text(&checked.stderr).contains("empty is a folder without scenario files"));
}

#[test]
fn what_is_asked_for_is_shown_first_and_kept() {
    let home = home();
    let rows = |folder: &str, asked: &[&str]| -> Vec<String> {
        let usual = [
            "run",
            "tiny.toml",
            "--replications",
            "2",
            "-q",
            "--out",
            folder,
        ];
        let arguments: Vec<&str> = usual.iter().chain(asked).copied().collect();
        let format = ["--format", "json"];
        let arguments: Vec<&str> = arguments.into_iter().chain(format).collect();
        let ran = caremarket(&arguments, home.path());
        assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
        let value = json(&ran.stdout);
        let measures = value["comparisons"][0]["measures"].as_array();
        let measures = measures.expect("measures").iter();
        measures
            .filter_map(|m| m["measure"].as_str().map(str::to_owned))
            .collect()
    };
    let usual = rows("usual", &[]);
    assert!(!usual.contains(&"departures.ward".to_owned()));
    let asked = ["--kpi", "departures.ward", "--measure", "queue.ward"];
    assert_eq!(rows("asked", &asked), ["departures.ward", "queue.ward"]);
    let report = |folder: &str| {
        let path = home.path().join(folder).join("report.html");
        fs::read_to_string(path).expect("a report")
    };
    assert_ne!(report("usual"), report("asked"));

    let wrong = caremarket(
        &["run", "tiny.toml", "--measure", "queue.wart"],
        home.path(),
    );
    assert_eq!(code(&wrong), 2);
    assert!(
        text(&wrong.stderr).contains("no measure queue.wart; did you mean queue.ward?"),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn a_file_of_ones_own_is_named_after_what_it_begins_from() {
    let home = home();
    let new = || caremarket(&["new", "--from", "step-down"], home.path());
    assert_eq!(code(&new()), 0);
    assert!(home.path().join("my-step-down.toml").is_file());
    let again = new();
    assert_eq!(code(&again), 2);
    assert!(text(&again.stderr).contains("my-step-down.toml is there already"));
}

/// The browser is whatever the system opens pages with.
#[cfg(target_os = "linux")]
#[test]
fn the_report_is_opened_when_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};
    let home = home();
    let programs = home.path().join("bin");
    fs::create_dir(&programs).expect("a folder is made");
    let opened = home.path().join("opened");
    let script = format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", opened.display());
    for name in ["xdg-open", "wslview"] {
        let browser = programs.join(name);
        fs::write(&browser, &script).expect("it is written");
        let may_run = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&browser, may_run).expect("it may be run");
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new(env!("CARGO_BIN_EXE_caremarket"))
        .args(["run", "tiny.toml", "--out", "r", "-q", "--open"])
        .current_dir(home.path())
        .env("PATH", format!("{}:{path}", programs.display()))
        .output()
        .expect("the program starts");
    assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
    // The program does not wait for the browser; a minute is more than one takes to be called.
    let patience = Instant::now() + Duration::from_secs(60);
    let page = loop {
        match fs::read_to_string(&opened) {
            Ok(page) if page.ends_with("report.html") => break page,
            _ => assert!(Instant::now() < patience, "no browser was called"),
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let report = home.path().join("r").join("report.html");
    assert_eq!(
        fs::canonicalize(page).expect("the page is there"),
        fs::canonicalize(report).expect("the report is there")
    );
}

#[test]
fn a_warm_up_is_looked_at() {
    let home = home();
    let arguments = [
        "check",
        "tiny.toml",
        "--warm-up",
        "--set",
        "run.warm_up_days=60",
        "--replications",
        "4",
    ];
    let checked = caremarket(&arguments, home.path());
    assert_eq!(code(&checked), 0, "{}", text(&checked.stderr));
    let told = text(&checked.stdout);
    assert!(
        told.contains("Warm-up of 60 days") && told.contains("MSER-5"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn nobody_has_to_read_to_the_end() {
    use std::process::Stdio;
    let home = home();
    for arguments in [
        &["schema"][..],
        &["list"],
        &["--help"],
        &["run", "tiny.toml", "--out", "r"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_caremarket"))
            .args(arguments)
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(
            output.stderr.is_empty(),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn people_still_waiting_at_the_end_are_not_passed_over() {
    let home = home();
    let run = |rate: &str, out: &str| {
        let set = format!("streams.people.rate={rate}");
        let ran = caremarket(
            &["run", "tiny.toml", "--set", &set, "--out", out],
            home.path(),
        );
        assert_eq!(code(&ran), 0, "{}", text(&ran.stderr));
        text(&ran.stdout)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let told = run("3 per day", "over");
    assert!(told.contains("people still wait for ward, of"), "{told}");
    assert!(
        told.contains("its mean wait is of those who started"),
        "{told}"
    );
    let told = run("0.5 per day", "under");
    assert!(!told.contains("still wait for ward"), "{told}");
}

#[test]
fn what_is_too_much_names_the_list_that_grows() {
    let home = home();
    let much = [
        "streams.people.rate=2000 per day",
        "run.horizon_days=380000",
    ];
    let ran = caremarket(
        &["run", "tiny.toml", "--set", much[0], "--set", much[1]],
        home.path(),
    );
    assert_eq!(code(&ran), 2);
    let said = text(&ran.stderr);
    assert!(said.contains("this is too much to begin"), "{said}");
    assert!(said.contains("W001: ward is asked for"), "{said}");
    assert_eq!(names_in(home.path()), ["tiny.toml"]);
}

/// The whole self-check: theory holds, and what is published comes out.
#[test]
fn this_build_reproduces_published_results() {
    let home = home();
    let ran = caremarket(&["verify", "--format", "json", "--quiet"], home.path());
    let found = json(&ran.stdout);
    assert_eq!(code(&ran), 0, "{}", found["verdict"]);
    assert_eq!(found["reproduces"], true);
    assert_eq!(found["golden"].as_array().map(Vec::len), Some(2));
    assert!(
        found["theory"]
            .as_array()
            .is_some_and(|rows| rows.len() > 90)
    );
    assert!(text(&ran.stderr).is_empty());
    assert_eq!(names_in(home.path()), ["tiny.toml"], "nothing is written");
    let ran = caremarket(&["verify", "--out", "x"], home.path());
    assert_eq!(code(&ran), 2, "without --full there is nothing to write");
}

#[test]
fn values_with_a_range_are_drawn_when_that_is_asked_for() {
    let home = home();
    let ranged = TINY.replace(
        "beds = 2",
        "beds = { value = 2, low = 1, high = 5, source = \"assumed\" }",
    );
    fs::write(home.path().join("ranged.toml"), ranged).unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["run", "ranged.toml", "--quiet"], more].concat();
        caremarket(&arguments, home.path())
    };
    let plain = run(&["--out", "plain"]);
    assert_eq!(code(&plain), 0);
    assert!(!text(&plain.stdout).contains("Uncertain"));
    assert!(!home.path().join("plain/drawn.csv").exists());

    let drawn = run(&["--out", "drawn", "--uncertain"]);
    assert_eq!(code(&drawn), 0, "{}", text(&drawn.stderr));
    assert!(text(&drawn.stdout).starts_with("Uncertain: 1 value of the scenario was drawn"));
    let rows = fs::read_to_string(home.path().join("drawn/drawn.csv")).unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    assert_eq!(rows[0], "scenarios,replication,path,value,unit");
    assert_eq!(rows.len(), 1 + 6, "one value in six replications");
    let replications = fs::read_to_string(home.path().join("drawn/replications.csv")).unwrap();
    for (replication, row) in rows[1..].iter().enumerate() {
        let beds: Vec<&str> = row.split(',').collect();
        assert_eq!(
            beds[..3],
            ["ranged", &replication.to_string(), "places.ward.beds"]
        );
        let capacity = format!("ranged,{replication},all,capacity.ward,{}", beds[3]);
        assert!(
            replications.lines().any(|line| line == capacity),
            "{capacity}"
        );
    }
    let manifest = json(&fs::read(home.path().join("drawn/manifest.json")).unwrap());
    let value = &manifest["scenarios"][0]["uncertain"][0];
    assert_eq!(value["path"], "places.ward.beds");
    assert_eq!((&value["low"], &value["high"]), (&1.0.into(), &5.0.into()));

    let elsewhere = run(&["--out", "no", "--uncertain=streams"]);
    assert_eq!(code(&elsewhere), 2);
    assert!(text(&elsewhere.stderr).contains("no value with a low and a high under streams"));
    let set = run(&["--out", "no", "--uncertain", "--set", "places.ward.beds=3"]);
    assert_eq!(
        code(&set),
        2,
        "what is set is not drawn, and nothing else is"
    );
    assert!(!home.path().join("no").exists());
}

#[test]
fn on_which_assumptions_a_conclusion_hangs_is_told_in_words_and_tables() {
    let home = home();
    let short = [
        "--set",
        "run.warm_up_days=60",
        "--set",
        "run.horizon_days=62",
        "--set",
        "expect=[]",
        "--replications",
        "2",
        "--quiet",
    ];
    let run = |more: &[&str]| {
        let arguments = [&["sensitivity", "step-down"], &short[..], more].concat();
        caremarket(&arguments, home.path())
    };
    let vary = "council.brokerage.weights.step_down=0.5..3";
    let told = run(&[
        "--vary",
        vary,
        "--vary",
        "council.match_lag",
        "--out",
        "hangs",
    ]);
    assert_eq!(code(&told), 0, "{}", text(&told.stderr));
    let table = fs::read_to_string(home.path().join("hangs/sensitivity.csv")).unwrap();
    // As written, and two assumptions at two ends, of three measures.
    assert_eq!(table.lines().count(), 1 + 5 * 3);
    assert!(
        table.contains("council.match_lag=13 weeks")
            && table.contains("council.match_lag=52 weeks")
    );
    assert!(text(&told.stdout).contains("delayed.acute: "));
    assert_eq!(
        names_in(&home.path().join("hangs")),
        ["charts", "sensitivity.csv", "sensitivity.md"]
    );
    for (wrong, why) in [
        (
            &["--vary", "council.brokerage.weights.acute"][..],
            "has no low and no high",
        ),
        (
            &["--vary", "council.match_lag=3 weeks"],
            "gives no two ends",
        ),
        (&["--vary", "council.no_such_key=1..2"], "no_such_key"),
        (&["--list", "missing.toml"], "could not read missing.toml"),
    ] {
        let output = run(wrong);
        assert_eq!(code(&output), 2, "{wrong:?}");
        assert!(
            text(&output.stderr).contains(why),
            "{wrong:?}: {}",
            text(&output.stderr)
        );
    }
    let nothing = caremarket(&["sensitivity", "riverbridge"], home.path());
    assert_eq!(code(&nothing), 2);
    assert!(text(&nothing.stderr).contains("has no policies"));
}

#[test]
fn all_scenarios_are_not_run_with_what_would_do_nothing() {
    let home = home();
    for more in [&["step-down"][..], &["--census"], &["--precision", "5%"]] {
        let output = caremarket(&[&["compare", "--all"], more].concat(), home.path());
        assert_eq!(code(&output), 2, "{more:?}");
    }
}

/// Every command that `--help` names.
fn commands(home: &Path) -> Vec<String> {
    let help = text(&caremarket(&["--help"], home).stdout);
    let list = help
        .split("\nCommands:\n")
        .nth(1)
        .expect("a list of commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    // What goes on from the line before is set in further.
    let lines = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// The examples at the end of the help of a command, as words.
fn examples(help: &str) -> Vec<Vec<String>> {
    let below = help.split("\nExamples:\n").nth(1).unwrap_or_default();
    let lines = below.lines().filter_map(|line| {
        // What the command is for stands far to the right of it.
        let typed = line.strip_prefix("  caremarket ")?;
        let typed = typed.split("   ").next()?;
        let typed = typed.split(['|', '>']).next()?;
        Some(shlex::split(typed).expect("an example can be typed"))
    });
    lines.collect()
}

#[test]
fn every_command_has_two_examples_with_options_that_are_there() {
    let home = home();
    let commands = commands(home.path());
    assert!(commands.len() > 15, "{commands:?}");
    let help = |command: &str| text(&caremarket(&[command, "--help"], home.path()).stdout);
    for command in &commands {
        let examples = examples(&help(command));
        let own = examples.iter().filter(|words| words[0] == *command).count();
        assert!(examples.len() >= 2 && own >= 1, "{command}: {examples:?}");
        for words in &examples {
            let known = help(&words[0]);
            let options = words.iter().filter(|word| word.starts_with('-'));
            for option in options.filter(|option| *option != "-") {
                let name = option.split('=').next().expect("a name");
                assert!(
                    known.split([' ', ',', '[', '\n']).any(|word| word == name),
                    "{command}: {words:?} has {name}, which is none of {}",
                    words[0]
                );
            }
        }
    }
}

/// Commands print one JSON document and nothing else where that is asked for, whether they can do what they should or
/// not. `schema` prints nothing but JSON; what `completions` and `man` print is for other programs; `serve` has a page.
#[test]
fn every_command_tells_programs_in_json() {
    let home = home();
    let home = home.path();
    let more = "[scenario]\noverlays = [\"tiny.toml\"]\n\n[set]\nplaces.ward.beds = 3\n";
    fs::write(home.join("more.toml"), more).expect("the overlay is written");
    let short =
        "--set run.warm_up_days=30 --set run.horizon_days=32 --set expect=[] --set window=[]";
    let right = [
        "run tiny.toml -q --out run",
        "compare tiny.toml more.toml -q --out compared",
        "run more.toml -q --out more",
        "compare run more -q --out beside",
        "extend run +2 -q --out extended",
        "bundle run -o run.zip",
        "export run --out parquet",
        "reproduce run.zip -q",
        "reproduce run -q --out again",
        "sweep tiny.toml --vary places.ward.beds=2,3 --measure occupied.ward --replications 2 -q --out swept",
        &format!(
            "sensitivity step-down --vary council.match_lag --replications 2 -q --out hangs {short}"
        ),
        "list",
        "list --levers",
        "list --measures",
        "list --tables",
        "new mine.toml --from tiny.toml",
        "check tiny.toml",
        "check tiny.toml --warm-up --replications 2 --set run.warm_up_days=10",
        "explain W001",
        "explain places.*.beds",
        "explain occupied.ward",
        "schema",
        "report run",
        "replay tiny.toml --replication 0 --person 3",
        "replay tiny.toml --replication 0 --events",
        "replay run --replication 0 --person 3 --out history.json",
        "verify -q",
    ];
    let told = |line: &str, ends: &[i32]| {
        let mut words: Vec<&str> = line.split(' ').collect();
        if words[0] != "schema" {
            words.extend(["--format", "json"]);
        }
        let ran = caremarket(&words, home);
        let all = format!("{line}: {}{}", text(&ran.stdout), text(&ran.stderr));
        assert!(ends.contains(&code(&ran)), "{all}");
        assert!(
            serde_json::from_slice::<serde_json::Value>(&ran.stdout).is_ok(),
            "{all}"
        );
        assert!(text(&ran.stderr).is_empty(), "{all}");
    };
    let commands = commands(home);
    for command in &commands {
        let mut lines = right
            .iter()
            .filter(|line| line.split(' ').next() == Some(command));
        assert!(
            ["completions", "man", "serve"].contains(&command.as_str()) || lines.next().is_some(),
            "{command} is not tried"
        );
    }
    // A build without Parquet has no `export`.
    let is_there = |line: &&&str| commands.iter().any(|c| line.starts_with(c.as_str()));
    for line in right.iter().filter(is_there) {
        told(line, &[0]);
    }
    let history = fs::read(home.join("history.json")).expect("the history is written");
    assert!(json(&history).is_array());
    let wrong = [
        "run nosuch",
        "compare tiny.toml",
        "extend nowhere +1",
        "bundle nowhere",
        "export nowhere",
        "reproduce nowhere",
        "sweep tiny.toml --vary places.ward.beds=2,3",
        "sensitivity tiny.toml",
        "new mine.toml",
        "check nosuch",
        "explain nosuch",
        "report nowhere",
        "replay tiny.toml --replication 0 --person 4000000",
    ];
    for line in wrong.iter().filter(is_there) {
        told(line, &[1, 2]);
    }
}
