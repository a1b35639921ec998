//! What comes out of a run beside levels: accounts that add up, values that are drawn, policies laid together.

mod common;

use caremarket::experiment::assemble::assemble;
use caremarket::experiment::shelf::Shelf;
use caremarket::experiment::{Silent, Study, Subject};
use caremarket::results::ControlChartRow;
use caremarket::scenario::Scenario;
use caremarket::scenario::reading::Reader;
use caremarket::scenario::render::Look;
use caremarket::stats::xmr::Limits;
use common::{read, run, study, values_of};
use std::sync::atomic::AtomicBool;

const SHORT: [&str; 2] = ["run.warm_up_days=120", "run.horizon_days=120"];

/// A scenario whose values at or below these paths are drawn.
fn uncertain(typed: &str, under: &[&str], set: &[&str]) -> Scenario {
    let owned = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
    let mut reader = Reader::new();
    reader.uncertain = owned(under);
    let scenario = reader.read(typed, &owned(set));
    let said = reader.problems.render(&reader.sources, Look::default());
    scenario.unwrap_or_else(|| panic!("{typed} cannot be read:\n{said}"))
}

fn all_values(study: &Study, threads: usize) -> Vec<Vec<u64>> {
    let runs = run(study, threads);
    assert_eq!(runs.broken, None);
    let records = runs.records.iter().flatten();
    records
        .map(|r| r.values.iter().map(|v| v.to_bits()).collect())
        .collect()
}

#[test]
fn what_is_drawn_is_what_would_be_set() {
    let place = uncertain("riverbridge", &[""], &SHORT);
    let drawn = place.uncertain.as_ref().unwrap();
    let study = study(&[&place], 5, 4);
    let mut fitting = 0;
    for replication in 0..4 {
        let values = drawn.draw(5, replication, 0);
        let Ok(setup) = drawn.setup(&values) else {
            continue;
        };
        fitting += 1;
        let mut set: Vec<String> = SHORT.iter().map(|&s| s.to_owned()).collect();
        set.extend(drawn.ranges().iter().zip(&values).map(|(range, value)| {
            let text = format!("{}={value} {}", range.path, range.unit);
            text.trim().to_owned()
        }));
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        assert!(
            read("riverbridge", &set).setup == setup,
            "replication {replication}"
        );
    }
    assert!(fitting > 0, "no draw of the example place fits together");
    assert!(study.draw(0).is_ok());
}

#[test]
fn all_scenarios_of_a_replication_share_its_draws_on_any_number_of_threads() {
    let story = uncertain(
        "step-down",
        &["workforce", "places"],
        &[&SHORT[..], &["expect=[]"]].concat(),
    );
    let without = story.without_policies();
    let study = study(&[&without, &story], 3, 3);
    let one = all_values(&study, 1);
    assert_eq!(one, all_values(&study, 3));
    assert_ne!(one[0], one[1], "replications differ");
    // A policy that has no size is the world without it, so the draws must be the same in both.
    let nothing = uncertain(
        "null-zero",
        &["workforce", "places"],
        &[&SHORT[..], &["expect=[]"]].concat(),
    );
    let pair = common::study(&[&nothing.without_policies(), &nothing], 3, 2);
    let values = all_values(&pair, 2);
    assert_eq!(values[..2], values[2..]);
}

#[test]
fn shares_that_can_never_add_up_are_refused_with_the_reason() {
    let text = r#"
[scenario]
name = "Two ways"
[run]
warm_up_days = 0
horizon_days = 10
[streams.come]
rate = "2 per day"
to = "ward"
[places.ward]
beds = 10
stay = { fixed = "1 day" }
[places.ward.routes]
home = { value = 0.4, low = 0.3, high = 0.5 }
out = { value = 0.6, low = 0.5, high = 0.7 }
[places.home]
beds = "unlimited"
stay = { fixed = "1 day" }
"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two-ways.toml");
    std::fs::write(&file, text).unwrap();
    let scenario = uncertain(file.to_str().unwrap(), &[""], &[]);
    let why = study(&[&scenario], 1, 2).draw(0).unwrap_err();
    assert!(why.contains("add up to") && why.contains("ward"), "{why}");
    let runs = run(&study(&[&scenario], 1, 2), 2);
    assert!(runs.broken.is_some() && runs.replications() == 0);
}

/// Totals that must be the sum of their parts, to rounding, in every replication and window.
#[test]
fn accounts_of_delay_deaths_and_money_add_up() {
    let story = read("step-down", &[&SHORT[..], &["expect=[]"]].concat());
    let study = study(&[&story], 11, 2);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let of = |window: &str, measure: &str| values_of(&study, &runs, 0, window, measure);
    let payers = &story.setup.market.as_ref().unwrap().payers;
    let deaths_by_payer: Vec<String> = payers
        .iter()
        .map(|payer| format!("deaths_waiting.{payer}"))
        .collect();
    let known = |measure: &&str| {
        let mut measures = study.subjects[0].plan.measures.iter();
        measures.any(|m| m.record.key == *measure)
    };
    let everywhere = [
        "delayed.acute",
        "delayed.community_hospital",
        "delayed.step_down",
        "delayed.reablement",
        "delayed.bridge",
        "delayed.d2a",
        "delayed.home",
    ];
    let sums: [(&str, Vec<&str>); 8] = [
        (
            "delayed.all",
            everywhere.into_iter().filter(known).collect(),
        ),
        (
            "delayed.beds",
            vec![
                "delayed.acute",
                "delayed.community_hospital",
                "delayed.step_down",
            ],
        ),
        (
            "delayed.home",
            vec!["delayed.home.unsupported", "delayed.home.supported"],
        ),
        (
            "delayed.all",
            vec!["blame.nhs", "blame.social_care", "blame.both"],
        ),
        (
            "delayed.all",
            vec![
                "binding.process",
                "binding.funding",
                "binding.hours",
                "binding.beds",
                "binding.choice",
            ],
        ),
        (
            "deaths_waiting",
            vec!["deaths_waiting.hospital", "deaths_waiting.community"],
        ),
        (
            "deaths_waiting",
            deaths_by_payer.iter().map(String::as_str).collect(),
        ),
        (
            "budget.council.placements",
            vec![
                "budget_left.council.placements",
                "cost.council.placements",
                "cost.council.held_beds",
            ],
        ),
    ];
    for window in ["all", "m2-3"] {
        for (whole, parts) in &sums {
            for replication in 0..2 {
                let total = of(window, whole)[replication];
                let sum: f64 = parts.iter().map(|part| of(window, part)[replication]).sum();
                assert!(
                    (total - sum).abs() <= 1e-9 * total.abs().max(1.0),
                    "{window}: {whole} is {total}, its parts {sum}"
                );
                assert!(total > 0.0, "{window}: {whole} shows nothing");
            }
        }
        for constraint in ["process", "funding", "hours", "beds", "choice"] {
            // A count of the morning cannot exceed those who wait by more than leave in a day.
            assert!(
                of(window, &format!("binding.{constraint}"))
                    .iter()
                    .all(|&x| x > -1.0)
            );
        }
    }
}

/// The median of everyone lies between the medians of the parts they fall into.
#[test]
fn waits_by_origin_and_by_payer_are_those_of_everyone() {
    let place = read("riverbridge", &SHORT);
    let study = study(&[&place], 2, 2);
    let runs = run(&study, 2);
    let of = |measure: &str| values_of(&study, &runs, 0, "all", measure);
    for care in ["homecare", "care_home"] {
        let everyone = of(&format!("wait_p50.{care}"));
        for parts in [["hospital", "community"], ["council", "self"]] {
            let [a, b] = parts.map(|part| of(&format!("care_wait_p50.{care}.{part}")));
            for ((whole, a), b) in everyone.iter().zip(a).zip(b) {
                let (least, most) = (a.min(b), a.max(b));
                // Between ranks in a straight line: to a small part of a day.
                assert!(
                    least - 0.05 <= *whole && *whole <= most + 0.05,
                    "{care} {parts:?}: {whole} is not between {least} and {most}"
                );
            }
        }
    }
}

/// Two policies in a file each: later one first or last, the world is the same; and nothing is lost with both.
#[test]
fn policies_that_start_at_different_times_can_be_laid_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, start: &str, action: &str| {
        let path = folder.path().join(name);
        let text = format!(
            "[scenario]\nplace = \"riverbridge\"\nname = \"{name}\"\n\n[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\n\
             start = \"{start}\"\n{action}"
        );
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    let beds = file(
        "beds.toml",
        "day 5",
        "[policy.action.buy_step_down]\nbeds = 60\nprice = \"1400 per week\"\nfrom = \"existing beds\"\ntherapy = false\ntakes = \"assessed\"\n",
    );
    let pay = file(
        "pay.toml",
        "day 20",
        "[policy.action.pay_uplift]\nsectors = [\"homecare\", \"care_home\"]\nrise = 0.05\n",
    );
    let one = read(&format!("{beds}+{pay}"), &SHORT);
    let other = read(&format!("{pay}+{beds}"), &SHORT);
    assert_eq!(one.setup.policies.len(), 2);
    let both = all_values(&study(&[&one], 9, 2), 2);
    assert_eq!(both, all_values(&study(&[&other], 9, 2), 1));
    let alone = all_values(&study(&[&read(&beds, &SHORT)], 9, 2), 2);
    assert_ne!(both, alone, "the second policy does something");
}

#[test]
fn a_world_from_the_shelf_is_the_world_run_again() {
    let story = read("step-down", &[&SHORT[..], &["expect=[]"]].concat());
    let without = story.without_policies();
    let own = read("own-homecare", &[&SHORT[..], &["expect=[]"]].concat());
    let studies = [
        study(&[&without, &story], 4, 2),
        study(&[&without, &own], 4, 2),
    ];
    let stop = AtomicBool::new(false);
    let mut shelf = Shelf::default();
    let first = shelf.run(&studies[0], 2, &Silent, &stop);
    shelf.put_away(&studies[0], first, &studies[1..]);
    assert_eq!(shelf.len(), 1, "only the baseline is needed again");
    let second = shelf.run(&studies[1], 2, &Silent, &stop);
    assert!(shelf.is_empty());
    let again = run(&studies[1], 1);
    assert!(
        second.events < again.events,
        "the baseline was not run again"
    );
    for (kept, again) in second.records.iter().zip(&again.records) {
        let bits = |records: &[caremarket::observe::Record]| -> Vec<Vec<u64>> {
            let values = records
                .iter()
                .map(|r| r.values.iter().map(|v| v.to_bits()).collect());
            values.collect()
        };
        assert_eq!(bits(kept), bits(again));
    }
    let names: Vec<&str> = studies[1]
        .subjects
        .iter()
        .map(|s: &Subject| s.name.as_str())
        .collect();
    assert_eq!(second.records.len(), names.len());
}

/// What boards would have seen: the months before the policy are the same in both worlds and set the same limits, and a
/// policy of no size is seen exactly as often as none.
#[test]
fn control_charts_begin_alike_and_a_policy_of_no_size_is_seen_as_often_as_none() {
    let set = ["run.warm_up_days=366", "run.horizon_days=130", "expect=[]"];
    let (nothing, beds) = (read("null-zero", &set), read("step-down", &set));
    // Each against its own world without policies.
    let (no_beds, no_nothing) = (beds.without_policies(), nothing.without_policies());
    let subject = |name: &str, scenario: Scenario, baseline: Option<usize>| {
        Subject::new(name, scenario, &[], baseline)
    };
    let study = Study {
        subjects: vec![
            subject("no beds", no_beds, None),
            subject("beds", beds, Some(0)),
            subject("no nothing", no_nothing, None),
            subject("nothing", nothing, Some(2)),
        ],
        seed: 11,
        replications: 3,
    };
    let results = assemble(&study, &run(&study, 2));
    let chart = |scenario: &str, of: &str| -> Vec<ControlChartRow> {
        let rows = results.control_chart_of(scenario, of);
        rows.into_iter().cloned().collect()
    };
    // Twelve months of the year before and four whole ones of 130 days.
    let (ours, theirs) = (chart("beds", "beds"), chart("beds", "no beds"));
    assert_eq!((ours.len(), theirs.len()), (16, 16));
    let end = ours.iter().filter(|month| month.sets_limits).count();
    assert_eq!(end, 12);
    for (a, b) in ours.iter().zip(&theirs) {
        assert_eq!((a.month, a.replication), (b.month, b.replication));
        assert_eq!(
            (a.mean, a.lower_limit, a.upper_limit),
            (b.mean, b.lower_limit, b.upper_limit)
        );
    }
    let values = |rows: &[ControlChartRow]| rows.iter().map(|r| r.value).collect::<Vec<_>>();
    assert_eq!(values(&ours)[..end], values(&theirs)[..end]);
    assert_ne!(
        values(&ours)[end..],
        values(&theirs)[end..],
        "beds are bought"
    );
    let limits = Limits::of(&values(&ours)[..end]).unwrap();
    assert_eq!(limits.upper, ours[0].upper_limit);

    let (ours, theirs) = (chart("nothing", "nothing"), chart("nothing", "no nothing"));
    assert_eq!(values(&ours), values(&theirs));
    for signal in ["improvement", "concern", "concern after improvement"] {
        let seen = |of: &str| {
            let row = results.control_signal_of("nothing", of, signal);
            row.map(|row| (row.signalled, row.replications)).unwrap()
        };
        assert_eq!(seen("nothing"), seen("no nothing"), "{signal}");
    }
}
