//! The measures of a comparison itself, which no single world has.
//!
//! They are properties of a change: a share of it, the day on which it wears off. So the baseline has none, and their
//! value is not a difference.

use super::{Better, MeasureRecord};

/// Key, title, unit, and which way is better.
pub const ALL: [(&str, &str, &str, Better); 11] = [
    (
        "growth_share",
        "Share of the care paid for that is new",
        "share",
        Better::Higher,
    ),
    (
        "growth_staff_share",
        "Share of the staff paid for who are new",
        "share",
        Better::Higher,
    ),
    (
        "demand_led_staff",
        "Staff lost by sectors for which nobody waits and which have no vacancies",
        "people",
        Better::Neither,
    ),
    (
        "shift_share",
        "Share of the care paid for that was taken from others",
        "share",
        Better::Lower,
    ),
    (
        "moved_share",
        "Share of the fall in acute delay that reappeared elsewhere",
        "share",
        Better::Lower,
    ),
    (
        "helped_until_day",
        "Day by which the policy has lost nine tenths of its effect on acute delay",
        "day",
        Better::Higher,
    ),
    (
        "back_after_days",
        "Day by which acute delay is back at the level before the policy",
        "day",
        Better::Higher,
    ),
    (
        "public_money",
        "Public money that the policy costs",
        "£ per year",
        Better::Lower,
    ),
    (
        "cost_per_day_avoided.acute",
        "Public money for each delayed day avoided in acute beds",
        "£ per day",
        Better::Lower,
    ),
    (
        "cost_per_day_avoided.beds",
        "Public money for each delayed day avoided in any bed",
        "£ per day",
        Better::Lower,
    ),
    (
        "cost_per_day_avoided.all",
        "Public money for each delayed day avoided anywhere",
        "£ per day",
        Better::Lower,
    ),
];

/// Them as the files describe them.
pub fn records() -> Vec<MeasureRecord> {
    let record = |&(key, title, unit, better): &(&str, &str, &str, Better)| MeasureRecord {
        key: key.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        better,
    };
    ALL.iter().map(record).collect()
}

/// Whether a measure is one of them.
pub fn contains(key: &str) -> bool {
    ALL.iter().any(|&(known, ..)| known == key)
}
