//! The size of an effect that nobody has measured well: a number, or a range from which each replication draws its own.

use super::Ground;
use crate::engine::distribution::Shape;
use crate::engine::{Distribution, Sampler};
use schemars::JsonSchema;
use serde::Deserialize;

/// An effect, as a share. With `low` and `high` every replication draws its own size, from a triangular distribution
/// with this mean between them; the same one in every scenario.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectSpec {
    /// Its mean.
    #[schemars(range(min = -1, max = 1))]
    pub mean: f64,
    /// The least it may be.
    #[schemars(range(min = -1, max = 1))]
    pub low: Option<f64>,
    /// The most it may be.
    #[schemars(range(min = -1, max = 1))]
    pub high: Option<f64>,
}

impl EffectSpec {
    /// No effect at all.
    pub const NONE: Self = Self {
        mean: 0.0,
        low: None,
        high: None,
    };

    /// An effect between two sizes.
    pub const fn between(low: f64, mean: f64, high: f64) -> Self {
        Self {
            mean,
            low: Some(low),
            high: Some(high),
        }
    }

    /// What it is drawn from, or `None` if it is not right, which `ground` has been told.
    pub fn sampler(&self, key: &str, ground: &mut Ground<'_, '_>) -> Option<Sampler> {
        let mean = self.mean;
        let (low, high) = match (self.low, self.high) {
            (None, None) => return Some(Sampler::new(Distribution::fixed(mean))),
            (Some(low), Some(high)) if low <= high => (low, high),
            _ => {
                let help = "write mean alone, or mean with low and high";
                ground.error(key, "an effect has both ends of its range, low first", help);
                return None;
            }
        };
        if low == high && low == mean {
            return Some(Sampler::new(Distribution::fixed(mean)));
        }
        let mode = 3.0 * mean - low - high;
        if mode < low - 1e-9 || mode > high + 1e-9 || low == high {
            let (least, most) = ((2.0 * low + high) / 3.0, (low + 2.0 * high) / 3.0);
            let message =
                format!("no triangular distribution from {low} to {high} has mean {mean}");
            let help = format!("write a mean from {least:.3} to {most:.3}, or another range");
            ground.error(key, message, help);
            return None;
        }
        let mode = mode.clamp(low, high);
        Some(Sampler::new(Distribution::of(Shape::Triangular {
            low,
            mode,
            high,
        })))
    }

    /// In words: `10 %`, or `10 % (0 % to 20 %)`.
    pub fn in_words(&self) -> String {
        let mean = super::percent(self.mean);
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                format!(
                    "{mean} ({} to {})",
                    super::percent(low),
                    super::percent(high)
                )
            }
            _ => mean,
        }
    }
}
