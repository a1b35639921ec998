//! Student's t distribution.
//!
//! Intervals are results too, so that they rest on `libm`, as all that is simulated does: the bits
//! are the same on every platform.

use std::f64::consts::PI;

/// The value that a Student's t variate with this many degrees of freedom, one or more, stays below with this
/// chance, strictly between 0 and 1.
///
/// By Newton's method from zero, from where the steps never pass the root: above zero the
/// distribution function bends downwards.
pub fn student_t(chance: f64, degrees_of_freedom: usize) -> f64 {
    if chance < 0.5 {
        return -student_t(1.0 - chance, degrees_of_freedom);
    }
    let within = 2.0 * chance - 1.0;
    let peak = density_at_zero(degrees_of_freedom);
    let n = degrees_of_freedom as f64;
    let mut t = 0.0;
    loop {
        let density = peak * libm::pow(1.0 + t * t / n, -0.5 * (n + 1.0));
        let next = t + (within - share_within(t, degrees_of_freedom)) / (2.0 * density);
        // What is left are the last digits.
        if next <= t * (1.0 + 4.0 * f64::EPSILON) {
            return t;
        }
        t = next;
    }
}

/// The chance that a Student's t variate lies between `-t` and `t`.
///
/// Exact sums for whole degrees of freedom (Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3
/// and 26.7.4), cut off where the terms no longer count.
fn share_within(t: f64, degrees_of_freedom: usize) -> f64 {
    let n = degrees_of_freedom as f64;
    let cosine_squared = n / (n + t * t);
    let sine = t / libm::sqrt(n + t * t);
    // The terms of an odd number begin one later, and with the cosine.
    let odd = degrees_of_freedom % 2;
    let mut term = if odd == 1 {
        libm::sqrt(cosine_squared)
    } else {
        1.0
    };
    let mut sum = 0.0;
    for k in (odd + 2..=degrees_of_freedom).step_by(2) {
        sum += term;
        term *= cosine_squared * (k - 1) as f64 / k as f64;
        if term < sum * f64::EPSILON / 4.0 {
            break;
        }
    }
    if odd == 1 {
        2.0 / PI * (libm::atan(t / libm::sqrt(n)) + sine * sum)
    } else {
        sine * sum
    }
}

/// The density at zero.
fn density_at_zero(degrees_of_freedom: usize) -> f64 {
    let n = degrees_of_freedom as f64;
    libm::exp(libm::lgamma(0.5 * (n + 1.0)) - libm::lgamma(0.5 * n)) / libm::sqrt(n * PI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    #[test]
    fn one_and_two_degrees_of_freedom_have_closed_forms() {
        for chance in [0.001, 0.3, 0.5, 0.75, 0.975, 0.9995, 0.999_999] {
            let one = libm::tan(PI * (chance - 0.5));
            assert!((student_t(chance, 1) - one).abs() <= 1e-9 * one.abs());
            let two = (2.0 * chance - 1.0) / libm::sqrt(2.0 * chance * (1.0 - chance));
            assert!((student_t(chance, 2) - two).abs() <= 1e-9 * two.abs());
        }
    }

    /// The other library's distribution function is by continued fractions, times a factor known as well as the
    /// logarithm of the gamma function: to the last digits of a number that grows with the degrees of freedom.
    #[test]
    fn the_share_below_a_quantile_is_the_one_asked_for() {
        for n in [1, 2, 3, 4, 7, 10, 29, 30, 99, 1_000, 20_001] {
            let other = StudentsT::new(0.0, 1.0, n as f64).unwrap();
            let exact = 1e-12 + 4.0 * f64::EPSILON * libm::lgamma(0.5 * n as f64).abs();
            for chance in [0.6, 0.9, 0.975, 0.999, 0.999_99] {
                let below = other.cdf(student_t(chance, n));
                assert!((below - chance).abs() < exact, "{n}, {chance}: {below}");
            }
        }
    }
}
