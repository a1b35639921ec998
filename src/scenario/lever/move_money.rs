//! One payer gives another money.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::MoneyPerYear;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::setup::{COUNCIL, Payer};
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Money that one payer gives another for care.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMoney {
    /// Who gives it.
    pub from: String,
    /// Who gets it.
    pub to: String,
    /// How much, a year.
    pub pounds_per_year: MoneyPerYear,
}

impl Written for MoveMoney {
    const ABOUT: About = About {
        title: "One payer gives another money.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "So much a year is paid by `from` to `to`, evenly, and shows as `cost.FROM.moved` and `received.TO`. The one budget that \
binds is the council's for placements: what the council gets is added to it, what it gives is taken from it. Among other payers money only \
changes hands: what they buy with it takes a policy of its own.",
        sources: &[
            "NHS Confederation, The preventative potential of social care, 2023: a leftward shift of resources",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.move_money]
from = "icb"
to = "council"
pounds_per_year = "£2m per year"
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let from = ground.payer("from", &self.from);
        let to = ground.payer("to", &self.to);
        if from.is_some() && from == to {
            ground.error(
                "to",
                "nobody gives money to themselves",
                "name another payer",
            );
        }
        let council = from == Some(COUNCIL) || to == Some(COUNCIL);
        if council && !ground.market.council.placements_hard {
            ground.placements_are_soft();
        }
        Some(Arc::new(Moved {
            from: from?,
            to: to?,
            pence: ground.scaled_money(self.pounds_per_year),
        }))
    }

    fn in_words(&self, _by: &str) -> String {
        let Self {
            from,
            to,
            pounds_per_year,
        } = self;
        format!("The {from} gives the {to} {pounds_per_year}")
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Moved {
    from: Payer,
    to: Payer,
    /// A year.
    pence: f64,
}

impl Lever for Moved {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.move_money(morning, (self.from, self.to), self.pence, cx);
    }
}
