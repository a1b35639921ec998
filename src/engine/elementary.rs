//! Logarithm and exponential for drawing: the same to the last bit everywhere, and quick to the last step.
//!
//! A simulation draws at nearly every event, and waits for what it draws. What takes time then is not how many steps
//! a function has but how many must wait for the one before. So the argument is brought close to a point of a table
//! and the rest is a short polynomial, whose halves are worked out side by side; nothing is divided. Only additions
//! and multiplications of IEEE 754 are used, and the tables are worked out by the compiler with the same.
//!
//! Both lie so close to the true value that a time in seconds is hardly ever rounded otherwise. Whatever is no draw uses `libm`.

use std::f64::consts::{LN_2, LOG2_E};

/// Points of each table: this power of two.
const POINTS_BITS: u32 = 7;
const POINTS: usize = 1 << POINTS_BITS;
/// Bits of a number's fraction, as it is stored.
const FRACTION_BITS: u32 = 52;

/// The natural logarithm of a number above zero, to 5 parts in 10^16 of itself or of 1, whichever is greater.
///
/// Next to 1, from 255/256 to 129/128, the error is about that small a part of the logarithm itself.
#[inline]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    if !(f64::MIN_POSITIVE..f64::INFINITY).contains(&x) {
        return libm::log(x);
    }
    // x is 2^doublings times a number from LOWEST to twice that, which one of the points is close to.
    let above = bits.wrapping_sub(LOWEST.to_bits());
    let doublings = above.cast_signed() >> FRACTION_BITS;
    let reduced = f64::from_bits(bits.wrapping_sub(doublings.cast_unsigned() << FRACTION_BITS));
    let [inverse, log] = LOGARITHMS[(above >> (FRACTION_BITS - POINTS_BITS)) as usize % POINTS];
    let r = reduced * inverse - 1.0;
    // The series of the logarithm of 1 + r, by powers of r.
    let square = r * r;
    let low = -1.0 / 2.0 + r * (1.0 / 3.0);
    let middle = -1.0 / 4.0 + r * (1.0 / 5.0);
    let high = -1.0 / 6.0 + r * (1.0 / 7.0);
    let rest = (low + square * middle) + (square * square) * high;
    (doublings as f64 * LN_2 + log) + (r + square * rest)
}

/// The exponential function, to 2 + 2 |x| parts in 2^53.
#[inline]
pub fn exp(x: f64) -> f64 {
    /// Adding this leaves a whole number in the last bits of the sum.
    const WHOLE: f64 = (3_u64 << (FRACTION_BITS - 1)) as f64;
    /// The logarithm of the ratio of neighbouring points.
    const STEP: f64 = LN_2 / POINTS as f64;
    const HALF: f64 = STEP * STEP / 2.0;
    const SIXTH: f64 = HALF * STEP / 3.0;
    const PART_4: f64 = SIXTH * STEP / 4.0;
    const PART_5: f64 = PART_4 * STEP / 5.0;
    // Beyond this the result is no ordinary number.
    if x.abs() >= 700.0 || x.is_nan() {
        return libm::exp(x);
    }
    let steps = x * (LOG2_E * POINTS as f64);
    let shifted = steps + WHOLE;
    let rest = steps - (shifted - WHOLE);
    let whole = shifted.to_bits();
    let doublings = (whole >> POINTS_BITS) << FRACTION_BITS;
    let point = POWERS[whole as usize % POINTS].to_bits();
    let power = f64::from_bits(point.wrapping_add(doublings));
    // The series of the exponential of rest * STEP, less 1.
    let square = rest * rest;
    let low = HALF + rest * SIXTH;
    let high = PART_4 + rest * PART_5;
    power + power * (rest * STEP + square * (low + square * high))
}

/// The least number that is not doubled to bring it close to a point: 1 is then where two intervals meet.
const LOWEST: f64 = 0.6875;

/// For each interval of numbers from [`LOWEST`] to twice that, the inverse of one in its middle, and that one's logarithm.
static LOGARITHMS: [[f64; 2]; POINTS] = {
    let mut rows = [[1.0, 0.0]; POINTS];
    let mut i = 0;
    while i < POINTS {
        let (from, to) = (edge_after(i), edge_after(i + 1));
        // Next to 1, nothing is to be lost by rounding.
        if from != 1.0 && to != 1.0 {
            let inverse = 1.0 / f64::midpoint(from, to);
            rows[i] = [inverse, -ln_by_series(inverse)];
        }
        i += 1;
    }
    rows
};

/// Where an interval of the logarithm's table begins.
const fn edge_after(intervals: usize) -> f64 {
    f64::from_bits(LOWEST.to_bits() + ((intervals as u64) << (FRACTION_BITS - POINTS_BITS)))
}

/// The powers of two from 2^0 on, in steps of one part of [`POINTS`].
static POWERS: [f64; POINTS] = {
    let mut powers = [0.0; POINTS];
    let mut i = 0;
    while i < POINTS {
        let x = LN_2 * i as f64 / POINTS as f64;
        let (mut sum, mut n) = (1.0, 24);
        while n > 0 {
            sum = 1.0 + sum * x / n as f64;
            n -= 1;
        }
        powers[i] = sum;
        i += 1;
    }
    powers
};

/// The natural logarithm of an ordinary number above zero, as the compiler can work it out: slowly.
pub(super) const fn ln_by_series(x: f64) -> f64 {
    let doublings = x.to_bits().wrapping_sub(LOWEST.to_bits()).cast_signed() >> FRACTION_BITS;
    let reduced = x
        .to_bits()
        .wrapping_sub(doublings.cast_unsigned() << FRACTION_BITS);
    let reduced = f64::from_bits(reduced);
    // ln x is twice the series of odd powers of this, each divided by its exponent.
    let s = (reduced - 1.0) / (reduced + 1.0);
    let (mut sum, mut n) = (0.0, 25);
    while n > 0 {
        sum = sum * s * s + 1.0 / (2 * n - 1) as f64;
        n -= 1;
    }
    doublings as f64 * LN_2 + 2.0 * s * sum
}

/// The square root of an ordinary number above zero, as the compiler can work it out: slowly, by Newton's method.
pub(super) const fn root_by_steps(x: f64) -> f64 {
    // Half the exponent is a start.
    let mut y = f64::from_bits((x.to_bits() >> 1) + (1.0_f64.to_bits() >> 1));
    let mut step = 0;
    while step < 6 {
        y = f64::midpoint(y, x / y);
        step += 1;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Purpose, Streams};

    /// Random numbers from `low` to `high`, and both ends.
    fn between(low: f64, high: f64) -> impl Iterator<Item = f64> {
        let draws = Streams::new(1, 1);
        let uniform = move |i| draws.uniform(Purpose::new(1), i, 0);
        let inside = (0..200_000).map(move |i| low + (high - low) * uniform(i));
        inside.chain([low, high])
    }

    fn ln_is_close(x: f64) {
        let true_value = libm::log(x);
        let error = (ln(x) - true_value).abs();
        assert!(
            error <= 5e-16 * true_value.abs().max(1.0),
            "the logarithm of {x:e} is {true_value:e}, off by {error:e}"
        );
    }

    #[test]
    fn the_logarithm_agrees_with_libm() {
        between(1e-300, 1.0).for_each(ln_is_close);
        between(0.5, 2.0).for_each(ln_is_close);
        between(-700.0, 700.0).for_each(|x| ln_is_close(libm::exp(x)));
        let edges = (0..=POINTS).map(edge_after);
        let edges = edges.flat_map(|x| [x.next_down(), x, x.next_up()]);
        edges.for_each(ln_is_close);
    }

    #[test]
    fn the_logarithm_of_a_number_next_to_one_is_close_to_its_own_size() {
        assert_eq!(ln(1.0), 0.0);
        let next_to_one = between(255.0 / 256.0, 129.0 / 128.0);
        for x in next_to_one.filter(|x| *x != 1.0 && *x < 129.0 / 128.0) {
            let true_value = libm::log(x);
            let relative = (ln(x) / true_value - 1.0).abs();
            assert!(relative < 6e-16, "{x}: off by a part of {relative:e}");
        }
    }

    #[test]
    fn the_exponential_agrees_with_libm() {
        let all = between(-700.0, 700.0).chain(between(-8.0, 8.0));
        for x in all.chain(between(-1e-3, 1e-3)) {
            let relative = (exp(x) / libm::exp(x) - 1.0).abs();
            // That of libm is off by up to one part in 2^53 itself.
            let bound = (3.0 + 2.0 * x.abs()) * f64::EPSILON / 2.0;
            assert!(
                relative <= bound,
                "exp({x}) is off by a part of {relative:e}"
            );
        }
    }

    #[test]
    fn whatever_is_no_ordinary_number_is_left_to_libm() {
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan() && exp(f64::NAN).is_nan());
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert_eq!(ln(f64::from_bits(1)), libm::log(f64::from_bits(1)));
        assert_eq!((exp(-1e9), exp(1e9)), (0.0, f64::INFINITY));
        assert_eq!(exp(-720.0), libm::exp(-720.0));
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn tables_made_by_the_compiler_are_exact_to_the_last_place_or_the_one_before() {
        for (i, &power) in POWERS.iter().enumerate() {
            let true_value = libm::exp2(i as f64 / POINTS as f64);
            assert!((power - true_value).abs() <= 2.0 * f64::EPSILON, "{i}");
        }
        for x in between(1e-9, 40.0) {
            assert!((ln_by_series(x) - libm::log(x)).abs() < 1e-14, "{x}");
            assert!(
                (root_by_steps(x) / libm::sqrt(x) - 1.0).abs() < 4e-16,
                "{x}"
            );
        }
    }
}
