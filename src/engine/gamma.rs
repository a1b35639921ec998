//! Drawing from the gamma distribution, the one shape without an inverse worth computing.

use super::normal;
use super::streams::Draw;

/// A variate of the gamma distribution with this shape, above zero, and scale 1.
///
/// The transformation with rejection of Marsaglia and Tsang, *A simple method for generating gamma variables*,
/// ACM Transactions on Mathematical Software 26(3), 2000: the cube of a slightly squeezed normal variate, kept
/// with a chance that is never below 0.95. Below shape 1, a variate of one more, times a power of a uniform number
/// (section 6 there). Everything rests on `libm`, so the bits are the same on every platform.
pub(super) fn sample(shape: f64, draw: &mut Draw) -> f64 {
    if shape < 1.0 {
        let more = sample(shape + 1.0, draw);
        return more * libm::pow(draw.uniform(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal::quantile(draw.uniform());
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = draw.uniform();
        let square = x * x;
        // The first condition implies the second and spares its logarithms nearly always.
        if u < 1.0 - 0.0331 * square * square
            || libm::log(u) < 0.5 * square + d * (1.0 - v + libm::log(v))
        {
            return d * v;
        }
    }
}
