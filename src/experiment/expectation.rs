//! Hypotheses, and what became of them.

use crate::results::ExpectationRow;
use crate::scenario::{Expectation, Expected};
use crate::stats::{Estimate, ratio_of_means};

/// What a measure did in a window, against something or by itself: values replication by replication.
pub trait Findings {
    /// The paired differences, or the levels when compared with nothing.
    fn values(&self, measure: &str, versus: Option<&str>, window: &str) -> Option<Vec<f64>>;
    /// An estimate that is not a mean over replications, such as a share of a change.
    fn estimate(&self, measure: &str, versus: Option<&str>, window: &str) -> Option<Estimate>;
}

/// What became of a hypothesis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The 95% interval excludes that it is wrong.
    Met,
    /// The interval excludes that it is right.
    NotMet,
    /// The interval holds both.
    Undecided,
}

impl Outcome {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Undecided => "undecided",
        }
    }
}

/// Looks at a hypothesis; `None` if what it names is not there.
pub fn look(scenario: &str, e: &Expectation, found: &impl Findings) -> ExpectationRow {
    let versus = e.versus.as_deref();
    let there = |window: &str| {
        let values = found.values(&e.measure, versus, window);
        if let Some((whole, in_window)) = &e.relative_to {
            let under = found.values(whole, None, in_window)?;
            let pairs: Vec<(f64, f64)> = values?.into_iter().zip(under).collect();
            return ratio_of_means(&pairs);
        }
        values
            .and_then(|values| Estimate::of(&values))
            .or_else(|| found.estimate(&e.measure, versus, window))
    };
    let (estimate, outcome) = match &e.expected {
        Expected::Lower => judged(there(&e.window), |x| below(x, 0.0)),
        Expected::Higher => judged(there(&e.window), |x| above(x, 0.0)),
        Expected::Between { least, most } => judged(there(&e.window), |x| {
            let over = least.map_or(Outcome::Met, |least| at_least(x, least));
            let under = most.map_or(Outcome::Met, |most| at_most(x, most));
            both(over, under)
        }),
        Expected::Unchanged { within } => judged(there(&e.window), |x| {
            if x.lower >= -within && x.upper <= *within {
                return Outcome::Met;
            }
            both(at_least(x, -within), at_most(x, *within))
        }),
        Expected::Fades {
            below: share,
            of_window,
        } => {
            let here = found.values(&e.measure, versus, &e.window);
            let early = found.values(&e.measure, versus, of_window);
            let contrast = here.zip(early).and_then(|(here, early)| {
                // The size left, less the share of the size there was, in the direction of the early effect.
                let sign = Estimate::of(&early)?.mean.signum();
                let left: Vec<f64> = here
                    .iter()
                    .zip(&early)
                    .map(|(h, e)| sign * (h - share * e))
                    .collect();
                Estimate::of(&left)
            });
            let judgement = contrast.map_or(Outcome::Undecided, |x| below(&x, 0.0));
            (there(&e.window), judgement)
        }
        Expected::Grows { of_window } => {
            let here = found.values(&e.measure, versus, &e.window);
            let early = found.values(&e.measure, versus, of_window);
            let contrast = here.zip(early).and_then(|(here, early)| {
                let more: Vec<f64> = here.iter().zip(&early).map(|(h, e)| h - e).collect();
                Estimate::of(&more)
            });
            let judgement = contrast.map_or(Outcome::Undecided, |x| above(&x, 0.0));
            (there(&e.window), judgement)
        }
    };
    let nothing = Estimate {
        mean: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
        sd: 0.0,
        n: 0,
    };
    let estimate = estimate.unwrap_or(nothing);
    ExpectationRow {
        scenario: scenario.to_owned(),
        versus: e.versus.clone().unwrap_or_default(),
        window: e.window.clone(),
        measure: e.measure.clone(),
        expected: match &e.relative_to {
            None if e.assumed => format!("{}, by assumption", in_words(&e.expected)),
            None => in_words(&e.expected),
            Some((whole, window)) if *window == e.window => {
                format!("{}, as a share of {whole}", in_words(&e.expected))
            }
            Some((_, window)) => format!("{}, over that of {window}", in_words(&e.expected)),
        },
        value: estimate.mean,
        lower: estimate.lower,
        upper: estimate.upper,
        outcome: outcome.word().to_owned(),
    }
}

fn judged(
    e: Option<Estimate>,
    judge: impl Fn(&Estimate) -> Outcome,
) -> (Option<Estimate>, Outcome) {
    let outcome = e.as_ref().map_or(Outcome::Undecided, judge);
    (e, outcome)
}

/// Whether several replications all gave the same; one alone decides nothing.
fn is_certain(e: &Estimate) -> bool {
    e.n > 1 && e.sd == 0.0
}

fn below(e: &Estimate, bound: f64) -> Outcome {
    let certain = is_certain(e);
    if e.upper < bound || (certain && e.mean < bound) {
        Outcome::Met
    } else if e.lower >= bound || (certain && e.mean >= bound) {
        Outcome::NotMet
    } else {
        Outcome::Undecided
    }
}

fn above(e: &Estimate, bound: f64) -> Outcome {
    let certain = is_certain(e);
    if e.lower > bound || (certain && e.mean > bound) {
        Outcome::Met
    } else if e.upper <= bound || (certain && e.mean <= bound) {
        Outcome::NotMet
    } else {
        Outcome::Undecided
    }
}

/// A bound itself is within bounds.
fn at_most(e: &Estimate, bound: f64) -> Outcome {
    match above(e, bound) {
        Outcome::Met => Outcome::NotMet,
        Outcome::NotMet => Outcome::Met,
        undecided @ Outcome::Undecided => undecided,
    }
}

/// See [`at_most`].
fn at_least(e: &Estimate, bound: f64) -> Outcome {
    match below(e, bound) {
        Outcome::Met => Outcome::NotMet,
        Outcome::NotMet => Outcome::Met,
        undecided @ Outcome::Undecided => undecided,
    }
}

fn both(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (Outcome::Met, Outcome::Met) => Outcome::Met,
        (Outcome::NotMet, _) | (_, Outcome::NotMet) => Outcome::NotMet,
        _ => Outcome::Undecided,
    }
}

fn in_words(expected: &Expected) -> String {
    match expected {
        Expected::Lower => "lower".to_owned(),
        Expected::Higher => "higher".to_owned(),
        Expected::Between {
            least: Some(least),
            most: Some(most),
        } => format!("from {least} to {most}"),
        Expected::Between {
            least: Some(least),
            most: None,
        } => format!("at least {least}"),
        Expected::Between {
            least: None,
            most: Some(most),
        } => format!("at most {most}"),
        Expected::Between { .. } => "anything".to_owned(),
        Expected::Unchanged { within } => format!("unchanged, within {within}"),
        Expected::Fades { below, of_window } => {
            format!("smaller than {below} of that in {of_window}")
        }
        Expected::Grows { of_window } => format!("more than in {of_window}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<f64>, Vec<f64>);
    impl Findings for Fixed {
        fn values(&self, _: &str, _: Option<&str>, window: &str) -> Option<Vec<f64>> {
            Some(if window == "early" {
                self.0.clone()
            } else {
                self.1.clone()
            })
        }
        fn estimate(&self, _: &str, _: Option<&str>, _: &str) -> Option<Estimate> {
            None
        }
    }

    fn outcome(found: &Fixed, expected: Expected) -> String {
        let e = Expectation {
            measure: "delayed.acute".to_owned(),
            versus: Some("no policy".to_owned()),
            window: "late".to_owned(),
            relative_to: None,
            expected,
            assumed: false,
        };
        look("s", &e, found).outcome
    }

    #[test]
    fn an_interval_on_one_side_decides() {
        let found = Fixed(
            vec![-10.0, -11.0, -9.0, -10.0],
            vec![-2.0, -1.5, -2.5, -2.0],
        );
        assert_eq!(outcome(&found, Expected::Lower), "met");
        assert_eq!(outcome(&found, Expected::Higher), "not met");
        let half = Expected::Fades {
            below: 0.5,
            of_window: "early".to_owned(),
        };
        assert_eq!(outcome(&found, half), "met");
        let tenth = Expected::Fades {
            below: 0.1,
            of_window: "early".to_owned(),
        };
        assert_eq!(outcome(&found, tenth), "not met");
    }

    #[test]
    fn an_interval_that_holds_both_is_undecided() {
        let found = Fixed(vec![], vec![-3.0, 3.0, 1.0, -1.0]);
        assert_eq!(outcome(&found, Expected::Lower), "undecided");
    }

    #[test]
    fn a_level_may_be_judged_over_that_of_another_window() {
        let found = Fixed(vec![10.0, 11.0, 9.0, 10.0], vec![12.0, 13.2, 10.8, 12.0]);
        let e = Expectation {
            measure: "delayed.acute".to_owned(),
            versus: None,
            window: "late".to_owned(),
            relative_to: Some(("delayed.acute".to_owned(), "early".to_owned())),
            expected: Expected::Between {
                least: Some(1.15),
                most: Some(1.25),
            },
            assumed: false,
        };
        let row = look("s", &e, &found);
        assert!((row.value - 1.2).abs() < 1e-9);
        assert_eq!(row.outcome, "met");
        assert_eq!(row.expected, "from 1.15 to 1.25, over that of early");
    }

    #[test]
    fn one_replication_decides_nothing() {
        let found = Fixed(vec![-10.0], vec![-10.0]);
        assert_eq!(outcome(&found, Expected::Lower), "undecided");
        assert_eq!(outcome(&found, Expected::Higher), "undecided");
        let half = Expected::Fades {
            below: 0.5,
            of_window: "early".to_owned(),
        };
        assert_eq!(outcome(&found, half), "undecided");
    }

    #[test]
    fn no_difference_at_all_is_unchanged() {
        let found = Fixed(vec![], vec![0.0; 10]);
        assert_eq!(outcome(&found, Expected::Unchanged { within: 0.5 }), "met");
        assert_eq!(outcome(&found, Expected::Unchanged { within: 0.0 }), "met");
        assert_eq!(outcome(&found, Expected::Lower), "not met");
    }
}
