//! Buys care-home beds for people leaving hospital.

use super::{About, Evidence, Ground, Kind, Written};
use crate::engine::Span;
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Days, PricePerWeek};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::block::{AfterCap, Ready, Terms};
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::policy::{Lever, Morning, Turn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Beds in care homes, reserved for people ready to leave acute beds, whether used or not. People in
/// them go on waiting for what they need, with the priority of someone in a step-down bed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyStepDown {
    /// Beds.
    #[schemars(range(min = 0, max = 100_000))]
    pub beds: u32,
    /// Price offered a bed a week.
    pub price: PricePerWeek,
    /// Which beds: any that homes have free, or only ones that they staff for it.
    #[serde(default)]
    pub from: From,
    /// Whether people in them get therapy.
    #[serde(default)]
    pub therapy: bool,
    /// Who is moved into them from acute beds, those ready longest first.
    #[serde(default)]
    pub takes: Takes,
    /// Longest stay paid for; no limit unless given.
    pub stay_cap: Option<Days>,
    /// What happens at the cap.
    pub after_cap: Option<Then>,
}

/// Who is moved into step-down beds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// People whose care is funded, who wait only for homecare or a care home.
    #[default]
    Funded,
    /// Also people assessed in hospital whose care home or funding is still being settled; that goes on in the step-down bed.
    Assessed,
}

/// Which beds a block may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub enum From {
    /// Beds that homes staff now.
    #[default]
    #[serde(rename = "existing beds")]
    ExistingBeds,
    /// Only beds that homes staff for it, which they did not staff before.
    #[serde(rename = "new beds")]
    NewBeds,
}

/// What happens to someone who has been in a step-down bed as long as is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// The buyer goes on paying.
    #[default]
    TrustPays,
    /// The council pays from then on.
    CouncilPays,
    /// They go home without support and wait there.
    Home,
}

impl Written for BuyStepDown {
    const ABOUT: About = About {
        title: "Buys care-home beds for people leaving hospital.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Every morning the block wants as many beds as the policy has grown to. It gets them bed by bed in the morning's \
brokerage, in order of price: a block above the council's price comes before the council's offers, one at the same price takes its \
chance among them. A bed is paid for from the day it is contracted, used or not, and nobody else may have it. People ready in acute \
beds are moved into free ones, those ready longest first, after every service has had its turn.

Being moved does not end a wait: people in step-down beds go on being assessed, or queue with the weight of a step-down bed \
(`council.brokerage.weights.step_down`). Some recover and need nothing more, few without therapy. At its end, or when it shrinks, the \
block gives beds back only as people leave them.",
        sources: &[
            "Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017",
            "IPACS, D2A model inputs, 2022-23",
        ],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 1"
ramp = "6 weeks"
[policy.action.buy_step_down]
beds = 60
price = "1400 per week"
therapy = true
takes = "assessed"
stay_cap = "28 days"
after_cap = "council_pays"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        if self.after_cap.is_some() && self.stay_cap.is_none() {
            ground.error(
                "after_cap",
                "there is no cap after which this could happen",
                "add stay_cap, such as \"28 days\", or leave out after_cap",
            );
        }
        let after = match self.after_cap.unwrap_or_default() {
            Then::TrustPays => AfterCap::TrustPays,
            Then::CouncilPays => AfterCap::CouncilPays,
            Then::Home => AfterCap::Home,
        };
        Some(Arc::new(StepDown {
            beds: ground.scaled(self.beds),
            price: self.price.pence(),
            only_new: self.from == From::NewBeds,
            therapy: self.therapy,
            takes: match self.takes {
                Takes::Funded => Ready::Funded,
                Takes::Assessed => Ready::Assessed,
            },
            stay_cap: self
                .stay_cap
                .map(|cap| (Span::from_days(cap.days()), after)),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} buys {} step-down beds in care homes at {}, {} therapy, for people {}",
            self.beds,
            self.price,
            if self.therapy { "with" } else { "without" },
            match self.takes {
                Takes::Funded => "who wait for homecare or a care home",
                Takes::Assessed => "assessed in hospital",
            }
        )
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        vec![Sponsored::StepDown]
    }
}

/// What it does.
#[derive(Debug)]
struct StepDown {
    beds: u32,
    /// Pence a week.
    price: i64,
    only_new: bool,
    therapy: bool,
    takes: Ready,
    stay_cap: Option<(Span, AfterCap)>,
}

impl Lever for StepDown {
    fn cost(&self, _market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        Some((Heading::StepDown, f64::from(self.beds) * self.price as f64))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let terms = Terms {
            wanted: libm::rint(f64::from(self.beds) * morning.size) as u32,
            price: self.price,
            therapy: self.therapy,
            only_new: self.only_new,
        };
        market.want_block(morning, terms, cx);
        if let Some((cap, after)) = self.stay_cap {
            market.end_long_stays(morning.policy, cap, after, cx);
        }
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if morning.size > 0.0 {
            market.fill_block(morning.policy, self.takes, cx);
        }
    }

    fn turn(&self) -> Turn {
        Turn::StepDown
    }
}
