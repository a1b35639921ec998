//! Numbers in, numbers out: estimates with their uncertainty, quantiles, paired differences.

pub mod ranked;
mod student;
pub mod warm_up;
pub mod xmr;

pub use student::student_t;

/// A mean with its 95% interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Lower end of the 95% interval (Student's t on the values); `NaN` from one value.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation of the values; 0 from one value.
    pub sd: f64,
    /// How many values.
    pub n: usize,
}

impl Estimate {
    /// The mean of these values with its interval, or `None` without values.
    ///
    /// Values that are not numbers (a share of nobody) are left out.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut n = 0_usize;
        let (mut mean, mut squares) = (0.0, 0.0);
        for &x in values.iter().filter(|x| !x.is_nan()) {
            n += 1;
            let d = x - mean;
            mean += d / n as f64;
            squares += d * (x - mean);
        }
        if n == 0 {
            return None;
        }
        let (sd, half) = if n > 1 {
            let sd = libm::sqrt(squares / (n - 1) as f64);
            (sd, t_quantile(n - 1) * sd / libm::sqrt(n as f64))
        } else {
            (0.0, f64::NAN)
        };
        Some(Self {
            mean,
            lower: mean - half,
            upper: mean + half,
            sd,
            n,
        })
    }

    /// Standard error of the mean.
    pub fn standard_error(&self) -> f64 {
        self.sd / libm::sqrt(self.n as f64)
    }

    /// Whether the interval lies on one side of zero.
    pub fn excludes_zero(&self) -> bool {
        self.lower > 0.0 || self.upper < 0.0
    }
}

/// The value a Student's t variate with this many degrees of freedom stays below with chance 0.975.
pub fn t_quantile(degrees_of_freedom: usize) -> f64 {
    student_t(0.975, degrees_of_freedom)
}

/// Estimates `scenario - baseline` from runs that share seeds, or `None` without pairs.
pub fn difference(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let differences: Vec<f64> = pairs
        .iter()
        .map(|(scenario, baseline)| scenario - baseline)
        .collect();
    Estimate::of(&differences)
}

/// The ratio of two means of pairs (numerator, denominator), with its 95% interval (Fieller, *Some problems in interval
/// estimation*, Journal of the Royal Statistical Society B 16, 1954): all ratios `r` for which the mean of numerator less
/// `r` times denominator is not clearly other than zero. The interval is the wider on the far side of a denominator that is
/// known poorly.
///
/// `None` from fewer than three pairs, or unless the interval of the denominator excludes zero: a ratio over next to nothing
/// says nothing, and its interval has no ends.
pub fn ratio_of_means(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let of = |value: &dyn Fn(&(f64, f64)) -> f64| {
        Estimate::of(&pairs.iter().map(value).collect::<Vec<_>>())
    };
    let (over, under) = (of(&|p| p.0)?, of(&|p| p.1)?);
    if pairs.len() < 3 || !under.excludes_zero() {
        return None;
    }
    let ratio = over.mean / under.mean;
    let left = of(&|p| p.0 - ratio * p.1)?;
    let degrees = (pairs.len() - 1) as f64;
    let t = t_quantile(pairs.len() - 1);
    // Squares of t standard errors of the two means, and what they have in common.
    let scale = t * t / (pairs.len() as f64);
    let (a, b) = (scale * over.sd * over.sd, scale * under.sd * under.sd);
    let together = pairs.iter().map(|p| (p.0 - over.mean) * (p.1 - under.mean));
    let c = scale * together.sum::<f64>() / degrees;
    // The two roots of (over - r under)^2 = a - 2 r c + r^2 b.
    let square = under.mean * under.mean - b;
    let half = over.mean * under.mean - c;
    let rest = over.mean * over.mean - a;
    let root = libm::sqrt((half * half - square * rest).max(0.0));
    Some(Estimate {
        mean: ratio,
        lower: (half - root) / square,
        upper: (half + root) / square,
        sd: left.sd / under.mean.abs(),
        n: pairs.len(),
    })
}

/// The value that a share `p` of the sorted values lies at or below, between neighbours by a straight
/// line (Hyndman and Fan's type 7, the default of R, `NumPy` and Excel's `PERCENTILE.INC`); `NaN` of none.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = p * last as f64;
    let (below, above) = (libm::floor(at) as usize, libm::ceil(at) as usize);
    let (a, b) = (sorted[below], sorted[above]);
    a + (b - a) * (at - below as f64)
}

/// A share of so many that were counted, with its 95% interval (Wilson, 1927); `None` of none.
pub fn share_of(counted: usize, of: usize) -> Option<(f64, f64, f64)> {
    if of == 0 {
        return None;
    }
    let (share, n) = (counted as f64 / of as f64, of as f64);
    let z = 1.959_963_984_540_054;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let spread = share * (1.0 - share) / n + z * z / (4.0 * n * n);
    let half = z * libm::sqrt(spread) / (1.0 + z * z / n);
    Some((share, (middle - half).max(0.0), (middle + half).min(1.0)))
}

/// The median of sorted values and its 95% interval, which supposes nothing of their distribution: the values so many
/// from either end that chance puts the median between them at least 95 times in 100. Not a number where there are too
/// few values: none for the median, fewer than six for the interval.
pub fn median(sorted: &[f64]) -> (f64, f64, f64) {
    let n = sorted.len();
    // How many values lie below the median is binomial; what both tails leave out may add up to a twentieth.
    let (mut below, mut tail) = (0, 0.0);
    let mut log_chance = -(n as f64) * std::f64::consts::LN_2;
    loop {
        tail += libm::exp(log_chance);
        if tail > 0.025 || below >= n {
            break;
        }
        log_chance += libm::log((n - below) as f64 / (below + 1) as f64);
        below += 1;
    }
    let middle = quantile(sorted, 0.5);
    if below == 0 {
        return (middle, f64::NAN, f64::NAN);
    }
    (middle, sorted[below - 1], sorted[n - below])
}

/// Means over the last `width` values, fewer at the start.
pub fn trailing_mean(values: &[f64], width: usize) -> Vec<f64> {
    let mut sum = 0.0;
    values
        .iter()
        .enumerate()
        .map(|(i, x)| {
            sum += x;
            if i >= width {
                sum -= values[i - width];
            }
            sum / (i + 1).min(width) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_are_those_of_the_tables() {
        assert!((t_quantile(1) - 12.706_204_7).abs() < 1e-6);
        assert!((t_quantile(29) - 2.045_229_6).abs() < 1e-6);
        assert!((t_quantile(100_000) - 1.959_988).abs() < 1e-5);
    }

    #[test]
    fn an_estimate_by_hand() {
        let e = Estimate::of(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(e.mean, 2.5);
        assert!((e.sd - 1.290_994_448_7).abs() < 1e-9);
        assert!((e.upper - 2.5 - 3.182_446_305 * 0.645_497_224).abs() < 1e-6);
    }

    #[test]
    fn one_value_has_no_interval() {
        let e = Estimate::of(&[3.0]).unwrap();
        assert_eq!(e.mean, 3.0);
        assert!(e.lower.is_nan() && !e.excludes_zero());
    }

    /// Wilson's interval of 4 of 10: 0.1682 to 0.6873 (A. Agresti and B. Coull, *The American Statistician* 52, 1998, give
    /// the formula).
    #[test]
    fn a_share_has_the_interval_of_wilson() {
        let (share, lower, upper) = share_of(4, 10).unwrap();
        assert_eq!(share, 0.4);
        assert!((lower - 0.1682).abs() < 5e-5 && (upper - 0.6873).abs() < 5e-5);
        let (_, lower, upper) = share_of(0, 20).unwrap();
        assert!(lower == 0.0 && upper > 0.1 && upper < 0.2);
        assert_eq!(share_of(0, 0), None);
    }

    /// The interval of the median of 6 values is all of them, of 20 the 6th to the 15th, of 30 the 10th to the 21st
    /// (tables of the sign test).
    #[test]
    fn a_median_lies_between_values_counted_from_either_end() {
        let values: Vec<f64> = (1..=30).map(f64::from).collect();
        assert_eq!(median(&values), (15.5, 10.0, 21.0));
        assert_eq!(median(&values[..20]), (10.5, 6.0, 15.0));
        assert_eq!(median(&values[..6]), (3.5, 1.0, 6.0));
        let (middle, lower, _) = median(&values[..5]);
        assert!(middle == 3.0 && lower.is_nan());
        assert!(median(&[]).0.is_nan());
        let many: Vec<f64> = (1..=4_000).map(f64::from).collect();
        let (_, lower, upper) = median(&many);
        // 2,000 less and more 1.96 standard deviations of a count of heads, the square root of 1,000.
        assert!((lower - 1_938.0).abs() <= 1.0 && (upper - 2_063.0).abs() <= 1.0);
    }

    #[test]
    fn quantiles_follow_type_seven() {
        let values = [1.0, 2.0, 3.0, 4.0, 10.0];
        assert_eq!(quantile(&values, 0.5), 3.0);
        assert_eq!(quantile(&values, 0.05), 1.2);
        assert_eq!(quantile(&values, 1.0), 10.0);
    }

    #[test]
    fn a_ratio_over_nothing_clear_is_not_given() {
        let nothing = [(1.0, 0.1), (2.0, -0.1), (1.5, 0.05), (1.0, -0.05)];
        assert!(ratio_of_means(&nothing).is_none());
        assert!(ratio_of_means(&[(1.0, 2.0), (1.1, 2.1)]).is_none());
        let clear = [(1.0, 2.0), (1.1, 2.1), (0.9, 1.9), (1.05, 2.0)];
        let ratio = ratio_of_means(&clear).unwrap();
        assert!((ratio.mean - 4.05 / 8.0).abs() < 1e-12);
        assert!(ratio.lower > 0.4 && ratio.upper < 0.6);
    }

    /// At either end of the interval the numerator less so many times the denominator is just at the end of being zero: what
    /// the interval is defined by, computed otherwise.
    #[test]
    fn a_ratio_ends_where_it_can_no_longer_be_ruled_out() {
        let samples: [&[(f64, f64)]; 3] = [
            &[(3.0, 1.0), (8.0, 9.0), (1.0, 4.0), (9.0, 6.0), (2.0, 7.0)],
            &[(-3.0, 1.0), (-8.0, 2.0), (1.0, 2.5), (4.0, 1.6)],
            &[(5.0, -3.0), (1.0, -2.0), (7.0, -2.5), (2.0, -6.0)],
        ];
        for pairs in samples {
            let ratio = ratio_of_means(pairs).unwrap();
            assert!(ratio.lower < ratio.mean && ratio.mean < ratio.upper);
            let left = |r: f64| {
                let left: Vec<f64> = pairs.iter().map(|p| p.0 - r * p.1).collect();
                Estimate::of(&left).unwrap()
            };
            for end in [ratio.lower, ratio.upper] {
                let left = left(end);
                let nearest = left.lower.abs().min(left.upper.abs());
                assert!(
                    nearest < 1e-9 * (left.upper - left.lower),
                    "{end}: {left:?}"
                );
            }
            assert!(!left(ratio.mean).excludes_zero());
        }
        // With a denominator known exactly it is Student's t of the numerator.
        let exact = [(1.0, 2.0), (1.4, 2.0), (0.9, 2.0)];
        let (ratio, plain) = (
            ratio_of_means(&exact).unwrap(),
            Estimate::of(&[0.5, 0.7, 0.45]).unwrap(),
        );
        for (one, other) in [
            (ratio.mean, plain.mean),
            (ratio.lower, plain.lower),
            (ratio.upper, plain.upper),
            (ratio.sd, plain.sd),
        ] {
            assert!((one - other).abs() < 1e-12);
        }
    }
}
