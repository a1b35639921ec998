//! Runs that ask for more than there is, or that cannot settle: what is said, and what is kept.

mod common;

use caremarket::experiment::workload::{MOST_BYTES, Workload, most_people};
use caremarket::world::invariant::Fault;
use common::{run, seen, study, try_written, written};

/// One bed for so many people a day whose stays take a day.
fn one_bed(per_day: f64, horizon: u32, more: &str) -> String {
    format!(
        "[run]\nhorizon_days = {horizon}\nseed = 3\n[streams.people]\nto = \"ward\"\nrate = \"{per_day} per day\"\n\
         [places.ward]\nbeds = 1\nstay = {{ exponential = {{ mean = \"1 day\" }} }}\n{more}\n"
    )
}

/// After 100 days about 200 people wait, give or take 20: some replication in sixty has 235, and few have.
#[test]
fn a_list_that_memory_cannot_hold_ends_the_run_and_what_is_finished_is_kept() {
    let mut study = study(&[&written(&one_bed(3.0, 100, ""))], 2, 60);
    study.subjects[0].plan.most_people = 235;
    let runs = run(&study, 2);
    let (_, replication, broken) = runs.broken.as_ref().expect("one in sixty has too many");
    assert_eq!(broken.fault, Fault::Scenario);
    let said = broken.to_string();
    assert!(said.contains("236 people are present, 23"), "{said}");
    assert!(
        said.contains("on the list of ward, and there is no memory for more"),
        "{said}"
    );
    assert!(
        said.contains("when_full") && said.contains("--threads"),
        "{said}"
    );
    assert!(broken.when.day() <= 100, "{said}");
    assert_eq!(runs.replications(), *replication);
    assert!(*replication > 0, "the first has too many: nothing to keep");
}

#[test]
fn a_bound_that_is_not_reached_changes_nothing() {
    let free = study(&[&written(&one_bed(3.0, 100, ""))], 2, 3);
    let mut bound = free.clone();
    bound.subjects[0].plan.most_people = 1_000;
    let (free, bound) = (run(&free, 1), run(&bound, 1));
    assert_eq!((bound.broken, bound.events), (None, free.events));
    for (a, b) in free.records[0].iter().zip(&bound.records[0]) {
        // Some measures have no value.
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&a.values), bits(&b.values));
    }
}

#[test]
fn more_processors_leave_less_memory_for_each() {
    let setup = written(&one_bed(3.0, 100, "")).setup;
    let most = |memory, threads| most_people(&setup, memory, threads);
    assert_eq!(most(1e9, 4), most(1e9, 1) / 4);
    assert_eq!(most(f64::INFINITY, 2), most(MOST_BYTES, 2));
}

/// An overloaded list is estimated as long as it becomes; a place that keeps up needs no memory for who has left.
#[test]
fn memory_is_estimated_for_those_present_and_not_for_all_who_ever_come() {
    let days = 100_000;
    let estimate = |per_day: f64, more: &str| {
        let scenario = written(&one_bed(per_day, days, more));
        Workload::of(&study(&[&scenario], 1, 1), 1).bytes
    };
    // What any run of this length keeps of its days; and a person's record and event.
    let (kept, person) = (estimate(0.001, ""), 80.0);
    let grows = (estimate(3.0, "") - kept) / person;
    let left = 2.0 * f64::from(days);
    assert!((1.0..2.0).contains(&(grows / left)), "{grows} for {left}");
    for (per_day, more) in [(0.5, ""), (3.0, "when_full = \"turn_away\"")] {
        let steady = (estimate(per_day, more) - kept) / person;
        assert!(steady < 0.15 * left, "{per_day} {more}: {steady}");
    }
}

#[test]
fn what_takes_more_memory_than_there_is_is_not_begun() {
    let scenario = written(&one_bed(3.0, 100_000, ""));
    let workload = Workload::of(&study(&[&scenario], 1, 1), 1);
    assert!(!workload.is_too_much(4e9));
    assert!(workload.is_too_much(20e6));
}

/// A hospital whose people wait in their beds for homecare that takes fewer than come.
fn line(more_of_acute: &str, more_of_homecare: &str, homecare: u32) -> String {
    format!(
        "[run]\nwarm_up_days = 100\nhorizon_days = 730\nseed = 4\n[streams.people]\nto = \"acute\"\nrate = \"10 per day\"\n\
         [places.acute]\nbeds = 100\nstay = \"5 days\"\nroutes = {{ homecare = 0.5, out = 0.5 }}\n{more_of_acute}\n\
         [places.homecare]\nslots = {homecare}\nstay = {{ exponential = {{ mean = \"20 days\" }} }}\n{more_of_homecare}\n\
         [[window]]\nname = \"day 90\"\n[[window]]\nname = \"day 720\"\n"
    )
}

#[test]
fn a_place_that_fills_with_people_who_wait_for_the_next_is_warned_of() {
    let text = line("", "", 90);
    let (_, said) = try_written(&text);
    assert!(
        said.contains("homecare is asked for 111.1 % of its capacity"),
        "{said}"
    );
    assert!(
        said.contains("acute fills up with people who wait for homecare"),
        "{said}"
    );
    // And so it does: its beds are full of them, and its own list grows.
    let seen = seen(&written(&text), 4);
    for (early, late) in seen
        .values("day 90", "queue.acute")
        .iter()
        .zip(seen.values("day 720", "queue.acute"))
    {
        assert!(
            late > 2.0 * early && late > 100.0,
            "{early} on day 90, {late} on day 720"
        );
    }
    for (what, text) in [
        ("large enough", line("", "", 120)),
        ("nobody keeps a bed", line("keeps_place = false", "", 90)),
        ("people give up", line("", "patience = \"9 days\"", 90)),
    ] {
        let (_, said) = try_written(&text);
        assert!(!said.contains("acute fills up"), "{what}: {said}");
    }
}

#[test]
fn delays_that_keep_a_place_count_towards_its_load() {
    let text = one_bed(0.9, 400, "exit_delay = { out = \"6 hours\" }");
    let (_, said) = try_written(&text);
    assert!(
        said.contains("ward is asked for 112.5 % of its capacity"),
        "{said}"
    );
}

#[test]
fn a_place_without_beds_is_told_apart_from_a_busy_one() {
    let text = one_bed(0.9, 400, "").replace("beds = 1", "beds = 0");
    let (_, said) = try_written(&text);
    assert!(
        said.contains("warning[W001]") && said.contains("ward has no capacity"),
        "{said}"
    );
}

#[test]
fn a_run_that_is_short_against_its_stays_is_warned_of() {
    let text = |warm_up: u32, more: &str| {
        format!(
            "[run]\nwarm_up_days = {warm_up}\nhorizon_days = 365\n[streams.people]\nto = \"home\"\nrate = \"1 per day\"\n\
             [places.home]\nbeds = 400\nstay = {{ exponential = {{ mean = \"200 days\" }} }}\n{more}\n"
        )
    };
    let (_, said) = try_written(&text(0, ""));
    assert!(
        said.contains("warning[W004]") && said.contains("stay for 200 days on average"),
        "{said}"
    );
    for (what, text) in [
        ("warm", text(600, "")),
        ("people are there", text(0, "start = [{ people = 200 }]")),
    ] {
        let (_, said) = try_written(&text);
        assert!(!said.contains("W004"), "{what}: {said}");
    }
}

/// A standstill ends the run in the month in which it is noticed, not at the end of centuries.
#[test]
fn a_standstill_ends_the_run_when_it_is_noticed() {
    let text = "[run]\nhorizon_days = 40000\n[streams.s]\nto = \"a\"\nrate = \"1 per day\"\n\
                [places.a]\nbeds = 1\nstay = \"1 day\"\nroutes = { a = 0.5, out = 0.5 }\n";
    let runs = run(&study(&[&written(text)], 1, 1), 1);
    let (_, _, broken) = runs.broken.expect("someone waits for themselves");
    assert!(broken.when.day() < 100, "{broken}");
}
