//! Results that are gone on from, compared as they are, and what is left when a program is killed.

mod common;

use common::program::{caremarket, command, done, ended, home, names_in, told};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Output;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Runs so many replications of a scenario, or compares it, into a folder.
fn simulated(home: &Path, command: &str, scenario: &str, replications: u32, out: &str) {
    let n = replications.to_string();
    let arguments = [command, scenario, "--replications", &n, "--out", out, "-q"];
    done(home, &arguments);
}

/// Files that tell when they were made, or by which command.
const TELL_THE_TIME: [&str; 4] = [
    "manifest.json",
    "report.html",
    "results.xlsx",
    "datapackage.json",
];

/// Every other file of a folder of results, with its bytes.
fn same_every_time(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for inside in ["", "charts"] {
        for name in names_in(&folder.join(inside)) {
            let path = folder.join(inside).join(&name);
            if path.is_file() && !TELL_THE_TIME.contains(&name.as_str()) {
                found.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    found
}

fn must_be_same(home: &Path, one: &str, other: &str) {
    let (one, other) = (home.join(one), home.join(other));
    let (ours, theirs) = (same_every_time(&one), same_every_time(&other));
    assert!(ours.len() > 9);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs));
    for (name, bytes) in &ours {
        assert!(
            bytes == &theirs[name],
            "{name} of {} is not that of {}",
            one.display(),
            other.display()
        );
    }
}

fn manifest(home: &Path, folder: &str) -> serde_json::Value {
    let text = fs::read(home.join(folder).join("manifest.json")).expect("a manifest");
    serde_json::from_slice(&text).expect("JSON")
}

/// Changes a manifest as another version might have written it.
fn rewrite(home: &Path, folder: &str, change: impl FnOnce(&mut serde_json::Value)) {
    let mut value = manifest(home, folder);
    change(&mut value);
    let path = home.join(folder).join("manifest.json");
    fs::write(path, value.to_string()).expect("the manifest is written");
}

#[test]
fn a_result_gone_on_with_is_what_it_would_have_been_at_once() {
    let home = home();
    let home = home.path();
    let asked = [
        "--uncertain",
        "--census",
        "--people",
        "--window",
        "day 20",
        "--set",
        "places.ward.beds=3",
        "-q",
    ];
    let run = |more: &[&str]| done(home, &[&["run", "tiny.toml"], more, &asked].concat());
    run(&["--replications", "3", "--out", "few"]);
    run(&["--replications", "9", "--out", "many"]);
    // Only what the folder holds counts.
    fs::remove_file(home.join("tiny.toml")).expect("the file is there");
    let said = done(home, &["extend", "few", "+2", "--threads", "1"]);
    assert!(said.contains("few held 3 replications"), "{said}");
    assert!(said.contains("Written to few-extended:"), "{said}");
    done(
        home,
        &["extend", "few-extended", "--to", "9", "--out", "nine"],
    );
    must_be_same(home, "nine", "many");
    assert_eq!(manifest(home, "nine")["replications_done"], 9);
    let first = manifest(home, "few")["command"].clone();
    assert_eq!(manifest(home, "nine")["began_with"], first);
    assert_eq!(
        manifest(home, "few")["replications_done"],
        3,
        "the old one stays"
    );
}

#[test]
fn a_comparison_gone_on_with_is_what_it_would_have_been_at_once() {
    let home = home();
    let home = home.path();
    simulated(home, "compare", "more.toml", 4, "four");
    simulated(home, "compare", "more.toml", 12, "twelve");
    done(home, &["extend", "four", "--to", "12", "--out", "on", "-q"]);
    must_be_same(home, "on", "twelve");
    let read = |file: &str| fs::read_to_string(home.join(file)).expect("a table");
    assert!(read("on/expectations.csv").lines().count() == 2);
    assert_eq!(read("on/differences.csv"), read("twelve/differences.csv"));
}

#[test]
fn a_care_market_gone_on_with_is_what_it_would_have_been_at_once() {
    let home = home();
    let home = home.path();
    let short = [
        "--set",
        "run.warm_up_days=30",
        "--set",
        "run.horizon_days=40",
        "--set",
        "expect=[]",
        "-q",
    ];
    let run = |n: &str, out: &str| {
        done(
            home,
            &[
                &["compare", "step-down", "--replications", n, "--out", out],
                &short[..],
            ]
            .concat(),
        );
    };
    run("1", "one");
    run("2", "two");
    done(home, &["extend", "one", "+1", "--out", "on", "-q"]);
    must_be_same(home, "on", "two");
}

#[test]
fn a_precision_is_gone_on_to_as_if_it_had_been_asked_for_at_once() {
    let home = home();
    let home = home.path();
    let of = ["--of", "occupied.ward", "-q"];
    let run = |more: &[&str]| caremarket(home, &[&["run", "tiny.toml"], more, &of[..]].concat());
    let whole = run(&["--precision", "4%", "--out", "whole"]);
    assert_eq!(whole.status.code(), Some(0), "{}", told(&whole));
    let needed = manifest(home, "whole")["replications_done"]
        .as_u64()
        .expect("a number");
    assert!(needed > 12, "{needed}");
    // Stopped at the most there were to be: incomplete, with the command that goes on.
    let short = run(&["--precision", "4%", "--at-most", "12", "--out", "short"]);
    assert_eq!(short.status.code(), Some(3));
    let said = String::from_utf8_lossy(&short.stdout).into_owned();
    assert!(
        said.contains("To go on: caremarket extend short --at-most "),
        "{said}"
    );
    assert!(
        ended(home, 2, &["extend", "short"])
            .contains("short has 12 replications, the most there were to be")
    );
    // From ten replications on the steps are those of one run.
    simulated(home, "run", "tiny.toml", 10, "ten");
    done(
        home,
        &[
            "extend",
            "ten",
            "--precision",
            "4%",
            "--of",
            "occupied.ward",
            "--out",
            "reached",
        ],
    );
    must_be_same(home, "reached", "whole");
    let said = ended(home, 2, &["extend", "ten", "--at-most", "40"]);
    assert!(said.contains("no precision was asked for"), "{said}");
}

#[test]
fn what_cannot_be_gone_on_with_says_why_and_what_to_do() {
    let home = home();
    let home = home.path();
    simulated(home, "run", "tiny.toml", 3, "out");
    let said = ended(home, 2, &["extend", "out"]);
    assert!(said.contains("out has 3 replications, all that were asked for; say how many more: caremarket extend out +3"), "{said}");
    assert!(ended(home, 2, &["extend", "out", "--to", "2"]).contains("has 3 replications already"));
    assert!(ended(home, 2, &["extend", "out", "5"]).contains("+100"));
    assert!(ended(home, 2, &["extend", "nowhere", "+1"]).contains("nowhere is not a folder"));
    assert!(ended(home, 2, &["extend", ".", "+1"]).contains("holds no manifest.json"));
    assert!(ended(home, 2, &["extend", "out", "+1", "--out", "out"]).contains("never overwritten"));
    let again = "Run it again, in whole: caremarket run tiny.toml -q --replications 3";
    let kept = home.join("out/replications.bin");
    let whole = fs::read(&kept).expect("the file is there");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    fs::write(&kept, damaged).expect("written");
    assert!(
        ended(home, 1, &["extend", "out", "+1"])
            .contains("out/replications.bin has changed since it was written")
    );
    fs::write(&kept, whole).expect("written");
    let original = manifest(home, "out");
    rewrite(home, "out", |m| m["results_version"] = 999.into());
    let said = ended(home, 1, &["extend", "out", "+1"]);
    assert!(
        said.contains("whose results are number 999") && said.contains(again),
        "{said}"
    );
    rewrite(home, "out", |m| {
        *m = original.clone();
        m["seed"] = 8.into();
    });
    let said = ended(home, 1, &["extend", "out", "+1"]);
    assert!(
        said.contains("of another seed, than its manifest.json says"),
        "{said}"
    );
    // A folder of a version that kept nothing.
    rewrite(home, "out", |m| {
        *m = original.clone();
        m.as_object_mut()
            .expect("a table")
            .remove("results_version");
    });
    let said = ended(home, 1, &["extend", "out", "+1"]);
    assert!(
        said.contains("kept no replications") && said.contains(again),
        "{said}"
    );
    assert_eq!(names_in(home), ["more.toml", "out", "tiny.toml"]);
}

#[test]
fn saved_results_are_compared_as_if_they_had_been_run_together() {
    let home = home();
    let home = home.path();
    simulated(home, "run", "tiny.toml", 5, "two");
    simulated(home, "run", "more.toml", 5, "four");
    simulated(home, "compare", "more.toml", 5, "at-once");
    let said = done(home, &["compare", "two", "four", "--out", "saved"]);
    assert!(said.contains("Nothing was simulated"), "{said}");
    must_be_same(home, "saved", "at-once");
    // What was put together can be gone on with.
    simulated(home, "compare", "more.toml", 7, "seven");
    done(home, &["extend", "saved", "+2", "--out", "on", "-q"]);
    must_be_same(home, "on", "seven");
    // A folder or a name says what is compared with what.
    done(
        home,
        &[
            "compare",
            "four",
            "--baseline",
            "two",
            "--out",
            "named",
            "-q",
        ],
    );
    must_be_same(home, "named", "at-once");
    done(
        home,
        &[
            "compare",
            "two",
            "four",
            "--baseline",
            "more",
            "--out",
            "turned",
            "-q",
        ],
    );
    let rows = fs::read_to_string(home.join("turned/differences.csv")).expect("a table");
    assert!(
        rows.lines()
            .skip(1)
            .all(|row| row.starts_with("tiny,more,")),
        "{rows}"
    );
    // Of more replications the first are taken.
    simulated(home, "run", "tiny.toml", 6, "six");
    let said = done(home, &["compare", "six", "four", "--out", "five"]);
    assert!(said.contains("the first 5 of each are compared"), "{said}");
    must_be_same(home, "five", "at-once");
}

#[test]
fn saved_results_that_do_not_belong_together_are_refused() {
    let home = home();
    let home = home.path();
    let run = |scenario: &str, out: &str, more: &[&str]| {
        let all = [
            &["run", scenario, "--replications", "2", "--out", out, "-q"],
            more,
        ]
        .concat();
        done(home, &all);
    };
    run("tiny.toml", "two", &[]);
    run("more.toml", "seed", &["--seed", "8"]);
    run("more.toml", "short", &["--set", "run.horizon_days=50"]);
    run("more.toml", "drawn", &["--uncertain"]);
    let against = |other: &str, code| ended(home, code, &["compare", "two", other]);
    assert!(against("seed", 2).contains("their seeds are 7 and 8"));
    assert!(against("short", 2).contains("they report 60 and 50 days"));
    assert!(against("drawn", 2).contains("the same --uncertain"));
    assert!(
        against("more.toml", 2).contains("more.toml is a scenario and two a folder of results")
    );
    assert!(ended(home, 2, &["compare", "two"]).contains("there is nothing to compare with"));
    run("more.toml", "four", &[]);
    assert!(
        ended(home, 2, &["compare", "two", "four", "--set", "a=1"])
            .contains("--set cannot change results that are saved")
    );
    let said = ended(home, 2, &["compare", "two", "four", "--baseline", "mroe"]);
    assert!(said.contains("did you mean more?"), "{said}");
    rewrite(home, "four", |m| m["results_version"] = 999.into());
    assert!(against("four", 1).contains("whose results are number 999"));
}

/// Starts the program, kills it after so long, and says whether it was still at work.
fn killed_after(home: &Path, arguments: &[&str], wait: Duration) -> bool {
    let mut child = command(home, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(wait);
    let at_work = child.try_wait().expect("it can be asked").is_none();
    let _ = child.kill();
    child.wait().expect("it has ended");
    at_work
}

/// Kills runs, and what goes on from them, at so many moments spread over the time they take.
fn killed_at(moments: u32) {
    let home = home();
    let home = home.path();
    let run = |out: &'static str| {
        [
            "run",
            "tiny.toml",
            "--replications",
            "60",
            "--threads",
            "1",
            "--out",
            out,
            "-q",
        ]
    };
    let extend = |out: &'static str| {
        [
            "extend",
            "begun",
            "+60",
            "--threads",
            "1",
            "--out",
            out,
            "-q",
        ]
    };
    let clock = std::time::Instant::now();
    done(home, &run("begun"));
    done(home, &extend("whole"));
    let each = clock.elapsed() / 2;
    let before = names_in(home);
    let mut at_work = 0;
    let (run, extend) = (run("again"), extend("again"));
    for (arguments, undisturbed) in [(&run[..], "begun"), (&extend[..], "whole")] {
        for moment in 0..moments {
            at_work += u32::from(killed_after(home, arguments, each * moment / moments));
            let again = home.join("again");
            if again.exists() {
                // Under its name a folder is whole.
                must_be_same(home, "again", undisturbed);
                fs::remove_dir_all(&again).expect("it can be removed");
            }
        }
        done(home, arguments);
        must_be_same(home, "again", undisturbed);
        fs::remove_dir_all(home.join("again")).expect("it can be removed");
        if cfg!(unix) {
            assert_eq!(names_in(home), before, "nothing half written is left");
        }
    }
    assert!(
        at_work >= moments,
        "{at_work} of {} were killed at work",
        2 * moments
    );
}

#[test]
fn a_program_killed_leaves_nothing_half_done() {
    killed_at(4);
}

#[test]
#[ignore = "long: forty programs are started and killed"]
fn a_program_killed_at_any_moment_leaves_nothing_half_done() {
    killed_at(20);
}

/// Runs the program in a shell after these words.
#[cfg(unix)]
fn in_a_shell(home: &Path, before: &str, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_caremarket");
    let script = format!("{before}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script, program])
        .args(arguments)
        .current_dir(home)
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell starts")
}

#[cfg(unix)]
#[test]
fn where_no_more_can_be_written_nothing_is_left_and_the_reason_is_told() {
    let home = home();
    let home = home.path();
    simulated(home, "run", "tiny.toml", 2, "two");
    let before = names_in(home);
    // No file of more than some kilobytes, as on a full disk.
    let full = "trap '' XFSZ; ulimit -f 8";
    for arguments in [
        &["run", "tiny.toml", "--out", "out", "-q"][..],
        &["extend", "two", "+2", "--out", "out", "-q"],
    ] {
        let ran = in_a_shell(home, full, arguments);
        assert_eq!(ran.status.code(), Some(1), "{}", told(&ran));
        assert!(
            told(&ran).contains("could not write out/"),
            "{}",
            told(&ran)
        );
        assert_eq!(names_in(home), before);
    }
    let ran = in_a_shell(home, full, &["bundle", "two", "-o", "two.zip"]);
    assert_eq!(ran.status.code(), Some(1), "{}", told(&ran));
    let said = told(&ran);
    assert!(
        said.starts_with("error: could not write two.zip") && said.lines().count() == 1,
        "{said}"
    );
    assert_eq!(names_in(home), before);
    done(home, &["extend", "two", "+2", "--out", "out", "-q"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_told_of_before_anything_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let home = home();
    let home = home.path();
    let shut = home.join("shut");
    fs::create_dir(&shut).expect("a folder");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).expect("it can be shut");
    // Nothing is shut to the superuser.
    if fs::write(shut.join("probe"), "").is_ok() {
        fs::remove_file(shut.join("probe")).expect("the file is there");
        return;
    }
    let said = ended(home, 1, &["run", "tiny.toml", "--out", "shut/out", "-q"]);
    assert!(
        said.contains("nothing can be written to shut, so nothing was run"),
        "{said}"
    );
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).expect("it can be opened");
    assert!(names_in(&shut).is_empty());
}

#[cfg(unix)]
/// Whoever clears up too eagerly loses the results, and never gets half of them.
#[cfg(unix)]
#[test]
fn a_folder_removed_while_it_is_written_is_never_left_half() {
    let home = home();
    let home = home.path();
    for _ in 0..12 {
        let mut program = command(home, &["run", "tiny.toml", "--out", "kept/out", "-q"]);
        let mut running = program
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Whatever there is at any moment, until the program has ended by itself.
        while running.try_wait().expect("it can be asked").is_none() {
            let entries = fs::read_dir(home.join("kept")).into_iter().flatten();
            for entry in entries.flatten() {
                if entry.file_name().to_string_lossy().ends_with(".partial") {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        }
        let ended = running.wait_with_output().expect("it has ended");
        let out = home.join("kept/out");
        match ended.status.code() {
            // It was quicker.
            Some(0) => {
                let value = manifest(home, "kept/out");
                let files = value["files"].as_array().expect("a list of files");
                for file in files {
                    let name = file["name"].as_str().expect("a name");
                    let length = fs::metadata(out.join(name)).map(|there| there.len());
                    assert_eq!(length.ok(), file["bytes"].as_u64(), "{name}");
                }
                fs::remove_dir_all(&out).expect("it can be removed");
            }
            code => {
                assert_eq!(code, Some(1), "{}", told(&ended));
                assert!(told(&ended).contains("kept/out"), "{}", told(&ended));
                assert!(!out.exists());
            }
        }
        assert!(names_in(&home.join("kept")).is_empty());
    }
}

#[test]
fn a_run_that_is_stopped_says_how_to_finish_it() {
    let home = home();
    let home = home.path();
    // Long enough to be stopped in the middle, on any machine.
    let long = [
        "run",
        "tiny.toml",
        "--replications",
        "100000",
        "--threads",
        "1",
        "--out",
        "my out",
        "-q",
    ];
    let child = command(home, &long)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(Duration::from_millis(1500));
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.is_ok_and(|status| status.success()));
    let ran = child.wait_with_output().expect("it ends");
    assert_eq!(ran.status.code(), Some(130), "{}", told(&ran));
    assert!(
        told(&ran).contains("To finish: caremarket extend 'my out'"),
        "{}",
        told(&ran)
    );
    let had = manifest(home, "my out")["replications_done"]
        .as_u64()
        .expect("a number");
    assert!(had > 0 && had < 100_000);
    let to = had as u32 + 3;
    let said = done(
        home,
        &["extend", "my out", "--to", &to.to_string(), "--out", "on"],
    );
    assert!(
        said.contains("replications of 100,000, since it was stopped"),
        "{said}"
    );
    simulated(home, "run", "tiny.toml", to, "at-once");
    must_be_same(home, "on", "at-once");
}
