//! What levers that reorganise teams have in common: they cost time first, and help later.

use super::Ground;
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
    /// Share of what the teams get done that is lost meanwhile.
    pub dip: f64,
}

impl Reorganisation {
    /// How reorganisations usually grow: nothing in the first six months, half of it after eighteen.
    pub const USUAL: Option<(Shape, f64)> = Some((Shape::DipThenS, 1.5 * 365.0));

    /// The dip, which may be worse if nobody was consulted.
    pub fn dip(ground: &mut Ground<'_, '_>, dip: f64, unconsulted_factor: f64) -> f64 {
        if !ground.dips() && dip > 0.0 && dip != one_tenth() {
            ground.error(
                "dip",
                "a policy of this shape does not dip",
                "leave dip out, or write shape = \"dip_then_s\" and a ramp",
            );
        }
        if unconsulted_factor == 1.0 || ground.is_consulted() {
            dip.min(0.9)
        } else {
            (dip * unconsulted_factor).min(0.9)
        }
    }
}

impl Lever for Reorganisation {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for &(dial, at_full_size) in &self.turns {
            market.turn(dial, 1.0 + (at_full_size - 1.0) * morning.size);
        }
        if morning.dips {
            for &dial in &self.slowed {
                market.turn(dial, 1.0 / (1.0 - self.dip));
            }
        }
    }
}

/// Assumed: a tenth of what teams get done goes into the change.
pub(super) fn one_tenth() -> f64 {
    0.1
}

/// Off unless given.
pub(super) fn as_much() -> f64 {
    1.0
}
