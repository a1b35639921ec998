//! Outcomes in words, as charts of sweeps tell them: differences with their sign, levels and shares without.

use super::super::words::{self, Style};
use crate::results::{MeasureRecord, of_a_comparison};

/// How the outcomes of a measure are told.
#[derive(Clone, Debug)]
pub struct Told {
    style: Style,
    signed: bool,
    axis: String,
}

impl Told {
    /// How these values of a measure are told: as differences, if they are compared and not a measure of the
    /// comparison itself.
    pub fn of(
        measure: &MeasureRecord,
        compared: bool,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let signed = compared && !of_a_comparison::contains(&measure.key);
        let values: Vec<f64> = values.into_iter().filter(|x| x.is_finite()).collect();
        let what = if signed {
            ", difference from no policy"
        } else {
            ""
        };
        Self {
            style: Style::of(&measure.unit, &values),
            signed,
            axis: format!("{}{what} ({})", words::measure_title(measure), measure.unit),
        }
    }

    /// A number.
    pub fn number(&self, value: f64) -> String {
        if self.signed {
            self.style.difference(value)
        } else {
            self.style.level(value)
        }
    }

    /// An interval.
    pub fn interval(&self, [_, lower, upper]: [f64; 3]) -> String {
        if self.signed {
            self.style.difference_interval(lower, upper)
        } else {
            self.style.level_interval(lower, upper)
        }
    }

    /// What a scale of them shows.
    pub fn axis(&self) -> String {
        self.axis.clone()
    }
}
