//! The standard normal distribution function and its inverse, the same to the last bit everywhere.

use super::elementary::{ln_by_series, root_by_steps};

/// The chance that a standard normal variate is at most `x`.
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// The value a standard normal variate stays below with chance `p`, for `p` strictly between 0 and 1.
///
/// The distance from the mean is looked up by the chance of the nearer tail: a table has a polynomial for every
/// sixteenth of every halving of it, within 3 parts in 10^15 of `by_ratio`, whose values it goes through. Nothing is
/// divided, and nobody has to guess whether the tail is thin. In the far tails, one draw in 65,000, there is no table.
#[inline]
pub fn quantile(p: f64) -> f64 {
    let above = 1.0 - p;
    let tail = if above < p { above } else { p };
    let bits = tail.to_bits();
    let row = (bits >> PART_BITS).wrapping_sub(FIRST_PART) as usize;
    let Some(Polynomial([a, b, c, d, e, f, g, h])) = DISTANCES.get(row) else {
        return by_ratio(p);
    };
    let t = tail - middle_of(bits);
    let square = t * t;
    let low = (a + t * b) + square * (c + t * d);
    let high = (e + t * f) + square * (g + t * h);
    let distance = low + (square * square) * high;
    distance.copysign(p - 0.5)
}

/// Bits of a number that tell apart those within one sixteenth of a halving.
const PART_BITS: u32 = 48;
/// Halvings of the tail that the table covers, from one half on.
const HALVINGS: usize = 16;
const PARTS: usize = HALVINGS << (52 - PART_BITS);
/// The first part of the table, where the tail is thinnest: 2^-17.
const FIRST_PART: u64 = (1.0 / (2_u64 << HALVINGS) as f64).to_bits() >> PART_BITS;

/// The number halfway through the part in which the number of these bits lies.
#[inline]
const fn middle_of(bits: u64) -> f64 {
    const HALF: u64 = 1 << (PART_BITS - 1);
    f64::from_bits(bits & !(2 * HALF - 1) | HALF)
}

/// Coefficients by power of the difference from the middle of a part, in one line of a cache.
#[repr(align(64))]
struct Polynomial([f64; 8]);

/// The distance from the mean by chance of the tail: the polynomial through eight points of every part, where
/// Chebyshev would have them.
static DISTANCES: [Polynomial; PARTS] = {
    let mut rows = [const { Polynomial([0.0; 8]) }; PARTS];
    let mut row = 0;
    while row < PARTS {
        rows[row] = Polynomial(through_points((FIRST_PART + row as u64) << PART_BITS));
        row += 1;
    }
    rows
};

const fn through_points(part: u64) -> [f64; 8] {
    const POINTS: [f64; 8] = [
        -0.980_785_280_403_230_4,
        -0.831_469_612_302_545_2,
        -0.555_570_233_019_602_2,
        -0.195_090_322_016_128_27,
        0.195_090_322_016_128_27,
        0.555_570_233_019_602_2,
        0.831_469_612_302_545_2,
        0.980_785_280_403_230_4,
    ];
    let middle = middle_of(part);
    // A power of two, so that nothing is lost by scaling with it.
    let half_width = middle - f64::from_bits(part);
    // Newton's divided differences ...
    let mut newton = [0.0; 8];
    let mut i = 0;
    while i < 8 {
        newton[i] = -by_ratio(middle + half_width * POINTS[i]);
        i += 1;
    }
    let mut order = 1;
    while order < 8 {
        let mut i = 7;
        while i >= order {
            newton[i] = (newton[i] - newton[i - 1]) / (POINTS[i] - POINTS[i - order]);
            i -= 1;
        }
        order += 1;
    }
    // ... written by powers, from the innermost factor outwards ...
    let mut powers = [0.0; 8];
    let mut n = 8;
    while n > 0 {
        n -= 1;
        let mut i = 7;
        while i > 0 {
            powers[i] = powers[i - 1] - POINTS[n] * powers[i];
            i -= 1;
        }
        powers[0] = newton[n] - POINTS[n] * powers[0];
    }
    // ... of the difference itself.
    let (mut i, mut scale) = (1, 1.0);
    while i < 8 {
        scale *= half_width;
        powers[i] /= scale;
        i += 1;
    }
    powers
}

/// Algorithm AS 241, routine PPND16 (Wichura, *Applied Statistics* 37, 1988): about 16 figures.
const fn by_ratio(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = root_by_steps(-ln_by_series(tail));
    let x = if r <= 5.0 {
        ratio(&MIDDLE, r - 1.6)
    } else {
        ratio(&FAR, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

type Coefficients = ([f64; 8], [f64; 8]);

/// A ratio of two polynomials of degree seven, constant terms first.
const fn ratio((over, under): &Coefficients, r: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    let mut n = 8;
    while n > 0 {
        n -= 1;
        above = above * r + over[n];
        below = below * r + under[n];
    }
    above / below
}

const CENTRE: Coefficients = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);

const MIDDLE: Coefficients = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR: Coefficients = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_inverts_the_distribution_function() {
        for i in 1..20_000 {
            let x = f64::from(i) / 1_000.0 - 10.0;
            // Above 5 the upper tail is too thin to be told apart from 1 in double precision.
            if x > 5.0 {
                break;
            }
            let p = cdf(x);
            let slack = 1e-13_f64.max(2e-16 / density(x));
            assert!((quantile(p) - x).abs() < slack * (1.0 + x.abs()), "at {x}");
        }
    }

    fn density(x: f64) -> f64 {
        libm::exp(-x * x / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI)
    }

    #[test]
    fn known_values() {
        // Abramowitz and Stegun, table 26.5.
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((quantile(1e-10) + 6.361_340_902_404_056).abs() < 1e-13);
        assert_eq!(quantile(0.5), 0.0);
    }

    #[test]
    fn the_table_agrees_with_the_ratio() {
        let draws = crate::engine::Streams::new(1, 1);
        let draw = |i| draws.uniform(crate::engine::Purpose::new(1), i, 0);
        let inside = (0..400_000).map(|i| 0.5 * draw(i) * libm::exp2(-((i % 18) as f64)));
        let edges = (0..=PARTS as u64).map(|row| f64::from_bits((FIRST_PART + row) << PART_BITS));
        let edges = edges.flat_map(|edge| [edge.next_down(), edge, edge.next_up()]);
        for p in inside.chain(edges).filter(|p| *p < 0.5) {
            let (x, by_ratio) = (quantile(p), by_ratio(p));
            assert!(
                (x - by_ratio).abs() < 3e-15 * by_ratio.abs().max(0.1),
                "at {p:e}: {x} for {by_ratio}"
            );
            assert_eq!(quantile(1.0 - p), -quantile(1.0 - (1.0 - p)), "at {p:e}");
        }
    }
}
