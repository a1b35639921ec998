//! Networks that can be solved on paper, or by linear algebra, against what is simulated.
//!
//! Every tolerance comes from the run itself: the mean over replications lies within four of its
//! standard errors of the exact value, and the standard error is small enough (3 % of the exact value
//! unless the catalogue says otherwise) for a wrong formula to show. Seeds are fixed: a test that passes goes on
//! passing. The cases are those of `caremarket verify`; their scenarios are in `scenarios/verification`.

mod common;

use caremarket::experiment::Silent;
use caremarket::experiment::theory::{self, Case, Seen};
use caremarket::stats::Estimate;
use common::{seen, written};

/// Standard errors by which a mean may miss what is exact.
const WITHIN: f64 = 4.0;

/// Runs a case as it stands, on one thread, and compares each of its numbers.
fn holds(case: &Case) -> Seen {
    let of_all = theory::catalogue().iter().map(|c| c.numbers.len()).sum();
    let seen = case.run(1, 1, &Silent).unwrap();
    for row in case.rows(&seen, of_all) {
        println!(
            "{}, {}, {} in {}: exact {:.6}, simulated {:.6} ({:+.1} standard errors)",
            row.file, row.case, row.measure, row.window, row.exact, row.mean, row.z
        );
        assert!(row.agrees && row.z.abs() <= WITHIN, "{row:?}");
    }
    seen
}

/// The cases of one file that do not take minutes.
fn cases(file: &str) -> Vec<Case> {
    let mut cases = theory::catalogue();
    cases.retain(|case| case.file == file && !case.is_long);
    assert!(!cases.is_empty(), "{file} has no case");
    cases
}

macro_rules! theory {
    ($($test:ident: $file:literal)*) => {
        $(
            #[test]
            fn $test() {
                for case in cases($file) {
                    holds(&case);
                }
            }
        )*

        #[test]
        fn every_case_is_tested() {
            for case in theory::catalogue() {
                assert!([$($file),*].contains(&case.file), "{}", case.file);
            }
        }
    };
}

theory! {
    waits_follow_erlang_c_at_any_load_and_in_any_order: "mmc"
    mmck_turns_away_whom_the_list_cannot_take: "mmck"
    each_group_may_have_a_list_of_its_own: "group-lists"
    mgcc_does_not_care_for_the_shape_of_stays: "mgcc"
    mg1_follows_pollaczek_and_khinchine: "mg1"
    people_give_up_as_in_the_erlang_a_model: "patience"
    patience_in_one_place_says_nothing_about_patience_in_the_next: "patience-again"
    priorities_follow_cobham: "priority"
    the_last_free_beds_are_kept: "keep-free"
    dedicated_beds_have_a_product_form: "dedicated"
    weekly_demand_fills_a_service_with_the_integral_of_its_past: "weekly-demand"
    whoever_comes_out_of_hours_waits_for_the_hour: "hours"
    delays_keep_the_places_they_should: "delays"
    a_census_moves_towards_the_long_run_as_the_chain_does: "transient"
    what_is_left_of_stays_follows_renewal_theory: "residual"
    two_stages_block_as_the_chain_does: "tandem"
    a_network_with_feedback_has_a_product_form: "feedback"
    a_freed_bed_moves_the_whole_chain_behind_it: "chain"
    two_feeders_of_one_pool_take_turns_as_their_order_says: "feeders"
}

/// A load so near 1 that means settle over years: beyond what every build should wait for.
#[test]
#[ignore = "hundreds of millions of events: run with --release -- --ignored"]
fn mmc_at_load_0_99() {
    let mut cases = theory::catalogue();
    cases.retain(|case| case.is_long);
    assert_eq!(cases.len(), 1);
    holds(&cases[0]);
}

/// With Poisson arrivals and room for all, the number present is a Poisson number: its variance is its mean.
#[test]
fn weekly_demand_fills_a_service_as_a_poisson_number() {
    for case in cases("weekly-demand") {
        let seen = case.run(1, 1, &Silent).unwrap();
        for number in &case.numbers {
            let values = seen.values(&number.measured);
            // The variance of a sample variance over n is 2/(n-1) + 1/(n x mean).
            let e = Estimate::of(&values).unwrap();
            let (ratio, n) = (e.sd * e.sd / number.exact, values.len() as f64);
            let error = libm::sqrt(2.0 / (n - 1.0) + 1.0 / (n * number.exact));
            assert!(
                (ratio - 1.0).abs() <= WITHIN * error,
                "variance over mean on {}: {ratio}",
                number.measured.window()
            );
        }
    }
}

/// The catalogue would notice: a value a quarter off agrees with no run.
#[test]
fn a_wrong_formula_shows() {
    for case in [cases("mmck").remove(0), cases("tandem").remove(0)] {
        let mut wrong = case.clone();
        for number in &mut wrong.numbers {
            number.exact *= 1.25;
        }
        let seen = case.run(1, 1, &Silent).unwrap();
        for row in wrong.rows(&seen, 100) {
            assert!(!row.agrees, "{row:?}");
        }
    }
}

/// One bed, one of each group waiting: the chance of being first is in proportion to weight x (1 + waited / tau).
#[test]
fn lots_fall_in_proportion_to_weights_and_waits() {
    let text = |weights: &str| {
        format!(
            "[run]\nhorizon_days = 1\nreplications = 4000\n[groups.a]\n[groups.b]\n[streams]\n[places.ward]\nbeds = 1\n\
             stay = \"2 days\"\ndiscipline = {{ weighted = {{ {weights} }} }}\n\
             start_waiting = [{{ people = 1, group = \"a\", waited = \"4 days\" }}, {{ people = 1, group = \"b\" }}]\n"
        )
    };
    for (weights, share) in [
        ("", 0.5),
        ("groups = { a = 3 }", 0.75),
        ("tau = \"2 days\"", 0.75),
        ("groups = { b = 2 }, tau = \"1 day\"", 5.0 / 7.0),
    ] {
        let seen = seen(&written(&text(weights)), 4_000);
        let e = Estimate::of(&seen.values("all", "starts.ward.a")).unwrap();
        let (error, off) = (e.standard_error(), e.mean - share);
        assert!(error <= 0.03 * share, "{weights}: {error}");
        assert!(
            off.abs() <= WITHIN * error,
            "a first, {weights}: {} is not {share}",
            e.mean
        );
    }
}
