//! Runs that cannot go on: people who wait for one another, and people who go round in no time.

mod common;

use caremarket::scenario::Scenario;
use caremarket::world::invariant::{Broken, Fault};
use common::{run, study, try_written, written};

/// The fault of the scenario that ended a run.
fn fault(scenario: &Scenario) -> Broken {
    let (_, _, broken) = run(&study(&[scenario], 1, 1), 1)
        .broken
        .expect("the run cannot go on");
    assert_eq!(broken.fault, Fault::Scenario);
    broken
}

/// One place before another and back: with one bed each, sooner or later each waits for the other.
fn two_wards(more_of_a: &str, horizon: u32) -> String {
    format!(
        "[run]\nhorizon_days = {horizon}\n[streams.s]\nto = \"a\"\nrate = \"0.3 per day\"\n\
         [places.a]\nbeds = 1\nstay = {{ exponential = {{ mean = \"1 day\" }} }}\nroutes = {{ b = 1.0 }}\n{more_of_a}\n\
         [places.b]\nbeds = 1\nstay = {{ exponential = {{ mean = \"1 day\" }} }}\nroutes = {{ a = 0.4, out = 0.6 }}\n"
    )
}

#[test]
fn people_who_wait_for_one_another_are_noticed() {
    let broken = fault(&written(&two_wards("", 400)));
    let said = broken.to_string();
    assert!(
        said.contains("2 people in a and b wait for one another, since day "),
        "{said}"
    );
    assert!(!said.contains("lost count"), "{said}");
}

#[test]
fn replications_finished_before_a_standstill_are_kept() {
    let runs = run(&study(&[&written(&two_wards("", 5))], 2, 60), 1);
    let (name, replication, broken) = runs.broken.as_ref().expect("one in sixty stands still");
    assert_eq!((name.as_str(), broken.fault), ("baseline", Fault::Scenario));
    assert!(*replication > 0, "the first stands still: nothing to keep");
    assert_eq!(runs.replications(), *replication);
}

#[test]
fn a_circle_of_places_that_block_is_warned_of() {
    let (scenario, said) = try_written(&two_wards("", 12));
    assert!(scenario.is_some());
    assert!(said.contains("warning[W003]"), "{said}");
    assert!(
        said.contains("a -> b -> a") || said.contains("b -> a -> b"),
        "{said}"
    );
    for (remedy, what) in [
        ("keeps_place = false", "nobody keeps a place in a"),
        ("patience = \"2 days\"", "nobody waits for a for ever"),
        ("routes = { out = 1.0 }", "nobody goes on from a"),
    ] {
        let text = two_wards("", 12).replacen("routes = { b = 1.0 }\n", &format!("{remedy}\n"), 1);
        let text = if remedy.starts_with("routes") {
            text
        } else {
            text.replacen(remedy, &format!("{remedy}\nroutes = {{ b = 1.0 }}"), 1)
        };
        let (scenario, said) = try_written(&text);
        assert!(
            scenario.is_some() && !said.contains("W003"),
            "{what}: {said}"
        );
    }
}

#[test]
fn people_who_can_still_give_up_do_not_stand_still() {
    let runs = run(
        &study(&[&written(&two_wards("patience = \"20 days\"", 400))], 1, 3),
        1,
    );
    assert_eq!(runs.broken, None);
}

/// Two people, each ready for the other's bed from day 1 on.
fn swap(more: &str) -> String {
    format!(
        "[run]\nhorizon_days = 90\n[streams]\n\
         [places.a]\nbeds = 1\nstay = \"1 day\"\nroutes = {{ b = 1.0 }}\nstart = [{{ people = 1, remaining = \"fresh\" }}]\n{more}\n\
         [places.b]\nbeds = 1\nstay = \"1 day\"\nroutes = {{ a = 1.0 }}\nstart = [{{ people = 1, remaining = \"fresh\" }}]\n"
    )
}

#[test]
fn a_standstill_is_dated_from_the_last_to_become_ready() {
    let said = fault(&written(&swap(""))).to_string();
    assert!(said.contains("since day 1 00:00:00"), "{said}");
}

#[test]
fn a_bed_opened_later_sets_people_free() {
    let text = swap("capacity_changes = [{ from = \"day 50\", capacity = 2 }]");
    let runs = run(&study(&[&written(&text)], 1, 1), 1);
    assert_eq!(runs.broken, None);
    let text = swap("capacity_changes = [{ from = \"day 50\", capacity = 1 }]");
    fault(&written(&text));
}

/// Someone who needs the only bed of the place they are in once more waits for themselves.
#[test]
fn people_can_wait_for_themselves() {
    let text = "[run]\nhorizon_days = 50\n[streams.s]\nto = \"a\"\nrate = \"0.5 per day\"\n\
                [places.a]\nbeds = 1\nstay = \"1 day\"\nroutes = { a = 0.5, out = 0.5 }\n";
    let (_, said) = try_written(text);
    assert!(said.contains("W003"), "{said}");
    let said = fault(&written(text)).to_string();
    assert!(
        said.contains("1 people in a wait for one another"),
        "{said}"
    );
}

#[test]
fn people_who_go_round_without_a_stay_end_the_run() {
    let text = "[run]\nhorizon_days = 50\n[streams.s]\nto = \"a\"\nrate = \"0.5 per day\"\n\
                [places.a]\nstay = \"0 days\"\nroutes = { b = 1.0 }\n\
                [places.b]\nstay = \"0 days\"\nroutes = { a = 1.0 }\n";
    let said = fault(&written(text)).to_string();
    assert!(said.contains("people go round in no time at all"), "{said}");
}

#[test]
fn people_turned_away_in_a_circle_end_the_run() {
    let text = "[run]\nhorizon_days = 50\n[streams.s]\nto = \"a\"\nrate = \"5 per day\"\n\
                [places.a]\nbeds = 1\nstay = \"9 days\"\nwhen_full = \"turn_away\"\nturned_away_to = \"b\"\n\
                [places.b]\nbeds = 1\nstay = \"9 days\"\nwhen_full = \"turn_away\"\nturned_away_to = \"a\"\n";
    let said = fault(&written(text)).to_string();
    assert!(said.contains("people go round in no time at all"), "{said}");
}

/// Coming back at once now and then is no circle: a hundred times on average, here.
#[test]
fn a_way_back_that_is_left_some_time_is_no_fault() {
    let text = "[run]\nhorizon_days = 50\n[streams.s]\nto = \"a\"\nrate = \"20 per day\"\n\
                [places.a]\nstay = \"0 days\"\nroutes = { a = 0.99, out = 0.01 }\n";
    assert_eq!(run(&study(&[&written(text)], 1, 1), 1).broken, None);
}
