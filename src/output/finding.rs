//! What an interval lets one say, in words that are never stronger than it.

use super::words;
use crate::results::{DifferenceRow, Results};
use crate::stats::{self, Estimate};

/// A difference and what may be said of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Mean difference.
    pub difference: f64,
    /// Lower end of its 95% interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// What the interval of a difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The interval lies below zero.
    Falls,
    /// The interval lies above zero.
    Rises,
    /// The interval holds zero.
    Unclear,
    /// Every pair of replications is the same.
    Same,
    /// There is no interval, as with one replication.
    Unknown,
}

impl Finding {
    /// A difference with its interval.
    pub fn new(difference: f64, lower: f64, upper: f64) -> Self {
        Self {
            difference,
            lower,
            upper,
        }
    }

    /// The difference of a measure in a window.
    pub fn of(row: &DifferenceRow) -> Self {
        Self::new(row.difference, row.lower, row.upper)
    }

    /// What may be said.
    pub fn direction(&self) -> Direction {
        if self.lower.is_nan() || self.upper.is_nan() || self.difference.is_nan() {
            Direction::Unknown
        } else if self.upper < 0.0 {
            Direction::Falls
        } else if self.lower > 0.0 {
            Direction::Rises
        } else if self.lower == 0.0 && self.upper == 0.0 {
            Direction::Same
        } else {
            Direction::Unclear
        }
    }

    /// Whether there is an interval.
    pub fn is_known(&self) -> bool {
        self.direction() != Direction::Unknown
    }

    /// Whether the interval lies on one side of zero.
    pub fn is_clear(&self) -> bool {
        matches!(self.direction(), Direction::Falls | Direction::Rises)
    }

    /// Words after a plural: "fall by 18", "do not clearly change".
    pub fn they(&self) -> String {
        match self.direction() {
            Direction::Falls => format!("fall by {}", words::size(self.difference)),
            Direction::Rises => format!("rise by {}", words::size(self.difference)),
            Direction::Unclear => "do not clearly change".to_owned(),
            Direction::Same => "do not change".to_owned(),
            Direction::Unknown => "cannot be judged from one replication".to_owned(),
        }
    }

    /// Words after a singular: "falls by 18", "does not clearly change".
    pub fn it(&self) -> String {
        match self.direction() {
            Direction::Falls => format!("falls by {}", words::size(self.difference)),
            Direction::Rises => format!("rises by {}", words::size(self.difference)),
            Direction::Unclear => "does not clearly change".to_owned(),
            Direction::Same => "does not change".to_owned(),
            Direction::Unknown => "cannot be judged from one replication".to_owned(),
        }
    }

    /// The fewest words: "−18", "no clear change".
    pub fn brief(&self) -> String {
        match self.direction() {
            Direction::Falls | Direction::Rises => words::signed_size(self.difference),
            Direction::Unclear => "no clear change".to_owned(),
            Direction::Same => "no change".to_owned(),
            Direction::Unknown => "no interval".to_owned(),
        }
    }
}

impl From<Estimate> for Finding {
    fn from(e: Estimate) -> Self {
        Self::new(e.mean, e.lower, e.upper)
    }
}

/// The paired difference of a sum of measures in a window, from the replications themselves.
pub fn of_sum(
    results: &Results,
    scenario: &str,
    baseline: &str,
    window: &str,
    plus: &[String],
    minus: &[String],
) -> Option<Finding> {
    let sum = |name: &str| -> Option<Vec<f64>> {
        let table = results.replications.iter().find(|t| t.scenario == name)?;
        let mut sum = vec![0.0; table.values.len()];
        for (keys, sign) in [(plus, 1.0), (minus, -1.0)] {
            for key in keys {
                for (total, value) in sum.iter_mut().zip(table.column(window, key)?) {
                    *total += sign * value;
                }
            }
        }
        Some(sum)
    };
    let pairs: Vec<(f64, f64)> = sum(scenario)?.into_iter().zip(sum(baseline)?).collect();
    stats::difference(&pairs).map(Finding::from)
}

/// One sentence about one thing under several scenarios: "In months 7–12 all delays rise with step-down (+25)
/// and own-homecare (+12); do not clearly change with pay-uplift".
pub fn across(when: &str, subject: &str, found: &[(String, Finding)]) -> String {
    let those = |direction: Direction| -> Vec<String> {
        found
            .iter()
            .filter(|(_, f)| f.direction() == direction)
            .map(|(name, f)| match direction {
                Direction::Falls | Direction::Rises => {
                    format!("{name} ({})", words::signed_size(f.difference))
                }
                _ => name.clone(),
            })
            .collect()
    };
    if found
        .iter()
        .all(|(_, f)| f.direction() == Direction::Unknown)
    {
        return one_replication(&format!("{subject} change"));
    }
    let mut clauses = Vec::new();
    for (direction, verb) in [
        (Direction::Falls, "fall with"),
        (Direction::Rises, "rise with"),
        (Direction::Unclear, "do not clearly change with"),
        (Direction::Same, "do not change with"),
        (Direction::Unknown, "have no interval with"),
    ] {
        let names = those(direction);
        if !names.is_empty() {
            clauses.push(format!("{verb} {}", words::list(&names)));
        }
    }
    format!(
        "{} {subject} {}",
        words::capitalised(when),
        clauses.join("; ")
    )
}

/// What is said where there is no interval: one replication cannot show "whether delays change".
pub fn one_replication(what: &str) -> String {
    format!("One replication cannot show whether {what}: run more of them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_follow_the_interval() {
        assert_eq!(Finding::new(-18.2, -24.0, -12.0).they(), "fall by 18");
        assert_eq!(Finding::new(4.16, 1.0, 7.0).it(), "rises by 4.2");
        assert_eq!(
            Finding::new(-5.0, -11.0, 1.0).they(),
            "do not clearly change"
        );
        assert_eq!(Finding::new(0.0, 0.0, 0.0).brief(), "no change");
        assert_eq!(
            Finding::new(-5.0, f64::NAN, f64::NAN).they(),
            "cannot be judged from one replication"
        );
    }

    #[test]
    fn a_sentence_across_scenarios_names_each_once() {
        let found = [
            ("a".to_owned(), Finding::new(25.0, 20.0, 30.0)),
            ("b".to_owned(), Finding::new(-3.0, -4.0, -2.0)),
            ("c".to_owned(), Finding::new(12.0, 2.0, 22.0)),
            ("d".to_owned(), Finding::new(1.0, -2.0, 4.0)),
        ];
        assert_eq!(
            across("in month 1", "all delays", &found),
            "In month 1 all delays fall with b (−3.0); rise with a (+25) and c (+12); do not clearly change with d"
        );
    }

    proptest! {
        #[test]
        fn a_fall_or_a_rise_is_only_told_when_the_interval_excludes_zero(
            middle in -50.0..50.0_f64,
            half in 0.0..60.0_f64,
        ) {
            let finding = Finding::new(middle, middle - half, middle + half);
            let text = finding.they();
            prop_assert_eq!(text.starts_with("fall"), middle + half < 0.0);
            prop_assert_eq!(text.starts_with("rise"), middle - half > 0.0);
        }
    }
}
