//! Distributions as written.

use crate::scenario::quantity::{Days, Quantity};
use schemars::JsonSchema;
use serde::Deserialize;

/// A length of time: always the same (`"9 days"`), or drawn from a distribution.
pub type Duration = Drawn<Days>;
/// An amount: always the same (`14.4`), or drawn from a distribution.
pub type Amount = Drawn<Plain>;

/// A plain number.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Plain(pub f64);

/// A value: always the same, or drawn from a distribution.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Drawn<Q> {
    /// Always this value.
    Fixed(Q),
    /// A distribution.
    Shape(Box<ShapeSpec<Q>>),
}

/// A distribution: exactly one shape, and optionally rounding and bounds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-choices" = [
    "fixed", "exponential", "uniform", "triangular", "normal", "lognormal", "gamma", "erlang", "weibull",
    "mixture", "table", "values", "quantiles",
]))]
pub struct ShapeSpec<Q> {
    /// Always this value.
    pub fixed: Option<Q>,
    /// Memoryless, by its mean.
    pub exponential: Option<MeanSpec<Q>>,
    /// Every value between two alike.
    pub uniform: Option<UniformSpec<Q>>,
    /// Rising to a most likely value and falling from there.
    pub triangular: Option<TriangularSpec<Q>>,
    /// The normal distribution, by mean and sd, or mean and cv. Keep it within bounds: a time cannot be negative.
    pub normal: Option<SpreadSpec<Q>>,
    /// A value whose logarithm is normal, by mean and sd of the value, mean and cv, median and mean, or log mean and log sd.
    pub lognormal: Option<LognormalSpec<Q>>,
    /// The gamma distribution, by mean and sd, mean and cv, shape and mean, or shape and scale.
    pub gamma: Option<GammaSpec<Q>>,
    /// The sum of so many exponential stages, by their number and the mean of the whole.
    pub erlang: Option<ErlangSpec<Q>>,
    /// The Weibull distribution, by shape and mean, or shape and scale.
    pub weibull: Option<WeibullSpec<Q>>,
    /// One of several distributions, with shares that add up to 1.
    pub mixture: Option<Vec<PartSpec<Q>>>,
    /// One of several values with their shares, which add up to 1.
    pub table: Option<Vec<RowSpec<Q>>>,
    /// One of these values, as observed, each with the same chance.
    pub values: Option<Vec<Q>>,
    /// Straight lines between quantiles, from share 0 to share 1.
    pub quantiles: Option<Vec<QuantileSpec<Q>>>,
    /// Values are rounded to the nearest multiple of this, halves to even.
    pub rounded_to: Option<Q>,
    /// Values outside, after rounding, are drawn again: least and most.
    pub within: Option<[Q; 2]>,
}

/// By its mean.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanSpec<Q> {
    /// Mean, above zero.
    pub mean: Q,
}

/// Between two values.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UniformSpec<Q> {
    /// Least value.
    pub low: Q,
    /// Greatest value.
    pub high: Q,
}

/// By least, most likely and greatest value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriangularSpec<Q> {
    /// Least value.
    pub low: Q,
    /// Most likely value.
    pub mode: Q,
    /// Greatest value.
    pub high: Q,
}

/// By mean and sd, or mean and cv.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpreadSpec<Q> {
    /// Mean.
    pub mean: Q,
    /// Standard deviation.
    pub sd: Option<Q>,
    /// Coefficient of variation: sd over mean.
    #[schemars(range(min = 0, max = 100))]
    pub cv: Option<f64>,
}

/// By mean and sd (or cv) of the value, by median and mean, or by log mean and log sd.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LognormalSpec<Q> {
    /// Mean of the value.
    pub mean: Option<Q>,
    /// Standard deviation of the value.
    pub sd: Option<Q>,
    /// Coefficient of variation of the value: sd over mean.
    #[schemars(range(min = 0, max = 100))]
    pub cv: Option<f64>,
    /// Median of the value.
    pub median: Option<Q>,
    /// Mean of the natural logarithm of the value (of days, for a length of time).
    #[schemars(range(min = -50, max = 50))]
    pub log_mean: Option<f64>,
    /// Standard deviation of the natural logarithm.
    #[schemars(range(min = 0, max = 10))]
    pub log_sd: Option<f64>,
}

/// By mean and sd (or cv), shape and mean, or shape and scale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GammaSpec<Q> {
    /// Mean.
    pub mean: Option<Q>,
    /// Standard deviation.
    pub sd: Option<Q>,
    /// Coefficient of variation: sd over mean.
    #[schemars(range(min = 0, max = 100))]
    pub cv: Option<f64>,
    /// Shape; 1 is exponential.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub shape: Option<f64>,
    /// Scale; the mean is shape times scale.
    pub scale: Option<Q>,
}

/// By number of stages and mean of the whole.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErlangSpec<Q> {
    /// Stages; 1 is exponential.
    #[schemars(range(min = 1, max = 10_000))]
    pub stages: u32,
    /// Mean of the whole.
    pub mean: Q,
}

/// By shape and mean, or shape and scale.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeibullSpec<Q> {
    /// Shape; 1 is exponential.
    #[schemars(range(min = 0.05, max = 1000))]
    pub shape: f64,
    /// Mean.
    pub mean: Option<Q>,
    /// Scale.
    pub scale: Option<Q>,
}

/// A part of a mixture.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartSpec<Q> {
    /// Its share.
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
    /// Its distribution.
    pub of: Drawn<Q>,
}

/// A row of a table.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowSpec<Q> {
    /// Its share.
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
    /// The value.
    pub is: Q,
}

/// A quantile.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuantileSpec<Q> {
    /// Share at or below the value.
    #[schemars(range(min = 0, max = 1))]
    pub share: f64,
    /// The value.
    pub is: Q,
}

/// What a written value is as a number in the unit of its kind.
pub trait AsNumber: Copy {
    /// The number.
    fn number(self) -> f64;
}

impl AsNumber for Plain {
    fn number(self) -> f64 {
        self.0
    }
}

impl AsNumber for Days {
    fn number(self) -> f64 {
        self.measure().unwrap_or(0.0)
    }
}
