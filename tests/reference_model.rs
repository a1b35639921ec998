//! The reference model for speed, by the simulator and by a loop written by hand that shares no code with it.
//!
//! The loop is only a fair measure of speed if it does the same, and what the simulator says of an overloaded,
//! blocked network from empty is on no paper. Each runs with its own chance; every mean must agree within four
//! standard errors of the difference. Seeds are fixed: a test that passes goes on passing.

#[path = "../benches/peers/mod.rs"]
mod peers;

use caremarket::stats::Estimate;
use peers::{DAYS, Model, hand_written};
use std::collections::BTreeMap;

/// Standard errors by which two means may differ.
const WITHIN: f64 = 4.0;
/// Largest standard error of a difference, as a share of what is measured, from which the test can still fail:
/// for levels and counts, and for waits and people blocked where that is common.
const FINE_ENOUGH: f64 = 0.02;
const FINE_ENOUGH_WHEN_BLOCKED: f64 = 0.25;

fn by_measure(
    replications: u64,
    run: impl Fn(u64) -> Vec<(String, f64)>,
) -> BTreeMap<String, Vec<f64>> {
    let mut found = BTreeMap::<String, Vec<f64>>::new();
    for (measure, value) in (0..replications).flat_map(run) {
        found.entry(measure).or_default().push(value);
    }
    found
}

fn agree(model: Model, replications: u64) {
    let subject = model.subject(1, DAYS);
    let simulated = by_measure(replications, |r| peers::measures(&subject, 1, r));
    let line = model.line(1, DAYS);
    let by_hand = by_measure(replications, |r| {
        hand_written::replicate(&line, 1, r).measures()
    });
    // The simulator's events also hold a look at itself on the first of each month.
    for (measure, by_hand) in by_hand.iter().filter(|(measure, _)| *measure != "events") {
        let ours = Estimate::of(&simulated[measure]).unwrap();
        let theirs = Estimate::of(by_hand).unwrap();
        let error = libm::hypot(ours.standard_error(), theirs.standard_error());
        let what = format!(
            "{measure}: {} simulated, {} by hand, +- {error}",
            ours.mean, theirs.mean
        );
        println!("{what}");
        assert!((ours.mean - theirs.mean).abs() <= WITHIN * error, "{what}");
        let fine_enough = match (model, measure.split('.').next()) {
            (_, Some("starts" | "occupied" | "utilisation")) => FINE_ENOUGH,
            (Model::BlockedLine, _) => FINE_ENOUGH_WHEN_BLOCKED,
            // Few wait where there is enough, and a few bad years decide the mean.
            (Model::OpenLine, _) => continue,
        };
        assert!(error <= fine_enough * theirs.mean, "{what}: run for longer");
    }
}

#[test]
fn the_blocked_line_agrees_with_a_loop_written_by_hand() {
    agree(Model::BlockedLine, 60);
}

#[test]
fn the_open_line_agrees_with_a_loop_written_by_hand() {
    agree(Model::OpenLine, 60);
}
