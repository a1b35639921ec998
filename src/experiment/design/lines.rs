//! Straight lines through what came out: each factor's part in it, by least squares.

use super::{Found, Line};
use crate::stats::t_quantile;

/// A line for each factor, and how well they describe what came out.
#[derive(Clone, PartialEq, Debug)]
pub struct Lines {
    /// The lines, by factor.
    pub lines: Vec<Line>,
    /// Share of the variance of what came out that lies on them, from 0 to 1.
    pub share_explained: f64,
    /// Points with a value.
    pub points: usize,
}

/// Fits the lines; `None` with too few points, with points that do not tell the factors apart, or if nothing varies.
///
/// Intervals are Student's t: they take what the lines leave unexplained for chance.
pub fn lines(points: &[Vec<f64>], outcomes: &[f64]) -> Option<Lines> {
    let known = || points.iter().zip(outcomes).filter(|(_, y)| y.is_finite());
    let n = known().count();
    // A constant, and one coefficient for each factor, measured from halfway.
    let k = points.first().map_or(0, Vec::len) + 1;
    if n <= k {
        return None;
    }
    let row = |point: &[f64]| -> Vec<f64> {
        std::iter::once(1.0)
            .chain(point.iter().map(|u| u - 0.5))
            .collect()
    };
    let (mut products, mut with_outcome) = (vec![vec![0.0; k]; k], vec![0.0; k]);
    for (point, y) in known() {
        let x = row(point);
        for (i, xi) in x.iter().enumerate() {
            with_outcome[i] += xi * y;
            for (product, xj) in products[i].iter_mut().zip(&x) {
                *product += xi * xj;
            }
        }
    }
    let inverse = inverse(products)?;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let fitted: Vec<f64> = inverse.iter().map(|row| dot(row, &with_outcome)).collect();
    let mean = known().map(|(_, y)| y).sum::<f64>() / n as f64;
    let (mut left, mut all) = (0.0, 0.0);
    for (point, y) in known() {
        let off = y - dot(&row(point), &fitted);
        left += off * off;
        all += (y - mean) * (y - mean);
    }
    if all <= f64::EPSILON * mean * mean {
        return None;
    }
    let degrees = n - k;
    let (noise, t) = (left / degrees as f64, t_quantile(degrees));
    // Of a sum of coefficients, with its interval.
    let found = |weights: &[(usize, f64)]| {
        let value = weights.iter().map(|&(i, w)| w * fitted[i]).sum::<f64>();
        let mut variance = 0.0;
        for &(i, a) in weights {
            variance += weights
                .iter()
                .map(|&(j, b)| a * b * inverse[i][j])
                .sum::<f64>();
        }
        let half = t * libm::sqrt((variance * noise).max(0.0));
        Found {
            value,
            lower: value - half,
            upper: value + half,
        }
    };
    let line = |i: usize| Line {
        at_low: found(&[(0, 1.0), (i, -0.5)]),
        at_high: found(&[(0, 1.0), (i, 0.5)]),
        low_to_high: found(&[(i, 1.0)]),
    };
    Some(Lines {
        lines: (1..k).map(line).collect(),
        share_explained: (1.0 - left / all).clamp(0.0, 1.0),
        points: n,
    })
}

/// The inverse of a square matrix by elimination with pivots; `None` if it has none.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let k = matrix.len();
    let unit = |i: usize| (0..k).map(|j| f64::from(i == j)).collect();
    let mut inverse: Vec<Vec<f64>> = (0..k).map(unit).collect();
    let largest = matrix
        .iter()
        .flatten()
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    for column in 0..k {
        let size = |row: &usize| matrix[*row][column].abs();
        let pivot = (column..k).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        if matrix[pivot][column].abs() <= 1e-12 * largest {
            return None;
        }
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let by = matrix[column][column];
        for x in matrix[column].iter_mut().chain(&mut inverse[column]) {
            *x /= by;
        }
        let (row, of_inverse) = (matrix[column].clone(), inverse[column].clone());
        for other in (0..k).filter(|&other| other != column) {
            let times = matrix[other][column];
            subtract(&mut matrix[other], &row, times);
            subtract(&mut inverse[other], &of_inverse, times);
        }
    }
    Some(inverse)
}

/// Takes so many times one row from another.
fn subtract(from: &mut [f64], row: &[f64], times: f64) {
    for (x, y) in from.iter_mut().zip(row) {
        *x -= times * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::design::Design;

    #[test]
    fn a_plane_is_found_as_it_is() {
        let points = Design::Sobol(16).points(2, 4);
        let plane: Vec<f64> = points.iter().map(|p| 4.0 + 6.0 * p[0] - p[1]).collect();
        let found = lines(&points, &plane).unwrap();
        assert!((found.share_explained - 1.0).abs() < 1e-12);
        // With the other factor halfway: 4 - 1/2, and 6 more at the high end.
        let first = found.lines[0];
        assert!(
            (first.at_low.value - 3.5).abs() < 1e-9 && (first.at_high.value - 9.5).abs() < 1e-9
        );
        assert!((found.lines[1].low_to_high.value + 1.0).abs() < 1e-9);
        let narrow = first.at_low.upper - first.at_low.lower;
        assert!(narrow < 1e-6, "{narrow}");
    }

    /// By hand: y = 0, 1, 1, 2 at u = 1/8, 3/8, 5/8, 7/8 has slope 12/5 (0.75 / 0.3125) and mean 1.
    #[test]
    fn a_slope_by_hand() {
        let points = Design::Grid(vec![4]).points(1, 1);
        let found = lines(&points, &[0.0, 1.0, 1.0, 2.0]).unwrap();
        let line = found.lines[0];
        assert!((line.low_to_high.value - 2.4).abs() < 1e-12);
        assert!(
            (line.at_low.value + 0.2).abs() < 1e-12 && (line.at_high.value - 2.2).abs() < 1e-12
        );
        // What is left: -0.1, 0.3, -0.3, 0.1, squares 0.2, of 2 in all; two degrees of freedom.
        assert!((found.share_explained - 0.9).abs() < 1e-12);
        let half = 4.302_652_7 * libm::sqrt(0.1 / 0.3125);
        assert!((line.low_to_high.upper - 2.4 - half).abs() < 1e-6);
    }

    #[test]
    fn too_little_gives_no_line() {
        let points = Design::Grid(vec![2]).points(1, 1);
        assert!(lines(&points, &[1.0, 2.0]).is_none());
        let points = Design::Grid(vec![1, 4]).points(2, 1);
        // A factor that stands still halfway cannot be told from the constant.
        assert!(lines(&points, &[1.0, 2.0, 3.0, 5.0]).is_none());
        let points = Design::Grid(vec![4]).points(1, 1);
        assert!(lines(&points, &[1.0; 4]).is_none());
    }
}
