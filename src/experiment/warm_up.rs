//! Whether a run has forgotten its start by day 0, and whether it stands still after.

use crate::observe::Plan;
use crate::scenario::Scenario;
use crate::stats::{self, Estimate, warm_up};
use crate::world::invariant::Broken;
use rayon::prelude::*;

/// Days of a year, over which the seasons even out.
const YEAR: usize = 365;
/// A level that changes by less than this share of itself from year to year stands still.
pub const STANDS_STILL: f64 = 0.03;
/// A smoothed curve within this share of its later mean has settled.
const SETTLED: f64 = 0.05;
/// Levels looked at in a care market.
const MARKET: [&str; 8] = [
    "delayed.acute",
    "delayed.all",
    "occupied.acute",
    "occupied.care_home",
    "occupied.homecare",
    "staff.homecare",
    "staff.care_home",
    "candidates",
];
/// Most levels looked at in a plain network.
const MOST: usize = 12;

/// What became of one level.
#[derive(Clone, Debug)]
pub struct Level {
    /// Key of the measure.
    pub key: String,
    /// Title for people.
    pub title: String,
    /// Days of the start that MSER-5 would leave out; `None` if it has not settled.
    pub mser_5: Option<usize>,
    /// Days after which Welch's smoothed curve stays near its later mean; `None` if it never does.
    pub welch: Option<usize>,
    /// Mean over the time before day 0.
    pub before: f64,
    /// Mean over as long a time from day 0 on.
    pub after: f64,
    /// The change between them, as a share of the level before; `None` where there is no level.
    pub change: Option<Estimate>,
}

/// What the replications showed.
#[derive(Clone, Debug)]
pub struct WarmUp {
    /// Days of warm-up.
    pub days: usize,
    /// Days compared before and after day 0.
    pub compared: usize,
    /// The levels.
    pub levels: Vec<Level>,
}

impl Level {
    /// Whether the warm-up is long enough for this level.
    pub fn is_warm(&self, days: usize) -> bool {
        self.mser_5.is_some_and(|cut| cut <= days) && self.welch.is_some_and(|cut| cut <= days)
    }

    /// Whether it stands still around day 0: the whole interval of its change is within 3 %.
    pub fn stands_still(&self) -> bool {
        self.change
            .is_none_or(|c| c.lower > -STANDS_STILL && c.upper < STANDS_STILL)
    }

    /// Whether it clearly moves: by more than 3 %, and not by chance alone.
    pub fn drifts(&self) -> bool {
        self.change
            .is_some_and(|c| c.mean.abs() >= STANDS_STILL && c.excludes_zero())
    }
}

/// Runs a scenario so often and looks at its levels from the very start.
///
/// # Errors
/// If something that must always hold did not.
pub fn look(scenario: &Scenario, seed: u64, replications: usize) -> Result<WarmUp, Broken> {
    let setup = &scenario.setup;
    let plan = Plan::new(setup, Vec::new(), Vec::new());
    let keys: Vec<String> = if setup.market.is_some() {
        MARKET.iter().map(|&k| k.to_owned()).collect()
    } else {
        let staff = setup.sectors().into_iter().map(|s| format!("staff.{s}"));
        let places = setup.flow.places.iter();
        staff
            .chain(
                places.flat_map(|p| [format!("occupied.{}", p.name), format!("queue.{}", p.name)]),
            )
            .take(MOST)
            .collect()
    };
    let levels: Vec<_> = keys
        .iter()
        .filter_map(|key| plan.measures.iter().find(|m| m.record.key == *key))
        .filter(|m| m.is_level())
        .collect();
    let curves: Vec<Vec<Vec<f64>>> = (0..replications as u64)
        .into_par_iter()
        .map(|replication| plan.from_the_start(setup, &levels, seed, replication))
        .collect::<Result<_, _>>()?;
    let days = setup.run.warm_up.days() as usize;
    let horizon = setup.run.horizon.days() as usize;
    let compared = YEAR.min(days).min(horizon);
    let found = levels.iter().enumerate().map(|(l, measure)| {
        let of_level: Vec<&[f64]> = curves.iter().map(|c| c[l].as_slice()).collect();
        judge(
            &measure.record.key,
            &measure.record.title,
            &of_level,
            days,
            compared,
        )
    });
    Ok(WarmUp {
        days,
        compared,
        levels: found.collect(),
    })
}

/// What one level did in every replication.
fn judge(key: &str, title: &str, curves: &[&[f64]], days: usize, compared: usize) -> Level {
    let length = curves.iter().map(|c| c.len()).min().unwrap_or(0);
    let mean: Vec<f64> = (0..length)
        .map(|day| curves.iter().map(|c| c[day]).sum::<f64>() / curves.len() as f64)
        .collect();
    let around = |curve: &[f64]| {
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        (
            mean(&curve[days - compared..days]),
            mean(&curve[days..(days + compared).min(curve.len())]),
        )
    };
    let pairs: Vec<(f64, f64)> = curves.iter().map(|curve| around(curve)).collect();
    let before = pairs.iter().map(|p| p.0).sum::<f64>() / pairs.len().max(1) as f64;
    let after = pairs.iter().map(|p| p.1).sum::<f64>() / pairs.len().max(1) as f64;
    let changes: Vec<(f64, f64)> = pairs
        .iter()
        .map(|(b, a)| (a / before, b / before))
        .collect();
    let change = if compared > 0 && before > 0.0 {
        stats::difference(&changes)
    } else {
        None
    };
    Level {
        key: key.to_owned(),
        title: title.to_owned(),
        mser_5: warm_up::mser_5(&mean),
        welch: settled(&mean, days),
        before,
        after,
        change,
    }
}

/// The day from which on the smoothed curve stays near its mean after the warm-up.
///
/// Smoothed over a year where the run is long enough, since seasons are no trend.
fn settled(mean: &[f64], days: usize) -> Option<usize> {
    let window = if mean.len() >= 3 * YEAR {
        YEAR / 2
    } else {
        14.min(mean.len() / 8)
    };
    let smooth = warm_up::welch(mean, window);
    let later = smooth.get(days.min(smooth.len() / 2)..)?;
    if later.is_empty() {
        return None;
    }
    let level = later.iter().sum::<f64>() / later.len() as f64;
    let near = (level * SETTLED).abs().max(0.05);
    let last_off = smooth.iter().rposition(|x| (x - level).abs() > near);
    let settled = last_off.map_or(0, |day| day + 1);
    (settled < smooth.len()).then_some(settled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_rises_for_a_year_needs_a_year() {
        let curve: Vec<f64> = (0..2_000)
            .map(|day| 100.0 + f64::from(day).min(365.0) / 3.65 + libm::sin(f64::from(day)))
            .collect();
        let curves = [curve.as_slice(), curve.as_slice()];
        let long = judge("k", "t", &curves, 730, 365);
        assert!(long.is_warm(730) && long.stands_still(), "{long:?}");
        let short = judge("k", "t", &curves, 180, 180);
        assert!(!short.is_warm(180) && !short.stands_still(), "{short:?}");
    }

    #[test]
    fn a_level_that_is_nothing_has_no_change() {
        let curve = vec![0.0; 1_000];
        let level = judge("k", "t", &[&curve], 365, 365);
        assert!(level.change.is_none() && level.stands_still());
    }
}
