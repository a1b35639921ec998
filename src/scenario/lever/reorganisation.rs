//! What levers that reorganise teams have in common: they cost time first, and help later.

use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::dials::Dial;
use crate::world::policy::{Lever, Morning, Shape};

/// What a reorganisation of teams does at full size, and what it costs while it is new.
#[derive(Debug)]
pub(super) struct Reorganisation {
    /// Dials and how far they are turned at full size.
    pub turns: Vec<(Dial, f64)>,
    /// Times that get longer in the first third of its ramp.
    pub slowed: Vec<Dial>,
}

impl Reorganisation {
    /// How reorganisations usually grow: nothing in the first six months, half of it after eighteen.
    pub const USUAL: Option<(Shape, f64)> = Some((Shape::DipThenS, 1.5 * 365.0));
}

impl Lever for Reorganisation {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for &(dial, at_full_size) in &self.turns {
            market.turn(dial, 1.0 + (at_full_size - 1.0) * morning.size);
        }
        for &dial in &self.slowed {
            market.turn(dial, 1.0 / (1.0 - morning.dip));
        }
    }
}

/// Unchanged unless given.
pub(super) fn as_much() -> f64 {
    1.0
}

/// What a lever does, and that it grows as reorganisations do.
macro_rules! settles_slowly {
    ($does:literal) => {
        concat!(
            $does,
            " Unless the policy says otherwise it grows as `dip_then_s` over 18 months: in the first six, times get longer, by the \
share `dip` of the policy of what teams get done; then it works, half of it after 18 months."
        )
    };
}
pub(super) use settles_slowly;
