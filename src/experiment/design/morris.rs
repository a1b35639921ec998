//! Elementary effects: one factor moved at a time, from many places (Morris, *Factorial sampling plans for preliminary
//! computational experiments*, Technometrics 33, 1991; mu* after Campolongo, Cariboni and Saltelli, 2007).

use super::cover::shuffled;
use super::{Found, Line};
use crate::engine::Streams;
use crate::stats::Estimate;
use crate::world::chance::DESIGN;

/// Levels of a factor, an even number.
const LEVELS: u64 = 4;
/// Levels that a step passes: half of them, so that every level is as likely as the others.
const STEP: u64 = LEVELS / 2;

/// Trajectories of one point more than there are factors, each point differing from the one before in one factor.
pub(super) fn trajectories(n: usize, factors: usize, seed: u64) -> Vec<Vec<f64>> {
    let streams = Streams::new(seed, 0);
    let at = |level: u64| level as f64 / (LEVELS - 1) as f64;
    let mut points = Vec::with_capacity(n * (factors + 1));
    for trajectory in 0..n as u64 {
        let mut draw = streams.draw(DESIGN, trajectory, 3);
        let order = shuffled(factors, &mut draw);
        let steps: Vec<(u64, u64)> = (0..factors)
            .map(|_| {
                let lower = draw.below(LEVELS - STEP);
                let upwards = draw.below(2) == 1;
                if upwards {
                    (lower, lower + STEP)
                } else {
                    (lower + STEP, lower)
                }
            })
            .collect();
        let mut point: Vec<f64> = steps.iter().map(|step| at(step.0)).collect();
        points.push(point.clone());
        for factor in order {
            point[factor] = at(steps[factor].1);
            points.push(point.clone());
        }
    }
    points
}

/// What a factor does, over all trajectories, if it goes from its low end to its high.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effects {
    /// Mean effect.
    pub mu: Found,
    /// Mean size of the effect, whatever its sign.
    pub mu_star: Found,
    /// Standard deviation of the effect: above zero if it hangs on the other factors, or follows no straight line.
    pub sigma: f64,
    /// The same as a line.
    pub line: Line,
    /// Trajectories in which it is known.
    pub trajectories: usize,
}

/// The effects of each factor, from what came out at each point; `None` where no trajectory has a value at both ends.
pub fn effects(points: &[Vec<f64>], outcomes: &[f64]) -> Vec<Option<Effects>> {
    let factors = points.first().map_or(0, Vec::len);
    let trajectories = || {
        points
            .chunks_exact(factors + 1)
            .zip(outcomes.chunks_exact(factors + 1))
    };
    (0..factors)
        .map(|factor| {
            let (mut all, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
            for (points, outcomes) in trajectories() {
                let step = (1..=factors).find(|&i| points[i][factor] != points[i - 1][factor]);
                let Some(step) = step else { continue };
                let moved = points[step][factor] - points[step - 1][factor];
                let effect = (outcomes[step] - outcomes[step - 1]) / moved;
                let known: Vec<usize> = (0..=factors).filter(|&i| !outcomes[i].is_nan()).collect();
                if effect.is_nan() {
                    continue;
                }
                let mean = |of: &dyn Fn(usize) -> f64| {
                    known.iter().map(|&i| of(i)).sum::<f64>() / known.len() as f64
                };
                let (middle, outcome) = (mean(&|i| points[i][factor]), mean(&|i| outcomes[i]));
                all.push(effect);
                low.push(outcome - effect * middle);
                high.push(outcome + effect * (1.0 - middle));
            }
            let sizes: Vec<f64> = all.iter().map(|effect| effect.abs()).collect();
            let mu = Found::mean(&all)?;
            let mut mu_star = Found::mean(&sizes)?;
            mu_star.lower = mu_star.lower.max(0.0);
            let sigma = Estimate::of(&all).filter(|e| e.n > 1);
            Some(Effects {
                mu,
                mu_star,
                sigma: sigma.map_or(f64::NAN, |e| e.sd),
                line: Line {
                    at_low: Found::mean(&low)?,
                    at_high: Found::mean(&high)?,
                    low_to_high: mu,
                },
                trajectories: all.len(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::design::indices::functions;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_trajectory_moves_every_factor_once_by_the_same_distance(n in 1_usize..20, d in 1_usize..8, seed: u64) {
            let points = trajectories(n, d, seed);
            prop_assert_eq!(points.len(), n * (d + 1));
            for trajectory in points.chunks_exact(d + 1) {
                let mut moved = Vec::new();
                for step in trajectory.windows(2) {
                    let changed: Vec<usize> = (0..d).filter(|&j| step[0][j] != step[1][j]).collect();
                    prop_assert_eq!(changed.len(), 1);
                    let by = (step[1][changed[0]] - step[0][changed[0]]).abs();
                    prop_assert!((by - 2.0 / 3.0).abs() < 1e-12);
                    moved.push(changed[0]);
                }
                moved.sort_unstable();
                prop_assert_eq!(moved, (0..d).collect::<Vec<_>>());
            }
            prop_assert!(points.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
        }
    }

    #[test]
    fn every_level_is_reached_as_often_as_the_others() {
        let (n, d) = (3000, 3);
        let points = trajectories(n, d, 5);
        for factor in 0..d {
            for level in 0..LEVELS {
                let at = level as f64 / 3.0;
                // The first point of each trajectory: a level has chance one in four.
                let first = points.iter().step_by(d + 1);
                let found = first.filter(|p| p[factor] == at).count() as f64;
                let (expected, sd) = (n as f64 / 4.0, libm::sqrt(n as f64 * 3.0 / 16.0));
                assert!(
                    (found - expected).abs() < 5.0 * sd,
                    "{factor} {level}: {found}"
                );
            }
        }
    }

    #[test]
    fn a_linear_function_has_its_coefficients_and_no_spread() {
        let points = trajectories(6, 3, 11);
        let outcomes: Vec<f64> = points
            .iter()
            .map(|p| 5.0 + 3.0 * p[0] - 2.0 * p[1])
            .collect();
        let found = effects(&points, &outcomes);
        for (effects, expected) in found.iter().zip([3.0, -2.0, 0.0]) {
            let e = effects.unwrap();
            assert!((e.mu.value - expected).abs() < 1e-12 && e.sigma < 1e-12);
            assert!((e.mu_star.value - expected.abs()).abs() < 1e-12);
            let line = e.line.at_high.value - e.line.at_low.value;
            assert!((line - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_factors_of_the_g_function_stand_in_their_order() {
        let points = trajectories(200, 8, 3);
        let outcomes: Vec<f64> = points.iter().map(|p| functions::g(p)).collect();
        let found = effects(&points, &outcomes);
        let sizes: Vec<f64> = found.iter().map(|e| e.unwrap().mu_star.value).collect();
        assert!(
            sizes[..5].windows(2).all(|pair| pair[0] > pair[1]),
            "{sizes:?}"
        );
        assert!(sizes[5..].iter().all(|&s| s < sizes[3]), "{sizes:?}");
    }

    #[test]
    fn a_trajectory_without_a_value_is_left_out() {
        let points = trajectories(2, 1, 1);
        let found = effects(&points, &[f64::NAN, 1.0, 2.0, 4.0]);
        assert_eq!(found[0].unwrap().trajectories, 1);
        assert!(effects(&points, &[f64::NAN; 4])[0].is_none());
    }
}
