//! Where to look: points in the unit cube, one dimension for each thing that is varied.
//!
//! A design is a pure function of its size and the study's seed. What a point means in a scenario, and what came out
//! there, is not known here; [`lines`], [`morris`] and [`indices`] say what follows from what came out.

mod cover;
pub mod indices;
pub mod lines;
pub mod morris;

use crate::stats::Estimate;

/// Most points of a design: as far as the Sobol sequence is known here.
pub const MOST_POINTS: usize = 1 << 16;
/// Most dimensions of the Sobol sequence.
const MOST_DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// A way of choosing points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Design {
    /// Every combination of so many levels of each factor, the last factor changing first.
    Grid(Vec<usize>),
    /// Latin hypercube: in each dimension one point in each of so many equal strata (`McKay`, Beckman and Conover, 1979).
    LatinHypercube(usize),
    /// The first points of a scrambled Sobol sequence; even in all dimensions together, best with a power of two.
    Sobol(usize),
    /// So many trajectories, each of which moves one factor after the other (Morris, 1991).
    Morris(usize),
    /// So many rows of two matrices, and of the first with each column taken from the second (Saltelli and others, 2010).
    Indices(usize),
}

impl Design {
    /// How many points it has with so many factors; `None` if nobody can count them.
    pub fn len(&self, factors: usize) -> Option<usize> {
        match self {
            Self::Grid(levels) => levels.iter().try_fold(1_usize, |n, &l| n.checked_mul(l)),
            Self::LatinHypercube(n) | Self::Sobol(n) => Some(*n),
            Self::Morris(n) => n.checked_mul(factors + 1),
            Self::Indices(n) => n.checked_mul(factors + 2),
        }
    }

    /// Whether it can have so many factors.
    pub fn has_room_for(&self, factors: usize) -> bool {
        match self {
            Self::Sobol(_) => factors <= MOST_DIMENSIONS,
            Self::Indices(_) => 2 * factors <= MOST_DIMENSIONS,
            _ => true,
        }
    }

    /// The points: numbers from 0 to 1, one for each factor.
    ///
    /// A level of a grid is the middle of its share of the unit interval.
    pub fn points(&self, factors: usize, seed: u64) -> Vec<Vec<f64>> {
        match self {
            Self::Grid(levels) => cover::grid(levels),
            Self::LatinHypercube(n) => cover::latin_hypercube(*n, factors, seed),
            Self::Sobol(n) => cover::sobol(*n, factors, seed),
            Self::Morris(n) => morris::trajectories(*n, factors, seed),
            Self::Indices(n) => indices::rows(&cover::sobol(*n, 2 * factors, seed)),
        }
    }
}

/// A number with its 95% interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Found {
    /// The number.
    pub value: f64,
    /// Lower end of its interval; `NaN` if it has none.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Found {
    /// A mean with its interval.
    fn mean(values: &[f64]) -> Option<Self> {
        Estimate::of(values).map(|e| Self {
            value: e.mean,
            lower: e.lower,
            upper: e.upper,
        })
    }
}

/// What comes out along a straight line, from a factor's low end to its high, with all others halfway.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    /// At the low end.
    pub at_low: Found,
    /// At the high end.
    pub at_high: Found,
    /// The second less the first.
    pub low_to_high: Found,
}
