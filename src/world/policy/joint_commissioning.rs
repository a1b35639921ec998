//! Commissioners agree what they pay, and who is next.

use super::{Lever, Morning};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::{PricePolicy, Weights};

/// A rate that nobody passes, and one broker with one rule.
#[derive(Clone, PartialEq, Debug)]
pub struct JointCommissioning {
    /// The rate agreed for homecare, pence an hour; `None` leaves the council's price.
    pub homecare: Option<f64>,
    /// The rate agreed for care homes, pence a week; `None` leaves the council's price.
    pub care_home: Option<f64>,
    /// The weights of the single broker; `None` leaves the council's.
    pub weights: Option<Weights>,
}

impl Lever for JointCommissioning {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        if morning.size <= 0.0 {
            return;
        }
        market.council.price_policy = PricePolicy::Agreed;
        for (prices, agreed) in market
            .prices
            .iter_mut()
            .zip([self.homecare, self.care_home])
        {
            prices.agreed = Some(agreed.unwrap_or(prices.base));
        }
        if let Some(weights) = self.weights {
            market.council.weights = weights;
        }
    }
}
