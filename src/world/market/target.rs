//! A target for the number delayed in acute beds: pressure on who is next, and a cut for missing it.

use super::Market;
use super::budget::BudgetHeading;
use super::setup::COUNCIL;
use crate::world::Cx;
use crate::world::policy::Morning;

/// A target as set.
#[derive(Clone, Copy, Debug)]
pub struct TargetTerms {
    /// The most people that may be delayed in acute beds.
    pub most: f64,
    /// How much more weight people in acute beds get for each time the target is exceeded by itself.
    pub pressure: f64,
    /// The most that their weight is multiplied by.
    pub cap: f64,
    /// Share of the placements budget that is lost for the year after one in which the mean was above the target.
    pub sanction: f64,
}

/// How a target has been met so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watched {
    /// Sum over the mornings of this year, and how many there were.
    sum: i64,
    mornings: i64,
    year: u32,
    /// Whether last year's mean was above the target.
    missed: bool,
}

impl Market<'_> {
    /// For today brokers feel the pressure of a target, and the council the cut for having missed it.
    pub(crate) fn press_for_target(
        &mut self,
        morning: &Morning,
        target: &TargetTerms,
        cx: &Cx<'_, '_>,
    ) {
        if morning.size <= 0.0 {
            return;
        }
        let delayed = self.delayed_in_acute(cx);
        let over = (delayed as f64 / target.most - 1.0).max(0.0);
        let factor = (1.0 + target.pressure * over).min(target.cap);
        self.council.pressure *= 1.0 + (factor - 1.0) * morning.size;
        let watched = &mut self.watched[morning.policy];
        let year = libm::floor(morning.years(cx.now())) as u32;
        if year > watched.year {
            let mean = watched.sum as f64 / watched.mornings.max(1) as f64;
            *watched = Watched {
                year,
                missed: mean > target.most,
                ..Watched::default()
            };
        }
        watched.sum += delayed;
        watched.mornings += 1;
        if watched.missed {
            self.change_budget(COUNCIL, BudgetHeading::Placements, 1.0 - target.sanction);
        }
    }
}
