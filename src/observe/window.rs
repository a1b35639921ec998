//! The stretches of a run, and the instants, for which measures are reported.

use crate::engine::Time;

/// Days in a month: a twelfth of a year of 365 days.
pub const MONTH_DAYS: f64 = 365.0 / 12.0;

/// A stretch of the run, or an instant if it ends where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
}

impl Window {
    /// A window between two numbers of days.
    pub fn of_days(name: &str, from: f64, to: f64) -> Self {
        Self {
            name: name.to_owned(),
            from: Time::from_days(from),
            to: Time::from_days(to),
        }
    }

    /// From the first day of one month to the last of another, counted from 1: `m7-12`.
    pub fn of_months(first: u32, last: u32) -> Self {
        let name = if first == last {
            format!("m{first}")
        } else {
            format!("m{first}-{last}")
        };
        let from = f64::from(first - 1) * MONTH_DAYS;
        Self::of_days(&name, from, f64::from(last) * MONTH_DAYS)
    }

    /// The whole of what is reported.
    pub fn all(end: Time) -> Self {
        Self {
            name: "all".to_owned(),
            from: Time::ZERO,
            to: end,
        }
    }

    /// Whether it is an instant.
    pub fn is_instant(&self) -> bool {
        self.from == self.to
    }

    /// The windows reported unless others are asked for: everything, and the months that fit, finer at first.
    pub fn usual(end: Time) -> Vec<Self> {
        let months = [
            (1, 1),
            (1, 3),
            (2, 3),
            (4, 6),
            (7, 12),
            (1, 12),
            (13, 18),
            (19, 24),
            (25, 30),
            (31, 36),
        ];
        let fits = |&(_, last): &(u32, u32)| Time::from_days(f64::from(last) * MONTH_DAYS) <= end;
        let months = months.iter().filter(|m| fits(m));
        std::iter::once(Self::all(end))
            .chain(months.map(|&(first, last)| Self::of_months(first, last)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_twelfths_of_a_year() {
        let window = Window::of_months(1, 12);
        assert_eq!(window.to, Time::from_days(365.0));
        assert_eq!(window.name, "m1-12");
    }

    #[test]
    fn only_windows_that_fit_are_usual() {
        let names: Vec<String> = Window::usual(Time::from_days(100.0))
            .into_iter()
            .map(|w| w.name)
            .collect();
        assert_eq!(names, ["all", "m1", "m1-3", "m2-3"]);
    }
}
