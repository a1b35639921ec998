//! The shapes a time or a size may take, and how to draw from them.
//!
//! A [`Distribution`] is what it is in law; a [`Sampler`] is ready to draw. Samplers invert the
//! distribution function, one uniform number per variate: under the same key a longer mean gives a
//! longer stay (common random numbers stay in step), and the bits are the same everywhere: what a draw
//! needs of mathematics comes with the program.
//! Only the gamma shape, which has no inverse worth computing, is drawn by rejection.

use super::streams::Draw;
use super::{elementary, gamma, normal};

/// A probability distribution of a time or a size, in whatever unit it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Its form before rounding and bounds.
    pub shape: Shape,
    /// Values are rounded to the nearest multiple of this, halves to even.
    pub rounded: Option<f64>,
    /// Values outside are drawn again: in law, the distribution given that the rounded value lies within.
    pub within: Option<(f64, f64)>,
}

/// The form of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Always this value.
    Fixed(f64),
    /// Memoryless, with this mean above zero.
    Exponential {
        /// Mean, above zero.
        mean: f64,
    },
    /// Every value from `low` to `high` alike.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest value, above `low`.
        high: f64,
    },
    /// Rising from `low` to `mode`, falling from there to `high`.
    Triangular {
        /// Least value.
        low: f64,
        /// Most likely value, from `low` to `high`.
        mode: f64,
        /// Greatest value, above `low`.
        high: f64,
    },
    /// The normal distribution.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above zero.
        sd: f64,
    },
    /// A value whose natural logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        log_mean: f64,
        /// Standard deviation of the logarithm, above zero.
        log_sd: f64,
    },
    /// Survival `exp(-(x / scale)^shape)`.
    Weibull {
        /// Shape, above zero; 1 is exponential.
        shape: f64,
        /// Scale, above zero.
        scale: f64,
    },
    /// The gamma distribution; a whole-number shape is Erlang.
    Gamma {
        /// Shape, above zero; 1 is exponential.
        shape: f64,
        /// Scale, above zero; the mean is shape times scale.
        scale: f64,
    },
    /// One of several distributions, with these chances.
    Mixture(Vec<(f64, Shape)>),
    /// One of several values, with these chances, in the order given.
    Table(Vec<(f64, f64)>),
    /// Straight lines between points (chance of being at or below, value), from chance 0 to 1.
    Quantiles(Vec<(f64, f64)>),
}

impl Shape {
    /// A lognormal given by the mean and standard deviation *of the value*, both above zero.
    pub fn lognormal_of_value(mean: f64, sd: f64) -> Self {
        let ratio = sd / mean;
        let variance = libm::log1p(ratio * ratio);
        Self::Lognormal {
            log_mean: libm::log(mean) - variance / 2.0,
            log_sd: libm::sqrt(variance),
        }
    }

    /// A lognormal given by its median and its mean, `mean > median > 0`.
    pub fn lognormal_of_median(median: f64, mean: f64) -> Self {
        let log_median = libm::log(median);
        Self::Lognormal {
            log_mean: log_median,
            log_sd: libm::sqrt(2.0 * (libm::log(mean) - log_median)),
        }
    }

    /// A gamma distribution given by its mean and standard deviation, both above zero.
    pub fn gamma_of_mean(mean: f64, sd: f64) -> Self {
        let scale = sd * sd / mean;
        Self::Gamma {
            shape: mean / scale,
            scale,
        }
    }

    /// A Weibull distribution of this shape and mean, both above zero.
    pub fn weibull_of_mean(shape: f64, mean: f64) -> Self {
        Self::Weibull {
            shape,
            scale: mean / libm::tgamma(1.0 + 1.0 / shape),
        }
    }

    /// The value that a share `p` lies below, strictly between 0 and 1; `None` where there is no closed form.
    #[inline]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        Some(match self {
            Self::Fixed(value) => *value,
            Self::Exponential { mean } => -mean * elementary::ln(1.0 - p),
            Self::Uniform { low, high } => low + p * (high - low),
            Self::Triangular { low, mode, high } => {
                let (width, rise) = (high - low, mode - low);
                if p * width < rise {
                    low + libm::sqrt(p * width * rise)
                } else {
                    high - libm::sqrt((1.0 - p) * width * (high - mode))
                }
            }
            Self::Normal { mean, sd } => mean + sd * normal::quantile(p),
            Self::Lognormal { log_mean, log_sd } => {
                elementary::exp(log_mean + log_sd * normal::quantile(p))
            }
            Self::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Self::Table(rows) => {
                let mut below = 0.0;
                rows.iter()
                    .find(|(share, _)| {
                        below += share;
                        p < below
                    })
                    .or(rows.last())?
                    .1
            }
            Self::Quantiles(points) => {
                let after = points
                    .partition_point(|&(at, _)| at <= p)
                    .clamp(1, points.len() - 1);
                let (p0, x0) = points[after - 1];
                let (p1, x1) = points[after];
                x0 + (x1 - x0) * ((p - p0) / (p1 - p0))
            }
            Self::Gamma { .. } | Self::Mixture(_) => return None,
        })
    }

    /// The chance of a value at or below `x`.
    ///
    /// For the gamma shape this comes from the platform's mathematics and may differ in the last
    /// bits; nothing simulated depends on it.
    pub fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Fixed(value) => f64::from(u8::from(x >= *value)),
            Self::Exponential { mean } => -libm::expm1(-x.max(0.0) / mean),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if x <= *low {
                    0.0
                } else if x < *mode {
                    (x - low) * (x - low) / (width * (mode - low))
                } else if x < *high {
                    1.0 - (high - x) * (high - x) / (width * (high - mode))
                } else {
                    1.0
                }
            }
            Self::Normal { mean, sd } => normal::cdf((x - mean) / sd),
            Self::Lognormal { log_mean, log_sd } => {
                if x > 0.0 {
                    normal::cdf((libm::log(x) - log_mean) / log_sd)
                } else {
                    0.0
                }
            }
            Self::Weibull { shape, scale } => -libm::expm1(-libm::pow(x.max(0.0) / scale, *shape)),
            Self::Gamma { shape, scale } => {
                if x > 0.0 {
                    statrs::function::gamma::gamma_lr(*shape, x / scale)
                } else {
                    0.0
                }
            }
            Self::Mixture(parts) => parts.iter().map(|(share, part)| share * part.cdf(x)).sum(),
            Self::Table(rows) => {
                let at_most = rows.iter().filter(|(_, value)| *value <= x);
                at_most.map(|(share, _)| share).sum::<f64>().min(1.0)
            }
            Self::Quantiles(points) => {
                let after = points.partition_point(|&(_, value)| value <= x);
                match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
                    (None, _) => 0.0,
                    (_, None) => 1.0,
                    (Some((p0, x0)), Some(&(p1, x1))) => p0 + (p1 - p0) * (x - x0) / (x1 - x0),
                }
            }
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.moments().0
    }

    /// The mean and the mean square.
    fn moments(&self) -> (f64, f64) {
        let from_variance = |mean: f64, variance: f64| (mean, variance + mean * mean);
        match self {
            Self::Fixed(value) => (*value, value * value),
            Self::Exponential { mean } => (*mean, 2.0 * mean * mean),
            Self::Uniform { low, high } => from_variance(
                f64::midpoint(*low, *high),
                (high - low) * (high - low) / 12.0,
            ),
            Self::Triangular { low, mode, high } => {
                let squares = low * low + mode * mode + high * high;
                let products = low * mode + low * high + mode * high;
                from_variance((low + mode + high) / 3.0, (squares - products) / 18.0)
            }
            Self::Normal { mean, sd } => from_variance(*mean, sd * sd),
            Self::Lognormal { log_mean, log_sd } => {
                let variance = log_sd * log_sd;
                (
                    libm::exp(log_mean + variance / 2.0),
                    libm::exp(2.0 * log_mean + 2.0 * variance),
                )
            }
            Self::Weibull { shape, scale } => (
                scale * libm::tgamma(1.0 + 1.0 / shape),
                scale * scale * libm::tgamma(1.0 + 2.0 / shape),
            ),
            Self::Gamma { shape, scale } => from_variance(shape * scale, shape * scale * scale),
            Self::Mixture(parts) => parts.iter().fold((0.0, 0.0), |(one, two), (share, part)| {
                let (mean, square) = part.moments();
                (one + share * mean, two + share * square)
            }),
            Self::Table(rows) => rows.iter().fold((0.0, 0.0), |(one, two), (share, x)| {
                (one + share * x, two + share * x * x)
            }),
            Self::Quantiles(points) => points.windows(2).fold((0.0, 0.0), |(one, two), pair| {
                let ((p0, a), (p1, b)) = (pair[0], pair[1]);
                let share = p1 - p0;
                (
                    one + share * f64::midpoint(a, b),
                    two + share * (a * a + a * b + b * b) / 3.0,
                )
            }),
        }
    }

    fn draw(&self, draw: &mut Draw) -> f64 {
        match self {
            Self::Gamma { shape, scale } => scale * gamma::sample(*shape, draw),
            Self::Mixture(parts) => {
                // What is left of the uniform number, given which part it chose, is uniform again.
                let mut rest = draw.uniform();
                for (i, (share, part)) in parts.iter().enumerate() {
                    if rest < *share || i + 1 == parts.len() {
                        let p = (rest / share).clamp(TINY, 1.0 - TINY);
                        return part.quantile(p).unwrap_or_else(|| part.draw(draw));
                    }
                    rest -= share;
                }
                unreachable!("a mixture has at least one part")
            }
            _ => self
                .quantile(draw.uniform())
                .expect("all other shapes have an inverse"),
        }
    }
}

const TINY: f64 = f64::EPSILON / 4.0;

impl Distribution {
    /// Always this value.
    pub const fn fixed(value: f64) -> Self {
        Self::of(Shape::Fixed(value))
    }

    /// A shape, neither rounded nor bounded.
    pub const fn of(shape: Shape) -> Self {
        Self {
            shape,
            rounded: None,
            within: None,
        }
    }

    /// Lognormal with this mean and coefficient of variation of the value.
    pub fn lognormal(mean: f64, cv: f64) -> Self {
        Self::of(Shape::lognormal_of_value(mean, mean * cv))
    }

    /// The mean: exact unless rounded or bounded, and then over 10,000 evenly spaced quantiles or fixed draws.
    pub fn mean(&self) -> f64 {
        if self.rounded.is_none() && self.within.is_none() {
            return self.shape.mean();
        }
        let values = Sampler::new(self.clone()).spread(10_000);
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// The chance that a draw of the bare shape, rounded, falls within the bounds.
    pub fn share_within(&self) -> f64 {
        let Some((low, high)) = self.within else {
            return 1.0;
        };
        if let Shape::Table(rows) = &self.shape {
            let kept = rows.iter().filter(|(_, x)| {
                let x = self.round(*x);
                low <= x && x <= high
            });
            return kept.map(|(share, _)| share).sum();
        }
        if let Shape::Fixed(value) = self.shape {
            let x = self.round(value);
            return f64::from(u8::from(low <= x && x <= high));
        }
        let (below, above) = self.bounds_before_rounding(low, high);
        (self.shape.cdf(above) - self.shape.cdf(below)).max(0.0)
    }

    /// The unrounded values that round to something from `low` to `high`.
    fn bounds_before_rounding(&self, low: f64, high: f64) -> (f64, f64) {
        match self.rounded {
            None => (low, high),
            Some(grid) => (
                (libm::ceil(low / grid - 1e-9) - 0.5) * grid,
                (libm::floor(high / grid + 1e-9) + 0.5) * grid,
            ),
        }
    }

    fn round(&self, x: f64) -> f64 {
        match self.rounded {
            Some(grid) => libm::rint(x / grid) * grid,
            None => x,
        }
    }
}

/// A distribution made ready to draw from.
#[derive(Clone, PartialEq, Debug)]
pub struct Sampler {
    of: Distribution,
    method: Method,
}

#[derive(Clone, PartialEq, Debug)]
enum Method {
    /// Invert at `u`: the shape is neither rounded nor bounded.
    Straight,
    /// Invert at `from + u * width`.
    Invert { from: f64, width: f64 },
    /// Draw until it falls within the bounds.
    Reject,
}

impl Sampler {
    /// Prepares a distribution whose parameters have been checked.
    pub fn new(of: Distribution) -> Self {
        let invertible = !matches!(of.shape, Shape::Gamma { .. } | Shape::Mixture(_));
        let discrete = matches!(of.shape, Shape::Table(_) | Shape::Fixed(_));
        let (of, method) = match of.within {
            _ if !invertible => (of, Method::Reject),
            None if of.rounded.is_none() => (of, Method::Straight),
            None => (
                of,
                Method::Invert {
                    from: 0.0,
                    width: 1.0,
                },
            ),
            Some(_) if discrete => {
                let of = given_within(of);
                (
                    of,
                    Method::Invert {
                        from: 0.0,
                        width: 1.0,
                    },
                )
            }
            Some((low, high)) => {
                let (below, above) = of.bounds_before_rounding(low, high);
                let from = of.shape.cdf(below);
                let width = of.shape.cdf(above) - from;
                (of, Method::Invert { from, width })
            }
        };
        Self { of, method }
    }

    /// What is drawn from.
    pub fn distribution(&self) -> &Distribution {
        &self.of
    }

    /// One value.
    #[expect(clippy::inline_always, reason = "once for nearly every event")]
    #[inline(always)]
    pub fn sample(&self, draw: &mut Draw) -> f64 {
        match self.method {
            Method::Straight => {
                let x = self.of.shape.quantile(draw.uniform());
                x.expect("only shapes with an inverse are inverted")
            }
            Method::Invert { from, width } => self.at(from + draw.uniform() * width),
            Method::Reject => self.reject(draw),
        }
    }

    /// The part of the unit interval in which the distribution function is inverted, as its start and width;
    /// `None` if it is not.
    fn inverted(&self) -> Option<(f64, f64)> {
        match self.method {
            Method::Straight => Some((0.0, 1.0)),
            Method::Invert { from, width } => Some((from, width)),
            Method::Reject => None,
        }
    }

    /// One value, given that it is above `x`; as [`Sampler::sample`] when `x` is not above zero.
    pub fn sample_above(&self, x: f64, draw: &mut Draw) -> f64 {
        if x <= 0.0 {
            return self.sample(draw);
        }
        match self.inverted() {
            Some((from, width)) => {
                let start = self.of.shape.cdf(x).clamp(from, from + width);
                let u = draw.uniform();
                self.at(start + u * (from + width - start)).max(x)
            }
            None => {
                let fresh = (0..1_000)
                    .map(|_| self.reject(draw))
                    .find(|&value| value > x);
                fresh.unwrap_or(x)
            }
        }
    }

    /// What is left of a value in progress for a long time: a uniform part of a value drawn in
    /// proportion to its length (the equilibrium residual of renewal theory).
    pub fn residual(&self, draw: &mut Draw) -> f64 {
        let whole = match (&self.of.shape, self.of.rounded, self.of.within) {
            (Shape::Exponential { .. }, None, None) => return self.sample(draw),
            (Shape::Fixed(value), _, _) => *value,
            (Shape::Lognormal { log_mean, log_sd }, None, None) => {
                let weighted = Shape::Lognormal {
                    log_mean: log_mean + log_sd * log_sd,
                    log_sd: *log_sd,
                };
                weighted.draw(draw)
            }
            (Shape::Gamma { shape, scale }, None, None) => {
                let weighted = Shape::Gamma {
                    shape: shape + 1.0,
                    scale: *scale,
                };
                weighted.draw(draw)
            }
            (Shape::Weibull { shape, scale }, None, None) => {
                let weighted = Shape::Gamma {
                    shape: 1.0 + 1.0 / shape,
                    scale: 1.0,
                };
                scale * libm::pow(weighted.draw(draw), 1.0 / shape)
            }
            _ => self.by_length(draw.uniform()),
        };
        whole * draw.uniform()
    }

    /// The value below which lies a share `p` of the total of all values: by summing over 20,000 evenly spaced quantiles.
    fn by_length(&self, p: f64) -> f64 {
        let mut values = self.spread(20_000);
        values.retain(|x| *x > 0.0);
        values.sort_by(f64::total_cmp);
        let target = p * values.iter().sum::<f64>();
        let mut below = 0.0;
        let found = values.iter().find(|&x| {
            below += x;
            below >= target
        });
        found.copied().unwrap_or(0.0)
    }

    #[inline(never)]
    fn at(&self, p: f64) -> f64 {
        let p = p.clamp(TINY, 1.0 - TINY);
        let x = self.of.shape.quantile(p);
        let x = self
            .of
            .round(x.expect("only shapes with an inverse are inverted"));
        match self.of.within {
            Some((low, high)) => x.clamp(low, high),
            None => x,
        }
    }

    #[inline(never)]
    fn reject(&self, draw: &mut Draw) -> f64 {
        let (low, high) = self.of.within.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        // Scenarios are refused when less than one draw in a thousand falls within.
        for _ in 0..20_000 {
            let x = self.of.round(self.of.shape.draw(draw));
            if low <= x && x <= high {
                return x;
            }
        }
        self.of.shape.mean().clamp(low, high)
    }

    /// `n` values spread over the distribution in proportion to their chances, in no particular order.
    pub fn spread(&self, n: usize) -> Vec<f64> {
        let midpoints = (0..n).map(|i| (i as f64 + 0.5) / n as f64);
        match self.inverted() {
            Some((from, width)) => midpoints.map(|u| self.at(from + u * width)).collect(),
            None => {
                let streams = super::Streams::new(0, 0);
                let purpose = super::Purpose::new(0);
                (0..n as u64)
                    .map(|i| self.reject(&mut streams.draw(purpose, i, 0)))
                    .collect()
            }
        }
    }
}

/// A discrete distribution, rounded and given that the value lies within its bounds.
fn given_within(of: Distribution) -> Distribution {
    let Shape::Table(rows) = &of.shape else {
        return of;
    };
    let (low, high) = of.within.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let rounded = rows.iter().map(|&(share, x)| (share, of.round(x)));
    let mut kept: Vec<_> = rounded.filter(|(_, x)| low <= *x && *x <= high).collect();
    let total: f64 = kept.iter().map(|(share, _)| share).sum();
    for (share, _) in &mut kept {
        *share /= total;
    }
    Distribution::of(Shape::Table(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Purpose, Streams};
    use rand_distr::Distribution as Oracle;

    fn shapes() -> Vec<(&'static str, Shape)> {
        vec![
            ("exponential", Shape::Exponential { mean: 42.0 }),
            (
                "uniform",
                Shape::Uniform {
                    low: 2.0,
                    high: 9.0,
                },
            ),
            (
                "triangular",
                Shape::Triangular {
                    low: 1.0,
                    mode: 2.0,
                    high: 7.0,
                },
            ),
            ("normal", Shape::Normal { mean: 5.0, sd: 2.0 }),
            ("lognormal", Shape::lognormal_of_value(9.0, 6.0)),
            ("lognormal by median", Shape::lognormal_of_median(7.0, 9.0)),
            ("weibull", Shape::weibull_of_mean(1.7, 12.0)),
            ("weibull, falling", Shape::weibull_of_mean(0.6, 12.0)),
            (
                "erlang",
                Shape::Gamma {
                    shape: 3.0,
                    scale: 2.0,
                },
            ),
            ("gamma", Shape::gamma_of_mean(8.0, 10.0)),
            ("gamma, nearly normal", Shape::gamma_of_mean(8.0, 0.8)),
            (
                "gamma, mostly next to nothing",
                Shape::gamma_of_mean(8.0, 24.0),
            ),
            (
                "mixture",
                Shape::Mixture(vec![
                    (0.3, Shape::Exponential { mean: 1.0 }),
                    (0.7, Shape::lognormal_of_value(10.0, 4.0)),
                ]),
            ),
            (
                "mixture with a gamma",
                Shape::Mixture(vec![
                    (0.6, Shape::gamma_of_mean(3.0, 2.0)),
                    (
                        0.4,
                        Shape::Uniform {
                            low: 5.0,
                            high: 30.0,
                        },
                    ),
                ]),
            ),
            (
                "quantiles",
                Shape::Quantiles(vec![(0.0, 0.0), (0.5, 2.0), (0.9, 10.0), (1.0, 30.0)]),
            ),
        ]
    }

    fn sample(distribution: Distribution, n: u64) -> Vec<f64> {
        let sampler = Sampler::new(distribution);
        let streams = Streams::new(20_240_401, 0);
        (0..n)
            .map(|i| sampler.sample(&mut streams.draw(Purpose::new(1), i, 0)))
            .collect()
    }

    /// Largest distance between the empirical and the stated distribution function, times root n.
    fn kolmogorov(values: &mut [f64], cdf: impl Fn(f64) -> f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let distance = values.iter().enumerate().map(|(i, &x)| {
            let p = cdf(x);
            (p - i as f64 / n).abs().max(((i + 1) as f64 / n - p).abs())
        });
        distance.fold(0.0, f64::max) * libm::sqrt(n)
    }

    /// Kolmogorov's limit law: chance 1e-6 above 2.69.
    #[test]
    fn every_sampler_follows_its_distribution_function() {
        for (name, shape) in shapes() {
            let mut values = sample(Distribution::of(shape.clone()), 100_000);
            let k = kolmogorov(&mut values, |x| shape.cdf(x));
            assert!(k < 2.69, "{name}: Kolmogorov statistic {k:.2}");
        }
    }

    #[test]
    fn every_sampler_has_the_stated_mean_and_spread() {
        for (name, shape) in shapes() {
            let values = sample(Distribution::of(shape.clone()), 200_000);
            let n = values.len() as f64;
            let (mean, square) = shape.moments();
            let variance = square - mean * mean;
            let z = (values.iter().sum::<f64>() / n - mean) / libm::sqrt(variance / n);
            assert!(z.abs() < 5.0, "{name}: mean is {z:.1} standard errors away");
        }
    }

    /// Two-sample Kolmogorov-Smirnov against an independent implementation; chance 1e-6 above 2.69.
    #[test]
    fn samplers_agree_with_rand_distr() {
        let n = 50_000_u64;
        let mut rng = Streams::new(7, 7).draw(Purpose::new(9), 1, 1);
        let mut from = |name: &str| -> Vec<f64> {
            let mut draw = |d: &dyn Fn(&mut Draw) -> f64| (0..n).map(|_| d(&mut rng)).collect();
            match name {
                "exponential" => draw(&|r| rand_distr::Exp::new(1.0 / 42.0).unwrap().sample(r)),
                "triangular" => draw(&|r| {
                    Oracle::<f64>::sample(&rand_distr::Triangular::new(1.0, 7.0, 2.0).unwrap(), r)
                }),
                "normal" => draw(&|r| rand_distr::Normal::new(5.0, 2.0).unwrap().sample(r)),
                "lognormal" => draw(&|r| {
                    rand_distr::LogNormal::from_mean_cv(9.0, 6.0 / 9.0)
                        .unwrap()
                        .sample(r)
                }),
                "weibull" => draw(&|r| {
                    let scale = 12.0 / libm::tgamma(1.0 + 1.0 / 1.7);
                    rand_distr::Weibull::new(scale, 1.7).unwrap().sample(r)
                }),
                _ => draw(&|r| rand_distr::Gamma::new(3.0, 2.0).unwrap().sample(r)),
            }
        };
        for (name, shape) in shapes() {
            if [
                "exponential",
                "triangular",
                "normal",
                "lognormal",
                "weibull",
                "erlang",
            ]
            .contains(&name)
            {
                let mut theirs = from(name);
                theirs.sort_by(f64::total_cmp);
                let mut ours = sample(Distribution::of(shape), n);
                let share = |x: f64| theirs.partition_point(|&t| t <= x) as f64 / n as f64;
                let k = kolmogorov(&mut ours, share) / std::f64::consts::SQRT_2;
                assert!(k < 2.69, "{name}: two-sample Kolmogorov statistic {k:.2}");
            }
        }
    }

    #[test]
    fn lognormal_mean_and_sd_are_those_of_the_value() {
        let shape = Shape::lognormal_of_value(10.8, 9.72);
        let (mean, square) = shape.moments();
        assert!((mean - 10.8).abs() < 1e-12);
        assert!((libm::sqrt(square - mean * mean) - 9.72).abs() < 1e-10);
    }

    /// Every shape, kept between 0.3 and 1.5 times its mean.
    #[test]
    fn bounds_condition_the_law_instead_of_clamping() {
        for (name, shape) in shapes() {
            let (low, high) = (0.3 * shape.mean(), 1.5 * shape.mean());
            let bounded = Distribution {
                shape: shape.clone(),
                rounded: None,
                within: Some((low, high)),
            };
            let mass = bounded.share_within();
            let mut values = sample(bounded, 50_000);
            assert!(values.iter().all(|x| (low..=high).contains(x)), "{name}");
            let k = kolmogorov(&mut values, |x| (shape.cdf(x) - shape.cdf(low)) / mass);
            assert!(k < 2.69, "{name}: Kolmogorov statistic {k:.2}");
        }
    }

    /// Rounded first, then what falls outside is drawn again: the chance of each grid value is that of
    /// its cell, over the chance of all cells kept. Chi-square at 5 standard deviations.
    #[test]
    fn rounding_comes_before_bounds() {
        for shape in [
            Shape::lognormal_of_value(4.0, 3.0),
            Shape::gamma_of_mean(4.0, 3.0),
        ] {
            let d = Distribution {
                shape: shape.clone(),
                rounded: Some(1.0),
                within: Some((1.0, 7.0)),
            };
            let n = 100_000;
            let values = sample(d.clone(), n);
            let cell = |v: f64| shape.cdf(v + 0.5) - shape.cdf(v - 0.5);
            let kept: f64 = (1..=7).map(|v| cell(f64::from(v))).sum();
            assert!((d.share_within() - kept).abs() < 1e-9);
            let chi2: f64 = (1..=7)
                .map(|v| {
                    let expected = cell(f64::from(v)) / kept * n as f64;
                    let seen = values.iter().filter(|x| **x == f64::from(v)).count() as f64;
                    (seen - expected) * (seen - expected) / expected
                })
                .sum();
            assert!(chi2 < 6.0 + 5.0 * libm::sqrt(12.0), "chi-square {chi2:.1}");
        }
    }

    /// Chi-square of four values, three degrees of freedom: chance 1e-6 above 30.7.
    #[test]
    fn a_table_gives_each_value_its_share() {
        let rows = vec![(0.4, 3.0), (0.1, 7.0), (0.45, 1.0), (0.05, 30.0)];
        let n = 100_000;
        let values = sample(Distribution::of(Shape::Table(rows.clone())), n);
        let chi2 = rows.iter().map(|&(share, value)| {
            let expected = share * n as f64;
            let seen = values.iter().filter(|x| **x == value).count() as f64;
            (seen - expected) * (seen - expected) / expected
        });
        let chi2: f64 = chi2.sum();
        assert!(chi2 < 30.7, "chi-square {chi2:.1}");
        let sure = sample(Distribution::of(Shape::Fixed(4.5)), 100);
        assert!(sure.iter().all(|x| *x == 4.5));
    }

    #[test]
    fn a_table_keeps_its_shares_and_its_bounds() {
        let d = Distribution {
            shape: Shape::Table(vec![(0.5, 1.0), (0.25, 2.0), (0.25, 8.0)]),
            rounded: None,
            within: Some((0.0, 5.0)),
        };
        let values = sample(d, 30_000);
        let ones = values.iter().filter(|x| **x == 1.0).count() as f64 / 30_000.0;
        let sd = libm::sqrt(2.0 / 9.0 / 30_000.0);
        assert!((ones - 2.0 / 3.0).abs() < 5.0 * sd);
        assert!(values.iter().all(|x| *x < 5.0));
    }
}
