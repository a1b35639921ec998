//! People with not long to live are not kept waiting.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Palliative people wait for no decision on funding, and come before others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FastTrack {
    /// Their weight in the queue, where it is above that of the place they wait in; 6 unless given.
    #[schemars(range(min = 0, max = 1000))]
    #[serde(default = "six")]
    pub weight: f64,
}

/// Assumed: twice that of an acute bed.
fn six() -> f64 {
    6.0
}

impl Written for FastTrack {
    const ABOUT: About = About {
        title: "Palliative people are not kept waiting.",
        kind: Kind::Parameter,
        evidence: Evidence::Emerges,
        does: "People who had not long to live when their need came (`palliative.share`) wait for no decision on funding, and queue with at \
least this weight. No hours of care and no beds are added: others wait longer for it. `deaths_palliative_delayed` counts who died \
waiting in an acute bed.",
        sources: &[
            "Future Care Capital, At the heart of it is a person, 2023: palliative care that worked perfectly",
        ],
        example: r#"[set.palliative]
share = 0.05
death = "4 per year"

[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.fast_track]
weight = 6
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        ground.comes_at_once("people are fast-tracked from the first day");
        if ground.market.palliative_share <= 0.0 {
            let message = "nobody in this place is palliative";
            let help =
                "add [set.palliative] with share, such as 0.05, and death, such as \"4 per year\"";
            ground.error("", message, help);
        }
        Some(Arc::new(First(self.weight)))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} keeps palliative people waiting for no decision on funding, and lets them go first"
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct First(f64);

impl Lever for First {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, _cx: &mut Cx<'_, '_>) {
        if morning.size > 0.0 {
            market.fast_track(self.0);
        }
    }
}
