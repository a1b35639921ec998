//! Points that cover the unit cube: a grid, a Latin hypercube, a Sobol sequence.

use crate::engine::Streams;
use crate::world::chance::DESIGN;

/// What is asked of chance about a dimension.
const ORDER: u64 = 0;
const WITHIN: u64 = 1;
const SCRAMBLE: u64 = 2;

/// Every combination of levels, the last dimension changing first.
pub(super) fn grid(levels: &[usize]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::with_capacity(levels.len())];
    for &n in levels {
        let middle = |level: usize| (level as f64 + 0.5) / n as f64;
        points = points
            .iter()
            .flat_map(|point| {
                (0..n).map(move |level| {
                    let mut longer = point.clone();
                    longer.push(middle(level));
                    longer
                })
            })
            .collect();
    }
    points
}

/// In each dimension one point in each of `n` strata, somewhere in it; which points meet is left to chance.
pub(super) fn latin_hypercube(n: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let streams = Streams::new(seed, 0);
    let mut points = vec![Vec::with_capacity(dimensions); n];
    for dimension in 0..dimensions as u64 {
        let order = shuffled(n, &mut streams.draw(DESIGN, dimension, ORDER));
        let mut within = streams.draw(DESIGN, dimension, WITHIN);
        for (point, stratum) in points.iter_mut().zip(order) {
            point.push((stratum as f64 + within.uniform()) / n as f64);
        }
    }
    points
}

/// The numbers below `n` in an order left to chance (Fisher and Yates).
pub(super) fn shuffled(n: usize, draw: &mut crate::engine::Draw) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        order.swap(i, draw.below(i as u64 + 1) as usize);
    }
    order
}

/// The first `n` points of a Sobol sequence, scrambled as Owen proposed (1995), so that no point is special and a
/// seed gives points of its own.
pub(super) fn sobol(n: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let scramble = (Streams::new(seed, 0).draw(DESIGN, 0, SCRAMBLE).bits() >> 32) as u32;
    let point = |i: usize| {
        let at = |d: usize| f64::from(sobol_burley::sample(i as u32, d as u32, scramble));
        (0..dimensions).map(at).collect()
    };
    (0..n).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Which of `n` equal parts of the unit interval a number is in.
    fn part(x: f64, n: usize) -> usize {
        (x * n as f64) as usize
    }

    #[test]
    fn a_grid_holds_every_combination_once() {
        let points = grid(&[2, 3]);
        let levels: Vec<(usize, usize)> = points
            .iter()
            .map(|p| (part(p[0], 2), part(p[1], 3)))
            .collect();
        assert_eq!(levels, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        assert_eq!(grid(&[]), vec![Vec::<f64>::new()]);
    }

    proptest! {
        #[test]
        fn a_latin_hypercube_has_one_point_in_each_stratum(n in 1_usize..80, d in 1_usize..6, seed: u64) {
            let points = latin_hypercube(n, d, seed);
            for dimension in 0..d {
                let mut strata: Vec<usize> = points.iter().map(|p| part(p[dimension], n)).collect();
                strata.sort_unstable();
                prop_assert_eq!(strata, (0..n).collect::<Vec<_>>());
            }
            prop_assert_eq!(points, latin_hypercube(n, d, seed));
        }

        /// The first 2^m points of each dimension by itself are a (0, m, 1)-net, scrambled or not.
        #[test]
        fn sobol_points_are_even_in_every_dimension(m in 0_u32..9, seed: u64) {
            let n = 1_usize << m;
            let points = sobol(n, 40, seed);
            for dimension in 0..40 {
                let mut strata: Vec<usize> = points.iter().map(|p| part(p[dimension], n)).collect();
                strata.sort_unstable();
                prop_assert_eq!(strata, (0..n).collect::<Vec<_>>());
            }
        }

        /// The first two dimensions are a (0, m, 2)-net: one point in every elementary interval.
        #[test]
        fn the_first_two_dimensions_of_sobol_are_a_perfect_net(m in 0_u32..10, seed: u64) {
            let points = sobol(1 << m, 2, seed);
            for across in 0..=m {
                let (columns, rows) = (1_usize << across, 1_usize << (m - across));
                let mut cells = vec![0; columns * rows];
                for p in &points {
                    cells[part(p[0], columns) * rows + part(p[1], rows)] += 1;
                }
                prop_assert!(cells.iter().all(|&n| n == 1), "{columns} by {rows}: {cells:?}");
            }
        }
    }

    /// With t of the Sobol sequence known for each pair, every elementary interval of size 2^(t-m) holds 2^t points;
    /// the quality of pairs among the first ten dimensions of these direction numbers is t = 5 or better.
    #[test]
    fn pairs_of_sobol_dimensions_are_balanced() {
        const T: u32 = 5;
        let m = 11;
        let points = sobol(1 << m, 10, 7);
        for a in 0..10 {
            for b in 0..a {
                for across in 0..=m - T {
                    let (columns, rows) = (1_usize << across, 1_usize << (m - T - across));
                    let mut cells = vec![0_u32; columns * rows];
                    for p in &points {
                        cells[part(p[a], columns) * rows + part(p[b], rows)] += 1;
                    }
                    assert!(cells.iter().all(|&n| n == 1 << T), "dimensions {a} and {b}");
                }
            }
        }
    }

    #[test]
    fn another_seed_gives_other_points() {
        assert_ne!(sobol(8, 2, 1), sobol(8, 2, 2));
        assert_ne!(latin_hypercube(8, 2, 1), latin_hypercube(8, 2, 2));
    }
}
