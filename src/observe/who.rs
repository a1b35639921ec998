//! Measures of who waits, who is held to blame for it and what really binds, who pays for what is held open, and
//! what is left of the budget.

use super::gauge::{Counter, Gauge};
use super::measures::{Formula, Linear, Rows, name_of, plain};
use crate::results::Better;
use crate::world::market::price::Goods;
use crate::world::market::setup::{MarketSetup, Reason};
use crate::world::market::tally::{MarketTally, ORIGINS};

/// Who is held responsible for a delay, by what someone waits for: as the national count of delayed transfers did.
const fn held_responsible(reason: Reason) -> &'static str {
    match reason {
        Reason::HospitalProcess | Reason::Rehabilitation | Reason::Choice => "nhs",
        Reason::TransferHub | Reason::Funding | Reason::Equipment | Reason::D2a => "both",
        Reason::CommunityAssessment
        | Reason::CareHomeAssessment
        | Reason::StartLag
        | Reason::Homecare
        | Reason::Placement
        | Reason::HandedBack => "social_care",
    }
}

/// What keeps someone waiting, as far as what they wait for tells.
const fn binds(reason: Reason) -> &'static str {
    match reason {
        Reason::HospitalProcess
        | Reason::TransferHub
        | Reason::CommunityAssessment
        | Reason::CareHomeAssessment
        | Reason::StartLag
        | Reason::Equipment => "process",
        Reason::Funding => "funding",
        Reason::Homecare | Reason::HandedBack | Reason::D2a => "hours",
        Reason::Rehabilitation | Reason::Placement => "beds",
        Reason::Choice => "choice",
    }
}

impl Rows<'_> {
    /// Waits for care, and deaths while waiting, by where the need came to light and by who pays.
    pub(super) fn who_waits(&mut self, market: &MarketSetup) {
        let payers = market.payers.len();
        let at = &market.places;
        for (goods, place) in [(Goods::Homecare, at.homecare), (Goods::Beds, at.care_home)] {
            let name = name_of(self.setup, place).to_owned();
            let label = plain(&name);
            let cell = |origin, payer| MarketTally::wait_cell(goods, origin, payer, payers);
            let by_origin = ORIGINS.iter().enumerate().map(|(o, origin)| {
                let cells: Vec<usize> = (0..payers).map(|p| cell(o, p)).collect();
                (*origin, format!("need from {origin}"), cells)
            });
            let by_payer = market.payers.iter().enumerate().map(|(p, payer)| {
                let cells = (0..ORIGINS.len()).map(|o| cell(o, p)).collect();
                (
                    payer.as_str(),
                    format!("paid for by {}", plain(payer)),
                    cells,
                )
            });
            let found: Vec<(&str, String, Vec<usize>)> = by_origin.chain(by_payer).collect();
            for (who, whose, cells) in &found {
                for (p, word, title) in [(0.5, "p50", "median"), (0.95, "p95", "95th percentile")] {
                    self.add(
                        &format!("care_wait_{word}.{name}.{who}"),
                        &format!("Wait for {label}, {title}: {whose}"),
                        "days",
                        Better::Lower,
                        Formula::CareWaitQuantile(cells.clone(), p),
                    );
                }
            }
        }
        let by = |origin: usize, payer: usize| Counter::DeathsWaitingBy(origin * payers + payer);
        for (o, origin) in ORIGINS.iter().enumerate() {
            let deaths = (0..payers).map(|p| by(o, p)).collect();
            self.add(
                &format!("deaths_waiting.{origin}"),
                &format!("Deaths of people ready to move on: need from {origin}"),
                "people",
                Better::Lower,
                Formula::Count(deaths),
            );
        }
        for (p, payer) in market.payers.iter().enumerate() {
            let deaths = (0..ORIGINS.len()).map(|o| by(o, p)).collect();
            self.add(
                &format!("deaths_waiting.{payer}"),
                &format!(
                    "Deaths of people ready to move on: {} would pay",
                    plain(payer)
                ),
                "people",
                Better::Lower,
                Formula::Count(deaths),
            );
        }
    }

    /// Two accounts of the same delay: who is held responsible, and what really keeps people waiting.
    pub(super) fn who_is_held_to_blame(&mut self, market: &MarketSetup) {
        let at = &market.places;
        let mut places = vec![
            at.acute,
            at.community_hospital,
            at.step_down,
            at.reablement,
            at.bridge,
            at.home,
            at.homecare,
        ];
        places.extend(at.d2a);
        let delayed = |belongs: &dyn Fn(Reason) -> bool| -> Linear {
            let reasons: Vec<Reason> = Reason::ALL.into_iter().filter(|&r| belongs(r)).collect();
            places
                .iter()
                .flat_map(|&p| Self::waiting_for(market, p, &reasons))
                .collect()
        };
        for (body, title) in [
            ("nhs", "Delayed, held against the NHS"),
            ("social_care", "Delayed, held against social care"),
            ("both", "Delayed, held against both"),
        ] {
            let sum = delayed(&|r| held_responsible(r) == body);
            self.level(
                &format!("blame.{body}"),
                title,
                "people",
                Better::Lower,
                sum,
            );
        }
        for (constraint, title, price) in [
            ("process", "Delayed because of process", None),
            (
                "funding",
                "Delayed because of funding or price",
                Some((&Goods::ALL[..], 1.0)),
            ),
            (
                "hours",
                "Delayed for lack of hours of homecare",
                Some((&[Goods::Homecare][..], -1.0)),
            ),
            (
                "beds",
                "Delayed for lack of beds",
                Some((&[Goods::Beds][..], -1.0)),
            ),
            ("choice", "Delayed because of choice", None),
        ] {
            let mut sum = delayed(&|r| binds(r) == constraint);
            if let Some((goods, factor)) = price {
                sum.extend(
                    goods
                        .iter()
                        .map(|&g| (Gauge::BoundByPrice(g as usize), factor)),
                );
            }
            self.level(
                &format!("binding.{constraint}"),
                title,
                "people",
                Better::Lower,
                sum,
            );
        }
    }

    /// What is kept open for people in hospital, by who pays; and what is left of the budgets.
    pub(super) fn holds_and_budgets(&mut self, market: &MarketSetup) {
        for (p, payer) in market.payers.iter().enumerate() {
            let label = plain(payer);
            for (key, what, gauge) in [
                ("held_beds", "Care-home beds", Gauge::HeldBeds(p)),
                ("held_packages", "Packages", Gauge::HeldPackages(p)),
            ] {
                let title = format!("{what} held open for people in hospital, paid for by {label}");
                let unit = if key == "held_beds" {
                    "beds"
                } else {
                    "packages"
                };
                self.level(
                    &format!("{key}.{payer}"),
                    &title,
                    unit,
                    Better::Neither,
                    vec![(gauge, 1.0)],
                );
            }
        }
        for (at, budget) in market.budgets.iter().enumerate() {
            let (payer, heading) = (&market.payers[budget.payer], budget.heading.name());
            let what = format!("budget of {} for {}", plain(payer), plain(heading));
            let means: Linear = vec![(Gauge::Budget(at), 1.0)];
            self.add(
                &format!("budget.{payer}.{heading}"),
                &format!("B{}", &what[1..]),
                "£ per year",
                Better::Neither,
                Formula::PoundsLeft(means.clone(), Vec::new()),
            );
            let spent = budget.heading.covers().iter();
            let spent = spent.map(|&h| Counter::Paid(budget.payer, h)).collect();
            self.add(
                &format!("budget_left.{payer}.{heading}"),
                &format!("Left of the {what}; overspent if below 0"),
                "£ per year",
                Better::Neither,
                Formula::PoundsLeft(means, spent),
            );
        }
    }
}
