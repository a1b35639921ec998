//! The ladder of decline: names become indices, rates a second.

use super::Check;
use super::chance::sampler;
use crate::engine::Span;
use crate::scenario::spec::Spec;
use crate::world::flow::setup::{FlowSetup, Group};
use crate::world::market::setup::{Need, NeedSetup};
use crate::world::need::ladder::setup::{Carers, Cascade, DeclineSetup, Isolation};
use crate::world::setup::per_second;

/// The ladder, if the place has one.
pub(super) fn build(
    spec: &Spec,
    flow: &FlowSetup,
    needs: &[Option<NeedSetup>],
    check: &mut Check<'_>,
) -> Option<DeclineSetup> {
    let d = spec.decline.as_ref()?;
    let groups: Vec<&str> = flow.groups.iter().map(String::as_str).collect();
    let group = check.index("decline.group", "group", &d.group, &groups)?;
    if needs[group].as_ref().map(|need| need.need) != Some(Need::Home) {
        let message = format!(
            "people of group \"{}\" do not come to need care at home",
            d.group
        );
        let help = "name a group with need = \"home\", self_funded and self_funded_care_home";
        check.error("decline.group", message, help);
    }
    let brings = flow
        .streams
        .iter()
        .find(|stream| stream.groups.iter().any(|&(_, g)| usize::from(g) == group));
    if let Some(stream) = brings {
        let message = format!(
            "the stream {} brings people of group \"{}\", whom decline brings",
            stream.name, d.group
        );
        check.error(
            "decline.group",
            message,
            "name a group that no stream brings",
        );
    }
    if d.start.social + d.start.health > d.population {
        let message = format!(
            "{} people at risk are more than the {} who may be",
            d.start.social + d.start.health,
            d.population
        );
        let help = "start with fewer, or raise decline.population";
        check.error("decline.start", message, help);
    }
    let (base, isolated) = (d.cascade.base.get(), d.cascade.isolated_unsupported.get());
    if isolated < base {
        let message =
            format!("the isolated would be set back less often ({isolated}) than others ({base})");
        let help = "write a chance of at least decline.cascade.base";
        check.error("decline.cascade.isolated_unsupported", message, help);
    }
    let a_second = |rate: crate::scenario::quantity::PerYear| per_second(rate.per_year());
    Some(DeclineSetup {
        group: group as Group,
        population: f64::from(d.population),
        onset: a_second(d.well_to_social),
        recovers: [a_second(d.social_recovers), a_second(d.health_recovers)],
        worsens: [a_second(d.social_to_health), a_second(d.health_to_need)],
        crisis: [a_second(d.crisis_social), a_second(d.crisis_health)],
        death: [a_second(d.death_social), a_second(d.death_health)],
        stay: sampler("decline.stay", &d.stay, check)?,
        bed_share: d.care_home_share.get(),
        isolation: Isolation {
            share: d.isolation.share.get(),
            factor: d.isolation.factor,
        },
        carers: Carers {
            share: d.carers.share.get(),
            hours: sampler("decline.carers.hours", &d.carers.hours, check)?,
            strained_minutes: d.carers.strained_above_hours * 60.0,
            strained_factor: d.carers.strained_factor,
        },
        cascade: Cascade {
            base,
            isolated_unsupported: isolated,
            within: Span::from_days(d.cascade.within_days.days()),
            more_hours: d.cascade.more_hours,
        },
        start: [d.start.social, d.start.health],
    })
}
