//! A commissioner buys agency hours, person by person or in a block.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, PricePerHour};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::commission::Commission;
use crate::world::market::ledger::{Heading, hours_a_week};
use crate::world::market::reserved::{HoursWanted, LOT, Serves};
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Homecare bought from agencies at a commissioner's own price, person by person or in a block, for people waiting in acute beds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionHomecare {
    /// Hours a week: the most that it pays for at a time, or the block's.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub hours_per_week: u32,
    /// Price offered an hour.
    pub price: PricePerHour,
    /// For how long it pays for a package, before the council takes it over at its own price; for good unless given.
    pub pays_for: Option<Days>,
    /// How hours are bought.
    #[serde(default)]
    pub contract: HoursContract,
    /// Whom a block is for; people in acute beds unless given.
    pub serves: Option<ServesSpec>,
}

/// How hours of homecare are bought.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoursContract {
    /// Person by person: paid for while somebody has them.
    #[default]
    Spot,
    /// Reserved at agencies, and paid for whether used or not.
    Block,
}

/// Whom a block of hours is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServesSpec {
    /// People who wait in acute beds.
    #[default]
    Hospital,
    /// Those, and people who wait anywhere else.
    Anyone,
}

impl ServesSpec {
    fn serves(self) -> Serves {
        match self {
            Self::Hospital => Serves::Hospital,
            Self::Anyone => Serves::Anyone,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Hospital => "in acute beds",
            Self::Anyone => "who wait anywhere",
        }
    }
}

impl Written for CommissionHomecare {
    const ABOUT: About = About {
        title: "Buys agency hours, person by person or in a block, for people leaving hospital.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Every morning the payer offers agencies `price` for people who wait for homecare in acute beds and whose care the council \
would pay for, as long as the packages it pays for come to no more than `hours_per_week`. Offers are taken dearest first, so a price above \
the council's comes before the council's own, and reaches agencies that do not sell at the council's price. Should the hours be used up, \
the person still has the council's offer. It creates no hours: these come from agencies' staff. What it pays above the council's price \
pulls up what agencies ask, as dear step-down beds do in care homes. A price at or below the council's buys nothing person by person, and \
there is a warning (W018).

With `contract = \"block\"` it reserves hours instead. They are contracted 15 a week at a time in the morning's brokerage, in order of price, \
from agencies that sell at it: a block above the council's price comes before the council's offers. An agency \
offers nobody else what is reserved, has posts for it, and **is paid for it whether it is used or not**, for as long as it has the staff. \
Before each morning's brokerage people who wait for homecare at the council's expense, in acute beds or, with `serves = \"anyone\"`, wherever they are, take free \
hours of one agency, longest wait first; smaller packages may overtake. Their care is paid by the block; when it ends the hours \
stay reserved. The council may pay for a block too. At its end, or when it shrinks, hours nobody uses are given back, the others as packages end.

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
        let block = self.contract == HoursContract::Block;
        if payer == "self" || payer == "council" && !block {
            let message = "the council buys homecare person by person already";
            let help =
                "let paid_by be another payer, such as \"trust\", or set contract = \"block\"";
            ground.error("", message, help);
        } else if payer == "council" && self.pays_for.is_some() {
            let message = "the council cannot take over what it pays for";
            ground.error("pays_for", message, "leave out pays_for");
        }
        if self.serves.is_some() && !block {
            let message = "hours bought person by person are for people in acute beds";
            ground.error(
                "serves",
                message,
                "leave it out, or set contract = \"block\"",
            );
        }
        let usual = ground.market.homecare.providers.price_council;
        if !block && self.hours_per_week > 0 && self.price.pence() as f64 <= usual {
            let message = format!(
                "{} is no more than the council pays already, so this buys nothing",
                self.price
            );
            let help = "offer more, or set contract = \"block\" to reserve hours at this price";
            ground.warn("W018", "price", message, help);
        }
        if ground.earlier_with_same_payer() {
            let message = "two policies buy homecare at the expense of one payer";
            let help = "write one with a ramp, or let different payers pay";
            ground.error("", message, help);
        }
        let minutes = i64::from(ground.scaled(self.hours_per_week)) * 60;
        let pays_for = self.pays_for.map(|days| Span::from_days(days.days()));
        if block {
            return Some(Arc::new(Block {
                minutes,
                price: self.price.pence(),
                serves: self.serves.unwrap_or_default().serves(),
                pays_for,
            }));
        }
        Some(Arc::new(Bought {
            minutes,
            price: self.price.pence(),
            pays_for,
        }))
    }

    fn in_words(&self, by: &str) -> String {
        if self.contract == HoursContract::Block {
            return format!(
                "{by} reserves {} hours of homecare a week at agencies at {}, for people {}",
                self.hours_per_week,
                self.price,
                self.serves.unwrap_or_default().in_words()
            );
        }
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
        Some(hours_a_week(self.minutes, self.price))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let minutes = libm::rint(self.minutes as f64 * morning.size) as i64;
        let terms = Commission::new(morning.payer, self.price, minutes, self.pays_for);
        market.commission(morning, terms, cx);
    }
}

/// What a block does.
#[derive(Debug)]
struct Block {
    /// A week.
    minutes: i64,
    /// Pence an hour.
    price: i64,
    serves: Serves,
    pays_for: Option<Span>,
}

impl Lever for Block {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some(hours_a_week(self.minutes, self.price))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if let Some(span) = self.pays_for {
            let block = Some(morning.policy as u16);
            market.end_commissioned_time((morning.payer, block), span, cx);
        }
        let terms = HoursWanted {
            minutes: libm::rint(self.minutes as f64 * morning.size) as i64,
            price: self.price,
            lot: LOT,
            serves: self.serves,
        };
        market.want_hours(morning, terms);
    }
}
