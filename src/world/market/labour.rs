//! What policies change in the labour market for as long as they act: terms, quits, how hard it is to move, who is
//! asked, and pay outside care.
//!
//! Every morning all of it goes back to what it is without policies, and every policy that acts changes it anew.
//! Several policies on one thing add up, or multiply where they are factors.

use super::Market;
use super::setup::{Sector, WorkforceSetup};

/// The labour market's conditions today, over those of the start.
#[derive(Clone, PartialEq, Debug)]
pub struct Conditions {
    sectors: usize,
    /// Factor on quits, by sector.
    quits: Vec<f64>,
    /// Money value of better terms as a share of pay, by sector, added to that of the start.
    terms: Vec<f64>,
    /// Share of working time with clients that is left, by sector.
    productivity: Vec<f64>,
    /// What moving costs less, by sector from and to, in the units of `switch_cost`.
    easier: Vec<f64>,
    /// Weeks of induction less for movers, by sector from and to.
    weeks_less: Vec<f64>,
    /// Chance that an offer is made to someone who could move, by sector from and to.
    asked: Vec<f64>,
    /// What the price below which providers do not sell is multiplied by.
    pub reserve: f64,
    /// Pay outside care over what it would have been.
    pub outside_rise: f64,
    /// Least pay the law allows, if it is more than at the start; pence an hour.
    pub wage_floor: f64,
}

impl Conditions {
    /// Those of the start, for this many sectors.
    pub fn new(sectors: usize) -> Self {
        let pairs = sectors * sectors;
        Self {
            sectors,
            quits: vec![1.0; sectors],
            terms: vec![0.0; sectors],
            productivity: vec![1.0; sectors],
            easier: vec![0.0; pairs],
            weeks_less: vec![0.0; pairs],
            asked: vec![1.0; pairs],
            reserve: 1.0,
            outside_rise: 1.0,
            wage_floor: 0.0,
        }
    }

    /// Back to those of the start.
    pub(super) fn reset(&mut self) {
        self.quits.fill(1.0);
        self.terms.fill(0.0);
        self.productivity.fill(1.0);
        self.easier.fill(0.0);
        self.weeks_less.fill(0.0);
        self.asked.fill(1.0);
        self.reserve = 1.0;
        self.outside_rise = 1.0;
        self.wage_floor = 0.0;
    }

    /// Factor on quits of a sector.
    pub fn quits(&self, sector: Sector) -> f64 {
        self.quits[sector]
    }

    /// Share of working time with clients that is left in a sector.
    pub fn productivity(&self, sector: Sector) -> f64 {
        self.productivity[sector]
    }

    /// What pay is multiplied by for its terms: sick pay, pension, leave, security.
    pub fn terms(&self, setup: &WorkforceSetup, sector: Sector) -> f64 {
        1.0 + (setup.sectors[sector].nonpay + self.terms[sector])
    }

    /// What it takes to move from a job in one sector to one in another.
    pub fn switch_cost(&self, setup: &WorkforceSetup, from: Sector, to: Sector) -> f64 {
        setup.switch_cost - self.easier[from * self.sectors + to]
    }

    /// Weeks from acceptance to productive work, for someone who comes from this sector or from outside.
    pub fn induction_weeks(&self, setup: &WorkforceSetup, from: Option<Sector>, to: Sector) -> u32 {
        let less = from.map_or(0.0, |from| self.weeks_less[from * self.sectors + to]);
        let usual = setup.sectors[to].induction_weeks;
        usual.saturating_sub(libm::rint(less.max(0.0)) as u32)
    }

    /// Chance that an offer from one sector is made to someone who works in another.
    pub fn asked(&self, from: Sector, to: Sector) -> f64 {
        self.asked[from * self.sectors + to]
    }
}

impl Market<'_> {
    /// For today quits out of a sector are this many times what they would be.
    pub(crate) fn change_quits(&mut self, sector: Sector, factor: f64) {
        self.conditions.quits[sector] *= factor.max(0.0);
    }

    /// For today the staff of a sector get this much less done.
    pub(crate) fn lose_productivity(&mut self, sector: Sector, share: f64) {
        self.conditions.productivity[sector] *= (1.0 - share).clamp(0.0, 1.0);
    }

    /// For today moves between two of these sectors cost less, and take fewer weeks, in every direction.
    pub(crate) fn ease_moves(&mut self, members: &[Sector], cost_less: f64, weeks_less: f64) {
        for at in pairs(members, self.conditions.sectors) {
            self.conditions.easier[at] += cost_less;
            self.conditions.weeks_less[at] += weeks_less;
        }
    }

    /// For today this share of the offers that these sectors would make to one another's staff are not made; nor those
    /// to the staff of others in the same sector, if all of them share one list of vacancies.
    pub(crate) fn do_not_poach(&mut self, members: &[Sector], share: f64, one_list: bool) {
        let sectors = self.conditions.sectors;
        let own = members.iter().map(|member| member * sectors + member);
        let within = own.filter(|_| one_list);
        for at in pairs(members, sectors).into_iter().chain(within) {
            self.conditions.asked[at] *= 1.0 - share;
        }
    }

    /// For today providers sell only at prices this much higher than they would, as a share.
    pub(crate) fn hold_out(&mut self, share: f64) {
        self.conditions.reserve *= 1.0 + share;
    }

    /// For today pay outside care is this many times what it would be.
    pub(crate) fn raise_outside_pay(&mut self, factor: f64) {
        self.conditions.outside_rise *= factor.max(0.01);
    }

    /// For today nobody in care may be paid less than this, pence an hour.
    pub(crate) fn raise_wage_floor(&mut self, pence: f64) {
        self.conditions.wage_floor = self.conditions.wage_floor.max(pence);
    }

    /// For today terms in a sector are worth this much more, as a share of pay.
    pub(super) fn better_terms(&mut self, sector: Sector, share: f64) {
        self.conditions.terms[sector] += share;
    }

    /// Money value of a sector's terms at the start, as a share of pay.
    pub(crate) fn usual_terms(&self, sector: Sector) -> f64 {
        self.rules.workforce.sectors[sector].nonpay
    }
}

/// Where two different members stand in a table by sector from and to, in both directions.
fn pairs(members: &[Sector], sectors: usize) -> Vec<usize> {
    let from_each = members.iter().flat_map(|&from| {
        let others = members.iter().filter(move |&&to| to != from);
        others.map(move |&to| from * sectors + to)
    });
    from_each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_go_both_ways_and_nobody_moves_to_where_they_are() {
        assert_eq!(pairs(&[0, 2], 3), [2, 6]);
        assert!(pairs(&[1], 3).is_empty());
    }
}
