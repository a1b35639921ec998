//! What providers ask, what commissioners offer, and what of it reaches pay.

use super::employer::{Employer, Kind};
use super::setup::{MarketSetup, Payer, PricePolicy, ProviderSetup, SELF_FUNDER};

/// One of the two markets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goods {
    /// Hours of homecare.
    Homecare,
    /// Weeks in a care-home bed.
    Beds,
}

impl Goods {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::Homecare, Self::Beds];

    /// The name of the market in measure keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Homecare => "homecare",
            Self::Beds => "care_home",
        }
    }

    /// What the market's providers do and cost.
    pub fn providers(self, rules: &MarketSetup) -> &ProviderSetup {
        match self {
            Self::Homecare => &rules.homecare.providers,
            Self::Beds => &rules.care_home.providers,
        }
    }

    /// What the market's providers are.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Homecare => Kind::Agency,
            Self::Beds => Kind::Home,
        }
    }
}

/// Prices of one market, in pence an hour or a week.
#[derive(Clone, Debug)]
pub struct Prices {
    /// Council price at the start.
    pub base: f64,
    /// What providers ask for the next contract.
    pub ask: f64,
    /// A rate that commissioners have agreed not to pass.
    pub agreed: Option<f64>,
}

impl Prices {
    /// Prices at the start.
    pub fn new(setup: &ProviderSetup) -> Self {
        Self {
            base: setup.price_council,
            ask: setup.price_council,
            agreed: None,
        }
    }

    /// What the council offers for a new contract, whole pence.
    pub fn council(&self, policy: PricePolicy) -> i64 {
        let price = match policy {
            PricePolicy::Hold => self.base,
            PricePolicy::Match => self.ask.max(self.base),
            PricePolicy::Agreed => self.agreed.unwrap_or(self.base),
        };
        libm::rint(price) as i64
    }

    /// What another commissioner who means to pay `price` may pay.
    pub fn capped(&self, policy: PricePolicy, price: i64) -> i64 {
        match policy {
            PricePolicy::Agreed => price.min(self.council(policy)),
            PricePolicy::Hold | PricePolicy::Match => price,
        }
    }

    /// The weekly move of what providers ask, towards what buyers other than council and self-funders pay.
    ///
    /// `share` and `mean` are their share of the volume and the mean price they pay above the base.
    pub fn follow(&mut self, share: f64, mean: f64, slope: f64, speed: f64) {
        let pull = (slope * share).min(1.0);
        let target = self.base + pull * (mean - self.base).max(0.0);
        self.ask += speed * (target - self.ask);
    }
}

impl Employer {
    /// Sets the price below which this provider does not sell, from what the market asks.
    pub fn set_reserve(&mut self, rules: &MarketSetup, ask: f64) {
        self.reserve_price = (self.reserve_share * ask).max(self.unit_cost(rules));
    }

    /// An eighth of the way, a week, from the wage paid to the wage that prices and the sector's pay imply.
    ///
    /// `reference` is the sector's pay now, uplifts included; `uplift` is the part someone else pays for; nobody may be
    /// paid less than `floor`.
    pub fn adjust_wage(
        &mut self,
        rules: &MarketSetup,
        revenue: i64,
        reference: f64,
        uplift: f64,
        floor: f64,
    ) {
        let pass_through = match self.kind {
            Kind::Agency => rules.homecare.providers.pass_through,
            Kind::Home => rules.care_home.providers.pass_through,
            Kind::Team(_) => 0.0,
        };
        let dearer = if self.reference_revenue > 0 {
            revenue as f64 / self.reference_revenue as f64 - 1.0
        } else {
            0.0
        };
        let target = (reference * (1.0 + pass_through * dearer)).max(floor);
        // An uplift is paid at once; what prices imply follows over eight weeks.
        self.wage += uplift - self.subsidy;
        self.subsidy = uplift;
        self.wage += (target - self.wage) / 8.0;
    }
}

/// The price this payer paid for a new contract at the start of the run, whole pence.
pub fn reference_price(setup: &ProviderSetup, payer: Payer) -> i64 {
    let price = if payer == SELF_FUNDER {
        setup.price_self
    } else {
        setup.price_council
    };
    libm::rint(price) as i64
}
