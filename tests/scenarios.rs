//! Every scenario that comes with the program can be read, and runs.

mod common;

use caremarket::engine::{self, Time};
use caremarket::scenario::embedded::{EMBEDDED, find};
use caremarket::world::World;
use caremarket::world::setup::Setup;
use common::{read, run, study, try_read, try_written, written};
use std::path::Path;

/// Names and texts of the scenario files of a folder, in the order of their names.
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(folder);
    let mut files: Vec<(String, String)> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A text whose comments run on over the ends of lines.
fn in_one_line(text: &str) -> String {
    text.replace("\n# ", " ")
}

/// Reads a scenario as it stands, then runs it for a few weeks.
fn runs(typed: &str) {
    let (scenario, said) = try_read(typed, &[]);
    assert!(scenario.is_some(), "{typed} cannot be read:\n{said}");
    // Hypotheses and windows about later months do not fit so short a run.
    let set = [
        "run.warm_up_days=20",
        "run.horizon_days=35",
        "expect=[]",
        "window=[]",
    ];
    let scenario = read(typed, &set);
    let runs = run(&study(&[&scenario], scenario.seed, 1), 1);
    assert_eq!(runs.broken, None, "{typed}");
    // A workforce by itself has one event for each labour step, whoever moves in it.
    let by_itself = scenario.setup.flow.places.is_empty();
    let few = if by_itself { 5 } else { 100 };
    assert!(runs.events > few, "{typed}: only {} events", runs.events);
}

#[test]
fn every_place_and_story_runs() {
    for scenario in EMBEDDED {
        runs(scenario.name);
    }
}

#[test]
fn every_verification_scenario_runs() {
    let all = files("verification");
    assert!(all.len() >= 10);
    for (name, text) in all {
        runs(&format!("scenarios/verification/{name}.toml"));
        assert!(
            text.starts_with("# "),
            "{name} does not open with what it is"
        );
        assert!(
            in_one_line(&text).contains("ompared with"),
            "{name} does not say what it is compared with"
        );
        assert!(!text.contains("[markets"), "{name} has a market");
    }
}

#[test]
fn every_published_model_runs_and_says_where_it_comes_from() {
    let all = files("published");
    assert!(all.len() >= 2);
    for (name, text) in all {
        runs(&format!("scenarios/published/{name}.toml"));
        assert!(
            text.contains("doi 10.") && text.contains("\nsource = "),
            "{name} does not say where it was published"
        );
        assert!(
            in_one_line(&text).contains("ompared with") && text.contains("docs/published.md"),
            "{name} does not say what it is compared with"
        );
    }
}

#[test]
fn the_program_comes_with_every_scenario_of_the_folder() {
    for (folder, is_place) in [("places", true), ("", false)] {
        let files = files(folder);
        for (name, text) in &files {
            let embedded = find(name).unwrap_or_else(|| {
                panic!(
                    "scenarios/{folder}/{name}.toml is not in the list of src/scenario/embedded.rs"
                )
            });
            assert_eq!(embedded.is_place, is_place, "{name}");
            assert_eq!(embedded.text, text, "{name}");
        }
        let count = EMBEDDED.iter().filter(|e| e.is_place == is_place).count();
        assert_eq!(
            files.len(),
            count,
            "every embedded scenario stands in scenarios/{folder}"
        );
    }
}

/// A distribution given in a layer above, or with `--set`, stands in place of the one below, not beside it.
#[test]
fn another_distribution_laid_over_one_replaces_it() {
    for stay in [
        "{ fixed = \"3 hours\" }",
        "{ gamma = { mean = \"3 hours\", cv = 2 }, within = [\"1 hour\", \"9 hours\"] }",
        "3 hours",
    ] {
        read(
            "scenarios/verification/mg1.toml",
            &[&format!("places.ward.stay={stay}")],
        );
    }
    // What belongs to the same distribution is changed in place.
    let (scenario, said) = try_read(
        "scenarios/verification/mg1.toml",
        &["places.ward.stay.lognormal.cv=2"],
    );
    assert!(scenario.is_some(), "{said}");
    // Two distributions side by side are still refused.
    let (scenario, said) = try_read(
        "scenarios/verification/mg1.toml",
        &["places.ward.stay={ fixed = \"3 hours\", exponential = { mean = \"3 hours\" } }"],
    );
    assert!(
        scenario.is_none() && said.contains("2 distributions are given"),
        "{said}"
    );
}

fn setup(typed: &str, set: &[&str]) -> Setup {
    read(typed, set).setup
}

#[test]
fn a_place_ten_times_as_large_is_the_same_place_with_larger_numbers() {
    let by_hand = [
        "streams.admissions.rate=200",
        "places.acute.beds=2000",
        "places.homecare.slots=2200",
        "places.step_down.beds=600",
        "places.care_home.beds=9000",
    ];
    let line = "scenarios/verification/blocked-line.toml";
    assert_eq!(setup(line, &["run.scale=10"]), setup(line, &by_hand));
}

/// A network with something of everything that a larger place has more of.
fn network(times: u32) -> String {
    let n = |number: u32| number * times;
    format!(
        r#"
[run]
horizon_days = 30
[groups.a]
[groups.b]
[streams.some]
to = "ward"
group = {{ a = 0.5, b = 0.5 }}
rate = "{} per day"
[streams.weekly]
to = "ward"
group = "a"
counts = {{ weekly = [{}, 0, 0, 0, {}, 0, 0] }}
[streams.daily]
to = "clinic"
group = "b"
counts = {{ daily = [{}, {}] }}
[places.ward]
beds = {}
stay = "3 days"
dedicated = {{ a = {}, b = {} }}
when_full = {{ wait_up_to = {{ a = {}, b = {} }} }}
capacity_changes = [{{ from = "day 9", capacity = {} }}]
start = [{{ people = {}, group = "a", remaining = "fresh" }}]
start_waiting = [{{ people = {}, group = "b" }}]
routes = {{ care = 0.5, out = 0.5 }}
[places.clinic]
stay = "2 hours"
when_full = {{ wait_up_to = {} }}
capacity_week = [{{ days = "weekdays", from = "08:00", capacity = {} }}, {{ days = "every day", from = "18:00", capacity = 0 }}]
keep_free = [{{ places = {}, for = ["b"] }}]
[places.care]
capacity = "{} visits per day"
stay = "5 days"
[places.care.package]
first = 3
last = 1
"#,
        n(4),
        n(2),
        n(1),
        n(3),
        n(5),
        n(20),
        n(3),
        n(2),
        n(7),
        n(8),
        n(18),
        n(6),
        n(9),
        n(11),
        n(5),
        n(1),
        n(12),
    )
}

#[test]
fn everything_of_a_network_can_be_larger() {
    let larger = network(1).replace("[run]", "[run]\nscale = 7");
    assert_eq!(written(&larger).setup, written(&network(7)).setup);
    let largest = network(1).replace("[run]", "[run]\nscale = 10000");
    assert!(try_written(&largest).0.is_some());
    let (scenario, said) = try_written(&largest.replace("beds = 20", "beds = 900000000"));
    assert!(scenario.is_none(), "nine billion beds can be told apart");
    assert!(said.contains("10000 times as large"), "{said}");
}

/// Whom one policy has given a bed this morning, no other policy gives another.
#[test]
fn two_policies_of_one_kind_do_not_count_on_the_same_person() {
    let another = r#"
[scenario]
place = "step-down"
[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
[policy.action.buy_step_down]
beds = 60
price = "1300 per week"
from = "existing beds"
takes = "assessed"
"#;
    let text = format!("[run]\nwarm_up_days = 120\n{another}");
    let scenario = written(&text);
    assert_eq!(scenario.setup.policies.len(), 2);
    let setup = &scenario.setup;
    let (mut world, mut calendar) = World::new(setup, 1, 0);
    for day in 0..90 {
        engine::run(&mut world, &mut calendar, Time::start_of_day(day));
        world.sound(Time::start_of_day(day)).unwrap();
    }
}

#[test]
fn a_care_market_twice_as_large_holds_twice_as_much() {
    let (one, two) = (
        setup("step-down", &[]),
        setup("step-down", &["run.scale=2"]),
    );
    let beds = |s: &Setup| s.market.as_ref().unwrap().care_home.beds;
    assert_eq!(beds(&two), 2 * beds(&one));
    assert_ne!(one.policies, two.policies);
    let days = [
        "run.scale=2",
        "run.horizon_days=60",
        "run.warm_up_days=30",
        "expect=[]",
        "window=[]",
    ];
    let short = setup("step-down", &days);
    let (mut world, mut calendar) = World::new(&short, 1, 0);
    engine::run(&mut world, &mut calendar, short.run.end());
    world.sound(short.run.end()).unwrap();
}
