//! Buys care-home beds for people leaving hospital.

use super::{Lever, Morning};
use crate::engine::Span;
use crate::world::Cx;
use crate::world::market::Market;
use crate::world::market::price::Goods;

/// Beds in care homes, reserved for people ready to leave acute beds.
///
/// They go on waiting there for what they need, with the priority of someone in a step-down bed.
#[derive(Clone, PartialEq, Debug)]
pub struct BuyStepDown {
    /// Beds.
    pub beds: u32,
    /// Price offered, pence a week a bed.
    pub price: i64,
    /// Whether it takes only beds that homes staff for it, which they did not staff before.
    pub from_new_beds: bool,
    /// Whether people in them get therapy.
    pub therapy: bool,
    /// Who is taken.
    pub takes: Takes,
    /// Longest stay paid for, and what happens then.
    pub stay_cap: Option<(Span, AfterCap)>,
}

/// Who is moved into step-down beds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
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

impl Lever for BuyStepDown {
    fn scale(&mut self, times: u32) {
        self.beds = self.beds.saturating_mul(times);
    }

    fn act(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let wanted = libm::rint(f64::from(self.beds) * morning.size) as u32;
        let block = market.block_of(morning.policy);
        block.payer = morning.payer;
        block.price = self.price;
        block.therapy = self.therapy;
        block.key = morning.identity;
        block.wanted = wanted;
        market.shrink_block(morning.policy, cx.now());
        if self.from_new_beds {
            market.ask_for_new_beds(morning.policy);
        }
        if let Some((cap, after)) = self.stay_cap {
            market.end_long_stays(morning.policy, cap, after, cx);
        }
    }

    fn move_people(&self, market: &mut Market<'_>, morning: &Morning, cx: &mut Cx<'_, '_>) {
        let free = market.block_of(morning.policy).free() as usize;
        if free == 0 || morning.size <= 0.0 {
            return;
        }
        let acute = market.rules.places.acute;
        let waiting = match self.takes {
            Takes::Funded => {
                market.longest_waiting(&Goods::ALL, free, cx, |_, place| place == acute)
            }
            Takes::Assessed => market.longest_ready(acute, free, cx),
        };
        for id in waiting {
            if !market.take_block_bed(id, morning.policy, cx.now()) {
                break;
            }
            market.move_to_step_down(id, cx);
        }
    }

    fn moves_after_services(&self) -> bool {
        true
    }
}
