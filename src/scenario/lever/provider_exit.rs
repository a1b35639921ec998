//! The largest providers of a market close.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::price::Goods;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// The closure, from one day on, of the largest agencies or care homes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderExit {
    /// Which market they leave.
    pub market: Leaves,
    /// How many close.
    #[schemars(range(min = 0, max = 10_000))]
    pub providers: u32,
}

/// Which market providers leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Leaves {
    /// Homecare agencies.
    Homecare,
    /// Care homes.
    CareHome,
}

impl Written for ProviderExit {
    const ABOUT: About = About {
        title: "The largest providers of a market close.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "On its first morning the providers that then sell most begin to close, as any provider that closes: they take nobody new, \
their clients are handed back over `closing_days` or look for another home, and once the last has left the staff look for other work. It \
happens once; an end does not bring them back.",
        sources: &[
            "Care Quality Commission register: homecare agencies close at 14 % a year, mostly small ones",
        ],
        example: r#"[[policy]]
by = "market"
paid_by = "council"
start = "month 6"
[policy.action.provider_exit]
market = "homecare"
providers = 1
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.comes_at_once("providers close on one day");
        Some(Arc::new(Exit {
            goods: match self.market {
                Leaves::Homecare => Goods::Homecare,
                Leaves::CareHome => Goods::Beds,
            },
            providers: ground.scaled(self.providers),
        }))
    }

    fn in_words(&self, _by: &str) -> String {
        let what = match self.market {
            Leaves::Homecare => "homecare agencies",
            Leaves::CareHome => "care homes",
        };
        format!("The {} largest {what} close", self.providers)
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Exit {
    goods: Goods,
    providers: u32,
}

impl Lever for Exit {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if self.providers > 0 {
            market.close_largest(morning, self.goods, self.providers, cx.now());
        }
    }
}
