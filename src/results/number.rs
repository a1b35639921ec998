//! Numbers as cells of a table: none is an empty cell.

use serde::{Deserialize, Deserializer, Serializer};
use std::fmt;

/// The shortest decimal that reads back as the same number; nothing for `NaN`.
#[derive(Clone, Copy, Debug)]
pub struct Shortest(pub f64);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0;
        let size = value.abs();
        if value.is_nan() {
            Ok(())
        } else if size > 0.0 && size < 1e15 && value == value.trunc() {
            // Most levels are whole, and whole numbers are quick to write.
            f.write_str(itoa::Buffer::new().format(value as i64))
        } else if size == 0.0 || size.is_infinite() || (1e-4..1e16).contains(&size) {
            write!(f, "{value}")
        } else {
            write!(f, "{value:e}")
        }
    }
}

/// Writes a number, for `#[serde(with = "number")]`.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Shortest(*value))
}

/// Reads it back; `NaN` if the cell is empty.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: f64) -> String {
        Shortest(value).to_string()
    }

    #[test]
    fn numbers_are_short_and_plain() {
        assert_eq!(written(1.0), "1");
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(-0.25), "-0.25");
        assert_eq!(written(f64::NAN), "");
        assert_eq!(written(1e300), "1e300");
        assert_eq!(written(5e-324), "5e-324");
    }

    proptest! {
        #[test]
        fn every_number_reads_back_as_itself(value in any::<f64>()) {
            prop_assume!(!value.is_nan());
            let text = written(value);
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            prop_assert!(text.len() <= 24, "{}", text);
        }
    }
}
