//! Acute beds close when fewer people are delayed.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::Days;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::hospital::ClosingRule;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Acute beds that close, as they empty, once delays there have fallen and stayed down.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseAcuteBeds {
    /// Beds.
    #[schemars(range(min = 0, max = 100_000))]
    pub beds: u32,
    /// They close when the mean over 28 days of people delayed in acute beds is below this share of what it was in the year before day 0; 1 closes them when delays are down at all.
    #[schemars(range(min = 0, max = 10))]
    #[serde(default = "nine_tenths")]
    pub when_delayed_below: f64,
    /// For how long it has to be.
    #[serde(default = "four_weeks", rename = "for")]
    pub for_days: Days,
    /// Whether they open again once that mean is above what it was.
    #[serde(default)]
    pub reopen: bool,
}

/// Assumed: a fall that a hospital would notice.
fn nine_tenths() -> f64 {
    0.9
}

/// Assumed: a month of figures.
fn four_weeks() -> Days {
    Days(28.0)
}

impl Written for CloseAcuteBeds {
    const ABOUT: About = About {
        title: "Closes acute beds once fewer people are delayed in them.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "When the mean over 28 days of people delayed in acute beds has been below `when_delayed_below` times its mean in the year \
before day 0 for as long as `for` says, the beds close as they empty; nobody is moved out for it. With `reopen` they open again when the \
mean over 28 days is above that of the year before day 0, and close again on the same terms. While the policy grows, so does the number \
of beds. At its end all are open.",
        sources: &["Holder, How hospitals can collaborate with social care, Nuffield Trust, 2017"],
        example: r#"[[policy]]
by = "trust"
paid_by = "trust"
start = "month 3"
[policy.action.close_acute_beds]
beds = 30
when_delayed_below = 0.8
for = "28 days"
reopen = true
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let acute = &ground.market.places.acute;
        let beds = ground.market.beds_of(*acute);
        if beds.is_none_or(|beds| beds < self.beds) {
            let message = format!("{} acute beds cannot close", self.beds);
            let there = beds.map_or("no number of acute beds is given".to_owned(), |beds| {
                format!("there are {beds}")
            });
            ground.error("beds", message, there);
        }
        ground.acute_beds_are_fixed();
        Some(Arc::new(Closing {
            beds: ground.scaled(self.beds),
            rule: ClosingRule {
                below: self.when_delayed_below,
                mornings: libm::ceil(self.for_days.days()) as u32,
                reopen: self.reopen,
            },
        }))
    }

    fn in_words(&self, by: &str) -> String {
        let (share, after) = (super::percent(self.when_delayed_below), &self.for_days);
        format!(
            "{by} closes {} acute beds once delays there have been below {share} of what they were for {after}",
            self.beds
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Closing {
    beds: u32,
    rule: ClosingRule,
}

impl Lever for Closing {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        let beds = libm::rint(f64::from(self.beds) * morning.size) as u32;
        market.close_acute_beds(morning.policy, beds, self.rule);
    }
}
