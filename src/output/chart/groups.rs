//! Measures that are drawn together: places, sectors. No more of them than there are colours.

use super::over_time;
use super::palette::CATEGORIES;
use crate::output::comparison::Comparison;
use crate::results::Results;

/// One or more measures under one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name, in words.
    pub label: String,
    /// Measures whose sum it is.
    pub keys: Vec<String>,
}

/// Leaves out groups without levels over time, and those that are zero at all times in every scenario unless
/// all are; puts the least of too many together under `rest`.
pub fn shown(
    results: &Results,
    comparison: &Comparison<'_>,
    groups: Vec<Group>,
    rest: &str,
) -> Vec<Group> {
    let most = |group: &Group| {
        comparison
            .all()
            .flat_map(|s| over_time::level(results, &s.name, &group.keys).values)
            .fold(0.0, |most: f64, x| most.max(x.abs()))
    };
    let known = |group: &Group| {
        let name = &comparison.baseline.name;
        group
            .keys
            .iter()
            .any(|key| results.series_of(name, key).is_some())
    };
    let mut sized: Vec<(f64, Group)> = groups
        .into_iter()
        .filter(known)
        .map(|g| (most(&g), g))
        .collect();
    if sized.iter().any(|(size, _)| *size > 0.0) {
        sized.retain(|(size, _)| *size > 0.0);
    }
    let mut least = f64::NEG_INFINITY;
    if sized.len() > CATEGORIES.len() {
        let mut sizes: Vec<f64> = sized.iter().map(|(size, _)| *size).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        least = sizes[CATEGORIES.len() - 1];
    }
    let (kept, small): (Vec<_>, Vec<_>) = sized.into_iter().partition(|(size, _)| *size > least);
    let mut shown: Vec<Group> = kept.into_iter().map(|(_, group)| group).collect();
    if !small.is_empty() {
        shown.push(Group {
            label: rest.to_owned(),
            keys: small
                .into_iter()
                .flat_map(|(_, group)| group.keys)
                .collect(),
        });
    }
    shown
}

/// Every measure of all groups.
pub fn keys(groups: &[Group]) -> Vec<String> {
    groups.iter().flat_map(|g| g.keys.clone()).collect()
}
