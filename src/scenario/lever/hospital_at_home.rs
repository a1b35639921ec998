//! Another name of the virtual ward.

use super::virtual_ward::VirtualWard;
use super::{About, Ground, Written};
use crate::scenario::meant::Sponsored;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::Lever;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Hospital at home, with the keys of `virtual_ward`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct HospitalAtHome(VirtualWard);

impl Written for HospitalAtHome {
    const ABOUT: About = About {
        title: "Looks after patients at home who would be in an acute bed: another name of `virtual_ward`.",
        does: "The same as `virtual_ward`, to the last digit: some services go by this name.",
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
ramp = "6 months"
[policy.action.hospital_at_home]
places_per_100k = 25
"#,
        ..VirtualWard::ABOUT
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        self.0.build(ground)
    }

    fn in_words(&self, by: &str) -> String {
        let places = self.0.places_per_100k;
        format!("{by} opens hospital at home with {places} places for 100,000 people")
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        self.0.sponsored(market)
    }
}
