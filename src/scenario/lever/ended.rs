//! Of every lever: that nothing of it is left when its policy has ended, and that it changes nothing without a size.

use super::{LeverRecord, levers};
use crate::engine;
use crate::scenario::Scenario;
use crate::scenario::reading::Reader;
use crate::scenario::render::Look;
use crate::world::World;
use crate::world::market::Market;
use std::io::Write as _;

/// The example of a lever in its place, for so many days.
fn example(lever: &LeverRecord, days: u32, more: &str) -> Scenario {
    // Examples start some time after day 0; here all of them start on it.
    let example = lever.about.example;
    let start = example.find("start = ").expect("an example starts");
    let line = example[start..].find('\n').expect("a line ends") + start;
    let example = format!(
        "{}start = \"day 0\"{more}{}",
        &example[..start],
        &example[line..]
    );
    let text = format!(
        "[scenario]\nplace = \"riverbridge\"\n[run]\nwarm_up_days = 60\nhorizon_days = {days}\n{example}"
    );
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let mut reader = Reader::new();
    let scenario = reader.read(file.path().to_str().unwrap(), &[]);
    let said = reader.problems.render(&reader.sources, Look::default());
    scenario.unwrap_or_else(|| panic!("{}:\n{said}", lever.name))
}

/// What is made of the market of a scenario at its end.
fn at_the_end<T>(scenario: &Scenario, what: impl Fn(&Market<'_>) -> T) -> T {
    let (mut world, mut calendar) = World::new(&scenario.setup, 7, 0);
    engine::run(&mut world, &mut calendar, scenario.setup.run.end());
    what(world.market.as_ref().expect("Riverbridge has a market"))
}

#[test]
fn when_a_policy_has_ended_all_it_changed_is_as_it_was() {
    for lever in levers() {
        // People who are where it brought them stay; nearly a year later they have left.
        let with = example(&lever, 330, "\nend = \"day 20\"");
        let (turned, costs, asks) = at_the_end(&with, |market| market.changed_by_policies());
        let (usual, no_costs, usual_asks) = at_the_end(&with.without_policies(), |market| {
            market.changed_by_policies()
        });
        assert_eq!(turned, usual, "{}", lever.name);
        assert_eq!(costs, no_costs, "{}: pence a week", lever.name);
        for (ask, usual) in asks.into_iter().zip(usual_asks) {
            assert!((ask / usual - 1.0).abs() < 0.01, "{}: {ask}", lever.name);
        }
    }
}

#[test]
fn a_policy_without_a_size_before_another_changes_nothing() {
    for lever in levers() {
        let alone = example(&lever, 40, "");
        let mut beside = alone.clone();
        let policies = &mut beside.setup.policies;
        let mut nothing = policies[0].clone();
        (nothing.ends, nothing.identity) = (Some(nothing.starts), 1);
        policies.insert(0, nothing);
        let all = |market: &Market<'_>| format!("{:?} {:?}", market.ledger, market.tally);
        assert!(
            at_the_end(&alone, all) == at_the_end(&beside, all),
            "{}",
            lever.name
        );
    }
}
