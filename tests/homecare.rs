//! Homecare in the country, for two carers at a time, and in blocks of hours.

mod common;

use caremarket::scenario::Scenario;
use common::{policy, read, riverbridge, run, seen, study, try_written, values_of, written};

/// Riverbridge for a short time, with changes and policies.
fn place(days: u32, more: &str) -> Scenario {
    written(&text(days, more))
}

fn text(days: u32, more: &str) -> String {
    riverbridge(60, days, more)
}

fn block(hours: u32, more: &str) -> String {
    format!(
        "[policy.action.commission_homecare]\nhours_per_week = {hours}\nprice = \"30 per hour\"\ncontract = \"block\"\n{more}"
    )
}

fn slots(number: u32) -> String {
    format!(
        "[policy.action.discharge_to_assess]\nslots = {number}\nhours_per_slot = 10\nstaff_from = \"homecare\"\nprice = \"27 per hour\""
    )
}

/// What is said of a scenario that cannot be read, in one line.
fn problem(more: &str) -> String {
    let (scenario, said) = try_written(&text(30, more));
    assert!(scenario.is_none(), "{more}");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every measure that both have is the same to the last bit.
fn are_the_same(one: &Scenario, other: &Scenario) {
    let study = study(&[one, other], 41, 1);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let [a, b] = [0, 1].map(|s| &study.subjects[s].plan);
    let values = |s: usize| &runs.records[s][0].values;
    let mut compared = 0;
    for w in 0..a.windows.len() {
        for (m, measure) in a.measures.iter().enumerate() {
            let there = b
                .measures
                .iter()
                .position(|x| x.record.key == measure.record.key);
            let there = there.unwrap_or_else(|| panic!("{} is missing", measure.record.key));
            let (x, y) = (
                values(0)[w * a.measures.len() + m],
                values(1)[w * b.measures.len() + there],
            );
            assert_eq!(x.to_bits(), y.to_bits(), "{}", measure.record.key);
            compared += 1;
        }
    }
    assert!(compared > 1000);
}

#[test]
fn where_nobody_lives_far_away_or_needs_two_carers_nothing_is_different() {
    let nobody = "[set.markets.homecare]\ndouble_handed = 0.0\nrural = { share = 0.0 }";
    are_the_same(&place(60, ""), &place(60, nobody));
}

#[test]
fn levers_of_no_size_change_nothing() {
    for lever in [block(0, "pays_for = \"20 days\""), slots(0)] {
        let with = place(60, &policy("icb", &lever));
        are_the_same(&with.without_policies(), &with);
    }
}

/// Two carers give twice the hours, so their packages are the last for which there is room; travel takes room as well.
#[test]
fn people_who_need_two_carers_wait_longer_and_so_do_people_in_the_country() {
    let told =
        "[set.markets.homecare]\ndouble_handed = 0.15\nrural = { share = 0.3, more_travel = 1.0 }";
    let seen = seen(&place(365, told), 6);
    let late = |who: &str| seen.values("all", &format!("care_wait_p95.homecare.{who}"));
    for (longer, shorter) in [("double_handed", "single_handed"), ("rural", "urban")] {
        let pairs: Vec<(f64, f64)> = late(longer).into_iter().zip(late(shorter)).collect();
        let difference = caremarket::stats::difference(&pairs).unwrap();
        assert!(difference.lower > 0.0, "{longer}: {difference:?}");
    }
    // Everybody is one or the other.
    let deaths = |who: &str| seen.values("all", &format!("deaths_waiting.{who}"));
    let sum = |a: &str, b: &str| -> Vec<f64> {
        deaths(a)
            .iter()
            .zip(deaths(b))
            .map(|(x, y)| x + y)
            .collect()
    };
    let all = seen.values("all", "deaths_waiting");
    assert_eq!(sum("rural", "urban"), all);
    assert_eq!(sum("double_handed", "single_handed"), all);
    assert!(deaths("rural").iter().sum::<f64>() > 0.0);
}

/// Where everyone pays for themselves nobody uses a block: what it costs is what is reserved times its price.
#[test]
fn reserved_hours_are_paid_for_when_nobody_uses_them() {
    let groups = ["hospital_home", "community_home", "at_risk"];
    let pay: String = groups
        .map(|g| format!("[set.groups.{g}]\nself_funded = 1.0\nself_funded_care_home = 1.0\n"))
        .concat();
    let lever = policy("trust", &block(900, ""));
    let seen = seen(&place(120, &format!("{pay}{lever}")), 2);
    for window in ["m1", "m2-3"] {
        let hours = seen.values(window, "hours_reserved.homecare");
        let pounds = seen.values(window, "cost.trust.homecare");
        for (hours, pounds) in hours.into_iter().zip(pounds) {
            assert!(hours > 300.0, "{window}: {hours} hours of 900");
            assert!(hours <= 900.0 + 1e-9);
            // To the penny a week at each of at most 60 agencies.
            let expected = hours * 30.0 * 365.0 / 7.0;
            assert!(
                (pounds - expected).abs() < 60.0 * 0.01 * 53.0,
                "{pounds} {expected}"
            );
        }
    }
}

#[test]
fn a_block_serves_people_in_hospital_and_gives_back_what_nobody_uses_at_its_end() {
    let lever = block(1500, "").replace("[policy.action", "end = \"day 183\"\n[policy.action");
    let windows = ["m2-3", "m4-6", "m8"].map(|name| format!("[[window]]\nname = \"{name}\"\n"));
    let with = place(244, &(policy("trust", &lever) + &windows.concat()));
    let study = study(&[&with.without_policies(), &with], 41, 6);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let cost = |window: &str| values_of(&study, &runs, 1, window, "cost.trust.homecare");
    let reserved = |window: &str| values_of(&study, &runs, 1, window, "hours_reserved.homecare");
    let most = 1500.0 * 30.0 * 365.0 / 7.0;
    for (pounds, unused) in cost("m4-6").into_iter().zip(reserved("m4-6")) {
        // What is reserved and what is used come to the block; packages that grow may pass it.
        assert!(
            pounds > 0.7 * most && pounds < 1.05 * most,
            "{pounds} of {most}"
        );
        assert!(unused < 900.0, "most of it is used: {unused} hours are not");
    }
    for (before, after) in cost("m4-6").into_iter().zip(cost("m8")) {
        assert!(after < before, "packages end and are not replaced");
        assert!(
            after > 0.0,
            "and those that run are paid for as long as they do"
        );
    }
    // What ends on a day is given back next morning: a small part of the block.
    let left = reserved("m8");
    assert!(left.iter().all(|&hours| hours < 0.05 * 1500.0), "{left:?}");
}

#[test]
fn the_council_takes_packages_out_of_a_block_over_and_the_block_serves_others() {
    let kept = place(183, &policy("trust", &block(600, "")));
    let passed = place(183, &policy("trust", &block(600, "pays_for = \"28 days\"")));
    let study = study(&[&kept, &passed], 41, 4);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let council = common::difference(&study, &runs, "m4-6", "cost.council.homecare");
    assert!(council.lower > 0.0, "{council:?}");
}

#[test]
fn a_council_may_buy_a_block_for_anyone_who_waits() {
    let lever = policy("council", &block(600, "serves = \"anyone\""));
    let seen = seen(&place(120, &lever), 2);
    assert!(
        seen.values("m2-3", "hours_reserved.homecare")
            .iter()
            .all(|&h| h < 600.0)
    );
}

#[test]
fn slots_that_agencies_staff_cost_their_hours_and_take_them_from_packages() {
    let with = place(240, &policy("icb", &slots(60)));
    let study = study(&[&with.without_policies(), &with], 41, 6);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let values = |measure: &str| values_of(&study, &runs, 1, "m4-6", measure);
    for (slots, pounds) in values("staffed.d2a")
        .into_iter()
        .zip(values("cost.icb.homecare"))
    {
        assert!(slots > 30.0 && slots <= 60.0, "{slots}");
        // Slots are counted in the morning, and one that is handed back in the day is paid for until then.
        let expected = slots * 10.0 * 27.0 * 365.0 / 7.0;
        assert!(
            (pounds / expected - 1.0).abs() < 0.02,
            "{pounds} {expected}"
        );
    }
    assert!(values("occupied.d2a").iter().all(|&people| people > 20.0));
    let packages = common::difference(&study, &runs, "m4-6", "occupied.homecare");
    assert!(
        packages.upper < 0.0,
        "carers in slots are not with clients: {packages:?}"
    );
}

/// Whoever asks for a slot gets one or gives up, once, however often they fall ill while waiting.
/// Someone who leaves a slot while the morning's offers are made frees neither hours nor money that earlier offers could
/// have used, and no hours are below zero: invariants are looked at every morning, and break otherwise.
#[test]
fn slots_that_end_in_the_middle_of_a_morning_free_nothing_until_the_next() {
    let ends = policy("icb", &format!("end = \"day 60\"\n{}", slots(60)));
    let large = slots(60).replace(
        "hours_per_slot = 10",
        "hours_per_slot = 40\nno_ongoing = 0.0",
    );
    let bound = "[budgets.council.homecare]\nrule = \"hard\"\n";
    let paid = policy("council", &large.replace("27 per hour", "30 per hour"));
    for more in [ends, format!("{bound}{paid}")] {
        let scenario = place(120, &more);
        let study = study(&[&scenario], 3, 2);
        let runs = run(&study, 2);
        assert_eq!(runs.broken, None, "{more}");
        let reserved = values_of(&study, &runs, 0, "all", "hours_reserved.homecare");
        assert!(reserved.iter().all(|&hours| hours >= 0.0), "{reserved:?}");
    }
}

#[test]
fn illness_does_not_let_anyone_ask_for_a_slot_twice() {
    let nobody_goes = "[set.decondition]\ninfection = \"0.3 per day\"\nto_care_home_acute = 0\n\
        [set.leak]\nfamily_takes_home = 0\n[set.death]\nclinical = 0\ndelayed_acute = 0\n";
    let lever = "end = \"day 100\"\n[policy.action.discharge_to_assess]\nslots = 20\nstaff_from = \"council_care\"\nfallback = \"5 days\"";
    let seen = seen(
        &place(220, &format!("{nobody_goes}{}", policy("icb", lever))),
        2,
    );
    let count = |what: &str| seen.values("all", &format!("{what}.d2a"));
    for ((asked, started), gave_up) in count("arrivals")
        .into_iter()
        .zip(count("starts"))
        .zip(count("gave_up"))
    {
        assert!(started > 0.0 && gave_up > 0.0);
        assert_eq!(asked, started + gave_up);
    }
}

#[test]
fn hospital_at_home_is_a_virtual_ward_to_the_last_bit() {
    let of = |name: &str| {
        let lever = format!("[policy.action.{name}]\nplaces_per_100k = 25");
        place(60, &policy("icb", &lever))
    };
    are_the_same(&of("virtual_ward"), &of("hospital_at_home"));
}

#[test]
fn what_buys_nothing_is_said_and_what_cannot_be_is_refused() {
    let at = |price: &str, more: &str| {
        let lever = format!(
            "[policy.action.commission_homecare]\nhours_per_week = 100\nprice = \"{price} per hour\"\n{more}"
        );
        try_written(&text(30, &policy("trust", &lever))).1
    };
    assert!(at("24.10", "").contains("W018"));
    assert!(!at("24.11", "").contains("W018"));
    assert!(!at("24.10", "contract = \"block\"").contains("W018"));
    for (lever, payer, expected) in [
        (
            "[policy.action.commission_homecare]\nhours_per_week = 10\nprice = \"30 per hour\"",
            "council",
            "buys homecare person by person already",
        ),
        (
            "[policy.action.commission_homecare]\nhours_per_week = 10\nprice = \"30 per hour\"\nserves = \"anyone\"",
            "trust",
            "are for people in acute beds",
        ),
        (
            block(10, "pays_for = \"9 days\"").as_str(),
            "council",
            "cannot take over what it pays for",
        ),
        (
            "[policy.action.discharge_to_assess]\nslots = 1\nprice = \"27 per hour\"",
            "icb",
            "a team is paid for by its posts",
        ),
        (
            "[policy.action.discharge_to_assess]\nslots = 1\nstaff_from = \"homecare\"",
            "icb",
            "what agencies are paid",
        ),
    ] {
        let said = problem(&policy(payer, lever));
        assert!(said.contains(expected), "{said}");
    }
}

/// The share of paid time that is not spent with clients is in proportion to how far they are.
#[test]
fn travel_takes_the_share_of_time_that_is_said() {
    let scenario = read(
        "riverbridge",
        &[
            "markets.homecare.rural.share=0.2",
            "markets.homecare.double_handed=0.25",
        ],
    );
    let market = scenario.setup.market.as_ref().unwrap();
    let homecare = &market.homecare;
    let lost = |rural: f64| 1.0 - market.contact_share(Some((rural, 0.0))).unwrap();
    assert!((market.contact_share(None).unwrap() - 0.72).abs() < 1e-12);
    assert!((lost(0.2) - 0.28).abs() < 1e-12, "as many as in the place");
    assert!(
        (lost(1.0) / 0.28 - 1.2).abs() < 1e-12,
        "0.25 x (1 - 0.2) more"
    );
    assert!((lost(0.0) / 0.28 - 0.95).abs() < 1e-12, "0.25 x 0.2 less");
    let mean = 0.25 * homecare.carers_factor(true) + 0.75 * homecare.carers_factor(false);
    assert!(
        (mean - 1.0).abs() < 1e-12,
        "hours over everyone are as given"
    );
    assert_eq!(
        homecare.carers_factor(true),
        2.0 * homecare.carers_factor(false)
    );
}

const HOUSING: &str =
    "[extra_care]\nunits = 60\nfrom_hours = 20\ncare_home_share = 0.2\nless_travel = 0.5\n";

#[test]
fn housing_with_care_fills_and_its_tenants_wait_for_no_care_home() {
    let none = place(183, &HOUSING.replace("60", "0"));
    are_the_same(&place(60, ""), &place(60, &HOUSING.replace("60", "0")));
    let some = place(183, HOUSING);
    let study = study(&[&none, &some], 41, 6);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let values = |measure: &str| values_of(&study, &runs, 1, "m4-6", measure);
    assert!(
        values("extra_care_let")
            .iter()
            .all(|&people| people > 50.0 && people <= 60.0)
    );
    let nobody = values_of(&study, &runs, 0, "m4-6", "moved_to_extra_care");
    assert!(nobody.iter().all(|&people| people == 0.0));
    // Where nobody needs as much homecare as is asked for, tenants are those who waited for a care home.
    let border = HOUSING.replace("20", "168").replace("0.2", "1.0");
    let seen = seen(&place(183, &border), 2);
    let instead = seen.values("m4-6", "moved_to_extra_care.instead_of_care_home");
    assert_eq!(instead, seen.values("m4-6", "moved_to_extra_care"));
    assert!(instead.iter().all(|&people| people > 0.0));
}

/// Where the way between clients takes no time, all of it is spent with them; half as much where half of them live so.
#[test]
fn care_under_one_roof_saves_the_travel_that_is_said() {
    let scenario = place(30, &HOUSING.replace("0.5", "1.0"));
    let market = scenario.setup.market.as_ref().unwrap();
    let contact = |near: f64| market.contact_share(Some((0.0, near))).unwrap();
    assert!((contact(0.0) - 0.72).abs() < 1e-12);
    assert!((contact(0.5) - 0.86).abs() < 1e-12);
    assert!((contact(1.0) - 1.0).abs() < 1e-12);
}
