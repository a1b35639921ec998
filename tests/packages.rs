//! Packages measured in hours or visits a day: schedules worked out by hand, exact theory, what must
//! always hold, and what is said of files that cannot be right.

mod common;

use caremarket::engine::{self, Model as _, Time};
use caremarket::scenario::Scenario;
use caremarket::stats::Estimate;
use caremarket::world::World;
use common::{read, seen, try_read, try_written, written};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Standard errors by which a mean may miss what is exact.
const WITHIN: f64 = 4.0;
/// Largest standard error, as a share of the exact value, from which a test can still fail.
const FINE_ENOUGH: f64 = 0.03;

fn agrees(what: &str, values: &[f64], exact: f64) {
    let e = Estimate::of(values).unwrap();
    let error = e.standard_error();
    println!(
        "{what}: exact {exact:.6}, simulated {:.6} +- {error:.6}",
        e.mean
    );
    assert!(
        error <= FINE_ENOUGH * exact.abs(),
        "{what}: a standard error of {error} cannot tell {exact} from anything near it"
    );
    assert!(
        (e.mean - exact).abs() <= WITHIN * error,
        "{what}: {} is {:+.1} standard errors from {exact}",
        e.mean,
        (e.mean - exact) / error
    );
}

/// When people of each group started in the only place, in days, in order.
fn starts(scenario: &Scenario) -> BTreeMap<String, Vec<f64>> {
    let (mut world, mut calendar) = World::with_visits(&scenario.setup, 1, 0);
    engine::run(&mut world, &mut calendar, scenario.setup.run.end());
    world.sound(scenario.setup.run.end()).unwrap();
    let mut starts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for visit in world.flow.visits() {
        let group = scenario.setup.flow.groups[usize::from(visit.group)].clone();
        if let Some(started) = visit.started() {
            starts.entry(group).or_default().push(started.days());
        }
    }
    for days in starts.values_mut() {
        days.sort_by(f64::total_cmp);
    }
    starts
}

/// Steps in use in the first place just after each midnight.
fn used_by_day(scenario: &Scenario, days: i64) -> Vec<i64> {
    let (mut world, mut calendar) = World::new(&scenario.setup, 1, 0);
    let used = (0..days).map(|day| {
        engine::run(&mut world, &mut calendar, Time::start_of_day(day));
        world.sound(Time::start_of_day(day)).unwrap();
        world.flow.tally.packages(0).value()
    });
    used.collect()
}

// ------------------------------------------------------------------ worked out by hand

/// Five people come at midnight, one on each of five days, with packages of 4, 3, 2 and 1 visits; 8 visits a day.
///
/// day      0 1 2 3 4 5 6 7 8 9
/// first    4 3 2 1
/// second     4 3 2 1
/// third        . 4 3 2 1         day 2 would need 2 + 3 + 4
/// fourth         . 4 3 2 1       day 3 would need 1 + 2 + 4 + 4
/// fifth            . . 4 3 2 1   days 4 and 5 would need 1 + 3 + 4 + 4 and 2 + 3 + 4
#[test]
fn a_package_starts_when_the_whole_of_it_fits() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 12
        [streams.people]
        to = "care"
        counts = { daily = [1, 1, 1, 1, 1] }
        all_at = "00:00"
        [places.care]
        capacity = "8 visits per day"
        stay = "4 days"
        package = { first = 4, last = 1 }
        "#,
    );
    assert_eq!(starts(&scenario)["everyone"], [0.0, 1.0, 3.0, 4.0, 6.0]);
    assert_eq!(
        used_by_day(&scenario, 11),
        [4, 7, 5, 7, 8, 5, 7, 4, 2, 1, 0]
    );
}

/// At noon, for three days and six hours: half of day 0, days 1 and 2, and day 3 until six in the evening.
/// Over four days 4, 3, 2 and 1 hours, on the usual grid of a quarter.
#[test]
fn a_day_that_is_begun_counts_as_a_day_and_use_is_a_rate() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 5
        [streams.people]
        to = "care"
        counts = { daily = [1] }
        all_at = "12:00"
        [places.care]
        capacity = "10 hours per day"
        stay = "78 hours"
        package = { first = 4, last = 1 }
        "#,
    );
    let seen = seen(&scenario, 1);
    let hours = 0.5 * 4.0 + 3.0 + 2.0 + 0.75 * 1.0;
    assert_eq!(seen.values("all", "used.care"), [hours / 5.0]);
    assert_eq!(seen.values("all", "capacity.care"), [10.0]);
    assert_eq!(seen.values("all", "utilisation.care"), [hours / 50.0]);
    assert_eq!(seen.values("all", "occupied.care"), [3.25 / 5.0]);
}

/// Each takes so many visits on every day of the stay: a 2 for 3 days, b 4 for 3, c 2 for 5, d 2 for 2. They ask on
/// day 0, six hours apart; there are 4 visits a day.
fn four_people(overtaking: &str) -> BTreeMap<String, Vec<f64>> {
    let mut text = format!(
        "[run]\nhorizon_days = 20\n[places.care]\ncapacity = \"4 visits per day\"\n\
         package.overtaking = \"{overtaking}\"\n"
    );
    let people = [
        ("a", 2, 3, "00"),
        ("b", 4, 3, "06"),
        ("c", 2, 5, "12"),
        ("d", 2, 2, "18"),
    ];
    for (name, visits, days, _) in people {
        let _ = writeln!(text, "stays.{name}.any = \"{days} days\"");
        let _ = writeln!(text, "package.by_group.{name}.first = {visits}");
    }
    for (name, .., hour) in people {
        let _ = writeln!(
            text,
            "[groups.{name}]\n[streams.{name}]\nto = \"care\"\ngroup = \"{name}\"\n\
             counts = {{ daily = [1] }}\nall_at = \"{hour}:00\""
        );
    }
    starts(&written(&text))
}

/// a leaves on day 3 and b starts; b leaves on day 6 and c and d start.
#[test]
fn without_overtaking_everyone_waits_for_whoever_is_next() {
    let starts = four_people("never");
    assert_eq!(
        [&starts["a"], &starts["b"], &starts["c"], &starts["d"]],
        [&[0.0], &[3.0], &[6.0], &[6.0]]
    );
}

/// c starts beside a, which leaves no room for d until a leaves on day 3; b needs all, and has it when c leaves at noon of day 5.
#[test]
fn whoever_fits_may_start_before_a_larger_package() {
    let starts = four_people("whoever_fits");
    assert_eq!(
        [&starts["a"], &starts["b"], &starts["c"], &starts["d"]],
        [&[0.0], &[5.5], &[0.5], &[3.0]]
    );
}

/// b is given days 3 to 5. c would be in the way until noon of day 5 and is given day 6; d is gone before day 3 and starts at once.
#[test]
fn into_gaps_nobody_is_put_back_by_someone_who_asked_later() {
    let starts = four_people("into_gaps");
    assert_eq!(
        [&starts["a"], &starts["b"], &starts["c"], &starts["d"]],
        [&[0.0], &[3.0], &[6.0], &[0.75]]
    );
}

/// a has all until day 5. b would follow and gives up after a day, after which the day given to c stays as it is;
/// d, who asks on day 2, finds days 5 to 9 free again.
#[test]
fn the_day_given_to_someone_who_gives_up_is_given_to_another() {
    let mut text = "[run]\nhorizon_days = 30\n[places.care]\ncapacity = \"4 visits per day\"\nstay = \"5 days\"\n\
                    package = { first = 4, overtaking = \"into_gaps\" }\n"
        .to_owned();
    for (name, counts) in [
        ("a", "[1]"),
        ("b", "[0, 1]"),
        ("c", "[0, 0, 1]"),
        ("d", "[0, 0, 0, 1]"),
    ] {
        let _ = writeln!(
            text,
            "[groups.{name}]\n[streams.{name}]\nto = \"care\"\ngroup = \"{name}\"\ncounts = {{ daily = {counts} }}\n\
             all_at = \"00:00\""
        );
        if name == "b" {
            text += "patience = \"36 hours\"\n";
        }
    }
    let starts = starts(&written(&text));
    assert_eq!(
        [&starts["a"], &starts["c"], &starts["d"]],
        [&[0.0], &[10.0], &[5.0]]
    );
    assert!(!starts.contains_key("b"));
}

/// Three days of four visits fit between weekends of two only from Monday to Wednesday.
#[test]
fn a_package_waits_for_days_that_all_have_room() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 14
        [streams.people]
        to = "care"
        counts = { daily = [0, 0, 0, 1] }
        all_at = "10:00"
        [places.care]
        stay = "60 hours"
        package = { first = 4 }
        capacity_week = [
            { days = "weekdays", from = "00:00", capacity = "6 visits per day" },
            { days = "weekend", from = "00:00", capacity = "2 visits per day" },
        ]
        "#,
    );
    // Thursday from ten for two days and a half would end on Saturday.
    assert_eq!(starts(&scenario)["everyone"], [7.0]);
}

/// From day 3 on two visits: a package of 3, 2.5, 2, 1.5 and 1 visits, rounded to 3, 2, 2, 2 and 1, fits from day 0; one of
/// three visits on each of five days never does.
#[test]
fn a_cut_that_is_known_of_is_kept_free_of_larger_packages() {
    let text = |last: u32| {
        format!(
            r#"
            [run]
            horizon_days = 14
            [streams.people]
            to = "care"
            counts = {{ daily = [1] }}
            all_at = "00:00"
            [places.care]
            stay = "5 days"
            package = {{ first = 3, last = {last} }}
            capacity = "4 visits per day"
            capacity_changes = [{{ from = "day 3", capacity = "2 visits per day" }}]
            "#
        )
    };
    let tapering = written(&text(1));
    assert_eq!(starts(&tapering)["everyone"], [0.0]);
    assert_eq!(used_by_day(&tapering, 6), [3, 2, 2, 2, 1, 0]);
    let level = written(&text(3));
    let seen = seen(&level, 1);
    assert_eq!(seen.values("all", "turned_away.care"), [1.0]);
    assert_eq!(seen.values("all", "occupied.care"), [0.0]);
}

/// Someone waits behind others until the cut has come after which their package fits no more.
#[test]
fn whoever_waits_until_a_package_can_never_fit_is_turned_away_then() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 20
        [groups.first]
        [groups.second]
        [streams.first]
        to = "care"
        group = "first"
        counts = { daily = [1] }
        all_at = "00:00"
        [streams.second]
        to = "care"
        group = "second"
        counts = { daily = [0, 1] }
        all_at = "00:00"
        [places.care]
        stays.first.any = "6 days"
        stays.second.any = "3 days"
        package.by_group = { first = { first = 2 }, second = { first = 3 } }
        capacity = "4 visits per day"
        capacity_changes = [{ from = "day 9", capacity = "2 visits per day" }]
        "#,
    );
    // The last day on which three days of three visits could begin is day 6, when the first leaves: they fit.
    assert_eq!(starts(&scenario)["second"], [6.0]);
    let longer = scenario_with_longer_first_stay();
    assert!(!starts(&longer).contains_key("second"));
    let seen = seen(&longer, 1);
    assert_eq!(seen.values("all", "turned_away.care.second"), [1.0]);
    // From day 1 until midnight of day 7.
    assert_eq!(seen.values("all", "queue.care.second"), [6.0 / 20.0]);
}

fn scenario_with_longer_first_stay() -> Scenario {
    written(
        r#"
        [run]
        horizon_days = 20
        [groups.first]
        [groups.second]
        [streams.first]
        to = "care"
        group = "first"
        counts = { daily = [1] }
        all_at = "00:00"
        [streams.second]
        to = "care"
        group = "second"
        counts = { daily = [0, 1] }
        all_at = "00:00"
        [places.care]
        stays.first.any = "8 days"
        stays.second.any = "3 days"
        package.by_group = { first = { first = 2 }, second = { first = 3 } }
        capacity = "4 visits per day"
        capacity_changes = [{ from = "day 9", capacity = "2 visits per day" }]
        "#,
    )
}

/// Five days of 5, 4, 3, 2 and 1 visits with two days left: 2 and 1. More than there is room for, and nobody is sent away.
#[test]
fn people_found_in_a_place_keep_the_rest_of_their_package() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 8
        [streams.people]
        to = "care"
        counts = { daily = [1] }
        all_at = "00:00"
        [places.care]
        capacity = "5 visits per day"
        stay = "5 days"
        package = { first = 5, last = 1 }
        start = [{ people = 2, remaining = { listed = ["2 days", "4 days"] } }]
        "#,
    );
    // 2 and 1 beside 4, 3, 2 and 1; the one who waits needs 5 and has them on day 4.
    assert_eq!(starts(&scenario)["everyone"].last(), Some(&4.0));
    assert_eq!(used_by_day(&scenario, 6), [6, 4, 2, 1, 5, 4]);
}

/// Two days of 4 and 2 visits, then three in which the next place is taken, at two visits a day; a third person
/// needs 4 of 5 and starts when the first can leave, although on day 2 there would be 5 without them.
#[test]
fn someone_who_cannot_leave_goes_on_with_the_last_amount() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 12
        [groups.here]
        [groups.there]
        [streams.here]
        to = "care"
        group = "here"
        counts = { daily = [1, 0, 1] }
        all_at = "00:00"
        [streams.there]
        to = "ward"
        group = "there"
        counts = { daily = [1] }
        all_at = "00:00"
        [places.care]
        capacity = "5 visits per day"
        stay = "2 days"
        package = { first = 4, last = 2 }
        routes = { ward = 1 }
        [places.ward]
        beds = 1
        stay = "5 days"
        "#,
    );
    assert_eq!(used_by_day(&scenario, 8), [4, 2, 2, 2, 2, 4, 2, 2]);
}

/// Three hours on the way and half a day until they are fetched: both are part of what must fit, at the amounts of first and last day.
#[test]
fn delays_of_coming_and_going_belong_to_the_package() {
    let scenario = written(
        r#"
        [run]
        horizon_days = 8
        [streams.people]
        to = "ward"
        counts = { daily = [1] }
        all_at = "00:00"
        [places.ward]
        stay = "22 hours"
        transfer_delay = { care = "3 hours" }
        routes = { care = 1 }
        [places.care]
        capacity = "5 visits per day"
        stay = "47 hours"
        package = { first = 5, last = 1 }
        exit_delay = { out = "1 day" }
        "#,
    );
    // Given at 22:00 of day 0, there at 01:00 of day 1, over at midnight of day 3, gone at midnight of day 4.
    assert_eq!(used_by_day(&scenario, 6), [0, 5, 1, 1, 0, 0]);
    let seen = seen(&scenario, 1);
    let visits = 5.0 * 26.0 / 24.0 + 2.0;
    let used = seen.values("all", "used.care")[0];
    assert!((used - visits / 8.0).abs() < 1e-12, "{used}");
}

/// When those who came first started, of three people a day for so many days.
fn starts_of_the_first(overtaking: &str, days: usize) -> Vec<Option<Time>> {
    let counts = vec!["3"; days].join(", ");
    let scenario = written(&format!(
        r#"
        [run]
        horizon_days = 400
        [streams.people]
        to = "care"
        counts = {{ daily = [{counts}] }}
        [places.care]
        capacity = "12 hours per day"
        stay = {{ gamma = {{ mean = "3 days", cv = 0.7 }} }}
        [places.care.package]
        overtaking = "{overtaking}"
        first = {{ uniform = {{ low = 0, high = 6 }} }}
        last = {{ uniform = {{ low = 0, high = 2 }} }}
        "#
    ));
    let (mut world, mut calendar) = World::with_visits(&scenario.setup, 9, 0);
    engine::run(&mut world, &mut calendar, scenario.setup.run.end());
    let visits = world.flow.visits();
    let first = visits.iter().filter(|visit| visit.person < 3 * 30);
    first
        .map(caremarket::world::flow::visits::Visit::started)
        .collect()
}

/// Whoever comes later makes no difference to those who came before, unless anyone who fits may start.
#[test]
fn whoever_comes_later_puts_nobody_back() {
    for (overtaking, puts_back) in [
        ("never", false),
        ("into_gaps", false),
        ("whoever_fits", true),
    ] {
        let (alone, followed) = (
            starts_of_the_first(overtaking, 30),
            starts_of_the_first(overtaking, 60),
        );
        assert!(alone.len() >= 89 && alone.iter().all(Option::is_some));
        assert_eq!(alone != followed, puts_back, "{overtaking}");
    }
}

// ------------------------------------------------------------------ theory

/// One visit a day each: a place for ten people, event by event, whatever the stay, the discipline and the list.
#[test]
fn packages_of_one_visit_are_places() {
    let rules = [
        "",
        "when_full = { wait_up_to = 3 }",
        "when_full = \"turn_away\"",
        "patience = { exponential = { mean = \"2 days\" } }",
        "discipline = { priority = { groups = { b = 1, a = 2 } } }",
        "clearing = \"daily at 08:00\"",
        "start = [{ people = 14, group = \"a\" }]",
        "exit_delay = { out = { exponential = { mean = \"9 hours\" } } }",
        "leave_by_weekday = [0.9, 0.9, 0.9, 0.9, 0.9, 0.3, 0.2]",
    ];
    let people = |rule: &str, capacity: &str| {
        let scenario = written(&format!(
            r#"
            [run]
            horizon_days = 400
            [groups.a]
            [groups.b]
            [streams.a]
            to = "care"
            group = "a"
            rate = 1.1
            [streams.b]
            to = "care"
            group = "b"
            rate = 0.7
            [places.care]
            stay = {{ gamma = {{ mean = "5 days", cv = 0.8 }} }}
            {capacity}
            {rule}
            "#
        ));
        let (mut world, mut calendar) = World::with_visits(&scenario.setup, 5, 0);
        engine::run(&mut world, &mut calendar, scenario.setup.run.end());
        let visits = world.flow.visits();
        assert!(visits.len() > 600);
        visits
            .iter()
            .map(|visit| format!("{visit:?}"))
            .collect::<Vec<_>>()
    };
    for rule in rules {
        let beds = people(rule, "capacity = 10");
        for overtaking in ["never", "whoever_fits"] {
            let package = format!(
                "capacity = \"10 visits per day\"\npackage = {{ first = 1, overtaking = \"{overtaking}\" }}"
            );
            assert!(people(rule, &package) == beds, "{rule} {overtaking}");
        }
    }
}

/// The chance of being turned away with a package of each size: Kaufman, "Blocking in a shared resource
/// environment", IEEE Trans. Commun. 29 (1981), and Roberts (1981). `sizes` are (load, steps).
fn kaufman_roberts(capacity: usize, sizes: &[(f64, usize)]) -> Vec<f64> {
    let mut law = vec![1.0];
    for in_use in 1..=capacity {
        let flow = sizes.iter().filter(|(_, steps)| *steps <= in_use);
        let flow: f64 = flow
            .map(|&(load, steps)| load * steps as f64 * law[in_use - steps])
            .sum();
        law.push(flow / in_use as f64);
    }
    let total: f64 = law.iter().sum();
    let lost = |steps: usize| law[capacity + 1 - steps..].iter().sum::<f64>() / total;
    sizes.iter().map(|&(_, steps)| lost(steps)).collect()
}

#[test]
fn the_recursion_is_erlangs_for_one_size() {
    // B(10, 5), which is in every table.
    let lost = kaufman_roberts(10, &[(5.0, 1)])[0];
    assert!((lost - 0.018_384_570).abs() < 1e-8);
    // The same packages in other units.
    let doubled = kaufman_roberts(20, &[(5.0, 2)])[0];
    assert!((lost - doubled).abs() < 1e-12);
}

#[test]
fn packages_of_several_sizes_are_turned_away_as_in_theory() {
    let loads = [(1.5 * 6.0, 1), (0.6 * 5.0, 2), (0.2 * 4.0, 5)];
    let lost = kaufman_roberts(24, &loads);
    let scenario = read("scenarios/verification/packages.toml", &[]);
    let seen = seen(&scenario, scenario.replications);
    let mut used = 0.0;
    for ((group, (load, visits)), lost) in ["small", "medium", "large"].iter().zip(loads).zip(lost)
    {
        let key = format!("turned_away_share.care.{group}");
        agrees(&key, &seen.values("all", &key), lost);
        let key = format!("occupied.care.{group}");
        agrees(&key, &seen.values("all", &key), load * (1.0 - lost));
        used += load * (1.0 - lost) * visits as f64;
    }
    agrees("used.care", &seen.values("all", "used.care"), used);
}

/// Without a limit what is in use is, on average, what comes in a day times what each takes in all: here 5 days
/// of 4, 3.25, 2.5, 1.75 and 1 visits, rounded to 4, 3, 2, 2 and 1, from midnight on. For people who come through the day, six
/// days of 4, 3.4, 2.8, 2.2, 1.6 and 1, rounded to 4, 3, 3, 2, 2 and 1, of which the first and the last are half there.
#[test]
fn without_a_limit_use_is_what_comes_times_what_each_takes() {
    let used = |all_at: &str| {
        let scenario = written(&format!(
            r#"
            [run]
            warm_up_days = 10
            horizon_days = 1000
            replications = 20
            [streams.people]
            to = "care"
            rate = 3
            {all_at}
            [places.care]
            capacity = "unlimited visits per day"
            stay = "5 days"
            package = {{ first = 4, last = 1 }}
            "#
        ));
        seen(&scenario, 20).values("all", "used.care")
    };
    agrees("from midnight", &used("all_at = \"00:00\""), 3.0 * 12.0);
    let through_the_day = 2.0 + 3.0 + 3.0 + 2.0 + 2.0 + 0.5;
    agrees("through the day", &used(""), 3.0 * through_the_day);
}

/// Half the people take 2 visits on each of three days and half none, or half take 2 on the first day and half, by
/// a draw of its own, on the last: then three in four take something on the middle day. On a day on which one
/// person comes on average, nothing is in use if nobody of three days takes anything.
#[test]
fn types_keep_first_and_last_together() {
    let used = |package: &str| {
        let scenario = written(&format!(
            r#"
            [run]
            warm_up_days = 10
            horizon_days = 1000
            [streams.people]
            to = "care"
            rate = 1
            all_at = "00:00"
            [places.care]
            capacity = "unlimited visits per day"
            stay = "3 days"
            package = {{ {package} }}
            [[distribution]]
            measure = "used.care"
            at_most = [0]
            "#
        ));
        let seen = seen(&scenario, 20);
        (seen.values("all", "used.care"), seen.shares(0))
    };
    let (mean, nothing) = used(
        "types = [{ share = 0.5, first = 2, last = 2 }, { share = 0.5, first = 0, last = 0 }]",
    );
    agrees("types", &mean, 3.0);
    agrees("nothing, by types", &nothing, libm::exp(-1.5));
    let table = "{ table = [{ share = 0.5, is = 2 }, { share = 0.5, is = 0 }] }";
    let (mean, nothing) = used(&format!("first = {table}, last = {table}"));
    agrees("each", &mean, 3.0);
    agrees("nothing, each", &nothing, libm::exp(-1.75));
}

/// A tenth of packages are too large for ever: those people are turned away, and nobody waits behind them.
#[test]
fn nobody_waits_for_what_can_never_be() {
    let text = r#"
        [run]
        horizon_days = 2000
        [streams.people]
        to = "care"
        rate = 2
        [places.care]
        capacity = "8 visits per day"
        stay = "1 day"
        package.types = [{ share = 0.9, first = 1, last = 1 }, { share = 0.1, first = 9, last = 1 }]
        "#;
    let (scenario, said) = try_written(text);
    assert!(said.contains("W005"), "{said}");
    assert!(
        said.contains("10 % of these packages are larger than this place ever is, 8 visits a day"),
        "{said}"
    );
    let seen = seen(&scenario.unwrap(), 20);
    agrees(
        "turned away",
        &seen.values("all", "turned_away_share.care"),
        0.1,
    );
    // All others wait as for one of eight places, which 1.8 on average hardly fill.
    let waits = seen.values("all", "wait_days.care");
    assert!(waits.iter().all(|&days| days < 0.01), "{waits:?}");
}

// ------------------------------------------------------------------ what must always hold

/// A network of two places, the first with packages, made from a list of choices.
struct Net {
    text: String,
    /// Whether what is promised can come to more than there is: people found there, or kept there.
    can_exceed: bool,
}

fn net(c: &[usize]) -> Net {
    let mut c = c.iter().copied().chain(std::iter::repeat(0));
    let mut pick = |n: usize| c.next().unwrap_or(0) % n;
    let overtaking = ["never", "whoever_fits", "into_gaps"][pick(3)];
    let capacity = 6 + pick(10);
    let keeps = pick(2) == 1;
    let mut text = format!(
        "[run]\nhorizon_days = 60\nwarm_up_days = \"{} hours\"\n[groups.a]\n[groups.b]\n",
        [0, 30, 240][pick(3)]
    );
    for group in ["a", "b"] {
        let _ = writeln!(
            text,
            "[streams.{group}]\nto = {{ care = 0.7, other = 0.3 }}\ngroup = \"{group}\"\nrate = {}",
            0.3 + 0.2 * pick(6) as f64
        );
        match pick(4) {
            1 => text += "all_at = \"00:00\"\n",
            2 => text += "all_at = \"09:30\"\n",
            3 => text += "patience = { exponential = { mean = \"40 hours\" } }\n",
            _ => {}
        }
    }
    let _ = writeln!(text, "[places.care]\nkeeps_place = {keeps}");
    match pick(4) {
        1 => {
            let _ = writeln!(
                text,
                "capacity = \"{capacity} hours per day\"\ncapacity_changes = [{{ from = \"day 20\", capacity = \"{} hours \
                 per day\" }}, {{ from = \"day 40\", capacity = \"{} hours per day\" }}]",
                pick(16),
                pick(16)
            );
        }
        2 => {
            let _ = writeln!(
                text,
                "capacity_week = [{{ days = \"weekdays\", from = \"00:00\", capacity = \"{capacity} hours per day\" }}, {{ \
                 days = \"weekend\", from = \"00:00\", capacity = \"{} hours per day\" }}]",
                capacity / 2
            );
        }
        _ => {
            let _ = writeln!(text, "capacity = \"{capacity} hours per day\"");
        }
    }
    let _ = writeln!(
        text,
        "stay = {}",
        [
            "{ exponential = { mean = \"5 days\" } }",
            "{ lognormal = { mean = \"6 days\", cv = 0.8 } }",
            "\"4 days\"",
            "{ gamma = { mean = \"60 hours\", cv = 1.4 } }",
        ][pick(4)]
    );
    if overtaking != "into_gaps" {
        match pick(4) {
            1 => text += "discipline = { priority = { groups = { b = 1, a = 2 } } }\n",
            2 => {
                text += "admission_hours = [{ days = \"mon-fri\", from = \"09:00\", to = \"17:00\" }]\n";
            }
            3 if overtaking == "whoever_fits" => {
                text += "discipline = { weighted = { groups = { a = 3 }, tau = \"2 days\" } }\n";
            }
            _ => {}
        }
    }
    match pick(4) {
        1 => text += "when_full = { wait_up_to = 2 }\n",
        2 => text += "when_full = \"turn_away\"\nturned_away_to = \"other\"\n",
        _ => {}
    }
    if pick(3) == 1 {
        text += "exit_delay = { any = { exponential = { mean = \"20 hours\" } } }\n";
    }
    if pick(4) == 1 {
        text += "leave_by_weekday = [0.9, 0.9, 0.9, 0.9, 0.9, 0.3, 0.2]\n";
    }
    text += "routes = { other = 0.4, care = 0.1, out = 0.5 }\n";
    let found = pick(3) == 1;
    if found {
        let remaining = [
            "\"residual\"",
            "\"fresh\"",
            "\"memoryless\"",
            "{ uniform_from = \"1 day\" }",
        ][pick(4)];
        let _ = writeln!(
            text,
            "start = [{{ people = 5, group = \"a\", remaining = {remaining} }}]\nstart_waiting = [{{ people = 3, group = \"b\", \
             waited = \"2 days\" }}]"
        );
    }
    let _ = writeln!(
        text,
        "[places.care.package]\novertaking = \"{overtaking}\"\nrounded_to = {}",
        [0.25, 1.0][pick(2)]
    );
    text += [
        "first = { normal = { mean = 3, sd = 1 }, within = [0.5, 5] }\nlast = { uniform = { low = 0, high = 2 } }\n",
        "types = [{ share = 0.6, first = 4, last = 1 }, { share = 0.3, first = 1, last = 3 }, { share = 0.1, first = 6, last = 6 }]\n",
        "first = 2\nby_group.b.first = { lognormal = { mean = 2, cv = 1 } }\n",
    ][pick(3)];
    let _ = writeln!(
        text,
        "[places.other]\nbeds = {}\nstay = {{ exponential = {{ mean = \"3 days\" }} }}\nkeeps_place = {}\nroutes = {{ care = 0.3, out = \
         0.7 }}",
        2 + pick(4),
        pick(2) == 1
    );
    let transfers = pick(3) == 1;
    if transfers {
        text += "transfer_delay = { care = \"7 hours\" }\n";
    }
    Net {
        text,
        can_exceed: keeps || found,
    }
}

fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_240_401),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed(400))]

    /// At every instant no more is taken than there is, and what is promised is what people have, to the step.
    #[test]
    fn no_more_is_taken_than_there_is(choices in prop::collection::vec(0_usize..240, 0..40)) {
        let net = net(&choices);
        let (scenario, said) = try_written(&net.text);
        let Some(scenario) = scenario else {
            // A capacity for ever below every package of a group is refused: the only mistake these files can have.
            prop_assert!(said.contains("larger than this place ever is"), "{}\n{}", said, net.text);
            return Ok(());
        };
        let (mut world, mut calendar) = World::new(&scenario.setup, 7, 0);
        let mut last = scenario.setup.run.start();
        while let Some((now, event)) = calendar.next(scenario.setup.run.end()) {
            if now > last {
                let tally = &world.flow.tally;
                let (used, capacity) = (tally.packages(0).value(), tally.capacity(0).value());
                prop_assert!(used >= 0, "{used} steps in use at {last:?}\n{}", net.text);
                prop_assert!(
                    net.can_exceed || used <= capacity,
                    "{used} steps in use of {capacity} at {last:?}\n{}", net.text
                );
                if now.day() > last.day() {
                    let sound = world.sound(last);
                    let standstill = |what: &str| what.contains("wait for one another");
                    prop_assert!(
                        sound.as_ref().is_ok() || standstill(&sound.as_ref().unwrap_err().what),
                        "{:?}\n{}", sound, net.text
                    );
                }
                last = now;
            }
            world.handle(event, &mut calendar);
        }
    }
}

// ------------------------------------------------------------------ what is said of files

/// What is said of a place with these lines.
fn said(place: &str) -> String {
    let (scenario, said) = try_written(&format!(
        r#"
        [run]
        horizon_days = 10
        [groups.a]
        [groups.b]
        [streams.people]
        to = "care"
        group = {{ a = 0.5, b = 0.5 }}
        rate = 1
        [places.care]
        stay = "2 days"
        {place}
        "#
    ));
    if scenario.is_some() {
        assert!(!said.contains("error"), "{said}");
    }
    said
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let visits = "capacity = \"8 visits per day\"\n";
    for (place, expected) in [
        (
            "capacity = \"8 visits per day\"".to_owned(),
            "8 visits per day says nothing about a place without packages",
        ),
        (
            "package = { first = 4 }".to_owned(),
            "this does not say whether packages are measured in hours or in visits",
        ),
        (
            "capacity = 20\npackage = { first = 4 }".to_owned(),
            "this does not say whether packages are measured in hours or in visits",
        ),
        (
            format!(
                "{visits}capacity_changes = [{{ from = \"day 3\", capacity = 7 }}]\npackage = {{ first = 4 }}"
            ),
            "7 is a number of people, and packages here are measured in visits",
        ),
        (
            format!(
                "{visits}capacity_changes = [{{ from = \"day 3\", capacity = \"7 hours per day\" }}]\n\
                 package = {{ first = 4 }}"
            ),
            "7 hours per day, where others are in visits",
        ),
        (
            "capacity = \"7.3 visits per day\"\npackage = { first = 4 }".to_owned(),
            "write 7 or 8, or set package.rounded_to",
        ),
        (
            "capacity = \"50 hours per week\"\npackage = { first = 4 }".to_owned(),
            "write hours per day",
        ),
        (
            "package = { first = 4 }\ncapacity_week = [{ days = \"every day\", from = \"08:00\", capacity = \"8 visits per day\" }]"
                .to_owned(),
            "what is counted by the day changes at midnight",
        ),
        (
            format!("{visits}package = {{ first = 9, last = 1 }}"),
            "all of these packages are larger than this place ever is, 8 visits a day",
        ),
        (
            format!("{visits}package = {{ types = [{{ share = 1, first = 2, last = 9 }}] }}"),
            "all of these packages are larger than this place ever is, 8 visits a day",
        ),
        (
            format!("{visits}package = {{ last = 1 }}"),
            "this says what is taken on the last day and not on the first",
        ),
        (
            format!("{visits}package = {{ first = -1 }}"),
            "nobody takes less than nothing",
        ),
        (
            format!("{visits}package = {{ by_group = {{ a = {{ first = 1 }} }} }}"),
            "this does not say how much people take",
        ),
        (
            format!("{visits}package = {{ first = 2, by_group = {{ c = {{ first = 1 }} }} }}"),
            "no group is called \"c\"",
        ),
        (
            format!("{visits}package = {{ first = 2, types = [{{ share = 1, first = 1, last = 1 }}] }}"),
            "types and first are both given",
        ),
        (
            format!("{visits}package = {{ types = [{{ share = 0.7, first = 1, last = 1 }}] }}"),
            "the shares of types add up to 0.7",
        ),
        (
            format!("{visits}dedicated = {{ a = 2 }}\npackage = {{ first = 2 }}"),
            "dedicated counts people, and this place counts hours or visits",
        ),
        (
            format!("{visits}discipline = \"random\"\npackage = {{ first = 2 }}"),
            "where lots are drawn, there is nobody to overtake",
        ),
        (
            format!("{visits}clearing = \"daily at 08:00\"\npackage = {{ first = 2, overtaking = \"into_gaps\" }}"),
            "people are given their day when they ask, and clearing decides later",
        ),
        (
            format!("{visits}package = {{ first = 2, rounded_to = 0 }}"),
            "rounded_to",
        ),
        (
            "capacity = \"unlimited visits per day\"\npackage = { first = 2_000_000 }".to_owned(),
            "more than 1,000,000 steps",
        ),
    ] {
        let said = said(&place);
        assert!(said.contains("error"), "{place}\n{said}");
        assert!(said.contains(expected), "{place}\n{expected}\n{said}");
    }
}

/// 4 visits on average, sd 1, and never more than 6: nobody is above 6.5 in 0.62 % of draws.
#[test]
fn what_may_not_fit_is_said_with_its_share() {
    let said = said(
        "capacity = \"6 visits per day\"\npackage = { first = { normal = { mean = 4, sd = 1 } }, last = 1 }",
    );
    assert!(said.contains("W005"), "{said}");
    assert!(said.contains("0.62 % of these packages"), "{said}");
}

#[test]
fn a_care_market_has_packages_of_its_own() {
    let set = "places.homecare.package={ first = 2 }";
    let (scenario, said) = try_read("riverbridge", &[set]);
    assert!(scenario.is_none());
    assert!(said.contains("[markets.homecare]"), "{said}");
}
