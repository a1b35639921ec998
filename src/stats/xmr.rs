//! Control charts of single values (`XmR`), by the rules with which boards of the NHS read them.
//!
//! A value is a signal if it is unlike what chance did in a stretch of time before: beyond a limit, or part of a
//! pattern that chance seldom makes. The limits lie 2.66 mean moving ranges from the mean (W. A. Shewhart; D. J.
//! Wheeler, *Understanding variation*, 2000); the four rules are those of the NHS programme *Making data count* with the
//! lengths of its tool for R (`NHSRplotthedots` 0.2.2: seven points for a shift and for a trend, two of three beyond two
//! thirds of a limit and on one side of the mean). As in that tool, ranges that are themselves beyond chance, 3.267 mean
//! moving ranges or more, are left out of the mean that sets the limits. A trend is named by where it leads, also while it
//! is still on the other side of the mean, where the tool would name it by the side.
//!
//! The rules suppose that values do not depend on those before them. Where they do, as counts of people who stay for
//! weeks, neighbours differ less than values do, the limits are too narrow, and signals come without any cause.

/// Mean moving ranges from the mean to a limit: three standard deviations, for two neighbours differ by
/// 2/sqrt(pi) = 1.128 of them on average.
const REACH: f64 = 2.66;
/// Mean moving ranges from nothing to the upper limit of a moving range, for two neighbours (D4).
const RANGE_REACH: f64 = 3.267;
/// Points of a shift, and of a trend.
const RUN: usize = 7;

/// The mean, and the limits of what chance does around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Mean of the values that set them.
    pub mean: f64,
    /// Lower limit; it may lie below what is possible.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Side of the mean, or direction of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below, or falling.
    Low,
    /// Above, or rising.
    High,
}

/// What makes a value a signal, the rule that counts first before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It lies beyond a limit.
    BeyondLimit,
    /// It is one of seven that each rise, or each fall.
    Trend,
    /// It is one of two of three neighbours that lie near a limit: beyond two thirds of the way, all three on one side
    /// of the mean.
    TwoOfThree,
    /// It is one of seven neighbours on one side of the mean.
    Shift,
}

/// All rules, in the order in which they count.
pub const RULES: [Rule; 4] = [
    Rule::BeyondLimit,
    Rule::Trend,
    Rule::TwoOfThree,
    Rule::Shift,
];

impl Rule {
    /// How many values it looks at.
    fn length(self) -> usize {
        match self {
            Self::BeyondLimit => 1,
            Self::TwoOfThree => 3,
            Self::Trend | Self::Shift => RUN,
        }
    }

    /// Its name in a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::BeyondLimit => "beyond a limit",
            Self::Trend => "trend of 7",
            Self::TwoOfThree => "2 of 3 near a limit",
            Self::Shift => "7 on one side of the mean",
        }
    }
}

impl Limits {
    /// The limits that these neighbouring values set; `None` from fewer than two.
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.len() < 2 {
            return None;
        }
        let mean_of = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let mean = mean_of(values);
        let mut ranges: Vec<f64> = values.windows(2).map(|p| (p[1] - p[0]).abs()).collect();
        let most = RANGE_REACH * mean_of(&ranges);
        // Where all are the same, none is greater than chance makes it.
        ranges.retain(|&range| range < most || most == 0.0);
        let reach = REACH * mean_of(&ranges);
        Some(Self {
            mean,
            lower: mean - reach,
            upper: mean + reach,
        })
    }

    fn side(&self, value: f64) -> Option<Side> {
        match value {
            x if x < self.mean => Some(Side::Low),
            x if x > self.mean => Some(Side::High),
            _ => None,
        }
    }

    fn is_beyond(&self, value: f64) -> bool {
        value < self.lower || value > self.upper
    }

    /// Whether it lies in the last third on the way to a limit.
    fn is_near(&self, value: f64) -> bool {
        let near = (self.upper - self.mean) * 2.0 / 3.0;
        (value - self.mean).abs() > near && !self.is_beyond(value)
    }

    /// The pattern of a rule that is whole with the last of these values, if there is one.
    fn pattern(&self, rule: Rule, values: &[f64]) -> Option<Side> {
        let last = &values[values.len().checked_sub(rule.length())?..];
        let all_on = |side: Side| last.iter().all(|&x| self.side(x) == Some(side));
        let one_side = || [Side::Low, Side::High].into_iter().find(|&s| all_on(s));
        match rule {
            Rule::BeyondLimit => self.side(last[0]).filter(|_| self.is_beyond(last[0])),
            Rule::Trend if last.windows(2).all(|pair| pair[1] > pair[0]) => Some(Side::High),
            Rule::Trend if last.windows(2).all(|pair| pair[1] < pair[0]) => Some(Side::Low),
            Rule::Trend => None,
            Rule::TwoOfThree => {
                let near = last.iter().filter(|&&x| self.is_near(x)).count();
                one_side().filter(|_| near >= 2)
            }
            Rule::Shift => one_side(),
        }
    }

    /// The patterns that are whole with each value: what somebody who looks at the chart on that day sees for the first
    /// time.
    pub fn seen(&self, values: &[f64]) -> Vec<Vec<(Rule, Side)>> {
        let whole = |end: usize| {
            let found = |rule: Rule| Some((rule, self.pattern(rule, &values[..=end])?));
            RULES.into_iter().filter_map(found).collect()
        };
        (0..values.len()).map(whole).collect()
    }

    /// What each value is marked as once all are there: every member of a pattern, by the rule that counts first.
    pub fn marked(&self, values: &[f64]) -> Vec<Option<(Rule, Side)>> {
        let mut marks = vec![None; values.len()];
        let seen = self.seen(values);
        for rule in RULES {
            for (end, patterns) in seen.iter().enumerate() {
                let Some(&signal) = patterns.iter().find(|p| p.0 == rule) else {
                    continue;
                };
                for at in end + 1 - rule.length()..=end {
                    if rule != Rule::TwoOfThree || self.is_near(values[at]) {
                        marks[at].get_or_insert(signal);
                    }
                }
            }
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Estimate;

    /// NIST/SEMATECH, *e-Handbook of statistical methods*, 6.3.2.2: flow rates of ten batches; mean 50.81, mean moving
    /// range 1.8778, limits 55.8041 and 45.8159 (by 3/1.128 = 2.6596 rather than 2.66).
    #[test]
    fn limits_are_those_of_a_published_example() {
        let rates = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
        let limits = Limits::of(&rates).unwrap();
        assert!((limits.mean - 50.81).abs() < 1e-9);
        assert!((limits.upper - 55.8041).abs() < 0.001, "{limits:?}");
        assert!((limits.lower - 45.8159).abs() < 0.001, "{limits:?}");
        assert!(limits.seen(&rates).iter().all(Vec::is_empty), "in control");
        assert_eq!(Limits::of(&rates[..1]), None);
    }

    /// The example with which the tool for R explains what it leaves out, to its two decimals: the steps of 8 and 9 around the
    /// 10 are beyond 3.267 mean ranges of 32/17, so that fifteen steps of 1 are left.
    #[test]
    fn a_range_beyond_chance_sets_no_limits() {
        let mut values = vec![1.0, 2.0, 1.0, 2.0, 10.0];
        values.extend((0..13).map(|i| f64::from(1 + i % 2)));
        let limits = Limits::of(&values).unwrap();
        assert!((limits.mean - 1.94).abs() < 0.005, "{limits:?}");
        assert!((limits.upper - 4.60).abs() < 0.005, "{limits:?}");
        assert!((limits.lower + 0.72).abs() < 0.005, "{limits:?}");
        let still = Limits::of(&[3.0; 12]).unwrap();
        assert_eq!((still.lower, still.upper), (3.0, 3.0));
    }

    /// Mean 10, limits 4 and 16, near them below 6 and above 14.
    const LIMITS: Limits = Limits {
        mean: 10.0,
        lower: 4.0,
        upper: 16.0,
    };

    fn rules_at(values: &[f64], at: usize) -> Vec<(Rule, Side)> {
        LIMITS.seen(values)[at].clone()
    }

    #[test]
    fn a_value_beyond_a_limit_is_a_signal_and_one_on_it_is_not() {
        let values = [16.0, 16.1, 10.0, 3.9];
        let marks = LIMITS.marked(&values);
        assert_eq!(marks[0], None);
        assert_eq!(marks[1], Some((Rule::BeyondLimit, Side::High)));
        assert_eq!(marks[3], Some((Rule::BeyondLimit, Side::Low)));
    }

    #[test]
    fn a_shift_is_seen_with_its_seventh_value_and_marks_all_seven() {
        let values = [11.0, 9.0, 8.0, 9.0, 8.0, 9.5, 8.0, 9.0, 10.0];
        assert!(rules_at(&values, 6).is_empty());
        assert_eq!(rules_at(&values, 7), [(Rule::Shift, Side::Low)]);
        assert!(rules_at(&values, 8).is_empty(), "on the mean is on no side");
        let marked: Vec<bool> = LIMITS.marked(&values).iter().map(Option::is_some).collect();
        assert_eq!(
            marked,
            [false, true, true, true, true, true, true, true, false]
        );
    }

    #[test]
    fn a_trend_of_seven_has_six_steps() {
        let values = [7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 13.0];
        assert!(rules_at(&values, 5).is_empty());
        assert_eq!(rules_at(&values, 6), [(Rule::Trend, Side::High)]);
        assert!(
            rules_at(&values, 7).is_empty(),
            "a step of nothing is no rise"
        );
        let falling: Vec<f64> = values.iter().map(|x| 20.0 - x).collect();
        assert_eq!(rules_at(&falling, 6), [(Rule::Trend, Side::Low)]);
    }

    #[test]
    fn two_of_three_must_be_near_one_limit_with_all_three_on_its_side() {
        let values = [15.0, 11.0, 15.5, 9.0, 15.0, 5.0, 9.0, 5.5];
        assert_eq!(rules_at(&values, 2), [(Rule::TwoOfThree, Side::High)]);
        assert!(
            rules_at(&values, 4).is_empty(),
            "one of three is below the mean"
        );
        assert_eq!(rules_at(&values, 7), [(Rule::TwoOfThree, Side::Low)]);
        let marks = LIMITS.marked(&values);
        assert_eq!(marks[1], None, "the third of the three is not marked");
        assert!(marks[0].is_some() && marks[2].is_some());
    }

    #[test]
    fn of_two_rules_the_first_names_the_mark() {
        let values = [9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 3.0];
        let marks = LIMITS.marked(&values);
        assert_eq!(marks[6], Some((Rule::BeyondLimit, Side::Low)));
        assert_eq!(marks[0], Some((Rule::Shift, Side::Low)));
    }

    /// A stream of independent standard normal numbers (Box and Muller, on a linear congruential generator with the
    /// constants of Knuth's MMIX).
    fn normals(n: usize) -> Vec<f64> {
        let mut state = 20_240_401_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let mut values = Vec::with_capacity(n + 1);
        while values.len() < n {
            let (radius, angle) = (
                libm::sqrt(-2.0 * libm::log(uniform())),
                std::f64::consts::TAU * uniform(),
            );
            values.push(radius * libm::cos(angle));
            values.push(radius * libm::sin(angle));
        }
        values
    }

    /// With known limits of three standard deviations, the chance that a rule is met at a value is exact for each rule.
    /// Frequencies over stretches of 1,000 values are independent but for their ends, which gives their standard error.
    #[test]
    fn without_any_cause_each_rule_signals_as_often_as_theory_says() {
        let below = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
        let (beyond, near) = (below(-3.0), below(-2.0) - below(-3.0));
        let exact = [
            (Rule::BeyondLimit, 2.0 * beyond),
            // Seven in order, up or down: two of 7! orders.
            (Rule::Trend, 2.0 / 5_040.0),
            // Two or three of three near a limit, and the others on its side.
            (
                Rule::TwoOfThree,
                2.0 * (3.0 * near * near * (0.5 - near) + near * near * near),
            ),
            // Seven on one side: two of 2^7 patterns of sides.
            (Rule::Shift, 2.0 / 128.0),
        ];
        let limits = Limits {
            mean: 0.0,
            lower: -3.0,
            upper: 3.0,
        };
        let values = normals(1_000_000);
        let seen = limits.seen(&values);
        for (rule, chance) in exact {
            let shares: Vec<f64> = seen
                .chunks(1_000)
                .map(|chunk| {
                    let met = chunk.iter().filter(|p| p.iter().any(|s| s.0 == rule));
                    met.count() as f64 / 1_000.0
                })
                .collect();
            let found = Estimate::of(&shares).unwrap();
            let off = (found.mean - chance) / found.standard_error();
            assert!(off.abs() < 4.0, "{rule:?}: {} for {chance}", found.mean);
        }
    }

    /// Two independent standard normal numbers differ by a normal number of variance 2. Of a half-normal number, cut off
    /// where `z` standard deviations are, the mean is known.
    #[test]
    fn limits_of_many_independent_values_are_nearly_three_standard_deviations() {
        let limits = Limits::of(&normals(200_000)).unwrap();
        let sqrt_pi = libm::sqrt(std::f64::consts::PI);
        let z = RANGE_REACH * std::f64::consts::SQRT_2 / sqrt_pi;
        let kept = libm::erf(z / std::f64::consts::SQRT_2);
        let mean_range = 2.0 / sqrt_pi * (1.0 - libm::exp(-z * z / 2.0)) / kept;
        assert!(
            (2.9..2.95).contains(&(REACH * mean_range)),
            "a little less than three"
        );
        // The standard error of the mean range is below 0.003.
        assert!((limits.upper - limits.mean - REACH * mean_range).abs() < 0.03);
    }
}
