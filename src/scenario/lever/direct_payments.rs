//! People are given money for their care and employ personal assistants.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{PricePerHour, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::assistants::DirectPayment;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Money instead of care, for people whom the council assesses as needing care at home.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectPayments {
    /// Share who choose it, of people whose homecare the council would pay for.
    pub share: Share,
    /// Share of personal assistants who come from family and friends who were not looking for care work; the others fill
    /// vacancies. 0.5 unless given.
    #[serde(default = "half")]
    pub pa_from_new: Share,
    /// What an hour of care is paid with.
    pub price: PricePerHour,
}

/// Assumed.
fn half() -> Share {
    Share::HALF
}

impl Written for DirectPayments {
    const ABOUT: About = About {
        title: "People are given money for their care and employ personal assistants.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "Of people out of acute beds who are found to need care at home, and whose care the council would pay for, a share chooses \
money. Each looks for one personal assistant, who works for nobody else and as many hours as the person needs. With the chance \
`pa_from_new` somebody is found at once among family and friends who were not looking for care work; otherwise the person posts a vacancy \
in the sector of personal assistants, and what comes of it is up to the labour market, where agencies and homes look for the same people. \
Until an assistant begins work the person waits for an agency like anyone, and keeps its package until then.

Whoever has an assistant is at home with care; the payer pays `price` for each hour of it, under `direct_payments` and out of the budget for homecare, hospital stays included \
for as long as a package is kept. When an assistant has gone the person waits at home again, with emergency cover for the first days, and \
looks anew. When the person needs no more care at home, an assistant from the family stops looking for care work, and another looks for a \
job. The sector's pay, quits, induction and terms are those of the place: `price` is what the payer pays, and finds no assistant sooner.

At its end nobody new chooses money and whoever is still looking for an assistant, or waits for one to begin, stops; those who have one keep them. Where assistants \
come from is assumed, and decides what becomes of it.",
        sources: &[
            "Local Government Association, green paper The lives we want to lead, chapter 6, 2018: 154,000 of more than 500,000 people with a \
personal budget have a direct payment",
            "Skills for Care, evidence FFF0024 to the House of Lords, 2020/21: 70,000 people employ staff in 130,000 posts",
        ],
        example: r#"[[policy]]
by = "council"
paid_by = "council"
start = "month 1"
ramp = "6 months"
[policy.action.direct_payments]
share = 0.31
pa_from_new = 0.5
price = "16.50 per hour"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let Some(sector) = ground.market.assistants() else {
            let message = "this place has no personal assistants";
            let help = "add [workforce.sectors.pa], and [teams.pa] with posts = 0, contact_share = 1.0 and assistants = true";
            ground.error("", message, help);
            return None;
        };
        let workforce = &ground.market.workforce;
        let costs = workforce.sectors[sector].pay * workforce.on_costs;
        if (self.price.pence() as f64) < costs {
            let message = format!(
                "{} does not pay for an hour of an assistant, which costs {:.2} with the employer's costs",
                self.price,
                costs / 100.0
            );
            let help = "pay more, or let assistants start with less pay (workforce.sectors.pa.pay)";
            ground.warn("W019", "price", message, help);
        }
        Some(Arc::new(Money {
            share: self.share.get(),
            from_new: self.pa_from_new.get(),
            price: self.price.pence(),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} gives {} of people who come to need care at home money for personal assistants, {} of whom are family and friends",
            super::percent(self.share.get()),
            super::percent(self.pa_from_new.get())
        )
    }

    fn sets(&self) -> Vec<String> {
        vec!["who is given money for care".to_owned()]
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let name = |sector: usize| market.workforce.sectors[sector].name.clone();
        let sector = market.assistants().map(name);
        sector.map(Sponsored::Sector).into_iter().collect()
    }
}

/// What it does.
#[derive(Debug)]
struct Money {
    share: f64,
    from_new: f64,
    price: i64,
}

impl Lever for Money {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        if morning.ended.is_none() {
            market.offer_direct_payments(DirectPayment {
                share: self.share * morning.size,
                from_new: self.from_new,
                price: self.price,
                payer: morning.payer,
            });
        }
    }
}
