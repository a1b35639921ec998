//! Beds reserved in homes by one commissioner, whether or not they are used.
//!
//! A block grows bed by bed through the morning's brokerage, in price order: one above the council's
//! price comes before council offers. Whether its beds come out of the council's market or out of
//! beds nobody offered the council is a result. At its end reserved beds return only as people leave.

use super::Market;
use super::budget::BudgetHeading;
use super::employer::{Employer, Kind};
use super::ledger::{Heading, Supplier};
use super::price::Goods;
use super::setup::{COUNCIL, Payer};
use crate::engine::{Span, Time};
use crate::world::Cx;
use crate::world::flow::person::PersonId;
use crate::world::need::case::{Destination, Doing};
use crate::world::policy::Morning;

/// Beds reserved in homes by one commissioner.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Who pays.
    pub payer: Payer,
    /// What it offers, pence a week a bed.
    pub price: i64,
    /// Beds it wants now.
    pub wanted: u32,
    /// Beds it has, with what it pays for them, in order of contracting.
    beds: Vec<Bed>,
    /// Whether people in them get therapy.
    pub therapy: bool,
    /// What homes have been asked to staff for it, if it takes only beds that were not staffed before.
    asked: Option<Vec<NewBeds>>,
    /// What its lottery numbers are keyed by.
    pub key: u64,
}

impl Block {
    /// What its buyer pays for its beds, pence a week.
    pub(super) fn costs(&self) -> i64 {
        let bought = self.beds.iter().filter(|bed| bed.payer == self.payer);
        bought.map(|bed| bed.price).sum()
    }
}

/// What a block is to be, for today.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Beds it wants.
    pub wanted: u32,
    /// What it offers, pence a week a bed.
    pub price: i64,
    /// Whether people in them get therapy.
    pub therapy: bool,
    /// Whether it takes only beds that homes staff for it, which they did not staff before.
    pub only_new: bool,
}

/// Who is moved into a place to wait in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ready {
    /// People whose care is funded, who wait only for homecare or a care home.
    Funded,
    /// Also people assessed in hospital whose care home or funding is still being settled, which goes on there.
    Assessed,
}

/// What happens to someone who has been in a step-down bed as long as is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AfterCap {
    /// The buyer goes on paying.
    TrustPays,
    /// The council pays from then on.
    CouncilPays,
    /// They go home without support, and wait there.
    Home,
}

/// Beds that a home means to staff for a block.
#[derive(Clone, Copy, Debug)]
struct NewBeds {
    employer: u16,
    /// Beds still to be staffed.
    wanted: i32,
    /// Beds the home staffed when it was first asked.
    staffed_before: i32,
}

impl NewBeds {
    fn want_fewer(&mut self, by: i32, home: &mut Employer) {
        self.wanted -= by;
        home.wanted_extra -= by;
    }
}

/// One reserved bed.
#[derive(Clone, Copy, Debug)]
struct Bed {
    employer: u16,
    price: i64,
    payer: Payer,
    /// Who is in it, or on the way to it.
    occupant: Option<PersonId>,
}

impl Block {
    /// Beds it has.
    pub fn contracted(&self) -> u32 {
        self.beds.len() as u32
    }

    /// Each of its beds: the home it is in, what is paid for it in pence a week, and whether it is used.
    pub fn contracts(&self) -> impl Iterator<Item = (usize, i64, bool)> + '_ {
        self.beds
            .iter()
            .map(|bed| (usize::from(bed.employer), bed.price, bed.occupant.is_some()))
    }

    /// Beds it has and nobody uses.
    pub fn free(&self) -> u32 {
        self.beds
            .iter()
            .filter(|bed| bed.occupant.is_none())
            .count() as u32
    }
}

impl Market<'_> {
    /// From now on a policy wants a block on these terms.
    pub(crate) fn want_block(&mut self, morning: &Morning, terms: Terms, cx: &Cx<'_, '_>) {
        let block = self.block_of(morning.policy);
        block.payer = morning.payer;
        block.price = terms.price;
        block.therapy = terms.therapy;
        block.key = morning.identity;
        block.wanted = terms.wanted;
        self.shrink_block(morning.policy, cx.now());
        if terms.only_new {
            self.ask_for_new_beds(morning.policy);
        }
    }

    /// Moves people from acute beds into a policy's free beds, those ready longest first.
    pub(crate) fn fill_block(&mut self, policy: usize, who: Ready, cx: &mut Cx<'_, '_>) {
        let free = self.block_of(policy).free() as usize;
        if free == 0 {
            return;
        }
        let acute = self.rules.places.acute;
        let waiting = match who {
            Ready::Funded => self.longest_waiting(&Goods::ALL, free, cx, |_, at| at == acute),
            Ready::Assessed => self.longest_ready(acute, free, cx),
        };
        for id in waiting {
            if !self.take_block_bed(id, policy, cx.now()) {
                break;
            }
            self.move_to_wait(id, Destination::StepDown, cx);
        }
    }

    /// The block of a policy, by the policy's index.
    fn block_of(&mut self, policy: usize) -> &mut Block {
        if policy >= self.blocks.len() {
            self.blocks.resize_with(policy + 1, Block::default);
        }
        &mut self.blocks[policy]
    }

    /// A home reserves one more bed.
    pub(super) fn contract_bed(&mut self, block: usize, j: usize, price: i64, now: Time) {
        let payer = self.blocks[block].payer;
        self.blocks[block].beds.push(Bed {
            employer: j as u16,
            price,
            payer,
            occupant: None,
        });
        let reference = self.reference_bed_price();
        let employer = &mut self.employers[j];
        employer.contracted_beds += 1;
        employer.reference_revenue += reference;
        self.ledger
            .change(now, payer, Heading::StepDown, Supplier::Employer(j), price);
        self.tally.contracted.add(now, 1);
        self.refresh(j, now);
    }

    /// What a bed would have fetched from the council at the start.
    fn reference_bed_price(&self) -> i64 {
        libm::rint(self.rules.care_home.providers.price_council) as i64
    }

    /// Gives up beds nobody uses, last contracted first, until the block has no more than it wants.
    pub(crate) fn shrink_block(&mut self, block: usize, now: Time) {
        while self.blocks[block].contracted() > self.blocks[block].wanted {
            let Some(at) = self.blocks[block]
                .beds
                .iter()
                .rposition(|bed| bed.occupant.is_none())
            else {
                return;
            };
            self.release_bed(block, at, now);
        }
    }

    fn release_bed(&mut self, block: usize, at: usize, now: Time) {
        let bed = self.blocks[block].beds.remove(at);
        let reference = self.reference_bed_price();
        let j = usize::from(bed.employer);
        let employer = &mut self.employers[j];
        employer.contracted_beds -= 1;
        employer.reference_revenue -= reference;
        self.ledger.change(
            now,
            bed.payer,
            Heading::StepDown,
            Supplier::Employer(j),
            -bed.price,
        );
        self.tally.contracted.add(now, -1);
        self.refresh(j, now);
    }

    /// Someone is given a bed of a block; `false` if none is free.
    pub(crate) fn take_block_bed(&mut self, id: PersonId, block: usize, now: Time) -> bool {
        // A bed in a home that is closing takes nobody.
        let employers = &self.employers;
        let free = |bed: &Bed| {
            bed.occupant.is_none() && employers[usize::from(bed.employer)].takes_clients()
        };
        let Some(bed) = self.blocks[block].beds.iter_mut().find(|bed| free(bed)) else {
            return false;
        };
        bed.occupant = Some(id);
        let j = bed.employer;
        self.employers[usize::from(j)].contracted_used += 1;
        self.cases[id as usize].block = Some((block as u16, j));
        let payer = self.blocks[block].payer;
        self.tally.step_down_by_payer[payer].add(now, 1);
        self.refresh(usize::from(j), now);
        true
    }

    /// Someone leaves a block bed, or no longer needs the one kept for them.
    pub(crate) fn leave_block_bed(&mut self, id: PersonId, now: Time) {
        let Some((block, j)) = self.cases[id as usize].block.take() else {
            return;
        };
        let block = usize::from(block);
        let at = self.blocks[block]
            .beds
            .iter()
            .position(|bed| bed.occupant == Some(id));
        let at = at.expect("whoever leaves a block bed had one");
        let payer = self.blocks[block].payer;
        let bed = &mut self.blocks[block].beds[at];
        bed.occupant = None;
        self.tally.step_down_by_payer[bed.payer].add(now, -1);
        if bed.payer != payer {
            // The next occupant is the buyer's again.
            let to = Supplier::Employer(usize::from(j));
            self.ledger
                .change(now, bed.payer, Heading::StepDown, to, -bed.price);
            self.ledger
                .change(now, payer, Heading::StepDown, to, bed.price);
            bed.payer = payer;
        }
        self.employers[usize::from(j)].contracted_used -= 1;
        self.refresh(usize::from(j), now);
        if self.closes_soon(usize::from(j)) {
            self.release_unused_beds_at(usize::from(j), now);
        }
        self.shrink_block(block, now);
    }

    /// A home that is closing gives up the reserved beds nobody uses.
    pub(super) fn release_unused_beds_at(&mut self, j: usize, now: Time) {
        for block in 0..self.blocks.len() {
            let here = |bed: &Bed| bed.occupant.is_none() && usize::from(bed.employer) == j;
            while let Some(at) = self.blocks[block].beds.iter().position(here) {
                self.release_bed(block, at, now);
            }
        }
    }

    /// Homes raise the number of beds they mean to staff by what a block wants and does not have: no more than that.
    ///
    /// The block takes only beds that this staffs.
    pub(crate) fn ask_for_new_beds(&mut self, block: usize) {
        let mut asked = self.blocks[block].asked.take().unwrap_or_default();
        for a in &mut asked {
            let home = &mut self.employers[usize::from(a.employer)];
            if !home.takes_clients() {
                a.want_fewer(a.wanted, home);
            }
        }
        let on_the_way: i32 = asked.iter().map(|a| a.wanted).sum();
        let has = self.blocks[block].contracted() as i32;
        let mut missing = self.blocks[block].wanted as i32 - has - on_the_way;
        for a in asked.iter_mut().rev() {
            let by = a.wanted.min(-missing).max(0);
            a.want_fewer(by, &mut self.employers[usize::from(a.employer)]);
            missing += by;
        }
        if missing > 0 {
            self.spread_new_beds(missing, &mut asked);
        }
        self.blocks[block].asked = Some(asked);
    }

    /// Asks homes for this many more beds, those with most unstaffed beds first.
    fn spread_new_beds(&mut self, mut missing: i32, asked: &mut Vec<NewBeds>) {
        let unstaffed = |e: &Employer| (e.registered - e.staffed - e.wanted_extra).max(0);
        let mut homes: Vec<usize> = (0..self.employers.len())
            .filter(|&j| self.employers[j].kind == Kind::Home && self.employers[j].takes_clients())
            .collect();
        homes.sort_by_key(|&j| (-unstaffed(&self.employers[j]), j));
        for j in homes {
            let more = unstaffed(&self.employers[j]).min(missing);
            if more == 0 {
                return;
            }
            let employer = &mut self.employers[j];
            employer.wanted_extra += more;
            missing -= more;
            match asked.iter_mut().find(|a| usize::from(a.employer) == j) {
                Some(a) => a.wanted += more,
                None => asked.push(NewBeds {
                    employer: j as u16,
                    wanted: more,
                    staffed_before: employer.staffed,
                }),
            }
        }
    }

    /// The homes with a bed that was staffed for a block and is not yet its own; `None` if it takes beds of any home.
    pub(super) fn homes_with_new_beds(
        &self,
        block: usize,
    ) -> Option<impl Iterator<Item = usize> + '_> {
        let Block { beds, asked, .. } = &self.blocks[block];
        let has_one = move |a: &&NewBeds| {
            let here = beds.iter().filter(|b| b.employer == a.employer).count() as i32;
            let home = &self.employers[usize::from(a.employer)];
            a.wanted > 0 && home.staffed - a.staffed_before > here
        };
        let asked = asked.as_ref()?;
        Some(
            asked
                .iter()
                .filter(has_one)
                .map(|a| usize::from(a.employer)),
        )
    }

    /// A bed staffed for a block has been taken by it.
    pub(super) fn new_bed_taken(&mut self, block: usize, j: usize) {
        let asked = self.blocks[block].asked.iter_mut().flatten();
        for a in asked.filter(|a| usize::from(a.employer) == j) {
            a.want_fewer(1, &mut self.employers[j]);
        }
    }

    /// People who have been in a block's beds as long as is paid for.
    pub(crate) fn end_long_stays(
        &mut self,
        block: usize,
        cap: Span,
        after: AfterCap,
        cx: &mut Cx<'_, '_>,
    ) {
        let now = cx.now();
        let place = self.rules.places.step_down;
        let occupants = self.blocks[block]
            .beds
            .iter()
            .filter_map(|bed| bed.occupant);
        let mut too_long: Vec<PersonId> = occupants
            .filter(|&id| self.cases[id as usize].doing == Doing::Queued)
            .filter(|&id| cx.place_of(id) == place && now - cx.flow.people[id].since >= cap)
            .collect();
        // By number, whatever beds they are in.
        too_long.sort_unstable();
        for id in too_long {
            match after {
                AfterCap::TrustPays => {}
                AfterCap::CouncilPays => self.council_takes_over_bed(id, now),
                AfterCap::Home => self.go_home_to_wait(id, cx),
            }
        }
    }

    /// From now on the council pays for the bed someone is in.
    fn council_takes_over_bed(&mut self, id: PersonId, now: Time) {
        let Some((block, j)) = self.cases[id as usize].block else {
            return;
        };
        // Without money for it the buyer goes on paying.
        let mut beds = self.blocks[usize::from(block)].beds.iter();
        let price = beds
            .find(|bed| bed.occupant == Some(id))
            .map_or(0, |bed| bed.price);
        if !self.can_take_over(COUNCIL, BudgetHeading::IntermediateCare, price) {
            return;
        }
        let block = &mut self.blocks[usize::from(block)];
        let bed = block
            .beds
            .iter_mut()
            .find(|bed| bed.occupant == Some(id) && bed.payer == block.payer);
        if let Some(bed) = bed {
            let to = Supplier::Employer(usize::from(j));
            self.ledger
                .change(now, bed.payer, Heading::StepDown, to, -bed.price);
            self.ledger
                .change(now, COUNCIL, Heading::StepDown, to, bed.price);
            self.tally.step_down_by_payer[bed.payer].add(now, -1);
            self.tally.step_down_by_payer[COUNCIL].add(now, 1);
            bed.payer = COUNCIL;
        }
    }
}
