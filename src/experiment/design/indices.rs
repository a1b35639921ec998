//! Shares of variance: how much of the spread of what comes out is one factor's doing, alone and with the others.
//!
//! First-order indices by the estimator of Saltelli and others (*Variance based sensitivity analysis of model output*,
//! Computer Physics Communications 181, 2010, table 2 b), total indices by Jansen's (1999; f of the same table).

use super::Found;
use crate::engine::Streams;
use crate::stats::quantile;
use crate::world::chance::RESAMPLE;

/// Resamples of the rows from which intervals are read.
const RESAMPLES: u64 = 1000;

/// From points of twice as many dimensions: for each, A, B, and A with each column taken from B, one after the other.
pub(super) fn rows(both: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let factors = both.first().map_or(0, |row| row.len() / 2);
    let mut points = Vec::with_capacity(both.len() * (factors + 2));
    for row in both {
        let (a, b) = row.split_at(factors);
        points.push(a.to_vec());
        points.push(b.to_vec());
        for factor in 0..factors {
            let mut mixed = a.to_vec();
            mixed[factor] = b[factor];
            points.push(mixed);
        }
    }
    points
}

/// Shares of variance that a factor has a hand in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Indices {
    /// By itself: what would go if it alone were known.
    pub first: Found,
    /// Alone or together with others: what would be left if all but it were known.
    pub total: Found,
}

/// The indices of each factor from what came out at each point, and how many rows had a value at every point.
///
/// `None` if nothing varies, or fewer than two rows are whole. Intervals are the middle 95% over resamples of the rows.
pub fn indices(factors: usize, outcomes: &[f64], seed: u64) -> Option<(Vec<Indices>, usize)> {
    let whole = |row: &&[f64]| row.iter().all(|x| x.is_finite());
    let rows: Vec<&[f64]> = outcomes.chunks_exact(factors + 2).filter(whole).collect();
    if rows.len() < 2 {
        return None;
    }
    let once: Vec<usize> = (0..rows.len()).collect();
    let here = estimates(factors, &rows, &once)?;
    let streams = Streams::new(seed, 0);
    let resampled: Vec<Vec<[f64; 2]>> = (0..RESAMPLES)
        .filter_map(|resample| {
            let mut draw = streams.draw(RESAMPLE, resample, 0);
            let n = rows.len();
            let taken: Vec<usize> = (0..n).map(|_| draw.below(n as u64) as usize).collect();
            estimates(factors, &rows, &taken)
        })
        .collect();
    let found = |factor: usize, which: usize| {
        let mut all: Vec<f64> = resampled.iter().map(|each| each[factor][which]).collect();
        all.sort_unstable_by(f64::total_cmp);
        Found {
            value: here[factor][which],
            lower: quantile(&all, 0.025),
            upper: quantile(&all, 0.975),
        }
    };
    let of_factor = |i: usize| Indices {
        first: found(i, 0),
        total: found(i, 1),
    };
    Some(((0..factors).map(of_factor).collect(), rows.len()))
}

/// First-order and total index of each factor from these rows; `None` if nothing varies.
fn estimates(factors: usize, rows: &[&[f64]], taken: &[usize]) -> Option<Vec<[f64; 2]>> {
    let n = taken.len() as f64;
    // Less the mean, products lose fewer digits and first-order indices less chance.
    let mean = taken.iter().map(|&r| rows[r][0] + rows[r][1]).sum::<f64>() / (2.0 * n);
    let squares = |x: f64| (x - mean) * (x - mean);
    let variance = taken
        .iter()
        .map(|&r| squares(rows[r][0]) + squares(rows[r][1]))
        .sum::<f64>()
        / (2.0 * n);
    if variance <= f64::EPSILON * mean * mean {
        return None;
    }
    let of_factor = |i: usize| {
        let (mut alone, mut total) = (0.0, 0.0);
        for &r in taken {
            let (a, b, mixed) = (rows[r][0], rows[r][1], rows[r][2 + i]);
            alone += (b - mean) * (mixed - a);
            total += (a - mixed) * (a - mixed);
        }
        [alone / n / variance, total / (2.0 * n) / variance]
    };
    Some((0..factors).map(of_factor).collect())
}

/// Functions whose indices are known.
#[cfg(test)]
pub(super) mod functions {
    /// Ishigami and Homma's (1990), from the unit cube, with a = 7 and b = 0.1.
    pub fn ishigami(u: &[f64]) -> f64 {
        let x = |i: usize| std::f64::consts::PI * (2.0 * u[i] - 1.0);
        let sine = libm::sin(x(1));
        libm::sin(x(0)) * (1.0 + 0.1 * libm::pow(x(2), 4.0)) + 7.0 * sine * sine
    }

    /// Its indices: parts of variance worked out from its moments.
    pub fn ishigami_indices() -> [(f64, f64); 3] {
        let (a, b) = (7.0, 0.1);
        let pi4 = libm::pow(std::f64::consts::PI, 4.0);
        let first = 0.5 * (1.0 + b * pi4 / 5.0) * (1.0 + b * pi4 / 5.0);
        let second = a * a / 8.0;
        let both = b * b * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0);
        let all = first + second + both;
        [
            (first / all, (first + both) / all),
            (second / all, second / all),
            (0.0, both / all),
        ]
    }

    /// Constants of Sobol's g-function.
    pub const A: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

    /// Sobol's g-function.
    pub fn g(u: &[f64]) -> f64 {
        let factor = |(x, a): (&f64, &f64)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a);
        u.iter().zip(&A).map(factor).product()
    }

    /// Its indices: a factor by itself has variance `v = 1 / (3 (1 + a)^2)`, and all together `product(1 + v) - 1`.
    pub fn g_indices() -> Vec<(f64, f64)> {
        let v: Vec<f64> = A
            .iter()
            .map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)))
            .collect();
        let together: f64 = v.iter().map(|v| 1.0 + v).product();
        let all = together - 1.0;
        v.iter()
            .map(|v| (v / all, v * together / (1.0 + v) / all))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::functions::{g, g_indices, ishigami, ishigami_indices};
    use super::*;
    use crate::experiment::design::Design;

    fn found(n: usize, factors: usize, f: fn(&[f64]) -> f64) -> Vec<Indices> {
        let points = Design::Indices(n).points(factors, 20_240_401);
        let outcomes: Vec<f64> = points.iter().map(|p| f(p)).collect();
        let (indices, whole) = indices(factors, &outcomes, 1).unwrap();
        assert_eq!(whole, n);
        indices
    }

    fn holds(found: Found, exact: f64, what: &str) {
        // An index of nothing is exactly nothing, and so is its interval.
        let rounding = 1e-12;
        assert!(
            found.lower - rounding <= exact && exact <= found.upper + rounding,
            "{what}: {exact} is not in {found:?}"
        );
        assert!(
            found.upper - found.lower < 0.25,
            "{what}: {found:?} says nothing"
        );
    }

    #[test]
    fn the_known_indices_are_those_of_the_literature() {
        let near = |a: f64, b: f64| (a - b).abs() < 5e-5;
        let [one, two, three] = ishigami_indices();
        assert!(near(one.0, 0.3139) && near(one.1, 0.5576));
        assert!(near(two.0, 0.4424) && near(two.1, 0.4424));
        assert!(near(three.0, 0.0) && near(three.1, 0.2437));
    }

    #[test]
    fn indices_of_ishigamis_function() {
        for (i, (f, (first, total))) in found(2048, 3, ishigami)
            .iter()
            .zip(ishigami_indices())
            .enumerate()
        {
            holds(f.first, first, &format!("first {i}"));
            holds(f.total, total, &format!("total {i}"));
        }
    }

    #[test]
    fn indices_of_the_g_function() {
        for (i, (f, (first, total))) in found(2048, 8, g).iter().zip(g_indices()).enumerate() {
            holds(f.first, first, &format!("first {i}"));
            holds(f.total, total, &format!("total {i}"));
        }
    }

    #[test]
    fn each_row_holds_two_points_and_their_mixtures() {
        let points = rows(&[vec![0.1, 0.2, 0.3, 0.4]]);
        assert_eq!(points, [[0.1, 0.2], [0.3, 0.4], [0.3, 0.2], [0.1, 0.4]]);
    }

    #[test]
    fn nothing_is_said_where_nothing_varies() {
        assert!(indices(2, &[3.0; 16], 1).is_none());
        let mut outcomes = [1.0, 2.0, 2.0, 1.0].repeat(4);
        outcomes[5] = f64::NAN;
        assert_eq!(
            indices(2, &outcomes, 1).unwrap().1,
            3,
            "a row with a gap is left out"
        );
    }
}
