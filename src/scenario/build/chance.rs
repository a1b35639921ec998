//! Distributions: from what is written to what is drawn from.

use super::Check;
use crate::engine::distribution::Shape;
use crate::engine::{Distribution, Sampler};
use crate::scenario::spec::chance::{
    AsNumber, Drawn, GammaSpec, LognormalSpec, ShapeSpec, SpreadSpec, WeibullSpec,
};

/// Least share of draws that must fall within bounds.
const LEAST_WITHIN: f64 = 1e-3;

/// A sampler, if the distribution is right; `longest` is whether values are times, which cannot be negative.
pub(super) fn sampler<Q: AsNumber>(
    path: &str,
    drawn: &Drawn<Q>,
    check: &mut Check<'_>,
) -> Option<Sampler> {
    let distribution = distribution(path, drawn, check)?;
    let share = distribution.share_within();
    if share < LEAST_WITHIN {
        check.error(
            &format!("{path}.within"),
            format!(
                "only {:.4} % of draws fall within these bounds",
                share * 100.0
            ),
            "widen the bounds, or choose a distribution that lies there",
        );
        return None;
    }
    if distribution.within.is_none() && matches!(distribution.shape, Shape::Normal { .. }) {
        let below_zero = distribution.shape.cdf(0.0);
        if below_zero > 1e-9 {
            check.warn(
                "W010",
                path,
                format!(
                    "{:.2} % of these draws are below zero and count as zero",
                    below_zero * 100.0
                ),
                "keep it within bounds, such as within = [0, 100]",
            );
        }
    }
    Some(Sampler::new(distribution))
}

/// A lognormal time with this mean, in days, and coefficient of variation; always the mean if that is zero.
pub(in crate::scenario) fn about(mean_days: f64, cv: f64) -> Sampler {
    Sampler::new(if mean_days > 0.0 && cv > 0.0 {
        Distribution::lognormal(mean_days, cv)
    } else {
        Distribution::fixed(mean_days)
    })
}

fn distribution<Q: AsNumber>(
    path: &str,
    drawn: &Drawn<Q>,
    check: &mut Check<'_>,
) -> Option<Distribution> {
    match drawn {
        Drawn::Fixed(value) => Some(Distribution::fixed(value.number())),
        Drawn::Shape(spec) => {
            let shape = shape(path, spec, check)?;
            let rounded = spec.rounded_to.map(AsNumber::number);
            if rounded.is_some_and(|grid| grid <= 0.0) {
                let help = "write the step between values, such as \"1 day\"";
                check.error(
                    &format!("{path}.rounded_to"),
                    "values cannot be rounded to nothing",
                    help,
                );
                return None;
            }
            let within = spec
                .within
                .map(|[least, most]| (least.number(), most.number()));
            if within.is_some_and(|(least, most)| least > most) {
                let help = "write the least value first";
                check.error(
                    &format!("{path}.within"),
                    "the bounds are the wrong way round",
                    help,
                );
                return None;
            }
            Some(Distribution {
                shape,
                rounded,
                within,
            })
        }
    }
}

fn shape<Q: AsNumber>(path: &str, spec: &ShapeSpec<Q>, check: &mut Check<'_>) -> Option<Shape> {
    let given: Vec<&str> = [
        ("fixed", spec.fixed.is_some()),
        ("exponential", spec.exponential.is_some()),
        ("uniform", spec.uniform.is_some()),
        ("triangular", spec.triangular.is_some()),
        ("normal", spec.normal.is_some()),
        ("lognormal", spec.lognormal.is_some()),
        ("gamma", spec.gamma.is_some()),
        ("erlang", spec.erlang.is_some()),
        ("weibull", spec.weibull.is_some()),
        ("mixture", spec.mixture.is_some()),
        ("table", spec.table.is_some()),
        ("values", spec.values.is_some()),
        ("quantiles", spec.quantiles.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, there)| there.then_some(name))
    .collect();
    if given.len() != 1 {
        let message = if given.is_empty() {
            "no distribution is given".to_owned()
        } else {
            format!(
                "{} distributions are given: {}",
                given.len(),
                given.join(", ")
            )
        };
        check.error(
            path,
            message,
            "give exactly one, such as { exponential = { mean = \"5 days\" } }",
        );
        return None;
    }
    let path = &format!("{path}.{}", given[0]);
    let number = |q: Q| q.number();
    if let Some(value) = spec.fixed {
        return Some(Shape::Fixed(value.number()));
    }
    if let Some(s) = &spec.exponential {
        let mean = above_zero(&format!("{path}.mean"), "the mean", s.mean.number(), check)?;
        return Some(Shape::Exponential { mean });
    }
    if let Some(s) = &spec.uniform {
        let (low, high) = (s.low.number(), s.high.number());
        return rising(path, &[low, high], check).then_some({
            if low == high {
                Shape::Fixed(low)
            } else {
                Shape::Uniform { low, high }
            }
        });
    }
    if let Some(s) = &spec.triangular {
        let (low, mode, high) = (s.low.number(), s.mode.number(), s.high.number());
        return rising(path, &[low, mode, high], check).then_some({
            if low == high {
                Shape::Fixed(low)
            } else {
                Shape::Triangular { low, mode, high }
            }
        });
    }
    if let Some(s) = &spec.normal {
        let (mean, sd) = mean_and_sd(path, s, check)?;
        return Some(if sd > 0.0 {
            Shape::Normal { mean, sd }
        } else {
            Shape::Fixed(mean)
        });
    }
    if let Some(s) = &spec.lognormal {
        return lognormal(path, s, check);
    }
    if let Some(s) = &spec.gamma {
        return gamma(path, s, check);
    }
    if let Some(s) = &spec.erlang {
        let mean = above_zero(&format!("{path}.mean"), "the mean", s.mean.number(), check)?;
        let shape = f64::from(s.stages);
        return Some(Shape::Gamma {
            shape,
            scale: mean / shape,
        });
    }
    if let Some(s) = &spec.weibull {
        return weibull(path, s, check);
    }
    if let Some(parts) = &spec.mixture {
        check.adds_up(
            path,
            "the shares of the mixture",
            parts.iter().map(|p| p.share),
        );
        let mut shapes = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let path = format!("{path}.{i}.of");
            let of = distribution(&path, &part.of, check)?;
            if of.rounded.is_some() || of.within.is_some() {
                let help = "round and bound the mixture as a whole";
                check.error(
                    &path,
                    "a part of a mixture cannot be rounded or bounded by itself",
                    help,
                );
                return None;
            }
            shapes.push((part.share, of.shape));
        }
        return not_empty(path, &shapes, check).then_some(Shape::Mixture(shapes));
    }
    if let Some(rows) = &spec.table {
        check.adds_up(
            path,
            "the shares of the table",
            rows.iter().map(|r| r.share),
        );
        let rows: Vec<_> = rows.iter().map(|r| (r.share, r.is.number())).collect();
        return not_empty(path, &rows, check).then_some(Shape::Table(rows));
    }
    if let Some(values) = &spec.values {
        let mut values: Vec<f64> = values.iter().copied().map(number).collect();
        values.sort_by(f64::total_cmp);
        let share = 1.0 / values.len().max(1) as f64;
        let rows: Vec<_> = values.into_iter().map(|x| (share, x)).collect();
        return not_empty(path, &rows, check).then_some(Shape::Table(rows));
    }
    let points = spec.quantiles.as_ref()?;
    let points: Vec<(f64, f64)> = points.iter().map(|p| (p.share, p.is.number())).collect();
    let ends =
        points.first().is_some_and(|p| p.0 == 0.0) && points.last().is_some_and(|p| p.0 == 1.0);
    let grows = points
        .windows(2)
        .all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1);
    if !ends || !grows {
        let help = "give shares that rise from 0 to 1, with values that do not fall";
        check.error(
            path,
            "these are not quantiles from share 0 to share 1",
            help,
        );
        return None;
    }
    Some(Shape::Quantiles(points))
}

fn lognormal<Q: AsNumber>(
    path: &str,
    s: &LognormalSpec<Q>,
    check: &mut Check<'_>,
) -> Option<Shape> {
    let number = AsNumber::number;
    match (
        s.mean.map(number),
        s.sd.map(number),
        s.cv,
        s.median.map(number),
        s.log_mean,
        s.log_sd,
    ) {
        (Some(mean), sd, cv, None, None, None) if sd.is_some() != cv.is_some() => {
            let mean = above_zero(&format!("{path}.mean"), "the mean", mean, check)?;
            let sd = sd.unwrap_or_else(|| cv.unwrap_or(0.0) * mean);
            Some(if sd > 0.0 {
                Shape::lognormal_of_value(mean, sd)
            } else {
                Shape::Fixed(mean)
            })
        }
        (Some(mean), None, None, Some(median), None, None) => {
            let median = above_zero(&format!("{path}.median"), "the median", median, check)?;
            if mean <= median {
                let help = "the mean of a lognormal is above its median";
                check.error(
                    path,
                    format!("a mean of {mean} is not above a median of {median}"),
                    help,
                );
                return None;
            }
            Some(Shape::lognormal_of_median(median, mean))
        }
        (None, None, None, None, Some(log_mean), Some(log_sd)) => Some(if log_sd > 0.0 {
            Shape::Lognormal { log_mean, log_sd }
        } else {
            Shape::Fixed(libm::exp(log_mean))
        }),
        _ => {
            let help = "give mean and sd, mean and cv, median and mean, or log_mean and log_sd";
            check.error(path, "this does not say which lognormal is meant", help);
            None
        }
    }
}

fn gamma<Q: AsNumber>(path: &str, s: &GammaSpec<Q>, check: &mut Check<'_>) -> Option<Shape> {
    let number = AsNumber::number;
    let made = match (
        s.mean.map(number),
        s.sd.map(number),
        s.cv,
        s.shape,
        s.scale.map(number),
    ) {
        (Some(mean), Some(sd), None, None, None) => Some((mean * mean / (sd * sd), sd * sd / mean)),
        (Some(mean), None, Some(cv), None, None) => Some((1.0 / (cv * cv), mean * cv * cv)),
        (Some(mean), None, None, Some(shape), None) => Some((shape, mean / shape)),
        (None, None, None, Some(shape), Some(scale)) => Some((shape, scale)),
        _ => None,
    };
    match made {
        Some((shape, scale))
            if shape > 0.0 && scale > 0.0 && shape.is_finite() && scale.is_finite() =>
        {
            Some(Shape::Gamma { shape, scale })
        }
        Some(_) => {
            check.error(
                path,
                "a gamma distribution has a mean and a spread above zero",
                "give values above zero",
            );
            None
        }
        None => {
            let help = "give mean and sd, mean and cv, shape and mean, or shape and scale";
            check.error(
                path,
                "this does not say which gamma distribution is meant",
                help,
            );
            None
        }
    }
}

fn weibull<Q: AsNumber>(path: &str, s: &WeibullSpec<Q>, check: &mut Check<'_>) -> Option<Shape> {
    match (s.mean, s.scale) {
        (Some(mean), None) => {
            let mean = above_zero(&format!("{path}.mean"), "the mean", mean.number(), check)?;
            Some(Shape::weibull_of_mean(s.shape, mean))
        }
        (None, Some(scale)) => {
            let scale = above_zero(&format!("{path}.scale"), "the scale", scale.number(), check)?;
            Some(Shape::Weibull {
                shape: s.shape,
                scale,
            })
        }
        _ => {
            let help = "give shape and mean, or shape and scale";
            check.error(
                path,
                "this does not say which Weibull distribution is meant",
                help,
            );
            None
        }
    }
}

fn mean_and_sd<Q: AsNumber>(
    path: &str,
    s: &SpreadSpec<Q>,
    check: &mut Check<'_>,
) -> Option<(f64, f64)> {
    let mean = s.mean.number();
    match (s.sd, s.cv) {
        (Some(sd), None) => Some((mean, sd.number())),
        (None, Some(cv)) => Some((mean, cv * mean)),
        _ => {
            check.error(
                path,
                "this does not say how far values spread",
                "give either sd or cv",
            );
            None
        }
    }
}

fn above_zero(path: &str, what: &str, value: f64, check: &mut Check<'_>) -> Option<f64> {
    if value > 0.0 {
        return Some(value);
    }
    check.error(
        path,
        format!("{what} must be above zero"),
        "write a value above zero",
    );
    None
}

fn rising(path: &str, values: &[f64], check: &mut Check<'_>) -> bool {
    let fine = values.windows(2).all(|w| w[0] <= w[1]);
    if !fine {
        check.error(
            path,
            "these values are not in rising order",
            "write the least value as low, the greatest as high",
        );
    }
    fine
}

fn not_empty<T>(path: &str, values: &[T], check: &mut Check<'_>) -> bool {
    if values.is_empty() {
        check.error(
            path,
            "there is nothing to draw from",
            "give at least one value",
        );
    }
    !values.is_empty()
}
