//! What levers on workforce, providers and money do: nothing at no size, and what they should otherwise.

mod common;

use caremarket::experiment::{Runs, Study};
use caremarket::scenario::Scenario;
use common::{
    difference, policy, riverbridge, run, study, try_written, values_of, world_at_the_end, written,
};

/// Riverbridge for a short time, with policies.
fn place(days: u32, more: &str) -> Scenario {
    written(&text(days, more))
}

fn text(days: u32, more: &str) -> String {
    riverbridge(60, days, more)
}

/// The place with a policy beside the place without.
fn compared(days: u32, more: &str, replications: usize) -> (Study, Runs) {
    let with = place(days, more);
    let study = study(&[&with.without_policies(), &with], 41, replications);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None, "{more}");
    (study, runs)
}

fn bits(study: &Study, runs: &Runs, subject: usize) -> Vec<u64> {
    assert_eq!(
        study.subjects[0].plan.measures.len(),
        study.subjects[1].plan.measures.len()
    );
    let values = runs.records[subject].iter().flat_map(|r| r.values.iter());
    values.map(|v| v.to_bits()).collect()
}

const TRAINING: &str = "[policy.action.training_fund]\npounds_per_year = \"£2.6m per year\"\ncost_per_place = \"£5,000\"\nsectors = [\"homecare\", \"care_home\"]";

#[test]
fn a_lever_of_no_size_changes_nothing() {
    let levers = [
        format!("{TRAINING}\nscale = 0\nrecognition_share = 0.5\nrecognition_per_person = 50"),
        "[policy.action.career_pathway]\nsectors = [\"homecare\", \"care_home\"]\nswitch_cost_less = 0".into(),
        "[policy.action.international_recruitment]\nper_week = 0".into(),
        "[policy.action.joint_workforce_plan]\nsectors = [\"homecare\", \"care_home\"]\nno_poach = 0".into(),
        "[policy.action.pay_shock]\noutside_rise = 0".into(),
        "[policy.action.common_pay]\nsectors = [\"homecare\"]\nalign_to = \"homecare\"\nterms = true".into(),
        "[policy.action.commission_homecare]\nhours_per_week = 0\nprice = \"30 per hour\"\npays_for = \"20 days\"".into(),
        "[policy.action.staff_bank]\nposts = 0\npay = \"13 per hour\"\ncharge = \"15 per hour\"".into(),
        "[policy.action.own_homecare]\npay = \"13 per hour\"\nrecruit = \"secondment\"\nseconded = { homecare = 0 }\nseconded_for = \"90 days\"".into(),
        "[policy.action.move_money]\nfrom = \"icb\"\nto = \"council\"\npounds_per_year = 0".into(),
        "[policy.action.procurement_saving]\npounds_per_year = 0".into(),
        "[policy.action.dtoc_target]\nmost_delayed = 60\npressure = 0".into(),
        "[policy.action.demand_shock]\nstreams = [\"simple\"]\nrise = 0".into(),
        "[policy.action.provider_exit]\nmarket = \"homecare\"\nproviders = 0".into(),
    ];
    // Two of them would run the same team: one of them stands alone.
    let (bank, others): (Vec<_>, Vec<_>) = levers.iter().partition(|l| l.contains("staff_bank"));
    for group in [bank, others] {
        let text: String = group.iter().map(|lever| policy("trust", lever)).collect();
        let (study, runs) = compared(60, &text, 1);
        assert_eq!(bits(&study, &runs, 0), bits(&study, &runs, 1), "{text}");
    }
}

/// Half the money takes in half as many, to the person: places are offered evenly, and enough are interested.
#[test]
fn half_the_money_trains_half_as_many_and_nobody_appears() {
    let fund = |scale: f64| {
        let lever = format!("{TRAINING}\nreach = 10\ntrain_weeks = 4\nscale = {scale}");
        place(182, &policy("icb", &lever))
    };
    let (whole, half) = (fund(1.0), fund(0.5));
    let study = study(&[&whole, &half], 41, 1);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let taken = |s| values_of(&study, &runs, s, "all", "began_training")[0];
    // 520 places a year are 9.97 a Monday; from day 0, a Monday, to day 182 there are 26.
    assert_eq!(taken(0), (520.0_f64 * 26.0 * 7.0 / 365.0).floor());
    assert_eq!(taken(1), (260.0_f64 * 26.0 * 7.0 / 365.0).floor());
    let pounds = |s| values_of(&study, &runs, s, "all", "cost.icb.training")[0] * 182.0 / 365.0;
    assert!((pounds(0) - taken(0) * 5000.0).abs() < 0.5);
    // To the person: employed, looking, trained and neither are those found and those who came.
    let (world, calendar) = world_at_the_end(&whole.setup, 41, 0);
    assert_eq!(world.sound(calendar.now()), Ok(()));
    let market = world.market.as_ref().unwrap();
    assert_eq!(market.workforce.imbalance(), 0);
    // Four weeks end on the fourth Sunday: the classes of three Mondays are still there.
    assert_eq!(market.workforce.trainees(), 10 + 10 + 10);
}

#[test]
fn trained_people_reach_care_after_training_and_induction() {
    let lever = format!("{TRAINING}\nreach = 10\ntrain_weeks = 14");
    let (study, runs) = compared(365, &policy("icb", &lever), 4);
    let d = |window, measure| difference(&study, &runs, window, measure);
    assert_eq!(
        d("m2-3", "staff.all").mean,
        0.0,
        "nobody is trained in a quarter of a year"
    );
    assert!(d("m7-12", "staff.all").lower > 0.0);
}

#[test]
fn people_from_abroad_are_counted_as_come() {
    let lever = "[policy.action.international_recruitment]\nper_week = 20\ncost_per_recruit = \"£1,000\"\nsectors = [\"homecare\"]";
    let (study, runs) = compared(183, &policy("icb", lever), 4);
    let came = values_of(&study, &runs, 1, "all", "from_abroad");
    let mean = came.iter().sum::<f64>() / 4.0;
    // A sum of 4 x 26 Poisson numbers: within four standard errors.
    assert!(
        (mean - 520.0).abs() < 4.0 * (540.0_f64 / 4.0).sqrt(),
        "{mean}"
    );
    let paid = values_of(&study, &runs, 1, "all", "cost.icb.recruitment");
    for (people, pounds) in came.iter().zip(paid) {
        assert!((people * 1000.0 - pounds * 183.0 / 365.0).abs() < 0.5);
    }
    assert!(difference(&study, &runs, "m4-6", "staff.homecare").lower > 0.0);
}

#[test]
fn a_pathway_eases_moves_in_every_direction_and_a_plan_hinders_them() {
    let sectors = "sectors = [\"homecare\", \"care_home\", \"nhs_support\"]";
    let pathway = format!("[policy.action.career_pathway]\n{sectors}\nswitch_cost_less = 1.0");
    let plan = format!("[policy.action.joint_workforce_plan]\n{sectors}\nno_poach = 1.0");
    let ways = [
        "homecare.care_home",
        "care_home.homecare",
        "homecare.nhs_support",
    ];
    let (study, runs) = compared(183, &policy("icb", &pathway), 12);
    for way in ways {
        let moved = difference(&study, &runs, "all", &format!("moved.{way}"));
        assert!(moved.lower > 0.0, "{way}: {moved:?}");
    }
    let (study, runs) = compared(183, &policy("icb", &plan), 1);
    for way in ways {
        let moved = values_of(&study, &runs, 1, "all", &format!("moved.{way}"));
        assert_eq!(moved, [0.0], "{way}");
    }
}

/// With one list of vacancies for all of care, whoever leaves an employer leaves care.
#[test]
fn employers_with_one_list_of_vacancies_do_not_draw_from_one_another() {
    let plan = |shared: bool| {
        let sectors =
            "\"homecare\", \"care_home\", \"nhs_support\", \"council_care\", \"community_nhs\"";
        let lever = format!(
            "[policy.action.joint_workforce_plan]\nsectors = [{sectors}]\nno_poach = 1.0\nshared_vacancies = {shared}"
        );
        let (study, runs) = compared(92, &policy("icb", &lever), 1);
        let of = |measure: &str| values_of(&study, &runs, 1, "m2-3", measure)[0];
        let days = 2.0 * 365.0 / 12.0;
        // Turnover counts everyone who leaves an employer.
        let leavers = of("turnover.homecare") * of("staff.homecare") * days / 365.0;
        leavers - of("left.homecare")
    };
    let (shared, apart) = (plan(true), plan(false));
    println!("moves within homecare: {shared:.2} with one list, {apart:.2} without");
    assert!(shared.abs() < 1e-6);
    assert!(apart > 5.0);
}

/// What the payer is charged for common pay is the gap in pay and in terms, over the hours worked.
#[test]
fn common_pay_closes_the_gap_and_is_charged_for() {
    let lever = "[policy.action.common_pay]\nsectors = [\"homecare\"]\nalign_to = \"nhs_support\"\nterms = true";
    let (study, runs) = compared(120, &policy("icb", lever), 2);
    let pay = values_of(&study, &runs, 1, "m2-3", "pay.homecare");
    assert!(pay.iter().all(|pay| (pay - 13.18).abs() < 0.05), "{pay:?}");
    let cost = values_of(&study, &runs, 1, "m2-3", "cost.icb.pay_uplift")[0];
    let staff = values_of(&study, &runs, 1, "m2-3", "staff.homecare")[0];
    // 0.58 an hour with on-costs of a quarter, and terms worth 14 % of 12.60, for 26 hours a week of those at work.
    let most = staff * 26.0 * 365.0 / 7.0 * (0.58 * 1.25 + 0.14 * 12.60);
    assert!(cost < 1.02 * most && cost > 0.90 * most, "{cost} of {most}");
}

#[test]
fn dearer_work_outside_care_draws_people_out_of_it() {
    let lever = "[policy.action.pay_shock]\noutside_rise = 0.2";
    let (study, runs) = compared(183, &policy("council", lever), 4);
    assert!(difference(&study, &runs, "m4-6", "staff.all").upper < 0.0);
    let lever = "[policy.action.pay_shock]\nwage_floor = \"13.50 per hour\"";
    let (study, runs) = compared(183, &policy("council", lever), 1);
    let pay = values_of(&study, &runs, 1, "m4-6", "pay.homecare")[0];
    // An eighth of the gap a week: after 13 weeks a sixth of the 0.90 is left, and ever less.
    assert!(pay > 13.30 && pay <= 13.50, "{pay}");
}

#[test]
fn commissioned_homecare_is_bought_for_people_in_hospital_and_pulls_prices_up() {
    let lever =
        "[policy.action.commission_homecare]\nhours_per_week = 3000\nprice = \"32 per hour\"";
    let (study, runs) = compared(183, &policy("trust", lever), 8);
    let d = |window, measure| difference(&study, &runs, window, measure);
    assert!(d("m2-3", "cost.trust.homecare").lower > 0.0);
    assert!(d("m4-6", "ask.homecare").lower > 0.0);
    // Never more than the hours it pays for.
    let cost = values_of(&study, &runs, 1, "m4-6", "cost.trust.homecare");
    let most = 3000.0 * 32.0 * 365.0 / 7.0;
    assert!(cost.iter().all(|&cost| cost <= most), "{cost:?}");
}

/// The council takes over what the trust no longer pays for, so the trust's share stays small.
#[test]
fn a_package_bought_for_some_weeks_is_then_the_councils() {
    let lever = |time: &str| {
        format!(
            "[policy.action.commission_homecare]\nhours_per_week = 20000\nprice = \"25 per hour\"\n{time}"
        )
    };
    let short = place(183, &policy("trust", &lever("pays_for = \"14 days\"")));
    let long = place(183, &policy("trust", &lever("")));
    let study = study(&[&long, &short], 41, 2);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    assert!(difference(&study, &runs, "m4-6", "cost.trust.homecare").upper < 0.0);
    assert!(difference(&study, &runs, "m4-6", "cost.council.homecare").lower > 0.0);
}

#[test]
fn a_bank_opens_beds_in_homes_and_hires_from_outside_if_told_to() {
    let lever = "[policy.action.staff_bank]\nposts = 150\npay = \"14 per hour\"\ncharge = \"15 per hour\"\noutside_only = true";
    let (study, runs) = compared(365, &policy("trust", lever), 4);
    let d = |window, measure| difference(&study, &runs, window, measure);
    assert!(d("m7-12", "staffed.care_home").lower > 0.0);
    // Nobody leaves another job for it; someone whose employer closed may come.
    for from in ["homecare", "care_home", "nhs_support"] {
        let moved = format!("moved.{from}.trust_care");
        assert_eq!(values_of(&study, &runs, 1, "all", &moved), [0.0; 4]);
        let from = format!("provenance.trust_care.{from}");
        let came = values_of(&study, &runs, 1, "m7-12", &from);
        assert!(came.iter().all(|&people| people < 30.0), "{from}: {came:?}");
    }
    assert!(d("m7-12", "cost.trust.own_staff").lower > 0.0);
}

#[test]
fn people_lent_go_back_to_the_sector_they_came_from() {
    let lever = "[policy.action.own_homecare]\npay = \"14.06 per hour\"\nrecruit = \"secondment\"\nseconded = { homecare = 40, care_home = 20 }\nseconded_for = \"84 days\"";
    let window = "\n[[window]]\nname = \"day 60\"\n";
    let (study, runs) = compared(183, &(policy("trust", lever) + window), 1);
    let of = |window, measure| values_of(&study, &runs, 1, window, measure)[0];
    assert_eq!(of("all", "moved.homecare.trust_care"), 40.0);
    assert_eq!(of("all", "moved.care_home.trust_care"), 20.0);
    assert!(of("m2-3", "staff.trust_care") > 50.0);
    // All came on the first day, a Monday: eight Sundays later it is eight weeks.
    let months = of("day 60", "provenance_months.trust_care");
    assert!((months - 8.0 * 7.0 * 12.0 / 365.0).abs() < 1e-9, "{months}");
    assert_eq!(of("m4-6", "moved.homecare.trust_care"), 0.0);
    let back = of("all", "moved.trust_care.homecare") + of("all", "moved.trust_care.care_home");
    assert!(
        back > 45.0,
        "{back} of 60 go back; the others left care, or went elsewhere"
    );
}

/// What one pays another, the other has; the pool's members get back what they spend, and its balance is settled.
#[test]
fn money_that_moves_is_neither_made_nor_lost() {
    let moved = "[policy.action.move_money]\nfrom = \"icb\"\nto = \"council\"\npounds_per_year = \"£2m per year\"";
    let (study, runs) = compared(183, &policy("icb", moved), 1);
    let of = |measure| values_of(&study, &runs, 1, "m4-6", measure)[0];
    assert!((of("cost.icb.moved") - 2e6).abs() < 100.0);
    assert!((of("received.council") - 2e6).abs() < 100.0);

    let pool = "[policy.action.pooled_budget]\nmembers = [\"council\", \"trust\", \"icb\"]\nheadings = [\"placements\", \"homecare\"]\ncontroller = \"council\"";
    let (study, runs) = compared(740, &policy("pool", pool), 1);
    let of = |window, measure| values_of(&study, &runs, 1, window, measure)[0];
    let (paid_in, paid_out) = (of("all", "received.pool"), of("all", "cost.pool"));
    assert!(paid_in > 1e6);
    // Settled with the controller at the end of each year: what is left is that of the ten days since.
    let left = (paid_in - paid_out).abs() * 740.0 / 365.0;
    assert!(left < 0.01 * paid_in, "{left} of {paid_in}");
    // The council gets back what it spends on placements, but for the day on which contracts change.
    let spent = of("m2-3", "cost.council.placements") + of("m2-3", "cost.council.homecare");
    let back = of("m2-3", "received.council");
    assert!((back / spent - 1.0).abs() < 0.01, "{back} of {spent}");
}

#[test]
fn more_money_for_the_council_places_more_people() {
    let cut = "[[policy]]\nby = \"council\"\npaid_by = \"council\"\nstart = \"day 0\"\n[policy.action.budget_change]\nat_once = -0.1\n";
    let moved = "[policy.action.move_money]\nfrom = \"icb\"\nto = \"council\"\npounds_per_year = \"£10m per year\"";
    let saved = "[policy.action.procurement_saving]\npounds_per_year = \"£10m per year\"";
    let without = place(183, cut);
    for (payer, lever) in [("icb", moved), ("council", saved)] {
        let with = place(183, &format!("{cut}{}", policy(payer, lever)));
        let study = study(&[&without, &with], 41, 4);
        let runs = run(&study, 2);
        let d = difference(&study, &runs, "m4-6", "occupied_by_payer.care_home.council");
        assert!(d.lower > 0.0, "{lever}: {d:?}");
    }
}

#[test]
fn a_target_lets_people_at_home_wait_and_a_sanction_takes_money_away() {
    let lever = "[policy.action.dtoc_target]\nmost_delayed = 30\npressure = 20\ncap = 20\nsanction_share = 0.2";
    let (study, runs) = compared(730, &policy("council", lever), 8);
    let d = |window, measure| difference(&study, &runs, window, measure);
    assert!(d("m1-12", "delayed.home").lower > 0.0);
    // The first year's miss is felt in the second: a fifth of the money is gone.
    let placed = "occupied_by_payer.care_home.council";
    assert!(d("m7-12", placed).mean.abs() < 20.0);
    assert!(d("m19-24", placed).upper < 0.0);
}

/// One tenth more on average, and those who come anyway still come.
#[test]
fn a_shock_brings_a_stated_share_more_people() {
    let lever = "[policy.action.demand_shock]\nstreams = [\"simple\"]\nrise = 0.1";
    let (study, runs) = compared(183, &policy("trust", lever), 4);
    let arrivals = |s| values_of(&study, &runs, s, "all", "arrivals.ed.simple");
    let before: f64 = arrivals(0).iter().sum();
    let more = arrivals(1).iter().sum::<f64>() - before;
    // Both are Poisson numbers: within four standard errors of their ratio.
    let mean = 0.1 * before;
    assert!(
        (more / mean - 1.0).abs() < 4.0 * (1.0 / mean + 1.0 / before).sqrt(),
        "{more} of {mean}"
    );
}

#[test]
fn a_large_agency_that_closes_hands_its_clients_back() {
    let lever = "[policy.action.provider_exit]\nmarket = \"homecare\"\nproviders = 2";
    let (study, runs) = compared(120, &policy("council", lever), 2);
    let of = |s, measure| values_of(&study, &runs, s, "m2-3", measure)[0];
    let d = difference(&study, &runs, "all", "clients_lost_to_closure");
    // The two largest of 60 agencies have more clients than two average ones, 112.
    assert!(d.mean > 112.0, "{d:?}");
    let closed = difference(&study, &runs, "all", "providers_closed");
    assert_eq!(closed.mean, 2.0);
    assert!(of(1, "delayed.home.unsupported") > of(0, "delayed.home.unsupported"));
}

const DIPS: &str = "[[policy]]\nby = \"council\"\npaid_by = \"council\"\nstart = \"day 0\"\nshape = \"dip_then_s\"\nramp = \"540 days\"\n";

/// While a policy dips, its team does a tenth less; skipping consultation doubles that, by assumption.
#[test]
fn a_dip_costs_the_affected_team_work_and_skipping_consultation_more() {
    let lever = "[policy.action.career_pathway]\nsectors = [\"homecare\", \"care_home\"]\nswitch_cost_less = 0\n";
    let affected = format!("{DIPS}affects = [\"council_care\"]\n{lever}");
    let skipped = format!(
        "{DIPS}affects = [\"council_care\"]\n[policy.unconsulted]\nquits = 0.3\ndip = 2.0\n{lever}"
    );
    let asked = format!(
        "{DIPS}affects = [\"council_care\"]\nconsulted = [\"unions\"]\nconsult = \"1 day\"\n[policy.unconsulted]\nquits = 0.3\ndip = 2.0\n{lever}"
    );
    let plain = place(120, "");
    #[expect(clippy::useless_vec, reason = "scenarios are too large for the stack")]
    let all = vec![
        plain,
        place(120, &affected),
        place(120, &skipped),
        place(120, &asked),
    ];
    let study = study(&all.iter().collect::<Vec<_>>(), 41, 1);
    let runs = run(&study, 1);
    assert_eq!(runs.broken, None);
    let staffed = |s| values_of(&study, &runs, s, "m2-3", "staffed.reablement")[0];
    let lost = |s| 1.0 - staffed(s) / staffed(0);
    // Whole places of about 117: to within one of them.
    assert!((lost(1) - 0.1).abs() < 0.012, "{}", lost(1));
    assert!(lost(2) > 0.2 - 0.012, "{}", lost(2));
    assert!((lost(3) - 0.1).abs() < 0.012, "{}", lost(3));
}

#[test]
fn providers_who_were_not_asked_hold_out_if_a_scenario_says_so() {
    let lever = "[policy.unconsulted]\nholdout = 0.5\n[policy.action.budget_change]\nat_once = 0";
    let (study, runs) = compared(183, &policy("council", lever), 4);
    let d = difference(&study, &runs, "m4-6", "occupied_by_payer.care_home.council");
    assert!(d.upper < 0.0, "{d:?}");
}

/// A rule holds as one policy sets it: two that act at the same time are refused, one after the other is not.
#[test]
fn two_policies_that_act_at_once_cannot_set_one_rule() {
    let rules = [
        (
            "funding_decision]\ndays = 21",
            "funding_decision]\ndecide_later = true",
            "how funding of care homes is decided",
        ),
        (
            "joint_commissioning]",
            "joint_commissioning]",
            "what commissioners have agreed on",
        ),
        (
            "common_pay]\nsectors = [\"homecare\"]\nalign_to = \"nhs_support\"",
            "common_pay]\nsectors = [\"care_home\", \"homecare\"]\nalign_to = \"nhs_support\"",
            "pay in homecare",
        ),
    ];
    for (one, other, what) in rules {
        let both = |end: &str| {
            let first = policy("trust", &format!("{end}[policy.action.{one}"));
            let then = policy("trust", &format!("[policy.action.{other}"));
            try_written(&text(90, &(first + &then.replace("day 0", "day 30"))))
        };
        let (scenario, problems) = both("");
        assert!(scenario.is_none(), "{one}");
        let said = format!("policies 1 and 2 act at the same time, and both set {what}");
        assert!(problems.contains(&said), "{one}:\n{problems}");
        let (scenario, problems) = both("end = \"day 30\"\n");
        assert!(scenario.is_some(), "{one}:\n{problems}");
    }
}

#[test]
fn what_is_wrong_with_a_lever_is_said() {
    for (lever, said) in [
        (
            "[policy.action.own_homecare]\nposts = 5\npay = \"14 per hour\"\n[set]\nteams.trust_care.posts = 20",
            "has 20 posts of its own, which this would replace",
        ),
        (
            "consulted = [\"unions\"]\naffects = [\"homecare\"]\n[policy.unconsulted]\nquits = 0.3\n[policy.action.provider_exit]\nmarket = \"homecare\"\nproviders = 1",
            "nobody was given time to answer",
        ),
        (
            "[policy.action.training_fund]\npounds_per_year = 1\ncost_per_place = 0\nsectors = [\"homecare\"]",
            "a place has to cost something",
        ),
        (
            "[policy.action.training_fund]\npounds_per_year = 1\ncost_per_place = 1\nrecognition_share = 0.1\nsectors = [\"homecare\"]",
            "how many people the money recognises",
        ),
        (
            "[policy.action.career_pathway]\nsectors = [\"homecare\"]",
            "a pathway leads from one sector to another",
        ),
        (
            "[policy.action.commission_homecare]\nhours_per_week = 1\nprice = \"30 per hour\"",
            "the council buys homecare person by person already",
        ),
        (
            "[policy.action.pooled_budget]\nmembers = [\"council\"]\nheadings = [\"placement\"]\ncontroller = \"trust\"",
            "no heading is called \"placement\"",
        ),
        (
            "[policy.action.move_money]\nfrom = \"icb\"\nto = \"icb\"\npounds_per_year = 1",
            "nobody gives money to themselves",
        ),
        (
            "[policy.action.own_homecare]\npay = \"14 per hour\"\nrecruit = \"secondment\"\nseconded = { homecare = 3 }",
            "for how long staff are lent",
        ),
        (
            "[policy.action.pay_shock]\nwage_floor = \"9 per hour\"",
            "less than the law allowed before",
        ),
        (
            "affects = [\"homecare\"]\n[policy.action.provider_exit]\nmarket = \"homecare\"\nproviders = 1",
            "what the change does to those affected",
        ),
    ] {
        let (scenario, problems) = try_written(&text(60, &policy("council", lever)));
        assert!(scenario.is_none(), "{lever}");
        assert!(problems.contains(said), "{lever}:\n{problems}");
    }
}
