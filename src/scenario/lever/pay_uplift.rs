//! Raises what sectors pay, and so whom they can draw from the others.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::PricePerHour;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::{MarketSetup, Sector};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A rise in hourly pay, paid for by the payer and not by the employer. Give exactly one of `rise` and `rise_per_hour`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PayUplift {
    /// The sector whose pay rises.
    pub sector: Option<String>,
    /// The sectors whose pay rises.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// The rise, as a share of present pay.
    #[schemars(range(min = -0.5, max = 2))]
    pub rise: Option<f64>,
    /// The rise, an hour.
    pub rise_per_hour: Option<PricePerHour>,
}

impl Written for PayUplift {
    const ABOUT: About = About {
        title: "Raises what one sector or several pay.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Pay in these sectors rises by the share or the pounds given, in step with the policy's growth. The payer is charged paid \
hours x rise x on-costs; the employers' margins do not change. Whether it keeps staff, draws them from other sectors or from outside \
care follows from pay compared in the weekly labour step.",
        sources: &[
            "NHS Confederation and partners, At the heart of it is a person, 2023",
            "HSJ, Collaboration beyond the ecosystem, 2023",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "pool"
start = "month 1"
[policy.action.pay_uplift]
sectors = ["homecare", "care_home"]
rise = 0.05
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let mut sectors = ground.all_sectors("sectors", &self.sectors);
        if let Some(name) = &self.sector {
            sectors.extend(ground.sector("sector", name));
            sectors.sort_unstable();
            sectors.dedup();
        }
        if self.sector.is_none() && self.sectors.is_empty() {
            ground.error(
                "",
                "this does not say whose pay rises",
                "add sector or sectors",
            );
        }
        let rise = match (self.rise, self.rise_per_hour) {
            (Some(share), None) => Rise::Share(share),
            (None, Some(price)) => Rise::Pence(price.pence() as f64),
            _ => {
                let help = "give either rise (as a share) or rise_per_hour";
                ground.error("", "this does not say by how much pay rises", help);
                return None;
            }
        };
        let lever: Arc<dyn Lever> = Arc::new(Uplift { sectors, rise });
        Some(lever)
    }

    fn in_words(&self, by: &str) -> String {
        let sectors = self.sector.iter().chain(&self.sectors);
        let sectors: Vec<String> = sectors.map(|n| n.replace('_', " ")).collect();
        let rise = match (self.rise, self.rise_per_hour) {
            (Some(share), _) => super::percent(share),
            (None, Some(price)) => price.to_string(),
            (None, None) => "nothing".to_owned(),
        };
        format!("{by} raises pay in {} by {rise}", sectors.join(" and "))
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        let sectors = self.sector.iter().chain(&self.sectors);
        sectors.cloned().map(Sponsored::Sector).collect()
    }
}

/// What it does.
#[derive(Debug)]
struct Uplift {
    sectors: Vec<Sector>,
    rise: Rise,
}

/// A rise in pay.
#[derive(Clone, Copy, Debug)]
enum Rise {
    /// As a share of present pay.
    Share(f64),
    /// Pence an hour.
    Pence(f64),
}

impl Uplift {
    /// The whole rise in a sector, pence an hour.
    fn pence(&self, market: &Market<'_>, sector: Sector) -> f64 {
        match self.rise {
            Rise::Share(share) => share * market.sector_pay(sector),
            Rise::Pence(pence) => pence,
        }
    }
}

impl Lever for Uplift {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let sectors = self.sectors.iter();
        let rises = sectors.map(|&s| market.cost_of_rise(s, self.pence(market, s), 0.0));
        Some((Heading::PayUplift, rises.sum()))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for (n, &sector) in self.sectors.iter().enumerate() {
            let full = self.pence(market, sector);
            let slot = (morning.policy, n);
            market.set_uplift(slot, sector, full * morning.size, morning.payer);
        }
    }
}
