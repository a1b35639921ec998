//! One payer gives another money.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::quantity::MoneyPerYear;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::budget::BudgetHeading;
use crate::world::market::pool::Purse;
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
    /// Out of which of its budgets; the council's for placements, and no other's, unless given.
    pub from_heading: Option<String>,
    /// Into which of its budgets; the council's for placements, and no other's, unless given.
    pub to_heading: Option<String>,
    /// How much, a year.
    pub pounds_per_year: MoneyPerYear,
}

impl Written for MoveMoney {
    const ABOUT: About = About {
        title: "One payer gives another money.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "So much a year is paid by `from` to `to`, evenly, and shows as `cost.FROM.moved` and `received.TO`. It is taken from the \
budget `from_heading` and added to the budget `to_heading`, which have to be in `[budgets.PAYER]`; where the council is not told which, its \
placements. With two headings of one payer nothing is paid, and its budgets change. A budget that is not hard only reports what is \
left of it, and among payers without budgets money only changes hands: what they buy with it takes a policy of its own.",
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
        let mut heading = |key: &str, payer: Option<Payer>, name: Option<&String>| match name {
            Some(name) => ground.budget(payer, (key, name)),
            None => (payer == Some(COUNCIL)).then_some(BudgetHeading::Placements),
        };
        let from_heading = heading("from_heading", from, self.from_heading.as_ref());
        let to_heading = heading("to_heading", to, self.to_heading.as_ref());
        if from.is_some() && from == to && from_heading == to_heading {
            ground.error(
                "to",
                "nobody gives money to themselves",
                "name another payer, or another heading",
            );
        }
        let council = from == Some(COUNCIL) || to == Some(COUNCIL);
        let named = self.from_heading.is_some() || self.to_heading.is_some();
        if council && !named {
            ground.warn_if_soft(Some(COUNCIL), Some(BudgetHeading::Placements));
        }
        Some(Arc::new(Moved {
            from: (from?, from_heading),
            to: (to?, to_heading),
            pence: ground.scaled_money(self.pounds_per_year),
        }))
    }

    fn in_words(&self, _by: &str) -> String {
        let Self {
            from,
            to,
            pounds_per_year,
            from_heading,
            to_heading,
        } = self;
        let of = |word: &str, heading: &Option<String>| {
            let heading = heading.as_deref().map(super::plain);
            heading.map_or_else(String::new, |heading| {
                format!(" {word} its money for {heading}")
            })
        };
        let (out, into) = (of("out of", from_heading), of("for", to_heading));
        let into = into.replace(" for its money for", " for");
        if from == to {
            return format!("The {from} moves {pounds_per_year}{out}, to spend it{into}");
        }
        format!("The {from} gives the {to} {pounds_per_year}{out}{into}")
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct Moved {
    from: Purse,
    to: Purse,
    /// A year.
    pence: f64,
}

impl Lever for Moved {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        market.move_money(morning, (self.from, self.to), self.pence, cx);
    }
}
