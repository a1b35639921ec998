//! Did capacity grow or shift? Was delay solved or moved? Shares of a change, from paired differences.

use crate::scenario::Sponsored;
use crate::stats::{self, Estimate};
use crate::world::market::setup::SELF_FUNDER;

/// A measure less its baseline, replication by replication.
pub trait Differences {
    /// The differences of a measure in the window looked at; `None` if there is no such measure.
    fn of(&self, measure: &str) -> Option<Vec<f64>>;

    /// The mean over replications of a measure of the scenario itself, in the same window.
    fn level(&self, measure: &str) -> Option<f64>;
}

/// A sector of the workforce, as far as shares of a change go.
#[derive(Clone, Debug)]
pub struct SectorSeen {
    /// Its name.
    pub name: String,
    /// Measures of people who wait for its care.
    pub waiting: Vec<String>,
}

impl SectorSeen {
    /// Whether a sector that policies do not pay for has shrunk while nobody waits for it and it has no vacancies: then
    /// it has lost demand, not staff.
    fn has_lost_demand(&self, d: &impl Differences, sponsored: &[&str]) -> bool {
        /// Vacancies and waits so small that they are no shortage: shares of its staff.
        const FEW: f64 = 0.01;
        let name = &self.name;
        let fell = |key: &str| {
            let change = d.of(key);
            change
                .and_then(|c| Estimate::of(&c))
                .is_some_and(|e| e.upper < 0.0)
        };
        let level = |key: &str| d.level(key).unwrap_or(0.0);
        let staff = level(&format!("staff.{name}"));
        let waiting: f64 = self.waiting.iter().map(|key| level(key)).sum();
        !sponsored.contains(&name.as_str())
            && fell(&format!("staff.{name}"))
            && level(&format!("vacancies.{name}")) < FEW * staff
            && waiting < FEW * staff
    }
}

/// Staff lost by sectors that lost demand; `None` if none did.
pub fn demand_led(
    d: &impl Differences,
    sponsored: &[Sponsored],
    sectors: &[SectorSeen],
    home_sector: &str,
) -> Option<Estimate> {
    let paid_for = sponsored_sectors(sponsored, home_sector);
    let lost = sectors.iter().filter(|s| s.has_lost_demand(d, &paid_for));
    Estimate::of(&sum(
        lost.filter_map(|s| d.of(&format!("staff.{}", s.name)))
    )?)
}

/// The sectors that policies pay for, once each; beds for people leaving hospital are staffed by the homes they are in.
fn sponsored_sectors<'a>(sponsored: &'a [Sponsored], home_sector: &'a str) -> Vec<&'a str> {
    let sectors = sponsored.iter().map(|what| match what {
        Sponsored::Sector(sector) => sector.as_str(),
        Sponsored::StepDown => home_sector,
    });
    let mut sectors: Vec<&str> = sectors.collect();
    sectors.sort_unstable();
    sectors.dedup();
    sectors
}

/// Growth of delivered care: the change of all care over the change of the care that was paid for.
///
/// 1 = all of it new; 0 = all taken from others; below 0 the area lost capacity. Care-hours a
/// week; people in step-down beds count with the hours a resident gets. `None` unless the care paid
/// for grew by more than two standard errors.
pub fn growth(
    d: &impl Differences,
    sponsored: &[Sponsored],
    sectors: &[SectorSeen],
    (home_sector, bed_hours): (&str, f64),
) -> Option<Estimate> {
    let hours = |sector: &str| d.of(&format!("hours_delivered.{sector}"));
    let step_down = d.of("occupied.step_down").map(|x| times(&x, bed_hours));
    let paid = sponsored_sectors(sponsored, home_sector);
    let counted = sectors.iter().filter(|s| !s.has_lost_demand(d, &paid));
    let all = sum(counted.filter_map(|s| hours(&s.name)))?;
    let paid_for = sum(sponsored.iter().filter_map(|what| match what {
        Sponsored::Sector(sector) => hours(sector),
        Sponsored::StepDown => step_down.clone(),
    }))?;
    ratio_to_growth(&all, &paid_for)
}

/// The same on heads: the change of all staff over the change of the staff that was paid for. In both, what a sector
/// lost for want of demand is no shift and is left out.
pub fn growth_staff(
    d: &impl Differences,
    sponsored: &[Sponsored],
    sectors: &[SectorSeen],
    home_sector: &str,
) -> Option<Estimate> {
    let staff = |sector: &str| d.of(&format!("staff.{sector}"));
    let paid = sponsored_sectors(sponsored, home_sector);
    let counted = sectors.iter().filter(|s| !s.has_lost_demand(d, &paid));
    let all = sum(counted.filter_map(|s| staff(&s.name)))?;
    let paid_for = sum(paid.into_iter().filter_map(staff))?;
    ratio_to_growth(&all, &paid_for)
}

/// What became of the fall of delay in acute beds: 0 = resolved, 1 = all moved elsewhere, above 1 moved and grew.
///
/// `None` unless delay in acute beds fell by more than two standard errors.
pub fn moved(d: &impl Differences) -> Option<Estimate> {
    let (acute, all) = (d.of("delayed.acute")?, d.of("delayed.all")?);
    let fell = Estimate::of(&acute)?;
    if fell.mean >= 0.0 {
        return None;
    }
    let ratio = ratio(&all, &acute)?;
    Some(one_minus(&ratio))
}

/// What everyone but self-funders pays more, in pounds a year, in each pair of replications.
fn paid_by_the_public(d: &impl Differences, payers: &[String]) -> Option<Vec<f64>> {
    let public = payers.iter().enumerate().filter(|&(p, _)| p != SELF_FUNDER);
    sum(public.filter_map(|(_, payer)| {
        let all = d.of(&format!("cost.{payer}"))?;
        let valued = d.of(&format!("cost.{payer}.acute_delayed"))?;
        let received = d.of(&format!("received.{payer}"));
        let received = received.unwrap_or_else(|| vec![0.0; all.len()]);
        let paid = all.iter().zip(&valued).zip(&received);
        Some(paid.map(|((a, v), r)| a - v - r).collect())
    }))
}

/// Public money that the policy costs, in pounds a year: the numerator of [`cost_per_day_avoided`]. Below zero it saves.
pub fn public_money(d: &impl Differences, payers: &[String]) -> Option<Estimate> {
    Estimate::of(&paid_by_the_public(d, payers)?)
}

/// Pounds of public money for each delayed day avoided: what everyone but self-funders pays more, over the days by
/// which delay fell. What delayed acute days are valued at is left out: it is no money, and would count the relief twice.
/// What payers pay one another is no cost to all of them.
///
/// `None` unless delay fell by more than two standard errors.
pub fn cost_per_day_avoided(
    d: &impl Differences,
    payers: &[String],
    delayed: &str,
) -> Option<Estimate> {
    let paid = paid_by_the_public(d, payers)?;
    let avoided = times(&d.of(delayed)?, -365.0);
    ratio_to_growth(&paid, &avoided)
}

/// One less an estimate.
pub fn one_minus(e: &Estimate) -> Estimate {
    Estimate {
        mean: 1.0 - e.mean,
        lower: 1.0 - e.upper,
        upper: 1.0 - e.lower,
        ..*e
    }
}

/// The ratio, where what it is a share of grew: a share of a loss is not growth.
fn ratio_to_growth(over: &[f64], under: &[f64]) -> Option<Estimate> {
    Estimate::of(under).filter(|e| e.mean > 0.0)?;
    ratio(over, under)
}

fn ratio(over: &[f64], under: &[f64]) -> Option<Estimate> {
    let pairs: Vec<(f64, f64)> = over.iter().copied().zip(under.iter().copied()).collect();
    stats::ratio_of_means(&pairs)
}

fn times(x: &[f64], factor: f64) -> Vec<f64> {
    x.iter().map(|x| x * factor).collect()
}

fn sum(parts: impl Iterator<Item = Vec<f64>>) -> Option<Vec<f64>> {
    parts.reduce(|a, b| a.iter().zip(&b).map(|(x, y)| x + y).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    impl Differences for BTreeMap<&str, Vec<f64>> {
        fn of(&self, measure: &str) -> Option<Vec<f64>> {
            self.get(measure).cloned()
        }

        /// Levels stand under their key with `=` before it.
        fn level(&self, measure: &str) -> Option<f64> {
            let level = self.get(format!("={measure}").as_str())?;
            level.first().copied()
        }
    }

    fn sectors(names: &[&str]) -> Vec<SectorSeen> {
        let seen = |name: &&str| SectorSeen {
            name: (*name).to_owned(),
            waiting: vec![format!("delayed.home.{name}")],
        };
        names.iter().map(seen).collect()
    }

    #[test]
    fn staff_taken_from_others_are_no_growth() {
        let d = BTreeMap::from([
            ("staff.trust_care", vec![100.0, 101.0, 99.0, 100.0]),
            ("staff.homecare", vec![-70.0, -70.0, -70.0, -70.0]),
            ("=staff.homecare", vec![1000.0]),
            ("=vacancies.homecare", vec![50.0]),
        ]);
        let trust = [Sponsored::Sector("trust_care".to_owned())];
        let all = sectors(&["homecare", "trust_care"]);
        let growth = growth_staff(&d, &trust, &all, "care_home").unwrap();
        assert!((growth.mean - 0.3).abs() < 0.01);
        assert!(demand_led(&d, &trust, &all, "care_home").is_none());
    }

    #[test]
    fn a_sector_without_queue_and_vacancies_lost_demand_and_not_staff() {
        let mut d = BTreeMap::from([
            ("staff.trust_care", vec![100.0, 101.0, 99.0, 100.0]),
            ("staff.homecare", vec![-70.0, -71.0, -69.0, -70.0]),
            ("=staff.homecare", vec![1000.0]),
            ("=vacancies.homecare", vec![5.0]),
        ]);
        let trust = [Sponsored::Sector("trust_care".to_owned())];
        let all = sectors(&["homecare", "trust_care"]);
        let growth = growth_staff(&d, &trust, &all, "care_home").unwrap();
        assert!((growth.mean - 1.0).abs() < 1e-9, "all of it is new");
        let lost = demand_led(&d, &trust, &all, "care_home").unwrap();
        assert!((lost.mean + 70.0).abs() < 1e-9);
        // Somebody waits: then the staff were taken away.
        d.insert("=delayed.home.homecare", vec![20.0]);
        let growth = growth_staff(&d, &trust, &all, "care_home").unwrap();
        assert!((growth.mean - 0.3).abs() < 0.01);
    }

    #[test]
    fn delay_that_reappears_elsewhere_has_moved() {
        let d = BTreeMap::from([
            ("delayed.acute", vec![-20.0, -21.0, -19.0, -20.0]),
            ("delayed.all", vec![1.0, -1.0, 0.5, -0.5]),
        ]);
        assert!((moved(&d).unwrap().mean - 1.0).abs() < 0.05);
    }

    #[test]
    fn a_day_avoided_costs_what_is_paid_more_over_the_days() {
        // 20 people fewer for a year are 7,300 days; 730,000 pounds more, of which 0 are the value of delayed days.
        let mut d = BTreeMap::from([
            ("delayed.acute", vec![-20.0, -20.0, -20.0, -20.0]),
            ("cost.council", vec![730_000.0; 4]),
            ("cost.council.acute_delayed", vec![0.0; 4]),
            ("cost.self", vec![9e9; 4]),
            ("cost.self.acute_delayed", vec![0.0; 4]),
            ("cost.trust", vec![-1e6; 4]),
            ("cost.trust.acute_delayed", vec![-1e6; 4]),
        ]);
        let payers = ["council", "self", "trust"].map(str::to_owned);
        let cost = cost_per_day_avoided(&d, &payers, "delayed.acute").unwrap();
        assert!((cost.mean - 100.0).abs() < 1e-9);
        d.insert("delayed.acute", vec![20.0; 4]);
        assert!(cost_per_day_avoided(&d, &payers, "delayed.acute").is_none());
    }

    #[test]
    fn no_fall_no_share() {
        let d = BTreeMap::from([
            ("delayed.acute", vec![2.0, 3.0, 2.5]),
            ("delayed.all", vec![1.0, 1.0, 1.0]),
        ]);
        assert!(moved(&d).is_none());
    }
}
