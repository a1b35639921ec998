//! Budgets by heading: what they say, whom they bind, and that they bind nobody else.

mod common;

use caremarket::scenario::Scenario;
use common::{Seen, policy, riverbridge, seen, try_written, written};

fn text(days: u32, more: &str) -> String {
    riverbridge(190, days, more)
}

fn place(days: u32, more: &str) -> Scenario {
    written(&text(days, more))
}

fn window(name: &str) -> String {
    format!("[[window]]\nname = \"{name}\"\n")
}

fn mean(seen: &Seen, window: &str, measure: &str) -> f64 {
    let values = seen.values(window, measure);
    values.iter().sum::<f64>() / values.len() as f64
}

/// A budget that nobody reaches changes nothing, hard or soft: every measure of the place is the same to the last digit.
#[test]
fn a_budget_that_is_not_reached_changes_nothing() {
    let plain = place(60, "");
    let rich = place(
        60,
        "[budgets.council.homecare]\nrule = \"hard\"\namount = \"£900m per year\"\n[budgets.trust.general]\n\
         [budgets.council.intermediate_care]\n[budgets.trust.workforce]\nrule = \"hard\"",
    );
    let (before, after) = (seen(&plain, 2), seen(&rich, 2));
    let market = plain.setup.market.as_ref().unwrap();
    assert_eq!(market.budgets.len(), 1);
    let measures = caremarket::observe::measures::catalogue(&plain.setup);
    for measure in measures.iter().map(|m| &m.record.key) {
        let bits = |seen: &Seen| -> Vec<u64> {
            let values = seen.values("all", measure).into_iter();
            values.map(f64::to_bits).collect()
        };
        assert_eq!(bits(&before), bits(&after), "{measure}");
    }
}

/// What was spent in the half year before is the budget, grown with demand; what is left is the budget less what is spent.
#[test]
fn a_budget_is_what_was_spent_and_tells_what_is_left() {
    let seen = seen(
        &place(
            365,
            "[budgets.trust.general]\n[budgets.council.homecare]\n[budgets.council.homecare.amount]\nvalue = \"£20m per year\"\nlow = \"£15m per year\"\nhigh = \"£25m per year\"\nsource = \"assumed\"\n[set]\ndemand.growth_per_year = 0.0",
        ),
        1,
    );
    let homecare = mean(&seen, "m7-12", "budget.council.homecare");
    // Whole pence a week.
    assert!((homecare - 20e6).abs() < 1.0, "{homecare}");
    let left = mean(&seen, "m7-12", "budget_left.council.homecare");
    let spent = mean(&seen, "m7-12", "cost.council.homecare");
    assert!((homecare - spent - left).abs() < 1.0, "{left}");
    let general = mean(&seen, "all", "budget.trust.general");
    assert!(general > 0.0);
}

/// Homecare with nine tenths of the money: new packages wait for funding, and spending comes down to the budget; a soft
/// one is overspent by what it lacks.
#[test]
fn a_hard_budget_for_homecare_is_kept_and_people_wait_for_it() {
    let usual = seen(&place(365, ""), 2);
    let spent = mean(&usual, "all", "cost.council.homecare");
    let run = |rule: &str| {
        let budget = format!(
            "[budgets.council.homecare]\nrule = \"{rule}\"\npace = 0\namount = \"{:.0} per year\"\n[set]\ndemand.growth_per_year = 0.0",
            0.9 * spent
        );
        let windows = window("m7-12") + &window("m10-12");
        seen(&place(365, &(windows + &budget)), 2)
    };
    let (hard, soft) = (run("hard"), run("soft"));
    let share = |seen: &Seen| {
        mean(seen, "m10-12", "budget_left.council.homecare")
            / mean(seen, "m10-12", "budget.council.homecare")
    };
    println!("left: hard {:.4}, soft {:.4}", share(&hard), share(&soft));
    // Packages that run may grow with need, a matter of hours a week; new ones fit to the penny.
    assert!(share(&hard) > -0.02, "kept");
    assert!(share(&hard) < 0.05, "and used");
    assert!(share(&soft) < -0.05, "overspent");
    let waits = |seen: &Seen| mean(seen, "m7-12", "binding.funding");
    println!(
        "funding: hard {:.1}, soft {:.1}",
        waits(&hard),
        waits(&soft)
    );
    assert!(waits(&hard) > waits(&soft) + 10.0);
}

/// A policy grows until its payer's hard budget is used up, and no further; more money from another heading lets it on.
#[test]
fn a_policy_grows_as_far_as_a_hard_budget_goes() {
    // 200 places at 1.5 hours and £20 are £30 a week each: £312,857 a year.
    const PLACE: f64 = 30.0 * 365.0 / 7.0;
    let lever = policy(
        "trust",
        "ramp = \"60 days\"\n[policy.action.prevention_vcs]\nplaces = 200\nprice = \"20 per hour\"",
    );
    let budgets = |rule: &str| {
        format!(
            "[budgets.trust.prevention]\nrule = \"{rule}\"\npace = 0\namount = \"{} per year\"\n[budgets.trust.general]\n[set]\ndemand.growth_per_year = 0.0\n",
            libm::ceil(100.0 * PLACE)
        )
    };
    let moved = policy(
        "trust",
        &format!(
            "[policy.action.move_money]\nfrom = \"trust\"\nto = \"trust\"\nfrom_heading = \"general\"\nto_heading = \"prevention\"\npounds_per_year = \"{} per year\"",
            libm::ceil(50.0 * PLACE)
        ),
    );
    let halved = policy(
        "trust",
        "[policy.action.budget_change]\npayer = \"trust\"\nheading = \"prevention\"\nat_once = -0.5",
    );
    let people = |more: &str| {
        let seen = seen(&place(240, &(window("m7") + more)), 1);
        let places = mean(&seen, "m7", "cost.trust.prevention") / PLACE;
        println!("{places:.2} places");
        (places, seen)
    };
    // The last invitations are on every fourth Monday, and people leave the register in between.
    let nearly = |places: f64, all: f64| places <= all + 0.01 && places > 0.93 * all;
    let (soft, seen_soft) = people(&(budgets("soft") + &lever));
    assert!(nearly(soft, 200.0));
    assert!(mean(&seen_soft, "m7", "budget_left.trust.prevention") < 0.0);
    let (hard, _) = people(&(budgets("hard") + &lever));
    assert!(nearly(hard, 100.0));
    let (more, seen_more) = people(&(budgets("hard") + &lever + &moved));
    assert!(nearly(more, 150.0));
    assert_eq!(mean(&seen_more, "all", "cost.trust.moved"), 0.0);
    let (less, _) = people(&(budgets("hard") + &halved + &lever));
    // It is let grow by yesterday's budget: on the first day by the whole of it, when it has hardly begun.
    assert!(nearly(less, 50.0));
}

/// Of beds bought in blocks there are as many as the payer's budget for intermediate care has room for.
#[test]
fn beds_are_bought_as_far_as_a_hard_budget_goes() {
    let budget = "[budgets.trust.intermediate_care]\nrule = \"hard\"\npace = 0\namount = \"£1460000 per year\"\n[set]\ndemand.growth_per_year = 0.0\n";
    let lever = "[policy.action.buy_step_down]\nbeds = 60\nprice = \"1400 per week\"";
    // 20 beds are £28,000 a week.
    let seen = seen(
        &place(183, &(window("m4-6") + budget + &policy("trust", lever))),
        2,
    );
    let beds = mean(&seen, "m4-6", "cost.trust.step_down") / (1400.0 * 365.0 / 7.0);
    println!("{beds:.2} beds");
    assert!((beds - 20.0).abs() < 0.01);
}

#[test]
fn what_is_wrong_with_a_budget_is_said() {
    let change = |keys: &str| {
        policy(
            "trust",
            &format!("[policy.action.budget_change]\nat_once = 1\n{keys}"),
        )
    };
    for (more, said) in [
        (
            "[budgets.council.homcare]".to_owned(),
            "no heading is called \"homcare\"",
        ),
        (
            "[budgets.trusts.homecare]".to_owned(),
            "no payer is called \"trusts\"",
        ),
        ("[budgets.self.homecare]".to_owned(), "have no budget"),
        (
            "[budgets.trust.general]\nrule = \"hard\"".to_owned(),
            "could wait for money",
        ),
        (
            "[budgets.council.placements]\nrule = \"soft\"".to_owned(),
            "council.budget_placements says",
        ),
        (
            change("payer = \"trust\""),
            "the trust has no budget for placements",
        ),
        (
            change("heading = \"homecare\""),
            "add [budgets.council.homecare]",
        ),
        (
            policy(
                "trust",
                "[policy.action.move_money]\nfrom = \"trust\"\nto = \"council\"\nto_heading = \"prevention\"\npounds_per_year = 1",
            ),
            "the council has no budget for prevention",
        ),
    ] {
        let (scenario, problems) = try_written(&text(60, &more));
        assert!(scenario.is_none(), "{more}");
        assert!(problems.contains(said), "{more}:\n{problems}");
    }
}
