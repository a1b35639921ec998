//! Measures of who waits, who is held to blame for it and what really binds, who pays for what is held open, and
//! what is left of the budget.

use super::gauge::{Counter, Gauge};
use super::measures::{Formula, Linear, Rows, name_of, plain};
use crate::results::Better;
use crate::world::market::price::Goods;
use crate::world::market::setup::{MarketSetup, Payer, Reason};
use crate::world::market::tally::{Cells, ORIGINS, Traits};

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

/// People who are told apart: their part of a key, how they are spoken of, and who of all they are.
struct Told {
    key: String,
    whose: String,
    who_died: String,
    /// Whether it is told of those who wait for homecare alone.
    homecare: bool,
    of: Box<dyn Fn(usize, Payer, Traits) -> bool>,
}

impl Told {
    fn new(
        key: &str,
        whose: String,
        who_died: String,
        of: impl Fn(usize, Payer, Traits) -> bool + 'static,
    ) -> Self {
        Self {
            key: key.to_owned(),
            whose,
            who_died,
            homecare: false,
            of: Box::new(of),
        }
    }

    fn of_trait(key: &str, whose: &str, of: impl Fn(Traits) -> bool + 'static) -> Self {
        let whose = whose.to_owned();
        Self::new(key, whose.clone(), whose, move |_, _, traits| of(traits))
    }

    /// Everyone told apart in a place.
    fn all(market: &MarketSetup) -> Vec<Self> {
        let mut all = Vec::new();
        for (o, origin) in ORIGINS.iter().enumerate() {
            let whose = format!("need from {origin}");
            all.push(Self::new(origin, whose.clone(), whose, move |of, _, _| {
                of == o
            }));
        }
        for (p, payer) in market.payers.iter().enumerate() {
            let label = plain(payer);
            let (whose, died) = (format!("paid for by {label}"), format!("{label} would pay"));
            all.push(Self::new(payer, whose, died, move |_, by, _| by == p));
        }
        if market.homecare.rural.is_some() {
            all.push(Self::of_trait("rural", "in the country", |t| t.rural));
            all.push(Self::of_trait("urban", "not in the country", |t| !t.rural));
        }
        if market.homecare.double_handed > 0.0 {
            let two = Self::of_trait("double_handed", "two carers at a time", |t| t.double_handed);
            let one = Self::of_trait("single_handed", "one carer at a time", |t| !t.double_handed);
            all.extend([two, one].map(|told| Self {
                homecare: true,
                ..told
            }));
        }
        all
    }

    fn concerns(&self, goods: Goods) -> bool {
        goods == Goods::Homecare || !self.homecare
    }

    /// Origins, payers and traits that these people have.
    fn who(&self, market: &MarketSetup) -> Vec<(usize, Payer, Traits)> {
        let payers = 0..market.payers.len();
        let told = Cells::new(market).traits().iter();
        let all = (0..ORIGINS.len()).flat_map(|o| payers.clone().map(move |p| (o, p)));
        all.flat_map(|(o, p)| told.clone().map(move |&t| (o, p, t)))
            .filter(|&(o, p, t)| (self.of)(o, p, t))
            .collect()
    }

    fn cells(&self, market: &MarketSetup) -> Vec<usize> {
        let cells = Cells::new(market);
        let who = self.who(market).into_iter();
        who.map(|(o, p, t)| cells.of(o, p, t)).collect()
    }

    fn wait_cells(&self, goods: Goods, market: &MarketSetup) -> Vec<usize> {
        let cells = Cells::new(market);
        let who = self.who(market).into_iter();
        who.map(|(o, p, t)| cells.of_wait(goods, o, p, t)).collect()
    }
}

impl Rows<'_> {
    /// Waits for care, and deaths while waiting, by where the need came to light, by who pays, and by traits that the
    /// place tells apart.
    pub(super) fn who_waits(&mut self, market: &MarketSetup) {
        let told = Told::all(market);
        let at = &market.places;
        for (goods, place) in [(Goods::Homecare, at.homecare), (Goods::Beds, at.care_home)] {
            let name = name_of(self.setup, place).to_owned();
            let label = plain(&name);
            for told in told.iter().filter(|told| told.concerns(goods)) {
                let cells = told.wait_cells(goods, market);
                let (who, whose) = (&told.key, &told.whose);
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
        for told in &told {
            let cells = told.cells(market).into_iter();
            self.add(
                &format!("deaths_waiting.{}", told.key),
                &format!("Deaths of people ready to move on: {}", told.who_died),
                "people",
                Better::Lower,
                Formula::Count(cells.map(Counter::DeathsWaitingBy).collect()),
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
