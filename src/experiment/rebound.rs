//! When a relief wears off.
//!
//! Two answers, because they differ when the baseline drifts. Against the world without the policy:
//! the first day on which the paired difference has lost nine tenths of its largest fall. In the
//! hospital's own count: the first day after its low on which the delays are back at what they
//! were in the same weeks of the year before the policy.

use crate::engine::{Purpose, Streams};
use crate::stats::{self, Estimate};

/// Share of the largest fall that must be lost.
const LOST: f64 = 0.9;
/// Resamples of replications for an interval.
const RESAMPLES: usize = 400;
/// What resampling asks of chance: apart from everything in a world.
const RESAMPLE: Purpose = Purpose::new(1_000);

/// Why there is no day: delay never clearly fell.
pub const NO_FALL: &str = "no clear fall";
/// Why there is no day: the mean has not come back by the end of the run.
pub const NOT_BACK: &str = "not within the horizon";
/// Why there is no day: the warm-up is too short to hold the year before.
const NO_YEAR_BEFORE: &str = "no year before to compare with";

/// A day with its 95% interval, by resampling replications. A resample that has not come back counts as the end of
/// the run.
///
/// # Errors
/// Why there is no day.
pub fn helped_until(differences: &[Vec<f64>]) -> Result<Estimate, &'static str> {
    if !falls(differences) {
        return Err(NO_FALL);
    }
    let lost = |curve: &[f64]| {
        let (low, least) = lowest(curve);
        if least >= 0.0 {
            return None;
        }
        let back = curve
            .iter()
            .skip(low)
            .position(|&d| d >= least * (1.0 - LOST));
        back.map(|days| low + days)
    };
    resampled(differences, &lost).ok_or(NOT_BACK)
}

/// The first day after the low on which the count is back at `before`, which gives the level of each day a year earlier.
///
/// # Errors
/// Why there is no day.
pub fn back_after(counts: &[Vec<f64>], before: &[Vec<f64>]) -> Result<Estimate, &'static str> {
    let year = before.first().map_or(0, Vec::len);
    if year == 0 || counts.len() != before.len() {
        return Err(NO_YEAR_BEFORE);
    }
    // Each replication's count less what it was in the same week of the year before the policy.
    let relative: Vec<Vec<f64>> = counts
        .iter()
        .zip(before)
        .map(|(count, before)| {
            count
                .iter()
                .enumerate()
                .map(|(d, c)| c - before[d % year])
                .collect()
        })
        .collect();
    let back = |curve: &[f64]| {
        let (low, least) = lowest(curve);
        if least >= 0.0 {
            return None;
        }
        curve
            .iter()
            .skip(low)
            .position(|&d| d >= 0.0)
            .map(|days| low + days)
    };
    let mean = mean(&relative, None);
    if lowest(&mean).1 >= 0.0 {
        return Err(NO_FALL);
    }
    resampled(&relative, &back).ok_or(NOT_BACK)
}

/// Whether delay fell at all: over the first year, a stretch fixed beforehand. The lowest of a thousand days
/// would nearly always look like a fall.
pub fn falls(curves: &[Vec<f64>]) -> bool {
    let first_year = |curve: &Vec<f64>| {
        let days = curve.len().min(365);
        curve[..days].iter().sum::<f64>() / days.max(1) as f64
    };
    let means: Vec<f64> = curves.iter().map(first_year).collect();
    Estimate::of(&means).is_some_and(|e| e.upper < 0.0)
}

fn lowest(curve: &[f64]) -> (usize, f64) {
    let least = curve
        .iter()
        .copied()
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1));
    least.unwrap_or((0, 0.0))
}

/// The mean curve, over the replications chosen or over all.
fn mean(curves: &[Vec<f64>], chosen: Option<&[usize]>) -> Vec<f64> {
    let days = curves.first().map_or(0, Vec::len);
    let n = chosen.map_or(curves.len(), <[usize]>::len) as f64;
    let mut sum = vec![0.0; days];
    let mut add = |curve: &[f64]| sum.iter_mut().zip(curve).for_each(|(s, x)| *s += x / n);
    match chosen {
        None => curves.iter().for_each(|curve| add(curve)),
        Some(chosen) => chosen.iter().for_each(|&i| add(&curves[i])),
    }
    sum
}

fn resampled(curves: &[Vec<f64>], day_of: &impl Fn(&[f64]) -> Option<usize>) -> Option<Estimate> {
    let n = curves.len();
    let end = curves.first()?.len();
    let day = day_of(&mean(curves, None))? as f64;
    let streams = Streams::new(0, 0);
    let mut days: Vec<f64> = (0..RESAMPLES as u64)
        .map(|resample| {
            let mut draw = streams.draw(RESAMPLE, resample, 0);
            let chosen: Vec<usize> = (0..n).map(|_| draw.below(n as u64) as usize).collect();
            // A resample that does not come back is one that takes at least as long as the run.
            day_of(&mean(curves, Some(&chosen))).unwrap_or(end) as f64
        })
        .collect();
    days.sort_by(f64::total_cmp);
    let sd = Estimate::of(&days).map_or(0.0, |e| e.sd);
    Some(Estimate {
        mean: day,
        lower: stats::quantile(&days, 0.025).min(day),
        upper: stats::quantile(&days, 0.975).max(day),
        sd,
        n,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Falls by 10 up to day 50, then comes back in a straight line by day 150.
    fn dip(noise: f64) -> Vec<f64> {
        (0..300)
            .map(|d| {
                let d = f64::from(d);
                let fall = if d < 50.0 {
                    d / 5.0
                } else {
                    (10.0 - (d - 50.0) / 10.0).max(0.0)
                };
                noise - fall
            })
            .collect()
    }

    #[test]
    fn nine_tenths_of_the_fall_are_lost_on_day_140() {
        let curves: Vec<Vec<f64>> = (0..20)
            .map(|i| dip(f64::from(i % 5) / 100.0 - 0.02))
            .collect();
        let day = helped_until(&curves).unwrap();
        assert!((day.mean - 140.0).abs() <= 1.0, "day {}", day.mean);
        assert!(day.lower <= day.mean && day.mean <= day.upper && day.upper - day.lower < 10.0);
    }

    #[test]
    fn without_a_clear_fall_there_is_no_day() {
        let curves: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i) - 9.5; 100]).collect();
        assert_eq!(helped_until(&curves), Err(NO_FALL));
    }

    #[test]
    fn a_count_is_back_when_it_reaches_what_it_was_a_year_before() {
        let before = vec![vec![100.0; 365]; 20];
        let counts = |level: f64| -> Vec<Vec<f64>> {
            let dips = (0..20).map(|_| dip(0.0));
            dips.map(|curve| curve.iter().map(|d| level + d).collect())
                .collect()
        };
        // At 105 it dips 5 below, and is back at 100 halfway up: day 100.
        let day = back_after(&counts(105.0), &before).unwrap();
        assert_eq!((day.mean, day.lower, day.upper), (100.0, 100.0, 100.0));
        assert_eq!(back_after(&counts(99.0), &before), Err(NOT_BACK));
        assert_eq!(back_after(&counts(120.0), &before), Err(NO_FALL));
        assert_eq!(back_after(&counts(99.0), &[]), Err(NO_YEAR_BEFORE));
    }

    #[test]
    fn a_relief_that_lasts_has_no_end() {
        let curves: Vec<Vec<f64>> = (0..20)
            .map(|i| vec![-5.0 - f64::from(i) / 10.0; 100])
            .collect();
        // Its largest fall is its only level: it never loses nine tenths of it.
        assert_eq!(helped_until(&curves), Err(NOT_BACK));
    }
}
