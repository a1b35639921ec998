//! People, posts, beds, hours and pence are neither made nor lost, whatever the network.
//!
//! Networks are made up at random, from a fixed seed, and run; so are variations of a place with a
//! care market. Then laws that relate one network to another: what is called differently, or written in
//! another order, is the same; a clock that runs at another speed changes nothing but the unit.

mod common;
#[path = "common/nets.rs"]
mod nets;

use caremarket::engine::{Span, Time};
use caremarket::scenario::Scenario;
use caremarket::world::World;
use caremarket::world::flow::person::State;
use caremarket::world::flow::setup::NOWHERE;
use caremarket::world::invariant::Fault;
use common::{read, run, study, world_at_the_end, written};
use nets::Net;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_240_401),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

/// Everyone who became ready for a place started there, was turned away, gave up, or still waits; and the
/// integral of every level is the sum of what people spent in it, to the second.
fn adds_up(world: &World<'_>, scenario: &Scenario, net: &Net) {
    let (flow, now) = (&scenario.setup.flow, scenario.setup.run.end());
    let (places, groups) = (flow.places.len(), flow.groups.len());
    let tally = &world.flow.tally;
    let mut waiting = vec![0; places * groups];
    let mut here = vec![Span::ZERO; places * groups];
    let mut waited = vec![Span::ZERO; places];
    let add =
        |sum: &mut Span, span: Span| *sum = Span::from_seconds(sum.seconds() + span.seconds());
    for person in world.flow.people.records() {
        if matches!(person.state, State::Gone | State::Unused) {
            continue;
        }
        let (next, group) = (usize::from(person.next), usize::from(person.group));
        if matches!(
            person.state,
            State::Listed | State::Blocked | State::OnTheWay
        ) {
            waiting[next * groups + group] += 1;
            add(&mut waited[next], now - person.ready());
        }
        if person.place != NOWHERE {
            add(
                &mut here[usize::from(person.place) * groups + group],
                now - person.since,
            );
        }
    }
    let start = scenario.setup.run.start();
    for place in 0..places {
        let name = &flow.places[place].name;
        let mut wait_seconds = waited[place].seconds();
        for group in 0..groups {
            let counts = tally.counts(place, group);
            assert_eq!(
                counts.arrivals,
                counts.starts
                    + counts.turned_away
                    + counts.gave_up
                    + waiting[place * groups + group],
                "people who became ready for {name}: {counts:?}"
            );
            // Little's law without a limit: the integral is the sum of stays, finished and not.
            let spent = counts.stay_seconds + here[place * groups + group].seconds();
            assert_eq!(
                tally.occupied(place, group).integral(now),
                spent,
                "time spent in {name}"
            );
            let bounds = 0..=counts.arrivals - counts.turned_away;
            assert!(bounds.contains(&counts.waited), "{name}: {counts:?}");
            let waits = tally.waits(place, group).exact().expect("they are few");
            assert_eq!(
                waits.iter().map(|&s| i64::from(s)).sum::<i64>(),
                counts.wait_seconds,
                "waits for {name}"
            );
            wait_seconds += counts.wait_seconds;
        }
        if net.waits_add_up() {
            let before: i64 = (flow.places[place].census_waiting.iter())
                .map(|entry| i64::from(entry.people) * Span::from_days(entry.waited_days).seconds())
                .sum();
            let listed: i64 = (0..groups)
                .map(|g| tally.queue(place, g).integral(now))
                .sum();
            let blocked: i64 = (0..places)
                .map(|p| tally.blocked(p, place).integral(now))
                .sum();
            assert_eq!(
                wait_seconds,
                before + listed + blocked,
                "time spent waiting for {name}"
            );
        }
        let capacity = tally.capacity(place).value();
        let never_cut = flow.places[place].capacity_steps.is_empty();
        let found: u32 = flow.places[place].census.iter().map(|c| c.people).sum();
        if capacity >= 0 && never_cut && i64::from(found) <= capacity {
            assert!(
                world.flow.places[place].used() <= capacity,
                "more than fit in {name}"
            );
        }
    }
    assert!(start < Time::ZERO || net.warm_up == 0);
}

proptest! {
    #![proptest_config(fixed(400))]

    #[test]
    fn nobody_is_made_or_lost_in_any_network(choices in choices()) {
        let net = Net::of(&choices);
        let text = net.toml(&NAMES, false);
        let scenario = written(&text);
        let (world, calendar) = world_at_the_end(&scenario.setup, 3, 0);
        if let Err(broken) = world.sound(calendar.now()) {
            // Places that block in a circle may come to a standstill: the scenario's fault, and said so.
            prop_assert_eq!(broken.fault, Fault::Scenario, "{}\n{}", broken, text);
            prop_assert!(broken.what.contains("wait for one another"), "{}\n{}", broken, text);
        }
        adds_up(&world, &scenario, &net);
    }
}

// ------------------------------------------------------------------ one network and another

/// What happened in each place: counts, and integrals of people in it and on its list.
type Happened = Vec<(String, Vec<i64>)>;

fn happened(scenario: &Scenario) -> Happened {
    let (world, _) = world_at_the_end(&scenario.setup, 3, 0);
    let (flow, now) = (&scenario.setup.flow, scenario.setup.run.end());
    let places = flow.places.iter().enumerate();
    let mut all: Happened = places
        .map(|(p, place)| {
            let mut values = Vec::new();
            for g in 0..flow.groups.len() {
                let (c, tally) = (world.flow.tally.counts(p, g), &world.flow.tally);
                values.extend([
                    c.arrivals,
                    c.starts,
                    c.departures,
                    c.turned_away,
                    c.gave_up,
                    c.waited,
                ]);
                values.extend([c.wait_seconds, c.stay_seconds]);
                values.extend([
                    tally.occupied(p, g).integral(now),
                    tally.queue(p, g).integral(now),
                ]);
            }
            (place.name.clone(), values)
        })
        .collect();
    all.sort();
    all
}

/// The same with places renamed.
fn renamed(happened: Happened, from: &[&str], to: &[&str]) -> Happened {
    let new = |name: &str| to[from.iter().position(|n| *n == name).unwrap()].to_owned();
    let mut all: Happened = happened
        .into_iter()
        .map(|(name, values)| (new(&name), values))
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(fixed(200))]

    #[test]
    fn what_places_are_called_changes_nothing(choices in choices()) {
        let net = Net::of(&choices);
        let others = ["z_ward", "y_clinic", "x", "a_home"];
        let text = net.toml(&NAMES, false);
        let before = renamed(happened(&written(&text)), &NAMES, &others);
        prop_assert_eq!(before, happened(&written(&net.toml(&others, false))), "{}", text);
    }

    /// But where lots fall between groups that a place tells apart: there the order of names settles on
    /// whom, which changes draws and no chance.
    #[test]
    fn what_streams_and_groups_are_called_changes_nothing(choices in choices()) {
        let net = Net::of(&choices);
        prop_assume!(!net.draws_lots_between_groups());
        let text = net.toml(&NAMES, false);
        // Whatever came first by its name comes last.
        let other = text.replace("streams.s0", "streams.z").replace("streams.s1", "streams.y");
        let other = other.replace("g0", "zoe").replace("g1", "anna");
        // Values of the groups of a place follow the order of their names.
        let by_group = |happened: Happened, swap: bool| -> Happened {
            let swapped = |values: Vec<i64>| {
                let (first, second) = values.split_at(values.len() / 2);
                [second, first].concat()
            };
            let swap = swap && net.groups == 2;
            happened.into_iter().map(|(name, v)| (name, if swap { swapped(v) } else { v })).collect()
        };
        let (before, after) = (happened(&written(&text)), happened(&written(&other)));
        prop_assert_eq!(by_group(before, true), by_group(after, false), "{}", text);
    }

    #[test]
    fn the_order_of_tables_changes_nothing(choices in choices()) {
        let net = Net::of(&choices);
        let text = net.toml(&NAMES, false);
        prop_assert_eq!(happened(&written(&text)), happened(&written(&net.toml(&NAMES, true))), "{}", text);
    }

    #[test]
    fn a_place_nobody_goes_to_changes_nothing(choices in choices()) {
        let net = Net::of(&choices);
        let text = net.toml(&NAMES, false);
        for name in ["_first", "zz_last"] {
            let more = format!("{text}\n[places.{name}]\nstay = \"1 hour\"\ncapacity = 1\nroutes = {{ a = 1.0 }}\n");
            let mut with = happened(&written(&more));
            with.retain(|(place, _)| place != name);
            prop_assert_eq!(happened(&written(&text)), with, "{}", text);
        }
    }
}

/// A network whose every time is a whole number of units: people found at the start, stays from a list.
fn in_units(choices: &[u8], seconds: usize) -> String {
    let c = &mut nets::Choices(choices);
    let places = 1 + c.below(3);
    let time =
        |c: &mut nets::Choices<'_>| format!("\"{} seconds\"", seconds * (1 + 37 * c.below(20)));
    let mut text = format!(
        "[run]\nhorizon_days = \"{} seconds\"\n[streams]\n",
        seconds * 5_000
    );
    for (p, name) in NAMES[..places].iter().enumerate() {
        let stays: Vec<String> = (0..=c.below(5)).map(|_| time(c)).collect();
        text += &format!(
            "[places.{name}]\nstay = {{ values = [{}] }}\n",
            stays.join(", ")
        );
        text += &format!("capacity = {}\n", 1 + c.below(4));
        text += &format!("keeps_place = {}\n", c.below(2) == 0);
        text += [
            "",
            "discipline = \"random\"\n",
            "discipline = { weighted = { places = { list = 2 } } }\n",
        ][c.below(3)];
        if p + 1 < places {
            text += &format!("routes = {{ {} = 0.7, out = 0.3 }}\n", NAMES[p + 1]);
            text += &format!("transfer_delay = {{ any = {} }}\n", time(c));
        }
        let found: Vec<String> = (0..c.below(4)).map(|_| time(c)).collect();
        if !found.is_empty() {
            let listed = found.join(", ");
            text += &format!(
                "start = [{{ people = {}, remaining = {{ listed = [{listed}] }} }}]\n",
                found.len()
            );
        }
        text += &format!(
            "start_waiting = [{{ people = {}, waited = {} }}]\n",
            1 + c.below(40),
            time(c)
        );
        if c.one_in(3) {
            text += &format!("patience = {{ values = [{}, {}] }}\n", time(c), time(c));
        }
    }
    text
}

proptest! {
    #![proptest_config(fixed(200))]

    #[test]
    fn a_slower_clock_makes_every_wait_longer_by_its_factor(choices in choices()) {
        let scenario = written(&in_units(&choices, 60));
        let slower = written(&in_units(&choices, 420));
        let (once, seven_times) = (happened(&scenario), happened(&slower));
        for ((name, a), (_, b)) in once.iter().zip(&seven_times) {
            prop_assert_eq!(&a[..6], &b[..6], "counts in {}", name);
            let times: Vec<i64> = a[6..].iter().map(|t| 7 * t).collect();
            prop_assert_eq!(&times[..], &b[6..], "times in {}", name);
        }
    }

    /// Kiefer and Wolfowitz: first come, first served, with arrivals and stays given, nobody waits longer for more beds.
    #[test]
    fn another_bed_never_makes_the_mean_wait_longer(
        arrivals in prop::collection::vec(0_u32..9, 1..40), hours in 1_usize..40, shape in 0_usize..3, seed in 0_u64..1_000
    ) {
        let stay = match shape {
            0 => format!("\"{hours} hours\""),
            1 => format!("{{ exponential = {{ mean = \"{hours} hours\" }} }}"),
            _ => format!("{{ lognormal = {{ mean = \"{hours} hours\", cv = 1.5 }} }}"),
        };
        let mut before = i64::MAX;
        for beds in 1..5 {
            let text = format!(
                "[run]\nhorizon_days = 20000\n[streams.s]\nto = \"ward\"\ncounts = {{ daily = {arrivals:?} }}\n\
                 [places.ward]\nbeds = {beds}\nstay = {stay}\n"
            );
            let scenario = written(&text);
            let (world, _) = world_at_the_end(&scenario.setup, seed, 0);
            let counts = world.flow.tally.counts(0, 0);
            prop_assert_eq!(counts.starts, i64::from(arrivals.iter().sum::<u32>()), "everyone has started");
            prop_assert!(counts.wait_seconds <= before, "{} beds: {} after {}", beds, counts.wait_seconds, before);
            before = counts.wait_seconds;
        }
    }
}

// ------------------------------------------------------------------ a care market

proptest! {
    #![proptest_config(fixed(12))]

    /// Every invariant is checked on the first of every month, and at the end.
    #[test]
    fn nothing_is_made_or_lost_in_a_care_market(
        file in prop::sample::select(vec!["riverbridge", "step-down", "own-homecare", "pay-homecare"]),
        (simple, home, bed) in (40_u32..70, 4_u32..12, 2_u32..6),
        acute in 700_u32..950,
        regime in prop::sample::select(vec!["tight", "balanced", "slack"]),
        growth in 0_u32..10,
        seed in 0_u64..1_000_000,
    ) {
        let set = [
            "run.warm_up_days=40".to_owned(),
            "run.horizon_days=80".to_owned(),
            format!("streams.simple.rate={simple} per day"),
            format!("streams.hospital_home.rate={home} per day"),
            format!("streams.hospital_bed.rate={bed} per day"),
            format!("places.acute.beds={acute}"),
            format!("workforce.regime={regime}"),
            format!("demand.growth_per_year=0.0{growth}"),
        ];
        let mut set: Vec<&str> = set.iter().map(String::as_str).collect();
        // Hypotheses about later months would not fit so short a run.
        set.push("expect=[]");
        let scenario = read(file, &set);
        let study = study(&[&scenario], seed, 1);
        prop_assert_eq!(run(&study, 1).broken, None);
    }
}

/// A policy of one of the levers, with everything about it left to chance.
fn policy(choices: &[u8]) -> String {
    let c = &mut nets::Choices(choices);
    let lever = c.below(5);
    let mut text = String::from("[[policy]]\nby = \"trust\"\n");
    let payer = ["trust", "council", "icb", "pool"][c.below(4)];
    let start = c.below(60);
    text += &format!("paid_by = \"{payer}\"\nstart = \"day {start}\"\n");
    if c.one_in(3) {
        text += &format!("end = \"day {}\"\n", start + 1 + c.below(60));
    }
    // An agreed rate holds from its first day.
    if lever != 3 && c.one_in(2) {
        let shape = ["linear", "s_curve"][c.below(2)];
        text += &format!("ramp = \"{} days\"\nshape = \"{shape}\"\n", 1 + c.below(60));
    }
    let from_to = |c: &mut nets::Choices<'_>, low: i32, high: i32| {
        low + c.below((high - low) as usize) as i32
    };
    text += &match lever {
        0 => {
            let from = ["existing beds", "new beds"][c.below(2)];
            let after = ["trust_pays", "council_pays", "home"][c.below(3)];
            let cap = if c.one_in(2) {
                format!(
                    "stay_cap = \"{} days\"\nafter_cap = \"{after}\"\n",
                    1 + c.below(40)
                )
            } else {
                String::new()
            };
            format!(
                "[policy.action.buy_step_down]\nbeds = {}\nprice = \"{} per week\"\nfrom = \"{from}\"\n\
                 therapy = {}\n{cap}",
                c.below(200),
                from_to(c, 700, 900) * 2,
                c.below(2) == 0
            )
        }
        1 => {
            let serves = ["bridge", "long_term", "anyone"][c.below(3)];
            let recruit = ["open", "outside_only"][c.below(2)];
            format!(
                "[policy.action.own_homecare]\nposts = {}\npay = \"{} per hour\"\nserves = \"{serves}\"\nrecruit = \"{recruit}\"\n",
                2 * c.below(200),
                from_to(c, 13, 20)
            )
        }
        2 => {
            let sector = ["homecare", "care_home", "nhs_support", "council_care"][c.below(4)];
            format!(
                "[policy.action.pay_uplift]\nsector = \"{sector}\"\nrise = {}\n",
                f64::from(from_to(c, -10, 40)) / 100.0
            )
        }
        3 => format!(
            "[policy.action.joint_commissioning]\nhomecare = \"{} per hour\"\n",
            from_to(c, 20, 30)
        ),
        _ => format!(
            "[policy.action.budget_change]\nat_once = {}\nper_year = {}\n",
            f64::from(from_to(c, -60, 60)) / 100.0,
            f64::from(from_to(c, -20, 20)) / 100.0
        ),
    };
    text
}

proptest! {
    #![proptest_config(fixed(32))]

    #[test]
    fn nothing_is_made_or_lost_whatever_is_done_differently(
        policies in prop::collection::vec(prop::collection::vec(any::<u8>(), 24), 1..4), seed in 0_u64..1_000_000
    ) {
        let mut policies: Vec<String> = policies.iter().map(|choices| policy(choices)).collect();
        // One team runs one service at a time, and commissioners agree on one price.
        for once in ["own_homecare", "joint_commissioning"] {
            let mut found = 0;
            policies.retain(|text| {
                found += usize::from(text.contains(once));
                found < 2 || !text.contains(once)
            });
        }
        let text = format!(
            "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = 40\nhorizon_days = 150\n{}",
            policies.join("\n")
        );
        let scenario = written(&text);
        prop_assert_eq!(run(&study(&[&scenario], seed, 1), 1).broken, None, "{}", text);
    }
}
