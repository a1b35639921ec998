//! Changes what the council may spend on placements.

use super::{Lever, Morning};
use crate::world::Cx;
use crate::world::market::Market;

/// More, or less, money for placements than there would have been.
#[derive(Clone, PartialEq, Debug)]
pub struct BudgetChange {
    /// The change a year, as a share, compounding from the start of the policy; zero for none.
    pub per_year: f64,
    /// The change at once, as a share.
    pub at_once: f64,
}

impl Lever for BudgetChange {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let starts = market.setup.policies[morning.policy].starts;
        if morning.size > 0.0 {
            let years = (cx.now() - starts).days() / 365.0;
            let factor =
                (1.0 + self.at_once * morning.size) * libm::pow(1.0 + self.per_year, years);
            market.council.placements_factor *= factor;
        }
    }
}
