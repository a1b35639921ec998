//! Who is not reached by a change keeps their fate; threads, and how many replications follow, do not matter.

mod common;

use caremarket::experiment::assemble::assemble;
use caremarket::observe::Record;
use common::{read, run, study, values_of, written};

/// A short run of a place with a care market.
const SHORT: [&str; 3] = ["run.warm_up_days=30", "run.horizon_days=70", "expect=[]"];

fn short<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SHORT.iter().chain(more).copied().collect()
}

/// Every value of a record as bits, so that what is not a number equals itself.
fn bits(record: &Record) -> Vec<u64> {
    let values = record
        .values
        .iter()
        .chain(&record.shares)
        .chain(&record.year_before);
    let daily = record.daily.iter().map(|&v| v as u64);
    let moves = record.moves.iter().map(|&v| v as u64);
    values
        .map(|v| v.to_bits())
        .chain(daily)
        .chain(moves)
        .collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let scenario = read("step-down", &short(&[]));
    let baseline = scenario.without_policies();
    let study = study(&[&baseline, &scenario], 11, 4);
    let (one, two) = (run(&study, 1), run(&study, 2));
    let (one, two) = (assemble(&study, &one), assemble(&study, &two));
    // Rust writes a number with as many digits as tell it from every other.
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    assert!(!one.differences.is_empty());
}

#[test]
fn the_first_replications_of_many_are_those_of_few() {
    let network = read(
        "scenarios/verification/tandem.toml",
        &["run.horizon_days=200"],
    );
    let market = read("riverbridge", &short(&[]));
    for (scenario, few, many) in [(&network, 10, 30), (&market, 1, 2)] {
        let few = run(&study(&[scenario], 5, few), 1);
        let many = run(&study(&[scenario], 5, many), 2);
        for (a, b) in few.records[0].iter().zip(&many.records[0]) {
            assert_eq!(bits(a), bits(b));
        }
    }
}

#[test]
fn another_seed_is_another_run() {
    let network = read(
        "scenarios/verification/tandem.toml",
        &["run.horizon_days=200"],
    );
    let (a, b) = (
        run(&study(&[&network], 5, 2), 1),
        run(&study(&[&network], 6, 2), 1),
    );
    assert_ne!(bits(&a.records[0][0]), bits(&b.records[0][0]));
    assert_ne!(bits(&a.records[0][0]), bits(&a.records[0][1]));
}

#[test]
fn a_policy_of_no_size_is_no_policy() {
    for (file, nothing) in [
        ("step-down", "policy.0.action.buy_step_down.beds=0"),
        ("own-homecare", "policy.0.action.own_homecare.posts=0"),
        ("pay-homecare", "policy.0.action.pay_uplift.rise=0"),
        ("pay-both", "policy.0.action.pay_uplift.rise=0"),
    ] {
        let scenario = read(file, &short(&[nothing]));
        let study = study(&[&scenario.without_policies(), &scenario], 7, 1);
        let runs = run(&study, 1);
        assert_eq!(runs.broken, None);
        let (without, with) = (&runs.records[0][0], &runs.records[1][0]);
        let plan = &study.subjects[0].plan;
        for (at, (a, b)) in without.values.iter().zip(&with.values).enumerate() {
            let (window, measure) = (at / plan.measures.len(), at % plan.measures.len());
            assert_eq!(
                a.to_bits(),
                b.to_bits(),
                "{file} with {nothing}: {} in {}",
                plan.measures[measure].record.key,
                plan.windows[window].name
            );
        }
        assert_eq!(bits(without), bits(with), "{file} with {nothing}");
    }
}

#[test]
fn a_budget_changed_by_nothing_is_no_policy() {
    let text = |change: &str| {
        format!(
            "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = 30\nhorizon_days = 70\n{change}"
        )
    };
    let policy = "[[policy]]\nby = \"council\"\npaid_by = \"council\"\nstart = \"day 0\"\n\
                  [policy.action.budget_change]\nat_once = 0\n";
    let study = study(&[&written(&text("")), &written(&text(policy))], 7, 1);
    let runs = run(&study, 1);
    assert_eq!(bits(&runs.records[0][0]), bits(&runs.records[1][0]));
}

/// Until the day a policy starts, nobody can know of it; and nobody outside is kept from falling ill.
#[test]
fn a_policy_changes_nothing_before_it_starts() {
    let scenario = read("own-homecare", &short(&["policy.0.start=day 30"]));
    let study = study(&[&scenario.without_policies(), &scenario], 3, 1);
    let runs = run(&study, 1);
    let gauges = study.subjects[0].plan.gauges();
    let (without, with) = (&runs.records[0][0].daily, &runs.records[1][0].daily);
    // The midnight that begins day 30 comes before the morning on which the policy acts.
    assert_eq!(without[..31 * gauges], with[..31 * gauges]);
    assert_ne!(without[31 * gauges..], with[31 * gauges..]);
    let arrivals = |subject| values_of(&study, &runs, subject, "all", "arrivals.ed.simple");
    assert_eq!(arrivals(0), arrivals(1));
}

/// Two services side by side: what is done to one does not reach the other.
#[test]
fn whoever_is_not_reached_keeps_their_fate() {
    let text = |beds: u32, more: &str| {
        format!(
            "[run]\nhorizon_days = 300\n\
             [streams.one]\nto = \"one\"\nrate = \"3 per day\"\n\
             [streams.two]\nto = \"two\"\nrate = \"2 per day\"\n\
             [places.one]\nbeds = {beds}\nstay = {{ lognormal = {{ mean = \"2 days\", cv = 1 }} }}\n{more}\n\
             [places.two]\nbeds = 5\nstay = {{ gamma = {{ mean = \"2 days\", cv = 1.2 }} }}\ndiscipline = \"random\"\n\
             [[distribution]]\nmeasure = \"wait_days.two\"\nat_most = [0, 1]\n"
        )
    };
    let before = written(&text(7, ""));
    for after in [
        text(9, ""),
        text(7, "patience = \"1 day\""),
        text(7, "discipline = \"random\""),
        text(
            7,
            "capacity_changes = [{ from = \"day 100\", capacity = 3 }]",
        ),
    ] {
        let study = study(&[&before, &written(&after)], 3, 2);
        let runs = run(&study, 1);
        let measures = &study.subjects[0].plan.measures;
        let mut changed = 0;
        for measure in measures.iter().map(|m| m.record.key.as_str()) {
            let of = |subject| {
                let values = values_of(&study, &runs, subject, "all", measure);
                values.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            };
            if measure.contains(".two") {
                assert_eq!(of(0), of(1), "{measure}");
            } else {
                changed += usize::from(of(0) != of(1));
            }
        }
        assert!(changed > 0, "the other place changes: {after}");
        assert_eq!(runs.records[0][0].shares, runs.records[1][0].shares);
    }
}

/// Fewer who come are some of those who came: growth and season only thin.
#[test]
fn a_smaller_rate_keeps_the_people_who_still_come() {
    let text = |rate: f64| {
        format!(
            "[run]\nhorizon_days = 200\n[streams.s]\nto = \"a\"\nrate = {rate}\n\
             weekday_index = [1.2, 1, 1, 1, 1.2, 0.8, 0.8]\n\
             [places.a]\nstay = {{ exponential = {{ mean = \"4 days\" }} }}\n"
        )
    };
    // Both below the same power of the square root of two: one envelope, thinned more and less.
    let study = study(&[&written(&text(9.0)), &written(&text(8.5))], 3, 5);
    let runs = run(&study, 1);
    let (more, fewer) = (&runs.records[0], &runs.records[1]);
    for (more, fewer) in more.iter().zip(fewer) {
        // Without a limit on places everyone's stay is their own: never more people present with fewer coming.
        let present = study.subjects[0]
            .plan
            .measures
            .iter()
            .find(|m| m.record.key == "occupied.a")
            .unwrap();
        let series = |record| study.subjects[0].plan.series(present, record).unwrap();
        let pairs = series(more).into_iter().zip(series(fewer));
        assert!(pairs.clone().all(|(more, fewer)| fewer <= more));
        assert!(pairs.clone().any(|(more, fewer)| fewer < more));
    }
}
