//! People back in hospital within two days of leaving it.

use crate::engine::Span;
use crate::world::Cx;
use crate::world::chance;
use crate::world::flow::person::PersonId;
use crate::world::market::Market;
use crate::world::market::dials::Dial;

/// Within so many days.
const DAYS: f64 = 2.0;

impl Market<'_> {
    /// Some discharges home fail: within two days the person is back. Drawn by person and admission.
    pub(super) fn may_fail(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        let share = self.rules.process.failed_discharges;
        if share <= 0.0 {
            return;
        }
        let at = &self.rules.places;
        let place = cx.place_of(id);
        let home = [
            Some(at.homecare),
            Some(at.reablement),
            Some(at.bridge),
            at.d2a,
        ];
        if !home.contains(&Some(place)) {
            return;
        }
        let case = &self.cases[id as usize];
        let occurrence = u64::from(case.admissions);
        let mut draw = self.chance.draw(chance::FAILED, case.key, occurrence);
        let (fails, when) = (draw.uniform(), draw.uniform());
        if fails < share * self.dials.get(Dial::FailedDischarges) {
            self.step_after(id, Span::from_days(DAYS * when), cx);
            self.cases[id as usize].fails = true;
        }
    }

    /// Someone whose discharge failed is admitted again.
    pub(super) fn back_in_hospital(&mut self, id: PersonId, cx: &mut Cx<'_, '_>) {
        self.tally.failed_discharges += 1;
        self.crisis(id, cx);
    }
}
