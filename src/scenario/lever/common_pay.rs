//! Pays several sectors alike.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::{MarketSetup, Sector};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// One pay scale for several sectors, paid for by the payer and not by the employers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommonPay {
    /// The sectors that get it.
    pub sectors: Vec<String>,
    /// The sector whose pay they get.
    pub align_to: String,
    /// Whether they get its sick pay, pension, leave and security too.
    #[serde(default)]
    pub terms: bool,
}

impl Written for CommonPay {
    const ABOUT: About = About {
        title: "Pays several sectors alike.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "Pay in these sectors rises to that of `align_to` as it was before any uplift, and with `terms` so does the money value of \
what goes with pay; whoever earns more already keeps it. It grows with the policy. The payer is charged paid hours x rise x on-costs, and \
paid hours x pay x the rise in terms. Who stays, who comes and who moves follows from pay compared in the weekly labour step.",
        sources: &[
            "At the heart of it is a person, 2023: a common pay system",
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: just as valuable as staff in the NHS",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "pool"
start = "month 1"
ramp = "26 weeks"
[policy.action.common_pay]
sectors = ["homecare", "care_home"]
align_to = "nhs_support"
terms = true
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sectors = ground.all_sectors("sectors", &self.sectors);
        if self.sectors.is_empty() {
            let help = "name sectors, such as [\"homecare\", \"care_home\"]";
            ground.error("sectors", "this does not say whose pay is aligned", help);
        }
        Some(Arc::new(Alike {
            align_to: ground.sector("align_to", &self.align_to)?,
            sectors,
            terms: self.terms,
        }))
    }

    fn sets(&self) -> Vec<String> {
        let sectors = self.sectors.iter();
        sectors
            .map(|sector| format!("pay in {}", super::plain(sector)))
            .collect()
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} pays {} as much as {}{}",
            super::plain_list(&self.sectors),
            super::plain(&self.align_to),
            if self.terms {
                ", on the same terms"
            } else {
                ""
            }
        )
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        super::sectors_sponsored(&self.sectors)
    }
}

/// What it does.
#[derive(Debug)]
struct Alike {
    sectors: Vec<Sector>,
    align_to: Sector,
    terms: bool,
}

impl Alike {
    /// What a sector lacks to be paid like the other: pence an hour, and terms as a share of pay.
    fn rise(&self, market: &Market<'_>, sector: Sector) -> (f64, f64) {
        let pay = market.sector_pay(self.align_to) - market.sector_pay(sector);
        let terms = market.usual_terms(self.align_to) - market.usual_terms(sector);
        (pay.max(0.0), if self.terms { terms.max(0.0) } else { 0.0 })
    }
}

impl Lever for Alike {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let sectors = self.sectors.iter();
        let rises = sectors.map(|&sector| {
            let (pence, terms) = self.rise(market, sector);
            market.cost_of_rise(sector, pence, terms * market.sector_pay(sector))
        });
        Some((Heading::PayUplift, rises.sum()))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        for (n, &sector) in self.sectors.iter().enumerate() {
            let slot = (morning.policy, n);
            let (rise, terms) = self.rise(market, sector);
            market.set_uplift(slot, sector, rise * morning.size, morning.payer);
            if self.terms {
                market.set_terms(slot, sector, terms * morning.size, morning.payer);
            }
        }
    }
}
