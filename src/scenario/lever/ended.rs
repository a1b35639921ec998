//! Of every lever: that nothing of it is left when its policy has ended, and that it changes nothing without a size or money.

use super::{LeverRecord, levers};
use crate::engine::{self, Time};
use crate::scenario::Scenario;
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use crate::world::World;
use crate::world::market::Market;

/// The example of a lever in its place, for so many days; its policy acts from day 0 on, until it ends.
fn example(lever: &LeverRecord, days: u32, ends: Option<f64>, place: &str) -> Scenario {
    let text = format!(
        "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = 60\nhorizon_days = {days}\n{place}\n{}",
        lever.about.example
    );
    let mut reader = Reader::new();
    let scenario = reader.read_bytes("example", text.as_bytes(), &[]);
    let said = reader.problems.render(&reader.sources, Look::default());
    let mut scenario = scenario.unwrap_or_else(|| panic!("{}:\n{said}", lever.name));
    for policy in &mut scenario.setup.policies {
        (policy.starts, policy.ends) = (Time::ZERO, ends.map(Time::from_days));
    }
    scenario
}

/// What is made of the market of a scenario at its end.
fn at_the_end<T>(scenario: &Scenario, what: impl Fn(&Market<'_>) -> T) -> T {
    let (mut world, mut calendar) = World::new(&scenario.setup, 7, 0);
    engine::run(&mut world, &mut calendar, scenario.setup.run.end());
    what(world.market.as_ref().expect("Riverbridge has a market"))
}

#[test]
fn when_a_policy_has_ended_all_it_changed_is_as_it_was() {
    let mut left = Vec::new();
    let changed = |market: &Market<'_>| market.changed_by_policies();
    for lever in levers() {
        // People who are where it brought them stay; nearly a year later they have left.
        let with = example(&lever, 330, Some(20.0), "");
        let (turned, costs, asks) = at_the_end(&with, changed);
        let without = with.without_policies();
        let usual = at_the_end(&without, changed);
        let near = |(a, b): (&f64, &f64)| (a / b - 1.0).abs() < 0.01;
        if turned != usual.0 {
            let words = turned.split(' ').zip(usual.0.split(' '));
            let differ: Vec<_> = words.filter(|(a, b)| a != b).collect();
            left.push(format!("{}: {differ:?}", lever.name));
        }
        if costs != usual.1 {
            left.push(format!("{}: {costs:?}, pence a week", lever.name));
        }
        if !asks.iter().zip(&usual.2).all(near) {
            left.push(format!("{}: asks {asks:?}, {:?}", lever.name, usual.2));
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn a_policy_without_a_size_before_another_changes_nothing() {
    let mut changed = Vec::new();
    for lever in levers() {
        let alone = example(&lever, 40, None, "");
        let mut beside = alone.clone();
        let policies = &mut beside.setup.policies;
        let mut nothing = policies[0].clone();
        (nothing.ends, nothing.identity) = (Some(nothing.starts), 1);
        policies.insert(0, nothing);
        let all = |market: &Market<'_>| format!("{:?} {:?}", market.ledger, market.tally);
        if at_the_end(&alone, all) != at_the_end(&beside, all) {
            changed.push(lever.name);
        }
    }
    assert!(changed.is_empty(), "{changed:?}");
}

/// Levers that cost their payer nothing as a whole: rules, what others pay for, and what is bought person by person.
const FREE: [&str; 21] = [
    "assessors_in_hospital",
    "budget_change",
    "career_pathway",
    "close_acute_beds",
    "co_location",
    "demand_shock",
    "direct_payments",
    "dtoc_target",
    "fast_track",
    "funding_decision",
    "joint_commissioning",
    "joint_workforce_plan",
    "merge_teams",
    "move_money",
    "pay_shock",
    "pooled_budget",
    "procurement_saving",
    "provider_exit",
    "shared_record",
    "single_assessment",
    "trusted_assessor",
];

#[test]
fn without_money_in_a_hard_budget_a_policy_is_no_policy() {
    let headings = [
        "homecare",
        "placements",
        "intermediate_care",
        "prevention",
        "workforce",
    ];
    let budgets =
        headings.map(|heading| format!("\n[budgets.trust.{heading}]\nrule = \"hard\"\namount = 0"));
    let mut changed = Vec::new();
    for lever in levers()
        .into_iter()
        .filter(|lever| !FREE.contains(&lever.name))
    {
        let mut poor = example(&lever, 60, None, &budgets.concat());
        let trust = poor
            .setup
            .market
            .as_ref()
            .map(|m| m.payers.iter().position(|p| p == "trust"));
        let trust = trust.flatten().expect("there is a trust");
        poor.setup
            .policies
            .iter_mut()
            .for_each(|policy| policy.payer = trust);
        let all = |market: &Market<'_>| format!("{:?} {:?}", market.ledger, market.tally);
        if at_the_end(&poor, all) != at_the_end(&poor.without_policies(), all) {
            changed.push(lever.name);
        }
    }
    assert!(changed.is_empty(), "{changed:?}");
}
