//! A study begun in a folder, checked and compared there.

mod common;

use common::program::{caremarket, done, ended, names_in};
use std::fs;
use std::path::Path;

fn text_of(path: &Path) -> String {
    fs::read_to_string(path).expect("a text")
}

#[test]
fn a_study_is_compared_with_its_own_place_and_says_what_its_scenario_says() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let home = home.path();
    let told = done(home, &["new", "step-down-study/", "--from", "step-down"]);
    assert!(told.contains("  cd step-down-study\n"), "{told}");
    let study = home.join("step-down-study");
    let command = "caremarket compare baseline.toml step-down.toml";
    assert!(told.contains(command), "{told}");
    assert!(text_of(&study.join("README.md")).contains(command));

    // Whatever stands in the folder is sound, and the file for editors is the program's own.
    let checked = done(&study, &["check", "."]);
    let scenarios = names_in(&study);
    let is_scenario = |name: &&String| Path::new(name).extension().is_some_and(|e| e == "toml");
    let scenarios = scenarios.iter().filter(is_scenario);
    assert!(
        scenarios.clone().count() >= 3,
        "a place, a scenario, a twin"
    );
    for name in scenarios {
        assert!(checked.contains(&format!("{name} can be run")), "{checked}");
        let text = text_of(&study.join(name));
        assert!(text.starts_with("#:schema ./caremarket.schema.json\n"));
    }
    let schema = text_of(&study.join("caremarket.schema.json"));
    assert_eq!(schema, done(home, &["schema"]));
    assert!(text_of(&study.join("baseline.toml")).contains("price_policy = \"match\""));

    // The same numbers as without a folder, and every expectation looked at.
    let usual = ["--replications", "2", "-q", "--threads", "1", "--out"];
    let in_it = ["compare", "baseline.toml", "step-down.toml"];
    let told = done(&study, &[&in_it[..], &usual, &["../in"]].concat());
    assert!(!told.contains("was not looked at"), "{told}");
    done(
        home,
        &[&["compare", "step-down"][..], &usual, &["out"]].concat(),
    );
    for table in ["expectations.csv", "differences.csv"] {
        let (found, wanted) = (home.join("in").join(table), home.join("out").join(table));
        let wanted = text_of(&wanted).replace("no policy", "baseline");
        let found = text_of(&found).replace("no policy", "baseline");
        assert!(wanted.lines().count() > 7);
        assert!(found == wanted, "{table}:\n{found}\n{wanted}");
    }
}

#[test]
fn a_value_changed_in_the_baseline_is_changed_for_all() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let home = home.path();
    let full = ["new", "ours", "--from", "pay-both", "--full", "--format"];
    let told = done(home, &[&full[..], &["json"]].concat());
    let told: serde_json::Value = serde_json::from_str(&told).expect("one document");
    assert_eq!(told["compare"][0], "baseline.toml");
    assert_eq!(told["compare"][1], "pay-both.toml");
    let study = home.join("ours");
    let files = told["files"].as_array().expect("a list");
    assert_eq!(files.len(), names_in(&study).len());
    // The copy of the place is what is run.
    let place = study.join("riverbridge.toml");
    let text = text_of(&place);
    assert!(text.contains("source"), "sources are kept");
    let broken = text.replace("[places.acute]", "[places.acute]\nbeads = 1");
    assert_ne!(broken, text);
    fs::write(&place, broken).expect("written");
    let told = ended(&study, 2, &["check", "pay-both.toml"]);
    assert!(told.contains("riverbridge.toml:"), "{told}");
    fs::write(&place, text).expect("written");
    // So are the values of the baseline.
    let baseline = study.join("baseline.toml");
    let more = text_of(&baseline) + "[set]\nplaces.acute.beds = -1\n";
    fs::write(&baseline, more).expect("written");
    let told = ended(&study, 2, &["check", "pay-both.toml"]);
    assert!(told.contains("baseline.toml:"), "{told}");
}

#[test]
fn a_name_that_ends_in_toml_is_a_file_and_any_other_a_folder() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let home = home.path();
    done(home, &["new", "mine.toml", "--from", "step-down"]);
    assert!(home.join("mine.toml").is_file());
    done(home, &["new", "mine", "--from", "step-down"]);
    assert!(home.join("mine").is_dir());
    for name in ["mine", "mine/"] {
        let told = ended(home, 2, &["new", name, "--from", "step-down"]);
        assert!(told.contains("mine is there already"), "{told}");
    }
}

#[test]
fn what_cannot_be_a_study_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let home = home.path();
    let from = |name: &str| ended(home, 2, &["new", "study/", "--from", name]);
    for slip in ["step-donw", "Step down", "dont-dabble/step-down"] {
        let told = from(slip);
        assert!(told.contains("did you mean step-down?"), "{slip}: {told}");
    }
    let told = from("riverbridge");
    assert!(told.contains("has no policies of its own"), "{told}");
    // Policies of a file below would be in the baseline.
    let over = "[scenario]\noverlays = [\"step-down\"]\n[[policy]]\nby = \"council\"\npaid_by = \"council\"\n\
                start = \"month 1\"\n[policy.action.pay_uplift]\nsector = \"homecare\"\nrise = 0.05\n";
    fs::write(home.join("over.toml"), over).expect("written");
    let told = from("over.toml");
    assert!(
        told.contains("stand in step-down, which it builds on"),
        "{told}"
    );
    assert_eq!(names_in(home), ["over.toml"]);
    // A place of one's own is found from the folder, too.
    fs::create_dir(home.join("deep")).expect("a folder");
    fs::write(
        home.join("deep/town.toml"),
        "[scenario]\nplace = \"riverbridge\"\n",
    )
    .expect("written");
    let own = over.replace("overlays = [\"step-down\"]", "place = \"town.toml\"");
    fs::write(home.join("deep/own.toml"), own).expect("written");
    done(home, &["new", "study", "--from", "deep/own.toml"]);
    done(&home.join("study"), &["check", "."]);
    let told = caremarket(
        home,
        &["new", "other", "--from", "study/own.toml", "--full"],
    );
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("would be called baseline.toml"), "{told}");
}
