//! The measures a reader is shown first, in order: one list for the terminal, the report and JSON.

use super::comparison::{measure, parts_of};
use crate::results::{MeasureRecord, Results};

/// What decides whether an action helped in a care market.
const MARKET: [&str; 22] = [
    "delayed.acute",
    "delayed.beds",
    "delayed.all",
    "delayed.home.unsupported",
    "occupied.acute",
    "boarding.acute",
    "hours_unfilled.homecare",
    "staff.all",
    "staff.homecare",
    "staff.care_home",
    "staff.trust_care",
    "staff.council_care",
    "staff.pa",
    "vacancy_rate.homecare",
    "cost.trust",
    "cost.council",
    "growth_share",
    "growth_staff_share",
    "moved_share",
    "cost_per_day_avoided.all",
    "helped_until_day",
    "back_after_days",
];

/// What describes each place of a network without a market.
const PLACE: [&str; 5] = [
    "wait_days",
    "waited_share",
    "queue",
    "occupied",
    "utilisation",
];

/// What describes a place if it happens there at all.
const IF_IT_HAPPENS: [&str; 2] = ["turned_away_share", "gave_up_share"];

/// What describes each sector of a workforce that only moves: how many are there, and who came and went if anybody did.
const SECTOR: [&str; 3] = ["staff", "joined", "left"];

/// The key measures that a result has: those asked for, or the usual ones.
pub fn of(results: &Results) -> Vec<&MeasureRecord> {
    let asked = &results.manifest.asked.measures;
    if !asked.is_empty() {
        return asked
            .iter()
            .filter_map(|key| measure(results, key))
            .collect();
    }
    if has_market(results) {
        // Teams of one's own and assistants of one's own are shown where there are any.
        let shown = |key: &str| !key.starts_with("staff.") || happens(results, key);
        let known = MARKET.iter().filter(|key| shown(key));
        known.filter_map(|key| measure(results, key)).collect()
    } else {
        let all: Vec<&str> = PLACE.into_iter().chain(IF_IT_HAPPENS).collect();
        let places = keys_of(&parts_of(results, "occupied"), &all);
        let rare = |m: &MeasureRecord| IF_IT_HAPPENS.iter().any(|what| m.key.starts_with(what));
        let sectors = keys_of(&parts_of(results, "staff"), &SECTOR);
        let of = |keys: Vec<String>| keys.into_iter().filter_map(|key| measure(results, &key));
        let moves = results.manifest.measures.iter();
        let moves = moves.filter(|m| m.key.starts_with("moved."));
        of(sectors)
            .chain(moves)
            .filter(|m| m.key.starts_with("staff.") || happens(results, &m.key))
            .chain(of(places).filter(|m| !rare(m) || happens(results, &m.key)))
            .collect()
    }
}

/// What is to be known of each of these, one after the other.
fn keys_of(names: &[String], what: &[&str]) -> Vec<String> {
    let keys = |name| what.iter().map(move |what| format!("{what}.{name}"));
    names.iter().flat_map(keys).collect()
}

/// Whether something that is counted happens at all, in any scenario and window.
fn happens(results: &Results, key: &str) -> bool {
    let rows = results.summary.iter();
    rows.filter(|row| row.measure == key)
        .any(|row| row.mean > 0.0)
}

/// Whether the result comes from a care market, and not from a plain network or a workforce that only moves.
pub fn has_market(results: &Results) -> bool {
    measure(results, "delayed.all").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, Sample};

    #[test]
    fn a_market_shows_its_delays_first() {
        let results = sample::of(&Sample::market());
        let keys: Vec<&str> = of(&results).iter().map(|m| m.key.as_str()).collect();
        assert_eq!(keys[..3], ["delayed.acute", "delayed.beds", "delayed.all"]);
        assert!(keys.contains(&"moved_share"));
    }

    #[test]
    fn what_is_asked_for_is_shown_instead() {
        let mut results = sample::of(&Sample::market());
        results.manifest.asked.measures = vec!["staff.all".to_owned(), "delayed.all".to_owned()];
        let keys: Vec<&str> = of(&results).iter().map(|m| m.key.as_str()).collect();
        assert_eq!(keys, ["staff.all", "delayed.all"]);
    }

    #[test]
    fn a_plain_network_shows_each_place() {
        let results = sample::of(&Sample::network());
        let keys: Vec<&str> = of(&results).iter().map(|m| m.key.as_str()).collect();
        assert_eq!(keys[0], "wait_days.ward");
        assert_eq!(keys.len(), 2 * PLACE.len());
    }
}
