//! More people come than usual.

use super::{About, Evidence, Ground, Kind, Written};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// More people who come from some streams, for as long as it lasts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandShock {
    /// The streams that more people come from.
    pub streams: Vec<String>,
    /// How many more, as a share of those who come anyway.
    #[schemars(range(min = 0, max = 10))]
    pub rise: f64,
}

impl Written for DemandShock {
    const ABOUT: About = About {
        title: "More people come than usual.",
        kind: Kind::Acts,
        evidence: Evidence::Emerges,
        does: "Every morning at 08:00 a Poisson number of people comes from each of these streams beside those who come anyway, with mean \
`rise` x what the stream brings that day, season and growth included. Those who come anyway are the same people at the same second. It \
grows with the policy and ends with it.",
        sources: &["NHS England, monthly emergency admissions, April 2023 to January 2025"],
        example: r#"[[policy]]
by = "winter"
paid_by = "trust"
start = "month 9"
end = "month 11"
[policy.action.demand_shock]
streams = ["simple", "hospital_home", "hospital_bed"]
rise = 0.1
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let known: Vec<&str> = ground.spec.streams.keys().map(String::as_str).collect();
        let named = self.streams.iter().enumerate();
        let streams = named
            .filter_map(|(i, name)| ground.one_of(&format!("streams.{i}"), "stream", name, &known));
        let mut streams: Vec<usize> = streams.collect();
        streams.sort_unstable();
        streams.dedup();
        Some(Arc::new(More {
            streams,
            rise: self.rise,
        }))
    }

    fn in_words(&self, _by: &str) -> String {
        let streams = super::plain_list(&self.streams);
        format!(
            "{} more people come from {streams}",
            super::percent(self.rise)
        )
    }

    fn is_paid_for(&self) -> bool {
        false
    }
}

/// What it does.
#[derive(Debug)]
struct More {
    streams: Vec<usize>,
    rise: f64,
}

impl Lever for More {
    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        if self.rise * morning.size > 0.0 {
            market.bring_more(morning, &self.streams, self.rise, cx);
        }
    }
}
