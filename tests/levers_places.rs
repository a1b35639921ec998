//! Levers on the hospital's places and its ways out: what is of no size does nothing, what is open is staffed, and what
//! is shortened is shortened by what is said.

mod common;

use caremarket::scenario::Scenario;
use common::{run, seen, study, try_written, values_of, written};

/// Riverbridge for a short while, with more said about it.
fn riverbridge(days: u32, more: &str) -> Scenario {
    written(&short(days, more))
}

fn short(days: u32, more: &str) -> String {
    let windows = [
        ("m3", 92),
        ("m6", 183),
        ("m7-9", 274),
        ("m4-9", 274),
        ("m4-12", 365),
        ("m2-12", 365),
    ];
    let fit = windows.iter().filter(|&&(_, until)| until <= days);
    let windows: Vec<String> = fit
        .map(|(name, _)| format!("[[window]]\nname = \"{name}\"\n"))
        .collect();
    let mut windows = windows.concat();
    if days > 20 {
        windows.push_str("[[window]]\nname = \"day 20\"\n");
    }
    format!(
        "[scenario]\nname = \"a short run\"\nplace = \"riverbridge\"\n\
         [set.run]\nwarm_up_days = 120\nhorizon_days = {days}\n{more}{windows}"
    )
}

/// A policy from the first day on.
fn policy(action: &str, keys: &str) -> String {
    format!(
        "[[policy]]\nby = \"trust\"\npaid_by = \"icb\"\nstart = \"month 1\"\n\
         [policy.action.{action}]\n{keys}\n"
    )
}

fn problem(more: &str) -> String {
    let (scenario, said) = try_written(&short(60, more));
    assert!(scenario.is_none(), "this should be refused:\n{more}");
    said
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Many look for care work, so that posts are filled within weeks.
const SLACK: &str = "[set.workforce]\nregime = \"slack\"\n";

#[test]
fn levers_of_no_size_change_nothing_to_the_last_digit() {
    let levers = [
        ("discharge_to_assess", "slots = 0"),
        ("extra_community_beds", "beds = 0\nfor_delayed = true"),
        ("extra_community_beds", "beds = 0"),
        ("close_acute_beds", "beds = 0"),
        ("reablement_expand", "slots = 0"),
        ("intermediate_care", "slots = 0\nbeds = 0"),
        ("virtual_ward", "places_per_100k = 0"),
        ("trusted_assessor", "care_home = 1\nhospital = 1"),
        ("assessors_in_hospital", "assessors = 0"),
        ("funding_decision", ""),
        ("co_location", "hub = 1"),
        ("merge_teams", "hospital = 1\nhub = 1\ncommunity = 1"),
        ("shared_record", "avoided = 0\nfailed_discharges = 1"),
        (
            "single_assessment",
            "hub = 1\ncare_home = 1\nfailed_discharges = 1",
        ),
    ];
    let failing = "[set.process]\nfailed_discharge_share = 0.03\n[set.palliative]\nshare = 0.05\ndeath = \"4 per year\"\n";
    let baseline = riverbridge(95, failing);
    // A reorganisation costs time before it helps, unless it is told not to.
    let calm = |name: &str| {
        matches!(
            name,
            "co_location" | "merge_teams" | "shared_record" | "single_assessment"
        )
    };
    let written = levers.iter().map(|&(name, keys)| {
        let policy = policy(name, keys);
        if calm(name) {
            policy.replace("[policy.action", "dip = 0\n[policy.action")
        } else {
            policy
        }
    });
    let all: String = written.collect();
    let with = riverbridge(95, &format!("{failing}{all}"));
    let study = study(&[&baseline, &with], 7, 1);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let [without, with] = [0, 1].map(|subject| &runs.records[subject][0].values);
    for (i, measure) in study.subjects[0].plan.measures.iter().enumerate() {
        let windows = study.subjects[0].plan.windows.len();
        for w in 0..windows {
            let at = w * study.subjects[0].plan.measures.len() + i;
            let same = without[at].to_bits() == with[at].to_bits();
            assert!(
                same,
                "{}: {} and {}",
                measure.record.key, without[at], with[at]
            );
        }
    }
}

#[test]
fn a_slot_is_open_only_once_there_are_staff_for_it_and_is_held_until_care_begins() {
    let slots = policy("discharge_to_assess", "slots = 50\nno_ongoing = 0");
    let seen = seen(&riverbridge(300, &format!("{SLACK}{slots}")), 1);
    let at = |window: &str, measure: &str| mean(&seen.values(window, measure));
    // Induction takes eight weeks, so in the first month only hours over the team's own posts are there.
    assert!(at("m1", "staffed.d2a") < 10.0);
    assert!(at("m7-9", "staffed.d2a") > 45.0);
    assert!(at("m7-9", "staffed.d2a") <= 50.0);
    for window in ["m1", "m2-3", "m4-6", "m7-9"] {
        let (used, open) = (at(window, "occupied.d2a"), at(window, "staffed.d2a"));
        // A hand's breadth for mornings on which sickness leaves fewer staff than people.
        assert!(used <= open + 1.0, "{window}: {used} in {open} slots");
    }
    // Who needs care afterwards waits for it there.
    assert!(at("m7-9", "blocked.d2a") > 0.0);
    assert!(at("m7-9", "starts.d2a") > 0.0);
    let share = at("m7-9", "d2a_start_within_2_days");
    assert!((0.0..=1.0).contains(&share));
}

#[test]
fn people_leave_for_a_slot_instead_of_being_assessed_in_hospital() {
    let slots = policy("discharge_to_assess", "slots = 150");
    let baseline = riverbridge(300, SLACK);
    let with = riverbridge(300, &format!("{SLACK}{slots}"));
    let study = study(&[&baseline, &with], 3, 2);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |subject, measure| mean(&values_of(&study, &runs, subject, "m7-9", measure));
    // People who need a care home, or rehabilitation, are still assessed in hospital: about a half of all.
    let (before, after) = (
        of(0, "delayed.acute.assessment"),
        of(1, "delayed.acute.assessment"),
    );
    assert!(after < 0.7 * before, "{before} and {after}");
    assert!(of(1, "d2a_start_within_2_days") > 0.8);
    assert_eq!(of(0, "starts.d2a"), 0.0);
}

#[test]
fn beds_for_people_delayed_hold_no_more_people_than_there_are_staff_for_and_keep_rehabilitation_going()
 {
    let beds = policy(
        "extra_community_beds",
        "beds = 30\nfor_delayed = true\ntakes = \"assessed\"",
    );
    let baseline = riverbridge(300, SLACK);
    let with = riverbridge(300, &format!("{SLACK}{beds}"));
    let study = study(&[&baseline, &with], 5, 2);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |subject, measure| mean(&values_of(&study, &runs, subject, "m7-9", measure));
    let more = of(1, "occupied.community_hospital") - of(0, "occupied.community_hospital");
    assert!(
        (0.0..=31.0).contains(&more),
        "{more} more people in 30 more beds"
    );
    assert_eq!(of(1, "capacity.community_hospital"), 125.0);
    // Moved people cost their payer what such a bed costs.
    let cost = of(1, "cost.icb.community_hospital") - of(0, "cost.icb.community_hospital");
    let expected = more * 250.0 * 365.0;
    assert!((cost - expected).abs() < 0.1 * expected.max(250.0 * 365.0 * 3.0));
}

#[test]
fn acute_beds_close_on_their_rule_and_open_again_when_the_policy_ends() {
    let closing = "[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\nstart = \"month 1\"\nend = \"month 5\"\n\
                   [policy.action.close_acute_beds]\nbeds = 30\nwhen_delayed_below = 10\nfor = \"28 days\"\n";
    let seen = seen(&riverbridge(210, closing), 1);
    let at = |window: &str| seen.values(window, "capacity.acute")[0];
    // Delays are below ten times what they were on every morning: 28 mornings on end, then closed.
    assert_eq!(at("day 20"), 860.0);
    assert_eq!(at("m3"), 830.0);
    assert_eq!(at("m6"), 860.0);
}

#[test]
fn beds_open_in_winter_and_cost_what_they_cost() {
    let winter = "[set.hospital]\nelectives_per_day = 20\n\
                  escalation = { share = 0.03, months = [12, 1, 2], cost = \"750 per day\" }\n";
    let mut text = short(340, winter);
    text.push_str("[[window]]\nname = \"december\"\nfrom = 2024-12-02\nto = 2024-12-30\n");
    text.push_str("[[window]]\nname = \"july\"\nfrom = 2024-07-02\nto = 2024-07-30\n");
    let seen = seen(&written(&text), 1);
    assert_eq!(seen.values("december", "capacity.acute"), [886.0]);
    assert_eq!(seen.values("july", "capacity.acute"), [860.0]);
    let cost = seen.values("december", "cost.trust.escalation")[0];
    let expected = 26.0 * 750.0 * 365.0;
    assert!(
        (cost - expected).abs() < 1e-6 * expected,
        "{cost} and {expected}"
    );
    assert_eq!(seen.values("july", "cost.trust.escalation"), [0.0]);
    let called_off = seen.values("december", "electives_called_off")[0];
    assert!((0.0..=20.0 * 28.0).contains(&called_off));
}

#[test]
fn a_trusted_assessment_that_every_home_refuses_changes_nothing() {
    let baseline = riverbridge(95, "");
    let refused = policy("trusted_assessor", "care_home = 0\nrefusal = 1");
    let with = riverbridge(95, &refused);
    let study = study(&[&baseline, &with], 11, 1);
    let runs = run(&study, 1);
    for measure in [
        "delayed.acute",
        "delayed.all",
        "occupied.care_home",
        "deaths",
    ] {
        let of = |subject| values_of(&study, &runs, subject, "m2-3", measure);
        assert_eq!(of(0), of(1), "{measure}");
    }
}

#[test]
fn a_trusted_assessment_that_takes_no_time_leaves_nobody_waiting_for_one_in_hospital() {
    let trusted = policy("trusted_assessor", "care_home = 0\nrefusal = 0");
    let seen = seen(&riverbridge(95, &trusted), 1);
    // Who waited for a home's assessment when it began has waited at most some weeks.
    assert_eq!(
        seen.values("m3", "delayed.acute.care_home_assessment"),
        [0.0]
    );
}

#[test]
fn moved_assessors_shorten_one_wait_and_lengthen_the_other_in_proportion() {
    let moved = policy(
        "assessors_in_hospital",
        "assessors = 12\nin_hospital = 12\nin_community = 36",
    );
    let baseline = riverbridge(420, "");
    let with = riverbridge(420, &moved);
    let study = study(&[&baseline, &with], 13, 4);
    let runs = run(&study, 1);
    let ratio = |measure| {
        let of = |subject| mean(&values_of(&study, &runs, subject, "m4-12", measure));
        of(1) / of(0)
    };
    // By Little's law the number who wait follows the time: 12/24 and 36/24. About 2,700 and 430 people pass in the
    // window and replications, with a coefficient of variation of 0.8 and the same draws: the ratios are known far better
    // than to a tenth, but who comes back to hospital differs.
    let (hub, community) = (
        ratio("delayed.acute.transfer_hub"),
        ratio("delayed.home.community_assessment"),
    );
    assert!((hub - 0.5).abs() < 0.05, "{hub}");
    assert!((community - 1.5).abs() < 0.15, "{community}");
}

#[test]
fn a_bed_kept_during_a_decision_costs_its_price_or_nothing() {
    let keep = |paid: bool| {
        let keys = format!("days = \"21 days\"\nhold_bed = true\nhold_paid = {paid}");
        riverbridge(300, &policy("funding_decision", &keys))
    };
    let (unpaid, paid) = (keep(false), keep(true));
    let study = study(&[&unpaid, &paid], 17, 2);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |subject, measure| mean(&values_of(&study, &runs, subject, "m4-9", measure));
    assert_eq!(of(0, "cost.icb.held_beds"), 0.0);
    let (kept, cost) = (of(1, "kept_for_decision"), of(1, "cost.icb.held_beds"));
    assert!(kept > 5.0, "{kept} beds are kept");
    let expected = kept * 916.0 * 365.0 / 7.0;
    assert!(
        (cost - expected).abs() < 1e-3 * expected,
        "{cost} and {expected}"
    );
    assert!(of(0, "margin.care_home") < of(1, "margin.care_home"));
}

#[test]
fn nobody_waits_for_a_decision_that_comes_later() {
    let later = policy("funding_decision", "decide_later = true");
    let baseline = riverbridge(240, "");
    let with = riverbridge(240, &later);
    let study = study(&[&baseline, &with], 19, 2);
    let runs = run(&study, 1);
    let of = |subject, measure| mean(&values_of(&study, &runs, subject, "m4-6", measure));
    assert!(of(1, "delayed.acute.funding") < of(0, "delayed.acute.funding"));
    assert!(of(1, "delayed.acute.arranging") < of(0, "delayed.acute.arranging"));
}

#[test]
fn a_virtual_ward_moves_patients_and_neither_makes_nor_loses_any() {
    let ward = policy("virtual_ward", "places_per_100k = 20\nhours_per_place = 1");
    let baseline = riverbridge(300, SLACK);
    let with = riverbridge(300, &format!("{SLACK}{ward}"));
    let study = study(&[&baseline, &with], 23, 2);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |subject, measure| mean(&values_of(&study, &runs, subject, "m7-9", measure));
    let ward = of(1, "occupied.virtual_ward");
    assert!(ward > 20.0 && ward <= of(1, "staffed.virtual_ward") + 1e-9);
    assert_eq!(
        of(1, "starts.virtual_ward.simple"),
        of(1, "starts.virtual_ward")
    );
    // The same patients with the same stays: only days on which nobody leaves an acute ward are saved.
    let simple = |subject| of(subject, "occupied.acute.simple");
    let in_hospital = simple(1) + ward;
    assert!(in_hospital <= simple(0) + 1.0);
    assert!(in_hospital > 0.9 * simple(0));
}

#[test]
fn discharges_fail_as_often_as_is_said_and_not_at_all_with_a_perfect_record() {
    let share = "[set.process]\nfailed_discharge_share = 0.1\n";
    let record = policy("shared_record", "failed_discharges = 0");
    let record = record.replace(
        "[policy.action",
        "ramp = 0\nshape = \"step\"\n[policy.action",
    );
    let record = record.replace("ramp = 0\n", "");
    let baseline = riverbridge(365, share);
    let with = riverbridge(365, &format!("{share}{record}"));
    let study = study(&[&baseline, &with], 29, 2);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let sum = |subject, measure| -> f64 {
        values_of(&study, &runs, subject, "m2-12", measure)
            .iter()
            .sum()
    };
    let failed = sum(0, "failed_discharges");
    let home: f64 = values_of(&study, &runs, 0, "m2-12", "discharges_per_day.p1")
        .iter()
        .map(|per_day| per_day * 365.0 * 11.0 / 12.0)
        .sum();
    // P1 discharges, and whoever goes back to the homecare that was held for them: at least the former. Binomial, four
    // standard deviations.
    let sd = (home * 0.1 * 0.9).sqrt();
    assert!(failed > 0.1 * home - 4.0 * sd, "{failed} of {home}");
    assert!(failed < 0.1 * 1.6 * home, "{failed} of {home}");
    assert_eq!(sum(1, "failed_discharges"), 0.0);
}

#[test]
fn palliative_people_who_are_fast_tracked_wait_less_in_hospital() {
    let share = "[set.palliative]\nshare = 0.2\ndeath = \"4 per year\"\n";
    let first = policy("fast_track", "weight = 1000");
    let baseline = riverbridge(365, share);
    let with = riverbridge(365, &format!("{share}{first}"));
    let study = study(&[&baseline, &with], 31, 4);
    let runs = run(&study, 1);
    let sum = |subject, measure| -> f64 {
        values_of(&study, &runs, subject, "m2-12", measure)
            .iter()
            .sum()
    };
    assert!(sum(1, "deaths_palliative_delayed") < sum(0, "deaths_palliative_delayed"));
    // They die as before, somewhere else: the clocks are theirs.
    let (before, after) = (sum(0, "deaths_palliative"), sum(1, "deaths_palliative"));
    assert!(
        (after - before).abs() < 0.05 * before,
        "{before} and {after}"
    );
}

#[test]
fn people_who_leave_the_long_stay_hospital_live_somewhere_else_as_long_as_they_would_have() {
    let place = "[groups.long_stay]\n[places.long_stay]\nstay = { exponential = { mean = \"10 years\" } }\n\
                 start = [{ people = 30, group = \"long_stay\" }]\n[places.supported_living]\nslots = 0\n\
                 [pathway]\nlong_stay = \"long_stay\"\nsupported_living = \"supported_living\"\n\
                 [unit_costs]\nlong_stay = \"500 per day\"\n";
    let keys = "cases = 10\ncase_days = \"60 days\"\nplaces = 20\nhours_per_place = 10\nstaff_from = \"council_care\"";
    let team = policy("transforming_care", keys);
    let baseline = riverbridge(300, &format!("{SLACK}{place}"));
    let with = riverbridge(300, &format!("{SLACK}{place}{team}"));
    let study = study(&[&baseline, &with], 37, 1);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let of = |subject, measure| values_of(&study, &runs, subject, "m7-9", measure)[0];
    let (before, hospital) = (of(0, "occupied.long_stay"), of(1, "occupied.long_stay"));
    let homes = of(1, "occupied.supported_living");
    let staffed = of(1, "staffed.supported_living");
    // Nobody is moved out when staff leave.
    assert!(
        homes > 5.0 && homes <= 20.0 + 1e-9,
        "{homes} of 20, {staffed} staffed"
    );
    assert!((hospital + homes - before).abs() < 1e-9);
    // A bed that is lived in costs its price, whoever it is lived in by; it is looked at every morning.
    let (cost, expected) = (of(1, "cost.icb.long_stay"), hospital * 500.0 * 365.0);
    assert!(
        (cost - expected).abs() < 0.01 * expected,
        "{cost} and {expected}"
    );
}

#[test]
fn what_cannot_be_is_refused_with_what_would_be_right() {
    let said = problem(&policy("assessors_in_hospital", "assessors = 40"));
    assert!(said.contains("someone has to stay"), "{said}");
    let said = problem(&policy("funding_decision", "hold_paid = true"));
    assert!(said.contains("no bed is kept"), "{said}");
    let said = problem(&policy("funding_decision", "decide_later = true\ndays = 3"));
    assert!(said.contains("comes later"), "{said}");
    let said = problem(&policy("fast_track", ""));
    assert!(
        said.contains("nobody in this place is palliative"),
        "{said}"
    );
    let said = problem(&policy(
        "extra_community_beds",
        "beds = 5\ntakes = \"funded\"",
    ));
    assert!(said.contains("for_delayed = true"), "{said}");
    let said = problem(&policy(
        "discharge_to_assess",
        "slots = 5\nstaff_from = \"trust_care\"",
    ));
    assert!(said.contains("can staff a place"), "{said}");
    let said = problem(&policy(
        "virtual_ward",
        "places_per_100k = 5\navoid_share = 0.6\nstep_down_share = 0.6",
    ));
    assert!(
        said.contains("more patients suit it than there are"),
        "{said}"
    );
    let said = problem(&policy("close_acute_beds", "beds = 900"));
    assert!(said.contains("there are 860"), "{said}");
    let said = problem("[set.places.d2a]\nslots = 5\n");
    assert!(said.contains("comes from the policies"), "{said}");
}
