//! Scales that end on round numbers, and time in months or days.

use super::super::words;
use crate::results::ScenarioRecord;

/// A scale of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Its lower end, a tick.
    pub low: f64,
    /// Its upper end, a tick.
    pub high: f64,
    step: f64,
}

impl Scale {
    /// A scale with about so many steps that covers these values, zero among them.
    pub fn covering(values: impl IntoIterator<Item = f64>, steps: usize) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|x| x.is_finite())
            .fold((0.0_f64, 0.0_f64), |(low, high), x| {
                (low.min(x), high.max(x))
            });
        let span = high - low;
        if span <= f64::MIN_POSITIVE {
            return Self {
                low: 0.0,
                high: 1.0,
                step: 1.0,
            };
        }
        let rough = span / steps.max(1) as f64;
        let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
        let with_step = |step: f64| Self {
            low: libm::floor(low / step + 1e-9) * step,
            high: libm::ceil(high / step - 1e-9) * step,
            step,
        };
        // The least paper wasted, and of equals the number of steps nearest to what was asked for.
        let off = |scale: &Self| (scale.intervals() - steps as f64).abs();
        [10.0, 5.0, 2.0, 1.0, 0.5]
            .map(|round| with_step(round * power))
            .into_iter()
            .filter(|scale| scale.intervals() <= steps as f64 + 2.0)
            .min_by(|a, b| {
                let by_span = (a.high - a.low).total_cmp(&(b.high - b.low));
                by_span.then_with(|| off(a).total_cmp(&off(b)))
            })
            .unwrap_or_else(|| with_step(10.0 * power))
    }

    /// Its ticks, from the lower end to the upper.
    pub fn ticks(&self) -> Vec<f64> {
        (0..=self.intervals() as usize)
            .map(|i| {
                let tick = self.low + i as f64 * self.step;
                if tick.abs() < self.step * 1e-6 {
                    0.0
                } else {
                    tick
                }
            })
            .collect()
    }

    fn intervals(&self) -> f64 {
        libm::rint((self.high - self.low) / self.step)
    }

    /// A tick in figures; `signed` puts a plus before what lies above zero.
    pub fn label(&self, tick: f64, signed: bool) -> String {
        let sign = match tick {
            t if t < 0.0 => "−",
            t if t > 0.0 && signed => "+",
            _ => "",
        };
        let decimals = (-libm::floor(libm::log10(self.step) + 1e-9)).max(0.0) as usize;
        format!("{sign}{}", words::grouped(tick.abs(), decimals))
    }

    /// How far up the scale a value is, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// Time from the first reported day to the last.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    /// Days shown from day 0 on.
    pub days: f64,
    /// Days shown before day 0.
    before: f64,
    months: bool,
    start: Option<String>,
}

impl TimeAxis {
    /// The time that a scenario covers.
    pub fn of(scenario: &ScenarioRecord) -> Self {
        Self {
            days: scenario.horizon_days.max(1.0),
            before: 0.0,
            months: scenario.horizon_days >= 75.0,
            start: words::date(&scenario.start_date, 0.0),
        }
    }

    /// The same with so many days before day 0.
    #[must_use]
    pub fn with_before(self, days: f64) -> Self {
        Self {
            before: days,
            ..self
        }
    }

    /// How far along the axis a day is, from 0 to 1.
    pub fn share(&self, day: f64) -> f64 {
        ((day + self.before) / (self.days + self.before)).clamp(0.0, 1.0)
    }

    /// What the axis shows: "months from 1 April 2025".
    pub fn name(&self) -> String {
        let unit = if self.months { "months" } else { "days" };
        match &self.start {
            Some(date) => format!("{unit} from {date}"),
            None => format!("{unit} from the start"),
        }
    }

    /// Days with a tick, and what it says; at most so many.
    pub fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        let unit = if self.months {
            words::DAYS_A_MONTH
        } else {
            1.0
        };
        let whole = |days: f64| libm::floor(days / unit + 0.01);
        let (since, before) = (whole(self.days), whole(self.before));
        let all = since + before;
        let steps = if self.months {
            [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0]
        } else {
            [1.0, 2.0, 5.0, 7.0, 14.0, 28.0, 56.0, 112.0]
        };
        let step = steps
            .into_iter()
            .find(|step| all / step + 1.0 <= most.max(2) as f64)
            .unwrap_or(all.max(1.0));
        let first = -libm::floor(before / step) as i64;
        let last = libm::floor(since / step) as i64;
        (first..=last)
            .map(|i| {
                let at = i as f64 * step;
                let sign = if i < 0 { "−" } else { "" };
                (at * unit, format!("{sign}{}", words::grouped(at.abs(), 0)))
            })
            .collect()
    }

    /// Stretches between two days: "in months\u{a0}2–9 and 12–14", "on days\u{a0}3–20".
    ///
    /// A month is named if its last day is in a stretch, for what is told of a month is told of its end. A stretch that
    /// ends before that is named only where there is no other.
    pub fn stretches(&self, stretches: &[(f64, f64)]) -> String {
        let unit = if self.months {
            words::DAYS_A_MONTH
        } else {
            1.0
        };
        let most = libm::ceil(self.days / unit - 0.01).max(1.0);
        let number = |day: f64| (libm::floor(day / unit) + 1.0).min(most);
        let last_day = |number: f64| libm::ceil(number * unit).min(self.days) - 1.0;
        let mut named: Vec<(f64, f64)> = Vec::new();
        for &(from, to) in stretches {
            let (first, mut last) = (number(from), number(to));
            if last_day(last) > to {
                last -= 1.0;
            }
            match named.last_mut() {
                _ if last < first => {}
                Some(before) if before.1 + 1.0 >= first => before.1 = last,
                _ => named.push((first, last)),
            }
        }
        let name = if self.months { "in month" } else { "on day" };
        let said: Vec<String> = named
            .iter()
            .map(|(first, last)| {
                if first == last {
                    first.to_string()
                } else {
                    format!("{first}–{last}")
                }
            })
            .collect();
        match (said.as_slice(), stretches) {
            ([], []) => String::new(),
            ([], [(from, _), ..]) => format!("in part of month\u{a0}{}", number(*from)),
            ([one], _) if named[0].0 == named[0].1 => format!("{name}\u{a0}{one}"),
            _ => format!("{name}s\u{a0}{}", words::list(&said)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scales_end_on_round_numbers() {
        let scale = Scale::covering([0.0, 113.0], 4);
        assert_eq!((scale.low, scale.high), (0.0, 120.0));
        assert_eq!(scale.ticks().len(), 7);
        let scale = Scale::covering([-18.0, 27.0], 4);
        assert_eq!(scale.ticks(), [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0]);
        assert_eq!(scale.label(20.0, true), "+20");
        assert_eq!(scale.label(-20.0, false), "−20");
        assert_eq!(Scale::covering([0.0; 3], 4).ticks(), [0.0, 1.0]);
        assert_eq!(Scale::covering([0.03], 3).label(0.02, false), "0.02");
        assert_eq!(
            Scale::covering([13_240.0], 3).label(10_000.0, false),
            "10,000"
        );
    }

    #[test]
    fn time_is_told_in_months_unless_it_is_short() {
        let scenario = |days: f64| ScenarioRecord {
            horizon_days: days,
            start_date: "2025-04-01".to_owned(),
            ..ScenarioRecord::default()
        };
        let years = TimeAxis::of(&scenario(1095.0));
        assert_eq!(years.name(), "months from 1 April 2025");
        let said: Vec<String> = years.ticks(8).into_iter().map(|t| t.1).collect();
        assert_eq!(said, ["0", "6", "12", "18", "24", "30", "36"]);
        assert_eq!(years.stretches(&[(40.0, 250.0)]), "in months\u{a0}2–8");
        assert_eq!(
            years.stretches(&[(40.0, 250.0), (1000.0, 1095.0)]),
            "in months\u{a0}2–8 and 33–36"
        );
        // Months that follow one another are one stretch, whatever lies between their ends.
        assert_eq!(
            years.stretches(&[(20.0, 65.0), (80.0, 95.0)]),
            "in months\u{a0}1–3"
        );
        assert_eq!(years.stretches(&[(35.0, 55.0)]), "in part of month\u{a0}2");
        let with_year = years.with_before(365.0);
        let said: Vec<String> = with_year.ticks(6).into_iter().map(|t| t.1).collect();
        assert_eq!(said, ["−12", "0", "12", "24", "36"]);
        assert_eq!(
            (with_year.share(-365.0), with_year.share(1095.0)),
            (0.0, 1.0)
        );
        assert_eq!(with_year.share(0.0), 0.25);
        let days = TimeAxis::of(&scenario(40.0));
        assert_eq!(days.name(), "days from 1 April 2025");
        assert_eq!(days.stretches(&[(0.0, 0.0)]), "on day\u{a0}1");
    }

    proptest! {
        #[test]
        fn scales_cover_their_values(values in prop::collection::vec(-1e7..1e7_f64, 1..9), steps in 1_usize..9) {
            let scale = Scale::covering(values.clone(), steps);
            for value in values {
                prop_assert!(scale.share(value) >= -1e-6 && scale.share(value) <= 1.0 + 1e-6);
            }
            let ticks = scale.ticks();
            prop_assert!(ticks.len() >= 2 && ticks.len() <= 2 * steps + 4, "{ticks:?}");
            prop_assert!(ticks.contains(&0.0));
        }
    }
}
