//! Did capacity grow or shift? Was delay solved or moved? Shares of a change, from paired differences.

use crate::scenario::Sponsored;
use crate::stats::{self, Estimate};
use crate::world::market::setup::SELF_FUNDER;

/// A measure less its baseline, replication by replication.
pub trait Differences {
    /// The differences of a measure in the window looked at; `None` if there is no such measure.
    fn of(&self, measure: &str) -> Option<Vec<f64>>;
}

/// Growth of delivered care: the change of all care over the change of the care that was paid for.
///
/// 1 = all of it new; 0 = all taken from others; below 0 the area lost capacity. Care-hours a
/// week; people in step-down beds count with the hours a resident gets. `None` unless the care paid
/// for grew by more than two standard errors.
pub fn growth(
    d: &impl Differences,
    sponsored: &[Sponsored],
    sectors: &[String],
    bed_hours: f64,
) -> Option<Estimate> {
    let hours = |sector: &str| d.of(&format!("hours_delivered.{sector}"));
    let step_down = d.of("occupied.step_down").map(|x| times(&x, bed_hours));
    let all = sum(sectors.iter().filter_map(|s| hours(s)))?;
    let paid_for = sum(sponsored.iter().filter_map(|what| match what {
        Sponsored::Sector(sector) => hours(sector),
        Sponsored::StepDown => step_down.clone(),
    }))?;
    ratio_to_growth(&all, &paid_for)
}

/// The same on heads: the change of all staff over the change of the staff that was paid for.
pub fn growth_staff(
    d: &impl Differences,
    sponsored: &[Sponsored],
    home_sector: &str,
) -> Option<Estimate> {
    let staff = |sector: &str| d.of(&format!("staff.{sector}"));
    let mut sectors: Vec<&str> = sponsored
        .iter()
        .map(|what| match what {
            Sponsored::Sector(sector) => sector.as_str(),
            // Beds for people leaving hospital are staffed by the homes they are in.
            Sponsored::StepDown => home_sector,
        })
        .collect();
    sectors.sort_unstable();
    sectors.dedup();
    let paid_for = sum(sectors.into_iter().filter_map(staff))?;
    ratio_to_growth(&staff("all")?, &paid_for)
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

/// Pounds of public money for each delayed day avoided: what everyone but self-funders pays more, over the days by
/// which delay fell. What delayed acute days are valued at is left out: it is no money, and would count the relief twice.
///
/// `None` unless delay fell by more than two standard errors.
pub fn cost_per_day_avoided(
    d: &impl Differences,
    payers: &[String],
    delayed: &str,
) -> Option<Estimate> {
    let public = payers.iter().enumerate().filter(|&(p, _)| p != SELF_FUNDER);
    let paid = sum(public.filter_map(|(_, payer)| {
        let all = d.of(&format!("cost.{payer}"))?;
        let valued = d.of(&format!("cost.{payer}.acute_delayed"))?;
        Some(all.iter().zip(&valued).map(|(a, v)| a - v).collect())
    }))?;
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
    }

    #[test]
    fn staff_taken_from_others_are_no_growth() {
        let d = BTreeMap::from([
            ("staff.trust_care", vec![100.0, 101.0, 99.0, 100.0]),
            ("staff.all", vec![30.0, 31.0, 29.0, 30.0]),
        ]);
        let trust = [Sponsored::Sector("trust_care".to_owned())];
        let growth = growth_staff(&d, &trust, "care_home").unwrap();
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
