//! The table of measures: key, title, unit, which direction is better, and how to compute it.
//!
//! To add a measure, add a row here; every file, chart and table follows. If its key begins with a word of its own,
//! say how it is read in [`families`](super::families).

use super::gauge::{Counter, Decline, Gauge, Visit};
use crate::engine::DAY;
use crate::results::{Better, MeasureRecord};
use crate::world::flow::setup::CareUnit;
use crate::world::market::ledger::Heading;
use crate::world::market::price::Goods;
use crate::world::market::setup::{MarketSetup, Need, NeedSetup, Reason};
use crate::world::need::ladder::setup::Stage;
use crate::world::setup::Setup;

/// A sum of gauges, each times a factor.
pub type Linear = Vec<(Gauge, f64)>;

/// How a measure is computed from what was read at the ends of a window.
#[derive(Clone, PartialEq, Debug)]
pub enum Formula {
    /// Mean over the window, or value at an instant.
    Level(Linear),
    /// Ratio of two such.
    LevelRatio(Linear, Linear),
    /// How often something happened.
    Count(Vec<Counter>),
    /// How often a day.
    PerDay(Vec<Counter>),
    /// Counts over other counts, times a factor.
    CountRatio(Vec<Counter>, Vec<Counter>, f64),
    /// Counts over what is left of other counts when some are taken off.
    ShareOfRest(Vec<Counter>, Vec<Counter>, Vec<Counter>),
    /// Counts a year for each unit of a mean level.
    PerYearOf(Vec<Counter>, Linear),
    /// A quantile of the waits for a place, in days, over some groups.
    WaitQuantile(usize, Vec<usize>, f64),
    /// A quantile of the waits for care of some cells of the market's tally, in days.
    CareWaitQuantile(Vec<usize>, f64),
    /// Pounds a year.
    PoundsPerYear(Vec<Counter>),
    /// Pounds a year that a budget, in pence a week, leaves after what was paid.
    PoundsLeft(Linear, Vec<Counter>),
    /// Does not exist for this place.
    None,
}

/// A measure.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// What a reader sees.
    pub record: MeasureRecord,
    /// How it is computed.
    pub formula: Formula,
}

impl Measure {
    /// Whether it is a level, and so has a daily series and a value at an instant.
    pub fn is_level(&self) -> bool {
        matches!(self.formula, Formula::Level(_) | Formula::LevelRatio(..))
    }
}

const HOUR: f64 = 1.0 / 60.0;

/// Every measure of a setup, in the order in which they are reported.
pub fn catalogue(setup: &Setup) -> Vec<Measure> {
    let mut rows = Rows {
        setup,
        list: Vec::new(),
    };
    if let Some(market) = &setup.market {
        rows.delays(market);
        rows.workforce(market);
        rows.care(market);
        rows.money(market);
        rows.outcomes();
        rows.optional(market);
        if market.decline.is_some() {
            rows.decline();
        }
        rows.who_waits(market);
        rows.who_is_held_to_blame(market);
        rows.holds_and_budgets(market);
    }
    if setup.staff.is_some() {
        rows.staff();
    }
    for place in 0..setup.flow.places.len() {
        rows.place(place);
    }
    rows.list
}

/// A name as people read it: `community_hospital` is "community hospital".
pub fn plain(name: &str) -> String {
    name.replace('_', " ")
}

pub(super) struct Rows<'a> {
    pub(super) setup: &'a Setup,
    list: Vec<Measure>,
}

impl Rows<'_> {
    pub(super) fn add(
        &mut self,
        key: &str,
        title: &str,
        unit: &str,
        better: Better,
        formula: Formula,
    ) {
        let record = MeasureRecord {
            key: key.to_owned(),
            title: title.to_owned(),
            unit: unit.to_owned(),
            better,
        };
        self.list.push(Measure { record, formula });
    }

    pub(super) fn level(
        &mut self,
        key: &str,
        title: &str,
        unit: &str,
        better: Better,
        sum: Linear,
    ) {
        self.add(key, title, unit, better, Formula::Level(sum));
    }

    /// People waiting in a place for any of these reasons.
    pub(super) fn waiting_for(market: &MarketSetup, place: usize, reasons: &[Reason]) -> Linear {
        let first = usize::from(market.places.first_reason);
        reasons
            .iter()
            .map(|&r| (Gauge::Blocked(place, first + r as usize), 1.0))
            .collect()
    }

    /// Who is delayed where, and why (MODEL 9.1: totals A, B and C and their parts).
    fn delays(&mut self, market: &MarketSetup) {
        let at = &market.places;
        let name = |place: usize| self.setup.flow.places[place].name.clone();
        let all = Reason::ALL;
        // People at home with homecare who wait for a care home are at home too.
        let home = [at.home, at.homecare];
        let places: Vec<(String, Vec<usize>)> = vec![
            (name(at.acute), vec![at.acute]),
            (name(at.community_hospital), vec![at.community_hospital]),
            (name(at.step_down), vec![at.step_down]),
            (name(at.reablement), vec![at.reablement]),
            (name(at.bridge), vec![at.bridge]),
            (name(at.home), home.to_vec()),
        ];
        let mut places = places;
        if let Some(place) = at.d2a {
            // Before those at home, as the other services at home.
            places.insert(places.len() - 1, (name(place), vec![place]));
        }
        let sum = |places: &[usize], reasons: &[Reason]| -> Linear {
            places
                .iter()
                .flat_map(|&p| Self::waiting_for(market, p, reasons))
                .collect()
        };
        let beds = [at.acute, at.community_hospital, at.step_down];
        let everywhere: Vec<usize> = places.iter().flat_map(|(_, p)| p.clone()).collect();
        for (name, places) in &places {
            let key = format!("delayed.{name}");
            let title = format!("Delayed in {}", plain(name));
            let title = if name == "home" {
                "Waiting at home".to_owned()
            } else {
                title
            };
            self.level(&key, &title, "people", Better::Lower, sum(places, &all));
            if places[0] == at.acute {
                let in_beds = sum(&beds, &all);
                let title = "Delayed in any bed";
                self.level("delayed.beds", title, "people", Better::Lower, in_beds);
                let anywhere = sum(&everywhere, &all);
                let title = "Delayed anywhere";
                self.level("delayed.all", title, "people", Better::Lower, anywhere);
            }
        }
        let unsupported = sum(&[at.home], &all);
        let supported = sum(&[at.homecare], &all);
        self.level(
            "delayed.home.unsupported",
            "Waiting at home without care",
            "people",
            Better::Lower,
            unsupported,
        );
        let title = "Waiting for a care home with homecare";
        self.level(
            "delayed.home.supported",
            title,
            "people",
            Better::Lower,
            supported,
        );
        for (name, places) in &places {
            let possible = |reason: &Reason| {
                let target = usize::from(at.first_reason) + *reason as usize;
                places.iter().any(|&p| self.can_wait_for(p, target))
            };
            let here: Vec<Reason> = all.into_iter().filter(possible).collect();
            for &reason in &here {
                let key = format!("delayed.{name}.{}", reason.name());
                let title = format!("Delayed in {}: {}", plain(name), plain(reason.name()));
                let own = reason.name() == reason.reported_as();
                if !own || reason == Reason::HospitalProcess || reason == Reason::TransferHub {
                    self.level(
                        &key,
                        &title,
                        "people",
                        Better::Lower,
                        sum(places, &[reason]),
                    );
                }
            }
            let assessment = [
                Reason::HospitalProcess,
                Reason::TransferHub,
                Reason::CommunityAssessment,
            ];
            for group in ["assessment", "arranging", "capacity", "wellbeing"] {
                let belongs = |r: &Reason| match group {
                    "assessment" => assessment.contains(r),
                    _ => r.reported_as() == group,
                };
                let reasons: Vec<Reason> = here.iter().copied().filter(belongs).collect();
                if reasons.is_empty() {
                    continue;
                }
                let key = format!("delayed.{name}.{group}");
                let title = format!("Delayed in {}: {group}", plain(name));
                self.level(&key, &title, "people", Better::Lower, sum(places, &reasons));
            }
        }
        let boarding = vec![(Gauge::Blocked(at.emergency, at.acute), 1.0)];
        let key = format!("boarding.{}", name_of(self.setup, at.acute));
        self.level(
            &key,
            "Waiting in the emergency department for a bed",
            "people",
            Better::Lower,
            boarding,
        );
        let groups = self.setup.flow.groups.len();
        let occupied = |place: usize| {
            (0..groups)
                .map(|g| (Gauge::Occupied(place, g), 1.0))
                .collect::<Linear>()
        };
        let share = Formula::LevelRatio(sum(&[at.acute], &all), occupied(at.acute));
        self.add(
            "delayed_share.acute",
            "Share of acute patients delayed",
            "share",
            Better::Lower,
            share,
        );
        let share = Formula::LevelRatio(
            sum(&[at.community_hospital], &all),
            occupied(at.community_hospital),
        );
        let title = "Share of community hospital patients delayed";
        self.add(
            "delayed_share.community_hospital",
            title,
            "share",
            Better::Lower,
            share,
        );
    }

    fn workforce(&mut self, market: &MarketSetup) {
        let sectors = &market.workforce.sectors;
        let mut independent = vec![market.homecare.sector, market.care_home.sector];
        independent.dedup();
        let leavers = independent.iter().map(|&s| Counter::Leavers(s)).collect();
        let staff = independent
            .iter()
            .map(|&s| (Gauge::Staff(s), 1.0))
            .collect();
        self.add(
            "turnover.independent",
            "Turnover: homecare and care homes together",
            "per year",
            Better::Lower,
            Formula::PerYearOf(leavers, staff),
        );
        for (s, sector) in sectors.iter().enumerate() {
            let (key, label) = (&sector.name, plain(&sector.name));
            let staff = vec![(Gauge::Staff(s), 1.0)];
            let posts = vec![(Gauge::Staff(s), 1.0), (Gauge::Vacancies(s), 1.0)];
            let vacant = vec![(Gauge::Vacancies(s), 1.0)];
            self.staff_of(s);
            let title = format!("Vacancies: {label}");
            self.level(
                &format!("vacancies.{key}"),
                &title,
                "posts",
                Better::Neither,
                vacant.clone(),
            );
            let title = format!("Vacancy rate: {label}");
            let rate = Formula::LevelRatio(vacant, posts);
            self.add(
                &format!("vacancy_rate.{key}"),
                &title,
                "share",
                Better::Lower,
                rate,
            );
            let turnover = Formula::PerYearOf(vec![Counter::Leavers(s)], staff);
            let title = format!("Turnover: {label}");
            self.add(
                &format!("turnover.{key}"),
                &title,
                "per year",
                Better::Lower,
                turnover,
            );
            self.comings_and_goings(s);
            self.provenance(s);
            let title = format!("Pay: {label}");
            let pay = vec![(Gauge::Pay(s), 0.0001)];
            self.level(
                &format!("pay.{key}"),
                &title,
                "£ per hour",
                Better::Neither,
                pay,
            );
        }
        self.staff_of_all();
        let looking = vec![(Gauge::Candidates, 1.0)];
        self.level(
            "candidates",
            "People looking for care work",
            "people",
            Better::Neither,
            looking,
        );
        self.newcomers();
    }

    /// People who come into care because a policy pays for it.
    fn newcomers(&mut self) {
        let people = "people";
        let in_training = vec![(Gauge::Trainees, 1.0)];
        let title = "People being trained for care work";
        self.level("trainees", title, people, Better::Neither, in_training);
        for (key, title, counter) in [
            (
                "began_training",
                "People who began to be trained for care work",
                Counter::BeganTraining,
            ),
            (
                "from_abroad",
                "People who came from abroad to work in care",
                Counter::FromAbroad,
            ),
        ] {
            let count = Formula::Count(vec![counter]);
            self.add(key, title, people, Better::Neither, count);
        }
    }

    /// A workforce that only moves.
    fn staff(&mut self) {
        let sectors = self.setup.sectors();
        let n = sectors.len();
        for (s, sector) in sectors.iter().enumerate() {
            self.staff_of(s);
            let others = (0..=n).filter(|&t| t != s);
            let goes = others.map(|t| Counter::Moves(s * (n + 1) + t)).collect();
            self.add(
                &format!("turnover.{sector}"),
                &format!("Turnover: {}", plain(sector)),
                "per year",
                Better::Lower,
                Formula::PerYearOf(goes, vec![(Gauge::Staff(s), 1.0)]),
            );
            self.comings_and_goings(s);
        }
        self.staff_of_all();
    }

    /// Workers of a sector.
    fn staff_of(&mut self, s: usize) {
        let sector = self.setup.sectors()[s];
        self.level(
            &format!("staff.{sector}"),
            &format!("Staff: {}", plain(sector)),
            "people",
            Better::Neither,
            vec![(Gauge::Staff(s), 1.0)],
        );
    }

    fn staff_of_all(&mut self) {
        let sectors = 0..self.setup.sectors().len();
        self.level(
            "staff.all",
            "Staff: all sectors",
            "people",
            Better::Neither,
            sectors.map(|s| (Gauge::Staff(s), 1.0)).collect(),
        );
    }

    /// Workers who came to a sector, left it, or moved on to another.
    fn comings_and_goings(&mut self, s: usize) {
        let sectors = self.setup.sectors();
        let n = sectors.len();
        let outside = n;
        let (key, label) = (sectors[s], plain(sectors[s]));
        let mut count = |key: &str, title: &str, from: usize, to: usize| {
            let moves = vec![Counter::Moves(from * (n + 1) + to)];
            self.add(key, title, "people", Better::Neither, Formula::Count(moves));
        };
        let title = format!("Joined from outside care: {label}");
        count(&format!("joined.{key}"), &title, outside, s);
        count(
            &format!("left.{key}"),
            &format!("Left care: {label}"),
            s,
            outside,
        );
        for (t, other) in sectors.iter().enumerate().filter(|&(t, _)| t != s) {
            let title = format!("Moved from {label} to {}", plain(other));
            count(&format!("moved.{key}.{other}"), &title, s, t);
        }
    }

    /// Where the workers of a sector came from who joined it since the run began.
    fn provenance(&mut self, s: usize) {
        let sectors = self.setup.sectors();
        let n = sectors.len();
        let (key, label) = (sectors[s], plain(sectors[s]));
        let of = |from: usize| vec![(Gauge::Provenance(s * (n + 1) + from), 1.0)];
        let others: Vec<usize> = (0..n).filter(|&t| t != s).collect();
        for &from in others.iter().chain([&n]) {
            let (name, whence) = sectors
                .get(from)
                .map_or(("outside", "outside care".to_owned()), |name| {
                    (name, plain(name))
                });
            self.level(
                &format!("provenance.{key}.{name}"),
                &format!("Staff of {label} who came from {whence}"),
                "people",
                Better::Neither,
                of(from),
            );
        }
        let local: Linear = others.iter().flat_map(|&from| of(from)).collect();
        let all: Linear = local.iter().copied().chain(of(n)).collect();
        self.add(
            &format!("provenance_local.{key}"),
            &format!("Share of those who joined {label} who came from other care in the place"),
            "share",
            Better::Neither,
            Formula::LevelRatio(local, all.clone()),
        );
        // Weeks as months of a twelfth of a year.
        let months = vec![(Gauge::WeeksSince(s), 7.0 * 12.0 / 365.0)];
        self.add(
            &format!("provenance_months.{key}"),
            &format!("Months since those who joined {label} did"),
            "months",
            Better::Neither,
            Formula::LevelRatio(months, all),
        );
    }

    fn care(&mut self, market: &MarketSetup) {
        for (s, sector) in market.workforce.sectors.iter().enumerate() {
            let label = plain(&sector.name);
            let title = format!("Care delivered: {label}");
            let key = format!("hours_delivered.{}", sector.name);
            let unit = "hours per week";
            self.level(
                &key,
                &title,
                unit,
                Better::Higher,
                vec![(Gauge::Delivered(s), HOUR)],
            );
            let title = format!("Care promised and not delivered: {label}");
            let key = format!("hours_unfilled.{}", sector.name);
            self.level(
                &key,
                &title,
                unit,
                Better::Lower,
                vec![(Gauge::Unfilled(s), HOUR)],
            );
        }
        let at_home =
            |need: &Option<NeedSetup>| need.as_ref().is_some_and(|n| n.need == Need::Home);
        for group in (0..market.needs.len()).filter(|&g| at_home(&market.needs[g])) {
            let name = self.setup.flow.groups[group].clone();
            let title = format!("Homecare that {} have", plain(&name));
            let hours = vec![(Gauge::PackageMinutes(group), HOUR)];
            let unit = "hours per week";
            self.level(
                &format!("package_hours.{name}"),
                &title,
                unit,
                Better::Neither,
                hours,
            );
        }
        let (homecare, title) = (
            market.homecare.sector,
            "Share of homecare hours not delivered",
        );
        let share = Formula::LevelRatio(
            vec![(Gauge::Unfilled(homecare), 1.0)],
            vec![
                (Gauge::Unfilled(homecare), 1.0),
                (Gauge::Delivered(homecare), 1.0),
            ],
        );
        self.add(
            "unfilled_share.homecare",
            title,
            "share",
            Better::Lower,
            share,
        );
        let handbacks = Formula::Count(vec![Counter::Handbacks]);
        self.add(
            "handbacks",
            "Packages handed back",
            "packages",
            Better::Lower,
            handbacks,
        );
        let hours = Formula::CountRatio(
            vec![Counter::HandbackMinutes],
            vec![Counter::Handbacks],
            HOUR,
        );
        self.add(
            "handback_hours",
            "Hours of a package handed back",
            "hours per week",
            Better::Neither,
            hours,
        );
        for (key, title, counter) in [
            (
                "clients_lost_to_closure",
                "People who lost a provider that closed",
                Counter::Closures,
            ),
            (
                "providers_closed",
                "Providers that closed",
                Counter::ProvidersClosed,
            ),
            (
                "providers_sold",
                "Providers that were sold",
                Counter::ProvidersSold,
            ),
            (
                "providers_entered",
                "Providers that entered",
                Counter::ProvidersEntered,
            ),
        ] {
            let unit = if key.starts_with("clients") {
                "people"
            } else {
                "providers"
            };
            self.add(
                key,
                title,
                unit,
                Better::Neither,
                Formula::Count(vec![counter]),
            );
        }
        let at = &market.places;
        let staffed = [
            Some(at.care_home),
            Some(at.community_hospital),
            Some(at.reablement),
            at.d2a,
            at.virtual_ward,
            at.supported_living,
        ];
        for (which, place) in staffed.into_iter().enumerate() {
            let Some(place) = place else { continue };
            let name = name_of(self.setup, place).to_owned();
            let title = format!("Places that staff allow: {}", plain(&name));
            let staffed = vec![(Gauge::Staffed(which), 1.0)];
            self.level(
                &format!("staffed.{name}"),
                &title,
                "places",
                Better::Higher,
                staffed,
            );
        }
        for (p, payer) in market.payers.iter().enumerate() {
            for (place, gauge) in [
                (at.care_home, Gauge::Residents(p)),
                (at.step_down, Gauge::StepDown(p)),
            ] {
                let name = name_of(self.setup, place).to_owned();
                let title = format!("In {}, paid for by {}", plain(&name), plain(payer));
                let key = format!("occupied_by_payer.{name}.{payer}");
                self.level(&key, &title, "people", Better::Neither, vec![(gauge, 1.0)]);
            }
        }
        if at.d2a.is_some() {
            let starts = (vec![Counter::D2aStartsAtOnce], vec![Counter::D2aStarts]);
            self.add(
                "d2a_start_within_2_days",
                "Share of starts of discharge to assess within two days of being ready",
                "share",
                Better::Higher,
                Formula::CountRatio(starts.0, starts.1, 1.0),
            );
        }
        let title = "People at home with a service";
        self.level(
            "supported_at_home",
            title,
            "people",
            Better::Higher,
            vec![(Gauge::SupportedAtHome, 1.0)],
        );
        let pathways = ["p1", "p2", "p3"];
        for (i, pathway) in pathways.into_iter().enumerate() {
            let key = format!("discharges_per_day.{pathway}");
            let title = format!(
                "Discharges from acute on pathway {}",
                pathway.to_uppercase()
            );
            let per_day = Formula::PerDay(vec![Counter::Discharges(i)]);
            self.add(&key, &title, "people per day", Better::Neither, per_day);
            let key = format!("delay_days.{pathway}");
            let title = format!(
                "Delay before leaving acute on pathway {}",
                pathway.to_uppercase()
            );
            let mean = Formula::CountRatio(
                vec![Counter::DelaySeconds(i)],
                vec![Counter::Delays(i)],
                1.0 / DAY as f64,
            );
            self.add(&key, &title, "days", Better::Lower, mean);
        }
        let mean = Formula::CountRatio(
            (0..3).map(Counter::DelaySeconds).collect(),
            (0..7).map(Counter::LeftOn).collect(),
            1.0 / DAY as f64,
        );
        let title = "Delay before leaving acute, over everyone who leaves";
        self.add("delay_days.all", title, "days", Better::Lower, mean);
        let friday = Formula::CountRatio(vec![Counter::LeftOn(4)], vec![Counter::LeftOn(6)], 1.0);
        let title = "Discharges on Fridays over Sundays";
        self.add(
            "friday_over_sunday",
            title,
            "ratio",
            Better::Neither,
            friday,
        );
    }

    fn money(&mut self, market: &MarketSetup) {
        let payers = market.payers.len();
        for goods in Goods::ALL {
            let (name, unit) = match goods {
                Goods::Homecare => (goods.name(), "£ per hour"),
                Goods::Beds => (goods.name(), "£ per week"),
            };
            let ask = vec![(Gauge::Ask(goods as usize), 0.0001)];
            let title = format!("What providers ask: {}", plain(name));
            self.level(&format!("ask.{name}"), &title, unit, Better::Neither, ask);
            for (p, payer) in market.payers.iter().enumerate() {
                let price = vec![(Gauge::Price(goods as usize * payers + p), 0.01)];
                let title = format!("Price offered by {}: {}", plain(payer), plain(name));
                self.level(
                    &format!("price.{name}.{payer}"),
                    &title,
                    unit,
                    Better::Neither,
                    price,
                );
            }
        }
        for (p, payer) in market.payers.iter().enumerate() {
            let paid = |headings: &[Heading]| {
                Formula::PoundsPerYear(headings.iter().map(|&h| Counter::Paid(p, h)).collect())
            };
            let unit = "£ per year";
            let title = format!("Cost to {}, delayed bed days valued", plain(payer));
            self.add(
                &format!("cost.{payer}"),
                &title,
                unit,
                Better::Lower,
                paid(&Heading::ALL),
            );
            let received = Formula::PoundsPerYear(vec![Counter::Received(p)]);
            let title = format!("Paid to {} by other payers", plain(payer));
            self.add(
                &format!("received.{payer}"),
                &title,
                unit,
                Better::Neither,
                received,
            );
            for heading in Heading::ALL {
                let title = format!("Cost to {}: {}", plain(payer), plain(heading.name()));
                let key = format!("cost.{payer}.{}", heading.name());
                self.add(&key, &title, unit, Better::Neither, paid(&[heading]));
            }
        }
    }

    fn outcomes(&mut self) {
        let unmet = vec![(Gauge::UnmetMinutes, HOUR), (Gauge::UnfilledHomecare, HOUR)];
        let title = "Hours of homecare needed and not given, a week";
        self.level("hours_unmet", title, "hours per week", Better::Lower, unmet);
        for (key, title, counter) in [
            ("deaths", "Deaths", Counter::Deaths),
            (
                "deaths_waiting.acute",
                "Deaths of people delayed in acute beds",
                Counter::DeathsDelayedInAcute,
            ),
            (
                "deaths_waiting.home",
                "Deaths of people waiting at home",
                Counter::DeathsWaitingAtHome,
            ),
            (
                "came_to_need_care_home",
                "People who needed care at home and came to need a care home",
                Counter::Decline(Decline::ToCareHome),
            ),
            (
                "carers_lost",
                "Unpaid carers who could go on no longer",
                Counter::Decline(Decline::CarersLost),
            ),
            (
                "deaths_waiting",
                "Deaths of people ready to move on",
                Counter::DeathsWaiting,
            ),
            (
                "readmissions",
                "Admissions of people with a known need",
                Counter::Readmissions,
            ),
            (
                "families_take_over",
                "Taken over by family",
                Counter::Families,
            ),
        ] {
            self.add(
                key,
                title,
                "people",
                Better::Lower,
                Formula::Count(vec![counter]),
            );
        }
    }

    /// What only some places tell apart.
    fn optional(&mut self, market: &MarketSetup) {
        let mut count = |key: &str, title: &str, counter: Counter| {
            let formula = Formula::Count(vec![counter]);
            self.add(key, title, "people", Better::Lower, formula);
        };
        if market.hospital.electives_per_day.is_some() {
            let title = "Planned admissions called off";
            count("electives_called_off", title, Counter::ElectivesCalledOff);
        }
        if market.process.failed_discharges > 0.0 {
            let title = "Back in hospital within two days of going home";
            count("failed_discharges", title, Counter::FailedDischarges);
        }
        if market.palliative_share > 0.0 {
            let title = "Deaths of palliative people";
            count("deaths_palliative", title, Counter::DeathsPalliative);
            let (key, title) = (
                "deaths_palliative_delayed",
                "Deaths of palliative people delayed in acute beds",
            );
            count(key, title, Counter::DeathsPalliativeDelayed);
        }
        if market.assistants().is_some() {
            let title = "People whose personal assistant left";
            count("assistants_left", title, Counter::AssistantsLeft);
            let title = "People with a personal assistant";
            let assisted = vec![(Gauge::Assisted, 1.0)];
            self.level("assisted", title, "people", Better::Neither, assisted);
        }
        if market.extra_care.is_some() {
            let mut moved = |key: &str, title: &str, counter: Counter| {
                let formula = Formula::Count(vec![counter]);
                self.add(key, title, "people", Better::Neither, formula);
            };
            let title = "People who moved into housing with care";
            moved("moved_to_extra_care", title, Counter::MovedToExtraCare);
            let (key, title) = (
                "moved_to_extra_care.instead_of_care_home",
                "People who moved into housing with care instead of a care home",
            );
            moved(key, title, Counter::ExtraCareInsteadOfCareHome);
            let title = "People who live in housing with care, or have a unit to go to";
            let units = vec![(Gauge::ExtraCareLet, 1.0)];
            self.level("extra_care_let", title, "people", Better::Neither, units);
        }
        let name = name_of(self.setup, market.places.homecare).to_owned();
        self.level(
            &format!("hours_reserved.{name}"),
            "Homecare reserved in blocks and not used",
            "hours per week",
            Better::Lower,
            vec![(Gauge::ReservedHomecare, HOUR)],
        );
        let title = "Care-home beds kept while funding is decided";
        let kept = vec![(Gauge::KeptForDecision, 1.0)];
        self.level("kept_for_decision", title, "beds", Better::Lower, kept);
        for goods in Goods::ALL {
            let key = format!("margin.{}", goods.name());
            let title = format!(
                "Margin of providers over half a year: {}",
                plain(goods.name())
            );
            let margin = vec![(Gauge::Margin(goods as usize), 1e-6)];
            self.level(&key, &title, "share", Better::Neither, margin);
        }
    }

    /// The register of people at risk.
    fn decline(&mut self) {
        let stages = Stage::ALL;
        let all = stages.iter().map(|&s| (Gauge::Register(s as usize), 1.0));
        let title = "People at risk, before a need for care";
        self.level("at_risk", title, "people", Better::Lower, all.collect());
        for stage in stages {
            let here = vec![(Gauge::Register(stage as usize), 1.0)];
            let key = format!("at_risk.{}", stage.name());
            let title = format!("People at risk: {} signs", stage.name());
            self.level(&key, &title, "people", Better::Lower, here);
        }
        let supported = vec![(Gauge::Programmes, 1.0)];
        let title = "People at risk whom a programme supports";
        self.level(
            "programme_places",
            title,
            "people",
            Better::Neither,
            supported,
        );
        let mut count = |key: &str, title: &str, better, counters: Vec<Counter>| {
            self.add(key, title, "people", better, Formula::Count(counters));
        };
        let crises = |s: Stage| Counter::Decline(Decline::Crises(s as usize));
        let both = stages.map(crises).to_vec();
        count(
            "crises",
            "Admissions of people at risk",
            Better::Lower,
            both,
        );
        for stage in stages {
            let key = format!("crises.{}", stage.name());
            let title = format!("Admissions of people at risk: {} signs", stage.name());
            count(&key, &title, Better::Lower, vec![crises(stage)]);
        }
        for (key, title, better, what) in [
            (
                "first_signs",
                "First social signs",
                Better::Lower,
                Decline::FirstSigns,
            ),
            (
                "worsened",
                "Steps down the ladder of decline",
                Better::Lower,
                Decline::Worsened,
            ),
            (
                "set_back",
                "Of these, set off by an illness",
                Better::Lower,
                Decline::Cascades,
            ),
            (
                "recovered",
                "Steps back up the ladder of decline",
                Better::Higher,
                Decline::Recovered,
            ),
            (
                "came_to_need_care",
                "People at risk who came to need care",
                Better::Lower,
                Decline::Needs,
            ),
            (
                "cared_for_by_family",
                "Of these, cared for by family alone",
                Better::Neither,
                Decline::CaredForByFamily,
            ),
        ] {
            count(key, title, better, vec![Counter::Decline(what)]);
        }
    }

    /// What every place of any network reports.
    fn place(&mut self, place: usize) {
        let flow = &self.setup.flow;
        let (name, targets) = (flow.places[place].name.clone(), flow.targets());
        let groups: Vec<usize> = (0..flow.groups.len()).collect();
        let label = plain(&name);
        let all = |gauge: fn(usize, usize) -> Gauge| -> Linear {
            groups.iter().map(|&g| (gauge(place, g), 1.0)).collect()
        };
        let nexts: Vec<usize> = (0..targets)
            .filter(|&next| self.can_wait_for(place, next))
            .collect();
        let blocked: Linear = nexts
            .iter()
            .map(|&next| (Gauge::Blocked(place, next), 1.0))
            .collect();
        let occupied = all(Gauge::Occupied);
        let minus = blocked.iter().map(|&(gauge, _)| (gauge, -1.0));
        let serving: Linear = occupied.iter().copied().chain(minus).collect();
        let people = "people";
        self.level(
            &format!("occupied.{name}"),
            &format!("In {label}"),
            people,
            Better::Neither,
            occupied.clone(),
        );
        let title = format!("In service in {label}");
        self.level(
            &format!("serving.{name}"),
            &title,
            people,
            Better::Neither,
            serving,
        );
        let title = format!("Finished in {label}, waiting to leave");
        self.level(
            &format!("blocked.{name}"),
            &title,
            people,
            Better::Lower,
            blocked,
        );
        for next in nexts {
            let target = self.setup.flow.target_name(next as u16).to_owned();
            let title = format!("Finished in {label}, waiting for {}", plain(&target));
            let key = format!("blocked.{name}.{target}");
            self.level(
                &key,
                &title,
                people,
                Better::Lower,
                vec![(Gauge::Blocked(place, next), 1.0)],
            );
        }
        let reserved = vec![(Gauge::Reserved(place), 1.0)];
        let title = format!("Places kept in {label}");
        self.level(
            &format!("reserved.{name}"),
            &title,
            "places",
            Better::Neither,
            reserved,
        );
        let mut queue = all(Gauge::Queue);
        queue.extend(self.waiting_at_home_for(place));
        let title = format!("Waiting for {label}, holding no place");
        self.level(
            &format!("queue.{name}"),
            &title,
            people,
            Better::Lower,
            queue,
        );
        self.visits(place, &groups, &name, &label);
        self.capacity(place, &name, &label);
        if groups.len() > 1 {
            let visiting: Vec<usize> = groups
                .into_iter()
                .filter(|&g| self.can_visit(place, g))
                .collect();
            for group in visiting {
                let g = self.setup.flow.groups[group].clone();
                let (name, label) = (format!("{name}.{g}"), format!("{label} ({})", plain(&g)));
                let occupied = vec![(Gauge::Occupied(place, group), 1.0)];
                let title = format!("In {label}");
                self.level(
                    &format!("occupied.{name}"),
                    &title,
                    people,
                    Better::Neither,
                    occupied,
                );
                let queue = vec![(Gauge::Queue(place, group), 1.0)];
                let title = format!("Waiting for {label}, holding no place");
                self.level(
                    &format!("queue.{name}"),
                    &title,
                    people,
                    Better::Lower,
                    queue,
                );
                self.visits(place, &[group], &name, &label);
            }
        }
    }

    /// Waits, stays and counts of some groups at a place.
    fn visits(&mut self, place: usize, groups: &[usize], name: &str, label: &str) {
        let count = |visit: Visit| -> Vec<Counter> {
            groups
                .iter()
                .map(|&g| Counter::At(visit, place, g))
                .collect()
        };
        let days = 1.0 / DAY as f64;
        let wait = Formula::CountRatio(count(Visit::WaitSeconds), count(Visit::Starts), days);
        let title = format!("Wait for {label}");
        self.add(
            &format!("wait_days.{name}"),
            &title,
            "days",
            Better::Lower,
            wait,
        );
        for (p, word) in [(0.5, "p50"), (0.95, "p95")] {
            let quantile = Formula::WaitQuantile(place, groups.to_vec(), p);
            let title = format!(
                "Wait for {label}, {}",
                if p == 0.5 {
                    "median"
                } else {
                    "95th percentile"
                }
            );
            self.add(
                &format!("wait_{word}.{name}"),
                &title,
                "days",
                Better::Lower,
                quantile,
            );
        }
        // Of all who came and were not turned away.
        let waited = Formula::ShareOfRest(
            count(Visit::Waited),
            count(Visit::Arrivals),
            count(Visit::TurnedAway),
        );
        let title = format!("Share who had to wait for {label}");
        self.add(
            &format!("waited_share.{name}"),
            &title,
            "share",
            Better::Lower,
            waited,
        );
        let stay = Formula::CountRatio(count(Visit::StaySeconds), count(Visit::Departures), days);
        let title = format!("Time in {label}");
        self.add(
            &format!("stay_days.{name}"),
            &title,
            "days",
            Better::Neither,
            stay,
        );
        let per_day = groups.len() > 1 || self.setup.flow.groups.len() == 1;
        for (key, title, visit, better) in [
            (
                "arrivals",
                "Became ready for",
                Visit::Arrivals,
                Better::Neither,
            ),
            ("starts", "Started in", Visit::Starts, Better::Neither),
            ("departures", "Left", Visit::Departures, Better::Neither),
            (
                "turned_away",
                "Turned away from",
                Visit::TurnedAway,
                Better::Lower,
            ),
            (
                "gave_up",
                "Gave up waiting for",
                Visit::GaveUp,
                Better::Lower,
            ),
        ] {
            let title = format!("{title} {label}");
            self.add(
                &format!("{key}.{name}"),
                &title,
                "people",
                better,
                Formula::Count(count(visit)),
            );
            if per_day {
                let formula = Formula::PerDay(count(visit));
                self.add(
                    &format!("{key}_per_day.{name}"),
                    &title,
                    "people per day",
                    better,
                    formula,
                );
            }
        }
        for (key, title, visit) in [
            (
                "turned_away_share",
                "Share turned away from",
                Visit::TurnedAway,
            ),
            (
                "gave_up_share",
                "Share who gave up waiting for",
                Visit::GaveUp,
            ),
        ] {
            let share = Formula::CountRatio(count(visit), count(Visit::Arrivals), 1.0);
            self.add(
                &format!("{key}.{name}"),
                &format!("{title} {label}"),
                "share",
                Better::Lower,
                share,
            );
        }
    }

    fn capacity(&mut self, place: usize, name: &str, label: &str) {
        let groups = 0..self.setup.flow.groups.len();
        let mut used: Linear = groups.map(|g| (Gauge::Occupied(place, g), 1.0)).collect();
        used.push((Gauge::Reserved(place), 1.0));
        let mut capacity = self
            .fixed_capacity(place)
            .then(|| vec![(Gauge::Capacity(place), 1.0)]);
        let mut unit = "places";
        if let Some(package) = &self.setup.flow.places[place].package {
            used = vec![(Gauge::Packages(place), package.step)];
            if let Some(capacity) = &mut capacity {
                capacity[0].1 = package.step;
            }
            unit = match package.unit {
                CareUnit::Hours => "hours per day",
                CareUnit::Visits => "visits per day",
            };
        }
        if let Some(market) = &self.setup.market {
            let at = &market.places;
            let hours = |sector: usize| {
                let week = HOUR / 7.0;
                (
                    vec![(Gauge::Load(sector), week)],
                    vec![(Gauge::Available(sector), week)],
                )
            };
            if place == at.care_home {
                used.push((Gauge::Contracted, 1.0));
                capacity = Some(vec![(Gauge::Registered, 1.0)]);
            } else if place == at.step_down {
                capacity = Some(vec![(Gauge::Contracted, 1.0)]);
            } else if Some(place) == at.d2a {
                capacity = Some(vec![(Gauge::Staffed(3), 1.0)]);
            } else if Some(place) == at.virtual_ward {
                capacity = Some(vec![(Gauge::Staffed(4), 1.0)]);
            } else if Some(place) == at.supported_living {
                capacity = Some(vec![(Gauge::Staffed(5), 1.0)]);
            } else if place == at.homecare {
                let (load, available) = hours(market.homecare.sector);
                (used, capacity, unit) = (load, Some(available), "hours per day");
            } else if place == at.bridge
                && let Some(team) = market.bridging_team()
            {
                let (load, available) = hours(team);
                (used, capacity, unit) = (load, Some(available), "hours per day");
            }
        }
        let title = format!("In use: {label}");
        self.level(
            &format!("used.{name}"),
            &title,
            unit,
            Better::Neither,
            used.clone(),
        );
        let title = format!("Capacity: {label}");
        let ratio = format!("Share of capacity in use: {label}");
        let (formula, utilisation) = match capacity {
            Some(capacity) => (
                Formula::Level(capacity.clone()),
                Formula::LevelRatio(used, capacity),
            ),
            None => (Formula::None, Formula::None),
        };
        self.add(
            &format!("capacity.{name}"),
            &title,
            unit,
            Better::Neither,
            formula,
        );
        self.add(
            &format!("utilisation.{name}"),
            &ratio,
            "share",
            Better::Neither,
            utilisation,
        );
    }

    /// Whether a place has a capacity, and always one.
    fn fixed_capacity(&self, place: usize) -> bool {
        let setup = &self.setup.flow.places[place];
        let steps = setup.capacity_steps.iter().map(|s| s.1);
        let week = setup.capacity_week.iter().map(|s| s.1);
        let first = setup.capacity_week.is_empty().then_some(setup.capacity);
        first
            .into_iter()
            .chain(steps)
            .chain(week)
            .all(|c| c.is_some())
    }

    /// Whether people in a place can be waiting for a target.
    pub(super) fn can_wait_for(&self, place: usize, target: usize) -> bool {
        use Reason as R;
        let flow = &self.setup.flow;
        let routed = || {
            flow.places[place]
                .routes
                .iter()
                .flatten()
                .any(|&(_, next)| usize::from(next) == target)
        };
        let Some(market) = &self.setup.market else {
            return routed();
        };
        let at = &market.places;
        if target < usize::from(at.first_reason) {
            return routed();
        }
        let reason = Reason::ALL[target - usize::from(at.first_reason)];
        let homes = [R::CareHomeAssessment, R::Funding, R::StartLag, R::Placement];
        match place {
            p if p == at.acute => {
                reason != R::CommunityAssessment && (reason != R::D2a || at.d2a.is_some())
            }
            p if p == at.community_hospital => {
                !matches!(reason, R::CommunityAssessment | R::Rehabilitation | R::D2a)
            }
            p if p == at.step_down => homes.contains(&reason) || reason == R::Homecare,
            p if p == at.home => {
                homes.contains(&reason)
                    || matches!(reason, R::CommunityAssessment | R::Homecare | R::HandedBack)
            }
            p if p == at.homecare => homes.contains(&reason),
            p if p == at.reablement || p == at.bridge || Some(p) == at.d2a => {
                homes.contains(&reason) || reason == R::Homecare
            }
            p if p == at.care_home => matches!(reason, R::HandedBack | R::StartLag),
            _ => false,
        }
    }

    /// Whether people of a group can come to a place.
    fn can_visit(&self, place: usize, group: usize) -> bool {
        let flow = &self.setup.flow;
        if let Some(market) = &self.setup.market {
            if Some(place) == market.places.virtual_ward {
                // Patients without a need for care are moved there from acute beds.
                return market.needs[group].is_none() && self.can_visit(market.places.acute, group);
            }
            if Some(place) == market.places.supported_living {
                let hospital = market.places.long_stay;
                return hospital.is_some_and(|hospital| self.can_visit(hospital, group));
            }
            if market.needs[group].is_some() {
                return Some(place) != market.places.long_stay;
            }
        }
        let census = &flow.places[place];
        if census.census.iter().any(|c| usize::from(c.group) == group)
            || census
                .census_waiting
                .iter()
                .any(|c| usize::from(c.group) == group)
        {
            return true;
        }
        let mut reached = vec![false; flow.places.len()];
        let mut to_do: Vec<usize> = Vec::new();
        for stream in &flow.streams {
            if stream.groups.iter().any(|&(_, g)| usize::from(g) == group) {
                to_do.extend(stream.to.iter().map(|&(_, place)| usize::from(place)));
            }
        }
        for (p, setup) in flow.places.iter().enumerate() {
            if setup.census.iter().any(|c| usize::from(c.group) == group) {
                to_do.push(p);
            }
        }
        while let Some(at) = to_do.pop() {
            if at < reached.len() && !std::mem::replace(&mut reached[at], true) {
                let setup = &flow.places[at];
                to_do.extend(
                    setup.routes[group]
                        .iter()
                        .map(|&(_, next)| usize::from(next)),
                );
                to_do.push(usize::from(setup.waiting.gave_up_to));
                to_do.push(usize::from(setup.waiting.turned_away_to));
            }
        }
        reached[place]
    }

    /// People at home who wait for a place hold no other.
    fn waiting_at_home_for(&self, place: usize) -> Linear {
        let Some(market) = &self.setup.market else {
            return Linear::new();
        };
        let at = &market.places;
        if place == at.homecare {
            Self::waiting_for(market, at.home, &[Reason::Homecare, Reason::HandedBack])
        } else if place == at.care_home {
            Self::waiting_for(market, at.home, &[Reason::Placement])
        } else {
            Linear::new()
        }
    }
}

pub(super) fn name_of(setup: &Setup, place: usize) -> &str {
    &setup.flow.places[place].name
}
