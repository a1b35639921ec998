//! What may happen to people by itself: crises, death, the end of a need.
//!
//! Each person carries, for each hazard, what is left of an exponential amount with mean 1. It is
//! used up at the rate of the hazard, so a policy that halves a hazard puts the same event off
//! instead of drawing another one. Only a change of the person's own state touches the clocks: the
//! season is a function of time known from the start, and a due date is read from its integral.

use crate::engine::{Span, Streams, Time};
use crate::world::chance;
use crate::world::setup::Season;

/// Something that may happen by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Hazard {
    /// Death.
    Death,
    /// A crisis that leads to admission.
    Crisis,
    /// The need ends, a resident moves away, or an unpaid carer breaks down.
    Ends,
    /// The need becomes one for a care home.
    ToBed,
    /// A family takes someone home, or an unpaid carer takes over.
    Leak,
    /// An infection in hospital.
    Infection,
}

/// How many hazards there are.
pub const HAZARDS: usize = 6;

impl Hazard {
    /// All of them, in order.
    pub const ALL: [Self; HAZARDS] = [
        Self::Death,
        Self::Crisis,
        Self::Ends,
        Self::ToBed,
        Self::Leak,
        Self::Infection,
    ];
}

/// Hazards a second while someone stays in one situation; 0 where a hazard does not apply.
pub type Rates = [f64; HAZARDS];

/// What is left of each hazard's exponential amount.
#[derive(Clone, Debug)]
pub struct Clocks {
    left: [f64; HAZARDS],
    drawn: [u16; HAZARDS],
    rates: Rates,
    from: Time,
    next: Option<Hazard>,
    version: u16,
}

impl Clocks {
    /// Clocks that have not started.
    pub fn new() -> Self {
        Self {
            left: [0.0; HAZARDS],
            drawn: [0; HAZARDS],
            rates: [0.0; HAZARDS],
            from: Time::EARLIEST,
            next: None,
            version: 0,
        }
    }

    /// The version that a scheduled hazard must carry to hold.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// Clocks for someone new who takes over a record: old events must not be taken for theirs.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self {
            version: self.version.wrapping_add(1),
            ..Self::new()
        }
    }

    /// The clocks someone brings along from another record: what is left of each goes on, under this record's versions.
    #[must_use]
    pub fn continued(&self, brought: &Self) -> Self {
        Self {
            version: self.version.wrapping_add(1),
            next: None,
            ..brought.clone()
        }
    }

    /// Uses up what has elapsed; nothing goes on until rates are set anew.
    pub fn pause(&mut self, now: Time, season: &Season) {
        self.use_up(now, season);
        self.rates = [0.0; HAZARDS];
    }

    /// Uses up what has elapsed at the old rates and sets new ones; when the first hazard is then due.
    pub fn change(
        &mut self,
        rates: &Rates,
        now: Time,
        key: u64,
        draws: &Streams,
        season: &Season,
    ) -> Option<Time> {
        self.use_up(now, season);
        self.rates = *rates;
        self.version = self.version.wrapping_add(1);
        self.next = None;
        let mut soonest = Time::LATEST;
        for hazard in Hazard::ALL {
            let h = hazard as usize;
            if rates[h] <= 0.0 {
                continue;
            }
            if self.left[h] <= 0.0 {
                self.redraw(hazard, key, draws);
            }
            let seconds = self.left[h] / rates[h];
            let due = if hazard == Hazard::Crisis {
                season.after(now, seconds)
            } else {
                now + Span::from_seconds(libm::ceil(seconds.min(3e10)) as i64)
            };
            if due < soonest {
                soonest = due;
                self.next = Some(hazard);
            }
        }
        self.next.map(|_| soonest)
    }

    fn use_up(&mut self, now: Time, season: &Season) {
        if self.from < now {
            let elapsed = (now - self.from).seconds() as f64;
            for hazard in Hazard::ALL {
                let h = hazard as usize;
                if self.rates[h] > 0.0 {
                    let exposed = if hazard == Hazard::Crisis {
                        season.integral(now) - season.integral(self.from)
                    } else {
                        elapsed
                    };
                    // What is used up exactly now is due, not gone.
                    self.left[h] = (self.left[h] - self.rates[h] * exposed).max(1e-12);
                }
            }
        }
        self.from = now;
    }

    fn redraw(&mut self, hazard: Hazard, key: u64, draws: &Streams) {
        let h = hazard as usize;
        let occurrence = (h as u64) << 16 | u64::from(self.drawn[h]);
        self.drawn[h] = self.drawn[h].wrapping_add(1);
        self.left[h] = -libm::log(draws.uniform(chance::CLOCK, key, occurrence));
    }

    /// The hazard that is due now, whose clock starts anew when it next applies.
    pub fn strike(&mut self, now: Time, season: &Season) -> Option<Hazard> {
        let hazard = self.next.take()?;
        self.use_up(now, season);
        self.left[hazard as usize] = 0.0;
        Some(hazard)
    }
}

impl Default for Clocks {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::setup::Dates;

    fn flat() -> Season {
        let dates = Dates {
            months: vec![(-4_000, 0)],
            day_of_year_of_day_0: 0,
        };
        Season::new(&dates, &[1.0; 12])
    }

    #[test]
    fn halving_a_hazard_puts_the_same_event_twice_as_far_off() {
        let (season, draws) = (flat(), Streams::new(3, 1));
        let mut rates = [0.0; HAZARDS];
        rates[Hazard::Death as usize] = 1e-6;
        let due = |rates: &Rates| {
            Clocks::new()
                .change(rates, Time::ZERO, 42, &draws, &season)
                .unwrap()
        };
        let whole = due(&rates).seconds();
        rates[Hazard::Death as usize] /= 2.0;
        assert!((due(&rates).seconds() - 2 * whole).abs() <= 1);
    }

    #[test]
    fn a_change_in_between_uses_up_what_has_elapsed() {
        let (season, draws) = (flat(), Streams::new(3, 1));
        let mut rates = [0.0; HAZARDS];
        rates[Hazard::Death as usize] = 1e-6;
        let mut clocks = Clocks::new();
        let due = clocks
            .change(&rates, Time::ZERO, 42, &draws, &season)
            .unwrap();
        let halfway = Time::from_seconds(due.seconds() / 2);
        let again = clocks.change(&rates, halfway, 42, &draws, &season).unwrap();
        assert!((again - due).seconds().abs() <= 1);
    }

    #[test]
    fn a_season_shifts_crises_but_keeps_their_number() {
        // Twelve months of unequal length and risk: the integral over a year is the sum by month.
        let months: Vec<(i64, u8)> = (0..24).map(|m| (m * 30, (m % 12) as u8)).collect();
        let dates = Dates {
            months,
            day_of_year_of_day_0: 0,
        };
        let index: [f64; 12] = std::array::from_fn(|m| 0.5 + m as f64 / 11.0);
        let season = Season::new(&dates, &index);
        let year = season.integral(Time::start_of_day(360)) - season.integral(Time::ZERO);
        let expected: f64 = index.iter().map(|i| i * 30.0 * 86_400.0).sum();
        assert!((year - expected).abs() < 1e-3);
        let due = season.after(Time::start_of_day(15), 1e6);
        let used = season.integral(due) - season.integral(Time::start_of_day(15));
        assert!((used - 1e6).abs() < 2.0);
    }
}
