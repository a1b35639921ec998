//! Two ways to say the same, and one change that can only do harm.
//!
//! Where the same people live through the same luck, results are the same, digit by digit; where they do not,
//! they are the same in law, and two means may differ by four of their standard errors, which are small enough
//! for a difference to show. Seeds are fixed: a test that passes goes on passing.

mod common;

use caremarket::engine::{Purpose, Streams};
use caremarket::experiment::{Runs, Study};
use caremarket::stats::{self, Estimate};
use common::{run, seen, study, values_of, written};

// ------------------------------------------------------------------ two places for one

/// Places for `people`, each with its beds: everyone comes to one of them, in proportion to beds.
fn side_by_side(beds: &[u32], rate: f64, stay: &str) -> String {
    let all: u32 = beds.iter().sum();
    let share = |b: &u32| f64::from(*b) / f64::from(all);
    let to: Vec<String> = (beds.iter().enumerate())
        .map(|(i, b)| format!("place_{i} = {}", share(b)))
        .collect();
    let places = (beds.iter().enumerate())
        .map(|(i, b)| format!("[places.place_{i}]\nbeds = {b}\nstay = {{ {stay} }}\n"));
    format!(
        "[run]\nwarm_up_days = 200\nhorizon_days = 1000\nseed = 31\n\
         [streams.people]\nrate = \"{rate} per day\"\nto = {{ {} }}\n{}",
        to.join(", "),
        places.collect::<String>()
    )
}

/// The mean wait over everyone who started anywhere, by replication.
fn mean_wait(study: &Study, runs: &Runs, subject: usize, places: usize) -> Vec<f64> {
    let of =
        |what: &str, i: usize| values_of(study, runs, subject, "all", &format!("{what}.place_{i}"));
    let mut total = vec![(0.0, 0.0); runs.replications()];
    for i in 0..places {
        let waits = of("wait_days", i).into_iter().zip(of("starts", i));
        for (sum, (wait, starts)) in total.iter_mut().zip(waits) {
            sum.0 += wait * starts;
            sum.1 += starts;
        }
    }
    total.into_iter().map(|(wait, n)| wait / n).collect()
}

/// First come, first served by one list leaves less waiting than any other way to share the same beds out
/// (Wolff 1977, Foss 1980): so less than two lists that people are sent to by lot.
#[test]
fn two_places_never_wait_less_than_one_of_the_same_size() {
    const CASES: u64 = 12;
    let streams = Streams::new(2024, 0);
    for case in 0..CASES {
        let mut draw = streams.draw(Purpose::new(1), case, 0);
        let mut below = |n: u32| (draw.uniform() * f64::from(n)) as u32;
        let beds = 2 + below(12);
        let one = 1 + below(beds - 1);
        let load = 0.7 + 0.02 * f64::from(below(11));
        let days = 1 + below(6);
        let stay = [
            format!("fixed = \"{days} days\""),
            format!("exponential = {{ mean = \"{days} days\" }}"),
            format!("lognormal = {{ mean = \"{days} days\", cv = 1.4 }}"),
            format!("weibull = {{ shape = 1.8, mean = \"{days} days\" }}"),
            format!("erlang = {{ stages = 4, mean = \"{days} days\" }}"),
        ][below(5) as usize]
            .clone();
        let rate = load * f64::from(beds) / f64::from(days);
        let together = written(&side_by_side(&[beds], rate, &stay));
        let apart = written(&side_by_side(&[one, beds - one], rate, &stay));
        let study = study(&[&together, &apart], 100 + case, 10);
        let runs = run(&study, 2);
        assert_eq!(runs.broken, None);
        let waits = mean_wait(&study, &runs, 1, 2)
            .into_iter()
            .zip(mean_wait(&study, &runs, 0, 1));
        let d = stats::difference(&waits.collect::<Vec<_>>()).unwrap();
        let what = format!("{one} of {beds} beds apart, load {load:.2}, {stay}");
        println!(
            "{what}: {:+.3} days ({:+.3} to {:+.3})",
            d.mean, d.lower, d.upper
        );
        assert!(d.lower > 0.0, "{what}: {d:?}");
    }
}

// ------------------------------------------------------------------ groups that differ in name only

/// Two wards that block before a unit, with the groups and streams given.
fn wards(groups: &[&str], streams: &str, discipline: &str) -> String {
    let groups: Vec<String> = groups.iter().map(|g| format!("[groups.{g}]\n")).collect();
    let groups = groups.concat();
    format!(
        "[run]\nwarm_up_days = 200\nhorizon_days = 3000\nreplications = 40\nseed = 8\n{groups}{streams}\n\
         [places.ward]\nbeds = 14\nstay = {{ lognormal = {{ mean = \"4 days\", cv = 1.1 }} }}\n\
         routes = {{ unit = 0.3, out = 0.7 }}\nwhen_full = {{ wait_up_to = 10 }}\n\
         [places.unit]\nbeds = 11\nstay = {{ gamma = {{ mean = \"10 days\", cv = 0.7 }} }}\n\
         discipline = {discipline}\npatience = {{ exponential = {{ mean = \"30 days\" }} }}\n\
         [[distribution]]\nmeasure = \"occupied.ward\"\nat_most = [8, 11, 13]\n\
         [[distribution]]\nmeasure = \"wait_days.unit\"\nat_most = [0, 1, 4]\n"
    )
}

#[test]
fn groups_that_differ_in_name_only_change_nothing_for_the_same_people() {
    for discipline in [
        "\"first_come\"",
        "\"random\"",
        "{ priority = { places = { ward = 1, list = 2 } } }",
        "{ weighted = { places = { ward = 2 }, tau = \"5 days\" } }",
    ] {
        let of = |groups: &[&str], group: &str| {
            let streams = format!(
                "[streams.people]\nto = {{ ward = 0.9, unit = 0.1 }}\nrate = \"3.2 per day\"\ngroup = {group}\n"
            );
            written(&wards(groups, &streams, discipline))
        };
        let one = of(&["all_of_them"], "\"all_of_them\"");
        let two = of(&["left", "right"], "{ left = 0.35, right = 0.65 }");
        let study = study(&[&one, &two], 8, 3);
        let runs = run(&study, 2);
        assert_eq!(runs.broken, None);
        let mut compared = 0;
        for measure in &study.subjects[0].plan.measures {
            let key = &measure.record.key;
            let of = |subject| values_of(&study, &runs, subject, "all", key);
            for (a, b) in of(0).into_iter().zip(of(1)) {
                // A total over groups is added up group by group, which may cost its last digit.
                assert!(
                    (a - b).abs() <= 1e-12 * a || a.is_nan() && b.is_nan(),
                    "{key} with {discipline}: {a} and {b}"
                );
                compared += usize::from(a > 0.0);
            }
        }
        assert!(compared > 60, "only {compared} values are above zero");
        for (a, b) in runs.records[0].iter().zip(&runs.records[1]) {
            assert_eq!(a.shares, b.shares, "{discipline}");
        }
    }
}

#[test]
fn two_streams_of_identical_groups_are_one_stream_of_both() {
    let stream = |name: &str, rate: f64, group: &str| {
        format!("[streams.{name}]\nto = \"ward\"\nrate = \"{rate} per day\"\ngroup = \"{group}\"\n")
    };
    let both = stream("left", 1.1, "left") + &stream("right", 2.0, "right");
    let two = written(&wards(&["left", "right"], &both, "\"first_come\""));
    let merged = stream("all_of_them", 3.1, "all_of_them");
    let one = written(&wards(&["all_of_them"], &merged, "\"first_come\""));
    let (one, two) = (seen(&one, one.replications), seen(&two, two.replications));
    let same = |what: &str, a: &[f64], b: &[f64]| {
        let (a, b) = (Estimate::of(a).unwrap(), Estimate::of(b).unwrap());
        let error = libm::hypot(a.standard_error(), b.standard_error());
        let z = (b.mean - a.mean) / error;
        println!(
            "{what}: {:.4} and {:.4}, {z:+.1} standard errors",
            a.mean, b.mean
        );
        assert!(
            error < 0.06 * a.mean,
            "{what}: {error} cannot tell {} from anything near it",
            a.mean
        );
        assert!(z.abs() < 4.0, "{what}: {a:?} and {b:?}");
    };
    for measure in [
        "occupied.ward",
        "occupied.unit",
        "blocked.ward.unit",
        "queue.ward",
        "wait_days.ward",
        "wait_days.unit",
        "wait_p95.unit",
        "waited_share.unit",
        "turned_away_share.ward",
        "gave_up_share.unit",
        "stay_days.ward",
    ] {
        same(
            measure,
            &one.values("all", measure),
            &two.values("all", measure),
        );
    }
    for at in 0..6 {
        same(&format!("share {at}"), &one.shares(at), &two.shares(at));
    }
}

// ------------------------------------------------------------------ policies in another order

/// A short run of the place with these policies, in this order.
fn with_policies(policies: &[&str]) -> String {
    format!(
        "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = 30\nhorizon_days = 122\n{}",
        policies.concat()
    )
}

const BEDS: &str = "[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\nstart = \"day 10\"\n\
    [policy.action.buy_step_down]\nbeds = 30\nprice = \"1400 per week\"\n";
const PAY: &str = "[[policy]]\nby = \"council\"\npaid_by = \"council\"\nstart = \"day 20\"\nramp = \"30 days\"\n\
    [policy.action.pay_uplift]\nsector = \"homecare\"\nrise = 0.05\n";
const STAFF: &str = "[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\nstart = \"day 30\"\n\
    [policy.action.own_homecare]\nposts = 40\npay = \"13.40 per hour\"\n";

/// Policies act in the order of their starts, not of the page.
#[test]
fn the_order_in_which_policies_are_written_changes_nothing() {
    let orders = [
        [BEDS, PAY, STAFF],
        [BEDS, STAFF, PAY],
        [PAY, BEDS, STAFF],
        [PAY, STAFF, BEDS],
        [STAFF, BEDS, PAY],
        [STAFF, PAY, BEDS],
    ];
    let mut scenarios: Vec<_> = orders.iter().map(|o| written(&with_policies(o))).collect();
    scenarios.push(written(&with_policies(&[BEDS, PAY])));
    let study = study(&scenarios.iter().collect::<Vec<_>>(), 5, 1);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let bits = |subject: usize| -> Vec<u64> {
        let record = &runs.records[subject][0];
        let values = record.values.iter().chain(&record.shares);
        let daily = record.daily.iter().map(|&v| v as u64);
        values.map(|v| v.to_bits()).chain(daily).collect()
    };
    for subject in 1..orders.len() {
        assert_eq!(bits(0), bits(subject), "order {subject}");
    }
    assert_ne!(bits(0), bits(orders.len()), "a policy less is another run");
}
