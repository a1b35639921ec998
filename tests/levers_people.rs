//! Decline before a need for care, and the levers that act on it: laws where there are any, directions elsewhere.

mod common;

use caremarket::scenario::Scenario;
use common::{difference, run, seen, study, written};

/// Riverbridge with some of its numbers changed.
fn place(changes: &str) -> Scenario {
    written(&format!("[scenario]\nplace = \"riverbridge\"\n{changes}"))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Without crises, isolation and carers the rungs are a linear network: a share of the well comes on at rate a, and
/// `a (N - S - H) + r H = (q + w + d) S` and `w S = (r + n + e) H` hold in the long run.
#[test]
fn the_rungs_hold_as_many_as_their_hazards_say() {
    const REPLICATIONS: usize = 8;
    let scenario = place(
        r#"
        [run]
        warm_up_days = 1460
        horizon_days = 365
        [set.decline]
        population = 20_000
        well_to_social = "0.3 per year"
        social_recovers = "2 per year"
        social_to_health = "1.5 per year"
        health_recovers = "1 per year"
        health_to_need = "0.6 per year"
        death_social = "0.3 per year"
        death_health = "0.7 per year"
        crisis_social = "0 per year"
        crisis_health = "0 per year"
        isolation.share = 0.0
        start = { social = 0, health = 0 }
        "#,
    );
    let (a, q, w, d) = (0.3, 2.0, 1.5, 0.3);
    let (r, n, e) = (1.0, 0.6, 0.7);
    let health_for_each = w / (r + n + e);
    let social = a * 20_000.0 / (q + w + d - r * health_for_each + a * (1.0 + health_for_each));
    let health = social * health_for_each;
    let seen = seen(&scenario, REPLICATIONS);
    for (measure, exact) in [("at_risk.social", social), ("at_risk.health", health)] {
        // A number on a rung varies no more than a Poisson number, and its mean over a year less.
        let tolerance = 4.0 * (exact / REPLICATIONS as f64).sqrt();
        let found = mean(&seen.values("all", measure));
        println!("{measure}: {found:.1}, exactly {exact:.1}, within {tolerance:.1}");
        assert!((found - exact).abs() < tolerance, "{measure}");
    }
    // As many leave the last rung for a need as its hazard says.
    let needs = mean(&seen.values("all", "came_to_need_care"));
    let exact = n * health;
    assert!(
        (needs - exact).abs()
            < 4.0 * (exact / REPLICATIONS as f64).sqrt() + 4.0 * n * (health / 8.0).sqrt()
    );
}

/// Of isolated people without support an admission sets back the share that the scenario says, less those who are
/// admitted again before it shows.
#[test]
fn an_illness_sets_back_the_share_that_is_said() {
    let (base, isolated, crisis) = (0.2, 0.5, 2.0_f64);
    let scenario = place(
        r#"
        [run]
        warm_up_days = 0
        horizon_days = 730
        [set]
        streams.simple.rate = "20 per day"
        death.clinical = "0 per year"
        [set.decline]
        well_to_social = "0 per year"
        social_recovers = "0 per year"
        social_to_health = "0 per year"
        health_recovers = "0 per year"
        health_to_need = "0 per year"
        death_social = "0 per year"
        death_health = "0 per year"
        crisis_social = "2 per year"
        crisis_health = "0 per year"
        isolation = { share = 1.0, factor = 1.0 }
        cascade = { base = 0.2, isolated_unsupported = 0.5, within_days = "14 days", more_hours = 1.0 }
        start = { social = 3000, health = 0 }
        [[window]]
        name = "day 729.5"
        "#,
    );
    let seen = seen(&scenario, 1);
    let (crises, left) = (
        seen.values("all", "crises.social")[0],
        3000.0 - seen.values("day 729.5", "at_risk.social")[0],
    );
    let again = 1.0 - libm::exp(-crisis * 14.0 / 365.0);
    let rest = (isolated - base) / (1.0 - base);
    let exact = base + (1.0 - base) * (1.0 - again) * rest;
    // Whoever was admitted in the last weeks has not shown yet: fewer than one in a hundred of all.
    let tolerance = 4.0 * (exact * (1.0 - exact) / crises).sqrt() + 0.01;
    println!(
        "{:.4} of {crises} admissions, exactly {exact:.4}",
        left / crises
    );
    assert!((left / crises - exact).abs() < tolerance);
}

fn with_policy(action: &str) -> Scenario {
    place(&format!(
        "[run]\nwarm_up_days = 120\nhorizon_days = 365\n[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\n\
         start = \"day 0\"\n{action}\n"
    ))
}

/// Places for people whom data show keep more of them from needing care than the same places by lot.
#[test]
fn support_by_risk_does_more_than_by_lot() {
    let programme = |who: &str| {
        with_policy(&format!(
            "[policy.action.prevention_vcs]\nplaces = 800\nwho = \"{who}\"\nprice = \"22 per hour\"\nlag = \"0 days\"\n\
             escalation = {{ mean = 0.8 }}"
        ))
    };
    let (random, predicted) = (programme("random"), programme("predicted"));
    let study = study(&[&random, &predicted], 5, 6);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let fewer = difference(&study, &runs, "all", "came_to_need_care");
    println!("{fewer:?}");
    assert!(fewer.upper < 0.0);
    let places = difference(&study, &runs, "all", "programme_places");
    assert!(places.mean.abs() < 20.0, "as many are supported");
}

#[test]
fn levers_on_people_move_what_they_should() {
    let without = with_policy("[policy.action.budget_change]\nat_once = 0.0").without_policies();
    let levers = [
        (
            "[policy.action.community_assets]\neffect = { mean = -0.5 }\ncost = \"0 per week\"",
            "at_risk.social",
            1.0,
        ),
        (
            "[policy.action.gp_care_homes]\nreach = 1.0\nfewer_admissions = { mean = 0.5 }\ncost_per_resident = \"5 per week\"",
            "readmissions",
            -1.0,
        ),
        (
            "[policy.action.district_nursing]\nposts = 80\npay = \"14.06 per hour\"\nsector = \"visiting_nurses\"\n\
             hours_per_resident = 0.3\nfewer_admissions = { mean = 0.8 }",
            "readmissions",
            -1.0,
        ),
        (
            "[policy.action.care_navigators]\nnavigators = 100\ncaseload = 60\nfewer_crises = { mean = 0.5 }\n\
             cost_each = \"750 per week\"",
            "crises.health",
            -1.0,
        ),
        (
            "[policy.action.social_prescribing]\nlink_workers = 100\ncaseload = 60\neffect = { mean = 0.5 }\n\
             cost_each = \"900 per week\"",
            "at_risk.social",
            -1.0,
        ),
        (
            "[policy.action.carer_support]\ncarers = 10000\nfewer_breakdowns = { mean = 0.8 }\ncost_each = \"25 per week\"",
            "carers_lost",
            -1.0,
        ),
        (
            "[policy.action.wider_determinants]\neffect = { mean = 0.5 }\nlag = \"30 days\"\ncost = \"0 per week\"",
            "first_signs",
            -1.0,
        ),
    ];
    let scenarios: Vec<Scenario> = levers.iter().map(|lever| with_policy(lever.0)).collect();
    for (scenario, (action, measure, sign)) in scenarios.iter().zip(levers) {
        let study = study(&[&without, scenario], 9, 4);
        let runs = run(&study, 2);
        assert_eq!(runs.broken, None);
        let moved = difference(&study, &runs, "all", measure);
        println!("{action}: {measure} {moved:?}");
        assert!(
            moved.mean * sign > 0.0 && moved.lower * moved.upper > 0.0,
            "{action}"
        );
    }
}

#[test]
fn a_lever_of_no_size_is_no_lever() {
    let shortened = |action: &str| {
        let mut scenario = with_policy(action);
        scenario.setup.run.horizon = caremarket::engine::Span::from_days(60.0);
        scenario
    };
    for action in [
        "[policy.action.prevention_vcs]\nplaces = 0\nprice = \"22 per hour\"\nuse = { mean = 0.5 }",
        "[policy.action.community_assets]\neffect = { mean = 0.0 }\ncost = \"0 per week\"",
        "[policy.action.gp_care_homes]\nreach = 0.0\ncost_per_resident = \"5 per week\"",
        "[policy.action.district_nursing]\nposts = 0\npay = \"14.06 per hour\"\nsector = \"visiting_nurses\"\n\
         hours_per_resident = 0.3",
        "[policy.action.care_navigators]\nnavigators = 0\ncaseload = 60\nfewer_crises = { mean = 0.5 }\n\
         cost_each = \"750 per week\"",
        "[policy.action.social_prescribing]\nlink_workers = 0\ncaseload = 60\neffect = { mean = 0.5 }\n\
         cost_each = \"900 per week\"",
        "[policy.action.carer_support]\ncarers = 0\nfewer_breakdowns = { mean = 0.8 }\ncost_each = \"25 per week\"",
        "[policy.action.wider_determinants]\neffect = { mean = 0.0 }\nlag = \"30 days\"\ncost = \"0 per week\"",
        "[policy.action.direct_payments]\nshare = 0.0\nprice = \"16.50 per hour\"",
    ] {
        let scenario = shortened(action);
        let study = study(&[&scenario.without_policies(), &scenario], 3, 1);
        let runs = run(&study, 1);
        assert_eq!(runs.broken, None);
        let bits = |subject: usize| -> Vec<u64> {
            let values = &runs.records[subject][0].values;
            values.iter().map(|v| v.to_bits()).collect()
        };
        assert_eq!(bits(0), bits(1), "{action}");
    }
}

/// What a policy changes is undone when it ends: the programme lets everyone go, and costs nothing.
#[test]
fn a_programme_that_ends_supports_nobody() {
    let text = "end = \"day 200\"\n[policy.action.prevention_vcs]\nplaces = 300\nprice = \"22 per hour\"\n\
                [[window]]\nname = \"m4\"\n[[window]]\nname = \"m10\"";
    let seen = seen(&with_policy(text), 1);
    assert!(seen.values("m4", "programme_places")[0] > 200.0);
    assert_eq!(seen.values("m10", "programme_places")[0], 0.0);
    assert_eq!(seen.values("m10", "cost.trust.prevention")[0], 0.0);
}

/// Riverbridge where the council gives people money for care, with some of its numbers changed.
fn with_money(from_new: f64, changes: &str) -> Scenario {
    place(&format!(
        "[run]\nwarm_up_days = 60\nhorizon_days = 365\n{changes}\n[[policy]]\nby = \"council\"\npaid_by = \"council\"\n\
         start = \"day 0\"\n[policy.action.direct_payments]\nshare = 0.5\npa_from_new = {from_new:?}\nprice = \"16.50 per hour\"\n"
    ))
}

/// What it costs is what it comes to an hour, for every hour of everyone's package; and assistants leave as often as the
/// hazard of quitting in the first year of care work says, when nothing else makes them.
#[test]
fn assistants_cost_their_price_and_leave_at_their_hazard() {
    let quits = 2.0;
    let seen = seen(
        &with_money(
            1.0,
            "[set]\ncrisis.supported = \"0 per year\"\n[set.workforce.sectors.pa]\nquits = \"2 per year\"\nsearch = 0.0",
        ),
        2,
    );
    let values = |measure: &str| seen.values("all", measure);
    let (delivered, unfilled) = (values("hours_delivered.pa"), values("hours_unfilled.pa"));
    for (at, cost) in values("cost.council.direct_payments").iter().enumerate() {
        let hours = delivered[at] + unfilled[at];
        let exact = 16.50 * hours * 365.0 / 7.0;
        println!("{cost:.0} pounds a year, exactly {exact:.0}");
        // Each package is rounded to a penny a week.
        assert!(hours > 100.0 && (cost - exact).abs() < 1e-3 * exact);
        // Sickness alone keeps care from being delivered: 5 % at midsummer, up to 7 % in January.
        let missing = unfilled[at] / hours;
        assert!((0.045..0.075).contains(&missing), "{missing}");
    }
    let (left, assisted) = (values("assistants_left"), values("assisted"));
    let (left, assisted) = (left.iter().sum::<f64>(), assisted.iter().sum::<f64>());
    // In the first year of care work people quit 1.6 times as often; a hazard is applied week by week.
    let a_week = 1.0 - libm::exp(-quits * 1.6 * 7.0 / 365.0);
    let exact = a_week * assisted * 365.0 / 7.0;
    println!("{left} left, {exact:.1} expected");
    assert!((left - exact).abs() < 4.0 * exact.sqrt());
}

/// Family and friends come from outside care, and nobody has to be hired; others come from the labour pool.
#[test]
fn assistants_come_from_where_it_is_said() {
    let joined = |from_new: f64| {
        let scenario = with_money(from_new, "");
        let sectors = ["homecare", "care_home", "nhs_support", "council_care"];
        let seen = seen(&scenario, 1);
        let value = |measure: &str| seen.values("all", measure)[0];
        let moved = sectors
            .map(|s| value(&format!("moved.{s}.pa")))
            .iter()
            .sum::<f64>();
        (
            value("joined.pa"),
            moved,
            value("vacancies.pa"),
            value("assisted"),
        )
    };
    let (family, pool) = (joined(1.0), joined(0.0));
    println!("{family:?} {pool:?}");
    assert!(family.0 > 50.0 && family.3 > 20.0);
    assert_eq!((family.1, family.2), (0.0, 0.0));
    assert!(
        pool.1 > 0.0 && pool.2 > 10.0,
        "they compete for staff, and wait for them"
    );
    assert!(pool.3 < family.3);
}

/// Nobody new chooses money after the end, and those who have an assistant keep them.
#[test]
fn direct_payments_that_end_are_given_to_nobody_new() {
    let mut scenario = with_money(
        1.0,
        "[[window]]\nname = \"m9-12\"\n[[window]]\nname = \"day 240\"\n[[window]]\nname = \"day 360\"",
    );
    scenario.setup.policies[0].ends = Some(caremarket::engine::Time::from_days(200.0));
    let seen = seen(&scenario, 1);
    assert_eq!(seen.values("m9-12", "joined.pa")[0], 0.0);
    let assisted = ["day 240", "day 360"].map(|day| seen.values(day, "assisted")[0]);
    println!("{assisted:?}");
    assert!(assisted[0] > assisted[1] && assisted[1] > 0.0);
}

#[test]
fn assistants_have_a_sector_of_their_own() {
    for (changes, says) in [
        (
            "[set.teams.pa]\nassistants = false",
            "no personal assistants",
        ),
        ("[set.teams.pa]\nposts = 5", "works for one person"),
        (
            "[set.teams.visiting_nurses]\nassistants = true",
            "two teams stand for",
        ),
    ] {
        let text = format!(
            "[scenario]\nplace = \"riverbridge\"\n{changes}\n[[policy]]\nby = \"council\"\npaid_by = \"council\"\n\
             start = \"day 0\"\n[policy.action.direct_payments]\nshare = 0.5\nprice = \"16.50 per hour\"\n"
        );
        let (scenario, said) = common::try_written(&text);
        assert!(
            scenario.is_none() && said.contains(says),
            "{changes}: {said}"
        );
    }
}

/// People of a group whose needs end at a rate of their own are fewer by that rate, and have the hours of their group; all
/// homecare is somebody's package.
#[test]
fn a_group_keeps_its_needs_as_long_as_it_says() {
    const REPLICATIONS: usize = 4;
    let scenario = place(
        r#"
        [run]
        warm_up_days = 0
        horizon_days = 365
        [groups.lasting]
        need = "home"
        self_funded = 0.0
        self_funded_care_home = 0.0
        hours_per_package = { fixed = 10 }
        rates = { crisis = 0.0, death = 0.0, ends = 2.0, to_care_home = 0.0 }
        [start]
        clients_of = { lasting = 500 }
        [set]
        leak.carer_takes_over = "0 per year"
        markets.homecare.providers.closures = "0 per year"
        [[window]]
        name = "day 360"
        "#,
    );
    let seen = seen(&scenario, REPLICATIONS);
    let level = |window: &str, measure: &str| mean(&seen.values(window, measure));
    let left =
        level("day 360", "occupied.homecare.lasting") + level("day 360", "occupied.home.lasting");
    // Twice `need.ends` of Riverbridge. The few whose packages are handed back meanwhile wait, and their needs do not end.
    let stays = libm::exp(-2.0 * 0.44 * 360.0 / 365.0);
    let tolerance = 4.0 * (500.0 * stays * (1.0 - stays) / REPLICATIONS as f64).sqrt();
    println!(
        "{left:.1} left, exactly {:.1}, within {tolerance:.1}",
        500.0 * stays
    );
    assert!((left - 500.0 * stays).abs() < tolerance);
    assert_eq!(level("all", "arrivals.acute.lasting"), 0.0);
    let hours = level("all", "package_hours.lasting") / level("all", "occupied.homecare.lasting");
    // Packages handed back grow by 0.2 % a day until there is another.
    assert!((10.0..10.1).contains(&hours), "{hours}");
    let groups = ["lasting", "hospital_home", "community_home", "at_risk"];
    let packages: f64 = groups
        .iter()
        .map(|g| level("all", &format!("package_hours.{g}")))
        .sum();
    let promised =
        level("all", "hours_delivered.homecare") + level("all", "hours_unfilled.homecare");
    assert!(
        (packages / promised - 1.0).abs() < 1e-9,
        "{packages} {promised}"
    );
}

#[test]
fn what_cannot_be_is_said() {
    for (changes, says) in [
        (
            "[set.decline]\ngroup = \"simple\"",
            "do not come to need care at home",
        ),
        (
            "[set.decline]\ngroup = \"hospital_home\"",
            "whom decline brings",
        ),
        (
            "[set.decline]\npopulation = 100",
            "are more than the 100 who may be",
        ),
        (
            "[set.decline.cascade]\nisolated_unsupported = 0.01",
            "set back less often",
        ),
        (
            "[groups.hospital_bed]\nrates = { ends = 2.0 }",
            "need no homecare",
        ),
        ("[groups.simple]\nrates = { crisis = 2.0 }", "have no need"),
        (
            "[start]\nclients_of = { at_risk = 100000 }",
            "100000 of 3350 people with homecare",
        ),
        (
            "[start]\nclients_of = { hospital_bed = 10 }",
            "do not need care at home",
        ),
    ] {
        let (scenario, said) =
            common::try_written(&format!("[scenario]\nplace = \"riverbridge\"\n{changes}"));
        assert!(
            scenario.is_none() && said.contains(says),
            "{changes}:\n{said}"
        );
    }
    for (keys, says) in [
        (
            "use = { mean = 0.5, low = 0.0, high = 0.6 }",
            "no triangular distribution",
        ),
        ("use = { mean = 0.5, low = 0.6 }", "both ends of its range"),
        ("detection = 0.3", "chosen by lot are not detected"),
        (
            "who = \"predicted\"\ndetection = 0.05",
            "chance alone finds a tenth",
        ),
    ] {
        let (scenario, said) = common::try_written(&format!(
            "[scenario]\nplace = \"riverbridge\"\n[[policy]]\nby = \"trust\"\npaid_by = \"trust\"\nstart = \"day 0\"\n\
             [policy.action.prevention_vcs]\nplaces = 10\nprice = \"22 per hour\"\n{keys}"
        ));
        assert!(scenario.is_none() && said.contains(says), "{keys}:\n{said}");
    }
}
