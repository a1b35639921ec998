//! On average fewer beds lengthen the wait, and a lever moves what it should, in a short run of a whole place.
//!
//! Differences are paired by replication on common random numbers; each must lie on its side of zero
//! with its whole 95 % interval. How far, is a matter of calibration and not asked here.

mod common;

use caremarket::experiment::{Runs, Study};
use caremarket::scenario::Scenario;
use caremarket::stats::{self, Estimate};
use common::{read, run, study, values_of, written};

const REPLICATIONS: usize = 8;
const RUN: [&str; 2] = ["run.warm_up_days=300", "run.horizon_days=365"];

struct Compared {
    study: Study,
    runs: Runs,
    /// What did not move as it should.
    wrong: Vec<String>,
}

/// Every change against the place as it is.
fn compared(changes: &[Scenario]) -> Compared {
    let place = read("riverbridge", &RUN);
    let all: Vec<&Scenario> = std::iter::once(&place).chain(changes).collect();
    let study = study(&all, 77, REPLICATIONS);
    let runs = run(&study, 2);
    assert_eq!(runs.broken, None);
    let wrong = Vec::new();
    Compared { study, runs, wrong }
}

impl Compared {
    fn difference(&self, change: usize, window: &str, measure: &str) -> Estimate {
        let of = |subject| values_of(&self.study, &self.runs, subject, window, measure);
        let pairs: Vec<(f64, f64)> = of(change).into_iter().zip(of(0)).collect();
        let e = stats::difference(&pairs).unwrap();
        println!(
            "change {change}: {measure} in {window}: {:+.3} ({:+.3} to {:+.3})",
            e.mean, e.lower, e.upper
        );
        e
    }

    fn falls(&mut self, change: usize, window: &str, measure: &str) {
        if self.difference(change, window, measure).upper >= 0.0 {
            self.wrong.push(format!(
                "change {change}: {measure} does not fall in {window}"
            ));
        }
    }

    fn rises(&mut self, change: usize, window: &str, measure: &str) {
        if self.difference(change, window, measure).lower <= 0.0 {
            self.wrong.push(format!(
                "change {change}: {measure} does not rise in {window}"
            ));
        }
    }
}

fn with_policy(by: &str, action: &str) -> Scenario {
    let sets = RUN.map(|set| set.replace('=', " = ")).join("\n");
    let sets = sets.replace("run.", "");
    written(&format!(
        "[scenario]\nplace = \"riverbridge\"\n[run]\n{sets}\n\
         [[policy]]\nby = \"{by}\"\npaid_by = \"{by}\"\nstart = \"day 0\"\n{action}\n"
    ))
}

#[test]
fn levers_move_what_they_should() {
    let beds = read("riverbridge", &[RUN[0], RUN[1], "places.acute.beds=780"]);
    let uplift = with_policy(
        "pool",
        "[policy.action.pay_uplift]\nsector = \"homecare\"\nrise = 0.15",
    );
    let cut = with_policy("council", "[policy.action.budget_change]\nat_once = -0.3");
    let step_down = with_policy(
        "trust",
        "[policy.action.buy_step_down]\nbeds = 60\nprice = \"1400 per week\"\nfrom = \"existing beds\"",
    );
    let own = with_policy(
        "trust",
        "[policy.action.own_homecare]\nposts = 250\npay = \"14.06 per hour\"\nserves = \"bridge\"\nrecruit = \"open\"",
    );
    let changes = vec![beds, uplift, cut, step_down, own];
    let mut all = compared(&changes);
    let (beds, uplift, cut, step_down, own) = (1, 2, 3, 4, 5);

    // Fewer beds: more waiting for one.
    all.rises(beds, "all", "wait_days.acute");
    all.rises(beds, "all", "boarding.acute");

    // More pay in homecare: more staff there, who come from elsewhere too, and care for more people.
    all.rises(uplift, "m7-12", "pay.homecare");
    all.rises(uplift, "m7-12", "staff.homecare");
    all.rises(uplift, "m7-12", "hours_delivered.homecare");
    all.falls(uplift, "m7-12", "staff.care_home");

    // Less money for placements: people wait longer for them.
    all.rises(cut, "m7-12", "delayed.all");
    all.falls(cut, "m7-12", "occupied_by_payer.care_home.council");

    // Step-down beds: people are moved from acute beds into them.
    all.falls(step_down, "m2-3", "delayed.acute");
    all.rises(step_down, "m2-3", "occupied.step_down");

    // The trust's own homecare: staff it did not have, some of them from agencies.
    all.rises(own, "m7-12", "staff.trust_care");
    all.falls(own, "m7-12", "staff.homecare");

    assert!(all.wrong.is_empty(), "{}", all.wrong.join("\n"));
}
