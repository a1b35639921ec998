//! Trains people for care who were not looking for it, and recognises those who work in it.

use super::{About, Evidence, Ground, Kind, Written};
use crate::scenario::meant::Sponsored;
use crate::scenario::quantity::{Money, MoneyPerYear, Share};
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::ledger::Heading;
use crate::world::market::setup::MarketSetup;
use crate::world::market::training::Course;
use crate::world::policy::{Lever, Morning};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// A fund that trains people who were not looking for care work, shared by several sectors.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingFund {
    /// What the fund was announced with, a year.
    pub pounds_per_year: MoneyPerYear,
    /// How much of it comes, as a share: 0.5 is a fund that was halved.
    #[serde(default = "whole")]
    pub scale: Share,
    /// Cost of a training place.
    pub cost_per_place: Money,
    /// Weeks from the first day of training to looking for a job.
    #[schemars(range(min = 1, max = 260))]
    #[serde(default = "twelve")]
    pub train_weeks: u32,
    /// How many are interested, over those who begin to look for care work by themselves. Assumed.
    #[schemars(range(min = 0, max = 10))]
    #[serde(default = "a_quarter")]
    pub reach: f64,
    /// Share of the fund spent on recognition instead of places.
    #[serde(default = "none")]
    pub recognition_share: Share,
    /// What recognising one of the sectors' staff takes, a year; needed where there is a `recognition_share`.
    pub recognition_per_person: Option<Money>,
    /// How far recognition, paid for in full, lowers quits, as a share. Assumed.
    #[serde(default = "a_twentieth")]
    pub recognition_effect: Share,
    /// Sectors whose staff are recognised, and whose vacancies those trained look at first.
    pub sectors: Vec<String>,
}

fn share(value: f64) -> Share {
    Share::new(value).expect("defaults are shares")
}

fn whole() -> Share {
    share(1.0)
}

fn none() -> Share {
    share(0.0)
}

fn a_twentieth() -> Share {
    share(0.05)
}

fn twelve() -> u32 {
    12
}

fn a_quarter() -> f64 {
    0.25
}

impl Written for TrainingFund {
    const ABOUT: About = About {
        title: "Trains people for care who were not looking for it.",
        kind: Kind::Acts,
        evidence: Evidence::Weak,
        does: "Of `pounds_per_year` x `scale`, the part that is not spent on recognition buys places at `cost_per_place`, spread evenly \
over the year; places that nobody takes stay open. Every Monday people who were not looking at care come forward, a Poisson number with \
mean `reach` x the labour market's weekly inflow, and begin training while there are places. Nobody who works in care, or looks for such \
work, is taken. After `train_weeks` they look for a job, at the fund's sectors first; notice and induction come on top. A place is paid for \
when it is taken, and nobody drops out.

`recognition_share` of the money is for making staff feel valued, at `recognition_per_person` a year for each of those who work in the \
fund's sectors that day. If it is enough for a share s of them, quits there are multiplied by (1 - `recognition_effect` x s); what is left \
when all are recognised is not spent. That it works is an assumption, and so is `reach`; everything else follows.",
        sources: &[
            "HSJ, Collaboration beyond the ecosystem, 2023: 500 million pounds for the care workforce, halved",
            "At the heart of it is a person, 2023: a shared pot for training and development",
        ],
        example: r#"[[policy]]
by = "icb"
paid_by = "icb"
start = "month 1"
[policy.action.training_fund]
pounds_per_year = "1.5m per year"
scale = 0.5
cost_per_place = "£5,000"
recognition_share = 0.2
recognition_per_person = "£50"
sectors = ["homecare", "care_home"]
"#,
    };

    fn build(&self, ground: &mut Ground<'_, '_>) -> Option<Arc<dyn Lever>> {
        let sectors = ground.all_sectors("sectors", &self.sectors);
        if self.sectors.is_empty() {
            let help = "name sectors, such as [\"homecare\", \"care_home\"]";
            ground.error("sectors", "this does not say whom the fund is for", help);
        }
        if self.cost_per_place.pence() <= 0 {
            let help = "write what a place costs, such as \"£5,000\"";
            ground.error("cost_per_place", "a place has to cost something", help);
            return None;
        }
        let money = ground.scaled_money(self.pounds_per_year) * self.scale.get();
        let recognition = money * self.recognition_share.get();
        let each = self.recognition_per_person.map_or(0, Money::pence);
        if self.recognition_share.get() > 0.0 && each <= 0 {
            let help =
                "add what it takes for one person a year, such as recognition_per_person = \"£50\"";
            let message = "this does not say how many people the money recognises";
            ground.error("recognition_per_person", message, help);
            return None;
        }
        let course = Course {
            places_per_year: (money - recognition) / self.cost_per_place.pence() as f64,
            cost: self.cost_per_place.pence(),
            reach: self.reach,
            weeks: self.train_weeks,
            sectors,
        };
        Some(Arc::new(Fund {
            course,
            recognition,
            each: each as f64,
            effect: self.recognition_effect.get(),
        }))
    }

    fn in_words(&self, by: &str) -> String {
        format!(
            "{by} trains people who were not looking for care work, with {} of {}, for {}",
            super::percent(self.scale.get()),
            self.pounds_per_year,
            super::plain_list(&self.sectors)
        )
    }

    fn sponsored(&self, _market: &MarketSetup) -> Vec<Sponsored> {
        super::sectors_sponsored(&self.sectors)
    }
}

/// What it does.
#[derive(Debug)]
struct Fund {
    course: Course,
    /// Money for recognition, pence a year.
    recognition: f64,
    /// What it takes for one person, pence a year.
    each: f64,
    /// By how much quits fall where everyone is recognised, as a share.
    effect: f64,
}

impl Fund {
    /// People at work in its sectors.
    fn staff(&self, market: &Market<'_>) -> i64 {
        let sectors = self.course.sectors.iter();
        sectors.map(|&s| market.staff_of(s)).sum()
    }

    /// The share of these people that the money is enough for, and what they take, pence a year.
    fn recognised(&self, staff: i64, size: f64) -> (f64, f64) {
        let (money, all) = (self.recognition * size, self.each * staff as f64);
        if money <= 0.0 || all <= 0.0 {
            return (0.0, 0.0);
        }
        ((money / all).min(1.0), money.min(all))
    }
}

impl Lever for Fund {
    fn cost(&self, market: &Market<'_>, _cx: &Cx<'_, '_>) -> Option<(Heading, f64)> {
        let staff = self.staff(market);
        let (_, recognition) = self.recognised(staff, 1.0);
        let places = self.course.places_per_year * self.course.cost as f64;
        Some((Heading::Training, (places + recognition) * 7.0 / 365.0))
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let sectors = &self.course.sectors;
        let (share, spent) = self.recognised(self.staff(market), morning.size);
        for &sector in sectors {
            market.change_quits(sector, 1.0 - self.effect * share);
        }
        market.train(morning, &self.course, spent, cx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognition_reaches_as_many_as_there_is_money_for_and_no_more_is_spent() {
        let fund = Fund {
            course: Course {
                places_per_year: 0.0,
                cost: 1,
                reach: 0.0,
                weeks: 1,
                sectors: Vec::new(),
            },
            recognition: 1_000.0,
            each: 50.0,
            effect: 0.05,
        };
        assert_eq!(fund.recognised(40, 1.0), (0.5, 1_000.0));
        assert_eq!(fund.recognised(40, 0.5), (0.25, 500.0));
        assert_eq!(fund.recognised(10, 1.0), (1.0, 500.0));
        assert_eq!(fund.recognised(0, 1.0), (0.0, 0.0));
        assert_eq!(fund.recognised(40, 0.0), (0.0, 0.0));
    }
}
