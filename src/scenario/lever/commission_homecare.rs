//! The trust buys agency hours for people leaving hospital.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, PricePerHour};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::commission::Commission;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Homecare bought from agencies at the trust's own price, person by person, for people waiting in acute beds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionHomecare {
    /// Most hours a week that it pays for at a time.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub hours_per_week: u32,
    /// Price offered an hour.
    pub price: PricePerHour,
    /// For how long it pays for a package, before the council takes it over at its own price; for good unless given.
    pub pays_for: Option<Days>,
}

impl Written for CommissionHomecare {
    const ABOUT: About = About {
        title: "The trust buys agency hours for people leaving hospital.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Every morning the payer offers agencies `price` for people who wait for homecare in acute beds and whose care the council \
would pay for, as long as the packages it pays for come to no more than `hours_per_week`. Offers are taken dearest first, so a price above \
the council's comes before the council's own, and reaches agencies that do not sell at the council's price. Should the hours be used up, \
the person still has the council's offer. It creates no hours: these come from agencies' staff. What it pays above the council's price \
pulls up what agencies ask, as dear step-down beds do in care homes.

With `pays_for` the council takes packages over after that time. A package goes on at the trust's expense otherwise, until it ends. A \
package held for someone in hospital stays with whoever paid for it.",
        sources: &[
            "NHS Confederation, The preventative potential of social care, 2023: Harrogate commissioning its own homecare services",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
[policy.action.commission_homecare]
hours_per_week = 2000
price = "28 per hour"
pays_for = "42 days"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let payer = ground.paid_by();
        if payer == "council" || payer == "self" {
            let message = "this is about homecare that somebody beside the council buys";
            ground.error(
                "",
                message,
                "let paid_by be another payer, such as \"trust\"",
            );
        }
        if ground.earlier_with_same_payer() {
            let message = "two policies buy homecare at the expense of one payer";
            let help = "write one with a ramp, or let different payers pay";
            ground.error("", message, help);
        }
        Some(Arc::new(Bought {
            minutes: i64::from(ground.scaled(self.hours_per_week)) * 60,
            price: self.price.pence(),
            pays_for: self.pays_for.map(|days| Span::from_days(days.days())),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} buys up to {} hours of homecare a week from agencies at {}, for people in acute beds",
            self.hours_per_week, self.price
        )
    }

    fn sponsored(&self, market: &MarketSetup) -> Vec<Sponsored> {
        let sector = &market.workforce.sectors[market.homecare.sector];
        vec![Sponsored::Sector(sector.name.clone())]
    }
}

/// What it does.
#[derive(Debug)]
struct Bought {
    /// A week.
    minutes: i64,
    /// Pence an hour.
    price: i64,
    pays_for: Option<Span>,
}

impl Lever for Bought {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((
            Heading::Homecare,
            self.minutes as f64 * self.price as f64 / 60.0,
        ))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let minutes = libm::rint(self.minutes as f64 * morning.size) as i64;
        let terms = Commission::new(morning.payer, self.price, minutes, self.pays_for);
        market.commission(morning, terms, cx);
    }
}
