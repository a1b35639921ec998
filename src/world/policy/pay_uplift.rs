//! Raises what one sector pays, and so whom it can draw from the others.

use super::{Lever, Morning};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::Sector;

/// A rise in hourly pay that someone other than the employer pays for.
#[derive(Clone, PartialEq, Debug)]
pub struct PayUplift {
    /// The sectors whose pay rises.
    pub sectors: Vec<Sector>,
    /// The rise.
    pub rise: Rise,
}

/// A rise in pay.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Rise {
    /// As a share of present pay.
    Share(f64),
    /// Pence an hour.
    Pence(f64),
}

impl Lever for PayUplift {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for (n, &sector) in self.sectors.iter().enumerate() {
            let full = match self.rise {
                Rise::Share(share) => share * market.sector_pay[sector],
                Rise::Pence(pence) => pence,
            };
            market.set_uplift(
                (morning.policy, n),
                sector,
                full * morning.size,
                morning.payer,
            );
        }
    }
}
